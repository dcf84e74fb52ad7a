//! `khien provenance`: what each file says of how it was made.

use std::io::Read;
use std::path::Path;

use khien_signal::provenance::{Claim, Kind, Place, Says};
use serde::Serialize;

use super::super::terminal::{named, shown};
use super::super::{print_json, print_line};
use super::ProvenanceArgs;
use crate::Failure;
use crate::provenance::{Answer, Held, Signature, State, child};

/// What a file says, as one line.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    kind: Kind,
    state: State,
    signature: Option<Checked<'a>>,
    /// The manifest's first.
    claims: Vec<&'a Claim>,
    /// The file says where it was made; the place is not given out.
    place: bool,
    /// There were more claims than are given here.
    more: bool,
    /// What is there and could not be read.
    unreadable: &'a [Place],
}

/// The signature of a line.
#[derive(Serialize)]
struct Checked<'a> {
    state: Held,
    by: Option<&'a str>,
    at: Option<&'a str>,
    problems: &'a [String],
}

/// At most so many bytes of anchors.
const ANCHORS_MAX: usize = 4 << 20;

/// Reads the files; those that could not be read are told at the end.
///
/// # Errors
/// A file that could not be read, or the folder of anchors.
pub(in crate::cli) async fn run(args: &ProvenanceArgs) -> Result<(), Failure> {
    let anchors = args.anchors.as_deref().map_or_else(|| Ok(String::new()), anchors)?;
    let mut problems = 0;
    for path in &args.files {
        if let Err(problem) = one(path, &anchors, args.json).await {
            eprintln!("{}: {problem}", named(path));
            problems += 1;
        }
    }
    if !args.json {
        print_line(
            "What is unsigned can be forged or stripped by anybody. Where nothing is said, nothing is proved: neither that a \
             camera took it nor that a model made it.",
        )?;
    }
    if problems == 0 { Ok(()) } else { Err(Failure::Held(format!("{problems} files could not be read"))) }
}

/// The certificates of a folder, as PEM.
fn anchors(folder: &Path) -> Result<String, Failure> {
    if !cfg!(feature = "c2pa") {
        return Err(Failure::Held(
            "this build checks no manifests, so anchors would change nothing; build with --features c2pa".into(),
        ));
    }
    let told = |error: std::io::Error| Failure::Held(format!("{}: {error}", named(folder)));
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let name = path.extension().and_then(|name| name.to_str()).unwrap_or_default();
        if !["pem", "crt", "cer"].contains(&name) {
            continue;
        }
        let text = std::fs::read_to_string(&path)
            .ok()
            .filter(|text| text.contains("-----BEGIN CERTIFICATE-----"))
            .ok_or_else(|| Failure::Held(format!("{}: no certificate in PEM", named(path))))?;
        all.push_str(&text);
        all.push('\n');
        if all.len() > ANCHORS_MAX {
            return Err(Failure::Held(format!("{}: more than 4 MiB of certificates", named(folder))));
        }
    }
    if all.is_empty() {
        return Err(Failure::Held(format!("{}: no certificate (.pem, .crt, .cer)", named(folder))));
    }
    Ok(all)
}

async fn one(path: &Path, anchors: &str, json: bool) -> Result<(), Failure> {
    let told = |error: std::io::Error| Failure::Held(error.to_string());
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(told)?;
    // Not by what it says of its length: a device has none.
    file.take(child::LARGEST + 1).read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() as u64 > child::LARGEST {
        return Err(Failure::Held(format!("more than {} MiB", child::LARGEST >> 20)));
    }
    let answer = child::read(&bytes, anchors)
        .await
        .map_err(|error| Failure::Held(format!("it could not be read within its limits ({error})")))?;
    if answer.said.kind == Kind::Other {
        return Err(Failure::Held(
            "not a kind of file that is read here (JPEG, PNG, WebP, TIFF, HEIC, AVIF, MP4)".into(),
        ));
    }
    let name = path.to_string_lossy();
    if json { print_json(&line(&name, &answer)) } else { print(&name, &answer) }
}

fn line<'a>(path: &'a str, answer: &'a Answer) -> Line<'a> {
    let Answer { said, signature } = answer;
    let signed = signature.as_ref().map_or(&[][..], |signature| &signature.claims);
    Line {
        path,
        kind: said.kind,
        state: answer.state(),
        signature: signature.as_ref().map(|signature| Checked {
            state: signature.state,
            by: signature.by.as_deref(),
            at: signature.at.as_deref(),
            problems: &signature.problems,
        }),
        claims: signed.iter().chain(&said.claims).collect(),
        place: said.place,
        more: said.more,
        unreadable: &said.unreadable,
    }
}

fn print(path: &str, answer: &Answer) -> Result<(), Failure> {
    let state = match answer.state() {
        State::Signed => "signed claim",
        State::Unsigned => "unsigned claim",
        State::None => "nothing said",
    };
    print_line(&shown(&format!("{path}: {state}")))?;
    if let Some(signature) = &answer.signature {
        print_line(&shown(&format!("  manifest  {}", held(signature))))?;
    }
    for claim in line(path, answer).claims {
        let value = claim.value.as_deref().or(claim.term.as_deref()).unwrap_or("(not shown)");
        let (place, says) = (place(claim.place), says(claim.says));
        print_line(&shown(&format!("  {place}  {}  {says}: {value}", claim.field)))?;
    }
    if answer.said.place {
        print_line("  The file says where it was made; the place is not shown.")?;
    }
    for unreadable in &answer.said.unreadable {
        print_line(&format!("  {} is there and could not be read", place(*unreadable)))?;
    }
    Ok(())
}

fn held(signature: &Signature) -> String {
    let by = signature.by.as_deref().unwrap_or("somebody without a name");
    match signature.state {
        Held::Trusted => format!("holds, signed by {by}, whom an anchor vouches for"),
        Held::Valid => format!("holds, signed by {by}; nobody vouches for that name"),
        Held::Invalid => format!("does not hold: {}", signature.problems.join(", ")),
        Held::Unchecked => "the file holds a manifest; this build does not check it".to_owned(),
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Xmp => "XMP",
        Place::Exif => "EXIF",
        Place::Text => "PNG text",
        Place::Manifest => "manifest",
    }
}

fn says(says: Says) -> &'static str {
    match says {
        Says::AiMade => "made by a generating model",
        Says::AiAltered => "altered by a generating model",
        Says::AiTool => "a generating tool is named",
        Says::Hint => "a weak hint of a model",
        Says::Camera => "a camera",
        Says::Other => "no word of a model",
        Says::Unknown => "a term that is not known here",
    }
}
