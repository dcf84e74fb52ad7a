//! That a package stood in the ledger of the State that gives it: `signatures/log.tlog-proof` (C2SP tlog-proof). Its leaf is the event
//! `request.package_signed`, which names the package and the hash of its manifest; the row and its salt lie in the proof.

use khien_seal::checkpoint::{Checkpoint, Note};
use khien_seal::merkle::{leaf, root_from_inclusion};
use khien_seal::witness::{LeafProof, Witness};
use khien_terms::Moment;
use serde::Deserialize;

use crate::request::Event;

/// Where the proof lies. It is made after the signature, and in no manifest.
pub const PROOF: &str = "signatures/log.tlog-proof";

/// What a proof says. It leads to the checkpoint that lies in it; who signed that is asked by [`Stands::signed_by`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// The ledger's name.
    pub origin: String,
    /// Leaves of the tree.
    pub size: u64,
    /// Place of the leaf, from 0.
    pub index: u64,
    /// When the ledger's node wrote it, by its own clock.
    pub at: Moment,
    note: Note,
}

/// What makes the leaf.
#[derive(Deserialize)]
struct Made {
    salt: String,
    row: String,
    payload: String,
}

impl Stands {
    /// Reads a proof that a package of this manifest (SHA-256 in hex) was signed under this number in this request; `None` where it is
    /// no such proof, or does not lead to its checkpoint.
    #[must_use]
    pub fn read(text: &str, request: &str, package: u32, manifest: &str) -> Option<Self> {
        let proof = LeafProof::read(text).ok()?;
        let made: Made = serde_json::from_slice(&proof.extra).ok()?;
        let event: Event = serde_json::from_str(&made.payload).ok()?;
        let expected = Event::PackageSigned { package, manifest: manifest.to_owned() };
        let row: Vec<serde_json::Value> = serde_json::from_str(&made.row).ok()?;
        // The stream of a request is its number in both States, in another writing.
        let stream: khien_terms::id::RequestId = row.get(2)?.as_str()?.parse().ok()?;
        let payload = row.last()?.as_str()? == khien_seal::sha256_hex(made.payload.as_bytes());
        if event != expected || !payload || format!("{:032x}", stream.bits()) != request {
            return None;
        }
        let mut salt = [0u8; 32];
        hex::decode_to_slice(&made.salt, &mut salt).ok()?;
        let checkpoint = Checkpoint::from_body(&proof.note.body).ok()?;
        let led = root_from_inclusion(leaf(&salt, made.row.as_bytes()), proof.index, checkpoint.size, &proof.path);
        (led == Some(checkpoint.root)).then_some(())?;
        let at = Moment(row.get(6)?.as_i64()?);
        Some(Self { origin: checkpoint.origin, size: checkpoint.size, index: proof.index, at, note: proof.note })
    }

    /// Whether the ledger of this name, by this key, signed the checkpoint.
    #[must_use]
    pub fn signed_by(&self, origin: &str, verify: &[u8; 32]) -> bool {
        self.origin == origin && Checkpoint::verified(&self.note.text(), verify).is_ok()
    }

    /// Which of these witnesses co-signed it, by name.
    #[must_use]
    pub fn cosigned(&self, witnesses: &[Witness]) -> Vec<String> {
        let signed = |witness: &&Witness| {
            self.note.signatures.iter().any(|line| witness.signed_at(&self.note.body, line).is_some())
        };
        witnesses.iter().filter(signed).map(|witness| witness.name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use khien_seal::keys::SignKey;
    use khien_seal::merkle::{Frontier, node};
    use khien_seal::witness::cosign;
    use khien_terms::id::RequestId;

    use super::*;

    const MANIFEST: &str = "abababababababababababababababababababababababababababababababab";

    fn id() -> RequestId {
        RequestId::from_bits(7)
    }

    /// A proof of two leaves, signed by a ledger's key and co-signed by a witness.
    fn proof(key: &SignKey, witness: &SignKey) -> LeafProof {
        let event = Event::PackageSigned { package: 1, manifest: MANIFEST.to_owned() };
        let payload = serde_json::to_string(&event).expect("json");
        let hash = khien_seal::sha256_hex(payload.as_bytes());
        let row = format!(
            "[\"khien/v1/event\",2,\"{}\",9,\"request.package_signed\",1,1764000000000000,\"node\",\"cmd\",\"{hash}\"]",
            id()
        );
        let other = [9; 32];
        let own = leaf(&[3; 32], row.as_bytes());
        let root = node(&other, &own);
        let mut frontier = Frontier::default();
        [other, own].into_iter().for_each(|one| frontier.push(one));
        assert_eq!(frontier.root(), root);
        let checkpoint = Checkpoint { origin: "xb.example/ledger".into(), size: 2, root };
        let mut note = Note::read(&checkpoint.note(key)).expect("a note");
        note.signatures.push(cosign(&note.body, "xa.example/x/1/witness", witness, 1_764_000_600));
        let extra = serde_json::json!({"salt": hex::encode([3; 32]), "row": row, "payload": payload}).to_string();
        LeafProof { extra: extra.into_bytes(), index: 1, path: vec![other], note }
    }

    #[test]
    fn a_proof_says_that_this_package_stood_in_this_ledger_and_who_co_signed() {
        let [key, witness, stranger] = [1, 2, 3].map(|n| SignKey::from_seed([n; 32]));
        let text = proof(&key, &witness).text();
        let request = format!("{:032x}", id().bits());
        let stands = Stands::read(&text, &request, 1, MANIFEST).expect("it stands");
        assert_eq!((stands.size, stands.index, stands.at), (2, 1, Moment(1_764_000_000_000_000)));
        assert!(stands.signed_by("xb.example/ledger", &key.verify_bytes()));
        assert!(!stands.signed_by("xc.example/ledger", &key.verify_bytes()), "another ledger");
        assert!(!stands.signed_by("xb.example/ledger", &stranger.verify_bytes()), "another key");
        let [known, other] = [&witness, &stranger]
            .map(|key| Witness { name: "xa.example/x/1/witness".into(), verify: key.verify_bytes() });
        assert_eq!(stands.cosigned(&[known, other]), ["xa.example/x/1/witness"]);
    }

    #[test]
    fn a_proof_of_another_package_or_one_that_was_changed_is_none() {
        let [key, witness] = [1, 2].map(|n| SignKey::from_seed([n; 32]));
        let whole = proof(&key, &witness);
        let request = format!("{:032x}", id().bits());
        let reads = |proof: &LeafProof| Stands::read(&proof.text(), &request, 1, MANIFEST).is_some();
        assert!(reads(&whole));
        let text = whole.text();
        assert!(Stands::read(&text, &"0".repeat(32), 1, MANIFEST).is_none(), "another request");
        assert!(Stands::read(&text, &request, 2, MANIFEST).is_none(), "another package");
        assert!(Stands::read(&text, &request, 1, &"cd".repeat(32)).is_none(), "another manifest");
        assert!(!reads(&LeafProof { index: 0, ..whole.clone() }), "another place");
        assert!(!reads(&LeafProof { path: Vec::new(), ..whole.clone() }), "no way to the root");
        let other =
            String::from_utf8(whole.extra.clone()).expect("text").replace("1764000000000000", "1764000000000001");
        assert!(!reads(&LeafProof { extra: other.into_bytes(), ..whole }), "another hour");
    }
}
