//! Events of casework into rows of `measure`: this is the one place that knows both.

use jiff::civil::Date;
use khien_casework::header::OpenCodes;
use khien_casework::notice::Outcome;
use khien_casework::report::{Assessment, Channel};
use khien_measure::{Fact, Index, Kind, fact};
use khien_terms::id::CaseId;
use khien_terms::{Code, Moment};

use super::Fold;
use crate::batch::Batch;
use crate::db::{Row, Shape, Sort, Val};
use crate::journal::Recorded;
use crate::{Fault, vals};

const FACT: Shape = Shape {
    table: "fact",
    columns: &[
        ("seq", Sort::Int),
        ("n", Sort::Int),
        ("kind", Sort::Int),
        ("sign", Sort::Int),
        ("day", Sort::Int),
        ("known_day", Sort::Int),
        ("area", Sort::Int),
        ("area_version", Sort::Int),
        ("harm", Sort::Int),
        ("harm_by", Sort::Int),
        ("main", Sort::Int),
        ("age", Sort::Int),
        ("sex", Sort::Int),
        ("ai", Sort::Int),
        ("channel", Sort::Int),
        ("reporter", Sort::Int),
        ("platform", Sort::Int),
        ("relation", Sort::Int),
        ("danger", Sort::Int),
        ("basis", Sort::Int),
        ("outcome", Sort::Int),
        ("list_version", Sort::Int),
        ("hours", Sort::Int),
        ("censored", Sort::Int),
        ("unit", Sort::Int),
    ],
};

const COLUMNS: &str = "kind, sign, day, known_day, area, area_version, harm, harm_by, main, age, sex, ai, channel, reporter, platform, \
                       relation, danger, basis, outcome, list_version, hours, censored, unit";

/// A report came in: one row per harm, or one row with none. An appeal is no report of harm and is not counted, nor
/// is somebody who protects their own images.
pub(super) fn received(
    fold: &mut Fold,
    batch: &mut Batch<'_>,
    recorded: &Recorded,
    open: &OpenCodes,
    channel: Channel,
) -> Result<(), Fault> {
    if !open.is_of_harm() {
        return Ok(());
    }
    let base = base(fold, batch, recorded, &recorded.stream, Kind::ReportReceived, open)?;
    let base = Fact { channel: if channel == Channel::Sealed { 1 } else { 2 }, harm_by: 1, ..base };
    let rows = by_harm(batch, &base, &open.harms, open.harms.first());
    write(batch, recorded, &rows);
    Ok(())
}

/// An analyst said what it is.
pub(super) fn triaged(
    fold: &mut Fold,
    batch: &mut Batch<'_>,
    recorded: &Recorded,
    assessed: &Assessment,
) -> Result<(), Fault> {
    let Some(report) = report(batch, &recorded.stream)? else { return Ok(()) };
    let open = OpenCodes {
        age: assessed.age.clone().or(report.open.age),
        gender: assessed.gender.clone().or(report.open.gender),
        relation: assessed.relation.clone().or(report.open.relation),
        ai: assessed.ai.clone().map_or(report.open.ai, |code| vec![code]),
        ..report.open
    };
    let base = base(fold, batch, recorded, &report.unit_of, Kind::ReportTriaged, &open)?;
    let base = Fact { harm_by: 2, hours: Some(hours(report.received_at, recorded.at)), ..base };
    let rows = by_harm(batch, &base, &assessed.harms, assessed.main.as_ref());
    write(batch, recorded, &rows);
    Ok(())
}

/// The first answer to a reporter.
pub(super) fn answered(fold: &mut Fold, batch: &mut Batch<'_>, recorded: &Recorded, n: u32) -> Result<(), Fault> {
    let earlier = batch.read(
        "SELECT 1 FROM {p}message WHERE report = $1 AND by_team = 1 AND n < $2 LIMIT 1",
        &vals![recorded.stream.as_str(), n],
    )?;
    if !earlier.is_empty() {
        return Ok(());
    }
    let Some(report) = report(batch, &recorded.stream)?.filter(|report| report.open.is_of_harm()) else {
        return Ok(());
    };
    let base = base(fold, batch, recorded, &report.unit_of, Kind::HelpAnswered, &report.open)?;
    let row =
        Fact { harm: harm(batch, &report.main_harm), hours: Some(hours(report.received_at, recorded.at)), ..base };
    write(batch, recorded, &[row]);
    Ok(())
}

/// A report joined a case: its rows move to the case's unit.
pub(super) fn joined(fold: &mut Fold, batch: &mut Batch<'_>, recorded: &Recorded, case: CaseId) -> Result<(), Fault> {
    let year = year_of_report(batch, &recorded.stream)?;
    let key = fold.key(batch, year)?;
    let live = live(batch, fact::unit(&key, &recorded.stream))?;
    let rows = fact::relink(&live, fact::unit(&key, &case.to_string()), today(batch, recorded));
    write(batch, recorded, &rows);
    Ok(())
}

/// A report was erased: its rows go, of them stay kind, month and nation.
pub(super) fn erased(batch: &mut Batch<'_>, recorded: &Recorded) -> Result<(), Fault> {
    let own = "seq IN (SELECT seq FROM event WHERE stream = $1 AND seq < $2)";
    let values = vals![recorded.stream.as_str(), recorded.seq];
    let rows =
        batch.read(&format!("SELECT {COLUMNS} FROM {{p}}fact WHERE {own} AND sign > 0 ORDER BY seq, n"), &values)?;
    let facts: Vec<Fact> = rows.iter().filter_map(read).collect();
    batch.run(&format!("DELETE FROM {{p}}fact WHERE {own}"), &values)?;
    let remains = fact::remains(&facts, today(batch, recorded));
    write(batch, recorded, &remains);
    Ok(())
}

/// A notice was sent, or ended.
pub(super) fn notice(
    fold: &mut Fold,
    batch: &mut Batch<'_>,
    recorded: &Recorded,
    outcome: Option<Outcome>,
) -> Result<(), Fault> {
    let rows =
        batch.read("SELECT casefile, clock, sent_at FROM {p}notice WHERE id = $1", &vals![recorded.stream.as_str()])?;
    let Some(row) = rows.first() else { return Ok(()) };
    let (case, clock, sent_at) = (row.text(0).to_owned(), row.text(1).to_owned(), row.int_opt(2));
    let reports =
        batch.read("SELECT id FROM {p}report WHERE case_id = $1 ORDER BY number LIMIT 1", &vals![case.as_str()])?;
    let Some(first) = reports.first().map(|row| row.text(0).to_owned()) else { return Ok(()) };
    let Some(report) = report(batch, &first)? else { return Ok(()) };
    let kind = if outcome.is_some() { Kind::NoticeAnswered } else { Kind::NoticeSent };
    let base = base(fold, batch, recorded, &case, kind, &report.open)?;
    let basis = batch.shared.rulebook.clocks.place(&clock);
    let row = Fact {
        harm: harm(batch, &report.main_harm),
        main: 1,
        basis,
        outcome: outcome.map_or(0, outcome_number),
        hours: outcome.and(sent_at).map(|sent| hours(Moment(sent), recorded.at)),
        ..base
    };
    write(batch, recorded, &[row]);
    Ok(())
}

fn outcome_number(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Down => 1,
        Outcome::Partly => 2,
        Outcome::Refused => 3,
        Outcome::NoAnswer => 4,
    }
}

struct Known {
    open: OpenCodes,
    main_harm: String,
    received_at: Moment,
    /// The report's id, or that of the case that it joined.
    unit_of: String,
}

fn report(batch: &mut Batch<'_>, id: &str) -> Result<Option<Known>, Fault> {
    let rows = batch.read("SELECT open, main_harm, received_at, case_id FROM {p}report WHERE id = $1", &vals![id])?;
    rows.first()
        .map(|row| {
            Ok(Known {
                open: serde_json::from_str(row.text(0))?,
                main_harm: row.text(1).to_owned(),
                received_at: Moment(row.int(2)),
                unit_of: row.text_opt(3).unwrap_or(id).to_owned(),
            })
        })
        .transpose()
}

fn year_of_report(batch: &mut Batch<'_>, id: &str) -> Result<i16, Fault> {
    let known = report(batch, id)?;
    Ok(known.map_or(0, |known| known.received_at.day_in(&batch.shared.rulebook.zone).year()))
}

fn today(batch: &Batch<'_>, recorded: &Recorded) -> Date {
    recorded.at.day_in(&batch.shared.rulebook.zone)
}

fn hours(from: Moment, to: Moment) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole hours between two moments, bounded below"
    )]
    let hours = to.hours_since(from).max(0.0).round() as u32;
    hours
}

/// A version `a.b.c` as the small number that facts keep.
fn version_number(version: &str) -> u8 {
    version.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or(0)
}

fn base(
    fold: &mut Fold,
    batch: &mut Batch<'_>,
    recorded: &Recorded,
    unit_of: &str,
    kind: Kind,
    open: &OpenCodes,
) -> Result<Fact, Fault> {
    let day = today(batch, recorded);
    let key = fold.key(batch, day.year())?;
    let rulebook = &batch.shared.rulebook;
    let index = Index(&rulebook.typology);
    let one = |list: &str, code: &Option<Code>| index.number(list, code.as_ref().map(Code::as_str));
    let first = |list: &str, codes: &[Code]| index.number(list, codes.first().map(Code::as_str));
    Ok(Fact {
        area: open.area.as_deref().and_then(|area| area.parse().ok()).unwrap_or(0),
        area_version: if open.area.is_some() { version_number(&rulebook.areas.version) } else { 0 },
        age: one("age_band", &open.age),
        sex: one("gender", &open.gender),
        ai: first("ai_flag", &open.ai),
        reporter: one("reporter", &open.reporter),
        platform: first("platform", &open.platforms),
        relation: one("alleged_relation", &open.relation),
        danger: first("danger", &open.danger),
        list_version: version_number(&rulebook.typology.version),
        ..Fact::of(kind, day, fact::unit(&key, unit_of))
    })
}

fn harm(batch: &Batch<'_>, code: &str) -> u8 {
    Index(&batch.shared.rulebook.typology).harm(code)
}

fn by_harm(batch: &Batch<'_>, base: &Fact, harms: &[Code], main: Option<&Code>) -> Vec<Fact> {
    if harms.is_empty() {
        return vec![Fact { main: 1, ..*base }];
    }
    harms
        .iter()
        .map(|code| Fact { harm: harm(batch, code.as_str()), main: u8::from(Some(code) == main), ..*base })
        .collect()
}

fn write(batch: &mut Batch<'_>, recorded: &Recorded, facts: &[Fact]) {
    for (n, f) in facts.iter().enumerate() {
        let small = [
            i64::from(f.sign),
            f.day.into(),
            f.known_day.into(),
            f.area.into(),
            f.area_version.into(),
            f.harm.into(),
            f.harm_by.into(),
            f.main.into(),
            f.age.into(),
            f.sex.into(),
            f.ai.into(),
            f.channel.into(),
            f.reporter.into(),
            f.platform.into(),
            f.relation.into(),
            f.danger.into(),
            f.basis.into(),
            f.outcome.into(),
            f.list_version.into(),
        ];
        let mut row = vals![recorded.seq, i64::try_from(n).unwrap_or(i64::MAX), f.kind as i64].to_vec();
        row.extend(small.map(Val::Int));
        row.extend(vals![f.hours, f.censored, i64::try_from(f.unit).unwrap_or(i64::MAX)]);
        batch.insert(&FACT, row);
    }
}

/// The rows of a unit that no reversal has taken back.
fn live(batch: &mut Batch<'_>, unit: u64) -> Result<Vec<Fact>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM {{p}}fact WHERE unit = $1 ORDER BY seq, n");
    let rows = batch.read(&sql, &vals![i64::try_from(unit).unwrap_or(i64::MAX)])?;
    let mut live: Vec<Fact> = Vec::new();
    for fact in rows.iter().filter_map(read) {
        let same = |other: &Fact| Fact { sign: 1, known_day: 0, ..*other } == Fact { sign: 1, known_day: 0, ..fact };
        match live.iter().position(same) {
            Some(place) if fact.sign < 0 => {
                live.remove(place);
            }
            _ => live.push(fact),
        }
    }
    Ok(live)
}

/// Reads a row of [`COLUMNS`].
pub(crate) fn read(row: &Row) -> Option<Fact> {
    let small = |column| u8::try_from(row.int(column)).unwrap_or(0);
    let day = |column| u16::try_from(row.int(column)).unwrap_or(0);
    Some(Fact {
        kind: Kind::from_number(row.int(0))?,
        sign: i8::try_from(row.int(1)).ok()?,
        day: day(2),
        known_day: day(3),
        area: small(4),
        area_version: small(5),
        harm: small(6),
        harm_by: small(7),
        main: small(8),
        age: small(9),
        sex: small(10),
        ai: small(11),
        channel: small(12),
        reporter: small(13),
        platform: small(14),
        relation: small(15),
        danger: small(16),
        basis: small(17),
        outcome: small(18),
        list_version: small(19),
        hours: row.int_opt(20).and_then(|hours| u32::try_from(hours).ok()),
        censored: row.flag(21),
        unit: u64::try_from(row.int(22)).ok()?,
    })
}
