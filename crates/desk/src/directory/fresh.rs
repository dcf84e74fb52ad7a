//! What a State's node says of itself between two entries: which keys receive, which are revoked, and that all this still
//! holds. The node's key signs it; it cannot change who the State is.

use jiff::{SignedDuration, Timestamp};
use khien_seal::statement::Signed;
use serde::{Deserialize, Serialize};

use super::entry::is_address;
use super::{Reject, json, tls};

/// First line of the statement; the second and last is its JSON.
pub const FRESH: &str = "khien/v1/desk-fresh";
/// For how long such a statement holds at most.
pub const HOLDS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// What a node said longer ago is out of date, though it still holds: a node speaks anew every week, so two of its words were
/// missed. Its keys still receive then, so that two people can let a disclosure go.
pub const SAID_WITHIN: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How far clocks may differ.
pub const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A key that receives for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochKey {
    /// Its id, as the outer header names it.
    pub id: String,
    /// The suite: 1 is HPKE with X-Wing.
    pub suite: u8,
    /// The public key, base64.
    pub public: String,
    /// Sealed to from then.
    pub not_before: Timestamp,
    /// Sealed to until then. What was sealed before is still opened for a time.
    pub not_after: Timestamp,
}

/// A key that is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// Id of a receiving key, or the public key of an officer or a node, hex.
    pub key: String,
    /// What it signed from then on does not count.
    pub since: Timestamp,
}

/// What a node says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fresh {
    /// The State.
    pub state: String,
    /// Number of the entry that this goes with.
    pub seq: u32,
    /// Link of that entry.
    pub entry: String,
    /// Keys that receive, newest last.
    pub keys: Vec<EpochKey>,
    /// SHA-256 of the public keys of its TLS certificates, base64: the one that it presents and the one that follows ([`super::tls`]).
    #[serde(default)]
    pub tls: Vec<String>,
    /// Where its desk is reached by TLS with these keys on both sides, and in no other way; none where the entry's address is all
    /// there is, and the web's authorities are relied on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<String>,
    /// It is reached nowhere: its node opens lines to others, presenting these keys, and is asked on those.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub calls: bool,
    /// Keys that are not to be believed.
    #[serde(default)]
    pub revoked: Vec<Revoked>,
    /// When it was said.
    pub issued_at: Timestamp,
    /// It holds until then.
    pub valid_until: Timestamp,
}

impl Fresh {
    /// The text that the node signs.
    ///
    /// # Errors
    /// [`Reject::Unreadable`].
    pub fn statement(&self) -> Result<String, Reject> {
        let text = serde_json::to_string(self).map_err(|_| Reject::Unreadable("it is no JSON"))?;
        Ok(format!("{FRESH}\n{text}"))
    }

    /// Reads a statement that this node's key signed, whatever the hour.
    ///
    /// # Errors
    /// [`Reject::Forged`], [`Reject::Unreadable`].
    pub fn verified(signed: &Signed, node: &[u8; 32]) -> Result<Self, Reject> {
        if !signed.verifies(node) {
            return Err(Reject::Forged);
        }
        let fresh: Fresh = serde_json::from_str(json(signed, FRESH)?)
            .map_err(|_| Reject::Unreadable("a field is missing or of another form"))?;
        let lasts = fresh.valid_until.duration_since(fresh.issued_at);
        if lasts.is_negative() || lasts > HOLDS {
            return Err(Reject::Unreadable("it is to hold for more than 30 days"));
        }
        let pinned =
            !fresh.tls.is_empty() && fresh.tls.len() <= tls::MOST && fresh.tls.iter().all(|pin| tls::is_pin(pin));
        if let Some(desk) = &fresh.desk {
            // Whoever says that it is reached so, and not by which keys, would be reached by anybody's.
            if !pinned || !desk.starts_with("https://") || !is_address(desk) {
                return Err(Reject::Unreadable("where its desk is reached has no keys, or is no address"));
            }
        }
        if fresh.calls && (!pinned || fresh.desk.is_some()) {
            return Err(Reject::Unreadable("it only calls and has no keys, or it only calls and is reached"));
        }
        Ok(fresh)
    }

    /// Whether it holds then.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        !self.is_of_the_future(now) && now < self.valid_until
    }

    /// Whether it was said too long ago to disclose by it.
    #[must_use]
    pub fn is_out_of_date(&self, now: Timestamp) -> bool {
        now.duration_since(self.issued_at) > SAID_WITHIN
    }

    /// Whether it claims to be said later than clocks may differ.
    #[must_use]
    pub fn is_of_the_future(&self, now: Timestamp) -> bool {
        self.issued_at.duration_since(now) > SKEW
    }

    /// The key to seal to then: the newest that receives and is not revoked.
    #[must_use]
    pub fn receives(&self, now: Timestamp) -> Option<&EpochKey> {
        self.keys
            .iter()
            .filter(|key| key.not_before <= now + SKEW && now < key.not_after)
            .filter(|key| !self.revoked.iter().any(|revoked| revoked.key == key.id && revoked.since <= now))
            .max_by_key(|key| key.not_before)
    }
}
