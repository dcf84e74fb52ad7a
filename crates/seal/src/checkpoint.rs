//! Checkpoints: the size and root of the ledger as a signed note (C2SP tlog-checkpoint, signed-note, Ed25519).

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use sha2::{Digest, Sha256};

use crate::keys::{SignKey, verifies};
use crate::{Hash, SealError};

/// The head of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log, such as `node.example/ledger`.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

/// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
#[must_use]
pub fn key_id(name: &str, verify: &[u8; 32]) -> [u8; 4] {
    let mut hasher = Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update([b'\n', 1]);
    hasher.update(verify);
    let digest: Hash = hasher.finalize().into();
    [digest[0], digest[1], digest[2], digest[3]]
}

/// The verifier key as others write it: `name+id+base64(0x01 ‖ public key)`.
#[must_use]
pub fn verifier_key(name: &str, verify: &[u8; 32]) -> String {
    let mut key = vec![1];
    key.extend(verify);
    format!("{name}+{}+{}", hex::encode(key_id(name, verify)), B64.encode(key))
}

impl Checkpoint {
    /// The text that is signed.
    #[must_use]
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, B64.encode(self.root))
    }

    /// The signed note.
    #[must_use]
    pub fn note(&self, key: &SignKey) -> String {
        let body = self.body();
        let mut signature = key_id(&self.origin, &key.verify_bytes()).to_vec();
        signature.extend(key.sign(body.as_bytes()));
        format!("{body}\n\u{2014} {} {}\n", self.origin, B64.encode(signature))
    }

    /// Reads a note and verifies the signature of this key; signatures of others are passed over.
    ///
    /// # Errors
    /// [`SealError::BadStatement`] when it is no note, [`SealError::BadSignature`] when our signature is not in it.
    pub fn verified(note: &str, verify: &[u8; 32]) -> Result<Self, SealError> {
        let bad = || SealError::BadStatement("checkpoint");
        let (body, signatures) = note.split_once("\n\n").ok_or_else(bad)?;
        let body = format!("{body}\n");
        let mut lines = body.split('\n');
        let (origin, size, root) =
            (lines.next().ok_or_else(bad)?, lines.next().ok_or_else(bad)?, lines.next().ok_or_else(bad)?);
        let root: Hash = B64.decode(root).ok().and_then(|r| r.try_into().ok()).ok_or_else(bad)?;
        let checkpoint = Self { origin: origin.to_owned(), size: size.parse().map_err(|_| bad())?, root };
        let ours = key_id(origin, verify);
        let signed = signatures.lines().filter_map(|line| line.strip_prefix("\u{2014} ")).any(|line| {
            let Some((name, text)) = line.split_once(' ') else { return false };
            let bytes = B64.decode(text).unwrap_or_default();
            name == origin
                && bytes.split_first_chunk::<4>().is_some_and(|(id, signature)| {
                    *id == ours
                        && signature.try_into().is_ok_and(|signature| verifies(verify, body.as_bytes(), &signature))
                })
        });
        if signed {
            Ok(checkpoint)
        } else {
            Err(SealError::BadSignature("the online key did not sign this checkpoint"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_reads_back_and_a_changed_one_does_not() {
        let key = SignKey::from_seed([3; 32]);
        let checkpoint = Checkpoint { origin: "node.example/ledger".into(), size: 42, root: [7; 32] };
        let note = checkpoint.note(&key);
        assert_eq!(Checkpoint::verified(&note, &key.verify_bytes()), Ok(checkpoint));
        assert!(Checkpoint::verified(&note.replacen("42", "43", 1), &key.verify_bytes()).is_err());
    }

    #[test]
    fn another_implementation_reads_our_checkpoint() {
        let checkpoint = Checkpoint { origin: "node.example/ledger".into(), size: 42, root: [7; 32] };
        let theirs = tlog_tiles::Checkpoint::from_bytes(checkpoint.body().as_bytes()).expect("their reader");
        assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), ("node.example/ledger", 42, [7; 32]));
    }
}
