//! The indexes of what banks hold: pictures by their hash, videos by the hashes of their frames.

use std::collections::{HashMap, HashSet};

use khien_signal::RADIUS;
use khien_signal::vpdq::{Frame, Overlap, Share};
use khien_store::Fault;
use khien_store::matching::IndexChange;

use super::numbered::Numbered;

/// Pairs of like frames after which a question is answered from the frames asked until then: a bank full of videos that stand
/// still would keep a thread for long.
const PAIRS_MAX: usize = 50_000_000;

/// The indexes.
#[derive(Default)]
pub struct Indexes {
    /// Pictures.
    pub pictures: Numbered,
    /// Frames of videos.
    pub frames: Numbered,
}

impl Indexes {
    /// Takes changes in; a content without hashes leaves.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when there is more than an index holds, or what is no hash.
    pub fn take_in(&self, changes: &[IndexChange]) -> Result<(), Fault> {
        self.pictures.take_in(changes.iter().map(|change| (change.place.content, change.hashes.as_slice())))?;
        self.frames.take_in(changes.iter().map(|change| (change.place.content, change.frames.as_slice())))
    }

    /// Merges what the indexes took in; for a thread of its own.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when there is more than an index holds.
    pub fn settle(&self) -> Result<(), Fault> {
        self.pictures.settle()?;
        self.frames.settle()
    }

    /// Videos that have a frame like one of these, with how much they have in common. The frames are those that can be compared,
    /// each hash once.
    pub fn videos(&self, frames: &[Frame]) -> Vec<(i64, Overlap)> {
        self.videos_within(frames, PAIRS_MAX)
    }

    /// The shares are those of all frames, or where that comes to more pairs than `most` those of a part of them, taken from
    /// everywhere in the video and always the same; a frame of a known video that was not asked about counts as absent.
    fn videos_within(&self, frames: &[Frame], most: usize) -> Vec<(i64, Overlap)> {
        let (mut pairs, mut asked, mut videos) = (0, 0, HashMap::<i64, (usize, HashSet<u32>)>::new());
        for frame in spread(frames.len()).filter_map(|place| frames.get(place)) {
            if pairs > most {
                break;
            }
            let like = self.frames.like(frame.hash, RADIUS);
            pairs += like.len();
            asked += 1;
            let mut seen = HashSet::new();
            for (content, id) in like {
                let (query, target) = videos.entry(content).or_default();
                *query += usize::from(seen.insert(content));
                target.insert(id);
            }
        }
        let overlap = |(content, (query, target)): (i64, (usize, HashSet<u32>))| {
            let query = Share { found: query, of: asked };
            (content, Overlap { query, target: Share { found: target.len(), of: self.frames.hashes_of(content) } })
        };
        videos.into_iter().map(overlap).collect()
    }
}

/// All places below a number, once each, so that those that come first lie everywhere: steps of the golden section.
fn spread(length: usize) -> impl Iterator<Item = usize> {
    let common = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let step = (length * 618 / 1000..length).find(|step| common(*step, length) == 1).unwrap_or(1);
    (0..length).map(move |n| n * step % length)
}

#[cfg(test)]
mod tests {
    use khien_signal::Hash256;
    use khien_signal::vpdq::{Rule, compare};
    use khien_store::feed::Place;

    use super::*;

    /// Frames around a few motifs, so that some are near each other and some are not.
    fn film(seed: u64, length: u64) -> Vec<Frame> {
        let mut state = seed;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        (0..length)
            .map(|number| {
                let mut bits = [0u8; 32];
                bits.fill([0x0f, 0x3c, 0x55, 0xe1][(next() % 4) as usize]);
                for _ in 0..next() % 40 {
                    let bit = next() % 256;
                    bits[(bit / 8) as usize] ^= 1 << (bit % 8);
                }
                let hash: Hash256 = hex::encode(bits).parse().expect("hash");
                Frame { number, quality: 100, hash, at: number }
            })
            .collect()
    }

    #[test]
    fn an_index_of_frames_finds_what_comparing_each_pair_finds() {
        let films: Vec<Vec<Frame>> = (1..30).map(|n| khien_signal::vpdq::kept(&film(n, n % 13 + 1), 50)).collect();
        let indexes = Indexes::default();
        let change = |(frames, content): (&Vec<Frame>, i64)| IndexChange {
            place: Place { seq: 1, content },
            hashes: Vec::new(),
            frames: frames.iter().map(|frame| frame.hash.to_string()).collect(),
        };
        let changes: Vec<IndexChange> = films.iter().zip(1..).map(change).collect();
        indexes.take_in(&changes).expect("taken in");
        for round in 0..2 {
            for seed in 100..120 {
                let query = khien_signal::vpdq::kept(&film(seed, 12), 50);
                let mut found = indexes.videos(&query);
                found.sort_by_key(|(content, _)| *content);
                let by_hand = films.iter().zip(1..).map(|(film, n)| (n, compare(&query, film, Rule::default())));
                let expected: Vec<(i64, Overlap)> = by_hand.filter(|(_, both)| both.query.found > 0).collect();
                assert_eq!(found, expected, "round {round}, film {seed}");
                assert!(!found.is_empty());
            }
            indexes.settle().expect("settled");
        }
        let gone = IndexChange { place: Place { seq: 2, content: 1 }, hashes: Vec::new(), frames: Vec::new() };
        indexes.take_in(&[gone]).expect("left");
        assert!(indexes.videos(&films[0]).iter().all(|(content, _)| *content != 1));
    }

    #[test]
    fn a_part_of_the_frames_lies_everywhere_and_all_of_them_are_each_once() {
        for length in [0, 1, 2, 3, 10, 55, 100, 610, 4_096] {
            let places: Vec<usize> = spread(length).collect();
            assert_eq!(places.iter().collect::<HashSet<_>>().len(), length, "{length}");
            assert!(places.len() == length && places.iter().all(|place| *place < length));
            let first = &places[..length.min(10)];
            assert!(
                length < 100 || (0..3).all(|part| first.iter().any(|place| place * 3 / length == part)),
                "{length}"
            );
        }
    }

    #[test]
    fn a_video_that_stands_still_is_found_among_many_that_are_alike() {
        let still = |seed: u64| -> Vec<Frame> {
            let hash = |n: u64| format!("{}{n:02x}{seed:02x}", "0f".repeat(30)).parse().expect("hash");
            (0..40).map(|number| Frame { number, quality: 100, hash: hash(number), at: number }).collect()
        };
        let indexes = Indexes::default();
        let changes: Vec<IndexChange> = (1..=20)
            .map(|content| IndexChange {
                place: Place { seq: 1, content },
                hashes: Vec::new(),
                frames: still(content as u64).iter().map(|frame| frame.hash.to_string()).collect(),
            })
            .collect();
        indexes.take_in(&changes).expect("taken in");
        let part = indexes.videos_within(&still(7), 2_000);
        assert_eq!(part.len(), 20, "all are alike");
        assert!(part.iter().all(|(_, both)| both.query.percent() >= 80.0 && (3..40).contains(&both.query.of)));
    }
}
