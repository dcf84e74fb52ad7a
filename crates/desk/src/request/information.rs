//! Information that a State gives without being asked (X1; articles 40 and 47, paragraph numbers not checked against the certified
//! text): its conditions are read and accepted first, and only then does its sealed part open.
//!
//! The key of that part stays with the State that gives it. It leaves when the other State's signed acceptance is there; it is
//! destroyed when the conditions are declined, when the information is taken back, or when nobody answered in time.

use khien_terms::Moment;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::halves::{Answered, Half, Side};
use super::illegal::Illegal;
use super::{Refusal, Request};
use crate::Kind;
use crate::code::is_hash;
use crate::package::{Conditions, Purpose};

/// Days within which conditions are accepted or declined. A desk's key opens for fourteen days after it was followed by another
/// (`docs/formats.md` 13): whoever accepts on the last day has four to fetch what was sealed to it.
pub const ANSWER_DAYS: i64 = 10;
/// Days after the last one for which the key of what nobody answered is kept: an acceptance may be on its way.
pub const GRACE_DAYS: i64 = 1;

/// What both nodes know of the information before anybody opened a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Information {
    /// SHA-256 of the sealed part, hex.
    pub part: String,
    /// Under which conditions it opens.
    pub conditions: Conditions,
    /// It may clear somebody: the State that has it tells the one that gave it before it discloses.
    pub exculpatory: bool,
}

impl Information {
    /// Whether its members are what they say.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        is_hash(&self.part) && self.conditions.is_sound()
    }

    /// Whether the open part of a form says the same.
    #[must_use]
    pub fn agrees(&self, form: &Value) -> bool {
        let exculpatory = form.get("exculpatory").and_then(Value::as_bool) == Some(self.exculpatory);
        let part = form.pointer("/sealed/ciphertext").and_then(Value::as_str) == Some(self.part.as_str());
        exculpatory && part && conditions_of(form).as_ref() == Some(&self.conditions)
    }
}

/// The conditions that a form of X1 names.
#[must_use]
pub fn conditions_of(form: &Value) -> Option<Conditions> {
    let said = form.get("conditions")?;
    let mut conditions = json!({
        "purposes": said.get("use")?, "onward": said.get("onward")?, "feedback": said.get("feedback")?,
    });
    if let (Some(until), Some(map)) = (said.get("until"), conditions.as_object_mut()) {
        map.insert("until".to_owned(), until.clone());
    }
    serde_json::from_value(conditions).ok()
}

/// Where the key of a sealed part is, as this State knows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// With the State that gives: it waits for an answer, or it has left on an acceptance.
    #[default]
    There,
    /// With the State that was given, sealed to its desk.
    Here,
    /// Destroyed where it was; the part stays closed for ever.
    Destroyed,
}

impl Key {
    /// Whether nothing is to be said of it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        *self == Key::There
    }
}

/// The information that opened a request, and the message that gives it.
#[must_use]
pub fn given(asking: &Half) -> Option<(&str, &Information)> {
    let information = asking.opening.as_ref()?.information.as_ref()?;
    Some((asking.messages.first()?.as_str(), information))
}

/// How the conditions were answered.
#[must_use]
pub fn answered(asking: &Half, asked: &Half) -> Option<Answered> {
    let (message, _) = given(asking)?;
    asked.answered.iter().find(|(one, _)| one == message).map(|(_, how)| *how)
}

/// Whether the State that was given it said that it was destroyed there.
#[must_use]
pub fn is_destroyed(asking: &Half, asked: &Half) -> bool {
    given(asking).is_some_and(|(message, _)| asked.destroyed.iter().any(|(one, _)| one == message))
}

/// When the time ends for which information was given: once its conditions were accepted, and until it was said to be destroyed there.
#[must_use]
pub fn ends_at(asking: &Half, asked: &Half) -> Option<Moment> {
    let accepted = answered(asking, asked) == Some(Answered::Accepted) && !is_destroyed(asking, asked);
    given(asking).filter(|_| accepted)?.1.conditions.over_at()
}

/// Whether the last day of use is over: then its key leaves no more. What a node fetched is erased by that node; what a letter carried is not.
#[must_use]
pub fn is_over(asking: &Half, now: Moment) -> bool {
    given(asking).and_then(|(_, one)| one.conditions.over_at()).is_some_and(|over| over <= now)
}

/// Whether the State that was given it may say that it was destroyed: what it accepted, and once.
pub(super) fn may_destroy(asking: &Half, asked: &Half, message: &str) -> Result<(), Illegal> {
    let accepted = answered(asking, asked) == Some(Answered::Accepted);
    let named = given(asking).is_some_and(|(given, _)| given == message);
    if accepted && named && !is_destroyed(asking, asked) { Ok(()) } else { Err(Illegal::NothingReturned) }
}

/// Whether the State that is asked may accept or decline the conditions: of this message, once, and an acceptance in time.
pub(super) fn may_answer(
    asking: &Half,
    asked: &Half,
    message: &str,
    (accepts, at): (bool, Moment),
) -> Result<(), Illegal> {
    let (given, _) = given(asking).ok_or(Illegal::NothingToAnswer)?;
    if given != message || answered(asking, asked).is_some() {
        return Err(Illegal::NothingToAnswer);
    }
    let last = asking.opening.as_ref().map_or(at, |opening| opening.respond_by);
    if accepts && at > last { Err(Illegal::TooLate) } else { Ok(()) }
}

/// Whether an opening says of information what its kind has to say, and no other kind does.
pub(super) fn opens(
    kind: Kind,
    information: Option<&Information>,
    (respond_by, at): (Moment, Moment),
) -> Result<(), Illegal> {
    if information.is_some() != (kind == Kind::X1) {
        return Err(Illegal::Information);
    }
    let Some(information) = information else { return Ok(()) };
    if respond_by > at.plus_days(ANSWER_DAYS) {
        return Err(Illegal::Information);
    }
    match information.conditions.over_at() {
        Some(over) if over <= respond_by => Err(Illegal::OverBefore),
        _ => Ok(()),
    }
}

/// Why the sealed part of information stays closed to the State that it was given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// Nobody accepted its conditions yet.
    #[error("the conditions of this information were not accepted yet")]
    NotAccepted,
    /// Its conditions were declined, or it was taken back.
    #[error("the conditions of this information were declined: its key is destroyed")]
    Declined,
    /// Its key is on its way.
    #[error("the key of this information has not come yet")]
    Coming,
    /// Its key never came.
    #[error("the key of this information came no more")]
    Lost,
    /// It was said to be destroyed.
    #[error("this State said that the information was destroyed: its key and what it opened were erased")]
    Gone,
    /// Its last day is over.
    #[error("the last day of use of this information is over: its key was erased")]
    Over,
}

impl Closed {
    /// All of them.
    pub const ALL: [Closed; 6] =
        [Closed::NotAccepted, Closed::Declined, Closed::Coming, Closed::Lost, Closed::Gone, Closed::Over];

    /// Its code in words.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Closed::NotAccepted => "closed",
            Closed::Declined => "declined",
            Closed::Coming => "coming",
            Closed::Lost => "lost",
            Closed::Gone => "gone",
            Closed::Over => "over",
        }
    }
}

/// Why what was given to us is closed; nothing where it opens for its purposes.
#[must_use]
pub fn closed(state: &Request) -> Option<Closed> {
    if is_destroyed(&state.asking, &state.asked) {
        return Some(Closed::Gone);
    }
    if !state.erased.is_empty() {
        return Some(Closed::Over);
    }
    match (answered(&state.asking, &state.asked), state.information_key) {
        (Some(Answered::Accepted), Key::Here) => None,
        (Some(Answered::Accepted), Key::There) => Some(Closed::Coming),
        (Some(Answered::Accepted), Key::Destroyed) => Some(Closed::Lost),
        (Some(_), _) => Some(Closed::Declined),
        (None, _) => Some(Closed::NotAccepted),
    }
}

/// Since when a letter waits to be taken out that carries the key: a State without a node accepted the conditions, and its key may still
/// leave. Nothing once such a letter was taken out.
#[must_use]
pub fn key_letter_waits(state: &Request) -> Option<Moment> {
    let (message, _) = given(&state.asking).filter(|_| state.side == Side::Asking)?;
    let carried = |key: bool| state.letters.iter().any(|one| one.message == message && one.key == key);
    let accepted = answered(&state.asking, &state.asked) == Some(Answered::Accepted);
    let gone = is_destroyed(&state.asking, &state.asked) || state.information_key == Key::Destroyed;
    if !accepted || gone || !carried(false) || carried(true) {
        return None;
    }
    state.asked.answer_times.iter().find(|(one, _)| one == message).map(|(_, at)| *at)
}

/// Decides whether somebody may have the sealed part handed out for a purpose.
///
/// # Errors
/// [`Refusal::Closed`]; [`Refusal::Barred`]; [`Illegal::NothingReturned`] where no information was given to us; [`Refusal::Suspended`],
/// [`Refusal::Void`] while a message here does not stand.
pub fn may_open(state: &Request, purpose: Purpose, now: Moment) -> Result<(), Refusal> {
    let (_, information) =
        given(&state.asking).filter(|_| state.side == Side::Asked).ok_or(Illegal::NothingReturned)?;
    super::suspension::may_use(state)?;
    match closed(state) {
        Some(closed) => Err(closed.into()),
        None => Ok(information.conditions.allows(purpose, now)?),
    }
}

/// From when the giving State destroys the key of what nobody answered; nothing once it was answered, or where there is none.
#[must_use]
pub fn destroys_at(state: &Request) -> Option<Moment> {
    let waits = state.side == Side::Asking
        && given(&state.asking).is_some()
        && answered(&state.asking, &state.asked).is_none()
        && state.information_key == Key::There;
    let opening = state.asking.opening.as_ref().filter(|_| waits)?;
    Some(opening.respond_by.plus_days(GRACE_DAYS))
}

#[cfg(test)]
mod tests;
