//! `khien fingerprint`: folders of pictures and videos into a list. A run that was stopped goes on where it was.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{IsTerminal, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use khien_signal::Hash256;
use khien_signal::altered;
use khien_signal::file::{self, Limits, Unreadable, Wanted};
use khien_signal::pdq;
use khien_signal::vpdq::{self, Frame};
use serde::Serialize;
use walkdir::WalkDir;

use super::super::print_json;
use super::super::terminal::{named, shown};
use super::FingerprintArgs;
use crate::Failure;
use crate::video::{self, Unreadable as NoFrames};

/// What was done.
#[derive(Debug, Serialize)]
struct Told {
    files: u64,
    hashed: u64,
    /// Done before, or no picture.
    skipped: u64,
    /// Pictures that could not be read; they are named in the list, and so not tried again.
    damaged: u64,
    seconds: f64,
}

/// What stands before a file that was looked at and has no hash.
const SKIPPED: &str = "# skipped,";
/// What stands behind the lines of a video's frames, with how many there are.
const VIDEO: &str = "# video,";

/// Runs the command.
///
/// # Errors
/// The list cannot be read or written, a folder cannot be entered.
pub(in crate::cli) fn run(args: &FingerprintArgs) -> Result<(), Failure> {
    let began = Instant::now();
    let done = done(&args.out)?;
    let out = OpenOptions::new().create(true).append(true).open(&args.out).map_err(|error| told(&args.out, &error))?;
    let work = Work {
        out: Mutex::new(State { out, hashed: 0, skipped: 0, damaged: 0, problem: None }),
        bar: bar(),
        crops: args.crops,
    };
    let threads = args.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let (give, take) = std::sync::mpsc::sync_channel::<PathBuf>(1024);
    let take = Mutex::new(take);
    let (walked, known) = thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(path) = next(&take) {
                    work.one(&path);
                }
            });
        }
        walk(args, &done, &give).inspect(|_| drop(give))
    })?;
    work.bar.finish_and_clear();
    let state = work.out.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(problem) = state.problem {
        return Err(told(&args.out, &problem));
    }
    let told = Told {
        files: walked,
        hashed: state.hashed,
        skipped: state.skipped + known,
        damaged: state.damaged,
        seconds: began.elapsed().as_secs_f64(),
    };
    if args.json {
        print_json(&told)
    } else {
        println!(
            "{} files, {} hashed, {} skipped, {} damaged, {:.1} s",
            told.files, told.hashed, told.skipped, told.damaged, told.seconds
        );
        Ok(())
    }
}

fn next(take: &Mutex<std::sync::mpsc::Receiver<PathBuf>>) -> Option<PathBuf> {
    take.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Hands every file out that is not done; how many files there are comes back, and how many of them are done.
fn walk(
    args: &FingerprintArgs,
    done: &HashSet<String>,
    give: &std::sync::mpsc::SyncSender<PathBuf>,
) -> Result<(u64, u64), Failure> {
    let (mut files, mut known) = (0, 0);
    for folder in &args.folders {
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.depth() > 0 => {
                    eprintln!("left out: {}", shown(&error.to_string()));
                    continue;
                }
                Err(error) => return Err(Failure::Held(shown(&error.to_string()))),
            };
            if entry.file_type().is_file() && !same(entry.path(), &args.out) {
                files += 1;
                if entry.path().to_str().is_some_and(|path| done.contains(path)) {
                    known += 1;
                } else {
                    let _ = give.send(entry.into_path());
                }
            }
        }
    }
    Ok((files, known))
}

/// Whether this is the list itself.
fn same(path: &Path, out: &Path) -> bool {
    path.file_name() == out.file_name() && path.canonicalize().ok() == out.canonicalize().ok()
}

/// The paths that stand in the list already. A last line that was cut off by a stop is taken away.
fn done(out: &Path) -> Result<HashSet<String>, Failure> {
    let bytes = match std::fs::read(out) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(HashSet::new()),
        Err(error) => return Err(told(out, &error)),
    };
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let text = String::from_utf8_lossy(&bytes[..whole]);
    let ours = |line: &str| {
        line.starts_with('#') || line.split(',').next().is_some_and(|hash| hash.parse::<Hash256>().is_ok())
    };
    if !text.lines().all(ours) {
        return Err(Failure::Held(format!("{} is not a list of this command; name a new file", named(out))));
    }
    if whole < bytes.len() {
        let file = File::options().write(true).open(out).map_err(|error| told(out, &error))?;
        file.set_len(whole as u64).map_err(|error| told(out, &error))?;
    }
    let path = |line: &str| match line.strip_prefix(SKIPPED).or_else(|| line.strip_prefix(VIDEO)) {
        Some(rest) => Some(rest.split_once(',')?.1.to_owned()),
        None if line.starts_with('#') => None,
        None => Some(line.splitn(3, ',').nth(2)?.to_owned()),
    };
    Ok(text.lines().filter_map(path).collect())
}

fn told(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Held(format!("{}: {error}", named(path)))
}

fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} files, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

struct Work {
    out: Mutex<State>,
    bar: ProgressBar,
    crops: bool,
}

struct State {
    out: File,
    hashed: u64,
    skipped: u64,
    damaged: u64,
    problem: Option<std::io::Error>,
}

impl Work {
    /// Hashes a file and writes its lines in one piece.
    fn one(&self, path: &Path) {
        let name = path.to_str().filter(|name| !name.contains(['\n', '\r']));
        let lines = match name {
            None => Err(Left::Damaged("its name has letters that a list cannot hold".to_owned())),
            Some(name) => self.lines(path, name),
        };
        let mut state = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let text = match (&lines, name) {
            (Ok(lines), _) => lines.clone(),
            (Err(Left::Other(reason) | Left::Damaged(reason)), Some(name)) => {
                format!("{SKIPPED}{},{name}\n", reason.replace([',', '\n', '\r'], ";"))
            }
            (Err(_), _) => String::new(),
        };
        match &lines {
            Ok(_) => state.hashed += 1,
            Err(Left::Other(_)) => state.skipped += 1,
            Err(Left::Damaged(reason) | Left::Later(reason)) => {
                state.damaged += 1;
                self.bar.suspend(|| eprintln!("{}: {reason}", named(path)));
            }
        }
        if let Err(problem) = state.out.write_all(text.as_bytes()) {
            state.problem.get_or_insert(problem);
        }
        self.bar.inc(1);
    }

    fn lines(&self, path: &Path, name: &str) -> Result<String, Left> {
        let told = |error: std::io::Error| Left::Damaged(error.to_string());
        if let Some((file, container)) = video::open(path).map_err(told)? {
            let frames = video::all(&file, container)?;
            let line = |of: &Frame| format!("{},{},{name}#t={}\n", of.hash, of.quality, vpdq::seconds(of.at));
            return Ok(frames.iter().map(line).collect::<String>() + &format!("{VIDEO}{},{name}\n", frames.len()));
        }
        let bytes = std::fs::read(path).map_err(told)?;
        let raster = file::decode(&bytes, Limits::default(), Wanted::Brightness)?;
        let pixels = raster.pixels()?;
        let whole = pdq::hash(pixels);
        let mut lines = String::new();
        if self.crops {
            for (crop, part) in altered::crops(raster.width as usize, raster.height as usize) {
                if let Some(of) = part.of(pixels).as_ref().and_then(altered::Cut::pixels).map(pdq::hash) {
                    lines.push_str(&format!("{},{},{name}#{crop}\n", of.hash, of.quality));
                }
            }
        }
        // The whole picture's line comes last: where it stands, the others stand too.
        lines.push_str(&format!("{},{},{name}\n", whole.hash, whole.quality));
        Ok(lines)
    }
}

/// Why a file has no lines.
enum Left {
    /// Neither a picture nor a video.
    Other(String),
    /// It could not be read, nor could it the next time.
    Damaged(String),
    /// What it takes to read it is missing: the next run looks at it again.
    Later(String),
}

impl From<Unreadable> for Left {
    fn from(reason: Unreadable) -> Self {
        let text = reason.to_string();
        if reason == Unreadable::Kind { Self::Other(text) } else { Self::Damaged(text) }
    }
}

impl From<NoFrames> for Left {
    fn from(reason: NoFrames) -> Self {
        let text = reason.to_string();
        match reason {
            NoFrames::NoVideo => Self::Other(text),
            NoFrames::Missing(_) => Self::Later(text),
            _ => Self::Damaged(text),
        }
    }
}
