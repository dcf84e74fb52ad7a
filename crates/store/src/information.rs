//! Information that is given without a request (X1): the key of its sealed part stays with the State that gives it until the
//! other one's signed acceptance is there, and is destroyed in the transaction that hears another answer.

use khien_casework::Refusal;
use khien_desk::package::{Barred, Purpose};
use khien_desk::request::information::{self, Key};
use khien_desk::request::{self, Act, Event, Request, Side};
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};

use crate::batch::Batch;
use crate::db::{Shape, Sort};
use crate::journal::Actor;
use crate::requests::{append, load, message_part};
use crate::{Fault, Store, sealed, vals};

const KEYS: Shape = Shape {
    table: "desk_key",
    columns: &[
        ("message", Sort::Text),
        ("request", Sort::Text),
        ("peer", Sort::Text),
        ("ours", Sort::Int),
        ("state", Sort::Text),
        ("wrapped", Sort::Blob),
        ("due", Sort::Int),
        ("tries", Sort::Int),
    ],
};

/// Keys that are fetched at once.
const TAKE: i64 = 16;

/// The key of a sealed part, as it is kept where it was made.
#[derive(Debug, Clone)]
pub struct KeptKey {
    /// Sealed to the receiver's desk, as it will be fetched.
    pub wrapped: Vec<u8>,
    /// Sealed to our own desk: who gave it can read it.
    pub own: Vec<u8>,
}

/// What is kept of a key that another State asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Released {
    /// The conditions were accepted: here it is, sealed to whom it was given.
    Now(Vec<u8>),
    /// No message of ours, or not accepted yet.
    Not,
    /// Declined, taken back, or not answered in time: it is destroyed.
    Destroyed,
}

/// A key that we accepted, and have not fetched.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The request.
    pub request: RequestId,
    /// The message that gives the information.
    pub message: String,
    /// Who gives it.
    pub peer: String,
    /// SHA-256 of the sealed part, hex.
    pub part: String,
    /// How often it was tried.
    pub tries: i64,
}

/// The part under which a key is kept, sealed to our desk.
#[must_use]
pub fn key_part(message: &str) -> String {
    format!("key/{message}")
}

impl Store {
    /// What another State may fetch of a key of ours.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn released_key(&self, message: String) -> Result<Released, Fault> {
        self.read(move |conn| {
            let sql = "SELECT state, wrapped FROM desk_key WHERE message = $1 AND ours = $2";
            let row = conn.first(sql, &vals![message, 1i64])?;
            Ok(match row.as_ref().map(|row| row.text(0)) {
                Some("released") => Released::Now(row.map(|row| row.blob(1).to_vec()).unwrap_or_default()),
                Some("destroyed") => Released::Destroyed,
                _ => Released::Not,
            })
        })
        .await
    }

    /// Keys that were accepted, whose acceptance the other State has, and whose time to try came.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn wanted_keys(&self) -> Result<Vec<Wanted>, Fault> {
        self.read(|conn| {
            let now = Moment::from(crate::journal::now()).0;
            let sql = format!(
                "SELECT k.request, k.message, k.peer, k.tries FROM desk_key AS k WHERE k.ours = $1 AND k.state = 'wanted' \
                 AND k.due <= $2 AND NOT EXISTS (SELECT 1 FROM desk_out AS o WHERE o.request = k.request \
                 AND o.state = 'waiting') ORDER BY k.due LIMIT {TAKE}"
            );
            let rows = conn.query(&sql, &vals![0i64, now])?;
            let mut wanted = Vec::new();
            for row in &rows {
                let request = row.parse(0)?;
                let (state, _) = load(conn, request)?;
                // What may be a thief's is not fetched.
                if state.halt().is_some() {
                    continue;
                }
                let Some((_, information)) = information::given(&state.asking) else { continue };
                wanted.push(Wanted {
                    request,
                    message: row.text(1).to_owned(),
                    peer: row.text(2).to_owned(),
                    part: information.part.clone(),
                    tries: row.int(3),
                });
            }
            Ok(wanted)
        })
        .await
    }

    /// A key is fetched again at a moment.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn key_later(&self, message: String, due: Moment) -> Result<(), Fault> {
        self.write("key later", move |batch| {
            let sql =
                "UPDATE desk_key SET due = $1, tries = tries + 1 WHERE message = $2 AND ours = $3 AND state = 'wanted'";
            batch.conn()?.execute(sql, &vals![due.0, message.as_str(), 0i64]).map(drop)
        })
        .await
    }

    /// A key came, and is kept sealed to our desk; once.
    ///
    /// # Errors
    /// [`Refusal::Field`] when it is not sealed.
    pub async fn key_arrived(&self, id: RequestId, message: String, kept: Vec<u8>) -> Result<(), Fault> {
        crate::requests::must_be_sealed(&kept)?;
        self.write("key arrived", move |batch| arrive(batch, id, &message, &kept).map(drop)).await
    }

    /// A key that was accepted will not come: it was destroyed there, or our desk's key that it was sealed to opens no more.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn key_lost(&self, id: RequestId, message: String) -> Result<(), Fault> {
        self.write("key lost", move |batch| {
            if !is_wanted(batch, &message)? {
                return Ok(());
            }
            let (_, version) = load(batch.conn()?, id)?;
            mark(batch, &message, 0, "destroyed")?;
            append(batch, id, version, Event::KeyDestroyed { message: message.clone() }, Actor::State)
        })
        .await
    }

    /// Destroys the keys of information that nobody answered in time, and erases here those whose last day of use is over. Gives how
    /// many.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn destroy_over_keys(&self) -> Result<usize, Fault> {
        let over = self
            .read(|conn| {
                let now = Moment::from(crate::journal::now()).0;
                let sql = "SELECT request, message, ours FROM desk_key WHERE due <= $1 AND \
                           ((ours = $2 AND state = 'kept') OR (ours = $3 AND state = 'here'))";
                let rows = conn.query(sql, &vals![now, 1i64, 0i64])?;
                let row = |row: &crate::db::Row| Ok((row.parse(0)?, row.text(1).to_owned(), row.flag(2)));
                rows.iter().map(row).collect::<Result<Vec<(RequestId, String, bool)>, Fault>>()
            })
            .await?;
        let count = over.len();
        for (id, message, ours) in over {
            self.write("destroy key", move |batch| {
                let (state, version) = load(batch.conn()?, id)?;
                if ours {
                    return destroy(batch, (id, &message), &state, version).map(drop);
                }
                batch.conn()?.execute(
                    "DELETE FROM sealed WHERE ref = $1",
                    &vals![sealed::reference(&id.to_string(), &key_part(&message))],
                )?;
                mark(batch, &message, 0, "over")?;
                append(batch, id, version, Event::Erased { message: message.clone() }, Actor::Node)
            })
            .await?;
        }
        if count > 0 {
            self.scrub().await?;
        }
        Ok(count)
    }

    /// Hands the sealed part's key out, and the message that has the part in it. Of another State's information for a purpose that its
    /// conditions allow, which is written before the bytes leave; of our own without one.
    ///
    /// # Errors
    /// [`khien_desk::request::Refusal`]; [`Refusal::NotFound`].
    pub async fn open_information(
        &self,
        id: RequestId,
        purpose: Option<Purpose>,
        by: StaffId,
    ) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        self.write("open information", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            let (message, _) = information::given(&state.asking).ok_or(Refusal::NotFound)?;
            let message = message.to_owned();
            let event = match (state.side, purpose) {
                (Side::Asking, _) => Event::Opened { part: key_part(&message), by },
                (Side::Asked, None) => return Err(unnamed(&state).into()),
                (Side::Asked, Some(purpose)) => {
                    information::may_open(&state, purpose, batch.now)?;
                    Event::Read { message: message.clone(), purpose, by }
                }
            };
            let name = |part: &str| sealed::reference(&id.to_string(), part);
            let text = sealed::get(batch.conn()?, &name(&message_part(&message)))?;
            let key = sealed::get(batch.conn()?, &name(&key_part(&message)))?;
            append(batch, id, version, event, Actor::Staff(by))?;
            Ok((text, key))
        })
        .await
    }
}

/// Why information is not handed out to somebody who names no purpose: it is closed, or it opens for a purpose alone.
fn unnamed(state: &Request) -> request::Refusal {
    information::closed(state).map_or(Barred::Purpose.into(), request::Refusal::Closed)
}

/// Keeps a key that was accepted; says whether it was wanted.
pub(crate) fn arrive(batch: &mut Batch<'_>, id: RequestId, message: &str, kept: &[u8]) -> Result<bool, Fault> {
    if !is_wanted(batch, message)? {
        return Ok(false);
    }
    let (state, version) = load(batch.conn()?, id)?;
    sealed::put(batch, &sealed::reference(&id.to_string(), &key_part(message)), kept)?;
    let over = information::given(&state.asking).and_then(|(_, one)| one.conditions.over_at());
    let sql = "UPDATE desk_key SET state = 'here', due = $1 WHERE message = $2 AND ours = $3";
    batch.conn()?.execute(sql, &vals![over.map_or(i64::MAX, |over| over.0), message, 0i64])?;
    append(batch, id, version, Event::KeyArrived { message: message.to_owned() }, Actor::State).map(|()| true)
}

fn is_wanted(batch: &mut Batch<'_>, message: &str) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM desk_key WHERE message = $1 AND ours = $2 AND state = 'wanted'";
    Ok(batch.conn()?.first(sql, &vals![message, 0i64])?.is_some())
}

/// A state that has no key any more: the bytes go with it.
fn mark(batch: &mut Batch<'_>, message: &str, ours: i64, state: &str) -> Result<(), Fault> {
    let sql = "UPDATE desk_key SET state = $1, wrapped = $2 WHERE message = $3 AND ours = $4";
    batch.conn()?.execute(sql, &vals![state, Vec::<u8>::new(), message, ours]).map(drop)
}

/// Destroys a key that waits for an answer, or may be fetched, and says so in the journal; says whether there was one.
fn destroy(
    batch: &mut Batch<'_>,
    (id, message): (RequestId, &str),
    state: &Request,
    version: i64,
) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM desk_key WHERE message = $1 AND ours = $2 AND state IN ('kept', 'released')";
    if state.information_key != Key::There || batch.conn()?.first(sql, &vals![message, 1i64])?.is_none() {
        return Ok(false);
    }
    mark(batch, message, 1, "destroyed")?;
    append(batch, id, version, Event::KeyDestroyed { message: message.to_owned() }, Actor::Node)?;
    Ok(true)
}

/// Information that this State gave, and of which only the message came back: its key went with what was lost.
pub(crate) fn gone(batch: &mut Batch<'_>, id: RequestId, peer: &str) -> Result<(), Fault> {
    let (state, version) = load(batch.conn()?, id)?;
    let Some((message, _)) = information::given(&state.asking) else { return Ok(()) };
    let (none, key) = (Vec::<u8>::new(), id.to_string());
    batch.insert(&KEYS, vals![message, key, peer, 1i64, "destroyed", none, 0i64, 0i64].to_vec());
    append(batch, id, version, Event::KeyDestroyed { message: message.to_owned() }, Actor::Node)
}

/// What a message means for the key of its request's information. Says whether a key was destroyed: its bytes are scrubbed then.
pub(crate) fn follow(
    batch: &mut Batch<'_>,
    (id, peer, ours): (RequestId, &str, bool),
    act: &Act,
    key: Option<&KeptKey>,
) -> Result<bool, Fault> {
    let informs = matches!(act, Act::Request { information: Some(_), .. });
    let answers = matches!(act, Act::Accept { .. } | Act::Decline { .. } | Act::Withdraw | Act::Destroyed { .. });
    if !informs && !answers {
        return Ok(false);
    }
    let (state, version) = load(batch.conn()?, id)?;
    let Some((message, _)) = information::given(&state.asking) else { return Ok(false) };
    let row = |state: &str, wrapped: &[u8], ours: i64, due: i64| {
        vals![message, id.to_string(), peer, ours, state, wrapped, due, 0i64].to_vec()
    };
    match (act, ours) {
        (Act::Request { .. }, true) => {
            let key = key.ok_or(Refusal::Field { field: "message", problem: "its sealed part has no key" })?;
            let due = information::destroys_at(&state).map_or(0, |at| at.0);
            sealed::put(batch, &sealed::reference(&id.to_string(), &key_part(message)), &key.own)?;
            batch.insert(&KEYS, row("kept", &key.wrapped, 1, due));
            Ok(false)
        }
        (Act::Accept { .. }, true) => {
            let now = batch.now.0;
            batch.insert(&KEYS, row("wanted", &[], 0, now));
            Ok(false)
        }
        (Act::Accept { .. }, false) => {
            let sql = "UPDATE desk_key SET state = 'released' WHERE message = $1 AND ours = $2 AND state = 'kept'";
            batch.conn()?.execute(sql, &vals![message, 1i64])?;
            Ok(false)
        }
        // What is destroyed there is fetched no more, and what is destroyed here is wanted no more; the message itself, with the sealed
        // part in it, goes as every package does.
        (Act::Destroyed { .. }, true) => {
            let name = sealed::reference(&id.to_string(), &key_part(message));
            batch.conn()?.execute("DELETE FROM sealed WHERE ref = $1", &vals![name])?;
            mark(batch, message, 0, "over").map(|()| true)
        }
        (Act::Destroyed { .. }, false) => mark(batch, message, 1, "destroyed").map(|()| true),
        (Act::Decline { .. }, false) | (Act::Withdraw, true) => destroy(batch, (id, message), &state, version),
        // What was taken back before its key came is fetched no more.
        (Act::Withdraw, false) if is_wanted(batch, message)? => {
            mark(batch, message, 0, "destroyed")?;
            append(batch, id, version, Event::KeyDestroyed { message: message.to_owned() }, Actor::State)?;
            Ok(false)
        }
        _ => Ok(false),
    }
}
