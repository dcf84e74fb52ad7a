//! What platforms meet, over real HTTP: request shapes of Hasher-Matcher-Actioner as a table, and the feed. No token reaches
//! the log.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[path = "served/platforms.rs"]
mod platforms;
#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;

use std::process::Command;
use std::time::Duration;

use khien_casework::bank::SignalKind;
use khien_store::release::{Release, ReleasedSignal, release, withdraw};
use khien_store::{Actor, Meta, Place};
use platforms::{Node, hash, near};
use serde_json::{Value, json};

#[test]
fn the_interface_answers_as_hasher_matcher_actioner_does() {
    let node = Node::start("hma", &[]);
    let token = node.platform("Example", "known");
    let base = format!("/hma/{token}");
    node.ready(&base);
    let (one, far) = (hash("0f"), hash("3c"));
    let md5 = "ab".repeat(16);
    let table: Vec<(&str, String, Option<Value>, u16, Value)> = vec![
        ("GET", "/status/live".into(), None, 200, json!("I-AM-ALIVE")),
        ("GET", "/c/banks".into(), None, 200, json!([])),
        (
            "POST",
            "/c/banks".into(),
            Some(json!({"name": "MINE"})),
            201,
            json!({"name": "MINE", "matching_enabled_ratio": 1.0}),
        ),
        ("POST", "/c/banks".into(), Some(json!({"name": "MINE"})), 403, json!({"message": "Bank already exists"})),
        (
            "POST",
            "/c/banks".into(),
            Some(json!({"name": "OFF", "enabled": false})),
            201,
            json!({"name": "OFF", "matching_enabled_ratio": 0.0}),
        ),
        (
            "PUT",
            "/c/bank/OFF".into(),
            Some(json!({"enabled_ratio": "0.5", "enabled": true})),
            200,
            json!({"name": "OFF", "matching_enabled_ratio": 0.5}),
        ),
        (
            "PUT",
            "/c/bank/OFF".into(),
            Some(json!({"name": "HALF", "enabled_ratio": 0})),
            200,
            json!({"name": "HALF", "matching_enabled_ratio": 0.0}),
        ),
        ("GET", "/c/bank/OFF".into(), None, 404, json!({"message": "bank 'OFF' not found"})),
        ("GET", "/c/bank/MINE".into(), None, 200, json!({"name": "MINE", "matching_enabled_ratio": 1.0})),
        (
            "POST",
            "/c/bank/MINE/signal".into(),
            Some(json!({"pdq": one, "note": "ours"})),
            200,
            json!({"id": 1, "signals": {"pdq": one}}),
        ),
        (
            "POST",
            "/c/bank/MINE/signal".into(),
            Some(json!({"video_md5": md5.to_uppercase(), "metadata": {"content_id": "x", "collab": {}}})),
            200,
            json!({"id": 2, "signals": {"video_md5": md5}}),
        ),
        (
            "POST",
            "/c/bank/HALF/signal".into(),
            Some(json!({"pdq": near("0f", 1)})),
            200,
            json!({"id": 3, "signals": {"pdq": near("0f", 1)}}),
        ),
        (
            "POST",
            "/c/bank/MINE/signal".into(),
            Some(json!({"photodna": "x"})),
            400,
            json!({"message": "No such signal type photodna"}),
        ),
        (
            "POST",
            "/c/bank/MINE/signal".into(),
            Some(json!({"pdq": "zz"})),
            400,
            json!({"message": "Invalid pdq signal: pdq: 64 hex digits"}),
        ),
        ("POST", "/c/bank/MINE/signal".into(), Some(json!({})), 400, json!({"message": "No signals given"})),
        ("GET", format!("/m/raw_lookup?signal={one}&signal_type=pdq"), None, 200, json!({"matches": [1, 3]})),
        (
            "GET",
            format!("/m/raw_lookup?signal={one}&signal_type=pdq&include_distance=true&banks=HALF"),
            None,
            200,
            json!({"matches": [{"bank_content_id": 3, "distance": "4"}]}),
        ),
        ("GET", format!("/m/raw_lookup?signal={far}&signal_type=pdq"), None, 200, json!({"matches": []})),
        (
            "GET",
            format!("/m/raw_lookup?signal={one}&signal_type=photodna"),
            None,
            400,
            json!({"message": "No such SignalType 'photodna'"}),
        ),
        (
            "GET",
            format!("/m/lookup?signal={}&signal_type=pdq", near("0f", 7)),
            None,
            200,
            json!({"MINE": [{"bank_content_id": 1, "distance": "28"}]}),
        ),
        ("GET", format!("/m/lookup?signal={}&signal_type=pdq", near("0f", 8)), None, 200, json!({})),
        (
            "GET",
            format!("/m/lookup?signal={one}&signal_type=pdq&bypass_coinflip=true&banks=HALF"),
            None,
            200,
            json!({"HALF": [{"bank_content_id": 3, "distance": "4"}]}),
        ),
        (
            "GET",
            format!("/m/lookup?signal={md5}&signal_type=video_md5"),
            None,
            200,
            json!({"MINE": [{"bank_content_id": 2, "distance": "-"}]}),
        ),
        (
            "GET",
            "/m/lookup?signal=00&signal_type=pdq".into(),
            None,
            400,
            json!({"message": "invalid signal: pdq: 64 hex digits"}),
        ),
        (
            "GET",
            "/m/lookup".into(),
            None,
            400,
            json!({"message": "Either url or both signal and signal_type are required"}),
        ),
        (
            "POST",
            "/m/compare".into(),
            Some(json!({"pdq": [one, near("0f", 8)]})),
            200,
            json!({"pdq": [false, {"distance": 32}]}),
        ),
        ("POST", "/m/compare".into(), Some(json!({"pdq": [one, one]})), 200, json!({"pdq": [true, {"distance": 0}]})),
        (
            "POST",
            "/m/compare".into(),
            Some(json!({"pdq": [one]})),
            400,
            json!({"message": "pdq: exactly two hashes, as text, are wanted"}),
        ),
        (
            "GET",
            "/c/bank/MINE/content/1?include_signals=true".into(),
            None,
            200,
            json!({"id": 1, "disable_until_ts": 0, "original_media_uri": null, "bank": {"name": "MINE", "matching_enabled_ratio": 1.0}, "signals": {"pdq": one}, "metadata": {}, "note": "ours"}),
        ),
        (
            "GET",
            "/c/bank/MINE/content/2".into(),
            None,
            200,
            json!({"id": 2, "disable_until_ts": 0, "original_media_uri": null, "bank": {"name": "MINE", "matching_enabled_ratio": 1.0}, "metadata": {"content_id": "x"}}),
        ),
        ("GET", "/c/bank/HALF/content/1".into(), None, 404, json!({"message": "content '1' not found"})),
        (
            "PUT",
            "/c/bank/MINE/content/1".into(),
            Some(json!({"disable_until_ts": 4_000_000_000_000i64})),
            400,
            json!({"message": "disable_until_ts: at most five years from now"}),
        ),
        ("GET", "/c/signal_type/index?signal_type=x".into(), None, 400, json!({"message": "No such signal type 'x'"})),
        (
            "GET",
            "/c/content_type".into(),
            None,
            200,
            json!([{"name": "photo", "enabled": true}, {"name": "video", "enabled": true}]),
        ),
        ("DELETE", "/c/bank/MINE/content/2".into(), None, 200, json!({"deleted": 1})),
        ("DELETE", "/c/bank/MINE/content/2".into(), None, 200, json!({"deleted": 0})),
        ("GET", format!("/m/lookup?signal={md5}&signal_type=video_md5"), None, 200, json!({})),
        ("DELETE", "/c/bank/MINE".into(), None, 200, json!({"message": "Done"})),
        ("DELETE", "/c/bank/MINE".into(), None, 200, json!({"message": "Done"})),
        ("GET", format!("/m/raw_lookup?signal={one}&signal_type=pdq"), None, 200, json!({"matches": [3]})),
    ];
    for (method, path, body, status, said) in table {
        let answer = node.ask(method, &format!("{base}{path}"), body.as_ref());
        assert_eq!(answer, (status, said), "{method} {path}");
    }
    for (method, path, body, status) in [
        ("GET", "/m/raw_lookup?signal_type=pdq", None, 422),
        ("GET", "/m/raw_lookup?signal=1&signal_type=pdq&include_distance=maybe", None, 422),
        ("POST", "/c/banks", Some(json!({"enabled_ratio": 1})), 422),
        ("POST", "/c/banks", Some(json!({"name": "lower"})), 400),
        ("GET", "/m/lookup?url=http://example.com/x.jpg", None, 403),
        ("GET", "/c/exchanges", None, 501),
        ("PUT", "/c/exchange/X", Some(json!({"enabled": true})), 501),
    ] {
        let (found, said) = node.ask(method, &format!("{base}{path}"), body.as_ref());
        assert_eq!(found, status, "{method} {path}: {said}");
        let fields =
            said.as_array().is_some_and(|list| list.iter().all(|one| one["type"].is_string() && one["loc"].is_array()));
        assert!(if status == 422 { fields } else { said["message"].is_string() }, "{said}");
    }
    let (_, map) = node.ask("GET", &format!("{base}/site-map"), None);
    assert!(map.to_string().contains("\"/c/bank/<bank_name>/content/<content_id>\""), "{map}");
    let (status, document) = node.ask("GET", &format!("{base}/openapi/openapi.json"), None);
    assert_eq!((status, &document["openapi"]), (200, &json!("3.1.0")));
    let (status, page) = node.ask("GET", &format!("{base}/openapi/"), None);
    assert!(status == 200 && page.as_str().is_some_and(|page| page.contains("/m/lookup")), "{page}");
    assert!(node.empty("PUT", &format!("{base}/c/signal_type/pdq"), &json!({"enabled_ratio": 1})).contains(" 204 "));
    let (_, status) = node.ask("GET", &format!("{base}/m/index/status?signal_type=pdq"), None);
    assert_eq!((&status["pdq"]["present"], &status["pdq"]["size"]), (&json!(true), &json!(1)));
    node.end(&[&token, &token[4..]]);
}

#[test]
fn nobody_asks_without_a_name() {
    let node = Node::start("names", &[]);
    let (a, b) = (node.platform("Alpha", "known"), node.platform("Beta", "own-images"));
    node.ready("/hma");
    let own = json!({"name": "MINE"});
    assert_eq!(node.ask("POST", &format!("/hma/{a}/c/banks"), Some(&own)).0, 201);
    assert_eq!(node.ask("POST", &format!("/hma/{b}/c/banks"), Some(&own)).0, 201, "lists of two platforms do not meet");
    for (path, headers, status) in [
        ("/hma/c/banks", String::new(), 401),
        ("/hma/khp_00/c/banks", String::new(), 401),
        ("/hma/c/banks", format!("authorization: Bearer {a}\r\n"), 200),
        ("/hma/c/banks", format!("authorization: bearer {b}\r\n"), 200),
        ("/hma/c/banks", format!("authorization: Basic {a}\r\n"), 401),
        ("/feed/v1/FetchHashes", format!("x-functions-key: {a}\r\n"), 200),
        ("/feed/v1/FetchHashes", String::new(), 401),
        ("/hma/status/live", String::new(), 200),
    ] {
        let (found, said) = node.ask_with("GET", path, None, &headers);
        assert_eq!(found, status, "{path} {headers}: {said}");
        assert!(!said.to_string().contains("khp_"), "no error repeats a token");
    }
    node.end(&[&a, &b]);
}

#[test]
fn a_program_on_the_machine_asks_without_a_token_only_where_that_is_set() {
    let node = Node::start("open", &[("KHIEN_OPEN_LOOKUPS", "true")]);
    node.ready("/hma");
    let one = hash("0f");
    assert_eq!(node.ask("POST", "/hma/c/banks", Some(&json!({"name": "TESTS"}))).0, 201);
    assert_eq!(node.ask("POST", "/hma/c/bank/TESTS/signal", Some(&json!({"pdq": one}))).0, 200);
    let path = format!("/hma/m/lookup?signal={one}&signal_type=pdq");
    let found = json!({"TESTS": [{"bank_content_id": 1, "distance": "0", "unreviewed": true}]});
    assert_eq!(node.ask("GET", &path, None), (200, found));
    assert_eq!(node.ask_with("GET", &path, None, "x-forwarded-for: 192.0.2.1\r\n").0, 401, "a proxy passed it on");
    assert_eq!(node.ask("GET", "/feed/v1/FetchHashes", None).0, 403);
    node.end(&[]);
}

#[test]
fn the_feed_gives_pages_and_takes_what_platforms_say() {
    let node = Node::start("feed", &[("KHIEN_OPEN_LOOKUPS", "true")]);
    let (a, b) = (node.platform("Alpha", "known"), node.platform("Beta", "known"));
    node.ready("/hma");
    assert_eq!(node.ask("POST", "/hma/c/banks", Some(&json!({"name": "TESTS"}))).0, 201);
    for digits in ["01", "02", "03"] {
        assert_eq!(node.ask("POST", "/hma/c/bank/TESTS/signal", Some(&json!({"pdq": hash(digits)}))).0, 200);
    }
    let base = format!("/feed/{a}/v1");
    let (status, first) = node.ask("GET", &format!("{base}/FetchHashes?startTimestamp=10&pageSize=2"), None);
    assert_eq!((status, &first["count"], &first["hasMoreRecords"]), (200, &json!(2), &json!(true)));
    let record = &first["hashRecords"][0];
    assert_eq!((&record["signalType"], &record["hashStatus"]), (&json!("ImagePDQ"), &json!("Active")));
    assert_eq!(record["CSPFeedbacks"][0]["feedbackValue"], json!("PendingReview"));
    let token = first["nextPageToken"].as_str().expect("token");
    let page = format!("{base}/FetchHashes?startTimestamp=10&pageSize=2&nextPageToken={token}");
    let (_, second) = node.ask("GET", &page, None);
    assert_eq!((&second["count"], &second["hasMoreRecords"]), (&json!(1), &json!(false)));
    let start = second["nextSetTimestamp"].as_i64().expect("second");
    assert_eq!(node.ask("DELETE", "/hma/c/bank/TESTS/content/1", None).1, json!({"deleted": 1}));
    let (_, later) = node.ask("GET", &format!("{base}/FetchHashes?startTimestamp={start}"), None);
    assert_eq!(later["count"], json!(1), "{later}");
    assert_eq!(later["hashRecords"][0]["hashStatus"], json!("Withdrawn"));
    assert_eq!(later["hashRecords"][0]["CSPFeedbacks"][0]["feedbackValue"], json!("NotBlocked"));
    let next = later["nextSetTimestamp"].as_i64().expect("second");
    let (_, nothing) = node.ask("GET", &format!("{base}/FetchHashes?startTimestamp={next}"), None);
    assert_eq!((&nothing["count"], &nothing["nextSetTimestamp"]), (&json!(0), &json!(next)));

    let said =
        json!({"count": 1, "hashFeedbacks": [{"tags": [], "feedbackValue": "Blocked", "hashValue": hash("02")}]});
    assert_eq!(node.ask("POST", &format!("{base}/SubmitFeedback"), Some(&said)), (200, json!({"count": 1})));
    let sent = json!({"count": 1, "hashRecords": [{"lastModtimestamp": 1, "signalType": "StopNCIISignalType.ImagePDQ",
        "hashValue": hash("04"), "CSPFeedbacks": [{"tags": [], "feedbackValue": "Blocked"}]}]});
    for taken in [1, 0] {
        assert_eq!(node.ask("POST", &format!("{base}/SubmitHashes"), Some(&sent)), (200, json!({"count": taken})));
    }
    let path = |token: &str| format!("/hma/{token}/m/raw_lookup?signal={}&signal_type=pdq", hash("04"));
    assert_eq!(node.ask("GET", &path(&a), None).1, json!({"matches": [4]}));
    assert_eq!(node.ask("GET", &path(&b), None).1, json!({"matches": []}), "nobody has looked at it here");
    for (path, body) in [("SubmitFeedback", json!({})), ("SubmitHashes", json!({"hashRecords": [{"signalType": "X"}]}))]
    {
        assert_eq!(node.ask("POST", &format!("{base}/{path}"), Some(&body)).0, 422, "{path}");
    }
    assert_eq!(node.ask("GET", &format!("{base}/FetchHashes?nextPageToken=x"), None).0, 400);

    // What the platform may have changes between two pages: they begin anew, for what it may have now may be older.
    let (_, first) = node.ask("GET", &format!("{base}/FetchHashes?startTimestamp=10&pageSize=2"), None);
    let token = first["nextPageToken"].as_str().expect("token");
    let page = format!("{base}/FetchHashes?startTimestamp=10&pageSize=2&nextPageToken={token}");
    let (_, second) = node.ask("GET", &page, None);
    assert_ne!(second["hashRecords"], first["hashRecords"]);
    node.receives("Alpha", "known,own-images");
    assert_eq!(node.ask("GET", &page, None).1["hashRecords"], first["hashRecords"]);
    node.end(&[&a, &b]);
}

/// The node's store, opened beside the serving process as the command line does it.
fn store_of(place: &Place) -> (khien_store::Store, khien_store::writer::Writer) {
    let zone = jiff::tz::TimeZone::UTC;
    let rulebook = khien_casework::Rulebook::load(&khien_terms::DataFiles::embedded(), "VN", zone, &[]).expect("rules");
    let shared = khien_store::Shared { place: place.clone(), rulebook: std::sync::Arc::new(rulebook) };
    khien_store::Store::open(shared).expect("store")
}

#[test]
fn own_images_are_fetched_by_who_was_chosen_and_a_withdrawal_is_acknowledged_by_the_next_fetch() {
    let node = Node::start("own", &[]);
    let (chosen, other) = (node.platform("Chosen", "own-images"), node.platform("Other", "own-images,known"));
    node.ready("/hma");
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let (store, writer) = store_of(&node.place);
    let report = khien_terms::id::ReportId::from_bits(7);
    let by_person = || Meta::once(Actor::Reporter).expect("meta");
    let one = hash("0f");
    runtime.block_on(async {
        let receiver = store.receivers().await.expect("receivers").remove(0);
        assert_eq!(receiver.name, "Chosen");
        let item = ReleasedSignal { item: 1, kind: SignalKind::Pdq, value: one.clone(), quality: Some(90) };
        let wanted = Release { report, receivers: vec![receiver.id], items: vec![item], child: true };
        store.write("release", move |batch| release(batch, &wanted, by_person())).await.expect("released");
    });
    let lookup = |token: &str| node.ask("GET", &format!("/hma/{token}/m/lookup?signal={one}&signal_type=pdq"), None).1;
    // Another process wrote it: the serving node follows within a second.
    let found = (0..60).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        lookup(&chosen) != json!({})
    });
    assert!(found, "the chosen platform finds it");
    assert_eq!(lookup(&chosen)["OWN_IMAGES_CHILD"][0]["unreviewed"], json!(true));
    assert_eq!(lookup(&other), json!({}));
    assert_eq!(node.ask("GET", &format!("/hma/{other}/c/bank/OWN_IMAGES_CHILD/content/1"), None).0, 404);
    let fetch = |token: &str, start: i64| {
        node.ask("GET", &format!("/feed/{token}/v1/FetchHashes?startTimestamp={start}"), None).1
    };
    assert_eq!(fetch(&other, 10)["count"], json!(0));
    let first = fetch(&chosen, 10);
    assert_eq!(first["hashRecords"][0]["hashValue"], json!(one));
    let start = first["nextSetTimestamp"].as_i64().expect("second");
    let delivery = || runtime.block_on(store.deliveries(report)).expect("deliveries").remove(0);
    assert!(delivery().fetched_at.is_some() && delivery().withdrawn_at.is_none());
    runtime
        .block_on(store.write("withdraw", move |batch| withdraw(batch, report, None, by_person())))
        .expect("withdrawn");
    assert_eq!(lookup(&chosen), json!({}), "at once");
    let told = fetch(&chosen, start);
    assert_eq!(told["hashRecords"][0]["hashStatus"], json!("Withdrawn"));
    assert!(delivery().withdrawn_at.is_some() && delivery().acknowledged_at.is_none());
    let next = told["nextSetTimestamp"].as_i64().expect("second");
    assert_eq!(fetch(&chosen, next)["count"], json!(0));
    assert!(delivery().acknowledged_at.is_some());
    drop(store);
    writer.join();
    node.end(&[&chosen, &other, &one]);
}

#[test]
fn a_list_goes_into_a_bank_once_and_comes_out_again() {
    let node = Node::start("lists", &[("KHIEN_OPEN_LOOKUPS", "true")]);
    node.ready("/hma");
    assert_eq!(node.ask("POST", "/hma/c/banks", Some(&json!({"name": "TESTS"}))).0, 201);
    let folder = node.place.folder.clone();
    let list = folder.join("list.txt");
    let lines =
        [format!("pdq {}", hash("0f")), format!("md5 {}", "ab".repeat(16)), format!("pdq {}", hash("0f")), "x".into()];
    std::fs::write(&list, lines.join("\n")).expect("list");
    let khien = |args: &[&str]| -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
        let done = command.args(args).arg("--data").arg(&folder).env("KHIEN_LOG", "off").output().expect("khien");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_slice(&done.stdout).expect("json")
    };
    let (from, out) = (list.to_string_lossy().into_owned(), folder.join("out.csv").to_string_lossy().into_owned());
    for kept in [2, 0] {
        let said = khien(&["list", "import", &from, "--bank", "TESTS", "--json"]);
        assert_eq!((&said["read"], &said["kept"]), (&json!(4), &json!(kept)), "{said}");
    }
    let path = format!("/hma/m/raw_lookup?signal={}&signal_type=md5", "ab".repeat(16));
    assert_eq!(node.ask("GET", &path, None).1["matches"].as_array().map(Vec::len), Some(1));
    assert_eq!(khien(&["list", "export", "--bank", "TESTS", &out, "--json"])["kept"], json!(2));
    let told = std::fs::read_to_string(&out).expect("list");
    assert!(told.contains(&hash("0f")) && told.contains(&"ab".repeat(16)) && told.lines().count() == 3, "{told}");
    // What a list takes back is withdrawn.
    let gone = folder.join("gone.csv");
    std::fs::write(&gone, format!("kind,value,deleted\npdq,{},true\n", hash("0f"))).expect("list");
    let said = khien(&["list", "import", &gone.to_string_lossy(), "--bank", "TESTS", "--json"]);
    assert_eq!(said["withdrawn"], json!(1), "{said}");
    let path = format!("/hma/m/raw_lookup?signal={}&signal_type=pdq", hash("0f"));
    assert_eq!(node.ask("GET", &path, None).1, json!({"matches": []}));
    node.end(&[]);
}

/// Answers every request with the same file.
fn media(kind: &'static str, status: u16, body: Vec<u8>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("bind");
    let address = listener.local_addr().expect("address").to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            use std::io::{Read, Write};
            let (mut request, mut piece) = (Vec::new(), [0; 4096]);
            while !request.windows(4).any(|four| four == b"\r\n\r\n") {
                match stream.read(&mut piece) {
                    Ok(n) if n > 0 => request.extend_from_slice(&piece[..n]),
                    _ => break,
                }
            }
            let head = format!(
                "HTTP/1.1 {status} x\r\nlocation: http://127.0.0.1:1/\r\ncontent-type: {kind}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            // Whoever asked may have seen enough.
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)));
        }
    });
    address
}

#[test]
fn a_file_at_an_address_is_fetched_from_hosts_of_the_list_only() {
    let picture = image::RgbImage::from_fn(256, 256, |x, y| {
        image::Rgb([(x * 7 + y * y / 9) as u8, (x * y / 31) as u8, ((x ^ y) * 3) as u8])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).expect("png");
    let (photo, text) = (media("image/png", 200, png.into_inner()), media("text/html", 200, b"<html>".to_vec()));
    let (moved, film) = (media("image/png", 302, Vec::new()), media("video/mp4", 200, b"a film".to_vec()));
    let list = [&photo, &text, &moved, &film].map(String::as_str).join(",");
    let node = Node::start("remote", &[("KHIEN_FETCH_HOSTS", &list)]);
    let token = node.platform("Example", "known");
    let base = format!("/hma/{token}");
    node.ready(&base);
    let at = |path: &str, host: &str| node.ask("GET", &format!("{base}{path}?url=http%3A%2F%2F{host}%2Fa"), None);
    let (status, hashed) = at("/h/hash", &photo);
    assert_eq!(status, 200);
    let pdq = hashed["pdq"].as_str().expect("a hash").to_owned();
    assert_eq!(pdq.len(), 64, "{hashed}");
    let md5 = at("/h/hash", &film);
    assert_eq!(md5.1["video_md5"].as_str().map(str::len), Some(32), "{md5:?}");
    assert_eq!(node.ask("POST", &format!("{base}/c/banks"), Some(&json!({"name": "MINE"}))).0, 201);
    let add = format!("{base}/c/bank/MINE/content?url=http%3A%2F%2F{photo}%2Fa");
    assert_eq!(node.ask("POST", &add, None).1["signals"]["pdq"], json!(pdq));
    assert_eq!(at("/m/lookup", &photo).1["pdq"]["MINE"][0]["distance"], json!("0"));
    for (host, status, says) in [
        (text.as_str(), 400, "whether this is a photo or a video"),
        (moved.as_str(), 400, "answers 302"),
        ("127.0.0.1:1", 403, "does not fetch from this host"),
        ("media.example", 403, "does not fetch from this host"),
        ("user%40127.0.0.1", 400, "not one that begins with https"),
    ] {
        let (got, said) = at("/h/hash", host);
        assert_eq!(got, status, "{host}: {said}");
        assert!(said["message"].as_str().expect("a message").contains(says), "{said}");
    }
    node.end(&[&token]);
}
