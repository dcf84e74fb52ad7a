//! `khien.toml`: every setting read by itself, so that one that is wrong hides no other.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Spanned, Table, Value};

use super::{NAMES, Options, Source, Wrong};

/// The file as it was read.
#[derive(Default)]
pub struct File {
    /// What is right in it.
    pub options: Options,
    /// The line of each setting, from 1.
    pub lines: BTreeMap<&'static str, usize>,
    /// What is wrong in it.
    pub wrong: Vec<Wrong>,
}

impl File {
    /// Reads the file of a data folder; a folder without one sets nothing.
    pub fn read(data: &Path) -> Self {
        match std::fs::read_to_string(data.join("khien.toml")) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::default(),
            Err(error) => Self { wrong: vec![wrong(1, format!("cannot be read: {error}"))], ..Self::default() },
        }
    }

    fn parse(text: &str) -> Self {
        let line_at = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let settings: BTreeMap<Spanned<String>, Spanned<Value>> = match toml::from_str(text) {
            Ok(settings) => settings,
            Err(error) => {
                let line = error.span().map_or(1, |span| line_at(span.start));
                return Self { wrong: vec![wrong(line, error.message().to_owned())], ..Self::default() };
            }
        };
        let mut settings: Vec<_> = settings
            .into_iter()
            .map(|(name, value)| (line_at(name.span().start), name.into_inner(), value.into_inner()))
            .collect();
        settings.sort_by_key(|(line, ..)| *line);
        let mut file = Self::default();
        let mut right = Table::new();
        for (line, name, value) in settings {
            let Some(known) = NAMES.into_iter().find(|known| *known == name && name != "data") else {
                file.wrong.push(wrong(line, unknown(&name)));
                continue;
            };
            let alone = Table::from_iter([(name.clone(), value.clone())]);
            match alone.try_into::<Options>() {
                Ok(_) => {
                    file.lines.insert(known, line);
                    right.insert(name, value);
                }
                Err(error) => file.wrong.push(wrong(line, format!("{name}: {}", error.message()))),
            }
        }
        file.options = right.try_into().unwrap_or_default();
        file
    }
}

fn wrong(line: usize, problem: String) -> Wrong {
    Wrong { source_of: Source::File(line), problem }
}

fn unknown(name: &str) -> String {
    if name == "data" {
        return "data: the file lies in the data folder and cannot name another; use --data or KHIEN_DATA".to_owned();
    }
    format!("no such setting: {name}; one of {}", NAMES.get(1..).unwrap_or_default().join(", "))
}
