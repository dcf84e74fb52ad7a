//! What is kept, and how does it stay true?
//!
//! One journal of events with a Merkle ledger over it, the sealed bytes beside it, and tables folded from it that the
//! screens read. Two databases behind one narrow interface: SQLite in the node's folder, or PostgreSQL.
//! No rule lives here: `casework` decides, this crate writes what it decided, in one transaction.
//!
//! Rooms: [`db`] (the two databases), [`schema`], [`journal`] (events, versions, leaves), [`batch`] (one transaction), [`writer`] (group commit),
//! [`fold`] (events into tables), [`ledger`] (tiles, checkpoints, proofs), [`rebuild`] (refold and compare), and one
//! room per thing that a screen does: [`intake`], [`upload`], [`mailbox`], [`queue`], [`reports`], [`cases`],
//! [`identity`], [`notices`], [`recalls`], [`manifest`], [`appeals`], [`feedback`], [`staff`], [`teams`], [`services`], [`figures`], [`duty`], [`outbox`], [`setup`],
//! [`banks`] and their [`contents`], [`lapse`], [`release`] and [`protect`] (own images), [`platforms`], [`feed`] and
//! [`range`] (what they fetch), [`matching`] (what they look up), [`mapped`] (index files), [`requests`] (between States), their [`courier`] (what is
//! sent and received), [`packages`] (evidence), their [`packing`] and [`sweeping`], [`information`] (given without a request), and [`lookups`] about [`identifiers`] of suspects.

pub mod appeals;
pub mod banks;
pub mod batch;
pub mod calls;
pub mod cases;
pub mod clocks;
pub mod contents;
pub mod correspondents;
pub mod courier;
pub mod db;
pub mod directory;
pub mod duty;
pub mod emergencies;
pub mod feed;
pub mod feedback;
pub mod figures;
pub mod fold;
pub mod identifiers;
pub mod identity;
pub mod import;
pub mod information;
pub mod intake;
pub mod journal;
pub mod lapse;
pub mod ledger;
pub mod lists;
pub mod lookups;
pub mod mailbox;
pub mod manifest;
pub mod mapped;
pub mod matching;
pub mod notices;
pub mod outbox;
pub mod overriding;
pub mod own_entry;
pub mod own_keys;
pub mod own_root;
pub mod own_tls;
pub mod packages;
pub mod packing;
pub mod platforms;
pub mod protect;
pub mod queue;
pub mod range;
pub mod rebuild;
pub mod recalls;
pub mod release;
pub mod reports;
pub mod requests;
pub mod resync;
pub mod schema;
pub mod sealed;
pub mod services;
pub mod setup;
pub mod share;
pub mod staff;
pub mod subjects;
pub mod suspension;
pub mod sweeping;
pub mod teams;
pub mod twice;
pub mod upload;
mod wal;
pub mod witness;
pub mod writer;

use std::path::PathBuf;
use std::sync::Arc;

use khien_casework::{Refusal, Rulebook};

pub use batch::Batch;
pub use journal::{Actor, Meta};
pub use writer::Store;

/// Why something was not done or not found out.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The rules refuse it; nothing changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The rules of requests between States refuse it; nothing changed.
    #[error(transparent)]
    Declined(#[from] khien_desk::request::Refusal),
    /// The database failed; nothing was acknowledged.
    #[error("the database failed: {0}")]
    Database(String),
    /// A file could not be read or written.
    #[error("the data folder failed: {0}")]
    Folder(#[from] std::io::Error),
    /// What is stored is not what was written.
    #[error("what is stored does not fit: {0}")]
    Corrupt(String),
    /// The writer has stopped.
    #[error("the node is stopping")]
    Stopping,
}

impl From<khien_seal::SealError> for Fault {
    fn from(error: khien_seal::SealError) -> Self {
        Fault::Corrupt(error.to_string())
    }
}
impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Fault::Corrupt(error.to_string())
    }
}

/// Where a node keeps what it keeps.
#[derive(Debug, Clone)]
pub struct Place {
    /// The data folder: files, uploads, and the database when it is SQLite.
    pub folder: PathBuf,
    /// `postgres://…`, or none for SQLite.
    pub database: Option<String>,
}

/// What the writer and the readers share.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Where things are kept.
    pub place: Place,
    /// The data that rules are made of.
    pub rulebook: Arc<Rulebook>,
}
