//! Lists of other bodies are read into banks, and what they take back is found again.

use std::collections::HashSet;

use khien_casework::Refusal;
use khien_casework::bank::{Command, Frame, Signal, SignalKind, Source};
use khien_terms::id::BankId;

use crate::banks::{bank_command, load};
use crate::contents::{IMPORT_MAX, check, holding, next_number, put_aside, signals_in};
use crate::db::{Conn, Shape, Sort};
use crate::journal::{Meta, PLACES, placed, places};
use crate::{Fault, Store, vals};

/// A content of a list that is read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its hashes.
    pub signals: Vec<Signal>,
    /// What its source calls it; empty where it has no name.
    pub reference: String,
}

impl From<Vec<Signal>> for Imported {
    fn from(signals: Vec<Signal>) -> Self {
        Self { signals, reference: String::new() }
    }
}

const REFERENCE: Shape = Shape { table: "bank_reference", columns: &[("content", Sort::Int), ("name", Sort::Text)] };

/// A name as it is kept: names of any length make one index.
fn kept_name(reference: &str) -> String {
    khien_seal::sha256_hex(reference.as_bytes())
}

impl Store {
    /// Reads many in, as one event; gives the number of the first.
    ///
    /// # Errors
    /// [`Refusal::Field`] when there are none or too many.
    pub async fn import_contents(
        &self,
        id: BankId,
        contents: Vec<Imported>,
        source: Source,
        meta: Meta,
    ) -> Result<i64, Fault> {
        if contents.is_empty() || contents.len() > IMPORT_MAX {
            return Err(Refusal::Field { field: "contents", problem: "1 to 10000 at once" }.into());
        }
        contents.iter().try_for_each(|content| check(&content.signals))?;
        self.write("import contents", move |batch| {
            let bank = load(batch.conn()?, id)?;
            let first = next_number(batch.conn()?)?;
            let mut commitments = Vec::new();
            for (imported, content) in contents.iter().zip(first..) {
                commitments.extend_from_slice(put_aside(batch, content, &imported.signals, "", "")?.as_bytes());
                if !imported.reference.is_empty() {
                    batch.insert(&REFERENCE, vals![content, kept_name(&imported.reference)].to_vec());
                }
            }
            let command = Command::Import {
                first,
                count: u32::try_from(contents.len()).unwrap_or(u32::MAX),
                source: source.clone(),
                commitment: khien_seal::sha256_hex(&commitments),
            };
            bank_command(batch, id, &bank, command, meta)?;
            Ok(first)
        })
        .await
    }

    /// Of these contents, what does not stand in a bank yet: each without the hashes that do, and none without hashes; a video
    /// comes with all its frames unless it stands with all. A hash that
    /// stands under another name stands there for another item, and does not count: each item is taken back for itself.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn absent_from(&self, bank: BankId, contents: Vec<Imported>) -> Result<Vec<Imported>, Fault> {
        self.read(move |conn| {
            let mut absent = Vec::new();
            for mut content in contents {
                let named = match content.reference.as_str() {
                    "" => None,
                    name => Some(called(conn, bank, &[name.to_owned()])?),
                };
                let known = |id: &i64| named.as_ref().is_none_or(|ids| ids.contains(id));
                let (frames, others): (Vec<Signal>, Vec<Signal>) =
                    content.signals.into_iter().partition(|signal| signal.kind == SignalKind::Vpdq);
                let mut fresh = Vec::new();
                for signal in others {
                    if !holding(conn, bank, signal.kind, &signal.value)?.iter().any(known) {
                        fresh.push(signal);
                    }
                }
                if !stands_whole(conn, bank, &frames, known)? {
                    fresh.extend(frames);
                }
                content.signals = fresh;
                if !content.signals.is_empty() {
                    absent.push(content);
                }
            }
            Ok(absent)
        })
        .await
    }

    /// Contents of a bank that stand and that their source calls by one of these names.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn called(&self, bank: BankId, references: Vec<String>) -> Result<Vec<i64>, Fault> {
        self.read(move |conn| called(conn, bank, &references)).await
    }
}

/// The hash of a frame, wherever it stands in its video.
fn hash_of(signal: &Signal) -> Option<&str> {
    Frame::read(&signal.value).map(|frame| frame.hash)
}

/// Whether one content holds all these frames.
fn stands_whole(conn: &mut Conn, bank: BankId, frames: &[Signal], known: impl Fn(&i64) -> bool) -> Result<bool, Fault> {
    let Some(first) = frames.first() else { return Ok(true) };
    let mut holders = holding(conn, bank, first.kind, &first.value)?;
    holders.retain(known);
    for content in holders {
        let signals = signals_in(conn, content)?;
        let held: HashSet<&str> = signals.iter().filter_map(hash_of).collect();
        if frames.iter().filter_map(hash_of).all(|hash| held.contains(hash)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn called(conn: &mut Conn, bank: BankId, references: &[String]) -> Result<Vec<i64>, Fault> {
    let sql = format!(
        "SELECT r.content FROM bank_reference AS r JOIN bank_content AS c ON c.id = r.content \
         WHERE r.name IN ({}) AND c.bank = ${} AND c.withdrawn IS NULL ORDER BY r.content",
        places(),
        PLACES + 1
    );
    let names: Vec<String> = references.iter().map(|name| kept_name(name)).collect();
    let mut found = Vec::new();
    for some in names.chunks(PLACES) {
        let mut values = placed(&some.iter().map(String::as_str).collect::<Vec<&str>>());
        values.push(bank.to_string().into());
        found.extend(conn.query(&sql, &values)?.iter().map(|row| row.int(0)));
    }
    Ok(found)
}
