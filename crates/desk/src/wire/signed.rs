//! COSE_Sign (RFC 9052, tagged) over the bytes of a message, with two signatures: the sender's node, and the officer who answers for
//! it. The officer's certificates lead through the desk's team up to the State's off-line root.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use coset::iana::{self, EnumI64};
use coset::{CoseSign, CoseSignBuilder, CoseSignatureBuilder, Header, HeaderBuilder, Label, TaggedCborSerializable};
use khien_seal::Hash;
use khien_seal::keys::{SignKey, verifies, verify_from_hex};
use khien_seal::statement::{STAFF, Signed, StaffCert, TeamCert};

use super::WireError;

/// What is signed: a signature over one kind of text is none over another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The text of a message.
    Message,
    /// The manifest of a package's tag files, which covers all of the package.
    Package,
    /// A query whether identifiers are known ([`crate::lookup`]).
    Lookup,
}

impl Subject {
    /// What both signatures cover beside the text (`external_aad`).
    #[must_use]
    pub fn context(self) -> &'static [u8] {
        match self {
            Subject::Message => b"desk/1",
            Subject::Package => b"desk/1/package",
            Subject::Lookup => b"desk/1/lookup",
        }
    }

    /// Content type in the protected header.
    fn content_type(self) -> &'static str {
        match self {
            Subject::Message => "application/khien-desk+json",
            Subject::Package => "text/plain; charset=utf-8",
            Subject::Lookup => "application/khien-lookup+json",
        }
    }
}

/// Unprotected header of the officer's signature: the certificate, as JSON.
const CERTIFICATE: &str = "staff";

/// An officer's signature as their browser makes it.
#[derive(Debug, Clone)]
pub struct OfficerSignature {
    /// The officer's public key.
    pub verify: [u8; 32],
    /// Over [`to_be_signed`].
    pub signature: [u8; 64],
    /// The desk's team vouches for the officer.
    pub certificate: Signed,
}

/// Whom a State lets speak: its node's keys and its desk's teams, as its directory entry says.
#[derive(Debug, Clone, Default)]
pub struct Voices {
    /// Public keys of the node; two while one takes over from the other.
    pub nodes: Vec<[u8; 32]>,
    /// The desk's team by epochs, certified by the State's root.
    pub teams: Vec<TeamCert>,
    /// Public keys of officers who may not speak any more.
    pub revoked: Vec<[u8; 32]>,
    /// What a team signed stays signed by it.
    pub vouched: Vouched,
}

/// Certificates that were verified under one of the teams: an officer's next message costs its own signatures and no third one.
/// Whether the officer was revoked since is asked each time.
#[derive(Debug, Clone, Default)]
pub struct Vouched(Arc<Mutex<HashMap<Hash, StaffCert>>>);

impl Vouched {
    /// Officers at most; then it begins anew.
    const MAX: usize = 256;

    /// The officer of this certificate, if this team signed it.
    fn by(&self, team: &TeamCert, certificate: &Signed) -> Option<StaffCert> {
        let asked = format!("{}\n{}\n{}", team.statement(), certificate.signature, certificate.statement);
        let asked = khien_seal::sha256(asked.as_bytes());
        // Whoever failed while holding it left whole entries behind.
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&asked) {
            return Some(known.clone());
        }
        let officer = StaffCert::verified(certificate, team).ok()?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= Self::MAX {
            known.clear();
        }
        known.insert(asked, officer.clone());
        Some(officer)
    }
}

/// A message whose signatures hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The text.
    pub text: Vec<u8>,
    /// Who signed.
    pub officer: StaffCert,
    /// The node's key that signed.
    pub node: [u8; 32],
}

fn protected(verify: &[u8; 32]) -> Header {
    let digest = khien_seal::sha256(verify);
    HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(digest[..8].to_vec()).build()
}

/// The bytes (`Sig_structure`) that somebody with this key signs of a message's text.
#[must_use]
pub fn to_be_signed(text: &[u8], verify: &[u8; 32]) -> Vec<u8> {
    Subject::Message.to_be_signed(text, verify)
}

/// Signs a message: [`Subject::assemble`].
///
/// # Errors
/// [`WireError::Signature`], [`WireError::Inner`].
pub fn assemble(text: &[u8], node: &SignKey, officer: &OfficerSignature) -> Result<Vec<u8>, WireError> {
    Subject::Message.assemble(text, node, officer)
}

/// Signs a message that this State itself is to be believed with: [`Subject::assemble`] for an officer for whom `voices` answer, by a
/// node that they name. So what leaves is what the other node will verify, and no signature is verified twice.
///
/// # Errors
/// [`WireError::Signature`], [`WireError::Officer`], [`WireError::Inner`].
pub fn assemble_as(
    text: &[u8],
    node: &SignKey,
    officer: &OfficerSignature,
    voices: &Voices,
) -> Result<Vec<u8>, WireError> {
    if !voices.nodes.contains(&node.verify_bytes()) {
        return Err(WireError::Signature);
    }
    if voices.vouch(&officer.certificate)?.verify != officer.verify {
        return Err(WireError::Signature);
    }
    assemble(text, node, officer)
}

/// Verifies a message as one of a State: [`Subject::verify`].
///
/// # Errors
/// [`WireError::Inner`], [`WireError::Signature`], [`WireError::Officer`].
pub fn verify(bytes: &[u8], voices: &Voices) -> Result<Verified, WireError> {
    Subject::Message.verify(bytes, voices)
}

impl Subject {
    fn body(self) -> Header {
        HeaderBuilder::new().content_type(self.content_type().to_owned()).build()
    }

    fn unsigned(self, text: &[u8]) -> CoseSignBuilder {
        CoseSignBuilder::new().protected(self.body()).payload(text.to_vec())
    }

    /// The bytes (`Sig_structure`) that somebody with this key signs of a text.
    #[must_use]
    pub fn to_be_signed(self, text: &[u8], verify: &[u8; 32]) -> Vec<u8> {
        let signature = CoseSignatureBuilder::new().protected(protected(verify)).build();
        self.unsigned(text).build().tbs_data(self.context(), &signature)
    }

    /// Puts the node's signature before the officer's. The officer's is verified first.
    ///
    /// # Errors
    /// [`WireError::Signature`], [`WireError::Inner`].
    pub fn assemble(self, text: &[u8], node: &SignKey, officer: &OfficerSignature) -> Result<Vec<u8>, WireError> {
        if !verifies(&officer.verify, &self.to_be_signed(text, &officer.verify), &officer.signature) {
            return Err(WireError::Signature);
        }
        let own = node.verify_bytes();
        let by_node = CoseSignatureBuilder::new()
            .protected(protected(&own))
            .signature(node.sign(&self.to_be_signed(text, &own)).to_vec())
            .build();
        let certificate = serde_json::to_vec(&officer.certificate).map_err(|_| WireError::Inner)?;
        let by_officer = CoseSignatureBuilder::new()
            .protected(protected(&officer.verify))
            .unprotected(HeaderBuilder::new().text_value(CERTIFICATE.to_owned(), certificate.into()).build())
            .signature(officer.signature.to_vec())
            .build();
        let sign = self.unsigned(text).add_signature(by_node).add_signature(by_officer).build();
        sign.to_tagged_vec().map_err(|_| WireError::Inner)
    }

    /// Verifies a text as one of a State.
    ///
    /// # Errors
    /// [`WireError::Inner`], [`WireError::Signature`], [`WireError::Officer`].
    pub fn verify(self, bytes: &[u8], voices: &Voices) -> Result<Verified, WireError> {
        let (sign, text) = self.read(bytes)?;
        let node = voices.nodes.iter().find(|node| self.signed_by(&sign, 0, node)).ok_or(WireError::Signature)?;
        let officer = voices.vouch(&certificate(&sign)?)?;
        if !self.signed_by(&sign, 1, &officer.verify) {
            return Err(WireError::Signature);
        }
        Ok(Verified { text, officer, node: *node })
    }

    /// The text, and the desk name in the certificate that lies beside: what is said, with nobody's word for it.
    ///
    /// # Errors
    /// [`WireError::Inner`]; [`WireError::Signature`] where the officer's signature is not of the certificate's own key.
    pub fn unjudged(self, bytes: &[u8]) -> Result<(Vec<u8>, String), WireError> {
        let (sign, text) = self.read(bytes)?;
        let certificate = certificate(&sign)?;
        let [_, _, name, verify] = certificate.lines(STAFF).map_err(|_| WireError::Inner)?;
        let verify = verify_from_hex(verify).map_err(|_| WireError::Inner)?;
        if self.signed_by(&sign, 1, &verify) { Ok((text, name.to_owned())) } else { Err(WireError::Signature) }
    }

    fn read(self, bytes: &[u8]) -> Result<(CoseSign, Vec<u8>), WireError> {
        let sign = CoseSign::from_tagged_slice(bytes).map_err(|_| WireError::Inner)?;
        let text = sign.payload.clone().ok_or(WireError::Inner)?;
        let headers = sign.signatures.iter().map(|signature| &signature.protected.header);
        if headers.chain([&sign.protected.header]).any(|header| !header.crit.is_empty()) {
            return Err(WireError::Unsupported);
        }
        let same_type = sign.protected.header.content_type == self.body().content_type;
        if same_type && sign.signatures.len() == 2 { Ok((sign, text)) } else { Err(WireError::Inner) }
    }

    /// Whether a signature is of this key, under this algorithm and with nothing critical that is not understood.
    fn signed_by(self, sign: &CoseSign, which: usize, verify: &[u8; 32]) -> bool {
        let Some(signature) = sign.signatures.get(which) else { return false };
        let header = &signature.protected.header;
        let plain = header.alg == Some(coset::Algorithm::Assigned(iana::Algorithm::EdDSA)) && header.crit.is_empty();
        plain
            && header.key_id == protected(verify).key_id
            && <&[u8; 64]>::try_from(signature.signature.as_slice())
                .is_ok_and(|bytes| verifies(verify, &sign.tbs_data(self.context(), signature), bytes))
    }
}

/// The certificate beside the officer's signature.
fn certificate(sign: &CoseSign) -> Result<Signed, WireError> {
    let header = &sign.signatures.get(1).ok_or(WireError::Inner)?.unprotected;
    let label = Label::Text(CERTIFICATE.to_owned());
    let value = header.rest.iter().find(|(name, _)| *name == label).map(|(_, value)| value);
    let bytes = value.and_then(|value| value.as_bytes()).ok_or(WireError::Officer)?;
    serde_json::from_slice(bytes).map_err(|_| WireError::Officer)
}

impl Voices {
    /// The officer for whom the desk's team answers with this certificate, and whom nobody revoked.
    fn vouch(&self, certificate: &Signed) -> Result<StaffCert, WireError> {
        let officer = self.teams.iter().find_map(|team| self.vouched.by(team, certificate));
        officer.filter(|officer| !self.revoked.contains(&officer.verify)).ok_or(WireError::Officer)
    }
}

/// The number of EdDSA in COSE, for those who write their own.
#[must_use]
pub fn algorithm() -> i64 {
    iana::Algorithm::EdDSA.to_i64()
}

#[cfg(test)]
mod tests {
    use khien_seal::keys::AgeIdentity;

    use super::*;

    struct World {
        node: SignKey,
        officer: SignKey,
        voices: Voices,
        certificate: Signed,
    }

    fn world() -> World {
        let [root, node, officer, team] = std::array::from_fn(|i| SignKey::from_seed([i as u8 + 1; 32]));
        let cert = TeamCert {
            team: "tea_1".into(),
            epoch: 1,
            purpose: "intake".into(),
            recipient: AgeIdentity::from_scalar(&[5; 32]).expect("scalar").recipient(),
            verify: team.verify_bytes(),
        };
        let signed = Signed::new(cert.statement(), &root);
        let staff = StaffCert {
            team: "tea_1".into(),
            epoch: 1,
            desk_name: "Night desk".into(),
            verify: officer.verify_bytes(),
        };
        let teams = vec![TeamCert::verified(&signed, &root.verify_bytes()).expect("cert")];
        let voices = Voices { nodes: vec![node.verify_bytes()], teams, revoked: Vec::new(), ..Voices::default() };
        World { voices, certificate: Signed::new(staff.statement(), &team), node, officer }
    }

    fn signature(world: &World, text: &[u8]) -> OfficerSignature {
        let verify = world.officer.verify_bytes();
        OfficerSignature {
            verify,
            signature: world.officer.sign(&to_be_signed(text, &verify)),
            certificate: world.certificate.clone(),
        }
    }

    #[test]
    fn both_signatures_hold_and_say_who_answers_for_it() {
        let world = world();
        let bytes = assemble(b"{}", &world.node, &signature(&world, b"{}")).expect("assembled");
        let verified = verify(&bytes, &world.voices).expect("verified");
        assert_eq!((verified.text.as_slice(), verified.officer.desk_name.as_str()), (&b"{}"[..], "Night desk"));
    }

    #[test]
    fn a_node_alone_cannot_speak_and_neither_can_an_officer_alone() {
        let world = world();
        let thief = SignKey::from_seed([77; 32]);
        let bytes = assemble(b"{}", &thief, &signature(&world, b"{}")).expect("assembled");
        assert_eq!(verify(&bytes, &world.voices), Err(WireError::Signature), "another node");
        let mut stolen = signature(&world, b"{}");
        stolen.verify = thief.verify_bytes();
        stolen.signature = thief.sign(&to_be_signed(b"{}", &stolen.verify));
        let bytes = assemble(b"{}", &world.node, &stolen).expect("assembled");
        assert_eq!(verify(&bytes, &world.voices), Err(WireError::Signature), "the certificate of another");
        let other_text = signature(&world, b"[]");
        assert_eq!(assemble(b"{}", &world.node, &other_text), Err(WireError::Signature));
    }

    #[test]
    fn what_its_signer_calls_critical_is_not_passed_over_wherever_it_stands() {
        let world = world();
        let bytes = assemble(b"{}", &world.node, &signature(&world, b"{}")).expect("assembled");
        let changed = |change: fn(&mut CoseSign)| {
            let mut sign = CoseSign::from_tagged_slice(&bytes).expect("a message");
            sign.protected.original_data = None;
            sign.signatures.iter_mut().for_each(|one| one.protected.original_data = None);
            change(&mut sign);
            verify(&sign.to_tagged_vec().expect("bytes"), &world.voices)
        };
        assert!(changed(|_| ()).is_ok());
        fn later() -> Vec<coset::RegisteredLabelWithPrivate<iana::HeaderParameter>> {
            vec![coset::RegisteredLabelWithPrivate::Text("later".into())]
        }
        let places: [fn(&mut CoseSign); 3] = [
            |sign| sign.protected.header.crit = later(),
            |sign| sign.signatures[0].protected.header.crit = later(),
            |sign| sign.signatures[1].protected.header.crit = later(),
        ];
        for place in places {
            assert_eq!(changed(place), Err(WireError::Unsupported));
        }
    }

    #[test]
    fn what_the_other_node_would_not_verify_does_not_leave() {
        let mut world = world();
        let thief = SignKey::from_seed([77; 32]);
        let said = |world: &World, node: &SignKey, by: &OfficerSignature| assemble_as(b"{}", node, by, &world.voices);
        let sound = signature(&world, b"{}");
        let bytes = said(&world, &world.node, &sound).expect("assembled");
        assert!(verify(&bytes, &world.voices).is_ok());
        assert_eq!(said(&world, &thief, &sound), Err(WireError::Signature), "a node that nobody named");
        let verify_thief = thief.verify_bytes();
        let stolen = OfficerSignature {
            verify: verify_thief,
            signature: thief.sign(&to_be_signed(b"{}", &verify_thief)),
            certificate: world.certificate.clone(),
        };
        assert_eq!(said(&world, &world.node, &stolen), Err(WireError::Signature), "the certificate of another");
        let other_text = signature(&world, b"[]");
        assert_eq!(said(&world, &world.node, &other_text), Err(WireError::Signature), "another text");
        world.voices.revoked = vec![world.officer.verify_bytes()];
        assert_eq!(said(&world, &world.node, &sound), Err(WireError::Officer), "who was revoked");
        world.voices = Voices { nodes: world.voices.nodes, ..Voices::default() };
        assert_eq!(said(&world, &world.node, &sound), Err(WireError::Officer), "a team that is not known");
    }

    #[test]
    fn a_signature_over_a_package_is_none_over_a_message() {
        let world = world();
        let message = assemble(b"{}", &world.node, &signature(&world, b"{}")).expect("assembled");
        assert_eq!(Subject::Package.verify(&message, &world.voices), Err(WireError::Inner), "another type");
        let by = signature(&world, b"{}");
        assert_eq!(Subject::Package.assemble(b"{}", &world.node, &by), Err(WireError::Signature), "another context");
        let by =
            OfficerSignature { signature: world.officer.sign(&Subject::Package.to_be_signed(b"{}", &by.verify)), ..by };
        let package = Subject::Package.assemble(b"{}", &world.node, &by).expect("assembled");
        assert_eq!(Subject::Package.verify(&package, &world.voices).expect("verified").text, b"{}");
        assert_eq!(Subject::Package.unjudged(&package), Ok((b"{}".to_vec(), "Night desk".to_owned())));
    }

    #[test]
    fn whoever_is_revoked_or_unknown_is_not_heard() {
        let mut world = world();
        let bytes = assemble(b"{}", &world.node, &signature(&world, b"{}")).expect("assembled");
        world.voices.revoked = vec![world.officer.verify_bytes()];
        assert_eq!(verify(&bytes, &world.voices), Err(WireError::Officer));
        world.voices.teams.clear();
        assert_eq!(verify(&bytes, &world.voices), Err(WireError::Officer));
    }

    #[test]
    fn whom_a_team_vouched_for_is_remembered_for_that_team_and_that_certificate_alone() {
        let mut world = world();
        let text = b"the second message of one officer";
        let bytes = assemble(text, &world.node, &signature(&world, text)).expect("assembled");
        let first = verify(&bytes, &world.voices).expect("verified");
        assert_eq!(verify(&bytes, &world.voices), Ok(first.clone()));
        // Another team's key under the same name and epoch vouches for nobody whom it did not sign.
        let teams = std::mem::take(&mut world.voices.teams);
        let other = TeamCert { verify: SignKey::from_seed([77; 32]).verify_bytes(), ..teams[0].clone() };
        world.voices.teams = vec![other];
        assert_eq!(verify(&bytes, &world.voices), Err(WireError::Officer));
        // And whoever is revoked is not heard, however often they were.
        world.voices.teams = teams;
        world.voices.revoked = vec![first.officer.verify];
        assert_eq!(verify(&bytes, &world.voices), Err(WireError::Officer));
        let forged = Signed { statement: world.certificate.statement.replace("Night", "Day"), ..world.certificate };
        world.voices.revoked.clear();
        assert_eq!(world.voices.vouch(&forged), Err(WireError::Officer));
    }

    #[test]
    fn a_changed_byte_is_not_verified() {
        let world = world();
        let bytes = assemble(b"{\"a\":1}", &world.node, &signature(&world, b"{\"a\":1}")).expect("assembled");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            if let Ok(verified) = verify(&changed, &world.voices) {
                // Only what is not signed may differ, and then nothing that counts does.
                assert_eq!(verified.text, b"{\"a\":1}", "byte {at}");
                assert_eq!(verified.officer.verify, world.officer.verify_bytes(), "byte {at}");
            }
        }
    }
}
