# Danh bạ các nước và nhóm đầu mối
desk-state-team-hint = Làm việc với nước khác: điều họ hỏi ta và điều ta hỏi họ được niêm phong cho nhóm này.
desk-state-team-no-key = Nhóm chưa có khóa nên chưa thể nhận gì từ nước khác. Một thành viên cần tạo khóa.
desk-state-team-no-members = Chưa có ai. Hãy mời một cán bộ đầu mối và một cán bộ pháp lý trước.
desk-state-team-found = Đầu mối làm việc với nước khác
desk-state-team-found-why = Cán bộ đầu mối làm việc với nước khác theo Công ước. Họ không xem tin báo, và người đọc tin báo không giữ khóa của đầu mối.
desk-state-team-name = Tên nhóm
desk-state-team-name-default = Đầu mối 24/7
desk-state-team-found-do = Lập nhóm đầu mối
