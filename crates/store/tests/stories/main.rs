//! What the store promises, told as stories, on SQLite and on PostgreSQL.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

mod banks;
mod blanks;
mod calls;
mod correspondents;
mod desk_root;
mod emergencies;
mod held_back;
mod information;
mod line;
mod lists;
mod lookups;
mod messages;
mod overrides;
mod own_images;
mod packages;
mod peers;
mod reports;
mod resync;
mod revocations;
mod second_looks;
mod shares;
mod subjects;
mod suspension;
mod witnessing;
mod world;

use khien_casework::Refusal;
use khien_store::Fault;

/// A report that asks nobody to hurry.
const QUIET: &str = r#"{"door":"me","path":"path.18","harms":["tfgbv.image.shared"],"consent":["con.takedown"]}"#;

/// What the rules refused, if they did.
fn refused<T>(result: Result<T, Fault>) -> Option<Refusal> {
    match result {
        Err(Fault::Refused(refusal)) => Some(refusal),
        _ => None,
    }
}
