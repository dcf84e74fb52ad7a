//! The command line, one contract (`docs/operation.md`): `--json` prints on stdout and nothing else does; logs go to
//! stderr; exit 0 done, 1 it did not hold or was refused, 2 wrong usage.

mod bench;
mod check;
mod journal;
mod key;
mod ledger;
mod letter;
mod package;
mod portal;
mod signal;
mod simulate;
mod terminal;
mod user;

use std::io::Write;
use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::Failure;
use crate::config::{NAMES, Options};

/// Khiên, the open node that a country runs to keep children and women safe online.
#[derive(Debug, Parser)]
#[command(
    name = "khien",
    version,
    about,
    arg_required_else_help = true,
    after_help = "Example: khien demo\nEach command has its own example: khien serve --help"
)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A node in a new folder, one report walked through the whole loop, each step with what proved it; then it serves
    #[command(after_help = "Example: khien demo --exit")]
    Demo {
        /// New folder; a temporary one by default
        #[arg(long, value_name = "DIR")]
        data: Option<std::path::PathBuf>,
        /// Address to listen on; port 0 picks one
        #[arg(long, value_name = "ADDR")]
        listen: Option<std::net::SocketAddr>,
        /// Two invented States instead: one asks the other to preserve data
        #[arg(long)]
        desks: bool,
        /// End after the walk
        #[arg(long)]
        exit: bool,
        /// One JSON object a step on stdout
        #[arg(long)]
        json: bool,
    },
    /// Run the node
    #[command(
        after_help = "Example: khien serve --data /srv/khien --listen 127.0.0.1:8080 --origin https://node.example"
    )]
    Serve {
        #[command(flatten)]
        options: Options,
    },
    /// Check configuration and data files; every error with file and line
    #[command(after_help = "Example: khien check --data /srv/khien --json")]
    Check {
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Refold the read tables from the journal, compare, put them in place; a serving node waits meanwhile
    #[command(after_help = "Example: khien rebuild --data /srv/khien --json")]
    Rebuild {
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Verify the journal against its ledger: order, hashes, head, checkpoints
    #[command(after_help = "Example: khien verify --data /srv/khien --against checkpoint.txt --json")]
    Verify {
        #[command(flatten)]
        options: Options,
        /// A checkpoint that somebody else kept
        #[arg(long, value_name = "FILE")]
        against: Option<std::path::PathBuf>,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Compare what a node serves to reporters with this release, and with that node's ledger; needs no node
    #[command(after_help = "Example: khien verify-portal https://node.example --json")]
    VerifyPortal {
        /// Address of the node
        url: String,
        /// Fingerprint of the root as the node publishes it, whole or its first half, spaces do not matter
        #[arg(long, value_name = "HEX")]
        root: Option<String>,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Every hash of each file: PDQ of pictures, vPDQ of videos (a hash a second), SHA-256, SHA-1, MD5
    #[command(after_help = "Example: khien hash picture.jpg --json")]
    Hash(signal::HashArgs),
    /// Look for hashes or files in a list on disk, no node needed; or follow a node and answer as it does, from memory
    #[command(after_help = "Example: khien match --list known.txt picture.jpg --json")]
    Match(signal::MatchArgs),
    /// Hash lists between formats
    #[command(after_help = "Example: khien list convert entries.xml hashes.csv --json")]
    List {
        #[command(subcommand)]
        command: signal::ListCommand,
    },
    /// Hash folders of pictures and videos into a list, on all cores; a run that was stopped goes on
    #[command(after_help = "Example: khien fingerprint pictures --out known.txt --json")]
    Fingerprint(signal::FingerprintArgs),
    /// What each file says of how it was made, and whether anything vouches for it; needs no node
    #[command(after_help = "Example: khien provenance picture.jpg --json")]
    Provenance(signal::ProvenanceArgs),
    /// The letter of a form between States, as a page or as PDF; needs no node
    #[command(after_help = "Example: khien letter --form form.json --language vi --out letter.pdf --json")]
    Letter(letter::LetterArgs),
    /// Evidence packages that States hand to each other; needs no node
    #[command(after_help = "Example: khien package verify package.zip --json")]
    Package {
        #[command(subcommand)]
        command: package::PackageCommand,
    },
    /// Proofs that something stands in a ledger, and that a ledger only grew; verified off-line
    #[command(
        after_help = "Example: khien ledger verify message.tlog-proof --log \"$(curl -s https://node.example/ledger/key)\" --json"
    )]
    Ledger {
        #[command(subcommand)]
        command: ledger::LedgerCommand,
    },
    /// Measure, on a node of its own
    #[command(after_help = "Example: khien bench intake --clients 64 --seconds 10 --json")]
    Bench {
        #[command(subcommand)]
        command: bench::BenchCommand,
    },
    /// A year in virtual time: what the rules make of traffic and faults; needs no node
    #[command(after_help = "Example: khien simulate desks --desks 3 --days 365 --json")]
    Simulate {
        #[command(subcommand)]
        command: simulate::SimulateCommand,
    },
    /// Keys of platforms, for scripts
    #[command(after_help = "Example: khien key platform list --data /srv/khien --json")]
    Key {
        #[command(subcommand)]
        command: key::KeyCommand,
    },
    /// Hash a picture from standard input: what the node runs for files that platforms send
    #[command(name = crate::hma::decoder::COMMAND, hide = true)]
    DecodePicture,
    /// Read a file from standard input: what `khien provenance` runs for each
    #[command(name = crate::provenance::child::COMMAND, hide = true)]
    ReadProvenance,
    /// Become another program within limits: what decodes videos
    #[command(name = crate::video::sandbox::COMMAND, hide = true)]
    DecodeVideo(crate::video::sandbox::Confined),
    /// Staff accounts, for scripts
    #[command(after_help = "Example: khien user list --data /srv/khien --json")]
    User {
        #[command(subcommand)]
        command: user::UserCommand,
    },
}

/// Reads the command line; each option knows whether it stood there or in the environment.
fn read() -> Result<Line, clap::Error> {
    let matches = Line::command().get_matches();
    let mut line = Line::from_arg_matches(&matches)?;
    if let Some(options) = line.command.options() {
        options.flags = flags(&matches);
    }
    Ok(line)
}

/// The options that stood on the command line, of the innermost command.
fn flags(matches: &ArgMatches) -> Vec<&'static str> {
    if let Some((_, inner)) = matches.subcommand() {
        return flags(inner);
    }
    let here = |name: &&str| {
        matches!(matches.try_contains_id(name), Ok(true))
            && matches.value_source(name) == Some(ValueSource::CommandLine)
    };
    NAMES.into_iter().filter(here).collect()
}

impl Command {
    /// The options of a command that works on a node.
    fn options(&mut self) -> Option<&mut Options> {
        match self {
            Command::Serve { options }
            | Command::Check { options, .. }
            | Command::Rebuild { options, .. }
            | Command::Verify { options, .. } => Some(options),
            Command::List { command } => command.options(),
            Command::Key { command } => Some(command.options()),
            Command::Ledger { command } => command.options(),
            Command::User { command } => Some(command.options()),
            Command::Demo { .. }
            | Command::VerifyPortal { .. }
            | Command::Hash(_)
            | Command::Match(_)
            | Command::Fingerprint(_)
            | Command::Provenance(_)
            | Command::Letter(_)
            | Command::Package { .. }
            | Command::Bench { .. }
            | Command::Simulate { .. }
            | Command::DecodePicture
            | Command::ReadProvenance
            | Command::DecodeVideo(_) => None,
        }
    }
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let line = match read() {
        Ok(line) => line,
        Err(error) => error.exit(),
    };
    // No runtime, no log: only the file.
    let child = match line.command {
        Command::DecodePicture => Some(crate::hma::decoder::run()),
        Command::ReadProvenance => Some(crate::provenance::child::run()),
        _ => None,
    };
    if let Some(done) = child {
        return if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    if let Command::DecodeVideo(confined) = &line.command {
        crate::video::sandbox::run(confined);
        return ExitCode::FAILURE;
    }
    let filter = EnvFilter::try_from_env("KHIEN_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(filter).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(run(line.command));
    // What another server is still asked for is not waited for.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Config(error)) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo { data, listen, desks: true, exit, json } => {
            crate::demo::desks::run(data, listen, exit, json).await
        }
        Command::Demo { data, listen, desks: false, exit, json } => crate::demo::run(data, listen, exit, json).await,
        Command::Serve { options } => crate::serve::run(options.resolve()?).await,
        Command::Check { options, json } => check::run(options, json).await,
        Command::Rebuild { options, json } => journal::rebuild(options.resolve()?, json).await,
        Command::Verify { options, against, json } => journal::verify(options.resolve()?, against, json).await,
        Command::VerifyPortal { url, root, json } => portal::verify(url, root, json).await,
        Command::Hash(args) => signal::hash::run(&args),
        Command::Match(args) => signal::find(args).await,
        Command::List { command } => signal::list(command).await,
        Command::Fingerprint(args) => signal::fingerprint::run(&args),
        Command::Provenance(args) => signal::provenance::run(&args).await,
        Command::Letter(args) => letter::run(args),
        Command::Package { command } => package::run(command).await,
        Command::Bench { command } => bench::run(command).await,
        Command::Simulate { command } => simulate::run(command),
        Command::Key { command } => key::run(command).await,
        Command::Ledger { command } => ledger::run(command).await,
        Command::DecodePicture | Command::ReadProvenance | Command::DecodeVideo(_) => Ok(()),
        Command::User { command } => user::run(command).await,
    }
}

/// Prints one JSON object on stdout. Whoever closes the pipe has read enough.
fn print_json<T: serde::Serialize>(value: &T) -> Result<(), Failure> {
    let line = serde_json::to_string(value).map_err(|error| Failure::Held(error.to_string()))?;
    print_line(&line)
}

/// Prints one line on stdout. Whoever closes the pipe has read enough.
fn print_line(line: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout().lock(), "{line}") {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Failure::Held(error.to_string())),
    }
}
