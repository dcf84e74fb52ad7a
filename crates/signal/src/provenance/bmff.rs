//! HEIC, AVIF, MP4: the boxes at the top, and EXIF where a picture keeps it as an item.

use std::io::Cursor;

use super::{Kind, Place, Read, u32_be};

/// The box of C2PA.
const MANIFEST: [u8; 16] =
    [0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81];
/// The box of XMP.
const XMP: [u8; 16] = [0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac];

pub(super) fn read(bytes: &[u8]) -> Read {
    let mut read = Read::nothing(Kind::Bmff);
    let mut at = 0;
    let mut picture = false;
    while let Some((kind, body, next)) = next_box(bytes, at) {
        match (kind, body.split_at_checked(16)) {
            (b"uuid", Some((name, _))) if name == MANIFEST => read.manifest_inside(),
            (b"uuid", Some((name, packet))) if name == XMP => read.xmp(packet),
            (b"meta", _) => picture = true,
            _ => {}
        }
        at = next;
    }
    if picture {
        match exif::Reader::new().read_from_container(&mut Cursor::new(bytes)) {
            Ok(fields) => super::exif::claims(&fields, &mut read),
            Err(exif::Error::NotFound(_)) => {}
            Err(_) => read.cannot(Place::Exif),
        }
    }
    read
}

fn next_box(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let length = u32_be(bytes.get(at..)?)?;
    let kind = bytes.get(at + 4..at + 8)?;
    let (begins, ends) = match length {
        // To the end of the file.
        0 => (at + 8, bytes.len()),
        1 => {
            let long = u64::from_be_bytes(bytes.get(at + 8..at + 16)?.try_into().ok()?);
            (at + 16, at.checked_add(usize::try_from(long).ok()?)?)
        }
        _ => (at + 8, at.checked_add(length)?),
    };
    Some((kind, bytes.get(begins..ends)?, ends))
}
