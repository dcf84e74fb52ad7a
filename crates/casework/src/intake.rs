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
