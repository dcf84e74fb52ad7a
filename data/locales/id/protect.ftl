# Lindungi gambar sendiri. $voice: own = anak muda (kamu), adult = Anda, child = di bawah 13 tahun (kamu).

portal-door-protect = Lindungi foto dan video saya
portal-door-protect-line = Supaya layanan mengenali dan menghentikannya saat ada yang mengunggah; fotonya tetap di perangkat

protect-title = Lindungi foto dan video sendiri
protect-line = Foto dan video tetap di perangkat. Perangkat membuat sidik jari digital untuk tiap berkas: sederet huruf dan angka. Layanan yang memegang sidik jari itu bisa mengenali foto yang sama saat ada yang mengunggahnya, lalu menghentikannya.
protect-plain-title = Halaman ini memerlukan JavaScript, dan JavaScript tidak berjalan.
protect-plain = Sidik jari digital hanya bisa dibuat di perangkat sendiri. Kami tidak bisa membuatkannya tanpa melihat fotonya, jadi itu tidak kami tawarkan. Mohon jangan kirim foto itu kepada kami atau siapa pun.
protect-offline = Bagian ini belum bisa dimuat. Periksa koneksi lalu muat ulang halaman.

protect-instead-title = Tempat lain yang melakukan hal sama
protect-instead-line = Di sana pun foto dan video tetap di perangkat.
protect-elsewhere-child = Untuk foto saat usia di bawah 18 tahun, meskipun sekarang sudah lebih tua. Dikelola NCMEC di Amerika Serikat, untuk seluruh dunia.
protect-elsewhere-adult = Untuk foto saat usia 18 tahun ke atas. Dikelola dari Inggris, untuk seluruh dunia.
protect-instead-computer = Di komputer, program gratis proyek ini membuat sidik jari seperti itu tanpa mengirim apa pun: { $command }. Simpan hasilnya untuk layanan, atau orang yang membantu, yang menerima sidik jari.
protect-program = Unduh program untuk { $platform } ({ $size } MB)
protect-program-use = Buka terminal di folder tempat program disimpan, lalu ganti picture.jpg dengan nama foto sendiri:
protect-program-same = Untuk memastikan unduhannya utuh, bandingkan SHA-256-nya (sha256sum khien):
protect-instead-report = Ada yang mengancam, atau fotonya sudah beredar? Ceritakan juga kepada kami:
protect-instead-report-link = ceritakan apa yang terjadi

protect-age-title = Berapa usiamu?
protect-age-hint = Kalau di salah satu foto kamu belum 18 tahun, pilih yang tentang masa itu. Gambar anak disimpan terpisah dan tidak pernah masuk daftar gambar orang dewasa.
protect-age-wrong = Mohon pilih satu. Tidak menyebutkan juga boleh.

protect-choose-title = Pilih foto atau video
protect-choose-line = Memilih tidak berarti mengunggah. Perangkat membacanya dan membuat sidik jarinya sendiri.
protect-own-title = { $voice ->
    [adult] Hanya foto dan video diri Anda sendiri yang sudah Anda simpan.
   *[own] Hanya foto dan video dirimu sendiri yang sudah kamu simpan.
  }
protect-own = Jangan mencarinya di internet, jangan memintanya kepada orang lain, dan jangan menyimpan yang baru. Kalau fotonya sudah tidak ada, cukup beri tahu kami di mana foto itu beredar.
protect-choose = Foto dan video
protect-working = Sampai mana berkas ini
protect-working-line = Membuat sidik jari berkas { $n } dari { $of }…
protect-cancel = Berhenti
protect-picture = Foto { $n }
protect-video = Video { $n }
protect-waiting = Menunggu
protect-ready = Sidik jari sudah dibuat
protect-cancelled = Dihentikan. Tidak ada sidik jari yang dibuat.
protect-low = Foto ini tidak bisa dilindungi dengan cara ini: terlalu sedikit yang terlihat di dalamnya, sehingga sidik jarinya akan cocok dengan foto orang lain. Foto ini tidak akan dikirim.
protect-twice = Sama dengan yang di atas. Dihitung sekali.
protect-trouble-kind = Peramban tidak bisa membaca jenis berkas ini. Foto (JPEG, PNG, WebP, GIF) dan video bisa.
protect-trouble-large = Foto ini terlalu besar (lebih dari 40 juta piksel). Salinan yang lebih kecil juga bisa dipakai.
protect-trouble-old = Peramban ini terlalu lama. Coba yang lebih baru, atau salah satu tempat lain di halaman ini.
protect-trouble-empty = Berkas ini kosong (0 byte), jadi sidik jari tidak bisa dibuat.
protect-trouble-failed = Ada yang tidak beres, dan sidik jari tidak terbuat. Keluarkan lalu pilih lagi.
protect-many = Paling banyak { $most } sekaligus.

protect-finds-title = Apa yang ditemukan cara ini, dan apa yang tidak
protect-finds-same = Foto yang sama ditemukan lagi, juga kalau diperkecil, disimpan ulang, atau dijadikan hitam putih.
protect-finds-not = Salinan yang tepinya dipotong umumnya juga ditemukan: sampai kira-kira sepersepuluh, sama di semua tepi, atau di satu atau dua tepi saja. Foto yang tiap tepinya dipotong berbeda-beda, diberi bingkai, ditimpa tulisan, atau dimiringkan tidak ditemukan. Salinan seperti itu bisa dibuat sendiri lalu ditambahkan di sini.
protect-finds-video = Untuk video hanya salinan yang persis sama. Video yang dipotong, atau diperkecil oleh aplikasi pesan, belum ditemukan; itu menyusul.
protect-finds-where = Hanya layanan yang memegang sidik jari yang mencarinya, dan hanya pada apa yang diunggah ke sana. Di dalam pesan yang terkunci ujung ke ujung tidak ada yang bisa melihat.
protect-finds-outline = Sidik jari bukanlah foto, tetapi dengan usaha gambaran kaburnya bisa ditebak, dan dari banyak sidik jari lebih jelas lagi. Karena itu semuanya hanya sampai ke tempat yang { mailbox-you } pilih.

protect-leaves-title = Hanya inilah yang akan keluar dari perangkat
protect-leaves-line = Sejauh ini belum ada yang dikirim. Dan tidak akan ada, kecuali { mailbox-you } setuju di bawah.
protect-leaves-cuts = Dari tiap foto, satu sidik jari adalah milik foto utuhnya. Paling banyak 74 lagi adalah milik salinan yang tepinya dipotong, supaya salinan seperti itu juga ditemukan. Kalau kamera menyimpan foto dalam posisi miring atau terbalik, jumlahnya dua kali lipat.
protect-leaves-pdq = PDQ, mutu { $quality } dari 100
protect-leaves-pdq-turned = PDQ foto yang sudah diputar seperti terlihat; mutu { $quality } dari 100
protect-leaves-cut = { $n } lagi, dari salinan yang tepinya dipotong
protect-leaves-besides = Selain itu: bahasa halaman ini, jawaban tentang usia, dan tempat yang { mailbox-you } pilih. Tanpa foto, tanpa nama berkas, tanpa lokasi, tanpa tanggal.
protect-nobody-title = Belum ada layanan yang menerima sidik jari dari kami.
protect-nobody = Jadi tidak ada yang dikirim dan tidak ada yang disimpan. Di sini { mailbox-you } bisa melihat apa yang dibuat perangkat; untuk melindungi foto hari ini, gunakan salah satu tempat lain di halaman ini.

protect-whom-title = Siapa yang boleh menerimanya?
protect-whom-line = Tiap layanan hanya menerima baris di atas, tidak lebih, dan hanya mencari pada apa yang diunggah ke sana. Pilih satu per satu.
protect-whom-wrong = Pilih paling sedikit satu layanan, atau tinggalkan halaman ini: belum ada yang dikirim.
protect-whom-back = Bisa ditarik kapan saja, dari satu layanan atau dari semuanya.
protect-code-line = Kode ini membuka kotak surat. Di sana terlihat siapa yang memegang sidik jari, dan dari sana bisa ditarik kembali. Jika kode hilang, kami tidak bisa mencarikannya, dan tidak ada yang bisa menariknya sebagai ganti.
protect-agree = Saat tombol ditekan, { $whom } boleh menerima { $n } baris. Selain itu tidak ada yang keluar dari perangkat.
protect-send = Saya setuju, kirim
protect-sending = Mengunci dan mengirim…
protect-failed = Belum terkirim. Periksa koneksi lalu tekan lagi; sidik jarinya masih ada di sini.
protect-refused = Server tidak menerimanya, dan belum ada yang diberikan kepada siapa pun. Muat ulang halaman lalu coba lagi.
protect-sent-title = Foto dan video sudah dilindungi di sana.
protect-sent-line = { $whom } kini boleh mengambil { $n } baris itu.
protect-sent-code = Kodenya, sekali lagi. Setelah ini tidak ditampilkan lagi.
protect-sent-fetch = Kotak surat menunjukkan kapan sebuah layanan mengambilnya.
protect-sent-decide = Kalau ada yang cocok, orang atau aturan layanan itu yang memutuskan. Kami tidak bisa menjanjikan bahwa fotonya dihapus.
protect-sent-old = Yang sudah diunggah sebelumnya hanya ditemukan kalau layanan itu memeriksanya kembali. Kalau tahu di mana letaknya, ceritakan juga kepada kami.

mailbox-given = Siapa yang boleh mencari foto dan video ini
mailbox-given-hint = Yang diminta menghapus tetap tampil di sini sampai ia mengonfirmasi. Menarik semuanya di kotak surat ini juga menarik bagian ini.
mailbox-given-waiting = { $name }: boleh menerima { $n } foto atau video sejak { $day }, dan belum mengambilnya
mailbox-given-fetched = { $name }: sudah mengambil { $n } foto atau video, pertama kali { $day }
mailbox-given-asked = { $name }: ditarik { $day }; di sini tidak lagi ditemukan, dan ia diminta menghapus salinannya. Belum dikonfirmasi
mailbox-given-gone = { $name }: ditarik; dikonfirmasi { $day }
mailbox-given-quiet = Yang { mailbox-you } izinkan
mailbox-given-quiet-hint = Yang ditarik di sini langsung berhenti.
mailbox-given-quiet-stands = Diizinkan sejak { $day }
mailbox-given-quiet-gone = Ditarik pada { $day }
mailbox-given-take-back = Tarik kembali
mailbox-given-take-back-all = Tarik dari semuanya
mailbox-given-back = Sudah ditarik, berlaku mulai sekarang.
