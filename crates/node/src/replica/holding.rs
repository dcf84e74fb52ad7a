//! What a replica holds: banks, contents, and the exact hashes by value. PDQ hashes stand in the index.

use std::collections::{HashMap, HashSet};

use khien_casework::bank::{Frame, SignalKind};
use khien_store::feed::Place;
use khien_store::matching::{IndexChange, Standing};
use khien_terms::id::BankId;

use crate::share::wire::{Listed, Record};

/// Contents, by number; banks, by place.
#[derive(Default)]
pub struct Holding {
    banks: Vec<Option<Listed>>,
    contents: HashMap<i64, Held>,
    exact: HashMap<(SignalKind, Box<[u8]>), Vec<i64>>,
    /// Hashes of each kind in `exact`.
    counts: HashMap<SignalKind, usize>,
}

/// A content. What few have stands apart, so that ten million fit.
struct Held {
    bank: u16,
    unreviewed: bool,
    rare: Option<Box<Rare>>,
}

/// What few contents have.
#[derive(Default)]
struct Rare {
    disabled_until: i64,
    expires: Option<i64>,
    exact: Vec<(SignalKind, Box<[u8]>)>,
}

/// A page that does not fit what the node said before.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A record names a bank that is not of this list.
    #[error("a record names a bank that is not of its list")]
    Bank,
    /// A hash is none.
    #[error("a record holds what is no hash")]
    Hash,
    /// Numbers that no index holds.
    #[error("a record has a number that is none")]
    Number,
    /// More banks than a replica holds.
    #[error("more than {} banks", u16::MAX)]
    Banks,
}

impl Holding {
    /// Contents held.
    pub fn len(&self) -> usize {
        self.contents.len()
    }

    /// Hashes of a kind for which only the same value matches.
    pub fn count(&self, kind: SignalKind) -> usize {
        self.counts.get(&kind).copied().unwrap_or(0)
    }

    /// Names of the banks.
    pub fn banks(&self) -> impl Iterator<Item = &Listed> {
        self.banks.iter().flatten()
    }

    /// Bits within which any of the banks matches.
    pub fn widest(&self) -> u32 {
        self.banks().map(|bank| u32::from(bank.radius)).max().unwrap_or(0)
    }

    /// Takes the node's banks over. Contents of a bank that is not named any more go; their changes for the index are given.
    ///
    /// # Errors
    /// [`Unfit::Banks`].
    pub fn set_banks(&mut self, named: Vec<Listed>) -> Result<Vec<IndexChange>, Unfit> {
        let mut gone = HashSet::new();
        for (slot, bank) in self.banks.iter_mut().enumerate() {
            let same = bank.as_ref().and_then(|bank| named.iter().find(|one| one.id == bank.id));
            if bank.is_some() && same.is_none() {
                gone.insert(slot);
            }
            *bank = same.cloned();
        }
        for bank in named {
            if self.slot(bank.id).is_some() {
                continue;
            }
            match self.banks.iter().enumerate().position(|(slot, bank)| bank.is_none() && !gone.contains(&slot)) {
                Some(free) => self.banks[free] = Some(bank),
                None if self.banks.len() < usize::from(u16::MAX) => self.banks.push(Some(bank)),
                None => return Err(Unfit::Banks),
            }
        }
        let leaves: Vec<i64> = match gone.is_empty() {
            true => Vec::new(),
            false => {
                let of_gone = self.contents.iter().filter(|(_, held)| gone.contains(&usize::from(held.bank)));
                of_gone.map(|(content, _)| *content).collect()
            }
        };
        Ok(leaves.into_iter().map(|content| self.let_go(content)).collect())
    }

    /// Takes a page in, whole or not at all; gives the changes for the index. `own_images` says of which list it is.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn take_in(&mut self, records: Vec<Record>, own_images: bool) -> Result<Vec<IndexChange>, Unfit> {
        let mut read = Vec::with_capacity(records.len());
        for record in records {
            if !(1..1 << 31).contains(&record.content) {
                return Err(Unfit::Number);
            }
            let slot = self.slot(record.bank).filter(|slot| {
                self.banks
                    .get(usize::from(*slot))
                    .and_then(Option::as_ref)
                    .is_some_and(|bank| bank.own_images == own_images)
            });
            read.push((slot.ok_or(Unfit::Bank)?, hashes(&record)?, record));
        }
        let mut changes = Vec::with_capacity(read.len());
        for (bank, ([hashes, frames], exact), record) in read {
            let content = record.content;
            let before = self.let_go(content);
            if record.withdrawn {
                changes.push(before);
                continue;
            }
            for key in &exact {
                self.exact.entry(key.clone()).or_default().push(content);
                *self.counts.entry(key.0).or_default() += 1;
            }
            let (disabled_until, expires) = (record.disabled_until.unwrap_or(0), record.expires);
            let rare = disabled_until > 0 || expires.is_some() || !exact.is_empty();
            let rare = rare.then(|| Box::new(Rare { disabled_until, expires, exact }));
            self.contents.insert(content, Held { bank, unreviewed: record.unreviewed, rare });
            changes.push(IndexChange { place: Place { seq: 0, content }, hashes, frames });
        }
        Ok(changes)
    }

    /// Of these contents, those that answer at a moment (microseconds since 1970).
    pub fn standing(&self, content: i64, now: i64) -> Option<Standing> {
        let held = self.contents.get(&content)?;
        let bank = self.banks.get(usize::from(held.bank))?.as_ref()?;
        if let Some(rare) = &held.rare {
            let lapsed = rare.disabled_until > now || rare.expires.is_some_and(|expires| expires <= now);
            if lapsed {
                return None;
            }
        }
        Some(Standing {
            content,
            bank: bank.id,
            name: bank.name.clone(),
            ratio: bank.ratio,
            radius: bank.radius,
            unreviewed: held.unreviewed && !bank.listed,
        })
    }

    /// Contents with exactly this hash.
    pub fn exactly(&self, kind: SignalKind, value: &str) -> &[i64] {
        let key = hex::decode(value).map(|bytes| (kind, bytes.into_boxed_slice()));
        key.ok().and_then(|key| self.exact.get(&key)).map_or(&[], Vec::as_slice)
    }

    fn slot(&self, bank: BankId) -> Option<u16> {
        let at = self.banks.iter().position(|one| one.as_ref().is_some_and(|one| one.id == bank))?;
        u16::try_from(at).ok()
    }

    fn let_go(&mut self, content: i64) -> IndexChange {
        if let Some(rare) = self.contents.remove(&content).and_then(|held| held.rare) {
            for key in rare.exact {
                if let Some(count) = self.counts.get_mut(&key.0) {
                    *count = count.saturating_sub(1);
                }
                let empty = self.exact.get_mut(&key).is_some_and(|contents| {
                    contents.retain(|other| *other != content);
                    contents.is_empty()
                });
                if empty {
                    self.exact.remove(&key);
                }
            }
        }
        IndexChange { place: Place { seq: 0, content }, hashes: Vec::new(), frames: Vec::new() }
    }
}

/// Hashes that are found within a radius, of pictures and of frames, and those for which only the same value matches.
type Hashes = ([Vec<String>; 2], Vec<(SignalKind, Box<[u8]>)>);

fn hashes(record: &Record) -> Result<Hashes, Unfit> {
    let (mut pictures, mut frames, mut exact) = (Vec::new(), Vec::new(), Vec::new());
    for (kind, value) in &record.signals {
        let value = kind.read(value).map_err(|_| Unfit::Hash)?;
        if kind.is_exact() {
            exact.push((*kind, hex::decode(&value).map_err(|_| Unfit::Hash)?.into_boxed_slice()));
        } else if let Some(frame) = Frame::read(&value) {
            frames.push(frame.hash.to_owned());
        } else {
            pictures.push(value);
        }
    }
    Ok(([pictures, frames], exact))
}

#[cfg(test)]
mod tests {
    use khien_casework::bank::Ratio;

    use super::*;

    fn bank(own_images: bool) -> Listed {
        let id = BankId::from_bits(u128::from_be_bytes(khien_seal::random().expect("random")));
        Listed { id, name: "A".into(), ratio: Ratio::ALWAYS, radius: 31, own_images, listed: false }
    }

    fn record(content: i64, bank: &Listed, md5: &str) -> Record {
        let signals = vec![(SignalKind::Md5, md5.repeat(16)), (SignalKind::Pdq, "0f".repeat(32))];
        Record {
            content,
            bank: bank.id,
            withdrawn: false,
            unreviewed: false,
            disabled_until: None,
            expires: None,
            signals,
        }
    }

    #[test]
    fn contents_come_change_and_go_with_their_bank() {
        let mut holding = Holding::default();
        let (a, b) = (bank(false), bank(true));
        assert_eq!(holding.set_banks(vec![a.clone(), b.clone()]), Ok(Vec::new()));
        let changes = holding.take_in(vec![record(1, &a, "ab"), record(2, &a, "ab")], false).expect("taken in");
        assert_eq!(changes.iter().map(|change| change.hashes.len()).collect::<Vec<_>>(), [1, 1]);
        holding.take_in(vec![record(3, &b, "ab")], true).expect("taken in");
        assert_eq!(holding.exactly(SignalKind::Md5, &"ab".repeat(16)), [1, 2, 3]);
        assert_eq!(holding.take_in(vec![record(4, &b, "ab")], false), Err(Unfit::Bank), "not of this list");
        holding.take_in(vec![record(1, &a, "cd")], false).expect("again");
        assert_eq!(holding.exactly(SignalKind::Md5, &"ab".repeat(16)), [2, 3], "its hash is another now");
        let gone = Record { withdrawn: true, signals: Vec::new(), ..record(2, &a, "ab") };
        let changes = holding.take_in(vec![gone], false).expect("withdrawn");
        assert!(changes[0].hashes.is_empty() && holding.standing(2, 0).is_none());
        let left = holding.set_banks(vec![b.clone()]).expect("banks");
        assert_eq!(left.iter().map(|change| change.place.content).collect::<Vec<_>>(), [1], "its bank answers no more");
        assert_eq!((holding.len(), holding.exactly(SignalKind::Md5, &"cd".repeat(16)).len()), (1, 0));
    }

    #[test]
    fn a_page_is_taken_in_whole_or_not_at_all() {
        let mut holding = Holding::default();
        let a = bank(false);
        holding.set_banks(vec![a.clone()]).expect("banks");
        let wrong = Record { signals: vec![(SignalKind::Md5, "zz".into())], ..record(2, &a, "ab") };
        assert_eq!(holding.take_in(vec![record(1, &a, "ab"), wrong], false), Err(Unfit::Hash));
        assert_eq!(holding.take_in(vec![record(0, &a, "ab")], false), Err(Unfit::Number));
        assert_eq!(holding.len(), 0);
    }

    #[test]
    fn what_is_switched_off_or_lapsed_does_not_answer() {
        let mut holding = Holding::default();
        let a = bank(false);
        holding.set_banks(vec![a.clone()]).expect("banks");
        let lapses = Record { disabled_until: Some(10), expires: Some(20), ..record(1, &a, "ab") };
        holding.take_in(vec![lapses], false).expect("taken in");
        let answers = [9, 10, 19, 20].map(|now| holding.standing(1, now).is_some());
        assert_eq!(answers, [false, true, true, false]);
    }
}
