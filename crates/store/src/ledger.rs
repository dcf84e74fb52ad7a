//! The ledger in the database: checkpoints on their beat, tiles of hashes, the proof of one leaf for whoever holds the
//! record. Entries are never served.

use khien_seal::Hash;
use khien_seal::checkpoint::Checkpoint;
use khien_seal::keys::SignKey;
use khien_seal::merkle::{self, Frontier, Nodes};
use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::{Fault, Store, vals};

/// The proof of one event, as its holder gets it (`docs/formats.md` section 9, `proof`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Proof {
    /// Index of the leaf.
    pub leaf: u64,
    /// Its hash, hex.
    pub hash: String,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The audit path, base64.
    pub path: Vec<String>,
    /// The canonical row, base64.
    pub event: String,
    /// The leaf's salt, hex.
    pub salt: String,
    /// The payload whose hash stands in the row, base64; none once it was made coarse.
    pub payload: Option<String>,
    /// The root's certificate of the key that signed the checkpoint.
    pub online: Option<khien_seal::statement::Signed>,
}

/// Nodes of the tree from the table of leaves and of full tiles.
pub(crate) struct Stored<'a> {
    pub(crate) conn: &'a mut Conn,
    pub(crate) size: u64,
}

impl Nodes for Stored<'_> {
    type Error = Fault;

    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Fault> {
        // A node inside a tile is folded from the hashes at the tile's foot.
        let foot = level / 8;
        let span = 1u64 << (level % 8);
        let hashes = hashes(self.conn, foot, index * span, span, self.size)?;
        let mut frontier = Frontier::default();
        hashes.into_iter().for_each(|hash| frontier.push_node(hash));
        Ok(frontier.root())
    }
}

/// `count` hashes at a tile level from `from`, for subtrees that are full in a tree of `size`.
fn hashes(conn: &mut Conn, level: u32, from: u64, count: u64, size: u64) -> Result<Vec<Hash>, Fault> {
    if level == 0 {
        let (first, last) = (signed(from) + 1, signed(from + count));
        let rows =
            conn.query("SELECT leaf FROM event WHERE seq >= $1 AND seq <= $2 ORDER BY seq", &vals![first, last])?;
        if rows.len() as u64 != count {
            return Err(Fault::Corrupt("a leaf is missing from the journal".into()));
        }
        return rows.iter().map(|row| row.hash(0)).collect();
    }
    (from..from + count)
        .map(|index| {
            let known = conn
                .first("SELECT bytes FROM tile WHERE level = $1 AND n = $2", &vals![i64::from(level), signed(index)])?;
            match known {
                Some(row) => row.hash(0),
                None => subtree(conn, level, index, size),
            }
        })
        .collect()
}

/// The root of the full subtree of 256^level leaves at an index.
fn subtree(conn: &mut Conn, level: u32, index: u64, size: u64) -> Result<Hash, Fault> {
    let mut frontier = Frontier::default();
    for hash in hashes(conn, level - 1, index * 256, 256, size)? {
        frontier.push_node(hash);
    }
    Ok(frontier.root())
}

pub(crate) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl Store {
    /// Signs the head as a checkpoint, if the journal grew, and keeps the roots of the tiles that became full.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn beat(&self, origin: String, key: SignKey) -> Result<Option<Checkpoint>, Fault> {
        self.write("ledger beat", move |batch| {
            let now = batch.now.0;
            let conn = batch.conn()?;
            let Some(head) = head(conn)? else { return Ok(None) };
            let newest = newest_checkpoint(conn)?.map_or(0, |(size, _)| size);
            if head.size() == newest {
                return Ok(None);
            }
            keep_tiles(conn, newest, head.size())?;
            let checkpoint = Checkpoint { origin: origin.clone(), size: head.size(), root: head.root() };
            let note = checkpoint.note(&key);
            conn.execute(
                "INSERT INTO checkpoint (size, at, note) VALUES ($1, $2, $3)",
                &vals![signed(head.size()), now, note],
            )?;
            Ok(Some(checkpoint))
        })
        .await
    }

    /// The newest checkpoint's note, with what witnesses signed of it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn checkpoint(&self) -> Result<Option<String>, Fault> {
        self.read(|conn| {
            let Some((size, note)) = newest_checkpoint(conn)? else { return Ok(None) };
            Ok(Some(crate::witness::with_cosignatures(conn, size, &note)?.text()))
        })
        .await
    }

    /// A tile of hashes within the newest checkpoint; `None` when it is not (yet) in it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn tile(&self, level: u32, index: u64, width: u64) -> Result<Option<Vec<u8>>, Fault> {
        self.read(move |conn| {
            let Some((size, _)) = newest_checkpoint(conn)? else { return Ok(None) };
            let full = size >> (8 * level);
            let end = index.checked_mul(256).and_then(|from| from.checked_add(width));
            if end.is_none_or(|end| end > full) {
                return Ok(None);
            }
            Ok(Some(hashes(conn, level, index * 256, width, size)?.concat()))
        })
        .await
    }

    /// The proof of an event under the newest checkpoint; `None` before the next beat has it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn proof(&self, seq: i64) -> Result<Option<Proof>, Fault> {
        self.read(move |conn| proof(conn, seq)).await
    }
}

fn proof(conn: &mut Conn, seq: i64) -> Result<Option<Proof>, Fault> {
    use base64::{Engine, engine::general_purpose::STANDARD as B64};
    let Some((size, note)) = newest_checkpoint(conn)? else { return Ok(None) };
    let index = u64::try_from(seq - 1).map_err(|_| Fault::Corrupt("a number below one".into()))?;
    if index >= size {
        return Ok(None);
    }
    let Some(row) = event_row(conn, seq)? else { return Ok(None) };
    let online = conn.first("SELECT online FROM node WHERE id = 1", &[])?;
    let path = merkle::inclusion(&mut Stored { conn, size }, index, size)?;
    Ok(Some(Proof {
        leaf: index,
        hash: hex::encode(row.leaf),
        checkpoint: note,
        path: path.iter().map(|hash| B64.encode(hash)).collect(),
        event: B64.encode(&row.canonical),
        salt: hex::encode(row.salt),
        payload: (!row.coarsened).then(|| B64.encode(&row.payload)),
        online: online.map(|row| serde_json::from_str(row.text(0))).transpose()?,
    }))
}

/// A row of the journal with what its leaf is made of.
pub(crate) struct EventRow {
    pub(crate) canonical: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) salt: [u8; 32],
    pub(crate) leaf: Hash,
    /// The payload was made coarse; its first hash stands beside it.
    pub(crate) coarsened: bool,
    /// The payload has the hash that stands in the row.
    pub(crate) payload_fits: bool,
}

/// Reads a row of the journal.
pub(crate) fn event_row(conn: &mut Conn, seq: i64) -> Result<Option<EventRow>, Fault> {
    let row = conn.first(
        "SELECT seq, stream, version, type, type_version, at, actor, command_id, salt, payload, payload_hash, leaf FROM event WHERE seq = $1",
        &vals![seq],
    )?;
    let Some(row) = row else { return Ok(None) };
    let stands = khien_seal::sha256(row.blob(9));
    let coarsened = !row.blob(10).is_empty();
    let hash = if coarsened { row.hash(10)? } else { stands };
    let parts = crate::journal::RowParts {
        seq,
        stream: row.text(1),
        version: row.int(2),
        kind: row.text(3),
        type_version: row.int(4),
        at: row.int(5),
        actor: row.text(6),
        command: row.text(7),
    };
    Ok(Some(EventRow {
        canonical: crate::journal::canonical(&parts, &hash),
        payload: row.blob(9).to_vec(),
        salt: row.hash(8)?,
        leaf: row.hash(11)?,
        coarsened,
        payload_fits: coarsened || hash == stands,
    }))
}

pub(crate) fn head(conn: &mut Conn) -> Result<Option<Frontier>, Fault> {
    let row = conn.first("SELECT frontier FROM head WHERE id = 1", &[])?;
    row.map(|row| Frontier::from_bytes(row.blob(0)).ok_or_else(|| Fault::Corrupt("the head of the journal".into())))
        .transpose()
}

pub(crate) fn newest_checkpoint(conn: &mut Conn) -> Result<Option<(u64, String)>, Fault> {
    let row = conn.first("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1", &[])?;
    Ok(row.map(|row| (u64::try_from(row.int(0)).unwrap_or(0), row.text(1).to_owned())))
}

/// Keeps the root of every tile that became full between two sizes, level by level.
fn keep_tiles(conn: &mut Conn, before: u64, size: u64) -> Result<(), Fault> {
    let mut level = 1;
    while size >> (8 * level) > 0 {
        for index in before >> (8 * level)..size >> (8 * level) {
            let root = subtree(conn, level, index, size)?;
            conn.execute(
                "INSERT INTO tile (level, n, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                &vals![i64::from(level), signed(index), root.as_slice()],
            )?;
        }
        level += 1;
    }
    Ok(())
}
