//! Many people behind one address: none is refused, a flood is flagged and sorts under its equals, and whoever is in
//! danger comes first all the same. The ledger that results is read by an implementation that is not ours.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;
#[expect(dead_code, reason = "this story needs a part of the world only")]
#[path = "../../store/tests/stories/world.rs"]
mod world;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_store::queue::Filter;
use served::{Served, connect, exchange, post};
use world::{Node, Sent, on_both};

const CROWD: usize = 1000;

fn request(sent: &Sent) -> Vec<u8> {
    let body = serde_json::json!({
        "header": sent.arrival.header, "what": B64.encode(&sent.arrival.what), "who": null, "files": [], "signature": sent.arrival.signature,
    });
    post("/report/sealed", "application/json", &body.to_string())
}

#[test]
fn a_thousand_first_reports_from_one_address_are_all_taken_in_and_danger_comes_first() {
    on_both(|node: Node| async move {
        let served = Served::start(&node.shared.place, &[("KHIEN_LOG", "off")]);
        let quiet = r#"{"door":"saw","harms":["other.illegal"]}"#;
        let danger = r#"{"door":"me","harms":["ocsea.groom.meet"],"danger":["dan.now"]}"#;
        let mut stream = connect(served.address).expect("connect");
        for _ in 0..CROWD {
            let (status, body) = exchange(&mut stream, &request(&node.report(quiet, "x"))).expect("answer");
            assert_eq!(status, 201, "{body}");
        }
        let last = exchange(&mut stream, &request(&node.report(danger, "help"))).expect("answer");
        assert_eq!(last.0, 201);
        let page = node.store.queue(Filter::default()).await.expect("queue");
        assert_eq!(page.waiting as usize, CROWD + 1);
        assert_eq!(page.rows[0].open.danger[0].as_str(), "dan.now");
        // A school's worth is usual; beyond it the flag stands, and only sorts.
        assert!(!page.rows[1].burst && page.rows[0].burst);
        node
    });
}

/// Tiles as they are served, for the reader of another implementation.
struct ServedTiles(std::cell::RefCell<std::net::TcpStream>);

impl tlog_tiles::TileReader for ServedTiles {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let mut stream = self.0.borrow_mut();
        let tile_of = |tile: &tlog_tiles::Tile| {
            // Its own path has the height in front; the C2SP address has not.
            let path = tile.path();
            let below = path.trim_start_matches("tile/8/").to_owned();
            let bytes = served::exchange_bytes(
                &mut stream,
                format!("GET /ledger/tile/{below} HTTP/1.1\r\nhost: node.test\r\n\r\n").as_bytes(),
            );
            bytes.expect("a tile of the checkpoint is served").1
        };
        Ok(tiles.iter().map(tile_of).collect())
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

#[test]
fn another_implementation_reads_the_served_ledger_and_finds_every_leaf_in_it() {
    on_both(|node: Node| async move {
        for _ in 0..300 {
            node.store.receive(node.report(r#"{"door":"saw"}"#, "x").arrival, false).await.expect("received");
        }
        let served = Served::start(&node.shared.place, &[("KHIEN_LOG", "off")]);
        let mut stream = connect(served.address).expect("connect");
        let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: node.test\r\n\r\n").into_bytes();
        let mut note = (404, String::new());
        // The first beat comes with the start.
        while note.0 == 404 {
            std::thread::sleep(std::time::Duration::from_millis(20));
            note = exchange(&mut stream, &get("/ledger/checkpoint")).expect("answer");
        }
        let body = note.1.split("\n\n").next().expect("body").to_owned() + "\n";
        let checkpoint =
            tlog_tiles::Checkpoint::from_bytes(body.as_bytes()).expect("their reader takes our checkpoint");
        assert!(checkpoint.size() > 300);
        let leaves = node.with_conn(|conn, _| {
            let rows = conn.query("SELECT leaf FROM event ORDER BY seq", &[]).expect("rows");
            rows.iter().map(|row| row.hash(0).expect("hash")).collect::<Vec<_>>()
        });
        let tiles = ServedTiles(stream.into());
        let reader = tlog_tiles::TileHashReader::new(checkpoint.size(), *checkpoint.hash(), &tiles);
        for index in [0, 1, 255, 256, checkpoint.size() - 1] {
            let proof = tlog_tiles::prove_record(checkpoint.size(), index, &reader).expect("proof from the tiles");
            let leaf = tlog_tiles::Hash(leaves[usize::try_from(index).expect("index")]);
            tlog_tiles::check_record(&proof, checkpoint.size(), *checkpoint.hash(), index, leaf)
                .expect("the leaf is in the tree");
        }
        let mut stream = tiles.0.into_inner();
        let entries = exchange(&mut stream, &get("/ledger/tile/entries/000")).expect("answer");
        assert_eq!(entries.0, 404, "entries are never served");
        node
    });
}
