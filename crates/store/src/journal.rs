//! Events and their rows: who, what, versions of streams, and the canonical row that a leaf hashes.

use std::collections::HashMap;

use khien_casework::{bank, case, notice, people, platform, report};
use khien_desk::directory::PeerEvent;
use khien_desk::directory::correspondent::CorrespondentEvent;
use khien_desk::request;
use khien_terms::Moment;
use khien_terms::id::{CaseId, CommandId, NoticeId, PlatformId, ReportId, StaffId, TeamId};
use serde::Serialize;

use crate::db::{Conn, Row, Val};
use crate::{Fault, vals};

/// Who caused an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Somebody at the portal, whom nobody knows.
    Reporter,
    /// A member of staff.
    Staff(StaffId),
    /// A platform that signed in by API.
    Platform(PlatformId),
    /// Another State, which spoke through its desk.
    State,
    /// A job of the node.
    Node,
    /// The command line on the machine itself.
    Operator,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Actor::Reporter => f.write_str("reporter"),
            Actor::Staff(id) => id.fmt(f),
            Actor::Platform(id) => id.fmt(f),
            Actor::State => f.write_str("state"),
            Actor::Node => f.write_str("node"),
            Actor::Operator => f.write_str("operator"),
        }
    }
}

/// What stands beside an event: who, and by which command.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// Who.
    pub actor: Actor,
    /// Doing it twice is doing it once.
    pub command: CommandId,
}

impl Meta {
    /// A command that nobody will repeat.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn once(actor: Actor) -> Result<Self, Fault> {
        Ok(Self { actor, command: CommandId::from_bits(u128::from_be_bytes(khien_seal::random()?)) })
    }
}

/// An event of any stream.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "one per aggregate")]
pub enum Event {
    Report(report::Event),
    Case(case::Event),
    Notice(notice::Event),
    Staff(people::StaffEvent),
    Team(people::TeamEvent),
    Node(people::NodeEvent),
    Bank(bank::Event),
    Platform(platform::Event),
    Request(request::Event),
    Peer(PeerEvent),
    Correspondent(CorrespondentEvent),
}

macro_rules! events {
    ($($variant:ident: $event:ty),*) => { $(
        impl From<$event> for Event {
            fn from(event: $event) -> Self { Event::$variant(event) }
        }
    )* };
}
events!(Report: report::Event, Case: case::Event, Notice: notice::Event, Staff: people::StaffEvent,
        Team: people::TeamEvent, Node: people::NodeEvent, Bank: bank::Event, Platform: platform::Event,
        Request: request::Event, Peer: PeerEvent, Correspondent: CorrespondentEvent);

impl Event {
    /// Reads an event of a type from its payload.
    ///
    /// # Errors
    /// [`Fault::Corrupt`].
    pub fn read(kind: &str, payload: &[u8]) -> Result<Self, Fault> {
        Ok(match kind.split('.').next() {
            Some("report") => Event::Report(serde_json::from_slice(payload)?),
            Some("case") => Event::Case(serde_json::from_slice(payload)?),
            Some("notice") => Event::Notice(serde_json::from_slice(payload)?),
            Some("staff") => Event::Staff(serde_json::from_slice(payload)?),
            Some("team") => Event::Team(serde_json::from_slice(payload)?),
            Some("node") => Event::Node(serde_json::from_slice(payload)?),
            Some("bank") => Event::Bank(serde_json::from_slice(payload)?),
            Some("peer") => Event::Peer(serde_json::from_slice(payload)?),
            Some("correspondent") => Event::Correspondent(serde_json::from_slice(payload)?),
            Some("request") => Event::Request(serde_json::from_slice(payload)?),
            Some("platform") => Event::Platform(serde_json::from_slice(payload)?),
            _ => return Err(Fault::Corrupt(format!("an event of an unknown type: {kind}"))),
        })
    }
}

/// An event as it stands in the journal.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Place in the journal, from 1; the leaf's index is one less.
    pub seq: i64,
    /// Stream.
    pub stream: String,
    /// Place in the stream, from 1.
    pub version: i64,
    /// When.
    pub at: Moment,
    /// Who.
    pub actor: String,
    /// What.
    pub event: Event,
}

/// The canonical row of `docs/formats.md` section 10.
#[must_use]
pub fn canonical(row: &RowParts<'_>, payload_hash: &[u8; 32]) -> Vec<u8> {
    // The members are numbers and texts of letters, digits, `_` and `.`: nothing needs escaping.
    format!(
        "[\"khien/v1/event\",{},\"{}\",{},\"{}\",{},{},\"{}\",\"{}\",\"{}\"]",
        row.seq,
        row.stream,
        row.version,
        row.kind,
        row.type_version,
        row.at,
        row.actor,
        row.command,
        hex::encode(payload_hash)
    )
    .into_bytes()
}

/// The members of a row that are hashed.
#[expect(missing_docs, reason = "columns of the table event")]
pub struct RowParts<'a> {
    pub seq: i64,
    pub stream: &'a str,
    pub version: i64,
    pub kind: &'a str,
    pub type_version: i64,
    pub at: i64,
    pub actor: &'a str,
    pub command: &'a str,
}

/// The type in a payload, which serde writes first.
pub(crate) fn type_of(payload: &[u8]) -> Result<String, Fault> {
    payload
        .strip_prefix(b"{\"type\":\"")
        .and_then(|rest| rest.split(|b| *b == b'"').next())
        .and_then(|name| std::str::from_utf8(name).ok())
        .map(str::to_owned)
        .ok_or_else(|| Fault::Corrupt("an event without its type".into()))
}

/// Now, in UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the store stamps events")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Reads a row of `SELECT seq, stream, version, type, at, actor, payload`.
///
/// # Errors
/// [`Fault::Corrupt`].
pub fn recorded(row: &Row) -> Result<Recorded, Fault> {
    Ok(Recorded {
        seq: row.int(0),
        stream: row.text(1).to_owned(),
        version: row.int(2),
        at: Moment(row.int(4)),
        actor: row.text(5).to_owned(),
        event: Event::read(row.text(3), row.blob(6))?,
    })
}

/// The events of a stream.
///
/// # Errors
/// [`Fault::Database`], [`Fault::Corrupt`].
pub fn stream(conn: &mut Conn, stream: &str) -> Result<Vec<Recorded>, Fault> {
    conn.query(
        "SELECT seq, stream, version, type, at, actor, payload FROM event WHERE stream = $1 ORDER BY version",
        &vals![stream],
    )?
    .iter()
    .map(recorded)
    .collect()
}

macro_rules! loaders {
    ($($name:ident: $id:ty => $variant:ident, $state:ty;)*) => { $(
        #[doc = concat!("Folds the stream of a `", stringify!($id), "`; gives the state with its version.")]
        ///
        /// # Errors
        /// [`Fault::Refused`] when there is none.
        pub fn $name(conn: &mut Conn, id: $id) -> Result<($state, i64), Fault> {
            let (mut state, mut version) = (None, 0);
            for recorded in stream(conn, &id.to_string())? {
                version = recorded.version;
                if let Event::$variant(event) = &recorded.event {
                    state = <$state>::evolve(state, event);
                }
            }
            state.map(|state| (state, version)).ok_or(Fault::Refused(khien_casework::Refusal::NotFound))
        }
    )* };
}
loaders! {
    load_report: ReportId => Report, report::Report;
    load_case: CaseId => Case, case::Case;
    load_notice: NoticeId => Notice, notice::Notice;
    load_team: TeamId => Team, people::Team;
}

/// Ids that one statement asks for: always so many places, the rest empty, so that it is prepared once.
pub(crate) const PLACES: usize = 64;

/// `$1, …, $64`.
pub(crate) fn places() -> String {
    (1..=PLACES).map(|n| format!("${n}")).collect::<Vec<_>>().join(",")
}

/// Values for [`places`]; what is too many is left out, so callers go in chunks of [`PLACES`].
pub(crate) fn placed(some: &[&str]) -> Vec<Val> {
    (0..PLACES).map(|n| Val::from(some.get(n).copied().unwrap_or(""))).collect()
}

/// Numbers for [`places`], as [`placed`] does it for texts; no row has a number below 1.
pub(crate) fn placed_numbers(some: &[i64]) -> Vec<Val> {
    (0..PLACES).map(|n| Val::from(some.get(n).copied().unwrap_or(-1))).collect()
}

/// Folds the streams of many reports, a few statements for all; gives each state with its version.
///
/// # Errors
/// [`Fault::Database`], [`Fault::Corrupt`].
pub(crate) fn load_reports(conn: &mut Conn, ids: &[&str]) -> Result<HashMap<String, (report::Report, i64)>, Fault> {
    let mut loaded = HashMap::new();
    let sql = format!(
        "SELECT seq, stream, version, type, at, actor, payload FROM event WHERE stream IN ({}) ORDER BY stream, version",
        places()
    );
    for some in ids.chunks(PLACES) {
        for row in conn.query(&sql, &placed(some))? {
            let recorded = recorded(&row)?;
            let Event::Report(event) = &recorded.event else { continue };
            let before = loaded.remove(&recorded.stream).map(|(state, _)| state);
            if let Some(state) = report::Report::evolve(before, event) {
                loaded.insert(recorded.stream, (state, recorded.version));
            }
        }
    }
    Ok(loaded)
}

/// The version of a stream, 0 when it is new.
///
/// # Errors
/// [`Fault::Database`].
pub fn version_of(conn: &mut Conn, stream: &str) -> Result<i64, Fault> {
    let row = conn.first("SELECT COALESCE(MAX(version), 0) FROM event WHERE stream = $1", &vals![stream])?;
    Ok(row.map_or(0, |row| row.int(0)))
}
