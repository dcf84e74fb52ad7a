//! For other nodes: a listener of its own that lets in whoever presents a key that a known State's node names, and serves what other
//! nodes ask for and nothing else. Nothing may stand before it that ends TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use khien_desk::directory::Trust;
use khien_store::Fault;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::pins::{Table, pin};
use crate::app::App;

/// How long a handshake may take.
const WAIT: Duration = Duration::from_secs(5);
/// Handshakes at once: whoever opens many holds up others for as long, and no longer.
const AT_ONCE: usize = 512;
/// How long it is remembered which keys are let in.
const REMEMBER: Duration = Duration::from_secs(2);

/// Who is on the other end of a connection.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The pin of the key that it presented.
    pub pin: String,
}

/// The listener.
pub struct Door {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What handshakes are made with.
struct Hall {
    app: App,
    table: Table,
    made: Mutex<Option<(Instant, String, Arc<ServerConfig>)>>,
}

impl Door {
    /// Listens.
    ///
    /// # Errors
    /// When the address is taken.
    pub async fn open(app: &App, listen: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let hall = Arc::new(Hall { app: app.clone(), table: Table::default(), made: Mutex::default() });
        let (done, ready) = mpsc::channel(AT_ONCE);
        let accepting = tokio::spawn(accept(listener, hall, done));
        Ok(Self { address, ready, accepting })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn accept(mut listener: TcpListener, hall: Arc<Hall>, done: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (stream, from) = Listener::accept(&mut listener).await;
        let (hall, done) = (Arc::clone(&hall), done.clone());
        tokio::spawn(async move {
            match tokio::time::timeout(WAIT, hall.handshake(stream)).await {
                Ok(Ok(stream)) => {
                    drop(place);
                    if done.send((stream, from)).await.is_err() {
                        tracing::debug!("the desk's listener has stopped");
                    }
                }
                // Nobody's address is logged.
                Ok(Err(error)) => tracing::debug!(%error, "a handshake of the desk's listener was refused"),
                Err(_) => tracing::debug!("a handshake of the desk's listener took too long"),
            }
        });
    }
}

impl Hall {
    async fn handshake(&self, stream: TcpStream) -> Result<TlsStream<TcpStream>, std::io::Error> {
        stream.set_nodelay(true)?;
        let config = self.config().await.map_err(std::io::Error::other)?;
        TlsAcceptor::from(config).accept(stream).await
    }

    /// What this node presents now, and who is let in now. Read anew every two seconds at most, however many knock.
    async fn config(&self) -> Result<Arc<ServerConfig>, Fault> {
        let mut made = self.made.lock().await;
        if let Some((_, _, config)) = made.as_ref().filter(|(at, ..)| at.elapsed() < REMEMBER) {
            return Ok(Arc::clone(config));
        }
        let peers = self.app.store.peers().await?;
        let known = peers.into_iter().filter(|row| row.trust != Trust::Left);
        self.table.set(known.flat_map(|row| row.known.fresh.tls).collect());
        let own = self.app.presented().await?;
        let before = made.take().filter(|(_, key, _)| *key == own.key).map(|(_, _, config)| config);
        let config = match before {
            Some(config) => config,
            None => {
                let config = super::server(&own.certified, &self.table);
                Arc::new(config.map_err(|error| Fault::Corrupt(format!("the desk's listener: {error}")))?)
            }
        };
        *made = Some((Instant::now(), own.key.clone(), Arc::clone(&config)));
        Ok(config)
    }
}

impl Listener for Door {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The task that accepts ends with this listener and not before.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, Door>> for Caller {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        let presented = stream.io().get_ref().1.peer_certificates().and_then(|chain| chain.first());
        // A handshake without a certificate did not get here.
        Self { pin: presented.and_then(|one| pin(one).ok()).unwrap_or_default() }
    }
}
