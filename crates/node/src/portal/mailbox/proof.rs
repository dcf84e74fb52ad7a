//! Whether a proof leads from the report's leaf to a checkpoint that the ledger's key signed. Without script the server
//! checks itself, which proves little: the page says how to check with script.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_seal::Hash;
use khien_seal::checkpoint::Checkpoint;
use khien_seal::merkle::{leaf, root_from_inclusion};
use khien_store::ledger::Proof;

/// Whether it does.
#[must_use]
pub fn proves(proof: &Proof, online: &[u8; 32]) -> bool {
    check(proof, online).unwrap_or(false)
}

fn check(proof: &Proof, online: &[u8; 32]) -> Option<bool> {
    let checkpoint = Checkpoint::verified(&proof.checkpoint, online).ok()?;
    let mut salt = [0u8; 32];
    hex::decode_to_slice(&proof.salt, &mut salt).ok()?;
    let row = B64.decode(&proof.event).ok()?;
    let path: Vec<Hash> =
        proof.path.iter().map(|hash| B64.decode(hash).ok()?.try_into().ok()).collect::<Option<_>>()?;
    let root = root_from_inclusion(leaf(&salt, &row), proof.leaf, checkpoint.size, &path)?;
    Some(root == checkpoint.root)
}
