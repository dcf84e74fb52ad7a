//! PDQ: from pixels to 256 bits, in the arithmetic of the reference (facebook/ThreatExchange, `pdq/cpp`), so that the
//! same pixels give the same bits: f32 throughout, sums in the reference's order, no fused multiply-add.
//!
//! Steps: luma; two rounds of box means along rows and columns; 64 × 64 centre samples; quality from their gradients;
//! sixteen by sixteen DCT coefficients; a bit for each one above the median. Described in `docs/signals.md`.

mod blur;
mod dct;
mod rows;

pub use rows::{Rows, WrongRows};

use crate::Hash256;
use blur::Blur;

/// A PDQ hash and the quality of the picture behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pdq {
    /// The hash.
    pub hash: Hash256,
    /// 0 (nothing to see) to 100. Under [`crate::QUALITY_FLOOR`] the hash is not used for matching.
    pub quality: u8,
}

/// How the eight hashes of [`dihedral`] stand in its answer: the turn or mirror that the *picture* underwent.
pub const TURNS: [&str; 8] = ["original", "rot90", "rot180", "rot270", "flipx", "flipy", "flipplus1", "flipminus1"];

/// Pixels that do not fit their width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{bytes} bytes are not {width} x {height} pixels of {channels}")]
pub struct WrongSize {
    bytes: usize,
    width: usize,
    height: usize,
    channels: usize,
}

/// Pixels in memory, row by row from the top.
#[derive(Debug, Clone, Copy)]
pub struct Pixels<'a> {
    bytes: &'a [u8],
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) channels: usize,
}

impl<'a> Pixels<'a> {
    /// Grey, one byte a pixel.
    ///
    /// # Errors
    /// The bytes do not fit width and height.
    pub fn grey(bytes: &'a [u8], width: usize, height: usize) -> Result<Self, WrongSize> {
        Self::of(bytes, width, height, 1)
    }

    /// Red, green, blue, one byte each.
    ///
    /// # Errors
    /// The bytes do not fit width and height.
    pub fn rgb(bytes: &'a [u8], width: usize, height: usize) -> Result<Self, WrongSize> {
        Self::of(bytes, width, height, 3)
    }

    /// Red, green, blue and a fourth byte that is not looked at, as a canvas gives them.
    ///
    /// # Errors
    /// The bytes do not fit width and height.
    pub fn rgba(bytes: &'a [u8], width: usize, height: usize) -> Result<Self, WrongSize> {
        Self::of(bytes, width, height, 4)
    }

    pub(crate) fn of(bytes: &'a [u8], width: usize, height: usize, channels: usize) -> Result<Self, WrongSize> {
        match width.checked_mul(height).and_then(|pixels| pixels.checked_mul(channels)) {
            Some(wanted) if wanted == bytes.len() => Ok(Self { bytes, width, height, channels }),
            _ => Err(WrongSize { bytes: bytes.len(), width, height, channels }),
        }
    }

    pub(crate) fn row(&self, y: usize) -> &'a [u8] {
        let stride = self.width * self.channels;
        &self.bytes[y * stride..(y + 1) * stride]
    }
}

/// PDQ of pixels as they are, without resizing. A side under five pixels gives the zero hash of quality 0.
#[must_use]
pub fn hash(pixels: Pixels<'_>) -> Pdq {
    small(pixels, true).map_or(NOTHING, |small| of_small(&small))
}

/// PDQ of the picture and of its seven turns and mirrors, in the order of [`TURNS`], from one DCT. They are near, not
/// equal to, the hashes of files that were truly turned: use them to ask, not to store.
#[must_use]
pub fn dihedral(pixels: Pixels<'_>) -> [Pdq; 8] {
    let Some(small) = small(pixels, false) else { return [NOTHING; 8] };
    let quality = quality(&small);
    dct::turns(&dct::of(&small)).map(|turned| Pdq { hash: dct::threshold(&turned), quality })
}

/// The brightness of a row, 0 to 255.
pub(crate) fn brightness_of_row(pixels: Pixels<'_>, y: usize, row: &mut [f32]) {
    blur::luma(pixels, y, row);
}

/// The brightness of every pixel, 0 to 255.
pub(crate) fn brightness(pixels: Pixels<'_>) -> Vec<f32> {
    let mut plane = vec![0.0; pixels.width * pixels.height];
    plane.chunks_exact_mut(pixels.width.max(1)).enumerate().for_each(|(y, row)| blur::luma(pixels, y, row));
    plane
}

/// What a picture has that is too small.
const NOTHING: Pdq = Pdq { hash: Hash256([0; 4]), quality: 0 };

fn of_small(small: &[f32; 64 * 64]) -> Pdq {
    Pdq { hash: dct::threshold(&dct::of(small)), quality: quality(small) }
}

fn small(pixels: Pixels<'_>, as_is: bool) -> Option<Box<[f32; 64 * 64]>> {
    let mut blur = Blur::of(pixels.width, pixels.height, as_is);
    blur.push(pixels);
    blur.finish()
}

/// The reference's measure of how much there is to see: the sum of the gradients of the 64 × 64 picture, each cut to an
/// integer percentage first.
fn quality(small: &[f32; 64 * 64]) -> u8 {
    let step = |u: f32, v: f32| (((u - v) * 100.0) / 255.0).trunc().abs() as u32;
    let mut sum = 0;
    for y in 0..64 {
        for x in 0..64 {
            let here = small[y * 64 + x];
            sum += if y < 63 { step(here, small[y * 64 + 64 + x]) } else { 0 };
            sum += if x < 63 { step(here, small[y * 64 + x + 1]) } else { 0 };
        }
    }
    (sum / 90).min(100) as u8
}
