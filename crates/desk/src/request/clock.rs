//! Who must act by when. Periods are data; the law's own (sixty days, the ends of a hold) follow from what was said.

use khien_terms::Moment;
use khien_terms::moment::HOUR;
use serde::Deserialize;

use super::act::{Decision, Urgency};
use super::halves::{Half, Phase, Side};
use super::suspension::{Halt, RECHECK_HOURS};
use super::{Request, emergency, information};
use crate::Kind;

/// Hours that a kind allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
pub struct Hours {
    /// Until a named officer has it.
    pub acknowledge: f64,
    /// Until it is decided.
    pub decide: f64,
    /// From the decision until data is held; of preservations.
    #[serde(default)]
    pub hold: Option<f64>,
    /// Until the directory's number is called back; of emergencies.
    #[serde(default)]
    pub call_back: Option<f64>,
    /// From the decision until both sides have reviewed it; of emergencies.
    #[serde(default)]
    pub review: Option<f64>,
    /// How many of one State within an hour are many; no hours, of emergencies.
    #[serde(default)]
    pub many_in_an_hour: Option<u32>,
}

/// The periods of each kind (`data/desk/clocks.json`).
pub type Periods = std::collections::BTreeMap<Kind, Hours>;

/// Something that has to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Code: `acknowledge`, `decide`, `hold`, `answer`, `extend`, `receipt`, `undelivered`, `hold_ends`, `received`, `destroy`,
    /// `destroy_information`, `key_letter`; of emergencies
    /// `second`, `call_back`, `follow_up`, `review`; of what a stolen key signed `recheck`.
    pub what: &'static str,
    /// Who has to.
    pub who: Side,
    /// By when; shown in the zone of the one who has to.
    pub due: Moment,
}

/// Minutes without a receipt after which somebody is told.
fn receipt_minutes(urgency: Urgency) -> i64 {
    if urgency == Urgency::Emergency { 2 } else { 60 }
}

/// The clock of an emergency of ours that a second person looks at; as long as the other State has to call back.
pub const SECOND: &str = "second";

/// The clock of information that was given to a State: by its end somebody there says that it was destroyed.
const INFORMATION_ENDS: &str = "destroy_information";

/// The clock of messages that a stolen key signed: by its end two people of ours heard whether they are that State's own.
pub const RECHECK: &str = "recheck";

/// The clock of information that a State without a node accepted: a letter with its key is taken out for it.
const KEY_LETTER: &str = "key_letter";
/// Hours for that letter.
const KEY_LETTER_HOURS: f64 = 24.0;

/// Hours for an answer to a question.
const ANSWER_HOURS: f64 = 7.0 * 24.0;

/// Hours that a clock has by the data; of an extension those of the kind P2. Zero for those that have none.
#[must_use]
pub fn period(what: &str, kind: Kind, periods: &Periods) -> f64 {
    let hours = |kind| periods.get(&kind);
    match what {
        "acknowledge" => hours(kind).map(|hours| hours.acknowledge),
        "decide" => hours(kind).map(|hours| hours.decide),
        "hold" => hours(kind).and_then(|hours| hours.hold),
        "extend" => hours(Kind::P2).map(|hours| hours.decide),
        "answer" => Some(ANSWER_HOURS),
        KEY_LETTER => Some(KEY_LETTER_HOURS),
        "call_back" | SECOND => hours(kind).and_then(|hours| hours.call_back),
        "review" => hours(kind).and_then(|hours| hours.review),
        RECHECK => Some(RECHECK_HOURS),
        "follow_up" => Some(emergency::FOLLOW_UP_HOURS as f64),
        "received" => Some(24.0 * RECEIVED_DAYS as f64),
        // A quarter of it is two weeks: as long before as the first warning that a hold ends.
        "destroy" | INFORMATION_ENDS => Some(24.0 * 56.0),
        _ => None,
    }
    .unwrap_or(0.0)
}

/// What runs now, the nearest first.
#[must_use]
pub fn running(request: &Request, periods: &Periods) -> Vec<Clock> {
    let Some(opening) = &request.asking.opening else { return Vec::new() };
    let phase = request.phase();
    let mut clocks = Vec::new();
    if let Some(since) = request.sent_at.values().min() {
        let due = Moment(since.0 + receipt_minutes(opening.urgency) * HOUR / 60);
        clocks.push(Clock { what: "receipt", who: request.side, due });
    }
    // What was given is destroyed in time, whatever else is over.
    clocks.extend(packages(request));
    if let Some(due) = information::ends_at(&request.asking, &request.asked) {
        clocks.push(Clock { what: INFORMATION_ENDS, who: Side::Asked, due });
    }
    if let Some(since) = information::key_letter_waits(request) {
        clocks.push(Clock { what: KEY_LETTER, who: Side::Asking, due: since.plus_hours(KEY_LETTER_HOURS) });
    }
    clocks.extend(after_an_emergency(request, periods));
    for given_up in &request.undelivered {
        clocks.push(Clock { what: "undelivered", who: request.side, due: given_up.at });
    }
    if let Some(halt) = request.halt() {
        clocks.extend(while_stopped(request, halt));
        clocks.sort_by_key(|clock| clock.due);
        return clocks;
    }
    if phase >= Phase::Released || matches!(phase, Phase::Refused | Phase::Declined | Phase::Nothing) {
        clocks.sort_by_key(|clock| clock.due);
        return clocks;
    }
    let open_asks = Half::unanswered(&request.asked.asks, &request.asking);
    for ask in &open_asks {
        clocks.push(Clock { what: "answer", who: Side::Asking, due: ask.at.plus_hours(ANSWER_HOURS) });
    }
    // While a wish waits, the hold has no end: whoever is asked does not let it wait for ever.
    for wish in request.open_extensions() {
        let due = wish.at.plus_hours(period("extend", opening.kind, periods));
        clocks.push(Clock { what: "extend", who: Side::Asked, due });
    }
    if let Some(hours) = periods.get(&opening.kind) {
        let answered = information::answered(&request.asking, &request.asked).is_some();
        let fresh = request.asked.acknowledged.is_none() && request.asked.decided.is_none() && !answered;
        let uncalled = request.asked.called_back.is_empty() && request.asked.decided.is_none();
        if let Some(hours) = hours.call_back.filter(|_| uncalled) {
            clocks.push(Clock { what: "call_back", who: Side::Asked, due: opening.at.plus_hours(hours) });
        } else if fresh && hours.call_back.is_none() {
            clocks.push(Clock { what: "acknowledge", who: Side::Asked, due: opening.at.plus_hours(hours.acknowledge) });
        }
        // While a question is open, the clock of the decision stands still.
        if open_asks.is_empty()
            && let Some(from) = decides_from(request, opening.at)
        {
            // Conditions are answered by the day that whoever gives the information named.
            let due = if opening.information.is_some() { opening.respond_by } else { from.plus_hours(hours.decide) };
            clocks.push(Clock { what: "decide", who: Side::Asked, due });
        }
        if let (Some(hold), Some((Decision::Accepted | Decision::Part { .. }, at)), None) =
            (hours.hold, &request.asked.decided, request.asked.held)
        {
            clocks.push(Clock { what: "hold", who: Side::Asked, due: at.plus_hours(hold) });
        }
    }
    if let Some(due) = request.hold_ends() {
        clocks.push(Clock { what: "hold_ends", who: Side::Asking, due });
    }
    clocks.sort_by_key(|clock| clock.due);
    clocks
}

/// What runs while a stolen key may have signed a message: the call to its State, and the end of what is held, whatever those messages
/// say of it. No other clock does, since nothing else may be done.
fn while_stopped(request: &Request, halt: Halt) -> Vec<Clock> {
    let open = request.suspended.iter().filter(|one| one.is_open()).map(|one| one.at).min();
    let recheck = open.map(|at| Clock { what: RECHECK, who: request.side, due: at.plus_hours(RECHECK_HOURS) });
    let ends = request.hold_ends().filter(|_| halt != Halt::Over);
    let held = ends.map(|due| Clock { what: "hold_ends", who: Side::Asking, due });
    recheck.into_iter().chain(held).collect()
}

/// What runs on in an emergency, whatever else is over.
fn after_an_emergency(request: &Request, periods: &Periods) -> Vec<Clock> {
    let Some(opening) = request.asking.opening.as_ref().filter(|opening| opening.kind == Kind::E1) else {
        return Vec::new();
    };
    let mut clocks = Vec::new();
    if request.side == Side::Asking && request.emergency.second.is_empty() {
        let due = opening.at.plus_hours(period(SECOND, opening.kind, periods));
        clocks.push(Clock { what: SECOND, who: Side::Asking, due });
    }
    if let Some(due) = emergency::follow_up_due(request) {
        clocks.push(Clock { what: "follow_up", who: Side::Asking, due });
    }
    if let Some(from) = emergency::review_from(request).filter(|_| emergency::owes_review(request)) {
        let due = from.plus_hours(period("review", opening.kind, periods));
        clocks.push(Clock { what: "review", who: request.side, due });
    }
    clocks
}

/// Days in which the State that asked says that a package arrived whole.
const RECEIVED_DAYS: i64 = 7;

fn packages(request: &Request) -> Vec<Clock> {
    let said = |of: &[(String, Moment)], message: &str| of.iter().any(|(one, _)| one == message);
    let mut clocks = Vec::new();
    for package in &request.asked.returned {
        if said(&request.asking.destroyed, &package.message) {
            continue;
        }
        if !said(&request.asking.received, &package.message) && request.phase() < Phase::Released {
            let due = package.at.plus_days(RECEIVED_DAYS);
            clocks.push(Clock { what: "received", who: Side::Asking, due });
        }
        if let Some(due) = package.conditions.over_at() {
            clocks.push(Clock { what: "destroy", who: Side::Asking, due });
        }
    }
    clocks
}

/// From when the decision's hours count: the opening, later by all the time that questions were open; for a postponed one, the
/// end of the postponement.
fn decides_from(request: &Request, opened: Moment) -> Option<Moment> {
    match &request.asked.decided {
        _ if information::answered(&request.asking, &request.asked).is_some() => None,
        Some((Decision::Postponed { until }, _)) => Some(*until),
        Some(_) => None,
        None => Some(Moment(opened.0 + paused(request))),
    }
}

/// Microseconds for which questions were open, those that overlap counted once.
fn paused(request: &Request) -> i64 {
    let mut spans: Vec<(i64, i64)> = request
        .asked
        .asks
        .iter()
        .filter_map(|ask| {
            let answered = request.asking.answer_times.iter().find(|(message, _)| *message == ask.message)?;
            Some((ask.at.0, answered.1.0.max(ask.at.0)))
        })
        .collect();
    spans.sort_unstable();
    let (mut total, mut end) = (0, i64::MIN);
    for (from, to) in spans {
        let from = from.max(end);
        total += (to - from).max(0);
        end = end.max(to);
    }
    total
}
