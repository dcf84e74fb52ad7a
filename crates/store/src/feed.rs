//! What a platform fetches: changes in the order of the journal, withdrawals among them, a page at a time.
//!
//! A place in the feed is an event and a content. Clients of the StopNCII shape know seconds, not places: each answer that
//! ends a fetch gives a second of its own, and the node remembers which place it stands for. Whoever comes back with it has what
//! was handed before, and that acknowledges withdrawals.

use std::collections::HashSet;

use khien_casework::bank::{Answers, Asker, Purpose, Signal};
use khien_casework::platform::{Command, Receives};
use khien_terms::Moment;
use khien_terms::id::{BankId, PlatformId};

use crate::banks::{BankRow, answering};
use crate::batch::Batch;
use crate::contents::signals_of;
use crate::db::{Conn, Row};
use crate::journal::{Actor, Meta, PLACES, placed_numbers, places};
use crate::platforms::platform_command;
use crate::release::forget_acknowledged;
use crate::{Fault, Store, vals};

/// A place in a feed: everything up to this content of this event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// Event.
    pub seq: i64,
    /// Content.
    pub content: i64,
}

/// A change of one content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stands.
    pub place: Place,
    /// When it happened.
    pub at: Moment,
    /// It stands no more: what the receiver has of it is to go.
    pub withdrawn: bool,
    /// Nobody here has seen what is behind it.
    pub unreviewed: bool,
    /// The bank in which it stands.
    pub bank: BankId,
    /// Switched off until then.
    pub disabled_until: Option<Moment>,
    /// Matches no more from then on.
    pub expires: Option<Moment>,
    /// Its hashes.
    pub signals: Vec<Signal>,
    own: bool,
}

/// Seconds that a place is looked for before the one that a client names, when the node did not give it: clocks of several
/// nodes differ.
const OVERLAP_SECONDS: i64 = 300;
/// Hashes behind which a page ends (as many as one protection brings), and contents whose hashes are read together.
const HASHES: usize = 7_500;
const TOGETHER: usize = 50;
/// Places that are remembered for each platform.
const CURSORS: usize = 20;

impl Store {
    /// The changes that follow a place, at most `limit`, and whether there are more. What is handed out for the first time is an
    /// event, written before it leaves.
    ///
    /// # Errors
    /// [`Fault::Database`], or [`khien_casework::Refusal::NotNow`] when the platform's access ended in between.
    pub async fn feed(&self, asker: Asker, after: Place, limit: usize) -> Result<(Vec<Change>, bool), Fault> {
        let reader = asker.clone();
        let (changes, more) = self.read(move |conn| changes(conn, &reader, after, limit)).await?;
        Ok((tell_hand_out(self, &asker, changes).await?, more))
    }

    /// A platform comes back from this place: it has heard of every withdrawal up to it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn acknowledge_feed(&self, platform: PlatformId, place: Place) -> Result<(), Fault> {
        let sql = "SELECT 1 FROM offer WHERE platform = $1 AND withdrawn_at IS NOT NULL AND acknowledged_at IS NULL \
                   AND (seq, content) <= ($2, $3) LIMIT 1";
        let values = vals![platform.to_string(), place.seq, place.content];
        if self.read(move |conn| conn.first(sql, &values)).await?.is_none() {
            return Ok(());
        }
        self.write("acknowledge", move |batch| {
            let meta = Meta::once(Actor::Platform(platform))?;
            let Place { seq, content } = place;
            platform_command(batch, platform, Command::Acknowledge { seq, content }, meta)?;
            forget_acknowledged(batch, platform, meta)
        })
        .await
    }

    /// The place that a second of a client stands for: the one that the node gave it for, or the first of that second.
    /// The flag says whether the node gave it, so that the client has all before.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn place_of(&self, platform: PlatformId, second: i64) -> Result<(Place, bool), Fault> {
        self.read(move |conn| {
            let sql = "SELECT seq, content FROM feed_cursor WHERE platform = $1 AND stamp = $2";
            if let Some(row) = conn.first(sql, &vals![platform.to_string(), second])? {
                return Ok((Place { seq: row.int(0), content: row.int(1) }, true));
            }
            let at = second.saturating_sub(OVERLAP_SECONDS).saturating_mul(1_000_000);
            Ok((Place { seq: last_before(conn, at)?, content: i64::MAX }, false))
        })
        .await
    }

    /// A second that stands for a place from now on: not before `at`, and no other's of this platform.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn second_of(&self, platform: PlatformId, place: Place, at: Moment) -> Result<i64, Fault> {
        self.write("feed cursor", move |batch| second_of(batch.conn()?, platform, place, at)).await
    }
}

/// The last event before a moment. Events stand in the order of time but for the difference of clocks, so halving finds it.
fn last_before(conn: &mut Conn, at: i64) -> Result<i64, Fault> {
    let row = conn.first("SELECT COALESCE(MAX(seq), 0) FROM event", &[])?;
    let (mut before, mut beyond) = (0, row.map_or(0, |row| row.int(0)) + 1);
    while beyond - before > 1 {
        let middle = before + (beyond - before) / 2;
        let row = conn.first("SELECT at FROM event WHERE seq = $1", &vals![middle])?;
        if row.is_some_and(|row| row.int(0) < at) { before = middle } else { beyond = middle }
    }
    Ok(before)
}

fn second_of(conn: &mut Conn, platform: PlatformId, place: Place, at: Moment) -> Result<i64, Fault> {
    let key = platform.to_string();
    let known = conn.query(
        "SELECT stamp, seq, content FROM feed_cursor WHERE platform = $1 ORDER BY stamp DESC",
        &vals![key.as_str()],
    )?;
    if let Some(row) = known.iter().find(|row| row.int(1) == place.seq && row.int(2) == place.content) {
        return Ok(row.int(0));
    }
    let stamp = known.first().map_or(0, |row| row.int(0) + 1).max(at.0.div_euclid(1_000_000));
    let values = vals![key.as_str(), stamp, place.seq, place.content];
    conn.execute("INSERT INTO feed_cursor (platform, stamp, seq, content) VALUES ($1, $2, $3, $4)", &values)?;
    if let Some(row) = known.get(CURSORS - 1) {
        let values = vals![key, row.int(0)];
        conn.execute("DELETE FROM feed_cursor WHERE platform = $1 AND stamp <= $2", &values)?;
    }
    Ok(stamp)
}

/// Changes of banks that answer with all they hold, and of own images that were let go to this platform, in order.
fn changes(conn: &mut Conn, asker: &Asker, after: Place, limit: usize) -> Result<(Vec<Change>, bool), Fault> {
    let mut found: Vec<Change> = Vec::new();
    for (row, said) in answering(conn, asker)? {
        // A platform has its own list; nobody passes on unseen what another body shared with us.
        if said == Answers::All && row.bank.owner.platform().is_none() {
            found.extend(of_bank(conn, &row, after, limit, false)?);
        }
    }
    found.extend(of_own_images(conn, asker, after, limit, false)?);
    found.sort_by_key(|change| change.place);
    page(conn, found, limit)
}

/// Changes of one bank, without their hashes, one more than `limit` when there are more. What was forgotten has no hash to tell, so
/// it is told of only to whom its number says enough.
pub(crate) fn of_bank(
    conn: &mut Conn,
    bank: &BankRow,
    after: Place,
    limit: usize,
    forgotten: bool,
) -> Result<Vec<Change>, Fault> {
    let seen = if bank.bank.purpose == Purpose::Exchange { "AND unreviewed = 0 " } else { "" };
    let kept = if forgotten { "" } else { "AND forgotten = 0 " };
    let sql = format!(
        "SELECT seq, id, changed_at, CASE WHEN withdrawn IS NOT NULL THEN 1 ELSE 0 END, unreviewed, bank, disable_until, expires \
         FROM bank_content WHERE bank = $1 {kept}{seen}AND (seq, id) > ($2, $3) ORDER BY seq, id LIMIT $4"
    );
    let rows = conn.query(&sql, &vals![bank.id.to_string(), after.seq, after.content, one_more(limit)])?;
    rows.iter().map(|row| change(row, false)).collect()
}

/// Changes of own images that were let go to a platform, as [`of_bank`] does it for a bank.
pub(crate) fn of_own_images(
    conn: &mut Conn,
    asker: &Asker,
    after: Place,
    limit: usize,
    forgotten: bool,
) -> Result<Vec<Change>, Fault> {
    let Some(platform) = asker.platform().filter(|_| asker.receives(Receives::OwnImages)) else {
        return Ok(Vec::new());
    };
    let kept = if forgotten { "" } else { "AND c.forgotten = 0 " };
    let sql = format!(
        "SELECT o.seq, o.content, COALESCE(o.withdrawn_at, o.offered_at), CASE WHEN o.withdrawn_at IS NOT NULL THEN 1 ELSE 0 END, c.unreviewed, \
               c.bank, c.disable_until, c.expires FROM offer AS o \
               JOIN bank_content AS c ON c.id = o.content WHERE o.platform = $1 {kept}\
               AND (o.withdrawn_at IS NULL OR o.handed_at IS NOT NULL) \
               AND (o.seq, o.content) > ($2, $3) ORDER BY o.seq, o.content LIMIT $4"
    );
    let rows = conn.query(&sql, &vals![platform.to_string(), after.seq, after.content, one_more(limit)])?;
    rows.iter().map(|row| change(row, true)).collect()
}

/// The first of these changes, with their hashes, and whether there are more. A picture may have a hundred hashes and a video
/// thousands, so a page ends where it holds many, whatever its limit.
pub(crate) fn page(conn: &mut Conn, mut found: Vec<Change>, limit: usize) -> Result<(Vec<Change>, bool), Fault> {
    let there = found.len();
    found.truncate(limit);
    let (mut whole, mut hashes) = (0, 0);
    for some in found.chunks_mut(TOGETHER) {
        if hashes >= HASHES {
            break;
        }
        let contents: Vec<i64> = some.iter().map(|change| change.place.content).collect();
        let mut signals = signals_of(conn, &contents)?;
        for change in some.iter_mut() {
            change.signals = signals.remove(&change.place.content).unwrap_or_default();
            hashes += change.signals.len();
        }
        whole += some.len();
    }
    found.truncate(whole);
    Ok((found, whole < there))
}

fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

fn change(row: &Row, own: bool) -> Result<Change, Fault> {
    Ok(Change {
        place: Place { seq: row.int(0), content: row.int(1) },
        at: Moment(row.int(2)),
        withdrawn: row.flag(3),
        unreviewed: row.flag(4),
        bank: row.parse(5)?,
        disabled_until: Some(Moment(row.int(6))).filter(|until| until.0 > 0),
        expires: row.int_opt(7).map(Moment),
        signals: Vec::new(),
        own,
    })
}

/// Tells in the journal what of own images leaves with these changes, before it does. What was taken back since it was read does not
/// leave: nobody was handed it, so nobody would be told.
pub(crate) async fn tell_hand_out(
    store: &Store,
    asker: &Asker,
    mut changes: Vec<Change>,
) -> Result<Vec<Change>, Fault> {
    let own = |change: &Change| change.own && !change.withdrawn;
    let Some(platform) = asker.platform() else { return Ok(changes) };
    let leaving: Vec<Place> = changes.iter().filter(|change| own(change)).map(|change| change.place).collect();
    let Some(last) = leaving.iter().max().copied() else { return Ok(changes) };
    let standing = store
        .write("hand out", move |batch| {
            let standing = still_offered(batch.conn()?, platform, &leaving)?;
            hand_out(batch, platform, last)?;
            Ok(standing)
        })
        .await?;
    changes.retain(|change| !own(change) || standing.contains(&change.place));
    Ok(changes)
}

/// Of these places, those whose offer stands as it was read.
fn still_offered(conn: &mut Conn, platform: PlatformId, asked: &[Place]) -> Result<HashSet<Place>, Fault> {
    let sql = format!(
        "SELECT seq, content FROM offer WHERE content IN ({}) AND platform = ${} AND withdrawn_at IS NULL",
        places(),
        PLACES + 1
    );
    let mut standing = HashSet::new();
    for some in asked.chunks(PLACES) {
        let mut values = placed_numbers(&some.iter().map(|place| place.content).collect::<Vec<i64>>());
        values.push(platform.to_string().into());
        standing.extend(conn.query(&sql, &values)?.iter().map(|row| Place { seq: row.int(0), content: row.int(1) }));
    }
    Ok(standing)
}

/// Records that own images are about to leave, unless all of them left before.
fn hand_out(batch: &mut Batch<'_>, platform: PlatformId, place: Place) -> Result<(), Fault> {
    let Place { seq, content } = place;
    let sql = "SELECT 1 FROM offer WHERE platform = $1 AND handed_at IS NULL AND withdrawn_at IS NULL \
               AND (seq, content) <= ($2, $3) LIMIT 1";
    if batch.conn()?.first(sql, &vals![platform.to_string(), seq, content])?.is_none() {
        return Ok(());
    }
    platform_command(batch, platform, Command::Hand { seq, content }, Meta::once(Actor::Platform(platform))?)
}
