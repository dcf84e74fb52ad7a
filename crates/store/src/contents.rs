//! What stands in banks. Hashes and salts are rows beside the journal; an event has the commitment, and a content that is
//! forgotten has neither any more.

use std::collections::HashMap;

use khien_casework::Refusal;
use khien_casework::bank::{Bank, Class, Command, Content, Feedback, Signal, SignalKind, Source, Why, committed};
use khien_terms::Moment;
use khien_terms::id::{BankId, PlatformId, StaffId};

use crate::banks::{bank_command, load};
use crate::batch::Batch;
use crate::db::{Conn, Row, Shape, Sort};
use crate::journal::{Actor, Meta, PLACES, placed_numbers, places};
use crate::{Fault, Store, vals};

const SIGNAL: Shape = Shape {
    table: "bank_signal",
    columns: &[
        ("content", Sort::Int),
        ("n", Sort::Int),
        ("kind", Sort::Text),
        ("value", Sort::Text),
        ("quality", Sort::Int),
    ],
};

const SIDE: Shape = Shape {
    table: "bank_side",
    columns: &[("content", Sort::Int), ("salt", Sort::Blob), ("note", Sort::Text), ("metadata", Sort::Text)],
};

/// Hashes that one content has at most, frames aside: a picture, its turns, and crops.
pub const SIGNALS_MAX: usize = 160;
/// Frames that one content has at most: more than an hour of a video at one a second.
pub const FRAMES_MAX: usize = 4_096;
/// Hashes after which an index has enough for one page of changes: videos bring many.
pub(crate) const HASHES_AT_ONCE: usize = 100_000;
/// Contents that one import brings at most; more come in several.
pub const IMPORT_MAX: usize = 10_000;

/// Something to put into a bank.
#[derive(Debug, Clone)]
pub struct NewContent {
    /// Its hashes, at least one.
    pub signals: Vec<Signal>,
    /// Where it came from.
    pub source: Source,
    /// How an analyst who saw it classed it.
    pub class: Option<Class>,
    /// A short note for colleagues; class *node*, beside the journal.
    pub note: String,
    /// What the sender calls it, as JSON; class *node*, beside the journal.
    pub metadata: String,
}

/// A content with what is beside it.
#[derive(Debug, Clone)]
pub struct ContentRow {
    /// What is known of it.
    pub content: Content,
    /// Its bank.
    pub bank: BankId,
    /// Where it came from.
    pub source: Source,
    /// When it was put in.
    pub added_at: Moment,
    /// When it lapses.
    pub expires: Option<Moment>,
    /// Until when it is switched off; the epoch when it is not.
    pub disable_until: Moment,
    /// When it last changed.
    pub changed_at: Moment,
    /// The note.
    pub note: String,
    /// What the sender calls it, as JSON.
    pub metadata: String,
    /// The kinds of its hashes, in order.
    pub kinds: Vec<String>,
}

impl Store {
    /// Puts a content into a bank; gives its number.
    ///
    /// # Errors
    /// [`Refusal::Field`], [`Refusal::NotAllowed`].
    pub async fn add_content(&self, id: BankId, new: NewContent, meta: Meta) -> Result<i64, Fault> {
        self.write("add content", move |batch| {
            let bank = load(batch.conn()?, id)?;
            add_in(batch, id, &bank, new.clone(), meta)
        })
        .await
    }

    /// Contents of a bank that stand and have this hash.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn holding(&self, bank: BankId, kind: SignalKind, value: String) -> Result<Vec<i64>, Fault> {
        self.read(move |conn| holding(conn, bank, kind, &value)).await
    }

    /// An analyst looked at what is behind a content and classes it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NotNow`], [`Refusal::Field`].
    pub async fn classify_content(&self, id: i64, class: Class, by: StaffId) -> Result<(), Fault> {
        self.on_content("classify content", id, Meta::once(Actor::Staff(by))?, move |content| Command::Classify {
            content,
            class,
            by,
        })
        .await
    }

    /// Switches a content off until then.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NotNow`], [`Refusal::Field`].
    pub async fn disable_content(&self, id: i64, until: Moment, meta: Meta) -> Result<(), Fault> {
        self.on_content("disable content", id, meta, move |content| Command::Disable { content, until }).await
    }

    /// Writes another note on a content.
    ///
    /// # Errors
    /// [`Refusal::Field`] when it is too long.
    pub async fn note_content(&self, id: i64, note: String) -> Result<(), Fault> {
        check_note(&note)?;
        self.write("note content", move |batch| {
            batch
                .conn()?
                .execute("UPDATE bank_side SET note = $1 WHERE content = $2", &vals![note.as_str(), id])
                .map(drop)
        })
        .await
    }

    /// Shows the hashes of a content to a member; that is an event, written before they leave.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when they are gone.
    pub async fn open_content(&self, id: i64, by: StaffId) -> Result<Vec<Signal>, Fault> {
        self.on_content("open content", id, Meta::once(Actor::Staff(by))?, move |content| Command::Open {
            content,
            by,
        })
        .await?;
        self.signals(id).await
    }

    /// Withdraws contents: they match no more, and whoever was given them is told by the feed.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn withdraw_contents(
        &self,
        ids: Vec<i64>,
        why: Why,
        by: Option<StaffId>,
        meta: Meta,
    ) -> Result<(), Fault> {
        self.write("withdraw contents", move |batch| withdraw_in(batch, &ids, why, by, meta)).await
    }

    /// A platform says something of a content that it was given.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn hear_of_content(&self, id: i64, platform: PlatformId, said: Feedback) -> Result<(), Fault> {
        let meta = Meta::once(Actor::Platform(platform))?;
        self.on_content("hear of content", id, meta, move |content| Command::Hear { content, platform, said }).await
    }

    async fn on_content(
        &self,
        name: &'static str,
        id: i64,
        meta: Meta,
        command: impl Fn(Content) -> Command + Send + 'static,
    ) -> Result<(), Fault> {
        self.write(name, move |batch| {
            let row = content_in(batch.conn()?, id)?;
            let bank = load(batch.conn()?, row.bank)?;
            bank_command(batch, row.bank, &bank, command(row.content), meta)
        })
        .await
    }

    /// One content.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn content(&self, id: i64) -> Result<ContentRow, Fault> {
        self.read(move |conn| content_in(conn, id)).await
    }

    /// The hashes of a content, for somebody who may have them.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn signals(&self, id: i64) -> Result<Vec<Signal>, Fault> {
        self.read(move |conn| signals_in(conn, id)).await
    }

    /// Contents of a bank, newest first, those before a number.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn contents(&self, bank: BankId, before: Option<i64>, limit: i64) -> Result<Vec<ContentRow>, Fault> {
        self.read(move |conn| {
            let sql = format!("{SELECT} WHERE c.bank = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3");
            let rows = conn.query(&sql, &vals![bank.to_string(), before.unwrap_or(i64::MAX), limit])?;
            rows.iter().map(|row| read(conn, row)).collect()
        })
        .await
    }

    /// What platforms said of a content: name, what, when.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn feedback_on(&self, id: i64) -> Result<Vec<(String, String, Moment)>, Fault> {
        self.read(move |conn| {
            let sql = "SELECT p.name, f.said, f.at FROM bank_feedback AS f JOIN platform AS p ON p.id = f.platform \
                       WHERE f.content = $1 ORDER BY f.at, p.name";
            let rows = conn.query(sql, &vals![id])?;
            Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned(), Moment(row.int(2)))).collect())
        })
        .await
    }

    /// How many contents of a bank stand, and how many nobody has seen behind.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn content_counts(&self, bank: BankId) -> Result<(i64, i64), Fault> {
        self.read(move |conn| {
            let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(unreviewed), 0) AS BIGINT) FROM bank_content \
                       WHERE bank = $1 AND withdrawn IS NULL";
            Ok(conn.first(sql, &vals![bank.to_string()])?.map_or((0, 0), |row| (row.int(0), row.int(1))))
        })
        .await
    }
}

const SELECT: &str = "SELECT c.id, c.bank, c.source, c.added_at, c.classified, c.disable_until, c.expires, c.withdrawn, c.forgotten, \
                      c.changed_at, COALESCE(s.note, ''), COALESCE(s.metadata, '') FROM bank_content AS c \
                      LEFT JOIN bank_side AS s ON s.content = c.id";

/// One content inside a transaction.
pub(crate) fn content_in(conn: &mut Conn, id: i64) -> Result<ContentRow, Fault> {
    let row = conn.first(&format!("{SELECT} WHERE c.id = $1"), &vals![id])?;
    let row = row.ok_or(Fault::Refused(Refusal::NotFound))?;
    read(conn, &row)
}

fn read(conn: &mut Conn, row: &Row) -> Result<ContentRow, Fault> {
    let withdrawn = row.text_opt(7).map(str::parse::<Why>).transpose()?;
    // A video has a row for each frame: the first says enough.
    let sql = "SELECT kind FROM bank_signal WHERE content = $1 AND (kind <> 'vpdq' OR n = (SELECT MIN(n) FROM bank_signal \
               WHERE content = $1 AND kind = 'vpdq')) ORDER BY n";
    let kinds = conn.query(sql, &vals![row.int(0)])?;
    Ok(ContentRow {
        content: Content {
            id: row.int(0),
            classified: serde_json::from_str(row.text(4))?,
            withdrawn,
            forgotten: row.flag(8),
        },
        bank: row.parse(1)?,
        source: serde_json::from_str(row.text(2))?,
        added_at: Moment(row.int(3)),
        disable_until: Moment(row.int(5)),
        expires: row.int_opt(6).map(Moment),
        changed_at: Moment(row.int(9)),
        note: row.text(10).to_owned(),
        metadata: row.text(11).to_owned(),
        kinds: kinds.iter().map(|row| row.text(0).to_owned()).collect(),
    })
}

/// By the value first: a join would begin with the whole bank where the database does not know better.
pub(crate) fn holding(conn: &mut Conn, bank: BankId, kind: SignalKind, value: &str) -> Result<Vec<i64>, Fault> {
    let sql = "SELECT content FROM bank_signal WHERE value = $1 AND kind = $2 ORDER BY content";
    let mut standing = Vec::new();
    for row in conn.query(sql, &vals![value, kind.as_str()])? {
        let sql = "SELECT bank FROM bank_content WHERE id = $1 AND withdrawn IS NULL";
        if conn.first(sql, &vals![row.int(0)])?.is_some_and(|found| found.text(0) == bank.to_string()) {
            standing.push(row.int(0));
        }
    }
    Ok(standing)
}

/// The hashes of a content, in their order.
pub(crate) fn signals_in(conn: &mut Conn, id: i64) -> Result<Vec<Signal>, Fault> {
    let rows = conn.query("SELECT kind, value, quality FROM bank_signal WHERE content = $1 ORDER BY n", &vals![id])?;
    let quality = |row: &Row| row.int_opt(2).and_then(|quality| u8::try_from(quality).ok());
    rows.iter().map(|row| Ok(Signal::read(row.parse(0)?, row.text(1), quality(row))?)).collect()
}

/// The hashes of many contents, by content.
pub(crate) fn signals_of(conn: &mut Conn, contents: &[i64]) -> Result<HashMap<i64, Vec<Signal>>, Fault> {
    let sql = format!(
        "SELECT content, kind, value, quality FROM bank_signal WHERE content IN ({}) ORDER BY content, n",
        places()
    );
    let mut signals: HashMap<i64, Vec<Signal>> = HashMap::with_capacity(contents.len());
    for some in contents.chunks(PLACES) {
        for row in conn.query(&sql, &placed_numbers(some))? {
            let quality = row.int_opt(3).and_then(|quality| u8::try_from(quality).ok());
            signals.entry(row.int(0)).or_default().push(Signal::read(row.parse(1)?, row.text(2), quality)?);
        }
    }
    Ok(signals)
}

/// Puts a content into a bank inside a transaction; gives its number.
pub(crate) fn add_in(
    batch: &mut Batch<'_>,
    id: BankId,
    bank: &Bank,
    new: NewContent,
    meta: Meta,
) -> Result<i64, Fault> {
    check(&new.signals)?;
    check_note(&new.note)?;
    let content = next_number(batch.conn()?)?;
    let commitment = put_aside(batch, content, &new.signals, &new.note, &new.metadata)?;
    let command = Command::Add { content, source: new.source, commitment, class: new.class };
    bank_command(batch, id, bank, command, meta)?;
    Ok(content)
}

pub(crate) fn check(signals: &[Signal]) -> Result<(), Fault> {
    if signals.iter().any(Signal::is_of_nothing) {
        return Err(Refusal::Field { field: "signals", problem: "not the hash of an empty file" }.into());
    }
    let frames = signals.iter().filter(|signal| signal.kind == SignalKind::Vpdq).count();
    if frames > FRAMES_MAX {
        return Err(Refusal::Field { field: "signals", problem: "at most 4096 frames of one video" }.into());
    }
    if signals.is_empty() || signals.len() - frames > SIGNALS_MAX {
        return Err(Refusal::Field { field: "signals", problem: "1 to 160 hashes of one content" }.into());
    }
    Ok(())
}

fn check_note(note: &str) -> Result<(), Fault> {
    if note.chars().count() > 255 {
        return Err(Refusal::Field { field: "note", problem: "at most 255 characters" }.into());
    }
    Ok(())
}

/// Numbers run through all banks; one that was given is not given again, since its row stays.
pub(crate) fn next_number(conn: &mut Conn) -> Result<i64, Fault> {
    let row = conn.first("SELECT COALESCE(MAX(id), 0) FROM bank_content", &[])?;
    Ok(row.map_or(0, |row| row.int(0)) + 1)
}

/// Puts hashes, salt and words beside the journal; gives the commitment.
pub(crate) fn put_aside(
    batch: &mut Batch<'_>,
    content: i64,
    signals: &[Signal],
    note: &str,
    metadata: &str,
) -> Result<String, Fault> {
    let salt: [u8; 32] = khien_seal::random()?;
    for (signal, n) in signals.iter().zip(0i64..) {
        let quality = signal.quality.map(u32::from);
        batch.insert(&SIGNAL, vals![content, n, signal.kind.as_str(), signal.value.as_str(), quality].to_vec());
    }
    batch.insert(&SIDE, vals![content, salt.as_slice(), note, metadata].to_vec());
    Ok(khien_seal::commitment(&salt, &committed(signals)))
}

/// Withdraws contents inside a transaction, an event for each bank. What nobody holds is forgotten at once.
pub(crate) fn withdraw_in(
    batch: &mut Batch<'_>,
    ids: &[i64],
    why: Why,
    by: Option<StaffId>,
    meta: Meta,
) -> Result<(), Fault> {
    let mut rest = ids.iter().map(|id| content_in(batch.conn()?, *id)).collect::<Result<Vec<_>, Fault>>()?;
    while let Some(bank_id) = rest.first().map(|row| row.bank) {
        let (here, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|row| row.bank == bank_id);
        rest = others;
        let bank = load(batch.conn()?, bank_id)?;
        let contents: Vec<Content> = here.into_iter().map(|row| row.content).collect();
        let ids: Vec<i64> = contents.iter().map(|content| content.id).collect();
        bank_command(batch, bank_id, &bank, Command::Withdraw { contents, why, by }, meta)?;
        forget_unheld(batch, bank_id, &bank, &ids, meta)?;
    }
    Ok(())
}

/// Forgets those of these contents that nobody outside holds: a platform's own, and own images that were never handed
/// out or whose withdrawal everybody acknowledged.
pub(crate) fn forget_unheld(
    batch: &mut Batch<'_>,
    id: BankId,
    bank: &Bank,
    ids: &[i64],
    meta: Meta,
) -> Result<(), Fault> {
    let mut unheld = Vec::new();
    for content in ids {
        let held = if bank.purpose.is_own_images() {
            let sql = "SELECT 1 FROM offer WHERE content = $1 AND acknowledged_at IS NULL LIMIT 1";
            batch.conn()?.first(sql, &vals![*content])?.is_some()
        } else {
            bank.owner.platform().is_none()
        };
        let row = content_in(batch.conn()?, *content)?;
        if !held && row.content.withdrawn.is_some() {
            unheld.push(row.content);
        }
    }
    forget(batch, id, bank, unheld, meta)
}

/// Takes hashes, salt and words of withdrawn contents away.
pub(crate) fn forget(
    batch: &mut Batch<'_>,
    id: BankId,
    bank: &Bank,
    contents: Vec<Content>,
    meta: Meta,
) -> Result<(), Fault> {
    for content in &contents {
        let conn = batch.conn()?;
        conn.execute("DELETE FROM bank_signal WHERE content = $1", &vals![content.id])?;
        conn.execute("DELETE FROM bank_side WHERE content = $1", &vals![content.id])?;
        conn.execute("DELETE FROM bank_reference WHERE content = $1", &vals![content.id])?;
    }
    bank_command(batch, id, bank, Command::Forget { contents }, meta)
}
