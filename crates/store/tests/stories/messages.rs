//! Messages between States: each kept once, each with one receipt, whatever the network and the other State do.

use std::sync::Arc;

use khien_casework::Refusal;
use khien_desk::Kind;
use khien_desk::directory::Trust;
use khien_desk::package::{Conditions, Purpose};
use khien_desk::request::harm::{Cosigned, Standing};
use khien_desk::request::place::Misplaced;
use khien_desk::request::{Act, Decision, Illegal, Law, Phase, TWICE_MAX, Urgency};
use khien_desk::wire::receipt::Receipt;
use khien_seal::keys::SignKey;
use khien_store::Fault;
use khien_store::courier::{Arrived, Outgoing, Taken};
use khien_store::outbox::Task;
use khien_store::rebuild::rebuild;
use khien_store::requests::{Place, Saying};
use khien_store::twice::{TWICE, part};
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};

use crate::peers::refolds_the_same;
use crate::refused;
use crate::world::{Node, on_both};

pub(crate) const THREAD: RequestId = RequestId::from_bits(77);
pub(crate) const AGE: &[u8] = b"age-encryption.org/v1\nsealed";

fn node_key() -> SignKey {
    SignKey::from_seed([9; 32])
}

pub(crate) fn law() -> Arc<Law> {
    Arc::new(Law { grounds: [(Kind::P1, vec!["G21b".to_owned()])].into(), ..Law::default() })
}

pub(crate) fn opening() -> Act {
    Act::Request {
        kind: Kind::P1,
        form: "P1@1.0".into(),
        urgency: Urgency::Urgent,
        respond_by: Moment(i64::MAX / 2),
        hold_days: Some(60),
        about: None,
        follow_up_by: None,
        information: None,
    }
}

/// A message of State XB: `n` is its place and its number.
pub(crate) fn arrived(n: u8, act: Act) -> Arrived {
    Arrived {
        peer: "XB".into(),
        message: format!("{n:032x}"),
        outer: [n; 32],
        inner: [n; 32],
        request: THREAD,
        seq: n.into(),
        prev: if n == 1 { "-".into() } else { hex::encode([n - 1; 32]) },
        issued_at: Moment(i64::from(n)),
        act,
        officer: "Night desk".into(),
        kept: AGE.to_vec(),
        chunks: Vec::new(),
        subjects: Vec::new(),
    }
}

pub(crate) async fn hear(node: &Node, arrived: Arrived) -> Taken {
    node.store.hear(Arc::new(arrived), "XA".into(), law(), node_key()).await.expect("written")
}

fn receipt(taken: &Taken) -> &[u8] {
    match taken {
        Taken::New(receipt) | Taken::Before(receipt) => receipt,
        other => panic!("no receipt: {other:?}"),
    }
}

fn events(node: &Node) -> i64 {
    let sql = "SELECT COUNT(*) FROM event WHERE type = 'request.heard'";
    node.with_conn(|conn, _| conn.first(sql, &[]).expect("query").map_or(0, |row| row.int(0)))
}

#[test]
fn a_message_that_comes_twice_is_kept_once_and_gets_the_same_receipt() {
    on_both(|node| async move {
        let first = hear(&node, arrived(1, opening())).await;
        let again = hear(&node, arrived(1, opening())).await;
        assert!(matches!(first, Taken::New(_)) && matches!(again, Taken::Before(_)));
        assert_eq!(receipt(&first), receipt(&again), "byte for byte (jentrata#8: a duplicate is answered again)");
        let read = Receipt::verified(receipt(&first), &[node_key().verify_bytes()]).expect("verified");
        assert!(read.answers(&format!("{:032x}", 1), &[1; 32], "XA", "XB"));
        assert_eq!(events(&node), 1);
        node
    });
}

#[test]
fn another_message_of_the_same_number_is_a_conflict_and_changes_nothing() {
    on_both(|node| async move {
        hear(&node, arrived(1, opening())).await;
        let other = Arrived { outer: [99; 32], ..arrived(1, opening()) };
        assert_eq!(hear(&node, other).await, Taken::Refused(Misplaced::Conflict));
        assert_eq!(events(&node), 1);
        node
    });
}

#[test]
fn what_was_refused_is_not_remembered_and_may_come_again() {
    on_both(|node| async move {
        // Holodeck#142 and django-pyas2#8: no receipt for a message that failed, and no stuck duplicate after it.
        let early = arrived(2, Act::Withdraw);
        assert_eq!(
            hear(&node, early.clone()).await,
            Taken::Refused(Misplaced::Gap),
            "what comes before it has not arrived"
        );
        hear(&node, arrived(1, opening())).await;
        assert!(matches!(hear(&node, early).await, Taken::New(_)));
        assert_eq!(events(&node), 2);
        node
    });
}

#[test]
fn two_histories_of_one_state_show() {
    on_both(|node| async move {
        hear(&node, arrived(1, opening())).await;
        hear(&node, arrived(2, Act::Status)).await;
        let second =
            Arrived { message: "ff".repeat(16), outer: [98; 32], inner: [98; 32], ..arrived(2, Act::Withdraw) };
        assert_eq!(hear(&node, second).await, Taken::Refused(Misplaced::Fork));
        let elsewhere = Arrived { prev: "ab".repeat(32), ..arrived(3, Act::Withdraw) };
        assert_eq!(hear(&node, elsewhere).await, Taken::Refused(Misplaced::Fork));
        node
    });
}

#[test]
fn f8_what_proves_two_stories_is_kept_without_effect_and_the_desk_is_called_once() {
    on_both(|node| async move {
        hear(&node, arrived(1, opening())).await;
        hear(&node, arrived(2, Act::Status)).await;
        let state = async || node.store.request_page(THREAD).await.expect("page").row.state;
        let before = state().await;
        let fork = |n: u8, act| Arrived {
            message: format!("{:032x}", 0xf0 + u32::from(n)),
            outer: [0xa0 + n; 32],
            inner: [0xb0 + n; 32],
            ..arrived(2, act)
        };
        for _ in 0..2 {
            assert_eq!(hear(&node, fork(1, Act::Withdraw)).await, Taken::Refused(Misplaced::Fork));
        }
        // The same bytes under another seal are no other story; other bytes under a number that was heard are one.
        let resealed = Arrived { outer: [99; 32], ..arrived(2, Act::Status) };
        assert_eq!(hear(&node, resealed).await, Taken::Refused(Misplaced::Conflict));
        let renamed = Arrived { outer: [98; 32], inner: [97; 32], ..arrived(2, Act::Close) };
        assert_eq!(hear(&node, renamed).await, Taken::Refused(Misplaced::Conflict));
        let conditions =
            Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
        let given = Act::Return { package: "ab".repeat(32), bytes: 1, files: 1, conditions };
        // What would hand evidence over holds its key: nothing of it is kept beside the purpose that it is read for.
        assert!(matches!(hear(&node, fork(2, given)).await, Taken::Refused(Misplaced::Fork)));
        let stranger = Arrived { peer: "XC".into(), ..fork(3, Act::Withdraw) };
        assert_eq!(hear(&node, stranger).await, Taken::Refused(Misplaced::NotYourRequest));
        let after = state().await;
        let heads: Vec<&str> = after.twice.iter().map(|one| &one.head[..2]).collect();
        assert_eq!(heads, ["b1", "61"]);
        assert_eq!((&after.asking, &after.asked), (&before.asking, &before.asked), "they have no effect");
        let kept = node.store.open_request(THREAD, part(&after.twice[0].head), node.admin).await.expect("opens");
        assert_eq!(kept, AGE, "it is sealed to the desk");
        let tasks = node.store.take_tasks().await.expect("tasks");
        let called: Vec<&Task> = tasks.iter().filter(|task| task.kind == TWICE).collect();
        assert_eq!(called.len(), 1, "one call, however many stories");
        assert!(called[0].body.contains("XB"));
        for n in 3..12 {
            hear(&node, fork(n, Act::Withdraw)).await;
        }
        assert_eq!(state().await.twice.len(), TWICE_MAX, "whoever tells many fills no disk");
        refolds_the_same(&node);
        node
    });
}

#[test]
fn another_state_cannot_speak_in_a_request_that_is_not_its_own() {
    on_both(|node| async move {
        hear(&node, arrived(1, opening())).await;
        let stranger = Arrived { peer: "XC".into(), ..arrived(2, Act::Withdraw) };
        assert_eq!(hear(&node, stranger).await, Taken::Refused(Misplaced::NotYourRequest));
        let same = Arrived { peer: "XC".into(), ..arrived(1, opening()) };
        assert_eq!(
            hear(&node, same).await,
            Taken::Refused(Misplaced::NotYourRequest),
            "nor begin one under its number"
        );
        node
    });
}

#[test]
fn a_message_that_does_not_follow_is_refused_by_name() {
    on_both(|node| async move {
        assert_eq!(
            hear(&node, arrived(1, Act::Withdraw)).await,
            Taken::Refused(Misplaced::Illegal(Illegal::NotOpened))
        );
        hear(&node, arrived(1, opening())).await;
        let hold = Act::Hold { until: Moment(5), wish: None };
        assert_eq!(hear(&node, arrived(2, hold)).await, Taken::Refused(Misplaced::Illegal(Illegal::NotYours)));
        node
    });
}

/// Nothing is out of date.
pub(crate) const FRESH: Standing = Standing { trust: Trust::Full, cosigned: Cosigned::Enough };

/// A message of ours in a request.
pub(crate) fn saying(by: StaffId, place: Place, act: Act, n: u8) -> Saying {
    let outgoing = Outgoing {
        message: format!("{n:032x}"),
        request: String::new(),
        peer: "XB".into(),
        lane: 0,
        bytes: vec![n; 64],
        head: hex::encode([n; 32]),
        tries: 0,
        expires: Moment(i64::MAX),
    };
    Saying {
        by,
        act,
        place,
        issued_at: Moment(n.into()),
        head: hex::encode([n; 32]),
        kept: AGE.to_vec(),
        chunks: Vec::new(),
        subjects: Vec::new(),
        key: None,
        outgoing,
        by_letter: false,
        standing: FRESH,
    }
}

#[test]
fn a_message_waits_in_the_outbox_until_its_receipt_is_kept_and_the_next_waits_for_it() {
    on_both(|node| async move {
        let (drafter, approver) = (node.analyst.id, node.admin);
        let id = node.store.draft_request("XB".into(), Kind::P1, AGE.to_vec(), drafter).await.expect("drafted");
        let (place, _) = node.store.next_place(id).await.expect("place");
        let said = saying(approver, place.clone(), opening(), 1);
        node.store.say(id, Arc::new(said.clone()), law()).await.expect("said");
        let stale = node.store.say(id, Arc::new(said), law()).await;
        assert_eq!(refused(stale), Some(Refusal::Stale), "its place is taken");
        let (place, _) = node.store.next_place(id).await.expect("place");
        assert_eq!((place.seq, place.prev.as_str()), (2, hex::encode([1; 32]).as_str()));
        node.store.say(id, Arc::new(saying(drafter, place, Act::Status, 2)), law()).await.expect("said");
        node.store.resume_sending().await.expect("due");
        let taken = node.store.take_outgoing("XB".into(), 64).await.expect("taken");
        assert_eq!(taken.iter().map(|one| one.message.clone()).collect::<Vec<_>>(), [format!("{:032x}", 1)]);
        node.store.receipted(taken[0].message.clone(), b"receipt".to_vec()).await.expect("kept");
        node.store.receipted(taken[0].message.clone(), b"another".to_vec()).await.expect("kept once");
        assert_eq!(node.store.receipt_of(taken[0].message.clone()).await.expect("receipt"), b"receipt");
        node.store.resume_sending().await.expect("due");
        let next = node.store.take_outgoing("XB".into(), 64).await.expect("taken");
        assert_eq!(next.len(), 1);
        node.store.undelivered(next[0].message.clone(), "form".into()).await.expect("given up");
        let page = node.store.request_page(id).await.expect("page");
        assert_eq!(page.messages.iter().map(|m| m.code.as_str()).collect::<Vec<_>>(), ["", "form"]);
        assert!(page.messages[0].received_at.is_some());
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn no_message_takes_the_number_of_another_and_none_goes_to_another_state() {
    on_both(|node| async move {
        let id = node.store.draft_request("XB".into(), Kind::P1, AGE.to_vec(), node.analyst.id).await.expect("drafted");
        let (place, _) = node.store.next_place(id).await.expect("place");
        let mut elsewhere = saying(node.admin, place.clone(), opening(), 1);
        elsewhere.outgoing.peer = "XC".into();
        let said = node.store.say(id, Arc::new(elsewhere), law()).await;
        assert!(matches!(refused(said), Some(Refusal::Field { field: "to", .. })));
        node.store.say(id, Arc::new(saying(node.admin, place, opening(), 1)), law()).await.expect("said");
        let ours = Arrived { request: id, message: format!("{:032x}", 1), ..arrived(1, Act::Status) };
        assert_eq!(
            hear(&node, ours).await,
            Taken::Refused(Misplaced::Conflict),
            "our own signed words stay where they are"
        );
        let (place, _) = node.store.next_place(id).await.expect("place");
        let again = node.store.say(id, Arc::new(saying(node.analyst.id, place, Act::Status, 1)), law()).await;
        assert!(matches!(refused(again), Some(Refusal::Field { field: "message", .. })));
        node
    });
}

#[test]
fn a_draft_that_was_thrown_away_leaves_no_words_and_cannot_be_signed() {
    on_both(|node| async move {
        let by = node.analyst.id;
        let id = node.store.draft_request("XB".into(), Kind::P1, AGE.to_vec(), by).await.expect("drafted");
        assert!(matches!(
            node.store.draft_request("XB".into(), Kind::P1, b"plain".to_vec(), by).await,
            Err(Fault::Refused(Refusal::Field { .. }))
        ));
        node.store.discard_request(id, by).await.expect("discarded");
        assert_eq!(refused(node.store.open_request(id, "draft".into(), by).await), Some(Refusal::NotFound));
        let (place, state) = node.store.next_place(id).await.expect("place");
        assert_eq!(state.phase(), Phase::Closed);
        let said = node.store.say(id, Arc::new(saying(node.admin, place, opening(), 1)), law()).await;
        assert!(matches!(said, Err(Fault::Declined(khien_desk::request::Refusal::NoDraft))));
        node
    });
}

#[test]
fn decisions_of_a_state_arrive_in_its_order_and_the_tables_are_what_the_journal_says() {
    on_both(|node| async move {
        let id = node.store.draft_request("XB".into(), Kind::P1, AGE.to_vec(), node.analyst.id).await.expect("drafted");
        let (place, _) = node.store.next_place(id).await.expect("place");
        node.store.say(id, Arc::new(saying(node.admin, place, opening(), 1)), law()).await.expect("said");
        let accept = Act::Decide { decision: Decision::Accepted, consulted: None };
        for (n, act) in [(1, Act::Acknowledge { expect: Moment(9) }), (2, accept)] {
            let message = format!("{:032x}", n + 100);
            let heard = hear(&node, Arrived { request: id, message, ..arrived(n, act) }).await;
            assert!(matches!(heard, Taken::New(_)), "{heard:?}");
        }
        let page = node.store.request_page(id).await.expect("page");
        assert_eq!(page.row.state.phase(), Phase::Accepted);
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}
