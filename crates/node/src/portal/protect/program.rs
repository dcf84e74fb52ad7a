//! `GET /protect/khien`: the program that runs this node, for a person who makes fingerprints on their own computer
//! (`khien hash`). It is the file that is running, so the page can say its size and its SHA-256.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use http_body::{Frame, SizeHint};
use sha2::{Digest, Sha256};
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, timeout_at};

/// Where it is fetched.
pub const PATH: &str = "/protect/khien";
/// How many may fetch it at the same time: it is large, and the portal is there for reports.
const AT_ONCE: usize = 4;
/// How long one may take; a slow line gets some sixty megabytes in it.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// What is read and sent in one piece.
const PIECE: usize = 256 << 10;

/// The program, open as it was when it was measured: another file in its place changes nothing.
#[derive(Debug)]
pub struct Program {
    file: File,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hex.
    pub sha256: String,
    places: Arc<Semaphore>,
}

static PROGRAM: OnceCell<Option<Arc<Program>>> = OnceCell::const_new();

/// The program, measured once; nothing where it cannot be read.
pub async fn program() -> Option<Arc<Program>> {
    let measured = || async {
        let read = tokio::task::spawn_blocking(|| running().and_then(Program::of));
        match read.await {
            Ok(Ok(program)) => Some(Arc::new(program)),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the program cannot be offered for download");
                None
            }
            Err(_) => None,
        }
    };
    PROGRAM.get_or_init(measured).await.clone()
}

/// The file that runs, also when another stands in its place by now.
fn running() -> io::Result<File> {
    if cfg!(target_os = "linux") { File::open("/proc/self/exe") } else { File::open(std::env::current_exe()?) }
}

/// What it runs on, as people call it.
#[must_use]
pub fn platform() -> String {
    let system = match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "macOS",
        "freebsd" => "FreeBSD",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x86-64",
        "aarch64" => "ARM64",
        other => other,
    };
    format!("{system} {processor}")
}

impl Program {
    fn of(file: File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        let mut digest = Sha256::new();
        let mut at = 0;
        while at < size {
            let piece = piece(&file, at)?;
            if piece.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            digest.update(&piece);
            at += piece.len() as u64;
        }
        let sha256 = hex::encode(digest.finalize());
        Ok(Self { file, size, sha256, places: Arc::new(Semaphore::new(AT_ONCE)) })
    }

    /// Whole megabytes, upwards.
    #[must_use]
    pub fn megabytes(&self) -> u64 {
        self.size.div_ceil(1_000_000)
    }
}

fn piece(file: &File, at: u64) -> io::Result<Vec<u8>> {
    let mut piece = vec![0; PIECE];
    let read = file.read_at(&mut piece, at)?;
    piece.truncate(read);
    Ok(piece)
}

/// Sends it.
pub async fn download() -> Response {
    match program().await {
        Some(program) => answer(program),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(program: Arc<Program>) -> Response {
    let Ok(place) = Arc::clone(&program.places).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "60")]).into_response();
    };
    let size = program.size;
    let (give, take) = mpsc::channel(2);
    tokio::spawn(send(program, place, give));
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_DISPOSITION, "attachment; filename=\"khien\"".to_owned()),
        (CONTENT_LENGTH, size.to_string()),
    ];
    (headers, Body::new(Pieces { take, size })).into_response()
}

/// Reads piece after piece, as fast as they are taken. Ends when nobody takes them, or it takes too long.
async fn send(program: Arc<Program>, place: OwnedSemaphorePermit, give: mpsc::Sender<io::Result<Bytes>>) {
    let until = Instant::now() + LONGEST;
    let mut at = 0;
    while at < program.size {
        let of = Arc::clone(&program);
        let read = tokio::task::spawn_blocking(move || piece(&of.file, at)).await;
        let read = read.unwrap_or_else(|error| Err(io::Error::other(error))).map(Bytes::from);
        let length = read.as_ref().map_or(0, |piece| piece.len() as u64);
        let taken = timeout_at(until, give.send(read)).await;
        if length == 0 || !matches!(taken, Ok(Ok(()))) {
            break;
        }
        at += length;
    }
    drop(place);
}

/// The program on its way.
struct Pieces {
    take: mpsc::Receiver<io::Result<Bytes>>,
    size: u64,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.take.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.size)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use khien_seal::sha256_hex;

    use super::*;

    fn measured() -> Arc<Program> {
        let path = std::env::current_exe().expect("a path");
        Arc::new(Program::of(File::open(path).expect("opens")).expect("reads"))
    }

    #[tokio::test]
    async fn what_is_sent_is_the_program_that_runs_as_it_was_measured() {
        let program = measured();
        let answer = answer(Arc::clone(&program));
        assert_eq!(answer.headers()[CONTENT_LENGTH], program.size.to_string());
        let sent = answer.into_body().collect().await.expect("whole").to_bytes();
        assert_eq!(sha256_hex(&sent), program.sha256);
        assert_eq!(sent, std::fs::read(std::env::current_exe().expect("a path")).expect("reads"));
    }

    #[tokio::test]
    async fn no_more_than_a_few_fetch_it_at_once_and_whoever_leaves_makes_room() {
        let program = measured();
        let under_way: Vec<Response> = (0..AT_ONCE).map(|_| answer(Arc::clone(&program))).collect();
        assert!(under_way.iter().all(|answer| answer.status() == StatusCode::OK));
        assert_eq!(answer(Arc::clone(&program)).status(), StatusCode::SERVICE_UNAVAILABLE);
        drop(under_way);
        let place = tokio::time::timeout(Duration::from_secs(60), program.places.acquire()).await;
        assert!(place.is_ok_and(|place| place.is_ok()), "a place that was left is free");
    }
}
