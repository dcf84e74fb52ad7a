//! The same data as JSON Schema (2020-12), so that another country's node can check a form before it signs one.
//!
//! The schema sees shape and bounds. What the calendar, the law or the directory says is ours to check:
//! [`super::What::is_structural`] draws the line. Fields that it does not know are left open, because a later minor
//! version may add optional ones; an answer whose fields the law fixes is closed.

use serde_json::{Map, Value, json};

use super::{Field, Form, Forms, Need, Type, text};
use crate::Kind;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

impl Forms {
    /// The schema of a kind's form as it is sent.
    #[must_use]
    pub fn schema(&self, kind: Kind) -> Value {
        let form = self.form(kind);
        let mut schema = self.object(form, &form.fields().collect::<Vec<_>>());
        schema.insert("$schema".into(), json!(DIALECT));
        schema.insert("$id".into(), json!(format!("urn:khien:desk:form:{}", form.id(self.version()))));
        schema.insert("title".into(), json!(form.id(self.version())));
        Value::Object(schema)
    }

    /// The schema of an answer whose fields the law fixes; `None` for other kinds.
    #[must_use]
    pub fn answer_schema(&self, kind: Kind) -> Option<Value> {
        let form = self.form(kind);
        if form.answer.is_empty() {
            return None;
        }
        let mut schema = self.object(form, &form.answer.iter().collect::<Vec<_>>());
        close(&mut schema);
        schema.insert("$schema".into(), json!(DIALECT));
        schema.insert("$id".into(), json!(format!("urn:khien:desk:answer:{}", form.id(self.version()))));
        Some(Value::Object(schema))
    }

    fn object(&self, form: &Form, fields: &[&Field]) -> Map<String, Value> {
        let sent: Vec<&&Field> = fields.iter().filter(|field| field.is_sent()).collect();
        let properties: Map<String, Value> =
            sent.iter().map(|field| (field.name.clone(), self.property(form, field))).collect();
        let required: Vec<&str> =
            sent.iter().filter(|field| field.need == Need::Required).map(|field| field.name.as_str()).collect();
        let conditions: Vec<Value> = sent.iter().filter_map(|field| condition(field)).collect();
        let mut schema = Map::new();
        schema.insert("type".into(), json!("object"));
        schema.insert("properties".into(), Value::Object(properties));
        schema.insert("required".into(), json!(required));
        if !conditions.is_empty() {
            schema.insert("allOf".into(), Value::Array(conditions));
        }
        schema
    }

    fn property(&self, form: &Form, field: &Field) -> Value {
        let mut single = self.single(form, field);
        if let Some(only) = &field.equals {
            single.insert("const".into(), only.clone());
        }
        if let Some(article) = &field.article {
            single.insert("$comment".into(), json!(format!("article {article}")));
        }
        if !field.list {
            return Value::Object(single);
        }
        let (min, max) = field.list_bounds();
        json!({"type": "array", "items": single, "minItems": min, "maxItems": max})
    }

    fn single(&self, form: &Form, field: &Field) -> Map<String, Value> {
        let pattern = |pattern: &str| json!({"type": "string", "pattern": pattern});
        let schema = match field.of {
            Type::Object => return self.object(form, &field.fields.iter().collect::<Vec<_>>()),
            Type::Text => {
                let (min, max) = field.text_bounds();
                json!({"type": "string", "minLength": min, "maxLength": max})
            }
            Type::Number => return number(field),
            Type::Truth => json!({"type": "boolean"}),
            Type::Option => json!({"enum": self.options(field.options.as_deref().unwrap_or_default())}),
            Type::Instant => pattern(text::INSTANT),
            Type::Day => pattern(text::DAY),
            Type::Message => pattern(text::MESSAGE),
            Type::Hash => pattern(text::HASH),
            Type::State => pattern(text::STATE),
            Type::Language => pattern(text::LANGUAGE),
            Type::Kind => json!({"const": form.kind.as_str()}),
            Type::FormId => pattern(&format!("^{}@{}\\.[0-9]{{1,6}}$", form.kind, self.version().major)),
        };
        match schema {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

fn number(field: &Field) -> Map<String, Value> {
    let bounds = [("minimum", field.min), ("maximum", field.max)];
    let bounds = bounds.into_iter().filter_map(|(name, bound)| Some((name.to_owned(), json!(bound?))));
    bounds.chain([("type".to_owned(), json!("integer"))]).collect()
}

/// A conditional field as `if` and `then`.
fn condition(field: &Field) -> Option<Value> {
    let when = field.when.as_ref()?;
    let holds = json!({"properties": {&when.field: {"enum": &when.values}}, "required": [&when.field]});
    Some(json!({"if": holds, "then": {"required": [&field.name]}}))
}

/// Closes an object and all objects below it.
fn close(schema: &mut Map<String, Value>) {
    if schema.get("type") == Some(&json!("object")) {
        schema.insert("additionalProperties".into(), json!(false));
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.values_mut().filter_map(Value::as_object_mut).for_each(close);
    }
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        close(items);
    }
}
