//! The order of bits before banding, and what a band of them reads.
//!
//! Real PDQ hashes have balanced bits and nearly independent pairs, yet neighbouring bits share structure of a higher
//! order: contiguous bands collide 3 to 14 times as often as ideal, bands of shuffled bits hardly ever
//! (`docs/signals.md`). Shuffling changes no distance, so it costs no exactness.

use crate::Hash256;

/// The order of bits of this version. It stands in the header of every index file.
const SEED: u64 = 0x6b68_6965_6e21_0001;

/// A permutation of the 256 bits.
#[derive(Clone)]
pub struct Order {
    from: [u8; 256],
    there: Box<Table>,
    back: Box<Table>,
}

/// For each group of four bits and each of its values, the bits that it sets: 32 KiB, which stay close to the processor.
type Table = [[[u64; 4]; 16]; 64];

impl Default for Order {
    fn default() -> Self {
        let mut from: [u8; 256] = std::array::from_fn(|k| k as u8);
        let mut state = SEED;
        for last in (1..256_usize).rev() {
            from.swap(last, (split_mix(&mut state) % (last as u64 + 1)) as usize);
        }
        Self::of(from)
    }
}

impl Order {
    /// The order whose bit `k` is bit `from[k]` of the hash, or nothing where a bit is named twice.
    #[must_use]
    pub fn read(from: [u8; 256]) -> Option<Self> {
        let mut seen = [false; 256];
        from.iter().for_each(|k| seen[usize::from(*k)] = true);
        seen.iter().all(|seen| *seen).then(|| Self::of(from))
    }

    fn of(from: [u8; 256]) -> Self {
        let mut back = [0; 256];
        from.iter().enumerate().for_each(|(to, from)| back[usize::from(*from)] = to as u8);
        Self { from, there: table(&back), back: table(&from) }
    }

    /// As it stands in a header.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 256] {
        &self.from
    }

    /// The hash with its bits in this order.
    #[must_use]
    pub fn shuffle(&self, hash: Hash256) -> [u64; 4] {
        apply(&self.there, hash.0)
    }

    /// The hash that [`Self::shuffle`] was given.
    #[must_use]
    pub fn restore(&self, shuffled: [u64; 4]) -> Hash256 {
        Hash256(apply(&self.back, shuffled))
    }
}

/// `to[k]` says where bit `k` goes. Bit `k` is bit `k % 64` of word `k / 64`.
fn table(to: &[u8; 256]) -> Box<Table> {
    let mut table = Box::new([[[0; 4]; 16]; 64]);
    for (group, row) in table.iter_mut().enumerate() {
        for (value, bits) in row.iter_mut().enumerate() {
            for bit in (0..4).filter(|bit| value >> bit & 1 == 1) {
                let to = usize::from(to[group * 4 + bit]);
                bits[to / 64] |= 1 << (to % 64);
            }
        }
    }
    table
}

fn apply(table: &Table, words: [u64; 4]) -> [u64; 4] {
    let mut out = [0; 4];
    for (rows, word) in table.as_chunks::<16>().0.iter().zip(words) {
        for (at, row) in rows.iter().enumerate() {
            let bits = &row[(word >> (at * 4) & 15) as usize];
            out.iter_mut().zip(bits).for_each(|(out, bits)| *out |= bits);
        }
    }
    out
}

/// The next number of a SplitMix64 sequence (Steele, Lea, Flood 2014).
pub(crate) fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// Some neighbouring bits of a shuffled hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// The first bit.
    pub first: u32,
    /// How many; at most [`Band::WIDEST`].
    pub width: u32,
}

impl Band {
    /// The widest band, so that its table of buckets stays sensible.
    pub const WIDEST: u32 = 28;

    /// 256 bits in `count` bands that differ in width by one at most.
    #[must_use]
    pub fn cut(count: u32) -> Vec<Self> {
        let mut first = 0;
        (0..count)
            .map(|at| {
                let width = 256 / count + u32::from(at < 256 % count);
                let band = Self { first, width };
                first += width;
                band
            })
            .collect()
    }

    /// The bucket of a shuffled hash.
    #[must_use]
    pub fn key(self, words: &[u64; 4]) -> u32 {
        let (word, shift) = ((self.first / 64) as usize, self.first % 64);
        let mut bits = words[word] >> shift;
        if shift + self.width > 64 {
            bits |= words[word + 1] << (64 - shift);
        }
        (bits & ((1 << self.width) - 1)) as u32
    }

    /// How many buckets.
    #[must_use]
    pub fn buckets(self) -> usize {
        1 << self.width
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shuffling_keeps_distances_and_comes_back(a: [u64; 4], b: [u64; 4]) {
            let order = Order::default();
            let (a, b) = (Hash256(a), Hash256(b));
            let (x, y) = (order.shuffle(a), order.shuffle(b));
            prop_assert_eq!(order.restore(x), a);
            prop_assert_eq!(Hash256(x).distance(Hash256(y)), a.distance(b));
            let read = Order::read(*order.bytes()).expect("its own bytes");
            prop_assert_eq!(read.shuffle(a), x);
        }

        #[test]
        fn bands_read_every_bit_once(words: [u64; 4], count in 10_u32..=20) {
            let mut sum = 0;
            for band in Band::cut(count) {
                sum += band.key(&words).count_ones();
            }
            prop_assert_eq!(sum, words.iter().map(|word| word.count_ones()).sum::<u32>());
        }
    }

    #[test]
    fn an_order_that_names_a_bit_twice_is_refused() {
        let mut from = *Order::default().bytes();
        from[3] = from[4];
        assert!(Order::read(from).is_none());
    }
}
