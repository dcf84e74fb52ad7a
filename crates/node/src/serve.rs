//! `khien serve`: opens, listens, works, and stops without losing anything.

use std::net::SocketAddr;

use axum::serve::ListenerExt;
use khien_store::own_tls::Reached;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::abroad::line::listening::{Caller, Door};
use crate::app::{App, Material};
use crate::config::Config;
use crate::{Failure, http, jobs};

/// A node that listens.
pub struct Running {
    /// Where.
    pub address: SocketAddr,
    /// Where it listens for other States' nodes, by TLS with pinned keys.
    pub desk: Option<SocketAddr>,
    /// The node.
    pub app: App,
    stop: watch::Sender<bool>,
    served: Vec<JoinHandle<std::io::Result<()>>>,
    jobs: Vec<JoinHandle<()>>,
    writer: khien_store::writer::Writer,
}

/// Opens and listens.
///
/// # Errors
/// What is wrong with data files, database, folder or address.
pub async fn start(config: Config) -> Result<Running, Failure> {
    let material = Material::load(&config).map_err(Failure::Data)?;
    let listen = config.listen;
    let (app, writer) = App::open(config, material).await?;
    let listener = TcpListener::bind(listen).await.map_err(|error| Failure::Listen(listen, error))?;
    let address = listener.local_addr().map_err(|error| Failure::Listen(listen, error))?;
    let (stop, stopped) = watch::channel(false);
    let router = http::router(app.clone());
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
    });
    let until = stopped_of(stopped.clone());
    let mut served = vec![tokio::spawn(async move {
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(until)
            .await
    })];
    let desk = open_desk(&app, stopped, &mut served).await?;
    app.store.resume_sending().await?;
    let jobs = jobs::start(&app);
    Ok(Running { address, desk, app, stop, served, jobs, writer })
}

/// Ends when the node is to stop; whoever drops the sender also wants that.
async fn stopped_of(mut stopped: watch::Receiver<bool>) {
    if stopped.wait_for(|stop| *stop).await.is_err() {
        tracing::debug!("nobody stops this node any more: it stops");
    }
}

/// Listens for other States' nodes, where the configuration says so, and says in the directory where that is.
async fn open_desk(
    app: &App,
    stopped: watch::Receiver<bool>,
    served: &mut Vec<JoinHandle<std::io::Result<()>>>,
) -> Result<Option<SocketAddr>, Failure> {
    let Some(listen) = app.config.desk_listen else {
        let how = if app.config.desk_calls { Reached::OnItsCalls } else { Reached::ByTheWeb };
        app.store.desk_is_reached(how).await?;
        return Ok(None);
    };
    let door = Door::open(app, listen).await.map_err(|error| Failure::Listen(listen, error))?;
    let address = door.address();
    let router = http::desk_router(app.clone());
    served.push(tokio::spawn(async move {
        axum::serve(door, router.into_make_service_with_connect_info::<Caller>())
            .with_graceful_shutdown(stopped_of(stopped))
            .await
    }));
    app.store.desk_is_reached(Reached::At(app.config.desk_address(address))).await?;
    Ok(Some(address))
}

impl Running {
    /// Stops: no new request, those under way end, jobs end, the writer commits what it has.
    ///
    /// # Errors
    /// When serving failed.
    pub async fn stop(self) -> Result<(), Failure> {
        let Self { app, stop, served, jobs, writer, .. } = self;
        if stop.send(true).is_err() {
            tracing::debug!("the server had stopped already");
        }
        let all = async {
            for one in served {
                if let Ok(ended) = one.await {
                    ended?;
                }
            }
            Ok(())
        };
        let ended = tokio::time::timeout(std::time::Duration::from_secs(10), all).await;
        for job in jobs {
            job.abort();
            // An aborted job ends with an error that says so.
            let _: Result<(), tokio::task::JoinError> = job.await;
        }
        app.abroad.offers.close();
        drop(app);
        let joined = tokio::task::spawn_blocking(move || writer.join());
        if tokio::time::timeout(std::time::Duration::from_secs(10), joined).await.is_err() {
            tracing::warn!("a connection is still open; what was acknowledged is durable");
        }
        match ended {
            Ok(Err(error)) => Err(Failure::Serve(error)),
            _ => Ok(()),
        }
    }
}

/// Serves until a signal comes.
///
/// # Errors
/// As [`start`].
pub async fn run(config: Config) -> Result<(), Failure> {
    let running = start(config).await?;
    let address = running.address;
    eprintln!("listening on http://{address}");
    if let Some(desk) = running.desk {
        eprintln!(
            "listening for other States' nodes on {desk}, TLS 1.3 with pinned keys: {}",
            running.app.config.desk_address(desk)
        );
    }
    let app = &running.app;
    if !app.config.secure() {
        eprintln!(
            "plain HTTP: put a TLS proxy in front and name its address with --origin https://…; \
             without HTTPS browsers have no crypto.subtle beyond localhost, no passkeys and no Clear-Site-Data"
        );
    }
    if app.config.hash_videos && !crate::confined::has_landlock() {
        eprintln!(
            "hash_videos: this kernel has no Landlock, so a decoder that is taken over could read the node's files"
        );
    }
    if !app.store.is_set_up().await? {
        match app.store.new_setup_token().await {
            Ok(token) => {
                let base = app.config.origin.clone().unwrap_or_else(|| format!("http://{address}"));
                eprintln!("set this node up, once, within seven days: {base}/setup/{token}");
            }
            // Somebody did it in this moment, beside this process.
            Err(khien_store::Fault::Refused(_)) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    signal().await;
    eprintln!("stopping");
    running.stop().await
}

/// Waits until the process is asked to stop.
pub async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
            return;
        }
    }
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "no signals: stopping");
    }
}
