//! What a file says about how it was made: by a camera, by a generating model, altered by one (feature `provenance`).
//!
//! Everything read here is **unsigned**: anybody can write it, and anybody can strip it, so it is a claim and never a
//! finding, and its absence says nothing. Whether a signed manifest (C2PA) stands in the file is told; checking it needs
//! certificates and is done elsewhere ([`Manifest`]).
//!
//! The bytes come from strangers: sizes, depths and numbers are bounded, and whatever cannot be read is named in
//! [`Read::unreadable`] and ends nothing. What is personal stays in the file: of places it is told only that there is
//! one ([`Read::place`]); names, serial numbers, captions and the words of a prompt are never given out.

mod bmff;
mod exif;
mod jpeg;
mod png;
mod riff;
mod text;
mod tiff;
pub mod vocabulary;
mod xmp;

use serde::{Deserialize, Serialize};

pub use text::clean;
pub use vocabulary::Says;

/// At most so many claims; what comes after is told by [`Read::more`].
const CLAIMS_MAX: usize = 64;
/// The longest XMP packet that is read, in bytes.
const XMP_MAX: usize = 4 << 20;
/// The longest block of EXIF that is read, in bytes.
const EXIF_MAX: usize = 4 << 20;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// TIFF.
    Tiff,
    /// HEIC, AVIF, MP4 and their kin (ISO base media file format). Of these EXIF, and XMP in a box of its own; not XMP
    /// that is kept as an item.
    Bmff,
    /// None of these: nothing was read.
    Other,
}

/// Where in a file a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// An XMP packet.
    Xmp,
    /// EXIF.
    Exif,
    /// A text chunk of a PNG.
    Text,
    /// A signed manifest (C2PA).
    Manifest,
}

/// One thing that a file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Where it stands.
    pub place: Place,
    /// The field, in its standard's own name (`Iptc4xmpExt:DigitalSourceType`, `Software`).
    pub field: String,
    /// What it means, by the vocabulary.
    pub says: Says,
    /// The term of the vocabulary, where one fits exactly (`trainedAlgorithmicMedia`).
    pub term: Option<String>,
    /// What stands there, cut to 200 characters and without control characters; nothing where the words may
    /// be a person's own (a prompt, a caption).
    pub value: Option<String>,
}

/// Whether a C2PA manifest store comes with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manifest {
    /// None.
    #[default]
    None,
    /// In the file.
    Inside,
    /// The file names an address where one is said to be. Nothing is ever fetched from there.
    Elsewhere,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// What kind of file it is.
    pub kind: Kind,
    /// What it says, in the order in which it stands there, the same thing once.
    pub claims: Vec<Claim>,
    /// Whether a signed manifest comes with it.
    pub manifest: Manifest,
    /// Whether the file says where it was made (GPS, a named place). The place itself is not given out.
    pub place: bool,
    /// There were more claims than are given here.
    pub more: bool,
    /// What is there and could not be read.
    pub unreadable: Vec<Place>,
}

impl Read {
    fn nothing(kind: Kind) -> Self {
        Self { kind, claims: Vec::new(), manifest: Manifest::None, place: false, more: false, unreadable: Vec::new() }
    }

    /// Takes a claim in, once.
    fn claim(&mut self, claim: Claim) {
        if self.claims.contains(&claim) {
            return;
        }
        if self.claims.len() < CLAIMS_MAX {
            self.claims.push(claim);
        } else {
            self.more = true;
        }
    }

    fn cannot(&mut self, place: Place) {
        if !self.unreadable.contains(&place) {
            self.unreadable.push(place);
        }
    }

    fn manifest_inside(&mut self) {
        self.manifest = Manifest::Inside;
    }

    fn exif(&mut self, block: &[u8]) {
        if block.len() > EXIF_MAX || exif::read(block, self).is_none() {
            self.cannot(Place::Exif);
        }
    }

    fn xmp(&mut self, packet: &[u8]) {
        if packet.len() > XMP_MAX || xmp::read(packet, self).is_none() {
            self.cannot(Place::Xmp);
        }
    }

    /// Whether it says anything about how it was made, by a person or a model.
    #[must_use]
    pub fn says_anything(&self) -> bool {
        !self.claims.is_empty()
    }
}

/// Reads what a file says about how it was made. There is always an answer; what could not be read is named in it.
///
/// ```
/// let said = khien_signal::provenance::read(b"no picture at all");
/// assert_eq!(said.kind, khien_signal::provenance::Kind::Other);
/// assert!(!said.says_anything());
/// ```
#[must_use]
pub fn read(bytes: &[u8]) -> Read {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => jpeg::read(bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => png::read(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => riff::read(bytes),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => tiff::read(bytes),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => bmff::read(bytes),
        _ => Read::nothing(Kind::Other),
    }
}

/// The media type of bytes, where it is one that may carry a manifest.
#[must_use]
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    Some(match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => "image/tiff",
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.get(..4)? {
            b"avif" | b"avis" => "image/avif",
            b"heic" | b"heix" | b"mif1" | b"msf1" => "image/heic",
            b"qt  " => "video/quicktime",
            _ => "video/mp4",
        },
        _ => return None,
    })
}

/// Four bytes, most significant first.
fn u32_be(bytes: &[u8]) -> Option<usize> {
    Some(u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
