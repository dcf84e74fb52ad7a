//! A new root of our own State's desk, and another State's that waits for two people.

use jiff::SignedDuration;
use khien_casework::Refusal;
use khien_desk::directory::entry::{Entry, Ledger};
use khien_desk::directory::peer::{Command, Peer};
use khien_desk::directory::renewal::Renewal;
use khien_desk::directory::root::succession;
use khien_desk::directory::{Accepted, Change, Known, Offered, Reject, Trust, accept};
use khien_seal::keys::SignKey;
use khien_seal::statement::{Signed, StaffCert, TeamCert};
use khien_store::directory::TakenIn;
use khien_store::vals;

use crate::peers::{State, desk, entry, refolds_the_same, trusted};
use crate::refused;
use crate::world::{Node, make_key, on_both};

fn key(n: u8) -> SignKey {
    SignKey::from_seed([n; 32])
}

/// The first entry of our State, signed by the node's root.
async fn first_entry(node: &Node) {
    let keys = node.store.desk_keys().await.expect("keys").expect("certified");
    let sign = node.store.desk_sign_key().await.expect("key");
    let ledger = Ledger { origin: "node.test/ledger".into(), online: keys.online };
    let first = entry("XA", &sign, keys.teams, ledger);
    let signed = Signed::new(first.statement().expect("entry"), &node.root);
    node.store.put_own_entry(signed, node.admin).await.expect("put");
}

/// What a browser makes of two roots.
async fn made(node: &Node, old: Option<&SignKey>, new: &SignKey) -> Renewal {
    let standing = node.store.desk_standing().await.expect("standing").expect("an entry");
    let now = khien_store::journal::now();
    let mut entry = standing.next(now, SignedDuration::from_hours(395 * 24)).expect("entry");
    let anew = |one: &Signed| Signed::new(one.statement.clone(), new);
    entry.desk = standing.desk.iter().map(anew).collect();
    entry.ledger.online = anew(&standing.online);
    Renewal {
        root: new.verify_hex(),
        succession: old.map(|old| succession("XA", old, &new.verify_bytes())),
        desk: entry.desk.clone(),
        online: entry.ledger.online.clone(),
        entry: Signed::new(entry.statement().expect("entry"), new),
    }
}

async fn shown(node: &Node) -> Offered {
    node.store.own_offered().await.expect("offered").expect("an entry")
}

fn known(offered: &Offered) -> Known {
    match accept(None, offered, khien_store::journal::now()).expect("sound") {
        Accepted::Now(known) => *known,
        Accepted::NeedsConfirmation { changes, .. } => panic!("{changes:?}"),
    }
}

/// What whoever knew us is shown, once they followed the root.
fn followed(known: &Known, offered: &Offered) -> Known {
    match accept(Some(known), offered, khien_store::journal::now()).expect("sound") {
        Accepted::NeedsConfirmation { next, changes, .. } => {
            assert_eq!(changes, [Change::Root]);
            *next
        }
        Accepted::Now(known) => panic!("a root waits for people: {}", known.entry.seq),
    }
}

#[test]
fn a_new_root_takes_the_desk_over_whole_and_leaves_reporters_where_they_are() {
    on_both(|node: Node| async move {
        assert!(node.store.desk_standing().await.expect("standing").is_none(), "no entry, no root that could follow");
        let officer = desk(&node).await;
        first_entry(&node).await;
        let before = shown(&node).await;
        let (there, vouched) = (known(&before), node.store.officer_certificate(officer.id).await.expect("vouched"));
        let portal = node.store.public_keys().await.expect("keys");
        let (old, new) = (&node.root, key(91));
        let renewal = made(&node, Some(old), &new).await;

        let thief = key(66);
        let wrong = [
            (
                Renewal { succession: Some(succession("XA", &thief, &new.verify_bytes())), ..renewal.clone() },
                Refusal::Forged,
            ),
            (Renewal { desk: before_team(&there), ..renewal.clone() }, CHANGED),
            (Renewal { online: there.entry.ledger.online.clone(), ..renewal.clone() }, CHANGED),
            (Renewal { entry: there.signed.clone(), ..renewal.clone() }, Refusal::Forged),
            (made(&node, Some(old), old).await, Refusal::NotNow("this root was a root before already")),
        ];
        for (n, (wrong, why)) in wrong.into_iter().enumerate() {
            assert_eq!(refused(node.store.check_desk_root(wrong.clone()).await), Some(why.clone()), "{n}");
            assert_eq!(refused(node.store.renew_desk_root(wrong, node.admin).await), Some(why), "{n}");
        }
        assert_eq!(shown(&node).await, before, "nothing was kept of these");
        assert_eq!(node.store.check_desk_root(renewal.clone()).await.expect("sound").seq, 2);
        assert_eq!(shown(&node).await, before, "looking keeps nothing");

        node.store.renew_desk_root(renewal.clone(), node.admin).await.expect("renewed");
        let keys = node.store.node_keys().await.expect("keys").expect("set up");
        assert_eq!((keys.root, keys.desk_root), (old.verify_hex(), new.verify_hex()));
        assert_eq!(
            node.store.public_keys().await.expect("keys"),
            portal,
            "receipts and the hotline's teams stay with the node's root"
        );
        assert!(refused(node.store.renew_desk_root(renewal, node.admin).await).is_some(), "once");
        let next = followed(&there, &shown(&node).await);
        assert_eq!((next.entry.seq, next.root), (2, new.verify_bytes()));
        let team = next.entry.desk_teams(&next.root).remove(0);
        assert!(StaffCert::verified(&vouched, &team).is_ok(), "what an officer signed before is read as signed");
        assert_eq!(next.entry.ledger_key(&next.root), there.entry.ledger_key(&there.root));
        let own = node.store.own_entry().await.expect("own").expect("there");
        assert_eq!(own.signed_ever.as_slice(), std::slice::from_ref(&there.entry.node));
        only_the_new_root_signs(&node, &new).await;
        refolds_the_same(&node);
        node
    });
}

const CHANGED: Refusal = Refusal::NotNow("the keys changed since this entry was written");

fn before_team(known: &Known) -> Vec<Signed> {
    known.entry.desk.clone()
}

/// Entries, and keys of the desk's team, are signed with the new kit; keys of the hotline with the first one.
async fn only_the_new_root_signs(node: &Node, new: &SignKey) {
    let own = node.store.own_entry().await.expect("own").expect("there");
    let place = node.store.next_entry().await.expect("place");
    let entry = Entry { seq: place.seq, prev: place.prev, url: "https://moved.example".into(), ..own.entry };
    let statement = entry.statement().expect("entry");
    let put = node.store.put_own_entry(Signed::new(statement.clone(), &node.root), node.admin).await;
    assert_eq!(refused(put), Some(Refusal::Forged));
    node.store.put_own_entry(Signed::new(statement, new), node.admin).await.expect("put");
    let keys = node.store.desk_keys().await.expect("keys").expect("certified");
    let team = TeamCert::verified(&keys.teams[0], &new.verify_bytes()).expect("the new root's");
    let old = Signed::new(team.statement(), &node.root);
    let id = team.team.parse().expect("a team");
    assert_eq!(refused(node.store.certify_team(id, node.admin, old).await), Some(Refusal::Forged));
    node.store.certify_team(id, node.admin, keys.teams[0].clone()).await.expect("certified already");
    make_key_of_intake(node).await;
}

async fn make_key_of_intake(node: &Node) {
    node.store.remove_member(node.team.id, node.analyst.id, node.admin).await.expect("removed");
    make_key(&node.store, &node.root, node.team.id, "intake", &node.supervisor, node.admin).await;
}

#[test]
fn k4_whoever_slept_through_two_roots_follows_both() {
    on_both(|node: Node| async move {
        desk(&node).await;
        first_entry(&node).await;
        let there = known(&shown(&node).await);
        let (one, two) = (key(91), key(92));
        let renewal = made(&node, Some(&node.root), &one).await;
        node.store.renew_desk_root(renewal, node.admin).await.expect("renewed");
        let after_one = followed(&there, &shown(&node).await);
        let back = made(&node, Some(&one), &node.root).await;
        let before = Refusal::NotNow("this root was a root before already");
        assert_eq!(
            refused(node.store.renew_desk_root(back, node.admin).await),
            Some(before),
            "the node's own root does not come back"
        );
        let renewal = made(&node, Some(&one), &two).await;
        node.store.renew_desk_root(renewal, node.admin).await.expect("renewed");
        let offered = shown(&node).await;
        assert_eq!((offered.entries.len(), offered.successions.len()), (3, 2));
        assert_eq!(
            offered.succession,
            offered.successions.last().cloned(),
            "a node that knows of one alone reads the last"
        );
        for known in [&there, &after_one] {
            let next = followed(known, &offered);
            assert_eq!((next.entry.seq, next.root), (3, two.verify_bytes()));
        }
        assert_eq!(known(&offered).root, two.verify_bytes(), "whoever is introduced now compares the newest");
        refolds_the_same(&node);
        node
    });
}

#[test]
fn where_the_root_is_lost_nobody_follows_by_themselves_and_a_new_introduction_does() {
    on_both(|node: Node| async move {
        desk(&node).await;
        first_entry(&node).await;
        let there = known(&shown(&node).await);
        let (new, later) = (key(91), key(92));
        node.store.renew_desk_root(made(&node, None, &new).await, node.admin).await.expect("renewed");
        let offered = shown(&node).await;
        let now = khien_store::journal::now();
        assert_eq!(accept(Some(&there), &offered, now), Err(Reject::OtherRoot));
        let anew = known(&offered);
        assert_eq!((anew.root, anew.entry.seq, offered.entries.len()), (new.verify_bytes(), 2, 1));
        let own = node.store.own_entry().await.expect("own").expect("there");
        assert_eq!(
            own.signed_ever.as_slice(),
            std::slice::from_ref(&there.entry.node),
            "what was signed before is read here as signed"
        );
        // From then on roots follow each other again.
        node.store.renew_desk_root(made(&node, Some(&new), &later).await, node.admin).await.expect("renewed");
        assert_eq!(followed(&anew, &shown(&node).await).root, later.verify_bytes());
        refolds_the_same(&node);
        node
    });
}

#[test]
fn anothers_new_root_waits_for_two_people_and_a_day_and_nothing_is_disclosed_meanwhile() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        let people = [node.admin, node.supervisor.id];
        trusted(&node, &mut state, people).await;
        let trust = async || node.store.peer("XB".into()).await.expect("peer").expect("there").trust;
        assert_eq!(trust().await, Trust::Full);
        let said = vec![state.renew(51), state.renew(52)];
        let offered = Offered { succession: said.last().cloned(), successions: said, ..state.show(vec![]) };
        for _ in 0..2 {
            assert_eq!(node.store.take_in_entry("XB".into(), offered.clone()).await.expect("taken"), TakenIn::Waits);
        }
        assert_eq!(trust().await, Trust::Stale, "preservation goes on, disclosure waits");
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        let held = row.peer.held.expect("waits");
        for by in people {
            let confirm = Command::Confirm { entry: held.entry.clone(), by };
            node.store.peer_command("XB".into(), confirm, by).await.expect("confirmed");
        }
        node.store.ripen_peers().await.expect("looked");
        assert_eq!(trust().await, Trust::Stale, "the day is not over");
        refolds_the_same(&node);
        node.with_conn(a_day_passes);
        node.store.ripen_peers().await.expect("ripe");
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!((row.trust, row.known.root, row.known.entry.seq), (Trust::Full, key(52).verify_bytes(), 3));
        assert_eq!(node.store.take_in_entry("XB".into(), offered).await.expect("taken"), TakenIn::Now);
        node
    });
}

#[test]
fn a_root_of_another_state_that_nobody_signed_for_is_told_holds_disclosure_and_what_waited_and_nothing_else() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        let people = [node.admin, node.supervisor.id];
        trusted(&node, &mut state, people).await;
        let row = async || node.store.peer("XB".into()).await.expect("peer").expect("there");
        let said = vec![state.renew(51)];
        let signed = Offered { succession: said.last().cloned(), successions: said, ..state.show(vec![]) };
        assert_eq!(node.store.take_in_entry("XB".into(), signed.clone()).await.expect("taken"), TakenIn::Waits);
        let entry = row().await.peer.held.expect("waits").entry;
        // The kit is lost after that: a third root, and nobody says a word for it.
        state.renew(52);
        let all = state.show(vec![]);
        let lost = Offered { entries: all.entries.last().cloned().into_iter().collect(), ..all };
        let known = row().await.known.root;
        for _ in 0..2 {
            assert_eq!(node.store.take_in_entry("XB".into(), lost.clone()).await.expect("taken"), TakenIn::Unsigned);
        }
        assert_eq!(node.with_conn(told), 1, "it is told once");
        let now = row().await;
        assert_eq!((now.trust, now.known.root), (Trust::Stale, known), "data is preserved, nothing new is believed");
        let confirm = Command::Confirm { entry, by: people[0] };
        let refused = node.store.peer_command("XB".into(), confirm.clone(), people[0]).await;
        assert!(
            refused.is_err_and(|fault| fault.to_string().contains("another root by now")),
            "what waited is shown no more"
        );
        refolds_the_same(&node);
        // Its node shows again what its old root signed for: as before.
        assert_eq!(node.store.take_in_entry("XB".into(), signed).await.expect("taken"), TakenIn::Waits);
        assert_eq!(row().await.peer.unsigned_root, None);
        node.store.peer_command("XB".into(), confirm, people[0]).await.expect("confirmed");
        // Whoever says that it left introduces it anew, with the root of now.
        node.store.take_in_entry("XB".into(), lost.clone()).await.expect("taken");
        node.store.peer_command("XB".into(), Command::Leave { by: people[0] }, people[0]).await.expect("left");
        node.store.introduce_state(lost, people[0]).await.expect("introduced anew");
        let anew = row().await;
        assert_eq!(
            (anew.peer.unsigned_root, anew.trust, anew.known.root),
            (None, Trust::Introduced, key(52).verify_bytes())
        );
        node
    });
}

/// How often it was written down that a State's node shows a root that nobody signed for.
fn told(conn: &mut khien_store::db::Conn, _: &khien_store::Shared) -> i64 {
    let row = conn.first("SELECT count(*) FROM event WHERE type = 'peer.root_unsigned'", &[]).expect("read");
    row.expect("a row").int(0)
}

fn a_day_passes(conn: &mut khien_store::db::Conn, _: &khien_store::Shared) {
    let row = conn.first("SELECT state FROM peer WHERE id = 'XB'", &[]).expect("read").expect("there");
    let mut peer: Peer = serde_json::from_str(row.text(0)).expect("peer");
    let held = peer.held.as_mut().expect("waits");
    held.not_before -= SignedDuration::from_hours(24);
    let state = serde_json::to_string(&peer).expect("json");
    conn.execute("UPDATE peer SET state = $1 WHERE id = 'XB'", &vals![state]).expect("moved");
}
