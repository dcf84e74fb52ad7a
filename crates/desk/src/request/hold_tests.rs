//! A hold is wished longer by one wish at a time, before it ends, and not for ever.

use super::rules::HOLD_YEARS_MAX;
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
    opening_of(Moment(1), 90)
}

/// A preservation for so many days, that is asked for then.
fn opening_of(at: Moment, days: u32) -> Act {
    Act::Request {
        kind: Kind::P1,
        form: "P1@1.0".into(),
        urgency: Urgency::Urgent,
        respond_by: Moment(at.0 + 8),
        hold_days: Some(days),
        about: None,
        follow_up_by: None,
        information: None,
    }
}

/// Days to the last one on which data may be held, from the ninth day on.
fn longest() -> i64 {
    (day(9).years_later(HOLD_YEARS_MAX).0 - day(9).0) / khien_terms::moment::DAY + 9
}

fn hold(days: i64, wish: Option<&str>) -> Act {
    Act::Hold { until: day(days), wish: wish.map(str::to_owned) }
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
    let held = [drafted, said(1, opening()), heard(1, accepted()), heard(2, Act::Hold { until: day(END), wish: None })];
    [&held, more].concat().iter().fold(None, Request::evolve).expect("state")
}

/// The same as the State that was asked has it.
fn theirs(more: &[Event]) -> Request {
    let held = [heard(1, opening()), said(1, accepted()), said(2, Act::Hold { until: day(END), wish: None })];
    [&held, more].concat().iter().fold(None, Request::evolve).expect("state")
}

#[test]
fn while_a_wish_to_hold_longer_waits_another_is_refused_by_name_on_both_sides() {
    let sign = |more: &[Event]| may_sign(&ours(more), &wish(120), DRAFTER, day(9), &Law::default());
    assert_eq!(sign(&[]), Ok(()));
    assert_eq!(sign(&[said(2, wish(90))]), Err(Illegal::ExtensionOpen.into()));
    assert_eq!(sign(&[said(2, wish(90)), heard(3, Act::Decline { offer: "m2".into() })]), Ok(()), "declined");
    assert_eq!(sign(&[said(2, wish(90)), heard(3, Act::Hold { until: day(90), wish: None })]), Ok(()), "held");
    let short = [said(2, wish(90)), heard(3, Act::Hold { until: day(80), wish: None })];
    assert_eq!(
        sign(&short),
        Err(Illegal::ExtensionOpen.into()),
        "a hold for less that names no wish crossed with it: it waits"
    );
    let hear = |more: &[Event]| may_hear(Some(&theirs(more)), &wish(120), day(9), &Law::default());
    assert_eq!(hear(&[]), Ok(()));
    assert_eq!(hear(&[heard(2, wish(90))]), Err(Illegal::ExtensionOpen));
    assert_eq!(hear(&[heard(2, wish(90)), said(3, Act::Hold { until: day(90), wish: None })]), Ok(()));
}

#[test]
fn a_hold_is_wished_longer_before_its_end_past_it_and_for_ten_years_at_most() {
    let sign = |days, now| may_sign(&ours(&[]), &wish(days), DRAFTER, now, &Law::default());
    assert_eq!(sign(END, day(9)), Err(Illegal::NotLonger.into()));
    assert_eq!(sign(END + 1, day(9)), Ok(()));
    assert_eq!(sign(END + 1, day(END)), Ok(()), "in its last moment");
    assert_eq!(sign(END + 9, day(END + 1)), Err(Illegal::NothingHeld.into()), "nothing is held any more");
    assert_eq!(sign(longest(), day(9)), Ok(()));
    assert_eq!(sign(1 + longest(), day(9)), Err(Illegal::HoldTooLong.into()));
    let hear = |days, now| may_hear(Some(&theirs(&[])), &wish(days), now, &Law::default());
    assert_eq!(hear(1 + longest(), day(9)), Err(Illegal::HoldTooLong));
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
    let hold = |days| may_sign(&theirs(&[]), &hold(days, None), DRAFTER, day(9), &Law::default());
    assert_eq!(hold(longest()), Ok(()));
    assert_eq!(hold(1 + longest()), Err(Illegal::HoldTooLong.into()));
}

#[test]
fn ten_years_are_those_of_the_calendar() {
    let at = |text: &str| Moment::from(text.parse::<jiff::Timestamp>().expect("a moment"));
    for (from, last) in [
        ("2026-11-28T10:00:00Z", "2036-11-29T00:00:00Z"),
        ("2028-02-29T23:59:59Z", "2038-03-01T00:00:00Z"),
        ("2095-01-01T00:00:00Z", "2105-01-02T00:00:00Z"),
    ] {
        assert_eq!(at(from).years_later(HOLD_YEARS_MAX), at(last), "{from}");
    }
    let opens = |days| {
        let now = at("2026-11-28T10:00:00Z");
        may_hear(None, &opening_of(now, days), now, &Law::default())
    };
    assert_eq!(opens(3653), Ok(()), "three leap years lie between");
    assert_eq!(opens(3654), Err(Illegal::HoldDays));
}

#[test]
fn a_hold_for_less_than_was_wished_names_the_wish_and_ends_it_on_both_sides() {
    let wished = || heard(2, wish(120));
    let sign = |act: Act| may_sign(&theirs(&[wished()]), &act, DRAFTER, day(9), &Law::default());
    assert_eq!(sign(hold(90, None)), Err(Illegal::WishUnnamed.into()));
    assert_eq!(sign(hold(90, Some("p2"))), Ok(()));
    assert_eq!(sign(hold(120, Some("p2"))), Ok(()));
    assert_eq!(sign(hold(120, None)), Ok(()), "as long as was wished");
    assert_eq!(sign(hold(END, Some("p2"))), Err(Illegal::NotLonger.into()), "no longer than before is declined");
    assert_eq!(sign(hold(90, Some("p9"))), Err(Illegal::NothingToAnswer.into()));
    let asked = theirs(&[wished(), said(3, hold(90, Some("p2")))]);
    let asking = ours(&[said(2, wish(120)), heard(3, hold(90, Some("m2")))]);
    for (state, named) in [(&asked, "p2"), (&asking, "m2")] {
        assert_eq!(state.wishes().collect::<Vec<_>>(), [(named, day(120), Became::Part(day(90)))]);
        assert_eq!(state.hold_ends(), Some(day(90)), "it is held so long and no longer");
        let clocks = clock::running(state, &clock::Periods::default());
        assert!(clocks.iter().all(|clock| clock.what != "extend"), "nobody has to answer it any more");
        assert!(clocks.iter().any(|clock| clock.what == "hold_ends" && clock.due == day(90)));
    }
    assert_eq!(may_sign(&asking, &wish(120), DRAFTER, day(9), &Law::default()), Ok(()), "asked again");
    let again = may_sign(&asked, &hold(120, Some("p2")), DRAFTER, day(9), &Law::default());
    assert_eq!(again, Err(Illegal::NothingToAnswer.into()), "answered once");
    let crossed = may_hear(Some(&ours(&[said(2, wish(120))])), &hold(90, None), day(9), &Law::default());
    assert_eq!(crossed, Ok(()), "it was said before the wish arrived");
}

#[test]
fn a_wish_is_taken_back_while_nobody_answered_it_and_an_answer_that_crossed_stands() {
    let back = |wish: &str| Act::TakeBack { wish: wish.into() };
    let sign = |more: &[Event], act: &Act| may_sign(&ours(more), act, DRAFTER, day(9), &Law::default());
    assert_eq!(sign(&[said(2, wish(90))], &back("m2")), Ok(()));
    assert_eq!(sign(&[said(2, wish(90))], &back("m1")), Err(Illegal::NothingToAnswer.into()), "no wish");
    let declined = [said(2, wish(90)), heard(3, Act::Decline { offer: "m2".into() })];
    assert_eq!(sign(&declined, &back("m2")), Err(Illegal::NothingToAnswer.into()));
    let twice = [said(2, wish(90)), said(3, back("m2"))];
    assert_eq!(sign(&twice, &back("m2")), Err(Illegal::NothingToAnswer.into()));
    assert_eq!(sign(&twice, &wish(90)), Ok(()), "another may be made");
    let state = ours(&twice);
    assert_eq!(state.wishes().collect::<Vec<_>>(), [("m2", day(90), Became::TakenBack)]);
    assert_eq!(state.hold_ends(), Some(day(END)), "the hold ends as before");
    let there = theirs(&[heard(2, wish(90)), heard(3, back("p2"))]);
    assert_eq!(there.hold_ends(), Some(day(END)));
    for act in [hold(90, Some("p2")), Act::Decline { offer: "p2".into() }] {
        let late = may_sign(&there, &act, DRAFTER, day(9), &Law::default());
        assert_eq!(late, Err(Illegal::NothingToAnswer.into()), "{act:?}");
    }
    let answered = theirs(&[heard(2, wish(90)), said(3, hold(80, Some("p2")))]);
    assert_eq!(may_hear(Some(&answered), &back("p2"), day(9), &Law::default()), Ok(()), "it crossed");
    let crossed = ours(&[said(2, wish(90)), said(3, back("m2")), heard(3, hold(80, Some("m2")))]);
    assert_eq!(crossed.wishes().collect::<Vec<_>>(), [("m2", day(90), Became::Part(day(80)))]);
}
