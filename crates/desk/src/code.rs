//! What short texts have to look like: States, languages, numbers in hex.

/// The code of a State: two capital letters (ISO 3166-1; `XA` to `XZ` for invented ones).
#[must_use]
pub fn is_state(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The code of a language: two small letters (ISO 639-1).
#[must_use]
pub fn is_language(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The languages of ISO 639-1, by their codes.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el \
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk \
    kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om \
    or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt \
    tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Whether it is the code of a language that there is, and not only looks like one.
#[must_use]
pub fn is_known_language(text: &str) -> bool {
    LANGUAGES.split_ascii_whitespace().any(|known| known == text)
}

/// `length` small hexadecimal digits.
#[must_use]
pub fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The number of a message or a request: 16 bytes in hex.
#[must_use]
pub fn is_number(text: &str) -> bool {
    is_hex(text, 32)
}

/// The code of an item of a request: letters, digits, `.`, `_`, `-`, forty at most; or `#` and its place from 1, where its name is
/// no such word. Free text in its place could name a person where both nodes read it.
#[must_use]
pub fn is_item(text: &str) -> bool {
    let place = |digits: &str| {
        (1..=4).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let word = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.strip_prefix('#').map_or_else(|| (1..=40).contains(&text.len()) && text.bytes().all(word), place)
}

/// A SHA-256, or a public key, in hex.
#[must_use]
pub fn is_hash(text: &str) -> bool {
    is_hex(text, 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_one_that_there_is() {
        for known in ["vi", "id", "en", "km", "tl", "fr", "ar"] {
            assert!(is_language(known) && is_known_language(known), "{known}");
        }
        for none in ["qq", "xx", "EN", "eng", "klingon", "", "v", "vi id"] {
            assert!(!is_known_language(none), "{none}");
        }
        assert!(LANGUAGES.split_ascii_whitespace().all(is_language));
    }
}
