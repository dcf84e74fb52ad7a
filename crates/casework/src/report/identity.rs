//! Who a reporter is: opens to two people, or, for life, to one with an alarm to a second and a review (care 6.4).

use khien_terms::id::StaffId;
use khien_terms::{Code, Moment, Typology};

use super::{Event, Report};
use crate::Refusal;

/// Hours within which somebody else looks at an opening that one person did alone (care 6.4).
pub const REVIEW_HOURS: f64 = 24.0;
/// Days for which the reporter may stay untold, where the reader of the mailbox may be the abuser.
pub const HELD_BACK_DAYS: i64 = 90;

/// The list of codes that say why; the reporter reads them in their language.
const REASONS: &str = "open_reason";

/// Parts of a report that say who somebody is.
fn says_who(part: &str) -> bool {
    part.starts_with("who")
}

/// A handing-out; what says who the person is, is told from the day that the question named.
pub(super) fn opened(state: &Report, part: String, by: StaffId, reason: String) -> Event {
    let tell_after = state.tell_after.filter(|_| says_who(&part));
    Event::Opened { part, by, reason, tell_after }
}

pub(super) fn ask(
    by: StaffId,
    reason: Code,
    tell_after: Option<Moment>,
    now: Moment,
    typology: &Typology,
) -> Result<Vec<Event>, Refusal> {
    if typology.list_of(reason.as_str()) != Some(REASONS) {
        return Err(Refusal::UnknownCode(reason));
    }
    held_back(tell_after, now)?;
    Ok(vec![Event::IdentityAsked { by, reason: reason.as_str().to_owned(), tell_after }])
}

pub(super) fn release(state: &Report, by: StaffId) -> Result<Vec<Event>, Refusal> {
    match state.identity_asked {
        None => Err(Refusal::NotNow("nobody asked for it")),
        Some(to) if to == by => Err(Refusal::NotAllowed),
        Some(to) => Ok(vec![Event::IdentityReleased { to, by }]),
    }
}

pub(super) fn open_for_life(by: StaffId, tell_after: Option<Moment>, now: Moment) -> Result<Vec<Event>, Refusal> {
    held_back(tell_after, now)?;
    Ok(vec![Event::OpenedForLife { by, review_by: now.plus_hours(REVIEW_HOURS), tell_after }])
}

pub(super) fn review(state: &Report, by: StaffId, right: bool) -> Result<Vec<Event>, Refusal> {
    match &state.review {
        None => Err(Refusal::NotNow("no opening waits for a review")),
        Some(review) if review.openers.contains(&by) => Err(Refusal::NotAllowed),
        Some(_) => Ok(vec![Event::IdentityReviewed { by, right }]),
    }
}

/// A day until which the reporter is not told is in the future and has an end.
fn held_back(tell_after: Option<Moment>, now: Moment) -> Result<(), Refusal> {
    match tell_after {
        Some(day) if day <= now || day > now.plus_days(HELD_BACK_DAYS) => {
            Err(Refusal::Field { field: "tell_after", problem: "a day after today, at most ninety days ahead" })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::decide::tests::{A, B, NOW, report, run};
    use super::*;
    use crate::report::Command;

    fn asked(tell_after: Option<Moment>) -> Result<Report, Refusal> {
        let command = Command::AskIdentity { by: A, reason: Code::new("why.police"), tell_after };
        run(report(r#"{"door":"me"}"#), command)
    }

    #[test]
    fn two_people_open_who_somebody_is() {
        let asked = asked(None).expect("asked");
        assert_eq!(run(asked.clone(), Command::ReleaseIdentity { by: A }).err(), Some(Refusal::NotAllowed));
        assert!(run(asked, Command::ReleaseIdentity { by: B }).is_ok());
    }

    #[test]
    fn a_reason_is_one_that_the_reporter_can_read() {
        let odd = Command::AskIdentity { by: A, reason: Code::new("because I say so"), tell_after: None };
        assert!(matches!(run(report(r#"{"door":"me"}"#), odd), Err(Refusal::UnknownCode(_))));
    }

    #[test]
    fn for_life_one_person_opens_alone_and_somebody_else_reviews_it_within_a_day() {
        let opened = run(report(r#"{"door":"me"}"#), Command::OpenForLife { by: A, tell_after: None }).expect("opened");
        assert_eq!(opened.review.as_ref().map(|review| review.due), Some(NOW.plus_hours(24.0)));
        let review = |by| Command::ReviewIdentity { by, right: false };
        assert_eq!(run(opened.clone(), review(A)).err(), Some(Refusal::NotAllowed));
        assert_eq!(run(opened, review(B)).expect("reviewed").review, None);
        assert!(run(report(r#"{"door":"me"}"#), review(B)).is_err(), "nothing to review");
    }

    #[test]
    fn nobody_who_opened_alone_reviews_it_not_even_the_second_opener() {
        let life = |by| Command::OpenForLife { by, tell_after: None };
        let twice = run(run(report(r#"{"door":"me"}"#), life(A)).expect("first"), life(B)).expect("second");
        assert_eq!(run(twice, Command::ReviewIdentity { by: B, right: true }).err(), Some(Refusal::NotAllowed));
    }

    #[test]
    fn the_note_of_who_looked_can_be_held_back_to_a_set_day_and_no_longer() {
        for (day, fine) in
            [(NOW, false), (NOW.plus_days(1), true), (NOW.plus_days(90), true), (NOW.plus_days(91), false)]
        {
            assert_eq!(asked(Some(day)).is_ok(), fine, "{day:?}");
        }
        let asked = asked(Some(NOW.plus_days(7))).expect("asked");
        let who = opened(&asked, "who-inner".into(), A, "assess".into());
        assert!(matches!(who, Event::Opened { tell_after: Some(day), .. } if day == NOW.plus_days(7)));
        let what = opened(&asked, "what".into(), A, "assess".into());
        assert!(matches!(what, Event::Opened { tell_after: None, .. }), "only who the person is, is held back");
    }
}
