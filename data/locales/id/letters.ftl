# The take-down notice. No name of a person, no story: an address, what it is, the law, what we ask.
letter-subject = Permintaan penghapusan { $reference }
letter-to = Kepada tim keamanan { $service }
letter-who-authority = Kami, { $node }, mengirim permintaan ini sebagai otoritas publik yang berwenang.
letter-who-trusted_flagger = Kami, { $node }, mengirim permintaan ini sebagai pelapor tepercaya (pasal 22 Peraturan (EU) 2022/2065).
letter-who-hotline = Kami, { $node }, adalah hotline yang menerima laporan kekerasan online terhadap anak dan perempuan.
letter-who-victim_agent = Kami, { $node }, mengirim permintaan ini untuk orang yang terdampak, dengan persetujuannya.
letter-ask = Mohon hapus, atau blokir akses ke, materi di alamat berikut:
letter-what = Isinya, menurut penilaian kami: { $what }.
letter-kind-csam = materi kekerasan seksual terhadap anak
letter-kind-ncii = gambar intim yang disebarkan tanpa persetujuan orang di dalamnya, asli atau buatan mesin
letter-kind-grooming = pembujukan anak untuk tujuan seksual
letter-kind-sextortion = pemerasan seksual
letter-kind-doxxing = data pribadi disebarkan untuk mengancam seseorang
letter-kind-hate = ancaman atau hasutan kekerasan karena gender
letter-kind-other = materi berbahaya yang melanggar hukum
letter-law = Dasar hukum: { $law }.
letter-hours = Dasar ini memberi waktu { $hours } jam sejak permintaan diterima.
letter-no-hours = Menurut dasar ini, penghapusan harus dilakukan tanpa penundaan.
letter-please = Kami juga meminta:
letter-please-preserve = menyimpan salinan dan data terkait untuk otoritas yang berwenang, sesuai hukum yang berlaku;
letter-please-silent = tidak memberi tahu pengunggah apa pun tentang orang yang meminta atau yang ditampilkan; nomor permintaan ini dan cara mengajukan keberatan boleh diteruskan;
letter-please-public = tidak memublikasikan surat ini di arsip publik tanpa menghilangkan alamatnya;
letter-please-answer = memberi tahu hasilnya (dihapus, sebagian, ditolak dan alasannya), dengan menyebut { $reference }.
letter-good-faith = Kami meyakini dengan iktikad baik bahwa isi surat ini akurat dan lengkap. Ini penilaian kami, bukan putusan pengadilan.
letter-appeal = Keberatan: pengunggah dapat mengajukan keberatan kepada kami, tanpa akun, di { $appeal }, dengan menyebut { $reference }. Yang memutuskan adalah orang yang tidak terlibat dalam permintaan ini.
letter-signed = { $desk }, { $node }, { $day }
letter-contact = Kontak: { $mail }

# The page of the duty person: no content, no name of what it is about
letter-page-subject = Ada yang menunggu
letter-page-body = Silakan buka meja kerja Anda. Pesan ini tidak berisi hal lain dan tidak perlu dijawab.
letter-desk-call-subject = Permintaan { $n } membutuhkan Anda
letter-desk-call-body = Permintaan { $n }: { $clock }. Silakan buka meja kerja. Pesan ini tidak berisi hal lain; bila tidak ada yang menjawab di sana, orang berikutnya dipanggil.
letter-desk-ledger-subject = Buku besar antara kita dan { $state } membutuhkan Anda
letter-desk-ledger-theirs = Buku besar { $state } menunjukkan dua riwayat. Semua dengan negara ini berhenti sampai ada yang memutuskan. Silakan buka meja kerja, Negara.
letter-desk-ledger-ours = { $state } tidak mengenali lagi buku besar kami sendiri. Silakan buka meja kerja, Negara.
letter-desk-twice-subject = Dua cerita { $state } dalam satu permintaan
letter-desk-twice-body = { $state } menandatangani pesan kedua di tempat yang sudah ada pesannya. Pesan itu tidak berlaku dan disimpan sebagai bukti. Silakan buka meja kerja, permintaan { $n }.
letter-test-page-subject = Uji coba piket
letter-test-page-body = Ini uji coba bulanan jalur piket. Tidak terjadi apa-apa. Jika Anda membaca ini, jalurnya berfungsi; beri tahu pengelola jadwal bila pesan ini terlambat atau datang dua kali.

# The recall of a notice (care 1.4, 2.4): to the same recipient; no address, no name of a person
letter-recall-withdrawn-subject = Kami menarik permintaan penghapusan { $number }
letter-recall-withdrawn-body =
    Kami menarik permintaan penghapusan { $number } tertanggal { $date }.

    Orang di balik laporan itu telah menariknya kembali. Mohon hapus apa yang kami sampaikan tentang orang tersebut, minta hal yang sama kepada siapa pun yang menerimanya dari Anda, dan beri tahu kami setelah selesai, dengan menyebut { $number }.

    Apakah isinya melanggar aturan Anda sendiri tetap menjadi keputusan Anda.

    { $desk }
letter-recall-reversed-subject = Permintaan penghapusan { $number } keliru: kami menariknya
letter-recall-reversed-body =
    Kami menarik permintaan penghapusan { $number } tertanggal { $date }. Permintaan itu keliru.

    Ada keberatan yang diajukan. Orang lain dari pihak kami, yang tidak terlibat dalam permintaan itu, menelaahnya kembali dan menyimpulkan demikian. Mohon pulihkan apa yang dihapus karena permintaan itu, batalkan tindakan terhadap akun yang diambil karenanya, beri tahu pihak yang menerima permintaan itu dari Anda, dan beri tahu kami setelah selesai, dengan menyebut { $number }.

    { $desk }
