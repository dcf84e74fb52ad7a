//! Hashes on the command line: `khien hash`, `khien match`, `khien list`, `khien fingerprint`, `khien provenance`. They need no node.

mod bank_list;
mod fetch;
mod films;
pub(super) mod fingerprint;
pub(super) mod hash;
pub(super) mod list;
pub(super) mod matching;
mod names;
pub(super) mod provenance;
mod read;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use khien_signal::list::Format;
use khien_signal::vpdq::Frame;
use serde::Serialize;

use crate::config::Options;

/// What to hash.
#[derive(Debug, Args)]
pub(super) struct HashArgs {
    /// Pictures, videos, any files
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Seconds between two hashed frames of a video; 0 hashes every frame
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = seconds)]
    pub(super) every: f64,
    /// The frames of one video alone, as a vPDQ file: `frame,quality,hash,seconds` a line, or a JSON list
    #[arg(long, value_name = "FORM", conflicts_with = "json")]
    pub(super) vpdq: Option<FramesForm>,
    /// One JSON object a hash on stdout
    #[arg(long)]
    pub(super) json: bool,
}

/// What to read.
#[derive(Debug, Args)]
pub(super) struct ProvenanceArgs {
    /// Pictures, videos
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// A folder of certificates (PEM) whose word on a signer is taken; without it nobody is trusted
    #[arg(long, value_name = "DIR", env = "KHIEN_ANCHORS")]
    pub(super) anchors: Option<PathBuf>,
    /// One JSON object a file on stdout
    #[arg(long)]
    pub(super) json: bool,
}

/// How frames of a video are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FramesForm {
    /// `frame,quality,hash,seconds` a line
    Text,
    /// A JSON list of `hash,quality,seconds`
    Json,
}

/// Which frame of a video, and where it stands.
#[derive(Debug, Serialize)]
struct Moment {
    frame: u64,
    seconds: f64,
}

impl Moment {
    fn of(frame: &Frame) -> Self {
        Self { frame: frame.number, seconds: frame.at as f64 / 1e3 }
    }

    fn told(&self) -> String {
        format!("  frame {}  {:.3} s", self.frame, self.seconds)
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let wrong = || "a number of seconds, 0 or more".to_owned();
    text.parse().ok().filter(|seconds: &f64| (0.0..=86_400.0).contains(seconds)).ok_or_else(wrong)
}

/// What to look for, and where.
#[derive(Debug, Args)]
pub(super) struct MatchArgs {
    /// The list: text with one hash a line, any format of `khien list convert`, raw records (.pdq), an index (.khidx), a video
    #[arg(long, value_name = "FILE", required_unless_present = "follow")]
    pub(super) list: Option<PathBuf>,
    /// Bits that may differ
    #[arg(long, default_value_t = khien_signal::RADIUS, value_parser = clap::value_parser!(u32).range(0..=64))]
    pub(super) radius: u32,
    /// Hashes, or files to hash: pictures, videos, frames of a video (a vPDQ list)
    #[arg(value_name = "HASH|FILE", required_unless_present_any = ["queries", "follow"])]
    pub(super) asked: Vec<String>,
    /// A list of hashes to look for
    #[arg(long, value_name = "FILE", conflicts_with = "asked")]
    pub(super) queries: Option<PathBuf>,
    /// Of a picture, ask for turned, mirrored and inverted copies too, and for the picture without its borders
    #[arg(long)]
    pub(super) altered: bool,
    /// At most so many matches a query, the nearest
    #[arg(long, value_name = "K")]
    pub(super) nearest: Option<std::num::NonZeroUsize>,
    /// Threads; every core by default
    #[arg(long)]
    pub(super) threads: Option<std::num::NonZeroUsize>,
    /// One JSON object a query on stdout; with --follow one for each change
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) follow: FollowArgs,
}

/// A platform's own copy of what it may look up: in memory, following a node.
#[derive(Debug, Args)]
pub(super) struct FollowArgs {
    /// Follow this node and answer lookups as it does, from memory, until stopped
    #[arg(
        long,
        value_name = "URL",
        conflicts_with_all = ["list", "asked", "queries", "radius", "altered", "nearest", "threads"],
        requires_all = ["root", "token_file"]
    )]
    pub(super) follow: Option<String>,
    /// Fingerprint of the node's root as it publishes it, whole or its first half, spaces do not matter
    #[arg(long, value_name = "HEX", requires = "follow")]
    pub(super) root: Option<String>,
    /// File with the platform's token
    #[arg(long, value_name = "FILE", requires = "follow")]
    pub(super) token_file: Option<PathBuf>,
    /// Where lookups are answered; beyond this machine they need the platform's token
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090", requires = "follow")]
    pub(super) listen: std::net::SocketAddr,
    /// Seconds between questions to the node
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600), requires = "follow")]
    pub(super) every: u64,
    /// Hours after which, without word from the node, nothing is answered any more
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u64).range(1..=168), requires = "follow")]
    pub(super) keep: u64,
    /// Decode videos that it is sent, to hash their frames (vPDQ); needs ffmpeg
    #[arg(long, env = "KHIEN_HASH_VIDEOS", value_name = "BOOL", default_value_t = false, action = clap::ArgAction::Set)]
    pub(super) hash_videos: bool,
}

/// What to do with a list.
#[derive(Debug, Subcommand)]
pub(super) enum ListCommand {
    /// Write a list in another format; `index` makes a file that `khien match` opens at once
    #[command(after_help = "Example: khien list convert entries.xml hashes.csv --to csv --json")]
    Convert {
        /// The list
        from: PathBuf,
        /// The new file
        to: PathBuf,
        /// Its format, when its bytes do not say it
        #[arg(long = "from", value_name = "FORMAT")]
        reads: Option<ListFormat>,
        /// The new format; the new file's name says it by default
        #[arg(long = "to", value_name = "FORMAT")]
        writes: Option<ListFormat>,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Read a list into a bank of the node; what the list takes back is withdrawn
    #[command(after_help = "Example: khien list import entries.xml --bank PARTNER_2026 --data /srv/khien --json")]
    Import {
        /// The list
        file: PathBuf,
        /// Name of the bank
        #[arg(long, value_name = "NAME")]
        bank: String,
        /// Its format, when its bytes do not say it
        #[arg(long = "from", value_name = "FORMAT")]
        reads: Option<ListFormat>,
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Fetch what changed from another body's server into a bank of the node; what it takes back is withdrawn
    #[command(
        after_help = "Example: khien list fetch https://partner.example/v1 --kind stopncii --credentials partner.json --bank PARTNER --data /srv/khien --every 60"
    )]
    Fetch(FetchArgs),
    /// Write what stands in a bank of the node as a list
    #[command(after_help = "Example: khien list export --bank KNOWN_2026 known.csv --data /srv/khien --json")]
    Export {
        /// Name of the bank
        #[arg(long, value_name = "NAME")]
        bank: String,
        /// The new file
        to: PathBuf,
        /// The format; the file's name says it by default
        #[arg(long = "to", value_name = "FORMAT")]
        writes: Option<ListFormat>,
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
}

/// What to fetch, and into which bank.
#[derive(Debug, Args)]
pub(super) struct FetchArgs {
    /// Address of the server: what the stock client has as its base
    pub(super) url: String,
    /// What it speaks
    #[arg(long)]
    pub(super) kind: crate::exchange::Kind,
    /// File with the credentials: for stopncii {"fetch_function_key": "…", "subscription_key": "…"}, for ncmec user:password
    #[arg(long, value_name = "FILE")]
    pub(super) credentials: PathBuf,
    /// Name of the bank
    #[arg(long, value_name = "NAME")]
    pub(super) bank: String,
    /// Fetch again after so many minutes, until stopped
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u64).range(1..=10_080))]
    pub(super) every: Option<u64>,
    #[command(flatten)]
    pub(super) options: Options,
    /// One JSON object on stdout for each fetch
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs `khien match`: once against a list, or following a node.
///
/// # Errors
/// As each says.
pub(super) async fn find(args: MatchArgs) -> Result<(), crate::Failure> {
    let FollowArgs { follow: Some(node), root: Some(root), token_file: Some(token), listen, every, keep, hash_videos } =
        args.follow
    else {
        return matching::run(&args);
    };
    let settings = crate::replica::Settings {
        node,
        root: super::portal::fingerprint_as_typed(&root)?,
        token,
        listen,
        every: Duration::from_secs(every),
        keep: Duration::from_secs(keep * 3600),
        videos: crate::hma::upload::Videos::of(hash_videos, None),
        json: args.json,
    };
    crate::replica::run(settings).await
}

/// Runs `khien list …`.
///
/// # Errors
/// As each command says.
pub(super) async fn list(command: ListCommand) -> Result<(), crate::Failure> {
    match command {
        ListCommand::Convert { from, to, reads, writes, json } => list::convert(&from, &to, reads, writes, json),
        ListCommand::Import { file, bank, reads, options, json } => {
            bank_list::import(&file, &bank, reads, options, json).await
        }
        ListCommand::Fetch(args) => fetch::run(args).await,
        ListCommand::Export { bank, to, writes, options, json } => {
            bank_list::export(&bank, to, writes, options, json).await
        }
    }
}

impl ListCommand {
    /// The options of the node whose bank it is; converting needs none.
    pub(super) fn options(&mut self) -> Option<&mut Options> {
        match self {
            ListCommand::Convert { .. } => None,
            ListCommand::Fetch(FetchArgs { options, .. })
            | ListCommand::Import { options, .. }
            | ListCommand::Export { options, .. } => Some(options),
        }
    }
}

/// A format of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// One hash a line
    Text,
    /// CSV with a header line
    Csv,
    /// PDQ records of 32 bytes
    Pdq,
    /// NCMEC's hash-sharing XML
    Ncmec,
    /// StopNCII's reply
    Stopncii,
    /// Project VIC's JSON
    Vics,
    /// Frames of a video, `frame,quality,hash,seconds` a line
    Vpdq,
    /// Frames of a video as a JSON list of `hash,quality,seconds`
    VpdqJson,
    /// An index that opens at once; PDQ only
    Index,
}

impl ListFormat {
    /// The format of lists, or nothing for an index.
    fn list(self) -> Option<Format> {
        Some(match self {
            Self::Text => Format::Text,
            Self::Csv => Format::Csv,
            Self::Pdq => Format::Raw,
            Self::Ncmec => Format::Ncmec,
            Self::Stopncii => Format::StopNcii,
            Self::Vics => Format::Vics,
            Self::Vpdq => Format::Vpdq,
            Self::VpdqJson => Format::VpdqJson,
            Self::Index => return None,
        })
    }

    /// What a file's name says.
    fn of(path: &std::path::Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Self::Text),
            "csv" => Some(Self::Csv),
            "pdq" => Some(Self::Pdq),
            "vpdq" => Some(Self::Vpdq),
            "xml" => Some(Self::Ncmec),
            "khidx" => Some(Self::Index),
            _ => None,
        }
    }
}

/// What to fingerprint.
#[derive(Debug, Args)]
pub(super) struct FingerprintArgs {
    /// Folders of pictures and videos
    #[arg(required = true, value_name = "DIR")]
    pub(super) folders: Vec<PathBuf>,
    /// The list: `hash,quality,path` a line, `hash,quality,path#t=seconds` for each second of a video. What stands there already is not hashed again, so a run that was stopped goes on
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Hash cut copies of each picture too, so that crops of it are found: `hash,quality,path#crop` a line
    #[arg(long)]
    pub(super) crops: bool,
    /// Threads; every core by default
    #[arg(long)]
    pub(super) threads: Option<std::num::NonZeroUsize>,
    /// One JSON object on stdout
    #[arg(long)]
    pub(super) json: bool,
}
