# Danh bạ các nước và nhóm đầu mối
desk-state-team-hint = Làm việc với nước khác: điều họ hỏi ta và điều ta hỏi họ được niêm phong cho nhóm này.
desk-state-team-no-key = Nhóm chưa có khóa nên chưa thể nhận gì từ nước khác. Một thành viên cần tạo khóa.
desk-state-team-no-members = Chưa có ai. Hãy mời một cán bộ đầu mối và một cán bộ pháp lý trước.
desk-state-team-found = Đầu mối làm việc với nước khác
desk-state-team-found-why = Cán bộ đầu mối làm việc với nước khác theo Công ước. Họ không xem tin báo, và người đọc tin báo không giữ khóa của đầu mối.
desk-state-team-name = Tên nhóm
desk-state-team-name-default = Đầu mối 24/7
desk-state-team-found-do = Lập nhóm đầu mối

# The list
desk-state-list-title = Các nước
desk-state-list-about = Đầu mối của các nước mà ta đã biết. Nước nào cũng do con người kết nối: chỉ riêng một bản giới thiệu, dù đến từ đâu, chưa được tin vào việc gì.
desk-state-list-empty = Chưa có nước nào. Khi nước khác gửi bản giới thiệu hoặc địa chỉ máy của họ, hãy kết nối ở đây; sau đó hai cán bộ gọi điện đối chiếu 24 từ với họ.
desk-state-name = Nước
desk-state-trust = Mức tin cậy
desk-state-task-words = Cần hai cán bộ đối chiếu từ
desk-state-task-change = Có thay đổi chờ gọi lại
desk-state-introduce = Kết nối với một nước
desk-state-introduce-why = Điền một trong hai ô. Bản giới thiệu được kiểm tra và lưu lại; chưa trao đổi gì cho đến khi hai cán bộ đối chiếu xong các từ.
desk-state-introduce-url = Địa chỉ máy của họ
desk-state-introduce-url-hint = Ví dụ https://desk.example.org
desk-state-introduce-entry = Hoặc bản giới thiệu, đúng như máy của họ hiển thị
desk-state-introduce-entry-hint = Toàn bộ văn bản mà đầu mối bên kia trao trên giấy hoặc USB.
desk-state-introduce-do = Kết nối

# Trust
desk-state-trust-introduced = Mới giới thiệu, chưa tin cậy
desk-state-trust-introduced-hint = Cần hai cán bộ gọi điện đối chiếu 24 từ. Trước đó, không mở gì của nước này.
desk-state-trust-preserve-only = Chỉ bảo quản dữ liệu
desk-state-trust-preserve-only-hint = Khi họ yêu cầu, dữ liệu được bảo quản. Không cung cấp gì cho họ.
desk-state-trust-full = Bảo quản và cung cấp dữ liệu
desk-state-trust-full-hint = Họ có thể yêu cầu mọi điều luật nước ta cho phép. Từng yêu cầu vẫn được quyết định riêng.
desk-state-trust-stale = Quá hạn xác nhận
desk-state-trust-stale-hint = Đã quá lâu máy của họ không xác nhận bản giới thiệu. Dữ liệu vẫn được bảo quản; việc cung cấp tạm dừng đến khi có tin của họ.
desk-state-trust-suspended = Ta đang tạm ngừng
desk-state-trust-suspended-hint = Những gì họ gửi vẫn đọc được. Không bảo quản hay cung cấp gì cho họ.
desk-state-trust-left = Không còn tham gia
desk-state-trust-left-hint = Những gì đã trao đổi vẫn đọc được. Muốn làm việc lại, hãy kết nối từ đầu.
desk-state-trust-set = Ta tin nước này đến đâu
desk-state-trust-set-why = Đây là quyết định của riêng ta, lý do được ghi vào nhật ký; không báo cho nước khác.
desk-state-trust-do = Ghi nhận
desk-state-reason = Lý do
desk-state-reason-words-heard = đã đối chiếu các từ
desk-state-reason-agreement = có thỏa thuận đang hiệu lực
desk-state-reason-safeguards = nghi ngại về biện pháp bảo vệ của họ
desk-state-reason-misuse = họ đã lạm dụng yêu cầu
desk-state-reason-compromise = khóa có thể đã lọt vào tay người khác
desk-state-reason-split-view = họ đưa ra hai lịch sử khác nhau
desk-state-reason-ledger-forked = sổ cái của họ cho thấy hai lịch sử
desk-state-reason-cleared-up = điều nghi ngại đã được làm rõ
desk-state-leave = Nước này rút khỏi
desk-state-leave-then = Không trao đổi gì mới với họ. Muốn quay lại phải kết nối từ đầu.

# Words
desk-state-words = 24 từ
desk-state-words-how = Hãy gọi cho nước đó và để cán bộ của họ đọc các từ này từ trang của chính họ, còn bạn dò theo ở đây. Từ nào cũng phải giống nhau. Hai cán bộ làm việc này, mỗi người một cuộc gọi riêng.
desk-state-words-heard = Đã đối chiếu: { $who }
desk-state-words-typed = Các từ họ đọc
desk-state-words-typed-hint = Có thể để trống. Nếu bạn gõ vào, từ đầu tiên khác sẽ được chỉ ra.
desk-state-words-compared = Tôi đã tự gọi cho nước này và đối chiếu đủ 24 từ bằng giọng nói.
desk-state-words-do = Các từ giống nhau
desk-state-words-count = Bạn gõ { $n } từ; cần đủ 24 từ.
desk-state-words-unknown = Từ thứ { $n } không có trong danh sách. Hãy nhờ họ đánh vần.
desk-state-words-check = Có một từ nghe nhầm: các từ không khớp với nhau. Hãy nhờ họ đọc lại.
desk-state-words-differ = Từ thứ { $n } khác, trong khi các từ bạn gõ khớp với nhau: đây là khóa gốc khác. Đừng tin gì ở bản giới thiệu này và hãy báo ngay.

# Numbers and what it says
desk-state-numbers = Số để gọi
desk-state-numbers-why = Các số này lấy từ chính bản giới thiệu. Trước cuộc gọi đầu tiên, hãy kiểm tra bằng nguồn của riêng bạn: danh bạ đầu mối liên lạc hoặc đại sứ quán.
desk-state-authority = Cơ quan
desk-state-phone = Số điện thoại
desk-state-hours = Giờ làm việc
desk-state-role-contact-point = Đầu mối liên lạc 24/7 (Điều 41)
desk-state-role-central-authority = Cơ quan trung ương về tương trợ (Điều 40(12))
desk-state-role-police = Hợp tác cảnh sát (Điều 47)
desk-state-says = Họ tự giới thiệu
desk-state-code = Mã nước
desk-state-languages = Ngôn ngữ
desk-state-kinds = Loại yêu cầu tiếp nhận
desk-state-hold-days = Bảo quản dữ liệu trong
desk-state-dual = Đòi điều kiện cùng là tội phạm
desk-state-yes = có
desk-state-no = không
desk-state-reservations = Bảo lưu
desk-state-calendar = Múi giờ để tính lịch
desk-state-oversight = Cơ quan giám sát
desk-state-url = Địa chỉ máy
desk-state-number = Số của bản giới thiệu
desk-state-valid = Có hiệu lực đến
desk-state-leaves = Tham gia đến
desk-state-fresh = Xác nhận đến
desk-state-ask = Hỏi máy của họ ngay

# A change that waits
desk-state-change = Họ đổi điều ta đang dựa vào
desk-state-change-phone = Số của “{ $id }”: { $before } → { $after }
desk-state-change-root = Khóa gốc của họ thay đổi; khóa cũ đã ký cho khóa mới.
desk-state-change-words = Các từ của khóa gốc mới. Hãy đối chiếu ngay trong cuộc gọi ấy.
desk-state-change-when = Có hiệu lực sớm nhất { $when }, và chỉ sau khi đã gọi lại.
desk-state-change-call = Hãy gọi một số bên dưới, số đã biết từ trước, và hỏi đây có phải thay đổi của họ không.
desk-state-change-confirmed = Đã gọi: { $who }
desk-state-change-theirs = Họ nói đúng là của họ
desk-state-change-not-theirs = Họ nói không phải của họ
desk-state-change-not-theirs-then = Thay đổi bị bỏ và nước này bị tạm ngừng: có người đang ký thay họ.

# Two histories
desk-state-split = Có hai bản giới thiệu khác nhau cùng mang số { $n }
desk-state-split-then = Có người cho ta thấy một lịch sử khác với điều ta biết. Việc cung cấp dữ liệu đã dừng; việc bảo quản vẫn tiếp tục. Cả hai bản đều có chữ ký và được giữ làm bằng chứng. Hãy gọi điện đối chiếu với nước đó.
desk-state-split-show = Xem cả hai
desk-state-split-known = Bản ta biết
desk-state-split-offered = Bản thấy sau

# Our own entry
desk-state-own-title = Nước ta tự giới thiệu
desk-state-own-about = Bản này cho nước khác biết ai trả lời ở đây, lúc nào, bằng tiếng gì và với khóa nào. Khóa gốc ký bản này; máy xác nhận lại mỗi tuần.
desk-state-own-missing = Nước ta chưa có bản giới thiệu, nên chưa thể kết nối với nước khác.
desk-state-own-no-team = Trước hết, nhóm đầu mối cần một khóa được khóa gốc chứng nhận.
desk-state-own-outdated = Các khóa trong bản giới thiệu không còn đúng với hiện nay. Hãy viết lại để nước khác chấp nhận những gì được ký ở đây.
desk-state-own-write = Viết bản giới thiệu
desk-state-own-words = Khi cán bộ của nước mới kết nối gọi đến, hãy đọc các từ này cho họ.
desk-state-own-url = Máy nước khác đọc bản giới thiệu tại
desk-state-keys = Khóa để nhận
desk-state-keys-why = Cứ ba mươi ngày có khóa mới; khóa cũ bị hủy hai tuần sau khi hết hạn, nên thứ bị ghi trộm trên đường truyền vẫn không mở được.
desk-state-key-until = dùng để niêm phong đến { $day }
desk-state-key-revoked = { $key }… bị thu hồi ngày { $day }
desk-state-revoke = Khóa bị mất hoặc lọt vào tay người khác
desk-state-revoke-then = Từ nay nước khác không tin chữ ký của khóa này và không niêm phong cho nó. Không thể rút lại.
desk-state-revoke-key = Khóa

# Writing it
desk-state-form-about = Chỉ ghi điều công khai: ai cũng đọc được bản này. Ở trang sau bạn đọc lại một lần rồi ký.
desk-state-form-state = Thông tin nước
desk-state-form-zone-hint = Ví dụ Asia/Ho_Chi_Minh. Thời hạn theo luật được tính theo múi giờ này.
desk-state-form-optional = Để trống số điện thoại nếu cơ quan khác cũng làm việc này.
desk-state-form-phone-hint = Số gọi từ nước ngoài, có dấu + và mã nước.
desk-state-form-hours-zone = Múi giờ của giờ làm việc
desk-state-form-terms = Điều kiện tiếp nhận
desk-state-form-languages-hint = Các mã cách nhau bằng dấu phẩy, ưu tiên trước: vi, en
desk-state-form-hold-hint = Ít nhất 60.
desk-state-form-dual = Ta đòi điều kiện cùng là tội phạm ở những chỗ Công ước để ngỏ
desk-state-form-reservations-hint = Điều hoặc khoản cách nhau bằng dấu phẩy, ví dụ 42.5; để trống nếu không có.
desk-state-form-oversight-name = Tên cơ quan
desk-state-form-oversight-contact = Cách liên hệ
desk-state-form-leaves-hint = Chỉ điền khi nước ta sắp rút khỏi.
desk-state-form-next = Đọc lại và ký
desk-state-own-sign = Đọc lại và ký
desk-state-sign-about = Đây là toàn bộ bản giới thiệu. Việc ký diễn ra trong trình duyệt này bằng khóa gốc trong bộ lưu của bạn; khóa gốc không đi đâu cả. Nếu đổi số điện thoại, nước khác chỉ nhận sau khi gọi số cũ và chờ một ngày.
desk-state-sign-do = Ký và cho hiệu lực

# Reasons and fields
console-field-entry = Bản giới thiệu
console-field-address = Địa chỉ máy
console-field-words = Các từ
console-field-hold = Số ngày
console-field-leaves = Tham gia đến
console-field-state = Nước
console-why-this-state-was-introduced-already = nước này đã được kết nối; bản mới của họ tự đến
console-why-the-state-is-two-capital-letters = mã nước gồm hai chữ in hoa
console-why-the-root-has-changed-since-then = khóa gốc đã thay đổi; hãy đối chiếu lại các từ
console-why-another-officer-has-to-do-this = việc này cần cán bộ khác: hai người, mỗi người một lần
console-why-first-two-officers-compare-the-words = trước hết hai cán bộ phải gọi điện đối chiếu các từ
console-why-this-state-takes-part-no-more = nước này không còn tham gia
console-why-no-such-change-waits-for-anybody = thay đổi này không còn chờ nữa
console-why-trust-of-this-kind-is-not = mức tin cậy này tự hình thành, không đặt được
console-why-it-names-another-root-than-the = bản này nêu khóa gốc khác với khóa ta biết; hãy gọi cho nước đó trước đã
console-why-the-entry-is-not-valid-now = bản giới thiệu hiện không có hiệu lực; hãy xin bản mới nhất
console-why-the-entry-is-older-than-what = bản này cũ hơn điều ta biết; có thể máy trung gian chậm cập nhật
console-why-entries-are-missing-before-this-one = thiếu các bản trước đó; hãy xin cả chuỗi
console-why-two-different-entries-carry-one-number = hai bản khác nhau cùng mang một số
console-why-this-is-the-entry-of-this = đây là bản giới thiệu của chính nước ta
console-why-the-desk-team-has-no-certified = nhóm đầu mối chưa có khóa được chứng nhận
console-why-the-state-of-an-entry-never = mã nước ta không thể thay đổi
console-why-no-entry-is-read-at-this = không đọc được bản giới thiệu ở đó; kiểm tra địa chỉ hoặc dán bản giới thiệu
console-why-this-is-not-what-a-node = đây không phải bản giới thiệu do máy hiển thị; hãy dán toàn bộ văn bản
console-why-tick-that-you-compared-all-24 = đánh dấu rằng bạn đã đối chiếu đủ 24 từ, hoặc gõ các từ vào
console-why-the-node-of-this-state-does = máy của nước này không trả lời; cứ mỗi giờ sẽ hỏi lại
console-why-a-number-of-days-from-60 = số ngày, ít nhất 60
console-why-the-state-has-no-name = hãy ghi tên nước
console-why-the-node-s-address-begins-with = địa chỉ máy phải bắt đầu bằng https://
console-why-the-zone-of-the-calendar-is = không rõ múi giờ của lịch; hãy ghi như Asia/Ho_Chi_Minh
console-why-data-is-held-for-60-days = dữ liệu được bảo quản ít nhất 60 ngày
console-why-it-takes-requests-in-no-language = hãy ghi ít nhất một ngôn ngữ
console-why-nobody-is-named-who-oversees-the = hãy ghi cơ quan giám sát và cách liên hệ
console-why-no-authority-answers-at-every-hour = đầu mối 24/7 cần có số điện thoại
console-why-an-authority-has-no-name = cơ quan nào có số điện thoại cũng cần có tên
console-why-a-number-is-and-digits-as = ghi mỗi số với dấu + và mã nước
console-why-the-zone-of-an-authority-is = không rõ múi giờ của một cơ quan; hãy ghi như Asia/Ho_Chi_Minh
console-why-an-authority-has-no-hours = hãy ghi giờ làm việc của từng cơ quan
console-why-a-field-is-missing-or-of = thiếu một mục hoặc mục ấy có dạng khác
console-why-what-the-node-says-goes-with = máy của họ xác nhận một bản khác
console-why-it-is-valid-for-more-than = bản này có hiệu lực quá 400 ngày
console-why-it-is-the-entry-of-another = đây là bản giới thiệu của nước khác

# Sổ cái mà các quốc gia đồng ký cho nhau
desk-ledger = Sổ cái
desk-ledger-why = Mỗi quốc gia đồng ký rằng sổ cái của bên kia chỉ dài thêm. Nhờ vậy không bên nào viết lại được những gì đã trao đổi.
desk-ledger-theirs = Chúng ta đã đồng ký sổ của họ
desk-ledger-ours = Họ đã đồng ký sổ của chúng ta
desk-ledger-up-to = đến mục { $size }, { $at }
desk-ledger-not-yet = chưa
desk-ledger-no-witness = mục danh bạ của họ không nêu nhân chứng: họ không đồng ký
desk-ledger-known = Điều khóa của sổ đã ký trước đây
desk-ledger-offered = Điều khóa của sổ ký sau đó
desk-ledger-led = Trong bản sau, các mục của bản trước có giá trị gốc này: { $root }
desk-ledger-fork-theirs = Sổ cái của quốc gia này có hai lịch sử
desk-ledger-fork-theirs-then = Chính khóa của họ đã ký cả hai, và bản sau không nối tiếp bản trước: đã có mục bị sửa hoặc bị bỏ. Không bảo quản hay cung cấp gì cho họ cho đến khi cán bộ pháp lý nói chuyện với họ và quyết định. Hãy gọi một số đã biết từ trước. Ai đặt lại mức tin cậy sau đó là chấp nhận đi tiếp với sổ mà họ đang đưa ra; cả hai lịch sử vẫn được giữ ở đây làm bằng chứng.
desk-ledger-fork-ours = Quốc gia này không còn nhận ra sổ cái của chúng ta
desk-ledger-fork-ours-then = Họ giữ một điểm chốt có chữ ký của chính chúng ta mà sổ hiện nay không nối tiếp: nút này đã được khôi phục từ bản sao cũ, hoặc các mục đã bị sửa. Những gì nhận được trong khoảng đó có thể đang thiếu. Hãy báo cho quản trị viên và cơ quan giám sát, rồi đề nghị các quốc gia khác gửi lại những gì họ có biên nhận.
desk-ledger-disowned = Sổ cái của chúng ta không khớp với điều { $states } đã đồng ký
desk-ledger-disowned-then = Nút này đã được khôi phục từ bản sao cũ, hoặc có mục đã bị sửa. Hãy mở trang của quốc gia đó để xem bằng chứng và việc cần làm.
console-why-the-ledger-has-it-after-its = sổ cái sẽ ghi nhận ở nhịp kế tiếp, trong vài phút nữa; khi đó hãy tải bằng chứng lại

desk-state-sign = Khóa ký thư
desk-state-sign-why = Máy này ký mọi thư bằng khóa ấy, bên cạnh chữ ký của cán bộ. Khóa kế tiếp được nêu trước trong một bản giới thiệu, một ngày để mọi nước biết; sau đó một bản mới cho nó ký, còn khóa cũ vẫn có giá trị thêm hai tuần. Nhờ vậy không thư nào thất lạc giữa đường.
desk-state-sign-now = Đang ký
desk-state-sign-beside = Vẫn có giá trị
desk-state-sign-next = Sẽ thay
desk-state-sign-not-shown = Hãy viết lại bản giới thiệu để các nước biết khóa này.
desk-state-sign-too-soon = Bản giới thiệu đã nêu khóa này. Một ngày sau đó khóa có thể thay.
desk-state-sign-ready = Khóa có thể thay ngay từ bản giới thiệu tới.
desk-state-sign-prepare = Tạo khóa kế tiếp
desk-state-sign-turn = Từ bản này, khóa kế tiếp sẽ ký; khóa hiện nay bị hủy
desk-state-sign-node = Máy này
console-why-no-key-was-prepared-to-follow = Chưa tạo khóa kế tiếp.
console-why-the-next-key-stands-in-no = Chưa bản giới thiệu nào nêu khóa kế tiếp. Hãy ký một bản trước.
console-why-the-next-key-has-to-be = Các nước phải biết khóa kế tiếp một ngày rồi khóa mới được ký.
