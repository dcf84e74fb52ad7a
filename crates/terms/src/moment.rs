//! A moment in time: microseconds since 1970 in UTC, the same number in both databases.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// Microseconds in an hour.
pub const HOUR: i64 = 3_600_000_000;
/// Microseconds in a day.
pub const DAY: i64 = 24 * HOUR;

impl Moment {
    /// The same moment, `hours` later.
    #[must_use]
    pub fn plus_hours(self, hours: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "hours of a clock are far below 2^53 microseconds")]
        Moment(self.0.saturating_add((hours * HOUR as f64) as i64))
    }

    /// The same moment, `days` later.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Moment(self.0.saturating_add(days.saturating_mul(DAY)))
    }

    /// Hours from `earlier` to here, negative when it is later.
    #[must_use]
    pub fn hours_since(self, earlier: Moment) -> f64 {
        (self.0 - earlier.0) as f64 / HOUR as f64
    }

    /// This moment as jiff's timestamp; moments beyond its range become the epoch.
    #[must_use]
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or_default()
    }

    /// The day in a time zone, as `2026-11-24`.
    #[must_use]
    pub fn day_in(self, zone: &TimeZone) -> jiff::civil::Date {
        self.timestamp().to_zoned_datetime(zone.clone()).date()
    }

    /// The wall-clock time in a time zone.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> jiff::ZonedDateTime {
        self.timestamp().to_zoned_datetime(zone.clone())
    }
}

impl From<jiff::Timestamp> for Moment {
    fn from(at: jiff::Timestamp) -> Self {
        Moment(at.as_microsecond())
    }
}
