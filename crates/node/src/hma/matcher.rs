//! The index in memory, which follows the journal: changes of this node at once, those of another node or of the command
//! line within a second. It proposes contents; the database says whether they stand and answer whoever asks.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};

use khien_casework::bank::{Asker, RADIUS, SignalKind};
use khien_signal::Hash256;
use khien_store::feed::Place;
use khien_store::matching::Standing;
use khien_store::{Fault, Store};

use super::numbered::Numbered;

/// Changes that are read at once.
const PAGE: i64 = 4_096;
/// Contents that one lookup gives at most, the nearest: a bank full of frames of one video is cut there.
pub(crate) const MOST: usize = 1_000;

/// The index.
#[derive(Default)]
pub struct Matcher {
    index: Numbered,
    place: tokio::sync::Mutex<Place>,
    loaded: AtomicBool,
    widest: AtomicU32,
    changed_at: AtomicI64,
}

/// A content that was found, with the bits that differ; none where only the same bytes give the same hash.
#[derive(Debug, Clone)]
pub struct Found {
    /// What stands there.
    pub standing: Standing,
    /// The distance.
    pub distance: Option<u32>,
}

impl Matcher {
    /// Whether the index was read in once.
    pub fn is_ready(&self) -> bool {
        self.loaded.load(Ordering::Acquire)
    }

    /// Hashes in it.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Seconds since 1970 of the last change that it took in, -1 before the first.
    pub fn built_to(&self) -> i64 {
        if self.is_ready() { self.changed_at.load(Ordering::Acquire) } else { -1 }
    }

    /// Takes in what changed since it looked last.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn follow(&self, store: &Store) -> Result<(), Fault> {
        let mut place = self.place.lock().await;
        let banks = store.banks().await?;
        let widest = banks.iter().map(|row| row.bank.settings.radius).max().unwrap_or(RADIUS);
        self.widest.store(u32::from(widest), Ordering::Release);
        loop {
            let changes = store.index_changes(*place, PAGE).await?;
            let Some(last) = changes.last() else { break };
            let next = last.place;
            self.index.take_in(&changes)?;
            self.changed_at.store(khien_store::journal::now().as_second(), Ordering::Release);
            *place = next;
        }
        self.loaded.store(true, Ordering::Release);
        Ok(())
    }

    /// Merges what the index took in; for a thread of its own.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when there is more than an index holds.
    pub fn settle(&self) -> Result<(), Fault> {
        self.index.settle()
    }

    /// What stands for a hash, as far as it answers whoever asks, nearest first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn find(&self, store: &Store, asker: &Asker, kind: SignalKind, value: &str) -> Result<Vec<Found>, Fault> {
        let same = store.exactly(asker.clone(), kind, value.to_owned()).await?;
        let exact = |standing| Found { standing, distance: (!kind.is_exact()).then_some(0) };
        let mut found: Vec<Found> = same.into_iter().map(exact).collect();
        let Some(hash) = value.parse::<Hash256>().ok().filter(|_| !kind.is_exact()) else { return Ok(found) };
        let mut known: HashSet<i64> = found.iter().map(|found| found.standing.content).collect();
        // Asked part by part, and counted after the rights: what stands in banks that do not answer hides nothing.
        for near in self.index.near(hash, self.widest.load(Ordering::Acquire)).chunks(MOST) {
            let distances: HashMap<i64, u32> = near.iter().copied().collect();
            for standing in store.standing(asker.clone(), near.iter().map(|(content, _)| *content).collect()).await? {
                let Some(distance) = distances.get(&standing.content).copied() else { continue };
                if distance <= u32::from(standing.radius) && known.insert(standing.content) {
                    found.push(Found { standing, distance: Some(distance) });
                }
            }
            if found.len() >= MOST {
                break;
            }
        }
        found.sort_by_key(|found| (found.distance, found.standing.content));
        found.truncate(MOST);
        Ok(found)
    }
}
