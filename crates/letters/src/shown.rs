//! What cannot be shown is said: a character that no font here holds stands as its number, never as an empty box.

use std::collections::BTreeSet;

use crate::fonts::{Fonts, Style};

/// Text as paragraphs that fonts can show; what was replaced is added to `spelled`.
pub fn paragraphs(text: &str, style: Style, fonts: &Fonts, spelled: &mut BTreeSet<char>) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let mut all: Vec<String> = text.split(is_break).map(|line| shown(line, style, fonts, spelled)).collect();
    while all.len() > 1 && all.last().is_some_and(|line| line.trim().is_empty()) {
        all.pop();
    }
    all
}

/// Text as one paragraph.
#[cfg(test)]
pub fn one(text: &str, style: Style, fonts: &Fonts, spelled: &mut BTreeSet<char>) -> String {
    paragraphs(text, style, fonts, spelled).join(" ")
}

fn shown(line: &str, style: Style, fonts: &Fonts, spelled: &mut BTreeSet<char>) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if c == '\t' {
            out.push(' ');
        } else if is_silent(c) || (!is_unfit(c) && fonts.of(style, c).is_some()) {
            out.push(c);
        } else {
            spelled.insert(c);
            out.push_str(&format!("[U+{:04X}]", u32::from(c)));
        }
    }
    out
}

/// Ends of lines, in all their ways (UAX 14, class BK, CR, LF, NL).
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What has no look of its own and steers what stands beside it: joiners, directions, variants.
pub fn is_silent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}')
}

/// What has no place in a file that is kept for ever: controls, a mark of byte order, what only two sides agree on (ISO 19005-3, 6.2.11.7).
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}')
        || u32::from(c) >= 0xe_0000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Vec<String>, Vec<char>) {
        let mut spelled = BTreeSet::new();
        let all = paragraphs(text, Style::Plain, &Fonts::new(), &mut spelled);
        (all, spelled.into_iter().collect())
    }

    #[test]
    fn what_no_font_holds_stands_as_its_number() {
        assert_eq!(of("a\u{1f600}b"), (vec!["a[U+1F600]b".into()], vec!['\u{1f600}']));
        assert_eq!(of("\u{e000}\u{7}"), (vec!["[U+E000][U+0007]".into()], vec!['\u{7}', '\u{e000}']));
    }

    #[test]
    fn what_fonts_hold_stays_as_it_is() {
        let text = "Nguyễn Thị Ánh · สมชาย · محمد · 王小明 · ដារ៉ា · Иван";
        assert_eq!(of(text), (vec![text.into()], vec![]));
    }

    #[test]
    fn lines_end_where_they_were_ended_and_the_last_ones_hold_something() {
        assert_eq!(of("a\r\nb\u{2028}c\td\n\n").0, ["a", "b", "c d"]);
        assert_eq!(of("").0, [""]);
    }
}
