//! The list of a secretariat: which entries it has seen. It can show that others see the same entry; it makes nobody trusted.

use jiff::Timestamp;
use khien_seal::keys::SignKey;
use khien_seal::statement::Signed;
use serde::{Deserialize, Serialize};

use super::{Known, Reject, json};

/// First line of the statement; the second and last is its JSON.
pub const LIST: &str = "khien/v1/desk-list";

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The State.
    pub state: String,
    /// Number of the entry.
    pub seq: u32,
    /// Link of the entry.
    pub entry: String,
}

/// What a secretariat has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// What the secretariat is called.
    pub secretariat: String,
    /// When it was made.
    pub issued_at: Timestamp,
    /// It holds until then.
    pub valid_until: Timestamp,
    /// The newest entry of each State.
    pub entries: Vec<Line>,
}

/// What the list says of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// The same entry.
    Same,
    /// It has seen an older or newer one.
    OtherNumber,
    /// It has seen another entry of the same number: a task for a person, as two histories are.
    Differs,
    /// It knows nothing of this State.
    Missing,
}

impl List {
    /// Signs a list.
    ///
    /// # Errors
    /// [`Reject::Unreadable`].
    pub fn signed(&self, key: &SignKey) -> Result<Signed, Reject> {
        let text = serde_json::to_string(self).map_err(|_| Reject::Unreadable("it is no JSON"))?;
        Ok(Signed::new(format!("{LIST}\n{text}"), key))
    }

    /// Reads a list that the pinned key of a secretariat signed and that holds now.
    ///
    /// # Errors
    /// [`Reject`].
    pub fn verified(signed: &Signed, pinned: &[u8; 32], now: Timestamp) -> Result<Self, Reject> {
        if !signed.verifies(pinned) {
            return Err(Reject::Forged);
        }
        let list: List = serde_json::from_str(json(signed, LIST)?)
            .map_err(|_| Reject::Unreadable("a field is missing or of another form"))?;
        if now < list.issued_at || list.valid_until <= now {
            return Err(Reject::NotNow);
        }
        Ok(list)
    }

    /// What it says of an entry that is known.
    #[must_use]
    pub fn says_of(&self, known: &Known) -> Listed {
        match self.entries.iter().find(|line| line.state == known.entry.state) {
            None => Listed::Missing,
            Some(line) if line.seq != known.entry.seq => Listed::OtherNumber,
            Some(line) if line.entry == known.link => Listed::Same,
            Some(_) => Listed::Differs,
        }
    }
}
