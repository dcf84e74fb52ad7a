//! A case: what the team works on; one report or more.

use std::collections::{BTreeMap, BTreeSet};

use khien_terms::id::{NoticeId, ReportId, StaffId};
use khien_terms::{Code, Moment};
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::identifier::{Kind, Standing};

/// Identifiers of one case at most.
const IDENTIFIERS_MAX: u32 = 500;

/// Why an identifier is in a case no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ended {
    /// Its time was over.
    Lapsed,
    /// A member took it out.
    Withdrawn,
}

/// What happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum Event {
    /// Opened from a report.
    #[serde(rename = "case.opened")]
    Opened { report: ReportId, by: StaffId },
    /// Another report joined.
    #[serde(rename = "case.report_joined")]
    ReportJoined { report: ReportId, by: StaffId },
    /// A note; its words stand sealed beside the journal.
    #[serde(rename = "case.noted")]
    Noted { n: u32, by: StaffId, commitment: String },
    /// Ciphertext of a note was handed out.
    #[serde(rename = "case.note_opened")]
    NoteOpened { n: u32, by: StaffId },
    /// A take-down notice belongs to it.
    #[serde(rename = "case.notice")]
    Notice { notice: NoticeId, by: StaffId },
    /// Closed with an outcome.
    #[serde(rename = "case.closed")]
    Closed { outcome: Code, by: StaffId },
    /// Opened again.
    #[serde(rename = "case.reopened")]
    Reopened { by: StaffId },
    /// An identifier of a suspect; what is kept of it, under keys, stands beside the journal.
    #[serde(rename = "case.identified")]
    Identified {
        n: u32,
        kind: Kind,
        standing: Standing,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Moment>,
        commitment: String,
        by: StaffId,
    },
    /// An identifier stands otherwise from then on.
    #[serde(rename = "case.identifier_stands")]
    IdentifierStands {
        n: u32,
        standing: Standing,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Moment>,
        by: StaffId,
    },
    /// An identifier is in it no more; what was kept of it is gone.
    #[serde(rename = "case.identifier_ended")]
    IdentifierEnded {
        n: u32,
        why: Ended,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<StaffId>,
    },
    /// Another State is asked whether it knows identifiers of this case, without being told them.
    #[serde(rename = "case.lookup_asked")]
    LookupAsked {
        query: String,
        peer: String,
        basis: String,
        purpose: String,
        reference: String,
        identifiers: Vec<u32>,
        by: StaffId,
    },
    /// It answered: which of them it knows.
    #[serde(rename = "case.lookup_answered")]
    LookupAnswered { query: String, hits: Vec<u32> },
    /// It did not answer, by this code.
    #[serde(rename = "case.lookup_refused")]
    LookupRefused { query: String, code: String },
    /// A member wanted to ask about an identifier that does not stand in it as assessed or confirmed: whoever tries shows.
    #[serde(rename = "case.lookup_declined")]
    LookupDeclined { by: StaffId },
}

/// What is known of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Its reports.
    pub reports: Vec<ReportId>,
    /// Notes so far.
    pub notes: u32,
    /// Its notices.
    pub notices: Vec<NoticeId>,
    /// Outcome when closed.
    pub closed: Option<Code>,
    /// The highest number of an identifier so far.
    pub identified: u32,
    /// How those stand that are in it, by number.
    pub identifiers: BTreeMap<u32, Standing>,
    /// Who said last how each stands.
    pub said_by: BTreeMap<u32, StaffId>,
    /// Numbers of queries to other States that wait for their answer.
    pub asked: BTreeMap<String, BTreeSet<u32>>,
}

impl Case {
    /// Folds an event in.
    #[must_use]
    pub fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Opened { report, .. } = event {
            return Some(Self { reports: vec![*report], ..Self::default() });
        }
        let mut s = state?;
        match event {
            Event::Opened { .. } | Event::NoteOpened { .. } | Event::LookupDeclined { .. } => {}
            Event::ReportJoined { report, .. } => s.reports.push(*report),
            Event::Noted { n, .. } => s.notes = *n,
            Event::Notice { notice, .. } => s.notices.push(*notice),
            Event::Closed { outcome, .. } => s.closed = Some(outcome.clone()),
            Event::Reopened { .. } => s.closed = None,
            Event::Identified { n, standing, by, .. } => {
                s.identified = *n;
                s.identifiers.insert(*n, *standing);
                s.said_by.insert(*n, *by);
            }
            Event::IdentifierStands { n, standing, by, .. } => {
                s.identifiers.insert(*n, *standing);
                s.said_by.insert(*n, *by);
            }
            Event::IdentifierEnded { n, .. } => {
                s.identifiers.remove(n);
                s.said_by.remove(n);
            }
            Event::LookupAsked { query, identifiers, .. } => {
                s.asked.insert(query.clone(), identifiers.iter().copied().collect());
            }
            Event::LookupAnswered { query, .. } | Event::LookupRefused { query, .. } => {
                s.asked.remove(query);
            }
        }
        Some(s)
    }
}

/// What somebody wants to happen to a case.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are named as in the events")]
pub enum Command {
    /// Add a report.
    Join { report: ReportId, by: StaffId },
    /// Write a note.
    Note { by: StaffId, commitment: String },
    /// Hand out a note's ciphertext.
    OpenNote { n: u32, by: StaffId },
    /// Attach a notice.
    AddNotice { notice: NoticeId, by: StaffId },
    /// Close it.
    Close { outcome: Code, by: StaffId, open_notices: usize },
    /// Open it again.
    Reopen { by: StaffId },
    /// Add an identifier of a suspect.
    Identify { kind: Kind, standing: Standing, lapses_at: Option<Moment>, commitment: String, by: StaffId },
    /// Say how an identifier stands.
    Stand { n: u32, standing: Standing, lapses_at: Option<Moment>, by: StaffId },
    /// Take an identifier out; nobody when its time is over.
    EndIdentifier { n: u32, by: Option<StaffId> },
    /// Ask another State about identifiers of it.
    AskLookup {
        query: String,
        peer: String,
        basis: String,
        purpose: String,
        reference: String,
        identifiers: Vec<u32>,
        by: StaffId,
    },
    /// The other State answered.
    AnswerLookup { query: String, hits: Vec<u32> },
    /// It did not.
    RefuseLookup { query: String, code: String },
    /// What was to be asked about does not stand in it so.
    DeclineLookup { by: StaffId },
}

/// Outcomes of a case.
pub const OUTCOMES: [&str; 4] = ["st.down.some", "st.down.all", "st.cannot", "st.closed"];

/// Decides what follows.
///
/// # Errors
/// Says why nothing follows.
pub fn decide(state: &Case, command: Command) -> Result<Vec<Event>, Refusal> {
    let closed = || {
        if state.closed.is_some() { Err(Refusal::NotNow("the case is closed; open it again first")) } else { Ok(()) }
    };
    match command {
        Command::Join { report, .. } if state.reports.contains(&report) => Ok(Vec::new()),
        Command::Join { report, by } => closed().map(|()| vec![Event::ReportJoined { report, by }]),
        Command::Note { by, commitment } => Ok(vec![Event::Noted { n: state.notes + 1, by, commitment }]),
        Command::OpenNote { n, .. } if n == 0 || n > state.notes => Err(Refusal::NotFound),
        Command::OpenNote { n, by } => Ok(vec![Event::NoteOpened { n, by }]),
        Command::AddNotice { notice, by } => closed().map(|()| vec![Event::Notice { notice, by }]),
        Command::Close { open_notices, .. } if open_notices > 0 => {
            Err(Refusal::NotNow("a notice is still waiting for its outcome"))
        }
        Command::Close { outcome, by, .. } => {
            closed()?;
            if OUTCOMES.contains(&outcome.as_str()) {
                Ok(vec![Event::Closed { outcome, by }])
            } else {
                Err(Refusal::UnknownCode(outcome))
            }
        }
        Command::Reopen { by } if state.closed.is_some() => Ok(vec![Event::Reopened { by }]),
        Command::Reopen { .. } => Ok(Vec::new()),
        Command::Identify { .. } | Command::Stand { .. } => closed().and_then(|()| identify(state, command)),
        Command::AskLookup { .. } => closed().and_then(|()| ask(state, command)),
        Command::EndIdentifier { n, by } => {
            state.identifiers.get(&n).ok_or(Refusal::NotFound)?;
            let why = if by.is_some() { Ended::Withdrawn } else { Ended::Lapsed };
            Ok(vec![Event::IdentifierEnded { n, why, by }])
        }
        Command::AnswerLookup { query, hits } => {
            let asked = state.asked.get(&query).ok_or(Refusal::NotFound)?;
            let hits = hits.into_iter().filter(|n| asked.contains(n)).collect();
            Ok(vec![Event::LookupAnswered { query, hits }])
        }
        Command::DeclineLookup { by } => Ok(vec![Event::LookupDeclined { by }]),
        Command::RefuseLookup { query, code } => {
            state.asked.get(&query).ok_or(Refusal::NotFound)?;
            Ok(vec![Event::LookupRefused { query, code }])
        }
    }
}

fn identify(state: &Case, command: Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Identify { .. } if state.identified >= IDENTIFIERS_MAX => {
            Err(Refusal::NotNow("this case has as many identifiers as one can have"))
        }
        Command::Identify { standing: Standing::Confirmed, .. } => Err(Refusal::NotNow(SECOND)),
        Command::Identify { kind, standing, lapses_at, commitment, by } => {
            let n = state.identified + 1;
            Ok(vec![Event::Identified { n, kind, standing, lapses_at, commitment, by }])
        }
        Command::Stand { n, standing, lapses_at, by } => match (state.identifiers.get(&n), standing) {
            (None, _) => Err(Refusal::NotFound),
            (Some(before), _) if *before == standing => Ok(Vec::new()),
            (Some(_), Standing::Confirmed) if state.said_by.get(&n) == Some(&by) => Err(Refusal::NotNow(SECOND)),
            // Said again, it would run for another year on the same word.
            (Some(Standing::Unfounded), Standing::Alleged) => Err(Refusal::NotNow(ONLY_ASSESSED)),
            (Some(_), _) => Ok(vec![Event::IdentifierStands { n, standing, lapses_at, by }]),
        },
        _ => Ok(Vec::new()),
    }
}

/// One person alone does not say that a court or the police confirmed a suspicion.
const SECOND: &str = "another member than whoever spoke last has to confirm it";
/// What was unfounded does not come back by being said again.
const ONLY_ASSESSED: &str = "what was unfounded is taken up again by an assessment only";

/// Another State is asked about suspects that were assessed or confirmed, and about nobody else (care 7.1).
fn ask(state: &Case, command: Command) -> Result<Vec<Event>, Refusal> {
    let Command::AskLookup { query, peer, basis, purpose, reference, identifiers, by } = command else {
        return Ok(Vec::new());
    };
    let shared = |n: &u32| state.identifiers.get(n).is_some_and(|standing| standing.is_shared());
    if identifiers.is_empty() || !identifiers.iter().all(shared) {
        return Err(Refusal::NotNow("only identifiers that were assessed or confirmed are asked about"));
    }
    Ok(vec![Event::LookupAsked { query, peer, basis, purpose, reference, identifiers, by }])
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: StaffId = StaffId::from_bits(1);
    const B: StaffId = StaffId::from_bits(2);

    fn opened() -> Case {
        Case::evolve(None, &Event::Opened { report: ReportId::from_bits(1), by: A }).expect("case")
    }

    #[test]
    fn a_case_with_a_notice_that_waits_does_not_close() {
        let close = |open_notices| Command::Close { outcome: Code::new("st.closed"), by: A, open_notices };
        assert!(decide(&opened(), close(1)).is_err());
        assert_eq!(decide(&opened(), close(0)).map(|events| events.len()), Ok(1));
    }

    #[test]
    fn joining_twice_is_joining_once() {
        let join = Command::Join { report: ReportId::from_bits(1), by: A };
        assert_eq!(decide(&opened(), join), Ok(Vec::new()));
    }

    fn with(mut case: Case, commands: Vec<Command>) -> Case {
        for command in commands {
            for event in decide(&case, command).expect("decided") {
                case = Case::evolve(Some(case), &event).expect("case");
            }
        }
        case
    }

    /// An identifier of each standing, by number: another member confirms the third.
    fn of_each_standing() -> Case {
        let confirmed = Command::Stand { n: 3, standing: Standing::Confirmed, lapses_at: None, by: B };
        let first = [Standing::Alleged, Standing::Assessed, Standing::Assessed, Standing::Unfounded];
        with(opened(), first.map(identify).into_iter().chain([confirmed]).collect())
    }

    fn identify(standing: Standing) -> Command {
        Command::Identify { kind: Kind::Phone, standing, lapses_at: None, commitment: "cd".into(), by: A }
    }

    fn ask(identifiers: Vec<u32>) -> Command {
        let text = |text: &str| text.to_owned();
        let (query, peer, basis) = (text("07"), text("XB"), text("police"));
        Command::AskLookup { query, peer, basis, purpose: text("identify"), reference: text("ab"), identifiers, by: A }
    }

    #[test]
    fn another_state_is_asked_about_what_was_assessed_or_confirmed_and_about_nothing_else() {
        let case = of_each_standing();
        for identifiers in [vec![], vec![1], vec![2, 4], vec![2, 9]] {
            assert!(decide(&case, ask(identifiers.clone())).is_err(), "{identifiers:?}");
        }
        let case = with(case, vec![ask(vec![2, 3])]);
        let answer = Command::AnswerLookup { query: "07".into(), hits: vec![3, 4] };
        let events = decide(&case, answer.clone()).expect("answered");
        assert_eq!(events, [Event::LookupAnswered { query: "07".into(), hits: vec![3] }], "of those that were asked");
        let case = with(case, vec![answer.clone()]);
        assert_eq!(decide(&case, answer), Err(Refusal::NotFound), "one query, one answer");
    }

    #[test]
    fn an_identifier_that_ended_is_asked_about_no_more_and_its_number_is_given_to_no_other() {
        let case = with(opened(), vec![identify(Standing::Assessed), Command::EndIdentifier { n: 1, by: None }]);
        assert!(decide(&case, ask(vec![1])).is_err());
        assert_eq!(decide(&case, Command::EndIdentifier { n: 1, by: Some(A) }), Err(Refusal::NotFound));
        assert!(with(case, vec![identify(Standing::Alleged)]).identifiers.contains_key(&2));
    }

    #[test]
    fn a_standing_that_stays_is_no_event() {
        let case = with(opened(), vec![identify(Standing::Alleged)]);
        let stand = |standing| Command::Stand { n: 1, standing, lapses_at: None, by: A };
        assert_eq!(decide(&case, stand(Standing::Alleged)), Ok(Vec::new()));
        assert_eq!(decide(&case, stand(Standing::Assessed)).map(|events| events.len()), Ok(1));
    }

    #[test]
    fn one_person_alone_confirms_nothing_and_what_was_unfounded_does_not_come_back_by_being_said() {
        let stand = |standing, by| Command::Stand { n: 1, standing, lapses_at: None, by };
        assert_eq!(decide(&opened(), identify(Standing::Confirmed)), Err(Refusal::NotNow(SECOND)));
        let case = with(opened(), vec![identify(Standing::Assessed)]);
        assert_eq!(decide(&case, stand(Standing::Confirmed, A)), Err(Refusal::NotNow(SECOND)));
        assert_eq!(decide(&case, stand(Standing::Confirmed, B)).map(|events| events.len()), Ok(1));
        let case = with(case, vec![stand(Standing::Unfounded, A)]);
        assert_eq!(decide(&case, stand(Standing::Alleged, B)), Err(Refusal::NotNow(ONLY_ASSESSED)));
        assert_eq!(decide(&case, stand(Standing::Assessed, B)).map(|events| events.len()), Ok(1));
    }

    #[test]
    fn a_closed_case_takes_nothing_until_it_is_open_again() {
        let closed =
            Case::evolve(Some(opened()), &Event::Closed { outcome: Code::new("st.closed"), by: A }).expect("case");
        assert!(decide(&closed, Command::Join { report: ReportId::from_bits(2), by: A }).is_err());
        assert_eq!(decide(&closed, Command::Reopen { by: A }), Ok(vec![Event::Reopened { by: A }]));
    }
}
