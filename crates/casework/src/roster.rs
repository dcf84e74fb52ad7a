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

/// How many looks at material in a day are enough for one person; the team's own numbers (casework rule: people who look
/// are looked after). Zero means never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rest {
    /// From this many on a rest is suggested.
    pub suggest: i64,
    /// From this many on the next report with material goes to somebody else.
    pub elsewhere: i64,
    /// Minutes of viewing in a day, after which it is enough (care 4.2).
    pub minutes: i64,
}

impl Default for Rest {
    fn default() -> Self {
        Self { suggest: 20, elsewhere: 60, minutes: 240 }
    }
}

impl Rest {
    /// Whether a rest is suggested after so many looks today.
    #[must_use]
    pub fn is_due(self, looks: i64) -> bool {
        self.suggest > 0 && looks >= self.suggest
    }

    /// Whether the next report with material goes to somebody else, after so many looks and minutes of viewing today.
    #[must_use]
    pub fn spares(self, looks: i64, minutes: i64) -> bool {
        (self.elsewhere > 0 && looks >= self.elsewhere) || (self.minutes > 0 && minutes >= self.minutes)
    }
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
    /// When a person who looks at material has looked enough.
    #[serde(default)]
    pub rest: Rest,
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

    /// The roster without those who cannot sign in: nobody waits for a colleague who has left (care 1.1).
    #[must_use]
    pub fn of_active(mut self, active: &[StaffId]) -> Self {
        self.shifts.retain(|shift| active.contains(&shift.staff));
        self.leave.retain(|leave| active.contains(&leave.staff));
        self
    }

    /// Whom an alarm goes to when somebody opened alone who a reporter is: those on duty who are not the openers, or, when
    /// there is nobody, every supervisor who is not one of them (care 6.4).
    #[must_use]
    pub fn second_person(
        &self,
        now: Moment,
        zone: &TimeZone,
        openers: &[StaffId],
        supervisors: &[StaffId],
    ) -> Vec<StaffId> {
        let mut there: Vec<StaffId> = (1..=2).flat_map(|level| self.on_duty(now, zone, level)).collect();
        there.dedup();
        there.retain(|staff| !openers.contains(staff));
        if there.is_empty() {
            there = supervisors.iter().copied().filter(|staff| !openers.contains(staff)).collect();
        }
        there
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

    #[test]
    fn an_alarm_goes_to_somebody_else_on_duty_or_to_every_other_supervisor() {
        let (a, b, c) = (StaffId::from_bits(1), StaffId::from_bits(2), StaffId::from_bits(3));
        let always = |staff, level| Shift {
            staff,
            days: vec![1, 2, 3, 4, 5, 6, 7],
            from: Time::midnight(),
            to: Time::midnight(),
            level,
        };
        let roster = Roster { shifts: vec![always(a, 1), always(b, 2)], ..Roster::default() };
        let now = Moment(1_700_000_000_000_000);
        assert_eq!(roster.second_person(now, &TimeZone::UTC, &[a], &[a, c]), [b]);
        assert_eq!(roster.second_person(now, &TimeZone::UTC, &[a, b], &[a, c]), [c]);
        assert_eq!(Roster::default().second_person(now, &TimeZone::UTC, &[a], &[a, c]), [c]);
    }

    #[test]
    fn whoever_has_looked_enough_is_spared() {
        let rest = Rest { suggest: 5, elsewhere: 8, minutes: 240 };
        for (looks, minutes, due, spared) in
            [(4, 0, false, false), (5, 239, true, false), (8, 0, true, true), (1, 240, false, true)]
        {
            assert_eq!((rest.is_due(looks), rest.spares(looks, minutes)), (due, spared), "{looks} {minutes}");
        }
        let never = Rest { suggest: 0, elsewhere: 0, minutes: 0 };
        assert!(!never.is_due(1000) && !never.spares(1000, 1000));
    }

    #[test]
    fn who_has_left_is_not_on_duty() {
        let always = |staff| Shift {
            staff,
            days: vec![1, 2, 3, 4, 5, 6, 7],
            from: Time::midnight(),
            to: Time::midnight(),
            level: 1,
        };
        let (stays, left) = (StaffId::from_bits(1), StaffId::from_bits(2));
        let roster = Roster { shifts: vec![always(stays), always(left)], ..Roster::default() };
        let now = Moment(1_700_000_000_000_000);
        assert_eq!(roster.clone().of_active(&[stays]).on_duty(now, &TimeZone::UTC, 1), [stays]);
        assert!(!roster.of_active(&[]).anybody(now, &TimeZone::UTC));
    }
}
