//! The typology: closed code lists, their meaning, and the words for them in each language and voice.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{DataError, DataFiles, Lang};

/// A code of the typology, such as `ocsea.groom.online`. Whether it exists is for [`Typology::entry`] to say.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// A code of this text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Code(text.to_owned())
    }

    /// The code's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl Borrow<str> for Code {
    fn borrow(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One code of one list.
#[derive(Debug, Clone, Deserialize)]
pub struct Entry {
    /// Stable identifier, never reused.
    pub code: Code,
    /// Name for staff, in English.
    #[serde(default)]
    pub label: String,
    /// What it means.
    #[serde(default)]
    pub definition: String,
    /// 0 act now, 1 same day, 2 within two working days, 3 queue.
    #[serde(default)]
    pub priority: Option<u8>,
    /// `child`, `adult` or `any`.
    #[serde(default)]
    pub affected: Option<String>,
    /// For age bands: whether it is a child's.
    #[serde(default)]
    pub child: Option<bool>,
    /// For age paths: how many steps the form may have at most.
    #[serde(default)]
    pub steps_max: Option<usize>,
    /// Retired codes stay readable but are not offered.
    #[serde(default)]
    pub retired: bool,
}

/// Who speaks in a plain sentence of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Voice {
    /// The person who was harmed, teen or adult.
    Own,
    /// Somebody who reports for another.
    Other,
    /// A child under 13.
    Child,
}

#[derive(Debug, Clone, Deserialize)]
struct Wording {
    label: Option<String>,
    ask_self: Option<String>,
    ask_other: Option<String>,
    ask_child: Option<String>,
}

#[derive(Deserialize)]
struct File {
    version: String,
    lists: BTreeMap<String, Vec<serde_json::Value>>,
}

/// All code lists with the words for them.
#[derive(Debug, Clone)]
pub struct Typology {
    /// Version of the lists; it stands in every event that uses a code.
    pub version: String,
    lists: BTreeMap<String, Vec<Entry>>,
    place: BTreeMap<Code, (String, usize)>,
    words: BTreeMap<Lang, BTreeMap<String, Wording>>,
}

const PATH: &str = "typology.json";

impl Typology {
    /// Reads the lists and the words of these languages.
    ///
    /// # Errors
    /// With file and line: a list of another shape, a code that stands twice, words for a code that does not exist.
    pub fn load(files: &DataFiles, langs: &[Lang]) -> Result<Self, DataError> {
        let file: File = files.json(PATH)?;
        let mut lists = BTreeMap::new();
        let mut place = BTreeMap::new();
        for (name, rows) in file.lists {
            let mut entries = Vec::with_capacity(rows.len());
            for row in rows {
                let needle = row.get("code").map(ToString::to_string).unwrap_or_default();
                let entry: Entry =
                    serde_json::from_value(row).map_err(|error| files.fault(PATH, &needle, error.to_string()))?;
                let stood = place.insert(entry.code.clone(), (name.clone(), entries.len()));
                if stood.is_some() {
                    return Err(files.fault(PATH, &needle, format!("the code {} stands twice", entry.code)));
                }
                entries.push(entry);
            }
            lists.insert(name, entries);
        }
        let mut typology = Self { version: file.version, lists, place, words: BTreeMap::new() };
        for lang in langs {
            let path = format!("locales/{lang}/codes.json");
            let words: BTreeMap<String, Wording> = files.json(&path)?;
            for code in words.keys() {
                if !typology.exists(code) {
                    return Err(files.fault(&path, &format!("\"{code}\""), format!("no such code: {code}")));
                }
            }
            typology.words.insert(*lang, words);
        }
        Ok(typology)
    }

    /// The entry of a code, if it exists.
    #[must_use]
    pub fn entry(&self, code: &str) -> Option<&Entry> {
        let (list, index) = self.place.get(code)?;
        self.lists.get(list)?.get(*index)
    }

    /// Whether a code exists.
    #[must_use]
    pub fn exists(&self, code: &str) -> bool {
        self.place.contains_key(code)
    }

    /// The name of the list in which a code stands.
    #[must_use]
    pub fn list_of(&self, code: &str) -> Option<&str> {
        self.place.get(code).map(|(list, _)| list.as_str())
    }

    /// Whether a code is a harm code (of children, of women, or other).
    #[must_use]
    pub fn is_harm(&self, code: &str) -> bool {
        self.list_of(code).is_some_and(|list| list.starts_with("harm_"))
    }

    /// The entries of a list, in the file's order, without retired ones.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.lists.get(name).into_iter().flatten().filter(|entry| !entry.retired)
    }

    /// All entries of a list, retired ones too: their places are numbers in facts.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.lists.get(name).into_iter().flatten()
    }

    /// The name of a code for staff.
    #[must_use]
    pub fn label(&self, lang: Lang, code: &str) -> String {
        let own = self.words.get(&lang).and_then(|words| words.get(code)).and_then(|w| w.label.clone());
        own.or_else(|| self.entry(code).map(|entry| entry.label.clone()))
            .filter(|label| !label.is_empty())
            .unwrap_or_else(|| code.to_owned())
    }

    /// The plain sentence for a code in a voice; a voice that is not written falls back to the neutral one.
    #[must_use]
    pub fn ask(&self, lang: Lang, voice: Voice, code: &str) -> String {
        let wording = self.words.get(&lang).and_then(|words| words.get(code));
        let said = wording.and_then(|w| match voice {
            Voice::Own => w.ask_self.clone(),
            Voice::Other => w.ask_other.clone().or_else(|| w.label.clone()),
            Voice::Child => w.ask_child.clone().or_else(|| w.ask_self.clone()),
        });
        said.unwrap_or_else(|| self.label(lang, code))
    }
}
