//! Signing in: the passphrase stays in the browser.

use askama::Template;

use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "console/sign_in.html")]
pub struct SignInPage {
    pub f: Frame,
    pub next: String,
}
