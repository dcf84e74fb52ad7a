//! A witness bears what logs, and whoever holds their checkpoints, can send.

use proptest::prelude::*;

use super::*;
use crate::merkle::{Leaves, consistency, inclusion, leaf, root, root_from_inclusion};

const ORIGIN: &str = "xa.example/ledger";

fn leaves(count: u64, other: u64) -> Vec<Hash> {
    // From leaf `other` on it is another history.
    (0..count).map(|i| leaf(&[u8::from(i >= other); 32], &i.to_be_bytes())).collect()
}

fn key() -> SignKey {
    SignKey::from_seed([3; 32])
}

fn head(all: &[Hash]) -> Checkpoint {
    let size = all.len() as u64;
    Checkpoint { origin: ORIGIN.into(), size, root: root(&mut Leaves(all), size).expect("infallible") }
}

fn seen(all: &[Hash]) -> Option<Seen> {
    Some(Seen { size: all.len() as u64, root: head(all).root })
}

fn request(old: u64, all: &[Hash]) -> Request {
    let proof = consistency(&mut Leaves(all), old, all.len() as u64).expect("infallible");
    Request { old, proof, note: head(all).note(&key()) }
}

fn judged(request: &Request, seen: Option<Seen>) -> Verdict {
    judge(request, &key().verify_bytes(), seen).expect("a signed checkpoint")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_ledger_that_grew_is_cosigned_and_one_that_was_rewritten_shows(old in 1u64..60, more in 0u64..60, changed in 0u64..60) {
        let all = leaves(old + more, u64::MAX);
        let before = &all[..old as usize];
        prop_assert_eq!(judged(&request(old, &all), seen(before)), Verdict::Grew(head(&all)));
        prop_assert_eq!(judged(&request(0, &all), seen(before)), Verdict::Conflict(old), "somebody who does not know");
        // A leaf among those that were seen is another now: the log's own proof shows it, or leads nowhere.
        let rewritten = leaves(old + more, changed % old);
        let verdict = judged(&request(old, &rewritten), seen(before));
        let named = more == 0 || !old.is_power_of_two();
        prop_assert_eq!(verdict, if named { Verdict::Forked(head(&rewritten)) } else { Verdict::BadProof(head(&rewritten)) });
    }

    #[test]
    fn whoever_holds_a_checkpoint_cannot_make_the_log_look_forked(old in 1u64..60, more in 1u64..60, steps in prop::collection::vec(any::<[u8; 32]>(), 0..8)) {
        let all = leaves(old + more, u64::MAX);
        let invented = Request { proof: steps, ..request(old, &all) };
        let verdict = judged(&invented, seen(&all[..old as usize]));
        prop_assert!(!matches!(verdict, Verdict::Forked(_)));
    }

    #[test]
    fn a_request_and_a_proof_read_back(old in 0u64..40, more in 0u64..40, pick: prop::sample::Index, extra in prop::collection::vec(any::<u8>(), 0..40)) {
        let all = leaves(old + more + 1, u64::MAX);
        let wanted = request(old, &all);
        prop_assert_eq!(Request::read(&wanted.text()), Ok(wanted));
        let index = pick.index(all.len()) as u64;
        let path = inclusion(&mut Leaves(&all), index, all.len() as u64).expect("infallible");
        let proof = LeafProof { extra, index, path, note: Note::read(&head(&all).note(&key())).expect("a note") };
        prop_assert_eq!(LeafProof::read(&proof.text()), Ok(proof.clone()));
        let led = root_from_inclusion(all[index as usize], index, all.len() as u64, &proof.path);
        prop_assert_eq!(led, Some(head(&all).root));
    }

    #[test]
    fn what_a_stranger_sends_is_read_or_refused(text in "(old [0-9]{1,3}\n)?([A-Za-z0-9+/=]{0,60}\n){0,4}\n?.{0,80}") {
        let _ = (Request::read(&text), LeafProof::read(&text), Note::read(&text), Witness::from_verifier_key(&text));
    }
}

#[test]
fn a_witness_forgets_nothing_and_goes_back_nowhere() {
    let all = leaves(9, u64::MAX);
    assert_eq!(judged(&request(0, &all), None), Verdict::Grew(head(&all)), "the first that it sees");
    let shorter = &all[..7];
    assert_eq!(judged(&request(0, shorter), seen(&all)), Verdict::Conflict(9), "an older tree");
    assert_eq!(judged(&Request { old: 9, ..request(7, shorter) }, seen(&all)), Verdict::Backwards);
    let forged = Request { note: head(&all).note(&SignKey::from_seed([4; 32])), ..request(9, &all) };
    assert!(judge(&forged, &key().verify_bytes(), seen(&all)).is_err(), "another key");
    let first = Request { proof: vec![[1; 32]], ..request(0, &all) };
    assert_eq!(judged(&first, None), Verdict::BadProof(head(&all)), "nothing precedes the first");
}

#[test]
fn a_cosignature_is_the_witnesss_over_this_tree_at_that_time() {
    let (log, witness) = (head(&leaves(5, u64::MAX)), SignKey::from_seed([8; 32]));
    let line = cosign(&log.body(), "xb.example/x/1/witness", &witness, 1_790_000_000);
    let known = Witness { name: "xb.example/x/1/witness".into(), verify: witness.verify_bytes() };
    assert_eq!(known.signed_at(&log.body(), &line), Some(1_790_000_000));
    assert_eq!(NoteSignature::read(&line.line()), Ok(line.clone()));
    assert_eq!(Witness::from_verifier_key(&known.verifier_key()), Ok(known.clone()));
    let other = head(&leaves(6, u64::MAX));
    assert_eq!(known.signed_at(&other.body(), &line), None, "another tree");
    let mut later = line.clone();
    later.bytes[7] ^= 1;
    assert_eq!(known.signed_at(&log.body(), &later), None, "another time");
    assert_eq!(Witness { verify: [1; 32], ..known.clone() }.signed_at(&log.body(), &line), None, "another key");
    assert_eq!(Witness { name: "xc".into(), ..known }.signed_at(&log.body(), &line), None, "another name");
}
