//! An appeal on its report page (care 2.4): which notice it is about, what that notice was, and the decision of somebody
//! who had no part in it.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_store::appeals::AppealRow;
use khien_store::reports::ReportPage as Stored;
use khien_terms::id::{NoticeId, ReportId};
use serde::Deserialize;

use super::desk::{Desk, Names, Trouble, go};
use super::frame::Frame;
use super::letter::{read_reference, reference};
use super::notice::{FactRow, basis, sending_words, service_name};
use super::{id_of, when};

/// The panel of a report's page.
pub struct AppealPanel {
    /// The notice that it is about, once somebody has said so.
    pub notice: Option<About>,
    /// How it was decided; empty until then.
    pub decided: String,
    /// Whether this member decides: a supervisor who had no part in the notice.
    pub can_decide: bool,
    /// Why this member does not; empty when they do.
    pub not_mine: String,
}

/// The notice that an appeal is about.
pub struct About {
    pub href: String,
    pub reference: String,
    pub facts: Vec<FactRow>,
}

/// What the panel shows; `None` for a report of harm.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn panel(f: &Frame, desk: &Desk, names: &Names, stored: &Stored) -> Result<Option<AppealPanel>, Trouble> {
    let Some(appeal) = &stored.appeal else { return Ok(None) };
    let notice = match appeal.notice {
        Some(notice) => Some(about(f, names, appeal, notice).await?),
        None => None,
    };
    let not_mine = match appeal.drafter {
        _ if !desk.may(Operation::DecideAppeals) => f.t("console-appeal-supervisor"),
        Some(drafter) if drafter == desk.me() => f.t("console-appeal-own"),
        _ => String::new(),
    };
    let decided = appeal
        .reversed
        .map(|reversed| f.t(if reversed { "console-appeal-was-reversed" } else { "console-appeal-stood" }))
        .unwrap_or_default();
    let can_decide = decided.is_empty() && not_mine.is_empty();
    Ok(Some(AppealPanel { notice, decided, can_decide, not_mine }))
}

async fn about(f: &Frame, names: &Names, appeal: &AppealRow, notice: NoticeId) -> Result<About, Trouble> {
    let (row, _) = f.app.store.notice(notice).await?;
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let services = f.app.services().await?;
    let facts = vec![
        ("console-notice-service", service_name(&services, &row.service)),
        ("console-notice-basis", basis(f, &row)),
        ("console-notice-sent", row.sent_at.map(|at| when::moment(f, at, now, zone)).unwrap_or_default()),
        ("console-notice-by", appeal.drafter.map(|drafter| names.member(drafter)).unwrap_or_default()),
        ("console-notice-state", sending_words(f, &row)),
    ];
    Ok(About {
        href: format!("/console/notice/{notice}"),
        reference: reference(row.case_number, row.nth),
        facts: facts
            .into_iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(key, words)| FactRow { name: f.t(key), words })
            .collect(),
    })
}

/// The number of the notice as its letter carries it.
#[derive(Deserialize)]
pub struct Number {
    number: String,
}

/// Says which notice an appeal is about.
///
/// # Errors
/// [`Trouble::Fault`] for a number that no letter of ours carries.
pub async fn link(desk: Desk, Path(id): Path<String>, Form(form): Form<Number>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkReports)?;
    let id: ReportId = id_of(&id)?;
    let unknown = Refusal::Field { field: "number", problem: "a notice's number such as KH-1012-1" };
    let (case, nth) = read_reference(&form.number).ok_or(unknown.clone())?;
    let notice = desk.app.store.notice_by_reference(case, nth).await?.ok_or(unknown)?;
    desk.app.store.link_appeal(id, notice.id, desk.me()).await?;
    Ok(go(&format!("/console/report/{id}")))
}

/// The decision.
#[derive(Deserialize)]
pub struct Decision {
    /// `stands` or `wrong`.
    decision: String,
}

/// Decides an appeal; a notice that was wrong is recalled towards everyone who got it.
///
/// # Errors
/// [`Trouble::Fault`], also for who sent the notice.
pub async fn decide(desk: Desk, Path(id): Path<String>, Form(form): Form<Decision>) -> Result<Response, Trouble> {
    desk.must(Operation::DecideAppeals)?;
    let id: ReportId = id_of(&id)?;
    let reversed = match form.decision.as_str() {
        "wrong" => true,
        "stands" => false,
        _ => return Err(Trouble::Malformed),
    };
    desk.app.store.decide_appeal(id, desk.me(), reversed).await?;
    Ok(go(&format!("/console/report/{id}")))
}
