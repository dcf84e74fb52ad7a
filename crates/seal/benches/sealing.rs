//! What a report costs in arithmetic: keys from a receipt, sealing, opening, a signature, a chain, the tree.

#![expect(clippy::expect_used, missing_docs, reason = "a benchmark that cannot set its world up has failed")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use khien_seal::envelope::{Words, open_json, seal_json};
use khien_seal::keys::{AgeIdentity, ReceiptKeys, SignKey, verifies};
use khien_seal::merkle::{Frontier, leaf};
use khien_seal::pad;
use khien_seal::receipt::Receipt;

fn receipt(c: &mut Criterion) {
    let root = SignKey::from_seed([1; 32]).verify_bytes();
    let receipt = Receipt::from_random([7; 19]);
    let text = receipt.symbols();
    c.bench_function("receipt/read", |b| b.iter(|| Receipt::read(black_box(&text)).expect("receipt")));
    c.bench_function("receipt/keys", |b| b.iter(|| ReceiptKeys::derive(black_box(&receipt), &root).expect("keys")));
}

fn envelope(c: &mut Criterion) {
    let (team, reporter) = (AgeIdentity::generate(), AgeIdentity::generate());
    let readers = [team.recipient(), reporter.recipient()];
    let words = Words::of(&"a".repeat(3000));
    let seal = || seal_json(&words, readers.iter().map(String::as_str)).expect("sealed");
    let sealed = seal();
    c.bench_function("envelope/seal 3 KB to two", |b| b.iter(seal));
    c.bench_function("envelope/open 3 KB", |b| {
        b.iter(|| open_json::<Words>(black_box(&sealed), &team).expect("opened"));
    });
    let text = "a".repeat(3000);
    c.bench_function("pad/3 KB", |b| b.iter(|| pad::json(black_box(&text))));
}

fn signature(c: &mut Criterion) {
    let key = SignKey::from_seed([3; 32]);
    let verify = key.verify_bytes();
    let text = [b'x'; 300];
    let signature = key.sign(&text);
    c.bench_function("signature/sign", |b| b.iter(|| key.sign(black_box(&text))));
    c.bench_function("signature/verify", |b| b.iter(|| verifies(&verify, black_box(&text), &signature)));
}

fn tree(c: &mut Criterion) {
    let row = [b'r'; 300];
    c.bench_function("tree/leaf and push", |b| {
        let mut frontier = Frontier::default();
        b.iter(|| frontier.push(leaf(&[9; 32], black_box(&row))));
    });
}

criterion_group!(benches, receipt, envelope, signature, tree);
criterion_main!(benches);
