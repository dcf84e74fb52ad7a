use khien_terms::moment::{DAY, HOUR};
use proptest::prelude::*;

use super::emergency::{Record, follow_up_due, follows_up, may_review, owes_review};
use super::*;

const SIGNER: StaffId = StaffId::from_bits(1);
const DECIDER: StaffId = StaffId::from_bits(2);
const THIRD: StaffId = StaffId::from_bits(3);
const MINUTE: i64 = HOUR / 60;

fn law() -> Law {
    let grounds = ["G21b", "V0"].map(str::to_owned).to_vec();
    Law { asking: Vec::new(), asked: Vec::new(), grounds: [(Kind::E1, grounds.clone()), (Kind::A1, grounds)].into() }
}

fn periods() -> clock::Periods {
    let emergency = clock::Hours {
        acknowledge: 0.25,
        decide: 1.0,
        hold: None,
        call_back: Some(0.25),
        review: Some(24.0),
        many_in_an_hour: Some(3),
    };
    [(Kind::E1, emergency)].into()
}

fn opening(kind: Kind, follow_up_hours: Option<i64>) -> Act {
    Act::Request {
        kind,
        form: format!("{kind}@1.0"),
        urgency: if kind == Kind::E1 { Urgency::Emergency } else { Urgency::Urgent },
        respond_by: Moment(HOUR),
        hold_days: None,
        about: None,
        follow_up_by: follow_up_hours.map(|hours| Moment(hours * HOUR)),
        information: None,
    }
}

fn emergency() -> Act {
    opening(Kind::E1, Some(71))
}

fn said(at: i64, act: Act, by: StaffId) -> Event {
    let (message, head) = (format!("m{at}"), format!("h{at}"));
    Event::Said { message, head, outer: String::new(), issued_at: Moment(at), text: String::new(), act, by }
}

fn heard(at: i64, act: Act) -> Event {
    let (message, head) = (format!("p{at}"), format!("q{at}"));
    let (peer, officer) = ("XB".into(), "Night desk".into());
    Event::Heard { peer, message, head, outer: String::new(), issued_at: Moment(at), text: String::new(), act, officer }
}

fn drafted(kind: Kind) -> Event {
    Event::Drafted { peer: "XB".into(), kind, text: String::new(), by: SIGNER }
}

fn folded(events: &[Event]) -> Request {
    events.iter().fold(None, Request::evolve).expect("state")
}

fn called(confirmed: bool) -> Act {
    Act::CallBack { confirmed }
}

fn accepted() -> Act {
    Act::Decide { decision: Decision::Accepted, consulted: None }
}

fn refused(grounds: &[&str], consulted: Option<&str>) -> Act {
    let grounds = grounds.iter().map(|ground| (*ground).to_owned()).collect();
    Act::Decide { decision: Decision::Refused { grounds }, consulted: consulted.map(str::to_owned) }
}

fn evidence() -> Act {
    let conditions = Conditions { purposes: vec![Purpose::Protection], onward: false, until: None, feedback: false };
    Act::Return { package: "ab".repeat(32), bytes: 9, files: 1, conditions }
}

/// Whether somebody of the asked State may say it after these acts of theirs, each a minute after the other.
fn may(acts: &[(Act, StaffId)], act: &Act, by: StaffId) -> Result<(), Refusal> {
    let ours = acts.iter().enumerate().map(|(n, (act, by))| said(n as i64 + 1, act.clone(), *by));
    let events: Vec<Event> = [heard(0, emergency())].into_iter().chain(ours).collect();
    may_sign(&folded(&events), act, by, Moment(9 * MINUTE), &law())
}

#[test]
fn one_person_may_ask_when_a_life_is_at_risk_and_of_nothing_else() {
    let sign = |kind, hours| may_sign(&folded(&[drafted(kind)]), &opening(kind, hours), SIGNER, Moment(0), &law());
    assert_eq!(sign(Kind::E1, Some(71)), Ok(()));
    assert_eq!(sign(Kind::A1, None), Err(Refusal::SamePerson));
}

#[test]
fn an_emergency_promises_what_follows_within_three_days_and_nothing_else_does() {
    let hear = |kind, hours| may_hear(None, &opening(kind, hours), Moment(0), &law());
    assert_eq!(hear(Kind::E1, Some(72)), Ok(()));
    for (kind, hours) in [(Kind::E1, None), (Kind::E1, Some(73)), (Kind::E1, Some(0)), (Kind::A1, Some(71))] {
        assert_eq!(hear(kind, hours), Err(Illegal::FollowUp), "{kind} {hours:?}");
    }
}

#[test]
fn nothing_is_granted_and_nothing_given_before_somebody_answered_the_directorys_number_and_confirmed() {
    let uncalled = Err(Illegal::NotCalledBack.into());
    let part = Act::Decide { decision: Decision::Part { items: vec!["1".into()] }, consulted: None };
    for act in [accepted(), part] {
        assert_eq!(may(&[], &act, DECIDER), uncalled);
        assert_eq!(may(&[(called(false), SIGNER)], &act, DECIDER), uncalled);
        assert_eq!(may(&[(called(true), SIGNER), (called(false), SIGNER)], &act, DECIDER), uncalled, "the last counts");
        assert_eq!(may(&[(called(false), SIGNER), (called(true), SIGNER)], &act, DECIDER), Ok(()));
    }
    // Even where another node were to say that it accepted, no evidence is heard before the call.
    let (asking, mut asked) = (folded(&[heard(0, emergency())]).asking, Half::default());
    asked.decided = Some((Decision::Accepted, Moment(1)));
    let view = View { asking: &asking, asked: &asked, law: &law() };
    assert_eq!(view.follows(Side::Asked, &evidence(), Moment(2)), Err(Illegal::NotCalledBack));
    let given = [(called(true), SIGNER), (accepted(), DECIDER)];
    assert_eq!(may(&given, &evidence(), SIGNER), Ok(()));
    assert_eq!(may(&given, &called(false), SIGNER), Err(Illegal::DecidedAlready.into()));
}

#[test]
fn what_is_not_authentic_is_refused_after_a_call_that_did_not_confirm_which_is_also_how_it_was_consulted() {
    let refuse =
        |acts: &[(Act, StaffId)], grounds: &[&str], consulted| may(acts, &refused(grounds, consulted), DECIDER);
    let (no, yes) = ([(called(false), SIGNER)], [(called(true), SIGNER)]);
    assert_eq!(refuse(&[], &["V0"], None), Err(Illegal::NotCalledBack.into()));
    assert_eq!(refuse(&yes, &["V0"], Some("m1")), Err(Illegal::NotCalledBack.into()));
    assert_eq!(refuse(&no, &["V0"], Some("m1")), Ok(()));
    assert_eq!(refuse(&no, &["V0"], None), Err(Illegal::NotConsulted.into()));
    assert_eq!(
        refuse(&no, &["V0", "G21b"], Some("m1")),
        Err(Illegal::NotConsulted.into()),
        "a call is no consultation"
    );
    assert_eq!(refuse(&[(Act::Ask, SIGNER)], &["G21b"], Some("m1")), Ok(()), "other grounds need no call");
}

#[test]
fn whoever_called_back_does_not_decide_and_only_an_emergency_is_called_back() {
    assert_eq!(may(&[(called(true), DECIDER)], &accepted(), DECIDER), Err(Refusal::SamePerson));
    assert_eq!(may(&[(called(true), DECIDER)], &accepted(), THIRD), Ok(()));
    let other = folded(&[heard(0, opening(Kind::A1, None))]);
    let call = may_sign(&other, &called(true), SIGNER, Moment(9), &law());
    assert_eq!(call, Err(Illegal::NotAnEmergency.into()));
    let asking = folded(&[drafted(Kind::E1), said(0, emergency(), SIGNER)]);
    assert_eq!(may_sign(&asking, &called(true), DECIDER, Moment(9), &law()), Err(Illegal::NotYours.into()));
}

fn due(request: &Request, what: &str) -> Option<i64> {
    clock::running(request, &periods()).into_iter().find(|clock| clock.what == what).map(|clock| clock.due.0)
}

#[test]
fn the_asked_state_calls_back_in_a_quarter_of_an_hour_and_decides_in_one() {
    let mut asked = folded(&[heard(0, emergency())]);
    assert_eq!((due(&asked, "call_back"), due(&asked, "decide")), (Some(15 * MINUTE), Some(HOUR)));
    assert_eq!(due(&asked, "acknowledge"), None, "whoever calls back has it");
    asked.apply(&said(MINUTE, called(false), SIGNER));
    assert_eq!((due(&asked, "call_back"), asked.phase()), (None, Phase::Acknowledged));
}

#[test]
fn people_are_called_at_once_then_the_next_and_then_everybody_within_ten_minutes() {
    let steps = |state: &Request, minute: i64| {
        let calls = call::due(state, &periods(), &jiff::tz::TimeZone::UTC, Moment(minute * MINUTE));
        calls.into_iter().map(|one| (one.clock, one.step)).collect::<Vec<_>>()
    };
    let made = |state: &mut Request, minute: i64| {
        let called = steps(state, minute);
        for one in call::due(state, &periods(), &jiff::tz::TimeZone::UTC, Moment(minute * MINUTE)) {
            let at = Moment(minute * MINUTE);
            let (clock, people) = (one.clock.into(), Vec::new());
            state.apply(&Event::Called { clock, due: one.due, step: one.step, people, at });
        }
        called
    };
    let mut asked = folded(&[heard(0, emergency())]);
    for (minute, expected) in [(0, Some(Step::Now)), (4, None), (5, Some(Step::Next)), (10, Some(Step::All))] {
        let expected: Vec<_> = expected.into_iter().map(|step| ("call_back", step)).collect();
        assert_eq!(made(&mut asked, minute), expected, "{minute}");
    }
    // The second person of the asking State: that the first does more is no answer.
    let mut asking = folded(&[drafted(Kind::E1), said(0, emergency(), SIGNER)]);
    asking.apply(&Event::Receipted { message: "m0".into(), receipt: String::new() });
    assert_eq!(made(&mut asking, 0), [(clock::SECOND, Step::Now)]);
    asking.apply(&Event::CallAnswered { by: SIGNER });
    assert_eq!(made(&mut asking, 5), [(clock::SECOND, Step::Next)]);
    asking.apply(&Event::Opened { part: "message/m0".into(), by: THIRD });
    assert_eq!(steps(&asking, 600), []);
    assert_eq!((asking.emergency.second.as_slice(), due(&asking, clock::SECOND)), (&[THIRD][..], None));
}

#[test]
fn both_sides_review_within_a_day_of_the_decision_and_nobody_who_took_part() {
    let asked = folded(&[heard(0, emergency()), said(1, called(true), SIGNER), said(HOUR, accepted(), DECIDER)]);
    let asking =
        folded(&[drafted(Kind::E1), said(0, emergency(), SIGNER), heard(1, called(true)), heard(HOUR, accepted())]);
    for state in [&asked, &asking] {
        assert_eq!(due(state, "review"), Some(HOUR + DAY));
        assert_eq!(may_review(state, SIGNER), Err(Refusal::SamePerson));
        assert_eq!(may_review(state, THIRD), Ok(()));
    }
    assert_eq!(may_review(&asked, DECIDER), Err(Refusal::SamePerson));
    let mut reviewed = asked.clone();
    let verdict = Verdict::NotJustified;
    reviewed.apply(&Event::Reviewed { verdict, part: "review".into(), text: String::new(), by: THIRD });
    assert_eq!((due(&reviewed, "review"), may_review(&reviewed, THIRD)), (None, Err(Refusal::NothingToReview)));
    let open = folded(&[heard(0, emergency()), said(1, called(true), SIGNER)]);
    assert_eq!(may_review(&open, THIRD), Err(Refusal::NothingToReview));
}

#[test]
fn an_emergency_that_is_taken_back_is_reviewed_all_the_same() {
    let state = folded(&[drafted(Kind::E1), said(0, emergency(), SIGNER), said(HOUR, Act::Withdraw, SIGNER)]);
    assert_eq!(due(&state, "review"), Some(DAY));
    let closed = [said(HOUR + 1, Act::Close, SIGNER), heard(HOUR + 2, Act::Close)];
    let mut state = state;
    closed.iter().for_each(|event| state.apply(event));
    assert!(state.phase() == Phase::Closed && !state.is_over() && owes_review(&state), "closing it spares nobody");
}

#[test]
fn what_was_promised_follows_or_somebody_is_called_and_where_nothing_was_given_nothing_has_to() {
    let given =
        folded(&[drafted(Kind::E1), said(0, emergency(), SIGNER), heard(1, called(true)), heard(2, accepted())]);
    assert_eq!(due(&given, "follow_up"), Some(71 * HOUR));
    assert!(follows_up(&given, Kind::A1) && !follows_up(&given, Kind::E1));
    let mut followed = given.clone();
    followed.apply(&Event::Followed { request: "ab".repeat(16) });
    assert!(follow_up_due(&followed).is_none() && !follows_up(&followed, Kind::A1));
    let refused = folded(&[
        drafted(Kind::E1),
        said(0, emergency(), SIGNER),
        heard(1, called(false)),
        heard(2, refused(&["V0"], Some("p1"))),
    ]);
    assert_eq!(follow_up_due(&refused), None);
}

#[test]
fn many_emergencies_of_one_state_and_those_that_were_not_justified_show() {
    let at = |minute: i64| Moment(10 * DAY + minute * MINUTE);
    let one = folded(&[heard(0, emergency())]);
    let mut wrong = one.clone();
    let (verdict, by) = (Verdict::NotJustified, THIRD);
    wrong.apply(&said(1, called(true), SIGNER));
    wrong.apply(&said(2, accepted(), DECIDER));
    wrong.apply(&Event::Reviewed { verdict, part: String::new(), text: String::new(), by });
    let all = [(at(-60 * 23), &wrong), (at(-60), &one), (at(-59), &one), (at(0), &one), (at(1), &one)];
    let record = Record::of(all, at(1), at(0), Moment(0));
    assert_eq!(record, Record { last_hour: 2, last_day: 4, not_justified: 1, not_followed: 0 });
    assert_eq!(Record::of(all, at(1), at(0), Moment(71 * HOUR + 1)).not_followed, 4, "those before it");
    assert_eq!(Record::of(all, at(-60 * 23), at(0), Moment(0)).not_justified, 0, "it is no earlier one of itself");
}

proptest! {
    /// Whatever is said, nothing of an emergency is granted or given before a call confirmed it, and both sides agree on that.
    #[test]
    fn however_it_goes_nothing_is_given_before_a_call_confirmed_it(script in proptest::collection::vec((0u8..8, 1u128..4), 1..30)) {
        let mut asked = folded(&[heard(0, emergency())]);
        let mut asking = folded(&[drafted(Kind::E1), said(0, emergency(), SIGNER)]);
        for (n, (what, by)) in script.into_iter().enumerate() {
            let at = n as i64 + 1;
            let last = asked.asked.messages.last().cloned();
            let act = match what {
                0 => called(true),
                1 => called(false),
                2 => accepted(),
                3 => Act::Decide { decision: Decision::Part { items: vec!["1".into()] }, consulted: None },
                4 => refused(&["V0"], last.as_deref()),
                5 => evidence(),
                6 => Act::Decide { decision: Decision::Postponed { until: Moment(DAY) }, consulted: last },
                _ => Act::Ask,
            };
            let by = StaffId::from_bits(by);
            if may_sign(&asked, &act, by, Moment(at), &law()).is_err() {
                continue;
            }
            prop_assert_eq!(may_hear(Some(&asking), &act, Moment(at), &law()), Ok(()));
            asked.apply(&said(at, act.clone(), by));
            // One number on both sides, as messages have.
            let Event::Said { message, head, outer, issued_at, text, .. } = said(at, act.clone(), by) else { unreachable!() };
            asking.apply(&Event::Heard { peer: "XB".into(), message, head, outer, issued_at, text, act, officer: String::new() });
            let granted = matches!(asked.asked.decided, Some((Decision::Accepted | Decision::Part { .. }, _)));
            let confirmed = asked.asked.confirmed_by_call() == Some(true);
            let given = !asked.asked.returned.is_empty();
            prop_assert!(confirmed || (!granted && !given));
            let caller_decides = asked.approver.is_some_and(|by| asked.emergency.callers.contains(&by));
            prop_assert!(!granted || !caller_decides);
            prop_assert_eq!(&asking.asked, &asked.asked);
        }
    }
}
