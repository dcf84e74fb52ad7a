//! The folder of chunks against what should lie in it: what no message names goes, and what is named and not there is told.

use std::collections::HashSet;
use std::path::Path;

use crate::packages::path;
use crate::{Fault, Store, vals};

/// Seconds for which a chunk waits for the message that names it.
const UNNAMED: u64 = 3 * 86_400;

impl Store {
    /// Marks what was given to us and should be here, and is not: a node that came back from a copy of its database alone, or a disk
    /// that lost files. The State that gave it believes that it is here and does not send it again by itself; whoever opens
    /// the request's page is told. Gives how many parts.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn mark_gone_chunks(&self) -> Result<usize, Fault> {
        let folder = self.shared.place.folder.clone();
        let gone = self
            .read(move |conn| {
                let sql = "SELECT DISTINCT sha256 FROM desk_chunk WHERE ours = $1 AND state = 'here'";
                let rows = conn.query(sql, &vals![0i64])?;
                // A folder that cannot be read, because its disk is not there, says nothing of what is in it.
                files(&folder)?;
                let mut gone = Vec::new();
                for row in &rows {
                    if !path(&folder, row.text(0)).try_exists()? {
                        gone.push(row.text(0).to_owned());
                    }
                }
                Ok(gone)
            })
            .await?;
        if gone.is_empty() {
            return Ok(0);
        }
        let parts = gone.len();
        self.write("chunks gone", move |batch| {
            for hash in &gone {
                let sql = "UPDATE desk_chunk SET state = 'gone' WHERE sha256 = $1 AND ours = $2 AND state = 'here'";
                batch.conn()?.execute(sql, &vals![hash.as_str(), 0i64])?;
            }
            Ok(())
        })
        .await?;
        Ok(parts)
    }

    /// Removes chunks that no message names any more, and those that no message named within three days.
    ///
    /// # Errors
    /// [`Fault::Folder`], [`Fault::Database`].
    pub async fn sweep_chunks(&self) -> Result<usize, Fault> {
        let folder = self.shared.place.folder.clone();
        self.read(move |conn| {
            let rows =
                conn.query("SELECT DISTINCT sha256 FROM desk_chunk WHERE state NOT IN ('done', 'unwanted')", &[])?;
            let named: HashSet<&str> = rows.iter().map(|row| row.text(0)).collect();
            let rows = conn.query("SELECT DISTINCT sha256 FROM desk_chunk WHERE state IN ('done', 'unwanted')", &[])?;
            let ended: HashSet<&str> = rows.iter().map(|row| row.text(0)).collect();
            let mut swept = 0;
            for entry in files(&folder)? {
                let name = entry.file_name().to_string_lossy().into_owned();
                let old = entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age.as_secs() > UNNAMED);
                if named.contains(name.as_str()) || !(old || ended.contains(name.as_str())) {
                    continue;
                }
                std::fs::remove_file(entry.path())?;
                swept += 1;
            }
            Ok(swept)
        })
        .await
    }
}

/// Chunks of the folder, and parts that were being written.
fn files(folder: &Path) -> Result<Vec<std::fs::DirEntry>, Fault> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder.join("chunks"))? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            for below in std::fs::read_dir(entry.path())? {
                found.push(below?);
            }
        } else {
            found.push(entry);
        }
    }
    Ok(found)
}
