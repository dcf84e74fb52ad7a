//! A report and its mailbox: received, looked at, answered, withdrawn. Here its events; [`state`] folds them,
//! [`decide`](mod@decide) says which follow from a command.

mod appeal;
mod decide;
mod identity;
mod protect;
mod state;

pub use appeal::DOOR as APPEAL_DOOR;
pub use decide::{Act, Command, decide};
pub use identity::{HELD_BACK_DAYS, REVIEW_HOURS};
pub use protect::{DOOR as PROTECT_DOOR, OwnSignal, SIGNALS_MAX, list_hash};
pub use state::{Appeal, Report, Review};

use khien_terms::id::{CaseId, NoticeId, PlatformId, StaffId};
use khien_terms::{Code, Moment, Typology};
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::header::{Header, OpenCodes};
use crate::triage::Urgency;

/// Days between a withdrawal and the destruction of what was held; it can be taken back until then (care 1.2).
pub const DAYS_UNTIL_ERASED: i64 = 14;

/// Level that the page of an alarm is recorded under: somebody opened alone who a reporter is (care 6.4).
pub const ALARM_LEVEL: u8 = 3;

/// How a report came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Sealed in the reporter's browser.
    Sealed,
    /// Sealed by the server, which held the words for a moment.
    Page,
}

/// A file of a report, as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    /// SHA-256 of the ciphertext, hex.
    pub sha256: String,
    /// Bytes of the ciphertext.
    pub size: u64,
}

/// What happened to a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum Event {
    /// It came in. `header` is the signed text; `what` and `who` are salted commitments to the sealed bytes.
    #[serde(rename = "report.received")]
    Received {
        header: String,
        what: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileMark>,
        signature: String,
        statement: String,
        channel: Channel,
        urgency: Urgency,
        #[serde(default)]
        burst: bool,
        /// Version of the code lists.
        typology: String,
    },
    /// Somebody took it.
    #[serde(rename = "report.taken")]
    Taken { by: StaffId },
    /// Ciphertext was handed out to a person for a reason. Who looked is part of the record; the reporter is told, where
    /// `tell_after` stands from that day on (care 6.4).
    #[serde(rename = "report.opened")]
    Opened {
        part: String,
        by: StaffId,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tell_after: Option<Moment>,
    },
    /// An analyst says what it is; the reporter's own codes stay beside it.
    #[serde(rename = "report.classified")]
    Classified { by: StaffId, assessed: Assessment },
    /// It became part of a case.
    #[serde(rename = "report.joined")]
    Joined { case: CaseId, by: StaffId },
    /// A message in the mailbox; the words stand sealed beside the journal.
    #[serde(rename = "report.message")]
    Message {
        n: u32,
        by: Speaker,
        ciphertext: String,
        commitment: String,
        signature: String,
        head: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileMark>,
    },
    /// What the reporter is told in words.
    #[serde(rename = "report.status")]
    Status { status: Code, by: StaffId },
    /// The reporter gave or withdrew a permission.
    #[serde(rename = "report.permission")]
    Permission { code: Code, given: bool, signature: String },
    /// The reporter withdrew it: sharing stops at once, destruction follows at `erase_after` unless kept.
    #[serde(rename = "report.withdrawn")]
    Withdrawn { erase_after: Moment, look_first: bool, signature: String },
    /// The reporter took the withdrawal back.
    #[serde(rename = "report.kept")]
    Kept { signature: String },
    /// What was held is destroyed; codes are coarse from here on.
    #[serde(rename = "report.erased")]
    Erased { by: Option<StaffId> },
    /// The duress code was used; `urgency` is where the report stands in the queue from then on.
    #[serde(rename = "report.duress")]
    Duress {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        urgency: Option<Urgency>,
    },
    /// The duty person was paged, without content.
    #[serde(rename = "report.paged")]
    Paged { level: u8, to: Option<StaffId> },
    /// Somebody asks to know who the reporter is. `reason` is a code of the list `open_reason`.
    #[serde(rename = "report.identity_asked")]
    IdentityAsked {
        by: StaffId,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tell_after: Option<Moment>,
    },
    /// A second person agreed and handed the inner envelope on.
    #[serde(rename = "report.identity_released")]
    IdentityReleased { to: StaffId, by: StaffId },
    /// One person opened who the reporter is, because a life is in danger; somebody else reviews it in time (care 6.4).
    #[serde(rename = "report.opened_for_life")]
    OpenedForLife {
        by: StaffId,
        review_by: Moment,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tell_after: Option<Moment>,
    },
    /// Somebody else looked at whether opening it alone was right.
    #[serde(rename = "report.identity_reviewed")]
    IdentityReviewed { by: StaffId, right: bool },
    /// An appeal is about this notice.
    #[serde(rename = "report.appeal_linked")]
    AppealLinked { notice: NoticeId, by: StaffId },
    /// Somebody who did not send the notice decided the appeal; `reversed`: the notice was wrong.
    #[serde(rename = "report.appeal_decided")]
    AppealDecided { reversed: bool, by: StaffId },
    /// The person let a platform have the hashes of their own images. `list` is the hash of the salted list that they
    /// signed; the values stand beside the journal.
    #[serde(rename = "report.released")]
    Released { to: PlatformId, items: u32, list: String, signature: String },
    /// They took it back from one platform.
    #[serde(rename = "report.release_withdrawn")]
    ReleaseWithdrawn { from: PlatformId, signature: String },
    /// It is closed with an outcome that the reporter sees.
    #[serde(rename = "report.closed")]
    Closed { outcome: Code, by: StaffId },
}

/// Who speaks in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The reporter.
    Reporter,
    /// A member of staff for the team.
    Team(StaffId),
}

/// What an analyst says of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assessment {
    /// Harm codes.
    pub harms: Vec<Code>,
    /// The main one, one of `harms`.
    pub main: Option<Code>,
    /// Artificial making.
    pub ai: Option<Code>,
    /// Age band of the person affected.
    pub age: Option<Code>,
    /// Gender.
    pub gender: Option<Code>,
    /// Relation of the alleged person.
    pub relation: Option<Code>,
    /// The reporter is the alleged person, or may be: they learn nothing more (care 1.6).
    pub implicated: bool,
}

impl Assessment {
    pub(super) fn check(&self, typology: &Typology) -> Result<(), Refusal> {
        if self.harms.is_empty() {
            return Err(Refusal::Field { field: "harms", problem: "choose at least one; `not sure` is one too" });
        }
        let listed = [
            ("ai_flag", &self.ai),
            ("age_band", &self.age),
            ("gender", &self.gender),
            ("alleged_relation", &self.relation),
        ];
        for (list, code) in listed {
            if let Some(code) = code.as_ref().filter(|code| typology.list_of(code.as_str()) != Some(list)) {
                return Err(Refusal::UnknownCode(code.clone()));
            }
        }
        if let Some(code) = self.harms.iter().find(|code| !typology.is_harm(code.as_str())) {
            return Err(Refusal::UnknownCode(code.clone()));
        }
        match &self.main {
            Some(main) if self.harms.contains(main) => Ok(()),
            _ => Err(Refusal::Field { field: "main", problem: "the main harm is one of those chosen" }),
        }
    }
}

/// An event of a report as it stands after erasure (care 6.3): coarse codes, no keys and signatures of the reporter, no
/// words of staff about them. `None` when it holds nothing of that.
///
/// # Errors
/// [`Refusal::NotFound`] when the header cannot be read.
pub fn coarsened(event: Event, typology: &Typology) -> Result<Option<Event>, Refusal> {
    Ok(Some(match event {
        Event::Received { header, channel, urgency, burst, typology: lists, .. } => {
            let mut header: Header = serde_json::from_str(&header).map_err(|_| Refusal::NotFound)?;
            header.open = header.open.coarsened(typology);
            header.lang.clear();
            Event::Received {
                header: serde_json::to_string(&header).map_err(|_| Refusal::NotFound)?,
                urgency: Urgency { reasons: Vec::new(), ..urgency },
                what: String::new(),
                who: None,
                files: Vec::new(),
                signature: String::new(),
                statement: String::new(),
                channel,
                burst,
                typology: lists,
            }
        }
        Event::Classified { by, assessed } => {
            let open = OpenCodes { harms: assessed.harms, ..OpenCodes::default() }.coarsened(typology);
            let main = open.harms.first().cloned();
            Event::Classified { by, assessed: Assessment { harms: open.harms, main, ..Assessment::default() } }
        }
        Event::Opened { part, by, .. } => Event::Opened { part, by, reason: String::new(), tell_after: None },
        Event::Duress { urgency: Some(urgency) } => {
            Event::Duress { urgency: Some(Urgency { reasons: Vec::new(), ..urgency }) }
        }
        Event::IdentityAsked { by, .. } => Event::IdentityAsked { by, reason: String::new(), tell_after: None },
        Event::Released { to, items, .. } => {
            Event::Released { to, items, list: String::new(), signature: String::new() }
        }
        Event::ReleaseWithdrawn { from, .. } => Event::ReleaseWithdrawn { from, signature: String::new() },
        Event::Message { n, by, ciphertext, commitment, signature, head, files } if !files.is_empty() => {
            Event::Message { n, by, ciphertext, commitment, signature, head, files: Vec::new() }
        }
        _ => return Ok(None),
    }))
}
