//! How do two States help each other, and how does each prove what was asked and answered?
//!
//! A request has a form that its article rules, two halves of one lifecycle, and messages that two people and two nodes
//! answer for: signed by the sender's node and officer, sealed to the receiver's desk, receipted. Nothing here knows a
//! clock, a disk or a network.
//!
//! Rooms: [`clocks`] (whose clock is wrong), [`code`] (what short texts look like), [`kind`] (the fourteen kinds of request), [`form`] (what each must say, and which grounds may refuse it),
//! [`directory`] (who is a desk, and how far it is trusted), [`request`] (one lifecycle in two halves), [`package`] (what is handed over, and
//! under which conditions it is read), [`wire`] (what travels), [`letter`] (what comes back from a State without a node), [`simulation`] (a year of many desks, with all that goes wrong).

pub mod clocks;
pub mod code;
pub mod directory;
pub mod form;
pub mod kind;
pub mod letter;
pub mod lookup;
pub mod package;
pub mod request;
pub mod simulation;
pub mod wire;

pub use kind::Kind;
