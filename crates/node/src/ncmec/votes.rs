//! Who is who, and what platforms say of an entry.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use khien_casework::bank::{Feedback, SignalKind};
use khien_store::platforms::PlatformRow;
use serde::Deserialize;

use super::xml::{Vote, document, escaped, vote as vote_of};
use super::{Trouble, answer};
use crate::app::App;
use crate::hma::caller::Caller;

/// The node's own number among members.
pub const NODE: i64 = 1;
/// The one reason of a negative vote: it is not what it is classed as.
pub const REASON: (&str, &str) = ("6f0f4b3e-6f4c-4c1d-9a8e-0d6c1a7b2f10", "Not of this class");

/// The node's name among members.
pub fn node_name(app: &App) -> String {
    app.config.ledger_origin().trim_end_matches("/ledger").to_owned()
}

/// Members with their numbers: the node, then platforms in the order in which they came; a number is nobody else's later.
pub async fn all(app: &App) -> Result<Vec<(i64, String)>, Trouble> {
    let mut rows = app.store.platforms().await?;
    rows.sort_by_key(|row| (row.added_at, row.id));
    let named = |(row, n): (&PlatformRow, i64)| (n, row.profile.name.clone());
    let platforms = rows.iter().zip(NODE + 1..).map(named);
    Ok(std::iter::once((NODE, node_name(app))).chain(platforms).collect())
}

fn member((number, name): &(i64, String)) -> String {
    format!("<member id=\"{number}\">{}</member>", escaped(name))
}

/// Who the caller is.
///
/// # Errors
/// 401, 403.
pub async fn status(caller: Result<Caller, crate::hma::Said>) -> Result<Response, Trouble> {
    let caller = caller?;
    let platform = caller.platform()?;
    let mut rows = caller.app.store.platforms().await?;
    rows.sort_by_key(|row| (row.added_at, row.id));
    let place = rows.iter().zip(NODE + 1..).find(|(row, _)| row.id == platform);
    let (row, number) = place.ok_or(khien_casework::Refusal::NotFound)?;
    let me = member(&(number, row.profile.name.clone()));
    // Addresses of callers are not kept here, nor told.
    Ok(answer(document("status", &format!("<ipAddress/><username>{}</username>{me}", escaped(&row.profile.name)))))
}

/// Who there is.
///
/// # Errors
/// 401, 403.
pub async fn members(caller: Result<Caller, crate::hma::Said>) -> Result<Response, Trouble> {
    let caller = caller?;
    caller.platform()?;
    let all: String = all(&caller.app).await?.iter().map(member).collect();
    Ok(answer(document("members", &all)))
}

/// A kind of fingerprint in an address.
#[derive(Deserialize)]
pub struct OfKind {
    kind: String,
}

/// The reasons for which one can disagree.
///
/// # Errors
/// 401, 403, 404 for a kind that is not served.
pub async fn reasons(
    caller: Result<Caller, crate::hma::Said>,
    Path(OfKind { kind }): Path<OfKind>,
) -> Result<Response, Trouble> {
    caller?.platform()?;
    kinds_of(&kind)?;
    let (guid, name) = REASON;
    let type_of = escaped(&kind);
    let reason = format!("<reason guid=\"{guid}\" name=\"{name}\" type=\"{type_of}\"/>");
    let inside = format!("<availableFeedbackReasons type=\"{type_of}\">{reason}</availableFeedbackReasons>");
    Ok(answer(document("feedbackReasons", &inside)))
}

/// The kinds that a fingerprint type stands for.
fn kinds_of(name: &str) -> Result<&'static [SignalKind], Trouble> {
    match name {
        "PDQ" => Ok(&[SignalKind::Pdq]),
        "MD5" => Ok(&[SignalKind::Md5, SignalKind::VideoMd5]),
        "SHA1" => Ok(&[SignalKind::Sha1]),
        _ => Err(Trouble::new(StatusCode::NOT_FOUND, "this kind of fingerprint is not served here")),
    }
}

/// An entry and a kind of fingerprint in an address.
#[derive(Deserialize)]
pub struct Place {
    member: i64,
    id: i64,
    kind: String,
}

/// A platform says that it found the same, or does not agree.
///
/// # Errors
/// 400 for a body that is no vote, 401, 403, 404 for an entry that the caller was not given.
pub async fn vote(
    caller: Result<Caller, crate::hma::Said>,
    Path(place): Path<Place>,
    body: String,
) -> Result<Response, Trouble> {
    let caller = caller?;
    let platform = caller.platform()?;
    let missing = || Trouble::new(StatusCode::NOT_FOUND, "there is no such entry");
    let kinds = kinds_of(&place.kind)?;
    let standing = caller.app.store.standing(caller.asker.clone(), vec![place.id]).await?;
    let signals = caller.app.store.signals(place.id).await?;
    if place.member != NODE || standing.is_empty() || !signals.iter().any(|signal| kinds.contains(&signal.kind)) {
        return Err(missing());
    }
    let said = match vote_of(&body) {
        Some(Vote::Affirmative) => Feedback::Blocked,
        Some(Vote::Negative) => Feedback::NotBlocked,
        None => return Err(Trouble::new(StatusCode::BAD_REQUEST, "a feedbackSubmission says affirmative or negative")),
    };
    caller.app.store.hear_of_content(place.id, platform, said).await?;
    Ok(answer(document("feedbackSubmitted", "")))
}
