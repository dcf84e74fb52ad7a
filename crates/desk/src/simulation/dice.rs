//! Chance with a seed: the same seed, the same year. SplitMix64 is enough for that, and is twelve lines.

/// A source of chance.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0, below 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(super) fn happens(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// From 0, below `n`; 0 when there is nothing to choose from.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = n.max(1) as u64;
        usize::try_from(self.bits() % n).unwrap_or(0)
    }

    /// Between two numbers.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.share() * (high - low)
    }

    /// A waiting time of a given mean: arrivals that know nothing of each other.
    pub(super) fn waiting(&mut self, mean: f64) -> f64 {
        -(1.0 - self.share()).ln() * mean
    }

    /// A time of a given median with a long tail, as people's answers have.
    pub(super) fn around(&mut self, median: f64, spread: f64) -> f64 {
        let (a, b) = (1.0 - self.share(), self.share());
        let normal = (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos();
        median * (normal * spread).exp()
    }

    /// A place in a list of cumulated weights.
    pub(super) fn weighted(&mut self, cumulated: &[f64]) -> usize {
        let at = self.share() * cumulated.last().copied().unwrap_or(0.0);
        cumulated.partition_point(|sum| *sum <= at).min(cumulated.len().saturating_sub(1))
    }
}
