//! What comes of a State later, against what is known of it: chains without a gap, no way back, no second history, and
//! changes that wait for a call.

use jiff::{SignedDuration, Timestamp};
use khien_seal::keys::verify_from_hex;
use khien_seal::statement::Signed;
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::fresh::{EpochKey, Fresh, Revoked};
use super::root::successor;
use super::trust::Trust;
use super::{Reject, link};

/// How long a change of a number or of the root waits at least, for the people of the State to notice it.
pub const DELAY: SignedDuration = SignedDuration::from_hours(24);
/// Entries that a node shows of its own chain at most.
pub const CHAIN_MAX: usize = 64;

/// What a node shows of its State (`GET /x/1/dir/entry`), or what was handed over on paper or a stick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The root that it names, hex. Nothing is believed of it before people compared its words.
    pub root: String,
    /// Entries, oldest first; the last is the newest.
    pub entries: Vec<Signed>,
    /// What the node says of itself.
    pub fresh: Signed,
    /// The old root's word for the new one, when the root changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succession: Option<Signed>,
}

/// What is known of a State: verified, and in effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The root that was compared by voice.
    pub root: [u8; 32],
    /// Its entry as signed.
    pub signed: Signed,
    /// Its entry.
    pub entry: Entry,
    /// The entry's link.
    pub link: String,
    /// What its node said last, as signed.
    pub fresh_signed: Signed,
    /// What its node said last.
    pub fresh: Fresh,
    /// Every key that it ever revoked: such a word cannot be taken back.
    pub revoked: Vec<Revoked>,
}

/// What changes and waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A number to call back.
    Phone,
    /// The root.
    Root,
}

/// What becomes of what was offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// It is in effect from now on.
    Now(Box<Known>),
    /// It waits for a call to a number that is known already, and for 24 hours. Until then `meanwhile` stands, with keys
    /// revoked at once.
    NeedsConfirmation {
        /// What it would be.
        next: Box<Known>,
        /// What stands until then.
        meanwhile: Box<Known>,
        /// What changes.
        changes: Vec<Change>,
        /// In effect from then at the earliest.
        not_before: Timestamp,
    },
}

impl Known {
    /// How far it is trusted now, when people trust it so far.
    #[must_use]
    pub fn trust(&self, given: Trust, now: Timestamp) -> Trust {
        if given == Trust::Left || self.entry.leaves.is_some_and(|leaves| leaves <= now) {
            return Trust::Left;
        }
        let current = self.fresh.holds(now) && !self.fresh.is_out_of_date(now) && self.entry.is_valid(now);
        if given == Trust::Full && !current {
            return Trust::Stale;
        }
        given
    }

    /// The key to seal to now.
    #[must_use]
    pub fn receives(&self, now: Timestamp) -> Option<&EpochKey> {
        let gone = |key: &EpochKey| self.revoked.iter().any(|revoked| revoked.key == key.id && revoked.since <= now);
        self.fresh.receives(now).filter(|key| !gone(key))
    }

    /// Since when a key (an id, or a public key in hex) is not believed. What was in the ledger before stands; what
    /// came later is to be looked at again.
    #[must_use]
    pub fn revoked_since(&self, key: &str) -> Option<Timestamp> {
        self.revoked.iter().filter(|revoked| revoked.key == key).map(|revoked| revoked.since).min()
    }
}

/// Takes in what a State shows, against what is known of it. Nothing known means that it is being introduced: the result is
/// sound in itself, and trusted for nothing ([`super::Peer`]).
///
/// # Errors
/// [`Reject`]; then what was known stands.
pub fn accept(known: Option<&Known>, offered: &Offered, now: Timestamp) -> Result<Accepted, Reject> {
    let root = verify_from_hex(&offered.root).map_err(|_| Reject::Unreadable("the root is no key"))?;
    let next = match known {
        None => newest(offered, root)?,
        Some(known) => following(known, offered, root)?,
    };
    if next.fresh.is_of_the_future(now) || !next.fresh.holds(now) || !next.entry.is_valid(now) {
        return Err(Reject::NotNow);
    }
    let Some(known) = known else { return Ok(Accepted::Now(Box::new(next))) };
    let changes = changes(known, &next);
    if changes.is_empty() {
        return Ok(Accepted::Now(Box::new(next)));
    }
    let mut meanwhile = known.clone();
    if next.root == known.root {
        meanwhile.revoked.clone_from(&next.revoked);
    }
    let not_before = now + DELAY;
    Ok(Accepted::NeedsConfirmation { next: Box::new(next), meanwhile: Box::new(meanwhile), changes, not_before })
}

/// A whole chain under one root, and what the node says with its end.
fn newest(offered: &Offered, root: [u8; 32]) -> Result<Known, Reject> {
    let (signed, entry) = walked(&offered.entries, None, &root)?;
    with_fresh(offered, root, signed, entry, &[])
}

fn following(known: &Known, offered: &Offered, root: [u8; 32]) -> Result<Known, Reject> {
    let renewed = root != known.root;
    if renewed {
        let named = offered.succession.as_ref().ok_or(Reject::OtherRoot)?;
        if successor(named, &known.entry.state, &known.root)? != root {
            return Err(Reject::OtherRoot);
        }
    }
    let later = after(known, offered, &root)?;
    let (signed, entry) = if later.is_empty() {
        (known.signed.clone(), known.entry.clone())
    } else {
        walked(later, Some((&known.entry, &known.signed)), &root)?
    };
    if entry.state != known.entry.state {
        return Err(Reject::Unreadable("it is the entry of another State"));
    }
    let next = with_fresh(offered, root, signed, entry, &known.revoked)?;
    if next.fresh.issued_at < known.fresh.issued_at {
        return Err(Reject::Rollback);
    }
    let said_twice = next.fresh.issued_at == known.fresh.issued_at && next.fresh != known.fresh;
    if said_twice {
        return Err(split(known.entry.seq, &known.fresh_signed, &next.fresh_signed));
    }
    Ok(next)
}

/// What follows the known entry in the offered chain, after what they share was compared.
fn after<'a>(known: &Known, offered: &'a Offered, root: &[u8; 32]) -> Result<&'a [Signed], Reject> {
    let (have, known_root) = (known.entry.seq, &known.root);
    let mut newest = 0;
    for (place, signed) in offered.entries.iter().enumerate() {
        let entry = Entry::verified(signed, known_root).or_else(|_| Entry::verified(signed, root))?;
        newest = entry.seq;
        if entry.seq == have {
            if link(signed)? != known.link {
                return Err(split(have, &known.signed, signed));
            }
            return Ok(offered.entries.get(place + 1..).unwrap_or_default());
        }
        if entry.seq == have.saturating_add(1) {
            return Ok(offered.entries.get(place..).unwrap_or_default());
        }
    }
    Err(if newest < have { Reject::Rollback } else { Reject::Gap { have } })
}

fn split(seq: u32, known: &Signed, offered: &Signed) -> Reject {
    Reject::Split { seq, known: Box::new(known.clone()), offered: Box::new(offered.clone()) }
}

/// Walks a chain to its end: each signed by the root, each naming the one before.
fn walked(chain: &[Signed], before: Option<(&Entry, &Signed)>, root: &[u8; 32]) -> Result<(Signed, Entry), Reject> {
    if chain.len() > CHAIN_MAX {
        return Err(Reject::Unreadable("the chain is too long"));
    }
    let mut last: Option<(Entry, &Signed)> = before.map(|(entry, signed)| (entry.clone(), signed));
    for signed in chain {
        let entry = Entry::verified(signed, root)?;
        if let Some((before, was)) = &last {
            entry.follows(before.seq, was)?;
        }
        last = Some((entry, signed));
    }
    last.map(|(entry, signed)| (signed.clone(), entry)).ok_or(Reject::Unreadable("there is no entry"))
}

fn with_fresh(
    offered: &Offered,
    root: [u8; 32],
    signed: Signed,
    entry: Entry,
    before: &[Revoked],
) -> Result<Known, Reject> {
    let fresh = Fresh::verified(&offered.fresh, &entry.node_key()?)?;
    let link = link(&signed)?;
    if fresh.state != entry.state || fresh.seq != entry.seq || fresh.entry != link {
        return Err(Reject::Unreadable("what the node says goes with another entry"));
    }
    let mut revoked = before.to_vec();
    let new = fresh.revoked.iter().filter(|said| !before.contains(said));
    revoked.extend(new.cloned());
    Ok(Known { root, signed, entry, link, fresh_signed: offered.fresh.clone(), fresh, revoked })
}

/// What may not take effect before somebody has called: also a number that is added, for the next call may go to it.
fn changes(known: &Known, next: &Known) -> Vec<Change> {
    let mut changes = Vec::new();
    if known.root != next.root {
        changes.push(Change::Root);
    }
    if known.entry.phones() != next.entry.phones() {
        changes.push(Change::Phone);
    }
    changes
}
