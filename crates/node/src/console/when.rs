//! Moments and clocks in words, in the node's time zone.

use jiff::tz::TimeZone;
use khien_terms::moment::HOUR;
use khien_terms::{Lang, Moment};

use super::frame::Frame;

/// A clock that runs towards a deadline.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Time left or over, in words.
    pub words: String,
    /// Whether the deadline has passed.
    pub late: bool,
    /// Percent of the time that has run, 0 to 100.
    pub share: i64,
    /// Whether it still runs.
    pub runs: bool,
}

/// A stretch of time in words, as coarse as a person would say it.
#[must_use]
pub fn duration(f: &Frame, micros: i64) -> String {
    let minutes = micros.abs() / 60_000_000;
    if minutes < 120 {
        f.counted("console-minutes", "n", minutes)
    } else if minutes < 48 * 60 {
        f.counted("console-hours", "n", minutes / 60)
    } else {
        f.counted("console-days", "n", minutes / (24 * 60))
    }
}

/// The clock from `start` to `due` at `now`.
#[must_use]
pub fn clock(f: &Frame, start: Moment, due: Moment, now: Moment) -> Clock {
    let left = due.0 - now.0;
    let key = if left >= 0 { "console-left" } else { "console-over" };
    let whole = (due.0 - start.0).max(1);
    let share = ((now.0 - start.0).clamp(0, whole) * 100) / whole;
    Clock { words: f.with(key, "time", &duration(f, left)), late: left < 0, share, runs: true }
}

/// A moment as the reader writes it: only the hour for today, else day and hour.
#[must_use]
pub fn moment(f: &Frame, at: Moment, now: Moment, zone: &TimeZone) -> String {
    let (local, today) = (at.in_zone(zone), now.day_in(zone));
    let hour = local.strftime("%H:%M").to_string();
    if local.date() == today {
        return f.with("console-today", "time", &hour);
    }
    if now.0 - at.0 < 300 * 24 * HOUR {
        format!("{}, {hour}", day_month(f, local.date()))
    } else {
        day(f, local.date())
    }
}

/// A moment with its day, its hour and how far its zone is from UTC: where people of several zones read it.
#[must_use]
pub fn stamp(f: &Frame, at: Moment, zone: &TimeZone) -> String {
    let local = at.in_zone(zone);
    let off = if local.offset().is_zero() { String::new() } else { local.strftime("%:z").to_string() };
    format!("{}, {} (UTC{off})", day(f, local.date()), local.strftime("%H:%M"))
}

/// Only the hour for today, the day otherwise: for lists.
#[must_use]
pub fn short(f: &Frame, at: Moment, now: Moment, zone: &TimeZone) -> String {
    let local = at.in_zone(zone);
    if local.date() == now.day_in(zone) { local.strftime("%H:%M").to_string() } else { day_month(f, local.date()) }
}

/// A moment for machines.
#[must_use]
pub fn iso(at: Moment, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%dT%H:%M%:z").to_string()
}

/// A day with its year.
#[must_use]
pub fn day(f: &Frame, date: jiff::civil::Date) -> String {
    day_in(f.lang, date)
}

/// A day with its year in a language.
#[must_use]
pub fn day_in(lang: Lang, date: jiff::civil::Date) -> String {
    match lang.as_str() {
        "vi" => date.strftime("%-d/%-m/%Y").to_string(),
        "id" => format!("{} {} {}", date.day(), month_id(date.month()), date.year()),
        _ => date.strftime("%-d %B %Y").to_string(),
    }
}

/// A day without its year.
fn day_month(f: &Frame, date: jiff::civil::Date) -> String {
    match f.lang.as_str() {
        "vi" => date.strftime("%-d/%-m").to_string(),
        "id" => format!("{} {}", date.day(), month_id(date.month())),
        _ => date.strftime("%-d %b").to_string(),
    }
}

/// Months in Indonesian; jiff writes English only.
const MONTHS_ID: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

fn month_id(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS_ID.get(index)).copied().unwrap_or("")
}

/// A month with its year.
#[must_use]
pub fn month(f: &Frame, date: jiff::civil::Date) -> String {
    match f.lang.as_str() {
        "vi" => format!("tháng {}/{}", date.month(), date.year()),
        "id" => format!("{} {}", month_id(date.month()), date.year()),
        _ => date.strftime("%B %Y").to_string(),
    }
}
