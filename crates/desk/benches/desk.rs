//! What a message between States costs in arithmetic, and what a directory of 200 of them does.

#![expect(clippy::expect_used, missing_docs, reason = "a benchmark that cannot set its world up has failed")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use khien_desk::Kind;
use khien_desk::directory::accept::{Offered, accept};
use khien_desk::directory::entry::{Authority, Entry, Ledger, Oversight, Role};
use khien_desk::directory::fresh::{EpochKey, Fresh, HOLDS};
use khien_desk::directory::{Terms, link};
use khien_desk::wire::outer::{Lane, Outer};
use khien_desk::wire::sealed::{self, Address, RecipientKey};
use khien_desk::wire::signed::{self, Voices};
use khien_seal::keys::{AgeIdentity, SignKey};
use khien_seal::statement::{Signed, TeamCert, online};

fn message(c: &mut Criterion) {
    let vector: serde_json::Value =
        serde_json::from_str(include_str!("../tests/vectors/message-v1.json")).expect("json");
    let bytes = |name: &str| hex::decode(vector[name].as_str().expect("text")).expect("hex");
    let team: Signed = serde_json::from_value(vector["team"].clone()).expect("team");
    let team = TeamCert::verified(&team, &SignKey::from_seed([1; 32]).verify_bytes()).expect("certified");
    let nodes = vec![SignKey::from_seed([2; 32]).verify_bytes()];
    let voices = Voices { nodes, teams: vec![team], ..Voices::default() };
    let key = RecipientKey::from_seed(&[5; 32]).expect("key");
    let (inner, outer) = (bytes("signed"), bytes("outer"));
    let address = Address { message: [7; 16], to: "XB".into(), from: "XA".into(), lane: Lane::Normal };
    let padded = [inner.as_slice(), &[0; 4300]].concat();
    let large = sealed::seal(&address, key.public(), &padded).expect("sealed").to_bytes();
    c.bench_function("message/seal with X-Wing", |b| {
        b.iter(|| sealed::seal(&address, black_box(key.public()), &padded).expect("sealed"));
    });
    c.bench_function("message/open", |b| {
        b.iter(|| sealed::open(&Outer::read(black_box(&large)).expect("outer"), &key).expect("opens"));
    });
    c.bench_function("message/read what travelled", |b| b.iter(|| Outer::read(black_box(&outer)).expect("outer")));
    c.bench_function("message/verify, an officer who wrote before", |b| {
        b.iter(|| signed::verify(black_box(&inner), &voices).expect("verified"));
    });
}

/// A State of five keys: root, node, team, ledger, and the one that receives.
fn state(n: u16, now: Timestamp) -> Offered {
    let letter = |n: u16| char::from(b'A' + u8::try_from(n % 26).expect("a letter"));
    let code: String = [letter(n / 26), letter(n)].iter().collect();
    let key = |k: u8| SignKey::from_seed(std::array::from_fn(|i| if i < 2 { n.to_le_bytes()[i] } else { k }));
    let (root, node) = (key(1), key(2));
    let names = |name: &str| [("en".to_owned(), name.to_owned())].into();
    let cert = TeamCert {
        team: "tea_00000000000000000000000009".into(),
        epoch: 1,
        purpose: "desk".into(),
        recipient: AgeIdentity::generate().recipient(),
        verify: key(3).verify_bytes(),
    };
    let origin = format!("desk.{}.example/ledger", code.to_lowercase());
    let entry = Entry {
        state: code.clone(),
        names: names("Invented State"),
        authorities: vec![Authority {
            id: "desk".into(),
            names: names("24/7 point"),
            roles: vec![Role::ContactPoint],
            phone: "+99 1 234 567".into(),
            hours: "24/7".into(),
            zone: "Asia/Ho_Chi_Minh".into(),
        }],
        url: format!("https://desk.{}.example", code.to_lowercase()),
        node: node.verify_hex(),
        desk: vec![Signed::new(cert.statement(), &root)],
        ledger: Ledger { origin: origin.clone(), online: Signed::new(online(&origin, &key(4).verify_hex()), &root) },
        beside: Vec::new(),
        witness: String::new(),
        terms: Terms {
            state: code.clone(),
            languages: vec!["en".into()],
            kinds: Kind::ALL.into(),
            reservations: Vec::new(),
            hold_days_default: 90,
            dual_criminality_required: false,
        },
        zone: "Asia/Ho_Chi_Minh".into(),
        oversight: Oversight { names: names("Commissioner"), contact: "oversight@example.org".into() },
        seq: 1,
        prev: "-".into(),
        not_before: now,
        not_after: now + jiff::SignedDuration::from_hours(24 * 300),
        leaves: None,
    };
    let signed = Signed::new(entry.statement().expect("entry"), &root);
    let public = RecipientKey::from_seed(&[n.to_le_bytes()[0]; 32]).expect("key").public().to_vec();
    let receives = EpochKey {
        id: "k1".into(),
        suite: 1,
        public: base64::Engine::encode(&base64::engine::general_purpose::STANDARD, public),
        not_before: now,
        not_after: now + HOLDS,
    };
    let fresh = Fresh {
        state: code,
        seq: 1,
        entry: link(&signed).expect("link"),
        keys: vec![receives],
        tls: Vec::new(),
        desk: None,
        calls: false,
        revoked: Vec::new(),
        issued_at: now,
        valid_until: now + HOLDS,
    };
    let fresh = Signed::new(fresh.statement().expect("fresh"), &node);
    Offered { root: root.verify_hex(), entries: vec![signed], fresh, succession: None, successions: Vec::new() }
}

fn directory(c: &mut Criterion) {
    let now: Timestamp = "2026-11-28T08:00:00Z".parse().expect("a moment");
    let states: Vec<Offered> = (0..200).map(|n| state(n, now)).collect();
    c.bench_function("directory/200 States of 5 keys, verified", |b| {
        b.iter(|| assert!(states.iter().all(|one| accept(None, black_box(one), now).is_ok())));
    });
}

criterion_group!(benches, message, directory);
criterion_main!(benches);
