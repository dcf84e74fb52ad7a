//! The report: the same blocks on two ways. Without script the server serves step by step ([`step`]) and seals at the
//! end ([`send`]); with script the page fetches all steps at once ([`fragment`]) and seals by itself.

pub mod ask;
pub mod ask_more;
pub mod draft;
pub mod fragment;
pub mod more;
pub mod picture;
pub mod secret;
pub mod send;
pub mod state;
pub mod step;
pub mod view;
