//! What is asked for, and how near something is that was found.

use std::sync::{Arc, LazyLock};

use khien_casework::bank::SignalKind;
use khien_signal::vpdq::{Frame, Overlap};
use khien_store::Fault;
use khien_store::matching::Standing;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::film;
use super::indexes::Indexes;
use super::said::Said;

/// What HMA says where a hash has no distance.
const NO_DISTANCE: &str = "-";
/// Videos that are compared at once.
static COMPARING: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// What is asked for.
#[derive(Debug, Clone)]
pub enum Sought {
    /// A hash of this kind.
    Hash(SignalKind, String),
    /// A video, by the frames that can be compared.
    Video(Vec<Frame>),
}

/// How near something is that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Near {
    /// It has the same hash, of a kind that knows no distance.
    Same,
    /// Bits that differ.
    Bits(u32),
    /// What two videos have in common.
    Frames(Overlap),
}

/// A content that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// What stands there.
    pub standing: Standing,
    /// How near it is.
    pub near: Near,
}

/// A kind of hash by its name.
///
/// # Errors
/// 400 for a name that there is not.
pub fn kind_of(name: &str) -> Result<SignalKind, Said> {
    name.parse().map_err(|_| Said::bad(format!("No such SignalType '{}'", name.escape_default())))
}

impl Sought {
    /// From the name of a kind and a value as this interface writes it.
    ///
    /// # Errors
    /// 400 for a kind or value that there is not.
    pub fn read(kind: &str, text: &str) -> Result<Self, Said> {
        let kind = kind_of(kind)?;
        if kind == SignalKind::Vpdq {
            return Ok(Self::Video(film::read(text)?));
        }
        let value = kind.read(text).map_err(|refusal| Said::bad(format!("invalid signal: {refusal}")))?;
        Ok(Self::Hash(kind, value))
    }
}

impl Near {
    /// What stands first in an answer: what is nearer, and of videos the one that holds more of what was asked about.
    pub fn order(&self) -> u32 {
        match self {
            Near::Same => 0,
            Near::Bits(bits) => *bits,
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 200000")]
            Near::Frames(overlap) => ((200.0 - overlap.query.percent() - overlap.target.percent()) * 1e3) as u32,
        }
    }
}

impl Found {
    /// A match as this interface tells it. `unreviewed` stands only where nobody has seen what is behind the hash: look before
    /// acting.
    pub fn told(&self) -> Value {
        let distance = match &self.near {
            Near::Same => NO_DISTANCE.to_owned(),
            Near::Bits(bits) => bits.to_string(),
            Near::Frames(overlap) => film::distance(overlap),
        };
        let mut told = json!({"bank_content_id": self.standing.content, "distance": distance});
        if self.standing.unreviewed {
            told["unreviewed"] = json!(true);
        }
        told
    }
}

/// Compares videos, which computes for a while: on a thread of its own, few at once. Its turn ends with its work, also when nobody
/// waits for it any more.
///
/// # Errors
/// The node is stopping.
pub async fn comparing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Said> {
    let turn = Arc::clone(&COMPARING).acquire_owned().await.map_err(|_| Fault::Stopping)?;
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    Ok(working.await.map_err(|_| Fault::Stopping)?)
}

/// Videos that match, the most alike first.
///
/// # Errors
/// The node is stopping.
pub async fn videos(indexes: Arc<Indexes>, frames: Vec<Frame>) -> Result<Vec<(i64, Near)>, Said> {
    let found = comparing(move || indexes.videos(&frames)).await?;
    let alike = found.into_iter().filter(|(_, overlap)| film::is_match(overlap));
    let mut alike: Vec<(i64, Near)> = alike.map(|(content, overlap)| (content, Near::Frames(overlap))).collect();
    alike.sort_by_key(|(content, near)| (near.order(), *content));
    Ok(alike)
}
