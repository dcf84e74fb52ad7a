//! The fourteen kinds of request between States. What each must say, and which grounds may refuse it, is data
//! (`data/desk/`); that there are these and no others is not.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of request, by its code in forms and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Preservation of stored data.
    P1,
    /// A preservation is extended, confirmed by a request for assistance, or released.
    P2,
    /// Where is the provider, or the data?
    P3,
    /// Traffic data found while preserving: provider and path only.
    T1,
    /// Stored data: search, production, disclosure (mutual legal assistance).
    A1,
    /// Traffic data in real time.
    R1,
    /// Interception of content.
    R2,
    /// Information given without a request.
    X1,
    /// Data to avert a significant and imminent risk to life or safety.
    E1,
    /// A victim's matter, or a take-down, referred to the State that can act.
    V1,
    /// Joint investigation.
    J1,
    /// A question between police.
    L1,
    /// Cover of an extradition or transfer: the desk hands over and decides nothing.
    D1,
    /// Consent to onward transfer or other use, correction, erasure.
    O1,
}

impl Kind {
    /// All kinds, in the order of the forms.
    pub const ALL: [Kind; 14] = [
        Kind::P1,
        Kind::P2,
        Kind::P3,
        Kind::T1,
        Kind::A1,
        Kind::R1,
        Kind::R2,
        Kind::X1,
        Kind::E1,
        Kind::V1,
        Kind::J1,
        Kind::L1,
        Kind::D1,
        Kind::O1,
    ];

    /// The code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::P1 => "P1",
            Kind::P2 => "P2",
            Kind::P3 => "P3",
            Kind::T1 => "T1",
            Kind::A1 => "A1",
            Kind::R1 => "R1",
            Kind::R2 => "R2",
            Kind::X1 => "X1",
            Kind::E1 => "E1",
            Kind::V1 => "V1",
            Kind::J1 => "J1",
            Kind::L1 => "L1",
            Kind::D1 => "D1",
            Kind::O1 => "O1",
        }
    }

    /// Whether granting it lets data leave the State. Preserving does not: it may go on where trust is in doubt.
    #[must_use]
    pub fn discloses(self) -> bool {
        !matches!(self, Kind::P1 | Kind::P2 | Kind::P3 | Kind::D1)
    }

    /// Whether the request itself hands personal data over, before anybody granted anything.
    #[must_use]
    pub fn hands_over(self) -> bool {
        matches!(self, Kind::X1 | Kind::V1 | Kind::E1)
    }

    /// Whether its form asks for items, of which a State may grant some.
    #[must_use]
    pub fn has_items(self) -> bool {
        matches!(self, Kind::P1 | Kind::A1 | Kind::E1)
    }

    /// Whether it is answered with a package of evidence. T1 is not: its answer is a provider and a path and has no place for more.
    #[must_use]
    pub fn returns(self) -> bool {
        matches!(self, Kind::A1 | Kind::R1 | Kind::R2 | Kind::E1 | Kind::L1)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No kind has this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no kind of request has this code")]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}
