//! What lies in a package that arrived, in a folder or an archive: measured, never unpacked, never opened as what it is.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use khien_desk::package::zip::{self, ZipError};
use khien_desk::package::{FILES_MAX, Fault, Found, Problem, READ, READ_MAX, TAGS_MAX};
use walkdir::WalkDir;

use super::measure::{Kept, Measured, measure};

/// What was found.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The bytes of the files that are judged.
    pub tags: BTreeMap<String, Vec<u8>>,
    /// Every file.
    pub found: Vec<Found>,
    /// What was not a file, or could not be told.
    pub problems: Vec<Problem>,
}

/// Why a package could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The disk.
    #[error("the package cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The archive.
    #[error(transparent)]
    Zip(#[from] ZipError),
    /// An archive of a bag has one folder, which is the bag (RFC 8493, section 4).
    #[error("the archive does not hold one folder with everything in it")]
    NoFolder,
}

impl Gathered {
    fn tell(&mut self, file: &str, fault: Fault) {
        self.problems.push(Problem { file: Some(file.to_owned()), fault });
    }

    /// Measures a file; keeps its bytes when they are judged.
    fn add(&mut self, path: String, from: impl io::Read) -> io::Result<Measured> {
        let judged = READ.contains(&path.as_str());
        let mut kept = Kept::new(if judged { READ_MAX } else { 0 });
        let measured = measure(from, &mut kept)?;
        if let Some(bytes) = kept.into_bytes().filter(|_| judged) {
            self.tags.insert(path.clone(), bytes);
        }
        let Measured { bytes, sha256, sha512, .. } = measured.clone();
        self.found.push(Found { path, bytes, sha256, sha512 });
        Ok(measured)
    }

    /// Whether more was found than a package may have.
    fn is_full(&self) -> bool {
        self.found.len() + self.problems.len() > FILES_MAX + TAGS_MAX
    }
}

/// Reads a package, a folder or an archive.
///
/// # Errors
/// [`Unread`].
pub fn gather(path: &Path) -> Result<Gathered, Unread> {
    if path.is_dir() { folder(path) } else { archive(path) }
}

fn folder(root: &Path) -> Result<Gathered, Unread> {
    let mut gathered = Gathered::default();
    for entry in WalkDir::new(root).min_depth(1).follow_links(false).sort_by_file_name() {
        let entry = entry.map_err(io::Error::from)?;
        if entry.file_type().is_dir() {
            continue;
        }
        let Some(path) = within(root, entry.path()) else {
            gathered.tell(&entry.path().to_string_lossy(), Fault::Name);
            continue;
        };
        if entry.file_type().is_file() {
            gathered.add(path, File::open(entry.path())?)?;
        } else {
            gathered.tell(&path, Fault::NotAFile);
        }
        if gathered.is_full() {
            gathered.problems.push(Problem { file: None, fault: Fault::TooMany });
            break;
        }
    }
    Ok(gathered)
}

/// The path of a file from the root of its package, with `/`; nothing when its name is not UTF-8.
pub fn within(root: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

fn archive(path: &Path) -> Result<Gathered, Unread> {
    let mut file = BufReader::new(File::open(path)?);
    let entries = zip::entries(&mut file)?;
    let root = entries.first().and_then(|entry| entry.name.split_once('/')).map(|(root, _)| format!("{root}/"));
    let root = root.ok_or(Unread::NoFolder)?;
    let mut gathered = Gathered::default();
    for entry in entries {
        let name = entry.name.strip_prefix(&root).ok_or(Unread::NoFolder)?.to_owned();
        if entry.is_folder() {
            continue;
        }
        let measured = gathered.add(name.clone(), entry.open(&mut file)?)?;
        if measured.crc != entry.crc {
            gathered.tell(&name, Fault::Checksum);
        }
    }
    Ok(gathered)
}
