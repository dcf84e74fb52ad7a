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
letter-please-silent = không cho người đăng biết gì về người đã yêu cầu hoặc người trong nội dung; được chuyển cho họ số của yêu cầu này và nơi khiếu nại;
letter-please-public = không đăng thư này trong kho lưu trữ công khai khi chưa bỏ địa chỉ;
letter-please-answer = trả lời kết quả (đã gỡ, gỡ một phần, từ chối và lý do), nêu số { $reference }.
letter-good-faith = Chúng tôi thành thực tin rằng những điều nêu trên là chính xác và đầy đủ. Đây là đánh giá của chúng tôi, không phải kết luận của tòa án.
letter-appeal = Khiếu nại: người đăng có thể khiếu nại với chúng tôi, không cần tài khoản, tại { $appeal }, nêu số { $reference }. Người quyết định là người không tham gia vào yêu cầu này.
letter-signed = { $desk }, { $node }, ngày { $day }
letter-contact = Liên hệ: { $mail }

# The page of the duty person: no content, no name of what it is about
letter-page-subject = Có người đang chờ
letter-page-body = Xin mở bàn làm việc. Thư này không chứa gì khác và không cần trả lời.
letter-desk-call-subject = Yêu cầu số { $n } cần bạn
letter-desk-call-body = Yêu cầu số { $n }: { $clock }. Xin mở bàn làm việc. Thư này không chứa gì khác; nếu không ai nhận ở đó, người kế tiếp sẽ được gọi.
letter-desk-ledger-subject = Sổ cái giữa chúng ta và { $state } cần bạn
letter-desk-ledger-theirs = Sổ cái của { $state } cho thấy hai lịch sử. Mọi việc với quốc gia này dừng lại cho đến khi có người quyết định. Xin mở bàn làm việc, mục Quốc gia.
letter-desk-ledger-ours = { $state } không còn nhận ra sổ cái của chính chúng ta. Xin mở bàn làm việc, mục Quốc gia.
letter-desk-twice-subject = { $state } nói hai điều khác nhau trong một yêu cầu
letter-desk-twice-body = { $state } đã ký thêm một thông điệp ở chỗ đã có thông điệp khác. Thông điệp này không có hiệu lực và được giữ làm bằng chứng. Xin mở bàn làm việc, yêu cầu { $n }.
letter-test-page-subject = Thử đường dây trực
letter-test-page-body = Đây là thư thử đường dây trực hằng tháng. Không có việc gì xảy ra. Anh/chị đọc được thư này nghĩa là đường dây hoạt động; nếu thư đến muộn hoặc đến hai lần, xin báo người giữ lịch trực.

# The recall of a notice (care 1.4, 2.4): to the same recipient; no address, no name of a person
letter-recall-withdrawn-subject = Thu hồi yêu cầu gỡ bỏ { $number }
letter-recall-withdrawn-body =
    Chúng tôi thu hồi yêu cầu gỡ bỏ số { $number } ngày { $date }.

    Người đứng sau tin báo đã rút lại. Đề nghị xóa những gì chúng tôi đã chuyển về người này, đề nghị những nơi đã nhận lại từ quý đơn vị cùng xóa, và báo cho chúng tôi khi xong, nêu số { $number }.

    Nội dung có vi phạm quy định riêng của quý đơn vị hay không vẫn do quý đơn vị quyết định.

    { $desk }
letter-recall-reversed-subject = Yêu cầu gỡ bỏ { $number } là sai: chúng tôi thu hồi
letter-recall-reversed-body =
    Chúng tôi thu hồi yêu cầu gỡ bỏ số { $number } ngày { $date }. Yêu cầu đó là sai.

    Đã có khiếu nại. Một người khác của chúng tôi, không tham gia vào yêu cầu này, đã xem xét lại và kết luận như vậy. Đề nghị khôi phục những gì đã bị gỡ vì yêu cầu này, hủy các biện pháp đã áp dụng với tài khoản vì yêu cầu này, báo cho những nơi đã nhận lại yêu cầu từ quý đơn vị, và báo cho chúng tôi khi xong, nêu số { $number }.

    { $desk }
