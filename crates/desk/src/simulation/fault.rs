//! What goes wrong, by name and number of the fault table (`docs/desk.md`).

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::Serialize;

/// A fault that the simulation injects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// F4: a message is lost on its way.
    Lost,
    /// F4: a message comes twice.
    Doubled,
    /// F4: a message comes minutes or hours later, after those that were sent later.
    Delayed,
    /// F4: the message arrives, its receipt does not.
    ReceiptLost,
    /// F5: nothing passes between two States, for an hour to three days.
    Partition,
    /// F5: nothing passes in one direction.
    OneWay,
    /// F5: every other attempt fails, for hours.
    Flapping,
    /// F1, F2: a node stops at a write that it had not committed.
    CrashBefore,
    /// F1, F2: a node stops after a commit, before it answers.
    CrashAfter,
    /// F7: a node's clock is wrong by minutes or by a day.
    Skew,
    /// F8: a message of days ago comes again, byte for byte.
    Replay,
    /// F8: other bytes under a number that is known.
    OtherBody,
    /// F8: a State signs a second message for a place that is taken.
    Fork,
    /// F8: a third State speaks in a request that is not its own.
    ThirdState,
    /// K3: a State says that a key was stolen which signed what others have of it.
    StolenKey,
    /// F9: a node comes back from a copy that is a day old. Not one of `all`: nothing detects it yet, and the invariants say so.
    Restore,
}

impl Fault {
    /// All that the protocol is to bear: [`Fault::Restore`] is not among them.
    pub const BORNE: [Fault; 15] = [
        Fault::Lost,
        Fault::Doubled,
        Fault::Delayed,
        Fault::ReceiptLost,
        Fault::Partition,
        Fault::OneWay,
        Fault::Flapping,
        Fault::CrashBefore,
        Fault::CrashAfter,
        Fault::Skew,
        Fault::Replay,
        Fault::OtherBody,
        Fault::Fork,
        Fault::ThirdState,
        Fault::StolenKey,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Fault::Lost => "lost",
            Fault::Doubled => "doubled",
            Fault::Delayed => "delayed",
            Fault::ReceiptLost => "receipt-lost",
            Fault::Partition => "partition",
            Fault::OneWay => "one-way",
            Fault::Flapping => "flapping",
            Fault::CrashBefore => "crash-before",
            Fault::CrashAfter => "crash-after",
            Fault::Skew => "skew",
            Fault::Replay => "replay",
            Fault::OtherBody => "other-body",
            Fault::Fork => "fork",
            Fault::ThirdState => "third-state",
            Fault::StolenKey => "stolen-key",
            Fault::Restore => "restore",
        }
    }
}

/// Which faults are injected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub BTreeSet<Fault>);

impl Faults {
    /// All that the protocol is to bear.
    #[must_use]
    pub fn all() -> Self {
        Self(Fault::BORNE.into())
    }

    /// None.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }
}

/// No fault has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no fault is called {0}; there are all, none, and a list of: {list}", list = names())]
pub struct UnknownFault(String);

fn names() -> String {
    let all = Fault::BORNE.into_iter().chain([Fault::Restore]);
    all.map(Fault::name).collect::<Vec<_>>().join(", ")
}

impl FromStr for Faults {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        match text {
            "all" => Ok(Self::all()),
            "none" => Ok(Self::none()),
            list => {
                let mut known = Fault::BORNE.into_iter().chain([Fault::Restore]).collect::<Vec<_>>();
                known.sort_unstable();
                let one = |name: &str| {
                    let found = known.iter().copied().find(|fault| fault.name() == name);
                    found.ok_or_else(|| UnknownFault(name.to_owned()))
                };
                list.split(',').map(|name| one(name.trim())).collect::<Result<_, _>>().map(Self)
            }
        }
    }
}
