//! Packages of evidence between States, as chunks of ciphertext in the data folder: put by an officer's browser and carried to the
//! other State, or taken from there. A chunk goes by its hash; one from another State is taken only when a message that its
//! officer and node signed names it. Whoever reads is held to the conditions under which it was given.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use khien_casework::Refusal;
use khien_desk::package::Purpose;
use khien_desk::request::suspension::Halt;
use khien_desk::request::suspension::Suspended;
use khien_desk::request::{self, Act, Event, Illegal, Request};
use khien_desk::wire::chunked::CHUNK;
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};

use crate::batch::Batch;
use crate::db::{Conn, Shape, Sort};
use crate::journal::Actor;
use crate::requests::{append, load, message_part};
use crate::suspension::HELD_BACK;
use crate::{Fault, Store, sealed, vals};

const CHUNKS: Shape = Shape {
    table: "desk_chunk",
    columns: &[
        ("message", Sort::Text),
        ("n", Sort::Int),
        ("sha256", Sort::Text),
        ("peer", Sort::Text),
        ("request", Sort::Text),
        ("ours", Sort::Int),
        ("state", Sort::Text),
        ("over", Sort::Int),
    ],
};

/// Chunks that are kept or awaited from one State at most, 256 GiB: a State that is hostile, or taken over, fills no disk here.
pub const FROM_ONE_MAX: i64 = 1 << 16;
/// Bytes that stay free on the disk: what a State or a member sends leaves room for the journal and for reports.
const RESERVE: u64 = 2 << 30;
/// Chunks offered to the courier at once.
const OFFER: i64 = 64;

/// A chunk on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The request.
    pub request: String,
    /// The message that names it.
    pub message: String,
    /// Its place, from 0.
    pub n: i64,
    /// SHA-256 of it, hex.
    pub sha256: String,
    /// The State that gets it.
    pub peer: String,
}

/// What a node knows of a chunk that a State wants to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// A message names it, and it is not here.
    Wanted,
    /// It is here.
    Here,
    /// A message named it, and its package is kept no longer.
    Over,
    /// No message of that State names it.
    Not,
}

/// What becomes of a package that another State asks for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// What is kept of it goes once more.
    Sends,
    /// It is kept no longer: it arrived whole, or is over.
    Over,
    /// No message of ours to that State handed it over.
    Unknown,
}

/// How much of a package has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Chunks.
    pub all: i64,
    /// Those that are where they should be.
    pub there: i64,
    /// Those that were here and are not: this node came back from a copy without them.
    pub gone: i64,
}

impl Store {
    /// Keeps a chunk that a member of our desk encrypted; a message that names it has to follow within three days.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] when it is not the one of this hash: nobody signed it yet, it changed on its way.
    pub async fn put_chunk(&self, sha256: String, bytes: Vec<u8>) -> Result<(), Fault> {
        let changed = Refusal::NotNow("a part of it changed on its way to this node");
        let folder = self.shared.place.folder.clone();
        let kept =
            tokio::task::spawn_blocking(move || keep(&folder, &sha256, &bytes)).await.map_err(|_| Fault::Stopping)?;
        kept.map_err(|fault| match fault {
            Fault::Refused(Refusal::Forged) => changed.into(),
            other => other,
        })
    }

    /// Of these chunks, those that are not here.
    ///
    /// # Errors
    /// [`Fault::Folder`].
    pub async fn missing_chunks(&self, hashes: Vec<String>) -> Result<Vec<String>, Fault> {
        let folder = self.shared.place.folder.clone();
        let missing = move || hashes.into_iter().filter(|hash| !path(&folder, hash).exists()).collect();
        tokio::task::spawn_blocking(missing).await.map_err(|_| Fault::Stopping)
    }

    /// Whether a State may send this chunk: a message of its own names it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn chunk_wanted(&self, peer: String, sha256: String) -> Result<Known, Fault> {
        self.read(move |conn| {
            let sql = "SELECT state FROM desk_chunk WHERE sha256 = $1 AND peer = $2 AND ours = $3";
            let rows = conn.query(sql, &vals![sha256, peer, 0i64])?;
            let any = |state: &str| rows.iter().any(|row| row.text(0) == state);
            Ok(match () {
                () if any("wanted") || any("gone") => Known::Wanted,
                () if any("here") => Known::Here,
                () if any("done") => Known::Over,
                () => Known::Not,
            })
        })
        .await
    }

    /// Takes a chunk from another State; durable when this returns.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when no message of that State names it, [`Refusal::Forged`] when it is another one.
    pub async fn take_chunk(&self, peer: String, sha256: String, bytes: Vec<u8>) -> Result<(), Fault> {
        if matches!(self.chunk_wanted(peer.clone(), sha256.clone()).await?, Known::Over | Known::Not) {
            return Err(Refusal::NotFound.into());
        }
        let (folder, hash) = (self.shared.place.folder.clone(), sha256.clone());
        tokio::task::spawn_blocking(move || keep(&folder, &hash, &bytes)).await.map_err(|_| Fault::Stopping)??;
        self.write("take chunk", move |batch| {
            let sql = "UPDATE desk_chunk SET state = 'here' WHERE sha256 = $1 AND peer = $2 AND ours = $3 AND state IN ('wanted', 'gone')";
            batch.conn()?.execute(sql, &vals![sha256.as_str(), peer.as_str(), 0i64]).map(drop)
        })
        .await
    }

    /// Messages that the other State has, and whose package it has not whole.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn waiting_packages(&self) -> Result<Vec<(RequestId, String)>, Fault> {
        self.read(|conn| {
            let sql = "SELECT DISTINCT c.request, c.message FROM desk_chunk AS c \
                       JOIN desk_out AS o ON o.message = c.message AND o.request = c.request \
                       WHERE c.state = 'waiting' AND c.ours = $1 AND o.state = 'delivered'";
            let rows = conn.query(sql, &vals![1i64])?;
            rows.iter().map(|row| Ok((row.parse(0)?, row.text(1).to_owned()))).collect()
        })
        .await
    }

    /// The next chunks of a message's package that the other State has not, in order.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn waiting_chunks(&self, id: RequestId, message: String) -> Result<Vec<Waiting>, Fault> {
        self.read(move |conn| {
            let sql = format!(
                "SELECT message, n, sha256, peer, request FROM desk_chunk \
                 WHERE request = $1 AND message = $2 AND state = 'waiting' AND ours = $3 ORDER BY n LIMIT {OFFER}"
            );
            let rows = conn.query(&sql, &vals![id.to_string(), message, 1i64])?;
            Ok(rows
                .iter()
                .map(|row| Waiting {
                    message: row.text(0).to_owned(),
                    n: row.int(1),
                    sha256: row.text(2).to_owned(),
                    peer: row.text(3).to_owned(),
                    request: row.text(4).to_owned(),
                })
                .collect())
        })
        .await
    }

    /// Whether a chunk that was offered to the courier still waits: asked right before its bytes leave.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn chunk_still_waits(&self, chunk: Waiting) -> Result<bool, Fault> {
        self.read(move |conn| {
            let sql = "SELECT 1 FROM desk_chunk WHERE request = $1 AND message = $2 AND n = $3 AND ours = $4 AND state = 'waiting'";
            Ok(conn.first(sql, &vals![chunk.request, chunk.message, chunk.n, 1i64])?.is_some())
        })
        .await
    }

    /// The bytes of a chunk.
    ///
    /// # Errors
    /// [`Fault::Folder`].
    pub async fn chunk(&self, sha256: String) -> Result<Vec<u8>, Fault> {
        let path = path(&self.shared.place.folder, &sha256);
        tokio::task::spawn_blocking(move || Ok(std::fs::read(path)?)).await.map_err(|_| Fault::Stopping)?
    }

    /// The other State has a chunk, or wants it no more; also one that is held back since it left.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn chunk_left(&self, chunk: Waiting, has_it: bool) -> Result<(), Fault> {
        self.write("chunk left", move |batch| {
            let state = if has_it { "there" } else { "unwanted" };
            let sql =
                "UPDATE desk_chunk SET state = $1 WHERE request = $2 AND message = $3 AND n = $4 AND state IN ('waiting', $5)";
            let place = vals![state, chunk.request.as_str(), chunk.message.as_str(), chunk.n, HELD_BACK];
            batch.conn()?.execute(sql, &place).map(drop)
        })
        .await
    }

    /// Packages of other States of which parts are gone here: who gave them, and by which message.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn gone_packages(&self) -> Result<Vec<(String, String)>, Fault> {
        self.read(|conn| {
            let sql =
                "SELECT DISTINCT peer, message FROM desk_chunk WHERE ours = $1 AND state = 'gone' ORDER BY message";
            let rows = conn.query(sql, &vals![0i64])?;
            Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned())).collect())
        })
        .await
    }

    /// A State lost parts of a package that we gave it: what is kept of it is carried again. It takes what it lacks alone.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn send_again(&self, peer: String, message: String) -> Result<Again, Fault> {
        self.write("send again", move |batch| {
            let sql = "SELECT DISTINCT state, request FROM desk_chunk WHERE message = $1 AND peer = $2 AND ours = $3";
            let place = vals![message.as_str(), peer.as_str(), 1i64];
            let states = batch.conn()?.query(sql, &place)?;
            let any = |state: &str| states.iter().any(|row| row.text(0) == state);
            let Some(first) = states.first() else { return Ok(Again::Unknown) };
            // What may be a thief's, or is one's, is given nothing again.
            let halt = load(batch.conn()?, first.parse(1)?)?.0.halt();
            let over = !any("there") && !any("waiting") && !any(HELD_BACK);
            if over || matches!(halt, Some(Halt::Void | Halt::Over)) {
                return Ok(Again::Over);
            }
            let to = if halt.is_some() { HELD_BACK } else { "waiting" };
            let sql =
                "UPDATE desk_chunk SET state = $1 WHERE message = $2 AND peer = $3 AND ours = $4 AND state = 'there'";
            let place = vals![to, message.as_str(), peer.as_str(), 1i64];
            batch.conn()?.execute(sql, &place).map(|_| Again::Sends)
        })
        .await
    }

    /// How much of the package of a message is where it should be.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn package_progress(&self, id: RequestId, message: String) -> Result<Progress, Fault> {
        self.read(move |conn| progress(conn, id, &message)).await
    }

    /// Hands the key of a package out, sealed, for a purpose that its conditions allow. The event is written before it leaves.
    ///
    /// # Errors
    /// [`request::Refusal::Barred`]; [`Refusal::NotFound`].
    pub async fn read_package(
        &self,
        id: RequestId,
        message: String,
        purpose: Purpose,
        by: StaffId,
    ) -> Result<Vec<u8>, Fault> {
        self.write("read package", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            request::may_read(&state, &message, purpose, batch.now)?;
            let name = sealed::reference(&id.to_string(), &message_part(&message));
            let bytes = sealed::get(batch.conn()?, &name)?;
            append(batch, id, version, Event::Read { message: message.clone(), purpose, by }, Actor::Staff(by))?;
            Ok(bytes)
        })
        .await
    }

    /// A chunk for a member who had the package's key handed out, while its conditions still allow what they said.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`]; [`request::Refusal::Barred`]; [`Refusal::NotNow`] when it has not arrived.
    pub async fn chunk_for(&self, id: RequestId, message: String, n: i64, by: StaffId) -> Result<Vec<u8>, Fault> {
        let hash = self
            .read(move |conn| {
                let (state, _) = load(conn, id)?;
                let mut readings = state.readings.iter();
                let reading = readings.find(|one| one.message == message && one.by == by).ok_or(Refusal::NotAllowed)?;
                let now = Moment::from(crate::journal::now());
                request::may_read(&state, &message, reading.purpose, now)?;
                let sql =
                    "SELECT sha256, state FROM desk_chunk WHERE message = $1 AND n = $2 AND request = $3 AND ours = $4";
                let row =
                    conn.first(sql, &vals![message.as_str(), n, id.to_string(), 0i64])?.ok_or(Refusal::NotFound)?;
                match row.text(1) {
                    "here" => Ok(row.text(0).to_owned()),
                    "gone" => Err(Refusal::NotNow("a part of this package is here no longer").into()),
                    "wanted" => Err(Refusal::NotNow("this part of the package has not arrived yet").into()),
                    _ => Err(Refusal::NotFound.into()),
                }
            })
            .await?;
        self.chunk(hash).await
    }

    /// Erases packages of other States whose time is over: chunks and keys. Gives how many.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn erase_over_packages(&self) -> Result<usize, Fault> {
        let over = self
            .read(|conn| {
                let now = Moment::from(crate::journal::now()).0;
                let sql = "SELECT message, request FROM desk_chunk WHERE ours = $1 AND n = $2 AND over <= $3 AND state <> 'done'";
                let rows = conn.query(sql, &vals![0i64, 0i64, now])?;
                rows.iter().map(|row| Ok((row.text(0).to_owned(), row.parse(1)?))).collect::<Result<Vec<_>, Fault>>()
            })
            .await?;
        let mut erased = 0;
        for (message, id) in over {
            // One that cannot be erased keeps none of the others.
            match self.erase_package(id, message, Actor::Node).await {
                Ok(()) => erased += 1,
                Err(fault) => tracing::error!(%fault, %id, "a package whose time is over was not erased"),
            }
        }
        Ok(erased)
    }

    /// Erases a package of another State here: its chunks and its key. That it was destroyed is said to that State by itself, when it
    /// can be.
    ///
    /// # Errors
    /// [`Illegal::NothingReturned`] when there is none, or none any more.
    pub async fn erase_package(&self, id: RequestId, message: String, by: Actor) -> Result<(), Fault> {
        self.write("erase package", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            if !request::is_given(&state, &message) || state.erased.contains(&message) {
                return Err(request::Refusal::from(Illegal::NothingReturned).into());
            }
            // By hand not before it is known whose it is; when its time is over it goes all the same.
            if by != Actor::Node && state.suspension(&message).is_some_and(Suspended::is_open) {
                return Err(request::Refusal::Suspended.into());
            }
            forget(batch, id, &message)?;
            append(batch, id, version, Event::Erased { message: message.clone() }, by)
        })
        .await?;
        self.scrub().await
    }
}

fn progress(conn: &mut Conn, id: RequestId, message: &str) -> Result<Progress, Fault> {
    let id = id.to_string();
    let count = |conn: &mut Conn, also: &str| {
        let sql = format!("SELECT COUNT(*) FROM desk_chunk WHERE request = $1 AND message = $2{also}");
        Ok::<_, Fault>(conn.first(&sql, &vals![id.as_str(), message])?.map_or(0, |row| row.int(0)))
    };
    Ok(Progress {
        all: count(conn, "")?,
        there: count(conn, " AND state IN ('here', 'there', 'done')")?,
        gone: count(conn, " AND state = 'gone'")?,
    })
}

/// Whether a member may say that a package arrived: every chunk of it is here, and they had it handed out. The State that gave it
/// keeps what travelled until then.
///
/// # Errors
/// [`Refusal::NotNow`].
pub(crate) fn may_confirm(
    conn: &mut Conn,
    id: RequestId,
    state: &Request,
    act: &Act,
    by: StaffId,
) -> Result<(), Fault> {
    let Act::Received { package } = act else { return Ok(()) };
    let Progress { all, there, .. } = progress(conn, id, package)?;
    let read = state.readings.iter().any(|one| one.message == *package && one.by == by);
    if read && all == there {
        Ok(())
    } else {
        Err(Refusal::NotNow("open the evidence first: it is confirmed whole").into())
    }
}

/// What a message means for its packages: chunks to carry or to wait for, or a package that is no longer kept.
pub(crate) fn follow(
    batch: &mut Batch<'_>,
    (id, peer, message, ours): (RequestId, &str, &str, bool),
    act: &Act,
    chunks: &[String],
) -> Result<(), Fault> {
    match act {
        Act::Return { conditions, .. } => {
            let state = if ours { "waiting" } else { "wanted" };
            let over = conditions.over_at().map(|at| at.0);
            let id = id.to_string();
            for (n, chunk) in (0i64..).zip(chunks) {
                let row = vals![message, n, chunk.as_str(), peer, id.as_str(), i64::from(ours), state, over];
                batch.insert(&CHUNKS, row.to_vec());
            }
            Ok(())
        }
        // Whoever gave it has the originals: what travelled is kept until it arrived, and no longer.
        Act::Received { package } | Act::Destroyed { package } if !ours => ended(batch, id, package),
        Act::Destroyed { package } => forget(batch, id, package),
        // Nothing goes on to a State that wants it no more.
        Act::Withdraw | Act::Release | Act::Close if !ours => {
            let sql = "UPDATE desk_chunk SET state = 'done' WHERE request = $1 AND ours = $2";
            batch.conn()?.execute(sql, &vals![id.to_string(), 1i64]).map(drop)
        }
        _ => Ok(()),
    }
}

/// The chunks of a message of another State are here: whoever took it in brought them.
pub(crate) fn are_here(batch: &mut Batch<'_>, id: RequestId, message: &str) -> Result<(), Fault> {
    let sql = "UPDATE desk_chunk SET state = 'here' WHERE request = $1 AND message = $2 AND ours = $3 AND state IN ('wanted', 'gone')";
    batch.conn()?.execute(sql, &vals![id.to_string(), message, 0i64]).map(drop)
}

/// Whether so many more chunks of a State find a place here.
pub(crate) fn has_room(conn: &mut Conn, peer: &str, more: usize) -> Result<bool, Fault> {
    if more == 0 {
        return Ok(true);
    }
    let sql = "SELECT COUNT(*) FROM desk_chunk WHERE peer = $1 AND ours = $2 AND state <> 'done'";
    let held = conn.first(sql, &vals![peer, 0i64])?.map_or(0, |row| row.int(0));
    Ok(i64::try_from(more).is_ok_and(|more| held + more <= FROM_ONE_MAX))
}

/// What travelled of a package is kept no longer.
pub(crate) fn ended(batch: &mut Batch<'_>, id: RequestId, message: &str) -> Result<(), Fault> {
    let sql = "UPDATE desk_chunk SET state = 'done' WHERE request = $1 AND message = $2";
    batch.conn()?.execute(sql, &vals![id.to_string(), message]).map(drop)
}

/// The key goes with the chunks: what a backup of the folder still holds opens no more.
fn forget(batch: &mut Batch<'_>, id: RequestId, message: &str) -> Result<(), Fault> {
    ended(batch, id, message)?;
    let name = sealed::reference(&id.to_string(), &message_part(message));
    batch.conn()?.execute("DELETE FROM sealed WHERE ref = $1", &vals![name]).map(drop)
}

/// Where a chunk lies.
pub(crate) fn path(folder: &Path, sha256: &str) -> PathBuf {
    // Whatever is no hash names no file of ours.
    let name = if khien_desk::code::is_hash(sha256) { sha256 } else { "none" };
    folder.join("chunks").join(name.get(..2).unwrap_or_default()).join(name)
}

/// Writes a chunk under its hash: whole and durable, or not at all.
fn keep(folder: &Path, sha256: &str, bytes: &[u8]) -> Result<(), Fault> {
    if bytes.is_empty() || bytes.len() > CHUNK {
        return Err(Refusal::Field { field: "chunk", problem: "from one byte to four mebibytes" }.into());
    }
    if khien_seal::sha256_hex(bytes) != sha256 {
        return Err(Refusal::Forged.into());
    }
    let whole = path(folder, sha256);
    if let Ok(there) = OpenOptions::new().append(true).open(&whole) {
        // Its day of grace begins anew: whoever sends a large package needs more than one.
        let now = u64::try_from(crate::journal::now().as_second()).unwrap_or(0);
        return Ok(there.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(now))?);
    }
    if free_bytes(folder)? < RESERVE {
        return Err(Refusal::NotNow("the disk of this node is nearly full").into());
    }
    let below = whole.parent().unwrap_or(folder);
    if !below.exists() {
        std::fs::create_dir_all(below)?;
        File::open(folder.join("chunks"))?.sync_all()?;
    }
    let number: [u8; 8] = khien_seal::random()?;
    let part = folder.join("chunks").join(format!("part-{}", hex::encode(number)));
    let mut file = OpenOptions::new().create_new(true).write(true).open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, &whole)?;
    File::open(below)?.sync_all()?;
    Ok(())
}

/// Bytes that the disk still has for this node.
fn free_bytes(folder: &Path) -> Result<u64, Fault> {
    let disk = rustix::fs::statvfs(folder).map_err(std::io::Error::from)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
