//! What a State without a node asks or tells of itself: a request that its officer wrote in a blank letter, which an officer of ours had
//! given to that State. It is signed as an answer is, with the key of its letter; the form stays sealed, and the signature covers its
//! SHA-256.

use khien_seal::statement::Signed;
use khien_terms::Moment;
use serde::{Deserialize, Serialize};

use super::{BYTES_MAX, Unheard, is_name};
use crate::Kind;
use crate::code::{is_hash, is_number, is_state};
use crate::request::Act;

/// First line of a request's statement.
pub const REQUEST: &str = "khien/v1/letter-request";

/// First line of what an officer of ours signs of a blank letter, so that its reader sees who made it.
pub const BLANK: &str = "khien/v1/desk-blank";

/// Whether a request of this kind may be opened in a blank letter. What is answered with a package is not: nobody there could fetch it.
/// An emergency is called, and P2 stands within its request.
#[must_use]
pub fn opens(kind: Kind) -> bool {
    !kind.returns() && kind != Kind::P2
}

/// A request that was opened in a blank letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterRequest {
    /// The number of the blank letter, 16 bytes in hex.
    pub blank: String,
    /// The request's own number, 16 bytes in hex.
    pub thread: String,
    /// The number of the message that opens it, 16 bytes in hex.
    pub message: String,
    /// The State that asks or gives.
    pub from: String,
    /// The State that is asked or given to.
    pub to: String,
    /// When it was signed, by the clock of whoever wrote it.
    pub issued_at: Moment,
    /// How whoever wrote it calls themself.
    pub officer: String,
    /// What it opens, by code.
    pub act: Act,
    /// SHA-256 (hex) of the form as JSON text in UTF-8.
    pub form: String,
}

impl LetterRequest {
    /// Reads a request that a blank letter's key signed.
    ///
    /// # Errors
    /// [`Unheard`].
    pub fn verified(signed: &Signed, verify: &[u8; 32]) -> Result<Self, Unheard> {
        if signed.statement.len() > BYTES_MAX {
            return Err(Unheard::Unreadable);
        }
        let [json] = signed.lines::<1>(REQUEST).map_err(|_| Unheard::Unreadable)?;
        if !signed.verifies(verify) {
            return Err(Unheard::Forged);
        }
        let request: Self = serde_json::from_str(json).map_err(|_| Unheard::Unreadable)?;
        if request.is_sound() { Ok(request) } else { Err(Unheard::Unreadable) }
    }

    fn is_sound(&self) -> bool {
        let numbers = [&self.blank, &self.thread, &self.message].into_iter().all(|number| is_number(number));
        let opening = matches!(&self.act, Act::Request { kind, .. } if opens(*kind)) && self.act.is_sound();
        let states = is_state(&self.from) && is_state(&self.to) && self.from != self.to;
        numbers && opening && states && is_name(&self.officer) && is_hash(&self.form) && self.issued_at.0 > 0
    }

    /// What it opens: a kind, which [`LetterRequest::verified`] has found.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        match &self.act {
            Act::Request { kind, .. } => Some(*kind),
            _ => None,
        }
    }

    /// Whether this is the form that was signed.
    #[must_use]
    pub fn names(&self, form: &str) -> bool {
        khien_seal::sha256_hex(form.as_bytes()) == self.form
    }
}

#[cfg(test)]
mod tests {
    use khien_seal::keys::SignKey;

    use super::*;
    use crate::request::Urgency;

    fn act(kind: Kind) -> Act {
        Act::Request {
            kind,
            form: format!("{kind}@1.0"),
            urgency: if kind == Kind::E1 { Urgency::Emergency } else { Urgency::Routine },
            respond_by: Moment(9),
            hold_days: (kind == Kind::P1).then_some(60),
            about: None,
            follow_up_by: (kind == Kind::E1).then_some(Moment(10)),
            information: None,
        }
    }

    fn request(kind: Kind) -> LetterRequest {
        LetterRequest {
            blank: "01".repeat(16),
            thread: "02".repeat(16),
            message: "03".repeat(16),
            from: "XC".into(),
            to: "XA".into(),
            issued_at: Moment(1),
            officer: "Duty magistrate".into(),
            act: act(kind),
            form: khien_seal::sha256_hex(b"{}"),
        }
    }

    fn read(request: &LetterRequest, first: &str) -> Result<LetterRequest, Unheard> {
        let key = SignKey::from_seed([1; 32]);
        let signed = Signed::new(format!("{first}\n{}", serde_json::to_string(request).expect("json")), &key);
        LetterRequest::verified(&signed, &key.verify_bytes())
    }

    #[test]
    fn what_the_blank_letters_key_signed_is_read_and_nothing_else() {
        let key = SignKey::from_seed([1; 32]);
        let whole = request(Kind::P1);
        assert_eq!(read(&whole, REQUEST), Ok(whole.clone()));
        assert!(whole.names("{}") && !whole.names("{ }"));
        let signed = Signed::new(format!("{REQUEST}\n{}", serde_json::to_string(&whole).expect("json")), &key);
        let other = SignKey::from_seed([2; 32]).verify_bytes();
        assert_eq!(LetterRequest::verified(&signed, &other), Err(Unheard::Forged), "another letter's key");
        assert_eq!(read(&whole, super::super::ANSWER), Err(Unheard::Unreadable), "an answer is no request");
    }

    #[test]
    fn a_blank_letter_opens_what_needs_no_package_and_nothing_else() {
        for kind in Kind::ALL {
            let closed = matches!(kind, Kind::P2 | Kind::A1 | Kind::R1 | Kind::R2 | Kind::E1 | Kind::L1);
            assert_eq!(read(&request(kind), REQUEST).is_err(), closed, "{kind}");
        }
    }

    #[test]
    fn what_is_no_request_is_not_read() {
        let good = request(Kind::P1);
        for unsound in [
            LetterRequest { blank: "1".into(), ..good.clone() },
            LetterRequest { thread: "x".repeat(32), ..good.clone() },
            LetterRequest { from: "XA".into(), ..good.clone() },
            LetterRequest { officer: " ".into(), ..good.clone() },
            LetterRequest { form: "ab".into(), ..good.clone() },
            LetterRequest { issued_at: Moment(0), ..good.clone() },
            LetterRequest { act: Act::Status, ..good },
        ] {
            assert_eq!(read(&unsound, REQUEST), Err(Unheard::Unreadable), "{unsound:?}");
        }
    }
}
