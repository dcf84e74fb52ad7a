//! The keys by which nodes know each other on the wire (TLS 1.3, both sides). No authority of the web vouches for them: each node
//! says with [`super::Fresh`] which one it presents and which one follows, so that one gives way to the next without a gap.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// For how long a node presents a key.
pub const LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// For how long it still names one that it presents no more: a process of it that has not noticed is still known.
pub const AFTER: SignedDuration = SignedDuration::from_hours(24);
/// Keys that a node names at once: the one that it presents and the one that follows.
const STANDING: usize = 2;
/// Keys that a node may name at most: those two, and what still fades.
pub const MOST: usize = 4;
/// What stands before the 32 bytes of an Ed25519 key in a `SubjectPublicKeyInfo` (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// A key of ours and when it is presented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsKey {
    /// The public key, Ed25519, hex.
    pub key: String,
    /// Presented from then, or before when the one before it is gone.
    pub not_before: Timestamp,
    /// Presented until then.
    pub not_after: Timestamp,
}

/// The pin of a `SubjectPublicKeyInfo` as it stands in a certificate (DER): its SHA-256, base64.
#[must_use]
pub fn pin_of_spki(der: &[u8]) -> String {
    B64.encode(khien_seal::sha256(der))
}

/// The pin of an Ed25519 key.
#[must_use]
pub fn pin_of(key: &[u8; 32]) -> String {
    pin_of_spki(&[&SPKI[..], &key[..]].concat())
}

/// Whether a text is a pin.
#[must_use]
pub fn is_pin(text: &str) -> bool {
    B64.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// Parts keys from those that are over or not to be believed any more; gives these.
pub fn part(keys: &mut Vec<TlsKey>, revoked: impl Fn(&str) -> bool, now: Timestamp) -> Vec<TlsKey> {
    let stays = |key: &TlsKey| !revoked(&key.key) && now.duration_since(key.not_after) < AFTER;
    let (standing, gone) = keys.drain(..).partition(stays);
    *keys = standing;
    gone
}

/// When the next key is presented, from and until; nothing when as many as there should be are there.
#[must_use]
pub fn wanted(keys: &[TlsKey], now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let lasting: Vec<&TlsKey> = keys.iter().filter(|key| now < key.not_after).collect();
    let from = lasting.iter().map(|key| key.not_after).max().unwrap_or(now);
    (lasting.len() < STANDING).then(|| (from, from + LIFE))
}

/// The key that is presented now: the newest whose time has come, else the next.
#[must_use]
pub fn presented(keys: &[TlsKey], now: Timestamp) -> Option<&TlsKey> {
    let lasting = || keys.iter().filter(|key| now < key.not_after);
    let begun = lasting().filter(|key| key.not_before <= now).max_by_key(|key| key.not_before);
    begun.or_else(|| lasting().min_by_key(|key| key.not_before))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(days: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(days * 24)
    }

    /// As the store does it, with a number for a key.
    fn turned(keys: &mut Vec<TlsKey>, made: &mut u32, revoked: &str, now: Timestamp) {
        part(keys, |key| key == revoked, now);
        while let Some((not_before, not_after)) = wanted(keys, now) {
            *made += 1;
            keys.push(TlsKey { key: made.to_string(), not_before, not_after });
        }
    }

    #[test]
    fn a_pin_is_what_openssl_makes_of_the_key() {
        // openssl pkey -pubout -outform DER | openssl dgst -sha256 -binary | base64, of RFC 8410's example.
        let key = hex::decode("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1").expect("hex");
        let key: [u8; 32] = key.try_into().expect("32");
        assert_eq!(pin_of(&key), "oekVYFTgT6yJmunydRMs3Ael28TqLCrTof/G4NJTaB8=");
        assert!(is_pin(&pin_of(&key)) && !is_pin("AAAA") && !is_pin("?"));
    }

    #[test]
    fn a_key_that_is_lost_gives_way_to_the_next_at_once_and_another_follows() {
        let (mut keys, mut made) = (Vec::new(), 0);
        turned(&mut keys, &mut made, "", at(0));
        assert_eq!(presented(&keys, at(0)).map(|key| key.key.as_str()), Some("1"));
        turned(&mut keys, &mut made, "1", at(3));
        assert_eq!(presented(&keys, at(3)).map(|key| key.key.as_str()), Some("2"), "before its time");
        assert_eq!((keys.len(), made), (2, 3));
    }

    #[test]
    fn a_node_that_slept_for_long_begins_with_two_new_keys() {
        let (mut keys, mut made) = (Vec::new(), 0);
        turned(&mut keys, &mut made, "", at(0));
        turned(&mut keys, &mut made, "", at(400));
        assert_eq!(presented(&keys, at(400)).map(|key| key.key.as_str()), Some("3"));
        assert_eq!(keys.len(), 2);
    }

    proptest! {
        /// Whoever heard of a node within the thirty days for which its word holds knows what it presents.
        #[test]
        fn whoever_heard_of_it_within_a_month_knows_what_is_presented(steps in prop::collection::vec(1i64..29, 1..60)) {
            let (mut keys, mut made, mut today) = (Vec::new(), 0, 0);
            let mut heard: Vec<(i64, Vec<String>)> = Vec::new();
            for step in steps {
                turned(&mut keys, &mut made, "", at(today));
                let now = presented(&keys, at(today)).expect("one is presented").key.clone();
                prop_assert!(keys.len() <= MOST);
                for (day, known) in &heard {
                    prop_assert!(today - day > 30 || known.contains(&now), "{now} of {known:?} on day {today}");
                }
                heard.push((today, keys.iter().map(|key| key.key.clone()).collect()));
                today += step;
            }
        }
    }
}
