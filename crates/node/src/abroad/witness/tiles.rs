//! Reading another State's tree where a proof led nowhere. Whoever holds its checkpoint can send such a proof; its tiles, which lead to
//! the root that it signed, are its own word.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_seal::checkpoint::Checkpoint;
use khien_seal::merkle::{self, Frontier, Nodes, tile_path};
use khien_seal::{Hash, witness::Seen};
use khien_store::Fault;
use khien_store::witness::Log;

use crate::app::App;

/// Hashes of a tile.
const TILE: u64 = 256;

/// States whose tiles are being read: one reading of each at a time.
#[derive(Default)]
pub(super) struct Reading(Arc<Mutex<HashSet<String>>>);

/// Why tiles say nothing.
#[derive(Debug, thiserror::Error)]
enum Unread {
    #[error("the tiles cannot be read")]
    Silent,
    #[error("the tiles do not lead to the root that was signed")]
    OtherRoot,
}

/// Begins to look whether a ledger has two histories; whoever asks does not wait for it.
pub(super) fn look(app: &App, log: Log, note: String) {
    let reading = Arc::clone(&app.abroad.witnesses.reading.0);
    if !reading.lock().unwrap_or_else(PoisonError::into_inner).insert(log.state.clone()) {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        let state = log.state.clone();
        if let Err(fault) = looked(&app, log, note).await {
            tracing::error!(%fault, state, "a State's ledger could not be looked at");
        }
        reading.lock().unwrap_or_else(PoisonError::into_inner).remove(&state);
    });
}

async fn looked(app: &App, log: Log, note: String) -> Result<(), Fault> {
    let (Some(state), Some(seen)) = (app.other_state(&log.state).await?, app.store.seen_of(log.clone()).await?) else {
        return Ok(());
    };
    let new = Checkpoint::verified(&note, &log.verify)?;
    if seen.size == 0 || seen.size > new.size {
        return Ok(());
    }
    let (agent, url) = (app.abroad.lines.public(), state.url.clone());
    let led = tokio::task::spawn_blocking(move || {
        let fetch = |path: &str| {
            let mut answer = agent.get(format!("{url}/ledger/tile/{path}")).call().ok()?;
            (answer.status() == 200)
                .then(|| answer.body_mut().with_config().limit(32 * TILE).read_to_vec().ok())
                .flatten()
        };
        beginning(fetch, &seen, &new)
    });
    match led.await {
        Ok(Ok(root)) if root != seen.root => {
            app.store.found_forked(log, note, B64.encode(root)).await?;
            app.abroad.forget();
        }
        Ok(Ok(_)) => {}
        Ok(Err(unread)) => tracing::info!(%unread, state = log.state, "a proof led nowhere, and the tiles say no more"),
        Err(_) => {}
    }
    Ok(())
}

/// The root over the leaves that were seen, in the tree whose root was signed.
fn beginning(fetch: impl FnMut(&str) -> Option<Vec<u8>>, seen: &Seen, new: &Checkpoint) -> Result<Hash, Unread> {
    let mut tiles = Tiles { fetch, size: new.size, read: HashMap::new() };
    if merkle::root(&mut tiles, new.size)? != new.root {
        return Err(Unread::OtherRoot);
    }
    // The same nodes: what leads to the signed root cannot lead elsewhere for another reader.
    let proof = merkle::consistency(&mut tiles, seen.size, new.size)?;
    let root = merkle::root(&mut tiles, seen.size)?;
    if merkle::is_consistent(seen.size, &root, new.size, &new.root, &proof) { Ok(root) } else { Err(Unread::OtherRoot) }
}

struct Tiles<F> {
    fetch: F,
    size: u64,
    read: HashMap<(u32, u64), Vec<Hash>>,
}

impl<F: FnMut(&str) -> Option<Vec<u8>>> Tiles<F> {
    fn tile(&mut self, foot: u32, index: u64) -> Result<&[Hash], Unread> {
        if !self.read.contains_key(&(foot, index)) {
            let full = self.size >> (8 * foot);
            let width = full.saturating_sub(index * TILE).min(TILE);
            let wide = usize::try_from(width).map_err(|_| Unread::Silent)?;
            let bytes = (self.fetch)(&tile_path(foot, index, wide)).ok_or(Unread::Silent)?;
            let (hashes, rest) = bytes.as_chunks::<32>();
            if !rest.is_empty() || hashes.len() != wide {
                return Err(Unread::Silent);
            }
            self.read.insert((foot, index), hashes.to_vec());
        }
        self.read.get(&(foot, index)).map(Vec::as_slice).ok_or(Unread::Silent)
    }
}

impl<F: FnMut(&str) -> Option<Vec<u8>>> Nodes for Tiles<F> {
    type Error = Unread;

    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Unread> {
        let (foot, span) = (level / 8, 1u64 << (level % 8));
        let from = index * span;
        let within = usize::try_from(from % TILE).map_err(|_| Unread::Silent)?;
        let count = usize::try_from(span).map_err(|_| Unread::Silent)?;
        let tile = self.tile(foot, from / TILE)?;
        let mut frontier = Frontier::default();
        tile.get(within..within + count).ok_or(Unread::Silent)?.iter().for_each(|hash| frontier.push_node(*hash));
        Ok(frontier.root())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: u64, other: u64) -> Vec<Hash> {
        (0..count).map(|n| merkle::leaf(&[u8::from(n >= other); 32], &n.to_be_bytes())).collect()
    }

    fn root(all: &[Hash]) -> Hash {
        merkle::root(&mut merkle::Leaves(all), all.len() as u64).unwrap_or_default()
    }

    /// A node that serves tiles of these leaves.
    fn serves(all: &[Hash]) -> impl FnMut(&str) -> Option<Vec<u8>> {
        move |path| {
            let (foot, index, width) = merkle::tile_from_path(path)?;
            let span = 1usize << (8 * foot);
            let from = usize::try_from(index).ok()? * 256;
            let hash = |at: usize| all.get(at * span..(at + 1) * span).map(root);
            (from..from + width).map(hash).collect::<Option<Vec<Hash>>>().map(|hashes| hashes.concat())
        }
    }

    #[test]
    fn tiles_show_what_the_tree_began_with_whatever_the_proof_was() {
        for (old, size, other) in [(4, 9, 2), (256, 700, 255), (256, 300, 0), (512, 70_000, 100), (7, 7, 3)] {
            let (seen_leaves, now) = (leaves(old, u64::MAX), leaves(size, other));
            let seen = Seen { size: old, root: root(&seen_leaves) };
            let new = Checkpoint { origin: String::new(), size, root: root(&now) };
            let led = beginning(serves(&now), &seen, &new).expect("read");
            assert_eq!(led, root(&now[..seen_leaves.len()]), "{old} of {size}");
            assert_ne!(led, seen.root);
            let honest = leaves(size, u64::MAX);
            let new = Checkpoint { root: root(&honest), ..new };
            assert_eq!(beginning(serves(&honest), &seen, &new).expect("read"), seen.root);
            assert!(matches!(beginning(serves(&now), &seen, &new), Err(Unread::OtherRoot)), "tiles of another tree");
            assert!(matches!(beginning(|_| Some(vec![0; 31]), &seen, &new), Err(Unread::Silent)));
        }
    }
}
