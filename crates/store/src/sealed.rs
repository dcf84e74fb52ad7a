//! Sealed bytes beside the journal: envelopes as rows, files of a report in the data folder under the hash of their
//! ciphertext. Deleting takes bytes and salt; the leaf stays and says nothing.

use crate::batch::Batch;
use crate::db::{Conn, Shape, Sort};
use crate::{Fault, vals};

/// The shape of a sealed row.
pub(crate) const SEALED: Shape =
    Shape { table: "sealed", columns: &[("ref", Sort::Text), ("salt", Sort::Blob), ("bytes", Sort::Blob)] };

/// The name of a part of a stream, such as `rep_…/what`.
#[must_use]
pub fn reference(stream: &str, part: &str) -> String {
    format!("{stream}/{part}")
}

/// Puts bytes beside the journal; gives the commitment for the event.
///
/// # Errors
/// [`Fault::Database`].
pub fn put(batch: &mut Batch<'_>, name: &str, bytes: &[u8]) -> Result<String, Fault> {
    let salt: [u8; 32] = khien_seal::random()?;
    batch.conn()?.execute("DELETE FROM sealed WHERE ref = $1", &vals![name])?;
    Ok(put_salted(batch, name, salt, bytes))
}

/// Puts bytes beside the journal under a name that is new, with a salt that was drawn before; gives the commitment.
pub(crate) fn put_salted(batch: &mut Batch<'_>, name: &str, salt: [u8; 32], bytes: &[u8]) -> String {
    batch.insert(&SEALED, vals![name, salt.as_slice(), bytes].to_vec());
    khien_seal::commitment(&salt, bytes)
}

/// Reads sealed bytes.
///
/// # Errors
/// [`Fault::Refused`] when there are none.
pub fn get(conn: &mut Conn, name: &str) -> Result<Vec<u8>, Fault> {
    let row = conn.first("SELECT bytes FROM sealed WHERE ref = $1", &vals![name])?;
    row.map(|row| row.blob(0).to_vec()).ok_or(Fault::Refused(khien_casework::Refusal::NotFound))
}

/// Takes everything that is sealed for a stream: rows, and the files that nobody else names. Gives the hashes of files
/// to remove from the folder after the commit.
///
/// # Errors
/// [`Fault::Database`].
pub fn delete_all(batch: &mut Batch<'_>, stream: &str) -> Result<Vec<String>, Fault> {
    let (from, to) = (format!("{stream}/"), format!("{stream}0"));
    let conn = batch.conn()?;
    // `0` follows `/` in ASCII, so this range holds exactly the parts of the stream.
    conn.execute("DELETE FROM sealed WHERE ref >= $1 AND ref < $2", &vals![from.as_str(), to.as_str()])?;
    let files =
        conn.query("SELECT sha256 FROM sealed_file WHERE ref >= $1 AND ref < $2", &vals![from.as_str(), to.as_str()])?;
    conn.execute("DELETE FROM sealed_file WHERE ref >= $1 AND ref < $2", &vals![from, to])?;
    let mut gone = Vec::new();
    for row in files {
        let named = conn.first("SELECT 1 FROM sealed_file WHERE sha256 = $1", &vals![row.text(0)])?;
        if named.is_none() {
            gone.push(row.text(0).to_owned());
        }
    }
    Ok(gone)
}
