//! Handing ciphertext out: to a person, for a reason, written down before the bytes leave.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_terms::id::{CaseId, ReportId};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::{Desk, Trouble};
use super::{bytes_of, id_of};

/// What somebody wants to open.
#[derive(Deserialize)]
pub struct Wanted {
    /// A report or a case.
    #[serde(rename = "ref")]
    of: String,
    /// `what`, `message/3`, `file/1`, `message-file/3/1`, `note/2`, or `who` for a custodian.
    part: String,
    /// Why.
    reason: String,
}

/// The reason of fetching a message whose words name the hash of a file.
const PROOF: &str = "proof";
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
        return handed(&desk, &bytes, Keys::Custodians, None).await;
    }
    if let Some(n) = wanted.part.strip_prefix("note/") {
        let n = n.parse().map_err(|_| Refusal::NotFound)?;
        let bytes = desk.app.store.open_note(id_of::<CaseId>(&wanted.of)?, n, desk.me()).await?;
        return handed(&desk, &bytes, Keys::Intake, None).await;
    }
    let report: ReportId = id_of(&wanted.of)?;
    // A message that is fetched only to prove a file of it is not read.
    let words = reason != PROOF && is_words(&desk, report, &wanted.part).await?;
    let bytes = desk.app.store.open_part(report, wanted.part, desk.me(), reason).await?;
    let looked = if words { Some(look(&desk, "text".to_owned()).await?) } else { None };
    handed(&desk, &bytes, Keys::Intake, looked).await
}

/// Whether a part is words of the reporter, which count as a look like a picture does (care 4.2). A file counts when it is
/// looked at, and what we wrote ourselves does not count.
async fn is_words(desk: &Desk, report: ReportId, part: &str) -> Result<bool, Trouble> {
    let Some(n) = part.strip_prefix("message/") else { return Ok(part == "what") };
    let page = desk.app.store.report_page(report).await?;
    Ok(page.messages.iter().any(|message| !message.by_team && message.n.to_string() == n))
}

/// Whose keys open what is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// The intake team's.
    Intake,
    /// The custodians'.
    Custodians,
    /// One after the other, when a life is in danger.
    Both,
    /// Those of the desk between States.
    Desk,
}

impl Keys {
    fn are_of(self, purpose: &str) -> bool {
        match self {
            Keys::Intake => purpose == "intake",
            Keys::Custodians => purpose == "custodian",
            Keys::Both => matches!(purpose, "intake" | "custodian"),
            Keys::Desk => purpose == "desk",
        }
    }
}

/// Ciphertext, with the teams' keys that open it as they are wrapped to this member, and what looking at it came to.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn handed(desk: &Desk, bytes: &[u8], keys: Keys, looked: Option<Looked>) -> Result<Response, Trouble> {
    let wraps = wraps_of(desk, keys).await?;
    Ok(Json(json!({"ciphertext": B64.encode(bytes), "wraps": wraps, "looked": looked})).into_response())
}

/// The teams' keys as they are wrapped to this member.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn wraps_of(desk: &Desk, keys: Keys) -> Result<Vec<serde_json::Value>, Trouble> {
    let wraps = desk.app.store.wraps(desk.me()).await?;
    let wraps = wraps.iter().filter(|wrap| keys.are_of(&wrap.purpose));
    Ok(wraps
        .map(|wrap| json!({"team": wrap.team, "epoch": wrap.epoch, "wrapped": B64.encode(&wrap.wrapped)}))
        .collect())
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
    let bytes = desk.app.store.open_part(id, "who-inner".to_owned(), desk.me(), "agreed".to_owned()).await?;
    handed(&desk, &bytes, Keys::Intake, None).await
}

/// A look at something that hurts to see.
#[derive(Deserialize)]
pub struct Exposure {
    /// `image`, `video`, `audio` or `text`.
    kind: String,
}

/// What the looks of today came to.
#[derive(Serialize)]
pub struct Looked {
    /// Looks today; told to the person alone.
    today: i64,
    /// Whether a rest is due (casework 3).
    rest: bool,
}

/// Counts a look. The count goes only to the person.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn expose(desk: Desk, Json(exposure): Json<Exposure>) -> Result<Response, Trouble> {
    desk.must(Operation::OpenSealed)?;
    Ok(Json(look(&desk, exposure.kind).await?).into_response())
}

/// How long material stood open.
#[derive(Deserialize)]
pub struct Viewed {
    seconds: u32,
}

/// Counts how long material stood open before the member (care 4.2). Told to the person alone.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn view(desk: Desk, Json(viewed): Json<Viewed>) -> Result<Response, Trouble> {
    desk.must(Operation::OpenSealed)?;
    desk.app.store.viewed(desk.me(), viewed.seconds).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn look(desk: &Desk, kind: String) -> Result<Looked, Trouble> {
    let today = desk.app.store.count_exposure(desk.me(), kind).await?;
    let rest = desk.app.store.roster().await?.rest.is_due(today);
    Ok(Looked { today, rest })
}
