//! `/h/hash`, `POST /m/lookup`, `POST /c/bank/<name>/content`: files that a platform sends.

use axum::Json;
use axum::extract::{FromRequest, Path, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use khien_casework::bank::QUALITY_FLOOR;
use serde_json::{Map, Value, json};

use super::asked::{Asked, Object};
use super::bank::{Named, must_be_own, named};
use super::caller::Caller;
use super::content::{add, metadata};
use super::lookup::{by_bank, find, in_banks};
use super::said::Said;
use super::upload::{self, Sent, Videos, read};

/// Bytes of a body that asks for a hash.
const ASKED_MAX: usize = 2 << 20;
/// Says that a picture has too little to see for a perceptual hash.
const QUALITY: HeaderName = HeaderName::from_static("khien-quality");

/// `GET /h/hash`: the hashes of a file that stands at an address, on a host of the node's list.
///
/// # Errors
/// 422 without an address; as [`upload::fetch`] with one.
pub async fn by_url(caller: Caller, asked: Asked) -> Result<Response, Said> {
    let [url] = asked.need(["url"])?;
    Ok(hashes_of(&upload::fetch(&caller, &asked, url).await?))
}

/// `POST /h/hash`: the hashes of a file.
///
/// # Errors
/// 400 for what is no file that can be read, 413 for one that is too large.
pub async fn hash(caller: Caller, asked: Asked, request: Request) -> Result<Response, Said> {
    Ok(hashes_of(&read(&asked, request, videos(&caller)).await?))
}

/// The hashes of a file as this interface tells them.
pub(crate) fn hashes_of(sent: &Sent) -> Response {
    let mut said = Map::new();
    for hashed in &sent.hashes {
        said.insert(hashed.kind.to_string(), json!(hashed.text()));
    }
    answer(Value::Object(said), sent)
}

/// `POST /m/lookup`: which banks know a file, or a hash that stands in a JSON body. With too little to see, none does.
///
/// # Errors
/// As [`hash`]; 503 before the index is read in.
pub async fn lookup(caller: Caller, asked: Asked, request: Request) -> Result<Response, Said> {
    if is_json(&request) {
        let object = asked_in_body(request).await?;
        let found = find(&caller, object.need_text("signal_type")?, object.need_text("signal")?).await?;
        let bypass = asked.flag("bypass_coinflip", false)?;
        return Ok(Json(by_bank(&in_banks(found, &asked), &asked, bypass)?).into_response());
    }
    known(&caller, &asked, &read(&asked, request, videos(&caller)).await?).await
}

/// Whether a body is JSON: then it holds a hash, and not a file.
pub(crate) fn is_json(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().starts_with("application/json"))
}

/// A hash that is too long for an address, with its kind.
pub(crate) async fn asked_in_body(request: Request) -> Result<Object, Said> {
    let (parts, body) = request.into_parts();
    let body = axum::body::Body::new(http_body_util::Limited::new(body, ASKED_MAX));
    Object::from_request(Request::from_parts(parts, body), &()).await
}

/// Which banks know the hashes of a file.
///
/// # Errors
/// As [`lookup`].
pub(crate) async fn known(caller: &Caller, asked: &Asked, sent: &Sent) -> Result<Response, Said> {
    let bypass = asked.flag("bypass_coinflip", false)?;
    if !caller.app.matcher.is_ready() {
        return Err(Said::new(StatusCode::SERVICE_UNAVAILABLE, "index not yet ready"));
    }
    let mut said = Map::new();
    for hashed in &sent.hashes {
        let found = match hashed.sought() {
            Some(sought) => caller.app.matcher.find(&caller.app.store, &caller.asker, &sought).await?,
            None => Vec::new(),
        };
        said.insert(hashed.kind.to_string(), by_bank(&in_banks(found, asked), asked, bypass)?);
    }
    Ok(answer(Value::Object(said), sent))
}

/// `POST /c/bank/<name>/content`: puts the hashes of a file into a bank.
///
/// # Errors
/// As [`hash`]; 403 when the bank is another's, 404.
pub async fn add_file(
    caller: Caller,
    Path(Named { name }): Path<Named>,
    asked: Asked,
    request: Request,
) -> Result<Json<Value>, Said> {
    let row = named(&caller, &name).await?;
    must_be_own(&caller, &row)?;
    let sent = match asked.text("url") {
        Some(url) => upload::fetch(&caller, &asked, url).await?,
        None => read(&asked, request, videos(&caller)).await?,
    };
    if let Some(low) = sent.hashes.iter().find(|hashed| hashed.signals.is_empty()) {
        return Err(Said::bad(format!(
            "Invalid {} signal: too little to see (quality under {QUALITY_FLOOR})",
            low.kind
        )));
    }
    let signals = sent.hashes.into_iter().flat_map(|hashed| hashed.signals).collect();
    let kept = metadata(sent.metadata.as_ref())?;
    Ok(Json(add(&caller, &row, signals, sent.note, kept).await?))
}

/// What is hashed of videos that the caller sends.
pub(crate) fn videos(caller: &Caller) -> Videos {
    Videos::of(caller.app.config.hash_videos, caller.asker.platform())
}

/// An answer about a file, with a header where there was too little to see.
pub(crate) fn answer(said: Value, sent: &Sent) -> Response {
    let mut response = Json(said).into_response();
    if sent.hashes.iter().any(|hashed| hashed.signals.is_empty()) {
        response.headers_mut().insert(QUALITY, HeaderValue::from_static("low"));
    }
    response
}
