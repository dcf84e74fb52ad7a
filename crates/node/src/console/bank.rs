//! One bank: what stands in it, a page at a time and without its hashes; putting hashes in.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::bank::{Class, Population, Signal, SignalKind, Source};
use khien_casework::role::Operation;
use khien_store::contents::{ContentRow, NewContent};
use khien_store::{Actor, Meta};
use khien_terms::id::BankId;
use serde::Deserialize;

use super::banks::{owner_words, purpose_words};
use super::desk::{Desk, Names, Trouble, go, page};
use super::frame::{Choice, Frame, Pages};
use super::{id_of, when};

/// Contents on a page.
const PAGE: i64 = 50;

/// The page.
#[derive(Template)]
#[template(path = "console/bank.html")]
pub struct BankPage {
    pub f: Frame,
    pub here: String,
    pub facts: Vec<(String, String)>,
    pub rows: Vec<ContentLine>,
    pub pages: Pages,
    /// Classes for what an analyst puts in; empty where they may not.
    pub classes: Vec<Choice>,
}

/// A content in the list.
pub struct ContentLine {
    pub href: String,
    pub name: String,
    pub kinds: String,
    pub source: String,
    pub state: String,
    pub care: bool,
    pub added: String,
    pub added_iso: String,
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    /// Number of the last content of the page before.
    before: Option<i64>,
}

/// Shows a page of a bank.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(id): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::SeeBanks)?;
    let id: BankId = id_of(&id)?;
    let bank = desk.app.store.bank(id).await?;
    let platforms = desk.app.store.platforms().await?;
    let mut contents = desk.app.store.contents(id, asked.before, PAGE + 1).await?;
    let (standing, unreviewed) = desk.app.store.content_counts(id).await?;
    let mut f = desk.frame("banks").await?;
    f.title = f.with("console-bank-title", "name", &bank.settings.name);
    let here = format!("/console/bank/{id}");
    let more = contents.len() as i64 > PAGE;
    contents.truncate(PAGE as usize);
    let next = contents.last().filter(|_| more).map(|last| format!("{here}?before={}", last.content.id));
    let facts = vec![
        (f.t("console-bank-purpose"), purpose_words(&f, bank.purpose)),
        (f.t("console-bank-population"), f.t(&format!("console-population-{}", bank.population.as_str()))),
        (f.t("console-bank-owner"), owner_words(&f, bank.owner, &platforms)),
        (f.t("console-bank-contents"), standing.to_string()),
        (f.t("console-bank-unseen"), unreviewed.to_string()),
        (f.t("console-bank-radius"), f.counted("console-bank-bits", "n", i64::from(bank.settings.radius))),
    ];
    let may = desk.may(Operation::WorkBanks) && !bank.purpose.is_own_images() && bank.owner.platform().is_none();
    Ok(page(&BankPage {
        facts,
        rows: contents.iter().map(|row| line(&f, &here, row)).collect(),
        pages: Pages { first: asked.before.is_some().then(|| here.clone()), next },
        classes: if may { classes(&f, bank.population) } else { Vec::new() },
        here,
        f,
    }))
}

fn line(f: &Frame, here: &str, row: &ContentRow) -> ContentLine {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    ContentLine {
        href: format!("{here}/content/{}", row.content.id),
        name: f.counted("console-content-name", "n", row.content.id),
        kinds: row.kinds.join(", "),
        source: source_words(f, None, &row.source),
        state: state_words(f, row),
        care: row.content.withdrawn.is_none() && row.content.unreviewed(),
        added: when::short(f, row.added_at, now, zone),
        added_iso: when::iso(row.added_at, zone),
    }
}

/// Where a content came from, in words. A person's report is not named: who works with hashes need not know it.
pub fn source_words(f: &Frame, names: Option<&Names>, source: &Source) -> String {
    match source {
        Source::Analyst(by) => match names {
            Some(names) => f.with("console-source-analyst-named", "who", &names.member(*by)),
            None => f.t("console-source-analyst"),
        },
        Source::Person(_) => f.t("console-source-person"),
        Source::Platform(_) => f.t("console-source-platform"),
        Source::List(name) => f.with("console-source-list", "name", name),
        Source::Operator => f.t("console-source-operator"),
    }
}

/// How a content stands, in words.
pub fn state_words(f: &Frame, row: &ContentRow) -> String {
    if let Some(why) = row.content.withdrawn {
        return f.t(&format!("console-withdrawn-{}", why.as_str().replace('_', "-")));
    }
    if row.disable_until > f.app.now() {
        return f.t("console-content-off");
    }
    match (row.content.agreed(), row.content.classified.last()) {
        (Some(class), _) => f.with("console-content-agreed", "class", &class_words(f, class)),
        (None, Some(last)) => f.with("console-content-classed", "class", &class_words(f, last.class)),
        (None, None) => f.t("console-content-unreviewed"),
    }
}

/// A class in words.
pub fn class_words(f: &Frame, class: Class) -> String {
    f.t(&format!("console-class-{}", class.as_str().to_ascii_lowercase()))
}

/// The classes that a bank of a population has.
pub fn classes(f: &Frame, population: Population) -> Vec<Choice> {
    let fitting = Class::ALL.into_iter().filter(|class| class.fits(population));
    fitting.map(|class| Choice::new(class.as_str(), class_words(f, class))).collect()
}

/// What an analyst puts in, as typed.
#[derive(Deserialize)]
pub struct Put {
    hashes: String,
    class: String,
    #[serde(default)]
    note: String,
}

/// Puts hashes in that an analyst saw the pictures of: each line is a picture, `kind hex` or `pdq hex quality`.
///
/// # Errors
/// [`Trouble::Fault`] for a line that is no hash; then none is put in.
pub async fn put(desk: Desk, Path(id): Path<String>, Form(put): Form<Put>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkBanks)?;
    let bank: BankId = id_of(&id)?;
    let class: Class = put.class.parse()?;
    let lines: Vec<&str> = put.hashes.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() || lines.len() > LINES {
        return Err(Refusal::Field { field: "hashes", problem: "1 to 100 lines at once" }.into());
    }
    let signals = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    for signal in signals {
        let source = Source::Analyst(desk.me());
        let new = NewContent {
            signals: vec![signal],
            source,
            class: Some(class),
            note: put.note.trim().to_owned(),
            metadata: String::new(),
        };
        desk.app.store.add_content(bank, new, Meta::once(Actor::Staff(desk.me()))?).await?;
    }
    desk.app.matcher.follow(&desk.app.store).await?;
    Ok(go(&format!("/console/bank/{bank}")))
}

/// Lines of one form.
const LINES: usize = 100;

fn read(line: &str) -> Result<Signal, Refusal> {
    let mut parts = line.split_whitespace();
    let (kind, value) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let kind: SignalKind = kind.parse()?;
    let quality = match parts.next() {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| Refusal::Field { field: "quality", problem: "0 to 100" })?),
    };
    Signal::read(kind, value, quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_kind_a_hash_and_a_quality() {
        let pdq = format!("pdq {} 90", "0f".repeat(32));
        assert_eq!(read(&pdq).map(|signal| signal.quality), Ok(Some(90)));
        assert!(read("md5 00").is_err() && read("x").is_err() && read(&pdq.replace("90", "x")).is_err());
    }
}
