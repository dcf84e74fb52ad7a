//! `khien package …`: evidence packages, off-line.

mod make;
mod verify;

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::terminal::shown;
use crate::Failure;

/// What to do with a package.
#[derive(Debug, Subcommand)]
pub(super) enum PackageCommand {
    /// Put a package together from a folder of files and a description of them; nothing leaves that was not accepted
    #[command(
        after_help = "Example: khien package make files --description d.json --request form.json --out package.zip"
    )]
    Make {
        /// The files, as they will lie under data/payload/
        folder: PathBuf,
        /// What is said of them: JSON, see docs/formats.md 14; lengths and hashes that it leaves out are measured
        #[arg(long, value_name = "FILE")]
        description: PathBuf,
        /// The request's form, as it was opened: JSON with its items
        #[arg(long, value_name = "FILE")]
        request: PathBuf,
        /// Ids of the items that were accepted; all of them by default
        #[arg(long, value_name = "ID,…", value_delimiter = ',')]
        accepted: Vec<String>,
        /// The letter that tells people what was asked and what is handed over (.pdf or .html, as `khien letter` makes them)
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
        /// Signatures of node and officer over this package's tagmanifest-sha256.txt
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
        /// An archive (.zip), or a folder that is not there yet
        #[arg(long, value_name = "PATH")]
        out: PathBuf,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Is a package whole, unchanged, and signed? Streams a folder or an archive; unpacks nothing, opens no file in it
    #[command(after_help = "Example: khien package verify package.zip --entry xa.json --root 4f1c… --json")]
    Verify {
        /// The package
        path: PathBuf,
        /// The sending State's signed directory entry, as GET /x/1/dir/entry of its node gives it
        #[arg(long, value_name = "FILE")]
        entry: Option<PathBuf>,
        /// Fingerprint of that State's root as its officers read it out, whole or its first half, spaces do not matter
        #[arg(long, value_name = "HEX", requires = "entry")]
        root: Option<String>,
        /// Verifier key of a witness (C2SP signed-note, cosignature/v1): whether it co-signed the ledger's checkpoint; may be repeated
        #[arg(long, value_name = "KEY")]
        witness: Vec<String>,
        /// Certificate (PEM or DER) of a time-stamping authority, or of the root above it: whether the time-stamp is its; may be repeated
        #[arg(long, value_name = "FILE")]
        time_stamp_authority: Vec<PathBuf>,
        /// For a package of a State without a node: the public key of the letter in which it was made, as the request's page shows it
        #[arg(long, value_name = "HEX", conflicts_with = "entry")]
        letter: Option<String>,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
}

/// Something that is wrong, for people and programs.
#[derive(Debug, Serialize)]
struct Told {
    /// The file in the package, where it is about one.
    file: Option<String>,
    /// Its code (docs/formats.md 14).
    problem: &'static str,
    /// The same in words.
    says: String,
}

impl Told {
    fn line(&self) -> String {
        let file = self.file.as_deref().map(|file| format!("{}: ", shown(file))).unwrap_or_default();
        format!("{file}{}", shown(&self.says))
    }
}

/// Runs the command.
pub(super) async fn run(command: PackageCommand) -> Result<(), Failure> {
    let work = move || match command {
        PackageCommand::Make { folder, description, request, accepted, report, signature, out, json } => {
            make::run(make::Asked { folder, description, request, accepted, report, signature, out }, json)
        }
        PackageCommand::Verify { path, entry, root, witness, time_stamp_authority: authorities, letter, json } => {
            verify::run(&path, &verify::Given { entry, root, witness, authorities, letter }, json)
        }
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Held(error.to_string()))?
}

/// Reads a file of at most so many bytes.
pub(super) fn read(path: &std::path::Path, max: usize) -> Result<Vec<u8>, Failure> {
    use std::io::Read;
    let told = |problem: String| Failure::Held(format!("{}: {problem}", super::terminal::named(path)));
    let file = std::fs::File::open(path).map_err(|error| told(error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(max as u64 + 1).read_to_end(&mut bytes).map_err(|error| told(error.to_string()))?;
    if bytes.len() > max { Err(told(format!("more than {max} bytes"))) } else { Ok(bytes) }
}
