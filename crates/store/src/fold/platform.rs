//! Platforms that sign in by API.

use khien_casework::platform::Event;

use super::json;
use crate::batch::Batch;
use crate::journal::Recorded;
use crate::{Fault, vals};

/// Folds an event of a platform.
pub(super) fn fold(batch: &mut Batch<'_>, recorded: &Recorded, event: &Event) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    match event {
        Event::Added { profile } => batch.run(
            "INSERT INTO {p}platform (id, name, country, receives, revoked, added_at) VALUES ($1, $2, $3, $4, 0, $5)",
            &vals![id, profile.name.as_str(), profile.country.as_str(), json(&profile.receives)?, recorded.at.0],
        ),
        Event::Set { profile } => batch.run(
            "UPDATE {p}platform SET name = $1, country = $2, receives = $3 WHERE id = $4",
            &vals![profile.name.as_str(), profile.country.as_str(), json(&profile.receives)?, id],
        ),
        Event::Revoked {} => batch.run("UPDATE {p}platform SET revoked = 1 WHERE id = $1", &vals![id]),
        Event::Handed { seq, content } => batch.run(
            "UPDATE {p}offer SET handed_at = $1 WHERE platform = $2 AND handed_at IS NULL AND withdrawn_at IS NULL \
             AND (seq, content) <= ($3, $4)",
            &vals![recorded.at.0, id, *seq, *content],
        ),
        Event::Acknowledged { seq, content } => batch.run(
            "UPDATE {p}offer SET acknowledged_at = $1 WHERE platform = $2 AND withdrawn_at IS NOT NULL \
             AND acknowledged_at IS NULL AND (seq, content) <= ($3, $4)",
            &vals![recorded.at.0, id, *seq, *content],
        ),
        Event::Token {} => return Ok(()),
    }?;
    Ok(())
}
