//! The receipt: 19 random Crockford base32 symbols (95 bits) and one check symbol over GF(32).
//!
//! The check makes Σ αⁱ·cᵢ = 0 with α = 2 in GF(32) of x⁵+x²+1. The twenty weights are distinct and not zero, so every
//! single wrong symbol and every exchange of two unequal symbols is caught (`docs/formats.md` section 2).

use std::fmt;

use zeroize::Zeroize;

use crate::SealError;

/// Symbols of a receipt.
pub const LENGTH: usize = 20;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A receipt that satisfies its check symbol. Whoever holds it is the reporter, so it is wiped when dropped and
/// `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt([u8; LENGTH]);

/// What a typed text turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// A receipt.
    Receipt(Receipt),
    /// The duress code of this receipt: its two last groups were exchanged.
    Duress(Receipt),
}

/// Why a typed text is no receipt.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReceiptError {
    /// A letter that no receipt has.
    #[error("the letter {0} is not used in codes")]
    Letter(char),
    /// Too short or too long.
    #[error("a code has 20 letters and digits; this has {0}")]
    Length(usize),
    /// The check symbol does not fit.
    #[error("one letter is wrong, or two are swapped")]
    Check,
}

/// Product in GF(32), polynomial x⁵+x²+1.
const fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b > 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a <<= 1;
        if a & 0b10_0000 != 0 {
            a ^= 0b10_0101;
        }
        b >>= 1;
    }
    product
}

/// αⁱ for the twenty places.
const WEIGHTS: [u8; LENGTH] = {
    let mut weights = [1u8; LENGTH];
    let mut place = 1;
    while place < LENGTH {
        weights[place] = times(weights[place - 1], 2);
        place += 1;
    }
    weights
};

fn sum(values: &[u8; LENGTH]) -> u8 {
    values.iter().zip(WEIGHTS).fold(0, |total, (value, weight)| total ^ times(*value, weight))
}

fn exchanged(values: &[u8; LENGTH]) -> [u8; LENGTH] {
    let mut other = *values;
    let (left, right) = other.split_at_mut(16);
    left[12..].swap_with_slice(right);
    other
}

impl Receipt {
    /// A new receipt from the operating system's randomness. One whose duress form also satisfies the check is drawn again.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn draw() -> Result<Self, SealError> {
        loop {
            let receipt = Self::from_random(crate::random::<19>()?);
            if sum(&exchanged(&receipt.0)) != 0 {
                return Ok(receipt);
            }
        }
    }

    /// The receipt of 19 bytes, of which the low five bits count.
    #[must_use]
    pub fn from_random(bytes: [u8; 19]) -> Self {
        let mut values = [0u8; LENGTH];
        for (value, byte) in values.iter_mut().zip(bytes) {
            *value = byte & 31;
        }
        let open = sum(&values);
        // The check symbol c with α¹⁹·c = the sum of the rest; every element has exactly one such c.
        values[19] = (0..32).find(|c| times(*c, WEIGHTS[19]) == open).unwrap_or(0);
        Self(values)
    }

    /// Reads what a person typed: small letters, spaces, hyphens and dots are fine, I and L are 1, O is 0.
    ///
    /// # Errors
    /// Says which letter, which length, or that the check fails.
    pub fn read(text: &str) -> Result<Typed, ReceiptError> {
        let mut values = Vec::with_capacity(LENGTH);
        for letter in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '\u{2013}')) {
            let plain = match letter.to_ascii_uppercase() {
                'I' | 'L' => '1',
                'O' => '0',
                other => other,
            };
            let value = ALPHABET.iter().position(|a| char::from(*a) == plain).ok_or(ReceiptError::Letter(letter))?;
            values.push(u8::try_from(value).unwrap_or_default());
        }
        let length = values.len();
        let values: [u8; LENGTH] = values.try_into().map_err(|_| ReceiptError::Length(length))?;
        if sum(&values) == 0 {
            return Ok(Typed::Receipt(Self(values)));
        }
        let other = exchanged(&values);
        if sum(&other) == 0 { Ok(Typed::Duress(Self(other))) } else { Err(ReceiptError::Check) }
    }

    /// The 20 symbols without spaces: the key material of section 3.
    #[must_use]
    pub fn symbols(&self) -> zeroize::Zeroizing<String> {
        zeroize::Zeroizing::new(self.0.iter().map(|v| char::from(ALPHABET[usize::from(*v)])).collect())
    }

    /// The five groups of four, as they are shown.
    #[must_use]
    pub fn groups(&self) -> [String; 5] {
        std::array::from_fn(|g| {
            self.0[g * 4..g * 4 + 4].iter().map(|v| char::from(ALPHABET[usize::from(*v)])).collect()
        })
    }

    /// The duress code: the two last groups exchanged.
    #[must_use]
    pub fn duress_groups(&self) -> [String; 5] {
        let [a, b, c, d, e] = self.groups();
        [a, b, c, e, d]
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(receipt: &Receipt) -> String {
        receipt.groups().join(" ")
    }

    #[test]
    fn the_twenty_weights_differ_and_none_is_zero() {
        for (i, a) in WEIGHTS.iter().enumerate() {
            assert_ne!(*a, 0);
            assert!(!WEIGHTS[i + 1..].contains(a));
        }
    }

    proptest! {
        #[test]
        fn a_receipt_reads_back_however_it_is_typed(bytes: [u8; 19]) {
            let receipt = Receipt::from_random(bytes);
            prop_assert_eq!(Receipt::read(&text(&receipt).to_lowercase().replace(' ', "-")), Ok(Typed::Receipt(receipt.clone())));
        }

        #[test]
        fn every_wrong_letter_is_caught(bytes: [u8; 19], place in 0usize..20, other in 1u8..32) {
            let mut values = Receipt::from_random(bytes).0;
            values[place] ^= other;
            prop_assert_ne!(sum(&values), 0);
        }

        #[test]
        fn every_swap_of_two_is_caught(bytes: [u8; 19], a in 0usize..20, b in 0usize..20) {
            let mut values = Receipt::from_random(bytes).0;
            prop_assume!(values[a] != values[b]);
            values.swap(a, b);
            prop_assert_ne!(sum(&values), 0);
        }
    }

    #[test]
    fn the_duress_code_is_told_from_the_receipt() {
        for _ in 0..200 {
            let receipt = Receipt::draw().expect("randomness");
            let duress = receipt.duress_groups().join("");
            assert_eq!(Receipt::read(&duress), Ok(Typed::Duress(receipt)));
        }
    }

    #[test]
    fn a_letter_that_no_code_has_is_named() {
        assert_eq!(Receipt::read("U000 0000 0000 0000 0000"), Err(ReceiptError::Letter('U')));
        assert_eq!(Receipt::read("0000"), Err(ReceiptError::Length(4)));
    }
}
