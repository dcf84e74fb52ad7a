//! Contents of banks of children that changed within a span of time, by number: what clients of the NCMEC shape ask for.

use khien_casework::bank::{Answers, Asker, Class, Content, Owner, Population, Purpose, Signal};
use khien_terms::Moment;

use crate::banks::answering;
use crate::contents::signals_in;
use crate::db::Conn;
use crate::{Fault, Store, vals};

/// A span of time: from a moment, until before another.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// The first moment of it.
    pub from: Moment,
    /// The first moment after it.
    pub to: Moment,
}

/// A content that changed.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// When it last changed.
    pub at: Moment,
    /// It stands no more.
    pub withdrawn: bool,
    /// How it is classed: as two agree, else as the last one said.
    pub class: Option<Class>,
    /// Its hashes.
    pub signals: Vec<Signal>,
    /// What platforms said: name of the platform, what.
    pub said: Vec<(String, String)>,
}

impl Store {
    /// Contents from number `start` that changed within a span, at most `limit`, by number; and the highest number of the span.
    /// People's own images and banks of adults are not among them.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn changed_within(
        &self,
        asker: Asker,
        span: Span,
        start: i64,
        limit: usize,
    ) -> Result<(Vec<Entry>, i64), Fault> {
        self.read(move |conn| within(conn, &asker, span, start, limit)).await
    }
}

fn within(conn: &mut Conn, asker: &Asker, span: Span, start: i64, limit: usize) -> Result<(Vec<Entry>, i64), Fault> {
    let (mut found, mut highest) = (Vec::new(), 0);
    let wanted = i64::try_from(limit).unwrap_or(i64::MAX);
    for (row, said) in answering(conn, asker)? {
        let bank = &row.bank;
        let harmless = bank.purpose == Purpose::Other;
        let of_children = bank.population == Population::Child && !bank.purpose.is_own_images();
        if said != Answers::All || matches!(bank.owner, Owner::Platform(_)) || !(of_children || harmless) {
            continue;
        }
        // This shape has no word for what nobody here has seen, so it is not told.
        let seen = match bank.purpose {
            Purpose::Exchange => " AND unreviewed = 0",
            _ if harmless => "",
            _ => " AND (unreviewed = 0 OR withdrawn IS NOT NULL)",
        };
        let condition = format!("WHERE bank = $1 AND forgotten = 0{seen} AND changed_at >= $2 AND changed_at < $3");
        let key = row.id.to_string();
        let sql = format!("SELECT COALESCE(MAX(id), 0) FROM bank_content {condition}");
        let last = conn.first(&sql, &vals![key.as_str(), span.from.0, span.to.0])?;
        highest = highest.max(last.map_or(0, |row| row.int(0)));
        let sql = format!(
            "SELECT id, changed_at, CASE WHEN withdrawn IS NULL THEN 0 ELSE 1 END, classified FROM bank_content {condition} \
             AND id >= $4 ORDER BY id LIMIT $5"
        );
        for row in conn.query(&sql, &vals![key, span.from.0, span.to.0, start, wanted])? {
            let content = Content { classified: serde_json::from_str(row.text(3))?, ..Content::default() };
            found.push(Entry {
                id: row.int(0),
                at: Moment(row.int(1)),
                withdrawn: row.flag(2),
                class: content.agreed().or(content.classified.last().map(|last| last.class)),
                signals: Vec::new(),
                said: Vec::new(),
            });
        }
    }
    found.sort_by_key(|entry| entry.id);
    found.truncate(limit);
    for entry in &mut found {
        entry.signals = signals_in(conn, entry.id)?;
        let sql = "SELECT p.name, f.said FROM bank_feedback AS f JOIN platform AS p ON p.id = f.platform \
                   WHERE f.content = $1 ORDER BY p.name";
        let rows = conn.query(sql, &vals![entry.id])?;
        entry.said = rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned())).collect();
    }
    Ok((found, highest))
}
