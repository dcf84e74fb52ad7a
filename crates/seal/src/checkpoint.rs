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

/// Reads a ledger's verifier key: its name, and the public key.
///
/// # Errors
/// [`SealError::BadKey`].
pub fn log_key(text: &str) -> Result<(String, [u8; 32]), SealError> {
    let bad = SealError::BadKey("verifier key of a ledger");
    let mut parts = text.trim().splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else { return Err(bad) };
    let key = B64.decode(key).ok().and_then(|key| <[u8; 33]>::try_from(key).ok());
    let Some([1, verify @ ..]) = key else { return Err(bad) };
    if name.is_empty() || hex::encode(key_id(name, &verify)) != id { Err(bad) } else { Ok((name.to_owned(), verify)) }
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
        let signature = NoteSignature {
            name: self.origin.clone(),
            id: key_id(&self.origin, &key.verify_bytes()),
            bytes: key.sign(body.as_bytes()).to_vec(),
        };
        Note { body, signatures: vec![signature] }.text()
    }

    /// Reads the head from a note's body: origin, size without leading zeros, root. Further lines are passed over, as the
    /// specification allows; they are signed all the same.
    ///
    /// # Errors
    /// [`SealError::BadStatement`].
    pub fn from_body(body: &str) -> Result<Self, SealError> {
        let mut lines = body.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(BAD);
        let (origin, size, root) = (next()?, next()?, next()?);
        let root: Hash = B64.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(BAD)?;
        Ok(Self { origin: origin.to_owned(), size: number(size).ok_or(BAD)?, root })
    }

    /// Reads a note and verifies the signature of this key; signatures of others are passed over.
    ///
    /// # Errors
    /// [`SealError::BadStatement`] when it is no note, [`SealError::BadSignature`] when our signature is not in it.
    pub fn verified(note: &str, verify: &[u8; 32]) -> Result<Self, SealError> {
        let note = Note::read(note)?;
        let checkpoint = Self::from_body(&note.body)?;
        let id = key_id(&checkpoint.origin, verify);
        let signed = note.signatures.iter().any(|line| {
            line.name == checkpoint.origin
                && line.id == id
                && line.bytes.as_slice().try_into().is_ok_and(|bytes| verifies(verify, note.body.as_bytes(), bytes))
        });
        if signed {
            Ok(checkpoint)
        } else {
            Err(SealError::BadSignature("the online key did not sign this checkpoint"))
        }
    }
}

const BAD: SealError = SealError::BadStatement("checkpoint");
/// Signature lines of a note at most: witnesses of every State, twice over.
const SIGNATURES: usize = 512;

/// A decimal number as C2SP writes it: digits, no leading zero but in `0` itself.
#[must_use]
pub fn number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

/// A note with its signatures, none of them verified (C2SP signed-note).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The text that is signed, with the end of its last line.
    pub body: String,
    /// Who is said to have signed it.
    pub signatures: Vec<NoteSignature>,
}

/// A signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// The signer's name.
    pub name: String,
    /// Which of the signer's keys.
    pub id: [u8; 4],
    /// The signature.
    pub bytes: Vec<u8>,
}

impl NoteSignature {
    /// The line, without its end.
    #[must_use]
    pub fn line(&self) -> String {
        let bytes = [self.id.as_slice(), &self.bytes].concat();
        format!("\u{2014} {} {}", self.name, B64.encode(bytes))
    }

    /// Reads a line.
    ///
    /// # Errors
    /// [`SealError::BadStatement`].
    pub fn read(line: &str) -> Result<Self, SealError> {
        let (name, text) = line.strip_prefix("\u{2014} ").and_then(|line| line.split_once(' ')).ok_or(BAD)?;
        let bytes = B64.decode(text).map_err(|_| BAD)?;
        let (id, rest) = bytes.split_first_chunk::<4>().ok_or(BAD)?;
        if name.is_empty() || name.contains('+') || name.chars().any(char::is_whitespace) || rest.is_empty() {
            return Err(BAD);
        }
        Ok(Self { name: name.to_owned(), id: *id, bytes: rest.to_vec() })
    }
}

impl Note {
    /// Reads a note: text, an empty line, at least one signature line, each line with its end.
    ///
    /// # Errors
    /// [`SealError::BadStatement`].
    pub fn read(note: &str) -> Result<Self, SealError> {
        let split = note.rfind("\n\n").ok_or(BAD)?;
        let (body, signatures) = (&note[..=split], &note[split + 2..]);
        let lines = signatures.strip_suffix('\n').ok_or(BAD)?;
        if lines.split('\n').count() > SIGNATURES || body.bytes().any(|b| b < 0x20 && b != b'\n') {
            return Err(BAD);
        }
        let signatures = lines.split('\n').map(NoteSignature::read).collect::<Result<_, _>>()?;
        Ok(Self { body: body.to_owned(), signatures })
    }

    /// The note as text.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: String = self.signatures.iter().map(|signature| signature.line() + "\n").collect();
        format!("{}\n{lines}", self.body)
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
        let named = verifier_key("node.example/ledger", &key.verify_bytes());
        assert_eq!(log_key(&named), Ok(("node.example/ledger".into(), key.verify_bytes())));
        assert!(log_key(&named.replacen("node", "mode", 1)).is_err(), "a key of another name");
    }

    #[test]
    fn another_implementation_reads_our_checkpoint() {
        let checkpoint = Checkpoint { origin: "node.example/ledger".into(), size: 42, root: [7; 32] };
        let theirs = tlog_tiles::Checkpoint::from_bytes(checkpoint.body().as_bytes()).expect("their reader");
        assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), ("node.example/ledger", 42, [7; 32]));
    }
}
