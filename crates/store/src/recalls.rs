//! Notices that are taken back: when a reporter withdrew, or an appeal showed that one was wrong (care 1.4, 2.4).

use khien_casework::notice::{Command, Sending, Why};
use khien_terms::id::{NoticeId, ReportId, StaffId};

use crate::db::Conn;
use crate::journal::{Actor, load_notice};
use crate::notices::{Letter, NoticeRow, allowed, notice_command};
use crate::{Batch, Fault, Store, vals};

impl Store {
    /// Records that the letter which takes a notice back is about to go; after a crash it stands as *unknown*.
    ///
    /// # Errors
    /// [`khien_casework::Refusal::Stale`] when it is on its way already.
    pub async fn attempt_recall(&self, id: NoticeId) -> Result<(NoticeRow, Letter), Fault> {
        self.write("attempt recall", move |batch| notice_command(batch, id, Command::AttemptRecall, Actor::Node))
            .await?;
        self.notice(id).await
    }

    /// Records how that ended. The journal gets a commitment to what the server said, never the words.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn recalled(&self, id: NoticeId, sending: Sending, said: String) -> Result<(), Fault> {
        self.write("recalled", move |batch| {
            let said = if sending == Sending::Sent { khien_seal::sha256_hex(said.as_bytes()) } else { said.clone() };
            notice_command(batch, id, Command::RecallEnded { sending, said }, Actor::Node)?;
            let name = task_name(id);
            batch.conn()?.execute("UPDATE outbox SET state = 'done' WHERE id = $1", &vals![name])?;
            Ok(())
        })
        .await
    }

    /// A person says that the letter shall go out again.
    ///
    /// # Errors
    /// [`khien_casework::Refusal::NotNow`].
    pub async fn recall_again(&self, id: NoticeId, by: StaffId) -> Result<(), Fault> {
        self.write("recall again", move |batch| {
            notice_command(batch, id, Command::RecallAgain, Actor::Staff(by))?;
            let (now, name) = (batch.now.0, task_name(id));
            batch.conn()?.execute("UPDATE outbox SET state = 'waiting', due = $1 WHERE id = $2", &vals![now, name])?;
            Ok(())
        })
        .await
    }
}

fn task_name(id: NoticeId) -> String {
    format!("recall/{id}")
}

/// Takes a notice back; the job sends the letter.
pub(crate) fn recall(batch: &mut Batch<'_>, id: NoticeId, why: Why, actor: Actor) -> Result<(), Fault> {
    notice_command(batch, id, Command::Recall { why }, actor)?;
    if load_notice(batch.conn()?, id)?.0.recalled.map(|(_, sending)| sending) != Some(Sending::Waiting) {
        return Ok(());
    }
    let (now, notice) = (batch.now.0, id.to_string());
    batch.conn()?.execute(
        "INSERT INTO outbox (id, kind, ref, due, state, body) VALUES ($1, 'recall', $2, $3, 'waiting', '') ON CONFLICT DO NOTHING",
        &vals![task_name(id), notice, now],
    )?;
    Ok(())
}

/// After a reporter took something back: notices about their report that nothing allows any more are taken back too.
pub(crate) fn recall_unallowed(batch: &mut Batch<'_>, report: ReportId) -> Result<(), Fault> {
    let key = report.to_string();
    let rows = batch.conn()?.query(
        "SELECT id FROM notice WHERE report = $1 OR (report IS NULL AND casefile = (SELECT case_id FROM report WHERE id = $1)) ORDER BY number",
        &vals![key],
    )?;
    for row in rows {
        let id: NoticeId = row.parse(0)?;
        let (state, _) = load_notice(batch.conn()?, id)?;
        if !allowed(batch, state.case, state.report)? {
            recall(batch, id, Why::Withdrawn, Actor::Node)?;
        }
    }
    Ok(())
}

/// Names of services that hold something of a report and were asked to delete it.
pub(crate) fn asked_to_delete(conn: &mut Conn, report: &str) -> Result<Vec<String>, Fault> {
    let rows = conn.query(
        "SELECT DISTINCT service FROM notice WHERE recalled = 'withdrawn' AND \
         (report = $1 OR (report IS NULL AND casefile = (SELECT case_id FROM report WHERE id = $1))) ORDER BY service",
        &vals![report],
    )?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}
