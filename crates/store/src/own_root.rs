//! The root of our State's desk: the node's own, until it gets one of its own (`khien_desk::directory::renewal`). Receipts of
//! reporters, the teams of the hotline and what platforms follow stay with the node's root, whatever becomes of this one.

use jiff::Timestamp;
use khien_casework::Refusal;
use khien_casework::people::{NodeEvent, certify_anew};
use khien_desk::directory::Entry;
use khien_desk::directory::accept::CHAIN_MAX;
use khien_desk::directory::link;
use khien_desk::directory::renewal::{Renewal, Standing, Unfit};
use khien_seal::keys::verify_from_hex;
use khien_seal::statement::{Signed, TeamCert};
use khien_terms::id::{StaffId, TeamId};

use crate::batch::Batch;
use crate::db::Conn;
use crate::directory::{entry_of, put_signed, rejected};
use crate::journal::{Actor, Meta, load_team};
use crate::own_entry::{desk_keys, next, own, speak_again};
use crate::setup::append_node;
use crate::{Fault, Store, own_keys, vals};

/// The root of the desk, and what leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The root, hex.
    pub root: String,
    /// What each root said for the next, oldest first.
    pub successions: Vec<Signed>,
}

impl Store {
    /// What stands and would go over to a new root; nothing before the desk has an entry.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn desk_standing(&self) -> Result<Option<Standing>, Fault> {
        self.desk_sign_key().await?;
        let witness = self.witness_key().await?.verify_hex();
        self.read(move |conn| {
            let now = crate::journal::now();
            standing(conn, &witness, now)
        })
        .await
    }

    /// The entry that a new root signed, when all of it is in place; nothing is kept.
    ///
    /// # Errors
    /// [`Refusal`] when something is not.
    pub async fn check_desk_root(&self, renewal: Renewal) -> Result<Entry, Fault> {
        self.desk_sign_key().await?;
        let witness = self.witness_key().await?.verify_hex();
        self.read(move |conn| {
            let now = crate::journal::now();
            fits(conn, &renewal, &witness, now).map(|(entry, _)| entry)
        })
        .await
    }

    /// The desk has a new root from now on: it certifies the desk's team and the ledger, and signed our next entry. All of it, or
    /// nothing.
    ///
    /// # Errors
    /// [`Refusal`] when a signature is not the root's, or other keys stand here by now.
    pub async fn renew_desk_root(&self, renewal: Renewal, by: StaffId) -> Result<(), Fault> {
        self.desk_sign_key().await?;
        let witness = self.witness_key().await?.verify_hex();
        self.write("desk root", move |batch| {
            let now = batch.now.timestamp();
            let (entry, root) = fits(batch.conn()?, &renewal, &witness, now)?;
            let place = next(batch.conn()?)?;
            if entry.seq != place.seq || entry.prev != place.prev {
                return Err(Refusal::Stale.into());
            }
            let meta = Meta::once(Actor::Staff(by))?;
            certify(batch, &renewal, &root, meta)?;
            let event = NodeEvent::DeskRoot {
                root: renewal.root.clone(),
                succession: renewal.succession.clone(),
                online: renewal.online.clone(),
                by,
            };
            append_node(batch, event, meta)?;
            let link = link(&renewal.entry).map_err(|reject| rejected(&reject))?;
            put_signed(batch, &entry.state, entry.seq, &renewal.root, (&link, &renewal.entry))?;
            append_node(batch, NodeEvent::DeskEntry { seq: entry.seq, entry: link, by }, meta)?;
            speak_again(batch)
        })
        .await
    }
}

/// The new root's certificates stand in place of those of the one before.
fn certify(batch: &mut Batch<'_>, renewal: &Renewal, root: &[u8; 32], meta: Meta) -> Result<(), Fault> {
    let Some(first) = renewal.desk.first() else { return Err(Refusal::Forged.into()) };
    let team: TeamId = TeamCert::verified(first, root)?.team.parse().map_err(|_| Refusal::Forged)?;
    let (state, version) = load_team(batch.conn()?, team)?;
    let events = certify_anew(&state, team, root, &renewal.desk)?;
    batch.append(&team.to_string(), version, events, meta)?;
    Ok(())
}

/// The root of the desk.
pub(crate) fn said(conn: &mut Conn) -> Result<Said, Fault> {
    let sql = "SELECT desk_root, successions FROM node WHERE id = 1";
    let row = conn.first(sql, &[])?.ok_or(Refusal::NotFound)?;
    Ok(Said { root: row.text(0).to_owned(), successions: serde_json::from_str(row.text(1))? })
}

/// Our entries up to this one, oldest first, as far back as the roots lead that signed for each other: what came before a root
/// that is lost leads nobody to the one that followed.
pub(crate) fn chain(conn: &mut Conn, newest: &str, said: &Said) -> Result<Vec<Signed>, Fault> {
    let lead = |root: &str| said.root == root || said.successions.iter().any(|one| old_root(one) == Some(root));
    let (mut entries, mut link) = (Vec::new(), newest.to_owned());
    while entries.len() < CHAIN_MAX {
        let row = conn.first("SELECT root, body FROM dir_entry WHERE link = $1", &vals![link.as_str()])?;
        let Some(row) = row.filter(|row| lead(row.text(0))) else { break };
        let signed: Signed = serde_json::from_str(row.text(1))?;
        let Some(before) = own_keys::before(&signed) else { break };
        link = before;
        entries.push(signed);
    }
    entries.reverse();
    Ok(entries)
}

/// The root that signed for another; its signature was verified when it was taken.
fn old_root(succession: &Signed) -> Option<&str> {
    succession.statement.split('\n').nth(2)
}

fn standing(conn: &mut Conn, witness: &str, now: Timestamp) -> Result<Option<Standing>, Fault> {
    let (Some(own), Some(keys)) = (own(conn)?, desk_keys(conn)?) else { return Ok(None) };
    let signed = entry_of(conn, &own.link)?.ok_or(Refusal::NotFound)?;
    let mut used: Vec<String> = Vec::new();
    for sql in ["SELECT root FROM node", "SELECT DISTINCT root FROM dir_entry ORDER BY root"] {
        used.extend(conn.query(sql, &[])?.iter().map(|row| row.text(0).to_owned()));
    }
    Ok(Some(Standing {
        root: keys.root,
        named: own_keys::turning(conn)?.staying(now),
        entry: own.entry,
        signed,
        desk: keys.teams,
        online: keys.online,
        witness: witness.to_owned(),
        used,
    }))
}

/// The entry of a new root, and that root.
fn fits(conn: &mut Conn, renewal: &Renewal, witness: &str, now: Timestamp) -> Result<(Entry, [u8; 32]), Fault> {
    if crate::resync::came_back(conn)? {
        return Err(Refusal::NotNow("this node came back from an older copy of itself").into());
    }
    let standing =
        standing(conn, witness, now)?.ok_or(Refusal::NotNow("the desk has no entry that a new root could follow"))?;
    let entry = renewal.fits(&standing, now).map_err(|unfit| refusal(&unfit))?;
    Ok((entry, verify_from_hex(&renewal.root)?))
}

fn refusal(unfit: &Unfit) -> Fault {
    tracing::info!(%unfit, "a new root of the desk was not taken");
    match unfit {
        Unfit::Used => Refusal::NotNow("this root was a root before already"),
        Unfit::NotSucceeded => Refusal::Forged,
        Unfit::OtherRoot | Unfit::Late => Refusal::NotNow("another root or entry is in effect by now"),
        Unfit::OtherTeam | Unfit::OtherLedger | Unfit::OtherEntry => {
            Refusal::NotNow("the keys changed since this entry was written")
        }
        Unfit::Rejected(reject) => return rejected(reject),
    }
    .into()
}
