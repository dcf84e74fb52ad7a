//! What strangers wrote, shown at a terminal: names of files and words out of them may hold characters that would move its cursor,
//! change its colours or turn a line around. JSON and lists are written as they are, by their own rules.

use std::path::Path;

/// A line with every control character, and every one that turns the direction of letters, spelled out.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() || turns(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// The name of a file.
pub(super) fn named(path: impl AsRef<Path>) -> String {
    shown(&path.as_ref().to_string_lossy())
}

/// Marks of direction and of line ends that are no control characters (Unicode bidirectional algorithm, UAX 9).
fn turns(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_cursor_is_spelled_out_and_everything_else_stays() {
        assert_eq!(shown("\u{1b}[31mred\r\n\u{9b}2J\u{7f}"), "\\u{1b}[31mred\\r\\n\\u{9b}2J\\u{7f}");
        assert_eq!(shown("gpj.\u{202e}exe"), "gpj.\\u{202e}exe");
        assert_eq!(shown("ảnh của em – 写真.jpg"), "ảnh của em – 写真.jpg");
    }
}
