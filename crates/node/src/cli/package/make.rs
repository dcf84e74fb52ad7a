//! `khien package make`.

use std::path::{Path, PathBuf};

use khien_desk::form::BYTES_MAX;
use khien_desk::package::bag::{REPORT_HTML, REPORT_PDF};
use khien_desk::package::description::{DESCRIPTION_MAX, REPORT_MAX};
use khien_desk::package::{Finding, Item, TagFile};
use serde::Serialize;
use serde_json::Value;

use super::super::{print_json, print_line, terminal::named};
use super::{Told, read};
use crate::Failure;
use crate::package::make::{Made, NotMade, Wanted, make};

/// What the command line asks for.
pub(super) struct Asked {
    pub(super) folder: PathBuf,
    pub(super) description: PathBuf,
    pub(super) request: PathBuf,
    pub(super) accepted: Vec<String>,
    pub(super) report: Option<PathBuf>,
    pub(super) signature: Option<PathBuf>,
    pub(super) out: PathBuf,
}

/// Bytes that signatures may have.
const SIGNATURE_MAX: usize = 1 << 20;

/// What is told.
#[derive(Debug, Serialize)]
struct Line {
    ok: bool,
    #[serde(flatten)]
    made: Option<Made>,
    problems: Vec<Told>,
}

/// Makes it.
///
/// # Errors
/// [`Failure::Held`] with every finding.
pub(super) fn run(asked: Asked, json: bool) -> Result<(), Failure> {
    let accepted = items(&asked)?;
    let text = read(&asked.description, DESCRIPTION_MAX)?;
    let description: Value = serde_json::from_slice(&text)
        .map_err(|error| Failure::Held(format!("{}: {error}", named(&asked.description))))?;
    let signature = asked.signature.as_deref().map(|path| read(path, SIGNATURE_MAX)).transpose()?;
    let report = asked.report.as_deref().map(report).transpose()?;
    let wanted = Wanted { folder: asked.folder, description, accepted, report, signature, out: asked.out };
    let line = match make(&wanted) {
        Ok(made) => Line { ok: true, made: Some(made), problems: Vec::new() },
        Err(NotMade::Findings(findings)) => Line { ok: false, made: None, problems: told(findings) },
        Err(error) => return Err(Failure::Held(error.to_string())),
    };
    let problems = line.problems.len();
    if json {
        print_json(&line)?;
    } else if let Some(made) = &line.made {
        print_line(&format!("{}: {} files, {} bytes", named(&wanted.out), made.items, made.bytes))?;
        if !made.signed {
            print_line("nobody signed it yet: node and officer sign its tagmanifest-sha256.txt")?;
        }
    } else {
        line.problems.iter().try_for_each(|problem| print_line(&problem.line()))?;
    }
    if problems == 0 { Ok(()) } else { Err(Failure::Held(format!("nothing was made: {problems} findings"))) }
}

/// The letter that lies in the package, by the ending of its name.
fn report(path: &Path) -> Result<TagFile, Failure> {
    let place = match path.extension().and_then(|end| end.to_str()) {
        Some("pdf") => REPORT_PDF,
        Some("html") => REPORT_HTML,
        _ => return Err(Failure::Held(format!("{}: a report ends in .pdf or .html", named(path)))),
    };
    let max = usize::try_from(REPORT_MAX).unwrap_or(usize::MAX);
    Ok(TagFile { path: place, bytes: read(path, max)? })
}

/// The items that were accepted.
fn items(asked: &Asked) -> Result<Vec<Item>, Failure> {
    let told = |problem: String| Failure::Held(format!("{}: {problem}", named(&asked.request)));
    let form: Value =
        serde_json::from_slice(&read(&asked.request, BYTES_MAX)?).map_err(|error| told(error.to_string()))?;
    let items = form.get("items").cloned().ok_or_else(|| told("it has no items".into()))?;
    let mut items: Vec<Item> = serde_json::from_value(items).map_err(|error| told(error.to_string()))?;
    if let Some(unknown) = asked.accepted.iter().find(|id| !items.iter().any(|item| item.id == **id)) {
        return Err(told(format!("it has no item {unknown}")));
    }
    items.retain(|item| asked.accepted.is_empty() || asked.accepted.contains(&item.id));
    Ok(items)
}

fn told(findings: Vec<Finding>) -> Vec<Told> {
    let told = |one: Finding| Told { problem: one.what.code(), says: one.what.to_string(), file: one.file };
    findings.into_iter().map(told).collect()
}
