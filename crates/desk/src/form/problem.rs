//! What is wrong in a form, and where.

use serde::Serialize;

use super::Type;

/// Something that a form lacks or has too much of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where, as a JSON Pointer (RFC 6901); empty for the whole form.
    pub pointer: String,
    /// Key of the field's words, empty where no field is meant.
    pub field: String,
    /// What.
    pub what: What,
    /// Article, paragraph and letter that ask for the field.
    pub article: Option<String>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum What {
    /// It is not there.
    Missing,
    /// A text is shorter than it must be.
    TooShort {
        /// Characters.
        min: u64,
    },
    /// A text is longer than it may be.
    TooLong {
        /// Characters.
        max: u64,
    },
    /// A list has too few items.
    TooFew {
        /// Items.
        min: usize,
    },
    /// A list has too many items.
    TooMany {
        /// Items.
        max: usize,
    },
    /// A number is below its floor.
    TooSmall {
        /// The floor.
        min: i64,
    },
    /// A number is above its ceiling.
    TooLarge {
        /// The ceiling.
        max: i64,
    },
    /// The value is of another type.
    NotA {
        /// The type.
        of: Type,
    },
    /// It is no list.
    NotAList,
    /// It is none of its options.
    NotOneOf,
    /// The law allows one value only.
    MustBe {
        /// The value, as JSON.
        value: String,
    },
    /// The form has no such field.
    Unknown,
    /// A field of a later version: kept, but nobody here has read it.
    NotUnderstood,
    /// The form's id names another kind or another major version.
    WrongForm,
    /// More levels than [`super::DEPTH_MAX`].
    TooDeep,
    /// More bytes than [`super::BYTES_MAX`].
    TooBig,
    /// Written like a moment, but the calendar has no such day or hour.
    NoSuchMoment,
    /// It ends before it begins.
    EndsBefore,
    /// Later than allowed.
    TooLate {
        /// Hours after sending.
        hours: i64,
    },
    /// It lies in the past.
    Past,
    /// An identifier that means more than one account, line or device.
    Wildcard,
    /// Not an address of the type that was named.
    NotAnAddress,
    /// A maximum penalty below the line from which other offences open the Convention.
    BelowLine {
        /// Months.
        min: i64,
    },
    /// A number that the own directory entry does not have: nobody could check it.
    NotInDirectory,
    /// Content that must never stand in a form.
    NotInline,
}

impl What {
    /// Whether it keeps the form from being signed.
    #[must_use]
    pub fn stops(&self) -> bool {
        !matches!(self, What::NotUnderstood)
    }

    /// Whether the form's JSON Schema sees it as well: shape and bounds, not calendar, law or directory.
    #[must_use]
    pub fn is_structural(&self) -> bool {
        matches!(
            self,
            What::Missing
                | What::TooShort { .. }
                | What::TooLong { .. }
                | What::TooFew { .. }
                | What::TooMany { .. }
                | What::TooSmall { .. }
                | What::TooLarge { .. }
                | What::NotA { .. }
                | What::NotAList
                | What::NotOneOf
                | What::MustBe { .. }
                | What::WrongForm
        )
    }

    /// Its code in words (`desk-form-problem-…`).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            What::Missing => "missing",
            What::TooShort { .. } => "too-short",
            What::TooLong { .. } => "too-long",
            What::TooFew { .. } => "too-few",
            What::TooMany { .. } => "too-many",
            What::TooSmall { .. } => "too-small",
            What::TooLarge { .. } => "too-large",
            What::NotA { .. } => "not-a",
            What::NotAList => "not-a-list",
            What::NotOneOf => "not-one-of",
            What::MustBe { .. } => "must-be",
            What::Unknown => "unknown",
            What::NotUnderstood => "not-understood",
            What::WrongForm => "wrong-form",
            What::TooDeep => "too-deep",
            What::TooBig => "too-big",
            What::NoSuchMoment => "no-such-moment",
            What::EndsBefore => "ends-before",
            What::TooLate { .. } => "too-late",
            What::Past => "past",
            What::Wildcard => "wildcard",
            What::NotAnAddress => "not-an-address",
            What::BelowLine { .. } => "below-line",
            What::NotInDirectory => "not-in-directory",
            What::NotInline => "not-inline",
        }
    }

    /// Every code, for a test of the words.
    pub const CODES: [&'static str; 25] = [
        "missing",
        "too-short",
        "too-long",
        "too-few",
        "too-many",
        "too-small",
        "too-large",
        "not-a",
        "not-a-list",
        "not-one-of",
        "must-be",
        "unknown",
        "not-understood",
        "wrong-form",
        "too-deep",
        "too-big",
        "no-such-moment",
        "ends-before",
        "too-late",
        "past",
        "wildcard",
        "not-an-address",
        "below-line",
        "not-in-directory",
        "not-inline",
    ];

    /// The number that its words name: characters, items, hours, months.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        let small = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        match self {
            What::TooShort { min } => Some(small(*min)),
            What::TooLong { max } => Some(small(*max)),
            What::TooFew { min } => Some(small(*min as u64)),
            What::TooMany { max } => Some(small(*max as u64)),
            What::TooSmall { min } | What::BelowLine { min } => Some(*min),
            What::TooLarge { max } => Some(*max),
            What::TooLate { hours } => Some(*hours),
            _ => None,
        }
    }
}
