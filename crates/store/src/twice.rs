//! Two stories of one State in one request: a message that its node and an officer signed and that cannot stand beside what they signed
//! before. It has no effect, and it is kept, sealed to our desk, since it proves what that State did.

use khien_desk::request::place::Misplaced;
use khien_desk::request::{Act, Event, Request};
use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::courier::Arrived;
use crate::intake::OUTBOX;
use crate::journal::Actor;
use crate::requests::append;
use crate::{Fault, sealed, vals};

/// Kind of the outbox's task that calls the desk.
pub const TWICE: &str = "desk twice";

/// What the desk is called about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwicePage {
    /// Number of the request here.
    pub number: i64,
    /// The State.
    pub state: String,
}

/// What the parts of such messages begin with.
pub const PART: &str = "twice/";

/// The part of a request under which such a message is kept.
#[must_use]
pub fn part(head: &str) -> String {
    format!("{PART}{head}")
}

/// Keeps a message that was refused for its place, where it proves two stories; the desk is called with the first.
pub(crate) fn keep(batch: &mut Batch<'_>, arrived: &Arrived, misplaced: Misplaced) -> Result<(), Fault> {
    let id = arrived.request.to_string();
    let Some((state, version)) = batch.request(&id)? else { return Ok(()) };
    let head = hex::encode(arrived.inner);
    if !is_another(batch, arrived, &state, (misplaced, &head))? {
        return Ok(());
    }
    let first = state.twice.is_empty();
    let text = sealed::put(batch, &sealed::reference(&id, &part(&head)), &arrived.kept)?;
    let event = Event::SaidTwice {
        message: arrived.message.clone(),
        seq: arrived.seq,
        head,
        issued_at: arrived.issued_at,
        officer: arrived.officer.clone(),
        text,
    };
    append(batch, arrived.request, version, event, Actor::State)?;
    if first { call_desk(batch, &id, &arrived.peer) } else { Ok(()) }
}

/// Whether it is a second story, and not what was kept before under another seal: of this State's own request, and not one too many. What
/// hands evidence over holds its key, which opens for a purpose alone: of such a message nothing is kept.
fn is_another(
    batch: &mut Batch<'_>,
    arrived: &Arrived,
    state: &Request,
    (misplaced, head): (Misplaced, &str),
) -> Result<bool, Fault> {
    let tells = matches!(misplaced, Misplaced::Fork | Misplaced::Conflict);
    if !tells || matches!(arrived.act, Act::Return { .. }) || state.peer != arrived.peer || !state.keeps_twice(head) {
        return Ok(false);
    }
    let said = crate::journal::stream(batch.conn()?, &arrived.request.to_string())?;
    let same = said.iter().any(|recorded| match &recorded.event {
        crate::journal::Event::Request(Event::Heard { head: known, .. }) => known == head,
        _ => false,
    });
    Ok(!same)
}

fn call_desk(batch: &mut Batch<'_>, id: &str, peer: &str) -> Result<(), Fault> {
    let row = batch.conn()?.first("SELECT number FROM request WHERE id = $1", &vals![id])?;
    let page = TwicePage { number: row.map_or(0, |row| row.int(0)), state: peer.to_owned() };
    let (now, body) = (batch.now.0, serde_json::to_string(&page)?);
    batch.insert(&OUTBOX, vals![format!("twice/{id}"), TWICE, id, now, "waiting", body].to_vec());
    Ok(())
}
