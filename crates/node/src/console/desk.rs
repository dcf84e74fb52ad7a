//! From a request to a page: who is signed in, in which language, and how trouble is told.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_store::Fault;
use khien_store::staff::Session;
use khien_terms::Lang;
use khien_terms::id::StaffId;
use serde_json::json;

use super::frame::{Counts, Frame, Me, say};
use super::problem::{ProblemPage, words_of};
use crate::app::App;

/// Cookie of the session.
pub const SESSION: &str = "khien_session";
/// Cookie of the language that a member chose.
const LANGUAGE: &str = "khien_lang";
/// Header that a page of another site cannot send without asking first; it comes with every JSON request.
const GUARD: &str = "x-khien";

/// Parts of the navigation whose pages say that this node came back from an older copy of itself.
const TELL_CAME_BACK: [&str; 4] = ["requests", "lookup", "lookups", "teams"];
/// Parts of the navigation whose pages say that clocks differ.
const TELL_CLOCKS: [&str; 4] = ["requests", "states", "lookup", "lookups"];

/// A request of somebody who is signed in.
pub struct Desk {
    /// The node.
    pub app: App,
    /// Who.
    pub session: Session,
    /// Language of the answer.
    pub lang: Lang,
    path: String,
}

impl FromRequestParts<App> for Desk {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let token = cookie(&parts.headers, SESSION).ok_or(Trouble::SignedOut)?;
        let session = app.store.session(&token).await?.ok_or(Trouble::SignedOut)?;
        let lang = language(app, &parts.headers, parts.uri.query());
        Ok(Self { app: app.clone(), session, lang, path: parts.uri.path().to_owned() })
    }
}

impl Desk {
    /// Who is signed in.
    #[must_use]
    pub fn me(&self) -> StaffId {
        self.session.staff
    }

    /// Whether the role allows it.
    #[must_use]
    pub fn may(&self, operation: Operation) -> bool {
        self.session.role.may(operation)
    }

    /// As [`Desk::may`], as trouble.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn must(&self, operation: Operation) -> Result<(), Trouble> {
        Ok(self.session.role.must(operation)?)
    }

    /// The key with which this member signs for the desk.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] once it was revoked: whoever opened a page before signs nothing on it any more.
    pub async fn signs_by(&self) -> Result<[u8; 32], Trouble> {
        let verify = khien_seal::keys::verify_from_hex(&self.session.verify).map_err(|_| Refusal::Forged)?;
        let own = self.app.own_desk().await?;
        if own.is_some_and(|own| own.own_voices.revoked.contains(&verify)) {
            return Err(Refusal::NotNow("your key was revoked for this desk").into());
        }
        Ok(verify)
    }

    /// The frame of a page; its title is set by the page.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn frame(&self, here: &'static str) -> Result<Frame, Trouble> {
        let counts =
            if self.may(Operation::SeeQueue) { self.app.store.desk_counts().await? } else { Default::default() };
        let me = Me { id: self.me(), role: self.session.role, desk_name: self.session.desk_name.clone() };
        let mut frame = bare_frame(&self.app, self.lang, self.path.clone());
        if let Some(keys) = self.app.store.node_keys().await? {
            (frame.root, frame.desk_root) = (keys.root, keys.desk_root);
            frame.successions = serde_json::to_string(&keys.successions).unwrap_or_default();
        }
        frame.me = Some(me);
        frame.here = here;
        // On the page of the States it stands in full.
        let tells =
            TELL_CAME_BACK.contains(&here) || here == "states" && !self.path.starts_with("/console/desk/states");
        frame.came_back = tells && self.app.store.came_back().await?;
        if TELL_CLOCKS.contains(&here) {
            frame.clocks = super::clocks::said(&frame);
        }
        frame.counts = Counts { queue: counts.waiting, notices: counts.notices, identity: counts.identity };
        Ok(frame)
    }

    /// Desk names of everybody.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn names(&self) -> Result<Names, Trouble> {
        let members = self.app.store.members().await?;
        Ok(Names(members.into_iter().map(|member| (member.id.to_string(), member.desk_name)).collect()))
    }
}

/// Desk names by id.
pub struct Names(HashMap<String, String>);

impl Names {
    /// The desk name of an id; an id of nobody shows as itself.
    #[must_use]
    pub fn of(&self, id: &str) -> String {
        self.0.get(id).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// The desk name of a member.
    #[must_use]
    pub fn member(&self, id: StaffId) -> String {
        self.of(&id.to_string())
    }
}

/// A frame with nobody in it.
#[must_use]
pub fn bare_frame(app: &App, lang: Lang, path: String) -> Frame {
    Frame {
        app: app.clone(),
        lang,
        title: String::new(),
        here: "",
        me: None,
        counts: Counts::default(),
        root: String::new(),
        desk_root: String::new(),
        successions: String::new(),
        script: "console.js",
        path,
        came_back: false,
        clocks: Vec::new(),
    }
}

/// What stands in the way of an answer.
#[derive(Debug)]
pub enum Trouble {
    /// Nobody is signed in.
    SignedOut,
    /// The request came from another site's page.
    Foreign,
    /// The request is not of the form that it should have.
    Malformed,
    /// The store or the rules.
    Fault(Fault),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Trouble::Fault(fault)
    }
}
impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Trouble::Fault(Fault::Refused(refusal))
    }
}

impl Trouble {
    /// Whether the store failed, in place of the rules refusing.
    fn is_of_store(&self) -> bool {
        matches!(self, Trouble::Fault(fault) if !matches!(fault, Fault::Refused(_) | Fault::Declined(_)))
    }

    /// The status with which it is told.
    pub fn status(&self) -> StatusCode {
        match self {
            Trouble::SignedOut => StatusCode::UNAUTHORIZED,
            Trouble::Foreign => StatusCode::FORBIDDEN,
            Trouble::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::Fault(Fault::Refused(refusal)) => {
                StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::CONFLICT)
            }
            Trouble::Fault(Fault::Declined(_)) => StatusCode::CONFLICT,
            Trouble::Fault(Fault::Stopping) => StatusCode::SERVICE_UNAVAILABLE,
            Trouble::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The trouble travels in the response's extensions to [`dress`], which knows the reader's language.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// A page as a response.
#[must_use]
pub fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            Trouble::Fault(Fault::Corrupt(error.to_string())).into_response()
        }
    }
}

/// Sends the browser on after something was done.
#[must_use]
pub fn go(to: &str) -> Response {
    let Ok(to) = HeaderValue::from_str(to) else { return Trouble::Malformed.into_response() };
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}

/// Around every address of the console: refuses what another site's page sends, tells trouble in the reader's language,
/// keeps the language that a member chose.
pub async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let for_script = request.headers().contains_key(GUARD);
    let back = super::problem::back_of(request.uri().path(), request.method() != Method::GET);
    let lang = language(&app, request.headers(), request.uri().query());
    let chosen = request.uri().query().is_some_and(|query| query.contains("lang="));
    let token = cookie(request.headers(), SESSION);
    // An address that is only pressed cannot be come back to in another language.
    let path = if request.method() == Method::GET { request.uri().path() } else { "/console" }.to_owned();
    let foreign = request.method() != Method::GET && !for_script && !same_origin(request.headers());
    let desk = if foreign { None } else { Some(request) };
    let mut response = match desk {
        None => Trouble::Foreign.into_response(),
        Some(request) => next.run(request).await,
    };
    let trouble = response.extensions().get::<Arc<Trouble>>().cloned().or_else(|| not_understood(&response));
    if let Some(trouble) = trouble {
        response = if for_script {
            told_to_script(&app, lang, &trouble)
        } else {
            told_on_page(&app, lang, &trouble, (path, token.as_deref()), back).await
        };
    }
    if chosen && token.is_some() {
        let secure = if app.config.secure() { "; Secure" } else { "" };
        let kept = format!("{LANGUAGE}={lang}; Path=/console; Max-Age=31536000; SameSite=Strict; HttpOnly{secure}");
        if let Ok(value) = HeaderValue::from_str(&kept) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}

/// A form or an address that could not be read: axum answers those in plain English.
fn not_understood(response: &Response) -> Option<Arc<Trouble>> {
    let kind = response.headers().get(axum::http::header::CONTENT_TYPE)?.to_str().ok()?;
    (response.status().is_client_error() && kind.starts_with("text/plain")).then(|| Arc::new(Trouble::Malformed))
}

fn told_to_script(app: &App, lang: Lang, trouble: &Trouble) -> Response {
    let detail = words_of(app, lang, trouble);
    let body = json!({"type": "about:blank", "status": trouble.status().as_u16(), "title": say(app, lang, "console-error-title", &[]), "detail": detail});
    let kind = [(axum::http::header::CONTENT_TYPE, "application/problem+json")];
    (trouble.status(), kind, Json(body).into_response().into_body()).into_response()
}

/// The page of a trouble; who is signed in keeps the navigation.
async fn told_on_page(app: &App, lang: Lang, trouble: &Trouble, at: (String, Option<&str>), back: String) -> Response {
    if matches!(trouble, Trouble::SignedOut) {
        return go(&format!("/console/sign-in?lang={lang}"));
    }
    let mut f = frame_of(app, lang, at).await;
    f.title = f.t("console-error-title");
    let what = words_of(app, lang, trouble);
    // A failed store says itself what is safe.
    let then = if trouble.is_of_store() { String::new() } else { f.t("console-error-safe") };
    let mut response = page(&ProblemPage { f, what, then, back });
    *response.status_mut() = trouble.status();
    response
}

/// The frame of whoever a session's token is; without one, or when the store does not answer, a frame with nobody in it.
async fn frame_of(app: &App, lang: Lang, (path, token): (String, Option<&str>)) -> Frame {
    let session = match token {
        Some(token) => app.store.session(token).await.ok().flatten(),
        None => None,
    };
    let Some(session) = session else { return bare_frame(app, lang, path) };
    let desk = Desk { app: app.clone(), session, lang, path: path.clone() };
    desk.frame("").await.unwrap_or_else(|_| bare_frame(app, lang, path))
}

/// A request of our own pages: browsers say so in `Sec-Fetch-Site`, older ones in `Origin`.
fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = text(HOST.as_str());
    text(ORIGIN.as_str()).and_then(|origin| origin.split("://").nth(1)).is_some_and(|origin| Some(origin) == host)
}

/// The value of a cookie.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}

/// The language: asked for in the address, chosen before, asked for by the browser, else the node's first.
#[must_use]
pub fn language(app: &App, headers: &HeaderMap, query: Option<&str>) -> Lang {
    let asked = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
    let asked = asked.and_then(|code| app.words.lang(code)).map(|lang| lang.to_string());
    let chosen = asked.or_else(|| cookie(headers, LANGUAGE));
    let accept = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    app.words.choose(chosen.as_deref(), accept)
}
