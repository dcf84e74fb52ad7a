//! `khien hash`: every hash of each file.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::time::Instant;

use khien_signal::file::{self, Exactly, Limits, Unreadable};
use khien_signal::pdq::Pdq;
use serde::Serialize;

use super::super::{print_json, print_line};
use super::HashArgs;
use crate::Failure;

/// One hash of a file.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    kind: &'static str,
    hash: String,
    /// PDQ alone has one.
    quality: Option<u8>,
    ms: f64,
}

/// Pictures of more bytes than this are not decoded.
const LARGEST: u64 = 512 << 20;

/// Hashes the files; those that could not be read are told at the end.
///
/// # Errors
/// A file that could not be read.
pub(in crate::cli) fn run(args: &HashArgs) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for path in &args.files {
        if let Err(problem) = one(path, args.json) {
            eprintln!("{}: {problem}", path.display());
            problems.push(path);
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Held(format!("{} files were not hashed whole", problems.len())))
    }
}

fn one(path: &Path, json: bool) -> Result<(), Failure> {
    let name = path.to_string_lossy();
    let began = Instant::now();
    let (exact, picture) = read(path)?;
    let exact_ms = since(began);
    let began = Instant::now();
    let pdq = picture.as_deref().map(|bytes| file::pdq(bytes, Limits::default()));
    let pdq_ms = since(began);
    if let Some(Ok(Pdq { hash, quality })) = pdq {
        say(json, &Line { path: &name, kind: "pdq", hash: hash.to_string(), quality: Some(quality), ms: pdq_ms })?;
    }
    for (kind, hash) in [("sha256", exact.sha256), ("sha1", exact.sha1), ("md5", exact.md5)] {
        say(json, &Line { path: &name, kind, hash, quality: None, ms: exact_ms })?;
    }
    match pdq {
        Some(Err(Unreadable::Kind)) | Some(Ok(_)) | None => Ok(()),
        Some(Err(problem)) => Err(Failure::Held(problem.to_string())),
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
    print_line(&format!("{:<7} {}  {}{quality}", line.kind, line.hash, line.path))
}

/// Milliseconds since then.
pub(super) fn since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}
