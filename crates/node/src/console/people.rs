//! People: who works here, invitations, accounts that are disabled or made anew.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::role::{Operation, Role};
use khien_store::staff::Member;
use khien_store::teams::TeamPage;
use khien_terms::id::{StaffId, TeamId};

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame};
use super::id_of;
use super::report_act::Fields;

/// The page.
#[derive(Template)]
#[template(path = "console/people.html")]
pub struct PeoplePage {
    pub f: Frame,
    /// An invitation that was just made.
    pub invitation: Option<String>,
    pub rows: Vec<PersonRow>,
    pub roles: Vec<RoleChoice>,
    pub teams: Vec<Choice>,
}

/// A member of staff.
pub struct PersonRow {
    pub id: String,
    pub desk: String,
    pub login: String,
    pub role: String,
    pub teams: String,
    pub state: String,
    pub me: bool,
    pub can_reset: bool,
    pub reset_label: String,
    pub can_disable: bool,
    pub disable_label: String,
}

/// A role with what it means.
pub struct RoleChoice {
    pub code: &'static str,
    pub label: String,
    pub hint: String,
    pub on: bool,
}

/// Shows who works here.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::ManageStaff)?;
    render(&desk, None).await
}

async fn render(desk: &Desk, token: Option<String>) -> Result<Response, Trouble> {
    let members = desk.app.store.members().await?;
    let teams = desk.app.store.teams().await?;
    let mut f = desk.frame("people").await?;
    f.title = f.t("console-people-title");
    // Also after a press: the links to other languages lead to the page, not to the press.
    f.path = "/console/people".to_owned();
    let rows = members.iter().map(|member| row(&f, desk, member, &teams)).collect();
    let roles = Role::ALL.map(|role| {
        let name = role.as_str();
        RoleChoice {
            code: name,
            label: f.t(&format!("console-role-{name}")),
            hint: f.t(&format!("console-role-{name}-hint")),
            on: role == Role::Analyst,
        }
    });
    let origin = desk.app.config.origin.clone().unwrap_or_default();
    Ok(page(&PeoplePage {
        invitation: token.map(|token| format!("{origin}/join/{token}")),
        rows,
        roles: roles.into(),
        teams: teams.iter().map(|team| Choice::new(&team.id.to_string(), team.name.clone())).collect(),
        f,
    }))
}

fn row(f: &Frame, desk: &Desk, member: &Member, teams: &[TeamPage]) -> PersonRow {
    let own: Vec<&str> =
        teams.iter().filter(|team| team.members.contains(&member.id)).map(|team| team.name.as_str()).collect();
    let name = if member.desk_name.is_empty() { f.t("console-nobody") } else { member.desk_name.clone() };
    PersonRow {
        id: member.id.to_string(),
        reset_label: f.with("console-people-reset-label", "who", &name),
        disable_label: f.with("console-people-disable-label", "who", &name),
        desk: name,
        login: member.login.clone(),
        role: f.t(&format!("console-role-{}", member.role.as_str())),
        teams: own.join(", "),
        state: f.t(&format!("console-state-{}", member.state)),
        me: member.id == desk.me(),
        can_reset: member.state != "disabled",
        can_disable: member.state != "disabled",
    }
}

/// Invites somebody for a role and teams; the address is shown once.
///
/// # Errors
/// [`Trouble::Fault`] when the role does not go with a team's key.
pub async fn invite(desk: Desk, Form(fields): Fields) -> Result<Response, Trouble> {
    desk.must(Operation::ManageStaff)?;
    let all =
        |name: &str| fields.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>();
    let role: Role = all("role").first().copied().unwrap_or_default().parse()?;
    let teams = all("team").into_iter().map(id_of::<TeamId>).collect::<Result<Vec<_>, _>>()?;
    let (_, token) = desk.app.store.invite(role, teams, Some(desk.me())).await?;
    render(&desk, Some(token)).await
}

/// Disables an account.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn disable(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::ManageStaff)?;
    let id: StaffId = id_of(&id)?;
    desk.app.store.disable(id, Some(desk.me())).await?;
    Ok(go("/console/people"))
}

/// Lets a member make the account anew; the address is shown once.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn reset(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::ManageStaff)?;
    let id: StaffId = id_of(&id)?;
    let token = desk.app.store.reset(id, Some(desk.me())).await?;
    render(&desk, Some(token)).await
}
