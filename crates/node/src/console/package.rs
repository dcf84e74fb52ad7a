//! Evidence that is handed over, and evidence that was given. Files never come here: the browser measures them, this node writes
//! what belongs beside them in the package and signs it, and what it carries is ciphertext. The letter in the package repeats the request,
//! which the browser gives for that in memory, as for every letter.

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::code::is_hash;
use khien_desk::package::{self, Conditions, Description, Finding, Item, Purpose, bag};
use khien_desk::request::harm::may_leave;
use khien_desk::request::{Act, Request as State, Side, may_sign};
use khien_desk::wire::chunked::{CHUNK, CHUNKS_MAX};
use khien_desk::wire::signed::{OfficerSignature, Subject};
use khien_store::Actor;
use khien_store::packing::Written;
use khien_terms::id::RequestId;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::{Desk, Trouble, go};
use super::open::{Keys, handed};
use super::{bytes_of, id_of, overrides, package_letter};
use crate::package::make::reported;
use crate::package::stamping::stamped;

/// Bytes at most of what is needed to go on with a package: its tag files twice over in base64, and room.
pub const MAKING_MAX: usize = 4 * package::description::DESCRIPTION_MAX;

/// What goes into a package, as the browser measured it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// All items of the request in their order, as the member opened it.
    items: Vec<Item>,
    conditions: Conditions,
    /// Who authorised it, under which law.
    authorisation: String,
    files: Vec<package::File>,
    /// The request that it answers, as the member opened it.
    request: Answered,
}

/// A message as the member's browser opened it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// Its number.
    pub(super) message: String,
    /// COSE_Sign, base64.
    pub(super) signed: String,
}

/// A file that belongs beside the evidence.
#[derive(Serialize)]
struct Tag {
    path: &'static str,
    /// Base64.
    bytes: String,
}

/// What stops a package, in words.
#[derive(Serialize)]
struct Stopped {
    file: Option<String>,
    words: String,
}

/// The request that is answered with a package.
async fn answered(desk: &Desk, id: &str) -> Result<(RequestId, State), Trouble> {
    desk.must(Operation::ExecuteRequests)?;
    let id: RequestId = id_of(id)?;
    let (_, state) = desk.app.store.next_place(id).await?;
    if state.side != Side::Asked {
        return Err(Refusal::NotFound.into());
    }
    // What may not be handed over is neither described nor signed.
    let conditions = Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
    let act = Act::Return { package: String::new(), bytes: 1, files: 1, conditions };
    may_sign(&state, &act, desk.me(), desk.app.now(), &desk.app.desk_law()).map_err(khien_store::Fault::from)?;
    let standing = overrides::standing_of(desk, &state).await?.ok_or(Refusal::NotFound)?;
    may_leave(&state, &act, standing, desk.app.now()).map_err(khien_store::Fault::from)?;
    Ok((id, state))
}

/// Writes what belongs beside the evidence: manifests, provenance, conditions, the letter. Nothing of it is kept.
///
/// # Errors
/// [`Trouble::Fault`]; what stops the package is an answer of its own.
pub async fn tags(desk: Desk, Path(id): Path<String>, Json(wanted): Json<Wanted>) -> Result<Response, Trouble> {
    let (id, state) = answered(&desk, &id).await?;
    let own = desk.app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let report = package_letter::Of::read(&desk, id, &wanted.request).await?;
    let description = Description {
        request: format!("{:032x}", id.bits()),
        // Only one that holds gets a number.
        package: 1,
        asking: state.peer.clone(),
        asked: own.state.clone(),
        source: own.name.clone(),
        made_at: desk.app.now().timestamp(),
        examiner: desk.session.desk_name.clone(),
        tools: vec![package::Tool { name: "Khiên".into(), version: env!("CARGO_PKG_VERSION").into() }],
        authorisation: wanted.authorisation,
        conditions: wanted.conditions,
        files: wanted.files,
        report: None,
    };
    let items = state.asked.granted().map(|decision| package::granted(wanted.items, decision)).unwrap_or_default();
    let checking = move || (package::check(&description, &items), description);
    let (findings, mut description) =
        tokio::task::spawn_blocking(checking).await.map_err(|_| khien_store::Fault::Stopping)?;
    if !findings.is_empty() {
        return Ok(stopped_by(&desk, &findings));
    }
    let number = desk.app.store.number_package(id, desk.me()).await?;
    description.package = number;
    let made = report.made(&desk, &state, &description).await?;
    description.report = Some(reported(&made).map_err(|error| khien_store::Fault::Corrupt(error.to_string()))?);
    let making = move || package::tag_files(&description);
    let described = tokio::task::spawn_blocking(making).await.map_err(|_| khien_store::Fault::Stopping)?;
    Ok(match described {
        Ok(files) => {
            desk.app.store.package_written(id, number, desk.me(), written(&files)).await?;
            let tags: Vec<Tag> = (files.into_iter().chain([made]))
                .map(|file| Tag { path: file.path, bytes: B64.encode(file.bytes) })
                .collect();
            let name = package::identifier(&format!("{:032x}", id.bits()), number);
            let signed = json!({"covers": bag::TAGMANIFEST_256, "path": bag::SIGNATURE});
            Json(json!({"number": number, "name": name, "payload": bag::PAYLOAD, "signature": signed, "tags": tags}))
                .into_response()
        }
        Err(findings) => stopped_by(&desk, &findings),
    })
}

/// By which what was written is known again.
#[must_use]
pub fn written(files: &[package::TagFile]) -> Written {
    let hash = |path: &str| {
        let bytes = files.iter().find(|file| file.path == path).map(|file| file.bytes.as_slice()).unwrap_or_default();
        khien_seal::sha256_hex(bytes)
    };
    Written { manifest: hash(bag::TAGMANIFEST_256), conditions: hash(bag::CONDITIONS) }
}

fn stopped_by(desk: &Desk, findings: &[Finding]) -> Response {
    let stopped: Vec<Stopped> = findings.iter().take(50).map(|finding| stopped(desk, finding)).collect();
    (StatusCode::OK, Json(json!({"stopped": stopped}))).into_response()
}

fn stopped(desk: &Desk, finding: &Finding) -> Stopped {
    let key = format!("desk-package-finding-{}", finding.what.code());
    Stopped { file: finding.file.clone(), words: super::frame::say(&desk.app, desk.lang, &key, &[]) }
}

/// The manifest of the tag files, and the member's signature over it.
#[derive(Deserialize)]
pub struct Manifest {
    /// Base64.
    manifest: String,
    /// Base64 of 64 bytes.
    signature: String,
}

/// Joins the node's signature to the member's, over what the node wrote for this member and this request and over nothing else.
///
/// # Errors
/// [`Refusal::Forged`] when the member's does not fit; [`Refusal::NotNow`] when it is another manifest.
pub async fn sign(desk: Desk, Path(id): Path<String>, Json(wanted): Json<Manifest>) -> Result<Response, Trouble> {
    let (id, _) = answered(&desk, &id).await?;
    let manifest = bytes_of("manifest", &wanted.manifest)?;
    let known = desk.app.store.written(id, desk.me(), khien_seal::sha256_hex(&manifest)).await?;
    known.ok_or(Refusal::NotNow("this node did not describe this package within three days"))?;
    let own = desk.app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let signature = bytes_of("signature", &wanted.signature)?.try_into().map_err(|_| Refusal::Forged)?;
    let certificate = desk.app.store.officer_certificate(desk.me()).await?;
    let verify = desk.signs_by().await?;
    let signature = OfficerSignature { verify, signature, certificate };
    let signed = Subject::Package.assemble(&manifest, &own.node, &signature).map_err(|_| Refusal::Forged)?;
    Subject::Package.verify(&signed, &own.own_voices).map_err(|_| Refusal::Forged)?;
    let proof = proof(&desk, id, khien_seal::sha256_hex(&manifest)).await?;
    let stamp = stamp(&desk, &manifest).await?;
    Ok(Json(json!({"signed": B64.encode(signed), "proof": proof, "stamp": stamp})).into_response())
}

/// The time-stamp of an authority over the manifest, as it lies in the package: nothing where none is named here, and its lack where none of
/// those that are gave one.
async fn stamp(desk: &Desk, manifest: &[u8]) -> Result<Option<serde_json::Value>, Trouble> {
    if desk.app.config.time_stamps.is_empty() {
        return Ok(None);
    }
    Ok(Some(match stamped(&desk.app, khien_seal::sha256(manifest)).await? {
        Some(answer) => {
            let at = answer.stamped.at.to_string();
            json!({"path": package::stamp::STAMP, "bytes": B64.encode(answer.bytes), "at": at, "by": answer.stamped.by})
        }
        None => json!({"path": package::stamp::STAMP, "bytes": null}),
    }))
}

/// That the signing stands in the ledger, as it lies in the package; nothing where this node signs no checkpoint now. Nobody is waited for: what
/// witnesses sign later is in the proof of the message that hands the package over.
async fn proof(desk: &Desk, id: RequestId, manifest: String) -> Result<Option<serde_json::Value>, Trouble> {
    let app = &desk.app;
    app.store.package_signed(id, desk.me(), manifest.clone()).await?;
    if app.signs_nothing().await? {
        return Ok(None);
    }
    let proof = app.store.package_proof(id, manifest, app.config.ledger_origin(), app.online.clone()).await?;
    Ok(Some(json!({"path": package::proof::PROOF, "bytes": B64.encode(proof.text())})))
}

/// What the browser needs to go on with a package after a break.
#[derive(Deserialize)]
pub struct Making {
    /// Base64 of an age file that is sealed to the desk.
    words: String,
}

/// Keeps what is needed to go on with a package after a break: who opens it is the desk, and who goes on is the member who began.
///
/// # Errors
/// [`Refusal::NotFound`] for a package that this member did not begin.
pub async fn making(
    desk: Desk,
    Path((id, n)): Path<(String, u32)>,
    Json(wanted): Json<Making>,
) -> Result<Response, Trouble> {
    let (id, _) = answered(&desk, &id).await?;
    desk.app.store.keep_making(id, n, desk.me(), bytes_of("words", &wanted.words)?).await?;
    Ok(Json(json!({"kept": n})).into_response())
}

/// Chunks of a package.
#[derive(Deserialize)]
pub struct Chunks {
    chunks: Vec<String>,
}

/// Says which of these chunks are not here yet: whoever goes on after a break sends those.
///
/// # Errors
/// [`Refusal::Field`].
pub async fn missing(desk: Desk, Json(wanted): Json<Chunks>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    if wanted.chunks.len() > CHUNKS_MAX || !wanted.chunks.iter().all(|chunk| is_hash(chunk)) {
        return Err(Refusal::Field { field: "chunks", problem: "too many, or no hashes" }.into());
    }
    let missing = desk.app.store.missing_chunks(wanted.chunks).await?;
    Ok(Json(json!({"missing": missing})).into_response())
}

/// Takes a chunk that the member's browser encrypted, or that came with the answer to a letter.
///
/// # Errors
/// [`Refusal::NotNow`] when it is another one than it is called.
pub async fn put(desk: Desk, Path(sha256): Path<String>, request: Request) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let bytes = axum::body::to_bytes(request.into_body(), CHUNK)
        .await
        .map_err(|_| Refusal::Field { field: "chunk", problem: "from one byte to four mebibytes" })?;
    desk.app.store.put_chunk(sha256, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// For what a package is read.
#[derive(Deserialize)]
pub struct Reading {
    purpose: Purpose,
}

/// Hands the key of a package out, sealed, for a purpose; the event is written before it leaves.
///
/// # Errors
/// [`khien_desk::request::Refusal::Barred`] when its conditions forbid it.
pub async fn read(
    desk: Desk,
    Path((id, message)): Path<(String, String)>,
    Json(reading): Json<Reading>,
) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let bytes = desk.app.store.read_package(id_of(&id)?, message, reading.purpose, desk.me()).await?;
    handed(&desk, &bytes, Keys::Desk, None).await
}

/// Erases a package that was given, here and at once.
///
/// # Errors
/// [`khien_desk::request::Illegal::NothingReturned`].
pub async fn erase(desk: Desk, Path((id, message)): Path<(String, String)>) -> Result<Response, Trouble> {
    desk.must(Operation::ExecuteRequests)?;
    let id: RequestId = id_of(&id)?;
    desk.app.store.erase_package(id, message, Actor::Staff(desk.me())).await?;
    Ok(go(&format!("/console/desk/request/{id}")))
}

/// A chunk of a package, for whoever had its key handed out.
///
/// # Errors
/// [`Refusal::NotAllowed`] for whoever had not.
pub async fn chunk(desk: Desk, Path((id, message, n)): Path<(String, String, i64)>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let bytes = desk.app.store.chunk_for(id_of(&id)?, message, n, desk.me()).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}
