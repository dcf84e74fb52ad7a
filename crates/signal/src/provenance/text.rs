//! Words from a stranger's file: cut, and without what could draw over the rest of a screen or a terminal.

/// The longest value that is given out, in characters.
pub(super) const LONGEST: usize = 200;

/// The words without control characters (those that turn the direction of writing or have no width are among them), runs
/// of space as one, at most 200 characters. Nothing where nothing is left.
#[must_use]
pub fn clean(words: &str) -> Option<String> {
    let mut kept = String::new();
    for (n, word) in words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).enumerate() {
        if n > 0 {
            kept.push(' ');
        }
        kept.extend(word.chars().filter(|c| !unseen(*c)));
        if kept.len() > 4 * LONGEST {
            break;
        }
    }
    let kept: String = kept.trim().chars().take(LONGEST).collect();
    (!kept.is_empty()).then_some(kept)
}

/// Characters that are there and not seen.
fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Latin-1, as PNG's plain text chunks have it.
pub(super) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Whether the words are the settings that Stable Diffusion's web interface and its kin write.
pub(super) fn are_settings(words: &str) -> bool {
    words.contains("Steps: ") && words.contains("Sampler: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_and_cannot_draw_over_a_screen() {
        assert_eq!(clean("  a\u{1b}[31m\tb\0\u{202e}c  ").as_deref(), Some("a [31m b c"));
        assert_eq!(clean("\u{200b}\n"), None);
        assert_eq!(clean(&"ễ".repeat(5000)).map(|words| words.chars().count()), Some(LONGEST));
    }
}
