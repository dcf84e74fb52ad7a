# Portal. $voice: own = orang yang dirugikan, child = di bawah 13 tahun, other = orang yang melapor untuk orang lain.

portal-name = Bicara, aman
portal-language-name = Bahasa Indonesia
portal-leave = Tinggalkan halaman ini
portal-languages = Bahasa
portal-footer-help = Butuh bantuan
portal-footer-mailbox = Kotak surat
portal-footer-about = Apa yang kami lihat
portal-footer-start = Awal
portal-footer-appeal = Minta penghapusan diperiksa ulang

portal-day = { $day } { $month ->
    [1] Januari
    [2] Februari
    [3] Maret
    [4] April
    [5] Mei
    [6] Juni
    [7] Juli
    [8] Agustus
    [9] September
    [10] Oktober
    [11] November
   *[12] Desember
  } { $year }

portal-landing-title = Yang terjadi padamu bukan salahmu.
portal-landing-promise = Kami tidak menanyakan namamu dan tidak menyimpan alamat internetmu. Jadi kami tidak bisa menemukanmu sendiri: jika dalam bahaya, telepon { $numbers }.
portal-landing-promise-logs = Kami tidak menanyakan namamu, dan layanan ini sendiri tidak menyimpan alamat internetmu. Tetapi hukum di sini mewajibkan pihak yang menyalurkan halaman ini menyimpan catatan kunjungan. Kami tidak bisa menemukanmu sendiri: jika dalam bahaya, telepon { $numbers }.
portal-door-help = Saya butuh bantuan sekarang
portal-door-help-line = Nomor yang bisa langsung dihubungi, dan cara tetap aman
portal-door-me = Tentang saya
portal-door-me-line = Seseorang menyakiti, mengancam, atau menyebarkan gambar saya
portal-door-other = Tentang orang lain
portal-door-other-line = Anak saya, murid, teman, kerabat
portal-door-saw = Saya melihat sesuatu di internet
portal-door-saw-line = Halaman, unggahan, akun
portal-else-title = Hal lain
portal-else-before = Gambar saya belum disebarkan, tetapi ada yang mengancam akan melakukannya
portal-else-talk = Saya khawatir dengan pikiran saya sendiri tentang anak-anak
portal-else-appeal = Konten saya dihapus secara keliru, atau saya dilaporkan
portal-next-title = Apa yang terjadi selanjutnya
portal-next-1 = Ceritakan sebanyak yang kamu mau. Setiap langkah boleh dilewati.
portal-next-2 = Kamu mendapat kode. Kode itu satu-satunya jalan kembali; kami tidak bisa mencarikannya.
portal-next-3 = Seorang petugas membaca dan menjawab di kotak surat. Kamu yang menentukan siapa yang boleh kami beri tahu, kecuali jika nyawa terancam atau seorang anak sedang mengalami kekerasan.
portal-have-code = Saya punya kode, buka kotak surat
portal-numbers-title = Telepon sekarang
portal-numbers-more = Nomor lain
portal-no-team-title = Laporan belum diterima di sini.
portal-no-team = Belum ada tim di balik halaman ini, jadi laporan tidak akan dibaca siapa pun. Silakan telepon salah satu nomor di halaman ini.

portal-duty-on-title = Ada petugas yang berjaga.
portal-duty-on = Laporan mendesak langsung sampai kepadanya.
portal-duty-off-title = Saat ini tidak ada yang berjaga.
portal-duty-off = Kami membaca saat petugas kembali. Jika mendesak, telepon dulu.

portal-help-title = Telepon sekarang, tidak perlu menulis dulu di sini
portal-help-line = Kamu tidak perlu menyebut nama. Jika sulit bicara, mintalah orang yang kamu percaya untuk menelepon.
portal-help-heavy-title = Jika kamu tidak ingin hidup lagi, telepon dulu.
portal-help-heavy = Atau tetaplah dekat orang yang kamu percaya. Yang lain bisa menunggu. Perasaan ini akan berlalu, walau sekarang tidak terasa begitu.
portal-help-cards = Yang baik diketahui
portal-help-tell = Ceritakan kepada kami

portal-before-title = Belum tersebar, dan masih ada yang bisa dilakukan
portal-before-line = Yang bersalah adalah orang yang mengancam, bukan kamu, juga jika kamu sendiri yang mengirim gambarnya. Baca ini dulu, lalu ceritakan kepada kami jika kamu mau.

portal-talk-title = Anda bisa mendapat bantuan sebelum ada yang terluka
portal-talk-line = Memiliki pikiran seperti itu bukan kejahatan, dan Anda tidak memilihnya. Apa yang Anda lakukan dengannya bisa Anda pilih, dan ada orang yang membantu tanpa menghakimi. Di sini tidak perlu formulir atau nama.
portal-talk-numbers = Teman bicara
portal-talk-limit-title = Apa yang dirahasiakan.
portal-talk-limit = Anda boleh bicara tanpa nama. Jika Anda mengatakan bahwa seorang anak sedang disakiti dan siapa anak itu, penolong harus melindunginya dan mungkin harus memberi tahu pihak lain. Tanyakan hal ini sejak awal.
portal-talk-now-title = Jika seorang anak dalam bahaya sekarang,
portal-talk-now = menjauhlah dari anak itu dan telepon. Itu melindungi anak itu dan Anda.

portal-appeal-title = Ada milik Anda yang dihapus, atau Anda dilaporkan?
portal-appeal-line = Kami meminta penghapusan hal-hal yang merugikan orang. Kami bisa keliru. Anda bisa mengatakannya di sini, tanpa akun dan tanpa nama.
portal-appeal-1 = Anda menyebut penghapusan atau laporan yang mana, dan apa yang keliru.
portal-appeal-2 = Orang lain, bukan yang memutuskan pertama kali, memeriksa semuanya lagi.
portal-appeal-3 = Kotak surat memberi tahu apa yang diputuskan dan menurut aturan mana. Jika kami keliru, semua yang menerima kabar pertama dari kami juga menerima ralatnya.
portal-appeal-private = Kami tidak pernah memberi tahu siapa yang melapor. Mohon jangan mencari atau menghubungi mereka.
portal-appeal-begin = Minta pemeriksaan ulang

portal-tips-title = Kiat kecil saat daring
portal-tips-1 = Pakai kata sandi panjang, berbeda di setiap tempat.
portal-tips-2 = Aktifkan verifikasi dua langkah untuk surel dan media sosial.
portal-tips-3 = Perbarui ponsel dan aplikasi secara teratur.
portal-tips-4 = Jangan menekan tautan asing, walau dikirim teman.
portal-tips-5 = Periksa lagi siapa yang bisa membaca unggahanmu.

portal-about-title = Apa yang kami lihat, dan yang tidak
portal-about-line = Apa adanya, supaya kamu bisa menimbang.
portal-about-script-title = Jika peramban menjalankan JavaScript kami
portal-about-script = Kata-kata, berkas, dan cara menghubungi dikunci di perambanmu sebelum dikirim. Server hanya menyimpan bentuk terkunci; hanya tim penerima dan kodemu yang bisa membukanya. Jika server jujur saat halaman ini dimuat, siapa pun yang mengambil server kemudian tidak bisa membaca kata-katamu. Kami tidak bisa menjanjikan lebih, karena server itu sendiri yang memberikan JavaScript itu.
portal-about-plain-title = Tanpa JavaScript
portal-about-plain = Server menerima kata-katamu dalam bentuk yang bisa dibaca, langsung menguncinya di memori, baru kemudian menyimpannya. Server juga membuatkan kodenya, jadi sempat memegang kode itu. Di antara langkah-langkah, isianmu dibawa di dalam halaman itu sendiri, terkunci.
portal-about-codes-title = Yang langsung bisa dibaca petugas
portal-about-codes = Yang kamu centang atau pilih dari daftar: jenis kejadian, kelompok umur, provinsi, bahaya, sejak kapan. Tidak ada nama siapa pun. Karena itu yang mendesak dilihat lebih dulu.
portal-about-never-title = Yang tidak kami simpan
portal-about-never = Alamat internet, jenis perangkat, kuki. Halaman ini tidak menghubungi tempat lain. Tetapi perambanmu tetap punya riwayat, dan jaringanmu melihat bahwa kamu ke sini.
portal-about-tell-title = Kapan kami memberi tahu pihak lain
portal-about-tell = { report-exceptions-body }
portal-about-delete-title = Jika kamu ingin menariknya
portal-about-delete = Di kotak surat kamu bisa mencabut setiap izin, atau semuanya. Pembagian langsung berhenti. Setelah 14 hari, yang kami simpan dihancurkan; sampai saat itu kamu boleh berubah pikiran. Siapa yang sudah menerima salinan kami minta menghapusnya, dan kamu diberi tahu siapa saja.
portal-about-key-title = Sidik tempat ini
portal-about-key = Jika selebaran atau poster menunjukkan sidik yang berbeda dari ini, jangan menulis apa pun dan teleponlah.

portal-missing-title = Halaman ini tidak ada
portal-missing = Tautannya mungkin sudah lama. Tidak ada tulisanmu yang hilang karena ini.
portal-broken-title = Ada gangguan pada kami
portal-broken = Kesalahan ada pada kami, bukan padamu. Coba lagi beberapa menit lagi. Jika mendesak, telepon.
portal-stale-title = Halaman terlalu lama terbuka
portal-stale = Demi keamananmu, isian tidak disimpan. Silakan mulai lagi. Jika mendesak, telepon.
portal-large-title = Berkas terlalu besar
portal-large = Tanpa JavaScript, sekali kirim paling banyak 16 MB. Kembalilah dan pilih berkas yang lebih kecil, atau ceritakan dengan kata-kata.
portal-long-title = Pesannya terlalu panjang
portal-long = Belum ada yang terkirim: satu pesan paling banyak { $thousands }.000 karakter. Kembali lewat tombol peramban, lalu kirim per bagian.
portal-text-limit = Paling banyak { $thousands }.000 karakter.

report-step = Langkah { $n } dari { $of }
report-step-one = Langkah 1
report-back = ‹ Kembali
report-listen = Dengarkan
report-listen-stop = Berhenti
report-next = Lanjut
report-skip = Lewati
report-send = Kirim
report-unsaid = Tidak disebut
report-more-choices = Pilihan lain
report-plain-title = Halaman ini berjalan tanpa JavaScript.
report-plain = Dengan cara ini server kami sempat melihat isian, menguncinya, baru menyimpannya. Jika peramban menjalankan JavaScript, tulisan dikunci di perangkat sendiri.
report-sealed-title = Belum ada yang dikirim.
report-sealed = Yang ditulis tetap di perangkat ini sampai tombol Kirim ditekan, dan dikunci sebelum berangkat.

report-danger-title = { $voice ->
    [other] Apakah orang itu aman saat ini?
    [adult] Apakah Anda aman membaca ini sekarang?
   *[own] Apakah kamu aman membaca ini sekarang?
  }
report-danger-numbers = { $voice ->
    [other] Jika mendesak, telepon dulu. Anda tidak perlu menyebut nama.
    [adult] Jika mendesak, telepon dulu. Anda tidak perlu menyebut nama.
   *[own] Jika mendesak, telepon dulu. Kamu tidak perlu menyebut nama.
  }
report-urgent-crisis-title = Telepon dulu, laporan bisa menunggu.
report-urgent-crisis = { $voice ->
    [adult] Tidak perlu menyebut nama. Anda lebih penting daripada apa pun yang ditulis di sini.
    [other] Tetaplah di dekat orang itu. Tidak perlu menyebut nama.
   *[own] Tidak perlu menyebut nama. Kamu lebih penting daripada apa pun yang ditulis di sini.
  }
report-urgent-emergency-title = Jika mendesak, telepon dulu.
report-urgent-emergency = Tidak perlu menyebut nama.
report-danger-legend = Mana yang benar saat ini?
report-device-title = Ada yang bisa melihat perangkat ini?
report-device-body = Pakai perangkat yang belum pernah dipegang orang itu: di sekolah, perpustakaan, milik teman. Buka jendela privat. “Tinggalkan halaman ini”, atau menekan Shift tiga kali, langsung membuka halaman lain, tetapi riwayat peramban tidak hilang.
report-exceptions-title = Kapan kami harus memberi tahu pihak lain?
report-exceptions-body = Kami bertanya sebelum memberi tahu siapa pun. Pengecualian: nyawa terancam, atau seorang anak sedang mengalami kekerasan. Saat itu hukum mewajibkan kami memberi tahu perlindungan anak atau polisi, dan kami memberi tahu pelapor lebih dulu kecuali itu menambah bahaya.

report-age-title = Berapa usiamu?
report-age-hint = Supaya kata-katanya cocok untukmu. Tidak ada yang memintamu membuktikannya.
report-reporter-title = Siapa Anda?
report-harms-title = { $voice ->
    [child] Apa yang terjadi padamu?
   *[own] Apa yang sedang terjadi?
  }
report-harms-hint = { $voice ->
    [child] Pilih sebanyak yang kamu mau. Kalau tidak tahu, pilih yang terakhir.
   *[own] Pilih sebanyak yang perlu. Jika tidak yakin, pilih yang terakhir.
  }
report-relation-title = { $voice ->
    [other] Siapa pelakunya bagi orang yang dirugikan?
    [adult] Siapa pelakunya bagi Anda?
   *[own] Siapa pelakunya bagimu?
  }
report-relation-hint = Supaya sarannya cocok. Tidak perlu tahu namanya.
report-affected-title = { $voice ->
    [other] Tentang orang yang dirugikan
    [adult] Tentang Anda
   *[own] Tentang kamu
  }
report-affected-hint = Hanya kelompok umur dan provinsi, bukan tanggal lahir atau alamat. Boleh kosong.
report-affected-age = Kelompok umur
report-affected-gender = Gender
report-affected-area = Provinsi

report-links-title = Di mana ini di internet?
report-urls = Tautan
report-urls-hint = Satu per baris. Jangan mencari lagi, jangan membukanya lagi untuk melihat.
report-accounts = Nama akun, nomor telepon, nama grup
report-accounts-hint = Hanya yang sudah diketahui.
report-platforms-title = Aplikasi atau situs yang mana?
report-payment-title = Ada yang meminta uang
report-payment = Rekening, dompet, atau kartu yang mereka berikan
report-payment-hint = Juga jika uang sudah dikirim. Orang yang dimintai uang tidak bersalah.

report-story-title = { $voice ->
    [child] Ceritakan kepada kami ya
    [adult] Apakah Anda ingin menceritakannya?
    [other] Apakah Anda ingin menceritakannya?
   *[own] Apakah kamu ingin menceritakannya?
  }
report-story-hint = { $voice ->
    [child] Satu kalimat juga boleh. Salah ejaan tidak apa-apa. Boleh dilewati.
   *[own] Satu kalimat cukup. Tidak perlu rincian. Boleh kosong.
  }
report-story-child-law = Kalau ada yang menyakitimu, kami akan memberi tahu orang-orang yang melindungi anak supaya mereka menolong. Kami memberi tahumu dulu, kecuali itu membahayakanmu.

report-voice-title = Atau diceritakan dengan suara
report-voice-hint = Paling lama lima menit, dan hanya jika tidak ada yang mendengar di dekat sini. Suara bisa menunjukkan siapa yang bicara; hanya tim penerima yang bisa mendengarkan.
report-voice-go = Rekam
report-voice-stop = Berhenti
report-voice-again = Rekam ulang
report-voice-remove = Hapus rekaman
report-voice-recording = Sedang merekam.
report-voice-kept = Tersimpan di perangkat ini sampai dikirim.
report-voice-none = Mikrofon tidak bisa dipakai di sini. Bisa ditulis saja.
report-voice-name = Rekaman suara
report-files-title = Tangkapan layar pesan, jika ada
report-files-hint = Tangkapan layar pesan atau profil, PDF, teks. Tidak ada juga tidak apa-apa.
report-files-never-title = Jangan kirim gambar seksual siapa pun.
report-files-never = Kami tidak pernah memerlukannya: setiap kali dikirim, orang di dalamnya terluka lagi, dan banyak hukum melarangnya. Tautan atau beberapa kata sudah cukup.
report-files-choose = Pilih berkas
report-files-confirm = Berkas ini hanya berisi teks atau profil, tidak ada gambar seksual siapa pun
report-files-remove = Hapus berkas ini
report-files-wrong = Mohon pastikan berkas tidak berisi gambar seksual, atau keluarkan berkasnya.
report-files-kind = Hanya PNG, JPEG, WebP, PDF, dan teks yang diterima.
report-files-large = Berkas { $name } terlalu besar: paling banyak { $limit } MB.
report-files-large-plain = Tanpa JavaScript, sekali kirim paling banyak 16 MB. Pilih berkas yang lebih kecil, atau ceritakan dengan kata-kata. Yang sudah ditulis masih ada di sini.
report-text-cut = Teksnya lebih panjang dari { $thousands }.000 karakter, jadi bagian akhirnya terpotong. Periksa bagian akhirnya; sisanya bisa diceritakan nanti di kotak surat.

report-appeal-title = Penghapusan atau laporan yang mana?
report-appeal-line = Salah satu saja cukup. Apa yang diputuskan, dan menurut aturan mana, kami sampaikan di kotak surat.
report-appeal-number = Nomor di surat kami
report-appeal-number-hint = Seperti KH-12-2. Tertulis di surat yang diterima aplikasi atau situs itu.
report-appeal-urls = Atau alamatnya
report-appeal-urls-hint = Halaman, unggahan, atau akun, sejauh Anda ingat.
report-appeal-story = Apa yang keliru?
report-appeal-next = Orang yang tidak ikut memutuskan pertama kali memeriksanya dan menjawab di kotak surat, beserta aturannya. Jika kami keliru, semua yang menerima kabar pertama juga menerima ralatnya.
report-appeal-sent = Permintaan Anda sudah sampai dengan aman.
report-appeal-path = Diperiksa orang lain
report-appeal-path-line = bukan oleh yang memutuskan pertama kali

report-safety-title = Pertama: apakah orang itu sedang ada di dekat sini?
report-safety-hint = Supaya jawaban kami tidak merugikan siapa pun. Boleh kosong.
report-safety-with-now = Apakah anak itu, atau orang yang dirugikan, sedang bersama orang itu?
report-safety-sees-device = Apakah orang itu bisa melihat perangkat ini?

report-more-title = Tambahan, jika tahu
report-more-hint = Semuanya boleh kosong. “Kira-kira” sudah cukup.
report-more-first = Kapan pertama kali terlihat?
report-more-last = Kapan terakhir terlihat?
report-more-up = Apakah masih ada?
report-more-again = Apakah muncul lagi setelah hilang?
report-more-pictured = Siapa yang ada di gambar atau video?
report-more-told = Apakah sudah ada yang diberi tahu?
report-more-support = Apakah sudah ada bantuan?
report-more-when = Kapan terjadinya?
report-more-when-hint = Dengan kata-kata sendiri: “kira-kira dua minggu lalu”, “waktu liburan”.
report-more-number = Nomor laporan sebelumnya, di sini atau di tempat lain
report-more-threat = Jika ada ancaman
report-more-demand = Apa yang mereka minta?
report-more-deadline = Sampai kapan?
report-more-deadline-hint = Jika ada batas waktu, kami melihatnya lebih dulu.
report-more-amount = Berapa yang diminta, atau sudah dibayar?
report-more-trusted = { $voice ->
    [other] Orang yang dipercaya oleh yang dirugikan
    [adult] Orang yang Anda percaya
   *[own] Orang yang kamu percaya
  }
report-more-school = Sekolah, kelas

report-wanted-title = { $voice ->
    [adult] Apa yang Anda harapkan?
    [other] Apa yang Anda harapkan?
   *[own] Apa yang kamu harapkan?
  }
report-legal-title = Bantuan hukum sebelum setuju.
report-legal = { $voice ->
    [adult] Anda bisa meminta bantuan hukum dulu dan membiarkan polisi tidak dicentang. Anda boleh berubah pikiran kapan saja.
    [other] Anda bisa meminta bantuan hukum dulu dan membiarkan polisi tidak dicentang. Anda boleh berubah pikiran kapan saja.
   *[own] Kamu bisa meminta bantuan hukum dulu dan membiarkan polisi tidak dicentang. Kamu boleh berubah pikiran kapan saja.
  }
report-consent-title = Apa yang boleh kami lakukan?
report-consent-hint = Semuanya mati. Boleh tidak mencentang apa pun: kami akan bertanya lagi di kotak surat.
report-contact-title = Bagaimana cara menghubungi yang aman?
report-contact-hint = Kotak surat dengan kode selalu bisa dipakai. Isi cara lain hanya jika tidak ada orang lain yang bisa melihatnya.
report-way-cs-email = Surel
report-way-cs-sms = Nomor untuk pesan teks
report-way-cs-chat = Nama di aplikasi obrolan (Zalo, Messenger…)
report-way-cs-call = Nomor untuk ditelepon
report-contact-care = Mohon diperhatikan
report-contact-note = Jam, kata sandi pengenal, bahasa, orang yang dipercaya
report-contact-note-hint = Bagian ini hanya bisa dibuka oleh dua orang bersama-sama.
report-name-title = Saya ingin menyebut nama
report-name = Nama
report-name-hint = Tidak wajib. Boleh nama apa saja.

report-callback-title = Kamu bisa langsung menelepon orang yang menolong
report-callback-line = Gratis. Kamu tidak perlu menyebut nama.
report-callback-number = Atau tinggalkan nomor, kami yang menelepon
report-callback-hint = Hanya jika kamu bisa menjawab saat sendirian. Boleh kosong.
report-callback-when = Kapan enaknya kami menelepon?

report-receipt-title = { $voice ->
    [child] Kodemu, kalau kamu mau kembali melihat jawabannya
    [adult] Kode Anda
    [other] Kode Anda
   *[own] Kodemu
  }
report-receipt-line = { $voice ->
    [child] Tulis di kertas dan simpan baik-baik. Kalau tidak ditulis, kamu tetap bisa mengirim.
   *[own] Kode ini satu-satunya jalan kembali ke jawaban kami. Jika hilang, kami tidak bisa mencarikannya.
  }
report-receipt-label = Kode lima kelompok
report-receipt-hint = Tulis dengan tangan dan simpan di tempat yang tidak dilihat orang. Jangan tangkapan layar jika orang lain melihat perangkat ini.
report-receipt-copy = Salin kode
report-receipt-copied = Tersalin
report-picture = Tampilkan sebagai gambar untuk difoto
report-picture-hint = Gambarnya hanya berisi kode, tanpa alamat. Foto hanya dengan perangkat yang tidak dilihat orang lain.
report-picture-label = Kode dalam bentuk gambar QR
report-held-key-title = Server sempat memegang kode ini.
report-held-key = Karena halaman berjalan tanpa JavaScript, server membuatkan kodenya, dan catatan akan menyebutkannya. Janji bahwa server tidak bisa memalsukan kata-kata pelapor hanya berlaku untuk kode yang dibuat di perangkat sendiri.
report-back-shows = Di perangkat ini, tombol Kembali pada peramban bisa menampilkan lagi isian dan kodenya, sampai jendela ini ditutup.
report-groups-legend = { $voice ->
    [child] Kalau sudah ditulis, ketik lagi kelompok { $first } dan kelompok { $second } (tidak wajib)
   *[own] Untuk memastikan kode tersimpan, ketik kelompok { $first } dan kelompok { $second }
  }
report-group = { $n ->
    [1] Kelompok pertama
    [2] Kelompok kedua
    [3] Kelompok ketiga
    [4] Kelompok keempat
   *[5] Kelompok kelima
  }
report-ordinal = { $n ->
    [1] pertama
    [2] kedua
    [3] ketiga
    [4] keempat
   *[5] kelima
  }
report-groups-wrong = Kedua kelompok tidak cocok dengan kode di atas. Mohon periksa setiap huruf.

report-review-title = Periksa sekali lagi, lalu kirim
report-review-line = Belum ada yang dikirim. Untuk mengubah, tekan Kembali.
report-review-empty = Belum ada isian. Tetap bisa dikirim: kami akan bertanya di kotak surat.
report-review-next-title = Setelah dikirim
report-review-next = { $voice ->
    [child] Seorang petugas membacanya dan menjawab di kotak surat. { report-story-child-law }
   *[own] Seorang petugas membacanya dan menjawab di kotak surat. { report-exceptions-body }
  }
report-review-danger = Saat ini
report-review-harms = Yang terjadi
report-review-who = Yang bercerita
report-review-relation = Pelaku
report-review-affected = Orang yang dirugikan
report-review-links = Tautan
report-review-accounts = Akun
report-review-platforms = Aplikasi, situs
report-review-payment = Tujuan uang yang diminta
report-review-story = Cerita
report-review-with-now = Sedang bersama orang itu
report-review-sees-device = Orang itu melihat perangkat ini
report-review-first = Pertama terlihat
report-review-last = Terakhir terlihat
report-review-up = Masih ada
report-review-again = Muncul lagi
report-review-pictured = Di dalam gambar
report-review-told = Sudah diberi tahu
report-review-when = Kapan
report-review-number = Nomor laporan sebelumnya
report-review-demand = Yang diminta
report-review-deadline = Batas waktu
report-review-amount = Jumlah
report-review-trusted = Orang yang dipercaya
report-review-school = Sekolah, kelas
report-review-support = Bantuan yang sudah ada
report-review-files = Berkas
report-review-wanted = Harapan
report-review-consent = Diizinkan
report-review-no-consent = Belum ada yang diizinkan
report-review-contact = Cara menghubungi
report-review-name = Nama

report-sending = Mengunci dan mengirim…
report-sending-file = Mengirim berkas { $n } dari { $of }…
report-failed = Belum terkirim. Yang ditulis masih ada di halaman ini. Periksa koneksi lalu tekan Kirim lagi.
report-refused = Server tidak menerimanya. Yang ditulis masih ada di halaman ini. Buka halaman ini lagi di jendela lain, atau telepon.
report-key-wrong = Kunci tim penerima tidak benar. Kami tidak mengirim apa pun. Silakan telepon salah satu nomor di halaman awal.

report-sent-title = { $voice ->
    [adult] Laporan Anda sudah sampai dengan aman. Anda melakukan hal yang benar.
    [other] Laporan Anda sudah sampai dengan aman. Anda melakukan hal yang benar.
   *[own] Laporanmu sudah sampai dengan aman. Kamu melakukan hal yang benar.
  }
report-sent-line = { $voice ->
    [adult] Tidak ada yang Anda tulis menjadi terbuka untuk umum.
    [other] Tidak ada yang Anda tulis menjadi terbuka untuk umum.
   *[own] Tidak ada yang kamu tulis menjadi terbuka untuk umum.
  }
report-again-title = Laporan sudah ada di sini.
report-again = Laporan dikirim satu kali dan disimpan satu kali. Kodenya tidak ditampilkan lagi, kalau-kalau orang lain sedang memakai perangkat ini. Buka kotak surat dengan kode yang sudah dicatat.
report-sent-code = { $voice ->
    [child] Dengan kode ini kamu bisa membuka kotak surat dan membaca jawaban kami.
   *[own] Kode ini membuka kotak surat. Kami tidak bisa mencarikannya.
  }
report-sent-next-title = Selanjutnya
report-path-received = Diterima
report-path-read = Dibaca petugas
report-path-asked = Pihak lain diminta membantu
report-path-asked-line = hanya yang diizinkan; jika nyawa terancam atau seorang anak sedang mengalami kekerasan, juga pihak yang ditentukan hukum
report-path-asked-none = { $voice ->
    [child] kalau ada yang menyakitimu: orang-orang yang melindungi anak
   *[own] pihak yang bisa melindungi seseorang, atau menghapusnya
  }
report-path-answer = Jawaban di kotak surat
report-path-answer-line = dibaca dengan kode di atas
report-duress-title = Jika ada yang memaksa membuka kotak surat
report-duress = Tukar dua kelompok terakhir kode. Yang terbuka adalah halaman kiat daring yang tidak berbahaya, dan kami tahu ada masalah. Kode untuk saat itu:
report-open-mailbox = Buka kotak surat

mailbox-enter-title = Buka kotak surat
mailbox-enter-line = Ketik kode 20 huruf dan angka yang diberikan saat mengirim.
mailbox-receipt = Kode
mailbox-receipt-hint = Boleh ditempel. Huruf besar atau kecil, dengan atau tanpa spasi.
mailbox-open = Buka
mailbox-plain = Tanpa JavaScript, server kami membukakan kotak surat dan sempat melihat isinya. Dengan JavaScript, kotak surat dibuka di perangkatmu sendiri.
mailbox-lost-title = Kode hilang?
mailbox-lost = Kami tidak bisa mencarikannya, karena kami tidak tahu siapa { mailbox-you }. { mailbox-you-begins } bisa bercerita lagi dari awal, atau telepon.
mailbox-wrong-letter = Tidak ada huruf { $letter } dalam kode. Mohon periksa lagi.
mailbox-wrong-length = Kode terdiri dari 20 huruf dan angka; yang diketik { $length }.
mailbox-wrong-sum = Satu huruf salah atau dua tertukar. Mohon periksa setiap kelompok.
mailbox-unknown = Tidak ada kotak surat untuk kode ini. Mohon periksa setiap huruf.
mailbox-offline = Tidak ada koneksi. Periksa lalu coba lagi.
mailbox-opening = Membuka…

mailbox-title = Kotak suratmu
mailbox-held-key = Laporan itu dikirim tanpa JavaScript, jadi di sini tidak bisa dibuktikan bahwa setiap kata berasal darimu.
mailbox-broken-title = Ada yang tidak cocok, jadi tidak kami tampilkan.
mailbox-broken-all = Kotak surat ini tidak terbukti milikmu. Jangan percaya apa pun yang muncul di sini. Silakan telepon salah satu nomor di Butuh bantuan.
mailbox-broken-from = Mulai pesan { $n }, tanda tangan salah atau ada pesan yang hilang. Jangan ikuti pesan yang memintamu menemui seseorang atau mengirim sesuatu. Silakan telepon salah satu nomor di Butuh bantuan.
mailbox-broken-shorter = Ada pesan yang tadi terlihat kini hilang. Silakan telepon salah satu nomor di Butuh bantuan.
mailbox-broken-text = Pesan ini tidak terbuka atau sudah diubah. Kami tidak menampilkannya.
mailbox-messages = Pesan
mailbox-no-messages = Belum ada pesan. Jika kami menjawab, pesannya muncul di sini.
mailbox-older = Muat pesan lama
mailbox-older-hint = Orang yang mengawasi jaringan bisa melihat bahwa { mailbox-you } memuat lebih banyak.
mailbox-from-me = { mailbox-you-begins }
mailbox-from-team = { $desk }, tanda tangan diperiksa
mailbox-write = Tulis kepada kami
mailbox-write-hint = Tambah, perbaiki, atau tanya. Hanya tim penerima yang bisa membacanya.
mailbox-send = Kirim
mailbox-sent = Terkirim.
mailbox-empty-text = Tulis beberapa kata sebelum mengirim.
mailbox-too-long = Belum ada yang terkirim: satu pesan paling banyak { $thousands }.000 karakter. Tulisannya masih ada di sini; persingkat, atau kirim per bagian.
mailbox-raced = Ada pesan lain yang masuk lebih dulu. Baca lalu kirim lagi; tulisanmu masih ada.
mailbox-failed = Belum berhasil. Coba lagi beberapa menit lagi.
mailbox-permissions = Yang boleh kami lakukan
mailbox-permissions-hint = Bisa dicabut kapan saja. Pembagian baru langsung berhenti, dan kami memberi tahu yang sudah menerimanya.
mailbox-permitted = Diizinkan.
mailbox-not-permitted = Tidak diizinkan.
mailbox-withdraw-permission = Cabut
mailbox-give-permission = Izinkan
mailbox-permission-changed = Pilihanmu sudah dicatat.
mailbox-opened = Siapa yang membukanya
mailbox-not-opened = Belum ada yang membukanya.
mailbox-opened-line = { $day }: { $what ->
    [who-inner] { $by } membuka data pengirim dan cara menghubungi
    [who] { $by } menyetujui sebagai orang kedua bahwa cara menghubungi boleh dibuka, tanpa melihat isinya
    [who-life] { $by } membuka sendirian data pengirim karena nyawa terancam; orang lain memeriksa kembali keputusan itu
    [message-file] { $by } membuka sebuah berkas yang dikirim bersama pesan
    [message] { $by } membuka sebuah pesan
    [file] { $by } membuka sebuah berkas
   *[what] { $by } membuka ceritanya
  }
mailbox-proof-title = Bukti
mailbox-proof-check = Periksa
mailbox-proven = Tersimpan tanpa diubah, dengan bukti.
mailbox-proof-pending = Buktinya belum ada; biasanya muncul dalam sepuluh menit. Coba lagi nanti.
mailbox-proof-failed = Buktinya tidak cocok. Catat tanggal hari ini dan telepon kami atau orang yang { mailbox-you } percaya.
mailbox-proof-how-title = Bagaimana cara memeriksanya?
mailbox-proof-how = Setiap laporan meninggalkan tanda dalam buku yang tidak bisa diubah tanpa ketahuan. Halaman ini mengambil tandamu, menghitungnya lagi, dan membandingkannya dengan sampul buku yang ditandatangani. Tidak ada yang bisa membaca apa pun dari sebuah tanda.
mailbox-words = Yang saya kirim
mailbox-words-ask = Apakah ada orang di sebelahmu? Jika orang lain bisa melihat layar, sebaiknya lain waktu.
mailbox-words-yes = Saya sendirian, tampilkan
mailbox-withdraw = Tarik semuanya
mailbox-withdraw-ask = Pembagian langsung berhenti. Setelah 14 hari, yang kami simpan dihancurkan; sampai saat itu { mailbox-you } bisa berubah pikiran. Jika ada bahaya, seorang petugas memeriksa sebelum dihancurkan. Siapa yang sudah menerima salinan kami minta menghapusnya.
mailbox-withdraw-yes = Tarik semuanya
mailbox-withdrawn-title = { mailbox-you-begins } sudah menariknya.
mailbox-withdrawn = Tidak ada lagi yang dibagikan. Yang kami simpan akan dihancurkan pada { $day }.
mailbox-withdrawn-review = Tidak ada lagi yang dibagikan. Seorang petugas memeriksa sebelum dihancurkan.
mailbox-keep = Simpan, saya berubah pikiran
mailbox-kept = Laporannya disimpan.
mailbox-close = Tutup kotak surat

# Mailbox, session 2
mailbox-you = { $voice ->
    [adult] Anda
    [other] Anda
   *[own] kamu
  }
mailbox-you-begins = { $voice ->
    [adult] Anda
    [other] Anda
   *[own] Kamu
  }
mailbox-opened-why = Alasannya: { $why }
mailbox-stop-done = sudah
mailbox-attach = Lampirkan berkas
mailbox-with-files = Dengan { $n } berkas.
mailbox-sending-files = Berkas sedang dikunci dan dikirim…
mailbox-asked = Layanan berikut pernah menerima permintaan penghapusan. Kami sudah meminta mereka menghapus apa yang mereka simpan: { $services }.
mailbox-support-title = Bantuan tetap ada
mailbox-support = Tidak apa-apa kalau di awal belum ingin bicara dengan siapa pun. Sekarang atau kapan saja, { mailbox-you } bisa menelepon.
mailbox-after = Apakah mudah melapor di sini? Beri tahu kami, tanpa kode

after-title = Bagaimana rasanya melapor di sini?
after-line = Tidak wajib. Jawaban hanya ditambahkan ke angka sebulan, tidak terhubung dengan kode atau laporan mana pun.
after-easy = Apakah mudah melapor di sini?
after-believed = Apakah kamu merasa dipercaya?
after-heard = Dari mana kamu tahu halaman ini?
after-scale-yes = Ya
after-scale-partly = Sebagian
after-scale-no = Tidak
after-heard-school = Di sekolah
after-heard-friend = Dari teman
after-heard-family = Dari keluarga
after-heard-poster = Dari poster atau selebaran
after-heard-search = Dari pencarian di internet
after-heard-media = Dari berita atau media sosial
after-heard-hotline = Dari layanan bantuan
after-heard-other = Dari tempat lain
after-send = Kirim
after-thanks-title = Terima kasih.
after-thanks = Angka-angka ini kami pakai untuk memperbaiki halaman ini.
mailbox-stop-received = Diterima
mailbox-stop-read = Dibaca petugas
mailbox-stop-asked = Pihak lain diminta membantu
mailbox-stop-appeal = Diperiksa orang lain
mailbox-stop-passed = Diteruskan
mailbox-stop-answer = Jawaban di kotak surat
