//! A served node with platforms that ask it.

use std::io::{BufRead, BufReader, Write};
use std::process::Command;
use std::time::Duration;

use khien_store::Place;
use serde_json::Value;

use crate::served::{Served, connect, exchange};

/// A served node with platforms.
pub struct Node {
    pub served: Served,
    pub place: Place,
}

impl Node {
    pub fn start(name: &str, environment: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("khien-platforms-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("folder");
        let place = Place { folder, database: None };
        Self { served: Served::start(&place, environment), place }
    }

    pub fn platform(&self, name: &str, receives: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
        command.args(["key", "platform", "add", name, "--country", "US", "--receives", receives, "--json", "--data"]);
        let done = command.arg(&self.place.folder).env("KHIEN_LOG", "off").output().expect("khien key");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let said: Value = serde_json::from_slice(&done.stdout).expect("json");
        said["token"].as_str().expect("token").to_owned()
    }

    /// Changes what a platform receives.
    pub fn receives(&self, name: &str, kinds: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
        command.args(["key", "platform", "set", name, "--country", "US", "--receives", kinds, "--data"]);
        let done = command.arg(&self.place.folder).env("KHIEN_LOG", "off").output().expect("khien key");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// A request; the body is JSON when there is one.
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        self.ask_with(method, path, body, "")
    }

    pub fn ask_with(&self, method: &str, path: &str, body: Option<&Value>, headers: &str) -> (u16, Value) {
        let body = body.map(Value::to_string).unwrap_or_default();
        let kind = if body.is_empty() { "" } else { "content-type: application/json\r\n" };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}{kind}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = connect(self.served.address).expect("connect");
        let (status, text) = exchange(&mut stream, request.as_bytes()).expect("answer");
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// The first line of an answer that has no body.
    pub fn empty(&self, method: &str, path: &str, body: &Value) -> String {
        let body = body.to_string();
        let mut stream = connect(self.served.address).expect("connect");
        write!(stream, "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .expect("sent");
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).expect("answer");
        line
    }

    /// Waits until the index is read in.
    pub fn ready(&self, base: &str) {
        for _ in 0..200 {
            if self.ask("GET", &format!("{base}/status"), None).0 == 200 {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the index was not read in");
    }

    pub fn end(self, tokens: &[&str]) {
        let log = self.served.log.lock().expect("log").clone();
        for token in tokens {
            assert!(!log.contains(token), "a token stands in the log");
        }
        let folder = self.place.folder.clone();
        drop(self);
        std::fs::remove_dir_all(folder).expect("removed");
    }
}

pub fn hash(digits: &str) -> String {
    digits.repeat(32)
}

/// The hash with its last bits turned: 4 bits a digit.
pub fn near(digits: &str, turned: usize) -> String {
    let base = hash(digits);
    let (kept, last) = base.split_at(64 - turned);
    let turn = |c: char| char::from_digit(15 - c.to_digit(16).expect("hex"), 16).expect("hex");
    format!("{kept}{}", last.chars().map(turn).collect::<String>())
}
