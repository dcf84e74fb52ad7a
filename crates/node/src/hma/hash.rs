//! `/h/hash`, `POST /m/lookup`, `POST /c/bank/<name>/content`: files that a platform sends are hashed here and not kept. A
//! picture is decoded in a process of its own, few at once; of a video the exact hashes are taken as it streams through.

use std::sync::LazyLock;

use axum::Json;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Path, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use khien_casework::bank::{QUALITY_FLOOR, Signal, SignalKind};
use khien_signal::file::Exactly;
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use super::asked::Asked;
use super::bank::{Named, must_be_own, named};
use super::caller::Caller;
use super::content::{add, metadata};
use super::decoder;
use super::lookup::{by_bank, in_banks, no_url};
use super::said::Said;
use crate::app::App;

/// Bytes of a picture.
const PHOTO_MAX: usize = 32 << 20;
/// Bytes of a video.
const VIDEO_MAX: usize = 512 << 20;
/// Bytes of a field that is no file.
const FIELD_MAX: usize = 16 << 10;
/// Pictures that are decoded at once.
static DECODING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));
/// Says that a picture has too little to see for a perceptual hash.
const QUALITY: HeaderName = HeaderName::from_static("khien-quality");

/// What was sent: the hashes of one file, and fields beside it.
pub struct Sent {
    hashes: Vec<Hashed>,
    note: String,
    metadata: Option<Value>,
}

/// A hash as this interface tells it: none where a picture has too little to see.
struct Hashed {
    kind: SignalKind,
    signal: Option<Signal>,
}

/// `GET /h/hash` hashes what stands at an address; this node goes to none.
///
/// # Errors
/// 422 without an address, 403 with one.
pub async fn by_url(_: Caller, asked: Asked) -> Said {
    match asked.need(["url"]) {
        Ok(_) => no_url(),
        Err(missing) => missing,
    }
}

/// `POST /h/hash`: the hashes of a file.
///
/// # Errors
/// 400 for what is no file that can be read, 413 for one that is too large.
pub async fn hash(caller: Caller, asked: Asked, request: Request) -> Result<Response, Said> {
    let sent = read(&caller, &asked, request).await?;
    let mut said = Map::new();
    for hashed in &sent.hashes {
        said.insert(hashed.kind.to_string(), json!(hashed.signal.as_ref().map_or("", |signal| &signal.value)));
    }
    Ok(answer(Value::Object(said), &sent))
}

/// `POST /m/lookup`: which banks know a file. With too little to see, none does.
///
/// # Errors
/// As [`hash`]; 503 before the index is read in.
pub async fn lookup(caller: Caller, asked: Asked, request: Request) -> Result<Response, Said> {
    let bypass = asked.flag("bypass_coinflip", false)?;
    if !caller.app.matcher.is_ready() {
        return Err(Said::new(StatusCode::SERVICE_UNAVAILABLE, "index not yet ready"));
    }
    let sent = read(&caller, &asked, request).await?;
    let mut said = Map::new();
    for hashed in &sent.hashes {
        let found = match &hashed.signal {
            Some(signal) => {
                caller.app.matcher.find(&caller.app.store, &caller.asker, signal.kind, &signal.value).await?
            }
            None => Vec::new(),
        };
        said.insert(hashed.kind.to_string(), by_bank(&in_banks(found, &asked), &asked, bypass)?);
    }
    Ok(answer(Value::Object(said), &sent))
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
    if asked.text("url").is_some() {
        return Err(no_url());
    }
    let sent = read(&caller, &asked, request).await?;
    if let Some(low) = sent.hashes.iter().find(|hashed| hashed.signal.is_none()) {
        return Err(Said::bad(format!(
            "Invalid {} signal: too little to see (quality under {QUALITY_FLOOR})",
            low.kind
        )));
    }
    let signals = sent.hashes.into_iter().filter_map(|hashed| hashed.signal).collect();
    let kept = metadata(sent.metadata.as_ref())?;
    Ok(Json(add(&caller, &row, signals, sent.note, kept).await?))
}

fn answer(said: Value, sent: &Sent) -> Response {
    let mut response = Json(said).into_response();
    if sent.hashes.iter().any(|hashed| hashed.signal.is_none()) {
        response.headers_mut().insert(QUALITY, HeaderValue::from_static("low"));
    }
    response
}

/// Reads one file, in a field whose name is its kind of content, and hashes it as the query asks.
async fn read(caller: &Caller, asked: &Asked, request: Request) -> Result<Sent, Said> {
    let none = || Said::bad("Missing multipart/form-data file upload");
    let mut multipart = Multipart::from_request(request, &caller.app).await.map_err(|_| none())?;
    let mut sent = Sent { hashes: Vec::new(), note: String::new(), metadata: None };
    let mut files = 0;
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match (field.file_name().is_some(), name.as_str()) {
            (false, "note") => sent.note = text(field).await?,
            (false, "metadata") => {
                let wrong = |_| Said::bad("metadata should be a json object");
                sent.metadata = Some(serde_json::from_str(&text(field).await?).map_err(wrong)?);
            }
            (false, _) => {}
            (true, _) if files > 0 => return Err(Said::bad("Only one file allowed per request")),
            (true, "photo") => {
                files += 1;
                sent.hashes = photo(field, wanted(asked, &PHOTO)?).await?;
            }
            (true, "video") => {
                files += 1;
                sent.hashes = video(field, wanted(asked, &VIDEO)?).await?;
            }
            (true, other) => return Err(Said::bad(format!("no such content_type: '{}'", other.escape_default()))),
        }
    }
    if files == 0 { Err(none()) } else { Ok(sent) }
}

/// Kinds of hashes of a picture; the first is taken when nobody asks for others.
const PHOTO: [SignalKind; 4] = [SignalKind::Pdq, SignalKind::Md5, SignalKind::Sha1, SignalKind::Sha256];
/// Kinds of hashes of a video.
const VIDEO: [SignalKind; 2] = [SignalKind::VideoMd5, SignalKind::VideoSha256];

fn wanted(asked: &Asked, known: &[SignalKind]) -> Result<Vec<SignalKind>, Said> {
    let Some(names) = asked.list("types") else { return Ok(known.iter().take(1).copied().collect()) };
    let of = |name: &str| known.iter().copied().find(|kind| kind.as_str() == name);
    names
        .into_iter()
        .map(|name| of(name).ok_or_else(|| Said::bad(format!("No such SignalType '{}'", name.escape_default()))))
        .collect()
}

async fn photo(mut field: Field<'_>, kinds: Vec<SignalKind>) -> Result<Vec<Hashed>, Said> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > PHOTO_MAX {
            return Err(too_large("a picture has at most 32 MiB"));
        }
        bytes.extend_from_slice(&piece);
    }
    let _turn = DECODING.acquire().await.map_err(|_| khien_store::Fault::Stopping)?;
    photo_hashes(&bytes, &kinds).await
}

async fn photo_hashes(bytes: &[u8], kinds: &[SignalKind]) -> Result<Vec<Hashed>, Said> {
    let mut exactly = Exactly::default();
    exactly.push(bytes);
    let exact = exactly.finish();
    let mut hashes = Vec::new();
    for kind in kinds {
        let signal = match kind {
            SignalKind::Pdq => {
                let (hash, quality) = decoder::pdq(bytes).await?;
                Some(Signal::read(*kind, &hash, Some(quality))?).filter(|_| quality >= QUALITY_FLOOR)
            }
            SignalKind::Md5 => Some(Signal::read(*kind, &exact.md5, None)?),
            SignalKind::Sha1 => Some(Signal::read(*kind, &exact.sha1, None)?),
            _ => Some(Signal::read(SignalKind::Sha256, &exact.sha256, None)?),
        };
        hashes.push(Hashed { kind: *kind, signal });
    }
    Ok(hashes)
}

async fn video(mut field: Field<'_>, kinds: Vec<SignalKind>) -> Result<Vec<Hashed>, Said> {
    let (mut exactly, mut size) = (Exactly::default(), 0);
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        size += piece.len();
        if size > VIDEO_MAX {
            return Err(too_large("a video has at most 512 MiB"));
        }
        exactly.push(&piece);
    }
    let exact = exactly.finish();
    let mut hashes = Vec::new();
    for kind in kinds {
        let value = if kind == SignalKind::VideoMd5 { &exact.md5 } else { &exact.sha256 };
        hashes.push(Hashed { kind, signal: Some(Signal::read(kind, value, None)?) });
    }
    Ok(hashes)
}

async fn text(mut field: Field<'_>) -> Result<String, Said> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > FIELD_MAX {
            return Err(too_large("a field has at most 16 KiB"));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Said::bad("a field is not UTF-8"))
}

fn broken(_: MultipartError) -> Said {
    Said::bad("the upload ended early or is not multipart/form-data")
}

fn too_large(what: &str) -> Said {
    Said::new(StatusCode::PAYLOAD_TOO_LARGE, what)
}

/// Its own limits stand above; the framework's, for other bodies, does not.
pub fn unbounded(routes: axum::Router<App>) -> axum::Router<App> {
    routes.layer(axum::extract::DefaultBodyLimit::disable())
}
