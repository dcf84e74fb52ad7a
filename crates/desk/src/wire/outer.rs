//! The header and the sealed bytes behind it, as deterministic CBOR (RFC 8949 section 4.2): one text for one message.

use ciborium::Value;
use khien_seal::Hash;

use super::WireError;
use crate::code::is_state;

/// The version of the protocol.
pub const VERSION: u64 = 1;
/// Bytes of a message at most; larger things travel in pieces beside it.
pub const MAX: usize = 2 << 20;

/// How soon a message matters; each lane has a budget of its own, so that a flood of one cannot starve another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Life, preservation of what will be gone, and every answer to them.
    Urgent,
    /// All else.
    Normal,
    /// Pieces of packages.
    Bulk,
}

impl Lane {
    /// The number in the header.
    #[must_use]
    pub fn number(self) -> u64 {
        match self {
            Lane::Urgent => 0,
            Lane::Normal => 1,
            Lane::Bulk => 2,
        }
    }

    fn from_number(number: u64) -> Option<Self> {
        [Lane::Urgent, Lane::Normal, Lane::Bulk].into_iter().find(|lane| lane.number() == number)
    }
}

/// What a relay, or whoever finds the file, can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// 16 random bytes.
    pub message: [u8; 16],
    /// State that shall read it, ISO 3166-1 alpha-2.
    pub to: String,
    /// State that sends it.
    pub from: String,
    /// 1 is HPKE base with X-Wing, HKDF-SHA256 and ChaCha20-Poly1305.
    pub suite: u64,
    /// Which of the receiver's keys it is sealed to.
    pub recipient: [u8; 8],
    /// Lane.
    pub lane: Lane,
}

/// A whole message as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outer {
    /// Its header.
    pub header: Header,
    /// HPKE's encapsulated key.
    pub encapsulated: Vec<u8>,
    /// The ciphertext.
    pub ciphertext: Vec<u8>,
}

fn number(n: u64) -> Value {
    Value::Integer(n.into())
}

impl Header {
    fn members(&self) -> Vec<(Value, Value)> {
        vec![
            (number(0), number(VERSION)),
            (number(1), Value::Bytes(self.message.to_vec())),
            (number(2), Value::Text(self.to.clone())),
            (number(3), Value::Text(self.from.clone())),
            (number(4), number(self.suite)),
            (number(5), Value::Bytes(self.recipient.to_vec())),
            (number(8), number(self.lane.number())),
        ]
    }

    /// HPKE's `info`: whoever changes a member of the header makes the message one that does not open.
    #[must_use]
    pub fn info(&self) -> Vec<u8> {
        let mut info = b"desk/1".to_vec();
        info.extend(khien_seal::sha256(&encoded(self.members())));
        info
    }
}

/// What a map without its long members has at most; room that is asked for once.
const SHORT: usize = 128;

fn encoded(members: Vec<(Value, Value)>) -> Vec<u8> {
    let long = |(_, value): &(Value, Value)| value.as_bytes().map_or(0, Vec::len);
    let mut bytes = Vec::with_capacity(SHORT + members.iter().map(long).sum::<usize>());
    // Writing to memory fails for no value that this module makes.
    if ciborium::into_writer(&Value::Map(members), &mut bytes).is_err() {
        bytes.clear();
    }
    bytes
}

impl Outer {
    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut members = self.header.members();
        let lane = members.pop();
        members.push((number(6), Value::Bytes(self.encapsulated.clone())));
        members.push((number(7), Value::Bytes(self.ciphertext.clone())));
        members.extend(lane);
        encoded(members)
    }

    /// SHA-256 of the bytes: what receipts name.
    #[must_use]
    pub fn digest(&self) -> Hash {
        khien_seal::sha256(&self.to_bytes())
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// [`WireError::Outer`], [`WireError::Version`].
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        if bytes.len() > MAX {
            return Err(WireError::Outer);
        }
        let outer = Reader(bytes).outer()?;
        // One message has one text: other orders, longer numbers and further members are another's.
        if outer.to_bytes() == bytes { Ok(outer) } else { Err(WireError::Outer) }
    }
}

/// Reads the one shape that a message has; nothing is built from what has another.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn outer(&mut self) -> Result<Outer, WireError> {
        if self.head(5) != Some(9) || self.member(0).is_none() {
            return Err(WireError::Outer);
        }
        if self.head(0).ok_or(WireError::Outer)? != VERSION {
            return Err(WireError::Version);
        }
        self.rest().ok_or(WireError::Outer)
    }

    fn rest(&mut self) -> Option<Outer> {
        self.member(1)?;
        let message = self.bytes(2)?.try_into().ok()?;
        self.member(2)?;
        let to = self.state()?;
        self.member(3)?;
        let from = self.state()?;
        self.member(4)?;
        let suite = self.head(0)?;
        self.member(5)?;
        let recipient = self.bytes(2)?.try_into().ok()?;
        self.member(6)?;
        let encapsulated = self.bytes(2)?.to_vec();
        self.member(7)?;
        let ciphertext = self.bytes(2)?.to_vec();
        self.member(8)?;
        let lane = Lane::from_number(self.head(0)?)?;
        let header = Header { message, to, from, suite, recipient, lane };
        self.0.is_empty().then_some(Outer { header, encapsulated, ciphertext })
    }

    /// The number in an item's head (RFC 8949 section 3), when it is of this major type.
    fn head(&mut self, major: u8) -> Option<u64> {
        let (first, rest) = self.0.split_first()?;
        if first >> 5 != major {
            return None;
        }
        let width = match first & 31 {
            small @ 0..=23 => {
                self.0 = rest;
                return Some(small.into());
            }
            width @ 24..=27 => 1usize << (width - 24),
            _ => return None,
        };
        let (number, rest) = rest.split_at_checked(width)?;
        self.0 = rest;
        Some(number.iter().fold(0, |all, byte| (all << 8) | u64::from(*byte)))
    }

    fn member(&mut self, key: u64) -> Option<()> {
        (self.head(0)? == key).then_some(())
    }

    fn bytes(&mut self, major: u8) -> Option<&'a [u8]> {
        let length = usize::try_from(self.head(major)?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn state(&mut self) -> Option<String> {
        let text = std::str::from_utf8(self.bytes(3)?).ok()?;
        is_state(text).then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outer() -> Outer {
        let header = Header {
            message: [7; 16],
            to: "XB".into(),
            from: "XA".into(),
            suite: 1,
            recipient: [9; 8],
            lane: Lane::Urgent,
        };
        Outer { header, encapsulated: vec![1; 40], ciphertext: vec![2; 300] }
    }

    #[test]
    fn a_message_reads_back_as_it_was_written() {
        let bytes = outer().to_bytes();
        assert_eq!(Outer::read(&bytes), Ok(outer()));
        assert_eq!(bytes[0], 0xa9, "a map of nine members");
    }

    #[test]
    fn another_text_of_the_same_message_is_refused() {
        let mut bytes = outer().to_bytes();
        bytes.push(0);
        assert_eq!(Outer::read(&bytes), Err(WireError::Outer), "more behind it");
        let Ok(Value::Map(mut members)) = ciborium::from_reader(outer().to_bytes().as_slice()) else { panic!("map") };
        members.swap(1, 2);
        assert_eq!(Outer::read(&encoded(members.clone())), Err(WireError::Outer), "another order");
        members.swap(1, 2);
        members.push((number(9), number(1)));
        assert_eq!(Outer::read(&encoded(members)), Err(WireError::Outer), "a member that nobody knows");
    }

    #[test]
    fn the_header_is_bound_to_what_it_seals() {
        let before = outer().header.info();
        for change in [
            |h: &mut Header| h.to = "XC".into(),
            |h: &mut Header| h.from = "XC".into(),
            |h: &mut Header| h.message[0] = 1,
            |h: &mut Header| h.lane = Lane::Bulk,
            |h: &mut Header| h.recipient[0] = 1,
        ] {
            let mut changed = outer().header;
            change(&mut changed);
            assert_ne!(changed.info(), before);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Outer::read(&bytes);
        }

        #[test]
        fn a_changed_byte_is_another_message_or_none(at in 0usize..400, bit in 0u8..8) {
            let mut bytes = outer().to_bytes();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            if let Ok(read) = Outer::read(&bytes) {
                prop_assert_ne!(read, outer());
            }
        }
    }
}
