//! `khien bench package`: how long it takes to put a package of many files together, and to judge it where it arrived.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use khien_desk::package::Item;
use serde::Serialize;
use serde_json::{Value, json};

use super::place::Folder;
use crate::Failure;
use crate::package::gather::gather;
use crate::package::make::{Wanted, make};

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Figures {
    files: usize,
    /// Of all files together.
    bytes: u64,
    /// From the files to an archive on the disk: hashed, manifests and CASE written, copied and hashed again while copied.
    make_s: f64,
    /// From the archive to the judgement.
    verify_s: f64,
    /// `bytes` by `make_s`.
    make_mb_per_s: f64,
    /// `bytes` by `verify_s`.
    verify_mb_per_s: f64,
    peak_rss_mb: f64,
}

/// Measures, in a folder of its own beside the working folder.
///
/// # Errors
/// The disk; a package that is not made, or in which something else is wrong than that nobody signed it.
pub fn run(files: usize, bytes: usize, seed: u64) -> Result<Figures, Failure> {
    let folder = Folder::new()?;
    let from = folder.0.join("files");
    lay(&from, files, bytes, seed).map_err(|error| Failure::Held(error.to_string()))?;
    let out = folder.0.join("package.zip");
    let wanted = Wanted {
        folder: from,
        description: description(files),
        accepted: accepted()?,
        report: None,
        signature: None,
        out: out.clone(),
    };
    let start = Instant::now();
    let made = make(&wanted).map_err(|error| Failure::Held(error.to_string()))?;
    let make_s = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let gathered = gather(&out).map_err(|error| Failure::Held(error.to_string()))?;
    let verdict = khien_desk::package::verify(&gathered.tags, &gathered.found, khien_desk::package::Word::Nobodys);
    let verify_s = start.elapsed().as_secs_f64();
    let problems: Vec<&str> = verdict.problems.iter().map(|problem| problem.fault.code()).collect();
    if problems != ["unsigned"] || !gathered.problems.is_empty() {
        return Err(Failure::Held(format!("what was made does not hold: {problems:?}")));
    }
    let rate = |seconds: f64| made.bytes as f64 / 1e6 / seconds;
    Ok(Figures {
        files: made.items,
        bytes: made.bytes,
        make_s,
        verify_s,
        make_mb_per_s: rate(make_s),
        verify_mb_per_s: rate(verify_s),
        peak_rss_mb: super::peak_rss_mb(),
    })
}

fn name(n: usize) -> String {
    format!("{:03}/{n:06}.bin", n / 1000)
}

/// Files that no disk can pack: numbers of an xorshift.
fn lay(folder: &Path, files: usize, bytes: usize, seed: u64) -> std::io::Result<()> {
    let mut state = seed | 1;
    let mut content = Vec::with_capacity(bytes + 8);
    for n in 0..files {
        content.clear();
        while content.len() < bytes {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            content.extend(state.to_le_bytes());
        }
        let path = folder.join(name(n));
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::File::create(path)?.write_all(&content[..bytes])?;
    }
    Ok(())
}

fn description(files: usize) -> Value {
    let custody = json!([{"who": "Invented provider", "what": "exported", "at": "2026-11-20T08:00:00Z"}]);
    let file = |n| json!({"path": name(n), "item": "1", "from": "2026-10-02T00:00:00Z", "to": "2026-10-03T00:00:00Z", "custody": custody});
    json!({
        "request": "0123456789abcdef0123456789abcdef", "package": 1, "asking": "XA", "asked": "XB", "source": "Invented authority",
        "made_at": "2026-11-20T10:00:00Z", "examiner": "Night desk", "authorisation": "Invented order 7",
        "conditions": {"purposes": ["investigation"], "onward": false, "feedback": false},
        "files": (0..files).map(file).collect::<Vec<_>>(),
    })
}

fn accepted() -> Result<Vec<Item>, Failure> {
    let item = json!([{"id": "1", "class": "content", "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}]);
    serde_json::from_value(item).map_err(|error| Failure::Held(error.to_string()))
}
