//! `khien bench …`.

use clap::Subcommand;

use super::print_json;
use crate::bench::matching::{Asked, Distribution};
use crate::{Failure, bench};

/// What to measure.
#[derive(Debug, Subcommand)]
pub(super) enum BenchCommand {
    /// Sealed reports of 3 KB over HTTP, durable
    #[command(after_help = "Example: khien bench intake --clients 64 --seconds 10 --json")]
    Intake {
        /// Connections that send at once
        #[arg(long, default_value_t = 64, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=4096))]
        clients: usize,
        /// Seconds
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
        seconds: u64,
        /// postgres://… of a server on which a database of its own is made
        #[arg(long, value_name = "URL")]
        database: Option<String>,
        /// First number of the reports
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Look-ups in an index: p50 and p99 one by one on one thread, a batch on all, recall against brute force
    #[command(after_help = "Example: khien bench match --hashes 10000000 --radius 31 --queries 10000 --json")]
    Match {
        /// Hashes in the index
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1_000_000_000))]
        hashes: usize,
        /// Bits that may differ
        #[arg(long, default_value_t = khien_signal::RADIUS, value_parser = clap::value_parser!(u32).range(0..=64))]
        radius: u32,
        /// Queries, every other one near a hash of the index
        #[arg(long, default_value_t = 10_000, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=100_000_000))]
        queries: usize,
        /// uniform, skewed, frames (half of it one video), or a file of raw records
        #[arg(long, default_value = "uniform")]
        distribution: Distribution,
        /// Threads of the batch; every core by default
        #[arg(long)]
        threads: Option<std::num::NonZeroUsize>,
        /// First number of what is drawn
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Leave hashes.pdq and queries.pdq in this folder, so that a peer can be asked the same
        #[arg(long, value_name = "DIR")]
        keep: Option<std::path::PathBuf>,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Urgent preservations from one State to another, signed, sealed, durable on both sides, receipted
    #[command(after_help = "Example: khien bench desk --messages 2000 --clients 32 --json")]
    Desk {
        /// Messages of each phase
        #[arg(long, default_value_t = 2000, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1_000_000))]
        messages: usize,
        /// Messages on their way at once, in the second phase
        #[arg(long, default_value_t = 32, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=512))]
        clients: usize,
        /// In a third phase, kill -9 of either node so many times while the messages go over
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1000))]
        kills: u32,
        /// In a phase of its own, send so many that were said while the other node was away
        #[arg(long, default_value_t = 0, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(0..=1_000_000))]
        backlog: usize,
        /// Over plain HTTP, to compare; without it by TLS 1.3 with pinned keys on both sides
        #[arg(long)]
        plain: bool,
        /// First number of what is drawn
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// An evidence package put together as an archive, and judged
    #[command(after_help = "Example: khien bench package --files 1000 --bytes 1000000 --json")]
    Package {
        /// Files in it
        #[arg(long, default_value_t = 1000, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=10_000))]
        files: usize,
        /// Bytes of each
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(0..=1_000_000_000))]
        bytes: usize,
        /// First number of what is drawn
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// A package of evidence on its way from one State's node to another's, in encrypted chunks
    #[command(after_help = "Example: khien bench evidence --mib 1024 --json")]
    Evidence {
        /// Mebibytes of it
        #[arg(long, default_value_t = 1024, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=16_384))]
        mib: usize,
        /// Over plain HTTP, to compare; without it by TLS 1.3 with pinned keys on both sides
        #[arg(long)]
        plain: bool,
        /// First number of what is drawn
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// A picture's hash beside the time to decode it
    #[command(after_help = "Example: khien bench hash picture.jpg --json")]
    Hash {
        /// The picture
        file: std::path::PathBuf,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub(super) async fn run(command: BenchCommand) -> Result<(), Failure> {
    match command {
        BenchCommand::Intake { clients, seconds, database, seed, json } => {
            say(&bench::intake::run(clients, seconds, database, seed).await?, json)
        }
        BenchCommand::Match { hashes, radius, queries, distribution, threads, seed, keep, json } => {
            let threads =
                threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, std::num::NonZero::get);
            say(&bench::matching::run(&Asked { hashes, radius, queries, distribution, threads, seed, keep })?, json)
        }
        BenchCommand::Desk { messages, clients, kills, backlog, plain, seed, json } => {
            let asked = bench::desk::Asked { messages, clients, kills, backlog, seed, plain };
            say(&bench::desk::run(&asked).await?, json)
        }
        BenchCommand::Package { files, bytes, seed, json } => say(&bench::package::run(files, bytes, seed)?, json),
        BenchCommand::Evidence { mib, plain, seed, json } => say(&bench::evidence::run(mib, plain, seed).await?, json),
        BenchCommand::Hash { file, json } => say(&bench::hashing::run(&file)?, json),
    }
}

fn say<T: serde::Serialize + std::fmt::Debug>(figures: &T, json: bool) -> Result<(), Failure> {
    if json {
        return print_json(figures);
    }
    println!("{figures:#?}");
    Ok(())
}
