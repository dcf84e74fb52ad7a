//! A message that an officer signed in the browser: held against what it should say, joined by the node's signature, sealed to the
//! other desk, kept, and sent.

use std::sync::Arc;

use khien_casework::Refusal;
use khien_desk::Kind;
use khien_desk::form::within;
use khien_desk::package::bag;
use khien_desk::request::harm::may_leave;
use khien_desk::request::{Act, may_sign};
use khien_desk::wire::chunked::Sheet;
use khien_desk::wire::frame::Frame;
use khien_desk::wire::outer::Lane;
use khien_desk::wire::sealed::{self, Address};
use khien_desk::wire::signed::{self, OfficerSignature};
use khien_store::Fault;
use khien_store::courier::Outgoing;
use khien_store::requests::{Place, Saying};
use khien_store::subjects::Tag;
use khien_terms::id::{RequestId, StaffId};

use super::Within;
use super::information::{self, PartKey};
use super::own::OwnDesk;
use super::states::OtherState;
use crate::app::App;

/// Minutes by which the browser's clock may differ from the node's.
const SKEW_MINUTES: i64 = 10;

/// Whether a kind is asked by letter: an emergency is called back within the hour, which takes two desks.
#[must_use]
pub fn carries_by_letter(kind: Kind) -> bool {
    carries(kind) && kind != Kind::E1
}

/// Whether a request of this kind is opened from this desk. P2 opens none: it is said within the preservation that it changes.
#[must_use]
pub fn carries(kind: Kind) -> bool {
    kind != Kind::P2
}

fn field(problem: &'static str) -> Fault {
    Refusal::Field { field: "message", problem }.into()
}

/// Checks, seals, keeps, and begins to send.
///
/// # Errors
/// [`Fault::Refused`] when it is not what the page should have made, [`Fault::Declined`] when it does not follow.
pub async fn say(
    app: &App,
    id: RequestId,
    by: StaffId,
    text: Vec<u8>,
    signature: OfficerSignature,
    key: Option<PartKey>,
) -> Result<Outgoing, Fault> {
    let own = app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    if app.signs_nothing().await? {
        if !app.store.came_back().await? {
            return Err(Refusal::NotNow("this node has just started and asks its witnesses first").into());
        }
        return Err(Refusal::NotNow("this node came back from an older copy of itself").into());
    }
    // Whoever opened a page before their key was revoked signs nothing on it any more.
    if own.own_voices.revoked.contains(&signature.verify) {
        return Err(Refusal::NotNow("your key was revoked for this desk").into());
    }
    let frame = Frame::read(&text).map_err(|_| field("it is no message"))?;
    let state = app.other_state(&frame.to).await?.ok_or(Refusal::NotNow("this State is not in the directory"))?;
    if !state.speaks() {
        return Err(Refusal::NotNow("this State is not trusted here: compare its words by voice first").into());
    }
    let kind = match &frame.act {
        Act::Request { kind, .. } => *kind,
        _ => app.store.next_place(id).await?.1.kind,
    };
    if matches!(frame.act, Act::Request { .. }) && !carries(kind) {
        return Err(field("this kind is not carried yet"));
    }
    if state.by_letter.is_some() && !carries_by_letter(kind) {
        return Err(field("this kind is not asked by letter"));
    }
    // Known from what was read here and, in one transaction with it, from what was kept: nothing is made for nobody.
    let standing = super::standing::of(app, &state).await?;
    may_leave(&app.store.next_place(id).await?.1, &frame.act, standing, app.now())?;
    says_what_it_should(app, &own, id, &frame, &signature)?;
    as_it_was_written(app, id, by, &frame).await?;
    let chunks = chunks(app, &frame).await?;
    let by_letter = state.by_letter.is_some();
    let information = information::prepare(app, &own, &state, &frame, key.as_ref())?;
    let subjects = match &information {
        Some(prepared) => app.subject_tags(&super::subjects::named_in(&prepared.form)).await?,
        None => subjects_of(app, &frame).await?,
    };
    let sealing = (Arc::clone(&own), Arc::clone(&state), text, signature, frame.clone());
    let (head, kept, outgoing) = super::computed(sealing.2.len(), move || {
        let (own, state, text, signature, frame) = sealing;
        seal(&own, &state, &text, &signature, &frame)
    })
    .await
    .map_err(|_| Fault::Stopping)??;
    let made = manifest_of(&frame);
    let saying = Saying {
        by,
        act: frame.act,
        place: Place { seq: frame.seq, prev: frame.prev },
        issued_at: frame.issued_at,
        head,
        kept,
        chunks,
        subjects,
        key: information.map(|prepared| prepared.key),
        outgoing: outgoing.clone(),
        by_letter,
        standing,
    };
    app.store.say(id, Arc::new(saying), Arc::clone(&own.law)).await?;
    if let Some(manifest) = made {
        app.store.making_done(id, by, manifest).await?;
    }
    Ok(outgoing)
}

/// Whom a request names, as tags.
pub(super) async fn subjects_of(app: &App, frame: &Frame) -> Result<Vec<Tag>, Fault> {
    let Act::Request { .. } = &frame.act else { return Ok(Vec::new()) };
    app.subject_tags(&super::subjects::named_in(&frame.body)).await
}

/// Whether a package that is handed over is one that this node described for whoever hands it over, on the conditions that stand in
/// it. What else lies in the package is held by what node and officer signed, and judged where it arrives.
async fn as_it_was_written(app: &App, id: RequestId, by: StaffId, frame: &Frame) -> Result<(), Fault> {
    let Act::Return { conditions, .. } = &frame.act else { return Ok(()) };
    // Whoever may not hand it over at all is told that, and not that it was described for somebody else.
    let (_, state) = app.store.next_place(id).await?;
    may_sign(&state, &frame.act, by, app.now(), &app.desk_law())?;
    let written = app.store.written(id, by, manifest_of(frame).unwrap_or_default()).await?;
    let written = written.ok_or_else(|| field("its package is none that this node described"))?;
    let same = written.conditions == khien_seal::sha256_hex(bag::conditions(conditions).as_bytes());
    if same { Ok(()) } else { Err(field("its conditions are not those in its package")) }
}

/// The manifest of the package that a message hands over.
fn manifest_of(frame: &Frame) -> Option<String> {
    let Act::Return { .. } = &frame.act else { return None };
    frame.body.get("manifest").and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// The chunks of the package that a message hands over; all of them are here.
async fn chunks(app: &App, frame: &Frame) -> Result<Vec<String>, Fault> {
    let Act::Return { bytes, .. } = &frame.act else { return Ok(Vec::new()) };
    let sheet = Sheet::of(&frame.body, *bytes).ok_or_else(|| field("its package is not what it says"))?;
    if app.store.missing_chunks(sheet.chunks.clone()).await?.is_empty() {
        Ok(sheet.chunks)
    } else {
        Err(field("a part of its package has not arrived"))
    }
}

fn says_what_it_should(
    app: &App,
    own: &OwnDesk,
    id: RequestId,
    frame: &Frame,
    signature: &OfficerSignature,
) -> Result<(), Fault> {
    let [_, _, name, _] =
        signature.certificate.lines::<4>(khien_seal::statement::STAFF).map_err(|_| Refusal::Forged)?;
    let skew = SKEW_MINUTES * khien_terms::moment::HOUR / 60;
    let now = app.now();
    if frame.from != own.state || frame.thread != format!("{:032x}", id.bits()) {
        return Err(field("it is of another State, or of another request"));
    }
    if frame.officer != name {
        return Err(field("it names another officer than the one who signed"));
    }
    if (frame.issued_at.0 - now.0).abs() > skew {
        return Err(field("the clock of this computer is wrong by more than ten minutes"));
    }
    if let Act::Request { kind: Kind::X1, .. } = &frame.act {
        // The whole is held against its form where the sealed part is opened; this is what the other State reads first.
        if !information::arrived_whole(app, frame, Some(&own.phones)) {
            return Err(field("the form does not hold"));
        }
    } else if let Act::Request { kind, .. } = &frame.act {
        app.form_holds(*kind, &frame.body, frame.issued_at, Some(&own.phones))
            .map_err(|_| field("the form does not hold"))?;
    }
    // What is said within a preservation is signed as its form alone; words without one are from before, and only heard.
    if within::form_of(&frame.act).is_some() && !within::is_form(&frame.body) {
        return Err(field("the form does not hold"));
    }
    match app.within_holds(frame) {
        Ok(()) => {}
        Err(Within::Lacking) => return Err(field("the form does not hold")),
        Err(Within::Differs) => return Err(field("it says another thing than its form")),
    }
    if app.opening_agrees(&frame.act, &frame.body) { Ok(()) } else { Err(field("it says another thing than its form")) }
}

fn seal(
    own: &OwnDesk,
    state: &OtherState,
    text: &[u8],
    signature: &OfficerSignature,
    frame: &Frame,
) -> Result<(String, Vec<u8>, Outgoing), Fault> {
    // As the other node will verify it: a certificate of an older key, or of another, ends here and not there.
    let inner = signed::assemble_as(text, &own.node, signature, &own.own_voices).map_err(|_| Refusal::Forged)?;
    let head = khien_seal::sha256_hex(&inner);
    let outgoing = |lane, bytes| Outgoing {
        message: frame.message.clone(),
        request: String::new(),
        peer: frame.to.clone(),
        lane,
        bytes,
        head: head.clone(),
        tries: 0,
        expires: frame.expires_at,
    };
    if state.by_letter.is_some() {
        // An officer takes it out, sealed under words that this node never sees.
        let kept = khien_seal::envelope::seal(&inner, [own.recipient.as_str()])?;
        let outgoing = outgoing(1, inner);
        return Ok((head, kept, outgoing));
    }
    let recipient = state.recipient.as_deref().ok_or(Refusal::NotNow("the keys of this State's desk have run out"))?;
    let address = Address {
        message: frame.message_bytes().ok_or_else(|| field("its number is none"))?,
        to: frame.to.clone(),
        from: frame.from.clone(),
        lane: lane(&frame.act),
    };
    let kept = khien_seal::envelope::seal(&inner, [own.recipient.as_str()])?;
    let outer = sealed::seal(&address, recipient, &inner).map_err(|error| Fault::Corrupt(error.to_string()))?;
    let outgoing = outgoing(i64::try_from(outer.header.lane.number()).unwrap_or(1), outer.to_bytes());
    Ok((head, kept, outgoing))
}

/// Life and what will be gone go first, and so does every answer.
fn lane(act: &Act) -> Lane {
    match act {
        Act::Request { kind: Kind::P1 | Kind::E1, .. } => Lane::Urgent,
        Act::Request { urgency, .. } if *urgency != khien_desk::request::Urgency::Routine => Lane::Urgent,
        Act::Request { .. } | Act::Status | Act::Close => Lane::Normal,
        _ => Lane::Urgent,
    }
}
