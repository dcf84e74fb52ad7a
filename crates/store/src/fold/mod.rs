//! Events into the tables that screens read. The same code runs when an event is appended and when tables are refolded,
//! so `khien rebuild` finds them equal. It looks at nothing but the event and tables of its own prefix.

mod bank;
mod case;
mod correspondent;
mod facts;
mod notice;
mod peer;
mod people;
mod platform;
mod report;
mod request;

pub(crate) use facts::read as read_fact;

use std::collections::HashMap;

use crate::batch::Batch;
use crate::journal::{Event, Recorded};
use crate::{Fault, vals};

/// What the fold carries from event to event.
#[derive(Debug, Clone, Default)]
pub struct Fold {
    /// Events seen; when the journal has more, another writer was there and the numbers are read again.
    seen: Option<u64>,
    /// The next numbers by which staff call reports, cases and notices.
    next: HashMap<&'static str, i64>,
    /// Statistics keys by year.
    keys: HashMap<i16, [u8; 32]>,
}

/// The first number that staff see: it is not the leaf's number and tells no count.
const FIRST_NUMBER: i64 = 1001;

impl Fold {
    /// Begins at a size of the journal: when another writer was there since, the numbers are read again.
    pub fn begin(&mut self, size: u64) {
        if self.seen != Some(size) {
            self.next.clear();
            self.seen = Some(size);
        }
    }

    /// Folds one event.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn event(&mut self, batch: &mut Batch<'_>, recorded: &Recorded) -> Result<(), Fault> {
        self.seen = self.seen.map(|seen| seen + 1);
        match &recorded.event {
            Event::Report(event) => report::fold(self, batch, recorded, event),
            Event::Case(event) => case::fold(self, batch, recorded, event),
            Event::Notice(event) => notice::fold(self, batch, recorded, event),
            Event::Staff(event) => people::staff(batch, recorded, event),
            Event::Team(event) => people::team(batch, recorded, event),
            Event::Node(event) => people::node(batch, recorded, event),
            Event::Bank(event) => bank::fold(batch, recorded, event),
            Event::Platform(event) => platform::fold(batch, recorded, event),
            Event::Peer(event) => peer::fold(batch, recorded, event),
            Event::Correspondent(event) => correspondent::fold(batch, recorded, event),
            Event::Request(event) => request::fold(self, batch, recorded, event),
        }
    }

    /// The next number in a table.
    fn number(&mut self, batch: &mut Batch<'_>, table: &'static str) -> Result<i64, Fault> {
        if !self.next.contains_key(table) {
            let sql = format!("SELECT COALESCE(MAX(number), {}) FROM {{p}}{table}", FIRST_NUMBER - 1);
            let highest = batch.read(&sql, &[])?.first().map_or(FIRST_NUMBER - 1, |row| row.int(0));
            self.next.insert(table, highest + 1);
        }
        let next = self.next.entry(table).or_insert(FIRST_NUMBER);
        *next += 1;
        Ok(*next - 1)
    }

    /// The statistics key of a year, made when it is first needed.
    fn key(&mut self, batch: &mut Batch<'_>, year: i16) -> Result<[u8; 32], Fault> {
        if let Some(key) = self.keys.get(&year) {
            return Ok(*key);
        }
        let name = format!("stats/{year}");
        let conn = batch.conn()?;
        let key = match conn.first("SELECT bytes FROM secret WHERE name = $1", &vals![name.as_str()])? {
            Some(row) => row.hash(0)?,
            None => {
                let key: [u8; 32] = khien_seal::random()?;
                conn.execute("INSERT INTO secret (name, bytes) VALUES ($1, $2)", &vals![name, key.as_slice()])?;
                key
            }
        };
        self.keys.insert(year, key);
        Ok(key)
    }
}

/// A list of codes as the JSON text that stands in a column.
fn json<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    Ok(serde_json::to_string(value)?)
}

/// The name that serde gives to a unit variant.
pub(crate) fn name<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(name) => Ok(name),
        other => Err(Fault::Corrupt(format!("no name: {other}"))),
    }
}
