//! The gate before a first notice (care 5.1).

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// The three questions before a first notice (care 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Is it preserved?
    pub preserved: bool,
    /// Does police ask to wait?
    pub police_asks_to_wait: bool,
    /// Will the person be hurt if it vanishes, since the abuser will know?
    pub person_may_be_hurt: bool,
    /// Does the host seem to take part?
    pub host_takes_part: bool,
}

impl Gate {
    /// Whether a notice may go out.
    ///
    /// # Errors
    /// Says which answer stands against it.
    pub fn check(self) -> Result<(), Refusal> {
        match self {
            Gate { host_takes_part: true, .. } => {
                Err(Refusal::NotNow("a host that seems to take part is not warned: police only"))
            }
            Gate { police_asks_to_wait: true, .. } => Err(Refusal::NotNow("police asked to wait")),
            Gate { person_may_be_hurt: true, .. } => {
                Err(Refusal::NotNow("make the person safe first: the abuser will know when it vanishes"))
            }
            Gate { preserved: false, .. } => {
                Err(Refusal::NotNow("preserve it first: once it is down it cannot be shown"))
            }
            _ => Ok(()),
        }
    }
}
