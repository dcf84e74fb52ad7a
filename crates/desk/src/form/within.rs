//! P2: a form that is said within the preservation that it changes, and never opens a thread of its own. What such a message does
//! stands in its open part, which both nodes act on, and in its form, which people read: the two say the same, or it is no message.
//!
//! Messages from before there was this form have words and no form; they are heard and shown, and none is signed any more.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::Kind;
use crate::request::Act;

/// The form that a message carries within its request, by what it does.
#[must_use]
pub fn form_of(act: &Act) -> Option<Kind> {
    matches!(act, Act::Extend { .. } | Act::Confirm { .. } | Act::Release).then_some(Kind::P2)
}

/// Whether a body is such a form; else it is words alone, from before.
#[must_use]
pub fn is_form(body: &Value) -> bool {
    body.get("kind").is_some() || body.get("form").is_some()
}

/// Whether a form names its kind, its version and its request, and says what its act says.
#[must_use]
pub fn agrees(act: &Act, thread: &str, form: &Value) -> bool {
    let text = |name: &str| form.get(name).and_then(Value::as_str);
    let named = text("kind") == Some(Kind::P2.as_str()) && text("form").is_some() && text("ref") == Some(thread);
    let (action, end, number) = (text("action"), text("new_end"), text("mla_ref"));
    let same = match act {
        Act::Extend { until } => {
            let day = end.and_then(|end| end.parse::<Date>().ok());
            action == Some("extend") && day == Some(until.day_in(&TimeZone::UTC))
        }
        Act::Confirm { by } => action == Some("confirm_mla") && number == by.as_deref(),
        Act::Release => action == Some("release"),
        _ => false,
    };
    named && same
}

#[cfg(test)]
mod tests {
    use khien_terms::Moment;
    use khien_terms::moment::DAY;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const THREAD: &str = "07070707070707070707070707070707";
    const OTHER: &str = "08080808080808080808080808080808";

    fn form(action: &str, more: &Value) -> Value {
        let mut form = json!({"kind": "P2", "form": "P2@1.0", "ref": THREAD, "action": action});
        let (map, more) = (form.as_object_mut().expect("map"), more.as_object().expect("map"));
        map.extend(more.clone());
        form
    }

    #[test]
    fn what_a_form_says_is_what_its_act_says() {
        let end = Act::Extend { until: Moment(10 * DAY - 1) };
        let by = |by: Option<&str>| Act::Confirm { by: by.map(str::to_owned) };
        let cases = [
            (end.clone(), form("extend", &json!({"new_end": "1970-01-10"})), true),
            (end.clone(), form("extend", &json!({"new_end": "1970-01-11"})), false),
            (end.clone(), form("extend", &json!({})), false),
            (end.clone(), form("release", &json!({"new_end": "1970-01-10"})), false),
            (by(Some(OTHER)), form("confirm_mla", &json!({"mla_ref": OTHER})), true),
            (by(Some(OTHER)), form("confirm_mla", &json!({"mla_ref": THREAD})), false),
            (by(None), form("confirm_mla", &json!({"mla_ref": OTHER})), false),
            (by(None), form("confirm_mla", &json!({"mla_way": "elsewhere"})), true),
            (Act::Release, form("release", &json!({})), true),
            (Act::Release, form("extend", &json!({})), false),
            (Act::Release, form("release", &json!({"ref": OTHER})), false),
            (Act::Release, form("release", &json!({"kind": "P1"})), false),
            (Act::Status, form("release", &json!({})), false),
        ];
        for (act, form, same) in cases {
            assert_eq!(agrees(&act, THREAD, &form), same, "{act:?} {form}");
        }
    }

    #[test]
    fn words_alone_are_from_before_and_no_form() {
        assert!(!is_form(&json!({"text": "Held longer, please."})));
        assert!(is_form(&form("release", &json!({}))));
        assert!(is_form(&json!({"form": "P2@1.0"})), "half a form is held to what a form has to be");
    }

    proptest! {
        /// Whatever the days are: they agree on the one in which the hold ends, in UTC, and on no other.
        #[test]
        fn an_extension_ends_on_its_day(days in 0i64..40_000, within in 0..DAY, off in -3i64..=3) {
            let until = Moment(days * DAY + within);
            let day = Moment((days + off).max(0) * DAY).day_in(&TimeZone::UTC).to_string();
            let same = agrees(&Act::Extend { until }, THREAD, &form("extend", &json!({"new_end": day})));
            prop_assert_eq!(same, (days + off).max(0) == days);
        }

        #[test]
        fn whatever_arrives_is_judged_without_a_panic(text in "\\PC{0,40}", n in any::<i64>()) {
            for form in [json!(text.clone()), json!({"kind": text.clone(), "ref": n, "new_end": text}), json!(n)] {
                let act = Act::Extend { until: Moment(n % (1 << 52)) };
                prop_assert!(!agrees(&act, THREAD, &form));
            }
        }
    }
}
