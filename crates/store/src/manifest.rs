//! Which files a node serves to reporters: pinned in the journal when they change, so that what was served when can be
//! proven.

use khien_casework::people::NodeEvent;

use crate::db::Conn;
use crate::journal::{Actor, Meta};
use crate::ledger::Proof;
use crate::setup::append_node;
use crate::{Fault, Store, vals};

impl Store {
    /// Records the manifest of the portal's files, when it is another than the last; gives whether it was.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn pin_portal(&self, manifest: String) -> Result<bool, Fault> {
        let looked_for = manifest.clone();
        if self.read(move |conn| Ok(last(conn)?.is_some_and(|(_, pinned)| pinned == looked_for))).await? {
            return Ok(false);
        }
        self.write("pin portal", move |batch| {
            if last(batch.conn()?)?.is_some_and(|(_, pinned)| pinned == manifest) {
                return Ok(false);
            }
            append_node(batch, NodeEvent::Portal { manifest: manifest.clone() }, Meta::once(Actor::Node)?)?;
            Ok(true)
        })
        .await
    }

    /// The proof that the manifest which stands now is in the ledger; `None` before the next beat.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn portal_proof(&self) -> Result<Option<Proof>, Fault> {
        match self.read(last).await? {
            Some((seq, _)) => self.proof(seq).await,
            None => Ok(None),
        }
    }
}

/// The newest manifest, with its place in the journal.
fn last(conn: &mut Conn) -> Result<Option<(i64, String)>, Fault> {
    let sql = "SELECT seq, payload FROM event WHERE stream = $1 AND type = $2 ORDER BY version DESC LIMIT 1";
    let Some(row) = conn.first(sql, &vals!["node", "node.portal"])? else { return Ok(None) };
    match serde_json::from_slice(row.blob(1))? {
        NodeEvent::Portal { manifest } => Ok(Some((row.int(0), manifest))),
        _ => Err(Fault::Corrupt("an event of another type than its row says".into())),
    }
}
