//! Cases: notes, timeline, closing.

use khien_casework::Refusal;
use khien_casework::case::{Command, decide};
use khien_terms::id::{CaseId, ReportId, StaffId};
use khien_terms::{Code, Moment};
use serde::Serialize;

use crate::journal::{Actor, Meta, load_case};
use crate::notices::{NoticeRow, notices_of};
use crate::queue::PAGE;
use crate::reports::{HistoryRow, history};
use crate::{Batch, Fault, Store, sealed, vals};

/// A row of the list of cases.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "columns of the table casefile")]
pub struct CaseRow {
    pub id: CaseId,
    pub number: i64,
    pub opened_at: Moment,
    pub opened_by: StaffId,
    pub outcome: Option<Code>,
    pub notes: u32,
    /// The worst harm of its reports.
    pub main_harm: Code,
    pub reports: i64,
    pub notices: i64,
}

/// Which cases a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Listed {
    /// Those that are open.
    #[default]
    Open,
    /// Those that ended.
    Ended,
    /// All.
    All,
}

/// A page of cases, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct CaseList {
    /// Rows.
    pub rows: Vec<CaseRow>,
    /// The number after which the next page begins; none on the last.
    pub next: Option<i64>,
    /// Open cases.
    pub open: i64,
}

/// A case's page.
#[derive(Debug, Clone, Serialize)]
pub struct CasePage {
    /// Its row.
    pub row: CaseRow,
    /// Its reports, with their numbers.
    pub reports: Vec<(ReportId, i64)>,
    /// Its notices.
    pub notices: Vec<NoticeRow>,
    /// Notes: number, who, when; words stay sealed.
    pub notes: Vec<(u32, StaffId, Moment)>,
    /// What happened, of the case and of its reports and notices, in the order of the journal.
    pub history: Vec<HistoryRow>,
}

impl Store {
    /// A page of cases, newest first, those with a number below `after`.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn case_list(&self, listed: Listed, after: Option<i64>) -> Result<CaseList, Fault> {
        self.read(move |conn| {
            let which = match listed {
                Listed::Open => "c.outcome IS NULL",
                Listed::Ended => "c.outcome IS NOT NULL",
                Listed::All => "1 = 1",
            };
            let sql = format!("{COLUMNS} WHERE {which} AND c.number < $1 ORDER BY c.number DESC LIMIT {}", PAGE + 1);
            let found = conn.query(&sql, &vals![after.unwrap_or(i64::MAX)])?;
            let mut rows: Vec<CaseRow> = found.iter().map(case_row).collect::<Result<_, _>>()?;
            let more = rows.len() > PAGE;
            rows.truncate(PAGE);
            let next = rows.last().filter(|_| more).map(|row| row.number);
            let open = conn.first("SELECT COUNT(*) FROM casefile WHERE outcome IS NULL", &[])?;
            Ok(CaseList { rows, next, open: open.map_or(0, |row| row.int(0)) })
        })
        .await
    }

    /// A case by its number.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn case_by_number(&self, number: i64) -> Result<Option<CaseId>, Fault> {
        self.read(move |conn| {
            let row = conn.first("SELECT id FROM casefile WHERE number = $1", &vals![number])?;
            row.map(|row| row.parse(0)).transpose()
        })
        .await
    }

    /// A case's page.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn case_page(&self, id: CaseId) -> Result<CasePage, Fault> {
        self.read(move |conn| {
            let key = id.to_string();
            let row =
                conn.first(&format!("{COLUMNS} WHERE c.id = $1"), &vals![key.as_str()])?.ok_or(Refusal::NotFound)?;
            let reports =
                conn.query("SELECT id, number FROM report WHERE case_id = $1 ORDER BY number", &vals![key.as_str()])?;
            let notes =
                conn.query("SELECT n, staff, at FROM note WHERE casefile = $1 ORDER BY n", &vals![key.as_str()])?;
            let notices = notices_of(conn, &key)?;
            let mut lines = history(conn, &key)?;
            for report in &reports {
                lines.extend(history(conn, report.text(0))?);
            }
            for notice in &notices {
                lines.extend(history(conn, &notice.id.to_string())?);
            }
            lines.sort_by_key(|line| line.seq);
            Ok(CasePage {
                row: case_row(&row)?,
                reports: reports.iter().map(|row| Ok((row.parse(0)?, row.int(1)))).collect::<Result<_, Fault>>()?,
                notices,
                notes: notes
                    .iter()
                    .map(|row| Ok((u32::try_from(row.int(0)).unwrap_or(0), row.parse(1)?, Moment(row.int(2)))))
                    .collect::<Result<_, Fault>>()?,
                history: lines,
            })
        })
        .await
    }

    /// Writes a note, sealed to the team.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn add_note(&self, id: CaseId, by: StaffId, ciphertext: Vec<u8>) -> Result<u32, Fault> {
        if !ciphertext.starts_with(b"age-encryption.org/v1\n") {
            return Err(Refusal::Field { field: "ciphertext", problem: "not an age file" }.into());
        }
        self.write("note", move |batch| {
            let (state, _) = load_case(batch.conn()?, id)?;
            let n = state.notes + 1;
            let commitment =
                sealed::put(batch, &sealed::reference(&id.to_string(), &format!("note/{n}")), &ciphertext)?;
            case_command(batch, id, Command::Note { by, commitment }, Meta::once(Actor::Staff(by))?)?;
            Ok(n)
        })
        .await
    }

    /// Hands a note's ciphertext out; the event is written before the bytes leave.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn open_note(&self, id: CaseId, n: u32, by: StaffId) -> Result<Vec<u8>, Fault> {
        self.write("open note", move |batch| {
            let bytes = sealed::get(batch.conn()?, &sealed::reference(&id.to_string(), &format!("note/{n}")))?;
            case_command(batch, id, Command::OpenNote { n, by }, Meta::once(Actor::Staff(by))?)?;
            Ok(bytes)
        })
        .await
    }

    /// Closes a case, and with it its reports: their reporters see the outcome.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] while a notice waits for its outcome, or a report was not classified.
    pub async fn close_case(&self, id: CaseId, by: StaffId, outcome: Code) -> Result<(), Fault> {
        self.write("close case", move |batch| {
            let key = id.to_string();
            let meta = Meta::once(Actor::Staff(by))?;
            let waiting = batch
                .conn()?
                .query("SELECT id FROM notice WHERE casefile = $1 AND outcome IS NULL", &vals![key.as_str()])?;
            let command = Command::Close { outcome: outcome.clone(), by, open_notices: waiting.len() };
            case_command(batch, id, command, meta)?;
            let reports =
                batch.conn()?.query("SELECT id FROM report WHERE case_id = $1 AND closed = 0", &vals![key])?;
            for report in reports {
                let close = khien_casework::report::Command::Close { outcome: outcome.clone(), by };
                crate::mailbox::report_command(batch, report.parse(0)?, close, meta)?;
            }
            Ok(())
        })
        .await
    }

    /// Opens a case again.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn reopen_case(&self, id: CaseId, by: StaffId) -> Result<(), Fault> {
        self.write("reopen case", move |batch| {
            case_command(batch, id, Command::Reopen { by }, Meta::once(Actor::Staff(by))?)
        })
        .await
    }
}

pub(crate) fn case_command(batch: &mut Batch<'_>, id: CaseId, command: Command, meta: Meta) -> Result<(), Fault> {
    let (state, version) = load_case(batch.conn()?, id)?;
    let events = decide(&state, command)?;
    batch.append(&id.to_string(), version, events, meta)?;
    Ok(())
}

const COLUMNS: &str = "SELECT c.id, c.number, c.opened_at, c.opened_by, c.outcome, c.notes, \
    COALESCE((SELECT r.main_harm FROM report AS r WHERE r.case_id = c.id ORDER BY r.rank, r.number LIMIT 1), ''), \
    (SELECT COUNT(*) FROM report AS r WHERE r.case_id = c.id), (SELECT COUNT(*) FROM notice AS n WHERE n.casefile = c.id) \
    FROM casefile AS c";

fn case_row(row: &crate::db::Row) -> Result<CaseRow, Fault> {
    Ok(CaseRow {
        id: row.parse(0)?,
        number: row.int(1),
        opened_at: Moment(row.int(2)),
        opened_by: row.parse(3)?,
        outcome: row.text_opt(4).map(Code::new),
        notes: u32::try_from(row.int(5)).unwrap_or(0),
        main_harm: Code::new(row.text(6)),
        reports: row.int(7),
        notices: row.int(8),
    })
}
