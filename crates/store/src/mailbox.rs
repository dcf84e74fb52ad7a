//! What a reporter's page asks for and sends (`docs/formats.md` section 9). A check writes nothing.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::header::OpenCodes;
use khien_casework::report::{Act, Assessment, Command, Event as ReportEvent, FileMark, Speaker, decide};
use khien_seal::statement::Signed;
use khien_terms::id::ReportId;
use khien_terms::{Code, Moment};
use serde::Serialize;

use crate::batch::Batch;
use crate::db::{Conn, Row};
use crate::intake::SEALED_FILE;
use crate::journal::{Actor, Meta, load_report};
use crate::ledger::Proof;
use crate::{Fault, Store, sealed, vals};

/// Everything that a mailbox's page shows and verifies.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "fields are those of docs/formats.md section 9")]
pub struct View {
    pub found: bool,
    pub root: String,
    pub teams: Vec<Signed>,
    pub staff: Vec<Signed>,
    pub report: Signed,
    pub verify: String,
    pub chain: Vec<Link>,
    pub status: Code,
    pub reduced: bool,
    pub held_key: bool,
    pub permissions: Vec<Code>,
    pub withdrawn: Option<String>,
    pub opened: Vec<Opened>,
    /// Services that hold something of this report and were asked to delete it.
    pub asked: Vec<String>,
    /// Platforms that have, or had, hashes of the person's own images.
    pub given: Vec<crate::protect::Given>,
    pub words: bool,
    /// The reporter may be the alleged person: nothing but the status is told.
    pub silent: bool,
    /// A person looks before a withdrawal destroys anything.
    pub review: bool,
    /// A week and more has passed, or we cannot do it ourselves: help is named again.
    pub support: bool,
    /// What has happened on the path: received, read by a person, others asked, answered.
    #[serde(skip)]
    pub done: [bool; 4],
    #[serde(skip)]
    pub lang: String,
    #[serde(skip)]
    pub door: String,
    #[serde(skip)]
    pub path: Option<Code>,
}

/// A message as the reporter's page sealed and signed it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are those of docs/formats.md section 9")]
pub struct Message {
    pub sequence: u32,
    pub previous: String,
    pub ciphertext: Vec<u8>,
    pub signature: String,
    pub files: Vec<FileMark>,
}

/// A message without its ciphertext.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "fields are those of docs/formats.md section 9")]
pub struct Link {
    pub n: u32,
    pub d: &'static str,
    /// SHA-256 of the ciphertext, base64.
    pub h: String,
    pub s: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub k: Option<usize>,
}

/// Who opened it, by desk name and day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "fields are those of docs/formats.md section 9")]
pub struct Opened {
    pub day: String,
    pub by: String,
    pub what: String,
    /// Why, where it says who the person is: a code of `open_reason`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Store {
    /// Looks into a mailbox; `None` when there is none.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn mailbox_check(&self, mailbox: String) -> Result<Option<View>, Fault> {
        let zone = self.shared.rulebook.zone.clone();
        self.read(move |conn| {
            let row = conn.first(&format!("{SELECT} WHERE mailbox = $1"), &vals![mailbox])?;
            row.map(|row| view(conn, &row, &zone)).transpose()
        })
        .await
    }

    /// The same for staff, who verify the reporter's messages with it and sign the next.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn chain_of_report(&self, id: ReportId) -> Result<View, Fault> {
        let zone = self.shared.rulebook.zone.clone();
        self.read(move |conn| {
            let row =
                conn.first(&format!("{SELECT} WHERE id = $1"), &vals![id.to_string()])?.ok_or(Refusal::NotFound)?;
            view(conn, &row, &zone)
        })
        .await
    }

    /// The ciphertext of a message.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn mailbox_message(&self, mailbox: String, n: u32) -> Result<Vec<u8>, Fault> {
        self.read(move |conn| {
            let (id, ..) = find(conn, &mailbox)?;
            sealed::get(conn, &sealed::reference(&id.to_string(), &format!("message/{n}")))
        })
        .await
    }

    /// The ciphertext of the report itself, where the mailbox is not reduced (care 1.2).
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] in the reduced view.
    pub async fn mailbox_words(&self, mailbox: String) -> Result<Vec<u8>, Fault> {
        self.read(move |conn| {
            let (id, row) = find(conn, &mailbox)?;
            let open: OpenCodes = serde_json::from_str(row.text(1))?;
            if open.reduced_mailbox() || silent(&row, &open)? {
                return Err(Refusal::NotAllowed.into());
            }
            sealed::get(conn, &sealed::reference(&id.to_string(), "what"))
        })
        .await
    }

    /// Appends the reporter's message, with the files that came before it.
    ///
    /// # Errors
    /// [`Refusal::Stale`] when another came first, [`Refusal::Forged`] when the signature does not fit.
    pub async fn mailbox_send(&self, mailbox: String, sent: Message) -> Result<(), Fault> {
        if sent.ciphertext.len() > khien_casework::intake::ENVELOPE_MAX
            || !sent.ciphertext.starts_with(b"age-encryption.org/v1\n")
        {
            return Err(Refusal::Field { field: "ciphertext", problem: "not an age file of at most a mebibyte" }.into());
        }
        self.finish_uploads(&sent.files).await?;
        self.write("mailbox send", move |batch| {
            let (id, row) = find(batch.conn()?, &mailbox)?;
            if silent(&row, &serde_json::from_str(row.text(1))?)? {
                return Err(Refusal::NotNow("the team decides about this report").into());
            }
            let said = Said {
                by: Speaker::Reporter,
                verify: None,
                sequence: sent.sequence,
                previous: &sent.previous,
                ciphertext: &sent.ciphertext,
                signature: &sent.signature,
                files: &sent.files,
            };
            say(batch, id, said, Meta::once(Actor::Reporter)?)
        })
        .await
    }

    /// Gives or withdraws a permission, withdraws the report, or keeps it.
    ///
    /// # Errors
    /// [`Refusal::Stale`], [`Refusal::Forged`], [`Refusal::Field`] for another action.
    pub async fn mailbox_act(
        &self,
        mailbox: String,
        act: Act,
        action: String,
        code: Option<Code>,
    ) -> Result<(), Fault> {
        self.write("mailbox act", move |batch| {
            let (id, _) = find(batch.conn()?, &mailbox)?;
            let act = act.clone();
            let command = match (action.as_str(), code.clone()) {
                ("give-permission", Some(code)) => Command::Permit { code, given: true, act },
                ("withdraw-permission", Some(code)) => Command::Permit { code, given: false, act },
                ("withdraw-report", None) => Command::Withdraw { act },
                ("keep-report", None) => Command::Keep { act },
                _ => return Err(Refusal::Field { field: "action", problem: "no such action" }.into()),
            };
            let takes_back = matches!(command, Command::Withdraw { .. } | Command::Permit { given: false, .. });
            let ends = matches!(command, Command::Withdraw { .. });
            let meta = Meta::once(Actor::Reporter)?;
            report_command(batch, id, command, meta)?;
            if ends {
                // Whoever takes the report back takes back what platforms were let have of it.
                crate::release::withdraw(batch, id, None, meta)?;
            }
            if takes_back { crate::recalls::recall_unallowed(batch, id) } else { Ok(()) }
        })
        .await
    }

    /// Tells the team that the duress code was used; gives whether there is such a mailbox. One letter wrong makes a code
    /// look like somebody's duress code once in 32 times: whoever only mistyped shall hear so.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn mailbox_duress(&self, mailbox: String) -> Result<bool, Fault> {
        self.write("duress", move |batch| {
            let Ok((id, _)) = find(batch.conn()?, &mailbox) else { return Ok(false) };
            let place = batch.conn()?.first("SELECT urgency FROM report WHERE id = $1", &vals![id.to_string()])?;
            // What was deleted has no place in the queue and nobody to tell; the page that opens is as harmless.
            let Some(place) = place.filter(|row| !row.text(0).is_empty()) else { return Ok(true) };
            let urgency = batch.shared.rulebook.triage.under_duress(&serde_json::from_str(place.text(0))?);
            match report_command(batch, id, Command::Duress { urgency }, Meta::once(Actor::Reporter)?) {
                Err(Fault::Refused(_)) => return Ok(true),
                done => done?,
            }
            let (name, stream, now) = (format!("duress/{id}/{}", batch.now.0), id.to_string(), batch.now.0);
            batch.conn()?.execute(
                "INSERT INTO outbox (id, kind, ref, due, state, body) VALUES ($1, 'page', $2, $3, 'waiting', '1')",
                &vals![name, stream, now],
            )?;
            Ok(true)
        })
        .await
    }

    /// The proof that the report stands unchanged in the ledger; `None` before the next beat.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn mailbox_proof(&self, mailbox: String) -> Result<Option<Proof>, Fault> {
        let seq = self.read(move |conn| Ok(find(conn, &mailbox)?.1.int(3))).await?;
        self.proof(seq).await
    }
}

/// A message that somebody wants to append.
pub(crate) struct Said<'a> {
    pub(crate) by: Speaker,
    pub(crate) verify: Option<String>,
    pub(crate) sequence: u32,
    pub(crate) previous: &'a str,
    pub(crate) ciphertext: &'a [u8],
    pub(crate) signature: &'a str,
    pub(crate) files: &'a [FileMark],
}

/// Appends a message of either side, its ciphertext sealed beside the journal.
pub(crate) fn say(batch: &mut Batch<'_>, id: ReportId, said: Said<'_>, meta: Meta) -> Result<(), Fault> {
    let name = sealed::reference(&id.to_string(), &format!("message/{}", said.sequence));
    let (report, version) = load_report(batch.conn()?, id)?;
    if said.sequence != report.messages + 1 {
        return Err(Refusal::Stale.into());
    }
    let commitment = sealed::put(batch, &name, said.ciphertext)?;
    let command = Command::Say {
        by: said.by,
        verify: said.verify,
        sequence: said.sequence,
        previous: said.previous.to_owned(),
        ciphertext: khien_seal::sha256_hex(said.ciphertext),
        commitment,
        signature: said.signature.to_owned(),
        files: said.files.to_vec(),
    };
    let typology = &batch.shared.rulebook.typology;
    let events = decide(&report, command, batch.now, typology)?;
    for (n, file) in said.files.iter().enumerate() {
        let name = sealed::reference(&id.to_string(), &format!("message-file/{}/{}", said.sequence, n + 1));
        let size = i64::try_from(file.size).unwrap_or(i64::MAX);
        batch.insert(&SEALED_FILE, vals![name, file.sha256.as_str(), size].to_vec());
    }
    batch.append(&id.to_string(), version, events, meta)?;
    Ok(())
}

/// Decides a command on a report and appends what follows.
pub(crate) fn report_command(batch: &mut Batch<'_>, id: ReportId, command: Command, meta: Meta) -> Result<(), Fault> {
    let (report, version) = load_report(batch.conn()?, id)?;
    let events = decide(&report, command, batch.now, &batch.shared.rulebook.typology)?;
    batch.append(&id.to_string(), version, events, meta)?;
    Ok(())
}

pub(crate) fn find(conn: &mut Conn, mailbox: &str) -> Result<(ReportId, Row), Fault> {
    let row = conn
        .first("SELECT id, open, assessed, seq FROM report WHERE mailbox = $1", &vals![mailbox])?
        .ok_or(Fault::Refused(Refusal::NotFound))?;
    Ok((row.parse(0)?, row))
}

/// Whether nothing but the status is told (care 1.6).
fn silent(row: &Row, open: &OpenCodes) -> Result<bool, Fault> {
    match row.text_opt(2) {
        None => Ok(open.reporter_may_be_implicated()),
        Some(assessed) => Ok(serde_json::from_str::<Assessment>(assessed)?.implicated),
    }
}

const SELECT: &str = "SELECT id, open, assessed, seq, statement, signature, verify, status, held_key, permissions, erase_after, case_id, \
                      erased, lang, look_first, received_at, told_sent FROM report";

/// Days after which a mailbox offers help again: whoever said no on the first day may want it later.
const DAYS_UNTIL_SUPPORT: i64 = 7;

fn view(conn: &mut Conn, row: &Row, zone: &jiff::tz::TimeZone) -> Result<View, Fault> {
    let id = row.text(0).to_owned();
    let open: OpenCodes = serde_json::from_str(row.text(1))?;
    let silent = silent(row, &open)?;
    let (staff, signers) = staff_certificates(conn)?;
    let passed_on = row.text_opt(11).is_some() || row.flag(16);
    let status = match (silent, passed_on) {
        (true, true) => Code::new("st.sent"),
        (true, false) => Code::new("st.received"),
        (false, _) => Code::new(row.text(7)),
    };
    let reduced = open.reduced_mailbox() || silent;
    Ok(View {
        found: true,
        root: conn
            .first("SELECT root FROM node WHERE id = 1", &[])?
            .map_or_else(String::new, |row| row.text(0).to_owned()),
        teams: certificates(
            conn,
            "SELECT certificate FROM team_epoch WHERE certificate IS NOT NULL ORDER BY team, epoch",
        )?,
        staff,
        report: Signed { statement: row.text(4).to_owned(), signature: row.text(5).to_owned() },
        verify: row.text(6).to_owned(),
        chain: chain(conn, &id, &signers)?,
        status,
        reduced,
        held_key: row.flag(8),
        permissions: if silent { Vec::new() } else { serde_json::from_str(row.text(9))? },
        withdrawn: row.int_opt(10).map(|at| Moment(at).day_in(zone).to_string()),
        opened: if reduced { Vec::new() } else { opened(conn, &id, zone)? },
        asked: if reduced { Vec::new() } else { crate::recalls::asked_to_delete(conn, &id)? },
        given: crate::protect::given(conn, row.parse(0)?, reduced, zone)?,
        words: !reduced && !row.flag(12),
        silent,
        review: row.flag(14),
        done: if silent { [true, false, passed_on, false] } else { done(conn, row)? },
        support: row.text(7) == "st.cannot"
            || row.int(15) <= Moment::from(crate::journal::now()).plus_days(-DAYS_UNTIL_SUPPORT).0,
        lang: row.text(13).to_owned(),
        door: open.door,
        path: open.path,
    })
}

/// What has happened, told from what is recorded and from nothing else (care 1.4).
fn done(conn: &mut Conn, row: &Row) -> Result<[bool; 4], Fault> {
    let id = row.text(0);
    let mut there = |sql: &str| Ok::<_, Fault>(conn.first(sql, &vals![id])?.is_some());
    let read = there("SELECT 1 FROM opening WHERE report = $1 AND part IN ('what', 'message/1') LIMIT 1")?;
    let notice = there(
        "SELECT 1 FROM notice WHERE sent_at IS NOT NULL AND (report = $1 OR (report IS NULL AND casefile = \
         (SELECT case_id FROM report WHERE id = $1))) LIMIT 1",
    )?;
    let answered = there("SELECT 1 FROM message WHERE report = $1 AND by_team = 1 LIMIT 1")?;
    Ok([true, read || row.text(7) == "st.reading", row.flag(16) || notice, answered])
}

fn certificates(conn: &mut Conn, sql: &str) -> Result<Vec<Signed>, Fault> {
    conn.query(sql, &[])?.iter().map(|row| serde_json::from_str(row.text(0)).map_err(Fault::from)).collect()
}

/// Members with the places of their certificates.
type Signers = Vec<(String, usize)>;

/// All certificates of staff in intake teams, and for each member the places of theirs.
fn staff_certificates(conn: &mut Conn) -> Result<(Vec<Signed>, Signers), Fault> {
    let rows = conn.query(
        "SELECT h.staff, h.certificate FROM team_holder AS h JOIN team AS t ON t.id = h.team \
         WHERE t.purpose = 'intake' ORDER BY h.epoch, h.staff",
        &[],
    )?;
    let mut certificates = Vec::with_capacity(rows.len());
    let mut signers = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        signers.push((row.text(0).to_owned(), place));
        certificates.push(serde_json::from_str(row.text(1))?);
    }
    Ok((certificates, signers))
}

fn chain(conn: &mut Conn, id: &str, signers: &[(String, usize)]) -> Result<Vec<Link>, Fault> {
    let rows = conn.query(
        "SELECT n, by_team, ciphertext, signature, staff FROM message WHERE report = $1 ORDER BY n",
        &vals![id],
    )?;
    rows.iter()
        .map(|row| {
            let by_team = row.flag(1);
            let hash = hex::decode(row.text(2)).map_err(|_| Fault::Corrupt("a hash that is not hex".into()))?;
            Ok(Link {
                n: u32::try_from(row.int(0)).unwrap_or(0),
                d: if by_team { "team" } else { "reporter" },
                h: B64.encode(hash),
                s: row.text(3).to_owned(),
                k: signers.iter().find(|(staff, _)| by_team && staff == row.text(4)).map(|(_, place)| *place),
            })
        })
        .collect()
}

/// Who opened what, as far as the reporter is told today (care 6.4).
fn opened(conn: &mut Conn, id: &str, zone: &jiff::tz::TimeZone) -> Result<Vec<Opened>, Fault> {
    let now = Moment::from(crate::journal::now()).0;
    let rows = conn.query(
        "SELECT o.at, COALESCE(a.desk_name, ''), o.part, o.reason FROM opening AS o LEFT JOIN account AS a ON a.staff = o.staff \
         WHERE o.report = $1 AND (o.tell_after IS NULL OR o.tell_after <= $2) ORDER BY o.seq",
        &vals![id, now],
    )?;
    let asked = asked_for(conn, id)?;
    let mut opened: Vec<Opened> = Vec::new();
    for row in rows {
        let what = row.text(2).split('/').next().unwrap_or_default().to_owned();
        let why = match what.as_str() {
            "who-life" => Some(row.text(3).to_owned()),
            "who" | "who-inner" => asked.clone(),
            _ => None,
        };
        let day = Moment(row.int(0)).day_in(zone).to_string();
        let one = Opened { day, by: row.text(1).to_owned(), what, why };
        if !opened.contains(&one) {
            opened.push(one);
        }
    }
    Ok(opened)
}

/// The code of the newest question about who the reporter is; questions of before codes have none to show.
fn asked_for(conn: &mut Conn, id: &str) -> Result<Option<String>, Fault> {
    let row = conn.first(
        "SELECT payload FROM event WHERE stream = $1 AND type = 'report.identity_asked' ORDER BY version DESC LIMIT 1",
        &vals![id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let event: ReportEvent = serde_json::from_slice(row.blob(0))?;
    Ok(match event {
        ReportEvent::IdentityAsked { reason, .. } if reason.starts_with("why.") => Some(reason),
        _ => None,
    })
}
