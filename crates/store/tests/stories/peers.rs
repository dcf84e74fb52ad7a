//! Other States and our own entry: introduced by people, kept up to date by the node, refolded the same.

use jiff::{SignedDuration, Timestamp};
use khien_casework::Refusal;
use khien_casework::role::Role;
use khien_desk::Kind;
use khien_desk::directory::entry::{Authority, Entry, Ledger, Names, Oversight, Role as Part};
use khien_desk::directory::fresh::{EpochKey, Fresh, HOLDS, Revoked};
use khien_desk::directory::list::{Line, List, Listed, Pinned};
use khien_desk::directory::peer::Command;
use khien_desk::directory::trust::Reason;
use khien_desk::directory::{Offered, Terms, Trust, link};
use khien_desk::wire::sealed::RecipientKey;
use khien_seal::keys::{AgeIdentity, SignKey};
use khien_seal::statement::{Signed, TeamCert, online};
use khien_store::directory::TakenIn;
use khien_store::rebuild::rebuild;
use khien_terms::id::StaffId;

use crate::refused;
use crate::world::{Member, Node, join, make_key, on_both};

fn names(name: &str) -> Names {
    [("en".to_owned(), name.to_owned())].into()
}

/// An entry of a State with these keys; the rest is invented.
pub fn entry(state: &str, node: &SignKey, desk: Vec<Signed>, ledger: Ledger) -> Entry {
    let now = Timestamp::from_second(jiff_now()).expect("now");
    Entry {
        state: state.into(),
        names: names("Example"),
        authorities: vec![Authority {
            id: "desk".into(),
            names: names("24/7 point"),
            roles: vec![Part::ContactPoint],
            phone: "+99 1 234 567".into(),
            hours: "24/7".into(),
            zone: "Asia/Jakarta".into(),
        }],
        url: "https://desk.example".into(),
        node: node.verify_hex(),
        beside: Vec::new(),
        desk,
        ledger,
        witness: String::new(),
        terms: Terms {
            state: state.into(),
            languages: vec!["en".into()],
            kinds: Kind::ALL.into(),
            reservations: Vec::new(),
            hold_days_default: 90,
            dual_criminality_required: false,
        },
        zone: "Asia/Jakarta".into(),
        oversight: Oversight { names: names("Commissioner"), contact: "oversight@example.org".into() },
        seq: 1,
        prev: "-".into(),
        not_before: now - SignedDuration::from_hours(1),
        not_after: now + SignedDuration::from_hours(300 * 24),
        leaves: None,
    }
}

fn jiff_now() -> i64 {
    khien_store::journal::now().as_second()
}

/// Another State.
pub struct State {
    pub root: SignKey,
    pub node: SignKey,
    last: Entry,
    chain: Vec<Signed>,
    spoken: i64,
}

impl State {
    pub fn new() -> Self {
        Self::of(41)
    }

    /// One that calls itself XB, of this root.
    pub fn of(root: u8) -> Self {
        let (root, node) = (SignKey::from_seed([root; 32]), SignKey::from_seed([42; 32]));
        let team = TeamCert {
            team: "tea_00000000000000000000000009".into(),
            epoch: 1,
            purpose: "desk".into(),
            recipient: AgeIdentity::generate().recipient(),
            verify: SignKey::from_seed([43; 32]).verify_bytes(),
        };
        let origin = "desk.xb.example/ledger";
        let ledger = Ledger { origin: origin.into(), online: Signed::new(online(origin, &node.verify_hex()), &root) };
        let last = entry("XB", &node, vec![Signed::new(team.statement(), &root)], ledger);
        let chain = vec![Signed::new(last.statement().expect("entry"), &root)];
        Self { root, node, last, chain, spoken: jiff_now() - 60 }
    }

    fn say(&mut self, change: impl FnOnce(&mut Entry)) {
        self.last.prev = link(self.chain.last().expect("one")).expect("link");
        self.last.seq += 1;
        change(&mut self.last);
        self.chain.push(Signed::new(self.last.statement().expect("entry"), &self.root));
    }

    /// Another root from now on; gives what the one before says for it.
    pub fn renew(&mut self, next: u8) -> Signed {
        let next = SignKey::from_seed([next; 32]);
        let said = khien_desk::directory::root::succession("XB", &self.root, &next.verify_bytes());
        let anew = |one: &Signed| Signed::new(one.statement.clone(), &next);
        let (desk, online) = (self.last.desk.iter().map(anew).collect(), anew(&self.last.ledger.online));
        self.root = SignKey::from_seed(*next.seed());
        self.say(|entry| {
            entry.desk = desk;
            entry.ledger.online = online;
        });
        said
    }

    /// The number of its authority changes.
    pub fn new_number(&mut self, phone: &str) {
        let phone = phone.to_owned();
        self.say(|entry| entry.authorities[0].phone = phone);
    }

    /// What its node shows; each time it speaks a second later.
    pub fn show(&mut self, revoked: Vec<Revoked>) -> Offered {
        self.spoken += 1;
        let now = Timestamp::from_second(self.spoken).expect("now");
        let key = RecipientKey::from_seed(&[9; 32]).expect("key");
        let fresh = Fresh {
            state: "XB".into(),
            seq: self.last.seq,
            entry: link(self.chain.last().expect("one")).expect("link"),
            keys: vec![EpochKey {
                id: hex::encode(key.id()),
                suite: 1,
                public: String::new(),
                not_before: now,
                not_after: now + HOLDS,
            }],
            tls: Vec::new(),
            desk: None,
            calls: false,
            revoked,
            issued_at: now,
            valid_until: now + HOLDS,
        };
        Offered {
            root: self.root.verify_hex(),
            entries: self.chain.clone(),
            fresh: Signed::new(fresh.statement().expect("fresh"), &self.node),
            succession: None,
            successions: Vec::new(),
        }
    }
}

/// Two officers compare the words, and one of them trusts the State for all.
pub async fn trusted(node: &Node, state: &mut State, officers: [StaffId; 2]) {
    node.store.introduce_state(state.show(Vec::new()), node.admin).await.expect("introduced");
    let root = state.root.verify_hex();
    for by in officers {
        let heard = Command::HearWords { root: root.clone(), by };
        node.store.peer_command("XB".into(), heard, by).await.expect("heard");
    }
    let trust = Command::SetTrust { trust: Trust::Full, reason: Reason::Agreement, by: officers[1] };
    node.store.peer_command("XB".into(), trust, officers[1]).await.expect("trusted");
}

pub fn refolds_the_same(node: &Node) {
    let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
    assert!(rebuilt.identical, "{:?}", rebuilt.different);
}

/// A desk team with a certified key, and its first member.
pub async fn desk(node: &Node) -> Member {
    let team = node.store.found_desk_team("24/7 desk".into(), node.admin).await.expect("founded");
    let officer = join(&node.store, "officer", Role::Officer, vec![team], node.admin).await;
    make_key(&node.store, &node.root, team, "desk", &officer, node.admin).await;
    officer
}

#[test]
fn a_node_has_one_desk_team_and_only_its_roles_hold_the_key() {
    on_both(|node: Node| async move {
        desk(&node).await;
        let again = node.store.found_desk_team("Another".into(), node.admin).await;
        assert!(matches!(refused(again), Some(Refusal::NotNow(_))));
        let teams = node.store.teams().await.expect("teams");
        let team = teams.iter().find(|team| team.purpose == "desk").expect("desk").id;
        for role in [Role::Analyst, Role::Supervisor, Role::Administrator, Role::Auditor] {
            let invited = node.store.invite(role, vec![team], Some(node.admin)).await;
            assert!(matches!(refused(invited), Some(Refusal::Field { .. })), "{role:?}");
        }
        assert_eq!(refused(node.store.add_member(team, node.analyst.id, node.admin).await), Some(Refusal::NotAllowed));
        let of_reports = node.store.invite(Role::Officer, vec![node.team.id], Some(node.admin)).await;
        assert!(matches!(refused(of_reports), Some(Refusal::Field { .. })), "an officer reads no report");
        node
    });
}

#[test]
fn a_state_is_trusted_after_two_officers_compared_its_words_and_not_before() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        let introduced = node.store.introduce_state(state.show(Vec::new()), node.admin).await.expect("introduced");
        assert_eq!(introduced, "XB");
        let again = node.store.introduce_state(state.show(Vec::new()), node.admin).await;
        assert!(matches!(refused(again), Some(Refusal::NotNow(_))));
        let trust = Command::SetTrust { trust: Trust::Full, reason: Reason::Agreement, by: node.admin };
        let early = node.store.peer_command("XB".into(), trust, node.admin).await;
        assert!(matches!(refused(early), Some(Refusal::NotNow(_))));
        let heard = |by| Command::HearWords { root: State::new().root.verify_hex(), by };
        for by in [node.admin, node.supervisor.id] {
            node.store.peer_command("XB".into(), heard(by), by).await.expect("heard");
        }
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!((row.trust, row.peer.heard.len()), (Trust::PreserveOnly, 2));
        assert_eq!(node.store.peers().await.expect("peers").len(), 1);
        refolds_the_same(&node);
        node
    });
}

#[test]
fn a_newer_entry_takes_effect_and_a_new_number_waits() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
        state.say(|entry| entry.url = "https://new.example".into());
        assert_eq!(node.store.take_in_entry("XB".into(), state.show(vec![])).await.expect("taken"), TakenIn::Now);
        state.say(|entry| entry.authorities[0].phone = "+99 6 666 666".into());
        let key = RecipientKey::from_seed(&[9; 32]).expect("key");
        let revoked =
            vec![Revoked { key: hex::encode(key.id()), since: Timestamp::from_second(jiff_now() - 5).expect("then") }];
        let shown = state.show(revoked);
        for _ in 0..2 {
            assert_eq!(node.store.take_in_entry("XB".into(), shown.clone()).await.expect("taken"), TakenIn::Waits);
        }
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!((row.known.entry.seq, row.known.entry.phones()["desk"]), (2, "+99 1 234 567"));
        let now = khien_store::journal::now();
        assert!(row.known.receives(now).is_none(), "a key that it revoked receives nothing, also while the rest waits");
        let held = row.peer.held.expect("waits");
        let confirm = Command::Confirm { entry: held.entry.clone(), by: node.admin };
        node.store.peer_command("XB".into(), confirm, node.admin).await.expect("confirmed");
        node.store.ripen_peers().await.expect("looked");
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!(row.known.entry.seq, 2, "the day is not over");
        assert!(node.store.directory_entry(held.entry).await.expect("kept").is_some());
        refolds_the_same(&node);
        node
    });
}

#[test]
fn two_histories_are_both_kept_and_disclosure_stops() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
        let mut mirror = State::new();
        mirror.chain.clone_from(&state.chain);
        mirror.last.clone_from(&state.last);
        state.say(|entry| entry.url = "https://one.example".into());
        mirror.say(|entry| entry.url = "https://other.example".into());
        node.store.take_in_entry("XB".into(), state.show(vec![])).await.expect("taken");
        for _ in 0..2 {
            let taken = node.store.take_in_entry("XB".into(), mirror.show(vec![])).await.expect("taken");
            assert_eq!(taken, TakenIn::Split);
        }
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!((row.trust, row.peer.reason), (Trust::PreserveOnly, Some(Reason::SplitView)));
        let histories = node.store.histories("XB".into()).await.expect("histories");
        let [one] = histories.as_slice() else { panic!("told once: {histories:?}") };
        assert_eq!((Some(&one.known), Some(&one.offered)), (state.chain.last(), mirror.chain.last()));
        let forged = Offered { root: SignKey::from_seed([66; 32]).verify_hex(), ..state.show(vec![]) };
        let taken = node.store.take_in_entry("XB".into(), forged).await;
        assert!(matches!(refused(taken), Some(Refusal::NotNow(_))), "another root");
        refolds_the_same(&node);
        node
    });
}

#[test]
fn our_own_entry_is_the_roots_and_the_node_speaks_with_it() {
    on_both(|node: Node| async move {
        assert!(node.store.own_offered().await.expect("none").is_none());
        node.store.keep_desk_keys().await.expect("nothing to do");
        let officer = desk(&node).await;
        let keys = node.store.desk_keys().await.expect("keys").expect("certified");
        let sign = node.store.desk_sign_key().await.expect("key");
        let ledger = Ledger { origin: "node.test/ledger".into(), online: keys.online.clone() };
        let first = entry("XA", &sign, keys.teams.clone(), ledger.clone());
        let signed = |entry: &Entry, root: &SignKey| Signed::new(entry.statement().expect("entry"), root);
        let thief = SignKey::from_seed([66; 32]);
        let forged = node.store.put_own_entry(signed(&first, &thief), node.admin).await;
        assert_eq!(refused(forged), Some(Refusal::Forged));
        let other = entry("XA", &thief, keys.teams.clone(), ledger);
        let forged = node.store.put_own_entry(signed(&other, &node.root), node.admin).await;
        let changed = Refusal::NotNow("the keys changed since this entry was written");
        assert_eq!(refused(forged), Some(changed), "the root signed, and another node's key stands in it");
        node.store.put_own_entry(signed(&first, &node.root), node.admin).await.expect("put");
        let again = node.store.put_own_entry(signed(&first, &node.root), node.admin).await;
        assert_eq!(refused(again), Some(Refusal::Stale), "its place is taken");

        let now = khien_store::journal::now();
        let offered = node.store.own_offered().await.expect("offered").expect("there");
        let known = khien_desk::directory::accept(None, &offered, now).expect("sound");
        let khien_desk::directory::Accepted::Now(known) = known else { panic!("nothing waits") };
        let key = known.receives(now).expect("a key").clone();
        let opens = node.store.desk_recipient(key.id.clone()).await.expect("asked").expect("there");
        assert_eq!(hex::encode(opens.id()), key.id);
        node.store.keep_desk_keys().await.expect("kept");
        assert_eq!(node.store.own_offered().await.expect("offered"), Some(offered.clone()), "not due yet");

        node.store.revoke_desk_key(key.id.clone(), now, officer.id).await.expect("revoked");
        let offered = node.store.own_offered().await.expect("offered").expect("there");
        let later = khien_store::journal::now();
        let told = khien_desk::directory::accept(Some(&known), &offered, later).expect("sound");
        let khien_desk::directory::Accepted::Now(told) = told else { panic!("nothing waits") };
        let next = told.receives(later).expect("another key took its place");
        assert_ne!(next.id, key.id);
        let own = node.store.introduce_state(offered, node.admin).await;
        assert!(matches!(refused(own), Some(Refusal::NotNow(_))), "nobody introduces the State to itself");
        refolds_the_same(&node);
        node
    });
}

/// The next entry of a chain, with these keys of the node, that began so many hours ago.
fn next_entry(node: &Node, before: &Signed, first: &Entry, keys: (&str, Option<&str>), hours: i64) -> Signed {
    let (signs, beside) = keys;
    let entry = Entry {
        node: signs.to_owned(),
        beside: beside.map(str::to_owned).into_iter().collect(),
        seq: serde_json::from_str::<Entry>(before.statement.split_once('\n').expect("json").1).expect("entry").seq + 1,
        prev: link(before).expect("link"),
        not_before: khien_store::journal::now() - SignedDuration::from_hours(hours),
        ..first.clone()
    };
    Signed::new(entry.statement().expect("entry"), &node.root)
}

#[test]
fn the_key_that_signs_gives_way_to_the_next_by_three_entries_and_to_nobody_elses() {
    on_both(|node: Node| async move {
        desk(&node).await;
        let keys = node.store.desk_keys().await.expect("keys").expect("certified");
        let old = node.store.desk_sign_key().await.expect("key").verify_hex();
        let ledger = Ledger { origin: "node.test/ledger".into(), online: keys.online.clone() };
        let sign = node.store.desk_sign_key().await.expect("key");
        let first = entry("XA", &sign, keys.teams.clone(), ledger);
        let one = Signed::new(first.statement().expect("entry"), &node.root);
        node.store.put_own_entry(one.clone(), node.admin).await.expect("put");
        node.store.prepare_desk_key(node.admin).await.expect("prepared");
        let next = node.store.desk_turning().await.expect("turning").next.expect("made");
        let says = |before: &Signed, keys, hours| next_entry(&node, before, &first, keys, hours);
        let (old_key, next_key) = (old.as_str(), next.as_str());
        for wrong in [(next_key, Some(old_key)), (old_key, None), (next_key, None)] {
            let put = node.store.put_own_entry(says(&one, wrong, 30), node.admin).await;
            let changed = Refusal::NotNow("the keys changed since this entry was written");
            assert_eq!(refused(put), Some(changed), "the next is known to nobody yet: {wrong:?}");
        }
        let two = says(&one, (old_key, Some(next_key)), 25);
        node.store.put_own_entry(two.clone(), node.admin).await.expect("named");
        assert_eq!(node.store.desk_sign_key().await.expect("key").verify_hex(), old);
        let three = says(&two, (next_key, Some(old_key)), 0);
        node.store.put_own_entry(three.clone(), node.admin).await.expect("taken over");
        assert_eq!(node.store.desk_sign_key().await.expect("key").verify_hex(), next);
        let offered = node.store.own_offered().await.expect("offered").expect("there");
        let now = khien_store::journal::now();
        let khien_desk::directory::Accepted::Now(known) =
            khien_desk::directory::accept(None, &offered, now).expect("the new key speaks")
        else {
            panic!("nothing waits")
        };
        assert_eq!(known.entry.node, next);
        let own = node.store.own_entry().await.expect("own").expect("there");
        assert_eq!(own.signed_ever, [next.clone(), old.clone()], "what the old one signed is still read");
        node.store.revoke_desk_key(next.clone(), now, node.admin).await.expect("stolen");
        node.store.prepare_desk_key(node.admin).await.expect("prepared");
        let third = node.store.desk_turning().await.expect("turning").next.expect("made");
        let at_once = says(&three, (&third, None), 0);
        node.store.put_own_entry(at_once, node.admin).await.expect("at once");
        assert_eq!(node.store.desk_sign_key().await.expect("key").verify_hex(), third);
        refolds_the_same(&node);
        node
    });
}

#[test]
fn a_list_shows_what_others_see_and_another_entry_of_one_number_stops_disclosure_once() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.analyst.id]).await;
        let key = SignKey::from_seed([77; 32]);
        let pinned = |key: &str| Pinned {
            name: "Secretariat".into(),
            url: "https://list.example".into(),
            key: key.to_owned(),
            unconfirmed: None,
        };
        let wrong = node.store.pin_list(pinned("no key"), node.admin).await;
        assert!(matches!(refused(wrong), Some(Refusal::Field { field: "key", .. })));
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        let now = khien_store::journal::now();
        let list = |entry: &str, ago: i64| List {
            secretariat: "Secretariat".into(),
            issued_at: now - SignedDuration::from_mins(ago),
            valid_until: now + SignedDuration::from_hours(24),
            entries: vec![Line { state: "XB".into(), seq: row.peer.seq, entry: entry.to_owned() }],
        };
        let same = list(&row.peer.entry, 9).signed(&key).expect("signed");
        let unasked = node.store.take_in_list(key.verify_hex(), same.clone()).await;
        assert_eq!(refused(unasked), Some(Refusal::NotFound), "nobody pinned its key");
        node.store.pin_list(pinned(&key.verify_hex()), node.admin).await.expect("pinned");
        let thief = list(&row.peer.entry, 9).signed(&SignKey::from_seed([78; 32])).expect("signed");
        let forged = node.store.take_in_list(key.verify_hex(), thief).await;
        assert!(matches!(refused(forged), Some(Refusal::Field { field: "key", .. })));
        node.store.take_in_list(key.verify_hex(), same.clone()).await.expect("read");
        let seen = node.store.seen_by_lists("XB".into(), row.peer.seq, row.peer.entry.clone()).await.expect("seen");
        assert_eq!(seen.iter().map(|seen| seen.says).collect::<Vec<_>>(), [Listed::Same]);
        let other = list(&"cd".repeat(32), 5).signed(&key).expect("signed");
        node.store.take_in_list(key.verify_hex(), other.clone()).await.expect("read");
        let shown = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!(shown.trust, Trust::Full, "one person's list is shown, and stops nothing");
        let row = node.store.lists().await.expect("lists").remove(0);
        assert_eq!((row.differs, row.pinned.unconfirmed), (vec!["XB".to_owned()], Some(node.admin)));
        let alone = node.store.confirm_list(key.verify_hex(), node.admin).await;
        assert_eq!(refused(alone), Some(Refusal::NotNow("another officer has to do this")));
        node.store.confirm_list(key.verify_hex(), node.analyst.id).await.expect("confirmed");
        let twice = node.store.confirm_list(key.verify_hex(), node.analyst.id).await;
        assert!(matches!(refused(twice), Some(Refusal::NotNow(_))));
        let stopped = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!((stopped.trust, stopped.peer.reason), (Trust::PreserveOnly, Some(Reason::ListDiffers)));
        let older = node.store.take_in_list(key.verify_hex(), same).await;
        let problem = "this list is older than the one that was read last";
        assert_eq!(refused(older), Some(Refusal::Field { field: "list", problem }));
        let over = List { valid_until: now - SignedDuration::from_mins(1), ..list(&"cd".repeat(32), 4) };
        let over = node.store.take_in_list(key.verify_hex(), over.signed(&key).expect("signed")).await;
        let problem = "this list has run out or begins later";
        assert_eq!(refused(over), Some(Refusal::Field { field: "list", problem }), "each cause by its name");
        node.store.pin_list(pinned(&key.verify_hex()), node.admin).await.expect("pinned at another address");
        let again = node.store.lists().await.expect("lists").remove(0);
        assert_eq!(again.pinned.unconfirmed, None, "the key was confirmed, and not its address");
        let again = Command::SetTrust { trust: Trust::Full, reason: Reason::ClearedUp, by: node.admin };
        node.store.peer_command("XB".into(), again, node.admin).await.expect("decided");
        node.store.take_in_list(key.verify_hex(), other).await.expect("read again");
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!(row.trust, Trust::Full, "a person decided, and nothing is new");
        node.store.drop_list(key.verify_hex(), node.admin).await.expect("dropped");
        assert!(node.store.lists().await.expect("lists").is_empty());
        refolds_the_same(&node);
        node
    });
}

#[test]
fn a_state_that_left_by_its_own_word_stays_left_until_it_is_introduced_anew() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.analyst.id]).await;
        let day = khien_store::journal::now() - SignedDuration::from_hours(1);
        state.say(|entry| entry.leaves = Some(day));
        let offered = state.show(Vec::new());
        node.store.take_in_entry("XB".into(), offered).await.expect("it says so itself");
        let trust = async || node.store.peer("XB".into()).await.expect("peer").expect("there").trust;
        assert_eq!(trust().await, Trust::Left);
        state.say(|entry| entry.leaves = None);
        let offered = state.show(Vec::new());
        let back = node.store.take_in_entry("XB".into(), offered).await;
        assert_eq!(
            refused(back),
            Some(Refusal::NotNow("this State takes part no more")),
            "an entry brings nobody back"
        );
        let full = Command::SetTrust { trust: Trust::Full, reason: Reason::ClearedUp, by: node.admin };
        let set = node.store.peer_command("XB".into(), full, node.admin).await;
        assert_eq!(refused(set), Some(Refusal::NotNow("this State takes part no more")));
        assert_eq!(trust().await, Trust::Left);
        let offered = state.show(Vec::new());
        node.store.introduce_state(offered, node.admin).await.expect("introduced anew");
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!((row.trust, row.peer.heard.len(), row.peer.reason), (Trust::Introduced, 0, None));
        refolds_the_same(&node);
        node
    });
}
