//! A stream of chunks and an archive that never change: the browser writes the same bytes (`web/tests/package.test.mjs`), and so does
//! any other program. `KHIEN_WRITE_VECTORS=1` writes the file anew, before a release and never after.

#![expect(clippy::expect_used, reason = "a vector that cannot be made is a test that fails")]

use std::io::Write;

use khien_desk::package::zip::Writer;
use khien_desk::wire::chunked::{HEAD, Opener, Sealer, context};
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

fn made() -> Value {
    let streams: Vec<Value> = [0, 1, 16_383, 16_384, 40_000]
        .map(|length| json!({"length": length, "sha256": khien_seal::sha256_hex(&sealed(length))}))
        .into();
    json!({"key": "07".repeat(32), "salt": "09".repeat(24), "thread": THREAD, "streams": streams,
           "archive": hex::encode(archive())})
}

#[test]
fn streams_and_archives_are_what_they_always_were() {
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
