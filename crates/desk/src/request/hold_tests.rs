//! A hold is wished longer by one wish at a time, before it ends, and not for ever.

use super::rules::HOLD_DAYS_MAX;
use super::*;

const DRAFTER: StaffId = StaffId::from_bits(1);
const END: i64 = 60;

fn said(n: u32, act: Act) -> Event {
    Event::Said {
        message: format!("m{n}"),
        head: String::new(),
        outer: String::new(),
        issued_at: Moment(1),
        text: String::new(),
        act,
        by: StaffId::from_bits(2),
    }
}

fn heard(n: u32, act: Act) -> Event {
    Event::Heard {
        peer: "XB".into(),
        message: format!("p{n}"),
        head: String::new(),
        outer: String::new(),
        issued_at: Moment(1),
        text: String::new(),
        act,
        officer: String::new(),
    }
}

fn opening() -> Act {
    Act::Request {
        kind: Kind::P1,
        form: "P1@1.0".into(),
        urgency: Urgency::Urgent,
        respond_by: Moment(9),
        hold_days: Some(90),
        about: None,
        follow_up_by: None,
        information: None,
    }
}

fn day(days: i64) -> Moment {
    Moment(1).plus_days(days)
}

fn wish(days: i64) -> Act {
    Act::Extend { until: day(days) }
}

fn accepted() -> Act {
    Act::Decide { decision: Decision::Accepted, consulted: None }
}

/// A preservation that we asked for, held to its sixtieth day, and what came then.
fn ours(more: &[Event]) -> Request {
    let drafted = Event::Drafted { peer: "XB".into(), kind: Kind::P1, text: String::new(), by: DRAFTER };
    let held = [drafted, said(1, opening()), heard(1, accepted()), heard(2, Act::Hold { until: day(END) })];
    [&held, more].concat().iter().fold(None, Request::evolve).expect("state")
}

/// The same as the State that was asked has it.
fn theirs(more: &[Event]) -> Request {
    let held = [heard(1, opening()), said(1, accepted()), said(2, Act::Hold { until: day(END) })];
    [&held, more].concat().iter().fold(None, Request::evolve).expect("state")
}

#[test]
fn while_a_wish_to_hold_longer_waits_another_is_refused_by_name_on_both_sides() {
    let sign = |more: &[Event]| may_sign(&ours(more), &wish(120), DRAFTER, day(9), &Law::default());
    assert_eq!(sign(&[]), Ok(()));
    assert_eq!(sign(&[said(2, wish(90))]), Err(Illegal::ExtensionOpen.into()));
    assert_eq!(sign(&[said(2, wish(90)), heard(3, Act::Decline { offer: "m2".into() })]), Ok(()), "declined");
    assert_eq!(sign(&[said(2, wish(90)), heard(3, Act::Hold { until: day(90) })]), Ok(()), "held");
    let short = [said(2, wish(90)), heard(3, Act::Hold { until: day(80) })];
    assert_eq!(sign(&short), Err(Illegal::ExtensionOpen.into()), "held for less: it still waits");
    let hear = |more: &[Event]| may_hear(Some(&theirs(more)), &wish(120), day(9), &Law::default());
    assert_eq!(hear(&[]), Ok(()));
    assert_eq!(hear(&[heard(2, wish(90))]), Err(Illegal::ExtensionOpen));
    assert_eq!(hear(&[heard(2, wish(90)), said(3, Act::Hold { until: day(90) })]), Ok(()));
}

#[test]
fn a_hold_is_wished_longer_before_its_end_past_it_and_for_ten_years_at_most() {
    let sign = |days, now| may_sign(&ours(&[]), &wish(days), DRAFTER, now, &Law::default());
    assert_eq!(sign(END, day(9)), Err(Illegal::NotLonger.into()));
    assert_eq!(sign(END + 1, day(9)), Ok(()));
    assert_eq!(sign(END + 1, day(END)), Ok(()), "in its last moment");
    assert_eq!(sign(END + 9, day(END + 1)), Err(Illegal::NothingHeld.into()), "nothing is held any more");
    assert_eq!(sign(9 + HOLD_DAYS_MAX, day(9)), Ok(()));
    assert_eq!(sign(10 + HOLD_DAYS_MAX, day(9)), Err(Illegal::HoldTooLong.into()));
    let hear = |days, now| may_hear(Some(&theirs(&[])), &wish(days), now, &Law::default());
    assert_eq!(hear(10 + HOLD_DAYS_MAX, day(9)), Err(Illegal::HoldTooLong));
    assert_eq!(hear(END + 9, day(END + 1)), Ok(()), "clocks differ: a wish that comes late is heard");
    let confirmed = ours(&[said(2, Act::Confirm { by: None })]);
    let late = may_sign(&confirmed, &wish(END + 9), DRAFTER, day(END + 1), &Law::default());
    assert_eq!(late, Ok(()), "it is held until assistance is decided");
    let released = ours(&[said(2, Act::Release)]);
    let over = may_sign(&released, &wish(END + 9), DRAFTER, day(9), &Law::default());
    assert_eq!(over, Err(Illegal::Over.into()));
}

#[test]
fn data_is_held_for_ten_years_at_most() {
    let hold = |days| may_sign(&theirs(&[]), &Act::Hold { until: day(days) }, DRAFTER, day(9), &Law::default());
    assert_eq!(hold(9 + HOLD_DAYS_MAX), Ok(()));
    assert_eq!(hold(10 + HOLD_DAYS_MAX), Err(Illegal::HoldTooLong.into()));
}
