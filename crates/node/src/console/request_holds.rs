//! Until when data is held, and what became of wishes to hold it longer, in words.

use jiff::tz::TimeZone;
use khien_desk::request::suspension::Halt;
use khien_desk::request::{Act, Became, Request, Side};
use khien_store::requests::RequestPage as Stored;
use khien_terms::Moment;

use super::frame::Frame;
use super::when;

/// Until when data is held, as both States know it; empty where none is.
pub(super) fn hold_words(f: &Frame, state: &Request) -> String {
    // That it is needed no more counts nothing while nobody knows who said so.
    let stopped = matches!(state.halt(), Some(Halt::Open | Halt::Void));
    let Some((until, _)) = state.asked.held.filter(|_| stopped || !state.asking.released) else { return String::new() };
    let last = state.wishes().last();
    match (state.hold_ends(), last) {
        (Some(_), Some((_, wished, Became::Part(_)))) => {
            let [held, wished] = days_of(f, state, wished);
            let key = if state.side == Side::Asking { "desk-held-part-us" } else { "desk-held-part-them" };
            f.say(key, &[("held", &held), ("wished", &wished)])
        }
        (Some(ends), _) => f.with("desk-held-until", "day", &when::day(f, ends.day_in(&TimeZone::UTC))),
        (None, _) if state.asking.confirmed => f.t("desk-held-until-decided"),
        (None, _) => f.with("desk-held-pending", "day", &when::day(f, until.day_in(&TimeZone::UTC))),
    }
}

/// The last days until which data is held, and until which it was wished, as both States count them.
pub(super) fn days_of(f: &Frame, state: &Request, wished: Moment) -> [String; 2] {
    let held = state.asked.held.map_or(wished, |(held, _)| held);
    [held, wished].map(|at| when::day(f, at.day_in(&TimeZone::UTC)))
}

/// What became of a wish to hold longer, beside the message that made it.
pub(super) fn became(f: &Frame, state: &Request, message: &str) -> Option<String> {
    let (_, _, became) = state.wishes().find(|(wish, ..)| *wish == message)?;
    Some(match became {
        Became::Open => f.t("desk-wish-open"),
        Became::Granted => f.t("desk-wish-granted"),
        Became::Part(until) => f.with("desk-wish-part", "day", &when::day(f, until.day_in(&TimeZone::UTC))),
        Became::Declined => f.t("desk-wish-declined"),
        Became::TakenBack => f.t("desk-wish-taken-back"),
    })
}

/// What is said in place of [`hold_words`] where the message that says so last may be a thief's, or is not that State's; nothing where it
/// stands.
pub(super) fn in_doubt(f: &Frame, stored: &Stored) -> Option<String> {
    let state = &stored.row.state;
    let said = stored.messages.iter().rev().find(|row| !row.ours && matches!(row.act, Act::Hold { .. }))?;
    let one = state.suspension(&said.message)?;
    if one.is_void() {
        return Some(f.with("desk-held-void", "state", &state.peer));
    }
    let words = hold_words(f, state);
    (one.is_open() && !words.is_empty()).then(|| f.with("desk-held-in-doubt", "words", &words))
}
