//! Doors beside the four (care 8): "my own content was wrongly removed", "I worry about my own thoughts", "my picture is
//! not shared yet, but he says he will". Their addresses tell nothing to whoever looks at the browser's history.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::cards::{self, CardView};
use super::landing::Asked;
use super::page::{Page, language};
use super::render;
use crate::app::App;

#[derive(Template)]
#[template(path = "portal/appeal.html")]
struct Appeal {
    page: Page,
}

/// `GET /appeal`: the address that our letters print (care 2.4).
pub async fn appeal(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    render(&Appeal { page: Page::new(&app, lang).await })
}

#[derive(Template)]
#[template(path = "portal/talk.html")]
struct Talk {
    page: Page,
    cards: Vec<CardView>,
}

/// Help for people who worry about their own thoughts. A country names its services in `thoughts.services`, and its
/// numbers by `for: ["thoughts"]` in its own file.
const TALK: [&str; 3] = ["own_thoughts", "thoughts.steps", "thoughts.services"];

/// `GET /help/talk`
pub async fn talk(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    let cards = cards::named(&app.portal.cards, &TALK, lang);
    render(&Talk { page: Page::new(&app, lang).await, cards })
}

#[derive(Template)]
#[template(path = "portal/before.html")]
struct Before {
    page: Page,
    cards: Vec<CardView>,
}

/// Advice about a threat, for whoever makes it: near or far. The form then fits it to the relation.
const BEFORE: [&str; 3] = ["feared", "sextortion.near", "image.not_yet"];

/// `GET /help/before`
pub async fn before(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    let cards = cards::named(&app.portal.cards, &BEFORE, lang);
    render(&Before { page: Page::new(&app, lang).await, cards })
}
