//! `khien bench intake`: sealed reports of 3 KB over HTTP, durable. The server is a process of its own, so its memory is
//! its alone; every report has its own mailbox and signature and is sealed before the clock starts; afterwards SQL counts.

use std::sync::Arc;
use std::time::Duration;

use khien_casework::role::Role;
use khien_seal::envelope::What;
use khien_seal::keys::SignKey;
use khien_seal::statement::{self, Signed};
use khien_store::setup::{PublicKeys, SetUp};
use khien_store::teams::MadeKey;
use khien_store::{Place, Shared, Store};
use serde::Serialize;

use super::place::{Folder, Server};
use super::{limit, load};
use crate::Failure;
use crate::actor::reporter::Reporter;
use crate::actor::staff::{Person, TeamKey};
use crate::app::Material;
use crate::config::{Config, Options};

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Figures {
    clients: usize,
    reports: usize,
    seconds: f64,
    reports_per_s: f64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    errors: usize,
    lost: i64,
    rss_mb: f64,
    fsync_limit_per_s: f64,
    database: &'static str,
}

/// Bytes of the story in each report.
const STORY: usize = 3000;
/// Bytes that one report makes durable: envelope, header, event, row, about.
const DURABLE: usize = 8192;

/// Measures.
///
/// # Errors
/// When the node does not start, or anything of it fails.
pub async fn run(clients: usize, seconds: u64, database: Option<String>, seed: u64) -> Result<Figures, Failure> {
    let folder = Folder::new()?;
    let database = database.map(|url| fresh_database(&url)).transpose()?;
    let options = Options {
        data: Some(folder.0.clone()),
        database: database.as_ref().map(|d| d.url.clone()),
        ..Options::default()
    };
    let config = options.resolve()?;
    let keys = prepare(&config).await?;
    let pool = sealed_pool(keys, usize::try_from(seconds).unwrap_or(10) * 9000, seed).await?;
    let mut server = Server::start(&config)?;
    let pool = Arc::new(pool);
    let seen = load::run(server.address, Arc::clone(&pool), clients, Duration::from_secs(seconds)).await?;
    let rss_mb = server.peak_mb();
    server.stop();
    let counted = count(&config).await?;
    // The group that clients can make at most: everyone waits for the same fsync.
    let probe = folder.0.clone();
    let limit = tokio::task::spawn_blocking(move || limit::fsync_per_second(&probe, DURABLE, clients.min(256)))
        .await
        .map_err(|e| Failure::Held(e.to_string()))?
        .map_err(|e| Failure::Held(e.to_string()))?;
    Ok(Figures {
        clients,
        reports: seen.acknowledged,
        seconds: seen.seconds,
        reports_per_s: seen.acknowledged as f64 / seen.seconds,
        p50_ms: seen.quantile_ms(0.5),
        p95_ms: seen.quantile_ms(0.95),
        p99_ms: seen.quantile_ms(0.99),
        errors: seen.errors,
        lost: i64::try_from(seen.acknowledged).unwrap_or(i64::MAX) - counted,
        rss_mb,
        fsync_limit_per_s: limit,
        database: if database.is_some() { "postgresql" } else { "sqlite" },
    })
}

/// Sets a node up as its people would, without serving.
async fn prepare(config: &Config) -> Result<PublicKeys, Failure> {
    let material = Material::load(config).map_err(Failure::Data)?;
    let place = Place { folder: config.data.clone(), database: config.database.clone() };
    let shared = Shared { place, rulebook: material.rulebook };
    let opened =
        tokio::task::spawn_blocking(move || Store::open(shared)).await.map_err(|e| Failure::Held(e.to_string()))?;
    let (store, writer) = opened?;
    let keys = ceremony(&store, config).await?;
    drop(store);
    tokio::task::spawn_blocking(move || writer.join()).await.map_err(|e| Failure::Held(e.to_string()))?;
    Ok(keys)
}

async fn ceremony(store: &Store, config: &Config) -> Result<PublicKeys, Failure> {
    let sealing = |error: khien_seal::SealError| Failure::Held(error.to_string());
    let account = |person: &Person| -> Result<_, Failure> {
        serde_json::from_value(person.account().map_err(sealing)?).map_err(|e| Failure::Held(e.to_string()))
    };
    let (online, root) = (store.online_key().await?, SignKey::generate().map_err(sealing)?);
    let admin = Person::new("admin", "Admin", "a passphrase for a benchmark").map_err(sealing)?;
    let set_up = SetUp {
        account: account(&admin)?,
        root: root.verify_hex(),
        online_certificate: Signed::new(statement::online(&config.ledger_origin(), &online.verify_hex()), &root),
        recovery_recipient: None,
        team_name: "Intake".into(),
        custodian_name: "Custodians".into(),
    };
    let token = store.new_setup_token().await?;
    let admin = store.set_up(&token, config.ledger_origin(), online, set_up).await?;
    let intake = store
        .teams()
        .await?
        .into_iter()
        .find(|team| team.purpose == "intake")
        .ok_or_else(|| Failure::Held("no team".into()))?;
    let person = Person::new("analyst", "Desk", "a passphrase for a benchmark").map_err(sealing)?;
    let (analyst, token) = store.invite(Role::Analyst, vec![intake.id], Some(admin)).await?;
    store.join(&token, account(&person)?).await?;
    let key = TeamKey::make(&intake.id.to_string(), "intake").map_err(sealing)?;
    let verify = person.pair.sign_key().map_err(sealing)?.verify_bytes();
    let made = MadeKey {
        recipient: key.pair.identity().map_err(sealing)?.recipient(),
        verify: key.pair.sign_key().map_err(sealing)?.verify_hex(),
        wrapped: key.wrapped(&person.recipient().map_err(sealing)?).map_err(sealing)?,
        recovery: None,
        certificate: key.vouch("Desk", verify).map_err(sealing)?,
    };
    store.make_team_key(intake.id, analyst, made).await?;
    store.certify_team(intake.id, admin, key.certified(&root).map_err(sealing)?).await?;
    store.public_keys().await?.ok_or_else(|| Failure::Held("no keys".into()))
}

/// Requests of sealed reports, made on both cores.
async fn sealed_pool(keys: PublicKeys, count: usize, seed: u64) -> Result<Vec<Vec<u8>>, Failure> {
    eprintln!("sealing {count} reports before the clock starts");
    let keys = Arc::new(keys);
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let mut tasks = tokio::task::JoinSet::new();
    for worker in 0..workers {
        let keys = Arc::clone(&keys);
        let share = count / workers;
        tasks.spawn_blocking(move || {
            (0..share).map(|n| request(&keys, seed + (worker * share + n) as u64)).collect::<Result<Vec<_>, _>>()
        });
    }
    let mut pool = Vec::with_capacity(count);
    while let Some(done) = tasks.join_next().await {
        pool.extend(done.map_err(|e| Failure::Held(e.to_string()))?.map_err(|e| Failure::Held(e.to_string()))?);
    }
    Ok(pool)
}

fn request(keys: &PublicKeys, n: u64) -> Result<Vec<u8>, khien_seal::SealError> {
    const HARMS: [&str; 4] = ["ocsea.sextort.money", "tfgbv.image.shared", "ocsea.groom.online", "other.scam"];
    let pick = usize::try_from(n % 4).unwrap_or(0);
    let what =
        What { v: 1, story: "x".repeat(STORY), urls: vec![format!("https://example.org/{n}")], ..What::default() };
    let open = serde_json::json!({"door": "me", "path": "path.18", "harms": [HARMS.get(pick)], "danger": ["dan.none"], "consent": ["con.takedown"]});
    let body = Reporter::new(keys)?.sealed(&what, &open)?.to_string();
    let head = format!(
        "POST /report/sealed HTTP/1.1\r\nhost: node.test\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    Ok([head.into_bytes(), body.into_bytes()].concat())
}

async fn count(config: &Config) -> Result<i64, Failure> {
    let place = Place { folder: config.data.clone(), database: config.database.clone() };
    let counted = tokio::task::spawn_blocking(move || {
        let mut conn = khien_store::writer::connect(&place, true)?;
        let sql = "SELECT COUNT(*) FROM report AS r JOIN event AS e ON e.seq = r.seq JOIN sealed AS s ON s.ref = r.id || '/what'";
        Ok::<_, khien_store::Fault>(conn.first(sql, &[])?.map_or(0, |row| row.int(0)))
    });
    Ok(counted.await.map_err(|e| Failure::Held(e.to_string()))??)
}

struct Database {
    url: String,
    server: String,
    name: String,
}

/// A database of its own on the server that a URL names, dropped at the end.
fn fresh_database(url: &str) -> Result<Database, Failure> {
    let bad = || Failure::Held("an address such as postgres://user@host/database".into());
    let (base, _) = url.rsplit_once('/').ok_or_else(bad)?;
    let name = format!("khien_bench_{}", std::process::id());
    let made = Database { url: format!("{base}/{name}"), server: url.to_owned(), name };
    made.on_server(&format!(
        "CREATE DATABASE {} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'",
        made.name
    ))?;
    Ok(made)
}

impl Database {
    fn on_server(&self, sql: &str) -> Result<(), Failure> {
        let (server, sql) = (self.server.clone(), sql.to_owned());
        let done = std::thread::spawn(move || khien_store::db::Conn::postgres(&server)?.script(&sql)).join();
        done.map_err(|_| Failure::Held("the database thread ended in a panic".into()))?.map_err(Failure::from)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(error) = self.on_server(&format!("DROP DATABASE {} WITH (FORCE)", self.name)) {
            eprintln!("{error}");
        }
    }
}
