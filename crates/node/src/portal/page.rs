//! What every page of the portal has in common: language, words, the way out, numbers, who is on duty.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use khien_terms::Lang;

use crate::app::App;

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

/// The frame of a page.
pub struct Page {
    app: App,
    /// Language.
    pub lang: Lang,
    /// Title in the browser's bar: neutral on every page.
    pub title: String,
    /// Where "leave this page" leads.
    pub exit_to: String,
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
    /// The frame in a language.
    #[must_use]
    pub fn new(app: &App, lang: Lang) -> Self {
        let country = &app.rulebook().country;
        let numbers = country
            .numbers
            .iter()
            .map(|line| NumberView {
                number: line.number.clone(),
                dial: line.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
                name: line.name.get(lang).to_owned(),
                hours: line.hours.clone(),
            })
            .collect();
        let other_languages = app
            .langs()
            .iter()
            .filter(|other| **other != lang)
            .map(|other| LanguageLink { code: other.to_string(), name: app.words(*other).say("portal-language-name", &[]) })
            .collect();
        Self {
            title: app.words(lang).say("portal-name", &[]),
            exit_to: country.exit_to.clone(),
            other_languages,
            numbers,
            on_duty: app.duty().on,
            open_for_reports: app.portal_keys().is_some(),
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

    /// A text with values in it.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.app.words(self.lang).say(key, values)
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
        let country = &self.app.rulebook().country;
        let numbers: Vec<&str> = country.numbers_for(&["emergency", "child"]).map(|line| line.number.as_str()).take(2).collect();
        self.say("portal-landing-promise", &[("numbers", &numbers.join(", "))])
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

/// The language of a request: asked for by the address or the form, else by the browser, else the country's.
#[must_use]
pub fn language(app: &App, asked: Option<&str>, headers: &HeaderMap) -> Lang {
    let known = |text: &str| text.parse::<Lang>().ok().filter(|lang| app.langs().contains(lang));
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    asked
        .and_then(known)
        .or_else(|| accepted.split([',', ';']).filter_map(|part| part.trim().get(..2)).find_map(known))
        .or_else(|| app.langs().first().copied())
        .unwrap_or(Lang::EN)
}
