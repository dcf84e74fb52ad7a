//! The chunks of a WebP.

use super::{Kind, Read};

pub(super) fn read(bytes: &[u8]) -> Read {
    let mut read = Read::nothing(Kind::Webp);
    let mut at = 12;
    while let Some((kind, body, next)) = chunk(bytes, at) {
        match kind {
            // Some writers put JPEG's preface before it.
            b"EXIF" => read.exif(body.strip_prefix(b"Exif\0\0").unwrap_or(body)),
            b"XMP " => read.xmp(body),
            b"C2PA" => read.manifest_inside(),
            _ => {}
        }
        at = next;
    }
    read
}

fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let head = bytes.get(at..at.checked_add(8)?)?;
    let length = u32::from_le_bytes(head[4..].try_into().ok()?) as usize;
    let ends = (at + 8).checked_add(length)?;
    // A chunk of odd length has one byte more after it.
    Some((&head[..4], bytes.get(at + 8..ends)?, ends + (length & 1)))
}
