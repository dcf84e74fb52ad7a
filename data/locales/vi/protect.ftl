# Bảo vệ hình ảnh của mình. $voice: own = bạn (thiếu niên), adult = bạn (người lớn), child = em (dưới 13 tuổi).

portal-door-protect = Bảo vệ ảnh và video của tôi
portal-door-protect-line = Để các dịch vụ nhận ra và chặn khi có người đăng lên; ảnh không rời máy

protect-title = Bảo vệ ảnh và video của mình
protect-line = Ảnh và video ở lại trên máy. Máy tạo cho mỗi ảnh một dấu vân tay số: một dãy chữ và số. Nơi nào có dấu đó thì nhận ra được đúng ảnh ấy khi có người đăng lên, và chặn lại.
protect-plain-title = Trang này cần JavaScript, và JavaScript đang không chạy.
protect-plain = Dấu vân tay số chỉ tạo được ngay trên máy của bạn. Muốn làm thay, chúng tôi phải nhìn thấy ảnh, nên chúng tôi không làm. Xin đừng gửi ảnh cho chúng tôi hay cho bất cứ ai.
protect-offline = Chưa tải được phần này. Kiểm tra mạng rồi tải lại trang.

protect-instead-title = Những nơi khác cũng làm được việc này
protect-instead-line = Ở đó, ảnh và video cũng không rời máy.
protect-elsewhere-child = Dành cho ảnh chụp khi chưa đủ 18 tuổi, kể cả khi nay đã lớn. Do NCMEC ở Hoa Kỳ vận hành, dùng được trên toàn thế giới.
protect-elsewhere-adult = Dành cho ảnh chụp khi đã đủ 18 tuổi. Vận hành từ Vương quốc Anh, dùng được trên toàn thế giới.
protect-instead-computer = Trên máy tính, chương trình miễn phí của dự án này tạo ra các dấu như vậy mà không gửi gì đi: { $command }. Hãy giữ lại kết quả cho nơi nhận dấu, hoặc cho người đang giúp.
protect-program = Tải chương trình cho { $platform } ({ $size } MB)
protect-program-use = Mở cửa sổ dòng lệnh trong thư mục chứa chương trình, rồi gõ hai dòng này, thay picture.jpg bằng tên ảnh của mình:
protect-program-same = Muốn chắc tệp tải về không sai lệch, hãy so mã SHA-256 của nó (sha256sum khien):
protect-instead-report = Có người đang đe dọa, hoặc ảnh đã bị đăng rồi? Hãy kể thêm cho chúng tôi:
protect-instead-report-link = kể chuyện đã xảy ra

protect-age-title = Bạn bao nhiêu tuổi?
protect-age-hint = Nếu trong ảnh có lúc bạn chưa đủ 18 tuổi, hãy chọn câu về hồi chưa đủ 18. Ảnh của trẻ em được để riêng, không bao giờ nằm chung danh sách với ảnh người lớn.
protect-age-wrong = Hãy chọn một câu. “Không nói” cũng được.

protect-choose-title = Chọn ảnh hoặc video
protect-choose-line = Chọn không có nghĩa là tải lên. Máy tự đọc và tự tạo dấu.
protect-own-title = { $voice ->
    [child] Chỉ chọn ảnh và video của chính em mà em đang có sẵn.
   *[own] Chỉ chọn ảnh và video của chính bạn mà bạn đang có sẵn.
  }
protect-own = Đừng lên mạng tìm, đừng xin ai, đừng lưu thêm. Nếu không còn ảnh nữa, { mailbox-you } kể cho chúng tôi biết ảnh đang ở đâu là đủ.
protect-choose = Ảnh và video
protect-working = Tệp này đã xong đến đâu
protect-working-line = Đang tạo dấu cho tệp { $n } trong { $of }…
protect-cancel = Dừng
protect-picture = Ảnh { $n }
protect-video = Video { $n }
protect-waiting = Đang chờ
protect-ready = Đã tạo dấu
protect-cancelled = Đã dừng. Không có dấu nào được tạo.
protect-low = Ảnh này không bảo vệ được theo cách này: trong ảnh có quá ít chi tiết, dấu của nó sẽ trùng với ảnh của người khác. Nó không được gửi đi.
protect-twice = Giống một ảnh ở trên nên chỉ tính một lần.
protect-trouble-kind = Trình duyệt không đọc được loại tệp này. Ảnh (JPEG, PNG, WebP, GIF) và video thì được.
protect-trouble-large = Ảnh này quá lớn (hơn 40 triệu điểm ảnh). Một bản nhỏ hơn của nó cũng dùng được.
protect-trouble-old = Trình duyệt này quá cũ. Hãy thử trình duyệt mới hơn, hoặc một nơi khác có trên trang này.
protect-trouble-empty = Tệp này trống (0 byte) nên không tạo được dấu.
protect-trouble-failed = Có trục trặc nên chưa tạo được dấu. Hãy bỏ ra rồi chọn lại.
protect-many = Mỗi lần nhiều nhất { $most } tệp.

protect-finds-title = Cách này tìm ra gì, và không tìm ra gì
protect-finds-same = Tìm ra đúng ảnh ấy, kể cả khi bị thu nhỏ, lưu lại hay chuyển thành trắng đen.
protect-finds-not = Bản bị cắt bớt mép phần lớn cũng tìm ra: bớt khoảng một phần mười trở lại, đều ở cả bốn mép, hoặc ở một hay hai mép. Không tìm ra ảnh bị cắt mỗi mép một kiểu, bị thêm khung, chèn chữ ngang ảnh hay xoay nghiêng. { mailbox-you-begins } có thể tự làm những bản như thế rồi thêm vào đây.
protect-finds-video = Với video, chỉ tìm ra bản giống hệt. Bản bị cắt, hay bị ứng dụng nhắn tin làm nhỏ lại, thì hiện chưa tìm ra; việc này sẽ có sau.
protect-finds-where = Chỉ nơi có dấu mới tìm, và chỉ tìm trong những gì được đăng lên nơi đó. Tin nhắn mã hóa đầu cuối thì không ai xem được.
protect-finds-outline = Dấu vân tay số không phải là ảnh, nhưng nếu cố công, người ta có thể đoán ra nét mờ của ảnh, và càng nhiều dấu thì càng rõ hơn. Vì vậy các dấu này chỉ đến những nơi { mailbox-you } chọn.

protect-leaves-title = Chỉ có bấy nhiêu đây sẽ rời khỏi máy
protect-leaves-line = Đến lúc này chưa có gì được gửi. Và sẽ không có gì được gửi nếu { mailbox-you } không đồng ý ở phần dưới.
protect-leaves-cuts = Mỗi ảnh có một dấu của cả tấm. Thêm nhiều nhất 74 dấu là của những bản bị cắt bớt mép, để bản như thế cũng bị nhận ra. Nếu máy ảnh lưu ảnh nằm ngang hay lộn ngược, số dấu nhiều gấp đôi.
protect-leaves-pdq = PDQ, độ rõ { $quality } trên 100
protect-leaves-pdq-turned = PDQ của ảnh đã xoay như khi xem; độ rõ { $quality } trên 100
protect-leaves-cut = Thêm { $n } dấu của những bản bị cắt bớt mép
protect-leaves-besides = Ngoài ra chỉ có: ngôn ngữ của trang, câu trả lời về tuổi, và những nơi { mailbox-you } chọn. Không có ảnh, không tên tệp, không nơi chụp, không ngày chụp.
protect-nobody-title = Hiện chưa có dịch vụ nào nhận dấu từ chúng tôi.
protect-nobody = Vì vậy không có gì được gửi và không có gì được giữ. Ở đây { mailbox-you } có thể xem máy tạo ra dấu gì; còn muốn bảo vệ ảnh ngay hôm nay, hãy dùng một trong những nơi khác có trên trang này.

protect-whom-title = Những nơi nào được nhận?
protect-whom-line = Mỗi nơi chỉ nhận những dòng ở trên, không nhận gì khác, và chỉ tìm trong những gì được đăng lên nơi đó. Hãy chọn từng nơi.
protect-whom-wrong = Hãy chọn ít nhất một nơi, hoặc rời trang này: chưa có gì được gửi.
protect-whom-back = Lúc nào cũng rút lại được, từ một nơi hoặc từ tất cả.
protect-code-line = Mã này mở hộp thư. Trong đó { mailbox-you } thấy nơi nào đang có dấu và rút lại được. Mất mã thì chúng tôi không tìm lại được, và không ai rút thay được.
protect-agree = Khi bấm nút, { $whom } được nhận { $n } dòng. Ngoài ra không có gì rời khỏi máy.
protect-send = Tôi đồng ý, gửi
protect-sending = Đang khóa và gửi…
protect-failed = Chưa gửi được. Kiểm tra mạng rồi bấm lại; các dấu vẫn còn ở đây.
protect-refused = Máy chủ không nhận, và chưa nơi nào nhận được gì. Hãy tải lại trang rồi thử lần nữa.
protect-sent-title = Ảnh và video đã được bảo vệ ở đó.
protect-sent-line = { $whom } từ giờ được lấy { $n } dòng của { mailbox-you }.
protect-sent-code = Mã, thêm một lần nữa. Sau đây mã không hiện lại.
protect-sent-fetch = Hộp thư cho biết khi nào một nơi đã lấy dấu về.
protect-sent-decide = Khi có ảnh trùng, người hoặc quy định của nơi đó quyết định làm gì. Chúng tôi không hứa được rằng ảnh sẽ bị gỡ.
protect-sent-old = Những gì đã đăng ở đó từ trước chỉ được tìm ra nếu nơi đó rà lại. Nếu biết ảnh nằm ở đâu, { mailbox-you } kể thêm cho chúng tôi nhé.

mailbox-given = Nơi được tìm ảnh và video của { mailbox-you }
mailbox-given-hint = Nơi được yêu cầu xóa còn hiện ở đây cho đến khi xác nhận. Rút lại tất cả trong hộp thư này thì phần này cũng được rút.
mailbox-given-waiting = { $name }: được nhận { $n } ảnh hoặc video từ { $day }, chưa lấy về
mailbox-given-fetched = { $name }: đã lấy { $n } ảnh hoặc video, lần đầu { $day }
mailbox-given-asked = { $name }: đã rút lại { $day }; ở đây không tra ra nữa, và nơi đó được yêu cầu xóa bản đã lấy. Chưa xác nhận
mailbox-given-gone = { $name }: đã rút lại; xác nhận { $day }
mailbox-given-quiet = Điều { mailbox-you } đã cho phép
mailbox-given-quiet-hint = Rút lại ở đây thì dừng ngay.
mailbox-given-quiet-stands = Đang cho phép, từ { $day }
mailbox-given-quiet-gone = Đã rút lại { $day }
mailbox-given-take-back = Rút lại
mailbox-given-take-back-all = Rút lại từ tất cả
mailbox-given-back = Đã rút lại, có hiệu lực ngay.
