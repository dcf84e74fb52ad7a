//! Look-ups for whoever audits the desk: who asked which State, when, in which case and on which basis in law. No identifier, and no
//! word about whom: neither is kept.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use khien_casework::role::Operation;
use khien_store::lookups::LISTED;
use serde::Deserialize;

use super::desk::{Desk, Trouble, page};
use super::frame::Frame;
use super::lookup::{Asked, asked_row, purpose_words};

/// The page.
#[derive(Template)]
#[template(path = "console/lookups.html")]
pub struct LookupsPage {
    pub f: Frame,
    pub rows: Vec<Row>,
    /// Where the older ones are; empty where there are none.
    pub older: String,
}

/// A query.
pub struct Row {
    pub asked: Asked,
    pub purpose: String,
    /// About how many identifiers.
    pub about: String,
}

/// Which of them are shown.
#[derive(Deserialize)]
pub struct Wanted {
    /// How many newer ones are left out.
    #[serde(default)]
    after: u32,
}

/// Shows the queries that this State asked, the newest first.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Trouble> {
    desk.must(Operation::AuditLookups)?;
    let rows = desk.app.store.lookups_after(wanted.after).await?;
    let names = desk.names().await?;
    let mut f = desk.frame("lookups").await?;
    f.title = f.t("desk-lookups-title");
    let full = i64::try_from(rows.len()).is_ok_and(|n| n == LISTED);
    let next = i64::from(wanted.after) + LISTED;
    let rows = rows.iter().map(|row| Row {
        asked: asked_row(&f, &names, row),
        purpose: purpose_words(&f, &row.purpose),
        about: f.counted("desk-lookups-about-n", "n", i64::try_from(row.asked.len()).unwrap_or(0)),
    });
    let rows = rows.collect();
    Ok(page(&LookupsPage {
        rows,
        older: if full { format!("/console/desk/lookups?after={next}") } else { String::new() },
        f,
    }))
}
