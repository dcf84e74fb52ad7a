//! A disk that is full (F6): nothing is acknowledged that is not durable, whoever sends is told, pages are served, and the node goes on by
//! itself once there is room.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;
#[expect(dead_code, reason = "this story needs a part of the world only")]
#[path = "../../store/tests/stories/world.rs"]
mod world;

use std::collections::HashSet;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_store::rebuild;
use served::{Served, connect, exchange, post};
use world::{Node, Sent, on_both};

/// What a file may grow to: less than the write-ahead log takes before it is copied back.
const KIBIBYTES: u32 = 4 << 10;
/// Reports that are sent; far more than fit.
const REPORTS: usize = 400;

fn prepared(Sent { arrival, keys }: Sent) -> (String, Vec<u8>) {
    let body = serde_json::json!({
        "header": arrival.header, "what": B64.encode(arrival.what), "who": null, "files": [], "signature": arrival.signature,
    });
    (keys.mailbox(), post("/report/sealed", "application/json", &body.to_string()))
}

/// Sends reports one after the other; gives the mailboxes that were acknowledged, and the answers of the others.
fn send(address: std::net::SocketAddr, reports: Vec<(String, Vec<u8>)>) -> (Vec<String>, Vec<(u16, String)>) {
    let (mut acknowledged, mut refused) = (Vec::new(), Vec::new());
    for (mailbox, request) in reports {
        let answer = connect(address).and_then(|mut stream| exchange(&mut stream, &request));
        match answer.expect("the node answers, full or not") {
            (201, _) => acknowledged.push(mailbox),
            other => refused.push(other),
        }
    }
    (acknowledged, refused)
}

#[test]
fn a_full_disk_acknowledges_nothing_that_is_lost_and_says_so() {
    on_both(|node: Node| async move {
        if node.shared.place.database.is_some() {
            // What PostgreSQL does with a full disk is its own.
            return node;
        }
        let report =
            || prepared(node.report(r#"{"door":"me","harms":["ocsea.sextort.money"],"danger":["dan.now"]}"#, "x"));
        let reports: Vec<_> = (0..REPORTS).map(|_| report()).collect();
        let after = vec![report(), report()];
        let quiet = [("KHIEN_LOG", "off")];
        let (mut acknowledged, later) = tokio::task::block_in_place(|| {
            let mut full = Served::start_within(&node.shared.place, KIBIBYTES, &quiet);
            let (acknowledged, refused) = send(full.address, reports);
            assert!(acknowledged.len() > 10, "only {} were taken before it was full", acknowledged.len());
            assert!(refused.len() > 10, "only {} of {REPORTS} met a full disk", refused.len());
            for (status, body) in &refused {
                assert!(*status >= 500, "{status}: {body}");
                assert!(body.contains("\"title\""), "whoever sends is told in words: {body}");
            }
            let page = connect(full.address)
                .and_then(|mut stream| exchange(&mut stream, b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"));
            assert_eq!(page.expect("an answer").0, 200, "the portal with its numbers is still served");
            full.kill();
            let mut again = Served::start(&node.shared.place, &quiet);
            let (later, refused) = send(again.address, after);
            assert!(refused.is_empty(), "{refused:?}");
            again.kill();
            (acknowledged, later)
        });
        acknowledged.extend(later);
        let there: Vec<String> = node.with_conn(|conn, _| {
            let rows = conn.query("SELECT mailbox FROM report", &[]).expect("rows");
            rows.iter().map(|row| row.text(0).to_owned()).collect()
        });
        let distinct: HashSet<&String> = there.iter().collect();
        assert_eq!(distinct.len(), there.len(), "a report is there twice");
        assert!(acknowledged.iter().all(|mailbox| distinct.contains(mailbox)), "an acknowledged report is lost");
        let rebuilt = node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        let online = node.online.verify_bytes();
        let verified = node.with_conn(move |conn, _| rebuild::verify(conn, Some(online), None).expect("verify"));
        assert!(verified.ok, "{:?}", verified.problems);
        node
    });
}
