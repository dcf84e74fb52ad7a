//! The vectors that hold the two implementations of `docs/formats.md` to each other: this one and the browser's.
//! `KHIEN_WRITE_VECTORS=1 cargo test -p khien-seal --test vectors` writes the file anew.

#![expect(clippy::expect_used, reason = "a test that cannot make its vectors has failed")]

use khien_seal::chain::link_hash;
use khien_seal::checkpoint::Checkpoint;
use khien_seal::keys::{AgeIdentity, ReceiptKeys, SignKey};
use khien_seal::receipt::Receipt;
use khien_seal::statement::{self, Signed, StaffCert, TeamCert};
use khien_seal::{merkle, pad, sha256_hex, staff};
use serde_json::{Value, json};

fn receipts(root: &SignKey) -> Vec<Value> {
    [[0u8; 19], [31; 19], std::array::from_fn(|i| (i * 7 + 3) as u8)]
        .into_iter()
        .map(|bytes| {
            let receipt = Receipt::from_random(bytes);
            let keys = ReceiptKeys::derive(&receipt, &root.verify_bytes()).expect("keys");
            json!({
                "random_hex": hex::encode(bytes),
                "symbols": receipt.symbols().as_str(),
                "duress": receipt.duress_groups().join(""),
                "address_hex": hex::encode(keys.address.as_slice()),
                "mailbox": keys.mailbox(),
                "age_identity": keys.identity.to_text().as_str(),
                "age_recipient": keys.identity.recipient(),
                "sign_seed_hex": hex::encode(keys.sign.seed().as_slice()),
                "verify_hex": keys.sign.verify_hex(),
            })
        })
        .collect()
}

fn chain(root: &SignKey) -> Value {
    let (team, member, reporter) =
        (SignKey::from_seed([2; 32]), SignKey::from_seed([3; 32]), SignKey::from_seed([4; 32]));
    let team_cert = TeamCert {
        team: "tea_00000000000000000000000001".into(),
        epoch: 1,
        purpose: "intake".into(),
        recipient: AgeIdentity::from_scalar(&[5; 32]).expect("scalar").recipient(),
        verify: team.verify_bytes(),
    };
    let staff_cert = StaffCert {
        team: team_cert.team.clone(),
        epoch: 1,
        desk_name: "Bàn trực đêm".into(),
        verify: member.verify_bytes(),
    };
    let mailbox = "ab".repeat(32);
    let header = "{\"v\":1}";
    let report =
        Signed::new(statement::report(&mailbox, header, b"what", Some(b"who"), &[&"cd".repeat(32)]), &reporter);
    let link0 = hex::encode(link_hash(&report.statement, &report.signature_bytes().expect("bytes")));
    let message = statement::message("team", &mailbox, 1, &link0, &sha256_hex(b"ciphertext"));
    let message = Signed::new(message, &member);
    let act = Signed::new(statement::act(&mailbox, 1, &link0, "withdraw-permission", Some("con.police")), &reporter);
    json!({
        "root_verify_hex": root.verify_hex(),
        "reporter_verify_hex": reporter.verify_hex(),
        "online": Signed::new(statement::online("node.example/ledger", &member.verify_hex()), root),
        "team": Signed::new(team_cert.statement(), root),
        "staff": Signed::new(staff_cert.statement(), &team),
        "mailbox": mailbox, "header": header, "report": report, "link0_hex": link0,
        "message": message,
        "link1_hex": hex::encode(link_hash(&message.statement, &message.signature_bytes().expect("bytes"))),
        "act": act,
    })
}

fn ledger() -> Value {
    let key = SignKey::from_seed([3; 32]);
    let leaves: Vec<_> = (0..11u8).map(|n| merkle::leaf(&[n; 32], &[n])).collect();
    let Ok(root) = merkle::root(&mut merkle::Leaves(&leaves), 11);
    let Ok(path) = merkle::inclusion(&mut merkle::Leaves(&leaves), 6, 11);
    let checkpoint = Checkpoint { origin: "node.example/ledger".into(), size: 11, root };
    json!({
        "leaf_index": 6, "salt_hex": hex::encode([6u8; 32]), "row_hex": "06",
        "leaf_hex": hex::encode(leaves[6]),
        "path_hex": path.iter().map(hex::encode).collect::<Vec<_>>(),
        "checkpoint": checkpoint.note(&key), "verify_hex": key.verify_hex(),
    })
}

fn vectors() -> Value {
    let root = SignKey::from_seed([1; 32]);
    let staff = staff::stretch("mười hai con giáp \u{fb01}", &[9; 16]).expect("stretch");
    let lengths = [0, 1, 4096, 4097, 16384, 16385, 65536, 65537, 100_000, 1_000_000, 12_345_678];
    let padded = lengths.map(|length| [length, pad::padded(length)]);
    json!({
        "receipts": receipts(&root),
        "root_seed_hex": hex::encode([1u8; 32]),
        "chain": chain(&root),
        "ledger": ledger(),
        "padded": padded,
        "staff": {
            "passphrase": "mười hai con giáp \u{fb01}", "salt_hex": hex::encode([9u8; 16]),
            "bundle_recipient": staff.bundle.recipient(), "sign_in": staff.sign_in.as_str(),
        },
    })
}

#[test]
fn the_vectors_are_what_this_code_makes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors.json");
    let made = serde_json::to_string_pretty(&vectors()).expect("json") + "\n";
    if std::env::var_os("KHIEN_WRITE_VECTORS").is_some() {
        std::fs::write(path, &made).expect("write");
    }
    assert_eq!(std::fs::read_to_string(path).expect("vectors.json"), made);
}
