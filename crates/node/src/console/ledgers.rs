//! How a State and this node witness each other's ledgers, in words.

use khien_store::directory::PeerRow;
use khien_store::witness::{Cosigned, Fork, Witnessing};

use super::frame::Frame;
use super::when;

/// How far both ledgers are co-signed, and what does not fit together.
pub struct Ledgers {
    pub theirs: String,
    pub ours: String,
    pub forks: Vec<ForkCard>,
}

/// Two histories of a ledger, each as its own key signed it.
pub struct ForkCard {
    pub title: String,
    pub then: String,
    pub at: String,
    pub known: String,
    pub offered: String,
    pub led: String,
}

/// What is shown of a State.
pub fn of(f: &Frame, row: &PeerRow, witnessing: &Witnessing) -> Ledgers {
    let silent = if row.known.entry.witness.is_empty() { "desk-ledger-no-witness" } else { "desk-ledger-not-yet" };
    Ledgers {
        theirs: far(f, witnessing.theirs.as_ref(), "desk-ledger-not-yet"),
        ours: far(f, witnessing.ours.as_ref(), silent),
        forks: witnessing.forks.iter().map(|fork| card(f, fork)).collect(),
    }
}

fn far(f: &Frame, cosigned: Option<&Cosigned>, none: &str) -> String {
    let Some(cosigned) = cosigned else { return f.t(none) };
    let at = when::moment(f, cosigned.at, f.app.now(), &f.app.config.zone);
    f.say("desk-ledger-up-to", &[("size", &cosigned.size.to_string()), ("at", &at)])
}

fn card(f: &Frame, fork: &Fork) -> ForkCard {
    let whose = if fork.ours { "ours" } else { "theirs" };
    ForkCard {
        title: f.t(&format!("desk-ledger-fork-{whose}")),
        then: f.t(&format!("desk-ledger-fork-{whose}-then")),
        at: when::moment(f, fork.at, f.app.now(), &f.app.config.zone),
        known: fork.known.clone(),
        offered: fork.offered.clone(),
        led: fork.led.clone(),
    }
}
