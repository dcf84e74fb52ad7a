//! The mailbox: a receipt opens it, in the reporter's browser ([`api`]) or, without script, here ([`plain`]).

pub mod answer;
pub mod api;
pub mod enter;
pub mod plain;
pub mod proof;
pub mod say;
pub mod view;
