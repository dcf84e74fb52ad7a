//! Evidence between States: a chunk is taken when a signed message names it and at no other time, it is read for what it was given,
//! and it goes when its time is over.

use std::sync::Arc;

use khien_casework::Refusal;
use khien_desk::Kind;
use khien_desk::package::proof::Stands;
use khien_desk::package::{Barred, Conditions, Purpose};
use khien_desk::request::{self, Act, Decision, Illegal, Phase, Urgency};
use khien_seal::keys::SignKey;
use khien_store::Fault;
use khien_store::courier::{Arrived, Taken};
use khien_store::packages::{Again, Known, Progress};
use khien_store::packing::Written;
use khien_store::rebuild::rebuild;
use khien_store::requests::{Saying, message_part};
use khien_terms::Moment;
use khien_terms::id::RequestId;

use crate::messages::{AGE, arrived, hear, law, saying};
use crate::refused;
use crate::world::{Node, on_both};

fn opening() -> Act {
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

fn accept() -> Act {
    Act::Decide { decision: Decision::Accepted, consulted: None }
}

fn handed_over(until: Option<&str>) -> Act {
    let conditions = Conditions {
        purposes: vec![Purpose::Investigation],
        onward: false,
        until: until.map(|day| day.parse().expect("day")),
        feedback: true,
    };
    Act::Return { package: hex::encode([5; 32]), bytes: 3, files: 1, conditions }
}

fn hash(bytes: &[u8]) -> String {
    khien_seal::sha256_hex(bytes)
}

/// A request of ours that XB accepted and answered with a package of two chunks.
pub(crate) async fn given(node: &Node, until: Option<&str>) -> (RequestId, String) {
    given_as(node, until, 1).await
}

/// As [`given`]; `number` is that of our opening, and XB's follow from it.
async fn given_as(node: &Node, until: Option<&str>, number: u8) -> (RequestId, String) {
    let id = node.store.draft_request("XB".into(), Kind::A1, AGE.to_vec(), node.analyst.id).await.expect("drafted");
    let (place, _) = node.store.next_place(id).await.expect("place");
    node.store.say(id, Arc::new(saying(node.admin, place, opening(), number)), law()).await.expect("said");
    let mut last = String::new();
    for (n, act) in [(1u8, accept()), (2, handed_over(until))] {
        last = format!("{:032x}", u32::from(n) + 100 * u32::from(number));
        let chunks = if n == 2 { vec![hash(b"one"), hash(b"two")] } else { Vec::new() };
        let heard = hear(node, Arrived { request: id, message: last.clone(), chunks, ..arrived(n, act) }).await;
        assert!(matches!(heard, Taken::New(_)), "{heard:?}");
    }
    (id, last)
}

fn barred<T: std::fmt::Debug>(result: Result<T, Fault>) -> Option<request::Refusal> {
    match result {
        Err(Fault::Declined(refusal)) => Some(refusal),
        _ => None,
    }
}

#[test]
fn a_chunk_is_taken_when_a_signed_message_names_it_whole_and_from_that_state() {
    on_both(|node| async move {
        let take = |peer: &str, name: String, bytes: &[u8]| node.store.take_chunk(peer.into(), name, bytes.to_vec());
        let early = take("XB", hash(b"one"), b"one").await;
        assert_eq!(refused(early), Some(Refusal::NotFound), "nobody announced it");
        let (id, message) = given(&node, None).await;
        assert_eq!(refused(take("XC", hash(b"one"), b"one").await), Some(Refusal::NotFound), "another State");
        assert_eq!(refused(take("XB", hash(b"one"), b"0ne").await), Some(Refusal::Forged), "other bytes");
        for _ in 0..2 {
            take("XB", hash(b"one"), b"one").await.expect("taken, and once more");
        }
        let progress = |message: String| node.store.package_progress(id, message);
        assert_eq!(progress(message.clone()).await.expect("progress"), Progress { all: 2, there: 1, gone: 0 });
        for (part, known) in [(b"one", Known::Here), (b"two", Known::Wanted), (b"six", Known::Not)] {
            assert_eq!(node.store.chunk_wanted("XB".into(), hash(part)).await.expect("asked"), known);
        }
        take("XB", hash(b"two"), b"two").await.expect("taken");
        assert_eq!(progress(message).await.expect("progress"), Progress { all: 2, there: 2, gone: 0 });
        node
    });
}

#[test]
fn what_was_given_is_read_for_its_purpose_by_whoever_said_so_and_the_journal_knows() {
    on_both(|node| async move {
        let (id, message) = given(&node, None).await;
        node.store.take_chunk("XB".into(), hash(b"one"), b"one".to_vec()).await.expect("taken");
        let by = node.analyst.id;
        let without = node.store.open_request(id, message_part(&message), by).await;
        assert_eq!(barred(without), Some(request::Refusal::Barred(Barred::Purpose)), "not past the question");
        let chunk = |n| node.store.chunk_for(id, message.clone(), n, by);
        assert_eq!(refused(chunk(0).await), Some(Refusal::NotAllowed), "the key first");
        let read = |purpose| node.store.read_package(id, message.clone(), purpose, by);
        assert_eq!(barred(read(Purpose::Prosecution).await), Some(request::Refusal::Barred(Barred::Purpose)));
        assert_eq!(read(Purpose::Investigation).await.expect("handed out"), AGE);
        assert_eq!(chunk(0).await.expect("chunk"), b"one");
        assert!(matches!(refused(chunk(1).await), Some(Refusal::NotNow(_))), "on its way");
        let other = node.store.chunk_for(id, message.clone(), 0, node.admin).await;
        assert_eq!(refused(other), Some(Refusal::NotAllowed), "who did not ask gets nothing");
        let (_, state) = node.store.next_place(id).await.expect("state");
        assert_eq!((state.phase(), state.readings.len()), (Phase::Returned, 1));
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn a_letter_is_a_line_of_the_journal_and_of_what_was_given_only_for_whoever_said_for_what() {
    on_both(|node| async move {
        let (id, message) = given(&node, None).await;
        let by = node.analyst.id;
        let letter = |message: &str, by| node.store.letter_made(id, message.to_owned(), by);
        let opening = node.store.request_page(id).await.expect("page").messages[0].message.clone();
        letter(&opening, node.admin).await.expect("of what we said");
        assert_eq!(refused(letter("07", by).await), Some(Refusal::NotFound), "of another request");
        assert_eq!(refused(letter(&message, by).await), Some(Refusal::NotAllowed), "not past the question");
        node.store.read_package(id, message.clone(), Purpose::Investigation, by).await.expect("handed out");
        letter(&message, by).await.expect("for that purpose");
        assert_eq!(refused(letter(&message, node.admin).await), Some(Refusal::NotAllowed), "who did not ask");
        let history = node.store.request_page(id).await.expect("page").history;
        let made: Vec<&str> =
            history.iter().filter(|row| row.kind == "request.letter_made").map(|row| row.actor.as_str()).collect();
        assert_eq!(made, [node.admin.to_string(), by.to_string()]);
        node.store.erase_package(id, message.clone(), khien_store::Actor::Staff(by)).await.expect("erased");
        assert_eq!(refused(letter(&message, by).await), Some(Refusal::NotFound), "what is gone has no letter");
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn a_package_stands_in_the_ledger_at_once_and_no_checkpoint_is_served_for_it() {
    on_both(|node| async move {
        let (id, _) = given(&node, None).await;
        let (by, manifest) = (node.analyst.id, hash(b"manifest"));
        let early = node.store.package_signed(id, by, manifest.clone()).await;
        assert_eq!(refused(early), Some(Refusal::NotFound), "nobody wrote it");
        let n = node.store.number_package(id, by).await.expect("a number");
        let written = Written { manifest: manifest.clone(), conditions: hash(b"conditions") };
        node.store.package_written(id, n, by, written).await.expect("written");
        let other = node.store.package_signed(id, node.admin, manifest.clone()).await;
        assert_eq!(refused(other), Some(Refusal::NotFound), "of another member");
        node.store.package_signed(id, by, manifest.clone()).await.expect("signed");
        let key = SignKey::from_seed([7; 32]);
        let before = node.store.checkpoint().await.expect("read");
        let prove = || node.store.package_proof(id, manifest.clone(), "xa.example/ledger".into(), key.clone());
        let request = format!("{:032x}", id.bits());
        let stands = |text: String| Stands::read(&text, &request, n, &manifest).expect("it stands");
        let proof = prove().await.expect("a proof").text();
        assert!(!proof.contains(&by.to_string()), "it names nobody of ours");
        let now = stands(proof);
        assert!(now.signed_by("xa.example/ledger", &key.verify_bytes()));
        assert_eq!(node.store.checkpoint().await.expect("read"), before, "the public ledger has its beat");
        node.store.beat("xa.example/ledger".into(), key.clone()).await.expect("a beat");
        node.store.take_request(id, node.admin).await.expect("the journal grows");
        let later = stands(prove().await.expect("a proof").text());
        assert_eq!((later.size, later.index), (now.size, now.index), "the beat's checkpoint, of the same tree");
        assert!(matches!(
            refused(node.store.package_proof(id, hash(b"other"), String::new(), key.clone()).await),
            Some(Refusal::NotFound)
        ));
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn a_package_whose_time_is_over_is_erased_with_its_key_and_one_whose_is_not_stays() {
    on_both(|node| async move {
        let (id, message) = given(&node, Some("2020-01-01")).await;
        for part in [b"one", b"two"] {
            node.store.take_chunk("XB".into(), hash(part), part.to_vec()).await.expect("taken");
        }
        let by = node.analyst.id;
        let read = node.store.read_package(id, message.clone(), Purpose::Investigation, by).await;
        assert_eq!(barred(read), Some(request::Refusal::Barred(Barred::Over)));
        assert_eq!(node.store.erase_over_packages().await.expect("erased"), 1);
        assert_eq!(node.store.erase_over_packages().await.expect("erased"), 0, "once");
        assert_eq!(node.store.sweep_chunks().await.expect("swept"), 2);
        assert_eq!(node.store.chunk_wanted("XB".into(), hash(b"one")).await.expect("asked"), Known::Over);
        let read = node.store.read_package(id, message, Purpose::Investigation, by).await;
        assert_eq!(barred(read), Some(Illegal::NothingReturned.into()));
        let (other, kept) = given_as(&node, Some("2999-01-01"), 2).await;
        assert_eq!(node.store.erase_over_packages().await.expect("erased"), 0);
        node.store.read_package(other, kept, Purpose::Investigation, by).await.expect("its time is not over");
        node
    });
}

#[test]
fn what_arrived_is_confirmed_whole_and_by_who_saw_it_and_destroyed_it_is_gone() {
    on_both(|node| async move {
        let (id, message) = given(&node, None).await;
        let by = node.analyst.id;
        let say = async |n: u8, act: Act| {
            let (place, _) = node.store.next_place(id).await.expect("place");
            node.store.say(id, Arc::new(saying(by, place, act, n)), law()).await
        };
        let received = || Act::Received { package: message.clone() };
        let destroyed = || Act::Destroyed { package: message.clone() };
        node.store.take_chunk("XB".into(), hash(b"one"), b"one".to_vec()).await.expect("taken");
        node.store.read_package(id, message.clone(), Purpose::Investigation, by).await.expect("read");
        assert!(matches!(refused(say(2, received()).await), Some(Refusal::NotNow(_))), "a part is missing");
        node.store.take_chunk("XB".into(), hash(b"two"), b"two".to_vec()).await.expect("taken");
        say(2, received()).await.expect("said");
        say(3, destroyed()).await.expect("said");
        assert_eq!(barred(say(4, destroyed()).await), Some(Illegal::NothingReturned.into()), "once");
        let read = node.store.read_package(id, message.clone(), Purpose::Investigation, by).await;
        assert_eq!(barred(read), Some(Illegal::NothingReturned.into()));
        assert_eq!(node.store.sweep_chunks().await.expect("swept"), 2);
        node
    });
}

#[test]
fn nobody_confirms_what_they_did_not_open_and_it_can_be_erased_without_telling() {
    on_both(|node| async move {
        let (id, message) = given(&node, None).await;
        for part in [b"one", b"two"] {
            node.store.take_chunk("XB".into(), hash(part), part.to_vec()).await.expect("taken");
        }
        let (place, _) = node.store.next_place(id).await.expect("place");
        let received = Act::Received { package: message.clone() };
        let said = node.store.say(id, Arc::new(saying(node.analyst.id, place, received, 2)), law()).await;
        assert!(matches!(refused(said), Some(Refusal::NotNow(_))), "nobody opened it");
        let by = khien_store::Actor::Staff(node.analyst.id);
        node.store.erase_package(id, message.clone(), by).await.expect("erased");
        let again = node.store.erase_package(id, message.clone(), by).await;
        assert_eq!(barred(again), Some(Illegal::NothingReturned.into()), "once");
        assert_eq!(node.store.sweep_chunks().await.expect("swept"), 2);
        let read = node.store.read_package(id, message, Purpose::Investigation, node.analyst.id).await;
        assert_eq!(barred(read), Some(Illegal::NothingReturned.into()));
        node
    });
}

#[test]
fn a_number_that_a_state_uses_in_two_requests_takes_nothing_of_the_other() {
    on_both(|node| async move {
        let (first, message) = given_as(&node, None, 1).await;
        node.store.take_chunk("XB".into(), hash(b"one"), b"one".to_vec()).await.expect("taken");
        // Another State answers another request with a message of the same number.
        let id = node.store.draft_request("XC".into(), Kind::A1, AGE.to_vec(), node.analyst.id).await.expect("drafted");
        let (place, _) = node.store.next_place(id).await.expect("place");
        let mut opens = saying(node.admin, place, opening(), 7);
        opens.outgoing.peer = "XC".into();
        node.store.say(id, Arc::new(opens), law()).await.expect("said");
        for (n, act) in [(1u8, accept()), (2, handed_over(None))] {
            let chunks = if n == 2 { vec![hash(b"one"), hash(b"six")] } else { Vec::new() };
            let number = if n == 2 { message.clone() } else { format!("{:032x}", 900) };
            let heard = Arrived { request: id, peer: "XC".into(), message: number, chunks, ..arrived(n, act) };
            assert!(matches!(hear(&node, heard).await, Taken::New(_)));
        }
        let of = |id| node.store.package_progress(id, message.clone());
        assert_eq!(of(first).await.expect("progress"), Progress { all: 2, there: 1, gone: 0 });
        assert_eq!(of(id).await.expect("progress"), Progress { all: 2, there: 0, gone: 0 });
        node
    });
}

#[test]
fn a_chunk_goes_out_after_its_message_and_is_forgotten_once_the_package_arrived() {
    on_both(|node| async move {
        let id = arrived(1, opening()).request;
        hear(&node, arrived(1, opening())).await;
        node.store.take_request(id, node.analyst.id).await.expect("taken");
        let (place, _) = node.store.next_place(id).await.expect("place");
        node.store.say(id, Arc::new(saying(node.admin, place, accept(), 50)), law()).await.expect("said");
        node.store.receipted(format!("{:032x}", 50), b"receipt".to_vec()).await.expect("receipted");
        let changed = refused(node.store.put_chunk(hash(b"one"), b"two".to_vec()).await);
        assert!(matches!(changed, Some(Refusal::NotNow(_))), "no signature is at fault: {changed:?}");
        node.store.put_chunk(hash(b"one"), b"one".to_vec()).await.expect("put");
        let missing = node.store.missing_chunks(vec![hash(b"one"), hash(b"two")]).await.expect("asked");
        assert_eq!(missing, [hash(b"two")]);
        let (place, _) = node.store.next_place(id).await.expect("place");
        let chunks = vec![hash(b"one")];
        let by_decider = saying(node.admin, place.clone(), handed_over(None), 51);
        let said = node.store.say(id, Arc::new(by_decider), law()).await;
        assert_eq!(barred(said), Some(request::Refusal::SamePerson), "whoever decides does not carry out");
        let said = Saying { chunks, ..saying(node.analyst.id, place, handed_over(None), 51) };
        node.store.say(id, Arc::new(said), law()).await.expect("said");
        let message = format!("{:032x}", 51);
        let none: [(RequestId, String); 0] = [];
        assert_eq!(node.store.waiting_packages().await.expect("waiting"), none, "its message goes first");
        node.store.receipted(message.clone(), b"receipt".to_vec()).await.expect("receipted");
        assert_eq!(node.store.waiting_packages().await.expect("waiting"), [(id, message.clone())]);
        let waiting = node.store.waiting_chunks(id, message.clone()).await.expect("waiting");
        assert_eq!(node.store.chunk(waiting[0].sha256.clone()).await.expect("bytes"), b"one");
        node.store.chunk_left(waiting[0].clone(), true).await.expect("left");
        assert_eq!(node.store.waiting_packages().await.expect("waiting"), none);
        assert_eq!(node.store.sweep_chunks().await.expect("swept"), 0, "kept until the other side has checked it");
        let again = |peer: &str, message: &str| node.store.send_again(peer.to_owned(), message.to_owned());
        assert_eq!(again("XC", &message).await.expect("asked"), Again::Unknown, "it was given to another State");
        assert_eq!(again("XB", &format!("{:032x}", 50)).await.expect("asked"), Again::Unknown, "it hands nothing over");
        assert_eq!(again("XB", &message).await.expect("asked"), Again::Sends);
        assert_eq!(
            node.store.waiting_packages().await.expect("waiting"),
            [(id, message.clone())],
            "what was lost there"
        );
        node.store.chunk_left(waiting[0].clone(), true).await.expect("left");
        hear(&node, arrived(2, Act::Received { package: message.clone() })).await;
        assert_eq!(again("XB", &message).await.expect("asked"), Again::Over, "it was confirmed whole");
        assert_eq!(node.store.sweep_chunks().await.expect("swept"), 1);
        node
    });
}

#[test]
fn two_who_pack_at_once_get_two_numbers_and_each_signs_what_was_written_for_them() {
    on_both(|node| async move {
        let (id, _) = given(&node, None).await;
        let number = |by| node.store.number_package(id, by);
        let (one, two) = tokio::join!(number(node.analyst.id), number(node.admin));
        let mut numbers = [one.expect("numbered"), two.expect("numbered")];
        numbers.sort_unstable();
        assert_eq!(numbers, [2, 3], "after the one that was handed over, and none twice");
        let third = number(node.admin).await.expect("numbered");
        let written = Written { manifest: hash(b"manifest"), conditions: hash(b"conditions") };
        node.store.package_written(id, third, node.admin, written.clone()).await.expect("written");
        let known = |by, manifest: &[u8]| node.store.written(id, by, hash(manifest));
        assert_eq!(known(node.admin, b"manifest").await.expect("asked"), Some(written));
        assert_eq!(known(node.analyst.id, b"manifest").await.expect("asked"), None, "another member");
        assert_eq!(known(node.admin, b"another").await.expect("asked"), None, "another manifest");
        let nothing = node.store.written(id, node.admin, String::new()).await;
        assert_eq!(nothing.expect("asked"), None, "a number alone is no package");
        let other = node.store.written(RequestId::from_bits(5), node.admin, hash(b"manifest")).await;
        assert_eq!(other.expect("asked"), None, "another request");
        node
    });
}

#[test]
fn what_is_needed_to_go_on_with_a_package_is_its_makers_is_sealed_and_goes_with_it() {
    on_both(|node| async move {
        let (id, _) = given(&node, None).await;
        let n = node.store.number_package(id, node.admin).await.expect("numbered");
        let written = Written { manifest: hash(b"manifest"), conditions: hash(b"conditions") };
        node.store.package_written(id, n, node.admin, written).await.expect("written");
        let sealed = b"age-encryption.org/v1\n-> more".to_vec();
        let keep = |n, by, words: &[u8]| node.store.keep_making(id, n, by, words.to_vec());
        assert!(matches!(refused(keep(n, node.admin, b"a key").await), Some(Refusal::Field { .. })), "not sealed");
        assert_eq!(refused(keep(n, node.analyst.id, &sealed).await), Some(Refusal::NotFound), "another member's");
        assert_eq!(refused(keep(n + 1, node.admin, &sealed).await), Some(Refusal::NotFound), "no such number");
        for _ in 0..2 {
            keep(n, node.admin, &sealed).await.expect("kept");
        }
        let begun = |by| node.store.makings(id, by);
        assert_eq!(begun(node.admin).await.expect("begun").iter().map(|(n, _)| *n).collect::<Vec<_>>(), [n]);
        assert!(begun(node.analyst.id).await.expect("begun").is_empty());
        let part = node.store.open_request(id, format!("making/{n}"), node.admin).await.expect("opened");
        assert_eq!(part, sealed);
        assert_eq!(node.store.sweep_makings().await.expect("swept"), 0, "its three days are not over");
        node.store.making_done(id, node.admin, hash(b"manifest")).await.expect("done");
        assert!(begun(node.admin).await.expect("begun").is_empty());
        keep(n, node.admin, &sealed).await.expect("kept");
        node.with_conn(|conn, _| {
            conn.execute("UPDATE desk_package SET at = at - $1", &khien_store::vals![3 * khien_terms::moment::DAY])
                .expect("days pass")
        });
        assert!(begun(node.admin).await.expect("begun").is_empty());
        assert_eq!(node.store.sweep_makings().await.expect("swept"), 1);
        node
    });
}

#[test]
fn what_was_here_and_is_lost_is_told_and_taken_again_when_it_comes() {
    on_both(|node| async move {
        let (id, message) = given(&node, None).await;
        for part in [b"one", b"two"] {
            node.store.take_chunk("XB".into(), hash(part), part.to_vec()).await.expect("taken");
        }
        assert_eq!(node.store.mark_gone_chunks().await.expect("looked"), 0);
        let lost = hash(b"one");
        std::fs::remove_file(node.folder().join("chunks").join(&lost[..2]).join(&lost)).expect("lost");
        assert_eq!(node.store.mark_gone_chunks().await.expect("looked"), 1);
        assert_eq!(node.store.mark_gone_chunks().await.expect("looked"), 0, "told once");
        // A disk that was not there is no loss, and what was away for a while is there again.
        let (chunks, away) = (node.folder().join("chunks"), node.folder().join("away"));
        std::fs::rename(&chunks, &away).expect("unmounted");
        assert!(node.store.mark_gone_chunks().await.is_err());
        std::fs::rename(&away, &chunks).expect("mounted");
        let file = chunks.join(&lost[..2]).join(&lost);
        std::fs::write(&file, b"one").expect("found");
        assert_eq!(node.store.mark_gone_chunks().await.expect("looked"), 0);
        let found = node.store.package_progress(id, message.clone()).await.expect("progress");
        assert_eq!(found, Progress { all: 2, there: 2, gone: 0 });
        std::fs::remove_file(&file).expect("lost");
        assert_eq!(node.store.mark_gone_chunks().await.expect("looked"), 1);
        let progress = |message: String| node.store.package_progress(id, message);
        assert_eq!(progress(message.clone()).await.expect("progress"), Progress { all: 2, there: 1, gone: 1 });
        let by = node.analyst.id;
        node.store.read_package(id, message.clone(), Purpose::Investigation, by).await.expect("the key is here");
        assert!(matches!(refused(node.store.chunk_for(id, message.clone(), 0, by).await), Some(Refusal::NotNow(_))));
        let (place, _) = node.store.next_place(id).await.expect("place");
        let confirmed = saying(by, place, Act::Received { package: message.clone() }, 60);
        let said = node.store.say(id, Arc::new(confirmed), law()).await;
        assert!(matches!(refused(said), Some(Refusal::NotNow(_))), "what is not whole is not confirmed");
        assert_eq!(node.store.chunk_wanted("XB".into(), lost.clone()).await.expect("asked"), Known::Wanted);
        assert_eq!(node.store.gone_packages().await.expect("read"), [("XB".to_owned(), message.clone())]);
        node.store.take_chunk("XB".into(), lost, b"one".to_vec()).await.expect("taken again");
        assert!(node.store.gone_packages().await.expect("read").is_empty());
        assert_eq!(progress(message).await.expect("progress"), Progress { all: 2, there: 2, gone: 0 });
        node
    });
}
