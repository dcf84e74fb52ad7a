//! Pages that need no form: help now, what we see, and harmless tips (where the duress code leads).

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
#[template(path = "portal/help.html")]
struct Help {
    page: Page,
    cards: Vec<CardView>,
}

/// Cards that fit anybody who needs help now, whatever happened.
const ALWAYS: [&str; 3] = ["shared_device", "partner", "sextortion.near"];

/// `GET /help`
pub async fn help(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    let cards = cards::named(&app.portal.cards, &ALWAYS, lang);
    render(&Help { page: Page::new(&app, lang).await, cards })
}

struct Part {
    title: String,
    body: String,
}

#[derive(Template)]
#[template(path = "portal/about.html")]
struct About {
    page: Page,
    parts: Vec<Part>,
    fingerprint: Option<String>,
}

/// `GET /about`: what the server sees, with script and without, said honestly.
pub async fn about(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    let page = Page::new(&app, lang).await;
    let parts = ["script", "plain", "codes", "never", "tell", "delete"]
        .map(|part| Part {
            title: page.t(&format!("portal-about-{part}-title")),
            body: page.t(&format!("portal-about-{part}")),
        })
        .into();
    let fingerprint = page.keys().and_then(|keys| fingerprint(&keys.root));
    render(&About { page, parts, fingerprint })
}

/// SHA-256 of the root's public key, in groups that can be read aloud and printed on a poster.
fn fingerprint(root: &str) -> Option<String> {
    let key = hex::decode(root).ok()?;
    let hash = khien_seal::sha256_hex(&key);
    let groups: Vec<&str> = (0..8).map(|group| &hash[group * 4..group * 4 + 4]).collect();
    Some(groups.join(" "))
}

#[derive(Template)]
#[template(path = "portal/tips.html")]
struct Tips {
    page: Page,
}

/// `GET /tips`: nothing on it tells of reports.
pub async fn tips(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    render(&Tips { page: Page::new(&app, lang).await })
}
