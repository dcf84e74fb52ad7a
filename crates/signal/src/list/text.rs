//! Plain lists: a hash a line, CSV, raw records.

use super::{Entry, Kind, Medium, NotAList, Read, Reason};

/// One hash a line: alone (its length tells the kind; 64 digits are PDQ), behind `hash=`, or behind its kind as in the
/// `local_file` exchange (`pdq f8f8…`). What follows a comma is not looked at, but a number right after a PDQ is its
/// quality. Empty lines and lines that begin with `#` say nothing.
///
/// # Errors
/// A line that is not UTF-8.
pub fn read(bytes: &[u8]) -> Result<Read, NotAList> {
    let mut read = Read::default();
    each(bytes, |entry| read.take(entry))?;
    Ok(read)
}

/// As [`read`], one entry after another, for lists of many millions.
///
/// # Errors
/// A line that is not UTF-8.
pub fn each(bytes: &[u8], mut take: impl FnMut(Result<Entry, Reason>)) -> Result<(), NotAList> {
    for (line, text) in lines(bytes) {
        let text = std::str::from_utf8(text).map_err(|_| NotAList::Utf8(line))?.trim();
        if !text.is_empty() && !text.starts_with('#') {
            take(one(text, line));
        }
    }
    Ok(())
}

/// The lines with their numbers from 1; a byte order mark is passed over.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.split(|byte| *byte == b'\n').zip(1..).map(|(text, line)| (line, text))
}

fn one(text: &str, line: u64) -> Result<Entry, Reason> {
    let mut columns = text.split(',').map(str::trim);
    let first = columns.next().unwrap_or_default();
    let first = first.strip_prefix("hash=").unwrap_or(first);
    let mut entry = match first.split_once(char::is_whitespace) {
        Some((kind, value)) => of_kind(kind, value, line)?,
        None => Entry::plain(by_length(first)?, first, line)?,
    };
    if entry.kind == Kind::Pdq {
        entry.quality = columns.next().and_then(quality).filter(|quality| *quality <= 100);
    }
    Ok(entry)
}

/// A hash behind the name of its kind; `video_md5` and `video_sha256` are what banks call those of a video.
fn of_kind(name: &str, value: &str, line: u64) -> Result<Entry, Reason> {
    match name.trim().strip_prefix("video_") {
        Some(kind) => Ok(Entry { medium: Medium::Video, ..Entry::plain(kind.parse()?, value, line)? }),
        None => Entry::plain(name.parse()?, value, line),
    }
}

fn by_length(value: &str) -> Result<Kind, Reason> {
    match value.len() {
        64 => Ok(Kind::Pdq),
        40 => Ok(Kind::Sha1),
        32 => Ok(Kind::Md5),
        _ => Err(Reason::Unclear),
    }
}

/// Lines of kind and value.
#[must_use]
pub fn write(entries: &[Entry]) -> (Vec<u8>, u64) {
    let mut out = String::new();
    let mut left = 0;
    for entry in entries {
        if entry.deleted {
            left += 1;
        } else if entry.kind == Kind::Pdq {
            out.push_str(&entry.value);
            out.push_str(&entry.quality.map_or_else(String::new, |quality| format!(",{quality}")));
            out.push('\n');
        } else {
            // Without the word the hash of a video would be read as that of a picture.
            let video = if entry.medium == Medium::Video && matches!(entry.kind, Kind::Md5 | Kind::Sha256) {
                "video_"
            } else {
                ""
            };
            out.push_str(&format!("{video}{} {}\n", entry.kind, entry.value));
        }
    }
    (out.into_bytes(), left)
}

/// Raw PDQ records.
///
/// # Errors
/// The bytes do not come out even.
pub fn read_raw(bytes: &[u8]) -> Result<Read, NotAList> {
    let (records, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(NotAList::Raw(bytes.len()));
    }
    let mut read = Read::default();
    for (record, line) in records.iter().zip(1..) {
        read.take(Entry::plain(Kind::Pdq, &crate::Hash256::from_bytes(*record).to_string(), line));
    }
    Ok(read)
}

/// A quality, also as spreadsheets and programs of other languages write whole numbers: `100.0`.
fn quality(text: &str) -> Option<u8> {
    let text = text.trim();
    match text.split_once('.') {
        Some((whole, part)) if !part.is_empty() && part.bytes().all(|digit| digit == b'0') => whole.parse().ok(),
        _ => text.parse().ok(),
    }
}

/// Raw PDQ records; nothing else has a place there, nor has a hash of low quality, since its quality would be lost.
#[must_use]
pub fn write_raw(entries: &[Entry]) -> (Vec<u8>, u64) {
    let kept: Vec<u8> = entries
        .iter()
        .filter(|entry| !entry.deleted && entry.acts_within_a_radius())
        .filter_map(Entry::pdq)
        .flat_map(|hash| hash.to_bytes())
        .collect();
    let left = entries.len() as u64 - kept.len() as u64 / 32;
    (kept, left)
}

const COLUMNS: [&str; 11] = [
    "kind",
    "value",
    "quality",
    "medium",
    "item",
    "member",
    "classification",
    "changed",
    "deleted",
    "frame",
    "seconds",
];

/// Names of columns that other tools write for a hash of a kind; `hash` is of the kind that its length says.
const NAMED: [(&str, Option<Kind>); 6] = [
    ("hash", None),
    ("pdq", Some(Kind::Pdq)),
    ("pdq_hash", Some(Kind::Pdq)),
    ("md5", Some(Kind::Md5)),
    ("sha1", Some(Kind::Sha1)),
    ("sha256", Some(Kind::Sha256)),
];

/// Where the columns of a CSV stand.
struct Places {
    known: [Option<usize>; COLUMNS.len()],
    named: Vec<(usize, Option<Kind>)>,
}

impl Places {
    fn of(header: &csv::StringRecord) -> Option<Self> {
        let names: Vec<String> =
            header.iter().map(|column| column.trim_start_matches('\u{feff}').to_ascii_lowercase()).collect();
        let known = COLUMNS.map(|name| names.iter().position(|column| column == name));
        let named =
            |(at, column): (usize, &String)| NAMED.iter().find(|(name, _)| name == column).map(|(_, kind)| (at, *kind));
        let named: Vec<(usize, Option<Kind>)> = names.iter().enumerate().filter_map(named).collect();
        let ours = known[0].is_some() && known[1].is_some();
        let named = if ours { Vec::new() } else { named };
        (ours || !named.is_empty()).then_some(Self { known, named })
    }

    /// The hashes of a row, each with its kind: several columns of hashes are of one item.
    fn hashes(&self, row: &csv::StringRecord, number: u64) -> Vec<Result<Entry, Reason>> {
        if self.named.is_empty() {
            let cell = |at: usize| self.cell(row, at).ok_or(Reason::Field);
            return vec![cell(0).and_then(|kind| of_kind(kind, cell(1)?, number))];
        }
        let given =
            self.named.iter().filter_map(|(at, kind)| Some((kind, row.get(*at).filter(|cell| !cell.is_empty())?)));
        let read = |(kind, value): (&Option<Kind>, &str)| {
            Entry::plain(kind.map_or_else(|| by_length(value), Ok)?, value, number)
        };
        let entries: Vec<Result<Entry, Reason>> = given.map(read).collect();
        if entries.is_empty() { vec![Err(Reason::Field)] } else { entries }
    }

    fn cell<'a>(&self, row: &'a csv::StringRecord, at: usize) -> Option<&'a str> {
        self.known[at].and_then(|place| row.get(place)).filter(|cell| !cell.is_empty())
    }

    fn rest(&self, row: &csv::StringRecord, entry: &mut Entry) -> Result<(), Reason> {
        let number = |text: &str| text.parse().map_err(|_| Reason::Field);
        let told = self.cell(row, 2).filter(|_| self.named.is_empty() || entry.kind == Kind::Pdq);
        entry.quality = told.map(|cell| quality(cell).ok_or(Reason::Field)).transpose()?;
        entry.medium = self.cell(row, 3).map_or(entry.medium, medium);
        entry.item = self.cell(row, 4).map(str::to_owned);
        entry.member = self.cell(row, 5).map(str::to_owned);
        entry.classification = self.cell(row, 6).map(str::to_owned);
        entry.changed = self.cell(row, 7).map(number).transpose()?;
        entry.deleted = self.cell(row, 8).map_or(Ok(false), flag)?;
        if let (Some(number), Some(at)) = (self.cell(row, 9), self.cell(row, 10)) {
            let number = number.parse().map_err(|_| Reason::Field)?;
            entry.frame = Some((number, crate::vpdq::thousandths(at).ok_or(Reason::Field)?));
        }
        if self.named.len() > 1 && entry.item.is_none() {
            entry.item = Some(entry.line.to_string());
        }
        Ok(())
    }
}

/// CSV with a header line; columns may stand in any order. Our own has `kind` and `value`; of other tools the columns `hash`, `pdq`,
/// `md5`, `sha1` and `sha256` are read, with `quality` where there is one.
///
/// # Errors
/// No such header.
pub fn read_csv(bytes: &[u8]) -> Result<Read, NotAList> {
    let mut rows = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let header = rows.headers().map_err(|_| NotAList::Header)?.clone();
    let places = Places::of(&header).ok_or(NotAList::Header)?;
    let mut read = Read::default();
    for (row, number) in rows.records().zip(2..) {
        let Ok(row) = row else {
            read.reject(Reason::Field);
            continue;
        };
        for entry in places.hashes(&row, number) {
            read.take(entry.and_then(|mut entry| places.rest(&row, &mut entry).map(|()| entry)));
        }
    }
    Ok(read)
}

/// Yes or no, as tools write it. What is neither is refused: a withdrawal that is not understood must not become an entry.
fn flag(text: &str) -> Result<bool, Reason> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Ok(true),
        "false" | "f" | "no" | "n" | "0" => Ok(false),
        _ => Err(Reason::Field),
    }
}

fn medium(text: &str) -> Medium {
    match text {
        "image" => Medium::Image,
        "video" => Medium::Video,
        _ => Medium::Unknown,
    }
}

/// CSV with all columns.
#[must_use]
pub fn write_csv(entries: &[Entry]) -> (Vec<u8>, u64) {
    let mut rows = csv::Writer::from_writer(Vec::new());
    let mut left = u64::from(rows.write_record(COLUMNS).is_err());
    for entry in entries {
        let medium = match entry.medium {
            Medium::Image => "image",
            Medium::Video => "video",
            Medium::Unknown => "",
        };
        let text = |of: &Option<String>| of.clone().unwrap_or_default();
        let row = [
            entry.kind.to_string(),
            entry.value.clone(),
            entry.quality.map_or_else(String::new, |quality| quality.to_string()),
            medium.to_owned(),
            text(&entry.item),
            text(&entry.member),
            text(&entry.classification),
            entry.changed.map_or_else(String::new, |changed| changed.to_string()),
            if entry.deleted { "true".to_owned() } else { String::new() },
            entry.frame.map_or_else(String::new, |(number, _)| number.to_string()),
            entry.frame.map_or_else(String::new, |(_, at)| crate::vpdq::seconds(at)),
        ];
        left += u64::from(rows.write_record(row).is_err());
    }
    (rows.into_inner().unwrap_or_default(), left)
}
