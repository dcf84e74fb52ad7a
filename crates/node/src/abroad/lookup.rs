//! Which of mine do you know? A query of another State is answered in one exchange: its signatures are verified, that it was asked is
//! written down, and only then its elements are evaluated. Neither what was asked about nor what was found is known here.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use khien_desk::code::is_state;
use khien_desk::lookup::{Answer, Barred, Query};
use khien_desk::wire::WireError;
use khien_desk::wire::receipt::Receipt;
use khien_desk::wire::signed::Subject;
use khien_store::Fault;

use super::line::listening::Caller;
use super::own::OwnDesk;
use super::states::OtherState;
use super::{COSE, OTHER_CALLER, body};
use crate::app::App;

/// Bytes of a query at most, as it travels.
pub const BODY_MAX: usize = 16 << 10;

/// How long a query is waited for: few are read at once, and each is small.
const WAIT: Duration = Duration::from_secs(5);

/// Why a query is not answered.
struct Refused {
    status: u16,
    code: &'static str,
    query: String,
}

impl Refused {
    fn new(status: u16, code: &'static str) -> Self {
        Self { status, code, query: String::new() }
    }

    fn of(barred: Barred, query: &Query) -> Self {
        let status = match barred {
            Barred::NotAllowed => 403,
            Barred::Quota => 429,
            Barred::Basis => 422,
            Barred::Expired => 410,
            Barred::Replay => 409,
        };
        Self { status, code: barred.code(), query: query.query.clone() }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        tracing::error!(%fault, "a query of another State was not answered");
        Self::new(500, "not-kept")
    }
}

impl From<WireError> for Refused {
    fn from(error: WireError) -> Self {
        let status = if matches!(error, WireError::Signature | WireError::Officer) { 403 } else { 400 };
        Self::new(status, error.code())
    }
}

/// Takes a query; answers with a signed answer, or a signed refusal that names the query.
pub async fn take(
    State(app): State<App>,
    Path(from): Path<String>,
    caller: Option<Extension<ConnectInfo<Caller>>>,
    body: Body,
) -> Response {
    let body = match body::read(body, BODY_MAX, WAIT).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let caller = caller.as_ref().map(|Extension(ConnectInfo(caller))| caller);
    let own = match app.own_desk().await {
        Ok(Some(own)) => own,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(fault) => {
            tracing::error!(%fault, "the desk's keys cannot be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let outer = khien_seal::sha256(&body);
    let (status, signed) = match answered(&app, &own, (&from, caller), body, outer).await {
        Ok(answer) => (StatusCode::OK, Some(answer)),
        Err(refused) => {
            let from = if is_state(&from) { from.as_str() } else { "" };
            let receipt = Receipt::refused(&refused.query, &outer, refused.code, &own.state, from, app.now());
            let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::BAD_REQUEST);
            (status, receipt.sign(&own.node).ok())
        }
    };
    match signed {
        Some(bytes) => (status, [(header::CONTENT_TYPE, COSE)], bytes).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn answered(
    app: &App,
    own: &Arc<OwnDesk>,
    (from, caller): (&str, Option<&Caller>),
    body: Bytes,
    outer: khien_seal::Hash,
) -> Result<Vec<u8>, Refused> {
    let Some(state) = app.other_state(from).await?.filter(|state| state.speaks()) else {
        return Err(Refused::new(403, "unknown-state"));
    };
    if !state.may_be(caller) {
        return Err(Refused::new(403, OTHER_CALLER));
    }
    let to = own.state.clone();
    let read = tokio::task::spawn_blocking(move || read(&body, &state, &to));
    let query = read.await.map_err(|_| Refused::new(500, "not-kept"))??;
    // Nobody decides about each query, so nobody overrides that it waits.
    let cosigned = super::standing::cosigned(app).await?;
    let set = app.store.hear_lookup(query.clone(), app.lookup_rules(), cosigned).await?;
    let set = set.map_err(|barred| Refused::of(barred, &query))?;
    let key = app.store.lookup_key().await?;
    let (own, now) = (Arc::clone(own), app.now());
    // Sixteen elements and their proof are some milliseconds of arithmetic: not for the threads that serve.
    let answer = tokio::task::spawn_blocking(move || {
        let form = Refused { status: 422, code: "form", query: query.query.clone() };
        let Some(evaluation) = query.elements().and_then(|elements| key.evaluate(&elements).ok()) else {
            return Err(form);
        };
        Answer::to(&query, &outer, &evaluation, &key.public(), now).with(&set).sign(&own.node).map_err(|_| form)
    });
    answer.await.map_err(|_| Refused::new(500, "not-kept"))?
}

/// The query of a State whose node and officer signed it.
fn read(body: &[u8], state: &OtherState, to: &str) -> Result<Query, Refused> {
    let verified = Subject::Lookup.verify(body, &state.voices)?;
    let query = Query::read(&verified.text).map_err(|_| Refused::new(422, "form"))?;
    if query.from != state.code || query.to != to {
        return Err(WireError::Mismatch.into());
    }
    if query.officer != verified.officer.desk_name {
        return Err(WireError::Officer.into());
    }
    Ok(query)
}
