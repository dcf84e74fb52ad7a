//! Letters to services: a notice, and what takes it back. Mail cannot be exactly once, so the attempt is recorded before.

use khien_casework::notice::{Command, Sending};
use khien_store::Fault;
use khien_store::notices::NoticeRow;
use khien_store::outbox::Task;
use khien_terms::id::NoticeId;

use crate::app::App;
use crate::console::{day_in, letter};
use crate::mail::{Handed, Letter, Mailer};

/// Whether the mail server answers; without one the attempt says so.
async fn reachable(app: &App) -> bool {
    let Some(url) = &app.config.smtp else { return true };
    match Mailer::new(url, &app.config.mail_from) {
        Ok(mailer) => mailer.reachable().await,
        Err(_) => true,
    }
}

pub(super) async fn hand(app: &App, letter: &Letter<'_>) -> Handed {
    let Some(url) = &app.config.smtp else { return Handed::Refused("no SMTP server is configured".to_owned()) };
    match Mailer::new(url, &app.config.mail_from) {
        Ok(mailer) => mailer.send(letter).await,
        Err(problem) => Handed::Refused(problem),
    }
}

/// Sends a notice. The attempt is recorded before the mail server hears of it.
pub(super) async fn notice(app: &App, task: Task) -> Result<(), Fault> {
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

/// Sends the letter that takes a notice back, to whoever got the notice. The attempt is recorded before the mail server
/// hears of it.
pub(super) async fn recall(app: &App, task: Task) -> Result<(), Fault> {
    let Ok(id) = task.about.parse::<NoticeId>() else { return app.store.task_done(task.id).await };
    if !reachable(app).await {
        tracing::error!("the mail server cannot be reached; a recall waits");
        return Ok(());
    }
    let (row, first) = match app.store.attempt_recall(id).await {
        Ok(found) => found,
        // It was attempted already: a node died in between. It stands as unknown and a person decides.
        Err(Fault::Refused(_)) => return app.store.task_done(task.id).await,
        Err(error) => return Err(error),
    };
    let recipient = if first.recipient.is_empty() { in_directory(app, &row.service).await } else { first.recipient };
    let (subject, body) = recall_words(app, &row);
    let message_id = format!("<recall-{}@{}>", row.id, app.config.mail_domain());
    let mail = Letter { to: &recipient, subject: &subject, body: &body, message_id: &message_id };
    let (sending, said) = match hand(app, &mail).await {
        Handed::Taken(said) => (Sending::Sent, said),
        Handed::Refused(reason) => (Sending::Failed, short(&reason)),
        Handed::Unknown(reason) => (Sending::Unknown, short(&reason)),
    };
    app.store.recalled(id, sending, said).await
}

/// Where a service takes notices today: for a recall of one whose letter was purged, address and all.
async fn in_directory(app: &App, service: &str) -> String {
    let services = app.services().await.unwrap_or_default();
    services.into_iter().find(|known| known.id == service).map(|known| known.mail).unwrap_or_default()
}

/// Subject and words of a recall, in the language of the notice.
fn recall_words(app: &App, row: &NoticeRow) -> (String, String) {
    let lang = app.words.lang(&row.lang).unwrap_or(app.words.first());
    let why = row.recalled.as_deref().unwrap_or("withdrawn");
    let day = row.sent_at.unwrap_or(row.drafted_at).day_in(&app.config.zone);
    let values = [
        ("number", letter::reference(row.case_number, row.nth)),
        ("date", day_in(lang, day)),
        ("desk", letter::node_name(app, lang)),
    ];
    let say = |part: &str| {
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str().into()));
        app.words.with(lang, &format!("letter-recall-{why}-{part}"), &values)
    };
    (say("subject"), say("body"))
}

/// What a server said, without the addresses that it repeats.
fn short(reason: &str) -> String {
    reason.split(['<', '@']).next().unwrap_or_default().chars().take(120).collect()
}
