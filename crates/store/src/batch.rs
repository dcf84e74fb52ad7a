//! A batch: one transaction in which many commands are decided and written, with one fsync at its end.

use std::collections::HashMap;

use khien_desk::request::Request;
use khien_seal::merkle::{self, Frontier};
use khien_terms::Moment;
use khien_terms::id::CommandId;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::{Conn, Row, Shape, Sort, Val};
use crate::fold::Fold;
use crate::journal::{Event, Meta, Recorded, RowParts, canonical, now, type_of};
use crate::{Fault, Shared, vals};

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
    requests: HashMap<String, Option<(Request, i64)>>,
}

#[derive(Default)]
struct Gathered {
    shapes: Vec<(&'static Shape, Vec<Vec<Val>>)>,
    places: HashMap<*const Shape, usize>,
}

impl<'a> Batch<'a> {
    /// Begins a transaction and takes the lock of the journal's head. Unless it `lasts`, its commit does not wait for the disk:
    /// it lasts with the next one that does, for both are in one log, in their order.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn begin(conn: &'a mut Conn, shared: &'a Shared, fold: Fold, lasts: bool) -> Result<Self, Fault> {
        // READ COMMITTED: after the advisory lock every statement sees what the last holder committed.
        let begin = match (conn.is_postgres(), lasts) {
            (true, true) => "BEGIN; SELECT pg_advisory_xact_lock(7238948);",
            (true, false) => "BEGIN; SET LOCAL synchronous_commit = off; SELECT pg_advisory_xact_lock(7238948);",
            (false, true) => "PRAGMA synchronous = FULL; BEGIN IMMEDIATE;",
            (false, false) => "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE;",
        };
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
        fold.begin(frontier.size());
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
            requests: HashMap::new(),
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
        self.requests.clear();
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
        let grown = std::mem::take(&mut self.grown);
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
        self.requests.clear();
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

    /// A request between States as it stands, with the version of its stream. It is read once in a batch: nobody else writes while
    /// this one holds the lock of the journal's head, and the fold says what became of it ([`Batch::stands`]).
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn request(&mut self, id: &str) -> Result<Option<(Request, i64)>, Fault> {
        if let Some(known) = self.requests.get(id) {
            return Ok(known.clone());
        }
        let rows = self.read("SELECT state, version FROM {p}request WHERE id = $1", &vals![id])?;
        let read = |row: &Row| Ok::<_, Fault>((serde_json::from_str(row.text(0))?, row.int(1)));
        let known: Option<(Request, i64)> = rows.first().map(read).transpose()?;
        self.requests.insert(id.to_owned(), known.clone());
        Ok(known)
    }

    /// How a request stands now that an event of it was written.
    pub fn stands(&mut self, id: &str, state: Request, version: i64) {
        self.requests.insert(id.to_owned(), Some((state, version)));
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
