//! Information that is given without a request: its key stays where it was made until the conditions are accepted, is destroyed when
//! they are not, and opens where it was given for what it was given.

use std::sync::Arc;

use khien_desk::Kind;
use khien_desk::package::{Barred, Conditions, Purpose};
use khien_desk::request::information::{Closed, Information, Key};
use khien_desk::request::{self, Act, Phase, Urgency};
use khien_store::Fault;
use khien_store::courier::{Arrived, Taken};
use khien_store::information::{KeptKey, Released};
use khien_store::rebuild::rebuild;
use khien_store::requests::Saying;
use khien_terms::Moment;
use khien_terms::id::RequestId;

use crate::messages::{AGE, arrived, hear, law, saying};
use crate::world::{Node, on_both};

pub(crate) fn now() -> Moment {
    Moment::from(khien_store::journal::now())
}

fn gives() -> Act {
    let conditions = Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: true };
    Act::Request {
        kind: Kind::X1,
        form: "X1@1.0".into(),
        urgency: Urgency::Routine,
        respond_by: now().plus_days(5),
        hold_days: None,
        about: None,
        follow_up_by: None,
        information: Some(Information { part: "ab".repeat(32), conditions, exculpatory: true }),
    }
}

fn number(n: u8) -> String {
    format!("{n:032x}")
}

/// Information of ours, given to XB under the number `n`.
async fn given(node: &Node, n: u8) -> RequestId {
    let id = node.store.draft_request("XB".into(), Kind::X1, AGE.to_vec(), node.analyst.id).await.expect("drafted");
    let (place, _) = node.store.next_place(id).await.expect("place");
    let key = Some(KeptKey { wrapped: vec![7; 40], own: AGE.to_vec() });
    let said = Saying { key, ..saying(node.admin, place, gives(), n) };
    node.store.say(id, Arc::new(said), law()).await.expect("said");
    id
}

async fn answered(node: &Node, id: RequestId, of: u8, n: u8, act: Act) {
    let heard =
        hear(node, Arrived { request: id, message: number(of + 100), issued_at: now(), ..arrived(n, act) }).await;
    assert!(matches!(heard, Taken::New(_)), "{heard:?}");
}

async fn released(node: &Node, n: u8) -> Released {
    node.store.released_key(number(n)).await.expect("asked")
}

pub(crate) async fn execute(node: &Node, sql: &'static str) {
    let shared = node.store.shared.clone();
    let done = tokio::task::spawn_blocking(move || {
        let mut conn = khien_store::writer::connect(&shared.place, false)?;
        conn.execute(sql, &[])
    });
    done.await.expect("ran").expect("executed");
}

async fn refolds(node: &Node) {
    let shared = node.store.shared.clone();
    let done = tokio::task::spawn_blocking(move || {
        let mut conn = khien_store::writer::connect(&shared.place, false)?;
        rebuild(&mut conn, &shared)
    });
    assert!(done.await.expect("ran").expect("rebuilt").identical);
}

#[test]
fn a_key_leaves_when_the_conditions_were_accepted_and_is_destroyed_with_any_other_answer() {
    on_both(|node| async move {
        let id = given(&node, 1).await;
        assert_eq!(released(&node, 1).await, Released::Not, "nobody accepted");
        assert_eq!(released(&node, 9).await, Released::Not, "nobody gave this");
        answered(&node, id, 1, 1, Act::Accept { offer: number(1) }).await;
        assert_eq!(released(&node, 1).await, Released::Now(vec![7; 40]));
        let (_, key) = node.store.open_information(id, None, node.admin).await.expect("our own copy");
        assert_eq!(key, AGE.to_vec());

        let id = given(&node, 2).await;
        answered(&node, id, 2, 1, Act::Decline { offer: number(2) }).await;
        assert_eq!(released(&node, 2).await, Released::Destroyed);
        let (_, state) = node.store.next_place(id).await.expect("state");
        assert_eq!((state.phase(), state.information_key), (Phase::Declined, Key::Destroyed), "the journal says so");
        assert!(node.store.open_information(id, None, node.admin).await.is_ok(), "who gave it reads it on");

        let id = given(&node, 3).await;
        let (place, _) = node.store.next_place(id).await.expect("place");
        node.store.say(id, Arc::new(saying(node.admin, place, Act::Withdraw, 4)), law()).await.expect("taken back");
        assert_eq!(released(&node, 3).await, Released::Destroyed);
        // One that crossed the withdrawal is heard, and brings no key back.
        answered(&node, id, 3, 1, Act::Accept { offer: number(3) }).await;
        assert_eq!(released(&node, 3).await, Released::Destroyed);

        let id = given(&node, 5).await;
        answered(&node, id, 5, 1, Act::Accept { offer: number(5) }).await;
        assert_eq!(released(&node, 5).await, Released::Now(vec![7; 40]), "accepted, and not fetched yet");
        let (place, _) = node.store.next_place(id).await.expect("place");
        node.store.say(id, Arc::new(saying(node.admin, place, Act::Withdraw, 6)), law()).await.expect("taken back");
        assert_eq!(released(&node, 5).await, Released::Destroyed, "what was taken back is fetched no more");
        refolds(&node).await;
        node
    });
}

#[test]
fn the_key_of_what_nobody_answered_is_destroyed_when_its_time_is_over_and_not_before() {
    on_both(|node| async move {
        let id = given(&node, 1).await;
        assert_eq!(node.store.destroy_over_keys().await.expect("swept"), 0);
        assert_eq!(released(&node, 1).await, Released::Not);
        execute(&node, "UPDATE desk_key SET due = 1").await;
        assert_eq!(node.store.destroy_over_keys().await.expect("swept"), 1);
        assert_eq!(node.store.destroy_over_keys().await.expect("swept"), 0, "once");
        assert_eq!(released(&node, 1).await, Released::Destroyed);
        let (_, state) = node.store.next_place(id).await.expect("state");
        assert_eq!(state.information_key, Key::Destroyed);
        // An acceptance that was signed in time and came too late is heard: there is nothing left to fetch.
        answered(&node, id, 1, 1, Act::Accept { offer: number(1) }).await;
        assert_eq!(released(&node, 1).await, Released::Destroyed);
        node
    });
}

/// Information of XB, accepted by us; the acceptance has no receipt yet.
async fn accepted(node: &Node) -> (RequestId, String) {
    let given = Arrived { issued_at: now(), ..arrived(1, gives()) };
    let (id, message) = (given.request, given.message.clone());
    let heard = hear(node, given).await;
    assert!(matches!(heard, Taken::New(_)), "{heard:?}");
    let (place, _) = node.store.next_place(id).await.expect("place");
    let accept = saying(node.admin, place, Act::Accept { offer: message.clone() }, 2);
    node.store.say(id, Arc::new(accept), law()).await.expect("accepted");
    (id, message)
}

fn declined<T: std::fmt::Debug>(result: Result<T, Fault>) -> Option<request::Refusal> {
    match result {
        Err(Fault::Declined(refusal)) => Some(refusal),
        _ => None,
    }
}

#[test]
fn a_key_is_fetched_once_the_acceptance_is_receipted_and_opens_for_a_purpose() {
    on_both(|node| async move {
        let (id, message) = accepted(&node).await;
        let open = |purpose| node.store.open_information(id, purpose, node.analyst.id);
        assert!(node.store.wanted_keys().await.expect("wanted").is_empty(), "the acceptance is on its way");
        node.store.receipted(number(2), vec![1]).await.expect("receipted");
        let wanted = node.store.wanted_keys().await.expect("wanted");
        assert_eq!(wanted.len(), 1);
        assert_eq!((wanted[0].message.as_str(), wanted[0].peer.as_str(), wanted[0].tries), (message.as_str(), "XB", 0));
        node.store.key_later(message.clone(), now().plus_days(1)).await.expect("later");
        assert!(node.store.wanted_keys().await.expect("wanted").is_empty(), "it waits");
        let coming = Some(request::Refusal::Closed(Closed::Coming));
        assert_eq!(declined(open(Some(Purpose::Investigation)).await), coming, "no key, nothing opens");
        assert_eq!(declined(open(None).await), coming, "and this is what is said, whatever was asked");
        node.store.key_arrived(id, message.clone(), AGE.to_vec()).await.expect("arrived");
        node.store.key_arrived(id, message.clone(), AGE.to_vec()).await.expect("and once more changes nothing");
        let barred = Some(request::Refusal::Barred(Barred::Purpose));
        assert_eq!(declined(open(None).await), barred, "without a purpose");
        assert_eq!(declined(open(Some(Purpose::Prosecution)).await), barred);
        open(Some(Purpose::Investigation)).await.expect("opens");
        let (_, state) = node.store.next_place(id).await.expect("state");
        assert_eq!(state.readings.len(), 1, "the journal knows who, and for what");
        execute(&node, "UPDATE desk_key SET due = 1").await;
        assert_eq!(node.store.destroy_over_keys().await.expect("swept"), 1, "its last day is over");
        assert!(declined(open(Some(Purpose::Investigation)).await).is_some());
        refolds(&node).await;
        node
    });
}

#[test]
fn a_key_that_was_destroyed_there_is_fetched_no_more() {
    on_both(|node| async move {
        let (id, message) = accepted(&node).await;
        node.store.receipted(number(2), vec![1]).await.expect("receipted");
        node.store.key_lost(id, message.clone()).await.expect("lost");
        assert!(node.store.wanted_keys().await.expect("wanted").is_empty());
        node.store.key_arrived(id, message, AGE.to_vec()).await.expect("too late");
        let (_, state) = node.store.next_place(id).await.expect("state");
        assert_eq!(state.information_key, Key::Destroyed);
        node
    });
}

#[test]
fn what_was_taken_back_before_its_key_came_is_fetched_no_more() {
    on_both(|node| async move {
        let (id, message) = accepted(&node).await;
        node.store.receipted(number(2), vec![1]).await.expect("receipted");
        assert_eq!(node.store.wanted_keys().await.expect("wanted").len(), 1);
        answered(&node, id, 1, 2, Act::Withdraw).await;
        assert!(node.store.wanted_keys().await.expect("wanted").is_empty());
        node.store.key_arrived(id, message, AGE.to_vec()).await.expect("too late");
        let (_, state) = node.store.next_place(id).await.expect("state");
        assert_eq!(state.information_key, Key::Destroyed);
        refolds(&node).await;
        node
    });
}

#[test]
fn what_was_said_to_be_destroyed_is_erased_where_it_was_given_and_its_key_where_it_was_made() {
    on_both(|node| async move {
        let (id, message) = accepted(&node).await;
        node.store.receipted(number(2), vec![1]).await.expect("receipted");
        node.store.key_arrived(id, message.clone(), AGE.to_vec()).await.expect("arrived");
        let part = || khien_store::requests::message_part(&message);
        node.store.open_request(id, part(), node.analyst.id).await.expect("what is open of it");
        let destroyed = Act::Destroyed { package: message.clone() };
        let (place, _) = node.store.next_place(id).await.expect("place");
        let said = saying(node.admin, place, destroyed, 3);
        node.store.say(id, Arc::new(said), law()).await.expect("said");
        let gone = Some(request::Refusal::Closed(Closed::Gone));
        assert_eq!(
            declined(node.store.open_information(id, Some(Purpose::Investigation), node.analyst.id).await),
            gone
        );
        assert!(node.store.open_request(id, part(), node.analyst.id).await.is_err(), "the sealed part went with it");
        node.store.key_arrived(id, message.clone(), AGE.to_vec()).await.expect("too late");
        assert_eq!(
            declined(node.store.open_information(id, Some(Purpose::Investigation), node.analyst.id).await),
            gone
        );
        assert_eq!(node.store.destroy_over_keys().await.expect("swept"), 0, "nothing is left to erase");
        refolds(&node).await;

        let id = given(&node, 5).await;
        answered(&node, id, 5, 1, Act::Accept { offer: number(5) }).await;
        assert_eq!(released(&node, 5).await, Released::Now(vec![7; 40]));
        answered(&node, id, 6, 2, Act::Destroyed { package: number(5) }).await;
        assert_eq!(released(&node, 5).await, Released::Destroyed);
        assert!(node.store.open_information(id, None, node.admin).await.is_ok(), "who gave it reads its own on");
        refolds(&node).await;
        node
    });
}
