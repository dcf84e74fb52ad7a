//! Coming back from an old copy: what is kept for other States, and what comes back from them (F9).

use std::sync::Arc;

use khien_desk::Kind;
use khien_desk::package::{Conditions, Purpose};
use khien_desk::request::information::{Information, Key};
use khien_desk::request::{Act, Urgency};
use khien_store::information::Released;
use khien_store::rebuild::rebuild;
use khien_store::resync::{Back, Kept, SaidBefore};
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};

use crate::messages::{AGE, THREAD, arrived, hear, law, saying};
use crate::refused;
use crate::world::{Node, on_both};

const START: (Moment, String) = (Moment(i64::MIN), String::new());

fn opening() -> Act {
    Act::Request {
        kind: Kind::P1,
        form: "P1@1.0".into(),
        urgency: Urgency::Urgent,
        respond_by: Moment(i64::MAX / 2),
        hold_days: Some(90),
        about: None,
        follow_up_by: None,
        information: None,
    }
}

async fn given(node: &Node, peer: &str, since: i64, after: (Moment, String)) -> Vec<khien_store::resync::Copy> {
    node.store.copies_for(peer.into(), Moment(since), after).await.expect("read")
}

#[test]
fn f9_what_passed_is_kept_for_a_fortnight_for_the_state_that_it_passed_with_in_its_order() {
    on_both(|node| async move {
        hear(&node, arrived(1, opening())).await;
        let copy = Kept { peer: "XB".into(), message: format!("{:032x}", 1), bytes: vec![1; 40] };
        node.store.keep_copies(vec![copy]).await.expect("kept");
        let (place, _) = node.store.next_place(THREAD).await.expect("place");
        let said = saying(node.analyst.id, place, Act::Acknowledge { expect: Moment(9) }, 21);
        let number = said.outgoing.message.clone();
        node.store.say(THREAD, Arc::new(said), law()).await.expect("said");
        let before = given(&node, "XB", 0, START).await;
        assert_eq!(before.len(), 1, "what nobody receipted did not pass");
        node.store.receipted(number.clone(), b"their receipt".to_vec()).await.expect("receipted");
        let [theirs, ours] = given(&node, "XB", 0, START).await.try_into().expect("two");
        let receipt = node.store.receipt_of(format!("{:032x}", 1)).await.expect("ours for theirs");
        assert_eq!((theirs.bytes.as_slice(), theirs.receipt), ([1; 40].as_slice(), Some(receipt)));
        assert_eq!((ours.bytes.as_slice(), &ours.message, ours.receipt), ([21; 64].as_slice(), &number, None));
        let rest = given(&node, "XB", 0, (theirs.at, theirs.message)).await;
        assert_eq!(rest.iter().map(|copy| copy.message.as_str()).collect::<Vec<_>>(), [number.as_str()]);
        assert_eq!(given(&node, "XB", 0, (ours.at, ours.message)).await, []);
        assert_eq!(given(&node, "XB", ours.at.0 + 1, START).await, [], "before that moment it was there");
        assert_eq!(given(&node, "XC", 0, START).await, [], "another State's");
        node.store.sweep_copies().await.expect("swept");
        assert_eq!(given(&node, "XB", 0, START).await.len(), 2);
        let old = "UPDATE desk_copy SET at = at - 1209600000001";
        node.with_conn(|conn, _| conn.execute(old, &[]).expect("a fortnight passes"));
        node.store.sweep_copies().await.expect("swept");
        let left = given(&node, "XB", 0, START).await;
        assert_eq!(
            left.iter().map(|copy| copy.message.as_str()).collect::<Vec<_>>(),
            [number.as_str()],
            "receipted later"
        );
        let old = "UPDATE desk_out SET due = due - 1209600000001";
        node.with_conn(|conn, _| conn.execute(old, &[]).expect("a fortnight passes for it too"));
        node.store.sweep_copies().await.expect("swept");
        assert_eq!(given(&node, "XB", 0, START).await, [], "what is older than a fortnight is forgotten");
        node
    });
}

fn said(seq: u32, prev: &str, act: Act) -> SaidBefore {
    let head = hex::encode([u8::try_from(seq).expect("small"); 32]);
    SaidBefore {
        peer: "XB".into(),
        message: format!("{seq:032x}"),
        request: RequestId::from_bits(900),
        seq,
        prev: prev.into(),
        issued_at: Moment(seq.into()),
        act,
        verify: [9; 32],
        outer: head.clone(),
        head,
        kept: AGE.to_vec(),
        chunks: Vec::new(),
        subjects: Vec::new(),
        receipt: vec![7; 9],
    }
}

#[test]
fn f9_what_this_state_said_comes_back_as_said_after_what_it_follows_and_once() {
    on_both(|node| async move {
        let back = |said| node.store.said_before(said);
        let second = said(2, &"01".repeat(32), Act::Withdraw);
        assert_eq!(back(second.clone()).await.expect("judged"), Back::NotYet, "its request is not here");
        assert_eq!(back(said(1, "-", opening())).await.expect("taken"), Back::Taken);
        assert_eq!(back(said(1, "-", opening())).await.expect("judged"), Back::Known);
        assert_eq!(back(said(3, &"02".repeat(32), Act::Status)).await.expect("judged"), Back::NotYet);
        let another = SaidBefore { prev: "ff".repeat(32), ..second.clone() };
        assert_eq!(refused(back(another).await.map(|_| ())), Some(khien_casework::Refusal::Stale), "a second history");
        let stranger = SaidBefore { peer: "XC".into(), ..second.clone() };
        assert_eq!(refused(back(stranger).await.map(|_| ())), Some(khien_casework::Refusal::Stale));
        assert_eq!(back(second).await.expect("taken"), Back::Taken);
        let page = node.store.request_page(RequestId::from_bits(900)).await.expect("page");
        assert_eq!(page.messages.len(), 2);
        assert!(page.messages.iter().all(|one| one.ours && one.received_at.is_some() && one.code.is_empty()));
        assert!(page.row.state.on_their_way.is_empty() && page.row.state.asking.withdrawn);
        assert_eq!(page.messages[0].who, StaffId::from_bits(0).to_string(), "nobody here has this key");
        assert_eq!(node.store.receipt_of(format!("{:032x}", 2)).await.expect("kept"), [7; 9]);
        assert_eq!(
            node.store.take_outgoing("XB".into(), 64).await.expect("read").len(),
            0,
            "nothing of it is sent again"
        );
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn f9_information_that_this_state_gave_comes_back_without_its_key() {
    on_both(|node| async move {
        let act = Act::Request {
            kind: Kind::X1,
            form: "X1@1.0".into(),
            urgency: Urgency::Routine,
            respond_by: Moment(i64::MAX / 2),
            hold_days: None,
            about: None,
            follow_up_by: None,
            information: Some(Information {
                part: "ab".repeat(32),
                conditions: Conditions {
                    purposes: vec![Purpose::Investigation],
                    onward: false,
                    until: None,
                    feedback: true,
                },
                exculpatory: false,
            }),
        };
        assert_eq!(node.store.said_before(said(1, "-", act)).await.expect("taken"), Back::Taken);
        let number = format!("{:032x}", 1);
        assert_eq!(node.store.released_key(number).await.expect("asked"), Released::Destroyed, "it went with the copy");
        let (_, state) = node.store.next_place(RequestId::from_bits(900)).await.expect("state");
        assert_eq!((state.kind, state.information_key), (Kind::X1, Key::Destroyed));
        node
    });
}
