//! Kinds of hashes that a bank holds, and the text of one value.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Under this quality a PDQ hash never acts (care 3.3).
pub const QUALITY_FLOOR: u8 = 50;

/// A kind of hash, under the name that HMA's interface has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// PDQ of a picture: found again within a distance.
    Pdq,
    /// MD5 of a picture's file.
    Md5,
    /// SHA-1 of a picture's file.
    Sha1,
    /// SHA-256 of a picture's file.
    Sha256,
    /// MD5 of a video's file.
    VideoMd5,
    /// SHA-256 of a video's file.
    VideoSha256,
}

impl SignalKind {
    /// All kinds.
    pub const ALL: [SignalKind; 6] = [
        SignalKind::Pdq,
        SignalKind::Md5,
        SignalKind::Sha1,
        SignalKind::Sha256,
        SignalKind::VideoMd5,
        SignalKind::VideoSha256,
    ];

    /// The name in data and interfaces.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SignalKind::Pdq => "pdq",
            SignalKind::Md5 => "md5",
            SignalKind::Sha1 => "sha1",
            SignalKind::Sha256 => "sha256",
            SignalKind::VideoMd5 => "video_md5",
            SignalKind::VideoSha256 => "video_sha256",
        }
    }

    /// Whether only the same bytes give the same hash.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self != SignalKind::Pdq
    }

    /// Hex digits of a value.
    #[must_use]
    pub fn digits(self) -> usize {
        match self {
            SignalKind::Md5 | SignalKind::VideoMd5 => 32,
            SignalKind::Sha1 => 40,
            SignalKind::Pdq | SignalKind::Sha256 | SignalKind::VideoSha256 => 64,
        }
    }

    /// A value as it is kept: small hex digits, without spaces around.
    ///
    /// # Errors
    /// [`Refusal::Field`] with what this kind looks like.
    pub fn read(self, value: &str) -> Result<String, Refusal> {
        let value = value.trim();
        if value.len() == self.digits() && value.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(value.to_ascii_lowercase());
        }
        let problem = match self.digits() {
            32 => "32 hex digits",
            40 => "40 hex digits",
            _ => "64 hex digits",
        };
        Err(Refusal::Field { field: self.as_str(), problem })
    }
}

impl fmt::Display for SignalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SignalKind {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        SignalKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(Refusal::Field { field: "signal", problem: "pdq, md5, sha1, sha256, video_md5 or video_sha256" })
    }
}

/// One hash. A perceptual hash is personal data: it stands beside the journal, never in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal {
    /// What it is.
    pub kind: SignalKind,
    /// Small hex digits.
    pub value: String,
    /// Quality of a PDQ hash, 0 to 100; none when its list does not say.
    pub quality: Option<u8>,
}

impl Signal {
    /// A signal from text.
    ///
    /// # Errors
    /// [`Refusal::Field`] when the value has another form, or a quality is beyond 100.
    pub fn read(kind: SignalKind, value: &str, quality: Option<u8>) -> Result<Self, Refusal> {
        if quality.is_some_and(|quality| quality > 100) {
            return Err(Refusal::Field { field: "quality", problem: "0 to 100" });
        }
        Ok(Self { kind, value: kind.read(value)?, quality: quality.filter(|_| kind == SignalKind::Pdq) })
    }

    /// Whether it may be asked for within a radius.
    #[must_use]
    pub fn acts_within_a_radius(&self) -> bool {
        self.kind == SignalKind::Pdq && self.quality.is_none_or(|quality| quality >= QUALITY_FLOOR)
    }
}

/// The bytes that the commitment of a content covers: a line for each signal, in their order.
#[must_use]
pub fn committed(signals: &[Signal]) -> Vec<u8> {
    let mut sorted: Vec<&Signal> = signals.iter().collect();
    sorted.sort();
    let line = |s: &&Signal| match s.quality {
        Some(quality) => format!("{} {} {quality}\n", s.kind, s.value),
        None => format!("{} {}\n", s.kind, s.value),
    };
    sorted.iter().map(line).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_kept_in_one_form_and_another_form_is_told() {
        let upper = "AB".repeat(32);
        assert_eq!(SignalKind::Pdq.read(&format!(" {upper}\n")), Ok("ab".repeat(32)));
        for (kind, wrong) in [
            (SignalKind::Pdq, "ab".repeat(31)),
            (SignalKind::Md5, "xy".repeat(16)),
            (SignalKind::Sha1, String::new()),
            (SignalKind::Sha256, "é".repeat(32)),
        ] {
            let said = kind.read(&wrong).expect_err("refused").to_string();
            assert!(said.contains(&kind.digits().to_string()) && !said.contains(&wrong) || wrong.is_empty(), "{said}");
        }
    }

    #[test]
    fn every_kind_reads_back_from_its_name() {
        for kind in SignalKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_string(&kind).expect("json"), format!("\"{kind}\""));
        }
        assert!("photodna".parse::<SignalKind>().is_err());
    }

    #[test]
    fn a_low_quality_never_acts_within_a_radius() {
        let pdq = |quality| Signal::read(SignalKind::Pdq, &"0f".repeat(32), quality).expect("pdq");
        assert!(!pdq(Some(49)).acts_within_a_radius());
        assert!(pdq(Some(50)).acts_within_a_radius() && pdq(None).acts_within_a_radius());
        assert!(Signal::read(SignalKind::Pdq, &"0f".repeat(32), Some(101)).is_err());
        let md5 = Signal::read(SignalKind::Md5, &"0f".repeat(16), Some(9)).expect("md5");
        assert!(!md5.acts_within_a_radius() && md5.quality.is_none());
    }

    #[test]
    fn a_commitment_does_not_depend_on_the_order() {
        let a = Signal::read(SignalKind::Md5, &"0f".repeat(16), None).expect("md5");
        let b = Signal::read(SignalKind::Pdq, &"0f".repeat(32), Some(80)).expect("pdq");
        assert_eq!(committed(&[a.clone(), b.clone()]), committed(&[b, a]));
    }
}
