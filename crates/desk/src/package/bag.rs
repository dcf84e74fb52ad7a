//! The tag files of a package (BagIt 1.0, RFC 8493): the same description gives the same bytes.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256, Sha512};

use super::check::{Finding, sound};
use super::{Conditions, Description, case};

/// Where the files lie.
pub const PAYLOAD: &str = "data/payload/";
/// The letter that tells people what was asked and what is handed over: PDF/A-3.
pub const REPORT_PDF: &str = "data/report/letter.pdf";
/// The same as a page, where the program that made the package makes no PDF.
pub const REPORT_HTML: &str = "data/report/letter.html";
/// Where a report may lie.
pub const REPORTS: [&str; 2] = [REPORT_PDF, REPORT_HTML];
/// That it is a bag.
pub const BAGIT: &str = "bagit.txt";
/// Its whole text.
pub const BAGIT_TEXT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// Who hands it over, about what.
pub const BAG_INFO: &str = "bag-info.txt";
/// SHA-256 of every file under `data/`.
pub const MANIFEST_256: &str = "manifest-sha256.txt";
/// SHA-512 of every file under `data/`.
pub const MANIFEST_512: &str = "manifest-sha512.txt";
/// CASE/UCO in JSON-LD.
pub const CASE: &str = "metadata/case.jsonld";
/// The conditions, as JSON.
pub const CONDITIONS: &str = "metadata/conditions.json";
/// SHA-256 of every tag file but the signatures: what is signed.
pub const TAGMANIFEST_256: &str = "tagmanifest-sha256.txt";
/// SHA-512 of the same.
pub const TAGMANIFEST_512: &str = "tagmanifest-sha512.txt";
/// The signatures of node and officer over [`TAGMANIFEST_256`].
pub const SIGNATURE: &str = "signatures/tagmanifest.cose";

/// A file of a package that describes the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagFile {
    /// Path from the root of the package.
    pub path: &'static str,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// The name of a package: `External-Identifier`, and the name of its folder or archive.
#[must_use]
pub fn identifier(request: &str, package: u32) -> String {
    format!("{request}-{package}")
}

/// The tag files of a package, in the order in which they are written; the signature is made over the bytes of
/// [`TAGMANIFEST_256`] and lies at [`SIGNATURE`].
///
/// # Errors
/// What is wrong with the description by itself. Whether its files were asked for says [`check`](super::check()).
pub fn tag_files(description: &Description) -> Result<Vec<TagFile>, Vec<Finding>> {
    let findings = sound(description);
    if !findings.is_empty() {
        return Err(findings);
    }
    let text = |path, text: String| TagFile { path, bytes: text.into_bytes() };
    let mut files = vec![
        text(BAGIT, BAGIT_TEXT.to_owned()),
        text(BAG_INFO, bag_info(description)),
        text(MANIFEST_256, manifest(description, |file| &file.sha256, |report| &report.sha256)),
        text(MANIFEST_512, manifest(description, |file| &file.sha512, |report| &report.sha512)),
        text(CASE, case::document(description)),
        text(CONDITIONS, conditions(&description.conditions)),
    ];
    let tags = |hash: fn(&[u8]) -> String| {
        let mut lines: Vec<(&str, String)> = files.iter().map(|file| (file.path, hash(&file.bytes))).collect();
        lines.sort_unstable();
        lines.iter().map(|(path, hash)| line(hash, path)).collect::<String>()
    };
    let both = [(TAGMANIFEST_256, tags(sha256)), (TAGMANIFEST_512, tags(sha512))];
    files.extend(both.map(|(path, lines)| text(path, lines)));
    Ok(files)
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn sha512(bytes: &[u8]) -> String {
    hex::encode(Sha512::digest(bytes))
}

fn line(hash: &str, path: &str) -> String {
    format!("{hash}  {path}\n")
}

fn manifest(
    description: &Description,
    hash: impl Fn(&super::File) -> &String,
    of_report: impl Fn(&super::Report) -> &String,
) -> String {
    let mut files: Vec<&super::File> = description.files.iter().collect();
    files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    // `data/report/` stands behind `data/payload/` in the order of bytes.
    let report = description.report.iter().map(|report| line(of_report(report), &report.path));
    files.iter().map(|file| line(hash(file), &format!("{PAYLOAD}{}", file.path))).chain(report).collect()
}

/// The conditions as they lie in a package at [`CONDITIONS`]: JSON, a line end after it.
#[must_use]
pub fn conditions(conditions: &Conditions) -> String {
    // Codes, truths and a day: that always is JSON.
    serde_json::to_string_pretty(conditions).unwrap_or_default() + "\n"
}

fn bag_info(description: &Description) -> String {
    let report = description.report.iter().map(|report| report.bytes);
    let lengths = description.files.iter().map(|file| file.bytes).chain(report);
    let (files, bytes) = lengths.fold((0u64, 0u128), |(files, bytes), one| (files + 1, bytes + u128::from(one)));
    let day = description.made_at.to_zoned_datetime(TimeZone::UTC).date();
    let mut text = String::new();
    let mut say = |label: &str, value: &str| {
        // Writing into a text does not fail.
        let _ = writeln!(text, "{label}: {value}");
    };
    say("Source-Organization", &description.source);
    say("Contact-Name", &description.examiner);
    say("External-Identifier", &identifier(&description.request, description.package));
    say("External-Description", &format!("Data handed over by {} to {}", description.asked, description.asking));
    say("Bagging-Date", &day.to_string());
    say("Payload-Oxum", &format!("{bytes}.{files}"));
    say("Use-Limitation", &limits(&description.conditions));
    say("Signature-File", SIGNATURE);
    text
}

/// The conditions in a line, for whoever has a reader of bags and no other.
fn limits(conditions: &Conditions) -> String {
    let purposes: Vec<&str> = conditions.purposes.iter().map(|purpose| purpose.code()).collect();
    let onward =
        if conditions.onward { "onward transfer allowed" } else { "no onward transfer without written consent" };
    let until = conditions.until.map(|until| format!("; until {until} (UTC)")).unwrap_or_default();
    let feedback = if conditions.feedback { "; use is reported back" } else { "" };
    format!("only for {}; {onward}{until}{feedback}; {CONDITIONS} is what binds", purposes.join(", "))
}
