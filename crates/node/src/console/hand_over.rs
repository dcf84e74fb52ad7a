//! Handing requests over: one, or at the end of a shift all that somebody has in hand, with a note that is sealed to the desk in the
//! browser; and answering a call.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::request::{Request, call, may_hand_over};
use khien_terms::id::{RequestId, StaffId};
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Names, Trouble, go};
use super::frame::{Choice, Frame};
use super::request::Text;
use super::{bytes_of, id_of};

/// Bytes of a note at most, sealed.
const NOTE_MAX: usize = 64 << 10;

/// What is needed to hand over.
pub struct HandOver {
    /// Where the note goes.
    pub post: String,
    /// To whom it may go; nobody when there is nothing to hand over.
    pub colleagues: Vec<Choice>,
    /// The root's word for the desk's key, as JSON: the browser verifies it before it seals.
    pub certificate: String,
}

/// A note of a hand-over that was.
pub struct Note {
    pub words: String,
    pub text: Text,
}

impl HandOver {
    /// The form; of one request, or of all that a member has in hand.
    pub(super) async fn of(desk: &Desk, post: String, is_theirs: bool) -> Result<Self, Trouble> {
        let mut colleagues = Vec::new();
        let own = desk.app.own_desk().await?;
        if is_theirs && own.is_some() && desk.may(Operation::ExecuteRequests) {
            let members = desk.app.store.members().await?;
            let others = members.iter().filter(|one| one.id != desk.me() && takes(one.role, &one.state));
            colleagues = others.map(|one| Choice::new(&one.id.to_string(), one.desk_name.clone())).collect();
        }
        Ok(Self { post, colleagues, certificate: own.map(|own| own.certificate.clone()).unwrap_or_default() })
    }
}

/// Whether a member takes requests in hand.
fn takes(role: khien_casework::role::Role, state: &str) -> bool {
    state == "active" && role.may(Operation::ExecuteRequests)
}

/// Whether a request is somebody's to hand over, to whomever.
pub(super) fn is_in_hand(state: &Request, by: StaffId) -> bool {
    let anybody = if by == StaffId::from_bits(0) { StaffId::from_bits(1) } else { StaffId::from_bits(0) };
    may_hand_over(state, by, anybody).is_ok()
}

/// The notes of a request.
pub(super) fn notes(f: &Frame, names: &Names, state: &Request) -> Vec<Note> {
    let words = |from, to| {
        let label = f.t("desk-hand-over-note");
        format!("{label}: {} → {}", names.member(from), names.member(to))
    };
    let one = |(from, to, part): &(StaffId, StaffId, String)| Note {
        words: words(*from, *to),
        text: Text { part: part.clone(), voices: String::new(), label: words(*from, *to) },
    };
    state.hand_overs.iter().map(one).collect()
}

/// To whom, and the note.
#[derive(Deserialize)]
pub struct Handed {
    to: String,
    /// The note, sealed to our desk, base64.
    ciphertext: String,
}

async fn hand(desk: &Desk, these: Option<Vec<RequestId>>, handed: &Handed) -> Result<Response, Trouble> {
    desk.must(Operation::ExecuteRequests)?;
    let to: StaffId = id_of(&handed.to)?;
    let members = desk.app.store.members().await?;
    if !members.iter().any(|one| one.id == to && takes(one.role, &one.state)) {
        return Err(Refusal::Field { field: "to", problem: "this person takes no requests" }.into());
    }
    let note = bytes_of("ciphertext", &handed.ciphertext)?;
    if note.len() > NOTE_MAX {
        return Err(Refusal::Field { field: "ciphertext", problem: "longer than a note" }.into());
    }
    let count = desk.app.store.hand_over(these, to, note, desk.me()).await?;
    Ok(Json(json!({"handed_over": count})).into_response())
}

/// Hands one request over.
///
/// # Errors
/// [`Trouble::Fault`] for one that the member does not have in hand.
pub async fn one(desk: Desk, Path(id): Path<String>, Json(handed): Json<Handed>) -> Result<Response, Trouble> {
    let id: RequestId = id_of(&id)?;
    hand(&desk, Some(vec![id]), &handed).await
}

/// Hands all over that the member has in hand.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn all(desk: Desk, Json(handed): Json<Handed>) -> Result<Response, Trouble> {
    hand(&desk, None, &handed).await
}

/// Says that a call was heard: nobody else is called about it.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn answer_call(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let id: RequestId = id_of(&id)?;
    desk.app.store.answer_call(id, desk.me()).await?;
    Ok(go(&format!("/console/desk/request/{id}")))
}

/// Which clock somebody was called about, in words; empty when every call was answered.
pub(super) fn open_call(f: &Frame, state: &Request) -> String {
    if !call::is_open(state) {
        return String::new();
    }
    let made = state.calls.iter().rfind(|made| !made.answered);
    let clock = made.map(|made| f.t(&format!("desk-clock-{}-us", made.clock.replace('_', "-"))));
    f.with("desk-call-open", "clock", &clock.unwrap_or_default())
}
