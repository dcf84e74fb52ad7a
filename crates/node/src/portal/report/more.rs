//! What a person may add if they happen to know it, behind one closed "More" (reporting 3.6), and the question about
//! a person who is near. Never asked under 13, never needed.

use khien_casework::header::OpenCodes;
use khien_seal::envelope::What;
use khien_terms::{Code, Typology};
use serde::{Deserialize, Serialize};

use super::secret::Secret;
use crate::portal::form::Fields;

/// The answers; the fields are named as in the form and in `docs/formats.md` sections 5 and 7.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct More {
    pub first_seen: String,
    pub last_seen: String,
    pub still_up: String,
    pub posted_again: String,
    pub told: Vec<String>,
    pub pictured: Vec<String>,
    pub support: Vec<String>,
    pub when: Secret,
    pub number: Secret,
    pub demand: Secret,
    pub deadline: Secret,
    pub amount: Secret,
    pub trusted: Secret,
    pub school: Secret,
    /// Whether the person harmed is with the alleged person now; asked only where they are near.
    pub with_now: String,
    /// Whether the alleged person can see this device.
    pub sees_device: String,
}

impl More {
    /// Takes over the fields of the block.
    pub fn take(&mut self, fields: &Fields, typology: &Typology, text: impl Fn(&str) -> Secret) {
        let many = |name: &str, list: &str| -> Vec<String> {
            fields.all(name).filter(|code| typology.list_of(code) == Some(list)).map(str::to_owned).collect()
        };
        let one = |name: &str, list: &str| many(name, list).into_iter().next().unwrap_or_default();
        self.first_seen = one("first_seen", "seen_when");
        self.last_seen = one("last_seen", "seen_when");
        self.still_up = one("still_up", "yes_no");
        self.posted_again = one("posted_again", "yes_no");
        self.told = many("told", "told_before");
        self.pictured = many("pictured", "in_picture");
        self.support = many("support", "support_there");
        self.when = text("when");
        self.number = text("number");
        self.demand = text("demand");
        self.deadline = text("deadline");
        self.amount = text("amount");
        self.trusted = text("trusted");
        self.school = text("school");
    }

    /// Takes over the two answers about a person who is near.
    pub fn take_safety(&mut self, fields: &Fields, typology: &Typology) {
        let answer = |name: &str| {
            let given = fields.one(name);
            if typology.list_of(given) == Some("yes_no") { given.to_owned() } else { String::new() }
        };
        self.with_now = answer("with_now");
        self.sees_device = answer("sees_device");
    }

    /// Forgets them, because the person who is now named is not near.
    pub fn forget_safety(&mut self) {
        self.with_now.clear();
        self.sees_device.clear();
    }

    /// Whether words were given.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.words().iter().any(|(_, text)| !text.is_empty())
    }

    /// Whether anything was given, so that the fold stands open.
    #[must_use]
    pub fn is_given(&self) -> bool {
        let singles = [&self.first_seen, &self.last_seen, &self.still_up, &self.posted_again];
        let lists = [&self.told, &self.pictured, &self.support];
        self.has_words() || singles.iter().any(|code| !code.is_empty()) || lists.iter().any(|list| !list.is_empty())
    }

    /// The words with the names of their fields, in the order in which they are asked.
    #[must_use]
    pub fn words(&self) -> [(&'static str, &Secret); 7] {
        [
            ("when", &self.when),
            ("number", &self.number),
            ("demand", &self.demand),
            ("deadline", &self.deadline),
            ("amount", &self.amount),
            ("trusted", &self.trusted),
            ("school", &self.school),
        ]
    }

    /// Puts the codes into the open part. A deadline that stands in words counts as one that was ticked, and whoever is
    /// with the alleged person, or is watched, is treated so; a doubt about the device is enough.
    pub fn put_into(&self, open: &mut OpenCodes) {
        let some = |code: &str| Some(code).filter(|c| !c.is_empty()).map(Code::new);
        let codes = |list: &[String]| list.iter().map(|code| Code::new(code)).collect::<Vec<_>>();
        open.first_seen = some(&self.first_seen);
        open.last_seen = some(&self.last_seen);
        open.still_up = some(&self.still_up);
        open.posted_again = some(&self.posted_again);
        open.told = codes(&self.told);
        open.pictured = codes(&self.pictured);
        open.support = codes(&self.support);
        if !self.deadline.is_empty() {
            in_danger(&mut open.danger, "dan.deadline");
        }
        if self.with_now == "yn.yes" {
            in_danger(&mut open.danger, "dan.lives_with");
        }
        if matches!(self.sees_device.as_str(), "yn.yes" | "yn.unsure") && !OpenCodes::has(&open.contact, "cs.monitored")
        {
            open.contact.push(Code::new("cs.monitored"));
        }
    }

    /// Puts the words into what is sealed.
    pub fn put_words(&self, what: &mut What) {
        what.when = self.when.reveal();
        what.number = self.number.reveal();
        what.demand = self.demand.reveal();
        what.deadline = self.deadline.reveal();
        what.amount = self.amount.reveal();
        what.trusted = self.trusted.reveal();
        what.school = self.school.reveal();
    }
}

/// Adds a danger; "safe for now" no longer holds beside it.
fn in_danger(danger: &mut Vec<Code>, code: &str) {
    danger.retain(|other| other.as_str() != "dan.none");
    if !OpenCodes::has(danger, code) {
        danger.push(Code::new(code));
    }
}
