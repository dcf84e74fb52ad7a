//! `khien match --follow`: a platform's own copy of what it may look up, in memory, near its traffic. It follows the node's signed
//! feed, needs no database, writes nothing to a disk, and answers as the node does.
//!
//! Rooms: [`follow`] (asks the node and verifies what it says), [`holding`] (what is held), [`answer`] (lookups over HTTP).

pub(crate) mod answer;
mod follow;
mod holding;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

pub use follow::on_this_machine;

use crate::Failure;
use crate::hma::indexes::Indexes;
use crate::hma::upload::Videos;
use holding::Holding;

/// How long answers under way are waited for at the end.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// What to follow, and whom to answer.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address of the node.
    pub node: String,
    /// Fingerprint of its root, whole or its first half, in small hex digits.
    pub root: String,
    /// File with the platform's token.
    pub token: PathBuf,
    /// Where lookups are answered.
    pub listen: SocketAddr,
    /// How often the node is asked.
    pub every: Duration,
    /// How long what is held answers without word from the node.
    pub keep: Duration,
    /// What is hashed of videos that it is sent.
    pub videos: Videos,
    /// One JSON object on stdout for each change.
    pub json: bool,
}

/// What a replica knows.
pub struct Replica {
    /// Contents and banks.
    holding: RwLock<Holding>,
    /// PDQ hashes of pictures and frames; others when everything was let go of.
    index: RwLock<Arc<Indexes>>,
    state: RwLock<State>,
    keep: Duration,
    videos: Videos,
    /// Only programs of this machine reach it, unless a proxy passes on what others ask.
    near: bool,
    /// SHA-256 of the token, which whoever asks from elsewhere has to have.
    token: RwLock<[u8; 32]>,
}

/// How it stands with the node.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// When everything that the node says was last taken in.
    heard: Option<Instant>,
    /// The same, in seconds since 1970.
    heard_at: i64,
    /// The node says that this platform's access ended.
    ended: bool,
}

impl Replica {
    fn index(&self) -> Arc<Indexes> {
        Arc::clone(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets go of everything that is held.
    fn forget(&self) {
        self.set_state(|state| state.heard = None);
        *self.holding.write().unwrap_or_else(PoisonError::into_inner) = Holding::default();
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }

    fn token(&self) -> [u8; 32] {
        *self.token.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> State {
        *self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_state(&self, set: impl FnOnce(&mut State)) {
        set(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Follows and answers until a signal comes.
///
/// # Errors
/// [`Failure::Held`] for a token that cannot be read, an address that is no HTTPS, a node whose root is another.
pub async fn run(settings: Settings) -> Result<(), Failure> {
    let token = read_token(&settings.token).map_err(Failure::Held)?;
    let replica = Arc::new(Replica {
        holding: RwLock::default(),
        index: RwLock::default(),
        state: RwLock::default(),
        keep: settings.keep,
        videos: settings.videos,
        near: settings.listen.ip().is_loopback(),
        token: RwLock::new(khien_seal::sha256(token.as_bytes())),
    });
    let mut follower = follow::Follower::new(&settings, token)?;
    let followed = Arc::clone(&replica);
    let first = tokio::task::spawn_blocking(move || {
        let keys = follower.learn_keys();
        (follower, keys)
    });
    let (follower, keys) = first.await.map_err(|_| Failure::Held("interrupted".into()))?;
    keys.map_err(|problem| Failure::Held(problem.to_string()))?;
    let listener = tokio::net::TcpListener::bind(settings.listen)
        .await
        .map_err(|error| Failure::Listen(settings.listen, error))?;
    let address = listener.local_addr().map_err(|error| Failure::Listen(settings.listen, error))?;
    eprintln!("listening on http://{address}");
    std::thread::Builder::new()
        .name("follow".into())
        .spawn(move || follow::go_on(follower, &followed, &settings))
        .map_err(|error| Failure::Held(error.to_string()))?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = axum::serve(listener, answer::router(replica)).with_graceful_shutdown(async {
        // Whoever drops the sender also wants an end.
        stopped.await.unwrap_or(());
    });
    let asked_to_stop = async {
        crate::serve::signal().await;
        drop(stop);
        // Whoever sends a file slowly is not waited for.
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    tokio::select! {
        ended = served => ended.map_err(Failure::Serve),
        () = asked_to_stop => Ok(()),
    }
}

/// The token of a file.
fn read_token(path: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let token = text.trim();
    if token.is_empty() || token.contains(|c: char| !c.is_ascii_graphic()) {
        return Err(format!("{}: one token, alone, is wanted", path.display()));
    }
    Ok(token.to_owned())
}
