//! Which files this binary serves to reporters, for whoever wants to compare: the list with its hashes, pinned in the
//! ledger. A server that serves other script than its release shows, to everyone who looks from anywhere
//! (`khien verify-portal`).

use std::sync::LazyLock;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use khien_store::Fault;
use serde_json::json;

use crate::app::App;
use crate::http::ASSETS;
use crate::problem::Problem;

/// Where the list stands.
pub const MANIFEST: &str = "/.well-known/khien-portal";
/// Where the proof of the ledger stands.
pub const PROOF: &str = "/ledger/portal";

/// The list: a first line that names the form, then a line for each file, `<SHA-256 hex>  <name>`, in order of names.
#[must_use]
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut lines: Vec<String> = ASSETS
            .files()
            .map(|file| format!("{}  {}", khien_seal::sha256_hex(file.contents()), file.path().display()))
            .collect();
        lines.sort_by(|a, b| a.get(66..).cmp(&b.get(66..)));
        format!("khien/v1/portal\n{}\n", lines.join("\n"))
    });
    &TEXT
}

/// SHA-256 of the list, hex: what the ledger holds.
#[must_use]
pub fn hash() -> String {
    khien_seal::sha256_hex(text().as_bytes())
}

/// The two addresses.
pub fn router() -> Router<App> {
    Router::new().route(MANIFEST, get(|| async { text() })).route(PROOF, get(proof))
}

async fn proof(State(app): State<App>) -> Result<Response, Problem> {
    let proof = app.store.portal_proof().await?;
    Ok(proof.map_or_else(|| Json(json!({"pending": true})).into_response(), |proof| Json(proof).into_response()))
}

/// Pins the list in the journal once the node is set up.
///
/// # Errors
/// [`Fault::Database`].
pub async fn pin(app: &App) -> Result<(), Fault> {
    if app.store.is_set_up().await? && app.store.pin_portal(hash()).await? {
        tracing::info!(manifest = hash(), "the portal's files are pinned in the ledger");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_every_file_of_the_portal_once() {
        let lines: Vec<&str> = text().lines().skip(1).collect();
        assert_eq!(lines.len(), ASSETS.files().count());
        assert!(lines.iter().any(|line| line.ends_with("  report.js")));
        assert!(lines.windows(2).all(|pair| pair[0][66..] < pair[1][66..]), "in order");
    }
}
