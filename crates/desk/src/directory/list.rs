//! The list of a secretariat: which entries it has seen. It can show that others see the same entry; it makes nobody trusted.

use std::collections::BTreeSet;

use jiff::Timestamp;
use khien_seal::keys::SignKey;
use khien_seal::statement::Signed;
use khien_terms::id::StaffId;
use serde::{Deserialize, Serialize};

use super::fresh::SKEW;
use super::{Reject, json};
use crate::code::{is_hash, is_state};

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

/// Lines of a list at most: every State, and room.
const LINES_MOST: usize = 400;

/// A list that people here decided to read: whose it is, where it stands, and the key that signs it. It says what others see and makes
/// nobody trusted, so one person pins it; it stops disclosure too, and that it does only once a second one confirmed its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// What the secretariat is called here.
    pub name: String,
    /// Where the list is read.
    pub url: String,
    /// The key that signs it, hex.
    pub key: String,
    /// Whoever pinned it, until somebody else confirmed the key: so long it is shown, and changes nobody's trust.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unconfirmed: Option<StaffId>,
}

/// A list as it is served (`GET /x/1/dir/list`): with the key that it names. Nothing of it is believed that the pinned key did not sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// The key, hex.
    pub key: String,
    /// The list.
    pub list: Signed,
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

impl Listed {
    /// The name in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Listed::Same => "same",
            Listed::OtherNumber => "other-number",
            Listed::Differs => "differs",
            Listed::Missing => "missing",
        }
    }
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
        if list.issued_at.duration_since(now) > SKEW || list.valid_until <= now {
            return Err(Reject::NotNow);
        }
        list.check()?;
        Ok(list)
    }

    fn check(&self) -> Result<(), Reject> {
        let unless = |fine: bool, problem: &'static str| if fine { Ok(()) } else { Err(Reject::Unreadable(problem)) };
        unless(self.entries.len() <= LINES_MOST, "it has more lines than there are States")?;
        let states: BTreeSet<&str> = self.entries.iter().map(|line| line.state.as_str()).collect();
        unless(states.len() == self.entries.len(), "it names a State twice")?;
        let sound = |line: &Line| is_state(&line.state) && is_hash(&line.entry) && line.seq > 0;
        unless(self.entries.iter().all(sound), "a line of it is none")
    }

    /// What it says of an entry that is known, by the State's code, the entry's number and its link.
    #[must_use]
    pub fn says_of(&self, state: &str, seq: u32, link: &str) -> Listed {
        match self.line(state) {
            None => Listed::Missing,
            Some(line) if line.seq != seq => Listed::OtherNumber,
            Some(line) if line.entry == link => Listed::Same,
            Some(_) => Listed::Differs,
        }
    }

    /// What it has of a State.
    #[must_use]
    pub fn line(&self, state: &str) -> Option<&Line> {
        self.entries.iter().find(|line| line.state == state)
    }
}
