//! What may be counted, so that numbers speak and nobody is named?
//!
//! A fact is a row of codes derived from an event: no name, no text, no place finer than a province, no time finer than
//! a day. It carries a *unit*, a keyed pseudonym of the report or of the case that it joined, so that a threshold counts
//! children and not the fifty addresses of one picture. The unit is never shown and its key lives a year.
//!
//! Rooms: [`fact`] (the row), [`index`] (codes as small append-only numbers).

pub mod fact;
pub mod index;

pub use fact::{Fact, Kind, unit};
pub use index::Index;
