//! Codes as small numbers: the place in their list, from 1, append-only like the lists; 0 is unknown. The three harm
//! lists share a column at offsets 0, 100 and 200, so each may grow to its bound without moving another.

use khien_terms::Typology;

/// Offsets of the harm lists.
const HARMS: [(&str, u8); 3] = [("harm_ocsea", 0), ("harm_tfgbv", 100), ("harm_other", 200)];

/// Numbers of codes.
#[derive(Debug, Clone, Copy)]
pub struct Index<'a>(pub &'a Typology);

impl Index<'_> {
    /// The number of a code in its list; 0 when it is not there.
    #[must_use]
    pub fn number(&self, list: &str, code: Option<&str>) -> u8 {
        let Some(code) = code else { return 0 };
        let place = self.0.all(list).position(|entry| entry.code.as_str() == code);
        place.and_then(|place| u8::try_from(place + 1).ok()).unwrap_or(0)
    }

    /// The number of a harm.
    #[must_use]
    pub fn harm(&self, code: &str) -> u8 {
        HARMS
            .iter()
            .find(|(list, _)| self.0.list_of(code) == Some(*list))
            .map_or(0, |(list, offset)| offset + self.number(list, Some(code)))
    }

    /// The code of a number.
    #[must_use]
    pub fn code(&self, list: &str, number: u8) -> Option<&str> {
        self.0.all(list).nth(usize::from(number).checked_sub(1)?).map(|entry| entry.code.as_str())
    }

    /// The code of a harm's number.
    #[must_use]
    pub fn harm_code(&self, number: u8) -> Option<&str> {
        let (list, offset) = HARMS.iter().rev().find(|(_, offset)| number > *offset)?;
        self.code(list, number - offset)
    }
}

#[cfg(test)]
mod tests {
    use khien_terms::DataFiles;

    use super::*;

    #[test]
    fn every_harm_goes_through_its_number() {
        let typology = Typology::load(&DataFiles::embedded(), &[]).expect("typology");
        let index = Index(&typology);
        for (list, _) in HARMS {
            for entry in typology.all(list) {
                let number = index.harm(entry.code.as_str());
                assert_eq!(index.harm_code(number), Some(entry.code.as_str()));
            }
        }
        assert_eq!(index.harm("no.such"), 0);
    }
}
