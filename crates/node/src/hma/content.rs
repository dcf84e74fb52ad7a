//! `/c/bank/<name>/signal`, `/c/bank/<name>/content/<id>`: what stands in a bank. A content is found under its own bank only.

use axum::Json;
use axum::extract::Path;
use khien_casework::bank::{Signal, SignalKind, Source, Why};
use khien_signal::vpdq;
use khien_store::banks::BankRow;
use khien_store::contents::{ContentRow, NewContent};
use khien_terms::Moment;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::asked::{Asked, Object};
use super::bank::{Named, is_own, must_be_own, named, told as told_bank};
use super::caller::Caller;
use super::film;
use super::said::Said;

/// A content in an address.
#[derive(Deserialize)]
pub struct At {
    #[serde(rename = "bank_name")]
    name: String,
    #[serde(rename = "content_id")]
    id: String,
}

/// Puts hashes into a bank as one content.
///
/// # Errors
/// 400 for what is no hash, 403 when the bank is another's, 404.
pub async fn add_signals(
    caller: Caller,
    Path(Named { name }): Path<Named>,
    object: Object,
) -> Result<Json<Value>, Said> {
    let row = named(&caller, &name).await?;
    must_be_own(&caller, &row)?;
    let mut signals = Vec::new();
    for (name, value) in object.0.iter().filter(|(name, _)| !matches!(name.as_str(), "note" | "metadata")) {
        let kind: SignalKind =
            name.parse().map_err(|_| Said::bad(format!("No such signal type {}", name.escape_default())))?;
        let text = value.as_str().ok_or_else(|| Said::bad(format!("Invalid {kind} signal: not a text")))?;
        if kind == SignalKind::Vpdq {
            let frames = film::read(text)?;
            if frames.is_empty() {
                return Err(Said::bad("Invalid vpdq signal: no frame of quality 50 or more"));
            }
            signals.extend(film::signals(&frames)?);
            continue;
        }
        let read = Signal::read(kind, text, None);
        signals.push(read.map_err(|refusal| Said::bad(format!("Invalid {kind} signal: {refusal}")))?);
    }
    let note = object.text("note")?.unwrap_or_default().to_owned();
    let metadata = metadata(object.0.get("metadata"))?;
    Ok(Json(add(&caller, &row, signals, note, metadata).await?))
}

/// Puts a content in and says what stands there now.
pub async fn add(
    caller: &Caller,
    row: &BankRow,
    signals: Vec<Signal>,
    note: String,
    metadata: String,
) -> Result<Value, Said> {
    if signals.is_empty() {
        return Err(Said::bad("No signals given"));
    }
    let told = by_kind(&signals);
    let source = caller.asker.platform().map_or(Source::Operator, Source::Platform);
    let new = NewContent { signals, source, class: None, note, metadata };
    let id = caller.app.store.add_content(row.id, new, caller.meta()?).await?;
    caller.app.matcher.follow(&caller.app.store).await?;
    Ok(json!({"id": id, "signals": told}))
}

/// What the caller calls a content: `content_id`, `content_uri`, `json`; `collab` is the other side's own and dropped.
pub fn metadata(given: Option<&Value>) -> Result<String, Said> {
    let mut object = match given {
        None | Some(Value::Null) => return Ok(String::new()),
        Some(Value::Object(object)) => object.clone(),
        Some(_) => return Err(Said::bad("metadata should be a json object")),
    };
    object.remove("collab");
    if let Some(other) = object.keys().find(|key| !matches!(key.as_str(), "content_id" | "content_uri" | "json")) {
        return Err(Said::bad(format!("metadata contains unexpected keys: {}", other.escape_default())));
    }
    let text = Value::Object(object).to_string();
    if text.len() > 8_192 { Err(Said::bad("metadata is longer than 8192 bytes")) } else { Ok(text) }
}

fn by_kind(signals: &[Signal]) -> Map<String, Value> {
    let mut told = Map::new();
    for signal in signals {
        // A content may hold several of a kind; this interface knows one, or all frames of a video.
        told.entry(signal.kind.as_str()).or_insert_with(|| match signal.kind {
            SignalKind::Vpdq => json!(vpdq::json::write(&film::frames(signals))),
            _ => json!(signal.value),
        });
    }
    told
}

/// One content.
///
/// # Errors
/// 404.
pub async fn show(caller: Caller, Path(at): Path<At>, asked: Asked) -> Result<Json<Value>, Said> {
    let with_signals = asked.flag("include_signals", false)?;
    let with_metadata = asked.flag("include_metadata", true)?;
    let (bank, content) = found(&caller, &at).await?;
    Ok(Json(told(&caller, &bank, &content, with_signals, with_metadata).await?))
}

/// Switches a content off until a second since 1970, or changes its note.
///
/// # Errors
/// 400, 403 when the bank is another's, 404.
pub async fn update(caller: Caller, Path(at): Path<At>, object: Object) -> Result<Json<Value>, Said> {
    let (bank, content) = found(&caller, &at).await?;
    must_be_own(&caller, &bank)?;
    if let Some(until) = object.number("disable_until_ts")? {
        if until < 0.0 || until.fract() != 0.0 {
            return Err(Said::bad("disable_until_ts is a second since 1970, or 0"));
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a whole number; what is too large is refused as too far ahead"
        )]
        let until = Moment((until as i64).saturating_mul(1_000_000));
        caller.app.store.disable_content(content.content.id, until, caller.meta()?).await?;
    }
    if let Some(note) = object.text("note")? {
        caller.app.store.note_content(content.content.id, note.to_owned()).await?;
    }
    let (bank, content) = found(&caller, &at).await?;
    Ok(Json(told(&caller, &bank, &content, false, true).await?))
}

/// Takes a content out.
///
/// # Errors
/// 403 when the bank is another's, 404 for the bank.
pub async fn delete(caller: Caller, Path(at): Path<At>) -> Result<Json<Value>, Said> {
    let bank = named(&caller, &at.name).await?;
    must_be_own(&caller, &bank)?;
    let Ok((_, content)) = found(&caller, &at).await else { return Ok(Json(json!({"deleted": 0}))) };
    let ids = vec![content.content.id];
    caller.app.store.withdraw_contents(ids, Why::Removed, None, caller.meta()?).await?;
    caller.app.matcher.follow(&caller.app.store).await?;
    Ok(Json(json!({"deleted": 1})))
}

/// The content of an address: in that bank, standing, and answering the caller.
async fn found(caller: &Caller, at: &At) -> Result<(BankRow, ContentRow), Said> {
    let bank = named(caller, &at.name).await?;
    let missing = || Said::missing(format!("content '{}' not found", at.id.escape_default()));
    let id: i64 = at.id.parse().map_err(|_| missing())?;
    let content = caller.app.store.content(id).await.map_err(|_| missing())?;
    if content.bank != bank.id || content.content.withdrawn.is_some() {
        return Err(missing());
    }
    if !is_own(caller, &bank) && caller.app.store.standing(caller.asker.clone(), vec![id]).await?.is_empty() {
        return Err(missing());
    }
    Ok((bank, content))
}

/// Notes and names of the node's colleagues stay inside; a platform reads its own.
async fn told(
    caller: &Caller,
    bank: &BankRow,
    row: &ContentRow,
    with_signals: bool,
    with_metadata: bool,
) -> Result<Value, Said> {
    let own = is_own(caller, bank);
    let kept: Value = serde_json::from_str(&row.metadata).unwrap_or_else(|_| json!({}));
    let uri = kept.get("content_uri").cloned().filter(|_| own).unwrap_or_default();
    let mut told = json!({
        "id": row.content.id, "disable_until_ts": row.disable_until.0.max(0) / 1_000_000, "original_media_uri": uri,
        "bank": told_bank(&bank.bank.settings),
    });
    if with_signals {
        told["signals"] = Value::Object(by_kind(&caller.app.store.signals(row.content.id).await?));
    }
    if with_metadata {
        told["metadata"] = if own { kept } else { json!({}) };
    }
    if own && !row.note.is_empty() {
        told["note"] = json!(row.note);
    }
    Ok(told)
}
