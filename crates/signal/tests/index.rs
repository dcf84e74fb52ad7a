//! Whatever way is taken, exactly those within the radius are found.

use khien_signal::Hash256;
use khien_signal::index::build::{self, Options};
use khien_signal::index::kernel::Kernel;
use khien_signal::index::segment::Way;
use khien_signal::index::{Hit, Live, Scratch, Segment};
use proptest::prelude::*;

/// A sequence of hashes that is the same for the same seed.
struct Dice(u64);

impl Dice {
    fn word(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn hash(&mut self) -> Hash256 {
        Hash256(std::array::from_fn(|_| self.word()))
    }

    fn near(&mut self, hash: Hash256, bits: u32) -> Hash256 {
        let mut words = hash.0;
        for _ in 0..bits {
            let bit = self.word() % 256;
            words[(bit / 64) as usize] ^= 1 << (bit % 64);
        }
        Hash256(words)
    }
}

fn brute(hashes: &[Hash256], query: Hash256, radius: u32) -> Vec<Hit> {
    let mut hits: Vec<Hit> = hashes
        .iter()
        .enumerate()
        .map(|(id, hash)| Hit { distance: hash.distance(query), id: id as u32 })
        .filter(|hit| hit.distance <= radius)
        .collect();
    hits.sort_unstable();
    hits
}

fn search(segment: &Segment, query: Hash256, radius: u32) -> (Way, Vec<Hit>) {
    let mut hits = Vec::new();
    let way = segment.search(query, radius, &mut Scratch::default(), &mut hits);
    (way, hits)
}

/// Spread evenly, clusters of near copies, many equal ones: what a bank may look like.
fn mixed(seed: u64, count: usize) -> Vec<Hash256> {
    let mut dice = Dice(seed | 1);
    let mut hashes = Vec::with_capacity(count);
    while hashes.len() < count {
        let hash = dice.hash();
        match dice.word() % 8 {
            0 => (0..20).for_each(|_| hashes.push(dice.near(hash, 12))),
            1 => (0..5).for_each(|_| hashes.push(hash)),
            _ => hashes.push(hash),
        }
    }
    hashes.truncate(count);
    hashes
}

#[test]
fn banded_search_finds_what_brute_force_finds() {
    let hashes = mixed(11, 60_000);
    let mut dice = Dice(77);
    for bands in [10, 11, 12, 13, 16] {
        let segment = build::with(&hashes, None, Options { bands: Some(bands), threads: Some(2) }).expect("few");
        let mut banded = 0;
        for turn in 0..60 {
            let known = hashes[(dice.word() % hashes.len() as u64) as usize];
            let query = if turn % 4 == 0 { dice.hash() } else { dice.near(known, turn) };
            for radius in [0, 3, 15, 31] {
                let (way, hits) = search(&segment, query, radius);
                assert_eq!(hits, brute(&hashes, query, radius), "{bands} bands, radius {radius}");
                banded += u32::from(way == Way::Banded);
            }
        }
        assert!(bands < 12 || banded > 0, "with {bands} bands no search went by bands: nothing was tested");
    }
}

#[test]
fn a_bank_of_one_videos_frames_is_scanned_and_stays_exact() {
    let mut dice = Dice(5);
    let scene = dice.hash();
    let hashes: Vec<Hash256> = (0..80_000).map(|_| dice.near(scene, 6)).collect();
    let segment = build::with(&hashes, None, Options { bands: Some(13), threads: None }).expect("few");
    let (way, hits) = search(&segment, scene, 31);
    assert_eq!((way, hits.len()), (Way::Scanned, hashes.len()));
}

#[test]
fn one_hash_alone_matches() {
    let hash = Dice(3).hash();
    let segment = build::build(&[hash]).expect("one");
    assert_eq!(search(&segment, hash, 31).1, [Hit { distance: 0, id: 0 }]);
    assert!(search(&build::build(&[]).expect("none"), hash, 31).1.is_empty());
}

#[test]
fn a_file_opens_as_what_was_written_and_damage_is_told() {
    let hashes = mixed(21, 30_000);
    let ids: Vec<u32> = (0..hashes.len() as u32).map(|id| id * 3).collect();
    let segment = build::with(&hashes, Some(ids), Options { bands: Some(13), threads: None }).expect("few");
    let mut bytes = Vec::new();
    segment.write(&mut bytes).expect("memory");
    let held = |bytes: &[u8]| std::sync::Arc::new(Aligned::of(bytes));
    let opened = Segment::open(held(&bytes)).expect("whole");
    assert_eq!((opened.len(), opened.bands(), opened.bytes()), (segment.len(), 13, segment.bytes()));
    let mut dice = Dice(9);
    for at in 0..40 {
        let query = dice.near(hashes[at * 700], 20);
        assert_eq!(search(&opened, query, 31).1, search(&segment, query, 31).1);
        assert_eq!(opened.hash(at), Some(hashes[at]));
    }
    assert!(Segment::open(held(&bytes[..bytes.len() - 64])).is_err(), "cut off");
    let mut other = bytes.clone();
    other[20] ^= 1;
    assert!(Segment::open(held(&other)).is_err(), "another number of hashes");
    assert!(Segment::open(held(b"{}")).is_err(), "another file");
    bytes[4096 + 30_000..].fill(0xff);
    if let Ok(damaged) = Segment::open(held(&bytes)) {
        let _ = search(&damaged, hashes[0], 31);
    }
}

/// Bytes at an address that lists of u64 can stand at, as a mapped file has it.
struct Aligned(Vec<u64>, usize);

impl Aligned {
    fn of(bytes: &[u8]) -> Self {
        let mut words = vec![0_u64; bytes.len().div_ceil(8)];
        bytemuck::cast_slice_mut(&mut words)[..bytes.len()].copy_from_slice(bytes);
        Self(words, bytes.len())
    }
}

impl AsRef<[u8]> for Aligned {
    fn as_ref(&self) -> &[u8] {
        &bytemuck::cast_slice(&self.0)[..self.1]
    }
}

#[test]
fn the_kernels_scan_alike() {
    let hashes = mixed(31, 5_001);
    let segment = build::build(&hashes).expect("few");
    for kernel in Kernel::available() {
        let mut hits = Vec::new();
        segment.scan(hashes[7], 31, kernel, &mut Scratch::default(), &mut hits);
        assert_eq!(hits, brute(&hashes, hashes[7], 31), "{kernel:?}");
    }
}

#[derive(Debug, Clone)]
enum Step {
    Insert(u16),
    Remove(u16),
    Settle,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (1_u16..6_000).prop_map(Step::Insert),
        3 => any::<u16>().prop_map(Step::Remove),
        2 => Just(Step::Settle),
    ];
    proptest::collection::vec(step, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_live_index_finds_what_went_in_and_was_not_removed(steps in steps(), seed: u64) {
        let mut dice = Dice(seed | 1);
        let live = Live::default();
        let mut model: Vec<(Hash256, u32)> = Vec::new();
        let mut next = 0;
        for step in steps {
            match step {
                Step::Insert(count) => {
                    let new: Vec<_> = (0..u32::from(count)).map(|at| (dice.hash(), next + at)).collect();
                    next += u32::from(count);
                    live.insert(&new).expect("few");
                    model.extend(new);
                }
                Step::Remove(at) if !model.is_empty() => {
                    let at = usize::from(at) % model.len();
                    let gone: Vec<u32> = model.drain(at..(at + 900).min(model.len())).map(|(_, id)| id).collect();
                    live.remove(&gone);
                }
                Step::Remove(_) => {}
                Step::Settle => while live.settle().expect("few") {},
            }
            let snapshot = live.snapshot();
            prop_assert_eq!(snapshot.len(), model.len());
            for _ in 0..4 {
                let Some((hash, id)) = model.get(dice.word() as usize % model.len().max(1)) else { break };
                let query = dice.near(*hash, 9);
                let hits = snapshot.search(query, 31, &mut Scratch::default());
                let wanted = Hit { distance: hash.distance(query), id: *id };
                prop_assert!(hits.contains(&wanted), "{:?} not in {:?}", wanted, hits);
                let nearest = snapshot.nearest(query, 1, 31, &mut Scratch::default());
                prop_assert_eq!(&nearest[..], &hits[..1]);
            }
        }
    }
}

#[test]
fn what_was_removed_is_found_by_nobody_who_asks_later() {
    let mut dice = Dice(41);
    let live = Live::default();
    let all: Vec<_> = (0..9_000).map(|id| (dice.hash(), id)).collect();
    live.insert(&all).expect("few");
    let before = live.snapshot();
    live.remove(&[4_000]);
    live.settle().expect("few");
    let hash = all[4_000].0;
    assert_eq!(before.search(hash, 31, &mut Scratch::default()).len(), 1, "a reader keeps its moment");
    assert!(live.snapshot().search(hash, 31, &mut Scratch::default()).is_empty());
}
