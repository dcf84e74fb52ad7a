//! When somebody of ours is called about a clock: before it runs out, when it has, and the next of the roster when nobody answers.
//! Each step of a clock is called once, which the request itself remembers; after an outage the latest step alone is called.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use khien_terms::Moment;
use khien_terms::moment::HOUR;
use serde::{Deserialize, Serialize};

use super::Request;
use super::act::Urgency;
use super::clock::{Clock, Periods, RECHECK, SECOND, period, running};

/// A step of a clock, in the order in which they are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Fourteen days before a hold ends.
    Days14,
    /// Seven days before.
    Days7,
    /// Two days before.
    Days2,
    /// On the day itself.
    Days0,
    /// At once: a life is at risk, or a stolen key may have signed.
    Now,
    /// A quarter of the period is left.
    Near,
    /// It ran out.
    Out,
    /// Nobody answered the call: the next of the roster.
    Next,
    /// Nobody answered that one either: everybody of the desk.
    All,
}

impl Step {
    /// Which level of the roster is called: 1 whoever is on duty, 2 the next, 3 everybody of the desk.
    #[must_use]
    pub fn level(self) -> u8 {
        match self {
            Step::Next => 2,
            Step::All => 3,
            _ => 1,
        }
    }
}

/// A call that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// About which clock.
    pub clock: String,
    /// When that clock runs out: a clock that was set anew is another one.
    pub due: Moment,
    /// Which step.
    pub step: Step,
    /// When it was made.
    pub at: Moment,
    /// Somebody answered it, or did something in the request since.
    pub answered: bool,
}

/// A call that is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// About which clock.
    pub clock: &'static str,
    /// When that clock runs out.
    pub due: Moment,
    /// Which step.
    pub step: Step,
    /// From when it is to be made.
    pub from: Moment,
}

/// Minutes without an answer after which the next is called. Where a life is at risk the whole desk was called before the quarter
/// of an hour is over in which somebody has to call back.
fn patience(request: &Request) -> i64 {
    match request.asking.opening.as_ref().map(|opening| opening.urgency) {
        Some(Urgency::Emergency) => 5,
        Some(Urgency::Urgent) => 10,
        Some(Urgency::Routine) | None => 60,
    }
}

/// The calls that are to be made now, one of each clock.
#[must_use]
pub fn due(request: &Request, periods: &Periods, zone: &TimeZone, now: Moment) -> Vec<Call> {
    let ours = running(request, periods).into_iter().filter(|clock| clock.who == request.side);
    let latest = |clock: Clock| open_steps(request, periods, zone, &clock).into_iter().rfind(|call| call.from <= now);
    let mut calls: Vec<Call> = Vec::new();
    // Two clocks of one name that run out together, as those of two packages do, are one call.
    for call in ours.filter_map(latest) {
        if !calls.iter().any(|other| (other.clock, other.due) == (call.clock, call.due)) {
            calls.push(call);
        }
    }
    calls
}

/// When the next call is to be made, if nothing happens before.
#[must_use]
pub fn next(request: &Request, periods: &Periods, zone: &TimeZone) -> Option<Moment> {
    let ours = running(request, periods).into_iter().filter(|clock| clock.who == request.side);
    ours.flat_map(|clock| open_steps(request, periods, zone, &clock)).map(|call| call.from).min()
}

/// Whether somebody was called and nobody answered.
#[must_use]
pub fn is_open(request: &Request) -> bool {
    !request.is_over() && request.calls.iter().any(|made| !made.answered)
}

/// The steps of a clock that nobody was called for, in their order.
fn open_steps(request: &Request, periods: &Periods, zone: &TimeZone, clock: &Clock) -> Vec<Call> {
    let of_clock = |made: &&Made| made.clock == clock.what && made.due == clock.due;
    let last = request.calls.iter().filter(of_clock).max_by_key(|made| made.step);
    let mut steps = steps(request, periods, zone, clock);
    let waits = |made: &&Made| (made.step >= Step::Out || made.step == Step::Now) && !made.answered;
    if let Some(made) = last.filter(waits) {
        let next = if made.step <= Step::Out { Step::Next } else { Step::All };
        if made.step < next {
            steps.push((next, Moment(made.at.0 + patience(request) * HOUR / 60)));
        }
    }
    steps
        .into_iter()
        .filter(|(step, _)| last.is_none_or(|made| made.step < *step))
        .map(|(step, from)| Call { clock: clock.what, due: clock.due, step, from })
        .collect()
}

/// The steps that a clock has by itself.
fn steps(request: &Request, periods: &Periods, zone: &TimeZone, clock: &Clock) -> Vec<(Step, Moment)> {
    let out = (Step::Out, clock.due);
    match clock.what {
        "hold_ends" => {
            let days = [(Step::Days14, 14), (Step::Days7, 7), (Step::Days2, 2), (Step::Days0, 0)];
            days.map(|(step, before)| (step, morning(clock.due, before, zone))).into_iter().chain([out]).collect()
        }
        "receipt" | "undelivered" => vec![out],
        what @ ("call_back" | SECOND | RECHECK) => {
            let hours = period(what, request.kind, periods);
            let near = clock.due.plus_hours(-hours / 4.0);
            vec![(Step::Now, clock.due.plus_hours(-hours)), (Step::Near, near), out]
        }
        what => {
            let quarter = period(what, request.kind, periods) / 4.0;
            vec![(Step::Near, clock.due.plus_hours(-quarter)), out]
        }
    }
}

/// Eight in the morning some days before a moment, in the zone of whoever acts; never later than an hour before it.
fn morning(due: Moment, days_before: i64, zone: &TimeZone) -> Moment {
    let day = due.plus_days(-days_before).day_in(zone);
    let eight = day.to_datetime(Time::constant(8, 0, 0, 0)).to_zoned_datetime(zone.clone());
    let last = Moment(due.0 - HOUR);
    eight.map_or(last, |eight| Moment::from(eight.timestamp()).min(last))
}
