//! The frames of a video, for their hashes. Decoding is done by the `ffmpeg` that is installed on the machine, never by code in
//! this process: its own process with limits of memory, time and files ([`sandbox`]), that gets the file as its standard
//! input, may open nothing else, and whose words are not passed on. `docs/signals.md` says what is as the reference does it.
//!
//! Rooms: [`container`] (what a file looks like), [`probe`] (its stream), [`decode`] (its frames), [`child`] (a process that is
//! watched), [`sandbox`] (its limits, set from the inside).

mod child;
mod container;
mod decode;
mod probe;
pub mod sandbox;

use std::fs::File;
use std::io::{Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use khien_signal::vpdq::Frame;

pub use container::{BEGINNING, Container};

/// How much a video may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Width times height.
    pub pixels: u64,
    /// Frames that are hashed.
    pub frames: u64,
    /// Memory of the decoder, in bytes.
    pub memory: u64,
    /// How long it may compute, and how long it is waited for.
    pub time: Duration,
}

impl Limits {
    /// For files that somebody has on their own disk: up to 8K, and a minute and twenty seconds for each megabyte, since a small
    /// file that keeps a decoder busy for long is no film.
    #[must_use]
    pub fn at_a_desk(size: u64) -> Self {
        let seconds = (60 + size / 50_000).min(6 * 3600);
        Self { pixels: 40_000_000, frames: 200_000, memory: 3 << 30, time: Duration::from_secs(seconds) }
    }
}

/// Why there are no frames, or not all.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// No decoder.
    #[error(
        "videos need {0}, which is not installed (Debian, Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg); its exact hashes are right"
    )]
    Missing(&'static str),
    /// Sound alone, or a picture on a record's cover.
    #[error("there is no video in it")]
    NoVideo,
    /// Over the limit.
    #[error("the video has {0} x {1} pixels; at most {2} are read")]
    TooLarge(u64, u64, u64),
    /// Over the limit.
    #[error("the video has more than {0} frames to hash (khien hash --every takes fewer)")]
    TooMany(u64),
    /// Over the limit.
    #[error("the video takes longer to decode than the {} seconds that one of its size may", .0.as_secs())]
    TooLong(Duration),
    /// Not to be decoded.
    #[error("the video is damaged, of a kind that is not decoded here, or asks for more memory than a video may")]
    Damaged,
    /// The operating system.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// A file that begins as a video does, with what it looks like. What comes through a pipe can be read once only and is none.
///
/// # Errors
/// It cannot be read.
pub fn open(path: &Path) -> std::io::Result<Option<(File, Container)>> {
    if !std::fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut file = File::open(path)?;
    let mut beginning = Vec::new();
    (&file).take(container::BEGINNING).read_to_end(&mut beginning)?;
    file.rewind()?;
    Ok(Container::of(&beginning).map(|container| (file, container)))
}

/// Takes the frames of a video one after another, with so many seconds between them (0: every frame), until `take` has enough.
///
/// # Errors
/// No decoder, nothing that can be decoded, over the limits. The frames that were given until then are right.
pub fn frames(
    file: &File,
    container: Container,
    every: f64,
    limits: Limits,
    take: &mut dyn FnMut(Frame) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    let stream = probe::stream(file, container, limits)?;
    decode::frames(file, container, &stream, every, limits, take)
}

/// All frames of a video, one a second.
///
/// # Errors
/// As [`frames`].
pub fn all(file: &File, container: Container) -> Result<Vec<Frame>, Unreadable> {
    let mut all = Vec::new();
    let limits = Limits::at_a_desk(file.metadata()?.len());
    frames(file, container, 1.0, limits, &mut |frame| {
        all.push(frame);
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

/// A program of the machine, by its whole path: the child gets no environment in which it could be searched.
fn installed(name: &'static str) -> Result<PathBuf, Unreadable> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&path).filter(|folder| folder.is_absolute()).map(|folder| folder.join(name));
    places.find(|place| place.is_file()).ok_or(Unreadable::Missing(name))
}
