//! Another State, as the directory knows it now.

use khien_desk::wire::signed::Voices;

/// How far a State is trusted here. Trust is local, and falls by itself where its entry grows old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trusted {
    /// Not compared by voice yet, suspended, or left: it is not heard.
    No,
    /// It is heard, and data is preserved for it; none leaves.
    ToPreserve,
    /// Data may leave under the conditions of its request.
    Fully,
}

/// Another State.
pub struct OtherState {
    /// Its code.
    pub code: String,
    /// Where its node stands, without a slash at the end.
    pub url: String,
    /// Who speaks for it.
    pub voices: Voices,
    /// What is sealed to it; none where its keys have run out.
    pub recipient: Option<Vec<u8>>,
    /// How far it is trusted.
    pub trusted: Trusted,
}

impl OtherState {
    /// Whether its messages are heard.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.trusted != Trusted::No
    }
}
