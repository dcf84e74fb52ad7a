//! The node's own beginnings: its online key, the one-time set-up, and what pages need to know of keys.

use khien_casework::Refusal;
use khien_casework::people::{NodeEvent, Purpose, StaffEvent, TeamEvent};
use khien_casework::role::Role;
use khien_seal::keys::SignKey;
use khien_seal::statement::{self, Signed};
use khien_terms::id::{StaffId, TeamId};
use serde::Deserialize;

use crate::batch::Batch;
use crate::db::Conn;
use crate::journal::{Actor, Event, Meta};
use crate::staff::{NewAccount, put_account};
use crate::{Fault, Store, vals};

/// What the first administrator's browser made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The account.
    #[serde(flatten)]
    pub account: NewAccount,
    /// Public half of the off-line root, hex.
    pub root: String,
    /// The root certifies the online key.
    pub online_certificate: Signed,
    /// The recovery recipient; none when it was declined in words that explain the risk.
    pub recovery_recipient: Option<String>,
    /// Name of the intake team.
    pub team_name: String,
    /// Name of the custodian team.
    pub custodian_name: String,
}

/// The keys that a node was set up with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NodeKeys {
    /// The root, hex.
    pub root: String,
    /// The recovery recipient, when there is one.
    pub recovery: Option<String>,
    /// The root's certificate of the online key.
    pub online: Signed,
    /// The root of the desk between States, hex: the same until it gets one of its own.
    pub desk_root: String,
    /// What each root of the desk said for the next, the node's first, when there were others.
    pub successions: Vec<Signed>,
}

/// What the portal needs to know of keys; `None` before a team has a key: then there is help and no form.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PublicKeys {
    /// The root, hex.
    pub root: String,
    /// The intake team.
    pub intake: TeamKey,
    /// The custodian team, when it has a key.
    pub custodian: Option<TeamKey>,
    /// The recovery recipient, when there is one.
    pub recovery: Option<String>,
}

/// The key of a team as reporters use it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TeamKey {
    /// Team id.
    pub team: String,
    /// Epoch.
    pub epoch: u32,
    /// Where to seal to.
    pub recipient: String,
    /// The root's certificate.
    pub certificate: Signed,
}

impl Store {
    /// A named secret of the node, made when it is first asked for.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn secret(&self, name: &'static str) -> Result<[u8; 32], Fault> {
        self.write("secret", move |batch| {
            let conn = batch.conn()?;
            if let Some(row) = conn.first("SELECT bytes FROM secret WHERE name = $1", &vals![name])? {
                return row.hash(0);
            }
            let made: [u8; 32] = khien_seal::random()?;
            conn.execute("INSERT INTO secret (name, bytes) VALUES ($1, $2)", &vals![name, made.as_slice()])?;
            Ok(made)
        })
        .await
    }

    /// The key that signs checkpoints. The root is never here.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn online_key(&self) -> Result<SignKey, Fault> {
        Ok(SignKey::from_seed(self.secret("online").await?))
    }

    /// Whether the node was set up.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn is_set_up(&self) -> Result<bool, Fault> {
        self.read(|conn| Ok(conn.first("SELECT 1 FROM node WHERE id = 1", &[])?.is_some())).await
    }

    /// Draws the token of the one-time set-up address, in place of an older one, with its second factor.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] when the node was set up already.
    pub async fn new_setup_token(&self) -> Result<String, Fault> {
        let token = hex::encode(khien_seal::random::<16>()?);
        let (hash, totp) = (khien_seal::sha256_hex(token.as_bytes()), khien_seal::random::<20>()?);
        self.write("set-up token", move |batch| {
            let expires = batch.now.plus_days(7).0;
            let conn = batch.conn()?;
            if conn.first("SELECT 1 FROM node WHERE id = 1", &[])?.is_some() {
                return Err(Refusal::NotNow("this node was set up already").into());
            }
            conn.execute("DELETE FROM invite WHERE staff = ''", &[])?;
            conn.execute(
                "INSERT INTO invite (token_hash, staff, totp, expires) VALUES ($1, '', $2, $3)",
                &vals![hash.as_str(), totp.as_slice(), expires],
            )?;
            Ok(())
        })
        .await?;
        Ok(token)
    }

    /// Sets the node up: account, root, recovery, two teams without a key. The token is spent.
    ///
    /// # Errors
    /// [`Refusal`] for a spent token, a certificate that does not fit, or a bad field.
    pub async fn set_up(&self, token: &str, origin: String, online: SignKey, set_up: SetUp) -> Result<StaffId, Fault> {
        let hash = khien_seal::sha256_hex(token.as_bytes());
        self.write("set up", move |batch| {
            let invite = crate::staff::spend_invite(batch, &hash)?;
            if !invite.staff.is_empty() {
                return Err(Refusal::NotFound.into());
            }
            check(&set_up, &origin, &online)?;
            let staff = StaffId::from_bits(u128::from_be_bytes(khien_seal::random()?));
            let meta = Meta::once(Actor::Staff(staff))?;
            let account = &set_up.account;
            let role = Role::Administrator;
            let joined = StaffEvent::Joined { recipient: account.recipient.clone(), verify: account.verify.clone() };
            batch.append(
                &staff.to_string(),
                0,
                [StaffEvent::Invited { role, teams: vec![], by: None }, joined],
                meta,
            )?;
            put_account(batch, staff, account, &invite.totp)?;
            let event = NodeEvent::SetUp {
                root: set_up.root.clone(),
                online: set_up.online_certificate.clone(),
                recovery: set_up.recovery_recipient.clone(),
                by: staff,
            };
            append_node(batch, event, meta)?;
            found_team(batch, Purpose::Intake, &set_up.team_name, staff, meta)?;
            found_team(batch, Purpose::Custodian, &set_up.custodian_name, staff, meta)?;
            Ok(staff)
        })
        .await
    }

    /// The root and the recovery recipient, also before any team has a key; `None` before the set-up.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn node_keys(&self) -> Result<Option<NodeKeys>, Fault> {
        self.read(|conn| {
            let sql = "SELECT root, recovery, online, desk_root, successions FROM node WHERE id = 1";
            let row = conn.first(sql, &[])?;
            row.map(|row| {
                Ok(NodeKeys {
                    root: row.text(0).to_owned(),
                    recovery: row.text_opt(1).map(str::to_owned),
                    online: serde_json::from_str(row.text(2))?,
                    desk_root: row.text(3).to_owned(),
                    successions: serde_json::from_str(row.text(4))?,
                })
            })
            .transpose()
        })
        .await
    }

    /// What pages need to know of keys.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn public_keys(&self) -> Result<Option<PublicKeys>, Fault> {
        self.read(|conn| {
            let Some(node) = conn.first("SELECT root, recovery FROM node WHERE id = 1", &[])? else { return Ok(None) };
            let Some(intake) = team_key(conn, Purpose::Intake)? else { return Ok(None) };
            let custodian = team_key(conn, Purpose::Custodian)?;
            Ok(Some(PublicKeys {
                root: node.text(0).to_owned(),
                intake,
                custodian,
                recovery: node.text_opt(1).map(str::to_owned),
            }))
        })
        .await
    }
}

fn team_key(conn: &mut Conn, purpose: Purpose) -> Result<Option<TeamKey>, Fault> {
    let row = conn.first(
        "SELECT e.team, e.epoch, e.recipient, e.certificate FROM team_epoch AS e JOIN team AS t ON t.id = e.team \
         WHERE t.purpose = $1 AND e.certificate IS NOT NULL AND EXISTS (SELECT 1 FROM wrap AS w JOIN staff AS s ON s.id = w.staff \
         WHERE w.team = e.team AND s.state = 'active') ORDER BY e.epoch DESC LIMIT 1",
        &vals![purpose.as_str()],
    )?;
    row.map(|row| {
        Ok(TeamKey {
            team: row.text(0).to_owned(),
            epoch: u32::try_from(row.int(1)).unwrap_or(0),
            recipient: row.text(2).to_owned(),
            certificate: serde_json::from_str(row.text(3))?,
        })
    })
    .transpose()
}

fn check(set_up: &SetUp, origin: &str, online: &SignKey) -> Result<(), Refusal> {
    let root = khien_seal::keys::verify_from_hex(&set_up.root)
        .map_err(|_| Refusal::Field { field: "root", problem: "not a public key in hex" })?;
    let expected = statement::online(origin, &online.verify_hex());
    if set_up.online_certificate.statement != expected || !set_up.online_certificate.verifies(&root) {
        return Err(Refusal::Forged);
    }
    if set_up.recovery_recipient.as_ref().is_some_and(|text| !khien_seal::keys::is_recipient(text)) {
        return Err(Refusal::Field { field: "recovery_recipient", problem: "not an age recipient" });
    }
    for (field, name) in [("team_name", &set_up.team_name), ("custodian_name", &set_up.custodian_name)] {
        if name.trim().is_empty() || name.len() > 200 {
            return Err(Refusal::Field { field, problem: "give the team a name" });
        }
    }
    Ok(())
}

/// The stream of the node itself.
pub(crate) const NODE: &str = "node";

pub(crate) fn append_node(batch: &mut Batch<'_>, event: NodeEvent, meta: Meta) -> Result<(), Fault> {
    let version = crate::journal::version_of(batch.conn()?, NODE)?;
    batch.append(NODE, version, [Event::from(event)], meta)?;
    Ok(())
}

pub(crate) fn found_team(
    batch: &mut Batch<'_>,
    purpose: Purpose,
    name: &str,
    by: StaffId,
    meta: Meta,
) -> Result<TeamId, Fault> {
    let team = TeamId::from_bits(u128::from_be_bytes(khien_seal::random()?));
    batch.append(&team.to_string(), 0, [TeamEvent::Founded { purpose, by }], meta)?;
    let values = vals![team.to_string(), name.trim()];
    batch.conn()?.execute("INSERT INTO team_name (team, name) VALUES ($1, $2)", &values)?;
    Ok(team)
}
