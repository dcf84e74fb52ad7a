//! Cases and their notes.

use khien_casework::case::Event;

use super::Fold;
use crate::batch::Batch;
use crate::journal::Recorded;
use crate::{Fault, vals};

/// Folds an event of a case.
pub(super) fn fold(fold: &mut Fold, batch: &mut Batch<'_>, recorded: &Recorded, event: &Event) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    match event {
        Event::Opened { by, .. } => {
            let number = fold.number(batch, "casefile")?;
            batch.run(
                "INSERT INTO {p}casefile (id, number, opened_at, opened_by, outcome, notes) VALUES ($1, $2, $3, $4, NULL, 0)",
                &vals![id, number, recorded.at.0, by.to_string()],
            )?;
        }
        Event::Noted { n, by, .. } => {
            batch.run(
                "INSERT INTO {p}note (casefile, n, staff, at) VALUES ($1, $2, $3, $4)",
                &vals![id, *n, by.to_string(), recorded.at.0],
            )?;
            batch.run("UPDATE {p}casefile SET notes = $1 WHERE id = $2", &vals![*n, id])?;
        }
        Event::Closed { outcome, .. } => {
            batch.run("UPDATE {p}casefile SET outcome = $1 WHERE id = $2", &vals![outcome.as_str(), id])?;
        }
        Event::Reopened { .. } => {
            batch.run("UPDATE {p}casefile SET outcome = NULL WHERE id = $1", &vals![id])?;
        }
        Event::ReportJoined { .. } | Event::NoteOpened { .. } | Event::Notice { .. } => {}
    }
    Ok(())
}
