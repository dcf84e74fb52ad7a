//! Hash lists: every format reads any bytes, and what it read it writes and reads again.
#![no_main]

use khien_signal::list::{FORMATS, Format};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Format::guess(bytes);
    for (_, format) in FORMATS {
        if let Ok(read) = format.read(bytes) {
            let (written, left) = format.write(&read.entries);
            let again = format.read(&written);
            assert!(again.is_ok_and(|again| again.entries.len() as u64 + left >= read.entries.len() as u64));
        }
    }
});
