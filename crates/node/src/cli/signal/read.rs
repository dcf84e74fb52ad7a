//! A list from the disk, ready to be asked.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use khien_signal::Hash256;
use khien_signal::file;
use khien_signal::index::build::{self, Options};
use khien_signal::index::{Scratch, Segment};
use khien_signal::list::{self, Entry, Format, Kind, NotAList, Read, Reason, text};
use khien_store::mapped;

use super::super::terminal::named;
use super::ListFormat;
use super::films::Films;
use super::names::Names;
use crate::Failure;
use crate::video;

/// Queries from which on building bands costs less than scanning for each.
const WORTH_BANDS: usize = 400;

/// A list that can be asked.
pub(super) struct Asked {
    /// Ids are lines, or one less than the line where the index has none.
    segment: Segment,
    exact: HashMap<(Kind, String), Vec<u64>>,
    /// The videos whose frames stand in the list.
    pub(super) films: Films,
    /// What else stands on its lines.
    pub(super) names: Names,
    /// Entries that were left out, by reason.
    pub(super) rejected: BTreeMap<String, u64>,
}

/// What a list says to a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) hash: String,
    pub(super) distance: u32,
    pub(super) line: u64,
}

/// The bytes of a file.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::Held(format!("{}: {error}", named(path))))
}

/// The exact hashes of a file that need not fit into memory.
pub(super) fn digests(path: &Path) -> Result<file::Exact, Failure> {
    let told = |error: std::io::Error| Failure::Held(format!("{}: {error}", named(path)));
    let (mut file, mut piece) = (File::open(path).map_err(told)?, vec![0; 1 << 20]);
    let mut exactly = file::Exactly::default();
    loop {
        match file.read(&mut piece).map_err(told)? {
            0 => return Ok(exactly.finish()),
            count => exactly.push(&piece[..count]),
        }
    }
}

/// The format of a list: what was said, what its name says, what its bytes look like.
pub(super) fn format(path: &Path, bytes: &[u8], said: Option<ListFormat>) -> Format {
    let named = || ListFormat::of(path).filter(|named| matches!(named, ListFormat::Pdq | ListFormat::Csv));
    said.or_else(named).and_then(ListFormat::list).unwrap_or_else(|| match Format::guess(bytes) {
        Format::Text if bytes.first() == Some(&b'{') => Format::Vics,
        guess => guess,
    })
}

/// Reads a list whole.
pub(super) fn list(path: &Path, said: Option<ListFormat>) -> Result<Read, Failure> {
    if said == Some(ListFormat::Index) || (said.is_none() && ListFormat::of(path) == Some(ListFormat::Index)) {
        return Err(Failure::Held(format!("{} is an index; give the list that it was made of", named(path))));
    }
    let bytes = bytes(path)?;
    if said.is_none() && file::looks_like_a_picture(&bytes) {
        let how = "is a picture and no list; khien fingerprint makes a list of a folder, khien hash tells the hashes of a file";
        return Err(Failure::Held(format!("{} {how}", named(path))));
    }
    if said.is_none() && video::Container::of(&bytes).is_some() {
        let how = "is a video and no list; khien hash FILE --vpdq text tells its frames as one, khien fingerprint makes a list of a folder";
        return Err(Failure::Held(format!("{} {how}", named(path))));
    }
    format(path, &bytes, said).read(&bytes).map_err(|error| told(path, &error))
}

fn told(path: &Path, error: &NotAList) -> Failure {
    Failure::Held(format!("{}: {error}", named(path)))
}

impl Asked {
    /// Opens a list for about so many queries.
    pub(super) fn open(path: &Path, queries: usize, threads: usize) -> Result<Self, Failure> {
        if ListFormat::of(path) == Some(ListFormat::Index) {
            let held = mapped::open(path).map_err(|error| Failure::Held(format!("{}: {error}", named(path))))?;
            let segment = Segment::open(held).map_err(|error| Failure::Held(format!("{}: {error}", named(path))))?;
            return Ok(Self {
                segment,
                exact: HashMap::new(),
                films: Films::default(),
                names: Names::default(),
                rejected: BTreeMap::new(),
            });
        }
        let mut sorted = Sorted::default();
        let name = path.display().to_string();
        let told_io = |error: std::io::Error| Failure::Held(format!("{}: {error}", named(path)));
        if let Some((file, container)) = video::open(path).map_err(told_io)? {
            let frames =
                video::all(&file, container).map_err(|error| Failure::Held(format!("{}: {error}", named(path))))?;
            let entries = list::frames::entries(&frames);
            sorted.films.of_entries(&name, &entries);
            entries.into_iter().for_each(|entry| sorted.take(Ok(entry)));
            // An equal file is found even where there is too little to see in it.
            let exact = digests(path)?;
            for (kind, value) in [(Kind::Sha256, exact.sha256), (Kind::Sha1, exact.sha1), (Kind::Md5, exact.md5)] {
                sorted.exact.entry((kind, value)).or_default().push(1);
            }
            return sorted.ready(queries, threads);
        }
        let bytes = bytes(path)?;
        match format(path, &bytes, None) {
            Format::Text => {
                text::each(&bytes, |entry| sorted.take(entry)).map_err(|error| told(path, &error))?;
                sorted.films = Films::of_text(&bytes);
                sorted.names = Names::of_text(bytes);
                return sorted.ready(queries, threads);
            }
            Format::Raw if bytes.len() % 32 == 0 => {
                sorted.hashes = bytes.as_chunks::<32>().0.iter().map(|record| Hash256::from_bytes(*record)).collect();
                sorted.lines = (1..=sorted.hashes.len() as u32).collect();
            }
            format => {
                let read = format.read(&bytes).map_err(|error| told(path, &error))?;
                sorted.films.of_entries(&name, &read.entries);
                read.entries.into_iter().for_each(|entry| sorted.take(Ok(entry)));
                sorted.rejected = read.rejected;
            }
        }
        drop(bytes);
        sorted.ready(queries, threads)
    }

    /// Whether nothing can be found in it.
    pub(super) fn is_empty(&self) -> bool {
        self.segment.is_empty() && self.exact.is_empty()
    }

    /// Every hash within the radius, nearest first.
    pub(super) fn near(&self, query: Hash256, radius: u32, scratch: &mut Scratch) -> Vec<Match> {
        let (near, _) = self.segment.near(query, radius, scratch);
        let mut matches: Vec<Match> =
            near.iter().filter_map(|(number, distance)| self.told(*number as usize, *distance)).collect();
        matches.extend(self.exactly(Kind::Pdq, &query.to_string()));
        matches.sort_by_key(|found| (found.distance, found.line));
        matches
    }

    /// Every entry with exactly this value that is not searched within a radius.
    pub(super) fn exactly(&self, kind: Kind, value: &str) -> Vec<Match> {
        let lines = self.exact.get(&(kind, value.to_owned())).map(Vec::as_slice).unwrap_or_default();
        lines.iter().map(|line| Match { hash: value.to_owned(), distance: 0, line: *line }).collect()
    }

    fn told(&self, number: usize, distance: u32) -> Option<Match> {
        let hash = self.segment.hash(number)?.to_string();
        Some(Match { hash, distance, line: u64::from(self.segment.id(number)) + u64::from(!self.segment.has_ids()) })
    }
}

/// An index whose ids are lines; without ids where every line is one more than the place.
pub(super) fn indexed(hashes: Vec<Hash256>, lines: Vec<u32>, options: Options) -> Result<Segment, Failure> {
    let places = lines.iter().zip(1..).all(|(line, place)| *line == place);
    build::consuming(hashes, (!places).then_some(lines), options).map_err(|error| Failure::Held(error.to_string()))
}

/// The entries of a list, told apart.
#[derive(Default)]
struct Sorted {
    hashes: Vec<Hash256>,
    lines: Vec<u32>,
    exact: HashMap<(Kind, String), Vec<u64>>,
    films: Films,
    names: Names,
    rejected: BTreeMap<Reason, u64>,
}

impl Sorted {
    fn take(&mut self, entry: Result<Entry, Reason>) {
        match entry {
            Ok(entry) if entry.deleted => {}
            Ok(entry) => match entry.pdq().filter(|_| entry.acts_within_a_radius()) {
                Some(hash) => {
                    self.hashes.push(hash);
                    self.lines.push(u32::try_from(entry.line).unwrap_or(u32::MAX));
                }
                None => self.exact.entry((entry.kind, entry.value)).or_default().push(entry.line),
            },
            Err(reason) => *self.rejected.entry(reason).or_default() += 1,
        }
    }

    fn ready(self, queries: usize, threads: usize) -> Result<Asked, Failure> {
        let bands = if queries < WORTH_BANDS { Some(0) } else { None };
        let segment = indexed(self.hashes, self.lines, Options { bands, threads: Some(threads) })?;
        let rejected = self.rejected.into_iter().map(|(reason, count)| (reason.to_string(), count)).collect();
        Ok(Asked { segment, exact: self.exact, films: self.films, names: self.names, rejected })
    }
}
