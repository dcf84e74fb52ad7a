//! Emergencies between States: their reviews, which request followed which, and what is known of a State that asks again.

use khien_desk::Kind;
use khien_desk::request::emergency::{follows_up, may_review};
use khien_desk::request::{Act, Event, Request, Side, Verdict};
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};

use crate::batch::Batch;
use crate::journal::Actor;
use crate::requests::{append, find, load, must_be_sealed};
use crate::{Fault, Store, sealed, vals};

/// The part under which the words of a review are kept.
pub const REVIEW: &str = "review";

/// How many emergencies of one State are looked back at, so that a flood of them makes no page slow.
pub const KNOWN: i64 = 1_000;

impl Store {
    /// Reviews an emergency; its words are sealed to our desk.
    ///
    /// # Errors
    /// [`khien_desk::request::Refusal::NothingToReview`], [`khien_desk::request::Refusal::SamePerson`].
    pub async fn review_emergency(
        &self,
        id: RequestId,
        verdict: Verdict,
        words: Vec<u8>,
        by: StaffId,
    ) -> Result<(), Fault> {
        must_be_sealed(&words)?;
        self.write("review emergency", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            may_review(&state, by)?;
            let text = sealed::put(batch, &sealed::reference(&id.to_string(), REVIEW), &words)?;
            append(batch, id, version, Event::Reviewed { verdict, part: REVIEW.to_owned(), text, by }, Actor::Staff(by))
        })
        .await
    }

    /// The emergencies that a State sent, the newest [`KNOWN`] of them, each with the moment at which this node had it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn emergencies_of(&self, peer: String) -> Result<Vec<(Moment, Request)>, Fault> {
        self.read(move |conn| {
            let sql = "SELECT begun_at, state FROM request WHERE peer = $1 AND kind = $2 AND side = $3 \
                       ORDER BY number DESC LIMIT $4";
            let rows = conn.query(sql, &vals![peer, Kind::E1.as_str(), "asked", KNOWN])?;
            rows.iter().map(|row| Ok((Moment(row.int(0)), serde_json::from_str(row.text(1))?))).collect()
        })
        .await
    }
}

/// A request that was opened here, or heard, may be the one that an emergency with the same State promised: then that is written to
/// the emergency, in the same transaction.
pub(crate) fn keep_promise(
    batch: &mut Batch<'_>,
    id: RequestId,
    (peer, opened_by): (&str, Side),
    act: &Act,
) -> Result<(), Fault> {
    let Act::Request { kind, about: Some(about), .. } = act else { return Ok(()) };
    let Ok(number) = u128::from_str_radix(about, 16) else { return Ok(()) };
    let emergency = RequestId::from_bits(number);
    let Some((state, version)) = find(batch.conn()?, emergency)? else { return Ok(()) };
    // A State keeps its own promise: what another one says of it counts nothing.
    if state.peer != peer || state.side != opened_by || !follows_up(&state, *kind) {
        return Ok(());
    }
    append(batch, emergency, version, Event::Followed { request: format!("{:032x}", id.bits()) }, Actor::Node)
}
