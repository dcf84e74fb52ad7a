//! `POST /protect/send`: hashes that somebody's device made, the list sealed to them, and whom they chose, signed for each.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::intake::Arrival;
use khien_casework::report::{Act, Channel, OwnSignal};
use khien_store::protect::Protection;
use khien_terms::id::PlatformId;
use serde::Deserialize;

use crate::app::App;
use crate::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    header: String,
    what: String,
    signature: String,
    salt: String,
    signals: Vec<OwnSignal>,
    /// Hash of the report's own link: the head over which each choice is signed.
    head: String,
    chosen: Vec<Chosen>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    to: PlatformId,
    signature: String,
}

impl Sent {
    fn protection(self) -> Result<Protection, Refusal> {
        let what =
            B64.decode(&self.what).map_err(|_| Refusal::Field { field: "what", problem: "base64 with padding" })?;
        let head = self.head;
        let act = |chosen: Chosen| (chosen.to, Act { sequence: 0, head: head.clone(), signature: chosen.signature });
        Ok(Protection {
            chosen: self.chosen.into_iter().map(act).collect(),
            arrival: Arrival {
                header: self.header,
                what,
                who: None,
                files: Vec::new(),
                signature: self.signature,
                channel: Channel::Sealed,
            },
            salt: self.salt,
            signals: self.signals,
        })
    }
}

/// Takes it in: all of it or nothing.
pub async fn send(State(app): State<App>, body: Bytes) -> Response {
    let read = serde_json::from_slice::<Sent>(&body)
        .map_err(|_| Refusal::Field { field: "body", problem: "not what this page sends; load the page again" })
        .and_then(Sent::protection);
    let protection = match read {
        Ok(protection) => protection,
        Err(refusal) => return Problem::from(refusal).into_response(),
    };
    match app.store.protect(protection).await {
        Ok(_) => {
            // What was let go answers from now on, and not from the next round.
            if let Err(fault) = app.matcher.follow(&app.store).await {
                tracing::warn!(%fault, "the index could not follow");
            }
            (StatusCode::CREATED, axum::Json(serde_json::json!({ "received": true }))).into_response()
        }
        Err(fault) => Problem::from(fault).into_response(),
    }
}
