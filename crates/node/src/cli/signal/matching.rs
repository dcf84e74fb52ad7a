//! `khien match`: looks for hashes and files in a list.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use khien_signal::Hash256;
use khien_signal::file::{self, Exactly, Limits, Wanted};
use khien_signal::index::Scratch;
use khien_signal::list::Kind;
use khien_signal::vpdq::{self, Frame};
use serde::Serialize;

use super::super::terminal::{named, shown};
use super::super::{print_json, print_line};
use super::films::{self, Overlap};
use super::read::{self, Asked, Match};
use super::{MatchArgs, Moment};
use crate::Failure;
use crate::video;

/// One look-up that a query asks for.
#[derive(Debug, Clone)]
enum Look {
    /// PDQ, and which form of the picture it is of.
    Near(Hash256, Option<&'static str>),
    /// The same PDQ, of too low a quality for a radius.
    Equal(Hash256),
    /// The same value.
    Exact(Kind, String),
}

/// A query and all look-ups that it asks for.
struct Query {
    name: String,
    looks: Vec<Look>,
    /// Of a video, the frames that are compared.
    frames: Option<Vec<Frame>>,
}

impl Query {
    /// A picture or a video in which there is too little to see for a match by looks.
    fn dark(&self) -> bool {
        let near = self.looks.iter().any(|look| matches!(look, Look::Near(..)));
        let equal = self.looks.iter().any(|look| matches!(look, Look::Equal(_)));
        self.frames.as_ref().map_or(equal && !near, Vec::is_empty)
    }
}

/// What is found for a query.
struct Answer {
    matches: Vec<Found>,
    videos: Option<Vec<Overlap>>,
}

/// What is printed for a query.
#[derive(Serialize)]
struct Line<'a> {
    query: &'a str,
    /// A picture or video that only equal files are looked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    too_little_to_see: bool,
    matches: &'a [Found],
    /// Of a video: which videos of the list have frames in common with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    videos: Option<&'a [Overlap]>,
}

#[derive(Serialize)]
struct Found {
    hash: String,
    distance: u32,
    line: u64,
    /// Of a list of `khien fingerprint`: the file, with `#` and which cut or moment of it where it is not the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// What was done to the picture before it was found: turned, mirrored, inverted, without its border.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<&'static str>,
    /// Of a video: which of its frames is like it.
    #[serde(flatten)]
    moment: Option<Moment>,
}

/// Queries that are answered before their lines are printed.
const TOGETHER: usize = 4_096;

/// Runs the command.
///
/// # Errors
/// A list or a query that cannot be read.
pub(in crate::cli) fn run(args: &MatchArgs) -> Result<(), Failure> {
    let Some(path) = &args.list else { return Err(Failure::Held("--list is wanted".into())) };
    let threads = args.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let queries = match &args.queries {
        Some(file) => listed(file)?,
        None => args
            .asked
            .iter()
            .filter_map(|text| asked(text, args.altered).map_err(|error| eprintln!("{error}")).ok())
            .collect(),
    };
    let unread = args.asked.len().saturating_sub(queries.len());
    let looks = |query: &Query| query.looks.len() + query.frames.as_ref().map_or(0, Vec::len);
    let list = Asked::open(path, queries.iter().map(looks).sum(), threads)?;
    for (reason, count) in &list.rejected {
        eprintln!("{}: {count} entries left out: {reason}", named(path));
    }
    for queries in queries.chunks(TOGETHER) {
        for (query, Answer { matches, videos }) in queries.iter().zip(answered(&list, queries, args, threads)) {
            if args.json {
                print_json(&Line {
                    query: &query.name,
                    too_little_to_see: query.dark(),
                    matches: &matches,
                    videos: videos.as_deref(),
                })?;
            } else {
                say(&query.name, query.dark(), &matches, videos.as_deref().unwrap_or_default())?;
            }
        }
    }
    if list.is_empty() {
        return Err(Failure::Held(format!("{}: no hash could be read from this list", named(path))));
    }
    if args.queries.is_none() && unread > 0 {
        return Err(Failure::Held(format!("{unread} of the queries could not be read")));
    }
    Ok(())
}

/// What a word on the command line asks for: a hash by its length, else a file.
fn asked(text: &str, altered: bool) -> Result<Query, Failure> {
    let name = text.to_owned();
    let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let (true, Ok(hash)) = (hex, text.parse::<Hash256>()) {
        let sha256 = Look::Exact(Kind::Sha256, text.to_ascii_lowercase());
        return Ok(Query { name, looks: vec![Look::Near(hash, None), sha256], frames: None });
    }
    if let (true, Some(kind)) = (
        hex,
        match text.len() {
            32 => Some(Kind::Md5),
            40 => Some(Kind::Sha1),
            _ => None,
        },
    ) {
        return Ok(Query { name, looks: vec![Look::Exact(kind, text.to_ascii_lowercase())], frames: None });
    }
    if hex && text.len() > 20 && !Path::new(text).exists() {
        return Err(Failure::Held(format!(
            "{text}: a PDQ hash has 64 digits, SHA-1 40, MD5 32; this has {}",
            text.len()
        )));
    }
    let path = Path::new(text);
    let frames = of_video(path)?;
    let looks = if frames.is_some() { looks(read::digests(path)?) } else { of_file(path, altered)? };
    Ok(Query { name, looks, frames })
}

/// The frames of a video, or of a vPDQ list: each hash once, of enough quality. Nothing where the file is neither.
fn of_video(path: &Path) -> Result<Option<Vec<Frame>>, Failure> {
    let told = |error: std::io::Error| Failure::Held(format!("{}: {error}", named(path)));
    let frames = match video::open(path).map_err(told)? {
        Some((file, container)) => match video::all(&file, container) {
            Ok(frames) => Some(frames),
            Err(video::Unreadable::NoVideo) => None,
            Err(problem) => return Err(Failure::Held(format!("{}: {problem}", named(path)))),
        },
        None => films::listed(path).map_err(told)?,
    };
    let kept = frames.map(|frames| vpdq::kept(&frames, khien_signal::QUALITY_FLOOR));
    if kept.as_ref().is_some_and(Vec::is_empty) {
        eprintln!("{}: no frame of quality 50 or more, so only equal files are looked for", named(path));
    }
    Ok(kept)
}

fn looks(exact: file::Exact) -> Vec<Look> {
    vec![
        Look::Exact(Kind::Sha256, exact.sha256),
        Look::Exact(Kind::Sha1, exact.sha1),
        Look::Exact(Kind::Md5, exact.md5),
    ]
}

/// The hashes of a file, exact ones and, of a picture, PDQ.
fn of_file(path: &Path, altered: bool) -> Result<Vec<Look>, Failure> {
    let bytes = read::bytes(path)?;
    let mut exactly = Exactly::default();
    exactly.push(&bytes);
    let mut looks = looks(exactly.finish());
    match file::decode(&bytes, Limits::default(), Wanted::Brightness) {
        Ok(raster) => {
            let told = |error: file::Unreadable| Failure::Held(format!("{}: {error}", named(path)));
            let forms =
                if altered { raster.forms() } else { raster.pdq().map(|pdq| vec![(pdq, None)]) }.map_err(told)?;
            if forms.iter().all(|(pdq, _)| pdq.quality < khien_signal::QUALITY_FLOOR) {
                eprintln!("{}: quality under 50, so only equal hashes are looked for", named(path));
            }
            looks.extend(forms.into_iter().map(|(pdq, form)| match pdq.quality {
                khien_signal::QUALITY_FLOOR.. => Look::Near(pdq.hash, form),
                _ => Look::Equal(pdq.hash),
            }));
        }
        Err(file::Unreadable::Kind) => {}
        Err(problem) => return Err(Failure::Held(format!("{}: {problem}", named(path)))),
    }
    Ok(looks)
}

/// The queries of a list.
fn listed(path: &Path) -> Result<Vec<Query>, Failure> {
    let list = read::list(path, None)?;
    for (reason, count) in &list.rejected {
        eprintln!("{}: {count} queries left out: {reason}", named(path));
    }
    let query = |entry: khien_signal::list::Entry| {
        let look =
            entry.pdq().map_or_else(|| Look::Exact(entry.kind, entry.value.clone()), |hash| Look::Near(hash, None));
        Query { name: entry.value, looks: vec![look], frames: None }
    };
    Ok(list.entries.into_iter().map(query).collect())
}

/// The matches of each query, in the order of the queries, on all threads.
fn answered(list: &Asked, queries: &[Query], args: &MatchArgs, threads: usize) -> Vec<Answer> {
    let next = AtomicUsize::new(0);
    let mut all: Vec<(usize, Answer)> = thread::scope(|scope| {
        let work = || {
            let (mut scratch, mut mine) = (Scratch::default(), Vec::new());
            while let Some((at, query)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, queries.get(at)?)))
            {
                mine.push((at, matches(list, query, args, &mut scratch)));
            }
            mine
        };
        let workers: Vec<_> = (0..threads.min(queries.len())).map(|_| scope.spawn(work)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        workers.into_iter().flat_map(join).collect()
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, found)| found).collect()
}

fn matches(list: &Asked, query: &Query, args: &MatchArgs, scratch: &mut Scratch) -> Answer {
    let (mut found, mut known) = (Vec::new(), HashSet::new());
    for look in &query.looks {
        let (matches, form) = match look {
            Look::Near(hash, form) => (list.near(*hash, args.radius, scratch), *form),
            Look::Equal(hash) => (list.near(*hash, 0, scratch), None),
            Look::Exact(kind, value) => (list.exactly(*kind, value), None),
        };
        for Match { hash, distance, line } in matches {
            if known.insert(line) {
                found.push(Found { hash, distance, line, path: None, form, moment: None });
            }
        }
    }
    let videos = query.frames.as_ref().map(|frames| of_frames(list, frames, args.radius, scratch, &mut found));
    found.sort_by_key(|of| (of.distance, of.line));
    found.truncate(args.nearest.map_or(usize::MAX, NonZero::get));
    found.iter_mut().for_each(|of| of.path = list.names.of(of.line));
    Answer { matches: found, videos }
}

/// Looks for each frame: every line once, with the frame that is nearest to it; and what the videos of the list have in common.
fn of_frames(
    list: &Asked,
    frames: &[Frame],
    radius: u32,
    scratch: &mut Scratch,
    found: &mut Vec<Found>,
) -> Vec<Overlap> {
    let mut lines: HashMap<u64, Found> = HashMap::new();
    let mut hits = Vec::new();
    for (frame, at) in frames.iter().zip(0..) {
        for Match { hash, distance, line } in list.near(frame.hash, radius, scratch) {
            hits.extend(hash.parse().ok().map(|hash| (at, line, hash)));
            let moment = Some(Moment::of(frame));
            let fresh = Found { hash, distance, line, path: None, form: None, moment };
            match lines.entry(line) {
                Entry::Vacant(place) => drop(place.insert(fresh)),
                Entry::Occupied(mut place) if place.get().distance > distance => drop(place.insert(fresh)),
                Entry::Occupied(_) => {}
            }
        }
    }
    found.extend(lines.into_values());
    list.films.overlaps(frames.len(), &hits)
}

fn say(query: &str, dark: bool, matches: &[Found], videos: &[Overlap]) -> Result<(), Failure> {
    if matches.is_empty() {
        let said = if dark { "too little to see in it, and no equal hash in the list" } else { "no match" };
        print_line(&shown(&format!("{query}: {said}")))?;
    }
    for of in videos {
        let (asked, there) = (of.query_percent, of.target_percent);
        print_line(&shown(&format!("{query}: {asked:.0} % of it in {}, {there:.0} % of that in it", of.video)))?;
    }
    for of in matches {
        let form = of.form.map_or_else(String::new, |form| format!("  ({form})"));
        let moment = of.moment.as_ref().map_or_else(String::new, Moment::told);
        let path = of.path.as_ref().map_or_else(String::new, |path| format!("  {path}"));
        let Found { line, distance, hash, .. } = of;
        print_line(&shown(&format!("{query}: line {line}, distance {distance}, {hash}{form}{moment}{path}")))?;
    }
    Ok(())
}
