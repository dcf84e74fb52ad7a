# Simpul yang dipulihkan dari salinan lamanya sendiri.
desk-came-back-title = Simpul ini dipulihkan dari salinan lama
desk-came-back-what = Yang diterima, dikirim dan ditandatanganinya sejak salinan itu dibuat tidak ada di sini. Sampai ada keputusan, simpul tidak menandatangani apa pun: pesan negara lain menunggu di pihak mereka dan tidak hilang, dan pesan kami tidak dikirim. Setiap negara diminta memberikan kembali yang dipertukarkan sejak itu.
desk-came-back-caught-up = { $state } telah memberikan kembali yang disimpannya, { $at }.
desk-came-back-waits = { $state } belum memberikan semuanya; ditanya lagi setiap beberapa detik.
desk-came-back-then = Jika dilanjutkan, simpul menandatangani lagi, dan jurnal menyebut riwayat yang hilang. Lakukan bila setiap negara di atas telah memberikan kembali yang disimpannya, atau tidak dapat dihubungi. Draf, catatan, laporan dan kasus sendiri tidak kembali. Negara yang ikut menandatangani buku besar ini akan melihat bahwa entri hilang dan menghentikan jalur: telepon masing-masing, katakan apa yang terjadi, dan minta petugas hukum di sana menetapkan kepercayaan lagi.
desk-came-back-go-on = Tandatangani agar simpul berlanjut
console-why-this-node-came-back-from-an = simpul ini dipulihkan dari salinan lamanya sendiri; lihat halaman Negara
console-why-nothing-of-the-ledger-is-missing = tidak ada yang hilang dari buku besar
