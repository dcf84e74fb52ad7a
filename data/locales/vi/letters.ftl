# The take-down notice. No name of a person, no story: an address, what it is, the law, what we ask.
letter-subject = Yêu cầu gỡ bỏ { $reference }
letter-to = Kính gửi: bộ phận an toàn của { $service }
letter-who-authority = Chúng tôi, { $node }, gửi yêu cầu này với tư cách cơ quan nhà nước có thẩm quyền.
letter-who-trusted_flagger = Chúng tôi, { $node }, gửi yêu cầu này với tư cách bên báo cáo tin cậy (điều 22, Quy định (EU) 2022/2065).
letter-who-hotline = Chúng tôi, { $node }, là đường dây tiếp nhận báo cáo về xâm hại trẻ em và phụ nữ trên mạng.
letter-who-victim_agent = Chúng tôi, { $node }, gửi yêu cầu này thay mặt người bị hại, với sự đồng ý của người đó.
letter-ask = Đề nghị gỡ bỏ hoặc chặn truy cập nội dung tại địa chỉ sau:
letter-what = Nội dung, theo đánh giá của chúng tôi: { $what }.
letter-kind-csam = tài liệu xâm hại tình dục trẻ em
letter-kind-ncii = hình ảnh riêng tư bị phát tán khi người trong hình không đồng ý, thật hoặc do máy tạo
letter-kind-grooming = dụ dỗ trẻ em vì mục đích tình dục
letter-kind-sextortion = đe dọa, tống tiền bằng hình ảnh tình dục
letter-kind-doxxing = công khai thông tin riêng tư để đe dọa một người
letter-kind-hate = đe dọa hoặc kích động bạo lực vì giới
letter-kind-other = nội dung gây hại trái pháp luật
letter-law = Căn cứ: { $law }.
letter-hours = Thời hạn theo căn cứ này: { $hours } giờ kể từ khi nhận được yêu cầu.
letter-no-hours = Theo căn cứ này, việc gỡ bỏ phải được thực hiện không chậm trễ.
letter-please = Ngoài ra, đề nghị:
letter-please-preserve = giữ một bản cùng dữ liệu liên quan cho cơ quan có thẩm quyền, theo pháp luật áp dụng;
letter-please-silent = không cho người đăng biết ai đã yêu cầu;
letter-please-public = không đăng thư này trong kho lưu trữ công khai khi chưa bỏ địa chỉ;
letter-please-answer = trả lời kết quả (đã gỡ, gỡ một phần, từ chối và lý do), nêu số { $reference }.
letter-good-faith = Chúng tôi thành thực tin rằng những điều nêu trên là chính xác và đầy đủ. Đây là đánh giá của chúng tôi, không phải kết luận của tòa án.
letter-signed = { $desk }, { $node }, ngày { $day }
letter-contact = Liên hệ: { $mail }

# The page of the duty person: no content, no name of what it is about
letter-page-subject = Có người đang chờ
letter-page-body = Xin mở bàn làm việc. Thư này không chứa gì khác và không cần trả lời.
letter-test-page-subject = Thử đường dây trực
letter-test-page-body = Đây là thư thử đường dây trực hằng tháng. Không có việc gì xảy ra. Anh/chị đọc được thư này nghĩa là đường dây hoạt động; nếu thư đến muộn hoặc đến hai lần, xin báo người giữ lịch trực.
