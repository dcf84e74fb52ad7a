//! The bytes of a segment: a header of 4096 bytes, then the lists one after another, each at a multiple of 64.
//!
//! Header, little endian: 8 bytes `KHIENIDX`, version u32, bands u32, hashes u64, 256 bytes of bit order, then for every
//! list its place and length in bytes (u64 each): first halves, second halves, ids (length 0 where ids are places), and of
//! each band entries, blocks and wide blocks; the last 32 bytes are the SHA-256 of the rest of the header. A file
//! is opened by looking at the header alone, so it opens at once however long it is; whatever its lists say, a search
//! reads within them.

use std::io::{self, Write};
use std::sync::Arc;

use bytemuck::{AnyBitPattern, NoUninit};
use sha2::{Digest, Sha256};

use super::bits::{Band, Order};
use super::segment::{Held, List, Part, Segment};

/// Length of the header in bytes.
const HEADER: usize = 4096;
const MAGIC: &[u8; 8] = b"KHIENIDX";
const VERSION: u32 = 1;
const LISTS_AT: usize = 8 + 4 + 4 + 8 + 256;

/// Why a file is not an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnIndex {
    /// Another kind of file, or its beginning is damaged.
    #[error("this is not an index file, or its header is damaged; build it again from the list")]
    Header,
    /// Written by another version.
    #[error("this index has version {0}, this program reads {VERSION}; build it again from the list")]
    Version(u32),
    /// Lists that do not fit.
    #[error("this index file is cut off or damaged; build it again from the list")]
    Lists,
}

impl Segment {
    /// Writes the segment.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let lists = self.lists();
        let mut header = vec![0_u8; HEADER];
        header[..8].copy_from_slice(MAGIC);
        header[8..12].copy_from_slice(&VERSION.to_le_bytes());
        header[12..16].copy_from_slice(&(self.parts.len() as u32).to_le_bytes());
        header[16..24].copy_from_slice(&(self.len() as u64).to_le_bytes());
        header[24..LISTS_AT].copy_from_slice(self.order.bytes());
        let mut place = HEADER;
        for (at, list) in lists.iter().enumerate() {
            let to = LISTS_AT + at * 16;
            header[to..to + 8].copy_from_slice(&(place as u64).to_le_bytes());
            header[to + 8..to + 16].copy_from_slice(&(list.len() as u64).to_le_bytes());
            place = (place + list.len()).next_multiple_of(64);
        }
        let sum = Sha256::digest(&header[..HEADER - 32]);
        header[HEADER - 32..].copy_from_slice(&sum);
        out.write_all(&header)?;
        for list in lists {
            out.write_all(list)?;
            out.write_all(&[0; 64][..list.len().next_multiple_of(64) - list.len()])?;
        }
        out.flush()
    }

    fn lists(&self) -> Vec<&[u8]> {
        let mut lists = vec![bytes(&self.front), bytes(&self.back), self.ids.as_ref().map_or(&[][..], bytes)];
        for part in &self.parts {
            lists.extend([bytes(&part.entries), bytes(&part.blocks), bytes(&part.wide)]);
        }
        lists
    }

    /// Opens a segment in bytes that somebody holds: a mapped file, or memory.
    ///
    /// # Errors
    /// Not an index, of another version, or cut off.
    pub fn open(held: Arc<dyn Held>) -> Result<Self, NotAnIndex> {
        let header = Header::read((*held).as_ref())?;
        let ids = header.list::<u32>(&held, 2, None)?;
        let bands = if header.bands == 0 { Vec::new() } else { Band::cut(header.bands) };
        let parts = bands.into_iter().enumerate().map(|(at, band)| {
            let entries = header.list(&held, 3 + at * 3, Some(header.hashes))?;
            let blocks = header.list(&held, 4 + at * 3, Some(band.buckets().div_ceil(16)))?;
            Ok(Part { band, entries, blocks, wide: header.list(&held, 5 + at * 3, None)? })
        });
        let has_ids = !ids.is_empty();
        if has_ids && ids.len() != header.hashes {
            return Err(NotAnIndex::Lists);
        }
        Ok(Self {
            front: header.list(&held, 0, Some(header.hashes))?,
            back: header.list(&held, 1, Some(header.hashes))?,
            ids: has_ids.then_some(ids),
            parts: parts.collect::<Result<_, _>>()?,
            order: Arc::new(header.order),
        })
    }
}

struct Header {
    bands: u32,
    hashes: usize,
    order: Order,
    places: Vec<(usize, usize)>,
}

impl Header {
    fn read(bytes: &[u8]) -> Result<Self, NotAnIndex> {
        let header = bytes.get(..HEADER).ok_or(NotAnIndex::Header)?;
        let word = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| header[at + byte]));
        let half = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| header[at + byte]));
        if &header[..8] != MAGIC || Sha256::digest(&header[..HEADER - 32])[..] != header[HEADER - 32..] {
            return Err(NotAnIndex::Header);
        }
        if half(8) != VERSION {
            return Err(NotAnIndex::Version(half(8)));
        }
        let bands = half(12);
        if bands != 0 && !(10..=32).contains(&bands) {
            return Err(NotAnIndex::Lists);
        }
        let order = Order::read(std::array::from_fn(|at| header[24 + at])).ok_or(NotAnIndex::Lists)?;
        let place = |at: usize| Some((usize::try_from(word(at)).ok()?, usize::try_from(word(at + 8)).ok()?));
        let places = (0..3 + bands as usize * 3).map(|list| place(LISTS_AT + list * 16)).collect::<Option<_>>();
        let hashes = usize::try_from(word(16)).ok().filter(|hashes| *hashes < u32::MAX as usize);
        Ok(Self { bands, hashes: hashes.ok_or(NotAnIndex::Lists)?, order, places: places.ok_or(NotAnIndex::Lists)? })
    }

    fn list<T: AnyBitPattern>(
        &self,
        held: &Arc<dyn Held>,
        at: usize,
        length: Option<usize>,
    ) -> Result<List<T>, NotAnIndex> {
        let (begin, bytes) = self.places[at];
        let end = begin.checked_add(bytes).ok_or(NotAnIndex::Lists)?;
        let part = (**held).as_ref().get(begin..end).ok_or(NotAnIndex::Lists)?;
        let list: &[T] = bytemuck::try_cast_slice(part).map_err(|_| NotAnIndex::Lists)?;
        if length.is_some_and(|length| length != list.len()) {
            return Err(NotAnIndex::Lists);
        }
        Ok(List::Part { of: Arc::clone(held), begin, end })
    }
}

fn bytes<T: AnyBitPattern + NoUninit>(list: &List<T>) -> &[u8] {
    bytemuck::cast_slice(list)
}
