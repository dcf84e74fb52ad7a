//! Calls about the clocks of requests between States, and hand-over: each call once, each hand-over by whoever has it in hand.

use std::sync::Arc;

use jiff::tz::TimeZone;
use khien_desk::Kind;
use khien_desk::request::clock::{Hours, Periods};
use khien_desk::request::{Refusal, Step};
use khien_store::Fault;
use khien_store::calls::{CALL, Called, Page};
use khien_store::rebuild::rebuild;
use khien_terms::id::{RequestId, StaffId};

use crate::messages::{AGE, THREAD, arrived, hear, opening};
use crate::world::{Node, on_both};

fn periods() -> Arc<Periods> {
    let hours = Hours { acknowledge: 2.0, decide: 24.0, hold: Some(48.0), ..Hours::default() };
    Arc::new(Periods::from([(Kind::P1, hours)]))
}

async fn look(node: &Node, called: &Called) -> usize {
    let mut made = 0;
    for id in node.store.requests_to_call(periods(), TimeZone::UTC).await.expect("read") {
        made += node.store.call_about(id, called.clone(), periods(), TimeZone::UTC).await.expect("called");
    }
    made
}

fn count(node: &Node, what: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM event WHERE type = '{what}'");
    node.with_conn(|conn, _| conn.first(&sql, &[]).expect("query").map_or(0, |row| row.int(0)))
}

#[test]
fn a_call_is_written_once_with_what_is_to_be_sent_whoever_looks_and_however_often() {
    on_both(|node| async move {
        let on_duty = node.analyst.id;
        let called = Called { first: vec![on_duty], ..Called::default() };
        assert_eq!(look(&node, &called).await, 0, "nothing is open");
        // It was signed long ago: acknowledging and deciding are over.
        hear(&node, arrived(1, opening())).await;
        let (one, two) = tokio::join!(look(&node, &called), look(&node, &called));
        assert_eq!((one + two, look(&node, &called).await), (2, 0), "two nodes that look at once call once");
        assert_eq!(count(&node, "request.called"), 2);
        let tasks = node.store.take_tasks().await.expect("tasks");
        let pages: Vec<Page> = tasks
            .iter()
            .filter(|task| task.kind == CALL)
            .map(|task| serde_json::from_str(&task.body).expect("a page"))
            .collect();
        let clocks: Vec<&str> = pages.iter().map(|page| page.clock.as_str()).collect();
        assert!(clocks.contains(&"acknowledge") && clocks.contains(&"decide"), "{clocks:?}");
        let number = node.store.request_page(THREAD).await.expect("page").row.number;
        assert!(pages.iter().all(|page| page.level == 1 && page.people == [on_duty] && page.number == number));
        for task in &tasks {
            assert!(!task.body.contains("XB") && !task.body.contains("Night desk"), "a page says nothing of the case");
        }
        node
    });
}

#[test]
fn whoever_answers_a_call_is_written_down_and_nobody_answers_what_nobody_asked() {
    on_both(|node| async move {
        hear(&node, arrived(1, opening())).await;
        node.store.answer_call(THREAD, node.analyst.id).await.expect("nothing to answer");
        assert_eq!(count(&node, "request.call_answered"), 0);
        look(&node, &Called::default()).await;
        node.store.answer_call(THREAD, node.analyst.id).await.expect("answered");
        node.store.answer_call(THREAD, node.analyst.id).await.expect("once");
        assert_eq!(count(&node, "request.call_answered"), 1);
        let page = node.store.request_page(THREAD).await.expect("page");
        assert!(page.row.state.calls.iter().all(|made| made.answered && made.step == Step::Out));
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

async fn draft(node: &Node, by: StaffId) -> RequestId {
    node.store.draft_request("XB".into(), Kind::P1, AGE.to_vec(), by).await.expect("drafted")
}

#[test]
fn a_request_is_handed_over_by_whoever_has_it_with_a_note_that_the_desk_can_open() {
    on_both(|node| async move {
        let (first, second, other) = (node.analyst.id, node.supervisor.id, node.admin);
        let (one, two) = (draft(&node, first).await, draft(&node, first).await);
        let stranger = draft(&node, other).await;
        let hand = |these, to, by| node.store.hand_over(these, to, AGE.to_vec(), by);
        let refused = hand(Some(vec![one, stranger]), second, first).await;
        assert!(matches!(refused, Err(Fault::Declined(Refusal::NotInHand))));
        assert_eq!(count(&node, "request.handed_over"), 0, "all of them, or none");
        assert!(hand(Some(vec![one]), first, first).await.is_err(), "not to oneself");
        let plain = node.store.hand_over(Some(vec![one]), second, b"plain".to_vec(), first).await;
        assert!(plain.is_err(), "a note is sealed");
        assert_eq!(hand(Some(vec![one]), second, first).await.expect("handed over"), 1);
        let page = node.store.request_page(one).await.expect("page");
        assert_eq!(page.row.state.taken_by, Some(second));
        let (from, to, part) = page.row.state.hand_overs[0].clone();
        assert_eq!((from, to), (first, second));
        assert_eq!(node.store.open_request(one, part, second).await.expect("note"), AGE);
        assert_eq!(hand(None, other, first).await.expect("the end of a shift"), 1, "what is still in hand");
        assert_eq!(node.store.request_page(two).await.expect("page").row.state.taken_by, Some(other));
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn the_desk_has_a_roster_of_its_own() {
    on_both(|node| async move {
        let mut roster = node.store.desk_roster().await.expect("empty");
        roster.test_day = Some(3);
        node.store.save_desk_roster(roster.clone(), node.admin).await.expect("kept");
        assert_eq!(node.store.desk_roster().await.expect("kept"), roster);
        assert_eq!(node.store.roster().await.expect("the other").test_day, None);
        node
    });
}
