//! The answer: what was blinded, evaluated; the proof; and the set of what is known. The node that was asked signs it (COSE_Sign1). A
//! refusal is a receipt ([`crate::wire::receipt`]).

use khien_seal::keys::SignKey;
use khien_terms::Moment;
use serde::{Deserialize, Serialize};

use super::{Entry, Evaluation, LookupError, Query, element, known};
use crate::code::{is_hash, is_number, is_state};
use crate::wire::{WireError, single};

/// What an answer's signature covers beside its text.
pub const CONTEXT: &[u8] = b"desk/1/lookup-answer";
/// Bytes of an answer at most: a set of the largest size in hex, and the rest.
pub const ANSWER_MAX: usize = 3 << 20;

/// The text of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `1`.
    pub answer: String,
    /// The query's number.
    pub query: String,
    /// SHA-256 of the query as it travelled, hex.
    pub outer: String,
    /// Who answers.
    pub by: String,
    /// Who asked.
    pub from: String,
    /// When.
    pub at: Moment,
    /// The public half of the key, hex.
    pub key: String,
    /// The elements, evaluated, in their order, hex.
    pub evaluated: Vec<String>,
    /// One proof for all, hex.
    pub proof: String,
    /// The entries of what is known among those that stand for nothing, in order, hex.
    pub known: Vec<String>,
}

impl Answer {
    /// Answers a query that travelled as bytes of this SHA-256.
    #[must_use]
    pub fn to(query: &Query, outer: &khien_seal::Hash, evaluation: &Evaluation, key: &[u8; 32], at: Moment) -> Self {
        Self {
            answer: "1".to_owned(),
            query: query.query.clone(),
            outer: hex::encode(outer),
            by: query.to.clone(),
            from: query.from.clone(),
            at,
            key: hex::encode(key),
            evaluated: evaluation.elements.iter().map(hex::encode).collect(),
            proof: hex::encode(evaluation.proof),
            known: Vec::new(),
        }
    }

    /// The same, with what is known.
    #[must_use]
    pub fn with(mut self, set: &[Entry]) -> Self {
        self.known = set.iter().map(|entry| hex::encode(entry.0)).collect();
        self
    }

    /// Signs it.
    ///
    /// # Errors
    /// [`LookupError::Answer`], which no answer of this module causes.
    pub fn sign(&self, node: &SignKey) -> Result<Vec<u8>, LookupError> {
        let text = serde_json::to_vec(self).map_err(|_| LookupError::Answer)?;
        single::sign(text, CONTEXT, node).map_err(|_| LookupError::Answer)
    }

    /// Reads an answer that one of these keys signed.
    ///
    /// # Errors
    /// [`LookupError::Answer`], [`LookupError::Signature`].
    pub fn verified(bytes: &[u8], nodes: &[[u8; 32]]) -> Result<Self, LookupError> {
        if bytes.len() > ANSWER_MAX {
            return Err(LookupError::Answer);
        }
        let text = single::verified(bytes, CONTEXT, nodes).map_err(|error| match error {
            WireError::Signature => LookupError::Signature,
            _ => LookupError::Answer,
        })?;
        Self::read(&text)
    }

    /// Reads the text of an answer.
    ///
    /// # Errors
    /// [`LookupError::Answer`].
    pub fn read(text: &[u8]) -> Result<Self, LookupError> {
        let answer: Self = serde_json::from_slice(text).map_err(|_| LookupError::Answer)?;
        let sound = answer.answer == "1"
            && is_number(&answer.query)
            && is_hash(&answer.outer)
            && is_state(&answer.by)
            && is_state(&answer.from)
            && is_hash(&answer.key)
            && answer.evaluated.len() == super::ELEMENTS
            && answer.evaluation().is_some();
        if sound { Ok(answer) } else { Err(LookupError::Answer) }
    }

    /// Whether it answers this very query.
    #[must_use]
    pub fn answers(&self, query: &Query, outer: &khien_seal::Hash) -> bool {
        self.query == query.query && self.outer == hex::encode(outer) && self.by == query.to && self.from == query.from
    }

    /// What was evaluated, with its proof.
    #[must_use]
    pub fn evaluation(&self) -> Option<Evaluation> {
        let elements: Option<Vec<[u8; 32]>> = self.evaluated.iter().map(|text| element(text)).collect();
        Some(Evaluation { elements: elements?, proof: element(&self.proof)? })
    }

    /// The public half of the key.
    #[must_use]
    pub fn public(&self) -> Option<[u8; 32]> {
        element(&self.key)
    }

    /// What is known.
    ///
    /// # Errors
    /// [`LookupError::Answer`] for a set that is not in order, has something twice, or is of a size that no set has.
    pub fn set(&self) -> Result<Vec<Entry>, LookupError> {
        known::read(&self.known)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Blinded, LookupKey, known::set_of};
    use super::*;

    fn query(blinded: &Blinded) -> Query {
        Query {
            lookup: "1".into(),
            query: "07".repeat(16),
            from: "XA".into(),
            to: "XB".into(),
            issued_at: Moment(0),
            expires_at: Moment(600_000_000),
            officer: "Night desk".into(),
            case: "ab".repeat(32),
            basis: "police".into(),
            purpose: "identify".into(),
            key: "-".into(),
            blinded: blinded.elements().iter().map(hex::encode).collect(),
        }
    }

    #[test]
    fn who_asked_finds_what_is_known_in_an_answer_that_is_theirs() {
        let (node, key) = (SignKey::from_seed([1; 32]), LookupKey::from_seed(&[7; 32]).expect("a key"));
        let blinded = Blinded::of(&[b"phone:+84901234567", b"mail:a@example.org"]).expect("blinded");
        let (query, outer) = (query(&blinded), [9; 32]);
        let evaluation = key.evaluate(&query.elements().expect("elements")).expect("evaluated");
        let set = set_of([key.entry(b"mail:a@example.org").expect("entry")], &[5; 32]);
        let bytes =
            Answer::to(&query, &outer, &evaluation, &key.public(), Moment(5)).with(&set).sign(&node).expect("signed");
        let answer = Answer::verified(&bytes, &[node.verify_bytes()]).expect("verified");
        assert!(answer.answers(&query, &outer) && !answer.answers(&query, &[8; 32]));
        let found =
            blinded.finish(&answer.evaluation().expect("evaluation"), &answer.public().expect("key")).expect("proven");
        let known = answer.set().expect("a set");
        let hits: Vec<bool> = found.iter().map(|entry| known.binary_search(entry).is_ok()).collect();
        assert_eq!(hits, [false, true]);
    }

    #[test]
    fn only_the_node_that_was_asked_answers() {
        let (node, thief) = (SignKey::from_seed([1; 32]), SignKey::from_seed([2; 32]));
        let key = LookupKey::from_seed(&[7; 32]).expect("a key");
        let blinded = Blinded::of(&[b"x"]).expect("blinded");
        let query = query(&blinded);
        let evaluation = key.evaluate(&query.elements().expect("elements")).expect("evaluated");
        let answer = Answer::to(&query, &[9; 32], &evaluation, &key.public(), Moment(5)).with(&set_of([], &[5; 32]));
        let bytes = answer.sign(&thief).expect("signed");
        assert_eq!(Answer::verified(&bytes, &[node.verify_bytes()]), Err(LookupError::Signature));
        let receipt = crate::wire::receipt::Receipt::refused("07", &[9; 32], "quota", "XB", "XA", Moment(5));
        let receipt = receipt.sign(&node).expect("signed");
        assert_eq!(
            Answer::verified(&receipt, &[node.verify_bytes()]),
            Err(LookupError::Signature),
            "a refusal is none"
        );
        assert_eq!(Answer::verified(b"<html>", &[node.verify_bytes()]), Err(LookupError::Answer));
    }
}
