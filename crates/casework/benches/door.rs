//! What the door costs: a report checked, its place in the queue, its state refolded.

#![expect(clippy::expect_used, missing_docs, reason = "a benchmark that cannot set its world up has failed")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use khien_casework::Rulebook;
use khien_casework::header::OpenCodes;
use khien_casework::intake::{Arrival, check, received};
use khien_casework::report::{Channel, Event, Report};
use khien_seal::envelope::{What, seal_json};
use khien_seal::keys::ReceiptKeys;
use khien_seal::receipt::Receipt;
use khien_seal::statement::{self, Signed};
use khien_terms::id::StaffId;
use khien_terms::{DataFiles, Lang};

const OPEN: &str =
    r#"{"door":"me","path":"path.18","harms":["tfgbv.image.shared"],"danger":["dan.none"],"consent":["con.takedown"]}"#;

fn rulebook() -> Rulebook {
    let langs: [Lang; 0] = [];
    Rulebook::load(&DataFiles::embedded(), "VN", jiff::tz::TimeZone::UTC, &langs).expect("rulebook")
}

fn arrival() -> Arrival {
    let root = khien_seal::keys::SignKey::from_seed([1; 32]).verify_bytes();
    let keys = ReceiptKeys::derive(&Receipt::from_random([7; 19]), &root).expect("keys");
    let own = keys.identity.recipient();
    let what = What { v: 1, story: "a".repeat(3000), ..What::default() };
    let what = seal_json(&what, [own.as_str()]).expect("sealed");
    let header = format!(
        r#"{{"v":1,"suite":"age-x25519","lang":"vi","mailbox":"{}","recipient":"{own}","verify":"{}","team":"tea_00000000000000000000000001","epoch":1,"open":{OPEN}}}"#,
        keys.mailbox(),
        keys.sign.verify_hex()
    );
    let signature = Signed::new(statement::report(&keys.mailbox(), &header, &what, None, &[]), &keys.sign).signature;
    Arrival { header, what, who: None, files: Vec::new(), signature, channel: Channel::Sealed }
}

fn door(c: &mut Criterion) {
    let (rules, arrival) = (rulebook(), arrival());
    c.bench_function("door/check 3 KB", |b| b.iter(|| check(black_box(&arrival), &rules).expect("accepted")));
    let open: OpenCodes = serde_json::from_str(OPEN).expect("codes");
    c.bench_function("queue/place", |b| b.iter(|| rules.triage.place(black_box(&open), false)));
    let accepted = check(&arrival, &rules).expect("accepted");
    let first = received(&arrival, &accepted, "c0".into(), None, false, &rules);
    let taken = Event::Taken { by: StaffId::from_bits(1) };
    c.bench_function("report/refold two events", |b| {
        b.iter(|| Report::evolve(Report::evolve(None, black_box(&first)), &taken));
    });
}

criterion_group!(benches, door);
criterion_main!(benches);
