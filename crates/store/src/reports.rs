//! What staff see of a report and do with it. Ciphertext leaves only through [`Store::open_part`], which records it.

use khien_casework::Refusal;
use khien_casework::report::{Assessment, Command, FileMark, Review, Speaker};
use khien_terms::id::{CaseId, ReportId, StaffId};
use khien_terms::{Code, Moment};
use serde::Serialize;

use crate::appeals::AppealRow;
use crate::db::Conn;
use crate::journal::{Actor, Event, Meta, load_case, load_report, stream};
use crate::mailbox::{Said, report_command, say};
use crate::queue::{self, QueueRow};
use crate::{Fault, Store, sealed, vals};

/// A report as its page shows it, without ciphertext.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "columns of the table report")]
pub struct ReportPage {
    pub row: QueueRow,
    pub assessed: Option<Assessment>,
    /// How often it was classified: the page hands it back, so that nobody replaces what they have not seen.
    pub classified: u32,
    pub case: Option<CaseId>,
    pub team: String,
    pub epoch: u32,
    pub lang: String,
    pub channel: String,
    pub held_key: bool,
    pub has_who: bool,
    pub what_bytes: i64,
    pub files: Vec<FileMark>,
    pub messages: Vec<MessageRow>,
    pub permissions: Vec<Code>,
    pub erase_after: Option<Moment>,
    pub look_first: bool,
    pub erased: bool,
    pub closed: bool,
    pub identity_asked: Option<StaffId>,
    /// The inner envelope of who the person is was handed on to these.
    pub identity_for: Vec<StaffId>,
    /// An opening for life that waits for its review by somebody else.
    pub review: Option<Review>,
    /// What is known of an appeal; none when it is a report of harm.
    pub appeal: Option<AppealRow>,
    /// The reporter may be the alleged person.
    pub silent: bool,
    /// For a reply: mailbox, head of its chain, where to seal to.
    pub mailbox: String,
    pub head: String,
    pub recipient: String,
    pub history: Vec<HistoryRow>,
}

/// A message, without its words.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "columns of the table message")]
pub struct MessageRow {
    pub n: u32,
    pub by_team: bool,
    pub staff: Option<StaffId>,
    pub at: Moment,
    pub files: Vec<FileMark>,
}

/// A reply as the console's script sealed and signed it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are those of docs/formats.md section 6")]
pub struct Reply {
    pub sequence: u32,
    pub previous: String,
    pub ciphertext: Vec<u8>,
    pub signature: String,
}

/// A line of what happened: the journal itself.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryRow {
    /// Place in the journal.
    pub seq: i64,
    /// The stream: a report, a case, a notice.
    pub stream: String,
    /// When.
    pub at: Moment,
    /// Who: an id, `reporter`, `node` or `operator`.
    pub actor: String,
    /// The event's type, such as `report.opened`.
    pub kind: String,
    /// The event.
    pub event: serde_json::Value,
}

impl Store {
    /// A report's page.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn report_page(&self, id: ReportId) -> Result<ReportPage, Fault> {
        self.read(move |conn| report_page(conn, id)).await
    }

    /// Takes a report.
    ///
    /// # Errors
    /// [`Refusal::Stale`] when somebody else took it.
    pub async fn take_report(&self, id: ReportId, by: StaffId) -> Result<(), Fault> {
        self.on_report("take", id, by, Command::Take { by }).await
    }

    /// Hands a sealed part out: `what`, `message/3`, `file/1`, `message-file/3/1`, `who-inner`. The event is written before the bytes leave.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]; [`Refusal::NotAllowed`] for who the person is, unless it was handed on to this member.
    pub async fn open_part(&self, id: ReportId, part: String, by: StaffId, reason: String) -> Result<Vec<u8>, Fault> {
        let file = part.starts_with("file/") || part.starts_with("message-file/");
        let name = part.clone();
        let bytes = self
            .write("open", move |batch| {
                let stored = match part.as_str() {
                    "who" => return Err(Refusal::NotAllowed.into()),
                    "who-inner" => sealed::reference(&id.to_string(), &format!("who-inner/{by}")),
                    other => sealed::reference(&id.to_string(), other),
                };
                let bytes = if file { Vec::new() } else { sealed::get(batch.conn()?, &stored)? };
                let command = Command::Open { part: part.clone(), by, reason: reason.clone() };
                report_command(batch, id, command, Meta::once(Actor::Staff(by))?)?;
                Ok(bytes)
            })
            .await?;
        if !file {
            return Ok(bytes);
        }
        let stored = sealed::reference(&id.to_string(), &name);
        let hash = self
            .read(move |conn| {
                let row = conn.first("SELECT sha256 FROM sealed_file WHERE ref = $1", &vals![stored])?;
                row.map(|row| row.text(0).to_owned()).ok_or(Refusal::NotFound.into())
            })
            .await?;
        self.read_file(&hash).await
    }

    /// Says what it is.
    ///
    /// # Errors
    /// [`Refusal`] for a code that the lists do not have.
    pub async fn classify(&self, id: ReportId, by: StaffId, assessed: Assessment, seen: u32) -> Result<(), Fault> {
        self.on_report("classify", id, by, Command::Classify { by, assessed, seen }).await
    }

    /// Tells the reporter where it stands.
    ///
    /// # Errors
    /// [`Refusal::UnknownCode`].
    pub async fn tell(&self, id: ReportId, by: StaffId, status: Code) -> Result<(), Fault> {
        self.on_report("tell", id, by, Command::Tell { status, by }).await
    }

    /// Closes a report with an outcome that the reporter sees.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn close_report(&self, id: ReportId, by: StaffId, outcome: Code) -> Result<(), Fault> {
        self.on_report("close", id, by, Command::Close { outcome, by }).await
    }

    /// Replies to the reporter: sealed to them and signed by this member.
    ///
    /// # Errors
    /// [`Refusal::Stale`] when another message came first, [`Refusal::Forged`] when the signature does not fit.
    pub async fn reply(&self, id: ReportId, by: StaffId, verify: String, reply: Reply) -> Result<(), Fault> {
        if !reply.ciphertext.starts_with(b"age-encryption.org/v1\n") {
            return Err(Refusal::Field { field: "ciphertext", problem: "not an age file" }.into());
        }
        self.write("reply", move |batch| {
            let said = Said {
                by: Speaker::Team(by),
                verify: Some(verify.clone()),
                sequence: reply.sequence,
                previous: &reply.previous,
                ciphertext: &reply.ciphertext,
                signature: &reply.signature,
                files: &[],
            };
            say(batch, id, said, Meta::once(Actor::Staff(by))?)
        })
        .await
    }

    /// Opens a case from a report.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] when the report is part of one.
    pub async fn open_case(&self, report: ReportId, by: StaffId) -> Result<CaseId, Fault> {
        self.write("open case", move |batch| {
            let case = CaseId::from_bits(u128::from_be_bytes(khien_seal::random()?));
            let meta = Meta::once(Actor::Staff(by))?;
            batch.append(&case.to_string(), 0, [khien_casework::case::Event::Opened { report, by }], meta)?;
            report_command(batch, report, Command::Join { case, by }, meta)?;
            Ok(case)
        })
        .await
    }

    /// Joins a report to a case that is there.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn join_case(&self, report: ReportId, case: CaseId, by: StaffId) -> Result<(), Fault> {
        self.write("join case", move |batch| {
            let meta = Meta::once(Actor::Staff(by))?;
            let (state, version) = load_case(batch.conn()?, case)?;
            let events = khien_casework::case::decide(&state, khien_casework::case::Command::Join { report, by })?;
            batch.append(&case.to_string(), version, events, meta)?;
            report_command(batch, report, Command::Join { case, by }, meta)
        })
        .await
    }

    /// Destroys what is held of a withdrawn report: sealed bytes, files, salts; its payload becomes coarse.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] before its day, or when a person must look first.
    pub async fn erase_report(&self, id: ReportId, by: Option<StaffId>) -> Result<(), Fault> {
        let gone = self.write("erase", move |batch| erase(batch, id, by)).await?;
        for sha256 in gone {
            let path = self.shared.place.folder.join("files").join(&sha256);
            if let Err(error) = tokio::fs::remove_file(path).await {
                tracing::warn!(%error, "a file of an erased report was gone already");
            }
        }
        self.scrub().await
    }

    /// Ids of withdrawn reports whose day has come and at which nobody must look first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn reports_to_erase(&self) -> Result<Vec<ReportId>, Fault> {
        self.read(|conn| {
            let now = Moment::from(crate::journal::now()).0;
            let rows = conn.query(
                "SELECT id FROM report WHERE erase_after <= $1 AND look_first = 0 AND erased = 0 LIMIT 200",
                &vals![now],
            )?;
            rows.iter().map(|row| row.parse(0)).collect()
        })
        .await
    }

    /// Takes deleted bytes out of SQLite's write-ahead log too. PostgreSQL keeps pages until vacuum: the documents say so.
    pub(crate) async fn scrub(&self) -> Result<(), Fault> {
        match &self.log {
            Some(log) => log.empty().await,
            None => Ok(()),
        }
    }

    pub(crate) async fn on_report(
        &self,
        name: &'static str,
        id: ReportId,
        by: StaffId,
        command: Command,
    ) -> Result<(), Fault> {
        self.write(name, move |batch| report_command(batch, id, command.clone(), Meta::once(Actor::Staff(by))?)).await
    }
}

fn erase(batch: &mut crate::Batch<'_>, id: ReportId, by: Option<StaffId>) -> Result<Vec<String>, Fault> {
    let stream = id.to_string();
    let actor = by.map_or(Actor::Node, Actor::Staff);
    let meta = Meta::once(actor)?;
    report_command(batch, id, Command::Erase { by }, meta)?;
    crate::release::withdraw(batch, id, None, meta)?;
    let gone = sealed::delete_all(batch, &stream)?;
    let rulebook = std::sync::Arc::clone(&batch.shared.rulebook);
    let conn = batch.conn()?;
    let rows = conn.query("SELECT seq, payload, type FROM event WHERE stream = $1", &vals![stream.as_str()])?;
    for row in rows {
        let Event::Report(event) = Event::read(row.text(2), row.blob(1))? else { continue };
        let Some(coarse) = khien_casework::report::coarsened(event, &rulebook.typology)? else { continue };
        let (coarse, first) = (serde_json::to_vec(&coarse)?, khien_seal::sha256(row.blob(1)));
        conn.execute(
            "UPDATE event SET payload = $1, payload_hash = $2 WHERE seq = $3",
            &vals![coarse, first.as_slice(), row.int(0)],
        )?;
    }
    conn.execute("DELETE FROM outbox WHERE ref = $1", &vals![stream])?;
    Ok(gone)
}

fn report_page(conn: &mut Conn, id: ReportId) -> Result<ReportPage, Fault> {
    let key = id.to_string();
    let sql = format!("{} FROM report WHERE id = $1", queue::COLUMNS);
    let row = queue::row(&conn.first(&sql, &vals![key.as_str()])?.ok_or(Refusal::NotFound)?)?;
    let more = conn
        .first(
            "SELECT assessed, case_id, team, epoch, lang, channel, held_key, has_who, files, permissions, erase_after, look_first, erased, \
             closed, identity_asked, mailbox, head, recipient FROM report WHERE id = $1",
            &vals![key.as_str()],
        )?
        .ok_or(Refusal::NotFound)?;
    let (state, _) = load_report(conn, id)?;
    let what =
        conn.first("SELECT length(bytes) FROM sealed WHERE ref = $1", &vals![sealed::reference(&key, "what")])?;
    let prefix = sealed::reference(&key, "who-inner/");
    let inner = conn.query(
        "SELECT ref FROM sealed WHERE ref >= $1 AND ref < $2",
        &vals![prefix.as_str(), format!("{key}/who-inner0")],
    )?;
    Ok(ReportPage {
        assessed: more.text_opt(0).map(serde_json::from_str).transpose()?,
        case: more.text_opt(1).and_then(|id| id.parse().ok()),
        team: more.text(2).to_owned(),
        epoch: u32::try_from(more.int(3)).unwrap_or(0),
        lang: more.text(4).to_owned(),
        channel: more.text(5).to_owned(),
        held_key: more.flag(6),
        has_who: more.flag(7),
        what_bytes: what.map_or(0, |row| row.int(0)),
        files: serde_json::from_str(more.text(8))?,
        messages: messages(conn, &key)?,
        permissions: serde_json::from_str(more.text(9))?,
        erase_after: more.int_opt(10).map(Moment),
        look_first: more.flag(11),
        erased: more.flag(12),
        closed: more.flag(13),
        identity_asked: more.text_opt(14).and_then(|id| id.parse().ok()),
        identity_for: inner.iter().filter_map(|row| row.text(0).strip_prefix(prefix.as_str())?.parse().ok()).collect(),
        silent: state.learns_nothing(),
        classified: state.classified,
        appeal: crate::appeals::row(conn, &state)?,
        review: state.review,
        mailbox: more.text(15).to_owned(),
        head: more.text(16).to_owned(),
        recipient: more.text(17).to_owned(),
        history: history(conn, &key)?,
        row,
    })
}

fn messages(conn: &mut Conn, report: &str) -> Result<Vec<MessageRow>, Fault> {
    let sql = "SELECT n, by_team, staff, at, files FROM message WHERE report = $1 ORDER BY n";
    conn.query(sql, &vals![report])?
        .iter()
        .map(|row| {
            Ok(MessageRow {
                n: u32::try_from(row.int(0)).unwrap_or(0),
                by_team: row.flag(1),
                staff: row.text_opt(2).and_then(|id| id.parse().ok()),
                at: Moment(row.int(3)),
                files: serde_json::from_str(row.text(4))?,
            })
        })
        .collect()
}

/// The journal of a stream as lines.
pub(crate) fn history(conn: &mut Conn, key: &str) -> Result<Vec<HistoryRow>, Fault> {
    stream(conn, key)?
        .into_iter()
        .map(|recorded| {
            let event = serde_json::to_value(&recorded.event)?;
            let kind = event.get("type").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
            Ok(HistoryRow {
                seq: recorded.seq,
                stream: recorded.stream,
                at: recorded.at,
                actor: recorded.actor,
                kind,
                event,
            })
        })
        .collect()
}
