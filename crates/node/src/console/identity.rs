//! Requests to open who somebody is, for the custodians.

use askama::Template;

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
