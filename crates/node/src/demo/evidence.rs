//! The second half of `khien demo --desks`: assistance is asked for, evidence is handed over in a package, encrypted in chunks, fetched,
//! and judged as anybody could judge it. The evidence is an invented log.

use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use khien_desk::Kind;
use khien_desk::package::bag::{SIGNATURE, TAGMANIFEST_256};
use khien_desk::package::{self, Conditions, Item, Purpose, bag};
use khien_desk::request::{Act, Decision, Refusal, Urgency};
use khien_desk::wire::chunked::{CHUNK, HEAD, Opener, Sealer, Sheet, context};
use khien_desk::wire::signed::{self, OfficerSignature, Subject};
use khien_seal::envelope;
use khien_store::Fault;
use khien_store::packing::Written;
use khien_terms::id::RequestId;
use serde_json::{Value, json};

use super::Printer;
use super::desks::{Side, held, receipted};
use crate::Failure;
use crate::actor::state::{assistance, opening_of};
use crate::package::gather::gather;
use crate::package::make::{Wanted, make};

/// Lines of the invented log: enough for two chunks.
const LINES: usize = 80_000;

/// Asks for the preserved data, and walks until it is here, judged and confirmed.
///
/// # Errors
/// The first step that does not hold.
pub(super) async fn walk(
    print: &mut Printer,
    here: &Side,
    there: &Side,
    preserved: RequestId,
    folder: &Path,
) -> Result<(), Failure> {
    let id = asked(print, here, there, preserved).await?;
    let work = folder.join("evidence");
    let (message, bytes) = handed_over(here, there, id, &work, print).await?;
    print.step("evidence.arrived", arrived(here, id, &message).await)?;
    print.step("evidence.purpose", purpose(here, id, &message).await)?;
    print.step("evidence.verified", verified(here, there, id, &message, bytes, &work).await)?;
    let text = json!({"text": "It arrived whole."});
    let received = Act::Received { package: message.clone() };
    let out = here.desk.say(here.app(), id, &here.desk.officer, received, text).await?;
    print.step("evidence.received", receipted(here, there, &out).await)
}

/// A request for assistance about the preservation, accepted by the other State.
async fn asked(print: &mut Printer, here: &Side, there: &Side, preserved: RequestId) -> Result<RequestId, Failure> {
    let number = format!("{:032x}", preserved.bits());
    let form = assistance(here.app().now().plus_days(10).timestamp(), &number);
    let act = opening_of(here.app(), Kind::A1, &form, Urgency::Routine, Some(number))?;
    let id = here.desk.draft(here.app(), &there.desk.code, Kind::A1, &form).await?;
    let out = here.desk.say(here.app(), id, &here.desk.approver, act, form).await?;
    print.step("assistance.sent", receipted(here, there, &out).await)?;
    there.app().store.take_request(id, there.desk.officer.id).await?;
    there.desk.gate(there.app(), id).await?;
    let accept = Act::Decide { decision: Decision::Accepted, consulted: None };
    let out = there.desk.say(there.app(), id, &there.desk.approver, accept, json!({"text": "Granted."})).await?;
    print.step("assistance.decided", receipted(there, here, &out).await)?;
    Ok(id)
}

/// An invented log of the account that was preserved, in the time that was asked for.
fn evidence(work: &Path) -> Result<(), Failure> {
    let files = work.join("files");
    fs::create_dir_all(&files).map_err(held)?;
    let mut log = String::from("time,account,event\n");
    for n in 0..LINES {
        let (day, hour, minute) = (1 + n % 31, n / 31 % 24, n / 744 % 60);
        log.push_str(&format!("2026-10-{day:02}T{hour:02}:{minute:02}:00Z,invented.account,invented event {n}\n"));
    }
    fs::write(files.join("account-log.csv"), log).map_err(held)?;
    fs::write(files.join("export-note.txt"), "Exported by an invented provider for an invented matter.\n").map_err(held)
}

fn moment(text: &str) -> Result<Timestamp, Failure> {
    text.parse().map_err(held)
}

/// Packs, signs, encrypts, and hands over; gives the message and the length of the package.
async fn handed_over(
    here: &Side,
    there: &Side,
    id: RequestId,
    work: &Path,
    print: &mut Printer,
) -> Result<(String, u64), Failure> {
    evidence(work)?;
    let (archive, manifest) = packed(there, here, id, work).await?;
    let bytes = fs::read(&archive).map_err(held)?;
    let (sheet, act) = sealed(there, id, &bytes).await?;
    let body = json!({"text": "What was asked for.", "manifest": manifest, "key": sheet.key, "chunks": sheet.chunks});
    let alone = there.desk.say(there.app(), id, &there.desk.approver, act.clone(), body.clone()).await;
    if !matches!(alone, Err(Failure::Store(Fault::Declined(Refusal::SamePerson)))) {
        return Err(held("whoever decided carried it out"));
    }
    let free = Conditions { onward: true, ..conditions() };
    let other =
        Act::Return { package: khien_seal::sha256_hex(&bytes), bytes: bytes.len() as u64, files: 2, conditions: free };
    let refused = there.desk.say(there.app(), id, &there.desk.officer, other, body.clone()).await;
    if !matches!(refused, Err(Failure::Store(Fault::Refused(khien_casework::Refusal::Field { .. })))) {
        return Err(held("it was handed over on other conditions than those in it"));
    }
    let out = there.desk.say(there.app(), id, &there.desk.officer, act, body).await?;
    let receipt = receipted(there, here, &out).await?;
    print.step(
        "evidence.handed.over",
        Ok(format!(
            "2 files, {} bytes in {} encrypted chunks; whoever decided may not, and nobody on other conditions; {receipt}",
            bytes.len(),
            sheet.chunks.len()
        )),
    )?;
    Ok((out.message, bytes.len() as u64))
}

fn conditions() -> Conditions {
    Conditions {
        purposes: vec![Purpose::Investigation, Purpose::Prosecution],
        onward: false,
        until: None,
        feedback: true,
    }
}

/// Puts the files into a signed package, as `khien package make` does; gives it, and the hash of what was signed.
async fn packed(
    there: &Side,
    here: &Side,
    id: RequestId,
    work: &Path,
) -> Result<(std::path::PathBuf, String), Failure> {
    let number = there.app().store.number_package(id, there.desk.officer.id).await?;
    let now = there.app().now().timestamp().to_string();
    let custody = json!([{"who": there.desk.officer.person.desk_name, "what": "received from the provider on a sealed disk", "at": now}]);
    let file = |path: &str| json!({"path": path, "media_type": "text/plain", "item": "1", "from": "2026-10-01T00:00:00Z", "to": "2026-10-31T23:59:00Z", "custody": custody});
    let description = json!({
        "request": format!("{:032x}", id.bits()), "package": number, "asking": here.desk.code, "asked": there.desk.code,
        "source": "24/7 point of an invented State", "made_at": now, "examiner": there.desk.officer.person.desk_name,
        "tools": [{"name": "Khiên", "version": env!("CARGO_PKG_VERSION")}], "authorisation": "An invented judge, under an invented law.",
        "conditions": conditions(), "files": [file("account-log.csv"), file("export-note.txt")],
    });
    let item = Item {
        id: "1".into(),
        class: "content".into(),
        from: moment("2026-10-01T00:00:00Z")?,
        to: moment("2026-11-01T00:00:00Z")?,
    };
    let wanted = |signature, out: &str| Wanted {
        folder: work.join("files"),
        description: description.clone(),
        accepted: vec![item.clone()],
        report: None,
        signature,
        out: work.join(out),
    };
    make(&wanted(None, "unsigned")).map_err(held)?;
    let manifest = fs::read(work.join("unsigned").join(TAGMANIFEST_256)).map_err(held)?;
    let officer = &there.desk.officer;
    let written = Written {
        manifest: khien_seal::sha256_hex(&manifest),
        conditions: khien_seal::sha256_hex(bag::conditions(&conditions()).as_bytes()),
    };
    there.app().store.package_written(id, number, officer.id, written.clone()).await?;
    let key = officer.person.pair.sign_key().map_err(held)?;
    let verify = key.verify_bytes();
    let signature = OfficerSignature {
        verify,
        signature: key.sign(&Subject::Package.to_be_signed(&manifest, &verify)),
        certificate: officer.certificate.clone(),
    };
    let signed = Subject::Package.assemble(&manifest, &there.node, &signature).map_err(held)?;
    make(&wanted(Some(signed), "package.zip")).map_err(held)?;
    Ok((work.join("package.zip"), written.manifest))
}

/// Encrypts a package and gives its chunks to the own node; what the message says of it.
async fn sealed(there: &Side, id: RequestId, bytes: &[u8]) -> Result<(Sheet, Act), Failure> {
    let key: [u8; 32] = khien_seal::random().map_err(held)?;
    let salt: [u8; 24] = khien_seal::random().map_err(held)?;
    let context = context(&format!("{:032x}", id.bits())).ok_or_else(|| held("no number"))?;
    let (mut sealer, head) = Sealer::new(&key, &salt, &context).map_err(held)?;
    let mut stream = head.to_vec();
    sealer.push(bytes, &mut stream).map_err(held)?;
    sealer.finish(&mut stream).map_err(held)?;
    let mut chunks = Vec::new();
    for chunk in stream.chunks(CHUNK) {
        let name = khien_seal::sha256_hex(chunk);
        there.app().store.put_chunk(name.clone(), chunk.to_vec()).await?;
        chunks.push(name);
    }
    let act = Act::Return {
        package: khien_seal::sha256_hex(bytes),
        bytes: bytes.len() as u64,
        files: 2,
        conditions: conditions(),
    };
    Ok((Sheet { key: hex::encode(key), chunks }, act))
}

/// Waits until the other node has carried every chunk.
async fn arrived(here: &Side, id: RequestId, message: &str) -> Result<String, Failure> {
    for _ in 0..300 {
        let progress = here.app().store.package_progress(id, message.to_owned()).await?;
        if progress.all > 0 && progress.there == progress.all {
            return Ok(format!(
                "{} of {} chunks, each by its hash; no node could read one",
                progress.there, progress.all
            ));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(held("the chunks did not arrive"))
}

/// What was not given for a purpose is not opened for it, and nothing is opened without one.
async fn purpose(here: &Side, id: RequestId, message: &str) -> Result<String, Failure> {
    let by = here.desk.officer.id;
    let other = here.app().store.read_package(id, message.to_owned(), Purpose::Protection, by).await;
    let Err(Fault::Declined(Refusal::Barred(barred))) = other else {
        return Err(held("it was opened for a purpose for which it was not given"));
    };
    let part = khien_store::requests::message_part(message);
    if here.app().store.open_request(id, part, by).await.is_ok() {
        return Err(held("it was opened without a purpose"));
    }
    Ok(format!("for another purpose, and without one, it stays closed: {barred}"))
}

/// Fetches, decrypts, compares with what was signed, and judges the package under the other State's entry.
async fn verified(
    here: &Side,
    there: &Side,
    id: RequestId,
    message: &str,
    bytes: u64,
    work: &Path,
) -> Result<String, Failure> {
    let by = here.desk.officer.id;
    let sealed = here.app().store.read_package(id, message.to_owned(), Purpose::Investigation, by).await?;
    let inner = envelope::open(&sealed, &here.desk.identity).map_err(held)?;
    let state =
        here.app().other_state(&there.desk.code).await?.ok_or_else(|| held("the State is not in the directory"))?;
    let frame: Value =
        serde_json::from_slice(&signed::verify(&inner, &state.voices).map_err(held)?.text).map_err(held)?;
    let sheet = frame.get("body").and_then(|body| Sheet::of(body, bytes)).ok_or_else(|| held("no sheet"))?;
    let package = opened(here, id, message, &sheet).await?;
    if frame.pointer("/act/package").and_then(Value::as_str) != Some(khien_seal::sha256_hex(&package).as_str()) {
        return Err(held("another package came out than was signed"));
    }
    let path = work.join("received.zip");
    fs::write(&path, &package).map_err(held)?;
    let gathered = gather(&path).map_err(held)?;
    let verdict = package::verify(&gathered.tags, &gathered.found, package::Word::States(&state.voices));
    let problems: Vec<_> = gathered.problems.iter().chain(&verdict.problems).collect();
    if !problems.is_empty() {
        return Err(held(format!("the package does not hold: {problems:?}")));
    }
    if !gathered.found.iter().any(|found| found.path == SIGNATURE) {
        return Err(held("the package is not signed"));
    }
    Ok(format!(
        "SHA-256 {}…, every file as its manifests say, signed by officer and node under the root that was compared: {}",
        &khien_seal::sha256_hex(&package)[..16],
        path.display()
    ))
}

async fn opened(here: &Side, id: RequestId, message: &str, sheet: &Sheet) -> Result<Vec<u8>, Failure> {
    let mut stream = Vec::new();
    for (n, chunk) in (0i64..).zip(&sheet.chunks) {
        let bytes = here.app().store.chunk_for(id, message.to_owned(), n, here.desk.officer.id).await?;
        if khien_seal::sha256_hex(&bytes) != *chunk {
            return Err(held("a chunk is another than was signed"));
        }
        stream.extend(bytes);
    }
    let mut key = [0u8; 32];
    hex::decode_to_slice(&sheet.key, &mut key).map_err(held)?;
    let (head, records) = stream.split_first_chunk::<HEAD>().ok_or_else(|| held("too short"))?;
    let context = context(&format!("{:032x}", id.bits())).ok_or_else(|| held("no number"))?;
    let mut opener = Opener::new(&key, head, &context).map_err(held)?;
    let mut package = Vec::new();
    opener.push(records, &mut package).map_err(held)?;
    opener.finish(&mut package).map_err(held)?;
    Ok(package)
}
