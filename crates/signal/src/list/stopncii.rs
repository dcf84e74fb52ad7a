//! StopNCII's `FetchHashes` reply (facts: `docs/signals.md`).
//!
//! Withdrawing: a record with `hashStatus` `Withdrawn` or `Deleted`. The stock `threatexchange` client compares the wrong
//! field and keeps such a hash as something to look into, so what is written here carries a `NotBlocked` feedback too,
//! which it does take for "no match any more".

use serde::{Deserialize, Serialize};

use super::{Entry, Kind, Medium, NotAList, Read, Reason};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    count: u64,
    #[serde(default)]
    next_page_token: Option<String>,
    #[serde(default)]
    next_set_timestamp: i64,
    #[serde(default)]
    has_more_records: bool,
    hash_records: Vec<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    #[serde(rename = "lastModtimestamp")]
    changed: i64,
    signal_type: String,
    hash_value: String,
    #[serde(default)]
    hash_status: String,
    #[serde(default)]
    case_numbers: std::collections::BTreeMap<String, String>,
    #[serde(rename = "CSPFeedbacks", default)]
    feedback: Vec<Feedback>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Feedback {
    source: String,
    feedback_value: String,
    #[serde(default)]
    tags: Vec<String>,
}

/// Tags by which a node says whose images a hash is of.
pub const PEOPLE: [&str; 2] = ["people: child", "people: adult"];

/// Reads a reply.
///
/// # Errors
/// Not such a reply.
pub fn read(bytes: &[u8]) -> Result<Read, NotAList> {
    let page: Page = serde_json::from_slice(bytes).map_err(|error| NotAList::Json(error.to_string()))?;
    let mut read = Read { by_hash: true, ..Read::default() };
    for (record, line) in page.hash_records.into_iter().zip(1..) {
        read.take(
            serde_json::from_value::<Record>(record).map_err(|_| Reason::Field).and_then(|record| one(record, line)),
        );
    }
    read.next = page.next_page_token.or_else(|| Some(page.next_set_timestamp.to_string()));
    Ok(read)
}

fn one(record: Record, line: u64) -> Result<Entry, Reason> {
    // A client writes the name of its enumeration in front.
    let (kind, medium) = match record.signal_type.rsplit('.').next().unwrap_or_default() {
        "ImagePDQ" => (Kind::Pdq, Medium::Image),
        "VideoMD5" => (Kind::Md5, Medium::Video),
        "VideoTMK" => (Kind::TmkPdqf, Medium::Video),
        _ => return Err(Reason::Kind),
    };
    let mut entry = Entry::plain(kind, &record.hash_value, line)?;
    entry.medium = medium;
    entry.changed = Some(record.changed);
    entry.item = record.case_numbers.keys().next().cloned();
    // A state that is not understood must not become an entry that acts.
    entry.deleted = match record.hash_status.to_ascii_lowercase().as_str() {
        "withdrawn" | "deleted" => true,
        "active" | "received" | "unknown" => false,
        _ => return Err(Reason::Field),
    };
    let tags = || record.feedback.iter().flat_map(|feedback| feedback.tags.iter());
    entry.classification = PEOPLE.iter().find(|people| tags().any(|tag| tag == *people)).map(|tag| (*tag).to_owned());
    Ok(entry)
}

/// Writes one reply with everything in it. PDQ of pictures, MD5 and TMK of videos have a place there.
#[must_use]
pub fn write(entries: &[Entry]) -> (Vec<u8>, u64) {
    let records: Vec<serde_json::Value> = entries.iter().filter_map(record).collect();
    let left = (entries.len() - records.len()) as u64;
    let page = Page {
        count: records.len() as u64,
        next_page_token: None,
        next_set_timestamp: entries.iter().filter_map(|entry| entry.changed).max().unwrap_or_default(),
        has_more_records: false,
        hash_records: records,
    };
    (serde_json::to_vec(&page).unwrap_or_default(), left)
}

fn record(entry: &Entry) -> Option<serde_json::Value> {
    let signal = match (entry.kind, entry.medium) {
        (Kind::Pdq, Medium::Image | Medium::Unknown) if entry.acts_within_a_radius() => "ImagePDQ",
        (Kind::Md5, Medium::Video) => "VideoMD5",
        (Kind::TmkPdqf, _) => "VideoTMK",
        _ => return None,
    };
    let (status, feedback) = if entry.deleted { ("Withdrawn", "NotBlocked") } else { ("Active", "Blocked") };
    let record = Record {
        changed: entry.changed.unwrap_or_default(),
        signal_type: signal.to_owned(),
        hash_value: entry.value.clone(),
        hash_status: status.to_owned(),
        case_numbers: entry.item.iter().map(|item| (item.clone(), status.to_owned())).collect(),
        feedback: vec![Feedback { source: "KH".to_owned(), feedback_value: feedback.to_owned(), tags: Vec::new() }],
    };
    serde_json::to_value(record).ok()
}
