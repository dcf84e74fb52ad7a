//! Information under conditions that never changes: its message's sealed part, and its key as it is served. A State written in Python
//! opens both (`crates/node/tests/clients/information.py`). `KHIEN_WRITE_VECTORS=1` writes the file anew, before a release and never after.

#![expect(clippy::expect_used, reason = "a vector that cannot be made is a test that fails")]

use khien_desk::wire::released::{Binding, open_part, seal_part, unwrap, wrap};
use khien_desk::wire::sealed::RecipientKey;
use serde_json::{Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/information-v1.json");
const MESSAGE: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const KEY: [u8; 32] = [7; 32];
const SEED: [u8; 32] = [1; 32];

fn plain() -> String {
    json!({"facts": "Lời khai bịa: tài khoản này đã trả tiền ba lần.", "sealed": {"text": "Invented words. ".repeat(1200)}}).to_string()
}

fn part() -> Vec<u8> {
    seal_part(&KEY, &[9; 24], &MESSAGE, plain().as_bytes()).expect("sealed")
}

#[test]
fn a_part_and_its_key_open_as_they_always_did() {
    let (part, receiver) = (part(), RecipientKey::from_seed(&SEED).expect("key"));
    let hash = khien_seal::sha256(&part);
    let binding = Binding { message: &MESSAGE, from: "XA", to: "XB", part: &hash };
    if std::env::var_os("KHIEN_WRITE_VECTORS").is_some() {
        let wrapped = wrap(&KEY, &binding, receiver.public()).expect("wrapped");
        let made = json!({
            "message": hex::encode(MESSAGE), "from": "XA", "to": "XB", "recipient_seed": hex::encode(SEED), "key": hex::encode(KEY),
            "part": hex::encode(&part), "part_sha256": hex::encode(hash), "wrapped": hex::encode(wrapped), "plain": plain(),
        });
        std::fs::write(FILE, serde_json::to_string_pretty(&made).expect("json") + "\n").expect("written");
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(FILE).expect("the file")).expect("json");
    let bytes = |name: &str| hex::decode(kept[name].as_str().expect("text")).expect("hex");
    assert_eq!(bytes("part"), part, "the same stream, byte for byte");
    assert_eq!(*unwrap(&bytes("wrapped"), &binding, &receiver).expect("opens"), KEY);
    assert_eq!(open_part(&KEY, &MESSAGE, &bytes("part")).expect("opens").as_slice(), plain().as_bytes());
}
