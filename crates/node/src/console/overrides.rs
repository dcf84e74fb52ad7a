//! What is out of date shows on a request's page, with what waits for it; and two people let one disclosure go all the same: one asks,
//! a legal officer confirms with a signature. Asking takes no script; signing does.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::request::harm::{Cosigner, Stale, Standing};
use khien_desk::request::overriding::{Disclosure, Override, Why, may_ask, may_confirm, possible};
use khien_desk::request::{Phase, Request};
use khien_store::directory::PeerRow;
use khien_terms::id::RequestId;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Names, Trouble, go};
use super::frame::{Choice, Frame};
use super::{bytes_of, id_of, when};
use crate::abroad::standing;

/// What is out of date, and what two people let go.
pub struct OverrideBox {
    /// What is out of date, in sentences; none when all is fresh and only what was let go is told.
    pub stale: Vec<String>,
    /// Where more stands of a root that is strange here, and how that is called.
    pub root: Option<(String, String)>,
    /// What was asked for, let go, or ran out, oldest first.
    pub overrides: Vec<OverrideLine>,
    /// Disclosures that this member may ask for; none where nothing waits, or it is another's to ask.
    pub what: Vec<Choice>,
    pub why: Vec<Choice>,
    pub post: String,
}

/// An override in words.
pub struct OverrideLine {
    pub words: String,
    pub state: String,
    /// What this member signs who confirms it; empty where they may not.
    pub statement: String,
    pub post: String,
}

/// How things stand with the other State of a request; nothing when it is in no directory.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn standing_of(desk: &Desk, state: &Request) -> Result<Option<Standing>, Trouble> {
    match desk.app.other_state(&state.peer).await? {
        Some(other) => Ok(Some(standing::of(&desk.app, &other).await?)),
        None => Ok(None),
    }
}

impl OverrideBox {
    /// The box of a request; nothing when nothing is out of date and nothing was let go.
    ///
    /// # Errors
    /// [`Trouble::Fault`].
    pub async fn of(
        desk: &Desk,
        f: &Frame,
        names: &Names,
        (id, state): (RequestId, &Request),
        standing: Option<Standing>,
    ) -> Result<Option<Self>, Trouble> {
        let open = !state.discarded && state.phase() != Phase::Closed;
        let stale = standing.filter(|_| open).map(Standing::stale).unwrap_or_default();
        if stale.is_empty() && state.overrides.is_empty() {
            return Ok(None);
        }
        let (mut sentences, mut root) = (Vec::new(), None);
        if stale.contains(&Stale::Directory) {
            let row = desk.app.store.peer(state.peer.clone()).await?;
            if let Some(row) = row.as_ref().filter(|row| row.peer.root_waits()) {
                let words =
                    if row.peer.unsigned_root.is_some() { "desk-override-state" } else { "desk-override-root-open" };
                root = Some((format!("/console/desk/state/{}", state.peer), f.t(words)));
            }
            sentences.extend(row.map(|row| out_of_date(f, &row)));
        }
        if stale.contains(&Stale::Witnesses) {
            sentences.push(silent(f, &standing::witnesses(&desk.app).await?));
        }
        let now = f.app.now();
        let asks = |what: &Disclosure| desk.may(Operation::HoldDeskKey) && may_ask(state, *what, &stale, now).is_ok();
        let here = format!("/console/desk/request/{id}/override");
        let line = |one: &Override| line(desk, f, names, (id, state), one);
        Ok(Some(Self {
            stale: sentences,
            root,
            overrides: state.overrides.iter().map(line).collect(),
            what: possible(state)
                .into_iter()
                .filter(asks)
                .map(|what| Choice::new(what.code(), what_words(f, what.code())))
                .collect(),
            why: Why::ALL.map(|why| Choice::new(why.code(), why_words(f, why.code()))).into(),
            post: here,
        }))
    }
}

/// By what data leaves, in words.
#[must_use]
pub fn what_words(f: &Frame, code: &str) -> String {
    f.t(&format!("desk-override-what-{code}"))
}

/// Why it cannot wait, in words.
#[must_use]
pub fn why_words(f: &Frame, code: &str) -> String {
    f.t(&format!("desk-override-why-{code}"))
}

/// What is out of date, in words.
#[must_use]
pub fn stale_words(f: &Frame, codes: &[&str]) -> String {
    codes.iter().map(|code| f.t(&format!("desk-override-stale-{code}"))).collect::<Vec<_>>().join("; ")
}

fn out_of_date(f: &Frame, row: &PeerRow) -> String {
    if row.peer.root_waits() {
        let unsigned = row.peer.unsigned_root.is_some();
        return f.with(
            if unsigned { "desk-override-unsigned" } else { "desk-override-root" },
            "state",
            &row.peer.state,
        );
    }
    let day = super::state::day(f, row.known.fresh.issued_at);
    f.say("desk-override-directory", &[("state", &row.peer.state), ("day", &day)])
}

fn silent(f: &Frame, witnesses: &[Cosigner]) -> String {
    let now = f.app.now();
    let silent: Vec<&str> = witnesses.iter().filter(|one| one.is_silent(now)).map(|one| one.state.as_str()).collect();
    let (all, states) = (witnesses.len().to_string(), silent.join(", "));
    f.say("desk-override-witnesses", &[("n", &silent.len().to_string()), ("all", &all), ("states", &states)])
}

fn line(desk: &Desk, f: &Frame, names: &Names, (id, state): (RequestId, &Request), one: &Override) -> OverrideLine {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let at = |moment| when::moment(f, moment, now, zone);
    let (who, why) = (names.member(one.by), why_words(f, one.why.code()));
    let values = [("what", what_words(f, one.what.code())), ("why", why), ("who", who), ("at", at(one.at))];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let may = desk.may(Operation::DecideRequests) && may_confirm(state, one.n, desk.me(), now).is_ok();
    let told = match &one.confirmed {
        Some((by, since)) => {
            let key = match &one.used {
                Some(_) => "desk-override-used",
                None if one.is_open(now) => "desk-override-open",
                None => "desk-override-lapsed",
            };
            f.say(key, &[("who", &names.member(*by)), ("at", &at(*since))])
        }
        None if one.waits(now) => f.t("desk-override-waits"),
        None => f.t("desk-override-unconfirmed"),
    };
    let thread = format!("{:032x}", id.bits());
    OverrideLine {
        words: f.say("desk-override-line", &values),
        state: told,
        statement: if may { one.statement(&thread, desk.me()) } else { String::new() },
        post: format!("/console/desk/request/{id}/override/{}", one.n),
    }
}

/// What is asked for.
#[derive(Deserialize)]
pub struct Wanted {
    what: Disclosure,
    why: Why,
}

/// Asks that a disclosure goes although something is out of date.
///
/// # Errors
/// [`Trouble::Fault`] when nothing waits.
pub async fn ask(desk: Desk, Path(id): Path<String>, Form(wanted): Form<Wanted>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let id: RequestId = id_of(&id)?;
    let (_, state) = desk.app.store.next_place(id).await?;
    let stale: BTreeSet<Stale> = standing_of(&desk, &state).await?.map(Standing::stale).unwrap_or_default();
    desk.app.store.ask_override(id, wanted.what, stale, wanted.why, desk.me()).await?;
    Ok(go(&format!("/console/desk/request/{id}#override")))
}

/// The second person's signature.
#[derive(Deserialize)]
pub struct Confirmed {
    /// Base64 of 64 bytes.
    signature: String,
}

/// Confirms an override.
///
/// # Errors
/// [`Trouble::Fault`] for whoever asked for it, or when there is nothing to confirm.
pub async fn confirm(
    desk: Desk,
    Path((id, n)): Path<(String, u32)>,
    Json(confirmed): Json<Confirmed>,
) -> Result<Response, Trouble> {
    desk.must(Operation::DecideRequests)?;
    let signature = bytes_of("signature", &confirmed.signature)?.try_into().map_err(|_| Refusal::Forged)?;
    let verify = desk.signs_by().await?;
    desk.app.store.confirm_override(id_of(&id)?, n, signature, verify, desk.me()).await?;
    Ok(Json(json!({"confirmed": true})).into_response())
}
