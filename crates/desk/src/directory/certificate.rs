//! A certificate to which a letter is sealed (X.509, RFC 5280), handed in by whoever answers for a State without a node.
//!
//! No issuer is trusted for it: two officers have its fingerprint read out when they call the number. What is judged here is whether a
//! browser can seal to its key (RSA of 2048 to 8192 bits, or a point of P-256 or P-384), whether its key may be used so, and when.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use khien_terms::Moment;
use x509_cert::der::asn1::{ObjectIdentifier, UintRef};
use x509_cert::der::{Decode, Encode, Reader, SliceReader};
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// Bytes of a file that is read at most: a certificate, with the lines of text that some programs put before it.
pub const FILE_MAX: usize = 64 << 10;
/// Bytes of a certificate at most.
const BYTES_MAX: usize = 16 << 10;
/// Characters of the holder's name that are shown.
const NAME_MAX: usize = 200;
/// Bits of an RSA key; fewer are too weak (NIST SP 800-131A), more take a browser too long.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// Why no letter can be sealed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It is no certificate.
    #[error("{}", self.problem())]
    Unreadable,
    /// There is a private key in the file.
    #[error("{}", self.problem())]
    Secret,
    /// Its key is of another kind, or too short.
    #[error("{}", self.problem())]
    Key,
    /// Its key is for signatures alone.
    #[error("{}", self.problem())]
    Usage,
    /// It is not in force at this moment.
    #[error("{}", self.problem())]
    Dates,
}

impl Unusable {
    /// What is wrong, and what to do.
    #[must_use]
    pub fn problem(self) -> &'static str {
        match self {
            Self::Unreadable => "this is not an X.509 certificate, as PEM or DER",
            Self::Secret => "this file holds a private key: hand in the certificate alone",
            Self::Key => "its key is neither RSA of 2048 to 8192 bits nor of P-256 or P-384",
            Self::Usage => "its key may sign alone: letters need one that may encrypt",
            Self::Dates => "this certificate is not in force now",
        }
    }
}

/// What kind of key a certificate has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// RSA, with its bits; letters are sealed by RSA-OAEP with SHA-256.
    Rsa(usize),
    /// P-256; letters are sealed by ECDH with a key of their own.
    P256,
    /// P-384, likewise.
    P384,
}

impl Key {
    /// How it is called in a letter's header.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa",
            Self::P256 => "p256",
            Self::P384 => "p384",
        }
    }

    /// How people call it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Rsa(bits) => format!("RSA {bits}"),
            Self::P256 => "P-256".to_owned(),
            Self::P384 => "P-384".to_owned(),
        }
    }
}

/// A certificate to which letters can be sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// As it came, DER.
    pub der: Vec<u8>,
    /// SHA-256 of the DER, hex.
    pub fingerprint: String,
    /// What kind of key.
    pub key: Key,
    /// The key as browsers import it (`SubjectPublicKeyInfo`, DER).
    pub spki: Vec<u8>,
    /// From when it is in force.
    pub from: Moment,
    /// Until when, both included.
    pub until: Moment,
    /// Whose it says that it is (RFC 4514), without what would disturb a line. Nobody vouches for this.
    pub holder: String,
}

impl Certificate {
    /// Reads a file: DER, or the first certificate of a PEM file.
    ///
    /// # Errors
    /// [`Unusable`], but for dates: see [`Certificate::in_force`].
    pub fn read(file: &[u8]) -> Result<Self, Unusable> {
        if file.len() > FILE_MAX {
            return Err(Unusable::Unreadable);
        }
        let Some(text) = std::str::from_utf8(file).ok().filter(|text| text.contains("-----BEGIN ")) else {
            return Self::from_der(file);
        };
        if text.contains("PRIVATE KEY-----") {
            return Err(Unusable::Secret);
        }
        let body = text
            .split_once("-----BEGIN CERTIFICATE-----")
            .and_then(|(_, rest)| rest.split_once("-----END CERTIFICATE-----"));
        let (body, _) = body.ok_or(Unusable::Unreadable)?;
        let body: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        Self::from_der(&STANDARD.decode(body).map_err(|_| Unusable::Unreadable)?)
    }

    /// Reads DER, and nothing after it.
    ///
    /// # Errors
    /// As [`Certificate::read`].
    pub fn from_der(der: &[u8]) -> Result<Self, Unusable> {
        if der.len() > BYTES_MAX {
            return Err(Unusable::Unreadable);
        }
        let read = x509_cert::Certificate::from_der(der).map_err(|_| Unusable::Unreadable)?;
        let certified = &read.tbs_certificate;
        let key = key_of(&certified.subject_public_key_info)?;
        let usage = certified.get::<KeyUsage>().map_err(|_| Unusable::Unreadable)?;
        // Where nothing is said about its use, every use is allowed (RFC 5280, 4.2.1.3).
        let encrypts = usage.is_none_or(|(_, usage)| match key {
            Key::Rsa(_) => usage.key_encipherment() || usage.data_encipherment(),
            Key::P256 | Key::P384 => usage.key_agreement(),
        });
        if !encrypts {
            return Err(Unusable::Usage);
        }
        let moment = |time: &x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_micros()).map(Moment).map_err(|_| Unusable::Unreadable)
        };
        Ok(Self {
            fingerprint: khien_seal::sha256_hex(der),
            key,
            spki: certified.subject_public_key_info.to_der().map_err(|_| Unusable::Unreadable)?,
            from: moment(&certified.validity.not_before)?,
            until: moment(&certified.validity.not_after)?,
            holder: shown(&certified.subject.to_string()),
            der: der.to_vec(),
        })
    }

    /// The same, when it is in force at this moment.
    ///
    /// # Errors
    /// [`Unusable::Dates`].
    pub fn in_force(self, now: Moment) -> Result<Self, Unusable> {
        if self.from <= now && now <= self.until { Ok(self) } else { Err(Unusable::Dates) }
    }

    /// The fingerprint as people read it to each other: 32 pairs of hexadecimal digits, as other programs show SHA-256 of a certificate.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        self.fingerprint
            .to_uppercase()
            .as_bytes()
            .chunks(2)
            .map(|pair| String::from_utf8_lossy(pair).into_owned())
            .collect()
    }
}

fn key_of(info: &SubjectPublicKeyInfoOwned) -> Result<Key, Unusable> {
    let bytes = info.subject_public_key.as_bytes().ok_or(Unusable::Unreadable)?;
    match info.algorithm.oid {
        RSA => rsa(bytes),
        EC => {
            let curve = info.algorithm.parameters.as_ref().and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
            // An uncompressed point: what browsers import. Whether it lies on its curve the browser sees.
            match (curve, bytes.first(), bytes.len()) {
                (Some(P256), Some(4), 65) => Ok(Key::P256),
                (Some(P384), Some(4), 97) => Ok(Key::P384),
                _ => Err(Unusable::Key),
            }
        }
        _ => Err(Unusable::Key),
    }
}

fn rsa(bytes: &[u8]) -> Result<Key, Unusable> {
    let read = || {
        let mut reader = SliceReader::new(bytes)?;
        let found = reader.sequence(|inner| {
            let (modulus, exponent) = (UintRef::decode(inner)?, UintRef::decode(inner)?);
            Ok((modulus.as_bytes().to_vec(), exponent.as_bytes().to_vec()))
        })?;
        reader.finish(found)
    };
    let (modulus, exponent) = read().map_err(|_: x509_cert::der::Error| Unusable::Unreadable)?;
    let bits = modulus.first().map_or(0, |first| modulus.len() * 8 - first.leading_zeros() as usize);
    // An even modulus or exponent is no RSA key; with the exponent 1 what is sealed is open.
    let odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    let sound = odd(&modulus) && odd(&exponent) && exponent != [1] && exponent.len() <= 8;
    if sound && RSA_BITS.contains(&bits) { Ok(Key::Rsa(bits)) } else { Err(Unusable::Key) }
}

/// A name without characters that break a line or turn its direction.
fn shown(name: &str) -> String {
    let disturbs = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    name.chars().map(|c| if disturbs(c) { '�' } else { c }).take(NAME_MAX).collect()
}

#[cfg(test)]
mod tests;
