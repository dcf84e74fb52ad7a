//! What hashes look like: evenly spread, skewed as real ones are, frames of one video, or those of a file.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use khien_signal::Hash256;

use crate::Failure;

/// A distribution of hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distribution {
    /// Every bit a coin.
    Uniform,
    /// Bits balanced and pairs of them independent, yet neighbours bound by parities, so that contiguous bands collide
    /// about as much more often as was measured on pictures (`docs/signals.md`); a tenth are near copies in clusters of up
    /// to some thousands.
    Skewed,
    /// Half of them frames of one video, a few bits apart.
    Frames,
    /// Raw records of a file; as many as asked for are drawn from it, a few bits changed once it is used up.
    File(PathBuf),
}

impl FromStr for Distribution {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "uniform" => Self::Uniform,
            "skewed" => Self::Skewed,
            "frames" => Self::Frames,
            path => Self::File(PathBuf::from(path)),
        })
    }
}

impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uniform => f.write_str("uniform"),
            Self::Skewed => f.write_str("skewed"),
            Self::Frames => f.write_str("frames"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Numbers that are the same for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        (self.word() % end.max(1) as u64) as usize
    }

    fn hash(&mut self) -> Hash256 {
        Hash256(std::array::from_fn(|_| self.word()))
    }

    /// In each row of sixteen bits, now and then the last four are parities of others.
    fn skewed(&mut self) -> Hash256 {
        let mut hash = self.hash();
        for word in &mut hash.0 {
            for row in 0..4 {
                if self.word() % 5 < 3 {
                    let bits = *word >> (row * 16) & 0xffff;
                    let tied = (bits ^ bits >> 4 ^ bits >> 8) & 0xf;
                    *word = *word & !(0xf << (row * 16 + 12)) | tied << (row * 16 + 12);
                }
            }
        }
        hash
    }

    /// The hash with exactly `bits` bits changed.
    fn changed(&mut self, hash: Hash256, bits: u32) -> Hash256 {
        let (mut words, mut left) = (hash.0, bits);
        let mut turned = [0_u64; 4];
        while left > 0 {
            let bit = self.below(256);
            if turned[bit / 64] >> (bit % 64) & 1 == 0 {
                turned[bit / 64] |= 1 << (bit % 64);
                left -= 1;
            }
        }
        words.iter_mut().zip(turned).for_each(|(word, turned)| *word ^= turned);
        Hash256(words)
    }
}

impl Distribution {
    /// So many hashes.
    pub fn hashes(&self, count: usize, seed: u64) -> Result<Vec<Hash256>, Failure> {
        let mut dice = Dice(seed);
        let mut hashes = Vec::with_capacity(count);
        match self {
            Self::Uniform => hashes.extend((0..count).map(|_| dice.hash())),
            Self::Skewed => {
                while hashes.len() < count {
                    let hash = dice.skewed();
                    hashes.push(hash);
                    if dice.word().is_multiple_of(5_000) {
                        let copies = 1 << (dice.below(12) as u32);
                        let near: Vec<_> = (0..copies).map(|_| near(&mut dice, hash, 24)).collect();
                        hashes.extend(near);
                    }
                }
            }
            Self::Frames => {
                let scene = dice.hash();
                hashes.extend(
                    (0..count).map(|at| if at.is_multiple_of(2) { near(&mut dice, scene, 12) } else { dice.hash() }),
                );
            }
            Self::File(path) => {
                let told = |error: &dyn fmt::Display| Failure::Held(format!("{}: {error}", path.display()));
                let bytes = std::fs::read(path).map_err(|error| told(&error))?;
                let (records, rest) = bytes.as_chunks::<32>();
                if records.is_empty() || !rest.is_empty() {
                    return Err(told(&"not raw records of 32 bytes"));
                }
                hashes.extend((0..count).map(|at| {
                    let hash = Hash256::from_bytes(records[at % records.len()]);
                    if at < records.len() { hash } else { near(&mut dice, hash, 24) }
                }));
            }
        }
        hashes.truncate(count);
        Ok(hashes)
    }

    /// So many queries: every other one within the radius of a hash, the others drawn as the hashes were.
    pub fn queries(&self, hashes: &[Hash256], count: usize, radius: u32, seed: u64) -> Vec<Hash256> {
        let mut dice = Dice(seed ^ 0x5eed);
        let query = |at: usize| match self {
            _ if at.is_multiple_of(2) && !hashes.is_empty() => {
                let hash = hashes[dice.below(hashes.len())];
                near(&mut dice, hash, radius)
            }
            Self::Skewed => dice.skewed(),
            _ => dice.hash(),
        };
        (0..count).map(query).collect()
    }
}

fn near(dice: &mut Dice, hash: Hash256, most: u32) -> Hash256 {
    let bits = dice.below(most as usize + 1) as u32;
    dice.changed(hash, bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_skewed_set_is_balanced_and_its_bands_collide() {
        let hashes = Distribution::Skewed.hashes(40_000, 7).expect("drawn");
        for bit in 0..=255 {
            let share = hashes.iter().filter(|hash| hash.bit(bit)).count() as f64 / hashes.len() as f64;
            assert!((0.45..0.55).contains(&share), "bit {bit}: {share}");
        }
        let collisions = |hashes: &[Hash256]| {
            let mut keys: Vec<u64> = hashes.iter().map(|hash| hash.0[0] >> 43).collect();
            keys.sort_unstable();
            keys.chunk_by(|a, b| a == b).map(|same| same.len() * (same.len() - 1) / 2).sum::<usize>()
        };
        let even = collisions(&Distribution::Uniform.hashes(40_000, 7).expect("drawn"));
        assert!(collisions(&hashes) > 2 * even, "{} and {even}", collisions(&hashes));
    }

    #[test]
    fn every_other_query_is_near_a_hash() {
        let hashes = Distribution::Uniform.hashes(500, 3).expect("drawn");
        let queries = Distribution::Uniform.queries(&hashes, 20, 31, 3);
        for query in queries.iter().step_by(2) {
            assert!(hashes.iter().any(|hash| hash.distance(*query) <= 31));
        }
    }
}
