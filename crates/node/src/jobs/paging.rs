//! People on duty are called, with no content: by mail and by a webhook (care 1.1).

use std::time::Duration;

use khien_casework::report::ALARM_LEVEL;
use khien_casework::role::Operation;
use khien_store::Fault;
use khien_store::identity::OPENERS;
use khien_store::outbox::Task;
use khien_terms::id::StaffId;

use super::sending::hand;
use crate::app::App;
use crate::mail::{Handed, Letter};

/// Pages the people on duty, with no content: once for all reports that came since the last look, so that a flood of
/// reports is no flood of calls. The second level is asked when nobody took a report in ten minutes.
pub(super) async fn pages(app: &App, level: u8, tasks: Vec<Task>) -> Result<(), Fault> {
    let tasks = if level > 1 { still_waiting(app, tasks).await? } else { tasks };
    let Some(first) = tasks.first() else { return Ok(()) };
    let on_duty = app.store.roster().await?.on_duty(app.now(), &app.config.zone, level);
    call_people(app, &first.id, &on_duty, level, &Words::without_content(app)).await?;
    if on_duty.is_empty() {
        tracing::error!(level, reports = tasks.len(), "reports of the first order came in and nobody is on duty");
    }
    app.store.paged(tasks, level, on_duty).await
}

/// Leaves out what somebody has taken since; those tasks are done.
async fn still_waiting(app: &App, tasks: Vec<Task>) -> Result<Vec<Task>, Fault> {
    let taken = app.store.taken_care_of(tasks.iter().map(|task| task.about.clone()).collect()).await?;
    let (done, waiting): (Vec<Task>, Vec<Task>) = tasks.into_iter().partition(|task| taken.contains(&task.about));
    for task in done {
        app.store.task_done(task.id).await?;
    }
    Ok(waiting)
}

/// Calls a second person because somebody opened alone who a reporter is, for life; or because its review is late
/// (care 6.4). With no content: what happened stands on the desk.
pub(super) async fn alarm(app: &App, task: Task) -> Result<(), Fault> {
    let openers: Vec<StaffId> = task.body.split(OPENERS).filter_map(|id| id.parse().ok()).collect();
    let supervisors: Vec<StaffId> = app
        .store
        .members()
        .await?
        .into_iter()
        .filter(|member| member.state == "active" && member.role.may(Operation::ReviewIdentity))
        .map(|member| member.id)
        .collect();
    let roster = app.store.roster().await?;
    let called = roster.second_person(app.now(), &app.config.zone, &openers, &supervisors);
    if called.is_empty() {
        tracing::error!("somebody opened alone who a reporter is, and there is no second person to call");
    }
    call_people(app, &task.id, &called, ALARM_LEVEL, &Words::without_content(app)).await?;
    app.store.alarmed(task, called).await
}

/// What a page says.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) body: String,
}

impl Words {
    /// That somebody waits, and nothing else.
    fn without_content(app: &App) -> Self {
        let lang = app.words.first();
        Self { subject: app.words.get(lang, "letter-page-subject"), body: app.words.get(lang, "letter-page-body") }
    }
}

/// Mails these people, and calls the webhook.
pub(super) async fn call_people(
    app: &App,
    task: &str,
    people: &[StaffId],
    level: u8,
    words: &Words,
) -> Result<(), Fault> {
    let members = app.store.members().await?;
    for person in members.iter().filter(|member| people.contains(&member.id) && !member.mail.is_empty()) {
        let named = khien_seal::sha256_hex(format!("{task}{}", person.id).as_bytes());
        let id = format!("<page-{named}@{}>", app.config.mail_domain());
        let handed =
            hand(app, &Letter { to: &person.mail, subject: &words.subject, body: &words.body, message_id: &id }).await;
        if !matches!(handed, Handed::Taken(_)) {
            tracing::error!(level, "a page by mail was not taken");
        }
    }
    if let Some(url) = app.config.page_webhook.clone() {
        call(url, level).await;
    }
    Ok(())
}

/// Once a month, from ten in the morning of the roster's test day, everybody on it gets a test page (care 8).
pub(super) async fn test_page(app: &App) -> Result<(), Fault> {
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
