//! What a desk answers to a message, signed by its node (COSE_Sign1): that it has it, durably, opened and in form; or by which
//! code it refuses. A receipt for a message that was not kept is never made, and the one that was made is given again byte for byte.

use khien_seal::Hash;
use khien_seal::keys::SignKey;
use khien_terms::Moment;
use serde::{Deserialize, Serialize};

use super::WireError;

/// What a receipt's signature covers beside its text.
pub const CONTEXT: &[u8] = b"desk/1/receipt";

/// What happened to a message at its receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// The node has it: durable, opened, its signatures and its form hold. ETSI EN 319 522: content consignment.
    Delivered,
    /// The node refuses it, by `code`. Nothing of it is kept.
    Refused,
}

/// The text of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// `1`.
    pub receipt: String,
    /// What happened.
    pub what: What,
    /// The message's number in hex, as its header says.
    pub message: String,
    /// SHA-256 of the message as it travelled, hex.
    pub outer: String,
    /// SHA-256 of the signed bytes inside, hex; empty where they were not reached.
    pub inner: String,
    /// Who received.
    pub by: String,
    /// Who sent.
    pub from: String,
    /// When.
    pub at: Moment,
    /// Why it is refused; empty when it is not.
    pub code: String,
}

impl Receipt {
    /// A receipt for kept bytes.
    #[must_use]
    pub fn delivered(message: &str, outer: &Hash, inner: &Hash, by: &str, from: &str, at: Moment) -> Self {
        Self {
            receipt: "1".to_owned(),
            what: What::Delivered,
            message: message.to_owned(),
            outer: hex::encode(outer),
            inner: hex::encode(inner),
            by: by.to_owned(),
            from: from.to_owned(),
            at,
            code: String::new(),
        }
    }

    /// A refusal.
    #[must_use]
    pub fn refused(message: &str, outer: &Hash, code: &str, by: &str, from: &str, at: Moment) -> Self {
        let mut receipt = Self::delivered(message, outer, &[0; 32], by, from, at);
        receipt.what = What::Refused;
        receipt.inner.clear();
        receipt.code = code.to_owned();
        receipt
    }

    /// Signs it.
    ///
    /// # Errors
    /// [`WireError::Inner`], which no receipt of this module causes.
    pub fn sign(&self, node: &SignKey) -> Result<Vec<u8>, WireError> {
        let text = serde_json::to_vec(self).map_err(|_| WireError::Inner)?;
        super::single::sign(text, CONTEXT, node)
    }

    /// Reads a receipt that one of these keys signed.
    ///
    /// # Errors
    /// [`WireError::Inner`], [`WireError::Signature`].
    pub fn verified(bytes: &[u8], nodes: &[[u8; 32]]) -> Result<Self, WireError> {
        let text = super::single::verified(bytes, CONTEXT, nodes)?;
        serde_json::from_slice(&text).map_err(|_| WireError::Inner)
    }

    /// Whether it answers this very message of ours.
    #[must_use]
    pub fn answers(&self, message: &str, outer: &Hash, by: &str, from: &str) -> bool {
        self.message == message && self.outer == hex::encode(outer) && self.by == by && self.from == from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_answers_one_message_and_only_under_the_receivers_key() {
        let key = SignKey::from_seed([4; 32]);
        let receipt = Receipt::delivered("aa", &[1; 32], &[2; 32], "XB", "XA", Moment(5));
        let bytes = receipt.sign(&key).expect("signed");
        let read = Receipt::verified(&bytes, &[key.verify_bytes()]).expect("verified");
        assert_eq!(read, receipt);
        assert!(read.answers("aa", &[1; 32], "XB", "XA"));
        assert!(!read.answers("aa", &[3; 32], "XB", "XA") && !read.answers("ab", &[1; 32], "XB", "XA"));
        assert!(!read.answers("aa", &[1; 32], "XC", "XA"), "a third State's receipt");
        let other = SignKey::from_seed([5; 32]);
        assert_eq!(Receipt::verified(&bytes, &[other.verify_bytes()]), Err(WireError::Signature));
    }
}
