//! A blind look-up, fixed for ever, and held to another implementation of RFC 9497: keys, blinding, evaluation and the proof of the first
//! kind in `vectors/lookup-v1.json` were made by `@noble/curves`; `web/tests/lookup.test.mjs` verifies the proof that we made with it.
//! `KHIEN_WRITE_VECTORS=1 cargo test -p khien-desk --test lookup_vectors` adds what is ours; only a new version of the protocol needs it.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

use khien_desk::lookup::known::set_of;
use khien_desk::lookup::{Answer, Entry, Evaluation, LookupKey, Query};
use khien_desk::wire::signed::Subject;
use khien_seal::keys::SignKey;
use khien_terms::Moment;
use serde::{Deserialize, Serialize};
use voprf::{EvaluationElement, Group, Proof, Ristretto255, VoprfClient};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/lookup-v1.json");

/// All bytes in hex.
#[derive(Serialize, Deserialize)]
struct Vector {
    /// Of the key of the State that is asked, with the info of its derivation.
    seed: String,
    info: String,
    public: String,
    inputs: Vec<String>,
    blinds: Vec<String>,
    blinded: Vec<String>,
    evaluated: Vec<String>,
    proof_of_another_implementation: String,
    /// Ours over the same elements.
    #[serde(default)]
    proof: String,
    /// Of the inputs, as they stand in an answer.
    #[serde(default)]
    entries: Vec<String>,
    /// A query, what its officer (Ed25519 seed `03…`) signs of it, and the signature.
    #[serde(default)]
    query: String,
    #[serde(default)]
    to_be_signed: String,
    #[serde(default)]
    signature: String,
    /// An answer, COSE_Sign1 of the node with the seed `02…`.
    #[serde(default)]
    answer: String,
}

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    hex::decode(text).expect("hex").try_into().expect("its length")
}

fn key(vector: &Vector) -> LookupKey {
    LookupKey::from_seed(&bytes(&vector.seed)).expect("a key")
}

fn query() -> Query {
    Query {
        lookup: "1".into(),
        query: "07".repeat(16),
        from: "XA".into(),
        to: "XB".into(),
        issued_at: Moment(1_764_000_000_000_000),
        expires_at: Moment(1_764_000_600_000_000),
        officer: "Night desk".into(),
        case: "ab".repeat(32),
        basis: "police".into(),
        purpose: "identify".into(),
        key: "-".into(),
        blinded: vec!["e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76".into(); 16],
    }
}

/// What is ours in it. Proofs are random; the rest follows from the seeds.
fn completed(mut vector: Vector) -> Vector {
    let key = key(&vector);
    let blinded: Vec<[u8; 32]> = vector.blinded.iter().map(|text| bytes(text)).collect();
    let entries: Vec<Entry> = vector.inputs.iter().map(|input| key.entry(input.as_bytes()).expect("entry")).collect();
    let (query, officer, node) = (query(), SignKey::from_seed([3; 32]), SignKey::from_seed([2; 32]));
    let text = query.text().expect("text");
    let to_be_signed = Subject::Lookup.to_be_signed(&text, &officer.verify_bytes());
    let evaluation = key.evaluate(&query.elements().expect("elements")).expect("evaluated");
    let answer = Answer::to(&query, &[9; 32], &evaluation, &key.public(), Moment(1_764_000_001_000_000));
    vector.proof = hex::encode(key.evaluate(&blinded).expect("evaluated").proof);
    vector.entries = entries.iter().map(|entry| hex::encode(entry.0)).collect();
    vector.signature = hex::encode(officer.sign(&to_be_signed));
    vector.to_be_signed = hex::encode(to_be_signed);
    vector.query = String::from_utf8(text).expect("utf-8");
    vector.answer = hex::encode(answer.with(&set_of(entries, &[5; 32])).sign(&node).expect("signed"));
    vector
}

#[test]
fn keys_evaluations_proofs_and_messages_are_read_as_ever_and_as_others_make_them() {
    let read = std::fs::read_to_string(FILE).expect("the vector");
    let mut vector: Vector = serde_json::from_str(&read).expect("json");
    if std::env::var_os("KHIEN_WRITE_VECTORS").is_some() {
        vector = completed(vector);
        let text = serde_json::to_string_pretty(&vector).expect("json") + "\n";
        std::fs::write(FILE, text).expect("written");
    }
    let key = key(&vector);
    assert_eq!(hex::encode(key.public()), vector.public);
    let blinded: Vec<[u8; 32]> = vector.blinded.iter().map(|text| bytes(text)).collect();
    let evaluation = key.evaluate(&blinded).expect("evaluated");
    let evaluated: Vec<String> = evaluation.elements.iter().map(hex::encode).collect();
    assert_eq!(evaluated, vector.evaluated, "another implementation evaluates the same");
    for (name, proof) in [("theirs", &vector.proof_of_another_implementation), ("ours", &vector.proof)] {
        let proven = Evaluation { elements: evaluation.elements.clone(), proof: bytes(proof) };
        assert_eq!(finished(&vector, &proven), vector.entries, "{name}");
    }
    let entries: Vec<String> =
        vector.inputs.iter().map(|input| hex::encode(key.entry(input.as_bytes()).expect("entry").0)).collect();
    assert_eq!(entries, vector.entries);

    let text = vector.query.as_bytes();
    assert_eq!(Query::read(text), Ok(query()));
    let officer = SignKey::from_seed([3; 32]);
    let to_be_signed = Subject::Lookup.to_be_signed(text, &officer.verify_bytes());
    assert_eq!(hex::encode(&to_be_signed), vector.to_be_signed);
    assert_eq!(hex::encode(officer.sign(&to_be_signed)), vector.signature);

    let node = SignKey::from_seed([2; 32]);
    let answer = hex::decode(&vector.answer).expect("hex");
    let answer = Answer::verified(&answer, &[node.verify_bytes()]).expect("verified");
    assert!(answer.answers(&query(), &[9; 32]));
    assert_eq!(answer.set().expect("a set").len(), 256);
}

/// Unblinds as a State that asks does, with blinds that are known.
fn finished(vector: &Vector, evaluation: &Evaluation) -> Vec<String> {
    let state = |(blind, blinded): (&String, &String)| {
        VoprfClient::<Ristretto255>::deserialize(&[bytes::<32>(blind), bytes::<32>(blinded)].concat())
            .expect("a client")
    };
    let clients: Vec<_> = vector.blinds.iter().zip(&vector.blinded).map(state).collect();
    let read = |element: &[u8; 32]| EvaluationElement::<Ristretto255>::deserialize(element).expect("an element");
    let messages: Vec<_> = evaluation.elements.iter().map(read).collect();
    let public = <Ristretto255 as Group>::deserialize_elem(&bytes::<32>(&vector.public)).expect("a key");
    let proof = Proof::deserialize(&evaluation.proof).expect("a proof");
    let outputs = VoprfClient::batch_finalize(&vector.inputs, &clients, &messages, &proof, public).expect("proven");
    outputs.map(|output| hex::encode(Entry::of(&output.expect("an output")).0)).collect()
}
