//! The list of open cases.

use askama::Template;

use super::frame::{Frame, Pages};

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
