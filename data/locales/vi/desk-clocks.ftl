# Đồng hồ của các quốc gia không khớp nhau (F7).
desk-clock-title = Hãy xem lại đồng hồ
desk-clock-ours-behind = Đồng hồ của nút này chạy chậm { $time }: { $states } cho thấy điều đó. Mọi thời điểm được ký tại đây và mọi thời hạn đều tính theo đồng hồ này. Hãy báo người vận hành nút chỉnh lại.
desk-clock-ours-before = Đồng hồ của nút này chạy nhanh { $time }: { $states } cho thấy điều đó. Mọi thời điểm được ký tại đây và mọi thời hạn đều tính theo đồng hồ này. Hãy báo người vận hành nút chỉnh lại.
desk-clock-unclear = Đồng hồ của { $state } và của nút này lệch nhau { $time }. Từ đây không biết được bên nào sai: hãy so với một đồng hồ thứ ba và gọi cho { $state }.
desk-clock-theirs-before = Đồng hồ của { $state } chạy nhanh { $time }. Thời hạn của họ kết thúc sớm hơn giờ ghi: hãy gọi cho đầu mối của họ.
desk-clock-theirs-behind = Đồng hồ của { $state } chạy chậm { $time }. Thời hạn của họ kết thúc muộn hơn giờ ghi: hãy gọi cho đầu mối của họ.
desk-clock-moved-on = Đồng hồ của nút này đã nhảy tới { $time } ({ $at }), hoặc máy đã ngừng chạy trong chừng ấy thời gian. Hãy xem những việc đến hạn trong khoảng đó.
desk-clock-moved-back = Đồng hồ của nút này đã bị chỉnh lùi { $time } ({ $at }). Những gì ký trước đó có thể mang giờ muộn hơn những gì ký sau.
