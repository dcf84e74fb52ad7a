//! Faults that come by themselves, by chance, all year: broken lines, wrong clocks, what is forged, and an old copy.

use std::collections::BTreeMap;
use std::rc::Rc;

use khien_terms::moment::{DAY, HOUR};

use super::fault::Fault;
use super::line::LONGEST_PARTITION;
use super::world::{Happening, Kept, MINUTE, Packet, World};
use crate::request::{Act, Phase, place};

/// How often a fault comes to a desk in a year; nothing for those that come with a chance at each message.
fn per_year(fault: Fault) -> Option<f64> {
    match fault {
        Fault::Partition | Fault::Flapping => Some(4.0),
        Fault::OneWay => Some(3.0),
        Fault::Skew | Fault::StolenKey => Some(6.0),
        Fault::Replay | Fault::OtherBody | Fault::Fork | Fault::ThirdState => Some(40.0),
        Fault::Restore => Some(1.0),
        Fault::Lost | Fault::Doubled | Fault::Delayed | Fault::ReceiptLost | Fault::CrashBefore | Fault::CrashAfter => {
            None
        }
    }
}

impl World<'_> {
    /// Lets a fault come after a while.
    pub(super) fn trouble_comes(&mut self, fault: Fault) {
        let Some(rate) = per_year(fault) else { return };
        let wait = self.dice.waiting(365.0 * DAY as f64 / (rate * self.desks.len() as f64));
        self.at(self.now + wait as i64, Happening::Trouble(fault));
    }

    pub(super) fn trouble(&mut self, fault: Fault) {
        if !self.is_on() {
            return;
        }
        self.trouble_comes(fault);
        let done = match fault {
            Fault::Partition | Fault::OneWay | Fault::Flapping => self.break_line(fault),
            Fault::Skew => self.skew(),
            Fault::Replay => self.replay(),
            Fault::OtherBody | Fault::Fork => self.two_faced(fault),
            Fault::ThirdState => self.third_state(),
            Fault::StolenKey => self.stolen_key(),
            Fault::Restore => self.copy(),
            _ => false,
        };
        if done {
            self.inject(fault);
        }
    }

    fn break_line(&mut self, fault: Fault) -> bool {
        let pair = self.dice.weighted(&self.weights);
        let (a, b) = self.pairs[pair];
        let hours = self.dice.between(1.0, 72.0);
        let until = self.now + ((hours * HOUR as f64) as i64).min(LONGEST_PARTITION);
        let lines = if fault == Fault::Flapping { &mut self.flapping } else { &mut self.broken };
        lines.insert((a, b), until);
        if fault != Fault::OneWay {
            lines.insert((b, a), until);
        }
        true
    }

    fn skew(&mut self) -> bool {
        let desk = self.dice.below(self.desks.len());
        let size = if self.dice.happens(0.5) { 5 * MINUTE } else { DAY };
        let by = if self.dice.happens(0.5) { size } else { -size };
        let until = self.now + self.dice.between(1.0, 48.0) as i64 * HOUR;
        self.set_clock(desk, by);
        self.at(until, Happening::Steady { desk });
        true
    }

    /// A node's clock is set: all that it waits for is looked at again.
    pub(super) fn set_clock(&mut self, desk: usize, skew: i64) {
        self.desks[desk].skew = skew;
        self.desks[desk].steady_since = self.now;
        let threads: Vec<u32> = self.desks[desk].requests.keys().copied().collect();
        for thread in threads {
            self.follow(desk, thread);
        }
    }

    fn replay(&mut self) -> bool {
        let old = self.dice.below(self.recent.len());
        let Some(packet) = self.recent.get(old) else { return false };
        let copy = Packet {
            message: packet.message.clone(),
            outer: packet.outer.clone(),
            head: packet.head.clone(),
            prev: packet.prev.clone(),
            act: packet.act.clone(),
            forged: Some(Fault::Replay),
            ..**packet
        };
        // Only what was kept can come again; what never arrived arrives late, and that is another fault.
        let known = self.desks[copy.to].inbox.contains_key(&(copy.from, copy.message.clone()));
        if known {
            self.at(self.now, Happening::Arrive { packet: Rc::new(copy), attempt: 0 });
        }
        known
    }

    /// A request with messages of both sides, of some desk.
    fn some_request(&mut self) -> Option<(usize, u32)> {
        let desk = self.dice.below(self.desks.len());
        let place = self.dice.below(self.desks[desk].requests.len());
        let (thread, kept) = self.desks[desk].requests.iter().nth(place)?;
        let heard = kept.state.half(kept.state.side.other()).seq > 0;
        (heard && kept.state.phase() != Phase::Closed).then_some((desk, *thread))
    }

    /// The other State signs another message under a number, or for a place, that is taken.
    fn two_faced(&mut self, fault: Fault) -> bool {
        let Some((desk, thread)) = self.some_request() else { return false };
        let now = self.clock(desk);
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return false };
        let half = kept.state.half(kept.state.side.other());
        let (from, seq, last) = (kept.peer, half.seq, half.messages.last().cloned().unwrap_or_default());
        let message = if fault == Fault::OtherBody { last } else { format!("f{:031x}", self.dice.bits()) };
        let prev = format!("{:064x}", self.dice.bits());
        self.forge(fault, from, desk, thread, message, (seq, prev), now)
    }

    fn third_state(&mut self) -> bool {
        let Some((desk, thread)) = self.some_request() else { return false };
        let now = self.clock(desk);
        let third = self.dice.below(self.desks.len());
        let Some(kept) = self.desks[desk].requests.get(&thread) else { return false };
        if third == desk || third == kept.peer {
            return false;
        }
        let (seq, prev) = place::next(kept.state.half(kept.state.side.other()));
        let (prev, message) = (prev.to_owned(), format!("f{:031x}", self.dice.bits()));
        self.forge(Fault::ThirdState, third, desk, thread, message, (seq, prev), now)
    }

    #[expect(clippy::too_many_arguments, reason = "a message has that many parts")]
    fn forge(
        &mut self,
        fault: Fault,
        from: usize,
        to: usize,
        thread: u32,
        message: String,
        (seq, prev): (u32, String),
        now: khien_terms::Moment,
    ) -> bool {
        let outer = format!("{:064x}", self.dice.bits());
        let packet = Packet {
            n: usize::MAX,
            from,
            to,
            thread,
            message,
            head: outer.clone(),
            outer,
            seq,
            prev,
            issued_at: now,
            expires_at: now.plus_days(1),
            act: Act::Close,
            forged: Some(fault),
        };
        self.at(self.now, Happening::Arrive { packet: Rc::new(packet), attempt: 0 });
        true
    }

    /// A copy is made today, and put back tomorrow.
    fn copy(&mut self) -> bool {
        let desk = self.dice.below(self.desks.len());
        let copy: BTreeMap<u32, Kept> = self.desks[desk].requests.clone();
        self.at(self.now + DAY, Happening::Restore { desk, copy });
        true
    }

    /// The node comes back from the copy: whatever came since is gone, and nothing tells it so.
    pub(super) fn restore(&mut self, desk: usize, copy: BTreeMap<u32, Kept>) {
        let known: std::collections::BTreeSet<String> = copy
            .values()
            .flat_map(|kept| kept.state.asking.messages.iter().chain(&kept.state.asked.messages).cloned())
            .collect();
        let lost: Vec<String> = self.desks[desk]
            .requests
            .values()
            .flat_map(|kept| kept.state.asking.messages.iter().chain(&kept.state.asked.messages).cloned())
            .filter(|message| !known.contains(message))
            .collect();
        let retired: Vec<u32> = copy.keys().copied().filter(|thread| self.is_retired(*thread)).collect();
        let here = &mut self.desks[desk];
        here.inbox.retain(|(_, message), _| !lost.contains(message));
        here.requests = copy;
        here.requests.retain(|thread, _| !retired.contains(thread));
        for kept in here.requests.values_mut() {
            kept.work = i64::MAX;
            kept.attempt += 1_000_000;
        }
        here.steady_since = self.now;
        let threads: Vec<(u32, u64)> = here.requests.iter().map(|(thread, kept)| (*thread, kept.attempt)).collect();
        for (thread, attempt) in threads {
            self.at(self.now, Happening::Send { desk, thread, attempt });
            self.follow(desk, thread);
            self.plan(desk, thread);
        }
    }
}
