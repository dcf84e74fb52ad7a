//! A State that came back from an old copy of itself asks another for the messages between the two since then. Both its own and the
//! other's come as they would travel to it, sealed to its key, so that whoever stands in between learns nothing and changes nothing.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_seal::keys::SignKey;
use khien_terms::Moment;
use khien_terms::moment::HOUR;
use serde::{Deserialize, Serialize};

use super::WireError;

/// What the signature of a question covers beside its text.
pub const CONTEXT: &[u8] = b"desk/1/resync";
/// Days for which what passed between two States is kept as it travelled, so that the other can have it again. A copy of itself that
/// is older than this is too old to come back from.
pub const KEPT_DAYS: i64 = 14;
/// How far the clocks of the two may differ, in microseconds: five minutes, as everywhere.
const SKEW: i64 = HOUR / 12;
/// Bytes of a question at most.
pub const ASK_MAX: usize = 4 << 10;
/// Messages of an answer at most.
pub const AT_ONCE: usize = 8;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// `1`.
    pub resync: String,
    /// Who asks.
    pub from: String,
    /// Who is asked.
    pub to: String,
    /// Since when, by the clock of the one that is asked; it gives what it received, or had receipted, then or later.
    pub since: Moment,
    /// Where the answer before ended; empty at first.
    pub after: String,
    /// When it is asked.
    pub at: Moment,
}

impl Ask {
    /// A question.
    #[must_use]
    pub fn new((from, to): (&str, &str), since: Moment, after: &str, at: Moment) -> Self {
        let (from, to, after) = (from.to_owned(), to.to_owned(), after.to_owned());
        Self { resync: "1".to_owned(), from, to, since, after, at }
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
        if ask.resync != "1" || ask.from != from || ask.to != to || !timely {
            return Err(WireError::Mismatch);
        }
        Ok(ask)
    }
}

/// A message that passed between the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What travels, base64: of a message of the State that gives it, the very bytes that travelled; of the one that asks, its signed bytes,
    /// sealed to it anew.
    pub outer: String,
    /// Of a message of the State that asks: the receipt for it, base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

impl Given {
    /// Makes one of bytes.
    #[must_use]
    pub fn new(outer: &[u8], receipt: Option<&[u8]>) -> Self {
        Self { outer: B64.encode(outer), receipt: receipt.map(|receipt| B64.encode(receipt)) }
    }

    /// The bytes; nothing where they are no base64.
    #[must_use]
    pub fn bytes(&self) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
        let outer = B64.decode(&self.outer).ok()?;
        let receipt = self.receipt.as_ref().map(|receipt| B64.decode(receipt)).transpose().ok()?;
        Some((outer, receipt))
    }
}

/// What is answered. Nobody signs it: each message in it is signed, and so is each receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// `1`.
    pub resync: String,
    /// The oldest first.
    pub messages: Vec<Given>,
    /// Where the next answer goes on; empty when this was the last.
    pub next: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_question_is_of_its_node_for_one_state_and_for_five_minutes() {
        let key = SignKey::from_seed([4; 32]);
        let (nodes, now) = ([key.verify_bytes()], Moment(100 * HOUR));
        let ask = Ask::new(("XA", "XB"), Moment(5), "", now);
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
        let receipt = super::super::receipt::Receipt::delivered("aa", &[1; 32], &[2; 32], "XA", "XB", now);
        let receipt = receipt.sign(&key).expect("signed");
        assert_eq!(
            Ask::verified(&receipt, &nodes, ("XA", "XB"), now),
            Err(WireError::Signature),
            "another thing it signed"
        );
    }

    proptest! {
        #[test]
        fn whatever_comes_is_no_question(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let nodes = [SignKey::from_seed([4; 32]).verify_bytes()];
            prop_assert!(Ask::verified(&bytes, &nodes, ("XA", "XB"), Moment(0)).is_err());
        }

        #[test]
        fn what_is_given_comes_out_as_it_went_in(outer in prop::collection::vec(any::<u8>(), 0..99), receipt in any::<Option<[u8; 9]>>()) {
            let given = Given::new(&outer, receipt.as_ref().map(<[u8; 9]>::as_slice));
            let text = serde_json::to_string(&given).expect("json");
            let read: Given = serde_json::from_str(&text).expect("json");
            prop_assert_eq!(read.bytes(), Some((outer, receipt.map(|receipt| receipt.to_vec()))));
        }
    }
}
