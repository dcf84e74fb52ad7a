//! What people do when a life is at risk: call back, review, and follow with the request that was promised.

use khien_terms::id::StaffId;

use super::officer::{Duty, number_of};
use super::world::{Kept, World};
use crate::Kind;
use crate::request::emergency::{NOT_AUTHENTIC, Verdict, follow_up_due, follows_up, owes_review};
use crate::request::{Act, Decision, Event, Phase, Side};

/// Chance that whoever answers the directory's number confirms.
const CONFIRMED: f64 = 0.9;
/// Calls after which an emergency that nobody confirmed is refused.
const CALLS: usize = 2;
/// Who reviews: somebody who does nothing else.
const REVIEWER: u128 = 3;

/// What an emergency asks of somebody next, before all else.
pub(super) fn duty(kept: &Kept) -> Option<Duty> {
    let state = &kept.state;
    if state.kind != Kind::E1 {
        return None;
    }
    let given = state.asked.granted().is_some();
    let undecided = matches!(state.asked.decided, None | Some((Decision::Postponed { .. }, _)));
    let over = state.asking.closed || state.asked.closed || state.phase() >= Phase::Released;
    let calls = state.asked.called_back.len();
    if state.side == Side::Asked && undecided && !over && calls < CALLS && state.asked.confirmed_by_call() != Some(true)
    {
        return Some(Duty::CallBack);
    }
    let to_return = state.side == Side::Asked && given && state.asked.returned.is_empty() && !over;
    if owes_review(state) && !to_return {
        return Some(Duty::Review);
    }
    let promised = state.side == Side::Asking && given && follow_up_due(state).is_some() && kept.linked.is_none();
    promised.then_some(Duty::FollowUp)
}

impl World<'_> {
    /// Does what is no message; whether it was that.
    pub(super) fn aside(&mut self, desk: usize, thread: u32, duty: &Duty) -> bool {
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return false };
        let peer = kept.peer;
        match duty {
            Duty::Review => {
                let verdict = if self.dice.happens(0.9) { Verdict::Justified } else { Verdict::NotJustified };
                let by = StaffId::from_bits(REVIEWER);
                let event = Event::Reviewed { verdict, part: String::new(), text: String::new(), by };
                self.record(desk, thread, peer, &event);
            }
            Duty::FollowUp => {
                let pair = self.pairs.iter().position(|pair| *pair == (desk, peer)).unwrap_or(0);
                self.open(pair, Some(thread));
            }
            _ => return false,
        }
        true
    }

    /// What a call back comes to.
    pub(super) fn call_back(&mut self) -> Act {
        Act::CallBack { confirmed: self.dice.happens(CONFIRMED) }
    }

    /// The decision on an emergency that nobody confirmed.
    pub(super) fn unproven(&self, desk: usize, thread: u32) -> Option<Act> {
        let kept = self.desks[desk].requests.get(&thread)?;
        let call = kept.state.asked.called_back.last().filter(|call| !call.confirmed)?;
        let grounds = vec![NOT_AUTHENTIC.to_owned()];
        Some(Act::Decide { decision: Decision::Refused { grounds }, consulted: Some(call.message.clone()) })
    }

    /// Who decides: somebody else than whoever called back.
    pub(super) fn decider(&self, desk: usize, thread: u32) -> u128 {
        let called = |by| {
            let kept = self.desks[desk].requests.get(&thread);
            kept.is_some_and(|kept| kept.state.emergency.callers.contains(&StaffId::from_bits(by)))
        };
        if called(2) { 4 } else { 2 }
    }

    /// A request that was opened or heard may be the one that an emergency promised.
    pub(super) fn keep_promise(&mut self, desk: usize, thread: u32, act: &Act) {
        let Act::Request { kind, about: Some(about), .. } = act else { return };
        let Ok(emergency) = u32::from_str_radix(about, 16) else { return };
        let Some(kept) = self.desks[desk].requests.get(&emergency) else { return };
        let peer = kept.peer;
        if follows_up(&kept.state, *kind) {
            self.record(desk, emergency, peer, &Event::Followed { request: number_of(thread) });
        }
    }
}
