//! `khien package`, as somebody at a terminal uses it: a package is made, signed by another State's people, and judged; what a stranger
//! did to one is told by name.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use jiff::SignedDuration;
use khien_desk::Kind;
use khien_desk::directory::entry::{Authority, Entry, FIRST, Ledger, Oversight, Role};
use khien_desk::directory::root::succession;
use khien_desk::directory::{EpochKey, Fresh, Offered, Terms, link};
use khien_desk::wire::signed::{OfficerSignature, Subject};
use khien_seal::keys::{AgeIdentity, SignKey};
use khien_seal::statement::{Signed, StaffCert, TeamCert, online};
use serde_json::{Value, json};

/// A folder of its own, removed when dropped.
struct Table(PathBuf);

impl Drop for Table {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn described(path: &str) -> Value {
    json!({"path": path, "item": "1", "from": "2026-10-02T00:00:00Z", "to": "2026-10-03T00:00:00Z",
           "custody": [{"who": "Invented provider", "what": "exported", "at": "2026-11-20T08:00:00Z"}]})
}

impl Table {
    /// Two files, what is said of them, and what was asked for.
    fn new(name: &str) -> Self {
        let table = Self(std::env::temp_dir().join(format!("khien-package-{name}-{}", std::process::id())));
        let _ = fs::remove_dir_all(&table.0);
        fs::create_dir_all(table.at("files/logs")).expect("a folder");
        table.put("files/logs/đăng nhập.csv", b"invented");
        table.put("files/account.json", b"{}");
        table.describe(&json!([described("logs/đăng nhập.csv"), described("account.json")]));
        let items = json!([{"id": "1", "class": "traffic", "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"},
                           {"id": "2", "class": "subscriber", "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}]);
        table.put("form.json", json!({"kind": "A1", "items": items}).to_string().as_bytes());
        table
    }

    fn describe(&self, files: &Value) {
        let text = json!({
            "request": "0123456789abcdef0123456789abcdef", "package": 1, "asking": "XB", "asked": "XA",
            "source": "Invented central authority", "made_at": "2026-11-20T10:00:00Z", "examiner": "Night desk",
            "authorisation": "Invented order 7", "files": files,
            "conditions": {"purposes": ["investigation"], "onward": false, "until": "2027-01-31", "feedback": true},
        });
        self.put("d.json", text.to_string().as_bytes());
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.at(name), bytes).expect("a file");
    }

    fn khien(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_khien")).current_dir(&self.0).args(args).output().expect("khien")
    }

    fn make(&self, out: &str, more: &[&str]) -> Output {
        let args =
            ["package", "make", "files", "--description", "d.json", "--request", "form.json", "--json", "--out", out];
        self.khien(&[&args, more].concat())
    }

    /// What is said of a package, and whether it holds.
    fn verify(&self, path: &str, more: &[&str]) -> (bool, Value) {
        let done = self.khien(&[&["package", "verify", path, "--json"], more].concat());
        let line = serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{}", told(&done)));
        (done.status.success(), line)
    }

    /// The problems of a package, as `file: code`.
    fn wrong(&self, path: &str) -> Vec<String> {
        let (holds, line) = self.verify(path, &[]);
        assert!(!holds && line["ok"] == false);
        codes(&line)
    }
}

fn told(done: &Output) -> String {
    String::from_utf8_lossy(&done.stderr).into_owned()
}

fn codes(line: &Value) -> Vec<String> {
    let problems = line["problems"].as_array().expect("problems").iter();
    problems
        .map(|one| format!("{}: {}", one["file"].as_str().unwrap_or("-"), one["problem"].as_str().expect("a code")))
        .collect()
}

/// The State that hands over.
struct State {
    root: SignKey,
    node: SignKey,
    team: SignKey,
    officer: SignKey,
}

impl State {
    fn new() -> Self {
        let [root, node, team, officer] = std::array::from_fn(|i| SignKey::from_seed([i as u8 + 1; 32]));
        Self { root, node, team, officer }
    }

    /// The signatures over a package, which lies in a folder.
    fn sign(&self, package: &Path) -> Vec<u8> {
        let text = fs::read(package.join("tagmanifest-sha256.txt")).expect("manifest");
        let verify = self.officer.verify_bytes();
        let staff = StaffCert { team: TEAM.into(), epoch: 1, desk_name: "Night desk".into(), verify };
        let by = OfficerSignature {
            verify,
            signature: self.officer.sign(&Subject::Package.to_be_signed(&text, &verify)),
            certificate: Signed::new(staff.statement(), &self.team),
        };
        Subject::Package.assemble(&text, &self.node, &by).expect("signed")
    }

    /// What its node shows at `/x/1/dir/entry`.
    fn offered(&self) -> Vec<u8> {
        let (now, day) = (khien_store::journal::now(), SignedDuration::from_hours(24));
        let names = |name: &str| [("en".to_owned(), name.to_owned())].into();
        let team = TeamCert {
            team: TEAM.into(),
            epoch: 1,
            purpose: "desk".into(),
            recipient: AgeIdentity::generate().recipient(),
            verify: self.team.verify_bytes(),
        };
        let ledger = online("desk.xa.example/ledger", &SignKey::from_seed([9; 32]).verify_hex());
        let entry = Entry {
            state: "XA".into(),
            names: names("Invented"),
            authorities: vec![Authority {
                id: "desk".into(),
                names: names("24/7 point"),
                roles: vec![Role::ContactPoint],
                phone: "+999 1 234 567".into(),
                hours: "24/7".into(),
                zone: "UTC".into(),
            }],
            url: "https://desk.xa.example".into(),
            node: self.node.verify_hex(),
            beside: Vec::new(),
            desk: vec![Signed::new(team.statement(), &self.root)],
            ledger: Ledger { origin: "desk.xa.example/ledger".into(), online: Signed::new(ledger, &self.root) },
            witness: String::new(),
            terms: Terms {
                state: "XA".into(),
                languages: vec!["en".into()],
                kinds: vec![Kind::P1],
                reservations: Vec::new(),
                hold_days_default: 60,
                dual_criminality_required: false,
            },
            zone: "UTC".into(),
            oversight: Oversight { names: names("Commissioner"), contact: "oversight@xa.example".into() },
            seq: 1,
            prev: FIRST.into(),
            not_before: now - day,
            not_after: now + day * 100,
            leaves: None,
        };
        let signed = Signed::new(entry.statement().expect("an entry"), &self.root);
        let key = EpochKey {
            id: "ab".repeat(8),
            suite: 1,
            public: B64.encode([7; 1216]),
            not_before: now - day,
            not_after: now + day * 20,
        };
        let fresh = Fresh {
            state: "XA".into(),
            seq: 1,
            entry: link(&signed).expect("a link"),
            issued_at: now,
            valid_until: now + day * 20,
            keys: vec![key],
            tls: Vec::new(),
            desk: None,
            calls: false,
            revoked: Vec::new(),
        };
        let fresh = Signed::new(fresh.statement().expect("fresh"), &self.node);
        let offered = Offered {
            root: self.root.verify_hex(),
            entries: vec![signed],
            fresh,
            succession: None,
            successions: Vec::new(),
        };
        serde_json::to_vec(&offered).expect("json")
    }
}

impl State {
    /// What its next node shows, after this root has followed: the same team and ledger, another key of the node.
    fn offered_after(&self, root: &SignKey) -> Vec<u8> {
        let mut offered: Offered = serde_json::from_slice(&self.offered()).expect("offered");
        let node = SignKey::from_seed([12; 32]);
        let first = Entry::verified(&offered.entries[0], &self.root.verify_bytes()).expect("an entry");
        let anew = |one: &Signed| Signed::new(one.statement.clone(), root);
        let second = Entry {
            seq: 2,
            prev: link(&offered.entries[0]).expect("a link"),
            node: node.verify_hex(),
            desk: first.desk.iter().map(anew).collect(),
            ledger: Ledger { online: anew(&first.ledger.online), ..first.ledger.clone() },
            ..first
        };
        let second = Signed::new(second.statement().expect("an entry"), root);
        let fresh = Fresh::verified(&offered.fresh, &self.node.verify_bytes()).expect("fresh");
        let fresh = Fresh { seq: 2, entry: link(&second).expect("a link"), ..fresh };
        offered.fresh = Signed::new(fresh.statement().expect("fresh"), &node);
        offered.succession = Some(succession("XA", &self.root, &root.verify_bytes()));
        (offered.root, offered.entries) = (root.verify_hex(), [offered.entries, vec![second]].concat());
        serde_json::to_vec(&offered).expect("json")
    }
}

#[test]
fn a_package_that_was_signed_before_a_new_root_is_judged_by_the_new_one_and_by_no_program_that_guesses() {
    let (table, state, root) = (Table::new("renewed"), State::new(), SignKey::from_seed([11; 32]));
    assert!(table.make("bag", &[]).status.success());
    fs::create_dir_all(table.at("bag/signatures")).expect("a folder");
    table.put("bag/signatures/tagmanifest.cose", &state.sign(&table.at("bag")));
    table.put("entry.json", &state.offered_after(&root));
    let print = |root: &SignKey| khien_seal::sha256_hex(&root.verify_bytes());
    let (holds, line) = table.verify("bag", &["--entry", "entry.json", "--root", &print(&root)]);
    assert!(holds && line["signatures"] == "hold", "{line}");
    let old = table.khien(&["package", "verify", "bag", "--entry", "entry.json", "--root", &print(&state.root)]);
    assert_eq!(old.status.code(), Some(1));
    assert!(told(&old).contains("its root has changed since"), "{}", told(&old));
}

const TEAM: &str = "tea_00000000000000000000000009";

#[test]
fn a_letter_lies_in_the_package_as_its_report_and_another_than_was_described_does_not() {
    let table = Table::new("report");
    table.put("letter.html", b"<p>invented</p>");
    let done = table.make("bag", &["--report", "letter.html"]);
    assert!(done.status.success(), "{}", told(&done));
    let (_, line) = table.verify("bag", &[]);
    assert_eq!(line["report"], "data/report/letter.html");
    assert_eq!((&line["items"], codes(&line)), (&json!(2), vec!["signatures/tagmanifest.cose: unsigned".to_owned()]));
    let done = table.make("bag.zip", &["--report", "letter.html"]);
    assert!(done.status.success(), "{}", told(&done));
    assert_eq!(table.verify("bag.zip", &[]).1["report"], "data/report/letter.html");
    table.put("bag/data/report/letter.html", b"<p>another</p>");
    assert_eq!(table.wrong("bag")[0], "data/report/letter.html: altered");
    table.put("letter.doc", b"");
    assert_eq!(table.make("other", &["--report", "letter.doc"]).status.code(), Some(1));
    let mut described: Value = serde_json::from_slice(&fs::read(table.at("d.json")).expect("a file")).expect("JSON");
    described["report"] =
        json!({"path": "data/report/letter.html", "bytes": 3, "sha256": "0".repeat(64), "sha512": "0".repeat(128)});
    table.put("d.json", described.to_string().as_bytes());
    for more in [&["--report", "letter.html"][..], &[]] {
        let done = table.make("other", more);
        assert!(told(&done).contains("not the one that the description names"), "{}", told(&done));
    }
}

#[test]
fn a_package_is_made_signed_and_judged_as_folder_and_as_archive() {
    let table = Table::new("signed");
    let state = State::new();
    let done = table.make("bag", &[]);
    assert!(done.status.success(), "{}", told(&done));
    assert_eq!(table.wrong("bag"), ["signatures/tagmanifest.cose: unsigned"]);

    table.put("cose", &state.sign(&table.at("bag")));
    table.put("entry.json", &state.offered());
    let done = table.make("bag.zip", &["--signature", "cose"]);
    assert!(done.status.success(), "{}", told(&done));
    fs::create_dir(table.at("bag/signatures")).expect("a folder");
    fs::copy(table.at("cose"), table.at("bag/signatures/tagmanifest.cose")).expect("a copy");

    for package in ["bag", "bag.zip"] {
        let (holds, line) = table.verify(package, &[]);
        assert!(holds && line["signatures"] == "not-judged", "{line}");
        let root = khien_seal::sha256_hex(&state.root.verify_bytes());
        let (holds, line) = table.verify(package, &["--entry", "entry.json", "--root", &root[..32]]);
        assert!(holds, "{line}");
        let expected = json!({
            "ok": true, "items": 2, "bytes": 10, "request": "0123456789abcdef0123456789abcdef", "package": 1,
            "source": "Invented central authority", "signatures": "hold", "officer": "Night desk", "state": "XA", "root": root,
            "report": null, "ledger": null, "time_stamp": null, "letter": null, "conditions": {"purposes": ["investigation"], "onward": false, "until": "2027-01-31", "feedback": true}, "problems": [],
        });
        assert_eq!(line, expected);
        let other = table.khien(&["package", "verify", package, "--entry", "entry.json", "--root", &"0".repeat(32)]);
        assert_eq!(other.status.code(), Some(1), "another root than the one that was read out");
    }
    let thief = State { node: SignKey::from_seed([77; 32]), ..State::new() };
    table.put("bag/signatures/tagmanifest.cose", &thief.sign(&table.at("bag")));
    let (holds, line) = table.verify("bag", &["--entry", "entry.json"]);
    assert!(!holds && line["signatures"] == "fail", "{line}");
    assert_eq!(codes(&line), ["signatures/tagmanifest.cose: signature-false"]);
}

#[test]
fn the_same_files_make_the_same_archive() {
    let table = Table::new("same");
    assert!(table.make("a.zip", &[]).status.success() && table.make("b.zip", &[]).status.success());
    assert_eq!(fs::read(table.at("a.zip")).expect("a"), fs::read(table.at("b.zip")).expect("b"));
    let again = table.make("a.zip", &[]);
    assert_eq!(again.status.code(), Some(1), "nothing is written over");
}

#[test]
fn what_was_not_accepted_does_not_leave_and_nothing_is_left_behind() {
    let table = Table::new("refused");
    let refused = |more: &[&str]| {
        let done = table.make("bag.zip", more);
        assert_eq!(done.status.code(), Some(1));
        let left: Vec<_> = fs::read_dir(&table.0).expect("folder").flatten().map(|entry| entry.file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().contains("bag")), "{left:?}");
        done
    };
    let line = |done: &Output| codes(&serde_json::from_slice(&done.stdout).expect("json"));
    let not_asked = refused(&["--accepted", "2"]);
    assert_eq!(line(&not_asked), ["logs/đăng nhập.csv: not-asked", "account.json: not-asked"]);
    assert!(told(&refused(&["--accepted", "7"])).contains("no item 7"));
    let mut wide = described("account.json");
    wide["to"] = "2026-12-01T00:00:00Z".into();
    table.describe(&json!([described("logs/đăng nhập.csv"), wide]));
    assert_eq!(line(&refused(&[])), ["account.json: out-of-range"]);
    table.describe(&json!([described("account.json")]));
    assert!(told(&refused(&[])).contains("the description does not name it"));
    let mut other = described("account.json");
    for (member, value) in [("bytes", json!(2)), ("sha256", "0".repeat(64).into()), ("sha512", "0".repeat(128).into())]
    {
        other[member] = value;
    }
    table.describe(&json!([described("logs/đăng nhập.csv"), other]));
    assert!(told(&refused(&[])).contains("another than the description says"));
    table.describe(&json!([described("../form.json")]));
    assert!(refused(&[]).status.code() == Some(1));
}

#[cfg(unix)]
#[test]
fn a_link_is_neither_followed_into_a_package_nor_out_of_one() {
    let table = Table::new("link");
    assert!(table.make("bag", &[]).status.success());
    std::os::unix::fs::symlink("/etc/hostname", table.at("bag/data/payload/link")).expect("a link");
    assert!(table.wrong("bag").contains(&"data/payload/link: not-a-file".to_owned()));
    fs::remove_file(table.at("files/account.json")).expect("gone");
    std::os::unix::fs::symlink("/etc/hostname", table.at("files/account.json")).expect("a link");
    let done = table.make("other", &[]);
    assert!(told(&done).contains("no plain file"), "{}", told(&done));
}

#[test]
fn an_archive_that_was_tampered_with_is_told_by_name() {
    let table = Table::new("tampered");
    assert!(table.make("bag.zip", &[]).status.success());
    let whole = fs::read(table.at("bag.zip")).expect("archive");
    let at = whole.windows(8).position(|part| part == b"invented").expect("the payload");
    let mut changed = whole.clone();
    changed[at] ^= 1;
    table.put("changed.zip", &changed);
    let wrong = table.wrong("changed.zip");
    assert!(wrong.contains(&"data/payload/logs/đăng nhập.csv: altered".to_owned()), "{wrong:?}");
    assert!(wrong.contains(&"data/payload/logs/đăng nhập.csv: checksum".to_owned()), "{wrong:?}");
    table.put("cut.zip", &whole[..whole.len() - 40]);
    table.put("more.zip", &[whole.as_slice(), b"\0"].concat());
    for archive in ["cut.zip", "more.zip", "d.json"] {
        let done = table.khien(&["package", "verify", archive, "--json"]);
        assert_eq!(done.status.code(), Some(1), "{archive}");
        assert!(told(&done).contains("no ZIP archive"), "{}", told(&done));
    }
    assert_eq!(table.khien(&["package", "verify"]).status.code(), Some(2));
}
