//! An index that takes hashes in and lets them go while others read it.
//!
//! Readers hold a [`Snapshot`]: segments that never change, a short tail that is scanned, and the ids that were removed.
//! A writer makes the next snapshot beside it and swaps a pointer, so a reader waits for nobody and sees each write whole
//! or not at all. Segments of like size are merged by [`Live::settle`], which does its work outside the writers' lock.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use super::build::{self, TooMany};
use super::segment::{Scratch, Segment};
use super::{Hit, WIDEST};
use crate::Hash256;

/// How long the tail grows before it becomes a segment. Scanning so many takes a few microseconds.
const TAIL: usize = 8_192;

/// How many segments of one size class are merged into one of the next.
const FAN: usize = 4;

/// What a reader sees: one moment of the index.
#[derive(Default, Clone)]
pub struct Snapshot {
    segments: Vec<Arc<Segment>>,
    tail: Arc<Vec<(Hash256, u32)>>,
    removed: Arc<HashSet<u32>>,
}

/// The index. An id stands for one hash and is not used again after it was removed.
#[derive(Default)]
pub struct Live {
    now: ArcSwap<Snapshot>,
    writing: Mutex<()>,
    merging: Mutex<()>,
}

impl Snapshot {
    /// How many hashes can be found.
    #[must_use]
    pub fn len(&self) -> usize {
        let held = self.segments.iter().map(|segment| segment.len()).sum::<usize>() + self.tail.len();
        held.saturating_sub(self.removed.len())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes held for it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.segments.iter().map(|segment| segment.bytes()).sum::<usize>()
            + self.tail.len() * 36
            + self.removed.len() * 8
    }

    /// Every hash within `radius` bits (at most [`WIDEST`]), nearest first.
    pub fn search(&self, query: Hash256, radius: u32, scratch: &mut Scratch) -> Vec<Hit> {
        let radius = radius.min(WIDEST);
        let mut hits = Vec::new();
        for segment in &self.segments {
            segment.search(query, radius, scratch, &mut hits);
        }
        if !self.removed.is_empty() {
            hits.retain(|hit| !self.removed.contains(&hit.id));
        }
        let tail = self.tail.iter().map(|(hash, id)| Hit { distance: hash.distance(query), id: *id });
        hits.extend(tail.filter(|hit| hit.distance <= radius));
        hits.sort_unstable();
        hits
    }

    /// The `count` nearest within `radius` bits, nearest first: asked in growing circles, so that near ones cost little.
    pub fn nearest(&self, query: Hash256, count: usize, radius: u32, scratch: &mut Scratch) -> Vec<Hit> {
        let mut hits = Vec::new();
        let end = radius.min(WIDEST);
        for circle in [7, 15, 23, 31, 47, WIDEST].into_iter().filter(|circle| *circle < end).chain([end]) {
            hits = self.search(query, circle, scratch);
            if hits.len() >= count {
                break;
            }
        }
        hits.truncate(count);
        hits
    }
}

impl Live {
    /// Beginning with a segment, for instance one that was opened from a file.
    #[must_use]
    pub fn of(segment: Segment) -> Self {
        let live = Self::default();
        if !segment.is_empty() {
            live.now.store(Arc::new(Snapshot { segments: vec![Arc::new(segment)], ..Snapshot::default() }));
        }
        live
    }

    /// This moment. Waits for nobody.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.now.load_full()
    }

    /// Takes hashes in. They are found by every snapshot taken after this returns.
    ///
    /// # Errors
    /// More than an index holds.
    pub fn insert(&self, hashes: &[(Hash256, u32)]) -> Result<(), TooMany> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Snapshot::clone(&self.now.load());
        let mut tail = Vec::clone(&next.tail);
        tail.extend_from_slice(hashes);
        if tail.len() >= TAIL {
            next.segments.push(Arc::new(of_pairs(&tail)?));
            tail.clear();
        }
        next.tail = Arc::new(tail);
        self.now.store(Arc::new(next));
        Ok(())
    }

    /// Lets hashes go by their ids, which must be in the index. No snapshot taken after this returns finds them.
    pub fn remove(&self, ids: &[u32]) {
        let gone: HashSet<u32> = ids.iter().copied().collect();
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Snapshot::clone(&self.now.load());
        let (out, tail): (Vec<_>, Vec<_>) = next.tail.iter().partition(|(_, id)| gone.contains(id));
        let from_tail: HashSet<u32> = out.into_iter().map(|(_, id)| id).collect();
        next.tail = Arc::new(tail);
        let mut removed = HashSet::clone(&next.removed);
        removed.extend(gone.difference(&from_tail));
        next.removed = Arc::new(removed);
        self.now.store(Arc::new(next));
    }

    /// Merges segments where that is due and drops what was removed; true where something was done. Readers and writers
    /// go on meanwhile. For a thread of its own.
    ///
    /// # Errors
    /// More than an index holds.
    pub fn settle(&self) -> Result<bool, TooMany> {
        let _merging = self.merging.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.now.load_full();
        let due = due(&before);
        if due.is_empty() {
            return Ok(false);
        }
        let mut pairs = Vec::with_capacity(due.iter().map(|segment| segment.len()).sum());
        let mut dropped = HashSet::new();
        for segment in &due {
            for (number, id) in (0..segment.len()).map(|number| (number, segment.id(number))) {
                if before.removed.contains(&id) {
                    dropped.insert(id);
                } else if let Some(hash) = segment.hash(number) {
                    pairs.push((hash, id));
                }
            }
        }
        let merged = if pairs.is_empty() { None } else { Some(Arc::new(of_pairs(&pairs)?)) };
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Snapshot::clone(&self.now.load());
        next.segments.retain(|segment| !due.iter().any(|due| Arc::ptr_eq(due, segment)));
        next.segments.extend(merged);
        next.segments.sort_by_key(|segment| std::cmp::Reverse(segment.len()));
        next.removed = Arc::new(next.removed.difference(&dropped).copied().collect());
        self.now.store(Arc::new(next));
        Ok(true)
    }
}

/// The segments to merge: as soon as [`FAN`] stand within one size class those, or, when a quarter was removed, all.
fn due(snapshot: &Snapshot) -> Vec<Arc<Segment>> {
    let held: usize = snapshot.segments.iter().map(|segment| segment.len()).sum();
    if held > 0 && snapshot.removed.len() * 4 > held {
        return snapshot.segments.clone();
    }
    let class = |segment: &Arc<Segment>| (segment.len().max(1) / TAIL).max(1).ilog(FAN);
    let mut by_class: Vec<Vec<Arc<Segment>>> = vec![Vec::new(); 33];
    for segment in &snapshot.segments {
        by_class[class(segment) as usize].push(Arc::clone(segment));
    }
    by_class.into_iter().find(|segments| segments.len() >= FAN).unwrap_or_default()
}

fn of_pairs(pairs: &[(Hash256, u32)]) -> Result<Segment, TooMany> {
    let hashes: Vec<Hash256> = pairs.iter().map(|(hash, _)| *hash).collect();
    build::with(&hashes, Some(pairs.iter().map(|(_, id)| *id).collect()), build::Options::default())
}
