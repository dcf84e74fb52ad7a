//! What is sent to other States and received from them. A message leaves the outbox when the other node's signed receipt is kept;
//! what arrives is written, with the receipt for it, in one transaction, and its number is remembered for ever: doing it twice
//! is doing it once.

use std::sync::Arc;

use khien_casework::Refusal;
use khien_desk::request::place::{self, Arriving, Misplaced};
use khien_desk::request::suspension::Signers;
use khien_desk::request::{Act, Event, Law, Side};
use khien_desk::wire::receipt::Receipt;
use khien_seal::keys::SignKey;
use khien_terms::Moment;
use khien_terms::id::RequestId;

use crate::batch::Batch;
use crate::db::{Row, Shape, Sort};
use crate::journal::{Actor, PLACES, placed, places};
use crate::requests::{append, held, message_part};
use crate::suspension::HELD_BACK;
use crate::{Fault, Store, emergencies, information, packages, sealed, suspension, twice, vals};

pub(crate) const OUT: Shape = Shape {
    table: "desk_out",
    columns: &[
        ("message", Sort::Text),
        ("request", Sort::Text),
        ("peer", Sort::Text),
        ("lane", Sort::Int),
        ("n", Sort::Int),
        ("bytes", Sort::Blob),
        ("due", Sort::Int),
        ("tries", Sort::Int),
        ("expires", Sort::Int),
        ("state", Sort::Text),
        ("head", Sort::Text),
    ],
};

const IN: Shape = Shape {
    table: "desk_in",
    columns: &[
        ("peer", Sort::Text),
        ("message", Sort::Text),
        ("outer_hash", Sort::Text),
        ("receipt", Sort::Blob),
        ("at", Sort::Int),
        ("request", Sort::Text),
        ("node", Sort::Text),
        ("officer", Sort::Text),
    ],
};

/// A message on its way out.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Its number in hex.
    pub message: String,
    /// The request that it belongs to; empty before it is kept.
    pub request: String,
    /// The State that gets it.
    pub peer: String,
    /// Lane: 0 goes before 1.
    pub lane: i64,
    /// What travels.
    pub bytes: Vec<u8>,
    /// SHA-256 of the signed bytes, hex: what the receipt has to name.
    pub head: String,
    /// How often it was tried.
    pub tries: i64,
    /// When sending is given up.
    pub expires: Moment,
}

impl Outgoing {
    /// SHA-256 of what travels, hex.
    #[must_use]
    pub fn digest(&self) -> String {
        khien_seal::sha256_hex(&self.bytes)
    }
}

/// A message that arrived, opened in memory, verified, and sealed to our desk.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Who sent it.
    pub peer: String,
    /// Its number in hex.
    pub message: String,
    /// SHA-256 of what travelled.
    pub outer: khien_seal::Hash,
    /// SHA-256 of the signed bytes.
    pub inner: khien_seal::Hash,
    /// The request.
    pub request: RequestId,
    /// Place among the sender's messages.
    pub seq: u32,
    /// SHA-256 of the sender's message before it; `-` for the first.
    pub prev: String,
    /// When it was signed.
    pub issued_at: Moment,
    /// What it does.
    pub act: Act,
    /// By which name the officer signs.
    pub officer: String,
    /// Whose keys signed it; of an answer by letter nobody's that a State's node could revoke.
    pub signers: Option<Signers>,
    /// The signed bytes, sealed to our desk.
    pub kept: Vec<u8>,
    /// The chunks of the package that it hands over, in order, by their hashes; of other acts none.
    pub chunks: Vec<String>,
    /// Whom its form names; of other acts than a request nobody.
    pub subjects: Vec<crate::subjects::Tag>,
}

impl Arrived {
    /// What decides about its place.
    fn arriving(&self) -> Arriving<'_> {
        Arriving {
            peer: &self.peer,
            message: &self.message,
            seq: self.seq,
            prev: &self.prev,
            issued_at: self.issued_at,
            act: &self.act,
        }
    }
}

/// What became of a message that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is kept; here is the receipt.
    New(Vec<u8>),
    /// It was kept before; here is the same receipt.
    Before(Vec<u8>),
    /// A key that signed it is not believed: nothing of it is kept.
    Unproven,
    /// Its package finds no place here now.
    Full,
    /// It has no place here: nothing of it is kept.
    Refused(Misplaced),
}

/// How long nobody else takes a message that is being sent.
pub(crate) const LEASE: i64 = 30_000_000;

impl Store {
    /// Whether a message with this number was kept before: its receipt, or that another had the number.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn received_before(&self, peer: String, message: String, outer: String) -> Result<Option<Taken>, Fault> {
        self.read(move |conn| before(conn.first(BEFORE, &vals![peer, message])?, &outer)).await
    }

    /// Takes a message in. `node` signs the receipt, which is made only for what the transaction keeps.
    ///
    /// # Errors
    /// [`Fault::Database`]; then nothing of it stands and no receipt goes out.
    pub async fn hear(&self, arrived: Arc<Arrived>, own: String, law: Arc<Law>, node: SignKey) -> Result<Taken, Fault> {
        let declines = matches!(arrived.act, Act::Decline { .. });
        let taken = self.write("hear", move |batch| hear(batch, &arrived, &own, &law, &node)).await?;
        // What was destroyed with it is nowhere in the database's pages before the receipt leaves.
        if declines && matches!(taken, Taken::New(_)) {
            self.scrub().await?;
        }
        Ok(taken)
    }

    /// The States for which something is due.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn roads(&self) -> Result<Vec<String>, Fault> {
        self.read(|conn| {
            let now = Moment::from(crate::journal::now()).0;
            let sql = "SELECT DISTINCT peer FROM desk_out WHERE state = 'waiting' AND due <= $1";
            Ok(conn.query(sql, &vals![now])?.iter().map(|row| row.text(0).to_owned()).collect())
        })
        .await
    }

    /// Takes so much of what is due for a State out of the outbox, the urgent first, of each request the oldest only: the next one waits
    /// for its receipt, and overtakes none that is held back.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn take_outgoing(&self, peer: String, most: usize) -> Result<Vec<Outgoing>, Fault> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.write_lightly("take outgoing", move |batch| {
            let now = batch.now.0;
            let sql = "SELECT o.message, o.request, o.peer, o.lane, c.bytes, o.tries, o.expires, o.head, o.bytes FROM desk_out AS o \
                 LEFT JOIN desk_copy AS c ON c.peer = o.peer AND c.message = o.message AND c.ours = 1 \
                 WHERE o.state = 'waiting' AND o.peer = $1 AND o.due <= $2 AND NOT EXISTS (SELECT 1 FROM desk_out AS e \
                 WHERE e.request = o.request AND e.n < o.n AND e.state IN ('waiting', 'held back')) ORDER BY o.lane, o.due, o.message LIMIT $3";
            let rows = batch.conn()?.query(sql, &vals![peer.as_str(), now, most])?;
            let taken: Vec<Outgoing> = rows.iter().map(outgoing).collect();
            let numbers: Vec<&str> = taken.iter().map(|one| one.message.as_str()).collect();
            let leased = now + LEASE;
            let sql = format!("UPDATE desk_out SET due = {leased}, tries = tries + 1 WHERE message IN ({})", places());
            for some in numbers.chunks(PLACES) {
                batch.conn()?.execute(&sql, &placed(some))?;
            }
            Ok(taken)
        })
        .await
    }

    /// Whether a message that was taken out to be sent still waits: asked right before its bytes leave, for a revocation may have held it
    /// back meanwhile.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn still_waiting(&self, message: String) -> Result<bool, Fault> {
        let sql = "SELECT state FROM desk_out WHERE message = $1";
        let row = self.read(move |conn| conn.first(sql, &vals![message])).await?;
        Ok(row.is_some_and(|row| row.text(0) == "waiting"))
    }

    /// Whatever was being sent when the node stopped is due again. Sending twice is harmless: the other node gives the same
    /// receipt.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn resume_sending(&self) -> Result<(), Fault> {
        self.write("resume sending", |batch| {
            let now = batch.now.0;
            let sql = "UPDATE desk_out SET due = $1 WHERE state = 'waiting' AND due > $2 AND tries <= 1";
            batch.conn()?.execute(sql, &vals![now, now]).map(drop)
        })
        .await
    }

    /// The other node's receipt came: it is kept, and the message leaves the outbox, also one that is held back since: it was on its way.
    /// Were the receipt lost with the machine's power, the message would be sent again and the same receipt come back.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn receipted(&self, message: String, receipt: Vec<u8>) -> Result<(), Fault> {
        self.write_lightly("receipted", move |batch| {
            let Some(request) = request_of(batch, &message, &["waiting", HELD_BACK])? else { return Ok(()) };
            let (_, version) = held(batch, request)?;
            let sql = "INSERT INTO desk_receipt (message, receipt) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            batch.conn()?.execute(sql, &vals![message.as_str(), receipt.as_slice()])?;
            leave(batch, &message, "delivered")?;
            let event = Event::Receipted { message: message.clone(), receipt: khien_seal::sha256_hex(&receipt) };
            append(batch, request, version, event, Actor::Node)
        })
        .await
    }

    /// The message will not be taken there: somebody has to look.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn undelivered(&self, message: String, code: String) -> Result<(), Fault> {
        self.write("undelivered", move |batch| {
            let Some(request) = request_of(batch, &message, &["waiting"])? else { return Ok(()) };
            let (_, version) = held(batch, request)?;
            leave(batch, &message, "given up")?;
            packages::ended(batch, request, &message)?;
            append(
                batch,
                request,
                version,
                Event::Undelivered { message: message.clone(), code: code.clone() },
                Actor::Node,
            )
        })
        .await
    }

    /// What waits for this State is due now: it came back.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn due_again(&self, peer: String) -> Result<(), Fault> {
        self.write_lightly("due again", move |batch| {
            let sql = "UPDATE desk_out SET due = $1 WHERE peer = $2 AND state = 'waiting' AND due > $1 AND tries > 1";
            let now = batch.now.0;
            batch.conn()?.execute(sql, &vals![now, peer.as_str()]).map(drop)
        })
        .await
    }

    /// The message is tried again at a moment.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn try_again(&self, message: String, due: Moment) -> Result<(), Fault> {
        self.write_lightly("try again", move |batch| {
            // Whoever says something sends it before the outbox does: that was a try, also where it was held back meanwhile.
            let sql = "UPDATE desk_out SET due = $1, tries = CASE WHEN tries = 0 THEN 1 ELSE tries END \
                       WHERE message = $2 AND state IN ('waiting', 'held back')";
            batch.conn()?.execute(sql, &vals![due.0, message.as_str()]).map(drop)
        })
        .await
    }

    /// The other State's signed receipt for a message of ours, or ours for one of theirs.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn receipt_of(&self, message: String) -> Result<Vec<u8>, Fault> {
        self.read(move |conn| {
            let ours = "SELECT receipt FROM desk_receipt WHERE message = $1";
            let theirs = "SELECT receipt FROM desk_in WHERE message = $1";
            for sql in [ours, theirs] {
                if let Some(row) = conn.first(sql, &vals![message.as_str()])? {
                    return Ok(row.blob(0).to_vec());
                }
            }
            Err(Refusal::NotFound.into())
        })
        .await
    }
}

const BEFORE: &str = "SELECT outer_hash, receipt FROM desk_in WHERE peer = $1 AND message = $2";

fn before(row: Option<Row>, outer: &str) -> Result<Option<Taken>, Fault> {
    Ok(row.map(|row| match place::same_as_before(row.text(0), outer) {
        Ok(()) => Taken::Before(row.blob(1).to_vec()),
        Err(misplaced) => Taken::Refused(misplaced),
    }))
}

pub(crate) fn hear(
    batch: &mut Batch<'_>,
    arrived: &Arrived,
    own: &str,
    law: &Law,
    node: &SignKey,
) -> Result<Taken, Fault> {
    let outer = hex::encode(arrived.outer);
    let row = batch.conn()?.first(BEFORE, &vals![arrived.peer.as_str(), arrived.message.as_str()])?;
    if let Some(taken) = before(row, &outer)? {
        if let Taken::Refused(misplaced) = taken {
            twice::keep(batch, arrived, misplaced)?;
        }
        return Ok(taken);
    }
    if suspension::is_unproven(batch, arrived)? {
        return Ok(Taken::Unproven);
    }
    let found = batch.request(&arrived.request.to_string())?;
    let state = found.as_ref().map(|(state, _)| state);
    if let Err(misplaced) = place::may_take(state, &arrived.arriving(), law) {
        twice::keep(batch, arrived, misplaced)?;
        return Ok(Taken::Refused(misplaced));
    }
    if !packages::has_room(batch.conn()?, &arrived.peer, arrived.chunks.len())? {
        return Ok(Taken::Full);
    }
    let version = found.as_ref().map_or(0, |(_, version)| *version);
    let name = sealed::reference(&arrived.request.to_string(), &message_part(&arrived.message));
    let text = sealed::put(batch, &name, &arrived.kept)?;
    let event = Event::Heard {
        peer: arrived.peer.clone(),
        message: arrived.message.clone(),
        head: hex::encode(arrived.inner),
        outer: outer.clone(),
        issued_at: arrived.issued_at,
        text,
        act: arrived.act.clone(),
        officer: arrived.officer.clone(),
    };
    append(batch, arrived.request, version, event, Actor::State)?;
    emergencies::keep_promise(batch, arrived.request, (&arrived.peer, Side::Asked), &arrived.act)?;
    let place = (arrived.request, arrived.peer.as_str(), arrived.message.as_str(), false);
    packages::follow(batch, place, &arrived.act, &arrived.chunks)?;
    information::follow(batch, (arrived.request, &arrived.peer, false), &arrived.act, None)?;
    // Whom information names stands in its sealed part, which no node opens: it does not count as read.
    if matches!(arrived.act, Act::Request { information: None, .. }) {
        crate::subjects::keep(batch, arrived.request, &arrived.subjects)?;
    }
    let receipt = Receipt::delivered(&arrived.message, &arrived.outer, &arrived.inner, own, &arrived.peer, batch.now);
    let receipt = receipt.sign(node).map_err(|error| Fault::Corrupt(error.to_string()))?;
    let now = batch.now.0;
    let [node, officer] = suspension::keys(arrived);
    let (peer, message, request) = (arrived.peer.as_str(), arrived.message.as_str(), arrived.request.to_string());
    batch.insert(&IN, vals![peer, message, outer, receipt.as_slice(), now, request, node, officer].to_vec());
    Ok(Taken::New(receipt))
}

fn outgoing(row: &Row) -> Outgoing {
    Outgoing {
        message: row.text(0).to_owned(),
        request: row.text(1).to_owned(),
        peer: row.text(2).to_owned(),
        lane: row.int(3),
        // What was said before there were copies stands in the outbox itself.
        bytes: if row.blob(4).is_empty() { row.blob(8).to_vec() } else { row.blob(4).to_vec() },
        tries: row.int(5),
        expires: Moment(row.int(6)),
        head: row.text(7).to_owned(),
    }
}

/// The request of a message in the outbox, where it stands there in one of these states.
fn request_of(batch: &mut Batch<'_>, message: &str, states: &[&str]) -> Result<Option<RequestId>, Fault> {
    let row = batch.conn()?.first("SELECT request, state FROM desk_out WHERE message = $1", &vals![message])?;
    row.filter(|row| states.contains(&row.text(1))).map(|row| row.parse(0)).transpose()
}

/// A message leaves the outbox at this moment; what travelled stays for a fortnight ([`crate::resync`]), and what was signed stays
/// sealed with the request.
pub(crate) fn leave(batch: &mut Batch<'_>, message: &str, state: &str) -> Result<(), Fault> {
    let (sql, now) = ("UPDATE desk_out SET state = $1, due = $2, bytes = $3 WHERE message = $4", batch.now.0);
    batch.conn()?.execute(sql, &vals![state, now, Vec::<u8>::new(), message]).map(drop)
}
