//! Appending: dense numbers, versions of streams, salted leaves, all in the transaction of a batch.

use std::collections::HashMap;

use khien_casework::{case, notice, people, report};
use khien_seal::merkle::{self, Frontier};
use khien_terms::Moment;
use khien_terms::id::{CaseId, CommandId, NoticeId, ReportId, StaffId, TeamId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::{Conn, Row, Shape, Sort, Val};
use crate::fold::Fold;
use crate::{Fault, Shared, vals};

/// Who caused an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Somebody at the portal, whom nobody knows.
    Reporter,
    /// A member of staff.
    Staff(StaffId),
    /// A job of the node.
    Node,
    /// The command line on the machine itself.
    Operator,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Actor::Reporter => f.write_str("reporter"),
            Actor::Staff(id) => id.fmt(f),
            Actor::Node => f.write_str("node"),
            Actor::Operator => f.write_str("operator"),
        }
    }
}

/// What stands beside an event: who, and by which command.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// Who.
    pub actor: Actor,
    /// Doing it twice is doing it once.
    pub command: CommandId,
}

impl Meta {
    /// A command that nobody will repeat.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn once(actor: Actor) -> Result<Self, Fault> {
        Ok(Self { actor, command: CommandId::from_bits(u128::from_be_bytes(khien_seal::random()?)) })
    }
}

/// An event of any stream.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "one per aggregate")]
pub enum Event {
    Report(report::Event),
    Case(case::Event),
    Notice(notice::Event),
    Staff(people::StaffEvent),
    Team(people::TeamEvent),
    Node(people::NodeEvent),
}

macro_rules! events {
    ($($variant:ident: $event:ty),*) => { $(
        impl From<$event> for Event {
            fn from(event: $event) -> Self { Event::$variant(event) }
        }
    )* };
}
events!(Report: report::Event, Case: case::Event, Notice: notice::Event, Staff: people::StaffEvent,
        Team: people::TeamEvent, Node: people::NodeEvent);

impl Event {
    /// Reads an event of a type from its payload.
    ///
    /// # Errors
    /// [`Fault::Corrupt`].
    pub fn read(kind: &str, payload: &[u8]) -> Result<Self, Fault> {
        Ok(match kind.split('.').next() {
            Some("report") => Event::Report(serde_json::from_slice(payload)?),
            Some("case") => Event::Case(serde_json::from_slice(payload)?),
            Some("notice") => Event::Notice(serde_json::from_slice(payload)?),
            Some("staff") => Event::Staff(serde_json::from_slice(payload)?),
            Some("team") => Event::Team(serde_json::from_slice(payload)?),
            Some("node") => Event::Node(serde_json::from_slice(payload)?),
            _ => return Err(Fault::Corrupt(format!("an event of an unknown type: {kind}"))),
        })
    }
}

/// An event as it stands in the journal.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Place in the journal, from 1; the leaf's index is one less.
    pub seq: i64,
    /// Stream.
    pub stream: String,
    /// Place in the stream, from 1.
    pub version: i64,
    /// When.
    pub at: Moment,
    /// Who.
    pub actor: String,
    /// What.
    pub event: Event,
}

/// The canonical row of `docs/formats.md` section 10.
#[must_use]
pub fn canonical(row: &RowParts<'_>, payload_hash: &[u8; 32]) -> Vec<u8> {
    // The members are numbers and texts of letters, digits, `_` and `.`: nothing needs escaping.
    format!(
        "[\"khien/v1/event\",{},\"{}\",{},\"{}\",{},{},\"{}\",\"{}\",\"{}\"]",
        row.seq,
        row.stream,
        row.version,
        row.kind,
        row.type_version,
        row.at,
        row.actor,
        row.command,
        hex::encode(payload_hash)
    )
    .into_bytes()
}

/// The members of a row that are hashed.
#[expect(missing_docs, reason = "columns of the table event")]
pub struct RowParts<'a> {
    pub seq: i64,
    pub stream: &'a str,
    pub version: i64,
    pub kind: &'a str,
    pub type_version: i64,
    pub at: i64,
    pub actor: &'a str,
    pub command: &'a str,
}

const EVENT: Shape = Shape {
    table: "event",
    columns: &[
        ("seq", Sort::Int),
        ("stream", Sort::Text),
        ("version", Sort::Int),
        ("type", Sort::Text),
        ("type_version", Sort::Int),
        ("at", Sort::Int),
        ("actor", Sort::Text),
        ("command_id", Sort::Text),
        ("salt", Sort::Blob),
        ("payload", Sort::Blob),
        ("leaf", Sort::Blob),
    ],
};

/// One transaction in which many commands are decided and written, with one fsync at its end.
///
/// Rows of new events and of tables that only grow are gathered and written together; [`Batch::conn`] writes them
/// first, so whoever reads sees them.
pub struct Batch<'a> {
    conn: &'a mut Conn,
    /// What rules look at, and where files lie.
    pub shared: &'a Shared,
    /// The moment of this batch: events of one batch share it.
    pub now: Moment,
    frontier: Frontier,
    grown: bool,
    gathered: Gathered,
    fold: Fold,
    /// Prefix of the tables that the fold writes: empty but for a rebuild.
    prefix: &'static str,
    certified: HashMap<(String, u32), bool>,
}

#[derive(Default)]
struct Gathered {
    shapes: Vec<(&'static Shape, Vec<Vec<Val>>)>,
    places: HashMap<*const Shape, usize>,
}

impl<'a> Batch<'a> {
    /// Begins a transaction and takes the lock of the journal's head.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn begin(conn: &'a mut Conn, shared: &'a Shared, fold: Fold) -> Result<Self, Fault> {
        // READ COMMITTED: after the advisory lock every statement sees what the last holder committed.
        let begin =
            if conn.is_postgres() { "BEGIN; SELECT pg_advisory_xact_lock(7238948);" } else { "BEGIN IMMEDIATE;" };
        conn.script_keeping_statements(begin)?;
        let head = conn.first("SELECT frontier FROM head WHERE id = 1", &[])?;
        let frontier = match &head {
            None => Frontier::default(),
            Some(row) => {
                Frontier::from_bytes(row.blob(0)).ok_or_else(|| Fault::Corrupt("the head of the journal".into()))?
            }
        };
        let now = Moment::from(now());
        let mut fold = fold;
        fold.begin(conn, frontier.size())?;
        Ok(Self {
            conn,
            shared,
            now,
            frontier,
            grown: false,
            gathered: Gathered::default(),
            fold,
            prefix: "",
            certified: HashMap::new(),
        })
    }

    /// The connection, after everything gathered is written.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn conn(&mut self) -> Result<&mut Conn, Fault> {
        for (shape, rows) in std::mem::take(&mut self.gathered).shapes {
            self.conn.insert_many(shape, self.prefix, &rows)?;
        }
        Ok(self.conn)
    }

    /// Runs a statement on read tables, written with `{p}` before each table's name.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn run(&mut self, sql: &str, values: &[Val]) -> Result<u64, Fault> {
        let sql = sql.replace("{p}", self.prefix);
        self.conn()?.execute(&sql, values)
    }

    /// Reads from read tables, written with `{p}` before each table's name.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn read(&mut self, sql: &str, values: &[Val]) -> Result<Vec<Row>, Fault> {
        let sql = sql.replace("{p}", self.prefix);
        self.conn()?.query(&sql, values)
    }

    /// Folds an event that stands in the journal into the tables.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn refold(&mut self, recorded: &Recorded) -> Result<(), Fault> {
        // The fold borrows the batch to write, so it steps aside for the time of the call.
        let mut fold = std::mem::take(&mut self.fold);
        let folded = fold.event(self, recorded);
        self.fold = fold;
        folded
    }

    /// Makes the fold write to tables of this prefix, beginning with empty ones.
    pub fn redirect(&mut self, prefix: &'static str) {
        self.prefix = prefix;
        self.fold = Fold::default();
    }

    /// Gathers a row for a table that only grows.
    pub fn insert(&mut self, shape: &'static Shape, row: Vec<Val>) {
        let gathered = &mut self.gathered;
        let place = *gathered.places.entry(std::ptr::from_ref(shape)).or_insert_with(|| {
            gathered.shapes.push((shape, Vec::new()));
            gathered.shapes.len() - 1
        });
        if let Some((_, rows)) = gathered.shapes.get_mut(place) {
            rows.push(row);
        }
    }

    /// Appends events to a stream that stands at `version`, folds them into the tables, and returns the new version.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn append<E: Into<Event>>(
        &mut self,
        stream: &str,
        version: i64,
        events: impl IntoIterator<Item = E>,
        meta: Meta,
    ) -> Result<i64, Fault> {
        let mut at_version = version;
        for event in events {
            at_version += 1;
            self.append_one(stream, at_version, event.into(), meta)?;
        }
        Ok(at_version)
    }

    fn append_one(&mut self, stream: &str, version: i64, event: Event, meta: Meta) -> Result<(), Fault> {
        let payload = serde_json::to_vec(&event)?;
        let kind = type_of(&payload)?;
        let salt: [u8; 32] = khien_seal::random()?;
        let seq = i64::try_from(self.frontier.size()).unwrap_or(i64::MAX) + 1;
        let (actor, command) = (meta.actor.to_string(), meta.command.to_string());
        let parts = RowParts {
            seq,
            stream,
            version,
            kind: &kind,
            type_version: 1,
            at: self.now.0,
            actor: &actor,
            command: &command,
        };
        let leaf = merkle::leaf(&salt, &canonical(&parts, &khien_seal::sha256(&payload)));
        self.frontier.push(leaf);
        self.grown = true;
        self.insert(
            &EVENT,
            vals![
                seq,
                stream,
                version,
                kind.as_str(),
                1i64,
                self.now.0,
                actor.as_str(),
                command.as_str(),
                salt.as_slice(),
                payload,
                leaf.as_slice()
            ]
            .to_vec(),
        );
        let recorded = Recorded { seq, stream: stream.to_owned(), version, at: self.now, actor, event };
        self.refold(&recorded)
    }

    /// Writes what is gathered and the new head.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn settle(&mut self) -> Result<(), Fault> {
        let size = i64::try_from(self.frontier.size()).unwrap_or(i64::MAX);
        let frontier = self.frontier.to_bytes();
        let grown = self.grown;
        let conn = self.conn()?;
        if grown {
            conn.execute(
                "INSERT INTO head (id, size, frontier) VALUES (1, $1, $2) \
                 ON CONFLICT (id) DO UPDATE SET size = excluded.size, frontier = excluded.frontier",
                &vals![size, frontier],
            )?;
        }
        Ok(())
    }

    /// A place to come back to when one command of the batch fails.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn savepoint(&mut self) -> Result<Savepoint, Fault> {
        self.conn()?.script_keeping_statements("SAVEPOINT one")?;
        Ok(Savepoint { frontier: self.frontier.clone(), grown: self.grown, fold: self.fold.clone() })
    }

    /// Takes back everything since the savepoint.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn back_to(&mut self, savepoint: Savepoint) -> Result<(), Fault> {
        self.gathered = Gathered::default();
        self.conn.script_keeping_statements("ROLLBACK TO SAVEPOINT one; RELEASE SAVEPOINT one")?;
        self.frontier = savepoint.frontier;
        self.grown = savepoint.grown;
        self.fold = savepoint.fold;
        Ok(())
    }

    /// Keeps everything since the savepoint.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn release(&mut self) -> Result<(), Fault> {
        self.conn()?.script_keeping_statements("RELEASE SAVEPOINT one")
    }

    /// Commits; gives the fold back for the next batch.
    ///
    /// # Errors
    /// [`Fault::Database`]; then nothing of the batch stands.
    pub fn commit(mut self) -> Result<Fold, Fault> {
        self.settle()?;
        self.conn.script_keeping_statements("COMMIT")?;
        Ok(self.fold)
    }

    /// Rolls everything back.
    pub fn roll_back(self) {
        if let Err(error) = self.conn.script_keeping_statements("ROLLBACK") {
            tracing::error!(%error, "rolling back failed");
        }
    }

    /// Whether the root certified this epoch of this team; asked for every report, so remembered for the batch.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn certified(&mut self, team: &str, epoch: u32) -> Result<bool, Fault> {
        let key = (team.to_owned(), epoch);
        if let Some(known) = self.certified.get(&key) {
            return Ok(*known);
        }
        let sql = "SELECT 1 FROM {p}team_epoch WHERE team = $1 AND epoch = $2 AND certificate IS NOT NULL";
        let known = !self.read(sql, &vals![team, epoch])?.is_empty();
        self.certified.insert(key, known);
        Ok(known)
    }

    /// The result of a command that was done before.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn done_before<T: DeserializeOwned>(&mut self, command: CommandId) -> Result<Option<T>, Fault> {
        let row = self.conn()?.first("SELECT result FROM command WHERE id = $1", &vals![command.to_string()])?;
        row.map(|row| serde_json::from_str(row.text(0)).map_err(Fault::from)).transpose()
    }

    /// Remembers the result of a command.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn remember<T: Serialize>(&mut self, command: CommandId, result: &T) -> Result<(), Fault> {
        let (now, result) = (self.now.0, serde_json::to_string(result)?);
        self.conn()?.execute(
            "INSERT INTO command (id, at, result) VALUES ($1, $2, $3)",
            &vals![command.to_string(), now, result],
        )?;
        Ok(())
    }
}

/// Where a batch can go back to.
pub struct Savepoint {
    frontier: Frontier,
    grown: bool,
    fold: Fold,
}

/// The type in a payload, which serde writes first.
fn type_of(payload: &[u8]) -> Result<String, Fault> {
    payload
        .strip_prefix(b"{\"type\":\"")
        .and_then(|rest| rest.split(|b| *b == b'"').next())
        .and_then(|name| std::str::from_utf8(name).ok())
        .map(str::to_owned)
        .ok_or_else(|| Fault::Corrupt("an event without its type".into()))
}

/// Now, in UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the store stamps events")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Reads a row of `SELECT seq, stream, version, type, at, actor, payload`.
///
/// # Errors
/// [`Fault::Corrupt`].
pub fn recorded(row: &Row) -> Result<Recorded, Fault> {
    Ok(Recorded {
        seq: row.int(0),
        stream: row.text(1).to_owned(),
        version: row.int(2),
        at: Moment(row.int(4)),
        actor: row.text(5).to_owned(),
        event: Event::read(row.text(3), row.blob(6))?,
    })
}

/// The events of a stream.
///
/// # Errors
/// [`Fault::Database`], [`Fault::Corrupt`].
pub fn stream(conn: &mut Conn, stream: &str) -> Result<Vec<Recorded>, Fault> {
    conn.query(
        "SELECT seq, stream, version, type, at, actor, payload FROM event WHERE stream = $1 ORDER BY version",
        &vals![stream],
    )?
    .iter()
    .map(recorded)
    .collect()
}

macro_rules! loaders {
    ($($name:ident: $id:ty => $variant:ident, $state:ty;)*) => { $(
        #[doc = concat!("Folds the stream of a `", stringify!($id), "`; gives the state with its version.")]
        ///
        /// # Errors
        /// [`Fault::Refused`] when there is none.
        pub fn $name(conn: &mut Conn, id: $id) -> Result<($state, i64), Fault> {
            let (mut state, mut version) = (None, 0);
            for recorded in stream(conn, &id.to_string())? {
                version = recorded.version;
                if let Event::$variant(event) = &recorded.event {
                    state = <$state>::evolve(state, event);
                }
            }
            state.map(|state| (state, version)).ok_or(Fault::Refused(khien_casework::Refusal::NotFound))
        }
    )* };
}
loaders! {
    load_report: ReportId => Report, report::Report;
    load_case: CaseId => Case, case::Case;
    load_notice: NoticeId => Notice, notice::Notice;
    load_team: TeamId => Team, people::Team;
}

/// The version of a stream, 0 when it is new.
///
/// # Errors
/// [`Fault::Database`].
pub fn version_of(conn: &mut Conn, stream: &str) -> Result<i64, Fault> {
    let row = conn.first("SELECT COALESCE(MAX(version), 0) FROM event WHERE stream = $1", &vals![stream])?;
    Ok(row.map_or(0, |row| row.int(0)))
}
