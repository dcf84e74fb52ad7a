//! The indexes of what banks hold: pictures by their hash, videos by the hashes of their frames.

use std::collections::{HashMap, HashSet};

use khien_signal::RADIUS;
use khien_signal::vpdq::{Frame, Overlap, Share};
use khien_store::Fault;
use khien_store::matching::IndexChange;

use super::numbered::Numbered;

/// Pairs of like frames that one question may come to: a bank full of videos that stand still would keep a thread for long.
const PAIRS_MAX: usize = 50_000_000;

/// The indexes.
#[derive(Default)]
pub struct Indexes {
    /// Pictures.
    pub pictures: Numbered,
    /// Frames of videos.
    pub frames: Numbered,
}

/// A video that is like too many frames to be compared with them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the video is like more frames than are compared at once; ask about fewer of its frames")]
pub struct TooMuchAlike;

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
    ///
    /// # Errors
    /// [`TooMuchAlike`].
    pub fn videos(&self, frames: &[Frame]) -> Result<Vec<(i64, Overlap)>, TooMuchAlike> {
        let (mut pairs, mut videos) = (0, HashMap::<i64, (usize, HashSet<u32>)>::new());
        for frame in frames {
            let like = self.frames.like(frame.hash, RADIUS);
            pairs += like.len();
            if pairs > PAIRS_MAX {
                return Err(TooMuchAlike);
            }
            let mut seen = HashSet::new();
            for (content, id) in like {
                let (query, target) = videos.entry(content).or_default();
                *query += usize::from(seen.insert(content));
                target.insert(id);
            }
        }
        let overlap = |(content, (query, target)): (i64, (usize, HashSet<u32>))| {
            let query = Share { found: query, of: frames.len() };
            (content, Overlap { query, target: Share { found: target.len(), of: self.frames.hashes_of(content) } })
        };
        Ok(videos.into_iter().map(overlap).collect())
    }
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
                let mut found = indexes.videos(&query).expect("few pairs");
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
        assert!(indexes.videos(&films[0]).expect("few").iter().all(|(content, _)| *content != 1));
    }
}
