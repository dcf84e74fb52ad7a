//! Accounts, invitations, sessions. Names and keys of accounts stand here and not in the journal.

use khien_casework::Refusal;
use khien_casework::people::{StaffEvent, TeamEvent};
use khien_casework::role::Role;
use khien_terms::id::{StaffId, TeamId};
use khien_terms::{Moment, moment};
use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::db::Conn;
use crate::journal::{Actor, Meta, load_team, version_of};
use crate::{Fault, Store, vals};

/// What a new member's browser made. The passphrase is not in it.
#[derive(Debug, Clone, Deserialize)]
pub struct NewAccount {
    /// Name to sign in with.
    pub login: String,
    /// Name by which the person signs outside.
    pub desk_name: String,
    /// Salt of the stretching, hex of 16 bytes.
    pub salt: String,
    /// Argon2id of the sign-in key; the node's handler puts it in place of the key that arrived.
    pub sign_in_key: String,
    /// The staff bundle, base64.
    pub bundle: String,
    /// Where keys are wrapped to.
    pub recipient: String,
    /// What the person signs with, hex.
    pub verify: String,
    /// Where pages go, when the person wants them by mail.
    #[serde(default)]
    pub mail: String,
}

/// An invitation that was just spent.
pub(crate) struct Invite {
    pub(crate) staff: String,
    pub(crate) totp: Vec<u8>,
}

/// A member of staff as lists show them.
#[derive(Debug, Clone, Serialize)]
pub struct Member {
    /// Id.
    pub id: StaffId,
    /// Role.
    pub role: Role,
    /// `invited`, `active` or `disabled`.
    pub state: String,
    /// Login; empty until they joined.
    pub login: String,
    /// Desk name.
    pub desk_name: String,
    /// Where keys are wrapped to.
    pub recipient: String,
    /// What they sign with, hex.
    pub verify: String,
    /// Where pages go by mail.
    pub mail: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub staff: StaffId,
    /// Role.
    pub role: Role,
    /// Desk name.
    pub desk_name: String,
    /// Public signing key, hex.
    pub verify: String,
}

/// What signing in compares.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Who.
    pub staff: StaffId,
    /// Argon2id of the sign-in key, PHC text.
    pub key_hash: String,
    /// TOTP secret.
    pub totp: Vec<u8>,
    /// The last time step that was accepted; a code works once.
    pub last_step: i64,
}

/// Hours of a session.
const SESSION_HOURS: i64 = 12;
/// Minutes after which an idle session ends.
const IDLE_MINUTES: i64 = 60;

impl Store {
    /// Invites somebody for a role and teams; gives the id and the token of the one-time address.
    ///
    /// # Errors
    /// [`Refusal`] when the role does not go with a team's key.
    pub async fn invite(
        &self,
        role: Role,
        teams: Vec<TeamId>,
        by: Option<StaffId>,
    ) -> Result<(StaffId, String), Fault> {
        let token = hex::encode(khien_seal::random::<16>()?);
        let (hash, totp) = (khien_seal::sha256_hex(token.as_bytes()), khien_seal::random::<20>()?);
        let staff = self
            .write("invite", move |batch| {
                for team in &teams {
                    let (state, _) = load_team(batch.conn()?, *team)?;
                    if !role.may_hold(state.purpose) {
                        return Err(
                            Refusal::Field { field: "teams", problem: "this role holds no key of this team" }.into()
                        );
                    }
                }
                let staff = StaffId::from_bits(u128::from_be_bytes(khien_seal::random()?));
                let meta = Meta::once(by.map_or(Actor::Operator, Actor::Staff))?;
                batch.append(&staff.to_string(), 0, [StaffEvent::Invited { role, teams: teams.clone(), by }], meta)?;
                for team in &teams {
                    let (_, version) = load_team(batch.conn()?, *team)?;
                    batch.append(&team.to_string(), version, [TeamEvent::MemberAdded { staff }], meta)?;
                }
                put_invite(batch, staff, &hash, &totp)?;
                Ok(staff)
            })
            .await?;
        Ok((staff, token))
    }

    /// The TOTP secret of an invitation (`""` names the set-up); `None` when it is spent or has lapsed.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn invitation(&self, token: &str) -> Result<Option<(Option<StaffId>, Vec<u8>)>, Fault> {
        let hash = khien_seal::sha256_hex(token.as_bytes());
        self.read(move |conn| {
            let now = Moment::from(crate::journal::now()).0;
            let row =
                conn.first("SELECT staff, totp FROM invite WHERE token_hash = $1 AND expires > $2", &vals![hash, now])?;
            Ok(row.map(|row| (row.text(0).parse().ok(), row.blob(1).to_vec())))
        })
        .await
    }

    /// An invited member makes their account. The token is spent.
    ///
    /// # Errors
    /// [`Refusal`] for a spent token or a bad field.
    pub async fn join(&self, token: &str, account: NewAccount) -> Result<StaffId, Fault> {
        let hash = khien_seal::sha256_hex(token.as_bytes());
        self.write("join", move |batch| {
            let invite = spend_invite(batch, &hash)?;
            let staff: StaffId = invite.staff.parse().map_err(|_| Refusal::NotFound)?;
            let version = version_of(batch.conn()?, &invite.staff)?;
            let joined = StaffEvent::Joined { recipient: account.recipient.clone(), verify: account.verify.clone() };
            batch.append(&invite.staff, version, [joined], Meta::once(Actor::Staff(staff))?)?;
            put_account(batch, staff, &account, &invite.totp)?;
            Ok(staff)
        })
        .await
    }

    /// Disables an account: no sign-in, sessions end, teams lose the member and owe a new epoch.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn disable(&self, staff: StaffId, by: Option<StaffId>) -> Result<(), Fault> {
        self.write("disable", move |batch| {
            let sql = "SELECT id FROM staff WHERE role = 'administrator' AND state = 'active'";
            let administrators = batch.conn()?.query(sql, &[])?;
            if matches!(administrators.as_slice(), [last] if last.text(0) == staff.to_string()) {
                return Err(Refusal::NotNow("the last administrator cannot be disabled").into());
            }
            leave(batch, staff, by, StaffEvent::Disabled { by })?;
            Ok(())
        })
        .await
    }

    /// Lets a member make the account anew after a lost passphrase; keys of teams are given again by a colleague. An account
    /// that has ended stays so: who comes back is invited anew.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]; [`Refusal::NotNow`] for an account that was disabled.
    pub async fn reset(&self, staff: StaffId, by: Option<StaffId>) -> Result<String, Fault> {
        let token = hex::encode(khien_seal::random::<16>()?);
        let (hash, totp) = (khien_seal::sha256_hex(token.as_bytes()), khien_seal::random::<20>()?);
        self.write("reset", move |batch| {
            let id = staff.to_string();
            let meta = Meta::once(by.map_or(Actor::Operator, Actor::Staff))?;
            let version = version_of(batch.conn()?, &id)?;
            if version == 0 {
                return Err(Refusal::NotFound.into());
            }
            let ended = "SELECT 1 FROM staff WHERE id = $1 AND state = 'disabled'";
            if batch.conn()?.first(ended, &vals![id.as_str()])?.is_some() {
                return Err(Refusal::NotNow("this account has ended: invite the person anew").into());
            }
            batch.append(&id, version, [StaffEvent::Reset { by }], meta)?;
            let conn = batch.conn()?;
            conn.execute("DELETE FROM session WHERE staff = $1", &vals![id.as_str()])?;
            conn.execute("DELETE FROM wrap WHERE staff = $1", &vals![id.as_str()])?;
            put_invite(batch, staff, &hash, &totp)
        })
        .await?;
        Ok(token)
    }

    /// Everybody.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn members(&self) -> Result<Vec<Member>, Fault> {
        self.read(members).await
    }

    /// The salt of a login; `None` for one that does not exist (the page then makes up a stable one).
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn login_salt(&self, login: String) -> Result<Option<String>, Fault> {
        self.read(move |conn| {
            Ok(conn.first("SELECT salt FROM account WHERE login = $1", &vals![login])?.map(|r| r.text(0).to_owned()))
        })
        .await
    }

    /// What signing in compares; `None` for an unknown or disabled login.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn credentials(&self, login: String) -> Result<Option<Credentials>, Fault> {
        self.read(move |conn| {
            let row = conn.first(
                "SELECT a.staff, a.key_hash, a.totp, a.last_step FROM account AS a JOIN staff AS s ON s.id = a.staff \
                 WHERE a.login = $1 AND s.state = 'active'",
                &vals![login],
            )?;
            row.map(|row| {
                Ok(Credentials {
                    staff: row.parse(0)?,
                    key_hash: row.text(1).to_owned(),
                    totp: row.blob(2).to_vec(),
                    last_step: row.int(3),
                })
            })
            .transpose()
        })
        .await
    }

    /// Begins a session; the time step of the code is spent. Gives the token of the cookie.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] when the code was used already.
    pub async fn sign_in(&self, staff: StaffId, step: i64) -> Result<String, Fault> {
        let token = hex::encode(khien_seal::random::<32>()?);
        let hash = khien_seal::sha256_hex(token.as_bytes());
        self.write("sign in", move |batch| {
            let (now, expires) = (batch.now.0, batch.now.0 + SESSION_HOURS * moment::HOUR);
            let id = staff.to_string();
            let conn = batch.conn()?;
            let spent = conn.execute(
                "UPDATE account SET last_step = $1 WHERE staff = $2 AND last_step < $1",
                &vals![step, id.as_str()],
            )?;
            if spent == 0 {
                return Err(Refusal::NotAllowed.into());
            }
            conn.execute("DELETE FROM session WHERE expires < $1", &vals![now])?;
            conn.execute(
                "INSERT INTO session (token_hash, staff, seen, expires) VALUES ($1, $2, $3, $4)",
                &vals![hash.as_str(), id, now, expires],
            )?;
            Ok(())
        })
        .await?;
        Ok(token)
    }

    /// Who a session's token is; `None` when it ended.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn session(&self, token: &str) -> Result<Option<Session>, Fault> {
        let hash = khien_seal::sha256_hex(token.as_bytes());
        let now = Moment::from(crate::journal::now()).0;
        let found = self
            .read({
                let hash = hash.clone();
                move |conn| {
                    let row = conn.first(
                        "SELECT s.id, s.role, a.desk_name, s.verify, e.seen FROM session AS e JOIN staff AS s ON s.id = e.staff \
                         JOIN account AS a ON a.staff = s.id WHERE e.token_hash = $1 AND e.expires > $2 AND s.state = 'active'",
                        &vals![hash, now],
                    )?;
                    row.map(|row| {
                        let session = Session { staff: row.parse(0)?, role: row.parse(1)?, desk_name: row.text(2).to_owned(), verify: row.text(3).to_owned() };
                        Ok((session, row.int(4)))
                    })
                    .transpose()
                }
            })
            .await?;
        let Some((session, seen)) = found else { return Ok(None) };
        let idle = now - seen;
        if idle > IDLE_MINUTES * moment::HOUR / 60 {
            return Ok(None);
        }
        // Written at most once a minute: reading a page is not a write.
        if idle > moment::HOUR / 60 {
            self.write("session seen", move |batch| {
                batch
                    .conn()?
                    .execute("UPDATE session SET seen = $1 WHERE token_hash = $2", &vals![now, hash.as_str()])?;
                Ok(())
            })
            .await?;
        }
        Ok(Some(session))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn sign_out(&self, token: &str) -> Result<(), Fault> {
        let hash = khien_seal::sha256_hex(token.as_bytes());
        self.write("sign out", move |batch| {
            batch.conn()?.execute("DELETE FROM session WHERE token_hash = $1", &vals![hash.as_str()])?;
            Ok(())
        })
        .await
    }

    /// The sealed bundle of a member.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn bundle(&self, staff: StaffId) -> Result<Vec<u8>, Fault> {
        self.read(move |conn| {
            let row = conn.first("SELECT bundle FROM account WHERE staff = $1", &vals![staff.to_string()])?;
            row.map(|row| row.blob(0).to_vec()).ok_or(Refusal::NotFound.into())
        })
        .await
    }
}

pub(crate) fn members(conn: &mut Conn) -> Result<Vec<Member>, Fault> {
    let rows = conn.query(
        "SELECT s.id, s.role, s.state, COALESCE(a.login, ''), COALESCE(a.desk_name, ''), s.recipient, s.verify, COALESCE(a.mail, '') \
         FROM staff AS s LEFT JOIN account AS a ON a.staff = s.id ORDER BY s.state, 4, s.id",
        &[],
    )?;
    rows.iter()
        .map(|row| {
            let text = |column: usize| row.text(column).to_owned();
            Ok(Member {
                id: row.parse(0)?,
                role: row.parse(1)?,
                state: text(2),
                login: text(3),
                desk_name: text(4),
                recipient: text(5),
                verify: text(6),
                mail: text(7),
            })
        })
        .collect()
}

fn put_invite(batch: &mut Batch<'_>, staff: StaffId, hash: &str, totp: &[u8]) -> Result<(), Fault> {
    let expires = batch.now.plus_days(7).0;
    let id = staff.to_string();
    let conn = batch.conn()?;
    conn.execute("DELETE FROM invite WHERE staff = $1", &vals![id.as_str()])?;
    conn.execute(
        "INSERT INTO invite (token_hash, staff, totp, expires) VALUES ($1, $2, $3, $4)",
        &vals![hash, id, totp, expires],
    )?;
    Ok(())
}

pub(crate) fn spend_invite(batch: &mut Batch<'_>, hash: &str) -> Result<Invite, Fault> {
    let now = batch.now.0;
    let conn = batch.conn()?;
    let row = conn
        .first("SELECT staff, totp FROM invite WHERE token_hash = $1 AND expires > $2", &vals![hash, now])?
        .ok_or(Refusal::NotFound)?;
    conn.execute("DELETE FROM invite WHERE token_hash = $1", &vals![hash])?;
    Ok(Invite { staff: row.text(0).to_owned(), totp: row.blob(1).to_vec() })
}

/// Writes the account beside the journal.
pub(crate) fn put_account(
    batch: &mut Batch<'_>,
    staff: StaffId,
    account: &NewAccount,
    totp: &[u8],
) -> Result<(), Fault> {
    use base64::{Engine, engine::general_purpose::STANDARD as B64};
    let bundle = B64.decode(&account.bundle).map_err(|_| Refusal::Field { field: "bundle", problem: "not base64" })?;
    check(account)?;
    let id = staff.to_string();
    let conn = batch.conn()?;
    let taken = conn
        .first("SELECT 1 FROM account WHERE login = $1 AND staff <> $2", &vals![account.login.as_str(), id.as_str()])?;
    if taken.is_some() {
        return Err(Refusal::Field { field: "login", problem: "somebody signs in with this name already" }.into());
    }
    conn.execute("DELETE FROM account WHERE staff = $1", &vals![id.as_str()])?;
    conn.execute(
        "INSERT INTO account (staff, login, desk_name, salt, key_hash, bundle, totp, last_step, mail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)",
        &vals![
            id,
            account.login.as_str(),
            account.desk_name.trim(),
            account.salt.as_str(),
            account.sign_in_key.as_str(),
            bundle,
            totp,
            account.mail.trim()
        ],
    )?;
    Ok(())
}

fn check(account: &NewAccount) -> Result<(), Refusal> {
    let field = |field, problem| Err(Refusal::Field { field, problem });
    let login = &account.login;
    if !(2..=40).contains(&login.len())
        || !login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b))
    {
        return field("login", "2 to 40 small letters, digits, dots, hyphens");
    }
    let desk = account.desk_name.trim();
    if desk.is_empty() || desk.chars().count() > 60 || desk.contains(char::is_control) {
        return field("desk_name", "1 to 60 characters on one line");
    }
    if account.salt.len() != 32 || hex::decode(&account.salt).is_err() {
        return field("salt", "16 bytes in hex");
    }
    if !khien_seal::keys::is_recipient(&account.recipient) {
        return field("recipient", "not an age recipient");
    }
    if khien_seal::keys::verify_from_hex(&account.verify).is_err() {
        return field("verify", "not a public key in hex");
    }
    let mail = account.mail.trim();
    if !mail.is_empty() && (!mail.contains('@') || mail.contains(char::is_whitespace) || mail.len() > 200) {
        return field("mail", "not a mail address");
    }
    Ok(())
}

fn leave(batch: &mut Batch<'_>, staff: StaffId, by: Option<StaffId>, event: StaffEvent) -> Result<(), Fault> {
    let id = staff.to_string();
    let meta = Meta::once(by.map_or(Actor::Operator, Actor::Staff))?;
    let version = version_of(batch.conn()?, &id)?;
    if version == 0 {
        return Err(Refusal::NotFound.into());
    }
    batch.append(&id, version, [event], meta)?;
    let conn = batch.conn()?;
    conn.execute("DELETE FROM session WHERE staff = $1", &vals![id.as_str()])?;
    conn.execute("DELETE FROM invite WHERE staff = $1", &vals![id.as_str()])?;
    conn.execute("DELETE FROM wrap WHERE staff = $1", &vals![id.as_str()])?;
    let teams = conn.query("SELECT team FROM team_member WHERE staff = $1 ORDER BY team", &vals![id])?;
    for row in teams {
        let team: TeamId = row.parse(0)?;
        let (_, version) = load_team(batch.conn()?, team)?;
        batch.append(&team.to_string(), version, [TeamEvent::MemberRemoved { staff, by }], meta)?;
    }
    Ok(())
}
