//! Who a reporter is, on a report's page: a colleague is asked to agree, or, when a life is in danger, one person opens it
//! alone (care 6.4). The reporter reads why in their own language; the day on which they are told can be set.

use axum::extract::Path;
use axum::response::Response;
use axum::{Form, Json};
use jiff::civil::Date;
use khien_casework::Refusal;
use khien_casework::report::HELD_BACK_DAYS;
use khien_casework::role::Operation;
use khien_store::reports::ReportPage as Stored;
use khien_terms::id::ReportId;
use khien_terms::typology::Voice;
use khien_terms::{Code, Moment};
use serde::Deserialize;

use super::desk::{Desk, Names, Trouble, go};
use super::frame::Frame;
use super::open::{Keys, handed};
use super::{id_of, when};

/// The panel of a report's page.
pub struct WhoPanel {
    /// `none`, `closed`, `asked` or `ready`.
    pub state: &'static str,
    /// Who asked; empty unless somebody has.
    pub asked: String,
    /// Why it may be opened.
    pub reasons: Vec<Reason>,
    /// First and last day on which the reporter may be told later.
    pub days: (String, String),
    /// Whether this member may open it alone for life, and holds both keys.
    pub for_life: bool,
    /// What the reporter reads when it was opened for life.
    pub life_told: String,
    /// An opening for life that waits for its review; empty when none does.
    pub review: String,
}

/// A reason to open who somebody is.
pub struct Reason {
    pub code: String,
    pub label: String,
    /// The sentence that the reporter reads.
    pub told: String,
}

/// What the panel shows of a report.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn panel(f: &Frame, desk: &Desk, names: &Names, stored: &Stored) -> Result<WhoPanel, Trouble> {
    let (state, asked) = state(f, desk, names, stored);
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let day = |days| now.plus_days(days).day_in(zone).to_string();
    let review = stored.review.as_ref().map(|review| {
        let openers: Vec<String> = review.openers.iter().map(|opener| names.member(*opener)).collect();
        let left = when::clock(f, review.due, review.due, now).words;
        f.say("console-who-life-waits", &[("who", &openers.join(", ")), ("time", &left)])
    });
    Ok(WhoPanel {
        state,
        asked,
        reasons: reasons(f, voice_of(stored)),
        days: (day(1), day(HELD_BACK_DAYS)),
        for_life: stored.has_who && desk.may(Operation::OpenForLife) && holds_both_keys(desk).await?,
        life_told: f.with("console-who-life-told", "words", &sentence(f, voice_of(stored), LIFE)),
        review: review.unwrap_or_default(),
    })
}

fn state(f: &Frame, desk: &Desk, names: &Names, stored: &Stored) -> (&'static str, String) {
    if !stored.has_who {
        return ("none", String::new());
    }
    if stored.identity_for.contains(&desk.me()) {
        return ("ready", String::new());
    }
    match stored.identity_asked {
        Some(asker) => ("asked", f.with("console-who-asked", "who", &names.member(asker))),
        None => ("closed", String::new()),
    }
}

/// A key of the custodians and one of the intake team: only both together open it, whatever the role allows.
async fn holds_both_keys(desk: &Desk) -> Result<bool, Trouble> {
    let wraps = desk.app.store.wraps(desk.me()).await?;
    Ok(["custodian", "intake"].iter().all(|purpose| wraps.iter().any(|wrap| wrap.purpose == *purpose)))
}

/// The reason of an opening for life. It has a way of its own and stands last among those that a second person weighs.
const LIFE: &str = "why.life";

fn reasons(f: &Frame, voice: Voice) -> Vec<Reason> {
    let mut codes: Vec<&str> = f.app.rulebook.typology.list("open_reason").map(|entry| entry.code.as_str()).collect();
    codes.sort_by_key(|code| *code == LIFE);
    codes
        .into_iter()
        .map(|code| Reason { code: code.to_owned(), label: f.label(code), told: told(f, voice, code) })
        .collect()
}

/// The sentence of a reason as the reporter reads it, in the language of this page.
fn told(f: &Frame, voice: Voice, code: &str) -> String {
    f.with("console-who-told", "words", &sentence(f, voice, code))
}

fn sentence(f: &Frame, voice: Voice, code: &str) -> String {
    f.app.rulebook.typology.ask(f.lang, voice, code)
}

/// The voice in which a reporter is spoken to (care 1.9).
fn voice_of(stored: &Stored) -> Voice {
    let open = &stored.row.open;
    match (open.door.as_str(), open.path.as_ref().map(Code::as_str)) {
        ("me" | "protect", Some("path.u13")) => Voice::Child,
        ("me" | "appeal" | "protect", _) => Voice::Own,
        _ => Voice::Other,
    }
}

/// Why somebody has to know who the reporter is.
#[derive(Deserialize)]
pub struct Asked {
    reason: Code,
    #[serde(flatten)]
    later: Later,
}

/// Asks the custodians to open who the reporter is.
///
/// # Errors
/// [`Trouble::Fault`] for a reason that the list does not have, or a day out of bounds.
pub async fn ask(desk: Desk, Path(id): Path<String>, Form(form): Form<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkReports)?;
    let id: ReportId = id_of(&id)?;
    let tell_after = form.later.day(&desk)?;
    desk.app.store.ask_identity(id, desk.me(), form.reason, tell_after).await?;
    Ok(go(&format!("/console/report/{id}")))
}

/// Opening alone, because a life is in danger.
#[derive(Deserialize)]
pub struct ForLife {
    #[serde(rename = "ref")]
    of: String,
    /// Ticked: a life is in danger.
    #[serde(default)]
    sure: bool,
    #[serde(flatten)]
    later: Later,
}

/// Hands the outer envelope out to one person alone; the event and the alarm to a second person stand before.
///
/// # Errors
/// [`Trouble::Fault`] without the tick.
pub async fn for_life(desk: Desk, Json(form): Json<ForLife>) -> Result<Response, Trouble> {
    desk.must(Operation::OpenForLife)?;
    let id: ReportId = id_of(&form.of)?;
    if !form.sure {
        return Err(Refusal::Field { field: "sure", problem: "tick that a life is in danger" }.into());
    }
    if !holds_both_keys(&desk).await? {
        return Err(Refusal::NotNow("you do not hold both keys: ask a custodian").into());
    }
    let tell_after = form.later.day(&desk)?;
    let bytes = desk.app.store.open_who_for_life(id, desk.me(), tell_after).await?;
    handed(&desk, &bytes, Keys::Both, None).await
}

/// The day before which the reporter is not told who looked. It counts only with the reason ticked: whoever reads the
/// mailbox may be the abuser.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Later {
    /// Ticked: the reader may be the abuser.
    danger: String,
    tell_after: String,
}

impl Later {
    /// The begin of that day in the node's zone.
    fn day(&self, desk: &Desk) -> Result<Option<Moment>, Trouble> {
        let day = later_day(!self.danger.is_empty(), self.tell_after.trim())?;
        let begin = day.and_then(|day| day.at(0, 0, 0, 0).to_zoned_datetime(desk.app.config.zone.clone()).ok());
        Ok(begin.map(|begin| begin.timestamp().into()))
    }
}

fn later_day(danger: bool, typed: &str) -> Result<Option<Date>, Refusal> {
    let field = |problem| Err(Refusal::Field { field: "tell_after", problem });
    match (danger, typed) {
        (false, "") => Ok(None),
        (true, "") => field("a day after today, at most ninety days ahead"),
        (false, _) => field("tick that whoever reads the mailbox may be the abuser"),
        (true, typed) => match typed.parse() {
            Ok(day) => Ok(Some(day)),
            Err(_) => field("a day such as 2026-12-31"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reporter_is_told_later_only_for_a_stated_reason_and_to_a_set_day() {
        assert_eq!(later_day(false, ""), Ok(None));
        assert_eq!(later_day(true, "2026-12-31"), Ok(Some(Date::constant(2026, 12, 31))));
        for (danger, typed) in [(true, ""), (false, "2026-12-31"), (true, "soon")] {
            assert!(matches!(later_day(danger, typed), Err(Refusal::Field { field: "tell_after", .. })), "{typed}");
        }
    }
}
