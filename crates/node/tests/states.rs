//! Two States tell each other who they are: entries written and signed, introduced by address, words compared by two officers.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;

use std::path::PathBuf;
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Rulebook;
use khien_casework::role::Role;
use khien_desk::directory::words::voice_words;
use khien_seal::envelope::{self, KeyPair};
use khien_seal::keys::SignKey;
use khien_seal::statement::{self, Signed, StaffCert, TeamCert};
use khien_store::setup::SetUp;
use khien_store::staff::NewAccount;
use khien_store::teams::MadeKey;
use khien_store::{Place, Shared, Store};
use khien_terms::id::{StaffId, TeamId};
use khien_terms::{DataFiles, Lang};
use served::{Served, connect, exchange};

/// The origin of the ledger of a node without an address of its own.
const LEDGER: &str = "khien.local/ledger";

/// A served node of a State, with sessions of three people.
struct State {
    served: Served,
    root: SignKey,
    admin: String,
    officer: String,
    approver: String,
    folder: PathBuf,
}

fn account(login: &str) -> (NewAccount, KeyPair) {
    let pair = KeyPair::generate().expect("pair");
    let account = NewAccount {
        login: login.into(),
        desk_name: format!("Desk {login}"),
        salt: "00".repeat(16),
        sign_in_key: "$argon2id$test".into(),
        bundle: B64.encode(b"age-encryption.org/v1\n"),
        recipient: pair.identity().expect("identity").recipient(),
        verify: pair.sign_key().expect("key").verify_hex(),
        mail: String::new(),
    };
    (account, pair)
}

/// Sets a node up with a desk team whose key the root certified; gives the root and sessions.
async fn set_up(store: &Store) -> (SignKey, [String; 3]) {
    let (online, root) = (store.online_key().await.expect("online"), SignKey::generate().expect("root"));
    let token = store.new_setup_token().await.expect("token");
    let set_up = SetUp {
        account: account("admin").0,
        root: root.verify_hex(),
        online_certificate: Signed::new(statement::online(LEDGER, &online.verify_hex()), &root),
        recovery_recipient: None,
        team_name: "Intake".into(),
        custodian_name: "Custodians".into(),
    };
    let admin = store.set_up(&token, LEDGER.into(), online, set_up).await.expect("set up");
    let team = store.found_desk_team("24/7 desk".into(), admin).await.expect("founded");
    let (officer, pair) = join(store, "officer", Role::Officer, team, admin).await;
    let (approver, _) = join(store, "approver", Role::Approver, team, admin).await;
    key(store, &root, team, (officer, &pair), admin).await;
    let mut sessions = [admin, officer, approver].map(|_| String::new());
    for (session, staff) in sessions.iter_mut().zip([admin, officer, approver]) {
        *session = store.sign_in(staff, 1).await.expect("session");
    }
    (root, sessions)
}

async fn join(store: &Store, login: &str, role: Role, team: TeamId, admin: StaffId) -> (StaffId, KeyPair) {
    let (id, token) = store.invite(role, vec![team], Some(admin)).await.expect("invited");
    let (account, pair) = account(login);
    store.join(&token, account).await.expect("joined");
    (id, pair)
}

async fn key(store: &Store, root: &SignKey, id: TeamId, (member, own): (StaffId, &KeyPair), admin: StaffId) {
    let pair = KeyPair::generate().expect("pair");
    let (recipient, sign) = (pair.identity().expect("identity").recipient(), pair.sign_key().expect("key"));
    let verify = own.sign_key().expect("key").verify_bytes();
    let vouched = StaffCert { team: id.to_string(), epoch: 1, desk_name: "Desk officer".into(), verify };
    let to = own.identity().expect("identity").recipient();
    let made = MadeKey {
        recipient: recipient.clone(),
        verify: sign.verify_hex(),
        wrapped: envelope::seal_json(&pair, [to.as_str()]).expect("wrapped"),
        recovery: None,
        certificate: Signed::new(vouched.statement(), &sign),
    };
    store.make_team_key(id, member, made).await.expect("made");
    let cert =
        TeamCert { team: id.to_string(), epoch: 1, purpose: "desk".into(), recipient, verify: sign.verify_bytes() };
    store.certify_team(id, admin, Signed::new(cert.statement(), root)).await.expect("certified");
}

impl State {
    fn start(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("khien-states-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("folder");
        let place = Place { folder: folder.clone(), database: None };
        let zone = jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh").expect("zone");
        let langs: [Lang; 0] = [];
        let rulebook = Arc::new(Rulebook::load(&DataFiles::embedded(), "VN", zone, &langs).expect("rulebook"));
        let (store, writer) = Store::open(Shared { place: place.clone(), rulebook }).expect("open");
        let runtime = tokio::runtime::Runtime::new().expect("runtime");
        let (root, [admin, officer, approver]) = runtime.block_on(set_up(&store));
        drop(store);
        writer.join();
        let served = Served::start(&place, &[("KHIEN_LOG", "warn")]);
        Self { served, root, admin, officer, approver, folder }
    }

    fn url(&self) -> String {
        format!("http://{}", self.served.address)
    }

    fn ask(&self, session: &str, method: &str, path: &str, kind: &str, body: &str) -> (u16, String) {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: node.test\r\nsec-fetch-site: same-origin\r\ncookie: khien_session={session}\r\n\
             content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = connect(self.served.address).expect("connect");
        exchange(&mut stream, request.as_bytes()).expect("answer")
    }

    fn get(&self, session: &str, path: &str) -> String {
        let (status, page) = self.ask(session, "GET", path, "text/plain", "");
        assert_eq!(status, 200, "{path}: {page}");
        page
    }

    fn press(&self, session: &str, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.ask(session, "POST", path, "application/x-www-form-urlencoded", &body.join("&"))
    }

    /// Writes the State's entry as an administrator does: typed, read, signed with the root in the browser.
    fn tells_of_itself(&self, code: &str, name: &str, phone: &str) {
        let url = self.url();
        let fields = [
            ("state", code),
            ("name-en", name),
            ("url", &url),
            ("zone", "Asia/Jakarta"),
            ("contact-point-name", ""),
            ("contact-point-en", "24/7 point"),
            ("contact-point-phone", phone),
            ("contact-point-hours", "24/7"),
            ("contact-point-zone", "Asia/Jakarta"),
            ("languages", "en, id"),
            ("kind", "P1"),
            ("kind", "A1"),
            ("hold", "90"),
            ("oversight-en", "Commissioner"),
            ("oversight-contact", "oversight@example.org"),
        ];
        let (status, page) = self.press(&self.admin, "/console/desk/own/draft", &fields);
        assert_eq!(status, 200, "{page}");
        let statement = page.split("data-statement=\"").nth(1).and_then(|rest| rest.split('"').next());
        let statement = unescaped(statement.expect("a statement to sign"));
        let forged = serde_json::to_string(&Signed::new(statement.clone(), &SignKey::from_seed([6; 32])));
        let put = |body: &str| self.ask(&self.admin, "POST", "/console/desk/own", "application/json", body).0;
        assert_eq!(put(&forged.expect("json")), 422, "only the root signs");
        let signed = serde_json::to_string(&Signed::new(statement, &self.root)).expect("json");
        assert_eq!(put(&signed), 200);
    }
}

impl Drop for State {
    fn drop(&mut self) {
        self.served.kill();
        std::fs::remove_dir_all(&self.folder).expect("removed");
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn unescaped(text: &str) -> String {
    [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
        .into_iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn two_states_are_introduced_and_two_officers_compare_the_words() {
    let (ours, theirs) = (State::start("xa"), State::start("xb"));
    assert_eq!(ours.ask("", "GET", "/x/1/dir/entry", "text/plain", "").0, 404, "nothing to show yet");
    ours.tells_of_itself("XA", "Aland", "+99 1 111 111");
    theirs.tells_of_itself("XB", "Bland", "+99 2 222 222");
    let (status, _) = ours.press(&ours.officer, "/console/desk/states", &[("url", &theirs.url())]);
    assert_eq!(status, 403, "an officer introduces nobody");
    let (status, page) = ours.press(&ours.admin, "/console/desk/states", &[("url", &theirs.url())]);
    assert_eq!(status, 303, "{page}");

    let page = ours.get(&ours.officer, "/console/desk/state/XB?lang=en");
    let words = voice_words(&theirs.root.verify_bytes());
    for (n, word) in words.iter().enumerate() {
        assert!(page.contains(&format!("<li value=\"{}\">{word}</li>", n + 1)), "{word}");
    }
    assert!(page.contains("Introduced, not trusted") && page.contains("+99 2 222 222"));
    let root = theirs.root.verify_hex();
    let hear = |session: &str, words: &str, compared: &str| {
        let fields = [("root", root.as_str()), ("words", words), ("compared", compared)];
        ours.press(session, "/console/desk/state/XB/words", &fields)
    };
    let mut swapped = words;
    swapped[6] = if words[6] == "zoo" { "zone" } else { "zoo" };
    let (status, told) = hear(&ours.officer, &swapped.join(" "), "");
    assert!(status == 200 && told.contains("role=\"alert\""), "what was misheard is told on the page");
    assert_eq!(hear(&ours.officer, "", "").0, 422, "nothing was compared");
    assert_eq!(hear(&ours.officer, &words.join(" "), "").0, 303);
    assert_eq!(hear(&ours.officer, "", "on").0, 409, "one officer is not two");
    assert_eq!(hear(&ours.approver, "", "on").0, 303);
    assert!(ours.get(&ours.officer, "/console/desk/state/XB?lang=en").contains("Preservation only"));

    let trust = [("trust", "full"), ("reason", "agreement")];
    assert_eq!(ours.press(&ours.officer, "/console/desk/state/XB/trust", &trust).0, 403);
    assert_eq!(ours.press(&ours.admin, "/console/desk/state/XB/trust", &trust).0, 403);
    assert_eq!(ours.press(&ours.approver, "/console/desk/state/XB/trust", &trust).0, 303);

    theirs.tells_of_itself("XB", "Bland", "+99 6 666 666");
    assert_eq!(ours.press(&ours.officer, "/console/desk/state/XB/ask", &[]).0, 303);
    let page = ours.get(&ours.officer, "/console/desk/state/XB?lang=en");
    assert!(page.contains("+99 2 222 222 → +99 6 666 666"), "the change is shown and waits");
    assert!(page.contains("<td class=\"nowrap\">+99 2 222 222</td>"), "the number to call is the known one");
    let again = ours.press(&ours.admin, "/console/desk/states", &[("url", &theirs.url())]);
    assert_eq!(again.0, 409, "it is introduced once");
}

#[test]
fn the_pages_of_the_directory_have_their_words_in_every_language() {
    let state = State::start("words");
    let pages = |lang: &str| {
        for path in [
            "/console/desk/states",
            "/console/desk/own",
            "/console/desk/own/draft",
            "/console/desk/own/root",
            "/console/teams",
            "/console/people",
        ] {
            let page = state.get(&state.admin, &format!("{path}?lang={lang}"));
            for raw in ["desk-state-", "desk-root-", "desk-form-", "console-role-"] {
                let shown = page.match_indices(raw).map(|(at, _)| &page[at..(at + 60).min(page.len())]);
                assert_eq!(shown.collect::<Vec<_>>(), Vec::<&str>::new(), "{path} {lang}");
            }
        }
    };
    for lang in ["vi", "en", "id"] {
        pages(lang);
    }
    state.tells_of_itself("XA", "Aland", "+99 1 111 111");
    for lang in ["vi", "en", "id"] {
        pages(lang);
    }
}
