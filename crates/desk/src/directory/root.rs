//! A new root, signed by the old one. It takes effect only after two officers have called back: whoever stole a root could
//! sign such a statement too.

use khien_seal::keys::{SignKey, verify_from_hex};
use khien_seal::statement::Signed;

use super::Reject;

/// First line of the statement.
pub const ROOT: &str = "khien/v1/desk-root";

/// The old root names the new one.
#[must_use]
pub fn succession(state: &str, old: &SignKey, new: &[u8; 32]) -> Signed {
    Signed::new(format!("{ROOT}\n{state}\n{}\n{}", old.verify_hex(), hex::encode(new)), old)
}

/// The root that follows this one, as it says itself.
///
/// # Errors
/// [`Reject::OtherRoot`] when it does not say so.
pub fn successor(signed: &Signed, state: &str, old: &[u8; 32]) -> Result<[u8; 32], Reject> {
    if !signed.verifies(old) {
        return Err(Reject::OtherRoot);
    }
    let [named, from, to] = signed.lines::<3>(ROOT).map_err(|_| Reject::OtherRoot)?;
    if named != state || from != hex::encode(old) {
        return Err(Reject::OtherRoot);
    }
    verify_from_hex(to).map_err(|_| Reject::OtherRoot)
}
