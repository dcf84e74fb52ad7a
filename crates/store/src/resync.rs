//! Coming back from an old copy of this node. What passed between two States is kept for a fortnight as it travels to the other one, so
//! that a State that lost it can have it again; what comes is taken in by the rules of its first coming, once each. Until a legal officer
//! decides to go on, a node that learnt from its witnesses that it lost leaves signs nothing new.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::people::NodeEvent;
use khien_desk::request::{Act, Event, Side, place};
use khien_desk::wire::resync::{AT_ONCE, KEPT_DAYS};
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};
use khien_terms::moment::{DAY, HOUR};

use crate::batch::Batch;
use crate::db::{Conn, Shape, Sort};
use crate::journal::{Actor, Meta};
use crate::requests::{find, message_part};
use crate::{Fault, Store, emergencies, information, packages, sealed, vals};

const COPY: Shape = Shape {
    table: "desk_copy",
    columns: &[
        ("message", Sort::Text),
        ("ours", Sort::Int),
        ("peer", Sort::Text),
        ("bytes", Sort::Blob),
        ("at", Sort::Int),
    ],
};

/// First line of what a legal officer signs who decides that a node goes on without what it lost.
pub const GOES_ON: &str = "khien/v1/ledger-goes-on";

/// A message that passed between a State and this one, as it travels to that State.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// When it was received here, or receipted there; with the number, the place among all.
    pub at: Moment,
    /// Its number in hex.
    pub message: String,
    /// What travels.
    pub bytes: Vec<u8>,
    /// Of a message of that State: our receipt.
    pub receipt: Option<Vec<u8>>,
}

/// A message that a State said, as it is kept for that State.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The State.
    pub peer: String,
    /// Its number in hex.
    pub message: String,
    /// What travels.
    pub bytes: Vec<u8>,
}

/// A message of ours that another State gave back: its signatures and its receipt hold.
#[derive(Debug, Clone)]
pub struct SaidBefore {
    /// To whom it went.
    pub peer: String,
    /// Its number in hex.
    pub message: String,
    /// The request.
    pub request: RequestId,
    /// Place among our messages.
    pub seq: u32,
    /// SHA-256 of our message before it; `-` for the first.
    pub prev: String,
    /// When it was signed.
    pub issued_at: Moment,
    /// What it does.
    pub act: Act,
    /// The key of whoever signed it.
    pub verify: [u8; 32],
    /// SHA-256 of the signed bytes, hex.
    pub head: String,
    /// SHA-256 of what travelled, hex, as the receipt says.
    pub outer: String,
    /// The signed bytes, sealed to our desk.
    pub kept: Vec<u8>,
    /// The chunks of the package that it handed over.
    pub chunks: Vec<String>,
    /// Whom its form names.
    pub subjects: Vec<crate::subjects::Tag>,
    /// The other State's receipt.
    pub receipt: Vec<u8>,
}

/// What became of a message that was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// It is here again.
    Taken,
    /// It was here.
    Known,
    /// What comes before it is not here yet.
    NotYet,
}

/// How far a node that came back has caught up with a State.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaughtUp {
    /// The State.
    pub state: String,
    /// When it had given all that it keeps; none before.
    pub at: Option<Moment>,
}

impl Store {
    /// Whether this node came back from an old copy, and nobody decided yet that it goes on: then it signs nothing new.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn came_back(&self) -> Result<bool, Fault> {
        self.read(came_back).await
    }

    /// What passed between a State and this one since a moment, the oldest first, after a place; at most [`AT_ONCE`].
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn copies_for(&self, peer: String, since: Moment, after: (Moment, String)) -> Result<Vec<Copy>, Fault> {
        self.read(move |conn| {
            // Theirs, from when they were received here; ours, from when they were receipted there.
            let sql = format!(
                "SELECT at, message, ours, receipt FROM (\
                 SELECT i.at AS at, c.message AS message, c.ours AS ours, i.receipt AS receipt FROM desk_copy AS c \
                 JOIN desk_in AS i ON i.peer = c.peer AND i.message = c.message WHERE c.peer = $1 AND c.ours = 0 \
                 UNION ALL SELECT o.due, c.message, c.ours, o.bytes FROM desk_copy AS c \
                 JOIN desk_out AS o ON o.message = c.message AND o.state = 'delivered' WHERE c.peer = $1 AND c.ours = 1) AS passed \
                 WHERE at >= $2 AND (at > $3 OR (at = $3 AND message > $4)) ORDER BY at, message LIMIT {AT_ONCE}"
            );
            let rows = conn.query(&sql, &vals![peer.as_str(), since.0, after.0.0, after.1])?;
            let mut copies = Vec::with_capacity(rows.len());
            for row in rows {
                let sql = "SELECT bytes FROM desk_copy WHERE peer = $1 AND message = $2 AND ours = $3";
                let kept = conn.first(sql, &vals![peer.as_str(), row.text(1), row.int(2)])?;
                copies.push(Copy {
                    at: Moment(row.int(0)),
                    message: row.text(1).to_owned(),
                    bytes: kept.map(|kept| kept.blob(0).to_vec()).unwrap_or_default(),
                    receipt: (!row.blob(3).is_empty()).then(|| row.blob(3).to_vec()),
                });
            }
            Ok(copies)
        })
        .await
    }

    /// Keeps messages that States said, each sealed to its State, so that it can have it again. Lost with the machine's power before
    /// the next fsync, one is missing as it is where that State's keys have run out.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn keep_copies(&self, copies: Vec<Kept>) -> Result<(), Fault> {
        self.write_lightly("keep copies", move |batch| {
            for copy in &copies {
                keep_copy(batch, (&copy.peer, &copy.message, false), &copy.bytes);
            }
            Ok(())
        })
        .await
    }

    /// Since when a State has to give again what passed: since it last co-signed what this copy of us knows of, and an hour before, for
    /// clocks that differ; all that it keeps where it never did.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn lost_since(&self, peer: String) -> Result<Moment, Fault> {
        self.read(move |conn| {
            let sql = "SELECT at FROM cosignature WHERE peer = $1 ORDER BY size DESC LIMIT 1";
            Ok(conn.first(sql, &vals![peer])?.map_or(Moment(0), |row| Moment(row.int(0) - HOUR)))
        })
        .await
    }

    /// Takes a message of ours that another State gave back: it was said, and is receipted.
    ///
    /// # Errors
    /// [`Refusal::Stale`] where another message of ours stands in its place, [`Fault::Database`].
    pub async fn said_before(&self, said: SaidBefore) -> Result<Back, Fault> {
        self.write("said before", move |batch| said_before(batch, &said)).await
    }

    /// Everything that a State keeps was given again.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn caught_up(&self, state: String) -> Result<(), Fault> {
        self.write("caught up", move |batch| {
            let at = batch.now.0;
            put_setting(batch.conn()?, &caught_up_name(&state), &at.to_string())
        })
        .await
    }

    /// How far this node has caught up with each of these States since it came back.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn catching_up(&self, states: Vec<String>) -> Result<Vec<CaughtUp>, Fault> {
        self.read(move |conn| {
            let lost = lost_at(conn)?;
            let mut all = Vec::new();
            for state in states {
                let at = setting(conn, &caught_up_name(&state))?.and_then(|text| text.parse().ok());
                let at = at.filter(|at| lost.is_some_and(|lost| *at >= lost));
                all.push(CaughtUp { state, at: at.map(Moment) });
            }
            Ok(all)
        })
        .await
    }

    /// The text that a legal officer signs who decides that this node goes on: for each State that showed that leaves are lost, the
    /// SHA-256 of the newest checkpoint that it co-signed.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn goes_on_statement(&self, by: StaffId) -> Result<Option<String>, Fault> {
        self.read(move |conn| goes_on_statement(conn, by)).await
    }

    /// A legal officer decides that this node goes on without what it could not get back. The journal, and so the ledger, names the
    /// histories that were lost.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] when nothing was lost, [`Refusal::Forged`].
    pub async fn go_on(&self, signature: [u8; 64], verify: [u8; 32], by: StaffId) -> Result<(), Fault> {
        self.write("go on", move |batch| {
            let nothing = Refusal::NotNow("nothing of the ledger is missing");
            let text = goes_on_statement(batch.conn()?, by)?.ok_or(nothing)?;
            if !khien_seal::keys::verifies(&verify, text.as_bytes(), &signature) {
                return Err(Refusal::Forged.into());
            }
            let lost: Vec<String> = text.lines().skip(2).map(str::to_owned).collect();
            let event =
                NodeEvent::LedgerGoesOn { lost, signature: B64.encode(signature), verify: hex::encode(verify), by };
            crate::setup::append_node(batch, event, Meta::once(Actor::Staff(by))?)?;
            let at = batch.now.0;
            put_setting(batch.conn()?, WENT_ON, &at.to_string())?;
            // What the copy says of our keys is older than what others heard: it is said anew at once, and not in a week.
            if crate::own_entry::state_of(batch.conn()?)?.is_some() {
                crate::own_entry::speak_again(batch)?;
            }
            Ok(())
        })
        .await
    }

    /// Forgets copies that are older than a fortnight.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn sweep_copies(&self) -> Result<(), Fault> {
        let before = Moment::from(crate::journal::now()).0 - KEPT_DAYS * DAY;
        let old = self
            .read(move |conn| {
                Ok(conn.first("SELECT 1 FROM desk_copy WHERE at < $1 LIMIT 1", &vals![before])?.is_some())
            })
            .await?;
        if !old {
            return Ok(());
        }
        self.write("sweep copies", move |batch| {
            let sql = "DELETE FROM desk_copy WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM desk_out AS o \
                       WHERE o.message = desk_copy.message AND (o.state IN ('waiting', 'held back') OR o.due >= $1))";
            batch.conn()?.execute(sql, &vals![before]).map(drop)
        })
        .await
    }
}

/// The setting that says when it was decided to go on.
pub(crate) const WENT_ON: &str = "ledger/went-on";

fn caught_up_name(state: &str) -> String {
    format!("resync/{state}")
}

fn setting(conn: &mut Conn, name: &str) -> Result<Option<String>, Fault> {
    let row = conn.first("SELECT value FROM setting WHERE name = $1", &vals![name])?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

fn put_setting(conn: &mut Conn, name: &str, value: &str) -> Result<(), Fault> {
    let sql =
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    conn.execute(sql, &vals![name, value]).map(drop)
}

/// When it was first shown, since it was last decided to go on, that leaves are lost.
fn lost_at(conn: &mut Conn) -> Result<Option<i64>, Fault> {
    let sql = format!("SELECT f.at FROM ledger_fork AS f WHERE {OPEN} ORDER BY f.at LIMIT 1");
    Ok(conn.first(&sql, &[])?.map(|row| row.int(0)))
}

/// Which forks of our own ledger are open: that State has not co-signed since, and nobody decided to go on. Moments are of one length, so
/// they are compared as text: a setting of another name that is no number is never read as one.
pub(crate) const OPEN: &str = "f.ours = 1 AND NOT EXISTS (SELECT 1 FROM cosignature AS c WHERE c.peer = f.peer AND c.at > f.at) \
     AND NOT EXISTS (SELECT 1 FROM setting AS s WHERE s.name = 'ledger/went-on' AND s.value >= CAST(f.at AS TEXT))";

/// Whether a witness showed that our own ledger lost leaves, and nobody decided to go on.
pub(crate) fn came_back(conn: &mut Conn) -> Result<bool, Fault> {
    let sql = format!("SELECT 1 FROM ledger_fork AS f WHERE {OPEN} LIMIT 1");
    Ok(conn.first(&sql, &[])?.is_some())
}

fn goes_on_statement(conn: &mut Conn, by: StaffId) -> Result<Option<String>, Fault> {
    let sql = format!("SELECT f.peer, f.known FROM ledger_fork AS f WHERE {OPEN} ORDER BY f.peer, f.at");
    let rows = conn.query(&sql, &[])?;
    let mut lines = vec![GOES_ON.to_owned(), by.to_string()];
    for row in &rows {
        lines.push(format!("{} {}", row.text(0), crate::witness::named(row.text(1))?));
    }
    Ok((!rows.is_empty()).then(|| lines.join("\n")))
}

/// Keeps what passed, as it travels to the other State.
pub(crate) fn keep_copy(batch: &mut Batch<'_>, (peer, message, ours): (&str, &str, bool), bytes: &[u8]) {
    let now = batch.now.0;
    if !bytes.is_empty() {
        batch.insert(&COPY, vals![message, i64::from(ours), peer, bytes, now].to_vec());
    }
}

fn said_before(batch: &mut Batch<'_>, said: &SaidBefore) -> Result<Back, Fault> {
    let found = find(batch.conn()?, said.request)?;
    if found.as_ref().is_some_and(|(state, _)| state.peer != said.peer) {
        return Err(Refusal::Stale.into());
    }
    if found.as_ref().is_some_and(|(state, _)| state.knows(&said.message)) {
        return Ok(Back::Known);
    }
    let by = signer(batch.conn()?, &said.verify)?;
    let id = said.request.to_string();
    let mut events = Vec::new();
    let version = match (&found, &said.act) {
        (Some((state, version)), _) => {
            let (seq, prev) = place::next(state.half(state.side));
            if said.seq > seq {
                return Ok(Back::NotYet);
            }
            if said.seq < seq || said.prev != prev {
                return Err(Refusal::Stale.into());
            }
            *version
        }
        (None, Act::Request { kind, .. }) if said.seq == 1 => {
            // Who drafted it, and the draft, are gone; who signed it is known.
            events.push(Event::Drafted { peer: said.peer.clone(), kind: *kind, text: String::new(), by });
            0
        }
        (None, _) => return Ok(Back::NotYet),
    };
    let text = sealed::put(batch, &sealed::reference(&id, &message_part(&said.message)), &said.kept)?;
    events.push(Event::Said {
        message: said.message.clone(),
        head: said.head.clone(),
        outer: said.outer.clone(),
        issued_at: said.issued_at,
        text,
        act: said.act.clone(),
        by,
    });
    events.push(Event::Receipted { message: said.message.clone(), receipt: khien_seal::sha256_hex(&said.receipt) });
    batch.append(&id, version, events, Meta::once(Actor::Node)?)?;
    emergencies::keep_promise(batch, said.request, (&said.peer, Side::Asking), &said.act)?;
    packages::follow(batch, (said.request, &said.peer, &said.message, true), &said.act, &said.chunks)?;
    if matches!(said.act, Act::Request { information: Some(_), .. }) {
        information::gone(batch, said.request, &said.peer)?;
    } else {
        information::follow(batch, (said.request, &said.peer, true), &said.act, None)?;
    }
    if matches!(said.act, Act::Request { .. }) {
        crate::subjects::keep(batch, said.request, &said.subjects)?;
    }
    let receipt = "INSERT INTO desk_receipt (message, receipt) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    batch.conn()?.execute(receipt, &vals![said.message.as_str(), said.receipt.as_slice()])?;
    let row = vals![
        said.message.as_str(),
        id,
        said.peer.as_str(),
        0i64,
        said.seq,
        Vec::<u8>::new(),
        batch.now.0,
        1i64,
        said.issued_at.0,
        "delivered",
        said.head.as_str()
    ];
    batch.insert(&crate::courier::OUT, row.to_vec());
    Ok(Back::Taken)
}

/// Who signs with this key; an id of nobody where they joined after this copy was made.
fn signer(conn: &mut Conn, verify: &[u8; 32]) -> Result<StaffId, Fault> {
    let ends = format!("%{}%", hex::encode(verify));
    let sql = "SELECT staff FROM team_holder WHERE certificate LIKE $1 LIMIT 1";
    conn.first(sql, &vals![ends])?.map_or(Ok(StaffId::from_bits(0)), |row| row.parse(0))
}
