//! The safeguards gate: nine questions, answered by people of both States before anything is signed or accepted.

use std::collections::BTreeMap;

use khien_terms::{DataError, DataFiles};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::law::Law;

const FILE: &str = "desk/safeguards.json";

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The State that asks.
    Requester,
    /// The State that is asked.
    Receiver,
}

/// What somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The question does not arise.
    NotNeeded,
}

/// A question of the gate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Safeguard {
    /// `S1` to `S9`.
    pub code: String,
    /// Where the law asks it.
    pub article: String,
    /// Who answers.
    pub answered_by: Vec<Side>,
    /// Whether the other State sees the answer. That about persecution it never does.
    pub shown_to_peer: bool,
    /// The answer with which the request does not go on without a legal officer's decision.
    #[serde(default)]
    pub stops_when: Option<Reply>,
    /// Answers that need words.
    #[serde(default)]
    pub text_when: Vec<Reply>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Yes, no, or not needed.
    pub answer: Reply,
    /// Why.
    #[serde(default)]
    pub text: String,
}

/// The answers of one side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Gate(BTreeMap<String, Answer>);

/// A question that is still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// Nobody has answered it.
    Unanswered(String),
    /// The answer needs words.
    NoText(String),
}

impl Gate {
    /// The answers that a form carries; what cannot be read counts as not answered.
    #[must_use]
    pub fn of_form(form: &Value) -> Self {
        let given = form.get("safeguards").and_then(Value::as_object);
        let read =
            |(code, answer): (&String, &Value)| Some((code.clone(), serde_json::from_value(answer.clone()).ok()?));
        Self(given.into_iter().flatten().filter_map(read).collect())
    }

    /// Sets an answer.
    pub fn answer(&mut self, code: &str, answer: Answer) {
        self.0.insert(code.to_owned(), answer);
    }

    /// An answer.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Answer> {
        self.0.get(code)
    }

    /// Whether a side has answered all that it is asked.
    ///
    /// # Errors
    /// The questions that are open.
    pub fn complete(&self, safeguards: &[Safeguard], side: Side) -> Result<(), Vec<Open>> {
        let asked = safeguards.iter().filter(|safeguard| safeguard.answered_by.contains(&side));
        let open: Vec<Open> = asked
            .filter_map(|safeguard| match self.0.get(&safeguard.code) {
                None => Some(Open::Unanswered(safeguard.code.clone())),
                Some(given) if safeguard.text_when.contains(&given.answer) && given.text.trim().is_empty() => {
                    Some(Open::NoText(safeguard.code.clone()))
                }
                Some(_) => None,
            })
            .collect();
        if open.is_empty() { Ok(()) } else { Err(open) }
    }

    /// The questions whose answer stops the request until a legal officer has decided.
    #[must_use]
    pub fn stopped_by<'a>(&self, safeguards: &'a [Safeguard]) -> Vec<&'a Safeguard> {
        let stops = |safeguard: &&Safeguard| {
            self.0.get(&safeguard.code).is_some_and(|given| safeguard.stops_when == Some(given.answer))
        };
        safeguards.iter().filter(stops).collect()
    }

    /// The answers that may travel to the other State.
    #[must_use]
    pub fn for_peer(&self, safeguards: &[Safeguard]) -> Self {
        let shown = |code: &str| safeguards.iter().any(|safeguard| safeguard.code == code && safeguard.shown_to_peer);
        Self(
            self.0
                .iter()
                .filter(|(code, _)| shown(code))
                .map(|(code, answer)| (code.clone(), answer.clone()))
                .collect(),
        )
    }
}

/// Reads the questions and holds them to the law.
pub fn load(files: &DataFiles, law: &Law) -> Result<Vec<Safeguard>, Vec<DataError>> {
    let safeguards: Vec<Safeguard> = files.json(FILE).map_err(|error| vec![error])?;
    let unknown = safeguards.iter().filter(|safeguard| law.find(&safeguard.article).is_none());
    let errors: Vec<DataError> = unknown
        .map(|safeguard| {
            let needle = format!("\"{}\"", safeguard.code);
            files.fault(FILE, &needle, format!("the Convention has no article `{}`", safeguard.article))
        })
        .collect();
    if errors.is_empty() { Ok(safeguards) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::super::Forms;
    use super::*;

    fn answered(side: Side) -> (Forms, Gate) {
        let forms = Forms::load(&DataFiles::embedded()).expect("forms");
        let mut gate = Gate::default();
        for safeguard in forms.safeguards().iter().filter(|safeguard| safeguard.answered_by.contains(&side)) {
            gate.answer(&safeguard.code, Answer { answer: Reply::Yes, text: "as the file shows".into() });
        }
        (forms, gate)
    }

    #[test]
    fn the_receiver_answers_about_persecution_alone_and_the_requester_never_sees_it() {
        let (forms, gate) = answered(Side::Receiver);
        assert_eq!(gate.complete(forms.safeguards(), Side::Receiver), Ok(()));
        assert!(gate.get("S5").is_some());
        assert!(gate.for_peer(forms.safeguards()).get("S5").is_none());
        assert!(answered(Side::Requester).1.get("S5").is_none());
    }

    #[test]
    fn an_unanswered_question_and_one_without_its_words_are_named() {
        let (forms, mut gate) = answered(Side::Requester);
        gate.answer("S4", Answer { answer: Reply::Yes, text: " ".into() });
        gate.0.remove("S9");
        let open = gate.complete(forms.safeguards(), Side::Requester).expect_err("open");
        assert_eq!(open, [Open::NoText("S4".into()), Open::Unanswered("S9".into())]);
    }

    #[test]
    fn a_yes_to_expression_stops_the_request() {
        let (forms, gate) = answered(Side::Requester);
        let codes: Vec<&str> =
            gate.stopped_by(forms.safeguards()).iter().map(|safeguard| safeguard.code.as_str()).collect();
        assert_eq!(codes, ["S4", "S7"]);
    }
}
