//! A member of staff's passphrase, stretched where it is typed: one half opens the bundle, the other signs in.

use hkdf::Hkdf;
use scrypt::Params;
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::SealError;
use crate::keys::{AgeIdentity, expand};

/// log₂ of scrypt's N: 64 MiB at r = 8, about a third of a second on an old phone's browser.
pub const LOG_N: u8 = 16;

/// What a passphrase gives.
pub struct StaffKeys {
    /// Opens the staff bundle.
    pub bundle: AgeIdentity,
    /// Sent to sign in (hex); the server keeps argon2id of it.
    pub sign_in: Zeroizing<String>,
}

/// Stretches a passphrase (NFKC) with its salt.
///
/// # Errors
/// [`SealError::BadKey`] when scrypt refuses, which these parameters cannot cause.
pub fn stretch(passphrase: &str, salt: &[u8; 16]) -> Result<StaffKeys, SealError> {
    let bad = |_| SealError::BadKey("passphrase");
    let text = Zeroizing::new(passphrase.nfkc().collect::<String>());
    let params = Params::new(LOG_N, 8, 1).map_err(|_| SealError::BadKey("passphrase"))?;
    let mut stretched = Zeroizing::new([0u8; 32]);
    scrypt::scrypt(text.as_bytes(), salt, &params, stretched.as_mut()).map_err(bad)?;
    let hkdf = Hkdf::<Sha256>::new(None, stretched.as_ref());
    let bundle = AgeIdentity::from_scalar(&*expand(&hkdf, b"khien/v1/bundle")?)?;
    let sign_in = Zeroizing::new(hex::encode(expand(&hkdf, b"khien/v1/sign-in")?.as_slice()));
    Ok(StaffKeys { bundle, sign_in })
}
