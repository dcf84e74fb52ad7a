//! Videos over the interface of Hasher-Matcher-Actioner: a known one is found in a copy, in a part of it and in a longer one that
//! holds it. The videos are drawn by the `ffmpeg` that also decodes them.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[path = "served/platforms.rs"]
#[expect(dead_code, reason = "this story needs a part of it only")]
mod platforms;
#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use platforms::Node;
use serde_json::{Value, json};
use served::{connect, exchange};

/// Draws a video; `what` is a source of ffmpeg.
fn draw(folder: &Path, name: &str, arguments: &[&str]) -> PathBuf {
    let mut command = Command::new("ffmpeg");
    command.current_dir(folder).args(["-nostdin", "-v", "error", "-y"]).args(arguments).arg(name).stdin(Stdio::null());
    let done = command.output().expect("ffmpeg, which these tests need (Debian: apt install ffmpeg)");
    assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
    folder.join(name)
}

/// Sends a file as a video; gives the status, whether it was told that there is too little to see, and the answer.
fn send(node: &Node, path: &str, file: &[u8]) -> (u16, Value) {
    let mut body = b"--x\r\ncontent-disposition: form-data; name=\"video\"; filename=\"a.mp4\"\r\n\r\n".to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = connect(node.served.address).expect("connect");
    let (status, text) = exchange(&mut stream, &[head.as_bytes(), &body].concat()).expect("answer");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn encoded(text: &str) -> String {
    text.replace('[', "%5B").replace(']', "%5D").replace('"', "%22").replace(' ', "%20").replace(',', "%2C")
}

#[test]
fn a_known_video_is_found_in_a_copy_a_part_and_a_longer_one() {
    let node = Node::start("films", &[("KHIEN_HASH_VIDEOS", "true")]);
    let folder = node.place.folder.join("films");
    std::fs::create_dir_all(&folder).expect("folder");
    let mpeg4 = ["-pix_fmt", "yuv420p", "-c:v", "mpeg4", "-q:v", "3"];
    let drawn = |name: &str, source: &str, seconds: &str| {
        draw(&folder, name, &[&["-f", "lavfi", "-i", source, "-t", seconds][..], &mpeg4].concat())
    };
    let known = drawn("known.mp4", "mandelbrot=s=320x240:r=10:start_scale=2", "10");
    let other = drawn("other.mp4", "life=s=320x240:r=10:seed=7:mold=10", "30");
    let dark = drawn("dark.mp4", "color=black:s=320x240:r=10", "3");
    let smaller = ["-vf", "scale=200:150", "-c:v", "mpeg4", "-q:v", "8"];
    let part = draw(&folder, "part.mkv", &[&["-i", "known.mp4", "-t", "6"][..], &smaller].concat());
    let joined = ["-i", "other.mp4", "-i", "known.mp4", "-filter_complex", "[0:v][1:v]concat=n=2", "-c:v", "mpeg4"];
    let longer = draw(&folder, "longer.mp4", &joined);
    let bytes = |path: &PathBuf| std::fs::read(path).expect("a video");

    let (mine, theirs) = (node.platform("Example", "known"), node.platform("Another", "known"));
    let base = format!("/hma/{mine}");
    node.ready(&base);
    let (status, hashed) = send(&node, &format!("{base}/h/hash?types=vpdq,video_md5"), &bytes(&known));
    assert_eq!(status, 200, "{hashed}");
    let text = hashed["vpdq"].as_str().expect("frames").to_owned();
    let frames: Vec<String> = serde_json::from_str(&text).expect("a list");
    assert!(frames.len() == 10 && frames[3].ends_with(",3.000"), "{text}");
    assert_eq!(hashed["video_md5"].as_str().map(str::len), Some(32));
    let by_hand = Command::new(env!("CARGO_BIN_EXE_khien")).args(["hash", "--vpdq", "json"]).arg(&known).output();
    let by_hand = String::from_utf8(by_hand.expect("khien hash").stdout).expect("UTF-8");
    assert_eq!(by_hand.trim(), text, "the command line and the interface say the same");
    let plain = send(&node, &format!("{base}/h/hash"), &bytes(&known)).1;
    assert_eq!(plain.as_object().expect("object").keys().collect::<Vec<_>>(), ["video_md5"], "as the stock server");

    assert_eq!(node.ask("POST", &format!("{base}/c/banks"), Some(&json!({"name": "MINE"}))).0, 201);
    let added = send(&node, &format!("{base}/c/bank/MINE/content?types=vpdq"), &bytes(&known));
    assert_eq!(added, (200, json!({"id": 1, "signals": {"vpdq": text}})));
    let shown = node.ask("GET", &format!("{base}/c/bank/MINE/content/1?include_signals=true"), None).1;
    assert_eq!(shown["signals"]["vpdq"], json!(text));
    assert_eq!(node.ask("GET", &format!("{base}/m/index/status"), None).1["vpdq"]["size"], json!(10));

    let asks = |path: &PathBuf| send(&node, &format!("{base}/m/lookup?types=vpdq"), &bytes(path));
    let found = |distance: &str| (200, json!({"vpdq": {"MINE": [{"bank_content_id": 1, "distance": distance}]}}));
    assert_eq!(asks(&known), found("100%[100%]"));
    assert_eq!(asks(&part), found("100%[60%]"), "a part, smaller and saved again");
    assert_eq!(asks(&longer), found("25%[100%]"), "a longer one that holds it");
    assert_eq!(asks(&other), (200, json!({"vpdq": {}})));
    assert_eq!(asks(&dark), (200, json!({"vpdq": {}})), "too little to see matches nothing");
    let by_text = format!("{base}/m/lookup?signal={}&signal_type=vpdq", encoded(&text));
    assert_eq!(node.ask("GET", &by_text, None), (200, found("100%[100%]").1["vpdq"].clone()));
    let raw = format!("{base}/m/raw_lookup?signal={}&signal_type=vpdq", encoded(&text));
    assert_eq!(node.ask("GET", &raw, None).1, json!({"matches": [1]}));
    let by_body = node.ask("POST", &format!("{base}/m/lookup"), Some(&json!({"signal": text, "signal_type": "vpdq"})));
    assert_eq!(by_body, (200, found("100%[100%]").1["vpdq"].clone()), "what is too long for an address");
    let strangers = by_text.replace(&mine, &theirs);
    assert_eq!(node.ask("GET", &strangers, None), (200, json!({})), "a platform's list is its own");
    let half = format!("[{}]", frames[..5].iter().map(|frame| format!("\"{frame}\"")).collect::<Vec<_>>().join(","));
    let pair = json!({"vpdq": [half, text]});
    let said = node.ask("POST", &format!("{base}/m/compare"), Some(&pair)).1;
    assert_eq!(said, json!({"vpdq": [true, {"query_match_percent": 100.0, "compared_match_percent": 50.0}]}));

    for (path, file, says) in [
        ("/h/hash?types=vpdq", Vec::new(), "the file is empty"),
        ("/c/bank/MINE/content", Vec::new(), "the file is empty"),
        ("/h/hash?types=vpdq", b"no video at all".to_vec(), "there is no video in it"),
        ("/h/hash?types=vpdq", bytes(&known)[..2_000].to_vec(), "damaged"),
        ("/c/bank/MINE/content?types=vpdq", bytes(&dark), "too little to see"),
        ("/h/hash?types=pdq", bytes(&known), "No such SignalType 'pdq'"),
    ] {
        let (status, said) = send(&node, &format!("{base}{path}"), &file);
        let message = said["message"].as_str().unwrap_or_default();
        assert!(status == 400 && message.contains(says), "{path}: {status} {said}");
    }
    let nothing = json!({"video_md5": "d41d8cd98f00b204e9800998ecf8427e"});
    assert_eq!(node.ask("POST", &format!("{base}/c/bank/MINE/signal"), Some(&nothing)).0, 400);
    for wrong in ["x", "{}", "[\"0f,1,2\"]", "[]"] {
        let (status, said) = node.ask("POST", &format!("{base}/c/bank/MINE/signal"), Some(&json!({"vpdq": wrong})));
        assert_eq!(status, 400, "{wrong}: {said}");
    }
    assert_eq!(node.ask("DELETE", &format!("{base}/c/bank/MINE/content/1"), None).1, json!({"deleted": 1}));
    assert_eq!(node.ask("GET", &by_text, None), (200, json!({})));
    node.end(&[&mine, &theirs]);
}

#[test]
fn no_video_is_decoded_before_whoever_runs_the_node_says_so() {
    let node = Node::start("films-off", &[]);
    let token = node.platform("Example", "known");
    let base = format!("/hma/{token}");
    node.ready(&base);
    let (status, said) = send(&node, &format!("{base}/h/hash?types=vpdq"), b"a video");
    assert!(status == 501 && said["message"].as_str().is_some_and(|why| why.contains("hash_videos")), "{said}");
    assert_eq!(send(&node, &format!("{base}/h/hash?types=video_md5"), b"a video").0, 200);
    node.end(&[&token]);
}
