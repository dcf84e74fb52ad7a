//! `GET /mailbox`: where the receipt is typed.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::view::{MailView, SaidView, entrance_words, words};
use crate::app::App;
use crate::portal::landing::Asked;
use crate::portal::page::{Page, VOICES, language};
use crate::portal::render;

#[derive(Template)]
#[template(path = "portal/mailbox/enter.html")]
struct Enter {
    page: Page,
    wrong: String,
    typed: String,
    begin: String,
}

/// The empty mailbox, which the page's script asks for and fills. It stands in no page: text browsers print what is
/// hidden and what is in a template, and an empty mailbox read aloud is false.
#[derive(Template)]
#[template(path = "portal/mailbox/skeleton.html")]
struct Skeleton {
    voiced: Vec<Voiced>,
    blank: SaidView,
}

/// The empty mailbox in one voice: which one fits is known only when the mailbox is open, so all of them come.
struct Voiced {
    page: Page,
    m: MailView,
    words: String,
}

/// `GET /mailbox/view`
pub async fn skeleton(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    let mut voiced = Vec::with_capacity(VOICES.len());
    for voice in VOICES {
        let page = Page::new(&app, lang).await.voiced(voice);
        voiced.push(Voiced { m: MailView::blank(&page), words: words(&page).to_string(), page });
    }
    render(&Skeleton { voiced, blank: SaidView::default() })
}

/// `GET /mailbox`
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let page = Page::new(&app, language(&app, asked.lang.as_deref(), &headers)).await;
    entrance(page, String::new(), String::new())
}

/// The entrance, with what is wrong about a code that was typed. The code stays, so that it can be looked at.
pub fn entrance(page: Page, wrong: String, typed: String) -> Response {
    let root = page.keys().map(|keys| keys.root.clone());
    let begin = json!({ "lang": page.lang, "root": root, "words": entrance_words(&page) }).to_string();
    render(&Enter { page, wrong, typed, begin })
}
