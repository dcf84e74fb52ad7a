//! A person asks what was shared about them with other States (article 36 of the Convention, and the law of the country): a legal officer
//! looks it up by what the person is called and reached by. What they type passes this node in memory and is kept nowhere.

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::request::{Act, Side};
use khien_store::requests::RequestPage;
use khien_terms::Moment;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::desk::{Desk, Trouble, page};
use super::frame::Frame;
use super::requests::{kind_words, name_of, phase_code};
use super::when;
use crate::abroad::subjects::readings;

/// Lines that are looked for at once.
const LINES: usize = 32;

/// The page.
#[derive(Template)]
#[template(path = "console/rights.html")]
pub struct RightsPage {
    pub f: Frame,
    /// What is wrong with what was typed; empty otherwise.
    pub wrong: String,
    /// What was found; nothing before somebody looked.
    pub found: Option<FoundCard>,
}

/// What was found.
pub struct FoundCard {
    pub title: String,
    pub rows: Vec<Shared>,
    /// That some requests are older than the index; empty where none is.
    pub unsearchable: String,
}

/// A request that names the person.
pub struct Shared {
    pub href: String,
    pub name: String,
    pub state: String,
    pub kind: String,
    pub phase: String,
    pub since: String,
    /// What was handed over, package by package.
    pub given: Vec<String>,
    /// The form that asks the other State to correct or erase.
    pub ask: String,
}

/// Shows the page.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::DecideRequests)?;
    render(&desk, String::new(), None).await
}

/// What was typed: a name or an identifier a line.
#[derive(Deserialize)]
pub struct Typed {
    who: Zeroizing<String>,
}

/// Looks for a person.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn look(desk: Desk, Form(typed): Form<Typed>) -> Result<Response, Trouble> {
    desk.must(Operation::DecideRequests)?;
    let lines: Vec<&str> = typed.who.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() || lines.len() > LINES || lines.iter().any(|line| line.chars().count() > 2000) {
        let f = desk.frame("requests").await?;
        return render(&desk, f.t("desk-rights-wrong"), None).await;
    }
    let all: BTreeSet<String> = lines.into_iter().flat_map(readings).collect();
    let tags = desk.app.subject_tags(&all).await?;
    let found = desk.app.store.shared_about(tags, desk.me()).await?;
    let f = desk.frame("requests").await?;
    let mut rows = Vec::new();
    for naming in &found.requests {
        match desk.app.store.request_page(naming.request).await {
            Ok(stored) => rows.push(shared(&f, &stored)),
            Err(khien_store::Fault::Refused(Refusal::NotFound)) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let older = found.unsearchable;
    let card = FoundCard {
        title: f.counted("desk-rights-found", "n", count),
        unsearchable: if older == 0 { String::new() } else { f.counted("desk-rights-older", "n", older) },
        rows,
    };
    render(&desk, String::new(), Some(card)).await
}

async fn render(desk: &Desk, wrong: String, found: Option<FoundCard>) -> Result<Response, Trouble> {
    let mut f = desk.frame("requests").await?;
    f.title = f.t("desk-rights-title");
    f.path = "/console/desk/rights".to_owned();
    Ok(page(&RightsPage { wrong, found, f }))
}

fn shared(f: &Frame, stored: &RequestPage) -> Shared {
    let state = &stored.row.state;
    let day = |at: Moment| when::day(f, at.day_in(&f.app.config.zone));
    let first = stored.messages.first().map(|message| message.at);
    Shared {
        href: format!("/console/desk/request/{}", stored.row.id),
        name: name_of(f, stored.row.number),
        state: f.with(if state.side == Side::Asking { "desk-to" } else { "desk-from" }, "state", &state.peer),
        kind: kind_words(f, state.kind),
        phase: f.t(&format!("desk-phase-{}", phase_code(&stored.row))),
        since: first.map(day).unwrap_or_default(),
        given: stored.messages.iter().filter_map(|message| given(f, stored, &message.message, &message.act)).collect(),
        ask: format!("/console/desk/new/O1?to={}", state.peer),
    }
}

/// What a message handed over: how many files, until when it may be used, and whether it was destroyed.
fn given(f: &Frame, stored: &RequestPage, message: &str, act: &Act) -> Option<String> {
    let Act::Return { files, conditions, .. } = act else { return None };
    let destroyed =
        stored.messages.iter().any(|one| matches!(&one.act, Act::Destroyed { package } if package == message));
    let ours = if stored.row.state.side == Side::Asked { "ours" } else { "theirs" };
    let files = files.to_string();
    let told = match conditions.until {
        Some(day) => f.say(&format!("desk-rights-given-{ours}"), &[("n", &files), ("until", &when::day(f, day))]),
        None => f.say(&format!("desk-rights-given-{ours}-open"), &[("n", &files)]),
    };
    Some(if destroyed { format!("{told} {}", f.t("desk-rights-destroyed")) } else { told })
}
