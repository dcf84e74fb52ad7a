//! `khien verify-portal`: does a node serve the files of this release, and does its ledger say so? Anybody can run it, from
//! anywhere: it needs no node and no key.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_seal::statement::{OnlineCert, Signed};
use khien_store::ledger::Proof;
use serde::Serialize;

use super::print_json;
use crate::Failure;
use crate::manifest::{MANIFEST, PROOF, hash, text};
use crate::portal::mailbox::proof::proves;

/// What was found.
#[derive(Debug, Serialize)]
struct Found {
    ok: bool,
    /// Files that were fetched and compared.
    files: usize,
    /// Whether the ledger of the node holds this very list.
    pinned: bool,
    /// Fingerprint of the node's off-line root: compare it with the one that the node publishes elsewhere.
    fingerprint: Option<String>,
    problems: Vec<String>,
}

/// Largest answer that is read.
const ANSWER_MAX: u64 = 8 << 20;

/// Fetches and compares.
pub(super) async fn verify(url: String, root: Option<String>, json: bool) -> Result<(), Failure> {
    let expected = root.as_deref().map(fingerprint_as_typed).transpose()?;
    let found = tokio::task::spawn_blocking(move || look(url.trim_end_matches('/'), expected.as_deref()))
        .await
        .map_err(|error| Failure::Held(error.to_string()))?;
    if json {
        print_json(&found)?;
    } else {
        println!("{} files compared, pinned in the ledger: {}", found.files, if found.pinned { "yes" } else { "no" });
        if let Some(fingerprint) = &found.fingerprint {
            println!("fingerprint of the root {fingerprint}");
        }
        found.problems.iter().for_each(|problem| println!("{problem}"));
    }
    if found.ok { Ok(()) } else { Err(Failure::Held(format!("{} problems", found.problems.len()))) }
}

/// Fewest digits of a fingerprint that are compared: as many as a page shows to people.
const SHOWN: usize = 32;

/// A fingerprint as somebody copied it from a page or a poster: whole or its first half, with or without spaces.
pub(super) fn fingerprint_as_typed(typed: &str) -> Result<String, Failure> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let hex = digits.chars().all(|c| c.is_ascii_hexdigit()) && (SHOWN..=64).contains(&digits.len());
    if hex {
        return Ok(digits);
    }
    Err(Failure::Held("--root is not a fingerprint: 32 to 64 hex digits, as the node's own page shows them".to_owned()))
}

fn look(base: &str, expected: Option<&str>) -> Found {
    let mut found = Found { ok: false, files: 0, pinned: false, fingerprint: None, problems: Vec::new() };
    match fetch(&format!("{base}{MANIFEST}")) {
        Ok(list) if list == text().as_bytes() => {}
        Ok(_) => found.problems.push("the node names other files than this release has".into()),
        Err(problem) => found.problems.push(problem),
    }
    for line in text().lines().skip(1) {
        let Some((expected, name)) = line.split_once("  ") else { continue };
        match fetch(&format!("{base}/assets/{name}")) {
            Ok(bytes) if khien_seal::sha256_hex(&bytes) == expected => found.files += 1,
            Ok(_) => found.problems.push(format!("{name}: another file than this release has")),
            Err(problem) => found.problems.push(problem),
        }
    }
    match scripts_of(base) {
        Ok(strangers) => found.problems.extend(strangers.iter().map(|src| format!("the first page runs {src}"))),
        Err(problem) => found.problems.push(problem),
    }
    match pinned(base, expected) {
        Ok((fingerprint, pinned)) => {
            found.fingerprint = Some(fingerprint);
            found.pinned = pinned;
            if !pinned {
                found.problems.push("the ledger does not hold this list, or not yet: it does after a beat".into());
            }
        }
        Err(problem) => found.problems.push(problem),
    }
    found.ok = found.problems.is_empty();
    found
}

/// Scripts of the first page that are not files of the release.
fn scripts_of(base: &str) -> Result<Vec<String>, String> {
    let page = String::from_utf8_lossy(&fetch(&format!("{base}/"))?).into_owned();
    let known = |src: &str| {
        src.strip_prefix("/assets/").is_some_and(|name| text().lines().any(|line| line.ends_with(&format!("  {name}"))))
    };
    let scripts = page.split("<script").skip(1).map(|rest| {
        let tag = rest.split('>').next().unwrap_or_default();
        tag.split("src=\"").nth(1).and_then(|src| src.split('"').next()).unwrap_or("inline script").to_owned()
    });
    Ok(scripts.filter(|src| !known(src)).collect())
}

/// The root's fingerprint, and whether the ledger that this root vouches for holds the list.
fn pinned(base: &str, expected: Option<&str>) -> Result<(String, bool), String> {
    let answer: serde_json::Value =
        serde_json::from_slice(&fetch(&format!("{base}{PROOF}"))?).map_err(|error| format!("{PROOF}: {error}"))?;
    if answer["pending"] == true {
        return Err("the ledger does not hold the list yet; it does after the next beat".into());
    }
    let proof: Proof = serde_json::from_value(answer).map_err(|error| format!("{PROOF}: {error}"))?;
    let served = root_of(base)?;
    let key = khien_seal::keys::verify_from_hex(&served).map_err(|error| error.to_string())?;
    let fingerprint = khien_seal::sha256_hex(&key);
    if expected.is_some_and(|expected| !fingerprint.starts_with(expected)) {
        return Err(format!("the node's root has the fingerprint {fingerprint}, not the one that was given"));
    }
    let certificate: &Signed = proof.online.as_ref().ok_or("the ledger's key has no certificate of the root")?;
    let online = OnlineCert::verified(certificate, &key).map_err(|error| format!("the ledger's key: {error}"))?;
    Ok((fingerprint, names_this_list(&proof).unwrap_or(false) && proves(&proof, &online.verify)))
}

/// Whether the event of a proof names this release's list: its payload does, and the row that the leaf hashes holds that
/// payload's hash.
fn names_this_list(proof: &Proof) -> Option<bool> {
    let payload = B64.decode(proof.payload.as_deref()?).ok()?;
    let event: serde_json::Value = serde_json::from_slice(&payload).ok()?;
    let row: Vec<serde_json::Value> = serde_json::from_slice(&B64.decode(&proof.event).ok()?).ok()?;
    let hashed = row.last()?.as_str()? == khien_seal::sha256_hex(&payload);
    Some(hashed && event["type"] == "node.portal" && event["manifest"] == hash().as_str())
}

/// The root that the mailbox's page names.
fn root_of(base: &str) -> Result<String, String> {
    let page = String::from_utf8_lossy(&fetch(&format!("{base}/mailbox"))?).into_owned();
    let begin = page.split("data-begin=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let begin = begin.replace("&#34;", "\"").replace("&quot;", "\"");
    let begin: serde_json::Value = serde_json::from_str(&begin).unwrap_or_default();
    begin["root"].as_str().map(str::to_owned).ok_or_else(|| "the node is not set up: it names no root".to_owned())
}

fn fetch(url: &str) -> Result<Vec<u8>, String> {
    let answer = ureq::get(url).call().map_err(|error| format!("{url}: {error}"))?;
    answer.into_body().with_config().limit(ANSWER_MAX).read_to_vec().map_err(|error| format!("{url}: {error}"))
}
