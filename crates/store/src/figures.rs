//! Counts for staff, from the facts table: months, harms, age bands, provinces. A unit counts once per cell.

use khien_measure::{Fact, Kind, fact::day_date};
use serde::Serialize;

use crate::{Fault, Store, fold, vals};

/// A figure: a label and how many units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The code, month or province; `0` or empty is unknown.
    pub key: String,
    /// Units, each counted once.
    pub units: u64,
}

/// Counts of reports as staff see them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Figures {
    /// By month `2026-11`.
    pub months: Vec<Count>,
    /// By harm, each code that was chosen: one unit may stand in several.
    pub harms: Vec<Count>,
    /// By age band.
    pub ages: Vec<Count>,
    /// By province.
    pub areas: Vec<Count>,
    /// Units in all.
    pub total: u64,
}

impl Store {
    /// Counts reports that were received, from the live rows of the facts table.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn figures(&self) -> Result<Figures, Fault> {
        let rulebook = std::sync::Arc::clone(&self.shared.rulebook);
        self.read(move |conn| {
            // Reversed rows and their reversals cancel in the sum.
            let rows = conn.query(
                "SELECT kind, CAST(SUM(sign) AS BIGINT), day, 0, area, area_version, harm, 0, 0, age, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, unit \
                 FROM fact WHERE kind = $1 GROUP BY kind, day, area, area_version, harm, age, unit HAVING SUM(sign) > 0 \
                 ORDER BY day, area, harm, age, unit",
                &vals![Kind::ReportReceived as i64],
            )?;
            let facts: Vec<Fact> = rows.iter().filter_map(fold::read_fact).collect();
            let index = khien_measure::Index(&rulebook.typology);
            let area = |code: u8| if code == 0 { String::new() } else { format!("{code:02}") };
            Ok(Figures {
                months: count(&facts, |f| { let day = day_date(f.day); format!("{:04}-{:02}", day.year(), day.month()) }),
                harms: count(&facts, |f| index.harm_code(f.harm).unwrap_or_default().to_owned()),
                ages: count(&facts, |f| index.code("age_band", f.age).unwrap_or_default().to_owned()),
                areas: count(&facts, |f| area(f.area)),
                total: units(facts.iter()),
            })
        })
        .await
    }
}

/// Distinct units; those that were withdrawn share the unit 0 and count each.
fn units<'a>(facts: impl Iterator<Item = &'a Fact>) -> u64 {
    let mut seen = std::collections::HashSet::new();
    facts
        .map(
            |fact| if fact.unit == 0 { u64::from(fact.sign.unsigned_abs()) } else { u64::from(seen.insert(fact.unit)) },
        )
        .sum()
}

fn count(facts: &[Fact], key: impl Fn(&Fact) -> String) -> Vec<Count> {
    let mut cells: std::collections::BTreeMap<String, Vec<&Fact>> = std::collections::BTreeMap::new();
    for fact in facts {
        cells.entry(key(fact)).or_default().push(fact);
    }
    cells.into_iter().map(|(key, facts)| Count { key, units: units(facts.into_iter()) }).collect()
}
