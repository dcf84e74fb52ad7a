//! Requests to open who somebody is, for the custodians.

use askama::Template;
use axum::response::Response;
use khien_casework::role::Operation;

use super::desk::{Desk, Trouble, page};
use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "console/identity.html")]
pub struct IdentityPage {
    pub f: Frame,
    pub rows: Vec<RequestRow>,
}

/// A request.
pub struct RequestRow {
    pub report: String,
    pub title: String,
    pub reason: String,
    /// Whether it is the reader's own: then somebody else has to agree.
    pub own: bool,
}

/// Shows the open requests.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::ReleaseIdentity)?;
    let requests = desk.app.store.identity_requests().await?;
    let names = desk.names().await?;
    let mut f = desk.frame("identity").await?;
    f.title = f.t("console-identity-title");
    let rows = requests
        .into_iter()
        .map(|request| RequestRow {
            report: request.report.to_string(),
            title: f.say(
                "console-identity-asks",
                &[("who", &names.member(request.asker)), ("n", &request.number.to_string())],
            ),
            reason: request.reason,
            own: request.asker == desk.me(),
        })
        .collect();
    Ok(page(&IdentityPage { rows, f }))
}
