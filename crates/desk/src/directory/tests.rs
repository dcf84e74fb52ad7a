//! Faults of the directory by their names in the plan (D1 to D4), and what else holds of entries.

use jiff::{SignedDuration, Timestamp};
use khien_seal::keys::SignKey;
use khien_seal::statement::Signed;
use khien_terms::id::StaffId;

use super::accept::{Accepted, Change, DELAY, Known, Offered, accept};
use super::example::{State, at, now};
use super::list::{Line, List, Listed};
use super::peer::{Command, Peer, PeerEvent, Refused, decide, introduce};
use super::root::succession;
use super::trust::{Reason, Trust};
use super::{Fresh, Reject, Revoked, tls};
use crate::Kind;
use crate::form::Warning;

const A: StaffId = StaffId::from_bits(1);
const B: StaffId = StaffId::from_bits(2);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn known(state: &State) -> Known {
    taken(accept(None, &state.show(now()), now()))
}

fn taken(accepted: Result<Accepted, Reject>) -> Known {
    match accepted.expect("accepted") {
        Accepted::Now(known) => *known,
        Accepted::NeedsConfirmation { changes, .. } => panic!("it waits: {changes:?}"),
    }
}

fn offered_again(state: &State, known: &Known, when: Timestamp) -> Result<Accepted, Reject> {
    accept(Some(known), &state.show(when), when)
}

fn peer(known: &Known) -> Peer {
    let root = hex::encode(known.root);
    let events = introduce(None, "XA", &root, (known.entry.seq, &known.link), A).expect("introduced");
    folded(None, &events)
}

fn folded(state: Option<Peer>, events: &[PeerEvent]) -> Peer {
    events.iter().fold(state, Peer::evolve).expect("peer")
}

fn done(state: Peer, command: Command) -> Peer {
    let events = decide(&state, command).expect("decided");
    folded(Some(state), &events)
}

fn trusted(known: &Known) -> Peer {
    let root = hex::encode(known.root);
    let heard = done(peer(known), Command::HearWords { root: root.clone(), by: A });
    let heard = done(heard, Command::HearWords { root, by: B });
    done(heard, Command::SetTrust { trust: Trust::Full, reason: Reason::Agreement, by: B })
}

#[test]
fn d1_a_forged_entry_is_blocked_and_preservation_goes_on() {
    let mut state = State::new();
    let known = known(&state);
    state.say(|entry| entry.url = "https://evil.example".into());
    let thief = SignKey::from_seed([66; 32]);
    let mut forged = state.show(now() + HOUR);
    let last = forged.entries.pop().expect("last");
    forged.entries.push(Signed::new(last.statement, &thief));
    assert_eq!(accept(Some(&known), &forged, now() + HOUR), Err(Reject::Forged));
    // The thief's own root, with everything signed by it, is no better.
    forged.root = thief.verify_hex();
    assert_eq!(accept(Some(&known), &forged, now() + HOUR), Err(Reject::OtherRoot));
    assert!(known.trust(Trust::Full, now() + HOUR).grants(Kind::P1), "what was known stands");
}

#[test]
fn d2_a_stale_entry_preserves_and_discloses_nothing_until_it_is_refreshed() {
    let state = State::new();
    let known = known(&state);
    let late = now() + SignedDuration::from_hours(31 * 24);
    assert_eq!(known.trust(Trust::Full, late), Trust::Stale);
    assert!(Trust::Stale.grants(Kind::P1) && !Trust::Stale.grants(Kind::A1) && !Trust::Stale.grants(Kind::T1));
    assert_eq!(accept(Some(&known), &state.show(now()), late), Err(Reject::NotNow), "an old word refreshes nothing");
    let fresh = taken(offered_again(&state, &known, late));
    assert_eq!(fresh.trust(Trust::Full, late), Trust::Full);
}

#[test]
fn d2_a_node_that_was_not_heard_of_for_a_fortnight_is_out_of_date_while_its_keys_still_receive() {
    let state = State::new();
    let known = known(&state);
    let fortnight = now() + SignedDuration::from_hours(14 * 24);
    assert_eq!(known.trust(Trust::Full, fortnight), Trust::Full);
    let later = fortnight + SignedDuration::from_secs(1);
    assert_eq!(known.trust(Trust::Full, later), Trust::Stale);
    assert!(known.fresh.holds(later) && known.receives(later).is_some(), "what two people let go has a key to go to");
    assert_eq!(known.trust(Trust::PreserveOnly, later), Trust::PreserveOnly);
}

#[test]
fn d3_two_mirrors_that_differ_are_shown_beside_each_other_and_disclosure_stops() {
    let (mut one, mut other) = (State::new(), State::new());
    other.chain.clone_from(&one.chain);
    other.last.clone_from(&one.last);
    one.say(|entry| entry.url = "https://one.example".into());
    other.say(|entry| entry.url = "https://other.example".into());
    let known = known(&one);
    let Err(Reject::Split { seq, known: ours, offered }) = offered_again(&other, &known, now() + HOUR) else {
        panic!("two histories")
    };
    assert_eq!((seq, &*ours, Some(&*offered)), (2, &known.signed, other.chain.last()));
    let stopped = done(trusted(&known), Command::Split { seq, known: "a".into(), offered: "b".into() });
    assert_eq!((stopped.trust, stopped.reason), (Trust::PreserveOnly, Some(Reason::SplitView)));
    assert!(stopped.trust.grants(Kind::P1) && !stopped.trust.grants(Kind::A1));
}

#[test]
fn d4_a_swapped_telephone_number_waits_for_a_call_to_the_old_one_and_a_day() {
    let mut state = State::new();
    let known = known(&state);
    state.say(|entry| entry.authorities[0].phone = "+99 6 666 666".into());
    let when = now() + HOUR;
    let accepted = offered_again(&state, &known, when).expect("sound");
    let Accepted::NeedsConfirmation { next, meanwhile, changes, not_before } = accepted else { panic!("waits") };
    assert_eq!((changes.as_slice(), not_before), ([Change::Phone].as_slice(), when + DELAY));
    assert_eq!(meanwhile.entry.phones()["desk"], "+99 1 234 567", "the number to call is the known one");
    let hold = Command::Hold { root: hex::encode(next.root), seq: 2, entry: next.link.clone(), changes, not_before };
    let waits = done(trusted(&known), hold.clone());
    assert_eq!(decide(&waits, hold), Ok(Vec::new()), "said once, however often it is fetched");
    assert_eq!(decide(&waits, Command::Ripen { now: not_before }), Ok(Vec::new()), "nobody has called");
    let called = done(waits.clone(), Command::Confirm { entry: next.link.clone(), by: A });
    assert_eq!(decide(&called, Command::Ripen { now: not_before - HOUR }), Ok(Vec::new()), "the day is not over");
    let changed = done(called, Command::Ripen { now: not_before });
    assert_eq!((changed.seq, changed.entry.as_str(), &changed.held), (2, next.link.as_str(), &None));
    let denied = done(waits, Command::Deny { entry: next.link.clone(), by: A });
    assert_eq!((denied.trust, denied.reason), (Trust::Suspended, Some(Reason::Compromise)));
}

#[test]
fn a_new_root_is_signed_by_the_old_one_and_two_officers_call() {
    let mut state = State::new();
    let known = known(&state);
    let old = SignKey::from_seed([1; 32]);
    state.renew(SignKey::from_seed([9; 32]));
    let mut offered = state.show(now() + HOUR);
    assert_eq!(accept(Some(&known), &offered, now() + HOUR), Err(Reject::OtherRoot));
    offered.succession = Some(succession("XA", &old, &[4; 32]));
    assert_eq!(accept(Some(&known), &offered, now() + HOUR), Err(Reject::OtherRoot), "it names another");
    offered.succession = Some(succession("XA", &old, &state.root.verify_bytes()));
    let Ok(Accepted::NeedsConfirmation { next, changes, not_before, .. }) =
        accept(Some(&known), &offered, now() + HOUR)
    else {
        panic!("waits")
    };
    assert_eq!(changes, [Change::Root]);
    let entry = next.link.clone();
    let hold = Command::Hold { root: hex::encode(next.root), seq: 2, entry: entry.clone(), changes, not_before };
    let one = done(done(trusted(&known), hold), Command::Confirm { entry: entry.clone(), by: A });
    assert_eq!(decide(&one, Command::Confirm { entry: entry.clone(), by: A }), Err(Refused::Twice));
    assert_eq!(decide(&one, Command::Ripen { now: not_before }), Ok(Vec::new()), "one is not two");
    let changed = done(done(one, Command::Confirm { entry, by: B }), Command::Ripen { now: not_before });
    assert_eq!(changed.root, hex::encode(next.root));
}

#[test]
fn trust_begins_with_two_people_who_compared_the_words_and_never_with_a_first_contact() {
    let known = known(&State::new());
    let introduced = peer(&known);
    assert!(Kind::ALL.iter().all(|kind| !introduced.trust.grants(*kind)) && !introduced.trust.receives());
    let full = Command::SetTrust { trust: Trust::Full, reason: Reason::Agreement, by: A };
    assert_eq!(decide(&introduced, full.clone()), Err(Refused::WordsFirst));
    let root = hex::encode(known.root);
    let other = Command::HearWords { root: "00".repeat(32), by: A };
    assert_eq!(decide(&introduced, other), Err(Refused::OtherRoot));
    let one = done(introduced, Command::HearWords { root: root.clone(), by: A });
    assert_eq!(one.trust, Trust::Introduced);
    assert_eq!(decide(&one, Command::HearWords { root: root.clone(), by: A }), Err(Refused::Twice));
    let two = done(one, Command::HearWords { root, by: B });
    assert_eq!(two.trust, Trust::PreserveOnly, "who it is, is proven; what may leave is another decision");
    assert_eq!(done(two, full).trust, Trust::Full);
}

#[test]
fn a_state_can_be_trusted_for_preservation_and_not_for_disclosure() {
    for kind in Kind::ALL {
        assert_eq!(Trust::PreserveOnly.grants(kind), !kind.discloses(), "{kind}");
        assert!(Trust::Full.grants(kind), "{kind}");
        for none in [Trust::Introduced, Trust::Suspended, Trust::Left] {
            assert!(!none.grants(kind), "{kind} {none:?}");
        }
    }
    for kind in Kind::ALL {
        let told = Warning::of_trust(kind, Trust::PreserveOnly);
        assert_eq!(told, kind.hands_over().then_some(Warning::NotForDisclosure), "{kind}");
        let stale = (kind.hands_over() && kind != Kind::E1).then_some(Warning::OutOfDate);
        assert_eq!(
            Warning::of_trust(kind, Trust::Stale),
            stale,
            "{kind}: nothing leaves while its entry is stale, but by two people"
        );
        assert_eq!(Warning::of_trust(kind, Trust::Full), None, "{kind}");
        assert_eq!(Warning::of_trust(kind, Trust::Suspended), Some(Warning::NotTrusted), "{kind}");
    }
    assert!(Trust::Suspended.receives(), "what a suspended State sends stays readable");
}

#[test]
fn suspension_is_local_has_a_reason_and_can_be_lifted() {
    let known = known(&State::new());
    let suspend = Command::SetTrust { trust: Trust::Suspended, reason: Reason::Misuse, by: A };
    let suspended = done(trusted(&known), suspend);
    assert_eq!((suspended.trust, suspended.reason), (Trust::Suspended, Some(Reason::Misuse)));
    assert_eq!(known.trust(suspended.trust, now()), Trust::Suspended);
    let lifted = done(suspended, Command::SetTrust { trust: Trust::Full, reason: Reason::ClearedUp, by: B });
    assert_eq!(lifted.trust, Trust::Full);
}

#[test]
fn a_state_that_leaves_says_when_and_may_come_back_by_a_new_introduction() {
    let mut state = State::new();
    let before = known(&state);
    let when = now() + HOUR;
    state.say(|entry| entry.leaves = Some(at("2026-12-31T17:00:00Z")));
    let leaving = taken(offered_again(&state, &before, when));
    assert_eq!(leaving.trust(Trust::Full, when), Trust::Full);
    assert_eq!(leaving.trust(Trust::Full, at("2026-12-31T17:00:00Z")), Trust::Left);
    let left = done(trusted(&before), Command::Leave { by: A });
    assert_eq!(decide(&left, Command::Leave { by: A }), Err(Refused::Left));
    assert_eq!(left.reason, None, "why it was trusted is no reason why it left");
    let root = hex::encode(before.root);
    let again = introduce(Some(&left), "XA", &root, (2, &leaving.link), B).expect("again");
    assert_eq!(folded(Some(left), &again).heard, [], "its words are compared anew");
    // Whoever was suspended when it left is suspended when its words are compared anew: who lifts that is a legal officer.
    let suspend = Command::SetTrust { trust: Trust::Suspended, reason: Reason::Safeguards, by: B };
    let left = done(done(trusted(&before), suspend), Command::Leave { by: A });
    let again = folded(Some(left.clone()), &introduce(Some(&left), "XA", &root, (2, &leaving.link), B).expect("again"));
    assert_eq!(
        (again.trust, again.stopped),
        (Trust::Introduced, Some(Reason::Safeguards)),
        "nobody compared anything yet"
    );
    let heard = done(done(again, Command::HearWords { root: root.clone(), by: A }), Command::HearWords { root, by: B });
    assert_eq!((heard.trust, heard.reason), (Trust::Suspended, Some(Reason::Safeguards)));
    let lifted = Command::SetTrust { trust: Trust::PreserveOnly, reason: Reason::Agreement, by: B };
    assert_eq!(done(heard, lifted).trust, Trust::PreserveOnly);
}

#[test]
fn an_older_entry_or_an_older_word_of_the_node_is_refused() {
    let mut state = State::new();
    let first = state.show(now());
    state.say(|entry| entry.url = "https://new.example".into());
    let known = known(&state);
    assert_eq!(accept(Some(&known), &first, now() + HOUR), Err(Reject::Rollback));
    let earlier = state.show_with(&state.fresh(now() - HOUR));
    assert_eq!(accept(Some(&known), &earlier, now() + HOUR), Err(Reject::Rollback));
}

#[test]
fn a_chain_with_a_gap_or_a_wrong_link_is_refused_and_a_whole_one_is_followed() {
    let mut state = State::new();
    let first = known(&state);
    for n in 2..6 {
        state.say(|entry| entry.url = format!("https://{n}.example"));
    }
    let when = now() + HOUR;
    assert_eq!(taken(offered_again(&state, &first, when)).entry.seq, 5);
    let mut gap = state.show(when);
    gap.entries.drain(..2);
    assert_eq!(accept(Some(&first), &gap, when), Err(Reject::Gap { have: 1 }));
    let mut torn = state.show(when);
    torn.entries.remove(2);
    assert_eq!(accept(Some(&first), &torn, when), Err(Reject::Gap { have: 2 }));
    let tail = Offered { entries: state.chain[1..].to_vec(), ..state.show(when) };
    assert_eq!(taken(accept(Some(&first), &tail, when)).entry.seq, 5, "what is known need not be told again");
}

#[test]
fn a_key_that_was_revoked_stays_revoked_and_receives_nothing() {
    let state = State::new();
    let known = known(&state);
    assert_eq!(known.receives(now()).map(|key| key.id.as_str()), Some("k1"));
    let when = now() + HOUR;
    let mut fresh = state.fresh(when);
    fresh.revoked =
        vec![Revoked { key: "k1".into(), since: now() }, Revoked { key: "ab".repeat(32), since: now() + HOUR }];
    let told = taken(accept(Some(&known), &state.show_with(&fresh), when));
    assert_eq!(told.receives(when), None);
    let silent = taken(accept(Some(&told), &state.show(when + HOUR), when + HOUR));
    assert_eq!(silent.revoked_since(&"ab".repeat(32)), Some(now() + HOUR), "such a word is not taken back");
    assert_eq!(silent.revoked_since("k9"), None);
}

#[test]
fn a_revocation_counts_at_once_also_while_a_change_waits() {
    let mut state = State::new();
    let known = known(&state);
    state.say(|entry| entry.authorities[0].phone = "+99 7 777 777".into());
    let when = now() + HOUR;
    let mut fresh = state.fresh(when);
    fresh.revoked = vec![Revoked { key: "k1".into(), since: when }];
    let Ok(Accepted::NeedsConfirmation { meanwhile, .. }) = accept(Some(&known), &state.show_with(&fresh), when) else {
        panic!("waits")
    };
    assert_eq!(meanwhile.receives(when), None);
}

#[test]
fn the_node_speaks_for_thirty_days_and_not_from_the_future() {
    let state = State::new();
    let mut long = state.fresh(now());
    long.valid_until = now() + SignedDuration::from_hours(31 * 24);
    assert!(matches!(accept(None, &state.show_with(&long), now()), Err(Reject::Unreadable(_))));
    let early = state.show(now() + HOUR);
    assert_eq!(accept(None, &early, now()), Err(Reject::NotNow));
    let mut other = state.fresh(now());
    other.entry = "00".repeat(32);
    assert!(matches!(accept(None, &state.show_with(&other), now()), Err(Reject::Unreadable(_))));
}

#[test]
fn a_node_that_is_reached_by_its_own_keys_says_by_which() {
    let state = State::new();
    let mut fresh = state.fresh(now());
    fresh.tls = vec![tls::pin_of(&[7; 32]), tls::pin_of(&[8; 32])];
    fresh.desk = Some("https://desk.state.example:8443".into());
    assert_eq!(taken(accept(None, &state.show_with(&fresh), now())).fresh, fresh);
    for wrong in
        ["http://desk.state.example", "http://127.0.0.1:9", "https://desk.state.example/x?", "desk.state.example"]
    {
        let at = Fresh { desk: Some(wrong.into()), ..fresh.clone() };
        assert!(matches!(accept(None, &state.show_with(&at), now()), Err(Reject::Unreadable(_))), "{wrong}");
    }
    for pins in [vec![], vec!["AAAA".to_owned()], vec![fresh.tls[0].clone(); tls::MOST + 1]] {
        let bare = Fresh { tls: pins, ..fresh.clone() };
        assert!(matches!(accept(None, &state.show_with(&bare), now()), Err(Reject::Unreadable(_))));
    }
    let before = serde_json::to_string(&state.fresh(now())).expect("json");
    assert!(!before.contains("\"desk\""), "who has no such address says nothing of it: {before}");
}

#[test]
fn a_node_that_only_calls_says_by_which_keys_and_is_reached_nowhere() {
    let state = State::new();
    let calls = super::Fresh { tls: vec![tls::pin_of(&[7; 32])], calls: true, ..state.fresh(now()) };
    assert_eq!(taken(accept(None, &state.show_with(&calls), now())).fresh, calls);
    let reached = Some("https://desk.state.example:8443".to_owned());
    for wrong in [super::Fresh { tls: Vec::new(), ..calls.clone() }, super::Fresh { desk: reached, ..calls }] {
        assert!(matches!(accept(None, &state.show_with(&wrong), now()), Err(Reject::Unreadable(_))));
    }
    let before = serde_json::to_string(&state.fresh(now())).expect("json");
    assert!(!before.contains("calls"), "who is reached says nothing of it: {before}");
}

#[test]
fn an_entry_that_does_not_make_sense_is_refused_with_its_reason() {
    type Wrong = (&'static str, fn(&mut super::Entry));
    let wrong: [Wrong; 16] = [
        ("State", |entry| entry.state = "xa".into()),
        ("terms", |entry| entry.terms.state = "XB".into()),
        ("https", |entry| entry.url = "http://desk.example".into()),
        ("https", |entry| entry.url = "http://127.0.0.1.desk.example".into()),
        ("https", |entry| entry.url = "http://127.0.0.1@desk.example".into()),
        ("https", |entry| entry.url = "http://127.0.0.1:9200/inner?a=".into()),
        ("https", |entry| entry.url = "https://desk.example/?a=".into()),
        ("https", |entry| entry.url = "https://desk.example#".into()),
        ("400 days", |entry| entry.not_after = at("2029-01-01T00:00:00Z")),
        ("60 days", |entry| entry.terms.hold_days_default = 30),
        ("every hour", |entry| entry.authorities.clear()),
        ("dialled", |entry| entry.authorities[0].phone = "113".into()),
        ("zone", |entry| entry.zone = "Mars/Base".into()),
        ("beside", |entry| entry.beside = vec![entry.node.clone()]),
        ("beside", |entry| entry.beside = vec!["no key".into()]),
        ("oversees", |entry| entry.oversight.contact = " ".into()),
    ];
    for (reason, spoil) in wrong {
        let mut entry = State::new().last;
        spoil(&mut entry);
        let Err(Reject::Unreadable(said)) = entry.statement() else { panic!("{reason} was taken") };
        assert!(said.contains(reason), "{reason}: {said}");
    }
}

#[test]
fn a_secretariat_shows_that_others_see_the_same_and_makes_nobody_trusted() {
    let known = known(&State::new());
    let key = SignKey::from_seed([8; 32]);
    let line = Line { state: "XA".into(), seq: 1, entry: known.link.clone() };
    let list = |entries: Vec<Line>| List {
        secretariat: "Example".into(),
        issued_at: now(),
        valid_until: now() + HOUR,
        entries,
    };
    let says = |list: &List| list.says_of("XA", 1, &known.link);
    let signed = list(vec![line.clone()]).signed(&key).expect("signed");
    let read = List::verified(&signed, &key.verify_bytes(), now()).expect("list");
    assert_eq!(says(&read), Listed::Same);
    assert_eq!(List::verified(&signed, &key.verify_bytes(), now() + HOUR), Err(Reject::NotNow));
    assert_eq!(List::verified(&signed, &[0; 32], now()), Err(Reject::Forged));
    assert_eq!(says(&list(vec![Line { seq: 2, ..line.clone() }])), Listed::OtherNumber);
    assert_eq!(says(&list(vec![Line { entry: "00".repeat(32), ..line.clone() }])), Listed::Differs);
    assert_eq!(says(&list(Vec::new())), Listed::Missing);
    assert_eq!(peer(&known).trust, Trust::Introduced);
    let nonsense = [
        vec![line.clone(), line.clone()],
        vec![Line { state: "xa".into(), ..line.clone() }],
        vec![Line { entry: "0".into(), ..line }],
    ];
    for entries in nonsense {
        let signed = list(entries).signed(&key).expect("signed");
        assert!(matches!(List::verified(&signed, &key.verify_bytes(), now()), Err(Reject::Unreadable(_))));
    }
}

#[test]
fn a_list_that_has_another_entry_of_one_number_stops_disclosure_once_and_a_person_decides() {
    let known = known(&State::new());
    let trusted = trusted(&known);
    let differs =
        |seq: u32| Command::ListDiffers { key: "aa".into(), seq, known: known.link.clone(), listed: "bb".into() };
    let stopped = done(trusted, differs(1));
    assert_eq!((stopped.trust, stopped.reason), (Trust::PreserveOnly, Some(Reason::ListDiffers)));
    let again = done(stopped, Command::SetTrust { trust: Trust::Full, reason: Reason::Agreement, by: B });
    assert_eq!(decide(&again, differs(1)), Ok(Vec::new()), "the same list tells nothing new");
}
