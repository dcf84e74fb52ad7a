//! What happens to a report, and who may make it happen?
//!
//! Commands in, events out: `decide` looks at a state and says which events follow or why not, `evolve` folds an event
//! into the state. No clock, no chance, no disk: the caller brings them. The rules that protect people
//! (`docs/threat-model.md`) stand here and not in handlers.
//!
//! Rooms: [`header`] (the open codes of a report), [`steps`] (which screens a person meets), [`intake`] (a report at the door), [`triage`] (queue order
//! with reasons), [`report`], [`case`], [`notice`], [`people`] (staff, teams, the node), [`bank`] (hashes and whom they answer), [`platform`] (who signs in by API), [`identifier`] (what names a suspect), [`role`] (who may do what),
//! [`roster`] (who is on duty), [`rulebook`] (the data that rules are made of).

pub mod bank;
pub mod case;
pub mod header;
pub mod identifier;
pub mod intake;
pub mod notice;
pub mod people;
pub mod platform;
pub mod report;
pub mod role;
pub mod roster;
pub mod rulebook;
pub mod steps;
pub mod triage;

pub use rulebook::Rulebook;

use khien_terms::Code;

/// Why a command was refused. Nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such thing, or the person may not know of it.
    #[error("there is nothing of this name")]
    NotFound,
    /// The role or the relation does not allow it.
    #[error("this is not open to your role")]
    NotAllowed,
    /// Something happened in between; look again and decide anew.
    #[error("somebody was faster: look again, then decide")]
    Stale,
    /// The state does not allow it.
    #[error("not possible now: {0}")]
    NotNow(&'static str),
    /// A code that the lists do not have, or not here.
    #[error("no such code here: {0}")]
    UnknownCode(Code),
    /// A field is missing or wrong.
    #[error("{field}: {problem}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong, and what to do.
        problem: &'static str,
    },
    /// A signature or a chain does not fit.
    #[error("the signature does not fit; nothing was taken over")]
    Forged,
    /// The mailbox was used for another report already.
    #[error("this code already belongs to another report")]
    MailboxTaken,
}

impl Refusal {
    /// A stable name for interfaces (the `type` of RFC 9457 problem details).
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Refusal::NotFound => "not-found",
            Refusal::NotAllowed => "not-allowed",
            Refusal::Stale => "stale",
            Refusal::NotNow(_) => "not-now",
            Refusal::UnknownCode(_) => "unknown-code",
            Refusal::Field { .. } => "field",
            Refusal::Forged => "forged",
            Refusal::MailboxTaken => "mailbox-taken",
        }
    }

    /// The HTTP status that says the same.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Refusal::NotFound => 404,
            Refusal::NotAllowed => 403,
            Refusal::Stale | Refusal::NotNow(_) | Refusal::MailboxTaken => 409,
            Refusal::UnknownCode(_) | Refusal::Field { .. } | Refusal::Forged => 422,
        }
    }
}
