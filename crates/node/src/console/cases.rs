//! The list of cases, a page at a time.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use khien_casework::role::Operation;
use khien_store::cases::{CaseRow as Row, Listed};
use serde::Deserialize;

use super::desk::{Desk, Trouble, page};
use super::frame::{Frame, Pages};
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

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    filter: String,
    /// Number of the last case of the page before.
    after: Option<i64>,
}

/// Filters by name; the first is the list without a filter in its address.
const FILTERS: [(&str, Listed); 3] = [("open", Listed::Open), ("ended", Listed::Ended), ("all", Listed::All)];

/// Shows a page of the cases that are open, that ended, or all.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let (chosen, listed) = FILTERS.into_iter().find(|(name, _)| *name == asked.filter).unwrap_or(FILTERS[0]);
    let found = desk.app.store.case_list(listed, asked.after).await?;
    let mut f = desk.frame("cases").await?;
    f.title = f.counted("console-cases-title", "n", found.open);
    let href = |name: &str| format!("/console/cases?filter={name}");
    let filters = FILTERS
        .map(|(name, _)| Filter { href: href(name), name: f.t(&format!("console-list-{name}")), here: name == chosen })
        .into();
    let pages = Pages {
        first: asked.after.is_some().then(|| href(chosen)),
        next: found.next.map(|last| format!("{}&after={last}", href(chosen))),
    };
    let rows = found.rows.iter().map(|case| row(&f, case)).collect();
    Ok(page(&CasesPage { filters, rows, pages, f }))
}

fn row(f: &Frame, case: &Row) -> CaseRow {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    CaseRow {
        href: format!("/console/case/{}", case.id),
        name: case_name(f, case.number),
        state: case
            .outcome
            .as_ref()
            .map_or_else(|| f.t("console-case-state-open"), |outcome| f.label(outcome.as_str())),
        what: f.label(case.main_harm.as_str()),
        reports: f.counted("console-case-count", "n", case.reports),
        notices: case.notices.to_string(),
        since: when::short(f, case.opened_at, now, zone),
        since_iso: when::iso(case.opened_at, zone),
    }
}
