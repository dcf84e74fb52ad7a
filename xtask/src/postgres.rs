//! A PostgreSQL cluster for one run of the tests: in a temporary folder, under a user that is not root, ended at drop.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use crate::tools::{need, output, run_with};

/// A running cluster.
pub struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    user: Option<&'static str>,
    /// `postgres://…`.
    pub url: String,
}

fn installed() -> Option<PathBuf> {
    let mut versions: Vec<_> =
        std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|e| e.path().join("bin")).collect();
    versions.sort();
    versions.into_iter().rev().find(|bin| bin.join("initdb").is_file())
}

impl Cluster {
    /// Makes and starts one. With `fsync`, for tests that kill it.
    pub fn start(fsync: bool) -> Result<Self, String> {
        need(installed().is_some(), &["postgresql-15"])?;
        let bin = installed().ok_or("PostgreSQL was installed and is not there")?;
        let folder = std::env::temp_dir().join(format!("khien-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        // PostgreSQL refuses to run as root; Debian's package brings the user.
        let user = (output("id", &["-u"])? == "0").then_some("postgres");
        if let Some(user) = user {
            run_with(Command::new("chown").arg(user).arg(&folder))?;
        }
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(|error| error.to_string())?.port();
        let cluster = Self { url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), folder, bin, user };
        let data = cluster.folder.join("data");
        cluster.tool(
            "initdb",
            &["-D", &data.to_string_lossy(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
        )?;
        let sync = if fsync { "" } else { " -c fsync=off -c synchronous_commit=off -c full_page_writes=off" };
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c max_connections=300{sync}",
            cluster.folder.display()
        );
        let log = cluster.folder.join("log");
        cluster.tool(
            "pg_ctl",
            &["-D", &data.to_string_lossy(), "-o", &options, "-l", &log.to_string_lossy(), "-w", "start"],
        )?;
        Ok(cluster)
    }

    fn tool(&self, name: &str, args: &[&str]) -> Result<(), String> {
        let program = self.bin.join(name);
        let mut command = match self.user {
            None => Command::new(&program),
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(&program);
                command
            }
        };
        run_with(command.args(args).current_dir(&self.folder).stdout(std::process::Stdio::null()))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        if let Err(problem) = self.tool("pg_ctl", &["-D", &data.to_string_lossy(), "-m", "immediate", "stop"]) {
            eprintln!("{problem}");
        }
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{}: {error}", self.folder.display());
        }
    }
}
