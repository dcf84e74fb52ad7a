//! The sealed part of information (X1), and its key: the part is a stream as packages are (C2SP `chunked-encryption@v1`), bound to
//! its message, and travels within that message. The key stays with the State that gives, sealed to the receiver's desk by HPKE
//! with X-Wing, bound to message, States and part: whoever fetches it, or finds it, learns nothing.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand_core_06::OsRng;
use zeroize::Zeroizing;

use super::WireError;
use super::chunked::{ChunkedError, HEAD, Opener, Sealer};
use super::sealed::{RecipientKey, key_id};
use super::xwing::{PublicKey, XWing};

/// Bytes of a sealed part at most: it stands in its message, as base64.
pub const PART_MAX: usize = 512 << 10;
/// Bytes that name the recipient's key, before what HPKE writes.
const ID: usize = 8;
/// Bytes of HPKE's encapsulated key.
const ENCAPSULATED: usize = 1120;
/// Bytes of a key in its wrapping: its name, the encapsulated key, 32 bytes and their tag.
pub const WRAPPED: usize = ID + ENCAPSULATED + 32 + 16;

/// What a key is bound to.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The message that gives the information.
    pub message: &'a [u8; 16],
    /// Who gives it.
    pub from: &'a str,
    /// Who is given it.
    pub to: &'a str,
    /// SHA-256 of the sealed part.
    pub part: &'a [u8; 32],
}

impl Binding<'_> {
    fn info(&self) -> Vec<u8> {
        let parts: [&[u8]; 5] =
            [b"desk/1/information", self.message, self.from.as_bytes(), self.to.as_bytes(), self.part];
        parts.concat()
    }
}

/// What the stream of a sealed part is bound to.
fn context(message: &[u8; 16]) -> Vec<u8> {
    format!("desk/1/information/{}", hex::encode(message)).into_bytes()
}

/// Seals a part under a key that is used for nothing else.
///
/// # Errors
/// [`ChunkedError`], which keys of 32 bytes do not cause.
pub fn seal_part(key: &[u8; 32], salt: &[u8; 24], message: &[u8; 16], plain: &[u8]) -> Result<Vec<u8>, ChunkedError> {
    let (mut sealer, head) = Sealer::new(key, salt, &context(message))?;
    let mut out = head.to_vec();
    sealer.push(plain, &mut out)?;
    sealer.finish(&mut out)?;
    Ok(out)
}

/// Opens a part.
///
/// # Errors
/// [`ChunkedError`] when the key is another one, or the part was changed or is of another message.
pub fn open_part(key: &[u8; 32], message: &[u8; 16], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, ChunkedError> {
    let (head, records) = sealed.split_first_chunk::<HEAD>().ok_or(ChunkedError::Truncated)?;
    let mut opener = Opener::new(key, head, &context(message))?;
    let mut out = Zeroizing::new(Vec::with_capacity(records.len()));
    opener.push(records, &mut out)?;
    opener.finish(&mut out)?;
    Ok(out)
}

/// Seals a key to a desk.
///
/// # Errors
/// [`WireError::Recipient`] when the desk's key is none.
pub fn wrap(key: &[u8; 32], binding: &Binding<'_>, public: &[u8]) -> Result<Vec<u8>, WireError> {
    let recipient = PublicKey::from_bytes(public).map_err(|_| WireError::Recipient)?;
    let sealed = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, XWing, _>(
        &OpModeS::Base,
        &recipient,
        &binding.info(),
        key,
        &[],
        &mut OsRng,
    );
    let (encapsulated, ciphertext) = sealed.map_err(|_| WireError::Recipient)?;
    Ok([key_id(public).as_slice(), encapsulated.to_bytes().as_slice(), &ciphertext].concat())
}

/// Which key of a desk opens it.
#[must_use]
pub fn recipient(wrapped: &[u8]) -> Option<[u8; ID]> {
    (wrapped.len() == WRAPPED).then(|| wrapped.first_chunk().copied()).flatten()
}

/// Opens a key that was sealed to a desk.
///
/// # Errors
/// [`WireError::Recipient`] when it was sealed to another key; [`WireError::DoesNotOpen`] when it is of another message, State or
/// part, or was changed.
pub fn unwrap(wrapped: &[u8], binding: &Binding<'_>, key: &RecipientKey) -> Result<Zeroizing<[u8; 32]>, WireError> {
    let id = recipient(wrapped).ok_or(WireError::DoesNotOpen)?;
    if id != key.id() {
        return Err(WireError::Recipient);
    }
    let (encapsulated, ciphertext) = wrapped[ID..].split_at(ENCAPSULATED);
    let encapsulated = <XWing as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| WireError::DoesNotOpen)?;
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        key.private(),
        &encapsulated,
        &binding.info(),
        ciphertext,
        &[],
    );
    let opened = Zeroizing::new(opened.map_err(|_| WireError::DoesNotOpen)?);
    let key: [u8; 32] = opened.as_slice().try_into().map_err(|_| WireError::DoesNotOpen)?;
    Ok(Zeroizing::new(key))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MESSAGE: [u8; 16] = [3; 16];
    const PART: [u8; 32] = [5; 32];

    fn binding() -> Binding<'static> {
        Binding { message: &MESSAGE, from: "XA", to: "XB", part: &PART }
    }

    #[test]
    fn only_the_receivers_key_opens_it_and_only_of_this_message_these_states_and_this_part() {
        let key = RecipientKey::from_seed(&[1; 32]).expect("key");
        let wrapped = wrap(&[9; 32], &binding(), key.public()).expect("wrapped");
        assert_eq!((wrapped.len(), recipient(&wrapped)), (WRAPPED, Some(key.id())));
        assert_eq!(*unwrap(&wrapped, &binding(), &key).expect("opens"), [9; 32]);
        let other = RecipientKey::from_seed(&[2; 32]).expect("key");
        assert_eq!(unwrap(&wrapped, &binding(), &other).err(), Some(WireError::Recipient));
        for changed in [
            Binding { message: &[4; 16], ..binding() },
            Binding { from: "XC", ..binding() },
            Binding { to: "XC", ..binding() },
            Binding { part: &[6; 32], ..binding() },
        ] {
            assert_eq!(unwrap(&wrapped, &changed, &key).err(), Some(WireError::DoesNotOpen), "{changed:?}");
        }
    }

    #[test]
    fn a_part_opens_with_its_key_under_its_message_and_whole() {
        let plain = vec![7u8; 40_000];
        let sealed = seal_part(&[9; 32], &[1; 24], &MESSAGE, &plain).expect("sealed");
        assert_eq!(open_part(&[9; 32], &MESSAGE, &sealed).expect("opens").as_slice(), plain);
        assert_eq!(open_part(&[8; 32], &MESSAGE, &sealed).err(), Some(ChunkedError::Key));
        assert_eq!(open_part(&[9; 32], &[4; 16], &sealed).err(), Some(ChunkedError::Key), "another message");
        assert!(open_part(&[9; 32], &MESSAGE, &sealed[..sealed.len() - 1]).is_err());
        assert_eq!(open_part(&[9; 32], &MESSAGE, b"short").err(), Some(ChunkedError::Truncated));
    }

    proptest! {
        #[test]
        fn whatever_comes_as_a_key_is_judged_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..1400)) {
            let key = RecipientKey::from_seed(&[1; 32]).expect("key");
            prop_assert!(unwrap(&bytes, &binding(), &key).is_err());
            prop_assert!(open_part(&[9; 32], &MESSAGE, &bytes).is_err());
        }

        #[test]
        fn a_changed_byte_opens_nothing(place in 0..WRAPPED, bit in 0u8..8) {
            let key = RecipientKey::from_seed(&[1; 32]).expect("key");
            let mut wrapped = wrap(&[9; 32], &binding(), key.public()).expect("wrapped");
            wrapped[place] ^= 1 << bit;
            prop_assert!(unwrap(&wrapped, &binding(), &key).is_err());
        }
    }
}
