//! What travels between two desks: the form's bytes, signed by node and officer, sealed to the receiver's desk, behind a small
//! header that is all a relay would see (`docs/desk-protocol.md`).
//!
//! Rooms: [`frame`] (what every message says of itself), [`signed`] (COSE_Sign over its bytes), [`sealed`] (HPKE with X-Wing),
//! [`outer`] (the header), [`receipt`] (what the receiver answers with), [`single`] (what a node alone signs), [`again`] (until a receipt is there), [`chunked`] (packages
//! too large for a message), [`released`] (what opens when its conditions are accepted), [`resync`] (what a State lost and has again), [`lost`] (parts of a package that it lost).

pub mod again;
pub mod chunked;
pub mod frame;
pub mod lost;
pub mod outer;
pub mod receipt;
pub mod released;
pub mod resync;
pub mod sealed;
pub mod signed;
pub(crate) mod single;
mod xwing;

/// Why bytes from another State are not a message. The codes stand in answers and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The bytes are no header of this protocol, or not the shortest form of it.
    #[error("the header is not what docs/desk-protocol.md says")]
    Outer,
    /// Another version of the protocol.
    #[error("this version of the protocol is not spoken here")]
    Version,
    /// Another suite, or a recipient's key that nobody here holds.
    #[error("sealed to a key that nobody here holds; fetch this desk's keys again")]
    Recipient,
    /// It does not open.
    #[error("it does not open: it was changed, or its header was")]
    DoesNotOpen,
    /// What is inside is no signed message.
    #[error("what is sealed is not a signed message")]
    Inner,
    /// A signature of the node or of the officer does not fit.
    #[error("a signature does not fit")]
    Signature,
    /// Nobody in that State vouches for who signed.
    #[error("nobody vouches for who signed")]
    Officer,
    /// The signed text says another sender, receiver or number than the header.
    #[error("the signed text and the header say different things")]
    Mismatch,
    /// The signed text is no message.
    #[error("the signed text is not a message")]
    Frame,
    /// It says something that this version does not know and may not pass over: an act, a kind of request, or what its signer calls critical.
    #[error("an act, a kind or a critical header that is not known here; GET /x/1/versions says what is")]
    Unsupported,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    NoRandomness,
}

impl WireError {
    /// The code in answers.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            WireError::Outer => "outer",
            WireError::Version => "version",
            WireError::Recipient => "recipient",
            WireError::DoesNotOpen => "does-not-open",
            WireError::Inner => "inner",
            WireError::Signature => "signature",
            WireError::Officer => "officer",
            WireError::Mismatch => "mismatch",
            WireError::Frame => "frame",
            WireError::Unsupported => "unsupported",
            WireError::NoRandomness => "no-randomness",
        }
    }
}
