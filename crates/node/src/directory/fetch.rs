//! Asking another State's node for its entry. Nothing of the answer is believed before `khien_desk::directory::accept` has
//! looked at it.

use std::net::IpAddr;
use std::time::Duration;

use khien_desk::directory::Offered;
use khien_desk::directory::list::Served;
use serde::de::DeserializeOwned;

use super::ENTRY;
use crate::abroad::line::Line;
use crate::app::App;
use crate::remote::{self, Host, Refused, Sink};

/// Bytes of an answer at most: a chain of 64 entries of usual length, with room.
const MOST: u64 = 2 << 20;

/// How long an entry is waited for on the line.
pub(super) const WAIT: Duration = Duration::from_secs(20);

/// Why a State's entry was not read.
#[derive(Debug, thiserror::Error)]
pub enum Silent {
    /// The address cannot be asked.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It is an address within a network, and this node serves people.
    #[error("the address is one of an inner network")]
    Inner,
    /// The answer is no entry.
    #[error("what it answers is no entry of the directory")]
    Unreadable,
}

/// What a State's node shows, by the node's address.
///
/// # Errors
/// [`Silent`].
pub async fn entry(app: &App, url: &str) -> Result<Offered, Silent> {
    json(app, format!("{}{ENTRY}", url.trim().trim_end_matches('/'))).await
}

/// What a State's node shows, on the line to its desk.
///
/// # Errors
/// [`Silent::Unreadable`].
pub async fn entry_by(line: Line) -> Result<Offered, Silent> {
    let read = move || {
        let mut answer = line.agent.get(format!("{}{ENTRY}", line.url)).call().ok()?;
        answer.body_mut().with_config().limit(MOST).read_to_vec().ok().filter(|_| answer.status() == 200)
    };
    let bytes = tokio::task::spawn_blocking(read).await.ok().flatten().ok_or(Silent::Unreadable)?;
    serde_json::from_slice(&bytes).map_err(|_| Silent::Unreadable)
}

/// The list that stands at an address.
///
/// # Errors
/// [`Silent`].
pub async fn list(app: &App, url: &str) -> Result<Served, Silent> {
    json(app, url.trim().to_owned()).await
}

async fn json<T: DeserializeOwned>(app: &App, address: String) -> Result<T, Silent> {
    let secure = app.config.secure();
    let answer = tokio::task::spawn_blocking(move || read(&address, secure)).await;
    let bytes = answer.map_err(|_| Silent::Unreadable)??;
    serde_json::from_slice(&bytes).map_err(|_| Silent::Unreadable)
}

fn read(address: &str, secure: bool) -> Result<Vec<u8>, Silent> {
    let uri: ureq::http::Uri = address.parse().map_err(|_| Refused::Address)?;
    let authority = uri.authority().ok_or(Refused::Address)?;
    // A host that is named by its address is one of a trial on one machine; a node that serves people asks names only,
    // and names only where they lead out (`remote`).
    let by_address = authority.host().trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    if by_address && secure {
        return Err(Silent::Inner);
    }
    let host: Host = authority.as_str().parse().map_err(|_| Refused::Address)?;
    let (uri, host) = remote::allowed(address, &[host])?;
    let mut taken = Taken(Vec::new());
    remote::fetch(&uri, &host, &mut taken)?;
    Ok(taken.0)
}

struct Taken(Vec<u8>);

impl Sink for Taken {
    fn begin(&mut self, _kind: Option<&str>) -> Result<u64, Refused> {
        Ok(MOST)
    }

    fn take(&mut self, piece: &[u8]) {
        self.0.extend_from_slice(piece);
    }
}
