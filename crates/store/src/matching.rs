//! What a matcher needs: changes for its index in memory, and what stands behind the numbers that it found. The rows decide
//! what matches, not the index: what was withdrawn a moment ago matches no more, whoever's index still has it.

use std::collections::HashMap;

use khien_casework::bank::{Answers, Asker, Frame, QUALITY_FLOOR, Ratio, SignalKind, Source};
use khien_terms::Moment;
use khien_terms::id::BankId;

use crate::banks::answering;
use crate::contents::HASHES_AT_ONCE;
use crate::db::Conn;
use crate::feed::Place;
use crate::journal::{PLACES, placed_numbers, places};
use crate::{Fault, Store, vals};

/// A change that an index follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexChange {
    /// Where it stands; also the content's number.
    pub place: Place,
    /// The PDQ hashes that can be asked for within a radius; none when the content is to leave the index.
    pub hashes: Vec<String>,
    /// The PDQ hashes of frames of its video; none when the content is to leave the index.
    pub frames: Vec<String>,
}

/// A content that may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its number.
    pub content: i64,
    /// Its bank.
    pub bank: BankId,
    /// The bank's name.
    pub name: String,
    /// How often the bank takes part.
    pub ratio: Ratio,
    /// Bits within which it matches.
    pub radius: u8,
    /// Nobody has seen what is behind it: look before acting. A platform's own list does not say.
    pub unreviewed: bool,
}

impl Store {
    /// Changes after a place, in order, at most `limit`, and fewer where videos bring many hashes; none when there are no more.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn index_changes(&self, after: Place, limit: i64) -> Result<Vec<IndexChange>, Fault> {
        self.read(move |conn| index_changes(conn, after, limit)).await
    }

    /// Of these contents, those that stand and answer whoever asks.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn standing(&self, asker: Asker, contents: Vec<i64>) -> Result<Vec<Standing>, Fault> {
        self.read(move |conn| standing(conn, &asker, &contents)).await
    }

    /// How many hashes of each kind stand in the database, by name.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn signal_counts(&self) -> Result<Vec<(String, i64)>, Fault> {
        self.read(|conn| {
            let rows = conn.query("SELECT kind, COUNT(*) FROM bank_signal GROUP BY kind ORDER BY kind", &[])?;
            Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.int(1))).collect())
        })
        .await
    }

    /// Contents with exactly this hash that stand and answer whoever asks.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn exactly(&self, asker: Asker, kind: SignalKind, value: String) -> Result<Vec<Standing>, Fault> {
        self.read(move |conn| {
            let sql = "SELECT content FROM bank_signal WHERE value = $1 AND kind = $2 AND content > $3 ORDER BY content LIMIT 1000";
            let (mut found, mut after) = (Vec::new(), -1_i64);
            // Counted after the rights: what stands in banks that do not answer hides nothing.
            while found.len() < 1000 {
                let rows = conn.query(sql, &vals![value.clone(), kind.as_str(), after])?;
                let contents: Vec<i64> = rows.iter().map(|row| row.int(0)).collect();
                let Some(last) = contents.last() else { break };
                after = *last;
                found.extend(standing(conn, &asker, &contents)?);
            }
            Ok(found)
        })
        .await
    }
}

fn index_changes(conn: &mut Conn, after: Place, limit: i64) -> Result<Vec<IndexChange>, Fault> {
    let rows = conn.query(
        "SELECT seq, id, withdrawn FROM bank_content WHERE (seq, id) > ($1, $2) ORDER BY seq, id LIMIT $3",
        &vals![after.seq, after.content, limit],
    )?;
    let (mut changes, mut count) = (Vec::with_capacity(rows.len()), 0);
    for chunk in rows.chunks(PLACES) {
        if count >= HASHES_AT_ONCE {
            break;
        }
        let living: Vec<i64> = chunk.iter().filter(|row| row.text_opt(2).is_none()).map(|row| row.int(1)).collect();
        let sql = format!(
            "SELECT content, kind, value FROM bank_signal WHERE content IN ({}) AND kind IN ('pdq', 'vpdq') \
             AND (quality IS NULL OR quality >= {QUALITY_FLOOR}) ORDER BY content, n",
            places()
        );
        let rows = if living.is_empty() { Vec::new() } else { conn.query(&sql, &placed_numbers(&living))? };
        count += rows.len();
        let mut hashes: HashMap<i64, [Vec<String>; 2]> = HashMap::new();
        for row in rows {
            let [pictures, frames] = hashes.entry(row.int(0)).or_default();
            match row.text(1) {
                "vpdq" => frames.extend(Frame::read(row.text(2)).map(|frame| frame.hash.to_owned())),
                _ => pictures.push(row.text(2).to_owned()),
            }
        }
        for row in chunk {
            let [pictures, frames] = hashes.remove(&row.int(1)).unwrap_or_default();
            let place = Place { seq: row.int(0), content: row.int(1) };
            changes.push(IndexChange { place, hashes: pictures, frames });
        }
    }
    Ok(changes)
}

fn standing(conn: &mut Conn, asker: &Asker, contents: &[i64]) -> Result<Vec<Standing>, Fault> {
    if contents.is_empty() {
        return Ok(Vec::new());
    }
    let banks = answering(conn, asker)?;
    let now = Moment::from(crate::journal::now()).0;
    let sql = format!(
        "SELECT id, bank, unreviewed, disable_until, expires, source FROM bank_content WHERE id IN ({}) AND withdrawn IS NULL ORDER BY id",
        places()
    );
    let mut found = Vec::new();
    for some in contents.chunks(PLACES) {
        for row in conn.query(&sql, &placed_numbers(some))? {
            let id: BankId = row.parse(1)?;
            let Some((bank, said)) = banks.iter().find(|(bank, _)| bank.id == id) else { continue };
            let lapsed = row.int(3) > now || row.int_opt(4).is_some_and(|expires| expires <= now);
            if lapsed || (*said == Answers::WhatWasOffered && !offered(conn, asker, row.int(0))?) {
                continue;
            }
            let listed = bank.bank.owner.platform().is_some();
            let source: Source = serde_json::from_str(row.text(5))?;
            if row.flag(2) && !listed && matches!(source, Source::Platform(by) if asker.platform() != Some(by)) {
                // What a platform sent in answers nobody else before somebody here has looked (care 3.2).
                continue;
            }
            found.push(Standing {
                content: row.int(0),
                bank: id,
                name: bank.bank.settings.name.clone(),
                ratio: bank.bank.settings.ratio,
                radius: bank.bank.settings.radius,
                unreviewed: row.flag(2) && !listed,
            });
        }
    }
    Ok(found)
}

fn offered(conn: &mut Conn, asker: &Asker, content: i64) -> Result<bool, Fault> {
    let Some(platform) = asker.platform() else { return Ok(false) };
    let sql = "SELECT 1 FROM offer WHERE content = $1 AND platform = $2 AND withdrawn_at IS NULL";
    Ok(conn.first(sql, &vals![content, platform.to_string()])?.is_some())
}
