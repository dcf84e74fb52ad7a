//! A description against itself and against what was accepted: nothing leaves that nobody asked for.

use jiff::Timestamp;

use super::bag::REPORTS;
use super::description::{CUSTODY_MAX, FILE_MAX, FILES_MAX, NAME_MAX, REPORT_MAX, TEXT_MAX, TOOLS_MAX};
use super::name::{self, Names, Unfit};
use super::{Description, File, Item, Report};
use crate::code::{is_hash, is_hex, is_number, is_state};

/// Packages that a request may have.
pub const PACKAGES_MAX: u32 = 9_999;
/// Classes whose data is of a time, so that a file has to say of which.
const TIMED: [&str; 2] = ["traffic", "content"];

/// What is wrong with a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file's path, where it is about a file.
    pub file: Option<String>,
    /// What.
    pub what: What,
}

/// What may be wrong with a description.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// The number of the request is not one, or that of the package.
    #[error("the request's number is 32 hexadecimal digits, the package's from 1 to {PACKAGES_MAX}")]
    Number,
    /// A State is not one, or both are the same.
    #[error("the States are two capital letters each, and two States")]
    State,
    /// A text is missing, too long, or has a character that cannot stand there.
    #[error("{0} is missing, too long, or has a line end or another character that cannot stand there")]
    Text(&'static str),
    /// A moment lies before 1970 or after 2199.
    #[error("a moment lies before 1970 or after 2199")]
    Moment,
    /// The conditions name no purpose, or one twice.
    #[error("the conditions name no purpose, or one of them twice")]
    Conditions,
    /// There is no file.
    #[error("there is no file in it")]
    NoFiles,
    /// There are too many files, tools or steps of custody.
    #[error("there are more {0} than one package may have; make several")]
    TooMany(&'static str),
    /// The path is not one.
    #[error(transparent)]
    Path(#[from] Unfit),
    /// Another path is the same on some systems, or its folder.
    #[error("on some systems it is the same as {0}, or one would be the folder of the other")]
    SameName(String),
    /// The length or a hash is not one.
    #[error("its length or one of its hashes is not one: SHA-256 and SHA-512 in small hexadecimal digits")]
    Measure,
    /// It answers no item that was accepted (article 40, paragraph 19).
    #[error("it answers no item that was accepted: it may not leave")]
    NotAsked,
    /// Its data is of another time than the item's.
    #[error("its data is of a time that the item does not ask for: cut it to the item's range")]
    OutOfRange,
    /// It does not say of which time its data is.
    #[error("it does not say of which time its data is; for traffic and content data it has to")]
    NoRange,
}

impl What {
    /// All codes.
    pub const CODES: [&str; 16] = [
        "number",
        "state",
        "text",
        "moment",
        "conditions",
        "no-files",
        "too-many",
        "path-leads",
        "path-character",
        "path-reserved",
        "path-too-long",
        "same-name",
        "measure",
        "not-asked",
        "out-of-range",
        "no-range",
    ];

    /// Its code, for words and programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            What::Number => "number",
            What::State => "state",
            What::Text(_) => "text",
            What::Moment => "moment",
            What::Conditions => "conditions",
            What::NoFiles => "no-files",
            What::TooMany(_) => "too-many",
            What::Path(Unfit::Leads) => "path-leads",
            What::Path(Unfit::Character) => "path-character",
            What::Path(Unfit::Reserved) => "path-reserved",
            What::Path(Unfit::TooLong) => "path-too-long",
            What::SameName(_) => "same-name",
            What::Measure => "measure",
            What::NotAsked => "not-asked",
            What::OutOfRange => "out-of-range",
            What::NoRange => "no-range",
        }
    }
}

/// What is wrong with a package before it is made; each finding stops it. `accepted` are the items of the request that the
/// decision accepted.
#[must_use]
pub fn check(description: &Description, accepted: &[Item]) -> Vec<Finding> {
    let mut findings = sound(description);
    for file in &description.files {
        findings.extend(asked(file, accepted).err().map(|what| Finding { file: Some(file.path.clone()), what }));
    }
    findings
}

/// Whether a file lies within the item that it answers.
fn asked(file: &File, accepted: &[Item]) -> Result<(), What> {
    let item = accepted.iter().find(|item| item.id == file.item).ok_or(What::NotAsked)?;
    if (file.from.is_none() || file.to.is_none()) && TIMED.contains(&item.class.as_str()) {
        return Err(What::NoRange);
    }
    let within = |at: Option<Timestamp>| at.is_none_or(|at| item.from <= at && at <= item.to);
    if within(file.from) && within(file.to) { Ok(()) } else { Err(What::OutOfRange) }
}

/// What is wrong with a description by itself.
#[must_use]
pub fn sound(description: &Description) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tell = |what| findings.push(Finding { file: None, what });
    if !is_number(&description.request) || !(1..=PACKAGES_MAX).contains(&description.package) {
        tell(What::Number);
    }
    if !is_state(&description.asking) || !is_state(&description.asked) || description.asking == description.asked {
        tell(What::State);
    }
    let tools = description.tools.iter();
    let lines = [("the source", &description.source), ("the examiner", &description.examiner)];
    for (name, text) in
        lines.into_iter().chain(tools.flat_map(|tool| [("a tool", &tool.name), ("a tool", &tool.version)]))
    {
        if !is_line(text, NAME_MAX) {
            tell(What::Text(name));
        }
    }
    if !is_text(&description.authorisation) {
        tell(What::Text("the authorisation"));
    }
    if !is_moment(description.made_at) {
        tell(What::Moment);
    }
    if !description.conditions.is_sound() {
        tell(What::Conditions);
    }
    if description.files.is_empty() {
        tell(What::NoFiles);
    }
    if description.tools.len() > TOOLS_MAX {
        tell(What::TooMany("tools"));
    }
    if description.files.len() + usize::from(description.report.is_some()) > FILES_MAX {
        tell(What::TooMany("files"));
        return findings;
    }
    let report = description.report.iter();
    findings
        .extend(report.filter_map(|one| Some(Finding { file: Some(one.path.clone()), what: of_report(one).err()? })));
    let mut names = Names::default();
    for file in &description.files {
        findings.extend(of_file(file, &mut names).err().map(|what| Finding { file: Some(file.path.clone()), what }));
    }
    findings
}

/// A report answers no item, so it lies where reports lie and nowhere else.
fn of_report(report: &Report) -> Result<(), What> {
    if !REPORTS.contains(&report.path.as_str()) {
        return Err(What::NotAsked);
    }
    let sound = report.bytes <= REPORT_MAX && is_hash(&report.sha256) && is_hex(&report.sha512, 128);
    if sound { Ok(()) } else { Err(What::Measure) }
}

fn of_file(file: &File, names: &mut Names) -> Result<(), What> {
    name::fit(&file.path)?;
    names.add(&file.path).map_err(What::SameName)?;
    if file.bytes > FILE_MAX || !is_hash(&file.sha256) || !is_hex(&file.sha512, 128) {
        return Err(What::Measure);
    }
    if !file.media_type.as_deref().is_none_or(is_media_type) {
        return Err(What::Text("the media type"));
    }
    if !is_line(&file.item, 40) {
        return Err(What::Text("the item"));
    }
    if file.from.zip(file.to).is_some_and(|(from, to)| from > to) {
        return Err(What::OutOfRange);
    }
    if file.custody.len() > CUSTODY_MAX {
        return Err(What::TooMany("steps of custody"));
    }
    if !file.custody.iter().all(|step| is_line(&step.who, NAME_MAX) && is_text(&step.what)) {
        return Err(What::Text("a step of custody"));
    }
    let mut moments = file.custody.iter().map(|step| step.at).chain(file.from).chain(file.to);
    if moments.all(is_moment) { Ok(()) } else { Err(What::Moment) }
}

/// A text of one line, with nothing before or after it.
fn is_line(text: &str, max: usize) -> bool {
    let plain = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}');
    !text.is_empty() && text.chars().count() <= max && text.trim() == text && text.chars().all(plain)
}

/// A text of some lines.
fn is_text(text: &str) -> bool {
    let plain = |c: char| !c.is_control() || c == '\n';
    !text.trim().is_empty() && text.chars().count() <= TEXT_MAX && text.chars().all(plain)
}

/// Type and subtype (RFC 6838), without parameters.
fn is_media_type(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.len() <= 127 && text.split_once('/').is_some_and(|(of, sub)| part(of) && part(sub))
}

/// Between 1970 and 2199: years that every reader of the tag files takes.
fn is_moment(at: Timestamp) -> bool {
    const END: i64 = 7_258_118_400;
    (0..END).contains(&at.as_second())
}
