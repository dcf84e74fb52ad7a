//! The segments of a JPEG before its picture: EXIF and XMP in APP1, C2PA in APP11.

use super::{Kind, Place, Read, XMP_MAX, u32_be};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// Of a packet that is longer than a segment: an identifier, the whole length, where this piece begins, the piece.
const MORE_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const IDENTIFIER: usize = 32;

/// A long packet while its pieces come.
struct Long {
    identifier: Vec<u8>,
    packet: Vec<u8>,
    have: usize,
}

pub(super) fn read(bytes: &[u8]) -> Read {
    let mut read = Read::nothing(Kind::Jpeg);
    let mut long = None;
    let mut at = 2;
    while let Some((marker, body, next)) = segment(bytes, at) {
        match marker {
            0xe1 => app1(body, &mut long, &mut read),
            // ISO 19566-5: "JP", instance and number of the piece, then the box.
            0xeb if body.starts_with(b"JP") && body.get(12..16) == Some(b"jumb") => read.manifest_inside(),
            _ => {}
        }
        at = next;
    }
    if let Some(Long { packet, have, .. }) = long {
        if have == packet.len() { read.xmp(&packet) } else { read.cannot(Place::Xmp) }
    }
    read
}

/// The segment that begins here, and where the next one does. Nothing where the picture itself begins.
fn segment(bytes: &[u8], mut at: usize) -> Option<(u8, &[u8], usize)> {
    if *bytes.get(at)? != 0xff {
        return None;
    }
    // Any number of fill bytes may stand before a marker.
    while *bytes.get(at)? == 0xff {
        at += 1;
    }
    let marker = *bytes.get(at)?;
    match marker {
        0xda | 0xd9 | 0x00 => None,
        0x01 | 0xd0..=0xd8 => Some((marker, &[], at + 1)),
        _ => {
            let length = usize::from(u16::from_be_bytes([*bytes.get(at + 1)?, *bytes.get(at + 2)?]));
            Some((marker, bytes.get(at + 3..at + 1 + length)?, at + 1 + length))
        }
    }
}

fn app1(body: &[u8], long: &mut Option<Long>, read: &mut Read) {
    if let Some(block) = body.strip_prefix(EXIF) {
        read.exif(block);
    } else if let Some(packet) = body.strip_prefix(XMP) {
        read.xmp(packet);
    } else if let Some(piece) = body.strip_prefix(MORE_XMP)
        && more_xmp(piece, long).is_none()
    {
        read.cannot(Place::Xmp);
    }
}

/// Puts a piece of a long packet where it belongs. Of several packets the first counts.
fn more_xmp(piece: &[u8], long: &mut Option<Long>) -> Option<()> {
    let (identifier, rest) = piece.split_at_checked(IDENTIFIER)?;
    let (whole, offset, piece) = (u32_be(rest)?, u32_be(rest.get(4..)?)?, rest.get(8..)?);
    if whole > XMP_MAX {
        return None;
    }
    let long = long.get_or_insert_with(|| Long { identifier: identifier.to_vec(), packet: vec![0; whole], have: 0 });
    if long.identifier != identifier {
        return Some(());
    }
    long.packet.get_mut(offset..offset.checked_add(piece.len())?)?.copy_from_slice(piece);
    long.have += piece.len();
    Some(())
}
