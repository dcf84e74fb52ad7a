//! Take-down notices: drafted behind the gate, sent by a job, answered by people. The address of the material is of
//! class *node*: it stands here beside the journal and is purged when the notice ended.

use khien_casework::Refusal;
use khien_casework::notice::{Command, Draft, Gate, Outcome, allows_takedown, decide, draft};
use khien_terms::clocks::Capacity;
use khien_terms::id::{CaseId, CommandId, NoticeId, ReportId, StaffId};
use khien_terms::{Code, Lang, Moment};
use serde::Serialize;

use crate::cases::case_command;
use crate::db::{Conn, Row};
use crate::journal::{Actor, Meta, load_notice};
use crate::queue::PAGE;
use crate::{Batch, Fault, Store, vals};

/// A notice as lists show it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "columns of the table notice")]
pub struct NoticeRow {
    pub id: NoticeId,
    pub number: i64,
    pub case: CaseId,
    pub case_number: i64,
    pub service: String,
    pub clock: String,
    pub hours: Option<f64>,
    pub capacity: String,
    pub lang: String,
    /// `waiting`, `sent`, `unknown` or `failed`.
    pub sending: String,
    pub attempts: u32,
    pub due: Option<Moment>,
    /// `down`, `partly`, `refused` or `no_answer`.
    pub outcome: Option<String>,
    pub lapsed: bool,
    pub drafted_at: Moment,
    pub sent_at: Option<Moment>,
    pub message_id: String,
    pub purged: bool,
    /// The how manieth of its case it is, from 1: part of the number that its letter carries.
    pub nth: i64,
    /// Whether a reporter whom it concerns took the report back.
    pub withdrawn: bool,
    /// Why it was taken back: `withdrawn` or `reversed`.
    pub recalled: Option<String>,
    /// How far the letter that takes it back got: empty, `waiting`, `sent`, `unknown` or `failed`.
    pub recall_sending: String,
    /// Whose report it is about; none: of all reports of its case.
    pub report: Option<ReportId>,
}

/// Which notices a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Listed {
    /// Those that wait for an answer, the one due first on top.
    #[default]
    Waiting,
    /// Those that ended, newest first.
    Ended,
    /// All, newest first.
    All,
}

/// Where a page of notices ended: when it was due (for those that wait) and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the order of the list")]
pub struct NoticeAfter {
    pub due: i64,
    pub number: i64,
}

/// A page of notices.
#[derive(Debug, Clone, Serialize)]
pub struct NoticePage {
    /// Rows.
    pub rows: Vec<NoticeRow>,
    /// Whether more follow the last.
    pub more: bool,
    /// Notices that wait for an answer.
    pub waiting: i64,
    /// Of these, those whose clock ran out.
    pub late: i64,
}

/// The letter of a notice; empty when it was purged.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Letter {
    /// Address of the material.
    pub url: String,
    /// Where it goes.
    pub recipient: String,
    /// Subject.
    pub subject: String,
    /// Words.
    pub body: String,
    /// What the mail server said when it took it.
    pub evidence: String,
}

/// A notice that an analyst wants to send.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are named as in the event")]
pub struct NewNotice {
    pub case: CaseId,
    /// Whose report the address comes from; may stay out where the case has only one.
    pub report: Option<ReportId>,
    /// The how manieth of its case the letter says that it is, from 1: two that were written at once do not share a number.
    pub nth: i64,
    pub service: String,
    pub jurisdictions: Vec<String>,
    pub clock: String,
    pub capacity: Capacity,
    pub lang: Lang,
    pub gate: Gate,
    pub letter: Letter,
    /// Domain of the Message-ID, fixed before the first attempt.
    pub domain: String,
    pub by: StaffId,
    /// The form's own id: pressed twice, one notice goes out.
    pub command: CommandId,
}

impl Store {
    /// Drafts a notice and puts it into the outbox, in one transaction.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] by the gate or the capacity.
    pub async fn draft_notice(&self, new: NewNotice) -> Result<NoticeId, Fault> {
        self.write("draft notice", move |batch| draft_one(batch, &new)).await
    }

    /// A page of the list of notices, beginning after a place.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn notice_list(&self, listed: Listed, after: Option<NoticeAfter>) -> Result<NoticePage, Fault> {
        self.read(move |conn| notice_list(conn, listed, after)).await
    }

    /// A notice by the number that its letter carries: its case's number, and the how manieth of the case it is.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn notice_by_reference(&self, case: i64, nth: i64) -> Result<Option<NoticeRow>, Fault> {
        self.read(move |conn| {
            let offset = nth.max(1) - 1;
            let sql = format!("{COLUMNS} WHERE c.number = $1 ORDER BY n.number LIMIT 1 OFFSET $2");
            conn.first(&sql, &vals![case, offset])?.map(|row| notice_row(&row)).transpose()
        })
        .await
    }

    /// A notice with its letter.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn notice(&self, id: NoticeId) -> Result<(NoticeRow, Letter), Fault> {
        self.read(move |conn| {
            let row =
                conn.first(&format!("{COLUMNS} WHERE n.id = $1"), &vals![id.to_string()])?.ok_or(Refusal::NotFound)?;
            Ok((notice_row(&row)?, letter(conn, id)?))
        })
        .await
    }

    /// Records that an attempt begins; after a crash the notice stands as *unknown*. When its reporter took the
    /// permission back since, it fails instead and nothing goes out.
    ///
    /// # Errors
    /// [`Refusal::Stale`] when it is on its way already, [`Refusal::NotAllowed`] when it may not go out any more.
    pub async fn attempt_notice(&self, id: NoticeId) -> Result<(NoticeRow, Letter), Fault> {
        let goes = self
            .write("attempt notice", move |batch| {
                let (state, _) = load_notice(batch.conn()?, id)?;
                if allowed(batch, state.case, state.report)? {
                    notice_command(batch, id, Command::Attempt, Actor::Node)?;
                    return Ok(true);
                }
                let reason = "the reporter took the permission back".to_owned();
                notice_command(batch, id, Command::Failed { reason }, Actor::Node)?;
                Ok(false)
            })
            .await?;
        if !goes {
            return Err(Refusal::NotAllowed.into());
        }
        self.notice(id).await
    }

    /// Records how an attempt ended, and what the mail server said.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn attempted_notice(&self, id: NoticeId, command: Command) -> Result<(), Fault> {
        self.write("attempted notice", move |batch| {
            if let Command::Sent { evidence } = &command {
                let values = vals![evidence.as_str(), id.to_string()];
                batch.conn()?.execute("UPDATE notice_text SET evidence = $1 WHERE notice = $2", &values)?;
            }
            // The journal gets a commitment to what the server said, never the words.
            let command = match command.clone() {
                Command::Sent { evidence } => Command::Sent { evidence: khien_seal::sha256_hex(evidence.as_bytes()) },
                other => other,
            };
            notice_command(batch, id, command, Actor::Node)?;
            batch.conn()?.execute("UPDATE outbox SET state = 'done' WHERE ref = $1", &vals![id.to_string()])?;
            Ok(())
        })
        .await
    }

    /// A person says that it shall go out again.
    ///
    /// # Errors
    /// [`Refusal::NotNow`].
    pub async fn resend_notice(&self, id: NoticeId, by: StaffId) -> Result<(), Fault> {
        self.write("resend notice", move |batch| {
            let (state, _) = load_notice(batch.conn()?, id)?;
            if !allowed(batch, state.case, state.report)? {
                return Err(Refusal::NotNow("the reporter has not allowed a take-down: ask in the mailbox").into());
            }
            notice_command(batch, id, Command::Resend { by }, Actor::Staff(by))?;
            let now = batch.now.0;
            batch
                .conn()?
                .execute("UPDATE outbox SET state = 'waiting', due = $1 WHERE ref = $2", &vals![now, id.to_string()])?;
            Ok(())
        })
        .await
    }

    /// Records the service's answer.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] before it was sent.
    pub async fn answer_notice(&self, id: NoticeId, by: StaffId, outcome: Outcome) -> Result<(), Fault> {
        self.write("answer notice", move |batch| {
            notice_command(batch, id, Command::Answer { outcome, by }, Actor::Staff(by))
        })
        .await
    }

    /// Records every notice whose clock ran out without an answer; gives how many.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn lapse_notices(&self) -> Result<usize, Fault> {
        self.write("lapse notices", |batch| {
            let now = batch.now.0;
            let due = batch.conn()?.query(
                "SELECT id FROM notice WHERE due <= $1 AND outcome IS NULL AND lapsed = 0 LIMIT 200",
                &vals![now],
            )?;
            for row in &due {
                notice_command(batch, row.parse(0)?, Command::Lapse, Actor::Node)?;
            }
            Ok(due.len())
        })
        .await
    }

    /// Purges addresses and letters of notices that ended more than `days` ago (outcome and its appeal time).
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn purge_notices(&self, days: i64) -> Result<usize, Fault> {
        self.write("purge notices", move |batch| {
            let before = batch.now.plus_days(-days).0;
            let ended = batch.conn()?.query(
                "SELECT id FROM notice WHERE outcome IS NOT NULL AND purged = 0 AND drafted_at < $1 LIMIT 200",
                &vals![before],
            )?;
            for row in &ended {
                let id: NoticeId = row.parse(0)?;
                batch.conn()?.execute("DELETE FROM notice_text WHERE notice = $1", &vals![id.to_string()])?;
                let (_, version) = load_notice(batch.conn()?, id)?;
                let event = khien_casework::notice::Event::Purged {};
                batch.append(&id.to_string(), version, [event], Meta::once(Actor::Node)?)?;
            }
            Ok(ended.len())
        })
        .await
    }
}

fn draft_one(batch: &mut Batch<'_>, new: &NewNotice) -> Result<NoticeId, Fault> {
    if let Some(id) = batch.done_before(new.command)? {
        return Ok(id);
    }
    let id = NoticeId::from_bits(u128::from_be_bytes(khien_seal::random()?));
    let rulebook = std::sync::Arc::clone(&batch.shared.rulebook);
    let clock =
        rulebook.clocks.get(&new.clock).ok_or(Refusal::Field { field: "clock", problem: "no such legal basis" })?;
    if !new.letter.url.starts_with("http") || new.letter.url.len() > 2000 {
        return Err(Refusal::Field { field: "url", problem: "the address of the material, beginning with http" }.into());
    }
    let before = batch.conn()?.query("SELECT 1 FROM notice WHERE casefile = $1", &vals![new.case.to_string()])?.len();
    if i64::try_from(before).unwrap_or(i64::MAX) + 1 != new.nth {
        return Err(Refusal::Stale.into());
    }
    let report = report_of(batch, new)?;
    let salt: [u8; 32] = khien_seal::random()?;
    let message_id = format!("<{id}@{}>", new.domain);
    let wanted = Draft {
        case: new.case,
        report: Some(report),
        service: new.service.clone(),
        jurisdictions: new.jurisdictions.clone(),
        capacity: new.capacity,
        lang: new.lang,
        gate: new.gate,
        text: khien_seal::commitment(&salt, new.letter.body.as_bytes()),
        message_id,
        by: new.by,
        allowed: allowed(batch, new.case, Some(report))?,
    };
    let event = draft(wanted, clock)?;
    let meta = Meta { actor: Actor::Staff(new.by), command: new.command };
    case_command(batch, new.case, khien_casework::case::Command::AddNotice { notice: id, by: new.by }, meta)?;
    batch.append(&id.to_string(), 0, [event], meta)?;
    let (now, key, letter) = (batch.now.0, id.to_string(), &new.letter);
    let conn = batch.conn()?;
    conn.execute(
        "INSERT INTO notice_text (notice, url, recipient, subject, body, evidence) VALUES ($1, $2, $3, $4, $5, '')",
        &vals![
            key.as_str(),
            letter.url.as_str(),
            letter.recipient.as_str(),
            letter.subject.as_str(),
            letter.body.as_str()
        ],
    )?;
    conn.execute(
        "INSERT INTO outbox (id, kind, ref, due, state, body) VALUES ($1, 'notice', $2, $3, 'waiting', '')",
        &vals![format!("notice/{key}"), key, now],
    )?;
    batch.remember(new.command, &id)?;
    Ok(id)
}

/// Whose report a notice is about: the one that was named, or the only one of the case.
fn report_of(batch: &mut Batch<'_>, new: &NewNotice) -> Result<ReportId, Fault> {
    let sql = "SELECT id FROM report WHERE case_id = $1 AND erased = 0 ORDER BY number";
    let rows = batch.conn()?.query(sql, &vals![new.case.to_string()])?;
    let reports: Vec<ReportId> = rows.iter().map(|row| row.parse(0)).collect::<Result<_, _>>()?;
    match (new.report, reports.as_slice()) {
        (Some(named), of_case) if of_case.contains(&named) => Ok(named),
        (None, [only]) => Ok(*only),
        _ => {
            Err(Refusal::Field { field: "report", problem: "say from whose report of this case the address comes" }
                .into())
        }
    }
}

/// Whether the report that a notice is about allows a take-down; for notices of before they named one, whether every
/// report of the case does. One that its reporter withdrew allows nothing: sharing stops at once (care 1.2).
pub(crate) fn allowed(batch: &mut Batch<'_>, case: CaseId, report: Option<ReportId>) -> Result<bool, Fault> {
    let sql = "SELECT open, main_harm, permissions, erase_after, id, erased FROM report WHERE case_id = $1";
    for row in batch.conn()?.query(sql, &vals![case.to_string()])? {
        if report.is_some_and(|report| row.text(4) != report.to_string()) {
            continue;
        }
        let permissions: Vec<Code> = serde_json::from_str(row.text(2))?;
        let gone = row.int_opt(3).is_some() || row.flag(5);
        if gone || !allows_takedown(&serde_json::from_str(row.text(0))?, row.text(1), &permissions) {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(crate) fn notice_command(batch: &mut Batch<'_>, id: NoticeId, command: Command, actor: Actor) -> Result<(), Fault> {
    let (state, version) = load_notice(batch.conn()?, id)?;
    let events = decide(&state, command, batch.now)?;
    batch.append(&id.to_string(), version, events, Meta::once(actor)?)?;
    Ok(())
}

fn letter(conn: &mut Conn, id: NoticeId) -> Result<Letter, Fault> {
    let row = conn.first(
        "SELECT url, recipient, subject, body, evidence FROM notice_text WHERE notice = $1",
        &vals![id.to_string()],
    )?;
    let text = |row: &Row, column: usize| row.text(column).to_owned();
    Ok(row.map_or_else(Letter::default, |row| Letter {
        url: text(&row, 0),
        recipient: text(&row, 1),
        subject: text(&row, 2),
        body: text(&row, 3),
        evidence: text(&row, 4),
    }))
}

const COLUMNS: &str = "SELECT n.id, n.number, n.casefile, COALESCE(c.number, 0), n.service, n.clock, n.hours, n.capacity, n.lang, n.sending, \
    n.attempts, n.due, n.outcome, n.lapsed, n.drafted_at, n.sent_at, n.message_id, n.purged, \
    (SELECT COUNT(*) FROM notice AS e WHERE e.casefile = n.casefile AND e.number <= n.number), \
    (SELECT COUNT(*) FROM report AS r WHERE (r.id = n.report OR (n.report IS NULL AND r.case_id = n.casefile)) \
     AND (r.erase_after IS NOT NULL OR r.erased = 1)), n.recalled, n.recall, n.report \
    FROM notice AS n LEFT JOIN casefile AS c ON c.id = n.casefile";

fn notice_list(conn: &mut Conn, listed: Listed, after: Option<NoticeAfter>) -> Result<NoticePage, Fault> {
    let (which, order) = match listed {
        Listed::Waiting => (WAITS, "COALESCE(n.due, 9223372036854775807), n.number"),
        Listed::Ended => ("(n.outcome IS NOT NULL OR n.recalled IS NOT NULL)", "n.number DESC"),
        Listed::All => ("1 = 1", "n.number DESC"),
    };
    let (beyond, place) = match (listed, after) {
        (_, None) => ("", Vec::new()),
        (Listed::Waiting, Some(after)) => (
            "AND (COALESCE(n.due, 9223372036854775807) > $1 OR (COALESCE(n.due, 9223372036854775807) = $1 AND n.number > $2))",
            vals![after.due, after.number].to_vec(),
        ),
        (_, Some(after)) => ("AND n.number < $1", vals![after.number].to_vec()),
    };
    let sql = format!("{COLUMNS} WHERE {which} {beyond} ORDER BY {order} LIMIT {}", PAGE + 1);
    let mut rows: Vec<NoticeRow> = conn.query(&sql, &place)?.iter().map(notice_row).collect::<Result<_, _>>()?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let sql = format!(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN n.due < $1 THEN 1 ELSE 0 END), 0) FROM notice AS n WHERE {WAITS}"
    );
    let now = Moment::from(crate::journal::now()).0;
    let counts = conn.first(&sql, &vals![now])?;
    let (waiting, late) = counts.map_or((0, 0), |row| (row.int(0), row.int(1)));
    Ok(NoticePage { rows, more, waiting, late })
}

/// A notice that waits for an answer; nobody waits for one to what was taken back.
const WAITS: &str = "n.outcome IS NULL AND n.recalled IS NULL";

/// The notices of a case, newest first.
pub(crate) fn notices_of(conn: &mut Conn, case: &str) -> Result<Vec<NoticeRow>, Fault> {
    let rows = conn.query(&format!("{COLUMNS} WHERE n.casefile = $1 ORDER BY n.number DESC"), &vals![case])?;
    rows.iter().map(notice_row).collect()
}

fn notice_row(row: &Row) -> Result<NoticeRow, Fault> {
    Ok(NoticeRow {
        id: row.parse(0)?,
        number: row.int(1),
        case: row.parse(2)?,
        case_number: row.int(3),
        service: row.text(4).to_owned(),
        clock: row.text(5).to_owned(),
        hours: row.text(6).parse().ok(),
        capacity: row.text(7).to_owned(),
        lang: row.text(8).to_owned(),
        sending: row.text(9).to_owned(),
        attempts: u32::try_from(row.int(10)).unwrap_or(0),
        due: row.int_opt(11).map(Moment),
        outcome: row.text_opt(12).map(str::to_owned),
        lapsed: row.flag(13),
        drafted_at: Moment(row.int(14)),
        sent_at: row.int_opt(15).map(Moment),
        message_id: row.text(16).to_owned(),
        purged: row.flag(17),
        nth: row.int(18),
        withdrawn: row.flag(19),
        recalled: row.text_opt(20).map(str::to_owned),
        recall_sending: row.text(21).to_owned(),
        report: row.text_opt(22).and_then(|id| id.parse().ok()),
    })
}
