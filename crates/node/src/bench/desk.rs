//! `khien bench desk`: urgent preservations from one invented State to another, by TLS with pinned keys (or, to compare, over
//! plain HTTP), each with its form, signed by officer and
//! node, sealed with X-Wing, kept durably by the other node, receipted, and the receipt kept. First one at a time, then many at once,
//! then, when asked, while both nodes are killed again and again. The other node is a process of its own; SQL counts in the end.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use khien_desk::Kind;
use khien_desk::request::Act;
use khien_store::own_tls::Reached;
use khien_store::{Place, Shared, Store};
use khien_terms::id::RequestId;
use serde::Serialize;
use serde_json::Value;

use super::place::{Folder, Server};
use crate::Failure;
use crate::abroad::sending;
use crate::actor::state::{DeskState, Message, Page, SignedMessage, opening, preservation, said};
use crate::app::{App, Material};
use crate::config::{Config, Options};

/// What to measure.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Messages of each phase.
    pub messages: usize,
    /// Messages on their way at once.
    pub clients: usize,
    /// How often a node is killed.
    pub kills: u32,
    /// Messages that wait when the other node comes back.
    pub backlog: usize,
    /// First number of what is drawn.
    pub seed: u64,
    /// Without TLS.
    pub plain: bool,
}

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Figures {
    messages: usize,
    p50_ms: f64,
    p99_ms: f64,
    clients: usize,
    per_s: f64,
    /// How many a core sends in a second of its time, with all that the sender's node does.
    sends_per_core_s: f64,
    /// How many a core receives in a second of its time.
    receives_per_core_s: f64,
    cores: usize,
    kills: u32,
    killed_messages: usize,
    killed_seconds: f64,
    backlog: usize,
    /// Until all that waited was receipted, from the start of both nodes.
    backlog_seconds: f64,
    /// Messages of the log that are verified in a second.
    audited_per_s: f64,
    /// Milliseconds to open a case of it.
    open_p99_ms: f64,
    lost: i64,
    doubled: i64,
    message_bytes: usize,
    /// Whether without TLS.
    plain: bool,
}

/// Bytes that a form's facts are filled up to, so that a message is of the size of a real one.
const FACTS: usize = 2000;
/// How long the outbox may take to empty after the last kill.
const PATIENCE: Duration = Duration::from_secs(300);

fn held(error: impl std::fmt::Display) -> Failure {
    Failure::Held(error.to_string())
}

/// Two nodes that know each other.
struct Pair {
    configs: [Config; 2],
    here: DeskState,
    address: [Address; 2],
}

/// Where a node listens: for people, and for other States.
#[derive(Clone)]
struct Address {
    people: String,
    desk: Option<String>,
}

impl Address {
    fn free(plain: bool) -> Result<Self, Failure> {
        let free = || TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map_err(held);
        let people = free()?.to_string();
        Ok(Self { people, desk: if plain { None } else { Some(free()?.to_string()) } })
    }

    fn start(&self, config: &Config) -> Result<Server, Failure> {
        Server::start_at(config, &self.people, self.desk.as_deref())
    }
}

/// Measures.
///
/// # Errors
/// When a node does not start, or anything of it fails.
pub async fn run(asked: &Asked) -> Result<Figures, Failure> {
    let Asked { messages, clients, kills, backlog, seed, plain } = *asked;
    let folder = Folder::new()?;
    let pair = prepare(&folder, plain).await?;
    let mut there = pair.address[1].start(&pair.configs[1])?;
    let material = Material::load(&pair.configs[0]).map_err(Failure::Data)?;
    let (app, writer) = App::open(pair.configs[0].clone(), material).await?;
    let form = preservation(app.now().plus_days(1).timestamp(), &"x".repeat(FACTS));
    let act = opening(&app, &form)?;
    let here = Arc::new(pair.here);
    let mut times = Vec::with_capacity(messages);
    let mut message_bytes = 0;
    for id in drafts(&app, &here, &form, messages).await? {
        let page = Page::of(&app, id).await?;
        let at = Instant::now();
        let signed = here.signed(&page, app.now(), &here.approver, message(&act, &form)?)?;
        let out = said(&app, &here.approver, signed).await?;
        message_bytes = out.bytes.len();
        sending::send(&app, out).await?;
        times.push(at.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let ids = drafts(&app, &here, &form, messages).await?;
    let rate = at_once(&app, &there, &here, signed_elsewhere(&app, &here, &act, &form, ids).await?, clients).await?;
    let killed_messages = if kills == 0 { 0 } else { messages };
    if kills > 0 {
        // Said, and not sent: the node that is killed again and again sends them.
        for id in drafts(&app, &here, &form, messages).await? {
            here.say(&app, id, &here.approver, act.clone(), form.clone()).await?;
        }
    }
    wait_for_them(&app, &here, &form, backlog).await?;
    drop(app);
    tokio::task::spawn_blocking(move || writer.join()).await.map_err(held)?;
    let at = Instant::now();
    if kills > 0 {
        let (configs, address) = (pair.configs.clone(), pair.address.clone());
        there = tokio::task::spawn_blocking(move || killed(&configs, &address, there, kills, seed))
            .await
            .map_err(held)??;
    }
    let killed_seconds = if kills == 0 { 0.0 } else { at.elapsed().as_secs_f64() };
    let mut backlog_seconds = 0.0;
    if backlog > 0 {
        there.stop();
        let (configs, address) = (pair.configs.clone(), pair.address.clone());
        (there, backlog_seconds) =
            tokio::task::spawn_blocking(move || drain(&configs, &address)).await.map_err(held)??;
    }
    there.stop();
    let said = messages * 2 + killed_messages + backlog;
    let (lost, doubled) = count(&pair.configs, said).await?;
    let (store, writer) = open(&pair.configs[1]).await?;
    let cost = super::log::read(&pair.configs[1], store).await?;
    tokio::task::spawn_blocking(move || writer.join()).await.map_err(held)?;
    let quantile = |q: f64| times.get(((times.len() - 1) as f64 * q) as usize).copied().unwrap_or_default();
    Ok(Figures {
        messages,
        p50_ms: quantile(0.5),
        p99_ms: quantile(0.99),
        clients,
        per_s: rate.all,
        sends_per_core_s: rate.sends,
        receives_per_core_s: rate.receives,
        cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        kills,
        killed_messages,
        killed_seconds,
        backlog,
        backlog_seconds,
        audited_per_s: cost.audited_per_s,
        open_p99_ms: cost.open_p99_ms,
        lost,
        doubled,
        message_bytes,
        plain,
    })
}

/// Two nodes in folders, set up by their people, introduced to each other.
async fn prepare(folder: &Folder, plain: bool) -> Result<Pair, Failure> {
    let mut configs = Vec::new();
    let mut address = Vec::new();
    for name in ["a", "b"] {
        let options = Options { data: Some(folder.0.join(name)), ..Options::default() };
        configs.push(options.resolve()?);
        address.push(Address::free(plain)?);
    }
    let (one, one_writer) = open(&configs[0]).await?;
    let (two, two_writer) = open(&configs[1]).await?;
    let urls: Vec<String> = address.iter().map(|address| format!("http://{}", address.people)).collect();
    let here = DeskState::found(&one, &configs[0].ledger_origin(), "XA", &urls[0]).await?;
    let there = DeskState::found(&two, &configs[1].ledger_origin(), "XB", &urls[1]).await?;
    for (store, address) in [(&one, &address[0]), (&two, &address[1])] {
        let at = |desk: &String| Reached::At(format!("https://{desk}"));
        store.desk_is_reached(address.desk.as_ref().map_or(Reached::ByTheWeb, at)).await?;
    }
    here.trust(&one, &two, "XB").await?;
    there.trust(&two, &one, "XA").await?;
    drop((one, two));
    for writer in [one_writer, two_writer] {
        tokio::task::spawn_blocking(move || writer.join()).await.map_err(held)?;
    }
    let pairs = |mut of: Vec<_>| of.pop().zip(of.pop()).map(|(two, one)| [one, two]).ok_or_else(|| held("two nodes"));
    let two_addresses =
        address.pop().zip(address.pop()).map(|(two, one)| [one, two]).ok_or_else(|| held("two nodes"))?;
    Ok(Pair { configs: pairs(configs)?, here, address: two_addresses })
}

async fn open(config: &Config) -> Result<(Store, khien_store::writer::Writer), Failure> {
    let material = Material::load(config).map_err(Failure::Data)?;
    let place = Place { folder: config.data.clone(), database: None };
    let shared = Shared { place, rulebook: material.rulebook };
    tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&shared.place.folder)?;
        Store::open(shared)
    })
    .await
    .map_err(held)?
    .map_err(Failure::from)
}

/// Drafts, many side by side, so that they share a commit.
async fn drafts(app: &App, here: &Arc<DeskState>, form: &Value, count: usize) -> Result<Vec<RequestId>, Failure> {
    let mut ids = Vec::with_capacity(count);
    while ids.len() < count {
        let mut begun = tokio::task::JoinSet::new();
        for _ in 0..(count - ids.len()).min(128) {
            let (app, here, form) = (app.clone(), Arc::clone(here), form.clone());
            begun.spawn(async move { here.draft(&app, "XB", Kind::P1, &form).await });
        }
        while let Some(id) = begun.join_next().await {
            ids.push(id.map_err(held)??);
        }
    }
    Ok(ids)
}

fn message(act: &Act, form: &Value) -> Result<Message, Failure> {
    let number = khien_seal::random::<16>().map_err(held)?;
    Ok(Message { number, act: act.clone(), body: form.clone(), part: None })
}

/// What officers sign in their browsers, on other machines: it is not the node's work.
async fn signed_elsewhere(
    app: &App,
    here: &DeskState,
    act: &Act,
    form: &Value,
    ids: Vec<RequestId>,
) -> Result<Vec<SignedMessage>, Failure> {
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        all.push(here.signed(&Page::of(app, id).await?, app.now(), &here.approver, message(act, form)?)?);
    }
    Ok(all)
}

/// Messages a second: by the clock, and by the processor time of each node.
struct Rate {
    all: f64,
    sends: f64,
    receives: f64,
}

/// Sends so many at once.
async fn at_once(
    app: &App,
    there: &Server,
    here: &Arc<DeskState>,
    all: Vec<SignedMessage>,
    clients: usize,
) -> Result<Rate, Failure> {
    let count = all.len() as f64;
    let all = Arc::new(std::sync::Mutex::new(all));
    let cpu = || (super::cpu_seconds_of("self"), there.cpu_seconds());
    let (at, before) = (Instant::now(), cpu());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let (app, here, all) = (app.clone(), Arc::clone(here), Arc::clone(&all));
        tasks.spawn(async move {
            loop {
                let next = all.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
                let Some(signed) = next else { return Ok::<(), Failure>(()) };
                let out = said(&app, &here.approver, signed).await?;
                sending::send(&app, out).await?;
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.map_err(held)??;
    }
    let (seconds, after) = (at.elapsed().as_secs_f64(), cpu());
    Ok(Rate { all: count / seconds, sends: count / (after.0 - before.0), receives: count / (after.1 - before.1) })
}

/// Lets both nodes run as processes and kills one or the other, until all is over; gives the one that receives.
fn killed(
    configs: &[Config; 2],
    address: &[Address; 2],
    there: Server,
    kills: u32,
    seed: u64,
) -> Result<Server, Failure> {
    let mut dice = seed;
    let mut roll = move |n: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % n
    };
    let mut nodes = [address[0].start(&configs[0])?, there];
    for _ in 0..kills {
        std::thread::sleep(Duration::from_millis(100 + roll(400)));
        let which = usize::try_from(roll(2)).unwrap_or(0);
        nodes[which].stop();
        nodes[which] = address[which].start(&configs[which])?;
    }
    let until = Instant::now() + PATIENCE;
    while waiting(&configs[0])? > 0 {
        if Instant::now() > until {
            return Err(held("messages still wait five minutes after the last kill"));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    let [mut one, two] = nodes;
    one.stop();
    Ok(two)
}

/// Says what waits while the other node is away.
async fn wait_for_them(app: &App, here: &Arc<DeskState>, form: &Value, count: usize) -> Result<(), Failure> {
    let act = opening(app, form)?;
    for id in drafts(app, here, form, count).await? {
        here.say(app, id, &here.approver, act.clone(), form.clone()).await?;
    }
    Ok(())
}

/// Starts both nodes and waits until nothing waits any more; gives the one that receives, and the seconds.
fn drain(configs: &[Config; 2], address: &[Address; 2]) -> Result<(Server, f64), Failure> {
    let two = address[1].start(&configs[1])?;
    let at = Instant::now();
    let mut one = address[0].start(&configs[0])?;
    while waiting(&configs[0])? > 0 {
        if at.elapsed() > PATIENCE {
            return Err(held("messages still wait after five minutes"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    one.stop();
    Ok((two, at.elapsed().as_secs_f64()))
}

fn ask(config: &Config, sql: &str) -> Result<i64, Failure> {
    let place = Place { folder: config.data.clone(), database: None };
    let mut conn = khien_store::writer::connect(&place, true)?;
    Ok(conn.first(sql, &[])?.map_or(0, |row| row.int(0)))
}

fn waiting(config: &Config) -> Result<i64, Failure> {
    ask(config, "SELECT COUNT(*) FROM desk_out WHERE state = 'waiting'")
}

/// What was said here and is not there, or has no receipt here; and what is there more than once.
async fn count(configs: &[Config; 2], said: usize) -> Result<(i64, i64), Failure> {
    let configs = configs.clone();
    tokio::task::spawn_blocking(move || {
        let said = i64::try_from(said).unwrap_or(i64::MAX);
        let receipts = ask(&configs[0], "SELECT COUNT(*) FROM desk_receipt")?;
        let events = ask(&configs[1], "SELECT COUNT(*) FROM event WHERE type = 'request.heard'")?;
        let kept = ask(
            &configs[1],
            "SELECT COUNT(*) FROM request_message AS m JOIN desk_in AS i ON i.message = m.message \
             JOIN sealed AS s ON s.ref = m.request || '/message/' || m.message",
        )?;
        Ok(((said - receipts).max(said - kept), events - kept))
    })
    .await
    .map_err(held)?
}
