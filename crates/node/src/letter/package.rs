//! The letter in an evidence package: what is handed over, under which conditions, and the request as it was asked, with who signed it. It is
//! made before the package is described, so that the manifests cover it.

use khien_desk::package::{Description, File, identifier};

use super::message::{FILES_NAMED, Sent, Telling, handed_over};
use super::{Letter, Line, Part, is_unchecked};

/// What of a package is said in words that a page has already.
pub struct Words {
    /// The decision by which it is handed over.
    pub decision: String,
    /// The conditions, each a sentence.
    pub conditions: Vec<String>,
}

impl Letter {
    /// The letter of a package that answers a request.
    #[must_use]
    pub fn of_package(telling: &Telling<'_>, sent: &Sent, description: &Description, words: &Words) -> Self {
        let said = telling.said;
        let package = identifier(&description.request, description.package);
        let conditions = Line::words(said.plain("desk-package-conditions"), words.conditions.join("\n"));
        let mut sections = vec![
            Part::new(said.text("letter-given-section"), given(telling, sent, description, &words.decision)),
            Part::new(said.plain("desk-package-conditions"), vec![conditions]),
            Part::new(said.plain("desk-evidence-files"), files(telling, &description.files)),
        ];
        let mut signed = telling.who_signed(sent);
        signed.name = said.text("letter-asked-section");
        sections.extend(telling.says(sent));
        sections.push(signed);
        let unchecked = sent.form().is_some_and(|kind| is_unchecked(telling.forms, kind));
        // The request went the other way: who was asked hands over.
        let between = handed_over(said, sent);
        Self {
            lang: said.lang.to_string(),
            heading: said.with("letter-package-heading", &[("package", &package)]),
            between,
            note: None,
            sections,
            closing: unchecked
                .then(|| said.text("unchecked-all"))
                .into_iter()
                .chain([said.text("letter-package-proof")])
                .collect(),
            form: sent.words(),
            files: sent.files(said),
            save: None,
            style: None,
        }
    }
}

/// What is handed over, by whom, and on whose word.
fn given(telling: &Telling<'_>, sent: &Sent, description: &Description, decision: &str) -> Vec<Line> {
    let said = telling.said;
    let tools: Vec<String> = description.tools.iter().map(|tool| format!("{} {}", tool.name, tool.version)).collect();
    vec![
        Line::code(said.text("letter-package-number"), identifier(&description.request, description.package)),
        Line::words(said.text("letter-authority"), format!("{} · {}", description.asked, description.source)),
        Line::words(said.text("letter-examiner"), description.examiner.clone()),
        Line::code(said.text("letter-made-at"), telling.moment(description.made_at.into())),
        Line::words(said.plain("desk-act-decide"), decision.to_owned()),
        Line::words(said.text("letter-authorised"), description.authorisation.clone()),
        Line::words(said.text("letter-tools"), tools.join(", ")),
        Line::code(said.text("letter-thread"), sent.frame.thread.clone()),
    ]
}

/// The files one by one, as many as people read; the manifests name all.
fn files(telling: &Telling<'_>, files: &[File]) -> Vec<Line> {
    let said = telling.said;
    let named = files.iter().take(FILES_NAMED).enumerate().flat_map(|(n, file)| {
        let code = |key: &str, value: String| Line::code(said.plain(key), value).below();
        let head = Line::words(format!("{} {}", said.text("letter-file"), n + 1), String::new());
        let mut lines = vec![
            head,
            code("desk-evidence-path", file.path.clone()),
            code("desk-evidence-bytes", file.bytes.to_string()),
            code("desk-evidence-sha256", file.sha256.clone()),
            code("desk-evidence-item", file.item.clone()),
        ];
        let moments = [("desk-evidence-from", file.from), ("desk-evidence-to", file.to)];
        lines.extend(moments.into_iter().filter_map(|(key, at)| Some(code(key, telling.moment(at?.into())))));
        lines.extend(file.custody.iter().map(|step| {
            let value = format!("{} · {} · {}", telling.moment(step.at.into()), step.who, step.what);
            Line::words(said.text("letter-custody"), value).below()
        }));
        lines
    });
    let mut lines: Vec<Line> = named.collect();
    if files.len() > FILES_NAMED {
        let all = files.len().to_string();
        lines.push(Line::words(said.text("letter-file"), said.with("letter-more-files", &[("all", &all)])));
    }
    lines
}
