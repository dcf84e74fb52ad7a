//! The two States co-sign each other's ledgers, and what happened to their messages is proven with what both signed.

use khien_seal::checkpoint::{Checkpoint, Note};
use khien_seal::witness::LeafProof;
use khien_terms::id::RequestId;

use super::desks::{Side, held};
use crate::Failure;

/// Both ledgers beat and are co-signed; every message of the request is proven on both sides, the other State's signature among
/// those of each proof.
pub(super) async fn cosigned(here: &Side, there: &Side, id: RequestId) -> Result<String, Failure> {
    for side in [here, there] {
        crate::jobs::beat_once(side.app()).await?;
    }
    let (a, b) = (proven(here, there, id).await?, proven(there, here, id).await?);
    Ok(format!("up to {} and {}; {} and {} messages proven, each with the other State's signature", a.0, b.0, a.1, b.1))
}

/// Size of the newest checkpoint, and how many messages are proven under one that the other State co-signed.
async fn proven(side: &Side, other: &Side, id: RequestId) -> Result<(u64, usize), Failure> {
    let store = &side.app().store;
    let served = store.checkpoint().await?.ok_or_else(|| held("no checkpoint"))?;
    let note = Note::read(&served).map_err(held)?;
    let checkpoint = Checkpoint::verified(&served, &side.app().online.verify_bytes()).map_err(held)?;
    let them = store.peer(other.desk.code.clone()).await?.and_then(|row| row.known.entry.cosigner());
    let them = them.ok_or_else(|| held("the other State's entry names no witness"))?;
    if !note.signatures.iter().any(|line| them.signed_at(&note.body, line).is_some()) {
        return Err(held(format!("{} did not co-sign the ledger of {}", other.desk.code, side.desk.code)));
    }
    let mut count = 0;
    for message in store.request_page(id).await?.messages {
        let proof = store.message_proof(message.message).await?.ok_or_else(|| held("a message has no proof"))?;
        let proof = LeafProof::read(&proof.text()).map_err(held)?;
        if proof.cosigned(std::slice::from_ref(&them)).is_empty() {
            return Err(held("a message's proof is not co-signed"));
        }
        count += 1;
    }
    Ok((checkpoint.size, count))
}
