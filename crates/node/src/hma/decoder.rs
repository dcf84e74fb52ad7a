//! Decoding a picture that somebody sent, in a process of its own ([`crate::confined`]).

use std::io::{Read, Write};
use std::time::Duration;

use khien_signal::file::{self, Limits};
use serde::{Deserialize, Serialize};

use super::said::Said;
use crate::confined;

/// The hidden command that the child runs.
pub const COMMAND: &str = "decode-picture";
/// Pixels of a picture.
const PIXELS_MAX: u64 = 50_000_000;
const LIMITS: confined::Limits = confined::Limits { memory: 1 << 30, seconds: 20 };
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
    let said = confined::ask(COMMAND, &[bytes]).await?;
    serde_json::from_slice(&said).map_err(std::io::Error::other)
}

/// The child: reads a picture, says its hash.
///
/// # Errors
/// When its input or output fails.
pub fn run() -> std::io::Result<()> {
    confined::confine(LIMITS)?;
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let said = match file::pdq(&bytes, Limits { pixels: PIXELS_MAX }) {
        Ok(pdq) => Decoded::Pdq(pdq.hash.to_string(), pdq.quality),
        Err(why) => Decoded::Unreadable(why.to_string()),
    };
    let text = serde_json::to_vec(&said).map_err(std::io::Error::other)?;
    std::io::stdout().write_all(&text)
}
