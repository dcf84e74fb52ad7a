//! States co-sign each other's ledgers, so that none can rewrite what passed between them.

use khien_desk::directory::Trust;
use khien_desk::directory::peer::Command;
use khien_desk::directory::trust::Reason;
use khien_seal::checkpoint::{Checkpoint, Note};
use khien_seal::keys::SignKey;
use khien_seal::merkle::{self, Leaves, consistency, root};
use khien_seal::witness::{LeafProof, Request, Verdict, Witness, cosign};
use khien_seal::{Hash, witness};
use khien_store::outbox::Task;
use khien_store::witness::{FORKED, ForkedPage, Handed, Leaf, Log};

use crate::peers::{State, refolds_the_same, trusted};
use crate::world::{Node, on_both};

const ORIGIN: &str = "desk.xb.example/ledger";
const NAME: &str = "node.test/x/1/witness";

/// Leaves of XB's ledger; from `other` on another history.
fn leaves(count: u64, other: u64) -> Vec<Hash> {
    (0..count).map(|n| merkle::leaf(&[u8::from(n >= other); 32], &n.to_be_bytes())).collect()
}

fn note(all: &[Hash], key: &SignKey) -> String {
    let size = all.len() as u64;
    Checkpoint { origin: ORIGIN.into(), size, root: root(&mut Leaves(all), size).expect("infallible") }.note(key)
}

fn request(old: u64, all: &[Hash], key: &SignKey) -> Request {
    let proof = consistency(&mut Leaves(all), old, all.len() as u64).expect("infallible");
    Request { old, proof, note: note(all, key) }
}

fn log(key: &SignKey) -> Log {
    Log { state: "XB".into(), origin: ORIGIN.into(), verify: key.verify_bytes() }
}

async fn hand(node: &Node, key: &SignKey, request: Request) -> Handed {
    node.store.add_checkpoint(log(key), request, NAME.into()).await.expect("judged")
}

fn calls(tasks: &[Task]) -> Vec<ForkedPage> {
    let of = tasks.iter().filter(|task| task.kind == FORKED);
    of.map(|task| serde_json::from_str(&task.body).expect("page")).collect()
}

async fn trust(node: &Node) -> Trust {
    node.store.peer("XB".into()).await.expect("peer").expect("there").trust
}

#[test]
fn a_ledger_that_only_grew_is_cosigned_and_two_requests_at_once_never_make_a_witness_go_back() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
        let (key, all) = (state.node.clone(), leaves(40, u64::MAX));
        let us = Witness { name: NAME.into(), verify: node.store.witness_key().await.expect("key").verify_bytes() };
        let Handed::Cosigned(line) = hand(&node, &key, request(0, &all[..7], &key)).await else { panic!("the first") };
        let body = Note::read(&note(&all[..7], &key)).expect("note").body;
        assert!(us.signed_at(&body, &line).is_some());
        let sizes = [8_u64, 12, 25, 40];
        let one = |size: u64| hand(&node, &key, request(7, &all[..size as usize], &key));
        let done: [Handed; 4] = tokio::join!(one(8), one(12), one(25), one(40)).into();
        let taken = done.iter().filter(|done| matches!(done, Handed::Cosigned(_))).count();
        assert_eq!(taken, 1, "one of them went on from 7, the others from what was there no more: {done:?}");
        let last = node.store.last_witnessed("XB".into()).await.expect("asked").expect("one");
        let last = Checkpoint::verified(&last, &key.verify_bytes()).expect("as its ledger signed it");
        assert!(sizes.contains(&last.size));
        // Whoever hands the same in with other lines beside changes nothing of what is kept.
        let same = &all[..usize::try_from(last.size).expect("small")];
        let padded =
            Request { note: note(same, &key) + "\u{2014} anybody AAAAAAAA\n", ..request(last.size, same, &key) };
        assert!(matches!(hand(&node, &key, padded).await, Handed::Cosigned(_)));
        assert_eq!(node.store.last_witnessed("XB".into()).await.expect("asked"), Some(note(same, &key)));
        let older = hand(&node, &key, request(0, &all[..3], &key)).await;
        assert_eq!(older, Handed::Not(Verdict::Conflict(last.size)));
        let thief = SignKey::from_seed([66; 32]);
        let forged = request(last.size, &all, &thief);
        assert!(node.store.add_checkpoint(log(&key), forged, NAME.into()).await.is_err());
        let theirs = node.store.witnessing("XB".into()).await.expect("asked").theirs.expect("co-signed");
        assert_eq!(theirs.size, last.size);
        assert_eq!(trust(&node).await, Trust::Full);
        node
    });
}

#[test]
fn a_ledger_of_two_histories_stops_the_line_shows_both_and_calls_the_desk_once() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
        let (key, all, other) = (state.node.clone(), leaves(9, u64::MAX), leaves(12, 3));
        hand(&node, &key, request(0, &all, &key)).await;
        // A proof that leads nowhere is anybody's.
        let nowhere = Request { proof: vec![[1; 32]; 3], ..request(9, &leaves(12, u64::MAX), &key) };
        assert!(matches!(hand(&node, &key, nowhere).await, Handed::Not(Verdict::BadProof(_))));
        assert_eq!(trust(&node).await, Trust::Full);
        for _ in 0..2 {
            let forked = hand(&node, &key, request(9, &other, &key)).await;
            assert!(matches!(forked, Handed::Not(Verdict::Forked(_))), "{forked:?}");
        }
        node.store.found_forked(log(&key), note(&leaves(13, 3), &key), "led".into()).await.expect("told again");
        let row = node.store.peer("XB".into()).await.expect("peer").expect("there");
        assert_eq!((row.trust, row.peer.reason), (Trust::Suspended, Some(Reason::LedgerForked)));
        let witnessing = node.store.witnessing("XB".into()).await.expect("asked");
        let [fork] = witnessing.forks.as_slice() else { panic!("told once: {witnessing:?}") };
        assert_eq!((fork.ours, &fork.known, &fork.offered), (false, &note(&all, &key), &note(&other, &key)));
        let tasks = node.store.take_tasks().await.expect("tasks");
        assert_eq!(calls(&tasks), [ForkedPage { state: "XB".into(), ours: false }]);
        refolds_the_same(&node);
        // A legal officer cleared it up: it goes on with what it showed last, the other history is over, and the proof stays.
        let by = node.supervisor.id;
        let again = Command::SetTrust { trust: Trust::PreserveOnly, reason: Reason::ClearedUp, by };
        node.store.peer_command("XB".into(), again, by).await.expect("trusted");
        node.store.found_forked(log(&key), note(&all, &key), String::new()).await.expect("shown again");
        assert_eq!(trust(&node).await, Trust::PreserveOnly, "what was given up is no news");
        let more = leaves(15, 3);
        assert!(matches!(hand(&node, &key, request(12, &more, &key)).await, Handed::Cosigned(_)));
        assert_eq!(
            hand(&node, &key, request(0, &all, &key)).await,
            Handed::Not(Verdict::Conflict(15)),
            "anybody has it"
        );
        assert_eq!(node.store.witnessing("XB".into()).await.expect("asked").forks.len(), 1);
        node
    });
}

#[test]
fn what_a_witness_signed_of_ours_goes_out_with_the_checkpoint_and_with_every_proof() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        assert_eq!(node.store.for_witness("XB".into(), None).await.expect("asked"), None, "before the first beat");
        let origin = "node.test/ledger".to_owned();
        node.store.beat(origin.clone(), node.online.clone()).await.expect("beat");
        let theirs = SignKey::from_seed([71; 32]);
        let them = Witness { name: "desk.xb.example/x/1/witness".into(), verify: theirs.verify_bytes() };
        let mut seen = None;
        for turn in 0..3 {
            if turn == 1 {
                trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
                node.store.beat(origin.clone(), node.online.clone()).await.expect("beat");
            }
            let Some(asked) = node.store.for_witness("XB".into(), None).await.expect("asked") else {
                assert_eq!(turn, 2, "it has the newest");
                break;
            };
            let verdict = witness::judge(&asked, &node.online.verify_bytes(), seen).expect("signed");
            let Verdict::Grew(checkpoint) = verdict else { panic!("our own proof holds: {verdict:?}") };
            let line = cosign(&checkpoint.body(), &them.name, &theirs, 1_790_000_000 + turn);
            let strange = cosign(&checkpoint.body(), &them.name, &SignKey::from_seed([72; 32]), 1);
            let kept = |line| node.store.keep_cosignature("XB".into(), them.clone(), checkpoint.size, line);
            assert!(kept(strange).await.is_err(), "another key");
            kept(line).await.expect("kept");
            seen = Some(witness::Seen { size: checkpoint.size, root: checkpoint.root });
        }
        let seen = seen.expect("co-signed");
        let served = Note::read(&node.store.checkpoint().await.expect("asked").expect("one")).expect("note");
        assert_eq!(served.signatures.len(), 2, "the ledger's and the witness's");
        assert!(Checkpoint::verified(&served.text(), &node.online.verify_bytes()).is_ok());
        let proof = node.store.leaf_proof(2).await.expect("asked").expect("proven");
        let proof = LeafProof::read(&proof.text()).expect("as another reads it");
        let leaf: Leaf = serde_json::from_slice(&proof.extra).expect("what makes the leaf");
        let mut salt = [0; 32];
        hex::decode_to_slice(&leaf.salt, &mut salt).expect("hex");
        let hash = merkle::leaf(&salt, leaf.row.as_bytes());
        let led = merkle::root_from_inclusion(hash, proof.index, seen.size, &proof.path);
        assert!(leaf.row.contains(&khien_seal::sha256_hex(leaf.payload.expect("kept").as_bytes())), "{}", leaf.row);
        assert_eq!((led, proof.index), (Some(seen.root), 1));
        assert_eq!(proof.cosigned(std::slice::from_ref(&them)), [(&them, 1_790_000_001)]);
        node
    });
}

#[test]
fn a_node_that_came_back_from_an_old_copy_learns_it_from_its_own_signature_and_from_nothing_less() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
        let origin = "node.test/ledger".to_owned();
        node.store.beat(origin.clone(), node.online.clone()).await.expect("beat").expect("grew");
        let newest = node.store.checkpoint().await.expect("asked").expect("one");
        let online = node.online.verify_bytes();
        let told = |note: String| node.store.is_disowned("XB".into(), note, online);
        assert!(!told(newest.clone()).await.expect("told"), "what we have is what they have");
        let ours = Checkpoint::verified(&newest, &online).expect("ours");
        let more = Checkpoint { size: ours.size + 5, root: [7; 32], ..ours.clone() };
        assert!(told(more.note(&SignKey::from_seed([66; 32]))).await.is_err(), "anybody can say so");
        let elsewhere = Checkpoint { origin: "node.test/ledger/2".into(), ..more.clone() };
        assert!(!told(elsewhere.note(&node.online)).await.expect("told"), "another ledger of ours");
        assert!(node.store.disowned_by().await.expect("asked").is_empty());
        for _ in 0..2 {
            assert!(told(more.note(&node.online)).await.expect("told"), "leaves that we signed are gone");
        }
        let other = Checkpoint { root: [8; 32], ..ours };
        assert!(told(other.note(&node.online)).await.expect("told"), "or are others now");
        assert_eq!(node.store.disowned_by().await.expect("asked"), ["XB"]);
        let tasks = calls(&node.store.take_tasks().await.expect("tasks"));
        assert_eq!(tasks, vec![ForkedPage { state: "XB".into(), ours: true }; 2]);
        // Its people know why, and begin anew.
        let theirs = SignKey::from_seed([71; 32]);
        let them = Witness { name: "desk.xb.example/x/1/witness".into(), verify: theirs.verify_bytes() };
        let later = u64::try_from(khien_store::journal::now().as_second() + 1).expect("after 1970");
        let line = cosign(&Note::read(&newest).expect("note").body, &them.name, &theirs, later);
        node.store.keep_cosignature("XB".into(), them, other.size, line).await.expect("kept");
        assert!(node.store.disowned_by().await.expect("asked").is_empty());
        assert_eq!(node.store.witnessing("XB".into()).await.expect("asked").forks.len(), 2, "the proof stays");
        refolds_the_same(&node);
        node
    });
}
