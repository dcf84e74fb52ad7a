//! A bank of hashes: what it is for, whom it answers, what stands in it.
//!
//! A bank may hold millions, so its state is its settings alone; what is known of one content is brought with the command.
//! Hashes stand beside the journal: an event has a salted commitment to them, and deleting takes value and salt (care 6.1).

mod answers;
mod decide;
mod settings;
mod signal;

pub use answers::{Answers, Asker, answers};
pub use decide::{Command, decide, found};
pub use settings::{Owner, Population, Purpose, RADIUS, RADIUS_MAX, Ratio, Settings};
pub use signal::{Frame, QUALITY_FLOOR, Signal, SignalKind, committed};

use khien_terms::Moment;
use khien_terms::id::{PlatformId, ReportId, StaffId};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// How something is classed: the national baseline or the categories that hotlines share; for adults one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "A prepubescent, B pubescent; 1 sex act, 2 lascivious exhibition")]
pub enum Class {
    /// Illegal wherever the shared baseline holds.
    #[serde(rename = "baseline")]
    Baseline,
    A1,
    A2,
    B1,
    B2,
    /// An intimate image of an adult, shared without consent.
    #[serde(rename = "ncii")]
    Ncii,
    /// Harmless: it should not stand here.
    #[serde(rename = "none")]
    Harmless,
}

impl Class {
    /// All classes.
    pub const ALL: [Class; 7] =
        [Class::Baseline, Class::A1, Class::A2, Class::B1, Class::B2, Class::Ncii, Class::Harmless];

    /// The name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Baseline => "baseline",
            Class::A1 => "A1",
            Class::A2 => "A2",
            Class::B1 => "B1",
            Class::B2 => "B2",
            Class::Ncii => "ncii",
            Class::Harmless => "none",
        }
    }

    /// Whether the class can be said of images of this population.
    #[must_use]
    pub fn fits(self, population: Population) -> bool {
        match self {
            Class::Baseline | Class::A1 | Class::A2 | Class::B1 | Class::B2 => population != Population::Adult,
            Class::Ncii => population != Population::Child,
            Class::Harmless => true,
        }
    }
}

impl std::str::FromStr for Class {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Class::ALL
            .into_iter()
            .find(|class| class.as_str() == text)
            .ok_or(Refusal::Field { field: "class", problem: "baseline, A1, A2, B1, B2, ncii or none" })
    }
}

/// What one analyst said of a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classified {
    /// How it is classed.
    pub class: Class,
    /// Who looked.
    pub by: StaffId,
}

/// Where a content came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An analyst, from a case.
    Analyst(StaffId),
    /// The person whose images they are, by their report; the release is their consent.
    Person(ReportId),
    /// A platform, by API.
    Platform(PlatformId),
    /// A list that was read in, by its name.
    List(String),
    /// The command line or an interface on the machine itself.
    Operator,
}

/// Why a content stands no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It matched what it should not have, or never belonged here.
    FalseMatch,
    /// The person took the consent back.
    Consent,
    /// Its time is over.
    Expired,
    /// Whoever put it in took it out.
    Removed,
}

impl Why {
    /// All reasons.
    pub const ALL: [Why; 4] = [Why::FalseMatch, Why::Consent, Why::Expired, Why::Removed];

    /// The name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Why::FalseMatch => "false_match",
            Why::Consent => "consent",
            Why::Expired => "expired",
            Why::Removed => "removed",
        }
    }
}

impl std::str::FromStr for Why {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Why::ALL
            .into_iter()
            .find(|why| why.as_str() == text)
            .ok_or(Refusal::Field { field: "why", problem: "false_match, consent, expired or removed" })
    }
}

/// What a platform says of a hash that it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feedback {
    /// It found it and keeps it from being shared.
    Blocked,
    /// It looked and does not agree.
    NotBlocked,
    /// It will look.
    Pending,
    /// It took the hash out of its lists.
    TakenOut,
}

impl Feedback {
    /// The name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Feedback::Blocked => "blocked",
            Feedback::NotBlocked => "not_blocked",
            Feedback::Pending => "pending",
            Feedback::TakenOut => "taken_out",
        }
    }
}

/// What happened to a bank. Contents have numbers that are the same in all banks of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum Event {
    /// It exists.
    #[serde(rename = "bank.founded")]
    Founded { purpose: Purpose, population: Population, owner: Owner, settings: Settings },
    /// Its settings changed; these are all of them.
    #[serde(rename = "bank.set")]
    Set { settings: Settings },
    /// It answers no more, and its contents go.
    #[serde(rename = "bank.closed")]
    Closed {},
    /// A content was put in. The commitment covers its hashes.
    #[serde(rename = "bank.added")]
    Added {
        content: i64,
        source: Source,
        commitment: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        classified: Option<Classified>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires: Option<Moment>,
    },
    /// Many were read in: `count` contents from number `first`. The commitment covers the commitments of each.
    #[serde(rename = "bank.imported")]
    Imported {
        first: i64,
        count: u32,
        source: Source,
        commitment: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires: Option<Moment>,
    },
    /// The person whose images these are lets these platforms have them.
    #[serde(rename = "bank.offered")]
    Offered { report: ReportId, contents: Vec<i64>, receivers: Vec<PlatformId> },
    /// The person takes that back.
    #[serde(rename = "bank.taken_back")]
    TakenBack { report: ReportId, contents: Vec<i64>, receivers: Vec<PlatformId> },
    /// An analyst looked at what is behind a content and classed it.
    #[serde(rename = "bank.classified")]
    Classified { content: i64, classified: Classified },
    /// A content does not match until then; 0 ends that.
    #[serde(rename = "bank.disabled")]
    Disabled { content: i64, until: Moment },
    /// The hashes of a content were shown to somebody.
    #[serde(rename = "bank.opened")]
    Opened { content: i64, by: StaffId },
    /// A content stands no more. Whoever was given it is told.
    #[serde(rename = "bank.withdrawn")]
    Withdrawn {
        contents: Vec<i64>,
        why: Why,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<StaffId>,
    },
    /// Hashes and salt of withdrawn contents are gone.
    #[serde(rename = "bank.forgotten")]
    Forgotten { contents: Vec<i64> },
    /// A platform said something of a content.
    #[serde(rename = "bank.feedback")]
    Feedback { content: i64, platform: PlatformId, said: Feedback },
}

/// What is known of a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    /// What it is for.
    pub purpose: Purpose,
    /// Whose images stand in it.
    pub population: Population,
    /// Whose it is.
    pub owner: Owner,
    /// What can be changed.
    pub settings: Settings,
    /// It answers no more.
    pub closed: bool,
}

impl Bank {
    /// Folds an event in.
    #[must_use]
    pub fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Founded { purpose, population, owner, settings } = event {
            let (purpose, population, owner, settings) = (*purpose, *population, *owner, settings.clone());
            return Some(Self { purpose, population, owner, settings, closed: false });
        }
        let mut s = state?;
        match event {
            Event::Set { settings } => s.settings = settings.clone(),
            Event::Closed {} => s.closed = true,
            _ => {}
        }
        Some(s)
    }

    /// When something that is put in now lapses.
    #[must_use]
    pub fn expires(&self, now: Moment) -> Option<Moment> {
        self.settings.expiry_days.map(|days| now.plus_days(i64::from(days)))
    }
}

/// What is known of one content; the caller reads it and brings it with the command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// Its number.
    pub id: i64,
    /// What analysts said, one word each.
    pub classified: Vec<Classified>,
    /// Why it stands no more.
    pub withdrawn: Option<Why>,
    /// Its hashes are gone.
    pub forgotten: bool,
}

impl Content {
    /// Folds what an analyst says in: a second word of the same person replaces the first.
    pub fn classify(&mut self, classified: Classified) {
        self.classified.retain(|before| before.by != classified.by);
        self.classified.push(classified);
    }

    /// The class that two different analysts agree on: then an exact hash may stand in place of the picture (care 2.2).
    #[must_use]
    pub fn agreed(&self) -> Option<Class> {
        self.classified.iter().enumerate().find_map(|(n, one)| {
            self.classified[n + 1..]
                .iter()
                .find(|other| other.class == one.class && other.by != one.by)
                .map(|_| one.class)
        })
    }

    /// Nobody has seen what is behind it: look before acting (care 3.2).
    #[must_use]
    pub fn unreviewed(&self) -> bool {
        self.classified.is_empty()
    }
}
