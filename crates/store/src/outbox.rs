//! The outbox: what a job has to do after a commit. A row is written in the transaction of the event that causes it,
//! and taken by one job of one node at a time.

use std::collections::HashSet;

use khien_casework::report::{ALARM_LEVEL, Command, decide};
use khien_terms::Moment;
use khien_terms::id::{ReportId, StaffId};

use crate::batch::Batch;
use crate::intake::OUTBOX;
use crate::journal::{Actor, Meta, PLACES, load_reports, placed, places};
use crate::mailbox::report_command;
use crate::{Fault, Store, vals};

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Id.
    pub id: String,
    /// `page`, `alarm`, `notice` or `recall`.
    pub kind: String,
    /// What it is about: a report, a notice.
    pub about: String,
    /// For a page: its level.
    pub body: String,
}

/// After these minutes a task that a node took and never finished is offered again.
const LEASE_MINUTES: i64 = 5;
/// Tasks taken at once.
const TAKEN_MAX: i64 = 512;

impl Store {
    /// Takes tasks that are due; nobody else gets them while the lease runs.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn take_tasks(&self) -> Result<Vec<Task>, Fault> {
        let due = self
            .read(|conn| {
                let now = Moment::from(crate::journal::now()).0;
                Ok(conn
                    .first("SELECT 1 FROM outbox WHERE state = 'waiting' AND due <= $1 LIMIT 1", &vals![now])?
                    .is_some())
            })
            .await?;
        if !due {
            return Ok(Vec::new());
        }
        self.write("take tasks", |batch| {
            let (now, later) = (batch.now.0, batch.now.0 + LEASE_MINUTES * khien_terms::moment::HOUR / 60);
            let rows = batch.conn()?.query(
                "SELECT id, kind, ref, body FROM outbox WHERE state = 'waiting' AND due <= $1 ORDER BY due, id LIMIT $2",
                &vals![now, TAKEN_MAX],
            )?;
            let text = |row: &crate::db::Row, column: usize| row.text(column).to_owned();
            let tasks: Vec<Task> = rows
                .iter()
                .map(|row| Task { id: text(row, 0), kind: text(row, 1), about: text(row, 2), body: text(row, 3) })
                .collect();
            let ids: Vec<&str> = tasks.iter().map(|task| task.id.as_str()).collect();
            for_each(batch, &ids, &format!("due = {later}"))?;
            Ok(tasks)
        })
        .await
    }

    /// A task is done.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn task_done(&self, id: String) -> Result<(), Fault> {
        self.write("task done", move |batch| for_each(batch, &[id.as_str()], "state = 'done'")).await
    }

    /// Pages of one level went out: recorded on their reports, and the next level is asked in ten minutes unless somebody
    /// takes them. One write for all.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn paged(&self, tasks: Vec<Task>, level: u8, to: Vec<StaffId>) -> Result<(), Fault> {
        self.write("paged", move |batch| {
            let reports: Vec<&str> = tasks.iter().map(|task| task.about.as_str()).collect();
            record_pages(batch, &reports, level, &to)?;
            let ids: Vec<&str> = tasks.iter().map(|task| task.id.as_str()).collect();
            for_each(batch, &ids, "state = 'done'")?;
            if level == 1 { ask_second(batch, &tasks) } else { Ok(()) }
        })
        .await
    }

    /// An alarm went out: recorded on the report.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn alarmed(&self, task: Task, to: Vec<StaffId>) -> Result<(), Fault> {
        self.write("alarmed", move |batch| {
            let report: ReportId = task.about.parse().map_err(|_| Fault::Corrupt("an alarm about nothing".into()))?;
            for to in called(&to) {
                report_command(batch, report, Command::Page { level: ALARM_LEVEL, to }, Meta::once(Actor::Node)?)?;
            }
            for_each(batch, &[task.id.as_str()], "state = 'done'")
        })
        .await
    }

    /// Claims the test page of a month (`2026-11`): the first node that asks gets it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn claim_test_page(&self, month: String) -> Result<bool, Fault> {
        self.write("test page", move |batch| {
            let now = batch.now.0;
            let claimed = batch.conn()?.execute(
                "INSERT INTO outbox (id, kind, ref, due, state, body) VALUES ($1, 'test page', '', $2, 'done', '') ON CONFLICT DO NOTHING",
                &vals![format!("test-page/{month}"), now],
            )?;
            Ok(claimed == 1)
        })
        .await
    }

    /// Those of these reports that somebody took, or that are closed: nobody needs to be called for them again.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn taken_care_of(&self, reports: Vec<String>) -> Result<HashSet<String>, Fault> {
        self.read(move |conn| {
            let reports: Vec<&str> = reports.iter().map(String::as_str).collect();
            let sql =
                format!("SELECT id FROM report WHERE (taken_by IS NOT NULL OR closed = 1) AND id IN ({})", places());
            let mut taken = HashSet::new();
            for some in reports.chunks(PLACES) {
                taken.extend(conn.query(&sql, &placed(some))?.iter().map(|row| row.text(0).to_owned()));
            }
            Ok(taken)
        })
        .await
    }
}

/// Changes tasks. `change` is of this module's own making.
fn for_each(batch: &mut Batch<'_>, ids: &[&str], change: &str) -> Result<(), Fault> {
    let sql = format!("UPDATE outbox SET {change} WHERE id IN ({})", places());
    for some in ids.chunks(PLACES) {
        batch.conn()?.execute(&sql, &placed(some))?;
    }
    Ok(())
}

/// Writes on each report who was called. One that was erased in between has nothing to be written on.
fn record_pages(batch: &mut Batch<'_>, reports: &[&str], level: u8, to: &[StaffId]) -> Result<(), Fault> {
    let states = load_reports(batch.conn()?, reports)?;
    let rulebook = std::sync::Arc::clone(&batch.shared.rulebook);
    for report in reports {
        let Some((state, version)) = states.get(*report) else { continue };
        let mut events = Vec::new();
        for to in called(to) {
            match decide(state, Command::Page { level, to }, batch.now, &rulebook.typology) {
                Ok(page) => events.extend(page),
                Err(refusal) => tracing::debug!(%refusal, "a page that nobody needs any more"),
            }
        }
        batch.append(report, *version, events, Meta::once(Actor::Node)?)?;
    }
    Ok(())
}

/// The second level is asked in ten minutes.
fn ask_second(batch: &mut Batch<'_>, tasks: &[Task]) -> Result<(), Fault> {
    let next = batch.now.0 + khien_casework::roster::SECOND_PAGE_MINUTES * khien_terms::moment::HOUR / 60;
    let second: Vec<String> = tasks.iter().map(|task| format!("{}/2", task.id)).collect();
    let ids: Vec<&str> = second.iter().map(String::as_str).collect();
    let mut there = HashSet::new();
    let sql = format!("SELECT id FROM outbox WHERE id IN ({})", places());
    for some in ids.chunks(PLACES) {
        there.extend(batch.conn()?.query(&sql, &placed(some))?.iter().map(|row| row.text(0).to_owned()));
    }
    for (task, id) in tasks.iter().zip(second) {
        if !there.contains(&id) {
            batch.insert(&OUTBOX, vals![id, "page", task.about.as_str(), next, "waiting", "2"].to_vec());
        }
    }
    Ok(())
}

/// Those who were called; nobody is worth a line too.
fn called(people: &[StaffId]) -> Vec<Option<StaffId>> {
    if people.is_empty() { vec![None] } else { people.iter().copied().map(Some).collect() }
}
