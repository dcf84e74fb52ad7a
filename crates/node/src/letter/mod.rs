//! The letter of a request between States: the same form, in words, for the file and for a desk that reads paper.
//!
//! The signed message is the original. The letter says so, shows every field that the form knows in the order of its data,
//! and holds identifiers, dates and numbers apart from the direction of the writing around them.
//!
//! One letter, two looks: a page (`templates/console/desk_letter.html`) and, with the feature `letters`, a PDF (`pdf`). Of what it may be:
//! a form alone ([`Letter::new`]), a message with who signed it ([`message`]), or what lies in an
//! evidence package ([`package`]).

pub mod message;
pub mod package;
#[cfg(feature = "letters")]
pub mod pdf;

use askama::Template;
use khien_desk::Kind;
use khien_desk::form::{Field, Forms, Type};
use serde_json::{Map, Value};

use crate::console::desk_words::Said;

/// Whether this program makes letters as PDF.
pub const PDF: bool = cfg!(feature = "letters");

/// A letter, as its page and its PDF say it.
#[derive(Template)]
#[template(path = "console/desk_letter.html")]
pub struct Letter {
    lang: String,
    heading: String,
    /// From whom, to whom.
    between: [String; 2],
    /// That it is a draft, until it is signed.
    note: Option<String>,
    sections: Vec<Part>,
    /// What stands at its end: what was not compared, what the original is.
    closing: Vec<String>,
    /// The form that it repeats.
    #[cfg_attr(not(feature = "letters"), expect(dead_code, reason = "the page repeats it in words"))]
    form: Value,
    /// What lies in the PDF beside the form.
    #[cfg_attr(not(feature = "letters"), expect(dead_code, reason = "a page holds no files"))]
    files: Vec<File>,
    /// How the page saves it as PDF, where this program can.
    pub save: Option<Save>,
    /// The style, where no node serves it.
    pub style: Option<&'static str>,
}

/// What the page sends to get the same letter as PDF.
pub struct Save {
    /// Where it is made.
    pub action: String,
    /// What is sent: names and values.
    pub fields: Vec<(&'static str, String)>,
    /// What the button says.
    pub button: String,
}

/// A file that lies in a letter's PDF.
#[cfg_attr(not(feature = "letters"), expect(dead_code, reason = "a page holds no files"))]
pub struct File {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// What it is.
    pub describes: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A section.
pub struct Part {
    name: String,
    lines: Vec<Line>,
}

impl Part {
    /// A section of these lines.
    #[must_use]
    pub fn new(name: String, lines: Vec<Line>) -> Self {
        Self { name, lines }
    }
}

/// One line: a field and its value, or a group and its lines.
pub struct Line {
    /// How deep it stands, 0 to 5.
    depth: usize,
    name: String,
    law: Option<String>,
    value: String,
    /// Codes, dates, numbers: read from left to right in every writing.
    code: bool,
}

impl Line {
    /// Words under a name.
    #[must_use]
    pub fn words(name: String, value: String) -> Self {
        Self { depth: 0, name, law: None, value, code: false }
    }

    /// A code, a number or a moment under a name.
    #[must_use]
    pub fn code(name: String, value: String) -> Self {
        Self { code: true, ..Self::words(name, value) }
    }

    /// The same line below the head of a group.
    #[must_use]
    pub fn below(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

/// The sections of a form that say something.
fn sections(forms: &Forms, said: Said<'_>, kind: Kind, form: &Value) -> Vec<Part> {
    let empty = Map::new();
    let values = form.as_object().unwrap_or(&empty);
    let writer = Writer { forms, said };
    let section = |section: &khien_desk::form::Section| {
        let mut lines = Vec::new();
        writer.fields(&section.fields, values, 0, &mut lines);
        (!lines.is_empty()).then(|| Part { name: said.section(&section.id), lines })
    };
    forms.form(kind).readable().filter_map(section).collect()
}

/// Whether an article of a kind was not compared with the certified text.
fn is_unchecked(forms: &Forms, kind: Kind) -> bool {
    forms.form(kind).articles.iter().any(|id| forms.law().find(id).is_some_and(|found| !found.checked))
}

impl Letter {
    /// The letter of a form in a language.
    #[must_use]
    pub fn new(forms: &Forms, said: Said<'_>, kind: Kind, form: Value) -> Self {
        let state = |pointer: &str| form.pointer(pointer).and_then(Value::as_str).unwrap_or("—").to_owned();
        Self {
            lang: said.lang.to_string(),
            heading: said.with("letter-heading", &[("kind", &said.kind(kind)), ("form", kind.as_str())]),
            between: [
                format!("{}: {}", said.text("letter-from"), state("/from/state")),
                said.with("to-state-name", &[("state", &state("/to/state"))]),
            ],
            // The desk numbers a message when it is signed.
            note: form.get("msg_id").is_none().then(|| said.text("letter-unsigned")),
            sections: sections(forms, said, kind, &form),
            closing: is_unchecked(forms, kind)
                .then(|| said.text("unchecked-all"))
                .into_iter()
                .chain([said.text("letter-proof")])
                .collect(),
            files: Vec::new(),
            save: None,
            style: None,
            form,
        }
    }
}

struct Writer<'a> {
    forms: &'a Forms,
    said: Said<'a>,
}

impl Writer<'_> {
    fn fields(&self, fields: &[Field], values: &Map<String, Value>, depth: usize, lines: &mut Vec<Line>) {
        for field in fields {
            let Some(value) = values.get(&field.name) else { continue };
            match (field.list, value.as_array()) {
                (true, Some(list)) if field.of != Type::Object => {
                    let written: Vec<String> = list.iter().filter_map(|value| self.written(field, value)).collect();
                    lines.push(self.line(field, written.join(" · "), depth));
                }
                (true, Some(list)) => {
                    for (n, item) in list.iter().enumerate() {
                        let mut head = self.line(field, String::new(), depth);
                        head.name = format!("{} {}", head.name, n + 1);
                        lines.push(head);
                        self.below(field, item, depth, lines);
                    }
                }
                _ if field.of == Type::Object => {
                    lines.push(self.line(field, String::new(), depth));
                    self.below(field, value, depth, lines);
                }
                _ => {
                    if let Some(written) = self.written(field, value) {
                        lines.push(self.line(field, written, depth));
                    }
                }
            }
        }
    }

    fn below(&self, field: &Field, value: &Value, depth: usize, lines: &mut Vec<Line>) {
        if let Some(map) = value.as_object() {
            self.fields(&field.fields, map, depth + 1, lines);
        }
    }

    fn line(&self, field: &Field, value: String, depth: usize) -> Line {
        Line {
            depth: depth.min(5),
            name: self.said.field(&field.words),
            law: field.article.as_ref().and_then(|id| self.said.law(self.forms, id)),
            value,
            code: !matches!(field.of, Type::Text | Type::Option | Type::Truth) || field.words == "identifier-value",
        }
    }

    fn written(&self, field: &Field, value: &Value) -> Option<String> {
        match (field.of, value) {
            (Type::Truth, Value::Bool(yes)) => Some(self.said.option("answer", if *yes { "yes" } else { "no" })),
            (Type::Option, Value::String(text)) => {
                let list = field.options.as_deref().unwrap_or_default();
                let known = self.forms.options(list).contains(text);
                Some(if known { self.said.option(list, text) } else { text.clone() })
            }
            (_, Value::String(text)) => Some(text.clone()),
            (_, Value::Number(number)) => Some(number.to_string()),
            _ => None,
        }
    }
}
