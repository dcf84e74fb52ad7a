//! Parts of evidence that were here and are not: the State that gave them is asked to send them again, and sends what it still keeps. It
//! keeps what travelled until this State says that it arrived whole.

use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use khien_desk::wire::lost::{ASK_MAX, Ask};
use khien_store::Fault;
use khien_store::packages::Again;

use super::line::listening::Caller;
use super::states::OtherState;
use super::{COSE, body};
use crate::app::App;
use crate::problem::Problem;

/// How long a question is waited for, and an answer.
const WAIT: Duration = Duration::from_secs(5);

/// Sends a package again, as far as the State that asks has not all of it.
///
/// # Errors
/// A problem that is not signed: whoever asked asks again, ever more seldom.
pub async fn give(
    State(app): State<App>,
    Path(from): Path<String>,
    caller: Option<Extension<ConnectInfo<Caller>>>,
    body: Body,
) -> Result<Response, Problem> {
    let refused =
        |status: StatusCode| Problem::new(status, "lost", "this is no question of a State that is known here");
    let bytes = body::read(body, ASK_MAX, WAIT).await.map_err(refused)?;
    let own = app.own_desk().await?.ok_or_else(|| refused(StatusCode::NOT_FOUND))?;
    let state = app.other_state(&from).await?.filter(|state| state.speaks());
    let state = state.ok_or_else(|| refused(StatusCode::FORBIDDEN))?;
    if !state.may_be(caller.as_ref().map(|Extension(ConnectInfo(caller))| caller)) {
        return Err(refused(StatusCode::FORBIDDEN));
    }
    let states = (from.as_str(), own.state.as_str());
    let ask = Ask::verified(&bytes, &state.voices.nodes, states, app.now());
    let ask = ask.map_err(|_| refused(StatusCode::FORBIDDEN))?;
    let status = match app.store.send_again(from, ask.message).await? {
        Again::Sends => StatusCode::ACCEPTED,
        Again::Over => StatusCode::GONE,
        Again::Unknown => StatusCode::NOT_FOUND,
    };
    Ok(status.into_response())
}

/// Asks for what is gone, each package by itself, the longer apart the more often.
///
/// # Errors
/// [`Fault::Database`]. A State that does not answer is asked again.
pub async fn once(app: &App) -> Result<(), Fault> {
    // A node that does not know what it lost signs nothing, this question neither.
    if app.signs_nothing().await? {
        return Ok(());
    }
    for (peer, message) in app.store.gone_packages().await? {
        let Some(state) = app.other_state(&peer).await?.filter(|state| state.speaks()) else { continue };
        // A State without a node is asked by people: whoever has the two files takes them in once more.
        if state.by_letter.is_some() || !app.abroad.carrier.begin(&named(&message)) {
            continue;
        }
        // Each by itself: a State that does not answer holds up no other.
        let app = app.clone();
        tokio::spawn(async move {
            if let Err(fault) = ask(&app, &state, &message).await {
                tracing::error!(%fault, state = state.code, message, "lost parts of evidence are asked for again later");
            }
            // What comes marks itself; what does not come is asked for again.
            app.abroad.carrier.end(&named(&message), false);
        });
    }
    Ok(())
}

/// Asks for one package.
async fn ask(app: &App, state: &OtherState, message: &str) -> Result<(), Fault> {
    let Some(own) = app.own_desk().await? else { return Ok(()) };
    let ask = Ask::new((&own.state, &state.code), message, app.now());
    let bytes = ask.sign(&own.node).map_err(|error| Fault::Corrupt(error.to_string()))?;
    let line = app.line(state, WAIT).await?;
    let at = format!("{}/x/1/lost/{}", line.url, own.state);
    let asked = tokio::task::spawn_blocking(move || {
        line.agent.post(&at).header("content-type", COSE).send(&bytes[..]).ok().map(|answer| answer.status())
    });
    match asked.await.map_err(|_| Fault::Stopping)? {
        Some(StatusCode::ACCEPTED) => tracing::info!(state = state.code, message, "lost parts of evidence come again"),
        Some(StatusCode::GONE) => {
            tracing::info!(state = state.code, message, "lost parts of evidence are kept there no longer")
        }
        answer => {
            tracing::warn!(state = state.code, message, ?answer, "lost parts of evidence are asked for again later");
        }
    }
    Ok(())
}

/// The name under which a question waits, beside packages of our own on their way.
fn named(message: &str) -> String {
    format!("lost/{message}")
}
