//! Where a benchmark stands: a folder of its own, and a node in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::Failure;
use crate::config::Config;

/// A folder of its own, removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    /// Makes it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new() -> Result<Self, Failure> {
        // Beside the working folder and not in /tmp, which may be memory: an fsync there proves nothing.
        let name = format!(".khien-bench-{}", std::process::id());
        let folder = std::env::current_dir().map_err(|e| Failure::Held(e.to_string()))?.join(name);
        std::fs::create_dir_all(&folder).map_err(|e| Failure::Held(e.to_string()))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{}: {error}", self.0.display());
        }
    }
}

/// A node in a process of its own.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts it on a port that is free.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(config: &Config) -> Result<Self, Failure> {
        Self::start_at(config, "127.0.0.1:0", None)
    }

    /// Starts it at an address, also one where it stood before, and for other States at another.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_at(config: &Config, listen: &str, desk: Option<&str>) -> Result<Self, Failure> {
        let fail = |error: std::io::Error| Failure::Held(error.to_string());
        let mut command = Command::new(std::env::current_exe().map_err(fail)?);
        command.args(["serve", "--listen", listen, "--data"]).arg(&config.data).env("KHIEN_LOG", "error");
        if let Some(desk) = desk {
            command.args(["--desk-listen", desk]);
        }
        if let Some(url) = &config.database {
            command.args(["--database", url]);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().map_err(fail)?;
        let stderr = child.stderr.take().ok_or_else(|| Failure::Held("no output".into()))?;
        let mut lines = BufReader::new(stderr).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening on http://").and_then(|a| a.parse().ok()))
            .ok_or_else(|| Failure::Held("the node did not start".into()))?;
        // What else it says must be read, or it blocks.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| eprintln!("{line}")));
        Ok(Self { child, address })
    }

    /// Peak resident memory of the server, in MB; 0 where the system does not tell.
    #[must_use]
    pub fn peak_mb(&self) -> f64 {
        super::peak_rss_of(&self.child.id().to_string())
    }

    /// Seconds of processor time that it had; 0 where the system does not tell.
    #[must_use]
    pub fn cpu_seconds(&self) -> f64 {
        super::cpu_seconds_of(&self.child.id().to_string())
    }

    /// Kills it.
    pub fn stop(&mut self) {
        // Killed on purpose: what was acknowledged must be there all the same.
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait().map(drop)) {
            eprintln!("{error}");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
