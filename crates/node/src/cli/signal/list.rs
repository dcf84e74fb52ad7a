//! `khien list`: hash lists from one format into another.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use khien_signal::index::build::Options;
use khien_signal::list::{Entry, Read};
use serde::Serialize;

use super::super::print_json;
use super::super::terminal::named;
use super::{ListFormat, read};
use crate::Failure;
use crate::exchange::take_in::Taken;

/// What became of a list's entries.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// Entries of the list.
    pub(super) read: u64,
    /// Those that were kept.
    pub(super) kept: u64,
    /// Those that were not.
    pub(super) rejected: u64,
    /// Contents of a bank that the list took back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) withdrawn: Option<u64>,
    /// Why not, and how often.
    pub(super) reasons: BTreeMap<String, u64>,
}

impl From<Taken> for Told {
    fn from(taken: Taken) -> Self {
        let Taken { read, kept, withdrawn, reasons } = taken;
        Self { read, kept, rejected: reasons.values().sum(), withdrawn: Some(withdrawn), reasons }
    }
}

impl Told {
    /// Says it in words.
    #[expect(clippy::unnecessary_wraps, reason = "one of two ways to tell, the other of which can fail")]
    pub(super) fn print(&self) -> Result<(), Failure> {
        println!("{} read, {} kept, {} rejected", self.read, self.kept, self.rejected);
        if let Some(withdrawn) = self.withdrawn.filter(|withdrawn| *withdrawn > 0) {
            println!("{withdrawn} withdrawn");
        }
        self.reasons.iter().for_each(|(reason, count)| println!("  {count} x {reason}"));
        Ok(())
    }
}

/// Runs the command.
///
/// # Errors
/// A list that cannot be read, a file that cannot be written, nothing that could be kept.
pub(super) fn convert(
    from: &Path,
    to: &Path,
    reads: Option<ListFormat>,
    writes: Option<ListFormat>,
    json: bool,
) -> Result<(), Failure> {
    let Some(writes) = writes.or_else(|| ListFormat::of(to)) else {
        return Err(Failure::Held(format!("the name {} does not say which format; add --to", named(to))));
    };
    let read = read::list(from, reads)?;
    let mut reasons: BTreeMap<String, u64> =
        read.rejected.iter().map(|(reason, count)| (reason.to_string(), *count)).collect();
    let total = read.entries.len() as u64 + reasons.values().sum::<u64>();
    if read.entries.is_empty() && total > 0 {
        reasons.iter().for_each(|(reason, count)| eprintln!("  {count} x {reason}"));
        return Err(Failure::Held("no entry could be kept; nothing is written".into()));
    }
    let left = write(&read, to, writes)?;
    if left > 0 {
        reasons.insert("this format has no place for it".to_owned(), left);
    }
    let told = Told {
        read: total,
        kept: read.entries.len() as u64 - left,
        rejected: reasons.values().sum(),
        withdrawn: None,
        reasons,
    };
    if json {
        print_json(&told)?;
    } else {
        told.print()?;
    }
    if told.kept == 0 && told.read > 0 { Err(Failure::Held("no entry could be kept".into())) } else { Ok(()) }
}

/// Writes beside and then renames, so that a list is there whole or not at all. How many entries had no place comes back.
pub(super) fn write(list: &Read, to: &Path, format: ListFormat) -> Result<u64, Failure> {
    let told = |error: std::io::Error| Failure::Held(format!("{}: {error}", named(to)));
    if std::fs::metadata(to).is_ok_and(|there| !there.is_file()) {
        return Err(Failure::Held(format!(
            "{} is not a file; name one, it is written beside and put in place",
            named(to)
        )));
    }
    let beside = to.with_extension("part");
    let left = match format.list() {
        Some(format) => {
            let (bytes, left) = format.write(&list.entries);
            std::fs::write(&beside, bytes).map_err(told)?;
            left
        }
        None => {
            let acts = list.entries.iter().filter(|entry| entry.acts_within_a_radius() && !entry.deleted);
            let line = |entry: &Entry| Some((entry.pdq()?, u32::try_from(entry.line).unwrap_or(u32::MAX)));
            let (hashes, lines): (Vec<_>, Vec<_>) = acts.filter_map(line).unzip();
            let left = (list.entries.len() - hashes.len()) as u64;
            let segment = read::indexed(hashes, lines, Options::default())?;
            segment
                .write(&mut BufWriter::with_capacity(1 << 20, File::create(&beside).map_err(told)?))
                .map_err(told)?;
            left
        }
    };
    std::fs::rename(&beside, to).map_err(told)?;
    Ok(left)
}
