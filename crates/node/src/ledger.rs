//! The public ledger: checkpoints and tiles of hashes on their beat. Entries are never served.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use khien_seal::{checkpoint, merkle};

use crate::app::App;
use crate::problem::Problem;

/// Routes below `/ledger/`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/ledger/checkpoint", get(newest))
        .route("/ledger/key", get(key))
        .route("/ledger/tile/{*path}", get(tile))
}

async fn newest(State(app): State<App>) -> Result<Response, Problem> {
    match app.store.checkpoint().await? {
        Some(note) => Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response()),
        None => {
            Err(Problem::new(StatusCode::NOT_FOUND, "no-checkpoint", "the first beat of the ledger has not come yet"))
        }
    }
}

/// The verifier key in the form of signed notes, so that a stock verifier can be set up.
async fn key(State(app): State<App>) -> String {
    checkpoint::verifier_key(&app.config.ledger_origin(), &app.online.verify_bytes()) + "\n"
}

async fn tile(State(app): State<App>, Path(path): Path<String>) -> Result<Response, Problem> {
    let missing = || {
        Problem::new(
            StatusCode::NOT_FOUND,
            "no-tile",
            "no such tile of hashes in the newest checkpoint; entries are never served",
        )
    };
    let (level, index, width) = merkle::tile_from_path(&path).ok_or_else(missing)?;
    let bytes = app.store.tile(level, index, width as u64).await?.ok_or_else(missing)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, bytes).into_response())
}
