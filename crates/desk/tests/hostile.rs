//! What travels between two desks, as anybody may send it: bytes that mean nothing, and something valid that was changed. Whatever
//! it is, it is refused, or says what was signed. The fuzz targets `wire`, `witness` and `letter` hold the same for longer.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

use std::sync::LazyLock;

use khien_desk::letter;
use khien_desk::wire::frame::Frame;
use khien_desk::wire::outer::Outer;
use khien_desk::wire::receipt::Receipt;
use khien_desk::wire::released::{self, Binding};
use khien_desk::wire::resync::{Answer, Ask};
use khien_desk::wire::sealed::{self, RecipientKey};
use khien_desk::wire::signed::{self, Voices};
use khien_seal::checkpoint::{Checkpoint, Note, NoteSignature};
use khien_seal::keys::SignKey;
use khien_seal::statement::{Signed, TeamCert};
use khien_seal::witness::{LeafProof, Request, Witness, cosign, judge};
use khien_terms::Moment;
use proptest::prelude::*;

const BINDING: Binding<'static> = Binding { message: &[3; 16], from: "XA", to: "XB", part: &[5; 32] };

struct Valid {
    key: RecipientKey,
    voices: Voices,
    text: Vec<u8>,
    inner: Vec<u8>,
    outer: Vec<u8>,
    receipt: Vec<u8>,
    wrapped: Vec<u8>,
    ask: Vec<u8>,
}

static VALID: LazyLock<Valid> = LazyLock::new(|| {
    let vector: serde_json::Value = serde_json::from_str(include_str!("vectors/message-v1.json")).expect("json");
    let bytes = |name: &str| hex::decode(vector[name].as_str().expect("text")).expect("hex");
    let team: Signed = serde_json::from_value(vector["team"].clone()).expect("team");
    let team = TeamCert::verified(&team, &SignKey::from_seed([1; 32]).verify_bytes()).expect("certified");
    let (key, node) = (RecipientKey::from_seed(&[5; 32]).expect("key"), SignKey::from_seed([2; 32]));
    Valid {
        voices: Voices { nodes: vec![node.verify_bytes()], teams: vec![team], ..Voices::default() },
        text: vector["text"].as_str().expect("text").as_bytes().to_vec(),
        inner: bytes("signed"),
        outer: bytes("outer"),
        receipt: bytes("receipt"),
        wrapped: released::wrap(&[9; 32], &BINDING, key.public()).expect("wrapped"),
        ask: Ask::new(("XA", "XB"), Moment(5), "", Moment(5)).sign(&node).expect("signed"),
        key,
    }
});

/// Bytes that are changed, and whether the end is cut off.
type Changes = (Vec<(prop::sample::Index, u8)>, Option<prop::sample::Index>);

fn changes() -> impl Strategy<Value = Changes> {
    (
        prop::collection::vec(any::<(prop::sample::Index, u8)>(), 1..4),
        prop::option::weighted(0.1, any::<prop::sample::Index>()),
    )
}

fn changed(valid: &[u8], (changes, cut): &Changes) -> Vec<u8> {
    let mut out = valid.to_vec();
    for (at, to) in changes {
        let at = at.index(out.len());
        out[at] = *to;
    }
    out.truncate(cut.map_or(out.len(), |cut| cut.index(out.len())));
    out
}

fn words(valid: &str, changes: &Changes) -> String {
    String::from_utf8_lossy(&changed(valid.as_bytes(), changes)).into_owned()
}

/// Text and bytes from anywhere: nothing panics, and what is read reads as itself.
fn anything_is_judged(bytes: &[u8]) {
    let valid = &*VALID;
    if let Ok(outer) = Outer::read(bytes) {
        assert_eq!(Outer::read(&outer.to_bytes()), Ok(outer));
    }
    if let Ok(frame) = Frame::read(bytes) {
        assert!(frame.message_bytes().is_some() && frame.act.is_sound());
        assert_eq!(Frame::read(&serde_json::to_vec(&frame).expect("json")), Ok(frame));
    }
    assert!(signed::verify(bytes, &valid.voices).is_err() || bytes == valid.inner);
    drop(Receipt::verified(bytes, &valid.voices.nodes));
    drop(released::unwrap(bytes, &BINDING, &valid.key));
    drop(released::open_part(&[9; 32], BINDING.message, bytes));
    drop(Ask::verified(bytes, &valid.voices.nodes, ("XA", "XB"), Moment(5)));
    for one in serde_json::from_slice::<Answer>(bytes).iter().flat_map(|answer| &answer.messages) {
        if let Some((outer, receipt)) = one.bytes() {
            drop(Outer::read(&outer));
            drop(receipt.map(|receipt| Receipt::verified(&receipt, &valid.voices.nodes)));
        }
    }
    text_is_judged(&String::from_utf8_lossy(bytes));
}

fn text_is_judged(text: &str) {
    if let Ok(request) = Request::read(text) {
        assert_eq!(Request::read(&request.text()).expect("what was read is written to be read"), request);
        drop(judge(&request, &SignKey::from_seed([7; 32]).verify_bytes(), None));
    }
    if let Ok(line) = NoteSignature::read(text) {
        assert_eq!(NoteSignature::read(&line.line()).expect("a line").line(), line.line());
    }
    if let Ok(witness) = Witness::from_verifier_key(text) {
        assert_eq!(Witness::from_verifier_key(&witness.verifier_key()), Ok(witness));
    }
    if let Ok(proof) = LeafProof::read(text) {
        assert_eq!(LeafProof::read(&proof.text()).expect("a proof").text(), proof.text());
    }
    if let Ok(note) = Note::read(text) {
        assert_eq!(Note::read(&note.text()).expect("a note").text(), note.text());
    }
}

/// An answer to a letter, as its page writes it.
fn answer() -> String {
    serde_json::json!({
        "answer": "01".repeat(16), "thread": "02".repeat(16), "message": "03".repeat(16), "from": "XC", "to": "XA", "issued_at": 1,
        "officer": "Duty magistrate", "acts": [{"type": "ask"}, {"type": "status"}], "words": "ab".repeat(32),
    })
    .to_string()
}

proptest! {
    #[test]
    fn bytes_that_mean_nothing_are_judged_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        anything_is_judged(&bytes);
    }

    #[test]
    fn a_changed_message_is_refused_or_says_what_was_signed(changes in changes()) {
        let valid = &*VALID;
        let outer = changed(&valid.outer, &changes);
        anything_is_judged(&outer);
        if let Ok(outer) = Outer::read(&outer) && let Ok(inner) = sealed::open(&outer, &valid.key) {
            prop_assert_eq!(inner.as_slice(), valid.inner.as_slice());
        }
        let inner = changed(&valid.inner, &changes);
        if let Ok(verified) = signed::verify(&inner, &valid.voices) {
            prop_assert_eq!(&verified.text, &valid.text);
        }
        anything_is_judged(&changed(&valid.text, &changes));
    }

    #[test]
    fn a_changed_receipt_key_or_question_is_refused_or_the_same(changes in changes()) {
        let valid = &*VALID;
        let nodes = &valid.voices.nodes;
        if let Ok(receipt) = Receipt::verified(&changed(&valid.receipt, &changes), nodes) {
            prop_assert_eq!(Ok(receipt), Receipt::verified(&valid.receipt, nodes));
        }
        let wrapped = changed(&valid.wrapped, &changes);
        prop_assert!(released::unwrap(&wrapped, &BINDING, &valid.key).is_err() || wrapped == valid.wrapped);
        if let Ok(ask) = Ask::verified(&changed(&valid.ask, &changes), nodes, ("XA", "XB"), Moment(5)) {
            prop_assert_eq!(ask, Ask::new(("XA", "XB"), Moment(5), "", Moment(5)));
        }
    }

    #[test]
    fn a_changed_checkpoint_is_co_signed_for_nobody(changes in changes()) {
        let (key, other) = (SignKey::from_seed([7; 32]), SignKey::from_seed([8; 32]));
        let checkpoint = Checkpoint { origin: "ledger.example".into(), size: 1, root: [4; 32] };
        let note = checkpoint.note(&key);
        let request = Request { old: 0, proof: Vec::new(), note: note.clone() }.text();
        text_is_judged(&words(&request, &changes));
        let read = Checkpoint::verified(&words(&note, &changes), &key.verify_bytes());
        prop_assert!(read.is_err() || read.is_ok_and(|read| read == checkpoint));
        let witness = Witness { name: "witness.example".into(), verify: other.verify_bytes() };
        let line = cosign(&checkpoint.body(), &witness.name, &other, 5);
        let changed = NoteSignature::read(&words(&line.line(), &changes));
        let at = changed.ok().and_then(|line| witness.signed_at(&checkpoint.body(), &line));
        prop_assert!(at.is_none_or(|at| at == 5));
        text_is_judged(&words(&witness.verifier_key(), &changes));
    }

    #[test]
    fn a_changed_answer_to_a_letter_is_refused_and_one_that_is_signed_says_what_a_letter_can(changes in changes()) {
        let key = SignKey::from_seed([7; 32]);
        let signed = Signed::new(format!("{}\n{}", letter::ANSWER, answer()), &key);
        let verified = |signed: &Signed| letter::Answer::verified(signed, &key.verify_bytes());
        let said = verified(&signed).expect("it holds as it is");
        let file = serde_json::to_string(&signed).expect("json");
        if let Ok(other) = serde_json::from_str::<Signed>(&words(&file, &changes)) && let Ok(heard) = verified(&other) {
            prop_assert_eq!(&heard, &said);
        }
        let own = Signed::new(format!("{}\n{}", letter::ANSWER, words(&answer(), &changes)), &key);
        if let Ok(heard) = verified(&own) {
            prop_assert!(heard.acts.iter().all(|act| letter::can_say(act) && act.is_sound()));
        }
    }
}
