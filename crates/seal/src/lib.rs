//! Who can read what, and who can prove what?
//!
//! Receipts and the keys they give, age envelopes with hidden lengths, signed statements and the chain that leads from
//! a message up to the off-line root, the staff's stretched passphrase, and the arithmetic of the Merkle ledger.
//! No cipher of our own: what is sealed here opens with stock `age`. Formats: `docs/formats.md`.
//!
//! Rooms: [`receipt`], [`keys`], [`pad`], [`envelope`], [`statement`], [`chain`], [`staff`], [`merkle`], [`checkpoint`], [`witness`].

pub mod chain;
pub mod checkpoint;
pub mod envelope;
pub mod keys;
pub mod merkle;
pub mod pad;
pub mod receipt;
pub mod share;
pub mod staff;
pub mod statement;
pub mod witness;

use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// What can go wrong when something is sealed, opened, signed or verified.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealError {
    /// A key text is not what its prefix says.
    #[error("this is not a valid {0}; copy it again, whole")]
    BadKey(&'static str),
    /// No identity fits the envelope, or its bytes were changed.
    #[error("the envelope does not open with this key, or was changed")]
    DoesNotOpen,
    /// A signature does not fit its statement.
    #[error("the signature does not fit: {0}")]
    BadSignature(&'static str),
    /// A statement has not the lines that its first line promises.
    #[error("not a statement of the kind {0}")]
    BadStatement(&'static str),
    /// The text inside is not of the expected shape.
    #[error("the text inside the envelope has another shape than expected")]
    BadContent,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    NoRandomness,
}

/// SHA-256 of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// SHA-256 in lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(sha256(bytes))
}

/// The salted commitment that stands in the journal for sealed bytes: hex(SHA-256(salt ‖ ciphertext)).
#[must_use]
pub fn commitment(salt: &[u8; 32], ciphertext: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(ciphertext);
    hex::encode(hasher.finalize())
}

/// Random bytes of the operating system.
///
/// # Errors
/// [`SealError::NoRandomness`].
pub fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|_| SealError::NoRandomness)?;
    Ok(bytes)
}
