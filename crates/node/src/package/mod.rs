//! Packages on a disk: put together from a folder, and read as they arrived. What a package is, and what is wrong with one, says
//! `khien_desk::package`; no file of it is opened as what it is.
//!
//! Rooms: [`measure`] (lengths and hashes in one pass), [`gather`] (what lies in a package that arrived), [`make`], [`stamping`] (time-stamps of
//! authorities).

pub mod gather;
pub mod make;
pub mod measure;
pub mod stamping;
