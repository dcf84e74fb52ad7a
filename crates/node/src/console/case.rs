//! The view of a case: its reports, notices, notes, and a timeline that is the journal.

use askama::Template;

use super::frame::{Choice, Frame, Sealed, TimelineLine};
use super::when::Clock;

/// The page of a case.
#[derive(Template)]
#[template(path = "console/case.html")]
pub struct CasePage {
    pub f: Frame,
    pub here: String,
    /// How it ended; empty while it is open.
    pub closed: String,
    pub reports: Vec<CaseReport>,
    pub notices: Vec<CaseNotice>,
    pub notes: Vec<Note>,
    /// Where notes are sealed to, as JSON.
    pub recipients: String,
    pub outcomes: Vec<Choice>,
    pub timeline: Vec<TimelineLine>,
}

/// A report of the case.
pub struct CaseReport {
    pub href: String,
    pub name: String,
    pub what: String,
    pub who: String,
    pub status: String,
}

/// A notice of the case.
pub struct CaseNotice {
    pub href: String,
    pub service: String,
    pub state: String,
    pub clock: Clock,
}

/// A note, sealed.
pub struct Note {
    pub name: String,
    pub by: String,
    pub at: String,
    pub at_iso: String,
    pub sealed: Sealed,
}
