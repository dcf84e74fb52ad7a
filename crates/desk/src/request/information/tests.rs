use khien_terms::id::StaffId;
use khien_terms::moment::DAY;
use proptest::prelude::*;

use super::super::{Act, Decision, Event, Law, Phase, Urgency, View, call, clock, may_hear, may_sign};
use super::*;

const APPROVER: StaffId = StaffId::from_bits(2);

fn information() -> Information {
    let conditions = Conditions {
        purposes: vec![Purpose::Investigation],
        onward: false,
        until: Some("1970-02-01".parse().expect("day")),
        feedback: true,
    };
    Information { part: "ab".repeat(32), conditions, exculpatory: false }
}

fn gives(kind: Kind, information: Option<Information>, days: i64) -> Act {
    Act::Request {
        kind,
        form: format!("{kind}@1.0"),
        urgency: Urgency::Routine,
        respond_by: Moment(days * DAY),
        hold_days: None,
        about: None,
        follow_up_by: None,
        information,
    }
}

fn heard(n: u32, act: Act, at: i64) -> Event {
    Event::Heard {
        peer: "XA".into(),
        message: format!("m{n}"),
        head: format!("h{n}"),
        outer: String::new(),
        issued_at: Moment(at),
        text: String::new(),
        act,
        officer: String::new(),
    }
}

fn said(n: u32, act: Act) -> Event {
    Event::Said {
        message: format!("m{n}"),
        head: format!("h{n}"),
        outer: String::new(),
        issued_at: Moment(5),
        text: String::new(),
        act,
        by: APPROVER,
    }
}

fn folded(events: &[Event]) -> Request {
    events.iter().fold(None, Request::evolve).expect("state")
}

fn arrived() -> Event {
    heard(1, gives(Kind::X1, Some(information()), 10), 1)
}

fn accept() -> Act {
    Act::Accept { offer: "m1".into() }
}

fn decline() -> Act {
    Act::Decline { offer: "m1".into() }
}

fn key_here() -> Event {
    Event::KeyArrived { message: "m1".into() }
}

#[test]
fn only_information_is_given_under_conditions_in_ten_days_that_end_later() {
    let law = Law::default();
    let opens = |act: Act| may_hear(None, &act, Moment(1), &law);
    assert_eq!(opens(gives(Kind::X1, Some(information()), 10)), Ok(()));
    assert_eq!(opens(gives(Kind::X1, None, 10)), Err(Illegal::Information));
    assert_eq!(opens(gives(Kind::L1, Some(information()), 10)), Err(Illegal::Information));
    assert_eq!(opens(gives(Kind::X1, Some(information()), 11)), Err(Illegal::Information));
    let mut short = information();
    short.conditions.until = Some("1970-01-05".parse().expect("day"));
    assert_eq!(opens(gives(Kind::X1, Some(short), 10)), Err(Illegal::OverBefore));
}

#[test]
fn conditions_are_accepted_or_declined_once_by_whoever_was_given_it_and_in_time() {
    let law = Law::default();
    let state = folded(&[arrived()]);
    let sign = |state: &Request, act: &Act, at| may_sign(state, act, APPROVER, Moment(at), &law);
    assert_eq!(sign(&state, &accept(), 10 * DAY), Ok(()));
    assert_eq!(sign(&state, &accept(), 10 * DAY + 1), Err(Illegal::TooLate.into()));
    assert_eq!(sign(&state, &decline(), 10 * DAY + 1), Ok(()), "no is heard at any time");
    let other = Act::Accept { offer: "m9".into() };
    assert_eq!(sign(&state, &other, 5), Err(Illegal::NothingToAnswer.into()));
    let decide = Act::Decide { decision: Decision::Accepted, consulted: None };
    for act in [decide, Act::Offer] {
        let view = View { asking: &state.asking, asked: &state.asked, law: &law };
        assert_eq!(view.may_say(Side::Asked, &act, Moment(5)), Err(Illegal::NotDecided), "{act:?}");
    }
    for answer in [accept(), decline()] {
        let answered = folded(&[arrived(), said(2, answer)]);
        assert_eq!(sign(&answered, &accept(), 5), Err(Illegal::NothingToAnswer.into()));
        assert_eq!(sign(&answered, &decline(), 5), Err(Illegal::NothingToAnswer.into()));
    }
    assert_eq!(may_hear(Some(&state), &accept(), Moment(5), &law), Err(Illegal::NotYours), "who gives does not accept");
    assert_eq!(may_hear(Some(&state), &decline(), Moment(5), &law), Err(Illegal::NothingToAnswer));
}

#[test]
fn nothing_opens_before_it_was_accepted_and_its_key_is_here_nor_for_another_purpose_nor_later() {
    let opens = |events: &[Event], purpose, at| may_open(&folded(events), purpose, Moment(at)).is_ok();
    let accepted = [arrived(), said(2, accept()), key_here()];
    assert!(opens(&accepted, Purpose::Investigation, 6));
    assert!(!opens(&accepted, Purpose::Prosecution, 6), "another purpose");
    assert!(!opens(&accepted, Purpose::Investigation, 32 * DAY), "its last day is over");
    assert!(!opens(&[arrived()], Purpose::Investigation, 6));
    assert!(!opens(&[arrived(), key_here()], Purpose::Investigation, 6), "a key without an acceptance");
    assert!(!opens(&accepted[..2], Purpose::Investigation, 6), "an acceptance without a key");
    assert!(!opens(&[arrived(), said(2, decline()), key_here()], Purpose::Investigation, 6));
    let erased = Event::Erased { message: "m1".into() };
    assert!(!opens(&[arrived(), said(2, accept()), key_here(), erased], Purpose::Investigation, 6));
    let destroyed = Event::KeyDestroyed { message: "m1".into() };
    assert!(!opens(&[arrived(), said(2, accept()), destroyed], Purpose::Investigation, 6));
}

#[test]
fn whoever_accepted_it_says_once_that_it_was_destroyed_and_also_when_all_else_is_over() {
    let destroyed = || Act::Destroyed { package: "m1".into() };
    let law = Law::default();
    let may = |state: &Request| may_sign(state, &destroyed(), APPROVER, Moment(6), &law);
    let nothing = Err(Illegal::NothingReturned.into());
    assert_eq!(may(&folded(&[arrived()])), nothing, "not accepted");
    assert_eq!(may(&folded(&[arrived(), said(2, decline())])), nothing, "declined: there was nothing");
    let accepted = folded(&[arrived(), said(2, accept()), key_here()]);
    assert_eq!(may(&accepted), Ok(()));
    assert_eq!(may(&folded(&[arrived(), said(2, accept())])), Ok(()), "before its key came, too");
    let other = Act::Destroyed { package: "m2".into() };
    assert_eq!(may_sign(&accepted, &other, APPROVER, Moment(6), &law), nothing, "another message");
    assert_eq!(may_hear(Some(&accepted), &destroyed(), Moment(6), &law), Err(Illegal::NotYours), "who gave it");
    let mut state = accepted;
    state.apply(&said(3, Act::Close));
    state.apply(&heard(2, Act::Close, 5));
    assert_eq!((state.phase(), may(&state)), (Phase::Closed, Ok(())));
    state.apply(&said(4, destroyed()));
    assert_eq!(may(&state), nothing, "once");
    assert_eq!(closed(&state), Some(Closed::Gone));
    assert!(may_open(&state, Purpose::Investigation, Moment(7)).is_err(), "nobody opens it any more");
}

#[test]
fn when_it_is_to_be_destroyed_is_a_clock_of_whoever_was_given_it_that_calls_them_until_they_say_so() {
    let over = information().conditions.over_at().expect("an end");
    let due = |state: &Request| {
        let running = clock::running(state, &clock::Periods::default());
        let ends = running.into_iter().find(|clock| clock.what == "destroy_information");
        ends.map(|clock| (clock.who, clock.due))
    };
    let calls = |state: &Request, now| {
        let calls = call::due(state, &clock::Periods::default(), &jiff::tz::TimeZone::UTC, now);
        calls.iter().find(|call| call.clock == "destroy_information").map(|call| call.step)
    };
    assert_eq!(due(&folded(&[arrived()])), None, "not accepted");
    assert_eq!(due(&folded(&[arrived(), said(2, decline())])), None, "declined");
    let mut state = folded(&[arrived(), said(2, accept()), key_here()]);
    assert_eq!(due(&state), Some((Side::Asked, over)));
    assert_eq!(calls(&state, over.plus_days(-15)), None);
    assert_eq!(calls(&state, over.plus_days(-14)), Some(call::Step::Near));
    assert_eq!(calls(&state, over), Some(call::Step::Out));
    state.apply(&said(3, Act::Close));
    state.apply(&heard(2, Act::Close, 5));
    state.apply(&Event::Erased { message: "m1".into() });
    assert_eq!(
        due(&state),
        Some((Side::Asked, over)),
        "what else is over, and its key, do not end it: copies may be left"
    );
    assert!(!state.is_over());
    state.apply(&said(4, Act::Destroyed { package: "m1".into() }));
    assert_eq!(due(&state), None);
    assert!(state.is_over());
}

#[test]
fn why_it_is_closed_is_said_as_it_is() {
    let why = |events: &[Event]| closed(&folded(events));
    let destroyed = Event::KeyDestroyed { message: "m1".into() };
    assert_eq!(why(&[arrived()]), Some(Closed::NotAccepted));
    assert_eq!(why(&[arrived(), key_here()]), Some(Closed::NotAccepted));
    assert_eq!(why(&[arrived(), said(2, decline())]), Some(Closed::Declined));
    assert_eq!(why(&[arrived(), said(2, accept())]), Some(Closed::Coming));
    assert_eq!(why(&[arrived(), said(2, accept()), destroyed]), Some(Closed::Lost));
    assert_eq!(why(&[arrived(), said(2, accept()), key_here()]), None);
    let erased = Event::Erased { message: "m1".into() };
    assert_eq!(why(&[arrived(), said(2, accept()), key_here(), erased]), Some(Closed::Over));
    let refused = may_open(&folded(&[arrived()]), Purpose::Investigation, Moment(6));
    assert_eq!(refused, Err(Closed::NotAccepted.into()), "and not that there is no evidence");
}

#[test]
fn where_it_stands_and_by_when_it_is_answered_show() {
    let state = folded(&[arrived()]);
    let text = r#"{"X1": {"acknowledge": 24, "decide": 72}}"#;
    let periods: clock::Periods = serde_json::from_str(text).expect("periods");
    let due =
        |state: &Request| clock::running(state, &periods).iter().find(|one| one.what == "decide").map(|one| one.due);
    assert_eq!((state.phase(), due(&state)), (Phase::Sent, Some(Moment(10 * DAY))), "by the day that its sender named");
    let accepted = folded(&[arrived(), said(2, accept())]);
    assert_eq!((accepted.phase(), due(&accepted)), (Phase::Accepted, None));
    let declined = folded(&[arrived(), said(2, decline())]);
    assert_eq!((declined.phase(), due(&declined)), (Phase::Declined, None));
    let law = Law::default();
    assert_eq!(may_sign(&state, &Act::Close, APPROVER, Moment(5), &law), Err(Illegal::NotDone.into()));
    assert_eq!(may_sign(&declined, &Act::Close, APPROVER, Moment(5), &law), Ok(()));
}

#[test]
fn the_key_of_what_nobody_answers_is_destroyed_a_day_after_the_last_one_by_whoever_gives() {
    let drafted = Event::Drafted { peer: "XB".into(), kind: Kind::X1, text: String::new(), by: StaffId::from_bits(1) };
    let gave = said(1, gives(Kind::X1, Some(information()), 10));
    let ours = |more: &[Event]| folded(&[&[drafted.clone(), gave.clone()][..], more].concat());
    assert_eq!(destroys_at(&ours(&[])), Some(Moment(11 * DAY)));
    assert_eq!(destroys_at(&ours(&[heard(2, accept(), 5)])), None);
    assert_eq!(destroys_at(&ours(&[Event::KeyDestroyed { message: "m1".into() }])), None);
    assert_eq!(destroys_at(&folded(&[arrived()])), None, "the other side keeps none");
}

#[test]
fn the_open_part_says_what_the_form_says() {
    let form = json!({"conditions": {"use": ["investigation"], "onward": false, "until": "1970-02-01", "feedback": true},
                      "exculpatory": false, "sealed": {"ciphertext": "ab".repeat(32)}});
    assert!(information().agrees(&form));
    for (pointer, value) in [
        ("/conditions/use", json!(["investigation", "prosecution"])),
        ("/conditions/onward", json!(true)),
        ("/conditions/until", json!("1970-02-02")),
        ("/conditions/feedback", json!("yes")),
        ("/exculpatory", json!(true)),
        ("/sealed/ciphertext", json!("cd".repeat(32))),
    ] {
        let mut other = form.clone();
        *other.pointer_mut(pointer).expect("there") = value;
        assert!(!information().agrees(&other), "{pointer}");
    }
    assert!(!Information { part: "no hash".into(), ..information() }.is_sound());
}

proptest! {
    /// Whatever is said in whatever order, nothing opens once it was said to be destroyed, nor without an acceptance that was signed here and a key that came after.
    #[test]
    fn nothing_ever_opens_without_an_acceptance(order in proptest::collection::vec(0u8..7, 0..8)) {
        let mut events = vec![arrived()];
        for (n, which) in (2u32..).zip(&order) {
            events.push(match which {
                0 => said(n, accept()),
                1 => said(n, decline()),
                2 => key_here(),
                3 => Event::KeyDestroyed { message: "m1".into() },
                4 => heard(n, Act::Withdraw, 4),
                5 => said(n, Act::Destroyed { package: "m1".into() }),
                _ => said(n, Act::Status),
            });
        }
        let first = order.iter().find(|which| **which < 2);
        if may_open(&folded(&events), Purpose::Investigation, Moment(6)).is_ok() {
            prop_assert_eq!(first, Some(&0));
            prop_assert!(order.contains(&2) && !order.contains(&5));
        }
    }
}

#[test]
fn when_the_last_day_of_use_is_over_no_key_leaves_any_more() {
    let asking = folded(&[arrived()]).asking;
    let over = "1970-02-02T00:00:00Z".parse::<jiff::Timestamp>().map(Moment::from).expect("a moment");
    assert!(!is_over(&asking, Moment(over.0 - 1)), "its last day is a whole one, in UTC");
    assert!(is_over(&asking, over));
    let endless = Conditions { until: None, ..information().conditions };
    let given = Information { conditions: endless, ..information() };
    let asking = folded(&[heard(1, gives(Kind::X1, Some(given), 10), 1)]).asking;
    assert!(!is_over(&asking, Moment(i64::MAX)));
}

#[test]
fn when_a_state_without_a_node_accepted_somebody_is_called_until_the_letter_with_the_key_is_taken_out() {
    let opens = |event| match event {
        Event::Heard { message, head, outer, issued_at, text, act, .. } => {
            Event::Said { message, head, outer, issued_at, text, act, by: APPROVER }
        }
        other => other,
    };
    let lettered = |message: &str, key| {
        Event::Lettered(crate::letter::TakenOut {
            message: message.into(),
            verify: "ab".repeat(32),
            by: APPROVER,
            details: None,
            certificate: None,
            key,
        })
    };
    let drafted = Event::Drafted { peer: "XB".into(), kind: Kind::X1, text: String::new(), by: APPROVER };
    let hour = khien_terms::moment::HOUR;
    let due = |state: &Request| {
        let running = clock::running(state, &clock::Periods::default());
        running.into_iter().find(|clock| clock.what == "key_letter").map(|clock| (clock.who, clock.due))
    };
    let mut state = folded(&[drafted, opens(arrived())]);
    state.apply(&lettered("m1", false));
    assert_eq!(due(&state), None, "nobody accepted");
    let accepted = heard(2, accept(), 5);
    let mut node = state.clone();
    node.letters.clear();
    node.apply(&accepted);
    assert_eq!(due(&node), None, "a node fetches it by itself");
    let mut declined = state.clone();
    declined.apply(&heard(2, decline(), 5));
    assert_eq!(due(&declined), None);
    state.apply(&accepted);
    let out = Moment(5 + 24 * hour);
    assert_eq!(due(&state), Some((Side::Asking, out)));
    let called = |state: &Request, now| {
        let calls = call::due(state, &clock::Periods::default(), &jiff::tz::TimeZone::UTC, now);
        calls.iter().find(|call| call.clock == "key_letter").map(|call| call.step)
    };
    assert_eq!(called(&state, Moment(5 + 17 * hour)), None);
    assert_eq!(called(&state, Moment(5 + 18 * hour)), Some(call::Step::Near));
    assert_eq!(called(&state, out), Some(call::Step::Out));
    state.apply(&lettered("m1", false));
    assert!(due(&state).is_some(), "a letter without it opens nothing");
    let mut taken = state.clone();
    taken.apply(&lettered("m1", true));
    assert_eq!(due(&taken), None);
    state.apply(&heard(3, Act::Destroyed { package: "m1".into() }, 6));
    assert_eq!(due(&state), None, "it was destroyed there");
}
