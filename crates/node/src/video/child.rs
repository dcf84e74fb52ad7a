//! A decoder in a process of its own, watched by the clock.

use std::ffi::OsStr;
use std::fs::File;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::container::Container;
use super::{Limits, Unreadable, sandbox};

/// The decoders that are let at a stream of pictures: what people's videos, and their covers, are made with. Sound and
/// subtitles are not decoded.
const DECODERS: &str = "h264,hevc,vp8,vp9,libdav1d,libaom-av1,mpeg4,msmpeg4v1,msmpeg4v2,msmpeg4,mpeg1video,mpeg2video,\
    h263,h263i,flv,vp6,vp6f,vp6a,theora,wmv1,wmv2,wmv3,vc1,mjpeg,prores,dvvideo,png";

/// Pause between two looks whether the child has ended, once it says nothing more.
const PAUSE: Duration = Duration::from_millis(2);

/// How a child ended.
pub struct Ended<T> {
    /// What was made of its output.
    pub said: T,
    /// With what.
    pub status: ExitStatus,
    late: bool,
}

/// Runs a program on a video, which it gets as its standard input and reads from any place, confined; `read` gets its output.
/// It may open no other file by itself, no address, and no other kind of file than this.
pub fn run<T>(
    program: &Path,
    file: &File,
    container: Container,
    limits: Limits,
    arguments: (&[&str], &[&str]),
    read: impl FnOnce(ChildStdout) -> std::io::Result<T>,
) -> Result<Ended<T>, Unreadable> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(sandbox::COMMAND).arg(limits.memory.to_string()).arg(limits.time.as_secs().to_string());
    command.arg(program).args(["-hide_banner", "-loglevel", "quiet"]).args(arguments.0);
    command.args(["-protocol_whitelist", "file", "-format_whitelist", container.demuxer()]);
    command.args(["-codec_whitelist", DECODERS, "-max_pixels", &limits.pixels.to_string(), "-threads", "1"]);
    command.args(["-f", container.demuxer(), "-i", "file:/dev/stdin"]).args(arguments.1.iter().map(OsStr::new));
    command.env_clear().stdin(file.try_clone()?).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let output = child.stdout.take().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::BrokenPipe))?;
    let child = Mutex::new(child);
    let held = || child.lock().unwrap_or_else(PoisonError::into_inner);
    let (ended, waits) = channel::<()>();
    thread::scope(|scope| {
        let (held, limits) = (&held, &limits);
        let watch = scope.spawn(move || {
            let late = waits.recv_timeout(limits.time) == Err(RecvTimeoutError::Timeout);
            late && held().kill().is_ok()
        });
        let said = read(output);
        let status = status(held);
        drop(ended);
        let late = watch.join().unwrap_or(false);
        Ok(Ended { said: said?, status: status?, late })
    })
}

/// Waits for the end. The output is closed by now, so that a child that would still write ends; the clock ends any other.
fn status<'a>(held: impl Fn() -> std::sync::MutexGuard<'a, Child>) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = held().try_wait()? {
            return Ok(status);
        }
        thread::sleep(PAUSE);
    }
}

impl<T> Ended<T> {
    /// Ended by the clock, or because it has computed for as long as it may.
    pub fn was_stopped(&self) -> bool {
        self.late || ended_by_limit(self.status)
    }
}

#[cfg(unix)]
fn ended_by_limit(status: ExitStatus) -> bool {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    [Signal::KILL, Signal::XCPU].iter().any(|signal| status.signal() == Some(signal.as_raw()))
}

#[cfg(not(unix))]
fn ended_by_limit(_: ExitStatus) -> bool {
    false
}
