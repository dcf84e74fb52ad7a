# Direktori negara dan tim meja kontak
desk-state-team-hint = Bekerja dengan negara lain: permintaan mereka dan permintaan kita disegel untuk tim ini.
desk-state-team-no-key = Tim ini belum punya kunci, jadi belum ada yang dapat diterima dari negara lain. Seorang anggota perlu membuatnya.
desk-state-team-no-members = Belum ada anggota. Undang dahulu seorang petugas kontak dan seorang petugas hukum.
desk-state-team-found = Meja kontak untuk negara lain
desk-state-team-found-why = Petugas meja kontak bekerja dengan negara lain menurut Konvensi. Mereka tidak melihat laporan, dan pembaca laporan tidak memegang kunci meja ini.
desk-state-team-name = Nama tim
desk-state-team-name-default = Meja kontak 24/7
desk-state-team-found-do = Bentuk tim meja kontak
