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
