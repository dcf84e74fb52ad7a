//! What a node does by itself: the ledger's beat, pages, notices, clocks, destruction after a withdrawal, sweeping.

use std::time::Duration;

use khien_casework::notice::Command;
use khien_store::Fault;
use khien_store::outbox::Task;
use khien_terms::id::{NoticeId, StaffId};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::mail::{Handed, Letter, Mailer};

/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often clocks and withdrawals are looked at.
const CLOCKS: Duration = Duration::from_secs(60);
/// Days after which the address of a notice that ended is purged.
const PURGE_DAYS: i64 = 180;

/// Starts all jobs; they end when their handles are aborted.
#[must_use]
pub fn start(app: &App) -> Vec<JoinHandle<()>> {
    let beat = Duration::from_secs(app.config.beat_minutes * 60);
    vec![
        repeat(app.clone(), beat, "ledger beat", |app| async move { beat_once(&app).await }),
        repeat(app.clone(), LOOK, "outbox", |app| async move { outbox(&app).await }),
        repeat(app.clone(), CLOCKS, "clocks", |app| async move { clocks(&app).await }),
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

/// Signs the head of the ledger.
///
/// # Errors
/// [`Fault::Database`].
pub async fn beat_once(app: &App) -> Result<(), Fault> {
    if let Some(checkpoint) = app.store.beat(app.config.ledger_origin(), app.online.clone()).await? {
        tracing::info!(size = checkpoint.size, "checkpoint");
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
    test_page(app).await?;
    app.store.sweep_uploads().await?;
    Ok(())
}

async fn outbox(app: &App) -> Result<(), Fault> {
    for task in app.store.take_tasks().await? {
        let done = match task.kind.as_str() {
            "page" => page(app, task).await,
            "notice" => notice(app, task).await,
            _ => app.store.task_done(task.id).await,
        };
        if let Err(error) = done {
            tracing::error!(%error, "a task of the outbox failed; it is offered again");
        }
    }
    Ok(())
}

/// Pages the people on duty, with no content. The second level is asked when nobody took the report in ten minutes.
async fn page(app: &App, task: Task) -> Result<(), Fault> {
    let level: u8 = task.body.parse().unwrap_or(1);
    if level > 1 && app.store.somebody_has(task.about.clone()).await? {
        return app.store.task_done(task.id).await;
    }
    let on_duty = app.store.roster().await?.on_duty(app.now(), &app.config.zone, level);
    let members = app.store.members().await?;
    for person in members.iter().filter(|member| on_duty.contains(&member.id) && !member.mail.is_empty()) {
        let id = format!(
            "<page-{}@{}>",
            khien_seal::sha256_hex(format!("{}{}", task.id, person.id).as_bytes()),
            app.config.mail_domain()
        );
        let lang = app.words.first();
        let (subject, body) = (app.words.get(lang, "letter-page-subject"), app.words.get(lang, "letter-page-body"));
        let handed = hand(app, &Letter { to: &person.mail, subject: &subject, body: &body, message_id: &id }).await;
        if !matches!(handed, Handed::Taken(_)) {
            tracing::error!(level, "a page by mail was not taken");
        }
    }
    if let Some(url) = app.config.page_webhook.clone() {
        call(url, level).await;
    }
    let people: Vec<StaffId> = on_duty;
    if people.is_empty() {
        tracing::error!(level, "a report of the first order came in and nobody is on duty");
    }
    app.store.paged(task, people).await
}

/// Once a month, from ten in the morning of the roster's test day, everybody on it gets a test page (care 8).
async fn test_page(app: &App) -> Result<(), Fault> {
    let roster = app.store.roster().await?;
    let local = app.now().in_zone(&app.config.zone);
    if roster.test_day != Some(local.day()) || local.hour() < 10 {
        return Ok(());
    }
    let month = format!("{:04}-{:02}", local.year(), local.month());
    if !app.store.claim_test_page(month.clone()).await? {
        return Ok(());
    }
    let lang = app.words.first();
    let (subject, body) =
        (app.words.get(lang, "letter-test-page-subject"), app.words.get(lang, "letter-test-page-body"));
    for person in app.store.members().await? {
        let on_roster = roster.shifts.iter().any(|shift| shift.staff == person.id);
        if on_roster && !person.mail.is_empty() {
            let id = format!("<test-{month}-{}@{}>", person.id, app.config.mail_domain());
            let letter = Letter { to: &person.mail, subject: &subject, body: &body, message_id: &id };
            if !matches!(hand(app, &letter).await, Handed::Taken(_)) {
                tracing::error!("a test page was not taken by the mail server");
            }
        }
    }
    if let Some(url) = app.config.page_webhook.clone() {
        call(url, 0).await;
    }
    Ok(())
}

/// Calls the webhook: who knows it learns that somebody is needed, and nothing else.
async fn call(url: String, level: u8) {
    let sent = tokio::task::spawn_blocking(move || {
        ureq::post(&url)
            .config()
            .timeout_global(Some(Duration::from_secs(10)))
            .build()
            .send_json(serde_json::json!({"page": level}))
    })
    .await;
    if !matches!(sent, Ok(Ok(_))) {
        tracing::error!(level, "the paging webhook did not answer");
    }
}

/// Whether the mail server answers; without one the attempt says so.
async fn reachable(app: &App) -> bool {
    let Some(url) = &app.config.smtp else { return true };
    match Mailer::new(url, &app.config.mail_from) {
        Ok(mailer) => mailer.reachable().await,
        Err(_) => true,
    }
}

async fn hand(app: &App, letter: &Letter<'_>) -> Handed {
    let Some(url) = &app.config.smtp else { return Handed::Refused("no SMTP server is configured".to_owned()) };
    match Mailer::new(url, &app.config.mail_from) {
        Ok(mailer) => mailer.send(letter).await,
        Err(problem) => Handed::Refused(problem),
    }
}

/// Sends a notice. The attempt is recorded before the mail server hears of it.
async fn notice(app: &App, task: Task) -> Result<(), Fault> {
    let Ok(id) = task.about.parse::<NoticeId>() else { return app.store.task_done(task.id).await };
    if !reachable(app).await {
        // The lease of the task ends in five minutes; then it is offered again, and the notice still waits.
        tracing::error!("the mail server cannot be reached; a notice waits");
        return Ok(());
    }
    let (row, letter) = match app.store.attempt_notice(id).await {
        Ok(found) => found,
        // It was attempted already: a node died in between. It stands as unknown and a person decides.
        Err(Fault::Refused(_)) => return app.store.task_done(task.id).await,
        Err(error) => return Err(error),
    };
    let mail =
        Letter { to: &letter.recipient, subject: &letter.subject, body: &letter.body, message_id: &row.message_id };
    let command = match hand(app, &mail).await {
        Handed::Taken(said) => Command::Sent { evidence: said },
        Handed::Refused(reason) => Command::Failed { reason: short(&reason) },
        Handed::Unknown(reason) => Command::Unknown { reason: short(&reason) },
    };
    app.store.attempted_notice(id, command).await
}

/// What a server said, without the addresses that it repeats.
fn short(reason: &str) -> String {
    reason.split(['<', '@']).next().unwrap_or_default().chars().take(120).collect()
}
