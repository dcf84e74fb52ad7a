//! The view of a report: what the reporter ticked, what is sealed, what can be done.

use askama::Template;

use super::frame::{Choice, Frame, Sealed, TimelineLine, Warning};
use super::when::Clock;

/// The page of a report.
#[derive(Template)]
#[template(path = "console/report.html")]
pub struct ReportPage {
    pub f: Frame,
    /// Address of this report.
    pub here: String,
    pub id: String,
    pub order: &'static str,
    pub order_word: String,
    pub clock: Clock,
    pub warnings: Vec<Warning>,
    /// What was held is deleted.
    pub gone: bool,
    pub what: Sealed,
    pub files: Vec<Sealed>,
    pub messages: Vec<MessageRow>,
    pub reply_stopped: bool,
    /// Empty until somebody has classified it.
    pub classified: String,
    pub harm_groups: Vec<Group>,
    pub main_groups: Vec<Group>,
    pub selects: Vec<Select>,
    pub implicated: bool,
    pub status: String,
    pub taken: String,
    pub can_take: bool,
    pub statuses: Vec<Choice>,
    pub case: Option<Link>,
    pub open_cases: Vec<Choice>,
    pub outcomes: Vec<Choice>,
    pub told: Vec<ToldRow>,
    /// `none`, `closed`, `asked` or `ready`.
    pub who: &'static str,
    pub who_words: String,
    pub can_erase: bool,
    pub timeline: Vec<TimelineLine>,
}

/// A named address.
pub struct Link {
    pub href: String,
    pub name: String,
}

/// Choices under a heading.
pub struct Group {
    pub name: String,
    /// Whether it is unfolded.
    pub open: bool,
    pub choices: Vec<Choice>,
}

/// A field with one choice.
pub struct Select {
    pub name: &'static str,
    pub label: String,
    pub choices: Vec<Choice>,
}

/// What the reporter said of one thing.
pub struct ToldRow {
    pub name: String,
    pub words: String,
    pub tags: Vec<String>,
    pub care: bool,
}

/// A message of the mailbox, sealed.
pub struct MessageRow {
    pub ours: bool,
    pub by: String,
    pub at: String,
    pub at_iso: String,
    pub sealed: Sealed,
}
