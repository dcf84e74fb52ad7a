//! What a stolen key signed: found when its State says so, held back, and judged by two people.

use std::sync::Arc;

use jiff::SignedDuration;
use khien_desk::Kind;
use khien_desk::directory::fresh::Revoked;
use khien_desk::package::{Conditions, Purpose};
use khien_desk::request::suspension::{Halt, Signers, Suspended};
use khien_desk::request::{Act, Decision, Refusal, Request, Urgency};
use khien_seal::keys::SignKey;
use khien_store::courier::{Arrived, Taken};
use khien_store::directory::TakenIn;
use khien_store::packages::Again;
use khien_store::requests::Saying;
use khien_store::suspension::VOID;
use khien_store::{Actor, Fault};
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};

use crate::messages::{THREAD, arrived, hear, law, saying};
use crate::packages::given;
use crate::peers::{State, refolds_the_same, trusted};
use crate::refused;
use crate::world::{Node, on_both};

pub(crate) const NODE: [u8; 32] = [7; 32];
const OFFICER: [u8; 32] = [8; 32];

pub(crate) fn asks() -> Act {
    Act::Request {
        kind: Kind::A1,
        form: "A1@1.0".into(),
        urgency: Urgency::Urgent,
        respond_by: Moment(i64::MAX / 2),
        hold_days: None,
        about: None,
        follow_up_by: None,
        information: None,
    }
}

pub(crate) fn accept() -> Act {
    Act::Decide { decision: Decision::Accepted, consulted: None }
}

pub(crate) fn evidence() -> Act {
    let conditions = Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
    Act::Return { package: "ab".repeat(32), bytes: 1, files: 1, conditions }
}

pub(crate) fn number(n: u8) -> String {
    format!("{n:032x}")
}

pub(crate) async fn say(node: &Node, act: Act, by: StaffId, n: u8) -> Result<(), Fault> {
    let (place, _) = node.store.next_place(THREAD).await.expect("place");
    node.store.say(THREAD, Arc::new(saying(by, place, act, n)), law()).await
}

/// A key, not to be believed since some minutes ago.
pub(crate) fn revoked(key: [u8; 32], minutes: i64) -> Vec<Revoked> {
    vec![Revoked { key: hex::encode(key), since: khien_store::journal::now() - SignedDuration::from_mins(minutes) }]
}

pub(crate) async fn takes_in(node: &Node, state: &mut State, revoked: Vec<Revoked>) {
    let taken = node.store.take_in_entry("XB".into(), state.show(revoked)).await.expect("taken");
    assert_eq!(taken, TakenIn::Now);
}

pub(crate) async fn of(node: &Node, id: RequestId) -> Request {
    node.store.request_page(id).await.expect("page").row.state
}

pub(crate) async fn leaves(node: &Node) -> Vec<String> {
    node.store.resume_sending().await.expect("due");
    node.store.take_outgoing("XB".into(), 64).await.expect("taken").into_iter().map(|one| one.message).collect()
}

/// A request of XB that was accepted, and evidence that waits to leave for it.
pub(crate) async fn answered(node: &Node) -> State {
    let mut state = State::new();
    trusted(node, &mut state, [node.admin, node.supervisor.id]).await;
    hear(node, arrived(1, asks())).await;
    say(node, accept(), node.admin, 21).await.expect("accepted");
    say(node, evidence(), node.analyst.id, 22).await.expect("handed over");
    state
}

/// Two people say whose the first message is.
pub(crate) async fn rechecked(node: &Node, theirs: bool) {
    told_of(node, 1, theirs).await;
}

/// Two people say whose a message of the thread is.
pub(crate) async fn told_of(node: &Node, n: u8, theirs: bool) {
    node.store.recheck(THREAD, number(n), theirs, node.analyst.id).await.expect("written");
    let one: Suspended = of(node, THREAD).await.suspension(&number(n)).expect("suspended").clone();
    let key = SignKey::from_seed([5; 32]);
    let signed = |by| key.sign(one.statement(&format!("{:032x}", THREAD.bits()), by).expect("called").as_bytes());
    let confirm = |signature, by| node.store.confirm_recheck(THREAD, number(n), signature, key.verify_bytes(), by);
    let own = confirm(signed(node.analyst.id), node.analyst.id).await;
    assert!(matches!(own, Err(Fault::Declined(Refusal::SamePerson))), "{own:?}");
    let others = confirm(signed(node.analyst.id), node.supervisor.id).await;
    assert_eq!(refused(others), Some(khien_casework::Refusal::Forged), "what somebody else would have signed");
    confirm(signed(node.supervisor.id), node.supervisor.id).await.expect("confirmed");
    let again = confirm(signed(node.supervisor.id), node.supervisor.id).await;
    assert!(matches!(again, Err(Fault::Declined(Refusal::NothingToRecheck))), "{again:?}");
}

#[test]
fn k1_and_k3_what_a_stolen_key_signed_waits_with_what_it_was_to_be_given_until_two_people_know_that_it_is_theirs() {
    for key in [NODE, OFFICER] {
        on_both(|node| async move {
            let mut state = answered(&node).await;
            for _ in 0..2 {
                takes_in(&node, &mut state, revoked(key, 30)).await;
            }
            let waits = of(&node, THREAD).await;
            let named: Vec<&str> = waits.suspended.iter().map(|one| one.message.as_str()).collect();
            assert_eq!((named, waits.halt()), (vec![number(1).as_str()], Some(Halt::Open)));
            assert_eq!(leaves(&node).await, Vec::<String>::new(), "what discloses is held back, and so is the rest");
            let more = say(&node, evidence(), node.analyst.id, 23).await;
            assert!(matches!(more, Err(Fault::Declined(Refusal::Suspended))), "{more:?}");
            say(&node, Act::Status, node.analyst.id, 24).await.expect("it is told where it stands");
            rechecked(&node, true).await;
            assert_eq!(of(&node, THREAD).await.halt(), None);
            assert_eq!(leaves(&node).await, [number(21)], "it leaves in its order");
            say(&node, evidence(), node.analyst.id, 25).await.expect("and goes on");
            takes_in(&node, &mut state, revoked(key, 30)).await;
            assert_eq!(of(&node, THREAD).await.halt(), None, "people know of this key");
            refolds_the_same(&node);
            node
        });
    }
}

#[test]
fn k3_a_request_that_is_not_theirs_is_over_and_what_waited_never_leaves() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        rechecked(&node, false).await;
        let page = node.store.request_page(THREAD).await.expect("page");
        assert_eq!((page.row.state.halt(), page.row.state.is_over()), (Some(Halt::Over), true));
        let codes: Vec<&str> = page.messages.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["", VOID, VOID]);
        assert_eq!(leaves(&node).await, Vec::<String>::new());
        assert_eq!(node.store.requests(true).await.expect("ended").len(), 1);
        let more = say(&node, Act::Status, node.analyst.id, 23).await;
        assert!(matches!(more, Err(Fault::Declined(Refusal::Void))), "{more:?}");
        refolds_the_same(&node);
        node
    });
}

#[test]
fn k3_what_was_kept_before_the_moment_stands_and_what_comes_after_the_revocation_is_refused() {
    on_both(|node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
        hear(&node, arrived(1, asks())).await;
        let before = "UPDATE desk_in SET at = at - 3600000000";
        node.with_conn(move |conn, _| conn.execute(before, &[]).expect("an hour ago"));
        // It says of itself that it is as old as the first.
        let dated = Arrived { issued_at: Moment(1), ..arrived(2, Act::Status) };
        assert!(matches!(hear(&node, dated).await, Taken::New(_)));
        let other = Arrived {
            request: RequestId::from_bits(78),
            signers: Some(Signers { node: [6; 32], officer: OFFICER }),
            message: number(60),
            ..arrived(1, asks())
        };
        assert!(matches!(hear(&node, other).await, Taken::New(_)));
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        let kept = of(&node, THREAD).await;
        let named: Vec<&str> = kept.suspended.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(named, [number(2)], "order decides, and not what it says of its hour");
        assert_eq!(of(&node, RequestId::from_bits(78)).await.halt(), None, "of another key");
        assert_eq!(hear(&node, arrived(3, Act::Status)).await, Taken::Unproven);
        assert!(
            matches!(hear(&node, arrived(2, Act::Status)).await, Taken::Before(_)),
            "what was kept has its receipt"
        );
        let anew = Arrived { signers: Some(Signers { node: [6; 32], officer: OFFICER }), ..arrived(3, Act::Status) };
        assert!(matches!(hear(&node, anew).await, Taken::New(_)), "with the next key it is heard");
        assert_eq!(of(&node, THREAD).await.asking.seq, 3);
        refolds_the_same(&node);
        node
    });
}

#[test]
fn k3_a_revocation_counts_at_once_also_while_a_new_number_waits_for_a_call() {
    on_both(|node| async move {
        let mut state = answered(&node).await;
        state.new_number("+99 6 666 666");
        let shown = state.show(revoked(OFFICER, 30));
        assert_eq!(node.store.take_in_entry("XB".into(), shown).await.expect("taken"), TakenIn::Waits);
        assert_eq!(of(&node, THREAD).await.halt(), Some(Halt::Open));
        node
    });
}

#[test]
fn k3_what_may_be_real_evidence_is_not_erased_by_hand_before_it_is_known_whose_it_is() {
    on_both(|node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
        let (id, handed) = given(&node, None).await;
        takes_in(&node, &mut state, revoked(NODE, 30)).await;
        let erase = || node.store.erase_package(id, handed.clone(), Actor::Staff(node.admin));
        let waits = erase().await;
        assert!(matches!(waits, Err(Fault::Declined(Refusal::Suspended))), "{waits:?}");
        node.store.recheck(id, handed.clone(), false, node.analyst.id).await.expect("written");
        let (key, by) = (SignKey::from_seed([5; 32]), node.supervisor.id);
        let one = of(&node, id).await.suspension(&handed).expect("suspended").clone();
        let signature = key.sign(one.statement(&format!("{:032x}", id.bits()), by).expect("called").as_bytes());
        node.store.confirm_recheck(id, handed.clone(), signature, key.verify_bytes(), by).await.expect("confirmed");
        erase().await.expect("what is not theirs goes");
        node
    });
}

#[test]
fn k3_parts_of_evidence_are_carried_to_nobody_while_a_message_is_in_doubt_also_when_they_are_asked_for_again() {
    for theirs in [true, false] {
        on_both(|node| async move {
            let mut state = State::new();
            trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
            hear(&node, arrived(1, asks())).await;
            say(&node, accept(), node.admin, 21).await.expect("accepted");
            let (place, _) = node.store.next_place(THREAD).await.expect("place");
            let chunks = vec!["cd".repeat(32)];
            let said = Saying { chunks, ..saying(node.analyst.id, place, evidence(), 22) };
            node.store.say(THREAD, Arc::new(said), law()).await.expect("handed over");
            for n in [21, 22] {
                node.store.receipted(number(n), b"receipt".to_vec()).await.expect("kept");
            }
            let mut waiting = node.store.waiting_chunks(THREAD, number(22)).await.expect("read");
            node.store.chunk_left(waiting.remove(0), true).await.expect("there");
            takes_in(&node, &mut state, revoked(NODE, 30)).await;
            let again = || node.store.send_again("XB".into(), number(22));
            assert_eq!(again().await.expect("asked"), Again::Sends, "it comes, once it is known who asks");
            assert_eq!(node.store.waiting_packages().await.expect("read"), []);
            rechecked(&node, theirs).await;
            let carried = node.store.waiting_packages().await.expect("read");
            if theirs {
                assert_eq!(carried, [(THREAD, number(22))]);
            } else {
                assert_eq!((carried, again().await.expect("asked")), (Vec::new(), Again::Over));
            }
            node
        });
    }
}
