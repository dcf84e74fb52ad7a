//! A message as it travels, fixed for ever: what an older node sent, a newer one reads. Implementations by others are held to the
//! same file (`docs/desk-protocol.md`; `crates/node/tests/clients/desk.py` opens it with Python's `cryptography` and `cwt`).
//! `KHIEN_WRITE_VECTORS=1 cargo test -p khien-desk --test vectors` writes a new file, which only a new version of the protocol needs.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

use khien_desk::wire::frame::Frame;
use khien_desk::wire::outer::{Lane, Outer};
use khien_desk::wire::receipt::Receipt;
use khien_desk::wire::sealed::{self, Address, RecipientKey};
use khien_desk::wire::signed::{self, OfficerSignature, Voices, to_be_signed};
use khien_seal::keys::{AgeIdentity, SignKey};
use khien_seal::statement::{Signed, StaffCert, TeamCert};
use khien_terms::Moment;
use serde::{Deserialize, Serialize};
use serde_json::json;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/message-v1.json");

/// All bytes in hex.
#[derive(Serialize, Deserialize)]
struct Vector {
    /// Seeds of invented keys, Ed25519.
    root_seed: String,
    node_seed: String,
    officer_seed: String,
    /// X-Wing seed of the receiver.
    recipient_seed: String,
    recipient_public: String,
    team: Signed,
    staff: Signed,
    text: String,
    /// What the officer signs.
    to_be_signed: String,
    /// COSE_Sign.
    signed: String,
    /// What travels.
    outer: String,
    /// COSE_Sign1 of the receiver, under the node seed.
    receipt: String,
}

fn key(n: u8) -> SignKey {
    SignKey::from_seed([n; 32])
}

fn made() -> Vector {
    let (root, node, officer, team) = (key(1), key(2), key(3), key(4));
    let recipient = RecipientKey::from_seed(&[5; 32]).expect("key");
    let cert = TeamCert {
        team: "tea_00000000000000000000000009".into(),
        epoch: 1,
        purpose: "desk".into(),
        recipient: AgeIdentity::from_scalar(&[6; 32]).expect("scalar").recipient(),
        verify: team.verify_bytes(),
    };
    let staff =
        StaffCert { team: cert.team.clone(), epoch: 1, desk_name: "Night desk".into(), verify: officer.verify_bytes() };
    let (team_signed, staff_signed) = (Signed::new(cert.statement(), &root), Signed::new(staff.statement(), &team));
    let text = json!({
        "desk": "1", "message": "07".repeat(16), "thread": "08".repeat(16), "seq": 1, "prev": "-", "from": "XA", "to": "XB",
        "issued_at": 1_795_000_000_000_000_i64, "expires_at": 1_796_000_000_000_000_i64, "officer": "Night desk",
        "act": {"type": "status"}, "body": {"text": "Xin chào, halo, hello."},
    })
    .to_string();
    let tbs = to_be_signed(text.as_bytes(), &officer.verify_bytes());
    let by = OfficerSignature {
        verify: officer.verify_bytes(),
        signature: officer.sign(&tbs),
        certificate: staff_signed.clone(),
    };
    let inner = signed::assemble(text.as_bytes(), &node, &by).expect("assembled");
    let address = Address { message: [7; 16], to: "XB".into(), from: "XA".into(), lane: Lane::Normal };
    let outer = sealed::seal(&address, recipient.public(), &inner).expect("sealed");
    let digest = outer.digest();
    let receipt = Receipt::delivered(&"07".repeat(16), &digest, &khien_seal::sha256(&inner), "XB", "XA", Moment(5));
    Vector {
        root_seed: hex::encode(root.seed().as_slice()),
        node_seed: hex::encode(node.seed().as_slice()),
        officer_seed: hex::encode(officer.seed().as_slice()),
        recipient_seed: hex::encode([5; 32]),
        recipient_public: hex::encode(recipient.public()),
        team: team_signed,
        staff: staff_signed,
        text,
        to_be_signed: hex::encode(tbs),
        signed: hex::encode(inner),
        outer: hex::encode(outer.to_bytes()),
        receipt: hex::encode(receipt.sign(&node).expect("signed")),
    }
}

#[test]
fn a_message_of_the_first_version_is_read_for_ever() {
    if std::env::var_os("KHIEN_WRITE_VECTORS").is_some() {
        std::fs::write(FILE, serde_json::to_string_pretty(&made()).expect("json") + "\n").expect("written");
    }
    let vector: Vector = serde_json::from_str(&std::fs::read_to_string(FILE).expect("the file")).expect("json");
    let bytes = |text: &str| hex::decode(text).expect("hex");
    let again = made();
    assert_eq!(vector.to_be_signed, again.to_be_signed);
    assert_eq!(vector.recipient_public, again.recipient_public);
    let outer = Outer::read(&bytes(&vector.outer)).expect("outer");
    let inner = sealed::open(&outer, &RecipientKey::from_seed(&[5; 32]).expect("key")).expect("opens");
    assert_eq!(hex::encode(inner.as_slice()), vector.signed);
    let teams = vec![TeamCert::verified(&vector.team, &key(1).verify_bytes()).expect("team")];
    let voices = Voices { nodes: vec![key(2).verify_bytes()], teams, ..Voices::default() };
    let verified = signed::verify(&inner, &voices).expect("verified");
    assert_eq!(verified.text, vector.text.as_bytes());
    assert_eq!(Frame::read(&verified.text).expect("frame").officer, verified.officer.desk_name);
    let receipt = Receipt::verified(&bytes(&vector.receipt), &[key(2).verify_bytes()]).expect("receipt");
    assert!(receipt.answers(&"07".repeat(16), &outer.digest(), "XB", "XA"));
}
