//! A root's fingerprint as words that two people read to each other.
//!
//! 24 English words of the BIP-39 list carry SHA-256 of the root and a check of eight bits. The list, because its words were
//! chosen to be told apart by their first four letters and are the same in every copy; the hash and not the key, because it
//! is the fingerprint that receipts and pages show already; all of it and not a part, because who compares words on the
//! telephone must not be answered by somebody who searched for a key with the same beginning. English in every language of
//! the pages: both sides read the same words.

use bip39::{Language, Mnemonic};

/// Words of a fingerprint.
pub const COUNT: usize = 24;

/// What was wrong with words that were read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misread {
    /// There are not 24.
    #[error("{0} words were given; there are 24")]
    Count(usize),
    /// The word at this place, from 1, is not of the list.
    #[error("word {0} is not of the list: ask for it to be spelled")]
    Unknown(usize),
    /// Each is a word of the list, and their check does not fit: one was misheard.
    #[error("the check word does not fit: one of the words was misheard")]
    Check,
    /// The words are sound and of another root; this, from 1, is the first that differs.
    #[error("word {0} differs: this is not the root that was offered. Trust nothing of it and report it")]
    Differs(usize),
}

/// All words, in the order of their numbers: 2,048, of which each carries eleven bits.
#[must_use]
pub fn list() -> &'static [&'static str; 2048] {
    Language::English.word_list()
}

/// The words of a root (its 32 bytes).
#[must_use]
pub fn voice_words(root: &[u8; 32]) -> [&'static str; COUNT] {
    let mut words = [""; COUNT];
    // 32 bytes are a length that the list has words for, so this does not fail.
    if let Ok(mnemonic) = Mnemonic::from_entropy_in(Language::English, &khien_seal::sha256(root)) {
        words.iter_mut().zip(mnemonic.words()).for_each(|(slot, word)| *slot = word);
    }
    words
}

/// Compares words that were read back with those of a root; case and spaces do not count.
///
/// # Errors
/// [`Misread`] says which word.
pub fn compare(root: &[u8; 32], heard: &str) -> Result<(), Misread> {
    let heard: Vec<String> = heard.split_whitespace().map(str::to_lowercase).collect();
    if heard.len() != COUNT {
        return Err(Misread::Count(heard.len()));
    }
    let unknown = heard.iter().position(|word| Language::English.find_word(word).is_none());
    if let Some(place) = unknown {
        return Err(Misread::Unknown(place + 1));
    }
    let differs = voice_words(root).iter().zip(&heard).position(|(word, heard)| word != heard);
    let Some(place) = differs else { return Ok(()) };
    // Words whose check fits were heard rightly: then it is the root that differs.
    if Mnemonic::parse_in_normalized(Language::English, &heard.join(" ")).is_ok() {
        return Err(Misread::Differs(place + 1));
    }
    Err(Misread::Check)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOT: [u8; 32] = [7; 32];

    #[test]
    fn words_read_back_as_they_were_read_out() {
        let said = voice_words(&ROOT).join("  ").to_uppercase();
        assert_eq!(compare(&ROOT, &said), Ok(()));
    }

    #[test]
    fn a_word_that_is_missing_unknown_or_misheard_is_told() {
        let said = voice_words(&ROOT);
        assert_eq!(compare(&ROOT, &said[1..].join(" ")), Err(Misread::Count(23)));
        let mut spelled = said;
        spelled[4] = "khien";
        assert_eq!(compare(&ROOT, &spelled.join(" ")), Err(Misread::Unknown(5)));
        let mut swapped = said;
        swapped.swap(2, 9);
        assert_eq!(compare(&ROOT, &swapped.join(" ")), Err(Misread::Check));
    }

    #[test]
    fn words_of_another_root_are_told_from_misheard_ones() {
        let other = voice_words(&[8; 32]).join(" ");
        assert!(matches!(compare(&ROOT, &other), Err(Misread::Differs(_))));
    }

    proptest! {
        #[test]
        fn every_root_has_24_words_and_no_other_root_has_the_same(root: [u8; 32], other: [u8; 32]) {
            let words = voice_words(&root);
            prop_assert!(words.iter().all(|word| !word.is_empty()));
            prop_assert_eq!(compare(&root, &words.join(" ")), Ok(()));
            prop_assert_eq!(root == other, compare(&root, &voice_words(&other).join(" ")).is_ok());
        }
    }
}
