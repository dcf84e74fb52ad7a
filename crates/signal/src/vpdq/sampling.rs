//! Which frames of a video are hashed, and where they stand in it.

/// Every n-th frame, decided once from the rate of the stream: the reference counts frames and not time, so frames
/// that last longer or shorter than the others change nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    every: u64,
    /// Frames a second. The reference divides in `f32`.
    rate: f32,
}

/// A stream without a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the video does not say how many frames a second it has")]
pub struct NoRate;

impl Sampling {
    /// From the rate of the stream as a fraction, and how many seconds lie between two hashes: 0 is every frame.
    ///
    /// # Errors
    /// The rate is none, or the seconds are not 0 or more.
    pub fn of((numerator, denominator): (u32, u32), seconds: f64) -> Result<Self, NoRate> {
        let rate = f64::from(numerator) / f64::from(denominator);
        if numerator == 0 || denominator == 0 || !seconds.is_finite() || seconds < 0.0 {
            return Err(NoRate);
        }
        // The product is cut, not rounded: of 29.97 frames a second each 29th is hashed. Under one it is every frame.
        let every = (seconds * rate).min(f64::from(i32::MAX)) as u64;
        Ok(Self { every: every.max(1), rate: rate as f32 })
    }

    /// How many frames the video goes on from one hashed frame to the next; the first is hashed.
    #[must_use]
    pub fn every(self) -> u64 {
        self.every
    }

    /// The number of the `n`th hashed frame, from 0.
    #[must_use]
    pub fn number(self, n: u64) -> u64 {
        n.saturating_mul(self.every)
    }

    /// Where a frame stands, in thousandths of a second: its number by the rate, as the reference has it.
    #[must_use]
    pub fn at(self, number: u64) -> u64 {
        (f64::from(number as f32 / self.rate) * 1e3).round_ties_even() as u64
    }
}
