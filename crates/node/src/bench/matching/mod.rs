//! `khien bench match`: look-ups in an index of N hashes, each figure of the same run.

mod dealt;

use std::collections::HashSet;
use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use khien_signal::Hash256;
use khien_signal::index::build::{self, Options};
use khien_signal::index::kernel::Kernel;
use khien_signal::index::segment::Way;
use khien_signal::index::{Hit, Scratch, Segment};
use serde::Serialize;

use crate::Failure;

pub use dealt::Distribution;

/// What to measure.
pub struct Asked {
    /// Hashes in the index.
    pub hashes: usize,
    /// Bits.
    pub radius: u32,
    /// Queries, half of them near a hash of the index.
    pub queries: usize,
    /// What the hashes look like.
    pub distribution: Distribution,
    /// Threads of the batch; one by one always runs on one.
    pub threads: usize,
    /// First number of all that is drawn.
    pub seed: u64,
    /// Write hashes and queries there as raw records, so that a peer can be asked the same.
    pub keep: Option<PathBuf>,
}

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Figures {
    hashes: usize,
    radius: u32,
    distribution: String,
    bands: usize,
    build_s: f64,
    index_mb: f64,
    raw_mb: f64,
    peak_rss_mb: f64,
    p50_us: f64,
    p99_us: f64,
    max_us: f64,
    batch_per_s: f64,
    threads: usize,
    recall: f64,
    compared: usize,
    matches: usize,
    scanned: usize,
    scan_p50_us: f64,
    kernel: String,
}

/// Queries whose answers are compared with brute force.
const COMPARED: usize = 200;

/// Measures.
///
/// # Errors
/// A distribution that cannot be read, more hashes than an index holds.
pub fn run(asked: &Asked) -> Result<Figures, Failure> {
    let held = |error: std::io::Error| Failure::Held(error.to_string());
    let hashes = asked.distribution.hashes(asked.hashes, asked.seed)?;
    let queries = asked.distribution.queries(&hashes, asked.queries, asked.radius, asked.seed);
    if let Some(folder) = &asked.keep {
        std::fs::create_dir_all(folder).map_err(held)?;
        std::fs::write(folder.join("hashes.pdq"), raw(&hashes)).map_err(held)?;
        std::fs::write(folder.join("queries.pdq"), raw(&queries)).map_err(held)?;
    }
    let count = hashes.len();
    let began = Instant::now();
    let segment =
        build::consuming(hashes, None, Options::default()).map_err(|error| Failure::Held(error.to_string()))?;
    let build_s = began.elapsed().as_secs_f64();
    let single = one_by_one(&segment, &queries, asked.radius);
    let batch_per_s = batch(&segment, &queries, asked.radius, asked.threads);
    let (recall, compared) = recall(&segment, &queries, asked.radius);
    Ok(Figures {
        hashes: count,
        radius: asked.radius,
        distribution: asked.distribution.to_string(),
        bands: segment.bands(),
        build_s,
        index_mb: segment.bytes() as f64 / 1e6,
        raw_mb: count as f64 * 32.0 / 1e6,
        peak_rss_mb: super::peak_rss_mb(),
        p50_us: single.at(0.5),
        p99_us: single.at(0.99),
        max_us: single.at(1.0),
        batch_per_s,
        threads: asked.threads,
        recall,
        compared,
        matches: single.matches,
        scanned: single.scanned,
        scan_p50_us: scan_p50(&segment, &queries, asked.radius),
        kernel: format!("{:?}", Kernel::best()),
    })
}

fn raw(hashes: &[Hash256]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.to_bytes()).collect()
}

struct Single {
    /// Microseconds, sorted.
    times: Vec<f64>,
    matches: usize,
    scanned: usize,
}

impl Single {
    fn at(&self, share: f64) -> f64 {
        let at = ((self.times.len() as f64 * share) as usize).min(self.times.len().saturating_sub(1));
        self.times.get(at).copied().unwrap_or_default()
    }
}

fn one_by_one(segment: &Segment, queries: &[Hash256], radius: u32) -> Single {
    let (mut scratch, mut hits) = (Scratch::default(), Vec::new());
    let mut single = Single { times: Vec::with_capacity(queries.len()), matches: 0, scanned: 0 };
    for query in queries {
        hits.clear();
        let began = Instant::now();
        let way = segment.search(*query, radius, &mut scratch, &mut hits);
        single.times.push(began.elapsed().as_secs_f64() * 1e6);
        single.matches += hits.len();
        single.scanned += usize::from(way == Way::Scanned);
    }
    single.times.sort_by(f64::total_cmp);
    single
}

fn batch(segment: &Segment, queries: &[Hash256], radius: u32, threads: usize) -> f64 {
    let step = queries.len().div_ceil(threads.max(1)).max(1);
    let began = Instant::now();
    thread::scope(|scope| {
        for queries in queries.chunks(step) {
            scope.spawn(move || {
                let (mut scratch, mut hits) = (Scratch::default(), Vec::new());
                for query in queries {
                    hits.clear();
                    segment.search(*query, radius, &mut scratch, &mut hits);
                }
            });
        }
    });
    queries.len() as f64 / began.elapsed().as_secs_f64()
}

/// The share of what brute force finds, with plain arithmetic and no index, that a search finds; what a search finds
/// beyond that counts as missed too.
fn recall(segment: &Segment, queries: &[Hash256], radius: u32) -> (f64, usize) {
    let every = (queries.len() / COMPARED).max(1);
    let (mut scratch, mut wanted, mut found, mut compared) = (Scratch::default(), 0_usize, 0_usize, 0);
    for query in queries.iter().step_by(every).take(COMPARED) {
        let mut hits = Vec::new();
        segment.search(*query, radius, &mut scratch, &mut hits);
        let hits: HashSet<Hit> = hits.into_iter().collect();
        let all = (0..segment.len()).filter_map(|number| Some((number, segment.hash(number)?)));
        let brute: HashSet<Hit> = if compared < 3 {
            // The slowest and plainest way, for a few: every hash as it was given.
            all.map(|(number, hash)| Hit { distance: hash.distance(*query), id: number as u32 })
                .filter(|hit| hit.distance <= radius)
                .collect()
        } else {
            let mut scanned = Vec::new();
            segment.scan(*query, radius, Kernel::Scalar, &mut scratch, &mut scanned);
            scanned.into_iter().collect()
        };
        wanted += brute.union(&hits).count();
        found += brute.intersection(&hits).count();
        compared += 1;
    }
    (if wanted == 0 { 1.0 } else { found as f64 / wanted as f64 }, compared)
}

fn scan_p50(segment: &Segment, queries: &[Hash256], radius: u32) -> f64 {
    let (mut scratch, mut hits, mut times) = (Scratch::default(), Vec::new(), Vec::new());
    for query in queries.iter().take(51) {
        hits.clear();
        let began = Instant::now();
        segment.scan(*query, radius, Kernel::best(), &mut scratch, &mut hits);
        times.push(began.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
