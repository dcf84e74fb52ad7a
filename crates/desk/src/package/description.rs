//! What goes into a package, as whoever makes it says: everything that its other files are written from.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Conditions;
use crate::code::is_item;
use crate::request::Decision;

/// Bytes that a description may have.
pub const DESCRIPTION_MAX: usize = 32 << 20;
/// Files that a package may have.
pub const FILES_MAX: usize = 10_000;
/// Bytes that a file may have: a tebibyte.
pub const FILE_MAX: u64 = 1 << 40;
/// Bytes that a report may have.
pub const REPORT_MAX: u64 = 16 << 20;
/// Steps of custody that a file may have.
pub const CUSTODY_MAX: usize = 50;
/// Tools that may be named.
pub const TOOLS_MAX: usize = 20;
/// Characters of a name.
pub const NAME_MAX: usize = 300;
/// Characters of a text.
pub const TEXT_MAX: usize = 4_000;

/// What a package holds and why. Moments are RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The request that it answers: its number in both States (the thread), 32 hexadecimal digits.
    pub request: String,
    /// Which package of that request, from 1.
    pub package: u32,
    /// The State that asked.
    pub asking: String,
    /// The State that answers, and whose people sign.
    pub asked: String,
    /// The authority that hands the data over, by name.
    pub source: String,
    /// When the package was made.
    pub made_at: Timestamp,
    /// The desk name of the officer who put it together.
    pub examiner: String,
    /// With which programs; may be empty.
    #[serde(default)]
    pub tools: Vec<Tool>,
    /// Who authorised it, under which law, in words.
    pub authorisation: String,
    /// On which conditions it is handed over.
    pub conditions: Conditions,
    /// The files, at least one.
    pub files: Vec<File>,
    /// The letter that tells people what was asked and what is handed over, where there is one. It answers no item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

/// The letter of a package: the one file below `data/` that answers no item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// One of [`REPORTS`](super::bag::REPORTS).
    pub path: String,
    /// Its length, at most [`REPORT_MAX`].
    pub bytes: u64,
    /// SHA-256, small hexadecimal digits.
    pub sha256: String,
    /// SHA-512, small hexadecimal digits.
    pub sha512: String,
}

impl Report {
    /// Its media type, by its path.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        if self.path == super::bag::REPORT_PDF { "application/pdf" } else { "text/html" }
    }
}

/// A program that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A file of a package, byte for byte as it was got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Path below `data/payload/`, parts divided by `/`.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256, small hexadecimal digits.
    pub sha256: String,
    /// SHA-512, small hexadecimal digits.
    pub sha512: String,
    /// Its media type, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The item of the request that it answers, by the item's id.
    pub item: String,
    /// The first moment that its data tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// The last moment that its data tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// Who had it and did what, oldest first; may be empty.
    #[serde(default)]
    pub custody: Vec<Custody>,
}

/// A step in the custody of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custody {
    /// Who.
    pub who: String,
    /// Did what.
    pub what: String,
    /// When.
    pub at: Timestamp,
}

/// Why a text is no description.
#[derive(Debug, thiserror::Error)]
pub enum NotADescription {
    /// It is longer than [`DESCRIPTION_MAX`].
    #[error("the description is longer than {DESCRIPTION_MAX} bytes; divide the files among several packages")]
    TooLong,
    /// It is not the JSON that docs/formats.md describes.
    #[error("the description does not read as docs/formats.md has it: {0}")]
    Json(#[from] serde_json::Error),
}

impl Description {
    /// Reads one from JSON. Whether it holds says [`check`](super::check).
    ///
    /// # Errors
    /// [`NotADescription`].
    pub fn read(text: &[u8]) -> Result<Self, NotADescription> {
        if text.len() > DESCRIPTION_MAX {
            return Err(NotADescription::TooLong);
        }
        Ok(serde_json::from_slice(text)?)
    }
}

/// The code by which a decision names an item of a request: its id where that is a word ([`crate::code::is_item`]) and that of no
/// item before it, or else `#` and its place from 1.
#[must_use]
pub fn code_of(items: &[Item], at: usize) -> String {
    let id = items.get(at).map(|item| item.id.as_str()).unwrap_or_default();
    let before = items.iter().take(at).any(|item| item.id == id);
    if before || id.starts_with('#') || !is_item(id) { format!("#{}", at + 1) } else { id.to_owned() }
}

/// The items that a decision granted, of all of a request's.
#[must_use]
pub fn granted(items: Vec<Item>, decision: &Decision) -> Vec<Item> {
    match decision {
        Decision::Accepted => items,
        // From before there were codes: which ones stands in the words.
        Decision::Part { items: codes } if codes.is_empty() => items,
        Decision::Part { items: codes } => {
            let kept: Vec<bool> = (0..items.len()).map(|at| codes.contains(&code_of(&items, at))).collect();
            items.into_iter().zip(kept).filter_map(|(item, kept)| kept.then_some(item)).collect()
        }
        Decision::Refused { .. } | Decision::Postponed { .. } | Decision::Nothing { .. } => Vec::new(),
    }
}

/// An item of a request that was accepted, as its form has it (`items`); other members of the form's item are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id in the form.
    pub id: String,
    /// `subscriber`, `traffic`, `content`, `other` (option list `data_class`).
    pub class: String,
    /// The first moment that it asks for.
    pub from: Timestamp,
    /// The last moment that it asks for.
    pub to: Timestamp,
}
