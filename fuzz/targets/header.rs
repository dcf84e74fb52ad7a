//! A report at the door: header, envelopes and signature of an attacker's choosing. Nothing passes without a signature.
#![no_main]

use std::sync::{Arc, LazyLock};

use khien_casework::Rulebook;
use khien_casework::intake::{Arrival, check};
use khien_casework::report::Channel;
use khien_terms::{DataFiles, Lang};

static RULES: LazyLock<Arc<Rulebook>> = LazyLock::new(|| {
    let langs: [Lang; 0] = [];
    Arc::new(Rulebook::load(&DataFiles::embedded(), "VN", jiff::tz::TimeZone::UTC, &langs).expect("rulebook"))
});

libfuzzer_sys::fuzz_target!(|input: (&str, &[u8], &str)| {
    let (header, what, signature) = input;
    let arrival = Arrival {
        header: header.to_owned(),
        what: what.to_vec(),
        who: None,
        files: Vec::new(),
        signature: signature.to_owned(),
        channel: Channel::Sealed,
    };
    assert!(check(&arrival, &RULES).is_err(), "nobody forges an Ed25519 signature by chance");
});
