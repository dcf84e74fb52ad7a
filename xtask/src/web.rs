//! The browser's side: scripts, their tests, screenshots.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::postgres::Cluster;
use crate::tools::{has, need, root, run_with};

fn npm(args: &[&str]) -> Result<(), String> {
    run_with(Command::new("npm").args(args).current_dir(root().join("web")))
}

/// Installs what `web/package-lock.json` names.
pub fn install() -> Result<(), String> {
    need(has("node") && has("npm"), &["nodejs", "npm"])?;
    npm(&["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
}

/// Builds the scripts into `crates/node/assets`.
pub fn build() -> Result<(), String> {
    install()?;
    npm(&["run", "build"])
}

/// The scripts in the repository are those that their sources give.
pub fn assets_are_current() -> Result<(), String> {
    let folder = root().join("crates/node/assets");
    let before = contents(&folder)?;
    npm(&["run", "build"])?;
    if contents(&folder)? == before {
        Ok(())
    } else {
        Err("crates/node/assets differs from what web/src gives; commit the result of `cargo xtask web`".into())
    }
}

fn contents(folder: &std::path::Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| e.to_string())?.flatten() {
        let bytes = std::fs::read(entry.path()).map_err(|e| e.to_string())?;
        found.push((entry.file_name().to_string_lossy().into_owned(), bytes));
    }
    found.sort();
    Ok(found)
}

/// Types and unit tests of the scripts.
pub fn unit_tests() -> Result<(), String> {
    need(has("age"), &["age"])?;
    npm(&["run", "types"])?;
    npm(&["test"])
}

fn browser() -> Result<(), String> {
    need(has("chromium"), &["chromium", "fonts-noto-core"])
}

/// A root of an invented time-stamping authority, in a folder of its own: key and certificate.
fn time_root(folder: &std::path::Path) -> Result<std::path::PathBuf, String> {
    need(has("openssl"), &["openssl"])?;
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let extensions = "[req]\ndistinguished_name = name\n[name]\n[root]\nbasicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign\n";
    std::fs::write(folder.join("root.cnf"), extensions).map_err(|error| error.to_string())?;
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-config", "root.cnf", "-nodes", "-newkey", "rsa:2048", "-days", "30"]);
    openssl.args(["-keyout", "root.key", "-out", "root.pem", "-extensions", "root", "-subj", "/CN=Invented time root"]);
    let made = openssl.current_dir(folder).stderr(Stdio::null()).status().map_err(|error| error.to_string())?;
    if made.success() { Ok(folder.to_owned()) } else { Err("openssl makes no certificate".into()) }
}

/// A node that walked the demo and serves, for tests that act as people.
struct Node {
    child: Child,
    folder: std::path::PathBuf,
    environment: Vec<(String, String)>,
}

impl Node {
    /// `desks` are two nodes, of two invented States; the tests find the second under `KHIEN_TEST_OTHER`.
    fn start(name: &str, desks: bool) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("khien-{name}-{}", std::process::id()));
        let which: &[&str] = if desks { &["demo", "--desks", "--data"] } else { &["demo", "--data"] };
        // Where a test that wants one puts a time-stamping authority; for all others it is one that is silent.
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let authority = free.map_err(|error| error.to_string())?.to_string();
        let roots = time_root(&folder.with_extension("time"))?;
        let mut child = Command::new(root().join("target/release/khien"))
            .args(which)
            .arg(&folder)
            .args(["--listen", "127.0.0.1:0", "--json"])
            .env("KHIEN_LOG", "error")
            .env("KHIEN_TIME_STAMPS", format!("http://{authority}/"))
            .env("KHIEN_TIME_STAMP_ROOTS", roots.join("root.pem"))
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let Some(stdout) = child.stdout.take() else { return Err("the demo has no output".into()) };
        let binary = root().join("target/release/khien").display().to_string();
        let mut environment = vec![
            ("KHIEN_BIN".to_owned(), binary),
            ("KHIEN_TSA".to_owned(), authority),
            ("KHIEN_TSA_ROOT".to_owned(), roots.display().to_string()),
        ];
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if line.contains("\"step\"") && !line.contains("\"ok\":true") {
                return Err(format!("a step of the demo failed: {line}"));
            }
            if line.contains("\"serving\"") {
                let name = if environment.len() == 3 { "KHIEN_TEST" } else { "KHIEN_TEST_OTHER" };
                environment.push((name.to_owned(), line));
            }
            if environment.len() == 4 + usize::from(desks) {
                break;
            }
        }
        if environment.len() < 4 + usize::from(desks) {
            return Err("the demo ended before it served".into());
        }
        Ok(Self { child, folder, environment })
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Whether it still runs or not, it is to be gone.
        let _: std::io::Result<()> = self.child.kill();
        let _: std::io::Result<std::process::ExitStatus> = self.child.wait();
        if let Err(error) = std::fs::remove_dir_all(self.folder.with_extension("time")) {
            eprintln!("{}: {error}", self.folder.display());
        }
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{}: {error}", self.folder.display());
        }
    }
}

/// The browser tests, each file against a node of its own.
pub fn browser_tests(only: Option<&str>) -> Result<(), String> {
    browser()?;
    let tests = root().join("web/tests/browser");
    let mut files: Vec<_> = std::fs::read_dir(&tests)
        .map_err(|e| format!("{}: {e}", tests.display()))?
        .flatten()
        .map(|e| e.path())
        .collect();
    files.retain(|path| {
        path.to_string_lossy().ends_with(".test.mjs") && only.is_none_or(|name| path.to_string_lossy().contains(name))
    });
    files.sort();
    for file in files {
        let desks = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("desk"));
        let node = Node::start("browser", desks)?;
        println!("{}", file.display());
        let mut command = Command::new("node");
        command.arg("--test").arg(&file).current_dir(root().join("web")).envs(node.environment.iter().cloned());
        run_with(&mut command)?;
    }
    if only.is_none_or(|name| "console".contains(name)) { console_on_postgres(&tests) } else { Ok(()) }
}

/// From set-up to closed case once more, on PostgreSQL.
fn console_on_postgres(tests: &std::path::Path) -> Result<(), String> {
    let cluster = Cluster::start(false)?;
    println!("console on PostgreSQL");
    let mut command = Command::new("node");
    command.arg("--test").arg(tests.join("console.test.mjs")).current_dir(root().join("web"));
    run_with(command.env("KHIEN_DATABASE", &cluster.url).env("KHIEN_BIN", root().join("target/release/khien")))
}

/// Screenshots of every page under `docs/screens`.
pub fn screens() -> Result<(), String> {
    install()?;
    browser()?;
    run_with(Command::new("cargo").args(["build", "--release"]).current_dir(root()))?;
    let node = Node::start("screens", false)?;
    let mut command = Command::new("node");
    command.arg("tests/screens.mjs").current_dir(root().join("web")).envs(node.environment.iter().cloned());
    run_with(&mut command)
}
