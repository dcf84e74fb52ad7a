# Mana milik kami yang Anda kenal? Pengenal tersangka, dan bertanya kepada Negara lain
console-nav-lookup = Pencarian

# Di halaman kasus
desk-lookup-box-title = Pengenal tersangka
desk-lookup-box-hint = Hanya milik orang yang disangka, tidak pernah milik pelapor atau korban. Simpul ini menyimpan sebuah tanda dari tiap pengenal, bukan nilainya: tulis nilainya dalam catatan agar rekan Anda menemukannya.
desk-lookup-box-none = Belum ada.
desk-lookup-identifier = No. { $n }: { $kind }
desk-lookup-identifier-gone = No. { $n }, sudah tidak ada di kasus ini
desk-lookup-put-by = Dimasukkan oleh { $who }, { $when }
desk-lookup-lapses = gugur pada { $day }
desk-lookup-also-in = Pengenal yang sama juga ada di
desk-lookup-known-to = Dikenal oleh: { $states }
desk-lookup-case-ask = Petugas penghubung dapat bertanya kepada Negara lain tentang pengenal yang sudah dinilai atau dikukuhkan. Berikan nomor kasus ini: { $number }
desk-lookup-add-title = Masukkan pengenal
desk-lookup-add-do = Masukkan
desk-lookup-kind = Jenis
desk-lookup-value = Pengenal
desk-lookup-value-hint = Nomor dengan kode negara (+62 812 3456 789), akun ditulis seperti example.com/nama. Yang Anda ketik melewati memori simpul ini dan tidak disimpan.
desk-lookup-standing = Kedudukan
desk-lookup-stand-do = Ubah
desk-lookup-withdraw = Keluarkan
desk-lookup-withdraw-then = Yang disimpan tentangnya dihapus. Negara lain tidak menemukannya lagi.
desk-lookup-kind-phone = nomor telepon
desk-lookup-kind-mail = alamat surel
desk-lookup-kind-account = akun pada layanan
desk-lookup-kind-url = alamat web
desk-lookup-kind-wallet = dompet kripto
desk-lookup-kind-iban = rekening bank (IBAN)
desk-lookup-kind-device = perangkat (IMEI, MAC, id perangkat)
desk-lookup-standing-alleged = dugaan: ada yang mengatakannya
desk-lookup-standing-assessed = sudah kami nilai
desk-lookup-standing-confirmed = dikukuhkan pengadilan atau polisi
desk-lookup-standing-unfounded = tidak berdasar

# Bertanya
desk-lookup-title = Mana milik kami yang Anda kenal?
desk-lookup-about = Tanyakan kepada Negara lain pengenal mana dari sebuah kasus yang dikenalnya. Negara itu tidak mengetahui pengenalnya maupun jawabannya; Anda hanya mengetahui mana milik Anda yang dikenalnya. Jurnal kedua pihak mencatat siapa bertanya, kapan, dan atas dasar apa.
desk-lookup-new = Tanyai sebuah Negara
desk-lookup-no-state = Belum ada Negara yang dipercaya di sini: perkenalkan satu, lalu bandingkan kata-katanya.
desk-lookup-state = Negara
desk-lookup-case = Nomor kasus
desk-lookup-case-hint = Dari yang menangani kasus. Negara lain hanya menerima rujukan tersegel, bukan nomor ini.
desk-lookup-basis = Dasar hukum
desk-lookup-unchecked = Pasal bertanda belum pernah dibandingkan dengan naskah resmi.
desk-lookup-basis-police = kerja sama penegakan hukum
desk-lookup-basis-inquiries = penyelidikan identitas, keberadaan, atau harta
desk-lookup-basis-assistance = bantuan hukum timbal balik
desk-lookup-purpose = Tujuan
desk-lookup-purpose-identify = mengetahui siapa tersangka
desk-lookup-purpose-link = menghubungkan kasus dari satu tersangka
desk-lookup-purpose-protect = melindungi anak atau orang lain dari bahaya
desk-lookup-purpose-locate = menemukan keberadaan tersangka
desk-lookup-identifiers = Pengenal
desk-lookup-identifiers-hint = Paling banyak 16. Hanya yang di kasus ini sudah dinilai atau dikukuhkan yang dapat ditanyakan.
desk-lookup-kind-n = Jenis no. { $n }
desk-lookup-value-n = Pengenal no. { $n }
desk-lookup-more = Pengenal lain
desk-lookup-passes = Yang Anda ketik melewati memori simpul ini, dibutakan di sana, dan dilupakan setelah seperempat jam. Tidak pernah ditulis dan tidak pernah keluar dari Negara ini.
desk-lookup-prepare = Lanjut menandatangani
desk-lookup-sign-title = Tanda tangani pertanyaan
desk-lookup-sign-why = Anda bertanggung jawab atas pertanyaan ini dengan nama Anda: dikirim satu kali ke Negara ini, dan tercatat dalam jurnalnya serta jurnal kita.
desk-lookup-sign-do = Tanda tangani dan tanyakan
desk-lookup-sign-script = Menandatangani memerlukan skrip: kunci Anda tidak pernah keluar dari peramban. Belum ada yang dikirim.

# Jawaban
desk-lookup-answer-title = Jawaban { $state }
desk-lookup-known = Dikenal di sana
desk-lookup-known-then = Negara itu memiliki pengenal ini dari tersangka yang sudah dinilainya, atau yang dikukuhkan pengadilan atau polisi. Ini petunjuk, bukan bukti. Apa yang diketahuinya, dimintakan lewat permintaan.
desk-lookup-request = Mulai permintaan kepada Negara ini
desk-lookup-request-who = Petugas penghubung memulai permintaan kepada Negara ini.
desk-lookup-unknown = Tidak dikenal di sana
desk-lookup-unknown-then = Negara itu belum pernah menemuinya, atau belum menilainya.
desk-lookup-none-known = tidak ada
desk-lookup-query = Pertanyaan
desk-lookup-number = Nomor
desk-lookup-asked-by = Ditanyakan oleh
desk-lookup-waits = Belum ada jawaban yang dicatat. Jika tetap demikian, tanyakan lagi.
desk-lookup-other-key = Negara ini menjawab dengan kunci yang lain dari sebelumnya. Teleponlah: kunci yang berganti hanya untuk Anda dapat menandai apa yang Anda tanyakan.
desk-lookup-list = Yang sudah ditanyakan
desk-lookup-list-empty = Belum ada yang ditanyakan.
desk-lookup-outcome-head = Jawaban
desk-lookup-outcome = { $known } dari { $asked } dikenal
desk-lookup-refused-not-allowed = Negara itu belum mengizinkan kita mencari. Telepon petugas hukumnya.
desk-lookup-refused-quota = Hari ini Negara itu tidak menjawab pertanyaan kita lagi.
desk-lookup-refused-basis = Negara itu tidak mengenal dasar atau tujuan ini.
desk-lookup-refused-expired = Pertanyaan tiba terlambat, atau ada jam yang salah. Tanyakan lagi.
desk-lookup-refused-replay = Pertanyaan dengan nomor ini sudah pernah ada di sana. Tanyakan lagi.
desk-lookup-refused-unknown-state = Negara itu belum mengenal kita: petugasnya harus membandingkan kata-kata kita.
desk-lookup-refused-no-answer = Tidak ada jawaban yang ditandatangani simpul Negara ini. Tanyakan lagi nanti.
desk-lookup-refused-unproven = Yang kembali tidak membuktikan dirinya, dan dibuang. Telepon Negara itu.
desk-lookup-refused-other = Simpul Negara itu menolaknya ({ $code }).

# Halaman sebuah Negara
desk-lookup-state-title = Pencarian
desk-lookup-state-why = Apakah Negara ini boleh bertanya pengenal mana miliknya yang dikenal di sini. Ia hanya mengetahui tentang miliknya sendiri; apa yang ditanyakannya tidak terlihat di sini.
desk-lookup-not-allowed = Ia tidak boleh mencari di sini.
desk-lookup-allowed = Ia boleh mencari di sini: { $today } dari { $most } pertanyaan hari ini.
desk-lookup-allow = Izinkan
desk-lookup-stop = Jangan izinkan lagi
desk-lookup-state-list = Yang terakhir ditanyakannya
desk-lookup-we-refused-not-allowed = ditolak: tidak diizinkan
desk-lookup-we-refused-quota = ditolak: jatah satu hari sudah dijawab
desk-lookup-we-refused-basis = ditolak: dasar atau tujuan yang tidak dikenal di sini
desk-lookup-we-refused-expired = ditolak: terlambat, atau jam salah
desk-lookup-we-refused-replay = ditolak: nomornya sudah pernah ada di sini

# Dalam jurnal
console-event-case-identified = { $who } memasukkan pengenal: { $what }
console-event-case-identifier_stands = { $who } mengubah kedudukan pengenal: { $what }
console-event-case-identifier_ended = { $who } mengeluarkan pengenal { $what }
console-event-case-identifier_ended-lapsed = Pengenal { $what } gugur
console-event-case-lookup_asked = { $who } menanyai { $what } pengenal mana yang dikenalnya
console-event-case-lookup_declined = { $who } hendak menanyai Negara lain tentang pengenal yang di kasus ini tidak tercatat sebagai sudah dinilai atau dikukuhkan
console-event-case-lookup_answered = Negara lain menjawab; ia mengenal: { $what }
console-event-case-lookup_refused = Negara lain tidak menjawab: { $what }

# Yang dikatakan aturan
console-field-identifier = Pengenal
console-field-basis = Dasar dan tujuan
console-why-write-the-number-with-its-country = tulis nomor dengan kode negaranya, seperti +62 812 3456 789
console-why-this-is-not-an-e-mail = ini bukan alamat surel
console-why-write-service-and-account-as-example = tulis layanan dan akun, seperti example.com/nama
console-why-write-the-whole-address-with-https = tulis alamat lengkap, diawali https:// dan tanpa kata sandi
console-why-this-is-not-the-address-of = ini bukan alamat dompet
console-why-the-check-digits-of-this-iban = angka periksa IBAN ini tidak cocok
console-why-this-is-no-imei-mac-address = ini bukan IMEI, alamat MAC, atau id perangkat
console-why-longer-than-an-identifier-can-be = lebih panjang dari yang mungkin bagi pengenal
console-why-this-identifier-is-in-the-case = pengenal ini sudah ada di kasus
console-why-this-case-has-as-many-identifiers = kasus ini sudah memuat pengenal sebanyak yang mungkin
console-why-only-identifiers-that-were-assessed-or = hanya pengenal yang sudah dinilai atau dikukuhkan yang ditanyakan
console-why-there-is-no-case-of-this = tidak ada kasus bernomor ini
console-why-not-one-that-was-assessed-or = ada yang bukan pengenal yang sudah dinilai atau dikukuhkan di kasus ini; tanyakan kepada yang menangani kasus
console-why-ask-about-one-to-sixteen-identifiers = tanyakan satu sampai enam belas pengenal
console-why-choose-a-basis-and-an-end = pilih dasar dan tujuan
console-why-too-many-queries-are-being-asked = terlalu banyak pertanyaan sekaligus; tunggu beberapa menit
console-why-this-query-is-over-or-was = pertanyaan ini sudah lewat atau sudah dikirim; tanyakan lagi
