//! The journal in words: one line per event.

use std::collections::BTreeMap;

use khien_casework::report::ALARM_LEVEL;
use khien_store::reports::HistoryRow;
use serde_json::Value;

use super::desk::Names;
use super::frame::{Frame, TimelineLine};
use super::problem::why;
use super::request_steps::purpose_key;
use super::{overrides, suspension, when};

/// Events as lines of a timeline, in their order. `of` names the stream where several stand in one timeline.
#[must_use]
pub fn timeline(f: &Frame, names: &Names, rows: &[HistoryRow], of: &dyn Fn(&str) -> String) -> Vec<TimelineLine> {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let acts: BTreeMap<&str, &str> = rows.iter().filter_map(said).collect();
    rows.iter()
        .map(|row| TimelineLine {
            when: when::moment(f, row.at, now, zone),
            of: of(&row.stream),
            words: line(f, names, row, &acts),
        })
        .collect()
}

/// A message that was said or heard, and what it does.
fn said(row: &HistoryRow) -> Option<(&str, &str)> {
    let spoken = matches!(row.kind.as_str(), "request.said" | "request.heard");
    spoken.then(|| Some((row.event.get("message")?.as_str()?, row.event.pointer("/act/type")?.as_str()?))).flatten()
}

fn line(f: &Frame, names: &Names, row: &HistoryRow, acts: &BTreeMap<&str, &str>) -> String {
    let (actor, kind, event) = (row.actor.as_str(), row.kind.as_str(), &row.event);
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let who = names.of(actor);
    let variant = match kind {
        "report.message" if event.get("by").and_then(Value::as_str) == Some("reporter") => "-in",
        "report.message" => "-out",
        "report.permission" if event.get("given") == Some(&Value::Bool(true)) => "-given",
        "report.permission" => "-withdrawn",
        "report.identity_reviewed" if event.get("right") == Some(&Value::Bool(true)) => "-right",
        "report.identity_reviewed" => "-wrong",
        "report.appeal_decided" if event.get("reversed") == Some(&Value::Bool(true)) => "-reversed",
        "report.appeal_decided" => "-stands",
        // The attempt is recorded before the mail server hears of it; that it is unknown is news only afterwards.
        "notice.recall" if text("sending") == "unknown" && text("said").is_empty() => "-began",
        "notice.recalled" if text("why") == "reversed" => "-reversed",
        "notice.recalled" => "-withdrawn",
        "case.identifier_ended" if text("why") == "lapsed" => "-lapsed",
        "request.reviewed" if text("verdict") == "justified" => "-justified",
        "request.reviewed" => "-not-justified",
        // By a person, and not because its time was over.
        "request.flagged" if event.get("overridden").is_some() => "-overridden",
        "request.lettered" if event.get("key") == Some(&Value::Bool(true)) => "-key",
        "request.erased" if actor.starts_with("stf_") => "-by",
        "report.paged" if event.get("level").and_then(Value::as_u64) == Some(ALARM_LEVEL.into()) => "-alarm",
        _ => "",
    };
    let key = format!("console-event-{}{variant}", kind.replace('.', "-"));
    if !f.app.words.has(&key) {
        return f.with("console-event-other", "type", kind);
    }
    let what = match kind {
        "request.lettered" | "request.letter_made" => {
            acts.get(text("message")).map(|act| act_words(f, act)).unwrap_or_default()
        }
        _ => what(f, kind, event),
    };
    let (part, reason) = (part_words(f, text("part")), reason_words(f, text("reason")));
    f.say(&key, &[("who", &who), ("what", &what), ("part", &part), ("reason", &reason)])
}

/// What a message does, in words.
fn act_words(f: &Frame, act: &str) -> String {
    f.t(&format!("desk-act-{}", act.replace('_', "-")))
}

/// The code that an event is about, in words.
fn what(f: &Frame, kind: &str, event: &Value) -> String {
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    if kind == "notice.recall" {
        return text("sending").map(|sending| f.t(&format!("console-recall-{sending}"))).unwrap_or_default();
    }
    if matches!(kind, "request.said" | "request.heard") {
        return act_words(f, event.pointer("/act/type").and_then(Value::as_str).unwrap_or_default());
    }
    if kind == "request.read" {
        return text("purpose").map(|code| f.t(&purpose_key(code, false))).unwrap_or_default();
    }
    if matches!(kind, "request.override_asked" | "request.flagged") {
        return override_words(f, event);
    }
    if matches!(kind, "request.suspended" | "request.rechecked" | "request.recheck_confirmed") {
        return suspension::event_words(f, event);
    }
    if kind.starts_with("case.identif") || kind.starts_with("case.lookup") {
        return suspect_words(f, kind, event);
    }
    if kind == "notice.answered" {
        return text("outcome").map(|outcome| f.t(&format!("console-outcome-{outcome}"))).unwrap_or_default();
    }
    let main = event.get("assessed").and_then(|assessed| assessed.get("main")).and_then(Value::as_str);
    main.or(text("status")).or(text("outcome")).or(text("code")).map(|code| f.label(code)).unwrap_or_default()
}

/// What was to go although something was out of date, and why; or what was out of date when it went.
fn override_words(f: &Frame, event: &Value) -> String {
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    if let (Some(what), Some(why)) = (text("what"), text("why")) {
        return format!("{} ({})", overrides::what_words(f, what), overrides::why_words(f, why));
    }
    let codes = event.get("stale").and_then(Value::as_array).into_iter().flatten();
    overrides::stale_words(f, &codes.filter_map(Value::as_str).collect::<Vec<_>>())
}

/// An identifier by its number with how it stands, or what became of a query about some.
fn suspect_words(f: &Frame, kind: &str, event: &Value) -> String {
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let n = event.get("n").and_then(Value::as_u64).unwrap_or(0).to_string();
    match kind {
        "case.identified" => {
            let name = f.t(&format!("desk-lookup-kind-{}", text("kind")));
            format!("{n}. {name}, {}", f.t(&format!("desk-lookup-standing-{}", text("standing"))))
        }
        "case.identifier_stands" => format!("{n}, {}", f.t(&format!("desk-lookup-standing-{}", text("standing")))),
        "case.identifier_ended" => n,
        "case.lookup_asked" => text("peer").to_owned(),
        "case.lookup_answered" => {
            let hits = event.get("hits").and_then(Value::as_array);
            let hits: Vec<String> = hits.into_iter().flatten().map(ToString::to_string).collect();
            if hits.is_empty() { f.t("desk-lookup-none-known") } else { hits.join(", ") }
        }
        "case.lookup_refused" => super::lookup::code_words(f, text("code")),
        _ => String::new(),
    }
}

/// What a part of a report is called.
fn part_words(f: &Frame, part: &str) -> String {
    match part.split_once('/') {
        Some(("file", n)) => f.with("console-sealed-file", "n", n),
        Some(("message-file", at)) => {
            let (message, n) = at.split_once('/').unwrap_or((at, ""));
            f.say("console-part-message-file", &[("message", message), ("n", n)])
        }
        Some(("message", n)) => f.with("console-part-message", "n", n),
        Some(("note", n)) => f.with("console-case-note-n", "n", n),
        _ if part == "what" => f.t("console-sealed-what"),
        _ if part.starts_with("who") => f.t("console-who-title"),
        _ => part.to_owned(),
    }
}

/// Reasons of the console are codes, those that a person typed are words.
fn reason_words(f: &Frame, reason: &str) -> String {
    if reason.is_empty() {
        return String::new();
    }
    if f.app.rulebook.typology.exists(reason) {
        return f.label(reason);
    }
    let key = format!("console-reason-{reason}");
    if f.app.words.has(&key) { f.t(&key) } else { why(&f.app, f.lang, reason) }
}

#[cfg(test)]
mod tests {
    use khien_terms::{DataFiles, Lang};

    use crate::words::Words;

    #[test]
    fn every_event_of_a_request_has_its_words_in_the_timeline() {
        let words = Words::load(&DataFiles::embedded(), Lang::EN).expect("words");
        let lines = include_str!("../../../desk/tests/golden/request-events-v1.jsonl").lines();
        for line in lines {
            let event: serde_json::Value = serde_json::from_str(line).expect("json");
            let key = format!("console-event-{}", event["type"].as_str().expect("a type").replace('.', "-"));
            let known = words.has(&key) || words.has(&format!("{key}-justified"));
            assert!(known, "{key}");
        }
    }
}
