//! Who is the desk of a State, and how far is it trusted?
//!
//! A State tells of itself in an [`Entry`] that its off-line root signs, chained to the one before; its node says with a
//! [`Fresh`] statement, at least once in thirty days, which keys receive now and which are revoked. Nobody is trusted
//! because a server said so: two officers compare 24 words of the root by voice ([`words`]), and trust for preservation and
//! trust for disclosure are given apart. What comes later is checked against what was known ([`accept`]).
//!
//! Rooms: [`entry`], [`terms`] (what a State accepts), [`fresh`], [`root`] (a new root signed by the old), [`renewal`] (a new root of our own), [`accept`]
//! (chains, rollback, two histories, changes that wait), [`turning`] (a node's key gives way to the next), [`trust`], [`peer`] (what staff decide), [`list`] (a secretariat's
//! list), [`tls`] (keys by which nodes know each other on the wire), [`words`], [`correspondent`] (a State without a node),
//! [`certificate`] (to which its letters can be sealed).

pub mod accept;
pub mod certificate;
pub mod correspondent;
pub mod entry;
pub mod fresh;
pub mod list;
pub mod peer;
pub mod renewal;
pub mod root;
pub mod terms;
pub mod tls;
pub mod trust;
pub mod turning;
pub mod words;

pub use accept::{Accepted, Change, Known, Offered, accept};
pub use entry::{Authority, Entry};
pub use fresh::{EpochKey, Fresh, Revoked};
pub use peer::{Peer, PeerEvent};
pub use terms::Terms;
pub use trust::Trust;

use khien_seal::statement::Signed;

/// Why something of the directory is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// The signature is not of the key that it should be of.
    #[error("the signature does not fit: nothing of it is taken, and what was known stands")]
    Forged,
    /// It is another text than it should be.
    #[error("the entry cannot be read: {0}")]
    Unreadable(&'static str),
    /// It names another root than the one that was compared by voice.
    #[error(
        "it names another root, and the root that is known did not sign for it: call the State before anything else"
    )]
    OtherRoot,
    /// It is not valid yet, or no more.
    #[error("it is not valid now: ask the State for its newest entry")]
    NotNow,
    /// It is older than what is known.
    #[error("it is older than what is known: a mirror is behind, or somebody plays an old entry back")]
    Rollback,
    /// Entries between what is known and this one are missing.
    #[error("entries are missing after number {have}: ask for the whole chain")]
    Gap {
        /// The newest that is known.
        have: u32,
    },
    /// Two entries of one number: the State, or a mirror, shows two histories. Both are the proof.
    #[error("two different entries carry the number {seq}: both are kept, compare them with the State by voice")]
    Split {
        /// Their number.
        seq: u32,
        /// The one that is known.
        known: Box<Signed>,
        /// The one that came.
        offered: Box<Signed>,
    },
}

/// The link that the next statement of a chain names: SHA-256 of statement, line end and signature, hex.
///
/// # Errors
/// [`Reject::Forged`] when the signature is no signature.
pub fn link(signed: &Signed) -> Result<String, Reject> {
    let signature = signed.signature_bytes().map_err(|_| Reject::Forged)?;
    Ok(hex::encode(khien_seal::chain::link_hash(&signed.statement, &signature)))
}

/// The JSON behind a statement's first line.
fn json<'a>(signed: &'a Signed, kind: &'static str) -> Result<&'a str, Reject> {
    let [json] = signed.lines::<1>(kind).map_err(|_| Reject::Unreadable("it is a statement of another kind"))?;
    if json.len() > BYTES_MAX {
        return Err(Reject::Unreadable("it is too long"));
    }
    Ok(json)
}

/// Bytes of a statement of the directory at most.
const BYTES_MAX: usize = 64 << 10;

#[cfg(test)]
pub(crate) mod example;
#[cfg(test)]
mod root_tests;
#[cfg(test)]
mod tests;
