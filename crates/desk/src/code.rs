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

/// A SHA-256, or a public key, in hex.
#[must_use]
pub fn is_hash(text: &str) -> bool {
    is_hex(text, 64)
}
