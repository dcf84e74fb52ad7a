//! Messages of a mailbox without script: sealed and signed in the person's name, opened and shown.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_seal::envelope::{Words, open_json, seal_json};
use khien_seal::statement::{self, Signed};
use khien_seal::{SealError, sha256_hex};
use khien_store::Fault;
use khien_store::mailbox::{Message, View};

use super::answer;
use super::plain::{Opened, PlainError, Told};
use super::view::{SaidView, with_files};
use crate::app::App;
use crate::portal::files::{KINDS, keep_sealed};
use crate::portal::form::{Sent, SentFile, TEXT_MAX};
use crate::portal::page::Page;

/// What is wrong with the chosen files, in words; empty when nothing is. What they show has to be confirmed (care 4.1).
fn files_problem(page: &Page, sent: &Sent) -> String {
    if sent.too_large {
        return page.t("report-files-large-plain");
    }
    if sent.files.iter().any(|file| !KINDS.contains(&file.kind.as_str())) {
        return page.t("report-files-kind");
    }
    let confirmed = sent.fields.one("files_shown") == "text";
    if sent.files.is_empty() || confirmed { String::new() } else { page.t("report-files-wrong") }
}

/// Sends a message with its files, once.
pub(super) async fn send(
    app: &App,
    page: &Page,
    opened: &Opened,
    seen: Option<usize>,
    sent: &Sent,
) -> Result<Told, PlainError> {
    let typed = sent.fields.one("text").replace("\r\n", "\n");
    let text = typed.trim();
    let problem = files_problem(page, sent);
    if !problem.is_empty() {
        return Ok(Told { typed: text.to_owned(), files_wrong: problem, ..Told::default() });
    }
    let told = |key: &str| Told { done: page.t(key), ..Told::default() };
    if text.is_empty() && sent.files.is_empty() {
        return Ok(told("mailbox-empty-text"));
    }
    if text.chars().count() > TEXT_MAX {
        let done = page.say("mailbox-too-long", &[("thousands", &(TEXT_MAX / 1000).to_string())]);
        return Ok(Told { done, typed: text.to_owned(), too_long: true, ..Told::default() });
    }
    if said_since(app, opened, &opened.view, seen, text).await? {
        return Ok(told("mailbox-sent"));
    }
    match append(app, opened, text, &sent.files).await {
        Ok(()) => Ok(told("mailbox-sent")),
        // Two presses at once: the other one may have brought this very message.
        Err(PlainError::Store(Fault::Refused(Refusal::Stale))) => {
            let now = app.store.mailbox_check(opened.keys.mailbox()).await?;
            match now {
                Some(now) if said_since(app, opened, &now, seen, text).await? => Ok(told("mailbox-sent")),
                _ => Ok(Told { typed: text.to_owned(), ..told("mailbox-raced") }),
            }
        }
        Err(error) => Err(error),
    }
}

/// Whether the reporter has said these words after the page was made: then a page loaded anew, or a second press,
/// brings them again, and nothing is sent.
async fn said_since(
    app: &App,
    opened: &Opened,
    view: &View,
    seen: Option<usize>,
    text: &str,
) -> Result<bool, PlainError> {
    let Some(seen) = seen else { return Ok(false) };
    for link in view.chain.iter().skip(seen).filter(|link| link.d == "reporter") {
        let sealed = match app.store.mailbox_message(opened.keys.mailbox(), link.n).await {
            Err(Fault::Refused(Refusal::NotFound)) => continue,
            other => other?,
        };
        if open_json::<Words>(&sealed, &opened.keys.identity).is_ok_and(|words| words.text == text) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Seals, signs and appends a message.
async fn append(app: &App, opened: &Opened, text: &str, chosen: &[SentFile]) -> Result<(), PlainError> {
    let reporter = opened.keys.identity.recipient();
    let readers = [opened.public.intake.recipient.as_str(), reporter.as_str()];
    let mut files = Vec::with_capacity(chosen.len());
    for file in chosen {
        files.push(keep_sealed(app, readers, file).await?);
    }
    let names = files.iter().map(|file| file.sha256.clone()).collect();
    let sealed = seal_json(&Words { files: names, ..Words::of(text) }, readers)?;
    let sequence = u32::try_from(opened.view.chain.len() + 1).unwrap_or(u32::MAX);
    let previous = hex::encode(opened.head);
    let mailbox = opened.keys.mailbox();
    let statement = statement::message("reporter", &mailbox, sequence, &previous, &sha256_hex(&sealed));
    let signature = Signed::new(statement, &opened.keys.sign).signature;
    let message = Message { sequence, previous, ciphertext: sealed, signature, files };
    Ok(app.store.mailbox_send(mailbox, message).await?)
}

/// The messages that may be shown, opened.
pub(super) async fn messages(app: &App, page: &Page, opened: &Opened) -> Result<Vec<SaidView>, PlainError> {
    let Some(signers) = &opened.signers else { return Ok(Vec::new()) };
    let mut said = Vec::new();
    for (link, signer) in opened.view.chain.iter().zip(signers) {
        if !answer::shown(&opened.view, link.d) {
            continue;
        }
        let sealed = match app.store.mailbox_message(opened.keys.mailbox(), link.n).await {
            Err(Fault::Refused(Refusal::NotFound)) => continue,
            other => other?,
        };
        let fits = B64.encode(khien_seal::sha256(&sealed)) == link.h;
        let words: Result<Words, SealError> =
            if fits { open_json(&sealed, &opened.keys.identity) } else { Err(SealError::BadContent) };
        said.push(match (words, signer) {
            (Ok(words), Some(desk)) => {
                let from = page.say("mailbox-from-team", &[("desk", desk)]);
                SaidView { side: "theirs", from, text: words.text, files: String::new() }
            }
            (Ok(words), None) => SaidView {
                side: "mine",
                from: page.t("mailbox-from-me"),
                files: with_files(page, words.files.len()),
                text: words.text,
            },
            (Err(_), _) => SaidView { side: "broken", text: page.t("mailbox-broken-text"), ..SaidView::default() },
        });
    }
    Ok(said)
}
