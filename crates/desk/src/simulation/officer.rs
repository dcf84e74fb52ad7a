//! What people do: the next thing that is theirs to do, after a time such as people take, by day or when they are called.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use khien_terms::Moment;
use khien_terms::id::StaffId;
use khien_terms::moment::HOUR;

use super::fault::Fault;
use super::world::{Happening, Kept, MINUTE, SECOND, World};
use super::{Defect, Invariant, emergency, information};
use crate::Kind;
use crate::package::{Conditions, Purpose};
use crate::request::clock::period;
use crate::request::emergency::NOT_AUTHENTIC;
use crate::request::{Act, Answered, Decision, Event, Half, Phase, Request, Side, Urgency, call, may_sign};

/// Days before the end of a hold from which on somebody decides what becomes of it.
const HOLD_NEARS: i64 = 15;
/// Days before the end of its time from which on evidence is destroyed.
const DESTROY_BEFORE: i64 = 14;
/// Chance that somebody tries something at random, which the rules have to bear.
const MISTAKE: f64 = 0.01;

/// What is somebody's to do next.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Duty {
    Recheck,
    Sign,
    Acknowledge,
    CallBack,
    Review,
    FollowUp,
    Decide { from: Moment },
    Hold,
    Extend { wish: String, until: Moment },
    Answer { ask: String },
    Weigh { offer: String },
    Conditions { message: String },
    Return,
    Receive { package: String },
    Destroy { package: String, from: Moment },
    EndHold,
    Release,
    Close,
}

fn duty(kept: &Kept, assistance_over: bool, now: Moment) -> Option<Duty> {
    let state = &kept.state;
    let own = state.half(state.side);
    if let Some(duty) = emergency::duty(kept) {
        return Some(duty);
    }
    if let Some(duty) = package(state) {
        return Some(duty);
    }
    if state.kind == Kind::X1 && state.asking.opening.is_some() {
        return if state.phase() == Phase::Closed {
            information::duty(state).filter(|duty| matches!(duty, Duty::Destroy { .. }))
        } else {
            information::duty(state)
        };
    }
    if state.discarded || state.phase() == Phase::Closed || own.closed {
        return None;
    }
    let over = state.asking.withdrawn || state.asking.released;
    let done = match &state.asked.decided {
        Some((Decision::Refused { .. } | Decision::Nothing { .. }, _)) => true,
        Some((granted, _)) if granted.grants() && state.kind.returns() => !state.asked.returned.is_empty(),
        Some((granted, _)) if granted.grants() => state.kind != Kind::P1,
        _ => false,
    };
    if over || done || state.half(state.side.other()).closed {
        return Some(Duty::Close);
    }
    if state.side == Side::Asking { asking(state, assistance_over, now) } else { asked(state) }
}

/// What is to be done about evidence that was given to this side: confirmed, and destroyed before its time is over.
fn package(state: &Request) -> Option<Duty> {
    if state.side == Side::Asked {
        return None;
    }
    let said = |of: &[(String, Moment)], message: &str| of.iter().any(|(one, _)| one == message);
    let destroyed = |message: &str| said(&state.asking.destroyed, message);
    let kept: Vec<_> = state.asked.returned.iter().filter(|one| !destroyed(&one.message)).collect();
    let open = state.phase() < Phase::Released && !state.asking.closed;
    let unconfirmed = kept.iter().find(|one| open && !said(&state.asking.received, &one.message));
    if let Some(one) = unconfirmed {
        return Some(Duty::Receive { package: one.message.clone() });
    }
    let one = kept.first()?;
    let from = one.conditions.over_at().map_or(one.at, |over| over.plus_days(-DESTROY_BEFORE));
    Some(Duty::Destroy { package: one.message.clone(), from })
}

fn asking(state: &Request, assistance_over: bool, now: Moment) -> Option<Duty> {
    if state.asking.opening.is_none() {
        return Some(Duty::Sign);
    }
    if let Some(ask) = Half::unanswered(&state.asked.asks, &state.asking).first() {
        return Some(Duty::Answer { ask: ask.message.clone() });
    }
    if let Some(offer) = Half::unanswered(&state.asked.offers, &state.asking).first() {
        return Some(Duty::Weigh { offer: offer.message.clone() });
    }
    state.asked.held?;
    if state.asking.confirmed {
        return assistance_over.then_some(Duty::Release);
    }
    let ends = state.hold_ends()?;
    (ends.plus_days(-HOLD_NEARS) <= now).then_some(Duty::EndHold)
}

fn asked(state: &Request) -> Option<Duty> {
    if state.asked.acknowledged.is_none() && state.asked.decided.is_none() {
        return Some(Duty::Acknowledge);
    }
    let waits = |open| !Half::unanswered(open, &state.asking).is_empty();
    match &state.asked.decided {
        None if waits(&state.asked.asks) || waits(&state.asked.offers) => None,
        None => Some(Duty::Decide { from: Moment(0) }),
        Some((Decision::Postponed { until }, _)) => Some(Duty::Decide { from: *until }),
        Some(_) if state.kind.returns() => Some(Duty::Return),
        Some(_) if state.asked.held.is_none() => Some(Duty::Hold),
        Some(_) => {
            let wish = state.open_extensions().next()?;
            let (_, until) = state.asking.extensions.iter().find(|(message, _)| *message == wish.message)?;
            Some(Duty::Extend { wish: wish.message, until: *until })
        }
    }
}

impl World<'_> {
    /// Whether a desk is open: one that never closes, or by day on working days in its zone.
    pub(super) fn is_open(&self, desk: usize, at: i64) -> bool {
        let local = Moment(at).in_zone(&self.desks[desk].zone);
        (8..17).contains(&local.hour()) && local.date().weekday().to_monday_one_offset() < 6
    }

    /// What is somebody's to do next; before all else, whose a message is that a stolen key may have signed.
    fn duty(&self, kept: &Kept, now: Moment) -> Option<Duty> {
        if kept.state.halt().is_some() && self.defect != Some(Defect::SendsOn) {
            return Some(Duty::Recheck);
        }
        duty(kept, self.assistance_over(kept), now)
    }

    /// Sees to it that somebody does the next thing, if there is one and nobody is about to.
    pub(super) fn plan(&mut self, desk: usize, thread: u32) {
        let now = self.clock(desk);
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return };
        if kept.work != i64::MAX {
            return;
        }
        let Some(duty) = self.duty(kept, now) else { return };
        let kind = kept.state.kind;
        let hours = self.takes(&duty, kind);
        let from = match duty {
            Duty::Decide { from } | Duty::Destroy { from, .. } => from.0.max(self.now),
            _ => self.now,
        };
        let mut at = from + (hours * HOUR as f64) as i64;
        while !self.desks[desk].round_the_clock && !self.is_open(desk, at) {
            at += HOUR;
        }
        self.work_at(desk, thread, at);
    }

    fn work_at(&mut self, desk: usize, thread: u32, at: i64) {
        let Some(kept) = self.kept(desk, thread) else { return };
        kept.work = at;
        self.at(at, Happening::Work { desk, thread });
    }

    /// Hours that people take for it: a share of the period, with a long tail.
    fn takes(&mut self, duty: &Duty, kind: Kind) -> f64 {
        let of = |what| period(what, kind, self.periods);
        let median = match duty {
            Duty::Recheck => 3.0,
            Duty::Sign if kind == Kind::P1 => 0.5,
            Duty::Sign if kind == Kind::E1 => 0.05,
            Duty::CallBack => of("call_back") * 0.4,
            Duty::Review => of("review") * 0.3,
            Duty::FollowUp => 12.0,
            Duty::Sign => 4.0,
            Duty::Acknowledge => of("acknowledge") * 0.3,
            Duty::Decide { .. } => of("decide") * 0.4,
            Duty::Hold => of("hold") * 0.3,
            Duty::Extend { .. } => of("extend") * 0.3,
            Duty::Answer { .. } => of("answer") * 0.25,
            Duty::Weigh { .. } => 24.0,
            Duty::Conditions { .. } => of("decide") * 0.4 + self.silence(),
            Duty::Return => of("decide") * 0.3,
            Duty::Receive { .. } => of("received") * 0.3,
            Duty::Destroy { .. } => 72.0,
            Duty::EndHold => 120.0,
            Duty::Release => 48.0,
            Duty::Close => 72.0,
        };
        self.dice.around(median, 0.6)
    }

    fn assistance_over(&self, kept: &Kept) -> bool {
        kept.linked.is_none_or(|thread| self.is_retired(thread))
    }

    /// Somebody who was called looks: does what is to be done, or says that they know.
    pub(super) fn pick(&mut self, desk: usize, thread: u32) {
        let now = self.clock(desk);
        let Some(kept) = self.desks[desk].requests.get(&thread).filter(|kept| call::is_open(&kept.state)) else {
            return;
        };
        let peer = kept.peer;
        let at_once = |step| step >= call::Step::Out || step == call::Step::Now;
        let is_late = kept.state.calls.last().is_some_and(|made| at_once(made.step));
        // Whoever is called about an emergency of ours is not who sent it.
        let by = if kept.state.kind == Kind::E1 && kept.state.side == Side::Asking { 2 } else { 1 };
        let next = self.duty(kept, now);
        if self.is_down(desk) {
            return;
        }
        self.record(desk, thread, peer, &Event::CallAnswered { by: StaffId::from_bits(by) });
        if is_late && next.is_some() {
            let at = self.now;
            self.work_at(desk, thread, at);
        }
    }

    /// Somebody does what is to be done.
    pub(super) fn work(&mut self, desk: usize, thread: u32) {
        let at = self.now;
        if self.is_down(desk) {
            let up = self.desks[desk].up_at + MINUTE;
            return if self.kept(desk, thread).is_some_and(|kept| kept.work == at) {
                self.work_at(desk, thread, up);
            };
        }
        let Some(kept) = self.kept(desk, thread).filter(|kept| kept.work == at) else { return };
        kept.work = i64::MAX;
        let now = self.clock(desk);
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return };
        let Some(duty) = self.duty(kept, now) else { return };
        // The node stops while it writes: nothing of it stands, and it is done again.
        if self.strikes(Fault::CrashBefore, 0.001) {
            self.stop(desk);
            return self.plan(desk, thread);
        }
        if self.recheck(desk, thread, &duty) || self.aside(desk, thread, &duty) {
            return self.plan(desk, thread);
        }
        if self.dice.happens(MISTAKE) {
            let act = self.any_act(desk, thread);
            let by = StaffId::from_bits(1 + self.dice.below(2) as u128);
            self.say(desk, thread, act, by);
        } else {
            let (act, by) = self.choose(desk, thread, &duty);
            if !self.say(desk, thread, act, StaffId::from_bits(by)) {
                let kind = self.desks[desk].requests.get(&thread).map(|kept| kept.state.kind);
                self.oracle.cry(Invariant::EveryRequestEnds, || format!("{kind:?} {thread}: {duty:?} is refused"));
                return;
            }
        }
        self.plan(desk, thread);
    }

    /// What is said, and by whom: 1 has it in hand, 2 approves and decides.
    fn choose(&mut self, desk: usize, thread: u32, duty: &Duty) -> (Act, u128) {
        let now = self.clock(desk);
        let kind = self.desks[desk].requests.get(&thread).map_or(Kind::P1, |kept| kept.state.kind);
        match duty {
            Duty::Sign => (self.opening(desk, thread, kind), if kind == Kind::E1 { 1 } else { 2 }),
            Duty::CallBack => (self.call_back(), 1),
            // These are no messages.
            Duty::Recheck | Duty::Review | Duty::FollowUp => (Act::Status, 1),
            Duty::Acknowledge => (Act::Acknowledge { expect: now.plus_hours(period("decide", kind, self.periods)) }, 1),
            Duty::Decide { .. } => self.decide(desk, thread, kind),
            Duty::Hold => {
                let opening =
                    self.desks[desk].requests.get(&thread).and_then(|kept| kept.state.asking.opening.as_ref());
                let (at, days) = opening.map_or((now, 60), |opening| (opening.at, opening.hold_days.unwrap_or(60)));
                (Act::Hold { until: at.plus_days(days.into()), wish: None }, 1)
            }
            Duty::Extend { wish, until } => {
                let held = self.desks[desk].requests.get(&thread).and_then(|kept| kept.state.asked.held);
                let held = held.map_or(*until, |(held, _)| held);
                let halfway = Moment(held.0 + (until.0 - held.0) / 2);
                let named = Some(wish.clone());
                let act = match self.dice.share() {
                    share if share < 0.7 => Act::Hold { until: *until, wish: named },
                    share if share < 0.85 => Act::Hold { until: halfway, wish: named },
                    _ => Act::Decline { offer: wish.clone() },
                };
                (act, 1)
            }
            Duty::Answer { ask } => (Act::Answer { ask: ask.clone() }, 1),
            Duty::Weigh { offer } => {
                let offer = offer.clone();
                (if self.dice.happens(0.8) { Act::Accept { offer } } else { Act::Decline { offer } }, 1)
            }
            Duty::Conditions { message } => (self.conditions(desk, thread, message), 2),
            Duty::Return => (evidence(now), 1),
            Duty::Receive { package } => (Act::Received { package: package.clone() }, 1),
            Duty::Destroy { package, .. } => (Act::Destroyed { package: package.clone() }, 1),
            Duty::EndHold => (self.end_hold(desk, thread), 1),
            Duty::Release => (Act::Release, 1),
            Duty::Close => (Act::Close, 1),
        }
    }

    fn opening(&mut self, desk: usize, thread: u32, kind: Kind) -> Act {
        let now = self.clock(desk);
        let about = self.kept(desk, thread).and_then(|kept| kept.linked).map(number_of);
        let hours = period("decide", kind, self.periods).max(24.0);
        let respond = if kind == Kind::X1 { information::answer_hours(hours * 2.0) } else { hours * 2.0 };
        let urgency = match kind {
            Kind::E1 => Urgency::Emergency,
            Kind::P1 => Urgency::Urgent,
            _ if self.dice.happens(0.2) => Urgency::Urgent,
            _ => Urgency::Routine,
        };
        let days = [60, 60, 90, 90, 120][self.dice.below(5)];
        Act::Request {
            kind,
            form: format!("{kind}@1.0"),
            urgency,
            respond_by: now.plus_hours(respond),
            hold_days: (kind == Kind::P1).then_some(days),
            about,
            follow_up_by: (kind == Kind::E1).then(|| now.plus_hours(71.0)),
            information: information::opening(kind, now),
        }
    }

    /// Asks, offers, or decides; whoever refuses or postpones has asked or offered before.
    fn decide(&mut self, desk: usize, thread: u32, kind: Kind) -> (Act, u128) {
        let by = self.decider(desk, thread);
        if let Some(act) = self.unproven(desk, thread) {
            return (act, by);
        }
        let now = self.clock(desk);
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return (Act::Status, 1) };
        let (asked, asking) = (&kept.state.asked, &kept.state.asking);
        let spoken = asked.offers.last().or(asked.asks.last()).map(|open| open.message.clone());
        let declined = asking.answered.iter().any(|(_, how)| *how == Answered::Declined);
        let postponed = asked.decided.is_some();
        let (asks, offers) = (asked.asks.len(), asked.offers.len());
        if !postponed && asks < 2 && self.dice.happens(0.15) {
            return (Act::Ask, 1);
        }
        if !postponed && offers < 1 && self.dice.happens(0.08) {
            return (Act::Offer, 2);
        }
        let mut grounds = self.law.grounds.get(&kind).cloned().unwrap_or_default();
        grounds.retain(|ground| kind != Kind::E1 || ground != NOT_AUTHENTIC);
        let decision = match spoken {
            Some(_) if !grounds.is_empty() && (declined || self.dice.happens(0.3)) => {
                Decision::Refused { grounds: vec![grounds[self.dice.below(grounds.len())].clone()] }
            }
            Some(_) if !postponed && self.dice.happens(0.2) => {
                let days = self.dice.between(5.0, 40.0) as i64;
                Decision::Postponed { until: now.plus_days(days) }
            }
            _ if self.dice.happens(0.1) => Decision::Part { items: vec!["1".into()] },
            _ => Decision::Accepted,
        };
        let consulted = spoken.filter(|_| matches!(decision, Decision::Refused { .. } | Decision::Postponed { .. }));
        (Act::Decide { decision, consulted }, by)
    }

    /// What becomes of held data: assistance is asked, it is held longer, or it is needed no more.
    fn end_hold(&mut self, desk: usize, thread: u32) -> Act {
        let now = self.clock(desk);
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return Act::Release };
        let (peer, held) = (kept.peer, kept.state.asked.held.map(|(until, _)| until));
        let again = kept.state.asking.extensions.len();
        // What ran out while nobody looked is not held longer.
        let over = kept.state.hold_ends().is_some_and(|ends| now > ends);
        let chance = self.dice.share();
        if !self.is_on() || again > 3 {
            return Act::Release;
        }
        if chance < 0.45 {
            let pair = self.pairs.iter().position(|pair| *pair == (desk, peer)).unwrap_or(0);
            let assistance = self.threads;
            self.open(pair, Some(thread));
            return Act::Confirm { by: Some(number_of(assistance)) };
        }
        match held {
            Some(until) if chance < 0.7 && !over => {
                Act::Extend { until: until.plus_days([30, 60, 90][self.dice.below(3)]) }
            }
            _ => Act::Release,
        }
    }

    /// Anything at all.
    fn any_act(&mut self, desk: usize, thread: u32) -> Act {
        let now = self.clock(desk);
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return Act::Status };
        let messages: Vec<&String> = kept.state.asking.messages.iter().chain(&kept.state.asked.messages).collect();
        let message = messages.get(self.dice.below(messages.len())).map_or_else(|| number_of(0), |one| (*one).clone());
        let until = now.plus_days(self.dice.between(-30.0, 200.0) as i64);
        let consulted = Some(message.clone());
        match self.dice.below(19) {
            0 => Act::Acknowledge { expect: until },
            1 => Act::Ask,
            2 => Act::Answer { ask: message },
            3 => Act::Offer,
            4 => Act::Accept { offer: message },
            5 => Act::Decline { offer: message },
            6 => Act::Decide { decision: Decision::Accepted, consulted: None },
            7 => Act::Decide { decision: Decision::Refused { grounds: vec!["G21d".into()] }, consulted },
            8 => Act::Hold { until, wish: None },
            9 => Act::Extend { until },
            10 => Act::Withdraw,
            11 => Act::Release,
            12 => Act::HoldWarning,
            13 => evidence(now),
            14 => Act::Received { package: message },
            15 => Act::Destroyed { package: message },
            16 => self.call_back(),
            17 => Act::TakeBack { wish: message },
            _ => Act::Status,
        }
    }

    /// Signs and keeps a message, when the rules allow it, and begins to send it; whether it was signed.
    pub(super) fn say(&mut self, desk: usize, thread: u32, act: Act, by: StaffId) -> bool {
        let now = self.clock(desk);
        let law = self.law;
        let Some(kept) = self.kept(desk, thread) else { return false };
        let peer = kept.peer;
        if kept.state.taken_by.is_none() {
            self.record(desk, thread, peer, &Event::Taken { by: StaffId::from_bits(1) });
        }
        if matches!(act, Act::Decide { .. }) {
            let answers = law.asked.iter().map(|code| (code.clone(), "no".to_owned())).collect();
            self.record(desk, thread, peer, &Event::Gated { answers, by: StaffId::from_bits(2) });
        }
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return false };
        let anything = self.defect == Some(Defect::SignsAnything);
        let mut state = Cow::Borrowed(&kept.state);
        if self.defect == Some(Defect::SendsOn) {
            state.to_mut().suspended.clear();
        }
        if !anything && may_sign(&state, &act, by, now, law).is_err() {
            return false;
        }
        let event = self.post(desk, peer, thread, now, act, by);
        self.record(desk, thread, peer, &event);
        if let Event::Said { act, .. } = &event {
            self.keep_promise(desk, thread, act);
            self.follow_key(desk, thread, act, true);
        }
        if self.strikes(Fault::CrashAfter, 0.001) {
            self.stop(desk);
        }
        let Some(kept) = self.kept(desk, thread) else { return true };
        if kept.outbox.len() == 1 {
            let attempt = kept.attempt;
            self.at(self.now + SECOND / 10, Happening::Send { desk, thread, attempt });
        }
        true
    }
}

/// Evidence, given for ninety days.
fn evidence(now: Moment) -> Act {
    let conditions = Conditions {
        purposes: vec![Purpose::Investigation],
        onward: false,
        until: Some(now.plus_days(90).day_in(&TimeZone::UTC)),
        feedback: false,
    };
    Act::Return { package: "0".repeat(64), bytes: 1, files: 1, conditions }
}

/// The number of a request.
pub(super) fn number_of(thread: u32) -> String {
    format!("{thread:032x}")
}
