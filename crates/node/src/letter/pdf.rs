//! The letter as PDF, by `khien-letters`: the same words as on the page, and the form as a file inside.

use jiff::Timestamp;
use khien_letters::{Attached, Beside, Line, Part, Pdf, Unwritten, Words};

use super::Letter;
use crate::console::desk_words::Said;

impl Letter {
    /// The letter as PDF.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn pdf(&self, said: Said<'_>, made: Timestamp) -> Result<Pdf, Unwritten> {
        let page = |n: usize, all: usize| said.with("letter-page", &[("n", &n.to_string()), ("all", &all.to_string())]);
        let words = Words {
            page: &page,
            attached: said.text("letter-attached"),
            describes: said.text("letter-describes"),
            spelled: said.text("letter-spelled"),
        };
        self.on_paper(made).pdf(&words)
    }

    /// When the message was signed, where its form says so: then the same form gives the same file.
    #[must_use]
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.form.get("issued_at")?.as_str()?.parse().ok()
    }

    fn on_paper(&self, made: Timestamp) -> khien_letters::Letter {
        let line = |line: &super::Line| Line {
            depth: line.depth,
            name: line.name.clone(),
            law: line.law.clone(),
            value: line.value.clone(),
            code: line.code,
        };
        let part = |part: &super::Part| Part { name: part.name.clone(), lines: part.lines.iter().map(line).collect() };
        let beside = |file: &super::File| Beside {
            name: file.name.to_owned(),
            media_type: file.media_type,
            describes: file.describes.clone(),
            bytes: file.bytes.clone(),
        };
        khien_letters::Letter {
            language: self.lang.clone(),
            heading: self.heading.clone(),
            between: self.between.to_vec(),
            note: self.note.clone(),
            parts: self.sections.iter().map(part).collect(),
            closing: self.closing.clone(),
            // A value of JSON is written as it was read; it has no way to fail.
            form: Attached { name: "form.json".to_owned(), json: format!("{:#}", self.form).into_bytes() },
            beside: self.files.iter().map(beside).collect(),
            made,
        }
    }
}
