//! What a stolen key signed. When a State says that one of its keys is not to be believed from a moment on, its messages are judged
//! anew: one stands that this node had kept, in its ledger, before that moment. What it says of its own hour counts nothing, so it
//! cannot be back-dated. Any other is suspended: nothing that was not done on it is done, data that is held stays held, and two people
//! of ours call that State and say whether the message is its own.

use std::collections::BTreeMap;

use khien_terms::Moment;
use khien_terms::id::StaffId;
use khien_terms::moment::HOUR;
use serde::{Deserialize, Serialize};

use super::act::Act;
use super::harm::{Does, does};
use super::{Event, Refusal, Request, Side};

/// First line of what the second person signs.
pub const RECHECK: &str = "khien/v1/desk-recheck";
/// Hours in which people here call the other State about a suspended message.
pub const RECHECK_HOURS: f64 = 24.0;
/// Minutes by which the clock that names the moment and ours may differ: what was kept so shortly before it is looked at as well.
const SKEW_MINUTES: i64 = 5;

/// Whose keys signed a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signers {
    /// The node's.
    pub node: [u8; 32],
    /// The officer's.
    pub officer: [u8; 32],
}

/// Whether a message that this node kept at a moment stands, where a key that signed it is not believed `since` another.
#[must_use]
pub fn stands(kept: Moment, since: Moment) -> bool {
    kept.0 < first_in_doubt(since).0
}

/// What was kept from then on does not stand.
#[must_use]
pub fn first_in_doubt(since: Moment) -> Moment {
    Moment(since.0.saturating_sub(SKEW_MINUTES * HOUR / 60))
}

/// What somebody of ours heard on the telephone of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The State said that the message is its own.
    pub theirs: bool,
    /// Who called.
    pub by: StaffId,
    /// When.
    pub at: Moment,
}

/// A message that does not stand by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspended {
    /// Its number.
    pub message: String,
    /// The keys that signed it and are not believed, hex, each with the earliest moment that its State named before two people said whose
    /// the message is: what they signed over does not change.
    pub keys: BTreeMap<String, Moment>,
    /// When this node heard of it.
    pub at: Moment,
    /// What somebody of ours heard on the telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Word>,
    /// Who of ours confirmed that, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<(StaffId, Moment)>,
}

impl Suspended {
    /// Whether two people still have to say whose it is.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.confirmed.is_none()
    }

    /// Whether two people said that it is not that State's.
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.confirmed.is_some() && self.word.is_some_and(|word| !word.theirs)
    }

    /// The text that whoever confirms signs; nothing before somebody called. `thread` is the request's number.
    #[must_use]
    pub fn statement(&self, thread: &str, by: StaffId) -> Option<String> {
        let word = self.word?;
        let keys: Vec<String> = self.keys.iter().map(|(key, since)| format!("{key} {}", since.0)).collect();
        let said = if word.theirs { "theirs" } else { "not-theirs" };
        Some(format!("{RECHECK}\n{thread}\n{}\n{}\n{said}\n{}\n{by}", self.message, keys.join(","), word.by))
    }
}

/// How far a request is stopped by what a stolen key signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// A message waits for two people to say whose it is.
    Open,
    /// A message is not that State's: what follows from it is not done.
    Void,
    /// The message that opened it is not that State's: there is no request.
    Over,
}

impl Request {
    /// How far it is stopped; nothing where every message stands, or was said to be its State's own.
    #[must_use]
    pub fn halt(&self) -> Option<Halt> {
        if self.suspended.iter().any(Suspended::is_open) {
            return Some(Halt::Open);
        }
        let opened = self.asking.messages.first().filter(|_| self.side == Side::Asked);
        let mut void = self.suspended.iter().filter(|one| one.is_void()).peekable();
        void.peek()?;
        if void.any(|one| opened == Some(&one.message)) { Some(Halt::Over) } else { Some(Halt::Void) }
    }

    /// A message that does not stand by itself, by its number.
    #[must_use]
    pub fn suspension(&self, message: &str) -> Option<&Suspended> {
        self.suspended.iter().find(|one| one.message == message)
    }

    /// Whether nothing is done on a message: nobody said yet whose it is, or it is not its State's.
    #[must_use]
    pub fn is_in_doubt(&self, message: &str) -> bool {
        self.suspension(message).is_some_and(|one| one.is_open() || one.is_void())
    }
}

/// Decides whether somebody of ours may say this while messages do not stand. What preserves data goes on, since holding harms nobody;
/// so does the call itself, what tells where it stands, and that data was destroyed.
///
/// # Errors
/// [`Refusal::Suspended`], [`Refusal::Void`].
pub fn may_do(state: &Request, act: &Act) -> Result<(), Refusal> {
    let Some(halt) = state.halt() else { return Ok(()) };
    let preserves = does(state.kind, act) == Does::Preserves;
    let harmless = match act {
        // What may be real evidence is not destroyed before it is known whose it is.
        Act::Destroyed { package } => !state.suspension(package).is_some_and(Suspended::is_open),
        _ if halt == Halt::Over => false,
        Act::CallBack { .. } | Act::HoldWarning | Act::Status | Act::Withdraw => true,
        Act::Close => halt == Halt::Void,
        Act::Offer => false,
        _ => preserves,
    };
    match halt {
        _ if harmless => Ok(()),
        Halt::Open => Err(Refusal::Suspended),
        Halt::Void | Halt::Over => Err(Refusal::Void),
    }
}

/// Decides whether what a message gave may be opened here.
///
/// # Errors
/// [`Refusal::Suspended`], [`Refusal::Void`].
pub fn may_use(state: &Request) -> Result<(), Refusal> {
    match state.halt() {
        None => Ok(()),
        Some(Halt::Open) => Err(Refusal::Suspended),
        Some(Halt::Void | Halt::Over) => Err(Refusal::Void),
    }
}

/// Decides whether somebody may say what they heard of a message on the telephone. Whoever called last is heard.
///
/// # Errors
/// [`Refusal::NothingToRecheck`].
pub fn may_tell(state: &Request, message: &str) -> Result<(), Refusal> {
    let open = state.suspension(message).is_some_and(Suspended::is_open);
    if open { Ok(()) } else { Err(Refusal::NothingToRecheck) }
}

/// Decides whether somebody may confirm what another heard; gives the message.
///
/// # Errors
/// [`Refusal::NothingToRecheck`] where nobody called yet; [`Refusal::SamePerson`].
pub fn may_confirm<'a>(state: &'a Request, message: &str, by: StaffId) -> Result<&'a Suspended, Refusal> {
    let one = state.suspension(message).filter(|one| one.is_open()).ok_or(Refusal::NothingToRecheck)?;
    let word = one.word.ok_or(Refusal::NothingToRecheck)?;
    if word.by == by { Err(Refusal::SamePerson) } else { Ok(one) }
}

/// Which of these messages a revocation has something new to say of: a key that nobody knew of, or an earlier moment of one while people
/// have not said yet whose the message is.
pub fn newly<'a>(state: &Request, messages: &'a [String], key: &str, since: Moment) -> Vec<&'a String> {
    let known = |message: &str| {
        let one = state.suspension(message);
        one.is_some_and(|one| one.keys.get(key).is_some_and(|before| *before <= since || !one.is_open()))
    };
    let void = |message: &str| state.suspension(message).is_some_and(Suspended::is_void);
    messages.iter().filter(|message| state.knows(message) && !known(message) && !void(message)).collect()
}

impl Suspended {
    /// Folds an event into the messages of a request that do not stand.
    pub(super) fn apply(state: &mut Request, event: &Event) {
        match event {
            Event::Suspended { messages, key, since, at } => {
                for message in messages {
                    suspend(state, message, (key, *since), *at);
                }
            }
            Event::Rechecked { message, theirs, by, at } => {
                if let Some(one) = open(state, message) {
                    one.word = Some(Word { theirs: *theirs, by: *by, at: *at });
                }
            }
            Event::RecheckConfirmed { message, by, at, .. } => {
                if let Some(one) = open(state, message).filter(|one| one.word.is_some()) {
                    one.confirmed = Some((*by, *at));
                }
            }
            _ => {}
        }
    }
}

fn open<'a>(state: &'a mut Request, message: &str) -> Option<&'a mut Suspended> {
    state.suspended.iter_mut().find(|one| one.message == message && one.is_open())
}

fn suspend(state: &mut Request, message: &str, (key, since): (&str, Moment), at: Moment) {
    let Some(one) = state.suspended.iter_mut().find(|one| one.message == message) else {
        let keys = BTreeMap::from([(key.to_owned(), since)]);
        state.suspended.push(Suspended { message: message.to_owned(), keys, at, word: None, confirmed: None });
        return;
    };
    // What two people said is not theirs stays so, whatever else is said of its keys.
    if one.is_void() {
        return;
    }
    let is_open = one.is_open();
    match one.keys.get_mut(key) {
        // Whoever was called about this key was called about its theft, whenever that began; and what the second person signed over is
        // held against these keys for ever.
        Some(_) if !is_open => {}
        Some(before) => *before = since.min(*before),
        None => {
            one.keys.insert(key.to_owned(), since);
            // People spoke before anybody knew of this key.
            (one.word, one.confirmed, one.at) = (None, None, at);
        }
    }
}

#[cfg(test)]
mod tests;
