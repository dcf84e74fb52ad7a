//! Requests between States and their messages.

use khien_desk::letter::TakenOut;
use khien_desk::request::{Event, Request};

use super::{Fold, json, name};
use crate::batch::Batch;
use crate::journal::Recorded;
use crate::{Fault, vals};

/// Folds an event of a request. Its whole state stands in its row, so a command reads one row and not a stream.
pub(super) fn fold(fold: &mut Fold, batch: &mut Batch<'_>, recorded: &Recorded, event: &Event) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    let before = batch.request(id)?.map(|(before, _)| before);
    let known = before.is_some();
    let Some(state) = Request::evolve(before, event) else {
        return Err(Fault::Corrupt(format!("{id} begins with what cannot begin a request")));
    };
    let phase = state.phase();
    let ended = state.is_over();
    let text = json(&state)?;
    if known {
        batch.run(
            "UPDATE {p}request SET phase = $1, ended = $2, changed_at = $3, version = $4, state = $5 WHERE id = $6",
            &vals![name(&phase)?, ended, recorded.at.0, recorded.version, text, id],
        )?;
    } else {
        let number = fold.number(batch, "request")?;
        batch.run(
            "INSERT INTO {p}request (id, number, side, peer, kind, phase, ended, begun_at, changed_at, version, state) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            &vals![
                id,
                number,
                name(&state.side)?,
                state.peer.as_str(),
                state.kind.as_str(),
                name(&phase)?,
                ended,
                recorded.at.0,
                recorded.at.0,
                recorded.version,
                text
            ],
        )?;
    }
    message(batch, recorded, event, &state)?;
    batch.stands(id, state, recorded.version);
    Ok(())
}

fn message(batch: &mut Batch<'_>, recorded: &Recorded, event: &Event, state: &Request) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    let insert = "INSERT INTO {p}request_message (request, n, ours, message, outer_hash, act, who, at, received_at, code) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let n = i64::from(state.asking.seq) + i64::from(state.asked.seq);
    match event {
        Event::Said { message, outer, act, by, issued_at, .. } => {
            let none: Option<i64> = None;
            let row =
                vals![id, n, true, message.as_str(), outer.as_str(), json(act)?, by.to_string(), issued_at.0, none, ""];
            batch.run(insert, &row)?;
        }
        Event::Heard { message, outer, act, officer, issued_at, .. } => {
            let row = vals![
                id,
                n,
                false,
                message.as_str(),
                outer.as_str(),
                json(act)?,
                officer.as_str(),
                issued_at.0,
                recorded.at.0,
                ""
            ];
            batch.run(insert, &row)?;
        }
        // A letter is there when it was taken out: what comes after is the other State's clock.
        Event::Receipted { message, .. } | Event::Lettered(TakenOut { message, .. }) => {
            let sql = "UPDATE {p}request_message SET received_at = $1 WHERE request = $2 AND message = $3";
            batch.run(sql, &vals![recorded.at.0, id, message.as_str()])?;
        }
        Event::Undelivered { message, code } => {
            let sql = "UPDATE {p}request_message SET code = $1 WHERE request = $2 AND message = $3";
            batch.run(sql, &vals![code.as_str(), id, message.as_str()])?;
        }
        _ => {}
    }
    Ok(())
}
