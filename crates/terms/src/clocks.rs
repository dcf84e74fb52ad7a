//! Legal removal clocks: who may ask whom, on which basis, and how many hours the law gives.

use serde::{Deserialize, Serialize};

use crate::{DataError, DataFiles};

/// In which capacity a node asks. Claiming a power that one lacks is a false statement, so only the bases that
/// `who_may_notify` allows to it are offered (care 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// A public authority that the law empowers.
    Authority,
    /// A trusted flagger in the sense of DSA article 22.
    TrustedFlagger,
    /// A hotline without powers of its own.
    Hotline,
    /// Acting for the victim, who has agreed.
    VictimAgent,
}

impl Capacity {
    /// All capacities.
    pub const ALL: [Capacity; 4] =
        [Capacity::Authority, Capacity::TrustedFlagger, Capacity::Hotline, Capacity::VictimAgent];

    /// The name in data files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Capacity::Authority => "authority",
            Capacity::TrustedFlagger => "trusted_flagger",
            Capacity::Hotline => "hotline",
            Capacity::VictimAgent => "victim_agent",
        }
    }

    /// Whether a `who_may_notify` list admits this capacity. `anyone` admits all; `victim` admits who acts for them.
    #[must_use]
    pub fn admitted_by(self, who_may_notify: &[String]) -> bool {
        who_may_notify.iter().any(|who| match who.as_str() {
            "anyone" => true,
            "victim" => self == Capacity::VictimAgent,
            other => other == self.as_str(),
        })
    }
}

/// One legal basis with its clock.
#[derive(Debug, Clone, Deserialize)]
pub struct Clock {
    /// Stable id.
    pub id: String,
    /// ISO 3166-1 alpha-2 or `EU`.
    pub jurisdiction: String,
    /// Name of the law.
    pub instrument: String,
    /// Article.
    pub provision: String,
    /// `remove`, `disclose`, `preserve`, …
    pub duty: String,
    /// `in_force`, or why not.
    pub status: String,
    /// Kinds of content: `csam`, `ncii`, …
    pub applies_to: Vec<String>,
    /// Who may ask on this basis.
    pub who_may_notify: Vec<String>,
    /// Hours given; `None` when the law says only "without undue delay".
    pub hours: Option<f64>,
    /// When it starts.
    #[serde(default)]
    pub starts_at: String,
    /// What the notice must contain.
    #[serde(default)]
    pub required_elements: Vec<String>,
    /// `certain`, `probable` or `recalled`.
    #[serde(default)]
    pub confidence: String,
}

/// All clocks.
#[derive(Debug, Clone)]
pub struct Clocks(Vec<Clock>);

impl Clocks {
    /// Reads `clocks.json`.
    ///
    /// # Errors
    /// With file and line.
    pub fn load(files: &DataFiles) -> Result<Self, DataError> {
        let clocks: Vec<Clock> = files.json("clocks.json")?;
        if let Some(bad) = clocks.iter().find(|clock| clock.hours.is_some_and(|h| h <= 0.0)) {
            return Err(files.fault("clocks.json", &bad.id, "hours must be more than nothing"));
        }
        Ok(Self(clocks))
    }

    /// The clock of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Clock> {
        self.0.iter().find(|clock| clock.id == id)
    }

    /// The place of a clock in the list, from 1, for statistics; 0 when it is not there.
    #[must_use]
    pub fn place(&self, id: &str) -> u8 {
        self.0.iter().position(|clock| clock.id == id).and_then(|place| u8::try_from(place + 1).ok()).unwrap_or(0)
    }

    /// The removal bases that a node of this capacity may use towards a service of these jurisdictions.
    pub fn usable<'a>(&'a self, capacity: Capacity, jurisdictions: &'a [String]) -> impl Iterator<Item = &'a Clock> {
        self.0.iter().filter(move |clock| {
            clock.duty == "remove"
                && clock.status == "in_force"
                && jurisdictions.contains(&clock.jurisdiction)
                && capacity.admitted_by(&clock.who_may_notify)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hotline_is_never_offered_the_powers_of_an_authority() {
        let clocks = Clocks::load(&DataFiles::embedded()).expect("clocks");
        let jurisdictions = ["VN".to_owned(), "EU".to_owned(), "AU".to_owned()];
        for clock in clocks.usable(Capacity::Hotline, &jurisdictions) {
            assert!(clock.who_may_notify.iter().any(|who| who == "anyone" || who == "hotline"), "{}", clock.id);
        }
        assert!(clocks.usable(Capacity::Authority, &jurisdictions).any(|clock| clock.id == "vn.d147.authority"));
    }
}
