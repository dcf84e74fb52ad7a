//! Who asks. A token stands in `Authorization` (Bearer, or Basic as the password), in the header that StopNCII's clients send, or in the address. It is
//! never written to a log: nothing of the node logs addresses, and no error repeats one.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::bank::Asker;
use khien_store::{Actor, Fault, Meta};
use khien_terms::id::PlatformId;

use super::said::Said;
use crate::app::App;

/// A platform that signed in, or a program on the node's own machine.
pub struct Caller {
    /// The node.
    pub app: App,
    /// Who.
    pub asker: Asker,
}

impl Caller {
    /// What stands beside an event that this caller causes.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn meta(&self) -> Result<Meta, Fault> {
        Meta::once(self.asker.platform().map_or(Actor::Operator, Actor::Platform))
    }

    /// The platform; a program without a token has nothing that is handed out platform by platform.
    ///
    /// # Errors
    /// Status 403.
    pub fn platform(&self) -> Result<PlatformId, Said> {
        let nobody = || Said::new(StatusCode::FORBIDDEN, "the feed is for platforms: come with a token");
        self.asker.platform().ok_or_else(nobody)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Said;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Said> {
        let in_path = match RawPathParams::from_request_parts(parts, app).await {
            Ok(names) => names.iter().find(|(name, _)| *name == "token").map(|(_, token)| token.to_owned()),
            Err(_) => None,
        };
        let asker = match in_path.or_else(|| in_headers(&parts.headers)) {
            Some(token) => match app.store.platform_of(&token).await {
                Err(Fault::Refused(Refusal::NotFound)) => {
                    return Err(Said::new(StatusCode::UNAUTHORIZED, "no platform has this token, or its access ended"));
                }
                found => found?,
            },
            None if on_this_machine(parts, app) => Asker::Machine,
            None => {
                let how = "come with a token: Authorization: Bearer, or in the address (docs/platforms-signals.md)";
                return Err(Said::new(StatusCode::UNAUTHORIZED, how));
            }
        };
        Ok(Self { app: app.clone(), asker })
    }
}

/// The token in a request's headers.
pub fn in_headers(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let signed = text("authorization").and_then(|value| {
        let (scheme, said) = value.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(said.trim().to_owned());
        }
        // Clients of the NCMEC shape have a user and a password: the token is the password.
        let pair = String::from_utf8(B64.decode(said.trim()).ok()?).ok()?;
        scheme.eq_ignore_ascii_case("basic").then(|| pair.split_once(':').map(|(_, token)| token.to_owned()))?
    });
    signed.or_else(|| text("x-functions-key").map(|token| token.trim().to_owned()))
}

/// Where the configuration allows it: a request of this machine that no proxy passed on.
fn on_this_machine(parts: &Parts, app: &App) -> bool {
    let near = parts.extensions.get::<ConnectInfo<SocketAddr>>().is_some_and(|ConnectInfo(at)| at.ip().is_loopback());
    app.config.open_lookups && near && !was_passed_on(&parts.headers)
}

/// Whether a proxy passed a request on, or a page of another name asks through somebody's browser (DNS rebinding): then it may come from
/// anywhere.
pub fn was_passed_on(headers: &HeaderMap) -> bool {
    let host = headers.get("host").and_then(|value| value.to_str().ok()).and_then(|host| host.parse().ok());
    let own = host.is_some_and(|host: axum::http::uri::Authority| {
        let name = host.host().trim_matches(['[', ']']);
        name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok()
    });
    !own || ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name))
}
