//! A request between two States, as one of them knows it: the two halves of what was said, and what its own people did.
//!
//! Rooms: [`act`] (what a message does), [`halves`] (what both sides said), [`rules`] (what may follow), [`place`] (whether what
//! arrived has a place), [`clock`] (who must act by when).

pub mod act;
pub mod clock;
pub mod halves;
pub mod place;
pub mod rules;

use std::collections::BTreeMap;

pub use act::{Act, Decision, Urgency};
pub use halves::{Half, Phase, Side, hold_ends, phase};
use khien_terms::Moment;
use khien_terms::id::StaffId;
pub use rules::{Illegal, Law, View};
use serde::{Deserialize, Serialize};

use crate::Kind;

/// What happened to a request in this State. Words and names stand sealed beside the journal; here are codes, times and
/// commitments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum Event {
    /// Somebody drafted a request to a State; `text` is a commitment to what they wrote.
    #[serde(rename = "request.drafted")]
    Drafted { peer: String, kind: Kind, text: String, by: StaffId },
    /// The draft was written anew.
    #[serde(rename = "request.redrafted")]
    Redrafted { text: String, by: StaffId },
    /// The draft was thrown away.
    #[serde(rename = "request.discarded")]
    Discarded { by: StaffId },
    /// Somebody answered the safeguards: each by its code.
    #[serde(rename = "request.gated")]
    Gated { answers: BTreeMap<String, String>, by: StaffId },
    /// A message of ours was signed and stands in the outbox.
    #[serde(rename = "request.said")]
    Said { message: String, head: String, outer: String, issued_at: Moment, text: String, act: Act, by: StaffId },
    /// The other State's node has it: its signed receipt is kept beside.
    #[serde(rename = "request.receipted")]
    Receipted { message: String, receipt: String },
    /// Nobody there gave a receipt in time, or the node refused it.
    #[serde(rename = "request.undelivered")]
    Undelivered { message: String, code: String },
    /// A message of the other State arrived, was opened in memory, verified and sealed to our desk.
    #[serde(rename = "request.heard")]
    Heard {
        peer: String,
        message: String,
        head: String,
        outer: String,
        issued_at: Moment,
        text: String,
        act: Act,
        officer: String,
    },
    /// Somebody took it in hand.
    #[serde(rename = "request.taken")]
    Taken { by: StaffId },
    /// The words of a message, or of the draft (`draft`), were handed to somebody who can open them.
    #[serde(rename = "request.opened")]
    Opened { part: String, by: StaffId },
}

/// A request as this State knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Which side we are.
    pub side: Side,
    /// The other State.
    pub peer: String,
    /// What is asked.
    pub kind: Kind,
    /// What the asking State said.
    pub asking: Half,
    /// What the asked State said.
    pub asked: Half,
    /// Who drafted it, on the asking side.
    pub drafter: Option<StaffId>,
    /// Who has it in hand.
    pub taken_by: Option<StaffId>,
    /// The safeguards: who answered last, and how.
    pub gate: Option<(StaffId, BTreeMap<String, String>)>,
    /// Who approved the opening, or took the decision.
    pub approver: Option<StaffId>,
    /// Messages of ours without a receipt.
    pub on_their_way: Vec<String>,
    /// The draft was thrown away.
    pub discarded: bool,
}

/// Why a person's wish does not follow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A message that does not follow.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// Drafter, approver and executor are three people; one has two of these parts.
    #[error("another person has to do this: whoever drafted does not approve, whoever decides does not carry out")]
    SamePerson,
    /// The safeguards are not answered.
    #[error("the safeguards are not answered: {0}")]
    Gate(String),
    /// There is no draft any more.
    #[error("there is no draft to change: it was sent or thrown away")]
    NoDraft,
}

impl Request {
    /// Folds an event in.
    #[must_use]
    pub fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let new = |side, peer: &str, kind| Self {
            side,
            peer: peer.to_owned(),
            kind,
            asking: Half::default(),
            asked: Half::default(),
            drafter: None,
            taken_by: None,
            gate: None,
            approver: None,
            on_their_way: Vec::new(),
            discarded: false,
        };
        match (state, event) {
            (None, Event::Drafted { peer, kind, by, .. }) => {
                Some(Self { drafter: Some(*by), taken_by: Some(*by), ..new(Side::Asking, peer, *kind) })
            }
            (None, Event::Heard { peer, act: Act::Request { kind, .. }, .. }) => {
                let mut state = new(Side::Asked, peer, *kind);
                state.apply(event);
                Some(state)
            }
            (None, _) => None,
            (Some(mut state), event) => {
                state.apply(event);
                Some(state)
            }
        }
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Drafted { .. } | Event::Opened { .. } => {}
            Event::Redrafted { by, .. } => {
                self.drafter = Some(*by);
                // Whoever answered the safeguards answered for other words.
                self.gate = None;
            }
            Event::Discarded { .. } => self.discarded = true,
            Event::Gated { answers, by } => self.gate = Some((*by, answers.clone())),
            Event::Said { message, head, issued_at, act, by, .. } => {
                if matches!(act, Act::Request { .. } | Act::Decide { .. }) {
                    self.approver = Some(*by);
                }
                self.on_their_way.push(message.clone());
                let said = halves::Said { message, head, at: *issued_at, act };
                self.half_mut(self.side).say(&said);
            }
            Event::Receipted { message, .. } | Event::Undelivered { message, .. } => {
                self.on_their_way.retain(|one| one != message);
            }
            Event::Heard { message, head, issued_at, act, .. } => {
                let said = halves::Said { message, head, at: *issued_at, act };
                self.half_mut(self.side.other()).say(&said);
            }
            Event::Taken { by } => self.taken_by = Some(*by),
        }
    }

    fn half_mut(&mut self, side: Side) -> &mut Half {
        if side == Side::Asking { &mut self.asking } else { &mut self.asked }
    }

    /// What a side said.
    #[must_use]
    pub fn half(&self, side: Side) -> &Half {
        if side == Side::Asking { &self.asking } else { &self.asked }
    }

    /// Whether a message of either side has this number.
    #[must_use]
    pub fn knows(&self, message: &str) -> bool {
        [&self.asking, &self.asked].iter().any(|half| half.messages.iter().any(|one| one == message))
    }

    /// Where it stands.
    #[must_use]
    pub fn phase(&self) -> Phase {
        if self.discarded { Phase::Closed } else { phase(&self.asking, &self.asked) }
    }

    /// Until when data is held; see [`hold_ends`].
    #[must_use]
    pub fn hold_ends(&self) -> Option<Moment> {
        hold_ends(&self.asking, &self.asked)
    }
}

/// Whether the safeguards were answered: every code of `needed`.
fn gated(state: &Request, needed: &[String]) -> Result<(), Refusal> {
    let answers = state.gate.as_ref().map(|(_, answers)| answers);
    let missing: Vec<&str> = needed
        .iter()
        .map(String::as_str)
        .filter(|code| !answers.is_some_and(|answers| answers.contains_key(*code)))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Gate(missing.join(", "))) }
}

/// Decides whether somebody of ours may sign this message now.
///
/// # Errors
/// [`Refusal`].
pub fn may_sign(state: &Request, act: &Act, by: StaffId, now: Moment, law: &Law) -> Result<(), Refusal> {
    if state.discarded {
        return Err(Refusal::NoDraft);
    }
    let view = View { asking: &state.asking, asked: &state.asked, law };
    view.may_say(state.side, act, now)?;
    match act {
        Act::Request { kind, .. } => {
            if *kind != state.kind {
                return Err(Refusal::NoDraft);
            }
            gated(state, &law.asking)?;
            if state.drafter == Some(by) { Err(Refusal::SamePerson) } else { Ok(()) }
        }
        Act::Decide { .. } => {
            gated(state, &law.asked)?;
            if state.taken_by == Some(by) { Err(Refusal::SamePerson) } else { Ok(()) }
        }
        Act::Hold { .. } if state.approver == Some(by) => Err(Refusal::SamePerson),
        _ => Ok(()),
    }
}

/// Decides whether a message that arrived is one that its sender could say.
///
/// # Errors
/// [`Illegal`], by name.
pub fn may_hear(state: Option<&Request>, act: &Act, at: Moment, law: &Law) -> Result<(), Illegal> {
    let (asking, asked) = (Half::default(), Half::default());
    match state {
        None => View { asking: &asking, asked: &asked, law }.follows(Side::Asking, act, at),
        Some(state) => View { asking: &state.asking, asked: &state.asked, law }.follows(state.side.other(), act, at),
    }
}

#[cfg(test)]
mod tests;
