//! Whoever sends more than a page takes is answered, and the connection is not cut under what they are sending.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;

use khien_store::Place;
use served::{Served, connect, exchange, post};

/// Bytes: more than any socket keeps.
const LARGE: usize = 48 << 20;

#[test]
fn what_is_too_large_is_answered_after_it_was_sent() {
    let folder = std::env::temp_dir().join(format!("khien-too-large-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("folder");
    let place = Place { folder: folder.clone(), database: None };
    let served = Served::start(&place, &[("KHIEN_LOG", "off")]);
    let large = "x".repeat(LARGE);
    let form = post(
        "/report",
        "multipart/form-data; boundary=b",
        &format!("--b\r\ncontent-disposition: form-data; name=\"story\"\r\n\r\n{large}\r\n--b--\r\n"),
    );
    let requests = [
        (form, 303),
        (post("/report/sealed", "application/json", &large), 413),
        (post("/mailbox", "application/x-www-form-urlencoded", &large), 413),
        (post("/no/such/page", "text/plain", &large), 404),
    ];
    for (request, status) in requests {
        let mut stream = connect(served.address).expect("connect");
        let answer = exchange(&mut stream, &request).expect("the answer arrives");
        assert_eq!(answer.0, status, "{}", answer.1);
        // The same connection goes on: its next request is read from where the large one ended.
        let (next, _) =
            exchange(&mut stream, b"GET /healthz HTTP/1.1\r\nhost: node.test\r\n\r\n").expect("the next answer");
        assert_eq!(next, 200);
    }
    drop(served);
    std::fs::remove_dir_all(folder).expect("removed");
}
