//! What a mailbox's page asks for and sends, as JSON (`docs/formats.md` section 9).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderValue};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::report::{Act, FileMark};
use khien_seal::keys::mailbox_of;
use khien_store::Fault;
use khien_store::mailbox::Message;
use khien_terms::Code;
use khien_terms::id::PlatformId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::answer;
use crate::app::App;
use crate::problem::Problem;

/// The address that a receipt gives; the node keeps its hash only.
#[derive(Deserialize)]
struct Address(String);

impl Address {
    fn mailbox(&self) -> Result<String, Refusal> {
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(&self.0, &mut bytes)
            .map_err(|_| Refusal::Field { field: "address", problem: "64 hex digits" })?;
        Ok(mailbox_of(&bytes))
    }
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Fault> {
    serde_json::from_slice(body).map_err(|_| {
        Refusal::Field { field: "body", problem: "not what this address takes; load the page again" }.into()
    })
}

fn bytes(field: &'static str, text: &str) -> Result<Vec<u8>, Fault> {
    B64.decode(text).map_err(|_| Refusal::Field { field, problem: "base64 with padding" }.into())
}

fn answered<T: IntoResponse>(result: Result<T, Fault>) -> Response {
    match result {
        Ok(answer) => answer.into_response(),
        Err(fault) => Problem::from(fault).into_response(),
    }
}

/// Bytes that no layer may compress: their length is the point.
struct Fixed(Vec<u8>);

impl IntoResponse for Fixed {
    fn into_response(self) -> Response {
        let kinds = [
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (CONTENT_ENCODING, HeaderValue::from_static("identity")),
        ];
        (kinds, self.0).into_response()
    }
}

#[derive(Deserialize)]
struct Check {
    address: Address,
    #[serde(default)]
    duress: bool,
}

/// `POST /mailbox/check`
pub async fn check(State(app): State<App>, body: Bytes) -> Response {
    answered(checked(&app, &body).await)
}

async fn checked(app: &App, body: &Bytes) -> Result<Fixed, Fault> {
    let check: Check = read(body)?;
    let mailbox = check.address.mailbox()?;
    if check.duress {
        return Ok(Fixed(answer::cry(app.store.mailbox_duress(mailbox).await?)));
    }
    match app.store.mailbox_check(mailbox.clone()).await? {
        Some(view) => Ok(Fixed(answer::known(app, &mailbox, view).await?)),
        None => Ok(Fixed(answer::unknown())),
    }
}

#[derive(Deserialize)]
struct One {
    address: Address,
    n: u32,
}

/// `POST /mailbox/message`
pub async fn message(State(app): State<App>, body: Bytes) -> Response {
    answered(one_message(&app, &body).await)
}

async fn one_message(app: &App, body: &Bytes) -> Result<Response, Fault> {
    let One { address, n } = read(body)?;
    let mailbox = address.mailbox()?;
    let view = app.store.mailbox_check(mailbox.clone()).await?.ok_or(Refusal::NotFound)?;
    let link = view.chain.iter().find(|link| link.n == n).ok_or(Refusal::NotFound)?;
    if !answer::shown(&view, link.d) {
        return Err(Refusal::NotAllowed.into());
    }
    let ciphertext = app.store.mailbox_message(mailbox, n).await?;
    Ok(Json(json!({ "n": n, "c": B64.encode(ciphertext) })).into_response())
}

#[derive(Deserialize)]
struct Only {
    address: Address,
}

/// `POST /mailbox/words`
pub async fn words(State(app): State<App>, body: Bytes) -> Response {
    let given = async {
        let Only { address } = read(&body)?;
        let what = app.store.mailbox_words(address.mailbox()?).await?;
        Ok(Json(json!({ "what": B64.encode(what) })))
    };
    answered(given.await)
}

#[derive(Deserialize)]
struct Send {
    address: Address,
    sequence: u32,
    previous: String,
    ciphertext: String,
    signature: String,
    #[serde(default)]
    files: Vec<FileMark>,
}

/// `POST /mailbox/send`
pub async fn send(State(app): State<App>, body: Bytes) -> Response {
    let sent = async {
        let Send { address, sequence, previous, ciphertext, signature, files } = read(&body)?;
        let ciphertext = bytes("ciphertext", &ciphertext)?;
        let message = Message { sequence, previous, ciphertext, signature, files };
        app.store.mailbox_send(address.mailbox()?, message).await?;
        Ok((StatusCode::CREATED, Json(json!({ "received": true }))))
    };
    answered(sent.await)
}

/// Takes hashes of own images back, from the platform that the code names, or from all.
pub(super) const TAKE_BACK: &str = "withdraw-release";

/// The platform that an act names; none for all.
pub(super) fn platform(code: Option<&Code>) -> Result<Option<PlatformId>, Fault> {
    let parsed = code.map(|code| code.as_str().parse::<PlatformId>()).transpose();
    parsed.map_err(|_| Refusal::Field { field: "code", problem: "no such platform" }.into())
}

#[derive(Deserialize)]
struct Does {
    address: Address,
    sequence: u32,
    head: String,
    action: String,
    #[serde(default)]
    code: Option<Code>,
    signature: String,
}

/// `POST /mailbox/act`
pub async fn act(State(app): State<App>, body: Bytes) -> Response {
    let done = async {
        let Does { address, sequence, head, action, code, signature } = read(&body)?;
        let act = Act { sequence, head, signature };
        if action == TAKE_BACK {
            app.store.mailbox_take_back(address.mailbox()?, act, platform(code.as_ref())?).await?;
            return Ok(Json(json!({ "done": true })));
        }
        app.store.mailbox_act(address.mailbox()?, act, action, code).await?;
        Ok(Json(json!({ "done": true })))
    };
    answered(done.await)
}

/// `POST /mailbox/proof`
pub async fn proof(State(app): State<App>, body: Bytes) -> Response {
    let proven = async {
        let Only { address } = read(&body)?;
        let proof = app.store.mailbox_proof(address.mailbox()?).await?;
        let Some(proof) = proof else { return Ok(Json(json!({ "pending": true }))) };
        Ok(Json(serde_json::to_value(&proof)?))
    };
    answered(proven.await)
}
