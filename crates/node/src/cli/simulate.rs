//! `khien simulate …`: a year of requests between desks, in virtual time, with the product's own rules.

use clap::Subcommand;
use khien_desk::form::Forms;
use khien_desk::request::Law;
use khien_desk::simulation::{Faults, Outcome, Setting, run as simulate};
use khien_terms::DataFiles;

use super::{print_json, print_line};
use crate::Failure;

/// What to simulate.
#[derive(Debug, Subcommand)]
pub(super) enum SimulateCommand {
    /// Desks of many States: the table of the clocks, the faults that were injected, and whether what has to hold held
    #[command(after_help = "Example: khien simulate desks --desks 50 --days 365 --faults lost,partition --json")]
    Desks {
        /// Desks
        #[arg(long, default_value_t = 3, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(2..=200))]
        desks: usize,
        /// Days in which requests begin; afterwards all is brought to its end
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: u32,
        /// First number of what is drawn: the same seed, the same year
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// all, none, or a list: lost, doubled, delayed, receipt-lost, partition, one-way, flapping, crash-before, crash-after,
        /// skew, replay, other-body, fork, third-state, and restore, which is not borne yet and is not one of all
        #[arg(long, default_value = "all", value_name = "LIST")]
        faults: Faults,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// [`Failure::Held`] when something that has to hold did not.
pub(super) fn run(command: SimulateCommand) -> Result<(), Failure> {
    let SimulateCommand::Desks { desks, days, seed, faults, json } = command;
    let files = DataFiles::embedded();
    let data = |error: khien_terms::DataError| Failure::Held(error.to_string());
    let forms = Forms::load(&files)
        .map_err(|errors| Failure::Held(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;
    let periods = files.json("desk/clocks.json").map_err(data)?;
    let outcome = simulate(&Setting { desks, days, seed, faults }, &Law::of(&forms), &periods);
    if json {
        print_json(&outcome)?
    } else {
        print(&outcome)?
    }
    if outcome.holds() { Ok(()) } else { Err(Failure::Held("something that has to hold did not".to_owned())) }
}

fn print(outcome: &Outcome) -> Result<(), Failure> {
    let Outcome { desks, days, seed, requests, messages, attempts, .. } = outcome;
    print_line(&format!(
        "{desks} desks, {days} days, seed {seed}: {requests} requests, {messages} messages, {attempts} attempts\n"
    ))?;
    print_line("kind  clock         ended    met   late  median h    p90 h  worst h")?;
    for line in &outcome.clocks {
        print_line(&format!(
            "{:<5} {:<12} {:>6} {:>6} {:>6} {:>9.2} {:>8.2} {:>8.2}",
            line.kind.as_str(),
            line.clock,
            line.ended,
            line.met,
            line.late,
            line.median_hours,
            line.p90_hours,
            line.worst_hours
        ))?;
    }
    let counts = |title: &str, all: Vec<(&str, u64)>| {
        let list: Vec<String> = all.iter().map(|(name, n)| format!("{name} {n}")).collect();
        print_line(&format!("\n{title}: {}", if list.is_empty() { "none".to_owned() } else { list.join(", ") }))
    };
    counts("faults injected", outcome.faults.iter().map(|(name, n)| (*name, *n)).collect())?;
    counts("people called", outcome.calls.iter().map(|(name, n)| (name.as_str(), *n)).collect())?;
    counts("open without a clock", outcome.without_clock.iter().map(|(name, n)| (name.as_str(), *n)).collect())?;
    print_line("")?;
    for verdict in &outcome.invariants {
        let name = serde_json::to_value(verdict.invariant).ok();
        let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default();
        let held = match &verdict.first {
            None => "held".to_owned(),
            Some(first) => format!("BROKEN {} times, first: {first}", verdict.broken),
        };
        print_line(&format!("{name:<24} {held}"))?;
    }
    Ok(())
}
