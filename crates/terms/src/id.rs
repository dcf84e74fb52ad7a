//! Ids: 128 random bits behind a prefix that says what they name.
//!
//! They are not ordered in time on purpose: a UUIDv7 would tell the hour of a report.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SYMBOLS: usize = 26;

/// A kind of thing that has ids; the prefix keeps ids of different things apart in text, the type in code.
pub trait Kind {
    /// The text before the underscore, three letters.
    const PREFIX: &'static str;
}

/// An id of one kind of thing, as `rep_` and 26 Crockford base32 symbols.
pub struct Id<K> {
    bits: u128,
    kind: PhantomData<fn() -> K>,
}

/// What is wrong with a text that should be an id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an id of this kind: expected `{expected}_` and 26 symbols")]
pub struct NotAnId {
    expected: &'static str,
}

impl<K: Kind> Id<K> {
    /// An id of these bits; callers draw the bits, so that tests can choose them.
    #[must_use]
    pub const fn from_bits(bits: u128) -> Self {
        Self { bits, kind: PhantomData }
    }

    /// The 128 bits.
    #[must_use]
    pub const fn bits(&self) -> u128 {
        self.bits
    }
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; SYMBOLS];
        let mut rest = self.bits;
        for slot in text.iter_mut().rev() {
            *slot = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
        }
        f.write_str(K::PREFIX)?;
        f.write_str("_")?;
        for symbol in text {
            fmt::Write::write_char(f, symbol as char)?;
        }
        Ok(())
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let wrong = NotAnId { expected: K::PREFIX };
        let symbols = text
            .strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .filter(|rest| rest.len() == SYMBOLS)
            .ok_or(NotAnId { expected: K::PREFIX })?;
        let mut bits: u128 = 0;
        for (place, symbol) in symbols.bytes().enumerate() {
            let value = ALPHABET.iter().position(|a| *a == symbol).ok_or(NotAnId { expected: K::PREFIX })?;
            // 26 symbols hold 130 bits; the first two must be zero.
            if place == 0 && value > 7 {
                return Err(wrong);
            }
            bits = (bits << 5) | value as u128;
        }
        Ok(Self::from_bits(bits))
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}
impl<K> Eq for Id<K> {}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bits.hash(state);
    }
}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bits.cmp(&other.bits)
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The kinds of ids, each an uninhabited marker.
pub mod kinds {
    use super::Kind;

    /// One report of a person or a platform.
    pub enum Report {}
    /// A case: what the team works on; one or more reports.
    pub enum Case {}
    /// A take-down notice to one service.
    pub enum Notice {}
    /// A member of staff.
    pub enum Staff {}
    /// A team that shares a key.
    pub enum Team {}
    /// A bank of hashes.
    pub enum Bank {}
    /// A platform that signs in by API.
    pub enum Platform {}
    /// A request between two States.
    pub enum Request {}
    /// A command, for doing it once.
    pub enum Command {}

    impl Kind for Report {
        const PREFIX: &'static str = "rep";
    }
    impl Kind for Case {
        const PREFIX: &'static str = "cas";
    }
    impl Kind for Notice {
        const PREFIX: &'static str = "ntc";
    }
    impl Kind for Staff {
        const PREFIX: &'static str = "stf";
    }
    impl Kind for Team {
        const PREFIX: &'static str = "tea";
    }
    impl Kind for Bank {
        const PREFIX: &'static str = "bnk";
    }
    impl Kind for Platform {
        const PREFIX: &'static str = "plt";
    }
    impl Kind for Request {
        const PREFIX: &'static str = "req";
    }
    impl Kind for Command {
        const PREFIX: &'static str = "cmd";
    }
}

/// Id of a report.
pub type ReportId = Id<kinds::Report>;
/// Id of a case.
pub type CaseId = Id<kinds::Case>;
/// Id of a take-down notice.
pub type NoticeId = Id<kinds::Notice>;
/// Id of a member of staff.
pub type StaffId = Id<kinds::Staff>;
/// Id of a team.
pub type TeamId = Id<kinds::Team>;
/// Id of a bank of hashes.
pub type BankId = Id<kinds::Bank>;
/// Id of a platform that signs in by API.
pub type PlatformId = Id<kinds::Platform>;
/// Id of a request between States; both know it by the same 128 bits.
pub type RequestId = Id<kinds::Request>;
/// Id of a command.
pub type CommandId = Id<kinds::Command>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        for bits in [0, 1, 31, 32, u128::MAX, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef] {
            let id = ReportId::from_bits(bits);
            assert_eq!(id.to_string().parse::<ReportId>(), Ok(id));
            assert_eq!(id.to_string().len(), 30);
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let case = CaseId::from_bits(7).to_string();
        assert!(case.parse::<ReportId>().is_err());
        assert!("rep_".parse::<ReportId>().is_err());
        assert!("rep_zzzzzzzzzzzzzzzzzzzzzzzzzz".parse::<ReportId>().is_err());
    }
}
