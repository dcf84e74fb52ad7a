//! A take-down notice (yêu cầu gỡ bỏ) to a service: its gate, its legal basis, its clock, its outcome, its recall.

mod gate;
mod recall;

pub use gate::Gate;
pub use recall::Why;

use khien_terms::clocks::{Capacity, Clock};
use khien_terms::id::{CaseId, ReportId, StaffId};
use khien_terms::{Code, Lang, Moment};
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::header::OpenCodes;

/// How a notice ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All of it is down.
    Down,
    /// Some of it is down.
    Partly,
    /// The service refused.
    Refused,
    /// Nobody answered in time: escalate.
    NoAnswer,
}

/// How far sending got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sending {
    /// Waits in the outbox.
    Waiting,
    /// Handed to the mail server, which took it.
    Sent,
    /// An attempt was made and we do not know whether it arrived; a person decides.
    Unknown,
    /// The mail server refused it.
    Failed,
}

/// What happened to a notice. The address of the material is of class *node*: it stands beside the journal and is purged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum Event {
    /// Drafted after the gate, on a basis that our capacity may use.
    #[serde(rename = "notice.drafted")]
    Drafted {
        case: CaseId,
        /// Whose report it is about; notices of before this field concern all reports of their case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        report: Option<ReportId>,
        service: String,
        clock: String,
        hours: Option<f64>,
        capacity: Capacity,
        lang: Lang,
        gate: Gate,
        text: String,
        message_id: String,
        by: StaffId,
    },
    /// About to be handed to the mail server: recorded before, since mail cannot be exactly once.
    #[serde(rename = "notice.attempted")]
    Attempted { n: u32 },
    /// The mail server took it; the clock runs.
    #[serde(rename = "notice.sent")]
    Sent { evidence: String, due: Option<Moment> },
    /// We do not know whether it arrived.
    #[serde(rename = "notice.unknown")]
    Unknown { reason: String },
    /// The mail server refused it.
    #[serde(rename = "notice.failed")]
    Failed { reason: String },
    /// A person says that it shall be sent again, or was sent by other means.
    #[serde(rename = "notice.resend")]
    Resend { by: StaffId },
    /// The service answered, or did not.
    #[serde(rename = "notice.answered")]
    Answered { outcome: Outcome, by: StaffId },
    /// Its clock ran out without an answer.
    #[serde(rename = "notice.lapsed")]
    Lapsed {},
    /// The address was purged.
    #[serde(rename = "notice.purged")]
    Purged {},
    /// We take it back: whoever got the first word gets this one too.
    #[serde(rename = "notice.recalled")]
    Recalled { why: Why },
    /// How far the letter that takes it back got; `said` is a commitment to the mail server's words, or a reason.
    #[serde(rename = "notice.recall")]
    Recall { sending: Sending, said: String },
}

/// What is known of a notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its case.
    pub case: CaseId,
    /// Whose report it is about, or all of its case.
    pub report: Option<ReportId>,
    /// Who sent it.
    pub by: StaffId,
    /// The service.
    pub service: String,
    /// Hours that the law gives.
    pub hours: Option<f64>,
    /// How far sending got.
    pub sending: Sending,
    /// Attempts so far.
    pub attempts: u32,
    /// When the clock runs out.
    pub due: Option<Moment>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// The clock ran out.
    pub lapsed: bool,
    /// Why it was taken back, and how far the letter that says so got.
    pub recalled: Option<(Why, Sending)>,
}

impl Notice {
    /// Folds an event in.
    #[must_use]
    pub fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Drafted { case, report, service, hours, by, .. } = event {
            return Some(Self {
                case: *case,
                report: *report,
                by: *by,
                service: service.clone(),
                hours: *hours,
                sending: Sending::Waiting,
                attempts: 0,
                due: None,
                outcome: None,
                lapsed: false,
                recalled: None,
            });
        }
        let mut s = state?;
        match event {
            Event::Drafted { .. } | Event::Purged {} => {}
            Event::Attempted { n } => {
                s.attempts = *n;
                s.sending = Sending::Unknown;
            }
            Event::Sent { due, .. } => {
                s.sending = Sending::Sent;
                s.due = *due;
            }
            Event::Unknown { .. } => s.sending = Sending::Unknown,
            Event::Failed { .. } => s.sending = Sending::Failed,
            Event::Resend { .. } => s.sending = Sending::Waiting,
            Event::Answered { outcome, .. } => s.outcome = Some(*outcome),
            Event::Lapsed {} => s.lapsed = true,
            Event::Recalled { why } => s.recalled = Some((*why, Sending::Waiting)),
            Event::Recall { sending, .. } => s.recalled = s.recalled.map(|(why, _)| (why, *sending)),
        }
        Some(s)
    }

    /// Whether an answer is still waited for.
    fn waits(&self) -> bool {
        self.outcome.is_none() && !self.lapsed && self.recalled.is_none()
    }
}

/// A notice that somebody wants to send.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are named as in the event")]
pub struct Draft {
    pub case: CaseId,
    pub report: Option<ReportId>,
    pub service: String,
    pub jurisdictions: Vec<String>,
    pub capacity: Capacity,
    pub lang: Lang,
    pub gate: Gate,
    pub text: String,
    pub message_id: String,
    pub by: StaffId,
    /// Whether the people whose reports these are allowed it, or the law asks for removal whatever they allow.
    pub allowed: bool,
}

/// Whether a report stands in the way of a notice: a person's own matter goes to a service only where they allowed it
/// (`con.takedown`). Material of abuse of a child is removed under the law's own duty, and what somebody saw in public
/// needs nobody's permission (care 1.8).
#[must_use]
pub fn allows_takedown(open: &OpenCodes, main_harm: &str, permissions: &[Code]) -> bool {
    let by_duty =
        main_harm.starts_with("ocsea.csam.") || main_harm.starts_with("ocsea.ai.") || main_harm == "ocsea.live.abuse";
    open.door == "saw" || by_duty || permissions.iter().any(|code| code.as_str() == "con.takedown")
}

/// Decides whether a notice may be drafted on a basis.
///
/// # Errors
/// When the gate stands against it, or our capacity may not use this basis towards this service (care 5.2).
pub fn draft(draft: Draft, clock: &Clock) -> Result<Event, Refusal> {
    draft.gate.check()?;
    if !draft.allowed {
        return Err(Refusal::NotNow("the reporter has not allowed a take-down: ask in the mailbox"));
    }
    let usable = clock.duty == "remove"
        && clock.status == "in_force"
        && draft.jurisdictions.contains(&clock.jurisdiction)
        && draft.capacity.admitted_by(&clock.who_may_notify);
    if !usable {
        return Err(Refusal::NotNow("this basis is not open to us towards this service: claiming it would be false"));
    }
    Ok(Event::Drafted {
        case: draft.case,
        report: draft.report,
        service: draft.service,
        clock: clock.id.clone(),
        hours: clock.hours,
        capacity: draft.capacity,
        lang: draft.lang,
        gate: draft.gate,
        text: draft.text,
        message_id: draft.message_id,
        by: draft.by,
    })
}

/// What somebody, or a job, wants to happen to a notice.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are named as in the events")]
pub enum Command {
    /// About to send.
    Attempt,
    /// The mail server took it.
    Sent { evidence: String },
    /// We do not know.
    Unknown { reason: String },
    /// It was refused.
    Failed { reason: String },
    /// Send again.
    Resend { by: StaffId },
    /// The service answered.
    Answer { outcome: Outcome, by: StaffId },
    /// The clock ran out.
    Lapse,
    /// Take it back.
    Recall { why: Why },
    /// About to send the letter that takes it back.
    AttemptRecall,
    /// How that ended.
    RecallEnded { sending: Sending, said: String },
    /// Send that letter again.
    RecallAgain,
}

/// Decides what follows.
///
/// # Errors
/// Says why nothing follows.
pub fn decide(state: &Notice, command: Command, now: Moment) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Attempt if state.sending == Sending::Waiting => Ok(vec![Event::Attempted { n: state.attempts + 1 }]),
        Command::Attempt => Err(Refusal::Stale),
        Command::Sent { evidence } => {
            Ok(vec![Event::Sent { evidence, due: state.hours.map(|hours| now.plus_hours(hours)) }])
        }
        Command::Unknown { reason } => Ok(vec![Event::Unknown { reason }]),
        Command::Failed { reason } => Ok(vec![Event::Failed { reason }]),
        Command::Resend { .. } if state.recalled.is_some() => Err(Refusal::NotNow("it was taken back")),
        Command::Resend { by } if matches!(state.sending, Sending::Unknown | Sending::Failed) => {
            Ok(vec![Event::Resend { by }])
        }
        Command::Resend { .. } => Err(Refusal::NotNow("it is on its way or was taken already")),
        Command::Answer { outcome, by } if state.sending != Sending::Waiting => {
            Ok(vec![Event::Answered { outcome, by }])
        }
        Command::Answer { .. } => Err(Refusal::NotNow("it was not sent yet")),
        Command::Lapse => match state.due {
            Some(due) if now >= due && state.waits() => Ok(vec![Event::Lapsed {}]),
            _ => Ok(Vec::new()),
        },
        Command::Recall { why } => Ok(recall::recall(state, why)),
        Command::AttemptRecall => recall::attempt(state),
        Command::RecallEnded { sending, said } => recall::ended(state, sending, said),
        Command::RecallAgain => recall::again(state),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use khien_terms::DataFiles;
    use khien_terms::clocks::Clocks;

    use super::*;

    const OPEN_GATE: Gate =
        Gate { preserved: true, police_asks_to_wait: false, person_may_be_hurt: false, host_takes_part: false };

    fn wanted(capacity: Capacity, gate: Gate) -> Draft {
        Draft {
            case: CaseId::from_bits(1),
            report: None,
            service: "s".into(),
            jurisdictions: vec!["VN".into()],
            capacity,
            lang: Lang::EN,
            gate,
            text: "commitment".into(),
            message_id: "m".into(),
            by: StaffId::from_bits(1),
            allowed: true,
        }
    }

    #[test]
    fn the_gate_holds_a_notice_back() {
        let clocks = Clocks::load(&DataFiles::embedded()).expect("clocks");
        let clock = clocks.get("vn.d147.user_complaint").expect("clock");
        for gate in [
            Gate { preserved: false, ..OPEN_GATE },
            Gate { police_asks_to_wait: true, ..OPEN_GATE },
            Gate { person_may_be_hurt: true, ..OPEN_GATE },
            Gate { host_takes_part: true, ..OPEN_GATE },
        ] {
            assert!(draft(wanted(Capacity::Hotline, gate), clock).is_err(), "{gate:?}");
        }
        assert!(draft(wanted(Capacity::Hotline, OPEN_GATE), clock).is_ok());
    }

    #[test]
    fn nothing_of_a_persons_own_goes_to_a_service_that_they_did_not_allow() {
        let clocks = Clocks::load(&DataFiles::embedded()).expect("clocks");
        let clock = clocks.get("vn.d147.user_complaint").expect("clock");
        let forbidden = Draft { allowed: false, ..wanted(Capacity::Hotline, OPEN_GATE) };
        assert!(draft(forbidden, clock).is_err());
        let door = |door: &str| OpenCodes { door: door.into(), ..OpenCodes::default() };
        let takedown = [Code::new("con.takedown")];
        for (open, harm, permissions, allowed) in [
            (door("me"), "tfgbv.image.shared", &[][..], false),
            (door("me"), "tfgbv.image.shared", &takedown[..], true),
            (door("me"), "ocsea.csam.shared", &[][..], true),
            (door("saw"), "tfgbv.hate", &[][..], true),
        ] {
            assert_eq!(allows_takedown(&open, harm, permissions), allowed, "{harm}");
        }
    }

    #[test]
    fn a_hotline_cannot_claim_the_power_of_an_authority() {
        let clocks = Clocks::load(&DataFiles::embedded()).expect("clocks");
        let clock = clocks.get("vn.d147.authority").expect("clock");
        assert!(draft(wanted(Capacity::Hotline, OPEN_GATE), clock).is_err());
        assert!(draft(wanted(Capacity::Authority, OPEN_GATE), clock).is_ok());
    }

    pub(super) fn drafted() -> Notice {
        let clocks = Clocks::load(&DataFiles::embedded()).expect("clocks");
        let clock = clocks.get("vn.d147.user_complaint").expect("clock");
        let event = draft(wanted(Capacity::Hotline, OPEN_GATE), clock).expect("drafted");
        Notice::evolve(None, &event).expect("state")
    }

    pub(super) fn run(state: Notice, command: Command) -> Result<Notice, Refusal> {
        let events = decide(&state, command, Moment(0))?;
        Ok(events.iter().try_fold(state, |s, e| Notice::evolve(Some(s), e)).expect("state"))
    }

    #[test]
    fn an_attempt_whose_end_nobody_saw_is_unknown_and_a_person_decides() {
        let crashed = run(drafted(), Command::Attempt).expect("attempt");
        assert_eq!(crashed.sending, Sending::Unknown);
        assert_eq!(run(crashed.clone(), Command::Attempt), Err(Refusal::Stale));
        assert!(run(crashed, Command::Resend { by: StaffId::from_bits(1) }).is_ok());
    }
}
