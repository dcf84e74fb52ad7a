//! Two people override that a disclosure waits: one asks for it and says why, another, a legal officer, confirms it with a signature.
//! It holds for one disclosure of one request and for a day.

use std::collections::BTreeSet;

use khien_terms::Moment;
use khien_terms::id::StaffId;
use khien_terms::moment::HOUR;
use serde::{Deserialize, Serialize};

use super::harm::Stale;
use super::{Answered, Event, Phase, Refusal, Request, Side, information};
use crate::Kind;

/// First line of what the second person signs.
pub const OVERRIDE: &str = "khien/v1/desk-override";
/// Hours for which it waits to be confirmed, and for which it holds from then: what is out of date may be worse tomorrow.
pub const HOLDS_HOURS: i64 = 24;

/// By what data leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disclosure {
    /// A request that hands over what is known of somebody.
    Request,
    /// What completes such a request.
    Answer,
    /// An offer to give under conditions.
    Offer,
    /// A decision that grants.
    Decide,
    /// A package of evidence.
    Return,
    /// The key of information whose conditions were accepted.
    Key,
}

impl Disclosure {
    /// All of them.
    pub const ALL: [Disclosure; 6] = [
        Disclosure::Request,
        Disclosure::Answer,
        Disclosure::Offer,
        Disclosure::Decide,
        Disclosure::Return,
        Disclosure::Key,
    ];

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Disclosure::Request => "request",
            Disclosure::Answer => "answer",
            Disclosure::Offer => "offer",
            Disclosure::Decide => "decide",
            Disclosure::Return => "return",
            Disclosure::Key => "key",
        }
    }
}

/// Why it cannot wait, by code: the journal holds no free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A life or somebody's safety is at risk.
    Life,
    /// A day in a proceeding would be missed.
    Proceeding,
    /// Data or a suspect would be gone.
    Loss,
    /// The other State said by telephone, at a number of the directory, that it is who it was.
    Called,
}

impl Why {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Why; 4] = [Why::Called, Why::Life, Why::Proceeding, Why::Loss];

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Why::Life => "life",
            Why::Proceeding => "proceeding",
            Why::Loss => "loss",
            Why::Called => "called",
        }
    }
}

/// An override.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Its number in the request, from 1.
    pub n: u32,
    /// Which disclosure.
    pub what: Disclosure,
    /// What was out of date when it was asked for.
    pub stale: BTreeSet<Stale>,
    /// Why it cannot wait.
    pub why: Why,
    /// Who asked for it.
    pub by: StaffId,
    /// When.
    pub at: Moment,
    /// Who confirmed it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<(StaffId, Moment)>,
    /// The message that used it up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<String>,
}

impl Override {
    /// Whether it waits to be confirmed.
    #[must_use]
    pub fn waits(&self, now: Moment) -> bool {
        self.confirmed.is_none() && holds(self.at, now)
    }

    /// Whether it lets its disclosure go.
    #[must_use]
    pub fn is_open(&self, now: Moment) -> bool {
        self.used.is_none() && self.confirmed.is_some_and(|(_, at)| holds(at, now))
    }

    /// The text that whoever confirms signs; `thread` is the request's number.
    #[must_use]
    pub fn statement(&self, thread: &str, by: StaffId) -> String {
        let stale: Vec<&str> = self.stale.iter().map(|stale| stale.code()).collect();
        let (what, why) = (self.what.code(), self.why.code());
        format!("{OVERRIDE}\n{thread}\n{}\n{what}\n{}\n{why}\n{}\n{by}", self.n, stale.join(","), self.by)
    }
}

fn holds(since: Moment, now: Moment) -> bool {
    now.0 - since.0 < HOLDS_HOURS * HOUR
}

/// The override that lets a disclosure go now; the newest.
#[must_use]
pub fn open(state: &Request, what: Disclosure, now: Moment) -> Option<&Override> {
    state.overrides.iter().rfind(|one| one.what == what && one.is_open(now))
}

/// The override that let a disclosure go within the day for which it holds; the newest.
#[must_use]
pub fn used(state: &Request, what: Disclosure, now: Moment) -> Option<&Override> {
    let within = |one: &&Override| one.confirmed.is_some_and(|(_, at)| holds(at, now));
    state.overrides.iter().filter(within).rfind(|one| one.what == what && one.used.is_some())
}

/// Which disclosures could follow in this request on our side; the exact rules are held against the message itself.
#[must_use]
pub fn possible(state: &Request) -> Vec<Disclosure> {
    // What a stolen key signed is no matter of what is out of date: nobody overrides that.
    if state.halt().is_some() {
        return Vec::new();
    }
    let hands_over = state.kind.hands_over();
    let opened = state.asking.opening.is_some();
    let over = state.discarded || state.phase() >= Phase::Released;
    let granted = state.asked.granted().is_some();
    let undecided = state.asked.decided.is_none() || state.phase() == Phase::Postponed;
    let follows = |what: &Disclosure| match (what, state.side) {
        // The other State fetches it when it can, whatever was said since.
        (Disclosure::Key, Side::Asking) => {
            let accepted = information::answered(&state.asking, &state.asked) == Some(Answered::Accepted);
            accepted && !state.asking.withdrawn && state.information_key == information::Key::There
        }
        _ if over => false,
        // An emergency waits for nobody.
        (Disclosure::Request, Side::Asking) => hands_over && !opened && state.kind != Kind::E1,
        (Disclosure::Answer, Side::Asking) => hands_over && state.kind != Kind::E1 && !state.asked.asks.is_empty(),
        (Disclosure::Decide | Disclosure::Offer, Side::Asked) => {
            state.kind.discloses() && state.kind != Kind::X1 && undecided
        }
        (Disclosure::Return, Side::Asked) => state.kind.returns() && granted,
        _ => false,
    };
    Disclosure::ALL.into_iter().filter(follows).collect()
}

/// Decides whether somebody may ask for an override.
///
/// # Errors
/// [`Refusal::NothingToOverride`] when nothing is out of date, no such disclosure can follow, or one waits or is open already.
pub fn may_ask(state: &Request, what: Disclosure, stale: &BTreeSet<Stale>, now: Moment) -> Result<(), Refusal> {
    let known = state
        .overrides
        .iter()
        .any(|one| one.what == what && stale.is_subset(&one.stale) && (one.waits(now) || one.is_open(now)));
    if stale.is_empty() || known || !possible(state).contains(&what) {
        return Err(Refusal::NothingToOverride);
    }
    Ok(())
}

/// Decides whether somebody may confirm an override; gives it.
///
/// # Errors
/// [`Refusal::SamePerson`], [`Refusal::NothingToOverride`].
pub fn may_confirm(state: &Request, n: u32, by: StaffId, now: Moment) -> Result<&Override, Refusal> {
    let one = state.overrides.iter().find(|one| one.n == n && one.waits(now)).ok_or(Refusal::NothingToOverride)?;
    if one.by == by { Err(Refusal::SamePerson) } else { Ok(one) }
}

impl Override {
    /// Folds an event into the overrides of a request.
    pub(super) fn apply(state: &mut Request, event: &Event) {
        match event {
            Event::OverrideAsked { n, what, stale, why, by, at } => state.overrides.push(Override {
                n: *n,
                what: *what,
                stale: stale.clone(),
                why: *why,
                by: *by,
                at: *at,
                confirmed: None,
                used: None,
            }),
            Event::OverrideConfirmed { n, by, at, .. } => {
                if let Some(one) = state.overrides.iter_mut().find(|one| one.n == *n) {
                    one.confirmed = Some((*by, *at));
                }
            }
            Event::Flagged { message, overridden: Some(n), .. } => {
                if let Some(one) = state.overrides.iter_mut().find(|one| one.n == *n) {
                    one.used = Some(message.clone());
                }
            }
            _ => {}
        }
    }
}
