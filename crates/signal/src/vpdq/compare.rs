//! How much of one video is in another.

use std::collections::HashSet;

use super::Frame;

/// When two frames are taken for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Frames of lower quality are not compared.
    pub quality: u8,
    /// Bits that may differ. The Python library and the README of the reference count a pair at 31 bits; its C++ tools
    /// count one at 30 and no longer at 31.
    pub radius: u32,
}

impl Default for Rule {
    /// That of the field: quality 50, 31 bits.
    fn default() -> Self {
        Self { quality: crate::QUALITY_FLOOR, radius: crate::RADIUS }
    }
}

/// So many of so many frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Frames that have a like one in the other video.
    pub found: usize,
    /// Frames that were compared.
    pub of: usize,
}

impl Share {
    /// Of a hundred; 0 where there was nothing to compare.
    #[must_use]
    pub fn percent(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.found as f64 * 100.0 / self.of as f64 }
    }
}

/// What two videos have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overlap {
    /// How much of the video that is asked about is in the other.
    pub query: Share,
    /// How much of the other is in it.
    pub target: Share,
}

/// The frames that are compared: of enough quality, and each hash once, as the Python library of the reference (and with it
/// Hasher-Matcher-Actioner) does; its C++ tools count every frame, so that a picture that stands still weighs by its length.
#[must_use]
pub fn kept(frames: &[Frame], quality: u8) -> Vec<Frame> {
    let mut known = HashSet::new();
    frames.iter().filter(|frame| frame.quality >= quality && known.insert(frame.hash)).copied().collect()
}

/// Compares two videos, frame by frame: their order does not count. With nothing to compare on either side, nothing is found.
#[must_use]
pub fn compare(query: &[Frame], target: &[Frame], rule: Rule) -> Overlap {
    let (query, target) = (kept(query, rule.quality), kept(target, rule.quality));
    if query.is_empty() || target.is_empty() {
        return Overlap::default();
    }
    Overlap { query: share(&query, &target, rule.radius), target: share(&target, &query, rule.radius) }
}

fn share(frames: &[Frame], others: &[Frame], radius: u32) -> Share {
    let like = |frame: &&Frame| others.iter().any(|other| frame.hash.distance(other.hash) <= radius);
    Share { found: frames.iter().filter(like).count(), of: frames.len() }
}
