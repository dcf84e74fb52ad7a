//! Sending without script: the server seals at once, signs with the receipt's key, forgets both, and marks the report
//! as one whose key it has held.

use askama::Template;
use axum::response::Response;
use khien_casework::intake::Arrival;
use khien_casework::report::{Channel, FileMark};
use khien_seal::SealError;
use khien_seal::envelope::{seal_json, seal_who};
use khien_seal::keys::ReceiptKeys;
use khien_seal::statement::{self, Signed};
use khien_store::Fault;
use khien_store::setup::PublicKeys;

use super::draft::DraftFile;
use super::state::State;
use super::view::View;
use crate::app::App;
use crate::portal::files::{KeepError, keep_sealed};
use crate::portal::form::SentFile;
use crate::portal::page::Page;
use crate::portal::render;

/// Why a report or a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed or refused.
    #[error(transparent)]
    Store(#[from] Fault),
    /// No team has a key.
    #[error("no team has a key to seal to")]
    NoTeam,
    /// The state holds no receipt.
    #[error("the form holds no receipt")]
    NoReceipt,
}

impl From<KeepError> for SendError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Seal(error) => SendError::Seal(error),
            KeepError::Store(fault) => SendError::Store(fault),
        }
    }
}

async fn keys_of(app: &App, state: &State) -> Result<(PublicKeys, ReceiptKeys), SendError> {
    let keys = app.public_keys().await?.ok_or(SendError::NoTeam)?;
    let receipt = state.receipt().ok_or(SendError::NoReceipt)?;
    let root = khien_seal::keys::verify_from_hex(&keys.root)?;
    let derived = ReceiptKeys::derive(&receipt, &root)?;
    Ok((keys, derived))
}

/// Seals a file to the team and to the reporter, and puts it where the report will find it.
///
/// # Errors
/// [`SendError`].
pub async fn seal_file(app: &App, state: &State, file: SentFile) -> Result<DraftFile, SendError> {
    let (keys, derived) = keys_of(app, state).await?;
    let reporter = derived.identity.recipient();
    let kept = keep_sealed(app, [keys.intake.recipient.as_str(), reporter.as_str()], &file).await?;
    Ok(DraftFile { name: file.name, sha256: kept.sha256, size: kept.size })
}

/// Seals, signs and takes in; says whether this was the first time. Doing it twice is doing it once: the mailbox tells.
///
/// # Errors
/// [`SendError`].
pub async fn send(app: &App, state: &State, burst: bool) -> Result<bool, SendError> {
    let arrival = seal_report(app, state).await?;
    match app.store.receive(arrival, burst).await {
        Ok(taken) => Ok(taken.fresh),
        // The same receipt again: Send was pressed twice, or somebody went back on this device.
        Err(Fault::Refused(khien_casework::Refusal::MailboxTaken)) => Ok(false),
        Err(fault) => Err(fault.into()),
    }
}

async fn seal_report(app: &App, state: &State) -> Result<Arrival, SendError> {
    let (keys, derived) = keys_of(app, state).await?;
    let reporter = derived.identity.recipient();
    let readers = [keys.intake.recipient.as_str(), reporter.as_str()];
    let what = seal_json(&state.draft.what(), readers)?;
    let who = match (state.draft.who(), &keys.custodian) {
        (Some(who), Some(custodian)) => Some(seal_who(&who, &keys.intake.recipient, &custodian.recipient)?),
        _ => None,
    };
    let files: Vec<FileMark> =
        state.draft.files.iter().map(|file| FileMark { sha256: file.sha256.clone(), size: file.size }).collect();
    let header = serde_json::json!({
        "v": 1, "suite": khien_seal::envelope::SUITE, "lang": state.lang, "mailbox": derived.mailbox(),
        "recipient": reporter, "verify": derived.sign.verify_hex(),
        "team": keys.intake.team, "epoch": keys.intake.epoch, "open": state.draft.open(),
    })
    .to_string();
    let hashes: Vec<&str> = files.iter().map(|file| file.sha256.as_str()).collect();
    let text = statement::report(&derived.mailbox(), &header, &what, who.as_deref(), &hashes);
    let signature = Signed::new(text, &derived.sign).signature;
    Ok(Arrival { header, what, who, files, signature, channel: Channel::Page })
}

#[derive(Template)]
#[template(path = "portal/sent.html")]
struct SentPage<'a> {
    page: &'a Page,
    v: View<'a>,
    again: bool,
}

/// The page after sending. Somebody who sends again from the browser's history is not shown the code again.
pub async fn sent_page(app: &App, state: &State, again: bool) -> Response {
    let page = Page::new(app, state.lang).await;
    let receipt = state.receipt().filter(|_| !again);
    let v = View {
        page: &page,
        draft: &state.draft,
        path: state.draft.path().to_owned(),
        n: 0,
        of: 0,
        blocks: Vec::new(),
        receipt: receipt.as_ref(),
        asked: state.asked,
        script: false,
        wrong: None,
        files_problem: String::new(),
        problem: String::new(),
    };
    render(&SentPage { page: &page, v, again })
}
