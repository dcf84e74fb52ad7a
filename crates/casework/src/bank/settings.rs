//! What a bank is for, whose it is, and what can be changed of it.

use khien_terms::id::{PlatformId, TeamId};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Bits of 256 that two PDQ hashes of the same picture may differ in, unless the bank says otherwise.
pub const RADIUS: u8 = 31;
/// The widest radius of a bank.
pub const RADIUS_MAX: u8 = 64;

/// What a bank is for. It decides whom the bank answers and what its matches mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Known child sexual abuse material.
    KnownChild,
    /// Intimate images of adults shared without consent, assessed by us.
    KnownAdult,
    /// An adult's own images, protected by the person.
    OwnAdult,
    /// A child's own images, protected by the child.
    OwnChild,
    /// A copy of another body's list.
    Exchange,
    /// A platform's own list: answers that platform alone.
    Platform,
    /// Harmless: tests and training.
    Other,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Purpose; 7] = [
        Purpose::KnownChild,
        Purpose::KnownAdult,
        Purpose::OwnAdult,
        Purpose::OwnChild,
        Purpose::Exchange,
        Purpose::Platform,
        Purpose::Other,
    ];

    /// The name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::KnownChild => "known_child",
            Purpose::KnownAdult => "known_adult",
            Purpose::OwnAdult => "own_adult",
            Purpose::OwnChild => "own_child",
            Purpose::Exchange => "exchange",
            Purpose::Platform => "platform",
            Purpose::Other => "other",
        }
    }

    /// Whether people put their own images in: such a bank answers signed-in platforms alone, each as it was consented to.
    #[must_use]
    pub fn is_own_images(self) -> bool {
        matches!(self, Purpose::OwnAdult | Purpose::OwnChild)
    }
}

impl std::str::FromStr for Purpose {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Purpose::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == text)
            .ok_or(Refusal::Field { field: "purpose", problem: "one of known_child, known_adult, exchange, other" })
    }
}

/// Whose images stand in a bank. Banks of children and of adults are apart (care 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Population {
    /// People under 18.
    Child,
    /// Adults.
    Adult,
    /// A platform's list or a test, which does not say.
    Unsaid,
}

impl Population {
    /// The name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Population::Child => "child",
            Population::Adult => "adult",
            Population::Unsaid => "unsaid",
        }
    }
}

impl std::str::FromStr for Population {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Population::Child, Population::Adult, Population::Unsaid]
            .into_iter()
            .find(|population| population.as_str() == text)
            .ok_or(Refusal::Field { field: "population", problem: "child, adult or unsaid" })
    }
}

/// Whose bank it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The node's own.
    Node,
    /// A team's.
    Team(TeamId),
    /// A platform's.
    Platform(PlatformId),
}

impl Owner {
    /// The platform whose bank it is.
    #[must_use]
    pub fn platform(self) -> Option<PlatformId> {
        match self {
            Owner::Platform(id) => Some(id),
            Owner::Node | Owner::Team(_) => None,
        }
    }
}

/// How often a bank takes part in a lookup, in millionths: HMA's `enabled_ratio`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ratio(pub u32);

impl Ratio {
    /// Always.
    pub const ALWAYS: Ratio = Ratio(1_000_000);
    /// Never: the bank is switched off.
    pub const NEVER: Ratio = Ratio(0);

    /// From a number between 0 and 1.
    ///
    /// # Errors
    /// [`Refusal::Field`] beyond.
    pub fn read(ratio: f64) -> Result<Self, Refusal> {
        if !(0.0..=1.0).contains(&ratio) {
            return Err(Refusal::Field { field: "enabled_ratio", problem: "a number from 0 to 1" });
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1 as asked above")]
        Ok(Self((ratio * 1e6).round() as u32))
    }

    /// As a number between 0 and 1.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 1e6
    }
}

/// What can be changed of a bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Capital letters, digits and underscores.
    pub name: String,
    /// How often it takes part.
    pub ratio: Ratio,
    /// Bits of 256 within which a PDQ hash matches.
    pub radius: u8,
    /// Days after which a content lapses; none keeps it until somebody withdraws it.
    pub expiry_days: Option<u16>,
}

impl Settings {
    /// The settings that a bank begins with.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self { name: name.to_owned(), ratio: Ratio::ALWAYS, radius: RADIUS, expiry_days: None }
    }

    /// Checks what somebody chose.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let first = |b: &u8| b.is_ascii_uppercase() || *b == b'_';
        let named = self.name.as_bytes().first().is_some_and(first)
            && self.name.len() <= 64
            && self.name.bytes().all(|b| first(&b) || b.is_ascii_digit());
        if !named {
            let problem = "capital letters, digits and underscores, no digit first, at most 64";
            return Err(Refusal::Field { field: "name", problem });
        }
        if self.radius > RADIUS_MAX {
            return Err(Refusal::Field { field: "radius", problem: "0 to 64 bits of 256" });
        }
        if self.ratio.0 > Ratio::ALWAYS.0 {
            return Err(Refusal::Field { field: "enabled_ratio", problem: "a number from 0 to 1" });
        }
        if self.expiry_days == Some(0) {
            return Err(Refusal::Field { field: "expiry_days", problem: "at least one day, or none" });
        }
        Ok(())
    }
}
