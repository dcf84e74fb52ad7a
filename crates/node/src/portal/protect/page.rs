//! `GET /protect`, and the parts of it that only the script shows.
//!
//! Hashing happens in the browser or not at all: without script the page says what can be done instead, by age.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{IntoResponse, Response};
use khien_store::release::Receiver;
use khien_terms::typology::Voice;
use serde_json::json;

use crate::app::App;
use crate::portal::landing::Asked;
use crate::portal::page::{Page, address, language};
use crate::portal::protect::program::{self, Program, program};
use crate::portal::render;

/// The portal's rule, and what only this page and its worker may: WebAssembly, a worker of our own. Pictures are never
/// shown, so not even the page's own may be loaded.
pub const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; \
                       connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Ways to address somebody who protects pictures of themselves.
const VOICES: [&str; 3] = ["own", "adult", "child"];

/// Where else a person can go: an entry of `data/services/`, and for whom it is.
const ELSEWHERE: [(&str, &str); 2] =
    [("takeitdown", "protect-elsewhere-child"), ("stopncii", "protect-elsewhere-adult")];

/// A place that does the same.
struct Place {
    name: String,
    href: String,
    line: String,
}

#[derive(Template)]
#[template(path = "portal/protect/page.html")]
struct Protect {
    page: Page,
    begin: String,
    elsewhere: Vec<Place>,
    /// What a person can fetch to their own computer; nothing where it cannot be served.
    program: Option<Arc<Program>>,
}

impl Protect {
    fn platform(&self) -> String {
        program::platform()
    }
}

/// `GET /protect`
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    let page = Page::new(&app, lang).await;
    let elsewhere = elsewhere(&page).await;
    let begin = json!({ "lang": lang, "offline": page.t("protect-offline") }).to_string();
    let shown = render(&Protect { page, begin, elsewhere, program: program().await });
    ([(CONTENT_SECURITY_POLICY, CSP)], shown).into_response()
}

/// Those that the directory knows, edited or as shipped.
async fn elsewhere(page: &Page) -> Vec<Place> {
    let services = page.app().services().await.unwrap_or_else(|error| {
        tracing::error!(%error, "the directory could not be read");
        Vec::new()
    });
    let place = |(id, line): (&str, &str)| {
        let service = services.iter().find(|service| service.id == id)?;
        Some(Place { name: service.name.clone(), href: service.form.clone(), line: page.t(line) })
    };
    ELSEWHERE.into_iter().filter_map(place).collect()
}

/// An age that can be chosen.
struct Age {
    code: String,
    text: String,
    /// How somebody of this age is addressed.
    voice: &'static str,
    /// Whether what they protect is kept apart for people under 18: any doubt is a child (care 3.2).
    child: bool,
}

/// The page in one voice.
struct Voiced {
    page: Page,
    words: String,
}

#[derive(Template)]
#[template(path = "portal/protect/parts.html")]
struct Parts {
    page: Page,
    ages: Vec<Age>,
    voiced: Vec<Voiced>,
    /// Those that are connected and take hashes of own images; nobody else is offered.
    receivers: Vec<Receiver>,
    node: String,
}

/// `GET /protect/view`: what the script fills. It stands in no page, since text browsers print templates.
pub async fn parts(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = language(&app, asked.lang.as_deref(), &headers);
    let page = Page::new(&app, lang).await;
    let mut voiced = Vec::with_capacity(VOICES.len());
    for voice in VOICES {
        let page = Page::new(&app, lang).await.voiced(voice);
        voiced.push(Voiced { words: words(&page), page });
    }
    let receivers = match page.keys() {
        Some(_) => receivers(&app).await,
        // Without a team there is no mailbox from which anything could be taken back.
        None => Vec::new(),
    };
    let node =
        page.keys().map(|keys| json!({ "root": keys.root, "intake": keys.intake.certificate, "custodian": null }));
    let node = node.unwrap_or_default().to_string();
    render(&Parts { ages: ages(&page), page, voiced, receivers, node })
}

async fn receivers(app: &App) -> Vec<Receiver> {
    app.store.receivers().await.unwrap_or_else(|error| {
        tracing::error!(%error, "the platforms could not be read");
        Vec::new()
    })
}

/// The ages of the report's door "about me"; somebody grown up may protect pictures of when they were not.
fn ages(page: &Page) -> Vec<Age> {
    let app = page.app();
    let age = |code: &String| Age {
        text: app.rulebook.typology.ask(page.lang, Voice::Own, code),
        voice: if code == "rep.self.then_child" { "adult" } else { address("me", code) },
        child: code != "path.18",
        code: code.clone(),
    };
    app.portal.offer.age.iter().map(age).collect()
}

/// Texts that only the script says (`web/src/portal/protect/words.ts`).
fn words(page: &Page) -> String {
    let groups: Vec<String> = (1..=5).map(|n: u8| page.say("report-group", &[("n", &n.to_string())])).collect();
    let ordinals: Vec<String> = (1..=5).map(|n: u8| page.say("report-ordinal", &[("n", &n.to_string())])).collect();
    json!({
        "groups": groups,
        "ordinals": ordinals,
        "groupsWrong": page.t("report-groups-wrong"),
        "copied": page.t("report-receipt-copied"),
        "agree": page.say("protect-agree", &[("whom", "{whom}"), ("n", "{n}")]),
        "sending": page.t("protect-sending"),
        "failed": page.t("protect-failed"),
        "refused": page.t("protect-refused"),
        "keyWrong": page.t("report-key-wrong"),
        "sent": page.say("protect-sent-line", &[("whom", "{whom}"), ("n", "{n}")]),
        "picture": page.say("protect-picture", &[("n", "{n}")]),
        "video": page.say("protect-video", &[("n", "{n}")]),
        "waiting": page.t("protect-waiting"),
        "working": page.say("protect-working-line", &[("n", "{n}"), ("of", "{of}")]),
        "ready": page.t("protect-ready"),
        "cancelled": page.t("protect-cancelled"),
        "low": page.t("protect-low"),
        "twice": page.t("protect-twice"),
        "troubles": {
            "kind": page.t("protect-trouble-kind"),
            "large": page.t("protect-trouble-large"),
            "old": page.t("protect-trouble-old"),
            "empty": page.t("protect-trouble-empty"),
            "failed": page.t("protect-trouble-failed"),
        },
        "pdq": page.say("protect-leaves-pdq", &[("quality", "{quality}")]),
        "pdqTurned": page.say("protect-leaves-pdq-turned", &[("quality", "{quality}")]),
        "cut": page.say("protect-leaves-cut", &[("n", "{n}")]),
        "many": page.say("protect-many", &[("most", "{most}")]),
    })
    .to_string()
}
