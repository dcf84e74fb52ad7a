//! A new root of our own State's desk: what goes over to it, and what has to stay.
//!
//! The old root says who follows (where it is lost, nobody says so, and every other State compares the words anew). The new one
//! certifies the same keys of the desk's team and of the ledger, word for word, and signs the next entry of the chain, which says what
//! the one before said. So whatever was signed under the old root is read as signed: only who vouches for the keys has changed.

use jiff::{SignedDuration, Timestamp};
use khien_seal::keys::verify_from_hex;
use khien_seal::statement::Signed;
use serde::{Deserialize, Serialize};

use super::entry::{Entry, Ledger};
use super::root::{followed, successor};
use super::turning::Named;
use super::{Reject, link};

/// How long before now the entry may begin: whoever makes a root prints a kit, and reads, before they sign.
const WRITTEN_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// What the browser made of the old root and the new one. No secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// The new root's public half, hex.
    pub root: String,
    /// The old root's word for the new one; none where the old root is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succession: Option<Signed>,
    /// The new root's certificates of the desk team, in the order of those that stand.
    pub desk: Vec<Signed>,
    /// The new root's certificate of the ledger's key.
    pub online: Signed,
    /// The next entry, signed by the new root.
    pub entry: Signed,
}

/// What stands, and is held against a new root.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The root of the desk, hex.
    pub root: String,
    /// The entry in effect.
    pub entry: Entry,
    /// As the root signed it.
    pub signed: Signed,
    /// The root's certificates of the desk team.
    pub desk: Vec<Signed>,
    /// The root's certificate of the ledger's key.
    pub online: Signed,
    /// The node's keys as the next entry names them.
    pub named: Named,
    /// The key that co-signs other States' ledgers, hex.
    pub witness: String,
    /// Every root that was one before, of this State, this node or another State, hex.
    pub used: Vec<String>,
}

/// Why nothing goes over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It was a root before, of whomever.
    #[error("this root was one before: make a new one")]
    Used,
    /// It follows a root that is in effect no more: somebody else made one meanwhile.
    #[error("another root is in effect than the one that this one follows")]
    OtherRoot,
    /// Its entry follows another than the one in effect: somebody was faster.
    #[error("another entry is in effect than the one that this one follows")]
    Late,
    /// The root in effect did not sign for it.
    #[error("the root in effect did not sign for the new one")]
    NotSucceeded,
    /// The team's certificates are others.
    #[error("the new root certifies other keys of the desk team than those that stand")]
    OtherTeam,
    /// The ledger's certificate is another.
    #[error("the new root certifies another ledger than the one that stands")]
    OtherLedger,
    /// The entry stands elsewhere in the chain, or says something new.
    #[error("the entry says something else than the one in effect, or is not the next one")]
    OtherEntry,
    /// It does not verify.
    #[error(transparent)]
    Rejected(#[from] Reject),
}

impl Standing {
    /// The entry that the new root is to sign, as it is before that root has certified anything.
    ///
    /// # Errors
    /// [`Reject`] when the entry in effect has no link.
    pub fn next(&self, now: Timestamp, lasts: SignedDuration) -> Result<Entry, Reject> {
        Ok(Entry { not_before: now, not_after: now + lasts, ..self.following(&self.desk, &self.online)? })
    }

    /// What the entry in effect says, with these certificates, in the next place of the chain.
    fn following(&self, desk: &[Signed], online: &Signed) -> Result<Entry, Reject> {
        Ok(Entry {
            seq: self.entry.seq + 1,
            prev: link(&self.signed)?,
            desk: desk.to_vec(),
            ledger: Ledger { origin: self.entry.ledger.origin.clone(), online: online.clone() },
            node: self.named.node.clone(),
            beside: self.named.beside.clone(),
            witness: self.witness.clone(),
            ..self.entry.clone()
        })
    }
}

impl Renewal {
    /// The entry of the new root, when everything is in place.
    ///
    /// # Errors
    /// [`Unfit`]; then nothing may be kept of it.
    pub fn fits(&self, standing: &Standing, now: Timestamp) -> Result<Entry, Unfit> {
        let root = verify_from_hex(&self.root).map_err(|_| Reject::Unreadable("the root is no key"))?;
        if standing.root == self.root || standing.used.contains(&self.root) {
            return Err(Unfit::Used);
        }
        if let Some(said) = &self.succession {
            let old = verify_from_hex(&standing.root).map_err(|_| Reject::Unreadable("the root is no key"))?;
            if followed(said).is_some_and(|old| standing.used.iter().any(|used| used == old) && standing.root != old) {
                return Err(Unfit::OtherRoot);
            }
            if successor(said, &standing.entry.state, &old) != Ok(root) {
                return Err(Unfit::NotSucceeded);
            }
        }
        let anew = |one: &Signed, before: &Signed| one.statement == before.statement && one.verifies(&root);
        let same_team = self.desk.len() == standing.desk.len();
        if !same_team || !self.desk.iter().zip(&standing.desk).all(|(one, before)| anew(one, before)) {
            return Err(Unfit::OtherTeam);
        }
        if !anew(&self.online, &standing.online) {
            return Err(Unfit::OtherLedger);
        }
        let entry = Entry::verified(&self.entry, &root)?;
        if entry.prev != link(&standing.signed)? {
            return Err(Unfit::Late);
        }
        let (not_before, not_after) = (entry.not_before, entry.not_after);
        let expected = Entry { not_before, not_after, ..standing.following(&self.desk, &self.online)? };
        if entry != expected {
            return Err(Unfit::OtherEntry);
        }
        if !entry.is_valid(now) || now.duration_since(not_before) > WRITTEN_WITHIN {
            return Err(Reject::NotNow.into());
        }
        Ok(entry)
    }
}
