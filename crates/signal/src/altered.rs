//! Copies that were altered: what PDQ alone does not find, asked for on the side where the picture is at hand.
//!
//! *Asking*: the eight turned and mirrored forms come from one DCT, the inverted picture has the complement of the hash, and
//! a plain border is taken off before hashing. *Storing*: hashes of cut copies stand beside that of the whole picture, so
//! that a copy whose edges were cut off meets one of them; a list of foreign hashes cannot be cut afterwards.

use crate::pdq::{self, Pdq, Pixels, Rows, WrongRows};

/// What is asked for besides the picture as it is.
#[must_use]
pub fn forms(pixels: Pixels<'_>) -> Vec<(Pdq, Option<&'static str>)> {
    let mut forms = Vec::with_capacity(18);
    ask(
        pixels,
        ["rot90", "rot180", "rot270", "flipx", "flipy", "flipplus1", "flipminus1"],
        None,
        "inverted",
        &mut forms,
    );
    let inner = borderless(pixels).and_then(|inside| inside.of(pixels));
    if let Some(inner) = inner.as_ref().and_then(Cut::pixels) {
        let turns = [
            "borderless rot90",
            "borderless rot180",
            "borderless rot270",
            "borderless flipx",
            "borderless flipy",
            "borderless flipplus1",
            "borderless flipminus1",
        ];
        ask(inner, turns, Some("borderless"), "borderless inverted", &mut forms);
    }
    forms
}

fn ask(
    pixels: Pixels<'_>,
    turns: [&'static str; 7],
    whole: Option<&'static str>,
    inverted: &'static str,
    forms: &mut Vec<(Pdq, Option<&'static str>)>,
) {
    let [original, turned @ ..] = pdq::dihedral(pixels);
    // The plain hash of a picture of 64 x 64 is made without the filter, that of the eight with it.
    let plain = pdq::hash(pixels);
    forms.push((plain, whole));
    forms.extend(turned.into_iter().zip(turns).map(|(pdq, turn)| (pdq, Some(turn))));
    forms.push((Pdq { hash: original.hash.complement(), ..original }, Some(inverted)));
}

/// A part of a picture, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// From the left.
    pub x: usize,
    /// From the top.
    pub y: usize,
    /// Wide.
    pub width: usize,
    /// High.
    pub height: usize,
}

/// Pixels that were cut out.
pub struct Cut {
    bytes: Vec<u8>,
    width: usize,
    height: usize,
    channels: usize,
}

impl Cut {
    /// The pixels.
    #[must_use]
    pub fn pixels(&self) -> Option<Pixels<'_>> {
        Pixels::of(&self.bytes, self.width, self.height, self.channels).ok()
    }
}

impl Part {
    /// Cuts it out; nothing where it does not lie within.
    #[must_use]
    pub fn of(self, pixels: Pixels<'_>) -> Option<Cut> {
        let channels = pixels.channels;
        if self.x + self.width > pixels.width || self.y + self.height > pixels.height {
            return None;
        }
        let rows = (self.y..self.y + self.height)
            .flat_map(|y| &pixels.row(y)[self.x * channels..(self.x + self.width) * channels])
            .copied();
        Some(Cut { bytes: rows.collect(), width: self.width, height: self.height, channels })
    }
}

/// How far a pixel may be from its border's colour, of 255: what JPEG does to a plain area near an edge.
const TOLERANCE: f32 = 20.0;

/// At most this share of a side is taken for border, so that a plain picture is not taken for one.
const MOST: f64 = 0.4;

/// What lies within a plain border or between letter-box bars; nothing where there is none.
#[must_use]
pub fn borderless(pixels: Pixels<'_>) -> Option<Part> {
    let (width, height) = (pixels.width, pixels.height);
    if width < 16 || height < 16 {
        return None;
    }
    let plane = pdq::brightness(pixels);
    let row = |y: usize| plane[y * width..(y + 1) * width].iter().copied();
    let column = |x: usize| plane.iter().skip(x).step_by(width).copied();
    let top = plain((0..height).map(|y| mostly(row(y), width)), height);
    let bottom = plain((0..height).rev().map(|y| mostly(row(y), width)), height);
    let left = plain((0..width).map(|x| mostly(column(x), height)), width);
    let right = plain((0..width).rev().map(|x| mostly(column(x), height)), width);
    if top + bottom + left + right == 0 {
        return None;
    }
    let part = Part { x: left, y: top, width: width - left - right, height: height - top - bottom };
    (part.width >= 16 && part.height >= 16).then_some(part)
}

/// The brightness of a line that is nearly all of one, or nothing.
fn mostly(line: impl Iterator<Item = f32> + Clone, length: usize) -> Option<f32> {
    let mean = line.clone().sum::<f32>() / length as f32;
    let apart = line.filter(|value| (value - mean).abs() > TOLERANCE).count();
    (apart * 100 <= length).then_some(mean)
}

/// How many lines from the edge on are plain and of one brightness.
fn plain(mut lines: impl Iterator<Item = Option<f32>>, length: usize) -> usize {
    let most = (length as f64 * MOST) as usize;
    let Some(Some(first)) = lines.next() else { return 0 };
    1 + lines.take_while(|line| line.is_some_and(|mean| (mean - first).abs() <= TOLERANCE)).take(most).count()
}

/// The parts of a picture whose hashes are stored beside that of the whole, with their names: how many thousandths were
/// cut off left, top, right and bottom. PDQ bears about a hundredth on every edge and two on one, so: the same on all
/// edges, on one, on two that face each other, on two that meet. Three or four edges cut unlike each other stay a loss.
#[must_use]
pub fn crops(width: usize, height: usize) -> Vec<(String, Part)> {
    let mut all: Vec<[usize; 4]> = ALL_EDGES.iter().map(|cut| [*cut; 4]).collect();
    for cut in ONE_EDGE {
        all.extend([
            [cut, 0, 0, 0],
            [0, cut, 0, 0],
            [0, 0, cut, 0],
            [0, 0, 0, cut],
            [cut, 0, cut, 0],
            [0, cut, 0, cut],
        ]);
    }
    for across in TWO_EDGES {
        for down in TWO_EDGES {
            all.extend([[across, down, 0, 0], [across, 0, 0, down], [0, down, across, 0], [0, 0, across, down]]);
        }
    }
    let part = |[left, top, right, bottom]: [usize; 4]| {
        let cut = |side: usize, thousandths: usize| (side * thousandths + 500) / 1000;
        let (x, y) = (cut(width, left), cut(height, top));
        let (width, height) = (width - x - cut(width, right), height - y - cut(height, bottom));
        (format!("crop-{left}-{top}-{right}-{bottom}"), Part { x, y, width, height })
    };
    all.into_iter().map(part).collect()
}

/// Thousandths cut off every edge.
const ALL_EDGES: [usize; 8] = [13, 26, 39, 52, 65, 78, 91, 104];
/// Thousandths cut off one edge, or off two that face each other.
const ONE_EDGE: [usize; 5] = [20, 40, 60, 80, 100];
/// Thousandths cut off each of two edges that meet.
const TWO_EDGES: [usize; 3] = [30, 60, 90];

/// Hashes of some of the [`crops`] of a picture whose rows come one after another, from the top: the same hashes as of parts
/// that were cut out, with a few rows of each in memory. Some at a time, since all at once are a lot for a telephone.
pub struct CropRows {
    parts: Vec<(Part, Rows)>,
    brightness: Vec<f32>,
    height: usize,
    come: usize,
}

impl CropRows {
    /// A picture of this size of which nothing has come yet, and `most` of its crops from the `first` on.
    #[must_use]
    pub fn new(width: usize, height: usize, first: usize, most: usize) -> Self {
        let parts = crops(width, height).into_iter().skip(first).take(most);
        let parts = parts.map(|(_, part)| (part, Rows::new(part.width, part.height))).collect();
        Self { parts, brightness: vec![0.0; width], height, come: 0 }
    }

    /// How many crops they are; none behind the last.
    #[must_use]
    pub fn count(&self) -> usize {
        self.parts.len()
    }

    /// Takes the next rows.
    ///
    /// # Errors
    /// They are not of this picture.
    pub fn push(&mut self, rows: Pixels<'_>) -> Result<(), WrongRows> {
        if rows.width != self.brightness.len() || rows.height > self.height - self.come {
            return Err(WrongRows);
        }
        for y in 0..rows.height {
            pdq::brightness_of_row(rows, y, &mut self.brightness);
            for (part, of) in &mut self.parts {
                if (part.y..part.y + part.height).contains(&self.come) {
                    of.push_brightness(&self.brightness[part.x..part.x + part.width]);
                }
            }
            self.come += 1;
        }
        Ok(())
    }

    /// The hashes in the order of [`crops`], once every row has come; nothing before.
    #[must_use]
    pub fn finish(self) -> Option<Vec<Pdq>> {
        if self.come < self.height {
            return None;
        }
        self.parts.into_iter().map(|(_, rows)| rows.finish()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hills(width: usize, height: usize) -> Vec<u8> {
        let value =
            |x: f32, y: f32| 128.0 + 60.0 * (x * 0.13).sin() * (y * 0.09).cos() + 50.0 * (x * 0.021 + y * 0.034).sin();
        (0..width * height).map(|at| value((at % width) as f32, (at / width) as f32) as u8).collect()
    }

    fn framed(
        inner: &[u8],
        (width, height): (usize, usize),
        [left, top, right, bottom]: [usize; 4],
        colour: u8,
    ) -> Vec<u8> {
        let (wide, high) = (width + left + right, height + top + bottom);
        let mut all = vec![colour; wide * high];
        for y in 0..height {
            all[(y + top) * wide + left..][..width].copy_from_slice(&inner[y * width..(y + 1) * width]);
        }
        all
    }

    #[test]
    fn a_plain_border_is_taken_off_and_a_picture_without_one_is_left() {
        let inner = hills(120, 90);
        assert_eq!(borderless(Pixels::grey(&inner, 120, 90).expect("fits")), None);
        for (edges, colour) in [([9, 9, 9, 9], 255), ([0, 14, 0, 14], 0), ([20, 0, 0, 0], 250)] {
            let [left, top, right, bottom] = edges;
            let all = framed(&inner, (120, 90), edges, colour);
            let pixels = Pixels::grey(&all, 120 + left + right, 90 + top + bottom).expect("fits");
            let part = borderless(pixels).expect("a border");
            assert_eq!(part, Part { x: left, y: top, width: 120, height: 90 });
            let forms = forms(pixels);
            let wanted = pdq::hash(Pixels::grey(&inner, 120, 90).expect("fits"));
            assert!(forms.contains(&(wanted, Some("borderless"))));
        }
        let plain = vec![77; 64 * 64];
        let most = borderless(Pixels::grey(&plain, 64, 64).expect("fits"));
        assert!(most.is_none_or(|part| part.width >= 12 && part.height >= 12));
    }

    #[test]
    fn the_inverted_picture_is_among_the_forms() {
        let picture = hills(150, 110);
        let inverted: Vec<u8> = picture.iter().map(|value| 255 - value).collect();
        let wanted = pdq::hash(Pixels::grey(&picture, 150, 110).expect("fits")).hash;
        let forms = forms(Pixels::grey(&inverted, 150, 110).expect("fits"));
        let near = forms.iter().filter(|(_, form)| *form == Some("inverted")).map(|(pdq, _)| pdq.hash.distance(wanted));
        assert!(near.min().is_some_and(|distance| distance <= 2));
    }

    #[test]
    fn crops_by_rows_have_the_hashes_of_parts_that_were_cut_out() {
        for (width, height) in [(3, 9), (5, 5), (64, 64), (71, 69), (300, 211), (66, 400)] {
            let picture = hills(width, height);
            let pixels = Pixels::grey(&picture, width, height).expect("fits");
            let cut = |(_, part): (String, Part)| part.of(pixels).expect("within").pixels().map(pdq::hash);
            let wanted: Option<Vec<Pdq>> = crops(width, height).into_iter().map(cut).collect();
            let mut made = Vec::new();
            for first in (0..).step_by(19) {
                let mut rows = CropRows::new(width, height, first, 19);
                if rows.count() == 0 {
                    break;
                }
                for some in picture.chunks(width * 7) {
                    rows.push(Pixels::grey(some, width, some.len() / width).expect("fits")).expect("rows");
                }
                made.extend(rows.finish().expect("whole"));
            }
            assert_eq!(Some(made), wanted, "{width} x {height}");
        }
        let mut rows = CropRows::new(40, 30, 0, 19);
        assert!(rows.push(Pixels::grey(&[0; 40 * 31], 40, 31).expect("fits")).is_err());
        assert!(rows.push(Pixels::grey(&[0; 39], 39, 1).expect("fits")).is_err());
        assert!(rows.finish().is_none(), "no row has come");
    }

    #[test]
    fn crops_lie_within_the_picture() {
        for (width, height) in [(5, 5), (64, 48), (4000, 3000)] {
            for (name, part) in crops(width, height) {
                assert!(part.x + part.width <= width && part.y + part.height <= height, "{name}");
            }
        }
    }
}
