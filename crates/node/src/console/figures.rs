//! Figures for staff: counts by month, harm, age band and province, from the facts. Not for publication.

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use khien_casework::role::Operation;
use khien_store::feedback::{QUESTIONS, Tally};
use khien_store::figures::Count;

use super::desk::{Desk, Trouble, page};
use super::frame::Frame;
use super::when;

/// The page.
#[derive(Template)]
#[template(path = "console/figures.html")]
pub struct FiguresPage {
    pub f: Frame,
    pub lead: String,
    pub groups: Vec<BarGroup>,
    /// What people say after sending; not linked to any report.
    pub feedback: Vec<BarGroup>,
}

/// Bars of one kind.
pub struct BarGroup {
    pub name: String,
    /// What is counted.
    pub unit: String,
    pub bars: Vec<Bar>,
}

/// A bar.
pub struct Bar {
    pub name: String,
    pub count: u64,
    /// Percent of the longest.
    pub width: u64,
}

/// Shows the figures.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::SeeFigures)?;
    let figures = desk.app.store.figures().await?;
    let mut f = desk.frame("figures").await?;
    let since = figures.months.first().map(|month| month_words(&f, &month.key)).unwrap_or_default();
    f.title = f.say("console-figures-title", &[("n", &figures.total.to_string()), ("since", &since)]);
    let mut harms = figures.harms;
    harms.sort_by_key(most_first);
    let lead = harms.first().map(|most| {
        f.say("console-figures-lead", &[("what", &code_words(&f, &most.key)), ("n", &most.units.to_string())])
    });
    let mut areas = figures.areas;
    areas.sort_by_key(most_first);
    let mut ages = figures.ages;
    ages.sort_by_key(|count| age_place(&f, &count.key));
    let mut groups = vec![
        group(&f, "month", &figures.months, &|key| month_words(&f, key)),
        group(&f, "harm", &harms, &|key| code_words(&f, key)),
        group(&f, "age", &ages, &|key| code_words(&f, key)),
        group(&f, "area", &areas, &|key| area_words(&f, key)),
    ];
    groups.retain(|group| !group.bars.is_empty());
    let feedback = feedback(&f, &desk.app.store.feedback().await?);
    Ok(page(&FiguresPage { lead: lead.unwrap_or_default(), groups, feedback, f }))
}

/// What people say after sending, each question over all months.
fn feedback(f: &Frame, tallies: &[Tally]) -> Vec<BarGroup> {
    let answered = |question: &str, answer: &str| -> u64 {
        let counts = tallies.iter().filter(|tally| tally.question == question && tally.answer == answer);
        counts.map(|tally| u64::try_from(tally.count).unwrap_or(0)).sum()
    };
    let mut groups = Vec::new();
    for (question, answers) in QUESTIONS {
        let counts: Vec<u64> = answers.iter().map(|answer| answered(question, answer)).collect();
        let longest = counts.iter().copied().max().unwrap_or(0);
        if longest == 0 {
            continue;
        }
        let bar = |(answer, count): (&&str, &u64)| Bar {
            name: f.t(&format!("console-feedback-{answer}")),
            count: *count,
            width: count * 100 / longest,
        };
        let bars = answers.iter().zip(&counts).map(bar).collect();
        let name = f.t(&format!("console-feedback-q-{question}"));
        groups.push(BarGroup { name, unit: f.t("console-feedback-value"), bars });
    }
    groups
}

fn group(f: &Frame, name: &str, counts: &[Count], words: &dyn Fn(&str) -> String) -> BarGroup {
    let longest = counts.iter().map(|count| count.units).max().unwrap_or(1).max(1);
    let bars = counts
        .iter()
        .map(|count| Bar { name: words(&count.key), count: count.units, width: count.units * 100 / longest })
        .collect();
    BarGroup { name: f.t(&format!("console-figures-by-{name}")), unit: f.t("console-figures-value"), bars }
}

/// The most first, what is not known last.
fn most_first(count: &Count) -> (bool, std::cmp::Reverse<u64>) {
    (count.key.is_empty(), std::cmp::Reverse(count.units))
}

/// Age bands stand in the order of life, what is not known last.
fn age_place(f: &Frame, code: &str) -> usize {
    f.app.rulebook.typology.list("age_band").position(|entry| entry.code.as_str() == code).unwrap_or(usize::MAX)
}

fn code_words(f: &Frame, code: &str) -> String {
    if code.is_empty() { f.t("console-not-known") } else { f.label(code) }
}

fn area_words(f: &Frame, code: &str) -> String {
    f.app.rulebook.areas.name(f.lang, code).map_or_else(|| f.t("console-not-known"), str::to_owned)
}

/// `2026-11` in words.
fn month_words(f: &Frame, key: &str) -> String {
    let day = format!("{key}-01").parse::<Date>();
    day.map_or_else(|_| key.to_owned(), |day| when::month(f, day))
}
