//! The first page: four doors, a promise that holds, and who is there.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::page::{Page, language};
use super::render;
use crate::app::App;

/// `?lang=` of every page.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Language.
    #[serde(default)]
    pub lang: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/landing.html")]
struct Landing {
    page: Page,
    doors: [&'static str; 3],
}

/// `GET /`
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    render(&Landing { page: Page::new(&app, lang).await, doors: ["me", "other", "saw"] })
}

/// `GET /report`: the form begins at a door, so that its address never tells how far somebody came.
pub async fn to_start(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    Redirect::to(&format!("/?lang={lang}")).into_response()
}
