//! When a life is at risk: who is called, what was promised and followed, and who says afterwards whether it was right.

use std::sync::Arc;

use jiff::tz::TimeZone;
use khien_desk::Kind;
use khien_desk::request::clock::{Hours, Periods};
use khien_desk::request::{Act, Decision, Illegal, Law, Refusal, Urgency, Verdict};
use khien_store::Fault;
use khien_store::calls::{CALL, Called, Page};
use khien_store::courier::Taken;
use khien_store::emergencies::REVIEW;
use khien_store::rebuild::rebuild;
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};

use crate::messages::{AGE, THREAD, arrived, hear, saying};
use crate::world::{Node, on_both};

fn periods() -> Arc<Periods> {
    let hours = Hours { acknowledge: 0.25, decide: 1.0, call_back: Some(0.25), review: Some(24.0), ..Hours::default() };
    Arc::new(Periods::from([(Kind::E1, hours)]))
}

fn opening(kind: Kind, about: Option<RequestId>, now: Moment) -> Act {
    let emergency = kind == Kind::E1;
    Act::Request {
        kind,
        form: format!("{kind}@1.0"),
        urgency: if emergency { Urgency::Emergency } else { Urgency::Urgent },
        respond_by: Moment(i64::MAX / 2),
        hold_days: None,
        about: about.map(|about| format!("{:032x}", about.bits())),
        follow_up_by: emergency.then(|| now.plus_hours(71.0)),
        information: None,
    }
}

fn accept() -> Act {
    Act::Decide { decision: Decision::Accepted, consulted: None }
}

async fn say(node: &Node, id: RequestId, act: Act, by: StaffId, n: u8) -> Result<(), Fault> {
    let (place, _) = node.store.next_place(id).await.expect("place");
    node.store.say(id, Arc::new(saying(by, place, act, n)), Arc::new(Law::default())).await
}

/// An emergency of State XB that this desk called back and accepted: by whom, and by whom.
async fn granted(node: &Node, caller: StaffId, decider: StaffId) {
    hear(node, arrived(1, opening(Kind::E1, None, Moment(1)))).await;
    let early = say(node, THREAD, accept(), decider, 21).await;
    assert!(matches!(early, Err(Fault::Declined(Refusal::Illegal(Illegal::NotCalledBack)))), "{early:?}");
    say(node, THREAD, Act::CallBack { confirmed: true }, caller, 22).await.expect("called");
    say(node, THREAD, accept(), decider, 23).await.expect("accepted");
}

async fn state(node: &Node, id: RequestId) -> khien_desk::request::Request {
    node.store.request_page(id).await.expect("page").row.state
}

fn same_after_a_rebuild(node: &Node) {
    let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
    assert!(rebuilt.identical, "{:?}", rebuilt.different);
}

#[test]
fn an_emergency_is_reviewed_once_by_somebody_who_had_no_part_in_it_and_shows_at_the_next_of_that_state() {
    on_both(|node| async move {
        let (caller, decider, third) = (node.analyst.id, node.admin, node.supervisor.id);
        granted(&node, caller, decider).await;
        let review = |by| node.store.review_emergency(THREAD, Verdict::NotJustified, AGE.to_vec(), by);
        for by in [caller, decider] {
            assert!(matches!(review(by).await, Err(Fault::Declined(Refusal::SamePerson))));
        }
        let plain = node.store.review_emergency(THREAD, Verdict::NotJustified, b"plain".to_vec(), third).await;
        assert!(plain.is_err(), "its words are sealed");
        review(third).await.expect("reviewed");
        assert!(matches!(review(third).await, Err(Fault::Declined(Refusal::NothingToReview))));
        assert_eq!(node.store.open_request(THREAD, REVIEW.into(), third).await.expect("words"), AGE);
        let known = node.store.emergencies_of("XB".into()).await.expect("read");
        let found = known.iter().filter_map(|(_, one)| one.emergency.review.as_ref()).map(|one| (one.verdict, one.by));
        assert_eq!(found.collect::<Vec<_>>(), [(Verdict::NotJustified, third)]);
        assert!(node.store.emergencies_of("XC".into()).await.expect("read").is_empty(), "of that State alone");
        same_after_a_rebuild(&node);
        node
    });
}

#[test]
fn what_an_emergency_promised_is_kept_when_that_state_opens_it_and_by_no_other() {
    on_both(|node| async move {
        granted(&node, node.analyst.id, node.admin).await;
        let promised = |n, peer: &str, kind| {
            let one = arrived(n, opening(kind, Some(THREAD), Moment(n.into())));
            khien_store::courier::Arrived {
                peer: peer.into(),
                request: RequestId::from_bits(u128::from(n)),
                seq: 1,
                prev: "-".into(),
                ..one
            }
        };
        for (n, peer, kind) in [(31, "XC", Kind::A1), (32, "XB", Kind::E1)] {
            assert!(matches!(hear(&node, promised(n, peer, kind)).await, Taken::New(_)));
            assert_eq!(state(&node, THREAD).await.emergency.followed, None, "{peer} {kind}");
        }
        hear(&node, promised(33, "XB", Kind::A1)).await;
        assert_eq!(state(&node, THREAD).await.emergency.followed, Some(format!("{:032x}", 33)));
        same_after_a_rebuild(&node);
        node
    });
}

#[test]
fn of_ours_too_the_request_that_follows_is_written_to_the_emergency() {
    on_both(|node| async move {
        let (signer, approver) = (node.analyst.id, node.admin);
        let now = Moment::from(khien_store::journal::now());
        let draft = |kind| node.store.draft_request("XB".into(), kind, AGE.to_vec(), signer);
        let emergency = draft(Kind::E1).await.expect("drafted");
        say(&node, emergency, opening(Kind::E1, None, now), signer, 41).await.expect("one person asks");
        let assistance = draft(Kind::A1).await.expect("drafted");
        let act = opening(Kind::A1, Some(emergency), now);
        assert!(say(&node, assistance, act.clone(), signer, 42).await.is_err(), "of all else two");
        say(&node, assistance, act, approver, 42).await.expect("said");
        let number = format!("{:032x}", assistance.bits());
        assert_eq!(state(&node, emergency).await.emergency.followed, Some(number));
        same_after_a_rebuild(&node);
        node
    });
}

#[test]
fn a_second_person_is_called_at_once_and_is_never_whoever_sent_it() {
    on_both(|node| async move {
        let (signer, second) = (node.analyst.id, node.supervisor.id);
        let now = Moment::from(khien_store::journal::now());
        let id = node.store.draft_request("XB".into(), Kind::E1, AGE.to_vec(), signer).await.expect("drafted");
        let act = opening(Kind::E1, None, now);
        let (place, _) = node.store.next_place(id).await.expect("place");
        let mut said = saying(signer, place, act, 51);
        said.issued_at = now;
        node.store.say(id, Arc::new(said), Arc::new(Law::default())).await.expect("said");
        // The signer alone is on duty: then the next of the roster is called, and not the same person.
        let called = Called { first: vec![signer], second: vec![signer, second], all: vec![signer, second] };
        let due = node.store.requests_to_call(periods(), TimeZone::UTC).await.expect("read");
        assert_eq!(due, [id], "at once");
        assert_eq!(node.store.call_about(id, called.clone(), periods(), TimeZone::UTC).await.expect("called"), 1);
        let tasks = node.store.take_tasks().await.expect("tasks");
        let pages: Vec<Page> = tasks
            .iter()
            .filter(|task| task.kind == CALL)
            .map(|task| serde_json::from_str(&task.body).expect("a page"))
            .collect();
        assert_eq!(pages.len(), 1);
        assert_eq!((pages[0].clock.as_str(), pages[0].people.as_slice()), ("second", &[second][..]));
        node.store.answer_call(id, signer).await.expect("said");
        assert!(!state(&node, id).await.calls[0].answered, "that the first knows is no answer");
        node.store.answer_call(id, second).await.expect("said");
        assert_eq!(state(&node, id).await.emergency.second, [second]);
        same_after_a_rebuild(&node);
        node
    });
}
