//! What witnesses and ledgers tell each other: requests for a co-signature, lines of signatures, keys of witnesses, proofs of a row.
#![no_main]

use khien_seal::checkpoint::{Note, NoteSignature};
use khien_seal::keys::SignKey;
use khien_seal::witness::{LeafProof, Request, Witness, cosign, judge};

libfuzzer_sys::fuzz_target!(|input: (u8, &str)| {
    let (which, text) = input;
    match which % 5 {
        0 => {
            let Ok(request) = Request::read(text) else { return };
            let again = Request::read(&request.text()).expect("what was read is written so that it is read");
            assert_eq!(again.text(), request.text());
            // Nobody signed it with this key.
            assert!(judge(&request, &SignKey::from_seed([7; 32]).verify_bytes(), None).is_err());
        }
        1 => {
            let Ok(line) = NoteSignature::read(text) else { return };
            assert_eq!(NoteSignature::read(&line.line()).expect("a line").line(), line.line());
        }
        2 => {
            let Ok(witness) = Witness::from_verifier_key(text) else { return };
            assert_eq!(Witness::from_verifier_key(&witness.verifier_key()).expect("a key").key_id(), witness.key_id());
            let (body, other) = ("ledger.example\n1\nAAAA\n", SignKey::from_seed([7; 32]));
            let at = witness.signed_at(body, &cosign(body, &witness.name, &other, 5));
            assert!(at.is_none() || witness.verify == other.verify_bytes());
        }
        3 => {
            let Ok(proof) = LeafProof::read(text) else { return };
            assert_eq!(LeafProof::read(&proof.text()).expect("a proof").text(), proof.text());
            assert!(proof.cosigned(&[]).is_empty());
        }
        _ => {
            let Ok(note) = Note::read(text) else { return };
            assert_eq!(Note::read(&note.text()).expect("a note").text(), note.text());
        }
    }
});
