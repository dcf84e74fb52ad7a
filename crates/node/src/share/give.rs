//! `GET keys`, `lists`, `list/<bank or own-images>?after=&limit=`.

use axum::Json;
use axum::extract::{FromRequestParts, OriginalUri, Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use khien_seal::share::{Head, signed};
use khien_store::Fault;
use khien_store::feed::Place;
use khien_store::share::Followed;
use serde::Serialize;

use super::wire::{BASE, Keys, Lists, NONCE, OWN_IMAGES, PAGE_MAX, Page, Record, place_of, token_of};
use crate::app::App;
use crate::hma::caller::Caller;
use crate::hma::{Asked, Said};

/// Contents on a page unless the replica says otherwise.
const PAGE: i64 = 5_000;

/// A question: who asks what, and the number that its answer is signed with.
pub struct Question {
    asker: String,
    nonce: [u8; khien_seal::share::NONCE],
    asked: String,
}

impl FromRequestParts<App> for Question {
    type Rejection = Said;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Said> {
        let OriginalUri(uri) = OriginalUri::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
        let asked = uri.path_and_query().and_then(|text| text.as_str().strip_prefix(BASE)).unwrap_or_default();
        let number = parts.headers.get(NONCE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut nonce = [0; khien_seal::share::NONCE];
        hex::decode_to_slice(number, &mut nonce)
            .map_err(|_| Said::bad(format!("{NONCE}: 32 hex digits, drawn anew for each question")))?;
        let token = crate::hma::caller::in_headers(&parts.headers).ok_or_else(|| {
            Said::new(axum::http::StatusCode::UNAUTHORIZED, "come with a token: Authorization: Bearer")
        })?;
        Ok(Self { asker: khien_seal::sha256_hex(token.as_bytes()), nonce, asked: asked.to_owned() })
    }
}

/// The keys under which answers are verified.
///
/// # Errors
/// 404 before the node is set up.
pub async fn keys(State(app): State<App>) -> Result<Json<Keys>, Said> {
    let none = || Said::missing("this node is not set up: it has no keys yet");
    let keys = app.store.node_keys().await?.ok_or_else(none)?;
    Ok(Json(Keys { root: keys.root, online: keys.online }))
}

/// The banks that this platform may hold.
///
/// # Errors
/// 401, 403; 400 without a number.
pub async fn lists(caller: Caller, question: Question) -> Result<Response, Said> {
    caller.platform()?;
    let banks = caller.app.store.shared_banks(caller.asker.clone()).await?;
    answer(&caller.app, question, &Lists { banks: banks.into_iter().map(Into::into).collect() })
}

/// Changes of a list after a place. Coming back from a place acknowledges what was before it.
///
/// # Errors
/// 401, 403; 400 for a place or list that this node did not name.
pub async fn list(
    caller: Caller,
    Path(name): Path<String>,
    asked: Asked,
    question: Question,
) -> Result<Response, Said> {
    let platform = caller.platform()?;
    let store = &caller.app.store;
    let list = match name.as_str() {
        OWN_IMAGES => Followed::OwnImages,
        id => Followed::Bank(id.parse().map_err(|_| Said::missing("no such list"))?),
    };
    let after = match asked.text("after") {
        None => Place::default(),
        Some(token) => place_of(token).ok_or_else(|| Said::bad("after: not a place that this node gave"))?,
    };
    let limit = usize::try_from(asked.number("limit", PAGE)?).unwrap_or(1).clamp(1, PAGE_MAX);
    if list == Followed::OwnImages && after != Place::default() {
        store.acknowledge_feed(platform, after).await?;
    }
    let (changes, more) = store.shared(caller.asker.clone(), list, after, limit).await?;
    let next = token_of(changes.last().map_or(after, |change| change.place));
    let records: Vec<Record> = changes.into_iter().map(Into::into).collect();
    answer(&caller.app, question, &Page { records, next, more })
}

fn answer<T: Serialize>(app: &App, question: Question, body: &T) -> Result<Response, Said> {
    let body = serde_json::to_string(body).map_err(Fault::from)?;
    let Question { asker, nonce, asked } = question;
    let head = Head { origin: app.config.ledger_origin(), asker, nonce, asked };
    let text = signed(&head, &body, &app.online);
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
