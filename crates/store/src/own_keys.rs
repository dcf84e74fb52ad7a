//! The key with which this node signs messages to other States, and the one that is to follow it
//! (`khien_desk::directory::turning` decides when).

use khien_casework::Refusal;
use khien_casework::people::NodeEvent;
use khien_desk::directory::turning::Turning;
use khien_seal::keys::SignKey;
use khien_seal::statement::Signed;
use khien_terms::id::StaffId;

use crate::batch::Batch;
use crate::db::Conn;
use crate::directory::entry_of;
use crate::journal::{Actor, Meta};
use crate::own_entry::{SIGN, own, revoked};
use crate::setup::append_node;
use crate::{Fault, Store, vals};

/// Name of the key that is to follow, among the secrets.
const NEXT: &str = "desk/sign/next";

impl Store {
    /// The node's keys and what the entry in effect says of them.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn desk_turning(&self) -> Result<Turning, Fault> {
        self.desk_sign_key().await?;
        self.read(turning).await
    }

    /// Makes the key that is to sign after the one that does now, in place of one that was made before. It signs nothing before the
    /// root's entries let it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn prepare_desk_key(&self, by: StaffId) -> Result<(), Fault> {
        self.write("prepare desk key", move |batch| {
            let key = SignKey::generate()?;
            let seed = key.seed();
            batch.conn()?.execute(
                "INSERT INTO secret (name, bytes) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes",
                &vals![NEXT, seed.as_slice()],
            )?;
            let event = NodeEvent::DeskSignPrepared { key: key.verify_hex(), by };
            append_node(batch, event, Meta::once(Actor::Staff(by))?)
        })
        .await
    }
}

fn key(conn: &mut Conn, name: &str) -> Result<Option<SignKey>, Fault> {
    let row = conn.first("SELECT bytes FROM secret WHERE name = $1", &vals![name])?;
    row.map(|row| Ok(SignKey::from_seed(row.hash(0)?))).transpose()
}

/// The key that signs; it was made before anybody asks here.
pub(crate) fn signing(conn: &mut Conn) -> Result<SignKey, Fault> {
    key(conn, SIGN)?.ok_or_else(|| Fault::Corrupt("the node has no key that signs".into()))
}

/// What decides about the next entry's keys.
pub(crate) fn turning(conn: &mut Conn) -> Result<Turning, Fault> {
    Ok(Turning {
        signs: signing(conn)?.verify_hex(),
        next: key(conn, NEXT)?.map(|key| key.verify_hex()),
        signed: match own(conn)? {
            Some(own) => chain(conn, &own.link)?.into_iter().map(|said| said.node).collect(),
            None => Vec::new(),
        },
        shown: own(conn)?.map(|own| own.entry),
        revoked: revoked(conn)?.into_iter().map(|revoked| revoked.key).collect(),
    })
}

/// The next key signs from now on; the one before is overwritten.
pub(crate) fn take_over(batch: &mut Batch<'_>) -> Result<SignKey, Fault> {
    let next = key(batch.conn()?, NEXT)?.ok_or(Refusal::NotFound)?;
    let seed = next.seed();
    batch.conn()?.execute("UPDATE secret SET bytes = $1 WHERE name = $2", &vals![seed.as_slice(), SIGN])?;
    batch.conn()?.execute("DELETE FROM secret WHERE name = $1", &vals![NEXT])?;
    append_node(batch, NodeEvent::DeskSignTurned { key: next.verify_hex() }, Meta::once(Actor::Node)?)?;
    Ok(next)
}

/// Every key with which a State's node ever signed by an entry that was in effect, hex, the newest entry's first: what was signed
/// long ago is still read as signed.
pub(crate) fn ever(conn: &mut Conn, newest: &str) -> Result<Vec<String>, Fault> {
    let mut keys: Vec<String> = Vec::new();
    for key in chain(conn, newest)?.into_iter().flat_map(|said| [said.node].into_iter().chain(said.beside)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// What the entries of a chain say of keys, the newest first.
fn chain(conn: &mut Conn, newest: &str) -> Result<Vec<Said>, Fault> {
    let mut found = Vec::new();
    let mut link = newest.to_owned();
    while let Some(signed) = entry_of(conn, &link)? {
        let Some(entry) = said(&signed) else { break };
        link.clone_from(&entry.prev);
        found.push(entry);
    }
    Ok(found)
}

/// Link of the entry before this one, or `-`.
pub(crate) fn before(signed: &Signed) -> Option<String> {
    said(signed).map(|said| said.prev)
}

/// What of an entry is read here; its signature was verified when it was taken.
#[derive(serde::Deserialize)]
struct Said {
    node: String,
    #[serde(default)]
    beside: Vec<String>,
    prev: String,
}

fn said(signed: &Signed) -> Option<Said> {
    serde_json::from_str(signed.statement.split_once('\n')?.1).ok()
}
