//! What the reporter ticked, row by row.

use khien_store::reports::ReportPage;
use khien_terms::Code;

use super::frame::{Frame, language_name};
use super::queue;

/// What the reporter said of one thing.
pub struct ToldRow {
    pub name: String,
    pub words: String,
    pub tags: Vec<String>,
    pub care: bool,
}

/// The rows that have something to say.
#[must_use]
pub fn told(f: &Frame, stored: &ReportPage) -> Vec<ToldRow> {
    let open = &stored.row.open;
    let mut rows = vec![tags(f, "danger", &open.danger, true), tags(f, "harms", &open.harms, false)];
    rows.push(words(f, "person", queue::who(f, &stored.row)));
    rows.push(words(f, "relation", one(f, open.relation.as_ref())));
    rows.push(words(f, "reporter", one(f, open.reporter.as_ref())));
    let area = open.area.as_deref().and_then(|code| f.app.rulebook.areas.name(f.lang, code)).unwrap_or_default();
    rows.push(words(f, "area", area.to_owned()));
    rows.push(tags(f, "platforms", &open.platforms, false));
    rows.push(tags(f, "pictured", &open.pictured, false));
    rows.push(words(f, "first-seen", one(f, open.first_seen.as_ref())));
    rows.push(words(f, "last-seen", one(f, open.last_seen.as_ref())));
    rows.push(words(f, "still-up", one(f, open.still_up.as_ref())));
    rows.push(words(f, "posted-again", one(f, open.posted_again.as_ref())));
    rows.push(tags(f, "told-before", &open.told, false));
    rows.push(tags(f, "support", &open.support, false));
    rows.push(tags(f, "wanted", &open.wanted, false));
    rows.push(tags(f, "contact", &open.contact, false));
    if open.is_of_harm() {
        rows.push(permissions(f, &stored.permissions));
    }
    rows.push(words(f, "language", stored.lang.parse().map(language_name).unwrap_or_default().to_owned()));
    rows.push(words(f, "channel", f.t(&format!("console-channel-{}", stored.channel))));
    rows.retain(|row| !row.words.is_empty() || !row.tags.is_empty());
    rows
}

fn words(f: &Frame, name: &str, words: String) -> ToldRow {
    ToldRow { name: f.t(&format!("console-report-{name}")), words, tags: Vec::new(), care: false }
}

fn one(f: &Frame, code: Option<&Code>) -> String {
    code.map(|code| f.label(code.as_str())).unwrap_or_default()
}

fn tags(f: &Frame, name: &str, codes: &[Code], care: bool) -> ToldRow {
    let calm = codes.iter().all(|code| matches!(code.as_str(), "dan.none" | "dan.unsaid"));
    let tags = codes.iter().map(|code| f.label(code.as_str())).collect();
    ToldRow { tags, care: care && !calm, ..words(f, name, String::new()) }
}

fn permissions(f: &Frame, codes: &[Code]) -> ToldRow {
    if codes.is_empty() {
        return words(f, "permissions", f.t("console-report-permissions-none"));
    }
    tags(f, "permissions", codes, false)
}
