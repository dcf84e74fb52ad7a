//! The directory between States: what this node shows of its own (`GET /x/1/dir/entry`), and how it hears of others.
//! Rooms: [`fetch`] (asking another State's node).

pub mod fetch;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use jiff::SignedDuration;
use khien_desk::directory::list::{List, Pinned, Served};
use khien_desk::directory::{Offered, Trust};
use khien_store::Fault;

use crate::app::App;
use crate::problem::Problem;

/// Where a node shows the entry of its State.
pub const ENTRY: &str = "/x/1/dir/entry";

/// Where a node that keeps a list for others shows it.
pub const LIST: &str = "/x/1/dir/list";
/// For how long a list holds.
const LIST_HOLDS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The routes.
pub fn router() -> Router<App> {
    Router::new().route(ENTRY, get(entry)).route(LIST, get(list)).method_not_allowed_fallback(crate::abroad::not_so)
}

/// What this node sees of all States, where it was told to say so.
async fn list(State(app): State<App>) -> Result<Json<Served>, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "no-list", "this node keeps no list of States for others");
    let secretariat = app.store.published_as().await?.ok_or_else(none)?;
    let (key, now) = (app.store.list_key().await?, app.now().timestamp());
    let entries = app.store.lines_of_ours().await?;
    let list = List { secretariat, issued_at: now, valid_until: now + LIST_HOLDS, entries };
    let list = list.signed(&key).map_err(|reject| Fault::Corrupt(reject.to_string()))?;
    Ok(Json(Served { key: key.verify_hex(), list }))
}

/// The chain of our entries with what the node says now. Everybody may read it: it names authorities and public keys.
async fn entry(State(app): State<App>) -> Result<Json<Offered>, Problem> {
    let none =
        || Problem::new(StatusCode::NOT_FOUND, "no-entry", "this node has no entry in the directory of States yet");
    app.store.own_offered().await?.map(Json).ok_or_else(none)
}

/// Every hour: our own keys turn and our node speaks anew where it is due, changes that waited take effect, and every State
/// that is known is asked for what it shows now.
///
/// # Errors
/// [`Fault::Database`]. A State that does not answer is asked again an hour later; when it is silent for too long, trust in
/// it lowers by itself.
pub async fn hourly(app: &App) -> Result<(), Fault> {
    app.store.keep_desk_keys().await?;
    app.store.ripen_peers().await?;
    for row in app.store.peers().await? {
        if row.trust == Trust::Left {
            continue;
        }
        if let Err(error) = ask(app, &row.peer.state, &row.known.entry.url).await {
            tracing::info!(state = row.peer.state, %error, "a State's entry was not refreshed");
        }
    }
    for row in app.store.lists().await? {
        if let Err(error) = read_list(app, &row.pinned).await {
            tracing::info!(list = row.pinned.name, %error, "a list of States was not read");
        }
    }
    Ok(())
}

/// What a State's desk shows on the line by the keys that it names, so that nobody else sees who asks whom; nothing where it has no such
/// line or does not answer on it. What it shows is signed, and its public address shows the same: there is asked where its keys turned
/// while this node slept.
async fn shown_on_the_line(app: &App, code: &str) -> Result<Option<Offered>, Fault> {
    let by_keys = app.other_state(code).await?.filter(|state| state.desk.is_some() || state.calls);
    let Some(state) = by_keys else { return Ok(None) };
    Ok(fetch::entry_by(app.line(&state, fetch::WAIT).await?).await.ok())
}

/// Reads a pinned list and takes it in.
///
/// # Errors
/// [`Unheard`].
pub async fn read_list(app: &App, pinned: &Pinned) -> Result<(), Unheard> {
    let served = fetch::list(app, &pinned.url).await?;
    Ok(app.store.take_in_list(pinned.key.clone(), served.list).await?)
}

/// Why nothing new is known of a State.
#[derive(Debug, thiserror::Error)]
pub enum Unheard {
    /// Its node did not answer, or with something else.
    #[error(transparent)]
    Silent(#[from] fetch::Silent),
    /// What it showed is not taken.
    #[error(transparent)]
    Refused(#[from] Fault),
}

/// Asks a State's node for its entry, on the line or at its address, and takes it in.
///
/// # Errors
/// [`Unheard`].
pub async fn ask(app: &App, state: &str, url: &str) -> Result<(), Unheard> {
    let offered = match shown_on_the_line(app, state).await? {
        Some(offered) => offered,
        None => fetch::entry(app, url).await?,
    };
    app.store.take_in_entry(state.to_owned(), offered).await?;
    // What was remembered of it, to ask it, is of before.
    app.abroad.forget();
    Ok(())
}
