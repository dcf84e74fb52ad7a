//! What goes into a package and what comes out of one: descriptions, archives, tag files.
#![no_main]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use khien_desk::package::{self, Description, Found, READ, zip};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((which, rest)) = data.split_first() else { return };
    match which % 3 {
        0 => described(rest),
        1 => archived(rest),
        _ => arrived(rest),
    }
});

/// A sound description makes a package that is whole.
fn described(text: &[u8]) {
    let Ok(description) = Description::read(text) else { return };
    let Ok(tags) = package::tag_files(&description) else { return };
    let mut found: Vec<Found> = Vec::new();
    for file in &description.files {
        let path = format!("data/payload/{}", file.path);
        let (sha256, sha512) = (file.sha256.clone(), file.sha512.clone());
        found.push(Found { path, bytes: file.bytes, sha256, sha512 });
    }
    let (mut bytes, mut small, mut large) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for tag in tags {
        let text = String::from_utf8_lossy(&tag.bytes).into_owned();
        let lines = text.lines().filter_map(|line| line.split_once("  ")).map(|(hash, path)| (path.to_owned(), hash.to_owned()));
        match tag.path {
            "tagmanifest-sha256.txt" => small.extend(lines),
            "tagmanifest-sha512.txt" => large.extend(lines),
            _ => {}
        }
        bytes.insert(tag.path.to_owned(), tag.bytes);
    }
    for (path, tag) in &bytes {
        let hash = |of: &BTreeMap<String, String>| of.get(path).cloned().unwrap_or_default();
        found.push(Found { path: path.clone(), bytes: tag.len() as u64, sha256: hash(&small), sha512: hash(&large) });
    }
    let problems = package::verify(&bytes, &found, package::Word::Nobodys).problems;
    let codes: Vec<&str> = problems.iter().map(|problem| problem.fault.code()).collect();
    assert_eq!(codes, ["unsigned"], "{problems:?}");
}

/// An archive gives no more bytes than it has, none twice.
fn archived(bytes: &[u8]) {
    let mut archive = Cursor::new(bytes);
    let Ok(entries) = zip::entries(&mut archive) else { return };
    let mut read = 0;
    for entry in entries {
        let mut content = Vec::new();
        if entry.open(&mut archive).and_then(|mut from| from.read_to_end(&mut content)).is_ok() {
            assert_eq!(content.len() as u64, entry.bytes);
            read += content.len();
        }
    }
    assert!(read < bytes.len());
}

/// Any bytes in the place of any tag file are judged.
fn arrived(bytes: &[u8]) {
    let tags: BTreeMap<String, Vec<u8>> =
        READ.iter().zip(bytes.split(|byte| *byte == 0)).map(|(name, part)| ((*name).to_owned(), part.to_vec())).collect();
    let found: Vec<Found> = tags
        .iter()
        .map(|(path, bytes)| Found { path: path.clone(), bytes: bytes.len() as u64, sha256: String::new(), sha512: String::new() })
        .collect();
    assert!(!package::verify(&tags, &found, package::Word::Nobodys).problems.is_empty());
}
