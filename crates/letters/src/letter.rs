//! What a letter says: the same for the page in the browser and for paper.

use std::collections::BTreeSet;

use jiff::Timestamp;

/// A letter. No text of it is markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Language of its words, as BCP 47: `vi`, `en`, `id`.
    pub language: String,
    /// What it is: the kind and the version of its form.
    pub heading: String,
    /// From whom, to whom: a line each.
    pub between: Vec<String>,
    /// What a reader has to know first, such as that it is a draft.
    pub note: Option<String>,
    /// Its sections.
    pub parts: Vec<Part>,
    /// What stands at its end.
    pub closing: Vec<String>,
    /// The form that it repeats.
    pub form: Attached,
    /// Files that lie beside the form, such as what was signed.
    pub beside: Vec<Beside>,
    /// When it was made.
    pub made: Timestamp,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its heading.
    pub name: String,
    /// Its lines, in order.
    pub lines: Vec<Line>,
}

/// A field and its value, or the head of a group when the value is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How deep it stands, 0 to 5.
    pub depth: usize,
    /// Name of the field.
    pub name: String,
    /// The article that asks for it, with the mark when nobody compared it with the certified text.
    pub law: Option<String>,
    /// The value.
    pub value: String,
    /// Codes, dates, numbers: read from left to right in every writing.
    pub code: bool,
}

/// The form, as a file inside the PDF (`AFRelationship` Source).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Name of the file.
    pub name: String,
    /// The form as JSON.
    pub json: Vec<u8>,
}

/// A further file inside the PDF (`AFRelationship` Supplement).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Name of the file, another than that of the form and of every other.
    pub name: String,
    /// Its media type, without parameters.
    pub media_type: &'static str,
    /// What it is, in a reader's list of files.
    pub describes: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What paper says and a page in the browser need not.
pub struct Words<'a> {
    /// "Page 2 of 3", from the page's number and how many there are.
    pub page: &'a dyn Fn(usize, usize) -> String,
    /// That the form lies in the file; its SHA-256 follows.
    pub attached: String,
    /// What the attached form is, in a reader's list of files.
    pub describes: String,
    /// That characters which no font here holds stand as their numbers.
    pub spelled: String,
}

/// A PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pages.
    pub pages: usize,
    /// Characters that no font here holds: they stand as their numbers, such as `[U+1F600]`.
    pub spelled: BTreeSet<char>,
}

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwritten {
    /// What was laid out is no PDF/A; this is a fault of the program.
    #[error("the letter is no PDF/A: {0}; please report this")]
    Nonconforming(String),
    /// More pages or files than a PDF holds.
    #[error("the letter is too large for a PDF")]
    TooLarge,
}
