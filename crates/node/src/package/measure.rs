//! Lengths and hashes of a file in one pass, without holding it.

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256, Sha512};

/// Bytes that are read at a time.
const STEP: usize = 1 << 18;

/// What a file measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Its length.
    pub bytes: u64,
    /// SHA-256, small hexadecimal digits.
    pub sha256: String,
    /// SHA-512, small hexadecimal digits.
    pub sha512: String,
    /// CRC-32, for archives.
    pub crc: u32,
}

/// Reads to the end, and writes what was read to `copy`.
///
/// # Errors
/// Of either side.
pub fn measure(mut from: impl Read, mut copy: impl Write) -> io::Result<Measured> {
    let (mut small, mut large, mut crc) = (Sha256::new(), Sha512::new(), crc32fast::Hasher::new());
    let mut step = vec![0; STEP];
    let mut bytes = 0;
    loop {
        let read = match from.read(&mut step) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let part = &step[..read];
        small.update(part);
        large.update(part);
        crc.update(part);
        copy.write_all(part)?;
        bytes += read as u64;
    }
    let (sha256, sha512) = (hex::encode(small.finalize()), hex::encode(large.finalize()));
    Ok(Measured { bytes, sha256, sha512, crc: crc.finalize() })
}

/// Keeps what it is given, up to a length; then keeps nothing.
#[derive(Debug)]
pub struct Kept {
    max: usize,
    bytes: Option<Vec<u8>>,
}

impl Kept {
    /// At most so many bytes.
    #[must_use]
    pub fn new(max: usize) -> Self {
        Self { max, bytes: Some(Vec::new()) }
    }

    /// What was kept; nothing when there was more.
    #[must_use]
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        self.bytes
    }
}

impl Write for Kept {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        match &mut self.bytes {
            Some(bytes) if bytes.len() + part.len() <= self.max => bytes.extend_from_slice(part),
            _ => self.bytes = None,
        }
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_measured_and_copied_in_one_pass() {
        let mut copy = Vec::new();
        let measured = measure(&b"123456789"[..], &mut copy).expect("measured");
        assert_eq!((measured.bytes, measured.crc), (9, 0xcbf4_3926), "the check value of CRC-32");
        assert_eq!(measured.sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
        assert_eq!(copy, b"123456789");
    }

    #[test]
    fn what_is_longer_than_may_be_is_not_kept() {
        let mut kept = Kept::new(3);
        kept.write_all(b"ab").expect("kept");
        kept.write_all(b"cd").expect("passed over");
        assert_eq!(kept.into_bytes(), None);
    }
}
