//! `khien hash`: every hash of each file.

use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use khien_signal::file::{self, Exactly, Limits, Unreadable};
use khien_signal::pdq::Pdq;
use khien_signal::vpdq::{self, Frame};
use serde::Serialize;

use super::super::terminal::{named, shown};
use super::super::{print_json, print_line};
use super::{FramesForm, HashArgs, Moment};
use crate::Failure;
use crate::video::{self, Unreadable as NoFrames};

/// One hash of a file.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    kind: &'static str,
    hash: String,
    /// PDQ alone has one.
    quality: Option<u8>,
    /// Of a video: which frame, and where it stands.
    #[serde(flatten)]
    moment: Option<Moment>,
    ms: f64,
}

/// Pictures of more bytes than this are not decoded.
const LARGEST: u64 = 512 << 20;

/// Hashes the files; those that could not be read are told at the end.
///
/// # Errors
/// A file that could not be read.
pub(in crate::cli) fn run(args: &HashArgs) -> Result<(), Failure> {
    if args.vpdq.is_some() && args.files.len() > 1 {
        return Err(Failure::Held("--vpdq writes the frames of one video; give one file".into()));
    }
    let mut problems = Vec::new();
    for path in &args.files {
        if let Err(problem) = one(path, args) {
            eprintln!("{}: {problem}", named(path));
            problems.push(path);
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Held(format!("{} files were not hashed whole", problems.len())))
    }
}

fn one(path: &Path, args: &HashArgs) -> Result<(), Failure> {
    if let Some(form) = args.vpdq {
        return frames_alone(path, args.every, form);
    }
    let (name, json) = (path.to_string_lossy(), args.json);
    let began = Instant::now();
    let (exact, bytes) = read(path)?;
    let exact_ms = since(began);
    let perceptual = match bytes {
        Some(bytes) => picture(&name, &bytes, json),
        None => frames(&name, path, args),
    };
    for (kind, hash) in [("sha256", exact.sha256), ("sha1", exact.sha1), ("md5", exact.md5)] {
        say(json, &Line { path: &name, kind, hash, quality: None, moment: None, ms: exact_ms })?;
    }
    perceptual
}

fn picture(name: &str, bytes: &[u8], json: bool) -> Result<(), Failure> {
    let began = Instant::now();
    match file::pdq(bytes, Limits::default()) {
        Ok(Pdq { hash, quality }) => {
            let (hash, quality, ms) = (hash.to_string(), Some(quality), since(began));
            say(json, &Line { path: name, kind: "pdq", hash, quality, moment: None, ms })
        }
        Err(Unreadable::Kind) => Ok(()),
        Err(problem) => Err(Failure::Held(problem.to_string())),
    }
}

/// A line for each hashed frame, as it comes.
fn frames(name: &str, path: &Path, args: &HashArgs) -> Result<(), Failure> {
    let mut began = Instant::now();
    let each = |frame: Frame| {
        let moment = Some(Moment::of(&frame));
        let (hash, quality, ms) = (frame.hash.to_string(), Some(frame.quality), since(began));
        began = Instant::now();
        say(args.json, &Line { path: name, kind: "vpdq", hash, quality, moment, ms })
    };
    taken(path, args.every, each).map(drop)
}

/// The frames of a video as a vPDQ file; a list that is not whole is none.
fn frames_alone(path: &Path, every: f64, form: FramesForm) -> Result<(), Failure> {
    let mut all = Vec::new();
    let is_video = taken(path, every, |frame| {
        all.push(frame);
        Ok(())
    })?;
    if !is_video {
        return Err(Failure::Held(NoFrames::NoVideo.to_string()));
    }
    match form {
        FramesForm::Text => print_line(vpdq::text::write(&all).trim_end()),
        FramesForm::Json => print_line(&vpdq::json::write(&all)),
    }
}

/// Gives the frames of a file one after another, until one cannot be taken; false where the file is no video.
fn taken(path: &Path, every: f64, mut take: impl FnMut(Frame) -> Result<(), Failure>) -> Result<bool, Failure> {
    let told = |error: std::io::Error| Failure::Held(error.to_string());
    let Some((file, container)) = video::open(path).map_err(told)? else { return Ok(false) };
    let limits = video::Limits::at_a_desk(file.metadata().map_err(told)?.len());
    let mut problem = Ok(true);
    let done = video::frames(&file, container, every, limits, &mut |frame| match take(frame) {
        Ok(()) => ControlFlow::Continue(()),
        Err(failure) => {
            problem = Err(failure);
            ControlFlow::Break(())
        }
    });
    match done {
        Ok(()) => problem,
        Err(NoFrames::NoVideo) => Ok(false),
        Err(reason) => Err(Failure::Held(reason.to_string())),
    }
}

/// The exact hashes, and the bytes where they may be those of a picture.
fn read(path: &Path) -> Result<(file::Exact, Option<Vec<u8>>), Failure> {
    let told = |error: std::io::Error| Failure::Held(error.to_string());
    let file = File::open(path).map_err(told)?;
    let mut keep = file.metadata().map_err(told)?.len() <= LARGEST;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let (mut exactly, mut kept, mut piece) = (Exactly::default(), Vec::new(), vec![0; 1 << 20]);
    loop {
        let count = reader.read(&mut piece).map_err(told)?;
        if count == 0 {
            break;
        }
        exactly.push(&piece[..count]);
        keep &= !kept.is_empty() || file::looks_like_a_picture(&piece[..count]);
        if keep {
            kept.extend_from_slice(&piece[..count]);
        }
    }
    Ok((exactly.finish(), keep.then_some(kept)))
}

fn say(json: bool, line: &Line<'_>) -> Result<(), Failure> {
    if json {
        return print_json(line);
    }
    let quality = line.quality.map_or_else(String::new, |quality| format!("  quality {quality}"));
    let moment = line.moment.as_ref().map_or_else(String::new, Moment::told);
    print_line(&shown(&format!("{:<7} {}  {}{quality}{moment}", line.kind, line.hash, line.path)))
}

/// Milliseconds since then.
pub(super) fn since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}
