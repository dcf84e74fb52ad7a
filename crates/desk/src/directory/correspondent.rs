//! A State without a node: who its authority is, and what staff decided, as events of the stream `correspondent_<code>`. It has no root
//! and no key; what stands for them is a telephone number that two officers called, and a certificate where its fingerprint was read out in these calls. Names and numbers stand beside the journal;
//! events name them by their SHA-256.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use khien_terms::id::StaffId;
use serde::{Deserialize, Serialize};

use super::certificate::{Certificate, Unusable};
use super::peer::{HEARERS, Refused};
use super::trust::{Reason, Trust};
use crate::code::is_state;
use crate::letter::TakenOut;

/// Blank letters of a State that are remembered, the newest; one before them opens nothing any more.
const BLANKS: usize = 32;

/// The stream of a State without a node.
#[must_use]
pub fn stream(state: &str) -> String {
    format!("correspondent_{state}")
}

/// Who answers for a State without a node. Kept beside the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// ISO 3166-1 alpha-2, capitals.
    pub state: String,
    /// The State's name.
    pub name: String,
    /// The authority that takes requests.
    pub authority: String,
    /// Its number, with the country's code; the words of a letter are told there and nowhere else.
    pub phone: String,
    /// The language of its letters, as a code.
    pub lang: String,
    /// The certificate to which its letters can be sealed, DER in base64; none when it has handed none in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

/// Characters of a name or a number at most.
const TEXT_MAX: usize = 120;

impl Details {
    /// What is wrong with them, as field and problem.
    ///
    /// # Errors
    /// The field, and what it should be.
    pub fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let fits = |text: &str| {
            let count = text.chars().count();
            text.trim() == text && (2..=TEXT_MAX).contains(&count) && !text.chars().any(char::is_control)
        };
        let dialled = self.phone.strip_prefix('+').is_some_and(|rest| {
            let digits = rest.chars().filter(char::is_ascii_digit).count();
            (6..=15).contains(&digits) && rest.chars().all(|one| one.is_ascii_digit() || matches!(one, ' ' | '-'))
        });
        if !is_state(&self.state) {
            return Err(("state", "two capital letters"));
        }
        if !fits(&self.name) {
            return Err(("name", "between 2 and 120 characters on one line"));
        }
        if !fits(&self.authority) {
            return Err(("authority", "between 2 and 120 characters on one line"));
        }
        if !dialled {
            return Err(("phone", "a plus sign, the country's code and the number"));
        }
        self.certificate().map(drop).map_err(|unusable| ("certificate", unusable.problem()))
    }

    /// The certificate that it handed in.
    ///
    /// # Errors
    /// [`Unusable`] when what stands there is none to which a letter can be sealed.
    pub fn certificate(&self) -> Result<Option<Certificate>, Unusable> {
        let Some(text) = &self.certificate else { return Ok(None) };
        let der = STANDARD.decode(text).map_err(|_| Unusable::Unreadable)?;
        Certificate::from_der(&der).map(Some)
    }

    /// By which events name them: SHA-256 of their JSON, hex.
    ///
    /// # Errors
    /// When they cannot be written as JSON, which texts cannot cause.
    pub fn link(&self) -> Result<(String, String), serde_json::Error> {
        let text = serde_json::to_string(self)?;
        Ok((khien_seal::sha256_hex(text.as_bytes()), text))
    }
}

/// What happened between us and a State without a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum CorrespondentEvent {
    /// Somebody wrote down who answers for it; whoever was called before was called at another number, perhaps.
    #[serde(rename = "correspondent.named")]
    Named { state: String, details: String, by: StaffId },
    /// An officer called the number, found it elsewhere than in what was brought, and the authority answered.
    #[serde(rename = "correspondent.called")]
    Called { details: String, by: StaffId },
    /// Trust was given or taken.
    #[serde(rename = "correspondent.trust_set")]
    TrustSet { trust: Trust, reason: Reason, by: StaffId },
    /// A blank letter was made for it: in it its officer writes requests to us.
    #[serde(rename = "correspondent.blank_made")]
    BlankMade(TakenOut),
    /// It takes part no more, or has a node now.
    #[serde(rename = "correspondent.left")]
    Left { by: StaffId },
}

/// A State without a node as this one knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correspondent {
    /// Its code.
    pub state: String,
    /// Its details, by their SHA-256.
    pub details: String,
    /// Officers who called its number.
    pub called: Vec<StaffId>,
    /// How far it is trusted.
    pub trust: Trust,
    /// Why.
    pub reason: Option<Reason>,
    /// Blank letters that were made for it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blanks: Vec<TakenOut>,
}

/// What an officer wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Writes its details down, first or anew; by their SHA-256.
    Name {
        /// The details.
        details: String,
    },
    /// Says that the number of these details was called.
    Call {
        /// The details.
        details: String,
    },
    /// Sets how far it is trusted.
    SetTrust {
        /// How far.
        trust: Trust,
        /// Why.
        reason: Reason,
    },
    /// Makes a blank letter; its details and its maker are those of the command.
    Blank {
        /// Its number, 16 bytes in hex.
        number: String,
        /// The public key, hex, that requests written in it are signed with.
        verify: String,
        /// SHA-256 (hex) of the certificate to which it is sealed; none where words open it.
        certificate: Option<String>,
    },
    /// Says that it takes part no more.
    Leave,
}

/// Decides what follows.
///
/// # Errors
/// [`Refused`].
pub fn decide(
    before: Option<&Correspondent>,
    state: &str,
    command: Command,
    by: StaffId,
) -> Result<Vec<CorrespondentEvent>, Refused> {
    if let Command::Name { details } = command {
        if !is_state(state) {
            return Err(Refused::NoState);
        }
        let same = before.is_some_and(|before| before.trust != Trust::Left && before.details == details);
        let named = CorrespondentEvent::Named { state: state.to_owned(), details, by };
        return Ok(if same { Vec::new() } else { vec![named] });
    }
    let Some(before) = before.filter(|before| before.trust != Trust::Left) else { return Err(Refused::Left) };
    match command {
        Command::Name { .. } => Ok(Vec::new()),
        Command::Call { details } if details != before.details => Err(Refused::OtherRoot),
        Command::Call { .. } if before.called.contains(&by) => Err(Refused::Twice),
        Command::Call { details } => {
            let mut events = vec![CorrespondentEvent::Called { details, by }];
            if before.called.len() + 1 == HEARERS && before.trust == Trust::Introduced {
                let (trust, reason) = (Trust::PreserveOnly, Reason::WordsHeard);
                events.push(CorrespondentEvent::TrustSet { trust, reason, by });
            }
            Ok(events)
        }
        Command::SetTrust { trust: Trust::Suspended, reason } => {
            Ok(vec![CorrespondentEvent::TrustSet { trust: Trust::Suspended, reason, by }])
        }
        Command::SetTrust { trust: Trust::PreserveOnly | Trust::Full, .. } if before.called.len() < HEARERS => {
            Err(Refused::WordsFirst)
        }
        Command::SetTrust { trust: trust @ (Trust::PreserveOnly | Trust::Full), reason } => {
            Ok(vec![CorrespondentEvent::TrustSet { trust, reason, by }])
        }
        Command::SetTrust { .. } => Err(Refused::NotGiven),
        Command::Blank { .. } if !before.trust.preserves() => Err(Refused::WordsFirst),
        Command::Blank { number, verify, certificate } => {
            let details = Some(before.details.clone());
            let blank = TakenOut { message: number, verify, by, details, certificate, key: false };
            Ok(vec![CorrespondentEvent::BlankMade(blank)])
        }
        Command::Leave => Ok(vec![CorrespondentEvent::Left { by }]),
    }
}

impl Correspondent {
    /// Folds an event in.
    #[must_use]
    pub fn evolve(before: Option<Self>, event: &CorrespondentEvent) -> Option<Self> {
        if let CorrespondentEvent::Named { state, details, .. } = event {
            // Another number is nobody's that we called. What a legal officer suspended stays so until one decides.
            let (code, details) = (state.clone(), details.clone());
            let (trust, reason) = match &before {
                Some(before) if before.trust == Trust::Suspended => (Trust::Suspended, before.reason),
                _ => (Trust::Introduced, None),
            };
            // Blank letters of before are void, and remembered so that whoever brings one is told why.
            let blanks = before.map(|before| before.blanks).unwrap_or_default();
            return Some(Self { state: code, details, called: Vec::new(), trust, reason, blanks });
        }
        let mut s = before?;
        match event {
            CorrespondentEvent::Named { .. } => {}
            CorrespondentEvent::Called { by, .. } => s.called.push(*by),
            CorrespondentEvent::TrustSet { trust, reason, .. } => {
                s.trust = *trust;
                s.reason = Some(*reason);
            }
            CorrespondentEvent::BlankMade(blank) => {
                s.blanks.push(blank.clone());
                let over = s.blanks.len().saturating_sub(BLANKS);
                s.blanks.drain(..over);
            }
            CorrespondentEvent::Left { .. } => s.trust = Trust::Left,
        }
        Some(s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: StaffId = StaffId::from_bits(1);
    const TWO: StaffId = StaffId::from_bits(2);

    fn after(state: Option<Correspondent>, command: Command, by: StaffId) -> Option<Correspondent> {
        let events = decide(state.as_ref(), "XC", command, by).expect("decided");
        events.iter().fold(state, Correspondent::evolve)
    }

    fn named() -> Option<Correspondent> {
        after(None, Command::Name { details: "a".into() }, ONE)
    }

    fn called() -> Option<Correspondent> {
        let once = after(named(), Command::Call { details: "a".into() }, ONE);
        after(once, Command::Call { details: "a".into() }, TWO)
    }

    #[test]
    fn two_officers_call_before_anything_is_trusted() {
        let full = Command::SetTrust { trust: Trust::Full, reason: Reason::Agreement };
        assert_eq!(decide(named().as_ref(), "XC", full.clone(), ONE), Err(Refused::WordsFirst));
        let once = after(named(), Command::Call { details: "a".into() }, ONE);
        let again = Command::Call { details: "a".into() };
        assert_eq!(decide(once.as_ref(), "XC", again, ONE), Err(Refused::Twice));
        assert_eq!(called().expect("there").trust, Trust::PreserveOnly, "the second call proves the number");
        assert_eq!(after(called(), full, ONE).expect("there").trust, Trust::Full);
    }

    #[test]
    fn another_number_is_called_anew_and_the_old_one_proves_nothing() {
        let renamed = after(called(), Command::Name { details: "b".into() }, ONE).expect("there");
        assert_eq!((renamed.trust, renamed.called.len()), (Trust::Introduced, 0));
        let old = Command::Call { details: "a".into() };
        assert_eq!(decide(Some(&renamed), "XC", old, ONE), Err(Refused::OtherRoot));
        let same = decide(called().as_ref(), "XC", Command::Name { details: "a".into() }, ONE);
        assert_eq!(same, Ok(Vec::new()), "nothing changed");
    }

    #[test]
    fn another_number_lifts_no_suspension() {
        let suspend = Command::SetTrust { trust: Trust::Suspended, reason: Reason::Compromise };
        let mut state = after(called(), suspend, ONE);
        state = after(state, Command::Name { details: "b".into() }, ONE);
        for by in [ONE, TWO] {
            state = after(state, Command::Call { details: "b".into() }, by);
        }
        let state = state.expect("there");
        assert_eq!((state.trust, state.reason), (Trust::Suspended, Some(Reason::Compromise)));
    }

    #[test]
    fn whoever_left_is_asked_nothing_until_named_again() {
        let left = after(called(), Command::Leave, ONE);
        let call = Command::Call { details: "a".into() };
        assert_eq!(decide(left.as_ref(), "XC", call, ONE), Err(Refused::Left));
        let back = after(left, Command::Name { details: "a".into() }, ONE).expect("there");
        assert_eq!(back.trust, Trust::Introduced);
    }

    #[test]
    fn a_blank_letter_is_made_for_a_state_that_was_called_and_is_of_the_details_of_then() {
        let blank = |n: usize| Command::Blank { number: format!("{n:032x}"), verify: "ab".into(), certificate: None };
        assert_eq!(decide(named().as_ref(), "XC", blank(1), ONE), Err(Refused::WordsFirst));
        let suspend = Command::SetTrust { trust: Trust::Suspended, reason: Reason::Compromise };
        assert_eq!(decide(after(called(), suspend, ONE).as_ref(), "XC", blank(1), ONE), Err(Refused::WordsFirst));
        let mut state = called();
        for n in 0..=BLANKS {
            state = after(state, blank(n), TWO);
        }
        let state = after(state, Command::Name { details: "b".into() }, ONE).expect("there");
        assert_eq!(state.blanks.len(), BLANKS, "the oldest is forgotten");
        let last = state.blanks.last().expect("there");
        assert_eq!((last.by, last.details.as_deref()), (TWO, Some("a")), "void with the details that it was made with");
    }

    #[test]
    fn details_are_what_somebody_can_call() {
        let good = Details {
            state: "XC".into(),
            name: "Example C".into(),
            authority: "Central authority".into(),
            phone: "+99 12 345-678".into(),
            lang: "en".into(),
            certificate: None,
        };
        assert_eq!(good.check(), Ok(()));
        for (details, field) in [
            (Details { state: "xc".into(), ..good.clone() }, "state"),
            (Details { name: " C".into(), ..good.clone() }, "name"),
            (Details { authority: "a\nb".into(), ..good.clone() }, "authority"),
            (Details { phone: "0123456".into(), ..good.clone() }, "phone"),
            (Details { phone: "+12 call me".into(), ..good.clone() }, "phone"),
            (Details { certificate: Some("AAAA".into()), ..good.clone() }, "certificate"),
        ] {
            assert_eq!(details.check().map_err(|(field, _)| field), Err(field));
        }
    }

    #[test]
    fn details_without_a_certificate_are_written_as_before_there_were_any() {
        let text =
            r#"{"state":"XC","name":"Example C","authority":"Central authority","phone":"+99 12 345 678","lang":"en"}"#;
        let read: Details = serde_json::from_str(text).expect("read");
        assert_eq!(
            read.link().expect("json").1,
            text,
            "another text would be another link: everybody would be called anew"
        );
    }
}
