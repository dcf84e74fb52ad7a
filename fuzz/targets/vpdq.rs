//! Frames of a video: both forms read any bytes, and what they read they write and read again; any two videos can be compared.
#![no_main]

use khien_signal::vpdq::{Frame, Rule, compare, json, kept, text};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = text::looks_like_frames(bytes);
    if let Ok(frames) = text::read(bytes) {
        assert_eq!(text::read(text::write(&frames).as_bytes()), Ok(frames.clone()));
        check(&frames);
    }
    if let Some(frames) = std::str::from_utf8(bytes).ok().and_then(|text| json::read(text).ok()) {
        assert_eq!(json::read(&json::write(&frames)), Ok(frames.clone()));
        check(&frames);
    }
});

/// A video is whole in itself, and half of it is whole in it.
fn check(frames: &[Frame]) {
    let rule = Rule::default();
    for part in [frames, &frames[..frames.len() / 2]] {
        let share = compare(part, frames, rule).query;
        assert_eq!((share.found, share.of), (kept(part, rule.quality).len(), share.of));
        assert_eq!(share.found, share.of);
    }
}
