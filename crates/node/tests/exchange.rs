//! A node fetches lists from servers of both shapes: what stands is taken in once, what is taken back goes, a fetch that was cut goes
//! on, and a server that is not honest is told.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[path = "served/platforms.rs"]
#[expect(dead_code, reason = "this story needs a part of it only")]
mod platforms;
#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use khien_casework::bank::{Class, Owner, Population, Purpose, Settings, Signal, SignalKind, Source, Why};
use khien_store::contents::NewContent;
use khien_store::writer::Writer;
use khien_store::{Actor, Meta, Place, Store};
use khien_terms::id::{BankId, StaffId};
use platforms::{Node, hash};
use serde_json::{Value, json};

/// The node that fetches: its store, and a bank of another body's list.
struct Fetching {
    place: Place,
    store: Store,
    writer: Writer,
    bank: BankId,
    runtime: tokio::runtime::Runtime,
}

fn operator() -> Meta {
    Meta::once(Actor::Operator).expect("meta")
}

fn open(place: &Place) -> (Store, Writer) {
    let zone = jiff::tz::TimeZone::UTC;
    let rulebook = khien_casework::Rulebook::load(&khien_terms::DataFiles::embedded(), "VN", zone, &[]).expect("rules");
    Store::open(khien_store::Shared { place: place.clone(), rulebook: Arc::new(rulebook) }).expect("store")
}

impl Fetching {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("khien-exchange-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("folder");
        let place = Place { folder, database: None };
        let (store, writer) = open(&place);
        let runtime = tokio::runtime::Runtime::new().expect("runtime");
        let founded =
            store.found_bank(Purpose::Exchange, Population::Child, Owner::Node, Settings::of("PARTNER"), operator());
        let bank = runtime.block_on(founded).expect("bank");
        Self { place, store, writer, bank, runtime }
    }

    fn credentials(&self, text: &str) -> PathBuf {
        let path = self.place.folder.join("credentials");
        std::fs::write(&path, text).expect("written");
        path
    }

    /// `khien list fetch`: what it says, or its error.
    fn fetch(&self, url: &str, kind: &str, credentials: &Path) -> Result<Value, String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
        command.args(["list", "fetch", url, "--kind", kind, "--bank", "PARTNER", "--json", "--credentials"]);
        command.arg(credentials).arg("--data").arg(&self.place.folder).env("KHIEN_LOG", "off");
        let done = command.output().expect("khien list fetch");
        if done.status.success() {
            Ok(serde_json::from_slice(&done.stdout).expect("json"))
        } else {
            Err(String::from_utf8_lossy(&done.stderr).into_owned())
        }
    }

    fn stands(&self, kind: SignalKind, value: &str) -> bool {
        let found = self.store.holding(self.bank, kind, value.to_owned());
        !self.runtime.block_on(found).expect("asked").is_empty()
    }

    fn end(self) {
        drop(self.store);
        self.writer.join();
        std::fs::remove_dir_all(self.place.folder).expect("removed");
    }
}

#[test]
fn one_node_fetches_from_another_in_both_shapes() {
    let giver = Node::start("exchange", &[]);
    let token = giver.platform("Neighbour", "known");
    let (store, writer) = open(&giver.place);
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let by = StaffId::from_bits(1);
    let add = |bank: BankId, signals: Vec<Signal>| {
        let source = Source::Analyst(by);
        let new =
            NewContent { signals, source, class: Some(Class::Baseline), note: String::new(), metadata: String::new() };
        runtime.block_on(store.add_content(bank, new, Meta::once(Actor::Staff(by)).expect("meta"))).expect("added")
    };
    let settings = Settings::of("KNOWN");
    let founded = store.found_bank(Purpose::KnownChild, Population::Child, Owner::Node, settings, operator());
    let known = runtime.block_on(founded).expect("bank");
    let pdq = |digits: &str| Signal::read(SignalKind::Pdq, &hash(digits), Some(90)).expect("signal");
    let md5 = Signal::read(SignalKind::VideoMd5, &"ab".repeat(16), None).expect("signal");
    let first = add(known, vec![pdq("0f")]);
    add(known, vec![md5]);
    for (name, kind, url, credentials) in [
        (
            "stopncii",
            "stopncii",
            format!("http://{}/feed/v1", giver.served.address),
            json!({"fetch_function_key": token, "subscription_key": token}).to_string(),
        ),
        ("ncmec", "ncmec", format!("http://{}/ncmec", giver.served.address), format!("neighbour:{token}\n")),
    ] {
        let mine = Fetching::new(name);
        let file = mine.credentials(&credentials);
        let fetch = || mine.fetch(&url, kind, &file).expect("fetched");
        // NCMEC's spans end some seconds before now.
        let mut kept = 0;
        for _ in 0..30 {
            kept += fetch()["kept"].as_u64().expect("a count");
            if kept == 2 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        assert_eq!(kept, 2, "{name}");
        assert!(mine.stands(SignalKind::Pdq, &hash("0f")) && mine.stands(SignalKind::VideoMd5, &"ab".repeat(16)));
        assert_eq!(fetch()["kept"], json!(0), "{name}: nothing twice");
        if name == "stopncii" {
            let withdrawn = store.withdraw_contents(vec![first], Why::FalseMatch, None, operator());
            runtime.block_on(withdrawn).expect("withdrawn");
            assert_eq!(fetch()["withdrawn"], json!(1), "what is taken back goes");
            assert!(!mine.stands(SignalKind::Pdq, &hash("0f")));
            add(known, vec![pdq("0f")]);
            assert_eq!(fetch()["kept"], json!(1), "and comes again");
        }
        let cursor = std::fs::read_to_string(mine.place.folder.join(format!("exchanges/{}.json", mine.bank)));
        assert!(!cursor.expect("a cursor").contains(&token));
        let wrong = mine.credentials("neighbour");
        let refused = mine.fetch(&url, kind, &wrong).expect_err("no credentials");
        assert!(refused.contains("is wanted") && !refused.contains("neighbour\n"), "{refused}");
        mine.end();
    }
    drop(store);
    writer.join();
    giver.end(&[&token]);
}

/// Answers requests in turn with what was written for them; gives what was asked.
fn scripted(answers: Vec<(u16, String)>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bind");
    let url = format!("http://{}", listener.local_addr().expect("address"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    std::thread::spawn(move || {
        for ((status, body), stream) in answers.into_iter().zip(listener.incoming().map_while(Result::ok)) {
            let mut stream = stream;
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            while !request.windows(4).any(|four| four == b"\r\n\r\n") {
                match stream.read(&mut piece) {
                    Ok(n) if n > 0 => request.extend_from_slice(&piece[..n]),
                    _ => break,
                }
            }
            let text = String::from_utf8_lossy(&request).into_owned();
            seen.lock().expect("asked").push(text.lines().next().unwrap_or_default().to_owned());
            write!(stream, "HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
                .expect("answered");
        }
    });
    (url, asked)
}

fn entries(items: &str, next: &str) -> (u16, String) {
    let paging = if next.is_empty() { String::new() } else { format!("<paging><next>{next}</next></paging>") };
    let head = "<?xml version=\"1.0\"?><queryResult xmlns=\"https://hashsharing.ncmec.org/hashsharing/v2\"><images>";
    (200, format!("{head}{items}</images>{paging}</queryResult>"))
}

fn image(id: &str, fingerprints: &str) -> String {
    format!("<image><member id=\"42\">Partner</member><id>{id}</id><fingerprints>{fingerprints}</fingerprints></image>")
}

#[test]
fn a_busy_server_is_asked_again_and_what_it_takes_back_by_name_goes() {
    let mine = Fetching::new("busy");
    let file = mine.credentials("user:password");
    let md5 = |digits: &str| format!("<md5>{}</md5>", digits.repeat(16));
    let first = format!("{}{}", image("a", &md5("0a")), image("b", &md5("0b")));
    let gone = "<deletedImage><member id=\"42\">Partner</member><id>a</id></deletedImage>";
    let (url, asked) = scripted(vec![
        (503, String::new()),
        entries(&first, "/v2/entries?from=x&amp;to=y&amp;start=2"),
        (429, String::new()),
        entries(&image("b", &format!("{}<pdq>{}</pdq>", md5("0b"), hash("3c"))), ""),
        entries(gone, ""),
    ]);
    let told = mine.fetch(&url, "ncmec", &file).expect("fetched");
    assert_eq!((told["kept"].clone(), told["withdrawn"].clone()), (json!(3), json!(0)));
    assert!(mine.stands(SignalKind::Pdq, &hash("3c")), "a hash that an item got later");
    assert!(asked.lock().expect("asked")[3].starts_with("GET /v2/entries?from=x&to=y&start=2 "));
    assert_eq!(mine.fetch(&url, "ncmec", &file).expect("fetched")["withdrawn"], json!(1));
    assert!(!mine.stands(SignalKind::Md5, &"0a".repeat(16)) && mine.stands(SignalKind::Md5, &"0b".repeat(16)));
    mine.end();
}

#[test]
fn what_one_item_takes_back_stays_for_another_and_a_hash_that_comes_again_stays() {
    let mine = Fetching::new("items");
    let file = mine.credentials("user:password");
    let md5 = "0a".repeat(16);
    let item = |member: u8, what: &str| {
        let prints = format!("<fingerprints><md5>{md5}</md5></fingerprints>");
        format!("<{what}><member id=\"{member}\">M{member}</member><id>a</id>{prints}</{what}>")
    };
    let (url, _) = scripted(vec![
        entries(&format!("{}{}", item(1, "image"), item(2, "image")), ""),
        entries(&item(1, "deletedImage"), ""),
        entries(&item(2, "deletedImage"), ""),
    ]);
    assert_eq!(mine.fetch(&url, "ncmec", &file).expect("fetched")["kept"], json!(2));
    assert_eq!(mine.fetch(&url, "ncmec", &file).expect("fetched")["withdrawn"], json!(1));
    assert!(mine.stands(SignalKind::Md5, &md5), "another member lists it still");
    assert_eq!(mine.fetch(&url, "ncmec", &file).expect("fetched")["withdrawn"], json!(1));
    assert!(!mine.stands(SignalKind::Md5, &md5));
    let record = |digits: &str, status: &str| {
        json!({"lastModtimestamp": 1, "signalType": "VideoMD5", "hashValue": digits.repeat(16), "hashStatus": status,
               "caseNumbers": {"7": status}, "CSPFeedbacks": []})
    };
    let page = |records: Vec<Value>| {
        (
            200,
            json!({"count": records.len(), "nextPageToken": null, "nextSetTimestamp": 20, "hasMoreRecords": false,
                     "hashRecords": records})
            .to_string(),
        )
    };
    let keys = mine.credentials("{\"fetch_function_key\": \"a\", \"subscription_key\": \"b\"}");
    let (url, _) = scripted(vec![
        page(vec![record("1a", "Active"), record("1b", "Active")]),
        page(vec![record("1a", "Withdrawn")]),
        page(vec![record("1a", "Withdrawn"), record("1a", "Active")]),
    ]);
    let fetch = || mine.fetch(&url, "stopncii", &keys).expect("fetched");
    assert_eq!(fetch()["kept"], json!(2));
    assert_eq!(fetch()["withdrawn"], json!(1));
    let stands = |digits: &str| mine.stands(SignalKind::VideoMd5, &digits.repeat(16));
    assert!(!stands("1a") && stands("1b"), "of a case, the one hash that was taken back");
    fetch();
    assert!(stands("1a"), "the last word counts");
    mine.end();
}

#[test]
fn only_banks_of_others_lists_are_filled_and_no_address_is_written_down() {
    let mine = Fetching::new("banks");
    let file = mine.credentials("user:password");
    let founded =
        mine.store.found_bank(Purpose::KnownChild, Population::Child, Owner::Node, Settings::of("KNOWN"), operator());
    mine.runtime.block_on(founded).expect("bank");
    let (url, _) =
        scripted(vec![entries(&image("a", &format!("<md5>{}</md5>", "0a".repeat(16))), ""), (404, String::new())]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
    command.args(["list", "fetch", &url, "--kind", "ncmec", "--bank", "KNOWN", "--credentials"]).arg(&file);
    let done =
        command.arg("--data").arg(&mine.place.folder).env("KHIEN_LOG", "off").output().expect("khien list fetch");
    assert!(!done.status.success() && String::from_utf8_lossy(&done.stderr).contains("copies of others' lists"));
    let secret = format!("{url}/feed/khp_secret");
    assert_eq!(mine.fetch(&secret, "ncmec", &file).expect("fetched")["kept"], json!(1));
    let refused = mine.fetch(&secret, "ncmec", &file).expect_err("404");
    assert!(refused.contains("answers 404") && !refused.contains("khp_secret"), "{refused}");
    let content = mine.runtime.block_on(mine.store.contents(mine.bank, None, 10)).expect("contents").remove(0);
    assert!(!format!("{content:?}").contains("khp_secret"), "the journal names the host");
    let cursor = std::fs::read_to_string(mine.place.folder.join(format!("exchanges/{}.json", mine.bank)));
    assert!(!cursor.expect("a cursor").contains("khp_secret"));
    let refused = mine.fetch("https://user:pass@partner.example", "ncmec", &file).expect_err("a user");
    assert!(refused.contains("without a user") && !refused.contains("pass@"), "{refused}");
    mine.end();
}

#[test]
fn a_fetch_that_was_cut_goes_on_and_a_server_that_is_not_honest_is_told() {
    let mine = Fetching::new("cut");
    let file = mine.credentials("user:password");
    let one = image("a", &format!("<md5>{}</md5>", "0a".repeat(16)));
    let next = "/v2/entries?from=1&amp;to=2&amp;start=1";
    let (url, asked) = scripted(vec![
        entries(&one, next),
        (400, String::new()),
        entries("", "@elsewhere.example/v2/entries?x"),
        entries("", next),
    ]);
    let cut = mine.fetch(&url, "ncmec", &file).expect_err("cut");
    assert!(cut.contains("the server answers 400"), "{cut}");
    assert!(mine.stands(SignalKind::Md5, &"0a".repeat(16)), "what came stays");
    let told = mine.fetch(&url, "ncmec", &file).expect_err("another host");
    assert!(told.contains("not below /v2/entries"), "{told}");
    assert!(asked.lock().expect("asked")[2].contains("start=1"), "it went on where it was cut");
    let told = mine.fetch(&url, "ncmec", &file).expect_err("in a circle");
    assert!(told.contains("does not go on"), "{told}");
    let far = mine.fetch("http://partner.example", "ncmec", &file).expect_err("no TLS");
    assert!(far.contains("https:// is wanted"), "{far}");
    mine.end();
}
