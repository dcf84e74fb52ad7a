//! Taking a notice back: the reporter withdrew it, or an appeal showed that it was wrong. Whoever got the first word gets
//! this one too (care 1.4, 2.4).

use serde::{Deserialize, Serialize};

use super::{Event, Notice, Sending};
use crate::Refusal;

/// Why a notice is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The reporter took the report or the permission back.
    Withdrawn,
    /// An appeal showed that it was wrong.
    Reversed,
}

/// Takes a notice back that may have reached somebody. One that never went out has nobody to be told, and one that was
/// taken back already is not taken back twice.
pub(super) fn recall(state: &Notice, why: Why) -> Vec<Event> {
    let went_out = matches!(state.sending, Sending::Sent | Sending::Unknown);
    if went_out && state.recalled.is_none() { vec![Event::Recalled { why }] } else { Vec::new() }
}

/// About to send: recorded before, since mail cannot be exactly once.
pub(super) fn attempt(state: &Notice) -> Result<Vec<Event>, Refusal> {
    match state.recalled {
        Some((_, Sending::Waiting)) => Ok(vec![Event::Recall { sending: Sending::Unknown, said: String::new() }]),
        _ => Err(Refusal::Stale),
    }
}

pub(super) fn ended(state: &Notice, sending: Sending, said: String) -> Result<Vec<Event>, Refusal> {
    if state.recalled.is_some() { Ok(vec![Event::Recall { sending, said }]) } else { Err(Refusal::Stale) }
}

/// A person says that the letter shall go out again.
pub(super) fn again(state: &Notice) -> Result<Vec<Event>, Refusal> {
    match state.recalled {
        Some((_, Sending::Unknown | Sending::Failed)) => {
            Ok(vec![Event::Recall { sending: Sending::Waiting, said: String::new() }])
        }
        _ => Err(Refusal::NotNow("it is on its way or was taken already")),
    }
}

#[cfg(test)]
mod tests {
    use khien_terms::Moment;
    use khien_terms::id::StaffId;

    use super::super::tests::{drafted, run};
    use super::super::{Command, decide};
    use super::*;

    fn sent() -> Notice {
        let attempted = run(drafted(), Command::Attempt).expect("attempt");
        run(attempted, Command::Sent { evidence: "250".into() }).expect("sent")
    }

    #[test]
    fn a_notice_that_never_went_out_is_not_recalled() {
        let recall = Command::Recall { why: Why::Withdrawn };
        assert_eq!(decide(&drafted(), recall, Moment(0)), Ok(Vec::new()));
    }

    #[test]
    fn whoever_got_the_first_word_gets_the_second_once() {
        let recalled = run(sent(), Command::Recall { why: Why::Reversed }).expect("recalled");
        assert_eq!(recalled.recalled, Some((Why::Reversed, Sending::Waiting)));
        assert_eq!(decide(&recalled, Command::Recall { why: Why::Withdrawn }, Moment(0)), Ok(Vec::new()));
        let attempted = run(recalled, Command::AttemptRecall).expect("attempt");
        assert_eq!(
            run(attempted.clone(), Command::AttemptRecall),
            Err(Refusal::Stale),
            "a crash is not a second letter"
        );
        let ended = Command::RecallEnded { sending: Sending::Failed, said: "no such mailbox".into() };
        let failed = run(attempted, ended).expect("failed");
        assert!(run(failed, Command::RecallAgain).is_ok());
    }

    #[test]
    fn a_notice_that_was_taken_back_neither_lapses_nor_goes_out_again() {
        let recalled = run(sent(), Command::Recall { why: Why::Withdrawn }).expect("recalled");
        assert_eq!(decide(&recalled, Command::Lapse, Moment(i64::MAX)), Ok(Vec::new()));
        assert!(run(recalled, Command::Resend { by: StaffId::from_bits(1) }).is_err());
    }
}
