//! The notices that wait for an answer, and one notice.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::notice::Outcome;
use khien_casework::role::Operation;
use khien_store::notices::NoticeRow as Row;
use khien_terms::id::NoticeId;
use serde::Deserialize;

use super::case::withdrawn_words;
use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame, TimelineLine, Warning};
use super::notice_new::hours;
use super::report::case_name;
use super::when::{self, Clock};
use super::{history, id_of};

/// The list.
#[derive(Template)]
#[template(path = "console/notices.html")]
pub struct NoticesPage {
    pub f: Frame,
    pub rows: Vec<NoticeRow>,
}

/// A notice in the list.
pub struct NoticeRow {
    pub href: String,
    pub service: String,
    pub basis: String,
    pub state: String,
    pub clock: Clock,
    pub case: String,
    pub case_href: String,
}

/// One notice.
#[derive(Template)]
#[template(path = "console/notice.html")]
pub struct NoticePage {
    pub f: Frame,
    pub here: String,
    pub warnings: Vec<Warning>,
    pub facts: Vec<FactRow>,
    pub case: String,
    pub case_href: String,
    pub url: String,
    pub letter_lang: String,
    pub subject: String,
    pub body: String,
    pub evidence: String,
    pub can_answer: bool,
    pub outcomes: Vec<Choice>,
    pub can_resend: bool,
    pub timeline: Vec<TimelineLine>,
}

/// A fact of a notice.
pub struct FactRow {
    pub name: String,
    pub words: String,
}

/// Shows the notices: late ones first, then those that wait, then those that ended.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show_all(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::SendNotices)?;
    let mut notices = desk.app.store.notices(None).await?;
    let now = desk.app.now();
    let late = |notice: &Row| notice.outcome.is_none() && notice.due.is_some_and(|due| due < now);
    notices.sort_by_key(|notice| (notice.outcome.is_some(), notice.due.map_or(i64::MAX, |due| due.0), -notice.number));
    let waiting = notices.iter().filter(|notice| notice.outcome.is_none()).count().to_string();
    let overdue = notices.iter().filter(|notice| late(notice)).count().to_string();
    let services = desk.app.services().await?;
    let mut f = desk.frame("notices").await?;
    f.title = f.say("console-notices-title", &[("n", &waiting), ("late", &overdue)]);
    let name = |id: &str| {
        services.iter().find(|service| service.id == id).map_or_else(|| id.to_owned(), |service| service.name.clone())
    };
    let rows = notices
        .iter()
        .map(|notice| NoticeRow {
            href: format!("/console/notice/{}", notice.id),
            service: name(&notice.service),
            basis: basis(&f, notice),
            state: sending_words(&f, notice),
            clock: notice_clock(&f, notice),
            case: case_name(&f, notice.case_number),
            case_href: format!("/console/case/{}", notice.case),
        })
        .collect();
    Ok(page(&NoticesPage { rows, f }))
}

/// The outcome, or how far sending got.
#[must_use]
pub fn sending_words(f: &Frame, notice: &Row) -> String {
    match &notice.outcome {
        Some(outcome) => f.t(&format!("console-outcome-{outcome}")),
        None => f.t(&format!("console-sending-{}", notice.sending)),
    }
}

/// The clock of a notice that waits.
#[must_use]
pub fn notice_clock(f: &Frame, notice: &Row) -> Clock {
    match (&notice.outcome, notice.due) {
        (Some(_), _) => Clock::default(),
        (None, Some(due)) => when::clock(f, notice.sent_at.unwrap_or(notice.drafted_at), due, f.app.now()),
        (None, None) if notice.sending == "sent" => Clock { words: f.t("console-notice-no-due"), ..Clock::default() },
        (None, None) => Clock::default(),
    }
}

fn basis(f: &Frame, notice: &Row) -> String {
    f.app.rulebook.clocks.get(&notice.clock).map_or_else(|| notice.clock.clone(), |clock| clock.instrument.clone())
}

/// Shows a notice.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::SendNotices)?;
    let id: NoticeId = id_of(&id)?;
    let (notice, letter) = desk.app.store.notice(id).await?;
    let case = desk.app.store.case_page(notice.case).await?;
    let mut f = desk.frame("notices").await?;
    let withdrawn = withdrawn_words(&f, &case).await?;
    let key = id.to_string();
    let own: Vec<_> =
        case.history.into_iter().filter(|row| row.kind.starts_with("notice.") && row.stream == key).collect();
    let names = desk.names().await?;
    let services = desk.app.services().await?;
    let service = services
        .iter()
        .find(|service| service.id == notice.service)
        .map_or(notice.service.clone(), |service| service.name.clone());
    f.title = f.with("console-notice-title", "service", &service);
    Ok(page(&NoticePage {
        here: format!("/console/notice/{id}"),
        warnings: warnings(&f, &notice, withdrawn),
        facts: facts(&f, &notice, &letter.recipient),
        case: case_name(&f, notice.case_number),
        case_href: format!("/console/case/{}", notice.case),
        url: letter.url,
        letter_lang: notice.lang.clone(),
        subject: letter.subject,
        body: letter.body,
        evidence: letter.evidence,
        can_answer: notice.sending != "waiting",
        outcomes: ["down", "partly", "refused", "no_answer"]
            .map(|outcome| {
                Choice::new(outcome, f.t(&format!("console-outcome-{outcome}"))).chosen(notice.outcome.as_deref())
            })
            .into(),
        can_resend: notice.outcome.is_none() && matches!(notice.sending.as_str(), "unknown" | "failed"),
        timeline: history::timeline(&f, &names, &own, &|_| String::new()),
        f,
    }))
}

fn warnings(f: &Frame, notice: &Row, withdrawn: String) -> Vec<Warning> {
    let mut found = Vec::new();
    if !withdrawn.is_empty() {
        found.push(Warning { words: withdrawn, care: true });
    }
    if notice.sending == "unknown" && notice.outcome.is_none() {
        found.push(Warning { words: f.t("console-notice-unknown-why"), care: true });
    }
    if notice.outcome.as_deref() == Some("no_answer") || (notice.lapsed && notice.outcome.is_none()) {
        found.push(Warning { words: f.t("console-notice-escalate"), care: true });
    }
    found
}

fn facts(f: &Frame, notice: &Row, to: &str) -> Vec<FactRow> {
    let clock = f.app.rulebook.clocks.get(&notice.clock);
    let hours = clock.map(|clock| hours(f, clock)).unwrap_or_default();
    let mut rows = vec![
        ("state", sending_words(f, notice)),
        ("due", notice_clock(f, notice).words),
        ("basis", format!("{} · {hours}", basis(f, notice))),
        ("to", to.to_owned()),
    ];
    rows.retain(|(_, words)| !words.is_empty());
    rows.into_iter().map(|(name, words)| FactRow { name: f.t(&format!("console-notice-{name}")), words }).collect()
}

/// How the service answered.
#[derive(Deserialize)]
pub struct Answer {
    outcome: Outcome,
}

/// Records the service's answer.
///
/// # Errors
/// [`Trouble::Fault`] before it was sent.
pub async fn answer(desk: Desk, Path(id): Path<String>, Form(answer): Form<Answer>) -> Result<Response, Trouble> {
    desk.must(Operation::SendNotices)?;
    let id: NoticeId = id_of(&id)?;
    desk.app.store.answer_notice(id, desk.me(), answer.outcome).await?;
    Ok(go(&format!("/console/notice/{id}")))
}

/// Sends it again, after somebody has decided so.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn resend(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::SendNotices)?;
    let id: NoticeId = id_of(&id)?;
    desk.app.store.resend_notice(id, desk.me()).await?;
    Ok(go(&format!("/console/notice/{id}")))
}
