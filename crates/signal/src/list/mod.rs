//! Hash lists: what the field exchanges, read and written.
//!
//! A list is read as far as it can be: an entry that makes no sense is counted with its reason and the rest is kept.
//! PhotoDNA and the other closed hashes are carried and compared for equality only; computing them needs a licence.
//!
//! Rooms: [`text`] (a hash a line; CSV; raw records), [`ncmec`] (hash-sharing XML), [`stopncii`], [`vics`] (Project VIC's
//! JSON), [`frames`] (frames of a video).

pub mod frames;
pub mod ncmec;
pub mod stopncii;
pub mod text;
pub mod vics;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::Hash256;

/// What kind of hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "named as the field names them")]
pub enum Kind {
    Pdq,
    Md5,
    Sha1,
    Sha256,
    PhotoDna,
    NetClean,
    Videntifier,
    TmkPdqf,
    SsvhPdna,
    SsvhSaferHash,
}

/// Every kind with its name in our texts and the number of hex digits where that is fixed.
const KINDS: [(Kind, &str, Option<usize>); 10] = [
    (Kind::Pdq, "pdq", Some(64)),
    (Kind::Md5, "md5", Some(32)),
    (Kind::Sha1, "sha1", Some(40)),
    (Kind::Sha256, "sha256", Some(64)),
    (Kind::PhotoDna, "pdna", None),
    (Kind::NetClean, "netclean", None),
    (Kind::Videntifier, "videntifier", None),
    (Kind::TmkPdqf, "tmk_pdqf", None),
    (Kind::SsvhPdna, "ssvh_pdna", None),
    (Kind::SsvhSaferHash, "ssvh_safer_hash", None),
];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KINDS.iter().find(|(kind, ..)| kind == self).map_or("", |(_, name, _)| name))
    }
}

impl FromStr for Kind {
    type Err = Reason;

    fn from_str(name: &str) -> Result<Self, Reason> {
        let name = name.to_ascii_lowercase();
        KINDS.iter().find(|(_, known, _)| *known == name).map(|(kind, ..)| *kind).ok_or(Reason::Kind)
    }
}

/// Whether the hashed item is a picture or a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Medium {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// The list does not say.
    Unknown,
}

/// One hash of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its kind.
    pub kind: Kind,
    /// Its value: lower-case hex where its kind has a fixed length, else as it stood (PhotoDNA is base64).
    pub value: String,
    /// Of what.
    pub medium: Medium,
    /// Which item of its source it belongs to; several hashes of one item share it.
    pub item: Option<String>,
    /// Who put it in the list, by the list's own name.
    pub member: Option<String>,
    /// The list's own classification (`A1` to `B2` in NCMEC's, 0 to 4 in VICS).
    pub classification: Option<String>,
    /// PDQ quality, 0 to 100.
    pub quality: Option<u8>,
    /// When it was last changed, in seconds since 1970.
    pub changed: Option<i64>,
    /// Of a frame of a video: its number, and where it stands in thousandths of a second.
    pub frame: Option<(u64, u64)>,
    /// Whether the list takes it back.
    pub deleted: bool,
    /// The line, or the number of the record, from 1.
    pub line: u64,
}

impl Entry {
    /// A hash of which nothing else is known.
    ///
    /// # Errors
    /// The value does not have the form of its kind.
    pub fn plain(kind: Kind, value: &str, line: u64) -> Result<Self, Reason> {
        let value = value.trim();
        let digits = KINDS.iter().find(|(known, ..)| *known == kind).and_then(|(_, _, digits)| *digits);
        let hex = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        match digits {
            Some(digits) if !hex || value.len() != digits => return Err(Reason::Value(kind)),
            None if value.is_empty() => return Err(Reason::Value(kind)),
            _ => {}
        }
        Ok(Self {
            kind,
            value: if hex && digits.is_some() { value.to_ascii_lowercase() } else { value.to_owned() },
            medium: Medium::Unknown,
            item: None,
            member: None,
            classification: None,
            quality: None,
            changed: None,
            frame: None,
            deleted: false,
            line,
        })
    }

    /// Whether it may be searched within a radius: a PDQ hash whose quality is not known to be under the floor.
    #[must_use]
    pub fn acts_within_a_radius(&self) -> bool {
        self.kind == Kind::Pdq && self.quality.is_none_or(|quality| quality >= crate::QUALITY_FLOOR)
    }

    /// Its PDQ hash, where it is one.
    #[must_use]
    pub fn pdq(&self) -> Option<Hash256> {
        if self.kind == Kind::Pdq { self.value.parse().ok() } else { None }
    }
}

/// Why an entry was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Reason {
    /// Not the form of its kind.
    #[error("not a hash of the kind {0}")]
    Value(Kind),
    /// A kind that nobody here knows.
    #[error("a kind of hash that is not known here")]
    Kind,
    /// Neither kind nor length say what it is.
    #[error("neither its length nor its list says what kind of hash this is")]
    Unclear,
    /// A field is missing or has another shape.
    #[error("a field is missing or has another shape than the format says")]
    Field,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The entries, in the order of the list.
    pub entries: Vec<Entry>,
    /// How many were left out, by reason.
    pub rejected: BTreeMap<Reason, u64>,
    /// Where the list goes on, as its format says: a path, a token, a time.
    pub next: Option<String>,
    /// The list takes single hashes back, not items: each hash stands for itself.
    pub by_hash: bool,
    /// Items that the list takes back without saying their hashes again, by member and item.
    pub gone: Vec<(Option<String>, String)>,
}

impl Read {
    pub(crate) fn take(&mut self, entry: Result<Entry, Reason>) {
        match entry {
            Ok(entry) => self.entries.push(entry),
            Err(reason) => self.reject(reason),
        }
    }

    pub(crate) fn reject(&mut self, reason: Reason) {
        *self.rejected.entry(reason).or_default() += 1;
    }
}

/// A format of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One hash a line, alone or behind its kind (`pdq f8f8…`), with anything after a comma.
    Text,
    /// CSV with a header line: `kind,value,quality,medium,item,member,classification,changed,deleted`.
    Csv,
    /// PDQ records of 32 bytes in the order of the hex text.
    Raw,
    /// NCMEC's hash-sharing XML, version 2.
    Ncmec,
    /// StopNCII's `FetchHashes` reply.
    StopNcii,
    /// Project VIC's JSON, data models 1.3 and 2.0.
    Vics,
    /// Frames of one video, a line each (`crate::vpdq::text`).
    Vpdq,
    /// Frames of one video as a JSON list (`crate::vpdq::json`).
    VpdqJson,
}

/// All formats by the name that the command line gives them.
pub const FORMATS: [(&str, Format); 8] = [
    ("text", Format::Text),
    ("csv", Format::Csv),
    ("pdq", Format::Raw),
    ("ncmec", Format::Ncmec),
    ("stopncii", Format::StopNcii),
    ("vics", Format::Vics),
    ("vpdq", Format::Vpdq),
    ("vpdq-json", Format::VpdqJson),
];

/// A list as a whole cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAList {
    /// Broken XML.
    #[error("not NCMEC hash-sharing XML: {0}")]
    Xml(String),
    /// Broken JSON.
    #[error("not the JSON of this format: {0}")]
    Json(String),
    /// Raw records that do not come out even.
    #[error("a raw PDQ list has 32 bytes a hash; this one has {0} bytes")]
    Raw(usize),
    /// A header line that lacks a column.
    #[error(
        "a CSV list begins with a line of column names: `kind` and `value`, or one of `hash`, `pdq`, `md5`, `sha1`, `sha256`"
    )]
    Header,
    /// Text that is none.
    #[error("line {0} is not UTF-8")]
    Utf8(u64),
}

impl Format {
    /// What these bytes look like; raw records cannot be told from anything and are known by their file's name.
    #[must_use]
    pub fn guess(bytes: &[u8]) -> Self {
        let begin = &bytes[..bytes.len().min(4096)];
        let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin).trim_ascii_start();
        let has = |what: &str| begin.windows(what.len()).any(|window| window == what.as_bytes());
        match begin.first() {
            Some(b'<') => Self::Ncmec,
            Some(b'{') if has("hashRecords") || has("nextSetTimestamp") => Self::StopNcii,
            Some(b'{') => Self::Vics,
            Some(b'[') => Self::VpdqJson,
            _ if crate::vpdq::text::looks_like_frames(begin) => Self::Vpdq,
            _ if [&b"kind,"[..], b"value,", b"hash,"].iter().any(|head| begin.starts_with(head)) => Self::Csv,
            _ => Self::Text,
        }
    }

    /// Reads a list.
    ///
    /// # Errors
    /// The list as a whole has another shape. A single bad entry is no error.
    pub fn read(self, bytes: &[u8]) -> Result<Read, NotAList> {
        match self {
            Self::Text => text::read(bytes),
            Self::Csv => text::read_csv(bytes),
            Self::Raw => text::read_raw(bytes),
            Self::Ncmec => ncmec::read(bytes),
            Self::StopNcii => stopncii::read(bytes),
            Self::Vics => vics::read(bytes),
            Self::Vpdq => frames::read(bytes),
            Self::VpdqJson => frames::read_json(bytes),
        }
    }

    /// Writes a list; how many entries this format has no place for comes with it.
    #[must_use]
    pub fn write(self, entries: &[Entry]) -> (Vec<u8>, u64) {
        match self {
            Self::Text => text::write(entries),
            Self::Csv => text::write_csv(entries),
            Self::Raw => text::write_raw(entries),
            Self::Ncmec => ncmec::write(entries),
            Self::StopNcii => stopncii::write(entries),
            Self::Vics => vics::write(entries),
            Self::Vpdq => frames::write(entries),
            Self::VpdqJson => frames::write_json(entries),
        }
    }
}

#[cfg(test)]
mod tests;
