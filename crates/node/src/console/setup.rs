//! The first minute of a node, and joining it. Keys are made in the browser; public halves and sealed bundles come here.

use askama::Template;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_seal::statement::Signed;
use khien_store::setup::SetUp;
use khien_store::staff::NewAccount;
use khien_terms::id::StaffId;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Trouble, bare_frame, language, page};
use super::frame::Frame;
use super::problem::ProblemPage;
use super::{password, totp};
use crate::app::App;

/// A secret for the second factor, as it is shown once.
pub struct Totp {
    /// Base32 in groups of four.
    pub secret: String,
    /// `otpauth://…`
    pub link: String,
    /// SVG of the QR code.
    pub qr: String,
}

/// The page of the first administrator.
#[derive(Template)]
#[template(path = "console/setup.html")]
pub struct SetupPage {
    pub f: Frame,
    pub totp: Totp,
    /// Name of the ledger.
    pub origin: String,
    /// Public key that signs checkpoints, hex.
    pub online: String,
}

/// The page of an invited member.
#[derive(Template)]
#[template(path = "console/join.html")]
pub struct JoinPage {
    pub f: Frame,
    pub totp: Totp,
    pub intro: String,
}

impl Totp {
    fn of(app: &App, secret: &[u8]) -> Self {
        let text = totp::base32(secret);
        let host = app.config.ledger_origin();
        let issuer = host.trim_end_matches("/ledger").replace(':', "%3A");
        let link = format!("otpauth://totp/Khien:{issuer}?secret={text}&issuer=Khien");
        let qr = QrCode::new(link.as_bytes())
            .map(|code| code.render::<svg::Color<'_>>().min_dimensions(176, 176).build())
            .unwrap_or_default();
        // An SVG inside a page has no XML declaration of its own.
        let qr = qr.find("<svg").map_or_else(String::new, |at| qr[at..].to_owned());
        let groups: Vec<&str> = text.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        Self { secret: groups.join(" "), link, qr }
    }
}

/// Shows the set-up form.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show_setup(
    State(app): State<App>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let mut f = outside(&app, &headers, query.as_deref(), format!("/setup/{token}"));
    let Some((None, secret)) = app.store.invitation(&token).await? else { return Ok(spent(f)) };
    f.title = f.t("console-setup-title");
    let (origin, online) = (app.config.ledger_origin(), app.online.verify_hex());
    Ok(page(&SetupPage { totp: Totp::of(&app, &secret), origin, online, f }))
}

/// Shows the form of an invited member.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show_join(
    State(app): State<App>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let mut f = outside(&app, &headers, query.as_deref(), format!("/join/{token}"));
    let Some((Some(staff), secret)) = app.store.invitation(&token).await? else { return Ok(spent(f)) };
    f.title = f.t("console-join-title");
    let intro = f.with("console-join-intro", "role", &role_words(&f, staff).await?);
    Ok(page(&JoinPage { totp: Totp::of(&app, &secret), intro, f }))
}

async fn role_words(f: &Frame, staff: StaffId) -> Result<String, Trouble> {
    let members = f.app.store.members().await?;
    let role = members.iter().find(|member| member.id == staff).map(|member| member.role);
    Ok(role.map(|role| f.t(&format!("console-role-{}", role.as_str()))).unwrap_or_default())
}

fn outside(app: &App, headers: &HeaderMap, query: Option<&str>, path: String) -> Frame {
    let mut f = bare_frame(app, language(app, headers, query), path);
    f.script = "setup.js";
    f
}

fn spent(mut f: Frame) -> Response {
    f.title = f.t("console-token-gone");
    let (what, then) = (f.t("console-token-gone"), f.t("console-token-gone-do"));
    let mut response = page(&ProblemPage { f, what, then, back: "/console".to_owned() });
    *response.status_mut() = StatusCode::GONE;
    response
}

/// The account that a browser made.
#[derive(Deserialize)]
pub struct Account {
    login: String,
    desk_name: String,
    salt: String,
    sign_in_key: String,
    bundle: String,
    recipient: String,
    verify: String,
    totp_code: String,
    #[serde(default)]
    mail: String,
}

/// What the first administrator's browser made.
#[derive(Deserialize)]
pub struct FirstAccount {
    #[serde(flatten)]
    account: Account,
    root: String,
    online_certificate: Signed,
    recovery_recipient: Option<String>,
    team_name: String,
    custodian_name: String,
}

/// Sets the node up.
///
/// # Errors
/// [`Trouble::Fault`] with what does not fit.
pub async fn set_up(
    State(app): State<App>,
    Path(token): Path<String>,
    Json(first): Json<FirstAccount>,
) -> Result<Response, Trouble> {
    let Some((None, secret)) = app.store.invitation(&token).await? else { return Err(Refusal::NotFound.into()) };
    let set_up = SetUp {
        account: checked(&app, first.account, &secret).await?,
        root: first.root,
        online_certificate: first.online_certificate,
        recovery_recipient: first.recovery_recipient,
        team_name: first.team_name,
        custodian_name: first.custodian_name,
    };
    app.store.set_up(&token, app.config.ledger_origin(), app.online.clone(), set_up).await?;
    Ok((StatusCode::CREATED, Json(json!({"set_up": true}))).into_response())
}

/// Makes the account of an invited member.
///
/// # Errors
/// [`Trouble::Fault`] with what does not fit.
pub async fn join(
    State(app): State<App>,
    Path(token): Path<String>,
    Json(account): Json<Account>,
) -> Result<Response, Trouble> {
    let Some((Some(_), secret)) = app.store.invitation(&token).await? else { return Err(Refusal::NotFound.into()) };
    let account = checked(&app, account, &secret).await?;
    app.store.join(&token, account).await?;
    Ok((StatusCode::CREATED, Json(json!({"joined": true}))).into_response())
}

async fn checked(app: &App, typed: Account, secret: &[u8]) -> Result<NewAccount, Trouble> {
    if totp::accepted_step(secret, &typed.totp_code, app.now(), 0).is_none() {
        return Err(Refusal::Field { field: "totp_code", problem: "the six digits that the app shows now" }.into());
    }
    Ok(NewAccount {
        login: typed.login,
        desk_name: typed.desk_name,
        salt: typed.salt,
        sign_in_key: password::hashed(typed.sign_in_key).await?,
        bundle: typed.bundle,
        recipient: typed.recipient,
        verify: typed.verify,
        mail: typed.mail,
    })
}
