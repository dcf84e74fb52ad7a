//! Sixteen by sixteen DCT coefficients of the 64 × 64 picture, their median, and what a turn of the picture does to them.

use std::sync::LazyLock;

use crate::Hash256;

/// Row `i`, column `j` at `16 * i + j`; frequencies 1 to 16 on each axis, no constant part.
pub(super) type Coefficients = [f32; 256];

/// The 16 × 64 matrix of the transform. As in the reference, the scale is rounded to f32 first, the product is made in
/// f64 and rounded again.
static MATRIX: LazyLock<[[f32; 64]; 16]> = LazyLock::new(|| {
    let scale = f64::from((2.0_f64 / 64.0).sqrt() as f32);
    std::array::from_fn(|i| {
        std::array::from_fn(|j| {
            (scale * (std::f64::consts::PI / 2.0 / 64.0 * (i as f64 + 1.0) * (2.0 * j as f64 + 1.0)).cos()) as f32
        })
    })
});

/// `D · A · Dᵗ`, each sum in the order of its index.
pub(super) fn of(small: &[f32; 64 * 64]) -> Coefficients {
    let matrix = &*MATRIX;
    let mut half = [[0.0_f32; 64]; 16];
    for (half, weights) in half.iter_mut().zip(matrix) {
        for (weight, row) in weights.iter().zip(small.as_chunks::<64>().0) {
            half.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
        }
    }
    let mut out = [0.0; 256];
    for (i, half) in half.iter().enumerate() {
        for (j, weights) in matrix.iter().enumerate() {
            let mut sum = 0.0;
            half.iter().zip(weights).for_each(|(value, weight)| sum += value * weight);
            out[i * 16 + j] = sum;
        }
    }
    out
}

/// A bit for each coefficient above the median: the 128th smallest, as Torben's method gives it.
pub(super) fn threshold(coefficients: &Coefficients) -> Hash256 {
    let mut sorted = *coefficients;
    let (_, median, _) = sorted.select_nth_unstable_by(127, f32::total_cmp);
    let median = *median;
    let mut hash = Hash256::default();
    for (k, value) in coefficients.iter().enumerate() {
        if *value > median {
            hash.set(k as u8);
        }
    }
    hash
}

/// The coefficients of the eight turned and mirrored pictures, in the order of [`super::TURNS`].
pub(super) fn turns(of: &Coefficients) -> [Coefficients; 8] {
    let make = |transpose: bool, negate: fn(usize, usize) -> bool| -> Coefficients {
        std::array::from_fn(|k| {
            let (i, j) = if transpose { (k % 16, k / 16) } else { (k / 16, k % 16) };
            let value = of[i * 16 + j];
            if negate(i, j) { -value } else { value }
        })
    };
    let even_column = |_: usize, j: usize| j.is_multiple_of(2);
    let even_row = |i: usize, _: usize| i.is_multiple_of(2);
    let odd_sum = |i: usize, j: usize| (i + j) % 2 == 1;
    let none = |_: usize, _: usize| false;
    [
        *of,
        make(true, even_column),
        make(false, odd_sum),
        make(true, even_row),
        make(false, even_row),
        make(false, even_column),
        make(true, none),
        make(true, odd_sum),
    ]
}
