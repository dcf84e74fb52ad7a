//! A time-stamp of an authority over a package's description (RFC 3161): `signatures/tagmanifest.tsr`, the authority's whole answer, as
//! `openssl ts -verify -data tagmanifest-sha256.txt` takes it. An authority learns one hash and nothing else.
//!
//! What an answer says of itself is judged by [`Stamped::read`]: it is of this hash, and whoever holds the certificate in it signed it
//! (RFC 5652 section 5.6, RFC 5816). Whether that certificate is an authority's is for the reader to say, by [`Stamped::vouched`].

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use webpki::{EndEntityCert, KeyUsage, ring};
use x509_cert::Certificate;
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use x509_cert::der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged};

/// Where an answer lies in a package. It is made after the signature's manifest, and in no manifest.
pub const STAMP: &str = "signatures/tagmanifest.tsr";
/// Bytes of an answer at most.
pub const ANSWER_MAX: usize = 64 << 10;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
/// `id-kp-timeStamping`, as its bytes stand in a certificate.
const TIME_STAMPING: &[u8] = &[43, 6, 1, 5, 5, 7, 3, 8];

/// What stands around hash and nonce in a question: version 1, SHA-256, and that the certificate is wanted too.
const QUESTION: [u8; 24] = [
    0x30, 0x4b, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
    0x01, 0x05, 0x00, 0x04, 0x20,
];

/// The question for a time-stamp over this SHA-256 (RFC 3161 section 2.4.1), DER. The nonce is made a positive number of its length.
#[must_use]
pub fn question(hash: &[u8; 32], nonce: &[u8; 16]) -> Vec<u8> {
    [&QUESTION[..], hash, &[0x02, 0x10], &positive(nonce), &[0x01, 0x01, 0xff]].concat()
}

fn positive(nonce: &[u8; 16]) -> [u8; 16] {
    let mut number = *nonce;
    number[0] = number[0] & 0x7f | 0x40;
    number
}

/// Why an answer is no time-stamp of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoStamp {
    /// It does not read.
    #[error("it is no answer of a time-stamping authority in DER")]
    Unreadable,
    /// The authority gives none.
    #[error("the authority refuses")]
    Refused,
    /// It is of another hash, or of another question.
    #[error("it is a time-stamp of something else")]
    Other,
    /// The certificate that it names is not in it, or did not sign it.
    #[error("the signature of the authority does not fit")]
    Signature,
}

impl From<x509_cert::der::Error> for NoStamp {
    fn from(_: x509_cert::der::Error) -> Self {
        Self::Unreadable
    }
}

/// A time-stamp that holds in itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// The moment, by the authority's clock.
    pub at: Timestamp,
    /// Whose certificate signed it, as the certificate says (RFC 4514).
    pub by: String,
    signer: Vec<u8>,
    others: Vec<Vec<u8>>,
}

/// An element and its bytes.
fn next<'a>(reader: &mut SliceReader<'a>) -> Result<AnyRef<'a>, NoStamp> {
    Ok(reader.decode::<AnyRef<'a>>()?)
}

fn within(of: AnyRef<'_>) -> Result<SliceReader<'_>, NoStamp> {
    Ok(SliceReader::new(of.value())?)
}

/// All elements of what is made of elements.
fn all(of: AnyRef<'_>) -> Result<Vec<AnyRef<'_>>, NoStamp> {
    let (mut reader, mut found) = (within(of)?, Vec::new());
    while !reader.is_finished() {
        found.push(next(&mut reader)?);
    }
    Ok(found)
}

fn is_context(tag: Tag, n: u8) -> bool {
    matches!(tag, Tag::ContextSpecific { number, .. } if number == TagNumber::new(n))
}

fn sequence(of: AnyRef<'_>) -> Result<AnyRef<'_>, NoStamp> {
    if of.tag() == Tag::Sequence { Ok(of) } else { Err(NoStamp::Unreadable) }
}

/// The identifier of an algorithm.
fn algorithm(of: AnyRef<'_>) -> Result<ObjectIdentifier, NoStamp> {
    Ok(within(sequence(of)?)?.decode::<ObjectIdentifier>()?)
}

fn hashed(algorithm: ObjectIdentifier, bytes: &[u8]) -> Result<Vec<u8>, NoStamp> {
    match algorithm {
        SHA_256 => Ok(Sha256::digest(bytes).to_vec()),
        SHA_384 => Ok(Sha384::digest(bytes).to_vec()),
        SHA_512 => Ok(Sha512::digest(bytes).to_vec()),
        _ => Err(NoStamp::Signature),
    }
}

/// What signs with this hash.
fn signs(hash: ObjectIdentifier) -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    let rsa = |plain, padded| vec![plain, padded];
    match hash {
        SHA_256 => [
            rsa(ring::RSA_PKCS1_2048_8192_SHA256, ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY),
            vec![ring::ECDSA_P256_SHA256, ring::ECDSA_P384_SHA256],
        ]
        .concat(),
        SHA_384 => [
            rsa(ring::RSA_PKCS1_2048_8192_SHA384, ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY),
            vec![ring::ECDSA_P256_SHA384, ring::ECDSA_P384_SHA384],
        ]
        .concat(),
        SHA_512 => {
            [rsa(ring::RSA_PKCS1_2048_8192_SHA512, ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY), vec![ring::ED25519]]
                .concat()
        }
        _ => Vec::new(),
    }
}

/// What may sign a certificate on the way to an authority's.
const CHAINS: &[&dyn SignatureVerificationAlgorithm] = &[
    ring::RSA_PKCS1_2048_8192_SHA256,
    ring::RSA_PKCS1_2048_8192_SHA384,
    ring::RSA_PKCS1_2048_8192_SHA512,
    ring::ECDSA_P256_SHA256,
    ring::ECDSA_P256_SHA384,
    ring::ECDSA_P384_SHA256,
    ring::ECDSA_P384_SHA384,
    ring::ED25519,
];

/// What a signed token is made of.
struct Token<'a> {
    info: &'a [u8],
    certificates: Vec<Vec<u8>>,
    digest: ObjectIdentifier,
    attributes: AnyRef<'a>,
    signature: &'a [u8],
}

impl<'a> Token<'a> {
    /// Reads a token: `ContentInfo` of `SignedData` with one signer.
    fn read(of: AnyRef<'a>) -> Result<Self, NoStamp> {
        let mut outer = within(sequence(of)?)?;
        if outer.decode::<ObjectIdentifier>()? != SIGNED_DATA {
            return Err(NoStamp::Unreadable);
        }
        let mut signed = within(sequence(within(next(&mut outer)?)?.decode()?)?)?;
        let (_version, _digests) = (next(&mut signed)?, next(&mut signed)?);
        let info = content(next(&mut signed)?)?;
        let (mut certificates, mut infos) = (Vec::new(), None);
        while !signed.is_finished() {
            let part = next(&mut signed)?;
            if is_context(part.tag(), 0) {
                // A set need not be in its order here: real authorities do not sort.
                let some = all(part)?.into_iter().filter(|one| one.tag() == Tag::Sequence);
                certificates = some.map(|one| one.to_der()).collect::<Result<_, _>>()?;
            } else if part.tag() == Tag::Set {
                infos = Some(part);
            }
        }
        let [signer] = all(infos.ok_or(NoStamp::Unreadable)?)?[..] else { return Err(NoStamp::Unreadable) };
        let [_version, _who, digest, attributes, _algorithm, signature, ..] = all(sequence(signer)?)?[..] else {
            return Err(NoStamp::Unreadable);
        };
        if !is_context(attributes.tag(), 0) {
            return Err(NoStamp::Unreadable);
        }
        let signature = signature.decode_as::<OctetStringRef<'a>>()?.as_bytes();
        Ok(Self { info, certificates, digest: algorithm(digest)?, attributes, signature })
    }

    /// The one value of a signed attribute.
    fn attribute(&self, wanted: ObjectIdentifier) -> Result<Option<AnyRef<'a>>, NoStamp> {
        for attribute in all(self.attributes)? {
            let [name, values] = all(sequence(attribute)?)?[..] else { return Err(NoStamp::Unreadable) };
            if name.decode_as::<ObjectIdentifier>()? == wanted {
                let [value] = all(values)?[..] else { return Err(NoStamp::Unreadable) };
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// The certificate that signed, as a signed attribute names it by its hash (RFC 2634, RFC 5035).
    fn signer(&self) -> Result<&Vec<u8>, NoStamp> {
        let named = |attribute: AnyRef<'a>| -> Result<AnyRef<'a>, NoStamp> {
            let mut list = within(within(sequence(attribute)?)?.decode::<AnyRef<'a>>()?)?;
            sequence(next(&mut list)?)
        };
        let is = |certificate: &[u8], hash: &[u8], by: Option<ObjectIdentifier>| match by {
            Some(by) => hashed(by, certificate).is_ok_and(|its| its == hash),
            None => Sha1::digest(certificate)[..] == *hash,
        };
        let (one, by) = match (self.attribute(SIGNING_CERTIFICATE_V2)?, self.attribute(SIGNING_CERTIFICATE)?) {
            (Some(second), _) => {
                let parts = all(named(second)?)?;
                match parts.first() {
                    Some(first) if first.tag() == Tag::Sequence => {
                        (*parts.get(1).ok_or(NoStamp::Unreadable)?, Some(algorithm(*first)?))
                    }
                    Some(first) => (*first, Some(SHA_256)),
                    None => return Err(NoStamp::Unreadable),
                }
            }
            (None, Some(first)) => (next(&mut within(named(first)?)?)?, None),
            (None, None) => return Err(NoStamp::Signature),
        };
        let hash = one.decode_as::<OctetStringRef<'a>>()?.as_bytes();
        self.certificates.iter().find(|one| is(one, hash, by)).ok_or(NoStamp::Signature)
    }

    /// Whether the certificate that it names signed it.
    fn holds(&self) -> Result<&Vec<u8>, NoStamp> {
        let kind = self.attribute(CONTENT_TYPE)?.map(|kind| kind.decode_as::<ObjectIdentifier>()).transpose()?;
        let digest = self.attribute(MESSAGE_DIGEST)?.ok_or(NoStamp::Signature)?.decode_as::<OctetStringRef<'a>>()?;
        if kind != Some(TST_INFO) || digest.as_bytes() != hashed(self.digest, self.info)? {
            return Err(NoStamp::Signature);
        }
        // Signed is the set, and not the tag under which it lies here.
        let mut signed = self.attributes.to_der()?;
        if let Some(tag) = signed.first_mut() {
            *tag = 0x31;
        }
        let signer = self.signer()?;
        let der = CertificateDer::from(signer.as_slice());
        let certificate = EndEntityCert::try_from(&der).map_err(|_| NoStamp::Unreadable)?;
        let fits = |by: &&'static dyn SignatureVerificationAlgorithm| {
            certificate.verify_signature(*by, &signed, self.signature).is_ok()
        };
        if signs(self.digest).iter().any(fits) { Ok(signer) } else { Err(NoStamp::Signature) }
    }
}

/// What was stamped: the content of `EncapsulatedContentInfo`.
fn content(of: AnyRef<'_>) -> Result<&[u8], NoStamp> {
    let [kind, content] = all(sequence(of)?)?[..] else { return Err(NoStamp::Unreadable) };
    if kind.decode_as::<ObjectIdentifier>()? != TST_INFO || !is_context(content.tag(), 0) {
        return Err(NoStamp::Unreadable);
    }
    let [bytes] = all(content)?[..] else { return Err(NoStamp::Unreadable) };
    Ok(bytes.decode_as::<OctetStringRef<'_>>()?.as_bytes())
}

/// A moment with or without a fraction of a second (`GeneralizedTime`, RFC 3161 section 2.4.2).
fn moment(of: AnyRef<'_>) -> Result<Timestamp, NoStamp> {
    let text = std::str::from_utf8(of.value()).map_err(|_| NoStamp::Unreadable)?;
    let text = text.strip_suffix('Z').filter(|_| of.tag() == Tag::GeneralizedTime).ok_or(NoStamp::Unreadable)?;
    let pattern = if text.contains('.') { "%Y%m%d%H%M%S%.f" } else { "%Y%m%d%H%M%S" };
    let civil = DateTime::strptime(pattern, text).map_err(|_| NoStamp::Unreadable)?;
    Offset::UTC.to_timestamp(civil).map_err(|_| NoStamp::Unreadable)
}

/// What a `TSTInfo` says.
struct Said<'a> {
    by: ObjectIdentifier,
    hash: &'a [u8],
    at: Timestamp,
    nonce: Option<&'a [u8]>,
}

fn said(info: &[u8]) -> Result<Said<'_>, NoStamp> {
    let [_version, _policy, imprint, _serial, at, ref rest @ ..] = all(sequence(AnyRef::from_der(info)?)?)?[..] else {
        return Err(NoStamp::Unreadable);
    };
    let [by, hash] = all(sequence(imprint)?)?[..] else { return Err(NoStamp::Unreadable) };
    let nonce = rest.iter().find(|one| one.tag() == Tag::Integer).map(|one| one.value());
    Ok(Said { by: algorithm(by)?, hash: hash.decode_as::<OctetStringRef<'_>>()?.as_bytes(), at: moment(at)?, nonce })
}

impl Stamped {
    /// Reads an authority's answer for this SHA-256; `nonce` is that of the question, where this is its answer.
    ///
    /// # Errors
    /// [`NoStamp`].
    pub fn read(answer: &[u8], hash: &[u8; 32], nonce: Option<&[u8; 16]>) -> Result<Self, NoStamp> {
        if answer.len() > ANSWER_MAX {
            return Err(NoStamp::Unreadable);
        }
        let parts = all(sequence(AnyRef::from_der(answer)?)?)?;
        let status = within(sequence(*parts.first().ok_or(NoStamp::Unreadable)?)?)?.decode::<u8>()?;
        // Granted, or granted with changes: what it is of is looked at below.
        let token = parts.get(1).filter(|_| status <= 1).ok_or(NoStamp::Refused)?;
        let token = Token::read(*token)?;
        let Said { by, hash: its, at, nonce: answered } = said(token.info)?;
        let asked = nonce.map(positive);
        if by != SHA_256 || its != hash || asked.is_some_and(|asked| answered != Some(&asked[..])) {
            return Err(NoStamp::Other);
        }
        let signer = token.holds()?.clone();
        let by = Certificate::from_der(&signer)?.tbs_certificate.subject.to_string();
        let others = token.certificates.into_iter().filter(|one| *one != signer).collect();
        Ok(Self { at, by: by.replace(char::is_control, " "), signer, others })
    }

    /// Whether one of these certificates (DER) is that of the authority, or leads to it: in force at that moment, and made for time-stamps.
    /// No list of revoked certificates is asked.
    #[must_use]
    pub fn vouched(&self, trusted: &[Vec<u8>]) -> bool {
        let der = CertificateDer::from(self.signer.as_slice());
        let Ok(certificate) = EndEntityCert::try_from(&der) else { return false };
        let anchors: Vec<CertificateDer<'_>> = trusted.iter().map(|one| CertificateDer::from(one.as_slice())).collect();
        let anchors: Vec<_> = anchors.iter().filter_map(|one| webpki::anchor_from_trusted_cert(one).ok()).collect();
        let between: Vec<_> = self.others.iter().map(|one| CertificateDer::from(one.as_slice())).collect();
        let Ok(seconds) = u64::try_from(self.at.as_second()) else { return false };
        let then = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        let usage = KeyUsage::required(TIME_STAMPING);
        certificate.verify_for_usage(CHAINS, &anchors, &between, then, usage, None, None).is_ok()
            || (trusted.contains(&self.signer) && self.is_one_in_force(seconds))
    }

    /// Whether the certificate itself was in force then, and is made for time-stamps.
    fn is_one_in_force(&self, then: u64) -> bool {
        let Ok(certificate) = Certificate::from_der(&self.signer) else { return false };
        let valid = certificate.tbs_certificate.validity;
        let during = (valid.not_before.to_unix_duration().as_secs()..=valid.not_after.to_unix_duration().as_secs())
            .contains(&then);
        let made_for = certificate.tbs_certificate.extensions.iter().flatten().any(|extension| {
            extension.extn_id == ObjectIdentifier::new_unwrap("2.5.29.37")
                && AnyRef::from_der(extension.extn_value.as_bytes())
                    .is_ok_and(|uses| all(uses).is_ok_and(|uses| uses.iter().any(|one| one.value() == TIME_STAMPING)))
        });
        during && made_for
    }
}

#[cfg(test)]
mod tests;
