//! Lists of secretariats: what others see of the States that we know, and of us. A list makes nobody trusted; where it has another entry
//! of one number than we have, disclosure to that State stops until a person asked it by voice.

use jiff::Timestamp;
use khien_casework::Refusal;
use khien_casework::people::NodeEvent;
use khien_desk::directory::list::{Line, List, Listed, Pinned};
use khien_desk::directory::peer::Command;
use khien_desk::directory::{Peer, Reject, Trust, peer};
use khien_seal::keys::{SignKey, verify_from_hex};
use khien_seal::statement::Signed;
use khien_terms::id::StaffId;

use crate::batch::Batch;
use crate::db::Conn;
use crate::directory::{append, load};
use crate::journal::{Actor, Meta};
use crate::own_entry::{get, own, set};
use crate::setup::append_node;
use crate::{Fault, Store, vals};

/// Name of the setting.
const PINNED: &str = "desk/lists";
/// Name of the setting with the name of a list of ours.
const PUBLISHED: &str = "desk/list/as";
/// Name of the key that signs a list of ours, among the secrets.
const SIGN: &str = "desk/list";
/// Lists that are read at most.
const MOST: usize = 8;

/// A list that is read here.
#[derive(Debug, Clone)]
pub struct ListRow {
    /// Whose it is.
    pub pinned: Pinned,
    /// What it said last; nothing before it was read.
    pub list: Option<List>,
    /// What it says of our own entry; nothing before we have one. One that is newer than any that we signed is another's.
    pub of_us: Option<Listed>,
    /// States of which it has another entry than the one of this number that is in effect here.
    pub differs: Vec<String>,
}

/// What a list says of one State.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Whose list.
    pub name: String,
    /// What it says.
    pub says: Listed,
    /// When it was made.
    pub at: Timestamp,
}

impl Store {
    /// The key with which this node signs a list of what it sees.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn list_key(&self) -> Result<SignKey, Fault> {
        Ok(SignKey::from_seed(self.secret(SIGN).await?))
    }

    /// Reads a secretariat's list from now on. A list of the same key is read at the new address.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub async fn pin_list(&self, pinned: Pinned, by: StaffId) -> Result<(), Fault> {
        if verify_from_hex(&pinned.key).is_err() {
            return Err(Refusal::Field { field: "key", problem: "a key is 64 digits in hex" }.into());
        }
        if pinned.name.trim().is_empty() || pinned.name.chars().count() > 100 {
            return Err(Refusal::Field { field: "name", problem: "a name of up to a hundred letters" }.into());
        }
        self.write("pin list", move |batch| {
            let mut lists: Vec<Pinned> = get(batch.conn()?, PINNED)?;
            // Another address of a key that was confirmed asks nobody anew.
            let before = lists.iter().find(|list| list.key == pinned.key).map(|list| list.unconfirmed);
            lists.retain(|list| list.key != pinned.key);
            if lists.len() >= MOST {
                return Err(Refusal::NotNow("more lists than eight are read by nobody").into());
            }
            lists.push(Pinned { unconfirmed: before.unwrap_or(Some(by)), ..pinned.clone() });
            set(batch.conn()?, PINNED, &lists)?;
            let event = NodeEvent::DeskListPinned { key: pinned.key.clone(), by };
            append_node(batch, event, Meta::once(Actor::Staff(by))?)
        })
        .await
    }

    /// A second person compared the key of a list with a source of their own. From now on it stops disclosure where it has another entry,
    /// and what it said before counts too.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]; [`Refusal::NotNow`] for whoever pinned it, and where it was confirmed.
    pub async fn confirm_list(&self, key: String, by: StaffId) -> Result<(), Fault> {
        self.write("confirm list", move |batch| {
            let mut lists: Vec<Pinned> = get(batch.conn()?, PINNED)?;
            let list = lists.iter_mut().find(|list| list.key == key).ok_or(Refusal::NotFound)?;
            match list.unconfirmed {
                None => return Err(Refusal::NotNow("the key of this list was confirmed already").into()),
                Some(first) if first == by => {
                    return Err(Refusal::NotNow("another officer has to do this").into());
                }
                Some(_) => list.unconfirmed = None,
            }
            set(batch.conn()?, PINNED, &lists)?;
            let event = NodeEvent::DeskListConfirmed { key: key.clone(), by };
            append_node(batch, event, Meta::once(Actor::Staff(by))?)?;
            match read(batch.conn()?, &key)? {
                Some(list) => list.entries.iter().try_for_each(|line| compare(batch, &key, line, &list)),
                None => Ok(()),
            }
        })
        .await
    }

    /// Reads a list no more; what it said is forgotten. What it stopped stays as people decided.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn drop_list(&self, key: String, by: StaffId) -> Result<(), Fault> {
        self.write("drop list", move |batch| {
            let mut lists: Vec<Pinned> = get(batch.conn()?, PINNED)?;
            let before = lists.len();
            lists.retain(|list| list.key != key);
            if lists.len() == before {
                return Err(Refusal::NotFound.into());
            }
            set(batch.conn()?, PINNED, &lists)?;
            batch.conn()?.execute("DELETE FROM dir_list WHERE key = $1", &vals![key.as_str()])?;
            append_node(batch, NodeEvent::DeskListDropped { key: key.clone(), by }, Meta::once(Actor::Staff(by))?)
        })
        .await
    }

    /// The lists that are read here.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn lists(&self) -> Result<Vec<ListRow>, Fault> {
        self.read(|conn| {
            let us = own(conn)?;
            let peers = conn.query("SELECT state FROM peer ORDER BY id", &[])?;
            let peers: Result<Vec<Peer>, _> = peers.iter().map(|row| serde_json::from_str(row.text(0))).collect();
            let (peers, mut rows) = (peers?, Vec::new());
            for pinned in get::<Vec<Pinned>>(conn, PINNED)? {
                let list = read(conn, &pinned.key)?;
                let of_us = list.as_ref().zip(us.as_ref());
                let of_us = of_us.map(|(list, us)| {
                    let newer = list.line(&us.entry.state).is_some_and(|line| line.seq > us.entry.seq);
                    if newer { Listed::Differs } else { list.says_of(&us.entry.state, us.entry.seq, &us.link) }
                });
                let differs = peers.iter().filter(|peer| {
                    let says = list.as_ref().map(|list| list.says_of(&peer.state, peer.seq, &peer.entry));
                    says == Some(Listed::Differs)
                });
                rows.push(ListRow { differs: differs.map(|peer| peer.state.clone()).collect(), pinned, list, of_us });
            }
            Ok(rows)
        })
        .await
    }

    /// What the lists say of a State.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn seen_by_lists(&self, state: String, seq: u32, link: String) -> Result<Vec<Seen>, Fault> {
        let rows = self.lists().await?;
        let seen = rows.into_iter().filter_map(|row| {
            let list = row.list?;
            Some(Seen { says: list.says_of(&state, seq, &link), at: list.issued_at, name: row.pinned.name })
        });
        Ok(seen.collect())
    }

    /// Takes a list in that a pinned key signed, and compares it with what is known. One that is older than what was read is refused.
    ///
    /// # Errors
    /// [`Refusal`]; then what was read stands.
    pub async fn take_in_list(&self, key: String, signed: Signed) -> Result<(), Fault> {
        self.write("list", move |batch| {
            let pinned: Vec<Pinned> = get(batch.conn()?, PINNED)?;
            let pinned = pinned.iter().find(|list| list.key == key).ok_or(Refusal::NotFound)?;
            let list = List::verified(&signed, &verify_from_hex(&key)?, batch.now.timestamp());
            let list = list.map_err(|reject| unread(&reject))?;
            if read(batch.conn()?, &key)?.is_some_and(|before| list.issued_at < before.issued_at) {
                return Err(unread(&Reject::Rollback).into());
            }
            let now = batch.now.0;
            batch.conn()?.execute(
                "INSERT INTO dir_list (key, body, at) VALUES ($1, $2, $3) \
                 ON CONFLICT (key) DO UPDATE SET body = excluded.body, at = excluded.at",
                &vals![key.as_str(), serde_json::to_string(&list)?, now],
            )?;
            if pinned.unconfirmed.is_some() {
                return Ok(());
            }
            list.entries.iter().try_for_each(|line| compare(batch, &key, line, &list))
        })
        .await
    }

    /// Under which name this node serves a list of what it sees; nothing where it serves none.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn published_as(&self) -> Result<Option<String>, Fault> {
        let name: String = self.read(|conn| get(conn, PUBLISHED)).await?;
        Ok(Some(name).filter(|name| !name.is_empty()))
    }

    /// Serves a list of what this node sees under a name; under an empty one, no more.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub async fn publish_list(&self, name: String, by: StaffId) -> Result<(), Fault> {
        if name.chars().count() > 100 || name.chars().any(char::is_control) {
            return Err(Refusal::Field { field: "name", problem: "a name of up to a hundred letters" }.into());
        }
        self.write("publish list", move |batch| {
            let name = name.trim();
            set(batch.conn()?, PUBLISHED, name)?;
            let event = NodeEvent::DeskListPublished { name: name.to_owned(), by };
            append_node(batch, event, Meta::once(Actor::Staff(by))?)
        })
        .await
    }

    /// What this node sees, for a list of its own: the entries in effect of States whose words people compared, and ours.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn lines_of_ours(&self) -> Result<Vec<Line>, Fault> {
        self.read(|conn| {
            let mut lines = Vec::new();
            if let Some(us) = own(conn)? {
                lines.push(Line { state: us.entry.state, seq: us.entry.seq, entry: us.link });
            }
            for row in conn.query("SELECT state FROM peer ORDER BY id", &[])? {
                let peer: Peer = serde_json::from_str(row.text(0))?;
                if !matches!(peer.trust, Trust::Introduced | Trust::Left) {
                    lines.push(Line { state: peer.state, seq: peer.seq, entry: peer.entry });
                }
            }
            Ok(lines)
        })
        .await
    }
}

/// Why a list is not taken, each cause by its name.
#[must_use]
pub fn unread(reject: &Reject) -> Refusal {
    let problem = match reject {
        Reject::Forged => return Refusal::Field { field: "key", problem: "this list is not signed by this key" },
        Reject::NotNow => "this list has run out or begins later",
        Reject::Rollback => "this list is older than the one that was read last",
        _ => "what was read is no list of States",
    };
    Refusal::Field { field: "list", problem }
}

/// What a list said last. It was verified when it was taken in.
fn read(conn: &mut Conn, key: &str) -> Result<Option<List>, Fault> {
    let row = conn.first("SELECT body FROM dir_list WHERE key = $1", &vals![key])?;
    row.map(|row| serde_json::from_str(row.text(0)).map_err(Fault::from)).transpose()
}

fn compare(batch: &mut Batch<'_>, key: &str, line: &Line, list: &List) -> Result<(), Fault> {
    let Some((before, version)) = load(batch.conn()?, &line.state)? else { return Ok(()) };
    if list.says_of(&before.state, before.seq, &before.entry) != Listed::Differs {
        return Ok(());
    }
    let (known, listed) = (before.entry.clone(), line.entry.clone());
    let command = Command::ListDiffers { key: key.to_owned(), seq: line.seq, known, listed };
    // A State that left is no matter of ours.
    let Ok(events) = peer::decide(&before, command) else { return Ok(()) };
    append(batch, &line.state, version, events, Actor::Node)
}
