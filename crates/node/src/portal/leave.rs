//! `GET /leave`: the way out. Where "Leave this page" leads first, so that the page's own marks go before the neutral
//! site comes (reporting 3.2).

use axum::extract::State;
use axum::http::HeaderName;
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;

/// What the browser is to forget of us. Cookies are not named: the portal sets none, and staff stay signed in.
const CLEAR: &str = "\"cache\", \"storage\"";

/// `GET /leave`
pub async fn leave(State(app): State<App>) -> Response {
    let clear = (HeaderName::from_static("clear-site-data"), CLEAR);
    ([clear], Redirect::to(&app.rulebook.country.exit_to)).into_response()
}
