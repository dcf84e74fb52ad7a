//! Which message may follow, and why another may not. One table of reasons for both sides; what the law forbids has no way in.

use std::collections::BTreeMap;

use khien_terms::Moment;

use super::act::{Act, Decision, Urgency};
use super::emergency::{FOLLOW_UP_HOURS, NOT_AUTHENTIC};
use super::halves::{Became, Half, Phase, Side, became, hold_ends, open_extensions, phase};
use super::illegal::Illegal;
use super::information;
use crate::Kind;
use crate::form::{Forms, safeguard};

/// Days for which preserved data is held at least (article 42, paragraph 8).
pub const HOLD_DAYS: i64 = 60;
/// Years for which data is held at most, by the calendar, from the day of the request or of a wish to hold it longer: the Convention names
/// no bound, and what has no end is no preservation.
pub const HOLD_YEARS_MAX: i16 = 10;

/// What the data says of requests: which safeguards each side answers, and which grounds the article of a kind allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Law {
    /// Safeguards answered before a request is opened.
    pub asking: Vec<String>,
    /// Safeguards answered before a decision.
    pub asked: Vec<String>,
    /// Grounds by kind; others refuse nothing.
    pub grounds: BTreeMap<Kind, Vec<String>>,
}

impl Law {
    /// What the forms say. The asking side's answers stand in its form, which is held to them.
    #[must_use]
    pub fn of(forms: &Forms) -> Self {
        Self::under(forms, &[])
    }

    /// What the forms say where whoever decides is a State with these reservations, which open grounds (article 42(5)).
    #[must_use]
    pub fn under(forms: &Forms, reservations: &[String]) -> Self {
        let asked = forms.safeguards().iter().filter(|one| one.answered_by.contains(&safeguard::Side::Receiver));
        let grounds = |kind| forms.grounds_of(kind, reservations).iter().map(|ground| ground.code.clone()).collect();
        Self {
            asking: Vec::new(),
            asked: asked.map(|one| one.code.clone()).collect(),
            grounds: Kind::ALL.into_iter().map(|kind| (kind, grounds(kind))).collect(),
        }
    }

    fn allows(&self, kind: Kind, ground: &str) -> bool {
        self.grounds.get(&kind).is_some_and(|grounds| grounds.iter().any(|allowed| allowed == ground))
    }
}

/// What the table looks at.
pub struct View<'a> {
    /// What the asking side said, as it is known here.
    pub asking: &'a Half,
    /// What the asked side said.
    pub asked: &'a Half,
    /// What the data says.
    pub law: &'a Law,
}

impl View<'_> {
    /// Whether a side may say this now, as that side knows it.
    ///
    /// # Errors
    /// [`Illegal`], by name.
    pub fn may_say(&self, side: Side, act: &Act, at: Moment) -> Result<(), Illegal> {
        self.follows(side, act, at)?;
        match act {
            Act::Extend { until } => self.extends(*until, at)?,
            Act::Hold { until, wish } => self.answers_wish(*until, wish.as_deref())?,
            Act::Decline { offer: wish } | Act::TakeBack { wish } => self.still_waits(wish)?,
            _ => {}
        }
        // Heard it is all the same: messages from before there were codes name none.
        let unnamed = matches!(act, Act::Decide { decision: Decision::Part { items }, .. } if items.is_empty());
        if unnamed && self.kind().is_some_and(Kind::has_items) {
            return Err(Illegal::NoItems);
        }
        // What the other side has ended is answered no more, but for a last word.
        let last_word = matches!(act, Act::Close | Act::Status | Act::Request { .. } | Act::Destroyed { .. });
        if !last_word && phase(self.asking, self.asked) >= Phase::Released {
            return Err(Illegal::Over);
        }
        Ok(())
    }

    /// Whether a message that arrived could be said by the side that said it. What that side could not know yet, because our
    /// message crossed its own, is not held against it.
    ///
    /// # Errors
    /// [`Illegal`], by name.
    pub fn follows(&self, side: Side, act: &Act, at: Moment) -> Result<(), Illegal> {
        let own = if side == Side::Asking { self.asking } else { self.asked };
        let informs = self.kind() == Some(Kind::X1);
        if speaker(act, informs).is_some_and(|only| only != side) {
            return Err(Illegal::NotYours);
        }
        let opened = self.asking.opening.is_some();
        match act {
            Act::Request { .. } if opened => return Err(Illegal::OpenedAlready),
            Act::Request { .. } => return opening(act, at),
            _ if !opened => return Err(Illegal::NotOpened),
            // That data was destroyed can be said when all else is over: its time may end years later.
            Act::Destroyed { .. } => {}
            _ if own.closed
                || (side == Side::Asking && (own.withdrawn || own.released) && !matches!(act, Act::Close)) =>
            {
                return Err(Illegal::Over);
            }
            _ => {}
        }
        match act {
            Act::Decide { .. } | Act::Offer if informs => Err(Illegal::NotDecided),
            Act::Accept { offer } | Act::Decline { offer } if informs && side == Side::Asked => {
                let accepts = matches!(act, Act::Accept { .. });
                information::may_answer(self.asking, self.asked, offer, (accepts, at))
            }
            Act::Answer { ask } => to_answer(&self.asked.asks, ask, own),
            Act::Accept { offer } => to_answer(&self.asked.offers, offer, own),
            Act::Decline { offer } if side == Side::Asking => to_answer(&self.asked.offers, offer, own),
            Act::Decline { offer } => {
                if self.is_unanswered(offer) {
                    Ok(())
                } else {
                    Err(Illegal::NothingToAnswer)
                }
            }
            Act::CallBack { .. } => self.calls_back(),
            Act::Decide { decision, consulted } => self.decides(decision, consulted.as_deref()),
            Act::Hold { until, wish } => self.holds((*until, wish.as_deref()), at),
            Act::HoldWarning => self.is_preservation(),
            // That a hold grew in the meantime is not held against a wish that crossed it.
            Act::Extend { .. } | Act::Confirm { .. } if self.asked.held.is_none() => Err(Illegal::NothingHeld),
            // Whoever wishes knows at most as much of our answers as we do: what is open here was open there.
            Act::Extend { .. } if open_extensions(self.asking, self.asked).next().is_some() => {
                Err(Illegal::ExtensionOpen)
            }
            Act::Extend { until } if *until > at.years_later(HOLD_YEARS_MAX) => Err(Illegal::HoldTooLong),
            // That it was answered meanwhile is not held against whoever could not know.
            Act::TakeBack { wish } => {
                let there = self.asking.extensions.iter().any(|(one, _)| one == wish);
                let before = own.taken_back.iter().any(|one| one == wish);
                if there && !before { Ok(()) } else { Err(Illegal::NothingToAnswer) }
            }
            Act::Release => self.is_preservation(),
            Act::Return { conditions, .. } if conditions.over_at().is_some_and(|over| over <= at) => {
                Err(Illegal::OverBefore)
            }
            Act::Return { .. } => self.returns(),
            // What was destroyed is confirmed no more.
            Act::Received { package } => {
                self.of_a_package(package, &own.received).and_then(|()| self.of_a_package(package, &own.destroyed))
            }
            Act::Destroyed { package } if informs => information::may_destroy(self.asking, self.asked, package),
            Act::Destroyed { package } => self.of_a_package(package, &own.destroyed),
            Act::Close if side == Side::Asked && !self.is_done() => Err(Illegal::NotDone),
            _ => Ok(()),
        }
    }

    /// Whether the State that is asked has nothing left to do: it refused, or found nothing, or the other one ended what it had asked.
    fn is_done(&self) -> bool {
        let over = self.asking.withdrawn || self.asking.released || self.asking.closed;
        match &self.asked.decided {
            _ if over || information::answered(self.asking, self.asked).is_some() => true,
            Some((Decision::Refused { .. } | Decision::Nothing { .. }, _)) => true,
            Some((Decision::Accepted | Decision::Part { .. }, _)) => self.kind() != Some(Kind::P1),
            _ => false,
        }
    }

    fn kind(&self) -> Option<Kind> {
        self.asking.opening.as_ref().map(|opening| opening.kind)
    }

    fn is_preservation(&self) -> Result<(), Illegal> {
        if self.kind() == Some(Kind::P1) { Ok(()) } else { Err(Illegal::NotAPreservation) }
    }

    /// Whether a hold may be wished longer by whoever knows when it ends: before that, and for longer.
    fn extends(&self, until: Moment, at: Moment) -> Result<(), Illegal> {
        if hold_ends(self.asking, self.asked).is_some_and(|ends| at > ends) {
            return Err(Illegal::NothingHeld);
        }
        match self.asked.held {
            Some((held, _)) if until <= held => Err(Illegal::NotLonger),
            _ => Ok(()),
        }
    }

    /// That a wish of this message was made, and the State that is asked did not answer it.
    fn is_unanswered(&self, wish: &str) -> bool {
        self.asking.extensions.iter().any(|(message, _)| message == wish)
            && !self.asked.answered.iter().any(|(message, _)| message == wish)
    }

    /// Whether a wish waits, as far as is known here; what is no wish is looked at elsewhere.
    fn still_waits(&self, message: &str) -> Result<(), Illegal> {
        let wish = self.asking.extensions.iter().find(|(one, _)| one == message);
        let open = |(one, wanted): &(String, Moment)| became(self.asking, self.asked, (one, *wanted)) == Became::Open;
        if wish.is_none_or(open) { Ok(()) } else { Err(Illegal::NothingToAnswer) }
    }

    /// Whoever holds for less than is wished says so: the wish ends with it, and does not wait for ever.
    fn answers_wish(&self, until: Moment, wish: Option<&str>) -> Result<(), Illegal> {
        match wish {
            Some(wish) => self.still_waits(wish),
            None if open_extensions(self.asking, self.asked).any(|(_, wanted)| until < *wanted) => {
                Err(Illegal::WishUnnamed)
            }
            None => Ok(()),
        }
    }

    fn returns(&self) -> Result<(), Illegal> {
        if !self.kind().is_some_and(Kind::returns) {
            return Err(Illegal::NoPackage);
        }
        if self.kind() == Some(Kind::E1) && self.asked.confirmed_by_call() != Some(true) {
            return Err(Illegal::NotCalledBack);
        }
        let accepted = self.asked.granted().is_some();
        if accepted { Ok(()) } else { Err(Illegal::NotAccepted) }
    }

    fn of_a_package(&self, message: &str, said: &[(String, Moment)]) -> Result<(), Illegal> {
        let there = self.asked.returned.iter().any(|one| one.message == message);
        let before = said.iter().any(|(one, _)| one == message);
        if there && !before { Ok(()) } else { Err(Illegal::NothingReturned) }
    }

    /// That it is not decided, or only postponed.
    fn is_undecided(&self) -> Result<(), Illegal> {
        match &self.asked.decided {
            None | Some((Decision::Postponed { .. }, _)) => Ok(()),
            Some(_) => Err(Illegal::DecidedAlready),
        }
    }

    fn calls_back(&self) -> Result<(), Illegal> {
        if self.kind() == Some(Kind::E1) { self.is_undecided() } else { Err(Illegal::NotAnEmergency) }
    }

    /// Whether the call was made that a decision on an emergency needs, and came to what the decision says.
    fn called_back(&self, decision: &Decision) -> Result<(), Illegal> {
        let needed = match decision {
            _ if self.kind() != Some(Kind::E1) => None,
            // That nothing is known of somebody is told to nobody who was not called back either.
            Decision::Accepted | Decision::Part { .. } | Decision::Nothing { .. } => Some(true),
            Decision::Refused { grounds } if grounds.iter().any(|ground| ground == NOT_AUTHENTIC) => Some(false),
            Decision::Refused { .. } | Decision::Postponed { .. } => None,
        };
        let right = needed.is_none() || self.asked.confirmed_by_call() == needed;
        if right { Ok(()) } else { Err(Illegal::NotCalledBack) }
    }

    /// Whether the message is one by which the other State was consulted. A call that confirmed nothing is one too, where that
    /// alone is the ground.
    fn consults(&self, decision: &Decision, message: &str) -> bool {
        let unproven =
            matches!(decision, Decision::Refused { grounds } if grounds.iter().all(|ground| ground == NOT_AUTHENTIC));
        let mut spoken = self.asked.asks.iter().chain(&self.asked.offers).map(|one| &one.message);
        let mut calls = self.asked.called_back.iter().map(|one| &one.message);
        spoken.any(|one| one == message) || (unproven && calls.any(|one| one == message))
    }

    fn decides(&self, decision: &Decision, consulted: Option<&str>) -> Result<(), Illegal> {
        self.is_undecided()?;
        self.called_back(decision)?;
        match decision {
            Decision::Accepted | Decision::Part { .. } | Decision::Nothing { .. } => Ok(()),
            _ if !consulted.is_some_and(|message| self.consults(decision, message)) => Err(Illegal::NotConsulted),
            Decision::Postponed { .. } => Ok(()),
            Decision::Refused { grounds } if grounds.is_empty() => Err(Illegal::NoGround),
            Decision::Refused { grounds } => {
                let kind = self.kind().ok_or(Illegal::NotOpened)?;
                let allowed = grounds.iter().all(|ground| self.law.allows(kind, ground));
                if allowed { Ok(()) } else { Err(Illegal::GroundNotAllowed) }
            }
        }
    }

    fn holds(&self, (until, wish): (Moment, Option<&str>), at: Moment) -> Result<(), Illegal> {
        self.is_preservation()?;
        if self.asked.granted().is_none() {
            return Err(Illegal::NotAccepted);
        }
        let opened = self.asking.opening.as_ref().ok_or(Illegal::NotOpened)?.at;
        if until < opened.plus_days(HOLD_DAYS) {
            return Err(Illegal::HoldTooShort);
        }
        if until > at.max(opened).years_later(HOLD_YEARS_MAX) {
            return Err(Illegal::HoldTooLong);
        }
        if wish.is_some_and(|wish| !self.is_unanswered(wish)) {
            return Err(Illegal::NothingToAnswer);
        }
        match self.asked.held {
            Some((before, _)) if until < before => Err(Illegal::HoldShortened),
            // Whoever holds no longer than before declines.
            Some((before, _)) if wish.is_some() && until == before => Err(Illegal::NotLonger),
            _ => Ok(()),
        }
    }
}

/// Which side alone says it; both may say the rest. Conditions are offered by whoever is asked, but those of information by whoever
/// gives it.
fn speaker(act: &Act, informs: bool) -> Option<Side> {
    match act {
        Act::Accept { .. } | Act::Destroyed { .. } if informs => Some(Side::Asked),
        Act::Request { .. }
        | Act::Answer { .. }
        | Act::Accept { .. }
        | Act::Extend { .. }
        | Act::TakeBack { .. }
        | Act::Confirm { .. }
        | Act::Release
        | Act::Received { .. }
        | Act::Destroyed { .. }
        | Act::Withdraw => Some(Side::Asking),
        Act::Acknowledge { .. }
        | Act::CallBack { .. }
        | Act::Ask
        | Act::Offer
        | Act::Decide { .. }
        | Act::Hold { .. }
        | Act::HoldWarning
        | Act::Return { .. } => Some(Side::Asked),
        Act::Decline { .. } | Act::Status | Act::Close => None,
    }
}

fn opening(act: &Act, at: Moment) -> Result<(), Illegal> {
    let Act::Request { kind, urgency, respond_by, hold_days, follow_up_by, information, .. } = act else {
        return Err(Illegal::NotOpened);
    };
    if *kind == Kind::P2 {
        return Err(Illegal::WithinItsRequest);
    }
    if (*urgency == Urgency::Emergency) != (*kind == Kind::E1) {
        return Err(Illegal::NotAnEmergency);
    }
    let in_time = |by: Moment| by > at && by <= at.plus_hours(FOLLOW_UP_HOURS as f64);
    if follow_up_by.is_some() != (*kind == Kind::E1) || !follow_up_by.is_none_or(in_time) {
        return Err(Illegal::FollowUp);
    }
    let days = hold_days.map(i64::from);
    let right = if *kind == Kind::P1 {
        days.is_some_and(|days| days >= HOLD_DAYS && at.plus_days(days) <= at.years_later(HOLD_YEARS_MAX))
    } else {
        days.is_none()
    };
    if !right {
        return Err(Illegal::HoldDays);
    }
    information::opens(*kind, information.as_ref(), (*respond_by, at))?;
    if *respond_by <= at { Err(Illegal::RespondByPast) } else { Ok(()) }
}

fn to_answer(open: &[super::halves::Open], message: &str, own: &Half) -> Result<(), Illegal> {
    let there = open.iter().any(|one| one.message == message);
    let before = own.answered.iter().any(|(answered, _)| answered == message);
    if there && !before { Ok(()) } else { Err(Illegal::NothingToAnswer) }
}
