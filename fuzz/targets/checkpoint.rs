//! Checkpoints, tile paths and the kept frontier of a tree.
#![no_main]

use khien_seal::checkpoint::Checkpoint;
use khien_seal::keys::SignKey;
use khien_seal::merkle::{Frontier, tile_from_path, tile_path};

libfuzzer_sys::fuzz_target!(|input: (&str, &[u8])| {
    let (text, bytes) = input;
    assert!(Checkpoint::verified(text, &SignKey::from_seed([1; 32]).verify_bytes()).is_err());
    if let Some((level, index, width)) = tile_from_path(text) {
        assert_eq!(tile_from_path(&tile_path(level, index, width)), Some((level, index, width)));
    }
    if let Some(frontier) = Frontier::from_bytes(bytes) {
        assert_eq!(Frontier::from_bytes(&frontier.to_bytes()), Some(frontier));
    }
});
