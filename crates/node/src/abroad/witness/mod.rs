//! States co-sign each other's ledgers (C2SP tlog-witness). Rooms: here, what another State's ledger hands in; [`asking`], what we hand
//! to other States; [`tiles`], reading another ledger's tree where its proof leads nowhere.

mod asking;
mod tiles;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use khien_seal::checkpoint::{Checkpoint, Note, NoteSignature};
use khien_seal::witness::{Request, Verdict};
use khien_store::Fault;
use khien_store::witness::{Handed, Log};
use tower::limit::ConcurrencyLimitLayer;

use crate::app::App;

pub use asking::{ask_all, heard_of_us};

/// Bytes of a request at most: a proof of 63 steps and a note with every State's signature.
const MOST: usize = 128 << 10;
/// Requests that are read at once.
const AT_ONCE: usize = 32;
/// How long a request is waited for.
const WAIT: Duration = Duration::from_secs(5);
/// How long a node that starts waits for what witnesses know of it before it signs.
const FIRST_TURN: Duration = Duration::from_secs(30);
/// How long it is remembered whose ledger an origin is.
const REMEMBER: Duration = Duration::from_secs(10);
/// What C2SP gives a size as.
const SIZE: &str = "text/x.tlog.size";

/// States by the origin of their ledger, and when this was read.
type Ledgers = (Instant, HashMap<String, Vec<String>>);

/// Whose ledgers there are, and whose tiles are being read.
pub struct Witnesses {
    started: Instant,
    /// Each has said since then what it saw of us last.
    told: AtomicBool,
    ledgers: Mutex<Option<Ledgers>>,
    reading: tiles::Reading,
    /// Which witnesses have said since this node started what they saw of us last.
    asked: Mutex<HashSet<String>>,
    /// Which did not answer when they were asked.
    silent: Mutex<HashSet<String>>,
}

impl Default for Witnesses {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            told: AtomicBool::new(false),
            ledgers: Mutex::default(),
            reading: tiles::Reading::default(),
            asked: Mutex::default(),
            silent: Mutex::default(),
        }
    }
}

impl Witnesses {
    /// Whether too few have said since this node started what they saw of us last: we may have come back from an older copy without knowing.
    /// Who is not reached within half a minute is not waited for, nor who was asked and did not answer when more than half did.
    #[must_use]
    pub fn may_know_more(&self) -> bool {
        !self.told.load(Ordering::Relaxed) && self.started.elapsed() < FIRST_TURN
    }

    /// Whether enough of the witnesses were heard. Each that can answer is: one is given up only once it was asked and did not answer, and
    /// only where more than half have said what they saw. Whatever more than half co-signed, one of those has seen.
    fn is_enough(&self, witnesses: &[&str]) -> bool {
        let told = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = witnesses.iter().filter(|one| told.contains(**one)).count();
        let tried = witnesses.iter().all(|one| told.contains(*one) || silent.contains(*one));
        heard == witnesses.len() || (tried && heard * 2 > witnesses.len())
    }

    /// Forgets whose ledgers there are.
    pub fn forget(&self) {
        *self.ledgers.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The addresses that other States' ledgers use.
pub(super) fn router() -> Router<App> {
    Router::new().route("/x/1/witness/add-checkpoint", post(add)).layer(ConcurrencyLimitLayer::new(AT_ONCE))
}

/// Where a State's ledger is told what was co-signed of it last: nothing is signed there.
pub(super) fn last_router() -> Router<App> {
    Router::new().route("/x/1/witness/last/{state}", get(last)).layer(ConcurrencyLimitLayer::new(AT_ONCE))
}

/// The log of this origin whose key signed the note: an entry may name any origin as its own, a key is its State's alone.
async fn log_of(app: &App, origin: &str, note: &str) -> Result<Result<Log, StatusCode>, Fault> {
    let mut known = false;
    for code in states_of(app, origin).await? {
        let Some(state) = app.other_state(&code).await?.filter(|state| state.speaks()) else { continue };
        let Some(log) = state.log.clone().filter(|log| log.origin == origin) else { continue };
        known = true;
        if Checkpoint::verified(note, &log.verify).is_ok() {
            return Ok(Ok(log));
        }
    }
    Ok(Err(if known { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND }))
}

async fn states_of(app: &App, origin: &str) -> Result<Vec<String>, Fault> {
    let known = |ledgers: &HashMap<String, Vec<String>>| ledgers.get(origin).cloned().unwrap_or_default();
    if let Some((at, ledgers)) = &*app.abroad.witnesses.ledgers.lock().unwrap_or_else(PoisonError::into_inner)
        && at.elapsed() < REMEMBER
    {
        return Ok(known(ledgers));
    }
    let mut ledgers: HashMap<String, Vec<String>> = HashMap::new();
    for row in app.store.peers().await? {
        ledgers.entry(row.known.entry.ledger.origin).or_default().push(row.peer.state);
    }
    let states = known(&ledgers);
    *app.abroad.witnesses.ledgers.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), ledgers));
    Ok(states)
}

/// `add-checkpoint`: co-signs a ledger that only grew.
async fn add(State(app): State<App>, request: axum::extract::Request) -> Response {
    // Whoever dribbles holds a place for seconds and no longer.
    let read = tokio::time::timeout(WAIT, axum::body::to_bytes(request.into_body(), MOST)).await;
    let Ok(Ok(body)) = read else { return StatusCode::BAD_REQUEST.into_response() };
    match added(&app, &body).await {
        Ok(answer) => answer,
        Err(fault) => {
            tracing::error!(%fault, "a checkpoint of another State was not judged");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn added(app: &App, body: &[u8]) -> Result<Response, Fault> {
    let read = || {
        let request = Request::read(std::str::from_utf8(body).ok()?).ok()?;
        let origin = Checkpoint::from_body(&Note::read(&request.note).ok()?.body).ok()?.origin;
        Some((request, origin))
    };
    let Some((request, origin)) = read() else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let Some(name) = app.own_desk().await?.and_then(|own| own.cosigns_as.clone()) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let log = match log_of(app, &origin, &request.note).await? {
        Ok(log) => log,
        Err(status) => return Ok(status.into_response()),
    };
    let note = request.note.clone();
    Ok(match app.store.add_checkpoint(log.clone(), request, name).await? {
        Handed::Cosigned(line) => signature(&line),
        Handed::Not(Verdict::Conflict(size)) => conflict(size),
        Handed::Not(Verdict::Forked(new)) => {
            app.abroad.forget();
            let seen = app.store.seen_of(log).await?;
            let same = seen.is_some_and(|seen| seen.size == new.size);
            if same { conflict(new.size) } else { StatusCode::UNPROCESSABLE_ENTITY.into_response() }
        }
        Handed::Not(Verdict::BadProof(_)) => {
            tiles::look(app, log, note);
            StatusCode::UNPROCESSABLE_ENTITY.into_response()
        }
        Handed::Not(Verdict::Backwards | Verdict::Grew(_)) => StatusCode::BAD_REQUEST.into_response(),
    })
}

fn signature(line: &NoteSignature) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], line.line() + "\n").into_response()
}

fn conflict(size: u64) -> Response {
    (StatusCode::CONFLICT, [(header::CONTENT_TYPE, SIZE)], format!("{size}\n")).into_response()
}

/// The checkpoint that we co-signed last of a State's ledger, as that ledger signed it: what it said, it cannot unsay.
async fn last(State(app): State<App>, Path(state): Path<String>) -> Response {
    match app.store.last_witnessed(state).await {
        Ok(Some(note)) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => {
            tracing::error!(%fault, "what was co-signed last cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f9_a_start_waits_for_each_witness_that_may_answer_and_not_for_one_that_was_asked_in_vain() {
        let three = ["XB", "XC", "XD"];
        let enough = |told: &[&str], silent: &[&str], of: &[&str]| {
            let witnesses = Witnesses::default();
            let set = |codes: &[&str]| Mutex::new(codes.iter().map(|code| (*code).to_owned()).collect());
            Witnesses { asked: set(told), silent: set(silent), ..witnesses }.is_enough(of)
        };
        assert!(enough(&three, &[], &three), "all have said");
        assert!(!enough(&["XB", "XC"], &[], &three), "the third may still answer, and may be the one that saw");
        assert!(enough(&["XB", "XC"], &["XD"], &three));
        assert!(!enough(&["XB"], &["XC", "XD"], &three), "one of three is too few");
        assert!(!enough(&["XB"], &["XC"], &["XB", "XC"]), "half is not more than half");
        assert!(!enough(&[], &["XB"], &["XB"]), "a single one that is silent is waited for");
        assert!(enough(&["XD"], &["XD"], &["XD"]), "silent at first, heard then");
    }
}
