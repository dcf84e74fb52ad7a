//! The view of a case: its reports, notices, notes, and a timeline that is the journal.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use khien_casework::Refusal;
use khien_casework::case::OUTCOMES;
use khien_casework::role::Operation;
use khien_store::cases::CasePage as Stored;
use khien_store::reports::ReportPage as StoredReport;
use khien_terms::id::CaseId;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Names, Trouble, go, page};
use super::frame::{Choice, Frame, Sealed, TimelineLine, Warning};
use super::letter::reference;
use super::notice::{notice_clock, sending_words, service_name, signs};
use super::report::{case_name, sealed};
use super::report_act::Outcome;
use super::when::{self, Clock};
use super::{bytes_of, history, id_of, identifiers, queue};

/// The page of a case.
#[derive(Template)]
#[template(path = "console/case.html")]
pub struct CasePage {
    pub f: Frame,
    pub here: String,
    /// How it ended; empty while it is open.
    pub closed: String,
    pub reports: Vec<CaseReport>,
    pub notices: Vec<CaseNotice>,
    /// Which reports were withdrawn, for whoever looks at the notices.
    pub withdrawn: String,
    pub notes: Vec<Note>,
    pub identifiers: identifiers::Suspects,
    /// The root's word for the key that notes are sealed to, as JSON; the browser verifies it.
    pub certificate: String,
    pub outcomes: Vec<Choice>,
    pub timeline: Vec<TimelineLine>,
}

/// A report of the case.
pub struct CaseReport {
    pub href: String,
    pub name: String,
    pub what: String,
    pub who: String,
    pub status: String,
    pub withdrawn: bool,
}

/// A notice of the case.
pub struct CaseNotice {
    pub href: String,
    pub service: String,
    pub reference: String,
    pub state: String,
    pub signs: Vec<Warning>,
    pub clock: Clock,
}

/// Whether the reporter took it back; what was destroyed after that counts too.
pub fn is_withdrawn(report: &StoredReport) -> bool {
    report.row.withdrawn || report.erased
}

/// The reports of a case that their reporters withdrew, as a sign on its notices; empty when there are none.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn withdrawn_words(f: &Frame, case: &Stored) -> Result<String, Trouble> {
    let mut names = Vec::new();
    for (id, number) in &case.reports {
        if is_withdrawn(&f.app.store.report_page(*id).await?) {
            names.push(f.counted("console-report-title", "n", *number));
        }
    }
    Ok(if names.is_empty() { String::new() } else { f.with("console-notice-withdrawn", "reports", &names.join(", ")) })
}

/// A note, sealed.
pub struct Note {
    pub name: String,
    pub by: String,
    pub at: String,
    pub at_iso: String,
    pub sealed: Sealed,
}

/// Shows a case.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let id: CaseId = id_of(&id)?;
    let stored = desk.app.store.case_page(id).await?;
    let names = desk.names().await?;
    let mut f = desk.frame("cases").await?;
    f.title = case_name(&f, stored.row.number);
    let reports = reports(&f, &stored).await?;
    Ok(page(&CasePage {
        here: format!("/console/case/{id}"),
        closed: stored
            .row
            .outcome
            .as_ref()
            .map(|code| f.with("console-case-closed-with", "outcome", &f.label(code.as_str())))
            .unwrap_or_default(),
        notices: notices(&f, &stored).await?,
        withdrawn: withdrawn_words(&f, &stored).await?,
        notes: notes(&f, &names, id, &stored),
        identifiers: identifiers::Suspects::of(&f, &names, id, stored.row.number, stored.row.outcome.is_none()).await?,
        certificate: json!(f.app.public_keys().await?.map(|keys| keys.intake.certificate)).to_string(),
        outcomes: OUTCOMES.iter().rev().map(|code| Choice::new(code, f.label(code))).collect(),
        timeline: timeline(&f, &names, &stored),
        reports,
        f,
    }))
}

/// The journal of the case with its reports and notices; a line of a report names it when there are several.
fn timeline(f: &Frame, names: &Names, stored: &Stored) -> Vec<TimelineLine> {
    let several = stored.reports.len() > 1;
    let number = |stream: &str| {
        stored.reports.iter().find(|(id, _)| several && id.to_string() == stream).map(|(_, number)| *number)
    };
    let of =
        |stream: &str| number(stream).map(|number| f.counted("console-report-title", "n", number)).unwrap_or_default();
    history::timeline(f, names, &stored.history, &of)
}

/// The case's reports.
async fn reports(f: &Frame, stored: &Stored) -> Result<Vec<CaseReport>, Trouble> {
    let mut rows = Vec::new();
    for (id, number) in &stored.reports {
        let report = f.app.store.report_page(*id).await?;
        rows.push(CaseReport {
            href: format!("/console/report/{id}"),
            name: f.counted("console-report-title", "n", *number),
            what: f.label(report.row.main_harm.as_str()),
            who: queue::who(f, &report.row),
            status: f.label(report.row.status.as_str()),
            withdrawn: is_withdrawn(&report),
        });
    }
    Ok(rows)
}

async fn notices(f: &Frame, stored: &Stored) -> Result<Vec<CaseNotice>, Trouble> {
    let services = f.app.services().await?;
    Ok(stored
        .notices
        .iter()
        .map(|notice| CaseNotice {
            href: format!("/console/notice/{}", notice.id),
            service: service_name(&services, &notice.service),
            reference: reference(stored.row.number, notice.nth),
            state: sending_words(f, notice),
            signs: signs(f, notice),
            clock: notice_clock(f, notice),
        })
        .collect())
}

fn notes(f: &Frame, names: &Names, id: CaseId, stored: &Stored) -> Vec<Note> {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    stored
        .notes
        .iter()
        .map(|(n, staff, at)| {
            let name = f.counted("console-case-note-n", "n", (*n).into());
            Note {
                by: names.member(*staff),
                at: when::moment(f, *at, now, zone),
                at_iso: when::iso(*at, zone),
                sealed: Sealed {
                    length: f.t("console-sealed-plain"),
                    ..sealed(f, &id, &format!("note/{n}"), "said", String::new(), name.clone())
                },
                name,
            }
        })
        .collect()
}

/// A sealed note.
#[derive(Deserialize)]
pub struct NewNote {
    ciphertext: String,
}

/// Keeps a note.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn note(desk: Desk, Path(id): Path<String>, Json(note): Json<NewNote>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let ciphertext = bytes_of("ciphertext", &note.ciphertext)?;
    if ciphertext.len() > khien_casework::intake::ENVELOPE_MAX {
        return Err(Refusal::Field { field: "ciphertext", problem: "larger than a mebibyte" }.into());
    }
    let n = desk.app.store.add_note(id_of(&id)?, desk.me(), ciphertext).await?;
    Ok((StatusCode::CREATED, Json(json!({"note": n}))).into_response())
}

/// Closes the case with an outcome that its reporters see.
///
/// # Errors
/// [`Trouble::Fault`] while a notice waits.
pub async fn close(desk: Desk, Path(id): Path<String>, Form(form): Form<Outcome>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let id: CaseId = id_of(&id)?;
    desk.app.store.close_case(id, desk.me(), form.outcome).await?;
    Ok(go(&format!("/console/case/{id}")))
}

/// Opens the case again.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn reopen(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let id: CaseId = id_of(&id)?;
    desk.app.store.reopen_case(id, desk.me()).await?;
    Ok(go(&format!("/console/case/{id}")))
}
