//! Everything from `data/` that decisions look at, read once at start.

use jiff::tz::TimeZone;
use khien_terms::clocks::Clocks;
use khien_terms::country::{Areas, Country};
use khien_terms::{DataError, DataFiles, Lang, Typology};

use crate::steps::Paths;
use crate::triage::Rules;

/// The data that rules are made of.
#[derive(Debug, Clone)]
pub struct Rulebook {
    /// Code lists and their words.
    pub typology: Typology,
    /// Provinces.
    pub areas: Areas,
    /// Numbers, exits, risks.
    pub country: Country,
    /// Legal clocks.
    pub clocks: Clocks,
    /// Queue order.
    pub triage: Rules,
    /// Screens.
    pub paths: Paths,
    /// The node's time zone.
    pub zone: TimeZone,
}

impl Rulebook {
    /// Reads all of it.
    ///
    /// # Errors
    /// Every file that is wrong, with its line.
    pub fn load(files: &DataFiles, country: &str, zone: TimeZone, langs: &[Lang]) -> Result<Self, Vec<DataError>> {
        let typology = Typology::load(files, langs).map_err(|error| vec![error])?;
        let mut errors = Vec::new();
        let mut keep = |error: DataError| errors.push(error);
        let areas = Areas::load(files, country).map_err(&mut keep).ok();
        let pack = Country::load(files, country).map_err(&mut keep).ok();
        let clocks = Clocks::load(files).map_err(&mut keep).ok();
        let triage = Rules::load(files, &typology).map_err(&mut keep).ok();
        let paths = Paths::load(files, &typology).map_err(&mut keep).ok();
        match (areas, pack, clocks, triage, paths) {
            (Some(areas), Some(country), Some(clocks), Some(triage), Some(paths)) => {
                Ok(Self { typology, areas, country, clocks, triage, paths, zone })
            }
            _ => Err(errors),
        }
    }
}
