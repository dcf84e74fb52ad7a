//! The feed in the shape of StopNCII's hash exchange, so that the stock `threatexchange` client fetches from a node:
//! `/feed/TOKEN/v1/…`, or `/feed/v1/…` with a token in `Authorization` or `x-functions-key` (`docs/platforms-signals.md`).
//!
//! Rooms: [`fetch`] (what changed), [`submit`] (what a platform says and sends).

mod fetch;
mod submit;

use axum::Router;
use axum::routing::{get, post};
use khien_casework::bank::SignalKind;

use crate::app::App;

/// The routes, under both forms of the base address.
pub fn router() -> Router<App> {
    Router::new().nest("/feed/{token}/v1", routes()).nest("/feed/v1", routes())
}

fn routes() -> Router<App> {
    Router::new()
        .route("/FetchHashes", get(fetch::fetch))
        .route("/SubmitFeedback", post(submit::feedback))
        .route("/SubmitHashes", post(submit::hashes))
}

/// Under which name a kind travels; kinds that this shape does not know do not.
fn wire_name(kind: SignalKind) -> Option<&'static str> {
    match kind {
        SignalKind::Pdq => Some("ImagePDQ"),
        SignalKind::VideoMd5 => Some("VideoMD5"),
        _ => None,
    }
}

/// The kind of a name. Python clients send the name of their enumeration before it.
fn kind_of(name: &str) -> Option<SignalKind> {
    let name = name.strip_prefix("StopNCIISignalType.").unwrap_or(name);
    SignalKind::ALL.into_iter().find(|kind| wire_name(*kind) == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_python_enumeration_is_read() {
        assert_eq!(kind_of("StopNCIISignalType.ImagePDQ"), Some(SignalKind::Pdq));
        assert_eq!(kind_of("VideoMD5"), Some(SignalKind::VideoMd5));
        assert_eq!(kind_of("ImagePDNA"), None);
    }
}
