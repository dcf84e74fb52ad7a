//! Who is on duty: weekly shifts in the node's time zone, minus leave. What the portal promises comes from here (care 1.1).

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use khien_terms::Moment;
use khien_terms::id::StaffId;
use serde::{Deserialize, Serialize};

/// A weekly shift. One that ends before it begins runs over midnight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Who.
    pub staff: StaffId,
    /// Days on which it begins, 1 Monday to 7 Sunday.
    pub days: Vec<i8>,
    /// Begin, local time.
    pub from: Time,
    /// End, local time; equal to `from` means a whole day.
    pub to: Time,
    /// 1 is paged at once, 2 after ten minutes without an answer.
    pub level: u8,
}

/// Days on which a person is away, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Who.
    pub staff: StaffId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// The roster of a node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Weekly shifts.
    pub shifts: Vec<Shift>,
    /// Absences.
    #[serde(default)]
    pub leave: Vec<Leave>,
    /// Day of the month on which a test page goes out, 1 to 28.
    #[serde(default)]
    pub test_day: Option<i8>,
}

/// Minutes after which the second person is paged when the first has not opened the queue.
pub const SECOND_PAGE_MINUTES: i64 = 10;

impl Roster {
    /// Who is on duty at a level.
    #[must_use]
    pub fn on_duty(&self, now: Moment, zone: &TimeZone, level: u8) -> Vec<StaffId> {
        let local = now.in_zone(zone);
        let (today, time) = (local.date(), local.time());
        self.shifts
            .iter()
            .filter(|shift| shift.level == level)
            .filter(|shift| {
                shift.begins_on(today.weekday()) && shift.covers_after_start(time)
                    || today.yesterday().is_ok_and(|d| shift.begins_on(d.weekday()))
                        && shift.covers_after_midnight(time)
            })
            .filter(|shift| !self.away(shift.staff, today))
            .map(|shift| shift.staff)
            .collect()
    }

    /// Whether anybody is there now.
    #[must_use]
    pub fn anybody(&self, now: Moment, zone: &TimeZone) -> bool {
        !self.on_duty(now, zone, 1).is_empty()
    }

    fn away(&self, staff: StaffId, day: Date) -> bool {
        self.leave.iter().any(|leave| leave.staff == staff && leave.from <= day && day <= leave.to)
    }
}

impl Shift {
    fn begins_on(&self, day: Weekday) -> bool {
        self.days.contains(&day.to_monday_one_offset())
    }

    fn covers_after_start(&self, time: Time) -> bool {
        if self.from < self.to { self.from <= time && time < self.to } else { self.from <= time }
    }

    fn covers_after_midnight(&self, time: Time) -> bool {
        self.to <= self.from && time < self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: StaffId = StaffId::from_bits(1);

    fn at(text: &str, zone: &TimeZone) -> Moment {
        let local: jiff::civil::DateTime = text.parse().expect("time");
        local.to_zoned_datetime(zone.clone()).expect("zone").timestamp().into()
    }

    #[test]
    fn a_night_shift_covers_the_morning_after_and_leave_does_not() {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").expect("zone");
        let time = |hour| Time::constant(hour, 0, 0, 0);
        let mut roster = Roster {
            shifts: vec![Shift { staff: A, days: vec![5], from: time(20), to: time(6), level: 1 }],
            ..Roster::default()
        };
        // 2026-11-27 is a Friday.
        for (when, there) in [
            ("2026-11-27T19:59", false),
            ("2026-11-27T20:00", true),
            ("2026-11-28T05:59", true),
            ("2026-11-28T06:00", false),
            ("2026-11-28T20:30", false),
        ] {
            assert_eq!(roster.anybody(at(when, &zone), &zone), there, "{when}");
        }
        let day = Date::constant(2026, 11, 28);
        roster.leave.push(Leave { staff: A, from: day, to: day });
        assert!(!roster.anybody(at("2026-11-28T05:00", &zone), &zone));
    }
}
