//! A new root: who follows it, through how many, and what goes over to it.

use jiff::{SignedDuration, Timestamp};
use khien_seal::keys::SignKey;
use khien_seal::statement::{Signed, StaffCert, online};
use khien_terms::id::StaffId;
use proptest::prelude::*;

use super::accept::{Accepted, Change, Known, Offered, accept};
use super::example::{ORIGIN, State, now};
use super::peer::{Command, Peer, decide, introduce};
use super::renewal::{Renewal, Standing, Unfit};
use super::root::{SUCCESSIONS_MAX, succession};
use super::trust::{Reason, Trust};
use super::turning::Named;
use super::{Entry, Reject};

const A: StaffId = StaffId::from_bits(1);
const B: StaffId = StaffId::from_bits(2);
const DAY: SignedDuration = SignedDuration::from_hours(24);

fn key(n: u8) -> SignKey {
    SignKey::from_seed([n; 32])
}

fn copy(key: &SignKey) -> SignKey {
    SignKey::from_seed(*key.seed())
}

/// A State whose root changed, with what each said for the next.
struct Changed {
    state: State,
    said: Vec<Signed>,
}

impl Changed {
    fn new() -> Self {
        Self { state: State::new(), said: Vec::new() }
    }

    /// The same State, for whoever tells another story of it from here on.
    fn forked(&self) -> Self {
        let mut state = State::new();
        state.root = copy(&self.state.root);
        state.chain.clone_from(&self.state.chain);
        state.last.clone_from(&self.state.last);
        Self { state, said: self.said.clone() }
    }

    fn root(&mut self, next: u8) {
        self.said.push(succession("XA", &self.state.root, &key(next).verify_bytes()));
        self.state.renew(key(next));
    }

    fn show(&self, when: Timestamp) -> Offered {
        let successions = if self.said.len() > 1 { self.said.clone() } else { Vec::new() };
        Offered { succession: self.said.last().cloned(), successions, ..self.state.show(when) }
    }
}

fn known(state: &State) -> Known {
    match accept(None, &state.show(now()), now()).expect("sound") {
        Accepted::Now(known) => *known,
        Accepted::NeedsConfirmation { changes, .. } => panic!("{changes:?}"),
    }
}

fn waits(accepted: Result<Accepted, Reject>) -> (Known, Known, Vec<Change>) {
    match accepted.expect("sound") {
        Accepted::NeedsConfirmation { next, meanwhile, changes, .. } => (*next, *meanwhile, changes),
        Accepted::Now(known) => panic!("nothing waits: {}", known.entry.seq),
    }
}

#[test]
fn k4_whoever_was_off_line_for_forty_days_follows_a_new_root_and_also_two() {
    let mut there = Changed::new();
    let known = known(&there.state);
    there.state.say(|entry| entry.url = "https://moved.example".into());
    there.root(9);
    there.state.say(|entry| entry.url = "https://again.example".into());
    let late = now() + DAY * 40;
    let (next, meanwhile, changes) = waits(accept(Some(&known), &there.show(late), late));
    assert_eq!(changes, [Change::Root]);
    assert_eq!(
        (next.entry.seq, next.root),
        (4, key(9).verify_bytes()),
        "what the old root signed in between is followed too"
    );
    assert_eq!(
        (meanwhile.root, &meanwhile.entry),
        (known.root, &known.entry),
        "until two people called nothing changes"
    );
    assert!(
        known.receives(late).is_none() && meanwhile.receives(late).is_some(),
        "and what is preserved has a key to go to"
    );
    there.root(8);
    let later = late + DAY;
    let offered = there.show(later);
    let (second, ..) = waits(accept(Some(&known), &offered, later));
    assert_eq!(
        (second.entry.seq, second.root),
        (5, key(8).verify_bytes()),
        "two roots at once are one call of two people"
    );
    let (again, ..) = waits(accept(Some(&next), &offered, later));
    assert_eq!(again.root, key(8).verify_bytes(), "whoever followed the first follows the second");
    let one_alone = Offered { successions: Vec::new(), ..offered };
    assert_eq!(
        accept(Some(&known), &one_alone, later),
        Err(Reject::OtherRoot),
        "the last word leads from the second root"
    );
}

#[test]
fn whoever_is_introduced_after_a_new_root_takes_the_whole_chain_and_reads_who_signed_long_ago() {
    let mut there = Changed::new();
    there.root(9);
    there.root(8);
    let Accepted::Now(first) = accept(None, &there.show(now()), now()).expect("sound") else { panic!("nothing waits") };
    assert_eq!((first.root, first.entry.seq), (key(8).verify_bytes(), 3));
    let all = there.show(now()).all_entries().expect("each under its root");
    assert_eq!(all.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn what_an_officer_signed_under_the_old_root_is_read_under_the_new_one() {
    let mut there = Changed::new();
    let team = key(5);
    let officer = StaffCert {
        team: "tea_00000000000000000000000009".into(),
        epoch: 1,
        desk_name: "Night desk".into(),
        verify: key(33).verify_bytes(),
    };
    let vouched = Signed::new(officer.statement(), &team);
    there.root(9);
    let Accepted::Now(after) = accept(None, &there.show(now()), now()).expect("sound") else { panic!("nothing waits") };
    let teams = after.entry.desk_teams(&after.root);
    assert_eq!(StaffCert::verified(&vouched, &teams[0]).expect("vouched"), officer);
    assert_eq!(after.entry.ledger_key(&after.root), Some(key(3).verify_bytes()), "the ledger has its key");
}

#[test]
fn a_root_that_says_nothing_itself_is_not_followed() {
    let there = Changed::new();
    let known = known(&there.state);
    let mut offered = there.state.show(now() + DAY);
    offered.root = key(9).verify_hex();
    offered.succession = Some(succession("XA", &there.state.root, &key(9).verify_bytes()));
    assert_eq!(accept(Some(&known), &offered, now() + DAY), Err(Reject::OtherRoot), "it signed no entry");
}

#[test]
fn what_a_root_says_after_another_followed_it_counts_for_nothing() {
    let mut there = Changed::new();
    let (known, old) = (known(&there.state), copy(&there.state.root));
    there.root(9);
    let mut back = there.show(now() + DAY);
    let mut forked = there.forked();
    forked.state.renew(old);
    back.entries = forked.state.chain;
    assert_eq!(accept(Some(&known), &back, now() + DAY), Err(Reject::Forged));
    back.root = key(1).verify_hex();
    assert_eq!(accept(Some(&known), &back, now() + DAY), Err(Reject::OtherRoot), "nothing leads back to it");
    back.successions = vec![there.said[0].clone(), succession("XA", &key(9), &key(1).verify_bytes())];
    assert_eq!(accept(Some(&known), &back, now() + DAY), Err(Reject::OtherRoot), "a root does not come back");
}

#[test]
fn a_thief_of_the_old_root_is_told_once_the_new_one_is_known() {
    let mut there = Changed::new();
    let known = known(&there.state);
    let (mut thief, mut mirror) = (there.forked(), there.forked());
    thief.root(66);
    there.root(9);
    let (ours, ..) = waits(accept(Some(&known), &there.show(now() + DAY), now() + DAY));
    assert_eq!(accept(Some(&ours), &thief.show(now() + DAY), now() + DAY), Err(Reject::OtherRoot));
    // Under the old root alone, another entry of a known number is the proof of it.
    mirror.state.say(|entry| entry.url = "https://thief.example".into());
    let mut mixed = there.show(now() + DAY);
    mixed.entries = mirror.state.chain;
    assert!(matches!(accept(Some(&ours), &mixed, now() + DAY), Err(Reject::Split { seq: 2, .. })));
}

#[test]
fn whoever_stole_the_root_and_has_not_the_node_receives_nothing_while_it_waits() {
    let mut there = Changed::new();
    let known = known(&there.state);
    there.root(9);
    there.state.say(|entry| entry.node = key(66).verify_hex());
    there.state.node = key(66);
    let (.., meanwhile, _) = waits(accept(Some(&known), &there.show(now() + DAY), now() + DAY));
    assert_eq!(meanwhile, known);
}

#[test]
fn while_a_root_waits_data_is_preserved_and_nothing_is_disclosed() {
    let mut there = Changed::new();
    let before = known(&there.state);
    let root = hex::encode(before.root);
    let events = introduce(None, "XA", &root, (1, &before.link), A).expect("introduced");
    let mut peer = events.iter().fold(None, Peer::evolve).expect("peer");
    let done = |peer: &mut Peer, command: Command| {
        let events = decide(peer, command).expect("decided");
        *peer = events.iter().fold(Some(peer.clone()), Peer::evolve).expect("peer");
    };
    for by in [A, B] {
        done(&mut peer, Command::HearWords { root: root.clone(), by });
    }
    done(&mut peer, Command::SetTrust { trust: Trust::Full, reason: Reason::Agreement, by: B });
    assert_eq!(peer.trusted(&before, now()), Trust::Full);
    there.root(9);
    let when = now() + DAY;
    let Accepted::NeedsConfirmation { next, changes, not_before, .. } =
        accept(Some(&before), &there.show(when), when).expect("sound")
    else {
        panic!("it waits")
    };
    let entry = next.link.clone();
    done(&mut peer, Command::Hold { root: hex::encode(next.root), seq: 2, entry: entry.clone(), changes, not_before });
    assert_eq!(peer.trusted(&before, when), Trust::Stale, "who disclosed now would trust whoever holds the old root");
    let lower = Peer { trust: Trust::PreserveOnly, ..peer.clone() };
    assert_eq!(lower.trusted(&before, when), Trust::PreserveOnly);
    for by in [A, B] {
        done(&mut peer, Command::Confirm { entry: entry.clone(), by });
    }
    assert_eq!(peer.trusted(&before, when), Trust::Stale, "the day is not over");
    done(&mut peer, Command::Ripen { now: not_before });
    assert_eq!(peer.trusted(&next, not_before), Trust::Full);
}

/// What a browser makes of these roots, and what stands.
fn renewal(state: &State, new: &SignKey) -> (Standing, Renewal) {
    let standing = Standing {
        root: state.root.verify_hex(),
        entry: state.last.clone(),
        signed: state.chain.last().expect("one").clone(),
        desk: state.last.desk.clone(),
        online: state.last.ledger.online.clone(),
        named: Named { node: state.node.verify_hex(), beside: Vec::new() },
        witness: String::new(),
        used: vec![key(70).verify_hex()],
    };
    let anew = |one: &Signed| Signed::new(one.statement.clone(), new);
    let mut entry = standing.next(now(), DAY * 395).expect("entry");
    entry.desk = standing.desk.iter().map(anew).collect();
    entry.ledger.online = anew(&standing.online);
    let made = Renewal {
        root: new.verify_hex(),
        succession: Some(succession("XA", &state.root, &new.verify_bytes())),
        desk: entry.desk.clone(),
        online: entry.ledger.online.clone(),
        entry: Signed::new(entry.statement().expect("entry"), new),
    };
    (standing, made)
}

/// The same with another entry, signed by the new root.
fn with_entry(made: &Renewal, new: &SignKey, change: impl FnOnce(&mut Entry)) -> Renewal {
    let mut entry = Entry::verified(&made.entry, &new.verify_bytes()).expect("entry");
    change(&mut entry);
    Renewal { entry: Signed::new(entry.statement().expect("entry"), new), ..made.clone() }
}

#[test]
fn what_goes_over_to_a_new_root_is_all_that_stands_and_nothing_else() {
    let (state, new) = (State::new(), key(9));
    let (standing, made) = renewal(&state, &new);
    let entry = made.fits(&standing, now()).expect("fits");
    assert_eq!((entry.seq, entry.authorities), (2, state.last.authorities.clone()));
    let lost = Renewal { succession: None, ..made.clone() };
    assert!(lost.fits(&standing, now()).is_ok(), "where the old root is lost nobody signs for the new one");
    let thief = key(66);
    let other = |one: &Signed, by: &SignKey| Signed::new(one.statement.clone(), by);
    let says = succession("XA", &thief, &new.verify_bytes());
    let to_another = succession("XA", &state.root, &thief.verify_bytes());
    let too_late = succession("XA", &key(70), &new.verify_bytes());
    let for_another = succession("XB", &state.root, &new.verify_bytes());
    let ledger = Signed::new(online(ORIGIN, &thief.verify_hex()), &new);
    let refused: Vec<(Renewal, Unfit)> = vec![
        (Renewal { succession: Some(says), ..made.clone() }, Unfit::NotSucceeded),
        (Renewal { succession: Some(to_another), ..made.clone() }, Unfit::NotSucceeded),
        (Renewal { succession: Some(too_late), ..made.clone() }, Unfit::OtherRoot),
        (Renewal { succession: Some(for_another), ..made.clone() }, Unfit::NotSucceeded),
        (Renewal { desk: Vec::new(), ..made.clone() }, Unfit::OtherTeam),
        (Renewal { desk: standing.desk.clone(), ..made.clone() }, Unfit::OtherTeam),
        (Renewal { desk: vec![other(&made.desk[0], &thief)], ..made.clone() }, Unfit::OtherTeam),
        (Renewal { online: ledger, ..made.clone() }, Unfit::OtherLedger),
        (Renewal { online: standing.online.clone(), ..made.clone() }, Unfit::OtherLedger),
        (Renewal { entry: other(&made.entry, &thief), ..made.clone() }, Unfit::Rejected(Reject::Forged)),
        (with_entry(&made, &new, |entry| entry.authorities[0].phone = "+99 6 666 666".into()), Unfit::OtherEntry),
        (with_entry(&made, &new, |entry| entry.node = thief.verify_hex()), Unfit::OtherEntry),
        (with_entry(&made, &new, |entry| entry.witness = thief.verify_hex()), Unfit::OtherEntry),
        (with_entry(&made, &new, |entry| entry.seq = 3), Unfit::OtherEntry),
        (with_entry(&made, &new, |entry| entry.prev = "ab".repeat(32)), Unfit::Late),
        (with_entry(&made, &new, |entry| entry.not_before = now() + DAY), Unfit::Rejected(Reject::NotNow)),
        (with_entry(&made, &new, |entry| entry.not_before = now() - DAY * 2), Unfit::Rejected(Reject::NotNow)),
    ];
    for (n, (wrong, why)) in refused.into_iter().enumerate() {
        assert_eq!(wrong.fits(&standing, now()), Err(why), "{n}");
    }
    let (standing, made) = renewal(&state, &key(70));
    assert_eq!(made.fits(&standing, now()), Err(Unfit::Used), "the root of another State");
    let (standing, made) = renewal(&state, &key(1));
    assert_eq!(made.fits(&standing, now()), Err(Unfit::Used), "the root that stands");
}

proptest! {
    #[test]
    fn whichever_entry_was_seen_last_and_however_often_the_root_changed_the_newest_is_found(
        steps in prop::collection::vec(any::<bool>(), 1..12), seen in 0usize..12,
    ) {
        let mut there = Changed::new();
        let mut met = known(&there.state);
        let mut roots = 100;
        for (n, changes) in steps.iter().enumerate() {
            if *changes {
                roots += 1;
                there.root(roots);
            } else {
                there.state.say(|entry| entry.url = format!("https://{n}.example"));
            }
            let when = now() + SignedDuration::from_mins(i64::try_from(n).expect("few") + 1);
            if n == seen {
                met = match accept(Some(&met), &there.show(when), when).expect("sound") {
                    Accepted::Now(known) => *known,
                    Accepted::NeedsConfirmation { next, .. } => *next,
                };
            }
        }
        let when = now() + DAY;
        let newest = accept(Some(&met), &there.show(when), when).expect("sound");
        let (next, waits) = match newest {
            Accepted::Now(known) => (*known, false),
            Accepted::NeedsConfirmation { next, changes, .. } => {
                prop_assert_eq!(changes, [Change::Root]);
                (*next, true)
            }
        };
        prop_assert_eq!(next.entry.seq, there.state.last.seq);
        prop_assert_eq!(next.root, there.state.root.verify_bytes());
        prop_assert_eq!(waits, met.root != next.root, "a root is followed by people, and nothing else is asked of them");
    }
}

#[test]
fn no_more_successions_are_read_than_a_state_can_have() {
    let mut there = Changed::new();
    let known = known(&there.state);
    for n in 0..=SUCCESSIONS_MAX {
        there.root(100 + u8::try_from(n).expect("few"));
    }
    assert_eq!(accept(Some(&known), &there.show(now() + DAY), now() + DAY), Err(Reject::OtherRoot));
}
