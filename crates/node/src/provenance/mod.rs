//! What a file says of how it was made, and whether a signed manifest in it holds.
//!
//! Three states are told apart: a **signed claim** (a manifest that holds), an **unsigned claim** (anybody can write it and
//! anybody can strip it; a manifest that nobody checked is no more than that), and **none**, which proves nothing.
//!
//! Rooms: [`child`] (the process that reads the file), [`manifest`] (C2PA, with the feature `c2pa`). What unsigned data says
//! is read by [`khien_signal::provenance`].

pub mod child;
#[cfg(feature = "c2pa")]
mod manifest;

use khien_signal::provenance::{Claim, Read};
use serde::{Deserialize, Serialize};

/// What is known of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    /// What it says without a signature.
    pub said: Read,
    /// Its manifest.
    pub signature: Option<Signature>,
}

/// What a signed manifest came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signature {
    /// Whether it holds.
    pub state: Held,
    /// The organisation that its certificate names.
    pub by: Option<String>,
    /// When a time-stamping service says that it was signed.
    pub at: Option<String>,
    /// What does not hold, as codes of the standard.
    pub problems: Vec<String>,
    /// What it says.
    pub claims: Vec<Claim>,
}

/// Whether a manifest holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// It holds, and its certificate leads to an anchor of ours.
    Trusted,
    /// It holds; who signed it is only what its certificate says.
    Valid,
    /// It does not hold: the file or the manifest was changed, or the manifest is broken.
    Invalid,
    /// This build checks no manifests.
    Unchecked,
}

/// The three states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A manifest that holds says something.
    Signed,
    /// Something is said, and nothing that holds vouches for it.
    Unsigned,
    /// Nothing is said. That proves nothing.
    None,
}

impl Answer {
    /// Which of the three states this is.
    #[must_use]
    pub fn state(&self) -> State {
        match &self.signature {
            Some(Signature { state: Held::Trusted | Held::Valid, .. }) => State::Signed,
            Some(_) => State::Unsigned,
            None if self.said.says_anything() => State::Unsigned,
            None => State::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use khien_signal::provenance::{Place, Says};

    use super::*;

    #[test]
    fn only_a_manifest_that_holds_makes_a_signed_claim() {
        let said = khien_signal::provenance::read(b"");
        let claim = Claim { place: Place::Xmp, field: "x".into(), says: Says::AiMade, term: None, value: None };
        let signature =
            |state| Signature { state, by: None, at: None, problems: Vec::new(), claims: vec![claim.clone()] };
        for (held, state) in [
            (Held::Trusted, State::Signed),
            (Held::Valid, State::Signed),
            (Held::Invalid, State::Unsigned),
            (Held::Unchecked, State::Unsigned),
        ] {
            assert_eq!(Answer { said: said.clone(), signature: Some(signature(held)) }.state(), state);
        }
        let mut claimed = said.clone();
        claimed.claims.push(claim.clone());
        assert_eq!(Answer { said: claimed, signature: None }.state(), State::Unsigned);
        assert_eq!(Answer { said, signature: None }.state(), State::None);
    }
}
