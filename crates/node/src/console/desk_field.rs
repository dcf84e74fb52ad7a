//! A field of a form on the page, with its law, its hint, and the same words in the other State's language.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use khien_desk::form::{Field, Filler, Forms, Need, Type};
use serde_json::Value;

use super::desk_words::Said;
use super::frame::Choice;

/// Texts longer than this get a field of several lines.
const LINE: u64 = 500;
/// Addresses are one line, however long.
const ADDRESSES: [&str; 2] = ["identifier-value", "targets-url"];

/// Words that stand at many fields.
pub struct Labels {
    pub add: String,
    pub remove: String,
    pub optional: String,
    pub when_needed: String,
    pub choose: String,
    pub yes: String,
    pub no: String,
    pub utc: String,
    pub more: String,
}

impl Labels {
    /// The words in a language.
    #[must_use]
    pub fn new(said: Said<'_>) -> Arc<Self> {
        Arc::new(Self {
            add: said.text("add"),
            remove: said.text("remove"),
            optional: said.text("optional"),
            when_needed: said.text("when-needed"),
            choose: said.text("choose"),
            yes: said.option("answer", "yes"),
            no: said.option("answer", "no"),
            utc: said.text("utc-hint"),
            more: said.text("optional-title"),
        })
    }
}

/// The same words in another language.
pub struct Beside {
    pub lang: String,
    pub words: String,
}

/// A field as the page shows it.
#[derive(Template)]
#[template(path = "console/part/desk_field.html")]
pub struct FieldView {
    pub labels: Arc<Labels>,
    /// Where its value stands in the form; `-` stands for an item that the script numbers.
    pub at: String,
    /// `object`, `list`, `line`, `long`, `number`, `day`, `instant`, `choice`, `several`, `truth`, `confirm`.
    pub control: &'static str,
    pub label: String,
    pub beside: Option<Beside>,
    pub hint: Option<String>,
    pub law: Option<String>,
    pub need: Need,
    /// Sibling and values that make it needed, as JSON, for the script.
    pub when_at: String,
    pub when_in: String,
    pub value: String,
    pub min: String,
    pub max: String,
    pub choices: Vec<Choice>,
    /// Fields of an object; the one item of a list.
    pub children: Vec<FieldView>,
    /// Whether the heading above says the same as its name.
    pub named_above: bool,
}

impl FieldView {
    /// Leaves the articles out, of what is within it too.
    pub fn without_law(&mut self) {
        self.law = None;
        self.children.iter_mut().for_each(Self::without_law);
    }

    /// Whether it must always be there.
    #[must_use]
    pub fn required(&self) -> bool {
        self.need == Need::Required
    }

    /// Whether it is a question of the gate: an answer, and why.
    #[must_use]
    pub fn is_gate(&self) -> bool {
        self.control == "object" && self.children.iter().any(|child| child.control == "radio")
    }

    /// Fields of an object that stand open.
    pub fn open(&self) -> impl Iterator<Item = &FieldView> {
        self.children.iter().filter(|child| self.is_gate() || child.need != Need::Optional)
    }

    /// Fields of an object that wait behind a press.
    #[must_use]
    pub fn closed(&self) -> Vec<&FieldView> {
        self.children.iter().filter(|child| !self.is_gate() && child.need == Need::Optional).collect()
    }

    /// Whether it takes the whole width.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.is_group() || matches!(self.control, "long" | "several" | "confirm")
    }

    /// Whether it is a group of other fields.
    #[must_use]
    pub fn is_group(&self) -> bool {
        matches!(self.control, "object" | "list")
    }

    /// Whether it is a group of answers to one question.
    #[must_use]
    pub fn is_choices(&self) -> bool {
        matches!(self.control, "several" | "truth" | "radio")
    }
}

/// Makes views.
pub struct Viewer<'a> {
    /// The forms.
    pub forms: &'a Forms,
    /// Words of the page.
    pub said: Said<'a>,
    /// Words of the other State.
    pub beside: Option<Said<'a>>,
    /// Words of many fields.
    pub labels: Arc<Labels>,
    /// Values that the form starts with, by place.
    pub prefill: BTreeMap<String, String>,
}

impl Viewer<'_> {
    /// The fields that a person fills in.
    #[must_use]
    pub fn fields(&self, fields: &[Field], within: &str) -> Vec<FieldView> {
        fields.iter().filter(|field| field.by == Filler::Person).map(|field| self.field(field, within)).collect()
    }

    fn field(&self, field: &Field, within: &str) -> FieldView {
        let at = format!("{within}/{}", field.name);
        if !field.list {
            return self.single(field, at, within);
        }
        let mut view = self.bare(field, at.clone(), within);
        if field.of == Type::Option {
            view.control = "several";
            view.choices = self.choices(field, "");
            return view;
        }
        view.control = "list";
        let mut item = self.single(field, format!("{at}/-"), within);
        // The list says already what its items are, and for which article.
        (item.beside, item.hint, item.law, item.need) = (None, None, None, Need::Required);
        (item.when_at, item.when_in) = (String::new(), String::new());
        view.children = vec![item];
        view
    }

    fn single(&self, field: &Field, at: String, within: &str) -> FieldView {
        let mut view = self.bare(field, at, within);
        view.control = match field.of {
            Type::Object => "object",
            Type::Text if field.text_bounds().1 > LINE && !ADDRESSES.contains(&field.words.as_str()) => "long",
            Type::Number => "number",
            Type::Day => "day",
            Type::Instant => "instant",
            Type::Option if field.options.as_deref() == Some("answer") => "radio",
            Type::Option => "choice",
            Type::Truth if field.equals.is_some() => "confirm",
            Type::Truth => "truth",
            _ => "line",
        };
        match field.of {
            Type::Object => view.children = self.fields(&field.fields, &view.at),
            Type::Option => {
                let only = field.equals.as_ref().and_then(Value::as_str);
                let first = only.map(str::to_owned).or_else(|| field.default.clone()).unwrap_or_default();
                view.choices = self.choices(field, self.prefill.get(&view.at).unwrap_or(&first));
            }
            Type::Text => (view.min, view.max) = bounds(field),
            Type::Number => {
                let text = |bound: Option<i64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
                (view.min, view.max) = (text(field.min), text(field.max));
            }
            _ => {}
        }
        view
    }

    fn bare(&self, field: &Field, at: String, within: &str) -> FieldView {
        let beside = self.beside.map(|said| Beside { lang: said.lang.to_string(), words: said.field(&field.words) });
        let when = field.when.as_ref();
        FieldView {
            labels: Arc::clone(&self.labels),
            control: "line",
            label: self.said.field(&field.words),
            beside,
            hint: field.hint.then(|| self.said.hint(&field.words)),
            law: field.article.as_ref().and_then(|id| self.said.law(self.forms, id)),
            need: field.need,
            when_at: when.map(|when| format!("{within}/{}", when.field)).unwrap_or_default(),
            when_in: when.map(|when| Value::Array(when.values.clone()).to_string()).unwrap_or_default(),
            value: self.prefill.get(&at).cloned().unwrap_or_default(),
            min: String::new(),
            max: String::new(),
            choices: Vec::new(),
            children: Vec::new(),
            named_above: false,
            at,
        }
    }

    fn choices(&self, field: &Field, chosen: &str) -> Vec<Choice> {
        let list = field.options.as_deref().unwrap_or_default();
        let options = self.forms.options(list).iter();
        options.map(|value| Choice::new(value, self.said.option(list, value)).chosen(Some(chosen))).collect()
    }
}

fn bounds(field: &Field) -> (String, String) {
    let (min, max) = field.text_bounds();
    (if min > 1 { min.to_string() } else { String::new() }, max.to_string())
}
