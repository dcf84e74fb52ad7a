//! Where each bucket of a band begins, in a little over a byte a bucket.
//!
//! Sixteen buckets share a block of twenty bytes: the first entry (u32) and, for each bucket, how many entries of the block
//! stand before its end (u8). A block with more than 254 entries is marked by 255 in its last byte; its first entry is then
//! the number of a row in the list of wide blocks.

use std::ops::Range;

/// A block as it lies in memory and in the file.
pub(super) type Block = [u8; 20];

/// Where the sixteen buckets of a crowded block begin and end.
pub(super) type Wide = [u32; 17];

const CROWDED: u8 = 255;

/// The blocks of one band.
#[derive(Clone, Copy)]
pub(super) struct Blocks<'a> {
    pub(super) blocks: &'a [Block],
    pub(super) wide: &'a [Wide],
}

impl Blocks<'_> {
    /// The entries of a bucket. Bytes that do not fit together give an empty range or one that is too long, which whoever
    /// uses it cuts.
    pub(super) fn range(&self, bucket: u32) -> Range<usize> {
        let Some(block) = self.blocks.get(bucket as usize / 16) else { return 0..0 };
        let within = bucket as usize % 16;
        let first = u32::from_le_bytes([block[0], block[1], block[2], block[3]]) as usize;
        if block[19] == CROWDED {
            return match self.wide.get(first) {
                Some(wide) => wide[within] as usize..wide[within + 1] as usize,
                None => 0..0,
            };
        }
        let begin = if within == 0 { 0 } else { block[3 + within] };
        first + usize::from(begin)..first + usize::from(block[4 + within])
    }
}

/// Writes the blocks of some buckets from the number of entries in each; `first` is the entry that they begin with.
pub(super) fn write(counts: &[u32], mut first: u32, blocks: &mut [Block], wide: &mut Vec<Wide>) {
    for (sixteen, block) in counts.chunks(16).zip(blocks) {
        let total: u32 = sixteen.iter().sum();
        if total < u32::from(CROWDED) {
            block[..4].copy_from_slice(&first.to_le_bytes());
            let mut end = 0;
            for (at, count) in sixteen.iter().enumerate() {
                end += *count as u8;
                block[4 + at] = end;
            }
        } else {
            block[..4].copy_from_slice(&(wide.len() as u32).to_le_bytes());
            block[19] = CROWDED;
            let mut row = [first; 17];
            for (at, count) in sixteen.iter().enumerate() {
                row[at + 1] = row[at] + count;
            }
            wide.push(row);
        }
        first += total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_bucket_has_its_range(counts in proptest::collection::vec(prop_oneof![4 => 0_u32..4, 1 => 0_u32..300], 1..20)) {
            let counts: Vec<u32> = counts.iter().cycle().take(counts.len().next_multiple_of(16)).copied().collect();
            let (mut blocks, mut wide) = (vec![[0; 20]; counts.len() / 16], Vec::new());
            write(&counts, 0, &mut blocks, &mut wide);
            let blocks = Blocks { blocks: &blocks, wide: &wide };
            let mut first = 0;
            for (bucket, count) in counts.iter().enumerate() {
                prop_assert_eq!(blocks.range(bucket as u32), first..first + *count as usize);
                first += *count as usize;
            }
        }

        #[test]
        fn no_bytes_break_a_look(blocks: Vec<[u8; 20]>, bucket: u32) {
            let _ = Blocks { blocks: &blocks, wide: &[[7; 17]] }.range(bucket);
        }
    }
}
