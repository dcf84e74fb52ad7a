//! Information that was given without a request (X1), on its request's page: the conditions first, and what is sealed only once they
//! were accepted and for a purpose that they allow.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::role::Operation;
use khien_desk::directory::Trust;
use khien_desk::package::Purpose;
use khien_desk::request::harm::{Standing, key_may_leave};
use khien_desk::request::information::{self, Closed, Key};
use khien_desk::request::{Answered, Request, Side};
use khien_store::requests::RequestPage as Stored;
use khien_terms::Moment;
use khien_terms::id::RequestId;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Trouble};
use super::frame::{Choice, Frame};
use super::id_of;
use super::open::{Keys, wraps_of};
use super::request_package::words;
use super::request_steps::purposes;

/// What the page shows of information.
pub struct Information {
    /// The message that gives it.
    pub message: String,
    /// Under which conditions.
    pub conditions: Vec<String>,
    /// How far it is.
    pub stands: String,
    /// Whether the State that gave it is told before this is disclosed to anybody.
    pub tell_first: bool,
    /// We gave it: it is read without a purpose.
    pub ours: bool,
    /// We said that it was destroyed: the message that gave it was erased with it.
    pub gone: bool,
    /// Whether this member may have it opened.
    pub opens: bool,
    /// Purposes for which it may be read now.
    pub purposes: Vec<Choice>,
}

/// The information that opened a request; nothing of other kinds.
#[must_use]
pub fn of(desk: &Desk, f: &Frame, stored: &Stored, standing: Option<Standing>, by_letter: bool) -> Option<Information> {
    let state = &stored.row.state;
    let (message, given) = information::given(&state.asking)?;
    let now = f.app.now();
    let may = |purpose: Purpose| information::may_open(state, purpose, now).is_ok();
    let readable = Purpose::ALL.into_iter().zip(purposes(f, state.kind)).filter(|(purpose, _)| may(*purpose));
    let readable: Vec<Choice> = readable.map(|(_, choice)| choice).collect();
    let ours = state.side == Side::Asking;
    Some(Information {
        message: message.to_owned(),
        conditions: words(f, state.kind, &given.conditions),
        stands: f.t(&format!("desk-information-{}", stands(state, (standing, by_letter), now))),
        tell_first: given.exculpatory && !ours && !information::is_destroyed(&state.asking, &state.asked),
        ours,
        gone: !ours && information::is_destroyed(&state.asking, &state.asked),
        opens: desk.may(Operation::HoldDeskKey) && (ours || !readable.is_empty()),
        purposes: readable,
    })
}

/// How far the key is, as a code of words.
fn stands(state: &Request, (standing, by_letter): (Option<Standing>, bool), now: Moment) -> &'static str {
    let answered = information::answered(&state.asking, &state.asked);
    match (state.side, answered, state.information_key) {
        (Side::Asking, ..) if information::is_destroyed(&state.asking, &state.asked) => "gone-there",
        (Side::Asking, _, Key::Destroyed) => "destroyed",
        (Side::Asking, Some(Answered::Accepted), _) if by_letter && information::is_over(&state.asking, now) => {
            "over-letter"
        }
        (Side::Asking, Some(Answered::Accepted), _) => match standing {
            Some(standing) if key_may_leave(state, standing, now).is_some() && by_letter => "released-letter",
            Some(standing) if key_may_leave(state, standing, now).is_some() => "released",
            Some(standing) if matches!(standing.trust, Trust::Full | Trust::Stale) => "released-waits",
            _ => "released-untrusted",
        },
        (Side::Asking, ..) => "waits",
        // Nobody fetches it: an answer to the letter of our acceptance brings it.
        (Side::Asked, ..) if by_letter && information::closed(state) == Some(Closed::Coming) => "coming-letter",
        (Side::Asked, ..) => information::closed(state).map_or("opens", Closed::code),
    }
}

/// For what it is read; nothing of our own.
#[derive(Deserialize)]
pub struct Wanted {
    purpose: Option<Purpose>,
}

/// Hands the message and the key of its sealed part out, both sealed to the desk.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn read(desk: Desk, Path(id): Path<String>, Json(wanted): Json<Wanted>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let id: RequestId = id_of(&id)?;
    let (text, key) = desk.app.store.open_information(id, wanted.purpose, desk.me()).await?;
    let wraps = wraps_of(&desk, Keys::Desk).await?;
    Ok(Json(json!({"ciphertext": B64.encode(text), "key": B64.encode(key), "wraps": wraps})).into_response())
}
