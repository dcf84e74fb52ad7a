//! What must a request say, which grounds may refuse it, and what should its drafter know before it goes?
//!
//! All of that is data (`data/desk/`, the law in `data/convention/`), read and checked once at start: [`Forms::load`].
//! Rooms: `field` (what a field is), `load`, `law` (articles and how far each was checked), [`problem`], `check`
//! (a form against its data), `before` (what the other State would answer), [`ground`], [`safeguard`] (the gate), [`terms`]
//! (what a State has told the others about itself), `schema` (the same data as JSON Schema), `opened` (a form of which a part
//! opens later), [`within`] (a form that is said within its request).

mod before;
mod check;
mod field;
pub mod ground;
mod identifier;
mod law;
mod load;
mod opened;
pub mod problem;
pub mod safeguard;
mod schema;
pub mod terms;
mod text;
pub mod within;

pub use before::Warning;
pub use check::{Setting, Stage};
pub use field::{Field, Filler, Kinded, Need, Type, When};
pub use ground::Ground;
pub use law::{Law, Reference};
pub use problem::{Problem, What};
pub use safeguard::{Answer, Gate, Safeguard, Side};
pub use terms::Terms;

use crate::Kind;

/// Levels of nesting that a form may have.
pub const DEPTH_MAX: usize = 32;
/// Characters that a text of a form may have.
pub const TEXT_MAX: u64 = 20_000;
/// Items that a list of a form may have.
pub const ITEMS_MAX: usize = 1_000;
/// Bytes that a form may have.
pub const BYTES_MAX: usize = 8 << 20;

/// A part of a form: one row of the common block, or what the kind adds.
#[derive(Debug, Clone)]
pub struct Section {
    /// `C1` to `C21`, or `own` for what the kind adds.
    pub id: String,
    /// Boxes of other bodies' forms that ask for the same.
    pub crosswalk: Vec<String>,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// How a kind stands to dual criminality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DualCriminality {
    /// Not a condition.
    None,
    /// Only where the State has reserved it (article 42(5)).
    Reservation,
    /// Where the State asks for it.
    Flag,
    /// Always.
    Required,
    /// Written down afterwards.
    Recorded,
}

/// A kind's form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Which.
    pub kind: Kind,
    /// Articles that it rests on.
    pub articles: Vec<String>,
    /// Dual criminality.
    pub dual_criminality: DualCriminality,
    /// Whether a machine's translation alone may not carry it.
    pub human_translation: bool,
    /// Names of the fields that are read before the conditions are accepted; empty where all of the form is read at once.
    pub open: Vec<String>,
    /// Its parts, in the order of the common block; what the kind adds stands before the authorisation.
    pub sections: Vec<Section>,
    /// Parts that it had once: no form is written with them, and one that was is read with their names.
    pub former: Vec<Section>,
    /// Fields of the answer, where the law fixes them: nothing else may stand there.
    pub answer: Vec<Field>,
}

impl Form {
    /// Its id in messages, such as `P1@1.0`.
    #[must_use]
    pub fn id(&self, version: Version) -> String {
        format!("{}@{}.{}", self.kind, version.major, version.minor)
    }

    /// All fields of the top level.
    pub fn fields(&self) -> impl Iterator<Item = &Field> + Clone {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// All parts that a form of it may have had when it was signed, those that it has no more at the end.
    pub fn readable(&self) -> impl Iterator<Item = &Section> + Clone {
        self.sections.iter().chain(&self.former)
    }
}

/// Version of the forms: a higher minor only adds optional fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Changes when an old reader would misunderstand.
    pub major: u32,
    /// Changes when an optional field is added.
    pub minor: u32,
}

/// A reservation that a State may have made, and what it closes.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Reserved {
    /// Article and paragraph.
    pub id: String,
    /// Kinds that it touches.
    pub kinds: Vec<Kind>,
    /// The basis of an offence that it leaves open.
    #[serde(default)]
    pub open_to: Option<String>,
}

/// All forms with grounds, safeguards and law.
#[derive(Debug, Clone)]
pub struct Forms {
    version: Version,
    forms: Vec<Form>,
    options: std::collections::BTreeMap<String, Vec<String>>,
    grounds: Vec<(Kind, Vec<Ground>)>,
    all_grounds: Vec<Ground>,
    safeguards: Vec<Safeguard>,
    reservations: Vec<Reserved>,
    law: Law,
}

impl Forms {
    /// The version that this node writes.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The form of a kind.
    #[must_use]
    pub fn form(&self, kind: Kind) -> &Form {
        // `load` refuses data in which a kind is missing, and keeps the order of `Kind::ALL`.
        &self.forms[kind as usize]
    }

    /// The values of an option list.
    #[must_use]
    pub fn options(&self, list: &str) -> &[String] {
        self.options.get(list).map_or(&[], Vec::as_slice)
    }

    /// The names of all option lists.
    pub fn option_lists(&self) -> impl Iterator<Item = &str> {
        self.options.keys().map(String::as_str)
    }

    /// The grounds on which a request of this kind may be refused or not be carried out: those of its article only.
    ///
    /// One that depends on a reservation is left out; [`Forms::grounds_of`] adds it for a State that has made it.
    #[must_use]
    pub fn grounds(&self, kind: Kind) -> &[Ground] {
        &self.grounds[kind as usize].1
    }

    /// The grounds open to a State with these reservations.
    #[must_use]
    pub fn grounds_of(&self, kind: Kind, reservations: &[String]) -> Vec<&Ground> {
        let reserved = |ground: &&Ground| {
            ground
                .reserved
                .as_ref()
                .is_some_and(|opened| opened.kinds.contains(&kind) && reservations.contains(&opened.reservation))
        };
        self.grounds(kind).iter().chain(self.all_grounds.iter().filter(reserved)).collect()
    }

    /// Every ground there is, for words and tables.
    #[must_use]
    pub fn all_grounds(&self) -> &[Ground] {
        &self.all_grounds
    }

    /// The questions of the safeguards gate.
    #[must_use]
    pub fn safeguards(&self) -> &[Safeguard] {
        &self.safeguards
    }

    /// The law that the data names.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }
}
