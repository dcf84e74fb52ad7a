//! PDQ of a picture whose rows come one after another, so that a telephone need not hold forty million pixels twice.

use super::blur::Blur;
use super::{NOTHING, Pdq, Pixels, of_small};

/// A picture that comes row by row, from the top: the same hash as [`super::hash`], with a few rows in memory.
pub struct Rows {
    blur: Blur,
    width: usize,
    height: usize,
}

/// Rows that do not belong to the picture: another width, or more than its height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these rows are not the next of this picture: another width, or more than its height")]
pub struct WrongRows;

impl Rows {
    /// A picture of this size, of which nothing has come yet.
    #[must_use]
    pub fn new(width: usize, height: usize) -> Self {
        Self { blur: Blur::of(width, height, true), width, height }
    }

    /// Takes the next rows.
    ///
    /// # Errors
    /// They are not of this picture.
    pub fn push(&mut self, rows: Pixels<'_>) -> Result<(), WrongRows> {
        if rows.width != self.width || rows.height > self.height - self.blur.come {
            return Err(WrongRows);
        }
        self.blur.push(rows);
        Ok(())
    }

    /// Takes the next row as brightness: of this width, and one that is missing.
    pub(crate) fn push_brightness(&mut self, row: &[f32]) {
        self.blur.row(|place| place.copy_from_slice(row));
    }

    /// The hash, once every row has come; nothing before.
    #[must_use]
    pub fn finish(self) -> Option<Pdq> {
        (self.blur.come == self.height).then(|| self.blur.finish().map_or(NOTHING, |small| of_small(&small)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_rows(bytes: &[u8], width: usize, height: usize, at_once: usize) -> Option<Pdq> {
        let mut rows = Rows::new(width, height);
        for part in bytes.chunks(at_once * width * 4) {
            rows.push(Pixels::rgba(part, width, part.len() / width / 4).expect("pixels")).expect("rows");
        }
        rows.finish()
    }

    fn noise(width: usize, height: usize, mut seed: u64) -> Vec<u8> {
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as u8
        };
        (0..width * height * 4).map(|_| next()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn rows_give_the_hash_that_the_whole_picture_gives(
            width in 1_usize..420, height in 1_usize..420, at_once in 1_usize..80, seed: u64,
        ) {
            let bytes = noise(width, height, seed);
            let whole = crate::pdq::hash(Pixels::rgba(&bytes, width, height).expect("pixels"));
            prop_assert_eq!(by_rows(&bytes, width, height, at_once), Some(whole));
        }
    }

    #[test]
    fn the_sizes_at_which_something_changes_give_the_same_hash() {
        for (width, height) in [(4, 9), (5, 5), (64, 64), (64, 65), (128, 128), (129, 127), (257, 640), (1500, 900)] {
            let bytes = noise(width, height, 7);
            let whole = crate::pdq::hash(Pixels::rgba(&bytes, width, height).expect("pixels"));
            assert_eq!(by_rows(&bytes, width, height, 16), Some(whole), "{width} x {height}");
        }
    }

    #[test]
    fn a_picture_that_has_not_come_whole_has_no_hash_and_more_rows_than_it_has_are_refused() {
        let bytes = noise(40, 30, 1);
        let mut rows = Rows::new(40, 30);
        rows.push(Pixels::rgba(&bytes[..40 * 4 * 29], 40, 29).expect("pixels")).expect("rows");
        assert_eq!(rows.push(Pixels::rgba(&bytes[..40 * 4 * 2], 40, 2).expect("pixels")), Err(WrongRows));
        assert_eq!(rows.push(Pixels::rgba(&bytes[..20 * 4], 20, 1).expect("pixels")), Err(WrongRows));
        assert!(rows.finish().is_none());
    }
}
