//! States without a node: called by two officers, asked by letter, and answered as any State is, once and by the same rules.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use khien_casework::Refusal;
use khien_desk::Kind;
use khien_desk::directory::Trust;
use khien_desk::directory::certificate::Certificate;
use khien_desk::directory::correspondent::{Command, Details};
use khien_desk::directory::trust::Reason;
use khien_desk::package::{Conditions, Purpose};
use khien_desk::request::information::Information;
use khien_desk::request::{Act, Decision, Illegal, Phase, Urgency};
use khien_seal::keys::SignKey;
use khien_store::Fault;
use khien_store::courier::{Arrived, Taken};
use khien_store::information::{KeptKey, Released};
use khien_store::packages::Progress;
use khien_store::rebuild::rebuild;
use khien_store::requests::{Saying, message_part};
use khien_terms::Moment;
use khien_terms::id::RequestId;

use crate::information::{execute, now};
use crate::messages::{AGE, arrived, law, opening, saying};
use crate::refused;
use crate::world::{Node, on_both};

pub(crate) const KEY: [u8; 32] = [5; 32];

pub(crate) fn details(phone: &str) -> Details {
    Details {
        state: "XB".into(),
        name: "Example B".into(),
        authority: "Central authority".into(),
        phone: phone.into(),
        lang: "en".into(),
        certificate: None,
    }
}

pub(crate) async fn called(node: &Node) {
    node.store.name_correspondent(details("+99 1 234 567"), node.admin).await.expect("named");
    call(node).await;
}

/// Two officers call.
pub(crate) async fn call(node: &Node) {
    for by in [node.analyst.id, node.supervisor.id] {
        let link = node.store.correspondent("XB".into()).await.expect("read").expect("there").correspondent.details;
        node.store.correspondent_command("XB".into(), Command::Call { details: link }, by).await.expect("called");
    }
}

/// A request that was signed, and its letter.
async fn asked(node: &Node) -> RequestId {
    called(node).await;
    let id = node.store.draft_request("XB".into(), Kind::P1, AGE.to_vec(), node.analyst.id).await.expect("drafted");
    let (place, _) = node.store.next_place(id).await.expect("place");
    let said = Saying { by_letter: true, ..saying(node.admin, place, opening(), 1) };
    node.store.say(id, Arc::new(said), law()).await.expect("said");
    id
}

pub(crate) fn number(n: u8) -> String {
    format!("{n:032x}")
}

/// An act of an answer.
pub(crate) fn act(id: RequestId, n: u8, act: Act) -> Arrived {
    Arrived { request: id, seq: 0, prev: String::new(), ..arrived(n, act) }
}

async fn answer(node: &Node, said: Vec<Arrived>, key: [u8; 32]) -> Result<Taken, Fault> {
    let signs = SignKey::from_seed([9; 32]);
    node.store.hear_answer((said, None), (number(1), key), node.supervisor.id, "XA".into(), law(), signs).await
}

fn accepted() -> Act {
    Act::Decide { decision: Decision::Accepted, consulted: None }
}

#[test]
fn a_state_without_a_node_is_trusted_after_two_calls_and_another_number_is_called_anew() {
    on_both(|node| async move {
        called(&node).await;
        let row = node.store.correspondent("XB".into()).await.expect("read").expect("there");
        assert_eq!(row.correspondent.trust, Trust::PreserveOnly);
        node.store.name_correspondent(details("+99 9 999 999"), node.admin).await.expect("renamed");
        let row = node.store.correspondent("XB".into()).await.expect("read").expect("there");
        assert_eq!((row.correspondent.trust, row.details.phone.as_str()), (Trust::Introduced, "+99 9 999 999"));
        let wrong = node.store.name_correspondent(details("12"), node.admin).await;
        assert!(matches!(refused(wrong), Some(Refusal::Field { field: "phone", .. })));
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn what_is_asked_by_letter_is_never_sent_and_its_answer_counts_like_any_other() {
    on_both(|node| async move {
        let id = asked(&node).await;
        node.store.resume_sending().await.expect("resumed");
        assert!(node.store.roads().await.expect("none").is_empty(), "nothing waits to be sent");
        let early = answer(&node, vec![act(id, 2, accepted())], KEY).await;
        assert_eq!(refused(early), Some(Refusal::Forged), "no letter was taken out");
        node.store.take_letter(id, (number(1), KEY), (None, false), node.analyst.id).await.expect("taken out");
        let trust = |trust, reason| Command::SetTrust { trust, reason };
        let suspend = trust(Trust::Suspended, Reason::Compromise);
        node.store.correspondent_command("XB".into(), suspend, node.admin).await.expect("suspended");
        let suspended = answer(&node, vec![act(id, 2, accepted())], KEY).await;
        assert!(matches!(refused(suspended), Some(Refusal::NotNow(_))), "its number may be another's");
        let letter = node.store.take_letter(id, (number(1), [9; 32]), (None, false), node.analyst.id).await;
        assert!(matches!(refused(letter), Some(Refusal::NotNow(_))));
        let again = trust(Trust::Full, Reason::ClearedUp);
        node.store.correspondent_command("XB".into(), again, node.admin).await.expect("trusted");
        let until = Moment(4).plus_days(90);
        let said = vec![act(id, 2, accepted()), act(id, 3, Act::Hold { until, wish: None })];
        assert!(matches!(answer(&node, said.clone(), KEY).await, Ok(Taken::New(_))));
        let page = node.store.request_page(id).await.expect("page");
        assert_eq!(page.row.state.phase(), Phase::Held);
        assert_eq!(page.row.state.asked.held.map(|(until, _)| until), Some(until));
        assert!(page.row.state.sent_at.is_empty(), "nobody waits for a receipt");
        assert_eq!(page.messages.len(), 3);
        assert!(matches!(answer(&node, said, KEY).await, Ok(Taken::Before(_))), "the same file again changes nothing");
        assert_eq!(node.store.request_page(id).await.expect("page").messages.len(), 3);
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn an_answer_of_another_key_or_state_or_that_does_not_follow_leaves_nothing_behind() {
    on_both(|node| async move {
        let id = asked(&node).await;
        node.store.take_letter(id, (number(1), KEY), (None, false), node.analyst.id).await.expect("taken out");
        assert_eq!(refused(answer(&node, vec![act(id, 2, accepted())], [6; 32]).await), Some(Refusal::Forged));
        let other = Arrived { peer: "XC".into(), ..act(id, 2, accepted()) };
        assert_eq!(refused(answer(&node, vec![other], KEY).await), Some(Refusal::Forged));
        let short = vec![act(id, 2, accepted()), act(id, 3, Act::Hold { until: Moment(9), wish: None })];
        let declined = answer(&node, short, KEY).await;
        let why = khien_desk::request::Refusal::Illegal(Illegal::HoldTooShort);
        assert!(matches!(&declined, Err(Fault::Declined(found)) if *found == why), "{declined:?}");
        let page = node.store.request_page(id).await.expect("page");
        assert_eq!((page.messages.len(), page.row.state.phase()), (1, Phase::Sent), "all of an answer, or none");
        let unsaid = node.store.take_letter(id, (number(8), KEY), (None, false), node.analyst.id).await;
        assert_eq!(refused(unsaid), Some(Refusal::NotFound));
        node
    });
}

#[test]
fn whoever_took_a_letter_out_does_not_take_its_answer_in() {
    on_both(|node| async move {
        let id = asked(&node).await;
        let take = |by| node.store.take_letter(id, (number(1), KEY), (None, false), by);
        take(node.supervisor.id).await.expect("taken out");
        let alone = answer(&node, vec![act(id, 2, accepted())], KEY).await;
        let why = "whoever took the letter out does not take its answer in";
        assert_eq!(refused(alone), Some(Refusal::NotNow(why)));
        take(node.analyst.id).await.expect("said by another, of the same letter");
        let alone = answer(&node, vec![act(id, 2, accepted())], KEY).await;
        assert_eq!(refused(alone), Some(Refusal::NotNow(why)), "the key is known to the first all the same");
        assert_eq!(node.store.request_page(id).await.expect("page").messages.len(), 1);
        let other = [7; 32];
        node.store
            .take_letter(id, (number(1), other), (None, false), node.analyst.id)
            .await
            .expect("a letter of another");
        assert!(matches!(answer(&node, vec![act(id, 2, accepted())], other).await, Ok(Taken::New(_))));
        node
    });
}

#[test]
fn a_letter_from_before_the_number_changed_is_void() {
    on_both(|node| async move {
        let id = asked(&node).await;
        node.store.take_letter(id, (number(1), KEY), (None, false), node.analyst.id).await.expect("taken out");
        node.store.name_correspondent(details("+99 7 654 321"), node.admin).await.expect("another number");
        call(&node).await;
        let old = answer(&node, vec![act(id, 2, accepted())], KEY).await;
        let why = "this letter was made before its number or certificate changed";
        assert_eq!(refused(old), Some(Refusal::NotNow(why)));
        node.store.take_letter(id, (number(1), [7; 32]), (None, false), node.analyst.id).await.expect("made anew");
        assert!(matches!(answer(&node, vec![act(id, 2, accepted())], [7; 32]).await, Ok(Taken::New(_))));
        node
    });
}

#[test]
fn a_certificate_is_compared_anew_and_a_letter_is_sealed_to_none_but_that_one() {
    on_both(|node| async move {
        let id = asked(&node).await;
        let read = Certificate::read(include_bytes!("../../../desk/tests/made/certificates/p256.der")).expect("read");
        let sealed_to = |print: &str| {
            node.store.take_letter(id, (number(1), KEY), (Some(print.to_owned()), false), node.analyst.id)
        };
        let none = refused(sealed_to(&read.fingerprint).await);
        assert_eq!(none, Some(Refusal::NotNow("its certificate has changed since then")), "none was handed in");
        let handed_in = Details { certificate: Some(STANDARD.encode(&read.der)), ..details("+99 1 234 567") };
        node.store.name_correspondent(handed_in, node.admin).await.expect("handed in");
        let row = node.store.correspondent("XB".into()).await.expect("read").expect("there");
        assert_eq!((row.correspondent.trust, row.correspondent.called.len()), (Trust::Introduced, 0));
        assert!(matches!(refused(sealed_to(&read.fingerprint).await), Some(Refusal::NotNow(_))), "not compared yet");
        call(&node).await;
        sealed_to(&read.fingerprint).await.expect("sealed to it");
        assert!(matches!(refused(sealed_to(&"ab".repeat(32)).await), Some(Refusal::NotNow(_))), "another");
        let letters = node.store.request_page(id).await.expect("page").row.state.letters;
        assert_eq!(letters.last().and_then(|one| one.certificate.clone()), Some(read.fingerprint));
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

/// A request for stored data that was signed, with its letter, which the analyst took out.
async fn asked_for_data(node: &Node) -> RequestId {
    called(node).await;
    let id = node.store.draft_request("XB".into(), Kind::A1, AGE.to_vec(), node.analyst.id).await.expect("drafted");
    let (place, _) = node.store.next_place(id).await.expect("place");
    let opening = Act::Request {
        kind: Kind::A1,
        form: "A1@1.0".into(),
        urgency: Urgency::Urgent,
        respond_by: Moment(i64::MAX / 2),
        hold_days: None,
        about: None,
        follow_up_by: None,
        information: None,
    };
    let said = Saying { by_letter: true, ..saying(node.admin, place, opening, 1) };
    node.store.say(id, Arc::new(said), law()).await.expect("said");
    node.store.take_letter(id, (number(1), KEY), (None, false), node.analyst.id).await.expect("taken out");
    id
}

/// Evidence of two chunks, with the answer file that opens it.
fn evidence(id: RequestId, n: u8, until: Option<&str>) -> Arrived {
    let conditions = Conditions {
        purposes: vec![Purpose::Investigation],
        onward: false,
        until: until.map(|day| day.parse().expect("day")),
        feedback: false,
    };
    let chunks = [b"one", b"two"].map(|part| khien_seal::sha256_hex(part)).into();
    let returned = Act::Return { package: hex::encode([5; 32]), bytes: 3, files: 1, conditions };
    Arrived { chunks, kept: [AGE, b"opens the evidence"].concat(), ..act(id, n, returned) }
}

async fn put(node: &Node) {
    for part in [b"one", b"two"] {
        node.store.put_chunk(khien_seal::sha256_hex(part), part.to_vec()).await.expect("put");
    }
}

#[test]
fn evidence_in_answer_to_a_letter_is_here_with_it_is_read_for_its_purpose_and_destroyed_as_a_nodes_is() {
    on_both(|node| async move {
        let id = asked_for_data(&node).await;
        put(&node).await;
        let early = answer(&node, vec![evidence(id, 3, None)], KEY).await;
        assert!(matches!(early, Err(Fault::Declined(_))), "nothing was granted: {early:?}");
        let parts: Vec<String> = [b"one", b"two"].map(|part| khien_seal::sha256_hex(part)).into();
        node.store.drop_chunks(parts.clone()).await.expect("dropped");
        assert_eq!(
            node.store.missing_chunks(parts.clone()).await.expect("looked"),
            parts,
            "what was refused stays nowhere"
        );
        put(&node).await;
        let by_taker = node.store.hear_answer(
            (vec![act(id, 2, accepted()), evidence(id, 3, None)], None),
            (number(1), KEY),
            node.analyst.id,
            "XA".into(),
            law(),
            SignKey::from_seed([9; 32]),
        );
        assert!(matches!(refused(by_taker.await), Some(Refusal::NotNow(_))), "who took the letter out");
        let said = vec![act(id, 2, accepted()), evidence(id, 3, None)];
        assert!(matches!(answer(&node, said.clone(), KEY).await, Ok(Taken::New(_))));
        let message = number(3);
        let progress = node.store.package_progress(id, message.clone()).await.expect("progress");
        assert_eq!(progress, Progress { all: 2, there: 2, gone: 0 });
        node.store.drop_chunks(parts.clone()).await.expect("nothing to drop");
        assert!(node.store.missing_chunks(parts).await.expect("looked").is_empty(), "what a message names stays");
        assert!(
            matches!(answer(&node, said.clone(), KEY).await, Ok(Taken::Before(_))),
            "the same files again change nothing"
        );
        // A disk lost a part: nobody sends it again, so the officer takes the same two files in once more.
        let lost = khien_seal::sha256_hex(b"one");
        std::fs::remove_file(node.folder().join("chunks").join(&lost[..2]).join(&lost)).expect("lost");
        assert_eq!(node.store.mark_gone_chunks().await.expect("looked"), 1);
        put(&node).await;
        assert!(matches!(answer(&node, said, KEY).await, Ok(Taken::Before(_))));
        let progress = node.store.package_progress(id, message.clone()).await.expect("progress");
        assert_eq!(progress, Progress { all: 2, there: 2, gone: 0 }, "it is here again");
        let by = node.analyst.id;
        let bare = node.store.open_request(id, message_part(&message), by).await;
        assert!(matches!(bare, Err(Fault::Declined(_))), "not past the question for what: {bare:?}");
        let read = node.store.read_package(id, message.clone(), Purpose::Investigation, by).await.expect("read");
        assert!(read.ends_with(b"opens the evidence"));
        assert_eq!(node.store.chunk_for(id, message.clone(), 1, by).await.expect("chunk"), b"two");
        let say = |act: Act, n: u8| {
            let store = &node.store;
            async move {
                let (place, _) = store.next_place(id).await.expect("place");
                store.say(id, Arc::new(Saying { by_letter: true, ..saying(by, place, act, n) }), law()).await
            }
        };
        say(Act::Received { package: message.clone() }, 4).await.expect("confirmed, by letter");
        say(Act::Destroyed { package: message.clone() }, 5).await.expect("destroyed, by letter");
        assert_eq!(node.store.sweep_chunks().await.expect("swept"), 2);
        assert!(node.store.read_package(id, message, Purpose::Investigation, by).await.is_err(), "its key is gone");
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn evidence_of_a_letter_goes_with_its_key_when_its_time_is_over_and_the_words_beside_it_stay() {
    on_both(|node| async move {
        let id = asked_for_data(&node).await;
        put(&node).await;
        let said = vec![act(id, 2, accepted()), evidence(id, 3, Some("2020-01-01"))];
        assert!(matches!(answer(&node, said, KEY).await, Ok(Taken::New(_))));
        assert_eq!(node.store.erase_over_packages().await.expect("erased"), 1);
        let words = node.store.open_request(id, message_part(&number(2)), node.analyst.id).await.expect("words");
        assert_eq!(words, AGE, "the decision keeps its words, and nothing that opens the evidence");
        assert!(node.store.open_request(id, message_part(&number(3)), node.analyst.id).await.is_err());
        assert_eq!(node.store.sweep_chunks().await.expect("swept"), 2);
        node
    });
}

#[test]
fn information_by_letter_releases_its_key_on_an_acceptance_that_came_home_and_destroys_it_on_a_refusal() {
    on_both(|node| async move {
        called(&node).await;
        let given = |n: u8| {
            let store = &node.store;
            let (drafter, signer) = (node.analyst.id, node.admin);
            async move {
                let id = store.draft_request("XB".into(), Kind::X1, AGE.to_vec(), drafter).await.expect("drafted");
                let (place, _) = store.next_place(id).await.expect("place");
                let conditions =
                    Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
                let information = Information { part: "ab".repeat(32), conditions, exculpatory: false };
                let opening = Act::Request {
                    kind: Kind::X1,
                    form: "X1@1.0".into(),
                    urgency: Urgency::Routine,
                    respond_by: now().plus_days(5),
                    hold_days: None,
                    about: None,
                    follow_up_by: None,
                    information: Some(information),
                };
                let key = Some(KeptKey { wrapped: Vec::new(), own: AGE.to_vec() });
                let said = Saying { by_letter: true, key, issued_at: now(), ..saying(signer, place, opening, n) };
                store.say(id, Arc::new(said), law()).await.expect("said");
                store.take_letter(id, (number(n), KEY), (None, false), drafter).await.expect("taken out");
                id
            }
        };
        let hear = |n: u8, said: Arrived| {
            let store = &node.store;
            let by = node.supervisor.id;
            async move {
                let signs = SignKey::from_seed([9; 32]);
                let said = Arrived { issued_at: now(), ..said };
                store.hear_answer((vec![said], None), (number(n), KEY), by, "XA".into(), law(), signs).await
            }
        };
        let released = |n: u8| node.store.released_key(number(n));
        let accepted = given(1).await;
        assert_eq!(released(1).await.expect("asked"), Released::Not);
        let taken = hear(1, act(accepted, 21, Act::Accept { offer: number(1) })).await;
        assert!(matches!(taken, Ok(Taken::New(_))), "{taken:?}");
        assert_eq!(released(1).await.expect("asked"), Released::Now(Vec::new()));
        let destroyed = hear(1, act(accepted, 22, Act::Destroyed { package: number(1) })).await;
        assert!(matches!(destroyed, Ok(Taken::New(_))), "{destroyed:?}");
        assert_eq!(released(1).await.expect("asked"), Released::Destroyed);
        let declined = given(3).await;
        let taken = hear(3, act(declined, 23, Act::Decline { offer: number(3) })).await;
        assert!(matches!(taken, Ok(Taken::New(_))), "{taken:?}");
        assert_eq!(released(3).await.expect("asked"), Released::Destroyed);
        let late = hear(3, act(declined, 24, Act::Accept { offer: number(3) })).await;
        assert!(matches!(late, Err(Fault::Declined(_))), "what was declined is not accepted: {late:?}");
        let unanswered = given(5).await;
        execute(&node, "UPDATE desk_key SET due = 1").await;
        assert_eq!(node.store.destroy_over_keys().await.expect("destroyed"), 1, "nobody answered in time");
        assert_eq!(released(5).await.expect("asked"), Released::Destroyed);
        let own = node.store.open_information(unanswered, None, node.analyst.id).await;
        assert!(own.is_ok(), "who gave it keeps a copy");
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}
