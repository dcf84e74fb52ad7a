//! How values are written: the same rules as the patterns of the schema, by hand.

/// Pattern of an instant (RFC 3339, at most microseconds).
pub const INSTANT: &str =
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$";
/// Pattern of a day.
pub const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// Pattern of a message's id.
pub const MESSAGE: &str = "^[0-9a-f]{32}$";
/// Pattern of a SHA-256.
pub const HASH: &str = "^[0-9a-f]{64}$";
/// Pattern of a State.
pub const STATE: &str = "^[A-Z]{2}$";
/// Pattern of a language.
pub const LANGUAGE: &str = "^[a-z]{2}$";

/// Whether a text has the shape of `mask`, in which `0` stands for any digit.
fn masked(text: &[u8], mask: &str) -> bool {
    text.len() == mask.len()
        && text
            .iter()
            .zip(mask.bytes())
            .all(|(byte, mask)| if mask == b'0' { byte.is_ascii_digit() } else { *byte == mask })
}

/// Written like a day.
pub fn is_day(text: &str) -> bool {
    masked(text.as_bytes(), "0000-00-00")
}

/// Written like an instant.
pub fn is_instant(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((start, mut rest)) = bytes.split_at_checked(19) else { return false };
    if !masked(start, "0000-00-00T00:00:00") {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=6).contains(&digits) {
            return false;
        }
        rest = &fraction[digits..];
    }
    rest == b"Z" || masked(rest, "+00:00") || masked(rest, "-00:00")
}
