//! Staff, teams and the node itself. Names stand in the account tables beside the journal; events carry ids and keys.

use khien_seal::statement::{Signed, StaffCert, TeamCert};
use khien_terms::id::{StaffId, TeamId};
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::role::Role;

/// What a team is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Reads reports and answers.
    Intake,
    /// Holds the outer half of who a person is.
    Custodian,
    /// Reads and writes what passes between States.
    Desk,
}

impl Purpose {
    /// The name in certificates.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Intake => "intake",
            Purpose::Custodian => "custodian",
            Purpose::Desk => "desk",
        }
    }
}

/// What happened to a member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum StaffEvent {
    /// Invited by an administrator, for a role and teams.
    #[serde(rename = "staff.invited")]
    Invited { role: Role, teams: Vec<TeamId>, by: Option<StaffId> },
    /// Made the account.
    #[serde(rename = "staff.joined")]
    Joined { recipient: String, verify: String },
    /// May not sign in any more.
    #[serde(rename = "staff.disabled")]
    Disabled { by: Option<StaffId> },
    /// The account is to be made anew (lost passphrase): keys of teams are given again by a colleague.
    #[serde(rename = "staff.reset")]
    Reset { by: Option<StaffId> },
}

/// What happened to a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum TeamEvent {
    /// Founded; it has no key yet.
    #[serde(rename = "team.founded")]
    Founded { purpose: Purpose, by: StaffId },
    /// Somebody belongs to it.
    #[serde(rename = "team.member_added")]
    MemberAdded { staff: StaffId },
    /// A member made a key for an epoch.
    #[serde(rename = "team.key_made")]
    KeyMade { epoch: u32, recipient: String, verify: String, by: StaffId, recovery: bool },
    /// The root certified it.
    #[serde(rename = "team.certified")]
    Certified { epoch: u32, certificate: Signed },
    /// A key-holder gave the key to a member and vouches for their signature.
    #[serde(rename = "team.key_given")]
    KeyGiven { epoch: u32, staff: StaffId, by: StaffId, certificate: Signed },
    /// A member left: a new epoch is due. `by` is nobody when the operator did it on the command line.
    #[serde(rename = "team.member_removed")]
    MemberRemoved {
        staff: StaffId,
        #[serde(default)]
        by: Option<StaffId>,
    },
}

/// What happened to the node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum NodeEvent {
    /// Set up by the first administrator.
    #[serde(rename = "node.set_up")]
    SetUp { root: String, online: Signed, recovery: Option<String>, by: StaffId },
    /// The duty roster changed.
    #[serde(rename = "node.roster")]
    Roster { commitment: String, by: StaffId },
    /// The entry of a service changed.
    #[serde(rename = "node.service")]
    Service { id: String, entry: String, by: StaffId },
    /// Somebody looked at a picture or a text of abuse; counted for their own sake.
    #[serde(rename = "node.exposure")]
    Exposure { staff: StaffId, kind: String },
    /// Material stood open before somebody for so many seconds; counted for their own sake.
    #[serde(rename = "node.viewed")]
    Viewed { staff: StaffId, seconds: u32 },
    /// The node serves other files to reporters than before: SHA-256 of their manifest, hex.
    #[serde(rename = "node.portal")]
    Portal { manifest: String },
    /// The State's own entry in the directory, signed by the root: its number and link.
    #[serde(rename = "node.desk_entry")]
    DeskEntry { seq: u32, entry: String, by: StaffId },
    /// The State's desk has another root: what the one before said for it (nothing where that one is lost), and its word for the ledger's
    /// key. The node's own root, to which receipts are bound, stays.
    #[serde(rename = "node.desk_root")]
    DeskRoot {
        root: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        succession: Option<Signed>,
        online: Signed,
        by: StaffId,
    },
    /// The desk receives with another key from now on.
    #[serde(rename = "node.desk_key")]
    DeskKey { id: String },
    /// A key of the desk is gone: what was sealed to it opens nowhere any more.
    #[serde(rename = "node.desk_key_gone")]
    DeskKeyGone { id: String },
    /// A key of ours is not to be believed: a receiving key, an officer's or the node's.
    #[serde(rename = "node.desk_revoked")]
    DeskRevoked { key: String, since: String, by: StaffId },
    /// A key was prepared that is to sign messages to other States after the one that does now.
    #[serde(rename = "node.desk_sign_prepared")]
    DeskSignPrepared { key: String, by: StaffId },
    /// The key that was prepared signs from now on; the one before is destroyed.
    #[serde(rename = "node.desk_sign_turned")]
    DeskSignTurned { key: String },
    /// The node has another key for TLS with other States' nodes: its public key, and from when it is presented.
    #[serde(rename = "node.desk_tls_key")]
    DeskTlsKey { key: String, from: String },
    /// A key for TLS with other States' nodes is gone.
    #[serde(rename = "node.desk_tls_key_gone")]
    DeskTlsKeyGone { key: String },
    /// A secretariat's list is read here: the key that signs it.
    #[serde(rename = "node.desk_list_pinned")]
    DeskListPinned { key: String, by: StaffId },
    /// A second person confirmed the key of a list that is read: it stops disclosure from now on where it has another entry.
    #[serde(rename = "node.desk_list_confirmed")]
    DeskListConfirmed { key: String, by: StaffId },
    /// A secretariat's list is read no more.
    #[serde(rename = "node.desk_list_dropped")]
    DeskListDropped { key: String, by: StaffId },
    /// Whoever asks gets a list of what this node sees, under this name; under an empty one, no more.
    #[serde(rename = "node.desk_list_published")]
    DeskListPublished { name: String, by: StaffId },
    /// A legal officer looked for what was shared about a person who asked; whom is nowhere.
    #[serde(rename = "node.rights_asked")]
    RightsAsked { found: u32, by: StaffId },
    /// A State holds a checkpoint that our key signed and that our ledger does not go on from: leaves were lost or changed.
    #[serde(rename = "node.ledger_disowned")]
    LedgerDisowned { state: String, size: u64 },
    /// What other States' nodes sign shows that clocks differ: by so many seconds this node's is behind theirs (negative: before).
    /// `ours`: more than half of several show it, so it is this node's; else nobody can say whose, or it is that of those States. With no
    /// States: they go alike again.
    #[serde(rename = "node.clocks_differ")]
    ClocksDiffer { seconds: i64, ours: bool, states: Vec<String> },
    /// This node's clock was moved while it ran, by so many seconds (negative: back), or its machine slept for so long.
    #[serde(rename = "node.clock_moved")]
    ClockMoved { seconds: i64 },
    /// A legal officer decided that this node goes on without the leaves that it lost: for each State that showed it the SHA-256 of the
    /// newest checkpoint that it co-signed; `signature` (base64) is theirs, of the key `verify` (hex).
    #[serde(rename = "node.ledger_goes_on")]
    LedgerGoesOn { lost: Vec<String>, signature: String, verify: String, by: StaffId },
}

/// What is known of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// What it is for.
    pub purpose: Purpose,
    /// Who belongs to it.
    pub members: Vec<StaffId>,
    /// Keys by epoch, from 1.
    pub epochs: Vec<Epoch>,
    /// A member left since the newest epoch.
    pub epoch_due: bool,
}

/// A key of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch {
    /// Where to seal to.
    pub recipient: String,
    /// What the team signs with, hex.
    pub verify: String,
    /// Whether the root certified it.
    pub certified: bool,
    /// Who holds it.
    pub holders: Vec<StaffId>,
}

impl Epoch {
    /// The same key, as it was before a root certified it.
    fn uncertified(&self) -> Self {
        Self { certified: false, ..self.clone() }
    }
}

impl Team {
    /// Folds an event in.
    #[must_use]
    pub fn evolve(state: Option<Self>, event: &TeamEvent) -> Option<Self> {
        if let TeamEvent::Founded { purpose, .. } = event {
            return Some(Self { purpose: *purpose, members: Vec::new(), epochs: Vec::new(), epoch_due: false });
        }
        let mut s = state?;
        match event {
            TeamEvent::Founded { .. } => {}
            TeamEvent::MemberAdded { staff } => {
                if !s.members.contains(staff) {
                    s.members.push(*staff);
                }
            }
            TeamEvent::KeyMade { recipient, verify, by, .. } => {
                s.epochs.push(Epoch {
                    recipient: recipient.clone(),
                    verify: verify.clone(),
                    certified: false,
                    holders: vec![*by],
                });
                s.epoch_due = false;
            }
            TeamEvent::Certified { epoch, .. } => {
                if let Some(key) = s.epoch_mut(*epoch) {
                    key.certified = true;
                }
            }
            TeamEvent::KeyGiven { epoch, staff, .. } => {
                if let Some(key) = s.epoch_mut(*epoch).filter(|key| !key.holders.contains(staff)) {
                    key.holders.push(*staff);
                }
            }
            TeamEvent::MemberRemoved { staff, .. } => {
                s.members.retain(|m| m != staff);
                s.epochs.iter_mut().for_each(|key| key.holders.retain(|m| m != staff));
                s.epoch_due = !s.epochs.is_empty();
            }
        }
        Some(s)
    }

    fn epoch_mut(&mut self, epoch: u32) -> Option<&mut Epoch> {
        self.epochs.get_mut(usize::try_from(epoch).ok()?.checked_sub(1)?)
    }

    /// The key of an epoch.
    #[must_use]
    pub fn epoch(&self, epoch: u32) -> Option<&Epoch> {
        self.epochs.get(usize::try_from(epoch).ok()?.checked_sub(1)?)
    }

    /// The newest epoch that the root certified, with its number: what reporters seal to.
    #[must_use]
    pub fn current(&self) -> Option<(u32, &Epoch)> {
        let index = self.epochs.iter().rposition(|key| key.certified)?;
        Some((u32::try_from(index + 1).ok()?, self.epochs.get(index)?))
    }
}

/// A member makes the first key, or the key of a new epoch, and vouches for the own signature under it.
///
/// # Errors
/// When no key is due, the person is no member, or the certificate does not fit.
pub fn make_key(
    state: &Team,
    id: TeamId,
    by: StaffId,
    keys: (&str, &str),
    own_certificate: &Signed,
    recovery: bool,
) -> Result<Vec<TeamEvent>, Refusal> {
    let (recipient, verify) = keys;
    if !state.members.contains(&by) {
        return Err(Refusal::NotAllowed);
    }
    let waiting = state.epochs.last().is_some_and(|key| !key.certified);
    if waiting || !(state.epochs.is_empty() || state.epoch_due) {
        return Err(Refusal::NotNow("this team has a key"));
    }
    if !khien_seal::keys::is_recipient(recipient) {
        return Err(Refusal::Field { field: "recipient", problem: "not an age recipient" });
    }
    let epoch = next_epoch(state);
    let cert = TeamCert {
        team: id.to_string(),
        epoch,
        purpose: state.purpose.as_str().to_owned(),
        recipient: recipient.to_owned(),
        verify: khien_seal::keys::verify_from_hex(verify)
            .map_err(|_| Refusal::Field { field: "verify", problem: "not a public key in hex" })?,
    };
    StaffCert::verified(own_certificate, &cert).map_err(|_| Refusal::Forged)?;
    Ok(vec![
        TeamEvent::KeyMade { epoch, recipient: recipient.to_owned(), verify: verify.to_owned(), by, recovery },
        TeamEvent::KeyGiven { epoch, staff: by, by, certificate: own_certificate.clone() },
    ])
}

fn next_epoch(state: &Team) -> u32 {
    u32::try_from(state.epochs.len() + 1).unwrap_or(u32::MAX)
}

/// The root certifies a team's key.
///
/// # Errors
/// When the certificate is not the root's, or names another key.
pub fn certify(state: &Team, id: TeamId, root: &[u8; 32], certificate: &Signed) -> Result<Vec<TeamEvent>, Refusal> {
    let cert = TeamCert::verified(certificate, root).map_err(|_| Refusal::Forged)?;
    let key = state.epoch(cert.epoch).ok_or(Refusal::NotFound)?;
    let same = cert.team == id.to_string()
        && cert.purpose == state.purpose.as_str()
        && cert.recipient == key.recipient
        && hex::encode(cert.verify) == key.verify;
    if !same {
        return Err(Refusal::Forged);
    }
    if key.certified {
        return Ok(Vec::new());
    }
    Ok(vec![TeamEvent::Certified { epoch: cert.epoch, certificate: certificate.clone() }])
}

/// Another root certifies a team's keys: the same keys of the same epochs, word for word.
///
/// # Errors
/// [`Refusal::Forged`] when it certifies others, or not all of those that the root before certified.
pub fn certify_anew(
    state: &Team,
    id: TeamId,
    root: &[u8; 32],
    certificates: &[Signed],
) -> Result<Vec<TeamEvent>, Refusal> {
    let before = Team { epochs: state.epochs.iter().map(Epoch::uncertified).collect(), ..state.clone() };
    let mut events = Vec::new();
    for certificate in certificates {
        events.extend(certify(&before, id, root, certificate)?);
    }
    let named = |epoch: u32| {
        events.iter().filter(|event| matches!(event, TeamEvent::Certified { epoch: one, .. } if *one == epoch)).count()
    };
    let each = (1u32..).zip(&state.epochs).all(|(epoch, key)| named(epoch) == usize::from(key.certified));
    if each { Ok(events) } else { Err(Refusal::Forged) }
}

/// A key-holder gives the key of an epoch to a member and vouches for their signature.
///
/// # Errors
/// When the giver does not hold it, the other is no member, or the certificate does not fit.
pub fn give_key(
    state: &Team,
    id: TeamId,
    epoch: u32,
    by: StaffId,
    to: (StaffId, &str),
    certificate: &Signed,
) -> Result<Vec<TeamEvent>, Refusal> {
    let (staff, verify) = to;
    let key = state.epoch(epoch).ok_or(Refusal::NotFound)?;
    if !key.holders.contains(&by) {
        return Err(Refusal::NotAllowed);
    }
    if !state.members.contains(&staff) {
        return Err(Refusal::Field { field: "staff", problem: "not a member of this team" });
    }
    let cert = TeamCert {
        team: id.to_string(),
        epoch,
        purpose: state.purpose.as_str().to_owned(),
        recipient: key.recipient.clone(),
        verify: khien_seal::keys::verify_from_hex(&key.verify).map_err(|_| Refusal::Forged)?,
    };
    let vouched = StaffCert::verified(certificate, &cert).map_err(|_| Refusal::Forged)?;
    if hex::encode(vouched.verify) != verify {
        return Err(Refusal::Forged);
    }
    Ok(vec![TeamEvent::KeyGiven { epoch, staff, by, certificate: certificate.clone() }])
}

#[cfg(test)]
mod tests {
    use khien_seal::envelope::KeyPair;
    use khien_seal::keys::SignKey;

    use super::*;

    const ID: TeamId = TeamId::from_bits(9);
    const A: StaffId = StaffId::from_bits(1);
    const B: StaffId = StaffId::from_bits(2);

    struct World {
        team: Team,
        pair: KeyPair,
        root: SignKey,
        member: SignKey,
    }

    fn staff_cert(team: &KeyPair, epoch: u32, member: &SignKey) -> Signed {
        let cert = StaffCert { team: ID.to_string(), epoch, desk_name: "Desk".into(), verify: member.verify_bytes() };
        Signed::new(cert.statement(), &team.sign_key().expect("key"))
    }

    fn fold(team: Team, events: &[TeamEvent]) -> Team {
        events.iter().try_fold(team, |s, e| Team::evolve(Some(s), e)).expect("team")
    }

    fn world() -> World {
        let pair = KeyPair::generate().expect("pair");
        let (root, member) = (SignKey::from_seed([1; 32]), SignKey::from_seed([2; 32]));
        let team = Team { purpose: Purpose::Intake, members: vec![A, B], epochs: vec![], epoch_due: false };
        let (recipient, verify) =
            (pair.identity().expect("id").recipient(), pair.sign_key().expect("key").verify_hex());
        let events = make_key(&team, ID, A, (&recipient, &verify), &staff_cert(&pair, 1, &member), true).expect("made");
        World { team: fold(team, &events), pair, root, member }
    }

    fn certificate(world: &World, root: &SignKey) -> Signed {
        let cert = TeamCert {
            team: ID.to_string(),
            epoch: 1,
            purpose: "intake".into(),
            recipient: world.pair.identity().expect("id").recipient(),
            verify: world.pair.sign_key().expect("key").verify_bytes(),
        };
        Signed::new(cert.statement(), root)
    }

    #[test]
    fn before_the_root_certifies_a_team_nobody_seals_to_it() {
        let world = world();
        assert!(world.team.current().is_none());
        let events =
            certify(&world.team, ID, &world.root.verify_bytes(), &certificate(&world, &world.root)).expect("certified");
        assert_eq!(fold(world.team, &events).current().map(|(epoch, _)| epoch), Some(1));
    }

    #[test]
    fn a_certificate_of_another_root_is_refused() {
        let world = world();
        let thief = SignKey::from_seed([8; 32]);
        assert_eq!(
            certify(&world.team, ID, &world.root.verify_bytes(), &certificate(&world, &thief)),
            Err(Refusal::Forged)
        );
    }

    #[test]
    fn only_a_holder_gives_the_key_and_only_for_the_signature_of_the_member() {
        let world = world();
        let newcomer = SignKey::from_seed([3; 32]);
        let vouched = staff_cert(&world.pair, 1, &newcomer);
        let verify = newcomer.verify_hex();
        assert_eq!(give_key(&world.team, ID, 1, B, (B, &verify), &vouched), Err(Refusal::NotAllowed));
        let other = world.member.verify_hex();
        assert_eq!(give_key(&world.team, ID, 1, A, (B, &other), &vouched), Err(Refusal::Forged));
        assert!(give_key(&world.team, ID, 1, A, (B, &verify), &vouched).is_ok());
    }

    #[test]
    fn when_a_member_leaves_a_new_epoch_begins() {
        let world = world();
        let root = world.root.verify_bytes();
        let certified = certify(&world.team, ID, &root, &certificate(&world, &world.root)).expect("c");
        let left = fold(fold(world.team, &certified), &[TeamEvent::MemberRemoved { staff: B, by: Some(A) }]);
        assert!(left.epoch_due);
        let pair = KeyPair::generate().expect("pair");
        let keys = (pair.identity().expect("id").recipient(), pair.sign_key().expect("key").verify_hex());
        let made =
            make_key(&left, ID, A, (&keys.0, &keys.1), &staff_cert(&pair, 2, &world.member), true).expect("made");
        let next = fold(left, &made);
        assert_eq!((next.epochs.len(), next.epoch_due), (2, false));
        // Until the root certifies it, reporters go on sealing to the old one.
        assert_eq!(next.current().map(|(epoch, _)| epoch), Some(1));
    }
}
