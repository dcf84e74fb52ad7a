//! vPDQ: a video as the PDQ hashes of some of its frames, in the way of the reference (facebook/ThreatExchange, `vpdq`).
//!
//! Which frames are hashed is decided in [`Sampling`], from the stream's rate alone; [`compare()`] says how much of one
//! video is in another; [`text`] and [`json`] read and write the two forms in which the field hands frames on. Decoding is
//! not done here: this crate sees pixels and texts (`docs/signals.md`).

mod compare;
pub mod json;
mod sampling;
pub mod text;

pub use compare::{Overlap, Rule, Share, compare, kept};
pub use sampling::{NoRate, Sampling};

use crate::{Hash256, NotAHash};

/// The hash of one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Frame {
    /// Which frame of the video, from 0. The JSON form does not carry it: there it is the place in the list.
    pub number: u64,
    /// PDQ quality, 0 to 100.
    pub quality: u8,
    /// Its PDQ hash.
    pub hash: Hash256,
    /// Where in the video it stands, in thousandths of a second.
    pub at: u64,
}

/// The most frames that a list may hold: more than twelve days of a video at one frame a second.
pub const FRAMES_MAX: usize = 1 << 20;

/// The latest moment in a video: some three years, in thousandths of a second.
const AT_MAX: f64 = 1e11;

/// Why a list of frames cannot be read; the place is a line, or the number of an entry of the JSON list, from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFrames {
    /// Text that is none.
    #[error("line {0} is not UTF-8")]
    Utf8(usize),
    /// Not enough fields, or too many.
    #[error("{0}: a frame is written as {1}")]
    Fields(Place, &'static str),
    /// Not the number of a frame.
    #[error("{0}: the number of a frame is a whole number from 0")]
    Number(Place),
    /// Not a quality.
    #[error("{0}: a quality is a whole number from 0 to 100")]
    Quality(Place),
    /// Not a hash.
    #[error("{0}: {1}")]
    Hash(Place, NotAHash),
    /// Not a moment.
    #[error("{0}: a time is a number of seconds, 0 or more")]
    Time(Place),
    /// Broken JSON, or JSON of another shape.
    #[error("not a JSON list of texts `hash,quality,seconds`: {0}")]
    Json(String),
    /// Over the limit.
    #[error("more than {FRAMES_MAX} frames")]
    TooMany,
}

/// Where in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A line of a text, from 1.
    Line(usize),
    /// An entry of a JSON list, from 1.
    Entry(usize),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Entry(number) => write!(f, "entry {number}"),
        }
    }
}

/// Seconds with three decimals, as both forms write them.
#[must_use]
pub fn seconds(at: u64) -> String {
    format!("{}.{:03}", at / 1000, at % 1000)
}

/// Thousandths of a second from seconds. The stock Python library writes three significant digits (`1.23e+03`), so
/// exponents are read too.
pub(crate) fn thousandths(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b".+-eE".contains(&byte));
    let at = text.parse::<f64>().ok().filter(|_| plain)? * 1e3;
    (0.0..=AT_MAX).contains(&at).then(|| at.round_ties_even() as u64)
}

fn quality(text: &str) -> Option<u8> {
    text.parse().ok().filter(|quality| *quality <= 100)
}

#[cfg(test)]
mod tests;
