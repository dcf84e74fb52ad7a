//! What a State says of its desk: signed by its off-line root, byte for byte, and chained to what it said before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use khien_seal::keys::verify_from_hex;
use khien_seal::statement::{OnlineCert, Signed, TeamCert};
use khien_seal::witness::Witness;
use serde::{Deserialize, Serialize};

use super::terms::{HOLD_DAYS_LEAST, Terms};
use super::{Reject, json, link};
use crate::code::{is_hash, is_state};

/// First line of an entry's statement; the second and last is its JSON.
pub const ENTRY: &str = "khien/v1/desk-entry";
/// Hours for which an entry is valid at most: a year and the overlap in which the next one is signed.
const LONGEST: SignedDuration = SignedDuration::from_hours(400 * 24);
/// The `prev` of a first entry.
pub const FIRST: &str = "-";
/// Keys beside the node's at most: the one that is to follow it, and the one that it followed.
pub(super) const BESIDE_MOST: usize = 2;
/// What is wrong with keys beside the node's.
const NO_KEY_BESIDE: &str = "keys beside the node's are two at most, each another";
/// Purpose of the team that receives.
const DESK: &str = "desk";

/// A text by language.
pub type Names = BTreeMap<String, String>;

/// What an authority is there for (article numbers are those of the Convention; not yet checked against the certified text).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The point that answers at every hour (article 41).
    ContactPoint,
    /// The central authority for mutual legal assistance (article 40(12)).
    CentralAuthority,
    /// Co-operation of police (article 47).
    Police,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 3] = [Role::ContactPoint, Role::CentralAuthority, Role::Police];

    /// The name in entries and words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::ContactPoint => "contact-point",
            Role::CentralAuthority => "central-authority",
            Role::Police => "police",
        }
    }
}

/// An authority of a State.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// Short name within the entry.
    pub id: String,
    /// What it is called, by language.
    pub names: Names,
    /// What it is there for.
    pub roles: Vec<Role>,
    /// The number to call back, international form.
    pub phone: String,
    /// Office hours as people read them, such as `24/7` or `Mon-Fri 08:00-17:00`.
    pub hours: String,
    /// The zone of these hours (IANA).
    pub zone: String,
}

/// The ledger of the State's node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Its origin.
    pub origin: String,
    /// The root's certificate of the key that signs its checkpoints.
    pub online: Signed,
}

/// Who oversees the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oversight {
    /// What the body is called, by language.
    pub names: Names,
    /// How it is reached.
    pub contact: String,
}

/// What a State says of its desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The State, two capital letters (ISO 3166-1; `XA` to `XZ` for invented ones).
    pub state: String,
    /// What it is called, by language.
    pub names: Names,
    /// Its authorities.
    pub authorities: Vec<Authority>,
    /// Where its node stands.
    pub url: String,
    /// The key with which its node signs messages and [`super::Fresh`] statements, hex. Not the ledger's.
    pub node: String,
    /// Other keys with which its node signs messages, hex: the one that is to follow, so that everybody knows it before it speaks, and
    /// the one before, so that what is on its way still counts. Neither signs [`super::Fresh`] statements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<String>,
    /// The root's certificates of the desk team, newest epoch last.
    pub desk: Vec<Signed>,
    /// The ledger of its node.
    pub ledger: Ledger,
    /// The key with which it co-signs others' checkpoints, hex; empty when it does not.
    #[serde(default)]
    pub witness: String,
    /// What it accepts.
    pub terms: Terms,
    /// The zone of its calendar (IANA): legal deadlines are counted in it.
    pub zone: String,
    /// Who oversees the desk.
    pub oversight: Oversight,
    /// Number of the entry, from 1.
    pub seq: u32,
    /// Link of the entry before, or `-`.
    pub prev: String,
    /// Valid from then.
    pub not_before: Timestamp,
    /// Valid until then.
    pub not_after: Timestamp,
    /// The State takes part until then and no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves: Option<Timestamp>,
}

impl Entry {
    /// The text that the root signs.
    ///
    /// # Errors
    /// [`Reject::Unreadable`] when what was put in makes no sound entry.
    pub fn statement(&self) -> Result<String, Reject> {
        self.check()?;
        let text = serde_json::to_string(self).map_err(|_| Reject::Unreadable("it is no JSON"))?;
        Ok(format!("{ENTRY}\n{text}"))
    }

    /// Reads an entry that this root signed, and every certificate in it.
    ///
    /// # Errors
    /// [`Reject::Forged`], [`Reject::Unreadable`].
    pub fn verified(signed: &Signed, root: &[u8; 32]) -> Result<Self, Reject> {
        if !signed.verifies(root) {
            return Err(Reject::Forged);
        }
        let entry: Entry = serde_json::from_str(json(signed, ENTRY)?)
            .map_err(|_| Reject::Unreadable("a field is missing or of another form"))?;
        entry.check()?;
        for team in &entry.desk {
            let team = TeamCert::verified(team, root).map_err(|_| Reject::Forged)?;
            if team.purpose != DESK {
                return Err(Reject::Unreadable("a team's certificate is not of a desk"));
            }
        }
        let ledger = OnlineCert::verified(&entry.ledger.online, root).map_err(|_| Reject::Forged)?;
        if ledger.origin != entry.ledger.origin {
            return Err(Reject::Unreadable("the ledger's certificate names another ledger"));
        }
        Ok(entry)
    }

    /// Verifies an entry that follows one with this number and link.
    ///
    /// # Errors
    /// [`Reject::Gap`] when it does not follow.
    pub fn follows(&self, seq: u32, before: &Signed) -> Result<(), Reject> {
        if Some(self.seq) != seq.checked_add(1) || self.prev != link(before)? {
            return Err(Reject::Gap { have: seq });
        }
        Ok(())
    }

    /// The node's key.
    ///
    /// # Errors
    /// [`Reject::Unreadable`].
    pub fn node_key(&self) -> Result<[u8; 32], Reject> {
        verify_from_hex(&self.node).map_err(|_| Reject::Unreadable("the node's key is no key"))
    }

    /// Every key with which the node signs messages now, its own first.
    ///
    /// # Errors
    /// [`Reject::Unreadable`].
    pub fn node_keys(&self) -> Result<Vec<[u8; 32]>, Reject> {
        let beside = self.beside.iter().map(|key| verify_from_hex(key));
        let beside = beside.collect::<Result<Vec<_>, _>>().map_err(|_| Reject::Unreadable(NO_KEY_BESIDE))?;
        Ok([self.node_key()?].into_iter().chain(beside).collect())
    }

    /// The key that signs the checkpoints of its ledger, as the root certified it.
    #[must_use]
    pub fn ledger_key(&self, root: &[u8; 32]) -> Option<[u8; 32]> {
        OnlineCert::verified(&self.ledger.online, root).ok().map(|online| online.verify)
    }

    /// As whom its node co-signs others' checkpoints; nobody where it does not.
    #[must_use]
    pub fn cosigner(&self) -> Option<Witness> {
        let verify = verify_from_hex(&self.witness).ok()?;
        Some(Witness { name: witness_name(&self.url), verify })
    }

    /// The desk team's certificates as they were verified.
    #[must_use]
    pub fn desk_teams(&self, root: &[u8; 32]) -> Vec<TeamCert> {
        self.desk.iter().filter_map(|signed| TeamCert::verified(signed, root).ok()).collect()
    }

    /// Numbers to call back, by authority.
    #[must_use]
    pub fn phones(&self) -> BTreeMap<&str, &str> {
        self.authorities.iter().map(|authority| (authority.id.as_str(), authority.phone.as_str())).collect()
    }

    /// The State's name in a language, else in English, else its code.
    #[must_use]
    pub fn name(&self, lang: &str) -> &str {
        name_in(&self.names, lang).unwrap_or(&self.state)
    }

    /// Whether it is valid then.
    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.not_before <= now && now < self.not_after
    }

    fn check(&self) -> Result<(), Reject> {
        let unless = |fine: bool, problem: &'static str| if fine { Ok(()) } else { Err(Reject::Unreadable(problem)) };
        unless(is_state(&self.state), "the State is two capital letters")?;
        unless(self.terms.state == self.state, "its terms are of another State")?;
        unless(has_words(&self.names), "the State has no name")?;
        unless(self.seq > 0 && (self.seq == 1) == (self.prev == FIRST), "number and link do not fit each other")?;
        unless(self.prev == FIRST || is_hash(&self.prev), "the link is not one")?;
        unless(self.not_before < self.not_after, "it ends before it begins")?;
        unless(self.not_after.duration_since(self.not_before) <= LONGEST, "it is valid for more than 400 days")?;
        unless(is_address(&self.url), "the node's address begins with https://")?;
        unless(verify_from_hex(&self.node).is_ok(), "the node's key is no key")?;
        unless(self.beside.len() <= BESIDE_MOST && self.node_keys()?.len() == self.all_keys().len(), NO_KEY_BESIDE)?;
        unless(self.witness.is_empty() || verify_from_hex(&self.witness).is_ok(), "the witness key is no key")?;
        unless(!self.desk.is_empty(), "the desk's team has no certificate")?;
        unless(is_zone(&self.zone), "the zone of the calendar is unknown")?;
        unless(self.terms.hold_days_default >= HOLD_DAYS_LEAST, "data is held for 60 days at least")?;
        unless(!self.terms.languages.is_empty(), "it takes requests in no language")?;
        unless(!self.oversight.contact.trim().is_empty(), "nobody is named who oversees the desk")?;
        self.check_authorities()
    }

    fn all_keys(&self) -> BTreeSet<&str> {
        self.beside.iter().chain([&self.node]).map(String::as_str).collect()
    }

    fn check_authorities(&self) -> Result<(), Reject> {
        let unless = |fine: bool, problem: &'static str| if fine { Ok(()) } else { Err(Reject::Unreadable(problem)) };
        let ids: BTreeSet<&str> = self.authorities.iter().map(|authority| authority.id.as_str()).collect();
        unless(ids.len() == self.authorities.len() && !ids.contains(""), "two authorities have one short name")?;
        let answers = self.authorities.iter().any(|authority| authority.roles.contains(&Role::ContactPoint));
        unless(answers, "no authority answers at every hour")?;
        for authority in &self.authorities {
            unless(has_words(&authority.names), "an authority has no name")?;
            unless(is_phone(&authority.phone), "a number is + and digits, as it is dialled from abroad")?;
            unless(is_zone(&authority.zone), "the zone of an authority is unknown")?;
            unless(!authority.hours.trim().is_empty(), "an authority has no hours")?;
        }
        Ok(())
    }
}

/// The name under which a node co-signs: its address without a scheme, and where checkpoints are handed to it.
#[must_use]
pub fn witness_name(url: &str) -> String {
    let host = url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    format!("{host}/x/1/witness")
}

/// The name in a language, else in English, else any.
#[must_use]
pub fn name_in<'a>(names: &'a Names, lang: &str) -> Option<&'a str> {
    names.get(lang).or_else(|| names.get("en")).or_else(|| names.values().next()).map(String::as_str)
}

fn has_words(names: &Names) -> bool {
    !names.is_empty() && names.values().all(|name| !name.trim().is_empty() && name.chars().count() <= 200)
}

/// An address of the web; one without TLS only where it is that of the machine itself, for trials.
pub(super) fn is_address(url: &str) -> bool {
    let (host, tls) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, true),
        (_, Some(rest)) => (rest, false),
        _ => return false,
    };
    // A host and a port, and nothing that an address of ours could be hidden behind.
    let host = host.strip_suffix('/').unwrap_or(host);
    let plain = !host.is_empty()
        && host.len() <= 253
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    let here = host.parse::<std::net::SocketAddr>().is_ok_and(|address| address.ip().is_loopback());
    plain && (tls || here)
}

fn is_zone(name: &str) -> bool {
    jiff::tz::TimeZone::get(name).is_ok()
}

/// `+` and 6 to 15 digits; spaces and hyphens between them are as people write.
fn is_phone(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('+') else { return false };
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    (6..=15).contains(&digits) && rest.bytes().all(|b| b.is_ascii_digit() || b == b' ' || b == b'-')
}
