//! Statements, certificates and links that a hostile server could serve. None verifies under a key that it does not have.
#![no_main]

use khien_seal::chain::{Evidence, Link, verify};
use khien_seal::keys::SignKey;
use khien_seal::statement::Signed;

libfuzzer_sys::fuzz_target!(|input: (Vec<(String, String)>, Vec<(bool, [u8; 32], Vec<u8>, Option<u8>)>)| {
    let (statements, links) = input;
    let root = SignKey::from_seed([1; 32]).verify_bytes();
    let reporter = SignKey::from_seed([2; 32]).verify_bytes();
    let mut signed = statements.into_iter().map(|(statement, signature)| Signed { statement, signature });
    let Some(report) = signed.next() else { return };
    let rest: Vec<Signed> = signed.take(6).collect();
    let (teams, staff) = rest.split_at(rest.len() / 2);
    let links: Vec<Link> = links
        .into_iter()
        .take(6)
        .map(|(by_team, ciphertext, bytes, signer)| {
            let mut signature = [0; 64];
            signature.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
            Link { by_team, ciphertext, signature, signer: signer.map(usize::from) }
        })
        .collect();
    let evidence =
        Evidence { mailbox: "m", root: &root, reporter: &reporter, teams, staff, report: &report, links: &links };
    assert!(verify(&evidence).is_err());
});
