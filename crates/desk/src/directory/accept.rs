//! What comes of a State later, against what is known of it: chains without a gap, no way back, no second history, and
//! changes that wait for a call.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use khien_seal::keys::verify_from_hex;
use khien_seal::statement::Signed;
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::fresh::{EpochKey, Fresh, Revoked};
use super::root::Lineage;
use super::trust::Trust;
use super::{Reject, link};

/// How long a change of a number or of the root waits at least, for the people of the State to notice it.
pub const DELAY: SignedDuration = SignedDuration::from_hours(24);
/// Keys that one State revokes in all its time at most: what it says is read again with each message of its.
pub const REVOKED_MAX: usize = 256;
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
    /// Every such word, oldest first, when the root changed more than once: whoever slept through two follows both. A node that knows
    /// of one alone reads `succession`, which is the last of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successions: Vec<Signed>,
}

impl Offered {
    /// The roots that lead to the one that it names.
    ///
    /// # Errors
    /// [`Reject`] when it is no key, or one of them did not sign for the next.
    pub fn lineage(&self) -> Result<Lineage, Reject> {
        let root = verify_from_hex(&self.root).map_err(|_| Reject::Unreadable("the root is no key"))?;
        let one: Vec<Signed> = self.succession.iter().cloned().collect();
        Lineage::leading_to(root, if self.successions.is_empty() { &one } else { &self.successions })
    }

    /// Its entries, oldest first, each held against the roots of its time: for whoever reads what was signed long ago.
    ///
    /// # Errors
    /// [`Reject`] when one was signed by none of them.
    pub fn all_entries(&self) -> Result<Vec<Entry>, Reject> {
        let lineage = self.lineage()?;
        self.entries.iter().map(|signed| by_one_of(signed, lineage.roots()).map(|(_, entry)| entry)).collect()
    }
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
    /// Every key that it ever revoked, each once with the earliest moment: such a word cannot be taken back. [`REVOKED_MAX`] at most.
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
}

/// Takes in what a State shows, against what is known of it. Nothing known means that it is being introduced: the result is
/// sound in itself, and trusted for nothing ([`super::Peer`]).
///
/// # Errors
/// [`Reject`]; then what was known stands.
pub fn accept(known: Option<&Known>, offered: &Offered, now: Timestamp) -> Result<Accepted, Reject> {
    let lineage = offered.lineage()?;
    let next = match known {
        None => newest(offered, &lineage)?,
        Some(known) => following(known, offered, &lineage)?,
    };
    if next.fresh.is_of_the_future(now) || !next.fresh.holds(now) || !next.entry.is_valid(now) {
        return Err(Reject::NotNow);
    }
    let Some(known) = known else { return Ok(Accepted::Now(Box::new(next))) };
    let changes = changes(known, &next);
    if changes.is_empty() {
        return Ok(Accepted::Now(Box::new(next)));
    }
    let meanwhile = meanwhile(known, &next)?;
    let not_before = now + DELAY;
    Ok(Accepted::NeedsConfirmation { next: Box::new(next), meanwhile: Box::new(meanwhile), changes, not_before })
}

/// What stands until people have called. What the node says by the key that is known is its own word, whoever its root is: which keys
/// receive, so that what is preserved goes on however long they take, and which are not to be believed.
fn meanwhile(known: &Known, next: &Known) -> Result<Known, Reject> {
    let same_voice = Fresh::verified(&next.fresh_signed, &known.entry.node_key()?).is_ok();
    let same_root = next.root == known.root;
    let mut meanwhile = known.clone();
    if same_root || same_voice {
        meanwhile.revoked.clone_from(&next.revoked);
    }
    if !same_root && same_voice {
        (meanwhile.fresh, meanwhile.fresh_signed) = (next.fresh.clone(), next.fresh_signed.clone());
    }
    Ok(meanwhile)
}

/// A whole chain under its roots, and what the node says with its end.
fn newest(offered: &Offered, lineage: &Lineage) -> Result<Known, Reject> {
    let walked = walked(&offered.entries, None, lineage.roots())?;
    lineage.is_of(&walked.entry.state)?;
    with_fresh(offered, walked, &[])
}

fn following(known: &Known, offered: &Offered, lineage: &Lineage) -> Result<Known, Reject> {
    let roots = lineage.since(&known.root)?;
    lineage.is_of(&known.entry.state)?;
    let later = after(known, offered, lineage)?;
    let walked = walked(later, Some(known), roots)?;
    if walked.entry.state != known.entry.state {
        return Err(Reject::Unreadable("it is the entry of another State"));
    }
    let next = with_fresh(offered, walked, &known.revoked)?;
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
fn after<'a>(known: &Known, offered: &'a Offered, lineage: &Lineage) -> Result<&'a [Signed], Reject> {
    let have = known.entry.seq;
    let mut newest = 0;
    for (place, signed) in offered.entries.iter().enumerate() {
        let (_, entry) = by_one_of(signed, lineage.roots())?;
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

/// The end of a chain, and the root that signed it.
struct Walked {
    root: [u8; 32],
    signed: Signed,
    entry: Entry,
}

/// Walks a chain to its end: each signed by one of the roots (oldest first), none by one that a later root followed already, each naming
/// the entry before; the last one by the newest root, since whoever is to be believed has to have said something.
fn walked(chain: &[Signed], before: Option<&Known>, roots: &[[u8; 32]]) -> Result<Walked, Reject> {
    if chain.len() > CHAIN_MAX {
        return Err(Reject::Unreadable("the chain is too long"));
    }
    let known = |known: &Known| Walked { root: known.root, signed: known.signed.clone(), entry: known.entry.clone() };
    let mut last = before.map(known);
    let mut may_sign = roots;
    for signed in chain {
        let (place, entry) = by_one_of(signed, may_sign)?;
        may_sign = may_sign.get(place..).unwrap_or_default();
        if let Some(before) = &last {
            entry.follows(before.entry.seq, &before.signed)?;
        }
        let root = may_sign.first().copied().ok_or(Reject::Forged)?;
        last = Some(Walked { root, signed: signed.clone(), entry });
    }
    let last = last.ok_or(Reject::Unreadable("there is no entry"))?;
    if roots.last() == Some(&last.root) { Ok(last) } else { Err(Reject::OtherRoot) }
}

/// An entry, and which of these roots signed it.
fn by_one_of(signed: &Signed, roots: &[[u8; 32]]) -> Result<(usize, Entry), Reject> {
    for (place, root) in roots.iter().enumerate() {
        match Entry::verified(signed, root) {
            Err(Reject::Forged) => {}
            read => return read.map(|entry| (place, entry)),
        }
    }
    Err(Reject::Forged)
}

fn with_fresh(offered: &Offered, walked: Walked, before: &[Revoked]) -> Result<Known, Reject> {
    let Walked { root, signed, entry } = walked;
    let fresh = Fresh::verified(&offered.fresh, &entry.node_key()?)?;
    let link = link(&signed)?;
    if fresh.state != entry.state || fresh.seq != entry.seq || fresh.entry != link {
        return Err(Reject::Unreadable("what the node says goes with another entry"));
    }
    let revoked = revoked(before, &fresh.revoked)?;
    Ok(Known { root, signed, entry, link, fresh_signed: offered.fresh.clone(), fresh, revoked })
}

/// Every key that is not to be believed, each once, with the earliest moment that was ever named, in the order in which they were named.
fn revoked(before: &[Revoked], said: &[Revoked]) -> Result<Vec<Revoked>, Reject> {
    let mut all: Vec<Revoked> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for one in before.iter().chain(said) {
        match places.get(one.key.as_str()).and_then(|place| all.get_mut(*place)) {
            Some(known) => known.since = known.since.min(one.since),
            None => {
                places.insert(&one.key, all.len());
                all.push(one.clone());
            }
        }
    }
    if all.len() > REVOKED_MAX {
        Err(Reject::Unreadable("it revokes more keys than a State ever has"))
    } else {
        Ok(all)
    }
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
