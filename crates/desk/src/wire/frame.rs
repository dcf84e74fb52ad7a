//! What every message says of itself. Its JSON bytes are kept and signed as they are; nothing writes them anew.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use khien_terms::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::WireError;
use super::released::PART_MAX;
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
    /// [`WireError::Frame`].
    pub fn read(text: &[u8]) -> Result<Self, WireError> {
        if text.len() > TEXT_MAX {
            return Err(WireError::Frame);
        }
        let frame: Self = serde_json::from_slice(text).map_err(|_| WireError::Frame)?;
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
