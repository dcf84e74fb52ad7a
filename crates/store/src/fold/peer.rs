//! Other States as the directory knows them.

use khien_desk::directory::{Peer, PeerEvent};

use super::json;
use crate::batch::Batch;
use crate::journal::Recorded;
use crate::{Fault, vals};

/// Folds an event of a State's entry. Its whole state stands in its row.
pub(super) fn fold(batch: &mut Batch<'_>, recorded: &Recorded, event: &PeerEvent) -> Result<(), Fault> {
    let stream = recorded.stream.as_str();
    let code = stream.strip_prefix("peer_").unwrap_or(stream);
    let before = batch.read("SELECT state FROM {p}peer WHERE id = $1", &vals![code])?;
    let before: Option<Peer> = before.first().map(|row| serde_json::from_str(row.text(0))).transpose()?;
    let Some(peer) = Peer::evolve(before, event) else {
        return Err(Fault::Corrupt(format!("{stream} begins with what introduces nobody")));
    };
    let (at, version) = (recorded.at.0, recorded.version);
    let values = vals![code, peer.trust.as_str(), at, at, version, json(&peer)?];
    batch.run(
        "INSERT INTO {p}peer (id, trust, introduced_at, changed_at, version, state) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (id) DO UPDATE SET trust = excluded.trust, changed_at = excluded.changed_at, \
         version = excluded.version, state = excluded.state",
        &values,
    )?;
    Ok(())
}
