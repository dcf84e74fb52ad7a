//! A node is put back to an older copy of itself (F9): two served nodes, over HTTP.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use khien_casework::Refusal;
use khien_desk::Kind;
use khien_desk::directory::renewal::Renewal;
use khien_desk::request::{Act, Decision, Request};
use khien_seal::keys::SignKey;
use khien_seal::statement::Signed;
use khien_store::rebuild::rebuild;
use khien_store::{Fault, Place};
use khien_terms::id::RequestId;
use serde_json::{Value, json};

use super::sending;
use crate::Failure;
use crate::actor::state::{DeskState, Officer, extension, opening, preservation};
use crate::app::App;
use crate::config::Options;
use crate::jobs::beat_once;
use crate::serve::{self, Running};

/// A State whose node can be stopped, put back and started again at the same address.
pub(super) struct Side {
    pub(super) folder: PathBuf,
    pub(super) listen: SocketAddr,
    running: Option<Running>,
    desk: Option<DeskState>,
}

impl Side {
    pub(super) async fn found(folder: &Path, code: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let mut side = Self { folder: folder.join(code), listen: free, running: None, desk: None };
        side.start().await;
        let app = side.app();
        let url = format!("http://{free}");
        let desk = DeskState::found(&app.store, &app.config.ledger_origin(), code, &url).await.expect("founded");
        side.desk = Some(desk);
        side
    }

    async fn start(&mut self) {
        let options = Options { data: Some(self.folder.clone()), listen: Some(self.listen), ..Options::default() };
        let config = options.resolve().expect("options");
        self.running = Some(serve::start(config).await.expect("started"));
    }

    pub(super) async fn stop(&mut self) {
        self.running.take().expect("it runs").stop().await.expect("stopped");
    }

    pub(super) fn app(&self) -> &App {
        &self.running.as_ref().expect("it runs").app
    }

    pub(super) fn desk(&self) -> &DeskState {
        self.desk.as_ref().expect("founded")
    }

    /// Says something and sends it at once; a node that has just started may first ask its witnesses, and gets it again.
    pub(super) async fn say(&self, id: RequestId, by: &Officer, act: Act, body: Value) {
        let out = self.desk().say(self.app(), id, by, act, body).await.expect("said");
        sending::send(self.app(), out.clone()).await.expect("sent");
        until("receipted", async || self.app().store.receipt_of(out.message.clone()).await.is_ok()).await;
    }

    /// What is known of a request that does not depend on when this node heard of it.
    async fn known(&self, id: RequestId) -> Request {
        let mut state = self.app().store.next_place(id).await.expect("known").1;
        // Who drafted it and had it in hand is this State's own, and goes with the copy.
        (state.drafter, state.taken_by, state.gate) = (None, None, None);
        state.calls.clear();
        state
    }

    fn ask(&self, sql: &str) -> i64 {
        let place = Place { folder: self.folder.clone(), database: None };
        let mut conn = khien_store::writer::connect(&place, true).expect("database");
        conn.first(sql, &[]).expect("query").map_or(0, |row| row.int(0))
    }
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folder");
    for entry in std::fs::read_dir(from).expect("folder").map(|entry| entry.expect("entry")) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
}

pub(super) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..240 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("not within a minute: {what}");
}

pub(super) fn text() -> Value {
    json!({"text": "As agreed."})
}

/// Asks for a preservation.
pub(super) async fn asked(side: &Side) -> RequestId {
    let app = side.app();
    let form = preservation(app.now().plus_days(1).timestamp(), "");
    let id = side.desk().draft(app, "XB", Kind::P1, &form).await.expect("drafted");
    side.say(id, &side.desk().approver, opening(app, &form).expect("opening"), form).await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn f9_a_node_that_came_back_from_an_old_copy_signs_nothing_has_again_what_passed_and_goes_on() {
    let folder = std::env::temp_dir().join(format!("khien-resync-{}", std::process::id()));
    let (mut ours, theirs) = (Side::found(&folder, "XA").await, Side::found(&folder, "XB").await);
    ours.desk().trust(&ours.app().store, &theirs.app().store, "XB").await.expect("trusted");
    theirs.desk().trust(&theirs.app().store, &ours.app().store, "XA").await.expect("trusted");
    for side in [&ours, &theirs] {
        side.app().abroad.forget();
    }
    let first = asked(&ours).await;
    for side in [&ours, &theirs] {
        beat_once(side.app()).await.expect("beat");
    }
    ours.stop().await;
    let old = folder.join("old");
    copied(&ours.folder, &old);
    ours.start().await;
    until("its witness says that nothing is lost", async || !ours.app().signs_nothing().await.expect("asked")).await;

    // What the copy does not know: an answer, a wish of ours, a hold, and a whole request.
    let (them, us) = (theirs.desk(), ours.desk());
    theirs.app().store.take_request(first, them.officer.id).await.expect("taken");
    them.gate(theirs.app(), first).await.expect("gated");
    theirs.say(first, &them.approver, Act::Decide { decision: Decision::Accepted, consulted: None }, text()).await;
    let held = theirs.app().now().plus_days(90);
    theirs.say(first, &them.officer, Act::Hold { until: held, wish: None }, text()).await;
    let later = held.plus_days(60);
    ours.say(first, &us.officer, Act::Extend { until: later }, extension(first, later, "It is being translated."))
        .await;
    theirs.say(first, &them.officer, Act::Hold { until: later, wish: None }, text()).await;
    let second = asked(&ours).await;
    theirs.say(second, &them.officer, Act::Acknowledge { expect: later }, text()).await;
    beat_once(ours.app()).await.expect("beat");
    let before = [ours.known(first).await, ours.known(second).await];
    let messages = ours.ask("SELECT COUNT(*) FROM request_message");
    assert_eq!(messages, 7);

    ours.stop().await;
    std::fs::remove_dir_all(&ours.folder).expect("gone");
    copied(&old, &ours.folder);
    ours.start().await;
    assert_eq!(ours.ask("SELECT COUNT(*) FROM request_message"), 1, "the copy knows the first message alone");
    let store = &ours.app().store;
    until("it learns that it came back", async || store.came_back().await.expect("asked")).await;

    // It signs nothing; what is sent to it waits and is not lost.
    let said = ours.desk().say(ours.app(), first, &ours.desk().officer, Act::Status, text()).await;
    assert!(matches!(said, Err(Failure::Store(Fault::Refused(Refusal::NotNow(_))))), "{:?}", said.map(|_| ()));
    let signed = Signed::new("khien/v1/desk-root".into(), &SignKey::from_seed([9; 32]));
    let renewal = Renewal {
        root: SignKey::from_seed([9; 32]).verify_hex(),
        succession: None,
        desk: Vec::new(),
        online: signed.clone(),
        entry: signed,
    };
    let renewed = store.renew_desk_root(renewal, ours.desk().approver.id).await;
    assert!(matches!(renewed, Err(Fault::Refused(Refusal::NotNow(why))) if why.contains("older copy")), "{renewed:?}");
    let waits = theirs.desk().say(theirs.app(), first, &theirs.desk().officer, Act::HoldWarning, text()).await;
    let waits = waits.expect("said");
    sending::send(theirs.app(), waits.clone()).await.expect("tried");
    assert!(
        theirs.app().store.receipt_of(waits.message.clone()).await.is_err(),
        "no receipt of a node that signs nothing"
    );
    let size = ours.ask("SELECT MAX(size) FROM checkpoint");
    beat_once(ours.app()).await.expect("no beat");
    assert_eq!(ours.ask("SELECT MAX(size) FROM checkpoint"), size, "no second history");

    // The other State gives back what passed, each once.
    until("it caught up", async || {
        let known = store.catching_up(vec!["XB".into()]).await.expect("asked");
        known.iter().all(|one| one.at.is_some())
    })
    .await;
    assert_eq!(ours.ask("SELECT COUNT(*) FROM request_message"), messages);
    assert_eq!(ours.ask("SELECT COUNT(*) FROM request_message WHERE received_at IS NULL"), 0, "all are receipted");
    assert_eq!([ours.known(first).await, ours.known(second).await], before, "as it was");
    assert!(store.came_back().await.expect("asked"), "that it goes on is for a person to say");
    assert_eq!(ours.ask("SELECT MAX(size) FROM checkpoint"), size);

    // A legal officer decides; then it signs again, and what waited comes.
    let legal = &ours.desk().approver;
    let statement = store.goes_on_statement(legal.id).await.expect("read").expect("something is lost");
    let key = legal.person.pair.sign_key().expect("key");
    let other = key.sign(b"something else");
    let forged = store.go_on(other, key.verify_bytes(), legal.id).await;
    assert!(matches!(forged, Err(Fault::Refused(Refusal::Forged))), "{forged:?}");
    let spoken = store.own_offered().await.expect("read").expect("it has an entry").fresh;
    store.go_on(key.sign(statement.as_bytes()), key.verify_bytes(), legal.id).await.expect("it goes on");
    let anew = store.own_offered().await.expect("read").expect("it has an entry").fresh;
    assert_ne!(anew, spoken, "what it says of its keys is said anew at once");
    ours.app().abroad.forget();
    assert!(!store.came_back().await.expect("asked"));
    until("what waited came", async || theirs.app().store.receipt_of(waits.message.clone()).await.is_ok()).await;
    ours.say(first, &ours.desk().officer, Act::Release, released(first)).await;
    for id in [first, second] {
        let (one, two) = (ours.known(id).await, theirs.known(id).await);
        assert_eq!((one.asking, one.asked), (two.asking, two.asked), "both say the same");
    }
    for side in [&ours, &theirs] {
        let shared = side.app().store.shared.clone();
        let mut conn = khien_store::writer::connect(&shared.place, false).expect("database");
        let rebuilt = rebuild(&mut conn, &shared).expect("rebuilt");
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
    }
    ours.stop().await;
    let mut theirs = theirs;
    theirs.stop().await;
    std::fs::remove_dir_all(&folder).expect("removed");
}

/// The form by which a preservation is released.
fn released(id: RequestId) -> Value {
    json!({
        "kind": "P2", "form": "P2@1.0", "ref": format!("{:032x}", id.bits()), "action": "release",
        "reason": "The suspect was found otherwise.", "lang": "en", "legal_basis": [{"instrument": "uncc", "article": "42(9)"}],
    })
}
