//! Whom a request between States is about, so that it is found again when a person asks what was shared about them. Names and
//! identifiers are read out of a form while it is in memory, each in one form; what is kept of them are tags under a key of this node.

use std::collections::BTreeSet;

use khien_casework::identifier::{Identifier, Kind};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Names and identifiers of one form at most; its bounds allow no more in earnest.
const MOST: usize = 4096;

/// Everybody and everything that a form names.
#[must_use]
pub fn named_in(form: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(form, &mut found);
    found
}

/// Every reading of a line that a person wrote: as a name, as an identifier of each kind that it can be, and as it stands.
#[must_use]
pub fn readings(line: &str) -> BTreeSet<String> {
    let mut found = identifier(line);
    found.extend(name(line));
    found
}

fn walk(value: &Value, found: &mut BTreeSet<String>) {
    if found.len() >= MOST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
        Value::Object(members) => {
            for (member, inner) in members {
                match (member.as_str(), inner) {
                    ("value" | "url", Value::String(text)) => found.extend(identifier(text)),
                    ("persons", Value::Array(people)) => {
                        let names = people.iter().flat_map(|one| [one.get("name"), one.get("name_latin")]).flatten();
                        found.extend(names.filter_map(Value::as_str).filter_map(name));
                    }
                    _ => walk(inner, found),
                }
            }
        }
        _ => {}
    }
}

fn identifier(text: &str) -> BTreeSet<String> {
    let kinds = Kind::ALL.into_iter().filter_map(|kind| Identifier::read(kind, text).ok());
    let mut found: BTreeSet<String> = kinds.map(|identifier| identifier.text().to_string()).collect();
    let plain = folded(text);
    if !plain.is_empty() {
        found.insert(format!("text:{plain}"));
    }
    found
}

/// A name whatever the order of its parts, its capitals and its accents.
fn name(text: &str) -> Option<String> {
    let plain = folded(text);
    let mut parts: Vec<&str> = plain.split(' ').filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    (!parts.is_empty()).then(|| format!("name:{}", parts.join(" ")))
}

fn folded(text: &str) -> String {
    let letters: String = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let plain = letters.replace('đ', "d");
    plain
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_person_is_found_however_they_write_what_the_form_says() {
        let form = json!({
            "items": [
                {"identifier": {"type": "msisdn", "value": "+84 901-234-567"}},
                {"identifier": {"type": "account_id", "value": "Invented.Account_77"}},
            ],
            "persons": [{"role": "suspect", "name": "Đỗ Văn Ấm", "name_latin": "Do Van Am"}],
            "targets": [{"url": "http://www.example.com:80/a/?b=1"}],
            "facts": "free text names nobody",
        });
        let named = named_in(&form);
        for line in ["0084901234567", "invented.account_77", "am do văn", "ĐỖ VĂN ẤM", "https://example.com/a?b=1"]
        {
            assert!(readings(line).iter().any(|reading| named.contains(reading)), "{line}: {named:?}");
        }
        for line in ["+84 901 234 568", "Do Van", "free text names nobody", "", "suspect"] {
            assert!(!readings(line).iter().any(|reading| named.contains(reading)), "{line}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_form_holds_is_read(text in "\\PC{0,60}", deep in 0usize..40) {
            let mut form = json!({"value": text, "persons": [{"name": text}, 7, null], "url": text});
            for _ in 0..deep {
                form = json!({"inner": [form]});
            }
            let named = named_in(&form);
            prop_assert!(readings(&text).iter().all(|reading| named.contains(reading)));
        }
    }
}
