# Jam antarnegara yang tidak cocok (F7).
desk-clock-title = Periksa jam
desk-clock-ours-behind = Jam simpul ini terlambat { $time }: { $states } menunjukkannya. Semua waktu yang ditandatangani di sini, dan semua tenggat, mengikuti jam ini. Minta pengelola simpul menyetelnya.
desk-clock-ours-before = Jam simpul ini terlalu cepat { $time }: { $states } menunjukkannya. Semua waktu yang ditandatangani di sini, dan semua tenggat, mengikuti jam ini. Minta pengelola simpul menyetelnya.
desk-clock-unclear = Jam { $state } dan jam simpul ini berselisih { $time }. Dari sini tidak dapat diketahui mana yang salah: bandingkan dengan jam ketiga, dan telepon { $state }.
desk-clock-theirs-before = Jam { $state } terlalu cepat { $time }. Tenggatnya berakhir lebih awal daripada yang tertulis: telepon mejanya.
desk-clock-theirs-behind = Jam { $state } terlambat { $time }. Tenggatnya berakhir lebih lambat daripada yang tertulis: telepon mejanya.
desk-clock-moved-on = Jam simpul ini melompat maju { $time } ({ $at }), atau mesinnya berhenti selama itu. Periksa apa yang jatuh tempo di antaranya.
desk-clock-moved-back = Jam simpul ini dimundurkan { $time } ({ $at }). Yang ditandatangani sebelumnya mungkin memuat waktu yang lebih akhir daripada yang sesudahnya.
