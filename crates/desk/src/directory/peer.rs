//! What staff decide about another State, as events of the stream `peer_<code>`. The texts of its entries stand beside the
//! journal; events name them by their link.

use jiff::Timestamp;
use khien_terms::id::StaffId;
use serde::{Deserialize, Serialize};

use super::accept::{Change, Known};
use super::trust::{Reason, Trust};
use crate::code::is_state;

/// The stream of a State.
#[must_use]
pub fn stream(state: &str) -> String {
    format!("peer_{state}")
}

/// What happened between us and a State's directory entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum PeerEvent {
    /// Somebody brought its entry.
    #[serde(rename = "peer.introduced")]
    Introduced { state: String, root: String, seq: u32, entry: String, by: StaffId },
    /// An officer compared the words of its root by voice.
    #[serde(rename = "peer.words_heard")]
    WordsHeard { root: String, by: StaffId },
    /// It showed a newer entry, which is in effect.
    #[serde(rename = "peer.updated")]
    Updated { seq: u32, entry: String },
    /// It showed a newer entry that changes a number or the root: it waits for a call and a day.
    #[serde(rename = "peer.change_held")]
    ChangeHeld { root: String, seq: u32, entry: String, changes: Vec<Change>, not_before: Timestamp },
    /// An officer called a number that was known before, and the State said that the change is its own.
    #[serde(rename = "peer.change_confirmed")]
    ChangeConfirmed { entry: String, by: StaffId },
    /// What waited is in effect.
    #[serde(rename = "peer.changed")]
    Changed { root: String, seq: u32, entry: String },
    /// The State said that the change is not its own.
    #[serde(rename = "peer.change_denied")]
    ChangeDenied { entry: String, by: StaffId },
    /// It was trusted so far from then on; by nobody when the node saw two histories.
    #[serde(rename = "peer.trust_set")]
    TrustSet { trust: Trust, reason: Reason, by: Option<StaffId> },
    /// We do not work with it for now.
    #[serde(rename = "peer.suspended")]
    Suspended { reason: Reason, by: StaffId },
    /// Its node shows another root, and none that is known here signed for it: its kit was lost, or somebody else answers there.
    #[serde(rename = "peer.root_unsigned")]
    RootUnsigned { root: String },
    /// Its node shows again what leads on from the root that is known.
    #[serde(rename = "peer.root_back")]
    RootBack {},
    /// Two entries of one number were shown; both stand beside the journal.
    #[serde(rename = "peer.split")]
    Split { seq: u32, known: String, offered: String },
    /// Its ledger signed two histories; both checkpoints stand beside the journal, named by the SHA-256 of their notes' bodies.
    #[serde(rename = "peer.ledger_forked")]
    LedgerForked { known: String, offered: String },
    /// A secretariat's list, named by the key that signs it, has another entry of the number that is in effect here.
    #[serde(rename = "peer.listed_otherwise")]
    ListedOtherwise { key: String, seq: u32, known: String, listed: String },
    /// It takes part no more.
    #[serde(rename = "peer.left")]
    Left { by: StaffId },
    /// A legal officer allowed it to look identifiers up here, or does no more.
    #[serde(rename = "peer.lookup_set")]
    LookupSet { allowed: bool, by: StaffId },
    /// A query of it was answered; which identifiers it asked about and what it found nobody here knows.
    #[serde(rename = "peer.lookup_answered")]
    LookupAnswered { query: String, officer: String, case: String, basis: String, purpose: String },
    /// A query of it was refused, by this code.
    #[serde(rename = "peer.lookup_refused")]
    LookupRefused { query: String, officer: String, code: String },
}

/// A change that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The root that it would have, hex.
    pub root: String,
    /// Number of the entry.
    pub seq: u32,
    /// Link of the entry.
    pub entry: String,
    /// What changes.
    pub changes: Vec<Change>,
    /// In effect from then at the earliest.
    pub not_before: Timestamp,
    /// Who called.
    pub confirmed: Vec<StaffId>,
}

impl Held {
    /// People who have to call: two where the root changes.
    #[must_use]
    pub fn callers(&self) -> usize {
        if self.changes.contains(&Change::Root) { 2 } else { 1 }
    }

    /// Whether it may take effect.
    #[must_use]
    pub fn is_ripe(&self, now: Timestamp) -> bool {
        self.confirmed.len() >= self.callers() && self.not_before <= now
    }
}

/// What is decided about a State.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// The State.
    pub state: String,
    /// Its root, hex.
    pub root: String,
    /// Number of the entry that is in effect.
    pub seq: u32,
    /// Link of the entry that is in effect.
    pub entry: String,
    /// Who compared the words of the root.
    pub heard: Vec<StaffId>,
    /// How far it is trusted; its own silence may lower that ([`super::Known::trust`]).
    pub trust: Trust,
    /// Why.
    pub reason: Option<Reason>,
    /// Why it was suspended when it left: whoever introduces it anew lifts nothing of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Reason>,
    /// A change that waits.
    pub held: Option<Held>,
    /// Another root that its node shows and for which nobody signed who is known here, hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsigned_root: Option<String>,
    /// Whether it may look identifiers up here.
    #[serde(default)]
    pub lookup: bool,
    /// Links of other entries that lists had in place of ours: each is told once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<String>,
}

/// What somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are named as in the events")]
pub enum Command {
    /// Say that the words were compared by voice.
    HearWords { root: String, by: StaffId },
    /// A newer entry is in effect.
    Update { seq: u32, entry: String },
    /// A newer entry waits.
    Hold { root: String, seq: u32, entry: String, changes: Vec<Change>, not_before: Timestamp },
    /// The State said on the telephone that the change is its own.
    Confirm { entry: String, by: StaffId },
    /// The State said that it is not.
    Deny { entry: String, by: StaffId },
    /// What waits takes effect, when it may.
    Ripen { now: Timestamp },
    /// Trust it so far.
    SetTrust { trust: Trust, reason: Reason, by: StaffId },
    /// Its node shows a root that nobody signed for.
    ShowUnsigned { root: String },
    /// Its node shows what leads on from the root that is known.
    ShowKnown,
    /// Two histories were seen.
    Split { seq: u32, known: String, offered: String },
    /// Two histories of its ledger were seen.
    ForkLedger { known: String, offered: String },
    /// A list has another entry of the number that is in effect.
    ListDiffers { key: String, seq: u32, known: String, listed: String },
    /// It takes part no more.
    Leave { by: StaffId },
    /// Allow it to look identifiers up here, or do not.
    AllowLookup { allowed: bool, by: StaffId },
}

/// Why nothing follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It stands here already.
    #[error("this State was introduced already; its newer entries come by themselves")]
    Known,
    /// Not a State's code.
    #[error("the State is two capital letters")]
    NoState,
    /// The words are of another root.
    #[error("the root has changed since: compare its words anew")]
    OtherRoot,
    /// One person cannot do it twice.
    #[error("another officer has to do this: two people, one each")]
    Twice,
    /// Before two people compared the words.
    #[error("first two officers compare the words by voice")]
    WordsFirst,
    /// It takes part no more.
    #[error("this State takes part no more")]
    Left,
    /// What waits is not what its node shows by now.
    #[error("its node shows another root by now than the one that waits")]
    NotShown,
    /// Nothing waits, or another thing.
    #[error("no such change waits")]
    NothingHeld,
    /// People give these; the rest comes about by itself.
    #[error("trust is for preservation only, full, or suspended")]
    NotGiven,
}

/// People who compare the words.
pub const HEARERS: usize = 2;

/// Somebody brings the entry of a State that nobody knows here, or that left.
///
/// # Errors
/// [`Refused::Known`], [`Refused::NoState`].
pub fn introduce(
    before: Option<&Peer>,
    state: &str,
    root: &str,
    (seq, entry): (u32, &str),
    by: StaffId,
) -> Result<Vec<PeerEvent>, Refused> {
    if !is_state(state) {
        return Err(Refused::NoState);
    }
    if before.is_some_and(|peer| peer.trust != Trust::Left) {
        return Err(Refused::Known);
    }
    Ok(vec![PeerEvent::Introduced { state: state.into(), root: root.into(), seq, entry: entry.into(), by }])
}

/// Decides what follows.
///
/// # Errors
/// [`Refused`].
pub fn decide(state: &Peer, command: Command) -> Result<Vec<PeerEvent>, Refused> {
    if state.trust == Trust::Left {
        return Err(Refused::Left);
    }
    match command {
        Command::HearWords { root, by } => hear(state, root, by),
        Command::Update { entry, .. } if entry == state.entry => Ok(Vec::new()),
        Command::Update { seq, entry } => Ok(vec![PeerEvent::Updated { seq, entry }]),
        Command::Hold { entry, .. } if state.held.as_ref().is_some_and(|held| held.entry == entry) => Ok(Vec::new()),
        Command::Hold { root, seq, entry, changes, not_before } => {
            Ok(vec![PeerEvent::ChangeHeld { root, seq, entry, changes, not_before }])
        }
        Command::Confirm { entry, by } => confirm(state, entry, by),
        Command::Deny { entry, by } => deny(state, entry, by),
        Command::ShowUnsigned { root } if state.unsigned_root.as_ref() == Some(&root) => Ok(Vec::new()),
        Command::ShowUnsigned { root } => Ok(vec![PeerEvent::RootUnsigned { root }]),
        Command::ShowKnown => Ok(state.unsigned_root.iter().map(|_| PeerEvent::RootBack {}).collect()),
        Command::Ripen { now } => Ok(ripen(state, now)),
        Command::SetTrust { trust, reason, by } => set_trust(state, trust, reason, by),
        Command::Split { seq, known, offered } => Ok(split(state, seq, known, offered)),
        Command::ForkLedger { known, offered } => Ok(fork_ledger(state, known, offered)),
        Command::ListDiffers { listed, .. } if state.listed.contains(&listed) => Ok(Vec::new()),
        Command::ListDiffers { key, seq, known, listed } => Ok(list_differs(state, (key, seq, known, listed))),
        Command::Leave { by } => Ok(vec![PeerEvent::Left { by }]),
        Command::AllowLookup { allowed: true, .. } if state.heard.len() < HEARERS => Err(Refused::WordsFirst),
        Command::AllowLookup { allowed, .. } if allowed == state.lookup => Ok(Vec::new()),
        Command::AllowLookup { allowed, by } => Ok(vec![PeerEvent::LookupSet { allowed, by }]),
    }
}

fn hear(state: &Peer, root: String, by: StaffId) -> Result<Vec<PeerEvent>, Refused> {
    if root != state.root {
        return Err(Refused::OtherRoot);
    }
    if state.heard.contains(&by) {
        return Err(Refused::Twice);
    }
    let mut events = vec![PeerEvent::WordsHeard { root, by }];
    // That it is who it says it is, is proven now; what may leave for it is another decision (care 7.4).
    if state.heard.len() + 1 == HEARERS && state.trust == Trust::Introduced {
        events.push(match state.stopped {
            Some(reason) => PeerEvent::TrustSet { trust: Trust::Suspended, reason, by: None },
            None => PeerEvent::TrustSet { trust: Trust::PreserveOnly, reason: Reason::WordsHeard, by: Some(by) },
        });
    }
    Ok(events)
}

fn held<'a>(state: &'a Peer, entry: &str) -> Result<&'a Held, Refused> {
    state.held.as_ref().filter(|held| held.entry == entry).ok_or(Refused::NothingHeld)
}

fn confirm(state: &Peer, entry: String, by: StaffId) -> Result<Vec<PeerEvent>, Refused> {
    let held = held(state, &entry)?;
    // Two people would follow a root that its node has left already, or that a stranger at its address shows no more.
    if state.unsigned_root.is_some() {
        return Err(Refused::NotShown);
    }
    if held.confirmed.contains(&by) {
        return Err(Refused::Twice);
    }
    Ok(vec![PeerEvent::ChangeConfirmed { entry, by }])
}

fn deny(state: &Peer, entry: String, by: StaffId) -> Result<Vec<PeerEvent>, Refused> {
    held(state, &entry)?;
    // Somebody signs in its name who is not it.
    Ok(vec![PeerEvent::ChangeDenied { entry, by }, PeerEvent::Suspended { reason: Reason::Compromise, by }])
}

fn ripen(state: &Peer, now: Timestamp) -> Vec<PeerEvent> {
    let shown = state.held.as_ref().filter(|_| state.unsigned_root.is_none());
    let Some(held) = shown.filter(|held| held.is_ripe(now)) else { return Vec::new() };
    vec![PeerEvent::Changed { root: held.root.clone(), seq: held.seq, entry: held.entry.clone() }]
}

fn set_trust(state: &Peer, trust: Trust, reason: Reason, by: StaffId) -> Result<Vec<PeerEvent>, Refused> {
    match trust {
        Trust::Suspended => Ok(vec![PeerEvent::Suspended { reason, by }]),
        Trust::PreserveOnly | Trust::Full if state.heard.len() < HEARERS => Err(Refused::WordsFirst),
        Trust::PreserveOnly | Trust::Full => Ok(vec![PeerEvent::TrustSet { trust, reason, by: Some(by) }]),
        Trust::Introduced | Trust::Stale | Trust::Left => Err(Refused::NotGiven),
    }
}

fn split(state: &Peer, seq: u32, known: String, offered: String) -> Vec<PeerEvent> {
    let mut events = vec![PeerEvent::Split { seq, known, offered }];
    if state.trust == Trust::Full {
        events.push(PeerEvent::TrustSet { trust: Trust::PreserveOnly, reason: Reason::SplitView, by: None });
    }
    events
}

/// Somebody sees another entry than we do: nothing leaves for this State before a person asked it by voice.
fn list_differs(state: &Peer, (key, seq, known, listed): (String, u32, String, String)) -> Vec<PeerEvent> {
    let mut events = vec![PeerEvent::ListedOtherwise { key, seq, known, listed }];
    if state.trust == Trust::Full {
        events.push(PeerEvent::TrustSet { trust: Trust::PreserveOnly, reason: Reason::ListDiffers, by: None });
    }
    events
}

/// A ledger with two histories proves nothing of what passed: nothing goes on before a person decided.
fn fork_ledger(state: &Peer, known: String, offered: String) -> Vec<PeerEvent> {
    let mut events = vec![PeerEvent::LedgerForked { known, offered }];
    if state.trust != Trust::Introduced {
        events.push(PeerEvent::TrustSet { trust: Trust::Suspended, reason: Reason::LedgerForked, by: None });
    }
    events
}

impl Peer {
    /// How far it is trusted now: what staff decided, lowered by its own silence, and by a root of which nobody knows yet whether it is
    /// its own. Whoever signed for that root holds the one before, rightly or not: until two people have called, nothing is disclosed but
    /// by two, and data is preserved, since none leaves.
    #[must_use]
    pub fn trusted(&self, known: &Known, now: Timestamp) -> Trust {
        let trust = known.trust(self.trust, now);
        if trust == Trust::Full && self.root_waits() { Trust::Stale } else { trust }
    }

    /// Whether its node shows another root than the one that is known: one that waits for two people, or that nobody signed for.
    #[must_use]
    pub fn root_waits(&self) -> bool {
        self.unsigned_root.is_some() || self.held.as_ref().is_some_and(|held| held.changes.contains(&Change::Root))
    }

    /// Folds an event in.
    #[must_use]
    pub fn evolve(state: Option<Self>, event: &PeerEvent) -> Option<Self> {
        if let PeerEvent::Introduced { state: code, root, seq, entry, .. } = event {
            return Some(Self {
                stopped: state.and_then(|before| before.stopped),
                state: code.clone(),
                root: root.clone(),
                seq: *seq,
                entry: entry.clone(),
                heard: Vec::new(),
                trust: Trust::Introduced,
                reason: None,
                held: None,
                unsigned_root: None,
                lookup: false,
                listed: Vec::new(),
            });
        }
        let mut s = state?;
        match event {
            PeerEvent::Introduced { .. }
            | PeerEvent::Split { .. }
            | PeerEvent::LedgerForked { .. }
            | PeerEvent::LookupAnswered { .. }
            | PeerEvent::LookupRefused { .. } => {}
            PeerEvent::RootUnsigned { root } => s.unsigned_root = Some(root.clone()),
            PeerEvent::RootBack {} => s.unsigned_root = None,
            PeerEvent::ListedOtherwise { listed, .. } => s.listed.push(listed.clone()),
            PeerEvent::LookupSet { allowed, .. } => s.lookup = *allowed,
            PeerEvent::WordsHeard { by, .. } => s.heard.push(*by),
            PeerEvent::Updated { seq, entry } => {
                s.put(*seq, entry);
                // A later entry that changes nothing of the kind takes the place of one that waits.
                s.held = None;
            }
            PeerEvent::ChangeHeld { root, seq, entry, changes, not_before } => {
                s.held = Some(Held {
                    root: root.clone(),
                    seq: *seq,
                    entry: entry.clone(),
                    changes: changes.clone(),
                    not_before: *not_before,
                    confirmed: Vec::new(),
                });
            }
            PeerEvent::ChangeConfirmed { by, .. } => {
                if let Some(held) = &mut s.held {
                    held.confirmed.push(*by);
                }
            }
            PeerEvent::Changed { root, seq, entry } => {
                s.root.clone_from(root);
                s.put(*seq, entry);
                s.held = None;
            }
            PeerEvent::ChangeDenied { .. } => s.held = None,
            PeerEvent::TrustSet { trust, reason, .. } => s.set(*trust, *reason),
            PeerEvent::Suspended { reason, .. } => s.set(Trust::Suspended, *reason),
            PeerEvent::Left { .. } => {
                if s.trust == Trust::Suspended {
                    s.stopped = s.reason;
                }
                // Why it was trusted is no reason why it left.
                (s.trust, s.reason, s.held, s.unsigned_root) = (Trust::Left, None, None, None);
            }
        }
        Some(s)
    }

    fn put(&mut self, seq: u32, entry: &str) {
        self.seq = seq;
        self.entry = entry.to_owned();
    }

    fn set(&mut self, trust: Trust, reason: Reason) {
        self.trust = trust;
        self.reason = Some(reason);
        self.stopped = None;
    }
}
