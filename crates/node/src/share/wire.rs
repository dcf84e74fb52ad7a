//! What travels between a node and a platform's replica (`docs/formats.md` section 12).

use khien_casework::bank::{Ratio, Signal, SignalKind};
use khien_seal::statement::Signed;
use khien_store::feed::{Change, Place};
use khien_store::share::SharedBank;
use khien_terms::id::BankId;
use serde::{Deserialize, Deserializer, Serialize};

/// Where the feed stands.
pub const BASE: &str = "/share/v1/";
/// The header with a question's number, hex.
pub const NONCE: &str = "khien-nonce";
/// Name of the list of people's own images.
pub const OWN_IMAGES: &str = "own-images";
/// Contents on a page at most.
pub const PAGE_MAX: usize = 10_000;

/// The keys under which answers are verified.
#[derive(Debug, Serialize, Deserialize)]
pub struct Keys {
    /// The node's root, hex: whoever follows compares its fingerprint.
    pub root: String,
    /// The root's certificate of the key that signs answers.
    pub online: Signed,
}

/// The banks that a platform may hold.
#[derive(Debug, Serialize, Deserialize)]
pub struct Lists {
    /// All of them; one that is not named any more is to be let go of.
    pub banks: Vec<Listed>,
}

/// A bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its id.
    pub id: BankId,
    /// Its name.
    pub name: String,
    /// How often it takes part in lookups, in millionths.
    pub ratio: Ratio,
    /// Bits within which its contents match.
    pub radius: u8,
    /// Its contents come in the list of people's own images.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_images: bool,
    /// It is the platform's own list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}

/// Changes of one list.
#[derive(Debug, Serialize, Deserialize)]
pub struct Page {
    /// In order.
    pub records: Vec<Record>,
    /// Where the next page begins.
    pub next: String,
    /// There are more.
    pub more: bool,
}

/// What became of a content.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    /// Its number.
    pub content: i64,
    /// Its bank.
    pub bank: BankId,
    /// It is to be let go of.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// Nobody has seen what is behind it: look before acting.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unreviewed: bool,
    /// Matches nothing until then, in microseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_until: Option<i64>,
    /// Matches nothing from then on, in microseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<i64>,
    /// Its hashes, each with its kind; none of a content that is to be let go of.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "known")]
    pub signals: Vec<(SignalKind, String)>,
}

/// Hashes of kinds that this binary knows: a node may be newer than its replica.
fn known<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(SignalKind, String)>, D::Error> {
    let all = Vec::<(String, String)>::deserialize(from)?;
    Ok(all.into_iter().filter_map(|(kind, value)| Some((kind.parse().ok()?, value))).collect())
}

impl From<SharedBank> for Listed {
    fn from(bank: SharedBank) -> Self {
        let SharedBank { id, name, ratio, radius, own_images, listed } = bank;
        Self { id, name, ratio, radius, own_images, listed }
    }
}

impl From<Change> for Record {
    fn from(change: Change) -> Self {
        let acts = |signal: &Signal| !change.withdrawn && (signal.kind.is_exact() || signal.acts_within_a_radius());
        let signals = change.signals.iter().filter(|signal| acts(signal));
        Self {
            content: change.place.content,
            bank: change.bank,
            withdrawn: change.withdrawn,
            unreviewed: change.unreviewed,
            disabled_until: change.disabled_until.map(|at| at.0),
            expires: change.expires.map(|at| at.0),
            signals: signals.map(|signal| (signal.kind, signal.value.clone())).collect(),
        }
    }
}

/// A place as it travels.
pub fn token_of(place: Place) -> String {
    format!("{}-{}", place.seq, place.content)
}

/// A place that a node gave.
pub fn place_of(token: &str) -> Option<Place> {
    let (seq, content) = token.split_once('-')?;
    let place = Place { seq: seq.parse().ok()?, content: content.parse().ok()? };
    (place.seq >= 0 && place.content >= 0).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_is_not_known_is_passed_over() {
        let bank = BankId::from_bits(1);
        let text = format!(r#"{{"content":1,"bank":"{bank}","signals":[["pdq","0f"],["later","x"],["md5","ab"]]}}"#);
        let record: Record = serde_json::from_str(&text).expect("a record");
        let kinds: Vec<SignalKind> = record.signals.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [SignalKind::Pdq, SignalKind::Md5]);
    }

    #[test]
    fn a_page_token_reads_back_and_another_is_told() {
        let place = Place { seq: 12, content: 34 };
        assert_eq!(place_of(&token_of(place)), Some(place));
        for wrong in ["", "12", "-1-2", "a-b", "1-2-3", "99999999999999999999-1"] {
            assert_eq!(place_of(wrong), None, "{wrong}");
        }
    }
}
