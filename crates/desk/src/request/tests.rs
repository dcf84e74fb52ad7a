use khien_terms::moment::HOUR;
use proptest::prelude::*;

use super::*;

const DRAFTER: StaffId = StaffId::from_bits(1);
const APPROVER: StaffId = StaffId::from_bits(2);

fn law() -> Law {
    let gate = vec!["S1".to_owned()];
    Law { asking: gate.clone(), asked: gate, grounds: [(Kind::P1, vec!["G21b".to_owned()])].into() }
}

fn opening() -> Act {
    Act::Request {
        kind: Kind::P1,
        form: "P1@1.0".into(),
        urgency: Urgency::Urgent,
        respond_by: Moment(HOUR),
        hold_days: Some(90),
        about: None,
        follow_up_by: None,
        information: None,
    }
}

fn said(n: u32, act: Act, by: StaffId) -> Event {
    Event::Said {
        message: format!("m{n}"),
        head: format!("h{n}"),
        outer: String::new(),
        issued_at: Moment(i64::from(n)),
        text: String::new(),
        act,
        by,
    }
}

fn heard(n: u32, act: Act) -> Event {
    Event::Heard {
        peer: "XB".into(),
        message: format!("p{n}"),
        head: format!("q{n}"),
        outer: String::new(),
        issued_at: Moment(i64::from(n)),
        text: String::new(),
        act,
        officer: "Night desk".into(),
    }
}

fn folded(events: &[Event]) -> Request {
    events.iter().fold(None, Request::evolve).expect("state")
}

fn drafted() -> Event {
    Event::Drafted { peer: "XB".into(), kind: Kind::P1, text: String::new(), by: DRAFTER }
}

fn gate() -> Event {
    Event::Gated { answers: [("S1".to_owned(), "yes".to_owned())].into(), by: APPROVER }
}

#[test]
fn whoever_drafted_does_not_sign_and_nobody_signs_before_the_safeguards() {
    let state = folded(&[drafted()]);
    let sign = |state: &Request, by| may_sign(state, &opening(), by, Moment(0), &law());
    assert_eq!(sign(&state, APPROVER), Err(Refusal::Gate("S1".into())));
    let state = folded(&[drafted(), gate()]);
    assert_eq!(sign(&state, DRAFTER), Err(Refusal::SamePerson));
    assert_eq!(sign(&state, APPROVER), Ok(()));
    let rewritten = folded(&[drafted(), gate(), Event::Redrafted { text: String::new(), by: DRAFTER }]);
    assert_eq!(sign(&rewritten, APPROVER), Err(Refusal::Gate("S1".into())), "the gate was for other words");
}

#[test]
fn a_ground_that_the_article_does_not_allow_refuses_nothing() {
    let asked = folded(&[heard(1, opening()), said(1, Act::Ask, DRAFTER), gate()]);
    let refuse = |grounds: &[&str], consulted: Option<&str>| {
        let grounds = grounds.iter().map(|g| (*g).to_owned()).collect();
        let act = Act::Decide { decision: Decision::Refused { grounds }, consulted: consulted.map(str::to_owned) };
        may_sign(&asked, &act, APPROVER, Moment(9), &law())
    };
    assert_eq!(refuse(&["G21d"], Some("m1")), Err(Illegal::GroundNotAllowed.into()));
    assert_eq!(refuse(&["G21b"], None), Err(Illegal::NotConsulted.into()));
    assert_eq!(refuse(&["G21b"], Some("m9")), Err(Illegal::NotConsulted.into()));
    assert_eq!(refuse(&[], Some("m1")), Err(Illegal::NoGround.into()));
    assert_eq!(refuse(&["G21b"], Some("m1")), Ok(()));
}

#[test]
fn a_reservation_lets_its_state_refuse_a_preservation_for_want_of_dual_criminality_and_no_other_state() {
    let forms = crate::form::Forms::load(&khien_terms::DataFiles::embedded()).expect("forms");
    let gated = || Event::Gated {
        answers: Law::of(&forms).asked.into_iter().map(|code| (code, "yes".to_owned())).collect(),
        by: APPROVER,
    };
    let ours = folded(&[heard(1, opening()), said(1, Act::Ask, DRAFTER), gated()]);
    let theirs = folded(&[drafted(), said(1, opening(), APPROVER), heard(1, Act::Ask)]);
    for kind in [Kind::P1, Kind::A1] {
        let refuse =
            Act::Decide { decision: Decision::Refused { grounds: vec!["G8".into()] }, consulted: Some("m1".into()) };
        let heard_refusal =
            Act::Decide { decision: Decision::Refused { grounds: vec!["G8".into()] }, consulted: Some("p1".into()) };
        let of_kind = |state: &Request| {
            let mut state = state.clone();
            state.kind = kind;
            if let Some(opening) = state.asking.opening.as_mut() {
                opening.kind = kind;
            }
            state
        };
        for (reservations, reserved) in
            [(Vec::new(), false), (vec!["14".to_owned()], false), (vec!["42.5".to_owned()], true)]
        {
            let law = Law::under(&forms, &reservations);
            let allowed = reserved || kind == Kind::A1;
            let signed = may_sign(&of_kind(&ours), &refuse, APPROVER, Moment(9), &law);
            assert_eq!(
                signed,
                if allowed { Ok(()) } else { Err(Illegal::GroundNotAllowed.into()) },
                "{kind} {reservations:?}"
            );
            let heard = may_hear(Some(&of_kind(&theirs)), &heard_refusal, Moment(9), &law);
            assert_eq!(heard, if allowed { Ok(()) } else { Err(Illegal::GroundNotAllowed) }, "{kind} {reservations:?}");
        }
    }
}

#[test]
fn whoever_accepts_some_items_says_which_and_older_messages_that_did_not_are_heard() {
    let part = |items: &[&str]| Act::Decide {
        decision: Decision::Part { items: items.iter().map(|item| (*item).to_owned()).collect() },
        consulted: None,
    };
    let asked = folded(&[heard(1, opening()), said(1, Act::Ask, DRAFTER), gate()]);
    assert_eq!(may_sign(&asked, &part(&[]), APPROVER, Moment(9), &law()), Err(Illegal::NoItems.into()));
    assert_eq!(may_sign(&asked, &part(&["A1", "#2"]), APPROVER, Moment(9), &law()), Ok(()));
    let asking = folded(&[drafted(), gate(), said(1, opening(), APPROVER)]);
    assert_eq!(may_hear(Some(&asking), &part(&[]), Moment(9), &law()), Ok(()));
    let old: Decision = serde_json::from_str(r#"{"is":"part"}"#).expect("older");
    assert_eq!(old, Decision::Part { items: Vec::new() });
}

#[test]
fn data_is_held_for_sixty_days_at_least_and_never_for_less_than_before() {
    let accept = Act::Decide { decision: Decision::Accepted, consulted: None };
    let before = folded(&[heard(1, opening())]);
    let hold = |state: &Request, days: i64| {
        let act = Act::Hold { until: Moment(1).plus_days(days), wish: None };
        may_sign(state, &act, DRAFTER, Moment(9), &law())
    };
    assert_eq!(hold(&before, 90), Err(Illegal::NotAccepted.into()));
    let accepted = folded(&[heard(1, opening()), said(1, accept, APPROVER)]);
    assert_eq!(hold(&accepted, 59), Err(Illegal::HoldTooShort.into()));
    assert_eq!(hold(&accepted, 60), Ok(()));
    let mut held = accepted;
    held.apply(&said(2, Act::Hold { until: Moment(1).plus_days(90), wish: None }, DRAFTER));
    assert_eq!(hold(&held, 80), Err(Illegal::HoldShortened.into()));
    assert_eq!(held.phase(), Phase::Held);
}

#[test]
fn whoever_decided_does_not_carry_out() {
    let accept = Act::Decide { decision: Decision::Accepted, consulted: None };
    let state = folded(&[heard(1, opening()), said(1, accept, APPROVER)]);
    let act = Act::Hold { until: Moment(1).plus_days(60), wish: None };
    assert_eq!(may_sign(&state, &act, APPROVER, Moment(9), &law()), Err(Refusal::SamePerson));
}

#[test]
fn a_hold_has_no_end_while_an_extension_waits_or_assistance_is_asked() {
    let accept = Act::Decide { decision: Decision::Accepted, consulted: None };
    let end = Moment(1).plus_days(60);
    let mut state = folded(&[
        drafted(),
        said(1, opening(), APPROVER),
        heard(1, accept),
        heard(2, Act::Hold { until: end, wish: None }),
    ]);
    assert_eq!(state.hold_ends(), Some(end));
    state.apply(&said(2, Act::Extend { until: end.plus_days(30) }, DRAFTER));
    assert_eq!(state.hold_ends(), None, "until the other State answers");
    let mut declined = state.clone();
    declined.apply(&heard(3, Act::Decline { offer: "m2".into() }));
    assert_eq!(declined.hold_ends(), Some(end));
    state.apply(&heard(3, Act::Hold { until: end.plus_days(30), wish: None }));
    assert_eq!(state.hold_ends(), Some(end.plus_days(30)));
    state.apply(&said(3, Act::Confirm { by: None }, DRAFTER));
    assert_eq!(state.hold_ends(), None);
}

#[test]
fn what_crossed_on_the_way_is_absorbed_and_both_come_to_the_same_facts() {
    let asking_says = [opening(), Act::Withdraw];
    let asked_says =
        [Act::Acknowledge { expect: Moment(5) }, Act::Decide { decision: Decision::Accepted, consulted: None }];
    // The decision left before the withdrawal arrived: it is heard, and changes nothing.
    let asking = folded(&[drafted(), said(1, asking_says[0].clone(), APPROVER), said(2, Act::Withdraw, DRAFTER)]);
    for act in &asked_says {
        assert_eq!(may_hear(Some(&asking), act, Moment(3), &law()), Ok(()));
    }
    assert_eq!(asking.phase(), Phase::Withdrawn);
    // But whoever knows of the withdrawal decides no more.
    let asked = folded(&[heard(1, opening()), heard(2, Act::Withdraw), gate()]);
    assert_eq!(may_sign(&asked, &asked_says[1], APPROVER, Moment(9), &law()), Err(Illegal::Over.into()));
}

#[test]
fn the_clock_of_the_decision_stands_still_while_a_question_is_open() {
    let periods = clock::Periods::from([(Kind::P1, hours(2.0, 24.0, Some(48.0)))]);
    let due = |request: &Request| {
        clock::running(request, &periods).into_iter().find(|clock| clock.what == "decide").map(|clock| clock.due)
    };
    let asked = folded(&[heard(0, opening())]);
    assert_eq!(due(&asked), Some(Moment(24 * HOUR)));
    let mut asked = asked;
    let at = |event: Event, moment: i64| match event {
        Event::Said { message, head, outer, text, act, by, .. } => {
            Event::Said { message, head, outer, text, act, by, issued_at: Moment(moment) }
        }
        Event::Heard { peer, message, head, outer, text, act, officer, .. } => {
            Event::Heard { peer, message, head, outer, text, act, officer, issued_at: Moment(moment) }
        }
        other => other,
    };
    asked.apply(&at(said(1, Act::Ask, DRAFTER), 2 * HOUR));
    assert_eq!(due(&asked), None, "it stands still");
    asked.apply(&at(heard(2, Act::Answer { ask: "m1".into() }), 7 * HOUR));
    assert_eq!(due(&asked), Some(Moment(29 * HOUR)));
}

fn hours(acknowledge: f64, decide: f64, hold: Option<f64>) -> clock::Hours {
    clock::Hours { acknowledge, decide, hold, ..clock::Hours::default() }
}

fn periods() -> clock::Periods {
    [(Kind::P1, hours(2.0, 24.0, Some(48.0))), (Kind::P2, hours(2.0, 24.0, None))].into()
}

fn due_of(request: &Request, what: &str) -> Option<Moment> {
    clock::running(request, &periods()).into_iter().find(|clock| clock.what == what).map(|clock| clock.due)
}

#[test]
fn a_receipt_is_late_an_hour_after_the_message_that_waits_and_not_after_the_request() {
    let mut state = folded(&[heard(0, opening())]);
    let Event::Said { message, .. } = said(1, Act::Ask, DRAFTER) else { panic!("said") };
    let five_days = 5 * 24 * HOUR;
    let ask = said(1, Act::Ask, DRAFTER);
    let Event::Said { head, outer, text, act, by, .. } = ask else { panic!("said") };
    let issued_at = Moment(five_days);
    state.apply(&Event::Said { message: message.clone(), head, outer, text, act, by, issued_at });
    assert_eq!(due_of(&state, "receipt"), Some(Moment(five_days + HOUR)));
    let mut given_up = state.clone();
    given_up.apply(&Event::Undelivered { message: message.clone(), code: "expired".into() });
    assert_eq!((due_of(&given_up, "receipt"), due_of(&given_up, "undelivered")), (None, Some(issued_at)));
    state.apply(&Event::Receipted { message, receipt: String::new() });
    assert_eq!(due_of(&state, "receipt"), None);
}

#[test]
fn a_wish_to_hold_longer_does_not_wait_for_ever() {
    let accept = Act::Decide { decision: Decision::Accepted, consulted: None };
    let end = Moment(1).plus_days(60);
    let hold = |n, days: i64| said(n, Act::Hold { until: end.plus_days(days), wish: None }, DRAFTER);
    let mut state = folded(&[heard(1, opening()), said(1, accept, APPROVER), hold(2, 0)]);
    assert_eq!(due_of(&state, "extend"), None);
    state.apply(&heard(9, Act::Extend { until: end.plus_days(30) }));
    assert_eq!(due_of(&state, "extend"), Some(Moment(9 + 24 * HOUR)));
    state.apply(&hold(3, 30));
    assert_eq!(due_of(&state, "extend"), None);
}

fn called(request: &mut Request, zone: &jiff::tz::TimeZone, now: Moment) -> Vec<(&'static str, Step)> {
    let calls = call::due(request, &periods(), zone, now);
    for one in &calls {
        let event =
            Event::Called { clock: one.clock.into(), due: one.due, step: one.step, people: Vec::new(), at: now };
        request.apply(&event);
    }
    calls.iter().map(|one| (one.clock, one.step)).collect()
}

#[test]
fn a_clock_calls_once_before_its_end_once_after_and_then_the_next_until_somebody_answers() {
    let utc = jiff::tz::TimeZone::UTC;
    let mut state = folded(&[heard(0, opening())]);
    let minute = HOUR / 60;
    for (at, calls) in [
        (89, vec![]),
        (90, vec![("acknowledge", Step::Near)]),
        (91, vec![]),
        (120, vec![("acknowledge", Step::Out)]),
        (129, vec![]),
        (130, vec![("acknowledge", Step::Next)]),
        (140, vec![("acknowledge", Step::All)]),
        (600, vec![]),
    ] {
        assert_eq!(called(&mut state, &utc, Moment(at * minute)), calls, "{at}");
    }
    let mut answered = folded(&[heard(0, opening())]);
    assert_eq!(called(&mut answered, &utc, Moment(125 * minute)), [("acknowledge", Step::Out)], "the latest alone");
    assert!(call::is_open(&answered));
    answered.apply(&Event::CallAnswered { by: DRAFTER });
    assert_eq!(called(&mut answered, &utc, Moment(200 * minute)), []);
    assert!(!call::is_open(&answered));
}

#[test]
fn the_end_of_a_hold_is_told_fourteen_seven_two_and_no_days_before_in_the_zone_of_who_must_act() {
    let zone = jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh").expect("zone");
    let accept = || Act::Decide { decision: Decision::Accepted, consulted: None };
    let end = Moment::from("2026-03-31T18:00:00Z".parse::<jiff::Timestamp>().expect("time"));
    let mut state = folded(&[
        drafted(),
        said(1, opening(), APPROVER),
        heard(1, accept()),
        heard(2, Act::Hold { until: end, wish: None }),
    ]);
    state.apply(&Event::Receipted { message: "m1".into(), receipt: String::new() });
    let mut told = Vec::new();
    let mut now = end.plus_days(-20);
    while now < end.plus_hours(1.0) {
        let calls = called(&mut state, &zone, now);
        told.extend(calls.into_iter().map(|(clock, step)| (clock, step, now.in_zone(&zone).to_string())));
        now = now.plus_hours(0.25);
    }
    let at = |step, time: &str| ("hold_ends", step, format!("{time}:00:00+07:00[Asia/Ho_Chi_Minh]"));
    // The hold ends at one in the morning there, on the first of April.
    let days = [(Step::Days14, "18T08"), (Step::Days7, "25T08"), (Step::Days2, "30T08")];
    let mut expected: Vec<_> = days.iter().map(|(step, day)| at(*step, &format!("2026-03-{day}"))).collect();
    expected.extend([at(Step::Days0, "2026-04-01T00"), at(Step::Out, "2026-04-01T01")]);
    expected.extend([("hold_ends", Step::Next, "2026-04-01T01:15:00+07:00[Asia/Ho_Chi_Minh]".to_owned())]);
    assert_eq!(told[..6], expected[..]);
}

#[test]
fn closing_stands_for_no_decision_and_ends_no_hold() {
    let asked = |events: &[Event]| folded(&[&[heard(1, opening())], events].concat());
    let close = |state: &Request| may_sign(state, &Act::Close, DRAFTER, Moment(9), &law());
    let accept = || said(1, Act::Decide { decision: Decision::Accepted, consulted: None }, APPROVER);
    let hold = || said(2, Act::Hold { until: Moment(1).plus_days(60), wish: None }, DRAFTER);
    assert_eq!(close(&asked(&[])), Err(Illegal::NotDone.into()), "undecided");
    assert_eq!(close(&asked(&[accept(), hold()])), Err(Illegal::NotDone.into()), "data is held");
    assert_eq!(close(&asked(&[accept(), hold(), heard(2, Act::Release)])), Ok(()));
    assert_eq!(close(&asked(&[heard(2, Act::Withdraw)])), Ok(()));
}

#[test]
fn a_wish_that_crossed_a_longer_hold_is_heard_and_one_is_not_made_for_nothing() {
    let until = Moment(1).plus_days(120);
    let accept = || Act::Decide { decision: Decision::Accepted, consulted: None };
    let held =
        folded(&[heard(1, opening()), said(1, accept(), APPROVER), said(2, Act::Hold { until, wish: None }, DRAFTER)]);
    assert_eq!(may_hear(Some(&held), &Act::Extend { until }, Moment(9), &law()), Ok(()));
    let asking = folded(&[
        drafted(),
        said(1, opening(), APPROVER),
        heard(1, accept()),
        heard(2, Act::Hold { until, wish: None }),
    ]);
    let wish = may_sign(&asking, &Act::Extend { until }, DRAFTER, Moment(9), &law());
    assert_eq!(wish, Err(Illegal::NotLonger.into()));
    let none = folded(&[heard(1, opening())]);
    let confirm = may_hear(Some(&none), &Act::Confirm { by: None }, Moment(9), &law());
    assert_eq!(confirm, Err(Illegal::NothingHeld), "no hold without an end before there is a hold");
}

#[test]
fn an_act_carries_no_free_text_and_no_ground_twice() {
    let refuse = |grounds: &[&str]| Act::Decide {
        decision: Decision::Refused { grounds: grounds.iter().map(|g| (*g).to_owned()).collect() },
        consulted: None,
    };
    assert!(opening().is_sound() && refuse(&["G21b", "G22"]).is_sound());
    assert!(!refuse(&["G21b", "G21b"]).is_sound());
    assert!(!Act::Confirm { by: Some("Nguyễn Văn A".into()) }.is_sound());
    assert!(!Act::Answer { ask: "m1".into() }.is_sound());
    let named =
        serde_json::to_string(&opening()).expect("json").replace("\"hold_days\"", "\"about\":\"a name\",\"hold_days\"");
    assert!(!serde_json::from_str::<Act>(&named).expect("an act").is_sound());
}

fn evidence(until: Option<&str>) -> Act {
    let conditions = Conditions {
        purposes: vec![Purpose::Investigation],
        onward: false,
        until: until.map(|day| day.parse().expect("day")),
        feedback: false,
    };
    Act::Return { package: "ab".repeat(32), bytes: 9, files: 1, conditions }
}

fn assistance() -> Act {
    Act::Request {
        kind: Kind::A1,
        form: "A1@1.0".into(),
        urgency: Urgency::Routine,
        respond_by: Moment(HOUR),
        hold_days: None,
        about: None,
        follow_up_by: None,
        information: None,
    }
}

#[test]
fn evidence_follows_an_accepted_request_of_a_kind_that_returns_it_and_nothing_else() {
    let accept = || said(1, Act::Decide { decision: Decision::Accepted, consulted: None }, APPROVER);
    let returns = |events: &[Event]| may_sign(&folded(events), &evidence(None), DRAFTER, Moment(9), &law());
    assert_eq!(returns(&[heard(1, assistance())]), Err(Illegal::NotAccepted.into()));
    assert_eq!(returns(&[heard(1, assistance()), accept()]), Ok(()));
    assert_eq!(returns(&[heard(1, opening()), accept()]), Err(Illegal::NoPackage.into()), "a preservation holds");
    let late = folded(&[heard(1, assistance()), accept()]);
    let over = may_sign(&late, &evidence(Some("1969-12-31")), DRAFTER, Moment(9), &law());
    assert_eq!(over, Err(Illegal::OverBefore.into()), "nobody could read it");
    let withdrawn = [heard(1, assistance()), accept(), heard(2, Act::Withdraw)];
    assert_eq!(returns(&withdrawn), Err(Illegal::Over.into()));
    let asking = Event::Drafted { peer: "XB".into(), kind: Kind::A1, text: String::new(), by: DRAFTER };
    let ours = folded(&[asking, said(1, assistance(), APPROVER)]);
    assert_eq!(may_sign(&ours, &evidence(None), DRAFTER, Moment(9), &law()), Err(Illegal::NotYours.into()));
}

#[test]
fn a_package_is_received_and_destroyed_once_and_destroyed_even_when_all_is_over() {
    let drafted = Event::Drafted { peer: "XB".into(), kind: Kind::A1, text: String::new(), by: DRAFTER };
    let accept = heard(1, Act::Decide { decision: Decision::Accepted, consulted: None });
    let mut state = folded(&[drafted, said(1, assistance(), APPROVER), accept, heard(2, evidence(Some("2026-12-31")))]);
    assert_eq!(state.phase(), Phase::Returned);
    let may = |state: &Request, act: Act| may_sign(state, &act, DRAFTER, Moment(9), &law());
    let received = || Act::Received { package: "p2".into() };
    let destroyed = || Act::Destroyed { package: "p2".into() };
    assert_eq!(may(&state, Act::Received { package: "p1".into() }), Err(Illegal::NothingReturned.into()));
    assert_eq!(may(&state, received()), Ok(()));
    state.apply(&said(2, received(), DRAFTER));
    assert_eq!(may(&state, received()), Err(Illegal::NothingReturned.into()));
    state.apply(&said(3, Act::Close, DRAFTER));
    state.apply(&heard(3, Act::Close));
    assert_eq!((state.phase(), may(&state, destroyed())), (Phase::Closed, Ok(())));
    let due = |state: &Request| clock::running(state, &clock::Periods::new()).iter().any(|one| one.what == "destroy");
    assert!(due(&state) && !state.is_over(), "its last day runs on");
    let zone = jiff::tz::TimeZone::UTC;
    let (periods, late) = (clock::Periods::new(), Moment(0).plus_days(40_000));
    let called = call::due(&state, &periods, &zone, late);
    assert!(called.iter().any(|call| call.clock == "destroy"), "somebody is called although both closed it");
    state.apply(&said(4, destroyed(), DRAFTER));
    assert!(!due(&state) && state.is_over());
    assert_eq!(may(&state, destroyed()), Err(Illegal::NothingReturned.into()));
    let unconfirmed = folded(&[
        Event::Drafted { peer: "XB".into(), kind: Kind::A1, text: String::new(), by: DRAFTER },
        said(1, assistance(), APPROVER),
        heard(1, Act::Decide { decision: Decision::Accepted, consulted: None }),
        heard(2, evidence(None)),
        said(2, destroyed(), DRAFTER),
    ]);
    assert_eq!(may(&unconfirmed, received()), Err(Illegal::NothingReturned.into()), "nothing is left to confirm");
}

#[test]
fn two_packages_whose_time_ends_together_are_one_call() {
    let drafted = Event::Drafted { peer: "XB".into(), kind: Kind::A1, text: String::new(), by: DRAFTER };
    let accept = heard(1, Act::Decide { decision: Decision::Accepted, consulted: None });
    let given = |n| heard(n, evidence(Some("2026-12-31")));
    let state = folded(&[drafted, said(1, assistance(), APPROVER), accept, given(2), given(3)]);
    let calls = call::due(&state, &clock::Periods::new(), &jiff::tz::TimeZone::UTC, Moment(0).plus_days(40_000));
    let mut names: Vec<_> = calls.iter().map(|call| (call.clock, call.due)).collect();
    names.dedup();
    assert_eq!(names.len(), calls.len(), "{calls:?}");
    assert_eq!(calls.iter().filter(|call| call.clock == "destroy").count(), 1);
}

#[test]
fn what_was_given_is_read_under_its_conditions_and_by_the_state_that_asked() {
    let drafted = Event::Drafted { peer: "XB".into(), kind: Kind::A1, text: String::new(), by: DRAFTER };
    let accept = || Act::Decide { decision: Decision::Accepted, consulted: None };
    let given = evidence(Some("1970-01-01"));
    let state = folded(&[drafted, said(1, assistance(), APPROVER), heard(1, accept()), heard(2, given.clone())]);
    assert_eq!(may_read(&state, "p2", Purpose::Investigation, Moment(9)), Ok(()));
    assert_eq!(may_read(&state, "p2", Purpose::Protection, Moment(9)), Err(Barred::Purpose.into()));
    assert_eq!(may_read(&state, "p2", Purpose::Investigation, Moment(0).plus_days(1)), Err(Barred::Over.into()));
    assert_eq!(may_read(&state, "p1", Purpose::Investigation, Moment(9)), Err(Illegal::NothingReturned.into()));
    let erased = Request::evolve(Some(state), &Event::Erased { message: "p2".into() }).expect("state");
    assert_eq!(may_read(&erased, "p2", Purpose::Investigation, Moment(9)), Err(Illegal::NothingReturned.into()));
    let giver = folded(&[heard(1, assistance()), said(1, accept(), APPROVER), said(2, given, DRAFTER)]);
    assert!(!is_given(&giver, "m2"), "whoever gave it has its own");
}

fn any_act() -> impl Strategy<Value = Act> {
    let name = prop_oneof!["m[1-4]", "p[1-4]"];
    prop_oneof![
        Just(opening()),
        Just(Act::Acknowledge { expect: Moment(5) }),
        Just(Act::Ask),
        Just(Act::Offer),
        name.clone().prop_map(|ask| Act::Answer { ask }),
        name.clone().prop_map(|offer| Act::Accept { offer }),
        name.prop_map(|offer| Act::Decline { offer }),
        Just(Act::Decide { decision: Decision::Accepted, consulted: None }),
        (0i64..200).prop_map(|days| Act::Hold { until: Moment(0).plus_days(days), wish: None }),
        // The last wish, named by the test, which knows it.
        (60i64..200).prop_map(|days| Act::Hold { until: Moment(0).plus_days(days), wish: Some(String::new()) }),
        Just(Act::TakeBack { wish: String::new() }),
        (0i64..400).prop_map(|days| Act::Extend { until: Moment(0).plus_days(days) }),
        Just(Act::Confirm { by: None }),
        Just(Act::Release),
        Just(Act::Withdraw),
        Just(evidence(None)),
        "m[1-9]".prop_map(|package| Act::Received { package }),
        "m[1-9]".prop_map(|package| Act::Destroyed { package }),
        Just(Act::Close),
    ]
}

proptest! {
    /// Invariant I3: whatever is said and however it crosses, once all has arrived both sides know the same.
    #[test]
    fn both_sides_agree_once_all_has_arrived(assist in any::<bool>(), script in proptest::collection::vec((any::<bool>(), any_act(), any::<bool>()), 1..40)) {
        let opens = || if assist { assistance() } else { opening() };
        let mut asking = folded(&[drafted(), said(1, opens(), APPROVER)]);
        let mut asked = folded(&[heard(1, opens())]);
        let (mut to_asked, mut to_asking) = (Vec::new(), Vec::new());
        let mut n = 1;
        for (by_asking, act, deliver) in script {
            n += 1;
            let (speaker, queue) = if by_asking { (&mut asking, &mut to_asked) } else { (&mut asked, &mut to_asking) };
            let wished = speaker.asking.extensions.last().map_or_else(|| "m9".to_owned(), |(message, _)| message.clone());
            let act = match act {
                Act::Hold { until, wish: Some(_) } => Act::Hold { until, wish: Some(wished) },
                Act::TakeBack { .. } => Act::TakeBack { wish: wished },
                act => act,
            };
            // Messages carry one name on both sides here.
            let mine = Event::Said { message: format!("m{n}"), head: format!("h{n}"), outer: String::new(), issued_at: Moment(n.into()), text: String::new(), act: act.clone(), by: DRAFTER };
            let theirs = Event::Heard { peer: "X".into(), message: format!("m{n}"), head: format!("h{n}"), outer: String::new(), issued_at: Moment(n.into()), text: String::new(), act: act.clone(), officer: String::new() };
            let view = View { asking: &speaker.asking, asked: &speaker.asked, law: &law() };
            if view.may_say(speaker.side, &act, Moment(n.into())).is_ok() {
                speaker.apply(&mine);
                queue.push((theirs, act));
            }
            if deliver {
                for (event, act) in to_asked.drain(..) {
                    prop_assert_eq!(may_hear(Some(&asked), &act, Moment(n.into()), &law()), Ok(()));
                    asked.apply(&event);
                }
                for (event, act) in to_asking.drain(..) {
                    prop_assert_eq!(may_hear(Some(&asking), &act, Moment(n.into()), &law()), Ok(()));
                    asking.apply(&event);
                }
            }
        }
        for (event, act) in to_asked { prop_assert_eq!(may_hear(Some(&asked), &act, Moment(0), &law()), Ok(())); asked.apply(&event); }
        for (event, act) in to_asking { prop_assert_eq!(may_hear(Some(&asking), &act, Moment(0), &law()), Ok(())); asking.apply(&event); }
        prop_assert_eq!(asking.phase(), asked.phase());
        prop_assert_eq!(asking.hold_ends(), asked.hold_ends());
        let wishes = |request: &Request| {
            request.wishes().map(|(message, until, became)| (message.to_owned(), until, became)).collect::<Vec<_>>()
        };
        prop_assert_eq!(wishes(&asking), wishes(&asked));
        let facts = |request: &Request| {
            let (asking, asked) = (request.asking.clone(), request.asked.clone());
            (asked.returned, asked.decided, asking.received, asking.destroyed)
        };
        prop_assert_eq!(facts(&asking), facts(&asked));
    }
}
