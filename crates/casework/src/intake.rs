//! A report at the door: is the header whole, do its codes exist, did the reporter sign exactly this?

use khien_seal::statement::{self, Signed};
use khien_seal::{envelope, keys};

use crate::header::Header;
use crate::report::{Channel, Event, FileMark};
use crate::{Refusal, Rulebook};

/// A sealed report as it arrives.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The header's JSON text, byte for byte as signed.
    pub header: String,
    /// What happened, sealed.
    pub what: Vec<u8>,
    /// Who the person is, sealed, when they chose to say.
    pub who: Option<Vec<u8>>,
    /// Files that were uploaded before.
    pub files: Vec<FileMark>,
    /// The reporter's signature, base64.
    pub signature: String,
    /// How it came in.
    pub channel: Channel,
}

/// Bounds of one report; files are bounded by their own rule.
pub const ENVELOPE_MAX: usize = 1 << 20;
/// Files of one report.
pub const FILES_MAX: usize = 20;
/// A stock age file begins with this line.
const AGE_MAGIC: &[u8] = b"age-encryption.org/v1\n";

/// A report that may be taken in.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The header, read.
    pub header: Header,
    /// The signed statement.
    pub statement: String,
}

/// Checks an arrival; what it says must be true before anything is written.
///
/// # Errors
/// What is wrong, for the sender's eyes.
pub fn check(arrival: &Arrival, rulebook: &Rulebook) -> Result<Accepted, Refusal> {
    let header: Header = serde_json::from_str(&arrival.header)
        .map_err(|_| Refusal::Field { field: "header", problem: "not a header of version 1" })?;
    if header.v != 1 || header.suite != envelope::SUITE {
        return Err(Refusal::Field { field: "header", problem: "another version or suite than this node knows" });
    }
    sizes(arrival)?;
    if header.mailbox.len() != 64 || !header.mailbox.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase()) {
        return Err(Refusal::Field { field: "mailbox", problem: "64 hex digits" });
    }
    if !keys::is_recipient(&header.recipient) {
        return Err(Refusal::Field { field: "recipient", problem: "not an age recipient" });
    }
    header.open.check(&rulebook.typology, &rulebook.areas)?;
    let hashes: Vec<&str> = arrival.files.iter().map(|file| file.sha256.as_str()).collect();
    let statement = statement::report(&header.mailbox, &arrival.header, &arrival.what, arrival.who.as_deref(), &hashes);
    let verify = keys::verify_from_hex(&header.verify)
        .map_err(|_| Refusal::Field { field: "verify", problem: "not a public key in hex" })?;
    let signed = Signed { statement, signature: arrival.signature.clone() };
    if !signed.verifies(&verify) {
        return Err(Refusal::Forged);
    }
    Ok(Accepted { header, statement: signed.statement })
}

fn sizes(arrival: &Arrival) -> Result<(), Refusal> {
    let envelopes = std::iter::once(&arrival.what).chain(&arrival.who);
    for envelope in envelopes {
        if envelope.len() > ENVELOPE_MAX {
            return Err(Refusal::Field { field: "what", problem: "larger than a mebibyte; send long things as files" });
        }
        if !envelope.starts_with(AGE_MAGIC) {
            return Err(Refusal::Field { field: "what", problem: "not an age file; nothing unsealed is taken in" });
        }
    }
    let hex = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if arrival.files.len() > FILES_MAX || !arrival.files.iter().all(|file| hex(&file.sha256)) {
        return Err(Refusal::Field { field: "files", problem: "at most 20, each named by its SHA-256" });
    }
    Ok(())
}

/// The event of an accepted report.
#[must_use]
pub fn received(
    arrival: &Arrival,
    accepted: &Accepted,
    what: String,
    who: Option<String>,
    burst: bool,
    rulebook: &Rulebook,
) -> Event {
    Event::Received {
        header: arrival.header.clone(),
        what,
        who,
        files: arrival.files.clone(),
        signature: arrival.signature.clone(),
        statement: accepted.statement.clone(),
        channel: arrival.channel,
        urgency: rulebook.triage.place(&accepted.header.open, burst),
        burst,
        typology: rulebook.typology.version.clone(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use khien_seal::keys::{AgeIdentity, SignKey};
    use khien_terms::DataFiles;
    use proptest::prelude::*;

    use super::*;

    fn rulebook() -> Rulebook {
        Rulebook::load(&DataFiles::embedded(), "VN", TimeZone::UTC, &[]).expect("rulebook")
    }

    fn arrival() -> Arrival {
        let (key, identity) =
            (SignKey::from_seed([1; 32]), AgeIdentity::from_scalar(&[2; 32]).expect("scalar").recipient());
        let (mailbox, verify) = ("ab".repeat(32), key.verify_hex());
        let header = format!(
            r#"{{"v":1,"suite":"age-x25519","lang":"vi","mailbox":"{mailbox}","recipient":"{identity}","verify":"{verify}","team":"tea_1","epoch":1,"open":{{"door":"me","harms":["ocsea.groom.online"]}}}}"#
        );
        let what = [AGE_MAGIC, b"sealed bytes"].concat();
        let who = Some([AGE_MAGIC, b"who"].concat());
        let files = vec![FileMark { sha256: "cd".repeat(32), size: 9 }];
        let text = statement::report(&mailbox, &header, &what, who.as_deref(), &[&files[0].sha256]);
        let signature = Signed::new(text, &key).signature;
        Arrival { header, what, who, files, signature, channel: Channel::Sealed }
    }

    #[test]
    fn a_report_that_its_reporter_signed_is_accepted() {
        assert_eq!(check(&arrival(), &rulebook()).map(|accepted| accepted.header.epoch), Ok(1));
    }

    #[test]
    fn a_code_that_no_list_has_is_named_and_not_stored() {
        let mut other = arrival();
        other.header = other.header.replace("ocsea.groom.online", "ocsea.no.such");
        assert_eq!(
            check(&other, &rulebook()).err(),
            Some(Refusal::UnknownCode(khien_terms::Code::new("ocsea.no.such")))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn a_changed_byte_anywhere_is_refused(part in 0usize..4, at: prop::sample::Index, flip in 1u8..128) {
            let mut changed = arrival();
            match part {
                0 => {
                    let mut bytes = changed.header.into_bytes();
                    let place = at.index(bytes.len());
                    bytes[place] = (bytes[place] ^ flip) & 127;
                    changed.header = String::from_utf8(bytes).expect("ascii");
                }
                1 => { let place = at.index(changed.what.len()); changed.what[place] ^= flip; }
                2 => { let who = changed.who.as_mut().expect("who"); let place = at.index(who.len()); who[place] ^= flip; }
                _ => changed.files[0].sha256 = "ef".repeat(32),
            }
            let same = changed.header == arrival().header && part == 0;
            prop_assume!(!same);
            prop_assert!(check(&changed, &rulebook()).is_err());
        }

        #[test]
        fn no_header_and_no_bytes_break_the_door(header in ".{0,300}", what in proptest::collection::vec(any::<u8>(), 0..200)) {
            let odd = Arrival { header, what, ..arrival() };
            prop_assert!(check(&odd, &rulebook()).is_err());
        }
    }
}
