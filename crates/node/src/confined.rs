//! A process of our own for bytes that somebody made to break a decoder: whatever happens in it, the one that asked goes on.
//! It gets its input on standard input, has limits of memory and time, no environment and no arguments, and can write no file.

use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// What the process may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of address space.
    pub memory: u64,
    /// Seconds that it may compute.
    pub seconds: u64,
}

/// Runs a hidden command of this program on some bytes; gives what it says.
///
/// # Errors
/// It cannot be started, or ended badly.
pub async fn ask(command: &str, parts: &[&[u8]]) -> std::io::Result<Vec<u8>> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(command)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut input = child.stdin.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
    // A child that gave up early closes its input; what it said still counts.
    let mut written = Ok(());
    for part in parts {
        written = written.and(input.write_all(part).await);
    }
    drop(input);
    let output = child.wait_with_output().await?;
    if !output.status.success() {
        written?;
        return Err(std::io::Error::other(format!("{command} ended with {}", output.status)));
    }
    Ok(output.stdout)
}

/// In the child, before it reads anything: takes the limits on.
///
/// # Errors
/// The system refuses them.
#[cfg(unix)]
pub fn confine(limits: Limits) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in
        [(Resource::As, limits.memory), (Resource::Cpu, limits.seconds), (Resource::Fsize, 0), (Resource::Core, 0)]
    {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// Elsewhere there are no limits to take on.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn confine(_: Limits) -> std::io::Result<()> {
    Ok(())
}
