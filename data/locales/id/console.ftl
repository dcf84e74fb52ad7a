# Frame
console-name = Khiên
console-skip = Langsung ke isi
console-nav = Halaman kerja
console-languages = Bahasa
console-nav-queue = Antrean
console-nav-cases = Kasus
console-nav-notices = Permintaan hapus
console-nav-identity = Identitas
console-nav-figures = Angka
console-nav-services = Direktori layanan
console-nav-roster = Jadwal jaga
console-nav-people = Petugas
console-nav-teams = Tim dan kunci
console-nav-account = Akun saya
console-sign-out = Keluar
console-needs-script = Halaman ini memerlukan JavaScript: kunci dibuat dan dibuka di peramban, server tidak pernah melihatnya.
console-no-secure = Halaman ini tidak memakai HTTPS: peramban tidak dapat menyimpan kunci antarhalaman dan akan meminta frasa sandi lagi.
console-back = Kembali
console-save = Simpan
console-none = Tidak ada
console-not-known = Tidak diketahui
console-yes = Ya
console-no = Tidak
console-nobody = Belum ada
console-page-next = Halaman berikut
console-page-first = Halaman pertama
console-error-title = Tidak berhasil
console-error-safe = Tidak ada yang berubah. Kembali, periksa, dan coba lagi.
console-error-not-found = Tidak ditemukan, atau tidak terbuka untuk Anda.
console-error-not-allowed = Peran Anda tidak mengizinkan ini.
console-error-stale = Ada yang lebih dulu mengubah. Lihat lagi, lalu putuskan.
console-error-forged = Tanda tangan tidak cocok. Tidak ada yang diterima.
console-error-field = Perlu diperbaiki “{ $field }”: { $problem }
console-error-not-now = Belum bisa sekarang: { $problem }
console-error-code = Kode ini tidak ada: { $code }
console-error-store = Belum dapat dicatat. Tidak ada yang hilang; coba lagi sebentar.
console-field-login = Nama pengguna
console-field-desk-name = Nama meja
console-field-mail = Alamat surel
console-field-totp-code = Kode 6 angka
console-field-team-name = Tim penerima
console-field-custodian-name = Tim penjaga identitas
console-field-role = Peran
console-field-teams = Tim
console-field-staff = Anggota
console-field-harms = Apa ini
console-field-main = Yang utama
console-field-days = Hari
console-field-day = Tanggal dalam bulan
console-field-from = Dari pukul
console-field-to = Sampai pukul
console-field-first-day = Hari pertama cuti
console-field-last-day = Hari terakhir cuti
console-field-service = Layanan
console-field-url = Alamat materi
console-field-clock = Dasar hukum
console-field-lang = Bahasa surat
console-field-id = Nama pendek
console-field-name = Nama
console-field-form = Formulir mereka
console-field-jurisdictions = Yurisdiksi
console-field-other = Yang dikirim peramban

# Time
console-minutes = { $n } mnt
console-hours = { $n } jam
console-days = { $n } hari
console-left = sisa { $time }
console-over = lewat { $time }
console-today = hari ini { $time }

# Sign-in
console-sign-in-title = Masuk
console-sign-in-why = Frasa sandi diproses di peramban ini dan tidak meninggalkannya.
console-login = Nama pengguna
console-passphrase = Frasa sandi
console-code = Kode 6 angka dari aplikasi
console-sign-in = Masuk
console-sign-in-refused = Nama, frasa sandi, atau kode salah. Setiap kode hanya bisa dipakai sekali.
console-sign-in-slow = Beberapa kali salah. Tunggu { $n } detik lalu coba lagi.

# Account part of set-up and join
console-setup-title = Menyiapkan Khiên
console-setup-intro = Empat langkah, sekitar sepuluh menit. Siapkan aplikasi kode (TOTP) dan tempat menyimpan kertas di luar server.
console-join-title = Bergabung
console-join-intro = Anda diundang sebagai { $role }. Buat akun Anda; kunci Anda dibuat di perangkat ini.
console-account-title = Akun Anda
console-login-hint = Huruf kecil, angka, titik, atau tanda hubung, 2 sampai 40.
console-mail = Surel panggilan jaga (opsional)
console-mail-hint = Hanya berisi bahwa ada yang menunggu, tanpa isi lain.
console-desk-name = Nama meja
console-desk-name-hint = Pelapor hanya melihat nama ini, misalnya “Meja malam”. Jangan pakai nama asli.
console-passphrase-hint = Minimal 12 karakter; empat atau lima kata acak itu baik. Tidak ada yang bisa memulihkannya.
console-passphrase-again = Ketik ulang frasa sandi
console-totp-title = Faktor kedua
console-totp-how = Pindai gambar dengan aplikasi kode, atau ketik kunci ini, lalu ketik 6 angka yang ditampilkan.
console-totp-qr = Kode QR untuk aplikasi kode
console-totp-link = Buka di aplikasi pada perangkat ini
console-teams-title = Dua tim pertama
console-team-name = Tim penerima
console-team-name-hint = Membaca dan menjawab laporan.
console-team-name-default = Tim penerima
console-custodian-name = Tim penjaga identitas
console-custodian-name-hint = Memegang separuh amplop “siapa”: identitas hanya terbuka untuk dua orang.
console-custodian-name-default = Penjaga identitas
console-kit-title = Kit di luar server
console-kit-why = Kunci akar mengesahkan tim. Server tidak pernah memegangnya. Cetak atau simpan di USB, lalu kunci.
console-kit-save = Simpan berkas
console-kit-print = Cetak
console-kit-decline = Saya tidak ingin kunci pemulihan. Jika semua pemegang kunci tim kehilangan frasa sandi, semua yang disegel untuk tim itu hilang selamanya.
console-kit-tail = Enam karakter terakhir root-fingerprint
console-kit-tail-hint = Salin dari cetakan atau berkas: dengan begitu Anda yakin sudah menyimpannya.
console-setup-finish = Selesaikan
console-join-finish = Buat akun
console-token-gone = Alamat ini sudah dipakai atau kedaluwarsa.
console-token-gone-do = Mintalah yang baru kepada administrator.

# Roles and purposes
console-role-analyst = Analis
console-role-supervisor = Penyelia
console-role-administrator = Administrator
console-role-analyst-hint = Membaca, menjawab, mengirim permintaan hapus.
console-role-supervisor-hint = Seperti analis; juga menyetujui identitas, memeriksa sebelum penghapusan, mengatur jadwal.
console-role-administrator-hint = Mengelola akun, tim, direktori. Tidak membaca apa pun yang disegel.
console-purpose-intake = penerima
console-purpose-custodian = penjaga identitas

# Queue
console-queue-title =
    { $n ->
     [0] Tidak ada yang menunggu
     *[other] { $n } orang menunggu
    }{ $now ->
     [0] {""}
     *[other] ; { $now } butuh seseorang sekarang
    }
console-queue-filters = Saring antrean
console-filter-all = Semua
console-filter-mine = Milik saya dan bebas
console-filter-free = Belum diambil
console-filter-child = Anak
console-filter-now = Butuh sekarang
console-filter-sextortion = Pemerasan seksual
console-filter-deepfake = Gambar palsu
console-filter-burst = Banjir laporan
console-key-next = Berikut
console-key-previous = Sebelum
console-key-open = Buka
console-key-take = Ambil
console-queue-why = Mengapa di sini
console-queue-what = Apa
console-queue-who = Siapa
console-queue-clock = Tenggat
console-queue-since = Sejak
console-queue-number = No.
console-queue-empty = Laporan yang menunggu akan ada di sini, yang terparah lebih dulu. Saat ini tidak ada yang cocok dengan saringan.
console-order-life = Nyawa
console-order-contact = Kontak
console-order-young = Kecil atau bergantung
console-order-spread = Menyebar
console-order-waiting = Menunggu
console-order-waiting-why = tidak ada alasan lebih mendesak
console-burst = datang bersama banjir laporan; nilai sendiri
console-taken-by = diambil { $who }
console-door-me = melapor untuk diri sendiri
console-door-other = dilaporkan orang lain
console-door-saw = dilaporkan orang yang melihat
console-new-message = menulis lagi
console-take = Ambil
console-take-label = Ambil laporan nomor { $n }

# Report
console-report-title = Laporan { $n }
console-report-told = Yang dipilih pelapor
console-report-harms = Yang terjadi
console-report-danger = Bahaya
console-report-person = Orang yang terdampak
console-report-relation = Terduga
console-report-area = Provinsi
console-report-platforms = Di mana
console-report-wanted = Keinginan
console-report-permissions = Izin
console-report-permissions-none = Belum ada izin berbagi. Tidak ada yang boleh tahu di luar tim ini.
console-report-contact = Kontak aman
console-report-language = Bahasa
console-report-reporter = Pelapor
console-report-channel = Saluran
console-channel-sealed = disegel di peramban
console-channel-page = disegel server (tanpa skrip)
console-held-key = Server memegang kunci kotak pesan ini sesaat: janji antipemalsuan tidak berlaku di sini.
console-reduced = Kotak pesan hanya menampilkan jawaban: orang lain mungkin melihat perangkat. Tulislah seolah mereka ikut membaca.
console-implicated = Pelapor mungkin adalah terduga. Kotak pesannya hanya menampilkan “diterima” dan “diteruskan”. Putuskan ini saat mengklasifikasi.
console-withdrawn = Pelapor menariknya kembali. Semua berbagi sudah berhenti; isinya dihapus pada { $day }.
console-erased = Dihapus sesuai permintaan pelapor. Hanya kode yang tersisa.
console-look-first = Pelapor menariknya kembali. Semua berbagi sudah berhenti. Bahaya disebutkan, maka tidak ada yang terhapus sendiri: seseorang memeriksa dulu, dan dapat menghapus isinya mulai { $day }.
console-erase = Saya sudah memeriksa; hapus saat tiba waktunya
console-duress = Kode darurat dipakai. Mungkin orang lain memegang perangkatnya.
console-sealed-what = Cerita
console-sealed-files = Berkas
console-sealed-file = Berkas { $n }
console-sealed-length = Tersegel, kelas ukuran { $class }
console-length-4 = teks pendek
console-length-16 = beberapa halaman
console-length-64 = panjang
console-length-more = { $kb } KB
console-open = Buka: ini dicatat
console-open-script = Membuka memerlukan JavaScript.
console-file-warning = Gambar dikaburkan sampai Anda menekan. Setiap lihat dihitung, demi Anda sendiri.
console-classify = Klasifikasi
console-classify-hint = Kode pelapor sendiri tetap ada, tidak berubah.
console-classify-leave = Belum dinilai
console-classify-harms = Apa ini (satu atau lebih)
console-classify-main = Utama
console-classify-main-hint = Salah satu yang dipilih.
console-classify-ai = Buatan mesin
console-classify-age = Kelompok usia
console-classify-gender = Gender
console-classify-relation = Terduga adalah
console-classify-implicated = Pelapor adalah, atau mungkin, terduga
console-classify-save = Simpan klasifikasi
console-group-child = Anak
console-group-adult = Perempuan, dewasa
console-group-other = Lainnya
console-choose = Pilih
console-case-link = Kasus
console-case-open-new = Buka kasus baru
console-case-join = Gabung ke kasus
console-case-join-which = Nomor kasus terbuka
console-case-of-report = Bagian dari kasus { $n }
console-classify-first = Klasifikasi dulu, lalu buka kasus.
console-messages = Pesan dengan pelapor
console-messages-none = Belum ada pesan. Jawaban pertama sebaiknya singkat, hangat, dan mengatakan apa selanjutnya.
console-message-theirs = Pelapor
console-reply-text = Tulis kepada pelapor
console-reply-hint = Disegel dan ditandatangani dengan nama meja. Jangan bertanya “mengapa”, jangan menyalahkan, satu pertanyaan setiap kali.
console-reply-send = Segel dan kirim
console-reply-stopped = Belum bisa dibalas: pelapor mungkin terduga. Klasifikasi dulu.
console-status = Pelapor melihat
console-status-change = Ubah status
console-who-title = Siapa pelapornya
console-who-none = Pelapor tidak meninggalkan identitas.
console-who-ask = Minta dibuka
console-who-how = Hanya terbuka untuk dua orang. Pelapor melihat siapa yang membuka dan pada hari apa.
console-who-reason = Alasan membuka
console-who-asked = { $who } sudah meminta; menunggu penjaga identitas.
console-who-ready = Penjaga identitas setuju dan meneruskan amplop dalam.
console-who-open = Buka identitas: ini dicatat
console-reason-assess = menilai laporan
console-reason-case = bekerja pada kasus
console-close-report = Tutup tanpa kasus
console-close = Tutup
console-outcome = Hasil yang dilihat pelapor

# Identity requests
console-identity-title = Identitas: yang menunggu orang kedua
console-identity-empty = Jika analis meminta identitas pelapor, permintaannya ada di sini.
console-identity-asks = { $who } meminta, laporan { $n }
console-identity-own = Ini permintaan Anda sendiri: orang lain harus menyetujui.
console-identity-agree = Setuju dan teruskan amplop dalam
console-identity-how = Anda hanya membuka lapisan luar. Anda tidak melihat namanya.

# Cases
console-cases-title =
    { $n ->
     [0] Tidak ada kasus terbuka
     *[other] { $n } kasus terbuka
    }
console-cases-empty = Kasus dibuka dari laporan yang sudah diklasifikasi. Kasus akan ada di sini.
console-case-title = Kasus { $n }
console-case-reports = Laporan dalam kasus ini
console-case-report-withdrawn = ditarik: tidak ada lagi yang dibagikan
console-case-count = { $n } laporan
console-case-state-open = terbuka
console-case-timeline = Lini masa (ini jurnalnya)
console-case-notes = Catatan
console-case-note-new = Catatan baru
console-case-note-hint = Disegel untuk tim; pelapor tidak melihatnya.
console-case-note-save = Segel dan simpan
console-case-note-n = Catatan { $n }
console-case-notices = Permintaan penghapusan
console-notice-withdrawn = Ditarik: { $reports }. Tidak ada lagi isinya yang dibagikan.
console-case-notices-none = Belum ada permintaan.
console-case-notice-new = Siapkan permintaan
console-case-close-title = Tutup kasus
console-case-close-hint = Setiap pelapor dalam kasus melihat hasil ini.
console-case-reopen = Buka kembali
console-case-closed-with = Ditutup: { $outcome }

# Events in words
console-event-report-received = Laporan masuk
console-event-report-taken = { $who } mengambil
console-event-report-opened = { $who } membuka { $part }: { $reason }
console-event-report-classified = { $who } mengklasifikasi: { $what }
console-event-report-joined = { $who } memasukkannya ke kasus
console-event-report-message-in = Pelapor menulis
console-event-report-message-out = { $who } membalas
console-event-report-status = { $who } mengubah status: { $what }
console-event-report-permission-given = Pelapor memberi izin: { $what }
console-event-report-permission-withdrawn = Pelapor mencabut izin: { $what }
console-event-report-withdrawn = Pelapor menarik laporan
console-event-report-kept = Pelapor mempertahankan laporan
console-event-report-erased = Isinya dihapus
console-event-report-duress = Kode darurat dipakai
console-event-report-paged = Petugas jaga dipanggil
console-event-report-identity_asked = { $who } meminta identitas: { $reason }
console-event-report-identity_released = { $who } menyetujui pembukaan identitas
console-event-report-closed = { $who } menutup: { $what }
console-event-case-opened = { $who } membuka kasus
console-event-case-report_joined = { $who } menambah laporan
console-event-case-noted = { $who } menulis catatan
console-event-case-note_opened = { $who } membuka catatan
console-event-case-notice = { $who } menyiapkan permintaan
console-event-case-closed = { $who } menutup kasus: { $what }
console-event-case-reopened = { $who } membuka kembali kasus
console-event-notice-drafted = Permintaan disiapkan
console-event-notice-attempted = Pengiriman dimulai
console-event-notice-sent = Server surel menerimanya; waktu berjalan
console-event-notice-unknown = Tidak diketahui apakah sudah sampai
console-event-notice-failed = Server surel menolak
console-event-notice-resend = { $who } mengirim ulang
console-event-notice-answered = { $who } mencatat: { $what }
console-event-notice-lapsed = Waktu habis tanpa jawaban
console-event-notice-purged = Alamat sudah dihapus
console-event-other = { $type }

# Notices
console-notices-title =
    { $n ->
     [0] Tidak ada permintaan yang menunggu jawaban
     *[other] { $n } permintaan menunggu jawaban
    }{ $late ->
     [0] {""}
     *[other] ; { $late } terlambat
    }
console-notices-empty = Permintaan yang dikirim akan ada di sini beserta tenggatnya.
console-notice-title = Permintaan kepada { $service }
console-notice-service = Layanan
console-notice-basis = Dasar
console-notice-case = Kasus
console-notice-state = Keadaan
console-notice-due = Tenggat
console-notice-no-due = hukum tidak menyebut jam
console-notice-address = Alamat yang dihapus
console-notice-address-hint = Satu alamat. Hanya ini yang keluar dari segel; dihapus setelah ada hasil.
console-notice-purged = Alamat sudah dihapus setelah ada hasil.
console-gate-title = Pertanyaan sebelum apa pun dikirim
console-gate-preserved = Apakah sudah diamankan?
console-gate-preserved-hint = Setelah dihapus tidak bisa ditunjukkan lagi.
console-gate-police = Apakah polisi meminta menunggu?
console-gate-police-hint = Jika ya, jangan kirim apa pun dulu.
console-gate-hurt = Apakah orang itu akan disakiti jika isinya hilang?
console-gate-hurt-hint = Pelaku akan tahu.
console-gate-host = Apakah hosting tampak terlibat?
console-gate-host-hint = Jika ya mereka tidak diperingatkan: hanya polisi.
console-gate-stops = Ini menahannya
console-basis-title = Dasar hukum
console-basis-capacity = Simpul ini bertindak sebagai: { $capacity }. Hanya dasar yang terbuka untuk itu ditawarkan.
console-capacity-authority = otoritas publik
console-capacity-trusted_flagger = pelapor tepercaya
console-capacity-hotline = hotline
console-capacity-victim_agent = wakil orang yang terdampak
console-basis-none = Tidak ada dasar yang terbuka bagi kami terhadap layanan ini.
console-basis-hours = { $n } jam
console-basis-no-hours = tanpa penundaan
console-basis-to-check = sumber masih perlu diperiksa pengacara
console-notice-letter-lang = Bahasa surat
console-notice-choose-service = Pilih layanan
console-notice-preview = Lihat surat
console-notice-preview-title = Surat yang dikirim
console-notice-to = Kepada
console-notice-no-mail = Layanan ini belum punya alamat surel di direktori. Tambahkan dulu, atau pakai formulirnya.
console-notice-send = Kirim
console-notice-change = Ubah
console-sending-waiting = menunggu dikirim
console-sending-sent = terkirim
console-sending-unknown = tidak tahu apakah sampai
console-sending-failed = ditolak saat dikirim
console-outcome-down = Semua dihapus
console-outcome-partly = Sebagian dihapus
console-outcome-refused = Ditolak
console-outcome-no_answer = Tidak ada jawaban
console-notice-outcome = Catat hasil
console-notice-escalate = Tidak ada jawaban dalam tenggat. Berikutnya: otoritas, hosting, atau mesin pencari.
console-notice-resend = Kirim ulang
console-notice-unknown-why = Server surel tidak memberi tahu hasilnya. Jika bisa, tanyakan layanan sebelum mengirim ulang.
console-notice-evidence = Bukti pengiriman

# Services
console-services-title = Layanan tujuan permintaan
console-services-add = Tambah layanan
console-services-empty = Direktori kosong.
console-service-name = Nama
console-service-id = Nama pendek
console-service-id-hint = Huruf kecil, angka, tanda hubung. Tidak bisa diubah nanti.
console-service-kind = Jenis
console-kind-platform = platform
console-kind-search = pencarian
console-kind-host = hosting
console-kind-registrar = pendaftar domain
console-kind-hash = layanan hash
console-kind-hotline = hotline lain
console-service-jurisdictions = Yurisdiksi
console-service-jurisdictions-hint = Dua huruf, dipisah spasi: VN EU US
console-service-mail = Surel untuk permintaan
console-service-form = Formulir mereka
console-service-note = Catatan
console-service-checked = Terakhir diperiksa
console-service-stale = perlu diperiksa lagi
console-service-edit = Ubah { $name }
console-service-platforms = Kode platform
console-service-platforms-hint = Seperti dalam tipologi, dipisah spasi: pf.facebook

# Figures
console-figures-title =
    { $n ->
     [0] Belum ada laporan
     *[other] { $n } laporan sejak { $since }
    }
console-figures-lead = Terbanyak: { $what }, { $n }
console-figures-inside = Hanya untuk internal: belum diperiksa pengungkapannya, tidak untuk dipublikasi.
console-figures-by-month = Per bulan
console-figures-by-harm = Per jenis
console-figures-by-age = Per kelompok usia
console-figures-by-area = Per provinsi
console-figures-empty = Jika laporan masuk, angka akan ada di sini.
console-figures-table = Lihat tabel
console-figures-value = Laporan

# People
console-people-title = Petugas
console-people-invite = Undang seseorang
console-people-role = Peran
console-people-teams = Tim
console-people-state = Keadaan
console-state-active = aktif
console-state-invited = diundang
console-state-disabled = dinonaktifkan
console-people-invite-make = Buat undangan
console-people-invited = Undangan, sekali pakai, 7 hari. Berikan lewat jalur aman:
console-people-disable = Nonaktifkan
console-people-disable-label = Nonaktifkan { $who }
console-people-reset = Buat ulang
console-people-reset-label = Buat ulang: { $who }
console-people-you = (Anda)

# Teams
console-teams-page-title = Tim dan kunci
console-team-no-key = Tim ini belum punya kunci: portal belum menerima laporan. Seorang anggota harus membuatnya.
console-team-no-members = Belum ada anggota. Undang analis dulu.
console-team-make-key = Buat kunci tim
console-team-new-epoch = Seorang anggota keluar: perlu kunci baru.
console-team-make-epoch = Buat kunci baru
console-team-waits = Kunci masa { $n } menunggu pengesahan akar administrator.
console-team-ready = Kunci masa { $n } dipakai.
console-team-kit = Berkas kit (khien-kit.txt)
console-team-kit-hint = Dibaca di peramban ini; tidak dikirim ke mana pun.
console-team-certify = Sahkan
console-team-members = Anggota
console-team-holds = memegang kunci
console-team-holds-not = belum memegang kunci
console-team-give = Berikan kunci
console-team-give-label = Berikan kunci kepada { $who }
console-team-compare = Cocokkan lewat telepon:
console-team-remove = Keluarkan
console-team-remove-label = Keluarkan: { $who }
console-team-add = Tambah anggota
console-team-recovery = Kunci pemulihan: ada
console-team-recovery-none = Kunci pemulihan: ditolak

# Roster
console-roster-title = Jadwal jaga
console-roster-now = Sedang jaga: { $who }
console-roster-nobody = Saat ini tidak ada yang jaga. Portal mengatakannya sebelum orang menulis.
console-roster-add = Tambah giliran
console-roster-who = Siapa
console-roster-days = Hari
console-roster-from = Dari
console-roster-to = Sampai
console-roster-level = Dipanggil
console-roster-level-1 = pertama
console-roster-level-2 = setelah 10 menit
console-roster-remove = Hapus
console-roster-empty = Belum ada giliran: tidak ada yang dipanggil untuk hal mendesak.
console-roster-leave = Cuti
console-roster-leave-add = Tambah cuti
console-roster-night = Giliran melewati tengah malam berakhir lebih awal dari mulainya.
console-day-1 = Sen
console-day-2 = Sel
console-day-3 = Rab
console-day-4 = Kam
console-day-5 = Jum
console-day-6 = Sab
console-day-7 = Min

# Own account
console-own-title = Akun saya
console-own-fingerprint = Sidik kunci saya
console-own-fingerprint-hint = Bacakan lewat telepon kepada rekan sebelum mereka memberi kunci tim.
console-own-root = Sidik akar simpul ini
console-own-shortcuts = Pintasan satu tombol di antrean
console-own-exposure = Dilihat hari ini
console-own-exposure-n = { $n } kali. Hanya Anda yang melihat angka ini.
console-own-teams = Tim saya
console-mark-duress = kode darurat
console-mark-withdrawn = ditarik
console-part-message = pesan { $n }
console-sealed-plain = Tersegel

# Reasons that the rules give; each key is made of the first six words of the English reason
console-why-a-host-that-seems-to-take = hosting yang tampak terlibat tidak diperingatkan: hanya polisi
console-why-police-asked-to-wait = polisi meminta menunggu
console-why-make-the-person-safe-first-the = amankan orang itu dulu: pelaku akan tahu ketika isinya hilang
console-why-preserve-it-first-once-it-is = amankan buktinya dulu: setelah dihapus tidak bisa ditunjukkan
console-why-this-basis-is-not-open-to = dasar ini tidak terbuka bagi kami terhadap layanan ini: mengklaimnya berarti tidak benar
console-why-it-is-on-its-way-or = sedang dikirim atau sudah diterima
console-why-it-was-not-sent-yet = belum dikirim
console-why-the-case-is-closed-open-it = kasus sudah ditutup; buka kembali dulu
console-why-a-notice-is-still-waiting-for = masih ada permintaan yang menunggu hasil
console-why-choose-at-least-one-not-sure = pilih setidaknya satu; “tidak yakin” juga boleh
console-why-the-main-harm-is-one-of = yang utama adalah salah satu yang dipilih
console-why-this-report-was-deleted-as-its = laporan ini sudah dihapus sesuai permintaan pelapornya
console-why-it-belongs-to-another-case-already = sudah termasuk kasus lain
console-why-nobody-asked-for-it = tidak ada yang memintanya
console-why-classify-it-before-you-close-it = klasifikasikan sebelum menutup; tidak ada kode yang menutup laporan dengan sendirinya
console-why-this-reporter-may-be-the-alleged = pelapor ini mungkin terduga: putuskan itu dulu
console-why-the-report-is-withdrawn-keep-it = laporan sudah ditarik
console-why-danger-was-stated-a-person-looks = bahaya disebutkan: seseorang memeriksa dulu
console-why-the-fourteen-days-have-not-passed = empat belas hari belum lewat
console-why-this-team-has-a-key = tim ini sudah punya kunci
console-why-not-a-member-of-this-team = bukan anggota tim ini
console-why-wrap-the-key-to-the-recovery = kunci harus dibungkus juga untuk kunci pemulihan; muat ulang halaman
console-why-the-address-of-the-material-beginning = alamat materi harus dimulai dengan http
console-why-small-letters-digits-and-hyphens = hanya huruf kecil, angka, dan tanda hubung
console-why-the-service-s-name = isi nama layanan
console-why-not-a-mail-address = bukan alamat surel
console-why-an-address-that-begins-with-https = alamat harus dimulai dengan https://
console-why-at-least-one-country-such-as = setidaknya satu negara, misalnya VN
console-why-an-administrator-holds-no-team-s = administrator tidak memegang kunci tim mana pun
console-why-somebody-signs-in-with-this-name = nama ini sudah dipakai
console-why-2-to-40-small-letters-digits = 2 sampai 40 huruf kecil, angka, titik, tanda hubung
console-why-1-to-60-characters-on-one = 1 sampai 60 karakter dalam satu baris
console-why-this-node-was-set-up-already = simpul ini sudah disiapkan
console-why-give-the-team-a-name = beri nama tim
console-why-larger-than-a-mebibyte = lebih besar dari satu mebibita
console-why-choose-at-least-one-day = pilih setidaknya satu hari
console-why-an-hour-such-as-08-00 = jam seperti 08:00
console-why-the-last-day-comes-before-the = hari terakhir mendahului hari pertama
console-why-choose-the-service = pilih layanan
console-why-the-directory-has-no-mail-address = direktori tidak punya surel layanan ini
console-why-choose-a-legal-basis = pilih dasar hukum
console-why-choose-the-language-of-the-letter = pilih bahasa surat
console-why-the-six-digits-that-the-app = enam angka yang sedang ditampilkan aplikasi
console-why-asked-by-a-colleague = diminta seorang rekan
console-why-a-day-such-as-2026-12 = hari seperti 2026-12-31
console-why-one-of-analyst-supervisor-administrator = pilih salah satu dari tiga peran
console-why-no-such-legal-basis = dasar ini tidak ada dalam daftar
console-why-the-team-decides-about-this-report = tim yang memutuskan tentang laporan ini
console-why-other = tidak sesuai; muat ulang halaman dan coba sekali lagi
console-notice-letter = Surat
console-filter-closed = Termasuk yang ditutup
console-assessed = Penilaian kami: { $what }
console-team-key-print = Sidik kunci:
console-team-compare-key = Cocokkan sidik kunci dengan pembuatnya lewat telepon sebelum mengesahkan.
console-do-it = Ya, lakukan
console-people-reset-then = Kunci lamanya hilang; seorang rekan harus memberikan kunci tim lagi.
console-people-disable-then = Tidak bisa masuk lagi dan keluar dari semua tim; tim itu perlu kunci baru.
console-team-remove-then = Tidak bisa membaca yang baru; tim perlu kunci baru.
console-why-the-reporter-has-not-allowed-a = Orang itu belum mengizinkan permintaan penghapusan. Tanyakan dulu lewat kotak pesan.
console-takedown-allowed = Pelapor mengizinkan penghapusan tanpa nama, atau hukum tidak memerlukan izin mereka.
console-takedown-not-allowed = Belum ada izin penghapusan: laporan { $reports }. Tanyakan dulu lewat kotak pesan; tidak ada yang dikirim tanpa izin.
console-roster-test = Panggilan uji bulanan
console-roster-test-hint = Tanggal 1 sampai 28, pukul sepuluh pagi; kosong berarti tidak ada.
console-why-a-day-from-1-to-28 = tanggal 1 sampai 28, atau kosong
# Words for the script; { } in them are filled by the script.
console-js-failed = Tidak berhasil. Tidak ada yang berubah; coba lagi.
console-js-offline = Server tidak terjangkau. Yang Anda tulis masih ada di sini.
console-js-signed-out = Sesi berakhir. Silakan masuk lagi.
console-js-unlock-title = Buka kunci
console-js-unlock-why = Setelah 15 menit diam, atau di tab baru, kunci disimpan kembali.
console-js-passphrase = Frasa sandi
console-js-unlock = Buka
console-js-cancel = Batal
console-js-locked = Kunci Anda terkunci.
console-js-stretching = Memproses frasa sandi di perangkat ini…
console-js-wrong-passphrase = Frasa sandi salah.
console-js-no-key = Anda belum memegang kunci tim ini. Minta rekan memberikannya.
console-js-close = Tutup
console-js-opened-by = Dibuka oleh { $who }; tertutup pukul { $until }
console-js-urls = Alamat
console-js-accounts = Akun
console-js-payment = Pembayaran
console-js-empty = Pelapor tidak menulis apa pun di sini.
console-js-use-url = Pakai untuk permintaan
console-js-url-carried = Akan diisi pada permintaan berikutnya
console-js-file-size = sekitar { $kb } KB
console-js-file-other = Jenis berkas ini tidak dapat ditampilkan di sini.
console-js-save = Simpan ke perangkat: ini dicatat
console-js-read = Baca
console-js-picture-veiled = Gambar dikaburkan
console-js-picture-open = Gambar kiriman pelapor
console-js-unveil = Tampilkan jelas
console-js-veil = Kaburkan lagi
console-js-rest = Anda sudah melihat gambar, membaca, atau mendengar { $n } kali hari ini. Beristirahatlah; ini bisa menunggu.
console-js-nothing-written = Belum ada tulisan.
console-js-sealing = Menyegel…
console-js-chain-broken = Rantai pesan tidak cocok: ada yang ditambah, hilang, atau diubah. Tidak ada yang dikirim. Beri tahu penyelia.
console-js-root-title = Akar simpul ini berbeda.
console-js-root-changed = Akar bukan yang dikenal peramban ini. Cocokkan sidiknya dengan administrator sebelum menulis kepada siapa pun.
console-js-root-accept = Sudah saya cocokkan: benar
console-js-making-key = Membuat kunci…
console-js-kit-unreadable = Ini bukan berkas kit.
console-js-kit-other-node = Kit ini milik simpul lain.
console-js-kit-missing = Pilih berkas kit.
console-js-kit-title = Khiên: kit luar server untuk { $origin }
console-js-kit-keep = Simpan jauh dari server, terkunci. Pemegangnya bisa mengesahkan tim.
console-js-kit-no-recovery = ditolak
console-js-kit-tail = Enam karakter tidak cocok dengan root-fingerprint.
console-js-strength-short = { $n } karakter: perlu minimal 12.
console-js-strength-weak = Terlalu mudah ditebak: pakai beberapa kata berbeda.
console-js-strength-good = Cukup; satu kata lagi membuatnya kuat.
console-js-strength-strong = Kuat.
console-js-passphrase-differs = Keduanya tidak sama.
console-js-code-form = Kode terdiri dari 6 angka.
console-js-name = Nama
console-js-note = Catatan
console-js-way-cs-email = Surel
console-js-way-cs-sms = SMS
console-js-way-cs-chat = Aplikasi pesan
console-js-way-cs-call = Telepon
console-js-way-cs-trusted = Orang kepercayaan
console-js-team-unproven = Kunci tim tidak disahkan oleh akar. Tidak ada yang disimpan.
console-js-part-unproven = Ini bukan yang ditandatangani pelapor. Tidak ditampilkan. Beri tahu penyelia.
console-why-the-last-administrator-cannot-be-disabled = Ini administrator terakhir. Undang satu lagi lebih dulu.

# Lists that are shown a page at a time
console-list-open = Terbuka
console-list-waiting = Menunggu jawaban
console-list-ended = Selesai
console-list-all = Semua
console-notice-number = Nomor permintaan
console-notice-find = Cari
console-notice-find-none = Tidak ada surat kita dengan nomor “{ $number }”. Nomornya ada di judul surat, misalnya KH-12-1.
console-notice-sent = Dikirim
console-notice-by = Pengirim
console-notice-report = Alamat ini dari laporan siapa
console-notice-report-hint = Hanya izin orang ini yang berlaku, dan hanya penarikannya yang menarik permintaan ini.
console-notice-report-withdrawn = laporannya ditarik

# Notices that are taken back
console-notice-recalled = Ditarik kembali
console-recall-waiting = surat penarikan menunggu dikirim
console-recall-sent = surat penarikan sudah dikirim
console-recall-unknown = tidak diketahui apakah surat penarikan sampai
console-recall-failed = surat penarikan ditolak
console-recall-why-withdrawn = Pelapor menariknya kembali. Layanan diminta menghapus yang kita sampaikan; apakah isinya melanggar aturan layanan itu, layanan yang memutuskan.
console-recall-why-reversed = Setelah keberatan, permintaan ini terbukti keliru. Layanan diminta memulihkan yang dihapus karenanya.
console-recall-again = Kirim lagi surat penarikan
console-event-notice-recalled-withdrawn = Ditarik: pelapor menarik kembali
console-event-notice-recalled-reversed = Ditarik: keliru menurut keberatan
console-event-notice-recall = Penarikan: { $what }

# Who somebody is: why, when the reporter is told, and opening it alone for life
console-who-told = Pelapor membaca: “{ $words }”
console-who-later = Beri tahu nanti
console-who-later-why = Hanya jika pembaca kotak pesan mungkin pelaku, dan hanya sampai hari yang ditentukan, paling lama 90 hari. Setelah itu pelapor melihat siapa yang membuka dan kapan.
console-who-later-danger = Pembaca kotak pesan mungkin pelaku
console-who-later-day = Jangan beri tahu sebelum
console-who-later-until = Orang itu tidak diberi tahu sebelum { $day }: pembaca kotak pesan mungkin pelaku.
console-who-life = Nyawa terancam: buka sekarang, sendiri
console-who-life-what = Anda memegang kedua kunci, jadi bisa membukanya tanpa menunggu penjaga identitas. Yang terjadi kemudian:
console-who-life-yours = Ini dicatat atas nama Anda.
console-who-life-alarm = Orang kedua langsung disiagakan.
console-who-life-review = Dalam 24 jam, orang lain menilai apakah itu tepat.
console-who-life-sure = Nyawa sedang terancam, dan tidak ada waktu untuk menunggu orang kedua.
console-who-life-open = Buka sekarang: ini dicatat
console-who-life-waits = { $who } membukanya sendiri karena nyawa terancam. Seorang penyelia menelaahnya: { $time }.
console-review-how = Dibuka satu orang sendiri karena nyawa terancam. Dalam 24 jam, orang yang tidak membukanya menyatakan apakah itu tepat.
console-review-opened = Dibuka sendiri oleh { $who }
console-review-own = Anda yang membukanya: penyelia lain yang menelaah.
console-review-right = Itu tepat
console-review-wrong = Itu tidak tepat
console-event-report-opened_for_life = { $who } membuka identitas sendiri: nyawa terancam
console-event-report-identity_reviewed-right = { $who } menelaah: membukanya sendiri tepat
console-event-report-identity_reviewed-wrong = { $who } menelaah: membukanya sendiri tidak tepat
console-event-report-paged-alarm = Orang kedua disiagakan

# Appeals
console-filter-appeals = Keberatan
console-door-appeal = berkeberatan atas yang dilakukan
console-appeal = Keberatan
console-appeal-unlinked = Tentang permintaan kita yang mana? Nomornya ada di surat, misalnya KH-12-1; mungkin disebut dalam tulisan orang itu.
console-appeal-about = Permintaan { $number }
console-appeal-other = Ini tentang permintaan lain
console-appeal-link = Ini permintaannya
console-appeal-decide = Putuskan
console-appeal-how = Telaah ulang penilaian isi, dasar, dan tulisan orang itu. Jawab dulu di kotak pesan: apa yang dilakukan, menurut aturan mana, dan mengapa tetap atau tidak.
console-appeal-stands = Permintaan tetap
console-appeal-none = Tidak menyangkut tindakan kita: tutup
console-appeal-wrong = Permintaan keliru: tarik
console-appeal-supervisor = Penyelia yang tidak terlibat dalam permintaan itu yang memutuskan.
console-appeal-own = Anda yang mengirim permintaan ini: penyelia lain yang memutuskan.
console-appeal-stood = Diputuskan: permintaan tetap.
console-appeal-was-reversed = Diputuskan: permintaan keliru dan ditarik.
console-appeal-reply = Beri tahu apa yang dilakukan, menurut aturan mana, siapa yang memutuskan dan kapan. Jangan sebut apa pun tentang pelapor.
console-event-report-appeal_linked = { $who } menyatakan permintaan yang dimaksud
console-event-report-appeal_decided-stands = { $who } memutuskan: permintaan tetap
console-event-report-appeal_decided-reversed = { $who } memutuskan: permintaan keliru

# What the reporter may add
console-report-pictured = Di dalam gambar
console-report-first-seen = Pertama terlihat
console-report-last-seen = Terakhir terlihat
console-report-still-up = Masih ada
console-report-posted-again = Muncul lagi
console-report-told-before = Sudah diberi tahu
console-report-support = Dukungan yang ada
console-part-message-file = berkas { $n } dari pesan { $message }

# Rest after looks
console-rest-title = Istirahat
console-rest-why = Gambar, video, suara, dan tulisan dihitung, sekali lihat satu. Jumlahnya hanya diketahui orang itu.
console-rest-suggest = Sarankan istirahat setelah sekian kali melihat dalam sehari
console-rest-elsewhere = Setelah sekian kali, berikutnya untuk orang lain
console-rest-elsewhere-hint = Sampai besok laporan berberkas tidak ditawarkan kepada orang ini, kecuali ada yang butuh bantuan sekarang. Kosong berarti tidak pernah.
console-rest-spared = Hari ini Anda sudah cukup melihat. Di sini hanya yang tanpa berkas atau yang butuh bantuan sekarang; sisanya untuk rekan, sampai besok.

# What people say after sending
console-feedback-title = Kata orang setelah mengirim
console-feedback-why = Ditanyakan setelah mengirim, tanpa nama dan tidak terkait laporan mana pun; hanya jumlah yang disimpan.
console-feedback-value = Jawaban
console-feedback-q-easy = Apakah mudah?
console-feedback-q-believed = Apakah Anda merasa dipercaya?
console-feedback-q-heard = Dari mana Anda tahu tentang kami?
console-feedback-yes = Ya
console-feedback-partly = Sebagian
console-feedback-no = Tidak
console-feedback-school = Sekolah
console-feedback-friend = Teman
console-feedback-family = Keluarga
console-feedback-poster = Poster atau selebaran
console-feedback-search = Pencarian di internet
console-feedback-media = Televisi, radio, berita
console-feedback-hotline = Hotline lain
console-feedback-other = Tempat lain

# Reasons and fields of these
console-field-report = Laporan
console-field-case = Kasus
console-field-number = Nomor permintaan
console-field-sure = Nyawa terancam
console-field-tell-after = Jangan beri tahu sebelum
console-field-suggest = Sarankan istirahat
console-field-elsewhere = Untuk orang lain
console-why-a-day-after-today-at-most = hari setelah hari ini, paling lama sembilan puluh hari
console-why-tick-that-whoever-reads-the-mailbox = centang bahwa pembaca kotak pesan mungkin pelaku; tanpa itu orangnya langsung diberi tahu
console-why-tick-that-a-life-is-in = centang bahwa nyawa terancam
console-why-you-do-not-hold-both-keys = Anda tidak memegang kedua kunci; mintalah penjaga identitas
console-why-the-number-of-a-case-that = nomor kasus yang terbuka
console-why-a-notice-s-number-such-as = nomor yang ada di surat kita, misalnya KH-12-1
console-why-you-have-looked-at-enough-for = hari ini Anda sudah cukup melihat. Laporan ini berberkas; biarkan rekan mengambilnya. Terima kasih atas yang Anda tanggung hari ini.
console-why-a-number-from-1-to-500 = angka dari 1 sampai 500, atau kosong
console-why-the-second-number-is-not-below = angka kedua tidak di bawah yang pertama
console-why-it-was-taken-back = sudah ditarik kembali
console-why-this-is-an-appeal-decide-it = ini keberatan: diputuskan, bukan diklasifikasi
console-why-this-is-not-an-appeal = ini bukan keberatan
console-why-it-is-decided-already = sudah diputuskan
console-why-say-first-which-notice-it-is = sebutkan dulu permintaan yang dimaksud
console-why-no-opening-waits-for-a-review = tidak ada pembukaan yang menunggu telaah
console-why-say-from-whose-report-of-this = sebutkan dari laporan mana di kasus ini alamat itu berasal

# Recordings, films, added words, said by the script
console-js-play-audio = Dengarkan: dihitung sekali lihat
console-js-play-video = Putar kabur dan tanpa suara: dihitung sekali lihat
console-js-media-failed = Rekaman ini tidak dapat diputar di sini.
console-js-when = Kapan terjadi
console-js-number = Nomor laporan sebelumnya atau surat kita
console-js-demand = Yang dituntut
console-js-deadline = Sampai kapan
console-js-amount = Berapa
console-js-trusted = Orang yang dipercaya
console-js-school = Sekolah dan kelas
console-reason-proof = untuk memeriksa berkasnya

# Reasons and fields of these
