//! Hashes of known child sexual abuse material in the shape of NCMEC's hash sharing, version 2, so that its clients fetch from
//! a node: `/ncmec/v2/…` with Basic authentication, any user and the platform's token as the password (`docs/platforms-signals.md`).
//!
//! Rooms: [`entries`] (what changed within a span), [`votes`] (who is who, and what platforms say), [`xml`] (writing and the little
//! reading of XML that there is).

mod entries;
mod votes;
mod xml;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use khien_casework::Refusal;
use khien_store::Fault;

use crate::app::App;
use crate::hma::Said;

/// The routes.
pub fn router() -> Router<App> {
    Router::new()
        .route("/ncmec/v2/status", get(votes::status))
        .route("/ncmec/v2/members", get(votes::members))
        .route("/ncmec/v2/entries", get(entries::entries))
        .route("/ncmec/v2/feedback/{kind}/reasons", get(votes::reasons))
        .route("/ncmec/v2/entries/{member}/{id}/{kind}/feedback", put(votes::vote))
}

/// Why something was not done, as XML.
pub struct Trouble(StatusCode, String);

impl Trouble {
    /// A sentence with a status.
    fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Self(status, words.into())
    }
}

impl From<Said> for Trouble {
    fn from(said: Said) -> Self {
        match said {
            Said::Message(status, words) => Self(status, words),
            Said::Fields(_) => Self(StatusCode::BAD_REQUEST, "the query of the address does not fit".into()),
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Said::from(fault).into()
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Said::from(refusal).into()
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let body = xml::document("error", &format!("<message>{}</message>", xml::escaped(&self.1)));
        let mut response = (self.0, [(header::CONTENT_TYPE, xml::TYPE)], body).into_response();
        if self.0 == StatusCode::UNAUTHORIZED {
            let asks = header::HeaderValue::from_static("Basic realm=\"hashsharing\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, asks);
        }
        response
    }
}

/// A document as an answer.
fn answer(body: String) -> Response {
    ([(header::CONTENT_TYPE, xml::TYPE)], body).into_response()
}
