//! Teams and their keys: made by a member, certified by the administrator's root, handed on by colleagues.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::people::Purpose;
use khien_casework::role::Operation;
use khien_seal::statement::Signed;
use khien_store::staff::Member;
use khien_store::teams::{EpochPage, MadeKey, TeamPage};
use khien_terms::id::{StaffId, TeamId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame};
use super::{bytes_of, id_of};

/// The page.
#[derive(Template)]
#[template(path = "console/teams.html")]
pub struct TeamsPage {
    pub f: Frame,
    /// Recipient of the recovery key; empty when it was declined.
    pub recovery: String,
    pub teams: Vec<TeamCard>,
    pub can_manage: bool,
    /// A team of the desk between States may be founded: there is none yet.
    pub can_found: bool,
}

/// A team.
pub struct TeamCard {
    pub id: String,
    pub name: String,
    /// What it does, in a sentence.
    pub purpose: String,
    /// Newest epoch, 0 before the first key.
    pub epoch: u32,
    pub state: String,
    pub care: bool,
    /// Members with their public keys, as JSON for the script.
    pub members_json: String,
    pub can_make: bool,
    pub make_words: String,
    /// The newest key, to compare its fingerprint; empty before there is one.
    pub recipient: String,
    pub verify: String,
    pub certify: Option<KeyToCertify>,
    pub members: Vec<MemberRow>,
    pub candidates: Vec<Choice>,
}

/// A key that waits for the root.
pub struct KeyToCertify {
    pub epoch: u32,
    pub purpose: String,
    pub recipient: String,
    pub verify: String,
}

/// A member of a team.
pub struct MemberRow {
    pub id: String,
    pub desk: String,
    pub holds: bool,
    /// Whether the one who looks can give them the key.
    pub can_receive: bool,
    pub json: String,
    pub give_label: String,
    pub remove_label: String,
}

/// Shows the teams.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::SeeTeams)?;
    let teams = desk.app.store.teams().await?;
    let members = desk.app.store.members().await?;
    let recovery = desk.app.store.node_keys().await?.and_then(|keys| keys.recovery).unwrap_or_default();
    let mut f = desk.frame("teams").await?;
    f.title = f.t("console-teams-page-title");
    let cards = teams.iter().map(|team| card(&f, &desk, team, &members)).collect();
    let can_manage = desk.may(Operation::ManageTeams);
    let can_found = can_manage && !teams.iter().any(|team| team.purpose() == Some(Purpose::Desk));
    Ok(page(&TeamsPage { recovery, teams: cards, can_manage, can_found, f }))
}

/// The name of the desk team as typed.
#[derive(Deserialize)]
pub struct NewTeam {
    team_name: String,
}

/// Founds the team of the desk between States.
///
/// # Errors
/// [`Trouble::Fault`] when there is one.
pub async fn found(desk: Desk, Form(new): Form<NewTeam>) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    desk.app.store.found_desk_team(new.team_name, desk.me()).await?;
    Ok(go("/console/teams"))
}

/// The roles that hold keys of teams; whether it is this team's key, its members say.
fn must_hold_some_key(desk: &Desk) -> Result<(), Trouble> {
    if desk.may(Operation::HoldTeamKey) || desk.may(Operation::HoldDeskKey) {
        return Ok(());
    }
    Err(Refusal::NotAllowed.into())
}

fn card(f: &Frame, desk: &Desk, team: &TeamPage, members: &[Member]) -> TeamCard {
    let own: Vec<&Member> = members.iter().filter(|member| team.members.contains(&member.id)).collect();
    let active: Vec<Value> =
        own.iter().filter(|member| member.state == "active").map(|member| public(member)).collect();
    let newest = team.epochs.last();
    let waits = newest.is_some_and(|key| !key.certified);
    let due = newest.is_none() || team.epoch_due;
    let (state, care) = state(f, team, newest, own.is_empty());
    TeamCard {
        id: team.id.to_string(),
        name: team.name.clone(),
        purpose: f.t(match team.purpose.as_str() {
            "custodian" => "console-custodian-name-hint",
            "desk" => "desk-state-team-hint",
            _ => "console-team-name-hint",
        }),
        epoch: newest.map_or(0, |key| key.epoch),
        state,
        care,
        members_json: Value::Array(active).to_string(),
        can_make: due && !waits && team.members.contains(&desk.me()),
        make_words: f.t(if newest.is_none() { "console-team-make-key" } else { "console-team-make-epoch" }),
        recipient: newest.map(|key| key.recipient.clone()).unwrap_or_default(),
        verify: newest.map(|key| key.verify.clone()).unwrap_or_default(),
        certify: newest.filter(|_| waits && desk.may(Operation::ManageTeams)).map(|key| KeyToCertify {
            epoch: key.epoch,
            purpose: team.purpose.clone(),
            recipient: key.recipient.clone(),
            verify: key.verify.clone(),
        }),
        members: own.iter().map(|member| member_row(f, desk, newest, member)).collect(),
        candidates: candidates(desk, team, members),
    }
}

fn state(f: &Frame, team: &TeamPage, newest: Option<&EpochPage>, empty: bool) -> (String, bool) {
    match newest {
        None if empty && team.purpose == Purpose::Desk.as_str() => (f.t("desk-state-team-no-members"), true),
        None if empty => (f.t("console-team-no-members"), true),
        None if team.purpose == Purpose::Desk.as_str() => (f.t("desk-state-team-no-key"), true),
        None => (f.t("console-team-no-key"), true),
        Some(key) if !key.certified => (f.counted("console-team-waits", "n", key.epoch.into()), true),
        Some(_) if team.epoch_due => (f.t("console-team-new-epoch"), true),
        Some(key) => (f.counted("console-team-ready", "n", key.epoch.into()), false),
    }
}

/// A member's public keys, for the script that wraps the team's key to them.
fn public(member: &Member) -> Value {
    json!({"staff": member.id, "desk": member.desk_name, "recipient": member.recipient, "verify": member.verify})
}

fn member_row(f: &Frame, desk: &Desk, newest: Option<&EpochPage>, member: &Member) -> MemberRow {
    let holds = newest.is_some_and(|key| key.holders.contains(&member.id));
    let i_hold = newest.is_some_and(|key| key.holders.contains(&desk.me()));
    let name = if member.desk_name.is_empty() { f.t("console-state-invited") } else { member.desk_name.clone() };
    MemberRow {
        id: member.id.to_string(),
        holds,
        can_receive: i_hold && !holds && member.state == "active",
        json: public(member).to_string(),
        give_label: f.with("console-team-give-label", "who", &name),
        remove_label: f.with("console-team-remove-label", "who", &name),
        desk: name,
    }
}

fn candidates(desk: &Desk, team: &TeamPage, members: &[Member]) -> Vec<Choice> {
    if !desk.may(Operation::ManageTeams) {
        return Vec::new();
    }
    members
        .iter()
        .filter(|member| {
            let fits = team.purpose().is_some_and(|purpose| member.role.may_hold(purpose));
            member.state == "active" && fits && !team.members.contains(&member.id)
        })
        .map(|member| Choice::new(&member.id.to_string(), member.desk_name.clone()))
        .collect()
}

/// A team's key wrapped to a member, with the team's word for the member's signature.
#[derive(Deserialize)]
pub struct MemberWrap {
    staff: StaffId,
    wrapped: String,
    certificate: Signed,
}

/// A key that a member's browser made.
#[derive(Deserialize)]
pub struct NewKey {
    epoch: u32,
    recipient: String,
    verify: String,
    wraps: Vec<MemberWrap>,
    recovery: Option<String>,
}

/// Keeps a new key, wrapped to its maker and to the other members.
///
/// # Errors
/// [`Trouble::Fault`] when no key is due or a certificate does not fit.
pub async fn make_key(desk: Desk, Path(id): Path<String>, Json(new): Json<NewKey>) -> Result<Response, Trouble> {
    must_hold_some_key(&desk)?;
    let team: TeamId = id_of(&id)?;
    let (own, others): (Vec<_>, Vec<_>) = new.wraps.into_iter().partition(|wrap| wrap.staff == desk.me());
    let own =
        own.into_iter().next().ok_or(Refusal::Field { field: "wraps", problem: "wrap the key to yourself too" })?;
    let made = MadeKey {
        recipient: new.recipient,
        verify: new.verify,
        wrapped: bytes_of("wrapped", &own.wrapped)?,
        recovery: new.recovery.as_deref().map(|text| bytes_of("recovery", text)).transpose()?,
        certificate: own.certificate,
    };
    desk.app.store.make_team_key(team, desk.me(), made).await?;
    for wrap in others {
        give(&desk, team, new.epoch, wrap).await?;
    }
    Ok(Json(json!({"made": new.epoch})).into_response())
}

async fn give(desk: &Desk, team: TeamId, epoch: u32, wrap: MemberWrap) -> Result<(), Trouble> {
    let wrapped = bytes_of("wrapped", &wrap.wrapped)?;
    Ok(desk.app.store.give_team_key(team, epoch, desk.me(), wrap.staff, wrapped, wrap.certificate).await?)
}

/// Keys of several epochs for one member.
#[derive(Deserialize)]
pub struct Given {
    wraps: Vec<EpochWrap>,
}

/// The key of one epoch for a member.
#[derive(Deserialize)]
pub struct EpochWrap {
    epoch: u32,
    #[serde(flatten)]
    wrap: MemberWrap,
}

/// A key-holder hands the team's keys to a member.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn give_key(desk: Desk, Path(id): Path<String>, Json(given): Json<Given>) -> Result<Response, Trouble> {
    must_hold_some_key(&desk)?;
    let team: TeamId = id_of(&id)?;
    for EpochWrap { epoch, wrap } in given.wraps {
        give(&desk, team, epoch, wrap).await?;
    }
    Ok(Json(json!({"given": true})).into_response())
}

/// The member's own wrapped keys of a team.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn wraps(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    must_hold_some_key(&desk)?;
    let wraps = desk.app.store.wraps(desk.me()).await?;
    let own: Vec<Value> = wraps
        .iter()
        .filter(|wrap| wrap.team == id)
        .map(|wrap| json!({"team": wrap.team, "epoch": wrap.epoch, "wrapped": B64.encode(&wrap.wrapped)}))
        .collect();
    Ok(Json(json!({"wraps": own})).into_response())
}

/// The administrator's root certifies a team's key.
///
/// # Errors
/// [`Refusal::Forged`].
pub async fn certify(desk: Desk, Path(id): Path<String>, Json(certificate): Json<Signed>) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    desk.app.store.certify_team(id_of(&id)?, desk.me(), certificate).await?;
    Ok(Json(json!({"certified": true})).into_response())
}

/// A member of a team.
#[derive(Deserialize)]
pub struct WhoOf {
    staff: String,
}

/// Adds a member to a team.
///
/// # Errors
/// [`Trouble::Fault`] when the role holds no key.
pub async fn add(desk: Desk, Path(id): Path<String>, Form(form): Form<WhoOf>) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    desk.app.store.add_member(id_of(&id)?, id_of(&form.staff)?, desk.me()).await?;
    Ok(go("/console/teams"))
}

/// Takes a member out of a team; a new epoch is due.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn remove(desk: Desk, Path(id): Path<String>, Form(form): Form<WhoOf>) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    desk.app.store.remove_member(id_of(&id)?, id_of(&form.staff)?, desk.me()).await?;
    Ok(go("/console/teams"))
}
