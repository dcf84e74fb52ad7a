//! An index whose hits are contents: the index knows numbers of 32 bits, a content may have several hashes.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use khien_signal::Hash256;
use khien_signal::index::{Live, Scratch};
use khien_store::Fault;

/// Ids of second and further hashes of a content begin here; a content's first hash has the content's number.
const FURTHER: u32 = 1 << 31;

/// The index.
#[derive(Default)]
pub struct Numbered {
    live: Live,
    ids: Mutex<Ids>,
}

/// Which ids of the index stand for which content.
#[derive(Default)]
struct Ids {
    /// Contents whose first hash stands under their own number.
    first: Bits,
    /// Contents whose own number was used once.
    spent: Bits,
    further: Vec<i64>,
    further_of: HashMap<i64, Vec<u32>>,
}

/// A set of small numbers, a bit for each.
#[derive(Default)]
struct Bits(Vec<u64>);

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Numbered {
    /// Hashes in it.
    pub fn len(&self) -> usize {
        self.live.snapshot().len()
    }

    /// Merges what the index took in; for a thread of its own.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when there is more than an index holds.
    pub fn settle(&self) -> Result<(), Fault> {
        while self.live.settle().map_err(|error| Fault::Corrupt(error.to_string()))? {}
        Ok(())
    }

    /// Takes changes in, contents with their hashes; a content without hashes leaves.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when there is more than an index holds, or what is no hash.
    pub fn take_in<'a>(&self, changes: impl Iterator<Item = (i64, &'a [String])>) -> Result<(), Fault> {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut new, mut gone) = (Vec::new(), HashSet::new());
        for (content, hashes) in changes {
            let known = ids.stands(content)?;
            if known && hashes.is_empty() {
                gone.extend(ids.leave(content)?);
            } else if !known {
                for text in hashes {
                    let hash: Hash256 =
                        text.parse().map_err(|_| Fault::Corrupt(format!("content {content} has no hash")))?;
                    new.push((hash, ids.add(content)?));
                }
            }
        }
        // What came and went within one page never entered.
        new.retain(|(_, id)| !gone.contains(id));
        drop(ids);
        self.live.insert(&new).map_err(|error| Fault::Corrupt(error.to_string()))?;
        if !gone.is_empty() {
            self.live.remove(&gone.into_iter().collect::<Vec<u32>>());
        }
        Ok(())
    }

    /// Contents near a hash with the distance of their nearest, nearest first.
    pub fn near(&self, hash: Hash256, radius: u32) -> Vec<(i64, u32)> {
        let snapshot = self.live.snapshot();
        let hits = SCRATCH.with_borrow_mut(|scratch| snapshot.search(hash, radius, scratch));
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = HashSet::new();
        let contents = hits.iter().filter_map(|hit| Some((ids.content(hit.id)?, hit.distance)));
        contents.filter(|(content, _)| seen.insert(*content)).collect()
    }

    /// Every hash near one: its content and its own id.
    pub fn like(&self, hash: Hash256, radius: u32) -> Vec<(i64, u32)> {
        let snapshot = self.live.snapshot();
        let hits = SCRATCH.with_borrow_mut(|scratch| snapshot.search(hash, radius, scratch));
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        hits.iter().filter_map(|hit| Some((ids.content(hit.id)?, hit.id))).collect()
    }

    /// How many hashes of a content stand in it.
    pub fn hashes_of(&self, content: i64) -> usize {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).count(content)
    }
}

impl Ids {
    /// The number that a content's first hash has, once.
    fn first(content: i64) -> Result<u32, Fault> {
        let full = || Fault::Corrupt("more contents than an index holds".into());
        u32::try_from(content).ok().filter(|id| *id < FURTHER).ok_or_else(full)
    }

    fn stands(&self, content: i64) -> Result<bool, Fault> {
        Ok(self.first.has(Self::first(content)?) || self.further_of.contains_key(&content))
    }

    fn content(&self, id: u32) -> Option<i64> {
        if id < FURTHER { Some(i64::from(id)) } else { self.further.get((id - FURTHER) as usize).copied() }
    }

    fn count(&self, content: i64) -> usize {
        let first = Self::first(content).is_ok_and(|first| self.first.has(first));
        usize::from(first) + self.further_of.get(&content).map_or(0, Vec::len)
    }

    /// An id for a hash. None is used twice: the index hides what was removed by its id.
    fn add(&mut self, content: i64) -> Result<u32, Fault> {
        let first = Self::first(content)?;
        if !self.spent.has(first) {
            self.spent.set(first, true);
            self.first.set(first, true);
            return Ok(first);
        }
        let full = || Fault::Corrupt("more hashes than an index holds".into());
        let id = u32::try_from(self.further.len()).ok().and_then(|n| n.checked_add(FURTHER)).ok_or_else(full)?;
        self.further.push(content);
        self.further_of.entry(content).or_default().push(id);
        Ok(id)
    }

    /// The ids of a content that leaves.
    fn leave(&mut self, content: i64) -> Result<Vec<u32>, Fault> {
        let first = Self::first(content)?;
        let mut ids = self.further_of.remove(&content).unwrap_or_default();
        if self.first.has(first) {
            self.first.set(first, false);
            ids.push(first);
        }
        Ok(ids)
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

    fn change(content: i64, hashes: &[&str]) -> (i64, Vec<String>) {
        (content, hashes.iter().map(|hash| (*hash).to_owned()).collect())
    }

    fn take_in(index: &Numbered, changes: &[(i64, Vec<String>)]) {
        index.take_in(changes.iter().map(|(content, hashes)| (*content, hashes.as_slice()))).expect("taken in");
    }

    fn hash(digits: &str) -> String {
        digits.repeat(32)
    }

    #[test]
    fn a_content_is_found_by_each_of_its_hashes_until_it_leaves() {
        let index = Numbered::default();
        let (a, b, c) = (hash("0f"), hash("f0"), hash("3c"));
        take_in(&index, &[change(1, &[&a, &b]), change(2, &[&c])]);
        let near = |text: &str| index.near(text.parse().expect("hash"), 31);
        assert_eq!((near(&a), near(&b), near(&c)), (vec![(1, 0)], vec![(1, 0)], vec![(2, 0)]));
        take_in(&index, &[change(1, &[&a, &b])]);
        assert_eq!((near(&a), index.len()), (vec![(1, 0)], 3), "a change that leaves it standing changes nothing");
        take_in(&index, &[change(1, &[])]);
        assert_eq!((near(&a), near(&b), near(&c), index.len()), (vec![], vec![], vec![(2, 0)], 1));
        index.settle().expect("settled");
        assert_eq!(near(&c), [(2, 0)]);
    }

    #[test]
    fn a_content_that_comes_back_is_found_again_however_large_the_index_is() {
        let index = Numbered::default();
        let mut state = 1_u64;
        let mut random = || {
            let mut digits = String::new();
            for _ in 0..4 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                digits.push_str(&format!("{:016x}", state ^ (state >> 29)));
            }
            digits
        };
        let texts: Vec<String> = (0..20_000).map(|_| random()).collect();
        let all: Vec<(i64, Vec<String>)> =
            texts.iter().zip(1..).map(|(text, content)| change(content, &[text.as_str()])).collect();
        let near = |text: &str| index.near(text.parse().expect("hash"), 0);
        take_in(&index, &all);
        index.settle().expect("settled");
        for _ in 0..3 {
            let leaves: Vec<(i64, Vec<String>)> = (1..=20_000).map(|content| change(content, &[])).collect();
            take_in(&index, &leaves);
            assert_eq!(near(&texts[7]), []);
            take_in(&index, &all);
            assert_eq!(near(&texts[7]), [(8, 0)]);
            index.settle().expect("settled");
            assert_eq!((near(&texts[7]), near(&texts[19_999])), (vec![(8, 0)], vec![(20_000, 0)]));
        }
        assert_eq!(index.len(), 20_000);
    }
}
