//! A platform's replica answers as the node does, lets go of what is taken back, believes nobody but the node, and answers nothing
//! once its access has ended.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[path = "served/platforms.rs"]
#[expect(dead_code, reason = "this story needs a part of it only")]
mod platforms;
#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use khien_casework::bank::SignalKind;
use khien_seal::envelope::KeyPair;
use khien_seal::keys::SignKey;
use khien_seal::statement::{self, Signed};
use khien_store::release::{Release, ReleasedSignal, release, withdraw};
use khien_store::setup::SetUp;
use khien_store::staff::NewAccount;
use khien_store::{Actor, Meta, Store};
use platforms::{Node, hash, near};
use serde_json::{Value, json};
use served::{connect, exchange};

/// A process that follows.
struct Replica {
    child: Child,
    address: SocketAddr,
    said: Arc<Mutex<String>>,
}

impl Replica {
    fn follow(node: &str, root: &str, token: &std::path::Path, more: &[&str]) -> Result<Self, String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
        command.args(["match", "--follow", node, "--root", root, "--every", "1", "--token-file"]).arg(token);
        let listen = if more.contains(&"--listen") { &[][..] } else { &["--listen", "127.0.0.1:0"][..] };
        command.args(listen).args(more).env("KHIEN_LOG", "info");
        let mut child = command.stderr(Stdio::piped()).spawn().expect("khien match");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
        let mut seen = String::new();
        let address = loop {
            let Some(Ok(line)) = lines.next() else {
                child.wait().expect("ended");
                return Err(seen);
            };
            if let Some(address) = line.strip_prefix("listening on http://") {
                break address.parse().expect("address");
            }
            seen.push_str(&line);
        };
        let said = Arc::new(Mutex::new(seen));
        let kept = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().expect("said").push_str(&format!("{line}\n"));
            }
        });
        Ok(Self { child, address, said })
    }

    fn ask(&self, path: &str) -> (u16, Value) {
        ask(self.address, path, "")
    }

    fn said(&self) -> String {
        self.said.lock().expect("said").clone()
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.child.kill().expect("kill");
        self.child.wait().expect("wait");
    }
}

fn ask(address: SocketAddr, path: &str, headers: &str) -> (u16, Value) {
    let mut stream = connect(address).expect("connect");
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}\r\n");
    let (status, text) = exchange(&mut stream, request.as_bytes()).expect("answer");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Waits until something holds; what has to follow follows within a second or two.
fn comes(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..400 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what}: did not come");
}

/// Sets a node up beside the serving process; gives its store and the fingerprint of its root.
fn set_up(node: &Node) -> (Store, khien_store::writer::Writer, String) {
    // Not while the node itself still begins.
    comes("the address to set it up", || node.served.log.lock().expect("log").contains("/setup/"));
    let place = &node.place;
    let zone = jiff::tz::TimeZone::UTC;
    let rulebook = khien_casework::Rulebook::load(&khien_terms::DataFiles::embedded(), "VN", zone, &[]).expect("rules");
    let shared = khien_store::Shared { place: place.clone(), rulebook: Arc::new(rulebook) };
    let (store, writer) = Store::open(shared).expect("store");
    let (root, pair) = (SignKey::generate().expect("root"), KeyPair::generate().expect("pair"));
    let account = NewAccount {
        login: "admin".into(),
        desk_name: "Desk".into(),
        salt: "00".repeat(16),
        sign_in_key: "$argon2id$test".into(),
        bundle: "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg==".into(),
        recipient: pair.identity().expect("identity").recipient(),
        verify: pair.sign_key().expect("key").verify_hex(),
        mail: String::new(),
    };
    let origin = "khien.local/ledger".to_owned();
    let made = async {
        let online = store.online_key().await.expect("key");
        let token = store.new_setup_token().await.expect("token");
        let set_up = SetUp {
            account,
            root: root.verify_hex(),
            online_certificate: Signed::new(statement::online(&origin, &online.verify_hex()), &root),
            recovery_recipient: None,
            team_name: "Intake".into(),
            custodian_name: "Custodians".into(),
        };
        store.set_up(&token, origin.clone(), online, set_up).await.expect("set up");
    };
    runtime().block_on(made);
    (store, writer, khien_seal::sha256_hex(&root.verify_bytes()))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().expect("runtime")
}

fn token_file(node: &Node, token: &str) -> std::path::PathBuf {
    let path = node.place.folder.join(format!("token-{}", &token[token.len() - 8..]));
    std::fs::write(&path, format!("{token}\n")).expect("written");
    path
}

#[test]
fn a_replica_answers_as_its_node_and_lets_go_of_what_is_taken_back() {
    let node = Node::start("replica", &[]);
    let (store, writer, root) = set_up(&node);
    let token = node.platform("Chosen", "own-images,known");
    let base = format!("/hma/{token}");
    node.ready(&base);
    let url = format!("http://{}", node.served.address);
    assert_eq!(node.ask("POST", &format!("{base}/c/banks"), Some(&json!({"name": "MINE"}))).0, 201);
    let (one, md5) = (hash("0f"), "ab".repeat(16));
    for signal in [json!({"pdq": one}), json!({"video_md5": md5}), json!({"pdq": near("0f", 2)})] {
        assert_eq!(node.ask("POST", &format!("{base}/c/bank/MINE/signal"), Some(&signal)).0, 200);
    }
    // Of a video every frame is a hash; one with little to see is none.
    let film = format!("[\"{},100,0.000\",\"{},90,1.000\",\"{},9,2.000\"]", hash("55"), hash("aa"), hash("33"));
    assert_eq!(node.ask("POST", &format!("{base}/c/bank/MINE/signal"), Some(&json!({"vpdq": film}))).0, 200);
    let half = format!("%5B%22{},100,7.000%22%5D", near("55", 3));
    let replica = Replica::follow(&url, &root[..32], &token_file(&node, &token), &["--json"]).expect("follows");
    comes("the first round", || replica.ask("/status").0 == 200);
    let passed_on = "x-forwarded-for: 192.0.2.1\r\n";
    let query = format!("/m/lookup?signal={one}&signal_type=pdq");
    assert_eq!(ask(replica.address, &query, passed_on).0, 401, "a proxy passes on what anybody asks");
    let mut browser = connect(replica.address).expect("connect");
    let rebound = format!("GET {query} HTTP/1.1\r\nhost: elsewhere.example\r\n\r\n");
    assert_eq!(exchange(&mut browser, rebound.as_bytes()).expect("answer").0, 401, "a page asks through a browser");
    let with_token = format!("{passed_on}authorization: Bearer {token}\r\n");
    assert_eq!(ask(replica.address, &query, &with_token).0, 200);
    let queries = [
        format!("/m/lookup?signal={one}&signal_type=pdq"),
        format!("/m/lookup?signal={}&signal_type=pdq", near("0f", 9)),
        format!("/m/raw_lookup?signal={}&signal_type=pdq&include_distance=true", near("0f", 1)),
        format!("/m/lookup?signal={md5}&signal_type=video_md5"),
        format!("/m/lookup?signal={md5}&signal_type=md5"),
        format!("/m/lookup?signal={one}&signal_type=pdq&banks=OTHER"),
        format!("/m/lookup?signal={half}&signal_type=vpdq"),
        format!("/m/lookup?signal=%5B%22{},100,7%22%5D&signal_type=vpdq", hash("33")),
        "/m/lookup?signal=00&signal_type=vpdq".to_owned(),
        "/m/lookup?signal=00&signal_type=pdq".to_owned(),
        format!("/m/lookup?signal={one}&signal_type=photodna"),
        "/c/banks".to_owned(),
        "/c/signal_type".to_owned(),
        "/c/content_type".to_owned(),
    ];
    let same = || {
        for query in &queries {
            let from_node = node.ask("GET", &format!("{base}{query}"), None);
            assert_eq!(replica.ask(query), from_node, "{query}");
            assert_eq!(replica.ask(&format!("/hma{query}")), from_node, "{query}");
        }
    };
    same();
    let (_, map) = replica.ask("/site-map");
    assert!(map.to_string().contains("/m/lookup") && !map.to_string().contains("/signal\""), "{map}");
    assert_eq!(replica.ask("/openapi/openapi.json").1["openapi"], json!("3.1.0"));
    assert_eq!(replica.ask("/hma/openapi/").0, 200);
    assert_eq!(ask(replica.address, "/openapi/openapi.json", passed_on).0, 401);
    assert_eq!(replica.ask(&queries[0]).1["MINE"].as_array().expect("matches").len(), 2);
    let film = json!({"MINE": [{"bank_content_id": 4, "distance": "100%[50%]"}]});
    assert_eq!(replica.ask(&format!("/m/lookup?signal={half}&signal_type=vpdq")).1, film);
    assert_eq!(replica.ask("/m/index/status").1["vpdq"]["size"], json!(2));

    // A person's own image comes, and goes when it is taken back; its going is acknowledged by the next question.
    let runtime = runtime();
    let report = khien_terms::id::ReportId::from_bits(7);
    let by_person = || Meta::once(Actor::Reporter).expect("meta");
    let own = hash("3c");
    runtime.block_on(async {
        let receiver = store.receivers().await.expect("receivers").remove(0);
        let item = ReleasedSignal { item: 1, kind: SignalKind::Pdq, value: own.clone(), quality: Some(90) };
        let wanted = Release { report, receivers: vec![receiver.id], items: vec![item], child: true };
        store.write("release", move |batch| release(batch, &wanted, by_person())).await.expect("released");
    });
    let asked = format!("/m/lookup?signal={own}&signal_type=pdq");
    comes("the own image", || replica.ask(&asked).1["OWN_IMAGES_CHILD"][0]["unreviewed"] == json!(true));
    let delivery = || runtime.block_on(store.deliveries(report)).expect("deliveries").remove(0);
    assert!(delivery().fetched_at.is_some() && delivery().withdrawn_at.is_none());
    runtime
        .block_on(store.write("withdraw", move |batch| withdraw(batch, report, None, by_person())))
        .expect("withdrawn");
    comes("the withdrawal", || replica.ask(&asked).1 == json!({}));
    comes("its acknowledgement", || delivery().acknowledged_at.is_some());

    // What is deleted goes; what is switched off answers with bypass only, as on the node.
    assert_eq!(node.ask("DELETE", &format!("{base}/c/bank/MINE/content/3"), None).0, 200);
    comes("the deletion", || replica.ask(&queries[0]).1["MINE"].as_array().is_some_and(|found| found.len() == 1));
    let off = json!({"enabled_ratio": 0.0});
    assert_eq!(node.ask("PUT", &format!("{base}/c/bank/MINE"), Some(&off)).0, 200);
    comes("switched off", || replica.ask(&queries[0]).1 == json!({}));
    same();
    assert!(!replica.ask(&format!("{}&bypass_coinflip=true", queries[0])).1["MINE"].is_null());

    // The end of its access is the end of its answers.
    let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
    command.args(["key", "platform", "revoke", "Chosen", "--data"]).arg(&node.place.folder).env("KHIEN_LOG", "off");
    assert!(command.stdout(Stdio::null()).status().expect("revoked").success());
    comes("the end", || replica.ask(&queries[0]).0 == 503);
    assert_eq!(replica.ask("/m/index/status").1["pdq"]["size"], json!(0));
    assert!(!replica.said().contains(&token) && !replica.said().contains(&own));
    drop(replica);
    drop(store);
    writer.join();
    node.end(&[&token, &one, &own]);
}

#[test]
fn a_replica_believes_nobody_but_its_node() {
    let node = Node::start("replica-forged", &[]);
    let (store, writer, root) = set_up(&node);
    let token = node.platform("Example", "known");
    let base = format!("/hma/{token}");
    node.ready(&base);
    let file = token_file(&node, &token);
    let url = format!("http://{}", node.served.address);
    let refused = Replica::follow(&url, &"ab".repeat(32), &file, &[]).err().expect("another root");
    assert!(refused.contains("not the one that was given"), "{refused}");
    let refused = Replica::follow("http://node.example", &root, &file, &[]).err().expect("no HTTPS");
    assert!(refused.contains("https:// is wanted"), "{refused}");

    assert_eq!(node.ask("POST", &format!("{base}/c/banks"), Some(&json!({"name": "MINE"}))).0, 201);
    assert_eq!(node.ask("POST", &format!("{base}/c/bank/MINE/signal"), Some(&json!({"pdq": hash("0f")}))).0, 200);
    let other = node.platform("Other", "known");
    let between = Between::start(node.served.address, &token, &other);
    let replica = Replica::follow(&between.url(), &root, &file, &[]).expect("follows");
    let known =
        |digits: &str| replica.ask(&format!("/m/lookup?signal={}&signal_type=pdq", hash(digits))).1 != json!({});
    comes("the first round", || replica.ask("/status").0 == 200);
    assert!(known("0f"));
    for how in [Tamper::Replay, Tamper::Change, Tamper::Other] {
        let before = replica.said().len();
        between.tamper(Some(how));
        comes("refused", || replica.said()[before..].contains("not the node's own"));
        // What was believed before stays.
        assert!(known("0f"));
        between.tamper(None);
        assert_eq!(
            node.ask("POST", &format!("{base}/c/bank/MINE/signal"), Some(&json!({"pdq": hash(how.next())}))).0,
            200
        );
        comes("believed again", || known(how.next()));
    }
    drop(replica);
    drop(store);
    writer.join();
    node.end(&[&token, &other]);
}

#[test]
fn beyond_this_machine_a_replica_answers_the_platform_only() {
    let node = Node::start("replica-far", &[]);
    let (store, writer, root) = set_up(&node);
    let token = node.platform("Example", "known");
    let url = format!("http://{}", node.served.address);
    let file = token_file(&node, &token);
    let mut replica = Replica::follow(&url, &root, &file, &["--listen", "0.0.0.0:0"]).expect("follows");
    replica.address.set_ip([127, 0, 0, 1].into());
    comes("the first round", || replica.ask("/status").0 == 200);
    let query = format!("/m/lookup?signal={}&signal_type=pdq", hash("0f"));
    assert_eq!(replica.ask(&query).0, 401);
    assert_eq!(ask(replica.address, &query, "authorization: Bearer khp_wrong\r\n").0, 401);
    assert_eq!(ask(replica.address, &query, &format!("authorization: Bearer {token}\r\n")), (200, json!({})));
    // Stock clients of the interface send no header: they have the token in the address.
    assert_eq!(replica.ask(&format!("/hma/{token}{query}")), (200, json!({})));
    assert_eq!(replica.ask(&format!("/hma/khp_wrong{query}")).0, 401);
    drop(replica);
    drop(store);
    writer.join();
    node.end(&[&token]);
}

/// What stands between and is not honest.
#[derive(Debug, Clone, Copy)]
enum Tamper {
    /// Gives the answer that the same question had before.
    Replay,
    /// Changes a letter of the answer.
    Change,
    /// Asks in the name of another platform, and gives that one's answer.
    Other,
}

impl Tamper {
    /// What is added after it.
    fn next(self) -> &'static str {
        match self {
            Tamper::Replay => "3c",
            Tamper::Change => "a5",
            Tamper::Other => "96",
        }
    }
}

/// A proxy.
struct Between {
    address: SocketAddr,
    how: Arc<Mutex<Option<Tamper>>>,
}

impl Between {
    fn start(node: SocketAddr, token: &str, other: &str) -> Self {
        let tokens = (token.to_owned(), other.to_owned());
        let listener = TcpListener::bind("127.0.0.1:0").expect("bind");
        let address = listener.local_addr().expect("address");
        let how = Arc::new(Mutex::new(None));
        let tampers = Arc::clone(&how);
        std::thread::spawn(move || {
            let mut lists = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                pass_on(stream, node, *tampers.lock().expect("how"), &mut lists, &tokens);
            }
        });
        Self { address, how }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn tamper(&self, how: Option<Tamper>) {
        *self.how.lock().expect("how") = how;
    }
}

/// Passes one request and its answer on, and closes.
fn pass_on(
    mut from: TcpStream,
    node: SocketAddr,
    how: Option<Tamper>,
    lists: &mut Vec<u8>,
    (token, other): &(String, String),
) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        match from.read(&mut piece) {
            Ok(n) if n > 0 => request.extend_from_slice(&piece[..n]),
            _ => return,
        }
    }
    let text = String::from_utf8(request).expect("a request").replacen("\r\n", "\r\nconnection: close\r\n", 1);
    let text = if matches!(how, Some(Tamper::Other)) { text.replace(token, other) } else { text };
    let mut to = TcpStream::connect(node).expect("node");
    to.write_all(text.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    to.read_to_end(&mut answer).expect("answer");
    if text.starts_with("GET /share/v1/lists") {
        match how {
            Some(Tamper::Other) => {}
            None => lists.clone_from(&answer),
            Some(Tamper::Replay) => answer.clone_from(lists),
            Some(Tamper::Change) => {
                let last = answer.len() - 3;
                answer[last] ^= 1;
            }
        }
    }
    // Whoever asked may be gone.
    drop(from.write_all(&answer));
}
