//! Two States' nodes in one process, for stories between them.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use khien_desk::Kind;
use khien_desk::request::{Act, Request};
use khien_store::Place;
use khien_store::own_tls::Reached;
use khien_terms::id::RequestId;
use serde_json::{Value, json};

use super::sending;
use crate::actor::state::{DeskState, Officer, opening, preservation};
use crate::app::App;
use crate::config::Options;
use crate::serve::{self, Running};

/// A State whose node can be stopped, put back and started again at the same address.
pub(super) struct Side {
    pub folder: PathBuf,
    listen: SocketAddr,
    reached: Reached,
    running: Option<Running>,
    desk: Option<DeskState>,
}

impl Side {
    /// A State that other nodes reach by the web.
    pub async fn found(folder: &Path, code: &str) -> Self {
        Self::found_so(folder, code, Reached::ByTheWeb).await
    }

    /// A State that is reached so; the address is found when the node starts.
    pub async fn found_so(folder: &Path, code: &str, reached: Reached) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let mut side = Self { folder: folder.join(code), listen: free, reached, running: None, desk: None };
        side.start().await;
        let app = side.app();
        // What only calls is found at no address.
        let url = match side.reached {
            Reached::OnItsCalls => "http://127.0.0.1:9".to_owned(),
            _ => format!("http://{free}"),
        };
        let desk = DeskState::found(&app.store, &app.config.ledger_origin(), code, &url).await.expect("founded");
        side.desk = Some(desk);
        side
    }

    /// Starts its node.
    pub async fn start(&mut self) {
        let listens = matches!(self.reached, Reached::At(_)).then(|| SocketAddr::new(self.listen.ip(), 0));
        let options = Options {
            data: Some(self.folder.clone()),
            listen: Some(self.listen),
            desk_listen: listens,
            desk_calls: Some(self.reached == Reached::OnItsCalls),
            ..Options::default()
        };
        let config = options.resolve().expect("options");
        self.running = Some(serve::start(config).await.expect("started"));
    }

    /// Stops its node.
    pub async fn stop(&mut self) {
        self.running.take().expect("it runs").stop().await.expect("stopped");
    }

    /// Its node.
    pub fn app(&self) -> &App {
        &self.running.as_ref().expect("it runs").app
    }

    /// Its people.
    pub fn desk(&self) -> &DeskState {
        self.desk.as_ref().expect("founded")
    }

    /// Says something and sends it at once; a node that has just started may first ask its witnesses, and gets it again.
    pub async fn say(&self, id: RequestId, by: &Officer, act: Act, body: Value) {
        let out = self.desk().say(self.app(), id, by, act, body).await.expect("said");
        sending::send(self.app(), out.clone()).await.expect("sent");
        until("receipted", async || self.app().store.receipt_of(out.message.clone()).await.is_ok()).await;
    }

    /// What is known of a request that does not depend on when this node heard of it.
    pub async fn known(&self, id: RequestId) -> Request {
        let mut state = self.app().store.next_place(id).await.expect("known").1;
        // Who drafted it and had it in hand is this State's own, and goes with the copy.
        (state.drafter, state.taken_by, state.gate) = (None, None, None);
        state.calls.clear();
        state
    }

    /// Where people reach it.
    pub fn running_at(&self) -> SocketAddr {
        self.listen
    }

    /// Changes its database.
    pub fn write(&self, sql: &str) {
        let place = Place { folder: self.folder.clone(), database: None };
        let mut conn = khien_store::writer::connect(&place, false).expect("database");
        conn.execute(sql, &[]).expect("changed");
    }

    /// Asks its database for a number.
    pub fn ask(&self, sql: &str) -> i64 {
        let place = Place { folder: self.folder.clone(), database: None };
        let mut conn = khien_store::writer::connect(&place, true).expect("database");
        conn.first(sql, &[]).expect("query").map_or(0, |row| row.int(0))
    }
}

/// Copies a folder.
pub(super) fn copied(from: &Path, to: &Path) {
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

/// Waits until something holds.
pub(super) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..240 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("not within a minute: {what}");
}

/// Words of a message.
pub(super) fn text() -> Value {
    json!({"text": "As agreed."})
}

/// Asks XB for a preservation.
pub(super) async fn asked(side: &Side) -> RequestId {
    let app = side.app();
    let form = preservation(app.now().plus_days(1).timestamp(), "");
    let id = side.desk().draft(app, "XB", Kind::P1, &form).await.expect("drafted");
    side.say(id, &side.desk().approver, opening(app, &form).expect("opening"), form).await;
    id
}
