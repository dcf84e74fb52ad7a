//! The portal: where people report, and come back to read the answer.
//!
//! No account, no cookie, no address that tells what was done; complete without script. With script nothing is sent
//! before the person presses Send (`web/src/portal`). Rooms: [`landing`], [`help`], [`other`], [`leave`], [`report`], [`sealed`],
//! [`mailbox`], [`protect`].

pub mod after;
pub mod cards;
pub mod error;
pub mod files;
pub mod form;
pub mod help;
pub mod landing;
pub mod leave;
pub mod mailbox;
pub mod offer;
pub mod other;
pub mod page;
pub mod protect;
pub mod report;
pub mod sealed;

use askama::Template;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{CACHE_CONTROL, REFERRER_POLICY};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Router, middleware};

use khien_terms::{DataError, DataFiles, Typology};

use crate::app::App;

/// Bytes of one request of the form without script: its files pass through memory.
const FORM_MAX: usize = 16 << 20;
/// Bytes of a sealed report: two envelopes of a mebibyte in base64, and the rest.
const SEALED_MAX: usize = 4 << 20;

/// What the portal reads from `data/`.
pub struct Material {
    /// What doors and paths offer.
    pub offer: offer::Offer,
    /// Advice.
    pub cards: Vec<cards::Card>,
}

impl Material {
    /// Reads `portal.json`, `child.json` and `cards.json`.
    ///
    /// # Errors
    /// With file and line.
    pub fn load(files: &DataFiles, typology: &Typology) -> Result<Self, DataError> {
        Ok(Self { offer: offer::Offer::load(files, typology)?, cards: cards::load(files)? })
    }
}

/// The portal's addresses.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(landing::page))
        .route("/help", get(help::help))
        .route("/help/talk", get(other::talk))
        .route("/help/before", get(other::before))
        .route("/appeal", get(other::appeal))
        .route("/protect", get(protect::page::page))
        .route("/protect/view", get(protect::page::parts))
        .route(protect::program::PATH, get(protect::program::download))
        .route("/protect/send", post(protect::send::send))
        .route("/leave", get(leave::leave))
        .route("/about", get(help::about))
        .route("/tips", get(help::tips))
        .route("/report", get(landing::to_start).post(report::step::post))
        .route_layer(DefaultBodyLimit::max(FORM_MAX))
        .route("/report/steps", get(report::fragment::get))
        .route("/report/sealed", post(sealed::send).layer(DefaultBodyLimit::max(SEALED_MAX)))
        .route("/report/sealed/file/{sha256}/{offset}", put(sealed::file_part))
        .route("/mailbox", get(mailbox::enter::page).post(mailbox::plain::post).layer(DefaultBodyLimit::max(FORM_MAX)))
        .route("/after", get(after::page).post(after::post))
        .route("/mailbox/view", get(mailbox::enter::skeleton))
        .route("/mailbox/check", post(mailbox::api::check))
        .route("/mailbox/message", post(mailbox::api::message))
        .route("/mailbox/words", post(mailbox::api::words))
        .route("/mailbox/send", post(mailbox::api::send))
        .route("/mailbox/act", post(mailbox::api::act))
        .route("/mailbox/proof", post(mailbox::api::proof))
        .fallback(error::missing)
        .layer(middleware::map_response(keep_nothing))
}

/// The microphone is for a voice note, and only when the person presses to record.
const PERMISSIONS: &str = "camera=(), microphone=(self), geolocation=(), interest-cohort=()";

/// Nothing of a page is stored, and where it links to learns nothing.
async fn keep_nothing(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noarchive"));
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
    response
}

/// Renders a page; one that cannot be rendered is our fault and says so.
pub fn render(page: &impl Template) -> Response {
    rendered(StatusCode::OK, page)
}

/// Renders a page with a status.
pub fn rendered(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => unrendered(&error),
    }
}

/// What is left to answer when a page could not be rendered.
fn unrendered(error: &askama::Error) -> Response {
    tracing::error!(%error, "a page could not be rendered");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
