//! The state of the form without script: one address, no cookie, nothing on the server. It travels sealed in a hidden
//! field of the page, under a key that lives in the node's memory.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use khien_seal::receipt::{Receipt, Typed};
use khien_seal::{SealError, pad};
use khien_terms::{Lang, Moment};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::draft::Draft;
use super::secret::Secret;

/// Where a person is in the form.
#[derive(Clone, Serialize, Deserialize)]
pub struct State {
    /// Language.
    pub lang: Lang,
    /// Step, from 1.
    pub step: usize,
    /// What was filled in.
    pub draft: Draft,
    /// The receipt that the server made: 20 symbols.
    pub receipt: Secret,
    /// Which two groups are typed back, from 0.
    pub asked: [usize; 2],
    /// When the form was begun.
    pub began: Moment,
}

/// Purposes keep a sealed receipt of the mailbox from being passed off as a form, and the other way round.
const FORM: &[u8] = b"khien/v1/form-state";
const NONCE: usize = 24;
/// A page that lay open longer begins anew.
const HOURS: i64 = 24;

impl State {
    /// A new form. The receipt is drawn now, so that files can be sealed to it as they come in.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn begin(door: &str, lang: Lang, now: Moment) -> Result<Self, SealError> {
        let receipt = Receipt::draw()?;
        let [a, b] = khien_seal::random::<2>()?;
        let first = usize::from(a) % 5;
        let second = (first + 1 + usize::from(b) % 4) % 5;
        Ok(Self {
            lang,
            step: 1,
            draft: Draft { door: door.to_owned(), ..Draft::default() },
            receipt: Secret::from(receipt.symbols().as_str()),
            asked: [first.min(second), first.max(second)],
            began: now,
        })
    }

    /// The receipt.
    #[must_use]
    pub fn receipt(&self) -> Option<Receipt> {
        match Receipt::read(&self.receipt) {
            Ok(Typed::Receipt(receipt)) => Some(receipt),
            _ => None,
        }
    }

    /// Seals it for the page.
    ///
    /// # Errors
    /// [`SealError`] when there is no randomness.
    pub fn seal(&self, key: &[u8; 32]) -> Result<String, SealError> {
        let text = Zeroizing::new(serde_json::to_string(self).map_err(|_| SealError::BadContent)?);
        seal_text(&text, FORM, key)
    }

    /// Opens what the page brought back; `None` when it is not ours, was changed, or lay too long.
    #[must_use]
    pub fn open(sealed: &str, key: &[u8; 32], now: Moment) -> Option<Self> {
        let plain = open_text(sealed, FORM, key)?;
        let state: Self = serde_json::from_slice(&plain).ok()?;
        (now.0 - state.began.0 < HOURS * 3_600_000_000).then_some(state)
    }
}

/// Seals a text for a purpose, with its length hidden.
///
/// # Errors
/// [`SealError::NoRandomness`].
pub fn seal_text(text: &str, purpose: &[u8], key: &[u8; 32]) -> Result<String, SealError> {
    let nonce = khien_seal::random::<NONCE>()?;
    let padded = Zeroizing::new(pad::json(text));
    let cipher = XChaCha20Poly1305::new(key.into());
    let sealed = cipher
        .encrypt(XNonce::from_slice(&nonce), Payload { msg: &padded, aad: purpose })
        .map_err(|_| SealError::BadContent)?;
    Ok(B64.encode([nonce.as_slice(), &sealed].concat()))
}

/// Opens a text of a purpose.
#[must_use]
pub fn open_text(sealed: &str, purpose: &[u8], key: &[u8; 32]) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = B64.decode(sealed).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: purpose }).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];
    const NOW: Moment = Moment(1_700_000_000_000_000);

    fn state() -> State {
        let mut state = State::begin("me", Lang::EN, NOW).expect("state");
        state.draft.story = "a sentence that nobody else may read".into();
        state
    }

    #[test]
    fn the_state_travels_sealed_and_comes_back_whole() {
        let sealed = state().seal(&KEY).expect("sealed");
        assert!(!String::from_utf8_lossy(&B64.decode(&sealed).expect("b64")).contains("sentence"));
        let back = State::open(&sealed, &KEY, NOW).expect("open");
        assert_eq!(&*back.draft.story, "a sentence that nobody else may read");
        assert_ne!(back.asked[0], back.asked[1]);
    }

    #[test]
    fn another_key_a_changed_byte_and_an_old_page_are_refused() {
        let sealed = state().seal(&KEY).expect("sealed");
        assert!(State::open(&sealed, &[8; 32], NOW).is_none());
        let mut changed = sealed.clone().into_bytes();
        changed[60] = if changed[60] == b'A' { b'B' } else { b'A' };
        assert!(State::open(std::str::from_utf8(&changed).expect("utf8"), &KEY, NOW).is_none());
        assert!(State::open(&sealed, &KEY, NOW.plus_days(2)).is_none());
        assert!(open_text(&sealed, b"another purpose", &KEY).is_none());
    }

    #[test]
    fn a_short_and_a_long_story_have_the_same_length() {
        let mut long = state();
        long.draft.story = "x".repeat(2000).into();
        assert_eq!(state().seal(&KEY).expect("a").len(), long.seal(&KEY).expect("b").len());
    }
}
