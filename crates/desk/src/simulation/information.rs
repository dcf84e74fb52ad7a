//! Information under conditions: accepted or declined by whoever it is given to, opened by a key that stays with the State that gives it
//! until then, and destroyed before its last day.

use jiff::tz::TimeZone;
use khien_terms::Moment;

use super::Defect;
use super::officer::Duty;
use super::oracle::Invariant;
use super::world::{Happening, SECOND, World};
use crate::Kind;
use crate::package::{Conditions, Purpose};
use crate::request::information::{self, Information, Key};
use crate::request::{Act, Answered, Event, Request, Side};
use crate::wire::again;

/// Chance that the conditions are accepted.
const ACCEPTED: f64 = 0.8;
/// Chance that nobody answers in time.
const SILENT: f64 = 0.05;
/// Days for which information is given.
const DAYS: i64 = 90;
/// Days before its last one from which on it is destroyed.
const DESTROY_BEFORE: i64 = 14;

/// What an opening says of information.
pub(super) fn opening(kind: Kind, now: Moment) -> Option<Information> {
    let conditions = Conditions {
        purposes: vec![Purpose::Investigation],
        onward: false,
        until: Some(now.plus_days(DAYS).day_in(&TimeZone::UTC)),
        feedback: false,
    };
    (kind == Kind::X1).then(|| Information { part: "0".repeat(64), conditions, exculpatory: false })
}

/// What information asks of somebody next; nothing where there is none, or other rules say it.
pub(super) fn duty(state: &Request) -> Option<Duty> {
    let (message, _) = information::given(&state.asking)?;
    let own = state.half(state.side);
    if state.side == Side::Asked && information::ends_at(&state.asking, &state.asked).is_some() {
        let from = information::ends_at(&state.asking, &state.asked)?.plus_days(-DESTROY_BEFORE);
        return Some(Duty::Destroy { package: message.to_owned(), from });
    }
    if own.closed || state.asking.withdrawn {
        return None;
    }
    match information::answered(&state.asking, &state.asked) {
        None if state.side == Side::Asking => None,
        None if state.asked.acknowledged.is_none() => Some(Duty::Acknowledge),
        None => Some(Duty::Conditions { message: message.to_owned() }),
        Some(Answered::Accepted) if !information::is_destroyed(&state.asking, &state.asked) => None,
        Some(_) => Some(Duty::Close),
    }
}

impl World<'_> {
    /// The answer to conditions: after the day that was named they can only be declined.
    pub(super) fn conditions(&mut self, desk: usize, thread: u32, message: &str) -> Act {
        let offer = message.to_owned();
        let now = self.clock(desk);
        let opening = self.desks[desk].requests.get(&thread).and_then(|kept| kept.state.asking.opening.as_ref());
        let in_time = opening.is_some_and(|opening| now <= opening.respond_by);
        if in_time && self.dice.happens(ACCEPTED) { Act::Accept { offer } } else { Act::Decline { offer } }
    }

    /// Days by which an answer comes too late, now and then: people who are away do not decline either.
    pub(super) fn silence(&mut self) -> f64 {
        if self.is_on() && self.dice.happens(SILENT) { 24.0 * (information::ANSWER_DAYS + 3) as f64 } else { 0.0 }
    }

    /// What a message means for the key, in the transaction that keeps it.
    pub(super) fn follow_key(&mut self, desk: usize, thread: u32, act: &Act, ours: bool) {
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return };
        let Some((message, _)) = information::given(&kept.state.asking) else { return };
        let (peer, message) = (kept.peer, message.to_owned());
        let here = kept.state.side == Side::Asking && kept.state.information_key == Key::There;
        let destroys = self.is_destroyed_by(act, ours);
        match act {
            Act::Request { .. } if ours => {
                if let Some(at) = information::destroys_at(&kept.state) {
                    self.at(at.0 - self.desks[desk].skew, Happening::KeyOver { desk, thread });
                }
            }
            Act::Accept { .. } if ours => self.at(self.now + SECOND, Happening::Fetch { desk, thread, tries: 0 }),
            _ if destroys && here => self.record(desk, thread, peer, &Event::KeyDestroyed { message }),
            _ => {}
        }
    }

    fn is_destroyed_by(&self, act: &Act, ours: bool) -> bool {
        let keeps = self.defect == Some(Defect::KeepsKeys);
        !keeps
            && (matches!(act, Act::Withdraw) && ours
                || matches!(act, Act::Decline { .. } | Act::Destroyed { .. }) && !ours)
    }

    /// Nobody answered: the key is destroyed a day after the last one.
    pub(super) fn key_over(&mut self, desk: usize, thread: u32) {
        if self.is_down(desk) {
            let up = self.desks[desk].up_at;
            return self.at(up, Happening::KeyOver { desk, thread });
        }
        let now = self.clock(desk);
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return };
        let Some(at) = information::destroys_at(&kept.state) else { return };
        if at > now {
            let at = self.now + (at.0 - now.0);
            return self.at(at, Happening::KeyOver { desk, thread });
        }
        let Some((message, _)) = information::given(&kept.state.asking) else { return };
        let (peer, message) = (kept.peer, message.to_owned());
        self.record(desk, thread, peer, &Event::KeyDestroyed { message });
    }

    /// The node that accepted fetches the key, once its acceptance is receipted, again and again until it has it or hears that it is no more.
    pub(super) fn fetch(&mut self, desk: usize, thread: u32, tries: i64) {
        let dice = (self.dice.bits() & 0xff) as u8;
        let later = self.now + again::seconds(tries + 1, dice) * SECOND;
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return };
        let wanted = kept.state.information_key == Key::There && !kept.state.asking.withdrawn;
        let (peer, waits) = (kept.peer, !kept.outbox.is_empty());
        let gone = information::is_destroyed(&kept.state.asking, &kept.state.asked);
        if !wanted || gone {
            return;
        }
        let reached =
            !self.is_down(desk) && !waits && !self.is_down(peer) && self.passes(desk, peer) && self.passes(peer, desk);
        let answer = if reached { self.served(peer, thread) } else { None };
        match answer {
            None => self.at(later, Happening::Fetch { desk, thread, tries: tries + 1 }),
            Some(is) => {
                let Some((message, _)) =
                    self.desks[desk].requests.get(&thread).and_then(|kept| information::given(&kept.state.asking))
                else {
                    return;
                };
                let message = message.to_owned();
                let came = is == Key::Here;
                let event = if came { Event::KeyArrived { message } } else { Event::KeyDestroyed { message } };
                self.record(desk, thread, peer, &event);
                if came {
                    self.judge_key(peer, thread);
                }
            }
        }
    }

    /// What the node that gives it answers: the key, that it is no more, or nothing yet.
    fn served(&self, giver: usize, thread: u32) -> Option<Key> {
        let state = &self.desks[giver].requests.get(&thread)?.state;
        let accepted = information::answered(&state.asking, &state.asked) == Some(Answered::Accepted);
        match state.information_key {
            Key::Destroyed => Some(Key::Destroyed),
            _ if state.halt().is_some() && self.defect != Some(Defect::SendsOn) => None,
            _ if accepted || self.defect == Some(Defect::KeepsKeys) => Some(Key::Here),
            _ => None,
        }
    }

    /// Told without the rule that should prevent it: a key that left was accepted, and what was given was neither declined nor taken back.
    fn judge_key(&mut self, giver: usize, thread: u32) {
        let Some(kept) = self.desks[giver].requests.get(&thread) else { return };
        let (asking, asked) = (&kept.state.asking, &kept.state.asked);
        let accepted = asked.answered.iter().any(|(_, how)| *how == Answered::Accepted);
        if super::stolen::waits(&kept.state) {
            self.oracle.cry(Invariant::NothingOnAStolenKey, || format!("the key of request {thread} left"));
        }
        if !accepted || asking.withdrawn {
            self.oracle.cry(Invariant::NothingOpensUnaccepted, || format!("the key of request {thread} left"));
        }
    }
}

/// Whether a key of ours is still there that nobody accepted, or that was destroyed where it opened.
pub(super) fn outlives(giver: &Request) -> bool {
    let given = information::given(&giver.asking).is_some() && giver.side == Side::Asking;
    let accepted = information::answered(&giver.asking, &giver.asked) == Some(Answered::Accepted);
    let destroyed = information::is_destroyed(&giver.asking, &giver.asked);
    given && giver.information_key != Key::Destroyed && (!accepted || destroyed)
}

/// By when conditions are answered at the latest, in hours.
pub(super) fn answer_hours(hours: f64) -> f64 {
    hours.min((information::ANSWER_DAYS * 24) as f64)
}
