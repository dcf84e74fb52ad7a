//! Answers to letters, as an officer's browser opened them: this node takes what the letter's key signed. It never sees the words, nor what
//! opens evidence.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::letter::Answer;
use khien_desk::request::Act;
use khien_desk::request::place::is_timely;
use khien_seal::statement::Signed;
use khien_store::courier::{Arrived, Taken};
use khien_terms::Moment;
use khien_terms::id::RequestId;
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::desk::{Desk, Trouble};
use super::open::{Keys, handed};
use super::{bytes_of, id_of};
use crate::abroad::information::{PartKey, sealed_key};

/// Bytes of an answer file at most.
const ANSWER_MAX: usize = 512 << 10;

/// Gives the desk's keys as they are wrapped to the member: an answer file opens in the browser.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn keys(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    id_of::<RequestId>(&id)?;
    handed(&desk, &[], Keys::Desk, None).await
}

/// An answer that the member's browser opened.
#[derive(Deserialize)]
pub struct Brought {
    signed: Signed,
    /// The message that its letter carried, and the key that signed it: which of the letters it is.
    verify: String,
    /// The file as it came, still sealed to our desk, base64.
    kept: String,
    /// Of an answer that hands evidence over: its chunks in order, by their hashes; the browser put them before.
    #[serde(default)]
    chunks: Vec<String>,
    /// Of such an answer: the file once more without what opens the evidence, sealed to our desk by the browser, base64. It is kept for the acts
    /// beside the evidence: what is erased with the evidence lies nowhere else.
    #[serde(default)]
    words: String,
    /// Of an answer that gives the key of information: that key, in hex. This node seals it to the desk, as one that it fetched.
    #[serde(default)]
    key: Option<Zeroizing<String>>,
}

/// Takes an answer in.
///
/// # Errors
/// [`Refusal::Forged`] when no letter's key signed it; [`khien_store::Fault::Declined`] when it does not follow.
pub async fn hear(desk: Desk, Path(id): Path<String>, Json(mut brought): Json<Brought>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let id: RequestId = id_of(&id)?;
    let own = desk.app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let verify = khien_seal::keys::verify_from_hex(&brought.verify).map_err(|_| Refusal::Forged)?;
    let answer = Answer::verified(&brought.signed, &verify).map_err(|_| Refusal::Forged)?;
    if answer.thread != format!("{:032x}", id.bits()) || answer.to != own.state {
        return Err(Refusal::Field { field: "answer", problem: "it answers another request" }.into());
    }
    is_timely(answer.issued_at, Moment(i64::MAX), desk.app.now())
        .map_err(|_| Refusal::Field { field: "answer", problem: "it was signed later than now" })?;
    let kept = answer_file(&brought.kept)?;
    let key = key_of(&answer, brought.key.take())?;
    // What opens evidence or information lies with what is erased, and not with the words.
    let words = if answer.chunks.is_some() || key.is_some() { answer_file(&brought.words)? } else { kept.clone() };
    let key = key.map(|key| sealed_key(&own, &key)).transpose()?;
    if !answer.names(&brought.chunks) {
        return Err(Refusal::Forged.into());
    }
    if !desk.app.store.missing_chunks(brought.chunks.clone()).await?.is_empty() {
        return Err(Refusal::NotNow("a part of the evidence is not here: choose its file again").into());
    }
    let said = messages(id, &answer, &brought, (&kept, &words));
    let letter = (answer.message.clone(), verify);
    let node = own.node.clone();
    let (own, law) = (own.state.clone(), desk.app.desk_law());
    let taken = match desk.app.store.hear_answer((said, key), letter, desk.me(), own, law, node).await {
        Ok(taken) => taken,
        Err(refused) => {
            // Evidence of an answer that is not taken in stays nowhere.
            desk.app.store.drop_chunks(brought.chunks).await?;
            return Err(refused.into());
        }
    };
    let new = matches!(taken, Taken::New(_));
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(json!({"new": new}))).into_response())
}

/// The key of information that an answer gives: the one that its letter's key signed for, or none.
fn key_of(answer: &Answer, given: Option<Zeroizing<String>>) -> Result<Option<PartKey>, Trouble> {
    let signed = given.as_ref().map(|key| khien_seal::sha256_hex(key.as_bytes()));
    if signed != answer.key {
        return Err(Refusal::Forged.into());
    }
    let Some(given) = given else { return Ok(None) };
    let mut key = PartKey::default();
    hex::decode_to_slice(given.as_bytes(), key.as_mut()).map_err(|_| Refusal::Forged)?;
    Ok(Some(key))
}

/// An answer file.
fn answer_file(base64: &str) -> Result<Vec<u8>, Trouble> {
    sealed_file(base64, ANSWER_MAX)
}

/// A file of a letter's page: sealed, and no larger than so many bytes.
pub(super) fn sealed_file(base64: &str, most: usize) -> Result<Vec<u8>, Trouble> {
    let file = bytes_of("answer", base64)?;
    if file.len() > most || !file.starts_with(b"age-encryption.org/v1\n") {
        return Err(Refusal::Field { field: "answer", problem: "this is not an answer file" }.into());
    }
    Ok(file)
}

/// The acts of an answer as messages; their place follows where they are written.
fn messages(id: RequestId, answer: &Answer, brought: &Brought, (kept, words): (&[u8], &[u8])) -> Vec<Arrived> {
    let digest = khien_seal::sha256(brought.signed.statement.as_bytes());
    let acts = answer.acts.iter().enumerate();
    acts.map(|(n, act)| {
        let message = answer.message_number(n);
        let hands_over = matches!(act, Act::Return { .. });
        Arrived {
            peer: answer.from.clone(),
            outer: digest,
            // Each act has a head of its own, so that the next one has a place.
            inner: khien_seal::sha256(format!("{message}{}", hex::encode(digest)).as_bytes()),
            message,
            request: id,
            seq: 0,
            prev: String::new(),
            issued_at: answer.issued_at,
            act: act.clone(),
            officer: answer.officer.clone(),
            signers: None,
            kept: if hands_over { kept } else { words }.to_vec(),
            chunks: if hands_over { brought.chunks.clone() } else { Vec::new() },
            // A State without a node has its own file.
            subjects: Vec::new(),
        }
    })
    .collect()
}
