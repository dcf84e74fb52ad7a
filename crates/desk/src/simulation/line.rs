//! Between the nodes: each message until its receipt is there, over a line that loses, doubles, delays and breaks.

use std::rc::Rc;

use khien_terms::Moment;
use khien_terms::id::StaffId;
use khien_terms::moment::HOUR;

use super::Defect;
use super::fault::Fault;
use super::oracle::Invariant;
use super::world::{Happening, Packet, SECOND, World};
use crate::request::place::{self, Arriving, Misplaced};
use crate::request::{Act, Event};
use crate::wire::again;
use crate::wire::frame::EXPIRES_DAYS;

/// How long an answer is waited for.
const WAIT: i64 = 20 * SECOND;
/// Messages of which one may come again.
const RECENT: usize = 4096;

impl World<'_> {
    /// Puts a message into the outbox; the event that goes with it.
    pub(super) fn post(&mut self, desk: usize, peer: usize, thread: u32, now: Moment, act: Act, by: StaffId) -> Event {
        let n = self.oracle.next();
        self.oracle.said(thread, desk);
        let message = format!("{n:032x}");
        let (head, outer) = (format!("{:064x}", self.dice.bits()), format!("{:064x}", self.dice.bits()));
        let place = self.desks[desk].requests.get(&thread).map(|kept| place::next(kept.state.half(kept.state.side)));
        let (seq, prev) = place.map_or((1, "-".to_owned()), |(seq, prev)| (seq, prev.to_owned()));
        let packet = Packet {
            n,
            from: desk,
            to: peer,
            thread,
            message: message.clone(),
            outer: outer.clone(),
            head: head.clone(),
            seq,
            prev,
            issued_at: now,
            expires_at: now.plus_days(EXPIRES_DAYS),
            act: act.clone(),
            forged: None,
        };
        if let Some(kept) = self.kept(desk, thread) {
            kept.outbox.push_back(Rc::new(packet));
        }
        Event::Said { message, head, outer, issued_at: now, text: String::new(), act, by }
    }

    /// Tries to send the oldest message of a request's outbox.
    pub(super) fn send(&mut self, desk: usize, thread: u32, attempt: u64) {
        let up = self.desks[desk].up_at;
        let down = self.is_down(desk);
        let now = self.clock(desk);
        let dice = (self.dice.bits() & 0xff) as u8;
        let Some(kept) = self.kept(desk, thread).filter(|kept| kept.attempt == attempt) else { return };
        let Some(packet) = kept.outbox.front().cloned() else { return };
        if down {
            return self.at(up, Happening::Send { desk, thread, attempt });
        }
        if kept.tries > 0 && packet.expires_at < now {
            return self.give_up(&packet, "expired");
        }
        let waits = super::stolen::waits(&kept.state) && super::stolen::discloses(kept.state.kind, &packet.act);
        if waits && self.defect != Some(Defect::SendsOn) {
            return self.at(self.now + HOUR, Happening::Send { desk, thread, attempt });
        }
        if waits {
            self.oracle.cry(Invariant::NothingOnAStolenKey, || format!("a message of request {thread} left"));
        }
        let Some(kept) = self.kept(desk, thread) else { return };
        kept.tries += 1;
        kept.attempt += 1;
        let (attempt, wait) = (kept.attempt, again::seconds(kept.tries, dice) * SECOND);
        self.attempts += 1;
        self.at(self.now + WAIT + wait, Happening::Send { desk, thread, attempt });
        self.carry(packet, attempt);
    }

    fn carry(&mut self, packet: Rc<Packet>, attempt: u64) {
        self.recent.push_back(Rc::clone(&packet));
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        if !self.passes(packet.from, packet.to) || self.strikes(Fault::Lost, 0.05) {
            return;
        }
        if self.strikes(Fault::Doubled, 0.05) {
            let again = self.now + self.dice.between(1.0, 600.0) as i64 * SECOND;
            self.at(again, Happening::Arrive { packet: Rc::clone(&packet), attempt });
        }
        let delay = if self.strikes(Fault::Delayed, 0.02) {
            self.dice.between(60.0, 6.0 * 3600.0) as i64 * SECOND
        } else {
            (self.dice.between(0.02, 0.4) * SECOND as f64) as i64
        };
        self.at(self.now + delay, Happening::Arrive { packet, attempt });
    }

    /// Whether the line between two nodes carries anything just now.
    pub(super) fn passes(&mut self, from: usize, to: usize) -> bool {
        let is = |until: Option<&i64>, now| until.is_some_and(|until| now < *until);
        let flaps = is(self.flapping.get(&(from, to)), self.now);
        let broken = is(self.broken.get(&(from, to)), self.now);
        !(broken || flaps && self.dice.happens(0.5))
    }

    /// A message reaches a node.
    pub(super) fn arrive(&mut self, packet: Rc<Packet>, attempt: u64) {
        let to = packet.to;
        if self.is_down(to) {
            return;
        }
        if packet.forged.is_none() && self.strikes(Fault::CrashBefore, 0.001) {
            self.stop(to);
            if self.defect == Some(Defect::ReceiptBeforeCommit) {
                self.reply(packet, attempt, None);
            }
            return;
        }
        let taken = self.take(&packet);
        if let Some(fault) = packet.forged {
            return self.judge_forged(fault, &packet, taken);
        }
        if self.strikes(Fault::CrashAfter, 0.001) {
            return self.stop(to);
        }
        self.reply(packet, attempt, taken.err().map(Misplaced::code));
    }

    fn reply(&mut self, packet: Rc<Packet>, attempt: u64, code: Option<&'static str>) {
        if self.passes(packet.to, packet.from) && !self.strikes(Fault::ReceiptLost, 0.05) {
            let delay = (self.dice.between(0.02, 0.4) * SECOND as f64) as i64;
            self.at(self.now + delay, Happening::Answer { packet, attempt, code });
        }
    }

    /// Takes a message in, as the node's one transaction does.
    fn take(&mut self, packet: &Packet) -> Result<(), Misplaced> {
        let to = packet.to;
        let now = self.clock(to);
        let forgets = self.defect == Some(Defect::Forgets);
        let number = (packet.from, packet.message.clone());
        if let Some(kept) = self.desks[to].inbox.get(&number).filter(|_| !forgets) {
            return place::same_as_before(kept, &packet.outer);
        }
        place::is_timely(packet.issued_at, packet.expires_at, now)?;
        let peer = self.desks[packet.from].code.clone();
        let state = self.desks[to].requests.get(&packet.thread).map(|kept| &kept.state);
        let believes = self.defect == Some(Defect::BelievesAnybody) && packet.forged.is_some();
        if !forgets && !believes {
            let arriving = Arriving {
                peer: &peer,
                message: &packet.message,
                seq: packet.seq,
                prev: &packet.prev,
                issued_at: packet.issued_at,
                act: &packet.act,
            };
            place::may_take(state, &arriving, self.law)?;
        }
        self.desks[to].inbox.insert(number, packet.outer.clone());
        if packet.forged.is_none() {
            self.oracle.took_effect(packet.n);
        }
        let event = Event::Heard {
            peer,
            message: packet.message.clone(),
            head: packet.head.clone(),
            outer: packet.outer.clone(),
            issued_at: packet.issued_at,
            text: String::new(),
            act: packet.act.clone(),
            officer: String::new(),
        };
        self.record(to, packet.thread, packet.from, &event);
        self.keep_promise(to, packet.thread, &packet.act);
        self.follow_key(to, packet.thread, &packet.act, false);
        Ok(())
    }

    /// What came in another's name, or twice, has no effect, and is refused by its own name.
    fn judge_forged(&mut self, fault: Fault, packet: &Packet, taken: Result<(), Misplaced>) {
        let expected = match fault {
            Fault::OtherBody => Err(Misplaced::Conflict),
            Fault::Fork => Err(Misplaced::Fork),
            Fault::ThirdState => Err(Misplaced::NotYourRequest),
            _ => Ok(()),
        };
        // A request that ended in the meantime is not there to be spoken in.
        let gone = !self.desks[packet.to].requests.contains_key(&packet.thread);
        if taken != expected && !gone {
            self.oracle.cry(Invariant::NothingForgedTaken, || format!("{}: {taken:?}", fault.name()));
        }
    }

    /// An answer reaches the sender.
    pub(super) fn answer(&mut self, packet: &Rc<Packet>, attempt: u64, code: Option<&'static str>) {
        let (desk, thread) = (packet.from, packet.thread);
        if self.is_down(desk) {
            return;
        }
        let waits = |front: &Rc<Packet>| front.message == packet.message;
        let Some(kept) = self.kept(desk, thread).filter(|kept| kept.outbox.front().is_some_and(waits)) else { return };
        match code {
            None => {
                let peer = kept.peer;
                if self.strikes(Fault::CrashBefore, 0.001) {
                    return self.stop(desk);
                }
                self.oracle.delivered(packet.n);
                self.leave(desk, thread);
                let event = Event::Receipted { message: packet.message.clone(), receipt: String::new() };
                self.record(desk, thread, peer, &event);
            }
            Some(code) if again::passes(code) => {
                if kept.attempt == attempt {
                    let (tries, dice) = (kept.tries, (self.dice.bits() & 0xff) as u8);
                    let wait = again::seconds(tries, dice) * SECOND;
                    let Some(kept) = self.kept(desk, thread) else { return };
                    kept.attempt += 1;
                    let attempt = kept.attempt;
                    self.at(self.now + wait, Happening::Send { desk, thread, attempt });
                }
            }
            Some(code) => self.give_up(packet, code),
        }
    }

    fn give_up(&mut self, packet: &Rc<Packet>, code: &'static str) {
        let (desk, thread) = (packet.from, packet.thread);
        self.oracle.given_up(packet.n, code);
        self.leave(desk, thread);
        let event = Event::Undelivered { message: packet.message.clone(), code: code.to_owned() };
        self.record(desk, thread, packet.to, &event);
    }

    /// The oldest message leaves the outbox, and the next is sent.
    fn leave(&mut self, desk: usize, thread: u32) {
        let Some(kept) = self.kept(desk, thread) else { return };
        kept.outbox.pop_front();
        kept.tries = 0;
        kept.attempt += 1;
        let attempt = kept.attempt;
        if !kept.outbox.is_empty() {
            self.at(self.now + SECOND / 10, Happening::Send { desk, thread, attempt });
        }
    }
}

/// Three days, the longest that a line is broken.
pub(super) const LONGEST_PARTITION: i64 = 72 * HOUR;
