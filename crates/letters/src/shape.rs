//! Text to glyphs: one direction, one writing, one face at a time (UAX 9, UAX 24).

use std::ops::Range;
use std::str::FromStr;

use harfrust::{Direction, Script, ShapeOptions, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};
use unicode_script::{Script as Writing, UnicodeScript};

use crate::fonts::{FaceId, Fonts, Style};
use crate::shown::is_silent;

/// The glyph of what a face does not hold (OpenType, `.notdef`). Whatever is seen was looked for in its face before, so only what has
/// no look of its own comes out as this: a blank of no width stands for it, for a PDF/A may not hold the box (ISO 19005-3, 6.2.11.8).
const MISSING: u32 = 0;

/// A glyph; lengths in ems.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub id: u32,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
}

/// What cannot be parted: some characters and the glyphs that show them.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Bytes of the paragraph.
    pub range: Range<usize>,
    pub face: FaceId,
    /// In the order in which they are drawn.
    pub glyphs: Vec<Glyph>,
    /// Sum of the advances, in ems.
    pub advance: f32,
}

/// A stretch of one direction, one writing, one face.
struct Stretch {
    range: Range<usize>,
    level: Level,
    writing: Writing,
    face: FaceId,
}

/// The clusters of a paragraph in the order of its text.
pub fn clusters(text: &str, info: &BidiInfo<'_>, style: Style, fonts: &Fonts) -> Vec<Cluster> {
    stretches(text, info, style, fonts).iter().flat_map(|stretch| shaped(text, stretch, fonts)).collect()
}

fn stretches(text: &str, info: &BidiInfo<'_>, style: Style, fonts: &Fonts) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (at, c) in text.char_indices() {
        let level = info.levels.get(at).copied().unwrap_or_else(Level::ltr);
        let range = at..at + c.len_utf8();
        let said = c.script();
        let neutral = matches!(said, Writing::Common | Writing::Inherited | Writing::Unknown);
        let before = all.last_mut().filter(|stretch| stretch.level == level);
        if let Some(stretch) = before {
            let goes_on = neutral || said == stretch.writing || stretch.writing == Writing::Common;
            // A mark, a joiner, a space: whatever the writing before it can show stays with it.
            let kept = if neutral { is_silent(c) || fonts.holds(stretch.face, c) } else { false };
            let face = if kept { stretch.face } else { fonts.of(style, c).unwrap_or(stretch.face) };
            if goes_on && face == stretch.face {
                stretch.range.end = range.end;
                if !neutral {
                    stretch.writing = said;
                }
                continue;
            }
        }
        let face = fonts.of(style, c).unwrap_or_default();
        all.push(Stretch { range, level, writing: if neutral { Writing::Common } else { said }, face });
    }
    all
}

fn shaped(text: &str, stretch: &Stretch, fonts: &Fonts) -> Vec<Cluster> {
    let Some(face) = fonts.face(stretch.face) else { return Vec::new() };
    let mut buffer = UnicodeBuffer::new();
    for (at, c) in text[stretch.range.clone()].char_indices() {
        // Texts of a letter are far shorter than 4 GiB (a form has 20,000 characters a field).
        buffer.add(c, u32::try_from(stretch.range.start + at).unwrap_or(u32::MAX));
    }
    let rtl = stretch.level.is_rtl();
    buffer.set_direction(if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
    if let Ok(script) = Script::from_str(stretch.writing.short_name()) {
        buffer.set_script(script);
    }
    let drawn = face.shaper.shaper(&face.font).build().shape(buffer, ShapeOptions::new());
    let mut all: Vec<Cluster> = Vec::new();
    for (info, place) in drawn.glyph_infos().iter().zip(drawn.glyph_positions()) {
        let em = |units: i32| units as f32 / face.units;
        let glyph = match info.glyph_id {
            MISSING => Glyph { id: face.blank, advance: 0.0, dx: 0.0, dy: 0.0 },
            id => Glyph { id, advance: em(place.x_advance), dx: em(place.x_offset), dy: em(place.y_offset) },
        };
        let start = info.cluster as usize;
        match all.last_mut().filter(|cluster| cluster.range.start == start) {
            Some(cluster) => {
                cluster.advance += glyph.advance;
                cluster.glyphs.push(glyph);
            }
            None => all.push(Cluster {
                range: start..start,
                face: stretch.face,
                advance: glyph.advance,
                glyphs: vec![glyph],
            }),
        }
    }
    all.sort_by_key(|cluster| cluster.range.start);
    let mut end = stretch.range.end;
    for cluster in all.iter_mut().rev() {
        cluster.range.end = end;
        end = cluster.range.start;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_look_of_its_own_never_comes_out_as_a_box() {
        let fonts = Fonts::new();
        let silent: Vec<char> = ('\0'..=char::MAX).filter(|c| is_silent(*c)).collect();
        assert!(silent.contains(&'\u{180f}') && silent.len() > 40, "{}", silent.len());
        for base in ['a', 'م', 'ש', 'ខ', 'ก', 'ລ', 'မ', 'न', 'ব', 'த', 'ස', 'አ', 'Հ', 'ქ', '한', '漢']
        {
            for c in &silent {
                for text in [format!("{c}"), format!("{c}{base}"), format!("{base}{c}{base}")] {
                    let info = BidiInfo::new(&text, None);
                    let all = clusters(&text, &info, Style::Plain, &fonts);
                    let boxes = all.iter().flat_map(|cluster| &cluster.glyphs).filter(|glyph| glyph.id == MISSING);
                    assert_eq!(boxes.count(), 0, "{text:?}");
                }
            }
        }
    }
}
