//! Copies of what arrived, so that whoever sent it can have it again when it lost it (`docs/desk-protocol.md` section 11). Each is sealed
//! to the State that it is of, while its receipt is on its way already; those of a short while are kept by one commit.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use khien_desk::wire::sealed::{self, Address};
use khien_store::resync::Kept;
use zeroize::Zeroizing;

use super::states::OtherState;
use crate::app::App;

/// How long the first of some waits for the others.
const GATHER: Duration = Duration::from_millis(25);
/// Bytes that wait, in memory; whoever brings more waits until they are kept.
const WAITING: usize = 4 << 20;

/// What arrived and was kept: the signed bytes, and where a copy of them goes.
pub(super) struct Passed {
    pub(super) back: Address,
    pub(super) signed: Zeroizing<Vec<u8>>,
    pub(super) state: Arc<OtherState>,
}

/// What waits for its copy.
#[derive(Default)]
pub(super) struct Gathered(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    all: Vec<Passed>,
    bytes: usize,
}

/// What is to be done about what waits.
#[derive(Debug, PartialEq, Eq)]
enum Then {
    /// Nothing: somebody keeps it soon.
    Nothing,
    /// Keep it after a short while.
    Soon,
    /// Keep it before anything else is taken.
    Now,
}

impl Gathered {
    fn add(&self, passed: Passed) -> Then {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.bytes += passed.signed.len();
        waiting.all.push(passed);
        match waiting.all.len() {
            _ if waiting.bytes > WAITING => Then::Now,
            1 => Then::Soon,
            _ => Then::Nothing,
        }
    }

    fn take(&self) -> Vec<Passed> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).all
    }
}

/// Keeps a copy soon; when much waits for that already, now.
pub(super) async fn keep(app: &App, passed: Passed) {
    match app.abroad.copies.add(passed) {
        Then::Nothing => {}
        Then::Soon => {
            let app = app.clone();
            tokio::spawn(async move {
                tokio::time::sleep(GATHER).await;
                keep_all(&app).await;
            });
        }
        Then::Now => keep_all(app).await,
    }
}

async fn keep_all(app: &App) {
    let all = app.abroad.copies.take();
    let sealed = tokio::task::spawn_blocking(move || all.iter().filter_map(sealed_back).collect::<Vec<_>>());
    match sealed.await {
        Ok(copies) if copies.is_empty() => {}
        Ok(copies) => {
            if let Err(fault) = app.store.keep_copies(copies).await {
                tracing::error!(%fault, "no copies of messages are kept for the States that sent them");
            }
        }
        Err(error) => tracing::error!(%error, "sealing copies of messages ended in a panic"),
    }
}

/// Nothing where the State's keys have run out.
fn sealed_back(Passed { back, signed, state }: &Passed) -> Option<Kept> {
    let copy = sealed::seal(back, state.recipient.as_deref()?, signed).ok()?;
    Some(Kept { peer: state.code.clone(), message: hex::encode(back.message), bytes: copy.to_bytes() })
}
