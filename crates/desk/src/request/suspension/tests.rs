use khien_seal::keys::SignKey;
use khien_terms::moment::{DAY, HOUR};
use proptest::prelude::*;

use super::super::{Decision, Law, Phase, Urgency, call, clock, information, may_read, may_sign, overriding};
use super::*;
use crate::Kind;
use crate::directory::Trust;
use crate::package::{Conditions, Purpose};
use crate::request::harm::{Cosigned, Standing, key_may_leave};

const OFFICER: StaffId = StaffId::from_bits(1);
const LEGAL: StaffId = StaffId::from_bits(2);
const DECIDER: StaffId = StaffId::from_bits(3);
const MINUTE: i64 = HOUR / 60;

fn opening(kind: Kind) -> Act {
    let conditions = Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
    let information = information::Information { part: "ab".repeat(32), conditions, exculpatory: false };
    Act::Request {
        kind,
        form: format!("{kind}@1.0"),
        urgency: Urgency::Urgent,
        respond_by: Moment(DAY),
        hold_days: (kind == Kind::P1).then_some(90),
        about: None,
        follow_up_by: None,
        information: (kind == Kind::X1).then_some(information),
    }
}

fn heard(n: u32, act: Act) -> Event {
    Event::Heard {
        peer: "XB".into(),
        message: format!("p{n}"),
        head: format!("q{n}"),
        outer: String::new(),
        issued_at: Moment(1),
        text: String::new(),
        act,
        officer: "Night desk".into(),
    }
}

fn said(n: u32, act: Act, by: StaffId) -> Event {
    let (message, head) = (format!("m{n}"), format!("h{n}"));
    Event::Said { message, head, outer: String::new(), issued_at: Moment(2), text: String::new(), act, by }
}

fn drafted(kind: Kind) -> Event {
    Event::Drafted { peer: "XB".into(), kind, text: String::new(), by: OFFICER }
}

fn accept() -> Act {
    Act::Decide { decision: Decision::Accepted, consulted: None }
}

fn evidence() -> Act {
    let conditions = Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
    Act::Return { package: "ab".repeat(32), bytes: 1, files: 1, conditions }
}

fn suspended(messages: &[&str], key: &str, since: i64) -> Event {
    let messages = messages.iter().map(|one| (*one).to_owned()).collect();
    Event::Suspended { messages, key: key.into(), since: Moment(since), at: Moment(100) }
}

fn told(message: &str, theirs: bool, by: StaffId) -> Event {
    Event::Rechecked { message: message.into(), theirs, by, at: Moment(200) }
}

fn confirmed(message: &str, theirs: bool, by: StaffId) -> Event {
    let (signature, verify) = ("AAAA".into(), "ab".repeat(32));
    Event::RecheckConfirmed { message: message.into(), theirs, signature, verify, by, at: Moment(300) }
}

fn folded(events: &[Event]) -> Request {
    events.iter().fold(None, Request::evolve).expect("state")
}

fn after(state: &Request, events: &[Event]) -> Request {
    events.iter().fold(Some(state.clone()), Request::evolve).expect("state")
}

fn sign(state: &Request, act: &Act, by: StaffId) -> Result<(), Refusal> {
    may_sign(state, act, by, Moment(400), &Law::default())
}

#[test]
fn k3_what_was_kept_before_the_moment_stands_whatever_it_says_of_its_own_hour() {
    let since = Moment(100 * MINUTE);
    for (kept, verdict) in [(0, true), (94, true), (95, false), (100, false), (5_000, false)] {
        assert_eq!(stands(Moment(kept * MINUTE), since), verdict, "{kept}");
    }
}

#[test]
fn k3_nothing_is_disclosed_on_a_suspended_request_and_what_is_held_stays_held() {
    let state = folded(&[heard(1, opening(Kind::A1)), said(1, accept(), DECIDER)]);
    assert_eq!(sign(&state, &evidence(), OFFICER), Ok(()));
    let waits = after(&state, &[suspended(&["p1"], "aa", 50)]);
    for act in [evidence(), Act::Offer, Act::Close, Act::Ask] {
        assert_eq!(sign(&waits, &act, OFFICER), Err(Refusal::Suspended), "{act:?}");
    }
    assert_eq!(sign(&waits, &Act::Status, OFFICER), Ok(()), "it is told where it stands");
    assert_eq!(overriding::possible(&waits), [], "and nobody overrides that");
    let held = Act::Hold { until: Moment(90 * DAY), wish: None };
    let state = folded(&[heard(1, opening(Kind::P1)), said(1, accept(), DECIDER), said(2, held.clone(), OFFICER)]);
    let released = after(&state, &[heard(2, Act::Release), suspended(&["p2"], "aa", 50)]);
    assert_eq!(released.hold_ends(), Some(Moment(90 * DAY)));
    let clocks = clock::running(&released, &clock::Periods::new());
    let named: Vec<_> = clocks.iter().filter(|one| one.what != "receipt").map(|one| (one.what, one.due)).collect();
    assert_eq!(named, [("recheck", Moment(100 + DAY)), ("hold_ends", Moment(90 * DAY))]);
    let first = call::due(&released, &clock::Periods::new(), &jiff::tz::TimeZone::UTC, Moment(100));
    let [first] = first.as_slice() else { panic!("one: {first:?}") };
    assert_eq!((first.clock, first.step), ("recheck", call::Step::Now), "people are called at once");
    let fresh = folded(&[heard(1, opening(Kind::P1)), suspended(&["p1"], "aa", 50)]);
    assert_eq!(sign(&fresh, &Act::Offer, DECIDER), Err(Refusal::Suspended), "nothing is promised to a thief");
    assert_eq!(sign(&fresh, &accept(), DECIDER), Ok(()), "data that would be gone is preserved: none leaves");
}

#[test]
fn k3_two_people_say_whose_a_message_is_and_then_it_goes_on_or_is_over() {
    let state = folded(&[heard(1, opening(Kind::A1)), said(1, accept(), DECIDER), suspended(&["p1"], "aa", 50)]);
    assert_eq!(may_confirm(&state, "p1", LEGAL), Err(Refusal::NothingToRecheck), "nobody called yet");
    assert_eq!(may_tell(&state, "p2"), Err(Refusal::NothingToRecheck));
    let called = after(&state, &[told("p1", true, OFFICER)]);
    assert_eq!(may_confirm(&called, "p1", OFFICER), Err(Refusal::SamePerson));
    let text = may_confirm(&called, "p1", LEGAL).expect("another").statement("7", LEGAL).expect("called");
    assert_eq!(text, format!("{RECHECK}\n7\np1\naa 50\ntheirs\n{OFFICER}\n{LEGAL}"));
    assert_eq!(sign(&called, &evidence(), OFFICER), Err(Refusal::Suspended), "one is not two");
    let theirs = after(&called, &[confirmed("p1", true, LEGAL)]);
    assert_eq!((theirs.halt(), sign(&theirs, &evidence(), OFFICER)), (None, Ok(())));
    let other = after(&called, &[told("p1", false, LEGAL), confirmed("p1", false, OFFICER)]);
    assert_eq!((other.halt(), other.is_over()), (Some(Halt::Over), true));
    assert_eq!(sign(&other, &evidence(), OFFICER), Err(Refusal::Void));
    assert_eq!(sign(&other, &Act::Status, OFFICER), Err(Refusal::Void), "there is no request to speak of");
    let later = after(&theirs, &[suspended(&["p1"], "aa", 10)]);
    assert_eq!(later.halt(), None, "people were called about this key, and know whose the message is");
    assert_eq!(later.suspended, theirs.suspended, "what was signed over stands");
    let again = after(&theirs, &[suspended(&["p1"], "bb", 60)]);
    assert_eq!(again.halt(), Some(Halt::Open), "of another key they did not know");
}

#[test]
fn k3_a_message_that_is_not_theirs_within_a_request_stops_it_until_we_close_it() {
    let theirs = [drafted(Kind::P1), said(1, opening(Kind::P1), LEGAL), heard(1, accept()), heard(2, Act::HoldWarning)];
    let state = folded(&theirs);
    let void =
        after(&state, &[suspended(&["p2"], "aa", 50), told("p2", false, OFFICER), confirmed("p2", false, LEGAL)]);
    assert_eq!((void.halt(), void.is_over()), (Some(Halt::Void), false));
    assert_eq!(sign(&void, &Act::Close, OFFICER), Ok(()));
    assert!(after(&void, &[said(2, Act::Close, OFFICER)]).is_over());
    let more = after(&void, &[suspended(&["p2"], "bb", 10)]);
    assert_eq!(more.suspended, void.suspended, "what two people said is not theirs stays so");
    assert!(newly(&void, &["p2".to_owned()], "bb", Moment(10)).is_empty());
    let ended = after(&state, &[said(2, Act::Close, OFFICER), heard(3, Act::Close)]);
    assert_eq!((ended.phase(), ended.is_over()), (Phase::Closed, true));
    assert!(!after(&ended, &[suspended(&["p1"], "aa", 50)]).is_over(), "what ended is looked at again");
}

#[test]
fn k3_what_was_given_is_not_opened_and_a_key_does_not_leave_on_a_suspended_message() {
    let state =
        folded(&[drafted(Kind::A1), said(1, opening(Kind::A1), LEGAL), heard(1, accept()), heard(2, evidence())]);
    let read = |state: &Request| may_read(state, "p2", Purpose::Investigation, Moment(400));
    assert_eq!(read(&state), Ok(()));
    assert_eq!(read(&after(&state, &[suspended(&["p2"], "aa", 50)])), Err(Refusal::Suspended));
    let accepted = heard(1, Act::Accept { offer: "m1".into() });
    let given = folded(&[drafted(Kind::X1), said(1, opening(Kind::X1), LEGAL), accepted]);
    let standing = Standing { trust: Trust::Full, cosigned: Cosigned::Enough };
    assert!(key_may_leave(&given, standing, Moment(400)).is_some());
    assert!(key_may_leave(&after(&given, &[suspended(&["p1"], "aa", 50)]), standing, Moment(400)).is_none());
    let theirs = folded(&[heard(1, opening(Kind::X1)), said(1, Act::Accept { offer: "p1".into() }, DECIDER)]);
    let here = after(&theirs, &[Event::KeyArrived { message: "p1".into() }]);
    assert_eq!(information::may_open(&here, Purpose::Investigation, Moment(400)), Ok(()));
    let waits = after(&here, &[suspended(&["p1"], "aa", 50)]);
    assert_eq!(information::may_open(&waits, Purpose::Investigation, Moment(400)), Err(Refusal::Suspended));
}

/// What reaches a node: a message that a key signed, by its number, or that a key is not believed since a minute.
#[derive(Debug, Clone, Copy)]
enum Comes {
    Message { n: u32, key: u8 },
    Revocation { key: u8, since: i64 },
}

/// Ten minutes, so often.
fn tens(n: i64) -> Moment {
    Moment(n * 10 * MINUTE)
}

/// What a node keeps, as the store does it: what arrives is refused where its key is not believed, and a revocation looks at what is
/// kept. Each message arrives at the minute of its number. Gives the numbers of those that stand.
fn taken(comes: &[Comes]) -> Vec<u32> {
    let mut state = folded(&[heard(0, opening(Kind::A1))]);
    let mut kept: Vec<(u32, u8)> = Vec::new();
    let mut revoked: Vec<(u8, i64)> = Vec::new();
    for one in comes {
        match *one {
            Comes::Message { n, key } => {
                if revoked.iter().all(|(of, since)| *of != key || stands(tens(n.into()), tens(*since))) {
                    kept.push((n, key));
                    state = after(&state, &[heard(n, Act::Status)]);
                }
            }
            Comes::Revocation { key, since } => {
                revoked.push((key, since));
                let doubted = |(n, of): &&(u32, u8)| *of == key && !stands(tens((*n).into()), tens(since));
                let messages: Vec<String> = kept.iter().filter(doubted).map(|(n, _)| format!("p{n}")).collect();
                let (key, since) = (format!("{key}"), tens(since));
                let messages = newly(&state, &messages, &key, since).into_iter().cloned().collect();
                state = after(&state, &[Event::Suspended { messages, key, since, at: Moment(0) }]);
            }
        }
    }
    kept.into_iter().map(|(n, _)| n).filter(|n| !state.is_in_doubt(&format!("p{n}"))).collect()
}

proptest! {
    #[test]
    fn k3_whenever_a_revocation_arrives_what_stands_is_what_was_kept_before_it(
        messages in proptest::collection::btree_map(1u32..50, 0u8..3, 1..12),
        revocations in proptest::collection::vec((0u8..3, 0i64..50, 0u32..60), 0..4),
    ) {
        let mut comes: Vec<(u32, Comes)> =
            messages.iter().map(|(n, key)| (*n, Comes::Message { n: *n, key: *key })).collect();
        let told = |(key, since, at): &(u8, i64, u32)| (*at, Comes::Revocation { key: *key, since: *since });
        comes.extend(revocations.iter().map(told));
        comes.sort_by_key(|(at, _)| *at);
        let believed = |n: u32, key: u8| {
            revocations.iter().all(|(of, since, _)| *of != key || stands(tens(n.into()), tens(*since)))
        };
        let expected: Vec<u32> = messages.iter().filter(|(n, key)| believed(**n, **key)).map(|(n, _)| *n).collect();
        let in_order: Vec<Comes> = comes.iter().map(|(_, one)| *one).collect();
        prop_assert_eq!(&taken(&in_order), &expected);
        // Before all messages or after all of them, it makes no difference.
        let (first, last): (Vec<Comes>, Vec<Comes>) =
            in_order.into_iter().partition(|one| matches!(one, Comes::Revocation { .. }));
        prop_assert_eq!(&taken(&[first.clone(), last.clone()].concat()), &expected);
        prop_assert_eq!(&taken(&[last, first].concat()), &expected);
    }

    #[test]
    fn k3_what_the_second_person_signed_verifies_for_ever(
        steps in proptest::collection::vec((0u8..3, 1u32..3, any::<bool>(), 1u128..4, 0i64..100), 0..32),
    ) {
        let key = SignKey::from_seed([5; 32]);
        let mut journal = vec![heard(1, opening(Kind::A1)), heard(2, Act::Status)];
        for (what, n, flag, who, since) in steps {
            let (state, message, by) = (folded(&journal), format!("p{n}"), StaffId::from_bits(who));
            match what {
                0 => journal.push(suspended(&[message.as_str()], if flag { "aa" } else { "bb" }, since)),
                1 if may_tell(&state, &message).is_ok() => journal.push(told(&message, flag, by)),
                2 => if let Ok(one) = may_confirm(&state, &message, by) {
                    let signature = hex::encode(key.sign(one.statement("7", by).expect("called").as_bytes()));
                    let theirs = one.word.expect("called").theirs;
                    let verify = key.verify_hex();
                    journal.push(Event::RecheckConfirmed { message, theirs, signature, verify, by, at: Moment(300) });
                },
                _ => {}
            }
        }
        let last = folded(&journal);
        let mut signed: BTreeMap<&str, (StaffId, [u8; 64])> = BTreeMap::new();
        let verifies = |state: &Request, message: &str, (by, signature): (StaffId, [u8; 64])| {
            let text = state.suspension(message).and_then(|one| one.statement("7", by)).expect("somebody called");
            khien_seal::keys::verifies(&key.verify_bytes(), text.as_bytes(), &signature)
        };
        for (place, event) in journal.iter().enumerate() {
            let Event::RecheckConfirmed { message, signature, by, .. } = event else { continue };
            let mut bytes = [0; 64];
            hex::decode_to_slice(signature, &mut bytes).expect("hex");
            signed.insert(message, (*by, bytes));
            // As the journal stood when it was signed, and just after.
            prop_assert!(verifies(&folded(&journal[..place]), message, (*by, bytes)));
            prop_assert!(verifies(&folded(&journal[..=place]), message, (*by, bytes)));
        }
        for one in last.suspended.iter().filter(|one| !one.is_open()) {
            prop_assert!(verifies(&last, &one.message, signed[one.message.as_str()]), "it stands as it was signed over");
        }
    }

    #[test]
    fn k3_however_it_goes_nothing_is_disclosed_while_a_message_is_in_doubt(
        steps in proptest::collection::vec((0u8..4, 1u32..4, any::<bool>(), 1u128..4), 0..24),
    ) {
        let mut state = folded(&[heard(1, opening(Kind::A1)), heard(2, Act::Status), heard(3, Act::Status), said(1, accept(), DECIDER)]);
        for (what, n, flag, who) in steps {
            let (message, by) = (format!("p{n}"), StaffId::from_bits(who));
            let event = match what {
                0 => suspended(&[message.as_str()], if flag { "aa" } else { "bb" }, 50),
                1 if may_tell(&state, &message).is_ok() => told(&message, flag, by),
                2 => match may_confirm(&state, &message, by).map(|one| one.word.is_some_and(|word| word.theirs)) {
                    Ok(theirs) => confirmed(&message, theirs, by),
                    Err(_) => continue,
                },
                _ => continue,
            };
            state = after(&state, &[event]);
            let doubt = state.suspended.iter().any(|one| one.is_open() || one.is_void());
            prop_assert_eq!(state.halt().is_some(), doubt);
            prop_assert_eq!(sign(&state, &evidence(), OFFICER).is_ok(), !doubt);
            for one in state.suspended.iter().filter(|one| !one.is_open()) {
                let word = one.word.expect("somebody called");
                prop_assert!(one.confirmed.is_some_and(|(second, _)| second != word.by), "two people");
            }
        }
    }
}
