//! The videos of a list: which lines are frames of which, and how much of a video that is asked about is in each.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use khien_signal::list::{Entry, Format, frames};
use khien_signal::vpdq::{Frame, Share};
use khien_signal::{Hash256, QUALITY_FLOOR};
use serde::Serialize;

/// What stands between a video's name and the moment of a frame in the lists of `khien fingerprint`.
const MOMENT: &str = "#t=";

/// The videos of a list.
#[derive(Default)]
pub(super) struct Films {
    all: Vec<Film>,
    of_line: HashMap<u64, usize>,
}

struct Film {
    name: String,
    /// Each hash of enough quality once, as the reference counts.
    hashes: HashSet<Hash256>,
}

/// How much of the video that was asked about is in one of the list.
#[derive(Debug, Serialize)]
pub(super) struct Overlap {
    pub(super) video: String,
    /// Of the frames asked about, how many of a hundred are in it.
    pub(super) query_percent: f64,
    /// Of its frames, how many of a hundred are in the video asked about.
    pub(super) target_percent: f64,
}

impl Films {
    /// Those of a list of `khien fingerprint`: lines `hash,quality,name#t=seconds`.
    pub(super) fn of_text(bytes: &[u8]) -> Self {
        let mut films = Self::default();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
            let Some((hash, name)) = std::str::from_utf8(line).ok().and_then(frame) else { continue };
            let place = *places.entry(name).or_insert_with(|| films.fresh(name));
            films.add(place, number, hash);
        }
        films
    }

    /// That of a vPDQ list, of this name.
    pub(super) fn of_entries(&mut self, name: &str, entries: &[Entry]) {
        let frames = entries.iter().filter(|entry| entry.frame.is_some() && entry.acts_within_a_radius());
        let mut place = None;
        for entry in frames.filter(|entry| !entry.deleted) {
            if let Some(hash) = entry.pdq() {
                let place = *place.get_or_insert_with(|| self.fresh(name));
                self.add(place, entry.line, hash);
            }
        }
    }

    fn fresh(&mut self, name: &str) -> usize {
        self.all.push(Film { name: name.to_owned(), hashes: HashSet::new() });
        self.all.len() - 1
    }

    fn add(&mut self, place: usize, line: u64, hash: Hash256) {
        self.of_line.insert(line, place);
        if let Some(film) = self.all.get_mut(place) {
            film.hashes.insert(hash);
        }
    }

    /// How much of a video of so many frames is in each, the most first; of each frame it is given where it was found.
    pub(super) fn overlaps(&self, frames: usize, found: &[(usize, u64, Hash256)]) -> Vec<Overlap> {
        let mut hits: BTreeMap<usize, (HashSet<usize>, HashSet<Hash256>)> = BTreeMap::new();
        for (frame, line, hash) in found {
            if let Some(place) = self.of_line.get(line) {
                let (query, target) = hits.entry(*place).or_default();
                query.insert(*frame);
                target.insert(*hash);
            }
        }
        let overlap = |(place, (query, target)): (usize, (HashSet<usize>, HashSet<Hash256>))| {
            let film = self.all.get(place)?;
            Some(Overlap {
                video: film.name.clone(),
                query_percent: Share { found: query.len(), of: frames }.percent(),
                target_percent: Share { found: target.len(), of: film.hashes.len() }.percent(),
            })
        };
        let mut overlaps: Vec<Overlap> = hits.into_iter().filter_map(overlap).collect();
        overlaps.sort_by(|a, b| b.query_percent.total_cmp(&a.query_percent));
        overlaps
    }
}

/// The hash and the video of a line, where it is a frame of enough quality.
fn frame(line: &str) -> Option<(Hash256, &str)> {
    let mut columns = line.trim_end().splitn(3, ',');
    let (hash, quality, path) = (columns.next()?, columns.next()?, columns.next()?);
    let (name, moment) = path.rsplit_once(MOMENT)?;
    let _: f64 = moment.parse().ok()?;
    let quality: u8 = quality.parse().ok()?;
    Some((hash.parse().ok()?, name)).filter(|_| quality >= QUALITY_FLOOR)
}

/// Bytes that say what format a list has.
const BEGINNING: u64 = 4096;

/// The frames of a vPDQ list, if this file is one; what comes through a pipe is not looked into.
pub(super) fn listed(path: &Path) -> std::io::Result<Option<Vec<Frame>>> {
    if !std::fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    (&file).take(BEGINNING).read_to_end(&mut bytes)?;
    let format = Format::guess(&bytes);
    if !matches!(format, Format::Vpdq | Format::VpdqJson) {
        return Ok(None);
    }
    file.read_to_end(&mut bytes)?;
    let frames = format.read(&bytes).map(|read| frames::of(&read.entries)).unwrap_or_default();
    Ok((!frames.is_empty()).then_some(frames))
}
