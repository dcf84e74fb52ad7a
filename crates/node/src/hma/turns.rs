//! Turns for files that are fetched from their address: few at once, and fewer for one asker, so that a platform whose server is
//! slow waits for itself and not the others for it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use khien_terms::id::PlatformId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::said::Said;

/// Files that are fetched at once.
const ALL: usize = 8;
/// Of these, for one asker.
const EACH: usize = 2;

/// Videos that are held for their frames at once, and for one asker.
const HELD: (usize, usize) = (4, 2);

static TURNS: LazyLock<Turns> = LazyLock::new(|| Turns::of(ALL, EACH));
static PLACES: LazyLock<Turns> = LazyLock::new(|| Turns::of(HELD.0, HELD.1));

/// A turn, which ends when it is dropped.
#[derive(Debug)]
pub struct Turn {
    _own: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

struct Turns {
    all: Arc<Semaphore>,
    for_each: usize,
    /// By platform, of which a node has tens; programs of this machine are one.
    each: Mutex<HashMap<Option<PlatformId>, Arc<Semaphore>>>,
}

impl Turns {
    fn of(all: usize, for_each: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), for_each, each: Mutex::default() }
    }

    /// The semaphore of one asker.
    fn own(&self, whose: Option<PlatformId>) -> Arc<Semaphore> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(each.entry(whose).or_insert_with(|| Arc::new(Semaphore::new(self.for_each))))
    }

    /// A turn, if there is one now.
    fn now(&self, whose: Option<PlatformId>) -> Option<Turn> {
        let own = self.own(whose).try_acquire_owned().ok()?;
        let of_all = Arc::clone(&self.all).try_acquire_owned().ok()?;
        Some(Turn { _own: own, _of_all: of_all })
    }

    async fn next(&self, whose: Option<PlatformId>) -> Result<Turn, Said> {
        let own = self.own(whose);
        let stopping = |_| khien_store::Fault::Stopping;
        // Its own first: whoever waits for itself holds none of what all share.
        let own = own.acquire_owned().await.map_err(stopping)?;
        let of_all = Arc::clone(&self.all).acquire_owned().await.map_err(stopping)?;
        Ok(Turn { _own: own, _of_all: of_all })
    }
}

/// Waits for a turn.
///
/// # Errors
/// The node is stopping.
pub async fn next(whose: Option<PlatformId>) -> Result<Turn, Said> {
    TURNS.next(whose).await
}

/// A place for a video that is held, if there is one now.
pub fn place(whose: Option<PlatformId>) -> Option<Turn> {
    PLACES.now(whose)
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use super::*;

    /// The turn, where there is one at once.
    fn at_once(turns: &Turns, whose: u128) -> Option<Turn> {
        let whose = Some(PlatformId::from_bits(whose));
        let waiting = std::pin::pin!(turns.next(whose));
        match waiting.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => Some(turn.expect("a turn")),
            Poll::Pending => None,
        }
    }

    #[test]
    fn whoever_fetches_slowly_leaves_turns_to_others() {
        let turns = Turns::of(ALL, EACH);
        let slow = [at_once(&turns, 1), at_once(&turns, 1)];
        assert!(slow.iter().all(Option::is_some));
        assert!(at_once(&turns, 1).is_none(), "it waits for itself");
        let others: Vec<_> = (2..=7).map(|whose| at_once(&turns, whose)).collect();
        assert!(others.iter().all(Option::is_some), "six others have theirs");
        assert!(at_once(&turns, 8).is_none(), "no more than eight at once");
        assert!(turns.now(Some(PlatformId::from_bits(9))).is_none());
        drop(slow);
        assert!(at_once(&turns, 1).is_some() && at_once(&turns, 8).is_some(), "a turn that ended is free");
    }
}
