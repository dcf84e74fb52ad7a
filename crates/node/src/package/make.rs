//! A package put together from a folder of files and what somebody says of them.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use khien_desk::package::bag::{PAYLOAD, SIGNATURE, TAGMANIFEST_256};
use khien_desk::package::zip::Writer;
use khien_desk::package::{self, Description, Finding, Item, NotADescription, TagFile, name};
use khien_desk::wire::signed::Subject;
use serde_json::Value;
use walkdir::WalkDir;

use super::gather::within;
use super::measure::{Measured, measure};

/// What a package is made from.
#[derive(Debug)]
pub struct Wanted {
    /// The files, as they lie under `data/payload/`.
    pub folder: PathBuf,
    /// The description (docs/formats.md), as JSON. Lengths and hashes that it leaves out are measured.
    pub description: Value,
    /// The items that were accepted.
    pub accepted: Vec<Item>,
    /// The letter that tells people what was asked and what is handed over, and where it lies.
    pub report: Option<TagFile>,
    /// `signatures/tagmanifest.cose`, once it is made.
    pub signature: Option<Vec<u8>>,
    /// A folder that is not there yet, or an archive (`.zip`).
    pub out: PathBuf,
}

/// What was made.
#[derive(Debug, serde::Serialize)]
pub struct Made {
    /// Name of the package.
    pub identifier: String,
    /// Files in it.
    pub items: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the signatures lie in it.
    pub signed: bool,
}

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// The disk.
    #[error("{0}: {1}")]
    Io(String, io::Error),
    /// The description.
    #[error(transparent)]
    Description(#[from] NotADescription),
    /// It may not leave so.
    #[error("it may not leave so: {} findings", .0.len())]
    Findings(Vec<Finding>),
    /// A file lies there that the description does not name.
    #[error("{0}: it lies in the folder and the description does not name it; name it or take it out")]
    NotNamed(String),
    /// A file is another than the description says, or changed meanwhile.
    #[error("{0}: its length or a hash is another than the description says, or it changed meanwhile")]
    Changed(String),
    /// The description names another report than was given, or one was given that it does not name.
    #[error("the report that was given is not the one that the description names")]
    Report,
    /// The signature is over something else.
    #[error("the signature is over another package than this; sign tagmanifest-sha256.txt as it is made here")]
    Signature,
    /// Something lies there already.
    #[error("{0}: something lies there already; choose another name")]
    There(String),
}

/// Tells which file the disk failed at.
fn at(path: &Path) -> impl FnOnce(io::Error) -> NotMade {
    let name = path.display().to_string();
    move |error| NotMade::Io(name, error)
}

/// Makes a package. Nothing stays where it could not be made whole.
///
/// # Errors
/// [`NotMade`].
pub fn make(wanted: &Wanted) -> Result<Made, NotMade> {
    let mut described_as = wanted.description.clone();
    if let (Some(report), Some(map)) = (&wanted.report, described_as.as_object_mut()) {
        let measured = serde_json::to_value(reported(report)?).map_err(NotADescription::from)?;
        if *map.entry("report").or_insert_with(|| measured.clone()) != measured {
            return Err(NotMade::Report);
        }
    }
    let (description, checksums) = described(&wanted.folder, described_as)?;
    if description.report.is_some() != wanted.report.is_some() {
        return Err(NotMade::Report);
    }
    let findings = package::check(&description, &wanted.accepted);
    if !findings.is_empty() {
        return Err(NotMade::Findings(findings));
    }
    only_named(&wanted.folder, &description)?;
    let mut tags = package::tag_files(&description).map_err(NotMade::Findings)?;
    tags.extend(wanted.report.clone());
    if let Some(signature) = &wanted.signature {
        let signed = Subject::Package.unjudged(signature).map_err(|_| NotMade::Signature)?;
        if !tags.iter().any(|tag| tag.path == TAGMANIFEST_256 && tag.bytes == signed.0) {
            return Err(NotMade::Signature);
        }
        tags.push(TagFile { path: SIGNATURE, bytes: signature.clone() });
    }
    write(wanted, &Contents { description: &description, checksums: &checksums, tags: &tags })?;
    Ok(Made {
        identifier: package::identifier(&description.request, description.package),
        items: description.files.len(),
        bytes: description.files.iter().map(|file| file.bytes).sum(),
        signed: wanted.signature.is_some(),
    })
}

/// What a description says of a report.
///
/// # Errors
/// [`NotMade::Io`], which bytes in memory do not cause.
pub fn reported(report: &TagFile) -> Result<package::Report, NotMade> {
    let Measured { bytes, sha256, sha512, .. } =
        measure(report.bytes.as_slice(), io::sink()).map_err(at(Path::new(report.path)))?;
    Ok(package::Report { path: report.path.to_owned(), bytes, sha256, sha512 })
}

/// What is written.
struct Contents<'a> {
    description: &'a Description,
    checksums: &'a Checksums,
    tags: &'a [TagFile],
}

/// CRC-32 of the files that were measured, by their paths.
type Checksums = BTreeMap<String, u32>;

/// The description with what it left out measured.
fn described(folder: &Path, mut description: Value) -> Result<(Description, Checksums), NotMade> {
    let mut checksums = Checksums::new();
    for file in description["files"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        let Some(path) = file.get("path").and_then(Value::as_str).map(str::to_owned) else { continue };
        let whole = ["bytes", "sha256", "sha512"].iter().all(|member| file.contains_key(*member));
        // A path that leads elsewhere is not followed; the check tells it.
        if whole || name::fit(&path).is_err() {
            continue;
        }
        let Measured { bytes, sha256, sha512, crc } = measured(&folder.join(&path), io::sink())?;
        checksums.insert(path, crc);
        file.entry("bytes").or_insert(bytes.into());
        file.entry("sha256").or_insert(sha256.into());
        file.entry("sha512").or_insert(sha512.into());
    }
    Ok((Description::read(description.to_string().as_bytes())?, checksums))
}

/// Measures a plain file; a link is not followed.
fn measured(path: &Path, copy: impl Write) -> Result<Measured, NotMade> {
    let plain = fs::symlink_metadata(path).map_err(at(path))?.is_file();
    if !plain {
        return Err(at(path)(io::Error::new(io::ErrorKind::InvalidInput, "it is a link or no plain file")));
    }
    measure(File::open(path).map_err(at(path))?, copy).map_err(at(path))
}

/// Nothing lies in the folder that is not named.
fn only_named(folder: &Path, description: &Description) -> Result<(), NotMade> {
    let named: std::collections::BTreeSet<&str> = description.files.iter().map(|file| file.path.as_str()).collect();
    for entry in WalkDir::new(folder).min_depth(1).follow_links(false) {
        let entry = entry.map_err(|error| at(folder)(error.into()))?;
        let path = within(folder, entry.path());
        if !entry.file_type().is_dir() && !path.as_deref().is_some_and(|path| named.contains(path)) {
            return Err(NotMade::NotNamed(entry.path().display().to_string()));
        }
    }
    Ok(())
}

fn write(wanted: &Wanted, contents: &Contents<'_>) -> Result<(), NotMade> {
    let out = &wanted.out;
    if fs::symlink_metadata(out).is_ok() {
        return Err(NotMade::There(out.display().to_string()));
    }
    let part = out.with_file_name(format!(".{}.part", out.file_name().unwrap_or_default().to_string_lossy()));
    let is_archive = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    let written =
        if is_archive { archive(&part, &wanted.folder, contents) } else { folder(&part, &wanted.folder, contents) };
    let placed = written.and_then(|()| fs::rename(&part, out).map_err(at(out)));
    if placed.is_err() && !matches!(placed, Err(NotMade::There(_))) {
        // What could not be made whole does not stay; where that fails too, the first failure is told.
        let _ = if is_archive { fs::remove_file(&part) } else { fs::remove_dir_all(&part) };
    }
    placed
}

/// Copies a file, and holds what was copied against the description.
fn copy(from: &Path, file: &package::File, to: impl Write) -> Result<(), NotMade> {
    let path = from.join(&file.path);
    let copied = measured(&path, to)?;
    let same = copied.bytes == file.bytes && copied.sha256 == file.sha256 && copied.sha512 == file.sha512;
    if same { Ok(()) } else { Err(NotMade::Changed(file.path.clone())) }
}

fn begun(part: &Path, error: io::Error) -> NotMade {
    match error.kind() {
        io::ErrorKind::AlreadyExists => NotMade::There(part.display().to_string()),
        _ => at(part)(error),
    }
}

fn folder(part: &Path, from: &Path, contents: &Contents<'_>) -> Result<(), NotMade> {
    fs::create_dir(part).map_err(|error| begun(part, error))?;
    let place = |name: &str| -> Result<(PathBuf, File), NotMade> {
        let path = part.join(name);
        let above = path.parent().unwrap_or(part);
        fs::create_dir_all(above).map_err(at(above))?;
        let file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(at(&path))?;
        Ok((path, file))
    };
    for file in &contents.description.files {
        let (path, mut to) = place(&format!("{PAYLOAD}{}", file.path))?;
        copy(from, file, &mut to)?;
        to.sync_all().map_err(at(&path))?;
    }
    for tag in contents.tags {
        let (path, mut to) = place(tag.path)?;
        to.write_all(&tag.bytes).and_then(|()| to.sync_all()).map_err(at(&path))?;
    }
    Ok(())
}

fn archive(part: &Path, from: &Path, contents: &Contents<'_>) -> Result<(), NotMade> {
    let file = OpenOptions::new().write(true).create_new(true).open(part).map_err(|error| begun(part, error))?;
    let mut archive = Writer::new(BufWriter::with_capacity(1 << 18, file));
    let description = contents.description;
    let root = package::identifier(&description.request, description.package);
    for tag in contents.tags {
        let crc = crc32fast::hash(&tag.bytes);
        archive.begin(&format!("{root}/{}", tag.path), tag.bytes.len() as u64, crc).map_err(at(part))?;
        archive.write_all(&tag.bytes).map_err(at(part))?;
    }
    for file in &description.files {
        // An archive says the checksum before the bytes; one that changed since is told by its hashes.
        let crc = match contents.checksums.get(&file.path) {
            Some(crc) => *crc,
            None => measured(&from.join(&file.path), io::sink())?.crc,
        };
        archive.begin(&format!("{root}/{PAYLOAD}{}", file.path), file.bytes, crc).map_err(at(part))?;
        copy(from, file, &mut archive)?;
    }
    let file = archive.finish().map_err(at(part))?;
    file.into_inner().map_err(|error| at(part)(error.into_error()))?.sync_all().map_err(at(part))
}
