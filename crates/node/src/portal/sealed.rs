//! `POST /report/sealed` and `PUT /report/sealed/file/…`: what a browser sealed (`docs/formats.md` section 7).

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::intake::Arrival;
use khien_casework::report::{Channel, FileMark};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::burst::Burst;
use crate::problem::Problem;

/// A sealed report.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedReport {
    header: String,
    what: String,
    #[serde(default)]
    who: Option<String>,
    #[serde(default)]
    files: Vec<FileMark>,
    signature: String,
}

#[derive(Serialize)]
struct Received {
    received: bool,
}

impl SealedReport {
    fn arrival(self) -> Result<Arrival, Refusal> {
        let bytes = |field: &'static str, text: &str| {
            B64.decode(text).map_err(|_| Refusal::Field { field, problem: "base64 with padding" })
        };
        Ok(Arrival {
            what: bytes("what", &self.what)?,
            who: self.who.as_deref().map(|who| bytes("who", who)).transpose()?,
            header: self.header,
            files: self.files,
            signature: self.signature,
            channel: Channel::Sealed,
        })
    }
}

/// `POST /report/sealed`. No address is looked at, and nobody is refused for sending often.
pub async fn send(State(app): State<App>, burst: Option<Extension<Burst>>, body: Bytes) -> Response {
    let read = serde_json::from_slice::<SealedReport>(&body)
        .map_err(|_| Refusal::Field { field: "body", problem: "not a sealed report; load the page again" })
        .and_then(SealedReport::arrival);
    let arrival = match read {
        Ok(arrival) => arrival,
        Err(refusal) => return Problem::from(refusal).into_response(),
    };
    match app.store.receive(arrival, burst.is_some_and(|Extension(burst)| burst.0)).await {
        Ok(_) => (StatusCode::CREATED, axum::Json(Received { received: true })).into_response(),
        Err(fault) => Problem::from(fault).into_response(),
    }
}

#[derive(Serialize)]
struct Have {
    have: u64,
}

/// `PUT /report/sealed/file/{sha256}/{offset}`
pub async fn file_part(State(app): State<App>, Path((sha256, offset)): Path<(String, u64)>, body: Bytes) -> Response {
    match app.store.put_part(sha256, offset, body.to_vec()).await {
        Ok(have) => axum::Json(Have { have }).into_response(),
        Err(fault) => Problem::from(fault).into_response(),
    }
}
