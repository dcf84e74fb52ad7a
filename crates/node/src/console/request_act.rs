//! What members do with requests between States: drafting, safeguards, opening words, saying what was signed.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::wire::frame::Frame;
use khien_desk::wire::signed::OfficerSignature;
use khien_store::calls::HAND_OVER;
use khien_store::emergencies::REVIEW;
use khien_store::packing::MAKING;
use khien_store::requests::DRAFT;
use khien_terms::id::RequestId;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Trouble, go};
use super::open::{Keys, handed};
use super::request_steps::operation;
use super::{bytes_of, id_of};
use crate::abroad::{COSE, saying, sending};

/// Bytes of a draft at most, sealed.
const WORDS_MAX: usize = 1 << 20;

/// A new draft.
#[derive(Deserialize)]
pub struct NewDraft {
    peer: String,
    kind: Kind,
    /// The form, sealed to our desk, base64.
    words: String,
}

fn words_of(text: &str) -> Result<Vec<u8>, Refusal> {
    let words = bytes_of("words", text)?;
    if words.len() > WORDS_MAX {
        return Err(Refusal::Field { field: "words", problem: "larger than a mebibyte" });
    }
    Ok(words)
}

/// Keeps a draft.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn draft(desk: Desk, Json(new): Json<NewDraft>) -> Result<Response, Trouble> {
    desk.must(if new.kind == Kind::E1 { Operation::SendEmergencies } else { Operation::DraftRequests })?;
    let Some(other) = desk.app.other_state(&new.peer).await? else {
        return Err(Refusal::Field { field: "peer", problem: "this State is not in the directory" }.into());
    };
    if other.by_letter.is_some() && !saying::carries_by_letter(new.kind) {
        return Err(Refusal::Field { field: "kind", problem: "this kind is not asked by letter" }.into());
    }
    if !saying::carries(new.kind) {
        return Err(Refusal::Field { field: "kind", problem: "this kind is not carried yet" }.into());
    }
    let id = desk.app.store.draft_request(new.peer, new.kind, words_of(&new.words)?, desk.me()).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({"location": format!("/console/desk/request/{id}"), "thread": format!("{:032x}", id.bits())})),
    )
        .into_response())
}

/// Throws a draft away.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn discard(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::DraftRequests)?;
    desk.app.store.discard_request(id_of(&id)?, desk.me()).await?;
    Ok(go("/console/desk"))
}

/// Takes a request in hand.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn take(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::ExecuteRequests)?;
    let id: RequestId = id_of(&id)?;
    desk.app.store.take_request(id, desk.me()).await?;
    Ok(go(&format!("/console/desk/request/{id}")))
}

/// Answers the safeguards of our side; each is answered, by its code.
///
/// # Errors
/// [`Refusal::Field`] for an answer that there is not.
pub async fn gate(
    desk: Desk,
    Path(id): Path<String>,
    Form(answers): Form<BTreeMap<String, String>>,
) -> Result<Response, Trouble> {
    desk.must(Operation::ExecuteRequests)?;
    let id: RequestId = id_of(&id)?;
    let known = desk.app.desk_law();
    let right = answers
        .iter()
        .all(|(code, answer)| known.asked.contains(code) && matches!(answer.as_str(), "yes" | "no" | "not_needed"));
    if !right || known.asked.iter().any(|code| !answers.contains_key(code)) {
        return Err(Refusal::Field { field: "safeguards", problem: "every question needs an answer" }.into());
    }
    desk.app.store.gate_request(id, answers, desk.me()).await?;
    Ok(go(&format!("/console/desk/request/{id}")))
}

/// A part to open.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(rename = "ref")]
    of: String,
    part: String,
}

/// Hands words out, sealed; the event is written before they leave.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn open(desk: Desk, Json(wanted): Json<Wanted>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let known =
        ["message/", HAND_OVER, MAKING, khien_store::twice::PART].iter().any(|prefix| wanted.part.starts_with(prefix));
    if wanted.part != DRAFT && wanted.part != REVIEW && !known {
        return Err(Refusal::NotFound.into());
    }
    let bytes = desk.app.store.open_request(id_of(&wanted.of)?, wanted.part, desk.me()).await?;
    handed(&desk, &bytes, Keys::Desk, None).await
}

/// Where the next message of ours stands.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn place(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let (place, _) = desk.app.store.next_place(id_of(&id)?).await?;
    Ok(Json(place).into_response())
}

/// A message that the member's browser made and signed.
#[derive(Deserialize)]
pub struct Signed {
    text: String,
    /// Base64 of 64 bytes.
    signature: String,
    /// Of information: the key of its sealed part, 32 bytes in hex.
    #[serde(default)]
    key: Option<String>,
}

/// The key of a sealed part.
fn part_key(text: String) -> Result<crate::abroad::information::PartKey, Refusal> {
    let (text, mut key) = (zeroize::Zeroizing::new(text), zeroize::Zeroizing::new([0u8; 32]));
    let wrong = |_| Refusal::Field { field: "message", problem: "its sealed part does not open" };
    hex::decode_to_slice(text.as_bytes(), key.as_mut()).map_err(wrong)?;
    Ok(key)
}

/// Says it: kept, and on its way.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn say(desk: Desk, Path(id): Path<String>, Json(signed): Json<Signed>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let id: RequestId = id_of(&id)?;
    let wrong = Refusal::Field { field: "message", problem: "it is no message" };
    let frame = Frame::read(signed.text.as_bytes()).map_err(|_| wrong)?;
    desk.must(operation(&frame.act))?;
    let signature = bytes_of("signature", &signed.signature)?.try_into().map_err(|_| Refusal::Forged)?;
    let certificate = desk.app.store.officer_certificate(desk.me()).await?;
    let verify = desk.signs_by().await?;
    let signature = OfficerSignature { verify, signature, certificate };
    let key = signed.key.map(part_key).transpose()?;
    let outgoing = saying::say(&desk.app, id, desk.me(), signed.text.into_bytes(), signature, key).await?;
    if desk.app.other_state(&outgoing.peer).await?.is_some_and(|other| other.by_letter.is_some()) {
        return Ok((StatusCode::CREATED, Json(json!({"said": true}))).into_response());
    }
    let app = desk.app.clone();
    // The page need not wait for the other State; what does not get through is tried again by the job.
    tokio::spawn(async move { sending::logged(sending::send(&app, outgoing).await) });
    Ok((StatusCode::CREATED, Json(json!({"said": true}))).into_response())
}

/// The signed receipt of a message, as a file that anybody can verify.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn receipt(desk: Desk, Path(message): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::SeeDesk)?;
    if !khien_desk::code::is_number(&message) {
        return Err(Refusal::NotFound.into());
    }
    let bytes = desk.app.store.receipt_of(message.clone()).await?;
    let name = format!("attachment; filename=\"receipt-{message}.cose\"");
    Ok(([(header::CONTENT_TYPE, COSE.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// The proof that what happened to a message stands in the ledger, with what other States co-signed (C2SP tlog-proof).
///
/// # Errors
/// [`Trouble::Fault`]; [`Refusal::NotNow`] before the ledger's next beat.
pub async fn proof(desk: Desk, Path(message): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::SeeDesk)?;
    if !khien_desk::code::is_number(&message) {
        return Err(Refusal::NotFound.into());
    }
    let proof = desk.app.store.message_proof(message.clone()).await?;
    let proof = proof.ok_or(Refusal::NotNow("the ledger has it after its next beat, within minutes"))?;
    let name = format!("attachment; filename=\"{message}.tlog-proof\"");
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, proof.text()).into_response())
}
