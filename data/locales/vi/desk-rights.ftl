# Những gì đã chia sẻ về một người
desk-rights-title = Một người hỏi thông tin nào về họ đã được chia sẻ
desk-rights-about = Người có tên trong một yêu cầu có quyền hỏi quốc gia này đã nói gì với quốc gia khác, hoặc được nói gì, và có quyền đề nghị sửa hay xóa (điều 36 và pháp luật nước này; chưa đối chiếu với bản chứng thực). Ở đây bạn tìm những yêu cầu có nêu họ.
desk-rights-who = Ai hỏi: tên, số điện thoại, địa chỉ, tài khoản
desk-rights-who-hint = Mỗi dòng một mục. Tên được tìm dù viết theo thứ tự nào, có dấu hay không dấu; số điện thoại viết kèm mã nước.
desk-rights-passes = Điều bạn viết chỉ đi qua bộ nhớ của nút này và không được lưu ở đâu. Nhật ký ghi rằng bạn đã tìm và thấy bao nhiêu yêu cầu.
desk-rights-look = Tìm
desk-rights-wrong = Viết mỗi dòng một tên hoặc một định danh, ít nhất một và nhiều nhất 32 dòng.
desk-rights-found = { $n ->
     [0] Không yêu cầu nào nêu họ
     *[other] { $n } yêu cầu có nêu họ
    }
desk-rights-none = Theo những gì bạn viết, không yêu cầu nào giữa quốc gia này và quốc gia khác nêu người đó. Có thể họ được biết dưới số hay tên khác: hãy hỏi thêm.
desk-rights-older = Có { $n } yêu cầu không tìm được: đã ký trước khi tên được lưu để tìm lại, hoặc đưa thông tin mà máy không đọc được lời. Hãy tự mở từng yêu cầu.
desk-rights-given-ours = Chúng ta đã giao { $n } tệp, được dùng đến { $until }.
desk-rights-given-theirs = Chúng ta đã nhận { $n } tệp, được dùng đến { $until }.
desk-rights-given-ours-open = Chúng ta đã giao { $n } tệp, không định ngày cuối được dùng.
desk-rights-given-theirs-open = Chúng ta đã nhận { $n } tệp, không định ngày cuối được dùng.
desk-rights-destroyed = Đã có báo rằng mọi bản sao đều bị hủy.
desk-rights-nothing-given = Chưa giao chứng cứ nào.
desk-rights-ask = Đề nghị quốc gia đó sửa hoặc xóa
desk-rights-before = Trước khi trả lời người hỏi
desk-rights-before-then = Hãy chắc rằng chính họ là người hỏi. Mở từng yêu cầu, xem đến khi nào chưa được báo cho người dùng, và câu trả lời có làm hại ai khác không. Có thể có người trùng tên.
