# Nút được khôi phục từ bản sao cũ của chính nó.
desk-came-back-title = Nút này được khôi phục từ bản sao cũ
desk-came-back-what = Những gì nút đã nhận, gửi và ký từ khi có bản sao ấy đang thiếu ở đây. Cho đến khi có quyết định, nút không ký gì: thông điệp của các nước khác vẫn chờ ở phía họ, không bị mất, và không thông điệp nào của ta được gửi. Mỗi nước được đề nghị gửi lại những gì đã trao đổi từ đó.
desk-came-back-caught-up = { $state } đã gửi lại những gì họ còn giữ, { $at }.
desk-came-back-waits = { $state } chưa gửi lại đủ; cứ vài giây nút lại hỏi một lần.
desk-came-back-then = Khi tiếp tục, nút lại ký, và nhật ký ghi rõ phần lịch sử đã mất. Hãy làm khi mọi nước ở trên đã gửi lại hoặc không thể liên lạc được. Không lấy lại được bản nháp, ghi chú, tin báo và vụ việc của chính bạn. Các nước cùng ký sổ này sẽ thấy sổ mất mục và dừng đường dây: hãy gọi cho từng nước, nói rõ điều đã xảy ra và đề nghị cán bộ pháp lý ở đó đặt lại mức tin cậy.
desk-came-back-go-on = Ký cho nút tiếp tục
console-why-this-node-came-back-from-an = nút này được khôi phục từ bản sao cũ của chính nó; xem trang Quốc gia
console-why-nothing-of-the-ledger-is-missing = sổ không thiếu gì
