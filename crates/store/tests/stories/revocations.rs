//! Which revocations count: those of a State whose words two people heard, each key once, with the earliest moment.

use jiff::Timestamp;
use khien_casework::Refusal;
use khien_desk::directory::fresh::Revoked;
use khien_desk::directory::peer::Command;
use khien_desk::request::suspension::Halt;
use khien_desk::request::{Act, Request};
use khien_store::courier::Taken;
use khien_store::{rebuild, schema};
use khien_terms::id::StaffId;

use crate::messages::{THREAD, arrived, hear};
use crate::peers::{State, refolds_the_same, trusted};
use crate::refused;
use crate::suspension::{NODE, answered, asks, leaves, number, of, rechecked, revoked, takes_in};
use crate::world::{Node, on_both};

/// The true node's key, not to be believed since ever.
fn since_ever() -> Vec<Revoked> {
    vec![Revoked { key: hex::encode(NODE), since: Timestamp::UNIX_EPOCH }]
}

async fn hears(node: &Node, state: &State, by: StaffId) {
    let heard = Command::HearWords { root: state.root.verify_hex(), by };
    node.store.peer_command("XB".into(), heard, by).await.expect("heard");
}

async fn lets_go(node: &Node) {
    node.store.peer_command("XB".into(), Command::Leave { by: node.admin }, node.admin).await.expect("let go");
}

fn suspensions(node: &Node) -> i64 {
    let sql = "SELECT COUNT(*) FROM event WHERE type = 'request.suspended'";
    node.with_conn(|conn, _| conn.first(sql, &[]).expect("query").map_or(0, |row| row.int(0)))
}

#[test]
fn k3_what_a_forged_entry_revokes_silences_the_true_state_in_nothing() {
    for callers in [0, 2] {
        on_both(|node| async move {
            let mut forged = State::of(66);
            node.store.introduce_state(forged.show(since_ever()), node.admin).await.expect("introduced");
            for by in [node.admin, node.supervisor.id].into_iter().take(callers) {
                hears(&node, &forged, by).await;
            }
            lets_go(&node).await;
            let mut state = State::new();
            trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
            assert!(
                matches!(hear(&node, arrived(1, asks())).await, Taken::New(_)),
                "{callers} heard the forger's words"
            );
            node
        });
    }
}

#[test]
fn k3_a_forged_entry_of_a_state_that_left_suspends_nothing_that_it_asked() {
    on_both(|node| async move {
        answered(&node).await;
        lets_go(&node).await;
        let mut forged = State::of(66);
        node.store.introduce_state(forged.show(since_ever()), node.admin).await.expect("introduced");
        node.store.take_in_entry("XB".into(), forged.show(since_ever())).await.expect("taken");
        hears(&node, &forged, node.admin).await;
        assert_eq!(of(&node, THREAD).await.halt(), None, "one person heard its words");
        refolds_the_same(&node);
        node
    });
}

#[test]
fn k3_what_a_state_revoked_counts_when_the_second_person_has_heard_its_words() {
    on_both(|node| async move {
        let mut state = State::new();
        hear(&node, arrived(1, asks())).await;
        node.store.introduce_state(state.show(revoked(NODE, 30)), node.admin).await.expect("introduced");
        hears(&node, &state, node.admin).await;
        assert_eq!(of(&node, THREAD).await.halt(), None);
        hears(&node, &state, node.supervisor.id).await;
        assert_eq!(of(&node, THREAD).await.halt(), Some(Halt::Open));
        assert_eq!(hear(&node, arrived(2, Act::Status)).await, Taken::Unproven);
        refolds_the_same(&node);
        node
    });
}

#[test]
fn k3_an_earlier_moment_of_a_key_about_which_people_were_asked_holds_nothing_back() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        rechecked(&node, true).await;
        let before: Request = of(&node, THREAD).await;
        takes_in(&node, &mut state, revoked(NODE, 600)).await;
        let after = of(&node, THREAD).await;
        assert_eq!((after.halt(), &after.suspended), (None, &before.suspended), "what was signed over stands");
        assert_eq!(leaves(&node).await, [number(21)], "nobody would let it go again");
        refolds_the_same(&node);
        node
    });
}

#[test]
fn k3_a_key_is_revoked_once_with_its_earliest_moment_however_often_it_is_said() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        let often: Vec<Revoked> = [30, 60, 45].iter().flat_map(|minutes| revoked(NODE, *minutes)).collect();
        let earliest = often[1].since;
        for said in [often.clone(), often, revoked(NODE, 50), revoked(NODE, 20)] {
            takes_in(&node, &mut state, said).await;
        }
        assert_eq!(suspensions(&node), 1, "for one request and key");
        let known = node.store.peer("XB".into()).await.expect("peer").expect("there").known;
        assert_eq!(known.revoked, [Revoked { key: hex::encode(NODE), since: earliest }]);
        takes_in(&node, &mut state, revoked(NODE, 600)).await;
        assert_eq!(suspensions(&node), 2, "an earlier moment, while nobody has confirmed");
        refolds_the_same(&node);
        node
    });
}

#[test]
fn k3_a_state_names_no_more_keys_than_there_is_room_for() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        let all: Vec<Revoked> = (0..=255u8).flat_map(|one| revoked([one; 32], 1)).collect();
        let (first, last) = all.split_at(200);
        takes_in(&node, &mut state, first.to_vec()).await;
        let one_more = Revoked { key: "0123".repeat(16), since: last[0].since };
        let shown = state.show([last, &[one_more]].concat());
        let taken = node.store.take_in_entry("XB".into(), shown).await;
        assert!(matches!(refused(taken), Some(Refusal::Field { .. })), "257");
        takes_in(&node, &mut state, last.to_vec()).await;
        node
    });
}

#[test]
fn k3_our_own_node_revokes_no_more_keys_than_others_take_in() {
    on_both(|node| async move {
        let since = khien_store::journal::now();
        let revoke = async |key: String, since| node.store.revoke_desk_key(key, since, node.admin).await;
        for one in 0..=255u8 {
            revoke(hex::encode([one; 32]), since).await.expect("revoked");
        }
        assert!(matches!(refused(revoke("0123".repeat(16), since).await), Some(Refusal::NotNow(_))));
        revoke(hex::encode([0; 32]), Timestamp::UNIX_EPOCH).await.expect("an earlier moment of one of them");
        node
    });
}

#[test]
fn k3_a_database_from_before_stolen_keys_takes_messages_in() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        node.with_conn(|conn, shared| {
            conn.script(
                "ALTER TABLE desk_in DROP COLUMN request; ALTER TABLE desk_in DROP COLUMN node; \
                 ALTER TABLE desk_in DROP COLUMN officer; DROP TABLE desk_revoked; UPDATE schema_version SET version = 13;",
            )
            .expect("as it was");
            rebuild::prepare(conn, shared).expect("opened");
            assert_eq!(schema::prepare(conn).expect("prepared"), schema::Fit::Current);
        });
        assert!(matches!(hear(&node, arrived(2, Act::Status)).await, Taken::New(_)));
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        let doubted = of(&node, THREAD).await;
        let named: Vec<&str> = doubted.suspended.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(named, [number(2)], "which key signed the first is not known");
        refolds_the_same(&node);
        node
    });
}
