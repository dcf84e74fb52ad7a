//! The index in memory, which follows the journal: changes of this node at once, those of another node or of the command
//! line within a second. It proposes contents; the database says whether they stand and answer whoever asks.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use khien_casework::bank::{Asker, RADIUS, SignalKind};
use khien_signal::Hash256;
use khien_signal::index::{Live, Scratch};
use khien_store::feed::Place;
use khien_store::matching::{IndexChange, Standing};
use khien_store::{Fault, Store};

/// Changes that are read at once.
const PAGE: i64 = 4_096;
/// Contents that one lookup gives at most, the nearest: a bank full of frames of one video is cut there.
const MOST: usize = 1_000;
/// Ids of second and further hashes of a content begin here; a content's first hash has the content's number.
const FURTHER: u32 = 1 << 31;

/// The index.
#[derive(Default)]
pub struct Matcher {
    live: Live,
    ids: Mutex<Ids>,
    place: tokio::sync::Mutex<Place>,
    loaded: AtomicBool,
    widest: AtomicU32,
    changed_at: AtomicI64,
}

/// Which ids of the index stand for which content.
#[derive(Default)]
struct Ids {
    first: Bits,
    further: Vec<i64>,
    further_of: HashMap<i64, Vec<u32>>,
}

/// A set of small numbers, a bit for each.
#[derive(Default)]
struct Bits(Vec<u64>);

/// A content that was found, with the bits that differ; none where only the same bytes give the same hash.
#[derive(Debug, Clone)]
pub struct Found {
    /// What stands there.
    pub standing: Standing,
    /// The distance.
    pub distance: Option<u32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Matcher {
    /// Whether the index was read in once.
    pub fn is_ready(&self) -> bool {
        self.loaded.load(Ordering::Acquire)
    }

    /// Hashes in it.
    pub fn len(&self) -> usize {
        self.live.snapshot().len()
    }

    /// Seconds since 1970 of the last change that it took in, -1 before the first.
    pub fn built_to(&self) -> i64 {
        if self.is_ready() { self.changed_at.load(Ordering::Acquire) } else { -1 }
    }

    /// Takes in what changed since it looked last.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn follow(&self, store: &Store) -> Result<(), Fault> {
        let mut place = self.place.lock().await;
        let banks = store.banks().await?;
        let widest = banks.iter().map(|row| row.bank.settings.radius).max().unwrap_or(RADIUS);
        self.widest.store(u32::from(widest), Ordering::Release);
        loop {
            let changes = store.index_changes(*place, PAGE).await?;
            let Some(last) = changes.last() else { break };
            let next = last.place;
            self.take_in(&changes)?;
            self.changed_at.store(khien_store::journal::now().as_second(), Ordering::Release);
            *place = next;
        }
        self.loaded.store(true, Ordering::Release);
        Ok(())
    }

    /// Merges what the index took in; for a thread of its own.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when there is more than an index holds.
    pub fn settle(&self) -> Result<(), Fault> {
        while self.live.settle().map_err(|error| Fault::Corrupt(error.to_string()))? {}
        Ok(())
    }

    fn take_in(&self, changes: &[IndexChange]) -> Result<(), Fault> {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut new, mut gone) = (Vec::new(), Vec::new());
        for change in changes {
            let content = change.place.content;
            let Some(first) = u32::try_from(content).ok().filter(|id| *id < FURTHER) else {
                return Err(Fault::Corrupt("more contents than an index holds".into()));
            };
            let (known, wanted) = (ids.first.has(first), !change.hashes.is_empty());
            if known && !wanted {
                ids.first.set(first, false);
                gone.push(first);
                gone.extend(ids.further_of.remove(&content).unwrap_or_default());
            } else if wanted && !known {
                ids.first.set(first, true);
                for (n, text) in change.hashes.iter().enumerate() {
                    let hash: Hash256 =
                        text.parse().map_err(|_| Fault::Corrupt(format!("content {content} has no hash")))?;
                    let id = if n == 0 { first } else { ids.add(content)? };
                    new.push((hash, id));
                }
            }
        }
        // What came and went within one page never entered.
        new.retain(|(_, id)| !gone.contains(id));
        gone.retain(|id| *id >= FURTHER || !ids.first.has(*id));
        drop(ids);
        self.live.insert(&new).map_err(|error| Fault::Corrupt(error.to_string()))?;
        if !gone.is_empty() {
            self.live.remove(&gone);
        }
        Ok(())
    }

    /// What stands for a hash, as far as it answers whoever asks, nearest first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn find(&self, store: &Store, asker: &Asker, kind: SignalKind, value: &str) -> Result<Vec<Found>, Fault> {
        let same = store.exactly(asker.clone(), kind, value.to_owned()).await?;
        let exact = |standing| Found { standing, distance: (!kind.is_exact()).then_some(0) };
        let mut found: Vec<Found> = same.into_iter().map(exact).collect();
        let Some(hash) = value.parse::<Hash256>().ok().filter(|_| !kind.is_exact()) else { return Ok(found) };
        let mut known: HashSet<i64> = found.iter().map(|found| found.standing.content).collect();
        // Asked part by part, and counted after the rights: what stands in banks that do not answer hides nothing.
        for near in self.near(hash).chunks(MOST) {
            let distances: HashMap<i64, u32> = near.iter().copied().collect();
            for standing in store.standing(asker.clone(), near.iter().map(|(content, _)| *content).collect()).await? {
                let Some(distance) = distances.get(&standing.content).copied() else { continue };
                if distance <= u32::from(standing.radius) && known.insert(standing.content) {
                    found.push(Found { standing, distance: Some(distance) });
                }
            }
            if found.len() >= MOST {
                break;
            }
        }
        found.sort_by_key(|found| (found.distance, found.standing.content));
        found.truncate(MOST);
        Ok(found)
    }

    /// Contents near a hash with the distance of their nearest, nearest first.
    fn near(&self, hash: Hash256) -> Vec<(i64, u32)> {
        let radius = self.widest.load(Ordering::Acquire);
        let snapshot = self.live.snapshot();
        let hits = SCRATCH.with_borrow_mut(|scratch| snapshot.search(hash, radius, scratch));
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = HashSet::new();
        let of = |id: u32| {
            if id < FURTHER { Some(i64::from(id)) } else { ids.further.get((id - FURTHER) as usize).copied() }
        };
        let contents = hits.iter().filter_map(|hit| Some((of(hit.id)?, hit.distance)));
        contents.filter(|(content, _)| seen.insert(*content)).collect()
    }
}

impl Ids {
    fn add(&mut self, content: i64) -> Result<u32, Fault> {
        let full = || Fault::Corrupt("more hashes than an index holds".into());
        let id = u32::try_from(self.further.len()).ok().and_then(|n| n.checked_add(FURTHER)).ok_or_else(full)?;
        self.further.push(content);
        self.further_of.entry(content).or_default().push(id);
        Ok(id)
    }
}

impl Bits {
    fn has(&self, n: u32) -> bool {
        self.0.get(n as usize / 64).is_some_and(|word| word >> (n % 64) & 1 == 1)
    }

    fn set(&mut self, n: u32, to: bool) {
        let place = n as usize / 64;
        if place >= self.0.len() {
            self.0.resize(place + 1, 0);
        }
        let bit = 1u64 << (n % 64);
        if to { self.0[place] |= bit } else { self.0[place] &= !bit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(content: i64, hashes: &[&str]) -> IndexChange {
        IndexChange { place: Place { seq: 1, content }, hashes: hashes.iter().map(|hash| (*hash).to_owned()).collect() }
    }

    fn hash(digits: &str) -> String {
        digits.repeat(32)
    }

    #[test]
    fn a_content_is_found_by_each_of_its_hashes_until_it_leaves() {
        let matcher = Matcher::default();
        matcher.widest.store(31, Ordering::Release);
        let (a, b, c) = (hash("0f"), hash("f0"), hash("3c"));
        matcher.take_in(&[change(1, &[&a, &b]), change(2, &[&c])]).expect("taken in");
        let near = |text: &str| matcher.near(text.parse().expect("hash"));
        assert_eq!((near(&a), near(&b), near(&c)), (vec![(1, 0)], vec![(1, 0)], vec![(2, 0)]));
        matcher.take_in(&[change(1, &[&a, &b])]).expect("again");
        assert_eq!((near(&a), matcher.len()), (vec![(1, 0)], 3), "a change that leaves it standing changes nothing");
        matcher.take_in(&[change(1, &[])]).expect("withdrawn");
        assert_eq!((near(&a), near(&b), near(&c), matcher.len()), (vec![], vec![], vec![(2, 0)], 1));
        matcher.settle().expect("settled");
        assert_eq!(near(&c), [(2, 0)]);
    }
}
