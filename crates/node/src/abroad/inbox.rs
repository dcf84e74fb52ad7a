//! A message of another State: opened in memory, verified, held against its form and its place, sealed to our desk, kept, and only
//! then receipted. Whatever is refused is refused with a signed answer that says by which code.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use khien_desk::Kind;
use khien_desk::request::Act;
use khien_desk::request::place::{self, Misplaced};
use khien_desk::request::suspension::Signers;
use khien_desk::wire::chunked::Sheet;
use khien_desk::wire::frame::Frame;
use khien_desk::wire::outer::Outer;
use khien_desk::wire::receipt::Receipt;
use khien_desk::wire::sealed::{Address, RecipientKey};
use khien_desk::wire::{WireError, sealed, signed};
use khien_store::Fault;
use khien_store::courier::{Arrived, Taken};
use khien_terms::Moment;
use khien_terms::id::RequestId;

use super::copies::{self, Passed};
use super::line::listening::Caller;
use super::own::OwnDesk;
use super::states::OtherState;
use super::{COSE, OTHER_CALLER, Within, body};
use crate::app::App;

/// How long a message is waited for: two mebibytes over a line of a megabit a second.
const WAIT: Duration = Duration::from_secs(20);

/// Why a message is not kept.
struct Refused {
    status: StatusCode,
    code: &'static str,
}

impl Refused {
    fn new(status: u16, code: &'static str) -> Self {
        Self { status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), code }
    }
}

impl From<WireError> for Refused {
    fn from(error: WireError) -> Self {
        let status = match error {
            WireError::Recipient => 421,
            WireError::Signature | WireError::Officer => 403,
            WireError::Unsupported => 422,
            WireError::NoRandomness => 500,
            _ => 400,
        };
        Self::new(status, error.code())
    }
}

impl From<Misplaced> for Refused {
    fn from(misplaced: Misplaced) -> Self {
        let status = match misplaced {
            Misplaced::Gap => 425,
            Misplaced::Conflict | Misplaced::Fork | Misplaced::NotYourRequest => 409,
            Misplaced::Expired => 410,
            Misplaced::Illegal(_) | Misplaced::Future => 422,
        };
        Self::new(status, misplaced.code())
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        tracing::error!(%fault, "a message of another State was not kept");
        Self::new(500, "not-kept")
    }
}

/// Where a message was brought to, and by whom.
struct Place<'a> {
    from: &'a str,
    message: &'a str,
    caller: Option<&'a Caller>,
}

/// Takes a message. The same one again gets the same receipt, byte for byte.
pub async fn take(
    State(app): State<App>,
    Path((from, message)): Path<(String, String)>,
    caller: Option<Extension<ConnectInfo<Caller>>>,
    body: Body,
) -> Response {
    let body = match body::read(body, khien_desk::wire::outer::MAX, WAIT).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let own = match app.own_desk().await {
        Ok(Some(own)) => own,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(fault) => {
            tracing::error!(%fault, "the desk's keys cannot be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let outer = khien_seal::sha256(&body);
    let place =
        Place { from: &from, message: &message, caller: caller.as_ref().map(|Extension(ConnectInfo(caller))| caller) };
    let (status, receipt) = match kept(&app, &own, &place, &body, outer).await {
        Ok((status, receipt)) => (status, Ok(receipt)),
        Err(refused) => {
            // What a header does not say right is repeated in no answer.
            let named = if message.len() <= 64 { message.as_str() } else { "" };
            let from = if khien_desk::code::is_state(&from) { from.as_str() } else { "" };
            let receipt = Receipt::refused(named, &outer, refused.code, &own.state, from, app.now());
            (refused.status, receipt.sign(&own.node))
        }
    };
    match receipt {
        Ok(receipt) => (status, [(header::CONTENT_TYPE, COSE)], receipt).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn kept(
    app: &App,
    own: &Arc<OwnDesk>,
    &Place { from, message, caller }: &Place<'_>,
    body: &Bytes,
    digest: khien_seal::Hash,
) -> Result<(StatusCode, Vec<u8>), Refused> {
    let outer = Outer::read(body)?;
    if outer.header.from != from || hex::encode(outer.header.message) != message || outer.header.to != own.state {
        return Err(WireError::Mismatch.into());
    }
    let Some(state) = app.other_state(from).await?.filter(|state| state.speaks()) else {
        return Err(Refused::new(403, "unknown-state"));
    };
    if !state.may_be(caller) {
        return Err(Refused::new(403, OTHER_CALLER));
    }
    let law = Arc::clone(&state.law);
    match arrived(app, own, state, outer, digest).await {
        Ok((arrived, passed)) => {
            let taken = app.store.hear(Arc::new(arrived), own.state.clone(), law, own.node.clone()).await?;
            if matches!(taken, Taken::New(_)) {
                copies::keep(app, passed).await;
            }
            answered(taken)
        }
        // What was kept before has its receipt, though its key may be gone by now, or its time over.
        Err(refused) => {
            let before = app.store.received_before(from.to_owned(), message.to_owned(), hex::encode(digest)).await?;
            before.map_or(Err(refused), answered)
        }
    }
}

/// Opens what travelled: less than a millisecond of arithmetic.
async fn arrived(
    app: &App,
    own: &Arc<OwnDesk>,
    state: Arc<OtherState>,
    outer: Outer,
    digest: khien_seal::Hash,
) -> Result<(Arrived, Passed), Refused> {
    let key = app.recipient_key(outer.header.recipient).await?.ok_or(WireError::Recipient)?;
    let (opening, forms, now, bytes) = (Arc::clone(own), app.clone(), app.now(), outer.ciphertext.len());
    let (mut arrived, named, passed) =
        super::computed(bytes, move || open(&forms, &opening, &state, &outer, &key, digest, now))
            .await
            .map_err(|_| Refused::new(500, "not-kept"))??;
    arrived.subjects = app.subject_tags(&named).await?;
    Ok((arrived, passed))
}

/// Takes a message in that was here before this node came back from an older copy of itself; says whether it is here now.
///
/// # Errors
/// [`Fault::Stopping`]; what is refused is written down.
pub(super) async fn again(app: &App, own: &Arc<OwnDesk>, from: &str, body: Bytes) -> Result<bool, Fault> {
    let Ok(outer) = Outer::read(&body) else { return Ok(false) };
    let message = hex::encode(outer.header.message);
    let place = Place { from, message: &message, caller: None };
    match kept(app, own, &place, &body, khien_seal::sha256(&body)).await {
        Ok(_) => Ok(true),
        Err(refused) => {
            tracing::warn!(state = from, message, code = refused.code, "a message that was here before is not taken");
            Ok(false)
        }
    }
}

fn open(
    app: &App,
    own: &OwnDesk,
    state: &Arc<OtherState>,
    outer: &Outer,
    key: &RecipientKey,
    digest: khien_seal::Hash,
    now: Moment,
) -> Result<(Arrived, BTreeSet<String>, Passed), Refused> {
    let inner = sealed::open(outer, key)?;
    let verified = signed::verify(&inner, &state.voices)?;
    let frame = Frame::read(&verified.text)?;
    let header = &outer.header;
    if frame.message_bytes() != Some(header.message) || frame.from != header.from || frame.to != header.to {
        return Err(WireError::Mismatch.into());
    }
    if frame.officer != verified.officer.desk_name {
        return Err(WireError::Officer.into());
    }
    place::is_timely(frame.issued_at, frame.expires_at, now)?;
    if let Act::Request { kind, form, .. } = &frame.act {
        if !super::same_form(form, &app.form_id(*kind)) {
            return Err(WireError::Unsupported.into());
        }
        // A number that changed takes a day and a call to be known here; preserving waits for neither, since no data leaves.
        let numbers = kind.discloses().then_some(state.phones.as_slice());
        let holds = match kind {
            // What is closed is held against its form by whoever gives it, and read by people once it opens.
            Kind::X1 => super::information::arrived_whole(app, &frame, numbers),
            _ => app.form_holds(*kind, &frame.body, frame.issued_at, numbers).is_ok(),
        };
        if !holds {
            return Err(Refused::new(422, "form"));
        }
    }
    app.within_holds(&frame).map_err(|within| match within {
        Within::Lacking => Refused::new(422, "form"),
        Within::Differs => WireError::Mismatch.into(),
    })?;
    if !app.opening_agrees(&frame.act, &frame.body) {
        return Err(WireError::Mismatch.into());
    }
    let chunks = match &frame.act {
        Act::Return { bytes, .. } => Sheet::of(&frame.body, *bytes).ok_or_else(|| Refused::new(422, "form"))?.chunks,
        _ => Vec::new(),
    };
    let kept =
        khien_seal::envelope::seal(&inner, [own.recipient.as_str()]).map_err(|_| Refused::new(500, "not-kept"))?;
    let named = match &frame.act {
        Act::Request { .. } => super::subjects::named_in(&frame.body),
        _ => BTreeSet::new(),
    };
    let arrived = Arrived {
        peer: frame.from.clone(),
        message: frame.message.clone(),
        outer: digest,
        inner: khien_seal::sha256(&inner),
        request: request_of(&frame).ok_or(WireError::Frame)?,
        seq: frame.seq,
        prev: frame.prev,
        issued_at: frame.issued_at,
        act: frame.act,
        officer: frame.officer,
        signers: Some(Signers { node: verified.node, officer: verified.officer.verify }),
        kept,
        chunks,
        subjects: Vec::new(),
    };
    let back =
        Address { message: header.message, to: arrived.peer.clone(), from: own.state.clone(), lane: header.lane };
    Ok((arrived, named, Passed { back, signed: inner, state: Arc::clone(state) }))
}

/// The id of a message's request.
#[must_use]
pub fn request_of(frame: &Frame) -> Option<RequestId> {
    u128::from_str_radix(&frame.thread, 16).ok().map(RequestId::from_bits)
}

fn answered(taken: Taken) -> Result<(StatusCode, Vec<u8>), Refused> {
    match taken {
        Taken::New(receipt) => Ok((StatusCode::CREATED, receipt)),
        Taken::Before(receipt) => Ok((StatusCode::OK, receipt)),
        Taken::Full => Err(Refused::new(507, "full")),
        Taken::Unproven => Err(WireError::Signature.into()),
        Taken::Refused(misplaced) => Err(misplaced.into()),
    }
}
