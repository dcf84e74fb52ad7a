//! What every message says of itself. Its JSON bytes are kept and signed as they are; nothing writes them anew.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use khien_terms::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::WireError;
use super::released::PART_MAX;
use crate::Kind;
use crate::code::{is_hash, is_number, is_state};
use crate::request::Act;

/// Bytes of a message's text at most.
pub const TEXT_MAX: usize = 1 << 20;
/// Days after which a message that never arrived is given up.
pub const EXPIRES_DAYS: i64 = 14;

/// The members that every message has; `body` is the form or the answer, and further members are kept and passed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// `1`.
    pub desk: String,
    /// The message's number, 16 bytes in hex.
    pub message: String,
    /// The request's number, 16 bytes in hex, the same in both States.
    pub thread: String,
    /// Place among the sender's messages of this request, from 1.
    pub seq: u32,
    /// SHA-256 of the sender's message before this one, in hex; `-` for the first.
    pub prev: String,
    /// Sender.
    pub from: String,
    /// Receiver.
    pub to: String,
    /// When it was signed.
    pub issued_at: Moment,
    /// When sending is given up.
    pub expires_at: Moment,
    /// By which name the officer signs outside.
    pub officer: String,
    /// What it does.
    pub act: Act,
    /// Words: the form of a request, the text of an answer.
    pub body: Value,
    /// Of information (X1): what stays closed until its conditions are accepted, base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

impl Frame {
    /// Reads the text of a message.
    ///
    /// # Errors
    /// [`WireError::Frame`]; [`WireError::Unsupported`] for an act or a kind of request that is not known here.
    pub fn read(text: &[u8]) -> Result<Self, WireError> {
        if text.len() > TEXT_MAX {
            return Err(WireError::Frame);
        }
        let frame: Self = serde_json::from_slice(text).map_err(|_| unread(text))?;
        let sound = frame.desk == "1"
            && frame.message_bytes().is_some()
            && is_number(&frame.thread)
            && frame.seq >= 1
            && (frame.prev == "-") == (frame.seq == 1)
            && (frame.prev == "-" || is_hash(&frame.prev))
            && is_state(&frame.from)
            && is_state(&frame.to)
            && frame.from != frame.to
            && frame.issued_at < frame.expires_at
            && frame.expires_at <= frame.issued_at.plus_days(EXPIRES_DAYS)
            && !frame.officer.is_empty()
            && frame.officer.len() <= 200
            && frame.act.is_sound();
        if sound { Ok(frame) } else { Err(WireError::Frame) }
    }

    /// The sealed part of information, and SHA-256 of it; nothing where there is none, or where it is longer than one may be.
    #[must_use]
    pub fn sealed_part(&self) -> Option<(Vec<u8>, khien_seal::Hash)> {
        let text = self.sealed.as_deref().filter(|text| text.len() <= PART_MAX.div_ceil(3) * 4)?;
        let bytes = STANDARD.decode(text).ok().filter(|bytes| bytes.len() <= PART_MAX)?;
        let hash = khien_seal::sha256(&bytes);
        Some((bytes, hash))
    }

    /// The message's number.
    #[must_use]
    pub fn message_bytes(&self) -> Option<[u8; 16]> {
        let mut bytes = [0u8; 16];
        hex::decode_to_slice(&self.message, &mut bytes).ok()?;
        (self.message == hex::encode(bytes)).then_some(bytes)
    }
}

/// Why a text does not read: a later version may know an act or a kind that this one does not, and whoever sent it is told so.
fn unread(text: &[u8]) -> WireError {
    let text: Value = serde_json::from_slice(text).unwrap_or_default();
    let said = |pointer: &str| text.pointer(pointer).and_then(Value::as_str);
    let act = said("/act/type").is_some_and(|name| !Act::NAMES.contains(&name));
    let opens = said("/act/type") == Some("request");
    let kind = opens && said("/act/kind").is_some_and(|kind| kind.parse::<Kind>().is_err());
    if act || kind { WireError::Unsupported } else { WireError::Frame }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(act: &Value) -> Result<Frame, WireError> {
        let frame = json!({
            "desk": "1", "message": "01".repeat(16), "thread": "02".repeat(16), "seq": 1, "prev": "-", "from": "XA", "to": "XB",
            "issued_at": 1, "expires_at": 2, "officer": "Night desk", "act": act, "body": {}, "a_later_member": [1],
        });
        Frame::read(frame.to_string().as_bytes())
    }

    #[test]
    fn an_act_or_a_kind_of_a_later_version_is_told_from_a_text_that_is_no_message() {
        assert!(read(&json!({"type": "status", "a_later_member": 1})).is_ok(), "what may be passed over is");
        let request = json!({"type": "request", "kind": "P1", "form": "P1@1.0", "urgency": "urgent", "respond_by": 1, "hold_days": 60});
        assert!(read(&request).is_ok());
        let mut later = request.clone();
        later["kind"] = json!("Z9");
        assert_eq!(read(&later), Err(WireError::Unsupported));
        assert_eq!(read(&json!({"type": "teleport"})), Err(WireError::Unsupported));
        for broken in [json!({"type": "hold"}), json!({"type": 7}), json!({"kind": "Z9"}), json!(null)] {
            assert_eq!(read(&broken), Err(WireError::Frame), "{broken}");
        }
        assert_eq!(Frame::read(b"no"), Err(WireError::Frame));
    }

    #[test]
    fn each_act_is_among_the_names() {
        let acts = [
            Act::Ask,
            Act::Offer,
            Act::HoldWarning,
            Act::Release,
            Act::Withdraw,
            Act::Status,
            Act::Close,
            Act::Answer { ask: "01".repeat(16) },
        ];
        assert!(acts.iter().all(|act| Act::NAMES.contains(&act.name())));
        // Each name is one that serde knows: what lacks members is another fault than what nobody knows.
        for name in Act::NAMES {
            let error = serde_json::from_value::<Act>(json!({"type": name})).err().map(|error| error.to_string());
            assert!(!error.as_ref().is_some_and(|error| error.contains("unknown variant")), "{name}: {error:?}");
        }
        let unknown = serde_json::from_value::<Act>(json!({"type": "teleport"})).expect_err("unknown").to_string();
        assert_eq!(unknown.matches('`').count(), 2 * (1 + Act::NAMES.len()), "no name is missing: {unknown}");
    }
}
