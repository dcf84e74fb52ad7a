//! The row, its corrections, and the unit.

use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Kind {
    /// A report came in.
    ReportReceived = 1,
    /// An analyst said what it is.
    ReportTriaged = 2,
    /// A notice was sent.
    NoticeSent = 3,
    /// A notice was answered, or its clock ran out.
    NoticeAnswered = 4,
    /// A person was answered in the mailbox for the first time.
    HelpAnswered = 5,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] =
        [Kind::ReportReceived, Kind::ReportTriaged, Kind::NoticeSent, Kind::NoticeAnswered, Kind::HelpAnswered];

    /// The kind of a number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Kind::ALL.into_iter().find(|kind| *kind as i64 == number)
    }
}

/// One counted happening; grain = (event, unit, code). Numbers of codes are those of [`crate::Index`], 0 = unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "columns are named as in docs/data-model.md, the fact table")]
pub struct Fact {
    pub kind: Kind,
    /// +1, or −1 for a reversal.
    pub sign: i8,
    /// Days since 2020-01-01 on which it happened, in the node's zone.
    pub day: u16,
    /// Day on which the node knew.
    pub known_day: u16,
    pub area: u8,
    pub area_version: u8,
    pub harm: u8,
    /// 1 reporter, 2 analyst.
    pub harm_by: u8,
    /// 1 marks the main one.
    pub main: u8,
    pub age: u8,
    pub sex: u8,
    pub ai: u8,
    /// 1 sealed in the browser, 2 sealed by the server.
    pub channel: u8,
    pub reporter: u8,
    pub platform: u8,
    pub relation: u8,
    pub danger: u8,
    /// Legal clock, by its place in the list.
    pub basis: u8,
    /// Outcome of a notice, 1 down, 2 partly, 3 refused, 4 no answer.
    pub outcome: u8,
    pub list_version: u8,
    /// Whole hours that it took; `None` where nothing is timed.
    pub hours: Option<u32>,
    /// Still running when it was counted.
    pub censored: bool,
    /// Keyed pseudonym; never leaves the process.
    pub unit: u64,
}

const EPOCH: Date = Date::constant(2020, 1, 1);

/// Days since 2020-01-01; days outside the range of the column become its ends.
#[must_use]
pub fn day_number(day: Date) -> u16 {
    let days = day.duration_since(EPOCH).as_hours() / 24;
    u16::try_from(days.max(0)).unwrap_or(u16::MAX)
}

/// The date of a day number.
#[must_use]
pub fn day_date(number: u16) -> Date {
    EPOCH.checked_add(jiff::Span::new().days(i64::from(number))).unwrap_or(EPOCH)
}

/// The pseudonym of a report or case under a year's key.
#[must_use]
pub fn unit(key: &[u8; 32], id: &str) -> u64 {
    // HMAC takes keys of every length, so this branch is the only one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return 0 };
    mac.update(id.as_bytes());
    let digest: [u8; 32] = mac.finalize().into_bytes().into();
    let (head, _) = digest.split_at(8);
    // The top bit is kept free: databases count in signed 64 bits.
    head.iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte)) >> 1
}

impl Fact {
    /// A fact of a kind with nothing known.
    #[must_use]
    pub fn of(kind: Kind, day: Date, unit: u64) -> Self {
        let day = day_number(day);
        Self {
            kind,
            sign: 1,
            day,
            known_day: day,
            area: 0,
            area_version: 0,
            harm: 0,
            harm_by: 0,
            main: 0,
            age: 0,
            sex: 0,
            ai: 0,
            channel: 0,
            reporter: 0,
            platform: 0,
            relation: 0,
            danger: 0,
            basis: 0,
            outcome: 0,
            list_version: 0,
            hours: None,
            censored: false,
            unit,
        }
    }

    /// The row that takes this one back, known today.
    #[must_use]
    pub fn reversed(&self, today: Date) -> Self {
        Self { sign: -self.sign, known_day: day_number(today), ..*self }
    }

    /// The same happening counted under another unit: a report that joined a case.
    #[must_use]
    pub fn moved(&self, unit: u64, today: Date) -> Self {
        Self { unit, known_day: day_number(today), ..*self }
    }

    /// What is always counted, whatever is withdrawn: kind, month, nation.
    #[must_use]
    pub fn coarse(&self, today: Date) -> Self {
        let month = day_date(self.day).first_of_month();
        Self { known_day: day_number(today), ..Fact::of(self.kind, month, 0) }
    }
}

/// Moves a unit's live rows to another unit: a reversal and a new row each.
#[must_use]
pub fn relink(live: &[Fact], unit: u64, today: Date) -> Vec<Fact> {
    live.iter().flat_map(|fact| [fact.reversed(today), fact.moved(unit, today)]).collect()
}

/// What stays of the rows of a person who was erased: one coarse row per kind and month, without a unit. The rows
/// themselves are deleted with the codes in the journal (care 6.3), so nothing finer can be folded again.
#[must_use]
pub fn remains(rows: &[Fact], today: Date) -> Vec<Fact> {
    let mut kept: Vec<Fact> = Vec::new();
    for coarse in rows.iter().map(|fact| fact.coarse(today)) {
        if !kept.contains(&coarse) {
            kept.push(coarse);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fact(harm: u8, unit: u64) -> Fact {
        Fact { harm, area: 3, age: 4, ..Fact::of(Kind::ReportReceived, Date::constant(2026, 11, 24), unit) }
    }

    #[test]
    fn an_erased_person_leaves_kind_month_and_nation() {
        let today = Date::constant(2026, 12, 8);
        let kept = remains(&[fact(1, 7), fact(2, 7)], today);
        assert_eq!(kept.len(), 1);
        assert_eq!(
            (kept[0].harm, kept[0].area, kept[0].unit, day_date(kept[0].day)),
            (0, 0, 0, Date::constant(2026, 11, 1))
        );
    }

    #[test]
    fn another_key_gives_another_unit() {
        assert_ne!(unit(&[1; 32], "rep_1"), unit(&[2; 32], "rep_1"));
        assert_eq!(unit(&[1; 32], "rep_1"), unit(&[1; 32], "rep_1"));
    }

    proptest! {
        #[test]
        fn a_correction_changes_no_count(units in proptest::collection::vec(0u64..5, 1..20)) {
            let live: Vec<Fact> = units.iter().map(|u| fact(1, *u)).collect();
            let moved = relink(&live, 99, Date::constant(2026, 12, 1));
            let count: i32 = live.iter().chain(&moved).map(|f| i32::from(f.sign)).sum();
            prop_assert_eq!(count as usize, live.len());
        }

        #[test]
        fn a_day_goes_through_its_number(number in 0u16..30_000) {
            prop_assert_eq!(day_number(day_date(number)), number);
        }
    }
}
