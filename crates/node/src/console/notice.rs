//! One notice: what went out, how far it got, how it ended, whether it was taken back.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::notice::Outcome;
use khien_casework::role::Operation;
use khien_store::notices::NoticeRow as Row;
use khien_store::services::Service;
use khien_terms::id::NoticeId;
use serde::Deserialize;

use super::case::withdrawn_words;
use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame, TimelineLine, Warning};
use super::letter::reference;
use super::notice_new::{hours, law};
use super::report::case_name;
use super::when::{self, Clock};
use super::{history, id_of};

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
    /// The letter that takes it back was refused, or nobody knows whether it arrived.
    pub can_recall: bool,
    pub timeline: Vec<TimelineLine>,
}

/// A fact of a notice.
pub struct FactRow {
    pub name: String,
    pub words: String,
}

/// A service's name by its id.
#[must_use]
pub fn service_name(services: &[Service], id: &str) -> String {
    services.iter().find(|service| service.id == id).map_or_else(|| id.to_owned(), |service| service.name.clone())
}

/// Signs beside a notice: that it was taken back, that a report behind it was withdrawn.
#[must_use]
pub fn signs(f: &Frame, notice: &Row) -> Vec<Warning> {
    let mut signs = Vec::new();
    if notice.recalled.is_some() {
        signs.push(Warning { words: recall_words(f, notice), care: true });
    }
    if notice.withdrawn {
        signs.push(Warning { words: f.t("console-notice-report-withdrawn"), care: false });
    }
    signs
}

/// That a notice was taken back, and how far the letter that says so got; empty when it stands.
fn recall_words(f: &Frame, notice: &Row) -> String {
    if notice.recalled.is_none() {
        return String::new();
    }
    let recalled = f.t("console-notice-recalled");
    // A notice that never left needs no letter.
    if notice.recall_sending.is_empty() {
        return recalled;
    }
    format!("{recalled}: {}", f.t(&format!("console-recall-{}", notice.recall_sending)))
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
        _ if notice.recalled.is_some() => Clock::default(),
        (Some(_), _) => Clock::default(),
        (None, Some(due)) => when::clock(f, notice.sent_at.unwrap_or(notice.drafted_at), due, f.app.now()),
        (None, None) if notice.sending == "sent" => Clock { words: f.t("console-notice-no-due"), ..Clock::default() },
        (None, None) => Clock::default(),
    }
}

/// The law that a notice names, as it is cited in the page's language.
#[must_use]
pub fn basis(f: &Frame, notice: &Row) -> String {
    f.app.rulebook.clocks.get(&notice.clock).map_or_else(|| notice.clock.clone(), |clock| law(&f.app, f.lang, clock))
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
    let service = service_name(&services, &notice.service);
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
        can_answer: notice.sending != "waiting" && notice.recalled.is_none(),
        outcomes: ["down", "partly", "refused", "no_answer"]
            .map(|outcome| {
                Choice::new(outcome, f.t(&format!("console-outcome-{outcome}"))).chosen(notice.outcome.as_deref())
            })
            .into(),
        can_resend: notice.outcome.is_none()
            && notice.recalled.is_none()
            && matches!(notice.sending.as_str(), "unknown" | "failed"),
        can_recall: matches!(notice.recall_sending.as_str(), "unknown" | "failed"),
        timeline: history::timeline(&f, &names, &own, &|_| String::new()),
        f,
    }))
}

fn warnings(f: &Frame, notice: &Row, withdrawn: String) -> Vec<Warning> {
    let mut found = Vec::new();
    if !withdrawn.is_empty() {
        found.push(Warning { words: withdrawn, care: true });
    }
    if let Some(why) = &notice.recalled {
        let words = format!("{}. {}", recall_words(f, notice), f.t(&format!("console-recall-why-{why}")));
        found.push(Warning { words, care: true });
        return found;
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
        ("number", reference(notice.case_number, notice.nth)),
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

/// Sends the letter that takes it back again, after somebody has decided so.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn recall_again(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::SendNotices)?;
    let id: NoticeId = id_of(&id)?;
    desk.app.store.recall_again(id, desk.me()).await?;
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
