//! Envelopes: age v1 files to X25519 recipients, and the JSON that stands inside them.

use std::io::{Read, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::keys::{AgeIdentity, SignKey};
use crate::{SealError, pad};

/// The suite named in every header, so that a post-quantum one can follow.
pub const SUITE: &str = "age-x25519";

/// Seals bytes to recipients (`age1…`).
///
/// # Errors
/// [`SealError::BadKey`] for a text that is no recipient, or none at all.
pub fn seal<'a>(plain: &[u8], recipients: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>, SealError> {
    let bad = || SealError::BadKey("age recipient");
    let recipients: Vec<age::x25519::Recipient> =
        recipients.into_iter().map(|text| text.parse().map_err(|_| bad())).collect::<Result<_, _>>()?;
    let encryptor =
        age::Encryptor::with_recipients(recipients.iter().map(|r| r as &dyn age::Recipient)).map_err(|_| bad())?;
    let mut sealed = Vec::with_capacity(plain.len() + 512);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|_| bad())?;
    writer.write_all(plain).map_err(|_| bad())?;
    writer.finish().map_err(|_| bad())?;
    Ok(sealed)
}

/// Opens an envelope.
///
/// # Errors
/// [`SealError::DoesNotOpen`].
pub fn open(ciphertext: &[u8], identity: &AgeIdentity) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let decryptor = age::Decryptor::new_buffered(ciphertext).map_err(|_| SealError::DoesNotOpen)?;
    let mut reader = decryptor
        .decrypt(std::iter::once(identity.inner() as &dyn age::Identity))
        .map_err(|_| SealError::DoesNotOpen)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(ciphertext.len()));
    reader.read_to_end(&mut plain).map_err(|_| SealError::DoesNotOpen)?;
    Ok(plain)
}

/// Seals a value as padded JSON.
///
/// # Errors
/// As [`seal`].
pub fn seal_json<'a, T: Serialize>(
    value: &T,
    recipients: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<u8>, SealError> {
    let text = Zeroizing::new(serde_json::to_string(value).map_err(|_| SealError::BadContent)?);
    seal(&Zeroizing::new(pad::json(&text)), recipients)
}

/// Opens an envelope of padded JSON.
///
/// # Errors
/// [`SealError::DoesNotOpen`], or [`SealError::BadContent`] when something else stands inside.
pub fn open_json<T: DeserializeOwned>(ciphertext: &[u8], identity: &AgeIdentity) -> Result<T, SealError> {
    let plain = open(ciphertext, identity)?;
    serde_json::from_slice(&plain).map_err(|_| SealError::BadContent)
}

/// What happened, as the reporter told it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct What {
    /// Version of this shape.
    pub v: u8,
    /// The person's own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub story: String,
    /// Addresses of pages and posts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// Accounts, handles, groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<String>,
    /// Account or wallet to which money was asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub payment: String,
    /// When it happened, as the person says it ("about Tet").
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub when: String,
    /// Number of an earlier report, or of the letter that an appeal is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// What a threat demands.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub demand: String,
    /// By when; the header then carries `dan.deadline`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub deadline: String,
    /// How much is asked for, or was paid.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub amount: String,
    /// A grown-up or friend whom the person trusts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trusted: String,
    /// School and class.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub school: String,
}

impl What {
    /// Everything that was told, a line or a paragraph each, in the order of the form; empty fields are left out.
    #[must_use]
    pub fn lines(self) -> Vec<String> {
        std::iter::once(self.story)
            .chain(self.urls)
            .chain(self.accounts)
            .chain([
                self.when,
                self.number,
                self.demand,
                self.deadline,
                self.amount,
                self.payment,
                self.trusted,
                self.school,
            ])
            .filter(|line| !line.is_empty())
            .collect()
    }
}

/// Who the person is and how to reach them, kept apart from what happened.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Version of this shape.
    pub v: u8,
    /// Name, if they chose to give one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Ways to reach them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Way>,
    /// Hours, a code word, a sender's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// One way to reach a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Code of the list `contact_safety`.
    pub kind: String,
    /// Number, address or handle.
    pub value: String,
}

/// A message or a note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Version of this shape.
    pub v: u8,
    /// The words.
    pub text: String,
    /// SHA-256 of each file's ciphertext, hex, for files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

impl Words {
    /// Words without files.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { v: 1, text: text.to_owned(), files: Vec::new() }
    }
}

/// A pair of private keys as it travels in a wrapped team key or a staff bundle.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeyPair {
    /// Version of this shape.
    pub v: u8,
    /// `AGE-SECRET-KEY-1…`.
    pub age: String,
    /// Ed25519 seed in hex.
    pub sign: String,
}

impl KeyPair {
    /// A new pair.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn generate() -> Result<Self, SealError> {
        let sign = SignKey::generate()?;
        Ok(Self { v: 1, age: AgeIdentity::generate().to_text().to_string(), sign: hex::encode(sign.seed().as_slice()) })
    }

    /// The identity that opens.
    ///
    /// # Errors
    /// [`SealError::BadKey`].
    pub fn identity(&self) -> Result<AgeIdentity, SealError> {
        self.age.parse()
    }

    /// The key that signs.
    ///
    /// # Errors
    /// [`SealError::BadKey`].
    pub fn sign_key(&self) -> Result<SignKey, SealError> {
        SignKey::from_hex(&self.sign)
    }
}

impl Drop for KeyPair {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.age);
        zeroize::Zeroize::zeroize(&mut self.sign);
    }
}

/// Seals who a person is: inside to the intake team, outside to the custodian team, so that two people open it together.
///
/// # Errors
/// As [`seal`].
pub fn seal_who(who: &Who, intake: &str, custodian: &str) -> Result<Vec<u8>, SealError> {
    let inner = seal_json(who, [intake])?;
    seal(&inner, [custodian])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_two_recipients_open_it() {
        let (team, reporter, other) = (AgeIdentity::generate(), AgeIdentity::generate(), AgeIdentity::generate());
        let words = Words::of("xin chào");
        let sealed = seal_json(&words, [team.recipient().as_str(), reporter.recipient().as_str()]).expect("seal");
        assert!(open_json::<Words>(&sealed, &team).expect("team") == words);
        assert!(open_json::<Words>(&sealed, &reporter).expect("reporter") == words);
        assert_eq!(open(&sealed, &other).err(), Some(SealError::DoesNotOpen));
    }

    #[test]
    fn two_texts_of_one_step_have_one_length() {
        let team = AgeIdentity::generate().recipient();
        let short = seal_json(&Words::of("a"), [team.as_str()]).expect("seal");
        let long = seal_json(&Words::of(&"a".repeat(4000)), [team.as_str()]).expect("seal");
        // age adds random grease stanzas only in headers; ours has none, so the lengths agree but for those.
        assert!(short.len().abs_diff(long.len()) < 300);
    }

    #[test]
    fn who_a_person_is_needs_both_teams() {
        let (intake, custodian) = (AgeIdentity::generate(), AgeIdentity::generate());
        let who = Who { v: 1, name: "Lan".into(), ..Who::default() };
        let sealed = seal_who(&who, &intake.recipient(), &custodian.recipient()).expect("seal");
        assert!(open(&sealed, &intake).is_err());
        let inner = open(&sealed, &custodian).expect("outer");
        assert!(open_json::<Who>(&inner, &custodian).is_err());
        assert!(open_json::<Who>(&inner, &intake).expect("inner") == who);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_break_the_opener(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(open(&bytes, &AgeIdentity::generate()).is_err());
        }
    }
}
