//! The clocks of a year: how many, how many in time, and how long they took.

use std::collections::BTreeMap;

use khien_terms::Moment;
use khien_terms::moment::HOUR;
use serde::Serialize;

use crate::Kind;
use crate::request::Request;
use crate::request::clock::{Clock, Periods, period};

/// A line of the table: one clock of one kind, at the State that had to act.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The kind of request.
    pub kind: Kind,
    /// Which clock.
    pub clock: String,
    /// How many ended because what was due was done.
    pub ended: usize,
    /// Of these, in time by the clock of the node that had to act.
    pub met: usize,
    /// Of these, late.
    pub late: usize,
    /// Hours that it took, half of them.
    pub median_hours: f64,
    /// Hours that nine of ten took at most.
    pub p90_hours: f64,
    /// Hours of the worst.
    pub worst_hours: f64,
}

/// A clock as it is followed.
#[derive(Debug, Clone)]
pub(super) struct Followed {
    pub(super) what: &'static str,
    pub(super) due: Moment,
    since: Moment,
    /// When it was first known to whoever has to act, by their clock.
    pub(super) seen: Moment,
}

impl Followed {
    /// `now` by the clock of the node that has to act.
    pub(super) fn new(clock: &Clock, request: &Request, periods: &Periods, now: Moment) -> Self {
        let hours = period(clock.what, request.kind, periods);
        // The clock of a decision stands still while a question is open: its hours count back from its end.
        let since = if hours > 0.0 { clock.due.plus_hours(-hours) } else { now };
        Self { what: clock.what, due: clock.due, since, seen: now }
    }

    /// Whether it ended because what was due was done, and not since nothing is due any more.
    pub(super) fn is_done(&self, request: &Request) -> bool {
        let asked = &request.asked;
        match self.what {
            "receipt" | "second" => true,
            "call_back" => !asked.called_back.is_empty(),
            "follow_up" => request.emergency.followed.is_some(),
            "review" => request.emergency.review.is_some(),
            "acknowledge" => asked.acknowledged.is_some() || asked.decided.is_some(),
            "decide" => asked.decided.is_some(),
            "hold" => asked.held.is_some(),
            "received" => !request.asking.received.is_empty() || !request.asking.destroyed.is_empty(),
            "destroy" => !request.asking.destroyed.is_empty(),
            _ => !request.asking.withdrawn,
        }
    }
}

/// What the table is made of.
#[derive(Debug, Default)]
pub(super) struct Table(BTreeMap<(Kind, &'static str), (usize, Vec<f64>)>);

impl Table {
    pub(super) fn ended(&mut self, kind: Kind, clock: &Followed, now: Moment) {
        let (late, hours) = self.0.entry((kind, clock.what)).or_default();
        *late += usize::from(now > clock.due);
        hours.push((now.0 - clock.since.0).max(0) as f64 / HOUR as f64);
    }

    pub(super) fn lines(mut self) -> Vec<Line> {
        let all = self.0.iter_mut().map(|((kind, clock), (late, hours))| {
            hours.sort_by(f64::total_cmp);
            let at = |share: f64| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
                let place = (share * (hours.len() - 1) as f64).round() as usize;
                (hours.get(place).copied().unwrap_or(0.0) * 100.0).round() / 100.0
            };
            Line {
                kind: *kind,
                clock: (*clock).to_owned(),
                ended: hours.len(),
                met: hours.len() - *late,
                late: *late,
                median_hours: at(0.5),
                p90_hours: at(0.9),
                worst_hours: at(1.0),
            }
        });
        all.collect()
    }
}
