//! A node that came back from an older copy of itself: what it lost, how far each State gave it back, and a legal officer's decision that
//! it goes on.

use askama::Template;
use axum::Json;
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Trouble, go, page};
use super::frame::Frame;
use super::{bytes_of, when};

/// The page on which it is decided: what it means stands above the signature.
#[derive(Template)]
#[template(path = "console/came_back.html")]
pub struct SurePage {
    pub f: Frame,
    pub back: CameBack,
}

/// What the page says of it.
pub struct CameBack {
    /// Who showed it.
    pub shown_by: String,
    /// How far each State gave back what passed.
    pub states: Vec<String>,
    /// What this member signs who decides that the node goes on; empty where they may not.
    pub statement: String,
}

impl CameBack {
    /// What is said; nothing where nothing is lost.
    ///
    /// # Errors
    /// [`Trouble::Fault`].
    pub async fn of(desk: &Desk, f: &Frame) -> Result<Option<Self>, Trouble> {
        let store = &desk.app.store;
        let shown_by = store.disowned_by().await?;
        if shown_by.is_empty() {
            return Ok(None);
        }
        let known = store.peers().await?.into_iter().filter(|row| row.trust.receives());
        let states = store.catching_up(known.map(|row| row.peer.state).collect()).await?;
        let (now, zone) = (f.app.now(), &f.app.config.zone);
        let line = |one: &khien_store::resync::CaughtUp| match one.at {
            Some(at) => {
                let at = when::moment(f, at, now, zone);
                f.say("desk-came-back-caught-up", &[("state", &one.state), ("at", &at)])
            }
            None => f.with("desk-came-back-waits", "state", &one.state),
        };
        let may = desk.may(Operation::DecideRequests);
        let statement = if may { store.goes_on_statement(desk.me()).await? } else { None };
        Ok(Some(Self {
            shown_by: shown_by.join(", "),
            states: states.iter().map(line).collect(),
            statement: statement.unwrap_or_default(),
        }))
    }
}

/// Shows what going on means, and where it is signed. Where nothing is lost there is nothing to decide.
///
/// # Errors
/// [`Refusal::NotAllowed`]; [`Trouble::Fault`].
pub async fn sure(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::DecideRequests)?;
    let mut f = desk.frame("states").await?;
    f.title = f.t("desk-came-back-sure-title");
    match CameBack::of(&desk, &f).await? {
        Some(back) => Ok(page(&SurePage { f, back })),
        None => Ok(go("/console/desk/states")),
    }
}

/// A legal officer's signature.
#[derive(Deserialize)]
pub struct GoesOn {
    /// Base64 of 64 bytes.
    signature: String,
}

/// The node goes on without what it could not get back.
///
/// # Errors
/// [`Refusal::NotNow`] when nothing is lost.
pub async fn go_on(desk: Desk, Json(signed): Json<GoesOn>) -> Result<Response, Trouble> {
    desk.must(Operation::DecideRequests)?;
    let signature = bytes_of("signature", &signed.signature)?.try_into().map_err(|_| Refusal::Forged)?;
    let verify = desk.signs_by().await?;
    desk.app.store.go_on(signature, verify, desk.me()).await?;
    desk.app.abroad.forget();
    Ok(Json(json!({"goes_on": true})).into_response())
}
