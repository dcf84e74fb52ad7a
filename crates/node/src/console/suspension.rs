//! What a stolen key signed, on the page of its request and on the desk's first page: which messages, whose key, since when, and what waits.
//! An officer calls the other State at a number of the directory and writes down what it said; a legal officer confirms it with a
//! signature. Writing down takes no script; signing does.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::request::Request;
use khien_desk::request::harm::{Does, does};
use khien_desk::request::suspension::{Halt, Suspended, may_confirm};
use khien_store::directory::PeerRow;
use khien_store::requests::{MessageRow, RequestPage as Stored, RequestRow};
use khien_store::suspension::{VOID, VOID_TRIED};
use khien_terms::Moment;
use khien_terms::id::RequestId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Desk, Names, Trouble, go};
use super::emergency::{Number, numbers};
use super::frame::Frame;
use super::requests::name_of;
use super::{bytes_of, id_of, when};

/// What does not stand in a request.
pub struct SuspensionBox {
    pub title: String,
    /// What waits, or is over, in a sentence.
    pub what: String,
    /// What goes on all the same, or that it is known here alone; empty where nothing does.
    pub goes_on: String,
    /// The numbers to call, while something is to be asked.
    pub numbers: Vec<Number>,
    pub lines: Vec<SuspendedLine>,
}

/// A message that does not stand by itself.
pub struct SuspendedLine {
    pub message: String,
    pub name: String,
    /// The beginning of its number, as people read it out.
    pub number: String,
    pub words: String,
    /// Each key that signed it and is not believed, with since when.
    pub keys: Vec<String>,
    /// What is known of it by now.
    pub state: String,
    /// Somebody called already.
    pub called: bool,
    /// This member may write down what they heard.
    pub may_tell: bool,
    /// What this member signs who confirms it; empty where they may not.
    pub statement: String,
    pub post: String,
}

impl SuspensionBox {
    /// The box of a request; nothing where every message stands by itself.
    ///
    /// # Errors
    /// [`Trouble::Fault`].
    pub async fn of(
        desk: &Desk,
        f: &Frame,
        names: &Names,
        id: RequestId,
        stored: &Stored,
    ) -> Result<Option<Self>, Trouble> {
        let state = &stored.row.state;
        if state.suspended.is_empty() {
            return Ok(None);
        }
        let row = desk.app.store.peer(state.peer.clone()).await?;
        let line = |one: &Suspended| line(desk, f, names, (id, stored), one, row.as_ref());
        let halt = state.halt();
        let asks = halt == Some(Halt::Open);
        let known = row.as_ref().filter(|_| asks);
        let alone = stored.messages.iter().any(|row| row.ours && [VOID, VOID_TRIED].contains(&row.code.as_str()));
        let code = code(halt);
        Ok(Some(Self {
            title: f.t(&format!("desk-suspension-{code}-title")),
            what: f.with(&format!("desk-suspension-{code}"), "state", &state.peer),
            goes_on: match halt {
                Some(Halt::Void) if alone => f.with("desk-suspension-alone", "state", &state.peer),
                Some(Halt::Open) => f.t("desk-suspension-goes-on"),
                Some(Halt::Void) => f.t("desk-suspension-held"),
                _ => String::new(),
            },
            numbers: known.map(|row| numbers(&row.known.entry, desk.lang.as_str())).unwrap_or_default(),
            lines: state.suspended.iter().map(line).collect(),
        }))
    }
}

/// The beginning of a message's number, as two people on the telephone read it out.
#[must_use]
pub fn numbered(message: &str) -> String {
    let parts = [message.get(..4), message.get(4..8), message.get(8..12)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn code(halt: Option<Halt>) -> &'static str {
    match halt {
        Some(Halt::Open) => "open",
        Some(Halt::Void) => "void",
        Some(Halt::Over) => "over",
        None => "theirs",
    }
}

fn line(
    desk: &Desk,
    f: &Frame,
    names: &Names,
    (id, stored): (RequestId, &Stored),
    one: &Suspended,
    row: Option<&PeerRow>,
) -> SuspendedLine {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let at = |moment| when::moment(f, moment, now, zone);
    let message = stored.messages.iter().find(|row| row.message == one.message);
    let who = message.map(|row| row.who.clone()).unwrap_or_default();
    let act = message.map(|row| row.act.name()).unwrap_or_default();
    let detail = message.map(|row| super::request::detail(f, &row.act)).unwrap_or_default();
    let here = message.and_then(|row| row.received_at).map(at).unwrap_or_default();
    let key = |(key, since): (&String, &Moment)| {
        let of_node = row.is_some_and(|row| row.signed_ever.contains(key));
        let words = if of_node { "desk-suspension-key-node" } else { "desk-suspension-key-officer" };
        let short: String = key.chars().take(16).collect();
        f.say(words, &[("key", &short), ("since", &when::stamp(f, *since, zone)), ("who", &who)])
    };
    let thread = format!("{:032x}", id.bits());
    let may = desk.may(Operation::DecideRequests) && may_confirm(&stored.row.state, &one.message, desk.me()).is_ok();
    SuspendedLine {
        message: one.message.clone(),
        name: [f.t(&format!("desk-act-{}", act.replace('_', "-"))), detail]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(": "),
        number: numbered(&one.message),
        words: f.say("desk-suspension-line", &[("who", &who), ("at", &here)]),
        keys: one.keys.iter().map(key).collect(),
        state: told(f, names, one, &at),
        called: one.word.is_some(),
        may_tell: one.is_open() && desk.may(Operation::HoldDeskKey),
        statement: one.statement(&thread, desk.me()).filter(|_| may).unwrap_or_default(),
        post: format!("/console/desk/request/{id}/recheck"),
    }
}

/// What people said of a message by now.
fn told(f: &Frame, names: &Names, one: &Suspended, at: &dyn Fn(Moment) -> String) -> String {
    let Some(word) = one.word else { return f.t("desk-suspension-uncalled") };
    let (said, who, when) = (said_words(f, word.theirs), names.member(word.by), at(word.at));
    match one.confirmed {
        None => f.say("desk-suspension-called", &[("said", &said), ("who", &who), ("at", &when)]),
        Some((by, since)) => {
            let (second, since) = (names.member(by), at(since));
            f.say("desk-suspension-confirmed", &[("said", &said), ("who", &who), ("second", &second), ("at", &since)])
        }
    }
}

/// Whose a message is, as the other State said.
fn said_words(f: &Frame, theirs: bool) -> String {
    f.t(if theirs { "desk-suspension-said-theirs" } else { "desk-suspension-said-not-theirs" })
}

/// What an event of the journal says: which key, or whose a message is.
#[must_use]
pub fn event_words(f: &Frame, event: &Value) -> String {
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    match event.get("theirs").and_then(Value::as_bool) {
        Some(theirs) => said_words(f, theirs),
        None => text("key").unwrap_or_default().chars().take(16).collect(),
    }
}

/// What stands beside a message in the list: that it does not stand, or that what it would disclose is held back.
#[must_use]
pub fn beside(f: &Frame, state: &Request, row: &MessageRow) -> Option<String> {
    if !row.ours {
        let one = state.suspension(&row.message)?;
        let code = if one.is_open() {
            "open"
        } else if one.is_void() {
            "void"
        } else {
            return None;
        };
        return Some(f.t(&format!("desk-suspension-beside-{code}")));
    }
    let discloses = matches!(does(state.kind, &row.act), Does::Discloses(_) | Does::Saves);
    let waits = row.received_at.is_none() && row.code.is_empty() && state.halt() == Some(Halt::Open) && discloses;
    waits.then(|| f.t("desk-suspension-held-back"))
}

/// A request that waits because of a stolen key, as the desk's first page tells it.
pub struct Waiting {
    pub href: String,
    pub words: String,
}

/// The requests in which somebody has to call; none where nothing waits.
#[must_use]
pub fn waiting(f: &Frame, rows: &[RequestRow]) -> Vec<Waiting> {
    let open = rows.iter().filter(|row| row.state.halt() == Some(Halt::Open));
    open.map(|row| {
        let n = row.state.suspended.iter().filter(|one| one.is_open()).count().to_string();
        let (name, state) = (name_of(f, row.number), row.state.peer.as_str());
        Waiting {
            href: format!("/console/desk/request/{}#recheck", row.id),
            words: f.say("desk-suspension-row", &[("name", &name), ("state", state), ("n", &n)]),
        }
    })
    .collect()
}

/// What somebody heard on the telephone.
#[derive(Deserialize)]
pub struct Heard {
    message: String,
    /// `theirs` or `not-theirs`.
    answer: String,
}

/// Writes down what an officer heard of a message when they called its State.
///
/// # Errors
/// [`Trouble::Fault`] where nothing waits.
pub async fn tell(desk: Desk, Path(id): Path<String>, Form(heard): Form<Heard>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let id: RequestId = id_of(&id)?;
    let theirs = match heard.answer.as_str() {
        "theirs" => true,
        "not-theirs" => false,
        _ => return Err(Trouble::Malformed),
    };
    desk.app.store.recheck(id, heard.message, theirs, desk.me()).await?;
    Ok(go(&format!("/console/desk/request/{id}#recheck")))
}

/// The second person's signature.
#[derive(Deserialize)]
pub struct Confirmed {
    /// Base64 of 64 bytes.
    signature: String,
}

/// Confirms what another heard.
///
/// # Errors
/// [`Trouble::Fault`] for whoever called, or when there is nothing to confirm.
pub async fn confirm(
    desk: Desk,
    Path((id, message)): Path<(String, String)>,
    Json(confirmed): Json<Confirmed>,
) -> Result<Response, Trouble> {
    desk.must(Operation::DecideRequests)?;
    let signature = bytes_of("signature", &confirmed.signature)?.try_into().map_err(|_| Refusal::Forged)?;
    let verify = desk.signs_by().await?;
    desk.app.store.confirm_recheck(id_of(&id)?, message, signature, verify, desk.me()).await?;
    Ok(Json(json!({"confirmed": true})).into_response())
}
