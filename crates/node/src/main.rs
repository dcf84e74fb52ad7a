//! `khien`: the open node that a country runs to keep children and women safe online.
//!
//! This crate touches the world: HTTP, mail, clocks, the command line. It decides nothing that `casework` decides.
//!
//! Rooms: [`portal`] (what a person who reports meets), [`console`] (what staff meet), [`ledger`] (hashes for everyone), [`hma`], [`feed`] and [`ncmec`] (what platforms meet),
//! [`directory`] (who is the desk of which State), [`jobs`] (what happens by itself), [`serve`], [`http`], [`app`], [`config`], [`words`], [`mail`], [`manifest`] (what is served, for whoever compares), the commands of
//! `docs/operation.md` in [`cli`], evidence packages on a disk in [`package`], what a file says of its making in [`provenance`], processes for hostile bytes in [`confined`], frames of videos in [`video`], people as code in [`actor`], the walk in [`demo`], measurements in [`bench`].

mod abroad;
mod actor;
mod app;
mod bench;
mod burst;
mod cli;
mod config;
mod confined;
mod console;
mod demo;
mod directory;
mod exchange;
mod feed;
mod hma;
mod http;
mod jobs;
mod ledger;
mod letter;
mod mail;
mod manifest;
mod ncmec;
mod package;
mod portal;
mod problem;
mod provenance;
mod remainder;
mod remote;
mod replica;
mod serve;
mod share;
mod video;
mod words;

use std::net::SocketAddr;
use std::process::ExitCode;

use khien_store::Fault;
use khien_terms::DataError;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Configuration.
    #[error(transparent)]
    Config(#[from] config::ConfigError),
    /// Data files.
    #[error("data files are wrong:\n{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Data(Vec<DataError>),
    /// The store.
    #[error(transparent)]
    Store(#[from] Fault),
    /// The address.
    #[error("cannot listen on {0}: {1}; choose another with --listen, port 0 picks one")]
    Listen(SocketAddr, std::io::Error),
    /// Serving.
    #[error("serving failed: {0}")]
    Serve(std::io::Error),
    /// Something did not hold.
    #[error("{0}")]
    Held(String),
}

fn main() -> ExitCode {
    cli::main()
}
