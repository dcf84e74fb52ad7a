//! A package that is too large for a message: encrypted as one stream under a key that stands in the sealed message
//! (C2SP `chunked-encryption@v1` with AES-256-GCM and SHA-256), and cut into chunks that travel by the hash of their ciphertext.
//! Neither node can read them; each can tell a whole chunk from a broken one, and goes on after the last that arrived.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::code::{is_hash, is_number};

/// Bytes of ciphertext in a chunk; the last one has what is left.
pub const CHUNK: usize = 4 << 20;
/// Chunks of one package at most: their hashes have to stand in one message.
pub const CHUNKS_MAX: usize = 12_000;
/// Bytes of plaintext in a record.
const RECORD: usize = 16 << 10;
/// Bytes of a record's tag.
const TAG: usize = 16;
/// Bytes of the salt, before the commitment.
const SALT: usize = 24;
/// Bytes before the first record: salt and commitment to the key.
pub const HEAD: usize = SALT + 32;
/// The longest stream that the format allows is far above [`CHUNKS_MAX`]; this bounds the counter's bytes.
const COUNTER_BYTES: usize = 5;

/// Why a stream does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChunkedError {
    /// The key is another one, or the head was changed.
    #[error("this is not the key of this package")]
    Key,
    /// A record was changed, moved, or left out.
    #[error("the package was changed on the way")]
    Changed,
    /// The end is missing.
    #[error("the package ends too early")]
    Truncated,
}

/// What the sealed message says of its package: how it is opened and of which chunks it is. The message's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The key, 32 bytes in hex.
    pub key: String,
    /// SHA-256 of each chunk in order, in hex.
    pub chunks: Vec<String>,
}

impl Sheet {
    /// Reads a message's body: a sheet that fits the numbers that its act names.
    #[must_use]
    pub fn of(body: &serde_json::Value, bytes: u64) -> Option<Self> {
        let sheet: Self = serde_json::from_value(body.clone()).ok()?;
        let mut seen: Vec<&String> = sheet.chunks.iter().collect();
        seen.sort_unstable();
        seen.dedup();
        let sound = is_hash(&sheet.key)
            && sheet.chunks.iter().all(|chunk| is_hash(chunk))
            && seen.len() == sheet.chunks.len()
            && u64::try_from(sheet.chunks.len()).is_ok_and(|count| count == chunks_of(bytes))
            && sheet.chunks.len() <= CHUNKS_MAX;
        sound.then_some(sheet)
    }
}

/// Bytes of ciphertext for so many bytes of a package.
#[must_use]
pub fn sealed_bytes(bytes: u64) -> u64 {
    HEAD as u64 + bytes + TAG as u64 * (bytes / RECORD as u64 + 1)
}

/// Chunks of a package of so many bytes.
#[must_use]
pub fn chunks_of(bytes: u64) -> u64 {
    sealed_bytes(bytes).div_ceil(CHUNK as u64)
}

/// Bytes of a package at most.
#[must_use]
pub fn bytes_max() -> u64 {
    let sealed = CHUNKS_MAX as u64 * CHUNK as u64 - HEAD as u64;
    sealed / (RECORD + TAG) as u64 * RECORD as u64
}

/// What the stream of a request's package is bound to: it opens nowhere else.
#[must_use]
pub fn context(thread: &str) -> Option<Vec<u8>> {
    is_number(thread).then(|| format!("desk/1/package/{thread}").into_bytes())
}

/// Key, first nonce, commitment.
struct Keys {
    cipher: Aes256Gcm,
    nonce: [u8; 12],
    commitment: [u8; 32],
}

impl Keys {
    fn derive(key: &[u8; 32], salt: &[u8; SALT], context: &[u8]) -> Result<Self, ChunkedError> {
        let expand = Hkdf::<Sha256>::from_prk(key).map_err(|_| ChunkedError::Key)?;
        let mut out = Zeroizing::new([0u8; 32 + 12 + 32]);
        let label: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";
        expand.expand_multi_info(&[label, salt, context], &mut *out).map_err(|_| ChunkedError::Key)?;
        let (mut nonce, mut commitment) = ([0u8; 12], [0u8; 32]);
        nonce.copy_from_slice(&out[32..44]);
        commitment.copy_from_slice(&out[44..]);
        Ok(Self { cipher: Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&out[..32])), nonce, commitment })
    }

    fn nonce(&self, counter: u64) -> Nonce<aes_gcm::aead::consts::U12> {
        let mut nonce = self.nonce;
        let counter = counter.to_be_bytes();
        for (place, byte) in nonce[12 - COUNTER_BYTES..].iter_mut().zip(&counter[8 - COUNTER_BYTES..]) {
            *place ^= byte;
        }
        *Nonce::from_slice(&nonce)
    }
}

/// Encrypts a stream.
pub struct Sealer {
    keys: Keys,
    counter: u64,
    pending: Vec<u8>,
}

impl Sealer {
    /// Begins a stream: the sealer, and the bytes before the first record.
    ///
    /// # Errors
    /// [`ChunkedError::Key`] never happens with keys of 32 bytes.
    pub fn new(key: &[u8; 32], salt: &[u8; SALT], context: &[u8]) -> Result<(Self, [u8; HEAD]), ChunkedError> {
        let keys = Keys::derive(key, salt, context)?;
        let mut head = [0u8; HEAD];
        head[..SALT].copy_from_slice(salt);
        head[SALT..].copy_from_slice(&keys.commitment);
        Ok((Self { keys, counter: 0, pending: Vec::with_capacity(RECORD) }, head))
    }

    /// Takes more of the package and appends ciphertext to `out`.
    ///
    /// # Errors
    /// [`ChunkedError::Changed`] never happens while encrypting.
    pub fn push(&mut self, mut plain: &[u8], out: &mut Vec<u8>) -> Result<(), ChunkedError> {
        while self.pending.len() + plain.len() >= RECORD {
            let (now, later) = plain.split_at(RECORD - self.pending.len());
            self.pending.extend_from_slice(now);
            self.record(out)?;
            plain = later;
        }
        self.pending.extend_from_slice(plain);
        Ok(())
    }

    /// Ends the stream.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), ChunkedError> {
        self.record(out)
    }

    fn record(&mut self, out: &mut Vec<u8>) -> Result<(), ChunkedError> {
        let nonce = self.keys.nonce(self.counter);
        let sealed = self.keys.cipher.encrypt(&nonce, self.pending.as_slice()).map_err(|_| ChunkedError::Changed)?;
        out.extend_from_slice(&sealed);
        self.pending.clear();
        self.counter += 1;
        Ok(())
    }
}

/// Decrypts a stream. What was given out before an error is true as far as it goes; the whole is whole when [`Opener::finish`]
/// says so.
pub struct Opener {
    keys: Keys,
    counter: u64,
    pending: Vec<u8>,
}

impl Opener {
    /// Begins with the bytes before the first record.
    ///
    /// # Errors
    /// [`ChunkedError::Key`].
    pub fn new(key: &[u8; 32], head: &[u8; HEAD], context: &[u8]) -> Result<Self, ChunkedError> {
        let (salt, commitment) = head.split_at(SALT);
        let salt: &[u8; SALT] = salt.try_into().map_err(|_| ChunkedError::Key)?;
        let keys = Keys::derive(key, salt, context)?;
        // Whoever has the key may know the commitment: nothing is learnt from how long this takes.
        if keys.commitment.as_slice() != commitment {
            return Err(ChunkedError::Key);
        }
        Ok(Self { keys, counter: 0, pending: Vec::with_capacity(RECORD + TAG) })
    }

    /// Takes more ciphertext and appends what it says to `out`.
    ///
    /// # Errors
    /// [`ChunkedError::Changed`].
    pub fn push(&mut self, mut sealed: &[u8], out: &mut Vec<u8>) -> Result<(), ChunkedError> {
        while self.pending.len() + sealed.len() >= RECORD + TAG {
            let (now, later) = sealed.split_at(RECORD + TAG - self.pending.len());
            self.pending.extend_from_slice(now);
            self.record(out)?;
            sealed = later;
        }
        self.pending.extend_from_slice(sealed);
        Ok(())
    }

    /// Ends the stream: the last record is shorter than the others, or the end is missing.
    ///
    /// # Errors
    /// [`ChunkedError::Truncated`], [`ChunkedError::Changed`].
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), ChunkedError> {
        if self.pending.len() < TAG {
            return Err(ChunkedError::Truncated);
        }
        self.record(out)
    }

    fn record(&mut self, out: &mut Vec<u8>) -> Result<(), ChunkedError> {
        let nonce = self.keys.nonce(self.counter);
        let plain = self.keys.cipher.decrypt(&nonce, self.pending.as_slice()).map_err(|_| ChunkedError::Changed)?;
        out.extend_from_slice(&plain);
        self.pending.clear();
        self.counter += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn sealed(plain: &[u8], step: usize) -> Vec<u8> {
        let (mut sealer, head) = Sealer::new(&KEY, &[3; SALT], b"here").expect("key");
        let mut out = head.to_vec();
        for part in plain.chunks(step) {
            sealer.push(part, &mut out).expect("sealed");
        }
        sealer.finish(&mut out).expect("sealed");
        out
    }

    fn opened(sealed: &[u8], step: usize, key: &[u8; 32], context: &[u8]) -> Result<Vec<u8>, ChunkedError> {
        let (head, records) = sealed.split_at_checked(HEAD).ok_or(ChunkedError::Truncated)?;
        let mut opener = Opener::new(key, head.try_into().expect("length"), context)?;
        let mut out = Vec::new();
        for part in records.chunks(step) {
            opener.push(part, &mut out)?;
        }
        opener.finish(&mut out)?;
        Ok(out)
    }

    #[test]
    fn every_length_opens_again_and_is_as_long_as_it_says() {
        for length in [0, 1, RECORD - 1, RECORD, RECORD + 1, 3 * RECORD, 3 * RECORD + 5] {
            let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).expect("small")).collect();
            let cipher = sealed(&plain, 1000);
            assert_eq!(cipher.len() as u64, sealed_bytes(length as u64), "{length}");
            assert_eq!(opened(&cipher, 777, &KEY, b"here"), Ok(plain), "{length}");
        }
    }

    #[test]
    fn another_key_or_place_opens_nothing_and_a_missing_end_shows() {
        let plain = vec![5; 2 * RECORD];
        let cipher = sealed(&plain, RECORD);
        assert_eq!(opened(&cipher, RECORD, &[8; 32], b"here"), Err(ChunkedError::Key));
        assert_eq!(opened(&cipher, RECORD, &KEY, b"there"), Err(ChunkedError::Key));
        // Cut between two records: every record that is there is true, and still the end is missing.
        assert_eq!(opened(&cipher[..HEAD + 2 * (RECORD + TAG)], RECORD, &KEY, b"here"), Err(ChunkedError::Truncated));
        assert_eq!(opened(&cipher[..HEAD], RECORD, &KEY, b"here"), Err(ChunkedError::Truncated));
        let mut swapped = cipher.clone();
        let (one, two) = swapped[HEAD..HEAD + 2 * (RECORD + TAG)].split_at_mut(RECORD + TAG);
        one.swap_with_slice(two);
        assert_eq!(opened(&swapped, RECORD, &KEY, b"here"), Err(ChunkedError::Changed));
    }

    #[test]
    fn the_largest_package_has_no_more_chunks_than_a_message_can_name() {
        assert!(chunks_of(bytes_max()) <= CHUNKS_MAX as u64);
        assert!(chunks_of(bytes_max() + 2 * CHUNK as u64) > CHUNKS_MAX as u64);
        assert_eq!(chunks_of(0), 1);
    }

    #[test]
    fn a_sheet_that_does_not_fit_its_act_is_none() {
        let chunk = |n: u8| hex::encode([n; 32]);
        let body = |chunks: &[String]| serde_json::json!({"key": chunk(1), "chunks": chunks, "text": "Here it is."});
        let bytes = CHUNK as u64;
        assert_eq!(chunks_of(bytes), 2);
        assert!(Sheet::of(&body(&[chunk(2), chunk(3)]), bytes).is_some());
        assert!(Sheet::of(&body(&[chunk(2)]), bytes).is_none(), "too few");
        assert!(Sheet::of(&body(&[chunk(2), chunk(2)]), bytes).is_none(), "one twice");
        assert!(Sheet::of(&body(&[chunk(2), "../../etc".into()]), bytes).is_none(), "no hash");
        assert!(Sheet::of(&serde_json::json!({"chunks": []}), 0).is_none(), "no key");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn one_changed_byte_never_opens(at in 0usize..sealed_len(), bit in 0u8..8) {
            let plain = vec![9; RECORD + 100];
            let mut cipher = sealed(&plain, 4096);
            cipher[at] ^= 1 << bit;
            prop_assert!(opened(&cipher, 5000, &KEY, b"here").is_err());
        }
    }

    fn sealed_len() -> usize {
        HEAD + RECORD + 100 + 2 * TAG
    }
}
