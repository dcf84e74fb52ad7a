//! Which events follow from a command on a report, or why none.

use khien_terms::id::{CaseId, NoticeId, PlatformId, StaffId};
use khien_terms::{Code, Moment, Typology};

use super::{Assessment, DAYS_UNTIL_ERASED, Event, FileMark, Report, Speaker, appeal, identity, protect};
use crate::Refusal;
use crate::triage::Urgency;

/// What a reporter signs to do something with the mailbox: it names the head of the chain that they saw, so that an
/// old act cannot be replayed.
#[derive(Debug, Clone)]
pub struct Act {
    /// Messages that they saw.
    pub sequence: u32,
    /// Hash of the newest link that they saw, hex.
    pub head: String,
    /// Base64.
    pub signature: String,
}

/// What somebody wants to happen to a report.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are named as in the events")]
pub enum Command {
    /// Take it, unless somebody else has.
    Take { by: StaffId },
    /// Hand out ciphertext.
    Open { part: String, by: StaffId, reason: String },
    /// Say what it is. `seen` is how often it was classified when the page was made, so that nobody replaces what they
    /// have not seen.
    Classify { by: StaffId, assessed: Assessment, seen: u32 },
    /// Join it to a case.
    Join { case: CaseId, by: StaffId },
    /// Append a message. `verify` is the public key of the member of staff who speaks; the reporter's is known.
    Say {
        by: Speaker,
        verify: Option<String>,
        sequence: u32,
        previous: String,
        ciphertext: String,
        commitment: String,
        signature: String,
        files: Vec<FileMark>,
    },
    /// Tell the reporter where it stands.
    Tell { status: Code, by: StaffId },
    /// Give or withdraw a permission.
    Permit { code: Code, given: bool, act: Act },
    /// Withdraw the whole report.
    Withdraw { act: Act },
    /// Take the withdrawal back.
    Keep { act: Act },
    /// Destroy what is held: by the clock, or by a person who looked.
    Erase { by: Option<StaffId> },
    /// The duress code was used; `urgency` is its new place in the queue.
    Duress { urgency: Urgency },
    /// The duty person was paged.
    Page { level: u8, to: Option<StaffId> },
    /// Ask who the reporter is, for a reason of the list `open_reason`.
    AskIdentity { by: StaffId, reason: Code, tell_after: Option<Moment> },
    /// Agree and hand the inner envelope on.
    ReleaseIdentity { by: StaffId },
    /// Open who the reporter is alone, because a life is in danger.
    OpenForLife { by: StaffId, tell_after: Option<Moment> },
    /// Say whether opening it alone was right.
    ReviewIdentity { by: StaffId, right: bool },
    /// Say which notice an appeal is about.
    LinkAppeal { notice: NoticeId, by: StaffId },
    /// Decide an appeal. `drafter` is who sent the notice.
    DecideAppeal { reversed: bool, by: StaffId, drafter: Option<StaffId> },
    /// Let a platform have the hashes of `items` own images.
    Release { to: PlatformId, items: u32, list: String, act: Act },
    /// Take that back, from one platform or from all.
    TakeBack { from: Option<PlatformId>, act: Act },
    /// Close it.
    Close { outcome: Code, by: StaffId },
}

/// Statuses that end a report's work.
const OUTCOMES: [&str; 4] = ["st.down.some", "st.down.all", "st.cannot", "st.closed"];

/// Decides what follows.
///
/// # Errors
/// Says why nothing follows.
pub fn decide(state: &Report, command: Command, now: Moment, typology: &Typology) -> Result<Vec<Event>, Refusal> {
    use Command as C;
    state.alive()?;
    let one = |event| Ok(vec![event]);
    match command {
        C::Take { by } => match state.taken_by {
            Some(holder) if holder == by => Ok(Vec::new()),
            Some(_) => Err(Refusal::Stale),
            None => one(Event::Taken { by }),
        },
        C::Open { part, by, reason } => one(identity::opened(state, part, by, reason)),
        C::Classify { by, assessed, seen } => {
            appeal::no_harm(state)?;
            protect::not_this(state)?;
            if seen != state.classified {
                return Err(Refusal::Stale);
            }
            assessed.check(typology)?;
            one(Event::Classified { by, assessed })
        }
        C::Join { case, by } => match state.case {
            Some(at) if at == case => Ok(Vec::new()),
            Some(_) => Err(Refusal::NotNow("it belongs to another case already")),
            None if appeal::is(state) => Err(Refusal::NotNow(appeal::DECIDED_NOT_FILED)),
            None if protect::is(state) => protect::not_this(state).map(|()| Vec::new()),
            None => one(Event::Joined { case, by }),
        },
        C::Say { by, verify, sequence, previous, ciphertext, commitment, signature, files } => {
            let link = Link { sequence, previous, ciphertext, commitment, signature, files };
            say(state, by, verify.as_deref().unwrap_or(&state.verify), link)
        }
        C::Tell { status, by } => tell(status, by, typology),
        C::Permit { code, given, act } => permit(state, code, given, act, typology),
        C::Withdraw { act } => {
            signed(state, &act, "withdraw-report", None)?;
            not_silent(state)?;
            if state.erase_after.is_some() {
                return Ok(Vec::new());
            }
            let erase_after = now.plus_days(DAYS_UNTIL_ERASED);
            one(Event::Withdrawn { erase_after, look_first: state.looked_at_first(), signature: act.signature })
        }
        C::Keep { act } => {
            signed(state, &act, "keep-report", None)?;
            if state.erase_after.is_some() { one(Event::Kept { signature: act.signature }) } else { Ok(Vec::new()) }
        }
        C::Erase { by } => erase(state, by, now),
        C::Duress { urgency } => one(Event::Duress { urgency: Some(urgency) }),
        C::Page { level, to } => one(Event::Paged { level, to }),
        C::AskIdentity { by, reason, tell_after } => identity::ask(by, reason, tell_after, now, typology),
        C::ReleaseIdentity { by } => identity::release(state, by),
        C::OpenForLife { by, tell_after } => identity::open_for_life(by, tell_after, now),
        C::ReviewIdentity { by, right } => identity::review(state, by, right),
        C::LinkAppeal { notice, by } => appeal::link(state, notice, by),
        C::DecideAppeal { reversed, by, drafter } => appeal::decided(state, reversed, by, drafter),
        C::Release { to, items, list, act } => protect::release(state, to, items, list, act),
        C::TakeBack { from, act } => protect::take_back(state, from, act),
        C::Close { outcome, by } => {
            appeal::no_harm(state)?;
            if state.assessed.is_none() && !protect::is(state) {
                return Err(Refusal::NotNow("classify it before you close it; no code closes a report by itself"));
            }
            if OUTCOMES.contains(&outcome.as_str()) {
                one(Event::Closed { outcome, by })
            } else {
                Err(Refusal::UnknownCode(outcome))
            }
        }
    }
}

struct Link {
    sequence: u32,
    previous: String,
    ciphertext: String,
    commitment: String,
    signature: String,
    files: Vec<FileMark>,
}

/// Files of one message at most.
const FILES_MAX: usize = 10;

fn say(state: &Report, by: Speaker, verify: &str, link: Link) -> Result<Vec<Event>, Refusal> {
    if link.sequence != state.messages + 1 || link.previous != state.head {
        return Err(Refusal::Stale);
    }
    if link.files.len() > FILES_MAX {
        return Err(Refusal::Field { field: "files", problem: "at most ten with one message" });
    }
    let direction = match by {
        Speaker::Reporter => "reporter",
        Speaker::Team(_) if state.learns_nothing() => {
            return Err(Refusal::NotNow("this reporter may be the alleged person: decide that first"));
        }
        Speaker::Team(_) => "team",
    };
    let text =
        khien_seal::statement::message(direction, &state.mailbox, link.sequence, &link.previous, &link.ciphertext);
    let bytes = fits(verify, &text, &link.signature)?;
    let head = hex::encode(khien_seal::chain::link_hash(&text, &bytes));
    let Link { sequence: n, ciphertext, commitment, signature, files, .. } = link;
    Ok(vec![Event::Message { n, by, ciphertext, commitment, signature, head, files }])
}

/// The bytes of a signature that fits a text under a public key in hex.
fn fits(verify: &str, text: &str, signature: &str) -> Result<[u8; 64], Refusal> {
    let key = khien_seal::keys::verify_from_hex(verify).map_err(|_| Refusal::Forged)?;
    let bytes = khien_seal::statement::signature_from_b64(signature).map_err(|_| Refusal::Forged)?;
    if khien_seal::keys::verifies(&key, text.as_bytes(), &bytes) { Ok(bytes) } else { Err(Refusal::Forged) }
}

/// Whether the reporter signed this act over the head that stands now.
pub(super) fn signed(state: &Report, act: &Act, action: &str, code: Option<&str>) -> Result<(), Refusal> {
    if act.sequence != state.messages || act.head != state.head {
        return Err(Refusal::Stale);
    }
    let text = khien_seal::statement::act(&state.mailbox, act.sequence, &act.head, action, code);
    fits(&state.verify, &text, &act.signature).map(drop)
}

fn tell(status: Code, by: StaffId, typology: &Typology) -> Result<Vec<Event>, Refusal> {
    // How it ended is told by closing it, which asks for an assessment first.
    let ends = OUTCOMES.contains(&status.as_str()) || status.as_str() == "st.deleted";
    let allowed = typology.list_of(status.as_str()) == Some("status_public") && !ends;
    if allowed { Ok(vec![Event::Status { status, by }]) } else { Err(Refusal::UnknownCode(status)) }
}

/// Who may be the alleged person neither allows nor stops anything (care 1.6): what they reported is the child's.
fn not_silent(state: &Report) -> Result<(), Refusal> {
    if state.learns_nothing() { Err(Refusal::NotNow("the team decides about this report")) } else { Ok(()) }
}

fn permit(state: &Report, code: Code, given: bool, act: Act, typology: &Typology) -> Result<Vec<Event>, Refusal> {
    if typology.list_of(code.as_str()) != Some("consent_scope") || code.as_str() == "con.none" {
        return Err(Refusal::UnknownCode(code));
    }
    signed(state, &act, if given { "give-permission" } else { "withdraw-permission" }, Some(code.as_str()))?;
    not_silent(state)?;
    if given && state.erase_after.is_some() {
        return Err(Refusal::NotNow("the report is withdrawn; keep it first"));
    }
    if state.permissions.contains(&code) == given {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Permission { code, given, signature: act.signature }])
}

fn erase(state: &Report, by: Option<StaffId>, now: Moment) -> Result<Vec<Event>, Refusal> {
    match state.erase_after {
        None => Err(Refusal::NotNow("nobody asked for it")),
        Some(_) if state.look_first && by.is_none() => Err(Refusal::NotNow("danger was stated: a person looks first")),
        Some(due) if now < due => Err(Refusal::NotNow("the fourteen days have not passed")),
        Some(_) => Ok(vec![Event::Erased { by }]),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use khien_terms::DataFiles;

    use super::*;
    use crate::header::OpenCodes;

    pub(in crate::report) const NOW: Moment = Moment(1_700_000_000_000_000);

    fn typology() -> Typology {
        Typology::load(&DataFiles::embedded(), &[]).expect("typology")
    }

    pub(in crate::report) fn report(open: &str) -> Report {
        let open: OpenCodes = serde_json::from_str(open).expect("open");
        Report {
            open,
            order: crate::triage::Order::Waiting,
            mailbox: "m".into(),
            verify: reporter().verify_hex(),
            head: "h".into(),
            messages: 0,
            permissions: vec![Code::new("con.police")],
            taken_by: None,
            assessed: None,
            case: None,
            status: Code::new("st.received"),
            erase_after: None,
            look_first: false,
            erased: false,
            closed: false,
            identity_asked: None,
            classified: 0,
            told_sent: false,
            tell_after: None,
            review: None,
            appeal: crate::report::Appeal::default(),
            held_key: false,
            released: Vec::new(),
        }
    }

    fn reporter() -> khien_seal::keys::SignKey {
        khien_seal::keys::SignKey::from_seed([7; 32])
    }

    fn act(action: &str, code: Option<&str>) -> Act {
        use khien_seal::statement::Signed;
        let text = khien_seal::statement::act("m", 0, "h", action, code);
        Act { sequence: 0, head: "h".into(), signature: Signed::new(text, &reporter()).signature }
    }

    pub(in crate::report) fn run(state: Report, command: Command) -> Result<Report, Refusal> {
        run_at(state, command, NOW)
    }

    fn run_at(state: Report, command: Command, now: Moment) -> Result<Report, Refusal> {
        let events = decide(&state, command, now, &typology())?;
        Ok(events.iter().try_fold(state, |s, e| Report::evolve(Some(s), e)).expect("state"))
    }

    pub(in crate::report) const A: StaffId = StaffId::from_bits(1);
    pub(in crate::report) const B: StaffId = StaffId::from_bits(2);

    #[test]
    fn a_withdrawal_stops_every_sharing_at_once_and_destroys_after_fourteen_days() {
        let withdrawn = run(report(r#"{"door":"me"}"#), Command::Withdraw { act: act("withdraw-report", None) })
            .expect("withdrawn");
        assert!(withdrawn.permissions.is_empty());
        assert!(run_at(withdrawn.clone(), Command::Erase { by: None }, NOW.plus_days(13)).is_err());
        let kept = run(withdrawn.clone(), Command::Keep { act: act("keep-report", None) }).expect("kept");
        assert!(run_at(kept, Command::Erase { by: None }, NOW.plus_days(15)).is_err());
        assert!(run_at(withdrawn, Command::Erase { by: None }, NOW.plus_days(14)).expect("erased").erased);
    }

    #[test]
    fn a_danger_case_is_looked_at_by_a_person_before_it_is_destroyed() {
        let withdrawn = run(
            report(r#"{"door":"me","danger":["dan.lives_with"]}"#),
            Command::Withdraw { act: act("withdraw-report", None) },
        )
        .expect("w");
        let later = NOW.plus_days(15);
        assert!(run_at(withdrawn.clone(), Command::Erase { by: None }, later).is_err());
        assert!(run_at(withdrawn, Command::Erase { by: Some(A) }, later).is_ok());
    }

    #[test]
    fn what_is_told_of_life_is_looked_at_before_it_is_destroyed_whatever_was_ticked() {
        let urgent = Report { order: crate::triage::Order::Life, ..report(r#"{"door":"me"}"#) };
        let withdrawn = run(urgent, Command::Withdraw { act: act("withdraw-report", None) }).expect("withdrawn");
        assert!(run_at(withdrawn, Command::Erase { by: None }, NOW.plus_days(15)).is_err());
    }

    #[test]
    fn an_implicated_adult_can_neither_stop_nor_destroy_the_childs_report() {
        let state = report(r#"{"door":"other","reporter":"rep.parent","relation":"who.parent"}"#);
        assert!(matches!(run(state, Command::Withdraw { act: act("withdraw-report", None) }), Err(Refusal::NotNow(_))));
    }

    #[test]
    fn an_implicated_adult_learns_nothing() {
        let mut state = report(r#"{"door":"other","reporter":"rep.parent","relation":"who.parent"}"#);
        state.status = Code::new("st.down.all");
        assert_eq!(state.public_status(), Code::new("st.received"));
        let say = Command::Say {
            by: Speaker::Team(A),
            verify: None,
            sequence: 1,
            previous: "h".into(),
            ciphertext: "c".into(),
            commitment: "c".into(),
            signature: String::new(),
            files: Vec::new(),
        };
        assert!(matches!(run(state, say), Err(Refusal::NotNow(_))));
    }

    #[test]
    fn a_message_that_saw_an_older_head_is_refused() {
        let say = |sequence, previous: &str| Command::Say {
            by: Speaker::Reporter,
            verify: None,
            sequence,
            previous: previous.into(),
            ciphertext: "c".into(),
            commitment: "c".into(),
            signature: String::new(),
            files: Vec::new(),
        };
        assert_eq!(run(report(r#"{"door":"me"}"#), say(2, "h")).err(), Some(Refusal::Stale));
        assert_eq!(run(report(r#"{"door":"me"}"#), say(1, "x")).err(), Some(Refusal::Stale));
    }

    #[test]
    fn an_act_that_the_reporter_did_not_sign_changes_nothing() {
        let forged = Act { signature: act("keep-report", None).signature, ..act("withdraw-report", None) };
        assert_eq!(run(report(r#"{"door":"me"}"#), Command::Withdraw { act: forged }).err(), Some(Refusal::Forged));
        let permit = |act| Command::Permit { code: Code::new("con.police"), given: false, act };
        assert!(
            run(report(r#"{"door":"me"}"#), permit(act("withdraw-permission", Some("con.police"))))
                .expect("done")
                .permissions
                .is_empty()
        );
        assert_eq!(
            run(report(r#"{"door":"me"}"#), permit(act("withdraw-permission", Some("con.school")))).err(),
            Some(Refusal::Forged)
        );
    }

    #[test]
    fn no_status_tells_an_end_that_nobody_decided() {
        for status in OUTCOMES {
            let tell = Command::Tell { status: Code::new(status), by: A };
            assert!(run(report(r#"{"door":"me"}"#), tell).is_err(), "{status}");
        }
    }

    #[test]
    fn two_who_classify_at_once_do_not_overwrite_each_other() {
        let assessed = Assessment {
            harms: vec![Code::new("tfgbv.image.shared")],
            main: Some(Code::new("tfgbv.image.shared")),
            ..Assessment::default()
        };
        let classify = |by, seen| Command::Classify { by, assessed: assessed.clone(), seen };
        let first = run(report(r#"{"door":"me"}"#), classify(A, 0)).expect("first");
        assert_eq!(run(first.clone(), classify(B, 0)).err(), Some(Refusal::Stale));
        assert!(run(first, classify(B, 1)).is_ok(), "whoever has seen the first may change it");
    }

    #[test]
    fn no_code_closes_a_report_that_nobody_assessed() {
        assert!(run(report(r#"{"door":"me"}"#), Command::Close { outcome: Code::new("st.closed"), by: A }).is_err());
    }

    #[test]
    fn a_report_that_somebody_took_is_not_taken_twice() {
        let taken = run(report(r#"{"door":"me"}"#), Command::Take { by: A }).expect("taken");
        assert_eq!(run(taken.clone(), Command::Take { by: B }).err(), Some(Refusal::Stale));
        assert_eq!(run(taken.clone(), Command::Take { by: A }), Ok(taken));
    }
}
