//! What happens next. One queue of moments; whatever a node writes goes through [`World::record`], which follows the clocks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, VecDeque};
use std::rc::Rc;

use jiff::tz::TimeZone;
use khien_terms::Moment;
use khien_terms::id::StaffId;
use khien_terms::moment::{DAY, HOUR};

use super::dice::Dice;
use super::fault::Fault;
use super::oracle::{Invariant, Oracle};
use super::table::{Followed, Table};
use super::{BEGIN, Defect, Outcome, Setting, WIND_DOWN, information};
use crate::request::clock::{Periods, running};
use crate::request::{Act, Event, Law, Phase, Request, Side, call};

pub(super) const SECOND: i64 = 1_000_000;
pub(super) const MINUTE: i64 = HOUR / 60;
/// How long after the end of a clock somebody is called at the latest.
const NOTICE: i64 = 5 * MINUTE;

/// A message on the wire.
#[derive(Debug)]
pub(super) struct Packet {
    pub(super) n: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) thread: u32,
    pub(super) message: String,
    pub(super) outer: String,
    pub(super) head: String,
    pub(super) seq: u32,
    pub(super) prev: String,
    pub(super) issued_at: Moment,
    pub(super) expires_at: Moment,
    pub(super) act: Act,
    /// Nobody honest sent this, or not now.
    pub(super) forged: Option<Fault>,
}

/// A request as a node keeps it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) peer: usize,
    pub(super) state: Request,
    pub(super) outbox: VecDeque<Rc<Packet>>,
    pub(super) tries: i64,
    /// Which attempt counts; earlier ones are answered in vain.
    pub(super) attempt: u64,
    pub(super) followed: Vec<Followed>,
    pub(super) work: i64,
    timer: i64,
    /// The preservation that a request for assistance is about, and the other way round.
    pub(super) linked: Option<u32>,
}

/// A desk: people, and a node.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) code: String,
    pub(super) zone: TimeZone,
    pub(super) round_the_clock: bool,
    /// The node runs again from here on.
    pub(super) up_at: i64,
    /// By how much its clock is wrong.
    pub(super) skew: i64,
    /// Since when it runs with the clock that it has.
    pub(super) steady_since: i64,
    pub(super) requests: BTreeMap<u32, Kept>,
    pub(super) inbox: HashMap<(usize, String), String>,
}

#[derive(Debug)]
pub(super) enum Happening {
    Open,
    OpenFor { pair: usize, about: Option<u32> },
    Burst,
    Work { desk: usize, thread: u32 },
    Send { desk: usize, thread: u32, attempt: u64 },
    Arrive { packet: Rc<Packet>, attempt: u64 },
    Answer { packet: Rc<Packet>, attempt: u64, code: Option<&'static str> },
    Timer { desk: usize, thread: u32 },
    Pick { desk: usize, thread: u32 },
    Fetch { desk: usize, thread: u32, tries: i64 },
    KeyOver { desk: usize, thread: u32 },
    Trouble(Fault),
    Steady { desk: usize },
    Restore { desk: usize, copy: BTreeMap<u32, Kept> },
}

#[derive(Debug)]
struct Entry(i64, u64, Happening);

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.0, self.1) == (other.0, other.1)
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0, self.1).cmp(&(other.0, other.1))
    }
}

/// All of it.
pub(super) struct World<'a> {
    pub(super) setting: &'a Setting,
    pub(super) law: &'a Law,
    pub(super) periods: &'a Periods,
    pub(super) defect: Option<Defect>,
    pub(super) now: i64,
    pub(super) end: i64,
    queue: BinaryHeap<Reverse<Entry>>,
    entries: u64,
    pub(super) dice: Dice,
    pub(super) desks: Vec<Desk>,
    pub(super) pairs: Vec<(usize, usize)>,
    pub(super) weights: Vec<f64>,
    pub(super) oracle: Oracle,
    table: Table,
    pub(super) recent: VecDeque<Rc<Packet>>,
    /// Until when nothing passes from one desk to another, and every other attempt fails.
    pub(super) broken: HashMap<(usize, usize), i64>,
    pub(super) flapping: HashMap<(usize, usize), i64>,
    /// Requests that both States closed: their rows are dropped here, their numbers are not.
    retired: BTreeSet<u32>,
    pub(super) threads: u32,
    pub(super) attempts: u64,
    injected: BTreeMap<&'static str, u64>,
    calls: BTreeMap<String, u64>,
    without_clock: Option<BTreeMap<String, u64>>,
}

impl<'a> World<'a> {
    pub(super) fn new(setting: &'a Setting, law: &'a Law, periods: &'a Periods, defect: Option<Defect>) -> Self {
        let mut dice = Dice::new(setting.seed);
        let desks = super::traffic::desks(setting.desks.max(2));
        let (pairs, weights) = super::traffic::pairs(desks.len(), &mut dice);
        let end = BEGIN + i64::from(setting.days) * DAY;
        let mut world = Self {
            setting,
            law,
            periods,
            defect,
            now: BEGIN,
            end,
            queue: BinaryHeap::new(),
            entries: 0,
            dice,
            desks,
            pairs,
            weights,
            oracle: Oracle::default(),
            table: Table::default(),
            recent: VecDeque::new(),
            broken: HashMap::new(),
            flapping: HashMap::new(),
            retired: BTreeSet::new(),
            threads: 0,
            attempts: 0,
            injected: BTreeMap::new(),
            calls: BTreeMap::new(),
            without_clock: None,
        };
        world.at(BEGIN, Happening::Open);
        world.at(BEGIN, Happening::Burst);
        for fault in setting.faults.0.clone() {
            world.trouble_comes(fault);
        }
        world
    }

    pub(super) fn at(&mut self, at: i64, what: Happening) {
        self.entries += 1;
        self.queue.push(Reverse(Entry(at, self.entries, what)));
    }

    pub(super) fn run(&mut self) {
        while let Some(Reverse(Entry(at, _, what))) = self.queue.pop() {
            if at >= self.end && self.without_clock.is_none() {
                self.without_clock = Some(self.clockless());
            }
            if at > self.end + WIND_DOWN {
                break;
            }
            self.now = self.now.max(at);
            self.happen(what);
        }
    }

    fn happen(&mut self, what: Happening) {
        match what {
            Happening::Open => self.open_next(),
            Happening::OpenFor { pair, about } => self.open(pair, about),
            Happening::Burst => self.burst(),
            Happening::Work { desk, thread } => self.work(desk, thread),
            Happening::Send { desk, thread, attempt } => self.send(desk, thread, attempt),
            Happening::Arrive { packet, attempt } => self.arrive(packet, attempt),
            Happening::Answer { packet, attempt, code } => self.answer(&packet, attempt, code),
            Happening::Timer { desk, thread } => self.timer(desk, thread),
            Happening::Pick { desk, thread } => self.pick(desk, thread),
            Happening::Fetch { desk, thread, tries } => self.fetch(desk, thread, tries),
            Happening::KeyOver { desk, thread } => self.key_over(desk, thread),
            Happening::Trouble(fault) => self.trouble(fault),
            Happening::Steady { desk } => self.set_clock(desk, 0),
            Happening::Restore { desk, copy } => self.restore(desk, copy),
        }
    }

    /// Whether requests still begin and faults still come.
    pub(super) fn is_on(&self) -> bool {
        self.now < self.end
    }

    pub(super) fn inject(&mut self, fault: Fault) {
        *self.injected.entry(fault.name()).or_default() += 1;
    }

    /// Whether a fault that comes with a chance comes now.
    pub(super) fn strikes(&mut self, fault: Fault, chance: f64) -> bool {
        let strikes = self.is_on() && self.setting.faults.0.contains(&fault) && self.dice.happens(chance);
        if strikes {
            self.inject(fault);
        }
        strikes
    }

    /// The moment by a node's own clock.
    pub(super) fn clock(&self, desk: usize) -> Moment {
        Moment(self.now + self.desks[desk].skew)
    }

    pub(super) fn is_down(&self, desk: usize) -> bool {
        self.now < self.desks[desk].up_at
    }

    /// Stops a node; it starts again after some seconds or minutes.
    pub(super) fn stop(&mut self, desk: usize) {
        let long = self.dice.between(2.0, 120.0);
        let up = self.now + long as i64 * SECOND;
        self.desks[desk].up_at = up;
        self.desks[desk].steady_since = up;
        if self.defect == Some(Defect::LosesOutbox) {
            self.desks[desk].requests.values_mut().for_each(|kept| kept.outbox.clear());
        }
    }

    pub(super) fn kept(&mut self, desk: usize, thread: u32) -> Option<&mut Kept> {
        self.desks[desk].requests.get_mut(&thread)
    }

    /// Writes an event: what a node does in one transaction.
    pub(super) fn record(&mut self, desk: usize, thread: u32, peer: usize, event: &Event) {
        let decides = match event {
            Event::Said { act, .. } | Event::Heard { act, .. } => {
                matches!(act, Act::Decide { .. } | Act::Hold { .. } | Act::Return { .. })
            }
            _ => false,
        };
        let before = self.desks[desk].requests.get(&thread).filter(|_| decides).map(|kept| kept.state.clone());
        let requests = &mut self.desks[desk].requests;
        if let Some(kept) = requests.get_mut(&thread) {
            kept.state.apply(event);
        } else if let Some(state) = Request::evolve(None, event) {
            let kept = Kept {
                peer,
                state,
                outbox: VecDeque::new(),
                tries: 0,
                attempt: 0,
                followed: Vec::new(),
                work: i64::MAX,
                timer: i64::MAX,
                linked: None,
            };
            requests.insert(thread, kept);
        }
        self.judge_disclosed(desk, thread, event);
        if decides && let Some(kept) = self.desks[desk].requests.get(&thread) {
            let grounds = self.law.grounds.get(&kept.state.kind).map_or(&[][..], Vec::as_slice);
            self.oracle.judge(before.as_ref(), &kept.state, grounds);
        }
        self.follow(desk, thread);
        self.plan(desk, thread);
        self.retire(desk, thread);
    }

    /// Follows the clocks of whoever has to act: those that ended go into the table, and the next call is waited for.
    pub(super) fn follow(&mut self, desk: usize, thread: u32) {
        let now = self.clock(desk);
        let steady = self.now - self.desks[desk].steady_since > NOTICE;
        let zone = self.desks[desk].zone.clone();
        let Some(kept) = self.desks[desk].requests.get_mut(&thread) else { return };
        let clocks = running(&kept.state, self.periods);
        let ours = clocks.iter().filter(|clock| clock.who == kept.state.side);
        let next: Vec<Followed> = ours.map(|clock| Followed::new(clock, &kept.state, self.periods, now)).collect();
        let is_same = |a: &Followed, b: &Followed| a.what == b.what && a.due == b.due;
        let before = std::mem::take(&mut kept.followed);
        let (goes_on, ended): (Vec<_>, Vec<_>) =
            before.into_iter().partition(|one| next.iter().any(|other| is_same(one, other)));
        let new = next.into_iter().filter(|one| !goes_on.iter().any(|other| is_same(one, other)));
        kept.followed = goes_on.iter().cloned().chain(new).collect();
        for one in ended.iter().chain(&goes_on) {
            // What a message that was long on its way began is noticed once it is there.
            let late = now.0 > one.due.0.max(one.seen.0) + NOTICE;
            if steady && late && !was_called(&kept.state, one) {
                let kind = kept.state.kind;
                self.oracle.cry(Invariant::NothingLateUnnoticed, || format!("{kind} {thread}: {}", one.what));
            }
        }
        for one in &ended {
            if one.is_done(&kept.state) {
                self.table.ended(kept.state.kind, one, now);
            }
        }
        let Some(next) = call::next(&kept.state, self.periods, &zone) else { return };
        let at = next.0 - self.desks[desk].skew;
        self.wait_for(desk, thread, at);
    }

    fn wait_for(&mut self, desk: usize, thread: u32, at: i64) {
        let at = at.max(self.now);
        let Some(kept) = self.kept(desk, thread) else { return };
        if kept.timer != at {
            kept.timer = at;
            self.at(at, Happening::Timer { desk, thread });
        }
    }

    /// The node looks whether somebody has to be called, as its job does every few seconds.
    fn timer(&mut self, desk: usize, thread: u32) {
        if self.is_down(desk) {
            let up = self.desks[desk].up_at;
            return self.wait_for(desk, thread, up);
        }
        let now = self.clock(desk);
        let (zone, at) = (self.desks[desk].zone.clone(), self.now);
        let periods = self.periods;
        let Some(kept) = self.kept(desk, thread) else { return };
        if kept.timer != at || self.defect == Some(Defect::CallsNobody) {
            return;
        }
        let Some(kept) = self.kept(desk, thread) else { return };
        kept.timer = i64::MAX;
        let peer = kept.peer;
        for one in call::due(&kept.state, periods, &zone, now) {
            let name = serde_json::to_value(one.step).ok().and_then(|name| name.as_str().map(str::to_owned));
            *self.calls.entry(name.unwrap_or_default()).or_default() += 1;
            let people = self.on_duty(desk, one.step.level());
            let somebody = !people.is_empty();
            let event = Event::Called { clock: one.clock.into(), due: one.due, step: one.step, people, at: now };
            self.record(desk, thread, peer, &event);
            // Whoever is called answers in some minutes, mostly.
            if somebody && self.dice.happens(0.85) {
                let minutes = self.dice.around(6.0, 0.6);
                let at = self.now + (minutes * MINUTE as f64) as i64;
                self.at(at, Happening::Pick { desk, thread });
            }
        }
        self.follow(desk, thread);
    }

    /// Who is on duty: by day always somebody; by night the first of a desk that never closes, and the second of the others.
    fn on_duty(&self, desk: usize, level: u8) -> Vec<StaffId> {
        let there = self.desks[desk].round_the_clock || level > 1 || self.is_open(desk, self.now);
        if there { vec![StaffId::from_bits(u128::from(level))] } else { Vec::new() }
    }

    /// A request that both closed, with nothing on its way: compared and dropped.
    fn retire(&mut self, desk: usize, thread: u32) {
        let over = |kept: &Kept| {
            let closed = kept.state.phase() == Phase::Closed && kept.outbox.is_empty();
            // What was given is destroyed even when all else is over.
            closed && running(&kept.state, self.periods).is_empty()
        };
        let Some(mine) = self.desks[desk].requests.get(&thread).filter(|kept| over(kept)) else { return };
        let peer = mine.peer;
        let Some(theirs) = self.desks[peer].requests.get(&thread).filter(|kept| over(kept)) else { return };
        let (asking, asked) = if mine.state.side == Side::Asking { (mine, theirs) } else { (theirs, mine) };
        self.oracle.compare(thread, &asking.state, &asked.state);
        if information::outlives(&asking.state) {
            self.oracle
                .cry(Invariant::NothingOpensUnaccepted, || format!("the key of request {thread} is still there"));
        }
        let (linked, asker) = (asking.linked, if mine.state.side == Side::Asking { desk } else { peer });
        self.desks[desk].requests.remove(&thread);
        self.desks[peer].requests.remove(&thread);
        self.retired.insert(thread);
        if let Some(linked) = linked {
            self.plan(asker, linked);
        }
    }

    pub(super) fn is_retired(&self, thread: u32) -> bool {
        self.retired.contains(&thread)
    }

    fn clockless(&self) -> BTreeMap<String, u64> {
        let mut found = BTreeMap::new();
        for desk in &self.desks {
            let asking = desk.requests.iter().filter(|(_, kept)| kept.state.side == Side::Asking);
            for (thread, kept) in asking {
                let there = self.desks[kept.peer].requests.get(thread);
                let runs = |kept: &Kept| !running(&kept.state, self.periods).is_empty();
                let open = kept.state.asking.opening.is_some() && kept.state.phase() != Phase::Closed;
                if open && !runs(kept) && !there.is_some_and(runs) {
                    *found.entry(format!("{:?} {}", kept.state.phase(), kept.state.kind)).or_default() += 1;
                }
            }
        }
        found
    }

    fn conclude(&mut self) {
        for desk in 0..self.desks.len() {
            let threads: Vec<u32> = self.desks[desk].requests.keys().copied().collect();
            for thread in threads {
                self.follow(desk, thread);
                let Some(mine) = self.desks[desk].requests.get(&thread) else { continue };
                let (peer, phase) = (mine.peer, mine.state.phase());
                if phase != Phase::Closed && mine.state.asking.opening.is_some() {
                    self.oracle.cry(Invariant::EveryRequestEnds, || format!("request {thread} stands at {phase:?}"));
                }
                if mine.state.side != Side::Asking {
                    continue;
                }
                if let Some(theirs) = self.desks[peer].requests.get(&thread)
                    && mine.outbox.is_empty()
                    && theirs.outbox.is_empty()
                {
                    self.oracle.compare(thread, &mine.state, &theirs.state);
                }
            }
        }
        let mut oracle = std::mem::take(&mut self.oracle);
        oracle.end(|thread, from, n| {
            let name = format!("{n:032x}");
            let mut others = self.desks.iter().enumerate().filter(|(desk, _)| *desk != from);
            self.retired.contains(&thread)
                || others.any(|(_, desk)| desk.requests.get(&thread).is_some_and(|kept| kept.state.knows(&name)))
        });
        self.oracle = oracle;
    }

    pub(super) fn outcome(mut self) -> Outcome {
        self.conclude();
        Outcome {
            desks: self.desks.len(),
            days: self.setting.days,
            seed: self.setting.seed,
            requests: self.threads.into(),
            messages: self.oracle.next() as u64,
            attempts: self.attempts,
            clocks: self.table.lines(),
            faults: self.injected,
            calls: self.calls,
            without_clock: self.without_clock.unwrap_or_default(),
            invariants: self.oracle.verdicts(),
        }
    }
}

fn was_called(state: &Request, clock: &Followed) -> bool {
    let of_clock = |made: &call::Made| made.clock == clock.what && made.due == clock.due;
    state.calls.iter().any(|made| of_clock(made) && made.step >= call::Step::Out)
}
