//! Which screens a person meets: by door and age path, as data, never more than the path's `steps_max`.

use khien_terms::{Code, DataError, DataFiles, Typology};
use serde::Deserialize;

use crate::header::DOORS;

/// One part of a screen; each has a template of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is the question that its name says")]
pub enum Block {
    Danger,
    Age,
    Reporter,
    Harms,
    Relation,
    Affected,
    Safety,
    Links,
    Story,
    More,
    Files,
    Wanted,
    Consent,
    Contact,
    Receipt,
    Review,
}

impl Block {
    /// The name in data and in templates.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Block::Danger => "danger",
            Block::Age => "age",
            Block::Reporter => "reporter",
            Block::Harms => "harms",
            Block::Relation => "relation",
            Block::Affected => "affected",
            Block::Safety => "safety",
            Block::Links => "links",
            Block::Story => "story",
            Block::More => "more",
            Block::Files => "files",
            Block::Wanted => "wanted",
            Block::Consent => "consent",
            Block::Contact => "contact",
            Block::Receipt => "receipt",
            Block::Review => "review",
        }
    }
}

/// The screens of one door and age path.
#[derive(Debug, Clone, Deserialize)]
pub struct Path {
    /// `me`, `other`, `saw` or `appeal`.
    pub door: String,
    /// Age path.
    pub path: Code,
    /// Screens, each with its blocks.
    pub steps: Vec<Vec<Block>>,
}

/// All paths.
#[derive(Debug, Clone)]
pub struct Paths(Vec<Path>);

const FILE: &str = "paths.json";

impl Paths {
    /// Reads `paths.json`.
    ///
    /// # Errors
    /// With file and line: a path that no list has, more steps than `steps_max`, one that does not end by sending.
    pub fn load(files: &DataFiles, typology: &Typology) -> Result<Self, DataError> {
        let paths: Vec<Path> = files.json(FILE)?;
        for path in &paths {
            let needle = format!("\"{}\"", path.path);
            let entry = typology
                .entry(path.path.as_str())
                .ok_or_else(|| files.fault(FILE, &needle, format!("no such path: {}", path.path)))?;
            if entry.steps_max.is_some_and(|max| path.steps.len() > max) {
                return Err(files.fault(FILE, &needle, "more steps than steps_max of this path allows"));
            }
            if path.steps.last().and_then(|step| step.last()) != Some(&Block::Review) {
                return Err(files.fault(FILE, &needle, "the last block must be `review`, where one sends"));
            }
        }
        for door in DOORS {
            if !paths.iter().any(|path| path.door == door) {
                return Err(files.fault(FILE, door, format!("no path for the door `{door}`")));
            }
        }
        Ok(Self(paths))
    }

    /// The path of a door and an age path; before the age is known, or when it is not one of the door's, the door's last.
    #[must_use]
    pub fn find(&self, door: &str, path: Option<&str>) -> Option<&Path> {
        let exact = self.0.iter().find(|p| p.door == door && Some(p.path.as_str()) == path);
        exact.or_else(|| self.0.iter().rev().find(|p| p.door == door))
    }

    /// All paths of a door.
    pub fn of_door<'a>(&'a self, door: &'a str) -> impl Iterator<Item = &'a Path> {
        self.0.iter().filter(move |path| path.door == door)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_has_more_steps_than_its_age_allows() {
        let files = DataFiles::embedded();
        let typology = Typology::load(&files, &[]).expect("typology");
        assert!(Paths::load(&files, &typology).is_ok());
        let mut long = files.clone();
        long.overlay(
            FILE,
            r#"[{"door":"me","path":"path.u13","steps":[["danger"],["age"],["harms"],["story"],["review"]]}]"#.into(),
        );
        assert!(Paths::load(&long, &typology).is_err());
    }

    #[test]
    fn every_path_begins_with_danger_or_the_public_link_or_the_removal() {
        let files = DataFiles::embedded();
        let typology = Typology::load(&files, &[]).expect("typology");
        for path in Paths::load(&files, &typology).expect("paths").0 {
            let first = path.steps[0][0];
            assert!(
                first == Block::Danger || (matches!(path.door.as_str(), "saw" | "appeal") && first == Block::Links)
            );
        }
    }
}
