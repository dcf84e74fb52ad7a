//! What waits to leave while a message is in doubt, and what was on its way when the revocation came.

use std::sync::Arc;

use khien_desk::request::Act;
use khien_desk::request::suspension::Halt;
use khien_store::requests::Saying;
use khien_store::suspension::{VOID, VOID_TRIED};

use crate::messages::{THREAD, arrived, hear, law, saying};
use crate::peers::{State, refolds_the_same, trusted};
use crate::suspension::{
    NODE, accept, answered, asks, evidence, leaves, number, of, rechecked, revoked, say, takes_in, told_of,
};
use crate::world::{Node, on_both};

async fn codes(node: &Node) -> Vec<String> {
    let page = node.store.request_page(THREAD).await.expect("page");
    page.messages.iter().filter(|one| one.ours).map(|one| one.code.clone()).collect()
}

/// A request whose first message stands, and whose second is in doubt.
async fn doubted_later(node: &Node) -> State {
    let mut state = State::new();
    trusted(node, &mut state, [node.admin, node.supervisor.id]).await;
    hear(node, arrived(1, asks())).await;
    node.with_conn(|conn, _| conn.execute("UPDATE desk_in SET at = at - 3600000000", &[]).expect("an hour ago"));
    hear(node, arrived(2, Act::Status)).await;
    say(node, accept(), node.admin, 21).await.expect("accepted");
    state
}

/// Evidence of one part, said and delivered.
async fn handed_over(node: &Node) -> State {
    let mut state = State::new();
    trusted(node, &mut state, [node.admin, node.supervisor.id]).await;
    hear(node, arrived(1, asks())).await;
    say(node, accept(), node.admin, 21).await.expect("accepted");
    let (place, _) = node.store.next_place(THREAD).await.expect("place");
    let said = Saying { chunks: vec!["cd".repeat(32)], ..saying(node.analyst.id, place, evidence(), 22) };
    node.store.say(THREAD, Arc::new(said), law()).await.expect("handed over");
    for n in [21, 22] {
        node.store.receipted(number(n), b"receipt".to_vec()).await.expect("kept");
    }
    state
}

#[test]
fn k3_the_receipt_for_what_was_on_its_way_when_the_revocation_came_is_kept() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        assert_eq!(leaves(&node).await, [number(21)]);
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        node.store.receipted(number(21), b"receipt".to_vec()).await.expect("kept");
        assert_eq!(node.store.receipt_of(number(21)).await.expect("kept"), b"receipt");
        rechecked(&node, false).await;
        assert_eq!(codes(&node).await, ["", VOID], "the first was given, the second never");
        refolds_the_same(&node);
        node
    });
}

#[test]
fn k3_of_what_was_tried_before_the_revocation_nobody_says_that_it_was_never_sent() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        assert_eq!(leaves(&node).await, [number(21)]);
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        rechecked(&node, false).await;
        assert_eq!(codes(&node).await, [VOID_TRIED, VOID]);
        refolds_the_same(&node);
        node
    });
}

#[test]
fn k3_a_part_of_evidence_that_arrived_while_a_message_came_into_doubt_is_there() {
    on_both(|node| async move {
        let mut state = handed_over(&node).await;
        let mut waiting = node.store.waiting_chunks(THREAD, number(22)).await.expect("read");
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        node.store.chunk_left(waiting.remove(0), true).await.expect("there");
        let progress = node.store.package_progress(THREAD, number(22)).await.expect("read");
        assert_eq!((progress.all, progress.there), (1, 1));
        rechecked(&node, true).await;
        assert_eq!(node.store.waiting_packages().await.expect("read"), [], "it is not carried again");
        node
    });
}

#[test]
fn k3_what_was_taken_out_to_be_sent_is_asked_for_again_before_its_bytes_leave() {
    on_both(|node| async move {
        let mut state = handed_over(&node).await;
        let part = node.store.waiting_chunks(THREAD, number(22)).await.expect("read").remove(0);
        say(&node, evidence(), node.analyst.id, 23).await.expect("more");
        let waits = async || node.store.still_waiting(number(23)).await.expect("asked");
        let part_waits = async || node.store.chunk_still_waits(part.clone()).await.expect("asked");
        assert_eq!(leaves(&node).await, [number(23)]);
        assert_eq!((waits().await, part_waits().await), (true, true));
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        assert_eq!((waits().await, part_waits().await), (false, false));
        rechecked(&node, true).await;
        assert_eq!((waits().await, part_waits().await), (true, true));
        node.store.receipted(number(23), b"receipt".to_vec()).await.expect("kept");
        node.store.chunk_left(part.clone(), true).await.expect("there");
        assert_eq!((waits().await, part_waits().await), (false, false));
        node
    });
}

#[test]
fn k3_whoever_says_something_tries_it_once_before_the_outbox_does_and_that_counts() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        assert!(node.store.still_waiting(number(21)).await.expect("asked"));
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        assert!(!node.store.still_waiting(number(22)).await.expect("asked"));
        // Nothing that counts came back; what was on its way may have arrived.
        let later = khien_terms::Moment::from(khien_store::journal::now()).plus_hours(1.0);
        node.store.try_again(number(21), later).await.expect("written");
        rechecked(&node, false).await;
        assert_eq!(codes(&node).await, [VOID_TRIED, VOID]);
        node
    });
}

#[test]
fn k3_nothing_overtakes_what_is_held_back() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        say(&node, Act::Status, node.analyst.id, 24).await.expect("it is told where it stands");
        assert_eq!(leaves(&node).await, Vec::<String>::new(), "the other side could not place it");
        rechecked(&node, true).await;
        for n in [21, 22, 24] {
            assert_eq!(leaves(&node).await, [number(n)]);
            node.store.receipted(number(n), b"receipt".to_vec()).await.expect("kept");
        }
        node
    });
}

#[test]
fn k3_what_is_said_after_numbers_were_given_up_is_known_here_alone() {
    on_both(|node| async move {
        let mut state = doubted_later(&node).await;
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        say(&node, Act::Status, node.analyst.id, 22).await.expect("while it waits");
        told_of(&node, 2, false).await;
        assert_eq!(of(&node, THREAD).await.halt(), Some(Halt::Void));
        assert_eq!(codes(&node).await, [VOID, VOID], "nobody could place the second");
        say(&node, Act::Close, node.analyst.id, 23).await.expect("closed");
        assert_eq!((codes(&node).await, leaves(&node).await), (vec![VOID.to_owned(); 3], Vec::new()));
        assert!(of(&node, THREAD).await.is_over());
        refolds_the_same(&node);
        node
    });
}

#[test]
fn k3_where_no_number_was_given_up_the_other_state_hears_that_we_close() {
    on_both(|node| async move {
        let mut state = doubted_later(&node).await;
        node.store.receipted(number(21), b"receipt".to_vec()).await.expect("kept");
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        told_of(&node, 2, false).await;
        say(&node, Act::Close, node.analyst.id, 22).await.expect("closed");
        assert_eq!((codes(&node).await, leaves(&node).await), (vec![String::new(); 2], vec![number(22)]));
        node
    });
}
