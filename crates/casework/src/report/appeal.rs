//! An appeal: somebody whose content was removed, or who was accused, asks that somebody else looks again (care 2.4). It
//! comes in like a report, by the door `appeal`, with a mailbox of its own, and counts as no harm.

use khien_terms::Code;
use khien_terms::id::{NoticeId, StaffId};

use super::{Event, Report};
use crate::Refusal;

/// The door of the header.
pub const DOOR: &str = "appeal";

/// Why an appeal is neither classified nor put into a case.
pub(super) const DECIDED_NOT_FILED: &str = "this is an appeal: decide it";

/// Whether it is an appeal.
pub(super) fn is(state: &Report) -> bool {
    state.open.door == DOOR
}

/// Refuses what is done to reports of harm only.
pub(super) fn no_harm(state: &Report) -> Result<(), Refusal> {
    if is(state) { Err(Refusal::NotNow(DECIDED_NOT_FILED)) } else { Ok(()) }
}

fn undecided(state: &Report) -> Result<(), Refusal> {
    if !is(state) {
        return Err(Refusal::NotNow("this is not an appeal"));
    }
    match state.appeal.reversed {
        None => Ok(()),
        Some(_) => Err(Refusal::NotNow("it is decided already")),
    }
}

pub(super) fn link(state: &Report, notice: NoticeId, by: StaffId) -> Result<Vec<Event>, Refusal> {
    undecided(state)?;
    if state.appeal.notice == Some(notice) { Ok(Vec::new()) } else { Ok(vec![Event::AppealLinked { notice, by }]) }
}

/// Decides it: never by who sent the notice.
pub(super) fn decided(
    state: &Report,
    reversed: bool,
    by: StaffId,
    drafter: Option<StaffId>,
) -> Result<Vec<Event>, Refusal> {
    undecided(state)?;
    if drafter == Some(by) {
        return Err(Refusal::NotAllowed);
    }
    if reversed && state.appeal.notice.is_none() {
        return Err(Refusal::NotNow("say first which notice it is about"));
    }
    let closed = Event::Closed { outcome: Code::new("st.closed"), by };
    Ok(vec![Event::AppealDecided { reversed, by }, closed])
}

#[cfg(test)]
mod tests {
    use super::super::decide::tests::{A, B, report, run};
    use super::*;
    use crate::report::{Assessment, Command};

    const NOTICE: NoticeId = NoticeId::from_bits(9);

    fn appeal() -> Report {
        let arrived = report(r#"{"door":"appeal"}"#);
        run(arrived, Command::LinkAppeal { notice: NOTICE, by: A }).expect("linked")
    }

    fn decide(by: StaffId, reversed: bool) -> Command {
        Command::DecideAppeal { reversed, by, drafter: Some(A) }
    }

    #[test]
    fn an_appeal_is_decided_by_somebody_else() {
        assert_eq!(run(appeal(), decide(A, false)).err(), Some(Refusal::NotAllowed));
        let reversed = run(appeal(), decide(B, true)).expect("reversed");
        assert_eq!((reversed.appeal.reversed, reversed.closed), (Some(true), true));
        assert!(run(reversed, decide(B, false)).is_err(), "once");
    }

    #[test]
    fn a_reversal_names_the_notice_that_was_wrong() {
        let arrived = report(r#"{"door":"appeal"}"#);
        let command = |reversed| Command::DecideAppeal { reversed, by: B, drafter: None };
        assert!(run(arrived.clone(), command(true)).is_err());
        assert!(run(arrived, command(false)).is_ok(), "one that is about nothing of ours stands without a notice");
    }

    #[test]
    fn an_appeal_is_no_report_of_harm() {
        let assessed = Assessment::default();
        assert!(run(appeal(), Command::Classify { by: A, assessed, seen: 0 }).is_err());
        assert!(run(appeal(), Command::Close { outcome: Code::new("st.closed"), by: A }).is_err());
        let link = Command::LinkAppeal { notice: NOTICE, by: A };
        assert!(run(report(r#"{"door":"me"}"#), link).is_err());
    }
}
