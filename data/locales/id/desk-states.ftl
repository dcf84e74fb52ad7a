# Direktori negara dan tim meja kontak
desk-state-team-hint = Bekerja dengan negara lain: permintaan mereka dan permintaan kita disegel untuk tim ini.
desk-state-team-no-key = Tim ini belum punya kunci, jadi belum ada yang dapat diterima dari negara lain. Seorang anggota perlu membuatnya.
desk-state-team-no-members = Belum ada anggota. Undang dahulu seorang petugas kontak dan seorang petugas hukum.
desk-state-team-found = Meja kontak untuk negara lain
desk-state-team-found-why = Petugas meja kontak bekerja dengan negara lain menurut Konvensi. Mereka tidak melihat laporan, dan pembaca laporan tidak memegang kunci meja ini.
desk-state-team-name = Nama tim
desk-state-team-name-default = Meja kontak 24/7
desk-state-team-found-do = Bentuk tim meja kontak

# The list
desk-state-list-title = Negara
desk-state-list-about = Meja kontak negara lain yang dikenal meja ini. Semuanya diperkenalkan oleh orang: sebuah entri saja, dari mana pun datangnya, belum dipercaya untuk apa pun.
desk-state-list-empty = Belum ada negara. Bila negara lain mengirim entri atau alamat simpulnya, perkenalkan di sini; lalu dua petugas mencocokkan 24 kata lewat telepon.
desk-state-name = Negara
desk-state-trust = Kepercayaan
desk-state-task-words = Dua petugas perlu mencocokkan katanya
desk-state-task-change = Ada perubahan yang menunggu telepon
desk-state-introduce = Perkenalkan negara
desk-state-introduce-why = Isi salah satu. Entri diperiksa dan disimpan; belum ada pertukaran sebelum dua petugas mencocokkan katanya.
desk-state-introduce-url = Alamat simpulnya
desk-state-introduce-url-hint = Misalnya https://desk.example.org
desk-state-introduce-entry = Atau entrinya, seperti ditampilkan simpulnya
desk-state-introduce-entry-hint = Seluruh teks yang diserahkan meja kontak itu di kertas atau USB.
desk-state-introduce-do = Perkenalkan

# Trust
desk-state-trust-introduced = Diperkenalkan, belum dipercaya
desk-state-trust-introduced-hint = Dua petugas harus mencocokkan 24 katanya lewat telepon. Sebelum itu tidak ada yang dibuka.
desk-state-trust-preserve-only = Hanya pengamanan data
desk-state-trust-preserve-only-hint = Bila diminta, data diamankan. Tidak ada yang diungkapkan kepadanya.
desk-state-trust-full = Pengamanan dan pengungkapan
desk-state-trust-full-hint = Boleh meminta semua yang diberikan hukum kita. Setiap permintaan tetap diputuskan sendiri-sendiri.
desk-state-trust-stale = Lewat waktu
desk-state-trust-stale-hint = Simpulnya terlalu lama tidak menegaskan entrinya. Data tetap diamankan; pengungkapan menunggu sampai ada kabar lagi.
desk-state-trust-suspended = Kita tangguhkan
desk-state-trust-suspended-hint = Yang dikirimnya tetap dapat dibaca. Tidak ada yang diamankan atau diungkapkan untuknya.
desk-state-trust-left = Tidak ikut serta lagi
desk-state-trust-left-hint = Yang sudah dipertukarkan tetap dapat dibaca. Untuk bekerja sama lagi, perkenalkan dari awal.
desk-state-trust-set = Sejauh mana kita percaya
desk-state-trust-set-why = Ini keputusan kita sendiri; alasannya tercatat di jurnal dan negara lain tidak diberi tahu.
desk-state-trust-do = Tetapkan
desk-state-reason = Alasan
desk-state-reason-words-heard = katanya sudah dicocokkan
desk-state-reason-agreement = ada perjanjian yang berlaku
desk-state-reason-safeguards = perlindungannya diragukan
desk-state-reason-misuse = ia menyalahgunakan permintaan
desk-state-reason-compromise = kunci mungkin di tangan orang lain
desk-state-reason-split-view = ia menunjukkan dua riwayat
desk-state-reason-ledger-forked = buku besarnya menunjukkan dua riwayat
desk-state-reason-cleared-up = yang diragukan sudah jelas
desk-state-leave = Negara ini keluar
desk-state-leave-then = Tidak ada pertukaran baru dengannya. Untuk kembali perlu perkenalan baru.

# Words
desk-state-words = 24 kata
desk-state-words-how = Teleponlah negara itu dan minta petugasnya membacakan kata-kata ini dari halamannya sendiri sambil Anda mengikuti di sini. Setiap kata harus sama. Dua petugas melakukannya, masing-masing dalam panggilan sendiri.
desk-state-words-heard = Dicocokkan oleh { $who }
desk-state-words-typed = Kata-kata yang mereka bacakan
desk-state-words-typed-hint = Boleh kosong. Bila diketik, kata pertama yang berbeda ditunjukkan.
desk-state-words-compared = Saya sendiri menelepon negara ini dan mencocokkan ke-24 kata dengan suara.
desk-state-words-do = Kata-katanya sama
desk-state-words-count = Anda mengetik { $n } kata; seharusnya 24.
desk-state-words-unknown = Kata ke-{ $n } tidak ada dalam daftar. Minta mereka mengejanya.
desk-state-words-check = Ada kata yang salah dengar: kata-kata itu tidak cocok satu sama lain. Minta mereka membaca ulang.
desk-state-words-differ = Kata ke-{ $n } berbeda, padahal yang Anda ketik utuh: ini kunci akar yang lain. Jangan percayai apa pun dari entri ini, dan laporkan.

# Numbers and what it says
desk-state-numbers = Nomor yang ditelepon
desk-state-numbers-why = Nomor ini berasal dari entri itu sendiri. Sebelum panggilan pertama, periksa dengan sumber Anda sendiri: daftar titik kontak atau kedutaan.
desk-state-authority = Otoritas
desk-state-phone = Nomor
desk-state-hours = Jam kerja
desk-state-role-contact-point = Titik kontak 24/7 (pasal 41)
desk-state-role-central-authority = Otoritas pusat bantuan timbal balik (pasal 40(12))
desk-state-role-police = Kerja sama kepolisian (pasal 47)
desk-state-says = Yang dinyatakannya
desk-state-code = Kode
desk-state-languages = Bahasa
desk-state-kinds = Jenis permintaan yang diterima
desk-state-hold-days = Mengamankan data selama
desk-state-dual = Mensyaratkan kriminalitas ganda
desk-state-yes = ya
desk-state-no = tidak
desk-state-reservations = Reservasi
desk-state-calendar = Zona waktu kalendernya
desk-state-oversight = Pengawas
desk-state-url = Alamat simpul
desk-state-number = Nomor entri
desk-state-valid = Entri berlaku sampai
desk-state-leaves = Ikut serta sampai
desk-state-fresh = Ditegaskan sampai
desk-state-ask = Tanya simpulnya sekarang

# A change that waits
desk-state-change = Ia mengubah hal yang kita andalkan
desk-state-change-phone = Nomor “{ $id }”: { $before } → { $after }
desk-state-change-root = Kunci akarnya berganti; kunci lama menandatangani kunci baru.
desk-state-change-words = Kata-kata kunci akar baru. Cocokkan dalam panggilan yang sama.
desk-state-change-when = Berlaku paling cepat { $when }, dan hanya setelah ditelepon.
desk-state-change-call = Teleponlah nomor di bawah yang sudah dikenal sebelumnya, dan tanyakan apakah perubahan ini dari mereka.
desk-state-change-confirmed = Sudah menelepon: { $who }
desk-state-change-theirs = Mereka bilang ini dari mereka
desk-state-change-not-theirs = Mereka bilang ini bukan dari mereka
desk-state-change-not-theirs-then = Perubahan dibuang dan negara ini ditangguhkan: ada yang menandatangani atas namanya.

# Two histories
desk-state-split = Dua entri berbeda memakai nomor { $n }
desk-state-split-then = Ada yang menunjukkan riwayat lain dari yang kita kenal. Pengungkapan dihentikan; pengamanan data berlanjut. Kedua entri bertanda tangan dan disimpan sebagai bukti. Cocokkan dengan negara itu lewat telepon.
desk-state-split-show = Tampilkan keduanya
desk-state-split-known = Yang kita kenal
desk-state-split-offered = Yang ditunjukkan kemudian

# Our own entry
desk-state-own-title = Yang dinyatakan negara kita
desk-state-own-about = Entri ini memberi tahu negara lain siapa yang menjawab di sini, kapan, dalam bahasa apa, dan dengan kunci apa. Kunci akar menandatanganinya; simpul menegaskannya setiap minggu.
desk-state-own-missing = Negara kita belum punya entri, jadi belum dapat diperkenalkan kepada negara lain.
desk-state-own-no-team = Tim meja kontak lebih dahulu perlu kunci yang disahkan kunci akar.
desk-state-own-outdated = Kunci dalam entri tidak sama dengan yang berlaku sekarang. Tulis ulang entri agar negara lain menerima yang ditandatangani di sini.
desk-state-own-write = Tulis entri
desk-state-own-words = Bacakan kata-kata ini kepada petugas negara yang baru diperkenalkan bila mereka menelepon.
desk-state-own-url = Simpul lain membaca entri di
desk-state-keys = Kunci penerima
desk-state-keys-why = Kunci baru setiap tiga puluh hari; yang lama dimusnahkan dua minggu setelah berakhir, sehingga yang direkam di perjalanan tetap tertutup.
desk-state-key-until = dipakai menyegel sampai { $day }
desk-state-key-revoked = { $key }… dicabut pada { $day }
desk-state-revoke = Kunci hilang atau di tangan orang lain
desk-state-revoke-then = Mulai sekarang negara lain tidak memercayai tanda tangannya dan tidak menyegel untuknya. Ini tidak dapat ditarik kembali.
desk-state-revoke-key = Kunci

# Writing it
desk-state-form-about = Hanya fakta publik: siapa pun dapat membaca entri ini. Di halaman berikut Anda membacanya sekali lagi lalu menandatangani.
desk-state-form-state = Negara
desk-state-form-zone-hint = Misalnya Asia/Jakarta. Jangka waktu hukum dihitung dengannya.
desk-state-form-optional = Kosongkan nomornya bila otoritas lain yang melakukan ini.
desk-state-form-phone-hint = Seperti diputar dari luar negeri, dengan + dan kode negara.
desk-state-form-hours-zone = Zona waktu jam kerja ini
desk-state-form-terms = Yang diterima
desk-state-form-languages-hint = Kode dipisahkan koma, yang paling diinginkan di depan: id, en
desk-state-form-hold-hint = Paling sedikit 60.
desk-state-form-dual = Kita mensyaratkan kriminalitas ganda di tempat yang dibiarkan terbuka oleh Konvensi
desk-state-form-reservations-hint = Pasal atau ayat dipisahkan koma, misalnya 42.5; kosong bila tidak ada.
desk-state-form-oversight-name = Lembaga
desk-state-form-oversight-contact = Cara menghubunginya
desk-state-form-leaves-hint = Hanya bila negara akan keluar.
desk-state-form-next = Baca dan tanda tangani
desk-state-own-sign = Baca dan tanda tangani
desk-state-sign-about = Inilah seluruh entri. Penandatanganan terjadi di peramban ini dengan kunci akar dari berkas kit Anda; kunci akar tidak pergi ke mana pun. Nomor yang berubah baru diterima negara lain setelah menelepon nomor lama dan menunggu sehari.
desk-state-sign-do = Tanda tangani dan berlakukan

# Reasons and fields
console-field-entry = Entri
console-field-address = Alamat simpul
console-field-words = Kata-kata
console-field-hold = Hari
console-field-leaves = Ikut serta sampai
console-field-state = Negara
console-why-this-state-was-introduced-already = negara ini sudah diperkenalkan; entri barunya datang sendiri
console-why-the-state-is-two-capital-letters = kode negara adalah dua huruf besar
console-why-the-root-has-changed-since-then = kunci akarnya berganti; cocokkan lagi katanya
console-why-another-officer-has-to-do-this = petugas lain harus melakukannya: dua orang, masing-masing sekali
console-why-first-two-officers-compare-the-words = dua petugas harus mencocokkan katanya lewat telepon lebih dahulu
console-why-this-state-takes-part-no-more = negara ini tidak ikut serta lagi
console-why-no-such-change-waits-for-anybody = perubahan ini tidak menunggu lagi
console-why-trust-of-this-kind-is-not = kepercayaan semacam ini terjadi dengan sendirinya
console-why-it-names-another-root-than-the = entri ini menyebut kunci akar lain dari yang kita kenal; telepon negara itu lebih dahulu
console-why-the-entry-is-not-valid-now = entri tidak berlaku sekarang; minta yang terbaru
console-why-the-entry-is-older-than-what = entri ini lebih lama dari yang kita kenal; mungkin ada cermin yang tertinggal
console-why-entries-are-missing-before-this-one = entri sebelumnya tidak lengkap; minta seluruh rantai
console-why-two-different-entries-carry-one-number = dua entri berbeda memakai satu nomor
console-why-this-is-the-entry-of-this = ini entri negara kita sendiri
console-why-the-desk-team-has-no-certified = tim meja kontak belum punya kunci yang disahkan
console-why-the-state-of-an-entry-never = kode negara kita tidak dapat berubah
console-why-no-entry-is-read-at-this = tidak ada entri yang terbaca di sana; periksa alamatnya atau tempelkan entrinya
console-why-this-is-not-what-a-node = ini bukan entri seperti ditampilkan simpul; tempelkan seluruh teksnya
console-why-tick-that-you-compared-all-24 = centang bahwa Anda mencocokkan ke-24 kata, atau ketiklah
console-why-the-node-of-this-state-does = simpul negara ini tidak menjawab; ia ditanya lagi setiap jam
console-why-a-number-of-days-from-60 = jumlah hari, paling sedikit 60
console-why-the-state-has-no-name = beri nama negara itu
console-why-the-node-s-address-begins-with = alamat simpul dimulai dengan https://
console-why-the-zone-of-the-calendar-is = zona waktu kalender tidak dikenal; tulis seperti Asia/Jakarta
console-why-data-is-held-for-60-days = data diamankan paling sedikit 60 hari
console-why-it-takes-requests-in-no-language = sebutkan paling sedikit satu bahasa
console-why-nobody-is-named-who-oversees-the = sebutkan pengawas meja kontak dan cara menghubunginya
console-why-no-authority-answers-at-every-hour = titik kontak 24/7 perlu nomor telepon
console-why-an-authority-has-no-name = beri nama setiap otoritas yang punya nomor
console-why-a-number-is-and-digits-as = tulis setiap nomor dengan + dan kode negara
console-why-the-zone-of-an-authority-is = zona waktu sebuah otoritas tidak dikenal; tulis seperti Asia/Jakarta
console-why-an-authority-has-no-hours = sebutkan kapan setiap otoritas menjawab
console-why-a-field-is-missing-or-of = ada isian yang kurang atau bentuknya lain
console-why-what-the-node-says-goes-with = simpulnya menegaskan entri lain
console-why-it-is-valid-for-more-than = entri ini berlaku lebih dari 400 hari
console-why-it-is-the-entry-of-another = ini entri negara lain

# Buku besar yang saling ditandatangani antarnegara
desk-ledger = Buku besar
desk-ledger-why = Tiap negara ikut menandatangani bahwa buku besar negara lain hanya bertambah. Jadi tak satu pun dapat menulis ulang apa yang pernah dipertukarkan.
desk-ledger-theirs = Kami ikut menandatangani bukunya
desk-ledger-ours = Ia ikut menandatangani buku kami
desk-ledger-up-to = sampai entri { $size }, { $at }
desk-ledger-not-yet = belum
desk-ledger-no-witness = entrinya tidak menyebut saksi: ia tidak ikut menandatangani
desk-ledger-known = Yang lebih dulu ditandatangani kuncinya
desk-ledger-offered = Yang kemudian ditandatangani kuncinya
desk-ledger-led = Dalam yang kemudian, entri-entri dari yang terdahulu berakar: { $root }
desk-ledger-fork-theirs = Buku besar negara ini punya dua riwayat
desk-ledger-fork-theirs-then = Kuncinya sendiri menandatangani keduanya, dan yang kemudian tidak melanjutkan yang terdahulu: ada entri yang diubah atau dihilangkan. Tidak ada yang diamankan atau diungkapkan untuknya sampai petugas hukum berbicara dengannya dan memutuskan. Hubungi nomor yang sudah dikenal sebelumnya. Siapa pun yang lalu menetapkan kepercayaan baru berarti melanjutkan dengan buku yang kini ditunjukkannya; kedua riwayat tetap disimpan di sini sebagai bukti.
desk-ledger-fork-ours = Negara ini tidak mengenali lagi buku besar kami
desk-ledger-fork-ours-then = Ia memegang titik periksa bertanda tangan kami sendiri yang tidak dilanjutkan oleh buku kami: simpul ini dipulihkan dari salinan lama, atau entrinya diubah. Yang diterima di antaranya mungkin hilang di sini. Beri tahu administrator dan badan pengawas, dan minta negara lain mengirim ulang apa yang sudah mereka punyai tanda terimanya.
desk-ledger-disowned = Buku besar kami bukan yang ikut ditandatangani { $states }
desk-ledger-disowned-then = Simpul ini dipulihkan dari salinan lama, atau entrinya diubah. Buka negara itu untuk buktinya dan apa yang harus dilakukan.
console-why-the-ledger-has-it-after-its = buku besar memuatnya pada denyut berikutnya, dalam beberapa menit; minta buktinya lagi saat itu

desk-state-sign = Kunci penanda tangan pesan
desk-state-sign-why = Simpul menandatangani setiap pesan dengan kunci ini, di samping petugas. Kunci berikutnya lebih dulu diumumkan kepada semua negara selama sehari lewat sebuah entri; lalu entri baru mengizinkannya menandatangani, dan kunci lama tetap berlaku dua minggu lagi. Dengan begitu tidak ada yang hilang di perjalanan.
desk-state-sign-now = Menandatangani sekarang
desk-state-sign-beside = Masih berlaku
desk-state-sign-next = Akan menggantikan
desk-state-sign-not-shown = Tulis ulang entri agar negara lain mengenal kunci ini.
desk-state-sign-too-soon = Entri sudah menyebutnya. Sehari setelah entri itu, kunci ini dapat menggantikan.
desk-state-sign-ready = Kunci ini dapat menggantikan mulai entri berikutnya.
desk-state-sign-prepare = Buat kunci berikutnya
desk-state-sign-turn = Mulai entri ini kunci berikutnya yang menandatangani; kunci sekarang dimusnahkan
desk-state-sign-node = Simpul ini
console-why-no-key-was-prepared-to-follow = Kunci berikutnya belum dibuat.
console-why-the-next-key-stands-in-no = Belum ada entri yang menyebut kunci berikutnya. Tanda tangani satu dulu.
console-why-the-next-key-has-to-be = Negara lain harus mengenal kunci berikutnya selama sehari sebelum kunci itu menandatangani.
