//! From a picture of any size to 64 × 64: two rounds of box means along rows and columns (a Jarosz filter), then centre
//! samples.

use super::Pixels;

/// The 64 × 64 picture, or nothing where a side is under five pixels. With `as_is`, a picture that has this size already
/// is taken as it is: the reference does so for the plain hash and not for the eight.
pub(super) fn to_64(pixels: Pixels<'_>, as_is: bool) -> Option<Box<[f32; 64 * 64]>> {
    let (width, height) = (pixels.width, pixels.height);
    if width < 5 || height < 5 {
        return None;
    }
    let mut plane = vec![0.0_f32; width * height];
    for y in 0..height {
        luma(pixels, y, &mut plane[y * width..(y + 1) * width]);
    }
    let mut small = Box::new([0.0; 64 * 64]);
    if as_is && (width, height) == (64, 64) {
        small.copy_from_slice(&plane);
        return Some(small);
    }
    let mut other = vec![0.0_f32; width * height];
    for _ in 0..2 {
        along_rows(&plane, &mut other, width, width.div_ceil(128));
        along_columns(&other, &mut plane, width, height, height.div_ceil(128));
    }
    for y in 0..64 {
        let from = &plane[centre(y, height) * width..];
        for x in 0..64 {
            small[y * 64 + x] = from[centre(x, width)];
        }
    }
    Some(small)
}

/// The sample that stands for the `at`-th of 64 parts.
fn centre(at: usize, length: usize) -> usize {
    ((at as f64 + 0.5) * length as f64 / 64.0) as usize
}

/// Brightness 0 to 255 as `0.299 R + 0.587 G + 0.114 B`. Computed in whole thousandths, which are exact in f32, so that the
/// one division gives the number that f64 arithmetic rounded to f32 gives: what PyPI `pdqhash`, and with it
/// Hasher-Matcher-Actioner, hashes. The C++ tools sum in f32 and differ in the last place now and then.
fn luma(pixels: Pixels<'_>, y: usize, out: &mut [f32]) {
    let row = pixels.row(y);
    let weigh = |r: u8, g: u8, b: u8| (299 * i32::from(r) + 587 * i32::from(g) + 114 * i32::from(b)) as f32 / 1000.0;
    match pixels.channels {
        1 => out.iter_mut().zip(row).for_each(|(out, grey)| *out = f32::from(*grey)),
        3 => out.iter_mut().zip(row.as_chunks::<3>().0).for_each(|(out, [r, g, b])| *out = weigh(*r, *g, *b)),
        _ => out.iter_mut().zip(row.as_chunks::<4>().0).for_each(|(out, [r, g, b, _])| *out = weigh(*r, *g, *b)),
    }
}

fn along_rows(from: &[f32], to: &mut [f32], width: usize, window: usize) {
    for (from, to) in from.chunks_exact(width).zip(to.chunks_exact_mut(width)) {
        let (half, mut sum, mut held) = ((window + 2) / 2, 0.0_f32, 0_usize);
        for x in 0..width + half - 1 {
            if x < width {
                sum += from[x];
                held += 1;
            }
            if x >= window {
                sum -= from[x - window];
                held -= 1;
            }
            if x + 1 >= half {
                to[x + 1 - half] = sum / held as f32;
            }
        }
    }
}

fn along_columns(from: &[f32], to: &mut [f32], width: usize, height: usize, window: usize) {
    let half = (window + 2) / 2;
    let mut sums = vec![0.0_f32; width];
    let mut held = 0_usize;
    for y in 0..height + half - 1 {
        if y < height {
            sums.iter_mut().zip(&from[y * width..]).for_each(|(sum, value)| *sum += value);
            held += 1;
        }
        if y >= window {
            sums.iter_mut().zip(&from[(y - window) * width..]).for_each(|(sum, value)| *sum -= value);
            held -= 1;
        }
        if y + 1 >= half {
            let row = (y + 1 - half) * width;
            to[row..row + width].iter_mut().zip(&sums).for_each(|(to, sum)| *to = sum / held as f32);
        }
    }
}
