use std::collections::BTreeSet;

use khien_terms::moment::HOUR;
use proptest::prelude::*;

use super::harm::{Cosigned, Cosigner, Does, Flag, Passage, Stale, Standing, does, key_may_leave, may_leave, passage};
use super::overriding::{Disclosure, HOLDS_HOURS, OVERRIDE, Why, may_ask, may_confirm, possible};
use super::*;
use crate::directory::Trust;

const OFFICER: StaffId = StaffId::from_bits(1);
const LEGAL: StaffId = StaffId::from_bits(2);
const DECIDER: StaffId = StaffId::from_bits(3);
const FRESH: Standing = Standing { trust: Trust::Full, cosigned: Cosigned::Enough };
const OLD: Standing = Standing { trust: Trust::Stale, cosigned: Cosigned::Enough };
const UNSEEN: Standing = Standing { trust: Trust::Full, cosigned: Cosigned::TooFew };

fn accept() -> Act {
    Act::Decide { decision: Decision::Accepted, consulted: None }
}

fn refuse() -> Act {
    Act::Decide { decision: Decision::Refused { grounds: vec!["G21b".into()] }, consulted: None }
}

fn evidence() -> Act {
    let conditions = Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
    Act::Return { package: "ab".repeat(32), bytes: 1, files: 1, conditions }
}

fn opening(kind: Kind) -> Act {
    Act::Request {
        kind,
        form: format!("{kind}@1.0"),
        urgency: Urgency::Urgent,
        respond_by: Moment(HOUR),
        hold_days: None,
        about: None,
        follow_up_by: None,
        information: None,
    }
}

fn heard(kind: Kind) -> Event {
    Event::Heard {
        peer: "XB".into(),
        message: "p1".into(),
        head: "q1".into(),
        outer: String::new(),
        issued_at: Moment(1),
        text: String::new(),
        act: opening(kind),
        officer: "Night desk".into(),
    }
}

fn said(n: u32, act: Act, by: StaffId) -> Event {
    let (message, head) = (format!("m{n}"), format!("h{n}"));
    Event::Said { message, head, outer: String::new(), issued_at: Moment(2), text: String::new(), act, by }
}

fn asked(n: u32, what: Disclosure, stale: Stale, at: Moment) -> Event {
    Event::OverrideAsked { n, what, stale: [stale].into(), why: Why::Proceeding, by: OFFICER, at }
}

fn confirmed(n: u32, by: StaffId, at: Moment) -> Event {
    Event::OverrideConfirmed { n, signature: String::new(), verify: String::new(), by, at }
}

/// An assistance that was asked of us and accepted.
fn accepted() -> Request {
    let events = [heard(Kind::A1), said(1, accept(), DECIDER)];
    events.iter().fold(None, Request::evolve).expect("a request")
}

fn set(stale: &[Stale]) -> BTreeSet<Stale> {
    stale.iter().copied().collect()
}

#[test]
fn l3_one_silent_witness_of_three_is_borne_and_two_or_a_single_one_are_too_few() {
    let now = Moment(100 * HOUR);
    let witness = |hours: Option<i64>| Cosigner {
        state: "XB".into(),
        behind_since: hours.map(|hours| Moment(now.0 - hours * HOUR)),
    };
    let cases: [(&[Option<i64>], Cosigned); 11] = [
        (&[], Cosigned::Nobody),
        (&[None], Cosigned::Enough),
        (&[Some(24)], Cosigned::Enough),
        (&[Some(25)], Cosigned::TooFew),
        (&[None, Some(25)], Cosigned::TooFew),
        (&[None, Some(23)], Cosigned::Enough),
        (&[None, None, Some(25)], Cosigned::Enough),
        (&[None, Some(25), Some(99)], Cosigned::TooFew),
        (&[Some(25), Some(25), Some(25)], Cosigned::TooFew),
        (&[None, None, Some(25), Some(25)], Cosigned::TooFew),
        (&[None, None, None, Some(25), Some(25)], Cosigned::Enough),
    ];
    for (hours, is) in cases {
        let witnesses: Vec<Cosigner> = hours.iter().map(|hours| witness(*hours)).collect();
        assert_eq!(Cosigned::by(&witnesses, now), is, "{hours:?}");
    }
}

#[test]
fn d2_and_l3_what_discloses_waits_while_something_is_out_of_date_and_what_preserves_goes_on() {
    let discloses = |what| Does::Discloses(what);
    let rows: [(Kind, Act, Does); 16] = [
        (Kind::P1, opening(Kind::P1), Does::Preserves),
        (Kind::A1, opening(Kind::A1), Does::Preserves),
        (Kind::E1, opening(Kind::E1), Does::Saves),
        (Kind::X1, opening(Kind::X1), discloses(Disclosure::Request)),
        (Kind::V1, Act::Answer { ask: "a".into() }, discloses(Disclosure::Answer)),
        (Kind::A1, Act::Answer { ask: "a".into() }, Does::Neither),
        (Kind::P1, accept(), Does::Preserves),
        (Kind::A1, accept(), discloses(Disclosure::Decide)),
        (Kind::T1, accept(), discloses(Disclosure::Decide)),
        (Kind::A1, Act::Offer, discloses(Disclosure::Offer)),
        (Kind::A1, evidence(), discloses(Disclosure::Return)),
        (Kind::P1, Act::Hold { until: Moment(9), wish: None }, Does::Preserves),
        (Kind::P1, Act::Extend { until: Moment(9) }, Does::Preserves),
        (Kind::A1, refuse(), Does::Neither),
        (Kind::P1, Act::Acknowledge { expect: Moment(9) }, Does::Neither),
        (Kind::A1, Act::Received { package: "p".into() }, Does::Neither),
    ];
    for (kind, act, is) in rows {
        assert_eq!(does(kind, &act), is, "{kind} {act:?}");
        assert_eq!(passage(is, FRESH), Passage::Goes);
        for (standing, stale) in [(OLD, Stale::Directory), (UNSEEN, Stale::Witnesses)] {
            let right = match is {
                Does::Neither => Passage::Goes,
                Does::Preserves | Does::Saves => Passage::Flagged(set(&[stale])),
                Does::Discloses(what) => Passage::NeedsTwo(what, set(&[stale])),
            };
            assert_eq!(passage(is, standing), right, "{kind} {act:?}");
        }
        // What people themselves do not trust is let go by nobody.
        for trust in [Trust::Introduced, Trust::Suspended, Trust::Left] {
            let right = if is == Does::Neither { Passage::Goes } else { Passage::NotTrusted };
            assert_eq!(passage(is, Standing { trust, ..UNSEEN }), right, "{trust:?} {kind} {act:?}");
        }
    }
    let kept = Standing { trust: Trust::PreserveOnly, ..FRESH };
    assert_eq!(passage(Does::Discloses(Disclosure::Return), kept), Passage::NotTrusted);
    assert_eq!(
        passage(Does::Saves, kept),
        Passage::NotTrusted,
        "who is at risk is named to nobody who is not trusted with it"
    );
    assert_eq!(passage(Does::Preserves, kept), Passage::Goes);
    let alone = Standing { cosigned: Cosigned::Nobody, ..FRESH };
    assert_eq!(
        passage(Does::Discloses(Disclosure::Return), alone),
        Passage::Goes,
        "nobody signed, and nothing ran out"
    );
}

#[test]
fn l3_two_people_let_one_package_go_and_no_second_one() {
    let mut state = accepted();
    let now = Moment(HOUR);
    assert_eq!(may_leave(&state, &evidence(), UNSEEN, now), Err(Refusal::NeedsTwo));
    assert_eq!(may_leave(&state, &evidence(), FRESH, now), Ok(Flag::default()));
    assert_eq!(possible(&state), [Disclosure::Return]);
    let stale = set(&[Stale::Witnesses]);
    may_ask(&state, Disclosure::Return, &stale, now).expect("it waits");
    assert_eq!(may_ask(&state, Disclosure::Return, &set(&[]), now), Err(Refusal::NothingToOverride));
    assert_eq!(may_ask(&state, Disclosure::Decide, &stale, now), Err(Refusal::NothingToOverride), "it was decided");
    state.apply(&asked(1, Disclosure::Return, Stale::Witnesses, now));
    assert_eq!(may_ask(&state, Disclosure::Return, &stale, now), Err(Refusal::NothingToOverride), "one waits");
    assert_eq!(may_leave(&state, &evidence(), UNSEEN, now), Err(Refusal::NeedsTwo), "one person is not two");
    assert_eq!(may_confirm(&state, 1, OFFICER, now), Err(Refusal::SamePerson));
    assert_eq!(may_confirm(&state, 2, LEGAL, now), Err(Refusal::NothingToOverride));
    let text = may_confirm(&state, 1, LEGAL, now).expect("another").statement("0a", LEGAL);
    assert_eq!(text, format!("{OVERRIDE}\n0a\n1\nreturn\nwitnesses\nproceeding\n{OFFICER}\n{LEGAL}"));
    state.apply(&confirmed(1, LEGAL, now));
    assert_eq!(may_confirm(&state, 1, LEGAL, now), Err(Refusal::NothingToOverride), "once");
    let flag = may_leave(&state, &evidence(), UNSEEN, now).expect("two people");
    assert_eq!(flag, Flag { stale: stale.clone(), overridden: Some(1) });
    // It was for what was out of date then, and for this disclosure.
    assert_eq!(may_leave(&state, &evidence(), Standing { trust: Trust::Stale, ..UNSEEN }, now), Err(Refusal::NeedsTwo));
    assert_eq!(may_leave(&state, &Act::Offer, UNSEEN, now), Err(Refusal::NeedsTwo));
    let later = Moment(now.0 + HOLDS_HOURS * HOUR);
    assert_eq!(may_leave(&state, &evidence(), UNSEEN, later), Err(Refusal::NeedsTwo), "its day is over");
    state.apply(&said(2, evidence(), OFFICER));
    state.apply(&Event::Flagged { message: "m2".into(), stale: flag.stale, overridden: flag.overridden });
    assert_eq!(may_leave(&state, &evidence(), UNSEEN, now), Err(Refusal::NeedsTwo), "one package, not two");
    assert_eq!(state.overrides[0].used.as_deref(), Some("m2"));
    may_ask(&state, Disclosure::Return, &stale, now).expect("the next is asked for anew");
}

#[test]
fn an_override_that_nobody_confirmed_within_a_day_is_confirmed_no_more() {
    let mut state = accepted();
    state.apply(&asked(1, Disclosure::Return, Stale::Directory, Moment(0)));
    let late = Moment(HOLDS_HOURS * HOUR);
    assert_eq!(may_confirm(&state, 1, LEGAL, late), Err(Refusal::NothingToOverride));
    may_ask(&state, Disclosure::Return, &set(&[Stale::Directory]), late).expect("asked for anew");
}

#[test]
fn the_key_of_information_waits_as_what_it_opens_would() {
    let state = accepted();
    let now = Moment(HOUR);
    let leaves = |state: &Request, standing, now| key_may_leave(state, standing, now).is_some();
    assert!(leaves(&state, FRESH, now) && !leaves(&state, OLD, now) && !leaves(&state, UNSEEN, now));
    let suspended = Standing { trust: Trust::Suspended, ..FRESH };
    assert!(!leaves(&state, suspended, now), "trust ended after it was accepted");
    let mut let_go = state;
    let_go.apply(&asked(1, Disclosure::Key, Stale::Directory, now));
    let_go.apply(&confirmed(1, LEGAL, now));
    let flag = key_may_leave(&let_go, OLD, now).expect("two people");
    assert_eq!(flag.overridden, Some(1));
    assert!(!leaves(&let_go, UNSEEN, now));
    let_go.apply(&Event::Flagged { message: "m1".into(), stale: flag.stale, overridden: flag.overridden });
    assert!(leaves(&let_go, OLD, now), "the answer may have been lost on its way");
    assert!(!leaves(&let_go, OLD, Moment(now.0 + HOLDS_HOURS * HOUR)), "its day is over");
    let_go.asking.withdrawn = true;
    assert!(!leaves(&let_go, FRESH, now), "it was taken back");
}

/// Anything that may happen to overrides, and the passing of time.
#[derive(Debug, Clone)]
enum Step {
    Ask(Stale),
    Confirm(u32, StaffId),
    Send(bool, bool),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop::sample::select(&Stale::ALL[..]).prop_map(Step::Ask),
        (1_u32..5, 1_u128..4).prop_map(|(n, by)| Step::Confirm(n, StaffId::from_bits(by))),
        any::<(bool, bool)>().prop_map(|(directory, witnesses)| Step::Send(directory, witnesses)),
        (1_i64..20).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn however_it_goes_no_package_leaves_while_something_is_out_of_date_but_by_two_people_each_once(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let (mut state, mut now, mut sent) = (accepted(), Moment(0), 10_u32);
        let mut used = BTreeSet::new();
        for step in steps {
            match step {
                Step::Wait(hours) => now = Moment(now.0 + hours * HOUR),
                Step::Ask(stale) => if may_ask(&state, Disclosure::Return, &set(&[stale]), now).is_ok() {
                    let n = u32::try_from(state.overrides.len()).expect("few") + 1;
                    state.apply(&asked(n, Disclosure::Return, stale, now));
                },
                Step::Confirm(n, by) => if may_confirm(&state, n, by, now).is_ok() {
                    state.apply(&confirmed(n, by, now));
                },
                Step::Send(directory, witnesses) => {
                    let trust = if directory { Trust::Stale } else { Trust::Full };
                    let cosigned = if witnesses { Cosigned::TooFew } else { Cosigned::Enough };
                    let standing = Standing { trust, cosigned };
                    let Ok(flag) = may_leave(&state, &evidence(), standing, now) else {
                        prop_assert!(directory || witnesses, "what is fresh goes");
                        continue;
                    };
                    prop_assert_eq!(&flag.stale, &standing.stale());
                    sent += 1;
                    state.apply(&said(sent, evidence(), OFFICER));
                    if flag.stale.is_empty() { continue; }
                    let n = flag.overridden.expect("something is out of date");
                    prop_assert!(used.insert(n), "each lets one go");
                    let one = state.overrides.iter().find(|one| one.n == n).expect("known").clone();
                    let (by, at) = one.confirmed.expect("confirmed");
                    prop_assert!(by != one.by && now.0 - at.0 < HOLDS_HOURS * HOUR && at.0 - one.at.0 < HOLDS_HOURS * HOUR);
                    prop_assert!(flag.stale.is_subset(&one.stale));
                    state.apply(&Event::Flagged { message: format!("m{sent}"), stale: flag.stale, overridden: Some(n) });
                }
            }
        }
    }
}
