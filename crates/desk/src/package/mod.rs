//! What does one State hand to another, and how does the other see that it is whole, unchanged and no more than was asked for?
//!
//! A package is a bag (BagIt 1.0, RFC 8493): the files byte for byte, two manifests, what CASE/UCO says of where they come from,
//! the conditions of use, and the signatures of node and officer over the manifest of all that. Rooms: [`conditions`],
//! [`description`] (what whoever makes it says), [`name`] (what a file may be called), `check` (the description against what was
//! accepted), [`bag`] (the tag files), [`by_letter`] (who signs where a State has no node), `case` (CASE/UCO), [`proof`] (that it stood in a
//! ledger), `verify` (what is wrong with a package that arrived), [`zip`] (as one file).

pub mod bag;
pub mod by_letter;
mod case;
mod check;
pub mod conditions;
pub mod description;
pub mod name;
pub mod proof;
pub mod stamp;
mod verify;
pub mod zip;

pub use bag::{TagFile, identifier, tag_files};
pub use check::{Finding, PACKAGES_MAX, What, check, sound};
pub use conditions::{Barred, Conditions, Purpose};
pub use description::{Custody, Description, FILES_MAX, File, Item, NotADescription, Report, Tool, code_of, granted};
pub use verify::{Fault, Found, Problem, READ, READ_MAX, TAGS_MAX, Verdict, Word, verify};

#[cfg(test)]
mod tests;
