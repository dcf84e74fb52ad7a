//! What a node serves can be compared with its release by anybody: an honest node passes, one that swaps a script does not.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;
#[expect(dead_code, reason = "this story needs a part of the world only")]
#[path = "../../store/tests/stories/world.rs"]
mod world;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;

use served::{Served, connect, exchange};
use world::{Node, on_both};

/// A server in between that hands out another script for reporters and passes everything else on.
fn in_between(to: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("listen");
    let address = listener.local_addr().expect("address");
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            pass_on(stream, to).expect("passed on");
        }
    });
    address
}

fn pass_on(mut client: TcpStream, to: SocketAddr) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut reader = BufReader::new(client.try_clone()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        if !line.to_lowercase().starts_with("connection:") {
            head.push(line);
        }
    }
    if head.first().is_some_and(|line| line.starts_with("GET /assets/report.js ")) {
        let body = "steal()";
        let length = body.len();
        return write!(client, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    }
    let mut node = TcpStream::connect(to)?;
    write!(node, "{}connection: close\r\n\r\n", head.concat())?;
    let mut answer = Vec::new();
    node.read_to_end(&mut answer)?;
    client.write_all(&answer)
}

fn verify(address: SocketAddr, root: &str) -> (bool, serde_json::Value) {
    let done = Command::new(env!("CARGO_BIN_EXE_khien"))
        .args(["verify-portal", &format!("http://{address}"), "--root", root, "--json"])
        .env("KHIEN_LOG", "off")
        .output()
        .expect("khien verify-portal");
    (done.status.success(), serde_json::from_slice(&done.stdout).expect("one JSON object"))
}

#[test]
fn a_node_that_swaps_a_script_is_found_out_by_anybody() {
    on_both(|node: Node| async move {
        let served = Served::start(&node.shared.place, &[("KHIEN_LOG", "off")]);
        let mut stream = connect(served.address).expect("connect");
        let pending = |stream: &mut TcpStream| {
            let request = b"GET /ledger/portal HTTP/1.1\r\nhost: node.test\r\n\r\n";
            exchange(stream, request).expect("answer").1.contains("pending")
        };
        while pending(&mut stream) {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let root = khien_seal::sha256_hex(&node.root.verify_bytes());
        let (fits, found) = verify(served.address, &root);
        assert!(fits && found["pinned"] == true && found["fingerprint"] == root.as_str(), "{found}");
        let poster = root.as_bytes()[..32].chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
        assert!(verify(served.address, &poster.to_uppercase()).0, "as a page and a poster show it");
        let (fits, found) = verify(in_between(served.address), &root);
        assert!(!fits && found["problems"][0].as_str().expect("problem").starts_with("report.js"), "{found}");
        let (fits, found) = verify(served.address, &"00".repeat(32));
        assert!(!fits, "another root than the one that was given: {found}");
        node
    });
}
