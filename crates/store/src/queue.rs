//! The queue: worst first, with its reasons; filters, pages that begin where the last ended.

use khien_casework::header::OpenCodes;
use khien_casework::triage::Urgency;
use khien_terms::id::{ReportId, StaffId};
use khien_terms::{Code, Moment};
use serde::{Deserialize, Serialize};

use crate::db::{Conn, Row, Val};
use crate::{Fault, Store, vals};

/// What to show.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Only those that this member took, and those that nobody took.
    pub mine: Option<StaffId>,
    /// Only children.
    pub child: bool,
    /// Only those that nobody took.
    pub free: bool,
    /// Only the two first orders: they need someone now.
    pub now: bool,
    /// Only appeals.
    pub appeals: bool,
    /// Without those that have files and that this member did not take, unless they need someone now: a person who has
    /// looked at enough for today is spared (casework 3).
    pub spared: Option<StaffId>,
    /// Only harms that begin with one of these, such as `ocsea.sextort`; at most four; none means all.
    pub harms: Vec<String>,
    /// Also closed ones.
    pub closed: bool,
    /// Where the last page ended.
    pub after: Option<After>,
}

/// The place of the last row of a page.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the order of the queue")]
pub struct After {
    pub rank: i64,
    pub due: i64,
    pub number: i64,
}

/// A row of the queue. No ciphertext, and nothing that a person wrote.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "columns of the table report")]
pub struct QueueRow {
    pub id: ReportId,
    pub number: i64,
    pub urgency: Urgency,
    pub open: OpenCodes,
    pub main_harm: Code,
    pub child: bool,
    pub received_at: Moment,
    pub due_at: Moment,
    pub burst: bool,
    pub status: Code,
    pub taken_by: Option<StaffId>,
    pub waits: bool,
    pub duress: bool,
    pub withdrawn: bool,
    pub rank: i64,
    pub has_files: bool,
    pub closed: bool,
}

impl QueueRow {
    /// Whether it needs someone now: it is of one of the two first orders.
    #[must_use]
    pub fn needs_someone_now(&self) -> bool {
        self.rank < RANK_CONTACT
    }
}

/// A page of the queue.
#[derive(Debug, Clone, Serialize)]
pub struct QueuePage {
    /// Rows.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<After>,
    /// People who wait.
    pub waiting: i64,
    /// Of these, those of the two first orders: they need someone now.
    pub now: i64,
}

/// Rows of a page.
pub const PAGE: usize = 50;
/// Ranks below this hold the order `life` or `contact` (bits of [`Urgency::rank`]).
const RANK_CONTACT: i64 = 0b11_0000;

/// What stands beside the console's navigation.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct DeskCounts {
    /// People who wait.
    pub waiting: i64,
    /// Of these, those who need someone now.
    pub now: i64,
    /// Notices without an outcome.
    pub notices: i64,
    /// Questions about who a reporter is that a custodian has not answered, and openings for life not yet reviewed.
    pub identity: i64,
}

impl Store {
    /// What stands beside the console's navigation.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn desk_counts(&self) -> Result<DeskCounts, Fault> {
        self.read(|conn| {
            let row = conn.first(
                "SELECT COUNT(*), COALESCE(SUM(CASE WHEN rank < $1 THEN 1 ELSE 0 END), 0), \
                 (SELECT COUNT(*) FROM notice WHERE outcome IS NULL AND recalled IS NULL), \
                 (SELECT COUNT(*) FROM report WHERE identity_asked IS NOT NULL) + (SELECT COUNT(*) FROM report WHERE review_due IS NOT NULL) \
                 FROM report WHERE closed = 0",
                &vals![RANK_CONTACT],
            )?;
            Ok(row.map_or_else(DeskCounts::default, |row| DeskCounts {
                waiting: row.int(0),
                now: row.int(1),
                notices: row.int(2),
                identity: row.int(3),
            }))
        })
        .await
    }

    /// A page of the queue.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn queue(&self, filter: Filter) -> Result<QueuePage, Fault> {
        self.read(move |conn| page(conn, &filter)).await
    }
}

fn page(conn: &mut Conn, filter: &Filter) -> Result<QueuePage, Fault> {
    let after = filter.after.unwrap_or(After { rank: i64::MIN, due: 0, number: 0 });
    let everything = [String::new()];
    let prefixes = if filter.harms.is_empty() { &everything[..] } else { &filter.harms[..] };
    let below =
        (0..4).map(|n| format!("(main_harm >= ${} AND main_harm <= ${})", 12 + n * 2, 13 + n * 2)).collect::<Vec<_>>();
    let sql = format!(
        "{COLUMNS} FROM report WHERE closed <= $1 AND child >= $2 AND ($3 = '' OR taken_by IS NULL OR taken_by = $3) \
         AND (CAST($4 AS BIGINT) = 0 OR taken_by IS NULL) AND rank < $5 \
         AND (rank > $6 OR (rank = $6 AND (due_at > $7 OR (due_at = $7 AND number > $8)))) \
         AND ($9 = '' OR door = $9) AND ($10 = '' OR files = '[]' OR rank < $11 OR taken_by = $10) AND ({}) \
         ORDER BY rank, due_at, number LIMIT {}",
        below.join(" OR "),
        PAGE + 1
    );
    let mine = filter.mine.map_or_else(String::new, |staff| staff.to_string());
    let rank_below = if filter.now { RANK_CONTACT } else { i64::MAX };
    let door = if filter.appeals { khien_casework::report::APPEAL_DOOR } else { "" };
    let spared = filter.spared.map_or_else(String::new, |staff| staff.to_string());
    let mut values: Vec<Val> = vals![
        filter.closed,
        filter.child,
        mine,
        filter.free,
        rank_below,
        after.rank,
        after.due,
        after.number,
        door,
        spared,
        RANK_CONTACT
    ]
    .to_vec();
    for n in 0..4 {
        // A place that no prefix fills repeats the first.
        let prefix = prefixes.get(n).unwrap_or(&prefixes[0]);
        values.extend(vals![prefix.as_str(), format!("{prefix}\u{10ffff}")]);
    }
    let mut rows: Vec<QueueRow> = conn.query(&sql, &values)?.iter().map(row).collect::<Result<_, _>>()?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| After { rank: row.rank, due: row.due_at.0, number: row.number });
    let counts = conn.first(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN rank < $1 THEN 1 ELSE 0 END), 0) FROM report WHERE closed = 0",
        &vals![RANK_CONTACT],
    )?;
    let (waiting, now) = counts.map_or((0, 0), |row| (row.int(0), row.int(1)));
    Ok(QueuePage { rows, next, waiting, now })
}

pub(crate) const COLUMNS: &str = "SELECT id, number, urgency, open, main_harm, child, received_at, due_at, burst, status, taken_by, waits, \
                                  duress, erase_after, rank, files, closed";

pub(crate) fn row(row: &Row) -> Result<QueueRow, Fault> {
    // An erased report keeps no urgency.
    let urgency = if row.text(2).is_empty() {
        Urgency {
            order: khien_casework::triage::Order::Waiting,
            rank: 0,
            reasons: Vec::new(),
            hours: 0,
            rules: String::new(),
        }
    } else {
        serde_json::from_str(row.text(2))?
    };
    Ok(QueueRow {
        id: row.parse(0)?,
        number: row.int(1),
        urgency,
        open: serde_json::from_str(row.text(3))?,
        main_harm: Code::new(row.text(4)),
        child: row.flag(5),
        received_at: Moment(row.int(6)),
        due_at: Moment(row.int(7)),
        burst: row.flag(8),
        status: Code::new(row.text(9)),
        taken_by: row.text_opt(10).and_then(|id| id.parse().ok()),
        waits: row.flag(11),
        duress: row.flag(12),
        withdrawn: row.int_opt(13).is_some(),
        rank: row.int(14),
        has_files: row.text(15) != "[]",
        closed: row.flag(16),
    })
}
