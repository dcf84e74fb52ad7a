//! What the messages of both sides say together. Each side's half is folded from that side's messages alone, in their order, so
//! both nodes come to the same facts however the messages crossed on the way.

use khien_terms::Moment;
use serde::{Deserialize, Serialize};

use super::act::{Act, Decision, Urgency};
use super::information::{self, Information};
use crate::Kind;
use crate::package::Conditions;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The State that asks.
    Asking,
    /// The State that is asked.
    Asked,
}

impl Side {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Side::Asking => Side::Asked,
            Side::Asked => Side::Asking,
        }
    }
}

/// How a request was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields are named as in the act")]
pub struct Opening {
    pub kind: Kind,
    pub urgency: Urgency,
    pub respond_by: Moment,
    pub hold_days: Option<u32>,
    pub about: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_by: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub information: Option<Information>,
    /// When it was signed.
    pub at: Moment,
}

/// Something that waits for an answer of the other side, by its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The message.
    pub message: String,
    /// When it was signed.
    pub at: Moment,
}

/// A call back that was made (kind E1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledBack {
    /// The message that says so.
    pub message: String,
    /// Whoever answered there confirmed it.
    pub confirmed: bool,
    /// When it was signed.
    pub at: Moment,
}

/// A package that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields are named as in the act")]
pub struct Returned {
    /// The message that handed it over.
    pub message: String,
    pub package: String,
    pub bytes: u64,
    pub files: u32,
    pub conditions: Conditions,
    /// When it was signed.
    pub at: Moment,
}

/// What one side has said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Half {
    /// Messages so far.
    pub seq: u32,
    /// SHA-256 of the last one's signed bytes; `-` before the first.
    pub head: String,
    /// The numbers of its messages.
    pub messages: Vec<String>,
    /// Questions that this side asked.
    pub asks: Vec<Open>,
    /// Offers that this side made.
    pub offers: Vec<Open>,
    /// Questions and offers of the other side that this side answered, with the answer.
    pub answered: Vec<(String, Answered)>,
    /// When questions of the other side were answered, and what it offers was accepted, by the question's message or the offer's.
    pub answer_times: Vec<(String, Moment)>,
    /// This side has nothing left to do.
    pub closed: bool,

    /// The asking side: how it was opened.
    pub opening: Option<Opening>,
    /// The asking side: until when it wants data held, each by its message.
    pub extensions: Vec<(String, Moment)>,
    /// The asking side: when it asked for each of them.
    #[serde(default)]
    pub extended_at: Vec<(String, Moment)>,
    /// The asking side: wishes that it took back, by their messages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_back: Vec<String>,
    /// The asking side: a request for assistance has been made.
    pub confirmed: bool,
    /// The asking side: data is needed no more.
    pub released: bool,
    /// The asking side: taken back.
    pub withdrawn: bool,

    /// The asked side: an officer has it, and expects to answer by then.
    pub acknowledged: Option<(Moment, Moment)>,
    /// The asked side: each call back, in order; the last one counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called_back: Vec<CalledBack>,
    /// The asked side: what it decided, and when.
    pub decided: Option<(Decision, Moment)>,
    /// The asked side: until when data is held, and since when.
    pub held: Option<(Moment, Moment)>,
    /// The asked side: holding may fail.
    pub warned: bool,

    /// The asked side: what it handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<Returned>,
    /// The asking side: packages that arrived whole, by their message, and when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub received: Vec<(String, Moment)>,
    /// The side that was given something: packages, or information, that it destroyed, by their message, and when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destroyed: Vec<(String, Moment)>,
}

/// How a question or an offer was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answered {
    /// A question: answered.
    Told,
    /// An offer: accepted.
    Accepted,
    /// An offer, or a wish to hold longer: declined.
    Declined,
    /// A wish to hold longer: the data is held until then.
    Held(Moment),
}

/// A message as the fold sees it.
#[derive(Debug, Clone)]
pub struct Said<'a> {
    /// Its number.
    pub message: &'a str,
    /// SHA-256 of its signed bytes.
    pub head: &'a str,
    /// When it was signed.
    pub at: Moment,
    /// What it does.
    pub act: &'a Act,
}

impl Half {
    /// What the asked side granted: all of it, or some items.
    #[must_use]
    pub fn granted(&self) -> Option<&Decision> {
        self.decided.as_ref().map(|(decision, _)| decision).filter(|decision| decision.grants())
    }

    /// Folds the next message of this side in.
    pub fn say(&mut self, said: &Said<'_>) {
        self.seq += 1;
        said.head.clone_into(&mut self.head);
        self.messages.push(said.message.to_owned());
        let open = || Open { message: said.message.to_owned(), at: said.at };
        match said.act {
            Act::Request { kind, urgency, respond_by, hold_days, about, follow_up_by, information, .. } => {
                self.opening = Some(Opening {
                    kind: *kind,
                    urgency: *urgency,
                    respond_by: *respond_by,
                    hold_days: *hold_days,
                    about: about.clone(),
                    follow_up_by: *follow_up_by,
                    information: information.clone(),
                    at: said.at,
                });
            }
            Act::Acknowledge { expect } => self.acknowledged = Some((said.at, *expect)),
            Act::CallBack { confirmed } => {
                self.called_back.push(CalledBack {
                    message: said.message.to_owned(),
                    confirmed: *confirmed,
                    at: said.at,
                });
            }
            Act::Ask => self.asks.push(open()),
            Act::Offer => self.offers.push(open()),
            Act::Answer { ask } => {
                self.answered.push((ask.clone(), Answered::Told));
                self.answer_times.push((ask.clone(), said.at));
            }
            Act::Accept { offer } => {
                self.answered.push((offer.clone(), Answered::Accepted));
                self.answer_times.push((offer.clone(), said.at));
            }
            Act::Decline { offer } => self.answered.push((offer.clone(), Answered::Declined)),
            Act::Decide { decision, .. } => self.decided = Some((decision.clone(), said.at)),
            Act::Hold { until, wish } => {
                self.held = Some((*until, said.at));
                self.answered.extend(wish.clone().map(|wish| (wish, Answered::Held(*until))));
            }
            Act::HoldWarning => self.warned = true,
            Act::Extend { until } => {
                self.extensions.push((said.message.to_owned(), *until));
                self.extended_at.push((said.message.to_owned(), said.at));
            }
            Act::TakeBack { wish } => self.taken_back.push(wish.clone()),
            Act::Confirm { .. } => self.confirmed = true,
            Act::Release => self.released = true,
            Act::Withdraw => self.withdrawn = true,
            Act::Return { package, bytes, files, conditions } => self.returned.push(Returned {
                message: said.message.to_owned(),
                package: package.clone(),
                bytes: *bytes,
                files: *files,
                conditions: conditions.clone(),
                at: said.at,
            }),
            Act::Received { package } => self.received.push((package.clone(), said.at)),
            Act::Destroyed { package } => self.destroyed.push((package.clone(), said.at)),
            Act::Status => {}
            Act::Close => self.closed = true,
        }
    }

    /// What the last call back came to; nothing before one was made.
    #[must_use]
    pub fn confirmed_by_call(&self) -> Option<bool> {
        self.called_back.last().map(|call| call.confirmed)
    }

    /// Those of `open` that the other half has not answered.
    #[must_use]
    pub fn unanswered<'a>(open: &'a [Open], other: &Half) -> Vec<&'a Open> {
        open.iter().filter(|one| !other.answered.iter().any(|(message, _)| *message == one.message)).collect()
    }
}

/// Where a request stands, as both sides see it once they have each other's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Not sent yet; only the asking State knows of it.
    Draft,
    /// On its way, or with the other State and not looked at.
    Sent,
    /// A named officer has it.
    Acknowledged,
    /// Something is unclear; the clock of the decision stands still.
    Clarifying,
    /// Conditions are on the table.
    Consulting,
    /// Accepted.
    Accepted,
    /// Accepted in part.
    Part,
    /// Refused.
    Refused,
    /// The conditions of information were declined: it stays closed.
    Declined,
    /// There was nothing to give or to hold.
    Nothing,
    /// Postponed.
    Postponed,
    /// Data is held.
    Held,
    /// Evidence was handed over.
    Returned,
    /// The asking State needs the data no more.
    Released,
    /// Taken back.
    Withdrawn,
    /// Both have nothing left to do.
    Closed,
}

/// Where two halves stand.
#[must_use]
pub fn phase(asking: &Half, asked: &Half) -> Phase {
    if asking.opening.is_none() {
        return Phase::Draft;
    }
    if asking.closed && asked.closed {
        return Phase::Closed;
    }
    if asking.withdrawn {
        return Phase::Withdrawn;
    }
    if asking.released {
        return Phase::Released;
    }
    match information::answered(asking, asked) {
        Some(Answered::Accepted) => return Phase::Accepted,
        Some(Answered::Declined) => return Phase::Declined,
        Some(Answered::Told | Answered::Held(_)) | None => {}
    }
    match &asked.decided {
        Some((Decision::Refused { .. }, _)) => return Phase::Refused,
        Some((Decision::Nothing { .. }, _)) => return Phase::Nothing,
        Some((Decision::Postponed { .. }, _)) => return Phase::Postponed,
        Some(_) if !asked.returned.is_empty() => return Phase::Returned,
        Some(_) if asked.held.is_some() => return Phase::Held,
        Some((Decision::Accepted, _)) => return Phase::Accepted,
        Some((Decision::Part { .. }, _)) => return Phase::Part,
        None => {}
    }
    let open_offer = !Half::unanswered(&asked.offers, asking).is_empty();
    let open_ask = !Half::unanswered(&asked.asks, asking).is_empty();
    // Whoever called back has it.
    let in_hand = asked.acknowledged.is_some() || !asked.called_back.is_empty();
    match (open_offer, open_ask, in_hand) {
        (true, ..) => Phase::Consulting,
        (_, true, _) => Phase::Clarifying,
        (.., true) => Phase::Acknowledged,
        _ => Phase::Sent,
    }
}

/// Until when data is held; `None` while it is held without an end: an extension is asked and not answered, or the request for
/// assistance is made and not decided (article 42, paragraph 8).
#[must_use]
pub fn hold_ends(asking: &Half, asked: &Half) -> Option<Moment> {
    let (until, _) = asked.held?;
    let waits = open_extensions(asking, asked).next().is_some();
    if asking.confirmed || waits { None } else { Some(until) }
}

/// What became of a wish to hold longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// Nobody answered it: while it waits the hold has no end.
    Open,
    /// The data is held for as long as was wished.
    Granted,
    /// The data is held longer, until then, and not for as long as was wished.
    Part(Moment),
    /// It was declined.
    Declined,
    /// Whoever wished took it back.
    TakenBack,
}

/// What became of a wish, by its message. An answer that crossed with its taking back stands: what is held is held.
#[must_use]
pub fn became(asking: &Half, asked: &Half, (message, wanted): (&str, Moment)) -> Became {
    let answer = asked.answered.iter().find(|(one, _)| one == message).map(|(_, answer)| *answer);
    match answer {
        Some(Answered::Held(until)) if until < wanted => Became::Part(until),
        Some(Answered::Held(_)) => Became::Granted,
        Some(_) => Became::Declined,
        None if asking.taken_back.iter().any(|one| one == message) => Became::TakenBack,
        // A hold that names no wish, and is long enough, leaves nothing to wait for.
        None if asked.held.is_none_or(|(held, _)| wanted <= held) => Became::Granted,
        None => Became::Open,
    }
}

/// Wishes to hold longer, by message, that nobody answered or took back.
pub fn open_extensions<'a>(asking: &'a Half, asked: &'a Half) -> impl Iterator<Item = &'a (String, Moment)> {
    let open = move |message: &str, wanted| became(asking, asked, (message, wanted)) == Became::Open;
    asking.extensions.iter().filter(move |(message, wanted)| open(message, *wanted))
}
