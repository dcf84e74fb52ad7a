//! Benchmarks in the binary, so that anyone can repeat a figure. Each makes its own node and data and removes them.

pub mod desk;
pub mod evidence;
pub mod hashing;
pub mod intake;
mod limit;
mod load;
mod log;
pub mod matching;
pub mod package;
mod place;

/// The most memory that this process ever had, in megabytes; 0 where the system does not say.
fn peak_rss_mb() -> f64 {
    peak_rss_of("self")
}

/// Makes the most memory that this process had what it has now, where the system lets it.
fn forget_peak_rss() {
    // proc(5): 5 in `clear_refs` sets VmHWM back.
    if let Err(error) = std::fs::write("/proc/self/clear_refs", "5") {
        tracing::debug!(%error, "the peak of memory counts from the start");
    }
}

/// The most memory that a process ever had, in megabytes; 0 where the system does not say.
fn peak_rss_of(process: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}

/// Seconds of processor time that a process had, all its threads together; 0 where the system does not say.
fn cpu_seconds_of(process: &str) -> f64 {
    // proc(5): the 14th and 15th field, after a name that may hold anything but ends with the last `)`, in 1/100 s.
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(") ").map(|(_, rest)| rest.split(' ').skip(11).take(2)).into_iter().flatten();
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_that_works_takes_time() {
        let before = super::cpu_seconds_of("self");
        let mut digest = [0; 32];
        while super::cpu_seconds_of("self") - before < 0.03 {
            digest = khien_seal::sha256(&digest);
        }
        assert_ne!(digest, [0; 32]);
        assert!(super::cpu_seconds_of("nobody").abs() < f64::EPSILON);
    }
}
