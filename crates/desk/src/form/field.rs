//! What a field of a form is.

use serde::Deserialize;
use serde_json::Value;

/// What a value has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
pub enum Type {
    /// Text.
    #[serde(rename = "s")]
    Text,
    /// A moment with its offset from UTC (RFC 3339).
    #[serde(rename = "t")]
    Instant,
    /// A day.
    #[serde(rename = "d")]
    Day,
    /// Yes or no.
    #[serde(rename = "b")]
    Truth,
    /// A whole number.
    #[serde(rename = "n")]
    Number,
    /// One of a list.
    #[serde(rename = "e")]
    Option,
    /// Id of a message: 32 small hexadecimal digits.
    #[serde(rename = "ref")]
    Message,
    /// SHA-256: 64 small hexadecimal digits.
    #[serde(rename = "h")]
    Hash,
    /// A State: two capital letters (ISO 3166-1).
    #[serde(rename = "c")]
    State,
    /// A language: two small letters (ISO 639-1).
    #[serde(rename = "l")]
    Language,
    /// Fields of its own.
    #[serde(rename = "o")]
    Object,
    /// The kind's code.
    #[serde(rename = "k")]
    Kind,
    /// The form's id, such as `P1@1.0`.
    #[serde(rename = "v")]
    FormId,
}

impl Type {
    /// Its code in data and words.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Type::Text => "s",
            Type::Instant => "t",
            Type::Day => "d",
            Type::Truth => "b",
            Type::Number => "n",
            Type::Option => "e",
            Type::Message => "ref",
            Type::Hash => "h",
            Type::State => "c",
            Type::Language => "l",
            Type::Object => "o",
            Type::Kind => "k",
            Type::FormId => "v",
        }
    }
}

/// Whether a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Always.
    Required,
    /// Never.
    Optional,
    /// When a sibling has a certain value.
    Conditional,
}

/// The sibling and the values that make a field required.
#[derive(Debug, Clone, Deserialize)]
pub struct When {
    /// Name of the sibling.
    pub field: String,
    /// Its values.
    #[serde(rename = "in")]
    pub values: Vec<Value>,
}

impl When {
    /// Whether it holds for the siblings of a field.
    #[must_use]
    pub fn holds(&self, siblings: &serde_json::Map<String, Value>) -> bool {
        siblings.get(&self.field).is_some_and(|value| self.values.contains(value))
    }
}

/// A floor that holds only when a sibling has a certain value.
#[derive(Debug, Clone, Deserialize)]
pub struct Kinded {
    /// When.
    #[serde(flatten)]
    pub when: When,
    /// The floor.
    pub min: i64,
}

/// Who fills a field in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filler {
    /// The drafter.
    #[default]
    Person,
    /// The desk's own node, when the message is made.
    Desk,
}

/// A field.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Name in the form.
    pub name: String,
    /// What it has to be.
    #[serde(rename = "type")]
    pub of: Type,
    /// Whether it must be there.
    pub need: Need,
    /// Makes a conditional field required.
    #[serde(default)]
    pub when: Option<When>,
    /// A list of such values.
    #[serde(default)]
    pub list: bool,
    /// Items that the list may have at most.
    #[serde(default)]
    pub max_items: Option<usize>,
    /// Least characters of a text, least number.
    #[serde(default)]
    pub min: Option<i64>,
    /// Most characters of a text, greatest number.
    #[serde(default)]
    pub max: Option<i64>,
    /// Name of the option list.
    #[serde(default)]
    pub options: Option<String>,
    /// Name of the shape whose fields it has.
    #[serde(default)]
    pub shape: Option<String>,
    /// Fields of an object.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// The only value that it may have.
    #[serde(default)]
    pub equals: Option<Value>,
    /// Value that a new draft starts with.
    #[serde(default)]
    pub default: Option<String>,
    /// Sibling moment that may not be later.
    #[serde(default)]
    pub not_before: Option<String>,
    /// Hours after sending within which the moment must lie.
    #[serde(default)]
    pub within_hours: Option<i64>,
    /// Whether the moment must lie after sending.
    #[serde(default)]
    pub future: bool,
    /// A floor under a condition.
    #[serde(default)]
    pub min_when: Option<Kinded>,
    /// A number of the directory, no other.
    #[serde(default)]
    pub directory: bool,
    /// Beginnings that the text may not have.
    #[serde(default)]
    pub not_prefix: Vec<String>,
    /// Stands in the draft only: sealing replaces it.
    #[serde(default)]
    pub draft_only: bool,
    /// Who fills it in.
    #[serde(default)]
    pub by: Filler,
    /// Whether the words have a hint.
    #[serde(default)]
    pub hint: bool,
    /// Article, paragraph and letter that ask for it.
    #[serde(default)]
    pub article: Option<String>,
    /// Boxes of other bodies' forms.
    #[serde(default)]
    pub crosswalk: Vec<String>,
    /// Key of its words, without the prefix `desk-form-field-`.
    #[serde(skip)]
    pub words: String,
}

impl Field {
    /// Characters of a text: least and most.
    #[must_use]
    pub fn text_bounds(&self) -> (u64, u64) {
        let bound = |value: Option<i64>, other: u64| value.and_then(|value| u64::try_from(value).ok()).unwrap_or(other);
        (bound(self.min, 1), bound(self.max, super::TEXT_MAX).min(super::TEXT_MAX))
    }

    /// Items of a list: least and most.
    #[must_use]
    pub fn list_bounds(&self) -> (usize, usize) {
        (usize::from(self.need != Need::Optional), self.max_items.unwrap_or(super::ITEMS_MAX).min(super::ITEMS_MAX))
    }

    /// Whether it stands in the message that is sent.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        !self.draft_only
    }
}
