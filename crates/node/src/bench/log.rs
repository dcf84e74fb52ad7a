//! What a log of messages costs whoever reads it: the whole audited again, and one case opened.

use std::time::Instant;

use khien_store::rebuild::verify;
use khien_store::{Place, Store};
use khien_terms::id::RequestId;

use crate::Failure;
use crate::config::Config;

/// Cases that are opened.
const OPENED: i64 = 200;

/// What it cost.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Cost {
    /// Messages whose events were verified in a second: order, hashes, leaves, head and checkpoints.
    pub audited_per_s: f64,
    /// Milliseconds in which ninety-nine of a hundred cases were read, with all their messages.
    pub open_p99_ms: f64,
}

fn held(error: impl std::fmt::Display) -> Failure {
    Failure::Held(error.to_string())
}

/// Audits the journal of the node that received, and opens cases all over it.
///
/// # Errors
/// When the audit finds something, or a case does not open.
pub(super) async fn read(config: &Config, store: Store) -> Result<Cost, Failure> {
    let place = Place { folder: config.data.clone(), database: None };
    let looked = tokio::task::spawn_blocking(move || -> Result<(f64, Vec<RequestId>), Failure> {
        let mut conn = khien_store::writer::connect(&place, true)?;
        let count = conn.first("SELECT COUNT(*) FROM request_message", &[])?.map_or(0, |row| row.int(0));
        let at = Instant::now();
        let verified = verify(&mut conn, None, None)?;
        let seconds = at.elapsed().as_secs_f64();
        if !verified.ok {
            return Err(held(format!("the audit found: {:?}", verified.problems)));
        }
        let every = (count / OPENED).max(1);
        let sql = format!("SELECT request FROM request_message WHERE rowid % {every} = 0 LIMIT {OPENED}");
        let ids = conn.query(&sql, &[])?.iter().map(|row| row.parse(0)).collect::<Result<_, _>>()?;
        Ok((count as f64 / seconds, ids))
    });
    let (audited_per_s, ids) = looked.await.map_err(held)??;
    let mut times = Vec::with_capacity(ids.len());
    for id in ids {
        let at = Instant::now();
        store.request_page(id).await?;
        times.push(at.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let open_p99_ms = times.get(times.len().saturating_sub(1) * 99 / 100).copied().unwrap_or_default();
    Ok(Cost { audited_per_s, open_p99_ms })
}
