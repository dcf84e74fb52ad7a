//! A key was stolen: its State says so, others suspend what it signed last, and two people of each call and say that it is theirs. What a
//! thief would have signed is not in it: of that, `suspension::tests` tells.

use khien_terms::id::StaffId;
use khien_terms::moment::HOUR;

use super::officer::Duty;
use super::oracle::Invariant;
use super::world::World;
use crate::Kind;
use crate::request::{Act, Event, Phase, Request};

/// Whether nobody knows yet whose a message is. Told without the rules that should follow from it.
pub(super) fn waits(state: &Request) -> bool {
    state.suspended.iter().any(|one| one.confirmed.is_none())
}

/// Whether a message lets data of somebody leave.
pub(super) fn discloses(kind: Kind, act: &Act) -> bool {
    match act {
        Act::Return { .. } => true,
        Act::Offer => kind != Kind::P1,
        Act::Decide { decision, .. } => decision.grants() && kind != Kind::P1,
        _ => false,
    }
}

impl World<'_> {
    /// A State says that a key was stolen; each other one looks at what that signed last.
    pub(super) fn stolen_key(&mut self) -> bool {
        let robbed = self.dice.below(self.desks.len());
        let key = format!("{:064x}", self.dice.bits());
        let mut any = false;
        for desk in (0..self.desks.len()).filter(|desk| *desk != robbed) {
            let open = self.desks[desk]
                .requests
                .iter()
                .filter(|(_, kept)| kept.peer == robbed && kept.state.phase() != Phase::Closed && !waits(&kept.state));
            let last = open.filter_map(|(thread, kept)| {
                Some((*thread, kept.state.half(kept.state.side.other()).messages.last()?.clone()))
            });
            for (thread, message) in last.collect::<Vec<_>>() {
                let at = self.clock(desk);
                let (messages, since) = (vec![message], khien_terms::Moment(at.0 - HOUR));
                self.record(desk, thread, robbed, &Event::Suspended { messages, key: key.clone(), since, at });
                any = true;
            }
        }
        any
    }

    /// Two people call, and hear that it is theirs; whether that was what there was to do.
    pub(super) fn recheck(&mut self, desk: usize, thread: u32, duty: &Duty) -> bool {
        if *duty != Duty::Recheck {
            return false;
        }
        let at = self.clock(desk);
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return false };
        let (peer, open) = (kept.peer, kept.state.suspended.iter().filter(|one| one.is_open()));
        for message in open.map(|one| one.message.clone()).collect::<Vec<_>>() {
            let (caller, second) = (StaffId::from_bits(1), StaffId::from_bits(2));
            let heard = Event::Rechecked { message: message.clone(), theirs: true, by: caller, at };
            self.record(desk, thread, peer, &heard);
            let (signature, verify) = (String::new(), String::new());
            let event = Event::RecheckConfirmed { message, theirs: true, signature, verify, by: second, at };
            self.record(desk, thread, peer, &event);
        }
        true
    }

    /// What was said discloses nothing while a message is in doubt.
    pub(super) fn judge_disclosed(&mut self, desk: usize, thread: u32, event: &Event) {
        let Event::Said { act, .. } = event else { return };
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return };
        if waits(&kept.state) && discloses(kept.state.kind, act) {
            self.oracle.cry(Invariant::NothingOnAStolenKey, || format!("request {thread}: {}", act.name()));
        }
    }
}
