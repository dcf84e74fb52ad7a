//! Evidence on a request's page: how much of it is where it should be, under which conditions it was given, and for what it may be
//! read.

use jiff::tz::TimeZone;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::package::{Conditions, Purpose};
use khien_desk::request::suspension::{Halt, Suspended};
use khien_desk::request::{Act, Request, may_read};
use khien_store::requests::{MessageRow, RequestPage as Stored};

use super::desk::{Desk, Trouble};
use super::frame::{Choice, Frame};
use super::request_steps::purposes;
use super::when;

/// A package.
pub struct Given {
    /// Its message.
    pub message: String,
    /// SHA-256 of it, hex.
    pub sha256: String,
    pub bytes: u64,
    pub size: String,
    /// How much of it has arrived.
    pub progress: String,
    pub conditions: Vec<String>,
    /// It was given to us: it opens for a purpose.
    pub ours_to_read: bool,
    /// It lies here and may be erased.
    pub may_erase: bool,
    /// Purposes for which it may be read now.
    pub purposes: Vec<Choice>,
    /// Why it does not open.
    pub why_not: String,
}

/// The package of a message, if it hands one over.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn given(desk: &Desk, f: &Frame, stored: &Stored, row: &MessageRow) -> Result<Option<Given>, Trouble> {
    let Act::Return { package, bytes, files, conditions } = &row.act else { return Ok(None) };
    let progress = desk.app.store.package_progress(stored.row.id, row.message.clone()).await?;
    let (state, now) = (&stored.row.state, f.app.now());
    let readable: Vec<Choice> = Purpose::ALL
        .into_iter()
        .zip(purposes(f, state.kind))
        .filter(|(purpose, _)| may_read(state, &row.message, *purpose, now).is_ok())
        .map(|(_, choice)| choice)
        .collect();
    let whole = progress.there == progress.all;
    let why_not = if row.ours {
        String::new()
    } else if state.halt().is_some() {
        f.t(if state.halt() == Some(Halt::Open) { "desk-package-in-doubt" } else { "desk-package-not-theirs" })
    } else if readable.is_empty() {
        f.t("desk-package-closed")
    } else if progress.gone > 0 {
        f.say("desk-package-gone", &[("gone", &progress.gone.to_string()), ("all", &progress.all.to_string())])
    } else if !whole {
        f.t("desk-package-not-whole")
    } else {
        String::new()
    };
    let waits = state.suspension(&row.message).is_some_and(Suspended::is_open);
    let (there, all) = (progress.there.to_string(), progress.all.to_string());
    let progress_key = if row.ours { "desk-package-leaving" } else { "desk-package-arriving" };
    Ok(Some(Given {
        message: row.message.clone(),
        sha256: package.clone(),
        bytes: *bytes,
        size: f.say("desk-package-size", &[("files", &files.to_string()), ("size", &size(*bytes))]),
        progress: f.say(progress_key, &[("there", &there), ("all", &all)]),
        conditions: words(f, state.kind, conditions),
        ours_to_read: !row.ours && desk.may(Operation::HoldDeskKey),
        may_erase: !row.ours && desk.may(Operation::ExecuteRequests) && is_here(state, &row.message) && !waits,
        purposes: readable,
        why_not,
    }))
}

/// Whether a package that was given is kept here.
fn is_here(state: &Request, message: &str) -> bool {
    let destroyed = state.asking.destroyed.iter().any(|(one, _)| one == message);
    !destroyed && !state.erased.iter().any(|one| one == message)
}

/// Conditions in words.
#[must_use]
pub fn words(f: &Frame, kind: Kind, conditions: &Conditions) -> Vec<String> {
    let mut said: Vec<String> = Purpose::ALL
        .into_iter()
        .zip(purposes(f, kind))
        .filter(|(purpose, _)| conditions.purposes.contains(purpose))
        .map(|(_, choice)| choice.label)
        .collect();
    said.push(f.t(if conditions.onward { "desk-package-onward" } else { "desk-package-no-onward" }));
    said.push(match conditions.over_at() {
        Some(over) => {
            let last = khien_terms::Moment(over.0 - 1).day_in(&TimeZone::UTC);
            f.with("desk-package-until", "day", &when::day(f, last))
        }
        None => f.t("desk-package-no-end"),
    });
    if conditions.feedback {
        said.push(f.t("desk-package-feedback"));
    }
    said
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    let unit = UNITS.into_iter().find(|(_, unit)| bytes >= *unit);
    unit.map_or_else(
        || format!("{bytes} B"),
        |(name, unit)| format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
    )
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn bytes_are_said_in_the_largest_unit_that_they_fill() {
        let said = [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (4 << 20, "4.0 MiB"), (5 << 30, "5.0 GiB")];
        for (bytes, words) in said {
            assert_eq!(size(bytes), words);
        }
    }
}
