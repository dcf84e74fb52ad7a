//! `kill -9` at random points under load: every acknowledged report is there, none twice, refolded tables equal lived
//! ones, the ledger verifies. Fifty times on each database.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;
#[expect(dead_code, reason = "this story needs a part of the world only")]
#[path = "../../store/tests/stories/world.rs"]
mod world;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_store::rebuild;
use served::{Served, connect, exchange, post};
use world::{Node, Sent, on_both};

const ROUNDS: u64 = 50;
const CLIENTS: usize = 4;
/// Reports of one client in one round at most.
const POOL: usize = 12;

struct Prepared {
    mailbox: String,
    request: Vec<u8>,
}

fn prepared(Sent { arrival, keys }: Sent) -> Prepared {
    let body = serde_json::json!({
        "header": arrival.header, "what": B64.encode(arrival.what), "who": null, "files": [], "signature": arrival.signature,
    });
    Prepared { mailbox: keys.mailbox(), request: post("/report/sealed", "application/json", &body.to_string()) }
}

/// One round: load, and a kill in the middle of it. Gives the mailboxes that were acknowledged.
fn round(node: &Node, wait: Duration, reports: Vec<Prepared>) -> Vec<String> {
    let mut served = Served::start(&node.shared.place, &[("KHIEN_BEAT_MINUTES", "1"), ("KHIEN_LOG", "off")]);
    let address = served.address;
    let work = Arc::new(Mutex::new(reports));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let work = Arc::clone(&work);
            std::thread::spawn(move || {
                let mut acknowledged = Vec::new();
                let Some(mut stream) = connect(address) else { return acknowledged };
                loop {
                    let Some(report) = work.lock().expect("work").pop() else { return acknowledged };
                    match exchange(&mut stream, &report.request) {
                        Some((201, _)) => acknowledged.push(report.mailbox),
                        _ => return acknowledged,
                    }
                }
            })
        })
        .collect();
    std::thread::sleep(wait);
    served.kill();
    clients.into_iter().flat_map(|client| client.join().expect("client")).collect()
}

#[test]
fn what_was_acknowledged_survives_a_kill_and_nothing_is_there_twice() {
    on_both(|node: Node| async move {
        let mut acknowledged = Vec::new();
        for n in 0..ROUNDS {
            let reports: Vec<Prepared> = (0..CLIENTS * POOL)
                .map(|_| {
                    prepared(node.report(r#"{"door":"me","harms":["ocsea.sextort.money"],"danger":["dan.now"]}"#, "x"))
                })
                .collect();
            // Spread over the time in which the load runs, so that batches are cut at every place.
            let wait = Duration::from_millis(2 + n * 37 % 90);
            let more = tokio::task::block_in_place(|| round(&node, wait, reports));
            acknowledged.extend(more);
        }
        let mut there: Vec<String> = node.with_conn(|conn, _| {
            let rows = conn.query("SELECT mailbox FROM report", &[]).expect("rows");
            rows.iter().map(|row| row.text(0).to_owned()).collect()
        });
        let distinct: HashSet<&String> = there.iter().collect();
        assert_eq!(distinct.len(), there.len(), "a report is there twice");
        let lost: Vec<_> = acknowledged.iter().filter(|mailbox| !distinct.contains(mailbox)).collect();
        assert!(lost.is_empty(), "{} of {} acknowledged reports are lost", lost.len(), acknowledged.len());
        assert!(
            acknowledged.len() > 100,
            "only {} reports were acknowledged: the load did not run",
            acknowledged.len()
        );
        there.sort();
        let rebuilt = node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        let online = node.online.verify_bytes();
        let verified = node.with_conn(move |conn, _| rebuild::verify(conn, Some(online), None).expect("verify"));
        assert!(verified.ok, "{:?}", verified.problems);
        println!("{} acknowledged, {} there, {} events", acknowledged.len(), there.len(), verified.size);
        node
    });
}
