//! The duty roster: who is paged, when; what the portal promises comes from here (care 1.1).

use askama::Template;
use axum::Form;
use axum::response::Response;
use jiff::civil::{Date, Time};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_casework::roster::{Leave, Rest, Roster, Shift};
use khien_terms::id::StaffId;
use serde::Deserialize;

use super::desk::{Desk, Names, Trouble, go, page};
use super::frame::{Choice, Frame};
use super::report_act::Fields;
use super::{id_of, when};

/// Whose roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Those who take reports.
    Reports,
    /// The desk between States.
    Desk,
}

impl Of {
    fn here(self) -> &'static str {
        if self == Of::Reports { "/console/roster" } else { "/console/desk/roster" }
    }

    fn edits(self) -> Operation {
        if self == Of::Reports { Operation::EditRoster } else { Operation::EditDeskRoster }
    }

    fn serves(self) -> Operation {
        if self == Of::Reports { Operation::SeeQueue } else { Operation::HoldDeskKey }
    }

    async fn read(self, desk: &Desk) -> Result<Roster, Trouble> {
        let store = &desk.app.store;
        Ok(if self == Of::Reports { store.roster().await? } else { store.desk_roster().await? })
    }
}

/// The page.
#[derive(Template)]
#[template(path = "console/roster.html")]
pub struct RosterPage {
    pub f: Frame,
    /// Where the page stands.
    pub here: &'static str,
    /// Looking at material and the test page are of those who take reports.
    pub of_reports: bool,
    pub now: String,
    pub nobody: bool,
    pub shifts: Vec<ShiftRow>,
    pub leaves: Vec<LeaveRow>,
    pub people: Vec<Choice>,
    pub days: Vec<Choice>,
    /// Day of the month on which a test page goes out; empty for none.
    pub test_day: String,
    /// Looks in a day after which a rest is suggested, and after which the next goes to somebody else.
    pub rest: Rest,
    pub can_edit: bool,
}

/// A weekly shift.
pub struct ShiftRow {
    pub index: usize,
    pub who: String,
    pub days: String,
    pub from: String,
    pub to: String,
    pub level: String,
    pub remove_label: String,
}

/// Days of leave.
pub struct LeaveRow {
    pub index: usize,
    pub who: String,
    pub from: String,
    pub to: String,
    pub remove_label: String,
}

/// Shows the roster.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, of: Of) -> Result<Response, Trouble> {
    if of == Of::Desk {
        desk.must(Operation::SeeStates)?;
    }
    let roster = of.read(&desk).await?;
    let names = desk.names().await?;
    let members = desk.app.store.members().await?;
    let on_duty = roster.on_duty(desk.app.now(), &desk.app.config.zone, 1);
    let mut f = desk.frame(if of == Of::Reports { "roster" } else { "desk-roster" }).await?;
    f.title = f.t(if of == Of::Reports { "console-roster-title" } else { "desk-roster-title" });
    let there: Vec<String> = on_duty.iter().map(|staff| names.member(*staff)).collect();
    let now = if there.is_empty() {
        f.t(if of == Of::Reports { "console-roster-nobody" } else { "desk-roster-nobody" })
    } else {
        f.with("console-roster-now", "who", &there.join(", "))
    };
    let people = members.iter().filter(|member| member.state == "active" && member.role.may(of.serves()));
    let day = |n: i8| Choice { on: n < 6, ..Choice::new(&n.to_string(), f.t(&format!("console-day-{n}"))) };
    Ok(page(&RosterPage {
        here: of.here(),
        of_reports: of == Of::Reports,
        now,
        nobody: on_duty.is_empty(),
        shifts: roster.shifts.iter().enumerate().map(|(index, shift)| shift_row(&f, &names, index, shift)).collect(),
        leaves: roster.leave.iter().enumerate().map(|(index, leave)| leave_row(&f, &names, index, leave)).collect(),
        people: people.map(|member| Choice::new(&member.id.to_string(), member.desk_name.clone())).collect(),
        days: (1..=7).map(day).collect(),
        test_day: roster.test_day.map(|day| day.to_string()).unwrap_or_default(),
        rest: roster.rest,
        can_edit: desk.may(of.edits()),
        f,
    }))
}

fn shift_row(f: &Frame, names: &Names, index: usize, shift: &Shift) -> ShiftRow {
    let who = names.member(shift.staff);
    let hour = |time: Time| time.strftime("%H:%M").to_string();
    ShiftRow {
        index,
        days: shift.days.iter().map(|day| f.t(&format!("console-day-{day}"))).collect::<Vec<_>>().join(" "),
        from: hour(shift.from),
        to: hour(shift.to),
        level: f.t(if shift.level == 1 { "console-roster-level-1" } else { "console-roster-level-2" }),
        remove_label: format!("{}: {who}", f.t("console-roster-remove")),
        who,
    }
}

fn leave_row(f: &Frame, names: &Names, index: usize, leave: &Leave) -> LeaveRow {
    let who = names.member(leave.staff);
    let remove_label = format!("{}: {who}", f.t("console-roster-remove"));
    LeaveRow { index, from: when::day(f, leave.from), to: when::day(f, leave.to), remove_label, who }
}

/// Adds a weekly shift.
///
/// # Errors
/// [`Refusal::Field`].
pub async fn add(desk: Desk, of: Of, Form(fields): Fields) -> Result<Response, Trouble> {
    let shift = shift(&fields)?;
    change(&desk, of, |roster| roster.shifts.push(shift.clone())).await
}

fn shift(fields: &[(String, String)]) -> Result<Shift, Trouble> {
    let all =
        |name: &str| fields.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>();
    let one = |name: &str| all(name).first().copied().unwrap_or_default();
    let days: Vec<i8> =
        all("days").into_iter().filter_map(|day| day.parse().ok()).filter(|day| (1..=7).contains(day)).collect();
    let field = |field, problem| Refusal::Field { field, problem };
    if days.is_empty() {
        return Err(field("days", "choose at least one day").into());
    }
    let hour = |name: &'static str| one(name).parse::<Time>().map_err(|_| field(name, "an hour such as 08:00"));
    let staff: StaffId = id_of(one("staff"))?;
    Ok(Shift { staff, days, from: hour("from")?, to: hour("to")?, level: if one("level") == "2" { 2 } else { 1 } })
}

/// Days of leave as typed.
#[derive(Deserialize)]
pub struct NewLeave {
    staff: String,
    from: String,
    to: String,
}

/// Adds days of leave.
///
/// # Errors
/// [`Refusal::Field`].
pub async fn add_leave(desk: Desk, of: Of, Form(form): Form<NewLeave>) -> Result<Response, Trouble> {
    let staff: StaffId = id_of(&form.staff)?;
    let (from, to) = leave_days(&form.from, &form.to)?;
    change(&desk, of, |roster| roster.leave.push(Leave { staff, from, to })).await
}

/// The first and the last day of leave.
fn leave_days(from: &str, to: &str) -> Result<(Date, Date), Refusal> {
    let field = |field, problem| Refusal::Field { field, problem };
    let day = |name, typed: &str| typed.trim().parse().map_err(|_| field(name, "a day such as 2026-12-31"));
    let (from, to): (Date, Date) = (day("first_day", from)?, day("last_day", to)?);
    if to < from { Err(field("last_day", "the last day comes before the first")) } else { Ok((from, to)) }
}

/// The day of the monthly test page as typed.
#[derive(Deserialize)]
pub struct TestDay {
    day: String,
}

/// Sets the day of the month on which everybody on the roster gets a test page (care 8).
///
/// # Errors
/// [`Refusal::Field`].
pub async fn set_test_day(desk: Desk, Form(form): Form<TestDay>) -> Result<Response, Trouble> {
    let day = test_day(form.day.trim())?;
    change(&desk, Of::Reports, |roster| roster.test_day = day).await
}

/// A day that every month has, or none.
fn test_day(typed: &str) -> Result<Option<i8>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let day = typed.parse().ok().filter(|day| (1..=28).contains(day));
    day.map(Some).ok_or(Refusal::Field { field: "day", problem: "a day from 1 to 28, or nothing" })
}

/// Looks in a day as typed.
#[derive(Deserialize)]
pub struct Looks {
    suggest: String,
    elsewhere: String,
    minutes: String,
}

/// Sets after how many looks in a day a rest is suggested, and after how many looks or minutes the next goes to somebody
/// else (casework 3, care 4.2).
///
/// # Errors
/// [`Refusal::Field`].
pub async fn set_rest(desk: Desk, Form(form): Form<Looks>) -> Result<Response, Trouble> {
    let rest = rest(form.suggest.trim(), form.elsewhere.trim(), form.minutes.trim())?;
    change(&desk, Of::Reports, |roster| roster.rest = rest).await
}

/// Two numbers of looks, the second not below the first, and minutes; nothing typed means never.
fn rest(suggest: &str, elsewhere: &str, minutes: &str) -> Result<Rest, Refusal> {
    let problem = "a number from 1 to 720, or nothing";
    let number = |name, typed: &str| match typed {
        "" => Ok(0),
        typed => typed.parse().ok().filter(|n| (1..=720).contains(n)).ok_or(Refusal::Field { field: name, problem }),
    };
    let (suggest, elsewhere) = (number("suggest", suggest)?, number("elsewhere", elsewhere)?);
    if elsewhere != 0 && elsewhere < suggest {
        return Err(Refusal::Field { field: "elsewhere", problem: "the second number is not below the first" });
    }
    Ok(Rest { suggest, elsewhere, minutes: number("minutes", minutes)? })
}

/// What to take out.
#[derive(Deserialize)]
pub struct Removed {
    /// Place in the list.
    shift: usize,
    /// `shift` or `leave`.
    what: String,
}

/// Takes a shift or days of leave out.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn remove(desk: Desk, of: Of, Form(form): Form<Removed>) -> Result<Response, Trouble> {
    change(&desk, of, |roster| {
        if form.what == "leave" && form.shift < roster.leave.len() {
            roster.leave.remove(form.shift);
        } else if form.what == "shift" && form.shift < roster.shifts.len() {
            roster.shifts.remove(form.shift);
        }
    })
    .await
}

async fn change(desk: &Desk, of: Of, act: impl FnOnce(&mut Roster)) -> Result<Response, Trouble> {
    desk.must(of.edits())?;
    let mut roster = of.read(desk).await?;
    act(&mut roster);
    match of {
        Of::Reports => desk.app.store.save_roster(roster, desk.me()).await?,
        Of::Desk => desk.app.store.save_desk_roster(roster, desk.me()).await?,
    }
    Ok(go(of.here()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_day_is_one_that_every_month_has() {
        assert_eq!(test_day(""), Ok(None));
        assert_eq!(test_day("28"), Ok(Some(28)));
        assert!(test_day("29").is_err() && test_day("0").is_err() && test_day("x").is_err());
    }

    #[test]
    fn a_rest_has_two_numbers_in_order_or_none() {
        assert_eq!(rest("15", "40", "240"), Ok(Rest { suggest: 15, elsewhere: 40, minutes: 240 }));
        assert_eq!(rest("", "", ""), Ok(Rest { suggest: 0, elsewhere: 0, minutes: 0 }), "never");
        for (suggest, elsewhere, minutes) in
            [("0", "", ""), ("20", "10", ""), ("x", "40", ""), ("20", "721", ""), ("", "", "-1")]
        {
            assert!(matches!(rest(suggest, elsewhere, minutes), Err(Refusal::Field { .. })), "{suggest} {elsewhere}");
        }
    }

    #[test]
    fn leave_has_two_days_in_order() {
        assert!(leave_days("2026-12-01", "2026-12-01").is_ok());
        for (from, to) in [("2026-12-02", "2026-12-01"), ("2026-02-30", "2026-03-01"), ("", "2026-03-01")] {
            assert!(matches!(leave_days(from, to), Err(Refusal::Field { .. })), "{from} {to}");
        }
    }

    #[test]
    fn a_shift_names_its_days_and_hours() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let staff = StaffId::from_bits(1).to_string();
        let typed = [field("staff", &staff), field("from", "20:00"), field("to", "06:00"), field("level", "2")];
        assert!(shift(&typed).is_err(), "no day");
        let with_days = [&typed[..], &[field("days", "5"), field("days", "9"), field("days", "6")]].concat();
        assert_eq!(shift(&with_days).map(|shift| (shift.days, shift.level)).ok(), Some((vec![5, 6], 2)));
    }
}
