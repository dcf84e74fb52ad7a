//! Reports at the door: checked on the request's own thread, taken in by the writer in groups.

use std::collections::HashMap;

use khien_casework::intake::{Accepted, Arrival, check, received};
use khien_casework::triage::Order;
use khien_casework::{Refusal, report};
use khien_terms::id::ReportId;
use tokio::sync::oneshot;

use crate::batch::Batch;
use crate::db::{Conn, Shape, Sort};
use crate::journal::{Actor, Event, Meta, PLACES, placed, places};
use crate::sealed::{SEALED, reference};
use crate::{Fault, Store, vals};

/// A checked report on its way to the writer.
pub struct Intake {
    arrival: Arrival,
    accepted: Accepted,
    burst: bool,
}

impl Intake {
    /// A report on its way that no burst belongs to.
    pub(crate) fn new(arrival: Arrival, accepted: Accepted) -> Self {
        Self { arrival, accepted, burst: false }
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The report's id.
    pub id: ReportId,
    /// `false` when the same report had been sent before: doing it twice is doing it once.
    pub fresh: bool,
}

pub(crate) struct IntakeJob {
    pub(crate) intake: Intake,
    pub(crate) answer: oneshot::Sender<Result<Taken, Fault>>,
}

impl IntakeJob {
    pub(crate) fn answer(self, taken: Result<Taken, Fault>) {
        // A reporter who left before the answer sends again later; the mailbox is the idempotency key.
        if self.answer.send(taken).is_err() {
            tracing::debug!("nobody waits for the receipt of a report");
        }
    }
}

impl Store {
    /// Takes a report in. When this returns, it is durable.
    ///
    /// # Errors
    /// What the rules refuse ([`Refusal`]), or that the database failed.
    pub async fn receive(&self, arrival: Arrival, burst: bool) -> Result<Taken, Fault> {
        let accepted = check(&arrival, &self.shared.rulebook)?;
        if accepted.header.open.is_own_images() {
            return Err(
                Refusal::Field { field: "door", problem: "hashes of own images come in by their own page" }.into()
            );
        }
        self.finish_uploads(&arrival.files).await?;
        self.take_in(Intake { arrival, accepted, burst }).await
    }
}

/// The shape of a task.
pub(crate) const OUTBOX: Shape = Shape {
    table: "outbox",
    columns: &[
        ("id", Sort::Text),
        ("kind", Sort::Text),
        ("ref", Sort::Text),
        ("due", Sort::Int),
        ("state", Sort::Text),
        ("body", Sort::Text),
    ],
};

/// The shape of a file's row.
pub(crate) const SEALED_FILE: Shape =
    Shape { table: "sealed_file", columns: &[("ref", Sort::Text), ("sha256", Sort::Text), ("size", Sort::Int)] };

/// Takes a group in; the outer error is the database's and concerns all.
pub(crate) fn take_all(batch: &mut Batch<'_>, jobs: &[IntakeJob]) -> Result<Vec<Result<Taken, Fault>>, Fault> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let mailboxes: Vec<&str> = jobs.iter().map(|job| job.intake.accepted.header.mailbox.as_str()).collect();
    let mut known = known(batch.conn()?, &mailboxes)?;
    let mut taken = Vec::with_capacity(jobs.len());
    for job in jobs {
        let Intake { accepted, .. } = &job.intake;
        let mailbox = &accepted.header.mailbox;
        if let Some((id, statement)) = known.get(mailbox) {
            let same = *statement == accepted.statement;
            taken.push(if same { Ok(Taken { id: *id, fresh: false }) } else { Err(Refusal::MailboxTaken.into()) });
            continue;
        }
        if let Err(refusal) = team_is_current(batch, &accepted.header.team, accepted.header.epoch)? {
            taken.push(Err(refusal.into()));
            continue;
        }
        let id = take(batch, &job.intake)?;
        known.insert(mailbox.clone(), (id, accepted.statement.clone()));
        taken.push(Ok(Taken { id, fresh: true }));
    }
    Ok(taken)
}

/// Takes one in, within a transaction that does more.
pub(crate) fn take_one(batch: &mut Batch<'_>, intake: &Intake) -> Result<Taken, Fault> {
    let header = &intake.accepted.header;
    if let Some((id, statement)) = known(batch.conn()?, &[header.mailbox.as_str()])?.remove(&header.mailbox) {
        let same = statement == intake.accepted.statement;
        return if same { Ok(Taken { id, fresh: false }) } else { Err(Refusal::MailboxTaken.into()) };
    }
    team_is_current(batch, &header.team, header.epoch)??;
    Ok(Taken { id: take(batch, intake)?, fresh: true })
}

/// Reports that already lie in these mailboxes.
fn known(conn: &mut Conn, mailboxes: &[&str]) -> Result<HashMap<String, (ReportId, String)>, Fault> {
    let mut known = HashMap::new();
    let sql = format!("SELECT mailbox, id, statement FROM report WHERE mailbox IN ({})", places());
    for some in mailboxes.chunks(PLACES) {
        for row in conn.query(&sql, &placed(some))? {
            known.insert(row.text(0).to_owned(), (row.parse(1)?, row.text(2).to_owned()));
        }
    }
    Ok(known)
}

/// Whether a report is sealed to a key that the root certified; an older epoch is fine while its page was open.
fn team_is_current(batch: &mut Batch<'_>, team: &str, epoch: u32) -> Result<Result<(), Refusal>, Fault> {
    if batch.certified(team, epoch)? {
        Ok(Ok(()))
    } else {
        Ok(Err(Refusal::Field {
            field: "team",
            problem: "sealed to a key that this node does not have; load the page again",
        }))
    }
}

fn take(batch: &mut Batch<'_>, intake: &Intake) -> Result<ReportId, Fault> {
    let Intake { arrival, accepted, burst } = intake;
    let id = ReportId::from_bits(u128::from_be_bytes(khien_seal::random()?));
    let stream = id.to_string();
    let meta = Meta::once(Actor::Reporter)?;
    let what = put(batch, &reference(&stream, "what"), &arrival.what)?;
    let who = arrival.who.as_ref().map(|who| put(batch, &reference(&stream, "who"), who)).transpose()?;
    for (n, file) in arrival.files.iter().enumerate() {
        let name = reference(&stream, &format!("file/{}", n + 1));
        let size = i64::try_from(file.size).unwrap_or(i64::MAX);
        batch.insert(&SEALED_FILE, vals![name, file.sha256.as_str(), size].to_vec());
    }
    let rulebook = std::sync::Arc::clone(&batch.shared.rulebook);
    let event = received(arrival, accepted, what, who, *burst, &rulebook);
    let pages = match &event {
        report::Event::Received { urgency, .. } => urgency.order <= Order::Contact,
        _ => false,
    };
    batch.append(&stream, 0, [Event::from(event)], meta)?;
    if pages {
        let due = batch.now.0;
        batch.insert(&OUTBOX, vals![format!("page/1/{stream}"), "page", stream.as_str(), due, "waiting", "1"].to_vec());
    }
    Ok(id)
}

/// Puts sealed bytes beside the journal and gives their salted commitment.
fn put(batch: &mut Batch<'_>, name: &str, bytes: &[u8]) -> Result<String, Fault> {
    let salt: [u8; 32] = khien_seal::random()?;
    let commitment = khien_seal::commitment(&salt, bytes);
    batch.insert(&SEALED, vals![name, salt.as_slice(), bytes].to_vec());
    Ok(commitment)
}
