//! What happened to a request in this State, as it stands in the journal.

use std::collections::{BTreeMap, BTreeSet};

use khien_terms::Moment;
use khien_terms::id::StaffId;
use serde::{Deserialize, Serialize};

use super::act::Act;
use super::call::Step;
use super::emergency::Verdict;
use super::harm::Stale;
use super::overriding::{Disclosure, Why};
use crate::Kind;
use crate::letter::TakenOut;
use crate::package::Purpose;

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
    /// A message of ours to a State without a node was taken out as a letter.
    #[serde(rename = "request.lettered")]
    Lettered(TakenOut),
    /// A State without a node opened it in the blank letter `blank`, whose key (hex) is `verify`; an officer took its file in.
    #[serde(rename = "request.asked_by_letter")]
    AskedByLetter { blank: String, verify: String, by: StaffId },
    /// Somebody took it in hand.
    #[serde(rename = "request.taken")]
    Taken { by: StaffId },
    /// A package that another State gave was handed to somebody, for a purpose that its conditions allow.
    #[serde(rename = "request.read")]
    Read { message: String, purpose: Purpose, by: StaffId },
    /// The time for which a package was given is over: its chunks and its key are gone from this node.
    #[serde(rename = "request.erased")]
    Erased { message: String },
    /// The key of information that we accepted came from the State that gives it, and is sealed to our desk.
    #[serde(rename = "request.key_arrived")]
    KeyArrived { message: String },
    /// The key of information was destroyed at the State that gives it: declined, taken back, or not answered in time.
    #[serde(rename = "request.key_destroyed")]
    KeyDestroyed { message: String },
    /// Whoever had it in hand gave it to somebody else of the desk; `text` is a commitment to their note, which is sealed to the
    /// desk under `part`.
    #[serde(rename = "request.handed_over")]
    HandedOver { to: StaffId, part: String, text: String, by: StaffId },
    /// People were called because a clock nears its end, or is over; nobody when nobody was there.
    #[serde(rename = "request.called")]
    Called { clock: String, due: Moment, step: Step, people: Vec<StaffId>, at: Moment },
    /// Somebody answered the call.
    #[serde(rename = "request.call_answered")]
    CallAnswered { by: StaffId },
    /// An emergency was reviewed; `text` is a commitment to the words, which are sealed to the desk under `part`.
    #[serde(rename = "request.reviewed")]
    Reviewed { verdict: Verdict, part: String, text: String, by: StaffId },
    /// The request that an emergency promised was opened, under this number.
    #[serde(rename = "request.followed")]
    Followed { request: String },
    /// The words of a message, or of the draft (`draft`), were handed to somebody who can open them.
    #[serde(rename = "request.opened")]
    Opened { part: String, by: StaffId },
    /// A letter of a message that was signed was made for somebody: this node saw its words once, in memory, to set them.
    #[serde(rename = "request.letter_made")]
    LetterMade { message: String, by: StaffId },
    /// The other State signed another message for a place or under a number that it had signed one for: it has no effect here, and is
    /// kept, sealed to our desk, as proof of two stories. `head` is SHA-256 (hex) of what was signed, `text` a commitment to what is kept.
    #[serde(rename = "request.said_twice")]
    SaidTwice { message: String, seq: u32, head: String, issued_at: Moment, officer: String, text: String },
    /// Node and officer signed a package of evidence: its number in the request, and SHA-256 of `tagmanifest-sha256.txt`. The proof of this
    /// event lies in the package, so it names nobody.
    #[serde(rename = "request.package_signed")]
    PackageSigned { package: u32, manifest: String },
    /// Somebody asked that a disclosure goes although something is out of date.
    #[serde(rename = "request.override_asked")]
    OverrideAsked { n: u32, what: Disclosure, stale: BTreeSet<Stale>, why: Why, by: StaffId, at: Moment },
    /// Somebody else confirmed it; `signature` (base64) is theirs, of the key `verify` (hex), over [`Override::statement`].
    #[serde(rename = "request.override_confirmed")]
    OverrideConfirmed { n: u32, signature: String, verify: String, by: StaffId, at: Moment },
    /// A message of ours went while something was out of date: it lets no data leave, or an override let it go.
    #[serde(rename = "request.flagged")]
    Flagged {
        message: String,
        stale: BTreeSet<Stale>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overridden: Option<u32>,
    },
    /// The other State said that a key (hex) is not to be believed since a moment, and these messages, which it signed, were not kept here
    /// before that.
    #[serde(rename = "request.suspended")]
    Suspended { messages: Vec<String>, key: String, since: Moment, at: Moment },
    /// Somebody called the other State and heard whether a suspended message is its own.
    #[serde(rename = "request.rechecked")]
    Rechecked { message: String, theirs: bool, by: StaffId, at: Moment },
    /// Somebody else confirmed it; `signature` (base64) is theirs, of the key `verify` (hex), over
    /// [`super::suspension::Suspended::statement`].
    #[serde(rename = "request.recheck_confirmed")]
    RecheckConfirmed { message: String, theirs: bool, signature: String, verify: String, by: StaffId, at: Moment },
}

impl Event {
    /// Who of ours did it; nobody where the node or the other State did. Whoever did something has answered a call.
    #[must_use]
    pub fn by(&self) -> Option<StaffId> {
        match self {
            Event::Drafted { by, .. }
            | Event::Redrafted { by, .. }
            | Event::Discarded { by }
            | Event::Gated { by, .. }
            | Event::Said { by, .. }
            | Event::Lettered(TakenOut { by, .. })
            | Event::Taken { by }
            | Event::AskedByLetter { by, .. }
            | Event::HandedOver { by, .. }
            | Event::Opened { by, .. }
            | Event::LetterMade { by, .. }
            | Event::Read { by, .. }
            | Event::Reviewed { by, .. }
            | Event::OverrideAsked { by, .. }
            | Event::OverrideConfirmed { by, .. }
            | Event::Rechecked { by, .. }
            | Event::RecheckConfirmed { by, .. }
            | Event::CallAnswered { by } => Some(*by),
            Event::Receipted { .. }
            | Event::Undelivered { .. }
            | Event::Heard { .. }
            | Event::Erased { .. }
            | Event::KeyArrived { .. }
            | Event::KeyDestroyed { .. }
            | Event::Followed { .. }
            | Event::PackageSigned { .. }
            | Event::SaidTwice { .. }
            | Event::Flagged { .. }
            | Event::Suspended { .. }
            | Event::Called { .. } => None,
        }
    }
}
