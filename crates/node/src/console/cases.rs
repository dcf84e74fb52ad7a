//! The list of open cases.

use askama::Template;
use axum::response::Response;
use khien_casework::role::Operation;

use super::desk::{Desk, Trouble, page};
use super::frame::{Frame, Pages};
use super::report::case_name;
use super::when;

/// The page.
#[derive(Template)]
#[template(path = "console/cases.html")]
pub struct CasesPage {
    pub f: Frame,
    pub rows: Vec<CaseRow>,
    pub pages: Pages,
}

/// A case in the list.
pub struct CaseRow {
    pub href: String,
    pub name: String,
    pub state: String,
    pub what: String,
    pub reports: String,
    pub notices: String,
    pub since: String,
    pub since_iso: String,
}

/// Shows the cases that are open.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let cases = desk.app.store.cases(false).await?;
    let notices = desk.app.store.notices(None).await?;
    let mut f = desk.frame("cases").await?;
    f.title = f.counted("console-cases-title", "n", i64::try_from(cases.len()).unwrap_or(i64::MAX));
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let rows = cases
        .iter()
        .map(|case| CaseRow {
            href: format!("/console/case/{}", case.id),
            name: case_name(&f, case.number),
            state: f.t("console-case-state-open"),
            what: f.label(case.main_harm.as_str()),
            reports: f.counted("console-case-count", "n", case.reports),
            notices: notices.iter().filter(|notice| notice.case == case.id).count().to_string(),
            since: when::short(&f, case.opened_at, now, zone),
            since_iso: when::iso(case.opened_at, zone),
        })
        .collect();
    Ok(page(&CasesPage { rows, pages: Pages::default(), f }))
}
