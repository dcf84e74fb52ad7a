//! The last part of `khien demo --desks`: a State gives information without being asked (X1). The other reads its conditions and
//! accepts them, and only then does the key leave; what was sealed opens for a use that the conditions name, and for no other.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use khien_desk::Kind;
use khien_desk::package::{Conditions, Purpose};
use khien_desk::request::information::{self as rules, Closed, Information};
use khien_desk::request::{Act, Refusal, Urgency};
use khien_desk::wire::frame::Frame;
use khien_desk::wire::{released, signed};
use khien_seal::envelope;
use khien_store::Fault;
use khien_store::courier::Outgoing;
use khien_store::requests::message_part;
use khien_terms::id::RequestId;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::Printer;
use super::desks::{Side, held, receipted};
use crate::Failure;
use crate::abroad::information;
use crate::actor::state::{Message, Officer, opening_of, preservation};

/// What is sealed until the conditions are accepted.
const SECRET: &str = "The invented account was paid for three times by an invented person.";

/// Gives, waits for the acceptance, and reads.
///
/// # Errors
/// The first step that does not hold.
pub(super) async fn walk(print: &mut Printer, here: &Side, there: &Side) -> Result<(), Failure> {
    let (id, given) = give(here, there).await?;
    print.step("information.given", receipted(here, there, &given).await)?;
    print.step("information.closed", closed(here, there, id, &given.message).await)?;
    print.step("information.conditions", conditions_read(here, there, id, &given.message).await)?;
    let accept = Act::Accept { offer: given.message.clone() };
    let text = json!({"text": "We accept the conditions."});
    let out = there.desk.say(there.app(), id, &there.desk.approver, accept, text).await?;
    print.step("information.accepted", receipted(there, here, &out).await)?;
    print.step("information.key", fetched(there, id).await)?;
    print.step("information.purpose", purpose(there, id).await)?;
    print.step("information.opened", opened(here, there, id, &given.message).await)?;
    print.step("information.destroyed", destroyed(here, there, id, &given.message).await)
}

/// The form of information about an invented account.
fn form(respond_by: Timestamp) -> Value {
    let mut form = preservation(respond_by, "");
    if let Some(members) = form.as_object_mut() {
        for other in ["volatility", "volatility_why", "intends_mla", "hold_days", "urgency_reason", "items", "use"] {
            members.remove(other);
        }
        for other in ["respond_why", "verify_by"] {
            members.remove(other);
        }
    }
    form["urgency"] = "routine".into();
    form["legal_basis"] = json!([{"instrument": "uncc", "article": "40"}]);
    form["summary_open"] = "What an invented payment service told an invented State about an account.".into();
    form["conditions"] = json!({"use": ["investigation"], "onward": false, "feedback": true});
    form["sealed"] = json!({"text": SECRET});
    form["reliability"] = json!({"source": "B", "content": "2"});
    form["exculpatory"] = false.into();
    form["not_evidence_until_asked"] = true.into();
    form
}

/// The same conditions, as both nodes hold a reader to them.
fn conditions() -> Conditions {
    Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: true }
}

/// Drafts, seals what is to stay closed under a key of its own, and has a legal officer sign.
async fn give(here: &Side, there: &Side) -> Result<(RequestId, Outgoing), Failure> {
    let whole = form(here.app().now().plus_days(5).timestamp());
    let id = here.desk.draft(here.app(), &there.desk.code, Kind::X1, &whole).await?;
    let open_names = &here.app().forms.form(Kind::X1).open;
    let (open, closed): (Map<_, _>, Map<_, _>) = whole
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.clone()))
        .partition(|(name, _)| open_names.contains(name) && name != "sealed");
    let key: information::PartKey = Zeroizing::new(khien_seal::random().map_err(held)?);
    let (number, salt) = (khien_seal::random::<16>().map_err(held)?, khien_seal::random::<24>().map_err(held)?);
    let plain = Zeroizing::new(Value::Object(closed).to_string());
    let sealed = released::seal_part(&key, &salt, &number, plain.as_bytes()).map_err(held)?;
    let part = khien_seal::sha256_hex(&sealed);
    let mut body = Value::Object(open);
    body["sealed"] = json!({"ciphertext": part});
    let mut act = opening_of(here.app(), Kind::X1, &whole, Urgency::Routine, None)?;
    if let Act::Request { information, .. } = &mut act {
        *information = Some(Information { part, conditions: conditions(), exculpatory: false });
    }
    let message = Message { number, act, body, part: Some((sealed, key)) };
    let out = here.desk.sign(here.app(), id, &here.desk.approver, message).await?;
    Ok((id, out))
}

/// Before the conditions are accepted nothing opens there, and the key does not leave.
async fn closed(here: &Side, there: &Side, id: RequestId, message: &str) -> Result<String, Failure> {
    let early = information::serve(State(here.app().clone()), Path(message.to_owned())).await;
    if early.status() != StatusCode::NOT_FOUND {
        return Err(held("the key left before anybody accepted"));
    }
    let asked = there.app().store.open_information(id, Some(Purpose::Investigation), there.desk.officer.id).await;
    match asked {
        Err(Fault::Declined(Refusal::Closed(why @ Closed::NotAccepted))) => {
            Ok(format!("its key is served to nobody, and the other State's officers are told: {why}"))
        }
        Err(error) => Err(error.into()),
        Ok(_) => Err(held("it opened before anybody accepted")),
    }
}

/// The message that gives it, opened with the desk's key and verified.
fn frame_of(sealed: &[u8], there: &Side, state: &crate::abroad::states::OtherState) -> Result<Frame, Failure> {
    let inner = envelope::open(sealed, &there.desk.identity).map_err(held)?;
    Frame::read(&signed::verify(&inner, &state.voices).map_err(held)?.text).map_err(held)
}

/// A legal officer opens summary and conditions, which both nodes hold a reader to; what is closed is not among them.
async fn conditions_read(here: &Side, there: &Side, id: RequestId, message: &str) -> Result<String, Failure> {
    let by: &Officer = &there.desk.approver;
    let sealed = there.app().store.open_request(id, message_part(message), by.id).await?;
    let state = there.app().other_state(&here.desk.code).await?.ok_or_else(|| held("it is not in the directory"))?;
    let frame = frame_of(&sealed, there, &state)?;
    if rules::conditions_of(&frame.body) != Some(conditions()) {
        return Err(held("other conditions came out than were signed"));
    }
    let shows = frame.body.to_string();
    if shows.contains(SECRET) || frame.body.get("facts").is_some() {
        return Err(held("what is sealed stood open"));
    }
    let summary = frame.body.get("summary_open").and_then(Value::as_str).unwrap_or_default();
    Ok(format!("\"{summary}\" For an investigation alone, to no third State; facts and persons stay sealed"))
}

/// The node of the State that accepted fetches the key.
async fn fetched(there: &Side, id: RequestId) -> Result<String, Failure> {
    for _ in 0..100 {
        information::once(there.app()).await?;
        let (_, state) = there.app().store.next_place(id).await?;
        if rules::closed(&state).is_none() {
            return Ok(
                "fetched where it was made, sealed to the other desk alone, and kept sealed to its team".to_owned()
            );
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(held("the key did not come"))
}

/// It opens for no use that the conditions do not name, and for none that nobody names.
async fn purpose(there: &Side, id: RequestId) -> Result<String, Failure> {
    let by = there.desk.officer.id;
    let other = there.app().store.open_information(id, Some(Purpose::Prosecution), by).await;
    let Err(Fault::Declined(Refusal::Barred(barred))) = other else {
        return Err(held("it opened for a use for which it was not given"));
    };
    if there.app().store.open_information(id, None, by).await.is_ok() {
        return Err(held("it opened without a purpose"));
    }
    Ok(format!("for another use, and without one, it stays closed: {barred}"))
}

/// An officer opens what was sealed, for the use that the conditions name.
async fn opened(here: &Side, there: &Side, id: RequestId, message: &str) -> Result<String, Failure> {
    let by = there.desk.officer.id;
    let (text, key) = there.app().store.open_information(id, Some(Purpose::Investigation), by).await?;
    let state = there.app().other_state(&here.desk.code).await?.ok_or_else(|| held("it is not in the directory"))?;
    let frame = frame_of(&text, there, &state)?;
    let key: Value =
        serde_json::from_slice(&envelope::open(&key, &there.desk.identity).map_err(held)?).map_err(held)?;
    let mut bytes = Zeroizing::new([0u8; 32]);
    hex::decode_to_slice(key["key"].as_str().unwrap_or_default(), bytes.as_mut()).map_err(held)?;
    let (number, (sealed, hash)) =
        frame.message_bytes().zip(frame.sealed_part()).ok_or_else(|| held("it has no sealed part"))?;
    let plain = released::open_part(&bytes, &number, &sealed).map_err(held)?;
    let closed: Value = serde_json::from_slice(&plain).map_err(held)?;
    if closed.pointer("/sealed/text").and_then(Value::as_str) != Some(SECRET) {
        return Err(held("other words came out than went in"));
    }
    Ok(format!(
        "for an investigation, which the journal names: part {}… of message {message}, as {} signed it",
        &hex::encode(hash)[..16],
        here.desk.code
    ))
}

/// The State that was given it says that it was destroyed: it opens no more there, and the key leaves no more.
async fn destroyed(here: &Side, there: &Side, id: RequestId, message: &str) -> Result<String, Failure> {
    let by = &there.desk.officer;
    let gone = Act::Destroyed { package: message.to_owned() };
    let out = there.desk.say(there.app(), id, by, gone, json!({"text": "Every copy is gone."})).await?;
    let receipt = receipted(there, here, &out).await?;
    let again = there.app().store.open_information(id, Some(Purpose::Investigation), by.id).await;
    let served = information::serve(State(here.app().clone()), Path(message.to_owned())).await.status();
    match again {
        Err(Fault::Declined(Refusal::Closed(Closed::Gone))) if served == StatusCode::GONE => {
            Ok(format!("key and message erased there, the key served no more; {receipt}"))
        }
        Err(Fault::Declined(Refusal::Closed(Closed::Gone))) => Err(held("the key leaves after it was destroyed")),
        Err(error) => Err(error.into()),
        Ok(_) => Err(held("it opened after it was destroyed")),
    }
}
