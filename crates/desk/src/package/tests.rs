//! A package is made, signed, and judged; each thing that can be wrong with it is found by its name.

use std::collections::BTreeMap;

use khien_seal::keys::{AgeIdentity, SignKey};
use khien_seal::statement::{Signed, StaffCert, TeamCert};
use proptest::prelude::*;
use sha2::{Digest, Sha256, Sha512};

use super::*;
use crate::request::{Act, Decision};
use crate::wire::signed::{OfficerSignature, Subject, Voices};

const PAYLOAD: [(&str, &[u8]); 2] = [("logs/đăng nhập.csv", b"invented"), ("account.json", b"{}")];

fn hashes(bytes: &[u8]) -> (String, String) {
    (hex::encode(Sha256::digest(bytes)), hex::encode(Sha512::digest(bytes)))
}

fn description() -> Description {
    let files = PAYLOAD.map(|(path, bytes)| {
        let (sha256, sha512) = hashes(bytes);
        serde_json::json!({
            "path": path, "bytes": bytes.len(), "sha256": sha256, "sha512": sha512, "media_type": "text/csv", "item": "1",
            "from": "2026-10-02T00:00:00Z", "to": "2026-10-03T00:00:00+07:00",
            "custody": [{"who": "Invented provider", "what": "exported", "at": "2026-11-20T08:00:00Z"},
                        {"who": "Night desk", "what": "received and hashed", "at": "2026-11-20T09:00:00Z"}],
        })
    });
    let text = serde_json::json!({
        "request": "0123456789abcdef0123456789abcdef", "package": 1, "asking": "XA", "asked": "XB",
        "source": "Invented central authority", "made_at": "2026-11-20T10:00:00Z", "examiner": "Night desk",
        "tools": [{"name": "Khiên", "version": "0.1.0"}], "authorisation": "Invented order 7 of an invented court",
        "conditions": {"purposes": ["investigation"], "onward": false, "until": "2027-01-31", "feedback": true},
        "files": files,
    });
    Description::read(text.to_string().as_bytes()).expect("description")
}

fn accepted() -> Vec<Item> {
    let text =
        r#"[{"id":"1","class":"traffic","identifier":{},"from":"2026-10-01T00:00:00Z","to":"2026-11-01T00:00:00Z"}]"#;
    serde_json::from_str(text).expect("items")
}

/// A package as it lies on a disk, and whom its State lets speak.
struct World {
    files: BTreeMap<String, Vec<u8>>,
    voices: Voices,
}

fn world() -> World {
    let [root, node, officer, team] = std::array::from_fn(|i| SignKey::from_seed([i as u8 + 1; 32]));
    let cert = TeamCert {
        team: "tea_1".into(),
        epoch: 1,
        purpose: "desk".into(),
        recipient: AgeIdentity::from_scalar(&[5; 32]).expect("scalar").recipient(),
        verify: team.verify_bytes(),
    };
    let cert = TeamCert::verified(&Signed::new(cert.statement(), &root), &root.verify_bytes()).expect("cert");
    let staff =
        StaffCert { team: "tea_1".into(), epoch: 1, desk_name: "Night desk".into(), verify: officer.verify_bytes() };
    let mut files: BTreeMap<String, Vec<u8>> =
        PAYLOAD.iter().map(|(path, bytes)| (format!("data/payload/{path}"), bytes.to_vec())).collect();
    for tag in tag_files(&description()).expect("sound") {
        files.insert(tag.path.to_owned(), tag.bytes);
    }
    let text = &files[bag::TAGMANIFEST_256];
    let verify = officer.verify_bytes();
    let by = OfficerSignature {
        verify,
        signature: officer.sign(&Subject::Package.to_be_signed(text, &verify)),
        certificate: Signed::new(staff.statement(), &team),
    };
    let signature = Subject::Package.assemble(text, &node, &by).expect("signed");
    files.insert(bag::SIGNATURE.to_owned(), signature);
    World { files, voices: Voices { nodes: vec![node.verify_bytes()], teams: vec![cert], ..Voices::default() } }
}

fn judged(files: &BTreeMap<String, Vec<u8>>, word: Word<'_>) -> Verdict {
    let found: Vec<Found> = files
        .iter()
        .map(|(path, bytes)| {
            let (sha256, sha512) = hashes(bytes);
            Found { path: path.clone(), bytes: bytes.len() as u64, sha256, sha512 }
        })
        .collect();
    let tags = files.iter().filter(|(path, _)| READ.contains(&path.as_str()));
    let tags = tags.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    verify(&tags, &found, word)
}

/// What is wrong, as `file: code`.
fn wrong(files: &BTreeMap<String, Vec<u8>>, voices: &Voices) -> Vec<String> {
    let problems = judged(files, Word::States(voices)).problems;
    problems
        .iter()
        .map(|problem| format!("{}: {}", problem.file.as_deref().unwrap_or("-"), problem.fault.code()))
        .collect()
}

#[test]
fn what_is_made_holds_and_says_who_signed_for_what() {
    let world = world();
    let verdict = judged(&world.files, Word::States(&world.voices));
    assert_eq!(verdict.problems, []);
    assert!(verdict.signed);
    assert_eq!(verdict.officer.as_deref(), Some("Night desk"));
    assert_eq!(verdict.about, Some(("0123456789abcdef0123456789abcdef".to_owned(), 1)));
    assert_eq!((verdict.files, verdict.bytes), (2, 10));
    assert_eq!(verdict.conditions, Some(description().conditions));
    let unjudged = judged(&world.files, Word::Nobodys);
    assert!(unjudged.problems.is_empty() && !unjudged.signed, "nobody's word for it yet");
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    let bytes = tag_files(&description()).expect("sound");
    assert_eq!(bytes, tag_files(&description()).expect("sound"));
    let whole: Vec<u8> = bytes.iter().flat_map(|file| file.bytes.clone()).collect();
    // Fixed for ever: what was signed with one version is made again by another.
    assert_eq!(hashes(&whole).0, "f8b1b678ebf15cb51243eb12db4bb4549dde5b10bec1437c71cb332452fb353c");
}

/// A letter that lies in a package.
const LETTER: &[u8] = b"invented letter";

fn with_report(path: &str) -> Description {
    let (sha256, sha512) = hashes(LETTER);
    let report = Report { path: path.to_owned(), bytes: LETTER.len() as u64, sha256, sha512 };
    Description { report: Some(report), ..description() }
}

#[test]
fn a_report_lies_at_its_own_place_answers_no_item_and_is_covered_like_the_evidence() {
    for path in bag::REPORTS {
        let described = with_report(path);
        assert_eq!(check(&described, &accepted()), [], "it answers no item");
        let mut files: BTreeMap<String, Vec<u8>> =
            PAYLOAD.iter().map(|(path, bytes)| (format!("data/payload/{path}"), bytes.to_vec())).collect();
        files.extend(tag_files(&described).expect("sound").into_iter().map(|tag| (tag.path.to_owned(), tag.bytes)));
        files.insert(path.to_owned(), LETTER.to_vec());
        let faults = |files: &BTreeMap<String, Vec<u8>>| wrong(files, &Voices::default());
        let verdict = judged(&files, Word::Nobodys);
        assert_eq!(faults(&files), ["signatures/tagmanifest.cose: unsigned"]);
        assert_eq!((verdict.files, verdict.bytes), (2, 10), "the evidence");
        assert_eq!(verdict.report, Some((path.to_owned(), LETTER.len() as u64)));
        let case = String::from_utf8(files[bag::CASE].clone()).expect("text");
        assert!(case.contains(path) && case.matches("exhibitNumber").count() == 2, "told, and no exhibit");
        files.insert(path.to_owned(), b"invented Letter".to_vec());
        assert_eq!(faults(&files)[0], format!("{path}: altered"));
        files.remove(path);
        assert_eq!(faults(&files)[0], format!("{path}: missing"));
    }
    let elsewhere = |path: &str| check(&with_report(path), &accepted())[0].what.code();
    for path in ["data/payload/letter.pdf", "data/report/more.pdf", "metadata/letter.pdf", "data/report/../x"] {
        assert_eq!(elsewhere(path), "not-asked", "{path}");
    }
    let mut long = with_report(bag::REPORT_PDF);
    long.report.as_mut().expect("one").bytes = description::REPORT_MAX + 1;
    assert_eq!(check(&long, &accepted())[0].what.code(), "measure");
}

#[test]
fn each_fault_of_a_package_has_its_name() {
    type Change = fn(&mut BTreeMap<String, Vec<u8>>);
    let table: [(Change, &[&str]); 14] = [
        (
            |files| drop(files.remove("data/payload/account.json")),
            &["data/payload/account.json: missing", "bag-info.txt: oxum"],
        ),
        (
            |files| files.get_mut("data/payload/account.json").expect("file")[0] ^= 1,
            &["data/payload/account.json: altered"],
        ),
        (
            |files| drop(files.insert("data/payload/more".into(), b"x".to_vec())),
            &["data/payload/more: extra", "bag-info.txt: oxum"],
        ),
        (
            |files| drop(files.insert("data/payload/ACCOUNT.json".into(), Vec::new())),
            &["data/payload/account.json: same-name", "data/payload/ACCOUNT.json: extra", "bag-info.txt: oxum"],
        ),
        (|files| drop(files.insert("../x".into(), Vec::new())), &["../x: name", "../x: extra"]),
        (|files| drop(files.insert("fetch.txt".into(), Vec::new())), &["fetch.txt: extra"]),
        (|files| drop(files.insert("signatures/run.exe".into(), Vec::new())), &["signatures/run.exe: extra"]),
        (|files| files.get_mut(bag::CASE).expect("file").push(b' '), &["metadata/case.jsonld: altered"]),
        (|files| drop(files.remove(bag::CASE)), &["metadata/case.jsonld: needed", "metadata/case.jsonld: missing"]),
        (
            |files| drop(files.insert(bag::BAGIT.into(), b"BagIt-Version: 0.97\n".to_vec())),
            &["bagit.txt: not-bagit", "bagit.txt: altered"],
        ),
        (
            |files| drop(files.insert(bag::CONDITIONS.into(), b"{}".to_vec())),
            &["metadata/conditions.json: altered", "metadata/conditions.json: conditions"],
        ),
        (
            |files| drop(files.remove(bag::TAGMANIFEST_256)),
            &["tagmanifest-sha256.txt: needed", "signatures/tagmanifest.cose: signed-other"],
        ),
        (|files| drop(files.remove(bag::SIGNATURE)), &["signatures/tagmanifest.cose: unsigned"]),
        (
            |files| drop(files.insert(bag::SIGNATURE.into(), b"x".to_vec())),
            &["signatures/tagmanifest.cose: signature-false"],
        ),
    ];
    for (change, expected) in table {
        let mut world = world();
        change(&mut world.files);
        assert_eq!(wrong(&world.files, &world.voices), expected);
    }
}

#[test]
fn a_package_whose_manifests_were_written_anew_is_not_what_was_signed() {
    let mut world = world();
    let mut other = description();
    let (sha256, sha512) = hashes(b"[]");
    (other.files[1].sha256, other.files[1].sha512) = (sha256, sha512);
    for tag in tag_files(&other).expect("sound") {
        world.files.insert(tag.path.to_owned(), tag.bytes);
    }
    world.files.insert("data/payload/account.json".into(), b"[]".to_vec());
    assert_eq!(wrong(&world.files, &world.voices), ["signatures/tagmanifest.cose: signed-other"]);
}

#[test]
fn a_manifest_that_was_too_long_to_read_is_told() {
    let files = world().files;
    let found: Vec<Found> = files
        .keys()
        .map(|path| Found { path: path.clone(), bytes: 1, sha256: String::new(), sha512: String::new() })
        .collect();
    let mut tags: BTreeMap<String, Vec<u8>> =
        files.into_iter().filter(|(path, _)| READ.contains(&path.as_str())).collect();
    tags.remove(bag::MANIFEST_256);
    let problems = verify(&tags, &found, Word::Nobodys).problems;
    assert!(
        problems.contains(&Problem { file: Some(bag::MANIFEST_256.into()), fault: Fault::Unreadable }),
        "{problems:?}"
    );
}

#[test]
fn who_may_not_speak_for_the_state_is_told() {
    let world = world();
    let stranger = Voices { nodes: vec![SignKey::from_seed([9; 32]).verify_bytes()], ..world.voices.clone() };
    assert_eq!(wrong(&world.files, &stranger), ["signatures/tagmanifest.cose: signature-false"]);
    let no_team = Voices { teams: Vec::new(), ..world.voices.clone() };
    assert_eq!(wrong(&world.files, &no_team), ["signatures/tagmanifest.cose: unknown-voice"]);
}

fn items(ids: &[&str]) -> Vec<Item> {
    ids.iter().map(|id| Item { id: (*id).to_owned(), ..accepted().remove(0) }).collect()
}

#[test]
fn of_a_request_that_was_granted_in_part_only_what_was_granted_leaves() {
    let asked = items(&["1", "2", "hộp thư", "2"]);
    let part = |codes: &[&str]| Decision::Part { items: codes.iter().map(|code| (*code).to_owned()).collect() };
    let left =
        |decision: &Decision| granted(asked.clone(), decision).iter().map(|item| item.id.clone()).collect::<Vec<_>>();
    assert_eq!(left(&Decision::Accepted).len(), 4);
    assert_eq!(left(&part(&[])).len(), 4, "a decision from before there were codes: which ones stands in its words");
    assert_eq!(left(&part(&["2"])), ["2"], "the first of the name; the other has its place for a name");
    assert_eq!(left(&part(&["#3", "#4"])), ["hộp thư", "2"]);
    assert_eq!(left(&part(&["9"])), [""; 0]);
    assert_eq!(left(&Decision::Refused { grounds: Vec::new() }), [""; 0]);
    let stays = check(&description(), &granted(asked.clone(), &part(&["2"])));
    assert!(stays.iter().all(|finding| finding.what == What::NotAsked) && stays.len() == 2, "{stays:?}");
    assert_eq!(check(&description(), &granted(asked.clone(), &part(&["1"]))), []);
}

proptest! {
    #[test]
    fn every_item_of_a_request_has_a_code_of_its_own_that_a_decision_may_carry(ids in prop::collection::vec("[#a1 é]{0,3}", 0..12)) {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let items = items(&ids);
        let codes: Vec<String> = (0..items.len()).map(|at| code_of(&items, at)).collect();
        let act = Act::Decide { decision: Decision::Part { items: codes.clone() }, consulted: None };
        prop_assert!(act.is_sound(), "{:?}", codes);
        prop_assert_eq!(granted(items.clone(), &Decision::Part { items: codes }), items);
    }
}

#[test]
fn what_was_not_asked_for_does_not_leave() {
    assert_eq!(check(&description(), &accepted()), []);
    let code = |change: fn(&mut Description)| {
        let mut description = description();
        change(&mut description);
        check(&description, &accepted()).iter().map(|finding| finding.what.code()).collect::<Vec<_>>()
    };
    let at = |text: &str| text.parse::<jiff::Timestamp>().expect("moment");
    let mut before = description();
    before.files[0].from = Some(at("2026-09-30T23:59:59Z"));
    assert_eq!(check(&before, &accepted())[0].what, What::OutOfRange);
    let mut after = description();
    after.files[0].to = Some(at("2026-11-01T00:00:01Z"));
    assert_eq!(check(&after, &accepted())[0].what, What::OutOfRange);
    assert_eq!(code(|d| d.files[0].item = "2".into()), ["not-asked"]);
    assert_eq!(code(|d| d.files[0].to = None), ["no-range"]);
    assert_eq!(check(&description(), &[]).len(), 2, "nothing was accepted");
    assert_eq!(code(|d| d.files[0].path = "../x".into()), ["path-leads"]);
    assert_eq!(code(|d| d.files[0].path = "ACCOUNT.JSON".into()), ["same-name"]);
    assert_eq!(code(|d| d.files[0].sha256 = "AB".repeat(32)), ["measure"]);
    assert_eq!(code(|d| d.files[0].bytes = u64::MAX), ["measure"]);
    assert_eq!(code(|d| d.files.clear()), ["no-files"]);
    assert_eq!(code(|d| d.source = "a\nPayload-Oxum: 1.1".into()), ["text"]);
    assert_eq!(code(|d| d.asked = "XA".into()), ["state"]);
    assert_eq!(code(|d| d.package = 0), ["number"]);
    assert_eq!(code(|d| d.conditions.purposes.clear()), ["conditions"]);
    assert_eq!(code(|d| d.files = vec![d.files[0].clone(); FILES_MAX + 1]), ["too-many"; 1]);
}

#[test]
fn a_description_with_a_member_that_nobody_knows_is_none() {
    let mut value = serde_json::to_value(description()).expect("json");
    value["files"][0]["note"] = "more".into();
    assert!(Description::read(value.to_string().as_bytes()).is_err());
    assert!(matches!(Description::read(&vec![b' '; description::DESCRIPTION_MAX + 1]), Err(NotADescription::TooLong)));
}

proptest! {
    #[test]
    fn a_description_that_is_sound_makes_a_package_that_holds(
        path in "\\PC{1,20}(/\\PC{1,20})?", source in "\\PC{1,40}", what in "[\\PC\n]{1,60}", bytes in proptest::collection::vec(any::<u8>(), 0..40)
    ) {
        let mut described = description();
        described.source = source;
        described.files.truncate(1);
        let (sha256, sha512) = hashes(&bytes);
        let file = &mut described.files[0];
        (file.path, file.bytes, file.sha256, file.sha512) = (path, bytes.len() as u64, sha256, sha512);
        file.custody[0].what = what;
        if let Ok(tags) = tag_files(&described) {
            let mut files: BTreeMap<String, Vec<u8>> = tags.into_iter().map(|tag| (tag.path.to_owned(), tag.bytes)).collect();
            files.insert(format!("data/payload/{}", described.files[0].path), bytes);
            let verdict = judged(&files, Word::Nobodys);
            let faults: Vec<Fault> = verdict.problems.iter().map(|problem| problem.fault).collect();
            prop_assert_eq!(faults, vec![Fault::Unsigned]);
            prop_assert_eq!(verdict.source, Some(described.source));
        }
    }

    #[test]
    fn no_bytes_of_a_tag_file_break_the_judge(which in 0..READ.len(), bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut files = world().files;
        files.insert(READ[which].to_owned(), bytes);
        prop_assert!(!judged(&files, Word::Nobodys).problems.is_empty());
    }
}

#[test]
fn a_letters_key_signs_for_a_state_without_a_node_and_is_nobody_elses_voice() {
    let mut world = world();
    let letter = SignKey::from_seed([42; 32]);
    let by_officers = world.files[bag::SIGNATURE].clone();
    let signature = by_letter::sign(&world.files[bag::TAGMANIFEST_256], &letter).expect("signed");
    world.files.insert(bag::SIGNATURE.to_owned(), signature);
    let verdict = judged(&world.files, Word::Letters(&letter.verify_bytes()));
    assert_eq!((verdict.problems.as_slice(), verdict.signed, verdict.officer), (&[][..], true, None));
    let told = judged(&world.files, Word::Nobodys);
    assert!(told.problems.is_empty() && !told.signed && told.letter.is_some_and(|key| key.len() == 16));
    let faults = |files: &BTreeMap<String, Vec<u8>>, word: Word<'_>| -> Vec<Fault> {
        judged(files, word).problems.iter().map(|problem| problem.fault).collect()
    };
    assert_eq!(faults(&world.files, Word::Letters(&[5; 32])), [Fault::SignatureFalse], "another letter's key");
    assert_eq!(faults(&world.files, Word::States(&world.voices)), [Fault::UnknownVoice], "no State's voice");
    world.files.insert(bag::SIGNATURE.to_owned(), by_officers);
    let letters = faults(&world.files, Word::Letters(&letter.verify_bytes()));
    assert_eq!(letters, [Fault::SignatureFalse], "node and officer are not the letter");
    let other = by_letter::sign(b"another manifest", &letter).expect("signed");
    world.files.insert(bag::SIGNATURE.to_owned(), other);
    assert_eq!(faults(&world.files, Word::Letters(&letter.verify_bytes())), [Fault::SignedOther]);
}
