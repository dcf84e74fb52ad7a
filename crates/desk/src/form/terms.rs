//! What a State has told the others about itself: what it accepts, in which languages, with which reservations.

use serde::{Deserialize, Serialize};

use crate::Kind;

/// A State's terms, as its directory entry carries them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// ISO 3166-1 alpha-2.
    pub state: String,
    /// Languages in which it takes requests, most wanted first.
    pub languages: Vec<String>,
    /// Kinds that its desk takes.
    pub kinds: Vec<Kind>,
    /// Reservations by article and paragraph, such as `42.5`, or an article alone, such as `14`.
    #[serde(default)]
    pub reservations: Vec<String>,
    /// Days for which it holds data when a request names none; never below sixty.
    pub hold_days_default: u16,
    /// Whether it asks for dual criminality where the Convention leaves that to it.
    #[serde(default)]
    pub dual_criminality_required: bool,
}

impl Terms {
    /// Whether it takes this kind.
    #[must_use]
    pub fn takes(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether it has reserved an article, or a paragraph of it.
    #[must_use]
    pub fn has_reserved(&self, article: &str) -> bool {
        self.reservations.iter().any(|made| made == article)
    }
}
