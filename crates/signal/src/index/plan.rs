//! How many bands an index has, which thresholds a query gets, and when a scan is cheaper: by a cost model whose weights
//! were measured (`khien bench match`), not by hope.

use super::bits::Band;
use super::kernel::Kernel;

/// What one step costs, in nanoseconds, on the machine of `docs/performance.md`. Only their ratios matter.
#[derive(Debug, Clone, Copy)]
pub struct Weights {
    /// Reading where a bucket's entries stand, and the first of them.
    pub probe: f64,
    /// Measuring one candidate somewhere in memory.
    pub candidate: f64,
    /// Measuring one hash in the order of memory.
    pub scanned: f64,
}

impl Weights {
    /// Measured over ten million hashes, each number with the kernel that it is for (NEON's is an estimate).
    #[must_use]
    pub fn of(kernel: Kernel) -> Self {
        let scanned = match kernel {
            Kernel::Scalar => 1.27,
            Kernel::Popcnt | Kernel::Neon => 0.83,
            Kernel::Avx2 => 0.65,
            Kernel::Avx512 => 0.5,
        };
        Self { probe: 16.0, candidate: 13.0, scanned }
    }
}

/// Bytes an entry may take besides its 32 of raw hash, so that an index stays within three times the raw size.
const ROOM: f64 = 63.5;

/// Bytes that an index may take besides its hashes in any case.
const FREE: f64 = 128e6;

/// How many bands serve `entries` hashes best at the usual radius; 0 where a scan is best.
#[must_use]
pub fn bands(entries: usize) -> u32 {
    let weights = Weights::of(Kernel::best());
    let scan = entries as f64 * weights.scanned;
    let fits = |count: &u32| {
        let bands = Band::cut(*count);
        let tables: f64 = bands.iter().map(|band| band.buckets() as f64 * 1.25).sum();
        let extra = tables + entries as f64 * (f64::from(*count) + 1.0) * 4.0;
        bands[0].width <= Band::WIDEST && extra <= (ROOM * entries as f64).max(FREE)
    };
    (10..=24)
        .filter(fits)
        .map(|count| (count, uniform_cost(count, entries, crate::RADIUS)))
        .filter(|(_, cost)| *cost < scan)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(0, |(count, _)| count)
}

/// What a query is expected to cost where hashes are spread evenly.
fn uniform_cost(count: u32, entries: usize, radius: u32) -> f64 {
    let load = |band: &Band| entries as f64 / band.buckets() as f64;
    let bands = Band::cut(count);
    let loads: Vec<[f64; 2]> = bands.iter().map(|band| [load(band), load(band) * f64::from(band.width)]).collect();
    thresholds(&bands, &loads, radius, Weights::of(Kernel::best())).cost
}

/// What to do for a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// For each band, up to how many of its bits may differ; -1 leaves it out. `Σ(aᵢ + 1) = radius + 1`.
    pub thresholds: Vec<i32>,
    /// Nanoseconds expected.
    pub cost: f64,
}

/// The cheapest thresholds, step by step: the next bit of tolerance goes to the band where it costs least.
/// `seen[i]` are the entries counted in band `i` at distance 0 and, together, at distance 1.
#[must_use]
pub fn thresholds(bands: &[Band], seen: &[[f64; 2]], radius: u32, weights: Weights) -> Plan {
    let mut plan = Plan { thresholds: vec![-1; bands.len()], cost: 0.0 };
    let step = |at: usize, threshold: i32| {
        let band = bands[at];
        let shell = (threshold + 1) as u32;
        let probes = choose(band.width, shell);
        let entries = match shell {
            0 => seen[at][0],
            1 => seen[at][1],
            _ => seen[at][1] / f64::from(band.width) * probes,
        };
        probes * weights.probe + entries * weights.candidate
    };
    let mut next: Vec<f64> = (0..bands.len()).map(|at| step(at, -1)).collect();
    for _ in 0..=radius {
        let Some((at, cost)) = next.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1)) else { break };
        plan.cost += cost;
        plan.thresholds[at] += 1;
        next[at] =
            if plan.thresholds[at] < bands[at].width as i32 { step(at, plan.thresholds[at]) } else { f64::INFINITY };
    }
    plan
}

/// Binomial coefficient, as far as f64 is exact; costs need no more.
fn choose(of: u32, take: u32) -> f64 {
    (0..take).fold(1.0, |product, k| product * f64::from(of - k) / f64::from(k + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn thresholds_always_cover_the_radius(count in 10_u32..=24, radius in 0_u32..=64, load in 0.0_f64..1e5) {
            let bands = Band::cut(count);
            let seen: Vec<[f64; 2]> = bands.iter().map(|band| [load, load * f64::from(band.width)]).collect();
            let plan = thresholds(&bands, &seen, radius, Weights::of(Kernel::Avx2));
            let sum: i32 = plan.thresholds.iter().map(|threshold| threshold + 1).sum();
            prop_assert_eq!(sum, radius as i32 + 1);
        }
    }

    #[test]
    fn a_crowded_band_gets_less_of_the_radius() {
        let bands = Band::cut(11);
        let mut seen = vec![[1.0, 23.0]; 11];
        seen[4] = [5_000.0, 60_000.0];
        let plan = thresholds(&bands, &seen, 31, Weights::of(Kernel::Avx2));
        assert!(plan.thresholds[4] < plan.thresholds[5], "{plan:?}");
    }

    #[test]
    fn few_hashes_are_scanned_and_many_are_banded() {
        assert_eq!(bands(1_000), 0);
        assert!((12..=15).contains(&bands(1_000_000)), "{}", bands(1_000_000));
        assert!((10..=12).contains(&bands(10_000_000)), "{}", bands(10_000_000));
        assert!((10..=11).contains(&bands(100_000_000)), "{}", bands(100_000_000));
    }
}
