//! What comes back from a State without a node: an answer that its officer wrote in the letter's own page.
//!
//! The letter is an age file under words that our officer tells by telephone; in it lies the seed of an Ed25519 key that was drawn for
//! this letter alone, and only its public half stays with the request. Whoever has the words has the key: so a signature says
//! that the answer was made in the letter, and who gave it is what the telephone said. The words of an answer stay sealed; the
//! signature covers their SHA-256.

pub mod blank;

use std::collections::BTreeSet;

use khien_seal::statement::Signed;
use khien_terms::Moment;
use khien_terms::id::StaffId;
use serde::{Deserialize, Serialize};

use crate::code::{is_hash, is_number, is_state};
use crate::request::Act;
use crate::wire::chunked::{CHUNKS_MAX, chunks_of};

/// First line of an answer's statement.
pub const ANSWER: &str = "khien/v1/desk-answer";
/// Acts of one answer at most: it has it, accepts, and holds.
const ACTS_MAX: usize = 4;
/// Bytes of a statement at most.
const BYTES_MAX: usize = 16 << 10;
/// Characters of the officer's name at most.
const NAME_MAX: usize = 60;

/// A letter that was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOut {
    /// The message of ours that it carries; of a blank letter, its own number.
    pub message: String,
    /// The public key, hex, that answers made in it are signed with.
    pub verify: String,
    /// Who took it out.
    pub by: StaffId,
    /// Who answered for the State then, by their link; an answer counts while that is who answers. Letters from before this was
    /// written down have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// SHA-256 (hex) of the certificate to which it was sealed; none where words open it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The key of information lay in it. Letters from before this was written down do not say so.
    #[serde(default, skip_serializing_if = "is_false")]
    pub key: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// Whether somebody calls themself so: one line, without space around it.
fn is_name(officer: &str) -> bool {
    let length = officer.chars().count();
    officer.trim() == officer && (1..=NAME_MAX).contains(&length) && !officer.chars().any(char::is_control)
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unheard {
    /// The key of this letter did not sign it.
    #[error("the key of this letter did not sign the answer: it was changed, or belongs to another letter")]
    Forged,
    /// It is not what an answer looks like, or it says what a letter cannot say.
    #[error("this is not an answer to a letter")]
    Unreadable,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Its own number, 16 bytes in hex.
    pub answer: String,
    /// The request, 16 bytes in hex.
    pub thread: String,
    /// The message of ours that the letter carried.
    pub message: String,
    /// The State that answers.
    pub from: String,
    /// The State that asked.
    pub to: String,
    /// When it was signed, by the clock of whoever answers.
    pub issued_at: Moment,
    /// How whoever answers calls themself.
    pub officer: String,
    /// What is said, in order.
    pub acts: Vec<Act>,
    /// SHA-256 of the words in UTF-8, hex.
    pub words: String,
    /// Of an answer that hands evidence over, and of no other: SHA-256 (hex) of the list of its chunks ([`list_of`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chunks: Option<String>,
    /// Of such an answer: SHA-256 (hex) of what opens the evidence and names its files, in UTF-8. It lies beside the words, so that it can
    /// be destroyed while they are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Of an answer that gives the key of information whose conditions were accepted: SHA-256 (hex) of the key in hex. It lies beside the
    /// words, as what opens evidence does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// SHA-256 (hex) of a list of chunks: their hashes in order, each in hex and with a line end after it.
#[must_use]
pub fn list_of(chunks: &[String]) -> String {
    let lines: String = chunks.iter().flat_map(|chunk| [chunk.as_str(), "\n"]).collect();
    khien_seal::sha256_hex(lines.as_bytes())
}

/// Whether an act can be said in a letter's page, by whichever side. Offers and calls back need a node or a person's voice. `accept`,
/// `decline` and `destroyed` are said of information and its conditions, or answer our offer.
#[must_use]
pub fn can_say(act: &Act) -> bool {
    matches!(
        act,
        Act::Acknowledge { .. }
            | Act::Ask
            | Act::Answer { .. }
            | Act::Decide { .. }
            | Act::Hold { .. }
            | Act::Extend { .. }
            | Act::Release
            | Act::Withdraw
            | Act::Return { .. }
            | Act::Accept { .. }
            | Act::Decline { .. }
            | Act::Destroyed { .. }
            | Act::Status
            | Act::Close
    )
}

impl Answer {
    /// Reads an answer that a letter's key signed.
    ///
    /// # Errors
    /// [`Unheard`].
    pub fn verified(signed: &Signed, verify: &[u8; 32]) -> Result<Self, Unheard> {
        if signed.statement.len() > BYTES_MAX {
            return Err(Unheard::Unreadable);
        }
        let [json] = signed.lines::<1>(ANSWER).map_err(|_| Unheard::Unreadable)?;
        if !signed.verifies(verify) {
            return Err(Unheard::Forged);
        }
        let answer: Self = serde_json::from_str(json).map_err(|_| Unheard::Unreadable)?;
        if answer.is_sound() { Ok(answer) } else { Err(Unheard::Unreadable) }
    }

    fn is_sound(&self) -> bool {
        let numbers = [&self.answer, &self.thread, &self.message].into_iter().all(|number| is_number(number));
        let named = is_name(&self.officer);
        let said = (1..=ACTS_MAX).contains(&self.acts.len())
            && self.acts.iter().all(|act| can_say(act) && act.is_sound())
            && self.issued_at.0 > 0;
        let packages = self.acts.iter().filter(|act| matches!(act, Act::Return { .. })).count();
        let listed = match (&self.chunks, &self.sheet) {
            (Some(list), Some(sheet)) => packages == 1 && is_hash(list) && is_hash(sheet),
            (None, None) => packages == 0,
            _ => false,
        };
        // A key comes alone: what else there is to say is said in another answer.
        let key = self.key.as_ref().is_none_or(|key| is_hash(key) && self.acts == [Act::Status]);
        numbers && named && said && listed && key && is_state(&self.from) && is_state(&self.to) && is_hash(&self.words)
    }

    /// Whether these are the chunks of the package that it hands over, in order; of one that hands nothing over, none are.
    #[must_use]
    pub fn names(&self, chunks: &[String]) -> bool {
        let bytes = self.acts.iter().find_map(|act| match act {
            Act::Return { bytes, .. } => Some(*bytes),
            _ => None,
        });
        let (Some(bytes), Some(list)) = (bytes, &self.chunks) else { return chunks.is_empty() };
        let unique: BTreeSet<&String> = chunks.iter().collect();
        unique.len() == chunks.len()
            && chunks.len() <= CHUNKS_MAX
            && u64::try_from(chunks.len()).is_ok_and(|count| count == chunks_of(bytes))
            && chunks.iter().all(|chunk| is_hash(chunk))
            && list_of(chunks) == *list
    }

    /// The number of its n-th act as a message, from 0: the first 16 bytes of SHA-256(statement's first line ‖ `/` ‖ number ‖ `/` ‖ n).
    #[must_use]
    pub fn message_number(&self, n: usize) -> String {
        let digest = khien_seal::sha256(format!("{ANSWER}/{}/{n}", self.answer).as_bytes());
        hex::encode(&digest[..16])
    }
}

#[cfg(test)]
mod tests {
    use khien_seal::keys::SignKey;

    use super::*;
    use crate::package::{Conditions, Purpose};
    use crate::request::Decision;

    fn answer() -> Answer {
        Answer {
            answer: "01".repeat(16),
            thread: "02".repeat(16),
            message: "03".repeat(16),
            from: "XC".into(),
            to: "XA".into(),
            issued_at: Moment(1),
            officer: "Duty magistrate".into(),
            acts: vec![Act::Decide { decision: Decision::Accepted, consulted: None }],
            words: "ab".repeat(32),
            chunks: None,
            sheet: None,
            key: None,
        }
    }

    fn evidence(bytes: u64) -> Act {
        let conditions =
            Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
        Act::Return { package: "ab".repeat(32), bytes, files: 1, conditions }
    }

    fn signed(answer: &Answer, key: &SignKey) -> Signed {
        Signed::new(format!("{ANSWER}\n{}", serde_json::to_string(answer).expect("json")), key)
    }

    #[test]
    fn what_the_letters_key_signed_is_read_and_nothing_else() {
        let (key, other) = (SignKey::from_seed([1; 32]), SignKey::from_seed([2; 32]));
        let sound = signed(&answer(), &key);
        assert_eq!(Answer::verified(&sound, &key.verify_bytes()), Ok(answer()));
        assert_eq!(Answer::verified(&sound, &other.verify_bytes()), Err(Unheard::Forged), "another letter's key");
        let mut changed = sound.clone();
        changed.statement = changed.statement.replace("accepted", "part");
        assert_eq!(Answer::verified(&changed, &key.verify_bytes()), Err(Unheard::Forged));
    }

    #[test]
    fn a_letter_says_what_a_letter_can_say() {
        let key = SignKey::from_seed([1; 32]);
        let verify = key.verify_bytes();
        for acts in [vec![], vec![Act::Offer], vec![evidence(1)], vec![Act::Status; 5]] {
            let other = Answer { acts: acts.clone(), ..answer() };
            assert_eq!(Answer::verified(&signed(&other, &key), &verify), Err(Unheard::Unreadable), "{acts:?}");
        }
        for officer in ["", " ", "a\nb", &"x".repeat(61)] {
            let other = Answer { officer: officer.into(), ..answer() };
            assert_eq!(Answer::verified(&signed(&other, &key), &verify), Err(Unheard::Unreadable), "{officer:?}");
        }
    }

    #[test]
    fn evidence_names_its_chunks_and_no_other_answer_does() {
        let key = SignKey::from_seed([1; 32]);
        let read = |answer: &Answer| Answer::verified(&signed(answer, &key), &key.verify_bytes());
        let chunks = [khien_seal::sha256_hex(b"one"), khien_seal::sha256_hex(b"two")];
        let whole = Answer {
            acts: vec![evidence(5 << 20)],
            chunks: Some(list_of(&chunks)),
            sheet: Some("cd".repeat(32)),
            ..answer()
        };
        assert_eq!(read(&whole), Ok(whole.clone()));
        assert!(whole.names(&chunks));
        let turned = [chunks[1].clone(), chunks[0].clone()];
        for other in [&chunks[..1], &[][..], &turned, &[chunks[0].clone(), chunks[0].clone()]] {
            assert!(!whole.names(other), "{other:?}");
        }
        let short = Answer { acts: vec![evidence(1)], ..whole.clone() };
        assert!(!short.names(&chunks), "more chunks than its bytes need");
        assert!(answer().names(&[]) && !answer().names(&chunks), "what hands nothing over has none");
        let listed = Answer { chunks: whole.chunks.clone(), ..answer() };
        let twice = Answer { acts: vec![evidence(1), evidence(1)], ..whole.clone() };
        let closed = Answer { sheet: None, ..whole.clone() };
        let no_hash = Answer { chunks: Some("one".into()), ..whole };
        for unsound in [listed, twice, closed, no_hash] {
            assert_eq!(read(&unsound), Err(Unheard::Unreadable), "{unsound:?}");
        }
    }

    #[test]
    fn the_key_of_information_comes_alone() {
        let signs = SignKey::from_seed([1; 32]);
        let read = |answer: &Answer| Answer::verified(&signed(answer, &signs), &signs.verify_bytes());
        let key = Answer { acts: vec![Act::Status], key: Some("ab".repeat(32)), ..answer() };
        assert_eq!(read(&key), Ok(key.clone()));
        for unsound in [
            Answer { acts: vec![Act::Withdraw], ..key.clone() },
            Answer { acts: vec![Act::Status, Act::Close], ..key.clone() },
            Answer { key: Some("ab".into()), ..key },
        ] {
            assert_eq!(read(&unsound), Err(Unheard::Unreadable), "{unsound:?}");
        }
    }

    #[test]
    fn a_letter_of_before_says_nothing_of_a_key() {
        let before = r#"{"message":"01","verify":"02","by":"stf_00000000000000000000000001"}"#;
        let read: TakenOut = serde_json::from_str(before).expect("read");
        assert!(!read.key);
        assert_eq!(serde_json::to_string(&read).expect("json"), before);
    }

    #[test]
    fn each_act_of_an_answer_has_its_own_number_that_every_reader_finds() {
        let numbers: std::collections::BTreeSet<String> = (0..4).map(|n| answer().message_number(n)).collect();
        assert_eq!(numbers.len(), 4);
        let other = Answer { answer: "09".repeat(16), ..answer() };
        assert!(!numbers.contains(&other.message_number(0)));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_signed_is_read_or_refused(json in "[ -~]{0,300}") {
            let key = SignKey::from_seed([1; 32]);
            let signed = Signed::new(format!("{ANSWER}\n{json}"), &key);
            if let Ok(read) = Answer::verified(&signed, &key.verify_bytes()) {
                proptest::prop_assert!(read.is_sound());
            }
        }
    }
}
