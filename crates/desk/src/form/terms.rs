//! What a State has told the others about itself: what it accepts, in which languages, with which reservations.

use serde::{Deserialize, Serialize};

use super::Forms;
use crate::Kind;
use crate::code::is_known_language;

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

/// What cannot stand in the terms that a State says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untenable {
    /// There is no such language.
    Language(String),
    /// No reservation can be made to this.
    Reservation(String),
}

impl Forms {
    /// What cannot stand in terms that are written here. What others wrote is read as it is.
    ///
    /// # Errors
    /// [`Untenable`], the first that there is.
    pub fn check_terms(&self, terms: &Terms) -> Result<(), Untenable> {
        let language = terms.languages.iter().find(|language| !is_known_language(language));
        let reserved = terms.reservations.iter().find(|made| !self.may_be_reserved(made));
        let language = language.cloned().map(Untenable::Language);
        language.or_else(|| reserved.cloned().map(Untenable::Reservation)).map_or(Ok(()), Err)
    }

    /// Whether a State can have reserved this: an offence of the Convention, or a paragraph that the data names.
    #[must_use]
    pub fn may_be_reserved(&self, article: &str) -> bool {
        self.reservable().any(|one| one == article)
    }

    /// What can be reserved: the paragraphs that the data names, then the offences.
    pub fn reservable(&self) -> impl Iterator<Item = &str> {
        let offences = self.options("offence").iter().map(String::as_str);
        self.reservations.iter().map(|made| made.id.as_str()).chain(offences)
    }
}
