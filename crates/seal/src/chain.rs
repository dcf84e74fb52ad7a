//! The chain of a mailbox: every message names the hash of the one before, so what is dropped, reordered, injected
//! or replayed shows. Link 0 is the report itself.

use sha2::{Digest, Sha256};

use crate::keys::verifies;
use crate::statement::{self, Signed, StaffCert, TeamCert};
use crate::{Hash, SealError};

/// Hash of a link: SHA-256(statement ‖ 0x0A ‖ signature).
#[must_use]
pub fn link_hash(statement: &str, signature: &[u8; 64]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(statement.as_bytes());
    hasher.update(b"\n");
    hasher.update(signature);
    hasher.finalize().into()
}

/// One message of a chain, without its ciphertext.
#[derive(Debug, Clone)]
pub struct Link {
    /// `true` when the team speaks.
    pub by_team: bool,
    /// SHA-256 of the ciphertext.
    pub ciphertext: Hash,
    /// Signature over the statement.
    pub signature: [u8; 64],
    /// Index into the staff certificates, for the team's messages.
    pub signer: Option<usize>,
}

/// Everything that a page needs to trust a mailbox.
pub struct Evidence<'a> {
    /// The mailbox's name (hash of the address that the receipt gives under the pinned root).
    pub mailbox: &'a str,
    /// The root's public key; the caller has derived the mailbox from it.
    pub root: &'a [u8; 32],
    /// The reporter's public key, derived from the receipt.
    pub reporter: &'a [u8; 32],
    /// Team certificates.
    pub teams: &'a [Signed],
    /// Staff certificates.
    pub staff: &'a [Signed],
    /// The report's signed statement.
    pub report: &'a Signed,
    /// The messages in order, from number 1.
    pub links: &'a [Link],
}

/// Verifies a whole chain and returns the desk name of each team message (`None` for the reporter's own), with the head.
///
/// # Errors
/// The first thing that does not fit.
pub fn verify(evidence: &Evidence<'_>) -> Result<(Vec<Option<String>>, Hash), SealError> {
    let [mailbox, ..] = evidence.report.lines::<5>(statement::REPORT)?;
    if mailbox != evidence.mailbox || !evidence.report.verifies(evidence.reporter) {
        return Err(SealError::BadSignature("the report is not the one that this receipt signed"));
    }
    let teams: Vec<TeamCert> =
        evidence.teams.iter().map(|cert| TeamCert::verified(cert, evidence.root)).collect::<Result<_, _>>()?;
    let mut head = link_hash(&evidence.report.statement, &evidence.report.signature_bytes()?);
    let mut signers = Vec::with_capacity(evidence.links.len());
    for (index, link) in evidence.links.iter().enumerate() {
        let sequence = u32::try_from(index + 1).map_err(|_| SealError::BadStatement(statement::MESSAGE))?;
        let direction = if link.by_team { "team" } else { "reporter" };
        let text = statement::message(
            direction,
            evidence.mailbox,
            sequence,
            &hex::encode(head),
            &hex::encode(link.ciphertext),
        );
        let signer = if link.by_team { Some(signer_of(evidence, &teams, link)?) } else { None };
        let key = signer.as_ref().map_or(evidence.reporter, |cert| &cert.verify);
        if !verifies(key, text.as_bytes(), &link.signature) {
            return Err(SealError::BadSignature("a message is forged, missing or out of order"));
        }
        signers.push(signer.map(|cert| cert.desk_name));
        head = link_hash(&text, &link.signature);
    }
    Ok((signers, head))
}

fn signer_of(evidence: &Evidence<'_>, teams: &[TeamCert], link: &Link) -> Result<StaffCert, SealError> {
    let unknown = SealError::BadSignature("nobody vouches for who wrote this message");
    let cert = link.signer.and_then(|index| evidence.staff.get(index)).ok_or(unknown)?;
    teams
        .iter()
        .find_map(|team| StaffCert::verified(cert, team).ok())
        .ok_or(SealError::BadSignature("no team vouches for who wrote this message"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::AgeIdentity;
    use crate::keys::SignKey;

    struct World {
        root: SignKey,
        reporter: SignKey,
        member: SignKey,
        teams: Vec<Signed>,
        staff: Vec<Signed>,
        report: Signed,
        links: Vec<Link>,
    }

    const MAILBOX: &str = "aa";

    fn world(messages: usize) -> World {
        let [root, reporter, team, member] = std::array::from_fn(|i| SignKey::from_seed([i as u8 + 1; 32]));
        let cert = TeamCert {
            team: "tea_1".into(),
            epoch: 1,
            purpose: "intake".into(),
            recipient: AgeIdentity::from_scalar(&[5; 32]).expect("scalar").recipient(),
            verify: team.verify_bytes(),
        };
        let person =
            StaffCert { team: "tea_1".into(), epoch: 1, desk_name: "Night desk".into(), verify: member.verify_bytes() };
        let report = Signed::new(statement::report(MAILBOX, "{}", b"what", None, &[]), &reporter);
        let mut head = link_hash(&report.statement, &report.signature_bytes().expect("sig"));
        let mut links = Vec::new();
        for index in 0..messages {
            let by_team = index % 2 == 0;
            let ciphertext = [index as u8; 32];
            let direction = if by_team { "team" } else { "reporter" };
            let text =
                statement::message(direction, MAILBOX, index as u32 + 1, &hex::encode(head), &hex::encode(ciphertext));
            let signature = if by_team { &member } else { &reporter }.sign(text.as_bytes());
            head = link_hash(&text, &signature);
            links.push(Link { by_team, ciphertext, signature, signer: by_team.then_some(0) });
        }
        World {
            teams: vec![Signed::new(cert.statement(), &root)],
            staff: vec![Signed::new(person.statement(), &team)],
            root,
            reporter,
            member,
            report,
            links,
        }
    }

    fn check(world: &World) -> Result<Vec<Option<String>>, SealError> {
        let evidence = Evidence {
            mailbox: MAILBOX,
            root: &world.root.verify_bytes(),
            reporter: &world.reporter.verify_bytes(),
            teams: &world.teams,
            staff: &world.staff,
            report: &world.report,
            links: &world.links,
        };
        verify(&evidence).map(|(signers, _)| signers)
    }

    #[test]
    fn an_honest_chain_verifies_and_names_who_signed() {
        assert_eq!(check(&world(3)), Ok(vec![Some("Night desk".into()), None, Some("Night desk".into())]));
    }

    #[test]
    fn a_dropped_message_shows() {
        let mut forged = world(4);
        forged.links.remove(1);
        assert!(check(&forged).is_err());
    }

    #[test]
    fn reordered_messages_show() {
        let mut forged = world(4);
        forged.links.swap(0, 2);
        assert!(check(&forged).is_err());
    }

    #[test]
    fn a_replayed_message_shows() {
        let mut forged = world(2);
        forged.links.push(forged.links[0].clone());
        assert!(check(&forged).is_err());
    }

    #[test]
    fn an_injected_reply_shows() {
        let mut forged = world(1);
        forged.links.push(Link { by_team: true, ciphertext: [9; 32], signature: [1; 64], signer: Some(0) });
        assert!(check(&forged).is_err());
    }

    #[test]
    fn a_swapped_team_key_shows() {
        let mut forged = world(1);
        let thief = SignKey::from_seed([77; 32]);
        let mut cert = TeamCert::verified(&forged.teams[0], &forged.root.verify_bytes()).expect("cert");
        cert.verify = thief.verify_bytes();
        forged.teams = vec![Signed::new(cert.statement(), &thief)];
        assert!(check(&forged).is_err());
    }

    #[test]
    fn a_member_whom_no_team_vouches_for_cannot_speak() {
        let mut forged = world(1);
        let person =
            StaffCert { team: "tea_1".into(), epoch: 1, desk_name: "X".into(), verify: forged.member.verify_bytes() };
        forged.staff = vec![Signed::new(person.statement(), &forged.member)];
        assert!(check(&forged).is_err());
    }
}
