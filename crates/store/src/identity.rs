//! Who a reporter is: the questions of colleagues, the two hands that open it, and the one that opens it for life.

use khien_casework::Refusal;
use khien_casework::report::{Command, Event as ReportEvent};
use khien_terms::id::{ReportId, StaffId};
use khien_terms::{Code, Moment};
use serde::Serialize;

use crate::journal::{Actor, Event, Meta, load_report, stream};
use crate::mailbox::report_command;
use crate::{Batch, Fault, Store, sealed, vals};

/// A colleague asks who a reporter is.
#[derive(Debug, Clone, Serialize)]
pub struct IdentityRequest {
    /// The report.
    pub report: ReportId,
    /// Its number.
    pub number: i64,
    /// Who asks.
    pub asker: StaffId,
    /// Why, a code of `open_reason`.
    pub reason: Code,
    /// Until when the reporter is not told.
    pub tell_after: Option<Moment>,
}

/// An opening for life that waits for its review.
#[derive(Debug, Clone, Serialize)]
pub struct IdentityReview {
    /// The report.
    pub report: ReportId,
    /// Its number.
    pub number: i64,
    /// Who opened it alone.
    pub openers: Vec<StaffId>,
    /// When it is to be reviewed at the latest.
    pub due: Moment,
}

/// Who opened it alone, as the text of an alarm's task: those people are not the second person.
pub const OPENERS: char = ',';

impl Store {
    /// Open questions about who a reporter is.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn identity_requests(&self) -> Result<Vec<IdentityRequest>, Fault> {
        self.read(|conn| {
            let sql = "SELECT id, number, identity_asked FROM report WHERE identity_asked IS NOT NULL ORDER BY number";
            let rows = conn.query(sql, &[])?;
            rows.iter()
                .map(|row| {
                    let asked =
                        stream(conn, row.text(0))?.into_iter().rev().find_map(|recorded| match recorded.event {
                            Event::Report(ReportEvent::IdentityAsked { reason, tell_after, .. }) => {
                                Some((reason, tell_after))
                            }
                            _ => None,
                        });
                    let (reason, tell_after) = asked.unwrap_or_default();
                    Ok(IdentityRequest {
                        report: row.parse(0)?,
                        number: row.int(1),
                        asker: row.parse(2)?,
                        reason: Code::new(&reason),
                        tell_after,
                    })
                })
                .collect()
        })
        .await
    }

    /// Openings for life that wait for somebody else's review, the most urgent first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn identity_reviews(&self) -> Result<Vec<IdentityReview>, Fault> {
        self.read(|conn| {
            let sql = "SELECT id, number FROM report WHERE review_due IS NOT NULL ORDER BY review_due, number";
            let mut reviews = Vec::new();
            for row in conn.query(sql, &[])? {
                let report: ReportId = row.parse(0)?;
                let Some(review) = load_report(conn, report)?.0.review else { continue };
                reviews.push(IdentityReview { report, number: row.int(1), openers: review.openers, due: review.due });
            }
            Ok(reviews)
        })
        .await
    }

    /// Asks who the reporter is; a custodian decides.
    ///
    /// # Errors
    /// [`Refusal::UnknownCode`] for a reason that the list does not have, [`Refusal::Field`] for a day too far ahead.
    pub async fn ask_identity(
        &self,
        id: ReportId,
        by: StaffId,
        reason: Code,
        tell_after: Option<Moment>,
    ) -> Result<(), Fault> {
        self.on_report("ask identity", id, by, Command::AskIdentity { by, reason, tell_after }).await
    }

    /// The outer envelope, handed out to a custodian who was asked.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] when nobody asked.
    pub async fn open_who_for_custodian(&self, id: ReportId, by: StaffId) -> Result<Vec<u8>, Fault> {
        self.write("open who", move |batch| {
            let (report, _) = load_report(batch.conn()?, id)?;
            match report.identity_asked {
                None => return Err(Refusal::NotNow("nobody asked for it").into()),
                Some(asker) if asker == by => return Err(Refusal::NotAllowed.into()),
                Some(_) => {}
            }
            let bytes = sealed::get(batch.conn()?, &sealed::reference(&id.to_string(), "who"))?;
            let command = Command::Open { part: "who".into(), by, reason: "asked by a colleague".into() };
            report_command(batch, id, command, Meta::once(Actor::Staff(by))?)?;
            Ok(bytes)
        })
        .await
    }

    /// A custodian hands the still sealed inner envelope on to who asked.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn release_identity(&self, id: ReportId, by: StaffId, inner: Vec<u8>) -> Result<(), Fault> {
        if !inner.starts_with(b"age-encryption.org/v1\n") {
            return Err(Refusal::Field { field: "inner", problem: "not sealed to the intake team" }.into());
        }
        self.write("release identity", move |batch| {
            let (report, _) = load_report(batch.conn()?, id)?;
            let asker = report.identity_asked.ok_or(Refusal::NotNow("nobody asked for it"))?;
            report_command(batch, id, Command::ReleaseIdentity { by }, Meta::once(Actor::Staff(by))?)?;
            sealed::put(batch, &sealed::reference(&id.to_string(), &format!("who-inner/{asker}")), &inner)?;
            Ok(())
        })
        .await
    }

    /// Hands the outer envelope out to one person alone, because a life is in danger: the event and the alarm to a
    /// second person stand before the bytes leave (care 6.4).
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when nothing of it is held.
    pub async fn open_who_for_life(
        &self,
        id: ReportId,
        by: StaffId,
        tell_after: Option<Moment>,
    ) -> Result<Vec<u8>, Fault> {
        self.write("open who for life", move |batch| {
            let bytes = sealed::get(batch.conn()?, &sealed::reference(&id.to_string(), "who"))?;
            report_command(batch, id, Command::OpenForLife { by, tell_after }, Meta::once(Actor::Staff(by))?)?;
            let name = format!("alarm/{id}/{}/{by}", batch.now.0);
            alarm(batch, &name, id, &[by])?;
            Ok(bytes)
        })
        .await
    }

    /// Somebody else says whether opening it alone was right.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] for who opened it, [`Refusal::NotNow`] when none waits.
    pub async fn review_identity(&self, id: ReportId, by: StaffId, right: bool) -> Result<(), Fault> {
        self.on_report("review identity", id, by, Command::ReviewIdentity { by, right }).await
    }

    /// Alarms again where a review is late, once for each; gives how many.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn alarm_late_reviews(&self) -> Result<usize, Fault> {
        self.write("late reviews", |batch| {
            let now = batch.now.0;
            let late = batch.conn()?.query(
                "SELECT id FROM report WHERE review_due <= $1 \
                 AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.id = 'review/' || report.id) LIMIT 50",
                &vals![now],
            )?;
            for row in &late {
                let id: ReportId = row.parse(0)?;
                let openers = load_report(batch.conn()?, id)?.0.review.map(|review| review.openers).unwrap_or_default();
                alarm(batch, &format!("review/{id}"), id, &openers)?;
            }
            Ok(late.len())
        })
        .await
    }
}

/// Puts an alarm to a second person into the outbox.
fn alarm(batch: &mut Batch<'_>, name: &str, id: ReportId, openers: &[StaffId]) -> Result<(), Fault> {
    let (now, report) = (batch.now.0, id.to_string());
    let openers: Vec<String> = openers.iter().map(ToString::to_string).collect();
    batch.conn()?.execute(
        "INSERT INTO outbox (id, kind, ref, due, state, body) VALUES ($1, 'alarm', $2, $3, 'waiting', $4) ON CONFLICT DO NOTHING",
        &vals![name, report, now, openers.join(&OPENERS.to_string())],
    )?;
    Ok(())
}
