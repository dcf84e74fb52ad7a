//! A State without a node: who answers for it, who called its number, and how far it is trusted.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::Trust;
use khien_desk::directory::correspondent::{Command, Details};
use khien_desk::directory::peer::HEARERS;
use khien_desk::directory::trust::Reason;
use serde::Deserialize;

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame};
use super::state::{may_call, reason_words};

/// The page.
#[derive(Template)]
#[template(path = "console/correspondent.html")]
pub struct CorrespondentPage {
    pub f: Frame,
    pub here: String,
    pub trust: String,
    pub care: bool,
    pub reason: String,
    pub code: String,
    pub details: Details,
    /// The details that a call proves, by their SHA-256.
    pub link: String,
    pub called: String,
    pub can_call: bool,
    pub trusts: Vec<Choice>,
    pub reasons: Vec<Choice>,
    pub can_trust: bool,
    pub can_leave: bool,
    pub can_ask: bool,
}

/// Languages in which letters are made.
#[must_use]
pub fn langs(f: &Frame) -> Vec<Choice> {
    f.languages().into_iter().map(|lang| Choice::new(&lang.code, lang.name.to_owned())).collect()
}

/// How far it is trusted, in words: no words of a root are compared here, a number is called.
#[must_use]
pub fn trust_words(f: &Frame, trust: Trust) -> String {
    if trust == Trust::Introduced { f.t("desk-letter-trust-introduced") } else { super::states::trust_words(f, trust) }
}

/// Shows a State without a node.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(code): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::SeeStates)?;
    let row = desk.app.store.correspondent(code.clone()).await?.ok_or(Refusal::NotFound)?;
    let names = desk.names().await?;
    let mut f = desk.frame("states").await?;
    f.title.clone_from(&row.details.name);
    let known = row.correspondent;
    let called: Vec<String> = known.called.iter().map(|by| names.member(*by)).collect();
    let (waits, left) = (known.called.len() < HEARERS, known.trust == Trust::Left);
    let trusts = [Trust::PreserveOnly, Trust::Full, Trust::Suspended];
    let reasons = [Reason::Agreement, Reason::Safeguards, Reason::Misuse, Reason::Compromise, Reason::ClearedUp];
    Ok(page(&CorrespondentPage {
        here: format!("/console/desk/correspondent/{code}"),
        trust: trust_words(&f, known.trust),
        care: !matches!(known.trust, Trust::Full | Trust::PreserveOnly),
        reason: match known.reason {
            Some(Reason::WordsHeard) => f.t("desk-letter-reason-called"),
            Some(reason) => reason_words(&f, reason),
            None => String::new(),
        },
        link: known.details.clone(),
        called: called.join(", "),
        can_call: waits && !left && may_call(&desk) && !known.called.contains(&desk.me()),
        trusts: trusts
            .map(|trust| Choice::new(trust.as_str(), trust_words(&f, trust)).chosen(Some(known.trust.as_str())))
            .into(),
        reasons: reasons.map(|reason| Choice::new(reason.as_str(), reason_words(&f, reason))).into(),
        can_trust: !waits && !left && desk.may(Operation::DecideRequests),
        can_leave: !left && desk.may(Operation::IntroduceStates),
        can_ask: known.trust.receives() && desk.may(Operation::DraftRequests),
        code,
        details: row.details,
        f,
    }))
}

/// Writes down who answers for a State without a node.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn name(desk: Desk, Form(details): Form<Details>) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    if desk.app.words.lang(&details.lang).is_none() {
        return Err(Trouble::Malformed);
    }
    let trimmed = |text: &str| text.trim().to_owned();
    let details = Details {
        name: trimmed(&details.name),
        authority: trimmed(&details.authority),
        phone: trimmed(&details.phone),
        ..details
    };
    let code = details.state.clone();
    desk.app.store.name_correspondent(details, desk.me()).await?;
    Ok(back(&desk, &code))
}

/// That the number was called.
#[derive(Deserialize)]
pub struct Called {
    details: String,
    #[serde(default)]
    called: String,
}

/// An officer called the number.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn call(desk: Desk, Path(code): Path<String>, Form(called): Form<Called>) -> Result<Response, Trouble> {
    if !may_call(&desk) {
        return Err(Refusal::NotAllowed.into());
    }
    if called.called != "on" {
        return Err(Refusal::Field { field: "phone", problem: "tick that you called this number" }.into());
    }
    let command = Command::Call { details: called.details };
    desk.app.store.correspondent_command(code.clone(), command, desk.me()).await?;
    Ok(back(&desk, &code))
}

/// How far it is trusted, and why.
#[derive(Deserialize)]
pub struct Given {
    trust: Trust,
    reason: Reason,
}

/// A legal officer sets how far it is trusted.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn set_trust(desk: Desk, Path(code): Path<String>, Form(given): Form<Given>) -> Result<Response, Trouble> {
    desk.must(Operation::DecideRequests)?;
    let command = Command::SetTrust { trust: given.trust, reason: given.reason };
    desk.app.store.correspondent_command(code.clone(), command, desk.me()).await?;
    Ok(back(&desk, &code))
}

/// It takes part no more, or has a node now.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn leave(desk: Desk, Path(code): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    desk.app.store.correspondent_command(code.clone(), Command::Leave, desk.me()).await?;
    Ok(back(&desk, &code))
}

fn back(desk: &Desk, code: &str) -> Response {
    desk.app.abroad.forget();
    go(&format!("/console/desk/correspondent/{code}"))
}
