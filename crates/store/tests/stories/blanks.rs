//! What a State without a node opens in a blank letter: its request here, once, and its information closed until we accepted.

use std::sync::Arc;

use khien_casework::Refusal;
use khien_desk::Kind;
use khien_desk::package::{Conditions, Purpose};
use khien_desk::request::information::Information;
use khien_desk::request::{Act, Urgency};
use khien_seal::keys::SignKey;
use khien_store::Fault;
use khien_store::courier::{Arrived, Taken};
use khien_store::rebuild::rebuild;
use khien_store::requests::Saying;
use khien_terms::id::{RequestId, StaffId};

use crate::correspondents::{KEY, act, call, called, details, number};
use crate::information::now;
use crate::messages::{AGE, arrived, law, saying};
use crate::refused;
use crate::world::{Node, on_both};

/// What a State without a node opens in a blank letter.
fn opened(n: u8, act: Act) -> Arrived {
    let request = RequestId::from_bits(u128::from(n) << 64);
    Arrived { request, seq: 1, prev: "-".into(), issued_at: now(), ..arrived(n, act) }
}

fn opens(kind: Kind) -> Act {
    let conditions = Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
    let information = Information { part: "ab".repeat(32), conditions, exculpatory: false };
    Act::Request {
        kind,
        form: format!("{kind}@1.0"),
        urgency: Urgency::Routine,
        respond_by: now().plus_days(5),
        hold_days: (kind == Kind::P1).then_some(60),
        about: None,
        follow_up_by: None,
        information: (kind == Kind::X1).then_some(information),
    }
}

async fn hear_request(node: &Node, said: Arrived, blank: u8, by: StaffId) -> Result<Taken, Fault> {
    let signs = SignKey::from_seed([9; 32]);
    node.store.hear_request(Arc::new(said), (number(blank), KEY), by, "XA".into(), law(), signs).await
}

#[test]
fn what_is_opened_in_a_blank_letter_is_that_states_request_once_and_not_by_whoever_made_the_letter() {
    on_both(|node| async move {
        let (maker, taker) = (node.analyst.id, node.supervisor.id);
        let early = node.store.make_blank("XB".into(), (number(90), KEY), None, maker).await;
        assert!(matches!(refused(early), Some(Refusal::NotNow(_))), "nobody called");
        called(&node).await;
        let unknown = hear_request(&node, opened(40, opens(Kind::P1)), 90, taker).await;
        assert_eq!(refused(unknown), Some(Refusal::Forged), "no such letter was made");
        node.store.make_blank("XB".into(), (number(90), KEY), None, maker).await.expect("made");
        let alone = hear_request(&node, opened(40, opens(Kind::P1)), 90, maker).await;
        let why = "whoever took the letter out does not take its answer in";
        assert_eq!(refused(alone), Some(Refusal::NotNow(why)));
        let other = hear_request(&node, Arrived { peer: "XC".into(), ..opened(40, opens(Kind::P1)) }, 90, taker).await;
        assert!(refused(other).is_some(), "a State that nobody called");
        let said = opened(40, opens(Kind::P1));
        let id = said.request;
        assert!(matches!(hear_request(&node, said.clone(), 90, taker).await, Ok(Taken::New(_))));
        let page = node.store.request_page(id).await.expect("page");
        assert_eq!((page.row.state.peer.as_str(), page.row.state.kind), ("XB", Kind::P1));
        assert_eq!(page.row.state.blank.as_ref().map(|(blank, _)| blank.as_str()), Some(number(90).as_str()));
        assert!(matches!(hear_request(&node, said, 90, taker).await, Ok(Taken::Before(_))), "twice is once");
        assert_eq!(node.store.request_page(id).await.expect("page").messages.len(), 1);
        node.store.name_correspondent(details("+99 7 654 321"), node.admin).await.expect("another number");
        call(&node).await;
        let old = hear_request(&node, opened(41, opens(Kind::P1)), 90, taker).await;
        let why = "this letter was made before its number or certificate changed";
        assert_eq!(refused(old), Some(Refusal::NotNow(why)));
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn information_of_a_state_without_a_node_opens_with_the_key_that_it_gave_after_we_accepted_and_is_destroyed_here() {
    on_both(|node| async move {
        called(&node).await;
        node.store.make_blank("XB".into(), (number(90), KEY), None, node.analyst.id).await.expect("made");
        let said = opened(40, opens(Kind::X1));
        let (id, message) = (said.request, said.message.clone());
        assert!(matches!(hear_request(&node, said, 90, node.supervisor.id).await, Ok(Taken::New(_))));
        let by = node.admin;
        let closed = node.store.open_information(id, Some(Purpose::Investigation), by).await;
        assert!(matches!(closed, Err(Fault::Declined(_))), "nobody accepted");
        let say = |act: Act, n: u8| {
            let store = &node.store;
            async move {
                let (place, _) = store.next_place(id).await.expect("place");
                let said = Saying { by_letter: true, issued_at: now(), ..saying(by, place, act, n) };
                store.say(id, Arc::new(said), law()).await
            }
        };
        let key = |n: u8| {
            let said = Arrived { issued_at: now(), ..act(id, n, Act::Status) };
            let (letter, signs) = ((number(50), KEY), SignKey::from_seed([9; 32]));
            let key = Some([AGE, b"the key"].concat());
            node.store.hear_answer((vec![said], key), letter, node.supervisor.id, "XA".into(), law(), signs)
        };
        say(Act::Accept { offer: message.clone() }, 50).await.expect("accepted, by letter");
        assert_eq!(refused(key(60).await), Some(Refusal::Forged), "its letter was not taken out");
        node.store.take_letter(id, (number(50), KEY), (None, false), node.analyst.id).await.expect("taken out");
        let closed = node.store.open_information(id, Some(Purpose::Investigation), by).await;
        assert!(matches!(closed, Err(Fault::Declined(_))), "no key came");
        assert!(matches!(key(60).await, Ok(Taken::New(_))));
        let (_, opens) = node.store.open_information(id, Some(Purpose::Investigation), by).await.expect("opens");
        assert!(opens.ends_with(b"the key"));
        let other = node.store.open_information(id, Some(Purpose::Protection), by).await;
        assert!(other.is_err(), "not for what its conditions do not allow");
        assert!(matches!(refused(key(61).await), Some(Refusal::NotNow(_))), "a second key is waited for by nobody");
        assert_eq!(node.store.request_page(id).await.expect("page").messages.len(), 3, "and nothing of it stays");
        say(Act::Destroyed { package: message }, 51).await.expect("destroyed, by letter");
        assert!(node.store.open_information(id, Some(Purpose::Investigation), by).await.is_err());
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}
