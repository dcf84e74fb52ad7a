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
    /// the request's page is told. What is there again is no longer gone. Gives how many parts were lost.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn mark_gone_chunks(&self) -> Result<usize, Fault> {
        let folder = self.shared.place.folder.clone();
        let [gone, back] = self
            .read(move |conn| {
                // A folder that cannot be read, because its disk is not there, says nothing of what is in it.
                files(&folder)?;
                let sql = "SELECT DISTINCT sha256, state FROM desk_chunk WHERE ours = $1 AND state IN ('here', 'gone')";
                let mut found = [Vec::new(), Vec::new()];
                for row in &conn.query(sql, &vals![0i64])? {
                    let there = path(&folder, row.text(0)).try_exists()?;
                    match (row.text(1), there) {
                        ("here", false) => found[0].push(row.text(0).to_owned()),
                        ("gone", true) => found[1].push(row.text(0).to_owned()),
                        _ => {}
                    }
                }
                Ok(found)
            })
            .await?;
        let parts = gone.len();
        if gone.is_empty() && back.is_empty() {
            return Ok(0);
        }
        self.write("chunks gone", move |batch| {
            for (hashes, from, to) in [(&gone, "here", "gone"), (&back, "gone", "here")] {
                for hash in hashes {
                    let sql = "UPDATE desk_chunk SET state = $1 WHERE sha256 = $2 AND ours = $3 AND state = $4";
                    batch.conn()?.execute(sql, &vals![to, hash.as_str(), 0i64, from])?;
                }
            }
            Ok(())
        })
        .await?;
        Ok(parts)
    }

    /// Removes chunks that were put here for a message that was then refused: those that no message names. One that somebody else puts
    /// at the same moment is missed when its message comes, and put again.
    ///
    /// # Errors
    /// [`Fault::Folder`], [`Fault::Database`].
    pub async fn drop_chunks(&self, hashes: Vec<String>) -> Result<(), Fault> {
        let folder = self.shared.place.folder.clone();
        self.read(move |conn| {
            for hash in &hashes {
                let named = conn.first("SELECT 1 FROM desk_chunk WHERE sha256 = $1 LIMIT 1", &vals![hash.as_str()])?;
                let file = path(&folder, hash);
                if named.is_none() && file.exists() {
                    std::fs::remove_file(file)?;
                }
            }
            Ok(())
        })
        .await
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
