//! The machine's own limit: the same bytes appended to a file, one fsync for as many as arrive in a group.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Records of `bytes` that can be made durable in a second when `group` of them share one fsync.
///
/// # Errors
/// When the folder cannot be written.
pub fn fsync_per_second(folder: &Path, bytes: usize, group: usize) -> std::io::Result<f64> {
    let path = folder.join("fsync-limit");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let chunk = vec![7u8; bytes * group];
    let began = Instant::now();
    let mut records = 0usize;
    while began.elapsed() < Duration::from_secs(2) {
        file.write_all(&chunk)?;
        file.sync_data()?;
        records += group;
    }
    let rate = records as f64 / began.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}
