//! The States that this desk knows, and introducing one.

use askama::Template;
use axum::Form;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::correspondent::Details;
use khien_desk::directory::list::Listed;
use khien_desk::directory::{Offered, Trust};
use khien_store::correspondents::CorrespondentRow;
use khien_store::directory::PeerRow;
use serde::Deserialize;

use super::came_back::CameBack;
use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame};
use super::problem::{refused_page, told};
use super::state::day;

/// The page.
#[derive(Template)]
#[template(path = "console/states.html")]
pub struct StatesPage {
    pub f: Frame,
    /// What was wrong with what was brought; empty where nothing was.
    pub wrong: String,
    /// The address and the entry as they were typed.
    pub address: String,
    pub entry: String,
    /// What was wrong with a State without a node; empty where nothing was, with what was typed of it.
    pub letter_wrong: String,
    pub letter: Details,
    pub rows: Vec<StateRow>,
    /// States without a node.
    pub letters: Vec<LetterState>,
    /// Languages of letters.
    pub langs: Vec<Choice>,
    pub can_introduce: bool,
    /// This State has an entry: before it has one, others cannot be told of it.
    pub has_own: bool,
    pub can_write_own: bool,
    /// This node came back from an older copy of itself.
    pub came_back: Option<CameBack>,
    /// A list has another entry of ours than the one in effect.
    pub listed_otherwise: bool,
}

/// A State without a node, in the list.
pub struct LetterState {
    pub href: String,
    pub code: String,
    pub name: String,
    pub authority: String,
    pub trust: String,
    pub care: bool,
}

/// A State in the list.
pub struct StateRow {
    pub href: String,
    pub code: String,
    pub name: String,
    pub trust: String,
    pub care: bool,
    /// What waits for a person; empty when nothing does.
    pub task: String,
    pub languages: String,
    pub fresh_until: String,
}

/// Shows the States.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::SeeStates)?;
    Ok(page(&list(&desk, String::new(), Brought::default()).await?))
}

/// The page with a State without a node that was not written down, as it was typed; any other trouble has its own page.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn not_named(desk: &Desk, typed: Details, trouble: Trouble) -> Result<Response, Trouble> {
    let (wrong, status) = told(desk, trouble)?;
    let mut shown = list(desk, String::new(), Brought::default()).await?;
    shown.langs = shown.langs.into_iter().map(|lang| lang.chosen(Some(&typed.lang))).collect();
    (shown.letter_wrong, shown.letter) = (wrong, typed);
    Ok(refused_page(&shown, status))
}

async fn list(desk: &Desk, wrong: String, brought: Brought) -> Result<StatesPage, Trouble> {
    let peers = desk.app.store.peers().await?;
    let letters = desk.app.store.correspondents().await?;
    let lists = desk.app.store.lists().await?;
    let has_own = desk.app.store.own_entry().await?.is_some();
    let mut f = desk.frame("states").await?;
    f.title = f.t("desk-state-list-title");
    f.path = "/console/desk/states".to_owned();
    let came_back = CameBack::of(desk, &f).await?;
    Ok(StatesPage {
        wrong,
        address: brought.url,
        entry: brought.entry,
        letter_wrong: String::new(),
        letter: Details::default(),
        rows: peers.iter().map(|peer| row(&f, peer)).collect(),
        letters: letters.iter().map(|row| letter_state(&f, row)).collect(),
        langs: super::correspondent::langs(&f),
        can_introduce: desk.may(Operation::IntroduceStates),
        came_back,
        listed_otherwise: lists.iter().any(|list| list.of_us == Some(Listed::Differs)),
        can_write_own: desk.may(Operation::ManageTeams),
        has_own,
        f,
    })
}

fn letter_state(f: &Frame, row: &CorrespondentRow) -> LetterState {
    let (known, details) = (&row.correspondent, &row.details);
    LetterState {
        href: format!("/console/desk/correspondent/{}", known.state),
        code: known.state.clone(),
        name: details.name.clone(),
        authority: details.authority.clone(),
        trust: super::correspondent::trust_words(f, known.trust),
        care: !matches!(known.trust, Trust::Full | Trust::PreserveOnly),
    }
}

fn row(f: &Frame, row: &PeerRow) -> StateRow {
    let entry = &row.known.entry;
    StateRow {
        href: format!("/console/desk/state/{}", entry.state),
        code: entry.state.clone(),
        name: entry.name(f.lang.as_str()).to_owned(),
        trust: trust_words(f, row.trust),
        care: !matches!(row.trust, Trust::Full | Trust::PreserveOnly),
        task: task(f, row).unwrap_or_default(),
        languages: entry.terms.languages.join(", "),
        fresh_until: day(f, row.known.fresh.valid_until),
    }
}

/// What waits for a person.
fn task(f: &Frame, row: &PeerRow) -> Option<String> {
    if row.peer.held.is_some() {
        return Some(f.t("desk-state-task-change"));
    }
    (row.trust == Trust::Introduced).then(|| f.t("desk-state-task-words"))
}

/// How far a State is trusted, in words.
pub fn trust_words(f: &Frame, trust: Trust) -> String {
    f.t(&format!("desk-state-trust-{}", trust.as_str().replace('_', "-")))
}

/// What somebody brings: the entry itself, or the address of the node that shows it.
#[derive(Deserialize, Default)]
pub struct Brought {
    #[serde(default)]
    url: String,
    #[serde(default)]
    entry: String,
    /// The State that is introduced anew, where it was brought on that State's page; empty on the list.
    #[serde(default)]
    anew: String,
}

/// Introduces a State. It is trusted for nothing until two officers compared its words. What is not taken comes back as it was typed.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn introduce(desk: Desk, Form(brought): Form<Brought>) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    match taken(&desk, &brought).await {
        Ok(code) => Ok(go(&format!("/console/desk/state/{code}"))),
        Err(trouble) => {
            let (wrong, status) = told(&desk, trouble)?;
            if !brought.anew.is_empty() && desk.app.store.peer(brought.anew.clone()).await?.is_some() {
                let shown = super::state::page_of(&desk, brought.anew).await?;
                let shown = super::state::StatePage { wrong, address: brought.url, entry: brought.entry, ..shown };
                return Ok(refused_page(&shown, status));
            }
            Ok(refused_page(&list(&desk, wrong, brought).await?, status))
        }
    }
}

async fn taken(desk: &Desk, brought: &Brought) -> Result<String, Trouble> {
    let offered: Offered = if brought.entry.trim().is_empty() {
        crate::directory::fetch::entry(&desk.app, &brought.url).await.map_err(|error| {
            tracing::info!(%error, "a State that is introduced does not answer");
            Refusal::Field { field: "address", problem: "no entry is read at this address" }
        })?
    } else {
        serde_json::from_str(&brought.entry)
            .map_err(|_| Refusal::Field { field: "entry", problem: "this is not what a node shows" })?
    };
    Ok(desk.app.store.introduce_state(offered, desk.me()).await?)
}
