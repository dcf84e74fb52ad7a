//! `khien bench evidence`: how fast a package of evidence goes from one invented State's node to another's, in encrypted chunks, each
//! kept durably and receipted before the next takes its place. Both nodes run in this process, so the memory is that of both.

use std::path::Path;
use std::time::{Duration, Instant};

use khien_desk::Kind;
use khien_desk::package::{Conditions, Purpose, bag};
use khien_desk::request::{Act, Decision, Urgency};
use khien_desk::wire::chunked::{CHUNK, Sealer, Sheet, context};
use khien_store::packing::Written;
use khien_terms::id::RequestId;
use serde::Serialize;
use serde_json::{Value, json};

use super::peak_rss_mb;
use super::place::Folder;
use crate::Failure;
use crate::abroad::{chunks, sending};
use crate::actor::state::{DeskState, assistance, opening, opening_of, preservation};
use crate::app::App;
use crate::config::Options;
use crate::serve::{self, Running};

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Figures {
    mib: usize,
    chunks: usize,
    /// From plain bytes to encrypted chunks that the giving node keeps.
    keep_s: f64,
    /// From the signed message to the last chunk's receipt.
    carry_s: f64,
    /// Of the package, by `carry_s`.
    carry_mb_per_s: f64,
    /// Of both nodes together, since the package began to be encrypted; with what setting up accounts left in the process.
    peak_rss_mb: f64,
    /// Whether without TLS.
    plain: bool,
}

/// How long nothing may come through.
const PATIENCE: Duration = Duration::from_secs(60);

fn held(error: impl std::fmt::Display) -> Failure {
    Failure::Held(error.to_string())
}

/// One State.
struct Side {
    running: Running,
    desk: DeskState,
}

impl Side {
    async fn start(folder: &Path, code: &str, plain: bool) -> Result<Self, Failure> {
        let free = || Some(std::net::SocketAddr::from(([127, 0, 0, 1], 0)));
        let desk_listen = if plain { None } else { free() };
        let options = Options { data: Some(folder.join(code)), listen: free(), desk_listen, ..Options::default() };
        let running = serve::start(options.resolve()?).await?;
        let url = format!("http://{}", running.address);
        let desk = DeskState::found(&running.app.store, &running.app.config.ledger_origin(), code, &url).await?;
        Ok(Self { running, desk })
    }

    fn app(&self) -> &App {
        &self.running.app
    }

    /// Says something and waits until the other has it.
    async fn say(&self, id: RequestId, second: bool, act: Act, body: Value) -> Result<String, Failure> {
        let by = if second { &self.desk.approver } else { &self.desk.officer };
        let out = self.desk.say(self.app(), id, by, act, body).await?;
        let message = out.message.clone();
        sending::send(self.app(), out).await?;
        self.app().store.receipt_of(message.clone()).await?;
        Ok(message)
    }
}

/// Measures.
///
/// # Errors
/// When a node does not start, or a chunk does not come through within a minute.
pub async fn run(mib: usize, plain: bool, seed: u64) -> Result<Figures, Failure> {
    let folder = Folder::new()?;
    let here = Side::start(&folder.0, "XA", plain).await?;
    let there = Side::start(&folder.0, "XB", plain).await?;
    here.desk.trust(&here.app().store, &there.app().store, "XB").await?;
    there.desk.trust(&there.app().store, &here.app().store, "XA").await?;
    for side in [&here, &there] {
        side.app().abroad.forget();
    }
    let id = asked(&here, &there).await?;
    super::forget_peak_rss();
    let start = Instant::now();
    let (sheet, package) = kept(&there, id, mib, seed).await?;
    let keep_s = start.elapsed().as_secs_f64();
    let carry_s = carried(&here, &there, id, mib, &sheet, package).await?;
    let figures = Figures {
        mib,
        chunks: sheet.chunks.len(),
        keep_s,
        carry_s,
        carry_mb_per_s: (mib << 20) as f64 / 1e6 / carry_s,
        peak_rss_mb: peak_rss_mb(),
        plain,
    };
    here.running.stop().await?;
    there.running.stop().await?;
    Ok(figures)
}

/// A request for assistance, about a preservation, that the other State accepts.
async fn asked(here: &Side, there: &Side) -> Result<RequestId, Failure> {
    let form = preservation(here.app().now().plus_days(1).timestamp(), "");
    let about = here.desk.draft(here.app(), "XB", Kind::P1, &form).await?;
    here.say(about, true, opening(here.app(), &form)?, form).await?;
    let number = format!("{:032x}", about.bits());
    let form = assistance(here.app().now().plus_days(10).timestamp(), &number);
    let act = opening_of(here.app(), Kind::A1, &form, Urgency::Routine, Some(number))?;
    let id = here.desk.draft(here.app(), "XB", Kind::A1, &form).await?;
    here.say(id, true, act, form).await?;
    there.app().store.take_request(id, there.desk.officer.id).await?;
    there.desk.gate(there.app(), id).await?;
    let accept = Act::Decide { decision: Decision::Accepted, consulted: None };
    there.say(id, true, accept, json!({"text": "Granted."})).await?;
    Ok(id)
}

fn conditions() -> Conditions {
    Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false }
}

/// Numbers that compress as badly as what is encrypted: nobody gains by the content.
fn filled(block: &mut [u8], dice: &mut u64) {
    for eight in block.chunks_exact_mut(8) {
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        eight.copy_from_slice(&dice.to_be_bytes());
    }
}

/// Encrypts so many mebibytes and gives the chunks to the own node; what the message says of them, and SHA-256 of the whole.
async fn kept(there: &Side, id: RequestId, mib: usize, seed: u64) -> Result<(Sheet, String), Failure> {
    let key: [u8; 32] = khien_seal::random().map_err(held)?;
    let salt: [u8; 24] = khien_seal::random().map_err(held)?;
    let context = context(&format!("{:032x}", id.bits())).ok_or_else(|| held("no number"))?;
    let (mut sealer, head) = Sealer::new(&key, &salt, &context).map_err(held)?;
    let (mut stream, mut block, mut dice) = (head.to_vec(), vec![0; 1 << 20], seed);
    let (mut chunks, mut whole) = (Vec::new(), sha2::Sha256::default());
    for _ in 0..mib {
        filled(&mut block, &mut dice);
        sha2::Digest::update(&mut whole, &block);
        sealer.push(&block, &mut stream).map_err(held)?;
        while stream.len() >= CHUNK {
            let rest = stream.split_off(CHUNK);
            chunks.push(put(there, std::mem::replace(&mut stream, rest)).await?);
        }
    }
    sealer.finish(&mut stream).map_err(held)?;
    while !stream.is_empty() {
        let rest = stream.split_off(stream.len().min(CHUNK));
        chunks.push(put(there, std::mem::replace(&mut stream, rest)).await?);
    }
    Ok((Sheet { key: hex::encode(key), chunks }, hex::encode(sha2::Digest::finalize(whole))))
}

async fn put(there: &Side, chunk: Vec<u8>) -> Result<String, Failure> {
    let name = khien_seal::sha256_hex(&chunk);
    there.app().store.put_chunk(name.clone(), chunk).await?;
    Ok(name)
}

/// Hands the package over and waits until all of it is there; gives the seconds.
async fn carried(
    here: &Side,
    there: &Side,
    id: RequestId,
    mib: usize,
    sheet: &Sheet,
    package: String,
) -> Result<f64, Failure> {
    let (store, by) = (&there.app().store, there.desk.officer.id);
    // What the package's own manifest would be: who reads a package is not measured here.
    let manifest = khien_seal::sha256_hex(package.as_bytes());
    let number = store.number_package(id, by).await?;
    let written = Written {
        manifest: manifest.clone(),
        conditions: khien_seal::sha256_hex(bag::conditions(&conditions()).as_bytes()),
    };
    store.package_written(id, number, by, written).await?;
    let act = Act::Return { package, bytes: (mib << 20) as u64, files: 1, conditions: conditions() };
    let body = json!({"text": "Measured.", "manifest": manifest, "key": sheet.key, "chunks": sheet.chunks});
    let start = Instant::now();
    let message = there.say(id, false, act, body).await?;
    let (mut there_yet, mut moved) = (0, Instant::now());
    loop {
        chunks::once(there.app()).await?;
        let progress = here.app().store.package_progress(id, message.clone()).await?;
        if progress.all > 0 && progress.there == progress.all {
            return Ok(start.elapsed().as_secs_f64());
        }
        if progress.there != there_yet {
            (there_yet, moved) = (progress.there, Instant::now());
        }
        if moved.elapsed() > PATIENCE {
            return Err(held("no chunk came through for a minute"));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
