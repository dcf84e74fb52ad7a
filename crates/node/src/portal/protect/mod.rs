//! Protect my images: a person chooses pictures and videos on their own device, which hashes them there; nothing but the
//! hashes leaves, to the receivers that they choose, and they can take it back (`docs/protect.md`).

pub mod page;
pub mod program;
pub mod send;
