//! A secret sentence goes in by every path. Afterwards no byte of it is in database, write-ahead log, files, logs or
//! temporary files; on the sealed path it is not in the server's memory either, and the same scan finds a planted one.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;
#[expect(dead_code, reason = "this story needs a part of the world only")]
#[path = "../../store/tests/stories/world.rs"]
mod world;

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::net::TcpStream;
use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use served::{Served, exchange, post};
use world::{Node, on_both};

const SEALED: &str = "the heron that stands in the rice field at noon";
const TYPED: &str = "the lantern that burns under the third bridge";
const WRITTEN: &str = "the kite that never came down from the roof";
const ADDED: &str = "the ferry that waits for nobody but the rain";
const PLANTED: &str = "the buffalo that carries a planted sentence";

/// The forms in which a sentence could lie somewhere.
fn forms(sentence: &str) -> Vec<Vec<u8>> {
    let utf16: Vec<u8> = sentence.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Base64 of the middle, at each of the three alignments.
    let whole = (sentence.len() - 3) / 3 * 3;
    let base64 = (0..3).map(|skip| B64.encode(&sentence.as_bytes()[skip..skip + whole]).into_bytes());
    let escaped = sentence.replace(' ', "+").into_bytes();
    let hex = hex::encode(sentence).into_bytes();
    [sentence.as_bytes().to_vec(), utf16, escaped, hex].into_iter().chain(base64).collect()
}

fn holds(hay: &[u8], sentence: &str) -> bool {
    forms(sentence).iter().any(|form| hay.windows(form.len()).any(|window| window == form.as_slice()))
}

fn files_below(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder").flatten() {
        if entry.path().is_dir() { files_below(&entry.path(), found) } else { found.push(entry.path()) }
    }
}

/// Whether the memory of a process holds a sentence.
fn memory_holds(pid: u32, sentence: &str) -> bool {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).expect("maps");
    let mut memory = fs::File::open(format!("/proc/{pid}/mem")).expect("the memory of a child can be read");
    maps.lines().filter(|line| line.contains(" rw")).any(|line| {
        let range = line.split(' ').next().and_then(|range| range.split_once('-')).expect("a range");
        let (from, to) =
            (u64::from_str_radix(range.0, 16).expect("hex"), u64::from_str_radix(range.1, 16).expect("hex"));
        let mut bytes = vec![0u8; usize::try_from(to - from).expect("length")];
        let read = memory.seek(SeekFrom::Start(from)).and_then(|_| memory.read(&mut bytes));
        // Regions of the kernel's own cannot be read and hold nothing of ours.
        read.is_ok_and(|read| memory_has(&bytes[..read], sentence))
    })
}

/// The plain form is enough in memory, and one pass over gigabytes has to be fast.
fn memory_has(hay: &[u8], sentence: &str) -> bool {
    let needle = sentence.as_bytes();
    let mut from = 0;
    while let Some(at) = hay[from..].iter().position(|byte| *byte == needle[0]) {
        if hay[from + at..].starts_with(needle) {
            return true;
        }
        from += at + 1;
    }
    false
}

/// A reporter's address that stands out; loopback owns the whole of 127.0.0.0/8.
const ADDRESS: &str = "127.77.66.55";

async fn from_afar(node: std::net::SocketAddr) -> TcpStream {
    let socket = tokio::net::TcpSocket::new_v4().expect("socket");
    socket.bind(format!("{ADDRESS}:0").parse().expect("address")).expect("bind");
    let stream = socket.connect(node).await.expect("connect").into_std().expect("stream");
    stream.set_nonblocking(false).expect("blocking");
    stream
}

/// Everything of a page's form that the next step sends back.
fn hidden_state(page: &str) -> String {
    let after = page.split("name=\"state\" value=\"").nth(1).expect("the page carries its state");
    after.split('"').next().expect("value").to_owned()
}

fn form(stream: &mut TcpStream, path: &str, fields: &[(&str, &str)]) -> String {
    let encoded: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    let request = post(path, "application/x-www-form-urlencoded", &encoded.join("&"));
    let (status, body) = exchange(stream, &request).expect("answer");
    assert_eq!(status, 200, "{path}: {body}");
    body
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// The form without script, as an adult walks it to its end, with words in every field that takes some.
fn adult_by_page(stream: &mut TcpStream) {
    let mut page = form(stream, "/report", &[("door", "me"), ("lang", "en")]);
    for _ in 0..12 {
        let mut fields = vec![("danger", "dan.none"), ("me", "path.18"), ("harms", "tfgbv.image.shared")];
        let words = [
            "story", "urls", "accounts", "payment", "when", "number", "demand", "deadline", "amount", "trusted",
            "school",
        ];
        fields.extend(words.map(|name| (name, ADDED)));
        fields.extend([("name", ADDED), ("contact_note", ADDED), ("contact", "cs.call"), ("way cs.call", ADDED)]);
        fields.retain(|(name, _)| page.contains(&format!("name=\"{name}\"")));
        let state = hidden_state(&page);
        let last = page.contains("value=\"send\"");
        fields.extend([("state", state.as_str()), ("go", if last { "send" } else { "next" })]);
        page = form(stream, "/report", &fields);
        if last {
            return;
        }
    }
    panic!("the path does not end: {page}");
}

/// The form without script, as a child of under thirteen walks it; gives the receipt.
fn report_by_page(stream: &mut TcpStream) -> String {
    let page = form(stream, "/report", &[("door", "me"), ("lang", "en")]);
    let page = form(
        stream,
        "/report",
        &[("state", &hidden_state(&page)), ("danger", "dan.none"), ("me", "path.u13"), ("go", "next")],
    );
    let page =
        form(stream, "/report", &[("state", &hidden_state(&page)), ("harms", "ocsea.groom.online"), ("go", "next")]);
    let page = form(stream, "/report", &[("state", &hidden_state(&page)), ("story", TYPED), ("go", "next")]);
    let shown =
        page.split("data-receipt").nth(1).unwrap_or_else(|| panic!("the receipt is not shown before sending: {page}"));
    let receipt: String = shown
        .split("</ol>")
        .next()
        .expect("list")
        .split("<li>")
        .skip(1)
        .filter_map(|item| item.split('<').next())
        .collect::<Vec<_>>()
        .join(" ");
    form(stream, "/report", &[("state", &hidden_state(&page)), ("go", "send")]);
    receipt
}

#[test]
fn no_byte_of_a_secret_sentence_is_left_anywhere() {
    on_both(|node: Node| async move {
        let place = &node.shared.place;
        let temporary = place.folder.join("temporary");
        fs::create_dir(&temporary).expect("folder");
        let environment = [("TMPDIR", temporary.to_str().expect("path")), ("KHIEN_LANG", "en"), ("PLANTED", PLANTED)];
        let served = Served::start(place, &environment);
        let mut stream = from_afar(served.address).await;

        let sent = node.report(r#"{"door":"me","harms":["ocsea.groom.online"]}"#, SEALED);
        let body = serde_json::json!({
            "header": sent.arrival.header, "what": B64.encode(&sent.arrival.what), "who": null, "files": [], "signature": sent.arrival.signature,
        });
        let taken =
            exchange(&mut stream, &post("/report/sealed", "application/json", &body.to_string())).expect("answer");
        assert_eq!(taken.0, 201, "{}", taken.1);
        let pid = served.child.id();
        assert!(!memory_holds(pid, SEALED), "the server's memory holds what was sealed in the browser");
        assert!(memory_holds(pid, PLANTED), "the scan does not find a planted sentence");

        let receipt = report_by_page(&mut stream);
        adult_by_page(&mut stream);
        let page = form(&mut stream, "/mailbox", &[("receipt", &receipt), ("lang", "en")]);
        form(&mut stream, "/mailbox", &[("state", &hidden_state(&page)), ("text", WRITTEN), ("act", "send")]);

        let log = served.log.lock().expect("log").clone();
        drop(served);
        let messages = node.with_conn(|conn, _| conn.query("SELECT n FROM message", &[]).expect("rows").len());
        assert_eq!(messages, 1, "the message from the page did not arrive");
        let mut files = Vec::new();
        files_below(&place.folder, &mut files);
        // The reporter's internet address is kept no more than their words.
        for sentence in [SEALED, TYPED, WRITTEN, ADDED, ADDRESS] {
            assert!(!holds(log.as_bytes(), sentence), "the log holds it: {sentence}");
            for file in &files {
                assert!(!holds(&fs::read(file).expect("file"), sentence), "{} holds it: {sentence}", file.display());
            }
        }
        assert!(
            !everything(&node)
                .iter()
                .any(|cell| [SEALED, TYPED, WRITTEN, ADDED, ADDRESS].iter().any(|s| holds(cell, s)))
        );
        node
    });
}

/// Every text and every byte string of every table, whichever the database is.
fn everything(node: &Node) -> Vec<Vec<u8>> {
    use khien_store::db::Val;
    node.with_conn(|conn, _| {
        let names = if conn.is_postgres() {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        };
        let tables = conn.query(names, &[]).expect("tables");
        assert!(tables.len() > 20);
        let mut cells = Vec::new();
        for table in tables {
            for row in conn.query(&format!("SELECT * FROM {}", table.text(0)), &[]).expect("rows") {
                cells.extend(row.0.into_iter().filter_map(|value| match value {
                    Val::Text(text) => Some(text.into_bytes()),
                    Val::Blob(bytes) => Some(bytes),
                    _ => None,
                }));
            }
        }
        cells
    })
}
