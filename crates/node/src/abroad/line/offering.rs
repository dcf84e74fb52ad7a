//! A node that only calls (`desk_calls`): to each State that it knows it keeps lines open, and is asked on them as if that State had
//! called: the same addresses, answers and receipts, and nothing else.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use hyper::body::Incoming;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use khien_desk::wire::again;
use khien_store::Fault;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tower::ServiceExt;

use super::called::PROTOCOL;
use super::listening::Caller;
use super::pins::pin as pin_of;
use crate::abroad::states::OtherState;
use crate::app::App;

/// Lines to a State that wait to be asked on.
const WAITING: usize = 2;
/// Lines to a State at most, with those on which it asks.
const MOST: usize = 36;
/// How long a line waits to be asked on. Whatever stands in between forgets silent connections; a new one takes its place.
const SILENT: Duration = Duration::from_secs(240);
/// How long it may take to open one.
const OPENING: Duration = Duration::from_secs(10);
/// Silence after which the machine asks whether the other end is still there.
const ALIVE: Duration = Duration::from_secs(30);

/// Lines that are open, by State.
#[derive(Default)]
pub struct Offers {
    states: Mutex<HashMap<String, Open>>,
    lines: Mutex<JoinSet<()>>,
    /// One for all lines, so that what bounds how much is worked on at once bounds it over all of them.
    answers: Mutex<Option<Router>>,
}

/// How many lines to a State are open, and when the next is tried where none came about.
#[derive(Debug, Default)]
struct Open {
    waiting: usize,
    all: usize,
    failed: i64,
    later: Option<Instant>,
}

impl Offers {
    fn with<T>(&self, code: &str, change: impl FnOnce(&mut Open) -> T) -> T {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        change(states.entry(code.to_owned()).or_default())
    }

    /// Takes the place of one more line, where one is wanted now.
    fn begin(&self, code: &str) -> bool {
        self.with(code, |open| {
            let now = open.later.is_none_or(|later| later <= Instant::now());
            let wanted = now && open.waiting < WAITING && open.all < MOST;
            if wanted {
                open.waiting += 1;
                open.all += 1;
            }
            wanted
        })
    }

    /// Keeps a line open in the background.
    fn keep(&self, line: impl Future<Output = ()> + Send + 'static) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        while lines.try_join_next().is_some() {}
        lines.spawn(line);
    }

    fn answers(&self, app: &App) -> Router {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get_or_insert_with(|| crate::http::desk_router(app.clone())).clone()
    }

    /// Closes all lines: this node stops.
    pub fn close(&self) {
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }

    /// A line is asked on: it waits no more.
    fn asked(&self, code: &str) {
        self.with(code, |open| open.waiting = open.waiting.saturating_sub(1));
    }

    /// A line came about.
    fn opened(&self, code: &str) {
        self.with(code, |open| (open.failed, open.later) = (0, None));
    }

    /// A line ended that was asked on or was not; one that did not come about is tried again later.
    fn ended(&self, code: &str, asked: bool, failed: bool) {
        self.with(code, |open| {
            open.all = open.all.saturating_sub(1);
            if !asked {
                open.waiting = open.waiting.saturating_sub(1);
            }
            if failed {
                let wait = again::seconds(open.failed, khien_seal::random::<1>().map_or(128, |[byte]| byte));
                open.failed += 1;
                open.later = Some(Instant::now() + Duration::from_secs(u64::try_from(wait).unwrap_or(1).min(60)));
            }
        });
    }
}

/// Opens what lines are wanted, where this node only calls.
///
/// # Errors
/// [`Fault::Database`]. A State that cannot be reached is tried again later.
pub async fn once(app: &App) -> Result<(), Fault> {
    if !app.config.desk_calls || app.own_desk().await?.is_none() {
        return Ok(());
    }
    for row in app.store.peers().await? {
        if row.trust.receives() && row.known.fresh.desk.is_some() {
            more(app, &row.peer.state);
        }
    }
    Ok(())
}

/// Opens lines to a State until enough of them wait.
fn more(app: &App, code: &str) {
    while app.abroad.offers.begin(code) {
        let (own, code) = (app.clone(), code.to_owned());
        // Boxed: a line that is asked on opens the next.
        let line: std::pin::Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(offer(own, code));
        app.abroad.offers.keep(line);
    }
}

async fn offer(app: App, code: String) {
    let asked = Arc::new(AtomicBool::new(false));
    let failed = match tokio::time::timeout(OPENING, opened(&app, &code)).await {
        Ok(Ok((upgraded, caller))) => {
            app.abroad.offers.opened(&code);
            served(&app, &code, upgraded, caller, &asked).await;
            false
        }
        Ok(Err(error)) => {
            tracing::debug!(state = code, %error, "no line to this State");
            true
        }
        Err(_) => true,
    };
    app.abroad.offers.ended(&code, asked.load(Relaxed), failed);
}

/// Why a line did not come about.
type Why = Box<dyn std::error::Error + Send + Sync>;

/// Opens a line and has it turned round; gives it with who is on the other end.
async fn opened(app: &App, code: &str) -> Result<(Upgraded, Caller), Why> {
    let (own, state) = (app.own_desk().await?, app.other_state(code).await?);
    let (own, state) = own.zip(state).ok_or("it is not known here")?;
    let (tls, host, caller) = met(app, &state).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake::<_, Body>(TokioIo::new(tls)).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.with_upgrades().await {
            tracing::debug!(%error, "a line to a State broke off");
        }
    });
    let request = Request::post(format!("/x/1/line/{}", own.state))
        .header(header::HOST, host)
        .header(header::CONNECTION, "upgrade")
        .header(header::UPGRADE, PROTOCOL)
        .header(header::CONTENT_LENGTH, 0);
    let response = sender.send_request(request.body(Body::empty())?).await?;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(format!("it answers {}", response.status()).into());
    }
    Ok((hyper::upgrade::on(response).await?, caller))
}

/// Meets a State's node at its listener, both sides by their keys.
async fn met(
    app: &App,
    state: &OtherState,
) -> Result<(tokio_rustls::client::TlsStream<TcpStream>, String, Caller), Why> {
    let desk = state.desk.clone().ok_or("it has no listener")?;
    let on_trial = !app.config.secure();
    let uri: ureq::http::Uri = desk.parse()?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let (name, port) = (ServerName::try_from(host.clone())?, uri.port_u16().unwrap_or(443));
    let asked = host.clone();
    let places = tokio::task::spawn_blocking(move || crate::remote::places(&asked, port, on_trial)).await??;
    let stream = connected(&places).await?;
    stream.set_nodelay(true)?;
    socket2::SockRef::from(&stream).set_tcp_keepalive(&socket2::TcpKeepalive::new().with_time(ALIVE))?;
    let own = app.presented().await?;
    let config = super::client(&own.certified, state.pins.clone())?;
    let tls = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    let presented = tls.get_ref().1.peer_certificates().and_then(|chain| chain.first()).ok_or("no certificate")?;
    let caller = Caller { pin: pin_of(presented)? };
    Ok((tls, uri.authority().map_or(host, ToString::to_string), caller))
}

async fn connected(places: &[SocketAddr]) -> std::io::Result<TcpStream> {
    let mut last = std::io::Error::from(std::io::ErrorKind::NotFound);
    for place in places {
        match TcpStream::connect(place).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Answers what is asked on a line until either end closes it, or nobody asks on it for too long.
async fn served(app: &App, code: &str, upgraded: Upgraded, caller: Caller, asked: &Arc<AtomicBool>) {
    let router = app.abroad.offers.answers(app);
    let (first, of, opens) = (Arc::clone(asked), code.to_owned(), app.clone());
    let service = tower::service_fn(move |request: Request<Incoming>| {
        if !first.swap(true, Relaxed) {
            opens.abroad.offers.asked(&of);
            more(&opens, &of);
        }
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(caller.clone()));
        let router = router.clone();
        async move { router.oneshot(request).await.map_err(|never: Infallible| never) }
    });
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(upgraded, TowerToHyperService::new(service));
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = silent(asked) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(state = code, %error, "a line to this State broke off");
    }
}

/// Ends when nobody asked on a line for too long.
async fn silent(asked: &AtomicBool) {
    tokio::time::sleep(SILENT).await;
    if asked.load(Relaxed) {
        // Whoever asked on it closes it.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lines_wait_and_each_that_is_asked_on_makes_room_for_another() {
        let offers = Offers::default();
        assert!(offers.begin("XA") && offers.begin("XA") && !offers.begin("XA"));
        assert!(offers.begin("XB"), "another State has its own");
        offers.asked("XA");
        assert!(offers.begin("XA") && !offers.begin("XA"));
        offers.ended("XA", true, false);
        assert!(!offers.begin("XA"), "two wait");
        offers.ended("XA", false, false);
        assert!(offers.begin("XA"));
        for _ in 0..2 * MOST {
            offers.asked("XA");
            offers.begin("XA");
        }
        offers.asked("XA");
        assert!(!offers.begin("XA"), "so many at most");
    }

    #[test]
    fn what_did_not_come_about_is_tried_again_later_and_at_once_after_it_did() {
        let offers = Offers::default();
        assert!(offers.begin("XA"));
        offers.ended("XA", false, true);
        assert!(!offers.begin("XA") && offers.begin("XB"));
        offers.opened("XA");
        assert!(offers.begin("XA"));
    }
}
