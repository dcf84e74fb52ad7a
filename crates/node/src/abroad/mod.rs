//! The desk between States: messages in and out (`docs/desk-protocol.md`). Forms, lifecycle and cryptography are `khien-desk`'s; here
//! is what touches the network.
//!
//! Rooms: [`own`] (what this desk opens and signs with), [`states`] (the others, as the directory knows them), [`inbox`] (what
//! arrives), [`saying`] (what an officer signed goes out), [`sending`] (until a receipt is there).

pub mod inbox;
pub mod own;
pub mod saying;
pub mod sending;
pub mod states;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, put};

use crate::app::App;

/// Media type of messages and receipts.
pub const COSE: &str = "application/cose";

/// The addresses that other States' nodes use.
pub fn router() -> Router<App> {
    Router::new()
        .route("/x/1/in/{from}/{message}", put(inbox::take))
        .route("/x/1/versions", get(versions))
        .layer(DefaultBodyLimit::max(khien_desk::wire::outer::MAX))
}

/// Which versions and suites this node speaks.
async fn versions() -> axum::Json<serde_json::Value> {
    axum::Json(serde_json::json!({
        "desk": [khien_desk::wire::outer::VERSION], "suites": [khien_desk::wire::sealed::SUITE],
        "bytes": khien_desk::wire::outer::MAX,
    }))
}
