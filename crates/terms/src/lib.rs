//! What do the words mean that every room uses?
//!
//! Ids that cannot be mixed up, languages, moments in time, the closed code lists (the *typology*) and the data
//! files that experts edit. Nothing here decides anything and nothing touches the world.
//!
//! Rooms: [`id`], [`lang`], [`moment`], [`typology`], [`datafile`] (reading with file and line in every error),
//! [`country`] (numbers, exits, law as data), [`clocks`] (legal removal clocks).

pub mod clocks;
pub mod country;
pub mod datafile;
pub mod id;
pub mod lang;
pub mod moment;
pub mod typology;

pub use datafile::{DataError, DataFiles};
pub use id::Id;
pub use lang::Lang;
pub use moment::Moment;
pub use typology::{Code, Typology};
