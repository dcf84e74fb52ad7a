//! A member of staff: passphrase stretched, bundle sealed, keys made, wrapped and vouched for, as the console's script does it.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_seal::envelope::{self, KeyPair};
use khien_seal::keys::SignKey;
use khien_seal::staff::{StaffKeys, stretch};
use khien_seal::statement::{Signed, StaffCert, TeamCert};
use khien_seal::{Hash, SealError};
use serde_json::{Value, json};

/// A person with an account.
pub struct Person {
    /// Name to sign in with.
    pub login: String,
    /// Name by which they sign outside.
    pub desk_name: String,
    /// Passphrase; never sent.
    pub passphrase: String,
    salt: [u8; 16],
    keys: StaffKeys,
    /// Own age identity and signing key.
    pub pair: KeyPair,
}

impl Person {
    /// Somebody who makes an account now.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn new(login: &str, desk_name: &str, passphrase: &str) -> Result<Self, SealError> {
        let salt = khien_seal::random()?;
        let keys = stretch(passphrase, &salt)?;
        Ok(Self {
            login: login.to_owned(),
            desk_name: desk_name.to_owned(),
            passphrase: passphrase.to_owned(),
            salt,
            keys,
            pair: KeyPair::generate()?,
        })
    }

    /// The part of set-up and join that makes the account.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn account(&self) -> Result<Value, SealError> {
        let bundle = envelope::seal_json(&self.pair, [self.keys.bundle.recipient().as_str()])?;
        Ok(json!({
            "login": self.login, "desk_name": self.desk_name, "salt": hex::encode(self.salt), "sign_in_key": self.keys.sign_in.as_str(),
            "bundle": B64.encode(bundle), "recipient": self.pair.identity()?.recipient(), "verify": self.pair.sign_key()?.verify_hex(),
        }))
    }

    /// The derived key that signs in.
    #[must_use]
    pub fn sign_in_key(&self) -> &str {
        &self.keys.sign_in
    }

    /// Opens the bundle that the node kept; it must be the own one.
    ///
    /// # Errors
    /// [`SealError::DoesNotOpen`].
    pub fn open_bundle(&self, bundle: &[u8]) -> Result<KeyPair, SealError> {
        envelope::open_json(bundle, &self.keys.bundle)
    }

    /// Where keys are wrapped to.
    ///
    /// # Errors
    /// [`SealError::BadKey`].
    pub fn recipient(&self) -> Result<String, SealError> {
        Ok(self.pair.identity()?.recipient())
    }
}

/// A team's key as its maker holds it.
pub struct TeamKey {
    /// Team id.
    pub team: String,
    /// Epoch.
    pub epoch: u32,
    /// `intake` or `custodian`.
    pub purpose: String,
    /// The keys.
    pub pair: KeyPair,
}

impl TeamKey {
    /// Makes the first key of a team.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn make(team: &str, purpose: &str) -> Result<Self, SealError> {
        Ok(Self { team: team.to_owned(), epoch: 1, purpose: purpose.to_owned(), pair: KeyPair::generate()? })
    }

    /// Wraps it to a recipient.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn wrapped(&self, recipient: &str) -> Result<Vec<u8>, SealError> {
        envelope::seal_json(&self.pair, [recipient])
    }

    /// Vouches for a member's signature.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn vouch(&self, desk_name: &str, verify: Hash) -> Result<Signed, SealError> {
        let cert = StaffCert { team: self.team.clone(), epoch: self.epoch, desk_name: desk_name.to_owned(), verify };
        Ok(Signed::new(cert.statement(), &self.pair.sign_key()?))
    }

    /// The root certifies it.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn certified(&self, root: &SignKey) -> Result<Signed, SealError> {
        let cert = TeamCert {
            team: self.team.clone(),
            epoch: self.epoch,
            purpose: self.purpose.clone(),
            recipient: self.pair.identity()?.recipient(),
            verify: self.pair.sign_key()?.verify_bytes(),
        };
        Ok(Signed::new(cert.statement(), root))
    }
}
