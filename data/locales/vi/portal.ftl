# Cổng tiếp nhận. $voice: own = bạn (người lớn, thanh thiếu niên), child = em (dưới 13 tuổi), other = anh/chị (cha mẹ, thầy cô).

portal-name = Nói ra, an toàn
portal-language-name = Tiếng Việt
portal-leave = Rời trang này
portal-languages = Ngôn ngữ
portal-footer-help = Cần giúp ngay
portal-footer-mailbox = Hộp thư
portal-footer-about = Chúng tôi thấy gì
portal-footer-start = Trang đầu
portal-footer-appeal = Xin xem lại một lần gỡ bỏ

portal-day = { $day } tháng { $month }, { $year }

portal-landing-title = Chuyện xảy ra với bạn không phải lỗi của bạn.
portal-landing-promise = Chúng tôi không hỏi tên và không lưu địa chỉ mạng của bạn. Vì vậy chúng tôi không thể tự tìm đến bạn: nếu đang gặp nguy hiểm, hãy gọi { $numbers }.
portal-landing-promise-logs = Chúng tôi không hỏi tên, và bản thân trang này không lưu địa chỉ mạng của bạn. Nhưng luật ở đây buộc nơi truyền tải trang này lưu nhật ký truy cập. Chúng tôi không thể tự tìm đến bạn: nếu đang gặp nguy hiểm, hãy gọi { $numbers }.
portal-door-help = Tôi cần giúp ngay bây giờ
portal-door-help-line = Các số gọi được ngay, và cách giữ an toàn
portal-door-me = Chuyện của tôi
portal-door-me-line = Có người làm hại, đe dọa hoặc phát tán hình của tôi
portal-door-other = Chuyện của người khác
portal-door-other-line = Con tôi, học sinh, bạn bè, người thân
portal-door-saw = Tôi thấy trên mạng
portal-door-saw-line = Một trang, một bài đăng, một tài khoản
portal-else-title = Chuyện khác
portal-else-before = Hình của tôi chưa bị tung, nhưng có người dọa sẽ tung
portal-else-talk = Tôi lo về những ý nghĩ của mình đối với trẻ em
portal-else-appeal = Nội dung của tôi bị gỡ nhầm, hoặc tôi bị người khác báo
portal-next-title = Điều gì xảy ra tiếp theo
portal-next-1 = Bạn kể những gì bạn muốn. Bước nào cũng bỏ qua được.
portal-next-2 = Bạn nhận một mã. Mã đó là lối duy nhất để quay lại, chúng tôi không tìm lại giúp được.
portal-next-3 = Một người đọc và trả lời trong hộp thư. Bạn quyết định chúng tôi được nói với ai, trừ khi tính mạng đang bị đe dọa hoặc một trẻ em đang bị xâm hại.
portal-have-code = Tôi đã có mã, mở hộp thư
portal-numbers-title = Gọi được ngay
portal-numbers-more = Các số khác
portal-no-team-title = Chưa nhận báo cáo ở đây.
portal-no-team = Trang này chưa có nhóm tiếp nhận, nên báo cáo sẽ không có ai đọc. Hãy gọi một trong các số trên trang này.

portal-duty-on-title = Đang có người trực.
portal-duty-on = Chuyện khẩn cấp được báo ngay cho người đó.
portal-duty-off-title = Lúc này không có ai trực.
portal-duty-off = Chúng tôi đọc khi có người trực lại. Nếu chuyện gấp, hãy gọi trước.

portal-help-title = Gọi ngay, không cần kể trước ở đây
portal-help-line = Bạn không cần nói tên. Nếu nói không tiện, hãy nhờ một người bạn tin gọi giúp.
portal-help-heavy-title = Nếu bạn không muốn sống nữa, hãy gọi trước.
portal-help-heavy = Hoặc ở cạnh một người bạn tin. Mọi chuyện khác để sau cũng được. Cảm giác này rồi sẽ qua, kể cả khi lúc này bạn không thấy như vậy.
portal-help-cards = Điều nên biết
portal-help-tell = Kể cho chúng tôi

portal-before-title = Hình chưa bị tung, và vẫn có việc làm được
portal-before-line = Người dọa mới là người có lỗi, không phải bạn, kể cả khi chính bạn đã gửi hình. Hãy đọc phần này trước, rồi kể cho chúng tôi nếu bạn muốn.

portal-talk-title = Bạn có thể được giúp trước khi có ai bị hại
portal-talk-line = Có những ý nghĩ như vậy không phải là tội, và bạn không tự chọn chúng. Làm gì với chúng thì bạn chọn được, và có những người giúp mà không phán xét. Ở đây không cần điền gì, không cần nói tên.
portal-talk-numbers = Người để trò chuyện
portal-talk-limit-title = Điều gì được giữ kín.
portal-talk-limit = Bạn có thể nói chuyện mà không nêu tên. Nếu bạn nói rằng một trẻ em đang bị xâm hại và đó là ai, người giúp phải bảo vệ em ấy và có thể phải nói với nơi khác. Hãy hỏi họ điều này ngay từ đầu.
portal-talk-now-title = Nếu một trẻ em đang gặp nguy hiểm lúc này,
portal-talk-now = hãy rời khỏi chỗ em ấy và gọi. Làm vậy là bảo vệ em ấy và cả bạn.

portal-appeal-title = Nội dung của bạn bị gỡ, hoặc bạn bị người khác báo?
portal-appeal-line = Chúng tôi yêu cầu gỡ những thứ gây hại cho con người. Chúng tôi có thể sai. Bạn có thể nói điều đó ở đây, không cần tài khoản, không cần nêu tên.
portal-appeal-1 = Bạn cho biết đó là lần gỡ nào hoặc lần báo nào, và điều gì không đúng.
portal-appeal-2 = Một người khác, không phải người đã quyết định lần đầu, xem lại toàn bộ.
portal-appeal-3 = Hộp thư cho bạn biết đã quyết định điều gì và theo quy định nào. Nếu chúng tôi sai, tất cả những nơi đã nhận lời thứ nhất đều nhận được lời đính chính.
portal-appeal-private = Chúng tôi không bao giờ nói ai đã báo. Xin đừng tìm họ và đừng nhắn cho họ.
portal-appeal-begin = Yêu cầu xem lại

portal-tips-title = Mẹo nhỏ khi dùng mạng
portal-tips-1 = Đặt mật khẩu dài, mỗi nơi một mật khẩu khác nhau.
portal-tips-2 = Bật xác minh hai bước cho thư điện tử và mạng xã hội.
portal-tips-3 = Cập nhật điện thoại và ứng dụng đều đặn.
portal-tips-4 = Đừng bấm vào đường dẫn lạ, kể cả khi người quen gửi.
portal-tips-5 = Xem lại ai đọc được những gì bạn đăng.

portal-about-title = Chúng tôi thấy gì, và không thấy gì
portal-about-line = Nói thật, để bạn tự cân nhắc.
portal-about-script-title = Khi trình duyệt của bạn chạy được JavaScript
portal-about-script = Lời kể, tệp và cách liên lạc được khóa ngay trong trình duyệt trước khi gửi. Máy chủ chỉ giữ bản đã khóa; chỉ nhóm tiếp nhận và mã của bạn mở được. Nếu máy chủ trung thực lúc trang này được tải, người lấy được máy chủ về sau không đọc được lời bạn. Chúng tôi không thể hứa hơn thế, vì chính máy chủ gửi JavaScript cho trình duyệt.
portal-about-plain-title = Khi không có JavaScript
portal-about-plain = Máy chủ nhận lời kể ở dạng đọc được, khóa lại ngay trong bộ nhớ, rồi mới ghi xuống. Máy chủ cũng tạo mã giúp bạn, nên đã cầm mã đó trong chốc lát. Giữa các bước, những gì bạn đã điền nằm trong chính trang này ở dạng đã khóa.
portal-about-codes-title = Điều nhân viên có thể đọc ngay
portal-about-codes = Những gì bạn đánh dấu hoặc chọn trong danh sách: loại chuyện, nhóm tuổi, tỉnh, mức nguy hiểm, thấy từ khi nào. Chúng không có tên ai. Nhờ đó chuyện khẩn cấp được xem trước.
portal-about-never-title = Điều chúng tôi không giữ
portal-about-never = Địa chỉ mạng, loại máy, cookie. Trang này không gọi đến nơi nào khác. Nhưng trình duyệt của bạn vẫn có lịch sử, và nhà mạng thấy bạn đã vào trang này.
portal-about-tell-title = Khi nào chúng tôi nói với người khác
portal-about-tell = { report-exceptions-body }
portal-about-delete-title = Khi bạn muốn rút lại
portal-about-delete = Trong hộp thư, bạn có thể rút từng sự cho phép hoặc rút tất cả. Việc chia sẻ dừng ngay. Sau 14 ngày, những gì chúng tôi giữ sẽ bị hủy; trong 14 ngày đó bạn đổi ý được. Ai đã nhận một bản thì chúng tôi yêu cầu họ xóa, và nói cho bạn biết đã yêu cầu ai.
portal-about-key-title = Dấu khóa của nơi này
portal-about-key = Nếu một tờ giấy hay áp phích in dấu khác với dấu dưới đây, đừng viết gì và hãy gọi.

portal-missing-title = Trang này không có
portal-missing = Có thể đường dẫn đã cũ. Không có gì bạn viết bị mất vì việc này.
portal-broken-title = Chúng tôi gặp trục trặc
portal-broken = Lỗi ở phía chúng tôi, không phải ở bạn. Hãy thử lại sau ít phút. Nếu chuyện gấp, hãy gọi.
portal-stale-title = Trang đã mở quá lâu
portal-stale = Để an toàn, những gì đã điền không được giữ lại. Hãy bắt đầu lại từ trang đầu. Nếu chuyện gấp, hãy gọi.
portal-large-title = Tệp quá lớn
portal-large = Không có JavaScript, mỗi lần chỉ gửi được tối đa 16 MB. Hãy quay lại và chọn tệp nhỏ hơn, hoặc chỉ kể bằng lời.
portal-long-title = Tin quá dài
portal-long = Chưa có gì được gửi: một tin có tối đa { $thousands }.000 ký tự. Hãy quay lại bằng nút của trình duyệt rồi chia ra mà gửi.
portal-text-limit = Tối đa { $thousands }.000 ký tự.

report-step = Bước { $n } trong { $of }
report-step-one = Bước 1
report-back = ‹ Quay lại
report-listen = Nghe
report-listen-stop = Dừng
report-next = Tiếp tục
report-skip = Bỏ qua
report-send = Gửi
report-unsaid = Không nói
report-more-choices = Thêm lựa chọn
report-plain-title = Trang này đang chạy không có JavaScript.
report-plain = Ở cách này, máy chủ của chúng tôi nhìn thấy những gì đã điền trong chốc lát, khóa lại rồi mới lưu. Nếu trình duyệt chạy được JavaScript, lời kể được khóa ngay trên máy đang dùng.
report-sealed-title = Chưa có gì được gửi đi.
report-sealed = Những gì được viết ở đây nằm trên máy này cho đến lúc bấm Gửi, và được khóa lại trước khi đi.

report-danger-title = { $voice ->
    [other] Người đó lúc này có an toàn không?
   *[own] Lúc này bạn có an toàn để đọc trang này không?
  }
report-danger-numbers = { $voice ->
    [other] Nếu gấp, hãy gọi trước. Anh/chị không cần nói tên.
   *[own] Nếu gấp, hãy gọi trước. Bạn không cần nói tên.
  }
report-urgent-crisis-title = { $voice ->
    [child] Em gọi trước nhé, chuyện ở đây để sau cũng được.
   *[own] Hãy gọi trước, báo cáo để sau cũng được.
  }
report-urgent-crisis = { $voice ->
    [child] Em không cần nói tên. Em rất quan trọng.
    [other] Hãy ở cạnh người đó. Anh/chị không cần nói tên ai.
   *[own] Bạn không cần nói tên. Bạn quan trọng hơn mọi điều viết ở đây.
  }
report-urgent-emergency-title = { $voice ->
    [child] Nếu gấp, em gọi trước nhé.
   *[own] Nếu gấp, hãy gọi trước.
  }
report-urgent-emergency = { $voice ->
    [child] Em không cần nói tên.
    [other] Anh/chị không cần nói tên.
   *[own] Bạn không cần nói tên.
  }
report-danger-legend = Điều nào đúng với lúc này?
report-device-title = Có người xem được máy này?
report-device-body = Hãy dùng một máy mà người đó chưa từng cầm: ở trường, thư viện, của bạn bè. Mở cửa sổ ẩn danh. Nút “Rời trang này” hoặc nhấn Shift ba lần chuyển ngay sang trang khác, nhưng lịch sử duyệt web không tự mất.
report-exceptions-title = Khi nào chúng tôi phải nói với người khác?
report-exceptions-body = { $voice ->
    [other] Chúng tôi hỏi trước khi nói với bất cứ ai. Ngoại lệ: tính mạng đang bị đe dọa, hoặc một trẻ em đang bị xâm hại. Khi đó luật buộc chúng tôi báo nơi bảo vệ trẻ em hoặc công an, và chúng tôi nói với anh/chị trước nếu việc đó không gây thêm nguy hiểm.
   *[own] Chúng tôi hỏi trước khi nói với bất cứ ai. Ngoại lệ: tính mạng đang bị đe dọa, hoặc một trẻ em đang bị xâm hại. Khi đó luật buộc chúng tôi báo nơi bảo vệ trẻ em hoặc công an, và chúng tôi nói với bạn trước nếu việc đó không gây thêm nguy hiểm.
  }

report-age-title = Bạn bao nhiêu tuổi?
report-age-hint = Để dùng lời cho hợp với bạn. Không ai bắt bạn chứng minh.
report-reporter-title = Anh/chị là ai?
report-harms-title = { $voice ->
    [child] Chuyện gì đang xảy ra với em?
   *[own] Điều gì đang xảy ra?
  }
report-harms-hint = { $voice ->
    [child] Em chọn bao nhiêu cũng được. Không biết thì chọn câu cuối.
    [other] Chọn bao nhiêu cũng được. Không chắc thì chọn câu cuối.
   *[own] Chọn bao nhiêu cũng được. Không chắc thì chọn câu cuối.
  }
report-relation-title = { $voice ->
    [other] Người gây ra chuyện này là ai đối với người bị hại?
   *[own] Người gây ra chuyện này là ai đối với bạn?
  }
report-relation-hint = Để lời khuyên hợp với hoàn cảnh. Không cần biết tên.
report-affected-title = { $voice ->
    [other] Về người bị hại
   *[own] Về bạn
  }
report-affected-hint = Chỉ nhóm tuổi và tỉnh, không hỏi ngày sinh hay địa chỉ. Bỏ trống cũng được.
report-affected-age = Nhóm tuổi
report-affected-gender = Giới
report-affected-area = Tỉnh, thành phố

report-links-title = Chuyện này ở đâu trên mạng?
report-urls = Đường dẫn
report-urls-hint = Mỗi dòng một đường dẫn. Đừng tìm thêm, đừng mở lại để xem.
report-accounts = Tên tài khoản, số điện thoại, tên nhóm
report-accounts-hint = Chỉ những gì đã biết.
report-platforms-title = Ứng dụng hoặc trang nào?
report-payment-title = Có người đòi tiền
report-payment = Số tài khoản, ví hoặc thẻ mà họ đưa
report-payment-hint = Kể cả khi đã chuyển tiền. Người bị đòi tiền không có lỗi.

report-story-title = { $voice ->
    [child] Em kể cho chúng tôi nghe nhé
    [other] Anh/chị có muốn kể bằng lời không?
   *[own] Bạn có muốn kể bằng lời không?
  }
report-story-hint = { $voice ->
    [child] Một câu cũng được. Viết sai chính tả cũng không sao. Không muốn kể thì bỏ qua.
   *[own] Một câu cũng đủ. Không cần kể chi tiết. Bỏ trống cũng được.
  }
report-story-child-law = Nếu có ai đang làm hại em, chúng tôi sẽ nói với những người bảo vệ trẻ em để họ giúp. Chúng tôi nói với em trước, trừ khi việc đó làm em gặp nguy hiểm.

report-voice-title = Hoặc nói thay vì viết
report-voice-hint = Tối đa năm phút, và chỉ khi không ai ở gần nghe thấy. Giọng nói có thể cho biết đó là ai; chỉ nhóm tiếp nhận nghe được.
report-voice-go = Ghi âm
report-voice-stop = Dừng
report-voice-again = Ghi lại từ đầu
report-voice-remove = Bỏ đoạn ghi âm
report-voice-recording = Đang ghi âm.
report-voice-kept = Nằm trên máy này cho đến lúc gửi.
report-voice-none = Ở đây không dùng được micrô. Có thể viết thay cho nói.
report-voice-name = Đoạn ghi âm
report-files-title = Ảnh chụp tin nhắn, nếu có
report-files-hint = Ảnh chụp tin nhắn hoặc trang cá nhân, tệp PDF, tệp chữ. Không có cũng không sao.
report-files-never-title = Đừng gửi hình tình dục của bất cứ ai.
report-files-never = Chúng tôi không bao giờ cần những hình đó: mỗi lần gửi đi, người trong hình lại bị tổn thương, và nhiều nơi luật cấm. Một đường dẫn hoặc vài lời là đủ.
report-files-choose = Chọn tệp
report-files-confirm = Các tệp này chỉ có chữ hoặc trang cá nhân, không có hình tình dục của ai
report-files-remove = Bỏ tệp này
report-files-wrong = Hãy đánh dấu rằng các tệp không có hình tình dục, hoặc bỏ các tệp đó ra.
report-files-kind = Chỉ nhận ảnh PNG, JPEG, WebP, tệp PDF và tệp chữ.
report-files-large = Tệp { $name } quá lớn: tối đa { $limit } MB.
report-files-large-plain = Không có JavaScript, mỗi lần chỉ gửi được tối đa 16 MB. Hãy chọn tệp nhỏ hơn, hoặc chỉ kể bằng lời. Những gì đã viết vẫn còn ở đây.
report-text-cut = Lời kể dài hơn { $thousands }.000 ký tự nên phần cuối đã bị cắt. Hãy xem lại đoạn cuối; phần còn lại có thể kể sau trong hộp thư.

report-appeal-title = Đó là lần gỡ hoặc lần báo nào?
report-appeal-line = Một trong hai là đủ. Đã quyết định điều gì và theo quy định nào, chúng tôi nói trong hộp thư.
report-appeal-number = Số trong thư của chúng tôi
report-appeal-number-hint = Có dạng KH-12-2, nằm trong lá thư mà ứng dụng hoặc trang web đã nhận.
report-appeal-urls = Hoặc địa chỉ
report-appeal-urls-hint = Của trang, bài đăng hoặc tài khoản, như bạn nhớ.
report-appeal-story = Điều gì không đúng?
report-appeal-next = Một người không tham gia quyết định lần đầu sẽ xem lại và trả lời trong hộp thư, kèm quy định. Nếu chúng tôi sai, tất cả những nơi đã nhận lời thứ nhất đều nhận được lời đính chính.
report-appeal-sent = Yêu cầu của bạn đã đến nơi an toàn.
report-appeal-path = Có người khác xem lại
report-appeal-path-line = không phải người đã quyết định lần đầu

report-safety-title = Trước hết: lúc này người đó có ở gần không?
report-safety-hint = Để chúng tôi trả lời mà không làm hại ai. Bỏ trống cũng được.
report-safety-with-now = Trẻ, hoặc người bị hại, lúc này có đang ở cùng người đó không?
report-safety-sees-device = Người đó có xem được máy này không?

report-more-title = Thêm vài điều, nếu biết
report-more-hint = Bỏ trống tất cả cũng được. Nhớ “khoảng chừng” là đủ.
report-more-first = Thấy lần đầu khi nào?
report-more-last = Thấy lần gần nhất khi nào?
report-more-up = Bây giờ có còn ở đó không?
report-more-again = Sau khi bị gỡ, nó có bị đăng lại không?
report-more-pictured = Ai có trong hình hoặc video?
report-more-told = Trước đây đã báo cho ai chưa?
report-more-support = Đã có ai giúp chưa?
report-more-when = Chuyện xảy ra khi nào?
report-more-when-hint = Bằng lời của mình: “khoảng hai tuần trước”, “dịp Tết”.
report-more-number = Số của một lần báo trước, ở đây hoặc nơi khác
report-more-threat = Nếu có lời đe dọa
report-more-demand = Họ muốn gì?
report-more-deadline = Đến khi nào?
report-more-deadline-hint = Nếu có hạn, chúng tôi xem chuyện này trước.
report-more-amount = Họ đòi bao nhiêu, hoặc đã chuyển bao nhiêu?
report-more-trusted = { $voice ->
    [other] Một người mà người bị hại tin
   *[own] Một người bạn tin
  }
report-more-school = Trường, lớp

report-wanted-title = { $voice ->
    [child] Em muốn điều gì?
    [other] Anh/chị mong điều gì?
   *[own] Bạn mong điều gì?
  }
report-legal-title = Hỏi luật trước khi đồng ý.
report-legal = { $voice ->
    [other] Anh/chị có thể chọn “tư vấn pháp lý” ở trên và để trống phần công an. Đổi ý sau này lúc nào cũng được.
   *[own] Bạn có thể nhờ tư vấn pháp lý trước và để trống phần công an. Đổi ý sau này lúc nào cũng được.
  }
report-consent-title = { $voice ->
    [other] Chúng tôi được làm gì?
   *[own] Bạn cho phép chúng tôi làm gì?
  }
report-consent-hint = Tất cả đang tắt. Không đánh dấu gì cũng được: chúng tôi sẽ hỏi lại trong hộp thư.
report-contact-title = Liên lạc thế nào thì an toàn?
report-contact-hint = Hộp thư bằng mã lúc nào cũng dùng được. Chỉ điền cách khác nếu không ai khác xem được.
report-way-cs-email = Thư điện tử
report-way-cs-sms = Số nhận tin nhắn
report-way-cs-chat = Tên trên ứng dụng nhắn tin (Zalo, Messenger…)
report-way-cs-call = Số gọi được
report-contact-care = Xin lưu ý giúp tôi
report-contact-note = Giờ liên lạc, mật khẩu đã hẹn, ngôn ngữ, người tin cậy
report-contact-note-hint = Chỉ hai người cùng mở mới đọc được phần này.
report-name-title = Tôi muốn nói tên
report-name = Tên
report-name-hint = Không bắt buộc. Có thể là tên gọi bất kỳ.

report-callback-title = Em có thể gọi ngay cho người giúp
report-callback-line = Gọi không mất tiền. Em không cần nói tên.
report-callback-number = Hoặc để lại số, chúng tôi gọi cho em
report-callback-hint = Chỉ viết số nếu em nghe máy được một mình. Không viết cũng được.
report-callback-when = Gọi lúc nào thì tiện cho em?

report-receipt-title = { $voice ->
    [child] Mã của em, nếu em muốn quay lại xem trả lời
    [other] Mã để quay lại
   *[own] Mã của bạn
  }
report-receipt-line = { $voice ->
    [child] Em chép vào giấy rồi cất kỹ nhé. Không chép cũng không sao, em vẫn gửi được.
    [other] Mã này là lối duy nhất để quay lại xem trả lời. Mất mã thì chúng tôi không tìm lại được.
   *[own] Mã này là lối duy nhất để quay lại xem trả lời. Mất mã thì chúng tôi không tìm lại được.
  }
report-receipt-label = Mã gồm năm nhóm
report-receipt-hint = Chép ra giấy bằng chữ của mình, cất ở nơi không ai để ý. Đừng chụp màn hình nếu có người xem máy này.
report-receipt-copy = Chép mã
report-receipt-copied = Đã chép
report-picture = Hiện mã thành hình để chụp
report-picture-hint = Hình chỉ chứa mã, không có địa chỉ trang. Chỉ chụp bằng máy mà không ai khác xem.
report-picture-label = Mã ở dạng hình QR
report-held-key-title = Máy chủ đã cầm mã này trong chốc lát.
report-held-key = Vì trang chạy không có JavaScript, máy chủ đã tạo mã giúp và sẽ ghi điều đó vào hồ sơ. Chỉ khi mã được tạo trên máy của người kể mới chắc rằng máy chủ không thể giả lời người đó.
report-back-shows = Trên máy này, nút Quay lại của trình duyệt có thể hiện lại những gì đã điền và mã, cho đến khi cửa sổ này được đóng.
report-groups-legend = { $voice ->
    [child] Nếu đã chép, em viết lại nhóm thứ { $first } và nhóm thứ { $second } (không bắt buộc)
   *[own] Để chắc là đã chép, hãy viết lại nhóm thứ { $first } và nhóm thứ { $second }
  }
report-group = Nhóm thứ { $n }
report-ordinal = { $n ->
    [1] nhất
    [2] hai
    [3] ba
    [4] tư
   *[5] năm
  }
report-groups-wrong = Hai nhóm chưa khớp với mã ở trên. Hãy xem lại từng chữ.

report-review-title = Xem lại rồi gửi
report-review-line = Chưa có gì được gửi. Muốn sửa, hãy bấm Quay lại.
report-review-empty = Chưa điền gì. Vẫn gửi được: chúng tôi sẽ hỏi trong hộp thư.
report-review-next-title = Sau khi gửi
report-review-next = { $voice ->
    [child] Một người đọc và trả lời em trong hộp thư. { report-story-child-law }
   *[own] Một người đọc và trả lời trong hộp thư. { report-exceptions-body }
  }
report-review-danger = Lúc này
report-review-harms = Chuyện xảy ra
report-review-who = Ai kể
report-review-relation = Người gây ra
report-review-affected = Người bị hại
report-review-links = Đường dẫn
report-review-accounts = Tài khoản
report-review-platforms = Ứng dụng, trang
report-review-payment = Nơi đòi tiền
report-review-story = Lời kể
report-review-with-now = Đang ở cùng người đó
report-review-sees-device = Người đó xem được máy này
report-review-first = Thấy lần đầu
report-review-last = Thấy lần gần nhất
report-review-up = Còn ở đó
report-review-again = Bị đăng lại
report-review-pictured = Có trong hình
report-review-told = Đã báo trước đây
report-review-when = Khi nào
report-review-number = Số của lần báo trước
report-review-demand = Họ muốn
report-review-deadline = Hạn
report-review-amount = Số tiền
report-review-trusted = Người tin cậy
report-review-school = Trường, lớp
report-review-support = Đã có người giúp
report-review-files = Tệp
report-review-wanted = Mong muốn
report-review-consent = Được phép
report-review-no-consent = Chưa cho phép điều gì
report-review-contact = Liên lạc
report-review-name = Tên

report-sending = Đang khóa và gửi…
report-sending-file = Đang gửi tệp { $n } trong { $of }…
report-failed = Chưa gửi được. Những gì đã viết vẫn còn trên trang này. Kiểm tra mạng rồi bấm Gửi lần nữa.
report-refused = Máy chủ không nhận lời kể này. Những gì đã viết vẫn còn trên trang này. Hãy tải lại trang ở một cửa sổ khác, hoặc gọi.
report-key-wrong = Khóa của nhóm tiếp nhận không đúng. Chúng tôi không gửi gì đi. Hãy gọi một trong các số trên trang đầu.

report-sent-title = { $voice ->
    [child] Lời kể của em đã đến nơi an toàn. Em làm đúng rồi.
    [other] Lời kể đã đến nơi an toàn. Anh/chị đã làm đúng.
   *[own] Lời kể của bạn đã đến nơi an toàn. Bạn đã làm đúng.
  }
report-sent-line = { $voice ->
    [child] Không điều gì em viết bị công khai.
    [other] Không điều gì anh/chị viết bị công khai.
   *[own] Không điều gì bạn viết bị công khai.
  }
report-again-title = Báo cáo đã ở đây rồi.
report-again = Báo cáo được gửi một lần và được giữ một lần. Mã không hiện lại, phòng khi có người khác đang dùng máy này. Hãy mở hộp thư bằng mã đã chép.
report-sent-code = { $voice ->
    [child] Có mã này, em mở được hộp thư để xem trả lời.
   *[own] Mã này mở hộp thư. Chúng tôi không tìm lại giúp được.
  }
report-sent-next-title = Tiếp theo
report-path-received = Đã nhận
report-path-read = Có người đọc
report-path-asked = Yêu cầu nơi khác giúp
report-path-asked-line = chỉ những nơi được cho phép; khi tính mạng bị đe dọa hoặc một trẻ em đang bị xâm hại, cả nơi mà luật buộc báo
report-path-asked-none = { $voice ->
    [child] nếu có ai đang làm hại em: những người bảo vệ trẻ em
   *[own] những nơi bảo vệ được người bị hại, hoặc gỡ được nội dung
  }
report-path-answer = Trả lời trong hộp thư
report-path-answer-line = đọc bằng mã ở trên
report-duress-title = Nếu có người ép mở hộp thư
report-duress = Hãy đổi chỗ hai nhóm cuối của mã. Trang sẽ mở một trang mẹo dùng mạng vô hại, và chúng tôi biết rằng có chuyện. Mã để dùng lúc đó:
report-open-mailbox = Mở hộp thư

mailbox-enter-title = Mở hộp thư
mailbox-enter-line = Nhập mã 20 ký tự đã nhận khi gửi.
mailbox-receipt = Mã
mailbox-receipt-hint = Dán được. Chữ hoa hay chữ thường, có dấu cách hay không đều được.
mailbox-open = Mở
mailbox-plain = Không có JavaScript, máy chủ của chúng tôi mở hộp thư giúp { mailbox-you } và nhìn thấy nội dung trong chốc lát. Có JavaScript, hộp thư được mở ngay trên máy của { mailbox-you }.
mailbox-lost-title = Mất mã?
mailbox-lost = Chúng tôi không tìm lại được, vì không biết { mailbox-you } là ai. { mailbox-you-begins } có thể gửi lại từ đầu, hoặc gọi.
mailbox-wrong-letter = Mã không có chữ { $letter }. Hãy xem lại.
mailbox-wrong-length = Mã có 20 ký tự; { mailbox-you } đã nhập { $length }.
mailbox-wrong-sum = Một ký tự bị sai hoặc hai ký tự đổi chỗ. Hãy xem lại từng nhóm.
mailbox-unknown = Không có hộp thư nào với mã này. Hãy xem lại từng ký tự.
mailbox-offline = Chưa kết nối được. Kiểm tra mạng rồi thử lại.
mailbox-opening = Đang mở…

mailbox-title = Hộp thư của { mailbox-you }
mailbox-held-key = Lần gửi đó chạy không có JavaScript, nên ở đây không chứng minh được rằng mọi lời đều do { mailbox-you } viết.
mailbox-broken-title = Có điều không khớp, nên chúng tôi không hiện nó.
mailbox-broken-all = Hộp thư này không chứng minh được là của { mailbox-you }. Đừng tin điều gì hiện ra từ đây. Hãy gọi một trong các số ở trang Cần giúp ngay.
mailbox-broken-from = Từ tin số { $n } trở đi, chữ ký không đúng hoặc thiếu tin. Đừng làm theo tin nào bảo { mailbox-you } gặp ai hay gửi gì. Hãy gọi một trong các số ở trang Cần giúp ngay.
mailbox-broken-shorter = Có tin đã thấy trước đây nay biến mất. Hãy gọi một trong các số ở trang Cần giúp ngay.
mailbox-broken-text = Tin này không mở được hoặc đã bị thay đổi. Chúng tôi không hiện nó.
mailbox-messages = Tin nhắn
mailbox-no-messages = Chưa có tin nào. Khi có trả lời, tin hiện ở đây.
mailbox-older = Tải tin cũ hơn
mailbox-older-hint = Người theo dõi đường mạng có thể thấy rằng { mailbox-you } tải thêm.
mailbox-from-me = { mailbox-you-begins }
mailbox-from-team = { $desk }, đã kiểm chữ ký
mailbox-write = Viết cho chúng tôi
mailbox-write-hint = Thêm, sửa hoặc hỏi. Chỉ nhóm tiếp nhận đọc được.
mailbox-send = Gửi
mailbox-sent = Đã gửi.
mailbox-empty-text = Hãy viết một vài chữ trước khi gửi.
mailbox-too-long = Chưa có gì được gửi: một tin có tối đa { $thousands }.000 ký tự. Chữ { mailbox-you } viết vẫn còn ở đây; hãy viết ngắn lại hoặc chia ra mà gửi.
mailbox-raced = Vừa có tin mới đến trước. Hãy đọc rồi gửi lại; chữ của { mailbox-you } vẫn còn.
mailbox-failed = Chưa làm được. Hãy thử lại sau ít phút.
mailbox-permissions = Chúng tôi được làm gì
mailbox-permissions-hint = Rút lại lúc nào cũng được. Việc chia sẻ mới dừng ngay, và chúng tôi báo cho nơi đã nhận.
mailbox-permitted = Đang cho phép.
mailbox-not-permitted = Không cho phép.
mailbox-withdraw-permission = Rút lại
mailbox-give-permission = Cho phép
mailbox-permission-changed = Đã ghi lại điều { mailbox-you } chọn.
mailbox-opened = Ai đã mở
mailbox-not-opened = Chưa có ai mở.
mailbox-opened-line = { $day }: { $what ->
    [who-inner] { $by } đã mở phần cho biết { mailbox-you } là ai và cách liên lạc
    [who] { $by } là người thứ hai, đã đồng ý cho mở phần liên lạc mà không nhìn thấy bên trong
    [who-life] { $by } đã một mình mở phần cho biết { mailbox-you } là ai, vì có người đang nguy hiểm đến tính mạng; người khác xem lại việc đó
    [message-file] { $by } đã mở một tệp gửi kèm tin
    [message] { $by } đã mở một tin của { mailbox-you }
    [file] { $by } đã mở một tệp
   *[what] { $by } đã mở lời kể
  }
mailbox-proof-title = Bằng chứng
mailbox-proof-check = Kiểm tra
mailbox-proven = Đã được giữ nguyên, có bằng chứng.
mailbox-proof-pending = Bằng chứng chưa có, thường sau mười phút. Hãy thử lại sau.
mailbox-proof-failed = Bằng chứng không khớp. Hãy chép lại ngày hôm nay và gọi cho chúng tôi hoặc một nơi { mailbox-you } tin.
mailbox-proof-how-title = Kiểm tra bằng cách nào?
mailbox-proof-how = Mỗi báo cáo là một dấu trong một cuốn sổ không xóa sửa được mà không lộ. Trang này lấy dấu của { mailbox-you }, tính lại, và so với trang bìa của sổ đã được ký. Không ai nhìn dấu mà biết được nội dung.
mailbox-words = Lời tôi đã gửi
mailbox-words-ask = Có ai đứng cạnh { mailbox-you } không? Nếu có người nhìn thấy màn hình, hãy để lúc khác.
mailbox-words-yes = Tôi ở một mình, hiện ra
mailbox-withdraw = Rút lại tất cả
mailbox-withdraw-ask = Việc chia sẻ dừng ngay. Sau 14 ngày, những gì chúng tôi giữ sẽ bị hủy; đến lúc đó { mailbox-you } đổi ý được. Nếu có nguy hiểm, một người xem trước khi hủy. Ai đã nhận một bản thì chúng tôi yêu cầu họ xóa.
mailbox-withdraw-yes = Rút lại tất cả
mailbox-withdrawn-title = { mailbox-you-begins } đã rút lại.
mailbox-withdrawn = Không chia sẻ gì nữa. Những gì chúng tôi giữ sẽ bị hủy vào { $day }.
mailbox-withdrawn-review = Không chia sẻ gì nữa. Một người sẽ xem trước khi hủy.
mailbox-keep = Giữ lại, tôi đổi ý
mailbox-kept = Báo cáo được giữ lại.
mailbox-close = Đóng hộp thư

# Mailbox, session 2
mailbox-you = { $voice ->
    [child] em
    [other] anh/chị
   *[own] bạn
  }
mailbox-you-begins = { $voice ->
    [child] Em
    [other] Anh/chị
   *[own] Bạn
  }
mailbox-opened-why = Lý do: { $why }
mailbox-stop-done = đã xong
mailbox-attach = Gửi kèm tệp
mailbox-with-files = Kèm { $n } tệp.
mailbox-sending-files = Đang khóa và gửi tệp…
mailbox-asked = Những nơi này đã nhận yêu cầu gỡ bỏ trước đó. Chúng tôi đã yêu cầu họ xóa những gì họ giữ: { $services }.
mailbox-support-title = Vẫn có người giúp
mailbox-support = Lúc đầu chưa muốn nói chuyện với ai cũng không sao. Bây giờ hay lúc nào cũng được, { mailbox-you } có thể gọi.
mailbox-after = Gửi báo cáo ở đây có dễ không? Cho chúng tôi biết, không cần mã

after-title = Chuyện gửi báo cáo thế nào?
after-line = Không bắt buộc. Câu trả lời chỉ được cộng vào con số của cả tháng, không gắn với mã hay báo cáo nào.
after-easy = Gửi báo cáo ở đây có dễ không?
after-believed = Bạn có thấy mình được tin không?
after-heard = Bạn biết đến trang này từ đâu?
after-scale-yes = Có
after-scale-partly = Một phần
after-scale-no = Không
after-heard-school = Ở trường
after-heard-friend = Từ bạn bè
after-heard-family = Từ gia đình
after-heard-poster = Từ áp phích hay tờ rơi
after-heard-search = Tìm trên mạng
after-heard-media = Báo, đài, mạng xã hội
after-heard-hotline = Từ một đường dây giúp đỡ
after-heard-other = Từ nơi khác
after-send = Gửi
after-thanks-title = Cảm ơn bạn.
after-thanks = Chúng tôi dùng những con số này để sửa trang cho tốt hơn.
mailbox-stop-received = Đã nhận
mailbox-stop-read = Có người đọc
mailbox-stop-asked = Yêu cầu nơi khác giúp
mailbox-stop-appeal = Có người khác xem lại
mailbox-stop-passed = Đã chuyển tiếp
mailbox-stop-answer = Trả lời trong hộp thư
