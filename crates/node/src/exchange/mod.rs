//! Lists of other bodies, fetched from their servers into a bank: StopNCII's shape and NCMEC's hash sharing, as the stock clients speak
//! them. What a page holds is in the bank before the place where the next begins is written down; a fetch that was cut goes on.
//!
//! Rooms: [`ask`] (requests), [`ncmec`], [`stopncii`] (what is asked, and where it goes on), [`take_in`] (a page into a bank).

mod ask;
mod ncmec;
mod stopncii;
pub mod take_in;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use khien_signal::list::Read;
use khien_store::banks::BankRow;
use khien_store::{Fault, Store};
use serde::{Deserialize, Serialize};

use ask::Asker;
pub use ask::{Trouble, host_of};
use take_in::{Taken, take_in};

/// A server's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// StopNCII's hash exchange
    Stopncii,
    /// NCMEC's hash sharing, version 2
    Ncmec,
}

/// What is fetched, and into what.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Address of the server: what the stock client has as base.
    pub base: String,
    /// Its shape.
    pub kind: Kind,
    /// File with the credentials.
    pub credentials: PathBuf,
    /// The bank.
    pub bank: BankRow,
    /// How the journal calls the source.
    pub name: String,
}

/// Where the next fetch begins. Lost, everything is fetched again and what stands already is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Cursor {
    /// SHA-256 of the address of the server that it is of; the address itself may hold what opens the server.
    server: String,
    /// Seconds since 1970 up to which everything is here.
    to: i64,
    /// A fetch that was cut: up to when it goes, and its next page.
    open: Option<Open>,
}

/// A fetch that is not at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Open {
    to: i64,
    page: String,
    /// When the server gave the page, in seconds since 1970.
    given: i64,
}

/// A page of a server: its list, and how it goes on.
struct Fetched {
    list: Read,
    next: Cursor,
    more: bool,
}

/// Pages without entries that are gone through one after another.
const EMPTY_MAX: u32 = 200;

/// Fetches all that changed since the last time.
///
/// # Errors
/// [`Trouble`]; what was taken in before it stays, and the next fetch goes on from there.
pub async fn fetch(exchange: &Exchange, store: &Store, folder: &Path) -> Result<Taken, Trouble> {
    let asker = Asker::new(exchange)?;
    let folder = folder.join("exchanges");
    std::fs::create_dir_all(&folder).map_err(Trouble::Folder)?;
    // Two at once would put the same in twice.
    let lock = std::fs::File::create(folder.join(format!("{}.lock", exchange.bank.id))).map_err(Trouble::Folder)?;
    lock.try_lock().map_err(|_| Trouble::Reach("another fetch into this bank is under way".into()))?;
    let place = folder.join(format!("{}.json", exchange.bank.id));
    let mut cursor = read_cursor(&place, &asker)?;
    let mut taken = Taken::default();
    let mut resumed = cursor.open.is_some();
    let mut empty = 0;
    let mut pages: HashSet<String> = cursor.open.iter().map(|open| open.page.clone()).collect();
    loop {
        let (asks, from, kind) = (asker.clone(), cursor.clone(), exchange.kind);
        let now = khien_store::journal::now().as_second();
        let page = tokio::task::spawn_blocking(move || match kind {
            Kind::Stopncii => stopncii::page(&asks, &from, now),
            Kind::Ncmec => ncmec::page(&asks, &from, now),
        });
        if empty > EMPTY_MAX {
            return Err(Trouble::Shape(format!(
                "{EMPTY_MAX} pages with nothing in them, one after another: no end is in sight"
            )));
        }
        let Fetched { list, next, more } = match page.await.map_err(|_| Fault::Stopping)? {
            // A page that the server has forgotten: the span is asked for anew.
            Err(Trouble::Refused(..)) if resumed => {
                resumed = false;
                cursor.open = None;
                pages.clear();
                continue;
            }
            fetched => fetched?,
        };
        resumed = false;
        empty = if list.entries.is_empty() && list.gone.is_empty() { empty + 1 } else { 0 };
        taken.add(take_in(store, &exchange.bank, list, &exchange.name).await?);
        let page = next.open.as_ref().map(|open| open.page.clone());
        if more && !pages.insert(page.unwrap_or_default()) {
            return Err(Trouble::Shape("the server says that there is more and does not go on".into()));
        }
        write_cursor(&place, &next)?;
        if !more {
            return Ok(taken);
        }
        cursor = next;
    }
}

fn read_cursor(place: &Path, asker: &Asker) -> Result<Cursor, Trouble> {
    let fresh = Cursor { server: khien_seal::sha256_hex(asker.base().as_bytes()), ..Cursor::default() };
    let text = match std::fs::read_to_string(place) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(fresh),
        Err(error) => return Err(Trouble::Folder(error)),
    };
    let cursor: Cursor = serde_json::from_str(&text).map_err(|error| {
        Trouble::Shape(format!("{}: {error}; without this file everything is fetched again", place.display()))
    })?;
    // Another server counts otherwise.
    Ok(if cursor.server == fresh.server { cursor } else { fresh })
}

fn write_cursor(place: &Path, cursor: &Cursor) -> Result<(), Trouble> {
    let text = serde_json::to_string(cursor).map_err(Fault::from)?;
    let beside = place.with_extension("new");
    std::fs::write(&beside, text).map_err(Trouble::Folder)?;
    std::fs::rename(&beside, place).map_err(Trouble::Folder)
}
