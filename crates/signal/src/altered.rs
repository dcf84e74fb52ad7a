//! Copies that were altered: what PDQ alone does not find, asked for on the side where the picture is at hand.
//!
//! *Asking*: the eight turned and mirrored forms come from one DCT, the inverted picture has the complement of the hash, and
//! a plain border is taken off before hashing. *Storing*: hashes of cut copies stand beside that of the whole picture, so
//! that a copy whose edges were cut off meets one of them; a list of foreign hashes cannot be cut afterwards.

use crate::pdq::{self, Pdq, Pixels};

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

/// The parts of a picture whose hashes are stored beside that of the whole, with their names: how many hundredths were
/// cut off left, top, right and bottom.
#[must_use]
pub fn crops(width: usize, height: usize) -> Vec<(String, Part)> {
    let mut all = Vec::new();
    for left in STEPS {
        for right in STEPS {
            for top in STEPS {
                for bottom in STEPS {
                    if left + right + top + bottom == 0 {
                        continue;
                    }
                    let cut = |side: usize, hundredths: usize| (side * hundredths + 50) / 100;
                    let (x, y) = (cut(width, left), cut(height, top));
                    let part =
                        Part { x, y, width: width - x - cut(width, right), height: height - y - cut(height, bottom) };
                    all.push((format!("crop-{left}-{top}-{right}-{bottom}"), part));
                }
            }
        }
    }
    all
}

/// Hundredths of a side that are cut off each edge, in every combination: a copy cut by up to a tenth is within a fiftieth
/// or so of one of them, which PDQ bears.
const STEPS: [usize; 3] = [0, 4, 9];
