//! `khien bench hash`: how long a picture's hash takes beside the time to decode it.

use std::path::Path;
use std::time::Instant;

use khien_signal::file::{self, Limits, Wanted};
use serde::Serialize;

use crate::Failure;

/// What was measured: medians of an odd number of runs.
#[derive(Debug, Serialize)]
pub struct Figures {
    width: u32,
    height: u32,
    /// From the file's bytes to all its pixels in colour.
    decode_ms: f64,
    /// From the file's bytes to its PDQ hash.
    hash_ms: f64,
    /// `hash_ms / decode_ms`.
    ratio: f64,
    hash: String,
    quality: u8,
    peak_rss_mb: f64,
}

/// Runs of each measurement.
const RUNS: usize = 9;

/// Measures.
///
/// # Errors
/// The file cannot be read or is no picture.
pub fn run(path: &Path) -> Result<Figures, Failure> {
    let told = |error: &dyn std::fmt::Display| Failure::Held(format!("{}: {error}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| told(&error))?;
    let (mut decode, mut hash) = (Vec::new(), Vec::new());
    let raster = file::decode(&bytes, Limits::default(), Wanted::Colours).map_err(|error| told(&error))?;
    let (width, height) = (raster.width, raster.height);
    drop(raster);
    let pdq = file::pdq(&bytes, Limits::default()).map_err(|error| told(&error))?;
    for _ in 0..RUNS {
        let began = Instant::now();
        std::hint::black_box(file::decode(&bytes, Limits::default(), Wanted::Colours).map_err(|error| told(&error))?);
        decode.push(began.elapsed().as_secs_f64() * 1e3);
        let began = Instant::now();
        std::hint::black_box(file::pdq(&bytes, Limits::default()).map_err(|error| told(&error))?);
        hash.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let (decode_ms, hash_ms) = (median(decode), median(hash));
    Ok(Figures {
        width,
        height,
        decode_ms,
        hash_ms,
        ratio: hash_ms / decode_ms,
        hash: pdq.hash.to_string(),
        quality: pdq.quality,
        peak_rss_mb: super::peak_rss_mb(),
    })
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}
