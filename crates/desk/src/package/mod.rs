//! What a State hands over: evidence in a package, and the conditions that travel with it.
//!
//! Rooms: [`conditions`] (for what it may be read, and until when).

pub mod conditions;

pub use conditions::{Barred, Conditions, Purpose};
