//! What stands behind "More, if you know it", and the question about a person who is near.

use khien_casework::header::OpenCodes;

use super::ask::{Choices, Pick};
use super::secret::Secret;
use super::view::View;
use crate::portal::offer::last_apart;

/// A line of text that may stay empty.
pub struct WordField {
    /// Name of the field.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// A hint, or nothing.
    pub hint: String,
    /// What was typed.
    pub value: String,
}

/// Choices with the question that they answer.
pub struct Asked {
    /// The question.
    pub legend: String,
    /// The answers.
    pub choices: Choices,
}

impl View<'_> {
    /// When it was seen, and whether it is still there.
    #[must_use]
    pub fn more_picks(&self) -> [Pick; 4] {
        let more = &self.draft.more;
        [
            self.pick("first_seen", "report-more-first", "seen_when", &more.first_seen),
            self.pick("last_seen", "report-more-last", "seen_when", &more.last_seen),
            self.pick("still_up", "report-more-up", "yes_no", &more.still_up),
            self.pick("posted_again", "report-more-again", "yes_no", &more.posted_again),
        ]
    }

    fn asked(&self, name: &'static str, list: &str, given: &[String]) -> Asked {
        let entries = self.page.app().rulebook.typology.list(list).map(|entry| entry.code.to_string());
        // Somebody who only saw a page is not the one in the picture.
        let codes: Vec<String> = entries.filter(|code| self.draft.door != "saw" || code != "pic.self").collect();
        Asked { legend: self.t(&format!("report-more-{name}")), choices: self.ticks(name, &last_apart(&codes), given) }
    }

    /// Who is in the picture, who was told before.
    #[must_use]
    pub fn more_asked(&self) -> [Asked; 2] {
        let more = &self.draft.more;
        [self.asked("pictured", "in_picture", &more.pictured), self.asked("told", "told_before", &more.told)]
    }

    /// Help that is there already.
    #[must_use]
    pub fn more_support(&self) -> Asked {
        self.asked("support", "support_there", &self.draft.more.support)
    }

    fn word(&self, name: &'static str, value: &Secret) -> WordField {
        let hint = match name {
            "deadline" | "when" => self.t(&format!("report-more-{name}-hint")),
            _ => String::new(),
        };
        WordField { name, label: self.t(&format!("report-more-{name}")), hint, value: value.reveal() }
    }

    /// The day as the person says it, and the number of an earlier report.
    #[must_use]
    pub fn more_facts(&self) -> [WordField; 2] {
        [self.word("when", &self.draft.more.when), self.word("number", &self.draft.more.number)]
    }

    /// What a threat asks for.
    #[must_use]
    pub fn more_threat(&self) -> [WordField; 3] {
        let more = &self.draft.more;
        [self.word("demand", &more.demand), self.word("deadline", &more.deadline), self.word("amount", &more.amount)]
    }

    /// Who is trusted; the school where a child may be concerned.
    #[must_use]
    pub fn more_around(&self) -> Vec<WordField> {
        let more = &self.draft.more;
        let adult = self.draft.door == "me" && self.path == "path.18";
        let school = (!adult).then(|| self.word("school", &more.school));
        std::iter::once(self.word("trusted", &more.trusted)).chain(school).collect()
    }

    /// Whether more than the content itself is asked; not of somebody who only saw a page.
    #[must_use]
    pub fn knows_people(&self) -> bool {
        self.draft.door != "saw"
    }

    /// Whether it is asked if the alleged person is near now (reporting 3.3); with script the page decides.
    #[must_use]
    pub fn asks_safety(&self) -> bool {
        self.script || OpenCodes::is_near(&self.draft.relation)
    }

    /// The two questions about a person who is near.
    #[must_use]
    pub fn safety(&self) -> [Asked; 2] {
        let more = &self.draft.more;
        let codes: Vec<String> =
            self.page.app().rulebook.typology.list("yes_no").map(|entry| entry.code.to_string()).collect();
        [("with_now", &more.with_now), ("sees_device", &more.sees_device)].map(|(name, given)| Asked {
            legend: self.t(&format!("report-safety-{}", name.replace('_', "-"))),
            choices: self.radios(name, &last_apart(&codes), given),
        })
    }
}
