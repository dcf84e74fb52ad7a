//! Errors for interfaces: RFC 9457 problem details. Words in the reader's language come with the page's scripts; `detail`
//! here is plain English for engineers.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_store::Fault;
use serde::Serialize;

/// A problem as it travels.
#[derive(Debug, Serialize)]
pub struct Problem {
    /// A stable name.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status again.
    pub status: u16,
    /// One line.
    pub title: String,
    /// What went wrong and what to do.
    pub detail: String,
}

impl Problem {
    /// A problem of a status.
    #[must_use]
    pub fn new(status: StatusCode, kind: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:khien:problem:{kind}"),
            status: status.as_u16(),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            detail: detail.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::CONFLICT);
        Problem::new(status, refusal.name(), refusal.to_string())
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => refusal.into(),
            Fault::Declined(refusal) => Problem::new(StatusCode::CONFLICT, "declined", refusal.to_string()),
            Fault::Stopping => Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "the node is stopping; send again in a moment",
            ),
            other => {
                tracing::error!(error = %other, "a request failed");
                Problem::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "failed",
                    "the node failed; nothing was lost that was acknowledged; send again",
                )
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")], body)
            .into_response()
    }
}
