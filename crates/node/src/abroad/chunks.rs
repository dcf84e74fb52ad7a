//! Packages of evidence on their way: chunks of ciphertext that go by their hash. One is taken only when a message that the other
//! State's officer and node signed names it, and its receipt is signed: whatever else comes back is silence. One that is receipted
//! is never sent again, so whatever breaks costs a chunk at most.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_desk::code::{is_hash, is_state};
use khien_desk::wire::chunked::CHUNK;
use khien_desk::wire::receipt::{Receipt, What};
use khien_store::Fault;
use khien_store::packages::{Known, Waiting};
use khien_terms::id::RequestId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use super::line::Line;
use super::line::listening::Caller;
use super::own::OwnDesk;
use super::sending::ANSWER_MAX;
use super::states::OtherState;
use super::{COSE, OTHER_CALLER};
use crate::app::App;

/// Chunks of one package on the wire at once.
const AT_ONCE: usize = 4;
/// How long one chunk may take: four at once, of four mebibytes each, over a line of a tenth of a megabit a second.
const WAIT: Duration = Duration::from_secs(1500);
/// Seconds after which a package is tried again at the latest.
const LONGEST: u64 = 300;

/// What is being carried, and what waits because it did not get through.
#[derive(Default)]
pub struct Carrier {
    carrying: Mutex<HashSet<String>>,
    later: Mutex<HashMap<String, (u32, Instant)>>,
    /// Chunks that are being taken of each State: one that sends slowly holds up no other.
    taking: Mutex<HashMap<String, Arc<Semaphore>>>,
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
    fn place(&self, peer: &str) -> Option<OwnedSemaphorePermit> {
        let mut taking = self.taking.lock().unwrap_or_else(PoisonError::into_inner);
        let places = taking.entry(peer.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        Arc::clone(places).try_acquire_owned().ok()
    }

    /// Nothing waits longer than it has to: a State came back.
    pub(super) fn again(&self) {
        self.later.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(super) fn begin(&self, message: &str) -> bool {
        let waits = self.later.lock().unwrap_or_else(PoisonError::into_inner).get(message).copied();
        if waits.is_some_and(|(_, until)| until > Instant::now()) {
            return false;
        }
        self.carrying.lock().unwrap_or_else(PoisonError::into_inner).insert(message.to_owned())
    }

    pub(super) fn end(&self, message: &str, got_through: bool) {
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

/// Takes a chunk of a package that a message announced; answers with a signed receipt under the chunk's name.
pub async fn take(
    State(app): State<App>,
    Path((from, sha256)): Path<(String, String)>,
    caller: Option<Extension<ConnectInfo<Caller>>>,
    request: Request,
) -> Response {
    if !is_state(&from) || !is_hash(&sha256) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let caller = caller.as_ref().map(|Extension(ConnectInfo(caller))| caller);
    match taken(&app, &from, &sha256, caller, request).await {
        Ok(response) => response,
        Err(fault) => {
            tracing::error!(%fault, "a chunk of another State was not kept");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn taken(
    app: &App,
    from: &str,
    sha256: &str,
    caller: Option<&Caller>,
    request: Request,
) -> Result<Response, Fault> {
    let Some(own) = app.own_desk().await? else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let Some(state) = app.other_state(from).await?.filter(|state| state.speaks()) else {
        return Ok(StatusCode::FORBIDDEN.into_response());
    };
    let answer = |status: StatusCode, refused: Option<&str>| receipt(app, &own, from, sha256, status, refused);
    if !state.may_be(caller) {
        return answer(StatusCode::FORBIDDEN, Some(OTHER_CALLER));
    }
    // Whether it is wanted is asked before a byte of it is read.
    match app.store.chunk_wanted(from.to_owned(), sha256.to_owned()).await? {
        Known::Wanted => {}
        Known::Here => return answer(StatusCode::OK, None),
        Known::Over => return answer(StatusCode::GONE, Some("over")),
        Known::Not => return Ok(StatusCode::NOT_FOUND.into_response()),
    }
    let Some(_place) = app.abroad.carrier.place(from) else { return Ok(StatusCode::TOO_MANY_REQUESTS.into_response()) };
    let read = tokio::time::timeout(WAIT, axum::body::to_bytes(request.into_body(), CHUNK)).await;
    let Ok(Ok(bytes)) = read else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    match app.store.take_chunk(from.to_owned(), sha256.to_owned(), bytes.to_vec()).await {
        Ok(()) => answer(StatusCode::CREATED, None),
        Err(Fault::Refused(Refusal::NotFound)) => answer(StatusCode::GONE, Some("over")),
        Err(Fault::Refused(Refusal::NotNow(_))) => Ok(StatusCode::INSUFFICIENT_STORAGE.into_response()),
        Err(Fault::Refused(_)) => Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response()),
        Err(fault) => Err(fault),
    }
}

fn receipt(
    app: &App,
    own: &OwnDesk,
    from: &str,
    sha256: &str,
    status: StatusCode,
    refused: Option<&str>,
) -> Result<Response, Fault> {
    let mut hash = [0u8; 32];
    hex::decode_to_slice(sha256, &mut hash).map_err(|error| Fault::Corrupt(error.to_string()))?;
    let receipt = match refused {
        None => Receipt::delivered(sha256, &hash, &hash, &own.state, from, app.now()),
        Some(code) => Receipt::refused(sha256, &hash, code, &own.state, from, app.now()),
    };
    let signed = receipt.sign(&own.node).map_err(|error| Fault::Corrupt(error.to_string()))?;
    Ok((status, [(header::CONTENT_TYPE, COSE)], signed).into_response())
}

/// Begins to carry packages whose message the other State has. Each goes by itself: a State that does not answer holds up no
/// other.
///
/// # Errors
/// [`Fault::Database`].
pub async fn once(app: &App) -> Result<(), Fault> {
    for (request, message) in app.store.waiting_packages().await? {
        if !app.abroad.carrier.begin(&message) {
            continue;
        }
        let app = app.clone();
        tokio::spawn(async move {
            let done = carry(&app, request, &message).await;
            if let Err(fault) = &done {
                tracing::error!(%fault, "a package for another State is carried on later");
            }
            app.abroad.carrier.end(&message, matches!(done, Ok(true)));
        });
    }
    Ok(())
}

/// Carries a package until nothing of it waits or something does not get through; says which.
async fn carry(app: &App, request: RequestId, message: &str) -> Result<bool, Fault> {
    loop {
        let waiting = app.store.waiting_chunks(request, message.to_owned()).await?;
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
    let (line, own) = (app.line(&state, WAIT).await?, own.state.clone());
    let name = chunk.sha256.clone();
    if !app.store.chunk_still_waits(chunk.clone()).await? {
        return Ok(true);
    }
    let attempt = move || attempt(&line, &own, &state, &name, &bytes);
    let became = tokio::task::spawn_blocking(attempt).await.unwrap_or(Became::Later);
    match became {
        Became::There => app.store.chunk_left(chunk, true).await?,
        Became::Unwanted => app.store.chunk_left(chunk, false).await?,
        Became::Later => return Ok(false),
    }
    Ok(true)
}

fn attempt(line: &Line, own: &str, state: &OtherState, name: &str, bytes: &[u8]) -> Became {
    let url = format!("{}/x/1/chunk/{own}/{name}", line.url);
    let sent = line.agent.put(&url).header("content-type", "application/octet-stream").send(bytes);
    let Ok(mut answer) = sent else { return Became::Later };
    let Ok(bytes) = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec() else { return Became::Later };
    became(&bytes, &state.voices.nodes, (&state.code, own), name)
}

/// What an answer proves of a chunk that went from `own` to `code`: nothing, unless that State's node signed it.
fn became(bytes: &[u8], nodes: &[[u8; 32]], (code, own): (&str, &str), name: &str) -> Became {
    let Ok(receipt) = Receipt::verified(bytes, nodes) else { return Became::Later };
    let mut hash = [0u8; 32];
    if hex::decode_to_slice(name, &mut hash).is_err() || !receipt.answers(name, &hash, code, own) {
        return Became::Later;
    }
    match receipt.what {
        What::Delivered => Became::There,
        What::Refused if receipt.code == "over" => Became::Unwanted,
        What::Refused => Became::Later,
    }
}

#[cfg(test)]
mod tests {
    use khien_seal::keys::SignKey;
    use khien_terms::Moment;

    use super::*;

    #[test]
    fn only_what_the_other_node_signed_of_this_chunk_counts() {
        let (node, thief) = (SignKey::from_seed([1; 32]), SignKey::from_seed([2; 32]));
        let (name, hash) = (hex::encode([7; 32]), [7; 32]);
        let judged = |receipt: Receipt, by: &SignKey| {
            became(&receipt.sign(by).expect("signed"), &[node.verify_bytes()], ("XB", "XA"), &name)
        };
        let there = || Receipt::delivered(&name, &hash, &hash, "XB", "XA", Moment(5));
        let refused = |code: &str| Receipt::refused(&name, &hash, code, "XB", "XA", Moment(5));
        assert_eq!(judged(there(), &node), Became::There);
        assert_eq!(judged(refused("over"), &node), Became::Unwanted);
        assert_eq!(judged(refused("not-kept"), &node), Became::Later);
        assert_eq!(judged(there(), &thief), Became::Later, "another key");
        assert_eq!(judged(refused("over"), &thief), Became::Later, "another key");
        assert_eq!(judged(Receipt { by: "XC".into(), ..there() }, &node), Became::Later, "another State");
        let other = Receipt::delivered(&hex::encode([8; 32]), &[8; 32], &[8; 32], "XB", "XA", Moment(5));
        assert_eq!(judged(other, &node), Became::Later, "another chunk");
        assert_eq!(became(b"<html>404</html>", &[node.verify_bytes()], ("XB", "XA"), &name), Became::Later, "a door");
    }

    #[test]
    fn a_package_is_carried_once_at_a_time_and_waits_longer_each_time() {
        let carrier = Carrier::default();
        assert!(carrier.begin("m") && !carrier.begin("m"), "once at a time");
        carrier.end("m", false);
        assert!(!carrier.begin("m"), "it waits");
        assert!(carrier.begin("n"), "another does not");
        carrier.end("n", true);
        assert!(carrier.begin("n"), "what got through goes on at once");
    }
}
