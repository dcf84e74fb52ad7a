//! A State that lost parts of a package asks whoever gave it to send them again. The node that asks signs alone: what comes is what its
//! desk was given, sealed as before, and opens for nobody else.

use khien_seal::keys::SignKey;
use khien_terms::Moment;
use khien_terms::moment::HOUR;
use serde::{Deserialize, Serialize};

use super::WireError;
use crate::code::is_number;

/// What the signature of a question covers beside its text.
pub const CONTEXT: &[u8] = b"desk/1/lost";
/// How far the clocks of the two may differ, in microseconds: five minutes, as everywhere.
const SKEW: i64 = HOUR / 12;
/// Bytes of a question at most.
pub const ASK_MAX: usize = 4 << 10;

/// What is asked: that the package of this message be carried again, as far as it is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// `1`.
    pub lost: String,
    /// Who asks.
    pub from: String,
    /// Who is asked.
    pub to: String,
    /// The message that handed the package over, 16 bytes in hex.
    pub message: String,
    /// When it is asked.
    pub at: Moment,
}

impl Ask {
    /// A question.
    #[must_use]
    pub fn new((from, to): (&str, &str), message: &str, at: Moment) -> Self {
        let (from, to, message) = (from.to_owned(), to.to_owned(), message.to_owned());
        Self { lost: "1".to_owned(), from, to, message, at }
    }

    /// Signs it with the node's key.
    ///
    /// # Errors
    /// [`WireError::Inner`], which no question causes.
    pub fn sign(&self, node: &SignKey) -> Result<Vec<u8>, WireError> {
        let text = serde_json::to_vec(self).map_err(|_| WireError::Inner)?;
        super::single::sign(text, CONTEXT, node)
    }

    /// Reads a question that one of these keys signed, from this State to that one, now.
    ///
    /// # Errors
    /// [`WireError::Inner`], [`WireError::Signature`], [`WireError::Mismatch`] when it is of others or of another hour.
    pub fn verified(
        bytes: &[u8],
        nodes: &[[u8; 32]],
        (from, to): (&str, &str),
        now: Moment,
    ) -> Result<Self, WireError> {
        let text = super::single::verified(bytes, CONTEXT, nodes)?;
        let ask: Self = serde_json::from_slice(&text).map_err(|_| WireError::Inner)?;
        let timely = ask.at.0.saturating_sub(now.0).abs() <= SKEW;
        let its_own = ask.lost == "1" && ask.from == from && ask.to == to && is_number(&ask.message);
        if its_own && timely { Ok(ask) } else { Err(WireError::Mismatch) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_for_lost_parts_is_of_its_node_for_one_state_and_for_five_minutes() {
        let key = SignKey::from_seed([4; 32]);
        let (nodes, now) = ([key.verify_bytes()], Moment(100 * HOUR));
        let ask = Ask::new(("XA", "XB"), &"07".repeat(16), now);
        let bytes = ask.sign(&key).expect("signed");
        let read = |states, now| Ask::verified(&bytes, &nodes, states, now);
        assert_eq!(read(("XA", "XB"), now), Ok(ask));
        for states in [("XB", "XA"), ("XA", "XC"), ("XC", "XB")] {
            assert_eq!(read(states, now), Err(WireError::Mismatch), "{states:?}");
        }
        for ago in [SKEW + 1, -SKEW - 1] {
            assert_eq!(read(("XA", "XB"), Moment(now.0 + ago)), Err(WireError::Mismatch));
        }
        let other = [SignKey::from_seed([5; 32]).verify_bytes()];
        assert_eq!(Ask::verified(&bytes, &other, ("XA", "XB"), now), Err(WireError::Signature));
        let resync = super::super::resync::Ask::new(("XA", "XB"), now, "", now).sign(&key).expect("signed");
        assert_eq!(Ask::verified(&resync, &nodes, ("XA", "XB"), now), Err(WireError::Signature), "another question");
        let named = Ask::new(("XA", "XB"), "message", now).sign(&key).expect("signed");
        assert_eq!(Ask::verified(&named, &nodes, ("XA", "XB"), now), Err(WireError::Mismatch));
    }
}
