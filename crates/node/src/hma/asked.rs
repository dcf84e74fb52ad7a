//! Queries and bodies, read as leniently as Hasher-Matcher-Actioner reads them, and refused in its shapes.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use serde_json::{Map, Value, json};

use super::said::Said;

/// The query of an address.
pub struct Asked(BTreeMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Said;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Said> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| Said::bad("the query of the address cannot be read"))?;
        Ok(Self(pairs.0.into_iter().collect()))
    }
}

impl Asked {
    /// A text that may be absent; an empty one counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// Texts that have to be there; whatever is missing is told at once.
    pub fn need<const N: usize>(&self, names: [&str; N]) -> Result<[&str; N], Said> {
        let missing: Vec<Value> = names
            .into_iter()
            .filter(|name| self.text(name).is_none())
            .map(|name| {
                json!({"type": "missing", "loc": [name], "msg": "Field required", "input": self.0, "url": "https://errors.pydantic.dev/2/v/missing"})
            })
            .collect();
        if missing.is_empty() {
            Ok(names.map(|name| self.text(name).unwrap_or_default()))
        } else {
            Err(Said::Fields(missing))
        }
    }

    /// A yes or no.
    pub fn flag(&self, name: &str, default: bool) -> Result<bool, Said> {
        let Some(text) = self.text(name) else { return Ok(default) };
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" | "t" | "y" => Ok(true),
            "false" | "0" | "no" | "off" | "f" | "n" => Ok(false),
            _ => Err(Said::field(
                "bool_parsing",
                name,
                "Input should be a valid boolean, unable to interpret input",
                json!(text),
            )),
        }
    }

    /// A whole number.
    pub fn number(&self, name: &str, default: i64) -> Result<i64, Said> {
        let Some(text) = self.text(name) else { return Ok(default) };
        let wrong = "Input should be a valid integer, unable to parse string as an integer";
        text.trim().parse().map_err(|_| Said::field("int_parsing", name, wrong, json!(text)))
    }

    /// A list with commas; none when it is absent.
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        self.text(name).map(|text| text.split(',').map(str::trim).filter(|one| !one.is_empty()).collect())
    }
}

/// A body that is a JSON object.
pub struct Object(pub Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Object {
    type Rejection = Said;

    async fn from_request(request: Request, state: &S) -> Result<Self, Said> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| {
            Said::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "the body is too large or ended early")
        })?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            Ok(other) => {
                let wrong = "Input should be a valid dictionary or instance of the model";
                Err(Said::field("model_type", "body", wrong, other))
            }
            Err(error) => Err(Said::field("json_invalid", "body", &format!("Invalid JSON: {error}"), Value::Null)),
        }
    }
}

impl Object {
    /// A text that may be absent.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Said> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(Said::field("string_type", name, "Input should be a valid string", other.clone())),
        }
    }

    /// A text that has to be there.
    pub fn need_text(&self, name: &str) -> Result<&str, Said> {
        let missing = || Said::field("missing", name, "Field required", Value::Object(self.0.clone()));
        self.text(name)?.ok_or_else(missing)
    }

    /// A number, also as a text.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Said> {
        let wrong = |input: &Value| Said::field("float_parsing", name, "Input should be a valid number", input.clone());
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value @ Value::String(text)) => text.trim().parse().map(Some).map_err(|_| wrong(value)),
            Some(value) => value.as_f64().map(Some).ok_or_else(|| wrong(value)),
        }
    }

    /// A yes or no, also as a text or a number.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Said> {
        let read = |text: &str| match text {
            "true" | "True" | "1" => Some(true),
            "false" | "False" | "0" => Some(false),
            _ => None,
        };
        let found = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Bool(flag)) => Some(*flag),
            Some(Value::String(text)) => read(text),
            Some(other) => read(&other.to_string()),
        };
        let wrong = || {
            let input = self.0.get(name).cloned().unwrap_or_default();
            Said::field("bool_parsing", name, "Input should be a valid boolean", input)
        };
        found.map(Some).ok_or_else(wrong)
    }
}
