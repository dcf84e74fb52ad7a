//! Certificates that a State without a node hands in.
#![no_main]

use khien_desk::directory::certificate::Certificate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(read) = Certificate::read(data) {
        assert_eq!(Certificate::from_der(&read.der).as_ref(), Ok(&read));
        assert_eq!(read.groups().len(), 32);
        assert!(!read.holder.chars().any(char::is_control));
    }
});
