//! Is this picture known, and how is it found again?
//!
//! PDQ of pixels, bit for bit that of the reference; exact search of 256-bit hashes within a Hamming radius. A hash of a
//! picture can be turned back into its outline, so it is treated as personal data (`docs/signals.md`). A match proposes;
//! a person decides.
//!
//! Rooms: [`hash`] (256 bits and their distance), [`pdq`] (from pixels to hash), [`altered`] (turned, framed, cut copies),
//! and by feature `index` (exact search), `list` (formats of hash lists), `file` (from a file's bytes to its
//! hashes; `decode`), `provenance` (what a file says about how it was made), `vpdq` (videos as the hashes of their frames;
//! `list`).

pub mod altered;
#[cfg(feature = "decode")]
pub mod file;
pub mod hash;
#[cfg(feature = "index")]
pub mod index;
#[cfg(feature = "list")]
pub mod list;
pub mod pdq;
#[cfg(feature = "provenance")]
pub mod provenance;
#[cfg(feature = "list")]
pub mod vpdq;

pub use hash::{Hash256, NotAHash};

/// The radius within which two PDQ hashes are taken for the same picture, in bits of 256 (ThreatExchange's threshold).
pub const RADIUS: u32 = 31;

/// The quality under which a PDQ hash never acts and never enters a radius index (`docs/signals.md`).
pub const QUALITY_FLOOR: u8 = 50;
