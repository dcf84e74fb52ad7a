//! Lines that a node which only calls opened to us: it waits on them to be asked, by the same addresses as any other node, and what is
//! sent to it goes over them and nowhere else. `POST /x/1/line/{from}` with an upgrade to `khien-desk` turns a connection round.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use khien_store::Fault;
use rustix::net::{RecvFlags, recv};
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport};

use super::listening::Caller;
use crate::app::App;
use crate::problem::Problem;

/// What the connection becomes.
pub(super) const PROTOCOL: &str = "khien-desk";
/// What addresses on such a line begin with: it leads to one node, whatever the name.
pub(super) const URL: &str = "http://desk.invalid";
/// Lines of one State that wait at once.
const WAITING: usize = 32;
/// How long whoever sends waits for a line.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the turn of a connection may take.
const TURN: Duration = Duration::from_secs(10);

/// A line that waits to be asked on.
struct Waiting {
    /// The pin of the key that its node presented.
    pin: String,
    stream: UnixStream,
}

/// How long after a State was said to be back it is said again: one whose line comes and goes makes no more work than that.
const BACK: Duration = Duration::from_secs(10);

/// All lines that wait, by State.
#[derive(Default)]
pub struct Called {
    waiting: Mutex<HashMap<String, Vec<Waiting>>>,
    came: Condvar,
    /// When a State was, or will be, said to be back.
    back: Mutex<HashMap<String, Instant>>,
}

impl std::fmt::Debug for Called {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Called")
    }
}

/// Whether the other end is there: it says nothing before it is asked.
fn is_open(stream: &UnixStream) -> bool {
    let mut byte = [0u8; 1];
    let peeked = recv(stream, &mut byte, RecvFlags::PEEK | RecvFlags::DONTWAIT);
    matches!(peeked, Err(rustix::io::Errno::WOULDBLOCK | rustix::io::Errno::INTR))
}

impl Called {
    /// How many lines of a State wait to be asked on.
    pub fn waiting(&self, code: &str) -> usize {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.get_mut(code).map_or(0, |lines| {
            lines.retain(|line| is_open(&line.stream));
            lines.len()
        })
    }

    /// Puts a line by; where it is the only one, gives how long it is until its State is said to be back. Nothing where that is said already.
    fn put(&self, code: &str, line: Waiting) -> Option<Duration> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = waiting.entry(code.to_owned()).or_default();
        lines.retain(|line| is_open(&line.stream));
        // The newest serve: whoever opens more than there is place for loses the oldest.
        if lines.len() >= WAITING {
            lines.remove(0);
        }
        lines.push(line);
        let only = lines.len() == 1;
        drop(waiting);
        self.came.notify_all();
        if only { self.is_back(code) } else { None }
    }

    fn is_back(&self, code: &str) -> Option<Duration> {
        let mut back = self.back.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let at = match back.get(code) {
            Some(at) if *at > now => return None,
            Some(at) => now.max(*at + BACK),
            None => now,
        };
        back.insert(code.to_owned(), at);
        Some(at - now)
    }

    /// The newest line of a State whose node presented one of these keys; waits so long for one.
    fn take(&self, code: &str, pins: &[String], patience: Duration) -> Option<UnixStream> {
        let until = Instant::now() + patience;
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            while let Some(line) = waiting.get_mut(code).and_then(Vec::pop) {
                if pins.contains(&line.pin) && is_open(&line.stream) {
                    return Some(line.stream);
                }
            }
            let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
            waiting = self.came.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn refused(status: StatusCode, detail: &'static str) -> Problem {
    Problem::new(status, "line", detail)
}

/// Turns a connection round: from now on its node waits on it to be asked.
pub async fn take(
    State(app): State<App>,
    Path(from): Path<String>,
    caller: Option<Extension<ConnectInfo<Caller>>>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let caller = caller.map(|Extension(ConnectInfo(caller))| caller);
    let state = app.other_state(&from).await?.filter(|state| state.speaks());
    let (Some(caller), Some(state)) = (caller, state) else {
        return Err(refused(
            StatusCode::FORBIDDEN,
            "lines are turned round on the listener with pinned keys, by States that are known",
        ));
    };
    if !state.may_be(Some(&caller)) {
        return Err(refused(StatusCode::FORBIDDEN, "the node of another State opened this connection"));
    }
    if !state.calls {
        return Err(refused(
            StatusCode::CONFLICT,
            "what this State says of itself is that it is reached by calling it",
        ));
    }
    let asks = headers
        .get(header::UPGRADE)
        .is_some_and(|upgrade| upgrade.as_bytes().eq_ignore_ascii_case(PROTOCOL.as_bytes()));
    let upgrade = [(header::CONNECTION, "upgrade"), (header::UPGRADE, PROTOCOL)];
    if !asks {
        let told = refused(StatusCode::UPGRADE_REQUIRED, "the connection is to become khien-desk");
        return Ok((upgrade, told).into_response());
    }
    let turned = hyper::upgrade::on(request);
    tokio::spawn(async move {
        if let Err(fault) = wait_on(&app, from, caller.pin, turned).await {
            tracing::error!(%fault, "a line that a State opened was not used");
        }
    });
    Ok((StatusCode::SWITCHING_PROTOCOLS, upgrade).into_response())
}

/// Puts a line by, and passes on what goes over it until either end closes.
async fn wait_on(app: &App, from: String, pin: String, turned: OnUpgrade) -> Result<(), Fault> {
    let Ok(Ok(upgraded)) = tokio::time::timeout(TURN, turned).await else { return Ok(()) };
    let (ours, theirs) = UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    let ours = tokio::net::UnixStream::from_std(ours)?;
    let back = app.abroad.lines.called().put(&from, Waiting { pin, stream: theirs });
    let (said, ()) = tokio::join!(is_back(app, from, back), passed_on(upgraded, ours));
    said
}

/// A State was away and is back: nothing waits longer than it has to.
async fn is_back(app: &App, from: String, after: Option<Duration>) -> Result<(), Fault> {
    let Some(after) = after else { return Ok(()) };
    tokio::time::sleep(after).await;
    app.abroad.carrier.again();
    app.store.due_again(from).await
}

async fn passed_on(upgraded: Upgraded, ours: tokio::net::UnixStream) {
    let (mut from_it, mut to_it) = tokio::io::split(TokioIo::new(upgraded));
    let (mut from_us, mut to_us) = ours.into_split();
    let out = tokio::io::copy(&mut from_us, &mut to_it);
    let back = tokio::io::copy(&mut from_it, &mut to_us);
    // Either end closes the whole: what was answered before is read to its end.
    let ended = tokio::select! { ended = out => ended, ended = back => ended };
    if let Err(error) = ended {
        tracing::debug!(%error, "a line that a State opened broke off");
    }
}

/// Connects by taking one of the lines that wait.
#[derive(Debug)]
pub(super) struct ByCalls {
    pub called: Arc<Called>,
    pub code: String,
    pub pins: Vec<String>,
}

impl Connector<()> for ByCalls {
    type Out = Turned;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Turned>, ureq::Error> {
        let patience = details.timeout.not_zero().map_or(PATIENCE, |left| PATIENCE.min(*left));
        let stream = self.called.take(&self.code, &self.pins, patience).ok_or(ureq::Error::ConnectionFailed)?;
        let buffers = LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size());
        Ok(Some(Turned { buffers, stream }))
    }
}

/// A line of theirs on which we ask.
#[derive(Debug)]
pub(super) struct Turned {
    buffers: LazyBuffers,
    stream: UnixStream,
}

/// What the socket says when its time is over, as the one who waits is told.
fn timely<T>(done: std::io::Result<T>, timeout: &NextTimeout) -> Result<T, ureq::Error> {
    done.map_err(|error| match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => ureq::Error::Timeout(timeout.reason),
        _ => error.into(),
    })
}

impl Transport for Turned {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.set_write_timeout(timeout.not_zero().map(|left| *left))?;
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        timely(self.stream.write_all(output), &timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.set_read_timeout(timeout.not_zero().map(|left| *left))?;
        let amount = timely(self.stream.read(self.buffers.input_append_buf()), &timeout)?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        is_open(&self.stream)
    }

    fn is_tls(&self) -> bool {
        true
    }
}

/// There is no name to resolve: the other node came to us.
#[derive(Debug)]
pub(super) struct Nowhere;

impl Resolver for Nowhere {
    fn resolve(&self, _: &Uri, _: &ureq::config::Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut none = self.empty();
        none.push(std::net::SocketAddr::from(([0, 0, 0, 0], 0)));
        Ok(none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(pin: &str) -> (Waiting, UnixStream) {
        let (here, there) = UnixStream::pair().expect("pair");
        (Waiting { pin: pin.to_owned(), stream: here }, there)
    }

    #[test]
    fn the_newest_open_line_of_a_named_key_is_taken_and_no_other() {
        let (called, pins, none) = (Called::default(), ["a".to_owned()], Duration::ZERO);
        let (closed, end) = line("a");
        let (other_key, _kept) = line("b");
        let (fine, mut far) = line("a");
        assert_eq!(called.put("XA", fine), Some(Duration::ZERO));
        assert!(called.put("XA", other_key).is_none() && called.put("XA", closed).is_none());
        drop(end);
        assert!(called.take("XB", &pins, none).is_none(), "another State's");
        let mut taken = called.take("XA", &pins, none).expect("one");
        taken.write_all(b"?").expect("written");
        let mut heard = [0u8; 1];
        far.read_exact(&mut heard).expect("read");
        assert_eq!((&heard, called.waiting("XA")), (b"?", 0), "closed ones and those of other keys are gone");
    }

    #[test]
    fn whoever_opens_too_many_loses_the_oldest_and_whoever_speaks_unasked_is_not_used() {
        let called = Called::default();
        let mut ends = Vec::new();
        for n in 0..WAITING + 3 {
            let (line, end) = line("a");
            assert_eq!(called.put("XA", line).is_some(), n == 0);
            ends.push(end);
        }
        assert_eq!(called.waiting("XA"), WAITING);
        ends.last_mut().expect("one").write_all(b"hello").expect("written");
        assert_eq!(called.waiting("XA"), WAITING - 1);
    }

    #[test]
    fn a_state_whose_line_comes_and_goes_is_said_to_be_back_at_once_and_then_seldom() {
        let called = Called::default();
        let back = |code: &str| {
            let (line, end) = line("a");
            let back = called.put(code, line);
            drop(end);
            back
        };
        assert_eq!((back("XA"), back("XB")), (Some(Duration::ZERO), Some(Duration::ZERO)));
        let soon = back("XA").expect("it is said once more");
        assert!(soon <= BACK && soon > BACK / 2, "{soon:?}");
        assert_eq!(back("XA"), None, "which is said already");
    }

    #[test]
    fn whoever_sends_waits_for_a_line_that_is_about_to_come() {
        let called = Arc::new(Called::default());
        let waits = Arc::clone(&called);
        let taken = std::thread::spawn(move || waits.take("XA", &["a".to_owned()], Duration::from_secs(20)).is_some());
        let (line, _end) = line("a");
        called.put("XA", line);
        assert!(taken.join().expect("ends"));
    }
}
