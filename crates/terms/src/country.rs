//! What a country's pack says: whom to call, where "leave this page" leads, which legal risks a report carries.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{DataError, DataFiles, Lang};

/// A text in each language; English stands in where one is missing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<String, String>);

impl Texts {
    /// The text in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        self.0.get(lang.as_str()).or_else(|| self.0.get("en")).map_or("", String::as_str)
    }
}

/// A number to call.
#[derive(Debug, Clone, Deserialize)]
pub struct Helpline {
    /// As it is dialled.
    pub number: String,
    /// What it is.
    pub name: Texts,
    /// `child`, `woman`, `emergency`, `crisis`, `trafficking`.
    #[serde(rename = "for")]
    pub serves: Vec<String>,
    /// `24/7`, or hours in words.
    pub hours: OneOrMany,
    /// Where the fact was found.
    pub source: String,
    /// `certain`, `probable` or `recalled`.
    pub confidence: String,
}

/// A legal risk that reporting itself may carry, shown before anything is typed.
#[derive(Debug, Clone, Deserialize)]
pub struct SelfRisk {
    /// Stable name.
    pub code: String,
    /// `child`, `adult`.
    pub affects: Vec<String>,
    /// What the person should know, in plain words.
    pub text: Texts,
    /// Where the fact was found.
    pub source: String,
    /// Whether a lawyer of the country has checked it.
    pub lawyer_checked: bool,
}

/// Whom the law makes a service tell, and by when.
#[derive(Debug, Clone, Deserialize)]
pub struct Duty {
    /// Stable name.
    pub code: String,
    /// `child`, `adult`: whose reports it concerns.
    pub affects: Vec<String>,
    /// Who must be told.
    pub whom: Texts,
    /// By when, in words.
    pub by: Texts,
    /// On which form, when there is one.
    #[serde(default)]
    pub form: Option<Texts>,
    /// Where the fact was found.
    pub source: String,
    /// Whether a lawyer of the country has checked it.
    pub lawyer_checked: bool,
}

/// Whether the law asks a service of this kind to keep logs of visitors (care 6.5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsksLogs {
    /// No.
    No,
    /// Yes: the portal's sentence says what is true then.
    Yes,
    /// Nobody of the country's lawyers has said.
    #[default]
    Unconfirmed,
}

/// What the law asks about logs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ServiceLogs {
    /// Whether.
    pub asked: AsksLogs,
    /// Days for which.
    pub days: Option<u32>,
    /// Where the fact was found.
    pub source: String,
}

/// The pack of one country.
#[derive(Debug, Clone, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
    /// Whom to call.
    pub numbers: Vec<Helpline>,
    /// Legal risks of reporting.
    #[serde(default)]
    pub self_risk: Vec<SelfRisk>,
    /// Whom the law makes a service tell.
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// What the law asks about logs of visitors.
    #[serde(default)]
    pub service_logs: ServiceLogs,
    /// A neutral site for "leave this page".
    pub exit_to: String,
}

impl Country {
    /// Reads `country/<code>.json`.
    ///
    /// # Errors
    /// With file and line when it is missing or wrong.
    pub fn load(files: &DataFiles, code: &str) -> Result<Self, DataError> {
        let path = format!("country/{}.json", code.to_ascii_lowercase());
        let country: Country = files.json(&path)?;
        if !country.exit_to.starts_with("https://") {
            return Err(files.fault(&path, "exit_to", "the exit must be an https address"));
        }
        Ok(country)
    }

    /// Whom the law makes a service tell of a report about a child, or about an adult.
    pub fn duties_for(&self, child: bool) -> impl Iterator<Item = &Duty> {
        let whose = if child { "child" } else { "adult" };
        self.duties.iter().filter(move |duty| duty.affects.iter().any(|affected| affected == whose))
    }

    /// The numbers that serve one of these, in the file's order.
    pub fn numbers_for<'a>(&'a self, serves: &'a [&'a str]) -> impl Iterator<Item = &'a Helpline> {
        self.numbers.iter().filter(move |number| number.serves.iter().any(|s| serves.contains(&s.as_str())))
    }
}

/// A province of the country.
#[derive(Debug, Clone, Deserialize)]
pub struct Area {
    /// Code of the national list, such as `01`.
    pub code: String,
    /// Name.
    pub name: OneOrMany,
}

/// A text that is the same in every language, or one per language.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// The same in every language.
    One(String),
    /// Written in each.
    Many(Texts),
}

impl OneOrMany {
    /// The text in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            OneOrMany::One(text) => text,
            OneOrMany::Many(texts) => texts.get(lang),
        }
    }
}

impl Area {
    /// The name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        self.name.get(lang)
    }
}

/// Provinces with the version of the code list; a fact stores both, since codes were reused.
#[derive(Debug, Clone, Deserialize)]
pub struct Areas {
    /// Version of the list.
    pub version: String,
    /// The provinces.
    #[serde(rename = "units")]
    pub areas: Vec<Area>,
}

impl Areas {
    /// Reads `geo/<code>.json`; a country without a file has no provinces to choose.
    ///
    /// # Errors
    /// With file and line when the file is wrong.
    pub fn load(files: &DataFiles, code: &str) -> Result<Self, DataError> {
        let path = format!("geo/{}.json", code.to_ascii_lowercase());
        if files.text(&path).is_err() {
            return Ok(Self { version: "none".to_owned(), areas: Vec::new() });
        }
        files.json(&path)
    }

    /// Whether a code is one of the provinces.
    #[must_use]
    pub fn exists(&self, code: &str) -> bool {
        self.areas.iter().any(|area| area.code == code)
    }

    /// The name of a province.
    #[must_use]
    pub fn name(&self, lang: Lang, code: &str) -> Option<&str> {
        self.areas.iter().find(|area| area.code == code).map(|area| area.name(lang))
    }
}
