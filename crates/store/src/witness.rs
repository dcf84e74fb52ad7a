//! Co-signing: what this node saw of other States' ledgers, and what they signed of ours. `khien_seal::witness` decides; here what was
//! seen is kept in the transaction that judges by it, so that no two requests at once make the witness go back.

use khien_desk::directory::peer;
use khien_desk::request::Event;
use khien_seal::checkpoint::{Checkpoint, Note, NoteSignature};
use khien_seal::keys::SignKey;
use khien_seal::merkle;
use khien_seal::witness::{LeafProof, Request, Seen, Verdict, Witness, cosign, judge};
use khien_terms::Moment;
use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::db::Conn;
use crate::intake::OUTBOX;
use crate::journal::{Actor, Meta};
use crate::ledger::{EventRow, Stored, event_row, newest_checkpoint, signed};
use crate::{Fault, Store, vals};

/// The kind of a task of the outbox that calls the desk about a ledger of two histories.
pub const FORKED: &str = "desk ledger";
const SECRET: &str = "desk/witness";

/// What the outbox says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkedPage {
    /// Which State.
    pub state: String,
    /// Whether it is our ledger that the State does not know again.
    pub ours: bool,
}

/// A log as a State's entry names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// The State.
    pub state: String,
    /// Origin of its ledger.
    pub origin: String,
    /// The key that signs its checkpoints.
    pub verify: [u8; 32],
}

/// What became of a checkpoint that a State's ledger handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// Kept, and co-signed.
    Cosigned(NoteSignature),
    /// It is not co-signed, and nothing is kept but, where two histories show, the proof of that.
    Not(Verdict),
}

/// How far one ledger is co-signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// Leaves.
    pub size: u64,
    /// When.
    pub at: Moment,
}

/// Two histories of a ledger, each with the signature of its own key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// Whether it is our ledger.
    pub ours: bool,
    /// The note that was seen first.
    pub known: String,
    /// The note that does not go on from it.
    pub offered: String,
    /// The root that the later tree has over the leaves of the earlier one, base64; empty where both are of one size.
    pub led: String,
    /// When it was seen.
    pub at: Moment,
}

/// How a State and this node witness each other.
#[derive(Debug, Clone, Default)]
pub struct Witnessing {
    /// What we co-signed last of its ledger.
    pub theirs: Option<Cosigned>,
    /// What it co-signed last of ours.
    pub ours: Option<Cosigned>,
    /// What does not fit together, newest first.
    pub forks: Vec<Fork>,
}

impl Store {
    /// The key with which this node co-signs others' checkpoints. Not the ledger's, nor that of messages.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn witness_key(&self) -> Result<SignKey, Fault> {
        Ok(SignKey::from_seed(self.secret(SECRET).await?))
    }

    /// Judges a checkpoint of another State's ledger and, when the ledger only grew, keeps and co-signs it under `name`.
    ///
    /// # Errors
    /// [`Fault::Seal`] when the log's key did not sign it, [`Fault::Database`].
    pub async fn add_checkpoint(&self, log: Log, request: Request, name: String) -> Result<Handed, Fault> {
        let key = self.witness_key().await?;
        self.write("co-sign", move |batch| {
            let seen = seen(batch.conn()?, &log)?;
            match judge(&request, &log.verify, seen)? {
                Verdict::Grew(checkpoint) => {
                    let body = Note::read(&request.note)?.body;
                    // Nothing new is written for a tree that was co-signed before.
                    if seen.is_none_or(|seen| seen.size != checkpoint.size) {
                        keep(batch, &log, &checkpoint, &own_line(&request.note, &log)?)?;
                    }
                    let seconds = u64::try_from(batch.now.0 / 1_000_000).unwrap_or(0);
                    Ok(Handed::Cosigned(cosign(&body, &name, &key, seconds)))
                }
                Verdict::Forked(new) => {
                    forked(batch, &log, &own_line(&request.note, &log)?, "")?;
                    Ok(Handed::Not(Verdict::Forked(new)))
                }
                other => Ok(Handed::Not(other)),
            }
        })
        .await
    }

    /// The checkpoint that we co-signed last of a State's ledger, as that ledger signed it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn last_witnessed(&self, state: String) -> Result<Option<String>, Fault> {
        self.read(move |conn| {
            let row =
                conn.first("SELECT note FROM witnessed WHERE peer = $1 ORDER BY at DESC LIMIT 1", &vals![state])?;
            Ok(row.map(|row| row.text(0).to_owned()))
        })
        .await
    }

    /// What was seen last of a log; for whoever reads its tiles.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn seen_of(&self, log: Log) -> Result<Option<Seen>, Fault> {
        self.read(move |conn| seen(conn, &log)).await
    }

    /// The tiles of a State's ledger lead to the root of this note and, over the leaves that were seen, to another than was seen.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn found_forked(&self, log: Log, note: String, led: String) -> Result<(), Fault> {
        self.write("forked ledger", move |batch| forked(batch, &log, &own_line(&note, &log)?, &led)).await
    }

    /// Our newest checkpoint for a State's witness, with the proof that it begins with the tree of `old` leaves, or of what this
    /// witness co-signed last; nothing while it has the newest, or before there is one.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn for_witness(&self, state: String, old: Option<u64>) -> Result<Option<Request>, Fault> {
        self.read(move |conn| {
            let Some((size, _)) = newest_checkpoint(conn)? else { return Ok(None) };
            let last = cosigned(conn, &state)?.map_or(0, |cosigned| cosigned.size);
            if old.is_none() && last == size { Ok(None) } else { growth_proof(conn, old.unwrap_or(last)) }
        })
        .await
    }

    /// Keeps what a State's witness signed over a checkpoint of ours, after it was verified.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when it is of no checkpoint of ours, or does not fit.
    pub async fn keep_cosignature(
        &self,
        state: String,
        witness: Witness,
        size: u64,
        line: NoteSignature,
    ) -> Result<(), Fault> {
        self.write("keep co-signature", move |batch| {
            let row = batch.conn()?.first("SELECT note FROM checkpoint WHERE size = $1", &vals![signed(size)])?;
            let none = || Fault::Corrupt("a co-signature of no checkpoint of ours".into());
            let body = Note::read(row.ok_or_else(none)?.text(0))?.body;
            witness.signed_at(&body, &line).ok_or_else(none)?;
            // When it came is our own clock's: another State's says nothing about what is known here.
            let at = batch.now.0;
            batch.conn()?.execute(
                "INSERT INTO cosignature (peer, size, line, at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (peer, size) DO UPDATE SET line = excluded.line, at = excluded.at",
                &vals![state.as_str(), signed(size), line.line(), at],
            )?;
            Ok(())
        })
        .await
    }

    /// A State shows a checkpoint that our own ledger's key signed and that ours does not go on from: we lost leaves, or they
    /// are others now. Says whether that is so, and keeps the proof.
    ///
    /// # Errors
    /// [`Fault::Seal`] when our key did not sign it, [`Fault::Database`].
    pub async fn is_disowned(&self, state: String, note: String, online: [u8; 32]) -> Result<bool, Fault> {
        self.write("disowned ledger", move |batch| {
            let theirs = Checkpoint::verified(&note, &online)?;
            let Some((size, newest)) = newest_checkpoint(batch.conn()?)? else { return Ok(false) };
            let ours = Checkpoint::verified(&newest, &online)?;
            if ours.origin != theirs.origin {
                return Ok(false);
            }
            let over_theirs = if theirs.size > size {
                None
            } else {
                Some(merkle::root(&mut Stored { conn: batch.conn()?, size }, theirs.size)?)
            };
            if over_theirs == Some(theirs.root) {
                return Ok(false);
            }
            let fork = Found { state: &state, ours: true, known: &note, offered: &newest, led: &led(over_theirs) };
            if put_fork(batch, &fork)? {
                let event =
                    khien_casework::people::NodeEvent::LedgerDisowned { state: state.clone(), size: theirs.size };
                crate::setup::append_node(batch, event, Meta::once(Actor::Node)?)?;
                call_desk(batch, &state, true)?;
            }
            Ok(true)
        })
        .await
    }

    /// How a State and this node witness each other.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn witnessing(&self, state: String) -> Result<Witnessing, Fault> {
        self.read(move |conn| {
            let row = conn.first(
                "SELECT size, at FROM witnessed WHERE peer = $1 ORDER BY at DESC LIMIT 1",
                &vals![state.as_str()],
            )?;
            let theirs = row.map(|row| Cosigned { size: unsigned(row.int(0)), at: Moment(row.int(1)) });
            let ours = cosigned(conn, &state)?;
            let sql =
                "SELECT ours, known, offered, led, at FROM ledger_fork WHERE peer = $1 ORDER BY at DESC, ref LIMIT 20";
            let rows = conn.query(sql, &vals![state.as_str()])?;
            let fork = |row: &crate::db::Row| Fork {
                ours: row.int(0) == 1,
                known: row.text(1).to_owned(),
                offered: row.text(2).to_owned(),
                led: row.text(3).to_owned(),
                at: Moment(row.int(4)),
            };
            Ok(Witnessing { theirs, ours, forks: rows.iter().map(fork).collect() })
        })
        .await
    }

    /// States whose witness showed that our own ledger lost leaves or has others now, and that have not co-signed it since (when a
    /// State's people know why, they begin anew with the ledger that there is); none once a legal officer here decided to go on.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn disowned_by(&self) -> Result<Vec<String>, Fault> {
        self.read(|conn| {
            let sql =
                format!("SELECT DISTINCT f.peer FROM ledger_fork AS f WHERE {} ORDER BY f.peer", crate::resync::OPEN);
            let rows = conn.query(&sql, &[])?;
            Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
        })
        .await
    }

    /// The proof of an event; `None` before the next beat has it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn leaf_proof(&self, seq: i64) -> Result<Option<LeafProof>, Fault> {
        self.read(move |conn| leaf_proof(conn, seq)).await
    }

    /// The proof of what stands in the journal of a message between States: that we heard it, or that the other State's node has it,
    /// or, before it does, that we said it. `None` before the next beat has it.
    ///
    /// # Errors
    /// [`khien_casework::Refusal::NotFound`].
    pub async fn message_proof(&self, message: String) -> Result<Option<LeafProof>, Fault> {
        self.read(move |conn| {
            let row = conn.first("SELECT request FROM request_message WHERE message = $1", &vals![message.as_str()])?;
            let request = row.ok_or(khien_casework::Refusal::NotFound)?.text(0).to_owned();
            let names = |event: &Event| match event {
                Event::Said { message: of, .. } | Event::Heard { message: of, .. } | Event::Receipted { message: of, .. } => {
                    *of == message
                }
                _ => false,
            };
            let stream = crate::journal::stream(conn, &request)?;
            let of = |recorded: &&crate::journal::Recorded| {
                matches!(&recorded.event, crate::journal::Event::Request(event) if names(event))
            };
            let last = stream.iter().rfind(of).ok_or(khien_casework::Refusal::NotFound)?;
            leaf_proof(conn, last.seq)
        })
        .await
    }
}

/// That our newest checkpoint goes on from the tree of `old` leaves; `None` where there are fewer.
///
/// # Errors
/// [`Fault::Database`].
pub fn growth_proof(conn: &mut Conn, old: u64) -> Result<Option<Request>, Fault> {
    let Some((size, note)) = newest_checkpoint(conn)?.filter(|(size, _)| *size >= old) else { return Ok(None) };
    let proof = merkle::consistency(&mut Stored { conn, size }, old, size)?;
    Ok(Some(Request { old, proof, note }))
}

/// What makes a leaf's hash, as `extra` of a proof carries it (`docs/formats.md` section 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Hex.
    pub salt: String,
    /// The canonical row.
    pub row: String,
    /// What happened, whose hash stands in the row; none once it was made coarse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
}

/// The proof of an event under the newest checkpoint that witnesses co-signed, else under the newest.
///
/// # Errors
/// [`Fault::Database`].
pub fn leaf_proof(conn: &mut Conn, seq: i64) -> Result<Option<LeafProof>, Fault> {
    let Some((size, note)) = newest_checkpoint(conn)? else { return Ok(None) };
    let index = u64::try_from(seq - 1).map_err(|_| Fault::Corrupt("a number below one".into()))?;
    let Some(row) = event_row(conn, seq)?.filter(|_| index < size) else { return Ok(None) };
    let (size, note) = best_checkpoint(conn, index)?.unwrap_or((size, note));
    let note = with_cosignatures(conn, size, &note)?;
    proof_under(conn, index, &row, size, note).map(Some)
}

/// The proof of an event under a checkpoint over all leaves that there are, which is signed for this proof and not kept; nothing where there
/// is no such event.
///
/// # Errors
/// [`Fault::Database`].
pub(crate) fn proof_of_now(
    conn: &mut Conn,
    seq: i64,
    origin: &str,
    online: &SignKey,
) -> Result<Option<LeafProof>, Fault> {
    let index = u64::try_from(seq - 1).map_err(|_| Fault::Corrupt("a number below one".into()))?;
    let Some(head) = crate::ledger::head(conn)? else { return Ok(None) };
    let Some(row) = event_row(conn, seq)?.filter(|_| index < head.size()) else { return Ok(None) };
    let checkpoint = Checkpoint { origin: origin.to_owned(), size: head.size(), root: head.root() };
    proof_under(conn, index, &row, head.size(), Note::read(&checkpoint.note(online))?).map(Some)
}

fn proof_under(conn: &mut Conn, index: u64, row: &EventRow, size: u64, note: Note) -> Result<LeafProof, Fault> {
    let path = merkle::inclusion(&mut Stored { conn, size }, index, size)?;
    let text =
        |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| Fault::Corrupt("a row that is no text".into()));
    let payload = if row.coarsened { None } else { Some(text(&row.payload)?) };
    let leaf = Leaf { salt: hex::encode(row.salt), row: text(&row.canonical)?, payload };
    let extra = serde_json::to_vec(&leaf)?;
    Ok(LeafProof { extra, index, path, note })
}

/// The newest checkpoint over a leaf that most witnesses co-signed among the newest that anybody did.
fn best_checkpoint(conn: &mut Conn, index: u64) -> Result<Option<(u64, String)>, Fault> {
    let row = conn.first(
        "SELECT k.size, k.note FROM checkpoint AS k JOIN cosignature AS c ON c.size = k.size WHERE k.size > $1 \
         GROUP BY k.size, k.note ORDER BY count(*) DESC, k.size DESC LIMIT 1",
        &vals![signed(index)],
    )?;
    Ok(row.map(|row| (unsigned(row.int(0)), row.text(1).to_owned())))
}

/// A checkpoint's note with what witnesses signed of it.
pub(crate) fn with_cosignatures(conn: &mut Conn, size: u64, note: &str) -> Result<Note, Fault> {
    let mut note = Note::read(note)?;
    let rows = conn.query("SELECT line FROM cosignature WHERE size = $1 ORDER BY peer", &vals![signed(size)])?;
    for row in &rows {
        note.signatures.push(NoteSignature::read(row.text(0))?);
    }
    Ok(note)
}

/// A person decided to go on with a State whose ledger showed two histories: with the one that it showed last. So whoever holds an
/// old checkpoint of the history that was given up cannot have it co-signed anew. The proof of the two stays.
pub(crate) fn begin_anew(batch: &mut Batch<'_>, state: &str) -> Result<(), Fault> {
    let sql = "SELECT f.offered, w.origin FROM ledger_fork AS f JOIN witnessed AS w ON w.peer = f.peer AND w.note = f.known \
               WHERE f.peer = $1 AND f.ours = 0 ORDER BY f.at DESC LIMIT 1";
    let Some(row) = batch.conn()?.first(sql, &vals![state])? else { return Ok(()) };
    let note = row.text(0).to_owned();
    // Its signature was verified before it was kept.
    let checkpoint = Checkpoint::from_body(&Note::read(&note)?.body)?;
    let log = Log { state: state.to_owned(), origin: row.text(1).to_owned(), verify: [0; 32] };
    keep(batch, &log, &checkpoint, &note)
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn seen(conn: &mut Conn, log: &Log) -> Result<Option<Seen>, Fault> {
    let sql = "SELECT size, root FROM witnessed WHERE peer = $1 AND origin = $2";
    let row = conn.first(sql, &vals![log.state.as_str(), log.origin.as_str()])?;
    row.map(|row| Ok(Seen { size: unsigned(row.int(0)), root: row.hash(1)? })).transpose()
}

fn cosigned(conn: &mut Conn, state: &str) -> Result<Option<Cosigned>, Fault> {
    let sql = "SELECT size, at FROM cosignature WHERE peer = $1 ORDER BY size DESC LIMIT 1";
    let row = conn.first(sql, &vals![state])?;
    Ok(row.map(|row| Cosigned { size: unsigned(row.int(0)), at: Moment(row.int(1)) }))
}

fn keep(batch: &mut Batch<'_>, log: &Log, checkpoint: &Checkpoint, note: &str) -> Result<(), Fault> {
    let now = batch.now.0;
    batch.conn()?.execute(
        "INSERT INTO witnessed (peer, origin, size, root, note, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (peer, origin) DO UPDATE \
         SET size = excluded.size, root = excluded.root, note = excluded.note, at = excluded.at",
        &vals![
            log.state.as_str(),
            log.origin.as_str(),
            signed(checkpoint.size),
            checkpoint.root.as_slice(),
            note,
            now
        ],
    )?;
    Ok(())
}

/// A note with the signature of its log and no other: whoever hands it in can add lines as they like.
fn own_line(note: &str, log: &Log) -> Result<String, Fault> {
    let mut note = Note::read(note)?;
    let id = khien_seal::checkpoint::key_id(&log.origin, &log.verify);
    note.signatures.retain(|line| line.name == log.origin && line.id == id);
    note.signatures.truncate(4);
    Ok(note.text())
}

/// Two histories of another State's ledger: the proof is kept, the line stops, the desk is called.
fn forked(batch: &mut Batch<'_>, log: &Log, note: &str, led: &str) -> Result<(), Fault> {
    let state = log.state.as_str();
    let sql = "SELECT note FROM witnessed WHERE peer = $1 AND origin = $2";
    let row = batch.conn()?.first(sql, &vals![state, log.origin.as_str()])?;
    let Some(known) = row.map(|row| row.text(0).to_owned()) else { return Ok(()) };
    if !put_fork(batch, &Found { state, ours: false, known: &known, offered: note, led })? {
        return Ok(());
    }
    let Some((before, version)) = crate::directory::load(batch.conn()?, state)? else { return Ok(()) };
    let command = peer::Command::ForkLedger { known: named(&known)?, offered: named(note)? };
    // A State that left is heard no more, and what it signs of itself changes nothing.
    let Ok(events) = peer::decide(&before, command) else { return Ok(()) };
    crate::directory::append(batch, state, version, events, Actor::Node)?;
    call_desk(batch, state, false)
}

/// A checkpoint is named by the SHA-256 of its note's body: the same whoever signed beside.
pub(crate) fn named(note: &str) -> Result<String, Fault> {
    Ok(khien_seal::sha256_hex(Note::read(note)?.body.as_bytes()))
}

fn led(root: Option<khien_seal::Hash>) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD as B64};
    root.map(|root| B64.encode(root)).unwrap_or_default()
}

struct Found<'a> {
    state: &'a str,
    ours: bool,
    known: &'a str,
    offered: &'a str,
    led: &'a str,
}

/// Keeps the proof of two histories; says whether this pair is new. One of a State and side is enough until a person decided, and
/// the history that was given up then is no news when somebody shows it again.
fn put_fork(batch: &mut Batch<'_>, found: &Found<'_>) -> Result<bool, Fault> {
    let reference = khien_seal::sha256_hex(format!("{}\n{}", named(found.known)?, named(found.offered)?).as_bytes());
    let now = batch.now.0;
    let new = batch.conn()?.execute(
        "INSERT INTO ledger_fork (peer, ours, ref, known, offered, led, at) SELECT $1, $2, $3, $4, $5, $6, $7 \
         WHERE NOT EXISTS (SELECT 1 FROM ledger_fork WHERE peer = $1 AND ours = $2 AND known IN ($4, $5)) ON CONFLICT DO NOTHING",
        &vals![
            found.state,
            i64::from(found.ours),
            reference,
            found.known,
            found.offered,
            found.led,
            now
        ],
    )?;
    Ok(new > 0)
}

fn call_desk(batch: &mut Batch<'_>, state: &str, ours: bool) -> Result<(), Fault> {
    let now = batch.now.0;
    let body = serde_json::to_string(&ForkedPage { state: state.to_owned(), ours })?;
    let id = format!("ledger/{state}/{ours}/{now}");
    batch.insert(&OUTBOX, vals![id, FORKED, state, now, "waiting", body].to_vec());
    Ok(())
}
