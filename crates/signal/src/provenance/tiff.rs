//! A TIFF file: EXIF's own form, with XMP and C2PA in fields.

use ::exif::{Context, In, Tag, Value};

use super::{Kind, Place, Read};

/// Field 700: an XMP packet (XMP part 3).
const XMP: Tag = Tag(Context::Tiff, 700);
/// The field in which C2PA keeps its manifests.
const MANIFEST: Tag = Tag(Context::Tiff, 0xcd41);
/// A whole file stands for its EXIF, so more is allowed than elsewhere.
const LARGEST: usize = 128 << 20;

pub(super) fn read(bytes: &[u8]) -> Read {
    let mut read = Read::nothing(Kind::Tiff);
    let fields = if bytes.len() <= LARGEST { super::exif::fields(bytes) } else { None };
    let Some(fields) = fields else {
        read.cannot(Place::Exif);
        return read;
    };
    super::exif::claims(&fields, &mut read);
    match fields.get_field(XMP, In::PRIMARY).map(|field| &field.value) {
        Some(Value::Byte(packet) | Value::Undefined(packet, _)) => read.xmp(packet),
        Some(_) => read.cannot(Place::Xmp),
        None => {}
    }
    if fields.get_field(MANIFEST, In::PRIMARY).is_some() {
        read.manifest_inside();
    }
    read
}
