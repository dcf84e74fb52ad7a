//! What travels between two desks, as another node, a relay or nobody at all may send it: the outer message, its frame, its
//! signatures, receipts, released keys, questions and answers of a node that came back. Each either as it is, or as something valid
//! that was changed: what was changed is refused, or says what was signed.
#![no_main]

use std::sync::LazyLock;

use khien_desk::wire::frame::Frame;
use khien_desk::wire::outer::Outer;
use khien_desk::wire::receipt::Receipt;
use khien_desk::wire::released::{self, Binding};
use khien_desk::wire::resync::{Answer, Ask};
use khien_desk::wire::sealed::{self, RecipientKey};
use khien_desk::wire::signed::{self, Voices};
use khien_seal::keys::SignKey;
use khien_seal::statement::{Signed, TeamCert};
use khien_terms::Moment;
use libfuzzer_sys::fuzz_target;

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
    let vector = include_str!("../../crates/desk/tests/vectors/message-v1.json");
    let vector: serde_json::Value = serde_json::from_str(vector).expect("json");
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

/// Something valid with bytes changed; where nothing is to be changed, what came.
fn changed(valid: &[u8], changes: &[(u16, u8)], came: &[u8]) -> Vec<u8> {
    if changes.is_empty() {
        return came.to_vec();
    }
    let mut out = valid.to_vec();
    for (at, to) in changes {
        let at = usize::from(*at) % out.len();
        out[at] = *to;
    }
    out
}

fuzz_target!(|input: (u8, Vec<(u16, u8)>, &[u8])| {
    let ((which, changes, came), valid) = (input, &*VALID);
    let of = |one: &[u8]| changed(one, &changes, came);
    match which % 7 {
        0 => {
            let Ok(outer) = Outer::read(&of(&valid.outer)) else { return };
            assert_eq!(Outer::read(&outer.to_bytes()).as_ref(), Ok(&outer));
            let opened = sealed::open(&outer, &valid.key);
            assert!(opened.is_err() || opened.is_ok_and(|inner| *inner == valid.inner));
        }
        1 => {
            let Ok(frame) = Frame::read(&of(&valid.text)) else { return };
            assert!(frame.message_bytes().is_some() && frame.act.is_sound());
            drop(frame.sealed_part());
            assert_eq!(Frame::read(&serde_json::to_vec(&frame).expect("json")), Ok(frame));
        }
        2 => {
            let verified = signed::verify(&of(&valid.inner), &valid.voices);
            assert!(verified.is_err() || verified.is_ok_and(|verified| verified.text == valid.text));
        }
        3 => {
            let nodes = &valid.voices.nodes;
            let Ok(receipt) = Receipt::verified(&of(&valid.receipt), nodes) else { return };
            assert_eq!(Receipt::verified(&valid.receipt, nodes), Ok(receipt));
        }
        4 => {
            let wrapped = of(&valid.wrapped);
            assert!(released::unwrap(&wrapped, &BINDING, &valid.key).is_err() || wrapped == valid.wrapped);
            drop(released::open_part(&[9; 32], BINDING.message, came));
        }
        5 => {
            let ask = Ask::verified(&of(&valid.ask), &valid.voices.nodes, ("XA", "XB"), Moment(5));
            assert!(ask.is_err() || ask.is_ok_and(|ask| ask.since == Moment(5) && ask.after.is_empty()));
        }
        _ => {
            let Ok(answer) = serde_json::from_slice::<Answer>(came) else { return };
            for one in &answer.messages {
                let Some((outer, receipt)) = one.bytes() else { continue };
                drop(Outer::read(&outer));
                drop(receipt.map(|receipt| Receipt::verified(&receipt, &valid.voices.nodes)));
            }
        }
    }
});
