//! The staff of the demo at their browsers.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_seal::envelope::{self, KeyPair};
use khien_seal::keys::{AgeIdentity, SignKey};
use khien_seal::statement::{self, Signed};
use khien_store::teams::TeamPage;
use serde_json::json;

use super::Login;
use crate::Failure;
use crate::actor::staff::{Person, TeamKey};
use crate::actor::{Browser, text};
use crate::app::App;
use crate::console::totp;

/// A member at a browser, with the second factor in hand.
pub struct Seat {
    /// Who.
    pub person: Person,
    /// Their browser.
    pub browser: Browser,
    secret: Vec<u8>,
    role: &'static str,
    last_step: i64,
}

/// Turns a sealing error into one of the walk.
pub fn sealing(error: khien_seal::SealError) -> Failure {
    Failure::Held(error.to_string())
}

impl Seat {
    /// Somebody who opens a one-time address and makes the account there.
    fn new(base: &str, login: &str, desk_name: &str, role: &'static str, secret: Vec<u8>) -> Result<Self, Failure> {
        let passphrase = format!("{login} rides a green bicycle");
        let person = Person::new(login, desk_name, &passphrase).map_err(sealing)?;
        Ok(Self { person, browser: Browser::new(base), secret, role, last_step: 0 })
    }

    fn account(&mut self, app: &App) -> Result<serde_json::Value, Failure> {
        let mut account = self.person.account().map_err(sealing)?;
        account["totp_code"] = totp::code(&self.secret, totp::step(app.now())).into();
        account["mail"] = format!("{}@node.example", self.person.login).into();
        Ok(account)
    }

    /// Signs in with the stretched key and the code of now, and opens the own bundle.
    pub fn sign_in(&mut self, app: &App) -> Result<(), Failure> {
        self.browser.post_json("/console/salt", &json!({"login": self.person.login}))?.json("salt")?;
        // A code works once: whoever signs in again within its half minute waits for the next.
        while totp::step(app.now()) <= self.last_step {
            std::thread::sleep(Duration::from_millis(200));
        }
        self.last_step = totp::step(app.now());
        let code = totp::code(&self.secret, self.last_step);
        let typed = json!({"login": self.person.login, "key": self.person.sign_in_key(), "code": code});
        self.browser.post_json("/console/sign-in", &typed)?.fine("sign in")?;
        let bundle = self.browser.get("/console/bundle")?.json("bundle")?;
        let bytes = B64.decode(text(&bundle, "/bundle")?).map_err(|error| Failure::Held(error.to_string()))?;
        let opened = self.person.open_bundle(&bytes).map_err(sealing)?;
        if opened.age == self.person.pair.age {
            Ok(())
        } else {
            Err(Failure::Held("the bundle holds another key".into()))
        }
    }

    /// How to sign in by hand.
    pub fn login(&self) -> Login {
        Login {
            login: self.person.login.clone(),
            role: self.role,
            passphrase: self.person.passphrase.clone(),
            totp_secret: totp::base32(&self.secret),
        }
    }

    /// Hands out a sealed part and opens it with the team's key as it is wrapped to this member.
    pub fn open(&mut self, of: &str, part: &str, reason: &str) -> Result<Vec<u8>, Failure> {
        let answer = self
            .browser
            .post_json("/console/open", &json!({"ref": of, "part": part, "reason": reason}))?
            .json("open")?;
        let decode = |text: &str| B64.decode(text).map_err(|error| Failure::Held(error.to_string()));
        let ciphertext = decode(text(&answer, "/ciphertext")?)?;
        let own = self.person.pair.identity().map_err(sealing)?;
        for wrap in answer.get("wraps").and_then(|w| w.as_array()).into_iter().flatten() {
            let pair: KeyPair = envelope::open_json(&decode(text(wrap, "/wrapped")?)?, &own).map_err(sealing)?;
            if let Ok(plain) = envelope::open(&ciphertext, &pair.identity().map_err(sealing)?) {
                return Ok(plain.to_vec());
            }
        }
        Err(Failure::Held("none of the member's keys opens it".into()))
    }
}

/// Everybody, after the node was set up.
pub struct Staff {
    /// Administrator, who reads nothing sealed.
    pub admin: Seat,
    /// Analyst.
    pub analyst: Seat,
    /// Supervisor.
    pub supervisor: Seat,
    /// The recovery kit as text.
    pub kit: String,
}

/// Sets the node up as its people do: account, off-line root, recovery, invitations, team keys, certificates, roster.
pub async fn set_up(app: &App, base: &str) -> Result<Staff, Failure> {
    let token = app.store.new_setup_token().await?;
    let secret = secret_of(app, &token).await?;
    let root = SignKey::generate().map_err(sealing)?;
    let recovery = AgeIdentity::generate();
    let (origin, online) = (app.config.ledger_origin(), app.online.verify_hex());
    let mut admin = Seat::new(base, "admin", "Administration", "administrator", secret)?;
    let mut body = admin.account(app)?;
    body["root"] = root.verify_hex().into();
    body["online_certificate"] = json!(Signed::new(statement::online(&origin, &online), &root));
    body["recovery_recipient"] = recovery.recipient().into();
    body["team_name"] = "Trực tiếp nhận".into();
    body["custodian_name"] = "Giữ danh tính".into();
    let path = format!("/setup/{token}");
    let mut admin = blocking(move || {
        admin.browser.get(&path)?.fine("set-up page")?;
        admin.browser.post_json(&path, &body)?.fine("set up")?;
        Ok(admin)
    })
    .await?;
    admin = signed_in(app, admin).await?;
    let teams = app.store.teams().await?;
    let team =
        |purpose: &str| teams.iter().find(|t| t.purpose == purpose).map(|t| t.id.to_string()).unwrap_or_default();
    let (intake, custodian) = (team("intake"), team("custodian"));
    let analyst = join(app, base, &mut admin, "analyst", "Bàn trực đêm", &[&intake]).await?;
    let supervisor = join(app, base, &mut admin, "supervisor", "Trưởng ca", &[&intake, &custodian]).await?;
    let mut staff = Staff { admin, analyst, supervisor, kit: kit(&root, &recovery) };
    keys(app, &mut staff, &teams, &root, &recovery).await?;
    roster(app, &mut staff).await?;
    Ok(staff)
}

fn kit(root: &SignKey, recovery: &AgeIdentity) -> String {
    format!(
        "Khiên recovery kit\nroot-seed: {}\nrecovery: {}\n",
        hex::encode(root.seed().as_slice()),
        recovery.to_text().as_str()
    )
}

async fn secret_of(app: &App, token: &str) -> Result<Vec<u8>, Failure> {
    app.store
        .invitation(token)
        .await?
        .map(|(_, secret)| secret)
        .ok_or_else(|| Failure::Held("the address is spent".into()))
}

async fn signed_in(app: &App, mut seat: Seat) -> Result<Seat, Failure> {
    let app = app.clone();
    blocking(move || {
        seat.sign_in(&app)?;
        Ok(seat)
    })
    .await
}

/// Runs what a browser does on a thread that may wait.
pub async fn blocking<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(act).await.map_err(|error| Failure::Held(error.to_string()))?
}

async fn join(
    app: &App,
    base: &str,
    admin: &mut Seat,
    role: &'static str,
    desk_name: &str,
    teams: &[&str],
) -> Result<Seat, Failure> {
    let mut fields = vec![("role", role)];
    fields.extend(teams.iter().map(|team| ("team", *team)));
    let page = tokio::task::block_in_place(|| admin.browser.post_form("/console/people/invite", &fields))?
        .fine("invite")?
        .body;
    let token: String = page
        .split("/join/")
        .nth(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_hexdigit).collect())
        .ok_or_else(|| Failure::Held("the page shows no invitation".into()))?;
    let mut seat = Seat::new(base, role, desk_name, role, secret_of(app, &token).await?)?;
    let body = seat.account(app)?;
    let path = format!("/join/{token}");
    tokio::task::block_in_place(|| seat.browser.post_json(&path, &body))?.fine("join")?;
    signed_in(app, seat).await
}

/// Members make the keys in their browsers, the root certifies them, colleagues hand them on.
async fn keys(
    app: &App,
    staff: &mut Staff,
    teams: &[TeamPage],
    root: &SignKey,
    recovery: &AgeIdentity,
) -> Result<(), Failure> {
    let members = app.store.members().await?;
    let id_of = |login: &str| members.iter().find(|m| m.login == login).map(|m| m.id.to_string()).unwrap_or_default();
    for team in teams {
        let id = team.id.to_string();
        let key = TeamKey::make(&id, &team.purpose).map_err(sealing)?;
        let with = if team.purpose == "intake" { vec!["analyst", "supervisor"] } else { vec!["supervisor"] };
        let wraps: Vec<_> = with
            .iter()
            .map(|login| {
                let person = if *login == "analyst" { &staff.analyst.person } else { &staff.supervisor.person };
                let verify = person.pair.sign_key()?.verify_bytes();
                let certificate = key.vouch(&person.desk_name, verify)?;
                Ok(json!({"staff": id_of(login), "wrapped": B64.encode(key.wrapped(&person.recipient()?)?), "certificate": certificate}))
            })
            .collect::<Result<_, _>>()
            .map_err(sealing)?;
        let body = json!({
            "epoch": 1, "recipient": key.pair.identity().map_err(sealing)?.recipient(),
            "verify": key.pair.sign_key().map_err(sealing)?.verify_hex(), "wraps": wraps,
            "recovery": B64.encode(key.wrapped(&recovery.recipient()).map_err(sealing)?),
        });
        let maker = if team.purpose == "intake" { &mut staff.analyst } else { &mut staff.supervisor };
        tokio::task::block_in_place(|| maker.browser.post_json(&format!("/console/team/{id}/key"), &body))?
            .fine("team key")?;
        let certificate = json!(key.certified(root).map_err(sealing)?);
        tokio::task::block_in_place(|| {
            staff.admin.browser.post_json(&format!("/console/team/{id}/certificate"), &certificate)
        })?
        .fine("certificate")?;
    }
    Ok(())
}

/// Somebody is on duty around the clock, so that a page has somewhere to go.
async fn roster(app: &App, staff: &mut Staff) -> Result<(), Failure> {
    let members = app.store.members().await?;
    for (login, level) in [("analyst", "1"), ("supervisor", "2")] {
        let id = members.iter().find(|m| m.login == login).map(|m| m.id.to_string()).unwrap_or_default();
        let mut fields = vec![("staff", id.as_str()), ("from", "00:00"), ("to", "00:00"), ("level", level)];
        fields.extend(["1", "2", "3", "4", "5", "6", "7"].map(|day| ("days", day)));
        tokio::task::block_in_place(|| staff.supervisor.browser.post_form("/console/roster/add", &fields))?
            .fine("roster")?;
    }
    Ok(())
}
