//! X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 beside X25519, as HPKE's KEM 0x647a. Either of the two holds the
//! secret, so what is recorded today stays closed to a quantum computer, and a flaw of the younger one opens nothing.
//!
//! HPKE is the crate `hpke`, X25519 the crate `x25519-dalek`: what stands here is how their secrets are joined. ML-KEM is sealed with the
//! crate `libcrux-ml-kem`, which is verified and thrice as fast, and opened with `ml-kem`, which wipes what it knew; each checks the
//! other with every message. A newer `hpke` brings this KEM itself and cannot stand in one build with `age`, whose `ml-kem` is the older one.

use std::sync::Arc;

use hpke::kem::SharedSecret;
use hpke::{Deserializable, HpkeError, Serializable};
use libcrux_ml_kem::mlkem768::{self, MlKem768PublicKey};
use ml_kem::kem::Decapsulate;
use ml_kem::{Ciphertext, EncodedSizeUser, KemCore, MlKem768};
use rand_core_06::{CryptoRng, RngCore};
use sha3::digest::{ExtendableOutput, FixedOutput, Update, XofReader};
use sha3::{Sha3_256, Shake256};
use typenum::{Sum, U32, U96, U192, U1024, Unsigned};
use zeroize::{Zeroize, Zeroizing};

/// `\.//^\`, the label of the draft.
const LABEL: &[u8] = br"\.//^\";

type MlDecapsulation = <MlKem768 as KemCore>::DecapsulationKey;
/// Bytes of ML-KEM's public key.
const ML_PUBLIC: usize = 1184;
/// Bytes of its ciphertext.
const ML_CIPHERTEXT: usize = 1088;

/// The KEM as HPKE sees it.
pub(super) struct XWing;

/// A private key: its seed, and the two halves that are expanded from it once. Each half wipes itself when it goes.
#[derive(Clone)]
pub(super) struct PrivateKey {
    seed: Zeroizing<[u8; 32]>,
    halves: Arc<Halves>,
}

/// What a seed expands to.
struct Halves {
    ml: MlDecapsulation,
    ml_public: [u8; ML_PUBLIC],
    x: x25519_dalek::StaticSecret,
    x_public: x25519_dalek::PublicKey,
}

impl PartialEq for PrivateKey {
    fn eq(&self, other: &Self) -> bool {
        // Only compared by HPKE's own bounds; nothing here asks it of a secret.
        self.seed.iter().zip(other.seed.iter()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
    }
}

impl Eq for PrivateKey {}

impl PrivateKey {
    fn expand(seed: Zeroizing<[u8; 32]>) -> Self {
        let mut parts = Zeroizing::new([[0u8; 32]; 3]);
        let mut expanded = Shake256::default().chain(seed.as_slice()).finalize_xof();
        for part in parts.iter_mut() {
            expanded.read(part);
        }
        let [d, z, x] = *parts;
        let (ml, ml_public) = MlKem768::generate_deterministic(&d.into(), &z.into());
        let x = x25519_dalek::StaticSecret::from(x);
        let x_public = (&x).into();
        let ml_public = ml_public.as_bytes().into();
        Self { seed, halves: Arc::new(Halves { ml, ml_public, x, x_public }) }
    }
}

impl Serializable for PrivateKey {
    type OutputSize = U32;

    fn write_exact(&self, buf: &mut [u8]) {
        buf.copy_from_slice(self.seed.as_slice());
    }
}

impl Deserializable for PrivateKey {
    fn from_bytes(encoded: &[u8]) -> Result<Self, HpkeError> {
        let wrong = HpkeError::IncorrectInputLength(32, encoded.len());
        Ok(Self::expand(Zeroizing::new(encoded.try_into().map_err(|_| wrong)?)))
    }
}

/// ML-KEM's key of 1,184 bytes, then X25519's of 32.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PublicKey {
    ml: [u8; ML_PUBLIC],
    x: x25519_dalek::PublicKey,
}

impl Eq for PublicKey {}

impl Serializable for PublicKey {
    type OutputSize = Sum<U1024, U192>;

    fn write_exact(&self, buf: &mut [u8]) {
        let (ml, x) = buf.split_at_mut(buf.len() - 32);
        ml.copy_from_slice(&self.ml);
        x.copy_from_slice(self.x.as_bytes());
    }
}

impl Deserializable for PublicKey {
    fn from_bytes(encoded: &[u8]) -> Result<Self, HpkeError> {
        let (ml, x) = split(encoded, <Self as Serializable>::OutputSize::USIZE)?;
        let ml: [u8; ML_PUBLIC] = ml.try_into().map_err(|_| HpkeError::ValidationError)?;
        // FIPS 203 section 7.2: coefficients that are not reduced do not come out as they went in.
        if !mlkem768::validate_public_key(&MlKem768PublicKey::from(&ml)) {
            return Err(HpkeError::ValidationError);
        }
        Ok(Self { ml, x: x.into() })
    }
}

/// ML-KEM's ciphertext of 1,088 bytes, then the ephemeral X25519 key of 32.
#[derive(Clone)]
pub(super) struct Encapsulated {
    ml: [u8; ML_CIPHERTEXT],
    x: [u8; 32],
}

impl Serializable for Encapsulated {
    type OutputSize = Sum<U1024, U96>;

    fn write_exact(&self, buf: &mut [u8]) {
        let (ml, x) = buf.split_at_mut(buf.len() - 32);
        ml.copy_from_slice(&self.ml);
        x.copy_from_slice(&self.x);
    }
}

impl Deserializable for Encapsulated {
    fn from_bytes(encoded: &[u8]) -> Result<Self, HpkeError> {
        let (ml, x) = split(encoded, <Self as Serializable>::OutputSize::USIZE)?;
        Ok(Self { ml: ml.try_into().map_err(|_| HpkeError::ValidationError)?, x })
    }
}

/// All but the last 32 bytes, and those.
fn split(encoded: &[u8], expected: usize) -> Result<(&[u8], [u8; 32]), HpkeError> {
    let wrong = || HpkeError::IncorrectInputLength(expected, encoded.len());
    if encoded.len() != expected {
        return Err(wrong());
    }
    let (ml, x) = encoded.split_last_chunk::<32>().ok_or_else(wrong)?;
    Ok((ml, *x))
}

impl hpke::Kem for XWing {
    type PublicKey = PublicKey;
    type PrivateKey = PrivateKey;
    type EncappedKey = Encapsulated;
    type NSecret = U32;

    const KEM_ID: u16 = 0x647a;

    fn sk_to_pk(sk: &PrivateKey) -> PublicKey {
        PublicKey { ml: sk.halves.ml_public, x: sk.halves.x_public }
    }

    fn derive_keypair(ikm: &[u8]) -> (PrivateKey, PublicKey) {
        let mut seed = Zeroizing::new([0u8; 32]);
        Shake256::default().chain(ikm).finalize_xof().read(seed.as_mut());
        let private = PrivateKey::expand(seed);
        let public = Self::sk_to_pk(&private);
        (private, public)
    }

    fn decap(
        private: &PrivateKey,
        sender: Option<&PublicKey>,
        encapsulated: &Encapsulated,
    ) -> Result<SharedSecret<Self>, HpkeError> {
        if sender.is_some() {
            return Err(HpkeError::DecapError);
        }
        let Halves { ml, x, x_public, .. } = &*private.halves;
        let ciphertext = Ciphertext::<MlKem768>::from(encapsulated.ml);
        let mut ml_secret = ml.decapsulate(&ciphertext).map_err(|()| HpkeError::DecapError)?;
        let x_secret = x.diffie_hellman(&encapsulated.x.into());
        let joined = join(&ml_secret, x_secret.as_bytes(), &encapsulated.x, x_public.as_bytes());
        ml_secret.zeroize();
        Ok(joined)
    }

    fn encap<R: CryptoRng + RngCore>(
        public: &PublicKey,
        sender: Option<(&PrivateKey, &PublicKey)>,
        random: &mut R,
    ) -> Result<(SharedSecret<Self>, Encapsulated), HpkeError> {
        if sender.is_some() {
            return Err(HpkeError::EncapError);
        }
        let mut drawn = Zeroizing::new([0u8; 32]);
        random.fill_bytes(drawn.as_mut());
        let (ml, mut ml_secret) = mlkem768::encapsulate(&MlKem768PublicKey::from(&public.ml), *drawn);
        random.fill_bytes(drawn.as_mut());
        let ephemeral = x25519_dalek::StaticSecret::from(*drawn);
        let x = x25519_dalek::PublicKey::from(&ephemeral).to_bytes();
        let x_secret = ephemeral.diffie_hellman(&public.x);
        let joined = join(&ml_secret, x_secret.as_bytes(), &x, public.x.as_bytes());
        ml_secret.zeroize();
        Ok((joined, Encapsulated { ml: ml.into(), x }))
    }
}

/// The combiner of the draft: SHA3-256(ML-KEM's secret ‖ X25519's secret ‖ ephemeral key ‖ recipient's key ‖ label).
fn join(ml_secret: &[u8], x_secret: &[u8], ephemeral: &[u8], recipient: &[u8]) -> SharedSecret<XWing> {
    let hash = Sha3_256::default().chain(ml_secret).chain(x_secret).chain(ephemeral).chain(recipient).chain(LABEL);
    SharedSecret(hash.finalize_fixed())
}
