# Quốc gia bạn biết mục nào của chúng tôi? Định danh của nghi can và việc hỏi quốc gia khác
console-nav-lookup = Tra cứu

# Trên trang hồ sơ
desk-lookup-box-title = Định danh của nghi can
desk-lookup-box-hint = Chỉ của người bị nghi, không bao giờ của người báo tin hay người bị hại. Nút này chỉ giữ một dấu của mỗi định danh, không giữ giá trị: hãy ghi giá trị vào ghi chú để đồng nghiệp tìm thấy.
desk-lookup-box-none = Chưa có.
desk-lookup-identifier = Số { $n }: { $kind }
desk-lookup-identifier-gone = Số { $n }, không còn trong hồ sơ
desk-lookup-put-by = { $who } đưa vào, { $when }
desk-lookup-lapses = hết hạn ngày { $day }
desk-lookup-also-in = Định danh này còn có trong
desk-lookup-known-to = Quốc gia biết: { $states }
desk-lookup-case-ask = Cán bộ đầu mối có thể hỏi quốc gia khác về những định danh đã được đánh giá hoặc xác nhận. Hãy cho họ số hồ sơ này: { $number }
desk-lookup-add-title = Đưa định danh vào
desk-lookup-add-do = Đưa vào
desk-lookup-kind = Loại
desk-lookup-value = Định danh
desk-lookup-value-hint = Số điện thoại kèm mã nước (+84 901 234 567), tài khoản viết như example.com/ten. Điều bạn gõ đi qua bộ nhớ của nút này và không được giữ lại.
desk-lookup-standing = Tình trạng
desk-lookup-stand-do = Đổi
desk-lookup-withdraw = Rút ra
desk-lookup-withdraw-then = Mọi thứ được giữ về định danh này bị xóa. Quốc gia khác không còn tìm thấy nó.
desk-lookup-kind-phone = số điện thoại
desk-lookup-kind-mail = địa chỉ thư điện tử
desk-lookup-kind-account = tài khoản trên dịch vụ
desk-lookup-kind-url = địa chỉ trang mạng
desk-lookup-kind-wallet = ví tiền mã hóa
desk-lookup-kind-iban = tài khoản ngân hàng (IBAN)
desk-lookup-kind-device = thiết bị (IMEI, MAC, mã thiết bị)
desk-lookup-standing-alleged = theo lời kể: có người nói vậy
desk-lookup-standing-assessed = chúng tôi đã đánh giá
desk-lookup-standing-confirmed = tòa án hoặc công an đã xác nhận
desk-lookup-standing-unfounded = không có căn cứ

# Hỏi
desk-lookup-title = Quốc gia bạn biết định danh nào?
desk-lookup-about = Hỏi một quốc gia khác biết những định danh nào của một hồ sơ. Quốc gia đó không biết được định danh, cũng không biết câu trả lời; bạn chỉ biết trong số của mình họ biết mục nào. Nhật ký của cả hai bên ghi ai hỏi, khi nào, trên căn cứ nào.
desk-lookup-new = Hỏi một quốc gia
desk-lookup-no-state = Chưa có quốc gia nào được tin cậy ở đây: hãy giới thiệu một quốc gia và so các từ của họ.
desk-lookup-state = Quốc gia
desk-lookup-case = Số hồ sơ
desk-lookup-case-hint = Do người xử lý hồ sơ cung cấp. Quốc gia kia chỉ nhận một tham chiếu đã niêm, không nhận số này.
desk-lookup-basis = Căn cứ pháp lý
desk-lookup-unchecked = Điều có dấu chưa được đối chiếu với bản chứng thực.
desk-lookup-basis-police = hợp tác thực thi pháp luật
desk-lookup-basis-inquiries = xác minh nhân thân, nơi ở hoặc tài sản
desk-lookup-basis-assistance = tương trợ tư pháp
desk-lookup-purpose = Mục đích
desk-lookup-purpose-identify = xác định nghi can là ai
desk-lookup-purpose-link = nối các hồ sơ của cùng một nghi can
desk-lookup-purpose-protect = bảo vệ một em nhỏ hoặc người khác khỏi bị hại
desk-lookup-purpose-locate = tìm nơi nghi can đang ở
desk-lookup-identifiers = Định danh
desk-lookup-identifiers-hint = Nhiều nhất 16. Chỉ hỏi được những định danh mà hồ sơ này ghi là đã đánh giá hoặc đã xác nhận.
desk-lookup-kind-n = Loại của mục { $n }
desk-lookup-value-n = Định danh mục { $n }
desk-lookup-more = Thêm định danh
desk-lookup-passes = Điều bạn gõ đi qua bộ nhớ của nút này, được làm mù tại đó và bị quên sau mười lăm phút. Nó không bao giờ được ghi lại và không rời khỏi quốc gia này.
desk-lookup-prepare = Tiếp tục để ký
desk-lookup-sign-title = Ký câu hỏi
desk-lookup-sign-why = Bạn đứng tên chịu trách nhiệm về câu hỏi này: nó được gửi một lần cho quốc gia này, và được ghi trong nhật ký của họ cùng nhật ký của chúng ta.
desk-lookup-sign-do = Ký và hỏi
desk-lookup-sign-script = Ký cần có script: khóa của bạn không bao giờ rời trình duyệt. Chưa có gì được gửi đi.

# Câu trả lời
desk-lookup-answer-title = Trả lời của { $state }
desk-lookup-known = Bên đó biết
desk-lookup-known-then = Quốc gia đó có những định danh này của một nghi can mà họ đã đánh giá, hoặc tòa án hay công an đã xác nhận. Đây là manh mối, chưa phải chứng cứ. Muốn biết họ biết gì, hãy gửi yêu cầu.
desk-lookup-request = Bắt đầu một yêu cầu gửi quốc gia này
desk-lookup-request-who = Cán bộ đầu mối bắt đầu yêu cầu gửi quốc gia này.
desk-lookup-unknown = Bên đó không biết
desk-lookup-unknown-then = Hoặc quốc gia đó chưa gặp những định danh này, hoặc chưa đánh giá chúng.
desk-lookup-none-known = không có mục nào
desk-lookup-query = Câu hỏi
desk-lookup-number = Số
desk-lookup-asked-by = Người hỏi
desk-lookup-waits = Chưa ghi nhận câu trả lời. Nếu vẫn như vậy, hãy hỏi lại.
desk-lookup-other-key = Quốc gia này trả lời bằng một khóa khác trước. Hãy gọi cho họ: một khóa chỉ đổi cho riêng bạn có thể đánh dấu điều bạn hỏi.
desk-lookup-list = Đã hỏi
desk-lookup-list-empty = Chưa hỏi gì.
desk-lookup-outcome-head = Trả lời
desk-lookup-outcome = biết { $known } trong { $asked }
desk-lookup-refused-not-allowed = Quốc gia đó chưa cho phép chúng ta tra cứu. Hãy gọi cán bộ pháp lý của họ.
desk-lookup-refused-quota = Hôm nay quốc gia đó không trả lời thêm câu hỏi nào của chúng ta.
desk-lookup-refused-basis = Quốc gia đó không biết căn cứ hoặc mục đích này.
desk-lookup-refused-expired = Câu hỏi đến quá muộn, hoặc một đồng hồ bị sai. Hãy hỏi lại.
desk-lookup-refused-replay = Bên đó đã có câu hỏi mang số này. Hãy hỏi lại.
desk-lookup-refused-unknown-state = Quốc gia đó chưa biết chúng ta: cán bộ của họ phải so các từ của ta.
desk-lookup-refused-no-answer = Không có câu trả lời nào do nút của quốc gia này ký. Hãy hỏi lại sau.
desk-lookup-refused-unproven = Điều gửi về không tự chứng minh được và đã bị bỏ. Hãy gọi cho quốc gia đó.
desk-lookup-refused-other = Nút của quốc gia đó từ chối ({ $code }).

# Trang của một quốc gia
desk-lookup-state-title = Tra cứu
desk-lookup-state-why = Quốc gia này có được hỏi những định danh nào của họ được biết ở đây hay không. Họ chỉ biết về những mục đó; ở đây không thấy họ hỏi về ai.
desk-lookup-not-allowed = Quốc gia này không được tra cứu ở đây.
desk-lookup-allowed = Quốc gia này được tra cứu ở đây: hôm nay { $today } trong { $most } câu hỏi.
desk-lookup-allow = Cho phép
desk-lookup-stop = Không cho phép nữa
desk-lookup-state-list = Những lần hỏi gần nhất
desk-lookup-we-refused-not-allowed = từ chối: chưa được phép
desk-lookup-we-refused-quota = từ chối: đã trả lời đủ số câu hỏi trong ngày
desk-lookup-we-refused-basis = từ chối: căn cứ hoặc mục đích không được biết ở đây
desk-lookup-we-refused-expired = từ chối: quá muộn, hoặc đồng hồ sai
desk-lookup-we-refused-replay = từ chối: số này đã có ở đây

# Trong nhật ký
console-event-case-identified = { $who } đưa vào một định danh: { $what }
console-event-case-identifier_stands = { $who } đổi tình trạng một định danh: { $what }
console-event-case-identifier_ended = { $who } rút định danh { $what }
console-event-case-identifier_ended-lapsed = Định danh { $what } hết hạn
console-event-case-lookup_asked = { $who } hỏi { $what } biết những định danh nào
console-event-case-lookup_declined = { $who } muốn hỏi quốc gia khác về một định danh mà hồ sơ này không ghi là đã đánh giá hay xác nhận
console-event-case-lookup_answered = Quốc gia kia trả lời; họ biết: { $what }
console-event-case-lookup_refused = Quốc gia kia không trả lời: { $what }

# Điều các quy tắc nói
console-field-identifier = Định danh
console-field-basis = Căn cứ và mục đích
console-why-write-the-number-with-its-country = hãy viết số kèm mã nước, như +84 901 234 567
console-why-this-is-not-an-e-mail = đây không phải địa chỉ thư điện tử
console-why-write-service-and-account-as-example = hãy viết dịch vụ và tài khoản, như example.com/ten
console-why-write-the-whole-address-with-https = hãy viết cả địa chỉ, bắt đầu bằng https:// và không có mật khẩu
console-why-this-is-not-the-address-of = đây không phải địa chỉ của ví
console-why-the-check-digits-of-this-iban = các số kiểm tra của IBAN này không khớp
console-why-this-is-no-imei-mac-address = đây không phải IMEI, địa chỉ MAC hay mã thiết bị
console-why-longer-than-an-identifier-can-be = dài hơn mức một định danh có thể có
console-why-this-identifier-is-in-the-case = định danh này đã có trong hồ sơ
console-why-this-case-has-as-many-identifiers = hồ sơ này đã đủ số định danh có thể có
console-why-only-identifiers-that-were-assessed-or = chỉ hỏi về những định danh đã được đánh giá hoặc xác nhận
console-why-there-is-no-case-of-this = không có hồ sơ mang số này
console-why-not-one-that-was-assessed-or = có mục không phải định danh đã được đánh giá hoặc xác nhận trong hồ sơ này; hãy hỏi người xử lý hồ sơ
console-why-ask-about-one-to-sixteen-identifiers = hãy hỏi về một đến mười sáu định danh
console-why-choose-a-basis-and-an-end = hãy chọn căn cứ và mục đích
console-why-too-many-queries-are-being-asked = đang có quá nhiều câu hỏi cùng lúc; hãy chờ vài phút
console-why-this-query-is-over-or-was = câu hỏi này đã hết hạn hoặc đã gửi; hãy hỏi lại
