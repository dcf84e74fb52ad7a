//! `GET FetchHashes`, page by page (facts: `docs/platforms-signals.md`).

use khien_signal::list::Format;
use serde::Deserialize;

use super::ask::{Asker, Trouble};
use super::{Cursor, Fetched, Open};

/// Records of a page.
const PAGE: u32 = 800;
/// Where the stock client begins.
const BEGIN: i64 = 10;

/// Seconds by which a server's clock may be ahead.
const AHEAD: i64 = 24 * 3600;

/// How an answer goes on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Next {
    #[serde(default)]
    next_page_token: Option<String>,
    next_set_timestamp: i64,
    has_more_records: bool,
}

/// The page that follows.
pub(super) fn page(asker: &Asker, from: &Cursor, now: i64) -> Result<Fetched, Trouble> {
    let start = from.to.max(BEGIN);
    let token = from.open.as_ref().map(|open| format!("&nextPageToken={}", escaped(&open.page)));
    let bytes =
        asker.get(&format!("/FetchHashes?startTimestamp={start}&pageSize={PAGE}{}", token.unwrap_or_default()))?;
    let shape =
        |error: &dyn std::fmt::Display| Trouble::Shape(format!("{}: not StopNCII's shape: {error}", asker.host()));
    let list = Format::StopNcii.read(&bytes).map_err(|error| shape(&error))?;
    let said: Next = serde_json::from_slice(&bytes).map_err(|error| shape(&error))?;
    let server = from.server.clone();
    let (next, more) = match said.next_page_token.filter(|_| said.has_more_records) {
        Some(page) => {
            let open = Open { to: said.next_set_timestamp, page, given: 0 };
            (Cursor { server, to: from.to, open: Some(open) }, true)
        }
        None if said.has_more_records => return Err(shape(&"more records, and no token for them")),
        // A server that goes back in time would be asked the same for ever, one from the far future never again.
        None => (Cursor { server, to: said.next_set_timestamp.min(now + AHEAD).max(from.to), open: None }, false),
    };
    Ok(Fetched { list, next, more })
}

/// A value in a query.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
