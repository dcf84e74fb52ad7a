//! Coming back from an old copy of this node (F9). Witnesses show that leaves are lost; from then on nothing new is signed here, what
//! arrives waits with its sender, and each State that is known gives again what passed between the two since. When a legal officer
//! decides that the node goes on, it does.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, extract::Request, middleware::Next};
use khien_desk::code::is_number;
use khien_desk::request::Act;
use khien_desk::wire::chunked::Sheet;
use khien_desk::wire::frame::Frame;
use khien_desk::wire::outer::Outer;
use khien_desk::wire::receipt::{Receipt, What};
use khien_desk::wire::resync::{ASK_MAX, AT_ONCE, Answer, Ask, Given};
use khien_desk::wire::signed::{self, Voices};
use khien_desk::wire::{WireError, sealed};
use khien_store::Fault;
use khien_store::resync::{Back, Copy, SaidBefore};
use khien_terms::Moment;

use super::line::listening::Caller;
use super::own::OwnDesk;
use super::states::OtherState;
use super::{COSE, body, inbox};
use crate::app::App;
use crate::problem::Problem;

/// How long a question is waited for, and an answer.
const WAIT: Duration = Duration::from_secs(5);
/// How long an answer of some megabytes is waited for.
const ANSWER_WAIT: Duration = Duration::from_secs(60);
/// Bytes of an answer at most: so many messages and receipts, in base64.
const ANSWER_MAX: u64 = (AT_ONCE as u64) * (4 << 20);
/// Answers of one State at most in one turn; what is left comes in the next.
const TURNS: usize = 4096;

/// Why an address answers nothing while this node does not know what it lost. It is not signed, so whoever sends counts it as silence,
/// and sends again.
pub fn silent() -> Problem {
    let detail =
        "this node came back from an older copy of itself and signs nothing until its people decide; send again later";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "came-back", detail)
}

/// Lets nothing through to an address that would sign, while this node does not know what it lost.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    match app.signs_nothing().await {
        Ok(false) => next.run(request).await,
        Ok(true) => silent().into_response(),
        Err(fault) => {
            tracing::error!(%fault, "it is not known whether this node came back from an older copy");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Gives a State again what passed between it and this one.
pub async fn give(
    State(app): State<App>,
    Path(from): Path<String>,
    caller: Option<Extension<ConnectInfo<Caller>>>,
    body: Body,
) -> Result<Response, Problem> {
    let refused =
        |status: StatusCode| Problem::new(status, "resync", "this is no question of a State that is known here");
    let bytes = body::read(body, ASK_MAX, WAIT).await.map_err(refused)?;
    let own = app.own_desk().await?.ok_or_else(|| refused(StatusCode::NOT_FOUND))?;
    let state = app.other_state(&from).await?.filter(|state| state.speaks());
    let state = state.ok_or_else(|| refused(StatusCode::FORBIDDEN))?;
    if !state.may_be(caller.as_ref().map(|Extension(ConnectInfo(caller))| caller)) {
        return Err(refused(StatusCode::FORBIDDEN));
    }
    let states = (from.as_str(), own.state.as_str());
    let ask = Ask::verified(&bytes, &state.voices.nodes, states, app.now());
    let ask = ask.map_err(|_| refused(StatusCode::FORBIDDEN))?;
    let after = place_of(&ask.after).ok_or_else(|| refused(StatusCode::BAD_REQUEST))?;
    let copies = app.store.copies_for(from, ask.since, after).await?;
    let next = match copies.last() {
        Some(last) if copies.len() >= AT_ONCE => format!("{}/{}", last.at.0, last.message),
        _ => String::new(),
    };
    let given = |copy: &Copy| Given::new(&copy.bytes, copy.receipt.as_deref());
    let answer = Answer { resync: "1".to_owned(), messages: copies.iter().map(given).collect(), next };
    Ok(Json(answer).into_response())
}

/// Where an answer ended: a moment and a number.
fn place_of(after: &str) -> Option<(Moment, String)> {
    if after.is_empty() {
        return Some((Moment(i64::MIN), String::new()));
    }
    let (at, message) = after.split_once('/')?;
    is_number(message).then(|| Some((Moment(at.parse().ok()?), message.to_owned())))?
}

/// Asks each State that has not given everything yet, while this node does not know what it lost.
///
/// # Errors
/// [`Fault::Database`]. A State that does not answer is asked again.
pub async fn once(app: &App) -> Result<(), Fault> {
    if !app.store.came_back().await? {
        return Ok(());
    }
    let Some(own) = app.own_desk().await? else { return Ok(()) };
    for code in states(app).await? {
        let Some(state) = app.other_state(&code).await? else { continue };
        match all_of(app, &own, &state).await {
            Ok(Some(given)) => waited_for(app, &own, &state, given).await?,
            Ok(None) => tracing::info!(state = code, "what passed is asked for again later"),
            Err(fault) => tracing::error!(%fault, state = code, "what passed is asked for again later"),
        }
    }
    Ok(())
}

/// The States that have not given everything yet.
async fn states(app: &App) -> Result<Vec<String>, Fault> {
    let known = app.store.peers().await?.into_iter().filter(|row| row.trust.receives());
    let all = app.store.catching_up(known.map(|row| row.peer.state).collect()).await?;
    Ok(all.into_iter().filter(|one| one.at.is_none()).map(|one| one.state).collect())
}

/// All that a State gives; nothing where it does not answer to the end.
async fn all_of(app: &App, own: &Arc<OwnDesk>, state: &Arc<OtherState>) -> Result<Option<Vec<Given>>, Fault> {
    let since = app.store.lost_since(state.code.clone()).await?;
    let (mut all, mut after) = (Vec::new(), String::new());
    for _ in 0..TURNS {
        let ask = Ask::new((&own.state, &state.code), since, &after, app.now());
        let bytes = ask.sign(&own.node).map_err(|error| Fault::Corrupt(error.to_string()))?;
        let line = app.line(state, ANSWER_WAIT).await?;
        let at = format!("{}/x/1/resync/{}", line.url, own.state);
        let asked = tokio::task::spawn_blocking(move || {
            let mut answer = line.agent.post(&at).header("content-type", COSE).send(&bytes[..]).ok()?;
            let read =
                (answer.status() == 200).then(|| answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec().ok());
            serde_json::from_slice::<Answer>(&read??).ok()
        });
        let Some(answer) = asked.await.map_err(|_| Fault::Stopping)? else { return Ok(None) };
        all.extend(answer.messages);
        if answer.next.is_empty() {
            return Ok(Some(all));
        }
        after = answer.next;
    }
    Ok(None)
}

/// Takes in what was given, each after what it follows; what finds no place is told, and asked for again.
async fn waited_for(app: &App, own: &Arc<OwnDesk>, state: &Arc<OtherState>, given: Vec<Given>) -> Result<(), Fault> {
    let mut waiting = given;
    loop {
        let mut left = Vec::new();
        for one in &waiting {
            if !taken(app, own, state, one).await? {
                left.push(one.clone());
            }
        }
        if left.is_empty() {
            tracing::warn!(state = state.code, "what passed since this copy was made is here again");
            return app.store.caught_up(state.code.clone()).await;
        }
        if left.len() == waiting.len() {
            tracing::error!(state = state.code, left = left.len(), "some of what passed finds no place here");
            return Ok(());
        }
        waiting = left;
    }
}

/// Takes one message in; says whether it is here now.
async fn taken(app: &App, own: &Arc<OwnDesk>, state: &Arc<OtherState>, given: &Given) -> Result<bool, Fault> {
    let Some((bytes, receipt)) = given.bytes() else { return Ok(false) };
    let Some(receipt) = receipt else { return inbox::again(app, own, &state.code, Bytes::from(bytes)).await };
    match ours(app, own, state, bytes, receipt).await? {
        Some(said) => match app.store.said_before(said).await {
            Ok(back) => Ok(matches!(back, Back::Taken | Back::Known)),
            Err(Fault::Refused(refusal)) => {
                tracing::error!(%refusal, state = state.code, "another message of ours stands in the place of one that was given back");
                Ok(false)
            }
            Err(fault) => Err(fault),
        },
        None => Ok(false),
    }
}

/// A message of ours that was given back: our node and our officer signed it, and that State's node signed for it.
async fn ours(
    app: &App,
    own: &Arc<OwnDesk>,
    state: &Arc<OtherState>,
    bytes: Vec<u8>,
    receipt: Vec<u8>,
) -> Result<Option<SaidBefore>, Fault> {
    let Ok(outer) = Outer::read(&bytes) else { return Ok(None) };
    let Some(key) = app.recipient_key(outer.header.recipient).await? else { return Ok(None) };
    let (desk, other) = (Arc::clone(own), Arc::clone(state));
    let opened = tokio::task::spawn_blocking(move || {
        let inner = sealed::open(&outer, &key)?;
        // What an officer signed before their key was revoked is ours all the same.
        let voices = Voices { revoked: Vec::new(), ..desk.own_voices.clone() };
        let verified = signed::verify(&inner, &voices)?;
        let frame = Frame::read(&verified.text)?;
        let proof = Receipt::verified(&receipt, &other.voices.nodes)?;
        let head = khien_seal::sha256_hex(&inner);
        let right = frame.from == desk.state
            && frame.to == other.code
            && frame.officer == verified.officer.desk_name
            && frame.message_bytes() == Some(outer.header.message)
            && proof.what == What::Delivered
            && (proof.message.as_str(), proof.inner.as_str()) == (frame.message.as_str(), head.as_str())
            && (proof.by.as_str(), proof.from.as_str()) == (other.code.as_str(), desk.state.as_str());
        let kept =
            khien_seal::envelope::seal(&inner, [desk.recipient.as_str()]).map_err(|_| WireError::NoRandomness)?;
        if right { Ok((frame, proof, head, kept, receipt, verified.officer.verify)) } else { Err(WireError::Mismatch) }
    });
    let (frame, proof, head, kept, receipt, verify) = match opened.await.map_err(|_| Fault::Stopping)? {
        Ok(opened) => opened,
        Err(error) => {
            tracing::warn!(state = state.code, code = WireError::code(error), "what was given back as ours is not");
            return Ok(None);
        }
    };
    let chunks = match &frame.act {
        Act::Return { bytes, .. } => Sheet::of(&frame.body, *bytes).map(|sheet| sheet.chunks).unwrap_or_default(),
        _ => Vec::new(),
    };
    let subjects = super::saying::subjects_of(app, &frame).await?;
    let Some(request) = inbox::request_of(&frame) else { return Ok(None) };
    Ok(Some(SaidBefore {
        peer: frame.to,
        message: frame.message,
        request,
        seq: frame.seq,
        prev: frame.prev,
        issued_at: frame.issued_at,
        act: frame.act,
        verify,
        head,
        outer: proof.outer,
        kept,
        chunks,
        subjects,
        receipt,
    }))
}
