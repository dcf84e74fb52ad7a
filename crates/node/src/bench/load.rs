//! The load: connections that send prepared requests over the real route and measure each answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Failure;

/// What the clients saw.
#[derive(Default)]
pub struct Seen {
    /// Reports that were acknowledged.
    pub acknowledged: usize,
    /// Answers that were none.
    pub errors: usize,
    /// Time of each acknowledged one, in microseconds, sorted.
    pub micros: Vec<u64>,
    /// Seconds from first to last.
    pub seconds: f64,
}

impl Seen {
    /// A quantile in milliseconds.
    #[must_use]
    pub fn quantile_ms(&self, q: f64) -> f64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index within the list")]
        let place = ((self.micros.len().saturating_sub(1)) as f64 * q).round() as usize;
        self.micros.get(place).map_or(0.0, |micros| *micros as f64 / 1000.0)
    }
}

/// Sends a pool of requests from many connections until it is used up or the time is over.
///
/// # Errors
/// When a client cannot connect.
pub async fn run(
    address: SocketAddr,
    pool: Arc<Vec<Vec<u8>>>,
    clients: usize,
    time: Duration,
) -> Result<Seen, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let end = began + time;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let (pool, next) = (Arc::clone(&pool), Arc::clone(&next));
        tasks.spawn(async move { client(address, &pool, &next, end).await });
    }
    let mut seen = Seen::default();
    while let Some(done) = tasks.join_next().await {
        let (micros, errors) =
            done.map_err(|e| Failure::Held(e.to_string()))?.map_err(|e| Failure::Held(e.to_string()))?;
        seen.errors += errors;
        seen.micros.extend(micros);
    }
    seen.seconds = began.elapsed().as_secs_f64();
    seen.acknowledged = seen.micros.len();
    seen.micros.sort_unstable();
    Ok(seen)
}

async fn client(
    address: SocketAddr,
    pool: &[Vec<u8>],
    next: &AtomicUsize,
    end: Instant,
) -> std::io::Result<(Vec<u64>, usize)> {
    let mut stream = connect(address).await?;
    let mut buffer = vec![0u8; 8192];
    let (mut micros, mut errors) = (Vec::new(), 0);
    while Instant::now() < end {
        let Some(request) = pool.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
        let at = Instant::now();
        match exchange(&mut stream, request, &mut buffer).await {
            Ok(201) => micros.push(u64::try_from(at.elapsed().as_micros()).unwrap_or(u64::MAX)),
            Ok(_) => errors += 1,
            Err(_) => {
                errors += 1;
                stream = connect(address).await?;
            }
        }
    }
    Ok((micros, errors))
}

async fn connect(address: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Sends a request and reads the whole answer; gives its status.
async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut [u8]) -> std::io::Result<u16> {
    let broken = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    stream.write_all(request).await?;
    let mut have = 0;
    loop {
        let read = stream.read(buffer.get_mut(have..).unwrap_or_default()).await?;
        if read == 0 {
            return Err(broken());
        }
        have += read;
        let seen = buffer.get(..have).unwrap_or_default();
        let Some(head) = seen.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&seen[..head]).map_err(|_| broken())?;
        let length: usize = text
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").and_then(|v| v.trim().parse().ok())
            })
            .unwrap_or(0);
        if have >= head + 4 + length {
            return text.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken);
        }
    }
}
