//! The own account: fingerprints, teams, how much was looked at today.

use askama::Template;

use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "console/account.html")]
pub struct AccountPage {
    pub f: Frame,
    pub login: String,
    pub desk: String,
    pub role: String,
    pub role_hint: String,
    pub teams: String,
    pub recipient: String,
    pub verify: String,
    pub root_fingerprint: String,
    pub exposure: String,
}
