//! A State without a node: who answers for it, who called its number, and how far it is trusted.

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::Trust;
use khien_desk::directory::certificate::Certificate;
use khien_desk::directory::correspondent::{Command, Correspondent, Details};
use khien_desk::directory::peer::HEARERS;
use khien_desk::directory::trust::Reason;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame};
use super::state::{may_call, reason_words};
use crate::portal::form::Sent;

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
    /// The certificate to which letters can be sealed.
    pub certificate: Option<Shown>,
    /// Blank letters, where this member may make one and take in what comes of one.
    pub blank: Option<BlankBox>,
}

/// What the page shows of blank letters.
pub struct BlankBox {
    /// Languages of the letter.
    pub langs: Vec<Choice>,
    /// Whether there is one in which a request can be written now.
    pub any: bool,
    /// This member made all of these: another takes in what comes of them.
    pub mine: bool,
    /// Who made them.
    pub makers: String,
    /// Blank letters that hold: number and public key, as JSON.
    pub letters: String,
    /// The certificate to which letters can be sealed, as JSON.
    pub sealed_to: String,
    /// The root's word for the desk's key, as JSON.
    pub certificate: String,
    /// Who may speak for us, as JSON.
    pub voices: String,
    /// Our State's code.
    pub own: String,
    /// By which name this member signs.
    pub officer: String,
}

impl BlankBox {
    async fn of(desk: &Desk, f: &Frame, known: &Correspondent, details: &Details) -> Result<Option<Self>, Trouble> {
        let Some(own) = desk.app.own_desk().await? else { return Ok(None) };
        if !(known.trust.preserves() && desk.may(Operation::HoldDeskKey)) {
            return Ok(None);
        }
        let names = desk.names().await?;
        let holds = || known.blanks.iter().filter(|one| one.details.as_deref() == Some(known.details.as_str()));
        let makers: BTreeSet<String> = holds().map(|one| names.member(one.by)).collect();
        let langs = langs(f).into_iter().map(|lang| lang.chosen(Some(&details.lang)));
        Ok(Some(Self {
            langs: langs.collect(),
            any: holds().next().is_some(),
            mine: holds().all(|one| one.by == desk.me()),
            makers: makers.into_iter().collect::<Vec<_>>().join(", "),
            letters: json!(holds().map(|one| (&one.message, &one.verify)).collect::<Vec<_>>()).to_string(),
            sealed_to: super::desk_post::sealed_to(details, desk)?.to_string(),
            certificate: own.certificate.clone(),
            voices: own.voices.clone(),
            own: own.state.clone(),
            officer: desk.session.desk_name.clone(),
        }))
    }
}

/// A certificate as people compare it.
pub struct Shown {
    /// Whose it says that it is.
    pub holder: String,
    /// What kind of key.
    pub key: String,
    /// From when until when, in words.
    pub from: String,
    pub until: String,
    /// Whether it is not in force at this moment.
    pub out_of_force: bool,
    /// Its fingerprint, in lines of eight pairs.
    pub lines: Vec<String>,
}

impl Shown {
    fn of(f: &Frame, details: &Details) -> Result<Option<Self>, Trouble> {
        let read = details.certificate().map_err(|unusable| khien_store::Fault::Corrupt(unusable.to_string()))?;
        Ok(read.map(|read| {
            let day = |at| super::when::moment(f, at, f.app.now(), &f.app.config.zone);
            Self {
                key: read.key.name(),
                from: day(read.from),
                until: day(read.until),
                lines: read.groups().chunks(8).map(|line| line.join(" ")).collect(),
                holder: read.holder.clone(),
                out_of_force: read.in_force(f.app.now()).is_err(),
            }
        }))
    }
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
        certificate: Shown::of(&f, &row.details)?,
        blank: BlankBox::of(&desk, &f, &known, &row.details).await?,
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
    let typed = details.clone();
    match named(&desk, details).await {
        Ok(code) => Ok(back(&desk, &code)),
        Err(trouble) => super::states::not_named(&desk, typed, trouble).await,
    }
}

/// Writes down what was typed; the code of the State.
async fn named(desk: &Desk, details: Details) -> Result<String, Trouble> {
    let trimmed = |text: &str| text.trim().to_owned();
    // What was handed in stays, and is compared anew with all else.
    let before = desk.app.store.correspondent(details.state.clone()).await?;
    let before = before.filter(|row| row.correspondent.trust != Trust::Left);
    let details = Details {
        name: trimmed(&details.name),
        authority: trimmed(&details.authority),
        phone: trimmed(&details.phone),
        certificate: before.and_then(|row| row.details.certificate),
        ..details
    };
    let code = details.state.clone();
    desk.app.store.name_correspondent(details, desk.me()).await?;
    Ok(code)
}

/// Takes a certificate in, instead of the one before; or that one away, when no file comes. Everything is compared anew then.
///
/// # Errors
/// [`Refusal::Field`] for what is no certificate to which a letter can be sealed at this moment.
pub async fn certify(desk: Desk, Path(code): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    let row = desk.app.store.correspondent(code.clone()).await?.ok_or(Refusal::NotFound)?;
    let certificate = match sent.files.first() {
        _ if sent.fields.one("remove") == "on" => None,
        None => {
            return Err(Refusal::Field { field: "certificate", problem: "choose the file of the certificate" }.into());
        }
        Some(file) => {
            let read = Certificate::read(&file.bytes).and_then(|read| read.in_force(desk.app.now()));
            let read = read.map_err(|unusable| Refusal::Field { field: "certificate", problem: unusable.problem() })?;
            Some(B64.encode(read.der))
        }
    };
    desk.app.store.name_correspondent(Details { certificate, ..row.details }, desk.me()).await?;
    Ok(back(&desk, &code))
}

/// That the number was called.
#[derive(Deserialize)]
pub struct Called {
    details: String,
    #[serde(default)]
    called: String,
    /// That the fingerprint was read out, where there is a certificate.
    #[serde(default)]
    compared: String,
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
    let row = desk.app.store.correspondent(code.clone()).await?.ok_or(Refusal::NotFound)?;
    if row.details.certificate.is_some() && called.compared != "on" {
        return Err(Refusal::Field {
            field: "certificate",
            problem: "tick that its fingerprint was read out and is the same",
        }
        .into());
    }
    // Which details were compared is in the command: others by now are refused.
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
