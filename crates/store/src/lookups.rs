//! Which of mine do you know? What was asked of other States, and what they asked here.

use std::sync::Arc;

use khien_casework::Refusal;
use khien_casework::case::Command;
use khien_desk::directory::{PeerEvent, peer};
use khien_desk::lookup::known::set_of;
use khien_desk::lookup::{Asked, Barred, Entry, Query, Rules, gate};
use khien_desk::request::harm::Cosigned;
use khien_terms::Moment;
use khien_terms::id::{CaseId, StaffId};
use khien_terms::moment::DAY;

use crate::cases::case_command;
use crate::db::{Conn, Row};
use crate::journal::{Actor, Event, Meta, version_of};
use crate::{Batch, Fault, Store, directory, sealed, vals};

/// Queries that a list shows.
pub const LISTED: i64 = 100;

/// A query to another State.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupRow {
    /// Its number.
    pub query: String,
    /// The case.
    pub case: CaseId,
    /// The case's number.
    pub number: i64,
    /// Who was asked.
    pub peer: String,
    /// The basis in law, by its code.
    pub basis: String,
    /// To what end, by its code.
    pub purpose: String,
    /// Numbers of the identifiers in the case.
    pub asked: Vec<u32>,
    /// Those that the other State knows; none before it answered.
    pub hits: Option<Vec<u32>>,
    /// Why it did not answer, by a code; empty otherwise.
    pub code: String,
    /// Who asked.
    pub by: StaffId,
    /// When.
    pub at: Moment,
}

/// What is asked of another State.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Number of the query.
    pub query: String,
    /// The case.
    pub case: CaseId,
    /// The salt of the case's commitment; it stays here.
    pub salt: [u8; 32],
    /// Who is asked.
    pub peer: String,
    /// The basis in law, by its code.
    pub basis: String,
    /// To what end, by its code.
    pub purpose: String,
    /// Numbers of the identifiers in the case.
    pub identifiers: Vec<u32>,
    /// Who asks.
    pub by: StaffId,
}

/// How a case is named to another State: a salted commitment to its id.
#[must_use]
pub fn reference(salt: &[u8; 32], case: CaseId) -> String {
    khien_seal::commitment(salt, case.to_string().as_bytes())
}

/// A query of another State, as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// When.
    pub at: Moment,
    /// Who signed it.
    pub officer: String,
    /// Their case, as they name it; empty where it was refused.
    pub case: String,
    /// The basis in law, by its code; empty where it was refused.
    pub basis: String,
    /// To what end, by its code; empty where it was refused.
    pub purpose: String,
    /// Why it was refused, by a code; empty when it was answered.
    pub code: String,
}

impl Store {
    /// The case of a number, and which of its identifiers these are. Only what was assessed or confirmed there is asked about; whoever
    /// tries another one is written down in the case.
    ///
    /// # Errors
    /// [`Refusal::Field`] `case` for no such case, `identifier` for one that the case does not have or that nobody assessed.
    pub async fn lookup_about(
        &self,
        number: i64,
        tags: Vec<[u8; 32]>,
        by: StaffId,
    ) -> Result<(CaseId, Vec<u32>), Fault> {
        let found = self
            .write("lookup about", move |batch| {
                let row = batch.conn()?.first("SELECT id FROM casefile WHERE number = $1", &vals![number])?;
                let row = row.ok_or(Refusal::Field { field: "case", problem: "there is no case of this number" })?;
                let case: CaseId = row.parse(0)?;
                let found = shared(batch.conn()?, case, &tags)?;
                if found.is_none() {
                    case_command(batch, case, Command::DeclineLookup { by }, Meta::once(Actor::Staff(by))?)?;
                }
                Ok(found.map(|found| (case, found)))
            })
            .await?;
        let problem = "not one that was assessed or confirmed in this case";
        found.ok_or(Refusal::Field { field: "identifier", problem }.into())
    }

    /// Writes down that another State is asked, before it is.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn ask_lookup(&self, asking: Asking) -> Result<(), Fault> {
        self.write("ask lookup", move |batch| {
            let Asking { query, case, salt, peer, basis, purpose, identifiers, by } = asking.clone();
            let part = sealed::reference(&case.to_string(), &format!("lookup/{query}"));
            let reference = sealed::put_salted(batch, &part, salt, case.to_string().as_bytes());
            let command = Command::AskLookup { query, peer, basis, purpose, reference, identifiers, by };
            case_command(batch, case, command, Meta::once(Actor::Staff(by))?)
        })
        .await
    }

    /// The other State answered: which identifiers it knows, and under which key it says so. Says whether the key is another than
    /// before.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a query that waits for nothing.
    pub async fn lookup_answered(&self, query: String, hits: Vec<u32>, key: String) -> Result<bool, Fault> {
        self.write("lookup answered", move |batch| {
            let row = find(batch.conn()?, &query)?.ok_or(Refusal::NotFound)?;
            let command = Command::AnswerLookup { query: query.clone(), hits: hits.clone() };
            case_command(batch, row.case, command, Meta::once(Actor::State)?)?;
            let before = peer_key(batch.conn()?, &row.peer)?;
            batch.conn()?.execute(
                "INSERT INTO lookup_key (peer, key) VALUES ($1, $2) ON CONFLICT (peer) DO UPDATE SET key = excluded.key",
                &vals![row.peer.as_str(), key.as_str()],
            )?;
            Ok(before.is_some_and(|before| before != key))
        })
        .await
    }

    /// The other State did not answer.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a query that waits for nothing.
    pub async fn lookup_refused(&self, query: String, code: String) -> Result<(), Fault> {
        self.write("lookup refused", move |batch| {
            let row = find(batch.conn()?, &query)?.ok_or(Refusal::NotFound)?;
            let command = Command::RefuseLookup { query: query.clone(), code: code.clone() };
            case_command(batch, row.case, command, Meta::once(Actor::State)?)
        })
        .await
    }

    /// The key by which a State answered last, in hex.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn peer_lookup_key(&self, peer: String) -> Result<Option<String>, Fault> {
        self.read(move |conn| peer_key(conn, &peer)).await
    }

    /// A query by its number.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn lookup(&self, query: String) -> Result<Option<LookupRow>, Fault> {
        self.read(move |conn| find(conn, &query)).await
    }

    /// Queries to other States, newest first; of one case where it is named.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn lookups(&self, case: Option<CaseId>) -> Result<Vec<LookupRow>, Fault> {
        self.read(move |conn| {
            let which = case.map_or_else(String::new, |case| case.to_string());
            let sql = format!("{COLUMNS} WHERE $1 = '' OR l.casefile = $1 ORDER BY l.at DESC, l.id LIMIT $2");
            let rows = conn.query(&sql, &vals![which, LISTED])?;
            rows.iter().map(lookup_row).collect()
        })
        .await
    }

    /// Queries of all cases, the newest first, [`LISTED`] of them after so many.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn lookups_after(&self, after: u32) -> Result<Vec<LookupRow>, Fault> {
        self.read(move |conn| {
            let sql = format!("{COLUMNS} ORDER BY l.at DESC, l.id LIMIT $1 OFFSET $2");
            let rows = conn.query(&sql, &vals![LISTED, i64::from(after)])?;
            rows.iter().map(lookup_row).collect()
        })
        .await
    }

    /// Answers a query whose signatures hold, or says why not. That it was asked stands in the journal before anything is given.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn hear_lookup(
        &self,
        query: Query,
        rules: Arc<Rules>,
        cosigned: Cosigned,
    ) -> Result<Result<Vec<Entry>, Barred>, Fault> {
        let filling = self.secret("lookup/filling").await?;
        self.write("hear lookup", move |batch| {
            let row = directory::find(batch.conn()?, &query.from)?.ok_or(Refusal::NotFound)?;
            let now = batch.now;
            let (before, today) = counted(batch.conn()?, &query, now)?;
            let asked = Asked {
                trust: row.trust,
                cosigned,
                allowed: row.peer.lookup,
                before,
                today: today[0],
                rules: &rules,
                now,
            };
            let barred = gate(&query, &asked).err();
            // A State that is refused all day does not fill the journal.
            if barred.is_none() || today[1] < rules.queries_per_day {
                record(batch, &query, barred)?;
            }
            match barred {
                Some(barred) => Ok(Err(barred)),
                None => Ok(Ok(set_of(known(batch.conn()?)?, &filling))),
            }
        })
        .await
    }

    /// What a State asked here, newest first, and how many of its queries were answered today.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn heard_lookups(&self, state: String) -> Result<(Vec<Heard>, u32), Fault> {
        self.read(move |conn| {
            let mut heard = Vec::new();
            for recorded in crate::journal::stream(conn, &peer::stream(&state))?.into_iter().rev() {
                let at = recorded.at;
                match recorded.event {
                    Event::Peer(PeerEvent::LookupAnswered { officer, case, basis, purpose, .. }) => {
                        heard.push(Heard { at, officer, case, basis, purpose, code: String::new() });
                    }
                    Event::Peer(PeerEvent::LookupRefused { officer, code, .. }) => {
                        let [case, basis, purpose] = [String::new(), String::new(), String::new()];
                        heard.push(Heard { at, officer, case, basis, purpose, code });
                    }
                    _ => {}
                }
                if heard.len() >= 20 {
                    break;
                }
            }
            let today = answered_today(conn, &state, crate::journal::now().into())?;
            Ok((heard, today[0]))
        })
        .await
    }
}

const COLUMNS: &str = "SELECT l.id, l.casefile, c.number, l.peer, l.basis, l.purpose, l.asked, l.hits, l.code, l.staff, l.at \
                       FROM lookup AS l JOIN casefile AS c ON c.id = l.casefile";

fn find(conn: &mut Conn, query: &str) -> Result<Option<LookupRow>, Fault> {
    conn.first(&format!("{COLUMNS} WHERE l.id = $1"), &vals![query])?.map(|row| lookup_row(&row)).transpose()
}

fn lookup_row(row: &Row) -> Result<LookupRow, Fault> {
    Ok(LookupRow {
        query: row.text(0).to_owned(),
        case: row.parse(1)?,
        number: row.int(2),
        peer: row.text(3).to_owned(),
        basis: row.text(4).to_owned(),
        purpose: row.text(5).to_owned(),
        asked: serde_json::from_str(row.text(6))?,
        hits: row.text_opt(7).map(serde_json::from_str).transpose()?,
        code: row.text(8).to_owned(),
        by: row.parse(9)?,
        at: Moment(row.int(10)),
    })
}

fn peer_key(conn: &mut Conn, peer: &str) -> Result<Option<String>, Fault> {
    let row = conn.first("SELECT key FROM lookup_key WHERE peer = $1", &vals![peer])?;
    Ok(row.map(|row| row.text(0).to_owned()))
}

/// Whether a query of this number was answered, and how many of this State were answered and refused today (UTC).
fn counted(conn: &mut Conn, query: &Query, now: Moment) -> Result<(bool, [u32; 2]), Fault> {
    let sql = "SELECT 1 FROM lookup_in WHERE peer = $1 AND query = $2 AND code = ''";
    let before = conn.first(sql, &vals![query.from.as_str(), query.query.as_str()])?.is_some();
    Ok((before, answered_today(conn, &query.from, now)?))
}

fn answered_today(conn: &mut Conn, peer: &str, now: Moment) -> Result<[u32; 2], Fault> {
    let day = now.0 - now.0.rem_euclid(DAY);
    let mut counts = [0; 2];
    for (count, which) in counts.iter_mut().zip(["code = ''", "code <> ''"]) {
        let sql = format!("SELECT COUNT(*) FROM lookup_in WHERE peer = $1 AND at >= $2 AND {which}");
        let row = conn.first(&sql, &vals![peer, day])?;
        *count = row.map_or(0, |row| u32::try_from(row.int(0)).unwrap_or(u32::MAX));
    }
    Ok(counts)
}

fn record(batch: &mut Batch<'_>, query: &Query, barred: Option<Barred>) -> Result<(), Fault> {
    let (state, now) = (query.from.as_str(), batch.now.0);
    let code = barred.map_or("", Barred::code);
    // Whoever saw a query go by can send it again: a number that is known is written down once more only when it is answered.
    let again = if barred.is_some() { "NOTHING" } else { "UPDATE SET at = excluded.at, code = excluded.code" };
    let sql = format!(
        "INSERT INTO lookup_in (peer, query, at, code) VALUES ($1, $2, $3, $4) ON CONFLICT (peer, query) DO {again}"
    );
    if batch.conn()?.execute(&sql, &vals![state, query.query.as_str(), now, code])? == 0 {
        return Ok(());
    }
    let (number, officer) = (query.query.clone(), query.officer.clone());
    let event = match barred {
        Some(_) => PeerEvent::LookupRefused { query: number, officer, code: code.to_owned() },
        None => PeerEvent::LookupAnswered {
            query: number,
            officer,
            case: query.case.clone(),
            basis: query.basis.clone(),
            purpose: query.purpose.clone(),
        },
    };
    let stream = peer::stream(state);
    let version = version_of(batch.conn()?, &stream)?;
    batch.append(&stream, version, [event], Meta::once(Actor::State)?).map(drop)
}

/// The numbers of identifiers in a case, when all of them were assessed or confirmed there.
fn shared(conn: &mut Conn, case: CaseId, tags: &[[u8; 32]]) -> Result<Option<Vec<u32>>, Fault> {
    let sql = "SELECT i.n FROM case_identifier AS c JOIN identifier AS i ON i.casefile = c.casefile AND i.n = c.n \
               WHERE c.casefile = $1 AND c.tag = $2 AND i.standing IN ('assessed', 'confirmed')";
    let mut found = Vec::new();
    for tag in tags {
        let Some(row) = conn.first(sql, &vals![case.to_string(), tag.as_slice()])? else { return Ok(None) };
        found.push(u32::try_from(row.int(0)).unwrap_or(0));
    }
    Ok(Some(found))
}

/// Entries of what was confirmed here, and of what was assessed in a case that is open or in which content was taken down: whoever a
/// closed case did not find to be a suspect is none (care 2.1).
fn known(conn: &mut Conn) -> Result<Vec<Entry>, Fault> {
    let rows = conn.query(
        "SELECT DISTINCT c.entry FROM case_identifier AS c JOIN identifier AS i ON i.casefile = c.casefile AND i.n = c.n \
         JOIN casefile AS f ON f.id = c.casefile WHERE i.ended = '' AND (i.standing = 'confirmed' OR (i.standing = 'assessed' \
         AND (f.outcome IS NULL OR f.outcome IN ('st.down.some', 'st.down.all'))))",
        &[],
    )?;
    let entry = |row: &Row| <[u8; 16]>::try_from(row.blob(0)).map(Entry);
    rows.iter()
        .map(entry)
        .collect::<Result<_, _>>()
        .map_err(|_| Fault::Corrupt("an entry is not of 16 bytes".to_owned()))
}
