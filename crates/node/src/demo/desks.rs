//! `khien demo --desks`: two invented States, a node each. Their officers compare words by voice, one State asks which identifiers of
//! its case the other knows, then asks it to preserve
//! data, the other decides and holds, the hold is extended, what was held is handed over as evidence, and information is given under
//! conditions; every message signed by two, sealed, receipted, and each receipt printed. Then both nodes keep serving, so that a person can go on by hand.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use khien_desk::Kind;
use khien_desk::request::{Act, Decision, Phase, Refusal};
use khien_desk::wire::receipt::Receipt;
use khien_desk::wire::signed;
use khien_seal::envelope;
use khien_seal::keys::SignKey;
use khien_store::courier::Outgoing;
use khien_store::requests::message_part;
use khien_store::{Fault, rebuild};
use khien_terms::Moment;
use khien_terms::id::RequestId;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Login, Printer};
use crate::Failure;
use crate::actor::staff::Person;
use crate::actor::state::{DeskState, extension, opening, preservation};
use crate::app::App;
use crate::config::{Config, Options};
use crate::console::totp;
use crate::serve::{self, Running};

/// What goes on after the walk.
#[derive(Debug, Serialize)]
struct Serving {
    serving: String,
    state: String,
    request: String,
    logins: Vec<Login>,
    kit: String,
}

/// One of the two.
pub(super) struct Side {
    running: Running,
    pub(super) desk: DeskState,
    /// The node's key, with which it joins the officer's signature.
    pub(super) node: SignKey,
}

impl Side {
    pub(super) fn app(&self) -> &App {
        &self.running.app
    }

    /// Where its node stands.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.running.address)
    }
}

pub(super) fn held(error: impl std::fmt::Display) -> Failure {
    Failure::Held(error.to_string())
}

/// Runs the command.
///
/// # Errors
/// The first step that does not hold.
pub async fn run(data: Option<PathBuf>, listen: Option<SocketAddr>, exit: bool, json: bool) -> Result<(), Failure> {
    let folder = data.unwrap_or_else(|| std::env::temp_dir().join(format!("khien-desks-{}", std::process::id())));
    let mut printer = Printer { json, at: std::time::Instant::now(), failed: false };
    let first = listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
    let second = SocketAddr::new(first.ip(), if first.port() == 0 { 0 } else { first.port() + 1 });
    let here = state(&folder, "XA", first).await?;
    let there = state(&folder, "XB", second).await?;
    printer.step("start", Ok(format!("{} and {}, SQLite in {}", here.url(), there.url(), folder.display())))?;
    let walked = walk(&mut printer, &here, &there, &folder).await;
    let request = match walked {
        Ok(request) => request,
        Err(error) => {
            stop(here, there).await?;
            return Err(error);
        }
    };
    if !exit {
        for side in [&here, &there] {
            say(side, request, json)?;
        }
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "no signals: stopping");
        }
    }
    stop(here, there).await
}

async fn stop(here: Side, there: Side) -> Result<(), Failure> {
    here.running.stop().await?;
    there.running.stop().await
}

async fn state(folder: &Path, code: &str, listen: SocketAddr) -> Result<Side, Failure> {
    let data = folder.join(code);
    if data.join("khien.db").exists() {
        return Err(held(format!("{} holds a node already; the demo begins in a new folder", data.display())));
    }
    // For other States beside, where the system finds a port.
    let desk = Some(SocketAddr::new(listen.ip(), 0));
    let options = Options {
        data: Some(data),
        listen: Some(listen),
        desk_listen: desk,
        // Nobody is asked for time-stamps but whom the environment names.
        time_stamps: std::env::var("KHIEN_TIME_STAMPS").ok(),
        time_stamp_roots: std::env::var_os("KHIEN_TIME_STAMP_ROOTS").map(PathBuf::from),
        ..Options::default()
    };
    let config: Config = options.resolve()?;
    let running = serve::start(config).await?;
    let url = format!("http://{}", running.address);
    let desk = DeskState::found(&running.app.store, &running.app.config.ledger_origin(), code, &url).await?;
    let node = running.app.store.desk_sign_key().await?;
    Ok(Side { running, desk, node })
}

fn say(side: &Side, request: RequestId, json: bool) -> Result<(), Failure> {
    let login = |person: &Person, secret: &[u8], role: &'static str| Login {
        login: person.login.clone(),
        role,
        passphrase: person.passphrase.clone(),
        totp_secret: totp::base32(secret),
    };
    let DeskState { analyst, officer, relief, approver, admin, auditor, .. } = &side.desk;
    let serving = Serving {
        serving: side.url(),
        state: side.desk.code.clone(),
        request: request.to_string(),
        logins: vec![
            login(&analyst.person, &analyst.secret, "analyst"),
            login(&officer.person, &officer.secret, "officer"),
            login(&approver.person, &approver.secret, "approver"),
            login(&relief.person, &relief.secret, "relief"),
            login(&admin.0, &admin.1, "administrator"),
            login(&auditor.0, &auditor.1, "auditor"),
        ],
        kit: side.desk.kit.clone(),
    };
    if json {
        println!("{}", serde_json::to_string(&serving).map_err(held)?);
        return Ok(());
    }
    println!("\nState {}: {}/console/desk", serving.state, serving.serving);
    for login in &serving.logins {
        println!(
            "  {:14} login {:9} passphrase \"{}\"  TOTP {}",
            login.role, login.login, login.passphrase, login.totp_secret
        );
    }
    println!("  The recovery kit that its administrator would print and lock away:\n{}", serving.kit);
    Ok(())
}

/// Walks, printing each step.
async fn walk(print: &mut Printer, here: &Side, there: &Side, folder: &Path) -> Result<RequestId, Failure> {
    print.step("introduced", introduced(here, there).await)?;
    print.step("line.by.pins", super::line::proven(here, there).await)?;
    let case = super::report::to_case(here).await;
    let number = case.as_ref().map_or(0, |(number, _)| *number);
    print.step("report.to.case", case.map(|(_, seen)| seen))?;
    print.step("looked.up", super::lookup::walk(here, there, number).await)?;
    let mut form = preservation(here.app().now().plus_days(1).timestamp(), "");
    form["refs"] = json!({"own_file": format!("case {number}")});
    let act = opening(here.app(), &form)?;
    let id = here.desk.draft(here.app(), "XB", Kind::P1, &form).await?;
    let alone = here.desk.say(here.app(), id, &here.desk.officer, act.clone(), form.clone()).await;
    print.step(
        "drafted",
        match alone {
            Err(Failure::Store(Fault::Declined(Refusal::SamePerson))) => {
                Ok("an urgent preservation, sealed to the desk; whoever drafted it may not sign it".to_owned())
            }
            Err(error) => Err(error),
            Ok(_) => Err(held("the drafter signed alone")),
        },
    )?;
    let out = here.desk.say(here.app(), id, &here.desk.approver, act, form.clone()).await?;
    print.step("sent", receipted(here, there, &out).await)?;
    print.step("opened", opened(there, here, id, &out, &form).await)?;
    let expect = Act::Acknowledge { expect: there.app().now().plus_hours(4.0) };
    let text = || json!({"text": "It is in hand."});
    there.app().store.take_request(id, there.desk.officer.id).await?;
    let out = there.desk.say(there.app(), id, &there.desk.officer, expect, text()).await?;
    print.step("acknowledged", receipted(there, here, &out).await)?;
    print.step("ground.refused", ground(there, id).await)?;
    there.desk.gate(there.app(), id).await?;
    let accept = Act::Decide { decision: Decision::Accepted, consulted: None };
    let out = there.desk.say(there.app(), id, &there.desk.approver, accept, text()).await?;
    print.step("decided", receipted(there, here, &out).await)?;
    let until = there.app().now().plus_days(90);
    let out = there.desk.say(there.app(), id, &there.desk.officer, Act::Hold { until, wish: None }, text()).await?;
    print.step("held", receipted(there, here, &out).await)?;
    print.step("extended", extended(here, there, id, until).await)?;
    print.step("both.agree", agree(here, there, id).await)?;
    super::evidence::walk(print, here, there, id, folder).await?;
    super::information::walk(print, here, there).await?;
    print.step("ledgers.cosigned", super::witnesses::cosigned(here, there, id).await)?;
    print.step("rebuild.identical", rebuilt(here, there).await)?;
    Ok(id)
}

/// The two States take each other's entries in, and their officers compare words.
async fn introduced(here: &Side, there: &Side) -> Result<String, Failure> {
    here.desk.trust(&here.app().store, &there.app().store, "XB").await?;
    there.desk.trust(&there.app().store, &here.app().store, "XA").await?;
    for side in [here, there] {
        side.app().abroad.forget();
    }
    let peer = here.app().store.peer("XB".to_owned()).await?.ok_or_else(|| held("XB is not in the directory"))?;
    let words = khien_desk::directory::words::voice_words(&peer.known.root);
    Ok(format!("two officers of each compared 24 words by voice; those of XB begin \"{}\"", words[..4].join(" ")))
}

/// Waits for the receipt of a message and verifies it as anybody could.
pub(super) async fn receipted(from: &Side, to: &Side, out: &Outgoing) -> Result<String, Failure> {
    crate::abroad::sending::send(from.app(), out.clone()).await?;
    let bytes = from.app().store.receipt_of(out.message.clone()).await?;
    let node = to.app().store.desk_sign_key().await?.verify_bytes();
    let receipt = Receipt::verified(&bytes, &[node]).map_err(held)?;
    if !receipt.answers(&out.message, &khien_seal::sha256(&out.bytes), &to.desk.code, &from.desk.code) {
        return Err(held("the receipt is for another message"));
    }
    let at = receipt.at.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ");
    let short = receipt.outer.get(..16).unwrap_or_default();
    Ok(format!(
        "receipt of {} for message {}, SHA-256 {short}…, at {at}, signed by its node",
        receipt.by, receipt.message
    ))
}

/// An officer of the other State opens the words, and verifies who answers for them.
async fn opened(there: &Side, here: &Side, id: RequestId, out: &Outgoing, form: &Value) -> Result<String, Failure> {
    let part = message_part(&out.message);
    let sealed = there.app().store.open_request(id, part, there.desk.officer.id).await?;
    let inner = envelope::open(&sealed, &there.desk.identity).map_err(held)?;
    let state = there.app().other_state("XA").await?.ok_or_else(|| held("XA is not in the directory"))?;
    let verified = signed::verify(&inner, &state.voices).map_err(held)?;
    let frame: Value = serde_json::from_slice(&verified.text).map_err(held)?;
    if frame.get("body") != Some(form) {
        return Err(held("other words came out than went in"));
    }
    let name = &here.desk.approver.person.desk_name;
    if verified.officer.desk_name != *name {
        return Err(held("another officer answers for it"));
    }
    Ok(format!(
        "opened with the desk's key; signed by \"{name}\" and by the node of XA, under the root that was compared"
    ))
}

/// A ground that article 42 does not have is refused by name.
async fn ground(there: &Side, id: RequestId) -> Result<String, Failure> {
    let refuse = Act::Decide { decision: Decision::Refused { grounds: vec!["G21d".into()] }, consulted: None };
    there.desk.gate(there.app(), id).await?;
    match there.desk.say(there.app(), id, &there.desk.approver, refuse, json!({"text": "No."})).await {
        Err(Failure::Store(Fault::Declined(error))) => {
            Ok(format!("a refusal without consultation, on a ground that the article lacks, goes nowhere: {error}"))
        }
        Err(error) => Err(error),
        Ok(_) => Err(held("a ground that the article lacks was taken")),
    }
}

async fn extended(here: &Side, there: &Side, id: RequestId, until: Moment) -> Result<String, Failure> {
    let later = until.plus_days(60);
    let wish = extension(id, later, "The request for assistance is being translated.");
    let out = here.desk.say(here.app(), id, &here.desk.officer, Act::Extend { until: later }, wish).await?;
    let asked = receipted(here, there, &out).await?;
    let waits = here.app().store.next_place(id).await?.1.hold_ends();
    let text = json!({"text": "Held longer."});
    let out =
        there.desk.say(there.app(), id, &there.desk.officer, Act::Hold { until: later, wish: None }, text).await?;
    receipted(there, here, &out).await?;
    let held_until = here.app().store.next_place(id).await?.1.hold_ends();
    if waits.is_some() || held_until != Some(later) {
        return Err(held("the hold did not wait for the answer, or did not grow"));
    }
    Ok(format!("{asked}; held without an end until the answer, then 60 days longer"))
}

/// What both know of the request is the same.
async fn agree(here: &Side, there: &Side, id: RequestId) -> Result<String, Failure> {
    for _ in 0..50 {
        let (_, ours) = here.app().store.next_place(id).await?;
        let (_, theirs) = there.app().store.next_place(id).await?;
        if (&ours.asking, &ours.asked) == (&theirs.asking, &theirs.asked) && ours.phase() == Phase::Held {
            return Ok(format!("{} messages, the same in both journals", ours.asking.seq + ours.asked.seq));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(held("the two States know different things"))
}

async fn rebuilt(here: &Side, there: &Side) -> Result<String, Failure> {
    let mut events = 0;
    for side in [here, there] {
        let shared = side.app().store.shared.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut conn = khien_store::writer::connect(&shared.place, false)?;
            rebuild::rebuild(&mut conn, &shared)
        })
        .await
        .map_err(held)??;
        if !done.identical {
            return Err(held(format!("the tables of {} are not what the journal says", side.desk.code)));
        }
        events += done.events;
    }
    Ok(format!("{events} events of both refolded into the same tables"))
}
