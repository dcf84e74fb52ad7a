//! A request between two States, as one of them knows it: the two halves of what was said, and what its own people did.
//!
//! Rooms: [`act`] (what a message does), [`Event`] (what is written down), [`halves`] (what both sides said), [`rules`] (what may follow), [`illegal`] (and why another may not), [`place`] (whether what
//! arrived has a place), [`information`] (given without a request, under conditions), [`clock`] (who must act by when), [`call`] (who is told when they do not), [`emergency`] (when a life is at
//! risk), [`harm`] (what waits while what is known is out of date), [`overriding`] (two people who let it go) and [`suspension`] (what a stolen key signed). What is handed over, and under
//! which conditions, is [`crate::package`]'s.

pub mod act;
pub mod call;
pub mod clock;
pub mod emergency;
mod event;
pub mod halves;
pub mod harm;
pub mod illegal;
pub mod information;
pub mod overriding;
pub mod place;
pub mod rules;
pub mod suspension;

use std::collections::BTreeMap;

pub use act::{Act, Decision, Nothing, Urgency};
pub use call::{Made, Step};
pub use emergency::{Emergency, Verdict};
pub use event::Event;
pub use halves::{Answered, Became, Half, Open, Phase, Side, hold_ends, phase};
pub use illegal::Illegal;
use khien_terms::Moment;
use khien_terms::id::StaffId;
use overriding::Override;
pub use rules::{Law, View};
use serde::{Deserialize, Serialize};
use suspension::{Halt, Suspended};

use crate::Kind;
use crate::letter::TakenOut;
use crate::package::{Barred, Conditions, Purpose};

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
    /// When each of these was signed.
    #[serde(default)]
    pub sent_at: BTreeMap<String, Moment>,
    /// Messages of ours that were given up since we last said something, and when they were signed.
    #[serde(default)]
    pub undelivered: Vec<Open>,
    /// Calls about clocks of ours.
    #[serde(default)]
    pub calls: Vec<Made>,
    /// Hand-overs: from whom to whom, and the part under which the note is kept.
    #[serde(default)]
    pub hand_overs: Vec<(StaffId, StaffId, String)>,
    /// The draft was thrown away.
    pub discarded: bool,
    /// Who last had which package of the other State handed out, when, and for what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
    /// Packages whose chunks and keys are gone from here, by their message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<String>,
    /// Letters that were taken out to a State without a node.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<TakenOut>,
    /// The blank letter in which a State without a node opened it, and the public key (hex) of that letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank: Option<(String, String)>,
    /// Messages of the other State that cannot stand beside what it signed before: proof of two stories, and without effect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twice: Vec<SaidTwice>,
    /// Of information that is given: where the key of its sealed part is.
    #[serde(default, skip_serializing_if = "information::Key::is_there")]
    pub information_key: information::Key,
    /// Of an emergency: what our own people did.
    #[serde(default, skip_serializing_if = "Emergency::is_empty")]
    pub emergency: Emergency,
    /// What two people let go, or are to let go, while something was out of date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// Messages of the other State that a key signed which is not believed since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspended: Vec<Suspended>,
}

/// Somebody had a package handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The message that handed it over.
    pub message: String,
    /// Who.
    pub by: StaffId,
    /// For what.
    pub purpose: Purpose,
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
    /// The conditions under which a package was given forbid it.
    #[error(transparent)]
    Barred(#[from] Barred),
    /// Information stays closed, and why.
    #[error(transparent)]
    Closed(#[from] information::Closed),
    /// Whoever hands over does not have it in hand, or hands it to themselves.
    #[error("only whoever has it in hand hands it over, to somebody else")]
    NotInHand,
    /// There is no draft any more.
    #[error("there is no draft to change: it was sent or thrown away")]
    NoDraft,
    /// It is no emergency, it was not decided, or it was reviewed.
    #[error("there is nothing to review: an emergency is reviewed once, after it was decided")]
    NothingToReview,
    /// People do not trust the other State so far.
    #[error("this State is not trusted here for this")]
    NotTrusted,
    /// What is known of the other State, or what witnesses signed of our ledger, is out of date: what discloses waits.
    #[error("something is out of date: what discloses waits until it is fresh, or until two people let it go")]
    NeedsTwo,
    /// Nothing is out of date, nothing of the kind can follow, or it was asked for or confirmed before.
    #[error("there is nothing to override: nothing waits, or it was asked for or confirmed before")]
    NothingToOverride,
    /// A stolen key may have signed a message of this request: nothing goes on before two people heard whose it is.
    #[error(
        "a key of the other State was stolen that signed a message here: call it, and let a second person confirm what it said"
    )]
    Suspended,
    /// A message of this request is not the other State's.
    #[error("the other State said that a message here is not its own: nothing follows from it")]
    Void,
    /// No message waits, nobody called yet, or it was confirmed before.
    #[error("there is nothing to say: no message waits, nobody called yet, or it was confirmed before")]
    NothingToRecheck,
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
            sent_at: BTreeMap::new(),
            undelivered: Vec::new(),
            calls: Vec::new(),
            hand_overs: Vec::new(),
            discarded: false,
            readings: Vec::new(),
            erased: Vec::new(),
            letters: Vec::new(),
            blank: None,
            twice: Vec::new(),
            information_key: information::Key::There,
            emergency: Emergency::default(),
            overrides: Vec::new(),
            suspended: Vec::new(),
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

    /// Folds an event into a request that began.
    pub(crate) fn apply(&mut self, event: &Event) {
        if let Some(by) = event.by() {
            // That somebody else looks at an emergency is not answered by whoever signed it.
            let alone = self.approver == Some(by);
            let answered = |made: &&mut Made| !alone || made.clock != clock::SECOND;
            self.calls.iter_mut().filter(answered).for_each(|made| made.answered = true);
        }
        Emergency::apply(self, event);
        Override::apply(self, event);
        Suspended::apply(self, event);
        match event {
            Event::Drafted { .. }
            | Event::Opened { .. }
            | Event::LetterMade { .. }
            | Event::PackageSigned { .. }
            | Event::CallAnswered { .. }
            | Event::Reviewed { .. }
            | Event::OverrideAsked { .. }
            | Event::OverrideConfirmed { .. }
            | Event::Flagged { .. }
            | Event::Suspended { .. }
            | Event::Rechecked { .. }
            | Event::RecheckConfirmed { .. }
            | Event::Followed { .. } => {}
            Event::Called { clock, due, step, at, .. } => {
                self.calls.push(Made { clock: clock.clone(), due: *due, step: *step, at: *at, answered: false });
            }
            Event::HandedOver { to, part, by, .. } => {
                self.taken_by = Some(*to);
                self.hand_overs.push((*by, *to, part.clone()));
            }
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
                self.sent_at.insert(message.clone(), *issued_at);
                self.undelivered.clear();
                let said = halves::Said { message, head, at: *issued_at, act };
                self.half_mut(self.side).say(&said);
            }
            Event::Receipted { message, .. } => {
                self.arrived(message);
            }
            Event::Lettered(letter) => {
                self.arrived(&letter.message);
                self.letters.push(letter.clone());
            }
            Event::AskedByLetter { blank, verify, .. } => self.blank = Some((blank.clone(), verify.clone())),
            Event::Undelivered { message, .. } => {
                let at = self.arrived(message).unwrap_or(Moment(0));
                self.undelivered.push(Open { message: message.clone(), at });
            }
            Event::Heard { message, head, issued_at, act, .. } => {
                let said = halves::Said { message, head, at: *issued_at, act };
                self.half_mut(self.side.other()).say(&said);
            }
            Event::Taken { by } => self.taken_by = Some(*by),
            Event::SaidTwice { message, seq, head, issued_at, officer, .. } => self.twice.push(SaidTwice {
                message: message.clone(),
                seq: *seq,
                head: head.clone(),
                at: *issued_at,
                officer: officer.clone(),
            }),
            Event::Read { message, purpose, by } => {
                self.readings.retain(|one| (one.message.as_str(), one.by) != (message.as_str(), *by));
                self.readings.push(Reading { message: message.clone(), by: *by, purpose: *purpose });
            }
            Event::Erased { message } => self.erased.push(message.clone()),
            Event::KeyArrived { .. } => self.information_key = information::Key::Here,
            Event::KeyDestroyed { .. } => self.information_key = information::Key::Destroyed,
        }
    }

    /// A message of ours is on its way no more; when it was signed.
    fn arrived(&mut self, message: &str) -> Option<Moment> {
        self.on_their_way.retain(|one| one != message);
        self.sent_at.remove(message)
    }

    /// Wishes to hold longer than data is held that nobody answered.
    pub fn open_extensions(&self) -> impl Iterator<Item = Open> {
        halves::open_extensions(&self.asking, &self.asked).map(|(message, _)| {
            let said = self.asking.extended_at.iter().find(|(one, _)| one == message);
            Open { message: message.clone(), at: said.map_or(Moment(0), |(_, at)| *at) }
        })
    }

    /// Every wish to hold longer, by its message: until when, and what became of it.
    pub fn wishes(&self) -> impl Iterator<Item = (&str, Moment, Became)> {
        self.asking.extensions.iter().map(|(message, wanted)| {
            (message.as_str(), *wanted, halves::became(&self.asking, &self.asked, (message, *wanted)))
        })
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

    /// Whether nothing is left to do: both closed it, what was given for a time is destroyed, and an emergency was reviewed and, of
    /// whoever sent it, followed by what it promised. What a stolen key signed ends when we know that there is no request, or closed it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let closed = match self.halt() {
            Some(Halt::Open) => return false,
            Some(Halt::Over) => return !emergency::owes_review(self),
            Some(Halt::Void) => self.half(self.side).closed,
            None => self.phase() == Phase::Closed,
        };
        let destroyed = |message: &str| self.asking.destroyed.iter().any(|(one, _)| one == message);
        let timed = |one: &&halves::Returned| one.conditions.until.is_some();
        let owes = self.side == Side::Asking && emergency::follow_up_due(self).is_some();
        closed
            && self.asked.returned.iter().filter(timed).all(|one| destroyed(&one.message))
            && information::ends_at(&self.asking, &self.asked).is_none()
            && !emergency::owes_review(self)
            && !owes
    }

    /// Whether a message that tells another story is kept as proof: once each, and some of them, since whoever sends one may send many.
    #[must_use]
    pub fn keeps_twice(&self, head: &str) -> bool {
        self.twice.len() < TWICE_MAX && self.twice.iter().all(|one| one.head != head)
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

/// Messages of another story that are kept of one request at most.
pub const TWICE_MAX: usize = 4;

/// A message of another story: what the other State signed for a place, or under a number, that it had signed one for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidTwice {
    /// The number that it bears.
    pub message: String,
    /// The place that it names among that State's messages.
    pub seq: u32,
    /// SHA-256 of what was signed, hex.
    pub head: String,
    /// When it was signed, by its own word.
    pub at: Moment,
    /// By which name the officer signed.
    pub officer: String,
}

/// Decides whether somebody of ours may sign this message now.
///
/// # Errors
/// [`Refusal`].
pub fn may_sign(state: &Request, act: &Act, by: StaffId, now: Moment, law: &Law) -> Result<(), Refusal> {
    if state.discarded {
        return Err(Refusal::NoDraft);
    }
    suspension::may_do(state, act)?;
    let view = View { asking: &state.asking, asked: &state.asked, law };
    view.may_say(state.side, act, now)?;
    match act {
        Act::Request { kind, .. } => {
            if *kind != state.kind {
                return Err(Refusal::NoDraft);
            }
            gated(state, &law.asking)?;
            // When a life is at risk one person may ask, and another is called at once.
            if state.drafter == Some(by) && *kind != Kind::E1 { Err(Refusal::SamePerson) } else { Ok(()) }
        }
        Act::Decide { .. } => {
            gated(state, &law.asked)?;
            // Whoever called back does not decide: in an emergency too the asked State acts with two people.
            if state.taken_by == Some(by) || state.emergency.callers.contains(&by) {
                Err(Refusal::SamePerson)
            } else {
                Ok(())
            }
        }
        Act::Hold { .. } | Act::Return { .. } if state.approver == Some(by) => Err(Refusal::SamePerson),
        _ => Ok(()),
    }
}

/// Whether a message handed a package over to us: its words are opened for a purpose, see [`may_read`].
#[must_use]
pub fn is_given(state: &Request, message: &str) -> bool {
    state.side == Side::Asking && state.asked.returned.iter().any(|one| one.message == message)
}

/// Decides whether somebody may have a package of the other State handed out for a purpose.
///
/// # Errors
/// [`Refusal::Barred`]; [`Illegal::NothingReturned`] when there is none, or none any more; [`Refusal::Suspended`], [`Refusal::Void`] while
/// a message here does not stand.
pub fn may_read(state: &Request, message: &str, purpose: Purpose, now: Moment) -> Result<(), Refusal> {
    suspension::may_use(state)?;
    let returned = (state.side == Side::Asking).then_some(&state.asked.returned).into_iter().flatten();
    let conditions: Option<&Conditions> =
        returned.into_iter().find(|one| one.message == message).map(|one| &one.conditions);
    let gone =
        state.erased.iter().any(|one| one == message) || state.asking.destroyed.iter().any(|(one, _)| one == message);
    match conditions {
        Some(conditions) if !gone => Ok(conditions.allows(purpose, now)?),
        _ => Err(Illegal::NothingReturned.into()),
    }
}

/// Decides whether somebody may hand a request over.
///
/// # Errors
/// [`Refusal::NotInHand`].
pub fn may_hand_over(state: &Request, by: StaffId, to: StaffId) -> Result<(), Refusal> {
    let in_hand = state.taken_by == Some(by) && to != by && state.phase() != Phase::Closed;
    if in_hand { Ok(()) } else { Err(Refusal::NotInHand) }
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
mod emergency_tests;
#[cfg(test)]
mod harm_tests;
#[cfg(test)]
mod hold_tests;
#[cfg(test)]
mod nothing_tests;
#[cfg(test)]
mod tests;
