//! `GET /mailbox`: where the receipt is typed.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::view::{MailView, SaidView, words};
use crate::app::App;
use crate::portal::landing::Asked;
use crate::portal::page::{Page, language};
use crate::portal::render;

#[derive(Template)]
#[template(path = "portal/mailbox/enter.html")]
struct Enter {
    page: Page,
    m: MailView,
    blank: SaidView,
    wrong: String,
    begin: String,
}

/// `GET /mailbox`
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let page = Page::new(&app, language(&app, asked.lang.as_deref(), &headers)).await;
    entrance(page, String::new())
}

/// The entrance, with what is wrong about a code that was typed.
pub fn entrance(page: Page, wrong: String) -> Response {
    let root = page.keys().map(|keys| keys.root.clone());
    let begin = json!({ "lang": page.lang, "root": root, "words": words(&page) }).to_string();
    render(&Enter { m: MailView::blank(&page), blank: SaidView::default(), page, wrong, begin })
}
