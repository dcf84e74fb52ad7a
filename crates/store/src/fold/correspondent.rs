//! States without a node.

use khien_desk::directory::correspondent::{Correspondent, CorrespondentEvent};

use super::json;
use crate::batch::Batch;
use crate::journal::Recorded;
use crate::{Fault, vals};

/// Folds an event of a State without a node. Its whole state stands in its row.
pub(super) fn fold(batch: &mut Batch<'_>, recorded: &Recorded, event: &CorrespondentEvent) -> Result<(), Fault> {
    let stream = recorded.stream.as_str();
    let code = stream.strip_prefix("correspondent_").unwrap_or(stream);
    let before = batch.read("SELECT state FROM {p}correspondent WHERE id = $1", &vals![code])?;
    let before: Option<Correspondent> = before.first().map(|row| serde_json::from_str(row.text(0))).transpose()?;
    let Some(state) = Correspondent::evolve(before, event) else {
        return Err(Fault::Corrupt(format!("{stream} begins with what names nobody")));
    };
    let (at, version) = (recorded.at.0, recorded.version);
    batch.run(
        "INSERT INTO {p}correspondent (id, named_at, version, state) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
        &vals![code, at, version, json(&state)?],
    )?;
    Ok(())
}
