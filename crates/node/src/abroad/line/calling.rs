//! To another node: by the keys that it names where it says that its desk is reached so, and never in another way then; else, as before
//! there were such keys, by its entry's address and the authorities of the web.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use khien_store::Fault;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::Agent;
use ureq::config::Config;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, TcpConnector, Transport, TransportAdapter,
};

use super::called::{ByCalls, Called, Nowhere, URL};
use super::certificate::Presented;
use crate::abroad::sending::{AT_ONCE, WAIT};
use crate::abroad::states::OtherState;
use crate::app::App;

/// How long what this node presents is remembered.
const REMEMBER: Duration = Duration::from_secs(60);

/// Connections to a State's node, and what its addresses begin with.
#[derive(Clone)]
pub struct Line {
    /// The connections.
    pub agent: Agent,
    /// Where they lead to, without a slash at the end.
    pub url: String,
}

/// All lines of this node, kept open between messages.
pub struct Lines {
    on_trial: bool,
    /// By the web's authorities, by how long an answer is waited for.
    plain: Mutex<HashMap<Duration, Agent>>,
    /// By the keys that States name, by State and how long an answer is waited for.
    pinned: Mutex<HashMap<(String, Duration), Pinned>>,
    own: Mutex<Option<(Instant, Arc<Presented>)>>,
    /// Lines that nodes which only call opened to us.
    called: Arc<Called>,
}

/// Connections to one State, for as long as neither side has other keys.
struct Pinned {
    pins: Vec<String>,
    calls: bool,
    own: String,
    agent: Agent,
}

impl Lines {
    /// Connections to public addresses; a node on trial, without HTTPS, also speaks with others on its own machine.
    #[must_use]
    pub fn new(on_trial: bool) -> Self {
        Self {
            on_trial,
            plain: Mutex::default(),
            pinned: Mutex::default(),
            own: Mutex::default(),
            called: Arc::default(),
        }
    }

    /// Forgets what this node presents.
    pub(in crate::abroad) fn forget(&self) {
        *self.own.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Lines that nodes which only call opened to us.
    #[must_use]
    pub fn called(&self) -> Arc<Called> {
        Arc::clone(&self.called)
    }

    /// Connections for what everybody may read, at the addresses of entries.
    pub(in crate::abroad) fn public(&self) -> Agent {
        self.plain(WAIT)
    }

    fn plain(&self, wait: Duration) -> Agent {
        let mut plain = self.plain.lock().unwrap_or_else(PoisonError::into_inner);
        plain.entry(wait).or_insert_with(|| crate::remote::agent(settings(wait), self.on_trial)).clone()
    }

    fn pinned(&self, state: &OtherState, own: &Presented, wait: Duration) -> Result<Agent, Fault> {
        let mut pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (state.code.clone(), wait);
        let same = |one: &&Pinned| one.pins == state.pins && one.own == own.key && one.calls == state.calls;
        if let Some(one) = pinned.get(&place).filter(same) {
            return Ok(one.agent.clone());
        }
        let agent = if state.calls {
            let by = ByCalls { called: self.called(), code: state.code.clone(), pins: state.pins.clone() };
            Agent::with_parts(settings(wait), by, Nowhere)
        } else {
            let config = super::client(&own.certified, state.pins.clone());
            let config = config.map_err(|error| Fault::Corrupt(format!("the line to {}: {error}", state.code)))?;
            crate::remote::agent_by(settings(wait), self.on_trial, ByPins::new(config))
        };
        let one = Pinned { pins: state.pins.clone(), calls: state.calls, own: own.key.clone(), agent: agent.clone() };
        pinned.insert(place, one);
        Ok(agent)
    }
}

fn settings(wait: Duration) -> Config {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(wait))
        .max_idle_connections_per_host(AT_ONCE)
        .max_idle_connections(16 * AT_ONCE)
        .build()
}

impl App {
    /// What this node presents to other nodes. Remembered for a minute.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn presented(&self) -> Result<Arc<Presented>, Fault> {
        let own = &self.abroad.lines.own;
        let remembered = own.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, presented)) = remembered.as_ref().filter(|(at, _)| at.elapsed() < REMEMBER) {
            return Ok(Arc::clone(presented));
        }
        let secret = self.store.desk_tls_key().await?;
        // The same key keeps its certificate.
        let before = remembered.map(|(_, presented)| presented).filter(|one| one.key == secret.key.verify_hex());
        let presented = before.map_or_else(|| Presented::of(&secret).map(Arc::new), Ok)?;
        *own.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&presented)));
        Ok(presented)
    }

    /// The line to a State's node; what takes longer than `wait` is given up.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn line(&self, state: &OtherState, wait: Duration) -> Result<Line, Fault> {
        let lines = &self.abroad.lines;
        let desk = match &state.desk {
            Some(desk) => desk.as_str(),
            None if state.calls => URL,
            None => return Ok(Line { agent: lines.plain(wait), url: state.url.clone() }),
        };
        let own = self.presented().await?;
        Ok(Line { agent: lines.pinned(state, &own, wait)?, url: desk.to_owned() })
    }
}

/// Wraps what connects into TLS by pins, whatever the scheme says.
#[derive(Debug)]
pub struct ByPins(Arc<ClientConfig>);

impl ByPins {
    pub(super) fn new(config: ClientConfig) -> Self {
        Self(Arc::new(config))
    }
}

/// The sockets, with TLS around them.
pub(crate) fn connector(pins: ByPins) -> impl Connector<(), Out = Tls> {
    TcpConnector::default().chain(pins)
}

impl<In: Transport> Connector<In> for ByPins {
    type Out = Tls;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Tls>, ureq::Error> {
        let Some(transport) = chained else { return Ok(None) };
        let host = details.uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let name = ServerName::try_from(host).map_err(|_| ureq::Error::HostNotFound)?.to_owned();
        let mut conn = ClientConnection::new(Arc::clone(&self.0), name)?;
        let mut sock = TransportAdapter::new(transport.boxed(), Arc::clone(&details.current_time));
        sock.set_timeout(details.timeout);
        // What is refused in the handshake is known before a byte of a message leaves.
        conn.complete_io(&mut sock)?;
        let buffers = LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size());
        Ok(Some(Tls { buffers, stream: StreamOwned::new(conn, sock) }))
    }
}

/// A connection by TLS with pinned keys.
pub struct Tls {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls")
    }
}

impl Transport for Tls {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.get_mut().set_timeout(timeout);
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        Ok(std::io::Write::write_all(&mut self.stream, output)?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.get_mut().set_timeout(timeout);
        let amount = std::io::Read::read(&mut self.stream, self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

/// What a handshake proved.
#[derive(Debug)]
pub struct Met {
    /// The protocol, as its name is written.
    pub protocol: String,
    /// The key exchange.
    pub group: String,
    /// The pin of the key that the other side presented.
    pub pin: String,
}

/// Calls a desk, by its address, that presents one of these pins; says what the handshake proved. Blocks, for at most ten seconds.
///
/// # Errors
/// What of the connection or the handshake fails.
pub fn met(own: &Presented, pins: Vec<String>, desk: &str) -> Result<Met, Box<dyn std::error::Error + Send + Sync>> {
    let place = desk.strip_prefix("https://").unwrap_or(desk);
    let uri: ureq::http::Uri = desk.parse()?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let config = super::client(&own.certified, pins)?;
    let mut conn = ClientConnection::new(Arc::new(config), ServerName::try_from(host)?.to_owned())?;
    let address = std::net::ToSocketAddrs::to_socket_addrs(place)?.next().ok_or("no address")?;
    let mut socket = std::net::TcpStream::connect_timeout(&address, WAIT / 4)?;
    socket.set_read_timeout(Some(WAIT / 4))?;
    conn.complete_io(&mut socket)?;
    let presented = conn.peer_certificates().and_then(|chain| chain.first()).ok_or("no certificate")?;
    Ok(Met {
        protocol: match conn.protocol_version() {
            Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3".to_owned(),
            other => format!("{other:?}"),
        },
        group: conn.negotiated_key_exchange_group().map_or_else(String::new, |group| format!("{:?}", group.name())),
        pin: super::pins::pin(presented)?,
    })
}
