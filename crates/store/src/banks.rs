//! Banks: founding, settings, closing, and who sees which.

use khien_casework::Refusal;
use khien_casework::bank::{
    self, Answers, Asker, Bank, Command, Event, Owner, Population, Purpose, Ratio, Settings, answers, found,
};
use khien_terms::id::{BankId, PlatformId, TeamId};

use crate::batch::Batch;
use crate::db::{Conn, Row};
use crate::journal::{Meta, version_of};
use crate::{Fault, Store, vals};

/// A bank as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankRow {
    /// Its id.
    pub id: BankId,
    /// What is known of it.
    pub bank: Bank,
}

const SELECT: &str =
    "SELECT id, name, purpose, population, team, platform, ratio, radius, expiry_days, closed FROM bank";

impl Store {
    /// Founds a bank. Its name is its own among the banks of its owner and those of the node.
    ///
    /// # Errors
    /// [`Refusal::Field`], or [`Refusal::NotNow`] when the name is taken.
    pub async fn found_bank(
        &self,
        purpose: Purpose,
        population: Population,
        owner: Owner,
        settings: Settings,
        meta: Meta,
    ) -> Result<BankId, Fault> {
        self.write("found bank", move |batch| found_in(batch, purpose, population, owner, settings.clone(), meta)).await
    }

    /// Changes the settings of a bank.
    ///
    /// # Errors
    /// [`Refusal::Field`], or [`Refusal::NotNow`] when the name is taken.
    pub async fn set_bank(&self, id: BankId, settings: Settings, meta: Meta) -> Result<(), Fault> {
        self.write("set bank", move |batch| {
            let bank = load(batch.conn()?, id)?;
            if settings.name != bank.settings.name {
                name_is_free(batch.conn()?, bank.owner, &settings.name)?;
            }
            bank_command(batch, id, &bank, Command::Set { settings: settings.clone() }, meta)
        })
        .await
    }

    /// Closes a bank: it answers no more, and what stands in it is withdrawn.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] for banks of people's own images.
    pub async fn close_bank(&self, id: BankId, meta: Meta) -> Result<(), Fault> {
        self.write("close bank", move |batch| {
            let bank = load(batch.conn()?, id)?;
            bank_command(batch, id, &bank, Command::Close, meta)
        })
        .await
    }

    /// All banks that stand, by name.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn banks(&self) -> Result<Vec<BankRow>, Fault> {
        self.read(all).await
    }

    /// The banks that answer somebody, with what they answer, by name.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn banks_for(&self, asker: Asker) -> Result<Vec<(BankRow, Answers)>, Fault> {
        self.read(move |conn| answering(conn, &asker)).await
    }

    /// One bank.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn bank(&self, id: BankId) -> Result<Bank, Fault> {
        self.read(move |conn| load(conn, id)).await
    }
}

/// The banks that answer somebody.
pub(crate) fn answering(conn: &mut Conn, asker: &Asker) -> Result<Vec<(BankRow, Answers)>, Fault> {
    let mut some = Vec::new();
    for row in all(conn)? {
        let said = answers(row.bank.purpose, row.bank.owner, asker);
        if said != Answers::Nothing {
            some.push((row, said));
        }
    }
    Ok(some)
}

fn all(conn: &mut Conn) -> Result<Vec<BankRow>, Fault> {
    let rows = conn.query(&format!("{SELECT} WHERE closed = 0 ORDER BY name, id"), &[])?;
    rows.iter().map(read).collect()
}

/// Folds a bank from its row.
pub(crate) fn load(conn: &mut Conn, id: BankId) -> Result<Bank, Fault> {
    let row = conn.first(&format!("{SELECT} WHERE id = $1"), &vals![id.to_string()])?;
    row.map(|row| read(&row).map(|read| read.bank)).ok_or(Fault::Refused(Refusal::NotFound))?
}

fn read(row: &Row) -> Result<BankRow, Fault> {
    let owner = match (row.text(4), row.text(5)) {
        ("", "") => Owner::Node,
        (_, "") => Owner::Team(row.parse::<TeamId>(4)?),
        _ => Owner::Platform(row.parse::<PlatformId>(5)?),
    };
    let small = |column: usize| row.int(column).clamp(0, i64::from(u32::MAX));
    let settings = Settings {
        name: row.text(1).to_owned(),
        ratio: Ratio(u32::try_from(small(6)).unwrap_or(0)),
        radius: u8::try_from(small(7)).unwrap_or(bank::RADIUS),
        expiry_days: row.int_opt(8).and_then(|days| u16::try_from(days).ok()),
    };
    let bank = Bank { purpose: row.parse(2)?, population: row.parse(3)?, owner, settings, closed: row.flag(9) };
    Ok(BankRow { id: row.parse(0)?, bank })
}

/// Founds a bank inside a transaction.
pub(crate) fn found_in(
    batch: &mut Batch<'_>,
    purpose: Purpose,
    population: Population,
    owner: Owner,
    settings: Settings,
    meta: Meta,
) -> Result<BankId, Fault> {
    name_is_free(batch.conn()?, owner, &settings.name)?;
    let event = found(purpose, population, owner, settings)?;
    let id = BankId::from_bits(u128::from_be_bytes(khien_seal::random()?));
    batch.append(&id.to_string(), 0, [event], meta)?;
    Ok(id)
}

/// A platform's bank does not take the name of one of the node's, so that what it asks for is what it gets.
fn name_is_free(conn: &mut Conn, owner: Owner, name: &str) -> Result<(), Fault> {
    let platform = owner.platform().map_or_else(String::new, |platform| platform.to_string());
    let sql = "SELECT 1 FROM bank WHERE closed = 0 AND name = $1 AND (platform = $2 OR platform = '')";
    match conn.first(sql, &vals![name, platform])? {
        Some(_) => Err(Refusal::NotNow("a bank of this name exists").into()),
        None => Ok(()),
    }
}

/// Decides a command on a bank and appends what follows.
pub(crate) fn bank_command(
    batch: &mut Batch<'_>,
    id: BankId,
    bank: &Bank,
    command: Command,
    meta: Meta,
) -> Result<(), Fault> {
    let events: Vec<Event> = bank::decide(bank, command, batch.now)?;
    let stream = id.to_string();
    let version = version_of(batch.conn()?, &stream)?;
    batch.append(&stream, version, events, meta)?;
    Ok(())
}
