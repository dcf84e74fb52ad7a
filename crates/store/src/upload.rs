//! Files in parts, resumable: they arrive before the report that names them, under the hash of the whole ciphertext.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use khien_casework::Refusal;
use khien_casework::report::FileMark;
use sha2::{Digest, Sha256};

use crate::{Fault, Store, vals};

/// Bytes of one part at most.
pub const PART_MAX: usize = 1 << 20;
/// Bytes of one file at most.
pub const FILE_MAX: u64 = 64 << 20;
/// Bytes of parts that no report names yet, at most: a flood fills this and not the disk.
pub const PENDING_MAX: u64 = 2 << 30;

impl Store {
    /// Takes a part of a file and gives the offset from which to send on. A part that does not begin where the last
    /// ended is not written.
    ///
    /// # Errors
    /// [`Refusal::Field`] for a name that is no hash, or a size out of bounds.
    pub async fn put_part(&self, sha256: String, offset: u64, part: Vec<u8>) -> Result<u64, Fault> {
        let named = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !named {
            return Err(Refusal::Field { field: "sha256", problem: "64 hex digits" }.into());
        }
        if part.len() > PART_MAX || offset.saturating_add(part.len() as u64) > FILE_MAX {
            return Err(Refusal::Field { field: "size", problem: "at most 64 MiB in parts of at most 1 MiB" }.into());
        }
        let folder = self.shared.place.folder.clone();
        tokio::task::spawn_blocking(move || write_part(&folder, &sha256, offset, &part))
            .await
            .map_err(|_| Fault::Stopping)?
    }

    /// Makes the files that a report names whole and durable, before any event names them.
    ///
    /// # Errors
    /// [`Refusal::Field`] for one that has not arrived whole, [`Refusal::Forged`] for one with another hash than its name.
    pub(crate) async fn finish_uploads(&self, files: &[FileMark]) -> Result<(), Fault> {
        if files.is_empty() {
            return Ok(());
        }
        let (folder, files) = (self.shared.place.folder.clone(), files.to_vec());
        tokio::task::spawn_blocking(move || files.iter().try_for_each(|file| finish(&folder, file)))
            .await
            .map_err(|_| Fault::Stopping)?
    }

    /// Removes files and parts that no report named within a day.
    ///
    /// # Errors
    /// [`Fault::Folder`], [`Fault::Database`].
    pub async fn sweep_uploads(&self) -> Result<usize, Fault> {
        let folder = self.shared.place.folder.clone();
        self.read(move |conn| {
            let mut swept = 0;
            for below in ["files", "uploads"] {
                for entry in std::fs::read_dir(folder.join(below))? {
                    let entry = entry?;
                    let old = entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age.as_secs() > 86_400);
                    let name = entry.file_name().to_string_lossy().into_owned();
                    if !old || conn.first("SELECT 1 FROM sealed_file WHERE sha256 = $1", &vals![name])?.is_some() {
                        continue;
                    }
                    std::fs::remove_file(entry.path())?;
                    swept += 1;
                }
            }
            Ok(swept)
        })
        .await
    }

    /// Reads a file's ciphertext.
    ///
    /// # Errors
    /// [`Fault::Folder`].
    pub async fn read_file(&self, sha256: &str) -> Result<Vec<u8>, Fault> {
        let path = self.shared.place.folder.join("files").join(sha256);
        tokio::task::spawn_blocking(move || Ok(std::fs::read(path)?)).await.map_err(|_| Fault::Stopping)?
    }
}

fn write_part(folder: &Path, sha256: &str, offset: u64, part: &[u8]) -> Result<u64, Fault> {
    if let Ok(meta) = folder.join("files").join(sha256).metadata() {
        return Ok(meta.len());
    }
    let pending = folder.join("uploads").join(sha256);
    let have = pending.metadata().map_or(0, |meta| meta.len());
    if have != offset {
        return Ok(have);
    }
    if offset == 0 && pending_bytes(folder)? > PENDING_MAX {
        return Err(Refusal::NotNow("too many files wait for their report; send the report without files first").into());
    }
    let mut file = OpenOptions::new().create(true).append(true).open(&pending)?;
    file.write_all(part)?;
    Ok(have + part.len() as u64)
}

fn pending_bytes(folder: &Path) -> Result<u64, Fault> {
    let mut total = 0;
    for entry in std::fs::read_dir(folder.join("uploads"))? {
        total += entry?.metadata()?.len();
    }
    Ok(total)
}

/// The whole file: hash compared, bytes and folder entry made durable.
fn finish(folder: &Path, file: &FileMark) -> Result<(), Fault> {
    let whole = folder.join("files").join(&file.sha256);
    if whole.metadata().is_ok_and(|meta| meta.len() == file.size) {
        return Ok(());
    }
    let pending = folder.join("uploads").join(&file.sha256);
    if !pending.metadata().is_ok_and(|meta| meta.len() == file.size) {
        return Err(Refusal::Field { field: "files", problem: "a file has not arrived whole; send it again" }.into());
    }
    let mut reading = File::open(&pending)?;
    reading.sync_all()?;
    if hash_of(&mut reading)? != file.sha256 {
        std::fs::remove_file(pending)?;
        return Err(Refusal::Forged.into());
    }
    std::fs::rename(pending, &whole)?;
    File::open(folder.join("files"))?.sync_all()?;
    Ok(())
}

fn hash_of(file: &mut File) -> Result<String, Fault> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex::encode(hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}
