//! Writing an archive from front to back: lengths and checksums are known before the bytes.

use std::io::{self, Write};

use super::{CENTRAL, END, END_64, EXTRA_64, LARGE, LOCAL, LOCATOR_64, UTF_8};

/// Version that is needed to read an entry: 2.0, and 4.5 for large ones.
const NEEDS: u16 = 20;
const NEEDS_64: u16 = 45;
/// Made on Unix; the mode is in the attributes.
const MADE: u16 = 3 << 8 | NEEDS_64;
/// A plain file that its owner may write and everybody may read.
const MODE: u32 = 0o100_644 << 16;
/// The first day that the format knows: the same package gives the same archive.
const DAY: u16 = 1 << 5 | 1;

/// Writes an archive.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    at: u64,
    directory: Vec<u8>,
    entries: u64,
    left: u64,
}

impl<W: Write> Writer<W> {
    /// Begins one.
    pub fn new(out: W) -> Self {
        Self { out, at: 0, directory: Vec::new(), entries: 0, left: 0 }
    }

    /// Begins an entry of so many bytes with this CRC-32; exactly those are written to it next.
    ///
    /// # Errors
    /// The disk; [`io::ErrorKind::InvalidInput`] where the entry before is not whole, or the name is longer than 65,535 bytes.
    pub fn begin(&mut self, name: &str, bytes: u64, crc: u32) -> io::Result<()> {
        let invalid = |_| io::Error::new(io::ErrorKind::InvalidInput, "the name is too long");
        let length = u16::try_from(name.len()).map_err(invalid)?;
        self.whole()?;
        let large = bytes >= LARGE.into();
        let far = self.at >= LARGE.into();
        let short = |number: u64| u32::try_from(number).unwrap_or(LARGE);
        let needs = if large || far { NEEDS_64 } else { NEEDS };
        let mut common = Vec::new();
        for number in [needs, UTF_8, 0, 0, DAY] {
            common.extend(number.to_le_bytes());
        }
        let size = if large { LARGE } else { short(bytes) };
        for number in [crc, size, size] {
            common.extend(number.to_le_bytes());
        }
        common.extend(length.to_le_bytes());
        let both = if large { vec![bytes, bytes] } else { Vec::new() };
        let place = if far { vec![self.at] } else { Vec::new() };

        let own = extra(&both);
        let begins = short(self.at);
        self.directory.extend(CENTRAL.to_le_bytes());
        self.directory.extend(MADE.to_le_bytes());
        self.directory.extend(&common);
        let listed = extra(&[both, place].concat());
        self.directory.extend((listed.len() as u16).to_le_bytes());
        self.directory.extend([0; 6]);
        self.directory.extend(MODE.to_le_bytes());
        self.directory.extend(if far { LARGE } else { begins }.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.directory.extend(listed);

        let lengths = (own.len() as u16).to_le_bytes();
        let head = [&LOCAL.to_le_bytes()[..], &common, &lengths, name.as_bytes(), &own].concat();
        self.put(&head)?;
        self.entries += 1;
        self.left = bytes;
        Ok(())
    }

    /// Writes the directory and hands the file back.
    ///
    /// # Errors
    /// The disk; [`io::ErrorKind::InvalidInput`] where the last entry is not whole.
    pub fn finish(mut self) -> io::Result<W> {
        self.whole()?;
        let (at, size) = (self.at, self.directory.len() as u64);
        let directory = std::mem::take(&mut self.directory);
        self.put(&directory)?;
        if at >= LARGE.into() || self.entries >= u16::MAX.into() {
            let ends = self.at;
            let mut end = Vec::new();
            end.extend(END_64.to_le_bytes());
            end.extend(44_u64.to_le_bytes());
            end.extend([MADE, NEEDS_64].into_iter().flat_map(u16::to_le_bytes));
            end.extend([0, self.entries, self.entries, size, at].into_iter().flat_map(u64::to_le_bytes));
            end.extend([LOCATOR_64, 0].into_iter().flat_map(u32::to_le_bytes));
            end.extend(ends.to_le_bytes());
            end.extend(1_u32.to_le_bytes());
            self.put(&end)?;
        }
        let entries = u16::try_from(self.entries).unwrap_or(u16::MAX);
        let mut end = Vec::new();
        end.extend(END.to_le_bytes());
        end.extend([0, 0, entries, entries].into_iter().flat_map(u16::to_le_bytes));
        let short = |number: u64| u32::try_from(number).unwrap_or(LARGE);
        end.extend([short(size), short(at)].into_iter().flat_map(u32::to_le_bytes));
        end.extend([0; 2]);
        self.put(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn whole(&self) -> io::Result<()> {
        if self.left == 0 {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::InvalidInput, "an entry has fewer bytes than were announced"))
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() as u64 > self.left {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "an entry has more bytes than were announced"));
        }
        let written = self.out.write(bytes)?;
        self.left -= written as u64;
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The extra field for large numbers, where there are some.
fn extra(numbers: &[u64]) -> Vec<u8> {
    if numbers.is_empty() {
        return Vec::new();
    }
    let mut field = Vec::new();
    field.extend(EXTRA_64.to_le_bytes());
    field.extend((8 * numbers.len() as u16).to_le_bytes());
    field.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    field
}
