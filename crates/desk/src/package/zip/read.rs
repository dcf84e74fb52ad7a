//! Reading an archive's directory, strictly.

use std::io::{Read, Seek, SeekFrom};

use super::{CENTRAL, END, END_64, EXTRA_64, EXTRA_NAME, LARGE, LOCAL, LOCATOR_64, UTF_8, ZipError};
use crate::package::{FILES_MAX, TAGS_MAX};

/// Bytes that a directory may have: the most entries, with the longest names.
const DIRECTORY_MAX: u64 = 24 << 20;
/// Entries: files, tag files, and folders of their own.
const ENTRIES_MAX: u64 = 2 * (FILES_MAX + TAGS_MAX) as u64;
/// Bytes of a name.
const NAME_MAX: usize = 2_048;
/// Kinds of file in the upper bits of a Unix mode: none said, plain, folder.
const MODES: [u32; 3] = [0, 0o100_000, 0o040_000];

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, with `/`; one that ends so is a folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its CRC-32, as the archive says.
    pub crc: u32,
    /// Where its bytes begin.
    pub at: u64,
}

impl Entry {
    /// Whether it is a folder.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Its bytes.
    ///
    /// # Errors
    /// The disk.
    pub fn open<'a, R: Read + Seek>(&self, archive: &'a mut R) -> std::io::Result<std::io::Take<&'a mut R>> {
        archive.seek(SeekFrom::Start(self.at))?;
        Ok(archive.take(self.bytes))
    }
}

/// The directory as it is found.
struct Directory {
    at: u64,
    bytes: u64,
    entries: u64,
}

/// An entry of the directory, with where it begins.
struct Listed {
    entry: Entry,
    begins: u64,
    flags: u16,
}

/// The entries of an archive, in the order in which they lie. Nothing of them is read but their headers.
///
/// # Errors
/// [`ZipError`].
pub fn entries<R: Read + Seek>(archive: &mut R) -> Result<Vec<Entry>, ZipError> {
    let directory = find(archive)?;
    if directory.bytes > DIRECTORY_MAX || directory.entries > ENTRIES_MAX {
        return Err(ZipError::TooMany);
    }
    let bytes = part(archive, directory.at, usize::try_from(directory.bytes).map_err(|_| ZipError::TooMany)?)?;
    let mut rest = Bytes(&bytes);
    let mut listed = Vec::new();
    for _ in 0..directory.entries {
        listed.push(central(&mut rest)?);
    }
    if !rest.0.is_empty() {
        return Err(ZipError::NotZip);
    }
    listed.sort_by_key(|one| one.begins);
    let mut end = 0;
    let mut entries = Vec::with_capacity(listed.len());
    for mut one in listed {
        let hidden = || ZipError::Hidden(one.entry.name.clone());
        if one.begins != end {
            return Err(hidden());
        }
        one.entry.at = local(archive, &one)?;
        end = one.entry.at.checked_add(one.entry.bytes).filter(|end| *end <= directory.at).ok_or_else(hidden)?;
        entries.push(one.entry);
    }
    if end == directory.at { Ok(entries) } else { Err(ZipError::Hidden("the directory".into())) }
}

/// Finds the directory by the archive's very end: no comment, one disk.
fn find<R: Read + Seek>(archive: &mut R) -> Result<Directory, ZipError> {
    const SHORT: u64 = 22;
    const LONG: u64 = SHORT + 20 + 56;
    let length = archive.seek(SeekFrom::End(0))?;
    let ends = length.checked_sub(SHORT).ok_or(ZipError::NotZip)?;
    let bytes = part(archive, ends, 22)?;
    let mut end = Bytes(&bytes);
    if end.u32()? != END || end.u32()? != 0 {
        return Err(ZipError::NotZip);
    }
    let (here, all, size, at, comment) = (end.u16()?, end.u16()?, end.u32()?, end.u32()?, end.u16()?);
    if here != all || comment != 0 {
        return Err(ZipError::NotZip);
    }
    let mut directory = Directory { at: at.into(), bytes: size.into(), entries: all.into() };
    let mut follows = ends;
    if all == u16::MAX || size == LARGE || at == LARGE {
        follows = length.checked_sub(LONG).ok_or(ZipError::NotZip)?;
        let bytes = part(archive, follows, 76)?;
        let large = large(&bytes, follows)?;
        let same = |short: u64, most: u64, long: u64| short == most || short == long;
        let agree = same(all.into(), u16::MAX.into(), large.entries)
            && same(size.into(), LARGE.into(), large.bytes)
            && same(at.into(), LARGE.into(), large.at);
        if !agree {
            return Err(ZipError::NotZip);
        }
        directory = large;
    }
    if directory.at.checked_add(directory.bytes) == Some(follows) { Ok(directory) } else { Err(ZipError::NotZip) }
}

/// The end of a large archive with its locator, of which the first begins `at`.
fn large(bytes: &[u8], begins: u64) -> Result<Directory, ZipError> {
    let mut end = Bytes(bytes);
    let sound = end.u32()? == END_64 && end.u64()? == 44;
    end.take(4)?;
    let one_disk = end.u64()? == 0;
    let (here, entries, size, at) = (end.u64()?, end.u64()?, end.u64()?, end.u64()?);
    let located = end.u32()? == LOCATOR_64 && end.u32()? == 0 && end.u64()? == begins && end.u32()? == 1;
    let holds = sound && one_disk && here == entries && located;
    if holds { Ok(Directory { at, bytes: size, entries }) } else { Err(ZipError::NotZip) }
}

/// An entry of the directory.
fn central(rest: &mut Bytes<'_>) -> Result<Listed, ZipError> {
    if rest.u32()? != CENTRAL {
        return Err(ZipError::NotZip);
    }
    let made = rest.u16()?;
    rest.take(2)?;
    let (flags, method) = (rest.u16()?, rest.u16()?);
    rest.take(4)?;
    let (crc, packed, size) = (rest.u32()?, rest.u32()?, rest.u32()?);
    let (name, extra, comment) = (rest.u16()?, rest.u16()?, rest.u16()?);
    let disk = rest.u16()?;
    rest.take(2)?;
    let (attributes, at) = (rest.u32()?, rest.u32()?);
    let name = text(rest.take(name.into())?, flags)?;
    let mut numbers = [u64::from(size), u64::from(packed), u64::from(at)];
    widen(rest.take(extra.into())?, &mut numbers)?;
    let plain = made >> 8 != 3 || MODES.contains(&(attributes >> 16 & 0o170_000));
    let empty = !name.ends_with('/') || numbers[0] == 0;
    if flags & !UTF_8 != 0 || method != 0 || numbers[0] != numbers[1] || !plain || !empty {
        return Err(ZipError::NotStored(name));
    }
    if disk != 0 || comment != 0 {
        return Err(ZipError::Hidden(name));
    }
    Ok(Listed { entry: Entry { name, bytes: numbers[0], crc, at: 0 }, begins: numbers[2], flags })
}

/// Holds an entry's own header against the directory; gives where its bytes begin.
fn local<R: Read + Seek>(archive: &mut R, listed: &Listed) -> Result<u64, ZipError> {
    let hidden = || ZipError::Hidden(listed.entry.name.clone());
    let head = part(archive, listed.begins, 30)?;
    let mut rest = Bytes(&head);
    if rest.u32()? != LOCAL {
        return Err(hidden());
    }
    rest.take(2)?;
    let (flags, method) = (rest.u16()?, rest.u16()?);
    rest.take(4)?;
    let (crc, packed, size) = (rest.u32()?, rest.u32()?, rest.u32()?);
    let (name, extra) = (usize::from(rest.u16()?), usize::from(rest.u16()?));
    let tail = part(archive, listed.begins + 30, name + extra)?;
    let mut rest = Bytes(&tail);
    let name = text(rest.take(name)?, flags)?;
    let mut numbers = [u64::from(size), u64::from(packed), 0];
    widen(rest.take(extra)?, &mut numbers)?;
    let same = flags == listed.flags
        && method == 0
        && crc == listed.entry.crc
        && name == listed.entry.name
        && numbers[..2] == [listed.entry.bytes; 2];
    if same { Ok(listed.begins + 30 + tail.len() as u64) } else { Err(hidden()) }
}

/// A name: UTF-8 that says so, or ASCII.
fn text(bytes: &[u8], flags: u16) -> Result<String, ZipError> {
    let said = bytes.is_ascii() || flags & UTF_8 != 0;
    let text = std::str::from_utf8(bytes).map_err(|_| ZipError::Name)?;
    if said && !text.is_empty() && text.len() <= NAME_MAX { Ok(text.to_owned()) } else { Err(ZipError::Name) }
}

/// Puts the numbers of the extra field for large ones in their places: length, packed length, place, those that are [`LARGE`].
fn widen(extra: &[u8], numbers: &mut [u64; 3]) -> Result<(), ZipError> {
    let mut extra = Bytes(extra);
    let mut widened = false;
    while !extra.0.is_empty() {
        let (of, length) = (extra.u16()?, extra.u16()?);
        let mut field = Bytes(extra.take(length.into())?);
        if of == EXTRA_NAME || of == EXTRA_64 && widened {
            return Err(ZipError::Name);
        }
        if of != EXTRA_64 {
            continue;
        }
        widened = true;
        for number in numbers.iter_mut().filter(|number| **number == u64::from(LARGE)) {
            *number = field.u64()?;
        }
        if !field.0.is_empty() {
            return Err(ZipError::NotZip);
        }
    }
    Ok(())
}

fn part<R: Read + Seek>(archive: &mut R, at: u64, length: usize) -> Result<Vec<u8>, ZipError> {
    let mut bytes = vec![0; length];
    archive.seek(SeekFrom::Start(at))?;
    archive.read_exact(&mut bytes).map_err(|error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => ZipError::NotZip,
        _ => ZipError::Io(error),
    })?;
    Ok(bytes)
}

/// Bytes that are read from the front; numbers are little-endian.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], ZipError> {
        let (front, rest) = self.0.split_at_checked(length).ok_or(ZipError::NotZip)?;
        self.0 = rest;
        Ok(front)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ZipError> {
        self.take(N)?.try_into().map_err(|_| ZipError::NotZip)
    }

    fn u16(&mut self) -> Result<u16, ZipError> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, ZipError> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, ZipError> {
        self.array().map(u64::from_le_bytes)
    }
}
