//! The signature under a package of a State without a node: its letter's key signs, and nobody else. Such a signature says that the
//! package was made in the letter; who made it is what the telephone said.

use khien_seal::keys::SignKey;

use crate::wire::{WireError, single};

/// What the signature covers beside the manifest (`external_aad`): it is none over a message, nor one of a node.
const CONTEXT: &[u8] = b"desk/1/package/letter";

/// The first byte of COSE_Sign1, tagged 18; what node and officer sign is tagged 98 and begins otherwise.
const TAG: u8 = 0xd2;

/// Whether it is a signature of this kind, whoever made it.
pub(super) fn is_one(signature: &[u8]) -> bool {
    signature.first() == Some(&TAG)
}

/// Signs the manifest of a package's tag files with a letter's key.
///
/// # Errors
/// [`WireError::Inner`], which no manifest causes.
pub fn sign(manifest: &[u8], letter: &SignKey) -> Result<Vec<u8>, WireError> {
    single::sign(manifest.to_vec(), CONTEXT, letter)
}

/// The manifest that a letter's key signed.
///
/// # Errors
/// [`WireError::Inner`], [`WireError::Signature`].
pub(super) fn verified(signature: &[u8], letter: &[u8; 32]) -> Result<Vec<u8>, WireError> {
    single::verified(signature, CONTEXT, &[*letter])
}

/// The manifest that somebody signed, and how the signature calls the key: the first 8 bytes of SHA-256 over it, hex.
///
/// # Errors
/// [`WireError::Inner`].
pub(super) fn unjudged(signature: &[u8]) -> Result<(Vec<u8>, String), WireError> {
    single::unjudged(signature).map(|(manifest, key)| (manifest, hex::encode(key)))
}
