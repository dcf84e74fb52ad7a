//! The second factor: RFC 6238 with SHA-1, six digits, thirty seconds, one step of tolerance, each code once.

use hmac::{Hmac, KeyInit, Mac};
use khien_terms::Moment;
use sha1::Sha1;

/// Seconds of a step.
const STEP_SECONDS: i64 = 30;

/// The code of a step (RFC 4226 section 5.3).
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    // HMAC takes keys of every length, so this branch is the only one.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last().copied().unwrap_or(0) & 15);
    let word = digest.iter().skip(offset).take(4).fold(0u32, |word, byte| word << 8 | u32::from(*byte));
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

/// The step of a moment.
#[must_use]
pub fn step(now: Moment) -> i64 {
    now.0.div_euclid(1_000_000 * STEP_SECONDS)
}

/// The step that a code belongs to, when it is right now and later than the last that was accepted.
#[must_use]
pub fn accepted_step(secret: &[u8], typed: &str, now: Moment, last_step: i64) -> Option<i64> {
    let current = step(now);
    [current, current - 1, current + 1].into_iter().find(|step| *step > last_step && code(secret, *step) == typed)
}

/// Base32 (RFC 4648) without padding, as authenticator apps take it.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut buffer, mut bits) = (0u32, 0u32);
    for byte in bytes {
        buffer = buffer << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(buffer >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(buffer << (5 - bits) & 31) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        let secret = b"12345678901234567890";
        // Appendix B, SHA-1, the last six of eight digits.
        for (seconds, expected) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(code(secret, seconds / STEP_SECONDS), expected);
        }
    }

    #[test]
    fn a_code_works_once_and_only_near_its_time() {
        let secret = b"12345678901234567890";
        let now = Moment(59_000_000);
        let typed = code(secret, 1);
        assert_eq!(accepted_step(secret, &typed, now, 0), Some(1));
        assert_eq!(accepted_step(secret, &typed, now, 1), None);
        assert_eq!(accepted_step(secret, &typed, Moment(150_000_000), 0), None);
        assert_eq!(accepted_step(secret, "000000", now, 0), None);
    }

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (plain, text) in [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(plain.as_bytes()), text);
        }
    }
}
