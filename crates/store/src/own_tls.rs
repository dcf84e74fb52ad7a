//! The keys that this node presents to other States' nodes on the wire (`khien_desk::directory::tls` decides when), and where its
//! desk is reached with them.

use jiff::Timestamp;
use khien_casework::people::NodeEvent;
use khien_desk::directory::fresh::Revoked;
use khien_desk::directory::tls::{self, TlsKey};
use khien_seal::keys::{SignKey, verify_from_hex};
use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::db::Conn;
use crate::journal::{Actor, Meta};
use crate::own_entry::{get, set};
use crate::setup::append_node;
use crate::{Fault, Store, own_entry, vals};

/// Names of settings.
const KEYS: &str = "desk/tls";
const REACHED: &str = "desk/reached";

/// How other States' nodes reach this one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// At the address of its entry, for which the web's authorities vouch.
    #[default]
    ByTheWeb,
    /// At this address, by TLS with these keys on both sides.
    At(String),
    /// Nowhere: it opens the lines itself, and is asked on them.
    OnItsCalls,
}

/// A key of ours with its secret.
pub struct TlsSecret {
    /// The key.
    pub key: SignKey,
    /// Presented from then.
    pub not_before: Timestamp,
    /// Presented until then.
    pub not_after: Timestamp,
}

impl Store {
    /// The key that this node presents now to other States' nodes; made if there was none.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn desk_tls_key(&self) -> Result<TlsSecret, Fault> {
        let kept = self.read(|conn| presented(conn, crate::journal::now())).await?;
        if let Some(key) = kept {
            return Ok(key);
        }
        self.desk_sign_key().await?;
        self.write("desk TLS key", |batch| {
            let now = batch.now.timestamp();
            own_entry::speak_again(batch)?;
            // Before there is an entry nothing is said.
            turn(batch, &[], now)?;
            presented(batch.conn()?, now)?.ok_or_else(|| Fault::Corrupt("the node has no key for TLS".into()))
        })
        .await
    }

    /// The keys that this node names for TLS, and until when each is presented.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn desk_tls_keys(&self) -> Result<Vec<TlsKey>, Fault> {
        self.read(|conn| get(conn, KEYS)).await
    }

    /// How other States reach this desk from now on. Others hear of it as soon as they ask.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn desk_is_reached(&self, how: Reached) -> Result<(), Fault> {
        if self.read(reached).await? == how {
            return Ok(());
        }
        self.desk_sign_key().await?;
        self.write("desk is reached", move |batch| {
            set(batch.conn()?, REACHED, &how)?;
            own_entry::speak_again(batch)
        })
        .await
    }
}

/// How our desk is reached.
pub(crate) fn reached(conn: &mut Conn) -> Result<Reached, Fault> {
    get(conn, REACHED)
}

/// The pins of our keys.
pub(crate) fn pins(conn: &mut Conn) -> Result<Vec<String>, Fault> {
    let keys: Vec<TlsKey> = get(conn, KEYS)?;
    keys.iter().map(|key| Ok(tls::pin_of(&verify_from_hex(&key.key)?))).collect()
}

fn presented(conn: &mut Conn, now: Timestamp) -> Result<Option<TlsSecret>, Fault> {
    let keys: Vec<TlsKey> = get(conn, KEYS)?;
    let Some(key) = tls::presented(&keys, now) else { return Ok(None) };
    let row = conn.first("SELECT bytes FROM secret WHERE name = $1", &vals![secret_of(&key.key)])?;
    row.map(|row| {
        let not_before = key.not_before.min(now);
        Ok(TlsSecret { key: SignKey::from_seed(row.hash(0)?), not_before, not_after: key.not_after })
    })
    .transpose()
}

/// Makes the keys that are wanted and destroys those that are over or revoked; says whether anything changed.
pub(crate) fn turn(batch: &mut Batch<'_>, revoked: &[Revoked], now: Timestamp) -> Result<bool, Fault> {
    let mut keys: Vec<TlsKey> = get(batch.conn()?, KEYS)?;
    let gone = tls::part(&mut keys, |key| revoked.iter().any(|revoked| revoked.key == key), now);
    let (meta, before) = (Meta::once(Actor::Node)?, keys.len());
    for TlsKey { key, .. } in &gone {
        batch.conn()?.execute("DELETE FROM secret WHERE name = $1", &vals![secret_of(key)])?;
        append_node(batch, NodeEvent::DeskTlsKeyGone { key: key.clone() }, meta)?;
    }
    while let Some((not_before, not_after)) = tls::wanted(&keys, now) {
        let made = SignKey::generate()?;
        let (key, seed) = (made.verify_hex(), made.seed());
        let values = vals![secret_of(&key), seed.as_slice()];
        batch.conn()?.execute("INSERT INTO secret (name, bytes) VALUES ($1, $2)", &values)?;
        append_node(batch, NodeEvent::DeskTlsKey { key: key.clone(), from: not_before.to_string() }, meta)?;
        keys.push(TlsKey { key, not_before, not_after });
    }
    if gone.is_empty() && keys.len() == before {
        return Ok(false);
    }
    set(batch.conn()?, KEYS, &keys)?;
    Ok(true)
}

fn secret_of(key: &str) -> String {
    format!("desk/tls/{key}")
}
