//! Banks, what stands in them, and to whom people let their own images go.

use khien_casework::bank::{Classified, Content, Event, Owner, Settings, Source, Why};
use khien_terms::Moment;
use khien_terms::id::{PlatformId, ReportId};

use super::json;
use crate::batch::Batch;
use crate::db::{Shape, Sort, Val};
use crate::journal::Recorded;
use crate::{Fault, vals};

const CONTENT: Shape = Shape {
    table: "bank_content",
    columns: &[
        ("id", Sort::Int),
        ("bank", Sort::Text),
        ("source", Sort::Text),
        ("report", Sort::Text),
        ("added_at", Sort::Int),
        ("classified", Sort::Text),
        ("unreviewed", Sort::Int),
        ("disable_until", Sort::Int),
        ("expires", Sort::Int),
        ("withdrawn", Sort::Text),
        ("forgotten", Sort::Int),
        ("changed_at", Sort::Int),
        ("seq", Sort::Int),
    ],
};

/// Folds an event of a bank.
pub(super) fn fold(batch: &mut Batch<'_>, recorded: &Recorded, event: &Event) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    match event {
        Event::Founded { purpose, population, owner, settings } => {
            let team = if let Owner::Team(team) = owner { team.to_string() } else { String::new() };
            let platform = owner.platform().map_or_else(String::new, |platform| platform.to_string());
            batch.run(
                "INSERT INTO {p}bank (id, name, purpose, population, team, platform, ratio, radius, expiry_days, closed) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
                &vals![
                    id,
                    settings.name.as_str(),
                    purpose.as_str(),
                    population.as_str(),
                    team,
                    platform,
                    settings.ratio.0,
                    u32::from(settings.radius),
                    settings.expiry_days.map(u32::from)
                ],
            )?;
        }
        Event::Set { settings } => set(batch, id, settings)?,
        Event::Closed {} => {
            batch.run("UPDATE {p}bank SET closed = 1 WHERE id = $1", &vals![id])?;
            batch.run(
                "UPDATE {p}bank_content SET withdrawn = $1, changed_at = $2, seq = $3 WHERE bank = $4 AND withdrawn IS NULL",
                &vals![Why::Removed.as_str(), recorded.at.0, recorded.seq, id],
            )?;
        }
        Event::Added { content, source, classified, expires, .. } => {
            let classified: Vec<Classified> = classified.iter().copied().collect();
            put(batch, recorded, *content, source, &classified, *expires)?;
        }
        Event::Imported { first, count, source, expires, .. } => {
            for content in *first..first.saturating_add(i64::from(*count)) {
                put(batch, recorded, content, source, &[], *expires)?;
            }
        }
        Event::Offered { report, contents, receivers } => {
            for_each(contents, receivers, |content, to| offer(batch, recorded, *report, content, to))?;
        }
        Event::TakenBack { contents, receivers, .. } => {
            for_each(contents, receivers, |content, to| take_back(batch, recorded, content, Some(to)))?;
        }
        Event::Withdrawn { contents, why, .. } => {
            for content in contents {
                let values = vals![why.as_str(), recorded.at.0, recorded.seq, *content];
                let sql = "UPDATE {p}bank_content SET withdrawn = $1, changed_at = $2, seq = $3 WHERE id = $4";
                batch.run(sql, &values)?;
                take_back(batch, recorded, *content, None)?;
            }
        }
        Event::Forgotten { contents } => {
            for content in contents {
                batch.run("UPDATE {p}bank_content SET forgotten = 1 WHERE id = $1", &vals![*content])?;
            }
        }
        Event::Classified { content, classified } => classify(batch, recorded, *content, *classified)?,
        Event::Disabled { content, until } => {
            let values = vals![until.0, recorded.at.0, recorded.seq, *content];
            let sql = "UPDATE {p}bank_content SET disable_until = $1, changed_at = $2, seq = $3 WHERE id = $4";
            batch.run(sql, &values)?;
        }
        Event::Feedback { content, platform, said } => {
            batch.run(
                "INSERT INTO {p}bank_feedback (content, platform, said, at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (content, platform) DO UPDATE SET said = excluded.said, at = excluded.at",
                &vals![*content, platform.to_string(), said.as_str(), recorded.at.0],
            )?;
        }
        Event::Opened { .. } => {}
    }
    Ok(())
}

fn set(batch: &mut Batch<'_>, id: &str, settings: &Settings) -> Result<(), Fault> {
    let days = settings.expiry_days.map(u32::from);
    let values = vals![settings.name.as_str(), settings.ratio.0, u32::from(settings.radius), days, id];
    let sql = "UPDATE {p}bank SET name = $1, ratio = $2, radius = $3, expiry_days = $4 WHERE id = $5";
    batch.run(sql, &values).map(drop)
}

fn put(
    batch: &mut Batch<'_>,
    recorded: &Recorded,
    content: i64,
    source: &Source,
    classified: &[Classified],
    expires: Option<Moment>,
) -> Result<(), Fault> {
    let report = if let Source::Person(report) = source { report.to_string() } else { String::new() };
    let row = vals![
        content,
        recorded.stream.as_str(),
        json(source)?,
        report,
        recorded.at.0,
        json(&classified)?,
        classified.is_empty(),
        0i64,
        expires.map(|at| at.0),
        None::<&str>,
        false,
        recorded.at.0,
        recorded.seq
    ];
    batch.insert(&CONTENT, row.to_vec());
    Ok(())
}

fn for_each(
    contents: &[i64],
    receivers: &[PlatformId],
    mut act: impl FnMut(i64, PlatformId) -> Result<(), Fault>,
) -> Result<(), Fault> {
    contents.iter().try_for_each(|content| receivers.iter().try_for_each(|to| act(*content, *to)))
}

/// A second offer after a withdrawal is a new one. Whoever has not heard of that withdrawal holds it still.
fn offer(
    batch: &mut Batch<'_>,
    recorded: &Recorded,
    report: ReportId,
    content: i64,
    to: PlatformId,
) -> Result<(), Fault> {
    batch.run(
        "INSERT INTO {p}offer (content, platform, report, offered_at, handed_at, withdrawn_at, acknowledged_at, seq) \
         VALUES ($1, $2, $3, $4, NULL, NULL, NULL, $5) ON CONFLICT (content, platform) DO UPDATE SET \
         offered_at = excluded.offered_at, handed_at = CASE WHEN {p}offer.acknowledged_at IS NULL THEN {p}offer.handed_at ELSE NULL END, withdrawn_at = NULL, acknowledged_at = NULL, seq = excluded.seq",
        &vals![content, to.to_string(), report.to_string(), recorded.at.0, recorded.seq],
    )?;
    Ok(())
}

/// What was never handed out is held by nobody, so its withdrawal is acknowledged at once.
fn take_back(batch: &mut Batch<'_>, recorded: &Recorded, content: i64, from: Option<PlatformId>) -> Result<(), Fault> {
    let set = "UPDATE {p}offer SET withdrawn_at = CAST($1 AS BIGINT), seq = $2, \
               acknowledged_at = CASE WHEN handed_at IS NULL THEN CAST($1 AS BIGINT) ELSE NULL END WHERE withdrawn_at IS NULL AND content = $3";
    let mut values: Vec<Val> = vals![recorded.at.0, recorded.seq, content].to_vec();
    match from {
        None => batch.run(set, &values)?,
        Some(platform) => {
            values.push(Val::from(platform.to_string()));
            batch.run(&format!("{set} AND platform = $4"), &values)?
        }
    };
    Ok(())
}

fn classify(batch: &mut Batch<'_>, recorded: &Recorded, id: i64, classified: Classified) -> Result<(), Fault> {
    let rows = batch.read("SELECT classified FROM {p}bank_content WHERE id = $1", &vals![id])?;
    let Some(row) = rows.first() else { return Ok(()) };
    let mut content = Content { classified: serde_json::from_str(row.text(0))?, ..Content::default() };
    content.classify(classified);
    batch.run(
        "UPDATE {p}bank_content SET classified = $1, unreviewed = 0, changed_at = $2, seq = $3 WHERE id = $4",
        &vals![json(&content.classified)?, recorded.at.0, recorded.seq, id],
    )?;
    Ok(())
}
