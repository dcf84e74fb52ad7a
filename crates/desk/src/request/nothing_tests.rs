//! There is nothing to give or to hold (N1 to N5): a decision, and no refusal.

use super::*;
use crate::request::clock::running;

const DECIDES: StaffId = StaffId::from_bits(2);

fn law() -> Law {
    Law { asked: vec!["S1".to_owned()], ..Law::default() }
}

fn opening(kind: Kind) -> Act {
    let emergency = kind == Kind::E1;
    Act::Request {
        kind,
        form: format!("{kind}@1.0"),
        urgency: if emergency { Urgency::Emergency } else { Urgency::Routine },
        respond_by: Moment(9),
        hold_days: (kind == Kind::P1).then_some(90),
        about: None,
        follow_up_by: emergency.then_some(Moment(8)),
        information: None,
    }
}

fn nothing(reason: Nothing) -> Act {
    Act::Decide { decision: Decision::Nothing { reason }, consulted: None }
}

fn heard(act: Act) -> Event {
    let text = String::new;
    Event::Heard {
        peer: "XB".into(),
        message: "p1".into(),
        head: text(),
        outer: text(),
        issued_at: Moment(1),
        text: text(),
        act,
        officer: text(),
    }
}

fn said(n: i64, act: Act) -> Event {
    by(DECIDES, n, act)
}

fn by(by: StaffId, n: i64, act: Act) -> Event {
    let text = String::new;
    Event::Said { message: format!("m{n}"), head: text(), outer: text(), issued_at: Moment(n), text: text(), act, by }
}

fn asked(kind: Kind, more: &[Event]) -> Request {
    let gate = Event::Gated { answers: [("S1".to_owned(), "yes".to_owned())].into(), by: DECIDES };
    let events = [&[heard(opening(kind)), gate], more].concat();
    events.iter().fold(None, Request::evolve).expect("state")
}

#[test]
fn that_there_is_nothing_is_said_without_consulting_and_once() {
    for reason in Nothing::ALL {
        for kind in [Kind::P1, Kind::A1] {
            let state = asked(kind, &[]);
            assert_eq!(may_sign(&state, &nothing(reason), DECIDES, Moment(2), &law()), Ok(()), "{kind} {reason:?}");
        }
    }
    let state = asked(Kind::P1, &[said(2, nothing(Nothing::Expired))]);
    let again = may_sign(&state, &nothing(Nothing::NoData), DECIDES, Moment(3), &law());
    assert_eq!(again, Err(Illegal::DecidedAlready.into()));
}

#[test]
fn after_it_nothing_is_held_or_given_no_clock_of_a_decision_runs_and_it_is_closed() {
    let periods = [(Kind::P1, clock::Hours::default())].into();
    let open = asked(Kind::P1, &[]);
    assert!(running(&open, &periods).iter().any(|clock| clock.what == "decide"), "before it, one runs");
    let mut state = asked(Kind::P1, &[said(2, nothing(Nothing::NotHere))]);
    state.apply(&Event::Receipted { message: "m2".into(), receipt: String::new() });
    assert_eq!((state.phase(), running(&state, &periods)), (Phase::Nothing, Vec::new()));
    let hold = Act::Hold { until: Moment(1).plus_days(90), wish: None };
    assert_eq!(may_sign(&state, &hold, StaffId::from_bits(3), Moment(3), &law()), Err(Illegal::NotAccepted.into()));
    assert_eq!(may_sign(&state, &Act::Close, DECIDES, Moment(3), &law()), Ok(()));
}

#[test]
fn in_an_emergency_even_that_is_told_to_nobody_whom_a_call_did_not_confirm() {
    let act = nothing(Nothing::NoData);
    let sign = |state: &Request| may_sign(state, &act, DECIDES, Moment(9), &law());
    assert_eq!(sign(&asked(Kind::E1, &[])), Err(Illegal::NotCalledBack.into()));
    let call = |confirmed| asked(Kind::E1, &[by(StaffId::from_bits(4), 2, Act::CallBack { confirmed })]);
    assert_eq!(sign(&call(false)), Err(Illegal::NotCalledBack.into()));
    assert_ne!(sign(&call(true)), Err(Illegal::NotCalledBack.into()));
    let mut told = call(true);
    told.apply(&said(3, act.clone()));
    assert_eq!(emergency::follow_up_due(&told), None, "nothing was given, so no request has to follow");
}

#[test]
fn each_reason_has_its_code() {
    for reason in Nothing::ALL {
        let json = serde_json::to_string(&Decision::Nothing { reason }).expect("json");
        assert_eq!(json, format!(r#"{{"is":"nothing","reason":"{}"}}"#, reason.code()));
        assert_eq!(serde_json::from_str::<Decision>(&json).expect("read"), Decision::Nothing { reason });
    }
}
