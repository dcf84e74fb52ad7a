//! What every page of the portal has in common: language, words, the way out, numbers, who is on duty.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use fluent_bundle::FluentValue;
use khien_store::setup::PublicKeys;
use khien_terms::Lang;
use khien_terms::country::AsksLogs;

use crate::app::{App, Duty};

/// A number to call, as a page shows it.
pub struct NumberView {
    /// As it is read.
    pub number: String,
    /// As it is dialled.
    pub dial: String,
    /// Whose it is.
    pub name: String,
    /// When.
    pub hours: String,
}

/// Another language of the page.
pub struct LanguageLink {
    /// Its code.
    pub code: String,
    /// Its own name.
    pub name: String,
}

/// How many numbers stand first; the country's file puts the child helpline and the emergency numbers there.
const FIRST: usize = 3;

/// The frame of a page.
pub struct Page {
    app: App,
    keys: Option<PublicKeys>,
    /// Language.
    pub lang: Lang,
    /// How the reader is addressed, as [`address`] says.
    pub voice: &'static str,
    /// Title in the browser's bar: neutral on every page.
    pub title: String,
    /// Other languages.
    pub other_languages: Vec<LanguageLink>,
    /// Whom to call.
    pub numbers: Vec<NumberView>,
    /// Whether somebody is there (care 1.1).
    pub on_duty: bool,
    /// Whether a team stands behind the page.
    pub open_for_reports: bool,
}

impl Page {
    /// The frame in a language. When the store fails, the page says that nobody is there and takes no report: numbers
    /// come first.
    pub async fn new(app: &App, lang: Lang) -> Self {
        let keys = app.public_keys().await.unwrap_or_else(|error| {
            tracing::error!(%error, "keys could not be read");
            None
        });
        let duty = app.duty().await.unwrap_or_else(|error| {
            tracing::error!(%error, "the roster could not be read");
            Duty::Nobody
        });
        let others = app.words.langs().filter(|other| *other != lang);
        Self {
            voice: "own",
            title: app.words.get(lang, "portal-name"),
            other_languages: others
                .map(|other| LanguageLink {
                    code: other.to_string(),
                    name: app.words.get(other, "portal-language-name"),
                })
                .collect(),
            numbers: numbers(app, lang),
            on_duty: duty == Duty::Now,
            open_for_reports: keys.is_some(),
            keys,
            lang,
            app: app.clone(),
        }
    }

    /// The node behind the page.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// A text.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The same page for a reader who is addressed so.
    #[must_use]
    pub fn voiced(mut self, voice: &'static str) -> Self {
        self.voice = voice;
        self
    }

    /// A text with values in it; whole numbers are numbers to it. What is said in several voices is said in the page's,
    /// unless a value names another.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let voice = [("voice", self.voice)];
        let values: Vec<(&str, FluentValue<'_>)> = voice
            .iter()
            .chain(values)
            .map(|(name, value)| {
                (*name, value.parse::<i64>().map_or_else(|_| FluentValue::from(*value), FluentValue::from))
            })
            .collect();
        self.app.words.with(self.lang, key, &values)
    }

    /// The keys that reporters seal to; none before a team has one.
    #[must_use]
    pub fn keys(&self) -> Option<&PublicKeys> {
        self.keys.as_ref()
    }

    /// The numbers that stand first where space is short.
    #[must_use]
    pub fn first_numbers(&self) -> &[NumberView] {
        &self.numbers[..self.numbers.len().min(FIRST)]
    }

    /// Numbers that serve one of these, as a page shows them.
    #[must_use]
    pub fn numbers_for(&self, serves: &[&str]) -> Vec<&NumberView> {
        let lines: Vec<&str> = self.app.rulebook.country.numbers_for(serves).map(|line| line.number.as_str()).collect();
        self.numbers.iter().filter(|number| lines.contains(&number.number.as_str())).collect()
    }

    /// Numbers in the order of what they serve, each once, at most `most`.
    #[must_use]
    pub fn numbers_in_order(&self, serves: &[&str], most: usize) -> Vec<&NumberView> {
        let mut found: Vec<&NumberView> = Vec::new();
        for one in serves {
            for number in self.numbers_for(&[*one]) {
                if !found.iter().any(|known| known.number == number.number) {
                    found.push(number);
                }
            }
        }
        found.truncate(most);
        found
    }

    /// The children's helpline, which stands on every step of the youngest (care 1.3).
    #[must_use]
    pub fn child_helpline(&self) -> Option<&NumberView> {
        let line = self.app.rulebook.country.numbers_for(&["child"]).next()?;
        self.numbers.iter().find(|number| number.number == line.number)
    }

    /// The numbers behind one press.
    #[must_use]
    pub fn other_numbers(&self) -> &[NumberView] {
        &self.numbers[self.numbers.len().min(FIRST)..]
    }

    /// Name of a door.
    #[must_use]
    pub fn door_name(&self, door: &str) -> String {
        self.t(&format!("portal-door-{door}"))
    }

    /// For whom a door is.
    #[must_use]
    pub fn door_line(&self, door: &str) -> String {
        self.t(&format!("portal-door-{door}-line"))
    }

    /// What is promised, with the numbers for when it is not enough (care 1.4).
    #[must_use]
    pub fn promise(&self) -> String {
        let country = &self.app.rulebook.country;
        let numbers: Vec<&str> =
            country.numbers_for(&["emergency", "child"]).map(|line| line.number.as_str()).take(2).collect();
        // Where the law asks a service for logs, the sentence says what is true there (care 6.5).
        let key = match country.service_logs.asked {
            AsksLogs::Yes => "portal-landing-promise-logs",
            AsksLogs::No | AsksLogs::Unconfirmed => "portal-landing-promise",
        };
        self.say(key, &[("numbers", &numbers.join(", "))])
    }

    /// Whether somebody is on duty.
    #[must_use]
    pub fn duty_title(&self) -> String {
        self.t(if self.on_duty { "portal-duty-on-title" } else { "portal-duty-off-title" })
    }

    /// What that means for the person; no hour that hope invented.
    #[must_use]
    pub fn duty_line(&self) -> String {
        self.t(if self.on_duty { "portal-duty-on" } else { "portal-duty-off" })
    }
}

/// The ways to address a reader: the person harmed, an adult harmed, a child under 13, somebody who reports for another.
pub const VOICES: [&str; 4] = ["own", "adult", "child", "other"];

/// How a reader is addressed, by door and age path; the languages' own files know what that means (care 1.9).
#[must_use]
pub fn address(door: &str, path: &str) -> &'static str {
    match (door, path) {
        ("other", _) => "other",
        ("me" | "protect", "path.u13") => "child",
        ("me" | "protect", "path.18") | ("saw" | "appeal", _) => "adult",
        _ => "own",
    }
}

fn numbers(app: &App, lang: Lang) -> Vec<NumberView> {
    let lines = app.rulebook.country.numbers.iter();
    lines
        .map(|line| NumberView {
            number: line.number.clone(),
            dial: line.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
            name: line.name.get(lang).to_owned(),
            hours: line.hours.get(lang).to_owned(),
        })
        .collect()
}

/// The language of a request: asked for by the address or the form, else by the browser, else the country's.
#[must_use]
pub fn language(app: &App, asked: Option<&str>, headers: &HeaderMap) -> Lang {
    app.words.choose(asked, headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
}
