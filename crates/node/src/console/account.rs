//! The own account: fingerprints, teams, how much was looked at today.

use askama::Template;
use axum::response::Response;
use khien_casework::Refusal;

use super::desk::{Desk, Trouble, page};
use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "console/account.html")]
pub struct AccountPage {
    pub f: Frame,
    pub login: String,
    pub desk: String,
    pub role: String,
    pub role_hint: String,
    pub teams: String,
    pub recipient: String,
    pub verify: String,
    pub root_fingerprint: String,
    pub exposure: String,
    pub viewing: String,
}

/// Shows the member's own account.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    let members = desk.app.store.members().await?;
    let member = members.into_iter().find(|member| member.id == desk.me()).ok_or(Refusal::NotFound)?;
    let teams = desk.app.store.teams().await?;
    let own: Vec<String> =
        teams.into_iter().filter(|team| team.members.contains(&desk.me())).map(|team| team.name).collect();
    let looks = desk.app.store.exposures_today(desk.me()).await?;
    let minutes = desk.app.store.minutes_today(desk.me()).await?;
    let mut f = desk.frame("account").await?;
    f.title = f.t("console-own-title");
    let role = desk.session.role.as_str();
    Ok(page(&AccountPage {
        login: member.login,
        desk: member.desk_name,
        role: f.t(&format!("console-role-{role}")),
        role_hint: f.t(&format!("console-role-{role}-hint")),
        teams: own.join(", "),
        recipient: member.recipient,
        verify: member.verify,
        root_fingerprint: super::frame::fingerprint(&f.root),
        exposure: f.counted("console-own-exposure-n", "n", looks),
        viewing: f.counted("console-minutes", "n", minutes),
        f,
    }))
}
