//! Staff, teams, the node.

use khien_casework::people::{NodeEvent, StaffEvent, TeamEvent};
use khien_seal::statement::Signed;
use khien_terms::id::StaffId;

use super::json;
use crate::batch::Batch;
use crate::journal::Recorded;
use crate::{Fault, vals};

/// Folds an event of a member of staff.
pub(super) fn staff(batch: &mut Batch<'_>, recorded: &Recorded, event: &StaffEvent) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    match event {
        StaffEvent::Invited { role, .. } => batch.run(
            "INSERT INTO {p}staff (id, role, state, recipient, verify) VALUES ($1, $2, 'invited', '', '')",
            &vals![id, role.as_str()],
        ),
        StaffEvent::Joined { recipient, verify } => batch.run(
            "UPDATE {p}staff SET state = 'active', recipient = $1, verify = $2 WHERE id = $3",
            &vals![recipient.as_str(), verify.as_str(), id],
        ),
        StaffEvent::Disabled { .. } => batch.run("UPDATE {p}staff SET state = 'disabled' WHERE id = $1", &vals![id]),
        StaffEvent::Reset { .. } => batch.run("UPDATE {p}staff SET state = 'invited' WHERE id = $1", &vals![id]),
    }?;
    Ok(())
}

/// Folds an event of a team.
pub(super) fn team(batch: &mut Batch<'_>, recorded: &Recorded, event: &TeamEvent) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    match event {
        TeamEvent::Founded { purpose, .. } => {
            batch
                .run("INSERT INTO {p}team (id, purpose, epoch_due) VALUES ($1, $2, 0)", &vals![id, purpose.as_str()])?;
        }
        TeamEvent::MemberAdded { staff } => {
            batch.run(
                "INSERT INTO {p}team_member (team, staff) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                &vals![id, staff.to_string()],
            )?;
        }
        TeamEvent::KeyMade { epoch, recipient, verify, recovery, .. } => {
            batch.run(
                "INSERT INTO {p}team_epoch (team, epoch, recipient, verify, certificate, recovery) VALUES ($1, $2, $3, $4, NULL, $5)",
                &vals![id, *epoch, recipient.as_str(), verify.as_str(), *recovery],
            )?;
            batch.run("UPDATE {p}team SET epoch_due = 0 WHERE id = $1", &vals![id])?;
        }
        TeamEvent::Certified { epoch, certificate } => {
            batch.run(
                "UPDATE {p}team_epoch SET certificate = $1 WHERE team = $2 AND epoch = $3",
                &vals![json(certificate)?, id, *epoch],
            )?;
        }
        TeamEvent::KeyGiven { epoch, staff, certificate, .. } => {
            batch.run(
                "INSERT INTO {p}team_holder (team, epoch, staff, certificate) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (team, epoch, staff) DO UPDATE SET certificate = excluded.certificate",
                &vals![id, *epoch, staff.to_string(), json(certificate)?],
            )?;
        }
        TeamEvent::MemberRemoved { staff, .. } => {
            batch.run("DELETE FROM {p}team_member WHERE team = $1 AND staff = $2", &vals![id, staff.to_string()])?;
            batch.run(
                "UPDATE {p}team SET epoch_due = 1 WHERE id = $1 AND EXISTS (SELECT 1 FROM {p}team_epoch WHERE team = $1)",
                &vals![id],
            )?;
        }
    }
    Ok(())
}

/// Folds an event of the node.
pub(super) fn node(batch: &mut Batch<'_>, recorded: &Recorded, event: &NodeEvent) -> Result<(), Fault> {
    match event {
        NodeEvent::SetUp { root, online, recovery, .. } => {
            // The desk's root is the node's until it gets one of its own.
            batch.run(
                "INSERT INTO {p}node (id, root, online, recovery, desk_root, desk_online, successions) \
                 VALUES (1, $1, $2, $3, $1, $2, '[]')",
                &vals![root.as_str(), json(online)?, recovery.as_deref()],
            )?;
        }
        NodeEvent::DeskRoot { root, succession, online, .. } => {
            let rows = batch.read("SELECT successions FROM {p}node WHERE id = 1", &[])?;
            let before = rows.first().map_or("[]", |row| row.text(0)).to_owned();
            // Nothing leads on from a root that is lost.
            let mut said: Vec<Signed> = if succession.is_some() { serde_json::from_str(&before)? } else { Vec::new() };
            said.extend(succession.clone());
            batch.run(
                "UPDATE {p}node SET desk_root = $1, desk_online = $2, successions = $3 WHERE id = 1",
                &vals![root.as_str(), json(online)?, json(&said)?],
            )?;
        }
        NodeEvent::Service { id, entry, .. } => {
            batch.run(
                "INSERT INTO {p}service (id, entry) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET entry = excluded.entry",
                &vals![id.as_str(), entry.as_str()],
            )?;
        }
        NodeEvent::Exposure { staff, kind } => count_look(batch, recorded, *staff, kind, 1)?,
        NodeEvent::Viewed { staff, seconds } => count_look(batch, recorded, *staff, "seconds", i64::from(*seconds))?,
        NodeEvent::Roster { .. }
        | NodeEvent::Portal { .. }
        | NodeEvent::DeskEntry { .. }
        | NodeEvent::DeskKey { .. }
        | NodeEvent::DeskKeyGone { .. }
        | NodeEvent::DeskRevoked { .. }
        | NodeEvent::DeskSignPrepared { .. }
        | NodeEvent::DeskSignTurned { .. }
        | NodeEvent::DeskTlsKey { .. }
        | NodeEvent::DeskTlsKeyGone { .. }
        | NodeEvent::DeskListPinned { .. }
        | NodeEvent::DeskListConfirmed { .. }
        | NodeEvent::DeskListDropped { .. }
        | NodeEvent::DeskListPublished { .. }
        | NodeEvent::RightsAsked { .. }
        | NodeEvent::LedgerGoesOn { .. }
        | NodeEvent::LedgerDisowned { .. }
        | NodeEvent::ClocksDiffer { .. }
        | NodeEvent::ClockMoved { .. } => {}
    }
    Ok(())
}

/// Adds to what somebody looked at today; `seconds` stands beside the kinds of looks.
fn count_look(batch: &mut Batch<'_>, recorded: &Recorded, staff: StaffId, kind: &str, count: i64) -> Result<(), Fault> {
    let day = recorded.at.day_in(&batch.shared.rulebook.zone);
    batch.run(
        "INSERT INTO {p}exposure (staff, day, kind, count) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (staff, day, kind) DO UPDATE SET count = {p}exposure.count + excluded.count",
        &vals![staff.to_string(), i64::from(khien_measure::fact::day_number(day)), kind, count],
    )?;
    Ok(())
}
