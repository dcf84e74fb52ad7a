//! Forms of which a part opens later (X1): the fields that are read before the conditions are accepted are named by the data
//! (`open`), and everything else is sealed until then. So whoever adds a field to the common block adds it to what is closed.

use serde_json::Value;

use super::{Forms, Problem, Setting, What};
use crate::Kind;

/// The one field that stands in both parts: its hash in the open one, its text in the other.
const SEALED: &str = "sealed";

impl Forms {
    /// What is wrong with the open part of a form: as [`Forms::check`] says it, but for what is closed, which has no place there.
    #[must_use]
    pub fn check_open(&self, kind: Kind, form: &Value, setting: &Setting<'_>) -> Vec<Problem> {
        let open = &self.form(kind).open;
        let closed = |pointer: &str| {
            let top = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
            pointer == "/sealed/text" || !open.iter().any(|name| name == top)
        };
        let problems = self.check(kind, form, setting).into_iter();
        let mut problems: Vec<Problem> =
            problems.filter(|problem| !(problem.what == What::Missing && closed(&problem.pointer))).collect();
        let unknown = |pointer: String| Problem { pointer, field: String::new(), article: None, what: What::Unknown };
        let names = form.as_object().into_iter().flat_map(|map| map.keys());
        problems.extend(names.map(|name| format!("/{name}")).filter(|pointer| closed(pointer)).map(unknown));
        if form.pointer("/sealed/text").is_some() {
            problems.push(unknown("/sealed/text".to_owned()));
        }
        problems
    }

    /// The whole form of its two parts; nothing when one of them has what belongs to the other.
    #[must_use]
    pub fn joined(&self, kind: Kind, open: &Value, closed: &Value) -> Option<Value> {
        let names = &self.form(kind).open;
        let is_open = |name: &String| names.contains(name);
        let (mut whole, closed) = (open.as_object()?.clone(), closed.as_object()?);
        if !whole.keys().all(is_open) {
            return None;
        }
        for (name, value) in closed {
            if name == SEALED {
                whole.get_mut(SEALED)?.as_object_mut()?.insert("text".to_owned(), value.get("text")?.clone());
            } else if is_open(name) {
                return None;
            } else {
                whole.insert(name.clone(), value.clone());
            }
        }
        Some(Value::Object(whole))
    }
}
