//! `GET /v2/entries` between two moments, page by page. Entries come in no order of time, so a span is here when its last page is
//! (facts: `docs/platforms-signals.md`).

use khien_signal::list::Format;

use super::ask::{Asker, Trouble};
use super::{Cursor, Fetched, Open};

/// Seconds for which a page that the server gave is gone on with; after that the span is asked for anew.
const TRUSTED: i64 = 12 * 3600;
/// Seconds before now up to which a span goes: what changes while it is read belongs to the next.
const BEHIND: i64 = 5;

/// Seconds of the span before that are asked for again: the two clocks differ, and some servers tell late.
const OVERLAP: i64 = 3_600;

/// The page that follows.
pub(super) fn page(asker: &Asker, from: &Cursor, now: i64) -> Result<Fetched, Trouble> {
    let open = from.open.as_ref().filter(|open| now - open.given < TRUSTED);
    let (to, path) = match open {
        Some(open) => (open.to, open.page.clone()),
        None => {
            let to = (now - BEHIND).max(from.to);
            let begin = (from.to - OVERLAP).max(0);
            (to, format!("/v2/entries?from={}&to={}", moment(begin)?, moment(to)?))
        }
    };
    let bytes = asker.get(&path)?;
    let shape = |error: &dyn std::fmt::Display| Trouble::Shape(format!("{}: {error}", asker.host()));
    let list = Format::Ncmec.read(&bytes).map_err(|error| shape(&error))?;
    let server = from.server.clone();
    let next = match &list.next {
        // The path goes behind the server's address: another start would name another server.
        Some(page) if page.starts_with("/v2/entries?") => Some(page.clone()),
        Some(_) => return Err(shape(&"the next page is not below /v2/entries")),
        None => None,
    };
    let more = next.is_some();
    let next = match next {
        Some(page) => Cursor { server, to: from.to, open: Some(Open { to, page, given: now }) },
        None => Cursor { server, to, open: None },
    };
    Ok(Fetched { list, next, more })
}

fn moment(seconds: i64) -> Result<String, Trouble> {
    let moment = jiff::Timestamp::from_second(seconds).map_err(|error| Trouble::Shape(error.to_string()))?;
    Ok(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
