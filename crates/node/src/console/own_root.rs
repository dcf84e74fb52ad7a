//! A new root of our State's desk: the browser makes it and signs with both, the node shows what it came to, and a second press puts
//! it into effect. Nothing is kept before that.

use askama::Template;
use axum::Form;
use axum::response::Response;
use jiff::SignedDuration;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::renewal::{Renewal, Standing};
use khien_desk::directory::{Entry, Trust};
use khien_seal::keys::verify_from_hex;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Frame, fingerprint};
use super::own_entry_form::DAYS;
use super::own_entry_sign::{Line, lines};
use super::state::{NumberedWord, columns};

/// Where a new root is made.
const HERE: &str = "/console/desk/own/root";

/// The first page: why, with which kit, and the new kit.
#[derive(Template)]
#[template(path = "console/own_root.html")]
pub struct RootPage {
    pub f: Frame,
    /// What the browser signs again; none before the desk has an entry.
    pub stands: Option<Stands>,
}

/// What stands, for the script.
pub struct Stands {
    pub state: String,
    /// The node's address, as the kit names it.
    pub origin: String,
    /// The root in effect, hex.
    pub root: String,
    /// The entry in effect as signed, the next one, the certificates of team and ledger: each as JSON.
    pub current: String,
    pub next: String,
    pub desk: String,
    pub online: String,
    /// The words of the root in effect.
    pub columns: [Vec<NumberedWord>; 2],
}

impl Stands {
    fn of(f: &Frame, standing: &Standing) -> Result<Self, Trouble> {
        let next = standing.next(f.app.now().timestamp(), SignedDuration::from_hours(DAYS * 24));
        Ok(Self {
            state: standing.entry.state.clone(),
            origin: f.app.config.ledger_origin(),
            current: json!(standing.signed).to_string(),
            next: serde_json::to_string(&next.map_err(|_| Refusal::Forged)?).unwrap_or_default(),
            desk: json!(standing.desk).to_string(),
            online: json!(standing.online).to_string(),
            columns: columns(&verify_from_hex(&standing.root).unwrap_or_default()),
            root: standing.root.clone(),
        })
    }
}

/// Shows how a new root is made.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    let standing = desk.app.store.desk_standing().await?;
    let mut f = desk.frame("states").await?;
    f.title = f.t("desk-root-title");
    let stands = standing.map(|standing| Stands::of(&f, &standing)).transpose()?;
    Ok(page(&RootPage { stands, f }))
}

/// The second page: what the browser made, before it is in effect.
#[derive(Template)]
#[template(path = "console/own_root_check.html")]
pub struct CheckPage {
    pub f: Frame,
    /// As it came: it is sent once more, with the press that puts it into effect.
    pub renewal: String,
    /// Fingerprint of the new root, as its kit names it.
    pub fingerprint: String,
    pub columns: [Vec<NumberedWord>; 2],
    /// The words of the root in effect.
    pub before: [Vec<NumberedWord>; 2],
    /// The old root did not sign: it is lost.
    pub lost: bool,
    /// States that know us, and are shown the new root.
    pub states: Vec<String>,
    pub lines: Vec<Line>,
}

/// What the browser made of both roots.
#[derive(Deserialize)]
pub struct Made {
    renewal: String,
    /// That the new kit is kept.
    #[serde(default)]
    kept: String,
}

impl Made {
    fn read(&self) -> Result<Renewal, Trouble> {
        serde_json::from_str(&self.renewal).map_err(|_| Trouble::Malformed)
    }
}

/// Shows the words of the new root and what goes over, before anything is kept.
///
/// # Errors
/// [`Trouble::Fault`] when a signature is not in place.
pub async fn check(desk: Desk, Form(made): Form<Made>) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    let renewal = made.read()?;
    let entry = desk.app.store.check_desk_root(renewal.clone()).await?;
    let own = desk.app.store.own_entry().await?.map(|own| own.entry);
    let peers = desk.app.store.peers().await?;
    let mut f = desk.frame("states").await?;
    f.title = f.t("desk-root-check-title");
    f.path = HERE.to_owned();
    let known = peers.iter().filter(|row| row.trust != Trust::Left);
    let name = |entry: &Entry| format!("{} ({})", entry.name(f.lang.as_str()), entry.state);
    Ok(page(&CheckPage {
        fingerprint: fingerprint(&renewal.root),
        columns: columns(&verify_from_hex(&renewal.root).unwrap_or_default()),
        before: columns(&verify_from_hex(&f.desk_root).unwrap_or_default()),
        lost: renewal.succession.is_none(),
        states: known.map(|row| name(&row.known.entry)).collect(),
        lines: lines(&f, own.as_ref(), &entry),
        renewal: made.renewal,
        f,
    }))
}

/// Puts the new root into effect.
///
/// # Errors
/// [`Trouble::Fault`] when something changed meanwhile, or nobody said that the new kit is kept.
pub async fn put(desk: Desk, Form(made): Form<Made>) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    if made.kept != "on" {
        return Err(Refusal::Field { field: "kept", problem: "say that the new kit is kept" }.into());
    }
    desk.app.store.renew_desk_root(made.read()?, desk.me()).await?;
    desk.app.abroad.forget();
    Ok(go("/console/desk/own"))
}
