//! How far a State is trusted. People decide it; time and the State itself can only lower it.

use serde::{Deserialize, Serialize};

use crate::Kind;

/// How far a State is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Its entry stands here; two officers have not compared its words yet. Nothing is exchanged.
    Introduced,
    /// It may ask us to preserve. Nothing is disclosed to it.
    PreserveOnly,
    /// It may ask for all that our law gives.
    Full,
    /// What it said of itself has run out, shows two histories, or names another root that nobody confirmed yet: preservation goes on,
    /// disclosure waits.
    Stale,
    /// We do not work with it for now. What it sends is read and not acted on.
    Suspended,
    /// It takes part no more.
    Left,
}

impl Trust {
    /// The name in data and words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Trust::Introduced => "introduced",
            Trust::PreserveOnly => "preserve_only",
            Trust::Full => "full",
            Trust::Stale => "stale",
            Trust::Suspended => "suspended",
            Trust::Left => "left",
        }
    }

    /// Whether messages of this State are opened and kept. One whose words nobody compared is anybody.
    #[must_use]
    pub fn receives(self) -> bool {
        !matches!(self, Trust::Introduced | Trust::Left)
    }

    /// Whether data is preserved when it asks: none leaves.
    #[must_use]
    pub fn preserves(self) -> bool {
        matches!(self, Trust::PreserveOnly | Trust::Full | Trust::Stale)
    }

    /// Whether data may leave for it, after all that the law asks.
    #[must_use]
    pub fn discloses(self) -> bool {
        self == Trust::Full
    }

    /// Whether a request of this kind from it may be granted.
    #[must_use]
    pub fn grants(self, kind: Kind) -> bool {
        if kind.discloses() { self.discloses() } else { self.preserves() }
    }

    /// Whether a request of this kind may be sent to it: one that itself hands personal data over goes where data may go (care 7.4).
    #[must_use]
    pub fn may_be_asked(self, kind: Kind) -> bool {
        if kind.hands_over() { self.discloses() } else { self.preserves() }
    }
}

/// Why trust was set, by code: the journal holds no free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Two officers compared its words by voice.
    WordsHeard,
    /// An agreement or the Convention is in force between both.
    Agreement,
    /// Its safeguards or its use of what it got are in doubt.
    Safeguards,
    /// Requests that were not what they claimed to be.
    Misuse,
    /// A key is or may be in other hands.
    Compromise,
    /// Two histories of its entries were shown.
    SplitView,
    /// Its ledger signed two histories.
    LedgerForked,
    /// A secretariat's list has another entry of the same number.
    ListDiffers,
    /// What was in doubt was cleared up.
    ClearedUp,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 9] = [
        Reason::WordsHeard,
        Reason::Agreement,
        Reason::Safeguards,
        Reason::Misuse,
        Reason::Compromise,
        Reason::SplitView,
        Reason::LedgerForked,
        Reason::ListDiffers,
        Reason::ClearedUp,
    ];

    /// The name in data and words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::WordsHeard => "words_heard",
            Reason::Agreement => "agreement",
            Reason::Safeguards => "safeguards",
            Reason::Misuse => "misuse",
            Reason::Compromise => "compromise",
            Reason::SplitView => "split_view",
            Reason::LedgerForked => "ledger_forked",
            Reason::ListDiffers => "list_differs",
            Reason::ClearedUp => "cleared_up",
        }
    }
}
