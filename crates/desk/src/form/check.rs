//! A form against its data: what is missing, too long, of another type, or against the law that asks for it.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use khien_terms::Moment;
use serde_json::{Map, Value};

use super::problem::{Problem, What};
use super::{BYTES_MAX, DEPTH_MAX, Field, Filler, Forms, ITEMS_MAX, Need, TEXT_MAX, Type, identifier, text};
use crate::{Kind, code};

/// Where a form stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Being written: what the desk fills in itself is not there yet.
    Draft,
    /// As it is signed and sent.
    Signed,
}

/// What a form is checked against besides its data.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Where it stands.
    pub stage: Stage,
    /// The moment of the check; a signed form is measured from its own `issued_at`.
    pub now: Moment,
    /// Call-back numbers of the own directory entry; `None` where they are not known.
    pub numbers: Option<&'a [String]>,
}

impl Forms {
    /// What is wrong with a form. Nothing is, when no problem of the answer [`What::stops`] it.
    #[must_use]
    pub fn check(&self, kind: Kind, form: &Value, setting: &Setting<'_>) -> Vec<Problem> {
        let mut walk = Walk::new(self, kind, form, setting);
        walk.limits(form, &mut String::new(), 1);
        if serde_json::to_vec(form).map_or(true, |bytes| bytes.len() > BYTES_MAX) {
            walk.tell("", None, What::TooBig);
        }
        match form.as_object() {
            Some(map) => walk.object(self.form(kind).fields(), map, ""),
            None => walk.tell("", None, What::NotA { of: Type::Object }),
        }
        walk.problems
    }

    /// What is wrong with an answer whose fields the law fixes. A kind without such fields answers with [`What::Unknown`].
    #[must_use]
    pub fn check_answer(&self, kind: Kind, answer: &Value, setting: &Setting<'_>) -> Vec<Problem> {
        let mut walk = Walk::new(self, kind, answer, setting);
        walk.newer = false;
        walk.limits(answer, &mut String::new(), 1);
        match answer.as_object() {
            Some(map) => walk.object(self.form(kind).answer.iter(), map, ""),
            None => walk.tell("", None, What::NotA { of: Type::Object }),
        }
        if self.form(kind).answer.is_empty() {
            walk.tell("", None, What::Unknown);
        }
        walk.problems
    }
}

struct Walk<'a> {
    forms: &'a Forms,
    kind: Kind,
    setting: &'a Setting<'a>,
    /// The moment from which periods count.
    from: Timestamp,
    /// The form is of a later minor version: what is not known is kept.
    newer: bool,
    problems: Vec<Problem>,
}

impl<'a> Walk<'a> {
    fn new(forms: &'a Forms, kind: Kind, form: &Value, setting: &'a Setting<'a>) -> Self {
        let issued = form.get("issued_at").and_then(Value::as_str).and_then(|text| text.parse().ok());
        let minor = form.get("form").and_then(Value::as_str).and_then(|id| minor_of(id, kind, forms.version.major));
        Self {
            forms,
            kind,
            setting,
            from: issued.unwrap_or_else(|| setting.now.timestamp()),
            newer: minor.is_some_and(|minor| minor > forms.version.minor),
            problems: Vec::new(),
        }
    }

    fn tell(&mut self, pointer: &str, field: Option<&Field>, what: What) {
        self.problems.push(Problem {
            pointer: pointer.to_owned(),
            field: field.map(|field| field.words.clone()).unwrap_or_default(),
            article: field.and_then(|field| field.article.clone()),
            what,
        });
    }

    /// Limits that hold wherever a value stands, known or not.
    fn limits(&mut self, value: &Value, pointer: &mut String, depth: usize) {
        if depth > DEPTH_MAX {
            self.tell(pointer, None, What::TooDeep);
            return;
        }
        let length = pointer.len();
        match value {
            Value::Object(map) => {
                for (name, below) in map {
                    push(pointer, name);
                    self.limits(below, pointer, depth + 1);
                    pointer.truncate(length);
                }
            }
            Value::Array(list) if list.len() > ITEMS_MAX => self.tell(pointer, None, What::TooMany { max: ITEMS_MAX }),
            Value::Array(list) => {
                for (n, below) in list.iter().enumerate() {
                    push(pointer, &n.to_string());
                    self.limits(below, pointer, depth + 1);
                    pointer.truncate(length);
                }
            }
            Value::String(text) if text.chars().count() as u64 > TEXT_MAX => {
                self.tell(pointer, None, What::TooLong { max: TEXT_MAX });
            }
            _ => {}
        }
    }

    fn object<'f>(&mut self, fields: impl Iterator<Item = &'f Field> + Clone, map: &Map<String, Value>, at: &str) {
        let draft = self.setting.stage == Stage::Draft;
        // What sealing replaces stands in the draft only.
        let fields = fields.filter(move |field| draft || field.is_sent());
        for field in fields.clone() {
            let mut pointer = at.to_owned();
            push(&mut pointer, &field.name);
            match map.get(&field.name) {
                Some(value) => self.field(field, value, map, &pointer),
                None if self.needs(field, map) => self.tell(&pointer, Some(field), What::Missing),
                None => {}
            }
        }
        for name in map.keys().filter(|name| !fields.clone().any(|field| field.name == **name)) {
            let mut pointer = at.to_owned();
            push(&mut pointer, name);
            self.tell(&pointer, None, if self.newer { What::NotUnderstood } else { What::Unknown });
        }
    }

    fn needs(&self, field: &Field, siblings: &Map<String, Value>) -> bool {
        if field.by == Filler::Desk && self.setting.stage == Stage::Draft {
            return false;
        }
        match field.need {
            Need::Required => true,
            Need::Optional => false,
            Need::Conditional => field.when.as_ref().is_some_and(|when| when.holds(siblings)),
        }
    }

    fn field(&mut self, field: &Field, value: &Value, siblings: &Map<String, Value>, pointer: &str) {
        if !field.list {
            return self.single(field, value, siblings, pointer);
        }
        let Some(list) = value.as_array() else { return self.tell(pointer, Some(field), What::NotAList) };
        let (min, max) = field.list_bounds();
        if list.len() < min {
            self.tell(pointer, Some(field), What::TooFew { min });
        }
        if list.len() > max {
            return self.tell(pointer, Some(field), What::TooMany { max });
        }
        for (n, item) in list.iter().enumerate() {
            self.single(field, item, siblings, &format!("{pointer}/{n}"));
        }
    }

    fn single(&mut self, field: &Field, value: &Value, siblings: &Map<String, Value>, pointer: &str) {
        let before = self.problems.len();
        match field.of {
            Type::Object => match value.as_object() {
                Some(map) => {
                    self.object(field.fields.iter(), map, pointer);
                    self.identifier(field, map, pointer);
                }
                None => self.tell(pointer, Some(field), What::NotA { of: field.of }),
            },
            Type::Truth if value.is_boolean() => {}
            Type::Number => self.number(field, value, siblings, pointer),
            _ => match value.as_str() {
                Some(text) if field.of != Type::Truth => self.written(field, text, siblings, pointer),
                _ => self.tell(pointer, Some(field), What::NotA { of: field.of }),
            },
        }
        let fits = self.problems.len() == before;
        if let Some(only) = field.equals.as_ref().filter(|only| fits && *only != value) {
            self.tell(pointer, Some(field), What::MustBe { value: only.to_string() });
        }
    }

    fn number(&mut self, field: &Field, value: &Value, siblings: &Map<String, Value>, pointer: &str) {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and within 53 bits")]
        let whole = |number: f64| (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
        let Some(number) = value.as_i64().or_else(|| value.as_f64().and_then(whole)) else {
            return self.tell(pointer, Some(field), What::NotA { of: Type::Number });
        };
        if let Some(min) = field.min.filter(|min| number < *min) {
            return self.tell(pointer, Some(field), What::TooSmall { min });
        }
        if let Some(max) = field.max.filter(|max| number > *max) {
            return self.tell(pointer, Some(field), What::TooLarge { max });
        }
        if let Some(floor) = field.min_when.as_ref().filter(|floor| floor.when.holds(siblings) && number < floor.min) {
            self.tell(pointer, Some(field), What::BelowLine { min: floor.min });
        }
    }

    /// A value that is written as text.
    fn written(&mut self, field: &Field, value: &str, siblings: &Map<String, Value>, pointer: &str) {
        let fits = match field.of {
            Type::Instant => text::is_instant(value),
            Type::Day => text::is_day(value),
            Type::Message => code::is_number(value),
            Type::Hash => code::is_hash(value),
            Type::State => code::is_state(value),
            Type::Language => code::is_language(value),
            _ => true,
        };
        if !fits {
            return self.tell(pointer, Some(field), What::NotA { of: field.of });
        }
        match field.of {
            Type::Text => self.text(field, value, pointer),
            Type::Instant => self.instant(field, value, siblings, pointer),
            Type::Day => self.day(field, value, pointer),
            Type::Option => {
                let list = field.options.as_deref().unwrap_or_default();
                if !self.forms.options(list).iter().any(|option| option == value) {
                    self.tell(pointer, Some(field), What::NotOneOf);
                }
            }
            Type::Kind if value != self.kind.as_str() => self.tell(pointer, Some(field), What::WrongForm),
            Type::FormId if minor_of(value, self.kind, self.forms.version.major).is_none() => {
                self.tell(pointer, Some(field), What::WrongForm);
            }
            _ => {}
        }
    }

    fn text(&mut self, field: &Field, value: &str, pointer: &str) {
        let (min, max) = field.text_bounds();
        let length = value.chars().count() as u64;
        if length < min {
            return self.tell(pointer, Some(field), What::TooShort { min });
        }
        if length > max {
            return self.tell(pointer, Some(field), What::TooLong { max });
        }
        // Blanks are no reasons: the schema counts characters, we count words' own.
        if (value.trim().chars().count() as u64) < min {
            self.tell(pointer, Some(field), What::Missing);
        }
        let known = |numbers: &[String]| numbers.iter().any(|number| same_number(number, value));
        if field.directory && self.setting.numbers.is_some_and(|numbers| !known(numbers)) {
            self.tell(pointer, Some(field), What::NotInDirectory);
        }
        let lower = value.trim_start().to_ascii_lowercase();
        if field.not_prefix.iter().any(|prefix| lower.starts_with(prefix)) {
            self.tell(pointer, Some(field), What::NotInline);
        }
    }

    fn instant(&mut self, field: &Field, value: &str, siblings: &Map<String, Value>, pointer: &str) {
        let Ok(at) = value.parse::<Timestamp>() else { return self.tell(pointer, Some(field), What::NoSuchMoment) };
        let start = field.not_before.as_ref().and_then(|name| siblings.get(name)?.as_str()?.parse::<Timestamp>().ok());
        if start.is_some_and(|start| at < start) {
            self.tell(pointer, Some(field), What::EndsBefore);
        }
        if field.future && at <= self.from {
            self.tell(pointer, Some(field), What::Past);
        }
        if let Some(hours) = field.within_hours.filter(|hours| self.beyond(at, *hours)) {
            self.tell(pointer, Some(field), What::TooLate { hours });
        }
    }

    fn day(&mut self, field: &Field, value: &str, pointer: &str) {
        let Ok(day) = value.parse::<Date>() else { return self.tell(pointer, Some(field), What::NoSuchMoment) };
        let today = Offset::UTC.to_datetime(self.from).date();
        if field.future && day < today {
            self.tell(pointer, Some(field), What::Past);
        }
        let begins = Offset::UTC.to_timestamp(day.to_datetime(Time::midnight()));
        if let Some(hours) = field.within_hours.filter(|hours| begins.is_ok_and(|begins| self.beyond(begins, *hours))) {
            self.tell(pointer, Some(field), What::TooLate { hours });
        }
    }

    fn beyond(&self, at: Timestamp, hours: i64) -> bool {
        self.from.checked_add(SignedDuration::from_hours(hours)).is_ok_and(|last| at > last)
    }

    /// An identifier means one account, line or device.
    fn identifier(&mut self, field: &Field, map: &Map<String, Value>, pointer: &str) {
        if field.shape.as_deref() != Some("identifier") {
            return;
        }
        let text = |name: &str| map.get(name).and_then(Value::as_str);
        let (Some(of), Some(value)) = (text("type"), text("value")) else { return };
        let inner = field.fields.iter().find(|inner| inner.name == "value");
        if let Some(what) = identifier::fault(of, value) {
            self.tell(&format!("{pointer}/value"), inner, what);
        }
    }
}

/// The minor version in a form's id, when the id is of this kind and major version.
fn minor_of(id: &str, kind: Kind, major: u32) -> Option<u32> {
    let minor =
        id.strip_prefix(kind.as_str())?.strip_prefix('@')?.strip_prefix(&major.to_string())?.strip_prefix('.')?;
    let plain = !minor.is_empty() && minor.len() <= 6 && minor.bytes().all(|byte| byte.is_ascii_digit());
    if plain { minor.parse().ok() } else { None }
}

/// Telephone numbers are the same whatever stands between their digits.
fn same_number(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (one, other) = (digits(one), digits(other));
    !one.is_empty() && one == other
}

/// Adds a name to a JSON Pointer.
fn push(pointer: &mut String, name: &str) {
    pointer.push('/');
    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
}
