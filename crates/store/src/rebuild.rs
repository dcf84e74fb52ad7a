//! Refolding: the read tables are a cache, and this proves it. Also the verification of journal against ledger.

use khien_seal::checkpoint::Checkpoint;
use khien_seal::merkle::{self, Frontier};
use serde::Serialize;

use crate::batch::Batch;
use crate::db::Conn;
use crate::fold::Fold;
use crate::journal::recorded;
use crate::{Fault, Shared, ledger, schema, vals};

/// What a rebuild found.
#[derive(Debug, Clone, Serialize)]
pub struct Rebuilt {
    /// Events folded.
    pub events: u64,
    /// Seconds that it took.
    pub seconds: f64,
    /// The refolded tables equal those that lived.
    pub identical: bool,
    /// Tables that differed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub different: Vec<String>,
}

const PREFIX: &str = "refold_";
/// Events read at once.
const PAGE: i64 = 2000;

/// Folds the journal into fresh tables, compares, and puts them in place, in one transaction under the writer's lock.
///
/// # Errors
/// [`Fault::Database`], [`Fault::Corrupt`]; then the old tables stand.
pub fn rebuild(conn: &mut Conn, shared: &Shared) -> Result<Rebuilt, Fault> {
    let began = std::time::Instant::now();
    let postgres = conn.is_postgres();
    let mut batch = Batch::begin(conn, shared, Fold::default(), true)?;
    let events = refold_all(&mut batch, postgres)?;
    let different = compare(batch.conn()?)?;
    batch.conn()?.script(&swap(postgres))?;
    batch.commit()?;
    Ok(Rebuilt { events, seconds: began.elapsed().as_secs_f64(), identical: different.is_empty(), different })
}

/// Opens a database for this binary: makes what is missing, and folds the read tables of an older binary anew.
///
/// # Errors
/// [`Fault::Database`], [`Fault::Corrupt`] when a newer binary made it; then nothing changed.
pub fn prepare(conn: &mut Conn, shared: &Shared) -> Result<(), Fault> {
    if schema::prepare(conn)? == schema::Fit::Current {
        return Ok(());
    }
    let postgres = conn.is_postgres();
    let mut batch = Batch::begin(conn, shared, Fold::default(), true)?;
    // Another node may have done it while this one waited for the lock.
    let waits = "SELECT 1 FROM schema_version WHERE version < $1";
    if batch.conn()?.first(waits, &vals![schema::VERSION])?.is_some() {
        let events = refold_all(&mut batch, postgres)?;
        batch.conn()?.script(&swap(postgres))?;
        batch.conn()?.execute("UPDATE schema_version SET version = $1", &vals![schema::VERSION])?;
        tracing::info!(events, schema = schema::VERSION, "the tables of an older version were folded anew");
    }
    batch.commit().map(drop)
}

/// Folds every event into tables under [`PREFIX`]; gives how many.
fn refold_all(batch: &mut Batch<'_>, postgres: bool) -> Result<u64, Fault> {
    let drop: String =
        schema::READ_TABLES.iter().map(|table| format!("DROP TABLE IF EXISTS {PREFIX}{table};")).collect();
    batch.conn()?.script(&drop)?;
    batch.conn()?.script(&schema::read_tables(PREFIX, postgres))?;
    batch.redirect(PREFIX);
    let mut seq = 0;
    loop {
        let page = batch.conn()?.query(
            "SELECT seq, stream, version, type, at, actor, payload FROM event WHERE seq > $1 ORDER BY seq LIMIT $2",
            &vals![seq, PAGE],
        )?;
        let Some(last) = page.last() else { break };
        seq = last.int(0);
        for row in &page {
            batch.refold(&recorded(row)?)?;
        }
    }
    // What is gathered is written before anybody looks.
    batch.conn()?;
    Ok(u64::try_from(seq).unwrap_or(0))
}

fn compare(conn: &mut Conn) -> Result<Vec<String>, Fault> {
    let mut different = Vec::new();
    for table in schema::READ_TABLES {
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT * FROM (SELECT * FROM {table} EXCEPT SELECT * FROM {PREFIX}{table}) AS a \
             UNION ALL SELECT * FROM (SELECT * FROM {PREFIX}{table} EXCEPT SELECT * FROM {table}) AS b) AS c"
        );
        if conn.first(&sql, &[])?.is_some_and(|row| row.int(0) > 0) {
            different.push(table.to_owned());
        }
    }
    Ok(different)
}

fn swap(postgres: bool) -> String {
    let mut sql: String = schema::READ_TABLES
        .iter()
        .map(|table| format!("DROP TABLE {table};ALTER TABLE {PREFIX}{table} RENAME TO {table};"))
        .collect();
    if postgres {
        for index in schema::READ_INDEXES {
            sql.push_str(&format!("ALTER INDEX {PREFIX}{index} RENAME TO {index};"));
        }
        for table in schema::READ_TABLES {
            sql.push_str(&format!("ALTER INDEX {PREFIX}{table}_pkey RENAME TO {table}_pkey;"));
        }
    } else {
        // SQLite renames no index: those of the read tables are made anew under their names.
        for index in schema::READ_INDEXES {
            sql.push_str(&format!("DROP INDEX {PREFIX}{index};"));
        }
        let made = schema::read_tables("", false);
        for statement in made
            .split(';')
            .filter(|s| s.trim_start().starts_with("CREATE INDEX") || s.trim_start().starts_with("CREATE UNIQUE"))
        {
            sql.push_str(statement);
            sql.push(';');
        }
    }
    sql
}

/// What a verification found.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    /// Everything fits.
    pub ok: bool,
    /// Leaves.
    pub size: u64,
    /// Root over them, hex.
    pub root: String,
    /// What does not fit.
    pub problems: Vec<String>,
}

/// Verifies the journal: order, versions, hash of every payload and leaf, the head, every checkpoint, and a checkpoint
/// that somebody else kept.
///
/// # Errors
/// [`Fault::Database`].
pub fn verify(conn: &mut Conn, online: Option<[u8; 32]>, against: Option<&str>) -> Result<Verified, Fault> {
    let mut problems = Vec::new();
    let mut frontier = Frontier::default();
    let mut checkpoints = checkpoints(conn, online, against, &mut problems)?;
    checkpoints.sort_by_key(|checkpoint| checkpoint.size);
    let mut next = checkpoints.into_iter().peekable();
    let mut erasable = Vec::new();
    let size = ledger::head(conn)?.unwrap_or_default();
    for seq in 1..=i64::try_from(size.size()).unwrap_or(i64::MAX) {
        let Some(row) = ledger::event_row(conn, seq)? else {
            problems.push(format!("event {seq} is missing"));
            break;
        };
        if !row.payload_fits || merkle::leaf(&row.salt, &row.canonical) != row.leaf {
            problems.push(format!("event {seq} was changed"));
        }
        if row.coarsened {
            erasable.push(seq);
        }
        frontier.push(row.leaf);
        while let Some(checkpoint) = next.next_if(|c| c.size == frontier.size()) {
            if checkpoint.root != frontier.root() {
                problems.push(format!(
                    "the checkpoint of size {} has another root: history was rewritten",
                    checkpoint.size
                ));
            }
        }
    }
    if next.peek().is_some() {
        problems.push("a checkpoint is larger than the journal: events were removed".into());
    }
    if frontier != size {
        problems.push("the head does not fit the events".into());
    }
    problems.extend(unexplained(conn, &erasable)?);
    problems.extend(gaps(conn)?);
    Ok(Verified { ok: problems.is_empty(), size: frontier.size(), root: hex::encode(frontier.root()), problems })
}

fn checkpoints(
    conn: &mut Conn,
    online: Option<[u8; 32]>,
    against: Option<&str>,
    problems: &mut Vec<String>,
) -> Result<Vec<Checkpoint>, Fault> {
    let Some(online) = online else { return Ok(Vec::new()) };
    let rows = conn.query("SELECT note FROM checkpoint ORDER BY size", &[])?;
    let notes = rows.iter().map(|row| row.text(0)).chain(against);
    let mut checkpoints = Vec::new();
    for note in notes {
        match Checkpoint::verified(note, &online) {
            Ok(checkpoint) => checkpoints.push(checkpoint),
            Err(error) => problems.push(format!("a checkpoint does not verify: {error}")),
        }
    }
    Ok(checkpoints)
}

/// A payload may be coarse only where its report's erasure stands in the journal.
fn unexplained(conn: &mut Conn, coarsened: &[i64]) -> Result<Vec<String>, Fault> {
    let mut problems = Vec::new();
    for seq in coarsened {
        let erased = conn.first(
            "SELECT 1 FROM event AS e JOIN event AS r ON r.stream = e.stream WHERE r.seq = $1 AND e.type = 'report.erased'",
            &vals![*seq],
        )?;
        if erased.is_none() {
            problems.push(format!("event {seq} was made coarse without an erasure"));
        }
    }
    Ok(problems)
}

fn gaps(conn: &mut Conn) -> Result<Vec<String>, Fault> {
    let rows = conn.query("SELECT stream FROM event GROUP BY stream HAVING COUNT(*) <> MAX(version) LIMIT 20", &[])?;
    Ok(rows.iter().map(|row| format!("the stream {} has a gap", row.text(0))).collect())
}
