//! The letter of a message that was signed: as a page, and as PDF where this program makes them. The officer's browser, where its words are
//! open, gives the signed bytes back; they are held against the journal and verified anew, set in memory, and stored nowhere.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::request::{Act, Decision};
use khien_desk::wire::frame::Frame as Said;
use khien_desk::wire::receipt::{Receipt, What};
use khien_desk::wire::signed::{self, Voices};
use khien_seal::keys::verify_from_hex;
use khien_seal::statement::{Signed, TeamCert};
use khien_store::Fault;
use khien_store::requests::{MessageRow, RequestPage as Stored};
use khien_terms::id::RequestId;
use serde::Deserialize;

use super::desk::{Desk, Trouble, bare_frame, page};
use super::desk_words;
use super::frame::Frame;
use super::{bytes_of, id_of, request, request_package};
use crate::letter::message::{Confirmed, Sent, Telling};
use crate::letter::{Letter, Line, PDF, Save};

/// Bytes of what the browser sends: a message in base64, each sign of it written with three.
pub const ASKED_MAX: usize = 8 << 20;

/// In which language, and the message.
#[derive(Deserialize)]
pub struct Asked {
    lang: String,
    /// COSE_Sign, base64, as the browser opened it.
    signed: String,
}

/// Who speaks for a State, as the browser gets it.
#[derive(Deserialize)]
struct Spoken {
    root: String,
    nodes: Vec<String>,
    teams: Vec<Signed>,
}

/// Whom a State ever let speak by a key that was not revoked: what was signed long ago is read as it was signed.
pub(super) fn ever(json: &str) -> Option<Voices> {
    let spoken: Spoken = serde_json::from_str(json).ok()?;
    let root = verify_from_hex(&spoken.root).ok()?;
    let nodes = spoken.nodes.iter().filter_map(|key| verify_from_hex(key).ok()).collect();
    let teams = spoken.teams.iter().filter_map(|team| TeamCert::verified(team, &root).ok()).collect();
    Some(Voices { nodes, teams, ..Voices::default() })
}

/// Shows the letter of a message.
///
/// # Errors
/// [`Refusal::Forged`] for bytes that are not that message.
pub async fn show(desk: Desk, path: Path<(String, String)>, Form(asked): Form<Asked>) -> Result<Response, Trouble> {
    let action = format!("/console/desk/request/{}/message/{}/letter.pdf", path.0.0, path.0.1);
    let (f, sent) = sent(&desk, path, &asked).await?;
    let said = desk_words::Said::new(&f.app, f.lang);
    let mut letter = letter(&f, &sent);
    letter.save = PDF.then(|| Save {
        action,
        fields: vec![("lang", f.lang.to_string()), ("signed", asked.signed)],
        button: said.text("letter-pdf"),
    });
    Ok(page(&letter))
}

/// Gives the letter of a message as PDF.
///
/// # Errors
/// As [`show`]; not found where this program makes no PDF.
#[cfg(feature = "letters")]
pub async fn pdf(desk: Desk, path: Path<(String, String)>, Form(asked): Form<Asked>) -> Result<Response, Trouble> {
    use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
    use axum::response::IntoResponse;

    let (f, sent) = sent(&desk, path, &asked).await?;
    let said = desk_words::Said::new(&f.app, f.lang);
    let made =
        letter(&f, &sent).pdf(said, f.app.now().timestamp()).map_err(|error| Fault::Corrupt(error.to_string()))?;
    // Kind, act, number and language are codes of ours: the name needs no quoting.
    let named = format!("{}-{}-{:.8}-{}.pdf", sent.kind, sent.frame.act.name(), sent.frame.message, f.lang);
    let name = format!("attachment; filename=\"{named}\"");
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], made.bytes).into_response())
}

/// This program makes no PDF.
///
/// # Errors
/// Not found, always.
#[cfg(not(feature = "letters"))]
pub async fn pdf(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    Err(Refusal::NotFound.into())
}

/// The message that was sent back, verified, and written into the journal as one whose letter is made.
async fn sent(
    desk: &Desk,
    Path((id, message)): Path<(String, String)>,
    asked: &Asked,
) -> Result<(Frame, Sent), Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let lang = desk.app.words.lang(&asked.lang).ok_or(Refusal::NotFound)?;
    let id: RequestId = id_of(&id)?;
    let stored = desk.app.store.request_page(id).await?;
    let sent = verified(desk, &stored, &message, bytes_of("signed", &asked.signed)?, lang.as_str()).await?;
    desk.app.store.letter_made(id, message, desk.me()).await?;
    Ok((bare_frame(&desk.app, lang, String::new()), sent))
}

/// A message of a request as its officer's browser opened it, held against the journal and the keys of whoever signed it.
///
/// # Errors
/// [`Refusal::NotFound`] for a message of another request, [`Refusal::Forged`] for other bytes than the journal names.
pub(super) async fn verified(
    desk: &Desk,
    stored: &Stored,
    message: &str,
    bytes: Vec<u8>,
    lang: &str,
) -> Result<Sent, Trouble> {
    let row = stored.messages.iter().find(|row| row.message == message).ok_or(Refusal::NotFound)?;
    let own = desk.app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let other = desk.app.other_state(&stored.row.state.peer).await?.ok_or(Refusal::NotFound)?;
    let state = &stored.row.state;
    // No letter says of what may be a thief's that both signatures hold.
    if !row.ours && state.is_in_doubt(message) {
        return Err(Fault::Declined(khien_desk::request::Refusal::Suspended).into());
    }
    let voices = [ever(&own.kept), ever(&other.kept_json)].map(Option::unwrap_or_default);
    let [ours, theirs] = &voices;
    let proven = signed::verify(&bytes, if row.ours { ours } else { theirs }).map_err(|_| Refusal::Forged)?;
    let frame = Said::read(&proven.text).map_err(|_| Refusal::Forged)?;
    let its_own = frame.message == row.message
        && frame.thread == format!("{:032x}", stored.row.id.bits())
        && frame.from == if row.ours { own.state.as_str() } else { other.code.as_str() }
        && frame.officer == proven.officer.desk_name
        && is_in_journal(stored, message, &khien_seal::sha256_hex(&bytes));
    if !its_own {
        return Err(Refusal::Forged.into());
    }
    let by_letter = row.ours && other.by_letter.is_some();
    let receipt = confirmed(desk, row, &bytes, (&frame, if row.ours { theirs } else { ours })).await?;
    let names = names(desk, &stored.row.state.peer, lang).await?;
    let [we, they] = names;
    Ok(Sent {
        signed: bytes,
        verified: proven,
        outer: row.outer.clone(),
        kind: stored.row.state.kind,
        names: if row.ours { [we, they] } else { [they, we] },
        confirmed: receipt.unwrap_or(if by_letter { Confirmed::AsLetter } else { Confirmed::Not }),
        frame,
    })
}

/// Whether the journal says that these bytes, by their hash, were said or heard as this message.
fn is_in_journal(stored: &Stored, message: &str, head: &str) -> bool {
    let text =
        |event: &serde_json::Value, name: &str| event.get(name).and_then(|value| value.as_str().map(str::to_owned));
    stored.history.iter().any(|row| {
        matches!(row.kind.as_str(), "request.said" | "request.heard")
            && text(&row.event, "message").as_deref() == Some(message)
            && text(&row.event, "head").as_deref() == Some(head)
    })
}

/// The receipt of a message, where the receiver's node signed one for these very bytes.
async fn confirmed(
    desk: &Desk,
    row: &MessageRow,
    signed: &[u8],
    (frame, receivers): (&Said, &Voices),
) -> Result<Option<Confirmed>, Trouble> {
    let bytes = match desk.app.store.receipt_of(row.message.clone()).await {
        Ok(bytes) => bytes,
        Err(Fault::Refused(Refusal::NotFound)) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let receipt = Receipt::verified(&bytes, &receivers.nodes).ok().filter(|receipt| {
        receipt.what == What::Delivered
            && (receipt.message.as_str(), receipt.outer.as_str()) == (row.message.as_str(), row.outer.as_str())
            && receipt.inner == khien_seal::sha256_hex(signed)
            && (receipt.by.as_str(), receipt.from.as_str()) == (frame.to.as_str(), frame.from.as_str())
    });
    Ok(receipt.map(|receipt| Confirmed::By { receipt: Box::new(receipt), bytes }))
}

/// The names of our desk and of another State's, as their entries have them; empty where there is none.
async fn names(desk: &Desk, peer: &str, lang: &str) -> Result<[String; 2], Trouble> {
    let store = &desk.app.store;
    let own = store.own_entry().await?.map(|own| own.entry.name(lang).to_owned());
    let by_letter = desk.app.other_state(peer).await?.and_then(|other| other.by_letter.clone());
    let other = match by_letter {
        Some(details) => Some(details.authority),
        None => store.peer(peer.to_owned()).await?.map(|row| row.known.entry.name(lang).to_owned()),
    };
    Ok([own, other].map(Option::unwrap_or_default))
}

/// What is told of a message in a language.
pub(super) fn telling<'a>(f: &'a Frame, sent: &Sent) -> Telling<'a> {
    let said = desk_words::Said::new(&f.app, f.lang);
    Telling { forms: &f.app.forms, said, zone: &f.app.config.zone, open: open(f, said, sent) }
}

fn letter(f: &Frame, sent: &Sent) -> Letter {
    Letter::of_message(&mut telling(f, sent), sent)
}

/// The open part of a message, which both nodes know without its words.
fn open(f: &Frame, said: desk_words::Said<'_>, sent: &Sent) -> Vec<Line> {
    let act = &sent.frame.act;
    let mut lines = Vec::new();
    let detail = request::detail(f, act);
    if !detail.is_empty() {
        lines.push(Line::words(f.t(&format!("desk-act-{}", act.name().replace('_', "-"))), detail));
    }
    match act {
        Act::Return { package, bytes, files, conditions } => {
            let words = request_package::words(f, sent.kind, conditions);
            lines.push(Line::words(f.t("desk-package-conditions"), words.join("\n")));
            lines.push(Line::code(said.text("letter-package-size"), format!("{files} / {bytes}")));
            lines.push(Line::code(said.text("letter-package"), package.clone()));
        }
        Act::Request { information: Some(information), .. } => {
            let words = request_package::words(f, sent.kind, &information.conditions);
            lines.push(Line::words(f.t("desk-package-conditions"), words.join("\n")));
        }
        _ => {}
    }
    if let Some((key, number)) = names_message(act) {
        lines.push(Line::code(said.text(key), number.to_owned()));
    }
    lines
}

/// The message that an act answers or rests on, with the name of that line.
fn names_message(act: &Act) -> Option<(&'static str, &str)> {
    match act {
        Act::Answer { ask: of }
        | Act::Accept { offer: of }
        | Act::Decline { offer: of }
        | Act::TakeBack { wish: of }
        | Act::Received { package: of }
        | Act::Destroyed { package: of }
        | Act::Hold { wish: Some(of), .. } => Some(("letter-answers", of)),
        Act::Decide { decision: Decision::Refused { .. } | Decision::Postponed { .. }, consulted: Some(of) } => {
            Some(("letter-consulted", of))
        }
        Act::Confirm { by: Some(of) } => Some(("letter-made-as", of)),
        _ => None,
    }
}
