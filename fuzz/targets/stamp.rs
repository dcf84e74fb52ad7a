//! Answers of time-stamping authorities: whatever comes, and a real one that was changed. Whatever still holds says what was signed.
#![no_main]

use std::sync::LazyLock;

use khien_desk::package::stamp::Stamped;
use libfuzzer_sys::fuzz_target;

const REAL: &[u8] = include_bytes!("../../crates/desk/src/package/stamp/made/rsa.tsr");

static HASH: LazyLock<[u8; 32]> = LazyLock::new(|| khien_seal::sha256(b"what a package is, by hashes\n"));
/// What authorities said of this hash.
static SAID: LazyLock<Vec<Stamped>> = LazyLock::new(|| {
    let chain = include_bytes!("../../crates/desk/src/package/stamp/made/chain.tsr");
    let alone = include_bytes!("../../crates/desk/src/package/stamp/made/ec.tsr");
    [REAL, chain, alone]
        .map(|answer| Stamped::read(answer, &HASH, None).expect("it holds"))
        .to_vec()
});

fuzz_target!(|data: &[u8]| {
    let held = |answer: &[u8]| {
        if let Ok(read) = Stamped::read(answer, &HASH, None) {
            assert!(SAID.iter().any(|said| (said.at, &said.by) == (read.at, &read.by)));
        }
    };
    held(data);
    // Some bytes of a real one, at some place, are others.
    if let Some(([high, low], rest)) = data.split_first_chunk::<2>() {
        let place = usize::from(u16::from_be_bytes([*high, *low])) % REAL.len();
        let mut changed = REAL.to_vec();
        let end = REAL.len().min(place + rest.len().min(24));
        changed[place..end].copy_from_slice(&rest[..end - place]);
        held(&changed);
    }
});
