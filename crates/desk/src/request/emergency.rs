//! When a life is at risk: one person may ask, somebody else is called at once, the asked State calls back before it gives anything,
//! and within a day both sides look whether it was right.

use khien_terms::Moment;
use khien_terms::id::StaffId;
use khien_terms::moment::{DAY, HOUR};
use serde::{Deserialize, Serialize};

use super::act::{Act, Decision};
use super::halves::Side;
use super::{Event, Refusal, Request};
use crate::Kind;

/// The ground of a request whose authenticity a call could not establish. It refuses an emergency only after that call.
pub const NOT_AUTHENTIC: &str = "V0";

/// Hours within which the request that an emergency promises follows (section 2.5 of the desk's specification).
pub const FOLLOW_UP_HOURS: i64 = 72;

/// Whether it was right to ask, or to give, in an emergency, as somebody says who had no part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was.
    Justified,
    /// It was not: every later emergency of that State shows it.
    NotJustified,
}

impl Verdict {
    /// Both, in the order in which they are offered.
    pub const ALL: [Verdict; 2] = [Verdict::Justified, Verdict::NotJustified];

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Justified => "justified",
            Verdict::NotJustified => "not_justified",
        }
    }
}

/// A review that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// What it came to.
    pub verdict: Verdict,
    /// Under which part its words are kept, sealed to the desk.
    pub part: String,
    /// Who.
    pub by: StaffId,
}

/// What our own people did in an emergency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// Who signed a message of ours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spoke: Vec<StaffId>,
    /// Who called the other State back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callers: Vec<StaffId>,
    /// Who else of the asking State looked at it since it was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second: Vec<StaffId>,
    /// The request that follows it, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<String>,
    /// Our review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

impl Emergency {
    /// Whether nothing is known: so it is in every request that is no emergency.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Folds an event of an emergency in, before the request itself does.
    pub(super) fn apply(state: &mut Request, event: &Event) {
        if state.kind != Kind::E1 {
            return;
        }
        let Some(by) = event.by() else {
            if let Event::Followed { request } = event {
                state.emergency.followed = Some(request.clone());
            }
            return;
        };
        let sent = state.side == Side::Asking && state.asking.opening.is_some();
        if sent && state.approver != Some(by) {
            note(&mut state.emergency.second, by);
        }
        match event {
            Event::Said { act, .. } => {
                note(&mut state.emergency.spoke, by);
                if matches!(act, Act::CallBack { .. }) {
                    note(&mut state.emergency.callers, by);
                }
            }
            Event::Reviewed { verdict, part, .. } => {
                state.emergency.review = Some(Review { verdict: *verdict, part: part.clone(), by });
            }
            _ => {}
        }
    }
}

fn note(people: &mut Vec<StaffId>, by: StaffId) {
    if !people.contains(&by) {
        people.push(by);
    }
}

/// From when the hours of the review count: the decision; where it never came to one, the sending, so that nobody takes a request
/// back to be spared it. Nothing while it is open, and of other kinds.
#[must_use]
pub fn review_from(state: &Request) -> Option<Moment> {
    let opening = state.asking.opening.as_ref().filter(|_| state.kind == Kind::E1)?;
    match &state.asked.decided {
        Some((Decision::Postponed { .. }, _)) | None => {
            (state.asking.withdrawn || state.asking.closed).then_some(opening.at)
        }
        Some((_, at)) => Some(*at),
    }
}

/// Whether our side still has to look whether it was right.
#[must_use]
pub fn owes_review(state: &Request) -> bool {
    review_from(state).is_some() && state.emergency.review.is_none()
}

/// By when the request that the asking State promised has to follow; nothing when it did, or when nothing was given.
#[must_use]
pub fn follow_up_due(state: &Request) -> Option<Moment> {
    let due = state.asking.opening.as_ref()?.follow_up_by?;
    let refused = matches!(state.asked.decided, Some((Decision::Refused { .. } | Decision::Nothing { .. }, _)));
    let undecided = state.asked.decided.is_none();
    let ended = state.asking.withdrawn || (undecided && state.asking.closed);
    (!refused && !ended && state.emergency.followed.is_none()).then_some(due)
}

/// Whether a request of a kind, opened by the State that sent this emergency, is the one that was promised.
#[must_use]
pub fn follows_up(state: &Request, kind: Kind) -> bool {
    state.kind == Kind::E1 && kind != Kind::E1 && state.asking.opening.is_some() && state.emergency.followed.is_none()
}

/// Decides whether somebody may review an emergency: nobody who drafted or signed anything in it, or called.
///
/// # Errors
/// [`Refusal::NothingToReview`], [`Refusal::SamePerson`].
pub fn may_review(state: &Request, by: StaffId) -> Result<(), Refusal> {
    if !owes_review(state) {
        return Err(Refusal::NothingToReview);
    }
    let took_part = state.drafter == Some(by) || state.emergency.spoke.contains(&by);
    if took_part { Err(Refusal::SamePerson) } else { Ok(()) }
}

/// What is known here of the emergencies of a State, when one of them is decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Record {
    /// How many arrived within an hour, this one among them.
    pub last_hour: u32,
    /// How many within a day.
    pub last_day: u32,
    /// How many before it our review found not justified, ever.
    pub not_justified: u32,
    /// After how many before it the request that was promised did not follow in time.
    pub not_followed: u32,
}

impl Record {
    /// Counts the emergencies of a State, each with the moment at which our node had it: the sender's own clock counts nothing here.
    /// `this` is when the one that is looked at arrived, `until` is now, or the moment of its decision when there is one.
    pub fn of<'a>(
        requests: impl IntoIterator<Item = (Moment, &'a Request)>,
        this: Moment,
        until: Moment,
        now: Moment,
    ) -> Self {
        let mut record = Self::default();
        for (arrived, request) in requests {
            let within = |span: i64| u32::from(arrived <= until && arrived.0 > until.0.saturating_sub(span));
            let wrong = request.emergency.review.as_ref().is_some_and(|one| one.verdict == Verdict::NotJustified);
            record.last_hour += within(HOUR);
            record.last_day += within(DAY);
            let broken = follow_up_due(request).is_some_and(|due| due < now);
            record.not_justified += u32::from(wrong && arrived < this);
            record.not_followed += u32::from(broken && arrived < this);
        }
        record
    }
}
