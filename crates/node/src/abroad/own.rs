//! What this desk opens and signs with.

use khien_desk::wire::sealed::RecipientKey;
use khien_seal::keys::SignKey;

/// The keys of this State's desk, as a running node holds them.
pub struct OwnDesk {
    /// Our State.
    pub state: String,
    /// Signs messages and receipts.
    pub node: SignKey,
    /// Opens messages, by epochs.
    pub keys: Vec<RecipientKey>,
    /// The desk's team: what arrives is sealed to it.
    pub recipient: String,
    /// The desk's team.
    pub team: String,
}
