//! What a State knows, as an answer carries it: one short hash per identifier, under a key that nobody else has, among entries that
//! stand for nothing.

use std::collections::BTreeSet;

use super::LookupError;

/// Domain of an entry.
const ENTRY: &[u8] = b"desk/1/lookup/known";
/// Domain of an entry that stands for nothing.
const FILLING: &[u8] = b"desk/1/lookup/filling";
/// Entries of a set at least.
pub const SET_MIN: usize = 256;
/// Entries of a set at most: a megabyte.
pub const SET_MAX: usize = 1 << 16;

/// The entry of an identifier: the first 16 bytes of SHA-256 over the domain and the function's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry(pub [u8; 16]);

impl Entry {
    /// The entry of an output (64 bytes).
    #[must_use]
    pub fn of(output: &[u8]) -> Self {
        Self::hashed(&[ENTRY, output])
    }

    fn hashed(parts: &[&[u8]]) -> Self {
        let mut short = [0u8; 16];
        short.copy_from_slice(&khien_seal::sha256(&parts.concat())[..16]);
        Self(short)
    }
}

/// Entries in order, filled up to a power of two.
///
/// What fills it follows from a secret and its number: the same entries stand in every answer, so that whoever lays two answers
/// side by side does not see which are real by which stay. Adding one takes one away: that the set changed can be seen.
#[must_use]
pub fn set_of(known: impl IntoIterator<Item = Entry>, filling: &[u8; 32]) -> Vec<Entry> {
    let mut set: BTreeSet<Entry> = known.into_iter().take(SET_MAX).collect();
    let size = set.len().next_power_of_two().max(SET_MIN);
    for n in 0u64.. {
        if set.len() >= size {
            break;
        }
        set.insert(Entry::hashed(&[FILLING, filling, &n.to_be_bytes()]));
    }
    set.into_iter().collect()
}

/// Reads a set: in order, nothing twice, of a size that a set has.
pub(super) fn read(known: &[String]) -> Result<Vec<Entry>, LookupError> {
    if !known.len().is_power_of_two() || !(SET_MIN..=SET_MAX).contains(&known.len()) {
        return Err(LookupError::Answer);
    }
    let set: Option<Vec<Entry>> = known.iter().map(|text| super::element(text).map(Entry)).collect();
    let set = set.ok_or(LookupError::Answer)?;
    if set.is_sorted_by(|one, next| one < next) { Ok(set) } else { Err(LookupError::Answer) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: u32) -> Vec<Entry> {
        (0..count).map(|n| Entry::of(&n.to_be_bytes())).collect()
    }

    #[test]
    fn the_size_says_the_next_power_of_two_and_no_less_than_256() {
        for (count, size) in [(0, 256), (1, 256), (256, 256), (257, 512), (3000, 4096)] {
            assert_eq!(set_of(entries(count), &[1; 32]).len(), size, "{count}");
        }
    }

    #[test]
    fn what_is_known_is_in_it_and_what_fills_it_is_the_same_each_time() {
        let set = set_of(entries(3), &[1; 32]);
        assert!(entries(3).iter().all(|entry| set.binary_search(entry).is_ok()));
        assert_eq!(set, set_of(entries(3).into_iter().rev(), &[1; 32]));
        let more = set_of(entries(4), &[1; 32]);
        let new = more.iter().filter(|entry| set.binary_search(entry).is_err()).count();
        assert_eq!(new, 1, "one in, one out");
        assert_ne!(set, set_of(entries(3), &[2; 32]), "another State's filling is another");
    }

    #[test]
    fn a_set_is_read_in_order_and_of_a_size_that_sets_have() {
        let text = |set: &[Entry]| -> Vec<String> { set.iter().map(|entry| hex::encode(entry.0)).collect() };
        let set = set_of(entries(5), &[1; 32]);
        assert_eq!(read(&text(&set)), Ok(set.clone()));
        let mut turned = text(&set);
        turned.swap(0, 1);
        let mut twice = text(&set);
        twice[1] = twice[0].clone();
        let loud = text(&set).iter().map(|entry| entry.to_uppercase()).collect();
        for wrong in [turned, twice, loud, text(&set[..255]), text(&set[..128])] {
            assert_eq!(read(&wrong), Err(LookupError::Answer));
        }
    }
}
