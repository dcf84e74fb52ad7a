//! The list of open cases.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use khien_casework::role::Operation;
use serde::Deserialize;

use super::desk::{Desk, Trouble, page};
use super::frame::Frame;
use super::queue::Filter;
use super::report::case_name;
use super::when;

/// The page.
#[derive(Template)]
#[template(path = "console/cases.html")]
pub struct CasesPage {
    pub f: Frame,
    pub filters: Vec<Filter>,
    pub rows: Vec<CaseRow>,
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

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    filter: String,
}

/// Shows the cases that are open, or all.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let closed_too = asked.filter == "all";
    let cases = desk.app.store.cases(closed_too).await?;
    let open = cases.iter().filter(|case| case.outcome.is_none()).count();
    let notices = desk.app.store.notices(None).await?;
    let mut f = desk.frame("cases").await?;
    f.title = f.counted("console-cases-title", "n", i64::try_from(open).unwrap_or(i64::MAX));
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let rows = cases
        .iter()
        .map(|case| CaseRow {
            href: format!("/console/case/{}", case.id),
            name: case_name(&f, case.number),
            state: case
                .outcome
                .as_ref()
                .map_or_else(|| f.t("console-case-state-open"), |outcome| f.label(outcome.as_str())),
            what: f.label(case.main_harm.as_str()),
            reports: f.counted("console-case-count", "n", case.reports),
            notices: notices.iter().filter(|notice| notice.case == case.id).count().to_string(),
            since: when::short(&f, case.opened_at, now, zone),
            since_iso: when::iso(case.opened_at, zone),
        })
        .collect();
    let filters = [("open", "/console/cases", !closed_too), ("all", "/console/cases?filter=all", closed_too)]
        .map(|(name, href, here)| Filter { href: href.to_owned(), name: f.t(&format!("console-cases-{name}")), here })
        .into();
    Ok(page(&CasesPage { filters, rows, f }))
}
