//! Degrade by harm: what may still be said while what this node knows is out of date. Data that is preserved leaves nobody's hands, so
//! that goes on; data that leaves waits until all is fresh again, or until two people decided otherwise ([`super::overriding`]).

use std::collections::BTreeSet;

use khien_terms::Moment;
use khien_terms::moment::HOUR;
use serde::{Deserialize, Serialize};

use super::act::{Act, Decision};
use super::overriding::{Disclosure, open, used};
use super::{Refusal, Request};
use crate::Kind;
use crate::directory::Trust;

/// Hours that a witness may leave our ledger without its signature before it counts as silent. A ministry's hall that is dark for a
/// night stops no evidence, and what could be rewritten unseen is a day's at most.
pub const SILENT_AFTER_HOURS: i64 = 24;

/// What is out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stale {
    /// What the other State said of itself has run out, or was not said anew for too long.
    Directory,
    /// Too few witnesses have co-signed what our ledger grew by.
    Witnesses,
}

impl Stale {
    /// Both.
    pub const ALL: [Stale; 2] = [Stale::Directory, Stale::Witnesses];

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Stale::Directory => "directory",
            Stale::Witnesses => "witnesses",
        }
    }
}

/// A State that co-signs our ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigner {
    /// Which.
    pub state: String,
    /// When the first checkpoint was made that it has not co-signed; none where it has them all.
    pub behind_since: Option<Moment>,
}

impl Cosigner {
    /// Whether it has been silent for too long.
    #[must_use]
    pub fn is_silent(&self, now: Moment) -> bool {
        self.behind_since.is_some_and(|since| now.0 - since.0 > SILENT_AFTER_HOURS * HOUR)
    }
}

/// How far our ledger is co-signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cosigned {
    /// More than half of the witnesses are not behind: two such halves have one in common, so no two histories are both co-signed.
    Enough,
    /// Half of them or more are silent.
    TooFew,
    /// No State has ever co-signed it: there is nothing that could be out of date, and nothing that proves it either.
    Nobody,
}

impl Cosigned {
    /// Counts the witnesses.
    #[must_use]
    pub fn by(witnesses: &[Cosigner], now: Moment) -> Self {
        let there = witnesses.iter().filter(|witness| !witness.is_silent(now)).count();
        match witnesses.len() {
            0 => Cosigned::Nobody,
            all if there > all / 2 => Cosigned::Enough,
            _ => Cosigned::TooFew,
        }
    }
}

/// What is known at the moment at which something is to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How far the other State is trusted.
    pub trust: Trust,
    /// How far our ledger is co-signed.
    pub cosigned: Cosigned,
}

impl Standing {
    /// What is out of date.
    #[must_use]
    pub fn stale(self) -> BTreeSet<Stale> {
        let directory = (self.trust == Trust::Stale).then_some(Stale::Directory);
        let witnesses = (self.cosigned == Cosigned::TooFew).then_some(Stale::Witnesses);
        directory.into_iter().chain(witnesses).collect()
    }
}

/// What a message does with data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Neither: a receipt, a question, a refusal, a word on where it stands.
    Neither,
    /// Data is preserved, or asked for: none leaves.
    Preserves,
    /// Data leaves the State, or is promised to.
    Discloses(Disclosure),
    /// A life is at risk, and who is named needs help of the other State now: what is out of date holds that up less than waiting does.
    Saves,
}

/// What a message of a request of this kind does with data. A decision that grants discloses, since of some kinds its words are the
/// answer; so does a request that itself hands over what is known of somebody, and what is said later to complete it.
#[must_use]
pub fn does(kind: Kind, act: &Act) -> Does {
    let hands_over = kind.hands_over();
    let by_kind = |disclosure| if kind.discloses() { Does::Discloses(disclosure) } else { Does::Preserves };
    match act {
        Act::Return { .. } => Does::Discloses(Disclosure::Return),
        Act::Decide { decision: Decision::Accepted | Decision::Part { .. }, .. } => by_kind(Disclosure::Decide),
        Act::Offer => by_kind(Disclosure::Offer),
        Act::Request { .. } | Act::Answer { .. } if kind == Kind::E1 => Does::Saves,
        Act::Request { .. } if hands_over => Does::Discloses(Disclosure::Request),
        Act::Answer { .. } if hands_over => Does::Discloses(Disclosure::Answer),
        Act::Request { .. } | Act::Extend { .. } | Act::Confirm { .. } | Act::Hold { .. } => Does::Preserves,
        _ => Does::Neither,
    }
}

/// What becomes of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// It goes.
    Goes,
    /// It goes, and the journal says what was out of date then.
    Flagged(BTreeSet<Stale>),
    /// It goes when two people decide that it does.
    NeedsTwo(Disclosure, BTreeSet<Stale>),
    /// It does not go: people do not trust this State so far.
    NotTrusted,
}

/// The table: what a message does, against how things stand. People's own distrust is overridden by nobody.
#[must_use]
pub fn passage(does: Does, standing: Standing) -> Passage {
    let stale = standing.stale();
    match does {
        Does::Neither => Passage::Goes,
        Does::Preserves if !standing.trust.preserves() => Passage::NotTrusted,
        Does::Preserves if stale.is_empty() => Passage::Goes,
        Does::Preserves => Passage::Flagged(stale),
        Does::Discloses(_) | Does::Saves if !matches!(standing.trust, Trust::Full | Trust::Stale) => {
            Passage::NotTrusted
        }
        Does::Discloses(_) | Does::Saves if stale.is_empty() => Passage::Goes,
        Does::Saves => Passage::Flagged(stale),
        Does::Discloses(what) => Passage::NeedsTwo(what, stale),
    }
}

/// With what a message goes: what was out of date, and the override that lets it go all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flag {
    /// What was out of date.
    pub stale: BTreeSet<Stale>,
    /// Number of the override that it uses up.
    pub overridden: Option<u32>,
}

/// Decides whether a message may go, as things stand.
///
/// # Errors
/// [`Refusal::NotTrusted`], [`Refusal::NeedsTwo`].
pub fn may_leave(state: &Request, act: &Act, standing: Standing, now: Moment) -> Result<Flag, Refusal> {
    match passage(does(state.kind, act), standing) {
        Passage::Goes => Ok(Flag::default()),
        Passage::Flagged(stale) => Ok(Flag { stale, overridden: None }),
        Passage::NotTrusted => Err(Refusal::NotTrusted),
        Passage::NeedsTwo(what, stale) => {
            let given = open(state, what, now).filter(|given| stale.is_subset(&given.stale));
            let n = given.ok_or(Refusal::NeedsTwo)?.n;
            Ok(Flag { stale, overridden: Some(n) })
        }
    }
}

/// With what the key of information may leave, as things stand; nothing where it may not. It opens what was given, so it is given with
/// the same care, and not once that was taken back, nor while a stolen key may have signed that it was accepted. An override that let it go lets it go again within its day: an answer that was lost
/// on its way needs no other two people.
#[must_use]
pub fn key_may_leave(state: &Request, standing: Standing, now: Moment) -> Option<Flag> {
    if state.asking.withdrawn || state.halt().is_some() {
        return None;
    }
    match passage(Does::Discloses(Disclosure::Key), standing) {
        Passage::Goes | Passage::Flagged(_) => Some(Flag::default()),
        Passage::NotTrusted => None,
        Passage::NeedsTwo(what, stale) => {
            let given = open(state, what, now).or_else(|| used(state, what, now));
            let n = given.filter(|given| stale.is_subset(&given.stale))?.n;
            Some(Flag { stale, overridden: Some(n) })
        }
    }
}
