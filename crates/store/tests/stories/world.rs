//! A node of a test: its own database and folder, set up as an administrator and two members would.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Rulebook;
use khien_casework::intake::Arrival;
use khien_casework::notice::Gate;
use khien_casework::report::{Act, Channel, FileMark};
use khien_casework::role::Role;
use khien_seal::envelope::{self, KeyPair, What, Words};
use khien_seal::keys::{ReceiptKeys, SignKey};
use khien_seal::receipt::Receipt;
use khien_seal::statement::{self, Signed, StaffCert, TeamCert};
use khien_store::mailbox::Message;
use khien_store::notices::{Letter, NewNotice};
use khien_store::setup::SetUp;
use khien_store::staff::NewAccount;
use khien_store::teams::MadeKey;
use khien_store::writer::Writer;
use khien_store::{Fault, Place, Shared, Store};
use khien_terms::id::{CaseId, NoticeId, ReportId, StaffId, TeamId};
use khien_terms::{Code, DataFiles, Lang};

pub struct Node {
    pub store: Store,
    pub writer: Writer,
    pub shared: Shared,
    pub root: SignKey,
    pub online: SignKey,
    pub analyst: Member,
    pub supervisor: Member,
    pub admin: StaffId,
    pub team: TeamKeys,
    folder: PathBuf,
    database: Option<String>,
}

pub struct Member {
    pub id: StaffId,
    pub pair: KeyPair,
}

pub struct TeamKeys {
    pub id: TeamId,
    pub pair: KeyPair,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

pub fn rulebook() -> Arc<Rulebook> {
    let zone = jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh").expect("zone");
    let langs: [Lang; 0] = [];
    Arc::new(Rulebook::load(&DataFiles::embedded(), "VN", zone, &langs).expect("rulebook"))
}

/// PostgreSQL stands in every check: `cargo xtask check` starts it and names it here.
pub fn postgres() -> Option<String> {
    std::env::var("KHIEN_TEST_POSTGRES").ok()
}

/// Runs a story on SQLite, and on PostgreSQL where the checks have started one.
pub fn on_both<F: Future<Output = Node>>(story: impl Fn(Node) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("runtime");
    for database in [None, postgres()].into_iter().take(if postgres().is_some() { 2 } else { 1 }) {
        let (shared, base) = place(database);
        let (store, writer) = Store::open(shared.clone()).expect("open");
        let node = runtime.block_on(async { story(set_up(store, writer, shared, base).await).await });
        node.end();
    }
}

/// A place of its own; with a server's address, a database of its own.
pub fn place(server: Option<String>) -> (Shared, Option<String>) {
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("khien_test_{}_{n}", std::process::id());
    let folder = std::env::temp_dir().join(&name);
    std::fs::create_dir_all(&folder).expect("folder");
    let database = server.map(|server| {
        let mut admin = postgres_client(&server);
        admin
            .batch_execute(&format!(
                "CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'"
            ))
            .expect("database");
        let (base, _) = server.rsplit_once('/').expect("an address that ends with a database");
        (format!("{base}/{name}"), server)
    });
    let base = database.as_ref().map(|(_, server)| server.clone());
    let shared = Shared { place: Place { folder, database: database.map(|(url, _)| url) }, rulebook: rulebook() };
    (shared, base)
}

fn postgres_client(url: &str) -> postgres::Client {
    postgres::Client::connect(url, postgres::NoTls).expect("postgres")
}

async fn set_up(store: Store, writer: Writer, shared: Shared, database: Option<String>) -> Node {
    let online = store.online_key().await.expect("online key");
    let root = SignKey::generate().expect("root");
    let origin = "node.test/ledger".to_owned();
    let token = store.new_setup_token().await.expect("token");
    let (account, _) = account("admin");
    let set_up = SetUp {
        account,
        root: root.verify_hex(),
        online_certificate: Signed::new(statement::online(&origin, &online.verify_hex()), &root),
        recovery_recipient: None,
        team_name: "Intake".into(),
        custodian_name: "Custodians".into(),
    };
    let admin = store.set_up(&token, origin, online.clone(), set_up).await.expect("set up");
    let teams = store.teams().await.expect("teams");
    let id_of = |purpose: &str| teams.iter().find(|t| t.purpose == purpose).expect("team").id;
    let (intake, custodian) = (id_of("intake"), id_of("custodian"));
    let analyst = join(&store, "analyst", Role::Analyst, vec![intake], admin).await;
    let supervisor = join(&store, "supervisor", Role::Supervisor, vec![intake, custodian], admin).await;
    let team = make_key(&store, &root, intake, "intake", &analyst, admin).await;
    make_key(&store, &root, custodian, "custodian", &supervisor, admin).await;
    let folder = shared.place.folder.clone();
    Node { store, writer, shared, root, online, analyst, supervisor, admin, team, folder, database }
}

pub fn account(login: &str) -> (NewAccount, KeyPair) {
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

pub async fn join(store: &Store, login: &str, role: Role, teams: Vec<TeamId>, admin: StaffId) -> Member {
    let (id, token) = store.invite(role, teams, Some(admin)).await.expect("invite");
    let (account, pair) = account(login);
    assert_eq!(store.join(&token, account).await.expect("join"), id);
    Member { id, pair }
}

pub async fn make_key(
    store: &Store,
    root: &SignKey,
    id: TeamId,
    purpose: &str,
    member: &Member,
    admin: StaffId,
) -> TeamKeys {
    let pair = KeyPair::generate().expect("pair");
    let epoch = store.teams().await.expect("teams").iter().find(|t| t.id == id).expect("team").epochs.len() as u32 + 1;
    let certificate = vouch(&pair, id, epoch, member);
    let recipient = pair.identity().expect("identity").recipient();
    let own = member.pair.identity().expect("identity").recipient();
    let made = MadeKey {
        recipient: recipient.clone(),
        verify: pair.sign_key().expect("key").verify_hex(),
        wrapped: envelope::seal_json(&pair, [own.as_str()]).expect("wrap"),
        recovery: None,
        certificate,
    };
    store.make_team_key(id, member.id, made).await.expect("key");
    let cert = TeamCert {
        team: id.to_string(),
        epoch,
        purpose: purpose.into(),
        recipient,
        verify: pair.sign_key().expect("key").verify_bytes(),
    };
    store.certify_team(id, admin, Signed::new(cert.statement(), root)).await.expect("certified");
    TeamKeys { id, pair }
}

pub fn vouch(team: &KeyPair, id: TeamId, epoch: u32, member: &Member) -> Signed {
    let verify = member.pair.sign_key().expect("key").verify_bytes();
    let cert = StaffCert { team: id.to_string(), epoch, desk_name: "Night desk".into(), verify };
    Signed::new(cert.statement(), &team.sign_key().expect("key"))
}

/// A report and the keys of its reporter.
pub struct Sent {
    pub arrival: Arrival,
    pub keys: ReceiptKeys,
}

impl Node {
    /// Where its files lie.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// A sealed report with these open codes.
    pub fn report(&self, open: &str, story: &str) -> Sent {
        let receipt = Receipt::draw().expect("receipt");
        let keys = ReceiptKeys::derive(&receipt, &self.root.verify_bytes()).expect("keys");
        let intake = self.team.pair.identity().expect("identity").recipient();
        let what = What { v: 1, story: story.into(), ..What::default() };
        let what = envelope::seal_json(&what, [intake.as_str(), keys.identity.recipient().as_str()]).expect("seal");
        let header = format!(
            r#"{{"v":1,"suite":"age-x25519","lang":"vi","mailbox":"{}","recipient":"{}","verify":"{}","team":"{}","epoch":1,"open":{open}}}"#,
            keys.mailbox(),
            keys.identity.recipient(),
            keys.sign.verify_hex(),
            self.team.id
        );
        let text = statement::report(&keys.mailbox(), &header, &what, None, &[]);
        let signature = Signed::new(text, &keys.sign).signature;
        Sent { arrival: Arrival { header, what, who: None, files: vec![], signature, channel: Channel::Sealed }, keys }
    }

    /// The same report with files that were uploaded before.
    pub fn with_files(&self, sent: Sent, files: Vec<khien_casework::report::FileMark>) -> Sent {
        let Sent { mut arrival, keys } = sent;
        let hashes: Vec<&str> = files.iter().map(|f| f.sha256.as_str()).collect();
        let text = statement::report(&keys.mailbox(), &arrival.header, &arrival.what, None, &hashes);
        arrival.signature = Signed::new(text, &keys.sign).signature;
        arrival.files = files;
        Sent { arrival, keys }
    }

    /// The same report with who the reporter is: custodians outside, the intake team inside.
    fn with_who(&self, sent: Sent, who: &[u8]) -> Sent {
        let Sent { mut arrival, keys } = sent;
        let text = statement::report(&keys.mailbox(), &arrival.header, &arrival.what, Some(who), &[]);
        arrival.signature = Signed::new(text, &keys.sign).signature;
        arrival.who = Some(who.to_vec());
        Sent { arrival, keys }
    }

    /// Takes a report in, with the keys of its reporter.
    pub async fn received(&self, open: &str) -> (ReportId, ReceiptKeys) {
        let sent = self.report(open, "x");
        (self.store.receive(sent.arrival, false).await.expect("received").id, sent.keys)
    }

    /// The same with who the reporter is.
    pub async fn received_with_who(&self, open: &str, who: &[u8]) -> (ReportId, ReceiptKeys) {
        let sent = self.with_who(self.report(open, "x"), who);
        (self.store.receive(sent.arrival, false).await.expect("received").id, sent.keys)
    }

    /// What the reporter signs and does over the head that stands.
    pub async fn act(&self, id: ReportId, keys: &ReceiptKeys, action: &str, code: Option<&str>) -> Result<(), Fault> {
        let page = self.store.report_page(id).await.expect("page");
        let sequence = page.messages.len() as u32;
        let text = statement::act(&page.mailbox, sequence, &page.head, action, code);
        let act = Act { sequence, head: page.head, signature: Signed::new(text, &keys.sign).signature };
        self.store.mailbox_act(page.mailbox, act, action.to_owned(), code.map(Code::new)).await
    }

    /// What the reporter seals and signs over the head that stands.
    pub async fn message(&self, id: ReportId, keys: &ReceiptKeys, files: Vec<FileMark>) -> Message {
        let page = self.store.report_page(id).await.expect("page");
        let ciphertext = envelope::seal(b"{}", [keys.identity.recipient().as_str()]).expect("seal");
        let sequence = page.messages.len() as u32 + 1;
        let said =
            statement::message("reporter", &page.mailbox, sequence, &page.head, &khien_seal::sha256_hex(&ciphertext));
        let signature = Signed::new(said, &keys.sign).signature;
        Message { sequence, previous: page.head, ciphertext, signature, files }
    }

    /// A notice of a case on a basis of a hotline, not sent yet.
    pub async fn new_notice(&self, case: CaseId, report: Option<ReportId>, command: u128) -> NewNotice {
        let before = self.store.case_page(case).await.expect("case").notices.len();
        NewNotice {
            case,
            report,
            nth: before as i64 + 1,
            service: "host".into(),
            jurisdictions: vec!["VN".into()],
            clock: "vn.d147.user_complaint".into(),
            capacity: khien_terms::clocks::Capacity::Hotline,
            lang: Lang::EN,
            gate: Gate {
                preserved: true,
                police_asks_to_wait: false,
                person_may_be_hurt: false,
                host_takes_part: false,
            },
            letter: Letter {
                url: "https://host.example/x".into(),
                recipient: "a@host.example".into(),
                ..Letter::default()
            },
            domain: "node.test".into(),
            by: self.analyst.id,
            command: khien_terms::id::CommandId::from_bits(command),
        }
    }

    /// A notice about a report that the mail server took.
    pub async fn sent_notice(&self, case: CaseId, report: ReportId, command: u128) -> NoticeId {
        let id = self.store.draft_notice(self.new_notice(case, Some(report), command).await).await.expect("drafted");
        self.store.attempt_notice(id).await.expect("attempted");
        let sent = khien_casework::notice::Command::Sent { evidence: "250 ok".into() };
        self.store.attempted_notice(id, sent).await.expect("sent");
        id
    }

    /// A reply of the analyst over the head that stands.
    pub async fn reply(&self, id: ReportId, text: &str) -> Result<(), Fault> {
        let page = self.store.report_page(id).await.expect("page");
        let ciphertext = envelope::seal_json(&Words::of(text), [page.recipient.as_str()]).expect("seal");
        let sequence = page.messages.len() as u32 + 1;
        let said =
            statement::message("team", &page.mailbox, sequence, &page.head, &khien_seal::sha256_hex(&ciphertext));
        let key = self.analyst.pair.sign_key().expect("key");
        let signature = Signed::new(said, &key).signature;
        self.store
            .reply(
                id,
                self.analyst.id,
                key.verify_hex(),
                khien_store::reports::Reply { sequence, previous: page.head, ciphertext, signature },
            )
            .await
    }

    /// Runs something on a connection of its own.
    pub fn with_conn<T: Send>(&self, act: impl FnOnce(&mut khien_store::db::Conn, &Shared) -> T + Send) -> T {
        let shared = &self.shared;
        // The PostgreSQL client may not live on a thread that drives the runtime.
        std::thread::scope(|scope| {
            let run = move || {
                let mut conn = khien_store::writer::connect(&shared.place, false).expect("connect");
                act(&mut conn, shared)
            };
            scope.spawn(run).join().expect("thread")
        })
    }

    /// Fourteen days pass after a withdrawal: the event's own date is moved, with everything that hashes it left as it was.
    pub fn days_pass(&self, id: ReportId) {
        let key = id.to_string();
        self.with_conn(move |conn, _| {
            let sql = "SELECT payload FROM event WHERE stream = $1 AND type = 'report.withdrawn'";
            let row = conn.first(sql, &khien_store::vals![key.as_str()]).expect("row").expect("event");
            let mut event: serde_json::Value = serde_json::from_slice(row.blob(0)).expect("json");
            event["erase_after"] = 1.into();
            let sql = "UPDATE event SET payload = $1 WHERE stream = $2 AND type = 'report.withdrawn'";
            conn.execute(sql, &khien_store::vals![serde_json::to_vec(&event).expect("json"), key.as_str()])
                .expect("update");
        });
    }

    /// Ends the writer and removes folder and database.
    pub fn end(self) {
        let Node { store, writer, folder, database, shared, .. } = self;
        drop(store);
        writer.join();
        std::fs::remove_dir_all(folder).expect("remove");
        if let (Some(server), Some(url)) = (database, &shared.place.database) {
            let name = url.rsplit('/').next().expect("name");
            postgres_client(&server).batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).expect("drop");
        }
    }
}
