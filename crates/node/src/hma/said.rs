//! Errors as clients of Hasher-Matcher-Actioner expect them: `{"message": …}`, and for a query or body that does not fit its
//! model a list with status 422.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_store::Fault;
use serde_json::{Value, json};

/// Why something was not done.
#[derive(Debug)]
pub enum Said {
    /// A sentence.
    Message(StatusCode, String),
    /// What does not fit, field by field.
    Fields(Vec<Value>),
}

impl Said {
    /// A sentence with a status.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Said::Message(status, message.into())
    }

    /// The request is wrong.
    pub fn bad(message: impl Into<String>) -> Self {
        Said::new(StatusCode::BAD_REQUEST, message)
    }

    /// There is nothing of this name.
    pub fn missing(message: impl Into<String>) -> Self {
        Said::new(StatusCode::NOT_FOUND, message)
    }

    /// It belongs to somebody else.
    pub fn not_yours() -> Self {
        Said::new(StatusCode::FORBIDDEN, "this bank is not yours to change: you change the banks that you created")
    }

    /// A field does not fit its model.
    pub fn field(kind: &str, field: &str, message: &str, input: Value) -> Self {
        Said::Fields(vec![
            json!({"type": kind, "loc": [field], "msg": message, "input": input, "url": format!("https://errors.pydantic.dev/2/v/{kind}")}),
        ])
    }
}

impl From<Refusal> for Said {
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::NotAllowed | Refusal::NotNow(_) => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        };
        Said::new(status, refusal.to_string())
    }
}

impl From<Fault> for Said {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => refusal.into(),
            Fault::Stopping => {
                Said::new(StatusCode::SERVICE_UNAVAILABLE, "the node is stopping; ask again in a moment")
            }
            other => {
                tracing::error!(error = %other, "a platform's request failed");
                Said::new(StatusCode::INTERNAL_SERVER_ERROR, "the node failed; ask again")
            }
        }
    }
}

impl From<serde_json::Error> for Said {
    fn from(error: serde_json::Error) -> Self {
        tracing::error!(%error, "the document of the interface cannot be read");
        Said::new(StatusCode::INTERNAL_SERVER_ERROR, "the node failed; ask again")
    }
}

impl IntoResponse for Said {
    fn into_response(self) -> Response {
        match self {
            Said::Message(status, message) => (status, Json(json!({"message": message}))).into_response(),
            Said::Fields(fields) => (StatusCode::UNPROCESSABLE_ENTITY, Json(Value::Array(fields))).into_response(),
        }
    }
}
