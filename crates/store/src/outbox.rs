//! The outbox: what a job has to do after a commit. A row is written in the transaction of the event that causes it,
//! and taken by one job of one node at a time.

use khien_casework::report::Command;
use khien_terms::Moment;
use khien_terms::id::{ReportId, StaffId};

use crate::journal::{Actor, Meta};
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
            let conn = batch.conn()?;
            let rows = conn.query(
                "SELECT id, kind, ref, body FROM outbox WHERE state = 'waiting' AND due <= $1 ORDER BY due, id LIMIT 20",
                &vals![now],
            )?;
            let mut tasks = Vec::with_capacity(rows.len());
            for row in rows {
                conn.execute("UPDATE outbox SET due = $1 WHERE id = $2", &vals![later, row.text(0)])?;
                let text = |column: usize| row.text(column).to_owned();
                tasks.push(Task { id: text(0), kind: text(1), about: text(2), body: text(3) });
            }
            Ok(tasks)
        })
        .await
    }

    /// A task is done.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn task_done(&self, id: String) -> Result<(), Fault> {
        self.write("task done", move |batch| {
            batch.conn()?.execute("UPDATE outbox SET state = 'done' WHERE id = $1", &vals![id.as_str()])?;
            Ok(())
        })
        .await
    }

    /// A page went out: recorded, and the next level is asked in ten minutes unless somebody took the report.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn paged(&self, task: Task, to: Vec<StaffId>) -> Result<(), Fault> {
        self.write("paged", move |batch| {
            let report: ReportId = task.about.parse().map_err(|_| Fault::Corrupt("a page about nothing".into()))?;
            let level: u8 = task.body.parse().unwrap_or(1);
            for to in called(&to) {
                report_command(batch, report, Command::Page { level, to }, Meta::once(Actor::Node)?)?;
            }
            let next = batch.now.0 + khien_casework::roster::SECOND_PAGE_MINUTES * khien_terms::moment::HOUR / 60;
            let conn = batch.conn()?;
            conn.execute("UPDATE outbox SET state = 'done' WHERE id = $1", &vals![task.id.as_str()])?;
            if level == 1 {
                conn.execute(
                    "INSERT INTO outbox (id, kind, ref, due, state, body) VALUES ($1, 'page', $2, $3, 'waiting', '2') ON CONFLICT DO NOTHING",
                    &vals![format!("{}/2", task.id), task.about.as_str(), next],
                )?;
            }
            Ok(())
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
                let command = Command::Page { level: khien_casework::report::ALARM_LEVEL, to };
                report_command(batch, report, command, Meta::once(Actor::Node)?)?;
            }
            batch.conn()?.execute("UPDATE outbox SET state = 'done' WHERE id = $1", &vals![task.id.as_str()])?;
            Ok(())
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

    /// Whether somebody took a report, so that the second page is not needed.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn somebody_has(&self, report: String) -> Result<bool, Fault> {
        self.read(move |conn| {
            let row = conn
                .first("SELECT 1 FROM report WHERE id = $1 AND (taken_by IS NOT NULL OR closed = 1)", &vals![report])?;
            Ok(row.is_some())
        })
        .await
    }
}

/// Those who were called; nobody is worth a line too.
fn called(people: &[StaffId]) -> Vec<Option<StaffId>> {
    if people.is_empty() { vec![None] } else { people.iter().copied().map(Some).collect() }
}
