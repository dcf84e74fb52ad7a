//! `khien bench …`.

use clap::Subcommand;

use super::print_json;
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
}

/// Runs the command.
pub(super) async fn run(command: BenchCommand) -> Result<(), Failure> {
    let BenchCommand::Intake { clients, seconds, database, seed, json } = command;
    let figures = bench::intake::run(clients, seconds, database, seed).await?;
    if json {
        print_json(&figures)
    } else {
        println!("{figures:#?}");
        Ok(())
    }
}
