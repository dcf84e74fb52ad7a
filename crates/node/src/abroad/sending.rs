//! Until the other node's receipt is there: try, verify what comes back, try again later. A receipt counts when the other node
//! signed it for this very message; whatever else comes back is silence.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use khien_desk::clocks::Heard;
use khien_desk::wire::again;
use khien_desk::wire::receipt::{Receipt, What};
use khien_store::Fault;
use khien_store::courier::Outgoing;
use khien_terms::Moment;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::COSE;
use super::line::Line;
use super::states::OtherState;
use crate::app::App;

/// Messages on the wire to one State at once, while it answers.
pub(super) const AT_ONCE: usize = 32;
/// Places that a message takes while a State does not answer: it holds up nobody else's.
const SILENT: u32 = 4;
/// Messages on the wire to all States at once: each holds a thread.
const ALL: usize = 256;
/// Of these, messages to States that did not answer last: however many are silent, there is room for those that answer.
const ALL_SILENT: usize = 64;
/// How long an answer is waited for.
pub(super) const WAIT: Duration = Duration::from_secs(20);
/// What was taken out longer ago is asked for again before its bytes leave: it may have been held back since.
const LATELY: Duration = Duration::from_secs(1);
/// How long those under way are waited for before it is looked what else is due.
const TURN: Duration = Duration::from_secs(2);
/// Bytes of an answer at most.
pub(super) const ANSWER_MAX: u64 = 64 << 10;

/// How many messages are on the wire to each State.
pub struct Courier {
    states: Mutex<HashMap<String, Arc<Road>>>,
    all: Arc<Semaphore>,
    silent: Arc<Semaphore>,
}

/// The places on the way to one State.
struct Road {
    places: Arc<Semaphore>,
    /// Whether the last attempt brought an answer.
    answers: AtomicBool,
    /// One task looks after what is due.
    driving: Arc<Semaphore>,
}

/// A message's place on its way: of its State's, of all, and of those to silent States where it is one.
type Place = (OwnedSemaphorePermit, OwnedSemaphorePermit, Option<OwnedSemaphorePermit>);

impl Default for Courier {
    fn default() -> Self {
        let [all, silent] = [ALL, ALL_SILENT].map(|places| Arc::new(Semaphore::new(places)));
        Self { states: Mutex::default(), all, silent }
    }
}

impl Courier {
    fn road(&self, peer: &str) -> Arc<Road> {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let road = || Road {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            answers: AtomicBool::new(false),
            driving: Arc::new(Semaphore::new(1)),
        };
        Arc::clone(states.entry(peer.to_owned()).or_insert_with(|| Arc::new(road())))
    }

    /// Waits for a place on the way to a State.
    async fn place(&self, peer: &str) -> Result<Place, Fault> {
        let road = self.road(peer);
        let answers = road.answers.load(Relaxed);
        let takes = if answers { 1 } else { SILENT };
        let stopping = |_| Fault::Stopping;
        let one = Arc::clone(&road.places).acquire_many_owned(takes).await.map_err(stopping)?;
        let silent = match answers {
            true => None,
            false => Some(Arc::clone(&self.silent).acquire_owned().await.map_err(stopping)?),
        };
        let all = Arc::clone(&self.all).acquire_owned().await.map_err(stopping)?;
        Ok((one, all, silent))
    }

    /// Remembers whether a State answered.
    fn answered(&self, peer: &str, answers: bool) {
        self.road(peer).answers.store(answers, Relaxed);
    }
}

/// What became of an attempt.
#[derive(Debug, PartialEq, Eq)]
enum Became {
    Delivered(Vec<u8>),
    /// The other node refuses it for good.
    Refused(String),
    /// Nothing that counts came back, or a reason that passes.
    Later,
}

/// Begins to send what is due in the outbox. Each State has its own road: one that does not answer holds up no other, and of what waits
/// for it no more is taken than there is place for.
///
/// # Errors
/// [`Fault::Database`].
pub async fn once(app: &App) -> Result<(), Fault> {
    for peer in app.store.roads().await? {
        let road = app.abroad.courier.road(&peer);
        // Dropped, whatever becomes of it, when nothing is on this road any more.
        let Ok(driving) = Arc::clone(&road.driving).try_acquire_owned() else { continue };
        let app = app.clone();
        tokio::spawn(async move {
            logged(drive(&app, &peer, &road).await);
            drop(driving);
        });
    }
    Ok(())
}

/// Sends what is due to a State until nothing is: takes the next before the last of those under way has ended.
async fn drive(app: &App, peer: &str, road: &Road) -> Result<(), Fault> {
    let mut sent = tokio::task::JoinSet::new();
    loop {
        let answers = road.answers.load(Relaxed);
        let room = if answers { 2 * AT_ONCE } else { AT_ONCE / SILENT as usize };
        if sent.len() <= room / 2 {
            let some = app.store.take_outgoing(peer.to_owned(), room - sent.len()).await?;
            if some.is_empty() && sent.is_empty() {
                return Ok(());
            }
            for one in some {
                let app = app.clone();
                sent.spawn(async move { logged(send(&app, one).await) });
            }
        }
        // Something new may be due while those under way wait for an answer.
        while let Ok(Some(_)) = tokio::time::timeout(TURN, sent.join_next()).await {
            if sent.len() <= room / 2 {
                break;
            }
        }
    }
}

/// Writes down that something failed; the message is tried again when its lease ends.
pub fn logged(done: Result<(), Fault>) {
    if let Err(fault) = done {
        tracing::error!(%fault, "a message to another State is tried again later");
    }
}

/// Sends one message and writes down what became of it.
///
/// # Errors
/// [`Fault::Database`].
pub async fn send(app: &App, one: Outgoing) -> Result<(), Fault> {
    let taken = Instant::now();
    let place = app.abroad.courier.place(&one.peer).await?;
    carry(app, one, place, taken.elapsed() > LATELY).await
}

async fn carry(app: &App, one: Outgoing, _place: Place, waited: bool) -> Result<(), Fault> {
    let now = app.now();
    let ended = match app.other_state(&one.peer).await? {
        None => Became::Later,
        Some(state) => {
            let Some(own) = app.own_desk().await? else { return Ok(()) };
            let (line, own) = (app.line(&state, WAIT).await?, own.state.clone());
            let sending = one.clone();
            // What a stolen key asked for may have been held back while this waited for its place.
            if waited && !app.store.still_waiting(one.message.clone()).await? {
                return Ok(());
            }
            let attempt = tokio::task::spawn_blocking(move || attempt(&line, &own, &state, &sending));
            let (became, clock) = attempt.await.unwrap_or((Became::Later, None));
            app.abroad.courier.answered(&one.peer, became != Became::Later);
            if let Some(clock) = clock {
                app.abroad.clocks.heard(&one.peer, clock);
            }
            became
        }
    };
    match ended {
        Became::Delivered(receipt) => app.store.receipted(one.message, receipt).await,
        Became::Refused(code) => app.store.undelivered(one.message, code).await,
        // Tried once more after its end: whoever kept it before says so, and only the receipt was lost.
        Became::Later if one.expires < now => app.store.undelivered(one.message, "expired".to_owned()).await,
        Became::Later => {
            let due = Moment(now.0 + wait(one.tries) * 1_000_000);
            app.store.try_again(one.message, due).await
        }
    }
}

/// Seconds until the next attempt.
fn wait(tries: i64) -> i64 {
    again::seconds(tries, khien_seal::random::<1>().map_or(128, |[byte]| byte))
}

/// What became of an attempt; and what the other node signed of its clock.
fn attempt(line: &Line, own: &str, state: &OtherState, one: &Outgoing) -> (Became, Option<Heard>) {
    let url = format!("{}/x/1/in/{own}/{}", line.url, one.message);
    let now = || Moment::from(khien_store::journal::now());
    let asked = now();
    let sent = line.agent.put(&url).header("content-type", COSE).send(&one.bytes[..]);
    let Ok(mut answer) = sent else { return (Became::Later, None) };
    // A receipt that is given again says when the message came first.
    let fresh = answer.status() != StatusCode::OK;
    let Ok(bytes) = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec() else {
        return (Became::Later, None);
    };
    let here = now();
    match became(bytes, &state.voices.nodes, (&state.code, own), one) {
        Some((became, there)) => (became, fresh.then_some(Heard { asked, there, here })),
        None => (Became::Later, None),
    }
}

/// What an answer proves of a message that went from `own` to `code`, and when it was signed; nothing, of nothing that counts.
fn became(bytes: Vec<u8>, nodes: &[[u8; 32]], (code, own): (&str, &str), one: &Outgoing) -> Option<(Became, Moment)> {
    let receipt = Receipt::verified(&bytes, nodes).ok()?;
    if !receipt.answers(&one.message, &khien_seal::sha256(&one.bytes), code, own) {
        return None;
    }
    let became = match receipt.what {
        // A receipt for other words than those that were signed proves nothing.
        What::Delivered if receipt.inner == one.head => Became::Delivered(bytes),
        What::Delivered => return None,
        What::Refused if again::passes(&receipt.code) => Became::Later,
        What::Refused => Became::Refused(code_of(&receipt.code)),
    };
    Some((became, receipt.at))
}

/// A code as the journal keeps it: another State's free text has no place there.
pub(super) fn code_of(code: &str) -> String {
    let sound = !code.is_empty() && code.len() <= 40 && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    if sound { code.to_owned() } else { "other".to_owned() }
}

#[cfg(test)]
mod tests {
    use khien_seal::keys::SignKey;

    use super::*;

    fn outgoing() -> Outgoing {
        Outgoing {
            message: "07".repeat(16),
            request: String::new(),
            peer: "XB".into(),
            lane: 0,
            bytes: vec![1; 64],
            head: hex::encode([2; 32]),
            tries: 0,
            expires: Moment(9),
        }
    }

    /// How many places somebody gets at once on the way to a State.
    async fn at_once(courier: &Courier, peer: &str) -> usize {
        let mut places = Vec::new();
        while let Ok(place) = tokio::time::timeout(Duration::from_millis(20), courier.place(peer)).await {
            places.push(place.expect("open"));
        }
        places.len()
    }

    #[tokio::test]
    async fn a_state_that_does_not_answer_gets_a_quarter_of_the_places_and_all_together_hold_no_more_than_there_are() {
        let courier = Courier::default();
        assert_eq!(at_once(&courier, "XB").await, AT_ONCE / SILENT as usize, "nobody heard it yet");
        courier.answered("XB", true);
        assert_eq!(at_once(&courier, "XB").await, AT_ONCE);
        courier.answered("XB", false);
        assert_eq!(at_once(&courier, "XB").await, AT_ONCE / SILENT as usize);
        let mut silent = Vec::new();
        for n in 0..ALL_SILENT {
            let place = tokio::time::timeout(Duration::from_millis(20), courier.place(&format!("S{n}"))).await;
            silent.push(place.expect("a place").expect("open"));
        }
        assert_eq!(at_once(&courier, "XB").await, 0, "silent States have so many together and no more");
        courier.answered("XB", true);
        assert_eq!(at_once(&courier, "XB").await, AT_ONCE, "whoever answers has its own however many are silent");
        courier.answered("XB", false);
        drop(silent);
        let mut held = Vec::new();
        for n in 0..ALL / AT_ONCE {
            let peer = format!("X{n}");
            courier.answered(&peer, true);
            for _ in 0..AT_ONCE {
                held.push(courier.place(&peer).await.expect("open"));
            }
        }
        assert_eq!(at_once(&courier, "XB").await, 0, "all places are taken");
    }

    #[test]
    fn only_a_receipt_for_these_very_words_by_that_node_delivers() {
        let (one, node, thief) = (outgoing(), SignKey::from_seed([1; 32]), SignKey::from_seed([2; 32]));
        let outer = khien_seal::sha256(&one.bytes);
        let nodes = [node.verify_bytes()];
        let judged =
            |receipt: Receipt, by: &SignKey| became(receipt.sign(by).expect("signed"), &nodes, ("XB", "XA"), &one);
        let right = || Receipt::delivered(&one.message, &outer, &[2; 32], "XB", "XA", Moment(5));
        assert!(matches!(judged(right(), &node), Some((Became::Delivered(_), Moment(5)))));
        assert_eq!(judged(right(), &thief), None, "another key");
        assert_eq!(judged(Receipt { by: "XC".into(), ..right() }, &node), None, "another State");
        let other_words = Receipt::delivered(&one.message, &outer, &[3; 32], "XB", "XA", Moment(5));
        assert_eq!(judged(other_words, &node), None, "other words");
        assert_eq!(became(b"no".to_vec(), &nodes, ("XB", "XA"), &one), None, "no receipt");
    }

    #[test]
    fn a_refusal_is_final_or_passes_and_brings_no_free_text_along() {
        let (one, node) = (outgoing(), SignKey::from_seed([1; 32]));
        let refused = |code: &str| {
            let receipt = Receipt::refused(&one.message, &khien_seal::sha256(&one.bytes), code, "XB", "XA", Moment(5));
            became(receipt.sign(&node).expect("signed"), &[node.verify_bytes()], ("XB", "XA"), &one)
        };
        let at = Moment(5);
        assert_eq!([refused("gap"), refused("future")], [Some((Became::Later, at)), Some((Became::Later, at))]);
        assert_eq!(refused("form"), Some((Became::Refused("form".into()), at)));
        assert_eq!(refused("Nguyễn Văn A lives at …"), Some((Became::Refused("other".into()), at)));
    }
}
