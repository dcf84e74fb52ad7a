//! What a file of a package may be called: a name that every system reads the same and that leads nowhere else.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

/// Bytes that a path may have, `data/payload/` not counted.
pub const PATH_MAX: usize = 900;
/// Bytes that a part of a path may have: what usual file systems take.
pub const PART_MAX: usize = 255;
/// Parts that a path may have.
pub const DEPTH_MAX: usize = 32;

/// Names that stand for devices on some systems, with any ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Why a path is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It leads out of the package: absolute, with `..`, `.`, an empty part, a drive or a backslash.
    #[error("the path leads out of the package, or is not written plainly: parts divided by /, no . or .. among them")]
    Leads,
    /// A character in it is invisible, changes the direction of writing, or is read as something else by some systems.
    #[error(
        "the name has a character that is invisible, or that some systems read as something else (< > : \" | ? * %)"
    )]
    Character,
    /// A part of it stands for a device on some systems, or ends or begins with a space, or ends with a dot.
    #[error("the name stands for a device on some systems, or begins or ends with a space, or ends with a dot")]
    Reserved,
    /// It is too long or too deep.
    #[error("the path is longer than {PATH_MAX} bytes, a part of it than {PART_MAX}, or deeper than {DEPTH_MAX}")]
    TooLong,
}

/// Whether a path, relative and with `/`, is one that every system reads the same.
///
/// # Errors
/// [`Unfit`].
pub fn fit(path: &str) -> Result<(), Unfit> {
    if path.len() > PATH_MAX || path.split('/').count() > DEPTH_MAX {
        return Err(Unfit::TooLong);
    }
    if path.contains('\\') {
        return Err(Unfit::Leads);
    }
    path.split('/').try_for_each(fit_part)
}

fn fit_part(part: &str) -> Result<(), Unfit> {
    if part.is_empty() || part == "." || part == ".." {
        return Err(Unfit::Leads);
    }
    if part.len() > PART_MAX {
        return Err(Unfit::TooLong);
    }
    if part.chars().any(is_bad) {
        return Err(Unfit::Character);
    }
    let (first, last) = (part.chars().next(), part.chars().next_back());
    let loose = first.is_some_and(char::is_whitespace) || last.is_some_and(|c| c.is_whitespace() || c == '.');
    if loose || is_device(part) { Err(Unfit::Reserved) } else { Ok(()) }
}

/// `%` is among them because programs differ in whether a manifest writes it as `%25` (RFC 8493, section 2.1.3).
fn is_bad(c: char) -> bool {
    let hidden = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    c.is_control() || hidden || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '%')
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    let numbered = |name: &str| {
        let rest = stem.strip_prefix(name)?;
        let mut digits = rest.chars();
        let digit = digits.next().filter(|c| matches!(c, '0'..='9' | '¹' | '²' | '³'));
        (digit.is_some() && digits.next().is_none()).then_some(())
    };
    DEVICES[..4].contains(&stem.as_str()) || DEVICES[4..].iter().any(|name| numbered(name).is_some())
}

/// A path as systems compare it that do not tell capitals from small letters, nor one way of writing an accent from another.
#[must_use]
pub fn folded(path: &str) -> String {
    // First up, then down: so that letters with two small forms, or with two letters for one, meet.
    path.nfc().collect::<String>().to_uppercase().to_lowercase().nfc().collect()
}

/// Paths of one package, of which no two may be the same somewhere, and none may be another's folder.
#[derive(Debug, Default)]
pub struct Names {
    files: BTreeMap<String, String>,
}

impl Names {
    /// Adds a path; gives the one that it meets.
    ///
    /// # Errors
    /// The path that was there before.
    pub fn add(&mut self, path: &str) -> Result<(), String> {
        let key = folded(path);
        let folders = key.match_indices('/').map(|(at, _)| &key[..at]);
        let met = folders.chain([key.as_str()]).find_map(|name| self.files.get(name));
        if let Some(met) = met {
            return Err(met.clone());
        }
        let below = format!("{key}/");
        let within = self.files.range(below.clone()..).next().filter(|(name, _)| name.starts_with(&below));
        if let Some((_, met)) = within {
            return Err(met.clone());
        }
        self.files.insert(key, path.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_that_leads_elsewhere_or_hides_something_is_none() {
        let wrong = [
            ("", Unfit::Leads),
            ("/etc/passwd", Unfit::Leads),
            ("../x", Unfit::Leads),
            ("a/../../x", Unfit::Leads),
            ("a//b", Unfit::Leads),
            ("a/", Unfit::Leads),
            ("./a", Unfit::Leads),
            ("a\\..\\x", Unfit::Leads),
            ("C:/x", Unfit::Character),
            ("a\0b", Unfit::Character),
            ("a\nb", Unfit::Character),
            ("a\u{202e}fdp.exe", Unfit::Character),
            ("a%2e", Unfit::Character),
            ("a\u{85}b", Unfit::Character),
            ("a:stream", Unfit::Character),
            ("NUL", Unfit::Reserved),
            ("x/con.txt", Unfit::Reserved),
            ("Lpt1 .log", Unfit::Reserved),
            ("com\u{b9}", Unfit::Reserved),
            ("a.", Unfit::Reserved),
            ("a ", Unfit::Reserved),
            (" a/b", Unfit::Reserved),
        ];
        for (path, why) in wrong {
            assert_eq!(fit(path), Err(why), "{path:?}");
        }
        assert_eq!(fit(&"a".repeat(256)), Err(Unfit::TooLong));
        assert_eq!(fit(&"a/".repeat(40)), Err(Unfit::TooLong));
        for path in ["a", "ảnh/tệp 1.jpg", "..a", "a..b", ".hidden", "com10", "conx", "$x", "~a", "日本/写真.png"]
        {
            assert_eq!(fit(path), Ok(()), "{path:?}");
        }
    }

    #[test]
    fn two_names_that_some_system_takes_for_one_meet() {
        let meets = |one: &str, other: &str| {
            let mut names = Names::default();
            assert_eq!(names.add(one), Ok(()));
            names.add(other) == Err(one.to_owned())
        };
        assert!(meets("A.txt", "a.TXT"));
        assert!(meets("e\u{301}", "\u{e9}"));
        assert!(meets("stra\u{df}e", "STRASSE"));
        assert!(meets("\u{212a}", "k"));
        assert!(meets("a", "A/b"), "a file and a folder");
        assert!(meets("a/b/c", "A/B"), "a folder and a file");
        assert!(!meets("a/b", "a/bc") && !meets("a-b", "a/b"));
    }

    proptest! {
        #[test]
        fn what_is_fit_stays_below_its_folder(path in "\\PC{0,40}|[a./\\\\: \u{202e}~]{0,12}") {
            if fit(&path).is_ok() {
                let below = std::path::Path::new("/bag/data").join(&path);
                prop_assert!(below.starts_with("/bag/data"));
                prop_assert!(below.components().all(|part| part != std::path::Component::ParentDir));
                prop_assert_eq!(below.components().count(), 3 + path.split('/').count());
            }
        }
    }
}
