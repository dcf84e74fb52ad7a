//! Pages for when something does not work: what happened, what is safe, what to do.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use khien_terms::Lang;

use super::form::TEXT_MAX;
use super::landing::Asked;
use super::page::{Page, language};
use super::rendered;
use crate::app::App;

/// What went wrong, as far as a person needs to know.
#[derive(Debug, Clone, Copy)]
pub enum Trouble {
    /// No such page.
    Missing,
    /// Our fault.
    Broken,
    /// The form lay open too long, or the node was started anew.
    Stale,
    /// More than a request may carry.
    Large,
    /// A message longer than a request may carry.
    Long,
}

#[derive(Template)]
#[template(path = "portal/error.html")]
struct ErrorPage {
    page: Page,
    title: String,
    line: String,
}

impl Trouble {
    fn key(self) -> &'static str {
        match self {
            Trouble::Missing => "portal-missing",
            Trouble::Broken => "portal-broken",
            Trouble::Stale => "portal-stale",
            Trouble::Large => "portal-large",
            Trouble::Long => "portal-long",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Trouble::Missing => StatusCode::NOT_FOUND,
            Trouble::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Trouble::Stale => StatusCode::GONE,
            Trouble::Large | Trouble::Long => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }

    /// The page that says so, with the numbers to call.
    pub async fn page(self, app: &App, lang: Lang) -> Response {
        let page = Page::new(app, lang).await;
        let title = page.t(&format!("{}-title", self.key()));
        let line = page.say(self.key(), &[("thousands", &(TEXT_MAX / 1000).to_string())]);
        rendered(self.status(), &ErrorPage { page, title, line })
    }
}

/// An address that leads nowhere.
pub async fn missing(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    Trouble::Missing.page(&app, language(&app, asked.lang.as_deref(), &headers)).await
}
