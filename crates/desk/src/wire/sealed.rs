//! HPKE base mode with X-Wing, HKDF-SHA256 and ChaCha20-Poly1305, a message at a time (RFC 9180 section 6.1, `aad` empty).
//! What is inside is signed, so the sender is proven there and the mode needs no key of the sender's.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand_core_06::OsRng;
use zeroize::Zeroizing;

use super::WireError;
use super::outer::{Header, Lane, Outer};
use super::xwing::{PrivateKey, PublicKey, XWing};

/// The suite of this module in headers.
pub const SUITE: u64 = 1;

/// What a desk opens with during one epoch of thirty days.
#[derive(Clone)]
pub struct RecipientKey {
    private: PrivateKey,
    public: Vec<u8>,
}

impl RecipientKey {
    /// A new one.
    ///
    /// # Errors
    /// [`WireError::NoRandomness`].
    pub fn generate() -> Result<Self, WireError> {
        let seed = Zeroizing::new(khien_seal::random::<32>().map_err(|_| WireError::NoRandomness)?);
        Self::from_seed(&seed)
    }

    /// The key of a seed.
    ///
    /// # Errors
    /// [`WireError::Recipient`], which 32 bytes cannot cause.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, WireError> {
        let private = PrivateKey::from_bytes(seed).map_err(|_| WireError::Recipient)?;
        let public = XWing::sk_to_pk(&private).to_bytes().to_vec();
        Ok(Self { private, public })
    }

    /// The seed, to be kept.
    #[must_use]
    pub fn seed(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.private.to_bytes().to_vec())
    }

    /// The 1,216 bytes that others seal to.
    #[must_use]
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// What opens; for what else is sealed to this desk.
    pub(super) fn private(&self) -> &PrivateKey {
        &self.private
    }

    /// How headers name it.
    #[must_use]
    pub fn id(&self) -> [u8; 8] {
        key_id(&self.public)
    }
}

/// The first eight bytes of SHA-256 over the public key.
#[must_use]
pub fn key_id(public: &[u8]) -> [u8; 8] {
    let digest = khien_seal::sha256(public);
    std::array::from_fn(|i| digest[i])
}

/// Whether these bytes are a key to seal to.
#[must_use]
pub fn is_public_key(bytes: &[u8]) -> bool {
    PublicKey::from_bytes(bytes).is_ok()
}

/// Who sends what to whom.
#[derive(Debug, Clone)]
pub struct Address {
    /// The message's number.
    pub message: [u8; 16],
    /// Receiver.
    pub to: String,
    /// Sender.
    pub from: String,
    /// Lane.
    pub lane: Lane,
}

/// Seals signed bytes to a desk's key. Lengths are hidden as those of reports are (`docs/formats.md` section 2).
///
/// # Errors
/// [`WireError::Recipient`] when the key is none.
pub fn seal(address: &Address, public: &[u8], signed: &[u8]) -> Result<Outer, WireError> {
    let key = PublicKey::from_bytes(public).map_err(|_| WireError::Recipient)?;
    let header = Header {
        message: address.message,
        to: address.to.clone(),
        from: address.from.clone(),
        suite: SUITE,
        recipient: key_id(public),
        lane: address.lane,
    };
    let padded = padded(signed);
    let (encapsulated, ciphertext) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, XWing, _>(
        &OpModeS::Base,
        &key,
        &header.info(),
        &padded,
        &[],
        &mut OsRng,
    )
    .map_err(|_| WireError::Recipient)?;
    Ok(Outer { header, encapsulated: encapsulated.to_bytes().to_vec(), ciphertext })
}

/// Opens a message with the key that its header names.
///
/// # Errors
/// [`WireError::Recipient`], [`WireError::DoesNotOpen`], [`WireError::Inner`].
pub fn open(outer: &Outer, key: &RecipientKey) -> Result<Zeroizing<Vec<u8>>, WireError> {
    if outer.header.suite != SUITE || outer.header.recipient != key.id() {
        return Err(WireError::Recipient);
    }
    let encapsulated =
        <XWing as Kem>::EncappedKey::from_bytes(&outer.encapsulated).map_err(|_| WireError::DoesNotOpen)?;
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &key.private,
        &encapsulated,
        &outer.header.info(),
        &outer.ciphertext,
        &[],
    )
    .map_err(|_| WireError::DoesNotOpen)?;
    let opened = Zeroizing::new(opened);
    unpadded(&opened).map(|inner| Zeroizing::new(inner.to_vec())).ok_or(WireError::Inner)
}

/// The length in four bytes, the bytes, zeros.
fn padded(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(khien_seal::pad::padded(bytes.len() + 4)));
    out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(bytes);
    let whole = khien_seal::pad::padded(out.len());
    out.resize(whole, 0);
    out
}

fn unpadded(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (bytes, zeros) = rest.split_at_checked(length)?;
    zeros.iter().all(|b| *b == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        Address { message: [3; 16], to: "XB".into(), from: "XA".into(), lane: Lane::Urgent }
    }

    #[test]
    fn only_the_receivers_key_opens_and_only_under_its_header() {
        let key = RecipientKey::from_seed(&[1; 32]).expect("key");
        let outer = seal(&address(), key.public(), b"signed bytes").expect("sealed");
        assert_eq!(outer.encapsulated.len(), 1120);
        let Header { message, to, from, suite, recipient, lane } = &outer.header;
        assert_eq!((*message, to.as_str(), from.as_str(), *lane), ([3; 16], "XB", "XA", Lane::Urgent));
        assert_eq!((*suite, *recipient), (SUITE, key.id()));
        assert_eq!(open(&outer, &key).expect("opens").as_slice(), b"signed bytes");
        let other = RecipientKey::from_seed(&[2; 32]).expect("key");
        assert_eq!(open(&outer, &other).err(), Some(WireError::Recipient));
        let mut forwarded = outer.clone();
        forwarded.header.to = "XC".into();
        assert_eq!(open(&forwarded, &key).err(), Some(WireError::DoesNotOpen));
        let mut urgent = outer;
        urgent.header.lane = Lane::Normal;
        assert_eq!(open(&urgent, &key).err(), Some(WireError::DoesNotOpen));
    }

    #[test]
    fn lengths_are_hidden() {
        let key = RecipientKey::from_seed(&[1; 32]).expect("key");
        let length = |n: usize| seal(&address(), key.public(), &vec![1; n]).expect("sealed").ciphertext.len();
        assert_eq!(length(10), length(4000));
        assert_ne!(length(10), length(5000));
    }

    #[test]
    fn a_key_is_known_again_by_its_seed() {
        let key = RecipientKey::generate().expect("key");
        let seed: [u8; 32] = key.seed().as_slice().try_into().expect("32");
        assert_eq!(RecipientKey::from_seed(&seed).expect("key").id(), key.id());
        assert!(is_public_key(key.public()) && !is_public_key(&[0xff; 1216]) && !is_public_key(&[0; 12]));
    }
}
