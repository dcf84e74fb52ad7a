//! Witnesses: somebody else co-signs that a ledger only ever grew (C2SP tlog-cosignature with Ed25519, tlog-witness
//! `add-checkpoint`), and the proof of one leaf with what they signed (C2SP tlog-proof).

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use sha2::{Digest, Sha256};

use crate::checkpoint::{Checkpoint, Note, NoteSignature, number};
use crate::keys::{SignKey, verifies};
use crate::merkle::{Led, is_consistent, roots_from_consistency};
use crate::{Hash, SealError};

const BAD: SealError = SealError::BadStatement("checkpoint for a witness");
/// Steps of a consistency proof at most (tlog-witness).
pub const STEPS: usize = 63;
/// First line of a proof.
const PROOF: &str = "c2sp.org/tlog-proof@v1";

/// Somebody who co-signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its name: an address without a scheme.
    pub name: String,
    /// Its public key.
    pub verify: [u8; 32],
}

impl Witness {
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x04 ‖ public key).
    #[must_use]
    pub fn key_id(&self) -> [u8; 4] {
        let digest =
            Sha256::new().chain_update(&self.name).chain_update([b'\n', 4]).chain_update(self.verify).finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// The verifier key as others write it: `name+id+base64(0x04 ‖ public key)`.
    #[must_use]
    pub fn verifier_key(&self) -> String {
        let key = [[4].as_slice(), &self.verify].concat();
        format!("{}+{}+{}", self.name, hex::encode(self.key_id()), B64.encode(key))
    }

    /// Reads a verifier key.
    ///
    /// # Errors
    /// [`SealError::BadKey`].
    pub fn from_verifier_key(text: &str) -> Result<Self, SealError> {
        let bad = SealError::BadKey("verifier key of a witness");
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else { return Err(bad) };
        let key = B64.decode(key).ok().and_then(|key| <[u8; 33]>::try_from(key).ok());
        let Some([4, verify @ ..]) = key else { return Err(bad) };
        let witness = Self { name: name.to_owned(), verify };
        if name.is_empty() || hex::encode(witness.key_id()) != id { Err(bad) } else { Ok(witness) }
    }

    /// The seconds since 1970 at which this witness co-signed the body, when the line is its own and the signature fits.
    #[must_use]
    pub fn signed_at(&self, body: &str, line: &NoteSignature) -> Option<u64> {
        if line.name != self.name || line.id != self.key_id() {
            return None;
        }
        let (at, signature) = line.bytes.split_first_chunk::<8>()?;
        let at = u64::from_be_bytes(*at);
        let signature: &[u8; 64] = signature.try_into().ok()?;
        verifies(&self.verify, message(body, at).as_bytes(), signature).then_some(at)
    }
}

/// What is signed: that at this time this was the largest tree that the witness saw of this log.
fn message(body: &str, at: u64) -> String {
    format!("cosignature/v1\ntime {at}\n{body}")
}

/// Co-signs a checkpoint's body at a moment (seconds since 1970).
#[must_use]
pub fn cosign(body: &str, name: &str, key: &SignKey, at: u64) -> NoteSignature {
    let witness = Witness { name: name.to_owned(), verify: key.verify_bytes() };
    let signature = key.sign(message(body, at).as_bytes());
    let bytes = [at.to_be_bytes().as_slice(), signature.as_slice()].concat();
    NoteSignature { name: name.to_owned(), id: witness.key_id(), bytes }
}

/// What a log hands to a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Size of the tree that the witness is thought to have co-signed last; 0 for none.
    pub old: u64,
    /// That the new tree begins with the old one.
    pub proof: Vec<Hash>,
    /// The new checkpoint's note.
    pub note: String,
}

impl Request {
    /// As the body of `add-checkpoint`.
    #[must_use]
    pub fn text(&self) -> String {
        let steps: String = self.proof.iter().map(|hash| B64.encode(hash) + "\n").collect();
        format!("old {}\n{steps}\n{}", self.old, self.note)
    }

    /// Reads the body of `add-checkpoint`.
    ///
    /// # Errors
    /// [`SealError::BadStatement`].
    pub fn read(text: &str) -> Result<Self, SealError> {
        let (head, note) = text.split_once("\n\n").ok_or(BAD)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(number).ok_or(BAD)?;
        let proof = lines.map(hash).collect::<Option<Vec<Hash>>>().ok_or(BAD)?;
        if proof.len() > STEPS { Err(BAD) } else { Ok(Self { old, proof, note: note.to_owned() }) }
    }
}

fn hash(line: &str) -> Option<Hash> {
    B64.decode(line).ok()?.try_into().ok()
}

/// The head that a witness co-signed last of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

/// What a witness answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The tree begins with the one that was seen: to be kept, then co-signed.
    Grew(Checkpoint),
    /// More leaves are said to have been there than are there now: malformed.
    Backwards,
    /// Another tree was co-signed last: its size.
    Conflict(u64),
    /// Two roots over the same number of leaves, or a proof that leads from another beginning to the new root: the log has two
    /// histories, and its own signatures show it.
    Forked(Checkpoint),
    /// The proof leads nowhere. Whoever holds a log's published checkpoint can send such a one, so it says nothing of the log.
    BadProof(Checkpoint),
}

/// What a witness answers to a request whose checkpoint the log's key signed.
///
/// # Errors
/// [`SealError::BadStatement`], [`SealError::BadSignature`] as of [`Checkpoint::verified`].
pub fn judge(request: &Request, log: &[u8; 32], seen: Option<Seen>) -> Result<Verdict, SealError> {
    let new = Checkpoint::verified(&request.note, log)?;
    let last = seen.map_or(0, |seen| seen.size);
    if request.old > new.size {
        return Ok(Verdict::Backwards);
    }
    // Two roots of one size need no proof, whatever the request says of what was there before.
    if seen.is_some_and(|seen| seen.size == new.size && seen.root != new.root) {
        return Ok(Verdict::Forked(new));
    }
    if request.old != last {
        return Ok(Verdict::Conflict(last));
    }
    let Some(seen) = seen.filter(|seen| seen.size > 0) else {
        return Ok(if request.proof.is_empty() { Verdict::Grew(new) } else { Verdict::BadProof(new) });
    };
    if is_consistent(seen.size, &seen.root, new.size, &new.root, &request.proof) {
        return Ok(Verdict::Grew(new));
    }
    let led = roots_from_consistency(seen.size, new.size, &seen.root, &request.proof);
    Ok(if led.is_some_and(|led| forks(led, &seen, &new)) { Verdict::Forked(new) } else { Verdict::BadProof(new) })
}

/// Whether a proof leads to the new root, and from another beginning than the one that was seen. No collision of SHA-256 known,
/// only the log's own tree gives such a proof.
#[must_use]
pub fn forks(led: Led, seen: &Seen, new: &Checkpoint) -> bool {
    led.new == new.root && led.old != seen.root
}

/// The proof that a leaf stands in a ledger, with what its witnesses signed: it needs no network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafProof {
    /// What the reader needs to make the leaf's hash; nobody vouches for it.
    pub extra: Vec<u8>,
    /// Index of the leaf.
    pub index: u64,
    /// The audit path, from the leaf's sibling up.
    pub path: Vec<Hash>,
    /// The checkpoint with all signatures.
    pub note: Note,
}

impl LeafProof {
    /// As text.
    #[must_use]
    pub fn text(&self) -> String {
        let path: String = self.path.iter().map(|hash| B64.encode(hash) + "\n").collect();
        let extra = if self.extra.is_empty() { String::new() } else { format!("extra {}\n", B64.encode(&self.extra)) };
        format!("{PROOF}\n{extra}index {}\n{path}\n{}", self.index, self.note.text())
    }

    /// Reads a proof; nothing of it is verified.
    ///
    /// # Errors
    /// [`SealError::BadStatement`].
    pub fn read(text: &str) -> Result<Self, SealError> {
        let bad = || SealError::BadStatement(PROOF);
        let (head, note) = text.split_once("\n\n").ok_or_else(bad)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(PROOF) {
            return Err(bad());
        }
        let extra =
            lines.next_if(|line| line.starts_with("extra ")).map_or(Ok(Vec::new()), |line| B64.decode(&line[6..]));
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(number).ok_or_else(bad)?;
        let path: Vec<Hash> = lines.map(hash).collect::<Option<_>>().ok_or_else(bad)?;
        if path.len() > STEPS {
            return Err(bad());
        }
        Ok(Self { extra: extra.map_err(|_| bad())?, index, path, note: Note::read(note)? })
    }

    /// Who of the witnesses co-signed the checkpoint, and when (seconds since 1970).
    #[must_use]
    pub fn cosigned<'a>(&self, witnesses: &'a [Witness]) -> Vec<(&'a Witness, u64)> {
        let at = |witness: &Witness| {
            self.note.signatures.iter().filter_map(|line| witness.signed_at(&self.note.body, line)).max()
        };
        witnesses.iter().filter_map(|witness| Some((witness, at(witness)?))).collect()
    }
}

#[cfg(test)]
mod tests;
