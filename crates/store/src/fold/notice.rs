//! Take-down notices.

use khien_casework::notice::{Event, Sending};

use super::{Fold, facts, name};
use crate::batch::Batch;
use crate::journal::Recorded;
use crate::{Fault, vals};

/// Folds an event of a notice.
pub(super) fn fold(fold: &mut Fold, batch: &mut Batch<'_>, recorded: &Recorded, event: &Event) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    match event {
        Event::Drafted { case, report, service, clock, hours, capacity, lang, message_id, by, .. } => {
            let number = fold.number(batch, "notice")?;
            let hours = hours.map_or_else(String::new, |hours| hours.to_string());
            batch.run(
                "INSERT INTO {p}notice (id, number, casefile, report, service, clock, hours, capacity, lang, sending, attempts, due, \
                 outcome, lapsed, drafted_at, sent_at, staff, message_id, purged, recalled, recall) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, NULL, NULL, 0, $10, NULL, $11, $12, 0, NULL, '')",
                &vals![
                    id, number, case.to_string(), report.map(|report| report.to_string()), service.as_str(), clock.as_str(), hours,
                    capacity.as_str(), lang.as_str(), recorded.at.0, by.to_string(), message_id.as_str()
                ],
            )?;
        }
        Event::Attempted { n } => {
            batch.run("UPDATE {p}notice SET attempts = $1, sending = 'unknown' WHERE id = $2", &vals![*n, id])?;
        }
        Event::Sent { due, .. } => {
            let values = vals![due.map(|due| due.0), recorded.at.0, id];
            batch.run("UPDATE {p}notice SET sending = 'sent', due = $1, sent_at = $2 WHERE id = $3", &values)?;
        }
        Event::Unknown { .. } => sending(batch, id, Sending::Unknown)?,
        Event::Failed { .. } => sending(batch, id, Sending::Failed)?,
        Event::Resend { .. } => sending(batch, id, Sending::Waiting)?,
        Event::Answered { outcome, .. } => {
            batch.run("UPDATE {p}notice SET outcome = $1 WHERE id = $2", &vals![name(outcome)?, id])?;
        }
        Event::Lapsed {} => {
            batch.run("UPDATE {p}notice SET lapsed = 1 WHERE id = $1", &vals![id])?;
        }
        Event::Purged {} => {
            batch.run("UPDATE {p}notice SET purged = 1 WHERE id = $1", &vals![id])?;
        }
        Event::Recalled { why } => {
            let values = vals![name(why)?, name(&Sending::Waiting)?, id];
            batch.run("UPDATE {p}notice SET recalled = $1, recall = $2 WHERE id = $3", &values)?;
        }
        Event::Recall { sending, .. } => {
            batch.run("UPDATE {p}notice SET recall = $1 WHERE id = $2", &vals![name(sending)?, id])?;
        }
    }
    match event {
        Event::Sent { .. } => facts::notice(fold, batch, recorded, None),
        Event::Answered { outcome, .. } => facts::notice(fold, batch, recorded, Some(*outcome)),
        _ => Ok(()),
    }
}

fn sending(batch: &mut Batch<'_>, id: &str, state: Sending) -> Result<(), Fault> {
    batch.run("UPDATE {p}notice SET sending = $1 WHERE id = $2", &vals![name(&state)?, id])?;
    Ok(())
}
