//! Packages of evidence on their way: chunks of ciphertext that go by their hash. One is taken only when a message that the other
//! State's officer and node signed names it, so nobody fills a disk here; one that arrived is never sent again, so whatever
//! breaks costs a chunk at most.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_desk::code::{is_hash, is_state};
use khien_desk::wire::chunked::CHUNK;
use khien_store::Fault;
use khien_store::packages::{Known, Waiting};
use tokio::task::JoinSet;

use super::sending::agent;
use crate::app::App;

/// Chunks of one package on the wire at once.
const AT_ONCE: usize = 4;
/// How long one chunk may take: four mebibytes over a line of a tenth of a megabit a second.
const WAIT: Duration = Duration::from_secs(360);
/// Seconds after which a package is tried again at the latest.
const LONGEST: u64 = 300;

/// What is being carried, and what waits because it did not get through.
pub struct Carrier {
    agent: ureq::Agent,
    carrying: Mutex<HashSet<String>>,
    later: Mutex<HashMap<String, (u32, Instant)>>,
}

/// What became of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    /// The other State has it.
    There,
    /// The other State wants it no more.
    Unwanted,
    /// Nothing that counts came back.
    Later,
}

impl Carrier {
    /// Connections to public addresses; on trial also to the own machine.
    #[must_use]
    pub fn new(on_trial: bool) -> Self {
        Self { agent: agent(WAIT, on_trial), carrying: Mutex::default(), later: Mutex::default() }
    }

    fn begin(&self, message: &str) -> bool {
        let waits = self.later.lock().unwrap_or_else(PoisonError::into_inner).get(message).copied();
        if waits.is_some_and(|(_, until)| until > Instant::now()) {
            return false;
        }
        self.carrying.lock().unwrap_or_else(PoisonError::into_inner).insert(message.to_owned())
    }

    fn end(&self, message: &str, got_through: bool) {
        let mut later = self.later.lock().unwrap_or_else(PoisonError::into_inner);
        if got_through {
            later.remove(message);
        } else {
            let tries = later.get(message).map_or(0, |(tries, _)| *tries);
            let seconds = 2u64.saturating_pow(tries).min(LONGEST);
            later.insert(message.to_owned(), (tries + 1, Instant::now() + Duration::from_secs(seconds)));
        }
        drop(later);
        self.carrying.lock().unwrap_or_else(PoisonError::into_inner).remove(message);
    }
}

/// Takes a chunk of a package that a message announced.
pub async fn take(State(app): State<App>, Path((from, sha256)): Path<(String, String)>, request: Request) -> Response {
    if !is_state(&from) || !is_hash(&sha256) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    // Whether it is wanted is asked before a byte of it is read.
    match app.store.chunk_wanted(from.clone(), sha256.clone()).await {
        Ok(Known::Wanted) => {}
        Ok(Known::Here) => return StatusCode::OK.into_response(),
        Ok(Known::Over) => return StatusCode::GONE.into_response(),
        Ok(Known::Not) => return StatusCode::NOT_FOUND.into_response(),
        Err(fault) => return not_kept(&fault),
    }
    let Ok(bytes) = axum::body::to_bytes(request.into_body(), CHUNK).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    match app.store.take_chunk(from, sha256, bytes.to_vec()).await {
        Ok(()) => StatusCode::CREATED.into_response(),
        Err(Fault::Refused(Refusal::NotFound)) => StatusCode::GONE.into_response(),
        Err(Fault::Refused(_)) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Err(fault) => not_kept(&fault),
    }
}

fn not_kept(fault: &Fault) -> Response {
    tracing::error!(%fault, "a chunk of another State was not kept");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Begins to carry packages whose message the other State has. Each goes by itself: a State that does not answer holds up no
/// other.
///
/// # Errors
/// [`Fault::Database`].
pub async fn once(app: &App) -> Result<(), Fault> {
    for message in app.store.waiting_packages().await? {
        if !app.abroad.carrier.begin(&message) {
            continue;
        }
        let app = app.clone();
        tokio::spawn(async move {
            let done = carry(&app, &message).await;
            if let Err(fault) = &done {
                tracing::error!(%fault, "a package for another State is carried on later");
            }
            app.abroad.carrier.end(&message, matches!(done, Ok(true)));
        });
    }
    Ok(())
}

/// Carries a package until nothing of it waits or something does not get through; says which.
async fn carry(app: &App, message: &str) -> Result<bool, Fault> {
    loop {
        let waiting = app.store.waiting_chunks(message.to_owned()).await?;
        if waiting.is_empty() {
            return Ok(true);
        }
        if !send_all(app, waiting).await? {
            return Ok(false);
        }
    }
}

async fn send_all(app: &App, waiting: Vec<Waiting>) -> Result<bool, Fault> {
    let mut sent: JoinSet<Result<bool, Fault>> = JoinSet::new();
    let mut all = true;
    for chunk in waiting {
        while sent.len() >= AT_ONCE {
            all &= ended(sent.join_next().await)?;
        }
        if !all {
            break;
        }
        let app = app.clone();
        sent.spawn(async move { send(&app, chunk).await });
    }
    while let Some(done) = sent.join_next().await {
        all &= ended(Some(done))?;
    }
    Ok(all)
}

fn ended(done: Option<Result<Result<bool, Fault>, tokio::task::JoinError>>) -> Result<bool, Fault> {
    match done {
        Some(Ok(result)) => result,
        Some(Err(_)) => Err(Fault::Stopping),
        None => Ok(true),
    }
}

async fn send(app: &App, chunk: Waiting) -> Result<bool, Fault> {
    let (Some(own), Some(state)) = (app.own_desk().await?, app.other_state(&chunk.peer).await?) else {
        return Ok(false);
    };
    // Data leaves: whoever is not trusted for that any more gets no further chunk.
    if !state.trust.discloses() {
        return Ok(false);
    }
    let bytes = app.store.chunk(chunk.sha256.clone()).await?;
    let (agent, url) =
        (app.abroad.carrier.agent.clone(), format!("{}/x/1/chunk/{}/{}", state.url, own.state, chunk.sha256));
    let became = tokio::task::spawn_blocking(move || attempt(&agent, &url, &bytes)).await.unwrap_or(Became::Later);
    match became {
        Became::There => app.store.chunk_left(chunk, true).await?,
        Became::Unwanted => app.store.chunk_left(chunk, false).await?,
        Became::Later => return Ok(false),
    }
    Ok(true)
}

fn attempt(agent: &ureq::Agent, url: &str, bytes: &[u8]) -> Became {
    match agent.put(url).header("content-type", "application/octet-stream").send(bytes) {
        Ok(answer) => became(answer.status().as_u16()),
        Err(_) => Became::Later,
    }
}

/// What an answer says. What is merely not found may be a door that somebody else keeps for a moment: it is tried again.
fn became(status: u16) -> Became {
    match status {
        200 | 201 => Became::There,
        410 => Became::Unwanted,
        _ => Became::Later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_state_that_says_so_wants_a_chunk_no_more() {
        let cases = [(201, Became::There), (200, Became::There), (410, Became::Unwanted), (404, Became::Later)];
        for (status, what) in cases.into_iter().chain([(500, Became::Later), (301, Became::Later)]) {
            assert_eq!(became(status), what, "{status}");
        }
    }

    #[test]
    fn a_package_is_carried_once_at_a_time_and_waits_longer_each_time() {
        let carrier = Carrier::new(true);
        assert!(carrier.begin("m") && !carrier.begin("m"), "once at a time");
        carrier.end("m", false);
        assert!(!carrier.begin("m"), "it waits");
        assert!(carrier.begin("n"), "another does not");
        carrier.end("n", true);
        assert!(carrier.begin("n"), "what got through goes on at once");
    }
}
