//! Who may do what: one table, role × operation. Relations (does this person hold the team's key?) are asked where the
//! operation is decided; without the key, ciphertext says nothing anyway.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::people::Purpose;

/// A role of a member of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads and answers reports, sends notices.
    Analyst,
    /// As an analyst; also agrees to identity, decides appeals, looks before destruction, sets the roster.
    Supervisor,
    /// Runs accounts, teams, the directory. Reads nothing sealed.
    Administrator,
    /// Drafts requests to other States and carries out what theirs were granted.
    Officer,
    /// A legal officer: approves and signs what officers drafted, decides on what other States ask.
    Approver,
    /// Reads of the desk who did what and when. Opens nothing.
    Auditor,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 6] =
        [Role::Analyst, Role::Supervisor, Role::Administrator, Role::Officer, Role::Approver, Role::Auditor];

    /// The name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Analyst => "analyst",
            Role::Supervisor => "supervisor",
            Role::Administrator => "administrator",
            Role::Officer => "officer",
            Role::Approver => "approver",
            Role::Auditor => "auditor",
        }
    }
}

impl FromStr for Role {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or(Refusal::Field {
            field: "role",
            problem: "one of analyst, supervisor, administrator, officer, approver, auditor",
        })
    }
}

/// Something that staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is named for what it is")]
pub enum Operation {
    SeeQueue,
    OpenSealed,
    WorkReports,
    WorkCases,
    SendNotices,
    ReleaseIdentity,
    OpenForLife,
    ReviewIdentity,
    DecideAppeals,
    EraseAfterDanger,
    SeeFigures,
    EditServices,
    EditRoster,
    SeeBanks,
    WorkBanks,
    ManageStaff,
    ManageTeams,
    SeeTeams,
    HoldTeamKey,
    SeeDesk,
    SeeStates,
    DraftRequests,
    ExecuteRequests,
    ApproveRequests,
    SendEmergencies,
    DecideRequests,
    IntroduceStates,
    HoldDeskKey,
    EditDeskRoster,
    LookUpAbroad,
    /// Read who asked which State when, of which case and on which basis; no identifiers.
    AuditLookups,
}

/// The table. A new role is a column, a new operation a row; the test walks them all.
const TABLE: [(Operation, [bool; 6]); 31] = [
    // operation                     analyst, supervisor, administrator, officer, approver, auditor
    (Operation::SeeQueue, [true, true, false, false, false, false]),
    (Operation::OpenSealed, [true, true, false, false, false, false]),
    (Operation::WorkReports, [true, true, false, false, false, false]),
    (Operation::WorkCases, [true, true, false, false, false, false]),
    (Operation::SendNotices, [true, true, false, false, false, false]),
    (Operation::ReleaseIdentity, [false, true, false, false, false, false]),
    // The table says who may try; both keys, custodian's and intake's, say who can.
    (Operation::OpenForLife, [true, true, false, false, false, false]),
    (Operation::ReviewIdentity, [false, true, false, false, false, false]),
    (Operation::DecideAppeals, [false, true, false, false, false, false]),
    (Operation::EraseAfterDanger, [false, true, false, false, false, false]),
    (Operation::SeeFigures, [true, true, true, false, false, false]),
    (Operation::EditServices, [false, true, true, false, false, false]),
    (Operation::EditRoster, [false, true, true, false, false, false]),
    (Operation::SeeBanks, [true, true, true, false, false, false]),
    (Operation::WorkBanks, [true, true, false, false, false, false]),
    (Operation::ManageStaff, [false, false, true, false, false, false]),
    (Operation::ManageTeams, [false, false, true, false, false, false]),
    (Operation::SeeTeams, [true, true, true, true, true, false]),
    (Operation::HoldTeamKey, [true, true, false, false, false, false]),
    // Who asks another State, who lets it go out and who carries out are three people; a request holds them apart too.
    (Operation::SeeDesk, [false, false, false, true, true, true]),
    // The directory of States, also for whoever keeps the own entry.
    (Operation::SeeStates, [false, false, true, true, true, true]),
    (Operation::DraftRequests, [false, false, false, true, false, false]),
    (Operation::ExecuteRequests, [false, false, false, true, false, false]),
    (Operation::ApproveRequests, [false, false, false, false, true, false]),
    // When a life is at risk one person asks, whoever is there; a request sees to it that a second one looks.
    (Operation::SendEmergencies, [false, false, false, true, true, false]),
    (Operation::DecideRequests, [false, false, false, false, true, false]),
    (Operation::IntroduceStates, [false, false, true, false, true, false]),
    (Operation::HoldDeskKey, [false, false, false, true, true, false]),
    (Operation::EditDeskRoster, [false, false, true, false, true, false]),
    // Whoever signs for the State asks; about what, those decide who work on the case.
    (Operation::LookUpAbroad, [false, false, false, true, true, false]),
    // Each query with its case and its basis, for whoever looks after: never about whom.
    (Operation::AuditLookups, [false, false, false, false, false, true]),
];

impl Role {
    /// Whether this role may do it.
    #[must_use]
    pub fn may(self, operation: Operation) -> bool {
        let column = self as usize;
        TABLE.iter().any(|(row, cells)| *row == operation && cells[column])
    }

    /// Whether this role may hold the key of a team of this purpose: reports and requests of States are read by
    /// different people.
    #[must_use]
    pub fn may_hold(self, purpose: Purpose) -> bool {
        self.may(match purpose {
            Purpose::Intake | Purpose::Custodian => Operation::HoldTeamKey,
            Purpose::Desk => Operation::HoldDeskKey,
        })
    }

    /// As [`Role::may`], as a refusal.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn must(self, operation: Operation) -> Result<(), Refusal> {
        if self.may(operation) { Ok(()) } else { Err(Refusal::NotAllowed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_reads_nothing_sealed_and_holds_no_team_key() {
        for operation in [Operation::OpenSealed, Operation::HoldTeamKey, Operation::SeeQueue, Operation::WorkReports] {
            assert!(!Role::Administrator.may(operation), "{operation:?}");
        }
    }

    #[test]
    fn nobody_agrees_to_their_own_question_by_role_alone() {
        assert!(!Role::Analyst.may(Operation::ReleaseIdentity));
        assert!(Role::Supervisor.may(Operation::ReleaseIdentity));
    }

    #[test]
    fn who_works_at_the_desk_reads_no_report_and_who_reads_reports_holds_no_desk_key() {
        let of_reports = [
            Operation::SeeQueue,
            Operation::OpenSealed,
            Operation::WorkReports,
            Operation::WorkCases,
            Operation::SendNotices,
            Operation::ReleaseIdentity,
            Operation::OpenForLife,
            Operation::HoldTeamKey,
        ];
        for role in [Role::Officer, Role::Approver, Role::Auditor] {
            assert!(
                role.may(Operation::SeeDesk) && !of_reports.iter().any(|operation| role.may(*operation)),
                "{role:?}"
            );
        }
        for role in Role::ALL {
            let (desk, reports) = (role.may_hold(Purpose::Desk), role.may_hold(Purpose::Intake));
            assert!(!(desk && reports), "{role:?}");
            assert_eq!(reports, role.may_hold(Purpose::Custodian), "{role:?}");
        }
        assert!(!Role::Auditor.may_hold(Purpose::Desk), "an auditor opens nothing");
    }

    #[test]
    fn nobody_drafts_and_approves_by_role_alone() {
        for role in Role::ALL {
            let (drafts, approves) = (role.may(Operation::DraftRequests), role.may(Operation::ApproveRequests));
            assert!(!(drafts && approves), "{role:?}");
            assert!(!(role.may(Operation::ExecuteRequests) && role.may(Operation::DecideRequests)), "{role:?}");
        }
    }

    #[test]
    fn every_operation_stands_in_the_table_once() {
        for (index, (operation, _)) in TABLE.iter().enumerate() {
            assert!(!TABLE[index + 1..].iter().any(|(other, _)| other == operation), "{operation:?}");
        }
    }
}
