//! `POST /report`: the form without script, one step after the other under one address.

use askama::Template;
use axum::extract::{FromRequest, Request, State as AppState};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use khien_casework::header::DOORS;
use khien_casework::steps::Block;
use khien_terms::Lang;

use super::draft::Draft;
use super::send;
use super::state::State;
use super::view::View;
use crate::app::App;
use crate::burst::Burst;
use crate::portal::error::Trouble;
use crate::portal::files::KINDS;
use crate::portal::form::{Fields, Sent, SentFile, TEXT_MAX};
use crate::portal::page::{Page, language};
use crate::portal::rendered;

#[derive(Template)]
#[template(path = "portal/step.html")]
struct StepPage<'a> {
    page: &'a Page,
    v: View<'a>,
    state: String,
    begin: String,
}

/// What is not right about the step that was sent.
#[derive(Default)]
struct Wrong {
    block: Option<&'static str>,
    files_problem: String,
    problem: String,
    status: StatusCode,
}

/// `POST /report`
pub async fn post(AppState(app): AppState<App>, headers: HeaderMap, request: Request) -> Response {
    let burst = request.extensions().get::<Burst>().is_some_and(|burst| burst.0);
    let sent = match Sent::from_request(request, &app).await {
        Ok(sent) => sent,
        Err(refused) => return unreadable(&app, &headers, refused.status()).await,
    };
    let asked = Some(sent.fields.one("lang")).filter(|lang| !lang.is_empty());
    let lang = language(&app, asked, &headers);
    if !matches!(app.public_keys().await, Ok(Some(_))) {
        return Redirect::to(&format!("/?lang={lang}")).into_response();
    }
    if sent.fields.one("state").is_empty() {
        return begin(&app, &sent.fields, lang).await;
    }
    match State::open(sent.fields.one("state"), &app.form_key, app.now()) {
        Some(state) => go(&app, state, sent, burst).await,
        None => Trouble::Stale.page(&app, lang).await,
    }
}

async fn unreadable(app: &App, headers: &HeaderMap, status: StatusCode) -> Response {
    let trouble = if status == StatusCode::PAYLOAD_TOO_LARGE { Trouble::Large } else { Trouble::Stale };
    trouble.page(app, language(app, None, headers)).await
}

async fn begin(app: &App, fields: &Fields, lang: Lang) -> Response {
    let door = fields.one("door");
    if !DOORS.contains(&door) {
        return Redirect::to(&format!("/?lang={lang}")).into_response();
    }
    match State::begin(door, lang, app.now()) {
        Ok(mut state) => {
            state.draft.feared = door == "me" && fields.one("because") == "feared";
            show(app, &state, Wrong::default()).await
        }
        Err(error) => {
            tracing::error!(%error, "a form could not be begun");
            Trouble::Broken.page(app, lang).await
        }
    }
}

/// The blocks of a draft's steps.
fn steps_of<'a>(app: &'a App, draft: &Draft) -> &'a [Vec<Block>] {
    app.rulebook.paths.find(&draft.door, Some(draft.path())).map_or(&[], |path| path.steps.as_slice())
}

fn blocks_of(app: &App, state: &State) -> Vec<Block> {
    steps_of(app, &state.draft).get(state.step - 1).cloned().unwrap_or_default()
}

async fn go(app: &App, mut state: State, sent: Sent, burst: bool) -> Response {
    let Sent { fields, files, too_large } = sent;
    let blocks = blocks_of(app, &state);
    let go = fields.one("go");
    if go != "skip" {
        state.draft.take(&blocks, &fields, &app.rulebook.typology);
    }
    if let Some(wrong) = too_much(app, &state, &blocks, &fields, too_large) {
        return show(app, &state, wrong).await;
    }
    if let Ok(lang) = fields.one("speak").parse::<Lang>()
        && app.words.langs().any(|known| known == lang)
    {
        state.lang = lang;
        return show(app, &state, Wrong::default()).await;
    }
    if let Some(dropped) = go.strip_prefix("drop ") {
        state.draft.files.retain(|file| file.sha256 != dropped);
        return show(app, &state, Wrong::default()).await;
    }
    if go == "back" {
        return back(app, state).await;
    }
    if go != "skip" {
        if let Err(wrong) = take_files(app, &mut state, &fields, files).await {
            return show(app, &state, wrong).await;
        }
        if let Err(wrong) = groups_fit(&state, &blocks, &fields) {
            return show(app, &state, wrong).await;
        }
    }
    if blocks.contains(&Block::Review) {
        return send(app, state, burst).await;
    }
    state.step = (state.step + 1).min(steps_of(app, &state.draft).len());
    show(app, &state, Wrong::default()).await
}

/// What was more than could be taken: files of more than the request carries, or a story whose end had to be cut.
fn too_much(app: &App, state: &State, blocks: &[Block], fields: &Fields, too_large: bool) -> Option<Wrong> {
    if too_large {
        let files_problem = app.words.get(state.lang, "report-files-large-plain");
        return Some(Wrong {
            block: Some("files"),
            files_problem,
            status: StatusCode::PAYLOAD_TOO_LARGE,
            ..Wrong::default()
        });
    }
    let long = blocks.contains(&Block::Story) && fields.one("story").trim().chars().count() > TEXT_MAX;
    long.then(|| Wrong {
        problem: text_cut(app, state.lang),
        status: StatusCode::PAYLOAD_TOO_LARGE,
        ..Wrong::default()
    })
}

fn text_cut(app: &App, lang: Lang) -> String {
    app.words.with(lang, "report-text-cut", &[("thousands", (TEXT_MAX / 1000).to_string().into())])
}

async fn back(app: &App, mut state: State) -> Response {
    if state.step <= 1 {
        return Redirect::to(&format!("/?lang={}", state.lang)).into_response();
    }
    state.step -= 1;
    show(app, &state, Wrong::default()).await
}

/// Seals files as they come in; what they show must be said first (care 4.1).
async fn take_files(app: &App, state: &mut State, fields: &Fields, files: Vec<SentFile>) -> Result<(), Wrong> {
    if files.is_empty() {
        return Ok(());
    }
    let wrong = |files_problem| Wrong { block: Some("files"), files_problem, ..Wrong::default() };
    if fields.one("files_shown") != "text" {
        return Err(wrong(String::new()));
    }
    let words = |key: &str| app.words.get(state.lang, key);
    for file in files {
        if !KINDS.contains(&file.kind.as_str()) {
            return Err(wrong(words("report-files-kind")));
        }
        match send::seal_file(app, state, file).await {
            Ok(sealed) => state.draft.files.push(sealed),
            Err(error) => {
                tracing::error!(%error, "a file could not be sealed");
                return Err(wrong(words("portal-broken")));
            }
        }
    }
    Ok(())
}

/// The two groups show that the code is kept; under 13 it is optional (care 1.3).
fn groups_fit(state: &State, blocks: &[Block], fields: &Fields) -> Result<(), Wrong> {
    if !blocks.contains(&Block::Receipt) || state.draft.path() == "path.u13" {
        return Ok(());
    }
    let groups = state.receipt().map(|receipt| receipt.groups()).unwrap_or_default();
    let fit =
        state.asked.iter().enumerate().all(|(n, group)| plain(fields.one(&format!("group.{n}"))) == groups[*group]);
    if fit { Ok(()) } else { Err(Wrong { block: Some("groups"), ..Wrong::default() }) }
}

/// Symbols as people type them.
fn plain(typed: &str) -> String {
    let symbols = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
    symbols
        .map(|c| {
            if matches!(c, 'I' | 'L') {
                '1'
            } else if c == 'O' {
                '0'
            } else {
                c
            }
        })
        .collect()
}

async fn send(app: &App, state: State, burst: bool) -> Response {
    match send::send(app, &state, burst).await {
        Ok(first) => send::sent_page(app, &state, !first).await,
        Err(error) => {
            tracing::error!(%error, "a report of the page could not be taken in");
            let problem = app.words.get(state.lang, "report-failed");
            show(app, &state, Wrong { problem, ..Wrong::default() }).await
        }
    }
}

async fn show(app: &App, state: &State, wrong: Wrong) -> Response {
    let page = Page::new(app, state.lang).await;
    let Ok(sealed) = state.seal(&app.form_key) else { return Trouble::Broken.page(app, state.lang).await };
    let receipt = state.receipt();
    let v = View {
        page: &page,
        draft: &state.draft,
        path: state.draft.path().to_owned(),
        n: state.step,
        of: steps_of(app, &state.draft).len(),
        blocks: blocks_of(app, state),
        receipt: receipt.as_ref(),
        asked: state.asked,
        script: false,
        wrong: wrong.block,
        files_problem: wrong.files_problem,
        problem: wrong.problem,
    };
    rendered(wrong.status, &StepPage { page: &page, v, state: sealed, begin: begin_of(state) })
}

/// What the page's script needs to take over: where the person is, and the codes that were given so far.
fn begin_of(state: &State) -> String {
    let d = &state.draft;
    let more = &d.more;
    let one = |code: &String| if code.is_empty() { Vec::new() } else { vec![code.clone()] };
    serde_json::json!({
        "door": d.door, "lang": state.lang, "step": state.step, "words_given": d.has_words(),
        "given": {
            "danger": d.danger, "me": one(&d.me), "reporter": one(&d.reporter), "harms": d.harms,
            "relation": one(&d.relation), "age": one(&d.age), "gender": one(&d.gender), "area": one(&d.area),
            "platforms": d.platforms, "wanted": d.wanted, "consent": d.consent, "contact": d.contact,
            "first_seen": one(&more.first_seen), "last_seen": one(&more.last_seen), "still_up": one(&more.still_up),
            "posted_again": one(&more.posted_again), "told": more.told, "pictured": more.pictured,
            "support": more.support, "with_now": one(&more.with_now), "sees_device": one(&more.sees_device),
            "feared": if d.feared { vec!["yes"] } else { vec![] },
        },
    })
    .to_string()
}
