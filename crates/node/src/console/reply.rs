//! Replying: the browser verifies the mailbox's chain, seals and signs; here the signature is checked once more.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_terms::id::ReportId;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Trouble};
use super::{bytes_of, id_of};

/// Gives the chain of a report's mailbox with its keys, as the reporter's own page gets it.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn chain(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkReports)?;
    let id: ReportId = id_of(&id)?;
    let view = desk.app.store.chain_of_report(id).await?;
    let report = desk.app.store.report_page(id).await?;
    Ok(Json(json!({
        "root": view.root, "teams": view.teams, "staff": view.staff, "report": view.report, "chain": view.chain,
        "verify": view.verify, "mailbox": report.mailbox, "recipient": report.recipient,
    }))
    .into_response())
}

/// A sealed and signed reply.
#[derive(Deserialize)]
pub struct Reply {
    sequence: u32,
    previous: String,
    ciphertext: String,
    signature: String,
}

/// Appends the reply to the mailbox.
///
/// # Errors
/// [`Refusal::Stale`] when another message came first, [`Refusal::Forged`] when the signature does not fit.
pub async fn send(desk: Desk, Path(id): Path<String>, Json(reply): Json<Reply>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkReports)?;
    let id: ReportId = id_of(&id)?;
    let ciphertext = bytes_of("ciphertext", &reply.ciphertext)?;
    if ciphertext.len() > khien_casework::intake::ENVELOPE_MAX {
        return Err(Refusal::Field { field: "ciphertext", problem: "larger than a mebibyte" }.into());
    }
    let verify = desk.session.verify.clone();
    let Reply { sequence, previous, signature, .. } = reply;
    let sealed = khien_store::reports::Reply { sequence, previous, ciphertext, signature };
    desk.app.store.reply(id, desk.me(), verify, sealed).await?;
    Ok((StatusCode::CREATED, Json(json!({"sent": true}))).into_response())
}
