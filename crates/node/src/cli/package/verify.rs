//! `khien package verify`.

use std::path::{Path, PathBuf};

use khien_desk::directory::{Accepted, Known, Offered, accept};
use khien_desk::package::proof::{PROOF, Stands};
use khien_desk::package::stamp::STAMP;
use khien_desk::package::{Conditions, Fault, Problem, Verdict, Word};
use khien_desk::wire::signed::Voices;
use khien_seal::keys::verify_from_hex;
use khien_seal::witness::Witness;
use serde::Serialize;

use super::super::portal::fingerprint_as_typed;
use super::super::{print_json, print_line, terminal::named, terminal::shown};
use super::{Told, read};
use crate::Failure;
use crate::package::gather::gather;
use crate::package::stamping::certificates;

/// Bytes that an entry with its chain may have.
const ENTRY_MAX: usize = 8 << 20;

/// By what the signatures are judged; at most one of entry and letter.
pub(super) struct Given {
    /// The sending State's entry.
    pub(super) entry: Option<PathBuf>,
    /// The fingerprint of its root, as typed.
    pub(super) root: Option<String>,
    /// Verifier keys of witnesses.
    pub(super) witness: Vec<String>,
    /// Certificates of time-stamping authorities.
    pub(super) authorities: Vec<PathBuf>,
    /// The public key of the letter in which the package was made, hex.
    pub(super) letter: Option<String>,
}

/// How far the signatures were judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Signatures {
    /// They hold, by the State's entry.
    Hold,
    /// The letter's key signed, and nobody else.
    ByLetter,
    /// They are there; nobody's word for them was given.
    NotJudged,
    /// They are absent or false: see the problems.
    Fail,
}

/// What was found.
#[derive(Debug, Serialize)]
struct Line {
    ok: bool,
    /// Files of evidence: those under `data/` but for the report.
    items: usize,
    /// Their bytes.
    bytes: u64,
    /// Path of the letter that tells people what was asked and what is handed over; none where there is none.
    report: Option<String>,
    request: Option<String>,
    package: Option<u32>,
    source: Option<String>,
    signatures: Signatures,
    /// The officer in the signature, by desk name.
    officer: Option<String>,
    /// How the signature calls the letter's key that made it; none where node and officer signed.
    letter: Option<String>,
    /// The State by whose entry it was judged.
    state: Option<String>,
    /// Fingerprint of that State's root: worth as much as whoever compared it.
    root: Option<String>,
    conditions: Option<Conditions>,
    /// That it stood in that State's ledger; none where no proof lies in it.
    ledger: Option<InLedger>,
    /// The time-stamp over its description; none where none lies in it.
    time_stamp: Option<TimeStamp>,
    problems: Vec<Told>,
}

/// What the proof in the package says.
#[derive(Debug, Serialize)]
struct InLedger {
    origin: String,
    size: u64,
    index: u64,
    /// When the node wrote it, by its own clock.
    at: String,
    /// Whether the checkpoint is signed by the ledger's key in the State's entry; none where no entry was given.
    signed: Option<bool>,
    /// Which of the witnesses that were named co-signed it.
    cosigned: Vec<String>,
}

/// What the time-stamp in the package says.
#[derive(Debug, Serialize)]
struct TimeStamp {
    /// The moment, by the authority's clock.
    at: String,
    /// Whose certificate signed it, as the certificate says.
    by: String,
    /// Whether one of the authorities that were named gave it; none where none was named.
    vouched: Option<bool>,
}

/// Judges a package.
///
/// # Errors
/// [`Failure::Held`] when it does not hold, or cannot be read.
pub(super) fn run(path: &Path, given: &Given, json: bool) -> Result<(), Failure> {
    let witness = |text: &String| Witness::from_verifier_key(text).map_err(|error| Failure::Held(error.to_string()));
    let witnesses = given.witness.iter().map(witness).collect::<Result<Vec<_>, _>>()?;
    let authorities = authorities(&given.authorities)?;
    let known = given.entry.as_deref().map(|path| known(path, given.root.as_deref())).transpose()?;
    let letter = given.letter.as_deref().map(letter_key).transpose()?;
    let mut gathered = gather(path).map_err(|error| Failure::Held(format!("{}: {error}", named(path))))?;
    let voices = known.as_ref().map(|(known, offered)| voices(known, offered));
    let word = match (&letter, &voices) {
        (Some(letter), _) => Word::Letters(letter),
        (None, Some(voices)) => Word::States(voices),
        (None, None) => Word::Nobodys,
    };
    let verdict = khien_desk::package::verify(&gathered.tags, &gathered.found, word);
    gathered.problems.extend(verdict.problems.iter().cloned());
    let known = known.as_ref().map(|(known, _)| known);
    let ledger = verdict.stands.as_ref().map(|stands| in_ledger(stands, known, &witnesses));
    let stamp = verdict.stamped.as_ref().map(|stamped| TimeStamp {
        at: stamped.at.to_string(),
        by: stamped.by.clone(),
        vouched: (!authorities.is_empty()).then(|| stamped.vouched(&authorities)),
    });
    if stamp.as_ref().is_some_and(|stamp| stamp.vouched == Some(false)) {
        gathered.problems.push(Problem { file: Some(STAMP.to_owned()), fault: Fault::Stamp });
    }
    if ledger.as_ref().is_some_and(|ledger| ledger.signed == Some(false)) {
        gathered.problems.push(Problem { file: Some(PROOF.to_owned()), fault: Fault::Proof });
    }
    let line = Line { time_stamp: stamp, ..told(verdict, gathered.problems, known, ledger) };
    if json {
        print_json(&line)?;
    } else {
        print(&line)?;
    }
    if line.ok { Ok(()) } else { Err(Failure::Held(format!("it does not hold: {} problems", line.problems.len()))) }
}

/// Certificates in files, DER or as many as stand in a PEM file.
fn authorities(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    let mut all = Vec::new();
    for path in files {
        let told = |problem: String| Failure::Held(format!("{}: {problem}", named(path)));
        let bytes = std::fs::read(path).map_err(|error| told(error.to_string()))?;
        all.extend(certificates(&bytes).ok_or_else(|| told("it holds no certificate".into()))?);
    }
    Ok(all)
}

/// A letter's public key as it was typed.
fn letter_key(typed: &str) -> Result<[u8; 32], Failure> {
    verify_from_hex(typed.trim()).map_err(|_| Failure::Held("a letter's public key is 64 hexadecimal digits".into()))
}

/// Reads a State's entry; nothing of it is believed that its root did not sign.
fn known(path: &Path, root: Option<&str>) -> Result<(Known, Offered), Failure> {
    let told = |problem: String| Failure::Held(format!("{}: {problem}", named(path)));
    let expected = root.map(fingerprint_as_typed).transpose()?;
    let offered: Offered = serde_json::from_slice(&read(path, ENTRY_MAX)?).map_err(|error| told(error.to_string()))?;
    let accepted = accept(None, &offered, khien_store::journal::now()).map_err(|error| told(error.to_string()))?;
    let (Accepted::Now(known) | Accepted::NeedsConfirmation { meanwhile: known, .. }) = accepted;
    let fingerprint = khien_seal::sha256_hex(&known.root);
    if let Some(expected) = expected.filter(|expected| !fingerprint.starts_with(expected)) {
        return Err(told(other_root(&offered, &expected, &fingerprint)));
    }
    Ok((*known, offered))
}

/// What is said of a root that is not the one that was read out. One that signed for this one, as far as it says, is followed by people
/// who called, and not by a program.
fn other_root(offered: &Offered, expected: &str, fingerprint: &str) -> String {
    let lineage = offered.lineage().ok();
    let mut roots = lineage.iter().flat_map(|lineage| lineage.roots());
    if roots.any(|root| khien_seal::sha256_hex(root).starts_with(expected)) {
        return format!(
            "its root has changed since: it is {fingerprint} now, and the one that was given signed for it. Have its officers read the new one out"
        );
    }
    format!("its root is another: {fingerprint}")
}

/// Whom the State lets speak: its node by every key that an entry of the chain named, for a package outlives keys and roots. One that was
/// revoked speaks no more, also for what it signed before: a signature says no time.
fn voices(known: &Known, offered: &Offered) -> Voices {
    let revoked: Vec<[u8; 32]> = known.revoked.iter().filter_map(|one| verify_from_hex(&one.key).ok()).collect();
    let entries = offered.all_entries().unwrap_or_default();
    let named = entries.iter().filter_map(|entry| entry.node_keys().ok()).flatten();
    let nodes = named.filter(|node| !revoked.contains(node)).collect();
    Voices { nodes, teams: known.entry.desk_teams(&known.root), revoked, ..Voices::default() }
}

/// Judges the checkpoint of a proof by the State's entry.
fn in_ledger(stands: &Stands, known: Option<&Known>, witnesses: &[Witness]) -> InLedger {
    let signed = known.map(|known| {
        let key = known.entry.ledger_key(&known.root);
        key.is_some_and(|key| stands.signed_by(&known.entry.ledger.origin, &key))
    });
    InLedger {
        origin: stands.origin.clone(),
        size: stands.size,
        index: stands.index,
        at: stands.at.timestamp().to_string(),
        signed,
        cosigned: stands.cosigned(witnesses),
    }
}

fn told(verdict: Verdict, problems: Vec<Problem>, known: Option<&Known>, ledger: Option<InLedger>) -> Line {
    let signature = khien_desk::package::bag::SIGNATURE;
    let fails = problems.iter().any(|problem| problem.file.as_deref() == Some(signature));
    let signatures = match (fails, verdict.signed) {
        (true, _) => Signatures::Fail,
        (false, true) if verdict.letter.is_some() => Signatures::ByLetter,
        (false, true) => Signatures::Hold,
        (false, false) => Signatures::NotJudged,
    };
    let problems: Vec<Told> = problems
        .into_iter()
        .map(|one| Told { file: one.file, problem: one.fault.code(), says: one.fault.to_string() })
        .collect();
    let (request, package) = verdict.about.unzip();
    Line {
        ok: problems.is_empty(),
        items: verdict.files,
        bytes: verdict.bytes,
        report: verdict.report.map(|(path, _)| path),
        request,
        package,
        source: verdict.source,
        signatures,
        officer: verdict.officer,
        letter: verdict.letter,
        state: known.map(|known| known.entry.state.clone()),
        root: known.map(|known| khien_seal::sha256_hex(&known.root)),
        conditions: verdict.conditions,
        ledger,
        time_stamp: None,
        problems,
    }
}

fn print(line: &Line) -> Result<(), Failure> {
    let word = |text: &Option<String>| text.as_deref().map_or_else(|| "?".to_owned(), shown);
    print_line(&format!("{} files, {} bytes, from {}", line.items, line.bytes, word(&line.source)))?;
    if let Some(report) = &line.report {
        print_line(&format!("{report} tells what was asked and what is handed over"))?;
    }
    if let (Some(request), Some(package)) = (&line.request, line.package) {
        print_line(&format!("package {package} of request {request}"))?;
    }
    match line.signatures {
        Signatures::Hold => print_line(&format!(
            "signed by the node of {} and by {}; the root's fingerprint is {}: compare it with the one that its officers read out",
            word(&line.state),
            word(&line.officer),
            word(&line.root)
        ))?,
        Signatures::ByLetter => print_line(
            "signed by the key of a letter and by nobody else: no node and no officer of a State answers for it, but whoever opened the letter",
        )?,
        Signatures::NotJudged if line.letter.is_some() => print_line(&format!(
            "signed by the key of a letter that begins its name with {}, which was not judged: give the key with --letter",
            word(&line.letter)
        ))?,
        Signatures::NotJudged => print_line(&format!(
            "signatures are there, of a node and of {}, and were not held against a State's root: give its entry with --entry",
            word(&line.officer)
        ))?,
        Signatures::Fail => {}
    }
    if let Some(ledger) = &line.ledger {
        let signed = match ledger.signed {
            Some(true) => "its key signed the checkpoint",
            Some(false) => "its key did not sign the checkpoint",
            None => "whose key signed the checkpoint was not judged",
        };
        print_line(&format!(
            "leaf {} of {} in the ledger {}, by its clock {}; {signed}; {} of the witnesses that were named co-signed it",
            ledger.index,
            ledger.size,
            shown(&ledger.origin),
            ledger.at,
            ledger.cosigned.len()
        ))?;
    }
    if let Some(stamp) = &line.time_stamp {
        let whose = match stamp.vouched {
            Some(true) => "an authority that was named",
            Some(false) => "nobody whom the named authorities vouch for",
            None => "whose authority was not judged: give its certificate with --time-stamp-authority",
        };
        print_line(&format!("time-stamped at {} by {}: {whose}", stamp.at, shown(&stamp.by)))?;
    }
    if line.time_stamp.is_none() {
        print_line("no time-stamp of an authority lies in it")?;
    }
    if let Some(conditions) = &line.conditions {
        let purposes: Vec<&str> = conditions.purposes.iter().map(|purpose| purpose.code()).collect();
        let onward = if conditions.onward { "may go on" } else { "may not go on to anybody else" };
        let until = conditions.until.map(|until| format!(", until {until} (UTC)")).unwrap_or_default();
        print_line(&format!("to be used for {}{until}; {onward}", purposes.join(", ")))?;
    }
    line.problems.iter().try_for_each(|problem| print_line(&problem.line()))
}
