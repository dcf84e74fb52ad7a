//! Data files: embedded in the binary, overlaid from a folder, every error with file and line.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../data");

/// Something is wrong in a data file; `line` starts at 1.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq, serde::Serialize)]
#[error("{file}:{line}: {problem}")]
pub struct DataError {
    /// Path below `data/`.
    pub file: String,
    /// Line of the fault, 1 when the whole file is meant.
    pub line: usize,
    /// What is wrong and what to do.
    pub problem: String,
}

/// All data files by path below `data/`: those embedded at build, replaced by those that a node lays over them.
#[derive(Debug, Clone, Default)]
pub struct DataFiles {
    files: BTreeMap<String, String>,
}

impl DataFiles {
    /// The files that were embedded when this binary was built.
    #[must_use]
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        gather(&EMBEDDED, &mut files);
        Self { files }
    }

    /// Lays one file over the embedded ones (the caller has read it from the node's folder).
    pub fn overlay(&mut self, path: &str, text: String) {
        self.files.insert(path.to_owned(), text);
    }

    /// The text of a file.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn text(&self, path: &str) -> Result<&str, DataError> {
        self.files.get(path).map(String::as_str).ok_or_else(|| DataError {
            file: path.to_owned(),
            line: 1,
            problem: "this file is missing".to_owned(),
        })
    }

    /// Reads a JSON file.
    ///
    /// # Errors
    /// With the line on which it is not JSON, or not of the expected shape.
    pub fn json<T: DeserializeOwned>(&self, path: &str) -> Result<T, DataError> {
        let text = self.text(path)?;
        serde_json::from_str(text).map_err(|error| DataError {
            file: path.to_owned(),
            line: error.line().max(1),
            problem: error.to_string(),
        })
    }

    /// The paths below a folder, such as `services/`, in order.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.files.keys().map(String::as_str).filter(move |path| path.starts_with(folder))
    }

    /// An error about a value that is well formed but wrong: the line is the first on which `needle` stands.
    #[must_use]
    pub fn fault(&self, path: &str, needle: &str, problem: impl Into<String>) -> DataError {
        let line = self
            .files
            .get(path)
            .and_then(|text| text.lines().position(|line| line.contains(needle)))
            .map_or(1, |index| index + 1);
        DataError { file: path.to_owned(), line, problem: problem.into() }
    }
}

fn gather(dir: &Dir<'static>, files: &mut BTreeMap<String, String>) {
    for file in dir.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.insert(path.to_owned(), text.to_owned());
        }
    }
    for below in dir.dirs() {
        gather(below, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_is_reported_with_its_line() {
        let mut files = DataFiles::default();
        files.overlay("a.json", "{\n \"x\": 1,\n \"y\" 2\n}".to_owned());
        let error = files.json::<serde_json::Value>("a.json").expect_err("broken");
        assert_eq!((error.file.as_str(), error.line), ("a.json", 3));
    }

    #[test]
    fn a_wrong_value_is_reported_with_its_line() {
        let mut files = DataFiles::default();
        files.overlay("a.json", "[\n \"good\",\n \"bad\"\n]".to_owned());
        assert_eq!(files.fault("a.json", "\"bad\"", "no such code").line, 3);
    }
}
