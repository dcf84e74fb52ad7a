//! A video that waits for its frames to be decoded: in memory, in no folder, few at once and fewer of one asker.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::http::StatusCode;
use khien_signal::vpdq::Frame;
use khien_store::Fault;
use khien_store::contents::FRAMES_MAX;
use khien_terms::id::PlatformId;
use tokio::sync::Semaphore;

use super::said::Said;
use super::turns::{self, Turn};
use crate::video::{self, Container, Limits, Unreadable};

/// Bytes of a video whose frames are asked for.
pub const SIZE_MAX: usize = 256 << 20;
/// Videos that are decoded at once.
static DECODING: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));
/// What a video may ask for: up to 4K, one frame a second, a minute and a half of computing.
const LIMITS: Limits =
    Limits { pixels: 9_500_000, frames: FRAMES_MAX as u64, memory: 1 << 30, time: Duration::from_secs(90) };

/// The video, as far as it came.
pub struct Spool {
    file: File,
    size: usize,
    _place: Turn,
}

impl Spool {
    /// Makes room for one.
    ///
    /// # Errors
    /// 503 when as many are held as may be, of this asker or of all.
    pub fn new(whose: Option<PlatformId>) -> Result<Self, Said> {
        let busy =
            || Said::new(StatusCode::SERVICE_UNAVAILABLE, "other videos are being hashed; ask again in a minute");
        let place = turns::place(whose).ok_or_else(busy)?;
        let file = in_memory().map_err(|error| trouble(&error))?;
        Ok(Self { file, size: 0, _place: place })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// 413 for a video that is too large.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Said> {
        self.size += piece.len();
        if self.size > SIZE_MAX {
            let why =
                "a video whose frames are hashed has at most 256 MiB; hash it yourself, or ask for its exact hash";
            return Err(Said::new(StatusCode::PAYLOAD_TOO_LARGE, why));
        }
        self.file.write_all(piece).map_err(|error| trouble(&error))
    }

    /// Its frames, one a second.
    ///
    /// # Errors
    /// 400 for what is no video that can be decoded within the limits, 501 without a decoder on the machine.
    pub async fn frames(self) -> Result<Vec<Frame>, Said> {
        let turn = Arc::clone(&DECODING).acquire_owned().await.map_err(|_| Fault::Stopping)?;
        let decoding = tokio::task::spawn_blocking(move || {
            let frames = self.decoded();
            // Its turn ends with its work, also when nobody waits for it any more.
            drop(turn);
            frames
        });
        decoding.await.map_err(|_| Fault::Stopping)?.map_err(refused)
    }

    fn decoded(mut self) -> Result<Vec<Frame>, Unreadable> {
        self.file.rewind()?;
        let mut beginning = Vec::new();
        (&self.file).take(video::BEGINNING).read_to_end(&mut beginning)?;
        self.file.rewind()?;
        let container = Container::of(&beginning).ok_or(Unreadable::NoVideo)?;
        let mut frames = Vec::new();
        video::frames(&self.file, container, 1.0, LIMITS, &mut |frame| {
            frames.push(frame);
            ControlFlow::Continue(())
        })?;
        Ok(frames)
    }
}

fn refused(why: Unreadable) -> Said {
    match why {
        Unreadable::Missing(program) => {
            Said::new(StatusCode::NOT_IMPLEMENTED, format!("this node hashes no frames of videos: it has no {program}"))
        }
        Unreadable::TooMany(most) => Said::bad(format!("the video is longer than the {most} seconds that are hashed")),
        Unreadable::Io(error) => trouble(&error),
        why => Said::bad(why.to_string()),
    }
}

fn trouble(error: &std::io::Error) -> Said {
    if error.kind() == std::io::ErrorKind::Unsupported {
        return Said::new(StatusCode::NOT_IMPLEMENTED, "frames of videos are hashed on Linux only");
    }
    tracing::warn!(%error, "a video could not be held");
    Said::new(StatusCode::INTERNAL_SERVER_ERROR, "the video could not be held; ask again")
}

/// A file that stands in memory and in no folder.
#[cfg(target_os = "linux")]
fn in_memory() -> std::io::Result<File> {
    use rustix::fs::{MemfdFlags, memfd_create};

    Ok(File::from(memfd_create("video", MemfdFlags::CLOEXEC)?))
}

/// Only Linux has files that stand in memory alone.
#[cfg(not(target_os = "linux"))]
fn in_memory() -> std::io::Result<File> {
    Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
}
