//! The hidden command that sets limits to itself and then becomes the decoder: so they hold before the decoder reads a byte.

use std::ffi::OsString;
#[cfg(unix)]
use std::path::Path;
use std::path::PathBuf;

/// The hidden command.
pub const COMMAND: &str = "decode-video";

/// Limits, and what to become.
#[derive(Debug, clap::Args)]
pub struct Confined {
    /// Bytes of memory.
    memory: u64,
    /// Seconds that it may compute.
    seconds: u64,
    /// The program, by its whole path.
    program: PathBuf,
    /// What it is given.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Open files: the standard three, the video, and what a library opens for itself at its start.
#[cfg(unix)]
const FILES_MAX: u64 = 32;

/// Where a program finds its libraries: nothing of a node belongs there, and nothing else can be opened where the kernel has
/// Landlock.
#[cfg(unix)]
const LIBRARIES: [&str; 11] = [
    "/usr",
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
];

/// Sets the limits and becomes the program; comes back only when that failed.
#[cfg(unix)]
pub fn run(confined: &Confined) -> std::io::Error {
    use std::os::unix::process::CommandExt;

    use rustix::process::{Resource, Rlimit, setrlimit};

    use crate::confined::{Limits, limit, shut_in};

    let limits = Limits { memory: confined.memory, seconds: confined.seconds };
    let files = Rlimit { current: Some(FILES_MAX), maximum: Some(FILES_MAX) };
    let open: Vec<&Path> = LIBRARIES.iter().map(Path::new).chain([confined.program.as_path()]).collect();
    let set = limit(limits)
        .and_then(|()| setrlimit(Resource::Nofile, files).map_err(Into::into))
        .and_then(|()| shut_in(&open, true).map(drop));
    match set {
        Ok(()) => {
            std::process::Command::new(&confined.program).args(&confined.arguments).env_clear().current_dir("/").exec()
        }
        Err(problem) => problem,
    }
}

/// Nothing runs without limits.
#[cfg(not(unix))]
pub fn run(_: &Confined) -> std::io::Error {
    std::io::ErrorKind::Unsupported.into()
}
