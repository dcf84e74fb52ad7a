//! Key pairs in text form, and the keys that a receipt gives (HKDF-SHA256, `docs/formats.md` section 3).

use std::str::FromStr;

use age::secrecy::ExposeSecret;
use bech32::{Bech32, Hrp};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::receipt::Receipt;
use crate::{Hash, SealError, sha256};

/// An X25519 identity of age.
#[derive(Clone)]
pub struct AgeIdentity(age::x25519::Identity);

impl AgeIdentity {
    /// A new identity.
    #[must_use]
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// The identity of 32 bytes. `age` takes identities from Bech32 text only.
    ///
    /// # Errors
    /// [`SealError::BadKey`], which these bytes cannot cause.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, SealError> {
        let bad = SealError::BadKey("age identity");
        let hrp = Hrp::parse("age-secret-key-").map_err(|_| SealError::BadKey("age identity"))?;
        let text = Zeroizing::new(bech32::encode::<Bech32>(hrp, scalar).map_err(|_| bad)?.to_uppercase());
        Self::from_str(&text)
    }

    /// The text `AGE-SECRET-KEY-1…`.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// The text `age1…` to which others seal.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    pub(crate) fn inner(&self) -> &age::x25519::Identity {
        &self.0
    }
}

impl FromStr for AgeIdentity {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        text.trim().parse().map(Self).map_err(|_| SealError::BadKey("age identity"))
    }
}

/// Whether a text is a recipient `age1…` to which this suite seals.
#[must_use]
pub fn is_recipient(text: &str) -> bool {
    text.parse::<age::x25519::Recipient>().is_ok()
}

/// An Ed25519 key that signs statements.
#[derive(Clone)]
pub struct SignKey(SigningKey);

impl SignKey {
    /// A new key.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn generate() -> Result<Self, SealError> {
        Ok(Self::from_seed(crate::random()?))
    }

    /// The key of a seed.
    #[must_use]
    pub fn from_seed(mut seed: [u8; 32]) -> Self {
        let key = Self(SigningKey::from_bytes(&seed));
        seed.zeroize();
        key
    }

    /// The key of a seed in hex.
    ///
    /// # Errors
    /// [`SealError::BadKey`].
    pub fn from_hex(text: &str) -> Result<Self, SealError> {
        let mut seed = [0u8; 32];
        hex::decode_to_slice(text.trim(), &mut seed).map_err(|_| SealError::BadKey("signing key"))?;
        Ok(Self::from_seed(seed))
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half in hex.
    #[must_use]
    pub fn verify_hex(&self) -> String {
        hex::encode(self.0.verifying_key().as_bytes())
    }

    /// The public half.
    #[must_use]
    pub fn verify_bytes(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

/// Whether a signature fits, strictly (RFC 8032, no small-order keys, canonical encodings).
#[must_use]
pub fn verifies(verify: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(verify)
        .is_ok_and(|key| key.verify_strict(bytes, &ed25519_dalek::Signature::from_bytes(signature)).is_ok())
}

/// Reads a public key in hex.
///
/// # Errors
/// [`SealError::BadKey`].
pub fn verify_from_hex(text: &str) -> Result<[u8; 32], SealError> {
    let mut key = [0u8; 32];
    hex::decode_to_slice(text, &mut key).map_err(|_| SealError::BadKey("public key"))?;
    Ok(key)
}

/// What a receipt gives under the root that it pins.
pub struct ReceiptKeys {
    /// The mailbox's address; the server keeps its hash only.
    pub address: Zeroizing<[u8; 32]>,
    /// Opens what is sealed to the reporter.
    pub identity: AgeIdentity,
    /// Signs what the reporter says.
    pub sign: SignKey,
}

impl ReceiptKeys {
    /// Derives the three keys. Another root gives another mailbox: that is how a receipt pins the root.
    ///
    /// # Errors
    /// [`SealError::BadKey`], which no receipt can cause.
    pub fn derive(receipt: &Receipt, root_verify: &[u8; 32]) -> Result<Self, SealError> {
        let symbols = receipt.symbols();
        let hkdf = Hkdf::<Sha256>::new(Some(&sha256(root_verify)), symbols.as_bytes());
        let scalar = expand(&hkdf, b"khien/v1/age")?;
        Ok(Self {
            address: expand(&hkdf, b"khien/v1/mailbox")?,
            identity: AgeIdentity::from_scalar(&scalar)?,
            sign: SignKey::from_seed(*expand(&hkdf, b"khien/v1/sign")?),
        })
    }

    /// Hex of the address's hash, under which the server keeps the mailbox.
    #[must_use]
    pub fn mailbox(&self) -> String {
        mailbox_of(&self.address)
    }
}

/// The name of the mailbox of an address.
#[must_use]
pub fn mailbox_of(address: &Hash) -> String {
    crate::sha256_hex(address)
}

pub(crate) fn expand(hkdf: &Hkdf<Sha256>, info: &[u8]) -> Result<Zeroizing<[u8; 32]>, SealError> {
    let mut out = Zeroizing::new([0u8; 32]);
    hkdf.expand(info, out.as_mut()).map_err(|_| SealError::BadKey("derived key"))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_root_gives_another_mailbox() {
        let receipt = Receipt::from_random([7; 19]);
        let here = ReceiptKeys::derive(&receipt, &[1; 32]).expect("keys");
        let there = ReceiptKeys::derive(&receipt, &[2; 32]).expect("keys");
        assert_ne!(here.mailbox(), there.mailbox());
        assert_ne!(here.identity.recipient(), there.identity.recipient());
    }

    #[test]
    fn an_identity_goes_through_its_text() {
        let identity = AgeIdentity::from_scalar(&[9; 32]).expect("scalar");
        let again: AgeIdentity = identity.to_text().parse().expect("text");
        assert_eq!(identity.recipient(), again.recipient());
    }
}
