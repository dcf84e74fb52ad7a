//! An index that does not change: hashes in halves, bands of buckets over them.

use std::ops::Deref;
use std::sync::Arc;

use bytemuck::AnyBitPattern;

use super::bits::{Band, Order};
use super::blocks::{Block, Blocks, Wide};
use super::kernel::{Ask, Half, Kernel, Near, soon};
use super::plan::{self, Weights};
use super::room::Room;
use super::{Hit, WIDEST};
use crate::Hash256;

/// Bytes that somebody holds, in memory or mapped from a file.
pub trait Held: AsRef<[u8]> + Send + Sync {}
impl<T: AsRef<[u8]> + Send + Sync> Held for T {}

/// A list of our own, small or large, or a part of bytes that are held elsewhere.
pub(super) enum List<T> {
    Own(Vec<T>),
    Large(Room<T>),
    Part { of: Arc<dyn Held>, begin: usize, end: usize },
}

impl<T: AnyBitPattern> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Own(list) => list,
            Self::Large(room) => room,
            Self::Part { of, begin, end } => {
                let bytes = (**of).as_ref().get(*begin..*end).unwrap_or_default();
                bytemuck::try_cast_slice(bytes).unwrap_or_default()
            }
        }
    }
}

/// One band: for each bucket, the numbers of the hashes in it.
pub(super) struct Part {
    pub(super) band: Band,
    pub(super) entries: List<u32>,
    pub(super) blocks: List<Block>,
    pub(super) wide: List<Wide>,
}

/// An index that does not change. Ids are those it was built with, or the places of the hashes in the list.
pub struct Segment {
    pub(super) order: Arc<Order>,
    pub(super) front: List<Half>,
    pub(super) back: List<Half>,
    pub(super) ids: Option<List<u32>>,
    pub(super) parts: Vec<Part>,
}

/// Room for a search, to be used again by the next one on the same thread.
#[derive(Default)]
pub struct Scratch {
    buckets: Vec<u32>,
    ranges: Vec<(u32, u32)>,
    numbers: Vec<u32>,
    near: Vec<Near>,
}

/// How a search was done, for benchmarks and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Everything was looked at.
    Scanned,
    /// Buckets were.
    Banded,
}

impl Segment {
    /// How many hashes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.front.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bands; none where a scan is best.
    #[must_use]
    pub fn bands(&self) -> usize {
        self.parts.len()
    }

    /// Bytes that the index takes, hashes included.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let part = |part: &Part| size_of_val(&*part.entries) + size_of_val(&*part.blocks) + size_of_val(&*part.wide);
        self.parts.iter().map(part).sum::<usize>()
            + size_of_val(&*self.front)
            + size_of_val(&*self.back)
            + self.ids.as_ref().map_or(0, |ids| size_of_val(&**ids))
    }

    /// The hash with this number, as it was given.
    #[must_use]
    pub fn hash(&self, number: usize) -> Option<Hash256> {
        let (front, back) = (self.front.get(number)?, self.back.get(number)?);
        Some(self.order.restore([front[0], front[1], back[0], back[1]]))
    }

    /// Whether it was built with ids; else a hash's number is its id.
    #[must_use]
    pub fn has_ids(&self) -> bool {
        self.ids.is_some()
    }

    /// The id of the hash with this number.
    #[must_use]
    pub fn id(&self, number: usize) -> u32 {
        match &self.ids {
            Some(ids) => ids.get(number).copied().unwrap_or(u32::MAX),
            None => number as u32,
        }
    }

    /// Every hash within `radius` bits (at most [`WIDEST`]), nearest first, appended to `hits`.
    pub fn search(&self, query: Hash256, radius: u32, scratch: &mut Scratch, hits: &mut Vec<Hit>) -> Way {
        let (near, way) = self.near(query, radius, scratch);
        self.tell(near, hits);
        way
    }

    /// The numbers and distances of every hash within `radius` bits (at most [`WIDEST`]), in the order of the numbers.
    pub fn near<'s>(&self, query: Hash256, radius: u32, scratch: &'s mut Scratch) -> (&'s [Near], Way) {
        let ask = self.ask(query, radius);
        scratch.near.clear();
        let way = if self.banded(&ask, scratch) {
            scratch.near.sort_unstable();
            scratch.near.dedup();
            Way::Banded
        } else {
            scratch.near.clear();
            Kernel::best().scan(&ask, &mut scratch.near);
            Way::Scanned
        };
        (&scratch.near, way)
    }

    /// The same by looking at everything: what [`Self::search`] is held to.
    pub fn scan(&self, query: Hash256, radius: u32, kernel: Kernel, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        scratch.near.clear();
        kernel.scan(&self.ask(query, radius), &mut scratch.near);
        self.tell(&scratch.near, hits);
    }

    /// Numbers into ids, nearest first.
    fn tell(&self, near: &[Near], hits: &mut Vec<Hit>) {
        let from = hits.len();
        hits.extend(near.iter().map(|(number, distance)| Hit { distance: *distance, id: self.id(*number as usize) }));
        hits[from..].sort_unstable();
    }

    fn ask(&self, query: Hash256, radius: u32) -> Ask<'_> {
        Ask { front: &self.front, back: &self.back, query: self.order.shuffle(query), radius: radius.min(WIDEST) }
    }

    /// Looks into the buckets; false where that turned out to cost more than a scan, and then what was found is partial.
    fn banded(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> bool {
        if self.parts.is_empty() {
            return false;
        }
        let weights = Weights::of(Kernel::best());
        let scan = ask.front.len() as f64 * weights.scanned;
        let bands: Vec<Band> = self.parts.iter().map(|part| part.band).collect();
        let seen: Vec<[f64; 2]> = self.parts.iter().map(|part| part.nearby(ask)).collect();
        let plan = plan::thresholds(&bands, &seen, ask.radius, weights);
        if plan.cost > scan {
            return false;
        }
        let mut left = (scan / weights.candidate) as usize;
        for (part, threshold) in self.parts.iter().zip(&plan.thresholds) {
            if *threshold >= 0 {
                part.gather(ask, *threshold as u32, left, scratch);
                let Some(rest) = left.checked_sub(scratch.numbers.len()) else { return false };
                left = rest;
                Kernel::best().check(ask, &scratch.numbers, &mut scratch.near);
            }
        }
        true
    }
}

impl Part {
    fn blocks(&self) -> Blocks<'_> {
        Blocks { blocks: &self.blocks, wide: &self.wide }
    }

    /// Entries in the query's own bucket and in those one bit from it.
    fn nearby(&self, ask: &Ask<'_>) -> [f64; 2] {
        let (blocks, key) = (self.blocks(), self.band.key(&ask.query));
        for bit in 4..self.band.width {
            soon(blocks.blocks, (key ^ 1 << bit) as usize / 16);
        }
        let ones: usize = (0..self.band.width).map(|bit| blocks.range(key ^ 1 << bit).len()).sum();
        [blocks.range(key).len() as f64, ones as f64]
    }

    /// The numbers of all hashes whose bits in this band differ from the query's in at most `threshold`. Stops early
    /// when they are more than `left`.
    ///
    /// Three passes, each asking the memory for what the next one reads: blocks, entries, halves of hashes.
    fn gather(&self, ask: &Ask<'_>, threshold: u32, left: usize, scratch: &mut Scratch) {
        let (blocks, entries): (_, &[u32]) = (self.blocks(), &self.entries);
        let key = self.band.key(&ask.query);
        scratch.buckets.clear();
        scratch.ranges.clear();
        scratch.numbers.clear();
        for distance in 0..=threshold.min(self.band.width) {
            for mask in masks(self.band.width, distance) {
                soon(blocks.blocks, (key ^ mask) as usize / 16);
                scratch.buckets.push(key ^ mask);
            }
        }
        for bucket in &scratch.buckets {
            let range = blocks.range(*bucket);
            if !range.is_empty() {
                soon(entries, range.start);
                scratch.ranges.push((range.start as u32, range.end as u32));
            }
        }
        for (begin, end) in &scratch.ranges {
            let numbers = entries.get(*begin as usize..*end as usize).unwrap_or_default();
            numbers.iter().for_each(|number| soon(ask.front, *number as usize));
            scratch.numbers.extend_from_slice(numbers);
            if scratch.numbers.len() > left {
                return;
            }
        }
    }
}

/// All numbers under `2^width` with `ones` bits set, in ascending order (Gosper's step: item 175 of HAKMEM), so that
/// neighbours often share a block.
fn masks(width: u32, ones: u32) -> impl Iterator<Item = u32> {
    let end = 1_u64 << width;
    let mut next = Some((1_u64 << ones) - 1);
    std::iter::from_fn(move || {
        let mask = next.filter(|mask| *mask < end)?;
        next = (mask != 0).then(|| {
            let low = mask & mask.wrapping_neg();
            let ripple = mask + low;
            ripple | ((ripple ^ mask) >> 2 >> low.trailing_zeros())
        });
        Some(mask as u32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_all_and_only_those_with_so_many_bits() {
        for (width, ones) in [(1, 0), (1, 1), (5, 2), (8, 8), (21, 2), (21, 3), (28, 1)] {
            let all: Vec<u32> = masks(width, ones).collect();
            let wanted = (0..ones).fold(1_u64, |product, k| product * u64::from(width - k) / u64::from(k + 1));
            assert_eq!(all.len() as u64, wanted);
            assert!(all.iter().all(|mask| mask.count_ones() == ones && u64::from(*mask) < 1 << width));
            assert!(all.is_sorted_by(|a, b| a < b));
        }
    }
}
