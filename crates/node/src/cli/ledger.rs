//! `khien ledger prove` and `verify`: inclusion and consistency, in the forms of C2SP (tlog-proof; the body of tlog-witness
//! `add-checkpoint`). Verifying needs no node and no network: a file, the ledger's key, and the keys of the witnesses that one believes.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use khien_seal::checkpoint::{Checkpoint, log_key};
use khien_seal::merkle::{self, leaf};
use khien_seal::witness::{LeafProof, Request, Seen, Verdict, Witness, judge};
use khien_store::Fault;
use khien_store::witness::{Leaf, growth_proof, leaf_proof};
use serde::Serialize;
use serde_json::Value;

use super::journal::on_database;
use super::{print_json, print_line};
use crate::Failure;
use crate::config::Options;

/// What to do with proofs.
#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
    /// Prove that an event stands in this node's ledger, or that the ledger goes on from an older size; prints the proof
    #[command(after_help = "Example: khien ledger prove --event 42 --data /srv/khien > 42.tlog-proof")]
    Prove {
        /// Number of the event, from 1
        #[arg(long, value_name = "N", required_unless_present = "from", conflicts_with = "from")]
        event: Option<i64>,
        /// Size of an older checkpoint
        #[arg(long, value_name = "SIZE")]
        from: Option<u64>,
        #[command(flatten)]
        options: Box<Options>,
    },
    /// Verify a proof, off-line
    #[command(
        after_help = "Example: khien ledger verify 42.tlog-proof --log node.example/ledger+1a2b3c4d+AQ… --witness … --json"
    )]
    Verify {
        /// A tlog-proof, or, with --known, what proves that a ledger grew
        file: PathBuf,
        /// The ledger's key, as `/ledger/key` of its node shows it
        #[arg(long, value_name = "KEY")]
        log: String,
        /// A witness's key, as often as there are witnesses that have to have co-signed
        #[arg(long, value_name = "KEY")]
        witness: Vec<String>,
        /// How many of these witnesses are enough; all by default
        #[arg(long, value_name = "N")]
        quorum: Option<usize>,
        /// The older checkpoint that somebody kept, from which the ledger has to go on
        #[arg(long, value_name = "FILE")]
        known: Option<PathBuf>,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
}

impl LedgerCommand {
    /// The options of what works on a node.
    pub(super) fn options(&mut self) -> Option<&mut Options> {
        match self {
            LedgerCommand::Prove { options, .. } => Some(options),
            LedgerCommand::Verify { .. } => None,
        }
    }
}

/// What was found.
#[derive(Debug, Default, Serialize)]
struct Found {
    ok: bool,
    origin: String,
    size: u64,
    /// Index of the leaf; of a leaf's proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u64>,
    /// The event's row, as it stands in the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<Value>,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Value>,
    cosigned: Vec<Signed>,
    problems: Vec<String>,
}

/// Who co-signed, and when.
#[derive(Debug, Serialize)]
struct Signed {
    witness: String,
    at: String,
}

/// Runs the command.
pub(super) async fn run(command: LedgerCommand) -> Result<(), Failure> {
    match command {
        LedgerCommand::Prove { event, from, options } => prove(*options, event, from).await,
        LedgerCommand::Verify { file, log, witness, quorum, known, json } => {
            let found = match verify(&file, &log, &witness, quorum, known.as_deref()) {
                // Scripts get their object also when there is nothing to verify.
                Err(Failure::Held(problem)) if json => Found { problems: vec![problem], ..Found::default() },
                other => other?,
            };
            if json {
                print_json(&found)?;
            } else {
                tell(&found)?;
            }
            if found.ok { Ok(()) } else { Err(Failure::Held(format!("{} problems", found.problems.len()))) }
        }
    }
}

fn tell(found: &Found) -> Result<(), Failure> {
    let part = found.index.map_or_else(String::new, |index| format!(", leaf {index}"));
    print_line(&format!("{} with {} leaves{part}", found.origin, found.size))?;
    for value in [&found.event, &found.payload].into_iter().flatten() {
        print_line(&value.to_string())?;
    }
    for signed in &found.cosigned {
        print_line(&format!("co-signed by {} at {}", signed.witness, signed.at))?;
    }
    found.problems.iter().try_for_each(|problem| print_line(problem))
}

async fn prove(options: Options, event: Option<i64>, from: Option<u64>) -> Result<(), Failure> {
    let text = on_database(options.resolve()?, move |conn, _| -> Result<Option<String>, Fault> {
        match (event, from) {
            (Some(seq), _) => Ok(leaf_proof(conn, seq)?.map(|proof| proof.text())),
            (None, Some(size)) => Ok(growth_proof(conn, size)?.map(|request| request.text())),
            (None, None) => Ok(None),
        }
    })
    .await?;
    let none = || Failure::Held("no checkpoint covers it: there is no such event, or the next beat brings it".into());
    print_line(text.ok_or_else(none)?.trim_end())
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::Held(format!("{}: {error}", path.display())))
}

fn held(error: impl std::fmt::Display) -> Failure {
    Failure::Held(error.to_string())
}

fn verify(
    file: &Path,
    log: &str,
    witnesses: &[String],
    quorum: Option<usize>,
    known: Option<&Path>,
) -> Result<Found, Failure> {
    let (origin, key) = log_key(log).map_err(held)?;
    let witnesses: Vec<Witness> =
        witnesses.iter().map(|text| Witness::from_verifier_key(text)).collect::<Result<_, _>>().map_err(held)?;
    let text = read(file)?;
    let mut found = Found { origin, ..Found::default() };
    let note = match known {
        Some(known) => grew(&mut found, &text, &key, &read(known)?)?,
        None => stands(&mut found, &text, &key)?,
    };
    cosigned(&mut found, &note, &witnesses, quorum.unwrap_or(witnesses.len()));
    found.ok = found.problems.is_empty();
    Ok(found)
}

/// Whether the leaf stands in the tree that the ledger's key signed.
fn stands(found: &mut Found, text: &str, key: &[u8; 32]) -> Result<khien_seal::checkpoint::Note, Failure> {
    let proof = LeafProof::read(text).map_err(held)?;
    let checkpoint = checkpoint(found, &proof.note.text(), key)?;
    let made: Leaf = serde_json::from_slice(&proof.extra).map_err(|_| held("what makes the leaf is missing"))?;
    let mut salt = [0u8; 32];
    hex::decode_to_slice(&made.salt, &mut salt).map_err(held)?;
    let led = merkle::root_from_inclusion(leaf(&salt, made.row.as_bytes()), proof.index, checkpoint.size, &proof.path);
    if led != Some(checkpoint.root) {
        found.problems.push("the leaf does not lead to the root that was signed".into());
    }
    let row: Value = serde_json::from_str(&made.row).map_err(held)?;
    if let Some(payload) = &made.payload {
        let hash = khien_seal::sha256_hex(payload.as_bytes());
        if row.as_array().and_then(|row| row.last()).and_then(Value::as_str) != Some(&hash) {
            found.problems.push("what happened is not what the row was made of".into());
        }
        found.payload = serde_json::from_str(payload).ok();
    }
    (found.index, found.event) = (Some(proof.index), Some(row));
    Ok(proof.note)
}

/// Whether the ledger goes on from a checkpoint that somebody kept.
fn grew(found: &mut Found, text: &str, key: &[u8; 32], known: &str) -> Result<khien_seal::checkpoint::Note, Failure> {
    let request = Request::read(text).map_err(held)?;
    let known = Checkpoint::verified(known, key).map_err(held)?;
    let new = checkpoint(found, &request.note, key)?;
    if known.origin != new.origin {
        found.problems.push(format!("the older checkpoint is of {}", known.origin));
    }
    let seen = Seen { size: known.size, root: known.root };
    let problem = match judge(&request, key, Some(seen)).map_err(held)? {
        Verdict::Grew(_) => None,
        Verdict::Forked(_) => Some("the ledger has two histories: its own key signed both"),
        Verdict::Conflict(_) | Verdict::Backwards => Some("the proof begins at another size"),
        Verdict::BadProof(_) => Some("the proof leads nowhere"),
    };
    found.problems.extend(problem.map(str::to_owned));
    khien_seal::checkpoint::Note::read(&request.note).map_err(held)
}

fn checkpoint(found: &mut Found, note: &str, key: &[u8; 32]) -> Result<Checkpoint, Failure> {
    let checkpoint = Checkpoint::verified(note, key).map_err(held)?;
    if checkpoint.origin != found.origin {
        found.problems.push(format!("the key is of {}, the checkpoint of {}", found.origin, checkpoint.origin));
    }
    found.size = checkpoint.size;
    Ok(checkpoint)
}

fn cosigned(found: &mut Found, note: &khien_seal::checkpoint::Note, witnesses: &[Witness], quorum: usize) {
    for witness in witnesses {
        let at = note.signatures.iter().filter_map(|line| witness.signed_at(&note.body, line)).max();
        let at = at.and_then(|at| jiff::Timestamp::from_second(i64::try_from(at).ok()?).ok());
        found.cosigned.extend(at.map(|at| Signed { witness: witness.name.clone(), at: at.to_string() }));
    }
    if found.cosigned.len() < quorum {
        found.problems.push(format!("{} of {quorum} witnesses co-signed", found.cosigned.len()));
    }
}
