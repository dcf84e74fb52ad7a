//! The letter of a request between States: the same form, in words, for the file and for a desk that reads paper.
//!
//! The signed message is the original. The letter says so, shows every field that the form knows in the order of its data,
//! and holds identifiers, dates and numbers apart from the direction of the writing around them.

use askama::Template;
use axum::Form;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::form::{Field, Type};
use khien_terms::Lang;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::desk::{Desk, Trouble, page};
use super::desk_words::Said;
use crate::app::App;

/// Of what, and in which language.
#[derive(Deserialize)]
pub struct Asked {
    kind: Kind,
    /// The requested State.
    to: String,
    lang: String,
    /// The form as JSON.
    form: String,
}

/// Shows the letter of a draft; it is made in memory and stored nowhere.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn draft(desk: Desk, Form(asked): Form<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let lang = desk.app.words.lang(&asked.lang).ok_or(Refusal::NotFound)?;
    let mut form: Value = serde_json::from_str(&asked.form).map_err(|_| Trouble::Malformed)?;
    let map = form.as_object_mut().ok_or(Trouble::Malformed)?;
    // What the desk fills in at signing is not there yet; the reader wants to know both States all the same.
    map.entry("from").or_insert_with(|| json!({"state": desk.app.config.country.to_ascii_uppercase()}));
    map.entry("to").or_insert_with(|| json!({"state": asked.to}));
    Ok(page(&DeskLetter::new(&desk.app, lang, asked.kind, &form, false)))
}

/// A letter.
#[derive(Template)]
#[template(path = "console/desk_letter.html")]
pub struct DeskLetter {
    lang: String,
    heading: String,
    from: String,
    to: String,
    /// Whether it has been signed; a draft says that it is none.
    signed: bool,
    unsigned_words: String,
    proof: String,
    unchecked: Option<String>,
    sections: Vec<Part>,
}

struct Part {
    name: String,
    lines: Vec<Line>,
}

/// One line: a field and its value, or a group and its lines.
struct Line {
    /// How deep it stands, 0 to 5.
    depth: usize,
    name: String,
    law: Option<String>,
    value: String,
    /// Codes, dates, numbers: read from left to right in every writing.
    code: bool,
}

impl DeskLetter {
    /// The letter of a form in a language.
    #[must_use]
    pub fn new(app: &App, lang: Lang, kind: Kind, form: &Value, signed: bool) -> Self {
        let said = Said::new(app, lang);
        let forms = &app.forms;
        let shape = forms.form(kind);
        let empty = Map::new();
        let values = form.as_object().unwrap_or(&empty);
        let writer = Writer { app, said };
        let sections = shape.sections.iter().filter_map(|section| {
            let mut lines = Vec::new();
            writer.fields(&section.fields, values, 0, &mut lines);
            (!lines.is_empty()).then(|| Part { name: said.section(&section.id), lines })
        });
        let state = |pointer: &str| form.pointer(pointer).and_then(Value::as_str).unwrap_or("—").to_owned();
        let id = shape.id(forms.version());
        let unchecked = shape.articles.iter().any(|id| forms.law().find(id).is_some_and(|found| !found.checked));
        Self {
            lang: lang.to_string(),
            heading: said.with("letter-heading", &[("kind", &said.kind(kind)), ("form", &id)]),
            from: format!("{}: {}", said.text("letter-from"), state("/from/state")),
            to: said.with("to-state-name", &[("state", &state("/to/state"))]),
            signed,
            unsigned_words: said.text("letter-unsigned"),
            proof: said.text("letter-proof"),
            unchecked: unchecked.then(|| said.text("unchecked-all")),
            sections: sections.collect(),
        }
    }
}

struct Writer<'a> {
    app: &'a App,
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
            law: field.article.as_ref().and_then(|id| self.said.law(&self.app.forms, id)),
            value,
            code: !matches!(field.of, Type::Text | Type::Option | Type::Truth) || field.words == "identifier-value",
        }
    }

    fn written(&self, field: &Field, value: &Value) -> Option<String> {
        match (field.of, value) {
            (Type::Truth, Value::Bool(yes)) => Some(self.said.option("answer", if *yes { "yes" } else { "no" })),
            (Type::Option, Value::String(text)) => {
                let list = field.options.as_deref().unwrap_or_default();
                let known = self.app.forms.options(list).contains(text);
                Some(if known { self.said.option(list, text) } else { text.clone() })
            }
            (_, Value::String(text)) => Some(text.clone()),
            (_, Value::Number(number)) => Some(number.to_string()),
            _ => None,
        }
    }
}
