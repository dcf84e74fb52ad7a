//! A stream of chunks, an archive and the tag files of a package that never change: the browser writes the same bytes (`web/tests/package.test.mjs`), and so does
//! any other program. `KHIEN_WRITE_VECTORS=1` writes the file anew, before a release and never after.

#![expect(clippy::expect_used, reason = "a vector that cannot be made is a test that fails")]

use std::io::Write;

use khien_desk::package::zip::Writer;
use khien_desk::package::{Description, Item, by_letter, check, tag_files};
use khien_desk::wire::chunked::{HEAD, Opener, Sealer, context};
use khien_seal::keys::SignKey;
use serde_json::{Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/package-v1.json");
const THREAD: &str = "000102030405060708090a0b0c0d0e0f";

/// Bytes that every program can make: the low byte of n times 7, and n divided by 256.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from((n * 7 + n / 256) % 256).expect("small")).collect()
}

fn sealed(length: usize) -> Vec<u8> {
    let context = context(THREAD).expect("a thread");
    let (mut sealer, head) = Sealer::new(&[7; 32], &[9; 24], &context).expect("key");
    let mut out = head.to_vec();
    sealer.push(&pattern(length), &mut out).expect("sealed");
    sealer.finish(&mut out).expect("sealed");
    out
}

fn archive() -> Vec<u8> {
    let mut archive = Writer::new(Vec::new());
    for (name, length, crc) in [("bag/bagit.txt", 0usize, 0u32), ("bag/data/payload/bằng chứng.bin", 1000, 0x668f_073d)]
    {
        archive.begin(name, length as u64, crc).expect("begun");
        archive.write_all(&pattern(length)).expect("written");
    }
    archive.finish().expect("finished")
}

/// What a package is made from: files whose order by bytes is another than by letters, names beyond ASCII, moments with parts of a second.
fn description() -> Value {
    let file = |path: &str, more: Value| {
        let mut file =
            json!({"path": path, "bytes": 1000, "sha256": "ab".repeat(32), "sha512": "cd".repeat(64), "item": "1"});
        for (name, value) in more.as_object().expect("members") {
            file[name] = value.clone();
        }
        file
    };
    let custody = json!([{"who": "Invented provider", "what": "exported \"all\"\nof it", "at": "2026-11-20T08:00:00.5Z"},
                         {"who": "Duty magistrate", "what": "put into this package", "at": "2026-11-20T09:00:00Z"}]);
    let timed = json!({"media_type": "text/csv", "from": "2026-10-02T00:00:00Z", "to": "2026-10-03T00:00:00Z", "custody": custody});
    json!({
        "request": THREAD, "package": 2, "asking": "XA", "asked": "XC", "source": "Invented authority", "made_at": "2026-11-20T10:00:00Z",
        "examiner": "Duty magistrate", "tools": [{"name": "Khiên", "version": "letter"}], "authorisation": "Invented order\nof a court",
        "conditions": {"purposes": ["investigation", "prosecution"], "onward": false, "until": "2027-01-31", "feedback": true},
        "files": [file("đăng nhập.csv", timed), file("Z.txt", json!({})), file("a\u{10000}.bin", json!({})), file("a\u{ffe6}.bin", json!({}))],
    })
}

fn items() -> Value {
    json!([{"id": "1", "class": "subscriber", "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"},
           {"id": "2", "class": "traffic", "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}])
}

/// Descriptions that differ from the sound one in a member, and what is found in each.
fn stopped() -> Vec<Value> {
    let changes = [
        ("/files/0/path", json!("../x")),
        ("/files/0/path", json!("a\\b")),
        ("/files/0/path", json!("con.txt")),
        ("/files/0/path", json!("lpt¹")),
        ("/files/0/path", json!("ends.")),
        ("/files/0/path", json!("50%.csv")),
        ("/files/0/path", json!("a\u{202e}b")),
        ("/files/0/path", json!("x".repeat(256))),
        ("/files/0/path", json!("z.TXT")),
        ("/files/0/item", json!("3")),
        ("/files/0/item", json!("2")),
        ("/files/1/item", json!("2")),
        ("/files/0/from", json!("2026-09-30T23:59:59Z")),
        ("/files/0/to", json!("2026-11-01T00:00:01Z")),
        ("/files/0/from", json!("2026-10-04T00:00:00Z")),
        ("/files/0/media_type", json!("text")),
        ("/files/0/custody/0/what", json!(" ")),
        ("/conditions/purposes", json!([])),
        ("/conditions/purposes", json!(["other_with_consent"])),
        ("/conditions/purposes", json!(["protection", "protection"])),
        ("/authorisation", json!("")),
        ("/source", json!("two\nlines")),
        ("/examiner", json!(" spaced")),
        ("/files", json!([])),
        ("/package", json!(10_000)),
    ];
    let items: Vec<Item> = serde_json::from_value(items()).expect("items");
    let found = |(pointer, value): (&str, Value)| {
        let mut description = description();
        *description.pointer_mut(pointer).expect("a member") = value.clone();
        let read = Description::read(description.to_string().as_bytes()).expect("a description");
        let findings: Vec<Value> =
            check(&read, &items).iter().map(|finding| json!([finding.file, finding.what.code()])).collect();
        json!({"pointer": pointer, "value": value, "findings": findings})
    };
    changes.into_iter().map(found).collect()
}

fn described() -> Value {
    let read = Description::read(description().to_string().as_bytes()).expect("a description");
    let tags: Vec<Value> = tag_files(&read)
        .expect("sound")
        .into_iter()
        .map(|file| json!([file.path, String::from_utf8(file.bytes).expect("text")]))
        .collect();
    let signature = by_letter::sign(b"a manifest", &SignKey::from_seed([3; 32])).expect("signed");
    json!({"description": description(), "items": items(), "tags": tags, "stopped": stopped(),
           "letter": {"seed": "03".repeat(32), "manifest": "a manifest", "signature": hex::encode(signature)}})
}

fn made() -> Value {
    let streams: Vec<Value> = [0, 1, 16_383, 16_384, 40_000]
        .map(|length| json!({"length": length, "sha256": khien_seal::sha256_hex(&sealed(length))}))
        .into();
    json!({"key": "07".repeat(32), "salt": "09".repeat(24), "thread": THREAD, "streams": streams,
           "archive": hex::encode(archive()), "described": described()})
}

#[test]
fn streams_archives_and_tag_files_are_what_they_always_were() {
    let made = made();
    if std::env::var_os("KHIEN_WRITE_VECTORS").is_some() {
        std::fs::write(FILE, serde_json::to_string_pretty(&made).expect("json") + "\n").expect("written");
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(FILE).expect("the file")).expect("json");
    assert_eq!(made, kept);
}

#[test]
fn a_stream_of_the_vector_opens() {
    let sealed = sealed(40_000);
    let (head, records) = sealed.split_at(HEAD);
    let context = context(THREAD).expect("a thread");
    let mut opener = Opener::new(&[7; 32], head.try_into().expect("length"), &context).expect("key");
    let mut out = Vec::new();
    opener.push(records, &mut out).expect("opened");
    opener.finish(&mut out).expect("whole");
    assert_eq!(out, pattern(40_000));
}
