//! Whether a package is whole, unchanged, and signed by whom it says. The caller reads and hashes; here is the judgement.

use std::collections::{BTreeMap, BTreeSet};

use super::bag::{
    BAG_INFO, BAGIT, BAGIT_TEXT, CASE, CONDITIONS, MANIFEST_256, MANIFEST_512, REPORTS, SIGNATURE, TAGMANIFEST_256,
    TAGMANIFEST_512,
};
use super::name::{self, Names};
use super::proof::{PROOF, Stands};
use super::stamp::{STAMP, Stamped};
use super::{Conditions, FILES_MAX, by_letter};
use crate::code::{is_hex, is_number};
use crate::wire::WireError;
use crate::wire::signed::{Subject, Voices};

/// The files whose bytes are judged. Of all others length and hashes are enough.
pub const READ: [&str; 10] = [
    BAGIT,
    BAG_INFO,
    MANIFEST_256,
    MANIFEST_512,
    CONDITIONS,
    TAGMANIFEST_256,
    TAGMANIFEST_512,
    SIGNATURE,
    PROOF,
    STAMP,
];
/// Bytes that each of them may have; a longer one is not handed over, and does not read.
pub const READ_MAX: usize = 16 << 20;
/// Files that may lie in a package beside those under `data/`.
pub const TAGS_MAX: usize = 64;
/// Further proofs that may lie with the signature.
const PROOFS: [&str; 2] = [STAMP, PROOF];
/// Tag files without which it is not the package that docs/formats.md describes.
const NEEDED: [&str; 6] = [BAGIT, BAG_INFO, MANIFEST_256, MANIFEST_512, CASE, CONDITIONS];

/// A file that was found in a package, whatever it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Path from the root of the package, parts divided by `/`.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256, small hexadecimal digits.
    pub sha256: String,
    /// SHA-512, small hexadecimal digits.
    pub sha512: String,
}

/// What is wrong with a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, where it is about one.
    pub file: Option<String>,
    /// What.
    pub fault: Fault,
}

/// What may be wrong with a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is no bag of version 1.0.
    #[error("it is not a bag: bagit.txt is missing, or is not that of BagIt 1.0 in UTF-8")]
    NotBagit,
    /// A file that the format needs is not there.
    #[error("it is missing, and belongs into every package")]
    Needed,
    /// A manifest, or the bag's description, does not read.
    #[error("it does not read as docs/formats.md has it")]
    Unreadable,
    /// The name is not one that every system reads the same.
    #[error("the name leads out of the package, or is read differently by different systems")]
    Name,
    /// Two files have names that some system takes for one.
    #[error("another file has the same name on some systems")]
    SameName,
    /// Named and not there.
    #[error("it is named in a manifest and is missing")]
    Missing,
    /// There and not named.
    #[error("it is there and no manifest names it")]
    Extra,
    /// Its hash is another.
    #[error("it was altered: its hash is not that of the manifest")]
    Altered,
    /// The two manifests name different files.
    #[error("one manifest names it and the other does not")]
    ManifestsDiffer,
    /// `Payload-Oxum` says other numbers.
    #[error("the number of files or bytes is not what bag-info.txt says")]
    Oxum,
    /// Nobody signed.
    #[error("nobody signed it")]
    Unsigned,
    /// The signature is over something else.
    #[error("the signature is over another manifest than this one")]
    SignedOther,
    /// A signature is false.
    #[error("the signature of the node or of the officer is false")]
    SignatureFalse,
    /// Nobody whom the State lets speak.
    #[error("nobody in that State vouches for the officer who signed")]
    UnknownVoice,
    /// The proof of the ledger does not read, is of another package, or leads nowhere.
    #[error("it does not prove that this package stood in a ledger")]
    Proof,
    /// A time-stamp lies in it that is none of this package.
    #[error("the time-stamp is of something else, or does not hold")]
    Stamp,
    /// The conditions do not read, or name no purpose.
    #[error("the conditions do not read: do not use what lies in the package")]
    Conditions,
    /// A link, a device, or something else that is no plain file.
    #[error("it is a link or no plain file, and was not read")]
    NotAFile,
    /// The archive's checksum is another than that of the bytes.
    #[error("the archive's own checksum of it is false: other programs will refuse it")]
    Checksum,
    /// More files than may be.
    #[error("there are more files than a package may have")]
    TooMany,
}

impl Fault {
    /// Its code, for words and programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Fault::NotBagit => "not-bagit",
            Fault::Needed => "needed",
            Fault::Unreadable => "unreadable",
            Fault::Name => "name",
            Fault::SameName => "same-name",
            Fault::Missing => "missing",
            Fault::Extra => "extra",
            Fault::Altered => "altered",
            Fault::ManifestsDiffer => "manifests-differ",
            Fault::Oxum => "oxum",
            Fault::Unsigned => "unsigned",
            Fault::SignedOther => "signed-other",
            Fault::SignatureFalse => "signature-false",
            Fault::UnknownVoice => "unknown-voice",
            Fault::Proof => "proof",
            Fault::Stamp => "time-stamp",
            Fault::Conditions => "conditions",
            Fault::NotAFile => "not-a-file",
            Fault::Checksum => "checksum",
            Fault::TooMany => "too-many",
        }
    }
}

/// By whose word the signature is judged.
#[derive(Debug, Clone, Copy)]
pub enum Word<'a> {
    /// By nobody's: it is told and not judged.
    Nobodys,
    /// By the State's that handed it over: its node and an officer signed.
    States(&'a Voices),
    /// By a letter's: the State has no node, and this key of the letter to it signed.
    Letters(&'a [u8; 32]),
}

/// What a package is, as far as it can be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Everything that is wrong; nothing, when it holds.
    pub problems: Vec<Problem>,
    /// The request that it answers and its number in it, as `External-Identifier` says.
    pub about: Option<(String, u32)>,
    /// The authority that handed it over, as it calls itself.
    pub source: Option<String>,
    /// The conditions of use.
    pub conditions: Option<Conditions>,
    /// The desk name of the officer in the signature; none where a letter's key signed alone.
    pub officer: Option<String>,
    /// A letter's key signed, and neither a node nor an officer: how the signature calls the key, hex.
    pub letter: Option<String>,
    /// The signatures were held against the sending State's entry, or the letter's key, and hold.
    pub signed: bool,
    /// Files under `data/`, without the report.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// The letter that tells people what was asked and what is handed over, where one lies in it: its path and length.
    pub report: Option<(String, u64)>,
    /// That the package stood in the ledger of the State that gives it, as far as the proof says by itself.
    pub stands: Option<Stands>,
    /// The time-stamp that lies in it, as far as it holds by itself.
    pub stamped: Option<Stamped>,
}

/// Judges a package by every file found in it and the bytes of those in [`READ`], and its signature by somebody's word.
#[must_use]
pub fn verify(tags: &BTreeMap<String, Vec<u8>>, found: &[Found], word: Word<'_>) -> Verdict {
    let mut judge = Judge { tags, found: BTreeMap::new(), verdict: Verdict::default() };
    judge.collect(found);
    if judge.bytes(BAGIT) != Some(BAGIT_TEXT.as_bytes()) {
        judge.tell(Some(BAGIT), Fault::NotBagit);
    }
    for name in NEEDED {
        if !judge.found.contains_key(name) {
            judge.tell(Some(name), Fault::Needed);
        }
    }
    for name in READ {
        if judge.found.contains_key(name) && !tags.contains_key(name) {
            judge.tell(Some(name), Fault::Unreadable);
        }
    }
    judge.manifests((MANIFEST_256, MANIFEST_512), |path| path.starts_with("data/"));
    judge.manifests((TAGMANIFEST_256, TAGMANIFEST_512), is_tag);
    judge.info();
    judge.conditions();
    judge.proofs();
    judge.signature(word);
    judge.ledger();
    judge.stamp();
    judge.verdict
}

/// Whether a path is of a tag file that a tag manifest has to name.
fn is_tag(path: &str) -> bool {
    !path.starts_with("data/") && !path.starts_with("signatures/") && path != TAGMANIFEST_256 && path != TAGMANIFEST_512
}

struct Judge<'a> {
    tags: &'a BTreeMap<String, Vec<u8>>,
    found: BTreeMap<&'a str, &'a Found>,
    verdict: Verdict,
}

/// What a manifest says: paths and hashes, in order.
type Manifest = BTreeMap<String, String>;

impl<'a> Judge<'a> {
    fn tell(&mut self, file: Option<&str>, fault: Fault) {
        self.verdict.problems.push(Problem { file: file.map(str::to_owned), fault });
    }

    fn bytes(&self, name: &str) -> Option<&'a [u8]> {
        self.tags.get(name).map(Vec::as_slice)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.bytes(name).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// The files, none twice.
    fn collect(&mut self, found: &'a [Found]) {
        let mut names = Names::default();
        for file in found {
            if name::fit(&file.path).is_err() {
                self.tell(Some(&file.path), Fault::Name);
            } else if names.add(&file.path).is_err() {
                self.tell(Some(&file.path), Fault::SameName);
            }
            if REPORTS.contains(&file.path.as_str()) && self.verdict.report.is_none() {
                self.verdict.report = Some((file.path.clone(), file.bytes));
            } else if file.path.starts_with("data/") {
                self.verdict.files += 1;
                self.verdict.bytes = self.verdict.bytes.saturating_add(file.bytes);
            }
            self.found.entry(&file.path).or_insert(file);
        }
        let reports = usize::from(self.verdict.report.is_some());
        let under = self.verdict.files + reports;
        if under > FILES_MAX || found.len() - under > TAGS_MAX {
            self.tell(None, Fault::TooMany);
        }
    }

    /// Holds two manifests against each other and against what was found of what they cover.
    fn manifests(&mut self, (small, large): (&str, &str), covers: fn(&str) -> bool) {
        let [Some(of_256), Some(of_512)] =
            [(small, 64), (large, 128)].map(|(name, digits)| self.manifest(name, digits))
        else {
            return;
        };
        for path in of_256.keys().chain(of_512.keys()).collect::<BTreeSet<_>>() {
            let (Some(sha256), Some(sha512)) = (of_256.get(path), of_512.get(path)) else {
                self.tell(Some(path), Fault::ManifestsDiffer);
                continue;
            };
            match self.found.get(path.as_str()) {
                None => self.tell(Some(path), Fault::Missing),
                Some(_) if !covers(path) => self.tell(Some(path), Fault::Unreadable),
                Some(found) if found.sha256 != *sha256 || found.sha512 != *sha512 => {
                    self.tell(Some(path), Fault::Altered);
                }
                Some(_) => {}
            }
        }
        let found: Vec<&str> = self.found.keys().copied().filter(|path| covers(path)).collect();
        for path in found {
            if !of_256.contains_key(path) && !of_512.contains_key(path) {
                self.tell(Some(path), Fault::Extra);
            }
        }
    }

    fn manifest(&mut self, name: &str, digits: usize) -> Option<Manifest> {
        let Some(text) = self.text(name) else {
            if self.tags.contains_key(name) {
                self.tell(Some(name), Fault::Unreadable);
            } else if !self.found.contains_key(name) && !NEEDED.contains(&name) {
                self.tell(Some(name), Fault::Needed);
            }
            return None;
        };
        let mut manifest = Manifest::new();
        for line in text.lines() {
            let read = line.split_once([' ', '\t']).map(|(hash, path)| (hash.to_ascii_lowercase(), path.trim_start()));
            let Some((hash, path)) = read.filter(|(hash, path)| is_hex(hash, digits) && name::fit(path).is_ok()) else {
                self.tell(Some(name), Fault::Unreadable);
                return None;
            };
            if manifest.len() > FILES_MAX + TAGS_MAX || manifest.insert(path.to_owned(), hash).is_some() {
                self.tell(Some(name), Fault::Unreadable);
                return None;
            }
        }
        Some(manifest)
    }

    /// What the bag says of itself.
    fn info(&mut self) {
        let Some(text) = self.text(BAG_INFO) else {
            if self.tags.contains_key(BAG_INFO) {
                self.tell(Some(BAG_INFO), Fault::Unreadable);
            }
            return;
        };
        let value = |label: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(label)?.strip_prefix(':').map(|value| value.trim().to_owned()))
        };
        let about = value("External-Identifier").and_then(|text| {
            let (request, package) = text.split_once('-')?;
            is_number(request).then_some(())?;
            Some((request.to_owned(), package.parse().ok()?))
        });
        self.verdict.about = about;
        self.verdict.source = value("Source-Organization");
        if self.verdict.about.is_none() || self.verdict.source.is_none() {
            self.tell(Some(BAG_INFO), Fault::Unreadable);
        }
        let (reports, more) = self.verdict.report.as_ref().map_or((0, 0), |(_, bytes)| (1, *bytes));
        let (bytes, files) = (self.verdict.bytes.saturating_add(more), self.verdict.files + reports);
        if value("Payload-Oxum") != Some(format!("{bytes}.{files}")) {
            self.tell(Some(BAG_INFO), Fault::Oxum);
        }
    }

    fn conditions(&mut self) {
        let Some(bytes) = self.bytes(CONDITIONS) else { return };
        let conditions = serde_json::from_slice::<Conditions>(bytes).ok();
        self.verdict.conditions = conditions.filter(Conditions::is_sound);
        if self.verdict.conditions.is_none() {
            self.tell(Some(CONDITIONS), Fault::Conditions);
        }
    }

    /// Only what the format knows may lie where no manifest looks.
    fn proofs(&mut self) {
        let known = |path: &str| path == SIGNATURE || PROOFS.contains(&path);
        let paths = self.found.keys().copied();
        let strange: Vec<&str> = paths.filter(|path| path.starts_with("signatures/") && !known(path)).collect();
        for path in strange {
            self.tell(Some(path), Fault::Extra);
        }
    }

    /// The proof of the ledger, where one lies there.
    fn ledger(&mut self) {
        let Some(bytes) = self.bytes(PROOF) else { return };
        let manifest = self.bytes(TAGMANIFEST_256).map(khien_seal::sha256_hex).unwrap_or_default();
        let about = self.verdict.about.as_ref();
        let stands = std::str::from_utf8(bytes).ok().zip(about);
        self.verdict.stands = stands.and_then(|(text, (request, n))| Stands::read(text, request, *n, &manifest));
        if self.verdict.stands.is_none() {
            self.tell(Some(PROOF), Fault::Proof);
        }
    }

    /// The time-stamp of an authority, where one lies there.
    fn stamp(&mut self) {
        let Some(bytes) = self.bytes(STAMP) else { return };
        let hash = self.bytes(TAGMANIFEST_256).map(khien_seal::sha256).unwrap_or_default();
        self.verdict.stamped = Stamped::read(bytes, &hash, None).ok();
        if self.verdict.stamped.is_none() {
            self.tell(Some(STAMP), Fault::Stamp);
        }
    }

    fn signature(&mut self, word: Word<'_>) {
        let Some(bytes) = self.bytes(SIGNATURE) else { return self.tell(Some(SIGNATURE), Fault::Unsigned) };
        let judged = if by_letter::is_one(bytes) { self.letters(bytes, word) } else { self.officers(bytes, word) };
        match judged {
            Ok(text) if self.bytes(TAGMANIFEST_256) != Some(text.as_slice()) => {
                self.tell(Some(SIGNATURE), Fault::SignedOther);
            }
            Ok(_) => self.verdict.signed = !matches!(word, Word::Nobodys),
            Err(WireError::Officer) => self.tell(Some(SIGNATURE), Fault::UnknownVoice),
            Err(_) => self.tell(Some(SIGNATURE), Fault::SignatureFalse),
        }
    }

    /// The manifest that node and officer signed. A letter's key is no voice of theirs.
    fn officers(&mut self, bytes: &[u8], word: Word<'_>) -> Result<Vec<u8>, WireError> {
        let (text, officer) = Subject::Package.unjudged(bytes)?;
        self.verdict.officer = Some(officer);
        match word {
            Word::Nobodys => Ok(text),
            Word::States(voices) => Subject::Package.verify(bytes, voices).map(|_| text),
            Word::Letters(_) => Err(WireError::Signature),
        }
    }

    /// The manifest that a letter's key signed. No entry of a State vouches for it.
    fn letters(&mut self, bytes: &[u8], word: Word<'_>) -> Result<Vec<u8>, WireError> {
        let (text, key) = by_letter::unjudged(bytes)?;
        self.verdict.letter = Some(key);
        match word {
            Word::Nobodys => Ok(text),
            Word::States(_) => Err(WireError::Officer),
            Word::Letters(key) => by_letter::verified(bytes, key),
        }
    }
}
