//! What a State accepts of others, as its entry says it: read before a request is written, so that one that would be refused is
//! told so first.

use serde::{Deserialize, Serialize};

use crate::Kind;

/// What a State accepts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The State, two capital letters.
    pub state: String,
    /// Languages in which it takes requests, most wanted first.
    pub languages: Vec<String>,
    /// Kinds that it takes.
    pub kinds: Vec<Kind>,
    /// Reservations and conditions that it has declared, by code of `data/desk/`.
    #[serde(default)]
    pub reservations: Vec<String>,
    /// Days for which it holds data when a preservation names none.
    pub hold_days_default: u16,
    /// Dual criminality is a condition where the Convention leaves it open.
    #[serde(default)]
    pub dual_criminality_required: bool,
}

/// Days for which preserved data is held at least (article 42(8), not yet checked against the certified text).
pub const HOLD_DAYS_LEAST: u16 = 60;

impl Terms {
    /// Whether it takes this kind.
    #[must_use]
    pub fn takes(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}
