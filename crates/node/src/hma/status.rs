//! `/status`, `/status/live`, `/m/index/status`; what the interface says of itself.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use khien_casework::bank::SignalKind;
use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::caller::Caller;
use super::document;
use super::said::Said;
use crate::app::App;

/// Whether lookups can be answered.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.matcher.is_ready() {
        (StatusCode::OK, "I-AM-ALIVE")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "INDEX-NOT-LOADED")
    }
}

/// Whether the process lives.
pub async fn live() -> &'static str {
    "I-AM-ALIVE"
}

/// The addresses of this interface.
pub async fn rules(_: Caller) -> Json<Value> {
    Json(json!(super::table().addresses()))
}

/// The document of this interface.
///
/// # Errors
/// 500 when there is none.
pub async fn document(_: Caller) -> Result<Json<Value>, Said> {
    Ok(Json(super::table().document(true)?))
}

/// The same as a page.
///
/// # Errors
/// As [`document`].
pub async fn page(_: Caller) -> Result<Html<String>, Said> {
    Ok(Html(document::page(&super::table().document(true)?)))
}

/// What the index of each kind holds.
///
/// # Errors
/// 400 for a kind that there is not.
pub async fn index(caller: Caller, asked: Asked) -> Result<Json<Value>, Said> {
    let mut said = Map::new();
    for (kind, size) in sizes(&caller, &asked).await? {
        let ready = caller.app.matcher.is_ready();
        let size = if ready { size } else { 0 };
        said.insert(
            kind.to_string(),
            json!({"present": ready, "built_to": caller.app.matcher.built_to(), "size": size}),
        );
    }
    Ok(Json(Value::Object(said)))
}

/// How many hashes of each kind can be found: those of PDQ and of frames in memory, the others in the database.
pub async fn sizes(caller: &Caller, asked: &Asked) -> Result<Vec<(SignalKind, i64)>, Said> {
    let only = match asked.text("signal_type") {
        Some(name) => Some(
            name.parse::<SignalKind>()
                .map_err(|_| Said::bad(format!("No such signal type '{}'", name.escape_default())))?,
        ),
        None => None,
    };
    let counts = caller.app.store.signal_counts().await?;
    let in_database = |kind: SignalKind| counts.iter().find(|(name, _)| name == kind.as_str()).map_or(0, |(_, n)| *n);
    let size = |kind: SignalKind| match kind {
        SignalKind::Pdq => i64::try_from(caller.app.matcher.len()).unwrap_or(i64::MAX),
        SignalKind::Vpdq => i64::try_from(caller.app.matcher.frames()).unwrap_or(i64::MAX),
        _ => in_database(kind),
    };
    Ok(SignalKind::ALL
        .into_iter()
        .filter(|kind| only.is_none_or(|only| only == *kind))
        .map(|kind| (kind, size(kind)))
        .collect())
}
