//! EXIF: the camera, the program, the moment. Places, names and serial numbers are not given out.

use ::exif::{Context, Exif, In, Reader, Tag, Value};

use super::{Claim, Place, Read, Says, text, vocabulary};

/// The fields of a block, as far as it is whole.
pub(super) fn fields(block: &[u8]) -> Option<Exif> {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    match reader.read_raw(block.to_vec()) {
        Ok(fields) => Some(fields),
        Err(error) => error.distill_partial_result(|_| {}).ok(),
    }
}

/// Reads a block. Nothing where it is none.
pub(super) fn read(block: &[u8], read: &mut Read) -> Option<()> {
    claims(&fields(block)?, read);
    Some(())
}

pub(super) fn claims(fields: &Exif, read: &mut Read) {
    let (make, model) = (words(fields, Tag::Make), words(fields, Tag::Model));
    if let Some(camera) = match (make, model) {
        // Some makers write their name in both.
        (Some(make), Some(model)) if model.starts_with(&make) => Some(model),
        (Some(make), Some(model)) => text::clean(&format!("{make} {model}")),
        (make, model) => make.or(model),
    } {
        read.claim(claim("Model", Says::Camera, None, Some(camera)));
    }
    if let Some(program) = words(fields, Tag::Software) {
        let tool = vocabulary::tool(&program);
        let says = if tool.is_some() { Says::AiTool } else { Says::Other };
        read.claim(claim("Software", says, tool, Some(program)));
    }
    for (tag, name) in [(Tag::DateTimeOriginal, "DateTimeOriginal"), (Tag::DateTime, "DateTime")] {
        if let Some(moment) = words(fields, tag) {
            read.claim(claim(name, Says::Other, None, Some(moment)));
            break;
        }
    }
    if comment(fields).is_some_and(|words| text::are_settings(&words)) {
        // A prompt stands there: its words stay in the file.
        read.claim(claim("UserComment", Says::AiTool, Some("Stable Diffusion"), None));
    }
    read.place |= fields.fields().any(|field| field.tag.context() == Context::Gps && field.tag != Tag::GPSVersionID);
}

fn claim(field: &str, says: Says, term: Option<&str>, value: Option<String>) -> Claim {
    Claim { place: Place::Exif, field: field.to_owned(), says, term: term.map(str::to_owned), value }
}

fn words(fields: &Exif, tag: Tag) -> Option<String> {
    match &fields.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => text::clean(&String::from_utf8_lossy(lines.first()?)),
        _ => None,
    }
}

/// The comment, in the character code that its first eight bytes name.
fn comment(fields: &Exif) -> Option<String> {
    // The standard says undefined; Pillow writes bytes.
    let (Value::Undefined(bytes, _) | Value::Byte(bytes)) = &fields.get_field(Tag::UserComment, In::PRIMARY)?.value
    else {
        return None;
    };
    let (code, words) = bytes.split_at_checked(8)?;
    if code != b"UNICODE\0" {
        return Some(String::from_utf8_lossy(words).into_owned());
    }
    // Writers do not agree on the order of the two bytes; English words show which it is.
    let high_first = words.chunks_exact(2).take(64).filter(|pair| pair[0] == 0).count() > 16;
    let units = words.chunks_exact(2).map(|pair| match high_first {
        true => u16::from_be_bytes([pair[0], pair[1]]),
        false => u16::from_le_bytes([pair[0], pair[1]]),
    });
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect())
}
