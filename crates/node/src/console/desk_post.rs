//! Letters to a State without a node. The file is put together in the officer's browser, under words that never come here; this node gives
//! the page that opens it ([`super::letter_page`]). What comes back is taken in by [`super::desk_answer`].

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::correspondent::Details;
use khien_desk::letter::TakenOut;
use khien_desk::request::harm::key_may_leave;
use khien_desk::request::information::{self, Key};
use khien_desk::request::{Answered, Decision, Request, Side};
use khien_store::information::Released;
use khien_store::requests::{RequestPage as Stored, message_part};
use khien_terms::id::RequestId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Desk, Trouble};
use super::frame::{Choice, Frame};
use super::id_of;
use super::letter_page::granted;
use super::open::{Keys, handed};
use crate::abroad::information::released;
use crate::abroad::states::OtherState;

/// What the request's page shows of letters.
pub struct PostBox {
    /// Where the words are told.
    pub phone: String,
    /// Who answers there.
    pub authority: String,
    /// Our messages, the newest first.
    pub messages: Vec<Choice>,
    /// Languages of the letter.
    pub langs: Vec<Choice>,
    /// The certificate to which letters can be sealed, as JSON: its fingerprint, its key and the key's kind; `null` where there is none in
    /// force.
    pub sealed_to: String,
    /// Letters that were taken out: message and public key, as JSON.
    pub letters: String,
    /// Why this member takes in no answer of these letters, by their public key, as JSON.
    pub barred: String,
    /// Why this member takes in no answer at all; empty where there is a letter whose answer they may.
    pub none_taken: String,
    /// That no decision is taken in any more, where there is one; else empty.
    pub decided: String,
    /// Our message that opened the request, as a sealed part: evidence answers its items. The other State's own where it asks.
    pub part: String,
    /// What was granted, as JSON.
    pub granted: String,
    /// The message whose letter carries the key of its information now, since its conditions were accepted; empty where there is none.
    pub key: String,
    /// The root's word for the key that answers are sealed to, as JSON.
    pub certificate: String,
    /// Who may speak for us, as JSON.
    pub voices: String,
}

impl PostBox {
    /// The box of a request with a State without a node; nothing of others, and nothing before something was said.
    ///
    /// # Errors
    /// [`Trouble::Fault`].
    pub async fn of(
        desk: &Desk,
        f: &Frame,
        stored: &Stored,
        other: Option<&OtherState>,
    ) -> Result<Option<Self>, Trouble> {
        let Some(details) = other.and_then(|other| other.by_letter.as_ref()) else { return Ok(None) };
        let Some(own) = desk.app.own_desk().await? else { return Ok(None) };
        if !desk.may(Operation::HoldDeskKey) {
            return Ok(None);
        }
        let ours = stored.messages.iter().rev().filter(|message| message.ours);
        let messages: Vec<Choice> = ours
            .map(|message| {
                let name = f.t(&format!("desk-act-{}", message.act.name().replace('_', "-")));
                let at = super::when::moment(f, message.at, f.app.now(), &f.app.config.zone);
                Choice::new(&message.message, format!("{name}, {at}"))
            })
            .collect();
        if messages.is_empty() {
            return Ok(None);
        }
        let langs = super::correspondent::langs(f).into_iter().map(|lang| lang.chosen(Some(&details.lang)));
        let part = stored.messages.first().map(|first| message_part(&first.message)).unwrap_or_default();
        let barred = barred(desk, f, &stored.row.state, details)?;
        Ok(Some(Self {
            none_taken: none_taken(f, &stored.row.state, &barred),
            barred: json!(barred).to_string(),
            decided: decided(f, &stored.row.state),
            phone: details.phone.clone(),
            authority: details.authority.clone(),
            messages,
            langs: langs.collect(),
            letters: letters(&stored.row.state).to_string(),
            part,
            key: key_of(desk, &stored.row.state).await?,
            granted: granted(&stored.row.state).to_string(),
            sealed_to: sealed_to(details, desk)?.to_string(),
            certificate: own.certificate.clone(),
            voices: own.voices.clone(),
        }))
    }
}

/// Letters that were taken out, as browsers need them: pairs of the message and the public key of its answers. The blank letter in which
/// the State opened the request is one of them, by its own number.
pub(super) fn letters(state: &Request) -> Value {
    let taken_out = state.letters.iter().map(|one| (&one.message, &one.verify));
    json!(taken_out.chain(state.blank.iter().map(|(blank, verify)| (blank, verify))).collect::<Vec<_>>())
}

/// Why a member takes in no answer of a letter, by the letter's public key: they took it out, or it is void.
fn barred(desk: &Desk, f: &Frame, state: &Request, details: &Details) -> Result<BTreeMap<String, String>, Trouble> {
    let (link, _) = details.link().map_err(|error| khien_store::Fault::Corrupt(error.to_string()))?;
    let why = |key: &str| f.t(&format!("console-why-{key}"));
    let bars = |one: &TakenOut| {
        let mine = (one.by == desk.me()).then(|| why("whoever-took-the-letter-out-does"));
        let void = (one.details.as_ref() != Some(&link)).then(|| why("this-letter-was-made-before-its"));
        Some((one.verify.clone(), mine.or(void)?))
    };
    Ok(state.letters.iter().filter_map(bars).collect())
}

/// Why no answer is taken in by a member: nobody took a letter out, or of each something keeps them from it.
fn none_taken(f: &Frame, state: &Request, barred: &BTreeMap<String, String>) -> String {
    if state.letters.iter().any(|one| !barred.contains_key(&one.verify)) {
        return String::new();
    }
    // Of the newest letter, which is the one that most likely comes home.
    state.letters.last().and_then(|one| barred.get(&one.verify)).cloned().unwrap_or_else(|| f.t("desk-letter-in-none"))
}

/// That a request to that State is decided for good: another decision is not taken in.
fn decided(f: &Frame, state: &Request) -> String {
    let over =
        state.asked.decided.as_ref().is_some_and(|(decision, _)| !matches!(decision, Decision::Postponed { .. }));
    if state.side == Side::Asking && over { f.t("desk-declined-decided-already") } else { String::new() }
}

/// The message whose letter carries the key of its information: its conditions were accepted, and it may leave as things stand.
async fn key_of(desk: &Desk, state: &Request) -> Result<String, Trouble> {
    let Some((message, _)) = information::given(&state.asking) else { return Ok(String::new()) };
    let accepted = information::answered(&state.asking, &state.asked) == Some(Answered::Accepted);
    let standing = super::overrides::standing_of(desk, state).await?;
    let leaves = standing.is_some_and(|standing| key_may_leave(state, standing, desk.app.now()).is_some());
    let gone = information::is_destroyed(&state.asking, &state.asked)
        || state.information_key == Key::Destroyed
        || information::is_over(&state.asking, desk.app.now());
    Ok(if state.side == Side::Asking && accepted && leaves && !gone { message.to_owned() } else { String::new() })
}

/// Hands the key of information out for a letter, sealed to our desk: once its conditions were accepted, and when it may leave as things
/// stand. The journal says who had it before it leaves.
///
/// # Errors
/// [`Refusal::NotNow`] where it may not leave.
pub async fn key(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let id: RequestId = id_of(&id)?;
    let (_, state) = desk.app.store.next_place(id).await?;
    let (message, _) = information::given(&state.asking).ok_or(Refusal::NotFound)?;
    // A node fetches its key by itself; a letter that is made when the last day is over opens nothing any more.
    let by_letter = desk.app.other_state(&state.peer).await?.is_some_and(|other| other.by_letter.is_some());
    if state.side != Side::Asking || !by_letter || information::is_over(&state.asking, desk.app.now()) {
        return Err(Refusal::NotFound.into());
    }
    match released(&desk.app, message.to_owned()).await? {
        Released::Now(_) => {}
        Released::Not | Released::Destroyed => {
            return Err(Refusal::NotNow("its key does not leave: the conditions were not accepted").into());
        }
    }
    let (_, key) = desk.app.store.open_information(id, None, desk.me()).await?;
    handed(&desk, &key, Keys::Desk, None).await
}

/// The certificate to which a letter can be sealed now, as the officer's browser needs it.
pub(super) fn sealed_to(details: &Details, desk: &Desk) -> Result<Value, Trouble> {
    let read = details.certificate().map_err(|unusable| khien_store::Fault::Corrupt(unusable.to_string()))?;
    let read = read.and_then(|read| read.in_force(desk.app.now()).ok());
    Ok(json!(read.map(
        |read| json!({"fingerprint": read.fingerprint, "kind": read.key.as_str(), "spki": B64.encode(read.spki)})
    )))
}

/// A letter that was made.
#[derive(Deserialize)]
pub struct Made {
    message: String,
    /// The public key of its answers, hex.
    verify: String,
    /// SHA-256 (hex) of the certificate to which it is sealed; none where words open it.
    certificate: Option<String>,
    /// Whether the key of information lies in it.
    #[serde(default)]
    key: bool,
}

/// Writes down that a letter is taken out.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn take(desk: Desk, Path(id): Path<String>, Json(made): Json<Made>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let verify = khien_seal::keys::verify_from_hex(&made.verify).map_err(|_| Trouble::Malformed)?;
    let letter = (made.message, verify);
    desk.app.store.take_letter(id_of(&id)?, letter, (made.certificate, made.key), desk.me()).await?;
    Ok((StatusCode::CREATED, Json(json!({"taken": true}))).into_response())
}
