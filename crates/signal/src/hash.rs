//! 256 bits, their text and their distance.

use std::fmt;
use std::str::FromStr;

/// A 256-bit hash. Word 0 holds the first sixteen hex digits, so the order of hashes is the order of their text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Hash256(pub [u64; 4]);

/// Not 64 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a hash has 64 hex digits (0-9, a-f); this text has {0}")]
pub struct NotAHash(String);

impl Hash256 {
    /// From 32 bytes in the order of the hex text.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut words = [0; 4];
        for (word, eight) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
            *word = u64::from_be_bytes(*eight);
        }
        Self(words)
    }

    /// 32 bytes in the order of the hex text.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (eight, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(self.0) {
            *eight = word.to_be_bytes();
        }
        bytes
    }

    /// How many of the 256 bits differ.
    #[must_use]
    pub fn distance(self, other: Self) -> u32 {
        self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }

    /// Every bit turned: the PDQ hash of the picture with its colours inverted.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// Bit `k` of the PDQ numbering: bit 0 is the last of the text, bit 255 the first.
    #[must_use]
    pub fn bit(self, k: u8) -> bool {
        self.0[3 - usize::from(k >> 6)] >> (k & 63) & 1 == 1
    }

    pub(crate) fn set(&mut self, k: u8) {
        self.0[3 - usize::from(k >> 6)] |= 1 << (k & 63);
    }
}

impl fmt::Display for Hash256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl fmt::Debug for Hash256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Hash256 {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(NotAHash(format!("{} characters", text.chars().count())));
        }
        let mut words = [0; 4];
        for (word, sixteen) in words.iter_mut().zip(digits.as_chunks::<16>().0) {
            for digit in sixteen {
                let value = (*digit as char).to_digit(16).ok_or_else(|| NotAHash("another character".to_owned()))?;
                *word = *word << 4 | u64::from(value);
            }
        }
        Ok(Self(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_and_bytes_come_back(words: [u64; 4]) {
            let hash = Hash256(words);
            prop_assert_eq!(hash.to_string().parse(), Ok(hash));
            prop_assert_eq!(hash.to_string().to_uppercase().parse(), Ok(hash));
            prop_assert_eq!(Hash256::from_bytes(hash.to_bytes()), hash);
            prop_assert_eq!(hash.distance(hash.complement()), 256);
        }

        #[test]
        fn no_text_breaks_the_parser(text: String) {
            let _ = text.parse::<Hash256>();
        }

        #[test]
        fn one_bit_set_is_a_distance_of_one(words: [u64; 4], k: u8) {
            let mut hash = Hash256(words);
            let before = hash;
            hash.set(k);
            prop_assert!(hash.bit(k));
            prop_assert_eq!(hash.distance(before), u32::from(!before.bit(k)));
        }
    }

    #[test]
    fn the_order_of_bytes_is_that_of_the_text() {
        let hash = Hash256::from_bytes(std::array::from_fn(|at| at as u8));
        assert!(hash.to_string().starts_with("000102030405"));
        assert!(hash.bit(0) && !"00".repeat(32).parse::<Hash256>().expect("zeros").bit(255));
    }

    #[test]
    fn a_wrong_hash_says_how_long_it_is() {
        let problem = "f8f8".parse::<Hash256>().expect_err("short").to_string();
        assert!(problem.contains("64 hex digits") && problem.contains("4 characters"), "{problem}");
    }
}
