# Apa yang dibagikan tentang seseorang
desk-rights-title = Seseorang bertanya apa yang dibagikan tentang dirinya
desk-rights-about = Siapa pun yang disebut dalam sebuah permintaan boleh bertanya apa yang diberitahukan negara ini kepada negara lain, atau sebaliknya, dan meminta koreksi atau penghapusan (pasal 36 dan hukum negara ini; belum dicocokkan dengan naskah resmi). Di sini Anda menemukan permintaan yang menyebut mereka.
desk-rights-who = Siapa yang bertanya: nama, nomor, alamat, akun
desk-rights-who-hint = Satu per baris. Nama ditemukan dalam urutan apa pun, dengan atau tanpa tanda; nomor ditulis dengan kode negaranya.
desk-rights-passes = Yang Anda tulis hanya melewati memori simpul ini dan tidak disimpan di mana pun. Jurnal mencatat bahwa Anda mencari dan berapa permintaan yang ditemukan.
desk-rights-look = Cari
desk-rights-wrong = Tulis satu nama atau pengenal per baris, paling sedikit satu dan paling banyak 32.
desk-rights-found = { $n ->
     [0] Tidak ada permintaan yang menyebut mereka
     *[other] { $n } permintaan menyebut mereka
    }
desk-rights-none = Menurut yang Anda tulis, tidak ada permintaan antara negara ini dan negara lain yang menyebut orang ini. Mungkin mereka dikenal dengan nomor atau nama lain: tanyakan.
desk-rights-older = Ada { $n } permintaan yang tidak dapat dicari: dari masa sebelum nama disimpan agar dapat ditemukan, atau berisi informasi yang kata-katanya tidak dibaca simpul mana pun. Buka satu per satu.
desk-rights-given-ours = Kami menyerahkan { $n } berkas, boleh dipakai sampai { $until }.
desk-rights-given-theirs = Kami menerima { $n } berkas, boleh dipakai sampai { $until }.
desk-rights-given-ours-open = Kami menyerahkan { $n } berkas, boleh dipakai tanpa hari akhir.
desk-rights-given-theirs-open = Kami menerima { $n } berkas, boleh dipakai tanpa hari akhir.
desk-rights-destroyed = Dinyatakan bahwa semua salinan telah dimusnahkan.
desk-rights-nothing-given = Tidak ada bukti yang diserahkan.
desk-rights-ask = Minta Negara itu mengoreksi atau menghapusnya
desk-rights-before = Sebelum Anda menjawab orang itu
desk-rights-before-then = Pastikan bahwa memang dia yang bertanya. Buka tiap permintaan dan lihat sampai kapan pengguna belum boleh diberi tahu, dan apakah jawaban itu merugikan orang lain. Bisa jadi ada orang lain bernama sama.
