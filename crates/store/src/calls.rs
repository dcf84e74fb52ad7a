//! Calls about the clocks of requests between States, and hand-over. Which calls there are is `khien_desk::request::call`'s; here each
//! is written once, with what a job has to send, in one transaction: a node that stops in between sends it when it starts again.

use std::sync::Arc;

use jiff::tz::TimeZone;
use khien_desk::request::clock::{Periods, SECOND};
use khien_desk::request::{self, Event, Request, call};
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};
use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::intake::OUTBOX;
use crate::journal::Actor;
use crate::requests::{append, load, must_be_sealed};
use crate::{Fault, Store, sealed, vals};

/// The kind of a task of the outbox that calls people about a request between States.
pub const CALL: &str = "desk call";

/// Who is called, by the level of the roster; [`request::Step::level`].
#[derive(Debug, Clone, Default)]
pub struct Called {
    /// Whoever is on duty.
    pub first: Vec<StaffId>,
    /// The next.
    pub second: Vec<StaffId>,
    /// Everybody of the desk.
    pub all: Vec<StaffId>,
}

impl Called {
    fn at(&self, level: u8) -> &[StaffId] {
        match level {
            1 => &self.first,
            2 => &self.second,
            _ => &self.all,
        }
    }

    /// Who is called about a clock. That a second person looks at an emergency is told to somebody else than whoever sent it.
    fn people(&self, state: &Request, clock: &str, level: u8) -> Vec<StaffId> {
        if clock == SECOND { self.besides(level, state.approver) } else { self.at(level).to_vec() }
    }

    /// Who is called at a level besides somebody: where they alone are there, the next, and then everybody else; nobody where nobody
    /// else is of the desk.
    #[must_use]
    pub fn besides(&self, level: u8, who: Option<StaffId>) -> Vec<StaffId> {
        let others = |level| self.at(level).iter().copied().filter(|one| who != Some(*one));
        (level..=3).map(|level| others(level).collect::<Vec<_>>()).find(|people| !people.is_empty()).unwrap_or_default()
    }
}

/// What the outbox says of a call: nothing of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The number by which staff call the request.
    pub number: i64,
    /// Which clock.
    pub clock: String,
    /// Which level of the roster.
    pub level: u8,
    /// Who.
    pub people: Vec<StaffId>,
}

impl Store {
    /// Open requests about whose clocks somebody has to be called now.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn requests_to_call(&self, periods: Arc<Periods>, zone: TimeZone) -> Result<Vec<RequestId>, Fault> {
        self.read(move |conn| {
            let now = Moment::from(crate::journal::now());
            let mut due = Vec::new();
            for row in conn.query("SELECT id, state FROM request WHERE ended = $1 ORDER BY id", &vals![false])? {
                let state: Request = serde_json::from_str(row.text(1))?;
                if !call::due(&state, &periods, &zone, now).is_empty() {
                    due.push(row.parse(0)?);
                }
            }
            Ok(due)
        })
        .await
    }

    /// Writes the calls of a request that are due, and puts them into the outbox; how many. Another node that did it before
    /// leaves none.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn call_about(
        &self,
        id: RequestId,
        called: Called,
        periods: Arc<Periods>,
        zone: TimeZone,
    ) -> Result<usize, Fault> {
        self.write("call", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            let due = call::due(&state, &periods, &zone, batch.now);
            let key = id.to_string();
            let row = batch.conn()?.first("SELECT number FROM request WHERE id = $1", &vals![key.as_str()])?;
            let number = row.map_or(0, |row| row.int(0));
            for (n, one) in due.iter().enumerate() {
                let people = called.people(&state, one.clock, one.step.level());
                let event = Event::Called {
                    clock: one.clock.to_owned(),
                    due: one.due,
                    step: one.step,
                    people: people.clone(),
                    at: batch.now,
                };
                append(batch, id, version + i64::try_from(n).unwrap_or(0), event, Actor::Node)?;
                let page = Page { number, clock: one.clock.to_owned(), level: one.step.level(), people };
                let body = serde_json::to_string(&page)?;
                let task = format!("call/{key}/{}/{}/{:?}", one.clock, one.due.0, one.step);
                let now = batch.now.0;
                batch.insert(&OUTBOX, vals![task, CALL, key.as_str(), now, "waiting", body].to_vec());
            }
            Ok(due.len())
        })
        .await
    }

    /// Somebody says that they know of a call.
    ///
    /// # Errors
    /// [`khien_casework::Refusal::NotFound`].
    pub async fn answer_call(&self, id: RequestId, by: StaffId) -> Result<(), Fault> {
        self.write("answer call", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            if !call::is_open(&state) {
                return Ok(());
            }
            append(batch, id, version, Event::CallAnswered { by }, Actor::Staff(by))
        })
        .await
    }

    /// Hands requests to somebody else of the desk, with a note that is sealed to the desk: these, or all that `by` has in hand.
    /// How many were handed over.
    ///
    /// # Errors
    /// [`request::Refusal::NotInHand`] for one that `by` does not have in hand; then none is handed over.
    pub async fn hand_over(
        &self,
        these: Option<Vec<RequestId>>,
        to: StaffId,
        note: Vec<u8>,
        by: StaffId,
    ) -> Result<usize, Fault> {
        must_be_sealed(&note)?;
        self.write("hand over", move |batch| {
            let requests = match &these {
                Some(these) => these.clone(),
                None => in_hand(batch, by)?,
            };
            for id in &requests {
                let (state, version) = load(batch.conn()?, *id)?;
                request::may_hand_over(&state, by, to)?;
                let part = format!("{HAND_OVER}{}", state.hand_overs.len() + 1);
                let text = sealed::put(batch, &sealed::reference(&id.to_string(), &part), &note)?;
                append(batch, *id, version, Event::HandedOver { to, part, text, by }, Actor::Staff(by))?;
            }
            Ok(requests.len())
        })
        .await
    }
}

/// Under which parts the notes of hand-overs are kept.
pub const HAND_OVER: &str = "hand-over/";

fn in_hand(batch: &mut Batch<'_>, by: StaffId) -> Result<Vec<RequestId>, Fault> {
    let rows = batch.conn()?.query("SELECT id, state FROM request WHERE ended = $1 ORDER BY id", &vals![false])?;
    let mut mine = Vec::new();
    for row in &rows {
        let state: Request = serde_json::from_str(row.text(1))?;
        if state.taken_by == Some(by) {
            mine.push(row.parse(0)?);
        }
    }
    Ok(mine)
}
