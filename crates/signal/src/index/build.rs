//! Making a segment, on all cores.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::bits::{Band, Order};
use super::blocks::{self, Block};
use super::kernel::Half;
use super::plan;
use super::room::Room;
use super::segment::{List, Part, Segment};
use crate::Hash256;

/// More hashes than a number of 32 bits can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an index holds at most {} hashes; split the list", u32::MAX)]
pub struct TooMany;

/// How to build.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// How many bands; none lets the cost model choose.
    pub bands: Option<u32>,
    /// How many threads; none takes every core.
    pub threads: Option<usize>,
}

/// An index of these hashes, whose ids are their places in the list.
///
/// # Errors
/// Too many.
pub fn build(hashes: &[Hash256]) -> Result<Segment, TooMany> {
    with(hashes, None, Options::default())
}

/// An index of these hashes with ids, built as told. As many ids as hashes; a missing one reads as `u32::MAX`.
///
/// # Errors
/// Too many.
pub fn with(hashes: &[Hash256], ids: Option<Vec<u32>>, options: Options) -> Result<Segment, TooMany> {
    consuming(hashes, ids, options)
}

/// As [`with`], of hashes that are let go as soon as they are read, so that they are not in memory twice while the bands
/// are made.
///
/// # Errors
/// Too many.
pub fn consuming(hashes: impl AsRef<[Hash256]>, ids: Option<Vec<u32>>, options: Options) -> Result<Segment, TooMany> {
    if hashes.as_ref().len() >= u32::MAX as usize {
        return Err(TooMany);
    }
    let threads = options.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get)).max(1);
    let order = Arc::new(Order::default());
    let (front, back) = shuffled(hashes.as_ref(), &order, threads);
    drop(hashes);
    let count = options.bands.unwrap_or_else(|| plan::bands(front.len()));
    let bands = if count == 0 { Vec::new() } else { Band::cut(count.clamp(10, 32)) };
    let parts = in_parallel(&bands, threads, |band| part(*band, &front, &back));
    Ok(Segment { order, front: List::Large(front), back: List::Large(back), ids: ids.map(List::Own), parts })
}

fn shuffled(hashes: &[Hash256], order: &Order, threads: usize) -> (Room<Half>, Room<Half>) {
    let (mut front, mut back) = (Room::<Half>::of(hashes.len()), Room::<Half>::of(hashes.len()));
    let step = hashes.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        for ((hashes, front), back) in hashes.chunks(step).zip(front.chunks_mut(step)).zip(back.chunks_mut(step)) {
            scope.spawn(move || {
                for ((hash, front), back) in hashes.iter().zip(front).zip(back) {
                    let [a, b, c, d] = order.shuffle(*hash);
                    (*front, *back) = ([a, b], [c, d]);
                }
            });
        }
    });
    (front, back)
}

/// `make` of every item, in order, as many at a time as there are threads.
fn in_parallel<T: Sync, U: Send>(items: &[T], threads: usize, make: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let next = AtomicUsize::new(0);
    let mut made: Vec<(usize, U)> = thread::scope(|scope| {
        let work = || {
            let mut mine = Vec::new();
            while let Some((at, item)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
            {
                mine.push((at, make(item)));
            }
            mine
        };
        let workers: Vec<_> = (0..threads.min(items.len())).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    made.sort_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, made)| made).collect()
}

/// The hashes' numbers in the order of their buckets: first dealt out by the upper bits of the bucket to some hundreds of
/// piles, each of which is then sorted by counting within the processor's cache. One pass over all buckets at once would
/// wait for memory at every hash.
fn part(band: Band, front: &[Half], back: &[Half]) -> Part {
    let low = band.width.saturating_sub(10).max(4);
    let key = |(front, back): (&Half, &Half)| band.key(&[front[0], front[1], back[0], back[1]]);
    let mut ends = vec![0_usize; 1 << (band.width - low)];
    front.iter().zip(back).for_each(|half| ends[(key(half) >> low) as usize] += 1);
    let mut total = 0;
    for end in &mut ends {
        total += std::mem::replace(end, total);
    }
    let mut dealt = Room::<[u32; 2]>::of(front.len());
    for (number, half) in front.iter().zip(back).enumerate() {
        let key = key(half);
        let end = &mut ends[(key >> low) as usize];
        dealt[*end] = [key, number as u32];
        *end += 1;
    }
    let mut entries = Room::<u32>::of(front.len());
    let mut blocks = Room::<Block>::of(band.buckets() / 16);
    let (mut wide, mut counts, mut begin) = (Vec::new(), vec![0; 1 << low], 0);
    for (end, blocks) in ends.iter().zip(blocks.chunks_mut((1 << low) / 16)) {
        counts.fill(0);
        sort_pile(&dealt[begin..*end], (1 << low) - 1, &mut counts, &mut entries[begin..*end]);
        blocks::write(&counts, begin as u32, blocks, &mut wide);
        begin = *end;
    }
    Part { band, entries: List::Large(entries), blocks: List::Large(blocks), wide: List::Own(wide) }
}

/// One pile into the order of its buckets; `counts` ends as how many stand in each.
fn sort_pile(dealt: &[[u32; 2]], mask: u32, counts: &mut [u32], entries: &mut [u32]) {
    dealt.iter().for_each(|[key, _]| counts[(key & mask) as usize] += 1);
    let mut places = Vec::with_capacity(counts.len());
    let mut place = 0;
    for count in counts.iter() {
        places.push(place);
        place += *count as usize;
    }
    for [key, number] in dealt {
        let place = &mut places[(key & mask) as usize];
        entries[*place] = *number;
        *place += 1;
    }
}
