//! What matching costs, part by part: a picture's hash, a question to the index, a change of it, two videos compared.

#![expect(clippy::expect_used, missing_docs, reason = "a benchmark that cannot set its world up has failed")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use khien_signal::index::{Live, Scratch, build};
use khien_signal::pdq::{Pixels, dihedral, hash};
use khien_signal::vpdq::{Frame, Rule, compare};
use khien_signal::{Hash256, RADIUS};

/// Hashes of the index.
const HASHES: usize = 1_000_000;

/// Numbers that look random and are the same in each run (SplitMix64, Steele, Lea and Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn hash(&mut self) -> Hash256 {
        let mut bytes = [0; 32];
        for eight in bytes.chunks_exact_mut(8) {
            eight.copy_from_slice(&self.next().to_le_bytes());
        }
        Hash256::from_bytes(bytes)
    }
}

fn pictures(c: &mut Criterion) {
    let mut numbers = Numbers(1);
    let grey: Vec<u8> = (0..1024 * 768).map(|_| numbers.next() as u8).collect();
    let colour: Vec<u8> = (0..1024 * 768 * 3).map(|_| numbers.next() as u8).collect();
    c.bench_function("PDQ of 1024 x 768 in grey", |b| {
        b.iter(|| hash(Pixels::grey(black_box(&grey), 1024, 768).expect("pixels")));
    });
    c.bench_function("PDQ of 1024 x 768 in colours", |b| {
        b.iter(|| hash(Pixels::rgb(black_box(&colour), 1024, 768).expect("pixels")));
    });
    c.bench_function("all eight turns of it", |b| {
        b.iter(|| dihedral(Pixels::rgb(black_box(&colour), 1024, 768).expect("pixels")));
    });
}

fn index(c: &mut Criterion) {
    let mut numbers = Numbers(2);
    let hashes: Vec<Hash256> = (0..HASHES).map(|_| numbers.hash()).collect();
    let live = Live::of(build(&hashes).expect("built"));
    let snapshot = live.snapshot();
    let mut scratch = Scratch::default();
    c.bench_function("within 31 bits among a million", |b| {
        b.iter_batched(|| numbers.hash(), |query| snapshot.search(query, RADIUS, &mut scratch), BatchSize::SmallInput);
    });
    c.bench_function("the nearest ten within 31 bits", |b| {
        b.iter_batched(
            || numbers.hash(),
            |query| snapshot.nearest(query, 10, RADIUS, &mut scratch),
            BatchSize::SmallInput,
        );
    });
    let mut id = u32::try_from(HASHES).expect("a number");
    c.bench_function("one hash more and one less while it answers", |b| {
        b.iter(|| {
            live.insert(&[(numbers.hash(), id)]).expect("room");
            live.remove(&[id]);
            id += 1;
        });
    });
}

fn videos(c: &mut Criterion) {
    let mut numbers = Numbers(3);
    let mut film = || -> Vec<Frame> {
        let frame = |number: u64| Frame { number, quality: 100, hash: numbers.hash(), at: number * 1_000 };
        (0..600).map(frame).collect()
    };
    let (one, other) = (film(), film());
    c.bench_function("two videos of ten minutes", |b| {
        b.iter(|| compare(black_box(&one), black_box(&other), Rule::default()))
    });
}

criterion_group!(parts, pictures, index, videos);
criterion_main!(parts);
