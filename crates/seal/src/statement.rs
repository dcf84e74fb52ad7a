//! Statements: short texts that somebody signs, one kind per first line (`docs/formats.md` section 6).

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use serde::{Deserialize, Serialize};

use crate::keys::{SignKey, verifies, verify_from_hex};
use crate::{SealError, sha256_hex};

/// A signed statement as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The text that is signed, byte for byte.
    pub statement: String,
    /// Base64 of the 64 bytes.
    pub signature: String,
}

impl Signed {
    /// Signs a text.
    #[must_use]
    pub fn new(statement: String, key: &SignKey) -> Self {
        let signature = B64.encode(key.sign(statement.as_bytes()));
        Self { statement, signature }
    }

    /// The 64 bytes.
    ///
    /// # Errors
    /// [`SealError::BadSignature`].
    pub fn signature_bytes(&self) -> Result<[u8; 64], SealError> {
        signature_from_b64(&self.signature)
    }

    /// Whether this key signed it.
    #[must_use]
    pub fn verifies(&self, verify: &[u8; 32]) -> bool {
        self.signature_bytes().is_ok_and(|signature| verifies(verify, self.statement.as_bytes(), &signature))
    }

    /// The lines after the first, when the first is `kind` and there are exactly N of them.
    ///
    /// # Errors
    /// [`SealError::BadStatement`].
    pub fn lines<const N: usize>(&self, kind: &'static str) -> Result<[&str; N], SealError> {
        let mut lines = self.statement.split('\n');
        if lines.next() != Some(kind) {
            return Err(SealError::BadStatement(kind));
        }
        let rest: Vec<&str> = lines.collect();
        rest.try_into().map_err(|_| SealError::BadStatement(kind))
    }
}

/// Reads a signature from base64.
///
/// # Errors
/// [`SealError::BadSignature`].
pub fn signature_from_b64(text: &str) -> Result<[u8; 64], SealError> {
    let bad = SealError::BadSignature("not 64 bytes of base64");
    B64.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(bad)
}

/// First line of the certificate of the online key.
pub const ONLINE: &str = "khien/v1/online";
/// First line of a team certificate.
pub const TEAM: &str = "khien/v1/team";
/// First line of a staff certificate.
pub const STAFF: &str = "khien/v1/staff";
/// First line of a report's statement.
pub const REPORT: &str = "khien/v1/report";
/// First line of a message's statement.
pub const MESSAGE: &str = "khien/v1/message";
/// First line of what a reporter does with the mailbox.
pub const ACT: &str = "khien/v1/act";

/// The certificate of the online key, which signs checkpoints.
#[must_use]
pub fn online(origin: &str, verify_hex: &str) -> String {
    format!("{ONLINE}\n{origin}\n{verify_hex}")
}

/// What a root certifies of the ledger's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlineCert {
    /// Origin of the ledger.
    pub origin: String,
    /// What signs its checkpoints.
    pub verify: [u8; 32],
}

impl OnlineCert {
    /// Reads and verifies a certificate under a root.
    ///
    /// # Errors
    /// [`SealError`] when it is another statement or the signature does not fit.
    pub fn verified(signed: &Signed, root: &[u8; 32]) -> Result<Self, SealError> {
        if !signed.verifies(root) {
            return Err(SealError::BadSignature("ledger key"));
        }
        let [origin, verify] = signed.lines::<2>(ONLINE)?;
        Ok(Self { origin: origin.to_owned(), verify: verify_from_hex(verify)? })
    }
}

/// What a root certifies of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamCert {
    /// Team id.
    pub team: String,
    /// Epoch of the key, from 1.
    pub epoch: u32,
    /// `intake`, `custodian` or `desk`.
    pub purpose: String,
    /// Where to seal to.
    pub recipient: String,
    /// What the team signs with.
    pub verify: [u8; 32],
}

impl TeamCert {
    /// The text to sign.
    #[must_use]
    pub fn statement(&self) -> String {
        let verify = hex::encode(self.verify);
        format!("{TEAM}\n{}\n{}\n{}\n{}\n{verify}", self.team, self.epoch, self.purpose, self.recipient)
    }

    /// Reads and verifies a certificate under the root.
    ///
    /// # Errors
    /// When the signature, a line or a key is wrong.
    pub fn verified(signed: &Signed, root: &[u8; 32]) -> Result<Self, SealError> {
        if !signed.verifies(root) {
            return Err(SealError::BadSignature("the root did not sign this team"));
        }
        let [team, epoch, purpose, recipient, verify] = signed.lines(TEAM)?;
        let epoch = epoch.parse().map_err(|_| SealError::BadStatement(TEAM))?;
        if !crate::keys::is_recipient(recipient) || !matches!(purpose, "intake" | "custodian" | "desk") {
            return Err(SealError::BadStatement(TEAM));
        }
        let verify = verify_from_hex(verify)?;
        Ok(Self { team: team.into(), epoch, purpose: purpose.into(), recipient: recipient.into(), verify })
    }
}

/// What a team certifies of a member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffCert {
    /// Team id.
    pub team: String,
    /// Epoch of the team's key.
    pub epoch: u32,
    /// The name by which the person signs outside.
    pub desk_name: String,
    /// What the person signs with.
    pub verify: [u8; 32],
}

impl StaffCert {
    /// The text to sign. A desk name has no line end: the account form refuses one.
    #[must_use]
    pub fn statement(&self) -> String {
        format!("{STAFF}\n{}\n{}\n{}\n{}", self.team, self.epoch, self.desk_name, hex::encode(self.verify))
    }

    /// Reads and verifies a certificate under a team's certificate.
    ///
    /// # Errors
    /// When the signature is wrong, or it is of another team or epoch.
    pub fn verified(signed: &Signed, team: &TeamCert) -> Result<Self, SealError> {
        if !signed.verifies(&team.verify) {
            return Err(SealError::BadSignature("the team did not sign this person"));
        }
        let [id, epoch, desk_name, verify] = signed.lines(STAFF)?;
        if id != team.team || epoch.parse() != Ok(team.epoch) {
            return Err(SealError::BadStatement(STAFF));
        }
        let verify = verify_from_hex(verify)?;
        Ok(Self { team: id.into(), epoch: team.epoch, desk_name: desk_name.into(), verify })
    }
}

/// What a reporter signs when a report is sent.
#[must_use]
pub fn report(mailbox: &str, header: &str, what: &[u8], who: Option<&[u8]>, file_hashes: &[&str]) -> String {
    let who = who.map_or_else(|| "-".to_owned(), sha256_hex);
    let files = if file_hashes.is_empty() { "-".to_owned() } else { file_hashes.join(",") };
    format!("{REPORT}\n{mailbox}\n{}\n{}\n{who}\n{files}", sha256_hex(header.as_bytes()), sha256_hex(what))
}

/// What is signed of a message; `direction` is `reporter` or `team`.
#[must_use]
pub fn message(direction: &str, mailbox: &str, sequence: u32, previous: &str, ciphertext_sha256: &str) -> String {
    format!("{MESSAGE}\n{direction}\n{mailbox}\n{sequence}\n{previous}\n{ciphertext_sha256}")
}

/// What a reporter signs to withdraw or give something.
#[must_use]
pub fn act(mailbox: &str, sequence: u32, head: &str, action: &str, code: Option<&str>) -> String {
    format!("{ACT}\n{mailbox}\n{sequence}\n{head}\n{action}\n{}", code.unwrap_or("-"))
}
