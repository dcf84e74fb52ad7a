//! What our own State says of its desk: the chain of entries that the root signed, what the node says with the newest, and
//! the keys that receive, one epoch after another.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use jiff::{SignedDuration, Timestamp};
use khien_casework::Refusal;
use khien_casework::people::NodeEvent;
use khien_desk::directory::accept::{Offered, REVOKED_MAX};
use khien_desk::directory::entry::{Entry, FIRST};
use khien_desk::directory::fresh::{EpochKey, Fresh, HOLDS, Revoked};
use khien_desk::directory::{Reject, link};
use khien_desk::wire::sealed::{RecipientKey, SUITE};
use khien_seal::keys::{SignKey, verify_from_hex};
use khien_seal::statement::Signed;
use khien_terms::id::StaffId;

use crate::batch::Batch;
use crate::db::Conn;
use crate::directory::{put_fresh, put_signed, rejected};
use crate::journal::{Actor, Meta};
use crate::setup::append_node;
use crate::{Fault, Store, own_keys, own_root, own_tls, vals};

/// For how long a key is sealed to.
const EPOCH: SignedDuration = HOLDS;
/// For how long what was sealed to it before is still opened.
const GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How long before its end the next key is made.
const OVERLAP: SignedDuration = SignedDuration::from_hours(8 * 24);
/// How often the node speaks anew.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Name of the node's signing key among the secrets.
pub(crate) const SIGN: &str = "desk/sign";
/// Names of settings.
const OWN: &str = "desk/own";
const KEYS: &str = "desk/keys";
const REVOKED: &str = "desk/revoked";

/// Our own entry.
#[derive(Debug, Clone)]
pub struct OwnEntry {
    /// The entry.
    pub entry: Entry,
    /// As the root signed it.
    pub signed: Signed,
    /// Its link.
    pub link: String,
    /// Every key with which the node ever signed by an entry of ours, hex.
    pub signed_ever: Vec<String>,
}

/// Where the next entry of ours stands in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextEntry {
    /// Its number.
    pub seq: u32,
    /// Link of the one before, or `-`.
    pub prev: String,
}

/// Desk teams as the root certified them, with their ledger: what an entry takes over.
#[derive(Debug, Clone)]
pub struct DeskKeys {
    /// The desk's root, hex.
    pub root: String,
    /// That root's certificate of the ledger's key.
    pub online: Signed,
    /// That root's certificates of the desk team, newest epoch last.
    pub teams: Vec<Signed>,
}

impl Store {
    /// The key with which this node signs messages to other States. Not the ledger's.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn desk_sign_key(&self) -> Result<SignKey, Fault> {
        Ok(SignKey::from_seed(self.secret(SIGN).await?))
    }

    /// The key that opens what was sealed to this id (hex), also during its grace.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn desk_recipient(&self, id: String) -> Result<Option<RecipientKey>, Fault> {
        self.read(move |conn| {
            let row = conn.first("SELECT bytes FROM secret WHERE name = $1", &vals![secret_of(&id)])?;
            row.map(|row| RecipientKey::from_seed(&row.hash(0)?).map_err(|error| Fault::Corrupt(error.to_string())))
                .transpose()
        })
        .await
    }

    /// Our own entry; nothing before the root signed one.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn own_entry(&self) -> Result<Option<OwnEntry>, Fault> {
        self.read(own).await
    }

    /// What an entry takes over from this node; nothing before the desk team has a certified key.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn desk_keys(&self) -> Result<Option<DeskKeys>, Fault> {
        self.read(desk_keys).await
    }

    /// Where the next entry stands.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn next_entry(&self) -> Result<NextEntry, Fault> {
        self.read(next).await
    }

    /// The root signed our entry: it is in effect, and the node speaks with it at once.
    ///
    /// # Errors
    /// [`Refusal`] when it is not the root's, names other keys than ours, or stands in another place of the chain.
    pub async fn put_own_entry(&self, signed: Signed, by: StaffId) -> Result<(), Fault> {
        // Made if it was not there: the rules below read it in their own transaction.
        self.desk_sign_key().await?;
        let witness = self.witness_key().await?.verify_hex();
        self.write("own entry", move |batch| {
            let keys = desk_keys(batch.conn()?)?.ok_or(Refusal::NotNow("the desk team has no certified key"))?;
            let root = verify_from_hex(&keys.root)?;
            let entry = Entry::verified(&signed, &root).map_err(|reject| rejected(&reject))?;
            let place = next(batch.conn()?)?;
            if entry.seq != place.seq || entry.prev != place.prev {
                return Err(Refusal::Stale.into());
            }
            // The root signed it: what does not fit changed since it was written, and is no fault of the signature.
            let changed = Refusal::NotNow("the keys changed since this entry was written");
            if entry.desk != keys.teams || entry.ledger.online != keys.online {
                return Err(changed.into());
            }
            let turns = own_keys::turning(batch.conn()?)?.allows(&entry, batch.now.timestamp());
            let Some(turns) = turns else { return Err(changed.into()) };
            if !entry.witness.is_empty() && entry.witness != witness {
                return Err(changed.into());
            }
            if state_of(batch.conn()?)?.is_some_and(|state| state != entry.state) {
                return Err(Refusal::Field { field: "state", problem: "the State of an entry never changes" }.into());
            }
            let link = link(&signed).map_err(|reject| rejected(&reject))?;
            put_signed(batch, &entry.state, entry.seq, &keys.root, (&link, &signed))?;
            set(batch.conn()?, OWN, &entry.state)?;
            let event = NodeEvent::DeskEntry { seq: entry.seq, entry: link, by };
            append_node(batch, event, Meta::once(Actor::Staff(by))?)?;
            let node = if turns { own_keys::take_over(batch)? } else { own_keys::signing(batch.conn()?)? };
            speak(batch, &node)
        })
        .await
    }

    /// Says that a key of ours is not to be believed from a moment on: a receiving key by its id, an officer's or the node's
    /// by its public key in hex. Others hear of it as soon as they ask.
    ///
    /// # Errors
    /// [`Refusal::Field`]; [`Refusal::NotNow`] where it would be more keys than others take in of one State.
    pub async fn revoke_desk_key(&self, key: String, since: Timestamp, by: StaffId) -> Result<(), Fault> {
        self.desk_sign_key().await?;
        if !matches!(key.len(), 16 | 64) || hex::decode(&key).is_err() {
            return Err(Refusal::Field { field: "key", problem: "16 or 64 digits in hex" }.into());
        }
        self.write("revoke desk key", move |batch| {
            let mut revoked: Vec<Revoked> = get(batch.conn()?, REVOKED)?;
            let said = Revoked { key: key.clone(), since };
            if !revoked.contains(&said) {
                let keys: BTreeSet<&str> = revoked.iter().map(|one| one.key.as_str()).collect();
                // The others would take in nothing more of what this node says.
                if keys.len() >= REVOKED_MAX && !keys.contains(key.as_str()) {
                    return Err(Refusal::NotNow("this State has revoked as many keys as others take in").into());
                }
                revoked.push(said);
                set(batch.conn()?, REVOKED, &revoked)?;
                let event = NodeEvent::DeskRevoked { key: key.clone(), since: since.to_string(), by };
                append_node(batch, event, Meta::once(Actor::Staff(by))?)?;
            }
            speak_again(batch)
        })
        .await
    }

    /// Keeps the desk's keys going: makes the next in time, destroys those whose grace is over, and speaks at least once a
    /// week. Does nothing before there is an entry.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn keep_desk_keys(&self) -> Result<(), Fault> {
        self.desk_sign_key().await?;
        self.write("desk keys", move |batch| {
            let Some(own) = own(batch.conn()?)? else { return Ok(()) };
            // A node that came back from an older copy signs nothing: it speaks when people decide that it goes on.
            if crate::resync::came_back(batch.conn()?)? {
                return Ok(());
            }
            let now = batch.now.timestamp();
            let spoken = spoken(batch.conn()?, &own)?;
            let due = spoken.is_none_or(|fresh| now.duration_since(fresh.issued_at) >= WEEK);
            let turned = turn(batch, now)?;
            if due || turned { speak_again(batch) } else { Ok(()) }
        })
        .await
    }

    /// What this node shows of its State; nothing before there is an entry.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn own_offered(&self) -> Result<Option<Offered>, Fault> {
        self.read(|conn| {
            let Some(own) = own(conn)? else { return Ok(None) };
            let said = own_root::said(conn)?;
            let entries = own_root::chain(conn, &own.link, &said)?;
            let sql = "SELECT body FROM dir_fresh WHERE state = $1 AND entry = $2";
            let Some(row) = conn.first(sql, &vals![own.entry.state.as_str(), own.link.as_str()])? else {
                return Ok(None);
            };
            let fresh = serde_json::from_str(row.text(0))?;
            let (root, succession) = (said.root, said.successions.last().cloned());
            let successions = if said.successions.len() > 1 { said.successions } else { Vec::new() };
            Ok(Some(Offered { root, entries, fresh, succession, successions }))
        })
        .await
    }
}

/// Our own State, once it has an entry.
pub(crate) fn state_of(conn: &mut Conn) -> Result<Option<String>, Fault> {
    let row = conn.first("SELECT value FROM setting WHERE name = $1", &vals![OWN])?;
    row.map(|row| serde_json::from_str(row.text(0)).map_err(Fault::from)).transpose()
}

pub(crate) fn own(conn: &mut Conn) -> Result<Option<OwnEntry>, Fault> {
    let Some(state) = state_of(conn)? else { return Ok(None) };
    let root = own_root::said(conn)?.root;
    let sql = "SELECT link, body FROM dir_entry WHERE state = $1 AND root = $2 ORDER BY seq DESC LIMIT 1";
    let Some(row) = conn.first(sql, &vals![state, root.as_str()])? else { return Ok(None) };
    let signed: Signed = serde_json::from_str(row.text(1))?;
    let entry = Entry::verified(&signed, &verify_from_hex(&root)?)
        .map_err(|reject: Reject| Fault::Corrupt(format!("our own entry: {reject}")))?;
    let link = row.text(0).to_owned();
    Ok(Some(OwnEntry { entry, signed, signed_ever: own_keys::ever(conn, &link)?, link }))
}

pub(crate) fn next(conn: &mut Conn) -> Result<NextEntry, Fault> {
    Ok(match own(conn)? {
        None => NextEntry { seq: 1, prev: FIRST.to_owned() },
        Some(own) => NextEntry { seq: own.entry.seq + 1, prev: own.link },
    })
}

pub(crate) fn desk_keys(conn: &mut Conn) -> Result<Option<DeskKeys>, Fault> {
    let Some(node) = conn.first("SELECT desk_root, desk_online FROM node WHERE id = 1", &[])? else { return Ok(None) };
    let rows = conn.query(
        "SELECT e.certificate FROM team_epoch AS e JOIN team AS t ON t.id = e.team \
         WHERE t.purpose = 'desk' AND e.certificate IS NOT NULL ORDER BY e.epoch",
        &[],
    )?;
    if rows.is_empty() {
        return Ok(None);
    }
    let teams: Result<Vec<Signed>, _> = rows.iter().map(|row| serde_json::from_str(row.text(0))).collect();
    let online = serde_json::from_str(node.text(1))?;
    Ok(Some(DeskKeys { root: node.text(0).to_owned(), online, teams: teams? }))
}

/// What the node said last with its newest entry.
fn spoken(conn: &mut Conn, own: &OwnEntry) -> Result<Option<Fresh>, Fault> {
    let sql = "SELECT body FROM dir_fresh WHERE state = $1 AND entry = $2";
    let Some(row) = conn.first(sql, &vals![own.entry.state.as_str(), own.link.as_str()])? else { return Ok(None) };
    let signed: Signed = serde_json::from_str(row.text(0))?;
    let key = own.entry.node_key().map_err(|reject| rejected(&reject))?;
    // One that an earlier key signed is as good as none.
    Ok(Fresh::verified(&signed, &key).ok())
}

/// As [`speak`], with the key that signs now.
pub(crate) fn speak_again(batch: &mut Batch<'_>) -> Result<(), Fault> {
    let node = own_keys::signing(batch.conn()?)?;
    speak(batch, &node)
}

/// Makes the next keys in time, of those that receive and those of the wire, and destroys those that are over; says whether anything
/// changed.
fn turn(batch: &mut Batch<'_>, now: Timestamp) -> Result<bool, Fault> {
    let revoked = revoked(batch.conn()?)?;
    let tls = own_tls::turn(batch, &revoked, now)?;
    Ok(turn_receiving(batch, &revoked, now)? || tls)
}

fn turn_receiving(batch: &mut Batch<'_>, revoked: &[Revoked], now: Timestamp) -> Result<bool, Fault> {
    let mut keys: Vec<EpochKey> = get(batch.conn()?, KEYS)?;
    let (over, mut standing): (Vec<EpochKey>, Vec<EpochKey>) =
        keys.drain(..).partition(|key| now.duration_since(key.not_after) >= GRACE);
    let lasts = standing.iter().any(|key| {
        let gone = revoked.iter().any(|revoked| revoked.key == key.id);
        !gone && key.not_after.duration_since(now) > OVERLAP
    });
    if over.is_empty() && lasts {
        return Ok(false);
    }
    let meta = Meta::once(Actor::Node)?;
    for key in &over {
        batch.conn()?.execute("DELETE FROM secret WHERE name = $1", &vals![secret_of(&key.id)])?;
        append_node(batch, NodeEvent::DeskKeyGone { id: key.id.clone() }, meta)?;
    }
    if !lasts {
        let made = RecipientKey::generate().map_err(|error| Fault::Corrupt(error.to_string()))?;
        let id = hex::encode(made.id());
        let seed = made.seed();
        let values = vals![secret_of(&id), seed.as_slice()];
        batch.conn()?.execute("INSERT INTO secret (name, bytes) VALUES ($1, $2)", &values)?;
        let public = B64.encode(made.public());
        let suite = u8::try_from(SUITE).unwrap_or(u8::MAX);
        standing.push(EpochKey { id: id.clone(), suite, public, not_before: now, not_after: now + EPOCH });
        append_node(batch, NodeEvent::DeskKey { id }, meta)?;
    }
    set(batch.conn()?, KEYS, &standing)?;
    Ok(true)
}

/// The node says with its newest entry which keys receive and which are revoked.
fn speak(batch: &mut Batch<'_>, node: &SignKey) -> Result<(), Fault> {
    let Some(own) = own(batch.conn()?)? else { return Ok(()) };
    let now = batch.now.timestamp();
    turn(batch, now)?;
    let keys: Vec<EpochKey> = get(batch.conn()?, KEYS)?;
    let revoked: Vec<Revoked> = get(batch.conn()?, REVOKED)?;
    let reached = own_tls::reached(batch.conn()?)?;
    let fresh = Fresh {
        state: own.entry.state.clone(),
        seq: own.entry.seq,
        entry: own.link.clone(),
        keys: keys.into_iter().filter(|key| now < key.not_after).collect(),
        tls: own_tls::pins(batch.conn()?)?,
        calls: reached == own_tls::Reached::OnItsCalls,
        desk: match reached {
            own_tls::Reached::At(desk) => Some(desk),
            own_tls::Reached::ByTheWeb | own_tls::Reached::OnItsCalls => None,
        },
        revoked: revoked.clone(),
        issued_at: now,
        valid_until: now + HOLDS,
    };
    let signed = Signed::new(fresh.statement().map_err(|reject| rejected(&reject))?, node);
    put_fresh(batch, &own.entry.state, &own.link, &signed, &revoked)
}

fn secret_of(id: &str) -> String {
    format!("desk/kem/{id}")
}

/// Keys of ours that are not to be believed.
pub(crate) fn revoked(conn: &mut Conn) -> Result<Vec<Revoked>, Fault> {
    get(conn, REVOKED)
}

pub(crate) fn get<T: serde::de::DeserializeOwned + Default>(conn: &mut Conn, name: &str) -> Result<T, Fault> {
    let row = conn.first("SELECT value FROM setting WHERE name = $1", &vals![name])?;
    row.map_or_else(|| Ok(T::default()), |row| serde_json::from_str(row.text(0)).map_err(Fault::from))
}

pub(crate) fn set<T: serde::Serialize + ?Sized>(conn: &mut Conn, name: &str, value: &T) -> Result<(), Fault> {
    conn.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &vals![name, serde_json::to_string(value)?],
    )?;
    Ok(())
}
