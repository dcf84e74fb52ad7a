//! Files that come without script: the server seals each at once and keeps it where the report or message that names it
//! will find it.

use khien_casework::report::FileMark;
use khien_seal::envelope::seal;
use khien_seal::pad::{self, FileHead};
use khien_seal::{SealError, sha256_hex};
use khien_store::Fault;
use khien_store::upload::PART_MAX;
use zeroize::Zeroizing;

use super::form::SentFile;
use crate::app::App;

/// Kinds of files that are taken: text in a picture, a document, plain text.
pub const KINDS: [&str; 5] = ["image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain"];

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed or refused.
    #[error(transparent)]
    Store(#[from] Fault),
}

/// Seals a file to its readers and keeps it.
///
/// # Errors
/// [`KeepError`].
pub async fn keep_sealed(app: &App, readers: [&str; 2], file: &SentFile) -> Result<FileMark, KeepError> {
    let head = FileHead { name: file.name.clone(), media_type: file.kind.clone(), size: file.bytes.len() };
    let packed = Zeroizing::new(pad::file(&head, &file.bytes)?);
    let sealed = seal(&packed, readers)?;
    let sha256 = sha256_hex(&sealed);
    let mut offset = 0;
    for part in sealed.chunks(PART_MAX) {
        offset = app.store.put_part(sha256.clone(), offset, part.to_vec()).await?;
    }
    Ok(FileMark { sha256, size: sealed.len() as u64 })
}
