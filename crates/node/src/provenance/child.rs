//! The process that reads a file: its bytes come from strangers, and a manifest is a deep thing to parse.

use std::io::{Read as _, Write};
use std::time::Duration;

use khien_signal::provenance::{self, Manifest};

use super::{Answer, Signature};
use crate::confined;

/// The hidden command that the child runs.
pub const COMMAND: &str = "read-provenance";
/// Files of more bytes are not read.
pub const LARGEST: u64 = 256 << 20;
const LIMITS: confined::Limits = confined::Limits { memory: 2 << 30, seconds: 30 };
/// How long it is waited for.
const WAIT: Duration = Duration::from_secs(60);

/// What a file says. `anchors` are certificates (PEM) whose word on a signer is taken; empty, nobody is trusted.
///
/// # Errors
/// The child could not answer: the file asks for too much, or is made to break a reader.
pub async fn read(bytes: &[u8], anchors: &str) -> std::io::Result<Answer> {
    let length = u32::try_from(anchors.len()).map_err(std::io::Error::other)?.to_be_bytes();
    let parts = [&length[..], anchors.as_bytes(), bytes];
    let said = tokio::time::timeout(WAIT, confined::ask(COMMAND, &parts)).await??;
    serde_json::from_slice(&said).map_err(std::io::Error::other)
}

/// The child: reads anchors and a file, says what the file says.
///
/// # Errors
/// When its input or output fails.
pub fn run() -> std::io::Result<()> {
    confined::confine(LIMITS)?;
    let mut input = std::io::stdin().lock();
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let mut anchors = vec![0; u32::from_be_bytes(length) as usize];
    input.read_exact(&mut anchors)?;
    let anchors = String::from_utf8(anchors).map_err(std::io::Error::other)?;
    let mut bytes = Vec::new();
    input.take(LARGEST).read_to_end(&mut bytes)?;
    let said = provenance::read(&bytes);
    let signature = if said.manifest == Manifest::Inside { Some(check(&bytes, &anchors)) } else { None };
    let answer = Answer { said, signature };
    std::io::stdout().write_all(&serde_json::to_vec(&answer).map_err(std::io::Error::other)?)
}

#[cfg(feature = "c2pa")]
fn check(bytes: &[u8], anchors: &str) -> Signature {
    super::manifest::check(bytes, anchors)
}

/// Without the feature a manifest is found and not checked, and what it says is not read: nothing would vouch for it.
#[cfg(not(feature = "c2pa"))]
fn check(_: &[u8], _: &str) -> Signature {
    Signature { state: super::Held::Unchecked, by: None, at: None, problems: Vec::new(), claims: Vec::new() }
}
