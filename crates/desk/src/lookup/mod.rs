//! Which of mine do you know? A State asks about identifiers of suspects that it assessed; the State that is asked learns neither the
//! identifiers nor the answer, the one that asks learns of those and of no others (`docs/desk-protocol.md`, "Blind look-up").
//!
//! Rooms: [`oprf`] (RFC 9497: what is blinded, evaluated, proven, finished), [`known`] (the set that an answer carries), [`query`] and
//! [`answer`] (the two messages), [`rules`] (who may ask what, how often, on which basis).

pub mod answer;
pub mod known;
pub mod oprf;
pub mod query;
pub mod rules;

pub use answer::Answer;
pub use known::Entry;
pub use oprf::{Blinded, Evaluation, LookupKey};
pub use query::Query;
pub use rules::{Asked, Barred, Rules, gate};

/// Elements of every query: those that ask for nothing fill it up, so that it does not say how many are asked for.
pub const ELEMENTS: usize = 16;

/// Why bytes are no query or no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// The text is no query.
    #[error("the text is not a query")]
    Query,
    /// The bytes are no answer.
    #[error("the bytes are not an answer")]
    Answer,
    /// The answer's signature is not of the node that was asked.
    #[error("the signature is not of the node that was asked")]
    Signature,
    /// The answer does not prove that its key made it.
    #[error("the answer does not prove that the key that it names has made it")]
    Proof,
    /// More identifiers than a query holds, or none.
    #[error("a query asks for one to sixteen identifiers")]
    Count,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    NoRandomness,
}

/// `32 * N` bytes from hex, in small letters and no other way.
fn element<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0u8; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    (text == hex::encode(bytes)).then_some(bytes)
}
