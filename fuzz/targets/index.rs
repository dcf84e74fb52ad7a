//! Index files: damaged lists behind an intact header are searched within their bounds.
#![no_main]

use std::sync::Arc;

use khien_signal::Hash256;
use khien_signal::index::build::{self, Options};
use khien_signal::index::{Scratch, Segment};

libfuzzer_sys::fuzz_target!(|input: (u8, u8, Vec<(u16, u8)>, [u64; 4])| {
    let (count, bands, changes, query) = input;
    let hashes: Vec<Hash256> = (0..u64::from(count)).map(|n| Hash256([n, n << 9, n << 18, n << 27])).collect();
    let bands = Some(if bands == 0 { 0 } else { 20 });
    let Ok(segment) = build::with(&hashes, None, Options { bands, threads: Some(1) }) else { return };
    let mut bytes = Vec::new();
    if segment.write(&mut bytes).is_err() {
        return;
    }
    for (at, value) in changes {
        let at = 4096 + usize::from(at) * 7;
        if let Some(byte) = bytes.get_mut(at) {
            *byte = value;
        }
    }
    if let Ok(opened) = Segment::open(Arc::new(bytes)) {
        let mut hits = Vec::new();
        opened.search(Hash256(query), 31, &mut Scratch::default(), &mut hits);
        assert!(hits.iter().all(|hit| hit.distance <= 31));
    }
});
