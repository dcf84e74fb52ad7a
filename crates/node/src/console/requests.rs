//! The list of requests between States, and who must act on each by when.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use khien_casework::role::Operation;
use khien_desk::directory::Trust;
use khien_desk::request::Side;
use khien_desk::request::clock::{Clock as Runs, running};
use khien_desk::request::suspension::Halt;
use khien_store::requests::RequestRow as Row;
use serde::Deserialize;

use super::desk::{Desk, Trouble, page};
use super::desk_words::Said;
use super::frame::{Choice, Frame};
use super::hand_over::{HandOver, is_in_hand};
use super::queue::Filter;
use super::suspension::{Waiting, waiting};
use super::when::{self, Clock};

/// The page.
#[derive(Template)]
#[template(path = "console/requests.html")]
pub struct RequestsPage {
    pub f: Frame,
    pub filters: Vec<Filter>,
    pub rows: Vec<RequestRow>,
    /// How many are overdue, in words; empty when none is.
    pub overdue: String,
    pub hand_over: HandOver,
    /// Requests that wait since a key of another State was stolen.
    pub suspended: Vec<Waiting>,
    /// States to which a request may go; none for whoever drafts none.
    pub states: Vec<Choice>,
    /// May ask when a life is at risk.
    pub may_ask_now: bool,
    pub may_answer_rights: bool,
}

/// A request in the list.
pub struct RequestRow {
    pub href: String,
    pub name: String,
    pub state: String,
    pub kind: String,
    pub phase: String,
    pub clock: Clock,
    pub clock_what: String,
    pub since: String,
    pub since_iso: String,
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    filter: String,
}

/// Shows requests that are open, or those that ended.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::SeeDesk)?;
    let ended = asked.filter == "ended";
    let mut rows = desk.app.store.requests(ended).await?;
    let mut f = desk.frame("requests").await?;
    f.title = f.t("desk-requests-title");
    // Whose turn it is first: what is overdue on our side leads, then our nearest deadline.
    rows.sort_by_key(|row| (ours(&f, row).map_or(i64::MAX, |clock| clock.due.0), -row.number));
    let now = f.app.now();
    let late = rows.iter().filter(|row| ours(&f, row).is_some_and(|clock| clock.due < now)).count();
    let late = i64::try_from(late).unwrap_or(i64::MAX);
    let overdue = if late > 0 && !ended { f.counted("desk-overdue", "n", late) } else { String::new() };
    let mine = !ended && rows.iter().any(|row| is_in_hand(&row.state, desk.me()));
    let hand_over = HandOver::of(&desk, "/console/desk/hand-over".to_owned(), mine).await?;
    let filters = [("open", false), ("ended", true)]
        .map(|(name, of)| Filter {
            href: format!("/console/desk?filter={name}"),
            name: f.t(&format!("console-list-{name}")),
            here: of == ended,
        })
        .into();
    let letters = desk.app.store.correspondents().await?;
    let by_letter = |one: &Row| {
        letters.iter().any(|row| row.correspondent.state == one.state.peer && row.correspondent.trust != Trust::Left)
    };
    let suspended = waiting(&f, &rows);
    let rows = rows.iter().map(|one| row(&f, one, by_letter(one))).collect();
    let states = if desk.may(Operation::DraftRequests) { states(&desk).await? } else { Vec::new() };
    let may_ask_now = desk.may(Operation::SendEmergencies);
    let may_answer_rights = desk.may(Operation::DecideRequests);
    Ok(page(&RequestsPage { filters, rows, overdue, hand_over, suspended, states, may_ask_now, may_answer_rights, f }))
}

/// States whose messages are heard, under their names.
async fn states(desk: &Desk) -> Result<Vec<Choice>, Trouble> {
    let peers = desk.app.store.peers().await?;
    let heard = peers.iter().filter(|row| row.trust.receives());
    let letters = desk.app.store.correspondents().await?;
    let letters = letters.iter().filter(|row| row.correspondent.trust.receives()).map(|row| {
        let (code, name) = (&row.correspondent.state, &row.details.name);
        Choice::new(code, format!("{code} · {name}"))
    });
    let letters: Vec<Choice> = letters.collect();
    Ok(heard
        .map(|row| {
            let name = row.known.entry.name(desk.lang.as_str());
            Choice::new(&row.peer.state, format!("{} · {name}", row.peer.state))
        })
        .chain(letters)
        .collect())
}

/// The clock that runs out first of those on our side.
fn ours(f: &Frame, row: &Row) -> Option<Runs> {
    running(&row.state, f.app.desk_periods()).into_iter().find(|clock| clock.who == row.state.side)
}

/// The clock that is shown: ours when it is overdue, or else the nearest of either side.
fn next(f: &Frame, row: &Row) -> Option<Runs> {
    let overdue = ours(f, row).filter(|clock| clock.due < f.app.now());
    overdue.or_else(|| running(&row.state, f.app.desk_periods()).into_iter().next())
}

fn row(f: &Frame, one: &Row, by_letter: bool) -> RequestRow {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let next = next(f, one);
    RequestRow {
        href: format!("/console/desk/request/{}", one.id),
        name: name_of(f, one.number),
        state: f.with(if one.state.side == Side::Asking { "desk-to" } else { "desk-from" }, "state", &one.state.peer),
        kind: kind_words(f, one.state.kind),
        phase: f.t(&format!("desk-phase-{}", phase_code(one))),
        clock: next.as_ref().map(|clock| when::clock(f, one.begun_at, clock.due, now)).unwrap_or_default(),
        clock_what: next.as_ref().map(|clock| next_words(f, one, clock, by_letter)).unwrap_or_default(),
        since: when::short(f, one.begun_at, now, zone),
        since_iso: when::iso(one.begun_at, zone),
    }
}

/// How staff call a request.
pub(super) fn name_of(f: &Frame, number: i64) -> String {
    f.counted("desk-request-name", "n", number)
}

/// A kind with its code.
pub(super) fn kind_words(f: &Frame, kind: khien_desk::Kind) -> String {
    format!("{kind} · {}", Said::new(&f.app, f.lang).kind(kind))
}

/// Where it stands, as a code of words.
pub(super) fn phase_code(row: &Row) -> String {
    if row.state.discarded {
        return "discarded".to_owned();
    }
    match row.state.halt() {
        Some(Halt::Open) => return "suspended".to_owned(),
        Some(Halt::Void | Halt::Over) => return "void".to_owned(),
        None => {}
    }
    serde_json::to_value(row.state.phase()).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The same of a State without a node: nobody confirms there, so what waits is our letter.
fn next_words(f: &Frame, one: &Row, clock: &Runs, by_letter: bool) -> String {
    let waits = by_letter && clock.what == "receipt" && clock.who == one.state.side;
    if waits { f.t("desk-letter-not-taken") } else { clock_words(f, one, clock) }
}

/// What a clock is about, and whose turn it is.
pub(super) fn clock_words(f: &Frame, row: &Row, clock: &Runs) -> String {
    let who = if clock.who == row.state.side { "us" } else { "them" };
    f.t(&format!("desk-clock-{}-{who}", clock.what.replace('_', "-")))
}
