//! Handing ciphertext out: to a person, for a reason, written down before the bytes leave.

use axum::Json;
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_terms::id::{CaseId, ReportId};
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Trouble};
use super::{bytes_of, id_of};

/// What somebody wants to open.
#[derive(Deserialize)]
pub struct Wanted {
    /// A report or a case.
    #[serde(rename = "ref")]
    of: String,
    /// `what`, `message/3`, `file/1`, `note/2`, or `who` for a custodian.
    part: String,
    /// Why.
    reason: String,
}

/// Longest reason that is kept.
const REASON_MAX: usize = 300;

/// Hands a part out, with the team's keys as they are wrapped to this member.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn post(desk: Desk, Json(wanted): Json<Wanted>) -> Result<Response, Trouble> {
    desk.must(Operation::OpenSealed)?;
    let reason: String = wanted.reason.chars().take(REASON_MAX).collect();
    if wanted.part == "who" {
        desk.must(Operation::ReleaseIdentity)?;
        let bytes = desk.app.store.open_who_for_custodian(id_of(&wanted.of)?, desk.me()).await?;
        return handed(&desk, &bytes, "custodian").await;
    }
    let bytes = match wanted.part.strip_prefix("note/") {
        Some(n) => {
            let n = n.parse().map_err(|_| Refusal::NotFound)?;
            desk.app.store.open_note(id_of::<CaseId>(&wanted.of)?, n, desk.me()).await?
        }
        None => desk.app.store.open_part(id_of::<ReportId>(&wanted.of)?, wanted.part, desk.me(), reason).await?,
    };
    handed(&desk, &bytes, "intake").await
}

async fn handed(desk: &Desk, bytes: &[u8], purpose: &str) -> Result<Response, Trouble> {
    let wraps = desk.app.store.wraps(desk.me()).await?;
    let wraps: Vec<_> = wraps
        .iter()
        .filter(|wrap| wrap.purpose == purpose)
        .map(|wrap| json!({"team": wrap.team, "epoch": wrap.epoch, "wrapped": B64.encode(&wrap.wrapped)}))
        .collect();
    Ok(Json(json!({"ciphertext": B64.encode(bytes), "wraps": wraps})).into_response())
}

/// The report whose identity is handed on.
#[derive(Deserialize)]
pub struct Inner {
    request: String,
    /// The inner envelope, base64, still sealed to the intake team.
    inner: String,
}

/// A custodian hands the inner envelope on to who asked.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn hand_who(desk: Desk, Json(inner): Json<Inner>) -> Result<Response, Trouble> {
    desk.must(Operation::ReleaseIdentity)?;
    let id: ReportId = id_of(&inner.request)?;
    desk.app.store.release_identity(id, desk.me(), bytes_of("inner", &inner.inner)?).await?;
    Ok(Json(json!({"handed": true})).into_response())
}

/// The report whose identity was handed on.
#[derive(Deserialize)]
pub struct Released {
    #[serde(rename = "ref")]
    of: String,
}

/// Hands the inner envelope out to the one for whom a custodian released it.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn take_who(desk: Desk, Json(released): Json<Released>) -> Result<Response, Trouble> {
    desk.must(Operation::OpenSealed)?;
    let id: ReportId = id_of(&released.of)?;
    let bytes = desk.app.store.open_part(id, "who-inner".to_owned(), desk.me(), "assess".to_owned()).await?;
    handed(&desk, &bytes, "intake").await
}

/// A look at something that hurts to see.
#[derive(Deserialize)]
pub struct Exposure {
    kind: String,
}

/// Looks after which a rest is suggested (casework 3; the team's own number comes with its settings).
const REST_AFTER: i64 = 20;

/// Counts a look. The count goes only to the person.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn expose(desk: Desk, Json(exposure): Json<Exposure>) -> Result<Response, Trouble> {
    desk.must(Operation::OpenSealed)?;
    let today = desk.app.store.count_exposure(desk.me(), exposure.kind).await?;
    Ok(Json(json!({"today": today, "rest": today >= REST_AFTER})).into_response())
}
