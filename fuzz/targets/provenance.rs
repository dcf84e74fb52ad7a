//! What a file says of its making: whatever the bytes, an answer that is bounded and cannot draw over a screen.
#![no_main]

use khien_signal::provenance::{media_type, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let said = read(bytes);
    assert!(said.claims.len() <= 64);
    for claim in &said.claims {
        let value = claim.value.as_deref().unwrap_or_default();
        assert!(value.chars().count() <= 200 && !value.chars().any(char::is_control));
    }
    let _ = media_type(bytes);
});
