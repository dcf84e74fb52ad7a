//! A case: what the team works on; one report or more.

use khien_terms::Code;
use khien_terms::id::{NoticeId, ReportId, StaffId};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// What happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum Event {
    /// Opened from a report.
    #[serde(rename = "case.opened")]
    Opened { report: ReportId, by: StaffId },
    /// Another report joined.
    #[serde(rename = "case.report_joined")]
    ReportJoined { report: ReportId, by: StaffId },
    /// A note; its words stand sealed beside the journal.
    #[serde(rename = "case.noted")]
    Noted { n: u32, by: StaffId, commitment: String },
    /// Ciphertext of a note was handed out.
    #[serde(rename = "case.note_opened")]
    NoteOpened { n: u32, by: StaffId },
    /// A take-down notice belongs to it.
    #[serde(rename = "case.notice")]
    Notice { notice: NoticeId, by: StaffId },
    /// Closed with an outcome.
    #[serde(rename = "case.closed")]
    Closed { outcome: Code, by: StaffId },
    /// Opened again.
    #[serde(rename = "case.reopened")]
    Reopened { by: StaffId },
}

/// What is known of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Its reports.
    pub reports: Vec<ReportId>,
    /// Notes so far.
    pub notes: u32,
    /// Its notices.
    pub notices: Vec<NoticeId>,
    /// Outcome when closed.
    pub closed: Option<Code>,
}

impl Case {
    /// Folds an event in.
    #[must_use]
    pub fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Opened { report, .. } = event {
            return Some(Self { reports: vec![*report], ..Self::default() });
        }
        let mut s = state?;
        match event {
            Event::Opened { .. } | Event::NoteOpened { .. } => {}
            Event::ReportJoined { report, .. } => s.reports.push(*report),
            Event::Noted { n, .. } => s.notes = *n,
            Event::Notice { notice, .. } => s.notices.push(*notice),
            Event::Closed { outcome, .. } => s.closed = Some(outcome.clone()),
            Event::Reopened { .. } => s.closed = None,
        }
        Some(s)
    }
}

/// What somebody wants to happen to a case.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are named as in the events")]
pub enum Command {
    /// Add a report.
    Join { report: ReportId, by: StaffId },
    /// Write a note.
    Note { by: StaffId, commitment: String },
    /// Hand out a note's ciphertext.
    OpenNote { n: u32, by: StaffId },
    /// Attach a notice.
    AddNotice { notice: NoticeId, by: StaffId },
    /// Close it.
    Close { outcome: Code, by: StaffId, open_notices: usize },
    /// Open it again.
    Reopen { by: StaffId },
}

/// Outcomes of a case.
pub const OUTCOMES: [&str; 4] = ["st.down.some", "st.down.all", "st.cannot", "st.closed"];

/// Decides what follows.
///
/// # Errors
/// Says why nothing follows.
pub fn decide(state: &Case, command: Command) -> Result<Vec<Event>, Refusal> {
    let closed = || {
        if state.closed.is_some() { Err(Refusal::NotNow("the case is closed; open it again first")) } else { Ok(()) }
    };
    match command {
        Command::Join { report, .. } if state.reports.contains(&report) => Ok(Vec::new()),
        Command::Join { report, by } => closed().map(|()| vec![Event::ReportJoined { report, by }]),
        Command::Note { by, commitment } => Ok(vec![Event::Noted { n: state.notes + 1, by, commitment }]),
        Command::OpenNote { n, .. } if n == 0 || n > state.notes => Err(Refusal::NotFound),
        Command::OpenNote { n, by } => Ok(vec![Event::NoteOpened { n, by }]),
        Command::AddNotice { notice, by } => closed().map(|()| vec![Event::Notice { notice, by }]),
        Command::Close { open_notices, .. } if open_notices > 0 => {
            Err(Refusal::NotNow("a notice is still waiting for its outcome"))
        }
        Command::Close { outcome, by, .. } => {
            closed()?;
            if OUTCOMES.contains(&outcome.as_str()) {
                Ok(vec![Event::Closed { outcome, by }])
            } else {
                Err(Refusal::UnknownCode(outcome))
            }
        }
        Command::Reopen { by } if state.closed.is_some() => Ok(vec![Event::Reopened { by }]),
        Command::Reopen { .. } => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: StaffId = StaffId::from_bits(1);

    fn opened() -> Case {
        Case::evolve(None, &Event::Opened { report: ReportId::from_bits(1), by: A }).expect("case")
    }

    #[test]
    fn a_case_with_a_notice_that_waits_does_not_close() {
        let close = |open_notices| Command::Close { outcome: Code::new("st.closed"), by: A, open_notices };
        assert!(decide(&opened(), close(1)).is_err());
        assert_eq!(decide(&opened(), close(0)).map(|events| events.len()), Ok(1));
    }

    #[test]
    fn joining_twice_is_joining_once() {
        let join = Command::Join { report: ReportId::from_bits(1), by: A };
        assert_eq!(decide(&opened(), join), Ok(Vec::new()));
    }

    #[test]
    fn a_closed_case_takes_nothing_until_it_is_open_again() {
        let closed =
            Case::evolve(Some(opened()), &Event::Closed { outcome: Code::new("st.closed"), by: A }).expect("case");
        assert!(decide(&closed, Command::Join { report: ReportId::from_bits(2), by: A }).is_err());
        assert_eq!(decide(&closed, Command::Reopen { by: A }), Ok(vec![Event::Reopened { by: A }]));
    }
}
