//! What does one State hand to another, and how does the other see that it is whole, unchanged and no more than was asked for?
//!
//! A package is a bag (BagIt 1.0, RFC 8493): the files byte for byte, two manifests, what CASE/UCO says of where they come from,
//! the conditions of use, and the signatures of node and officer over the manifest of all that. Rooms: [`conditions`],
//! [`description`] (what whoever makes it says).

pub mod conditions;
pub mod description;

pub use conditions::{Barred, Conditions, Purpose};
pub use description::{Custody, Description, File, Item, NotADescription, Tool};
