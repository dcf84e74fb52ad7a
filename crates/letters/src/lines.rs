//! Glyphs to lines: broken where the writing allows it (UAX 14), or anywhere when a word is longer than a line; then put into the
//! order in which they are seen (UAX 9).

use std::ops::Range;
use std::rc::Rc;

use unicode_bidi::{BidiInfo, Level};

use crate::fonts::{FaceId, Fonts, Style};
use crate::shape::{Cluster, Glyph, clusters};

/// Glyphs of one face that follow each other on a line.
#[derive(Debug, Clone)]
pub struct Run {
    pub face: FaceId,
    /// From the start of the line, in ems.
    pub x: f32,
    /// Each with the bytes of the text that it shows.
    pub glyphs: Vec<(Glyph, Range<usize>)>,
}

/// A line.
#[derive(Debug, Clone)]
pub struct SetLine {
    /// The paragraph that it is a part of.
    pub text: Rc<str>,
    pub runs: Vec<Run>,
    /// Without the spaces at its end, in ems.
    pub width: f32,
    /// The spaces at its end, in ems: in a line from right to left they are drawn first, left of everything.
    pub spaces: f32,
    /// Whether its paragraph is written from right to left.
    pub rtl: bool,
    /// Greatest ascent and descent of its faces, in ems.
    pub ascent: f32,
    pub descent: f32,
}

/// Which way a paragraph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As its first letter is.
    AsWritten,
    /// From left to right, whatever stands in it.
    LeftToRight,
}

/// The lines of a paragraph at most `width` ems wide.
pub fn set(text: &str, style: Style, way: Way, width: f32, fonts: &Fonts) -> Vec<SetLine> {
    let shared: Rc<str> = Rc::from(text);
    let forced = (way == Way::LeftToRight).then(Level::ltr);
    let info = BidiInfo::new(text, forced);
    let all = clusters(text, &info, style, fonts);
    if all.is_empty() {
        return Vec::new();
    }
    broken(text, &all, width).into_iter().map(|range| line(&shared, &info, &all[range], fonts)).collect()
}

/// Ranges of clusters, a line each.
fn broken(text: &str, all: &[Cluster], width: f32) -> Vec<Range<usize>> {
    let opportunities: Vec<usize> = unicode_linebreak::linebreaks(text).map(|(at, _)| at).collect();
    let may = |n: usize| opportunities.binary_search(&all[n].range.start).is_ok();
    let (mut lines, mut start, mut last, mut used) = (Vec::new(), 0, None, 0.0);
    for n in 0..all.len() {
        if n > start && may(n) {
            last = Some(n);
        }
        let space = text[all[n].range.clone()].chars().all(|c| c == ' ');
        // Twice at most: what comes after spaces that hung over the end may have to stand alone (a comma after them).
        while n > start && !space && used + all[n].advance > width {
            let at = last.unwrap_or(n);
            lines.push(start..at);
            (start, last) = (at, None);
            used = all[at..n].iter().map(|cluster| cluster.advance).sum();
        }
        used += all[n].advance;
    }
    lines.push(start..all.len());
    lines
}

fn line(text: &Rc<str>, info: &BidiInfo<'_>, clusters: &[Cluster], fonts: &Fonts) -> SetLine {
    let bytes = clusters.first().map_or(0, |first| first.range.start)..clusters.last().map_or(0, |last| last.range.end);
    let paragraph = info.paragraphs.iter().find(|paragraph| paragraph.range.contains(&bytes.start));
    let rtl = paragraph.is_some_and(|paragraph| paragraph.level.is_rtl());
    let (levels, order) = match paragraph {
        Some(paragraph) => info.visual_runs(paragraph, bytes.clone()),
        None => (vec![Level::ltr(); bytes.end], vec![bytes.clone()]),
    };
    let mut set =
        SetLine { text: Rc::clone(text), runs: Vec::new(), width: 0.0, spaces: 0.0, rtl, ascent: 0.0, descent: 0.0 };
    let mut x = 0.0;
    for seen in order {
        let mut within: Vec<&Cluster> = clusters.iter().filter(|cluster| seen.contains(&cluster.range.start)).collect();
        if levels.get(seen.start).is_some_and(|level| level.is_rtl()) {
            within.reverse();
        }
        for cluster in within {
            put(&mut set, cluster, x);
            x += cluster.advance;
        }
    }
    let spaces: f32 = clusters
        .iter()
        .rev()
        .take_while(|cluster| text[cluster.range.clone()].chars().all(|c| c == ' '))
        .map(|cluster| cluster.advance)
        .sum();
    (set.width, set.spaces) = (x - spaces, spaces);
    for run in &set.runs {
        let Some(face) = fonts.face(run.face) else { continue };
        set.ascent = set.ascent.max(face.ascent);
        set.descent = set.descent.max(face.descent);
    }
    set
}

fn put(set: &mut SetLine, cluster: &Cluster, x: f32) {
    let glyphs = cluster.glyphs.iter().map(|glyph| (glyph.clone(), cluster.range.clone()));
    match set.runs.last_mut().filter(|run| run.face == cluster.face) {
        Some(run) => run.glyphs.extend(glyphs),
        None => set.runs.push(Run { face: cluster.face, x, glyphs: glyphs.collect() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, way: Way, width: f32) -> Vec<SetLine> {
        set(text, Style::Plain, way, width, &Fonts::new())
    }

    /// What a line shows, from left to right.
    fn seen(line: &SetLine) -> String {
        let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
        glyphs.map(|(_, range)| &line.text[range.clone()]).collect()
    }

    #[test]
    fn words_stay_whole_where_a_line_is_wide_enough() {
        let told: Vec<String> = lines("một hai ba bốn", Way::AsWritten, 4.0).iter().map(seen).collect();
        assert_eq!(told, ["một hai ", "ba bốn"]);
    }

    #[test]
    fn what_is_longer_than_a_line_is_broken_anywhere() {
        let all = lines(&"a".repeat(100), Way::AsWritten, 10.0);
        assert!(all.len() > 5);
        assert!(all.iter().all(|line| line.width <= 10.0 && line.width > 9.0 || line.text.ends_with(&seen(line))));
    }

    #[test]
    fn arabic_is_seen_from_right_to_left_and_numbers_in_it_from_left_to_right() {
        let all = lines("رقم 123 قضية", Way::AsWritten, 100.0);
        assert!(all[0].rtl);
        let seen = seen(&all[0]);
        assert!(seen.contains("123"), "{seen}");
        assert!(seen.find('ق').expect("there") < seen.find("123").expect("there"), "the last word stands left: {seen}");
    }

    #[test]
    fn a_code_is_read_from_left_to_right_even_when_it_begins_in_arabic() {
        assert!(lines("قضية-1", Way::AsWritten, 100.0)[0].rtl);
        assert!(!lines("قضية-1", Way::LeftToRight, 100.0)[0].rtl);
    }

    #[test]
    fn spaces_that_hang_over_the_end_make_no_later_line_too_wide() {
        // No line may begin with a comma (UAX 14, LB 13), so the word before the spaces is taken along.
        let all = lines("aaaa bbbbbbbb            , c", Way::AsWritten, 6.0);
        assert!(all.iter().all(|line| line.width <= 6.0), "{:?}", all.iter().map(seen).collect::<Vec<_>>());
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_set_whole_and_no_line_is_wider_than_it_may_be(text in "\\PC{0,80}", width in 3.0_f32..40.0) {
            let fonts = Fonts::new();
            let mut spelled = std::collections::BTreeSet::new();
            let shown = crate::shown::one(&text, Style::Plain, &fonts, &mut spelled);
            let all = set(&shown, Style::Plain, Way::AsWritten, width, &fonts);
            let mut bytes: Vec<Range<usize>> =
                all.iter().flat_map(|line| line.runs.iter().flat_map(|run| run.glyphs.iter().map(|(_, range)| range.clone()))).collect();
            bytes.sort_by_key(|range| range.start);
            bytes.dedup();
            let mut end = 0;
            for range in bytes {
                proptest::prop_assert_eq!(range.start, end, "each character is shown, once");
                end = range.end;
            }
            proptest::prop_assert_eq!(end, shown.len());
            for line in &all {
                proptest::prop_assert!(line.width <= width + 0.01 || line.runs.iter().map(|run| run.glyphs.len()).sum::<usize>() < 8);
            }
        }
    }
}
