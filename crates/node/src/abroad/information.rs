//! Information that is given without a request (X1). The officer's browser seals what stays closed and tells this node the key with
//! the message; the node holds the whole against its form in memory, seals the key to the other desk and keeps it. It is served to
//! anybody once the other State's signed acceptance is here: it opens with that State's key alone. Where information is accepted,
//! the node fetches the key, checks it, and seals it to the desk's team. To a State without a node it leaves in a second letter.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_desk::Kind;
use khien_desk::request::Act;
use khien_desk::request::harm::key_may_leave;
use khien_desk::wire::frame::Frame;
use khien_desk::wire::receipt::{Receipt, What};
use khien_desk::wire::released::{self, Binding};
use khien_desk::wire::{WireError, again};
use khien_store::Fault;
use khien_store::information::{KeptKey, Released, Wanted};
use khien_terms::Moment;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::COSE;
use super::own::OwnDesk;
use super::sending::{ANSWER_MAX, WAIT};
use super::states::OtherState;
use crate::app::App;

/// A key of information as the browser tells it.
pub type PartKey = Zeroizing<[u8; 32]>;

/// What a message that gives information says when it is whole, and its key as it is kept.
pub struct Prepared {
    /// The whole form, in memory only: whom it names is indexed.
    pub form: Value,
    /// The key, sealed to the other desk and to ours.
    pub key: KeptKey,
}

fn field(problem: &'static str) -> Fault {
    Refusal::Field { field: "message", problem }.into()
}

/// Opens the sealed part in memory, holds the whole against its form, and seals its key to both desks; nothing for other messages.
///
/// # Errors
/// [`Refusal::Field`] when the part is not what its form says.
pub fn prepare(
    app: &App,
    own: &OwnDesk,
    state: &OtherState,
    frame: &Frame,
    key: Option<&PartKey>,
) -> Result<Option<Prepared>, Fault> {
    let Act::Request { kind: Kind::X1, .. } = &frame.act else { return Ok(None) };
    let closed = || field("its sealed part does not open");
    let (message, key) = frame.message_bytes().zip(key).ok_or_else(closed)?;
    let (bytes, part) = frame.sealed_part().ok_or_else(closed)?;
    let plain = released::open_part(key, &message, &bytes).map_err(|_| closed())?;
    let opened: Value = serde_json::from_slice(&plain).map_err(|_| closed())?;
    let form = app.forms.joined(Kind::X1, &frame.body, &opened).ok_or_else(|| field("the form does not hold"))?;
    app.form_holds(Kind::X1, &form, frame.issued_at, Some(&own.phones)).map_err(|_| field("the form does not hold"))?;
    let wrapped = match (&state.by_letter, state.recipient.as_deref()) {
        // Nobody fetches it: it leaves in a letter, from our own copy.
        (Some(_), _) => Vec::new(),
        (None, None) => return Err(Refusal::NotNow("the keys of this State's desk have run out").into()),
        (None, Some(recipient)) => {
            let binding = Binding { message: &message, from: &frame.from, to: &frame.to, part: &part };
            released::wrap(key, &binding, recipient).map_err(|error| Fault::Corrupt(error.to_string()))?
        }
    };
    Ok(Some(Prepared { form, key: KeptKey { wrapped, own: sealed_key(own, key)? } }))
}

/// A key of information, sealed to our desk as it is kept (`docs/formats.md` 17).
///
/// # Errors
/// When it cannot be sealed, which a sound recipient does not cause.
pub fn sealed_key(own: &OwnDesk, key: &[u8; 32]) -> Result<Vec<u8>, Fault> {
    let text = Zeroizing::new(json!({"v": 1, "key": hex::encode(key)}).to_string());
    Ok(khien_seal::envelope::seal(text.as_bytes(), [own.recipient.as_str()])?)
}

/// Whether the open part of information that arrived holds, and its sealed part is the one that it names.
#[must_use]
pub fn arrived_whole(app: &App, frame: &Frame, numbers: Option<&[String]>) -> bool {
    let part = frame.sealed_part().map(|(_, hash)| hex::encode(hash));
    let named = frame.body.pointer("/sealed/ciphertext").and_then(Value::as_str);
    part.as_deref().is_some_and(|part| named == Some(part))
        && app.open_part_holds(Kind::X1, &frame.body, frame.issued_at, numbers)
}

/// Serves the key of information whose conditions were accepted: 404 before, 410 when it was destroyed.
pub async fn serve(State(app): State<App>, Path(message): Path<String>) -> Response {
    if !khien_desk::code::is_number(&message) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match released(&app, message.clone()).await {
        Ok(Released::Now(bytes)) if bytes.is_empty() => StatusCode::NOT_FOUND.into_response(),
        Ok(Released::Now(bytes)) => ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
        Ok(Released::Not) => StatusCode::NOT_FOUND.into_response(),
        Ok(Released::Destroyed) => match destroyed(&app, message).await {
            Ok(Some(signed)) => (StatusCode::GONE, [(header::CONTENT_TYPE, COSE)], signed).into_response(),
            Ok(None) => StatusCode::NOT_FOUND.into_response(),
            Err(fault) => {
                tracing::error!(%fault, "that a key of information is destroyed was not said");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Err(fault) => {
            tracing::error!(%fault, "a key of information was not served");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Why a key does not come any more, as it stands in what is signed.
const DESTROYED: &str = "destroyed";

/// This node's word that the key is destroyed: nobody who stands in between can say that for it.
async fn destroyed(app: &App, message: String) -> Result<Option<Vec<u8>>, Fault> {
    let (Some(own), Some(request)) = (app.own_desk().await?, app.store.given_in(message.clone()).await?) else {
        return Ok(None);
    };
    let about = khien_seal::sha256(message.as_bytes());
    let receipt = Receipt::refused(&message, &about, DESTROYED, &own.state, &request.peer, app.now());
    receipt.sign(&own.node).map(Some).map_err(|error| Fault::Corrupt(error.to_string()))
}

/// Whether that State's node said that the key of this message is destroyed.
fn says_destroyed(bytes: &[u8], state: &OtherState, own: &str, message: &str) -> bool {
    Receipt::verified(bytes, &state.voices.nodes).is_ok_and(|receipt| {
        receipt.answers(message, &khien_seal::sha256(message.as_bytes()), &state.code, own)
            && receipt.what == What::Refused
            && receipt.code == DESTROYED
    })
}

/// The key, when it may leave as things stand now: after its conditions were accepted trust may have ended, or what is known of the
/// State may have run out. Then it is asked for again later.
///
/// # Errors
/// [`Fault::Database`].
pub async fn released(app: &App, message: String) -> Result<Released, Fault> {
    let found = app.store.released_key(message.clone()).await?;
    if !matches!(found, Released::Now(_)) {
        return Ok(found);
    }
    let Some(request) = app.store.given_in(message.clone()).await? else { return Ok(Released::Not) };
    let Some(state) = app.other_state(&request.peer).await? else { return Ok(Released::Not) };
    let standing = super::standing::of(app, &state).await?;
    let Some(flag) = key_may_leave(&request, standing, app.now()) else { return Ok(Released::Not) };
    if let Some(n) = flag.overridden {
        // Written before the key leaves: by which override, once.
        app.store.key_let_go(message, n, flag.stale).await?;
    }
    Ok(found)
}

/// What an attempt to fetch a key came to.
#[derive(Debug, PartialEq, Eq)]
enum Became {
    Here(PartKey),
    /// It was destroyed there, or our key that it was sealed to is gone.
    Lost,
    Later,
}

/// Fetches the keys of what was accepted here, each tried again later and later.
///
/// # Errors
/// [`Fault::Database`].
pub async fn once(app: &App) -> Result<(), Fault> {
    let Some(own) = app.own_desk().await? else { return Ok(()) };
    for wanted in app.store.wanted_keys().await? {
        let became = fetch(app, &own, &wanted).await?;
        let Wanted { request, message, tries, .. } = wanted;
        match became {
            Became::Here(key) => app.store.key_arrived(request, message, sealed_key(&own, &key)?).await?,
            Became::Lost => app.store.key_lost(request, message).await?,
            Became::Later => {
                let seconds = again::seconds(tries, khien_seal::random::<1>().map_or(128, |[byte]| byte));
                app.store.key_later(message, Moment(app.now().0 + seconds * 1_000_000)).await?;
            }
        }
    }
    Ok(())
}

async fn fetch(app: &App, own: &Arc<OwnDesk>, wanted: &Wanted) -> Result<Became, Fault> {
    let Some(state) = app.other_state(&wanted.peer).await?.filter(|state| state.speaks()) else {
        return Ok(Became::Later);
    };
    if state.by_letter.is_some() {
        // Its officer gives it in an answer to our acceptance.
        return Ok(Became::Later);
    }
    let line = app.line(&state, WAIT).await?;
    let url = format!("{}/x/1/released/{}", line.url, wanted.message);
    let answer = tokio::task::spawn_blocking(move || {
        let mut response = line.agent.get(&url).call().ok()?;
        let status = response.status().as_u16();
        let bytes = response.body_mut().with_config().limit(ANSWER_MAX).read_to_vec().ok()?;
        Some((status, bytes))
    });
    let Some((status, bytes)) = answer.await.map_err(|_| Fault::Stopping)? else { return Ok(Became::Later) };
    match status {
        410 if says_destroyed(&bytes, &state, &own.state, &wanted.message) => return Ok(Became::Lost),
        200 => {}
        _ => return Ok(Became::Later),
    }
    let Some(id) = released::recipient(&bytes) else { return Ok(Became::Later) };
    let Some(key) = app.recipient_key(id).await? else { return Ok(Became::Lost) };
    let (mut message, mut part) = ([0u8; 16], [0u8; 32]);
    let named = hex::decode_to_slice(&wanted.message, &mut message).and(hex::decode_to_slice(&wanted.part, &mut part));
    named.map_err(|error| Fault::Corrupt(error.to_string()))?;
    let binding = Binding { message: &message, from: &state.code, to: &own.state, part: &part };
    Ok(match released::unwrap(&bytes, &binding, &key) {
        Ok(key) => Became::Here(key),
        // Whoever stands in between answers what they like: what does not open is no answer.
        Err(error) => {
            tracing::warn!(code = WireError::code(error), "what came as a key of information does not open");
            Became::Later
        }
    })
}
