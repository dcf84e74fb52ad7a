//! Identifiers of a suspect in a case: how they stand, when they lapse, and in which other cases the same one is.
//!
//! The value is never here. What is kept of it are two marks under keys of this node: a tag by which equal ones meet (HMAC-SHA-256)
//! and the entry under which it stands in answers to other States (RFC 9497). Both go when the identifier ends.

use hmac::{Hmac, KeyInit, Mac};
use khien_casework::Refusal;
use khien_casework::case::Command;
use khien_casework::identifier::{Identifier, Kind, Periods, Standing};
use khien_desk::lookup::{Entry, LookupKey};
use khien_terms::Moment;
use khien_terms::id::{CaseId, StaffId};
use sha2::Sha256;

use crate::cases::case_command;
use crate::db::{Conn, Row};
use crate::journal::{Actor, Meta, load_case};
use crate::{Batch, Fault, Store, sealed, vals};

/// Identifiers that lapse in one round; the next follows within a minute.
const ROUND: i64 = 500;

/// What is kept of an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// What it names.
    pub kind: Kind,
    /// By which equal ones meet.
    pub tag: [u8; 32],
    /// Under which it stands in answers to other States.
    pub entry: Entry,
}

/// An identifier of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierRow {
    /// Its number in the case, from 1.
    pub n: u32,
    /// What it names.
    pub kind: Kind,
    /// How it stands.
    pub standing: Standing,
    /// Who put it in.
    pub by: StaffId,
    /// When.
    pub at: Moment,
    /// When it lapses, if it does.
    pub lapses_at: Option<Moment>,
    /// Other cases that have the same one, with their numbers.
    pub also_in: Vec<(CaseId, i64)>,
}

impl Store {
    /// The marks of identifiers, under the keys of this node.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn marks(&self, identifiers: &[Identifier]) -> Result<Vec<Marks>, Fault> {
        let tags = self.secret("lookup/tag").await?;
        let key = self.lookup_key().await?;
        identifiers
            .iter()
            .map(|identifier| {
                let text = identifier.text();
                let mut tag = Hmac::<Sha256>::new_from_slice(&tags).map_err(|e| Fault::Corrupt(e.to_string()))?;
                tag.update(text.as_bytes());
                let entry = key.entry(text.as_bytes()).map_err(|error| Fault::Corrupt(error.to_string()))?;
                Ok(Marks { kind: identifier.kind(), tag: tag.finalize().into_bytes().into(), entry })
            })
            .collect()
    }

    /// The key by which this node answers other States.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn lookup_key(&self) -> Result<LookupKey, Fault> {
        LookupKey::from_seed(&self.secret("lookup/oprf").await?).map_err(|error| Fault::Corrupt(error.to_string()))
    }

    /// The identifiers of a case, by number.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn identifiers(&self, case: CaseId) -> Result<Vec<IdentifierRow>, Fault> {
        self.read(move |conn| {
            let rows = conn.query(
                "SELECT n, kind, standing, staff, at, lapses_at FROM identifier WHERE casefile = $1 AND ended = '' ORDER BY n",
                &vals![case.to_string()],
            )?;
            rows.iter().map(|row| identifier(conn, case, row)).collect()
        })
        .await
    }

    /// Puts an identifier of a suspect into a case; gives its number.
    ///
    /// # Errors
    /// [`Refusal`]: it is in the case already, or the case is closed.
    pub async fn identify(
        &self,
        case: CaseId,
        marks: Marks,
        standing: Standing,
        by: StaffId,
        periods: Periods,
    ) -> Result<u32, Fault> {
        self.write("identify", move |batch| {
            let here = "SELECT 1 FROM case_identifier WHERE casefile = $1 AND tag = $2";
            if batch.conn()?.first(here, &vals![case.to_string(), marks.tag.as_slice()])?.is_some() {
                return Err(
                    Refusal::Field { field: "identifier", problem: "this identifier is in the case already" }.into()
                );
            }
            let n = load_case(batch.conn()?, case)?.0.identified + 1;
            let bytes = [marks.tag.as_slice(), &marks.entry.0].concat();
            let commitment = sealed::put(batch, &name(case, n), &bytes)?;
            let lapses_at = periods.lapses(standing, batch.now);
            let command = Command::Identify { kind: marks.kind, standing, lapses_at, commitment, by };
            case_command(batch, case, command, Meta::once(Actor::Staff(by))?)?;
            batch.conn()?.execute(
                "INSERT INTO case_identifier (casefile, n, tag, entry) VALUES ($1, $2, $3, $4)",
                &vals![case.to_string(), n, marks.tag.as_slice(), marks.entry.0.as_slice()],
            )?;
            Ok(n)
        })
        .await
    }

    /// Says how an identifier stands from now on.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn stand(
        &self,
        case: CaseId,
        n: u32,
        standing: Standing,
        by: StaffId,
        periods: Periods,
    ) -> Result<(), Fault> {
        self.write("stand", move |batch| {
            let lapses_at = periods.lapses(standing, batch.now);
            let command = Command::Stand { n, standing, lapses_at, by };
            case_command(batch, case, command, Meta::once(Actor::Staff(by))?)
        })
        .await
    }

    /// Takes an identifier out of a case: what was kept of it is gone.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn withdraw_identifier(&self, case: CaseId, n: u32, by: StaffId) -> Result<(), Fault> {
        self.write("withdraw identifier", move |batch| end(batch, case, n, Some(by))).await
    }

    /// Ends identifiers whose time is over; gives how many.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn lapse_identifiers(&self) -> Result<usize, Fault> {
        let now = Moment::from(crate::journal::now());
        self.lapse_identifiers_by(now).await
    }

    /// As [`Store::lapse_identifiers`], by a clock of the caller.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn lapse_identifiers_by(&self, now: Moment) -> Result<usize, Fault> {
        let sql = "SELECT casefile, n FROM identifier WHERE ended = '' AND lapses_at IS NOT NULL AND lapses_at <= $1 \
                   ORDER BY lapses_at, casefile, n LIMIT $2";
        let rows = self.read(move |conn| conn.query(sql, &vals![now.0, ROUND])).await?;
        for row in &rows {
            let (case, n): (CaseId, u32) = (row.parse(0)?, u32::try_from(row.int(1)).unwrap_or(0));
            self.write("lapse identifier", move |batch| end(batch, case, n, None)).await?;
        }
        Ok(rows.len())
    }
}

fn name(case: CaseId, n: u32) -> String {
    sealed::reference(&case.to_string(), &format!("identifier/{n}"))
}

fn end(batch: &mut Batch<'_>, case: CaseId, n: u32, by: Option<StaffId>) -> Result<(), Fault> {
    let actor = by.map_or(Actor::Node, Actor::Staff);
    case_command(batch, case, Command::EndIdentifier { n, by }, Meta::once(actor)?)?;
    let conn = batch.conn()?;
    conn.execute("DELETE FROM case_identifier WHERE casefile = $1 AND n = $2", &vals![case.to_string(), n])?;
    conn.execute("DELETE FROM sealed WHERE ref = $1", &vals![name(case, n)]).map(drop)
}

fn identifier(conn: &mut Conn, case: CaseId, row: &Row) -> Result<IdentifierRow, Fault> {
    let named = || Fault::Corrupt("an identifier of an unknown kind".to_owned());
    let n = u32::try_from(row.int(0)).unwrap_or(0);
    let also = conn.query(
        "SELECT DISTINCT c.id, c.number FROM case_identifier AS a JOIN case_identifier AS b ON b.tag = a.tag \
         JOIN casefile AS c ON c.id = b.casefile WHERE a.casefile = $1 AND a.n = $2 AND b.casefile <> $1 ORDER BY c.number",
        &vals![case.to_string(), n],
    )?;
    Ok(IdentifierRow {
        n,
        kind: Kind::named(row.text(1)).ok_or_else(named)?,
        standing: Standing::named(row.text(2)).ok_or_else(named)?,
        by: row.parse(3)?,
        at: Moment(row.int(4)),
        lapses_at: row.int_opt(5).map(Moment),
        also_in: also.iter().map(|row| Ok((row.parse(0)?, row.int(1)))).collect::<Result<_, Fault>>()?,
    })
}
