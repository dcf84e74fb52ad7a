//! What a node does by itself: the ledger's beat, pages, notices, clocks, destruction after a withdrawal, sweeping.
//! Rooms: [`paging`] (people on duty are called), [`calling`] (people of the desk are), [`sending`] (letters to services).

mod calling;
mod paging;
mod sending;

use std::time::Duration;

pub(crate) use calling::called;
use khien_store::Fault;
use khien_store::outbox::Task;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;

/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often the index puts in order what it took in.
const SETTLE: Duration = Duration::from_secs(5);
/// How often the clocks of requests between States are looked at; the shortest is two minutes.
const CALLS: Duration = Duration::from_secs(15);
/// How often a node that came back from an older copy asks for what passed since, and one that only calls looks after its lines.
const LOST: Duration = Duration::from_secs(5);
/// How often clocks and withdrawals are looked at.
const CLOCKS: Duration = Duration::from_secs(60);
/// How often States are asked for what they show.
const DIRECTORY: Duration = Duration::from_secs(3600);
/// How often it is looked whether evidence that was given is still here; also when the node starts.
const KEPT: Duration = Duration::from_secs(3600);
/// Days after which the address of a notice that ended is purged.
const PURGE_DAYS: i64 = 180;

/// Days for which withdrawn hashes are kept so that whoever fetches late still hears of it.
const FORGET_DAYS: i64 = 90;

/// Starts all jobs; they end when their handles are aborted.
#[must_use]
pub fn start(app: &App) -> Vec<JoinHandle<()>> {
    let beat = Duration::from_secs(app.config.beat_minutes * 60);
    vec![
        repeat(app.clone(), beat, "ledger beat", |app| async move {
            // The first beat comes after what the witnesses know.
            crate::abroad::witness::heard_of_us(&app).await?;
            beat_once(&app).await
        }),
        repeat(app.clone(), LOOK, "outbox", |app| async move { outbox(&app).await }),
        repeat(
            app.clone(),
            LOST,
            "lines to States",
            |app| async move { crate::abroad::line::offering::once(&app).await },
        ),
        repeat(app.clone(), LOOK, "messages to States", |app| async move { crate::abroad::sending::once(&app).await }),
        repeat(app.clone(), LOOK, "packages to States", |app| async move { crate::abroad::chunks::once(&app).await }),
        repeat(
            app.clone(),
            LOOK,
            "keys of information",
            |app| async move { crate::abroad::information::once(&app).await },
        ),
        repeat(app.clone(), CALLS, "calls of the desk", |app| async move { calling::look(&app).await }),
        repeat(
            app.clone(),
            LOST,
            "messages that were lost",
            |app| async move { crate::abroad::resync::once(&app).await },
        ),
        repeat(
            app.clone(),
            CALLS,
            "evidence that was lost",
            |app| async move { crate::abroad::lost::once(&app).await },
        ),
        repeat(app.clone(), CALLS, "witnesses", |app| async move { crate::abroad::witness::ask_all(&app).await }),
        repeat(app.clone(), CALLS, "clocks of States", |app| async move { crate::abroad::clocks::look(&app).await }),
        repeat(app.clone(), CLOCKS, "clocks", |app| async move { clocks(&app).await }),
        repeat(app.clone(), LOOK, "index", |app| async move { app.matcher.follow(&app.store).await }),
        repeat(app.clone(), DIRECTORY, "directory", |app| async move { crate::directory::hourly(&app).await }),
        repeat(app.clone(), KEPT, "evidence that is kept", |app| async move { kept(&app).await }),
        repeat(app.clone(), SETTLE, "index order", |app| async move { settle(app).await }),
    ]
}

fn repeat<F, R>(app: App, every: Duration, name: &'static str, job: F) -> JoinHandle<()>
where
    F: Fn(App) -> R + Send + 'static,
    R: Future<Output = Result<(), Fault>> + Send,
{
    tokio::spawn(async move {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = job(app.clone()).await {
                tracing::error!(%error, job = name, "a job failed; it runs again");
            }
        }
    })
}

/// Signs the head of the ledger, with what the node serves in it.
///
/// # Errors
/// [`Fault::Database`].
pub async fn beat_once(app: &App) -> Result<(), Fault> {
    // A checkpoint over fewer leaves than were signed before would be a second history.
    if app.signs_nothing().await? {
        return Ok(());
    }
    crate::manifest::pin(app).await?;
    if let Some(checkpoint) = app.store.beat(app.config.ledger_origin(), app.online.clone()).await? {
        tracing::info!(size = checkpoint.size, "checkpoint");
        crate::abroad::witness::ask_all(app).await?;
    }
    Ok(())
}

async fn settle(app: App) -> Result<(), Fault> {
    tokio::task::spawn_blocking(move || app.matcher.settle()).await.map_err(|_| Fault::Stopping)?
}

/// A node that came back from a copy of its database without the chunks says so when it starts.
async fn kept(app: &App) -> Result<(), Fault> {
    let gone = app.store.mark_gone_chunks().await?;
    if gone > 0 {
        tracing::error!(gone, "parts of evidence are here no longer: the States that gave them are asked for them");
    }
    Ok(())
}

async fn clocks(app: &App) -> Result<(), Fault> {
    let lapsed = app.store.lapse_notices().await?;
    if lapsed > 0 {
        tracing::info!(lapsed, "notices ran out without an answer");
    }
    for report in app.store.reports_to_erase().await? {
        app.store.erase_report(report, None).await?;
    }
    app.store.purge_notices(PURGE_DAYS).await?;
    app.store.alarm_late_reviews().await?;
    paging::test_page(app).await?;
    app.store.sweep_uploads().await?;
    let erased = app.store.erase_over_packages().await?;
    if erased > 0 {
        tracing::info!(erased, "packages of other States whose time was over");
    }
    let destroyed = app.store.destroy_over_keys().await?;
    if destroyed > 0 {
        tracing::info!(destroyed, "keys of information that nobody answered, or whose time was over");
    }
    app.store.sweep_chunks().await?;
    app.store.sweep_makings().await?;
    app.store.sweep_copies().await?;
    app.store.withdraw_expired().await?;
    let lapsed = app.store.lapse_identifiers().await?;
    if lapsed > 0 {
        tracing::info!(lapsed, "identifiers that nobody assessed, or that were unfounded, lapsed");
    }
    app.abroad.asker.forget_old();
    app.store.forget_withdrawn(FORGET_DAYS).await?;
    Ok(())
}

async fn outbox(app: &App) -> Result<(), Fault> {
    let (pages, others): (Vec<Task>, Vec<Task>) =
        app.store.take_tasks().await?.into_iter().partition(|task| task.kind == "page");
    for level in [1, 2] {
        let of_level: Vec<Task> = pages.iter().filter(|task| task.body == level.to_string()).cloned().collect();
        logged(paging::pages(app, level, of_level).await);
    }
    for task in others {
        logged(match task.kind.as_str() {
            "alarm" => paging::alarm(app, task).await,
            khien_store::calls::CALL => calling::call(app, task).await,
            khien_store::twice::TWICE => calling::twice(app, task).await,
            khien_store::witness::FORKED => calling::forked(app, task).await,
            "notice" => sending::notice(app, task).await,
            "recall" => sending::recall(app, task).await,
            _ => app.store.task_done(task.id).await,
        });
    }
    Ok(())
}

fn logged(done: Result<(), Fault>) {
    if let Err(error) = done {
        tracing::error!(%error, "a task of the outbox failed; it is offered again");
    }
}
