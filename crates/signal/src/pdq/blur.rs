//! From a picture of any size to 64 × 64: two rounds of box means along rows and columns (a Jarosz filter), then centre
//! samples.
//!
//! The reference makes four passes over the whole picture. Here the rows stream through all four at once, some at a time,
//! so that what is in work stays in the processor's cache; every sum is made of the same numbers in the same order.

use super::Pixels;

/// Rows that go through a pass together: their running sums do not wait for each other.
const TOGETHER: usize = 2 * FOUR;
const FOUR: usize = 4;

/// A picture on its way to 64 × 64.
pub(super) struct Blur {
    width: usize,
    height: usize,
    /// Rows that have come.
    pub(super) come: usize,
    along: Along,
    rows: Vec<f32>,
    boxed: Vec<f32>,
    waiting: usize,
    down: Down,
    narrow: Narrow,
    as_is: bool,
}

impl Blur {
    /// A picture of this size. With `as_is`, one of 64 × 64 is taken as it is: the reference does so for the plain hash
    /// and not for the eight.
    pub(super) fn of(width: usize, height: usize, as_is: bool) -> Self {
        let tall = width.min(height) >= SMALLEST;
        let room = if tall { vec![0.0; width * TOGETHER] } else { Vec::new() };
        Self {
            width,
            height,
            come: 0,
            along: Along::of(width),
            rows: room.clone(),
            boxed: room,
            waiting: 0,
            down: Down::of(if tall { width } else { 0 }, height),
            narrow: Narrow::of(width, height),
            as_is: as_is && (width, height) == (64, 64),
        }
    }

    /// Takes the next rows: of this width, and no more than are missing.
    pub(super) fn push(&mut self, pixels: Pixels<'_>) {
        for y in 0..pixels.height {
            self.row(|row| luma(pixels, y, row));
        }
    }

    /// Takes the next row, which `write` puts where it belongs, as brightness.
    pub(super) fn row(&mut self, write: impl FnOnce(&mut [f32])) {
        self.come += 1;
        if self.width.min(self.height) < SMALLEST {
            return;
        }
        let at = self.waiting * self.width;
        write(&mut self.rows[at..at + self.width]);
        self.waiting += 1;
        if self.as_is {
            self.narrow.sampled.extend_from_slice(&self.rows[..64]);
            self.waiting = 0;
        } else if self.waiting == TOGETHER {
            self.take();
        }
    }

    fn take(&mut self) {
        self.along.sums(&self.rows, &mut self.boxed);
        for row in self.boxed.chunks_exact_mut(self.width).take(self.waiting) {
            self.along.divide(row);
            self.down.push(row, |mean| self.narrow.push(&self.along, mean));
        }
        self.waiting = 0;
    }

    /// The 64 × 64 picture, or nothing where a side is under five pixels.
    pub(super) fn finish(mut self) -> Option<Box<[f32; 64 * 64]>> {
        if self.width.min(self.height) < SMALLEST {
            return None;
        }
        let mut small = Box::new([0.0; 64 * 64]);
        if self.as_is {
            small.copy_from_slice(&self.narrow.sampled);
            return Some(small);
        }
        self.take();
        self.down.finish(|mean| self.narrow.push(&self.along, mean));
        self.narrow.finish(&self.along, &mut small);
        Some(small)
    }
}

/// The shortest side that has a hash, in pixels.
const SMALLEST: usize = 5;

/// The sample that stands for the `at`-th of 64 parts.
fn centre(at: usize, length: usize) -> usize {
    ((at as f64 + 0.5) * length as f64 / 64.0) as usize
}

/// Brightness 0 to 255 as `0.299 R + 0.587 G + 0.114 B`. Computed in whole thousandths, which are exact in f32, so that the
/// one division gives the number that f64 arithmetic rounded to f32 gives: what PyPI `pdqhash`, and with it
/// Hasher-Matcher-Actioner, hashes. The C++ tools sum in f32 and differ in the last place now and then.
pub(super) fn luma(pixels: Pixels<'_>, y: usize, out: &mut [f32]) {
    let row = pixels.row(y);
    let weigh = |r: u8, g: u8, b: u8| (299 * i32::from(r) + 587 * i32::from(g) + 114 * i32::from(b)) as f32 / 1000.0;
    match pixels.channels {
        1 => out.iter_mut().zip(row).for_each(|(out, grey)| *out = f32::from(*grey)),
        3 => out.iter_mut().zip(row.as_chunks::<3>().0).for_each(|(out, [r, g, b])| *out = weigh(*r, *g, *b)),
        _ => out.iter_mut().zip(row.as_chunks::<4>().0).for_each(|(out, [r, g, b, _])| *out = weigh(*r, *g, *b)),
    }
}

/// The window of the reference for a side of this length: it, and the half of it that lies ahead.
fn window(length: usize) -> (usize, usize) {
    let window = length.div_ceil(128);
    (window, usize::midpoint(window, 2))
}

/// Box means along rows.
struct Along {
    window: usize,
    half: usize,
    /// How many samples each mean is made of.
    held: Vec<f32>,
}

impl Along {
    fn of(width: usize) -> Self {
        let (window, half) = window(width);
        let held = (0..width).map(|x| ((x + half).min(width) - (x + half).saturating_sub(window)) as f32).collect();
        Self { window, half, held }
    }

    /// The running sums of [`TOGETHER`] rows, each divided later by how many samples it is made of.
    fn sums(&self, rows: &[f32], out: &mut [f32]) {
        let block = self.held.len() * FOUR;
        for (rows, out) in rows.chunks_exact(block).zip(out.chunks_exact_mut(block)) {
            self.four(rows, out);
        }
    }

    /// Four rows side by side, in the reference's phases: the window fills, it grows past the first sample, it moves whole
    /// (the next sample is added, then the one that left is subtracted), it runs out.
    fn four(&self, rows: &[f32], out: &mut [f32]) {
        let (width, window, ahead) = (self.held.len(), self.window, self.half - 1);
        let rows: [&[f32]; FOUR] = std::array::from_fn(|at| &rows[at * width..(at + 1) * width]);
        let mut sums = [0.0_f32; FOUR];
        for x in 0..window {
            sums.iter_mut().zip(rows).for_each(|(sum, row)| *sum += row[x]);
            if x >= ahead {
                sums.iter().enumerate().for_each(|(at, sum)| out[at * width + x - ahead] = *sum);
            }
        }
        let whole = width - window;
        let [a, b, c, d] = rows.map(|row| (&row[window..], &row[..whole]));
        let (first, rest) = out.split_at_mut(width);
        let (second, rest) = rest.split_at_mut(width);
        let (third, fourth) = rest.split_at_mut(width);
        let [e, f, g, h] = [first, second, third, fourth].map(|row| &mut row[window - ahead..width - ahead]);
        for x in 0..whole {
            sums = [
                sums[0] + a.0[x] - a.1[x],
                sums[1] + b.0[x] - b.1[x],
                sums[2] + c.0[x] - c.1[x],
                sums[3] + d.0[x] - d.1[x],
            ];
            (e[x], f[x], g[x], h[x]) = (sums[0], sums[1], sums[2], sums[3]);
        }
        for x in whole..whole + ahead {
            for (at, (sum, row)) in sums.iter_mut().zip(rows).enumerate() {
                *sum -= row[x];
                out[at * width + x + window - ahead] = *sum;
            }
        }
    }

    fn divide(&self, row: &mut [f32]) {
        row.iter_mut().zip(&self.held).for_each(|(sum, held)| *sum /= held);
    }
}

/// Box means along columns, of rows that come one after another.
struct Down {
    window: usize,
    half: usize,
    sums: Vec<f32>,
    mean: Vec<f32>,
    /// The last rows, as many as the window is long, each at its number modulo the window.
    kept: Vec<f32>,
    next: usize,
    held: usize,
}

impl Down {
    fn of(width: usize, height: usize) -> Self {
        let (window, half) = window(height);
        Self {
            window,
            half,
            sums: vec![0.0; width],
            mean: vec![0.0; width],
            kept: vec![0.0; width * window],
            next: 0,
            held: 0,
        }
    }

    /// Takes a row and hands out the mean row that is complete with it, if one is.
    fn push(&mut self, row: &[f32], out: impl FnOnce(&[f32])) {
        let at = self.next % self.window * row.len();
        let kept = &mut self.kept[at..at + row.len()];
        self.held += 1;
        if self.next >= self.window {
            self.held -= 1;
            let held = self.held as f32;
            for (((sum, new), old), mean) in self.sums.iter_mut().zip(row).zip(kept).zip(&mut self.mean) {
                *sum = *sum + new - *old;
                *mean = *sum / held;
                *old = *new;
            }
        } else {
            let held = self.held as f32;
            for (((sum, new), old), mean) in self.sums.iter_mut().zip(row).zip(kept).zip(&mut self.mean) {
                *sum += new;
                *mean = *sum / held;
                *old = *new;
            }
        }
        self.next += 1;
        if self.next >= self.half {
            out(&self.mean);
        }
    }

    /// Hands out the mean rows whose windows reach over the end.
    fn finish(mut self, mut out: impl FnMut(&[f32])) {
        for next in self.next..self.next + self.half - 1 {
            let width = self.sums.len();
            let old = &self.kept[next % self.window * width..][..width];
            self.held -= 1;
            let held = self.held as f32;
            for ((sum, old), mean) in self.sums.iter_mut().zip(old).zip(&mut self.mean) {
                *sum -= old;
                *mean = *sum / held;
            }
            out(&self.mean);
        }
    }
}

/// The second round: along rows, of which only 64 samples are kept, then along those columns.
struct Narrow {
    width: usize,
    height: usize,
    rows: Vec<f32>,
    boxed: Vec<f32>,
    waiting: usize,
    /// 64 samples of each row.
    sampled: Vec<f32>,
}

impl Narrow {
    fn of(width: usize, height: usize) -> Self {
        let room = vec![0.0; width * TOGETHER];
        Self { width, height, rows: room.clone(), boxed: room, waiting: 0, sampled: Vec::with_capacity(64 * height) }
    }

    fn push(&mut self, along: &Along, row: &[f32]) {
        self.rows[self.waiting * self.width..][..self.width].copy_from_slice(row);
        self.waiting += 1;
        if self.waiting == TOGETHER {
            self.take(along);
        }
    }

    fn take(&mut self, along: &Along) {
        along.sums(&self.rows, &mut self.boxed);
        for row in self.boxed.chunks_exact(self.width).take(self.waiting) {
            self.sampled.extend((0..64).map(|at| centre(at, self.width)).map(|x| row[x] / along.held[x]));
        }
        self.waiting = 0;
    }

    fn finish(mut self, along: &Along, small: &mut [f32; 64 * 64]) {
        self.take(along);
        let mut down = Down::of(64, self.height);
        let mut y = 0;
        let mut wanted = 0;
        let mut out = |mean: &[f32]| {
            while wanted < 64 && centre(wanted, self.height) == y {
                small[wanted * 64..][..64].copy_from_slice(mean);
                wanted += 1;
            }
            y += 1;
        };
        for row in self.sampled.chunks_exact(64) {
            down.push(row, &mut out);
        }
        down.finish(out);
    }
}
