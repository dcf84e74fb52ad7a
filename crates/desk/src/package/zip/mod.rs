//! A package as one file: a ZIP archive (APPNOTE 6.3.10) in which everything is stored as it is.
//!
//! Archives come from strangers, and programs differ in what they make of a crafted one: which of two entries of a name counts, what
//! lies between entries, which of two headers is believed. So an archive is read only when it leaves nothing to differ about: entries lie
//! end to end from the first byte to the directory, both headers of each say the same, nothing is packed or encrypted, nothing follows.
//! Rooms: `read`, `write`.

mod read;
mod write;

use std::io;

pub use read::{Entry, entries};
pub use write::Writer;

/// Begins each entry.
const LOCAL: u32 = 0x0403_4b50;
/// Begins each entry of the directory.
const CENTRAL: u32 = 0x0201_4b50;
/// Begins the end.
const END: u32 = 0x0605_4b50;
/// Begins the end of a large archive.
const END_64: u32 = 0x0606_4b50;
/// Begins the place of that end.
const LOCATOR_64: u32 = 0x0706_4b50;
/// Extra field: numbers too large for the others.
const EXTRA_64: u16 = 1;
/// Extra field that gives an entry another name.
const EXTRA_NAME: u16 = 0x7075;
/// Flag: the name is UTF-8.
const UTF_8: u16 = 1 << 11;
/// A number that stands in [`EXTRA_64`].
const LARGE: u32 = u32::MAX;

/// Why an archive is not read.
#[derive(Debug, thiserror::Error)]
pub enum ZipError {
    /// The disk.
    #[error("the archive cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is no archive, or was cut off, or something follows it.
    #[error("it is no ZIP archive, or it was cut off, or something follows its end")]
    NotZip,
    /// It has more entries, or a longer directory, than a package has.
    #[error("it has more entries than a package may have")]
    TooMany,
    /// An entry is packed or encrypted, or its length follows it, or it is a link.
    #[error("{0}: it is packed, encrypted, or no plain file; a package stores files as they are")]
    NotStored(String),
    /// A name is not UTF-8, or has another beside it.
    #[error("a name in it is not UTF-8, or an entry has two names")]
    Name,
    /// Two headers of an entry differ, entries overlap, or something lies between them.
    #[error("{0}: its two headers differ, or it overlaps another entry, or something hidden lies before it")]
    Hidden(String),
}

#[cfg(test)]
mod tests;
