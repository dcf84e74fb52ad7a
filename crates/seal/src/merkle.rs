//! The arithmetic of the ledger: RFC 6962 section 2.1 hashing, a frontier that grows leaf by leaf, inclusion and
//! consistency proofs, and C2SP tile coordinates.

use sha2::{Digest, Sha256};

use crate::Hash;

/// Hash of a leaf: SHA-256(0x00 ‖ salt ‖ canonical row).
#[must_use]
pub fn leaf(salt: &[u8; 32], row: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(salt);
    hasher.update(row);
    hasher.finalize().into()
}

/// Hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([1]);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

/// The roots of the full subtrees that make up a tree, largest first: all that is needed to grow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// Leaves so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf hash.
    pub fn push(&mut self, leaf: Hash) {
        self.push_node(leaf);
    }

    /// Adds the root of a full subtree, when all that are added cover equally many leaves.
    pub fn push_node(&mut self, root: Hash) {
        let mut carry = root;
        let mut bits = self.size;
        while bits & 1 == 1 {
            if let Some(left) = self.roots.pop() {
                carry = node(&left, &carry);
            }
            bits >>= 1;
        }
        self.roots.push(carry);
        self.size += 1;
    }

    /// The root; that of the empty tree is SHA-256 of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else { return Sha256::digest([]).into() };
        roots.fold(*last, |right, left| node(left, &right))
    }

    /// As bytes, for the row that keeps it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.roots.iter().flatten());
        bytes
    }

    /// From its bytes; `None` when they are not a frontier.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (size, rest) = bytes.split_first_chunk::<8>()?;
        let size = u64::from_be_bytes(*size);
        let (roots, tail) = rest.as_chunks::<32>();
        (tail.is_empty() && roots.len() == size.count_ones() as usize).then(|| Self { size, roots: roots.to_vec() })
    }
}

/// Where a node of the tree is read from: level 0 holds leaves, level l the roots of full subtrees of 2^l leaves.
pub trait Nodes {
    /// What can go wrong when reading.
    type Error;
    /// The hash at a level and index, for a subtree that is full.
    ///
    /// # Errors
    /// Those of the place where nodes are kept.
    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// The root over the leaves `from..to` where `from` is a multiple of the largest power of two below the length.
fn range_root<N: Nodes>(nodes: &mut N, from: u64, to: u64) -> Result<Hash, N::Error> {
    let length = to - from;
    if length.is_power_of_two() {
        let level = length.trailing_zeros();
        return nodes.node(level, from >> level);
    }
    let split = from + split_of(length);
    let left = range_root(nodes, from, split)?;
    let right = range_root(nodes, split, to)?;
    Ok(node(&left, &right))
}

/// The largest power of two smaller than `length` (at least 2).
fn split_of(length: u64) -> u64 {
    1 << (63 - (length - 1).leading_zeros())
}

/// The audit path of a leaf in a tree of `size` leaves (RFC 6962 section 2.1.1).
///
/// # Errors
/// Those of the nodes.
pub fn inclusion<N: Nodes>(nodes: &mut N, index: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    let (mut from, mut to) = (0, size);
    let mut path = Vec::new();
    while to - from > 1 {
        let split = from + split_of(to - from);
        if index < split {
            path.push(range_root(nodes, split, to)?);
            to = split;
        } else {
            path.push(range_root(nodes, from, split)?);
            from = split;
        }
    }
    path.reverse();
    Ok(path)
}

/// The root that a leaf and its audit path lead to; `None` when the path has the wrong length.
#[must_use]
pub fn root_from_inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = leaf;
    let mut steps = path.iter();
    while last > 0 {
        if at % 2 == 1 {
            hash = node(steps.next()?, &hash);
        } else if at < last {
            hash = node(&hash, steps.next()?);
        }
        at /= 2;
        last /= 2;
    }
    steps.next().is_none().then_some(hash)
}

/// The proof that the tree of `size` leaves begins with that of `old` (RFC 6962 section 2.1.2); empty where both are equal, or
/// `old` is the empty tree.
///
/// # Errors
/// Those of the nodes.
pub fn consistency<N: Nodes>(nodes: &mut N, old: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    let (mut from, mut to) = (0, size);
    let mut proof = Vec::new();
    if old == 0 || old >= size {
        return Ok(proof);
    }
    while to != old {
        let split = from + split_of(to - from);
        if old <= split {
            proof.push(range_root(nodes, split, to)?);
            to = split;
        } else {
            proof.push(range_root(nodes, from, split)?);
            from = split;
        }
    }
    // The old tree is the left edge and known to whoever asks, or its last subtree is the seed of the proof.
    if from > 0 {
        proof.push(range_root(nodes, from, to)?);
    }
    proof.reverse();
    Ok(proof)
}

/// What a consistency proof leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Led {
    /// The root over the first `old` leaves.
    pub old: Hash,
    /// The root over all.
    pub new: Hash,
}

/// The roots that a consistency proof leads to (RFC 9162 section 2.1.4.2), whatever was claimed; `None` when it has the wrong
/// length, or one of the sizes admits no proof. Where `old` is a power of two, the proof does not carry the old root:
/// `old_root` is its seed.
#[must_use]
pub fn roots_from_consistency(old: u64, size: u64, old_root: &Hash, proof: &[Hash]) -> Option<Led> {
    if old == 0 || old > size {
        return None;
    }
    if old == size {
        return proof.is_empty().then_some(Led { old: *old_root, new: *old_root });
    }
    let mut steps = proof.iter();
    let seed = if old.is_power_of_two() { *old_root } else { *steps.next()? };
    let (mut at, mut last) = (old - 1, size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut before, mut after) = (seed, seed);
    for step in steps {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            before = node(step, &before);
            after = node(step, &after);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            after = node(&after, step);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(Led { old: before, new: after })
}

/// Whether the tree of `size` leaves and root `new` begins with that of `old` leaves and root `old_root`.
#[must_use]
pub fn is_consistent(old: u64, old_root: &Hash, size: u64, new: &Hash, proof: &[Hash]) -> bool {
    if old == 0 {
        return proof.is_empty();
    }
    roots_from_consistency(old, size, old_root, proof).is_some_and(|led| led.old == *old_root && led.new == *new)
}

/// The root over all leaves of a tree of `size`, from its nodes.
///
/// # Errors
/// Those of the nodes.
pub fn root<N: Nodes>(nodes: &mut N, size: u64) -> Result<Hash, N::Error> {
    if size == 0 { Ok(Sha256::digest([]).into()) } else { range_root(nodes, 0, size) }
}

/// Nodes over leaf hashes in memory.
pub struct Leaves<'a>(pub &'a [Hash]);

impl Nodes for Leaves<'_> {
    type Error = std::convert::Infallible;

    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Self::Error> {
        #[expect(clippy::cast_possible_truncation, reason = "an index into a slice in memory")]
        let span = &self.0[(index << level) as usize..((index + 1) << level) as usize];
        let mut frontier = Frontier::default();
        span.iter().for_each(|leaf| frontier.push(*leaf));
        Ok(frontier.root())
    }
}

/// A tile's name below `/ledger/tile/`: level and index, with the width when it is not full (C2SP tlog-tiles).
#[must_use]
pub fn tile_path(level: u32, index: u64, width: usize) -> String {
    let mut groups = vec![format!("{:03}", index % 1000)];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    groups.reverse();
    let name = groups.join("/");
    if width == 256 { format!("{level}/{name}") } else { format!("{level}/{name}.p/{width}") }
}

/// Reads a tile's name; `None` when it is not one.
#[must_use]
pub fn tile_from_path(path: &str) -> Option<(u32, u64, usize)> {
    let (level, rest) = path.split_once('/')?;
    let level: u32 = level.parse().ok().filter(|l| *l < 8)?;
    let (name, width) = match rest.split_once(".p/") {
        Some((name, width)) => (name, width.parse().ok().filter(|w| (1..256).contains(w))?),
        None => (rest, 256),
    };
    let mut index: u64 = 0;
    let groups: Vec<&str> = name.split('/').collect();
    for (place, group) in groups.iter().enumerate() {
        let digits = if place + 1 < groups.len() { group.strip_prefix('x')? } else { group };
        if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    (tile_path(level, index, width) == path).then_some((level, index, width))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|i| leaf(&[0; 32], &i.to_be_bytes())).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn every_leaf_proves_that_it_is_in_the_tree(count in 1usize..200, pick: prop::sample::Index) {
            let all = leaves(count);
            let index = pick.index(count) as u64;
            let mut frontier = Frontier::default();
            all.iter().for_each(|l| frontier.push(*l));
            let path = inclusion(&mut Leaves(&all), index, count as u64).expect("infallible");
            prop_assert_eq!(root_from_inclusion(all[index as usize], index, count as u64, &path), Some(frontier.root()));
            prop_assert_ne!(root_from_inclusion([9; 32], index, count as u64, &path), Some(frontier.root()));
            prop_assert_eq!(root(&mut Leaves(&all), count as u64).expect("infallible"), frontier.root());
            prop_assert_eq!(Frontier::from_bytes(&frontier.to_bytes()), Some(frontier));
        }

        #[test]
        fn a_tree_proves_that_it_begins_with_every_smaller_one(count in 1usize..130, pick: prop::sample::Index, other: u8) {
            let all = leaves(count);
            let old = pick.index(count) + 1;
            let root_of = |n: usize| root(&mut Leaves(&all), n as u64).expect("infallible");
            let (old_root, new) = (root_of(old), root_of(count));
            let proof = consistency(&mut Leaves(&all), old as u64, count as u64).expect("infallible");
            prop_assert!(is_consistent(old as u64, &old_root, count as u64, &new, &proof));
            prop_assert_eq!(consistency(&mut Leaves(&all), 0, count as u64).expect("infallible"), Vec::<Hash>::new());
            // Another history, another size, a step too many or too few: no.
            let mut changed = all.clone();
            changed[pick.index(old)] = [other; 32];
            let old_other = root(&mut Leaves(&changed), old as u64).expect("infallible");
            prop_assert!(!is_consistent(old as u64, &old_other, count as u64, &new, &proof));
            prop_assert!(!is_consistent(old as u64, &old_root, count as u64, &[other; 32], &proof));
            let longer = [proof.as_slice(), &[[1; 32]]].concat();
            prop_assert!(!is_consistent(old as u64, &old_root, count as u64, &new, &longer));
            if let Some((_, shorter)) = proof.split_last() {
                prop_assert!(!is_consistent(old as u64, &old_root, count as u64, &new, shorter));
            }
        }

        #[test]
        fn a_tile_name_reads_back(level in 0u32..6, index in 0u64..5_000_000, width in 1usize..=256) {
            prop_assert_eq!(tile_from_path(&tile_path(level, index, width)), Some((level, index, width)));
        }
    }

    #[test]
    fn the_tree_is_the_one_of_another_implementation() {
        let mut stored: Vec<tlog_tiles::Hash> = Vec::new();
        struct Stored<'a>(&'a [tlog_tiles::Hash]);
        impl tlog_tiles::HashReader for Stored<'_> {
            fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
                Ok(indexes.iter().map(|i| self.0[*i as usize]).collect())
            }
        }
        let leaf_of = |data: &[u8]| Hash::from(Sha256::new().chain_update([0]).chain_update(data).finalize());
        let (mut frontier, mut all) = (Frontier::default(), Vec::new());
        for n in 0..300u64 {
            let data = n.to_be_bytes();
            let more = tlog_tiles::stored_hashes(n, &data, &Stored(&stored)).expect("hashes");
            stored.extend(more);
            frontier.push(leaf_of(&data));
            let theirs = tlog_tiles::tree_hash(n + 1, &Stored(&stored)).expect("root");
            assert_eq!(theirs.0, frontier.root(), "at {n}");
            all.push(leaf_of(&data));
            for old in [1, n / 3, n / 2 + 1, n].into_iter().filter(|old| *old > 0) {
                let ours = consistency(&mut Leaves(&all), old, n + 1).expect("infallible");
                let proof = tlog_tiles::prove_tree(n + 1, old, &Stored(&stored)).expect("proof");
                assert_eq!(proof.iter().map(|hash| hash.0).collect::<Vec<_>>(), ours, "{old} of {n}");
            }
        }
    }
}
