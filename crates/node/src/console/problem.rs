//! When something did not work: what happened, what is safe, what to do.

use askama::Template;

use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "console/problem.html")]
pub struct ProblemPage {
    pub f: Frame,
    pub what: String,
    pub then: String,
    pub back: String,
}
