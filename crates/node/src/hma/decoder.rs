//! Decoding a picture that somebody sent, in a process of its own: whatever a decoder does with bytes made to break it, the node
//! goes on. The child gets the bytes on its standard input, has a limit of memory and time, no environment and no arguments.

use std::io::{Read, Write};
use std::process::Stdio;
use std::time::Duration;

use khien_signal::file::{self, Limits};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::said::Said;

/// The hidden command that the child runs.
pub const COMMAND: &str = "decode-picture";
/// Pixels of a picture.
const PIXELS_MAX: u64 = 50_000_000;
/// Memory of the child, in bytes.
const MEMORY_MAX: u64 = 1 << 30;
/// Seconds that it may compute.
const SECONDS_MAX: u64 = 20;
/// How long it is waited for.
const WAIT: Duration = Duration::from_secs(30);

/// What the child says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decoded {
    /// The hash in hex, and its quality.
    Pdq(String, u8),
    /// Why there is none.
    Unreadable(String),
}

/// The PDQ hash of a picture file, with its quality.
///
/// # Errors
/// 400 with what is wrong with the picture.
pub async fn pdq(bytes: &[u8]) -> Result<(String, u8), Said> {
    match tokio::time::timeout(WAIT, ask(bytes)).await {
        Ok(Ok(Decoded::Pdq(hash, quality))) => Ok((hash, quality)),
        Ok(Ok(Decoded::Unreadable(why))) => Err(Said::bad(why)),
        Ok(Err(error)) => {
            tracing::warn!(%error, "a picture could not be decoded");
            Err(Said::bad("the picture is damaged, or asks for more memory than a picture may"))
        }
        Err(_) => Err(Said::bad("the picture takes too long to decode")),
    }
}

async fn ask(bytes: &[u8]) -> std::io::Result<Decoded> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(COMMAND)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut input = child.stdin.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
    // A child that gave up early closes its input; what it said still counts.
    let written = input.write_all(bytes).await;
    drop(input);
    let output = child.wait_with_output().await?;
    if !output.status.success() {
        written?;
        return Err(std::io::Error::other(format!("the decoder ended with {}", output.status)));
    }
    serde_json::from_slice(&output.stdout).map_err(std::io::Error::other)
}

/// The child: reads a picture, says its hash.
///
/// # Errors
/// When its input or output fails.
pub fn run() -> std::io::Result<()> {
    confine()?;
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let said = match file::pdq(&bytes, Limits { pixels: PIXELS_MAX }) {
        Ok(pdq) => Decoded::Pdq(pdq.hash.to_string(), pdq.quality),
        Err(why) => Decoded::Unreadable(why.to_string()),
    };
    let text = serde_json::to_vec(&said).map_err(std::io::Error::other)?;
    std::io::stdout().write_all(&text)
}

/// Limits of memory and time, and no file can be written.
#[cfg(unix)]
fn confine() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in
        [(Resource::As, MEMORY_MAX), (Resource::Cpu, SECONDS_MAX), (Resource::Fsize, 0), (Resource::Core, 0)]
    {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn confine() -> std::io::Result<()> {
    Ok(())
}
