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

    /// The end of the day that lies `years` calendar years after this moment's, in UTC; what is beyond the last day is the last one. The
    /// twenty-ninth of February becomes the twenty-eighth where there is none.
    #[must_use]
    pub fn years_later(self, years: i16) -> Self {
        let day = self.day_in(&TimeZone::UTC);
        let last = day.saturating_add(jiff::Span::new().years(years)).saturating_add(jiff::Span::new().days(1));
        TimeZone::UTC.to_timestamp(last.at(0, 0, 0, 0)).map_or(Moment(i64::MAX), Moment::from)
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
