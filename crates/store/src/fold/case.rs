//! Cases and their notes.

use khien_casework::case::Event;

use super::{Fold, json};
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
        Event::ReportJoined { .. } | Event::NoteOpened { .. } | Event::Notice { .. } | Event::LookupDeclined { .. } => {
        }
        Event::Identified { .. } | Event::IdentifierStands { .. } | Event::IdentifierEnded { .. } => {
            identifier(batch, recorded, event)?;
        }
        Event::LookupAsked { .. } | Event::LookupAnswered { .. } | Event::LookupRefused { .. } => {
            lookup(batch, recorded, event)?;
        }
    }
    Ok(())
}

fn identifier(batch: &mut Batch<'_>, recorded: &Recorded, event: &Event) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    let changed = match event {
        Event::Identified { n, kind, standing, lapses_at, by, .. } => batch.run(
            "INSERT INTO {p}identifier (casefile, n, kind, standing, staff, at, lapses_at, ended) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, '')",
            &vals![id, *n, kind.as_str(), standing.as_str(), by.to_string(), recorded.at.0, lapses_at.map(|at| at.0)],
        ),
        Event::IdentifierStands { n, standing, lapses_at, .. } => batch.run(
            "UPDATE {p}identifier SET standing = $1, lapses_at = $2 WHERE casefile = $3 AND n = $4",
            &vals![standing.as_str(), lapses_at.map(|at| at.0), id, *n],
        ),
        Event::IdentifierEnded { n, why, .. } => batch.run(
            "UPDATE {p}identifier SET ended = $1 WHERE casefile = $2 AND n = $3",
            &vals![super::name(why)?, id, *n],
        ),
        _ => Ok(0),
    };
    changed.map(drop)
}

fn lookup(batch: &mut Batch<'_>, recorded: &Recorded, event: &Event) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    let changed = match event {
        Event::LookupAsked { query, peer, basis, purpose, identifiers, by, .. } => batch.run(
            "INSERT INTO {p}lookup (id, casefile, peer, basis, purpose, asked, hits, code, staff, at) \
             VALUES ($1, $2, $3, $4, $5, $6, NULL, '', $7, $8)",
            &vals![
                query.as_str(),
                id,
                peer.as_str(),
                basis.as_str(),
                purpose.as_str(),
                json(identifiers)?,
                by.to_string(),
                recorded.at.0
            ],
        ),
        Event::LookupAnswered { query, hits } => {
            batch.run("UPDATE {p}lookup SET hits = $1 WHERE id = $2", &vals![json(hits)?, query.as_str()])
        }
        Event::LookupRefused { query, code } => {
            batch.run("UPDATE {p}lookup SET code = $1 WHERE id = $2", &vals![code.as_str(), query.as_str()])
        }
        _ => Ok(0),
    };
    changed.map(drop)
}
