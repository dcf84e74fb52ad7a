//! What the root is about to sign: each line of the entry as it stands now and as it would stand then, and the text itself below.

use askama::Template;
use khien_desk::directory::Entry;

use super::frame::Frame;
use super::state::{authority_row, entry_facts};

/// The text to sign.
#[derive(Template)]
#[template(path = "console/own_entry_sign.html")]
pub struct SignPage {
    pub f: Frame,
    pub statement: String,
    /// There is an entry in effect to compare with.
    pub compared: bool,
    pub lines: Vec<Line>,
}

/// A line of the entry.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    /// As it stands; empty where there is none.
    pub now: String,
    /// As it would stand; empty where it goes.
    pub then: String,
}

impl Line {
    /// Whether it changes.
    pub fn changes(&self) -> bool {
        self.now != self.then
    }
}

/// An entry as it is read, name by name.
fn said(f: &Frame, entry: &Entry) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> =
        entry.names.iter().map(|(lang, name)| (format!("{} ({lang})", f.t("desk-state-name")), name.clone())).collect();
    for authority in &entry.authorities {
        let row = authority_row(f, authority);
        said.push((row.roles, format!("{} · {} · {}", row.name, row.phone, row.hours)));
    }
    said.extend(entry_facts(f, entry));
    let keys = |keys: &[String]| keys.iter().map(|key| short(key)).collect::<Vec<_>>().join(", ");
    said.push((f.t("desk-state-sign-now"), short(&entry.node)));
    said.push((f.t("desk-state-sign-beside"), keys(&entry.beside)));
    let teams: Vec<String> =
        entry.desk.iter().map(|team| short(&khien_seal::sha256_hex(team.statement.as_bytes()))).collect();
    said.push((f.t("desk-state-sign-teams"), teams.join(", ")));
    said.push((f.t("desk-state-sign-ledger"), entry.ledger.origin.clone()));
    said.push((f.t("desk-state-sign-witness"), short(&entry.witness)));
    said
}

/// The first digits of a key, as people compare them.
fn short(key: &str) -> String {
    key.chars().take(16).collect()
}

/// The lines of two entries, in the order of the later one; what only the earlier one had stands at the end.
#[must_use]
pub fn lines(f: &Frame, now: Option<&Entry>, then: &Entry) -> Vec<Line> {
    set_beside(now.map(|entry| said(f, entry)).unwrap_or_default(), said(f, then))
}

fn set_beside(mut now: Vec<(String, String)>, then: Vec<(String, String)>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (name, value) in then {
        let place = now.iter().position(|(other, _)| *other == name);
        let before = place.map(|place| now.remove(place).1).unwrap_or_default();
        lines.push(Line { name, now: before, then: value });
    }
    lines.extend(now.into_iter().map(|(name, value)| Line { name, now: value, then: String::new() }));
    lines.retain(|line| !(line.now.is_empty() && line.then.is_empty()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_what_changes_what_comes_and_what_goes_is_each_a_line() {
        let said = |pairs: &[(&str, &str)]| pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let now = said(&[("a", "1"), ("b", "2"), ("gone", "3"), ("none", "")]);
        let then = said(&[("a", "1"), ("new", "4"), ("b", "5"), ("none", "")]);
        let lines = set_beside(now, then);
        let read: Vec<(&str, &str, &str, bool)> =
            lines.iter().map(|line| (&*line.name, &*line.now, &*line.then, line.changes())).collect();
        assert_eq!(
            read,
            [("a", "1", "1", false), ("new", "", "4", true), ("b", "2", "5", true), ("gone", "3", "", true)]
        );
    }
}
