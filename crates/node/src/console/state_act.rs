//! What officers do about a State: compare its words, call it back, trust it, suspend it, say that it left.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::Trust;
use khien_desk::directory::peer::Command;
use khien_desk::directory::trust::Reason;
use khien_desk::directory::words::{Misread, compare};
use khien_seal::keys::verify_from_hex;
use serde::Deserialize;

use super::desk::{Desk, Trouble, go};
use super::frame::Frame;
use super::problem::why;
use super::state::{may_call, render};

fn back(code: &str) -> Response {
    go(&format!("/console/desk/state/{code}"))
}

fn must_call(desk: &Desk) -> Result<(), Trouble> {
    if may_call(desk) { Ok(()) } else { Err(Refusal::NotAllowed.into()) }
}

/// That the words were compared by voice.
#[derive(Deserialize)]
pub struct Heard {
    root: String,
    /// What the other side read out, where it was typed; compared here.
    #[serde(default)]
    words: String,
    #[serde(default, deserialize_with = "ticked")]
    compared: bool,
}

/// A box that was ticked comes as `on`.
fn ticked<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    String::deserialize(from).map(|text| text == "on")
}

/// An officer compared the words of a root by voice. When they were typed, one that differs is named.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn hear(desk: Desk, Path(code): Path<String>, Form(heard): Form<Heard>) -> Result<Response, Trouble> {
    must_call(&desk)?;
    let root = verify_from_hex(&heard.root).map_err(|_| Refusal::NotFound)?;
    if !heard.words.trim().is_empty() {
        if let Err(misread) = compare(&root, &heard.words) {
            return render(&desk, code, &heard.words, |f| misread_words(f, &misread)).await;
        }
    } else if !heard.compared {
        let problem = "tick that you compared all 24 words";
        let mut response = render(&desk, code, "", |f| why(&f.app, f.lang, problem)).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let command = Command::HearWords { root: heard.root, by: desk.me() };
    desk.app.store.peer_command(code.clone(), command, desk.me()).await?;
    desk.app.abroad.forget();
    Ok(back(&code))
}

fn misread_words(f: &Frame, misread: &Misread) -> String {
    let counted = |key: &str, n: usize| f.counted(key, "n", i64::try_from(n).unwrap_or(0));
    match misread {
        Misread::Count(n) => counted("desk-state-words-count", *n),
        Misread::Unknown(n) => counted("desk-state-words-unknown", *n),
        Misread::Check => f.t("desk-state-words-check"),
        Misread::Differs(n) => counted("desk-state-words-differ", *n),
    }
}

/// How far a State is trusted, and why.
#[derive(Deserialize)]
pub struct Given {
    trust: String,
    reason: String,
}

/// A legal officer sets how far a State is trusted.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn set_trust(desk: Desk, Path(code): Path<String>, Form(given): Form<Given>) -> Result<Response, Trouble> {
    desk.must(Operation::DecideRequests)?;
    let trusts = [Trust::PreserveOnly, Trust::Full, Trust::Suspended];
    let trust = trusts.into_iter().find(|trust| trust.as_str() == given.trust).ok_or(Trouble::Malformed)?;
    let reason = Reason::ALL.into_iter().find(|reason| reason.as_str() == given.reason).ok_or(Trouble::Malformed)?;
    let command = Command::SetTrust { trust, reason, by: desk.me() };
    desk.app.store.peer_command(code.clone(), command, desk.me()).await?;
    desk.app.abroad.forget();
    Ok(back(&code))
}

/// Whether a State may look identifiers up here.
#[derive(Deserialize)]
pub struct Allowed {
    /// `yes` or `no`.
    allowed: String,
}

/// A legal officer allows a State to look identifiers up here, or does no more.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn allow_lookup(
    desk: Desk,
    Path(code): Path<String>,
    Form(given): Form<Allowed>,
) -> Result<Response, Trouble> {
    desk.must(Operation::DecideRequests)?;
    let allowed = match given.allowed.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(Trouble::Malformed),
    };
    let command = Command::AllowLookup { allowed, by: desk.me() };
    desk.app.store.peer_command(code.clone(), command, desk.me()).await?;
    Ok(go(&format!("/console/desk/state/{code}#lookup")))
}

/// What a State said when it was called about a change.
#[derive(Deserialize)]
pub struct Called {
    entry: String,
    /// `theirs` or `not-theirs`.
    answer: String,
}

/// An officer called a number that was known before the change.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn change(desk: Desk, Path(code): Path<String>, Form(called): Form<Called>) -> Result<Response, Trouble> {
    must_call(&desk)?;
    let (entry, by) = (called.entry, desk.me());
    let command = match called.answer.as_str() {
        "theirs" => Command::Confirm { entry, by },
        "not-theirs" => Command::Deny { entry, by },
        _ => return Err(Trouble::Malformed),
    };
    desk.app.store.peer_command(code.clone(), command, by).await?;
    desk.app.abroad.forget();
    Ok(back(&code))
}

/// Asks the State's node for its newest entry now.
///
/// # Errors
/// [`Trouble::Fault`] when it does not answer or shows what is not taken.
pub async fn ask(desk: Desk, Path(code): Path<String>) -> Result<Response, Trouble> {
    must_call(&desk)?;
    let row = desk.app.store.peer(code.clone()).await?.ok_or(Refusal::NotFound)?;
    match crate::directory::ask(&desk.app, &code, &row.known.entry.url).await {
        Ok(()) => Ok(back(&code)),
        Err(crate::directory::Unheard::Refused(fault)) => Err(fault.into()),
        Err(crate::directory::Unheard::Silent(error)) => {
            tracing::info!(state = code, %error, "a State does not answer");
            Err(Refusal::NotNow("the node of this State does not answer").into())
        }
    }
}

/// The State takes part no more.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn leave(desk: Desk, Path(code): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    desk.app.store.peer_command(code.clone(), Command::Leave { by: desk.me() }, desk.me()).await?;
    desk.app.abroad.forget();
    Ok(back(&code))
}
