//! What each door and age path offers, from `data/portal.json` and `data/child.json`.

use std::collections::BTreeMap;

use khien_terms::{DataError, DataFiles, Typology};
use serde::Deserialize;

/// Codes in the order in which they are shown.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Listed {
    /// At once.
    pub first: Vec<String>,
    /// Behind one press.
    #[serde(default)]
    pub more: Vec<String>,
    /// "Not sure", always last.
    #[serde(default)]
    pub last: Option<String>,
}

/// Two lists of ticks about contact.
#[derive(Debug, Clone, Deserialize)]
pub struct Contact {
    /// Ways that need a number or an address.
    pub ways: Vec<String>,
    /// What to mind.
    pub care: Vec<String>,
    /// The same behind one press.
    #[serde(default)]
    pub care_more: Vec<String>,
    /// What to mind with somebody who appeals.
    pub appeal: Vec<String>,
}

/// Danger after which numbers come first, and which numbers.
#[derive(Debug, Clone, Deserialize)]
pub struct Urgent {
    /// Somebody may not want to live: the crisis line first, the report may wait.
    pub crisis: Vec<String>,
    /// Emergency numbers.
    pub emergency: Vec<String>,
}

impl Urgent {
    /// What stands on top of the steps after these danger codes: `crisis`, `emergency`, or nothing.
    #[must_use]
    pub fn of(&self, danger: &[String]) -> Option<&'static str> {
        let any = |codes: &[String]| danger.iter().any(|code| codes.contains(code));
        if any(&self.crisis) {
            return Some("crisis");
        }
        any(&self.emergency).then_some("emergency")
    }
}

/// `data/portal.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Offer {
    /// Danger by door.
    pub danger: BTreeMap<String, Vec<String>>,
    /// Ages on the door "about me".
    pub age: Vec<String>,
    /// Who reports on the door "about someone else".
    pub reporter: Vec<String>,
    /// Harms by `door/path`.
    pub harms: BTreeMap<String, Listed>,
    /// Relation of the alleged person.
    pub relation: Listed,
    /// Services.
    pub platforms: Listed,
    /// Wishes of children and adults.
    pub wanted: BTreeMap<String, Vec<String>>,
    /// Permissions asked of children and adults.
    pub consent: BTreeMap<String, Vec<String>>,
    /// Contact.
    pub contact: Contact,
    /// Harms of which the first that a path offers is ticked for somebody who comes because of a threat.
    pub feared: Vec<String>,
    /// Ages and genders that nobody is asked about themselves.
    pub not_of_oneself: Vec<String>,
    /// Danger after which numbers stand on top of every following step.
    pub urgent: Urgent,
    /// The path under 13, from `child.json`.
    #[serde(skip)]
    pub child: Child,
}

/// `data/child.json`: the short lists under 13; the last code of each is "not sure".
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Child {
    /// Harms.
    pub harms_u13: Vec<String>,
    /// Danger.
    pub danger_u13: Vec<String>,
}

const FILE: &str = "portal.json";

impl Offer {
    /// Reads both files.
    ///
    /// # Errors
    /// With file and line, when a code does not exist.
    pub fn load(files: &DataFiles, typology: &Typology) -> Result<Self, DataError> {
        let mut offer: Offer = files.json(FILE)?;
        offer.child = files.json("child.json")?;
        for code in offer.codes() {
            if !typology.exists(code) {
                return Err(files.fault(FILE, &format!("\"{code}\""), format!("no such code: {code}")));
            }
        }
        Ok(offer)
    }

    fn codes(&self) -> impl Iterator<Item = &String> {
        let listed = self.harms.values().chain([&self.relation, &self.platforms]);
        listed
            .flat_map(|list| list.first.iter().chain(&list.more).chain(&list.last))
            .chain(self.danger.values().flatten())
            .chain(self.wanted.values().flatten())
            .chain(self.consent.values().flatten())
            .chain(self.age.iter().chain(&self.reporter))
            .chain(
                self.contact
                    .ways
                    .iter()
                    .chain(&self.contact.care)
                    .chain(&self.contact.care_more)
                    .chain(&self.contact.appeal),
            )
            .chain(&self.feared)
            .chain(&self.not_of_oneself)
            .chain(self.urgent.crisis.iter().chain(&self.urgent.emergency))
            .chain(self.child.harms_u13.iter().chain(&self.child.danger_u13))
    }

    /// The harms of a door and a path.
    #[must_use]
    pub fn harms_of(&self, door: &str, path: &str) -> Listed {
        if door == "me" && path == "path.u13" {
            return last_apart(&self.child.harms_u13);
        }
        self.harms.get(&format!("{door}/{path}")).cloned().unwrap_or_default()
    }

    /// The danger codes of a door and a path.
    #[must_use]
    pub fn danger_of(&self, door: &str, path: &str) -> Listed {
        if door == "me" && path == "path.u13" {
            return last_apart(&self.child.danger_u13);
        }
        last_apart(self.danger.get(door).map_or(&[], Vec::as_slice))
    }
}

/// A plain list whose last code is "not sure".
#[must_use]
pub fn last_apart(codes: &[String]) -> Listed {
    let (last, first) = match codes.split_last() {
        Some((last, first)) => (Some(last.clone()), first.to_vec()),
        None => (None, Vec::new()),
    };
    Listed { first, more: Vec::new(), last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_sure_stands_last_on_every_path() {
        let files = DataFiles::embedded();
        let typology = Typology::load(&files, &[]).expect("typology");
        let offer = Offer::load(&files, &typology).expect("offer");
        for (name, list) in &offer.harms {
            assert!(list.last.as_ref().is_some_and(|code| code.ends_with(".unsure")), "{name}");
        }
        assert_eq!(offer.danger_of("me", "path.18").last.as_deref(), Some("dan.unsaid"));
        assert_eq!(offer.harms_of("me", "path.u13").last.as_deref(), Some("ocsea.unsure"));
        assert_eq!(offer.relation.last.as_deref(), Some("who.unknown"));
        for codes in offer.wanted.values() {
            assert_eq!(codes.last().map(String::as_str), Some("want.unsure"));
        }
    }

    #[test]
    fn a_false_identity_and_a_chatbot_can_be_told_on_every_path() {
        let files = DataFiles::embedded();
        let typology = Typology::load(&files, &[]).expect("typology");
        let offer = Offer::load(&files, &typology).expect("offer");
        for (door, path) in [
            ("me", "path.13_15"),
            ("me", "path.16_17"),
            ("me", "path.18"),
            ("me", "path.unsaid"),
            ("other", "path.18"),
            ("saw", "path.unsaid"),
        ] {
            let listed = offer.harms_of(door, path);
            let offers = |code: &str| listed.first.iter().chain(&listed.more).any(|offered| offered == code);
            assert!(offers("ocsea.posed") || offers("tfgbv.impersonate"), "{door}/{path}");
            assert!(offers("ocsea.chatbot") || offers("tfgbv.chatbot"), "{door}/{path}");
        }
        // The youngest are offered ten things at most: one of them says both, in their words.
        assert!(offer.harms_of("me", "path.u13").first.iter().any(|code| code == "ocsea.posed"));
    }

    #[test]
    fn every_choice_of_a_child_under_13_has_a_drawing() {
        let drawings = include_str!("../../assets/drawings.svg");
        let child: Child = DataFiles::embedded().json("child.json").expect("child.json");
        for code in child.harms_u13.iter().chain(&child.danger_u13) {
            assert!(drawings.contains(&format!("<symbol id=\"{}\"", code.replace('.', "-"))), "{code}");
        }
    }

    #[test]
    fn every_danger_of_the_first_order_brings_numbers_and_a_wish_to_die_brings_the_crisis_line() {
        let files = DataFiles::embedded();
        let typology = Typology::load(&files, &[]).expect("typology");
        let urgent = Offer::load(&files, &typology).expect("offer").urgent;
        for entry in typology.list("danger").filter(|entry| entry.priority == Some(0)) {
            assert!(urgent.of(&[entry.code.to_string()]).is_some(), "{}", entry.code);
        }
        assert_eq!(urgent.of(&["dan.now".into(), "dan.selfharm".into()]), Some("crisis"));
        assert_eq!(urgent.of(&["dan.none".into()]), None);
    }

    #[test]
    fn a_code_that_does_not_exist_is_reported_with_its_line() {
        let mut files = DataFiles::embedded();
        let typology = Typology::load(&files, &[]).expect("typology");
        let text = files.text(FILE).expect("file").replace("want.stop", "want.stpo");
        files.overlay(FILE, text);
        assert!(Offer::load(&files, &typology).is_err_and(|error| error.line > 1));
    }
}
