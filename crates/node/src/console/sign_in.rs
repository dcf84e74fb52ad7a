//! Signing in and out. The passphrase stays in the browser; what comes here is a key derived from it and a code.

use std::time::Duration;

use askama::Template;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use hmac::{Hmac, KeyInit, Mac};
use khien_terms::Lang;
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;

use super::desk::{Desk, SESSION, Trouble, bare_frame, cookie, go, language, page};
use super::frame::{Frame, say};
use super::pace::{self, PACE};
use super::{password, totp};
use crate::app::App;

/// The page.
#[derive(Template)]
#[template(path = "console/sign_in.html")]
pub struct SignInPage {
    pub f: Frame,
    pub next: String,
}

/// Shows the form.
pub async fn show(State(app): State<App>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let lang = language(&app, &headers, query.as_deref());
    let mut f = bare_frame(&app, lang, "/console/sign-in".to_owned());
    f.title = f.t("console-sign-in-title");
    page(&SignInPage { f, next: format!("/console?lang={lang}") })
}

/// Asks for the salt of a login.
#[derive(Deserialize)]
pub struct SaltOf {
    login: String,
}

/// Gives the salt. A login that does not exist has one too, always the same, so that nobody learns who works here.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn salt(State(app): State<App>, Json(asked): Json<SaltOf>) -> Result<Response, Trouble> {
    let salt = match app.store.login_salt(asked.login.clone()).await? {
        Some(salt) => salt,
        None => made_up_salt(&app.store.secret("salt").await?, &asked.login),
    };
    Ok(Json(json!({"salt": salt})).into_response())
}

fn made_up_salt(secret: &[u8; 32], login: &str) -> String {
    // HMAC takes keys of every length, so this branch is the only one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(login.as_bytes());
    let mut salt = hex::encode(mac.finalize().into_bytes());
    salt.truncate(32);
    salt
}

/// What signs in.
#[derive(Deserialize)]
pub struct Credentials {
    login: String,
    key: String,
    code: String,
}

/// Begins a session.
///
/// # Errors
/// [`Trouble::Fault`]; a wrong key or code is an answer of 403 in words.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Json(typed): Json<Credentials>,
) -> Result<Response, Trouble> {
    let lang = language(&app, &headers, None);
    let turn = match PACE.turn(&typed.login, pace::now()) {
        Ok(turn) => turn,
        Err(wait) => return Ok(slow(&app, lang, wait)),
    };
    tokio::time::sleep(turn.wait).await;
    let known = app.store.credentials(typed.login.clone()).await?;
    let fits = password::fits(typed.key, known.as_ref().map(|known| known.key_hash.clone())).await?;
    let Some(known) = known.filter(|_| fits) else {
        turn.wrong(pace::now());
        return Ok(refused_plainly(&app, lang));
    };
    // Whoever has the passphrase may be guessing codes; who has not cannot lock anybody out.
    if let Err(wait) = turn.code(pace::now()) {
        return Ok(slow(&app, lang, wait));
    }
    let Some(step) = totp::accepted_step(&known.totp, &typed.code, app.now(), known.last_step) else {
        return Ok(refused_plainly(&app, lang));
    };
    let token = app.store.sign_in(known.staff, step).await?;
    turn.right();
    Ok((StatusCode::OK, session_cookie(&app, &token, "; Max-Age=43200"), Json(json!({"signed_in": true})))
        .into_response())
}

fn slow(app: &App, lang: Lang, wait: Duration) -> Response {
    let seconds = wait.as_secs().max(1).to_string();
    refused(StatusCode::TOO_MANY_REQUESTS, &say(app, lang, "console-sign-in-slow", &[("n", &seconds)]))
}

fn refused_plainly(app: &App, lang: Lang) -> Response {
    refused(StatusCode::FORBIDDEN, &say(app, lang, "console-sign-in-refused", &[]))
}

fn refused(status: StatusCode, detail: &str) -> Response {
    let kind = [(axum::http::header::CONTENT_TYPE, "application/problem+json")];
    (status, kind, json!({"status": status.as_u16(), "detail": detail}).to_string()).into_response()
}

fn session_cookie(app: &App, token: &str, age: &str) -> HeaderMap {
    let secure = if app.config.secure() { "; Secure" } else { "" };
    let mut headers = HeaderMap::new();
    if let Ok(value) =
        HeaderValue::from_str(&format!("{SESSION}={token}; Path=/console; HttpOnly; SameSite=Strict{age}{secure}"))
    {
        headers.insert(SET_COOKIE, value);
    }
    headers
}

/// Ends the session and forgets what the browser kept of it.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, Trouble> {
    if let Some(token) = cookie(&headers, SESSION) {
        app.store.sign_out(&token).await?;
    }
    let mut gone = session_cookie(&app, "", "; Max-Age=0");
    gone.insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok((gone, go("/console/sign-in")).into_response())
}

/// Gives the member's own sealed bundle, with the salt of its passphrase.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn bundle(desk: Desk) -> Result<Response, Trouble> {
    let bundle = desk.app.store.bundle(desk.me()).await?;
    let members = desk.app.store.members().await?;
    let login =
        members.into_iter().find(|member| member.id == desk.me()).map(|member| member.login).unwrap_or_default();
    let salt = desk.app.store.login_salt(login).await?.unwrap_or_default();
    Ok(Json(json!({"bundle": B64.encode(bundle), "salt": salt})).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_that_does_not_exist_has_a_salt_that_stays() {
        let (a, b) = (made_up_salt(&[1; 32], "lan"), made_up_salt(&[1; 32], "mai"));
        assert_eq!((a.len(), &a), (32, &made_up_salt(&[1; 32], "lan")));
        assert_ne!(a, b);
    }
}
