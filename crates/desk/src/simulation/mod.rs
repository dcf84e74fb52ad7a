//! Many desks, a year of requests, and all that goes wrong on the way, in virtual time and by chance with a seed: the same seed, the
//! same year. The desks follow the rules of the product and no model of them: [`may_sign`](crate::request::may_sign),
//! [`may_take`](crate::request::place::may_take), [`Request::evolve`](crate::request::Request::evolve),
//! [`running`](crate::request::clock::running), [`call`](crate::request::call), [`again`](crate::wire::again). Drawn are the world's
//! traffic, how long people take, and the faults. Signatures and seals are not made here: that a changed byte does not open is
//! tested where they are.
//!
//! Rooms: [`fault`] (what goes wrong), [`oracle`] (what has to hold), [`table`] (the clocks), `world` (what happens next), `line`
//! (between the nodes), `officer` (what people do), `emergency` (and when a life is at risk), `information` (and when it is given under conditions), `stolen` (and when a key was), `traffic` (who asks whom), `trouble` (faults that come by themselves).

mod dice;
mod emergency;
pub mod fault;
mod information;
mod line;
mod officer;
pub mod oracle;
mod stolen;
pub mod table;
mod traffic;
mod trouble;
mod world;

use std::collections::BTreeMap;

pub use fault::{Fault, Faults};
use khien_terms::moment::DAY;
pub use oracle::{Invariant, Verdict};
use serde::Serialize;
use table::Line;
use world::World;

use crate::request::Law;
use crate::request::clock::Periods;

/// What to simulate.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Desks, 2 at least.
    pub desks: usize,
    /// Days in which requests begin.
    pub days: u32,
    /// First number of what is drawn.
    pub seed: u64,
    /// What goes wrong.
    pub faults: Faults,
}

/// A mistake that a node could have, so that the invariants can be seen to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    /// The receipt leaves before the commit.
    ReceiptBeforeCommit,
    /// Numbers and places are not remembered.
    Forgets,
    /// The outbox does not survive a stop.
    LosesOutbox,
    /// Nobody is called when a clock runs out.
    CallsNobody,
    /// Rules are not asked before a message is signed.
    SignsAnything,
    /// Whoever is a third State is believed.
    BelievesAnybody,
    /// Keys of information are served to whoever asks, and never destroyed.
    KeepsKeys,
    /// What a stolen key signed stops nothing.
    SendsOn,
}

/// What became of the year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Desks.
    pub desks: usize,
    /// Days.
    pub days: u32,
    /// Seed.
    pub seed: u64,
    /// Requests that were opened.
    pub requests: u64,
    /// Messages that were signed.
    pub messages: u64,
    /// Attempts to send them.
    pub attempts: u64,
    /// The table of the clocks.
    pub clocks: Vec<Line>,
    /// How often each fault was injected.
    pub faults: BTreeMap<&'static str, u64>,
    /// How often people were called, by the step of the clock.
    pub calls: BTreeMap<String, u64>,
    /// Requests that were open after the last day and had no clock running, by where they stood: nobody is called for these.
    pub without_clock: BTreeMap<String, u64>,
    /// What has to hold, and whether it did.
    pub invariants: Vec<Verdict>,
}

impl Outcome {
    /// Whether every invariant held.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.invariants.iter().all(|verdict| verdict.broken == 0)
    }
}

/// Runs a year. `law` and `periods` are those of the product's data.
#[must_use]
pub fn run(setting: &Setting, law: &Law, periods: &Periods) -> Outcome {
    run_with(setting, law, periods, None)
}

pub(crate) fn run_with(setting: &Setting, law: &Law, periods: &Periods, defect: Option<Defect>) -> Outcome {
    let mut world = World::new(setting, law, periods, defect);
    world.run();
    world.outcome()
}

/// The first day, 2026-01-01T00:00:00Z, in microseconds.
const BEGIN: i64 = 1_767_225_600_000_000;

/// After the last day: no faults and no new requests, until all is over or this has passed.
const WIND_DOWN: i64 = 800 * DAY;

#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod tests;
