//! The index in memory, which follows the journal: changes of this node at once, those of another node or of the command
//! line within a second. It proposes contents; the database says whether they stand and answer whoever asks.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};

use khien_casework::bank::{Asker, RADIUS, SignalKind};
use khien_signal::Hash256;
use khien_store::feed::Place;
use khien_store::{Fault, Store};

use super::indexes::Indexes;
use super::said::Said;
use super::sought::{Found, Near, Sought, videos};

/// Changes that are read at once.
const PAGE: i64 = 4_096;
/// Contents that one lookup gives at most, the nearest: a bank full of frames of one video is cut there.
pub(crate) const MOST: usize = 1_000;

/// The index.
#[derive(Default)]
pub struct Matcher {
    indexes: Arc<Indexes>,
    place: tokio::sync::Mutex<Place>,
    loaded: AtomicBool,
    widest: AtomicU32,
    changed_at: AtomicI64,
}

impl Matcher {
    /// Whether the index was read in once.
    pub fn is_ready(&self) -> bool {
        self.loaded.load(Ordering::Acquire)
    }

    /// Hashes of pictures in it.
    pub fn len(&self) -> usize {
        self.indexes.pictures.len()
    }

    /// Hashes of frames in it.
    pub fn frames(&self) -> usize {
        self.indexes.frames.len()
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
            self.indexes.take_in(&changes)?;
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
        self.indexes.settle()
    }

    /// What stands for what is asked for, as far as it answers whoever asks, nearest first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn find(&self, store: &Store, asker: &Asker, sought: &Sought) -> Result<Vec<Found>, Said> {
        match sought {
            Sought::Hash(kind, value) => Ok(self.find_hash(store, asker, *kind, value).await?),
            Sought::Video(frames) => {
                let alike = videos(Arc::clone(&self.indexes), frames.clone()).await?;
                let mut found = Vec::new();
                self.answering(store, asker, &alike, &mut found).await?;
                found.truncate(MOST);
                Ok(found)
            }
        }
    }

    async fn find_hash(
        &self,
        store: &Store,
        asker: &Asker,
        kind: SignalKind,
        value: &str,
    ) -> Result<Vec<Found>, Fault> {
        let same = store.exactly(asker.clone(), kind, value.to_owned()).await?;
        let near = if kind.is_exact() { Near::Same } else { Near::Bits(0) };
        let mut found: Vec<Found> = same.into_iter().map(|standing| Found { standing, near }).collect();
        let Some(hash) = value.parse::<Hash256>().ok().filter(|_| !kind.is_exact()) else { return Ok(found) };
        let known: HashSet<i64> = found.iter().map(|found| found.standing.content).collect();
        let mut nearby = self.indexes.pictures.near(hash, self.widest.load(Ordering::Acquire));
        nearby.retain(|(content, _)| !known.contains(content));
        let nearby: Vec<(i64, Near)> = nearby.into_iter().map(|(id, bits)| (id, Near::Bits(bits))).collect();
        self.answering(store, asker, &nearby, &mut found).await?;
        found.sort_by_key(|found| (found.near.order(), found.standing.content));
        found.truncate(MOST);
        Ok(found)
    }

    /// Of contents that were found, those that answer whoever asks, in their order. Asked part by part, and counted after the
    /// rights: what stands in banks that do not answer hides nothing.
    async fn answering(
        &self,
        store: &Store,
        asker: &Asker,
        nearby: &[(i64, Near)],
        found: &mut Vec<Found>,
    ) -> Result<(), Fault> {
        for some in nearby.chunks(MOST) {
            let ids = some.iter().map(|(content, _)| *content).collect();
            let standing = store.standing(asker.clone(), ids).await?;
            let mut standing: HashMap<i64, _> = standing.into_iter().map(|one| (one.content, one)).collect();
            for (content, near) in some {
                let Some(standing) = standing.remove(content) else { continue };
                let beyond = matches!(near, Near::Bits(bits) if *bits > u32::from(standing.radius));
                if !beyond {
                    found.push(Found { standing, near: *near });
                }
            }
            if found.len() >= MOST {
                break;
            }
        }
        Ok(())
    }
}
