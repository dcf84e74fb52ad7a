//! `X25519MLKEM768` (draft-ietf-tls-ecdhe-mlkem): X25519 beside ML-KEM-768, so that what is recorded on the line today stays closed to
//! a quantum computer. ML-KEM is the crate `ml-kem`, as in the seal of messages; X25519 is `x25519-dalek`. What stands here is how
//! shares and secrets are laid beside each other.

use ml_kem::kem::Decapsulate;
use ml_kem::{Ciphertext, EncapsulateDeterministic, Encoded, EncodedSizeUser, KemCore, MlKem768};
use rustls::crypto::{ActiveKeyExchange, CompletedKeyExchange, SharedSecret, SupportedKxGroup};
use rustls::{Error, NamedGroup, PeerMisbehaved, ProtocolVersion};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

/// The group, as TLS offers it.
pub(super) const X25519_ML_KEM_768: &dyn SupportedKxGroup = &Hybrid;

/// Bytes of ML-KEM's public key, before X25519's 32.
const ML_PUBLIC: usize = 1184;
/// Bytes of ML-KEM's ciphertext, before X25519's 32.
const ML_CIPHERTEXT: usize = 1088;
const WRONG: Error = Error::PeerMisbehaved(PeerMisbehaved::InvalidKeyShare);

type MlPrivate = <MlKem768 as KemCore>::DecapsulationKey;
type MlPublic = <MlKem768 as KemCore>::EncapsulationKey;

#[derive(Debug)]
struct Hybrid;

/// What the calling side keeps until the answer is there.
struct Begun {
    ml: MlPrivate,
    x: StaticSecret,
    share: Vec<u8>,
}

fn random() -> Result<Zeroizing<[u8; 32]>, Error> {
    khien_seal::random().map(Zeroizing::new).map_err(|_| Error::FailedToGetRandomBytes)
}

/// X25519, where the other key adds something (RFC 7748 section 6.1).
fn agreed(ours: &StaticSecret, theirs: &[u8]) -> Result<[u8; 32], Error> {
    let theirs: [u8; 32] = theirs.try_into().map_err(|_| WRONG)?;
    let secret = ours.diffie_hellman(&PublicKey::from(theirs));
    if secret.was_contributory() { Ok(secret.to_bytes()) } else { Err(WRONG) }
}

/// ML-KEM's secret, then X25519's.
fn joined(ml: &[u8], x: &[u8; 32]) -> SharedSecret {
    SharedSecret::from([ml, &x[..]].concat())
}

impl SupportedKxGroup for Hybrid {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let (d, z) = (random()?, random()?);
        let (ml, ml_public) = MlKem768::generate_deterministic(&(*d).into(), &(*z).into());
        let x = StaticSecret::from(*random()?);
        let share = [&ml_public.as_bytes()[..], PublicKey::from(&x).as_bytes()].concat();
        Ok(Box::new(Begun { ml, x, share }))
    }

    fn start_and_complete(&self, theirs: &[u8]) -> Result<CompletedKeyExchange, Error> {
        let (ml, x) = theirs.split_at_checked(ML_PUBLIC).ok_or(WRONG)?;
        let bytes: Encoded<MlPublic> = ml.try_into().map_err(|_| WRONG)?;
        let ml = MlPublic::from_bytes(&bytes);
        // FIPS 203 section 7.2: coefficients that are not reduced do not come out as they went in.
        if ml.as_bytes() != bytes {
            return Err(WRONG);
        }
        let (ciphertext, ml_secret) = ml.encapsulate_deterministic(&(*random()?).into()).map_err(|()| WRONG)?;
        let ours = StaticSecret::from(*random()?);
        let x_secret = agreed(&ours, x)?;
        Ok(CompletedKeyExchange {
            group: self.name(),
            pub_key: [&ciphertext[..], PublicKey::from(&ours).as_bytes()].concat(),
            secret: joined(&ml_secret, &x_secret),
        })
    }

    fn name(&self) -> NamedGroup {
        NamedGroup::X25519MLKEM768
    }

    fn usable_for_version(&self, version: ProtocolVersion) -> bool {
        version == ProtocolVersion::TLSv1_3
    }
}

impl ActiveKeyExchange for Begun {
    fn complete(self: Box<Self>, theirs: &[u8]) -> Result<SharedSecret, Error> {
        let (ml, x) = theirs.split_at_checked(ML_CIPHERTEXT).ok_or(WRONG)?;
        let x_secret = agreed(&self.x, x)?;
        let ciphertext: Ciphertext<MlKem768> = ml.try_into().map_err(|_| WRONG)?;
        let ml_secret = self.ml.decapsulate(&ciphertext).map_err(|()| WRONG)?;
        Ok(joined(&ml_secret, &x_secret))
    }

    /// Whoever does not know the pair is offered X25519 alone with the same key, and no second exchange is needed.
    fn hybrid_component(&self) -> Option<(NamedGroup, &[u8])> {
        Some((NamedGroup::X25519, self.share.get(ML_PUBLIC..)?))
    }

    fn complete_hybrid_component(self: Box<Self>, theirs: &[u8]) -> Result<SharedSecret, Error> {
        Ok(SharedSecret::from(&agreed(&self.x, theirs)?[..]))
    }

    fn pub_key(&self) -> &[u8] {
        &self.share
    }

    fn group(&self) -> NamedGroup {
        NamedGroup::X25519MLKEM768
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_sides_come_to_one_secret_of_64_bytes() {
        let begun = Hybrid.start().expect("begun");
        assert_eq!(begun.pub_key().len(), ML_PUBLIC + 32);
        let done = Hybrid.start_and_complete(begun.pub_key()).expect("done");
        assert_eq!(done.pub_key.len(), ML_CIPHERTEXT + 32);
        let secret = begun.complete(&done.pub_key).expect("secret");
        assert_eq!(secret.secret_bytes(), done.secret.secret_bytes());
        assert_eq!(secret.secret_bytes().len(), 64);
    }

    proptest! {
        #[test]
        fn whatever_comes_as_a_share_is_answered_or_refused(length in 0usize..1300, seed in any::<u8>(), exact in 0usize..3) {
            let length = [length, ML_PUBLIC + 32, ML_CIPHERTEXT + 32][exact];
            let bytes: Vec<u8> = (0..length).map(|n| seed.wrapping_mul(31).wrapping_add(n as u8)).collect();
            let answered = Hybrid.start_and_complete(&bytes).is_ok();
            prop_assert!(!answered || length == ML_PUBLIC + 32);
            let completed = Hybrid.start().expect("begun").complete(&bytes).is_ok();
            prop_assert_eq!(completed, length == ML_CIPHERTEXT + 32, "ML-KEM refuses no ciphertext of its length");
        }
    }

    #[test]
    fn a_share_of_another_length_or_that_adds_nothing_is_refused() {
        let fine = Hybrid.start().expect("begun").pub_key().to_vec();
        let zero_x = [&fine[..ML_PUBLIC], &[0u8; 32][..]].concat();
        let unreduced = [&[0xff; ML_PUBLIC][..], &fine[ML_PUBLIC..]].concat();
        for wrong in [&fine[1..], &[&fine[..], &[0]].concat(), &[], &zero_x, &unreduced] {
            assert!(Hybrid.start_and_complete(wrong).is_err(), "{}", wrong.len());
        }
        let answer = Hybrid.start_and_complete(&fine).expect("done").pub_key;
        let zero_x = [&answer[..ML_CIPHERTEXT], &[0u8; 32][..]].concat();
        for wrong in [&answer[1..], &[], &zero_x] {
            assert!(Hybrid.start().expect("begun").complete(wrong).is_err(), "{}", wrong.len());
        }
    }
}
