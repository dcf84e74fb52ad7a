//! What the server keeps of a sign-in key: argon2id of it. The key itself is a half of the stretched passphrase.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use khien_casework::Refusal;
use khien_store::Fault;
use tokio::sync::Semaphore;

/// Hashes at once: a flood of sign-ins waits for itself and leaves the cores to those who report.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Argon2id of a sign-in key, as PHC text. Takes tens of milliseconds, so it runs off the runtime's threads.
///
/// # Errors
/// [`Refusal::Field`] for a key that is not 32 bytes in hex.
pub async fn hashed(key: String) -> Result<String, Fault> {
    if key.len() != 64 || hex::decode(&key).is_err() {
        return Err(Refusal::Field { field: "key", problem: "32 bytes in hex" }.into());
    }
    let _turn = AT_ONCE.acquire().await.map_err(|_| Fault::Stopping)?;
    let hashing = move || Argon2::default().hash_password(key.as_bytes()).map(|hash| hash.to_string());
    let hashed = tokio::task::spawn_blocking(hashing).await.map_err(|_| Fault::Stopping)?;
    hashed.map_err(|error| Fault::Corrupt(error.to_string()))
}

/// Whether a key fits; without a hash to compare the same work is done for nothing, so that time tells nothing.
///
/// # Errors
/// [`Fault::Stopping`].
pub async fn fits(key: String, hash: Option<String>) -> Result<bool, Fault> {
    let _turn = AT_ONCE.acquire().await.map_err(|_| Fault::Stopping)?;
    tokio::task::spawn_blocking(move || match hash.as_deref().map(PasswordHash::new) {
        Some(Ok(hash)) => Argon2::default().verify_password(key.as_bytes(), &hash).is_ok(),
        _ => {
            // The outcome is thrown away on purpose.
            let _spent = Argon2::default().hash_password(key.as_bytes());
            false
        }
    })
    .await
    .map_err(|_| Fault::Stopping)
}
