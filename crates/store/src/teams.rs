//! Teams: keys that members make, the root certifies, and colleagues hand on.

use khien_casework::Refusal;
use khien_casework::people::{self, Purpose, TeamEvent};
use khien_seal::statement::Signed;
use khien_terms::id::{StaffId, TeamId};
use serde::Serialize;

use crate::batch::Batch;
use crate::journal::{Actor, Meta, load_team};
use crate::setup::found_team;
use crate::{Fault, Store, vals};

/// A team as its page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct TeamPage {
    /// Id.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// `intake`, `custodian` or `desk`.
    pub purpose: String,
    /// Members.
    pub members: Vec<StaffId>,
    /// Keys by epoch.
    pub epochs: Vec<EpochPage>,
    /// A new epoch is due.
    pub epoch_due: bool,
}

impl TeamPage {
    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Option<Purpose> {
        [Purpose::Intake, Purpose::Custodian, Purpose::Desk].into_iter().find(|p| p.as_str() == self.purpose)
    }
}

/// A key of a team as its page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct EpochPage {
    /// Number, from 1.
    pub epoch: u32,
    /// Where to seal to.
    pub recipient: String,
    /// What the team signs with, hex.
    pub verify: String,
    /// The root certified it.
    pub certified: bool,
    /// Who holds it.
    pub holders: Vec<StaffId>,
}

/// A wrapped key for one member.
#[derive(Debug, Clone, Serialize)]
pub struct Wrap {
    /// Team.
    pub team: String,
    /// Epoch.
    pub epoch: u32,
    /// `intake`, `custodian` or `desk`.
    pub purpose: String,
    /// Age file to the member.
    pub wrapped: Vec<u8>,
}

/// A key that a member's browser made.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are named as in the event")]
pub struct MadeKey {
    pub recipient: String,
    pub verify: String,
    /// The key wrapped to the maker.
    pub wrapped: Vec<u8>,
    /// The key wrapped to the recovery recipient.
    pub recovery: Option<Vec<u8>>,
    /// The new key vouches for the maker's signature.
    pub certificate: Signed,
}

impl Store {
    /// All teams.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn teams(&self) -> Result<Vec<TeamPage>, Fault> {
        self.read(|conn| {
            let rows = conn.query("SELECT t.id, COALESCE(n.name, '') FROM team AS t LEFT JOIN team_name AS n ON n.team = t.id ORDER BY t.purpose DESC, t.id", &[])?;
            rows.iter()
                .map(|row| {
                    let id: TeamId = row.parse(0)?;
                    let (team, _) = load_team(conn, id)?;
                    let wraps = conn.query("SELECT epoch, staff FROM wrap WHERE team = $1", &vals![id.to_string()])?;
                    // After a reset a member is still named as a holder and has no wrapped key any more.
                    let holds = |epoch: u32, staff: &StaffId| {
                        wraps.iter().any(|wrap| wrap.int(0) == i64::from(epoch) && wrap.text(1) == staff.to_string())
                    };
                    let epochs = (1..).zip(&team.epochs).map(|(epoch, key)| EpochPage {
                        epoch,
                        recipient: key.recipient.clone(),
                        verify: key.verify.clone(),
                        certified: key.certified,
                        holders: key.holders.iter().filter(|staff| holds(epoch, staff)).copied().collect(),
                    });
                    Ok(TeamPage {
                        id, name: row.text(1).to_owned(), purpose: team.purpose.as_str().to_owned(), members: team.members.clone(),
                        epochs: epochs.collect(), epoch_due: team.epoch_due,
                    })
                })
                .collect()
        })
        .await
    }

    /// The wrapped keys of a member: newest epoch first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn wraps(&self, staff: StaffId) -> Result<Vec<Wrap>, Fault> {
        self.read(move |conn| {
            let rows = conn.query(
                "SELECT w.team, w.epoch, t.purpose, w.bytes FROM wrap AS w JOIN team AS t ON t.id = w.team WHERE w.staff = $1 ORDER BY w.epoch DESC, w.team",
                &vals![staff.to_string()],
            )?;
            Ok(rows
                .iter()
                .map(|row| Wrap {
                    team: row.text(0).to_owned(), epoch: u32::try_from(row.int(1)).unwrap_or(0), purpose: row.text(2).to_owned(),
                    wrapped: row.blob(3).to_vec(),
                })
                .collect())
        })
        .await
    }

    /// A member made the team's key, or that of a new epoch.
    ///
    /// # Errors
    /// [`Refusal`] when no key is due, or the certificate does not fit.
    pub async fn make_team_key(&self, team: TeamId, by: StaffId, made: MadeKey) -> Result<(), Fault> {
        self.write("team key", move |batch| {
            let recovers = batch.conn()?.first("SELECT 1 FROM node WHERE recovery IS NOT NULL", &[])?.is_some();
            if recovers && made.recovery.is_none() {
                return Err(Refusal::Field {
                    field: "recovery",
                    problem: "wrap the key to the recovery recipient too",
                }
                .into());
            }
            let (state, version) = load_team(batch.conn()?, team)?;
            let epoch = u32::try_from(state.epochs.len() + 1).unwrap_or(u32::MAX);
            let keys = (made.recipient.as_str(), made.verify.as_str());
            let events = people::make_key(&state, team, by, keys, &made.certificate, made.recovery.is_some())?;
            batch.append(&team.to_string(), version, events, Meta::once(Actor::Staff(by))?)?;
            put_wrap(batch, team, epoch, &by.to_string(), &made.wrapped)?;
            if let Some(recovery) = &made.recovery {
                put_wrap(batch, team, epoch, RECOVERY, recovery)?;
            }
            Ok(())
        })
        .await
    }

    /// The root certified a team's key: from now on reporters seal to it. The desk team's is certified by the desk's root.
    ///
    /// # Errors
    /// [`Refusal::Forged`].
    pub async fn certify_team(&self, team: TeamId, by: StaffId, certificate: Signed) -> Result<(), Fault> {
        self.write("certify team", move |batch| {
            let sql = "SELECT root, desk_root FROM node WHERE id = 1";
            let node = batch.conn()?.first(sql, &[])?.ok_or(Refusal::NotFound)?;
            let (state, version) = load_team(batch.conn()?, team)?;
            let root = node.text(if state.purpose == Purpose::Desk { 1 } else { 0 });
            let root = khien_seal::keys::verify_from_hex(root)?;
            let events = people::certify(&state, team, &root, &certificate)?;
            batch.append(&team.to_string(), version, events, Meta::once(Actor::Staff(by))?)?;
            Ok(())
        })
        .await
    }

    /// A key-holder hands the key of an epoch to a member.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn give_team_key(
        &self,
        team: TeamId,
        epoch: u32,
        by: StaffId,
        to: StaffId,
        wrapped: Vec<u8>,
        certificate: Signed,
    ) -> Result<(), Fault> {
        self.write("give team key", move |batch| {
            let row = batch
                .conn()?
                .first("SELECT verify FROM staff WHERE id = $1 AND state = 'active'", &vals![to.to_string()])?;
            let verify = row.ok_or(Refusal::NotFound)?.text(0).to_owned();
            let (state, version) = load_team(batch.conn()?, team)?;
            let events = people::give_key(&state, team, epoch, by, (to, &verify), &certificate)?;
            batch.append(&team.to_string(), version, events, Meta::once(Actor::Staff(by))?)?;
            put_wrap(batch, team, epoch, &to.to_string(), &wrapped)
        })
        .await
    }

    /// Founds the team of the desk between States; its first member makes its key. A node has one.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] when there is one.
    pub async fn found_desk_team(&self, name: String, by: StaffId) -> Result<TeamId, Fault> {
        if name.trim().is_empty() || name.len() > 200 {
            return Err(Refusal::Field { field: "team_name", problem: "give the team a name" }.into());
        }
        self.write("found desk team", move |batch| {
            let sql = "SELECT 1 FROM team WHERE purpose = $1";
            if batch.conn()?.first(sql, &vals![Purpose::Desk.as_str()])?.is_some() {
                return Err(Refusal::NotNow("this node has a desk team").into());
            }
            found_team(batch, Purpose::Desk, &name, by, Meta::once(Actor::Staff(by))?)
        })
        .await
    }

    /// Adds a member to a team; a colleague then hands the key on.
    ///
    /// # Errors
    /// [`Refusal`] when the role holds no team's key.
    pub async fn add_member(&self, team: TeamId, staff: StaffId, by: StaffId) -> Result<(), Fault> {
        self.write("add member", move |batch| {
            let row = batch
                .conn()?
                .first("SELECT role FROM staff WHERE id = $1", &vals![staff.to_string()])?
                .ok_or(Refusal::NotFound)?;
            let role: khien_casework::role::Role = row.parse(0)?;
            let (state, version) = load_team(batch.conn()?, team)?;
            if !role.may_hold(state.purpose) {
                return Err(Refusal::NotAllowed.into());
            }
            if state.members.contains(&staff) {
                return Ok(());
            }
            batch.append(
                &team.to_string(),
                version,
                [TeamEvent::MemberAdded { staff }],
                Meta::once(Actor::Staff(by))?,
            )?;
            Ok(())
        })
        .await
    }

    /// Takes a member out of a team: their wrapped keys go, a new epoch is due.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn remove_member(&self, team: TeamId, staff: StaffId, by: StaffId) -> Result<(), Fault> {
        self.write("remove member", move |batch| {
            let (state, version) = load_team(batch.conn()?, team)?;
            if !state.members.contains(&staff) {
                return Err(Refusal::NotFound.into());
            }
            batch.append(
                &team.to_string(),
                version,
                [TeamEvent::MemberRemoved { staff, by: Some(by) }],
                Meta::once(Actor::Staff(by))?,
            )?;
            batch.conn()?.execute(
                "DELETE FROM wrap WHERE team = $1 AND staff = $2",
                &vals![team.to_string(), staff.to_string()],
            )?;
            Ok(())
        })
        .await
    }
}

/// In the table of wrapped keys, the recovery recipient's place.
const RECOVERY: &str = "recovery";

fn put_wrap(batch: &mut Batch<'_>, team: TeamId, epoch: u32, staff: &str, wrapped: &[u8]) -> Result<(), Fault> {
    if !wrapped.starts_with(b"age-encryption.org/v1\n") || wrapped.len() > 16_384 {
        return Err(Refusal::Field { field: "wrapped", problem: "not a sealed key" }.into());
    }
    let team = team.to_string();
    let conn = batch.conn()?;
    conn.execute(
        "DELETE FROM wrap WHERE team = $1 AND epoch = $2 AND staff = $3",
        &vals![team.as_str(), epoch, staff],
    )?;
    conn.execute(
        "INSERT INTO wrap (team, epoch, staff, bytes) VALUES ($1, $2, $3, $4)",
        &vals![team, epoch, staff, wrapped],
    )?;
    Ok(())
}
