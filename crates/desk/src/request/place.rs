//! Whether a message that arrived has a place: once per number, in its sender's order, within the request that it names, and only
//! when its sender could say it. The node's store and the simulation both ask here.

use khien_terms::Moment;
use khien_terms::moment::HOUR;

use super::halves::Half;
use super::illegal::Illegal;
use super::rules::Law;
use super::{Act, Request, may_hear};

/// Minutes by which the clocks of two nodes may differ.
const GRACE_MINUTES: i64 = 5;

/// A message as its place is decided; whoever signed it was verified before.
#[derive(Debug, Clone, Copy)]
pub struct Arriving<'a> {
    /// Who sent it.
    pub peer: &'a str,
    /// Its number.
    pub message: &'a str,
    /// Its place among the sender's messages of this request, from 1.
    pub seq: u32,
    /// SHA-256 of the sender's message before it; `-` for the first.
    pub prev: &'a str,
    /// When it was signed.
    pub issued_at: Moment,
    /// What it does.
    pub act: &'a Act,
}

/// Why a message has no place. The codes stand in signed answers and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misplaced {
    /// Another message had this number.
    #[error("another message has this number")]
    Conflict,
    /// Messages before it have not arrived: it is asked for again.
    #[error("messages before it have not arrived")]
    Gap,
    /// Its place was taken by another message that the same State signed: two histories.
    #[error("another message stands in this place")]
    Fork,
    /// Another State's request has this number.
    #[error("another State's request has this number")]
    NotYourRequest,
    /// It does not follow.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// It ran out before it arrived.
    #[error("it ran out before it arrived")]
    Expired,
    /// It was signed later than now.
    #[error("it was signed more than five minutes from now")]
    Future,
}

impl Misplaced {
    /// The code in answers.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Misplaced::Conflict => "conflict",
            Misplaced::Gap => "gap",
            Misplaced::Fork => "fork",
            Misplaced::NotYourRequest => "thread",
            Misplaced::Illegal(illegal) => illegal.code(),
            Misplaced::Expired => "expired",
            Misplaced::Future => "future",
        }
    }
}

/// Whether a message whose number was kept before is the same one, by SHA-256 of what travelled. There is no clock in it.
///
/// # Errors
/// [`Misplaced::Conflict`].
pub fn same_as_before(kept: &str, outer: &str) -> Result<(), Misplaced> {
    if kept == outer { Ok(()) } else { Err(Misplaced::Conflict) }
}

/// Whether a message arrives in its time, by the receiver's clock.
///
/// # Errors
/// [`Misplaced::Expired`], [`Misplaced::Future`].
pub fn is_timely(issued_at: Moment, expires_at: Moment, now: Moment) -> Result<(), Misplaced> {
    let grace = GRACE_MINUTES * HOUR / 60;
    if expires_at.0 < now.0 - grace {
        return Err(Misplaced::Expired);
    }
    if issued_at.0 > now.0 + grace { Err(Misplaced::Future) } else { Ok(()) }
}

/// The place of a side's next message: its number from 1, and SHA-256 of the one before; `-` for the first.
#[must_use]
pub fn next(half: &Half) -> (u32, &str) {
    (half.seq + 1, if half.seq == 0 { "-" } else { half.head.as_str() })
}

/// Whether a message whose number is new has a place in what is known of its request.
///
/// # Errors
/// [`Misplaced`], by name.
pub fn may_take(state: Option<&Request>, arriving: &Arriving<'_>, law: &Law) -> Result<(), Misplaced> {
    if state.is_some_and(|state| state.peer != arriving.peer) {
        return Err(Misplaced::NotYourRequest);
    }
    let (seq, prev) = state.map_or((1, "-"), |state| next(state.half(state.side.other())));
    if arriving.seq > seq {
        return Err(Misplaced::Gap);
    }
    if arriving.seq < seq || arriving.prev != prev {
        return Err(Misplaced::Fork);
    }
    // Numbers name messages of both sides: one that takes another's would put itself in its place.
    if state.is_some_and(|state| state.knows(arriving.message)) {
        return Err(Misplaced::Conflict);
    }
    Ok(may_hear(state, arriving.act, arriving.issued_at, law)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_may_differ_by_five_minutes_and_by_no_more() {
        let (minute, now) = (HOUR / 60, Moment(100 * HOUR));
        let at = |minutes: i64| Moment(now.0 + minutes * minute);
        for (issued, expires, verdict) in [
            (-10, 10, Ok(())),
            (5, 10, Ok(())),
            (6, 10, Err(Misplaced::Future)),
            (-10, -5, Ok(())),
            (-10, -6, Err(Misplaced::Expired)),
        ] {
            assert_eq!(is_timely(at(issued), at(expires), now), verdict, "{issued} {expires}");
        }
    }

    #[test]
    fn a_number_is_remembered_by_what_travelled() {
        assert_eq!(same_as_before("a", "a"), Ok(()));
        assert_eq!(same_as_before("a", "b"), Err(Misplaced::Conflict));
    }
}
