//! A node in a process of its own, and just enough HTTP to talk to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use khien_store::Place;

/// A serving node; killed when dropped.
pub struct Served {
    pub child: Child,
    pub address: SocketAddr,
    /// What it wrote to its log so far.
    pub log: Arc<Mutex<String>>,
}

impl Served {
    /// Starts `khien serve` at a place.
    pub fn start(place: &Place, environment: &[(&str, &str)]) -> Self {
        Self::start_by(Command::new(env!("CARGO_BIN_EXE_khien")), place, environment)
    }

    /// Starts `khien serve` where no file may grow beyond so many kibibytes: writing more fails, as on a disk that is full.
    pub fn start_within(place: &Place, kibibytes: u32, environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new("bash");
        command.args(["-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "bash"]);
        command.arg(kibibytes.to_string()).arg(env!("CARGO_BIN_EXE_khien"));
        Self::start_by(command, place, environment)
    }

    fn start_by(mut command: Command, place: &Place, environment: &[(&str, &str)]) -> Self {
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&place.folder).env("KHIEN_LOG", "debug");
        command.envs(environment.iter().copied());
        if let Some(url) = &place.database {
            command.args(["--database", url]);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().expect("khien serve");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let mut address = None;
        while address.is_none() {
            let line = lines.next().expect("the node ended before it listened").expect("line");
            address = line.strip_prefix("listening on http://").and_then(|text| text.parse().ok());
            log.lock().expect("log").push_str(&format!("{line}\n"));
        }
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().expect("log").push_str(&format!("{line}\n"));
            }
        });
        Self { child, address: address.expect("address"), log }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().expect("kill");
        self.child.wait().expect("wait");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if self.child.try_wait().expect("state").is_none() {
            self.kill();
        }
    }
}

/// The bytes of a POST.
pub fn post(path: &str, kind: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends a request; gives status and body as text, or nothing when the node is gone.
pub fn exchange(stream: &mut TcpStream, request: &[u8]) -> Option<(u16, String)> {
    let (status, body) = exchange_bytes(stream, request)?;
    Some((status, String::from_utf8_lossy(&body).into_owned()))
}

/// Sends a request; gives status and body, or nothing when the node is gone.
pub fn exchange_bytes(stream: &mut TcpStream, request: &[u8]) -> Option<(u16, Vec<u8>)> {
    stream.write_all(request).ok()?;
    let mut seen = Vec::new();
    let mut buffer = [0u8; 16_384];
    loop {
        let read = stream.read(&mut buffer).ok().filter(|n| *n > 0)?;
        seen.extend_from_slice(&buffer[..read]);
        let Some(head) = seen.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&seen[..head]).to_lowercase();
        let body = &seen[head + 4..];
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if length.is_some_and(|length| body.len() >= length) {
            let status = text.split(' ').nth(1)?.parse().ok()?;
            return Some((status, body.to_vec()));
        }
    }
}

/// A connection to a node.
pub fn connect(address: SocketAddr) -> Option<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    Some(stream)
}
