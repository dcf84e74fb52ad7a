//! What every page of the console has around it: who is signed in, the navigation, the words.

use fluent_bundle::FluentValue;
use khien_casework::role::{Operation, Role};
use khien_terms::Lang;
use khien_terms::id::StaffId;

use super::script_words::script_words;
use crate::app::App;
use crate::words::Words;

/// The member who is signed in.
#[derive(Debug, Clone)]
pub struct Me {
    /// Who.
    pub id: StaffId,
    /// What they may do.
    pub role: Role,
    /// The name by which they sign outside.
    pub desk_name: String,
}

/// Numbers beside the entries of the navigation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Reports that wait.
    pub queue: i64,
    /// Notices that wait for an answer.
    pub notices: i64,
    /// Requests to open who somebody is.
    pub identity: i64,
}

/// An entry of the navigation.
pub struct NavItem {
    pub href: &'static str,
    pub name: String,
    pub here: bool,
    pub count: Option<i64>,
}

/// A language that the page can be read in.
pub struct Language {
    pub code: String,
    pub name: &'static str,
    pub href: String,
    pub here: bool,
}

/// The frame of a page. Templates call it `f`.
pub struct Frame {
    /// The node.
    pub app: App,
    /// The page's language.
    pub lang: Lang,
    /// Heading and title.
    pub title: String,
    /// Which entry of the navigation this is.
    pub here: &'static str,
    /// Who is signed in.
    pub me: Option<Me>,
    /// Numbers beside the navigation.
    pub counts: Counts,
    /// Public key of the node's root, hex; empty before set-up.
    pub root: String,
    /// Public key of the desk's root, hex: the node's own until the desk gets another.
    pub desk_root: String,
    /// What each root of the desk said for the next, as JSON: the browser follows them from the root that it knows.
    pub successions: String,
    /// The script of the page.
    pub script: &'static str,
    /// Address of this page, for the links to other languages.
    pub path: String,
    /// This node came back from an older copy of itself, and the page is one of requests between States.
    pub came_back: bool,
    /// What is wrong with clocks, in sentences, on the pages of the desk between States.
    pub clocks: Vec<String>,
}

/// The navigation: name, address, who may see it.
const NAV: [(&str, &str, Operation); 15] = [
    ("queue", "/console", Operation::SeeQueue),
    ("cases", "/console/cases", Operation::WorkCases),
    ("notices", "/console/notices", Operation::SendNotices),
    ("identity", "/console/identity", Operation::ReleaseIdentity),
    ("banks", "/console/banks", Operation::SeeBanks),
    ("figures", "/console/figures", Operation::SeeFigures),
    ("services", "/console/services", Operation::SeeFigures),
    ("roster", "/console/roster", Operation::SeeFigures),
    ("desk-roster", "/console/desk/roster", Operation::SeeStates),
    ("requests", "/console/desk", Operation::SeeDesk),
    ("lookup", "/console/desk/lookup", Operation::LookUpAbroad),
    ("lookups", "/console/desk/lookups", Operation::AuditLookups),
    ("states", "/console/desk/states", Operation::SeeStates),
    ("people", "/console/people", Operation::ManageStaff),
    ("teams", "/console/teams", Operation::SeeTeams),
];

/// Fingerprint of a root (hex), as its kit and receipts name it: SHA-256, hex.
#[must_use]
pub fn fingerprint(root: &str) -> String {
    hex::decode(root).map(|root| khien_seal::sha256_hex(&root)).unwrap_or_default()
}

impl Frame {
    /// Fingerprint of the desk's root: which kit signs entries and certifies the desk's team.
    #[must_use]
    pub fn desk_fingerprint(&self) -> String {
        fingerprint(&self.desk_root)
    }

    /// Whether the desk has a root of its own, and so a kit of its own.
    #[must_use]
    pub fn has_desk_root(&self) -> bool {
        self.desk_root != self.root
    }

    /// Whether whoever is signed in may open what is sealed to the desk's team.
    #[must_use]
    pub fn opens_desk(&self) -> bool {
        self.me.as_ref().is_some_and(|me| me.role.may(Operation::HoldDeskKey))
    }

    /// The name of a code in the page's language.
    #[must_use]
    pub fn label(&self, code: &str) -> String {
        self.app.rulebook.typology.label(self.lang, code)
    }

    /// The codes of a list as choices.
    #[must_use]
    pub fn choices(&self, list: &str, chosen: Option<&str>) -> Vec<Choice> {
        let entries = self.app.rulebook.typology.list(list);
        entries.map(|entry| Choice::new(entry.code.as_str(), self.label(entry.code.as_str())).chosen(chosen)).collect()
    }

    /// The words of a key.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The words of a key with texts in them; a text that is a whole number counts as one, so that plurals fit.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        say(&self.app, self.lang, key, values)
    }

    /// The words of a key with one text in them.
    #[must_use]
    pub fn with(&self, key: &str, name: &str, text: &str) -> String {
        self.say(key, &[(name, text)])
    }

    /// In which zone hours are told here: days that States agree on end in UTC, and stand beside them.
    #[must_use]
    pub fn hours_are(&self) -> String {
        let off = self.app.now().in_zone(&self.app.config.zone).strftime("%:z").to_string();
        self.say("console-hours-are", &[("zone", &self.app.config.zone_name), ("off", &off)])
    }

    /// The words of a key with a number in them.
    #[must_use]
    pub fn counted(&self, key: &str, name: &str, number: i64) -> String {
        self.say(key, &[(name, &number.to_string())])
    }

    /// The navigation that this role sees.
    #[must_use]
    pub fn nav(&self) -> Vec<NavItem> {
        let Some(me) = &self.me else { return Vec::new() };
        NAV.iter()
            .filter(|(_, _, operation)| me.role.may(*operation))
            .map(|(name, href, _)| NavItem {
                href,
                name: self.t(&format!("console-nav-{name}")),
                here: *name == self.here,
                count: self.count(name),
            })
            .collect()
    }

    fn count(&self, name: &str) -> Option<i64> {
        let count = match name {
            "queue" => self.counts.queue,
            "notices" => self.counts.notices,
            "identity" => self.counts.identity,
            _ => return None,
        };
        (count > 0).then_some(count)
    }

    /// The languages, each with the address of this page in it.
    #[must_use]
    pub fn languages(&self) -> Vec<Language> {
        let join = if self.path.contains('?') { '&' } else { '?' };
        self.app
            .words
            .langs()
            .map(|lang| Language {
                code: lang.to_string(),
                name: language_name(lang),
                href: format!("{}{join}lang={lang}", self.path),
                here: lang == self.lang,
            })
            .collect()
    }

    /// The words that the script says, as JSON.
    #[must_use]
    pub fn script_words(&self) -> String {
        script_words(&self.app.words, self.lang)
    }
}

/// The words of a key in a language; a text that is a whole number counts as one.
#[must_use]
pub fn say(app: &App, lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    say_in(&app.words, lang, key, values)
}

/// The words of a key, by words alone.
#[must_use]
pub fn say_in(words: &Words, lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    let values: Vec<(&str, FluentValue<'_>)> = values
        .iter()
        .map(|(name, text)| (*name, text.parse::<i64>().map_or_else(|_| FluentValue::from(*text), FluentValue::from)))
        .collect();
    words.with(lang, key, &values)
}

/// The name of a language in itself.
pub fn language_name(lang: Lang) -> &'static str {
    match lang.as_str() {
        "vi" => "Tiếng Việt",
        "id" => "Bahasa Indonesia",
        _ => "English",
    }
}

/// A choice of a list: radio, checkbox or option.
#[derive(Debug, Clone)]
pub struct Choice {
    pub code: String,
    pub label: String,
    pub on: bool,
}

impl Choice {
    /// A choice that is not chosen.
    #[must_use]
    pub fn new(code: &str, label: String) -> Self {
        Self { code: code.to_owned(), label, on: false }
    }

    /// The same, chosen when `chosen` is its code.
    #[must_use]
    pub fn chosen(mut self, chosen: Option<&str>) -> Self {
        self.on = chosen == Some(self.code.as_str());
        self
    }
}

/// Something to know before going on.
pub struct Warning {
    pub words: String,
    pub care: bool,
}

/// Addresses of the neighbouring pages of a list.
#[derive(Default)]
pub struct Pages {
    pub first: Option<String>,
    pub next: Option<String>,
}

/// Sealed text, closed.
pub struct Sealed {
    /// Report or case that it is part of.
    pub of: String,
    /// Which part.
    pub part: String,
    /// `what`, `said` or `file`.
    pub kind: &'static str,
    /// Why it is opened, as a code of the words.
    pub reason: &'static str,
    /// Its length class in words.
    pub length: String,
    /// What it is, for the button's name.
    pub label: String,
}

/// A line of a timeline.
pub struct TimelineLine {
    pub when: String,
    pub of: String,
    pub words: String,
}
