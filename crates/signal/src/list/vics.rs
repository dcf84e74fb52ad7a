//! Project VIC's JSON (VICS), data models 1.3 and 2.0: hash sets (`value[]` of media) and case files (`value[].Media[]`).
//!
//! The specification is shared under agreement; the fields were seen in public parsers (`docs/signals.md`). `Category` is
//! trusted, `IsPrecategorized` is not; truth values come as JSON or as text.

use serde_json::{Map, Value, json};

use super::{Entry, Kind, Medium, NotAList, Read, Reason};

/// Reads a hash set or a case file.
///
/// # Errors
/// Not such JSON.
pub fn read(bytes: &[u8]) -> Result<Read, NotAList> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let root: Value = serde_json::from_slice(bytes).map_err(|error| NotAList::Json(error.to_string()))?;
    let Some(values) = root.get("value").and_then(Value::as_array) else {
        return Err(NotAList::Json("there is no list `value`".to_owned()));
    };
    let mut read = Read::default();
    let mut line = 0;
    for value in values {
        match value.get("Media").and_then(Value::as_array) {
            Some(media) => media.iter().for_each(|medium| item(medium, &mut line, &mut read)),
            None => item(value, &mut line, &mut read),
        }
    }
    Ok(read)
}

fn item(value: &Value, line: &mut u64, read: &mut Read) {
    *line += 1;
    let Some(fields) = value.as_object() else { return read.reject(Reason::Field) };
    let text = |name: &str| match fields.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let medium = match text("MimeType").as_deref().and_then(|mime| mime.split('/').next()) {
        Some("image") => Medium::Image,
        Some("video") => Medium::Video,
        _ => Medium::Unknown,
    };
    let mut hashes: Vec<(Kind, String)> = [(Kind::Md5, "MD5"), (Kind::Sha1, "SHA1"), (Kind::PhotoDna, "PhotoDNA")]
        .into_iter()
        .filter_map(|(kind, name)| Some((kind, text(name)?)))
        .collect();
    for other in fields.get("AlternativeHashes").and_then(Value::as_array).into_iter().flatten() {
        let field = |name: &str| other.get(name).and_then(Value::as_str);
        if let (Some(name), Some(value)) = (field("HashName"), field("HashValue")) {
            let kind = if name.eq_ignore_ascii_case("PhotoDNA") { Ok(Kind::PhotoDna) } else { name.parse() };
            match kind {
                Ok(kind) => hashes.push((kind, value.to_owned())),
                Err(reason) => read.reject(reason),
            }
        }
    }
    if hashes.is_empty() {
        return read.reject(Reason::Field);
    }
    for (kind, value) in hashes {
        read.take(Entry::plain(kind, &value, *line).map(|entry| Entry {
            medium,
            item: text("MediaID"),
            member: text("PrecategorizationSource"),
            classification: text("Category"),
            ..entry
        }));
    }
}

/// Writes a hash set of data model 2.0: the hashes of one item side by side. Taken-back entries have no place there.
#[must_use]
pub fn write(entries: &[Entry]) -> (Vec<u8>, u64) {
    let mut media: Vec<Map<String, Value>> = Vec::new();
    let (mut last, mut left): (Option<&String>, u64) = (None, 0);
    for entry in entries {
        let (name, value) = match entry.kind {
            _ if entry.deleted => ("", String::new()),
            Kind::Md5 => ("MD5", entry.value.to_ascii_uppercase()),
            Kind::Sha1 => ("SHA1", entry.value.to_ascii_uppercase()),
            Kind::PhotoDna => ("PhotoDNA", entry.value.clone()),
            _ => ("", String::new()),
        };
        if name.is_empty() {
            left += 1;
            continue;
        }
        let same = entry.item.is_some() && entry.item.as_ref() == last;
        match media.last_mut() {
            Some(item) if same && !item.contains_key(name) => {
                item.insert(name.to_owned(), Value::String(value));
            }
            _ => media.push(fresh(entry, media.len() + 1, name, value)),
        }
        last = entry.item.as_ref();
    }
    let context = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media";
    (serde_json::to_vec(&json!({ "@odata.context": context, "value": media })).unwrap_or_default(), left)
}

fn fresh(entry: &Entry, number: usize, name: &str, value: String) -> Map<String, Value> {
    let mut item = Map::new();
    let number_or_text = |text: &String| text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number));
    item.insert("MediaID".to_owned(), entry.item.as_ref().map_or_else(|| json!(number), number_or_text));
    if let Some(category) = &entry.classification {
        item.insert("Category".to_owned(), number_or_text(category));
    }
    if let Some(source) = &entry.member {
        item.insert("PrecategorizationSource".to_owned(), json!(source));
    }
    match entry.medium {
        Medium::Image => item.insert("MimeType".to_owned(), json!("image/*")),
        Medium::Video => item.insert("MimeType".to_owned(), json!("video/*")),
        Medium::Unknown => None,
    };
    item.insert(name.to_owned(), Value::String(value));
    item
}
