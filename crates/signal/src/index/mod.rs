//! Exact search of 256-bit hashes within a Hamming radius.
//!
//! How exactness is guaranteed: the bits, put in a fixed random order, are cut into `m` bands. Let every band `i` have a
//! threshold `aᵢ`. If a hash differs from the query in more than `aᵢ` bits in *every* band, it differs in at least
//! `Σ(aᵢ + 1)` bits. So whenever `Σ(aᵢ + 1) = radius + 1`, every hash within the radius stands, in at least one band, in a
//! bucket within `aᵢ` bits of the query's own: the buckets are enumerated, each candidate is measured in full
//! (Norouzi, Punjani, Fleet 2012, "Fast search in Hamming space with multi-index hashing"; thresholds that differ between
//! bands: Qin and others 2018, "GPH"). Where that would cost more than looking at everything, everything is looked at.
//!
//! Rooms: [`bits`] (the order of bits, the bands), [`plan`] (how many bands, which thresholds, or a scan),
//! [`kernel`] (the arithmetic for each processor), [`segment`] (an immutable index), [`build`], [`file`] (its bytes),
//! [`live`] (inserts and removals while readers read).

pub mod bits;
mod blocks;
pub mod build;
pub mod file;
pub mod kernel;
pub mod live;
pub mod plan;
mod room;
pub mod segment;

pub use build::build;
pub use live::Live;
pub use segment::{Scratch, Segment};

/// The widest radius that can be asked for, in bits.
pub const WIDEST: u32 = 64;

/// A hash within the radius.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// Bits that differ.
    pub distance: u32,
    /// The id that the hash was stored with.
    pub id: u32,
}
