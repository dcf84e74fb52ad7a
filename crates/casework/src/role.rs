//! Who may do what: one table, role × operation. Relations (does this person hold the team's key?) are asked where the
//! operation is decided; without the key, ciphertext says nothing anyway.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

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
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 3] = [Role::Analyst, Role::Supervisor, Role::Administrator];

    /// The name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Analyst => "analyst",
            Role::Supervisor => "supervisor",
            Role::Administrator => "administrator",
        }
    }
}

impl FromStr for Role {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Role::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(Refusal::Field { field: "role", problem: "one of analyst, supervisor, administrator" })
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
    HoldTeamKey,
}

/// The table. A new role is a column, a new operation a row; the test walks them all.
const TABLE: [(Operation, [bool; 3]); 18] = [
    // operation                     analyst, supervisor, administrator
    (Operation::SeeQueue, [true, true, false]),
    (Operation::OpenSealed, [true, true, false]),
    (Operation::WorkReports, [true, true, false]),
    (Operation::WorkCases, [true, true, false]),
    (Operation::SendNotices, [true, true, false]),
    (Operation::ReleaseIdentity, [false, true, false]),
    // The table says who may try; both keys, custodian's and intake's, say who can.
    (Operation::OpenForLife, [true, true, false]),
    (Operation::ReviewIdentity, [false, true, false]),
    (Operation::DecideAppeals, [false, true, false]),
    (Operation::EraseAfterDanger, [false, true, false]),
    (Operation::SeeFigures, [true, true, true]),
    (Operation::EditServices, [false, true, true]),
    (Operation::EditRoster, [false, true, true]),
    (Operation::SeeBanks, [true, true, true]),
    (Operation::WorkBanks, [true, true, false]),
    (Operation::ManageStaff, [false, false, true]),
    (Operation::ManageTeams, [false, false, true]),
    (Operation::HoldTeamKey, [true, true, false]),
];

impl Role {
    /// Whether this role may do it.
    #[must_use]
    pub fn may(self, operation: Operation) -> bool {
        let column = self as usize;
        TABLE.iter().any(|(row, cells)| *row == operation && cells[column])
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
    fn every_operation_stands_in_the_table_once() {
        for (index, (operation, _)) in TABLE.iter().enumerate() {
            assert!(!TABLE[index + 1..].iter().any(|(other, _)| other == operation), "{operation:?}");
        }
    }
}
