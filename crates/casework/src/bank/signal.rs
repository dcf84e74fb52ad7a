//! Kinds of hashes that a bank holds, and the text of one value.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Under this quality a PDQ hash never acts (care 3.3).
pub const QUALITY_FLOOR: u8 = 50;

/// What a name may be.
const KINDS: &str = "pdq, md5, sha1, sha256, video_md5, video_sha256 or vpdq";
/// MD5, SHA-1 and SHA-256 of no byte (RFC 1321 A.5, FIPS 180-4).
const OF_NOTHING: [&str; 3] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];
/// What stands between the hash and the moment of a frame.
const AT: char = '@';
/// The latest moment of a frame: some three years, in thousandths of a second.
const AT_MAX: u64 = 100_000_000_000;

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
    /// PDQ of one frame of a video, with its moment; all frames of a content are its vPDQ hash.
    Vpdq,
}

impl SignalKind {
    /// All kinds.
    pub const ALL: [SignalKind; 7] = [
        SignalKind::Pdq,
        SignalKind::Md5,
        SignalKind::Sha1,
        SignalKind::Sha256,
        SignalKind::VideoMd5,
        SignalKind::VideoSha256,
        SignalKind::Vpdq,
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
            SignalKind::Vpdq => "vpdq",
        }
    }

    /// Whether only the same bytes give the same hash.
    #[must_use]
    pub fn is_exact(self) -> bool {
        !matches!(self, SignalKind::Pdq | SignalKind::Vpdq)
    }

    /// Whether it is taken of a video.
    #[must_use]
    pub fn is_of_a_video(self) -> bool {
        matches!(self, SignalKind::VideoMd5 | SignalKind::VideoSha256 | SignalKind::Vpdq)
    }

    /// Hex digits of a value; after those of a frame stands its moment.
    #[must_use]
    pub fn digits(self) -> usize {
        match self {
            SignalKind::Md5 | SignalKind::VideoMd5 => 32,
            SignalKind::Sha1 => 40,
            SignalKind::Pdq | SignalKind::Sha256 | SignalKind::VideoSha256 | SignalKind::Vpdq => 64,
        }
    }

    /// A value as it is kept: small hex digits, without spaces around.
    ///
    /// # Errors
    /// [`Refusal::Field`] with what this kind looks like.
    pub fn read(self, value: &str) -> Result<String, Refusal> {
        let value = value.trim();
        if self == SignalKind::Vpdq {
            let frame = Frame::read(value);
            let problem = "64 hex digits, @, and the thousandths of a second at which the frame stands";
            return frame.map(Frame::value).ok_or(Refusal::Field { field: self.as_str(), problem });
        }
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
            .ok_or(Refusal::Field { field: "signal", problem: KINDS })
    }
}

/// One frame of a video as a value has it: `hash@moment`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame<'a> {
    /// PDQ hash, 64 hex digits.
    pub hash: &'a str,
    /// Where in the video it stands, in thousandths of a second.
    pub at: u64,
}

impl<'a> Frame<'a> {
    /// A frame from a value; nothing where it is none.
    #[must_use]
    pub fn read(value: &'a str) -> Option<Self> {
        let (hash, at) = value.split_once(AT)?;
        let hex = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let at = Some(at).filter(|at| number(at)).and_then(|at| at.parse().ok()).filter(|at| *at <= AT_MAX)?;
        hex(hash).then_some(Self { hash, at })
    }

    /// The value: small digits, and the moment without zeros before it.
    #[must_use]
    pub fn value(self) -> String {
        format!("{}{AT}{}", self.hash.to_ascii_lowercase(), self.at)
    }
}

/// One hash. A perceptual hash is personal data: it stands beside the journal, never in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signal {
    /// What it is.
    pub kind: SignalKind,
    /// Small hex digits; a [`Frame`] has its moment after them.
    pub value: String,
    /// Quality of a PDQ hash, and always of a frame, 0 to 100; none when its list does not say.
    pub quality: Option<u8>,
}

impl Signal {
    /// A signal from text.
    ///
    /// # Errors
    /// [`Refusal::Field`] when the value has another form, a quality is beyond 100, or a frame has none.
    pub fn read(kind: SignalKind, value: &str, quality: Option<u8>) -> Result<Self, Refusal> {
        if quality.is_some_and(|quality| quality > 100) || (kind == SignalKind::Vpdq && quality.is_none()) {
            return Err(Refusal::Field { field: "quality", problem: "0 to 100" });
        }
        Ok(Self { kind, value: kind.read(value)?, quality: quality.filter(|_| !kind.is_exact()) })
    }

    /// Whether it is the hash of a file without a byte: it says nothing of a picture and would match every empty file.
    #[must_use]
    pub fn is_of_nothing(&self) -> bool {
        OF_NOTHING.contains(&self.value.as_str())
    }

    /// Whether it may be asked for within a radius.
    #[must_use]
    pub fn acts_within_a_radius(&self) -> bool {
        !self.kind.is_exact() && self.quality.is_none_or(|quality| quality >= QUALITY_FLOOR)
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
    fn a_frame_is_kept_with_its_moment_in_one_form() {
        let hash = "AB".repeat(32);
        let read = |value: &str| SignalKind::Vpdq.read(value);
        assert_eq!(read(&format!(" {hash}@0001500 ")), Ok(format!("{}@1500", "ab".repeat(32))));
        let kept = read(&format!("{hash}@7")).expect("frame");
        assert_eq!(Frame::read(&kept), Some(Frame { hash: &"ab".repeat(32), at: 7 }));
        for wrong in ["", "@", "@5", &hash, &format!("{hash}@"), &format!("{hash}@+5"), &format!("{hash}@-1")] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read(&format!("{hash}@1.5")).is_err() && read(&format!("{hash}@{}", u64::MAX)).is_err());
        let frame = Signal::read(SignalKind::Vpdq, &format!("{hash}@7"), Some(49)).expect("frame");
        assert!(!frame.acts_within_a_radius(), "a frame with little to see never acts");
        assert!(Signal::read(SignalKind::Vpdq, &format!("{hash}@7"), None).is_err(), "a frame has a quality");
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
    fn a_file_without_a_byte_is_known_by_its_hash() {
        let read = |kind, value: &str| Signal::read(kind, value, None).expect("a hash").is_of_nothing();
        assert!(read(SignalKind::VideoMd5, "D41D8CD98F00B204E9800998ECF8427E"));
        assert!(read(SignalKind::Sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        assert!(!read(SignalKind::Md5, &"0f".repeat(16)));
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
