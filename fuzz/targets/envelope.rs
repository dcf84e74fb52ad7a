//! Envelopes as they lie in a database that somebody changed, and public keys as anybody may name them.
#![no_main]

use std::sync::LazyLock;

use khien_seal::envelope::{Words, open_json, seal};
use khien_seal::keys::{AgeIdentity, is_recipient};

static KEY: LazyLock<AgeIdentity> = LazyLock::new(|| AgeIdentity::from_scalar(&[7; 32]).expect("identity"));
static SEALED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let recipient = KEY.recipient();
    seal(b"{\"v\":1,\"text\":\"a\"}", [recipient.as_str()]).expect("sealed")
});

libfuzzer_sys::fuzz_target!(|input: (Vec<(u16, u8)>, &str, &[u8])| {
    let (changes, text, bytes) = input;
    let mut changed = SEALED.clone();
    for (at, to) in changes {
        let at = usize::from(at) % changed.len();
        changed[at] = to;
    }
    let opens = open_json::<Words>(&changed, &KEY).is_ok();
    assert!(!opens || changed == *SEALED, "a changed envelope opened");
    let _ = open_json::<Words>(bytes, &KEY);
    if is_recipient(text) {
        assert!(seal(b"x", [text]).is_ok());
    }
});
