# Frame
console-name = Khiên
console-skip = Đến nội dung chính
console-nav = Các trang làm việc
console-languages = Ngôn ngữ
console-nav-queue = Hàng chờ
console-nav-cases = Hồ sơ
console-nav-notices = Yêu cầu gỡ bỏ
console-nav-identity = Mở danh tính
console-nav-figures = Số liệu
console-nav-services = Danh bạ dịch vụ
console-nav-roster = Lịch trực
console-nav-people = Nhân sự
console-nav-teams = Nhóm và khóa
console-nav-account = Tài khoản của tôi
console-sign-out = Đăng xuất
console-needs-script = Trang này cần JavaScript: khóa được tạo và mở ngay trong trình duyệt, máy chủ không bao giờ thấy.
console-no-secure = Trang này không chạy qua HTTPS: trình duyệt không giữ được khóa giữa các trang và sẽ hỏi lại cụm mật khẩu.
console-back = Quay lại
console-save = Lưu
console-none = Không có
console-not-known = Không rõ
console-yes = Có
console-no = Không
console-nobody = Chưa có ai
console-page-next = Trang sau
console-page-first = Về trang đầu
console-error-title = Không làm được
console-error-safe = Không có gì bị thay đổi. Hãy quay lại, kiểm tra và thử lại.
console-error-not-found = Không tìm thấy, hoặc bạn không được xem.
console-error-not-allowed = Vai trò của bạn không được làm việc này.
console-error-stale = Có người vừa thay đổi trước. Hãy xem lại rồi quyết định.
console-error-forged = Chữ ký không khớp. Không có gì được nhận.
console-error-field = Cần sửa “{ $field }”: { $problem }
console-error-not-now = Lúc này chưa làm được: { $problem }
console-error-code = Không có mã này: { $code }
console-error-store = Chưa ghi được. Không có gì bị mất; hãy thử lại sau ít phút.
console-field-login = Tên đăng nhập
console-field-desk-name = Tên bàn
console-field-mail = Địa chỉ thư
console-field-totp-code = Mã 6 số
console-field-team-name = Nhóm tiếp nhận
console-field-custodian-name = Nhóm giữ danh tính
console-field-role = Vai trò
console-field-teams = Nhóm
console-field-staff = Thành viên
console-field-harms = Đây là gì
console-field-main = Điều chính
console-field-days = Các ngày
console-field-day = Ngày trong tháng
console-field-from = Từ giờ
console-field-to = Đến giờ
console-field-first-day = Ngày nghỉ đầu tiên
console-field-last-day = Ngày nghỉ cuối cùng
console-field-service = Dịch vụ
console-field-url = Địa chỉ của nội dung
console-field-clock = Căn cứ pháp lý
console-field-lang = Ngôn ngữ của thư
console-field-id = Tên ngắn
console-field-name = Tên
console-field-form = Biểu mẫu của họ
console-field-jurisdictions = Nơi luật áp dụng
console-field-other = Dữ liệu mà trình duyệt gửi

# Time
console-minutes = { $n } phút
console-hours = { $n } giờ
console-days = { $n } ngày
console-left = còn { $time }
console-over = quá { $time }
console-today = hôm nay { $time }

# Sign-in
console-sign-in-title = Đăng nhập
console-sign-in-why = Cụm mật khẩu được xử lý trong trình duyệt này và không rời khỏi đây.
console-login = Tên đăng nhập
console-passphrase = Cụm mật khẩu
console-code = Mã 6 số từ ứng dụng
console-sign-in = Đăng nhập
console-sign-in-refused = Tên, cụm mật khẩu hoặc mã không đúng. Mỗi mã chỉ dùng được một lần.
console-sign-in-slow = Nhiều lần không đúng. Hãy chờ { $n } giây rồi thử lại.

# Account part of set-up and join
console-setup-title = Bắt đầu Khiên
console-setup-intro = Bốn bước, khoảng mười phút. Hãy chuẩn bị một ứng dụng tạo mã (TOTP) và một chỗ cất giấy tờ ngoài máy chủ.
console-join-title = Tham gia
console-join-intro = Bạn được mời với vai trò { $role }. Hãy tạo tài khoản; khóa của bạn được tạo ngay trên máy này.
console-account-title = Tài khoản của bạn
console-login-hint = Chữ thường, số, dấu chấm hoặc gạch nối, 2 đến 40 ký tự.
console-mail = Thư báo ca trực (không bắt buộc)
console-mail-hint = Thư chỉ nói “có người đang chờ”, không có nội dung.
console-desk-name = Tên bàn trực
console-desk-name-hint = Người báo chỉ thấy tên này, ví dụ “Bàn trực đêm”. Không dùng tên thật.
console-passphrase-hint = Ít nhất 12 ký tự; bốn, năm từ ngẫu nhiên là tốt. Không ai lấy lại được nếu quên.
console-passphrase-again = Gõ lại cụm mật khẩu
console-totp-title = Bước xác minh thứ hai
console-totp-how = Quét hình bằng ứng dụng tạo mã, hoặc gõ khóa này vào ứng dụng, rồi gõ mã 6 số đang hiện.
console-totp-qr = Mã QR cho ứng dụng tạo mã
console-totp-link = Mở trong ứng dụng trên máy này
console-teams-title = Hai nhóm đầu tiên
console-team-name = Nhóm tiếp nhận
console-team-name-hint = Đọc và trả lời báo cáo.
console-team-name-default = Nhóm tiếp nhận
console-custodian-name = Nhóm giữ danh tính
console-custodian-name-hint = Giữ nửa kia của phong bì “ai”: danh tính chỉ mở khi có hai người.
console-custodian-name-default = Nhóm giữ danh tính
console-kit-title = Bộ khóa ngoài máy chủ
console-kit-why = Khóa gốc chứng nhận các nhóm. Máy chủ không bao giờ giữ khóa này. In ra hoặc lưu vào USB, cất nơi khóa được.
console-kit-save = Lưu tệp
console-kit-print = In
console-kit-decline = Tôi không muốn khóa phục hồi. Nếu mọi người giữ khóa của một nhóm mất cụm mật khẩu, những gì đã niêm phong cho nhóm đó mất vĩnh viễn.
console-kit-tail = Sáu ký tự cuối của root-fingerprint
console-kit-tail-hint = Chép từ bản in hoặc tệp đã lưu: như vậy bạn chắc là đã giữ.
console-setup-finish = Hoàn tất
console-join-finish = Tạo tài khoản
console-token-gone = Đường dẫn này đã dùng rồi hoặc đã hết hạn.
console-token-gone-do = Hãy xin người quản trị một đường dẫn mới.

# Roles and purposes
console-role-analyst = Chuyên viên
console-role-supervisor = Phụ trách
console-role-administrator = Quản trị
console-role-analyst-hint = Đọc, trả lời, gửi yêu cầu gỡ bỏ.
console-role-supervisor-hint = Như chuyên viên, thêm: đồng ý mở danh tính, xem lại trước khi xóa, lịch trực.
console-role-administrator-hint = Quản lý tài khoản, nhóm, danh bạ. Không đọc gì đã niêm phong.
console-purpose-intake = tiếp nhận
console-purpose-custodian = giữ danh tính

# Queue
console-queue-title =
    { $n ->
     [0] Không có ai đang chờ
     *[other] { $n } người đang chờ
    }{ $now ->
     [0] {""}
     *[other] ; { $now } người cần có người ngay bây giờ
    }
console-queue-filters = Lọc hàng chờ
console-filter-all = Tất cả
console-filter-mine = Của tôi và chưa ai nhận
console-filter-free = Chưa ai nhận
console-filter-child = Trẻ em
console-filter-now = Cần ngay
console-filter-sextortion = Tống tiền bằng hình
console-filter-deepfake = Hình giả
console-filter-burst = Dồn dập
console-key-next = Kế tiếp
console-key-previous = Trước
console-key-open = Mở
console-key-take = Nhận
console-queue-why = Vì sao ở đây
console-queue-what = Chuyện gì
console-queue-who = Ai
console-queue-clock = Thời hạn
console-queue-since = Từ lúc
console-queue-number = Số
console-queue-empty = Những báo cáo đang chờ sẽ nằm ở đây, việc gấp nhất đứng đầu. Lúc này không có gì khớp với bộ lọc.
console-order-life = Tính mạng
console-order-contact = Đang bị xâm hại
console-order-young = Nhỏ tuổi, lệ thuộc
console-order-spread = Đang lan truyền
console-order-waiting = Đang chờ
console-order-waiting-why = không có lý do gấp hơn
console-burst = đến cùng một đợt dồn dập; hãy tự xem xét
console-taken-by = { $who } đang giữ
console-door-me = người bị hại tự báo
console-door-other = người khác báo
console-door-saw = người tình cờ thấy
console-new-message = có tin nhắn mới
console-take = Nhận
console-take-label = Nhận báo cáo số { $n }

# Report
console-report-title = Báo cáo { $n }
console-report-told = Người báo cho biết
console-report-harms = Chuyện xảy ra
console-report-danger = Nguy hiểm
console-report-person = Người bị hại
console-report-relation = Người bị cho là gây hại
console-report-area = Tỉnh, thành
console-report-platforms = Nơi xảy ra
console-report-wanted = Mong muốn
console-report-permissions = Cho phép
console-report-permissions-none = Chưa cho phép chia sẻ gì. Chưa ai được biết ngoài nhóm này.
console-report-contact = Liên lạc an toàn
console-report-language = Ngôn ngữ
console-report-reporter = Người báo
console-report-channel = Kênh
console-channel-sealed = niêm phong trong trình duyệt
console-channel-page = máy chủ niêm phong (không script)
console-held-key = Máy chủ đã giữ mã của hộp thư này trong chốc lát: lời hứa chống giả mạo không áp dụng ở đây.
console-reduced = Hộp thư chỉ hiện câu trả lời: có người khác có thể xem được máy. Viết như thể người đó đang đọc.
console-implicated = Người báo có thể chính là người bị cho là gây hại. Hộp thư của họ chỉ hiện “đã nhận” và “đã chuyển”. Hãy quyết định điều này khi phân loại.
console-withdrawn = Người báo đã rút lại. Mọi chia sẻ đã dừng; nội dung bị xóa vào { $day }.
console-erased = Đã xóa theo yêu cầu của người báo. Chỉ còn mã số.
console-look-first = Người báo đã rút lại. Mọi chia sẻ đã dừng. Có nguy hiểm được nêu nên không có gì tự bị xóa: một người phải xem lại trước, và có thể xóa nội dung từ { $day }.
console-erase = Tôi đã xem; cho xóa khi đến hạn
console-duress = Mã cầu cứu đã được dùng. Có thể người khác đang cầm máy.
console-sealed-what = Lời kể
console-sealed-files = Tập tin
console-sealed-file = Tập tin { $n }
console-sealed-length = Niêm phong, cỡ { $class }
console-length-4 = một đoạn ngắn
console-length-16 = vài trang
console-length-64 = dài
console-length-more = { $kb } KB
console-open = Mở: việc này được ghi lại
console-open-script = Cần JavaScript để mở.
console-file-warning = Ảnh bị che mờ cho đến khi bạn bấm. Mỗi lần xem được đếm, để bảo vệ bạn.
console-classify = Phân loại
console-classify-hint = Lời của người báo vẫn đứng bên cạnh, không bị thay.
console-classify-leave = Chưa đánh giá
console-classify-harms = Đây là gì (chọn một hay nhiều)
console-classify-main = Chính
console-classify-main-hint = Một trong những điều đã chọn.
console-classify-ai = Dấu hiệu máy tạo
console-classify-age = Nhóm tuổi
console-classify-gender = Giới
console-classify-relation = Người bị cho là gây hại là
console-classify-implicated = Người báo là, hoặc có thể là, người bị cho là gây hại
console-classify-save = Lưu phân loại
console-group-child = Trẻ em
console-group-adult = Phụ nữ, người lớn
console-group-other = Khác
console-choose = Chọn
console-case-link = Hồ sơ
console-case-open-new = Mở hồ sơ mới
console-case-join = Thêm vào hồ sơ
console-case-join-which = Số của hồ sơ đang mở
console-case-of-report = Thuộc hồ sơ { $n }
console-classify-first = Phân loại trước, rồi mở hồ sơ.
console-messages = Thư từ với người báo
console-messages-none = Chưa có tin nhắn. Câu trả lời đầu tiên nên ngắn, ấm, và nói điều gì xảy ra tiếp theo.
console-message-theirs = Người báo
console-reply-text = Viết cho người báo
console-reply-hint = Được niêm phong và ký bằng tên bàn trực. Không hỏi “tại sao”, không trách, mỗi lần một câu hỏi.
console-reply-send = Niêm phong và gửi
console-reply-stopped = Chưa trả lời được: người báo có thể là người bị cho là gây hại. Hãy phân loại trước.
console-status = Người báo thấy
console-status-change = Đổi trạng thái
console-who-title = Người báo là ai
console-who-none = Người báo không để lại danh tính.
console-who-ask = Xin mở danh tính
console-who-how = Chỉ mở được khi có hai người. Người báo thấy ai đã xem và vào ngày nào.
console-who-reason = Lý do mở
console-who-asked = { $who } đã xin mở; đang chờ nhóm giữ danh tính.
console-who-ready = Nhóm giữ danh tính đã đồng ý và chuyển phong bì bên trong.
console-who-open = Mở danh tính: việc này được ghi lại
console-reason-assess = xem xét báo cáo
console-reason-case = làm việc trong hồ sơ
console-close-report = Khép lại không cần hồ sơ
console-close = Khép lại
console-outcome = Kết quả mà người báo thấy

# Identity requests
console-identity-title = Danh tính: những gì chờ người thứ hai
console-identity-empty = Khi một chuyên viên xin mở danh tính của một người báo, lời xin sẽ nằm ở đây.
console-identity-asks = { $who } xin, báo cáo { $n }
console-identity-own = Đây là lời xin của chính bạn: phải có người khác đồng ý.
console-identity-agree = Đồng ý và chuyển phong bì bên trong
console-identity-how = Bạn chỉ mở lớp ngoài. Bạn không đọc được tên.

# Cases
console-cases-title =
    { $n ->
     [0] Không có hồ sơ nào đang mở
     *[other] { $n } hồ sơ đang mở
    }
console-cases-empty = Hồ sơ được mở từ một báo cáo đã phân loại. Chúng sẽ nằm ở đây.
console-case-title = Hồ sơ { $n }
console-case-reports = Báo cáo trong hồ sơ
console-case-report-withdrawn = đã rút lại: không còn gì được chia sẻ
console-case-count = { $n } báo cáo
console-case-state-open = đang mở
console-case-timeline = Diễn biến (chính là sổ nhật ký)
console-case-notes = Ghi chú
console-case-note-new = Ghi chú mới
console-case-note-hint = Niêm phong cho nhóm; người báo không thấy.
console-case-note-save = Niêm phong và lưu
console-case-note-n = Ghi chú { $n }
console-case-notices = Yêu cầu gỡ bỏ
console-notice-withdrawn = Đã rút lại: { $reports }. Không còn gì trong đó được chia sẻ.
console-case-notices-none = Chưa có yêu cầu nào.
console-case-notice-new = Soạn yêu cầu gỡ bỏ
console-case-close-title = Khép hồ sơ
console-case-close-hint = Mọi người báo trong hồ sơ sẽ thấy kết quả này.
console-case-reopen = Mở lại
console-case-closed-with = Đã khép: { $outcome }

# Events in words
console-event-report-received = Báo cáo đến
console-event-report-taken = { $who } nhận
console-event-report-opened = { $who } mở { $part }: { $reason }
console-event-report-classified = { $who } phân loại: { $what }
console-event-report-joined = { $who } đưa vào hồ sơ
console-event-report-message-in = Người báo viết
console-event-report-message-out = { $who } trả lời
console-event-report-status = { $who } đổi trạng thái: { $what }
console-event-report-permission-given = Người báo cho phép: { $what }
console-event-report-permission-withdrawn = Người báo rút phép: { $what }
console-event-report-withdrawn = Người báo rút lại báo cáo
console-event-report-kept = Người báo giữ lại báo cáo
console-event-report-erased = Nội dung đã xóa
console-event-report-duress = Mã cầu cứu được dùng
console-event-report-paged = Đã báo cho người trực
console-event-report-identity_asked = { $who } xin mở danh tính: { $reason }
console-event-report-identity_released = { $who } đồng ý mở danh tính
console-event-report-closed = { $who } khép lại: { $what }
console-event-case-opened = { $who } mở hồ sơ
console-event-case-report_joined = { $who } thêm một báo cáo
console-event-case-noted = { $who } ghi chú
console-event-case-note_opened = { $who } mở một ghi chú
console-event-case-notice = { $who } soạn yêu cầu gỡ bỏ
console-event-case-closed = { $who } khép hồ sơ: { $what }
console-event-case-reopened = { $who } mở lại hồ sơ
console-event-notice-drafted = Yêu cầu được soạn
console-event-notice-attempted = Bắt đầu gửi
console-event-notice-sent = Máy chủ thư đã nhận; đồng hồ chạy
console-event-notice-unknown = Không biết đã đến nơi chưa
console-event-notice-failed = Máy chủ thư từ chối
console-event-notice-resend = { $who } cho gửi lại
console-event-notice-answered = { $who } ghi kết quả: { $what }
console-event-notice-lapsed = Hết thời hạn, không có trả lời
console-event-notice-purged = Địa chỉ đã được xóa
console-event-other = { $type }

# Notices
console-notices-title =
    { $n ->
     [0] Không có yêu cầu nào chờ trả lời
     *[other] { $n } yêu cầu chờ trả lời
    }{ $late ->
     [0] {""}
     *[other] ; { $late } đã quá hạn
    }
console-notices-empty = Yêu cầu gỡ bỏ đã gửi sẽ nằm ở đây cùng thời hạn của chúng.
console-notice-title = Yêu cầu gỡ bỏ gửi { $service }
console-notice-service = Dịch vụ
console-notice-basis = Căn cứ
console-notice-case = Hồ sơ
console-notice-state = Tình trạng
console-notice-due = Thời hạn
console-notice-no-due = luật không nêu số giờ
console-notice-address = Địa chỉ cần gỡ
console-notice-address-hint = Một địa chỉ. Chỉ địa chỉ này rời lớp niêm phong; nó được xóa sau khi có kết quả.
console-notice-purged = Địa chỉ đã được xóa sau khi có kết quả.
console-gate-title = Những câu hỏi trước khi gửi
console-gate-preserved = Bằng chứng đã được lưu giữ chưa?
console-gate-preserved-hint = Gỡ rồi thì không còn gì để chứng minh.
console-gate-police = Công an có đề nghị chờ không?
console-gate-police-hint = Nếu có, chưa gửi gì.
console-gate-hurt = Người bị hại có thể bị làm hại nếu nội dung biến mất không?
console-gate-hurt-hint = Người gây hại sẽ biết.
console-gate-host = Nơi lưu trữ có vẻ tham gia vào việc này không?
console-gate-host-hint = Nếu có, không báo trước cho họ: chỉ báo công an.
console-gate-stops = Chưa gửi được
console-basis-title = Căn cứ pháp lý
console-basis-capacity = Nơi này hành động với tư cách: { $capacity }. Chỉ những căn cứ dành cho tư cách đó được đưa ra.
console-capacity-authority = cơ quan nhà nước có thẩm quyền
console-capacity-trusted_flagger = bên báo cáo tin cậy
console-capacity-hotline = đường dây tiếp nhận
console-capacity-victim_agent = người đại diện cho người bị hại
console-basis-none = Không có căn cứ nào dành cho chúng tôi đối với dịch vụ này.
console-basis-hours = { $n } giờ
console-basis-no-hours = không chậm trễ
console-basis-to-check = nguồn cần luật sư kiểm tra
console-notice-letter-lang = Ngôn ngữ của thư
console-notice-choose-service = Chọn dịch vụ
console-notice-preview = Xem thư
console-notice-preview-title = Thư sẽ gửi
console-notice-to = Gửi đến
console-notice-no-mail = Dịch vụ này chưa có địa chỉ thư trong danh bạ. Hãy thêm trước, hoặc dùng biểu mẫu của họ.
console-notice-send = Gửi
console-notice-change = Sửa
console-sending-waiting = chờ gửi
console-sending-sent = đã gửi
console-sending-unknown = không biết đã đến chưa
console-sending-failed = bị từ chối khi gửi
console-outcome-down = Đã gỡ hết
console-outcome-partly = Gỡ một phần
console-outcome-refused = Từ chối
console-outcome-no_answer = Không trả lời
console-notice-outcome = Ghi kết quả
console-notice-escalate = Không ai trả lời trong thời hạn. Bước tiếp theo: cơ quan có thẩm quyền, nhà lưu trữ, hoặc công cụ tìm kiếm.
console-notice-resend = Gửi lại
console-notice-unknown-why = Máy chủ thư không cho biết kết quả. Hãy hỏi dịch vụ trước khi gửi lại, nếu có thể.
console-notice-evidence = Bằng chứng đã gửi

# Services
console-services-title = Nơi nhận yêu cầu
console-services-add = Thêm dịch vụ
console-services-empty = Danh bạ còn trống.
console-service-name = Tên
console-service-id = Tên ngắn
console-service-id-hint = Chữ thường, số, dấu gạch nối. Không đổi được về sau.
console-service-kind = Loại
console-kind-platform = nền tảng
console-kind-search = tìm kiếm
console-kind-host = nơi lưu trữ
console-kind-registrar = nơi đăng ký tên miền
console-kind-hash = dịch vụ hash
console-kind-hotline = đường dây khác
console-service-jurisdictions = Nơi luật áp dụng
console-service-jurisdictions-hint = Mã hai chữ, cách nhau bằng dấu cách: VN EU US
console-service-mail = Địa chỉ thư nhận yêu cầu
console-service-form = Biểu mẫu của họ
console-service-note = Ghi chú
console-service-checked = Kiểm tra lần cuối
console-service-stale = cần kiểm tra lại
console-service-edit = Sửa { $name }
console-service-platforms = Mã nền tảng
console-service-platforms-hint = Như trong bảng mã, cách nhau bằng dấu cách: pf.facebook

# Figures
console-figures-title =
    { $n ->
     [0] Chưa có báo cáo nào
     *[other] { $n } báo cáo từ { $since }
    }
console-figures-lead = Nhiều nhất: { $what }, { $n }
console-figures-inside = Chỉ dùng nội bộ: chưa qua kiểm soát tiết lộ, không được công bố.
console-figures-by-month = Theo tháng
console-figures-by-harm = Theo chuyện xảy ra
console-figures-by-age = Theo nhóm tuổi
console-figures-by-area = Theo tỉnh, thành
console-figures-empty = Khi có báo cáo, số liệu sẽ nằm ở đây.
console-figures-table = Xem bảng
console-figures-value = Số báo cáo

# People
console-people-title = Nhân sự
console-people-invite = Mời một người
console-people-role = Vai trò
console-people-teams = Nhóm
console-people-state = Tình trạng
console-state-active = đang hoạt động
console-state-invited = đã mời
console-state-disabled = đã khóa
console-people-invite-make = Tạo đường dẫn mời
console-people-invited = Đường dẫn mời, dùng một lần, trong 7 ngày. Hãy đưa qua kênh an toàn:
console-people-disable = Khóa tài khoản
console-people-disable-label = Khóa tài khoản { $who }
console-people-reset = Làm lại tài khoản
console-people-reset-label = Làm lại tài khoản: { $who }
console-people-you = (bạn)

# Teams
console-teams-page-title = Nhóm và khóa
console-team-no-key = Nhóm này chưa có khóa: cổng chưa nhận báo cáo. Một thành viên phải tạo khóa.
console-team-no-members = Chưa có thành viên. Hãy mời một chuyên viên trước.
console-team-make-key = Tạo khóa của nhóm
console-team-new-epoch = Một thành viên đã rời nhóm: cần khóa mới.
console-team-make-epoch = Tạo khóa mới
console-team-waits = Khóa kỳ { $n } chờ người quản trị chứng nhận bằng khóa gốc.
console-team-ready = Khóa kỳ { $n } đang dùng.
console-team-kit = Tệp bộ khóa (khien-kit.txt)
console-team-kit-hint = Được đọc trong trình duyệt này, không gửi đi đâu.
console-team-certify = Chứng nhận
console-team-members = Thành viên
console-team-holds = có khóa
console-team-holds-not = chưa có khóa
console-team-give = Trao khóa
console-team-give-label = Trao khóa cho { $who }
console-team-compare = So qua điện thoại với người đó:
console-team-remove = Cho rời nhóm
console-team-remove-label = Cho rời nhóm: { $who }
console-team-add = Thêm thành viên
console-team-recovery = Khóa phục hồi: có
console-team-recovery-none = Khóa phục hồi: đã từ chối

# Roster
console-roster-title = Lịch trực
console-roster-now = Đang trực: { $who }
console-roster-nobody = Lúc này không có ai trực. Cổng nói điều đó trước khi người ta viết.
console-roster-add = Thêm ca
console-roster-who = Người trực
console-roster-days = Ngày
console-roster-from = Từ
console-roster-to = Đến
console-roster-level = Gọi
console-roster-level-1 = đầu tiên
console-roster-level-2 = sau 10 phút
console-roster-remove = Bỏ
console-roster-empty = Chưa có ca nào: việc gấp sẽ không báo cho ai.
console-roster-leave = Nghỉ
console-roster-leave-add = Thêm ngày nghỉ
console-roster-night = Ca kết thúc sau nửa đêm thì giờ “đến” nhỏ hơn giờ “từ”.
console-day-1 = T2
console-day-2 = T3
console-day-3 = T4
console-day-4 = T5
console-day-5 = T6
console-day-6 = T7
console-day-7 = CN

# Own account
console-own-title = Tài khoản của tôi
console-own-fingerprint = Dấu khóa của tôi
console-own-fingerprint-hint = Đọc qua điện thoại cho đồng nghiệp trước khi họ trao khóa nhóm.
console-own-root = Dấu khóa gốc của nơi này
console-own-shortcuts = Phím tắt một chữ trong hàng chờ
console-own-exposure = Đã xem hôm nay
console-own-exposure-n = { $n } lần. Chỉ bạn thấy con số này.
console-own-teams = Nhóm của tôi
console-mark-duress = mã cầu cứu
console-mark-withdrawn = đã rút lại
console-part-message = tin nhắn { $n }
console-sealed-plain = Niêm phong

# Reasons that the rules give; each key is made of the first six words of the English reason
console-why-a-host-that-seems-to-take = nơi lưu trữ có vẻ tham gia thì không báo trước cho họ, chỉ báo công an
console-why-police-asked-to-wait = công an đề nghị chờ
console-why-make-the-person-safe-first-the = hãy giúp người đó an toàn trước: người gây hại sẽ biết khi nội dung biến mất
console-why-preserve-it-first-once-it-is = hãy lưu giữ trước: gỡ rồi thì không chứng minh được nữa
console-why-this-basis-is-not-open-to = căn cứ này không dành cho chúng tôi đối với dịch vụ này; viện dẫn nó là sai sự thật
console-why-it-is-on-its-way-or = thư đang gửi hoặc đã được nhận
console-why-it-was-not-sent-yet = thư chưa được gửi
console-why-the-case-is-closed-open-it = hồ sơ đã khép; hãy mở lại trước
console-why-a-notice-is-still-waiting-for = còn một yêu cầu gỡ bỏ chưa có kết quả
console-why-choose-at-least-one-not-sure = hãy chọn ít nhất một; “không rõ” cũng được
console-why-the-main-harm-is-one-of = điều chính phải là một trong những điều đã chọn
console-why-this-report-was-deleted-as-its = báo cáo này đã được xóa theo yêu cầu của người báo
console-why-it-belongs-to-another-case-already = báo cáo đã thuộc một hồ sơ khác
console-why-nobody-asked-for-it = chưa có ai xin điều này
console-why-classify-it-before-you-close-it = hãy phân loại trước khi khép; không mã nào tự khép một báo cáo
console-why-this-reporter-may-be-the-alleged = người báo có thể là người bị cho là gây hại: hãy quyết định điều đó trước
console-why-the-report-is-withdrawn-keep-it = báo cáo đã được rút lại
console-why-danger-was-stated-a-person-looks = có nguy hiểm được nêu: một người phải xem lại trước
console-why-the-fourteen-days-have-not-passed = chưa đủ mười bốn ngày
console-why-this-team-has-a-key = nhóm này đã có khóa
console-why-not-a-member-of-this-team = không phải thành viên của nhóm
console-why-wrap-the-key-to-the-recovery = khóa phải được gói cho cả khóa phục hồi; hãy tải lại trang
console-why-the-address-of-the-material-beginning = địa chỉ cần gỡ phải bắt đầu bằng http
console-why-small-letters-digits-and-hyphens = chỉ dùng chữ thường, số và gạch nối
console-why-the-service-s-name = hãy ghi tên dịch vụ
console-why-not-a-mail-address = không phải địa chỉ thư
console-why-an-address-that-begins-with-https = địa chỉ phải bắt đầu bằng https://
console-why-at-least-one-country-such-as = ít nhất một nước, ví dụ VN
console-why-an-administrator-holds-no-team-s = người quản trị không giữ khóa của nhóm nào
console-why-somebody-signs-in-with-this-name = tên đăng nhập này đã có người dùng
console-why-2-to-40-small-letters-digits = 2 đến 40 chữ thường, số, dấu chấm, gạch nối
console-why-1-to-60-characters-on-one = 1 đến 60 ký tự trên một dòng
console-why-this-node-was-set-up-already = nơi này đã được thiết lập rồi
console-why-give-the-team-a-name = hãy đặt tên cho nhóm
console-why-larger-than-a-mebibyte = dài quá một mebibyte
console-why-choose-at-least-one-day = hãy chọn ít nhất một ngày
console-why-an-hour-such-as-08-00 = giờ viết như 08:00
console-why-the-last-day-comes-before-the = ngày cuối đứng trước ngày đầu
console-why-choose-the-service = hãy chọn dịch vụ
console-why-the-directory-has-no-mail-address = danh bạ chưa có địa chỉ thư của dịch vụ này
console-why-choose-a-legal-basis = hãy chọn căn cứ pháp lý
console-why-choose-the-language-of-the-letter = hãy chọn ngôn ngữ của thư
console-why-the-six-digits-that-the-app = sáu chữ số mà ứng dụng đang hiện
console-why-asked-by-a-colleague = một đồng nghiệp xin
console-why-a-day-such-as-2026-12 = một ngày như 2026-12-31
console-why-one-of-analyst-supervisor-administrator = hãy chọn một trong ba vai trò
console-why-no-such-legal-basis = căn cứ này không có trong danh sách
console-why-the-team-decides-about-this-report = nhóm quyết định về báo cáo này
console-why-other = không hợp lệ; hãy tải lại trang và thử lần nữa
console-notice-letter = Thư
console-filter-closed = Cả đã khép
console-assessed = Chúng tôi đánh giá: { $what }
console-team-key-print = Dấu của khóa:
console-team-compare-key = So dấu của khóa với người đã tạo nó, qua điện thoại, rồi mới chứng nhận.
console-do-it = Vâng, làm
console-people-reset-then = Khóa cũ của người này mất; một đồng nghiệp phải trao lại khóa nhóm.
console-people-disable-then = Không đăng nhập được nữa và rời mọi nhóm; các nhóm đó cần khóa mới.
console-team-remove-then = Người này không đọc được gì mới; nhóm cần khóa mới.
console-why-the-reporter-has-not-allowed-a = Người báo chưa cho phép yêu cầu gỡ bỏ. Hãy hỏi họ trong hộp thư trước.
console-takedown-allowed = Người báo cho phép yêu cầu gỡ bỏ, không nêu tên, hoặc luật không đòi phải hỏi họ.
console-takedown-not-allowed = Chưa cho phép gỡ bỏ: báo cáo { $reports }. Hãy hỏi trong hộp thư trước; không gửi được khi chưa có phép.
console-roster-test = Thư thử hằng tháng
console-roster-test-hint = Ngày trong tháng, 1 đến 28, lúc 10 giờ; để trống là không thử.
console-why-a-day-from-1-to-28 = một ngày từ 1 đến 28, hoặc để trống
# Words for the script; { } in them are filled by the script.
console-js-failed = Không làm được. Không có gì bị thay đổi; hãy thử lại.
console-js-offline = Không tới được máy chủ. Những gì bạn viết vẫn còn ở đây.
console-js-signed-out = Phiên làm việc đã hết. Hãy đăng nhập lại.
console-js-unlock-title = Mở khóa
console-js-unlock-why = Sau 15 phút không dùng, hoặc trong thẻ mới, khóa được cất đi.
console-js-passphrase = Cụm mật khẩu
console-js-unlock = Mở khóa
console-js-cancel = Thôi
console-js-locked = Khóa chưa mở.
console-js-stretching = Đang xử lý cụm mật khẩu trên máy này…
console-js-wrong-passphrase = Cụm mật khẩu không đúng.
console-js-no-key = Bạn chưa có khóa của nhóm này. Hãy nhờ một đồng nghiệp trao khóa.
console-js-close = Đóng
console-js-opened-by = { $who } đã mở; tự đóng lúc { $until }
console-js-urls = Địa chỉ
console-js-accounts = Tài khoản
console-js-payment = Chuyển tiền
console-js-empty = Người báo không viết gì ở đây.
console-js-use-url = Dùng cho yêu cầu gỡ bỏ
console-js-url-carried = Sẽ được điền vào yêu cầu kế tiếp
console-js-file-size = khoảng { $kb } KB
console-js-file-other = Loại tập tin này không xem được ở đây.
console-js-save = Lưu về máy: việc này được ghi lại
console-js-read = Đọc
console-js-picture-veiled = Hình bị che mờ
console-js-picture-open = Hình do người báo gửi
console-js-unveil = Xem rõ
console-js-veil = Che lại
console-js-rest = Hôm nay bạn đã xem hình, đọc lời kể hoặc nghe ghi âm { $n } lần. Hãy nghỉ một lát; việc này có thể chờ.
console-js-nothing-written = Chưa viết gì.
console-js-sealing = Đang niêm phong…
console-js-chain-broken = Chuỗi tin nhắn không khớp: có tin bị thêm, mất hoặc đổi. Không hiển thị và không gửi gì. Hãy báo người phụ trách.
console-js-root-title = Khóa gốc của nơi này đã khác.
console-js-root-changed = Khóa gốc không còn là khóa mà trình duyệt này đã biết. Hãy so dấu khóa với người quản trị trước khi viết cho ai.
console-js-root-accept = Tôi đã so: đúng
console-js-making-key = Đang tạo khóa…
console-js-kit-unreadable = Đây không phải tệp bộ khóa.
console-js-kit-other-node = Bộ khóa này thuộc nơi khác.
console-js-kit-missing = Hãy chọn tệp bộ khóa.
console-js-kit-title = Khiên: bộ khóa ngoài máy chủ của { $origin }
console-js-kit-keep = Cất xa máy chủ, nơi khóa được. Ai có bộ khóa này có thể chứng nhận nhóm mới.
console-js-kit-no-recovery = đã từ chối
console-js-kit-tail = Sáu ký tự không khớp với root-fingerprint.
console-js-strength-short = { $n } ký tự: cần ít nhất 12.
console-js-strength-weak = Quá dễ đoán: hãy dùng nhiều từ khác nhau.
console-js-strength-good = Khá: thêm một từ nữa sẽ chắc hơn.
console-js-strength-strong = Mạnh.
console-js-passphrase-differs = Hai lần gõ không giống nhau.
console-js-code-form = Mã gồm 6 chữ số.
console-js-name = Tên
console-js-note = Ghi chú
console-js-way-cs-email = Thư điện tử
console-js-way-cs-sms = Tin nhắn
console-js-way-cs-chat = Ứng dụng nhắn tin
console-js-way-cs-call = Gọi điện
console-js-way-cs-trusted = Người được tin cậy
console-js-team-unproven = Khóa của nhóm không được khóa gốc chứng nhận. Chưa lưu gì.
console-js-part-unproven = Nội dung này không phải là điều người báo đã ký. Không hiển thị. Hãy báo người phụ trách.
console-why-the-last-administrator-cannot-be-disabled = Đây là quản trị viên cuối cùng. Hãy mời thêm một người trước.

# Lists that are shown a page at a time
console-list-open = Đang mở
console-list-waiting = Đang chờ trả lời
console-list-ended = Đã xong
console-list-all = Tất cả
console-notice-number = Số của yêu cầu gỡ bỏ
console-notice-find = Tìm
console-notice-find-none = Không có thư nào của chúng ta mang số “{ $number }”. Số nằm ở tiêu đề thư, ví dụ KH-12-1.
console-notice-sent = Gửi lúc
console-notice-by = Người gửi
console-notice-report = Địa chỉ lấy từ báo cáo nào
console-notice-report-hint = Chỉ sự cho phép của người này có giá trị, và chỉ khi người này rút lại thì yêu cầu bị thu hồi.
console-notice-report-withdrawn = báo cáo đã được rút lại

# Notices that are taken back
console-notice-recalled = Đã thu hồi
console-recall-waiting = thư thu hồi đang chờ gửi
console-recall-sent = thư thu hồi đã gửi
console-recall-unknown = không biết thư thu hồi đã đến nơi chưa
console-recall-failed = thư thu hồi bị từ chối
console-recall-why-withdrawn = Người báo đã rút lại. Chúng ta đã đề nghị dịch vụ xóa những gì đã chuyển; nội dung có vi phạm quy định riêng hay không do dịch vụ quyết định.
console-recall-why-reversed = Khiếu nại cho thấy yêu cầu này là sai. Chúng ta đã đề nghị dịch vụ khôi phục những gì đã bị gỡ vì nó.
console-recall-again = Gửi lại thư thu hồi
console-event-notice-recalled-withdrawn = Thu hồi: người báo đã rút lại
console-event-notice-recalled-reversed = Thu hồi: khiếu nại cho thấy yêu cầu là sai
console-event-notice-recall = Thu hồi: { $what }

# Who somebody is: why, when the reporter is told, and opening it alone for life
console-who-told = Người báo đọc thấy: “{ $words }”
console-who-later = Báo cho họ muộn hơn
console-who-later-why = Chỉ khi người đọc hộp thư có thể là người gây hại, và chỉ đến một ngày đã định, nhiều nhất 90 ngày. Sau đó người báo thấy ai đã xem và khi nào.
console-who-later-danger = Người đọc hộp thư có thể là người gây hại
console-who-later-day = Không báo trước ngày
console-who-later-until = Chưa báo cho người đó trước ngày { $day }: người đọc hộp thư có thể là người gây hại.
console-who-life = Tính mạng bị đe dọa: mở ngay, một mình
console-who-life-what = Bạn giữ cả hai chìa khóa nên mở được mà không phải chờ nhóm giữ danh tính. Khi đó:
console-who-life-yours = Việc này được ghi là của bạn.
console-who-life-alarm = Một người thứ hai được báo động ngay.
console-who-life-review = Trong 24 giờ, một người khác xem việc mở có đúng không.
console-who-life-sure = Tính mạng đang bị đe dọa, và không còn thời gian để chờ người thứ hai.
console-who-life-open = Mở ngay: việc này được ghi lại
console-who-life-waits = { $who } đã mở một mình vì tính mạng bị đe dọa. Một người phụ trách xem lại: { $time }.
console-review-how = Một người đã mở một mình vì tính mạng bị đe dọa. Trong 24 giờ, một người không mở cho biết việc đó có đúng không.
console-review-opened = { $who } đã mở một mình
console-review-own = Bạn là người đã mở: một người phụ trách khác sẽ xem.
console-review-right = Mở như vậy là đúng
console-review-wrong = Mở như vậy là không đúng
console-event-report-opened_for_life = { $who } mở danh tính một mình: tính mạng bị đe dọa
console-event-report-identity_reviewed-right = { $who } đã xem lại: mở một mình là đúng
console-event-report-identity_reviewed-wrong = { $who } đã xem lại: mở một mình là không đúng
console-event-report-paged-alarm = Đã báo động một người thứ hai

# Appeals
console-filter-appeals = Khiếu nại
console-door-appeal = khiếu nại việc đã làm
console-appeal = Khiếu nại
console-appeal-unlinked = Khiếu nại về yêu cầu gỡ bỏ nào của chúng ta? Số nằm trong thư, ví dụ KH-12-1; có thể người khiếu nại đã nêu.
console-appeal-about = Yêu cầu gỡ bỏ { $number }
console-appeal-other = Khiếu nại về yêu cầu khác
console-appeal-link = Đây là yêu cầu đó
console-appeal-decide = Quyết định
console-appeal-how = Xem lại từ đầu đánh giá nội dung, căn cứ và lời người khiếu nại. Trả lời trong hộp thư trước: đã làm gì, theo quy định nào, vì sao giữ nguyên hay không.
console-appeal-stands = Giữ nguyên yêu cầu
console-appeal-none = Không liên quan đến việc của chúng ta: khép lại
console-appeal-wrong = Yêu cầu sai: thu hồi
console-appeal-supervisor = Một người phụ trách không tham gia vào yêu cầu sẽ quyết định.
console-appeal-own = Bạn đã gửi yêu cầu này: một người phụ trách khác quyết định.
console-appeal-stood = Đã quyết định: giữ nguyên yêu cầu.
console-appeal-was-reversed = Đã quyết định: yêu cầu sai và bị thu hồi.
console-appeal-reply = Cho người khiếu nại biết đã làm gì, theo quy định nào, ai quyết định và khi nào. Không nói gì về người báo.
console-event-report-appeal_linked = { $who } cho biết khiếu nại về yêu cầu nào
console-event-report-appeal_decided-stands = { $who } quyết định: giữ nguyên yêu cầu
console-event-report-appeal_decided-reversed = { $who } quyết định: yêu cầu sai

# What the reporter may add
console-report-pictured = Trong hình
console-report-first-seen = Thấy lần đầu
console-report-last-seen = Thấy gần nhất
console-report-still-up = Còn trên mạng
console-report-posted-again = Đăng lại
console-report-told-before = Đã báo cho
console-report-support = Đã có hỗ trợ
console-part-message-file = tệp { $n } của tin nhắn { $message }

# Rest after looks
console-rest-title = Nghỉ
console-rest-why = Hình, video, giọng nói và lời kể đều được tính, mỗi lần xem là một. Con số chỉ người đó biết.
console-rest-suggest = Đề nghị nghỉ sau số lần xem trong ngày
console-rest-elsewhere = Sau số lần này, báo cáo tiếp theo giao cho người khác
console-rest-elsewhere-hint = Khi đó đến ngày mai không giao báo cáo có tệp cho người này, trừ khi có người cần giúp ngay. Để trống là không bao giờ.
console-rest-spared = Hôm nay bạn đã xem đủ. Ở đây chỉ còn báo cáo không có tệp hoặc có người cần giúp ngay; phần còn lại để đồng nghiệp, đến ngày mai.

# What people say after sending
console-feedback-title = Người báo nói gì sau khi gửi
console-feedback-why = Hỏi sau khi gửi, không tên và không gắn với báo cáo nào; chỉ giữ con số.
console-feedback-value = Câu trả lời
console-feedback-q-easy = Có dễ không?
console-feedback-q-believed = Bạn có thấy mình được tin không?
console-feedback-q-heard = Bạn biết đến chúng tôi từ đâu?
console-feedback-yes = Có
console-feedback-partly = Một phần
console-feedback-no = Không
console-feedback-school = Trường học
console-feedback-friend = Bạn bè
console-feedback-family = Gia đình
console-feedback-poster = Áp phích, tờ rơi
console-feedback-search = Tìm trên mạng
console-feedback-media = Truyền hình, đài, báo
console-feedback-hotline = Đường dây khác
console-feedback-other = Nơi khác

# Reasons and fields of these
console-field-report = Báo cáo
console-field-case = Hồ sơ
console-field-number = Số của yêu cầu gỡ bỏ
console-field-sure = Tính mạng bị đe dọa
console-field-tell-after = Không báo trước ngày
console-field-suggest = Đề nghị nghỉ
console-field-elsewhere = Giao cho người khác
console-why-a-day-after-today-at-most = một ngày sau hôm nay, nhiều nhất chín mươi ngày
console-why-tick-that-whoever-reads-the-mailbox = hãy đánh dấu rằng người đọc hộp thư có thể là người gây hại; nếu không, người báo được biết ngay
console-why-tick-that-a-life-is-in = hãy đánh dấu rằng tính mạng bị đe dọa
console-why-you-do-not-hold-both-keys = bạn không giữ cả hai chìa khóa; hãy xin nhóm giữ danh tính
console-why-the-number-of-a-case-that = số của một hồ sơ đang mở
console-why-a-notice-s-number-such-as = một số có trong thư của chúng ta, ví dụ KH-12-1
console-why-you-have-looked-at-enough-for = hôm nay bạn đã xem đủ rồi. Báo cáo này có tệp; hãy để một đồng nghiệp nhận. Cảm ơn bạn vì những gì bạn đã gánh hôm nay.
console-why-a-number-from-1-to-500 = một số từ 1 đến 500, hoặc để trống
console-why-the-second-number-is-not-below = số thứ hai không nhỏ hơn số thứ nhất
console-why-it-was-taken-back = yêu cầu đã bị thu hồi
console-why-this-is-an-appeal-decide-it = đây là khiếu nại: hãy quyết định, không phân loại
console-why-this-is-not-an-appeal = đây không phải là khiếu nại
console-why-it-is-decided-already = đã được quyết định
console-why-say-first-which-notice-it-is = hãy cho biết trước khiếu nại về yêu cầu nào
console-why-no-opening-waits-for-a-review = không có lần mở nào chờ xem lại
console-why-say-from-whose-report-of-this = hãy cho biết địa chỉ lấy từ báo cáo nào của hồ sơ

# Recordings, films, added words, said by the script
console-js-play-audio = Nghe: được tính là một lần xem
console-js-play-video = Phát mờ và không tiếng: được tính là một lần xem
console-js-media-failed = Không phát được bản ghi này ở đây.
console-js-when = Xảy ra khi nào
console-js-number = Số báo cáo trước hoặc số thư của chúng ta
console-js-demand = Điều bị đòi hỏi
console-js-deadline = Hạn chót
console-js-amount = Bao nhiêu
console-js-trusted = Người mà người đó tin cậy
console-js-school = Trường và lớp
console-reason-proof = để kiểm tra tệp đi kèm

# Reasons and fields of these
